//! Judgements win: they change the rows that they name, and the ledger keeps what the machine
//! thought beside them.

use serde::de::IntoDeserializer;

use super::{
    judgements::{Judgement, Verdict},
    model::{Commitment, EventRow, Health, Judged, Ledger, RowId, Stage},
};
use crate::{
    calendar::When,
    claims::model::{EventStatus, InstrumentStatus, VisitLevel},
    lexicon::ActorCode,
};

/// Applies judgements to a part of the record, in order of time; those whose rows are in no
/// such part change nothing and leave no mark.
pub(crate) fn apply(part: &mut Ledger, judgements: &[&Judgement]) {
    for judgement in judgements {
        let is_here = judgement.verdict.rows().any(|row| part.resolve(row).is_some());
        if is_here {
            let marks = apply_one(part, judgement);
            part.judged.extend(marks);
        }
    }
}

/// The marks of a judgement whose rows are nowhere: it waits for them.
pub(crate) fn unresolved(judgement: &Judgement) -> Vec<Judged> {
    apply_one(&mut Ledger::default(), judgement)
}

fn apply_one(ledger: &mut Ledger, judgement: &Judgement) -> Vec<Judged> {
    let mark = |row: &RowId, field: &str, machine: Option<String>, now: &str| Judged {
        judgement: judgement.id.clone(),
        row: row.clone(),
        field: field.to_owned(),
        machine,
        now: now.to_owned(),
        by: judgement.by.clone(),
        at: judgement.at.clone(),
        because: judgement.because.clone(),
    };
    let present = |ledger: &Ledger, row: &RowId| ledger.resolve(row).unwrap_or_else(|| row.clone());
    match &judgement.verdict {
        Verdict::Same { a, b } => {
            let row = ledger.resolve(a).or_else(|| ledger.resolve(b)).unwrap_or_else(|| a.clone());
            vec![mark(&row, "same", Some(b.0.clone()), &a.0)]
        }
        Verdict::NotSame { a, b } => {
            let (row, other) = (present(ledger, a), present(ledger, b));
            ledger.doubts.retain(|doubt| {
                !(doubt.a == row && doubt.b == other) && !(doubt.a == other && doubt.b == row)
            });
            vec![mark(&row, "not-same", None, &other.0)]
        }
        Verdict::Correct { row, field, value } => {
            let row = present(ledger, row);
            let machine = correct(ledger, &row, field, value);
            vec![mark(&row, field, machine, value)]
        }
        Verdict::Confirm { row } => vec![mark(&present(ledger, row), "confirm", None, "right")],
        Verdict::Reject { row } => {
            let row = present(ledger, row);
            let was = ledger.remove(&row);
            vec![mark(&row, "reject", was, "no finding")]
        }
        Verdict::Assign { row, to, due } => {
            let row = present(ledger, row);
            let mut marks = vec![mark(&row, "assigned", None, to)];
            if let Some(due) = due {
                let machine = correct(ledger, &row, "deadline", &due.to_string());
                marks.push(mark(&row, "due", machine, &due.to_string()));
            }
            marks
        }
        Verdict::Note { row, text } => vec![mark(&present(ledger, row), "note", None, text)],
        Verdict::Close { row } => {
            let row = present(ledger, row);
            let was = ledger.commitments.iter_mut().find(|it| it.id == row).map(|it| {
                it.is_open_request = false;
                it.because = match &judgement.because {
                    Some(because) => format!("closed by {}: {because}", judgement.by),
                    None => format!("closed by {}", judgement.by),
                };
                std::mem::replace(&mut it.health, Health::Closed).as_str().to_owned()
            });
            ledger.gaps.retain(|gap| !(gap.about == row && gap.code == "unanswered"));
            vec![mark(&row, "closed", was, judgement.because.as_deref().unwrap_or_default())]
        }
        Verdict::Undo { .. } => Vec::new(),
    }
}

/// Why a row cannot be corrected so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoCorrection {
    /// It has no such field that can be corrected; those that it has.
    Field(&'static [&'static str]),
    /// The field cannot hold the value.
    Value,
}

/// Whether a field of a row of that name can be given a value.
///
/// # Errors
/// [`NoCorrection`] says what is wrong.
pub fn can_correct(row: &RowId, field: &str, value: &str) -> Result<(), NoCorrection> {
    let kind = row.0.split('/').next().unwrap_or_default();
    let fields: &[&str] = match kind {
        "event" => &["when", "place", "title", "status", "level", "ordinal"],
        "commitment" => &["stage", "health", "deadline", "by", "to", "fields"],
        "person" | "mechanism" => &["name"],
        "project" => &["name", "phase"],
        "instrument" => &["name", "when", "period", "status"],
        _ => &[],
    };
    if !fields.contains(&field) {
        return Err(NoCorrection::Field(fields));
    }
    let fits = match (kind, field) {
        (_, "when" | "period" | "deadline") => When::parse(value).is_ok(),
        ("event", "status") => read::<EventStatus>(value).is_some(),
        (_, "status") => read::<InstrumentStatus>(value).is_some(),
        (_, "level") => read::<VisitLevel>(value).is_some(),
        (_, "ordinal") => value.parse::<u32>().is_ok(),
        (_, "stage") => read::<Stage>(value).is_some(),
        (_, "health") => read::<Health>(value).is_some(),
        (_, "by" | "to") => actors(value).is_some(),
        _ => !value.trim().is_empty(),
    };
    if fits { Ok(()) } else { Err(NoCorrection::Value) }
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
                let was = row.status.name().to_owned();
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
            let was = row.status.name().to_owned();
            row.status = read(value)?;
            Some(was)
        }
        "level" => {
            let was = row.level.map(|level| level.name().to_owned());
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
        "by" => Some(replace_actors(&mut row.by, actors(value)?)),
        "to" => Some(replace_actors(&mut row.to, actors(value)?)),
        "fields" => {
            let new = items(value).map(str::to_owned).collect();
            Some(std::mem::replace(&mut row.fields, new).join(", "))
        }
        _ => None,
    }
}

fn items(value: &str) -> impl Iterator<Item = &str> {
    value.split(',').map(str::trim).filter(|item| !item.is_empty())
}

/// Codes of states and organisations with commas between them.
fn actors(value: &str) -> Option<Vec<ActorCode>> {
    let codes: Option<Vec<ActorCode>> = items(value).map(|code| code.parse().ok()).collect();
    codes.filter(|codes| !codes.is_empty())
}

fn replace_actors(of: &mut Vec<ActorCode>, new: Vec<ActorCode>) -> String {
    let was: Vec<String> = std::mem::replace(of, new).iter().map(ToString::to_string).collect();
    was.join(", ")
}
