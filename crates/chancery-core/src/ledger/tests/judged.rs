use super::*;
use crate::{
    claims::model::{EventKind::*, EventStatus::*},
    ledger::{
        judgements::{Judgement, Verdict},
        model::RowId,
    },
};

const LIND: &str = "Karin Lind, Foreign Minister, SWE";
const OLSEN: &str = "Per Olsen, Foreign Minister, NOR";

fn calls() -> Vec<Report> {
    vec![
        report("a", "2024-03-12").event(Call, Happened, "2024-03-11", "", &[OLSEN, LIND]),
        report("b", "2024-03-14").event(Call, Happened, "2024-03-13", "", &[OLSEN, LIND]),
        report("c", "2024-03-14").event(Call, Happened, "2024-03-13", "", &[OLSEN, LIND]),
    ]
}

/// The row of the event claim of a document.
fn row_of(doc: &str) -> RowId {
    let ledger = ledger(vec![calls().into_iter().find(|report| report.doc_is(doc)).unwrap()], "2024-06-01");
    ledger.events[0].id.clone()
}

fn judge(number: u32, verdict: Verdict) -> Judgement {
    Judgement::new("Eva", &format!("2024-06-0{number}T08:00:00Z"), verdict, Some("seen in the archive"))
}

fn shape(judgements: &[Judgement]) -> Vec<usize> {
    let ledger = judged(calls(), judgements, "2024-06-10");
    let mut counts: Vec<usize> = ledger.events.iter().map(|row| row.support.mentions.len()).collect();
    counts.sort_unstable();
    counts
}

#[test]
fn same_and_not_same_win_over_the_machine_and_can_be_taken_back() {
    assert_eq!(shape(&[]), [1, 2]);
    let same = judge(1, Verdict::Same { a: row_of("a"), b: row_of("b") });
    assert_eq!(shape(std::slice::from_ref(&same)), [3]);
    let apart = judge(2, Verdict::NotSame { a: row_of("b"), b: row_of("c") });
    assert_eq!(shape(std::slice::from_ref(&apart)), [1, 1, 1]);
    let undo = judge(3, Verdict::Undo { judgement: same.id.clone() });
    let again = judge(4, Verdict::Undo { judgement: undo.id.clone() });
    assert_eq!(shape(&[same.clone(), undo.clone()]), [1, 2]);
    assert_eq!(shape(&[undo, same, again]), [3]);
}

#[test]
fn a_correction_keeps_what_the_machine_thought_and_old_ids_resolve() {
    let merged = judged(calls(), &[], "2024-06-10");
    // The row is first known by b; c names it as well.
    assert_eq!(merged.resolve(&row_of("c")), Some(row_of("b")));
    let correct = judge(
        1,
        Verdict::Correct { row: row_of("c"), field: "status".to_owned(), value: "cancelled".to_owned() },
    );
    let ledger = judged(calls(), &[correct], "2024-06-10");
    let row = ledger.events.iter().find(|row| row.id == row_of("b")).unwrap();
    assert_eq!(row.status, Cancelled);
    let mark = &ledger.judged[0];
    assert_eq!(
        (mark.machine.as_deref(), mark.now.as_str(), &mark.row),
        (Some("happened"), "cancelled", &row.id)
    );
}

#[test]
fn a_rejected_row_leaves_the_record_and_a_mark() {
    let reject = judge(1, Verdict::Reject { row: row_of("a") });
    let ledger = judged(calls(), &[reject], "2024-06-10");
    assert_eq!(ledger.events.len(), 1);
    assert_eq!(ledger.judged[0].field, "reject");
}

#[test]
fn judgements_travel_as_json() {
    let judgement = judge(
        1,
        Verdict::Assign {
            row: row_of("a"),
            to: "Ministry of Transport".to_owned(),
            due: Some(day("2024-12-31")),
        },
    );
    let json = serde_json::to_string(&judgement).unwrap();
    assert_eq!(serde_json::from_str::<Judgement>(&json).unwrap(), judgement);
    assert!(json.contains("\"verdict\":\"assign\""), "{json}");
}
