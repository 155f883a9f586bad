//! Feeds: RSS, Atom and JSON feeds; every entry with a text is a document.

use chancery_core::intake::Metadata;

use crate::{
    Code, Format, Hints, Limits, Piece, Refusal, html,
    stream::{self, Stream},
};

/// The entries of a feed.
pub(crate) fn entries<'a>(name: &str, bytes: &[u8], limits: Limits) -> Stream<'a> {
    let feed = match feed_rs::parser::parse(bytes) {
        Ok(feed) => feed,
        Err(error) => {
            let advice = "fetch the feed again; check it with a feed validator";
            return stream::one(Err(Refusal::new(Code::Damaged, name, advice).because(error.to_string())));
        }
    };
    let outlet = feed.title.map(|title| title.content.trim().to_owned()).filter(|title| !title.is_empty());
    let language = feed.language;
    let name = name.to_owned();
    let entries =
        feed.entries.into_iter().take(usize::try_from(limits.members).unwrap_or(usize::MAX)).enumerate();
    Box::new(entries.map(move |(number, entry)| {
        let place = format!("{name}#{}", number + 1);
        let full = entry.content.and_then(|content| content.body);
        let short = entry.summary.map(|summary| summary.content);
        // The longer of the two is the article.
        let body = match (full, short) {
            (Some(full), Some(short)) => {
                if full.len() >= short.len() {
                    full
                } else {
                    short
                }
            }
            (full, short) => full.or(short).unwrap_or_default(),
        };
        let day =
            entry.published.or(entry.updated).and_then(|moment| moment.date_naive().to_string().parse().ok());
        let hints = Hints {
            source: entry
                .links
                .into_iter()
                .find(|link| link.rel.as_deref().is_none_or(|rel| rel == "alternate"))
                .map(|link| link.href),
            published: day,
            title: entry.title.map(|title| html::plain(title.content.trim())),
            outlet: outlet.clone(),
            language: language.clone(),
            encoding: None,
        };
        Ok(Piece { place, format: Format::FeedEntry, bytes: body.into_bytes(), hints })
    }))
}

/// The text of an entry: its title and its body without tags.
pub(crate) fn read(piece: &Piece) -> (String, Metadata) {
    let body = html::stripped(&String::from_utf8_lossy(&piece.bytes));
    let text = match &piece.hints.title {
        Some(title) if !body.starts_with(title.as_str()) => format!("{title}\n\n{body}"),
        _ => body,
    };
    (text, Metadata::default())
}
