//! What all documents together support: the record of the relations.
//!
//! The rows here are conclusions: they are rebuilt from the claims at any time and hold nothing
//! that is not in a claim, a judgement or the lexicon. Words are not copied: a [`Wording`] names
//! document and place.
//!
//! Invariants: every row has at least one [`Mention`]; rows are sorted by id; an id is a hash of
//! what the row is first known by, or a slug that people can read.

mod bodies;
mod events;
mod people;
mod said;
mod threads;

use serde::{Deserialize, Serialize};

pub use bodies::{InstrumentRow, MechanismRow, ProjectRow};
pub use events::{EventRow, PartRow, Step};
pub use people::{Person, TenureRow};
pub use said::{AnniversaryRow, PartnershipRow, PositionRow, StatementRow};
pub use threads::{ActStep, Commitment, Health, Stage};

use crate::{calendar::Day, claims::model::ClaimId, evidence::DocId, lexicon::ActorCode, text::Span};

/// The name of a row of the ledger: `event/3f9a…`, `person/pham-minh-chinh-vnm`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct RowId(pub String);

/// Words of a document.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Wording {
    /// The document.
    pub doc: DocId,
    /// Where the words stand in its text.
    pub span: Span,
}

/// One claim under a row.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Mention {
    /// The day on which the document was published.
    pub day: Option<Day>,
    /// The document.
    pub doc: DocId,
    /// The claim.
    pub claim: ClaimId,
    /// The document that stands for the story: copies of one story are one voice.
    pub story: DocId,
    /// The words.
    pub span: Span,
}

/// What a row rests on: its mentions in order of day, and how many voices speak in them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Support {
    /// The claims; never empty in a ledger.
    pub mentions: Vec<Mention>,
    /// The number of independent voices: copies count once.
    pub voices: u32,
    /// The states whose outlets speak, sorted; outlets of no state count as `None` and are left out.
    pub sides: Vec<ActorCode>,
}

impl Support {
    /// The day of the first mention.
    #[must_use]
    pub fn first_day(&self) -> Option<Day> {
        self.mentions.iter().filter_map(|mention| mention.day).min()
    }

    /// The mention whose words a wording was taken from.
    #[must_use]
    pub fn behind(&self, wording: &Wording) -> Option<&Mention> {
        let holds = |mention: &&Mention| {
            mention.doc == wording.doc
                && mention.span.start() <= wording.span.start()
                && mention.span.end() >= wording.span.end()
        };
        self.mentions.iter().filter(holds).min_by_key(|mention| mention.span.len())
    }

    /// The day of the latest mention.
    #[must_use]
    pub fn latest_day(&self) -> Option<Day> {
        self.mentions.iter().filter_map(|mention| mention.day).max()
    }
}

/// The record.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ledger {
    /// The day that counts as today.
    pub as_of: Option<Day>,
    /// The documents with their voices.
    pub documents: Vec<DocumentRow>,
    /// Persons and the offices that they held.
    pub people: Vec<Person>,
    /// Events.
    pub events: Vec<EventRow>,
    /// Threads of acts about one thing.
    pub commitments: Vec<Commitment>,
    /// Instruments.
    pub instruments: Vec<InstrumentRow>,
    /// Mechanisms.
    pub mechanisms: Vec<MechanismRow>,
    /// Projects.
    pub projects: Vec<ProjectRow>,
    /// Positions as series of wordings.
    pub positions: Vec<PositionRow>,
    /// Obstacles.
    pub obstacles: Vec<StatementRow>,
    /// Reported states of affairs and claims of delivery.
    pub states: Vec<StatementRow>,
    /// Expectations and agenda.
    pub expectations: Vec<StatementRow>,
    /// Praise, thanks and assessments.
    pub appraisals: Vec<StatementRow>,
    /// Anniversaries.
    pub anniversaries: Vec<AnniversaryRow>,
    /// Levels of partnership by date.
    pub partnerships: Vec<PartnershipRow>,
    /// Disagreements between reports.
    pub conflicts: Vec<Conflict>,
    /// What is known to be missing: "several documents", "relevant ministries".
    pub gaps: Vec<Gap>,
    /// Pairs of rows that may be one thing: a person decides.
    #[serde(default)]
    pub doubts: Vec<Doubt>,
    /// What people decided, with what the machine thought.
    #[serde(default)]
    pub judged: Vec<Judged>,
}

/// Two rows that may be one thing, and the machine did not dare to say so.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Doubt {
    /// Its name as a row.
    pub id: RowId,
    /// One row.
    pub a: RowId,
    /// The other.
    pub b: RowId,
    /// A stable name for the reason: `several-fit`, `nearly-fits`.
    pub code: String,
}

/// The mark that a judgement leaves: the machine thought one thing, a person decided another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Judged {
    /// The judgement's name.
    pub judgement: String,
    /// The row, by its present id.
    pub row: RowId,
    /// What it decides about: `status`, `same`, `confirm`, `reject`, `assigned`, `due`, `note`, `closed` …
    pub field: String,
    /// What the machine thought.
    pub machine: Option<String>,
    /// What counts now.
    pub now: String,
    /// Who decided.
    pub by: String,
    /// When, RFC 3339.
    pub at: String,
    /// Why.
    pub because: Option<String>,
}

/// A document in the ledger.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DocumentRow {
    /// The document.
    pub doc: DocId,
    /// The day of publication.
    pub published: Option<Day>,
    /// Who tells the story.
    pub outlet: Option<String>,
    /// The state whose outlet it is.
    pub side: Option<ActorCode>,
    /// The document that stands for the story: the earliest that tells it in the same words.
    pub story: DocId,
}

/// A disagreement between reports, never settled silently: also a slip of one of them, which stays as
/// it is printed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Conflict {
    /// Its name as a row.
    pub id: RowId,
    /// The row about which the reports disagree.
    pub about: RowId,
    /// In what: `when`, `place`, `level`, `status`, `holder`, `name`, `base`.
    pub slot: String,
    /// The versions, each with the claims that say so.
    pub versions: Vec<(String, Vec<Mention>)>,
}

/// Something that is known to be missing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Gap {
    /// Its name as a row.
    pub id: RowId,
    /// The row that it concerns.
    pub about: RowId,
    /// A stable name: `unnamed-documents`, `unnamed-executor`, `unanswered`, `year-inferred`.
    pub code: String,
    /// The words that show the gap.
    pub wording: Wording,
}
