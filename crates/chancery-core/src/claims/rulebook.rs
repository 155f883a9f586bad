//! Rules that hang on phrases: what each must and must not match, with sentences that show both.
//!
//! Acts, instruments, mechanisms and statements are all told by such rules; what a match means is the
//! business of each of them.
//!
//! Invariant: a match of a rule is none where one of its `not` phrases begins at the same word.

use super::phrases::{Found, Phrases, Words};
use crate::{
    evidence::RuleId,
    grammar::{Analysis, Word},
    lexicon::{Problems, Vocabulary},
};

/// A sentence of a rule file, with the rule that it is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Example {
    /// The rule.
    pub rule: RuleId,
    /// The sentence.
    pub text: String,
    /// True where the rule must match it.
    pub matches: bool,
}

/// What an entry of a rule file says, whatever it is for.
pub(super) struct Entry<'a> {
    /// The file.
    pub path: &'a str,
    /// The lists and forms of words that its phrases may use.
    pub words: &'a Words,
    pub rule: &'a RuleId,
    pub phrases: &'a [String],
    pub not: &'a [String],
    pub yes: &'a [String],
    pub no: &'a [String],
    /// False for a rule that something else than a phrase calls upon.
    pub needs_phrase: bool,
}

/// The phrases of many rules, each under the number of its rule.
#[derive(Clone, Debug, Default)]
pub(super) struct Rulebook {
    phrases: Phrases,
    never: Phrases,
    examples: Vec<Example>,
}

impl Rulebook {
    /// Adds a rule; call [`finish`](Self::finish) behind the last one.
    pub(super) fn add(
        &mut self,
        number: u32,
        entry: &Entry<'_>,
        vocabulary: &mut Vocabulary,
        problems: &mut Problems,
    ) {
        let &Entry { path, words, rule, phrases, not, yes, no, needs_phrase } = entry;
        if phrases.is_empty() == needs_phrase || yes.is_empty() || no.is_empty() {
            problems.push(
                path,
                None,
                &format!("the rule `{rule}` needs a phrase, and a `yes` and a `no` sentence each"),
            );
        }
        for phrase in phrases {
            self.phrases.add(number, phrase, words, vocabulary, path, problems);
        }
        for phrase in not {
            self.never.add(number, phrase, words, vocabulary, path, problems);
        }
        for (sentences, matches) in [(yes, true), (no, false)] {
            let example = |text: &String| Example { rule: rule.clone(), text: text.clone(), matches };
            self.examples.extend(sentences.iter().map(example));
        }
    }

    /// Makes the rules ready.
    pub(super) fn finish(&mut self) {
        self.phrases.finish();
        self.never.finish();
    }

    /// The sentences that the rules must and must not match.
    pub(super) fn examples(&self) -> &[Example] {
        &self.examples
    }

    /// The longest match of each rule that begins at a word, inside `..end`.
    pub(super) fn at(&self, analysis: &Analysis, word: Word, end: Word) -> Vec<Found> {
        let mut found = self.phrases.at(analysis, word, end);
        if !found.is_empty() {
            let never = self.never.at(analysis, word, end);
            found.retain(|hit| never.iter().all(|never| never.rule != hit.rule));
        }
        found
    }

    /// Of all matches that begin at a word the longest; among equals the one of the first rule.
    pub(super) fn longest_at(&self, analysis: &Analysis, word: Word, end: Word) -> Option<Found> {
        self.at(analysis, word, end)
            .into_iter()
            .max_by_key(|hit| (hit.words.end, std::cmp::Reverse(hit.rule)))
    }
}
