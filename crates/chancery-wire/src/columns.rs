//! Tables for programs that count: events, commitments, people and quotations as Parquet files.

use std::sync::Arc;

use arrow::{
    array::{ArrayRef, BooleanArray, ListBuilder, StringArray, StringBuilder, UInt32Array},
    error::ArrowError,
    record_batch::RecordBatch,
};
use chancery_core::{ledger::model::Support, lexicon::ActorCode};
use parquet::{
    arrow::ArrowWriter, basic::Compression, errors::ParquetError, file::properties::WriterProperties,
};

use crate::source::{Source, first_day, last_day, word};

/// The tables by name.
///
/// # Errors
/// What the library says; with rows of one length a column it has nothing to say.
pub fn tables(source: &Source<'_>) -> Result<Vec<(&'static str, RecordBatch)>, ArrowError> {
    Ok(vec![
        ("events", events(source)?),
        ("participants", participants(source)?),
        ("commitments", commitments(source)?),
        ("people", people(source)?),
        ("quotes", quotes(source)?),
    ])
}

/// A table as the bytes of a Parquet file.
///
/// # Errors
/// What the library says.
pub fn parquet(table: &RecordBatch) -> Result<Vec<u8>, ParquetError> {
    let properties = WriterProperties::builder().set_compression(Compression::SNAPPY).build();
    let mut writer = ArrowWriter::try_new(Vec::new(), table.schema(), Some(properties))?;
    writer.write(table)?;
    writer.into_inner()
}

fn texts(values: impl Iterator<Item = Option<String>>) -> ArrayRef {
    Arc::new(values.collect::<StringArray>())
}

fn words(values: impl Iterator<Item = String>) -> ArrayRef {
    texts(values.map(Some))
}

fn numbers(values: impl Iterator<Item = Option<u32>>) -> ArrayRef {
    Arc::new(values.collect::<UInt32Array>())
}

fn lists(values: impl Iterator<Item = Vec<String>>) -> ArrayRef {
    let mut builder = ListBuilder::new(StringBuilder::new());
    for list in values {
        for value in list {
            builder.values().append_value(value);
        }
        builder.append(true);
    }
    Arc::new(builder.finish())
}

fn codes(actors: &[ActorCode]) -> Vec<String> {
    actors.iter().map(ToString::to_string).collect()
}

fn latest(support: &Support) -> Option<String> {
    support.latest_day().map(|day| day.to_string())
}

fn events(source: &Source<'_>) -> Result<RecordBatch, ArrowError> {
    let rows = || source.ledger.events.iter();
    RecordBatch::try_from_iter_with_nullable([
        ("id", words(rows().map(|row| row.id.0.clone())), false),
        ("kind", words(rows().map(|row| word(&row.kind))), false),
        ("level", texts(rows().map(|row| row.level.map(|level| word(&level)))), true),
        ("status", words(rows().map(|row| word(&row.status))), false),
        ("date", texts(rows().map(|row| row.when.as_ref().map(ToString::to_string))), true),
        ("first_day", texts(rows().map(|row| first_day(row.when.as_ref()))), true),
        ("last_day", texts(rows().map(|row| last_day(row.when.as_ref()))), true),
        ("place", texts(rows().map(|row| row.place.clone())), true),
        ("place_state", texts(rows().map(|row| row.place_state.map(|state| state.to_string()))), true),
        ("parties", lists(rows().map(|row| codes(&row.parties))), false),
        ("title", texts(rows().map(|row| row.title.clone())), true),
        ("within", texts(rows().map(|row| row.within.as_ref().map(|id| id.0.clone()))), true),
        ("voices", numbers(rows().map(|row| Some(row.support.voices))), false),
    ])
}

fn participants(source: &Source<'_>) -> Result<RecordBatch, ArrowError> {
    let rows = || {
        source.ledger.events.iter().flat_map(|event| event.participants.iter().map(move |part| (event, part)))
    };
    RecordBatch::try_from_iter_with_nullable([
        ("event", words(rows().map(|(event, _)| event.id.0.clone())), false),
        ("person", texts(rows().map(|(_, part)| part.person.as_ref().map(|id| id.0.clone()))), true),
        ("name", texts(rows().map(|(_, part)| part.name.clone())), true),
        ("office", texts(rows().map(|(_, part)| part.office.clone())), true),
        ("actor", texts(rows().map(|(_, part)| part.actor.map(|actor| actor.to_string()))), true),
        ("role", words(rows().map(|(_, part)| word(&part.role))), false),
    ])
}

fn commitments(source: &Source<'_>) -> Result<RecordBatch, ArrowError> {
    let rows = || source.ledger.commitments.iter();
    let open: ArrayRef = Arc::new(rows().map(|row| Some(row.is_open_request)).collect::<BooleanArray>());
    RecordBatch::try_from_iter_with_nullable([
        ("id", words(rows().map(|row| row.id.0.clone())), false),
        ("what", words(rows().map(|row| (source.words)(&row.what))), false),
        ("act", words(rows().map(|row| word(&row.act))), false),
        ("force", numbers(rows().map(|row| Some(row.force as u32))), false),
        ("stage", words(rows().map(|row| word(&row.stage))), false),
        ("health", words(rows().map(|row| word(&row.health))), false),
        ("because", words(rows().map(|row| row.because.clone())), false),
        ("by", lists(rows().map(|row| codes(&row.by))), false),
        ("to", lists(rows().map(|row| codes(&row.to))), false),
        ("fields", lists(rows().map(|row| row.fields.clone())), false),
        ("deadline", texts(rows().map(|row| row.deadline.as_ref().map(ToString::to_string))), true),
        ("is_open_request", open, false),
        ("last_heard", texts(rows().map(|row| latest(&row.support))), true),
        ("voices", numbers(rows().map(|row| Some(row.support.voices))), false),
    ])
}

fn people(source: &Source<'_>) -> Result<RecordBatch, ArrowError> {
    let rows = || {
        source.ledger.people.iter().flat_map(|person| {
            // A person without an office is one row all the same.
            let none = person.tenures.is_empty().then_some((person, None));
            person.tenures.iter().map(move |tenure| (person, Some(tenure))).chain(none)
        })
    };
    RecordBatch::try_from_iter_with_nullable([
        ("id", words(rows().map(|(person, _)| person.id.0.clone())), false),
        ("name", words(rows().map(|(person, _)| person.name.clone())), false),
        ("names", lists(rows().map(|(person, _)| person.names.clone())), false),
        ("actor", texts(rows().map(|(person, _)| person.actor.map(|actor| actor.to_string()))), true),
        ("office", texts(rows().map(|(_, tenure)| tenure.map(|tenure| tenure.office.clone()))), true),
        ("from", texts(rows().map(|(_, tenure)| tenure?.from.as_ref().map(ToString::to_string))), true),
        ("until", texts(rows().map(|(_, tenure)| tenure?.until.as_ref().map(ToString::to_string))), true),
        ("seen", texts(rows().map(|(_, tenure)| tenure?.seen.as_ref().map(ToString::to_string))), true),
    ])
}

fn quotes(source: &Source<'_>) -> Result<RecordBatch, ArrowError> {
    let ledger = source.ledger;
    let events = ledger.events.iter().map(|row| (&row.id, &row.support));
    let commitments = ledger.commitments.iter().map(|row| (&row.id, &row.support));
    let instruments = ledger.instruments.iter().map(|row| (&row.id, &row.support));
    let mechanisms = ledger.mechanisms.iter().map(|row| (&row.id, &row.support));
    let all: Vec<_> = events
        .chain(commitments)
        .chain(instruments)
        .chain(mechanisms)
        .flat_map(|(id, support)| support.mentions.iter().map(move |mention| (id, mention)))
        .collect();
    let rows = || all.iter();
    RecordBatch::try_from_iter_with_nullable([
        ("row", words(rows().map(|(id, _)| id.0.clone())), false),
        ("claim", words(rows().map(|(_, mention)| mention.claim.as_str().to_owned())), false),
        ("doc", words(rows().map(|(_, mention)| mention.doc.to_string())), false),
        ("published", texts(rows().map(|(_, mention)| mention.day.map(|day| day.to_string()))), true),
        ("story", words(rows().map(|(_, mention)| mention.story.to_string())), false),
        ("quote", words(rows().map(|(_, mention)| source.quote(mention))), false),
    ])
}
