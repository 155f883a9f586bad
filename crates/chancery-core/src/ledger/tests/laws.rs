//! Laws over made-up documents: order, repetition and batches do not matter.

use super::*;
use crate::{
    claims::model::{ActKind, EventKind, EventStatus},
    ledger::{
        ReadDocument,
        judgements::{Judgement, Verdict},
        reconcile,
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
