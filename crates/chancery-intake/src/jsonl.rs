//! JSON Lines: one object a line with `text` and, where known, `doc` or `id`, `url` or `source`,
//! `published` or `date`, `title`, `outlet` or `site`, `language` or `lang`. Other keys are passed over.

use std::io::BufRead;

use chancery_core::{calendar::Day, intake::Metadata};
use serde::Deserialize;

use crate::{Code, Format, Hints, Limits, Opened, Piece, Refusal, stream};

/// Keys that mean the same may stand beside one another, as exports of other programs have them.
#[derive(Deserialize)]
struct Row {
    text: String,
    doc: Option<Name>,
    id: Option<Name>,
    source: Option<String>,
    url: Option<String>,
    outlet: Option<String>,
    site: Option<String>,
    published: Option<String>,
    date: Option<String>,
    title: Option<String>,
    language: Option<String>,
    lang: Option<String>,
}

/// The first that says something.
fn first(values: [Option<String>; 2]) -> Option<String> {
    values.into_iter().flatten().find(|value| !value.trim().is_empty())
}

/// A name may be written as a number.
#[derive(Deserialize)]
#[serde(untagged)]
enum Name {
    Word(String),
    Number(i64),
}

/// The lines of an input.
pub(crate) fn lines<'a>(
    name: &str,
    mut input: Box<dyn BufRead + 'a>,
    limits: Limits,
) -> Box<dyn Iterator<Item = Opened> + 'a> {
    let name = name.to_owned();
    let mut number = 0u64;
    let mut over = false;
    Box::new(std::iter::from_fn(move || {
        while !over {
            number += 1;
            let place = format!("{name}:{number}");
            let mut bytes = Vec::new();
            match stream::line(&mut input, &mut bytes, limits.document) {
                Ok(stream::Line::End) => over = true,
                Ok(stream::Line::Whole) => {
                    if bytes.iter().all(u8::is_ascii_whitespace) {
                        continue;
                    }
                    return Some(Ok(Piece {
                        place,
                        format: Format::JsonLine,
                        bytes,
                        hints: Hints::default(),
                    }));
                }
                Ok(stream::Line::TooLong) => {
                    let advice = "split the text into documents, one a line";
                    return Some(Err(Refusal::new(Code::TooLong, &place, advice)));
                }
                Err(error) => {
                    over = true;
                    return Some(Err(stream::io(&place, &error)));
                }
            }
        }
        None
    }))
}

/// The document of a line.
pub(crate) fn read(piece: &Piece) -> Result<(String, Metadata), Refusal> {
    let bytes = piece.bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&piece.bytes);
    let line = std::str::from_utf8(bytes).map_err(|error| {
        let reason = format!("byte {} of the line is not UTF-8", error.valid_up_to());
        piece.refuse(Code::NotUtf8, "write the file again as UTF-8").because(reason)
    })?;
    let row: Row = serde_json::from_str(line).map_err(|error| {
        let advice =
            "each line is one object like {\"doc\": \"a1\", \"published\": \"2025-01-14\", \"text\": \"…\"}";
        piece.refuse(Code::Json, advice).because(format!("the line is not a document: {error}"))
    })?;
    let published = match first([row.published, row.date]).as_deref().map(str::trim) {
        None => None,
        Some(day) => Some(date(day).ok_or_else(|| {
            let reason =
                format!("`published` is `{}`, which is no day", day.chars().take(40).collect::<String>());
            piece.refuse(Code::Json, "write it as 2025-01-14, or leave it out").because(reason)
        })?),
    };
    let doc = row.doc.or(row.id).map(|name| match name {
        Name::Word(word) => word,
        Name::Number(number) => number.to_string(),
    });
    let metadata = Metadata {
        doc,
        source: first([row.url, row.source]),
        outlet: first([row.outlet, row.site]),
        published,
        title: row.title,
        language: first([row.language, row.lang]),
        ..Metadata::default()
    };
    Ok((row.text, metadata))
}

/// A day at the start of an ISO date or time: `2025-01-14`, `2025-01-14T21:40:00+07:00`, also
/// `20250114`.
pub(crate) fn date(string: &str) -> Option<Day> {
    let string = string.trim();
    let digits = |range: std::ops::Range<usize>| {
        string.get(range).filter(|part| part.bytes().all(|b| b.is_ascii_digit()))?.parse::<i16>().ok()
    };
    let (month, day, end) =
        if string.as_bytes().get(4) == Some(&b'-') && string.as_bytes().get(7) == Some(&b'-') {
            (digits(5..7)?, digits(8..10)?, 10)
        } else {
            (digits(4..6)?, digits(6..8)?, 8)
        };
    let follows = string.as_bytes().get(end);
    if follows.is_some_and(u8::is_ascii_digit) {
        return None;
    }
    Day::new(digits(0..4)?, month as i8, day as i8).ok()
}
