//! Events, and who takes part in them.

use serde::{Deserialize, Serialize};

use super::{Mention, RowId, Support};
use crate::{
    calendar::{Day, When},
    claims::model::{EventKind, EventStatus, Role, VisitLevel},
    lexicon::ActorCode,
};

/// A person's or side's part in an event of the ledger.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct PartRow {
    /// The person's row, where a person is named.
    pub person: Option<RowId>,
    /// The name as shown.
    pub name: Option<String>,
    /// The office on the day of the event.
    pub office: Option<String>,
    /// The state or organisation.
    pub actor: Option<ActorCode>,
    /// A body of it.
    pub body: Option<String>,
    /// The part.
    pub role: Role,
}

/// A step in the history of a row: on which day which document moved it to which status.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// The day of the document.
    pub day: Option<Day>,
    /// The status or stage that it shows, as it is written in rows.
    pub state: String,
    /// The claim that shows it.
    pub mention: Mention,
}

/// An event.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EventRow {
    /// Its name.
    pub id: RowId,
    /// The kind.
    pub kind: EventKind,
    /// The level of a visit.
    pub level: Option<VisitLevel>,
    /// What became of it, on all evidence.
    pub status: EventStatus,
    /// When, as closely as any report says.
    pub when: Option<When>,
    /// The place.
    pub place: Option<String>,
    /// The state in which it lies.
    pub place_state: Option<ActorCode>,
    /// Who, each once.
    pub participants: Vec<PartRow>,
    /// The states and organisations that take part, sorted.
    pub parties: Vec<ActorCode>,
    /// What it is called.
    pub title: Option<String>,
    /// The ordinal of a session.
    pub ordinal: Option<u32>,
    /// The visit that it is part of.
    pub within: Option<RowId>,
    /// The mechanism whose session it is.
    pub mechanism: Option<RowId>,
    /// From planned to held, by day.
    pub history: Vec<Step>,
    /// The mentions.
    pub support: Support,
}
