//! Instruments, mechanisms and projects.

use serde::{Deserialize, Serialize};

use super::{RowId, Step, Support};
use crate::{calendar::When, claims::model::InstrumentStatus, lexicon::ActorCode};

/// An instrument.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InstrumentRow {
    /// Its name as a row.
    pub id: RowId,
    /// The fullest name.
    pub name: String,
    /// The type.
    #[serde(rename = "type")]
    pub kind: String,
    /// The furthest status.
    pub status: InstrumentStatus,
    /// When that was.
    pub when: Option<When>,
    /// The sides, sorted.
    pub parties: Vec<ActorCode>,
    /// The fields.
    pub fields: Vec<String>,
    /// The years for which it holds, where its name says so: a programme "for 2022-2024".
    #[serde(default)]
    pub period: Option<When>,
    /// The event at which it was signed.
    pub event: Option<RowId>,
    /// From planned to in force, by day.
    pub history: Vec<Step>,
    /// The mentions.
    pub support: Support,
}

/// A mechanism.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MechanismRow {
    /// Its name as a row.
    pub id: RowId,
    /// The fullest name.
    pub name: String,
    /// Every form of the name, sorted.
    pub names: Vec<String>,
    /// The type.
    #[serde(rename = "type")]
    pub kind: String,
    /// The sides, sorted.
    pub parties: Vec<ActorCode>,
    /// Its sessions, by day.
    pub sessions: Vec<RowId>,
    /// When the next session is announced or due.
    #[serde(default)]
    pub next_due: Option<When>,
    /// Why then: "announced", "every 12 months, last held 2024-09-11".
    #[serde(default)]
    pub next_due_because: Option<String>,
    /// The mentions.
    pub support: Support,
}

/// A project or programme.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProjectRow {
    /// Its name as a row.
    pub id: RowId,
    /// The fullest name.
    pub name: String,
    /// The sides, sorted.
    pub parties: Vec<ActorCode>,
    /// The fields.
    pub fields: Vec<String>,
    /// The furthest phase.
    pub phase: Option<String>,
    /// The mentions.
    pub support: Support,
}
