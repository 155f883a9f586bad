//! What sides say without undertaking anything, what they keep, and how close they are.

use serde::{Deserialize, Serialize};

use super::{RowId, Support, Wording};
use crate::{calendar::When, lexicon::ActorCode};

/// A position: how one side has put one thing over time, side by side.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PositionRow {
    /// Its name as a row.
    pub id: RowId,
    /// Whose.
    pub by: Vec<ActorCode>,
    /// About whom or what.
    pub about: Vec<ActorCode>,
    /// The class: `partner-designation` …
    pub class: Option<String>,
    /// The wordings, by day.
    pub wordings: Vec<Wording>,
    /// The mentions.
    pub support: Support,
}

/// An obstacle, a reported state, an expectation or an appraisal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StatementRow {
    /// Its name as a row.
    pub id: RowId,
    /// The sides concerned, sorted.
    pub parties: Vec<ActorCode>,
    /// Whose words.
    pub by: Vec<ActorCode>,
    /// The wording that is shown.
    pub what: Wording,
    /// True where the wording begins with what it is said of, so that it stands by itself.
    #[serde(default)]
    pub is_whole: bool,
    /// The fields.
    pub fields: Vec<String>,
    /// A finer class.
    pub class: Option<String>,
    /// What was tasked or agreed about it, or what came of it.
    pub related: Vec<RowId>,
    /// The mentions.
    pub support: Support,
}

/// An anniversary.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AnniversaryRow {
    /// Its name as a row.
    pub id: RowId,
    /// The sides, sorted.
    pub parties: Vec<ActorCode>,
    /// Of what, as worded.
    pub of: Wording,
    /// The day or year that is counted from.
    pub base: Option<When>,
    /// The next one after the day of the ledger: its number.
    pub next_ordinal: Option<u32>,
    /// The next one: its day or year.
    pub next: Option<When>,
    /// True where the number is round (ends in 0 or 5).
    pub is_round: bool,
    /// True where the relation itself is celebrated, and not something that both sides remember.
    #[serde(default)]
    pub is_own: bool,
    /// The mentions.
    pub support: Support,
}

/// A level of partnership.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PartnershipRow {
    /// Its name as a row.
    pub id: RowId,
    /// The two sides, sorted.
    pub parties: Vec<ActorCode>,
    /// The level.
    pub level: String,
    /// Since when: said, or the first day that a report shows it.
    pub since: Option<When>,
    /// The mentions.
    pub support: Support,
}
