//! What other claims say about a topic: signed, delivered, stuck.

use std::collections::{BTreeMap, BTreeSet};

use super::Around;
use crate::{
    calendar::Day,
    claims::model::{Body, InstrumentStatus, SourceRole},
    ledger::{
        content::content,
        gist::Cell,
        input::At,
        model::{Health, Stage},
    },
    lexicon::fold,
};

/// Something else that is reported about a topic: signed, delivered, stuck.
#[derive(Clone)]
pub(super) struct Sign {
    pub(super) at: At,
    pub(super) day: Option<Day>,
    pub(super) stage: Option<Stage>,
    pub(super) health: Option<Health>,
    /// A side says so about itself: a claim of delivery, not delivery.
    pub(super) is_claim: bool,
    names: BTreeSet<String>,
}

/// All of it, by topic.
pub(super) struct Shown {
    by_topic: BTreeMap<usize, Vec<Sign>>,
}

impl Shown {
    pub(super) fn new(around: &Around<'_>, cell: &Cell) -> Shown {
        let Around { corpus, rules, .. } = *around;
        let mut by_topic: BTreeMap<usize, Vec<Sign>> = BTreeMap::new();
        let common = rules.side_words(cell);
        for &at in around.claims {
            let claim = corpus.claim(at);
            let mut stage = None;
            let mut health = None;
            let text: &str = match &claim.body {
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
                    stage = Some(Stage::Signed);
                    &instrument.name
                }
                Body::ReportedState(it) | Body::Obstacle(it) => {
                    let text = corpus.words(at.0, it.what);
                    let folded = fold(text);
                    for shows in &rules.shows {
                        if shows.words.iter().any(|word| folded.contains(word.as_str())) {
                            stage = stage.max(shows.stage);
                            health = health.or(shows.health);
                        }
                    }
                    text
                }
                _ => continue,
            };
            if stage.is_none() && health.is_none() {
                continue;
            }
            let content = content(text, rules, &common);
            let is_claim = stage.is_some_and(|stage| stage > Stage::Signed)
                && matches!(claim.source.role, SourceRole::OwnParty | SourceRole::BothSides)
                && claim.source.speaker.is_some();
            let own = content.topics.iter().map(|&topic| (topic, stage));
            // What is done about a part is done in part about the whole.
            let whole = content.topics.iter().filter_map(|&topic| {
                Some((rules.parent(topic)?, stage.map(|stage| stage.min(Stage::PartlyDelivered))))
            });
            let all: BTreeMap<usize, Option<Stage>> = whole.chain(own).collect();
            for (topic, stage) in all {
                if rules.topics[topic].is_umbrella {
                    continue;
                }
                by_topic.entry(topic).or_default().push(Sign {
                    at,
                    day: around.days.get(&at.0).copied(),
                    stage,
                    health,
                    is_claim,
                    names: content.names.clone(),
                });
            }
        }
        Shown { by_topic }
    }

    /// What is reported about the topics, and names nothing else. What is signed or done about one
    /// thing of a list is not done about the list, but a list with a stuck thing is stuck.
    pub(super) fn of(&self, topics: &[usize], names: &BTreeSet<String>) -> Vec<Sign> {
        let of_topic = |topic: &usize| self.by_topic.get(topic).into_iter().flatten();
        let own = |sign: &&Sign| sign.names.is_empty() || names.is_empty() || !sign.names.is_disjoint(names);
        let signs = topics.iter().flat_map(of_topic).filter(own).cloned();
        if topics.len() < 2 {
            return signs.collect();
        }
        signs
            .filter(|sign| sign.health.is_some())
            .map(|sign| Sign { stage: None, is_claim: false, ..sign })
            .collect()
    }
}
