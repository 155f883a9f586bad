//! Linked data (JSON-LD 1.1): events and reports in the words of schema.org, evidence as Web
//! Annotations, the run that made it in the words of PROV.

use chancery_core::claims::model::EventStatus;
use serde_json::{Value, json};

use crate::source::{Source, first_day, last_day};

/// Writes the graph of events, reports and persons.
#[must_use]
pub fn graph(source: &Source<'_>, version: &str) -> Value {
    let mut nodes: Vec<Value> = Vec::new();
    let run = "urn:chancery:run";
    nodes.push(json!({
        "@id": run,
        "@type": "prov:Activity",
        "prov:wasAssociatedWith": {"@id": "urn:chancery:program", "@type": "prov:SoftwareAgent", "name": "Chancery", "softwareVersion": version},
    }));
    for row in &source.ledger.documents {
        nodes.push(json!({
            "@id": document(row.doc.as_str()),
            "@type": "NewsArticle",
            "identifier": row.doc,
            "datePublished": row.published.map(|day| day.to_string()),
            "publisher": row.outlet,
        }));
    }
    for person in &source.ledger.people {
        nodes.push(json!({
            "@id": urn(&person.id.0),
            "@type": "Person",
            "name": person.name,
            "alternateName": person.names,
            "jobTitle": person.tenures.last().map(|tenure| &tenure.office),
        }));
    }
    for event in &source.ledger.events {
        nodes.push(json!({
            "@id": urn(&event.id.0),
            "@type": "Event",
            "name": source.headline(event),
            "eventStatus": status(event.status),
            "startDate": first_day(event.when.as_ref()),
            "endDate": last_day(event.when.as_ref()),
            "location": event.place.as_ref().map(|place| json!({"@type": "Place", "name": place})),
            "superEvent": event.within.as_ref().map(|visit| json!({"@id": urn(&visit.0)})),
            "attendee": event.participants.iter().map(|part| match &part.person {
                Some(person) => json!({"@id": urn(&person.0)}),
                None => json!({"@type": "Organization", "name": source.part(part)}),
            }).collect::<Vec<_>>(),
            "prov:wasGeneratedBy": {"@id": run},
        }));
        for mention in &event.support.mentions {
            nodes.push(json!({
                "@id": format!("urn:chancery:claim:{}", mention.claim),
                "@type": "oa:Annotation",
                "oa:hasBody": {"@id": urn(&event.id.0)},
                "oa:hasTarget": {
                    "oa:hasSource": {"@id": document(mention.doc.as_str())},
                    "oa:hasSelector": {"@type": "oa:TextQuoteSelector", "oa:exact": source.quote(mention)},
                },
            }));
        }
    }
    json!({
        "@context": {
            "@vocab": "https://schema.org/",
            "oa": "http://www.w3.org/ns/oa#",
            "prov": "http://www.w3.org/ns/prov#",
        },
        "@graph": nodes,
    })
}

/// The status of an event in the words of schema.org.
#[must_use]
pub fn status(status: EventStatus) -> &'static str {
    match status {
        EventStatus::Happened | EventStatus::Planned | EventStatus::Invited => {
            "https://schema.org/EventScheduled"
        }
        EventStatus::Postponed => "https://schema.org/EventPostponed",
        EventStatus::Cancelled | EventStatus::Denied => "https://schema.org/EventCancelled",
    }
}

fn urn(row: &str) -> String {
    format!("urn:chancery:{}", encoded(row).replace("%2F", ":"))
}

fn document(doc: &str) -> String {
    format!("urn:chancery:document:{}", encoded(doc))
}

/// Text as a part of a name: everything but unreserved characters percent-encoded (RFC 3986).
fn encoded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}
