//! Whom each mention means: names to persons, offices without names, pronouns, groups.
//!
//! Everything is resolved in one pass over the text, after all names are known. What the words
//! leave open is left to the nearest person that fits, as readers do.

use std::{collections::BTreeMap, ops::Range};

use super::{
    Entity, EntityId, EntityKind, Form, Knowledge, Mention, Mentions, PlaceMention,
    people::{Named, register, same_token, tokens},
    scan::{Found, Raw, Scanner, Title},
};
use crate::{
    grammar::{Analysis, Rel, Word},
    intake::{BlockKind, Document},
    lexicon::{ActorCode, How, NameOrder, PlaceKind, Sym, fold},
};

pub(super) fn find(document: &Document, analysis: &Analysis, knowledge: Knowledge<'_>) -> Mentions {
    let scanner = Scanner::new(knowledge.rules, knowledge.world, analysis, &document.text);
    let publisher = [
        document.outlet.as_deref(),
        document.metadata.source.as_deref(),
        document.metadata.outlet.as_deref(),
    ];
    let home = publisher.into_iter().flatten().find_map(|name| knowledge.rules.home(name));
    let found = scanner.scan();
    let mut resolver = Resolver {
        document,
        analysis,
        knowledge,
        scanner: &scanner,
        home,
        entities: Vec::new(),
        states: BTreeMap::new(),
        mentions: Vec::new(),
        covered: vec![false; analysis.len() as usize],
        misnamed: Vec::new(),
    };
    let named = resolver.register_names(&found);
    resolver.settle_states(&found);
    resolver.known_names();
    resolver.sides();
    resolver.resolve(&found, &named);
    resolver.find_misnamed(&found, &named);
    let places = resolver.places();
    let Resolver { entities, mentions, misnamed, .. } = resolver;
    let mut all = Mentions { mentions, entities, places, of_word: Vec::new(), home, misnamed };
    all.index(analysis.len());
    all
}

/// A mention that waits for its entities.
enum Open {
    /// Known already.
    Done(Vec<EntityId>),
    /// The place in `found` of a title or counterpart.
    Found(usize),
    /// "he", "his".
    He,
    /// "they", "their".
    They,
    /// "I", "my".
    I,
    /// "we", "our".
    We,
    /// "you", "your".
    You,
    /// "the two leaders": persons where true, else sides.
    Both { persons: bool },
    /// "the host".
    Host,
    /// "his guest".
    Guest,
    /// "the latter".
    Latter,
}

struct Pending {
    words: Range<Word>,
    head: Word,
    form: Form,
    open: Open,
}

struct Resolver<'a, 'k> {
    document: &'a Document,
    analysis: &'a Analysis,
    knowledge: Knowledge<'k>,
    scanner: &'a Scanner<'a>,
    home: Option<ActorCode>,
    entities: Vec<Entity>,
    states: BTreeMap<ActorCode, EntityId>,
    mentions: Vec<Mention>,
    covered: Vec<bool>,
    misnamed: Vec<Range<Word>>,
}

impl Resolver<'_, '_> {
    fn text_of(&self, words: &Range<Word>) -> &str {
        &self.document.text[self.analysis.span_of(words.clone())]
    }

    /// The words of an office with short forms written out.
    fn office(&self, title: &Title) -> String {
        self.spelt(&title.office)
    }

    fn spelt(&self, words: &Range<Word>) -> String {
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
        text
    }

    /// The head of an office, a plural as its singular.
    fn office_head(&self, title: &Title) -> Sym {
        let form = self.analysis.form(title.head);
        let one = self.knowledge.rules.singular.get(&form).copied().unwrap_or(form);
        // "PM" is a minister.
        let long = self.knowledge.rules.short.get(&one).and_then(|long| long.rsplit(' ').next());
        long.and_then(|word| self.knowledge.vocabulary.get(&fold(word))).unwrap_or(one)
    }

    /// The office of one person of a plural title: "Presidents" is "President".
    fn singular_office(&self, title: &Title) -> String {
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
    fn register_names(&mut self, found: &[Found]) -> Vec<Vec<EntityId>> {
        let mut named = Vec::with_capacity(found.len());
        for hit in found {
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
                        let (office, head) = (self.singular_office(title), self.office_head(title));
                        self.register(name, Some((office, head)), actor)
                    })
                    .collect(),
                Raw::Counterpart { state, names, .. } => {
                    names.iter().map(|name| self.register(name, None, *state)).collect()
                }
                Raw::Name { name } => vec![self.register(name, None, None)],
            };
            self.covered[hit.words.start as usize..hit.words.end as usize].fill(true);
            named.push(ids);
        }
        named
    }

    fn register(
        &mut self,
        name: &Range<Word>,
        office: Option<(String, Sym)>,
        actor: Option<ActorCode>,
    ) -> EntityId {
        let text = self.text_of(name).to_owned();
        let tokens = tokens(&self.document.text, self.analysis, name);
        let actor = actor.or_else(|| self.leader(&tokens));
        let (office, office_head) = office.unzip();
        register(&mut self.entities, Named { words: name.clone(), tokens, text, office, office_head, actor })
    }

    /// Whom a well-known person acts for.
    fn leader(&self, tokens: &[String]) -> Option<ActorCode> {
        self.knowledge.rules.leader(tokens, |words, code, word| {
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
        })
    }

    /// Gives persons without a state the one that the document leaves for them: its home, or the
    /// state that it speaks of most and that no other holder of the same office has.
    fn settle_states(&mut self, found: &[Found]) {
        // A second look at holders, now that names are whole.
        for at in 0..self.entities.len() {
            if self.entities[at].actor.is_none() {
                self.entities[at].actor = self.leader(&self.entities[at].tokens);
            }
        }
        let mut counts: BTreeMap<ActorCode, u32> = BTreeMap::new();
        for geo in self
            .scanner
            .geo
            .iter()
            .filter(|geo| !geo.organisation && !matches!(geo.how, How::Region | How::RegionAdjective))
        {
            *counts.entry(geo.actor).or_default() += if geo.how == How::Place { 1 } else { 2 };
        }
        for at in 0..self.entities.len() {
            let entity = &self.entities[at];
            if entity.actor.is_some() || entity.kind != EntityKind::Person {
                continue;
            }
            let taken = |actor: ActorCode| {
                self.entities.iter().any(|other| {
                    other.actor == Some(actor)
                        && other.office_head.is_some()
                        && other.office_head == entity.office_head
                })
            };
            let titled = entity.office.is_some();
            let by_count =
                || counts.iter().filter(|(actor, _)| !taken(**actor)).max_by_key(|(_, count)| **count);
            // A president without a state, told by the outlet of another one, is a foreign one.
            let top = entity.office_head.is_some_and(|head| self.knowledge.rules.top.contains(head));
            let foreign = || {
                let others = counts.iter().filter(|(actor, _)| Some(**actor) != self.home && !taken(**actor));
                others.max_by_key(|(_, count)| **count).map(|(actor, _)| *actor)
            };
            let actor = match self.home {
                Some(home) if top => foreign().or(Some(home)),
                Some(home) if titled || found.len() < 200 => Some(home),
                _ if titled => by_count().map(|(actor, _)| *actor),
                _ => None,
            };
            self.entities[at].actor = actor;
        }
    }

    fn is_covered(&self, words: &Range<Word>) -> bool {
        self.covered[words.start as usize..words.end as usize].iter().any(|&covered| covered)
    }

    fn push(&mut self, words: Range<Word>, head: Word, form: Form, refers: Vec<EntityId>) {
        self.covered[words.start as usize..words.end as usize].fill(true);
        self.mentions.push(Mention { words, head, form, refers });
    }

    /// Names without titles that belong to a known person.
    fn known_names(&mut self) {
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
            let plausible = !(single && self.knowledge.rules.particles.contains(self.analysis.form(at)))
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

    fn state(&mut self, actor: ActorCode) -> EntityId {
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

    fn add(&mut self, entity: Entity) -> EntityId {
        self.entities.push(entity);
        self.entities.len() as EntityId - 1
    }

    /// States by name or adjective, with the side, government or delegation behind them.
    fn sides(&mut self) {
        let (rules, analysis, scanner) = (self.knowledge.rules, self.analysis, self.scanner);
        let mut at = 0;
        while at < scanner.geo.len() {
            let geo = &scanner.geo[at];
            at += 1;
            let party = geo.organisation
                || matches!(geo.how, How::Name | How::Former | How::Adjective | How::Metonym | How::Capital);
            if !party || self.is_covered(&geo.words) {
                continue;
            }
            if matches!(geo.how, How::Capital | How::Metonym) && !self.stands_for_government(&geo.words) {
                continue;
            }
            let sentence = analysis.sentences()[analysis.sentence_of(geo.words.start)].words.clone();
            // "Russian and Austrian business leaders": the states of one noun.
            let mut states = vec![geo.actor];
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
                if rules.side_nouns.contains(form) || rules.delegations.contains(form) {
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
            if side.is_none()
                && start > sentence.start + 1
                && rules.marks.of.contains(analysis.form(start - 1))
                    | rules.marks.places.contains(analysis.form(start - 1))
            {
                let noun = start - 2;
                if rules.delegations.contains(analysis.form(noun)) && !self.covered[noun as usize] {
                    office = Some(noun..noun + 1);
                    start = noun;
                }
            }
            let end = side.map_or(chain_end, |noun| noun + 1);
            let words = start..end;
            if self.is_covered(&words) {
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

    /// True where a capital or palace acts: no preposition of place stands before it.
    fn stands_for_government(&self, words: &Range<Word>) -> bool {
        let rules = self.knowledge.rules;
        let start = self.analysis.sentences()[self.analysis.sentence_of(words.start)].words.start;
        if words.start == start {
            let block = self.analysis.sentences()[self.analysis.sentence_of(start)].block as usize;
            let kind = self.document.blocks[block].kind;
            return kind != BlockKind::Dateline
                && matches!(self.analysis.rel(words.end - 1), Rel::Nsubj | Rel::NsubjPass);
        }
        let before = self.analysis.form(words.start - 1);
        let comma = rules.marks.comma.contains(before) || rules.marks.articles.contains(before);
        !rules.marks.places.contains(before)
            && !comma
            && matches!(
                self.analysis.rel(words.end - 1),
                Rel::Nsubj | Rel::NsubjPass | Rel::Obj | Rel::NmodPoss
            )
    }

    /// Resolves what is open, in text order.
    fn resolve(&mut self, found: &[Found], named: &[Vec<EntityId>]) {
        let mut pending: Vec<Pending> = std::mem::take(&mut self.mentions)
            .into_iter()
            .map(|mention| Pending {
                words: mention.words,
                head: mention.head,
                form: mention.form,
                open: Open::Done(mention.refers),
            })
            .collect();
        for (at, hit) in found.iter().enumerate() {
            let (form, open) = match (&hit.raw, named[at].is_empty()) {
                (_, false) => (Form::Name, Open::Done(named[at].clone())),
                (_, true) => (Form::Office, Open::Found(at)),
            };
            let open = if matches!(hit.raw, Raw::Counterpart { .. }) { Open::Found(at) } else { open };
            pending.push(Pending { words: hit.words.clone(), head: hit.head, form, open });
        }
        self.open_words(&mut pending);
        pending.sort_by_key(|open| open.words.start);
        // Persons by name, in order, for pronouns that stand before their noun.
        let ahead: Vec<(Word, Word, EntityId)> = pending
            .iter()
            .filter_map(|open| match &open.open {
                Open::Done(ids) if ids.len() == 1 && self.is_person(ids[0]) => {
                    Some((open.words.start, open.head, ids[0]))
                }
                _ => None,
            })
            .collect();
        for open in pending {
            let refers = match open.open {
                Open::Done(ids) => ids,
                Open::Found(at) => self.title_or_counterpart(&found[at], &named[at], open.words.start),
                Open::He => self.he(open.words.start, open.form, &ahead).into_iter().collect(),
                Open::They => self.several_before(open.words.start),
                Open::I | Open::We => self.speaker(open.words.start).into_iter().collect(),
                Open::You => self.addressee(open.words.start).into_iter().collect(),
                Open::Both { persons } => self.principals(open.words.start, persons),
                Open::Host => self.host(open.words.start, true).into_iter().collect(),
                Open::Guest => self.host(open.words.start, false).into_iter().collect(),
                Open::Latter => self.latter(open.words.start),
            };
            if !refers.is_empty() {
                self.mentions.push(Mention { words: open.words, head: open.head, form: open.form, refers });
            }
        }
        // What two readings cover belongs to the longer, earlier one.
        let mut last = 0;
        self.mentions.retain(|mention| {
            let keep = mention.words.start >= last;
            if keep {
                last = mention.words.end;
            }
            keep
        });
    }

    /// Finds pronouns and groups among the words that nothing covers.
    fn open_words(&self, pending: &mut Vec<Pending>) {
        let (rules, analysis) = (self.knowledge.rules, self.analysis);
        let mut at = 0;
        while at < analysis.len() {
            let word = at;
            at += 1;
            if self.covered[word as usize] {
                continue;
            }
            let form = analysis.form(word);
            let possessive = rules.possessives.contains(form) && analysis.rel(word) != Rel::Obj;
            let shape = if possessive { Form::Possessive } else { Form::Pronoun };
            let simple = |open| Pending { words: word..word + 1, head: word, form: shape, open };
            if rules.he.contains(form) {
                // "his guest".
                if possessive && word + 1 < analysis.len() && rules.guests.contains(analysis.form(word + 1)) {
                    pending.push(Pending {
                        words: word..word + 2,
                        head: word + 1,
                        form: Form::Group,
                        open: Open::Guest,
                    });
                    at += 1;
                } else if possessive
                    && word + 1 < analysis.len()
                    && rules.hosts.contains(analysis.form(word + 1))
                {
                    pending.push(Pending {
                        words: word..word + 2,
                        head: word + 1,
                        form: Form::Group,
                        open: Open::Host,
                    });
                    at += 1;
                } else {
                    pending.push(simple(Open::He));
                }
            } else if rules.they.contains(form) {
                pending.push(simple(Open::They));
            } else if rules.i.contains(form) {
                pending.push(simple(Open::I));
            } else if rules.we.contains(form) {
                pending.push(simple(Open::We));
            } else if rules.you.contains(form) {
                pending.push(simple(Open::You));
            } else if (rules.both.contains(form) || rules.marks.articles.contains(form))
                && let Some((end, open)) = self.group_from(word)
            {
                pending.push(Pending { words: word..end, head: end - 1, form: Form::Group, open });
                at = end;
            }
        }
    }

    /// "both sides", "the two leaders", "the leaders", "the host", "the latter".
    fn group_from(&self, word: Word) -> Option<(Word, Open)> {
        let (rules, analysis) = (self.knowledge.rules, self.analysis);
        let sentence = &analysis.sentences()[analysis.sentence_of(word)].words;
        let article = rules.marks.articles.contains(analysis.form(word));
        let mut next = word + 1;
        let counted = !article || next < sentence.end && rules.both.contains(analysis.form(next));
        if article && counted {
            next += 1;
        }
        let mut inner = 0;
        while next < sentence.end && !self.covered[next as usize] {
            let form = analysis.form(next);
            if rules.group_nouns.contains(form) && (counted || inner == 0) {
                let persons = rules.person_groups.contains(form);
                return Some((next + 1, Open::Both { persons }));
            }
            if article && !counted && inner == 0 {
                if rules.hosts.contains(form) {
                    return Some((next + 1, Open::Host));
                }
                if rules.guests.contains(form) {
                    return Some((next + 1, Open::Guest));
                }
                if rules.latter.contains(form) {
                    return Some((next + 1, Open::Latter));
                }
            }
            if inner >= 2 || !counted || !is_inner(analysis, next) {
                return None;
            }
            inner += 1;
            next += 1;
        }
        None
    }

    fn sentence(&self, word: Word) -> Range<Word> {
        self.analysis.sentences()[self.analysis.sentence_of(word)].words.clone()
    }

    fn is_person(&self, id: EntityId) -> bool {
        matches!(self.entities[id as usize].kind, EntityKind::Person | EntityKind::Office)
    }

    /// The person whom "he" means: the first one of the sentence so far, else the first one of a
    /// sentence before, up to three back.
    fn person_before(&self, word: Word) -> Option<EntityId> {
        let here = self.analysis.sentence_of(word);
        let first_of = |from: Word, to: Word| {
            self.mentions
                .iter()
                .rev()
                .skip_while(|mention| mention.words.start >= to)
                .take_while(|mention| mention.words.start >= from)
                .filter(|mention| mention.refers.len() == 1 && self.is_person(mention.refers[0]))
                .last()
                .map(|mention| mention.refers[0])
        };
        (0..=3.min(here)).find_map(|back| {
            let sentence = &self.analysis.sentences()[here - back].words;
            first_of(sentence.start, sentence.end.min(word))
        })
    }

    /// Whom "he" or "his" means. In the opening phrase of a sentence it is the subject that comes:
    /// "As part of his visit, Putin …".
    fn he(&self, word: Word, form: Form, ahead: &[(Word, Word, EntityId)]) -> Option<EntityId> {
        let sentence = self.sentence(word);
        if form == Form::Possessive {
            let comma = (word..sentence.end)
                .find(|&at| self.knowledge.rules.marks.comma.contains(self.analysis.form(at)));
            let named = self
                .mentions
                .iter()
                .rev()
                .take_while(|mention| mention.words.start >= sentence.start)
                .any(|mention| mention.refers.len() == 1 && self.is_person(mention.refers[0]));
            if let (Some(comma), false) = (comma, named) {
                let from = ahead.partition_point(|(start, ..)| *start < comma);
                let subject = ahead[from..].iter().take_while(|(start, ..)| *start < sentence.end).find(
                    |(start, head, _)| {
                        *start <= comma + 2 || matches!(self.analysis.rel(*head), Rel::Nsubj | Rel::NsubjPass)
                    },
                );
                if let Some((.., id)) = subject {
                    return Some(*id);
                }
            }
        }
        self.person_before(word).or_else(|| {
            let from = ahead.partition_point(|(start, ..)| *start < word);
            ahead.get(from).map(|(.., id)| *id)
        })
    }

    /// "they": a group just named, else the two principals.
    fn several_before(&self, word: Word) -> Vec<EntityId> {
        let start = self.sentence(word).start;
        let group = self
            .mentions
            .iter()
            .rev()
            .take_while(|mention| mention.words.start >= start)
            .find(|mention| mention.refers.len() > 1);
        match group {
            Some(mention) => mention.refers.clone(),
            None => self.principals(word, true),
        }
    }

    /// The two on whom the report turns at this point: the last two persons of different sides
    /// that were named, else the first two of the document; or their sides.
    fn principals(&self, word: Word, persons: bool) -> Vec<EntityId> {
        let mut found: Vec<EntityId> = Vec::new();
        let mut take = |id: EntityId| {
            let entity = &self.entities[id as usize];
            let is_new = entity.actor.is_some()
                && found.iter().all(|&other| self.entities[other as usize].actor != entity.actor);
            if found.len() < 2 && is_new && self.is_person(id) {
                found.push(id);
            }
        };
        let before = self.mentions.partition_point(|mention| mention.words.start < word);
        // What stands further back than this is no longer what the report is about.
        let near = before.saturating_sub(400)..before;
        for mention in self.mentions[near]
            .iter()
            .rev()
            .filter(|mention| matches!(mention.form, Form::Name | Form::Office))
        {
            mention.refers.iter().rev().for_each(|&id| take(id));
        }
        found.reverse();
        if found.len() < 2 && !persons {
            let mut sides: Vec<EntityId> = Vec::new();
            for mention in self.mentions[before.saturating_sub(400)..before].iter().rev() {
                for &id in &mention.refers {
                    let actor = self.entities[id as usize].actor;
                    if actor.is_some()
                        && sides.len() < 2
                        && sides.iter().all(|&other| self.entities[other as usize].actor != actor)
                    {
                        sides.push(id);
                    }
                }
            }
            sides.reverse();
            found = sides;
        }
        if !persons {
            let states: Vec<EntityId> = found
                .iter()
                .filter_map(|&id| self.entities[id as usize].actor)
                .filter_map(|actor| self.states.get(&actor).copied())
                .collect();
            if states.len() == found.len() {
                return states;
            }
        }
        if found.len() == 2 { found } else { Vec::new() }
    }

    /// Who says "I" and "we" at this place: the speaker of the block, else the outlet's state.
    fn speaker(&mut self, word: Word) -> Option<EntityId> {
        let block =
            &self.document.blocks[self.analysis.sentences()[self.analysis.sentence_of(word)].block as usize];
        if let Some(span) = block.speaker {
            let words = self.analysis.words_in(span);
            let named = self
                .mentions
                .iter()
                .find(|mention| mention.words.start < words.end && words.start < mention.words.end);
            if let Some(mention) = named {
                return mention.refers.first().copied();
            }
        }
        if self.in_quotes(word) {
            return self.person_before(word);
        }
        self.home.map(|home| self.state(home))
    }

    /// True between quotation marks of the same block.
    fn in_quotes(&self, word: Word) -> bool {
        let span = self.document.blocks
            [self.analysis.sentences()[self.analysis.sentence_of(word)].block as usize]
            .span;
        let before =
            &self.document.text[crate::text::Span::new(span.start(), self.analysis.span(word).start())];
        let opened = before.matches(['“', '«']).count();
        let closed = before.matches(['”', '»']).count();
        opened > closed || before.matches('"').count() % 2 == 1
    }

    /// Whom a speaker calls "you": the other person with a side of their own.
    fn addressee(&mut self, word: Word) -> Option<EntityId> {
        let speaker = self.speaker(word)?;
        let own = self.entities[speaker as usize].actor;
        self.entities
            .iter()
            .position(|entity| {
                entity.kind == EntityKind::Person && entity.actor.is_some() && entity.actor != own
            })
            .map(|at| at as EntityId)
    }

    /// The host or the guest: the principal whose state the story is from, or the other one.
    fn host(&self, word: Word, host: bool) -> Option<EntityId> {
        let pair = self.principals(word, true);
        let place = self
            .scanner
            .geo
            .iter()
            .find(|geo| matches!(geo.how, How::Capital | How::Place))
            .map(|geo| geo.actor);
        let is_host = |id: EntityId| self.entities[id as usize].actor == place;
        let at_home = pair.iter().copied().find(|&id| is_host(id));
        match (host, at_home) {
            (true, found) => found.or(pair.first().copied()),
            (false, Some(host)) => pair.into_iter().find(|&id| id != host),
            (false, None) => pair.last().copied(),
        }
    }

    /// "the latter": the last one named before.
    fn latter(&self, word: Word) -> Vec<EntityId> {
        let before = self.mentions.partition_point(|mention| mention.words.start < word);
        self.mentions[..before]
            .iter()
            .rev()
            .find(|mention| matches!(mention.form, Form::Name | Form::Office | Form::Side))
            .map(|mention| vec![*mention.refers.last().expect("a mention refers to somebody")])
            .unwrap_or_default()
    }

    /// A title without a name, or "his Russian counterpart X".
    fn title_or_counterpart(&mut self, found: &Found, named: &[EntityId], word: Word) -> Vec<EntityId> {
        match &found.raw {
            Raw::Title { title, .. } => self.holders(title, word),
            Raw::Counterpart { state, .. } => {
                let model = self.person_before(word).filter(|id| !named.contains(id));
                let (office, office_head) = model.map_or((None, None), |id| {
                    let model = &self.entities[id as usize];
                    (model.office.clone(), model.office_head)
                });
                match named.first() {
                    Some(&id) => {
                        let entity = &mut self.entities[id as usize];
                        if entity.office.is_none() {
                            (entity.office, entity.office_head) = (office, office_head);
                        }
                        entity.actor = entity.actor.or(*state);
                        vec![id]
                    }
                    None => {
                        let known = self.entities.iter().rposition(|entity| {
                            entity.kind == EntityKind::Person
                                && entity.actor.is_some()
                                && entity.actor == *state
                                && (entity.office_head == office_head || entity.office_head.is_none())
                        });
                        let of_state = || {
                            self.entities.iter().rposition(|entity| {
                                entity.kind == EntityKind::Person
                                    && entity.actor.is_some()
                                    && entity.actor == *state
                            })
                        };
                        if let Some(at) = known.or_else(of_state) {
                            return vec![at as EntityId];
                        }
                        if state.is_none() {
                            return self
                                .principals(word, true)
                                .into_iter()
                                .filter(|id| Some(*id) != model)
                                .collect();
                        }
                        vec![self.add(Entity {
                            kind: EntityKind::Office,
                            name: None,
                            name_words: None,
                            office,
                            office_head,
                            actor: *state,
                            tokens: Vec::new(),
                        })]
                    }
                }
            }
            Raw::Name { .. } => named.to_vec(),
        }
    }

    /// The persons who hold an office that is named alone.
    fn holders(&mut self, title: &Title, word: Word) -> Vec<EntityId> {
        let head = self.office_head(title);
        let office = self.singular_office(title);
        if title.plural {
            let text = if title.states.len() > 1 { office } else { self.office(title) };
            if title.states.is_empty() {
                return self.principals(word, true);
            }
            return title
                .states
                .iter()
                .map(|&actor| self.holder(actor, head, &text, title.states.len() > 1))
                .collect();
        }
        if let Some(&actor) = title.states.first() {
            return vec![self.holder(actor, head, &office, true)];
        }
        // "the President": the last one so called, else the one of the outlet's own state.
        let before = self.mentions.partition_point(|mention| mention.words.start < word);
        let is_holder = |entity: &Entity| {
            entity.office_head == Some(head)
                && entity.office.as_ref().is_some_and(|own| {
                    own.len() >= office.len() || own.contains(&office) || office.contains(own.as_str())
                })
        };
        let last = self.mentions[..before]
            .iter()
            .rev()
            .take(12)
            .flat_map(|mention| mention.refers.iter())
            .copied()
            .find(|&id| {
                is_holder(&self.entities[id as usize])
                    && self.home.is_none_or(|home| self.entities[id as usize].actor == Some(home))
            });
        if let Some(id) = last {
            return vec![id];
        }
        let crowned = self.knowledge.rules.crowned.contains(head);
        if let Some(home) = self.home.filter(|_| !crowned) {
            return vec![self.holder(home, head, &office, true)];
        }
        let any = self.mentions[..before]
            .iter()
            .rev()
            .flat_map(|mention| mention.refers.iter())
            .copied()
            .find(|&id| is_holder(&self.entities[id as usize]));
        if let (None, Some(&actor)) = (any, self.knowledge.rules.alone.get(&head)) {
            return vec![self.holder(actor, head, &office, true)];
        }
        any.into_iter().collect()
    }

    /// The person of a state with this office; an entity without a name where there is none.
    fn holder(&mut self, actor: ActorCode, head: Sym, office: &str, one: bool) -> EntityId {
        let weak = self.knowledge.rules.weak_heads.contains(head);
        let fits = |entity: &Entity, kind| entity.kind == kind && entity.actor == Some(actor);
        let folded = fold(office).into_owned();
        let same = |entity: &Entity| {
            entity.office_head == Some(head)
                && entity.office.as_ref().is_some_and(|own| {
                    let own = fold(own);
                    own.contains(&folded) || folded.contains(own.as_ref())
                })
        };
        if one {
            let of_office =
                self.entities.iter().position(|entity| fits(entity, EntityKind::Person) && same(entity));
            let without = || {
                self.entities
                    .iter()
                    .position(|entity| fits(entity, EntityKind::Person) && entity.office.is_none())
            };
            let any =
                || self.entities.iter().position(|entity| fits(entity, EntityKind::Person)).filter(|_| weak);
            if let Some(at) = of_office.or_else(any).or_else(without) {
                let entity = &mut self.entities[at];
                if entity.office.is_none() && !weak {
                    entity.office = Some(office.to_owned());
                    entity.office_head = Some(head);
                }
                return at as EntityId;
            }
            if let Some(at) =
                self.entities.iter().position(|entity| fits(entity, EntityKind::Office) && same(entity))
            {
                return at as EntityId;
            }
        }
        self.add(Entity {
            kind: if one { EntityKind::Office } else { EntityKind::Group },
            name: None,
            name_words: None,
            office: Some(office.to_owned()),
            office_head: Some(head),
            actor: Some(actor),
            tokens: Vec::new(),
        })
    }

    /// Marks persons called by the given name alone where the family name is the custom:
    /// "Vyacheslav" for Vyacheslav Viktorovich Volodin.
    fn find_misnamed(&mut self, found: &[Found], named: &[Vec<EntityId>]) {
        let titled = found.iter().zip(named).flat_map(|(hit, ids)| {
            let names = match &hit.raw {
                Raw::Title { names, .. } | Raw::Counterpart { names, .. } => names.as_slice(),
                Raw::Name { name } => std::slice::from_ref(name),
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

    /// Where things happen: cities and residences by name, states behind a preposition of place.
    fn places(&self) -> Vec<PlaceMention> {
        let (rules, world) = (self.knowledge.rules, self.knowledge.world);
        let mut places = Vec::new();
        for geo in self.scanner.geo.iter().filter(|geo| !geo.organisation) {
            match geo.place.filter(|_| matches!(geo.how, How::Capital | How::Place | How::Metonym)) {
                Some(id) => {
                    let place = world.place(id);
                    places.push(PlaceMention {
                        words: geo.words.clone(),
                        name: Some(self.text_of(&geo.words).to_owned()),
                        state: place.state,
                        wide: place.kind == PlaceKind::Province,
                    });
                }
                None if matches!(geo.how, How::Name | How::Former) => {
                    let mut before = geo.words.start;
                    while before > 0 && rules.marks.articles.contains(self.analysis.form(before - 1)) {
                        before -= 1;
                    }
                    if before > 0 && rules.marks.places.contains(self.analysis.form(before - 1)) {
                        places.push(PlaceMention {
                            words: geo.words.clone(),
                            name: None,
                            state: geo.actor,
                            wide: true,
                        });
                    }
                }
                None => {}
            }
        }
        places
    }
}

/// A word that may stand inside a noun group before its noun.
fn is_inner(analysis: &Analysis, word: Word) -> bool {
    use crate::grammar::Upos;
    matches!(analysis.upos(word), Upos::Adj | Upos::Noun | Upos::Propn | Upos::X | Upos::Num)
        || analysis.upos(word) == Upos::Punct
            && analysis.span(word).len() == 1
            && analysis.rel(word) == Rel::Punct
            && word > 0
            && analysis.span(word - 1).end() == analysis.span(word).start()
            && word + 1 < analysis.len()
            && analysis.span(word).end() == analysis.span(word + 1).start()
}
