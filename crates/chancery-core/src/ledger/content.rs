//! What an undertaking is about: its topics, the words of its own, and the names in it.
//!
//! Two wordings are about one thing when they share a topic of the lexicon and name no different
//! objects, or when they share enough words that are rare in their relation. Which acts form a
//! thread is the business of `commitments`.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::rules::{Joins, LedgerRules};
use crate::lexicon::fold;

/// What a wording is about.
#[derive(Clone, Debug, Default)]
pub(crate) struct Content {
    /// Topics, by their number in the rules: of each item of a list the one that stands first, for the
    /// rest only says of what kind it is or for whom; without umbrellas where something else is named.
    pub(crate) topics: Vec<usize>,
    /// All topics that are named.
    pub(crate) named: Vec<usize>,
    /// By topic, what its item says beside it.
    beside: BTreeMap<usize, BTreeSet<String>>,
    /// Stems that carry content.
    pub(crate) stems: BTreeSet<String>,
    /// Capitalised words inside the wording, folded: named objects.
    pub(crate) names: BTreeSet<String>,
}

/// Reads a wording; `common` are the words that name the sides of the relation.
pub(crate) fn content(text: &str, rules: &LedgerRules, common: &BTreeSet<String>) -> Content {
    let stems = rules.stems(text);
    let scope = rules
        .scope
        .iter()
        .filter_map(|phrase| stems.windows(phrase.len()).position(|run| run == phrase.as_slice()))
        .min();
    let hits = rules.topics_in(&stems);
    // What stands inside a name of a topic ("oil and gas") parts nothing.
    let inside = |at: usize| hits.iter().any(|hit| hit.at < at && at < hit.end);
    let marks: Vec<usize> = rules.items(text).into_iter().filter(|at| !inside(*at)).collect();
    let item = |at: usize| marks.iter().filter(|mark| **mark <= at).count();
    let is_own = |stem: &String| {
        stem.chars().count() > 2
            && !rules.stop.contains(stem)
            && !common.contains(stem)
            && !stem.chars().all(|c| c.is_ascii_digit())
    };
    // An umbrella only covers what names nothing else.
    let things = |from: usize, to: usize| -> Vec<usize> {
        let mut items: BTreeMap<usize, (usize, usize)> = BTreeMap::new();
        let inside = |at: usize| from <= at && at < to;
        for hit in hits.iter().filter(|hit| inside(hit.at) && !rules.topics[hit.topic].is_umbrella) {
            let first = items.entry(item(hit.at)).or_insert((hit.at, hit.topic));
            // "grants for students" are no education in general.
            let is_part = rules.parent(hit.topic) == Some(first.1);
            let is_whole = rules.parent(first.1) == Some(hit.topic);
            if is_part || (hit.at < first.0 && !is_whole) {
                *first = (hit.at, hit.topic);
            }
        }
        items.into_values().map(|(_, topic)| topic).collect()
    };
    let mut topics = things(0, scope.unwrap_or(stems.len()));
    if topics.is_empty() {
        topics = things(0, stems.len());
    }
    if topics.is_empty() {
        topics.extend(hits.iter().filter(|hit| rules.topics[hit.topic].is_umbrella).map(|hit| hit.topic));
    }
    let mut beside: BTreeMap<usize, BTreeSet<String>> = BTreeMap::new();
    for &topic in &topics {
        let of: Vec<_> = hits.iter().filter(|hit| hit.topic == topic).collect();
        let items: BTreeSet<usize> = of.iter().map(|hit| item(hit.at)).collect();
        let is_name = |at: usize| of.iter().any(|hit| hit.at <= at && at < hit.end);
        // Of one thing everything is said, of each of several only what stands by it.
        let is_by = |at: usize| topics.len() == 1 || items.contains(&item(at));
        let words = (0..stems.len()).filter(|&at| is_by(at) && !is_name(at));
        beside.insert(topic, words.map(|at| &stems[at]).filter(|stem| is_own(stem)).cloned().collect());
    }
    let own: BTreeSet<String> = stems.iter().filter(|stem| is_own(stem)).cloned().collect();
    topics.sort_unstable();
    topics.dedup();
    let named = hits.iter().map(|hit| hit.topic).filter(|topic| !rules.topics[*topic].is_umbrella).collect();
    Content { topics, named, beside, stems: own, names: names(text, rules, common) }
}

impl Content {
    /// True where nothing is named but sides and persons: who does it, not what.
    pub(crate) fn is_agent(&self) -> bool {
        self.topics.is_empty() && self.stems.is_subset(&self.names)
    }

    /// True where nothing is said beside a topic.
    pub(crate) fn says_no_more(&self, topic: usize) -> bool {
        self.beside.get(&topic).is_some_and(BTreeSet::is_empty)
    }

    /// True where two wordings on one topic have enough in common to be about one thing.
    pub(crate) fn is_like(&self, other: &Content, topic: usize, joins: Joins, weights: &Weights) -> bool {
        if joins == Joins::Topic {
            return true;
        }
        let (Some(mine), Some(theirs)) = (self.beside.get(&topic), other.beside.get(&topic)) else {
            return true;
        };
        match (mine.is_empty(), theirs.is_empty()) {
            (true, true) => true,
            (false, false) => weights.likeness(mine, theirs).0 >= SHARED,
            _ => joins == Joins::Plain,
        }
    }
}

/// The share of the words beside a topic, by weight, that two wordings on it have in common at least.
const SHARED: f64 = 0.3;

/// Capitalised words that do not begin the wording, without the names of the sides.
fn names(text: &str, rules: &LedgerRules, common: &BTreeSet<String>) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for (at, word) in text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).enumerate() {
        let mut letters = word.chars();
        let capital = letters.next().is_some_and(char::is_uppercase) && word.chars().count() > 2;
        if at == 0 || !capital {
            continue;
        }
        for stem in rules.stems(word) {
            let known = rules.stop.contains(&stem)
                || common.contains(&stem)
                || rules.is_head(&stem)
                || rules.optional.contains(&stem);
            if !known && rules.topics_in(std::slice::from_ref(&stem)).is_empty() {
                found.insert(fold(&stem).into_owned());
            }
        }
    }
    found
}

/// In a young relation every word is rare and none is common: it is weighed as if it had this many
/// wordings.
const FEWEST: u32 = 40;

/// How rare the words of a relation are.
pub(crate) struct Weights {
    documents: f64,
    counts: HashMap<String, u32>,
}

impl Weights {
    /// Counts in how many wordings each stem stands.
    pub(crate) fn new<'a>(contents: impl Iterator<Item = &'a Content>) -> Weights {
        let mut counts: HashMap<String, u32> = HashMap::new();
        let mut documents = 0;
        for content in contents {
            documents += 1;
            for stem in &content.stems {
                *counts.entry(stem.clone()).or_default() += 1;
            }
        }
        Weights { documents: f64::from(documents.max(FEWEST)), counts }
    }

    /// The weight of a stem: high where it is rare.
    pub(crate) fn of(&self, stem: &str) -> f64 {
        let count = f64::from(self.counts.get(stem).copied().unwrap_or(0));
        ((self.documents + 1.0) / (count + 0.5)).ln().max(0.1)
    }

    /// Shared weight against the lighter of the two, and the shared weight itself.
    pub(crate) fn likeness(&self, a: &BTreeSet<String>, b: &BTreeSet<String>) -> (f64, f64, usize) {
        let weigh = |set: &BTreeSet<String>| set.iter().map(|stem| self.of(stem)).sum::<f64>();
        let mut shared = 0.0;
        let mut count = 0;
        for stem in a.intersection(b) {
            shared += self.of(stem);
            count += 1;
        }
        let least = weigh(a).min(weigh(b));
        (if least > 0.0 { shared / least } else { 0.0 }, shared, count)
    }
}
