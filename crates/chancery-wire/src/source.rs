//! What the formats of the whole ledger are written from.

use chancery_core::{
    calendar::When,
    claims::model::EventStatus,
    ledger::model::{EventRow, Ledger, Mention, PartRow, RowId, Wording},
    lexicon::ActorCode,
};

use crate::say::Teller;

/// The ledger, with the words and names that its rows only point to.
pub struct Source<'a> {
    /// The ledger.
    pub ledger: &'a Ledger,
    /// The words at a place of a document.
    pub words: &'a dyn Fn(&Wording) -> String,
    /// The English name of a state or organisation.
    pub name: &'a dyn Fn(ActorCode) -> String,
}

impl Source<'_> {
    /// The words of a claim.
    pub(crate) fn quote(&self, mention: &Mention) -> String {
        (self.words)(&Wording { doc: mention.doc.clone(), span: mention.span })
    }

    /// Who takes part, for people: the name, else the office and the side.
    #[must_use]
    pub fn part(&self, part: &PartRow) -> String {
        self.teller(&|_| None).part(part)
    }

    /// An event in a few words: "Official visit of Mikhail Mishustin to Vietnam".
    #[must_use]
    pub fn headline(&self, event: &EventRow) -> String {
        let mechanisms = &self.ledger.mechanisms;
        let mechanism = |id: &_| mechanisms.iter().find(|row| row.id == *id).map(|row| row.name.clone());
        self.teller(&mechanism).event(event)
    }

    fn teller<'b>(&'b self, mechanism: &'b dyn Fn(&RowId) -> Option<String>) -> Teller<'b> {
        Teller { name: self.name, mechanism, is_known: &|_| true, with_place: false }
    }
}

/// The name of an enum's value, as rows write it.
pub(crate) fn word<T: serde::Serialize>(value: &T) -> String {
    serde_json::to_value(value).ok().and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default()
}

/// True for an event that lies ahead and stands.
pub(crate) fn is_ahead(status: EventStatus) -> bool {
    matches!(status, EventStatus::Planned | EventStatus::Invited)
}

/// The first day of a date as ISO 8601.
pub(crate) fn first_day(when: Option<&When>) -> Option<String> {
    when.and_then(When::first).map(|day| day.to_string())
}

/// The last day of a date as ISO 8601.
pub(crate) fn last_day(when: Option<&When>) -> Option<String> {
    when.and_then(When::last).map(|day| day.to_string())
}
