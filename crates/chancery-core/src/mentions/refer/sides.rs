//! States and organisations, with the side, government or delegation behind their names; and places.

use std::ops::Range;

use super::{
    super::{Entity, EntityId, EntityKind, Form, PlaceMention, scan::Geo},
    Resolver,
};
use crate::{
    grammar::{Analysis, Rel, Upos, Word},
    intake::BlockKind,
    lexicon::{ActorCode, How, List, PlaceKind, fold},
};

/// How many words a line has that only names where a report is from: "The White House".
const LONGEST_LINE: usize = 4;

impl Resolver<'_, '_> {
    pub(super) fn state(&mut self, actor: ActorCode) -> EntityId {
        if let Some(&id) = self.states.get(&actor) {
            return id;
        }
        let organisation = self
            .knowledge
            .world
            .actor(actor)
            .is_some_and(|actor| actor.kind == crate::lexicon::ActorKind::Organisation);
        let id = self.add(Entity {
            kind: if organisation { EntityKind::Organisation } else { EntityKind::State },
            name: None,
            name_words: None,
            office: None,
            office_head: None,
            actor: Some(actor),
            tokens: Vec::new(),
        });
        self.states.insert(actor, id);
        id
    }

    /// States by name or adjective, with the side, government or delegation behind them.
    pub(super) fn sides(&mut self) {
        let (rules, analysis, scanner) = (self.knowledge.rules, self.analysis, self.scanner);
        let mut at = 0;
        while at < scanner.geo.len() {
            let geo = &scanner.geo[at];
            at += 1;
            let party = geo.organisation
                || matches!(
                    geo.how,
                    How::Name | How::Former | How::Adjective | How::Metonym | How::Capital | How::Together
                );
            if !party || self.is_covered(&geo.words) {
                continue;
            }
            if matches!(geo.how, How::Capital | How::Metonym) && !self.stands_for_government(&geo.words) {
                continue;
            }
            let sentence = analysis.sentences()[analysis.sentence_of(geo.words.start)].words.clone();
            // "Russian and Austrian business leaders": the states of one noun.
            let mut states = match geo.how {
                // "the two Koreas".
                How::Together => self.knowledge.world.listed(geo.actor),
                _ => vec![self.seated(geo).unwrap_or(geo.actor)],
            };
            let mut word = geo.words.end;
            while word + 1 < sentence.end {
                let is_link = rules.marks.and.contains(analysis.form(word))
                    || rules.marks.comma.contains(analysis.form(word))
                    || rules.marks.hyphen.contains(analysis.form(word));
                let Some(next) = scanner.geo_of(word + 1).filter(|next| {
                    is_link
                        && geo.how == How::Adjective
                        && next.how == How::Adjective
                        && next.words.start == word + 1
                }) else {
                    break;
                };
                states.push(next.actor);
                word = next.words.end;
                at += 1;
            }
            let chain_end = word;
            if word < sentence.end && rules.marks.possessive.contains(analysis.form(word)) {
                word += 1;
            }
            let noun_start = word;
            // Up to three words may stand between: "senior political leaders".
            let mut side = None;
            for next in word..(word + 4).min(sentence.end) {
                let form = analysis.form(next);
                let noun = analysis.upos(next) != Upos::Verb;
                if noun && (rules.side_nouns.contains(form) || rules.delegations.contains(form)) {
                    side = Some(next);
                } else if side.is_some() || !is_inner(analysis, next) || scanner.geo_of(next).is_some() {
                    break;
                }
            }
            let mut start = geo.words.start;
            // "senior British ministers", "representatives of France and Germany".
            let mut office = side
                .filter(|&noun| rules.delegations.contains(analysis.form(noun)))
                .map(|noun| noun_start..noun + 1);
            // "a delegation from the International Monetary Fund".
            let article =
                start > sentence.start + 2 && rules.marks.articles.contains(analysis.form(start - 1));
            let before_article = start - u32::from(article);
            if side.is_none()
                && before_article > sentence.start + 1
                && rules.marks.of.contains(analysis.form(before_article - 1))
                    | rules.marks.places.contains(analysis.form(before_article - 1))
            {
                let noun = before_article - 2;
                if rules.delegations.contains(analysis.form(noun)) && !self.covered[noun as usize] {
                    office = Some(noun..noun + 1);
                    start = noun;
                }
            }
            let end = side.map_or(chain_end, |noun| noun + 1);
            let words = start..end;
            if self.is_covered(&words)
                || side.is_none() && geo.how == How::Adjective && self.is_tongue(&words)
            {
                continue;
            }
            let refers: Vec<EntityId> = match &office {
                Some(noun) => {
                    let text = self.spelt(noun);
                    states
                        .iter()
                        .map(|&actor| {
                            self.add(Entity {
                                kind: EntityKind::Group,
                                name: None,
                                name_words: None,
                                office: Some(text.clone()),
                                office_head: None,
                                actor: Some(actor),
                                tokens: Vec::new(),
                            })
                        })
                        .collect()
                }
                None => states.iter().map(|&actor| self.state(actor)).collect(),
            };
            let form = if side.is_none() && geo.how == How::Adjective { Form::Adjective } else { Form::Side };
            self.push(words, end - 1, form, refers);
        }
    }

    /// "The Government extends its sympathy" on the site of a government: that government.
    pub(super) fn own_government(&mut self) {
        let Some(home) = self.home.filter(|_| self.official) else { return };
        let (rules, analysis) = (self.knowledge.rules, self.analysis);
        for word in 1..analysis.len() {
            let sentence = self.sentence(word);
            let own = rules.government.contains(analysis.form(word))
                && word > sentence.start
                && self.scanner.is_capital(word)
                && rules.marks.articles.contains(analysis.form(word - 1))
                && !self.covered[word as usize];
            let next = word + 1;
            let of_another = next < sentence.end
                && (rules.marks.of.contains(analysis.form(next))
                    || rules.marks.and.contains(analysis.form(next))
                    || matches!(analysis.upos(next), Upos::Noun | Upos::Propn));
            if own && !of_another {
                let state = self.state(home);
                self.push(word..next, word, Form::Side, vec![state]);
            }
        }
    }

    /// "in English and French": languages, no states.
    fn is_tongue(&self, words: &Range<Word>) -> bool {
        let analysis = self.analysis;
        let sentence = self.sentence(words.start);
        let before = words.start.checked_sub(1).filter(|&before| before >= sentence.start);
        let alone = words.end >= sentence.end
            || !matches!(analysis.upos(words.end), Upos::Noun | Upos::Propn | Upos::Adj | Upos::Num);
        let inside = |word: Word| {
            analysis.upos(word) == Upos::Adp
                && self.knowledge.rules.marks.places.contains(analysis.form(word))
        };
        alone && before.is_some_and(inside)
    }

    /// True where a capital or palace acts: no preposition of place stands before it.
    pub(super) fn stands_for_government(&self, words: &Range<Word>) -> bool {
        let rules = self.knowledge.rules;
        // In a name of several words the tree hangs on one of them: "Addis Ababa".
        let last = words.end - 1;
        let outside = |word: &Word| self.analysis.head(*word).is_none_or(|head| !words.contains(&head));
        let top = words.clone().find(outside).unwrap_or(last);
        let start = self.analysis.sentences()[self.analysis.sentence_of(words.start)].words.start;
        if words.start == start {
            let block = self.analysis.sentences()[self.analysis.sentence_of(start)].block as usize;
            let kind = self.document.blocks[block].kind;
            // "Luanda, 8 May -": a dateline; "Luanda, in turn, …" acts.
            let upos = |word: Word| (word < self.analysis.len()).then(|| self.analysis.upos(word));
            let behind = upos(words.end) == Some(Upos::Punct) && upos(words.end + 1) != Some(Upos::Adp);
            return kind != BlockKind::Dateline
                && !behind
                && matches!(self.analysis.rel(top), Rel::Nsubj | Rel::NsubjPass);
        }
        let before = self.analysis.form(words.start - 1);
        let comma = rules.marks.comma.contains(before) || rules.marks.articles.contains(before);
        // "Luanda and Lusaka agreed": the second capital acts with the first.
        let joined = self.analysis.rel(top) == Rel::Conj
            && self.analysis.head(top).is_some_and(|first| {
                first < words.start
                    && self.analysis.rel(first) == Rel::Nsubj
                    && self.scanner.geo_of(first).is_some_and(|geo| {
                        matches!(geo.how, How::Capital | How::Metonym)
                            && self.stands_for_government(&geo.words)
                    })
            });
        joined
            || !rules.marks.places.contains(before)
                && !comma
                && matches!(
                    self.analysis.rel(top),
                    Rel::Nsubj | Rel::NsubjPass | Rel::Obj | Rel::Iobj | Rel::NmodPoss
                )
            // "a dispute between Khartoum and Juba", "ties with Doha": nobody is between cities.
            || rules.marks.between.contains(before)
    }

    /// The organisation that a capital stands for where the text never names its state: "Brussels
    /// promised 60 million euros".
    fn seated(&self, geo: &Geo) -> Option<ActorCode> {
        let is_named = |other: &Geo| {
            other.actor == geo.actor && matches!(other.how, How::Name | How::Adjective | How::Demonym)
        };
        if geo.how != How::Capital || self.scanner.geo.iter().any(is_named) {
            return None;
        }
        let length = geo.words.len();
        let found = self.knowledge.world.prefixes(self.analysis.forms_in(geo.words.clone()));
        found
            .filter(|found| found.len == length)
            .flat_map(|found| found.values.iter())
            .find(|entry| entry.weak && entry.how == How::Metonym)
            .map(|entry| entry.actor)
    }

    /// The name of a place as it is written in running text: "HANOI" over a report is Hanoi.
    fn place_name(&self, words: &Range<Word>, usual: &str) -> String {
        let printed = self.text_of(words);
        let shouted = printed.chars().filter(|letter| letter.is_alphabetic()).count() > 3
            && !printed.chars().any(char::is_lowercase);
        if !shouted {
            return printed.to_owned();
        }
        if fold(printed) == fold(usual) {
            return usual.to_owned();
        }
        let mut first = true;
        let lowered = printed.chars().flat_map(|letter| {
            let kept = std::mem::replace(&mut first, !letter.is_alphabetic());
            let lower: Vec<char> = if kept { vec![letter] } else { letter.to_lowercase().collect() };
            lower
        });
        lowered.collect()
    }

    /// Where things happen: cities and residences by name, states behind a preposition of place.
    pub(super) fn places(&self) -> Vec<PlaceMention> {
        let (rules, world) = (self.knowledge.rules, self.knowledge.world);
        let mut places = Vec::new();
        for geo in self.scanner.geo.iter().filter(|geo| !geo.organisation) {
            match geo.place.filter(|_| matches!(geo.how, How::Capital | How::Place | How::Metonym)) {
                Some(id) => {
                    let place = world.place(id);
                    places.push(PlaceMention {
                        words: geo.words.clone(),
                        name: Some(self.place_name(&geo.words, &place.name)),
                        state: place.state,
                        wide: matches!(place.kind, PlaceKind::Province | PlaceKind::Seat),
                    });
                }
                // "at the White House": where the government sits.
                None if matches!(geo.how, How::Name | How::Former | How::Metonym) => {
                    let mut before = geo.words.start;
                    while before > 0 && rules.marks.articles.contains(self.analysis.form(before - 1)) {
                        before -= 1;
                    }
                    // "The White House" on a line of its own is where a report is from.
                    let sentence = self.sentence(geo.words.start);
                    let line = geo.how == How::Metonym
                        && before == sentence.start
                        && sentence.len() <= LONGEST_LINE
                        && geo.words.end + 1 >= sentence.end;
                    let placed = before > 0 && rules.marks.places.contains(self.analysis.form(before - 1));
                    if placed || line {
                        // A palace or ministry is no town: what is held there is held in the capital.
                        let seat = world.actor(geo.actor).filter(|_| geo.how == How::Metonym);
                        let seat = seat.and_then(|actor| actor.seat);
                        places.push(PlaceMention {
                            words: geo.words.clone(),
                            name: seat.map(|id| world.place(id).name.to_string()),
                            state: geo.actor,
                            wide: geo.how != How::Metonym,
                        });
                    }
                }
                None => {}
            }
            places.extend(self.described(geo));
        }
        places
    }

    /// "the Chilean capital", "Chile's capital", "the capital of Chile": the city without its name.
    fn described(&self, geo: &Geo) -> Option<PlaceMention> {
        let (rules, analysis) = (self.knowledge.rules, self.analysis);
        if !matches!(geo.how, How::Name | How::Former | How::Adjective) {
            return None;
        }
        let sentence = self.sentence(geo.words.start);
        let is = |list: &List, word: Word| sentence.contains(&word) && list.contains(analysis.form(word));
        let mut behind = geo.words.end;
        if is(&rules.marks.possessive, behind) {
            behind += 1;
        }
        let mut start = geo.words.start;
        while start > sentence.start && is(&rules.marks.articles, start - 1) {
            start -= 1;
        }
        let words = if is(&rules.capitals, behind) && (start < geo.words.start || behind > geo.words.end) {
            start..behind + 1
        } else if start > sentence.start + 2
            && is(&rules.marks.of, start - 1)
            && is(&rules.capitals, start - 2)
            && is(&rules.marks.articles, start - 3)
        {
            start - 3..geo.words.end
        } else {
            return None;
        };
        let world = self.knowledge.world;
        let seat = world.actor(geo.actor)?.seat?;
        Some(PlaceMention {
            words,
            name: Some(world.place(seat).name.to_string()),
            state: world.place(seat).state,
            wide: false,
        })
    }
}

/// A word that may stand inside a noun group before its noun.
pub(super) fn is_inner(analysis: &Analysis, word: Word) -> bool {
    matches!(analysis.upos(word), Upos::Adj | Upos::Noun | Upos::Propn | Upos::X | Upos::Num)
        || analysis.upos(word) == Upos::Punct
            && analysis.span(word).len() == 1
            && analysis.rel(word) == Rel::Punct
            && word > 0
            && analysis.span(word - 1).end() == analysis.span(word).start()
            && word + 1 < analysis.len()
            && analysis.span(word).end() == analysis.span(word + 1).start()
}
