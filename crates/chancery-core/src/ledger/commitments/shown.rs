//! What became of the things: signed, delivered, stuck, answered, as other claims say it.
//!
//! A sign belongs to the threads on the thing that it speaks of: the thing is what the words are said
//! of ("*Talks on the tax treaty* have stalled"), and it is compared as acts are (`making`). An answer
//! belongs to what the other side asked just before it.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    Around,
    making::{Making, Thread},
};
use crate::{
    calendar::Day,
    claims::model::{Act, ActKind, Body, InstrumentStatus, SourceRole},
    ledger::{
        content::{Content, content},
        gist::Cell,
        input::At,
        model::{Health, Stage},
    },
    lexicon::ActorCode,
};

/// An answer stands so many bytes behind what it answers at most: the next sentence or two.
const BEHIND: u32 = 400;

/// Something else that is reported about a thing.
#[derive(Clone)]
pub(super) struct Sign {
    pub(super) at: At,
    pub(super) day: Option<Day>,
    pub(super) stage: Option<Stage>,
    pub(super) health: Option<Health>,
    /// True where it answers what was asked.
    pub(super) is_answer: bool,
    /// A side says so about itself: a claim of delivery, not delivery.
    pub(super) is_claim: bool,
}

/// All of it, by the place of the thread.
#[derive(Default)]
pub(super) struct Shown {
    of: BTreeMap<usize, Vec<Sign>>,
    /// The threads of each claim.
    pub(super) threads: BTreeMap<At, Vec<usize>>,
}

impl Shown {
    pub(super) fn new(around: &Around<'_>, cell: &Cell, making: &Making<'_, '_>) -> Shown {
        let Around { corpus, rules, .. } = *around;
        let mut shown = Shown::default();
        let places = Places::new(making);
        let common = rules.side_words(cell);
        let read = |text: &str| content(text, rules, &common);
        for &at in around.claims {
            let claim = corpus.claim(at);
            let mut sign = Sign {
                at,
                day: around.days.get(&at.0).copied(),
                stage: None,
                health: None,
                is_answer: false,
                is_claim: false,
            };
            let (thing, whole): (Content, Option<Content>) = match &claim.body {
                Body::Instrument(instrument) => {
                    let done = matches!(
                        instrument.status,
                        InstrumentStatus::Signed
                            | InstrumentStatus::Exchanged
                            | InstrumentStatus::InForce
                            | InstrumentStatus::Adopted
                    );
                    if !done || instrument.is_count || instrument.parties != *cell {
                        continue;
                    }
                    sign.stage = Some(Stage::Signed);
                    (read(&instrument.name), None)
                }
                Body::ReportedState(it)
                    if it.class.as_deref() == Some(rules.stages.answer_class.as_str()) =>
                {
                    if let Some(thread) = asked_before(around, making, at, &it.by) {
                        sign.is_answer = true;
                        shown.add(thread, sign);
                    }
                    continue;
                }
                Body::ReportedState(it) | Body::Obstacle(it) => {
                    let text = corpus.words(at.0, it.what);
                    let Some(fate) = rules.stages.shown_by(text) else { continue };
                    (sign.stage, sign.health) = (fate.stage, fate.health);
                    let thing = read(it.thing.map_or(fate.before, |thing| corpus.words(at.0, thing)));
                    let whole = read(text);
                    if thing.is_agent() { (whole, None) } else { (thing, Some(whole)) }
                }
                _ => continue,
            };
            let is_own_word = sign.stage.is_some_and(|stage| stage > Stage::Signed)
                && matches!(claim.source.role, SourceRole::OwnParty | SourceRole::BothSides)
                && claim.source.speaker.is_some();
            let mut found = places.by_topic(around, &thing);
            let by_words = |content: &Content| places.by_words(content);
            found.extend(by_words(&thing).into_iter().map(|thread| (thread, false)));
            if found.is_empty()
                && let Some(whole) = &whole
            {
                found.extend(by_words(whole).into_iter().map(|thread| (thread, false)));
            }
            for (thread, is_part) in found {
                let mut sign = sign.clone();
                // What is done about a part is done in part about the whole.
                if is_part {
                    sign.stage = sign.stage.map(|stage| stage.min(Stage::PartlyDelivered));
                }
                let speaks = claim.source.speaker.as_ref().and_then(|party| party.actor);
                sign.is_claim =
                    is_own_word && speaks.is_none_or(|actor| making.threads[thread].doers.contains(&actor));
                // What is signed about one thing of a list is not signed about the list; what is done
                // about it is done in part, and a list with a stuck thing is stuck.
                if making.threads[thread].topics.len() > 1 {
                    sign.is_claim &= sign.stage.is_some_and(|stage| stage > Stage::UnderWay);
                    let in_part = |stage: &Stage| *stage >= Stage::PartlyDelivered;
                    sign.stage = sign.stage.filter(in_part).map(|_| Stage::PartlyDelivered);
                    if sign.stage.is_none() && sign.health.is_none() {
                        continue;
                    }
                }
                shown.add(thread, sign);
            }
        }
        shown
    }

    fn add(&mut self, thread: usize, sign: Sign) {
        let threads = self.threads.entry(sign.at).or_default();
        if !threads.contains(&thread) {
            threads.push(thread);
            self.of.entry(thread).or_default().push(sign);
        }
    }

    /// What is reported about the thing of a thread.
    pub(super) fn of(&self, thread: usize) -> &[Sign] {
        self.of.get(&thread).map(Vec::as_slice).unwrap_or_default()
    }
}

/// Where threads are found by what they are about.
struct Places<'m, 'a, 'n> {
    making: &'m Making<'a, 'n>,
    topics: BTreeMap<usize, Vec<usize>>,
    stems: BTreeMap<&'m str, BTreeSet<usize>>,
}

impl<'m, 'a, 'n> Places<'m, 'a, 'n> {
    fn new(making: &'m Making<'a, 'n>) -> Places<'m, 'a, 'n> {
        let mut places = Places { making, topics: BTreeMap::new(), stems: BTreeMap::new() };
        for (at, thread) in making.threads.iter().enumerate().filter(|(_, thread)| !thread.own.is_empty()) {
            for &topic in &thread.topics {
                places.topics.entry(topic).or_default().push(at);
            }
            for stem in thread.own.iter().flat_map(|&node| &making.nodes[node].content.stems) {
                places.stems.entry(stem).or_default().insert(at);
            }
        }
        places
    }

    fn thread(&self, at: usize) -> &'m Thread {
        &self.making.threads[at]
    }

    /// The threads on a topic of the thing, each with whether the thing is only a part of theirs.
    fn by_topic(&self, around: &Around<'_>, thing: &Content) -> BTreeMap<usize, bool> {
        let rules = around.rules;
        let mut found: BTreeMap<usize, bool> = BTreeMap::new();
        for &topic in thing.topics.iter().filter(|topic| !rules.topics[**topic].is_umbrella) {
            let named = |thread: &Thread| {
                thing.names.is_empty() || thread.names.is_empty() || !thing.names.is_disjoint(&thread.names)
            };
            let on = |topic: usize| self.topics.get(&topic).map(Vec::as_slice).unwrap_or_default();
            let own = on(topic);
            for &at in own {
                // "The railway" is the one that was spoken of, where there is one only.
                let is_meant = thing.says_no_more(topic) && own.len() == 1;
                let thread = self.thread(at);
                if named(thread) && (is_meant || self.making.shares(thread, thing, topic)) {
                    found.insert(at, false);
                }
            }
            // Of a whole only one that says no more than the topic: flights are a part of transport.
            for &at in rules.parent(topic).map(on).unwrap_or_default() {
                let is_plain = |&node: &usize| {
                    self.making.nodes[node].content.says_no_more(rules.parent(topic).unwrap_or(topic))
                };
                if named(self.thread(at)) && self.thread(at).own.iter().any(is_plain) {
                    found.entry(at).or_insert(true);
                }
            }
        }
        found
    }

    /// The threads with the words of the thing.
    fn by_words(&self, thing: &Content) -> BTreeSet<usize> {
        let mut stems: Vec<(f64, &String)> =
            thing.stems.iter().map(|stem| (self.making.weights.of(stem), stem)).collect();
        stems.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(b.1)));
        let threads: BTreeSet<usize> = stems
            .into_iter()
            .take(8)
            .filter_map(|(_, stem)| self.stems.get(stem.as_str()))
            .flat_map(|threads| threads.iter().copied().take(64))
            .collect();
        threads.into_iter().filter(|&at| self.making.has_words_of(self.thread(at), thing)).collect()
    }
}

/// The thread of what the other side asked or offered just before an answer.
fn asked_before(around: &Around<'_>, making: &Making<'_, '_>, at: At, by: &[ActorCode]) -> Option<usize> {
    let start = around.corpus.claim(at).evidence.first().span.start();
    let asks = |act: &Act| {
        matches!(act.act, ActKind::Propose | ActKind::Offer | ActKind::Hope)
            && act.by.len() == 1
            && !by.contains(&act.by[0])
    };
    let end = |other: At| around.corpus.claim(other).evidence.first().span.end();
    let node = (0..making.nodes.len())
        .filter(|&node| {
            let node = &making.nodes[node];
            node.at.0 == at.0 && asks(node.act) && end(node.at) <= start && start - end(node.at) <= BEHIND
        })
        .max_by_key(|&node| end(making.nodes[node].at))?;
    making.threads.iter().position(|thread| thread.own.contains(&node))
}
