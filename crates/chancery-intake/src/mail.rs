//! E-mail messages: the subject, the day and the body, plain before HTML. Attachments are not
//! opened; save them as files to read them.

use chancery_core::intake::Metadata;
use mailparse::{MailHeaderMap, ParsedMail};

use crate::{Code, Piece, Refusal, html, html::day};

/// Parts inside parts.
const DEPTH: u32 = 12;

/// The text of a message.
pub(crate) fn read(piece: &Piece) -> Result<(String, Metadata), Refusal> {
    if nesting(&piece.bytes) > 200 {
        return Err(piece
            .refuse(Code::Damaged, "save the text of the message as a file")
            .because("it has too many parts"));
    }
    let mail = mailparse::parse_mail(&piece.bytes).map_err(|error| {
        piece.refuse(Code::Damaged, "save the text of the message as a file").because(error.to_string())
    })?;
    let subject = mail
        .headers
        .get_first_value("Subject")
        .map(|subject| subject.trim().to_owned())
        .filter(|subject| !subject.is_empty());
    let published = mail.headers.get_first_value("Date").and_then(|moment| day(&moment));
    let (text, left_out) = match (body(&mail, "text/plain", 0), body(&mail, "text/html", 0)) {
        (Some(text), _) => (text, Vec::new()),
        (None, Some(page)) => {
            let (text, about) = html::page(&page);
            (text, about.left_out)
        }
        (None, None) => Default::default(),
    };
    let text = match &subject {
        Some(subject) if !text.trim_start().starts_with(subject.as_str()) => format!("{subject}\n\n{text}"),
        _ => text,
    };
    Ok((text, Metadata { title: subject, published, left_out, ..Metadata::default() }))
}

/// How many boundaries a message announces: each can be another level.
fn nesting(bytes: &[u8]) -> usize {
    bytes.windows(9).filter(|window| window.eq_ignore_ascii_case(b"boundary=")).take(1000).count()
}

fn body(part: &ParsedMail, kind: &str, depth: u32) -> Option<String> {
    if depth > DEPTH {
        return None;
    }
    if part.subparts.is_empty() {
        return (part.ctype.mimetype == kind)
            .then(|| part.get_body().ok())
            .flatten()
            .filter(|text| !text.trim().is_empty());
    }
    part.subparts.iter().find_map(|part| body(part, kind, depth + 1))
}
