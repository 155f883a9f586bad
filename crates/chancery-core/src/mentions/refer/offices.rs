//! Offices named without their holder: "the President", "his Russian counterpart".

use super::{
    super::{
        Entity, EntityId, EntityKind,
        scan::{Found, Raw, Title},
    },
    Resolver,
};
use crate::{
    grammar::Word,
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
    pub(super) fn holders(&mut self, title: &Title, word: Word) -> Vec<EntityId> {
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
    pub(super) fn holder(&mut self, actor: ActorCode, head: Sym, office: &str, one: bool) -> EntityId {
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
            // One person of the state without an office is the holder; of several a well-known one.
            let alone = self.entities.iter().filter(|entity| fits(entity, EntityKind::Person)).count() == 1;
            let without = || {
                self.entities.iter().position(|entity| {
                    fits(entity, EntityKind::Person)
                        && entity.office.is_none()
                        && (alone || self.leader(&entity.tokens).is_some())
                })
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
}
