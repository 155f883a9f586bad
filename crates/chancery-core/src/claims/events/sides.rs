//! The other side of an event, where its own words name only one: from the outlet whose report it
//! is, from the words around, from the report as a whole; and whether two sides have a part in it at all.

use std::ops::Range;

use super::{draft::Draft, place_time};
use crate::{
    claims::{
        Context,
        model::{EventKind, Place, Role},
        sides::{Sides, add_all},
    },
    grammar::{Upos, Word},
    lexicon::ActorCode,
    mentions::{EntityId, EntityKind, Form},
};

/// Fills the other side where the words name only one.
pub(super) fn complete(context: &Context<'_>, draft: &mut Draft) {
    stand_for_union(context, draft);
    let actors = draft.actors(context);
    match draft.kind {
        EventKind::Visit => {
            let state = draft.place.as_ref().and_then(|place| place.state);
            if draft.sides.is_empty() && draft.who.iter().all(|(_, role)| *role != Role::Guest) {
                // "Visit to Austria" on the site of a president: by that president.
                if let Some(own) = state.and_then(|state| {
                    person_of(context, context.mentions.home.filter(|home| *home != state)?)
                }) {
                    draft.who.insert(0, (own, Role::Guest));
                }
            }
            let guests: Vec<ActorCode> = draft
                .who
                .iter()
                .filter(|(_, role)| *role == Role::Guest)
                .filter_map(|(id, _)| context.mentions.entity(*id).actor)
                .collect();
            if state.is_none() && !guests.is_empty() {
                // "Putin's visit in June": to the other side of the document.
                let host = draft
                    .who
                    .iter()
                    .find(|(_, role)| *role == Role::Host)
                    .and_then(|(id, _)| context.mentions.entity(*id).actor);
                if let Some(other) = host.or_else(|| other_side(context, draft.trigger, &guests)) {
                    draft.place = Some(Place { name: None, state: Some(other) });
                }
            }
        }
        EventKind::Ceremony if actors.is_empty() => {
            // "The ceremony in Accra marked …" on the site of another government.
            let state = draft.place.as_ref().and_then(|place| place.state);
            let own = context.mentions.home.filter(|home| state.is_some_and(|state| state != *home));
            let own = own.and_then(|home| {
                context
                    .mentions
                    .entities()
                    .iter()
                    .position(|entity| entity.kind == EntityKind::State && entity.actor == Some(home))
            });
            if let Some(own) = own {
                draft.add(own as EntityId, Role::Participant);
                draft.host = draft.host.or(state);
                draft.back = false;
            }
        }
        EventKind::Ceremony if actors.len() == 1 => {
            let state = draft
                .place
                .as_ref()
                .and_then(|place| place.state)
                .or_else(|| other_side(context, draft.trigger, &actors));
            let entities = context.mentions.entities();
            let host = entities.iter().position(|entity| {
                entity.kind == EntityKind::State && entity.actor == state && state.is_some()
            });
            // "laid a wreath in Warsaw": abroad, whoever's outlet tells it.
            let abroad =
                draft.place.as_ref().and_then(|place| place.state).filter(|state| *state != actors[0]);
            match (host, abroad) {
                (Some(host), _) if abroad.is_some() || context.mentions.home != Some(actors[0]) => {
                    draft.add(host as EntityId, Role::Host);
                }
                (None, Some(state)) => draft.host = Some(state),
                _ => {}
            }
        }
        EventKind::Meeting | EventKind::Call | EventKind::Message => {
            let person = draft.who.iter().any(|(id, _)| {
                matches!(
                    context.mentions.entity(*id).kind,
                    EntityKind::Person | EntityKind::Office | EntityKind::Group
                )
            });
            let own = context.mentions.home.filter(|home| !actors.contains(home));
            if actors.len() == 1
                && !draft.back
                && person
                && let Some(own) = own
            {
                match person_of(context, own) {
                    Some(other) => draft.add(other, Role::Participant),
                    // "It was a pleasure to meet President X."
                    None => add_all(&mut draft.sides, &[own]),
                }
            } else if actors.len() == 1
                && context.mentions.home == Some(actors[0])
                && let Some(other) = partner(context, draft.trigger, actors[0])
            {
                // "Our talks", "I have just had a discussion": with the guest or host spoken of.
                draft.add(other, Role::Participant);
            }
        }
        _ => {}
    }
}

/// A union of two states meets where the two do: both take part, not the union.
fn stand_for_union(context: &Context<'_>, draft: &mut Draft) {
    let Some(day) = context.document.day() else { return };
    let pair = |id: EntityId| -> Vec<ActorCode> {
        let entity = context.mentions.entity(id);
        let union = entity.actor.filter(|_| entity.kind == EntityKind::Organisation);
        let members: Vec<_> = union.into_iter().flat_map(|union| context.world.members(union, day)).collect();
        if members.len() == 2 { members } else { Vec::new() }
    };
    let members: Vec<ActorCode> = draft.who.iter().flat_map(|(id, _)| pair(*id)).collect();
    if matches!(draft.kind, EventKind::Session | EventKind::Meeting) && !members.is_empty() {
        draft.who.retain(|(id, _)| pair(*id).is_empty());
        let known = draft.actors(context);
        let others: Vec<_> = members.into_iter().filter(|member| !known.contains(member)).collect();
        add_all(&mut draft.sides, &others);
    }
}

/// The side of the document that is none of these: the outlet's own, else the nearest state.
fn other_side(context: &Context<'_>, word: u32, known: &[ActorCode]) -> Option<ActorCode> {
    let home = context.mentions.home.filter(|home| !known.contains(home));
    let sentence = place_time::sentence(context, word);
    let near = context
        .mentions
        .within(sentence)
        .iter()
        .flat_map(|mention| mention.refers.iter())
        .filter_map(|&id| context.mentions.entity(id).actor)
        .find(|actor| !known.contains(actor) && is_state(context, *actor));
    let any = || {
        context
            .mentions
            .entities()
            .iter()
            .filter_map(|entity| entity.actor)
            .find(|actor| !known.contains(actor) && is_state(context, *actor))
    };
    near.or(home).or_else(any)
}

pub(super) fn is_state(context: &Context<'_>, actor: ActorCode) -> bool {
    context.world.actor(actor).is_some_and(|actor| actor.kind == crate::lexicon::ActorKind::State)
}

/// Who meets the one that is named: "Meeting with President of Iran Hassan Rouhani" on the site of
/// a president is a meeting with that president.
fn person_of(context: &Context<'_>, home: ActorCode) -> Option<EntityId> {
    let entities = context.mentions.entities();
    let person =
        entities.iter().position(|entity| entity.kind == EntityKind::Person && entity.actor == Some(home));
    let state =
        || entities.iter().position(|entity| entity.kind == EntityKind::State && entity.actor == Some(home));
    person.or_else(state).map(|at| at as EntityId)
}

/// With whom the one who speaks has met: the person of another state named last, in the
/// three sentences before.
fn partner(context: &Context<'_>, word: u32, home: ActorCode) -> Option<EntityId> {
    let foreign = |id: &EntityId| {
        let entity = context.mentions.entity(*id);
        matches!(entity.kind, EntityKind::Person | EntityKind::Office)
            && entity.office.is_some()
            && entity.actor.is_some_and(|actor| actor != home && is_state(context, actor))
    };
    let here = context.analysis.sentence_of(word);
    let from = context.analysis.sentences()[here.saturating_sub(3)].words.start;
    let before = context.mentions.within(from..word).iter().rev();
    before.flat_map(|mention| mention.refers.iter()).copied().find(foreign)
}

/// Gives an event the sides that its own words leave open: those named in its sentence, else those
/// that deal with each other in its paragraph or in the report.
pub(super) fn supply(context: &Context<'_>, sides: &Sides, draft: &mut Draft) {
    let known = draft.actors(context);
    let noun = matches!(context.analysis.upos(draft.center), Upos::Noun | Upos::Propn);
    let open = match draft.kind {
        EventKind::Visit => draft.who.is_empty() && draft.place.is_some(),
        // Whose letter it is that the envoy hands over.
        EventKind::Message => draft.rule.ends_with("hand") && known.len() == 1,
        EventKind::Ceremony => draft.main || noun || draft.open,
        // "The President held a meeting with the Cabinet": whom one side meets is told.
        EventKind::Meeting if draft.met && draft.trigger != draft.center && known.len() == 1 => draft.open,
        _ => noun || draft.open,
    };
    if !open {
        return;
    }
    let here = place_time::sentence(context, draft.trigger);
    let place = draft.place.as_ref().and_then(|place| place.state);
    if draft.kind == EventKind::Ceremony && known.len() == 1 {
        // "took part in a ceremony" in a report from abroad.
        let abroad = place.or_else(|| place_time::dateline(context).and_then(|place| place.state));
        if let Some(state) = abroad.filter(|state| !known.contains(state)) {
            draft.sides.push(state);
            return;
        }
    }
    let near = named(context, here);
    let paragraph = paragraph(context, draft.trigger);
    let dealing =
        if sides.is_between_sides(paragraph.clone()) { sides.dealing(paragraph) } else { Vec::new() };
    if draft.kind == EventKind::Visit {
        let (actor, id) = near
            .iter()
            .copied()
            .chain(dealing.iter().map(|&actor| (actor, None)))
            .find(|(actor, _)| Some(*actor) != place)
            .map_or((None, None), |(actor, id)| (Some(actor), id));
        // Whoever sends a mission does not go.
        match id.filter(|_| !draft.rule.ends_with("send")) {
            Some(id) => draft.add(id, Role::Guest),
            None => draft.sides.extend(actor),
        }
        return;
    }
    let two = |codes: &[(ActorCode, Option<EntityId>)]| {
        let other = codes.iter().filter(|(actor, _)| !known.contains(actor)).count();
        known.len() + other > 1
    };
    // "arrives in Oslo for talks": with those who live there.
    let host = place.filter(|state| near.iter().all(|(actor, _)| actor != state)).map(|state| (state, None));
    let hosts: Vec<_> = near.iter().copied().chain(host).collect();
    let more = if two(&near) {
        near
    } else if draft.kind == EventKind::Meeting && two(&hosts) {
        hosts
    } else {
        dealing.into_iter().map(|actor| (actor, None)).collect()
    };
    if !two(&more) {
        return;
    }
    for (actor, id) in more.into_iter().filter(|(actor, _)| !known.contains(actor)).take(2 - known.len()) {
        match id {
            Some(id) => draft.add(id, Role::Participant),
            None => draft.sides.push(actor),
        }
    }
}

/// The sides that some words name, each once, with the person who stands for it there.
fn named(context: &Context<'_>, words: Range<Word>) -> Vec<(ActorCode, Option<EntityId>)> {
    let mut near: Vec<(ActorCode, Option<EntityId>)> = Vec::new();
    for mention in context.mentions.within(words) {
        // Where somebody is said to be is not who they are.
        let is_place = mention.form == Form::Side
            && context
                .mentions
                .place_at(mention.words.start)
                .is_some_and(|place| place_time::is_placed(context, place));
        let private = context.mention_rules.is_private(context.analysis.form(mention.words.end - 1));
        if is_place || private {
            continue;
        }
        for &id in &mention.refers {
            let entity = context.mentions.entity(id);
            let person = matches!(entity.kind, EntityKind::Person | EntityKind::Office).then_some(id);
            let Some(actor) = entity.actor else { continue };
            match near.iter_mut().find(|(known, _)| *known == actor) {
                Some((_, known)) => *known = known.or(person),
                None => near.push((actor, person)),
            }
        }
    }
    near
}

/// The words of the paragraph that holds a word.
fn paragraph(context: &Context<'_>, word: Word) -> Range<Word> {
    let sentences = context.analysis.sentences();
    let block = sentences[context.analysis.sentence_of(word)].block;
    let from = sentences.partition_point(|sentence| sentence.block < block);
    let to = sentences.partition_point(|sentence| sentence.block <= block);
    sentences[from].words.start..sentences[to - 1].words.end
}

/// True where two sides have a part in it: two states or organisations, or a visitor abroad.
pub(super) fn is_between_states(context: &Context<'_>, draft: &Draft) -> bool {
    let mut actors = draft.actors(context);
    match draft.kind {
        EventKind::Visit => {
            let guests = draft.who.iter().any(|(_, role)| *role == Role::Guest);
            if let Some(state) = draft.place.as_ref().and_then(|place| place.state)
                && !actors.contains(&state)
            {
                actors.push(state);
            }
            (guests || !draft.sides.is_empty()) && actors.len() > 1
        }
        EventKind::Session => {
            let organisation = draft.who.iter().any(|(id, _)| {
                let entity = context.mentions.entity(*id);
                entity.kind == EntityKind::Organisation
                    || entity.kind != EntityKind::Person
                        && entity.actor.is_some_and(|actor| !is_state(context, actor))
            });
            let state = draft.place.as_ref().and_then(|place| place.state);
            let abroad = state.is_some_and(|state| actors.iter().any(|actor| *actor != state));
            // "The President took part in a forum in Oslo".
            let somebody = draft.main
                && draft.who.iter().any(|(id, _)| {
                    matches!(context.mentions.entity(*id).kind, EntityKind::Person | EntityKind::Office)
                });
            actors.len() > 1 || organisation || draft.host.is_some() || (draft.large || somebody) && abroad
        }
        // "sent greetings to the participants of the international forum".
        EventKind::Message if draft.large && draft.rule.ends_with("send") => {
            !actors.is_empty() && draft.who.iter().any(|(_, role)| *role == Role::Sender)
        }
        // Ambassadors present their credentials to another state by nature.
        EventKind::Ceremony if draft.rule.ends_with("credentials") => !actors.is_empty(),
        EventKind::Ceremony => {
            if let Some(state) = draft.place.as_ref().and_then(|place| place.state)
                && !actors.contains(&state)
            {
                actors.push(state);
            }
            actors.len() > 1
        }
        _ => {
            // Somebody in an office whose state the document does not tell.
            let unknown = draft.who.iter().any(|(id, _)| {
                let entity = context.mentions.entity(*id);
                let known = entity.office.is_some() || draft.kind == EventKind::Signing;
                entity.kind == EntityKind::Person && entity.actor.is_none() && known
            });
            actors.len() > 1 || unknown && !actors.is_empty() && draft.who.len() > 1
        }
    }
}
