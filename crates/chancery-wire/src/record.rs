//! The record of one document: what `chancery read --jsonl` prints, one JSON object a line.
//!
//! Positions are counted in Unicode code points, and every finding carries its quotation, so that
//! any program can check it against the text (W3C TextPositionSelector and TextQuoteSelector).

use chancery_core::{
    claims::model::{ActKind, Body, Claim, EventKind, EventStatus, Reading, VisitLevel},
    lexicon::ActorCode,
    text::{Span, Text},
};
use serde::Serialize;

use crate::say;

/// Everything that one document says.
#[derive(Debug, Serialize)]
pub struct Record<'a> {
    /// The document's name.
    pub doc: &'a str,
    /// True where it reports a dealing between states or organisations.
    pub relevant: bool,
    /// Events.
    pub events: Vec<EventRecord<'a>>,
    /// Acts.
    pub commitments: Vec<ActRecord<'a>>,
    /// Instruments.
    pub instruments: Vec<InstrumentRecord<'a>>,
    /// Mechanisms.
    pub mechanisms: Vec<MechanismRecord<'a>>,
}

/// A quotation with its place.
#[derive(Debug, Serialize)]
pub struct EvidenceRecord<'a> {
    /// First code point.
    pub start: u32,
    /// The code point after the last.
    pub end: u32,
    /// The words.
    pub quote: &'a str,
    /// The rule that read them.
    pub rule: &'a str,
}

/// Somebody who takes part.
#[derive(Debug, Serialize)]
pub struct ParticipantRecord<'a> {
    /// The name without title.
    pub name: Option<&'a str>,
    /// The state or organisation.
    pub country: Option<ActorCode>,
    /// The office.
    pub office: Option<&'a str>,
}

/// An event.
#[derive(Debug, Serialize)]
#[allow(missing_docs, reason = "the fields are those of the model")]
pub struct EventRecord<'a> {
    pub kind: EventKind,
    pub level: Option<VisitLevel>,
    pub status: EventStatus,
    pub date: Option<&'a str>,
    pub place: Option<&'a str>,
    pub place_country: Option<ActorCode>,
    pub participants: Vec<ParticipantRecord<'a>>,
    pub quote: &'a str,
    pub evidence: Vec<EvidenceRecord<'a>>,
}

/// An act.
#[derive(Debug, Serialize)]
#[allow(missing_docs, reason = "the fields are those of the model")]
pub struct ActRecord<'a> {
    pub act: ActKind,
    pub force: u8,
    pub restated: bool,
    pub by: &'a [ActorCode],
    pub to: &'a [ActorCode],
    pub fields: &'a [String],
    pub what: &'a str,
    pub quote: &'a str,
    pub evidence: Vec<EvidenceRecord<'a>>,
}

/// An instrument.
#[derive(Debug, Serialize)]
#[allow(missing_docs, reason = "the fields are those of the model")]
pub struct InstrumentRecord<'a> {
    pub name: &'a str,
    #[serde(rename = "type")]
    pub kind: &'a str,
    pub status: &'static str,
    pub date: Option<&'a str>,
    pub parties: &'a [ActorCode],
    pub quote: &'a str,
    pub evidence: Vec<EvidenceRecord<'a>>,
}

/// A mechanism.
#[derive(Debug, Serialize)]
#[allow(missing_docs, reason = "the fields are those of the model")]
pub struct MechanismRecord<'a> {
    pub name: &'a str,
    pub parties: &'a [ActorCode],
    pub session: Option<u32>,
    pub quote: &'a str,
    pub evidence: Vec<EvidenceRecord<'a>>,
}

/// The record of a reading.
#[must_use]
pub fn record<'a>(reading: &'a Reading, text: &'a Text) -> Record<'a> {
    let mut record = Record {
        doc: reading.doc.as_str(),
        relevant: reading.relevant,
        events: Vec::new(),
        commitments: Vec::new(),
        instruments: Vec::new(),
        mechanisms: Vec::new(),
    };
    for claim in &reading.claims {
        let quote = &text[claim.evidence.first().span];
        let evidence = || evidence(claim, text);
        match &claim.body {
            Body::Event(event) => record.events.push(EventRecord {
                kind: event.kind,
                level: event.level,
                status: event.status,
                date: event.when.as_ref().map(|dated| dated.when.edtf()),
                place: event.place.as_ref().and_then(|place| place.name.as_deref()),
                place_country: event.place.as_ref().and_then(|place| place.state),
                participants: event
                    .participants
                    .iter()
                    .map(|participant| ParticipantRecord {
                        name: participant.party.name.as_deref(),
                        country: participant.party.actor,
                        office: participant.party.office.as_deref(),
                    })
                    .collect(),
                quote,
                evidence: evidence(),
            }),
            Body::Act(act) => record.commitments.push(ActRecord {
                act: act.act,
                force: act.force as u8,
                restated: act.restated,
                by: &act.by,
                to: &act.to,
                fields: &act.fields,
                what: &text[act.what],
                quote,
                evidence: evidence(),
            }),
            Body::Instrument(instrument) => record.instruments.push(InstrumentRecord {
                name: &instrument.name,
                kind: &instrument.kind,
                status: say::instrument_status(instrument.status),
                date: instrument.when.as_ref().map(|dated| dated.when.edtf()),
                parties: &instrument.parties,
                quote,
                evidence: evidence(),
            }),
            Body::Mechanism(mechanism) => record.mechanisms.push(MechanismRecord {
                name: &mechanism.name,
                parties: &mechanism.parties,
                session: mechanism.session,
                quote,
                evidence: evidence(),
            }),
            _ => {}
        }
    }
    record
}

fn evidence<'a>(claim: &'a Claim, text: &'a Text) -> Vec<EvidenceRecord<'a>> {
    let place = |span: Span| (text.code_point(span.start()), text.code_point(span.end()));
    claim
        .evidence
        .quotes()
        .iter()
        .map(|quote| {
            let (start, end) = place(quote.span);
            EvidenceRecord { start, end, quote: &text[quote.span], rule: quote.rule.as_str() }
        })
        .collect()
}
