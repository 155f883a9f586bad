//! What all documents together support: the record of the relations.
//!
//! The rows here are conclusions: they are rebuilt from the claims at any time and hold nothing
//! that is not in a claim, a judgement or the lexicon. Words are not copied: a [`Wording`] names
//! document and place.
//!
//! Invariants: every row has at least one [`Mention`]; rows are sorted by id; an id is a hash of
//! what the row is first known by, or a slug that people can read.

use serde::{Deserialize, Serialize};

use crate::{
    calendar::{Day, When},
    claims::model::{ActKind, ClaimId, EventKind, EventStatus, Force, InstrumentStatus, Role, VisitLevel},
    evidence::DocId,
    lexicon::ActorCode,
    text::Span,
};

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

/// A person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    /// A slug of name and state.
    pub id: RowId,
    /// The slugs of its other names: ids that the row had or may have had. A name of one word may be
    /// an alias of several persons.
    #[serde(default)]
    pub aliases: Vec<RowId>,
    /// The fullest form of the name.
    pub name: String,
    /// Every form that the documents print, sorted.
    pub names: Vec<String>,
    /// The state or organisation for which the person mostly stands.
    pub actor: Option<ActorCode>,
    /// The offices, by first day.
    pub tenures: Vec<TenureRow>,
    /// The mentions.
    pub support: Support,
}

/// An office held by a person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TenureRow {
    /// The office as it is printed: `Prime Minister`.
    pub office: String,
    /// The office in the lexicon.
    pub office_id: Option<String>,
    /// The state or organisation.
    pub actor: Option<ActorCode>,
    /// From when: the lexicon's date, else the first day that a document shows.
    pub from: Option<When>,
    /// Until when, where it is known to have ended.
    pub until: Option<When>,
    /// First and last day on which a document shows the person in the office.
    pub seen: Option<When>,
    /// Where the dates come from: `reports`, or the source that the lexicon names.
    pub basis: String,
}

/// How long a report shows that an office is held: a year, the longest that people leave unsaid who
/// holds it.
const SHOWN: i64 = 365;

impl TenureRow {
    /// True where the office is held on a day, as far as is known: a source gives dates, or a report
    /// of the year before shows it.
    pub fn holds_on(&self, day: Day) -> bool {
        let first = |when: &Option<When>| when.as_ref().and_then(When::first);
        let last = |when: &Option<When>| when.as_ref().and_then(When::last);
        if last(&self.until).is_some_and(|until| until < day)
            || first(&self.from).is_some_and(|from| from > day)
        {
            return false;
        }
        // Without a source, and without a dated report, nothing says that it is held today.
        self.basis != "reports"
            || first(&self.seen).is_some_and(|seen| seen <= day)
                && last(&self.seen)
                    .is_some_and(|seen| seen >= day.saturating_sub(jiff::Span::new().days(SHOWN)))
    }

    /// The day on which it was shown last, then the day on which it began: of two offices of a person
    /// the greater is the later one.
    pub fn shown_last(&self) -> (Option<Day>, Option<Day>) {
        (self.seen.as_ref().and_then(When::last), self.from.as_ref().and_then(When::first))
    }
}

impl Person {
    /// The office that was shown last, held or given up.
    pub fn latest_office(&self) -> Option<&TenureRow> {
        self.tenures.iter().max_by_key(|tenure| tenure.shown_last())
    }
}

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

/// The highest rung of a commitment that has evidence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Stage {
    /// Only talked about, wished or needed.
    Voiced,
    /// Proposed by one side or offered.
    Proposed,
    /// Undertaken or agreed.
    Agreed,
    /// Given to somebody to do.
    Assigned,
    /// Laid down in a signed document.
    Signed,
    /// Being carried out.
    UnderWay,
    /// Carried out in part.
    PartlyDelivered,
    /// Carried out.
    Delivered,
}

/// How a commitment fares.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Health {
    /// Mentioned lately.
    Fresh,
    /// Not mentioned for a while although the relation was reported.
    Quiet,
    /// Restated twice or more without a higher rung.
    RestatedWithoutProgress,
    /// A report says the opposite.
    Contradicted,
    /// Put off.
    Postponed,
    /// Said to be stuck.
    Stalled,
    /// Refused or dropped.
    Refused,
    /// Replaced by another.
    Superseded,
}

impl Stage {
    /// All stages, the lowest first.
    pub const ALL: [Stage; 8] = [
        Stage::Voiced,
        Stage::Proposed,
        Stage::Agreed,
        Stage::Assigned,
        Stage::Signed,
        Stage::UnderWay,
        Stage::PartlyDelivered,
        Stage::Delivered,
    ];

    /// The stage as rows write it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Stage::Voiced => "voiced",
            Stage::Proposed => "proposed",
            Stage::Agreed => "agreed",
            Stage::Assigned => "assigned",
            Stage::Signed => "signed",
            Stage::UnderWay => "under-way",
            Stage::PartlyDelivered => "partly-delivered",
            Stage::Delivered => "delivered",
        }
    }
}

impl Health {
    /// All of them.
    pub const ALL: [Health; 8] = [
        Health::Fresh,
        Health::Quiet,
        Health::RestatedWithoutProgress,
        Health::Contradicted,
        Health::Postponed,
        Health::Stalled,
        Health::Refused,
        Health::Superseded,
    ];

    /// The health as rows write it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Health::Fresh => "fresh",
            Health::Quiet => "quiet",
            Health::RestatedWithoutProgress => "restated-without-progress",
            Health::Contradicted => "contradicted",
            Health::Postponed => "postponed",
            Health::Stalled => "stalled",
            Health::Refused => "refused",
            Health::Superseded => "superseded",
        }
    }
}

/// A thread of acts of the same parties about the same thing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Commitment {
    /// Its name.
    pub id: RowId,
    /// The names that its further acts give it: an act is in one thread by name, though it may stand
    /// in the history of several.
    #[serde(default)]
    pub aliases: Vec<RowId>,
    /// The states and organisations concerned, sorted.
    pub parties: Vec<ActorCode>,
    /// Who undertakes, asks or offers, on all evidence.
    pub by: Vec<ActorCode>,
    /// Who is asked or promised.
    pub to: Vec<ActorCode>,
    /// The fields.
    pub fields: Vec<String>,
    /// The topics of the lexicon that the acts share; none where their own words tie them, several
    /// where one act names several things.
    #[serde(default)]
    pub topics: Vec<String>,
    /// The fullest wording of the strongest act.
    pub what: Wording,
    /// The strongest kind of act.
    pub act: ActKind,
    /// The strongest force.
    pub force: Force,
    /// The highest rung with evidence.
    pub stage: Stage,
    /// How it fares on the day of the ledger.
    pub health: Health,
    /// The rule behind stage and health, in words: "not mentioned since 2025-01-14 in 3 reports".
    pub because: String,
    /// True for a request or offer to which no report gives an answer.
    pub is_open_request: bool,
    /// Who is to do it.
    pub executor: Option<Wording>,
    /// By when.
    pub deadline: Option<When>,
    /// Numbers, amounts, benchmarks.
    pub measures: Vec<Wording>,
    /// Tied threads: what was given in return, what answers it.
    pub related: Vec<RowId>,
    /// Every act, by day.
    pub history: Vec<ActStep>,
    /// The mentions.
    pub support: Support,
}

/// One act in the history of a commitment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ActStep {
    /// The day of the act: of its event, else of the document.
    pub day: Option<Day>,
    /// The kind.
    pub act: ActKind,
    /// The force.
    pub force: Force,
    /// True where it restates.
    pub restated: bool,
    /// Who acts.
    pub by: Vec<ActorCode>,
    /// The event at which it was done.
    pub at: Option<RowId>,
    /// The claim.
    pub mention: Mention,
}

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

/// A disagreement between reports, never settled silently.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Conflict {
    /// Its name as a row.
    pub id: RowId,
    /// The row about which the reports disagree.
    pub about: RowId,
    /// In what: `when`, `place`, `level`, `status`, `holder`, `name`.
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
