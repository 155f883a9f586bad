//! Markdown: the words without the signs, one paragraph a line, with the front matter as metadata.

use chancery_core::intake::Metadata;
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use crate::jsonl::date;

/// The text of a Markdown file.
pub(crate) fn read(source: &str) -> (String, Metadata) {
    let (front, body) = front_matter(source);
    let mut metadata = Metadata::default();
    for line in front.lines() {
        let Some((key, value)) = line.split_once(':') else { continue };
        let value = value.trim().trim_matches(['"', '\'']).to_owned();
        if value.is_empty() {
            continue;
        }
        match key.trim().to_ascii_lowercase().as_str() {
            "title" => metadata.title = Some(value),
            "date" | "published" => metadata.published = date(&value),
            "source" | "url" | "link" => metadata.source = Some(value),
            "outlet" | "site" | "publisher" => metadata.outlet = Some(value),
            "language" | "lang" => metadata.language = Some(value),
            "doc" | "id" => metadata.doc = Some(value),
            _ => {}
        }
    }
    (text(body), metadata)
}

fn front_matter(source: &str) -> (&str, &str) {
    let Some(rest) = source.strip_prefix("---\n").or_else(|| source.strip_prefix("---\r\n")) else {
        return ("", source);
    };
    match rest.find("\n---") {
        Some(end) if end < 8192 => {
            let body = &rest[end + 4..];
            (&rest[..end], body.split_once('\n').map_or("", |(_, body)| body))
        }
        _ => ("", source),
    }
}

fn text(body: &str) -> String {
    let mut out = String::with_capacity(body.len());
    let mut picture = 0u32;
    for event in Parser::new_ext(
        body,
        Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_FOOTNOTES,
    ) {
        match event {
            Event::Text(words) | Event::Code(words) if picture == 0 => out.push_str(&words),
            Event::SoftBreak if picture == 0 => out.push(' '),
            Event::HardBreak if picture == 0 => out.push('\n'),
            Event::Start(Tag::Image { .. }) => picture += 1,
            Event::End(TagEnd::Image) => picture = picture.saturating_sub(1),
            Event::Start(Tag::Item) => out.push_str("- "),
            Event::End(TagEnd::TableCell) => out.push_str("  "),
            Event::End(TagEnd::Item | TagEnd::TableRow | TagEnd::TableHead) => out.push('\n'),
            Event::End(
                TagEnd::Paragraph | TagEnd::Heading(_) | TagEnd::CodeBlock | TagEnd::BlockQuote(_),
            ) => out.push_str("\n\n"),
            Event::Rule => out.push_str("* * *\n\n"),
            _ => {}
        }
    }
    out
}

#[cfg(test)]
mod tests {
    #[test]
    fn signs_go_and_words_stay() {
        let (text, metadata) = super::read(
            "---\ntitle: \"Visit to Peru\"\ndate: 2024-03-05\nurl: https://example.org/a\n---\n# Visit to Peru\n\nThe **minister** met\nher [counterpart](https://example.org).\n\n![A picture](a.jpg)\n\n- fish\n- forests\n",
        );
        assert_eq!(
            text.trim(),
            "Visit to Peru\n\nThe minister met her counterpart.\n\n\n\n- fish\n- forests"
        );
        assert_eq!(metadata.title.as_deref(), Some("Visit to Peru"));
        assert_eq!(metadata.published.map(|day| day.to_string()).as_deref(), Some("2024-03-05"));
    }
}
