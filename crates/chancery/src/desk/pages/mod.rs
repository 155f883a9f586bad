//! One module a page: the row that the page is made from, and how it looks.
//!
//! A page is a value: its JSON twin is the value itself, its table the CSV twin, its markup the
//! page for people. None of them asks for anything that the others do not have.

pub(crate) mod about;
mod asides;
pub(crate) mod briefing;
pub(crate) mod commitments;
pub(crate) mod document;
pub(crate) mod event;
pub(crate) mod lists;
pub(crate) mod map;
pub(crate) mod relation;
pub(crate) mod review;
pub(crate) mod row;
pub(crate) mod rule;
pub(crate) mod search;
pub(crate) mod start;
pub(crate) mod ties;
pub(crate) mod timeline;

use std::collections::BTreeMap;

use chancery_core::{
    calendar::When,
    claims::model::{EventStatus, VisitLevel},
    ledger::model::{EventRow, Mention},
};
use maud::Markup;
use serde::Serialize;

use super::{
    layout,
    route::Pair,
    snapshot::{Quote, Snapshot},
};

/// The filters of an address, by name.
pub(crate) type Query = BTreeMap<String, String>;

/// A value of the query that is not empty.
pub(crate) fn filter<'a>(query: &'a Query, name: &str) -> Option<&'a str> {
    query.get(name).map(|value| value.trim()).filter(|value| !value.is_empty())
}

/// A table that leaves as CSV.
pub(crate) struct Table {
    pub(crate) columns: &'static [&'static str],
    pub(crate) rows: Vec<Vec<String>>,
}

/// A page: one value, several forms.
pub(crate) trait Page: Serialize {
    /// The title, without the program's name.
    fn title(&self) -> String;
    /// The relation that the page belongs to.
    fn pair(&self) -> Option<Pair> {
        None
    }
    /// The other forms that the page has.
    fn twins(&self) -> &'static [&'static str] {
        &["json"]
    }
    /// The content for people.
    fn html(&self, snapshot: &Snapshot) -> Markup;
    /// The main table.
    fn table(&self) -> Option<Table> {
        None
    }
    /// What a calendar program may take: day or days, and a line.
    fn dates(&self) -> Option<Vec<CalendarEntry>> {
        None
    }
    /// Linked data.
    fn linked_data(&self, _snapshot: &Snapshot) -> Option<serde_json::Value> {
        None
    }
}

/// One line of a calendar.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct CalendarEntry {
    pub(crate) id: String,
    pub(crate) when: When,
    pub(crate) what: String,
    pub(crate) kind: &'static str,
    pub(crate) link: Option<String>,
}

/// Words that a quotation should have at least, and mentions among which one that has them is
/// looked for.
const TELLING: usize = 4;
const TELLING_OF: usize = 8;

/// An event as lists show it.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct EventLine {
    pub(crate) id: String,
    pub(crate) headline: String,
    pub(crate) kind: &'static str,
    pub(crate) level: Option<&'static str>,
    pub(crate) status: EventStatus,
    pub(crate) when: Option<When>,
    pub(crate) place: Option<String>,
    pub(crate) voices: u32,
    pub(crate) link: String,
    pub(crate) quote: Option<Quote>,
}

impl EventLine {
    /// The line of an event with its first quotation.
    pub(crate) fn new(snapshot: &Snapshot, event: &EventRow) -> EventLine {
        // The first words that tell something; a bare "visit" does not.
        let words = |mention: &Mention| snapshot.library.quote(mention).split_whitespace().count();
        let mentions = &event.support.mentions;
        let first = mentions.iter().take(TELLING_OF).find(|one| words(one) >= TELLING).or(mentions.first());
        EventLine {
            id: event.id.0.clone(),
            headline: layout::headline(snapshot, event),
            kind: layout::kind(event.kind),
            level: event.level.map(VisitLevel::name),
            status: event.status,
            when: event.when.clone(),
            place: event.place.clone().or_else(|| event.place_state.map(|state| snapshot.name(state))),
            voices: event.support.voices,
            link: layout::link(&event.id),
            quote: first.map(|mention| {
                snapshot.quote(&chancery_core::ledger::model::Wording {
                    doc: mention.doc.clone(),
                    span: mention.span,
                })
            }),
        }
    }
}
