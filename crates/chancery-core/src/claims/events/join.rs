//! Drafts become events: the side that the words leave open is filled from the document, and drafts
//! that tell of one event are joined. Their days and places are settled in [`settle`].

use super::{
    Rules,
    days::{leaves_on, look_back, look_forward, take_place},
    draft::Draft,
    same::{class, is_one_journey, same},
    settle::settle,
    sides::{complete, is_between_states, supply},
    status::is_recent,
};
use crate::{
    calendar::When,
    claims::{
        Context,
        clauses::{Link, Mood, Time},
        model::{Dated, EventKind, EventStatus, Role},
        sides::Sides,
    },
    grammar::{Upos, Word},
    intake::BlockKind,
    mentions::{EntityId, EntityKind},
};

/// The events that drafts tell of, in text order.
pub(super) fn join(context: &Context<'_>, rules: &Rules, sides: &Sides, drafts: Vec<Draft>) -> Vec<Draft> {
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
            let of_another = clause.is_some_and(|clause| match clause.time {
                Time::Past => clause.predicate == draft.trigger,
                // "The visit ends on Wednesday" is under way.
                Time::Present => {
                    rules.ending.contains(context.analysis.lemma(clause.predicate))
                        && clause.subjects.contains(&draft.center)
                }
                _ => false,
            });
            if of_another || is_recent(context, rules, draft.center) {
                draft.when = None;
            } else if !look_back(context, rules, &mut draft) {
                draft.status = EventStatus::Planned;
                draft.soft &= draft.back || draft.headed;
            }
        }
        if draft.announced {
            look_forward(context, &mut draft);
        }
        leaves_on(context, &mut draft);
        if let (Some(when), Some(day)) = (&draft.when, context.document.day()) {
            let past = when.when.last().is_some_and(|last| last < day);
            let told = draft.rule.ends_with("noun") || draft.kind == EventKind::Session;
            if past && draft.status == EventStatus::Planned && told {
                draft.status = EventStatus::Happened;
            } else if past && draft.status == EventStatus::Planned && draft.kind == EventKind::Meeting {
                // "will meet X to go on from the talks of March": the day of something else.
                draft.when = None;
            }
        }
        if is_aim_of_journey(context, &joined, &draft) {
            draft.status = EventStatus::Planned;
        }
        if draft.alone && !is_on_journey(context, &joined, &mut draft) {
            continue;
        }
        complete(context, &mut draft);
        if !draft.back && !is_between_states(context, &draft) {
            supply(context, sides, &mut draft);
        }
        if !is_between_states(context, &draft) {
            go_on(context, &joined, &mut draft);
        }
        if draft.back || draft.soft {
            waiting.push(draft);
        } else {
            put(context, rules, &mut joined, draft);
        }
    }
    for draft in waiting {
        if draft.back {
            put_back(context, rules, sides, &mut joined, draft);
        } else {
            put(context, rules, &mut joined, draft);
        }
    }
    // Who congratulates at a meeting sends no message; who does beside the meeting of others does.
    let contacts: Vec<_> = joined
        .iter()
        .filter(|draft| matches!(draft.kind, EventKind::Meeting | EventKind::Call | EventKind::Visit))
        .filter(|draft| class(draft.status) == 0)
        .map(|draft| draft.actors(context))
        .collect();
    let in_contact = |draft: &Draft| {
        let actors = draft.actors(context);
        contacts.iter().any(|contact| actors.iter().all(|actor| contact.contains(actor)))
    };
    let met: Vec<Draft> = joined.iter().filter(|draft| !draft.weak).cloned().collect();
    let dealings = joined.iter().any(|draft| is_between_states(context, draft));
    joined.retain(|draft| {
        // An international forum in a report of dealings between states is one of them.
        // "the last summit" does not say which.
        let nameless = draft.actors(context).is_empty()
            && !draft.title.as_ref().is_some_and(|title| title.contains(char::is_uppercase));
        let forum = draft.kind == EventKind::Session && draft.large && !draft.back && dealings && !nameless;
        (forum || is_between_states(context, draft))
            && !(draft.weak && draft.kind == EventKind::Message && in_contact(draft))
            && !(draft.weak
                && met.iter().any(|event| {
                    let actors = event.actors(context);
                    // A forum beside the talks does not stand for them.
                    let there =
                        || draft.who.iter().all(|(id, _)| event.who.iter().any(|(other, _)| other == id));
                    let stands = match event.kind {
                        kind if kind == draft.kind => false,
                        EventKind::Session => draft.kind != EventKind::Meeting || there(),
                        kind => draft.kind != EventKind::Meeting || kind == EventKind::Call,
                    };
                    stands && draft.actors(context).iter().all(|actor| actors.contains(actor))
                }))
    });
    joined.iter_mut().for_each(|draft| accept(context, rules, draft));
    joined.iter_mut().for_each(|draft| take_place(context, draft));
    settle(context, rules, &mut joined);
    joined.retain(|draft| !is_only_named(draft));
    joined.sort_by_key(|draft| (draft.words.start, draft.trigger));
    joined
}

/// "the festivities", "their meeting of the Board", named beside something else: without a day or a place
/// nothing is told of them.
fn is_only_named(draft: &Draft) -> bool {
    let named = draft.also.is_empty() && draft.rule.ends_with(".noun") && !draft.main;
    let (dated, placed) = (draft.when.is_some(), draft.place.is_some());
    match draft.kind {
        EventKind::Ceremony => named && !(dated && placed),
        EventKind::Session => named && draft.rule == "meeting.noun" && !dated && !placed,
        _ => false,
    }
}

/// "flies to Oslo on Friday to meet the King": both are to come.
fn is_aim_of_journey(context: &Context<'_>, joined: &[Draft], draft: &Draft) -> bool {
    let clause = context.clauses.of(draft.trigger).map(|id| context.clauses.get(id));
    let parent = clause
        .filter(|clause| clause.infinitive && draft.status == EventStatus::Happened)
        .and_then(|clause| clause.parent);
    parent.is_some_and(|parent| {
        let verb = context.clauses.get(parent).predicate;
        joined.iter().any(|visit| {
            visit.kind == EventKind::Visit && visit.trigger == verb && visit.status == EventStatus::Planned
        })
    })
}

/// How many sentences on a journey still holds what its traveller does.
const JOURNEY: usize = 8;

/// "I am visiting Bali on Friday. I will also open the new consulate": there and then. False where the
/// report tells of no journey of that side before.
fn is_on_journey(context: &Context<'_>, joined: &[Draft], draft: &mut Draft) -> bool {
    let own = draft.actors(context);
    let here = context.analysis.sentence_of(draft.trigger);
    let journey = joined.iter().rev().find(|visit| {
        let guest = visit.who.first().filter(|(_, role)| *role == Role::Guest);
        let state = visit.place.as_ref().and_then(|place| place.state);
        let then = match (&visit.when, &draft.when) {
            (Some(visit), Some(own)) => visit.when.overlaps(&own.when),
            _ => true,
        };
        visit.kind == EventKind::Visit
            && then
            && visit.trigger < draft.trigger
            && here - context.analysis.sentence_of(visit.trigger) <= JOURNEY
            && class(visit.status) == class(draft.status)
            && guest.and_then(|(id, _)| context.mentions.entity(*id).actor) == own.first().copied()
            && state.is_some_and(|state| !own.contains(&state))
    });
    let Some(visit) = journey else { return false };
    draft.place.clone_from(&visit.place);
    if draft.when.is_none() {
        draft.when.clone_from(&visit.when);
    }
    true
}

/// How far behind a meeting what was signed there is told, in sentences.
const SIGNED: usize = 6;

/// "After the talks several documents were signed": by those who met.
fn go_on(context: &Context<'_>, joined: &[Draft], draft: &mut Draft) {
    let own = draft.actors(context);
    if draft.kind != EventKind::Signing || own.len() > 1 || draft.open {
        return;
    }
    // "The Crown Prince signed agreements in Islamabad": with those whom he was with.
    let state = draft.place.as_ref().and_then(|place| place.state);
    if let ([actor], Some(state)) = (&own[..], state)
        && state != *actor
        && draft.main
        && draft.who.iter().any(|(id, _)| context.mentions.entity(*id).kind == EntityKind::Person)
    {
        draft.sides.push(state);
        return;
    }
    let here = context.analysis.sentence_of(draft.trigger);
    let met = joined.iter().rev().find(|event| {
        let there = context.analysis.sentence_of(event.trigger);
        matches!(event.kind, EventKind::Meeting | EventKind::Visit | EventKind::Session)
            && event.main
            && there <= here
            && here - there <= SIGNED
            && class(event.status) == class(draft.status)
    });
    let with = |met: &&Draft| {
        let actors = met.actors(context);
        actors.len() == 2 && own.iter().all(|actor| actors.contains(actor))
    };
    if let Some(met) = met.filter(with) {
        draft.sides.extend(met.actors(context));
        draft.back = false;
    }
}

/// How far behind an invitation it is told that it was accepted, in sentences.
const ANSWER: usize = 2;

/// "The invitation was accepted", "…, which he accepted": the visit is to come.
fn accept(context: &Context<'_>, rules: &Rules, draft: &mut Draft) {
    if draft.kind != EventKind::Visit || draft.status != EventStatus::Invited {
        return;
    }
    let analysis = context.analysis;
    let here = analysis.sentence_of(draft.trigger);
    let behind = context.clauses.within(draft.trigger + 1..analysis.len());
    let mut near = behind.take_while(|(_, clause)| analysis.sentence_of(clause.predicate) <= here + ANSWER);
    let accepted = near.any(|(_, clause)| {
        let there = analysis.sentence_of(clause.predicate);
        let told = rules.taken.contains(analysis.lemma(clause.predicate))
            && !clause.negated
            && !clause.infinitive
            && clause.mood == Mood::Plain
            && clause.time != Time::Future;
        let invitation = |&head: &Word| rules.invited.contains(analysis.lemma(head));
        let what = if clause.passive { &clause.subjects } else { &clause.objects };
        told && (what.iter().any(invitation)
            || what.is_empty()
            || there == here && clause.link == Link::Relative)
    });
    if accepted {
        draft.status = EventStatus::Planned;
    }
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
    // "The summit was attended by …" says who was at the one told before.
    let told_last = |event: &&mut Draft| {
        let kind = event.kind == EventKind::Session || event.kind == draft.kind;
        kind && event.trigger < draft.trigger && !is_apart(event, &draft)
    };
    if draft.bare
        && let Some(event) = joined.iter_mut().rev().find(told_last)
    {
        merge(context, event, draft);
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
    // "hosts talks attended by the envoys": two verbs tell of one noun.
    let told_twice = |event: &&mut Draft| {
        event.kind == draft.kind
            && event.center == draft.center
            && event.trigger != draft.trigger
            && event.center != event.trigger
            && draft.center != draft.trigger
            && class(event.status) == class(draft.status)
    };
    if matches!(draft.kind, EventKind::Meeting | EventKind::Session)
        && let Some(event) = joined.iter_mut().rev().find(told_twice)
    {
        merge(context, event, draft);
        return;
    }
    let shared = |event: &Draft| {
        event.who.iter().filter(|(id, _)| draft.who.iter().any(|(other, _)| other == id)).count()
    };
    let fitting = joined.iter().enumerate().filter(|(_, event)| same(context, event, &draft));
    // Of several the one with most persons in common, then the last one told.
    match fitting.max_by_key(|(at, event)| (shared(event), *at)).map(|(at, _)| at) {
        Some(at) => merge(context, &mut joined[at], draft),
        None if is_loose(context, rules, &draft) => {}
        None => joined.push(draft),
    }
}

/// "the dialogue between X and Y", "at international forums": what goes on or recurs, and no event by
/// itself without a day or place.
fn is_loose(context: &Context<'_>, rules: &Rules, draft: &Draft) -> bool {
    let analysis = context.analysis;
    let held = || {
        let clause = context.clauses.of(draft.center).map(|id| context.clauses.get(id));
        clause.is_some_and(|clause| clause.subjects.contains(&draft.center))
    };
    let goes_on = draft.kind == EventKind::Meeting
        && (!draft.main || draft.rule.ends_with("noun") && !held())
        && rules.processes.contains(analysis.lemma(draft.center));
    let recurs = draft.kind == EventKind::Session
        && analysis.upos(draft.center) == Upos::Noun
        && analysis.features(draft.center).is_plural();
    (goes_on || recurs) && draft.when.is_none() && draft.place.is_none()
}

/// A telling that only points back ("the talks") belongs to the one event of its kind that the
/// report is about; "the visit" in the report of a meeting abroad is a visit of its own, and so is
/// what the words set apart from the event told: "the next session will be held in May".
fn put_back(context: &Context<'_>, rules: &Rules, sides: &Sides, joined: &mut Vec<Draft>, mut draft: Draft) {
    let day = context.document.day();
    // Events recalled from long ago are not what "the visit" means.
    let current = |event: &Draft| match (&event.when, day) {
        (Some(when), Some(day)) => when.when.last().is_none_or(|last| (day - last).get_days() <= 14),
        _ => true,
    };
    // "the parade" to come is not the wreath that was laid before.
    let alike = |event: &Draft| {
        let lemma = |draft: &Draft| context.analysis.lemma(draft.center);
        draft.kind != EventKind::Ceremony
            || draft.general
            || class(event.status) >= class(draft.status)
            || lemma(event) == lemma(&draft)
    };
    let fits = |event: &Draft| {
        event.kind == draft.kind && current(event) && alike(event) && !is_apart(event, &draft)
    };
    let fitting: Vec<usize> = (0..joined.len()).filter(|&at| fits(&joined[at])).collect();
    // "The ministers met in Doha for talks mediated by the Emir": the talks are that meeting.
    let sentence = context.analysis.sentence_of(draft.trigger);
    let beside = fitting.iter().copied().find(|&at| {
        let verb = &joined[at];
        verb.main
            && verb.trigger < draft.trigger
            && context.analysis.sentence_of(verb.trigger) == sentence
            && draft.when.is_none()
    });
    let only = if let [at] = fitting[..] { Some(at) } else { beside };
    if let Some(at) = only {
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
        draft.who.iter().for_each(|(id, role)| event.add(*id, *role));
        event.also.push((draft.words, draft.rule));
        return;
    }
    if fitting.is_empty()
        && draft.kind == EventKind::Visit
        && let Some(visit) = visit_of_meeting(context, joined, draft.clone())
    {
        joined.push(visit);
        return;
    }
    // "Today's conversation took place at the request of …", in the report of a call.
    let converses = rules.converse.contains(context.analysis.lemma(draft.center));
    let mut calls = joined.iter_mut().filter(|event| event.kind == EventKind::Call);
    if draft.kind == EventKind::Meeting
        && converses
        && let (Some(call), None) = (calls.next(), calls.next())
    {
        call.also.push((draft.words, draft.rule));
        return;
    }
    // "The next meeting will be held in May", in the report of a committee's session.
    let assembles = rules.assembling.contains(context.analysis.lemma(draft.center));
    if fitting.is_empty()
        && draft.kind == EventKind::Meeting
        && assembles
        && (draft.another || draft.ordinal.is_some())
        && joined.iter().any(|event| event.kind == EventKind::Session && !event.large)
    {
        draft.kind = EventKind::Session;
        put_back(context, rules, sides, joined, draft);
        return;
    }
    let first = context.analysis.form(draft.center);
    let loose =
        rules.converse.contains(first) || rules.converse.contains(context.analysis.lemma(draft.center));
    // "the Millennium Summit" says which it is.
    let named = draft.kind == EventKind::Session && draft.large && draft.title.is_some();
    let set_apart = !loose && draft.another || draft.ordinal.is_some() || draft.when.is_some();
    let told = named || set_apart || draft.place.is_some();
    if fitting.is_empty() && told {
        draft.back = false;
        supply(context, sides, &mut draft);
        if is_between_states(context, &draft) || draft.kind == EventKind::Session && draft.large {
            joined.push(draft);
        }
    }
}

/// True where the words of a telling set it apart from an event: another day, place or number, or
/// said to be another one.
fn is_apart(event: &Draft, draft: &Draft) -> bool {
    let dates = match (&event.when, &draft.when) {
        (Some(one), Some(other)) => Some(one.when.overlaps(&other.when)),
        _ => None,
    };
    let places = match (&event.place, &draft.place) {
        (Some(one), Some(other)) => {
            one.state != other.state || one.name.is_some() && other.name.is_some() && one.name != other.name
        }
        _ => false,
    };
    let numbers = draft.ordinal.is_some() && event.ordinal.is_some();
    if numbers && draft.ordinal == event.ordinal {
        return false;
    }
    let apart = draft.another && dates != Some(true);
    numbers
        || dates == Some(false)
        || places
        || apart
        || class(event.status) != class(draft.status) && !draft.soft
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
    let journey = is_one_journey(event, &draft);
    let known = event.actors(context);
    event.sides.extend(draft.sides.iter().filter(|side| !known.contains(side)));
    event.when = match (event.when.take(), draft.when) {
        (Some(a), Some(b)) if journey && !a.when.overlaps(&b.when) => {
            let first = a.when.first().into_iter().chain(b.when.first()).min();
            let last = a.when.last().into_iter().chain(b.when.last()).max();
            match (first, last) {
                (Some(first), Some(last)) => Some(Dated { when: When::days(first, last), ..a }),
                _ => Some(a),
            }
        }
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
    // A headline without a verb leaves open whether it is over; the text tells.
    let headed = event.soft && event.rule.ends_with("noun") && event.headed && !draft.headed;
    if event.soft && !draft.soft || headed {
        event.status = draft.status;
    }
    event.headed &= draft.headed;
    event.soft &= draft.soft;
    event.main |= draft.main;
    event.weak &= draft.weak;
    if event.status == EventStatus::Invited && draft.status == EventStatus::Planned {
        event.status = EventStatus::Planned;
    }
}
