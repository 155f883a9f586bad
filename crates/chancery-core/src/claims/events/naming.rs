//! What a session is called, and how the words point at an event: "the 26th summit", "a further
//! round", "the ceremony".

use std::ops::Range;

use super::{draft::DraftReader, place_time};
use crate::{
    claims::model::{EventKind, Place},
    grammar::{Rel, Upos, Word, Xpos},
    mentions::EntityKind,
};

/// How many words of a noun phrase may stand before its noun.
const NOUN_PHRASE: u32 = 8;

/// How far behind a noun it is told when it is due, in words.
const BEHIND: u32 = 8;

/// How far behind a congratulation its medium is named, in sentences.
const FURTHER: usize = 3;

impl DraftReader<'_, '_> {
    /// The noun of a session: the one that stands in its role, else the center.
    fn session(&self, center: Word) -> Word {
        self.context.frames.role(self.hit, "session").first().copied().unwrap_or(center)
    }

    /// The words of the name of a session up to its noun, without article.
    fn name_words(&self, noun: Word) -> Range<Word> {
        let analysis = self.context.analysis;
        let mut start = analysis.subtree(noun).start.max(noun.saturating_sub(10));
        while start < noun
            && !matches!(analysis.upos(start), Upos::Propn | Upos::Adj | Upos::Noun | Upos::Num)
        {
            start += 1;
        }
        start..noun + 1
    }

    /// What a session is called: "26th China-ASEAN Summit"; none for "the summit".
    pub(super) fn title(&self, center: Word) -> Option<String> {
        let context = self.context;
        let noun = self.session(center);
        if !matches!(context.analysis.upos(noun), Upos::Noun | Upos::Propn) {
            return None;
        }
        let words = self.name_words(noun);
        (words.len() > 1).then(|| context.text(context.analysis.span_of(words)).to_owned())
    }

    pub(super) fn ordinal(&self, center: Word) -> Option<u32> {
        let context = self.context;
        self.name_words(self.session(center)).find_map(|word| {
            let form = context.analysis.form(word);
            let spelt = self.rules.ordinals.iter().find(|(name, _)| *name == form);
            let printed = context.text(context.analysis.span(word));
            let digits: String = printed.chars().take_while(char::is_ascii_digit).collect();
            // "26th", but no year and no number that counts.
            let short = (1..=3).contains(&digits.len()) && printed.len() == digits.len() + 2;
            spelt.map(|(_, number)| *number).or_else(|| digits.parse().ok().filter(|_| short))
        })
    }

    /// True for "a further round", "the previous meeting", "a summit".
    pub(super) fn is_another(&self, center: Word) -> bool {
        let analysis = self.context.analysis;
        let noun = self.session(center);
        if !matches!(analysis.upos(noun), Upos::Noun | Upos::Propn) {
            return false;
        }
        let sentence = place_time::sentence(self.context, noun);
        let before = (sentence.start.max(noun.saturating_sub(NOUN_PHRASE))..noun).rev();
        before
            .take_while(|&word| {
                !matches!(
                    analysis.upos(word),
                    Upos::Adp | Upos::Verb | Upos::Aux | Upos::Sconj | Upos::Pron | Upos::Punct
                ) || analysis.rel(word) == Rel::Amod
                    || matches!(analysis.xpos(word), Xpos::PrpPoss | Xpos::Hyph)
                    || self.kind == EventKind::Meeting
                        && self.context.mention_rules.is_of(analysis.form(word))
            })
            .any(|word| self.rules.another.contains(analysis.form(word)))
    }

    /// True for a summit, and for a session that is called international.
    pub(super) fn is_large(&self, center: Word) -> bool {
        let analysis = self.context.analysis;
        let noun = self.session(center);
        // "at international forums" names none.
        if analysis.features(noun).is_plural() {
            return false;
        }
        analysis
            .subtree(noun)
            .take_while(|&word| word <= noun)
            .any(|word| self.rules.worldwide.contains(analysis.form(word)))
    }

    /// True for "the summit", with nothing that says which.
    pub(super) fn is_bare(&self, center: Word) -> bool {
        let noun = self.session(center);
        let first =
            self.context.analysis.subtree(noun).find(|&word| self.context.analysis.upos(word) != Upos::Adp);
        self.context.analysis.upos(noun) == Upos::Noun
            && self.title(center).is_none()
            && first.is_some_and(|first| first + 1 == noun)
            && self.rules.company.is_definite(self.context, noun)
    }

    /// True for "on the sidelines of *the summit*".
    pub(super) fn is_beside(&self, center: Word) -> bool {
        let noun = self.session(center);
        let start = place_time::sentence(self.context, noun).start;
        let mut before = noun.saturating_sub(4).max(start)..noun;
        before.any(|word| self.rules.around.contains(self.context.analysis.form(word)))
    }

    /// The place in the name of a session: "the Lima summit", "the Paris Peace Conference".
    pub(super) fn place_of_name(&self, center: Word) -> Option<(Place, Range<Word>)> {
        let (context, noun) = (self.context, self.session(center));
        let words = self.run_before(noun)..noun;
        let place = context.mentions.places_within(words).iter().rev().find(|place| {
            let other = context.mentions.at(place.words.start).is_some_and(|mention| {
                mention.words.len() > place.words.len()
                    || mention
                        .refers
                        .iter()
                        .any(|&id| context.mentions.entity(id).kind == EntityKind::Organisation)
            });
            place.name.is_some() && !other
        })?;
        Some((Place { name: place.name.clone(), state: Some(place.state) }, place.words.clone()))
    }

    /// The words of the clause that says of a noun when and where it is held: "the summit *to be held in
    /// Oslo in May*", "*due in Oslo on Monday*".
    pub(super) fn clause_behind(&self, noun: Word) -> Option<(Word, Range<Word>)> {
        let analysis = self.context.analysis;
        if !matches!(analysis.upos(noun), Upos::Noun | Upos::Propn) {
            return None;
        }
        let sentence = place_time::sentence(self.context, noun);
        let held = |&word: &Word| {
            let lemma = analysis.lemma(word);
            word > noun
                && word != self.hit.trigger
                && matches!(analysis.upos(word), Upos::Verb | Upos::Adj)
                && (self.rules.light.contains(lemma) || self.rules.planning.contains(lemma))
        };
        // "the visit to Peru, slated for May", "the summit, due in Oslo", where the tree hangs it elsewhere.
        let others = self.others();
        let last = (noun + BEHIND).min(sentence.end);
        let stops = |&word: &Word| others.contains(&word);
        let beside = (noun + 1..last).take_while(|word| !stops(word)).find(|&word| {
            let before = analysis.upos(word - 1);
            let lemma = analysis.lemma(word);
            let planned = matches!(analysis.upos(word), Upos::Adj | Upos::Verb)
                && self.rules.planning.contains(lemma)
                && before == Upos::Punct;
            let held = before == Upos::Aux
                && word > noun + 2
                && analysis.upos(word - 2) == Upos::Part
                && self.rules.light.contains(lemma);
            word != self.hit.trigger && (planned || held)
        });
        let verb = analysis.children(noun).find(held).or(beside)?;
        let words = analysis.subtree(verb);
        Some((verb, words.start.max(noun + 1)..words.end.min(sentence.end)))
    }

    /// True where what is told may be part of something else: the medium of a message is not named, or
    /// somebody only discusses. "X congratulated Y. The telegram says …" names the medium behind.
    pub(super) fn is_weak(&self, kind: EventKind, center: Word) -> bool {
        let (analysis, trigger) = (self.context.analysis, self.hit.trigger);
        let written = |word: Word| {
            self.rules.written.contains(analysis.lemma(word))
                && matches!(analysis.upos(word), Upos::Noun | Upos::Propn)
        };
        let set = self.frame.set.contains_key("weak");
        if kind != EventKind::Message {
            return set;
        }
        let own = self.rules.sending.contains(analysis.lemma(trigger))
            || !set && analysis.subtree(center).chain(std::iter::once(center)).any(written);
        let here = analysis.sentence_of(trigger);
        let last = (here + FURTHER).min(analysis.sentences().len() - 1);
        let behind = place_time::sentence(self.context, trigger).end..analysis.sentences()[last].words.end;
        !own && !behind.into_iter().any(|word| written(word) && !analysis.features(word).is_plural())
    }

    /// True for "the ceremony", with nothing that says which.
    pub(super) fn is_general(&self) -> bool {
        let analysis = self.context.analysis;
        let noun = self
            .hit
            .object
            .or_else(|| self.context.frames.role(self.hit, "what").first().copied())
            .unwrap_or(self.hit.trigger);
        let first = analysis.subtree(noun).start;
        self.rules.ceremonies.contains(analysis.lemma(noun))
            && first + 1 == noun
            && self.context.mention_rules.is_article(analysis.form(first))
            && analysis.upos(noun) == Upos::Noun
    }
}
