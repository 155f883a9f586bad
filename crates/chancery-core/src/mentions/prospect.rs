//! Whether the bare words of a document leave room for a second side.

use super::Knowledge;
use crate::{grammar::Words, intake::Document, lexicon::ActorCode};

impl Knowledge<'_> {
    /// False where no word of a document can name a side other than the outlet's own.
    ///
    /// It errs on the side of reading: doubtful names count, so does whoever held an office of another
    /// state at any time, and so do words such as "foreign" and "ambassador". Most of the world's news
    /// falls through, and need not be parsed.
    #[must_use]
    pub fn may_name_sides(self, document: &Document, words: &Words) -> bool {
        let Knowledge { rules, world, vocabulary } = self;
        let home = rules.home_of(document).map(|(actor, _)| actor);
        let (forms, day) = (words.forms(), document.day());
        let word = |at: usize| words.word(vocabulary, forms[at]);
        let mut before: Option<usize> = None;
        let mut at = 0;
        while at < forms.len() {
            if rules.is_abroad(forms[at]) {
                return true;
            }
            if document.text[words.spans()[at]].starts_with(char::is_lowercase) {
                before = None;
                at += 1;
                continue;
            }
            let held = |before: usize| {
                rules.leaders.held_office_elsewhere([word(before), word(at)], home)
                    || rules.may_be_held_elsewhere(forms[before], word(at), home)
            };
            // "Trump called Netanyahu": who holds an office of another state then.
            let holds = |day| {
                let called = |words: &[String], _: ActorCode, word: &str| {
                    words.last().is_some_and(|last| last == word)
                        || words.first().is_some_and(|first| first == word)
                };
                rules.leaders.holder(word(at), day, called).is_some_and(|actor| Some(actor) != home)
            };
            if before.is_some_and(held) || day.is_some_and(holds) {
                return true;
            }
            let found = world.longest(&forms[at..]);
            if found.iter().flat_map(|found| found.values).any(|entry| Some(entry.actor) != home) {
                return true;
            }
            let count = found.map_or(1, |found| found.len.max(1));
            before = (count == 1).then_some(at);
            at += count;
        }
        false
    }
}
