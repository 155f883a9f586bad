//! Names of persons: runs of capitalised words that nothing else explains.

use std::ops::Range;

use super::{super::people, Found, Geo, Raw, Scanner, Title};
use crate::{
    grammar::{Analysis, NameKind, Rel, Upos, Word, Xpos},
    lexicon::{ActorCode, How},
    text::Text,
};

/// How many words tell what somebody is between an adjective and a name: "Italian tennis player".
const LONGEST_TRADE: Word = 4;

/// So many blanks in a row part a name from what stands beside it.
const BLANKS: usize = 4;

/// A word longer than this is never part of a name where it is a word of the language.
const CALLED: usize = 4;

/// A run of more words than this is no name.
const LONGEST_NAME: u32 = 12;

impl Scanner<'_> {
    /// A run of words that is a name of a person: "Phạm Minh Chính", "Moon Jae-in", "Alexander Van
    /// der Bellen", "M.V. Mishustin".
    pub(super) fn name(&self, at: Word, end: Word) -> Option<Range<Word>> {
        let (rules, analysis) = (self.rules, self.analysis);
        let mut start = at;
        while start < end
            && (rules.honorifics.contains(analysis.form(start))
                || start > at && is_stop(self.text, analysis, start)
                || start > at
                    && rules.honorifics.contains(analysis.form(start - 1))
                    && self.is_joined(start - 1)
                    && rules.marks.possessive.contains(analysis.form(start)))
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
            if word > start && self.is_break(word, start) {
                break;
            }
            let is_part = self.is_capital(word)
                && (!self.is_never(word)
                    || word == start && self.is_called(word, end)
                    || word > start && self.is_person(word, start))
                && !self.is_honour(word, start)
                && !(analysis.upos(word) == Upos::Pron && (word > start || rules.i.contains(form)))
                && (joined
                    || !(rules.heads.contains(form) || rules.plural_heads.contains(form))
                    || word == start && self.is_given_too(word, end)
                    || word > start && rules.given_too.contains(form) && self.is_person(word, start))
                && (!self.is_geo_barrier(word)
                    || joined
                    || word > start && self.is_surname(word)
                    || word == start && self.geo_of(word).is_some_and(|geo| self.is_given_name(geo)))
                && !(word > start
                    && matches!(analysis.upos(word), Upos::Verb | Upos::Aux)
                    && !joined
                    && self.is_title_case(word));
            let hyphen = rules.marks.hyphen.contains(form)
                && word > start
                && joined
                && self.is_joined(word)
                && word + 1 < end;
            let soft = joined && self.is_soft_sign(word, end);
            let particle = rules.particles.contains(form)
                && word + 1 < end
                && (self.is_capital(word + 1) && !self.is_never(word + 1)
                    || rules.particles.contains(analysis.form(word + 1)) && word > start
                    || rules.marks.hyphen.contains(analysis.form(word + 1)) && self.is_joined(word))
                && (word > start || self.is_joined(word));
            if is_part || particle || soft {
                word += 1;
            } else if hyphen {
                word += 2;
            } else {
                break;
            }
        }
        let word = word.min(end);
        // "Heads of Security Agencies and Special Services": nobody is called so.
        let several = |last: Word| {
            matches!(analysis.xpos(last), Xpos::Nnps | Xpos::Nns)
                && rules.behind.contains(analysis.form(last))
                && !self.is_person(last, last)
        };
        // "the High Representative for Security Policy Paul Keller": the office goes on.
        while word - start > 2 && self.is_of_office(start) && !self.is_person(start, start + 1) {
            start += 1;
        }
        let is_name = word > start
            && !self.is_of_honours(start..word)
            && !several(word - 1)
            && !self.is_of_body(start..word, end);
        is_name.then_some(start..word)
    }

    /// True for a capitalised word of an office.
    fn is_of_office(&self, word: Word) -> bool {
        let form = self.analysis.form(word);
        self.rules.before.contains(form) || self.rules.behind.contains(form)
    }

    /// True for a capitalised name that is no person's: "Central Military Commission", "Paul Keller
    /// Foundation", "National".
    fn is_of_body(&self, words: Range<Word>, end: Word) -> bool {
        let (rules, analysis) = (self.rules, self.analysis);
        let next = words.end;
        let goes_on = next < end
            && self.is_capital(next)
            && self.gap(next).is_some_and(|gap| gap == " ")
            && rules.bodies.contains(analysis.form(next));
        let inside =
            words.clone().any(|word| rules.bodies.contains(analysis.form(word)) && self.is_capital(word));
        let office = words.clone().all(|word| self.is_of_office(word))
            && !words.clone().any(|word| self.is_person(word, word));
        goes_on
            || inside
            || office
            || self.text[analysis.span(words.start)].contains('\\') && words.len() == 1
    }

    /// What stands between the word before and a word.
    fn gap(&self, word: Word) -> Option<&str> {
        let before = self.analysis.span(word.checked_sub(1)?).end();
        let start = self.analysis.span(word).start();
        (before <= start).then(|| &self.text[crate::text::Span::new(before, start)])
    }

    /// True where a name has ended though another capitalised word follows: behind a run of blanks, on
    /// another line, or where the whole name of somebody else begins.
    fn is_break(&self, word: Word, start: Word) -> bool {
        let gap = self.gap(word).unwrap_or_default();
        let lines = gap.matches('\n').count();
        let several = self.parts(&(start..word)) > 1;
        let next_is_part = || {
            word + 1 < self.analysis.len()
                && self.is_capital(word + 1)
                && !self.is_never(word + 1)
                && self.analysis.sentence_of(word + 1) == self.analysis.sentence_of(word)
        };
        if gap.matches([' ', '\u{a0}']).count() >= BLANKS || gap.contains('\t') {
            return true;
        }
        if !several {
            return false;
        }
        let whole = || {
            let fold = |word: Word| crate::lexicon::fold(&self.text[self.analysis.span(word)]).into_owned();
            let parted = self.analysis.name_of(word).is_some_and(|name| name.words.start == word);
            let behind_whole =
                word - start == 2 && self.rules.leaders.is_whole_name(&fold(start), &fold(start + 1));
            (parted || behind_whole) && self.rules.leaders.is_whole_name(&fold(word), &fold(word + 1))
        };
        lines > 1 || next_is_part() && (lines > 0 || whole())
    }

    /// The soft sign of a name from the Russian: "Paul’ Keller".
    fn is_soft_sign(&self, word: Word, end: Word) -> bool {
        let mark = &self.text[self.analysis.span(word)];
        matches!(mark, "’" | "'" | "`")
            && word + 1 < end
            && self.is_capital(word + 1)
            && self.gap(word + 1).is_some_and(|gap| gap == " ")
            && !self.is_never(word + 1)
            && word > 0
            && !self.text[self.analysis.span(word - 1)].ends_with(['s', 'S'])
            && self.is_person(word - 1, word + 1)
    }

    /// True where the language model has found one name of a person in two words: "Theresa *May*".
    fn is_person(&self, word: Word, other: Word) -> bool {
        self.analysis
            .name_of(word)
            .is_some_and(|name| name.kind == NameKind::Person && name.words.contains(&other))
    }

    /// True for a word like "To" that stands between a title and a name: "Minister To Lam".
    fn is_called(&self, word: Word, end: Word) -> bool {
        let (rules, analysis) = (self.rules, self.analysis);
        let titled = word > 0 && {
            let form = analysis.form(word - 1);
            self.is_capital(word - 1)
                && (rules.heads.contains(form) || rules.behind.contains(form))
                && analysis.sentence_of(word - 1) == analysis.sentence_of(word)
        };
        titled
            && self.text[analysis.span(word)].len() <= CALLED
            && word + 1 < end
            && self.is_capital(word + 1)
            && !self.is_never(word + 1)
            && self.geo_of(word + 1).is_none()
            && !rules.marks.and.contains(analysis.form(word))
            && (!self.is_title_case(word) || self.is_person(word, word + 1))
    }

    /// A name of the world that ends a person's name: states and organisations always, places only
    /// where they open it.
    pub(super) fn is_geo_barrier(&self, word: Word) -> bool {
        self.geo_of(word).is_some_and(|geo| {
            geo.words.len() > 1
                || matches!(
                    geo.how,
                    How::Name
                        | How::Adjective
                        | How::Demonym
                        | How::Region
                        | How::RegionAdjective
                        | How::Together
                        | How::Former
                )
                || geo.words.start == word && geo.how == How::Capital && !self.opens_name(geo)
        })
    }

    /// A state's or city's name of one word that follows a given name without comma or preposition
    /// is a family name: "Luís Montenegro".
    pub(super) fn is_surname(&self, word: Word) -> bool {
        self.analysis.upos(word) == Upos::Propn
            && self.geo_of(word).is_some_and(|geo| {
                geo.words.len() == 1
                    && !geo.organisation
                    && matches!(geo.how, How::Name | How::Capital | How::Place)
            })
            && self.analysis.span(word).len() > 3
    }

    /// A capital that is a given name too: a name goes on behind it ("Nursultan Nazarbayev").
    pub(super) fn opens_name(&self, geo: &Geo) -> bool {
        let next = geo.words.end;
        next < self.analysis.len()
            && self.analysis.span(next - 1).end() + 1 == self.analysis.span(next).start()
            && self.is_capital(next)
            && self.geo_of(next).is_none()
            && !self.is_never(next)
            && self.analysis.upos(next) == Upos::Propn
    }

    /// True for an adjective of a state that is somebody's given name: "Economy Minister German Lopez".
    pub(super) fn is_given_name(&self, geo: &Geo) -> bool {
        let (at, next) = (geo.words.start, geo.words.end);
        let titled = || {
            let form = self.analysis.form(next);
            self.rules.heads.contains(form) || self.rules.before.contains(form)
        };
        // Somebody who is known, or whose name can only be a family name behind a title.
        let family = || {
            let word = |word: Word| crate::lexicon::fold(&self.text[self.analysis.span(word)]).into_owned();
            let before = at.checked_sub(1).is_some_and(|before| {
                let form = self.analysis.form(before);
                self.is_capital(before)
                    && (self.rules.heads.contains(form) || self.rules.behind.contains(form))
            });
            let (given, name) = (word(at), word(next));
            self.is_capital(next)
                && (self.rules.leaders.is_whole_name(&given, &name)
                    || before
                        && self.analysis.upos(next) == Upos::Propn
                        && ["ov", "ev", "in", "sky", "skiy", "enko"].iter().any(|end| name.ends_with(end)))
        };
        geo.how == How::Adjective
            && geo.words.len() == 1
            && next < self.analysis.len()
            && !titled()
            && (self.analysis.name_of(at).is_some_and(|name| {
                name.kind == NameKind::Person && name.words.start == at && name.words.contains(&next)
            }) || family())
    }

    /// True for letters behind a name that tell honours: "Quentin Bryce AC CVO".
    pub(super) fn is_honour(&self, word: Word, start: Word) -> bool {
        let letters = &self.text[self.analysis.span(word)];
        let upper = |text: &str| text.chars().all(|letter| letter.is_ascii_uppercase());
        let listed = self.rules.honours.contains(self.analysis.form(word));
        word > start + 1
            && (2..=5).contains(&letters.len())
            && upper(letters)
            && (listed || !upper(&self.text[self.analysis.span(start)]))
    }

    /// True for letters that tell honours and nothing more: "AC CVO MC" behind a bracket.
    fn is_of_honours(&self, words: Range<Word>) -> bool {
        let letters = |word: Word| &self.text[self.analysis.span(word)];
        let upper = |word: Word| letters(word).chars().all(|letter| letter.is_ascii_uppercase());
        let before = words.start.checked_sub(1);
        words.len() > 1
            && words.clone().all(|word| (2..=4).contains(&letters(word).len()) && upper(word))
            && before.is_some_and(|before| letters(before).chars().any(char::is_lowercase))
    }

    /// True in a headline whose words are all capitalised.
    pub(super) fn is_title_case(&self, word: Word) -> bool {
        let sentence = &self.analysis.sentences()[self.analysis.sentence_of(word)].words;
        let long = |word: &Word| self.analysis.span(*word).len() > 4;
        let (mut capitals, mut all) = (0, 0);
        for word in sentence.clone().filter(long) {
            all += 1;
            capitals += u32::from(self.is_capital(word));
        }
        capitals * 10 > all * 8
    }

    /// "Mr Putin", "Messrs Putin and Berlusconi": the first of them; the others are known names.
    pub(super) fn honoured(&self, at: Word, end: Word) -> Option<Found> {
        if !self.rules.honorifics.contains(self.analysis.form(at)) || !self.is_capital(at) {
            return None;
        }
        let name = self.name(at, end)?;
        (name.start > at).then(|| {
            let state = self.state_of(name.end, end).map(|geo| geo.actor);
            Found { words: at..name.end, head: name.end - 1, raw: Raw::Name { name, state } }
        })
    }

    /// "Jonas Gahr Støre, Prime Minister of the Kingdom of Norway": a name that its title follows.
    pub(super) fn introduced(&self, at: Word, end: Word) -> Option<Found> {
        if !self.is_capital(at) || at > 0 && self.is_capital(at - 1) && self.is_joined(at - 1) {
            return None;
        }
        let name = self.name(at, end)?;
        let mut comma = name.end;
        // "Duncan Moore AC MP, Parliamentary Secretary for Trade".
        while comma < end && self.is_honour(comma, name.start) {
            comma += 1;
        }
        // "the Hon Duncan Moore MP, Minister for Trade".
        let honoured = name.start > at && self.is_capital(name.start - 1);
        if !(name.start == at || honoured) || self.parts(&name) < 2 || comma + 1 >= end {
            return None;
        }
        if !self.rules.marks.comma.contains(self.analysis.form(comma)) {
            return None;
        }
        let title = self.title(comma + 1, end)?;
        // "A, the Premier of Victoria, B, the Treasurer": each office behind its name.
        let chained = || {
            let comma = |word: Word| word < end && self.rules.marks.comma.contains(self.analysis.form(word));
            let next = title.words.end;
            comma(next)
                && next + 1 < end
                && self.name(next + 1, end).is_some_and(|name| {
                    name.start == next + 1
                        && comma(name.end)
                        && name.end + 1 < end
                        && self.title(name.end + 1, end).is_some()
                })
        };
        let free =
            (self.names_behind(&title, end).0.is_empty() || chained()) && !self.is_of_next(&title, end);
        (free && !title.plural).then(|| Found {
            words: at..title.words.end,
            head: name.end - 1,
            raw: Raw::Title { names: vec![name], title },
        })
    }

    /// True for a title that belongs to the person behind it: "Paul Keller, Envoy to the Southern District
    /// Anna Lind".
    fn is_of_next(&self, title: &Title, end: Word) -> bool {
        let analysis = self.analysis;
        let mut word = title.words.end;
        while word < end && word - title.words.end < LONGEST_NAME {
            if !matches!(
                analysis.upos(word),
                Upos::Adp | Upos::Det | Upos::Propn | Upos::Adj | Upos::Noun | Upos::Cconj
            ) {
                return false;
            }
            if analysis
                .name_of(word)
                .is_some_and(|name| name.kind == NameKind::Person && name.words.len() > 1)
            {
                return word > title.words.end && !matches!(analysis.upos(word - 1), Upos::Adp | Upos::Cconj);
            }
            word += 1;
        }
        false
    }

    /// A name without a title: one that the language model has found, or two or more capitalised
    /// words that do what only persons do.
    pub(super) fn recognised(&self, at: Word) -> Option<Found> {
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
        let found = || {
            let of = || self.state_of(name.end, end).map(|geo| geo.actor);
            let raw = Raw::Name { name: name.clone(), state: self.owner_before(at).or_else(of) };
            Some(Found { words: name.clone(), head: name.end - 1, raw })
        };
        let tokens = people::tokens(self.text, analysis, &name);
        if analysis.name_of(at).is_some_and(|known| known.kind == NameKind::Person)
            || rules.leaders.side(&tokens, None, None, |_| true, |_, _, _| false).is_some()
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

    /// Whose a name is that stands without a title: "Norway's Ingrid Lund", "French author Paul Vidal".
    fn owner_before(&self, at: Word) -> Option<ActorCode> {
        let analysis = self.analysis;
        let start = analysis.sentences()[analysis.sentence_of(at)].words.start;
        let mut word = at;
        if word > start && self.rules.marks.possessive.contains(analysis.form(word - 1)) {
            let geo = self.geo_of(word.checked_sub(2)?)?;
            return matches!(geo.how, How::Name | How::Former).then_some(geo.actor);
        }
        while word > start
            && at - word < LONGEST_TRADE
            && matches!(analysis.upos(word - 1), Upos::Noun | Upos::Adj)
            && !self.is_capital(word - 1)
        {
            word -= 1;
        }
        let geo = self.geo_of(word.checked_sub(1).filter(|&before| before >= start && word < at)?)?;
        (geo.how == How::Adjective).then_some(geo.actor)
    }

    /// How many words of a name are no hyphens.
    pub(super) fn parts(&self, name: &Range<Word>) -> usize {
        name.clone().filter(|&word| !self.rules.marks.hyphen.contains(self.analysis.form(word))).count()
    }
}

/// True for the full stop of an abbreviation that is a word of its own: "Mr ."
pub(super) fn is_stop(text: &Text, analysis: &Analysis, word: Word) -> bool {
    &text[analysis.span(word)] == "."
        && word > 0
        && analysis.span(word - 1).end() == analysis.span(word).start()
}
