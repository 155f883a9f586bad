//! The one function from the claims of all documents to the record.
//!
//! Persons are found over all documents; everything else relation by relation. Cells do not look
//! at each other, so a new document changes only the relations that it speaks of.

use std::collections::BTreeMap;

use super::{
    apply, bodies,
    commitments::{self, Around},
    events,
    input::{At, Cell, Corpus, ReadDocument},
    judgements::{Judgement, Links, standing},
    model::{DocumentRow, EventRow, Ledger, RowId},
    people::{self, KnownTenure},
    rules::LedgerRules,
    statements,
};
use crate::{
    calendar::Day,
    claims::model::{Body, EventStatus},
};

/// Reconciles documents into the record as it stands on a day.
///
/// The order of the documents does not matter, nor does a document that comes twice (the name
/// decides); `judgements` win over the machine, and leave their mark in [`Ledger::judged`].
/// `known` are tenures from open sources.
#[must_use]
pub fn reconcile(
    inputs: &[ReadDocument],
    judgements: &[Judgement],
    rules: &LedgerRules,
    known: &[KnownTenure],
    as_of: Day,
) -> Ledger {
    let corpus = Corpus::new(inputs);
    let judgements = standing(judgements);
    let links = Links::new(&judgements);
    let people = people::identify(&corpus, rules, known, &links);
    let mut cells: BTreeMap<&Cell, Vec<At>> = BTreeMap::new();
    for (at, _) in corpus.claims() {
        cells.entry(corpus.cell(at)).or_default().push(at);
    }
    let mut ledger = Ledger {
        as_of: Some(as_of),
        documents: corpus
            .docs
            .iter()
            .map(|doc| DocumentRow {
                doc: doc.input.doc.clone(),
                published: doc.input.published,
                outlet: doc.input.outlet.clone(),
                side: doc.input.side,
                voice: doc.voice,
            })
            .collect(),
        ..Ledger::default()
    };
    for (cell, claims) in cells {
        let event_claims: Vec<At> =
            claims.iter().copied().filter(|&at| matches!(corpus.claim(at).body, Body::Event(_))).collect();
        let mut found = events::reconcile(&corpus, &people, rules, &links, cell, &event_claims);
        ledger
            .mechanisms
            .extend(bodies::mechanisms(&corpus, rules, &links, &mut found, cell, &claims, as_of));
        let instruments = bodies::instruments(&corpus, rules, &links, &found, cell, &claims);
        let days = days_of(&corpus, &found, &claims);
        let around = Around {
            corpus: &corpus,
            rules,
            links: &links,
            events: &found,
            days: &days,
            as_of,
            claims: &claims,
        };
        let threads = commitments::reconcile(&around, cell);
        ledger.gaps.extend(statements::gaps(&corpus, rules, &threads.rows, &instruments, &claims));
        ledger.projects.extend(bodies::projects(&corpus, rules, &links, cell, &claims));
        ledger.positions.extend(statements::positions(&corpus, rules, cell, &claims));
        for (kind, rows) in [
            ("obstacle", &mut ledger.obstacles),
            ("reported-state", &mut ledger.states),
            ("expectation", &mut ledger.expectations),
            ("appraisal", &mut ledger.appraisals),
        ] {
            rows.extend(statements::statements(&corpus, rules, cell, &claims, &threads, kind));
        }
        ledger.partnerships.extend(statements::partnerships(&corpus, cell, &claims));
        ledger.anniversaries.extend(statements::anniversaries(&corpus, rules, cell, &claims, as_of));
        ledger.instruments.extend(instruments);
        ledger.commitments.extend(threads.rows);
        ledger.doubts.extend(threads.doubts);
        ledger.doubts.extend(found.doubts);
        ledger.conflicts.extend(found.conflicts);
        ledger.events.extend(found.rows);
    }
    ledger.conflicts.extend(people.conflicts);
    ledger.people = people.rows;
    ledger.sort();
    apply::apply(&mut ledger, &judgements);
    ledger
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
            && people::days_between(first, last) <= 31
        {
            // Of several events the latest: a report looks back, seldom ahead.
            let day = days.entry(at.0).or_insert(last);
            *day = (*day).max(last);
        }
    }
    days
}
