//! Persons by name: one for all forms of the name, with office and state.

use std::{
    collections::{BTreeMap, BTreeSet},
    ops::Range,
};

use super::{
    super::{
        Entity, EntityId, EntityKind, Form,
        people::{Named, is_known, register, same_token, tokens},
        scan::{Found, Raw, Title},
        spelling::tidy,
    },
    Resolver,
};
use crate::{
    grammar::{NameKind, Rel, Upos, Word},
    lexicon::{ActorCode, ActorKind, How, NameOrder, Sym, fold},
};

/// How far behind "on the Omani side" a name may stand, in words and marks.
const FLANK: Word = 14;

impl Resolver<'_, '_> {
    pub(super) fn text_of(&self, words: &Range<Word>) -> &str {
        &self.document.text[self.analysis.span_of(words.clone())]
    }

    /// The words of an office with short forms written out.
    pub(super) fn office(&self, title: &Title) -> String {
        self.spelt(&title.office)
    }

    pub(super) fn spelt(&self, words: &Range<Word>) -> String {
        let mut text = String::new();
        for word in words.clone() {
            let span = self.analysis.span(word);
            if word > words.start && self.analysis.span(word - 1).end() < span.start() {
                text.push(' ');
            }
            match self.knowledge.rules.short.get(&self.analysis.form(word)) {
                Some(long) => text.push_str(long),
                None => text.push_str(&self.document.text[span]),
            }
        }
        // Whose the office is does not belong to it.
        let mut office = text.as_str();
        for own in ["'s", "’s", "\\'s"] {
            let cut = office.strip_prefix(own).unwrap_or(office);
            office = cut.strip_suffix(own).unwrap_or(cut).trim();
        }
        office.to_owned()
    }

    /// The head of an office, a plural as its singular.
    pub(super) fn office_head(&self, title: &Title) -> Sym {
        let form = self.analysis.form(title.head);
        let one = self.knowledge.rules.singular.get(&form).copied().unwrap_or(form);
        // "PM" is a minister.
        let long = self.knowledge.rules.short.get(&one).and_then(|long| long.rsplit(' ').next());
        long.and_then(|word| self.knowledge.vocabulary.get(&fold(word))).unwrap_or(one)
    }

    /// The office of one person of a plural title: "Presidents" is "President".
    pub(super) fn singular_office(&self, title: &Title) -> String {
        let office = self.office(title);
        if !title.plural {
            return office;
        }
        let form = self.analysis.form(title.head);
        let short =
            self.knowledge.rules.singular.get(&form).and_then(|one| self.knowledge.rules.short.get(one));
        if let (Some(one), Some(many)) = (short, self.knowledge.rules.short.get(&form)) {
            return office.replace(many.as_ref(), one);
        }
        let (Some(one), Some(many)) = (
            self.knowledge.rules.singular.get(&form).and_then(|&one| self.knowledge.vocabulary.word(one)),
            self.knowledge.vocabulary.word(form),
        ) else {
            return office;
        };
        let folded = fold(&office);
        match folded.rfind(many) {
            // The singular is the plural without its last letters, but for a few ("secretaries").
            Some(at) if folded.len() == office.len() => {
                let shared = one.bytes().zip(many.bytes()).take_while(|(a, b)| a == b).count();
                format!("{}{}{}", &office[..at + shared], &one[shared..], &office[at + many.len()..])
            }
            _ => office,
        }
    }

    /// Makes a person of every name; gives for each finding its persons.
    pub(super) fn register_names(&mut self, found: &[Found]) -> Vec<Vec<EntityId>> {
        let mut named = Vec::with_capacity(found.len());
        for (at, hit) in found.iter().enumerate() {
            let taken = found.get(at + 1).and_then(|next| self.office_taken(hit.words.end, next));
            let ids = match &hit.raw {
                Raw::Title { title, names } => names
                    .iter()
                    .enumerate()
                    .map(|(at, name)| {
                        let actor = if names.len() == title.states.len() || title.plural {
                            title.states.get(at.min(title.states.len().saturating_sub(1))).copied()
                        } else {
                            title.states.first().copied()
                        };
                        let actor = actor
                            .or_else(|| self.delegation_before(hit.words.start))
                            .or_else(|| self.delegation_led(hit.words.end))
                            .or_else(|| self.side_before(hit.words.start))
                            .or_else(|| self.represented_by(hit.words.start));
                        let (office, head) = (self.singular_office(title), self.office_head(title));
                        self.register(name, Some((office, head)), actor)
                    })
                    .collect(),
                Raw::Counterpart { states, names, .. } => {
                    names.iter().map(|name| self.register(name, None, states.first().copied())).collect()
                }
                Raw::Name { name, state } => {
                    let state = state
                        .or_else(|| self.delegation_before(hit.words.start))
                        .or_else(|| self.delegation_led(hit.words.end))
                        .or_else(|| self.side_before(hit.words.start));
                    let office = taken
                        .filter(|title| state.is_none_or(|state| title.states[0] == state))
                        .map(|title| (self.singular_office(title), self.office_head(title), title.states[0]));
                    match office {
                        Some((office, head, of)) => vec![self.register(name, Some((office, head)), Some(of))],
                        None => vec![self.register(name, None, state)],
                    }
                }
            };
            self.covered[hit.words.start as usize..hit.words.end as usize].fill(true);
            named.push(ids);
        }
        named
    }

    /// The office into which somebody comes, told behind the name: "Ana Lima on her election *as
    /// President of Peru*", "Ana Lima sworn in *as President of Peru*".
    fn office_taken<'f>(&self, end: Word, next: &'f Found) -> Option<&'f Title> {
        let Raw::Title { title, names } = &next.raw else { return None };
        let between = end..next.words.start;
        let near = between.start < between.end
            && between.len() <= FLANK as usize
            && self.sentence(end).contains(&next.words.start);
        if !near || !names.is_empty() || title.states.len() != 1 || title.plural {
            return None;
        }
        let rules = self.knowledge.rules;
        let comes = between.clone().any(|at| rules.elevations.contains(self.analysis.form(at)));
        let passes = |at: Word| {
            rules.elevations.contains(self.analysis.form(at))
                || !matches!(
                    self.analysis.upos(at),
                    Upos::Noun | Upos::Verb | Upos::Propn | Upos::Punct | Upos::Cconj | Upos::Sconj
                )
        };
        (comes && between.clone().all(passes)).then_some(title)
    }

    /// True for an office of which a state has one, with nothing that makes it less.
    pub(super) fn is_top(&self, office: &str) -> bool {
        let folded = fold(office);
        let mut words = folded.split(' ').filter(|word| !word.is_empty()).peekable();
        let known = |word: &str| self.knowledge.vocabulary.get(word);
        words.peek().is_some()
            && words.all(|word| known(word).is_some_and(|word| self.knowledge.rules.top.contains(word)))
    }

    /// The state of the delegation that somebody leads: "a Saudi delegation headed by Minister …".
    fn delegation_before(&self, word: Word) -> Option<ActorCode> {
        let rules = self.knowledge.rules;
        let start = self.sentence(word).start;
        let by = word.checked_sub(2).filter(|&by| by > start)?;
        if !rules.leading.contains(self.analysis.form(by)) {
            return None;
        }
        let noun = (by.saturating_sub(6).max(start)..by)
            .rev()
            .find(|&at| rules.delegations.contains(self.analysis.form(at)))?;
        (noun.saturating_sub(5).max(start)..by)
            .rev()
            .find_map(|at| self.scanner.geo_of(at))
            .map(|geo| geo.actor)
    }

    /// The state of the delegation that somebody leads, told behind the name: "Minister Karim Said
    /// headed the Omani side".
    fn delegation_led(&self, word: Word) -> Option<ActorCode> {
        let rules = self.knowledge.rules;
        let end = self.sentence(word.checked_sub(1)?).end;
        let comma = word < end && rules.marks.comma.contains(self.analysis.form(word));
        let verb = word + Word::from(comma);
        if verb >= end || !rules.leading.contains(self.analysis.form(verb)) {
            return None;
        }
        (verb + 1..end.min(verb + 4)).find_map(|at| self.flank(at, end))
    }

    /// The state for which somebody stood: "Japan was represented at the talks by Minister X".
    fn represented_by(&self, word: Word) -> Option<ActorCode> {
        let rules = self.knowledge.rules;
        let start = self.sentence(word).start;
        let by = word.checked_sub(1).filter(|&by| by > start && self.analysis.upos(by) == Upos::Adp)?;
        let verb = (by.saturating_sub(FLANK).max(start)..by)
            .rev()
            .find(|&at| rules.represented.contains(self.analysis.form(at)))?;
        // Nobody else is named between.
        let between = (verb + 1..by).any(|at| self.covered[at as usize]);
        let subject = (verb.saturating_sub(FLANK).max(start)..verb).rev();
        let geo = subject.filter(|_| !between).find_map(|at| self.scanner.geo_of(at))?;
        matches!(geo.how, How::Name | How::Former | How::Adjective).then_some(geo.actor)
    }

    /// The state on whose side somebody is named: "on the Paraguayan side, by Vice Minister Lucia Ferro
    /// and Ambassador Juan Rey".
    fn side_before(&self, word: Word) -> Option<ActorCode> {
        let rules = self.knowledge.rules;
        let sentence = self.sentence(word);
        let from = word.saturating_sub(FLANK).max(sentence.start);
        (from..word).rev().find_map(|at| {
            let actor = self.flank(at, word)?;
            let article = at > from && rules.marks.articles.contains(self.analysis.form(at - 1));
            let before = at.checked_sub(1 + Word::from(article)).filter(|&before| before >= from)?;
            (self.analysis.upos(before) == Upos::Adp).then_some(actor)
        })
    }

    /// The state of "the Omani side", "the Omani delegation" at a word.
    fn flank(&self, at: Word, end: Word) -> Option<ActorCode> {
        let geo = self.scanner.geo_of(at).filter(|geo| geo.words.start == at)?;
        let mut noun = geo.words.end;
        if noun < end && self.knowledge.rules.marks.possessive.contains(self.analysis.form(noun)) {
            noun += 1;
        }
        let flank = noun < end && self.knowledge.rules.flanks.contains(self.analysis.form(noun));
        flank.then_some(geo.actor)
    }

    pub(super) fn register(
        &mut self,
        name: &Range<Word>,
        office: Option<(String, Sym)>,
        actor: Option<ActorCode>,
    ) -> EntityId {
        let text = tidy(self.text_of(name));
        let tokens = tokens(&self.document.text, self.analysis, name);
        // Whom the text has shown in an office belongs there, whatever state the name is known for.
        let known = actor.is_none() && is_known(&self.entities, &tokens);
        let (office, office_head) = office.unzip();
        let actor = actor.or_else(|| if known { None } else { self.leader(&tokens, office.as_deref()) });
        let weak = |head| self.knowledge.rules.weak_heads.contains(head);
        let named = Named { words: name.clone(), tokens, text, office, office_head, actor };
        register(&mut self.entities, named, weak)
    }

    /// Whom a well-known person acts for.
    pub(super) fn leader(&self, tokens: &[String], office: Option<&str>) -> Option<ActorCode> {
        let is_state = |code: ActorCode| {
            self.knowledge.world.actor(code).is_some_and(|actor| actor.kind == ActorKind::State)
        };
        let is_short = |words: &[String], code, word: &str| self.is_short(words, code, word);
        self.knowledge.rules.leaders.side(tokens, office, self.document.day(), is_state, is_short)
    }

    /// True where somebody is called by this word of the name alone: the last one, or the first where
    /// the family's name stands first.
    fn is_short(&self, words: &[String], code: ActorCode, word: &str) -> bool {
        let family_first = self.knowledge.world.actor(code).is_some_and(|actor| {
            matches!(
                actor.order,
                NameOrder::FamilyFirst
                    | NameOrder::FamilyFirstGivenShort
                    | NameOrder::Whole
                    | NameOrder::Either
            )
        });
        words.last().is_some_and(|last| last == word)
            || family_first && words.first().is_some_and(|first| first == word)
    }

    /// Persons of whom only one word is named anywhere: "France's Macron", and "Macron met Merz" where only
    /// one side has a holder of an office called so on the day.
    pub(super) fn bare_names(&mut self) {
        let rules = self.knowledge.rules;
        let known: BTreeSet<String> =
            self.entities.iter().flat_map(|entity| entity.tokens.iter().cloned()).collect();
        for at in 0..self.analysis.len() {
            let alone = self
                .analysis
                .name_of(at)
                .is_some_and(|name| name.kind == NameKind::Person && name.words == (at..at + 1));
            let open = alone
                && !self.covered[at as usize]
                && self.scanner.is_capital(at)
                && self.scanner.geo_of(at).is_none()
                && !rules.never.contains(self.analysis.form(at));
            let word =
                if open { tokens(&self.document.text, self.analysis, &(at..at + 1)) } else { continue };
            let [name] = &word[..] else { continue };
            if known.contains(name) {
                continue;
            }
            let sentence = self.sentence(at);
            let possessive =
                at > sentence.start + 1 && rules.marks.possessive.contains(self.analysis.form(at - 1));
            let whose = if possessive { self.scanner.geo_of(at - 2) } else { None };
            let actor = whose
                .filter(|geo| geo.how == How::Name && geo.words.end == at - 1)
                .map(|geo| geo.actor)
                .or_else(|| {
                    let is_short = |words: &[String], code, word: &str| self.is_short(words, code, word);
                    rules.leaders.holder(name, self.document.day()?, is_short)
                });
            let Some(actor) = actor else { continue };
            let next = at + 1;
            let part = self.analysis.rel(at) == Rel::Compound && next < sentence.end;
            let (words, form, id) = if part && rules.administrations.contains(self.analysis.form(next)) {
                // "the Rudd Government" is the state's.
                (at..next + 1, Form::Side, self.state(actor))
            } else if part && !rules.marks.hyphen.contains(self.analysis.form(next)) {
                // "the Macron plan" is nobody's doing.
                continue;
            } else {
                (at..next, Form::Name, self.register(&(at..next), None, Some(actor)))
            };
            self.covered[words.start as usize..words.end as usize].fill(true);
            self.push(words.clone(), words.end - 1, form, vec![id]);
        }
    }

    /// Gives persons without a state the one that the document leaves for them: its home, or the
    /// state that it speaks of most and that no other holder of the same office has.
    pub(super) fn settle_states(&mut self, found: &[Found], named: &[Vec<EntityId>]) {
        // A second look at holders, now that names are whole.
        for at in 0..self.entities.len() {
            if self.entities[at].actor.is_none() {
                let entity = &self.entities[at];
                self.entities[at].actor = self.leader(&entity.tokens, entity.office.as_deref());
            }
        }
        // "President A of X, Foreign Minister B": of the same state, as far as the words tell any.
        let rows = self.rows(found, named);
        for &id in rows.iter().flatten() {
            if self.entities[id as usize].actor.is_none() {
                self.entities[id as usize].actor = self.row_mate(&rows, id);
            }
        }
        let mut counts: BTreeMap<ActorCode, u32> = BTreeMap::new();
        // "Queen Mary" speaks of no city.
        let of_names: BTreeSet<Word> = found
            .iter()
            .flat_map(|hit| match &hit.raw {
                Raw::Title { names, .. } | Raw::Counterpart { names, .. } => names.as_slice(),
                Raw::Name { name, .. } => std::slice::from_ref(name),
            })
            .flat_map(Clone::clone)
            .collect();
        for geo in self.scanner.geo.iter().filter(|geo| !of_names.contains(&geo.words.start)).filter(|geo| {
            !geo.organisation && !matches!(geo.how, How::Region | How::RegionAdjective | How::Together)
        }) {
            *counts.entry(geo.actor).or_default() += if geo.how == How::Place { 1 } else { 2 };
        }
        let holder = |entity: &Entity| Some((entity.actor?, entity.office_head?));
        let mut holders: BTreeSet<(ActorCode, Sym)> = self.entities.iter().filter_map(holder).collect();
        for at in 0..self.entities.len() {
            let entity = &self.entities[at];
            if entity.actor.is_some() || entity.kind != EntityKind::Person {
                continue;
            }
            if let Some(actor) = self.row_mate(&rows, at as EntityId) {
                self.entities[at].actor = Some(actor);
                continue;
            }
            let taken =
                |actor: ActorCode| entity.office_head.is_some_and(|head| holders.contains(&(actor, head)));
            let titled = entity.office.is_some();
            // Where all have one of that head, as with ministers, one that has none of that office.
            let same_office = |actor: ActorCode| {
                self.entities.iter().any(|other| {
                    other.actor == Some(actor)
                        && other.office.as_deref().map(fold) == entity.office.as_deref().map(fold)
                })
            };
            let most = |free: &dyn Fn(ActorCode) -> bool| {
                counts.iter().filter(|(actor, _)| free(**actor)).max_by_key(|(_, count)| **count)
            };
            let by_count = || most(&|actor| !taken(actor)).or_else(|| most(&|actor| !same_office(actor)));
            // A president without a state, told by the outlet of another one, is a foreign one.
            let top = entity.office.as_ref().is_some_and(|office| self.is_top(office));
            // "Minister Lind" is one of the government at home.
            let plain = entity.office.as_deref().is_some_and(|office| fold(office) == "minister");
            let top = top && !plain;
            let foreign = || {
                let others = counts.iter().filter(|(actor, _)| Some(**actor) != self.home && !taken(**actor));
                others.max_by_key(|(_, count)| **count).map(|(actor, _)| *actor)
            };
            // The president of a club, of whom the record of terms knows that another one was president.
            let barred = |actor: ActorCode| {
                let office = entity.office.as_deref().zip(self.document.day());
                entity.tokens.len() > 1
                    && office.is_some_and(|(office, day)| {
                        self.knowledge.rules.leaders.is_held_by_another(&entity.tokens, actor, office, day)
                    })
            };
            // The premier of a province is no head of government.
            let regional = |home: ActorCode| {
                let head = entity.office_head.and_then(|head| self.knowledge.rules.regional.get(&head));
                head.is_some_and(|states| states.contains(&home))
            };
            let crowned = entity.office_head.is_some_and(|head| self.knowledge.rules.crowned.contains(head));
            let own_crown =
                entity.office_head.and_then(|head| self.knowledge.rules.alone.get(&head)).copied();
            let actor = match self.home {
                Some(home) if titled && regional(home) => Some(home),
                Some(_) if crowned && !top && own_crown.is_some() => own_crown,
                Some(home) if top => foreign().or(Some(home)).filter(|&actor| !barred(actor)),
                // Of whom nothing is told, nobody knows the state.
                Some(home) if titled => Some(home),
                _ if titled => by_count().map(|(actor, _)| *actor),
                _ => None,
            };
            self.entities[at].actor = actor;
            holders.extend(holder(&self.entities[at]));
        }
    }

    /// Persons with their offices in a row: "President A, Foreign Minister B and Defence Minister C".
    fn rows(&self, found: &[Found], named: &[Vec<EntityId>]) -> Vec<Vec<EntityId>> {
        let marks = &self.knowledge.rules.marks;
        let joins = |word: Word| {
            let form = self.analysis.form(word);
            marks.comma.contains(form) || marks.and.contains(form)
        };
        let mut rows: Vec<Vec<EntityId>> = Vec::new();
        let mut last: Option<Word> = None;
        for (hit, ids) in found.iter().zip(named) {
            let &[id] = ids.as_slice() else {
                last = None;
                continue;
            };
            let gap = last.map_or(0..0, |end| end..hit.words.start);
            // "under the chairmanship of Minister A and Minister B": one of each side.
            let before = hit.words.start.saturating_sub(FLANK).max(self.sentence(hit.words.start).start);
            let chairs = (before..hit.words.start)
                .any(|word| self.knowledge.rules.chairing.contains(self.analysis.form(word)));
            let joined = !gap.is_empty() && gap.len() < 4 && gap.clone().all(joins) && !chairs;
            match rows.last_mut() {
                Some(row) if joined => row.push(id),
                _ => rows.push(vec![id]),
            }
            last = Some(hit.words.end);
        }
        rows.retain(|row| row.len() > 1);
        rows
    }

    /// The state of the one who stands before somebody in a row and holds another office.
    fn row_mate(&self, rows: &[Vec<EntityId>], id: EntityId) -> Option<ActorCode> {
        rows.iter().find_map(|row| {
            let at = row.iter().position(|&other| other == id)?;
            let (one, other) =
                (&self.entities[row[at.checked_sub(1)?] as usize], &self.entities[id as usize]);
            let offices = [one, other].map(|entity| entity.office.as_deref().map(fold));
            let differ = offices.iter().all(Option::is_some) && offices[0] != offices[1];
            one.actor.filter(|_| differ)
        })
    }

    /// Names without titles that belong to a known person.
    pub(super) fn known_names(&mut self) {
        let mut owners: BTreeMap<String, Vec<EntityId>> = BTreeMap::new();
        for (id, entity) in self.entities.iter().enumerate() {
            for token in &entity.tokens {
                let ids = owners.entry(token.clone()).or_default();
                ids.push(id as EntityId);
            }
        }
        let mut at = 0;
        while at < self.analysis.len() {
            if self.covered[at as usize]
                || !self.scanner.is_capital(at)
                || self.scanner.geo_of(at).is_some_and(|geo| geo.how != How::Place && geo.how != How::Capital)
            {
                at += 1;
                continue;
            }
            let word = tokens(&self.document.text, self.analysis, &(at..at + 1));
            let Some(ids) = word.first().and_then(|token| owners.get(token)).filter(|_| word.len() == 1)
            else {
                at += 1;
                continue;
            };
            // Of namesakes the one whose name ends so, then the one with an office.
            let is_last = |id: EntityId| self.entities[id as usize].tokens.last() == word.first();
            let Some(&id) =
                ids.iter().max_by_key(|&&id| (is_last(id), self.entities[id as usize].office.is_some()))
            else {
                at += 1;
                continue;
            };
            let all = &self.entities[id as usize].tokens;
            let mut end = at + 1;
            while end < self.analysis.len() && !self.covered[end as usize] {
                let next = tokens(&self.document.text, self.analysis, &(end..end + 1));
                let is_hyphen = next.is_empty()
                    && end + 1 < self.analysis.len()
                    && self.knowledge.rules.marks.hyphen.contains(self.analysis.form(end));
                let belongs =
                    !next.is_empty() && next.iter().all(|token| all.iter().any(|own| same_token(token, own)));
                if belongs {
                    end += 1;
                } else if is_hyphen {
                    let after = tokens(&self.document.text, self.analysis, &(end + 1..end + 2));
                    if after.is_empty() || !after.iter().all(|token| all.contains(token)) {
                        break;
                    }
                    end += 2;
                } else {
                    break;
                }
            }
            // A given name alone is a word like others where it is short and common: it must be
            // the part of the name that this person is called by.
            let single = end == at + 1 && all.len() > 1;
            // "Hun Sen" is not Hun Manet: another name goes on behind the word.
            let other = end == at + 1
                && end < self.analysis.len()
                && self.analysis.span(at).end() + 1 == self.analysis.span(end).start()
                && self.scanner.is_capital(end)
                && !self.covered[end as usize]
                && self.analysis.upos(end) == Upos::Propn
                && self.scanner.geo_of(end).is_none()
                && !self.knowledge.rules.never.contains(self.analysis.form(end))
                && !self.knowledge.rules.side_nouns.contains(self.analysis.form(end))
                && self
                    .analysis
                    .name_of(at)
                    .is_some_and(|name| name.kind == NameKind::Person && name.words.contains(&end));
            let plausible = !other
                && !(single && self.knowledge.rules.particles.contains(self.analysis.form(at)))
                && (!single
                    || word[0].len() > 1
                        && !(self.knowledge.rules.never.contains(self.analysis.form(at))
                            && word[0].len() < 4));
            if plausible {
                self.push(at..end, end - 1, Form::Name, vec![id]);
            }
            at = end.max(at + 1);
        }
    }

    /// Marks persons called by the given name alone where the family name is the custom:
    /// "Vyacheslav" for Vyacheslav Viktorovich Volodin.
    pub(super) fn find_misnamed(&mut self, found: &[Found], named: &[Vec<EntityId>]) {
        let titled = found.iter().zip(named).flat_map(|(hit, ids)| {
            let names = match &hit.raw {
                Raw::Title { names, .. } | Raw::Counterpart { names, .. } => names.as_slice(),
                Raw::Name { name, .. } => std::slice::from_ref(name),
            };
            names.iter().cloned().zip(ids.iter().copied())
        });
        let bare =
            self.mentions.iter().filter(|mention| mention.form == Form::Name && mention.refers.len() == 1);
        let bare = bare.map(|mention| (mention.words.clone(), mention.refers[0]));
        let mut misnamed: Vec<Range<Word>> = Vec::new();
        for (words, id) in titled.chain(bare) {
            let entity = &self.entities[id as usize];
            let by_family = entity
                .actor
                .and_then(|actor| self.knowledge.world.actor(actor))
                .is_some_and(|actor| actor.order == NameOrder::Patronymic);
            let alone = tokens(&self.document.text, self.analysis, &words);
            let is_given = alone.len() == 1 && entity.tokens.len() > 2 && entity.tokens[0] == alone[0];
            if by_family && is_given && !misnamed.contains(&words) {
                misnamed.push(words);
            }
        }
        misnamed.sort_by_key(|words| words.start);
        self.misnamed = misnamed;
    }
}
