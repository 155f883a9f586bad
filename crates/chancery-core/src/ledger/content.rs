//! What an undertaking is about: its topics, the words of its own, and the names in it.
//!
//! Two wordings are about one thing when they share a topic of the lexicon and name no different
//! objects, or when they share enough words that are rare in their relation. Which acts form a
//! thread is the business of `commitments`.

use std::collections::{BTreeSet, HashMap};

use super::rules::LedgerRules;
use crate::lexicon::fold;

/// What a wording is about.
#[derive(Clone, Debug, Default)]
pub(crate) struct Content {
    /// Topics, by their number in the rules; without umbrellas where something else is named.
    pub(crate) topics: Vec<usize>,
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
    // An umbrella only covers what names nothing else.
    let named = |from: usize, to: usize| -> Vec<usize> {
        hits.iter()
            .filter(|hit| from <= hit.at && hit.at < to && !rules.topics[hit.topic].is_umbrella)
            .map(|hit| hit.topic)
            .collect()
    };
    let mut topics = named(0, scope.unwrap_or(stems.len()));
    if topics.is_empty() {
        topics = named(0, stems.len());
    }
    let own: BTreeSet<String> = stems
        .iter()
        .filter(|stem| stem.chars().count() > 2 && !rules.stop.contains(*stem) && !common.contains(*stem))
        .filter(|stem| !stem.chars().all(|c| c.is_ascii_digit()))
        .cloned()
        .collect();
    if topics.is_empty() {
        topics.extend(hits.iter().filter(|hit| rules.topics[hit.topic].is_umbrella).map(|hit| hit.topic));
    }
    topics.sort_unstable();
    topics.dedup();
    Content { topics, stems: own, names: names(text, rules, common) }
}

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
