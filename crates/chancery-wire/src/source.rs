//! What the formats of the whole ledger are written from.

use chancery_core::{
    calendar::When,
    claims::model::{EventKind, EventStatus, Role},
    ledger::model::{EventRow, Ledger, Mention, PartRow, Wording},
    lexicon::ActorCode,
};

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
        let side = part.actor.map(self.name);
        match (&part.name, &part.office, side) {
            (Some(name), ..) => name.clone(),
            (None, Some(office), Some(side)) => format!("{office} of {side}"),
            (None, Some(office), None) => office.clone(),
            (None, None, Some(side)) => side,
            (None, None, None) => part.body.clone().unwrap_or_default(),
        }
    }

    /// An event in one line: "official visit: Mikhail Mishustin, Vietnam".
    #[must_use]
    pub fn headline(&self, event: &EventRow) -> String {
        let kind = match (event.kind, event.level) {
            (EventKind::Visit, Some(level)) => format!("{} visit", word(&level)),
            (kind, _) => word(&kind),
        };
        let who: Vec<String> = event
            .participants
            .iter()
            .filter(|part| part.role != Role::Inviter)
            .map(|part| self.part(part))
            .filter(|name| !name.is_empty())
            .take(6)
            .collect();
        match (&event.title, who.is_empty()) {
            (Some(title), _) => title.clone(),
            (None, true) => kind,
            (None, false) => format!("{kind}: {}", who.join(", ")),
        }
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
