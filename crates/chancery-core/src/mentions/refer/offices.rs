//! Offices named without their holder: "the President", "his Russian counterpart".

use super::{
    super::{
        Entity, EntityId, EntityKind,
        scan::{Found, Raw, Title},
    },
    Resolver,
};
use crate::{
    grammar::{Upos, Word},
    lexicon::{ActorCode, Sym, fold},
};

impl Resolver<'_, '_> {
    /// A title without a name, or "his Russian counterpart X".
    pub(super) fn title_or_counterpart(
        &mut self,
        found: &Found,
        named: &[EntityId],
        word: Word,
    ) -> Vec<EntityId> {
        match &found.raw {
            Raw::Title { title, .. } => self.holders(title, word),
            Raw::Counterpart { states, .. } => {
                let state = states.first();
                let model = self.person_before(word).filter(|id| !named.contains(id));
                let (office, office_head) = model.map_or((None, None), |id| {
                    let model = &self.entities[id as usize];
                    (model.office.clone(), model.office_head)
                });
                match named.first() {
                    Some(&id) => {
                        let entity = &mut self.entities[id as usize];
                        entity.actor = entity.actor.or(state.copied());
                        if entity.office.is_none() {
                            (entity.office, entity.office_head) = (office, office_head);
                        }
                        vec![id]
                    }
                    None if states.len() > 1 => {
                        let text = office.unwrap_or_default();
                        states
                            .iter()
                            .map(|&actor| match office_head {
                                Some(head) => self.holder(actor, head, &text, true),
                                None => self.colleague(Some(actor), None, None),
                            })
                            .collect()
                    }
                    None => {
                        let known = self.entities.iter().rposition(|entity| {
                            entity.kind == EntityKind::Person
                                && entity.actor.is_some()
                                && entity.actor.as_ref() == state
                                && (entity.office_head == office_head || entity.office_head.is_none())
                        });
                        let of_state = || {
                            self.entities.iter().rposition(|entity| {
                                entity.kind == EntityKind::Person
                                    && entity.actor.is_some()
                                    && entity.actor.as_ref() == state
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
                        vec![self.colleague(state.copied(), office, office_head)]
                    }
                }
            }
            Raw::Name { .. } => named.to_vec(),
        }
    }

    /// Somebody of a state without a name, in the office of whom the text spoke before.
    fn colleague(&mut self, actor: Option<ActorCode>, office: Option<String>, head: Option<Sym>) -> EntityId {
        self.add(Entity {
            kind: EntityKind::Office,
            name: None,
            name_words: None,
            office,
            office_head: head,
            actor,
            tokens: Vec::new(),
        })
    }

    /// The persons who hold an office that is named alone.
    pub(super) fn holders(&mut self, title: &Title, word: Word) -> Vec<EntityId> {
        let head = self.office_head(title);
        let office = self.singular_office(title);
        if title.plural {
            if title.states.is_empty() {
                return self.several_holders(title, head, &office, word);
            }
            let text = if title.states.len() > 1 { office } else { self.office(title) };
            return title
                .states
                .iter()
                .map(|&actor| self.holder(actor, head, &text, title.states.len() > 1))
                .collect();
        }
        if let Some(&actor) = title.states.first() {
            return vec![self.holder(actor, head, &office, true)];
        }
        if let Some(id) = self.of_state_spoken_of(title, head, &office) {
            return vec![id];
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
        // "The President of Croatia … the President": where nobody of the outlet's own state can be it.
        // One of it by office alone has been spoken of before: "The Prime Minister will …".
        let can_be_own = |entity: &Entity| {
            entity.actor == self.home
                && match entity.kind {
                    EntityKind::Person => entity.office_head.is_none_or(|own| own == head),
                    EntityKind::Office => entity.office.as_deref().map(fold) == Some(fold(&office)),
                    _ => false,
                }
        };
        let named = |id: &EntityId| {
            let entity = &self.entities[*id as usize];
            entity.kind == EntityKind::Person && is_holder(entity)
        };
        if !self.entities.iter().any(can_be_own)
            && let Some(id) =
                self.mentions[..before].iter().rev().flat_map(|m| m.refers.iter().copied()).find(named)
        {
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

    /// "Paul Keller, the Republic's President": of the state spoken of, not of the outlet's.
    fn of_state_spoken_of(&mut self, title: &Title, head: Sym, office: &str) -> Option<EntityId> {
        let rules = self.knowledge.rules;
        let sentence = self.sentence(title.words.start);
        let mark = title.words.start.checked_sub(1)?;
        let noun = mark.checked_sub(1).filter(|&noun| noun > sentence.start)?;
        if !rules.marks.possessive.contains(self.analysis.form(mark))
            || !rules.state_nouns.contains(self.analysis.form(noun))
        {
            return None;
        }
        let before = self.mentions.partition_point(|mention| mention.words.start < noun);
        let last = self.mentions[..before].last()?;
        // A comma and an article between.
        if let (&[id], true) = (last.refers.as_slice(), last.words.end + 3 > noun)
            && self.is_person(id)
            && self.entities[id as usize].office.is_none()
        {
            let entity = &mut self.entities[id as usize];
            (entity.office, entity.office_head) = (Some(office.to_owned()), Some(head));
            return Some(id);
        }
        let spoken = self.mentions[..before].iter().rev().take(6);
        let mut actors = spoken.flat_map(|mention| &mention.refers);
        let actor = actors
            .find_map(|&id| self.entities[id as usize].actor.filter(|&actor| Some(actor) != self.home))?;
        Some(self.holder(actor, head, office, true))
    }

    /// True for a word of an office that does not tell it from that of the first person of a state: "of"
    /// and "state" in "head of state".
    fn says_little(&self, word: &str) -> bool {
        let rules = self.knowledge.rules;
        let known = self.knowledge.vocabulary.get(word);
        known.is_some_and(|word| rules.top.contains(word) || rules.links.contains(word))
    }

    /// Those whom a plural office without states means: the principals where it can be theirs, else the
    /// holders of the two sides where the words say that it is of them ("the defence ministers of both
    /// countries").
    fn several_holders(&mut self, title: &Title, head: Sym, office: &str, word: Word) -> Vec<EntityId> {
        let pair = self.principals(word, true);
        let rules = self.knowledge.rules;
        let folded = fold(office).into_owned();
        let own = self.knowledge.vocabulary.word(head).unwrap_or_default();
        let qualified = |held: &str| folded.split(' ').all(|part| part == own || held.contains(part));
        let fits = |id: &EntityId| {
            let entity = &self.entities[*id as usize];
            let held = entity.office.as_deref().map(fold).unwrap_or_default();
            entity.office_head == Some(head) && qualified(&held)
        };
        let untitled = |id: &EntityId| self.entities[*id as usize].office_head.is_none();
        let loose = rules.weak_heads.contains(head) && qualified("");
        // "other senior ministers" are none of those who were named.
        let sentence = self.sentence(title.words.start);
        let others =
            title.words.start > sentence.start && self.analysis.upos(title.words.start - 1) == Upos::Adj;
        if others && !self.is_of_sides(title) {
            return Vec::new();
        }
        if loose || pair.iter().any(fits) || !pair.is_empty() && pair.iter().all(untitled) {
            return pair;
        }
        if !self.is_of_sides(title) {
            return Vec::new();
        }
        let sides = self.principals(word, false);
        let actors: Vec<ActorCode> =
            sides.iter().filter_map(|&id| self.entities[id as usize].actor).collect();
        actors.into_iter().map(|actor| self.holder(actor, head, office, true)).collect()
    }

    /// "their ministers", "the two countries' ministers", "the ministers of both countries".
    fn is_of_sides(&self, title: &Title) -> bool {
        let (rules, analysis) = (self.knowledge.rules, self.analysis);
        let sentence = self.sentence(title.words.start);
        let before = title.words.start.checked_sub(1).filter(|&before| before >= sentence.start);
        let owned = before.is_some_and(|before| {
            let form = analysis.form(before);
            rules.possessives.contains(form)
                || rules.marks.possessive.contains(form)
                    && before > sentence.start
                    && rules.group_nouns.contains(analysis.form(before - 1))
        });
        let of = title.words.end;
        let behind = of < sentence.end && rules.marks.of.contains(analysis.form(of));
        owned
            || behind
                && (of + 1..sentence.end.min(of + 5)).any(|at| rules.group_nouns.contains(analysis.form(at)))
    }

    /// The person of a state with this office; an entity without a name where there is none.
    pub(super) fn holder(&mut self, actor: ActorCode, head: Sym, office: &str, one: bool) -> EntityId {
        let weak = self.knowledge.rules.weak_heads.contains(head);
        let fits = |entity: &Entity, kind| entity.kind == kind && entity.actor == Some(actor);
        let folded = fold(office).into_owned();
        // "Bashkiria President" is not the President: a name in an office makes another one of it.
        let rules = self.knowledge.rules;
        let plain = |word: &str| {
            let known = self.knowledge.vocabulary.get(word);
            known.is_some_and(|word| {
                let lists = [&rules.before, &rules.behind, &rules.links, &rules.heads, &rules.plural_heads];
                lists.iter().any(|list| list.contains(word))
            })
        };
        let named = |own: &str| {
            let mut more = own.split([' ', '-', '\'', '’', ',']).filter(|word| !word.is_empty());
            more.any(|word| !plain(word) && !folded.contains(word))
        };
        let same = |entity: &Entity| {
            entity.office_head == Some(head)
                && entity.office.as_ref().is_some_and(|own| {
                    let own = fold(own);
                    own.contains(&folded) && !named(&own) || folded.contains(own.as_ref())
                })
        };
        if one {
            let of_office =
                self.entities.iter().position(|entity| fits(entity, EntityKind::Person) && same(entity));
            // One person of the state without an office is the holder; of several a well-known one.
            let alone = self.entities.iter().filter(|entity| fits(entity, EntityKind::Person)).count() == 1;
            // Whom the record of terms shows in another office, or another one in this, is not meant.
            // "Premier" and "Chancellor" are other words for what a head of government is.
            let other_word = self.is_top(office) && !self.knowledge.rules.is_leading(&folded);
            let barred = |entity: &Entity| {
                // Of a government's many ministers the one who is named without office is not each of them.
                let own = self.official && Some(actor) == self.home;
                own && !weak && !self.is_top(office)
                    || !weak
                        && !other_word
                        && self.document.day().is_some_and(|day| {
                            self.knowledge.rules.contradicts(&entity.tokens, actor, office, day)
                        })
            };
            let without = || {
                self.entities.iter().position(|entity| {
                    fits(entity, EntityKind::Person)
                        && entity.office.is_none()
                        && !barred(entity)
                        && (alone || self.leader(&entity.tokens, entity.office.as_deref()).is_some())
                })
            };
            // "the Chinese leader" is whom the text has shown; "business leaders" are others.
            let own = self.knowledge.vocabulary.word(head).unwrap_or_default();
            let little = weak && folded.split(' ').all(|word| word == own || self.says_little(word));
            let any = || {
                self.entities.iter().position(|entity| fits(entity, EntityKind::Person)).filter(|_| little)
            };
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
}
