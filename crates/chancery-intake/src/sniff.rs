//! What bytes are, told by their beginning; the name decides only where the bytes leave it open.

/// A format of one document or of a container.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Format {
    /// Plain text, also scraped with its furniture.
    Text,
    /// Markdown.
    Markdown,
    /// A web page.
    Html,
    /// One document as a JSON object.
    JsonLine,
    /// JSON objects, one a line.
    JsonLines,
    /// RSS or Atom.
    Feed,
    /// A JSON feed.
    JsonFeed,
    /// One entry of a feed.
    FeedEntry,
    /// A PDF file.
    Pdf,
    /// A word processor's document.
    Docx,
    /// An e-mail message.
    Mail,
    /// A web archive.
    Warc,
    /// A gzip file.
    Gzip,
    /// A Zstandard file.
    Zstd,
    /// A zip archive.
    Zip,
    /// A tar archive.
    Tar,
}

impl Format {
    /// What to do about a file of a format that is not read.
    pub(crate) fn advice(self) -> &'static str {
        match self {
            Format::Pdf => "turn it into text first: pdftotext FILE",
            _ => "save it as text, HTML or JSON Lines",
        }
    }
}

/// How many bytes [`sniff`] looks at.
pub(crate) const LOOK: usize = 4096;

/// Tells the format by the first bytes and, where they leave it open, by the name.
pub(crate) fn sniff(head: &[u8], name: &str) -> Format {
    let head = &head[..head.len().min(LOOK)];
    if head.starts_with(&[0x1f, 0x8b]) {
        return Format::Gzip;
    }
    if head.starts_with(&[0x28, 0xb5, 0x2f, 0xfd]) {
        return Format::Zstd;
    }
    if head.starts_with(b"PK\x03\x04") || head.starts_with(b"PK\x05\x06") {
        return if ends(name, &["docx"]) || contains(head, b"word/document.xml") {
            Format::Docx
        } else {
            Format::Zip
        };
    }
    if head.get(257..262) == Some(b"ustar") {
        return Format::Tar;
    }
    if head.starts_with(b"%PDF-")
        || (ends(name, &["pdf"]) && contains(&head[..head.len().min(1024)], b"%PDF-"))
    {
        return Format::Pdf;
    }
    if head.starts_with(b"WARC/") {
        return Format::Warc;
    }
    let start = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head);
    let text = String::from_utf8_lossy(start);
    let text = text.trim_start();
    if text.starts_with('{') {
        return if text.contains("jsonfeed.org/version") { Format::JsonFeed } else { Format::JsonLines };
    }
    if text.starts_with('<') {
        return markup(text, name);
    }
    if ends(name, &["html", "htm", "xhtml"]) {
        return Format::Html;
    }
    if ends(name, &["jsonl", "ndjson"]) {
        return Format::JsonLines;
    }
    if ends(name, &["md", "markdown"]) {
        return Format::Markdown;
    }
    if ends(name, &["eml"]) || is_mail(text) {
        return Format::Mail;
    }
    Format::Text
}

/// A feed or a page; a report that merely begins with a bracket is text.
fn markup(text: &str, name: &str) -> Format {
    let lower: String = text.chars().take(2000).collect::<String>().to_ascii_lowercase();
    let has = |tags: &[&str]| tags.iter().any(|tag| lower.contains(tag));
    if has(&["<rss", "<feed", "<rdf:rdf"]) && !has(&["<html", "<body"]) {
        Format::Feed
    } else if ends(name, &["html", "htm", "xhtml"])
        || has(&[
            "<html",
            "<!doctype html",
            "<head",
            "<body",
            "<div",
            "<article",
            "<p>",
            "<p ",
            "<title",
            "<meta",
            "<main",
            "<section",
        ])
    {
        Format::Html
    } else {
        Format::Text
    }
}

/// True where the first lines are the fields of a message, one of them its own.
fn is_mail(text: &str) -> bool {
    let field = |line: &str| {
        line.split_once(':').is_some_and(|(name, _)| {
            !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
        })
    };
    let head: Vec<&str> = text.lines().take_while(|line| !line.is_empty()).take(40).collect();
    let own = ["mime-version:", "message-id:", "received:", "return-path:", "delivered-to:"];
    head.len() >= 3
        && field(head[0])
        && head.iter().all(|line| line.starts_with([' ', '\t']) || field(line))
        && head.iter().any(|line| own.iter().any(|own| line.to_ascii_lowercase().starts_with(own)))
}

fn contains(bytes: &[u8], needle: &[u8]) -> bool {
    bytes.windows(needle.len()).any(|window| window == needle)
}

/// True where the name ends with a dot and one of the endings.
pub(crate) fn ends(name: &str, endings: &[&str]) -> bool {
    name.rsplit_once('.')
        .is_some_and(|(_, ending)| endings.iter().any(|wanted| ending.eq_ignore_ascii_case(wanted)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_tell_the_format() {
        for (head, name, format) in [
            (&b"The ministers met."[..], "a.txt", Format::Text),
            (b"# Title\n\nThe ministers met.", "a.md", Format::Markdown),
            (b"\xef\xbb\xbf{\"text\": \"x\"}", "a", Format::JsonLines),
            (b"<!DOCTYPE html><html>", "a", Format::Html),
            (b"<?xml version=\"1.0\"?><rss version=\"2.0\">", "a.xml", Format::Feed),
            (b"<OSLO> The ministers met.", "a.txt", Format::Text),
            (b"WARC/1.0\r\n", "a", Format::Warc),
            (b"From: a@example.org\r\nTo: b@example.org\r\nMIME-Version: 1.0\r\n\r\nHi", "a", Format::Mail),
            (b"Title: Visit\nPlace: Oslo\nDay: Monday\n\nText", "a.txt", Format::Text),
            (b"\x1f\x8b\x08", "a.html", Format::Gzip),
        ] {
            assert_eq!(sniff(head, name), format, "{name}");
        }
    }
}
