//! Which visit holds which meeting, signing or ceremony.

use std::collections::{BTreeMap, BTreeSet};

use jiff::ToSpan as _;

use super::{Events, LONGEST, STAY, Told, days};
use crate::{
    calendar::{Day, Grain, When},
    claims::model::{EventKind, EventStatus, Role},
    ledger::{model::RowId, people::days_between},
    lexicon::ActorCode,
};

/// Meetings, signings and ceremonies inside the days of a visit, with the traveller, in the country
/// visited, belong to it; what a document itself says comes first. Of a visit of which one day is
/// known, those of the days around it belong to it as well.
pub(super) fn place_in_visits(events: &mut Events, told: &[Told<'_>]) {
    let mut said: BTreeMap<RowId, BTreeMap<RowId, usize>> = BTreeMap::new();
    for one in told {
        if let Some(visit) = one.event.within
            && let Some(row) = events.of.get(&one.at)
            && let Some(visit) = events.of.get(&(one.at.0, visit as usize))
            && row != visit
        {
            *said.entry(row.clone()).or_default().entry(visit.clone()).or_default() += 1;
        }
    }
    let visits: Vec<(RowId, When, Option<ActorCode>, BTreeSet<RowId>)> = events
        .rows
        .iter()
        .filter(|row| row.kind == EventKind::Visit)
        .filter_map(|row| {
            let when = row.when.clone().filter(|when| {
                matches!(when.first().zip(when.last()), Some((first, last)) if days_between(first, last) <= LONGEST && when.grain() != Grain::Month)
            })?;
            let travellers = row
                .participants
                .iter()
                .filter(|part| part.role == Role::Guest || (part.actor.is_some() && part.actor != row.place_state && part.role != Role::Inviter && part.role != Role::Host))
                .filter_map(|part| part.person.clone())
                .collect();
            Some((row.id.clone(), when, row.place_state, travellers))
        })
        .collect();
    let mut by_day: BTreeMap<Day, Vec<usize>> = BTreeMap::new();
    for (at, (_, when, ..)) in visits.iter().enumerate() {
        if let (Some(first), Some(last)) = (when.first(), when.last()) {
            for day in days(first, last) {
                by_day.entry(day).or_default().push(at);
            }
        }
    }
    for row in &mut events.rows {
        if row.kind == EventKind::Visit {
            continue;
        }
        let by_report = said.get(&row.id).and_then(|visits| {
            visits
                .iter()
                .max_by_key(|(id, count)| (**count, std::cmp::Reverse((*id).clone())))
                .map(|(id, _)| id.clone())
        });
        let by_days = || {
            if matches!(row.kind, EventKind::Call | EventKind::Message) {
                return None;
            }
            let when = row.when.as_ref()?;
            let day = when.first()?;
            let persons: BTreeSet<&RowId> =
                row.participants.iter().filter_map(|part| part.person.as_ref()).collect();
            let on = |day: Day| by_day.get(&day).into_iter().flatten().map(|&at| &visits[at]);
            let is_there =
                |travellers: &BTreeSet<RowId>| travellers.iter().any(|person| persons.contains(person));
            let inside = on(day).find(|(_, range, state, travellers)| {
                range.contains(when)
                    && is_there(travellers)
                    && (row.place_state.is_none() || state.is_none() || row.place_state == *state)
            });
            let around = || {
                (1..=STAY)
                    .flat_map(|far| [-far, far])
                    .filter_map(|far| day.checked_add(far.days()).ok())
                    .flat_map(on)
                    .find(|(_, range, state, travellers)| {
                        range.grain() == Grain::Day
                            && range.first() == range.last()
                            && when.grain() == Grain::Day
                            && is_there(travellers)
                            && row.place_state.is_some()
                            && row.place_state == *state
                    })
            };
            inside.or_else(around).map(|(id, ..)| id.clone())
        };
        row.within = by_report.or_else(by_days);
    }
    widen(events);
    date_by_visits(events);
}

/// What a visit holds and nothing dates lies in the days of the visit, where these are known.
fn date_by_visits(events: &mut Events) {
    let stays: BTreeMap<RowId, When> = events
        .rows
        .iter()
        .filter(|row| row.kind == EventKind::Visit)
        .filter_map(|row| {
            let when = row.when.as_ref().filter(|when| !when.is_approximate())?;
            let (first, last) = (when.first()?, when.last()?);
            let is_stay = first < last && days_between(first, last) <= LONGEST;
            (is_stay && when.grain() == Grain::Interval).then(|| (row.id.clone(), when.clone()))
        })
        .collect();
    for row in events.rows.iter_mut().filter(|row| row.when.is_none()) {
        row.when = row.within.as_ref().and_then(|visit| stays.get(visit)).cloned();
    }
}

/// A visit of which one day is known lasted from the first to the last of the days on which the
/// guest was met: the meetings prove it.
fn widen(events: &mut Events) {
    let mut stays: BTreeMap<RowId, (Day, Day)> = BTreeMap::new();
    for row in events.rows.iter().filter(|row| row.status == EventStatus::Happened) {
        if let (Some(visit), Some(when)) = (&row.within, &row.when)
            && when.grain() == Grain::Day
            && let Some(day) = when.first()
        {
            let stay = stays.entry(visit.clone()).or_insert((day, day));
            *stay = (stay.0.min(day), stay.1.max(day));
        }
    }
    for row in events.rows.iter_mut().filter(|row| row.status == EventStatus::Happened) {
        if let Some((first, last)) = stays.get(&row.id)
            && let Some(when) = &row.when
            && when.grain() == Grain::Day
            && let Some(day) = when.first()
            && days_between(*first.min(&day), *last.max(&day)) <= 2 * STAY
            && first.min(&day) != last.max(&day)
        {
            row.when = Some(When::days(*first.min(&day), *last.max(&day)));
        }
    }
}
