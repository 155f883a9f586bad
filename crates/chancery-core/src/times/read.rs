//! The way of the rules over a document: matches, ranges, and the order in which dates are told.
//!
//! Rules that overlap at a place are settled here: the first and longest stands. What a match means
//! is the business of `resolve` and `lengths`, what the whole text says about its year that of `years`.
//!
//! Invariant: expressions come out in the order of the text and do not overlap.

use super::{
    Anchor, TimeExpression, Timex,
    atoms::{self, Atom, Kind},
    lengths,
    pattern::{Match, Slot, Slots},
    resolve,
    rules::{Read, Rules},
    scene::{Outcome, Scene, Tense, Told},
    tense::Clauses,
};
use crate::{
    calendar::{Day, When},
    grammar::{Analysis, NameKind, Rel, Sentence, Upos, Word, Words as Split},
    intake::Document,
    lexicon::Vocabulary,
};

/// A rule's match in a sentence.
#[derive(Debug)]
pub(super) struct Hit {
    pub(super) rule: usize,
    pub(super) found: Match,
    pub(super) sentence: usize,
    /// It and the next hit are the ends of a range.
    joined: bool,
    /// It has no year, and the next of the same list has: `in May and June 2024`.
    borrows: bool,
}

/// What else is known of a year: the one in which a day of the year (month, day) fits the text, and
/// why; the offices that its persons held are the business of others.
pub type YearOf<'a> = dyn Fn(i8, i8) -> Option<(i16, String)> + 'a;

/// The time expressions of a document, with what they say about the document itself.
#[derive(Clone, Debug, Default)]
pub struct Found {
    /// The expressions, in order.
    pub times: Vec<TimeExpression>,
    /// The day of publication of a document that states none, and why: "today (16 October)".
    pub published: Option<(Day, String)>,
}

impl Rules {
    /// The time expressions of a document, in order.
    #[must_use]
    pub fn find(
        &self,
        document: &Document,
        analysis: &Analysis,
        vocabulary: &Vocabulary,
    ) -> Vec<TimeExpression> {
        self.find_by(document, analysis, vocabulary, &|_, _| None).times
    }

    /// For each sentence, whether it can tell a time: others need no tree.
    #[must_use]
    pub fn telling(&self, document: &Document, split: &Split, vocabulary: &Vocabulary) -> Vec<bool> {
        let analysis = split.untagged();
        let (mut atoms, mut programs): (Vec<Atom>, Vec<u16>) = (Vec::new(), Vec::new());
        let mut tells = |sentence: &Sentence| {
            atoms.clear();
            let range = sentence.words.clone();
            atoms::cut(&document.text, analysis, range, &self.words, vocabulary, self.numbers, &mut atoms);
            (0..atoms.len()).any(|at| {
                self.starts.at(&atoms[at], &self.words, &mut programs);
                programs.iter().any(|&program| {
                    self.programs[usize::from(program)].find(&atoms, at, &self.words).is_some()
                })
            })
        };
        analysis.sentences().iter().map(&mut tells).collect()
    }

    /// The time expressions of a document; the year that it does not print may be known otherwise.
    #[must_use]
    pub fn find_by(
        &self,
        document: &Document,
        analysis: &Analysis,
        vocabulary: &Vocabulary,
        year_of: &YearOf<'_>,
    ) -> Found {
        let mut atoms: Vec<Atom> = Vec::new();
        let mut hits: Vec<Hit> = Vec::new();
        let mut candidates: Vec<(Match, usize)> = Vec::new();
        let mut programs = Vec::new();
        for (number, sentence) in analysis.sentences().iter().enumerate() {
            let base = atoms.len();
            let range = sentence.words.clone();
            atoms::cut(&document.text, analysis, range, &self.words, vocabulary, self.numbers, &mut atoms);
            candidates.clear();
            for at in base..atoms.len() {
                if analysis.upos(atoms[at].word) == Upos::Verb && self.is(&atoms[at], self.never_verb) {
                    continue;
                }
                self.starts.at(&atoms[at], &self.words, &mut programs);
                for &program in &programs {
                    if let Some(found) = self.programs[usize::from(program)].find(&atoms, at, &self.words) {
                        candidates.push((found, usize::from(program)));
                    }
                }
            }
            self.choose(&mut candidates, number, base, &atoms, &mut hits);
        }
        let stated = document.day();
        let published = match stated {
            Some(_) => None,
            None => self.publication(&hits, &atoms, year_of),
        };
        let day = stated.or(published.as_ref().map(|(day, _)| *day));
        let year = match day {
            Some(_) => None,
            None => self.year_of_evidence(&hits).or_else(|| self.year_otherwise(&hits, year_of)),
        };
        Found { times: self.resolve(document, analysis, &atoms, &hits, (day, year)), published }
    }

    /// Keeps the first and longest of candidates that overlap, and marks the ends of ranges.
    fn choose(
        &self,
        candidates: &mut Vec<(Match, usize)>,
        sentence: usize,
        base: usize,
        atoms: &[Atom],
        hits: &mut Vec<Hit>,
    ) {
        candidates.sort_by_key(|(found, rule)| (found.start, usize::MAX - found.end, *rule));
        let mut free = 0;
        let first = hits.len();
        for (found, rule) in candidates.drain(..) {
            if found.start < free {
                continue;
            }
            free = found.end;
            hits.push(Hit { rule, found, sentence, joined: false, borrows: false });
        }
        for at in first..hits.len().saturating_sub(1) {
            let (one, next) = (&hits[at], &hits[at + 1]);
            let between = &atoms[one.found.end..next.found.start];
            let before = one.found.start.checked_sub(1).filter(|at| *at >= base).map(|at| &atoms[at]);
            let is = |atom: &Atom, class: Option<u8>| {
                class.is_some_and(|class| self.words.value(atom.sym, class).is_some())
            };
            let joins = match between {
                [joint] if joint.kind == Kind::Sign('-') || is(joint, self.joints.to) => true,
                [joint] if is(joint, self.joints.and) => {
                    before.is_some_and(|before| is(before, self.joints.between))
                }
                _ => false,
            };
            let dates = [one, next].iter().all(|hit| {
                self.rules[hit.rule].read == Read::Date
                    && hit.found.join.is_none()
                    && !hit.found.slots.has(Slot::Ref)
            });
            let already = at > first && hits[at - 1].joined;
            let slots = (&one.found.slots, &next.found.slots);
            let listed =
                matches!(between, [joint] if joint.kind == Kind::Sign(',') || is(joint, self.joints.and));
            let alike = [Slot::Month, Slot::Day, Slot::Season]
                .iter()
                .all(|slot| slots.0.has(*slot) == slots.1.has(*slot));
            let lacks = ![Slot::Year, Slot::Rel, Slot::ShortYear].iter().any(|slot| slots.0.has(*slot));
            let borrows =
                listed && dates && alike && lacks && slots.0.has(Slot::Month) && slots.1.has(Slot::Year);
            hits[at].joined = joins && dates && !already;
            hits[at].borrows = borrows && !hits[at].joined;
        }
    }

    /// Gives every hit its days, in the order of the text.
    fn resolve(
        &self,
        document: &Document,
        analysis: &Analysis,
        atoms: &[Atom],
        hits: &[Hit],
        (published, year): (Option<Day>, Option<(i16, Box<str>)>),
    ) -> Vec<TimeExpression> {
        let mut scene = Scene {
            published,
            told: Told::default(),
            narrative: self.is_narrative(published, hits),
            year,
            month_first: self.month_first(hits),
            tense: Tense::Unknown,
            deadline: false,
            at: 0,
        };
        let mut found = Vec::with_capacity(hits.len());
        let is_past = |word: Word| {
            let surface = &document.text[analysis.span(word)];
            surface.len() > 4 && self.past_endings.iter().any(|ending| surface.ends_with(ending.as_str()))
        };
        let clauses = Clauses { analysis, words: &self.words, classes: self.tenses, is_past: &is_past };
        let mut at = 0;
        while at < hits.len() {
            let hit = &hits[at];
            at += 1;
            let read = self.rules[hit.rule].read;
            // `at their meeting in Oslo in August 2008` has a date of its own.
            let dated = hits.get(at).is_some_and(|next| {
                next.sentence == hit.sentence
                    && next.found.start - hit.found.end < OWN_DATE_REACH
                    && self.rules[next.rule].read == Read::Date
            });
            if read == Read::Nothing || read == Read::Event && dated {
                continue;
            }
            let sentence = &analysis.sentences()[hit.sentence].words;
            scene.at = atoms[hit.found.start].span.start();
            let (first, last) = (atoms[hit.found.start].word, atoms[hit.found.end - 1].word);
            scene.tense = clauses.tense(sentence, &(first..last + 1));
            scene.deadline = clauses.is_deadline(sentence, &(first..last + 1));
            // The later words of a name date nothing: "the illustrator Johnnie Christmas".
            let named = analysis.name_of(first).is_some_and(|name| name.kind == NameKind::Person);
            let part = analysis.rel(first) == Rel::Flat && analysis.upos(first) == Upos::Propn;
            if first == last && (named || part) {
                continue;
            }
            if hit.found.end - hit.found.start == 1 && self.is_count(analysis, first, &hit.found.slots) {
                continue;
            }
            // `After the talks of 10 March they will meet`: the talks need not lie ahead.
            let of = hit.found.start > 0 && self.is(&atoms[hit.found.start - 1], self.of);
            if of && scene.tense == Tense::Future && !hit.found.slots.has(Slot::Rel) {
                scene.tense = Tense::Unknown;
            }
            if hit.joined {
                let next = &hits[at];
                at += 1;
                found.extend(self.range(hit, next, atoms, &mut scene));
            } else if hit.found.join.is_some() {
                found.extend(self.joint(hit, atoms, &mut scene));
            } else if self.rules[hit.rule].read == Read::Anniversary {
                let mut slots = hit.found.slots.clone();
                if let Some(founding) = self.founding(hits, at - 1, published) {
                    for slot in [Slot::Year, Slot::Month, Slot::Day] {
                        if let Some(value) = founding.get(slot) {
                            slots.set(slot, value);
                        }
                    }
                }
                found.extend(self.single(hit, &slots, (hit.found.start, hit.found.end), atoms, &mut scene));
            } else if let (true, Some(next)) = (hit.borrows, hits.get(at)) {
                let slots = borrow_year(hit.found.slots.clone(), &next.found.slots);
                found.extend(self.single(hit, &slots, (hit.found.start, hit.found.end), atoms, &mut scene));
            } else {
                found.extend(self.single(
                    hit,
                    &hit.found.slots,
                    (hit.found.start, hit.found.end),
                    atoms,
                    &mut scene,
                ));
            }
        }
        found
    }

    fn outcome(&self, hit: &Hit, slots: &Slots, scene: &Scene) -> Option<Outcome> {
        let rule = &self.rules[hit.rule];
        let mut filled = Slots::default();
        for (slot, value) in &rule.with {
            filled.set(*slot, *value);
        }
        filled.extend(slots);
        match rule.read {
            Read::Date => resolve::date(&filled, scene),
            Read::Shift => lengths::shift(&filled, scene),
            Read::Length => lengths::length(&filled, scene),
            Read::Set => lengths::every(&filled),
            Read::Counted => lengths::counted(&filled, scene),
            Read::Event => Some(lengths::event(scene)),
            Read::Anniversary => lengths::anniversary(&filled, scene),
            Read::Nothing => None,
        }
    }

    /// One expression; the scene learns its date.
    fn single(
        &self,
        hit: &Hit,
        slots: &Slots,
        (start, end): (usize, usize),
        atoms: &[Atom],
        scene: &mut Scene,
    ) -> Option<TimeExpression> {
        let outcome = self.outcome(hit, slots, scene)?;
        let span = atoms[start].span.cover(atoms[end - 1].span);
        if let (Some(point), Timex::Date | Timex::Time) = (outcome.point, outcome.timex)
            && self.is_told(start, end, atoms)
        {
            scene.told.tell(point, span);
            // What is told from publication, or looks back, is an aside of the story.
            let aside = matches!(outcome.anchor, Anchor::Publication(_)) && scene.narrative
                || [Slot::Rel, Slot::Dir].iter().any(|slot| slots.get(*slot) < Some(0) && slots.has(*slot));
            if !aside {
                scene.told.move_story(point, span, slots.get(Slot::Place) == Some(2));
            }
        }
        Some(TimeExpression {
            span,
            words: atoms[start].word..atoms[end - 1].word + 1,
            timex: outcome.timex,
            value: outcome.value,
            when: outcome.when,
            anchor: outcome.anchor,
            rule: self.rules[hit.rule].id.clone(),
            note: outcome.note,
            parts: Box::default(),
        })
    }

    /// True of a word of a class.
    fn is(&self, atom: &Atom, class: Option<u8>) -> bool {
        class.is_some_and(|class| self.words.value(atom.sym, class).is_some())
    }

    /// True of a number that counts what follows: `2000 lanterns`, but not `the 2014 elections`.
    fn is_count(&self, analysis: &Analysis, word: Word, slots: &Slots) -> bool {
        let Some(year) = slots.get(Slot::Year) else { return false };
        let is_many = |word: Word| analysis.features(word).is_plural() && analysis.upos(word) == Upos::Noun;
        // `1709 schoolchildren`: hardly a year that names them, but for `the 1864 elections` and `in 1864
        // elections were held`.
        let dates = |before: Word| match analysis.upos(before) {
            Upos::Det | Upos::Pron => true,
            Upos::Adp => {
                !self.words.of(analysis.form(before)).iter().any(|entry| Some(entry.class) == self.of)
            }
            _ => false,
        };
        let next = Some(word + 1).filter(|next| *next < analysis.len());
        if !RECENT_YEARS.contains(&year)
            && next.is_some_and(is_many)
            && !word.checked_sub(1).is_some_and(dates)
        {
            return true;
        }
        analysis.rel(word) == Rel::Nummod
            && analysis.head(word).is_some_and(|head| {
                let named = |child| matches!(analysis.rel(child), Rel::Det | Rel::NmodPoss | Rel::Case);
                head > word && analysis.features(head).is_plural() && !analysis.children(head).any(named)
            })
    }

    /// False of a year that only tells which thing is meant: `his 1995 book`.
    fn is_told(&self, start: usize, end: usize, atoms: &[Atom]) -> bool {
        if end - start > 1 || atoms[start].digits != 4 {
            return true;
        }
        let before = start.checked_sub(1).map(|at| &atoms[at]);
        let leads = before.is_some_and(|atom| {
            self.preposition.is_some_and(|class| self.words.value(atom.sym, class).is_some())
        });
        leads || atoms.get(end).is_none_or(|next| next.kind != Kind::Word)
    }

    /// Two expressions with a joint between them: `January to March 2024`.
    fn range(&self, one: &Hit, next: &Hit, atoms: &[Atom], scene: &mut Scene) -> Vec<TimeExpression> {
        let mut slots = one.found.slots.clone();
        let named =
            |slots: &Slots| slots.has(Slot::Year) || slots.has(Slot::ShortYear) || slots.has(Slot::Rel);
        if !named(&slots) && slots.has(Slot::Month) {
            // The year stands once, at the end.
            slots = borrow_year(slots, &next.found.slots);
        }
        let span = |hit: &Hit| (hit.found.start, hit.found.end);
        let before = scene.told;
        let Some(first) = self.single(one, &slots, span(one), atoms, scene) else {
            return self.single(next, &next.found.slots, span(next), atoms, scene).into_iter().collect();
        };
        let mut until = next.found.slots.clone();
        if !named(&until)
            && until.has(Slot::Month)
            && let Some(year) =
                scene.told.last().filter(|_| first.when.is_some()).and_then(|(point, _)| point.first())
        {
            let turns = slots.get(Slot::Month).is_some_and(|month| until.get(Slot::Month) < Some(month));
            until.set(Slot::Year, i32::from(year.year()) + i32::from(turns));
        }
        let Some(second) = self.single(next, &until, span(next), atoms, scene) else {
            scene.told = before;
            return vec![first];
        };
        vec![cover(first, second)]
    }

    /// One pattern with a joint inside: `14-15 January`.
    fn joint(&self, hit: &Hit, atoms: &[Atom], scene: &mut Scene) -> Vec<TimeExpression> {
        let Some((from, to)) = hit.found.join else { return Vec::new() };
        let mut second = hit.found.slots.clone();
        let mut first = hit.found.slots.clone();
        for (own, other) in [
            (Slot::Day, Slot::Day2),
            (Slot::Month, Slot::Month2),
            (Slot::Year, Slot::Year2),
            (Slot::ShortYear, Slot::ShortYear2),
            (Slot::Weekday, Slot::Weekday2),
        ] {
            if let Some(value) = second.get(other) {
                second.set(own, value);
            }
        }
        if let (Some(year), Some(short)) = (first.get(Slot::Year), first.get(Slot::ShortYear2)) {
            second.set(
                Slot::Year,
                year - year.rem_euclid(100) + short + if short < year % 100 { 100 } else { 0 },
            );
        } else if first.get(Slot::Month) > second.get(Slot::Month)
            && !first.has(Slot::Year2)
            && let Some(year) = first.get(Slot::Year)
        {
            first.set(Slot::Year, year - 1);
        }
        let one = self.single(hit, &first, (hit.found.start, from), atoms, scene);
        let two = self.single(hit, &second, (to, hit.found.end), atoms, scene);
        match (one, two) {
            (Some(one), Some(two)) => vec![cover(one, two)],
            (one, two) => one.into_iter().chain(two).collect(),
        }
    }
}

/// Years that stand before what they name: `the 2014 elections`.
const RECENT_YEARS: std::ops::RangeInclusive<i32> = 1900..=2050;

/// How many atoms behind an event its own date may stand.
const OWN_DATE_REACH: usize = 8;

/// Gives a date without a year the year of the date that follows, or the one before.
fn borrow_year(mut slots: Slots, next: &Slots) -> Slots {
    if let Some(year) = next.get(Slot::Year) {
        let turns = next.get(Slot::Month).is_some_and(|month| slots.get(Slot::Month) > Some(month));
        slots.set(Slot::Year, year - i32::from(turns));
        if let Some(era) = next.get(Slot::Era) {
            slots.set(Slot::Era, era);
        }
    } else if let (Some(rel), Some(unit)) = (next.get(Slot::Rel), next.get(Slot::Unit)) {
        slots.set(Slot::Rel, rel);
        slots.set(Slot::Unit, unit);
    }
    slots
}

/// A range over its two ends.
fn cover(first: TimeExpression, second: TimeExpression) -> TimeExpression {
    let when = match (&first.when, &second.when) {
        (Some(one), Some(two)) => between(one, two),
        _ => None,
    };
    TimeExpression {
        span: first.span.cover(second.span),
        words: first.words.start..second.words.end,
        timex: Timex::Date,
        value: format!("{}/{}", first.value, second.value),
        when,
        anchor: if second.anchor == Anchor::None { first.anchor } else { second.anchor },
        rule: second.rule.clone(),
        note: format!("from ({}) to ({})", first.note, second.note),
        parts: Box::new([first, second]),
    }
}

/// From the start of one to the end of the other, in the finest names that EDTF has.
fn between(one: &When, two: &When) -> Option<When> {
    let end = |when: &When, last: bool| {
        let edtf = when.edtf();
        match edtf.split_once('/') {
            Some((first, second)) => {
                if last {
                    second.to_owned()
                } else {
                    first.to_owned()
                }
            }
            None if matches!(
                when.grain(),
                crate::calendar::Grain::Season | crate::calendar::Grain::Decades
            ) =>
            {
                let day = if last { when.last() } else { when.first() };
                day.map_or_else(|| "..".to_owned(), |day| day.to_string())
            }
            None => edtf.to_owned(),
        }
    };
    let (first, last) = (end(one, false), end(two, true));
    if first == last {
        return Some(one.clone());
    }
    When::parse(&format!("{first}/{last}")).ok()
}
