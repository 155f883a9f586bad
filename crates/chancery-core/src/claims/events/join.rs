//! Drafts become events: the side that the words leave open is filled from the document, and drafts
//! that tell of one event are joined. Their days and places are settled in [`settle`].
//!
//! [`settle`]: super::settle

use super::{
    Rules,
    draft::Draft,
    place_time,
    settle::{class, settle},
};
use crate::{
    calendar::When,
    claims::{
        Context,
        clauses::Time,
        model::{Dated, EventKind, EventStatus, Place, Role},
    },
    intake::BlockKind,
    lexicon::ActorCode,
    mentions::{EntityId, EntityKind},
};

/// The events that drafts tell of, in text order.
pub(super) fn join(context: &Context<'_>, rules: &Rules, drafts: Vec<Draft>) -> Vec<Draft> {
    let mut joined: Vec<Draft> = Vec::new();
    let mut waiting = Vec::new();
    for mut draft in drafts {
        // A date after publication makes an announcement of what is told as fact; beside a verb in the
        // past it belongs to something else.
        if let (Some(when), Some(day)) = (&draft.when, context.document.day())
            && when.when.first().is_some_and(|first| first > day)
            && draft.status == EventStatus::Happened
        {
            let clause = context.clauses.of(draft.trigger).map(|id| context.clauses.get(id));
            if clause.is_some_and(|clause| clause.time == Time::Past && clause.predicate == draft.trigger) {
                draft.when = None;
            } else {
                draft.status = EventStatus::Planned;
            }
        }
        if draft.announced {
            look_forward(context, &mut draft);
        }
        if let (Some(when), Some(day)) = (&draft.when, context.document.day()) {
            let past = when.when.last().is_some_and(|last| last < day);
            if past && draft.status == EventStatus::Planned && draft.rule.ends_with("noun") {
                draft.status = EventStatus::Happened;
            }
        }
        complete(context, &mut draft);
        if draft.back || draft.soft {
            waiting.push(draft);
        } else {
            put(context, rules, &mut joined, draft);
        }
    }
    for draft in waiting {
        if draft.back {
            put_back(context, &mut joined, draft);
        } else {
            put(context, rules, &mut joined, draft);
        }
    }
    let has_contact = joined.iter().any(|draft| {
        matches!(draft.kind, EventKind::Meeting | EventKind::Call | EventKind::Visit)
            && class(draft.status) == 0
    });
    let met: Vec<(EventKind, Vec<ActorCode>)> =
        joined.iter().filter(|draft| !draft.weak).map(|draft| (draft.kind, draft.actors(context))).collect();
    joined.retain(|draft| {
        is_between_states(context, draft)
            && !(draft.weak && has_contact && draft.kind == EventKind::Message)
            && !(draft.weak
                && met.iter().any(|(kind, actors)| {
                    *kind != draft.kind
                        && (draft.kind != EventKind::Meeting
                            || matches!(kind, EventKind::Call | EventKind::Session))
                        && draft.actors(context).iter().all(|actor| actors.contains(actor))
                }))
    });
    settle(context, rules, &mut joined);
    joined.sort_by_key(|draft| (draft.words.start, draft.trigger));
    joined
}

/// "his announced visit on September 8": a day without a year that lies behind publication is the
/// next one.
fn look_forward(context: &Context<'_>, draft: &mut Draft) {
    let (Some(dated), Some(day)) = (&mut draft.when, context.document.day()) else { return };
    let Some(span) = dated.span else { return };
    let past = dated.when.last().is_some_and(|last| last < day && (day - last).get_days() > 60);
    let yearless = !context.text(span).as_bytes().windows(4).any(|four| four.iter().all(u8::is_ascii_digit));
    if !past || !yearless {
        return;
    }
    let (this, next) = (day.year(), day.year() + 1);
    let moved = [this, next].into_iter().find_map(|year| {
        let edtf = dated.when.edtf();
        let old = edtf.get(..4)?.to_owned();
        let moved = When::parse(&edtf.replace(&old, &format!("{year:04}"))).ok()?;
        moved.last().is_some_and(|last| last >= day).then_some(moved)
    });
    if let Some(moved) = moved {
        dated.when = moved;
        dated.reason = "the next such day, as the event is still to come".to_owned();
    }
}

/// Fills the other side where the words name only one.
fn complete(context: &Context<'_>, draft: &mut Draft) {
    let actors = draft.actors(context);
    match draft.kind {
        EventKind::Visit => {
            let state = draft.place.as_ref().and_then(|place| place.state);
            if draft.who.iter().all(|(_, role)| *role != Role::Guest) {
                // "Visit to Austria" on the site of a president: by that president.
                if let Some(own) = state.and_then(|state| other_person(context, state)) {
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
            if let Some(host) = host.filter(|_| context.mentions.home != Some(actors[0])) {
                draft.add(host as EntityId, Role::Host);
            }
        }
        EventKind::Meeting | EventKind::Call | EventKind::Message => {
            let person = draft.who.iter().any(|(id, _)| {
                matches!(
                    context.mentions.entity(*id).kind,
                    EntityKind::Person | EntityKind::Office | EntityKind::Group
                )
            });
            if actors.len() == 1
                && !draft.back
                && person
                && let Some(other) = other_person(context, actors[0])
            {
                draft.add(other, Role::Participant);
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

fn is_state(context: &Context<'_>, actor: ActorCode) -> bool {
    context.world.actor(actor).is_some_and(|actor| actor.kind == crate::lexicon::ActorKind::State)
}

/// Who meets the one that is named: "Meeting with President of Iran Hassan Rouhani" on the site of
/// a president is a meeting with that president.
fn other_person(context: &Context<'_>, known: ActorCode) -> Option<EntityId> {
    let home = context.mentions.home.filter(|home| *home != known)?;
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

/// Adds a draft to the event that it tells of, or as a new one.
fn put(context: &Context<'_>, rules: &Rules, joined: &mut Vec<Draft>, draft: Draft) {
    // A headline without a verb only names what the text tells.
    let heading =
        draft.soft && !matches!(context.block_of(draft.trigger), BlockKind::Body | BlockKind::Speech);
    let told =
        |event: &Draft| event.kind == draft.kind && !event.soft && event.status != EventStatus::Invited;
    if heading && joined.iter().any(told) && !joined.iter().any(|event| same(context, event, &draft)) {
        return;
    }
    // "had a detailed discussion" in the report of a call tells of the call.
    let converses = rules.converse.contains(context.analysis.lemma(draft.center));
    if draft.kind == EventKind::Meeting
        && converses
        && !joined.iter().any(|event| same(context, event, &draft))
    {
        let as_call = Draft { kind: EventKind::Call, ..draft.clone() };
        if let Some(call) = joined.iter_mut().find(|event| same(context, event, &as_call)) {
            call.also.push((draft.words, draft.rule));
            return;
        }
    }
    let shared = |event: &Draft| {
        event.who.iter().filter(|(id, _)| draft.who.iter().any(|(other, _)| other == id)).count()
    };
    let fitting = joined.iter().enumerate().filter(|(_, event)| same(context, event, &draft));
    // Of several the one with most persons in common, then the last one told.
    match fitting.max_by_key(|(at, event)| (shared(event), *at)).map(|(at, _)| at) {
        Some(at) => merge(context, &mut joined[at], draft),
        None => joined.push(draft),
    }
}

/// A telling that only points back ("the talks") belongs to the one event of its kind that the
/// report is about; "the visit" in the report of a meeting abroad is a visit of its own.
fn put_back(context: &Context<'_>, joined: &mut Vec<Draft>, draft: Draft) {
    let day = context.document.day();
    // Events recalled from long ago are not what "the visit" means.
    let current = |event: &Draft| match (&event.when, day) {
        (Some(when), Some(day)) => when.when.last().is_none_or(|last| (day - last).get_days() <= 14),
        _ => true,
    };
    let fits = |event: &Draft| event.kind == draft.kind && current(event);
    let fitting: Vec<usize> = (0..joined.len()).filter(|&at| fits(&joined[at])).collect();
    if let [at] = fitting[..] {
        let event = &mut joined[at];
        if event.status == EventStatus::Invited && draft.status == EventStatus::Planned {
            event.status = EventStatus::Planned;
        } else if class(event.status) != class(draft.status) && !draft.soft {
            return;
        }
        if event.when.is_none() {
            event.when = draft.when;
        }
        if event.place.is_none() {
            event.place = draft.place;
        }
        event.level = event.level.or(draft.level);
        event.also.push((draft.words, draft.rule));
    } else if fitting.is_empty() && draft.kind == EventKind::Visit {
        joined.extend(visit_of_meeting(context, joined, draft));
    }
}

/// The visit in which a meeting took place: the guest is the one from elsewhere.
fn visit_of_meeting(context: &Context<'_>, joined: &[Draft], draft: Draft) -> Option<Draft> {
    let meeting = joined.iter().find(|event| {
        let state = event.place.as_ref().and_then(|place| place.state);
        event.kind == EventKind::Meeting
            && event.main
            && state.is_some_and(|state| event.actors(context).contains(&state))
    })?;
    let state = meeting.place.as_ref().and_then(|place| place.state);
    let mut visit =
        Draft { status: meeting.status, when: meeting.when.clone(), place: meeting.place.clone(), ..draft };
    for (id, _) in &meeting.who {
        let guest = context.mentions.entity(*id).actor != state;
        visit.add(*id, if guest { Role::Guest } else { Role::Host });
    }
    visit.who.sort_by_key(|(_, role)| *role != Role::Guest);
    visit.back = false;
    Some(visit)
}

/// True where two drafts tell of one event.
fn same(context: &Context<'_>, one: &Draft, other: &Draft) -> bool {
    if one.kind != other.kind || !one.soft && !other.soft && class(one.status) != class(other.status) {
        return false;
    }
    if let (Some(a), Some(b)) = (&one.when, &other.when)
        && !a.when.overlaps(&b.when)
    {
        return false;
    }
    // "their conversation last week" is not the one that is the news of today.
    let earlier = |old: &Draft, news: &Draft| {
        let day = context.document.day();
        let past = |when: &Dated| {
            day.is_some_and(|day| when.when.last().is_some_and(|last| (day - last).get_days() > 2))
        };
        old.soft && !old.main && news.main && news.when.is_none() && old.when.as_ref().is_some_and(past)
    };
    if matches!(one.kind, EventKind::Meeting | EventKind::Call)
        && (earlier(one, other) || earlier(other, one))
    {
        return false;
    }
    let state = |draft: &Draft| draft.place.as_ref().and_then(|place| place.state);
    if let (Some(a), Some(b)) = (state(one), state(other))
        && a != b
    {
        return false;
    }
    if one.kind == EventKind::Session {
        return sessions_agree(context, one, other);
    }
    if one.kind == EventKind::Ceremony && one.rule != other.rule {
        // "The ceremony" behind "unveiled a monument" is the same.
        let general = one.general || other.general;
        let sentence = |draft: &Draft| context.analysis.sentence_of(draft.trigger);
        return general && sentence(one).abs_diff(sentence(other)) <= 2;
    }
    let side = |draft: &Draft, role: Option<Role>| -> Vec<(ActorCode, Option<EntityId>)> {
        draft
            .who
            .iter()
            .filter(|(_, part)| role.is_none_or(|role| *part == role))
            .filter_map(|(id, _)| {
                let entity = context.mentions.entity(*id);
                Some((
                    entity.actor?,
                    matches!(entity.kind, EntityKind::Person | EntityKind::Group).then_some(*id),
                ))
            })
            .collect()
    };
    let role = (one.kind == EventKind::Visit).then_some(Role::Guest);
    let (a, b) = (side(one, role), side(other, role));
    if a.is_empty() || b.is_empty() {
        return true;
    }
    let fits = |few: &[(ActorCode, Option<EntityId>)], many: &[(ActorCode, Option<EntityId>)]| {
        few.iter().all(|(actor, person)| {
            many.iter().any(|(other, known)| {
                let groups = |a: EntityId, b: EntityId| {
                    let (a, b) = (context.mentions.entity(a), context.mentions.entity(b));
                    a.kind == EntityKind::Group && b.kind == EntityKind::Group && a.office == b.office
                };
                let one = match (person, known) {
                    (Some(person), Some(known)) => person == known || groups(*person, *known),
                    _ => true,
                };
                actor == other && one
            })
        })
    };
    fits(&a, &b) || fits(&b, &a)
}

/// Sessions are one where the same body or the same noun phrase meets.
fn sessions_agree(context: &Context<'_>, one: &Draft, other: &Draft) -> bool {
    let bodies = |draft: &Draft| -> Vec<ActorCode> {
        draft
            .who
            .iter()
            .map(|(id, _)| context.mentions.entity(*id))
            .filter(|entity| entity.kind == EntityKind::Organisation)
            .filter_map(|entity| entity.actor)
            .collect()
    };
    let (a, b) = (bodies(one), bodies(other));
    if a.is_empty() || b.is_empty() {
        return a.is_empty() && b.is_empty() && {
            let (a, b) = (one.actors(context), other.actors(context));
            a.iter().all(|actor| b.contains(actor)) || b.iter().all(|actor| a.contains(actor))
        };
    }
    a.iter().any(|body| b.contains(body))
}

fn merge(context: &Context<'_>, event: &mut Draft, draft: Draft) {
    let fuller = |draft: &Draft| {
        let persons = draft
            .who
            .iter()
            .filter(|(id, _)| context.mentions.entity(*id).kind == EntityKind::Person)
            .count();
        let body = context.block_of(draft.trigger) != BlockKind::Title;
        (persons, usize::from(body), draft.words.len())
    };
    if fuller(&draft) > fuller(event) {
        event.also.push((event.words.clone(), event.rule.clone()));
        (event.words, event.rule, event.trigger) = (draft.words.clone(), draft.rule.clone(), draft.trigger);
    } else {
        event.also.push((draft.words.clone(), draft.rule.clone()));
    }
    for (id, role) in &draft.who {
        // A state named beside its own person adds nobody.
        let entity = context.mentions.entity(*id);
        let stands_for = |known: EntityId| context.mentions.entity(known).actor == entity.actor;
        if entity.kind == EntityKind::State && event.who.iter().any(|(known, _)| stands_for(*known)) {
            continue;
        }
        event.add(*id, *role);
    }
    event.when = match (event.when.take(), draft.when) {
        (Some(a), Some(b)) => {
            Some(if a.when.contains(&b.when) && a.when != b.when && !b.when.is_approximate() { b } else { a })
        }
        (a, b) => a.or(b),
    };
    event.place = match (event.place.take(), draft.place) {
        (Some(a), Some(b)) => Some(if a.name.is_none() { b } else { a }),
        (a, b) => a.or(b),
    };
    event.level = event.level.or(draft.level);
    event.title = event.title.take().or(draft.title);
    event.ordinal = event.ordinal.or(draft.ordinal);
    if event.soft && !draft.soft {
        event.status = draft.status;
    }
    event.soft &= draft.soft;
    event.main |= draft.main;
    event.weak &= draft.weak;
    if event.status == EventStatus::Invited && draft.status == EventStatus::Planned {
        event.status = EventStatus::Planned;
    }
}

/// True where two sides have a part in it: two states or organisations, or a visitor abroad.
fn is_between_states(context: &Context<'_>, draft: &Draft) -> bool {
    let mut actors = draft.actors(context);
    match draft.kind {
        EventKind::Visit => {
            let guests = draft.who.iter().any(|(_, role)| *role == Role::Guest);
            if let Some(state) = draft.place.as_ref().and_then(|place| place.state)
                && !actors.contains(&state)
            {
                actors.push(state);
            }
            guests && actors.len() > 1
        }
        EventKind::Session => {
            let organisation =
                draft.who.iter().any(|(id, _)| context.mentions.entity(*id).kind == EntityKind::Organisation);
            let state = draft.place.as_ref().and_then(|place| place.state);
            let abroad = state.is_some_and(|state| actors.iter().any(|actor| *actor != state));
            actors.len() > 1 || organisation || draft.host.is_some() || draft.large && abroad
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
            let unknown = draft.who.iter().any(|(id, _)| {
                let entity = context.mentions.entity(*id);
                entity.kind == EntityKind::Person && entity.actor.is_none()
            });
            actors.len() > 1 || unknown && !actors.is_empty() && draft.who.len() > 1
        }
    }
}
