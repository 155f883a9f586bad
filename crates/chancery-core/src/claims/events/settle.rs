//! When and where an event was whose own words leave it open: by the visit it is part of, by what is
//! told beside it, by the dateline and the day of publication.
//!
//! A day or place that the words of an event name is never changed here.

use jiff::ToSpan;

use super::{Rules, draft::Draft, place_time, same::class, sides::is_state};
use crate::{
    calendar::When,
    claims::{
        Context,
        clauses::{Link, Time},
        model::{EventKind, EventStatus, Place, Role},
    },
    grammar::Word,
    intake::BlockKind,
    lexicon::ActorCode,
    mentions::{EntityId, EntityKind, Form},
    times::TimeExpression,
};

/// Gives the events of a document, in text order, the days and places that their words leave open.
pub(super) fn settle(context: &Context<'_>, rules: &Rules, joined: &mut [Draft]) {
    rules.company.add(context, joined);
    let dateline = place_time::dateline(context);
    let published = place_time::published(context);
    let visits: Vec<Draft> = joined.iter().filter(|event| event.kind == EventKind::Visit).cloned().collect();
    for at in 0..joined.len() {
        let (before, rest) = joined.split_at_mut(at);
        let Some(draft) = rest.first_mut() else { break };
        let lead = context.analysis.sentence_of(draft.trigger) < 5;
        let talks = draft.soft && lead && matches!(draft.kind, EventKind::Meeting | EventKind::Call);
        let recalled = context.clauses.of(draft.trigger).is_some_and(|id| {
            rules.recalling.contains(context.analysis.lemma(context.clauses.get(id).predicate))
        });
        let news = (draft.main || talks) && !recalled && draft.status == EventStatus::Happened;
        if !news {
            continue;
        }
        // "Last year she visited Lima and held talks with …": then and there.
        if let Some(visit) = joined_before(context, before, draft) {
            draft.when.clone_from(&visit.when);
            if is_placed(draft) && draft.place.is_none() {
                draft.place.clone_from(&visit.place);
            }
        }
        // "During his visit to Lima she met the President": there.
        if is_placed(draft) && draft.place.is_none() {
            let visit = visit_beside(context, &visits, draft);
            draft.place = visit.and_then(|visit| visit.place.clone()).filter(|place| place.name.is_some());
        }
        if draft.place.is_none() {
            draft.place = host_of_envoy(context, rules, draft);
        }
        let story = told_before(context, before, draft);
        if draft.when.is_none() {
            draft.when = story.and_then(|event| event.when.clone()).or_else(|| published.clone());
        }
        let told_today = match (&draft.when, context.document.day()) {
            (Some(when), Some(day)) => {
                when.span.is_none()
                    || when.when.last().is_some_and(|last| (day - last).get_days() <= 2 && last <= day)
            }
            _ => false,
        };
        if is_placed(draft) && draft.place.is_none() {
            draft.place = story.filter(|event| agree(event, draft)).and_then(|event| event.place.clone());
        }
        if is_placed(draft) && draft.place.is_none() && told_today || is_here(context, rules, draft) {
            draft.place = dateline.clone();
        }
        if draft.kind == EventKind::Visit
            && told_today
            && let (Some(place), Some(line)) = (&mut draft.place, &dateline)
            && place.name.is_none()
            && place.state == line.state
        {
            place.name.clone_from(&line.name);
        }
    }
    joined.iter_mut().for_each(|draft| last_days(context, rules, draft));
    settle_by_visits(context, joined);
    settle_by_scene(context, rules, joined);
    for at in 1..joined.len() {
        let (before, rest) = joined.split_at_mut(at);
        let Some(draft) = rest.first_mut() else { break };
        let story = if is_told(context, draft) {
            told_before(context, before, draft)
        } else {
            planned_before(context, before, draft)
        };
        let Some(story) = story else { continue };
        if draft.when.is_none() {
            draft.when.clone_from(&story.when);
        }
        if draft.place.is_none() && is_placed(draft) && agree(story, draft) {
            draft.place.clone_from(&story.place);
        }
    }
    // What took place on the days of the report took place where it is from.
    let met: Vec<Draft> =
        joined.iter().filter(|event| event.kind == EventKind::Meeting && event.main).cloned().collect();
    for draft in joined.iter_mut() {
        let (Some(dated), Some(day)) = (&draft.when, context.document.day()) else { continue };
        let exact = dated.when.edtf().len() >= "2024-01-01".len() && !dated.when.is_approximate();
        let now = dated.when.first().is_some_and(|first| first <= day)
            && dated.when.last().is_some_and(|last| last >= day);
        if draft.status == EventStatus::Happened && draft.place.is_none() && is_placed(draft) && exact && now
        {
            draft.place.clone_from(&dateline);
            // Those who met there that day came for the summit.
            let body = draft.kind == EventKind::Session && draft.large;
            let there = |event: &&Draft| {
                let place = event.place.as_ref().and_then(|place| place.state);
                body && event.status == EventStatus::Happened
                    && place.is_some()
                    && place == dateline.as_ref().and_then(|place| place.state)
                    && agree(event, draft)
            };
            let persons: Vec<EntityId> = met
                .iter()
                .filter(there)
                .flat_map(|event| &event.who)
                .map(|(id, _)| *id)
                .filter(|id| context.mentions.entity(*id).kind == EntityKind::Person)
                .collect();
            persons.into_iter().for_each(|id| draft.add(id, Role::Participant));
        }
    }
    // "I" is a person, even where the page does not name the speaker.
    let speakers: std::collections::BTreeSet<EntityId> = context
        .mentions
        .all()
        .iter()
        .filter(|mention| matches!(mention.form, Form::Pronoun | Form::Possessive))
        .filter_map(|mention| mention.refers.first().copied())
        .filter(|id| context.mentions.entity(*id).kind == EntityKind::State)
        .collect();
    for draft in joined.iter_mut() {
        leave_states_to_persons(context, &speakers, draft);
    }
}

/// Where envoys are summoned and present their credentials: in the state that receives them.
fn host_of_envoy(context: &Context<'_>, rules: &Rules, draft: &Draft) -> Option<Place> {
    if !ENVOYS.contains(&draft.rule.as_str()) {
        return None;
    }
    let sentence = place_time::sentence(context, draft.trigger);
    let of_envoy = |id: EntityId| {
        let mut named = context.mentions.within(sentence.clone()).iter();
        named.any(|mention| {
            let mut words = mention.words.clone();
            mention.refers.contains(&id)
                && words.any(|word| rules.envoys.contains(context.analysis.lemma(word)))
        })
    };
    let envoys = draft.who.iter().filter(|(id, _)| of_envoy(*id)).count();
    let mut hosts = draft.who.iter().filter(|(id, _)| !of_envoy(*id));
    let (host, _) = hosts.next().filter(|_| envoys > 0)?;
    let state = context.mentions.entity(*host).actor.filter(|&actor| is_state(context, actor))?;
    Some(Place { name: None, state: Some(state) })
}

/// The visit in the same sentence by one who takes part, to the state of another who does.
fn visit_beside<'a>(context: &Context<'_>, visits: &'a [Draft], draft: &Draft) -> Option<&'a Draft> {
    let sentence = place_time::sentence(context, draft.trigger);
    let actors = draft.actors(context);
    visits.iter().find(|visit| {
        let state = visit.place.as_ref().and_then(|place| place.state);
        sentence.contains(&visit.trigger)
            && class(visit.status) == class(draft.status)
            && state.is_some_and(|state| actors.contains(&state))
            && visit.who.iter().any(|(guest, role)| {
                let actor = context.mentions.entity(*guest).actor;
                // "China and Fiji signed a treaty during the Prime Minister's visit to Beijing".
                let between = actors.len() == 2 && actor.is_some_and(|actor| actors.contains(&actor));
                *role == Role::Guest && (between || draft.who.iter().any(|(other, _)| other == guest))
            })
    })
}

/// The frames of what envoys do in the state that receives them.
const ENVOYS: [&str; 2] = ["meeting.summon", "ceremony.credentials"];

/// How far behind "three-day" the word for a visit stands: "a three-day official working visit".
const BEFORE_VISIT: Word = 4;

/// How far before "three-day" the preposition stands: "after *his first* three-day visit".
const BEFORE_DAYS: Word = 3;

/// "arrived on Monday for a three-day visit", "ended a three-day visit on Monday": the days from the
/// one that is told, or up to it.
fn last_days(context: &Context<'_>, rules: &Rules, draft: &mut Draft) {
    let Some(dated) = draft.when.as_mut().filter(|_| draft.kind == EventKind::Visit) else { return };
    let Some(day) = dated.when.first().filter(|day| dated.when.last() == Some(*day)) else { return };
    let analysis = context.analysis;
    let tellings = draft.also.iter().map(|(words, _)| words.start).chain([draft.words.start]);
    for at in tellings {
        let sentence = place_time::sentence(context, at);
        let told = dated.span.map(|span| analysis.words_in(span).start);
        if told.is_some_and(|told| !sentence.contains(&told)) {
            continue;
        }
        let lasts = |time: &TimeExpression| {
            let length = time.value.strip_prefix('P')?;
            let days = match length.strip_suffix('W') {
                Some(weeks) => 7 * weeks.parse::<i32>().ok().filter(|weeks| *weeks < 10)?,
                None => length.strip_suffix('D')?.parse::<i32>().ok()?,
            };
            let behind = time.words.end..(time.words.end + BEFORE_VISIT).min(sentence.end);
            let visit = behind.clone().any(|word| rules.company.is_visit(analysis.lemma(word)));
            (visit && days > 1).then_some((days - 1, time.words.start))
        };
        let first = context.times.partition_point(|time| time.words.start < sentence.start);
        let mut inside = context.times[first..].iter().take_while(|time| time.words.start < sentence.end);
        let Some((more, word)) = inside.find_map(lasts) else { continue };
        let verb = (sentence.start..word).rev().map(|at| analysis.lemma(at)).find(|&lemma| {
            rules.ending.contains(lemma) || rules.motion.contains(lemma) || rules.starting.contains(lemma)
        });
        let Some(verb) = verb else { continue };
        // "flew home on Saturday after a four-day visit".
        let before = (word.saturating_sub(BEFORE_DAYS).max(sentence.start)..word).rev();
        let over = before.map(|at| analysis.form(at)).any(|form| rules.behind.contains(form));
        let other = if over || rules.ending.contains(verb) {
            day.checked_sub(more.days())
        } else {
            day.checked_add(more.days())
        };
        if let Ok(other) = other {
            dated.when = When::days(day, other);
            return;
        }
    }
}

/// True for what happens at one place: neither calls and messages nor visits, which have their own. A
/// letter is handed over somewhere.
fn is_placed(draft: &Draft) -> bool {
    !draft.remote && !matches!(draft.kind, EventKind::Call | EventKind::Message | EventKind::Visit)
        || draft.kind == EventKind::Message && draft.rule.ends_with("hand")
}

/// True where two events may have been on the same day.
fn agree(one: &Draft, other: &Draft) -> bool {
    match (&one.when, &other.when) {
        (Some(one), Some(other)) => one.when.overlaps(&other.when),
        _ => true,
    }
}

/// True for what the report tells in its own words as a step of its story: "They also signed a
/// protocol", not "the protocol that they had signed".
fn is_told(context: &Context<'_>, draft: &Draft) -> bool {
    let clause = context.clauses.of(draft.trigger).map(|id| context.clauses.get(id));
    draft.status == EventStatus::Happened
        && context.block_of(draft.trigger) == BlockKind::Body
        && clause.is_some_and(|clause| {
            clause.time == Time::Past && !clause.perfect && matches!(clause.link, Link::Main | Link::Conjunct)
        })
}

/// "held talks here": where the report is from.
fn is_here(context: &Context<'_>, rules: &Rules, draft: &Draft) -> bool {
    let sentence = place_time::sentence(context, draft.trigger);
    let clause = context.clauses.of(draft.trigger);
    is_placed(draft)
        && draft.place.is_none()
        && context.block_of(draft.trigger) == BlockKind::Body
        && (draft.trigger..sentence.end).any(|word| {
            rules.here.contains(context.analysis.form(word)) && context.clauses.of(word) == clause
        })
}

/// How long ago a dated event may lie for what is told after it to belong to it, in days.
const STORY: i32 = 8;

/// The event that the report has just told and goes on from: the last one with a day of its own close
/// before publication and a side in common.
fn told_before<'d>(context: &Context<'_>, before: &'d [Draft], draft: &Draft) -> Option<&'d Draft> {
    let day = context.document.day();
    let actors = draft.actors(context);
    // "The guest arrived yesterday. After the talks they signed …": on the day of the talks in the headline.
    let headline = |visit: &Draft| {
        before.iter().find(|event| {
            let later = || {
                let last = |event: &Draft| event.when.as_ref().and_then(|dated| dated.when.last());
                last(event) > last(visit)
            };
            matches!(event.kind, EventKind::Meeting | EventKind::Session)
                && event.status == EventStatus::Happened
                && event
                    .also
                    .iter()
                    .map(|(words, _)| words.start)
                    .chain([event.words.start])
                    .any(|word| context.block_of(word) == BlockKind::Title)
                && event.actors(context).iter().any(|actor| actors.contains(actor))
                && event.when.is_some()
                && later()
        })
    };
    let told = before.iter().rev().find(|event| {
        let near = event.when.as_ref().is_some_and(|dated| {
            dated.span.is_some()
                && match (dated.when.first(), day) {
                    (Some(first), Some(day)) => first <= day && (day - first).get_days() <= STORY,
                    _ => day.is_none(),
                }
        });
        let shares = actors.is_empty() || event.actors(context).iter().any(|actor| actors.contains(actor));
        let kind = is_placed(event) || event.kind == EventKind::Visit;
        near && shares && kind && event.status == EventStatus::Happened && event.trigger < draft.trigger
    });
    match told {
        Some(visit) if visit.kind == EventKind::Visit && is_placed(draft) => headline(visit).or(told),
        told => told,
    }
}

/// The dated visit from whose clause the one of an event goes on: "visited Lima last year and met …".
fn joined_before<'d>(context: &Context<'_>, before: &'d [Draft], draft: &Draft) -> Option<&'d Draft> {
    let clause = context.clauses.of(draft.trigger).map(|id| context.clauses.get(id))?;
    let parent = context.clauses.get(clause.parent.filter(|_| clause.link == Link::Conjunct)?).predicate;
    before.iter().rev().find(|visit| {
        visit.kind == EventKind::Visit
            && visit.status == draft.status
            && visit.when.is_some()
            && draft.when.is_none()
            && (visit.trigger == parent || visit.center == parent)
    })
}

/// How many sentences on a journey still holds what is planned.
const JOURNEY: usize = 8;

/// The journey or summit to come that the report has told of, for a meeting that is planned at it: "In
/// Santiago I will also meet President X".
fn planned_before<'d>(context: &Context<'_>, before: &'d [Draft], draft: &Draft) -> Option<&'d Draft> {
    let clause = context.clauses.of(draft.trigger).map(|id| context.clauses.get(id));
    let told = draft.status == EventStatus::Planned
        && draft.kind == EventKind::Meeting
        && draft.place.is_none()
        && clause.is_some_and(|clause| clause.time == Time::Future);
    let actors = draft.actors(context);
    let here = context.analysis.sentence_of(draft.trigger);
    before.iter().rev().filter(|_| told).find(|event| {
        // "left for Oslo, where she will meet the King".
        let sets_out = event.kind == EventKind::Visit
            && here == context.analysis.sentence_of(event.trigger)
            && event.trigger < draft.trigger;
        matches!(event.kind, EventKind::Visit | EventKind::Session)
            && (event.status == EventStatus::Planned || sets_out)
            && event.place.is_some()
            && here.saturating_sub(context.analysis.sentence_of(event.trigger)) <= JOURNEY
            && event
                .who
                .first()
                .and_then(|(id, _)| context.mentions.entity(*id).actor)
                .is_some_and(|first| actors.contains(&first))
    })
}

/// A state beside its own person adds nobody.
fn leave_states_to_persons(
    context: &Context<'_>,
    speakers: &std::collections::BTreeSet<EntityId>,
    draft: &mut Draft,
) {
    let person = |id: EntityId| {
        let entity = context.mentions.entity(id);
        matches!(entity.kind, EntityKind::Person | EntityKind::Office).then_some(entity.actor).flatten()
    };
    let persons: Vec<ActorCode> = draft.who.iter().filter_map(|(id, _)| person(*id)).collect();
    draft.who.retain(|(id, _)| {
        let entity = context.mentions.entity(*id);
        entity.kind != EntityKind::State
            || speakers.contains(id)
            || entity.actor.is_none_or(|actor| !persons.contains(&actor))
    });
}

/// "held talks on the sidelines of the summit": when and where the summit was. A signing or ceremony
/// told in the sentence of a meeting, or the one behind it, took place there and then.
fn settle_by_scene(context: &Context<'_>, rules: &Rules, joined: &mut [Draft]) {
    let scenes: Vec<Draft> = joined
        .iter()
        .filter(|draft| matches!(draft.kind, EventKind::Session | EventKind::Meeting))
        .filter(|draft| draft.when.is_some() || draft.place.is_some())
        .cloned()
        .collect();
    for draft in joined.iter_mut() {
        let here = context.analysis.sentence_of(draft.trigger);
        let sentence = place_time::sentence(context, draft.trigger);
        let beside = matches!(draft.kind, EventKind::Meeting | EventKind::Signing)
            && (draft.trigger..sentence.end).any(|word| rules.margins.contains(context.analysis.form(word)));
        let follows = matches!(draft.kind, EventKind::Signing | EventKind::Ceremony);
        if !beside && !follows || draft.when.is_some() && draft.place.is_some() {
            continue;
        }
        let scene = scenes.iter().rev().find(|scene| {
            let tellings = scene.also.iter().map(|(words, _)| words.start).chain([scene.trigger]);
            let near = scene.trigger != draft.trigger
                && tellings
                    .map(|word| context.analysis.sentence_of(word))
                    .any(|there| there <= here && here - there <= 1);
            let kind = match scene.kind {
                EventKind::Session => beside,
                _ => follows,
            };
            let shares = || {
                let actors = draft.actors(context);
                scene.actors(context).iter().any(|actor| actors.contains(actor))
            };
            near && kind && class(scene.status) == class(draft.status) && (beside || shares())
        });
        let Some(scene) = scene else { continue };
        let agree = match (&draft.when, &scene.when) {
            (Some(own), Some(other)) => own.when.overlaps(&other.when),
            _ => true,
        };
        if draft.when.is_none() {
            draft.when.clone_from(&scene.when);
        }
        if draft.place.is_none() && agree {
            draft.place.clone_from(&scene.place);
        }
    }
}

/// Host states of visits; and what is planned within a visit takes place there and then.
fn settle_by_visits(context: &Context<'_>, joined: &mut [Draft]) {
    for draft in joined.iter_mut().filter(|draft| draft.kind == EventKind::Visit) {
        let Some(state) = draft.place.as_ref().and_then(|place| place.state) else { continue };
        let hosts = |(id, role): &(EntityId, Role)| {
            *role != Role::Guest && context.mentions.entity(*id).actor == Some(state)
        };
        if !draft.who.iter().any(hosts) {
            let host = context
                .mentions
                .entities()
                .iter()
                .position(|entity| entity.kind == EntityKind::State && entity.actor == Some(state));
            match host {
                Some(host) => draft.add(host as EntityId, Role::Host),
                None => draft.host = Some(state),
            }
        }
    }
    // A visit without a date of its own was when its visitor met the hosts.
    for at in 0..joined.len() {
        let visit = &joined[at];
        let state = visit.place.as_ref().and_then(|place| place.state);
        let guest = visit.who.first().map(|(id, _)| *id);
        if visit.kind != EventKind::Visit || visit.when.is_some() || visit.status != EventStatus::Happened {
            continue;
        }
        let met = joined.iter().find(|event| {
            matches!(event.kind, EventKind::Meeting | EventKind::Session)
                && event.status == EventStatus::Happened
                && event.when.is_some()
                && event.who.iter().any(|(id, _)| Some(*id) == guest)
                && event.place.as_ref().is_none_or(|place| place.state == state)
                && event.actors(context).iter().any(|actor| Some(*actor) == state)
        });
        if let Some(met) = met {
            let (when, place) = (met.when.clone(), met.place.clone());
            joined[at].when = when;
            if let (Some(own), Some(place)) = (&mut joined[at].place, place)
                && own.name.is_none()
                && own.state == place.state
            {
                own.name = place.name;
            }
        }
    }
    let visits: Vec<Draft> = joined.iter().filter(|draft| draft.kind == EventKind::Visit).cloned().collect();
    for draft in joined.iter_mut() {
        if matches!(draft.kind, EventKind::Visit | EventKind::Call | EventKind::Message) {
            continue;
        }
        let visit = visits.iter().find(|visit| {
            let guest = visit.who.first().map(|(id, _)| *id);
            let shares = guest.is_some_and(|guest| {
                let actor = context.mentions.entity(guest).actor;
                draft.who.iter().any(|(id, _)| *id == guest || context.mentions.entity(*id).actor == actor)
            });
            let host = visit.place.as_ref().and_then(|place| place.state);
            // "will visit Brussels and take part in the EU summit".
            let here = context.analysis.sentence_of(draft.trigger);
            let there = draft.kind == EventKind::Session
                && here.abs_diff(context.analysis.sentence_of(visit.trigger)) <= 1;
            let meets_host = there || draft.actors(context).iter().any(|actor| Some(*actor) == host);
            let ahead = draft.status == EventStatus::Planned
                && visit.status == EventStatus::Happened
                && (visit.main || visit.when.is_some());
            shares && meets_host && (ahead || class(visit.status) == class(draft.status))
        });
        if let Some(visit) = visit {
            if draft.when.is_none() {
                draft.when.clone_from(&visit.when);
            }
            let overlaps = match (&draft.when, &visit.when) {
                (Some(a), Some(b)) => a.when.overlaps(&b.when),
                _ => draft.status != EventStatus::Happened,
            };
            if draft.place.is_none() && overlaps {
                draft.place =
                    visit.place.as_ref().map(|place| Place { name: place.name.clone(), state: place.state });
            }
        }
    }
}
