//! What the program does, what it promises, and the addresses that it serves.

use maud::{Markup, html};
use serde::Serialize;
use serde_json::{Value, json};

use super::Page;
use crate::desk::snapshot::Snapshot;

/// The page.
#[derive(Serialize)]
pub(crate) struct About {
    version: &'static str,
    ledger: String,
}

impl About {
    /// The program and the ledger at hand.
    pub(crate) fn new(snapshot: &Snapshot) -> About {
        About { version: env!("CARGO_PKG_VERSION"), ledger: snapshot.version.clone() }
    }
}

impl Page for About {
    fn title(&self) -> String {
        "About".to_owned()
    }

    fn html(&self, _snapshot: &Snapshot) -> Markup {
        html! {
            h1 { "About this record" }
            p.lead { "Chancery " (self.version) " reads news reports and communiqués on the relations between states and keeps the record." }
            ul {
                li { "Every line leads back to the words that it rests on. What no report says is absent, not guessed." }
                li { "Silence means unknown, never failure: “quiet” says that the relation was reported and this was not mentioned." }
                li { "Copies of one agency story count as one voice. A claim by a party is evidence of a claim, not of delivery." }
                li { "Nothing leaves this machine. The pages run no code but their own small script and work without it." }
            }
            h2 { "Force" }
            p { "How binding the words are, from 0 to 6: talked about, wished or needed, offered or asked, stated as coming, undertaken, decided and tasked, signed or in force." }
            h2 { "Stage and health" }
            p { "The stage of a commitment is the highest rung that has evidence; its health says how it fares since. Both print the rule that decided." }
            h2 { "Keys" }
            p { kbd { "/" } " search · " kbd { "j" } " " kbd { "k" } " next and previous item · " kbd { "[" } " " kbd { "]" } " next and previous finding in a document · " kbd { "?" } " this page. " button.keys type="button" { "Switch keys off" } }
            p { "Ledger " code { (self.ledger) } }
        }
    }
}

/// One address of the interface.
struct Address {
    path: &'static str,
    what: &'static str,
    forms: &'static [&'static str],
    filters: &'static [&'static str],
}

/// Every address that the server answers with a page.
const ADDRESSES: &[Address] = &[
    Address {
        path: "/index",
        what: "All relations, the busiest first",
        forms: &["json", "csv"],
        filters: &["text", "next"],
    },
    Address {
        path: "/r/{pair}",
        what: "One relation: who is who, what is on the table",
        forms: &["json"],
        filters: &[],
    },
    Address {
        path: "/r/{pair}/timeline",
        what: "The events of a relation",
        forms: &["json", "csv", "ics"],
        filters: &["since", "until", "kind", "status", "next"],
    },
    Address {
        path: "/r/{pair}/commitments",
        what: "The commitments of a relation",
        forms: &["json", "csv"],
        filters: &["text", "field", "by", "force", "stage", "health", "state", "next"],
    },
    Address {
        path: "/r/{pair}/calendar",
        what: "What lies ahead",
        forms: &["json", "csv", "ics"],
        filters: &[],
    },
    Address { path: "/r/{pair}/network", what: "Who met whom", forms: &["json", "csv"], filters: &[] },
    Address { path: "/r/{pair}/map", what: "Where they met", forms: &["json", "csv"], filters: &[] },
    Address {
        path: "/r/{pair}/briefing",
        what: "The briefing",
        forms: &["json", "md", "docx", "pdf"],
        filters: &["since", "until"],
    },
    Address {
        path: "/commitments",
        what: "The commitments of all relations",
        forms: &["json", "csv"],
        filters: &["text", "field", "by", "force", "stage", "health", "state", "next"],
    },
    Address { path: "/people", what: "Persons", forms: &["json", "csv"], filters: &["text", "next"] },
    Address { path: "/mechanisms", what: "Mechanisms", forms: &["json", "csv"], filters: &["text", "next"] },
    Address {
        path: "/instruments",
        what: "Instruments",
        forms: &["json", "csv"],
        filters: &["text", "next"],
    },
    Address { path: "/documents", what: "Documents", forms: &["json", "csv"], filters: &["text", "next"] },
    Address { path: "/event/{id}", what: "One event", forms: &["json", "ics", "jsonld"], filters: &[] },
    Address {
        path: "/commitment/{id}",
        what: "One commitment with its history",
        forms: &["json"],
        filters: &[],
    },
    Address { path: "/person/{id}", what: "One person", forms: &["json"], filters: &[] },
    Address {
        path: "/office/{id}",
        what: "The holders of an office",
        forms: &["json", "csv"],
        filters: &["text", "next"],
    },
    Address { path: "/project/{id}", what: "One project", forms: &["json"], filters: &[] },
    Address {
        path: "/position/{id}",
        what: "One position, its wordings side by side",
        forms: &["json"],
        filters: &[],
    },
    Address { path: "/obstacle/{id}", what: "One obstacle", forms: &["json"], filters: &[] },
    Address { path: "/state/{id}", what: "One reported state of things", forms: &["json"], filters: &[] },
    Address { path: "/expectation/{id}", what: "One expectation", forms: &["json"], filters: &[] },
    Address { path: "/appraisal/{id}", what: "One appraisal", forms: &["json"], filters: &[] },
    Address { path: "/anniversary/{id}", what: "One anniversary", forms: &["json"], filters: &[] },
    Address { path: "/partnership/{id}", what: "One level of partnership", forms: &["json"], filters: &[] },
    Address { path: "/mechanism/{id}", what: "One mechanism", forms: &["json"], filters: &[] },
    Address { path: "/instrument/{id}", what: "One instrument", forms: &["json"], filters: &[] },
    Address {
        path: "/document/{id}",
        what: "One document with its findings",
        forms: &["json", "jsonld"],
        filters: &[],
    },
    Address { path: "/rule/{id}", what: "What a rule found", forms: &["json"], filters: &[] },
    Address {
        path: "/field/{code}",
        what: "What concerns a field",
        forms: &["json", "csv"],
        filters: &["text", "next"],
    },
    Address {
        path: "/search",
        what: "Search in words of documents, commitments and people",
        forms: &["json"],
        filters: &["q"],
    },
    Address { path: "/review", what: "Doubtful lines", forms: &["json"], filters: &[] },
    Address { path: "/about", what: "What the program promises", forms: &["json"], filters: &[] },
];

/// Addresses that are the same on every day.
const TIMELESS: [&str; 2] = ["/review", "/about"];

/// The description of the interface for programs (OpenAPI 3.1).
pub(crate) fn openapi() -> Value {
    let mut paths = serde_json::Map::new();
    let shapes: serde_json::Map<String, Value> =
        serde_json::from_str(include_str!("../shapes.json")).expect("a test writes the shapes");
    for address in ADDRESSES {
        let mut parameters: Vec<Value> = address
            .path
            .split('{')
            .skip(1)
            .filter_map(|rest| rest.split('}').next())
            .map(|name| json!({"name": name, "in": "path", "required": true, "schema": {"type": "string"}}))
            .collect();
        parameters.extend(
            address
                .filters
                .iter()
                .map(|name| json!({"name": name, "in": "query", "schema": {"type": "string"}})),
        );
        if !TIMELESS.contains(&address.path) {
            let what = "the day that counts as today: what could be known on it; the day of the latest report where none is given";
            parameters.push(json!({
                "name": "on", "in": "query", "description": what, "schema": {"type": "string", "format": "date"},
            }));
        }
        for form in address.forms {
            let media = match *form {
                "json" => "application/json",
                "csv" => "text/csv",
                "ics" => "text/calendar",
                "jsonld" => "application/ld+json",
                "md" => "text/markdown",
                "pdf" => "application/pdf",
                _ => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            };
            let path = format!("{}.{form}", address.path);
            let schema = match (*form, shapes.get(&path)) {
                ("json", Some(shape)) => json!({"schema": shape}),
                ("json", None) => json!({"schema": {"type": "object"}}),
                ("csv" | "ics" | "md", _) => json!({"schema": {"type": "string"}}),
                ("jsonld", _) => json!({"schema": {"type": "object", "required": ["@context"]}}),
                _ => json!({"schema": {"type": "string", "format": "binary"}}),
            };
            let mut content = serde_json::Map::new();
            content.insert(media.to_owned(), schema);
            let problem =
                json!({"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}});
            paths.insert(
                path,
                json!({"get": {
                    "summary": address.what,
                    "parameters": parameters,
                    "responses": {
                        "200": {
                            "description": address.what,
                            "headers": {"ETag": {"description": "changes with the record; send it back as If-None-Match", "schema": {"type": "string"}}},
                            "content": content,
                        },
                        "304": {"description": "the answer that the ETag of If-None-Match names still holds"},
                        "400": {"description": "a filter has a value that it cannot have", "content": problem},
                        "404": {"description": "there is no such row, or not in this form", "content": problem},
                    },
                }}),
            );
        }
    }
    paths.extend(decisions());
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Chancery",
            "version": env!("CARGO_PKG_VERSION"),
            "description": "The record of the relations between states. Every address without ending is a page for people with the same content.",
        },
        "paths": paths,
        "components": {"schemas": {"Problem": {
            "type": ["object"],
            "description": "RFC 9457",
            "required": ["type", "title", "status", "detail", "instance"],
            "properties": {
                "type": {"type": ["string"]},
                "title": {"type": ["string"], "description": "a stable code: E-NOT-FOUND"},
                "status": {"type": ["integer"]},
                "detail": {"type": ["string"], "description": "what happened, and what to do"},
                "instance": {"type": ["string"]},
            },
        }}},
    })
}

/// The addresses of decisions as a file, which are pages of no row.
fn decisions() -> [(String, Value); 3] {
    let what = "All decisions as a file, to hand on to others: what `chancery judgements export` writes";
    let export = json!({"get": {
        "summary": what,
        "parameters": [],
        "responses": {"200": {
            "description": "one decision a line",
            "content": {"application/x-ndjson": {"schema": {"type": "string"}}},
        }},
    }});
    let what = "Takes a file of decisions over, whole or not at all: what `chancery judgements import` does";
    let import = json!({"post": {
        "summary": what,
        "parameters": [],
        "requestBody": {"required": true, "content": {"multipart/form-data": {"schema": {
            "type": "object",
            "required": ["token", "file"],
            "properties": {
                "token": {"type": "string", "description": "stands in the form of the page /review: only a page of ours may change the record"},
                "file": {"type": "string", "format": "binary", "description": "what the export wrote"},
            },
        }}}},
        "responses": {"303": {
            "description": "back to /review, which says what became of it",
            "headers": {"Location": {"schema": {"type": "string"}}},
        }},
    }});
    let text = || json!({"type": "string"});
    let decide = json!({"post": {
        "summary": "Takes one decision and shows the next doubtful line: what `chancery same`, `reject`, `correct` and their kin do",
        "parameters": [],
        "requestBody": {"required": true, "content": {"application/x-www-form-urlencoded": {"schema": {
            "type": "object",
            "required": ["token", "verdict", "by"],
            "properties": {
                "token": {"type": "string", "description": "stands in the form of the page /review"},
                "verdict": {"type": "string", "enum": ["same", "not-same", "confirm", "reject", "correct", "undo"]},
                "by": {"type": "string", "description": "who decides"},
                "because": {"type": "string", "description": "why; `same`, `reject` and `correct` need it"},
                "at": {"type": "integer", "description": "the line to go back to"},
                "a": text(), "b": text(), "row": text(), "field": text(), "value": text(),
                "judgement": {"type": "string", "description": "the decision that `undo` takes back"},
            },
        }}}},
        "responses": {"303": {
            "description": "back to /review, which says what became of it",
            "headers": {"Location": {"schema": {"type": "string"}}},
        }},
    }});
    [
        ("/judgements.jsonl".to_owned(), export),
        ("/review".to_owned(), decide),
        ("/review/import".to_owned(), import),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::desk::route;

    #[test]
    fn every_address_that_is_described_is_served() {
        let document = openapi();
        let decisions = decisions().map(|(path, _)| path);
        for path in document["paths"].as_object().unwrap().keys().filter(|path| !decisions.contains(path)) {
            let real = path.replace("{pair}", "fin-nor").replace("{id}", "x").replace("{code}", "energy");
            assert!(route::parse(&real).is_some(), "{path}");
        }
    }
}
