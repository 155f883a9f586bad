//! Speeches, interviews and news conferences: what may be taken from people who talk of everything.
//!
//! In a report each sentence goes on from the last, and the sides named at its head deal with each other
//! below. Who speaks for an hour names twenty states in passing. So a speech tells of a dealing only where
//! the words themselves name the other side.

use std::ops::Range;

use super::Context;
use crate::{
    grammar::{Analysis, Word},
    intake::Document,
    lexicon::ActorCode,
    mentions::{self, Form},
};

/// A text of fewer words is a statement that is about one matter.
const LEAST_WORDS: u32 = 600;

/// In a speech one word of this many is "I", "we", "you".
const SPOKEN: u32 = 40;

/// True for a long text in which somebody speaks to somebody.
#[must_use]
pub fn is_speech(rules: &mentions::Rules, document: &Document, analysis: &Analysis) -> bool {
    let words = analysis.len();
    if words < LEAST_WORDS || document.blocks.is_empty() {
        return false;
    }
    let spoken = (0..words).filter(|&word| rules.is_spoken(analysis.form(word))).count() as u32;
    spoken * SPOKEN > words
}

/// True where some words name a person, an office, a body or a state of another side than the speaker's.
#[must_use]
pub fn names_other(context: &Context<'_>, words: Range<Word>, own: &[ActorCode]) -> bool {
    context.mentions.within(words).iter().any(|mention| {
        !matches!(mention.form, Form::Pronoun | Form::Possessive)
            && context.mentions.actors(mention).iter().any(|actor| !own.contains(actor))
    })
}
