//! Pronouns and groups: "he", "the two leaders", "the host", "the latter", "I".

use super::{
    super::{Entity, EntityId, EntityKind, Form},
    Open, Pending, Resolver,
    sides::is_inner,
};
use crate::{
    grammar::{Rel, Upos, Word},
    lexicon::{ActorCode, How},
};

/// How far behind a quotation the one who said it stands, in words and marks.
const SAYING: Word = 8;

/// So many words open a release, in which its speaker is named.
const TOP: Word = 60;

/// How many a group has whose number is not said.
const PAIR: usize = 2;

/// How far back a group may have been named together, in sentences.
const NEAR: usize = 30;

impl Resolver<'_, '_> {
    /// Finds pronouns and groups among the words that nothing covers.
    pub(super) fn open_words(&self, pending: &mut Vec<Pending>) {
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
                // "his guest", "her host".
                let other = |word: Word| {
                    word < analysis.len()
                        && (rules.guests.contains(analysis.form(word))
                            || rules.hosts.contains(analysis.form(word)))
                };
                if possessive && other(word + 1) {
                    pending.push(Pending {
                        words: word..word + 2,
                        head: word + 1,
                        form: Form::Group,
                        open: Open::Other,
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
    pub(super) fn group_from(&self, word: Word) -> Option<(Word, Open)> {
        let (rules, analysis) = (self.knowledge.rules, self.analysis);
        let sentence = &analysis.sentences()[analysis.sentence_of(word)].words;
        let article = rules.marks.articles.contains(analysis.form(word));
        let mut next = word + 1;
        let mut count = (!article).then_some(PAIR);
        if article && next < sentence.end {
            let form = analysis.form(next);
            let several = || rules.counts.iter().position(|&number| number == form).map(|at| at + PAIR + 1);
            count = if rules.both.contains(form) { Some(PAIR) } else { several() };
            next += Word::from(count.is_some());
        }
        let counted = count.is_some();
        // "The two had met in March": two persons, where the number itself acts.
        let number = next - 1;
        if article
            && counted
            && analysis.upos(number) == Upos::Num
            && matches!(analysis.rel(number), Rel::Nsubj | Rel::NsubjPass)
        {
            return Some((next, Open::Both { persons: true, count }));
        }
        let mut inner = 0;
        // "the top leaders".
        let mut high = false;
        while next < sentence.end && !self.covered[next as usize] {
            let form = analysis.form(next);
            if rules.group_nouns.contains(form) && (counted || inner == 0 || high) {
                let persons = rules.person_groups.contains(form);
                return Some((next + 1, Open::Both { persons, count }));
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
            high = !counted && inner == 0 && rules.top.contains(form);
            if inner >= 2 || !counted && !high || !is_inner(analysis, next) {
                return None;
            }
            inner += 1;
            next += 1;
        }
        None
    }

    /// The person whom "he" means: the first one of the sentence so far, else the first one of a
    /// sentence before, up to three back. In "Macron invited him" it is not Macron.
    pub(super) fn person_before(&self, word: Word) -> Option<EntityId> {
        let actor = self.who_acts_on(word);
        let here = self.analysis.sentence_of(word);
        let first_of = |from: Word, to: Word| {
            self.mentions
                .iter()
                .rev()
                .skip_while(|mention| mention.words.start >= to)
                .take_while(|mention| mention.words.start >= from)
                .filter(|mention| mention.refers.len() == 1 && self.is_person(mention.refers[0]))
                .filter(|mention| Some(mention.refers[0]) != actor)
                .last()
                .map(|mention| mention.refers[0])
        };
        let of_sentence = |at: usize| {
            let sentence = &self.analysis.sentences()[at].words;
            first_of(sentence.start, sentence.end.min(word))
        };
        // A new paragraph goes on from the one whom the last paragraph began with.
        let sentences = self.analysis.sentences();
        let topic = || {
            let last = sentences[here.checked_sub(1)?].block;
            let first = sentences.partition_point(|sentence| sentence.block < last);
            if last == sentences[here].block || here - first > 3 { None } else { of_sentence(first) }
        };
        of_sentence(here)
            .or_else(topic)
            .or_else(|| (1..=3.min(here)).find_map(|back| of_sentence(here - back)))
    }

    /// The person who does to a pronoun what its verb says: the subject of the verb whose object it is.
    fn who_acts_on(&self, word: Word) -> Option<EntityId> {
        let analysis = self.analysis;
        if !matches!(analysis.rel(word), Rel::Obj | Rel::Iobj | Rel::Obl) {
            return None;
        }
        let subject = analysis.child(analysis.head(word)?, Rel::Nsubj)?;
        let mention = self.mentions.iter().rev().find(|mention| mention.words.contains(&subject))?;
        mention.refers.first().copied().filter(|_| mention.refers.len() == 1)
    }

    /// Whom "he" or "his" means. In the opening phrase of a sentence it is the subject that comes:
    /// "As part of his visit, Putin …".
    pub(super) fn he(&self, word: Word, form: Form, persons: &[(Word, Word, EntityId)]) -> Option<EntityId> {
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
                let from = persons.partition_point(|(start, ..)| *start < comma);
                let subject = persons[from..].iter().take_while(|(start, ..)| *start < sentence.end).find(
                    |(start, head, _)| {
                        *start <= comma + 2 || matches!(self.analysis.rel(*head), Rel::Nsubj | Rel::NsubjPass)
                    },
                );
                if let Some((.., id)) = subject {
                    return Some(*id);
                }
            }
        }
        // "He was received by the President": the one who comes is another, unless the clause ends first.
        let comma = || {
            (word..sentence.end).find(|&at| self.knowledge.rules.marks.comma.contains(self.analysis.form(at)))
        };
        let ahead = |from: &[(Word, Word, EntityId)]| match form {
            Form::Possessive => from.first().copied(),
            _ => comma().and_then(|comma| from.iter().find(|(start, ..)| *start > comma).copied()),
        };
        self.person_before(word).or_else(|| {
            let from = persons.partition_point(|(start, ..)| *start < word);
            ahead(&persons[from..]).map(|(.., id)| id)
        })
    }

    /// "they": a group just named, else the two principals.
    pub(super) fn several_before(&self, word: Word) -> Vec<EntityId> {
        let start = self.sentence(word).start;
        let group = self
            .mentions
            .iter()
            .rev()
            .take_while(|mention| mention.words.start >= start)
            .find(|mention| mention.refers.len() > 1);
        match group {
            Some(mention) => mention.refers.clone(),
            None => self.group(word, true, None),
        }
    }

    /// Whom "the two leaders", "the three ministers" or "the leaders" mean: the company that was named
    /// together last where it is more than two, else the two principals.
    pub(super) fn group(&self, word: Word, persons: bool, count: Option<usize>) -> Vec<EntityId> {
        if count == Some(PAIR) {
            return self.principals(word, persons);
        }
        let mut company = self.company(word, count);
        if company.is_empty() {
            // "the three ministers" are not the last two.
            return if count.is_some() { company } else { self.principals(word, persons) };
        }
        if !persons {
            for id in &mut company {
                let state = self.entities[*id as usize].actor.and_then(|actor| self.states.get(&actor));
                *id = state.copied().unwrap_or(*id);
            }
        }
        company
    }

    /// Three or more of different sides that a sentence before names together, one a side: so many as
    /// `count` says, else those of the nearest sentence that names several persons together.
    fn company(&self, word: Word, count: Option<usize>) -> Vec<EntityId> {
        let last = self.analysis.sentence_of(word);
        for at in (0..=last).rev().take(NEAR) {
            let sentence = self.analysis.sentences()[at].words.clone();
            let end = if at == last { word } else { sentence.end };
            let from = self.mentions.partition_point(|mention| mention.words.start < sentence.start);
            let named = self.mentions[from..]
                .iter()
                .take_while(|mention| mention.words.start < end)
                .filter(|mention| matches!(mention.form, Form::Name | Form::Office | Form::Side));
            let (mut together, mut leads) = (Vec::new(), Vec::new());
            for mention in named {
                let is_person = mention.refers.iter().all(|&id| self.is_person(id));
                if !is_person && count.is_none() {
                    continue;
                }
                let joined = mention.refers.len() > 1
                    || self.analysis.rel(mention.head) == Rel::Conj
                    || self.analysis.child(mention.head, Rel::Conj).is_some();
                let group = if joined { &mut together } else { &mut leads };
                for &id in &mention.refers {
                    let actor = self.entities[id as usize].actor;
                    let is_new =
                        group.iter().all(|&other: &EntityId| self.entities[other as usize].actor != actor);
                    if actor.is_some() && is_new {
                        group.push(id);
                    }
                }
            }
            let all = leads.iter().filter(|&&id| {
                let actor = self.entities[id as usize].actor;
                together.iter().all(|&other: &EntityId| self.entities[other as usize].actor != actor)
                    && self.is_person(id)
            });
            let all: Vec<EntityId> = all.chain(&together).copied().collect();
            match count {
                Some(count) if all.len() == count => return all,
                Some(count) if together.len() == count => return together,
                Some(_) => {}
                None if together.len() < PAIR => {}
                None => return if all.len() > PAIR { all } else { Vec::new() },
            }
        }
        Vec::new()
    }

    /// The two on whom the report turns at this point: the last two persons of different sides
    /// that were named, else the first two of the document; or their sides.
    pub(super) fn principals(&self, word: Word, persons: bool) -> Vec<EntityId> {
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
        if !persons {
            let told = self.told_most(before);
            let actor = |id: &EntityId| self.entities[*id as usize].actor;
            // The two who speak stand for their sides, unless others are what the report is about.
            let spoken = found.len() == 2
                && found.iter().all(|id| told.iter().take(3).any(|(other, _)| actor(id) == Some(*other)));
            if !spoken && told.len() > 1 {
                found = told.iter().take(2).map(|(_, id)| *id).collect();
                found.sort_unstable();
            }
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

    /// The states that the mentions before a place speak of, the most frequent first, each with one who
    /// stands for it; of equals the one told first.
    fn told_most(&self, before: usize) -> Vec<(ActorCode, EntityId)> {
        let mut counts: Vec<(ActorCode, EntityId, u32)> = Vec::new();
        for mention in &self.mentions[before.saturating_sub(400)..before] {
            if matches!(mention.form, Form::Pronoun | Form::Possessive | Form::Group) {
                continue;
            }
            for &id in &mention.refers {
                let Some(actor) = self.entities[id as usize].actor else { continue };
                match counts.iter_mut().find(|(known, ..)| *known == actor) {
                    Some((.., count)) => *count += 1,
                    None => counts.push((actor, id, 1)),
                }
            }
        }
        counts.sort_by_key(|(.., count)| std::cmp::Reverse(*count));
        counts.into_iter().map(|(actor, id, _)| (actor, id)).collect()
    }

    /// Who says "I" and "we" at this place: the speaker of the block, else the outlet's state.
    pub(super) fn speaker(&mut self, word: Word, persons: &[(Word, Word, EntityId)]) -> Option<EntityId> {
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
            return self.named_behind_quote(word, persons).or_else(|| self.person_before(word));
        }
        self.home.map(|home| self.state(home))
    }

    /// Whom "I" means: the speaker; in a release of the head of government who stands at its top, he.
    pub(super) fn one_who_speaks(
        &mut self,
        word: Word,
        persons: &[(Word, Word, EntityId)],
    ) -> Option<EntityId> {
        let speaker = self.speaker(word, persons)?;
        if !self.official || self.entities[speaker as usize].kind != EntityKind::State {
            return Some(speaker);
        }
        let of_top = |entity: &Entity| {
            entity.kind == EntityKind::Person
                && entity.actor == self.home
                && entity.office.as_deref().is_some_and(|office| self.is_top(office))
        };
        let first = persons.iter().take_while(|(start, ..)| *start < TOP);
        let mut named = first.map(|(.., id)| *id).filter(|&id| of_top(&self.entities[id as usize]));
        named.next().or(Some(speaker))
    }

    /// The person named behind the closing mark of a quotation: "We shall not wait," Moreira said.
    fn named_behind_quote(&self, word: Word, persons: &[(Word, Word, EntityId)]) -> Option<EntityId> {
        let sentences = self.analysis.sentences();
        let at = self.analysis.sentence_of(word);
        let block = sentences[at].block;
        let last = sentences[at..].iter().take_while(|sentence| sentence.block == block).last()?;
        let close = (word..last.words.end)
            .find(|&at| matches!(&self.document.text[self.analysis.span(at)], "”" | "»" | "\"" | "''"))?;
        let end = self.sentence(close).end.min(close + SAYING);
        let from = persons.partition_point(|(start, ..)| *start <= close);
        let (_, head, id) = persons[from..].iter().find(|(start, ..)| *start < end)?;
        let says = self.analysis.head(*head).is_some_and(|verb| {
            verb > close && self.knowledge.rules.persons_do.contains(self.analysis.lemma(verb))
        });
        (says && self.analysis.rel(*head) == Rel::Nsubj).then_some(*id)
    }

    /// True between quotation marks of the same block.
    pub(super) fn in_quotes(&self, word: Word) -> bool {
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
    pub(super) fn addressee(&mut self, word: Word, persons: &[(Word, Word, EntityId)]) -> Option<EntityId> {
        let speaker = self.speaker(word, persons)?;
        let own = self.entities[speaker as usize].actor;
        self.entities
            .iter()
            .position(|entity| {
                entity.kind == EntityKind::Person && entity.actor.is_some() && entity.actor != own
            })
            .map(|at| at as EntityId)
    }

    /// "his guest", "her host": the principal who is not the one that "his" means.
    pub(super) fn other_than_he(&self, word: Word, persons: &[(Word, Word, EntityId)]) -> Option<EntityId> {
        let own = self.he(word, Form::Possessive, persons)?;
        let actor = self.entities[own as usize].actor;
        let pair = self.principals(word, true);
        pair.into_iter().find(|&id| id != own && self.entities[id as usize].actor != actor)
    }

    /// The host or the guest: the principal whose state the story is from, or the other one.
    pub(super) fn host(&self, word: Word, host: bool) -> Option<EntityId> {
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
    pub(super) fn latter(&self, word: Word) -> Vec<EntityId> {
        let before = self.mentions.partition_point(|mention| mention.words.start < word);
        self.mentions[..before]
            .iter()
            .rev()
            .find(|mention| matches!(mention.form, Form::Name | Form::Office | Form::Side))
            .map(|mention| vec![*mention.refers.last().expect("a mention refers to somebody")])
            .unwrap_or_default()
    }
}
