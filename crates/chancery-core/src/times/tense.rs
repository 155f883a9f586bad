//! Where the verb of a clause points: back, or forward.
//!
//! The tree gives the verb that a time expression hangs on and its auxiliaries; where there is no
//! tree, the nearest word of tense in the sentence decides.

use std::ops::Range;

use super::{resolve::Tense, words::Words};
use crate::grammar::{Analysis, Word};

/// The classes of words of tense.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct TenseClasses {
    /// `will`, `plan`, `scheduled`.
    pub(super) future: Option<u8>,
    /// `was`, `had`, `said`, `visited`.
    pub(super) past: Option<u8>,
}

/// The tense of the clause that a word stands in.
pub(super) fn of(
    analysis: &Analysis,
    sentence: &Range<Word>,
    at: Word,
    end: Word,
    words: &Words,
    classes: TenseClasses,
    is_past: &impl Fn(Word) -> bool,
) -> Tense {
    let look = |word: Word| {
        let entries = words.of(analysis.form(word));
        if entries.iter().any(|entry| Some(entry.class) == classes.future) {
            Some(Tense::Future)
        } else if entries.iter().any(|entry| Some(entry.class) == classes.past) || is_past(word) {
            Some(Tense::Past)
        } else {
            None
        }
    };
    let left = (sentence.start..at).rev().take(40).find_map(|word| Some((at - word, look(word)?)));
    let right = (end..sentence.end).take(40).find_map(|word| Some((word - end + 1, look(word)?)));
    match (left, right) {
        // The verb stands before its time more often than after it.
        (Some((before, tense)), Some((after, other))) => {
            if before <= after.saturating_mul(3) {
                tense
            } else {
                other
            }
        }
        (Some((_, tense)), None) | (None, Some((_, tense))) => tense,
        (None, None) => Tense::Unknown,
    }
}
