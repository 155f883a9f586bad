//! Visits: where they go, who pays them and who receives, also where their own clause only mentions
//! them ("X, on a state visit to Y, met Z").

use std::ops::Range;

use super::{draft::DraftReader, place_time, roles::enlist};
use crate::{
    claims::{
        clauses::preposition,
        frames::Trigger,
        model::{EventKind, Place, Role},
    },
    grammar::{Upos, Word},
    lexicon::ActorCode,
    mentions::{EntityId, EntityKind, Form},
};

impl DraftReader<'_, '_> {
    /// Where a visit goes.
    pub(super) fn destination(&self) -> Option<(Place, Range<Word>)> {
        let context = self.context;
        let mut found: Option<(Place, Range<Word>)> = None;
        for &head in context.frames.role(self.hit, "where") {
            let inside = context.analysis.subtree(head);
            let inside = inside.start.max(self.hit.trigger.min(head))..inside.end;
            if let Some(place) = context.mentions.place_at(head) {
                found = found.or_else(|| {
                    Some((Place { name: place.name.clone(), state: Some(place.state) }, place.words.clone()))
                });
                continue;
            }
            if let Some(mention) = context.mentions.at(head) {
                let state = mention.refers.iter().find_map(|&id| {
                    let entity = context.mentions.entity(id);
                    (entity.kind == EntityKind::State).then_some(entity.actor).flatten()
                });
                if let Some(state) = state {
                    found = found
                        .or_else(|| Some((Place { name: None, state: Some(state) }, mention.words.clone())));
                    continue;
                }
            }
            if let Some(place) = context.mentions.places_within(inside).first() {
                found = found.or_else(|| {
                    Some((Place { name: place.name.clone(), state: Some(place.state) }, place.words.clone()))
                });
            }
        }
        let here = self.hit.trigger + 1;
        if found.is_none()
            && here < context.analysis.len()
            && self.rules.here.contains(context.analysis.form(here))
            && let Some(place) = place_time::dateline(context)
        {
            return Some((place, here..here + 1));
        }
        let loose = self.frame.trigger == Trigger::Noun || self.hit.object.is_some();
        if !loose {
            return found;
        }
        found.or_else(|| {
            let others = self.others();
            place_time::place(
                context,
                self.rules,
                (self.hit.trigger, self.hit.object.unwrap_or(self.hit.trigger)),
                self.frame.trigger == Trigger::Noun,
                &others,
            )
        })
    }

    /// Who pays a visit that their own clause only mentions: "X, on a state visit to Y, met Z", "X arrived
    /// for a visit".
    pub(super) fn bearer(
        &self,
        place: Option<&Place>,
        who: &mut Vec<(EntityId, Role)>,
        cover: &mut impl FnMut(&Range<Word>),
    ) {
        let (context, noun) = (self.context, self.hit.trigger);
        if self.frame.trigger != Trigger::Noun || who.iter().any(|(_, role)| *role == Role::Guest) {
            return;
        }
        // "Visit to Peru" is a line of its own also where it is read as a verb.
        let clause = self.hit.clause.map(|id| context.clauses.get(id));
        let Some(clause) = clause.filter(|clause| clause.predicate != noun || !clause.subjects.is_empty())
        else {
            return self.office_holder(place, who);
        };
        let before = preposition(context.analysis, noun).map(|before| context.analysis.form(before));
        let on = before.is_some_and(|before| self.rules.paying.contains(before));
        let moves = self.rules.motion.contains(context.analysis.lemma(clause.predicate));
        let comes = moves
            && before
                .is_some_and(|before| self.rules.aims.contains(before) || self.rules.behind.contains(before));
        let state = place.and_then(|place| place.state);
        if !(comes || on && (moves || clause.predicate == noun || state.is_some())) {
            return;
        }
        for mention in clause.subjects.iter().filter_map(|&subject| context.mentions.at(subject)) {
            for &id in &mention.refers {
                let actor = context.mentions.entity(id).actor;
                if actor.is_some() && actor != state {
                    cover(&mention.words);
                    enlist(who, id, Role::Guest);
                }
            }
        }
    }

    /// "Visit to Peru, 4 to 5 May" on a line of its own: the one whom the site of a government tells of.
    fn office_holder(&self, place: Option<&Place>, who: &mut Vec<(EntityId, Role)>) {
        let (context, noun) = (self.context, self.hit.trigger);
        let Some(home) = context.mentions.home else { return };
        let abroad = place.and_then(|place| place.state).is_some_and(|state| state != home);
        if !abroad || place_time::sentence(context, noun).start != noun {
            return;
        }
        let entities = context.mentions.entities().iter().enumerate();
        let holder = entities.into_iter().find(|(_, entity)| {
            entity.kind == EntityKind::Person && entity.actor == Some(home) && entity.office.is_some()
        });
        if let Some((id, _)) = holder {
            enlist(who, id as EntityId, Role::Guest);
        }
    }

    /// "conveyed an invitation from X to Y to visit Z": Y is to come, not the one who conveys it.
    pub(super) fn invited(&self, who: &mut Vec<(EntityId, Role)>, cover: &mut impl FnMut(&Range<Word>)) {
        let (context, analysis) = (self.context, self.context.analysis);
        let Some(clause) = self.hit.clause.map(|id| context.clauses.get(id)) else { return };
        if !clause.infinitive || clause.predicate != self.hit.trigger {
            return;
        }
        let parent = clause.parent.map(|id| context.clauses.get(id));
        let is_invitation = |&noun: &Word| {
            analysis.upos(noun) == Upos::Noun && self.rules.invited.contains(analysis.lemma(noun))
        };
        let of_parent = || parent.and_then(|parent| parent.objects.iter().copied().find(is_invitation));
        let Some(noun) = analysis.head(clause.predicate).filter(is_invitation).or_else(of_parent) else {
            return;
        };
        let to = |word: Word| {
            preposition(analysis, word).is_some_and(|before| self.rules.goals.contains(analysis.form(before)))
        };
        let of_noun = analysis.children(noun).filter(|&child| child < clause.predicate && to(child));
        let of_verb = parent.into_iter().flat_map(|parent| {
            let goals = parent.obliques.iter().map(|oblique| oblique.head).filter(|&head| to(head));
            goals.chain(parent.objects.iter().copied().filter(|&object| object < noun))
        });
        let guest = of_noun.chain(of_verb).find_map(|head| context.mentions.at(head));
        if let Some(guest) = guest.filter(|guest| matches!(guest.form, Form::Name | Form::Office)) {
            who.clear();
            cover(&guest.words);
            guest.refers.iter().for_each(|&id| enlist(who, id, Role::Guest));
            // "President X extended an invitation to Y to visit": X receives, where it is X's state.
            let state = self.destination().and_then(|(place, _)| place.state);
            // "forwarded an invitation from X": who brings it does not receive.
            let from = |child: Word| {
                child < clause.predicate && preposition(analysis, child).is_some() && !to(child)
            };
            let brought = analysis.children(noun).any(from);
            let subjects = parent.filter(|_| !brought).into_iter().flat_map(|parent| &parent.subjects);
            for mention in subjects.filter_map(|&subject| context.mentions.at(subject)) {
                let at_home = |id: &EntityId| state.is_some() && context.mentions.entity(*id).actor == state;
                mention.refers.iter().copied().filter(at_home).for_each(|id| enlist(who, id, Role::Host));
            }
        }
    }

    /// "at the invitation of X": X receives.
    pub(super) fn invitation(&self, who: &mut Vec<(EntityId, Role)>, cover: &mut impl FnMut(&Range<Word>)) {
        let context = self.context;
        let sentence = place_time::sentence(context, self.hit.trigger);
        let Some(noun) = sentence.clone().find(|&word| {
            self.rules.invited.contains(context.analysis.lemma(word))
                && context.analysis.upos(word) == Upos::Noun
        }) else {
            return;
        };
        let near = noun.saturating_sub(6).max(sentence.start)..sentence.end;
        let host = context
            .mentions
            .within(near)
            .iter()
            .filter(|mention| {
                matches!(mention.form, Form::Name | Form::Office | Form::Side | Form::Possessive)
            })
            .find(|mention| {
                mention.words.start >= noun || mention.words.end == noun || mention.words.end + 1 == noun
            });
        if let Some(host) = host {
            cover(&host.words);
            for &id in &host.refers {
                enlist(who, id, Role::Host);
            }
        }
    }

    /// "X hosted Y as part of his visit": nobody visits the own state, so "his" is the other one's.
    fn visitor(&self, state: ActorCode, who: &mut [(EntityId, Role)]) {
        let context = self.context;
        let actor = |id: EntityId| context.mentions.entity(id).actor;
        let [(own, Role::Guest)] = *who else { return };
        let his = self.frame.trigger == Trigger::Noun
            && self.fillers("who").iter().any(|mention| mention.form == Form::Possessive);
        if !his || actor(own) != Some(state) {
            return;
        }
        let here = context.analysis.sentence_of(self.hit.trigger);
        let from = context.analysis.sentences()[here.saturating_sub(2)].words.start;
        let before = context.mentions.within(from..self.hit.trigger).iter().rev();
        let other =
            before.filter(|mention| matches!(mention.form, Form::Name | Form::Office)).find_map(|mention| {
                let [id] = mention.refers[..] else { return None };
                actor(id).is_some_and(|actor| actor != state).then_some(id)
            });
        if let Some(other) = other {
            who[0].0 = other;
        }
    }

    /// "The President hosted X as part of his visit": the one who acts in the state that is visited
    /// receives.
    pub(super) fn receiver(&self, place: Option<&Place>, who: &mut Vec<(EntityId, Role)>) {
        let context = self.context;
        let Some(state) = place.and_then(|place| place.state) else { return };
        self.visitor(state, who);
        let Some(clause) = self.hit.clause.map(|id| context.clauses.get(id)) else { return };
        let receives = context.matches.iter().any(|hit| {
            let frame = &context.frames.all()[hit.frame];
            hit.trigger == clause.predicate && super::draft::kind_of(&frame.claim) == Some(EventKind::Meeting)
        });
        let near = self.frame.trigger == Trigger::Noun && receives && clause.predicate < self.hit.trigger;
        for mention in clause.subjects.iter().filter_map(|&subject| context.mentions.at(subject)) {
            let [id] = mention.refers[..] else { continue };
            let entity = context.mentions.entity(id);
            let person = matches!(entity.kind, EntityKind::Person | EntityKind::Office);
            if near && person && entity.actor == Some(state) && who.iter().all(|(other, _)| *other != id) {
                who.push((id, Role::Host));
            }
        }
    }
}
