//! Documents of word processors: the paragraphs of `word/document.xml`, the title and the day from
//! `docProps/core.xml`.

use std::io::{Cursor, Read};

use chancery_core::intake::Metadata;
use zip::ZipArchive;

use crate::{Code, Piece, Refusal, html, jsonl::date};

/// The XML of one part is not longer than this.
const PART: u64 = 64 << 20;

/// The text of a document.
pub(crate) fn read(piece: &Piece) -> Result<(String, Metadata), Refusal> {
    let damaged = |reason: String| {
        piece.refuse(Code::Damaged, "open it in a word processor and save it again").because(reason)
    };
    let mut archive =
        ZipArchive::new(Cursor::new(&piece.bytes)).map_err(|error| damaged(error.to_string()))?;
    let mut part = |name: &str| -> Option<String> {
        let mut bytes = Vec::new();
        archive.by_name(name).ok()?.take(PART).read_to_end(&mut bytes).ok()?;
        Some(String::from_utf8_lossy(&bytes).into_owned())
    };
    let body = part("word/document.xml")
        .ok_or_else(|| damaged("it has no readable word/document.xml".to_owned()))?;
    let core = part("docProps/core.xml").unwrap_or_default();
    let field = |name: &str| {
        let after = &core[core.find(&format!("<{name}"))?..];
        let inside = after[after.find('>')? + 1..].split('<').next()?;
        Some(html::plain(inside).trim().to_owned()).filter(|value| !value.is_empty())
    };
    // The day of creation is when somebody began to write, mostly the day that the paper is of.
    let metadata = Metadata {
        title: field("dc:title"),
        published: field("dcterms:created").and_then(|day| date(&day)),
        ..Metadata::default()
    };
    Ok((paragraphs(&body), metadata))
}

fn paragraphs(xml: &str) -> String {
    let mut out = String::with_capacity(xml.len() / 8);
    let mut rest = xml;
    while let Some(at) = rest.find('<') {
        rest = &rest[at + 1..];
        let Some(end) = rest.find('>') else { break };
        let (tag, after) = (&rest[..end], &rest[end + 1..]);
        rest = after;
        match tag.split([' ', '/']).next().unwrap_or_default() {
            "w:t" if !tag.ends_with('/') => {
                let inside = &after[..after.find('<').unwrap_or(after.len())];
                out.push_str(&html::plain(inside));
            }
            "w:tab" => out.push(' '),
            "w:br" | "w:cr" => out.push('\n'),
            // A tag that closes begins with the slash.
            "" if tag == "/w:p" => out.push_str("\n\n"),
            _ => {}
        }
    }
    out
}
