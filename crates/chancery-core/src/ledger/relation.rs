//! One relation: its events, threads, documents, bodies and statements, from the claims that
//! belong to it.
//!
//! Relations do not look at each other, so a new document changes only those that it speaks of.

use std::collections::BTreeMap;

use super::{
    anniversaries,
    apply::apply,
    bodies,
    commitments::{self, Around},
    events,
    gist::Cell,
    input::{At, Clock, Corpus},
    judgements::{Judgement, Links},
    model::{EventRow, Ledger, RowId},
    people::{People, days_between},
    rules::LedgerRules,
    statements,
};
use crate::{
    calendar::Day,
    claims::model::{Body, EventStatus},
};

/// A part of the record.
#[derive(Clone, Debug, PartialEq)]
pub struct Settled {
    /// Its rows.
    pub rows: Ledger,
    /// The first day on which they may be others though nothing new is reported; none where they
    /// hold for ever.
    pub until: Option<Day>,
}

/// What one relation is settled from.
pub(crate) struct Given<'a> {
    pub(crate) corpus: Corpus<'a>,
    pub(crate) people: &'a People<'a>,
    pub(crate) rules: &'a LedgerRules,
    pub(crate) links: &'a Links,
    pub(crate) cell: &'a Cell,
    /// Its claims, in order.
    pub(crate) claims: &'a [At],
    /// The judgements that name its rows.
    pub(crate) judgements: Vec<&'a Judgement>,
}

/// Settles one relation.
pub(crate) fn settle(given: &Given<'_>, as_of: Day) -> Settled {
    let Given { corpus, people, rules, links, cell, claims, judgements } = given;
    let clock = Clock::new(as_of);
    let mut ledger = Ledger::default();
    let event_claims: Vec<At> =
        claims.iter().copied().filter(|&at| matches!(corpus.claim(at).body, Body::Event(_))).collect();
    let mut found = events::reconcile(corpus, people, rules, links, cell, &event_claims);
    (ledger.mechanisms, ledger.conflicts) =
        bodies::mechanisms(corpus, rules, links, &mut found, cell, claims, &clock);
    ledger.instruments = bodies::instruments(corpus, rules, links, &found, cell, claims);
    let days = days_of(corpus, &found, claims);
    let around = Around { corpus, rules, links, events: &found, days: &days, clock: &clock, claims };
    let threads = commitments::reconcile(&around, cell);
    ledger.gaps = statements::gaps(corpus, rules, &threads.rows, &ledger.instruments, claims);
    ledger.projects = bodies::projects(corpus, rules, links, cell, claims);
    ledger.positions = statements::positions(corpus, rules, cell, claims);
    for (kind, rows) in [
        ("obstacle", &mut ledger.obstacles),
        ("reported-state", &mut ledger.states),
        ("expectation", &mut ledger.expectations),
        ("appraisal", &mut ledger.appraisals),
    ] {
        *rows = statements::statements(corpus, rules, cell, claims, &threads, kind);
    }
    ledger.partnerships = statements::partnerships(corpus, cell, claims);
    let (anniversaries, conflicts) = anniversaries::anniversaries(corpus, rules, cell, claims, &clock);
    ledger.anniversaries = anniversaries;
    ledger.conflicts.extend(conflicts);
    ledger.commitments = threads.rows;
    ledger.doubts = threads.doubts;
    ledger.doubts.extend(found.doubts);
    ledger.conflicts.extend(found.conflicts);
    ledger.events = found.rows;
    ledger.sort();
    apply(&mut ledger, judgements);
    Settled { rows: ledger, until: clock.until() }
}

/// The day of each document of a cell. A document that does not say when it was published has the
/// last day of the event in it that other reports date in full, and that it tells as news.
fn days_of(corpus: &Corpus<'_>, events: &events::Events, claims: &[At]) -> BTreeMap<usize, Day> {
    let mut days: BTreeMap<usize, Day> = BTreeMap::new();
    let rows: BTreeMap<&RowId, &EventRow> = events.rows.iter().map(|row| (&row.id, row)).collect();
    for &at in claims {
        if let Some(day) = corpus.day(at) {
            days.insert(at.0, day);
            continue;
        }
        let held =
            matches!(&corpus.claim(at).body, Body::Event(event) if event.status == EventStatus::Happened);
        let when = events.of.get(&at).and_then(|row| rows.get(row)).and_then(|row| row.when.as_ref());
        if held
            && let Some((first, last)) = when.and_then(|when| when.first().zip(when.last()))
            && days_between(first, last) <= 31
        {
            // Of several events the latest: a report looks back, seldom ahead.
            let day = days.entry(at.0).or_insert(last);
            *day = (*day).max(last);
        }
    }
    days
}
