//! Laws over made-up documents: order, repetition and batches do not matter.

use super::*;
use crate::{
    claims::model::{ActKind, EventKind, EventStatus},
    ledger::{
        Plan, ReadDocument, Settled,
        judgements::{Judgement, Verdict},
        reconcile, roll_of,
    },
};

const PEOPLE: [&str; 8] = [
    "Karin Lind, Foreign Minister, SWE",
    "Lind, Foreign Minister, SWE",
    "-, Foreign Minister, SWE",
    "Per Olsen, Foreign Minister, NOR",
    "Anna Berg, Prime Minister, NOR",
    "Berg, -, NOR",
    "Sergei Lavrov, Foreign Minister, RUS",
    "Sergey Viktorovich Lavrov, Foreign Minister, RUS",
];
const THINGS: [&str; 7] = [
    "build a railway to the north",
    "remove barriers to trade and waive visas",
    "teach each other's languages",
    "count the reindeer of the Finnmark plateau together",
    "count all reindeer on the Finnmark plateau",
    "strengthen relations",
    "conditions for the Swedish community",
];
const DATES: [&str; 8] =
    ["", "2024", "2024-03", "2024-03-12", "2024-03-13", "2024-03-12/2024-03-14", "2024-05-01", "2024-03-12~"];

fn made_up(u: &mut arbtest::arbitrary::Unstructured<'_>) -> arbtest::arbitrary::Result<Vec<ReadDocument>> {
    let mut documents = Vec::new();
    for number in 0..u.int_in_range(1..=7)? {
        let published = ["", "2024-03-11", "2024-03-12", "2024-03-14", "2024-06-01", "2025-01-01"];
        let mut made = report(&format!("doc{number}"), u.choose(&published)?);
        for _ in 0..u.int_in_range(0..=4)? {
            made = if u.ratio(1, 2)? {
                let kind = *u.choose(&[EventKind::Visit, EventKind::Meeting, EventKind::Call])?;
                let status =
                    *u.choose(&[EventStatus::Happened, EventStatus::Planned, EventStatus::Cancelled])?;
                let place = *u.choose(&["", "Oslo, NOR", ", SWE"])?;
                made.event(kind, status, u.choose(&DATES)?, place, &[u.choose(&PEOPLE)?, u.choose(&PEOPLE)?])
            } else {
                let act = *u.choose(&[
                    ActKind::Agree,
                    ActKind::Propose,
                    ActKind::Discuss,
                    ActKind::Decline,
                    ActKind::Hope,
                ])?;
                made.act(
                    act,
                    u.choose(&["SWE", "NOR", "NOR SWE"])?,
                    u.choose(&["", "SWE", "NOR"])?,
                    u.choose(&THINGS)?,
                )
            };
        }
        documents.push(made.done());
    }
    Ok(documents)
}

fn some_judgements(
    u: &mut arbtest::arbitrary::Unstructured<'_>,
    ledger: &crate::ledger::model::Ledger,
) -> arbtest::arbitrary::Result<Vec<Judgement>> {
    let ids: Vec<_> = ledger
        .events
        .iter()
        .map(|row| &row.id)
        .chain(ledger.commitments.iter().map(|row| &row.id))
        .chain(ledger.people.iter().map(|row| &row.id))
        .collect();
    let mut judgements = Vec::new();
    if ids.is_empty() {
        return Ok(judgements);
    }
    for number in 0..u.int_in_range(0..=3)? {
        let (a, b) = ((*u.choose(&ids)?).clone(), (*u.choose(&ids)?).clone());
        let verdict = match u.int_in_range(0..=3)? {
            0 => Verdict::Same { a, b },
            1 => Verdict::NotSame { a, b },
            2 => Verdict::Reject { row: a },
            _ => Verdict::Correct { row: a, field: "status".to_owned(), value: "denied".to_owned() },
        };
        judgements.push(Judgement::new("Eva", &format!("2024-06-0{}T08:00:00Z", number + 1), verdict, None));
    }
    Ok(judgements)
}

#[test]
fn order_and_repetition_give_the_same_ledger() {
    arbtest::arbtest(|u| {
        let documents = made_up(u)?;
        let as_of = day("2025-06-01");
        let plain = reconcile(&documents, &[], &RULES, &[], as_of);
        let judgements = some_judgements(u, &plain)?;
        let once = reconcile(&documents, &judgements, &RULES, &[], as_of);
        let mut other: Vec<ReadDocument> = documents.iter().rev().cloned().collect();
        other.extend(documents.iter().take(2).cloned());
        let mut turned = judgements.clone();
        turned.reverse();
        let twice = reconcile(&other, &turned, &RULES, &[], as_of);
        assert_eq!(serde_json::to_string(&once).unwrap(), serde_json::to_string(&twice).unwrap());
        Ok(())
    });
}

#[test]
fn every_claim_has_its_row_and_every_row_its_claim() {
    arbtest::arbtest(|u| {
        let documents = made_up(u)?;
        let ledger = reconcile(&documents, &[], &RULES, &[], day("2025-06-01"));
        let mut told = 0;
        for row in &ledger.events {
            assert!(!row.support.mentions.is_empty());
            told += row.support.mentions.len();
            // No two full dates in one event, unless a range holds both.
            assert_eq!(ledger.resolve(&row.id).as_ref(), Some(&row.id));
        }
        let claims = documents
            .iter()
            .flat_map(|document| &document.reading.claims)
            .filter(|claim| matches!(claim.body, crate::claims::model::Body::Event(_)))
            .count();
        assert_eq!(told, claims);
        assert!(
            ledger.commitments.iter().all(|row| !row.support.mentions.is_empty() && !row.because.is_empty())
        );
        Ok(())
    });
}

#[test]
fn more_documents_never_break_an_old_id() {
    arbtest::arbtest(|u| {
        let documents = made_up(u)?;
        let half = documents.len() / 2;
        let before = reconcile(&documents[..half], &[], &RULES, &[], day("2025-06-01"));
        let after = reconcile(&documents, &[], &RULES, &[], day("2025-06-01"));
        for id in before.events.iter().map(|row| &row.id).chain(before.people.iter().map(|row| &row.id)) {
            assert!(after.resolve(id).is_some(), "{} is lost", id.0);
        }
        Ok(())
    });
}

/// The record in parts, as a database keeps it: what is settled, under its key, until a day.
#[derive(Default)]
struct Kept {
    parts: std::collections::BTreeMap<String, (String, Settled)>,
    settled: usize,
}

impl Kept {
    /// Settles what is not settled, or no longer.
    fn refresh(
        &mut self,
        documents: &[ReadDocument],
        judgements: &[Judgement],
        as_of: crate::calendar::Day,
    ) -> crate::ledger::model::Ledger {
        let roll = roll_of(documents);
        let plan = Plan::new(&roll, judgements, &RULES, &[]);
        let read = documents.iter().map(|document| (&document.doc, document)).collect();
        self.parts.retain(|name, _| plan.relations().any(|relation| relation.name == name));
        for relation in plan.relations() {
            let holds = self.parts.get(relation.name).is_some_and(|(key, settled)| {
                *key == relation.key && settled.until.is_none_or(|until| as_of < until)
            });
            if !holds {
                self.settled += 1;
                let settled = plan.settle(relation.name, &read, as_of);
                self.parts.insert(relation.name.to_owned(), (relation.key, settled));
            }
        }
        let parts = self.parts.values().map(|(_, settled)| settled.rows.clone());
        plan.whole(parts, as_of)
    }
}

#[test]
fn what_is_kept_from_before_is_what_a_rebuild_gives() {
    let mut spared = 0;
    arbtest::arbtest(|u| {
        let documents = made_up(u)?;
        let mut kept = Kept::default();
        let mut relations = 0;
        let mut judgements: Vec<Judgement> = Vec::new();
        let mut end = 0;
        let mut as_of = day("2024-03-01");
        while end < documents.len() {
            end = (end + u.int_in_range(1..=3)?).min(documents.len());
            as_of = as_of.checked_add(jiff::Span::new().days(u.int_in_range(0..=400)?)).unwrap();
            let seen = &documents[..end];
            let before = reconcile(seen, &judgements, &RULES, &[], as_of);
            judgements.extend(some_judgements(u, &before)?);
            let whole = reconcile(seen, &judgements, &RULES, &[], as_of);
            let refreshed = kept.refresh(seen, &judgements, as_of);
            relations += kept.parts.len();
            assert_eq!(serde_json::to_string(&whole).unwrap(), serde_json::to_string(&refreshed).unwrap());
        }
        spared += relations - kept.settled;
        Ok(())
    });
    assert!(spared > 0, "nothing was ever kept");
}
