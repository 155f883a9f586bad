//! What the whole record needs to know of one document: its claims by name and relation, and the
//! persons and offices that they name.
//!
//! A gist follows from the document alone and is small, so all of them can be held while the
//! claims and texts of most documents stay where they are. The relation to which a claim belongs
//! (its *cell*) is decided here, so that a new document touches no relation but its own.

use std::{borrow::Cow, collections::BTreeMap, sync::Arc};

use serde::{Deserialize, Serialize};

use crate::{
    calendar::{Day, Grain},
    claims::model::{Body, Claim, ClaimId, Event, Party, Reading},
    evidence::DocId,
    lexicon::ActorCode,
    text::Span,
};

/// The states and organisations of a relation, sorted: what is reconciled together.
pub(crate) type Cell = Vec<ActorCode>;

/// What the whole record needs to know of one document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Gist {
    doc: DocId,
    published: Option<Day>,
    cells: Vec<Cell>,
    claims: Vec<Listed>,
    /// The names and offices that are printed, each once: all gists are read for each new report.
    words: Vec<Arc<str>>,
    /// In order of claim and slot.
    named: Vec<Named>,
}

/// A [`Gist`] as it was written down: its words stay where they stand.
#[derive(Clone, Debug, Deserialize)]
pub struct WrittenGist<'a> {
    #[serde(borrow)]
    pub(crate) doc: Word<'a>,
    pub(crate) published: Option<Day>,
    pub(crate) cells: Vec<Cell>,
    pub(crate) claims: Vec<Listed>,
    #[serde(borrow)]
    pub(crate) words: Vec<Word<'a>>,
    pub(crate) named: Vec<Named>,
}

/// A word in its place.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Word<'a>(#[serde(borrow)] pub(crate) Cow<'a, str>);

impl WrittenGist<'_> {
    /// The day of publication.
    #[must_use]
    pub fn published(&self) -> Option<Day> {
        self.published
    }
}

impl<'a> From<&'a Gist> for WrittenGist<'a> {
    fn from(gist: &'a Gist) -> WrittenGist<'a> {
        WrittenGist {
            doc: Word(gist.doc.as_str().into()),
            published: gist.published,
            cells: gist.cells.clone(),
            claims: gist.claims.clone(),
            words: gist.words.iter().map(|word| Word((&**word).into())).collect(),
            named: gist.named.clone(),
        }
    }
}

/// A claim in the list of all.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "(ClaimId, u32, u32, u32)", into = "(ClaimId, u32, u32, u32)")]
pub(crate) struct Listed {
    pub(crate) id: ClaimId,
    /// The words that are shown for it.
    pub(crate) span: Span,
    /// Its relation, by its place among the cells of the document.
    pub(crate) cell: u32,
}

impl From<(ClaimId, u32, u32, u32)> for Listed {
    fn from((id, start, end, cell): (ClaimId, u32, u32, u32)) -> Listed {
        Listed { id, span: Span::new(start, end), cell }
    }
}

impl From<Listed> for (ClaimId, u32, u32, u32) {
    fn from(listed: Listed) -> Self {
        (listed.id, listed.span.start(), listed.span.end(), listed.cell)
    }
}

/// A person or an office that a claim names. Name and offices are places among the words of the gist.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "NamedRow", into = "NamedRow")]
pub(crate) struct Named {
    pub(crate) claim: u32,
    /// Its place among [`parties`] of the claim.
    pub(crate) slot: u32,
    pub(crate) name: Option<u32>,
    pub(crate) office: Option<u32>,
    pub(crate) office_id: Option<u32>,
    pub(crate) actor: Option<ActorCode>,
    /// The day for which it is said.
    pub(crate) day: Option<Day>,
    /// True where the office is said to be given up.
    pub(crate) former: bool,
}

/// A [`Named`] as it is written down, in order of its fields.
type NamedRow = (u32, u32, Option<u32>, Option<u32>, Option<u32>, Option<ActorCode>, Option<Day>, bool);

impl From<NamedRow> for Named {
    fn from((claim, slot, name, office, office_id, actor, day, former): NamedRow) -> Named {
        Named { claim, slot, name, office, office_id, actor, day, former }
    }
}

impl From<Named> for NamedRow {
    fn from(it: Named) -> NamedRow {
        (it.claim, it.slot, it.name, it.office, it.office_id, it.actor, it.day, it.former)
    }
}

impl Gist {
    /// The gist of a document that was published on a day.
    #[must_use]
    pub fn of(reading: &Reading, published: Option<Day>) -> Gist {
        let pair = main_pair(reading);
        let mut cells: Vec<Cell> = Vec::new();
        let claims = reading
            .claims
            .iter()
            .zip(reading.claim_ids())
            .map(|(claim, id)| {
                let own = cell_of(claim, reading, &pair);
                let cell = cells.iter().position(|cell| *cell == own).unwrap_or_else(|| {
                    cells.push(own);
                    cells.len() - 1
                });
                Listed { id, span: claim.evidence.first().span, cell: cell as u32 }
            })
            .collect();
        let mut words: Vec<Arc<str>> = Vec::new();
        let mut all = Vec::new();
        for (at, claim) in reading.claims.iter().enumerate() {
            named(reading, at, claim, published, &mut words, &mut all);
        }
        Gist { doc: reading.doc.clone(), published, cells, claims, words, named: all }
    }
}

/// The persons and offices that a claim names, each with the day for which it is said: the day of
/// the tenure, else of the event, else of publication. A speaker speaks on the day of publication.
fn named(
    reading: &Reading,
    at: usize,
    claim: &Claim,
    published: Option<Day>,
    words: &mut Vec<Arc<str>>,
    all: &mut Vec<Named>,
) {
    // The first day of what is dated in full; of a month or a year its last. What is announced shows
    // who holds an office on the day of the report, not on a day to come.
    let event_day = |claim: &Claim| match &claim.body {
        Body::Event(event) => event.when.as_ref().and_then(|when| {
            let day = match when.when.grain() {
                Grain::Day | Grain::Interval => when.when.first(),
                _ => when.when.last(),
            };
            day.map(|day| published.map_or(day, |published| day.min(published)))
        }),
        _ => None,
    };
    let said_in = claim.at.and_then(|index| reading.claims.get(index as usize));
    let dated = event_day(claim).or_else(|| said_in.and_then(event_day));
    let (tenure_day, former) = match &claim.body {
        Body::Tenure(tenure) => (tenure.on, tenure.former),
        _ => (None, false),
    };
    let parties = parties(claim);
    let speaker = claim.source.speaker.is_some().then(|| parties.len() - 1);
    let mut place = |word: &Option<String>| {
        let word = word.as_deref()?;
        let place = words.iter().position(|other| **other == *word).unwrap_or_else(|| {
            words.push(word.into());
            words.len() - 1
        });
        Some(place as u32)
    };
    for (slot, party) in parties.into_iter().enumerate() {
        if party.name.is_none() && party.office.is_none() && party.office_id.is_none() {
            continue;
        }
        all.push(Named {
            claim: at as u32,
            slot: slot as u32,
            name: place(&party.name),
            office: place(&party.office),
            office_id: place(&party.office_id),
            actor: party.actor,
            day: tenure_day.or(if speaker == Some(slot) { published } else { dated.or(published) }),
            former,
        });
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
fn needs_place(event: &Event) -> bool {
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
