//! Whether two tellings are of one event: by kind, status, day, place and who takes part.

use super::draft::Draft;
use crate::{
    claims::{
        Context,
        model::{Dated, EventKind, EventStatus, Role},
    },
    lexicon::ActorCode,
    mentions::{EntityId, EntityKind},
};

/// The class within which tellings may be of one event.
pub(super) fn class(status: EventStatus) -> u8 {
    match status {
        EventStatus::Happened => 0,
        EventStatus::Planned | EventStatus::Invited => 1,
        EventStatus::Postponed | EventStatus::Cancelled | EventStatus::Denied => OFF,
    }
}

/// How far apart a delegation and its head are told of at most, in words.
const LED: u32 = 24;

/// The class of what does not take place.
const OFF: u8 = 2;

/// True where two drafts tell of one event.
pub(super) fn same(context: &Context<'_>, one: &Draft, other: &Draft) -> bool {
    let off = class(one.status) == OFF || class(other.status) == OFF;
    if one.kind != other.kind || (off || !one.soft && !other.soft) && class(one.status) != class(other.status)
    {
        return false;
    }
    // The dinner in honour of a guest is not the talks with him.
    if one.meal != other.meal {
        return false;
    }
    if let (Some(a), Some(b)) = (&one.when, &other.when)
        && !a.when.overlaps(&b.when)
        && !is_one_journey(one, other)
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
    if one.kind == EventKind::Ceremony && one.trigger == other.trigger {
        return true;
    }
    // "The ambassadors of Kenya and Ireland presented their credentials": his own beside theirs.
    let shared = || one.who.iter().any(|(id, _)| other.who.iter().any(|(known, _)| known == id));
    if one.kind == EventKind::Ceremony
        && one.rule == other.rule
        && one.rule.ends_with("credentials")
        && shared()
    {
        return true;
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
            .chain(draft.sides.iter().map(|&side| (side, None)))
            .collect()
    };
    // "meet with Mr Lind", whose side nobody tells, is not the meeting with somebody else.
    let stranger = |one: &Draft, other: &Draft| {
        other.who.len() > 1
            && one.who.iter().any(|(id, _)| {
                let entity = context.mentions.entity(*id);
                entity.kind == EntityKind::Person
                    && entity.actor.is_none()
                    && other.who.iter().all(|(known, _)| known != id)
            })
    };
    if matches!(one.kind, EventKind::Meeting | EventKind::Call)
        && (stranger(one, other) || stranger(other, one))
    {
        return false;
    }
    let role = (one.kind == EventKind::Visit).then_some(Role::Guest);
    let (a, b) = (side(one, role), side(other, role));
    if a.is_empty() || b.is_empty() {
        // "To Lam invited him" is not the visit of the headline, whoever was meant.
        let invited = one.status == EventStatus::Invited || other.status == EventStatus::Invited;
        return !invited || class(one.status) == class(other.status);
    }
    let near = role.is_some() && one.trigger.abs_diff(other.trigger) < LED;
    let fits = |few: &[(ActorCode, Option<EntityId>)], many: &[(ActorCode, Option<EntityId>)]| {
        few.iter().all(|(actor, person)| {
            // Where a person of that state is named, an office or state beside it stands for that person.
            let named = |id: EntityId| context.mentions.entity(id).kind == EntityKind::Person;
            let taken = person.is_some_and(named)
                && many.iter().any(|(other, known)| actor == other && known.is_some_and(named));
            many.iter().filter(|(_, known)| !taken || known.is_some()).any(|(other, known)| {
                let groups = |a: EntityId, b: EntityId| {
                    let (a, b) = (context.mentions.entity(a), context.mentions.entity(b));
                    a.kind == EntityKind::Group && b.kind == EntityKind::Group && a.office == b.office
                };
                // "A delegation led by the minister arrived": one journey.
                let led = |a: EntityId, b: EntityId| {
                    let kind = |id: EntityId| context.mentions.entity(id).kind;
                    let kinds = [kind(a), kind(b)];
                    near && kinds.contains(&EntityKind::Group) && kinds.contains(&EntityKind::Person)
                };
                let one = match (person, known) {
                    (Some(person), Some(known)) => {
                        person == known || groups(*person, *known) || led(*person, *known)
                    }
                    _ => true,
                };
                actor == other && one
            })
        })
    };
    fits(&a, &b) || fits(&b, &a)
}

/// How many days may lie between two stops of one journey.
const STOP: i32 = 7;

/// "will arrive in Canberra on 19 October and travel to Perth on the 24th": by the same guest, in the
/// same state, a few days on.
pub(super) fn is_one_journey(one: &Draft, other: &Draft) -> bool {
    let (Some(a), Some(b)) = (&one.when, &other.when) else { return false };
    let state = |draft: &Draft| draft.place.as_ref().and_then(|place| place.state);
    let guest = |draft: &Draft| draft.who.first().filter(|(_, role)| *role == Role::Guest).map(|(id, _)| *id);
    let gap = match (a.when.first(), a.when.last(), b.when.first(), b.when.last()) {
        (Some(first), Some(last), Some(from), Some(to)) => {
            (from - last).get_days().max((first - to).get_days())
        }
        _ => return false,
    };
    let exact = |dated: &Dated| dated.when.edtf().len() >= "2024-01-01".len() && !dated.when.is_approximate();
    one.kind == EventKind::Visit
        && other.kind == EventKind::Visit
        && exact(a)
        && exact(b)
        && gap <= STOP
        && state(one).is_some()
        && state(one) == state(other)
        && guest(one).is_some()
        && guest(one) == guest(other)
        && !one.another
        && !other.another
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
