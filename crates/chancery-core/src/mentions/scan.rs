//! Titles and names as they stand in a text, before it is asked whom they mean.
//!
//! A title is read by its parts: the states before it ("Russian", "Vietnam's"), the words of the
//! office with its head, what stands behind "of", and the name. Lists of states before or behind
//! a plural head ("the Belarusian and Kazakh Presidents") give one title with several states.

use std::ops::Range;

use super::rules::Rules;
use crate::{
    grammar::{Analysis, NameKind, Rel, Upos, Word},
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
    Name { name: Range<Word> },
    /// "his Russian counterpart Mikhail Mishustin".
    Counterpart { state: Option<ActorCode>, names: Vec<Range<Word>> },
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
}

/// A run of more words than this is no name.
const LONGEST_NAME: u32 = 12;

impl<'a> Scanner<'a> {
    pub(super) fn new(
        rules: &'a Rules,
        world: &'a World,
        analysis: &'a Analysis,
        text: &'a Text,
    ) -> Scanner<'a> {
        let mut scanner = Scanner {
            rules,
            world,
            analysis,
            text,
            geo: Vec::new(),
            geo_of: vec![u32::MAX; analysis.len() as usize],
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
        let mut best = None;
        for found in self.world.prefixes(forms) {
            let words = at..at + found.len as Word;
            let text = &self.text[self.analysis.span_of(words.clone())];
            let entry = found
                .values
                .iter()
                .filter(|entry| entry.case.accepts(text) && (!entry.weak || self.supports(&words)))
                .min_by_key(|entry| (entry.weak, entry.how));
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
                    .or_else(|| self.honoured(at, end))
                    .or_else(|| self.introduced(at, end))
                    .or_else(|| self.recognised(at));
                match next {
                    Some(hit) => {
                        at = hit.words.end.max(at + 1);
                        found.push(hit);
                    }
                    None => at += 1,
                }
            }
        }
        found
    }

    /// A title with the names behind it.
    fn titled(&self, at: Word, end: Word) -> Option<Found> {
        let title = self.title(at, end)?;
        let names = self.names_behind(&title, end);
        let weak = self.rules.weak_heads.contains(self.analysis.form(title.head))
            || title.plural
                && self
                    .rules
                    .singular
                    .get(&self.analysis.form(title.head))
                    .is_some_and(|&one| self.rules.weak_heads.contains(one));
        if names.is_empty() && weak && title.states.is_empty() && !self.is_capital(title.head) {
            return None;
        }
        let last = names.last().map_or(title.words.end, |name| name.end);
        let head = names.first().map_or(title.head, |name| name.end - 1);
        Some(Found {
            words: title.words.start..last.max(title.words.end),
            head,
            raw: Raw::Title { title, names },
        })
    }

    /// The names behind a title: "President Putin", "foreign minister, Abbas Araghchi", "Presidents
    /// Putin and Xi".
    fn names_behind(&self, title: &Title, end: Word) -> Vec<Range<Word>> {
        let (analysis, marks) = (self.analysis, &self.rules.marks);
        let mut names = Vec::new();
        let mut at = title.words.end;
        let behind_comma = at < end && marks.comma.contains(analysis.form(at));
        if behind_comma {
            at += 1;
        }
        while let Some(name) = self.name(at, end) {
            let count = self.parts(&name);
            if behind_comma && names.is_empty() && (count < 2 || title.states.is_empty()) {
                break;
            }
            at = name.end;
            names.push(name);
            if !title.plural {
                break;
            }
            let mut next = at;
            while next < end
                && (marks.comma.contains(analysis.form(next)) || marks.and.contains(analysis.form(next)))
            {
                next += 1;
            }
            if next == at {
                break;
            }
            at = next;
        }
        names
    }

    /// How many words of a name are no hyphens.
    pub(super) fn parts(&self, name: &Range<Word>) -> usize {
        name.clone().filter(|&word| !self.rules.marks.hyphen.contains(self.analysis.form(word))).count()
    }

    /// A title at a word: "[the] [Russian] Deputy Prime Minister", "President of the Republic of
    /// Korea", "Vietnam's State President", "Chairman of the State Duma".
    fn title(&self, at: Word, end: Word) -> Option<Title> {
        let (rules, analysis, marks) = (self.rules, self.analysis, &self.rules.marks);
        let mut word = at;
        if marks.articles.contains(analysis.form(word)) {
            word += 1;
        }
        let mut states = Vec::new();
        while word < end {
            let Some(geo) = self.party_from(word) else { break };
            states.push(geo.actor);
            word = geo.words.end;
            if word < end && marks.possessive.contains(analysis.form(word)) {
                word += 1;
            }
            let mut next = word;
            while next < end
                && (marks.comma.contains(analysis.form(next))
                    || marks.and.contains(analysis.form(next))
                    || marks.hyphen.contains(analysis.form(next)))
            {
                next += 1;
            }
            if next > word && next < end && self.party_from(next).is_some() {
                word = next;
            }
        }
        let first = word;
        let mut head = None;
        while word < end {
            let form = analysis.form(word);
            if rules.heads.contains(form) || rules.plural_heads.contains(form) {
                head = Some(word);
            } else if rules.before.contains(form) {
                // Belongs to the office where a head follows.
            } else if marks.hyphen.contains(form) && word > first && self.is_joined(word) {
                // "Secretary-General", "vice-president".
            } else if head.is_none()
                && word > first
                && word + 1 < end
                && (marks.and.contains(form) || marks.comma.contains(form) || marks.possessive.contains(form))
                && rules.before.contains(analysis.form(word + 1))
            {
                // "Industry and Trade Minister", "People's Committee Chairman".
            } else {
                break;
            }
            word += 1;
        }
        let head = head?;
        if self.geo_of(head).is_some_and(|geo| geo.words.len() > 1) {
            return None;
        }
        let plural = rules.plural_heads.contains(analysis.form(head));
        if head > first
            && !self.is_capital(first)
            && self.is_capital(head)
            && !rules.heads.contains(analysis.form(first))
        {
            // "the state President": an adjective before it, no part of the office.
        }
        let mut office_end = head + 1;
        let mut close = head + 1;
        if close + 1 < end && marks.of.contains(analysis.form(close)) {
            self.behind(close + 1, end, plural, &mut states, &mut office_end, &mut close);
        }
        let mut title = Title { words: at..close, head, plural, states, office: first..office_end };
        // "Party General Secretary and State President Tô Lâm": two offices of one person.
        if !plural
            && title.words.end + 1 < end
            && marks.and.contains(analysis.form(title.words.end))
            && let Some(second) = self.title(title.words.end + 1, end)
        {
            let own = !marks.articles.contains(analysis.form(second.words.start));
            if own && !second.plural && second.states.is_empty() && self.name(second.words.end, end).is_some()
            {
                title.office.end = second.office.end;
                title.words.end = second.words.end;
            } else if own
                && !second.plural
                && title.words.end == title.office.end
                && self.name(second.words.end, end).is_some()
                && title.states.is_empty()
            {
                title.office.end = second.office.end;
                title.words.end = second.words.end;
                title.states = second.states;
            }
        }
        Some(title)
    }

    /// What belongs to a title behind "of".
    fn behind(
        &self,
        from: Word,
        end: Word,
        plural: bool,
        states: &mut Vec<ActorCode>,
        office_end: &mut Word,
        close: &mut Word,
    ) {
        let (rules, analysis) = (self.rules, self.analysis);
        let mut word = from;
        // A state closes the title, but for a body of that state ("Việt Nam Central Committee")
        // or, behind a plural, more states.
        let mut after_state = false;
        while word < end {
            let form = analysis.form(word);
            if let Some(geo) =
                self.geo_from(word).filter(|geo| !matches!(geo.how, How::Region | How::RegionAdjective))
            {
                let is_place =
                    !geo.organisation && matches!(geo.how, How::Place | How::Capital | How::Metonym);
                if after_state && !plural {
                    break;
                }
                if is_place {
                    // "Mayor of Hanoi": the place belongs to the office.
                    *office_end = geo.words.end;
                }
                if !states.contains(&geo.actor) && (plural || states.is_empty()) {
                    states.push(geo.actor);
                }
                after_state = !is_place;
                if geo.organisation {
                    *office_end = geo.words.end;
                }
                word = geo.words.end;
                *close = word;
            } else if rules.behind.contains(form)
                && !(after_state
                    && *close != word
                    && !rules.marks.possessive.contains(analysis.form(word - 1)))
            {
                word += 1;
                *close = word;
                *office_end = word;
                after_state = false;
            } else if rules.links.contains(form) {
                word += 1;
            } else {
                break;
            }
        }
        if *close == from - 1 {
            // Nothing behind "of" belongs to the title.
            *close = (*close).max(from - 1);
        }
    }

    /// A run of words that is a name of a person: "Phạm Minh Chính", "Moon Jae-in", "Alexander Van
    /// der Bellen", "M.V. Mishustin".
    pub(super) fn name(&self, at: Word, end: Word) -> Option<Range<Word>> {
        let (rules, analysis) = (self.rules, self.analysis);
        let mut start = at;
        while start < end
            && (rules.honorifics.contains(analysis.form(start))
                || start > at && is_stop(self.text, analysis, start))
            || start == at
                && start + 1 < end
                && rules.marks.articles.contains(analysis.form(start))
                && rules.honorifics.contains(analysis.form(start + 1))
        {
            start += 1;
        }
        let mut word = start;
        while word < end && word - start < LONGEST_NAME {
            let form = analysis.form(word);
            let joined = word > start && self.is_joined(word - 1);
            let is_part = self.is_capital(word)
                && !self.is_never(word)
                && !self.is_honour(word, start)
                && !(word > start && analysis.upos(word) == Upos::Pron)
                && (joined || !(rules.heads.contains(form) || rules.plural_heads.contains(form)))
                && (!self.is_geo_barrier(word) || joined || word > start && self.is_surname(word))
                && !(word > start
                    && matches!(analysis.upos(word), Upos::Verb | Upos::Aux)
                    && !joined
                    && self.is_title_case(word));
            let hyphen = rules.marks.hyphen.contains(form)
                && word > start
                && joined
                && self.is_joined(word)
                && word + 1 < end;
            let particle = rules.particles.contains(form)
                && word + 1 < end
                && (self.is_capital(word + 1) && !self.is_never(word + 1)
                    || rules.particles.contains(analysis.form(word + 1)) && word > start
                    || rules.marks.hyphen.contains(analysis.form(word + 1)) && self.is_joined(word))
                && (word > start || self.is_joined(word));
            if is_part || particle {
                word += 1;
            } else if hyphen {
                word += 2;
            } else {
                break;
            }
        }
        let word = word.min(end);
        (word > start).then_some(start..word)
    }

    /// A name of the world that ends a person's name: states and organisations always, places only
    /// where they open it.
    fn is_geo_barrier(&self, word: Word) -> bool {
        self.geo_of(word).is_some_and(|geo| {
            geo.words.len() > 1
                || matches!(
                    geo.how,
                    How::Name
                        | How::Adjective
                        | How::Demonym
                        | How::Region
                        | How::RegionAdjective
                        | How::Former
                )
                || geo.words.start == word && geo.how == How::Capital && !self.opens_name(geo)
        })
    }

    /// A state's or city's name of one word that follows a given name without comma or preposition
    /// is a family name: "Luís Montenegro".
    fn is_surname(&self, word: Word) -> bool {
        self.analysis.upos(word) == Upos::Propn
            && self.geo_of(word).is_some_and(|geo| {
                geo.words.len() == 1
                    && !geo.organisation
                    && matches!(geo.how, How::Name | How::Capital | How::Place)
            })
            && self.analysis.span(word).len() > 3
    }

    /// A capital that is a given name too: a name goes on behind it ("Nursultan Nazarbayev").
    fn opens_name(&self, geo: &Geo) -> bool {
        let next = geo.words.end;
        next < self.analysis.len()
            && self.analysis.span(next - 1).end() + 1 == self.analysis.span(next).start()
            && self.is_capital(next)
            && self.geo_of(next).is_none()
            && !self.is_never(next)
            && self.analysis.upos(next) == Upos::Propn
    }

    /// True for letters behind a name that tell honours: "Quentin Bryce AC CVO".
    fn is_honour(&self, word: Word, start: Word) -> bool {
        let letters = &self.text[self.analysis.span(word)];
        let upper = |text: &str| text.chars().all(|letter| letter.is_ascii_uppercase());
        word > start + 1
            && (2..=5).contains(&letters.len())
            && upper(letters)
            && !upper(&self.text[self.analysis.span(start)])
    }

    /// True in a headline whose words are all capitalised.
    fn is_title_case(&self, word: Word) -> bool {
        let sentence = &self.analysis.sentences()[self.analysis.sentence_of(word)].words;
        let long = |word: &Word| self.analysis.span(*word).len() > 4;
        let (mut capitals, mut all) = (0, 0);
        for word in sentence.clone().filter(long) {
            all += 1;
            capitals += u32::from(self.is_capital(word));
        }
        capitals * 10 > all * 8
    }

    /// "his Russian counterpart Mikhail Mishustin".
    fn counterpart(&self, at: Word, end: Word) -> Option<Found> {
        let (rules, analysis) = (self.rules, self.analysis);
        let mut word = at;
        if rules.possessives.contains(analysis.form(word))
            || rules.marks.articles.contains(analysis.form(word))
        {
            word += 1;
        }
        let mut state = None;
        if word < end
            && let Some(geo) = self.party_from(word)
        {
            state = Some(geo.actor);
            word = geo.words.end;
        }
        if word < end && rules.marks.possessive.contains(analysis.form(word)) {
            word += 1;
        }
        if word >= end || !rules.counterparts.contains(analysis.form(word)) {
            return None;
        }
        let head = word;
        word += 1;
        if state.is_none()
            && word + 1 < end
            && (rules.marks.of.contains(analysis.form(word))
                || rules.marks.places.contains(analysis.form(word)))
            && let Some(geo) = self.party_from(word + 1)
        {
            state = Some(geo.actor);
            word = geo.words.end;
        }
        let mut from = word;
        if from < end && rules.marks.comma.contains(analysis.form(from)) {
            from += 1;
        }
        let name = self.name(from, end).filter(|name| from == word || self.parts(name) > 1);
        let last = name.as_ref().map_or(word, |name| name.end);
        if name.is_none() && state.is_none() && word == at + 1 {
            return None;
        }
        Some(Found {
            words: at..last,
            head: name.as_ref().map_or(head, |name| name.end - 1),
            raw: Raw::Counterpart { state, names: name.into_iter().collect() },
        })
    }

    /// "Mr Putin", "Messrs Putin and Berlusconi": the first of them; the others are known names.
    fn honoured(&self, at: Word, end: Word) -> Option<Found> {
        if !self.rules.honorifics.contains(self.analysis.form(at)) || !self.is_capital(at) {
            return None;
        }
        let name = self.name(at, end)?;
        (name.start > at).then(|| Found { words: at..name.end, head: name.end - 1, raw: Raw::Name { name } })
    }

    /// "Jonas Gahr Støre, Prime Minister of the Kingdom of Norway": a name that its title follows.
    fn introduced(&self, at: Word, end: Word) -> Option<Found> {
        if !self.is_capital(at) || at > 0 && self.is_capital(at - 1) && self.is_joined(at - 1) {
            return None;
        }
        let name = self.name(at, end)?;
        let comma = name.end;
        if name.start != at || self.parts(&name) < 2 || comma + 1 >= end {
            return None;
        }
        if !self.rules.marks.comma.contains(self.analysis.form(comma)) {
            return None;
        }
        let title = self.title(comma + 1, end)?;
        let free = self.names_behind(&title, end).is_empty();
        (free && !title.plural).then(|| Found {
            words: at..title.words.end,
            head: name.end - 1,
            raw: Raw::Title { names: vec![name], title },
        })
    }

    /// A name without a title: one that the language model has found, or two or more capitalised
    /// words that do what only persons do.
    fn recognised(&self, at: Word) -> Option<Found> {
        let (rules, analysis) = (self.rules, self.analysis);
        if !self.is_capital(at) || at > 0 && self.is_joined(at - 1) {
            return None;
        }
        let end = analysis.sentences()[analysis.sentence_of(at)].words.end;
        let name = self.name(at, end)?;
        let count = self.parts(&name);
        if name.start != at || count < 2 {
            return None;
        }
        let found =
            || Some(Found { words: name.clone(), head: name.end - 1, raw: Raw::Name { name: name.clone() } });
        let tokens = super::people::tokens(self.text, analysis, &name);
        if analysis.name_of(at).is_some_and(|known| known.kind == NameKind::Person)
            || rules.leader(&tokens, |_, _, _| false).is_some()
        {
            return found();
        }
        let before = at > 0 && analysis.sentence_of(at - 1) == analysis.sentence_of(at);
        if before && (rules.marks.articles.contains(analysis.form(at - 1)) || self.is_capital(at - 1))
            || count > 4
        {
            return None;
        }
        let plain = name.clone().all(|word| {
            let form = analysis.form(word);
            let body = self.is_capital(word) && (rules.behind.contains(form) || rules.before.contains(form));
            !body
                && self.geo_of(word).is_none()
                && (analysis.upos(word) == Upos::Propn
                    || !self.is_capital(word)
                    || rules.marks.hyphen.contains(form))
        });
        if !plain {
            return None;
        }
        let root = name.clone().find(|&word| analysis.head(word).is_none_or(|head| !name.contains(&head)))?;
        let governor = analysis.head(root)?;
        let acts = match analysis.rel(root) {
            Rel::Nsubj => rules.persons_do.contains(analysis.lemma(governor)),
            Rel::NmodPoss => rules.persons_have.contains(analysis.lemma(governor)),
            Rel::Conj => {
                let above = analysis.head(governor);
                analysis.rel(governor) == Rel::Nsubj
                    && above.is_some_and(|verb| rules.persons_do.contains(analysis.lemma(verb)))
            }
            _ => false,
        };
        if acts { found() } else { None }
    }
}

/// True for the full stop of an abbreviation that is a word of its own: "Mr ."
fn is_stop(text: &Text, analysis: &Analysis, word: Word) -> bool {
    &text[analysis.span(word)] == "."
        && word > 0
        && analysis.span(word - 1).end() == analysis.span(word).start()
}
