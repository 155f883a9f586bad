//! Sets of words and phrases, by which frames name their triggers, objects and fillers.

use super::Trigger;
use crate::{
    grammar::{Analysis, Upos, Word},
    lexicon::{List, Sym, Vocabulary, fold},
};

/// A set of words and phrases.
#[derive(Clone, Debug, Default)]
pub struct Words {
    pub(super) single: List,
    phrases: Vec<Vec<Sym>>,
}

impl Words {
    /// Words and phrases parted by `|`.
    pub(super) fn add(&mut self, text: &str, vocabulary: &mut Vocabulary) {
        for phrase in text.split('|').map(str::trim).filter(|phrase| !phrase.is_empty()) {
            let syms: Vec<Sym> = fold(phrase)
                .split([' ', '\n'])
                .filter(|word| !word.is_empty())
                .map(|word| vocabulary.add(word))
                .collect();
            match syms.as_slice() {
                [word] => self.single.insert(*word),
                _ => self.phrases.push(syms),
            }
        }
    }

    /// True where one word of the list, or a whole phrase that ends here, stands at `word`.
    #[must_use]
    pub fn ends_at(&self, analysis: &Analysis, word: Word) -> bool {
        let stands = |phrase: &[Sym], first: Word| {
            (first..).zip(phrase).all(|(at, &sym)| at < analysis.len() && is(analysis, at, sym))
        };
        self.single.contains(analysis.lemma(word))
            || self.phrases.iter().any(|phrase| {
                let count = phrase.len() as Word;
                // "letters of credence": the tree has the first word as the head.
                let headed = || count > 2 && analysis.upos(word + 1) == Upos::Adp && stands(phrase, word);
                word + 1 >= count && stands(phrase, word + 1 - count)
                    || word + count <= analysis.len() && headed()
            })
    }

    /// True where one word of the list, or a whole phrase that begins here, stands at `word`; an
    /// adverb may stand between the first and the second word of a phrase.
    #[must_use]
    pub fn starts_at(&self, analysis: &Analysis, word: Word) -> bool {
        self.single.contains(analysis.lemma(word))
            || self.single.contains(analysis.form(word))
            || self.phrases.iter().any(|phrase| {
                is(analysis, word, phrase[0])
                    && (1..=2).any(|gap| {
                        (1..phrase.len()).all(|at| {
                            let place = word + gap + at as Word - 1;
                            place < analysis.len() && is(analysis, place, phrase[at])
                        }) && (gap == 1 || analysis.upos(word + 1) == Upos::Adv)
                    })
            })
    }

    /// The lemmas by which a trigger is looked up.
    pub(super) fn keys(&self, trigger: Trigger) -> Vec<Sym> {
        let mut keys: Vec<Sym> = self.single.iter().collect();
        keys.extend(self.phrases.iter().map(|phrase| match trigger {
            Trigger::Noun => phrase[phrase.len() - 1],
            Trigger::Verb | Trigger::Adjective => phrase[0],
        }));
        keys
    }
}

fn is(analysis: &Analysis, word: Word, sym: Sym) -> bool {
    analysis.lemma(word) == sym || analysis.form(word) == sym
}
