//! Titles and names as they stand in a text, before it is asked whom they mean.
//!
//! A title is read by its parts: the states before it ("Russian", "Vietnam's"), the words of the
//! office with its head, what stands behind "of", and the name. Lists of states before or behind
//! a plural head ("the Belarusian and Kazakh Presidents") give one title with several states.

mod names;
mod titles;

use std::ops::Range;

use super::rules::Rules;
use crate::{
    grammar::{Analysis, Word},
    lexicon::{ActorCode, ActorKind, How, PlaceId, World},
    text::Text,
};

/// A name of the world in the text, with what it stands for.
#[derive(Clone, Debug)]
pub(super) struct Geo {
    pub(super) words: Range<Word>,
    /// The actor under which a record names it.
    pub(super) actor: ActorCode,
    pub(super) how: How,
    pub(super) place: Option<PlaceId>,
    pub(super) organisation: bool,
}

/// A title without its name.
#[derive(Clone, Debug)]
pub(super) struct Title {
    pub(super) words: Range<Word>,
    pub(super) head: Word,
    pub(super) plural: bool,
    /// The states that it is of, one for each person where it is a plural.
    pub(super) states: Vec<ActorCode>,
    /// The words of the office itself.
    pub(super) office: Range<Word>,
}

/// Something in the text that may name a party.
#[derive(Clone, Debug)]
pub(super) enum Raw {
    /// A title with the names behind it; none where it stands alone.
    Title { title: Title, names: Vec<Range<Word>> },
    /// A name with or without an honorific.
    Name { name: Range<Word>, state: Option<ActorCode> },
    /// "his Russian counterpart Mikhail Mishustin", "her Tajik and Uzbek counterparts".
    Counterpart { states: Vec<ActorCode>, names: Vec<Range<Word>> },
}

/// Where something raw stands.
#[derive(Clone, Debug)]
pub(super) struct Found {
    pub(super) words: Range<Word>,
    pub(super) head: Word,
    pub(super) raw: Raw,
}

/// Reads titles and names off the words.
pub(super) struct Scanner<'a> {
    pub(super) rules: &'a Rules,
    pub(super) world: &'a World,
    pub(super) analysis: &'a Analysis,
    pub(super) text: &'a Text,
    /// Names of the world, in order, none inside another.
    pub(super) geo: Vec<Geo>,
    /// For each word, the place in `geo` of the name that covers it; `u32::MAX` for none.
    geo_of: Vec<u32>,
    /// The state whose outlet tells the story.
    home: Option<ActorCode>,
}

impl<'a> Scanner<'a> {
    pub(super) fn new(
        rules: &'a Rules,
        world: &'a World,
        analysis: &'a Analysis,
        text: &'a Text,
        home: Option<ActorCode>,
    ) -> Scanner<'a> {
        let mut scanner = Scanner {
            rules,
            world,
            analysis,
            text,
            geo: Vec::new(),
            geo_of: vec![u32::MAX; analysis.len() as usize],
            home,
        };
        for sentence in analysis.sentences() {
            let mut at = sentence.words.start;
            while at < sentence.words.end {
                match scanner.geo_at(at, sentence.words.end) {
                    Some(geo) => {
                        scanner.geo_of[geo.words.start as usize..geo.words.end as usize]
                            .fill(scanner.geo.len() as u32);
                        at = geo.words.end;
                        scanner.geo.push(geo);
                    }
                    None => at += 1,
                }
            }
        }
        scanner
    }

    /// The longest name of the world that starts at a word and is meant there.
    fn geo_at(&self, at: Word, end: Word) -> Option<Geo> {
        let forms = self.analysis.forms_in(at..end);
        // Of two doubtful things under one name the one whose state has been named, or whose outlet tells it.
        let named = |code: ActorCode| {
            let record = self.world.actor(code).map_or(code, |actor| actor.record);
            self.home == Some(record) || self.geo.iter().any(|geo| geo.actor == record)
        };
        let mut best = None;
        for found in self.world.prefixes(forms) {
            let words = at..at + found.len as Word;
            let text = &self.text[self.analysis.span_of(words.clone())];
            let entry = found
                .values
                .iter()
                .filter(|entry| entry.case.accepts(text) && (!entry.weak || self.supports(&words)))
                .min_by_key(|entry| (entry.weak, entry.weak && !named(entry.actor), entry.how));
            if let Some(entry) = entry {
                let actor = self.world.actor(entry.actor);
                best = Some(Geo {
                    words,
                    actor: actor.map_or(entry.actor, |actor| actor.record),
                    how: entry.how,
                    place: entry.place,
                    organisation: actor.is_some_and(|actor| actor.kind == ActorKind::Organisation),
                });
            }
        }
        best
    }

    /// True where the words around a doubtful name speak for a place or state: a preposition or
    /// article before it and no name behind it.
    fn supports(&self, words: &Range<Word>) -> bool {
        let behind_is_name = words.end < self.analysis.len()
            && self.is_capital(words.end)
            && !self.rules.marks.possessive.contains(self.analysis.form(words.end));
        let before = words.start.checked_sub(1).map(|before| self.analysis.form(before));
        let before_is_name = words.start > 0
            && self.is_capital(words.start - 1)
            && self.analysis.sentence_of(words.start - 1) == self.analysis.sentence_of(words.start)
            && !self.rules.heads.contains(self.analysis.form(words.start - 1));
        let placed = before
            .is_some_and(|form| self.rules.marks.places.contains(form) || self.rules.marks.of.contains(form));
        placed && !before_is_name || !behind_is_name && !before_is_name
    }

    /// The name of the world that covers a word.
    pub(super) fn geo_of(&self, word: Word) -> Option<&Geo> {
        self.geo_of.get(word as usize).and_then(|&at| self.geo.get(at as usize))
    }

    fn geo_from(&self, word: Word) -> Option<&Geo> {
        self.geo_of(word).filter(|geo| geo.words.start == word)
    }

    /// A name that a state or organisation acts under.
    fn party_from(&self, word: Word) -> Option<&Geo> {
        self.geo_from(word).filter(|geo| {
            geo.organisation || matches!(geo.how, How::Name | How::Former | How::Adjective | How::Demonym)
        })
    }

    pub(super) fn is_capital(&self, word: Word) -> bool {
        self.text[self.analysis.span(word)].chars().next().is_some_and(char::is_uppercase)
    }

    /// True for a capitalised word that is never part of a person's name. Marks on its letters show
    /// that the word is not the English one: "Tô" is not "to".
    fn is_never(&self, word: Word) -> bool {
        self.rules.never.contains(self.analysis.form(word)) && self.text[self.analysis.span(word)].is_ascii()
    }

    /// True where no white space stands between a word and the next.
    fn is_joined(&self, word: Word) -> bool {
        word + 1 < self.analysis.len()
            && self.analysis.span(word).end() == self.analysis.span(word + 1).start()
    }

    /// "the Dutch King and Queen": the state is named once for both offices.
    fn share_state(&self, before: Option<&Found>, hit: &mut Found) {
        let (Some(before), Raw::Title { title, names }) = (before, &mut hit.raw) else { return };
        let Raw::Title { title: first, names: nobody } = &before.raw else { return };
        let joins = before.words.end + 1 == hit.words.start
            && self.rules.marks.and.contains(self.analysis.form(before.words.end))
            && !self.rules.marks.articles.contains(self.analysis.form(hit.words.start));
        let alone = names.is_empty() && nobody.is_empty() && !first.plural && !title.plural;
        if joins && alone && title.states.is_empty() && first.states.len() == 1 {
            title.states.clone_from(&first.states);
        }
    }

    /// Everything that may name a person, in order.
    pub(super) fn scan(&self) -> Vec<Found> {
        let mut found = Vec::new();
        for sentence in self.analysis.sentences() {
            let end = sentence.words.end;
            let mut at = sentence.words.start;
            while at < end {
                let next = self
                    .titled(at, end)
                    .or_else(|| self.counterpart(at, end))
                    .or_else(|| self.introduced(at, end))
                    .or_else(|| self.honoured(at, end))
                    .or_else(|| self.recognised(at));
                match next {
                    Some(mut hit) => {
                        self.share_state(found.last(), &mut hit);
                        at = hit.words.end.max(at + 1);
                        found.push(hit);
                    }
                    None => at += 1,
                }
            }
        }
        found
    }
}
