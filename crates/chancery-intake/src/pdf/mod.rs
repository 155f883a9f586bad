//! PDF files: the text of their pages, the title and the day that the file states.
//!
//! The file format is read by `hayro-syntax`; which characters the bytes of a font stand for is
//! told by `font`, where they stand on the page by `content`, and which lines and paragraphs they
//! make by `layout`. Pictures are not looked at: a scan has no text and is refused as empty.
//!
//! Invariant: memory and time are bounded by [`guard`] before anything is unpacked, and by counts of
//! pages and operators after it; whatever the library does, a file can only cost itself.

mod content;
mod font;
mod guard;
mod layout;

use std::panic::{AssertUnwindSafe, catch_unwind};

use chancery_core::{calendar::Day, intake::Metadata};
use hayro_syntax::{DecryptionError, LoadPdfError, Pdf};

use crate::{Code, Piece, Refusal};

/// Pages that are read; a treaty series volume has some 600.
const PAGES: usize = 3000;
/// Characters that are read; what one document may have as text.
const LONGEST: usize = 32 << 20;

/// The text of a file.
pub(crate) fn read(piece: &Piece) -> Result<(String, Metadata), Refusal> {
    guard::check(&piece.bytes).map_err(|why| match why {
        guard::Excess::Unpacks => piece
            .refuse(Code::Bomb, "print it to a new PDF, or turn it into text with pdftotext FILE")
            .because("its streams unpack to more than is allowed"),
        guard::Excess::Encrypted => piece
            .refuse(Code::Locked, "print it to a new PDF without protection")
            .because("it is protected, and too large to be opened safely"),
    })?;
    catch_unwind(AssertUnwindSafe(|| pages(piece))).unwrap_or_else(|_| {
        Err(piece
            .refuse(Code::Damaged, "print it to a new PDF, or turn it into text with pdftotext FILE")
            .because("its structure cannot be followed"))
    })
}

fn pages(piece: &Piece) -> Result<(String, Metadata), Refusal> {
    let pdf = Pdf::new(piece.bytes.clone()).map_err(|error| match error {
        LoadPdfError::Decryption(DecryptionError::PasswordProtected) => {
            piece.refuse(Code::Locked, "save it without its password")
        }
        LoadPdfError::Decryption(_) => piece
            .refuse(Code::Locked, "print it to a new PDF without protection")
            .because("it is protected in a way that is not known"),
        LoadPdfError::Invalid => {
            piece.refuse(Code::Damaged, "get the file again").because("it is not a readable PDF")
        }
    })?;
    let mut reader = content::Reader::default();
    let mut pages = Vec::new();
    let mut length = 0;
    for page in pdf.pages().iter().take(PAGES) {
        let runs = reader.page(page);
        length += runs.iter().map(|run| run.text.len()).sum::<usize>();
        if length > LONGEST {
            let reason = format!("its text has more than {} MiB", LONGEST >> 20);
            return Err(piece.refuse(Code::TooLong, "split it into documents").because(reason));
        }
        pages.push(layout::lines(runs));
    }
    let about = pdf.metadata();
    let published = about.creation_date.and_then(|moment| {
        let (month, day) = (i8::try_from(moment.month).ok()?, i8::try_from(moment.day).ok()?);
        Day::new(i16::try_from(moment.year).ok()?, month, day).ok()
    });
    let title = about
        .title
        .as_deref()
        .map(font::document_string)
        .map(|title| title.split_whitespace().collect::<Vec<_>>().join(" "))
        .filter(|title| is_headline(title));
    let text = layout::text(pages);
    // The day when a file was made is mostly that of its printing: a paper that dates itself knows better.
    let published = published.filter(|_| !dates_itself(&text));
    Ok((text, Metadata { title, published, ..Metadata::default() }))
}

/// True where a year stands near the head or the foot of a text, as in the line of place and day.
fn dates_itself(text: &str) -> bool {
    let head = &text[..text.floor_char_boundary(1500)];
    let foot = &text[text.ceil_char_boundary(text.len().saturating_sub(800))..];
    [head, foot]
        .iter()
        .flat_map(|part| part.split(|c: char| !c.is_ascii_digit()))
        .any(|number| number.len() == 4 && (number.starts_with("19") || number.starts_with("20")))
}

/// Programs write the name of a file where a headline should stand.
fn is_headline(title: &str) -> bool {
    title.split_whitespace().count() >= 3
        && !title.contains(['\\', '/', '_'])
        && !["doc", "docx", "pdf", "rtf", "odt", "indd", "qxd"].iter().any(|ending| {
            title.to_ascii_lowercase().rsplit_once('.').is_some_and(|(_, last)| last == *ending)
        })
        && !title.starts_with("Microsoft Word")
}
