//! Where the verb of a clause points: back, or forward.
//!
//! The tree gives the verb that a time expression hangs on, with its auxiliaries and with what
//! governs it; where it says nothing, the nearest word of tense in the sentence decides.

use std::ops::Range;

use super::{scene::Tense, words::Words};
use crate::grammar::{Analysis, Rel, Upos, VerbForm, Word};

/// The classes of words of tense.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct TenseClasses {
    /// `will`, `scheduled`, `upcoming`.
    pub(super) future: Option<u8>,
    /// `was`, `had`, `said`, where there is no tree.
    pub(super) past: Option<u8>,
    /// Verbs whose infinitive lies ahead: `agree`, `decide`, `plan`.
    pub(super) governor: Option<u8>,
    /// Verbs whose present tense tells what is scheduled: `open`, `leave`, `arrive`.
    pub(super) scheduled: Option<u8>,
    /// `had`, before a word that looks ahead.
    pub(super) pluperfect: Option<u8>,
    /// What is put off gets a date ahead: `postponed`, `off`.
    pub(super) put_off: Option<u8>,
    /// The prepositions of that date: `to`, `until`.
    pub(super) put_off_to: Option<u8>,
    /// `until`
    pub(super) until: Option<u8>,
    /// `by`, `before`: what is to be done up to a date.
    pub(super) deadline: Option<u8>,
}

/// The document as tense is read from it.
pub(super) struct Clauses<'a> {
    pub(super) analysis: &'a Analysis,
    pub(super) words: &'a Words,
    pub(super) classes: TenseClasses,
    /// Word forms that end like a past tense.
    pub(super) is_past: &'a dyn Fn(Word) -> bool,
}

impl Clauses<'_> {
    fn is(&self, word: Word, class: Option<u8>) -> bool {
        let analysis = self.analysis;
        class.is_some_and(|class| {
            [analysis.form(word), analysis.lemma(word)]
                .iter()
                .any(|sym| self.words.of(*sym).iter().any(|entry| entry.class == class))
        })
    }

    /// True where the words before an expression make it the end of a term: `by June`, `before the end
    /// of June`.
    pub(super) fn is_deadline(&self, sentence: &Range<Word>, expression: &Range<Word>) -> bool {
        let before = expression.start.checked_sub(1).filter(|word| *word >= sentence.start);
        [before, Some(expression.start)]
            .into_iter()
            .flatten()
            .any(|word| self.is(word, self.classes.deadline))
    }

    /// The tense of the clause that an expression stands in.
    pub(super) fn tense(&self, sentence: &Range<Word>, expression: &Range<Word>) -> Tense {
        self.by_verb_before(sentence, expression)
            .or_else(|| self.by_tree(expression))
            .unwrap_or_else(|| self.by_neighbours(sentence, expression))
    }

    /// A finite verb in front of the expression settles it: `said on Monday that they would meet`.
    fn by_verb_before(&self, sentence: &Range<Word>, expression: &Range<Word>) -> Option<Tense> {
        let analysis = self.analysis;
        let before = |back: Word| expression.start.checked_sub(back).filter(|word| *word >= sentence.start);
        let preposition = before(1).filter(|word| analysis.upos(*word) == Upos::Adp);
        let verb = before(1 + Word::from(preposition.is_some()))?;
        if let Some(preposition) = preposition {
            if self.is(verb, self.classes.put_off) && self.is(preposition, self.classes.put_off_to) {
                return Some(Tense::Future);
            }
            // `They have until 5 April`: up to now nothing has ended.
            let features = analysis.features(verb);
            let verbal = matches!(analysis.upos(verb), Upos::Verb | Upos::Aux);
            let present = verbal && !features.is_past() && features.verb_form() == Some(VerbForm::Fin);
            if present && self.is(preposition, self.classes.until) {
                return Some(Tense::Future);
            }
        }
        let features = analysis.features(verb);
        let finite = features.verb_form() == Some(VerbForm::Fin) && features.is_past();
        (finite && analysis.upos(verb) == Upos::Verb).then_some(Tense::Past)
    }

    /// Climbs from the expression to the verb that says when.
    fn by_tree(&self, expression: &Range<Word>) -> Option<Tense> {
        let analysis = self.analysis;
        let mut at = expression
            .clone()
            .find(|word| analysis.head(*word).is_none_or(|head| !expression.contains(&head)))?;
        let mut infinitive = false;
        // Trees are shallow; the bound only guards against the absurd.
        for _ in 0..30 {
            if !expression.contains(&at)
                && let Some(tense) = self.of_word(at, &mut infinitive)
            {
                return Some(tense);
            }
            at = analysis.head(at)?;
        }
        None
    }

    /// The tense of one word on the way up, if it settles the matter.
    fn of_word(&self, word: Word, infinitive: &mut bool) -> Option<Tense> {
        let analysis = self.analysis;
        let classes = self.classes;
        let verbal = matches!(analysis.upos(word), Upos::Verb | Upos::Aux);
        let mut helpers = analysis
            .children(word)
            .filter(|child| matches!(analysis.rel(*child), Rel::Aux | Rel::AuxPass | Rel::Cop));
        let (mut any, mut future, mut past, mut infinite, mut finite) = (false, false, false, false, false);
        for helper in &mut helpers {
            any = true;
            infinite |= analysis.features(helper).verb_form() == Some(VerbForm::Inf);
            finite |= analysis.features(helper).is_finite();
            future |= self.is(helper, classes.future);
            past |= analysis.features(helper).is_past() || self.is(helper, classes.past);
        }
        if future {
            return Some(Tense::Future);
        }
        if !verbal && !any {
            // `the upcoming visit in March`
            let ahead = analysis
                .children(word)
                .any(|child| matches!(analysis.rel(child), Rel::Amod) && self.is(child, classes.future));
            return ahead.then_some(Tense::Future);
        }
        if *infinitive && self.is(word, classes.governor) {
            return Some(Tense::Future);
        }
        if self.is(word, classes.future) {
            // What had been planned may lie on either side of today.
            let had = analysis
                .children(word)
                .any(|child| analysis.rel(child) == Rel::Aux && self.is(child, classes.pluperfect));
            return Some(if had { Tense::Unknown } else { Tense::Future });
        }
        if past {
            return Some(Tense::Past);
        }
        // `talks to be held in May`, `set to be adopted`
        let ahead = infinite || analysis.features(word).verb_form() == Some(VerbForm::Inf);
        if ahead && verbal && matches!(analysis.rel(word), Rel::Acl | Rel::AclRelcl) {
            return Some(Tense::Future);
        }
        // `is to be signed`
        if infinite && finite && !past {
            return Some(Tense::Future);
        }
        if infinite {
            *infinitive = true;
            return None;
        }
        let features = analysis.features(word);
        if !verbal {
            return None;
        }
        match features.verb_form() {
            // `is to leave`
            Some(VerbForm::Inf) if any && !past => Some(Tense::Future),
            Some(VerbForm::Inf) => {
                *infinitive = true;
                None
            }
            Some(VerbForm::Ger) => None,
            Some(VerbForm::Part) if features.is_past() => Some(Tense::Past),
            Some(VerbForm::Part) => None,
            _ if features.is_past() => Some(Tense::Past),
            _ if self.is(word, classes.scheduled) => Some(Tense::Future),
            _ => None,
        }
    }

    /// The nearest word of tense; the verb stands before its time more often than after it.
    fn by_neighbours(&self, sentence: &Range<Word>, expression: &Range<Word>) -> Tense {
        let look = |word: Word| {
            if self.is(word, self.classes.future) {
                Some(Tense::Future)
            } else if self.is(word, self.classes.past) || (self.is_past)(word) {
                Some(Tense::Past)
            } else {
                None
            }
        };
        let left = (sentence.start..expression.start)
            .rev()
            .take(REACH)
            .find_map(|word| Some((expression.start - word, look(word)?)));
        let right = (expression.end..sentence.end)
            .take(REACH)
            .find_map(|word| Some((word - expression.end + 1, look(word)?)));
        match (left, right) {
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
}

/// How many words from an expression a word of tense may stand.
const REACH: usize = 40;
