//! What all mentions of an event say together, and what they disagree about.

use std::collections::{BTreeMap, BTreeSet};

use super::{STAY, Told, event_id, takes_days};
use crate::{
    calendar::{Day, When},
    claims::model::{Body, EventKind, EventStatus, Role},
    evidence::hash,
    ledger::{
        gist::Cell,
        input::{At, Corpus},
        model::{Conflict, EventRow, PartRow, RowId, Step},
        people::{People, days_between},
    },
    lexicon::{ActorCode, fold},
};

/// What the mentions say together.
pub(super) fn row(
    corpus: &Corpus<'_>,
    people: &People<'_>,
    cell: &Cell,
    told: &[&Told<'_>],
) -> (EventRow, Vec<Conflict>) {
    let first = told[0];
    let id = event_id(corpus, first.at);
    let mut conflicts = Vec::new();
    let when = when_of(corpus, told, &id, &mut conflicts);
    let level = voted(
        corpus,
        told,
        |one| one.event.level.map(|level| (level, level.name().to_owned())),
        |level| level.name().to_owned(),
        "level",
        &id,
        &mut conflicts,
    );
    // A visit has its stops: two towns of one are no contradiction.
    let mut stops = Vec::new();
    let place = voted(
        corpus,
        told,
        |one| {
            let name = one.event.place.as_ref()?.name.clone()?;
            Some((name.clone(), one.place.clone().unwrap_or(name)))
        },
        String::clone,
        "place",
        &id,
        if first.event.kind == EventKind::Visit { &mut stops } else { &mut conflicts },
    );
    let place_state = most(told.iter().filter_map(|one| one.place_state));
    let history: Vec<Step> = told
        .iter()
        .map(|one| Step {
            day: corpus.day(one.at),
            state: one.event.status.name().to_owned(),
            mention: corpus.mention(one.at),
        })
        .collect();
    let status = status_of(corpus, told, &id, &mut conflicts);
    let mut participants = participants(people, told);
    // Nobody is a guest at home, where somebody else is one.
    let is_away = |part: &PartRow| part.role == Role::Guest && part.actor != place_state;
    if first.event.kind == EventKind::Visit
        && place_state.is_some()
        && participants.iter().any(|part| part.actor.is_some() && is_away(part))
    {
        for part in &mut participants {
            if part.role == Role::Guest && !is_away(part) {
                part.role = Role::Host;
            }
        }
        participants.sort();
        participants.dedup();
    }
    let mut parties: Cell = told.iter().flat_map(|one| one.sides.keys().copied()).collect();
    parties.extend(place_state.filter(|_| parties.len() < 2 && first.event.kind == EventKind::Visit));
    if parties.len() < 2 {
        parties.extend(cell);
    }
    parties.sort_unstable();
    parties.dedup();
    let title = told
        .iter()
        .filter_map(|one| one.event.title.as_ref())
        .max_by_key(|title| (title.chars().count(), std::cmp::Reverse((*title).clone())))
        .cloned();
    let row = EventRow {
        id,
        kind: first.event.kind,
        level,
        status,
        when,
        place,
        place_state,
        participants,
        parties,
        title,
        ordinal: told.iter().find_map(|one| one.event.ordinal),
        within: None,
        mechanism: None,
        history,
        support: corpus.support(told.iter().map(|one| one.at)),
    };
    (row, conflicts)
}

/// The value that occurs most often; the least of equals.
fn most<T: Ord + Copy>(values: impl Iterator<Item = T>) -> Option<T> {
    let mut counts: BTreeMap<T, usize> = BTreeMap::new();
    for value in values {
        *counts.entry(value).or_default() += 1;
    }
    counts
        .into_iter()
        .max_by_key(|(value, count)| (*count, std::cmp::Reverse(*value)))
        .map(|(value, _)| value)
}

/// The value that most voices give; where they differ, a conflict.
fn voted<T: Clone + Ord>(
    corpus: &Corpus<'_>,
    told: &[&Told<'_>],
    value: impl Fn(&Told<'_>) -> Option<(T, String)>,
    shown: impl Fn(&T) -> String,
    slot: &str,
    about: &RowId,
    conflicts: &mut Vec<Conflict>,
) -> Option<T> {
    // Key of comparison to (values as printed, claims).
    let mut versions: BTreeMap<String, (BTreeMap<T, usize>, Vec<At>)> = BTreeMap::new();
    for one in told {
        if let Some((value, key)) = value(one) {
            let version = versions.entry(key).or_default();
            *version.0.entry(value).or_default() += 1;
            version.1.push(one.at);
        }
    }
    // "Hanoi" and "Hanoi's Presidential Palace" do not contradict each other.
    let keys: Vec<String> = versions.keys().cloned().collect();
    let distinct: Vec<&String> = keys
        .iter()
        .filter(|key| !keys.iter().any(|other| other != *key && key.contains(other.as_str())))
        .collect();
    if distinct.len() > 1 {
        conflicts.push(conflict(
            corpus,
            about,
            slot,
            distinct.iter().map(|key| {
                let (values, claims) = &versions[*key];
                (shown(values.keys().next().expect("a version has a value")), claims.clone())
            }),
        ));
    }
    versions
        .into_iter()
        .map(|(key, (values, claims))| {
            (corpus.support(claims.iter().copied()).voices, claims.len(), std::cmp::Reverse(key), values)
        })
        .max_by(|a, b| (a.0, a.1, &a.2).cmp(&(b.0, b.1, &b.2)))
        .and_then(|(.., values)| {
            values
                .into_iter()
                // Of equals the last: "Hanoi" comes after the "HANOI" of a dateline.
                .max_by(|a, b| a.1.cmp(&b.1).then_with(|| a.0.cmp(&b.0)))
                .map(|(value, _)| value)
        })
}

pub(crate) fn conflict(
    corpus: &Corpus<'_>,
    about: &RowId,
    slot: &str,
    versions: impl Iterator<Item = (String, Vec<At>)>,
) -> Conflict {
    Conflict {
        id: RowId(format!("conflict/{}", hash([&about.0, slot]))),
        about: about.clone(),
        slot: slot.to_owned(),
        versions: versions.map(|(value, claims)| (value, corpus.support(claims).mentions)).collect(),
    }
}

/// The date: the widest range of a visit or session, else the day, else the finest that is said.
fn when_of(
    corpus: &Corpus<'_>,
    told: &[&Told<'_>],
    about: &RowId,
    conflicts: &mut Vec<Conflict>,
) -> Option<When> {
    let mut versions: BTreeMap<(Day, Day), Vec<At>> = BTreeMap::new();
    for one in told {
        if let Some(exact) = one.exact {
            versions.entry(exact).or_default().push(one.at);
        }
    }
    if versions.is_empty() {
        return told
            .iter()
            .filter_map(|one| one.event.when.as_ref().map(|when| (one.vague, one.at, &when.when)))
            .min_by_key(|(vague, at, _)| (*vague, *at))
            .map(|(.., when)| when.clone());
    }
    let kind = told[0].event.kind;
    let holds = |a: &(Day, Day), b: &(Day, Day)| a.0 <= b.0 && b.1 <= a.1;
    // For what takes days the outermost ranges are compared, for the rest the innermost.
    let ends: Vec<(Day, Day)> = versions
        .keys()
        .filter(|range| {
            !versions.keys().any(|other| {
                other != *range && if takes_days(kind) { holds(other, range) } else { holds(range, other) }
            })
        })
        .copied()
        .collect();
    // Of a stay each report tells another day; where it was held, its plan no longer counts. Two that
    // tell its whole length disagree.
    if kind == EventKind::Visit {
        let is_held = |range: &&(Day, Day)| {
            told.iter().any(|one| one.exact == Some(**range) && one.event.status == EventStatus::Happened)
        };
        let mut held: Vec<(Day, Day)> = ends.iter().filter(is_held).copied().collect();
        // Who has arrived stays for what is announced of the next days.
        if let Some(&(_, last)) = held.last().filter(|_| held.iter().all(|range| range.0 == range.1)) {
            let is_next = |range: &&(Day, Day)| {
                range.0 == range.1 && last < range.0 && days_between(last, range.0) <= STAY
            };
            held.extend(ends.iter().filter(is_next).copied().collect::<Vec<_>>());
        }
        let stays = if held.is_empty() { &ends } else { &held };
        let is_one = stays.iter().filter(|range| range.0 < range.1).count() < 2
            && stays.windows(2).all(|two| days_between(two[0].1, two[1].0) <= STAY);
        if let (true, Some(first), Some(last)) = (is_one, stays.first(), stays.last()) {
            let stay = (first.0, last.1.max(first.1));
            // A day for which it was announced, and on which it was not.
            let missed: Vec<(Day, Day)> =
                ends.iter().filter(|range| range.0 == range.1 && !holds(&stay, range)).copied().collect();
            if !missed.is_empty() {
                let versions = stays
                    .iter()
                    .chain(&missed)
                    .map(|range| (When::days(range.0, range.1).edtf().to_owned(), versions[range].clone()));
                conflicts.push(conflict(corpus, about, "when", versions));
            }
            return Some(When::days(stay.0, stay.1));
        }
    }
    if ends.len() > 1 {
        conflicts.push(conflict(
            corpus,
            about,
            "when",
            ends.iter()
                .map(|range| (When::days(range.0, range.1).edtf().to_owned(), versions[range].clone())),
        ));
    }
    ends.into_iter()
        .max_by_key(|range| {
            let support = corpus.support(versions[range].iter().copied());
            (support.voices, support.latest_day(), std::cmp::Reverse(*range))
        })
        .map(|(first, last)| When::days(first, last))
}

/// What became of it: held beats announced, whenever it is told; else the latest word counts.
fn status_of(
    corpus: &Corpus<'_>,
    told: &[&Told<'_>],
    about: &RowId,
    conflicts: &mut Vec<Conflict>,
) -> EventStatus {
    let of = |status: EventStatus| -> Vec<At> {
        told.iter().filter(|one| one.event.status == status).map(|one| one.at).collect()
    };
    let held = of(EventStatus::Happened);
    let off: Vec<At> = told
        .iter()
        .filter(|one| matches!(one.event.status, EventStatus::Cancelled | EventStatus::Denied))
        .map(|one| one.at)
        .collect();
    if !held.is_empty() && !off.is_empty() {
        conflicts.push(conflict(
            corpus,
            about,
            "status",
            [("happened".to_owned(), held.clone()), (corpus_status(corpus, off[0]).name().to_owned(), off)]
                .into_iter(),
        ));
    }
    if !held.is_empty() {
        return EventStatus::Happened;
    }
    told.iter()
        .max_by_key(|one| (corpus.day(one.at), one.event.status != EventStatus::Invited, one.at))
        .map_or(EventStatus::Planned, |one| one.event.status)
}

fn corpus_status(corpus: &Corpus<'_>, at: At) -> EventStatus {
    match &corpus.claim(at).body {
        Body::Event(event) => event.status,
        _ => EventStatus::Happened,
    }
}

/// Of talks and signings that were held, the persons of each side whom the reports of it name: who
/// was only announced did not take part by that.
fn came(people: &People<'_>, told: &[&Told<'_>]) -> BTreeMap<ActorCode, BTreeSet<usize>> {
    let mut came: BTreeMap<ActorCode, BTreeSet<usize>> = BTreeMap::new();
    let is_talk = |kind: EventKind| matches!(kind, EventKind::Meeting | EventKind::Signing | EventKind::Call);
    for one in told.iter().filter(|it| it.event.status == EventStatus::Happened && is_talk(it.event.kind)) {
        for slot in 0..one.event.participants.len() {
            if let Some(person) = people.of(one.at, slot)
                && let Some(actor) = people.rows[person].actor
            {
                came.entry(actor).or_default().insert(person);
            }
        }
    }
    came
}

/// Each person once, in the part that most mentions give; sides without a name only where no person
/// of theirs is known.
fn participants(people: &People<'_>, told: &[&Told<'_>]) -> Vec<PartRow> {
    type Who = (Option<usize>, Option<ActorCode>, Option<String>);
    let mut parts: BTreeMap<Who, (BTreeMap<Role, usize>, BTreeMap<String, usize>, Option<String>)> =
        BTreeMap::new();
    let came = came(people, told);
    for one in told {
        for (slot, part) in one.event.participants.iter().enumerate() {
            let party = &part.party;
            let person = people.of(one.at, slot);
            let of_side = person.and_then(|person| came.get(&people.rows[person].actor?).zip(Some(person)));
            if of_side.is_some_and(|(came, person)| !came.contains(&person)) {
                continue;
            }
            let actor = party.actor.or_else(|| person.and_then(|person| people.rows[person].actor));
            let key: Who = match person {
                Some(person) => (Some(person), None, None),
                None => (
                    None,
                    actor,
                    party
                        .office
                        .as_ref()
                        .or(party.body.as_ref())
                        .or(party.name.as_ref())
                        .map(|it| fold(it).into_owned()),
                ),
            };
            let entry = parts.entry(key).or_default();
            *entry.0.entry(part.role).or_default() += 1;
            if let Some(office) = &party.office {
                *entry.1.entry(office.clone()).or_default() += 1;
            }
            if entry.2.is_none() {
                entry.2.clone_from(&party.body);
            }
        }
    }
    let named: BTreeSet<ActorCode> = parts
        .keys()
        .filter_map(|(person, actor, what)| match person {
            Some(person) => people.rows[*person].actor,
            None => actor.filter(|_| what.is_some()),
        })
        .collect();
    let mut rows: Vec<PartRow> = parts
        .into_iter()
        .filter(|((person, actor, what), _)| {
            person.is_some() || what.is_some() || actor.is_none_or(|actor| !named.contains(&actor))
        })
        .map(|((person, actor, _), (roles, offices, body))| {
            // A plain participant says less than a host or guest.
            let role = roles
                .iter()
                .max_by_key(|(role, count)| (**role != Role::Participant, **count, std::cmp::Reverse(**role)))
                .map_or(Role::Participant, |(role, _)| *role);
            let office = offices
                .into_iter()
                .max_by(|a, b| a.1.cmp(&b.1).then_with(|| b.0.cmp(&a.0)))
                .map(|(office, _)| office);
            PartRow {
                person: person.map(|person| people.id(person).clone()),
                name: person.map(|person| people.rows[person].name.clone()).filter(|name| !name.is_empty()),
                office,
                actor: person.and_then(|person| people.rows[person].actor).or(actor),
                body,
                role,
            }
        })
        .collect();
    rows.sort();
    rows.dedup();
    rows
}
