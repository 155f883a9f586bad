//! Doubtful pairs and lines, one at a time, and what people decided about them.
//!
//! A decision is a plain form: it works without a script, by keyboard, and is taken back the same
//! way. What the machine thought stays beside it.

use chancery_core::{
    evidence::DocId,
    ledger::model::{Judged, RowId},
};
use maud::{Markup, html};
use serde::Serialize;

use super::{Page, Query, commitments::Related, event::Disagreement, filter};
use crate::{
    briefing::say,
    desk::{
        layout,
        snapshot::{Quote, RowRef, Snapshot},
    },
};

/// Words shown of each row.
const QUOTES: usize = 4;
/// Reports of a person that can be chosen, the latest.
const REPORTS: usize = 200;
/// Decisions shown below.
const LATEST: usize = 20;

/// The page.
#[derive(Serialize)]
pub(crate) struct Review {
    at: usize,
    total: usize,
    item: Option<Item>,
    judged: Vec<Judged>,
    message: Option<String>,
    #[serde(skip)]
    form: Form,
}

/// What the form of a decision needs beside the rows.
#[derive(Clone, Default)]
pub(crate) struct Form {
    /// Proves that the form is ours.
    pub(crate) token: String,
    /// Who decides, as last typed.
    pub(crate) by: String,
    /// Takes no decisions.
    pub(crate) read_only: bool,
}

/// One thing to decide.
#[derive(Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
enum Item {
    /// Two rows that may be one.
    Pair { why: String, a: Side, b: Side },
    /// A row about which reports disagree, or that somebody asked to look at.
    Row { why: String, row: Side, conflicts: Vec<Disagreement>, namesakes: Vec<Namesake> },
}

/// A person as one report names them, and the report.
#[derive(Serialize)]
struct Namesake {
    id: RowId,
    report: String,
}

/// A person as each report names them, the earliest first; none for other rows, and for a person
/// whom one report names.
fn namesakes(snapshot: &Snapshot, id: &RowId) -> Vec<Namesake> {
    let ledger = &snapshot.library.ledger;
    let Some(RowRef::Person(at)) = snapshot.row(id) else { return Vec::new() };
    let name = ledger.people[at].shared_name();
    let reports = ledger.documents_of(id);
    let namesake = |doc: &DocId| {
        let published = snapshot.document(doc).and_then(|row| row.published);
        let day = published.map_or_else(|| "no date".to_owned(), say::day);
        Namesake { id: name.in_report(doc.as_str()), report: format!("{day}: {}", snapshot.title(doc)) }
    };
    let latest = reports.len().saturating_sub(REPORTS).max(1);
    match reports.as_slice() {
        [first, _, ..] => [first].into_iter().chain(&reports[latest..]).map(namesake).collect(),
        _ => Vec::new(),
    }
}

/// A row with its words.
#[derive(Serialize)]
struct Side {
    row: Related,
    quotes: Vec<Quote>,
}

impl Side {
    fn new(snapshot: &Snapshot, id: &RowId) -> Side {
        Side { row: Related::new(snapshot, id), quotes: quotes(snapshot, id) }
    }
}

fn quotes(snapshot: &Snapshot, id: &RowId) -> Vec<Quote> {
    let ledger = &snapshot.library.ledger;
    let support = match snapshot.row(id) {
        Some(RowRef::Event(at)) => &ledger.events[at].support,
        Some(RowRef::Commitment(at)) => &ledger.commitments[at].support,
        Some(RowRef::Person(at)) => &ledger.people[at].support,
        Some(RowRef::Instrument(at)) => &ledger.instruments[at].support,
        Some(RowRef::Mechanism(at)) => &ledger.mechanisms[at].support,
        Some(RowRef::Project(at)) => &ledger.projects[at].support,
        _ => return Vec::new(),
    };
    let mut quotes = snapshot.quotes(support);
    quotes.truncate(QUOTES);
    quotes
}

impl Review {
    /// The item at the place of the address, or the row that it names.
    pub(crate) fn new(snapshot: &Snapshot, query: &Query, form: Form) -> Review {
        let ledger = &snapshot.library.ledger;
        let mut in_conflict: Vec<&RowId> = ledger.conflicts.iter().map(|conflict| &conflict.about).collect();
        in_conflict.sort_unstable();
        in_conflict.dedup();
        let total = ledger.doubts.len() + in_conflict.len();
        let at =
            filter(query, "at").and_then(|at| at.parse().ok()).unwrap_or(0usize).min(total.saturating_sub(1));
        let row = |id: &RowId, why: String| Item::Row {
            why,
            row: Side::new(snapshot, id),
            conflicts: Disagreement::about(snapshot, id),
            namesakes: namesakes(snapshot, id),
        };
        let named =
            filter(query, "row").map(|id| RowId(id.to_owned())).filter(|id| snapshot.row(id).is_some());
        let item = match named {
            Some(id) => Some(row(&id, "somebody asked to look at it".to_owned())),
            None => match ledger.doubts.get(at) {
                Some(doubt) => Some(Item::Pair {
                    why: format!("may be one thing ({})", doubt.code.replace('-', " ")),
                    a: Side::new(snapshot, &doubt.a),
                    b: Side::new(snapshot, &doubt.b),
                }),
                None => in_conflict
                    .get(at - ledger.doubts.len().min(at))
                    .map(|id| row(id, "the reports disagree".to_owned())),
            },
        };
        let mut judged = ledger.judged.clone();
        judged.sort_by(|a, b| b.at.cmp(&a.at));
        judged.truncate(LATEST);
        let number = |name: &str| filter(query, name).and_then(|number| number.parse::<usize>().ok());
        let message = match filter(query, "said") {
            Some("done") => Some("Noted. It can be taken back below.".to_owned()),
            Some("reason") => {
                Some("A reason is asked for this decision: type it and decide again.".to_owned())
            }
            Some("refused") => {
                Some("The decision was not taken: the page was out of date. Decide again.".to_owned())
            }
            Some("taken") => number("new").zip(number("known")).map(|(new, known)| {
                let new = layout::count(new, "decision was", "decisions were");
                format!("{new} taken over, {known} known before.")
            }),
            Some("line") => number("line").map(|line| {
                format!("Line {line} of the file is no decision: nothing was taken over. Choose a file that `judgements export` wrote.")
            }),
            _ => None,
        };
        Review { at, total, item, judged, message, form }
    }

    fn hidden(&self, fields: &[(&str, &str)]) -> Markup {
        html! {
            input type="hidden" name="token" value=(self.form.token);
            input type="hidden" name="at" value=(self.at);
            @for (name, value) in fields { input type="hidden" name=(name) value=(value); }
        }
    }

    fn signature(&self) -> Markup {
        html! {
            p {
                label { "Your name " input name="by" required value=(self.form.by) autocomplete="name"; }
                " "
                label { "Reason " input name="because" size="40"; }
            }
        }
    }
}

impl Related {
    /// What rows of its kind are called.
    fn kinds(&self) -> &'static str {
        match self.id.split('/').next() {
            Some("person") => "persons",
            Some("event") => "events",
            Some("commitment") => "commitments",
            Some("instrument") => "instruments",
            Some("mechanism") => "mechanisms",
            _ => "rows",
        }
    }
}

fn side(side: &Side) -> Markup {
    html! {
        div {
            h3 { a href=(side.row.link) dir="auto" { (side.row.label) } }
            p { small { (side.row.id) } }
            @for quote in &side.quotes { (layout::quote(quote)) }
        }
    }
}

impl Page for Review {
    fn title(&self) -> String {
        "Review".to_owned()
    }

    fn html(&self, _snapshot: &Snapshot) -> Markup {
        let next = format!("/review?at={}", self.at + 1);
        html! {
            h1 { "Review" }
            @if let Some(message) = &self.message { p.note role="status" { (message) } }
            @match &self.item {
                None => p.lead { "Nothing is in doubt." },
                Some(item) => {
                    @if self.total > 0 { p { (self.at + 1) " of " (self.total) @if self.at > 0 { " · " a href={ "/review?at=" (self.at - 1) } { "previous" } } } }
                    @match item {
                        Item::Pair { why, a, b } => {
                            p.lead { "Two " (a.row.kinds()) " " (why) "." }
                            div.columns { (side(a)) (side(b)) }
                            @if !self.form.read_only {
                                form.decide action="/review" method="post" {
                                    (self.hidden(&[("a", &a.row.id), ("b", &b.row.id)]))
                                    (self.signature())
                                    button name="verdict" value="same" data-key="y" { "The same " kbd { "y" } } " "
                                    button name="verdict" value="not-same" data-key="n" { "Not the same " kbd { "n" } } " "
                                    a.button href=(next) data-key="h" { "Not enough information " kbd { "h" } }
                                }
                            }
                        },
                        Item::Row { why, row, conflicts, namesakes } => {
                            p.lead { "Here because " (why) "." }
                            (side(row))
                            @for conflict in conflicts { (conflict.html()) }
                            @if !self.form.read_only {
                                form.decide action="/review" method="post" {
                                    (self.hidden(&[("row", &row.row.id)]))
                                    (self.signature())
                                    button name="verdict" value="confirm" data-key="y" { "Right " kbd { "y" } } " "
                                    button name="verdict" value="reject" data-key="n" { "Wrong, take it out " kbd { "n" } } " "
                                    a.button href=(next) data-key="h" { "Not enough information " kbd { "h" } }
                                }
                                form.decide action="/review" method="post" {
                                    (self.hidden(&[("row", &row.row.id), ("verdict", "correct")]))
                                    (self.signature())
                                    p {
                                        label { "Field " input name="field" required placeholder="when, place, status, name …"; } " "
                                        label { "Right value " input name="value" required; } " "
                                        button { "Correct" }
                                    }
                                }
                                @if let [first, others @ ..] = namesakes.as_slice() {
                                    form.decide action="/review" method="post" {
                                        (self.hidden(&[("a", &first.id.0), ("verdict", "not-same")]))
                                        p { "Two persons of one name are told apart by a report that speaks of the other one." }
                                        (self.signature())
                                        p {
                                            label { "Report " select name="b" { @for one in others { option value=(one.id.0) { (one.report) } } } } " "
                                            button { "Tell apart" }
                                        }
                                    }
                                }
                            }
                        },
                    }
                },
            }
            @if !self.judged.is_empty() {
                section {
                    h2 { "Who decided what" }
                    p { small { kbd { "u" } " takes the latest decision back." } }
                    div.scroll tabindex="0" { table {
                        caption { "The latest decisions" }
                        thead { tr { th scope="col" { "When" } th scope="col" { "Who" } th scope="col" { "Row" } th scope="col" { "What" } th scope="col" { "The machine thought" } th scope="col" { "Why" } th scope="col" { "Undo" } } }
                        tbody { @for one in &self.judged { tr {
                            td { (one.at) } td dir="auto" { (one.by) } td { a href=(layout::link(&one.row)) { (one.row.0) } }
                            td { (one.field) ": " (one.now) } td { (one.machine.as_deref().unwrap_or("–")) } td dir="auto" { (one.because.as_deref().unwrap_or("–")) }
                            td { @if !self.form.read_only { form action="/review" method="post" {
                                (self.hidden(&[("judgement", &one.judgement), ("verdict", "undo"), ("by", &one.by)]))
                                button data-key="u" { "Undo" }
                            } } }
                        } } }
                    } }
                }
            }
            section {
                h2 { "Decisions as a file" }
                p { a href="/judgements.jsonl" download { "All decisions" } ", to hand on to others; " code { "chancery judgements export" } " writes the same file." }
                @if !self.form.read_only {
                    form.decide action="/review/import" method="post" enctype="multipart/form-data" {
                        input type="hidden" name="token" value=(self.form.token);
                        p {
                            label { "Decisions of others " input type="file" name="file" required accept=".jsonl,.ndjson,.json,application/x-ndjson,text/plain"; } " "
                            button { "Take over" }
                        }
                    }
                }
            }
        }
    }
}
