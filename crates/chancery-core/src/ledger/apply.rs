//! Judgements win: they change the rows that they name, and the ledger keeps what the machine
//! thought beside them.

use serde::de::IntoDeserializer;

use super::{
    bodies::instrument_status_word,
    events::{level_word, status_word},
    judgements::{Judgement, Verdict},
    model::{Commitment, EventRow, Judged, Ledger, RowId},
};
use crate::calendar::When;

/// Applies the standing judgements, in order of time.
pub(crate) fn apply(ledger: &mut Ledger, judgements: &[&Judgement]) {
    for judgement in judgements {
        let mark = |ledger: &mut Ledger, row: &RowId, field: &str, machine: Option<String>, now: &str| {
            ledger.judged.push(Judged {
                judgement: judgement.id.clone(),
                row: row.clone(),
                field: field.to_owned(),
                machine,
                now: now.to_owned(),
                by: judgement.by.clone(),
                at: judgement.at.clone(),
                because: judgement.because.clone(),
            });
        };
        match &judgement.verdict {
            Verdict::Same { a, b } => {
                let (now, other) = (ledger.resolve(a), ledger.resolve(b));
                let row = now.or(other).unwrap_or_else(|| a.clone());
                mark(ledger, &row, "same", Some(b.0.clone()), &a.0);
            }
            Verdict::NotSame { a, b } => {
                let row = ledger.resolve(a).unwrap_or_else(|| a.clone());
                let other = ledger.resolve(b).unwrap_or_else(|| b.clone());
                mark(ledger, &row, "not-same", None, &other.0);
                ledger.doubts.retain(|doubt| {
                    !(doubt.a == row && doubt.b == other) && !(doubt.a == other && doubt.b == row)
                });
            }
            Verdict::Correct { row, field, value } => {
                let row = ledger.resolve(row).unwrap_or_else(|| row.clone());
                let machine = correct(ledger, &row, field, value);
                mark(ledger, &row, field, machine, value);
            }
            Verdict::Confirm { row } => {
                let row = ledger.resolve(row).unwrap_or_else(|| row.clone());
                mark(ledger, &row, "confirm", None, "right");
            }
            Verdict::Reject { row } => {
                let row = ledger.resolve(row).unwrap_or_else(|| row.clone());
                let was = ledger.remove(&row);
                mark(ledger, &row, "reject", was, "no finding");
            }
            Verdict::Assign { row, to, due } => {
                let row = ledger.resolve(row).unwrap_or_else(|| row.clone());
                mark(ledger, &row, "assigned", None, to);
                if let Some(due) = due {
                    let machine = correct(ledger, &row, "deadline", &due.to_string());
                    mark(ledger, &row, "due", machine, &due.to_string());
                }
            }
            Verdict::Note { row, text } => {
                let row = ledger.resolve(row).unwrap_or_else(|| row.clone());
                mark(ledger, &row, "note", None, text);
            }
            Verdict::Close { row } => {
                let row = ledger.resolve(row).unwrap_or_else(|| row.clone());
                let was = ledger.commitments.iter_mut().find(|it| it.id == row).map(|it| {
                    it.is_open_request = false;
                    it.health.as_str().to_owned()
                });
                ledger.gaps.retain(|gap| !(gap.about == row && gap.code == "unanswered"));
                mark(ledger, &row, "closed", was, judgement.because.as_deref().unwrap_or_default());
            }
            Verdict::Undo { .. } => {}
        }
    }
}

/// Reads a value as rows write it.
fn read<T: serde::de::DeserializeOwned>(value: &str) -> Option<T> {
    T::deserialize(IntoDeserializer::<serde::de::value::Error>::into_deserializer(value)).ok()
}

/// Sets a field of a row; what the machine thought. A field or value that the row cannot hold
/// changes nothing: the mark still shows what the person said.
fn correct(ledger: &mut Ledger, id: &RowId, field: &str, value: &str) -> Option<String> {
    if let Some(row) = ledger.events.iter_mut().find(|row| row.id == *id) {
        return correct_event(row, field, value);
    }
    if let Some(row) = ledger.commitments.iter_mut().find(|row| row.id == *id) {
        return correct_commitment(row, field, value);
    }
    if let Some(row) = ledger.people.iter_mut().find(|row| row.id == *id) {
        return (field == "name").then(|| std::mem::replace(&mut row.name, value.to_owned()));
    }
    if let Some(row) = ledger.mechanisms.iter_mut().find(|row| row.id == *id) {
        return (field == "name").then(|| std::mem::replace(&mut row.name, value.to_owned()));
    }
    if let Some(row) = ledger.projects.iter_mut().find(|row| row.id == *id) {
        return match field {
            "name" => Some(std::mem::replace(&mut row.name, value.to_owned())),
            "phase" => row.phase.replace(value.to_owned()),
            _ => None,
        };
    }
    if let Some(row) = ledger.instruments.iter_mut().find(|row| row.id == *id) {
        return match field {
            "name" => Some(std::mem::replace(&mut row.name, value.to_owned())),
            "when" => replace_when(&mut row.when, value),
            "period" => replace_when(&mut row.period, value),
            "status" => {
                let was = instrument_status_word(row.status).to_owned();
                row.status = read(value)?;
                Some(was)
            }
            _ => None,
        };
    }
    None
}

fn replace_when(when: &mut Option<When>, value: &str) -> Option<String> {
    let new = When::parse(value).ok()?;
    when.replace(new).map(|was| was.edtf().to_owned())
}

fn correct_event(row: &mut EventRow, field: &str, value: &str) -> Option<String> {
    match field {
        "when" => replace_when(&mut row.when, value),
        "place" => row.place.replace(value.to_owned()),
        "title" => row.title.replace(value.to_owned()),
        "status" => {
            let was = status_word(row.status);
            row.status = read(value)?;
            Some(was)
        }
        "level" => {
            let was = row.level.map(level_word);
            row.level = Some(read(value)?);
            was
        }
        "ordinal" => {
            let was = row.ordinal.map(|ordinal| ordinal.to_string());
            row.ordinal = Some(value.parse().ok()?);
            was
        }
        _ => None,
    }
}

fn correct_commitment(row: &mut Commitment, field: &str, value: &str) -> Option<String> {
    match field {
        "stage" => {
            let was = row.stage.as_str().to_owned();
            row.stage = read(value)?;
            Some(was)
        }
        "health" => {
            let was = row.health.as_str().to_owned();
            row.health = read(value)?;
            Some(was)
        }
        "deadline" => replace_when(&mut row.deadline, value),
        _ => None,
    }
}
