//! What reconciliation takes: the documents with their readings, put in order.
//!
//! Documents come in any order and any number of times; here they are sorted by day and name,
//! each once. The relation to which each claim belongs (its *cell*) is decided by its document
//! alone, so that a new document touches no relation but its own.

use std::collections::BTreeMap;

use super::model::{Mention, Wording};
use crate::{
    calendar::Day,
    claims::model::{Body, Claim, ClaimId, Party, Reading},
    evidence::DocId,
    lexicon::ActorCode,
    text::{Span, Text},
};

/// One document with what was read in it.
#[derive(Clone, Debug)]
pub struct ReadDocument {
    /// Its name.
    pub doc: DocId,
    /// The day of publication.
    pub published: Option<Day>,
    /// Who tells the story.
    pub outlet: Option<String>,
    /// The state whose outlet it is.
    pub side: Option<ActorCode>,
    /// The text that the spans of the reading point into.
    pub text: Text,
    /// The claims.
    pub reading: Reading,
    /// The document that stands for the story: copies of one story name the same one.
    pub story: DocId,
}

/// The states and organisations of a relation, sorted: what is reconciled together.
pub(crate) type Cell = Vec<ActorCode>;

/// All documents, in order.
pub(crate) struct Corpus<'a> {
    pub(crate) docs: Vec<Doc<'a>>,
}

/// One document in order.
pub(crate) struct Doc<'a> {
    pub(crate) input: &'a ReadDocument,
    pub(crate) claim_ids: Vec<ClaimId>,
    /// The number of the story.
    pub(crate) voice: u32,
    /// The cell of each claim.
    pub(crate) cells: Vec<Cell>,
}

/// A claim: number of the document, number of the claim.
pub(crate) type At = (usize, usize);

impl<'a> Corpus<'a> {
    pub(crate) fn new(inputs: &'a [ReadDocument]) -> Corpus<'a> {
        let mut sorted: Vec<&ReadDocument> = inputs.iter().collect();
        sorted.sort_by(|a, b| (a.published, &a.doc).cmp(&(b.published, &b.doc)));
        sorted.dedup_by(|a, b| a.doc == b.doc);
        let mut voices: BTreeMap<&DocId, u32> = BTreeMap::new();
        let docs = sorted
            .into_iter()
            .map(|input| {
                let next = voices.len() as u32;
                let voice = *voices.entry(&input.story).or_insert(next);
                let pair = main_pair(&input.reading);
                Doc {
                    claim_ids: (0..input.reading.claims.len()).map(|at| input.reading.claim_id(at)).collect(),
                    cells: input
                        .reading
                        .claims
                        .iter()
                        .map(|claim| cell_of(claim, &input.reading, &pair))
                        .collect(),
                    voice,
                    input,
                }
            })
            .collect();
        Corpus { docs }
    }

    /// Every claim, in order.
    pub(crate) fn claims(&self) -> impl Iterator<Item = (At, &'a Claim)> + '_ {
        self.docs.iter().enumerate().flat_map(|(at, doc)| {
            let input: &'a ReadDocument = doc.input;
            input.reading.claims.iter().enumerate().map(move |(index, claim)| ((at, index), claim))
        })
    }

    pub(crate) fn claim(&self, at: At) -> &'a Claim {
        &self.docs[at.0].input.reading.claims[at.1]
    }

    pub(crate) fn claim_id(&self, at: At) -> &ClaimId {
        &self.docs[at.0].claim_ids[at.1]
    }

    pub(crate) fn day(&self, at: At) -> Option<Day> {
        self.docs[at.0].input.published
    }

    pub(crate) fn cell(&self, at: At) -> &Cell {
        &self.docs[at.0].cells[at.1]
    }

    /// The words of a span of the document of a claim; empty where the span is not of this text.
    pub(crate) fn words(&self, doc: usize, span: Span) -> &'a str {
        self.docs[doc].input.text.as_str().get(span.start() as usize..span.end() as usize).unwrap_or_default()
    }

    pub(crate) fn wording(&self, doc: usize, span: Span) -> Wording {
        Wording { doc: self.docs[doc].input.doc.clone(), span }
    }

    pub(crate) fn mention(&self, at: At) -> Mention {
        let doc = &self.docs[at.0];
        Mention {
            day: doc.input.published,
            doc: doc.input.doc.clone(),
            claim: self.claim_id(at).clone(),
            voice: doc.voice,
            span: self.claim(at).evidence.first().span,
        }
    }

    /// The support of a row that rests on these claims.
    pub(crate) fn support(&self, claims: impl IntoIterator<Item = At>) -> super::model::Support {
        let mut claims: Vec<At> = claims.into_iter().collect();
        claims.sort_unstable();
        claims.dedup();
        let mut voices: Vec<u32> = claims.iter().map(|at| self.docs[at.0].voice).collect();
        voices.sort_unstable();
        voices.dedup();
        let mut sides: Vec<ActorCode> = claims.iter().filter_map(|at| self.docs[at.0].input.side).collect();
        sides.sort_unstable();
        sides.dedup();
        super::model::Support {
            mentions: claims.into_iter().map(|at| self.mention(at)).collect(),
            voices: voices.len() as u32,
            sides,
        }
    }
}

/// The persons and sides that a claim names, in a fixed order; the speaker comes last.
pub(crate) fn parties(claim: &Claim) -> Vec<&Party> {
    let mut parties: Vec<&Party> = match &claim.body {
        Body::Event(event) => event.participants.iter().map(|part| &part.party).collect(),
        Body::Act(act) => act.actors.iter().collect(),
        Body::Instrument(instrument) => instrument.signatories.iter().chain(&instrument.witnesses).collect(),
        Body::Mechanism(mechanism) => mechanism.co_chairs.iter().collect(),
        Body::Tenure(tenure) => vec![&tenure.party],
        _ => Vec::new(),
    };
    parties.extend(claim.source.speaker.as_ref());
    parties
}

/// The states and organisations of a claim, sorted, each once.
pub(crate) fn actors(claim: &Claim) -> Cell {
    let mut actors: Vec<ActorCode> = match &claim.body {
        Body::Event(event) => event
            .participants
            .iter()
            .filter_map(|part| part.party.actor)
            .chain(event.place.as_ref().filter(|_| needs_place(event)).and_then(|place| place.state))
            .collect(),
        Body::Act(act) => {
            let mut actors: Vec<ActorCode> = act.by.iter().chain(&act.to).copied().collect();
            if actors.is_empty() {
                actors = act.actors.iter().filter_map(|party| party.actor).collect();
            }
            actors
        }
        Body::Instrument(instrument) => instrument.parties.clone(),
        Body::Mechanism(mechanism) => mechanism.parties.clone(),
        Body::Tenure(tenure) => tenure.party.actor.into_iter().collect(),
        Body::Position(it)
        | Body::Obstacle(it)
        | Body::ReportedState(it)
        | Body::Expectation(it)
        | Body::Appraisal(it) => it.by.iter().chain(&it.about).copied().collect(),
        Body::Project(project) => project.parties.clone(),
        Body::Anniversary(anniversary) => anniversary.parties.clone(),
        Body::PartnershipLevel(level) => level.parties.clone(),
    };
    actors.sort_unstable();
    actors.dedup();
    actors
}

/// A visit is to somebody even where only the traveller is named.
fn needs_place(event: &crate::claims::model::Event) -> bool {
    let mut actors: Vec<ActorCode> = event.participants.iter().filter_map(|part| part.party.actor).collect();
    actors.sort_unstable();
    actors.dedup();
    actors.len() < 2
}

/// The two states or organisations of which a document speaks most in its events and acts.
fn main_pair(reading: &Reading) -> Cell {
    let mut counts: BTreeMap<ActorCode, usize> = BTreeMap::new();
    for claim in &reading.claims {
        let weight = if matches!(claim.body, Body::Event(_)) { 2 } else { 1 };
        for actor in actors(claim) {
            *counts.entry(actor).or_default() += weight;
        }
    }
    let mut ranked: Vec<(usize, ActorCode)> =
        counts.into_iter().map(|(actor, count)| (count, actor)).collect();
    ranked.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
    let mut pair: Cell = ranked.into_iter().take(2).map(|(_, actor)| actor).collect();
    pair.sort_unstable();
    pair
}

/// The relation that a claim belongs to: its own sides; where it names one only, that one and the
/// other side of the event in which it was said, or of the document.
fn cell_of(claim: &Claim, reading: &Reading, pair: &Cell) -> Cell {
    let own = actors(claim);
    if own.len() >= 2 {
        return own;
    }
    let event = claim.at.and_then(|at| reading.claims.get(at as usize)).map(actors).unwrap_or_default();
    for wider in [&event, pair] {
        if wider.len() == 2 && own.iter().all(|actor| wider.contains(actor)) {
            return wider.clone();
        }
    }
    own
}
