//! Which visit holds which meeting, signing or ceremony.

use std::collections::{BTreeMap, BTreeSet};

use super::{Events, LONGEST, Told, days};
use crate::{
    calendar::{Day, Grain, When},
    claims::model::{EventKind, Role},
    ledger::{model::RowId, people::days_between},
    lexicon::ActorCode,
};

/// Meetings, signings and ceremonies inside the days of a visit, with the traveller, in the country
/// visited, belong to it; what a document itself says comes first.
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
            let when = row.when.as_ref()?;
            let day = when.first()?;
            let persons: BTreeSet<&RowId> =
                row.participants.iter().filter_map(|part| part.person.as_ref()).collect();
            by_day
                .get(&day)?
                .iter()
                .map(|&at| &visits[at])
                .find(|(_, range, state, travellers)| {
                    range.contains(when)
                        && travellers.iter().any(|person| persons.contains(person))
                        && (row.place_state.is_none() || state.is_none() || row.place_state == *state)
                        && row.kind != EventKind::Call
                        && row.kind != EventKind::Message
                })
                .map(|(id, ..)| id.clone())
        };
        row.within = by_report.or_else(by_days);
    }
}
