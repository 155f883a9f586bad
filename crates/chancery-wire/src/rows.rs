//! The rows of the ledger as they leave the program: JSON of the lists, JSON Lines and CSV of
//! `export`.
//!
//! Dates are EDTF level 0 or 1, days ISO 8601, sides codes, words those of the documents. A field
//! may be added; none is renamed or removed.

use chancery_core::{
    calendar::{Day, When},
    claims::model::{ActKind, EventKind, EventStatus, InstrumentStatus, Role, VisitLevel},
    evidence::DocId,
    ledger::model::{
        Commitment, EventRow, Health, InstrumentRow, Ledger, MechanismRow, Mention, Person, RowId, Stage,
        Support, Wording,
    },
    lexicon::ActorCode,
    text::Span,
};
use serde::Serialize;

/// Gives the words at a place of a document.
pub type Words<'a> = dyn Fn(&DocId, Span) -> String + 'a;

/// A row, tagged with its kind of row.
#[derive(Debug, Serialize)]
#[serde(tag = "row", rename_all = "kebab-case")]
pub enum Row<'a> {
    /// An event.
    Event(EventOut<'a>),
    /// A commitment.
    Commitment(CommitmentOut<'a>),
    /// A person.
    Person(PersonOut<'a>),
    /// An instrument.
    Instrument(InstrumentOut<'a>),
    /// A mechanism.
    Mechanism(MechanismOut<'a>),
}

/// What a row rests on, in short.
#[derive(Debug, Serialize)]
pub struct Basis<'a> {
    /// The day of the first report.
    pub first_reported: Option<Day>,
    /// The day of the latest report.
    pub last_reported: Option<Day>,
    /// How many claims of reports.
    pub mentions: usize,
    /// How many independent voices: copies of one story count once.
    pub voices: u32,
    /// The document of the quotation.
    pub doc: Option<&'a DocId>,
    /// Words of a report that say it.
    pub quote: Option<String>,
}

/// Somebody's part in an event.
#[derive(Debug, Serialize)]
pub struct PartOut<'a> {
    /// The person's row.
    pub person: Option<&'a str>,
    /// The name.
    pub name: Option<&'a str>,
    /// The office on the day.
    pub office: Option<&'a str>,
    /// The state or organisation.
    pub actor: Option<ActorCode>,
    /// The part.
    pub role: Role,
}

/// An event.
#[derive(Debug, Serialize)]
#[allow(missing_docs, reason = "the fields are those of the ledger's model")]
pub struct EventOut<'a> {
    pub id: &'a str,
    pub kind: EventKind,
    pub level: Option<VisitLevel>,
    pub status: EventStatus,
    pub date: Option<&'a When>,
    pub first_day: Option<Day>,
    pub last_day: Option<Day>,
    pub place: Option<&'a str>,
    pub place_state: Option<ActorCode>,
    pub title: Option<&'a str>,
    pub ordinal: Option<u32>,
    pub parties: &'a [ActorCode],
    pub participants: Vec<PartOut<'a>>,
    pub within: Option<&'a str>,
    pub mechanism: Option<&'a str>,
    #[serde(flatten)]
    pub basis: Basis<'a>,
}

/// A commitment.
#[derive(Debug, Serialize)]
#[allow(missing_docs, reason = "the fields are those of the ledger's model")]
pub struct CommitmentOut<'a> {
    pub id: &'a str,
    pub act: ActKind,
    pub force: u8,
    pub stage: Stage,
    pub health: Health,
    pub because: &'a str,
    pub by: &'a [ActorCode],
    pub to: &'a [ActorCode],
    pub parties: &'a [ActorCode],
    pub fields: &'a [String],
    pub what: String,
    pub executor: Option<String>,
    pub deadline: Option<&'a When>,
    pub measures: Vec<String>,
    pub is_open_request: bool,
    pub times_said: usize,
    pub related: Vec<&'a str>,
    #[serde(flatten)]
    pub basis: Basis<'a>,
}

/// An office held.
#[derive(Debug, Serialize)]
#[allow(missing_docs, reason = "the fields are those of the ledger's model")]
pub struct TenureOut<'a> {
    pub office: &'a str,
    pub actor: Option<ActorCode>,
    pub from: Option<&'a When>,
    pub until: Option<&'a When>,
    pub seen: Option<&'a When>,
    pub basis: &'a str,
}

/// A person.
#[derive(Debug, Serialize)]
#[allow(missing_docs, reason = "the fields are those of the ledger's model")]
pub struct PersonOut<'a> {
    pub id: &'a str,
    pub name: &'a str,
    pub names: &'a [String],
    pub actor: Option<ActorCode>,
    pub offices: Vec<TenureOut<'a>>,
    #[serde(flatten)]
    pub basis: Basis<'a>,
}

/// An instrument.
#[derive(Debug, Serialize)]
#[allow(missing_docs, reason = "the fields are those of the ledger's model")]
pub struct InstrumentOut<'a> {
    pub id: &'a str,
    pub name: &'a str,
    #[serde(rename = "type")]
    pub kind: &'a str,
    pub status: InstrumentStatus,
    pub date: Option<&'a When>,
    pub parties: &'a [ActorCode],
    pub fields: &'a [String],
    pub event: Option<&'a str>,
    #[serde(flatten)]
    pub basis: Basis<'a>,
}

/// A session of a mechanism.
#[derive(Debug, Serialize)]
#[allow(missing_docs, reason = "the fields are those of the ledger's model")]
pub struct SessionOut<'a> {
    pub event: &'a str,
    pub date: Option<&'a When>,
    pub status: Option<EventStatus>,
    pub ordinal: Option<u32>,
}

/// A mechanism.
#[derive(Debug, Serialize)]
#[allow(missing_docs, reason = "the fields are those of the ledger's model")]
pub struct MechanismOut<'a> {
    pub id: &'a str,
    pub name: &'a str,
    pub names: &'a [String],
    #[serde(rename = "type")]
    pub kind: &'a str,
    pub parties: &'a [ActorCode],
    pub sessions: Vec<SessionOut<'a>>,
    #[serde(flatten)]
    pub basis: Basis<'a>,
}

/// An event as a row.
#[must_use]
pub fn event<'a>(row: &'a EventRow, words: &Words<'_>) -> EventOut<'a> {
    EventOut {
        id: &row.id.0,
        kind: row.kind,
        level: row.level,
        status: row.status,
        date: row.when.as_ref(),
        first_day: row.when.as_ref().and_then(When::first),
        last_day: row.when.as_ref().and_then(When::last),
        place: row.place.as_deref(),
        place_state: row.place_state,
        title: row.title.as_deref(),
        ordinal: row.ordinal,
        parties: &row.parties,
        participants: row
            .participants
            .iter()
            .map(|part| PartOut {
                person: part.person.as_ref().map(|id| id.0.as_str()),
                name: part.name.as_deref(),
                office: part.office.as_deref(),
                actor: part.actor,
                role: part.role,
            })
            .collect(),
        within: row.within.as_ref().map(|id| id.0.as_str()),
        mechanism: row.mechanism.as_ref().map(|id| id.0.as_str()),
        basis: basis(&row.support, words),
    }
}

/// A commitment as a row.
#[must_use]
pub fn commitment<'a>(row: &'a Commitment, words: &Words<'_>) -> CommitmentOut<'a> {
    let say = |wording: &Wording| words(&wording.doc, wording.span);
    CommitmentOut {
        id: &row.id.0,
        act: row.act,
        force: row.force as u8,
        stage: row.stage,
        health: row.health,
        because: &row.because,
        by: &row.by,
        to: &row.to,
        parties: &row.parties,
        fields: &row.fields,
        what: say(&row.what),
        executor: row.executor.as_ref().map(say),
        deadline: row.deadline.as_ref(),
        measures: row.measures.iter().map(say).collect(),
        is_open_request: row.is_open_request,
        times_said: row.history.len(),
        related: row.related.iter().map(|id| id.0.as_str()).collect(),
        basis: basis_on(&row.support, row.support.behind(&row.what), words),
    }
}

/// A person as a row.
#[must_use]
pub fn person<'a>(row: &'a Person, words: &Words<'_>) -> PersonOut<'a> {
    PersonOut {
        id: &row.id.0,
        name: &row.name,
        names: &row.names,
        actor: row.actor,
        offices: row
            .tenures
            .iter()
            .map(|tenure| TenureOut {
                office: &tenure.office,
                actor: tenure.actor,
                from: tenure.from.as_ref(),
                until: tenure.until.as_ref(),
                seen: tenure.seen.as_ref(),
                basis: &tenure.basis,
            })
            .collect(),
        basis: basis(&row.support, words),
    }
}

/// An instrument as a row.
#[must_use]
pub fn instrument<'a>(row: &'a InstrumentRow, words: &Words<'_>) -> InstrumentOut<'a> {
    InstrumentOut {
        id: &row.id.0,
        name: &row.name,
        kind: &row.kind,
        status: row.status,
        date: row.when.as_ref(),
        parties: &row.parties,
        fields: &row.fields,
        event: row.event.as_ref().map(|id| id.0.as_str()),
        basis: basis(&row.support, words),
    }
}

/// A mechanism as a row, with its sessions of the ledger.
#[must_use]
pub fn mechanism<'a>(row: &'a MechanismRow, ledger: &'a Ledger, words: &Words<'_>) -> MechanismOut<'a> {
    let event = |id: &RowId| ledger.events.iter().find(|event| event.id == *id);
    MechanismOut {
        id: &row.id.0,
        name: &row.name,
        names: &row.names,
        kind: &row.kind,
        parties: &row.parties,
        sessions: row
            .sessions
            .iter()
            .map(|id| SessionOut {
                event: &id.0,
                date: event(id).and_then(|event| event.when.as_ref()),
                status: event(id).map(|event| event.status),
                ordinal: event(id).and_then(|event| event.ordinal),
            })
            .collect(),
        basis: basis(&row.support, words),
    }
}

fn basis<'a>(support: &'a Support, words: &Words<'_>) -> Basis<'a> {
    basis_on(support, support.mentions.first(), words)
}

/// The basis with the words of one mention.
fn basis_on<'a>(support: &'a Support, shown: Option<&'a Mention>, words: &Words<'_>) -> Basis<'a> {
    Basis {
        first_reported: support.first_day(),
        last_reported: support.latest_day(),
        mentions: support.mentions.len(),
        voices: support.voices,
        doc: shown.map(|mention| &mention.doc),
        quote: shown.map(|mention| words(&mention.doc, mention.span)),
    }
}
