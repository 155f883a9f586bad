//! Whether the record keeps its own rules: counts over all rows, and pairs of mentions for a
//! person to look at.
//!
//! What is counted follows from rows and claims alone, not from how the rows were made.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::{
    model::{EventRow, Ledger, Mention, Person, RowId},
    names::NameWords,
    people::days_between,
    rules::LedgerRules,
};
use crate::{
    calendar::{Day, Grain, When},
    claims::model::{Body, Claim, Event, EventKind},
    evidence::hash,
};

/// What a check found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Check {
    /// A stable name.
    pub code: &'static str,
    /// What must hold, for people.
    pub law: &'static str,
    /// How many rows or pairs were looked at.
    pub looked_at: usize,
    /// The rows that break it.
    pub broken: Vec<RowId>,
}

/// Two mentions, in one event or in two.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Pair {
    /// The event of each; the same one for a merged pair.
    pub events: [RowId; 2],
    /// The mentions.
    pub mentions: [Mention; 2],
}

/// Runs the checks. `claim` gives the claim behind a mention.
#[must_use]
pub fn audit(ledger: &Ledger, rules: &LedgerRules, claim: &dyn Fn(&Mention) -> Option<Claim>) -> Vec<Check> {
    let conflicts: BTreeSet<(&RowId, &str)> =
        ledger.conflicts.iter().map(|conflict| (&conflict.about, conflict.slot.as_str())).collect();
    vec![
        one_state(ledger, rules, &conflicts),
        one_holder(ledger, rules, &conflicts),
        one_day(ledger, claim, &conflicts),
        leaders_apart(ledger),
    ]
}

/// The same full name in office for two states at once, or unshown for a state and an organisation:
/// whoever leads one by turns has an office at home as well. "Albert II" is no full name.
fn one_state(ledger: &Ledger, rules: &LedgerRules, conflicts: &BTreeSet<(&RowId, &str)>) -> Check {
    let mut named: BTreeMap<NameWords, Vec<&Person>> = BTreeMap::new();
    for person in &ledger.people {
        let words = NameWords::new(&person.name, &rules.names);
        if words.is_full(&rules.names) {
            named.entry(words).or_default().push(person);
        }
    }
    let is_state = |person: &Person| person.actor.is_some_and(|actor| rules.is_state(actor));
    let mut broken = Vec::new();
    for people in named.values() {
        for (at, one) in people.iter().enumerate() {
            for other in &people[at + 1..] {
                let overlaps = one.shown().any(|a| other.shown().any(|b| a.0 <= b.1 && b.0 <= a.1));
                let is_shown = [one, other].iter().any(|it| conflicts.contains(&(&it.id, "side")))
                    && !(is_state(one) && is_state(other));
                let two = one.actor.is_some() && other.actor.is_some() && one.actor != other.actor;
                if two && overlaps && !is_shown {
                    broken.push(one.id.clone());
                }
            }
        }
    }
    Check {
        code: "one-state",
        law: "no person is in office for two states at once, nor for a state and an organisation without a \
              conflict that shows it",
        looked_at: ledger.people.len(),
        broken,
    }
}

/// Two holders of an office for one, without a conflict that shows it.
fn one_holder(ledger: &Ledger, rules: &LedgerRules, conflicts: &BTreeSet<(&RowId, &str)>) -> Check {
    let mut terms: BTreeMap<String, Vec<(Day, Day, &RowId)>> = BTreeMap::new();
    let mut looked_at = 0;
    for person in &ledger.people {
        for tenure in &person.tenures {
            let Some((first, last)) = tenure.seen.as_ref().and_then(|seen| seen.first().zip(seen.last()))
            else {
                continue;
            };
            let Some(actor) = tenure.actor.filter(|_| rules.is_single_office(&tenure.office)) else {
                continue;
            };
            let office =
                tenure.office_id.clone().unwrap_or_else(|| crate::lexicon::fold(&tenure.office).into_owned());
            terms.entry(format!("{actor} {office}")).or_default().push((first, last, &person.id));
            looked_at += 1;
        }
    }
    let mut broken = Vec::new();
    for list in terms.values_mut() {
        list.sort_unstable();
        for (at, one) in list.iter().enumerate() {
            for other in list[at + 1..].iter().take_while(|other| other.0 <= one.1) {
                let is_shown =
                    conflicts.contains(&(one.2, "holder")) || conflicts.contains(&(other.2, "holder"));
                if one.2 != other.2 && !is_shown {
                    broken.push(other.2.clone());
                }
            }
        }
    }
    Check {
        code: "one-holder",
        law: "no office for one has two holders on a day without a conflict that shows it",
        looked_at,
        broken,
    }
}

/// A date in full: one day.
fn full_day(event: &Event) -> Option<Day> {
    let when = event.when.as_ref().map(|when| &when.when).filter(|when| !when.is_approximate())?;
    (when.grain() == Grain::Day).then(|| when.first()).flatten()
}

/// Mentions that give two different days in full are one event only with a range or a conflict.
fn one_day(
    ledger: &Ledger,
    claim: &dyn Fn(&Mention) -> Option<Claim>,
    conflicts: &BTreeSet<(&RowId, &str)>,
) -> Check {
    let mut broken = Vec::new();
    let mut looked_at = 0;
    for row in ledger.events.iter().filter(|row| row.support.mentions.len() > 1) {
        looked_at += 1;
        let days: BTreeSet<Day> = row
            .support
            .mentions
            .iter()
            .filter_map(claim)
            .filter_map(|claim| match &claim.body {
                Body::Event(event) => full_day(event),
                _ => None,
            })
            .collect();
        let holds = |when: &When| days.iter().all(|day| when.contains(&When::day(*day)));
        let in_range = matches!(row.kind, EventKind::Visit | EventKind::Session)
            && row.when.as_ref().is_some_and(|when| when.first() != when.last() && holds(when));
        if days.len() > 1 && !in_range && !conflicts.contains(&(&row.id, "when")) {
            broken.push(row.id.clone());
        }
    }
    Check {
        code: "one-day",
        law: "no event is told of two days stated in full, unless a range holds both or a conflict shows it",
        looked_at,
        broken,
    }
}

/// Calls and meetings of the same persons: on each day at most one of a kind.
fn leaders_apart(ledger: &Ledger) -> Check {
    let mut days: BTreeMap<(EventKind, Vec<&RowId>), Vec<(Day, &RowId)>> = BTreeMap::new();
    for row in ledger.events.iter().filter(|row| matches!(row.kind, EventKind::Call | EventKind::Meeting)) {
        let persons: Vec<&RowId> = row.participants.iter().filter_map(|part| part.person.as_ref()).collect();
        let day = row.when.as_ref().filter(|when| when.grain() == Grain::Day).and_then(When::first);
        if let Some(day) = day
            && persons.len() > 1
        {
            days.entry((row.kind, persons)).or_default().push((day, &row.id));
        }
    }
    let mut broken = Vec::new();
    let mut looked_at = 0;
    for list in days.values_mut() {
        list.sort_unstable();
        looked_at += list.len();
        broken.extend(list.windows(2).filter(|pair| pair[0].0 == pair[1].0).map(|pair| pair[1].1.clone()));
    }
    Check {
        code: "leaders-apart",
        law: "calls and meetings of the same persons on one day are one, on other days others",
        looked_at,
        broken,
    }
}

/// Pairs of mentions from two stories that were taken for one event; at most `most`, always the
/// same ones.
#[must_use]
pub fn merged(ledger: &Ledger, most: usize) -> Vec<Pair> {
    let pairs = ledger.events.iter().filter_map(|row| {
        let first = row.support.mentions.first()?;
        let other = row.support.mentions.iter().find(|mention| mention.story != first.story)?;
        Some(Pair { events: [row.id.clone(), row.id.clone()], mentions: [first.clone(), other.clone()] })
    });
    sample(pairs.collect(), most)
}

/// Pairs of mentions that were kept apart though kind and sides are the same and the dates are
/// within three days; at most `most`, always the same ones.
#[must_use]
pub fn apart(ledger: &Ledger, most: usize) -> Vec<Pair> {
    let mut by_kind: BTreeMap<(EventKind, &[crate::lexicon::ActorCode]), Vec<(Day, &EventRow)>> =
        BTreeMap::new();
    for row in &ledger.events {
        if let Some(day) = row.when.as_ref().and_then(When::first) {
            by_kind.entry((row.kind, &row.parties)).or_default().push((day, row));
        }
    }
    let mut pairs = Vec::new();
    for list in by_kind.values_mut() {
        list.sort_by(|a, b| (a.0, &a.1.id).cmp(&(b.0, &b.1.id)));
        for (at, (day, one)) in list.iter().enumerate() {
            for (_, other) in list[at + 1..].iter().take_while(|(next, _)| days_between(*day, *next) <= 3) {
                if let (Some(a), Some(b)) = (one.support.mentions.first(), other.support.mentions.first()) {
                    pairs.push(Pair {
                        events: [one.id.clone(), other.id.clone()],
                        mentions: [a.clone(), b.clone()],
                    });
                }
            }
        }
    }
    sample(pairs, most)
}

/// The pairs whose hashes are the least: as good as drawn by lot, and the same every time.
fn sample(mut pairs: Vec<Pair>, most: usize) -> Vec<Pair> {
    pairs.sort_by_cached_key(|pair| hash([pair.mentions[0].claim.as_str(), pair.mentions[1].claim.as_str()]));
    pairs.truncate(most);
    pairs
}
