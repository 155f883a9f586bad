//! The words by which clauses show time, doubt and voice: `frames/clauses.toml`, compiled.

use serde::Deserialize;

use super::preposition;
use crate::{
    grammar::{Analysis, Rel, Word},
    lexicon::{Files, List, Problems, Vocabulary},
};

/// The words by which clauses show time, doubt and voice.
#[derive(Clone, Debug)]
pub struct Rules {
    pub(super) negators: List,
    pub(super) future: List,
    pub(super) past_future: List,
    pub(super) may: List,
    pub(super) must: List,
    pub(super) conditions: List,
    pub(super) arranged: List,
    pub(super) relatives: List,
    pub(super) subject_control: List,
    pub(super) bidding: List,
    pub(super) failing: List,
    /// Verbs of saying and thinking.
    pub saying: List,
    pub(super) agent: List,
    pub(super) infinitive: List,
    pub(super) be: List,
    pub(super) measures: List,
    pub(super) of: List,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "kebab-case", default, deny_unknown_fields)]
struct RulesFile {
    negators: String,
    future: String,
    past_future: String,
    may: String,
    must: String,
    conditions: String,
    arranged: String,
    agent: String,
    infinitive: String,
    be: String,
    relatives: String,
    subject_control: String,
    bidding: String,
    failing: String,
    saying: String,
    measures: String,
    of: String,
}

impl Rules {
    /// Reads `frames/clauses.toml`.
    #[must_use]
    pub fn compile(files: &Files<'_>, vocabulary: &mut Vocabulary, problems: &mut Problems) -> Rules {
        let file: RulesFile = files.toml("frames/clauses.toml", problems);
        let mut list = |words: &str| {
            let mut list = List::default();
            for word in words.split('|').map(str::trim).filter(|word| !word.is_empty()) {
                list.insert(vocabulary.add(&crate::lexicon::fold(word)));
            }
            list
        };
        Rules {
            negators: list(&file.negators),
            future: list(&file.future),
            past_future: list(&file.past_future),
            may: list(&file.may),
            must: list(&file.must),
            conditions: list(&file.conditions),
            arranged: list(&file.arranged),
            relatives: list(&file.relatives),
            subject_control: list(&file.subject_control),
            bidding: list(&file.bidding),
            failing: list(&file.failing),
            saying: list(&file.saying),
            agent: list(&file.agent),
            infinitive: list(&file.infinitive),
            be: list(&file.be),
            measures: list(&file.measures),
            of: list(&file.of),
        }
    }

    /// What a noun of measure measures: the talks of "two days of talks".
    pub(super) fn measured(&self, analysis: &Analysis, noun: Word) -> Option<Word> {
        if !self.measures.contains(analysis.lemma(noun)) {
            return None;
        }
        analysis.children(noun).find(|&child| {
            child > noun
                && analysis.rel(child) == Rel::Nmod
                && preposition(analysis, child).is_some_and(|before| self.of.contains(analysis.form(before)))
        })
    }

    /// The noun that stands for a word in its clause: the days of "two days of talks" for the talks; the
    /// word itself where nothing measures it.
    #[must_use]
    pub fn carrier(&self, analysis: &Analysis, word: Word) -> Word {
        let measure = |&head: &Word| self.measured(analysis, head) == Some(word);
        analysis.head(word).filter(measure).unwrap_or(word)
    }
}
