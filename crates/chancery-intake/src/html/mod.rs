//! Web pages: the main text, and what the page says about itself.
//!
//! The main text is dom_smoothie's (a port of Readability), measured in `docs/why`. Where it finds
//! nothing, or far less than the page has in paragraphs, the page's own `articleBody` or its
//! paragraphs are taken; a page that is too deep or too long for a tree is stripped of its tags.
//! Which lines of the result are furniture after all is told by `chancery_core::intake`. What a
//! reader of the page sees and the text lacks is kept beside it, for whoever asks what was cut.

mod about;
mod prune;
mod rest;
mod strip;

pub(crate) use about::day;

use std::panic::{AssertUnwindSafe, catch_unwind};

use chancery_core::intake::Metadata;
use dom_query::Document;
use dom_smoothie::{Config, Readability, TextMode};

use crate::{Piece, Refusal, decode};

/// Pages longer than this are stripped without building a tree; the longest news page seen in
/// Common Crawl's news has some 8 MB, nearly all of it scripts.
const TREE: usize = 8 << 20;
/// Pages with more tags or more entities than this are stripped as well: building a tree takes
/// more than linear time in them. The front page of a paper has some 5,000 tags.
const MARKS: usize = 60_000;
/// Elements deeper than this are no page that a person wrote.
const DEPTH: usize = 500;
/// A text shorter than this is looked at again, in characters.
const SHORT: usize = 400;

/// The text of a page.
pub(crate) fn read(piece: &Piece) -> Result<(String, Metadata), Refusal> {
    let declared = piece.hints.encoding.clone().or_else(|| about::charset(&piece.bytes));
    let html = decode::text(&piece.bytes, declared.as_deref());
    let html = match html {
        Some(html) => html,
        None => piece.decode()?,
    };
    Ok(page(&html))
}

/// The text of a page and what it says about itself.
pub(crate) fn page(html: &str) -> (String, Metadata) {
    let marks = html.bytes().filter(|byte| matches!(byte, b'<' | b'&')).count();
    let stripped = || (strip::text(html), Metadata::default());
    let (text, mut metadata) = if html.len() > TREE || marks > MARKS || strip::depth(html) > DEPTH {
        stripped()
    } else {
        // A page can only cost itself, whatever the libraries make of it.
        catch_unwind(AssertUnwindSafe(|| with_tree(html))).unwrap_or_else(|_| stripped())
    };
    metadata.left_out = rest::left_out(&strip::everything(html), &text);
    (text, metadata)
}

fn with_tree(html: &str) -> (String, Metadata) {
    let tree = Document::from(html);
    let about = about::read(&tree);
    prune::prune(&tree, about.metadata.title.as_deref());
    let paragraphs = paragraphs(&tree);
    // The library takes the whole page where the article is shorter than 500 characters; a
    // communique about a telephone call often is.
    let config = Config { text_mode: TextMode::Formatted, char_threshold: 140, ..Config::default() };
    let article = Readability::with_document(tree, None, Some(config)).and_then(|mut page| page.parse()).ok();
    let mut text = article.map(|article| tidy(&article.text_content)).unwrap_or_default();
    if text.len() < SHORT || text.len() * 3 < paragraphs.len() {
        let second = about.body.as_deref().map(tidy).unwrap_or_default();
        for other in [paragraphs, second] {
            if other.len() > text.len() * 3 / 2 {
                text = other;
            }
        }
    }
    if text.is_empty() {
        text = strip::text(html);
    }
    let mut metadata = about.metadata;
    let head = head(html, &text, &mut metadata, about.sure_title);
    let mut out = String::new();
    // The headline is part of what was published; a library that cuts it from the text gives it apart.
    if let Some(title) = &metadata.title
        && !text.lines().take(4).any(|line| line.trim() == title)
    {
        out.push_str(title);
        out.push_str("\n\n");
    }
    if metadata.published.is_none()
        && let Some(date) = about.printed_date.filter(|date| !head.contains(date))
    {
        out.push_str(&date);
        out.push_str("\n\n");
    }
    for line in head {
        out.push_str(&line);
        out.push_str("\n\n");
    }
    (out + &text, metadata)
}

/// The text of a piece of HTML, all of it.
pub(crate) fn stripped(html: &str) -> String {
    strip::text(html)
}

/// Text with its entities read.
pub(crate) fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    strip::push(&mut out, text);
    out
}

/// The lines between the headline and the text that was found: standfirst, byline, place, day.
/// Where nothing states the title, the last long line before the text is the title.
fn head(html: &str, text: &str, metadata: &mut Metadata, sure_title: bool) -> Vec<String> {
    let page = strip::text(html);
    let lines: Vec<&str> = page.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    let mut first = text.lines().map(str::trim).filter(|line| line.split_whitespace().count() >= 8);
    let Some(lead) = first.next() else { return Vec::new() };
    let opening: String = lead.chars().take(50).collect();
    let Some(start) = lines.iter().position(|line| line.starts_with(&opening)) else { return Vec::new() };
    let before = &lines[start.saturating_sub(8)..start];
    let is_title = |line: &&str| Some(*line) == metadata.title.as_deref();
    let from = match before.iter().rposition(is_title) {
        Some(at) => at + 1,
        None if sure_title => return Vec::new(),
        // A title has words and is no sentence; what stands farther away is a menu.
        None => {
            let near = &before[before.len().saturating_sub(3)..];
            let title = near.iter().rev().find(|line| {
                (4..=30).contains(&line.split_whitespace().count())
                    && !line.ends_with('.')
                    && !line.contains(" | ")
                    && about::day(line).is_none()
            });
            let Some(title) = title else { return Vec::new() };
            metadata.title = Some((*title).to_owned());
            before.iter().rposition(|line| line == title).map_or(before.len(), |at| at + 1)
        }
    };
    let kept = |line: &&&str| line.len() < 400 && !text.lines().take(4).any(|other| other.trim() == **line);
    before[from..].iter().filter(kept).map(|line| (*line).to_owned()).collect()
}

/// All paragraphs of the page that are more than a button.
fn paragraphs(tree: &Document) -> String {
    let mut out = String::new();
    for paragraph in tree.select("p").iter() {
        if out.len() > TREE {
            break;
        }
        let text = tidy(&paragraph.text());
        if text.len() > 60 {
            out.push_str(&text);
            out.push_str("\n\n");
        }
    }
    out.trim_end().to_owned()
}

/// One space between words, one blank line between paragraphs.
fn tidy(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut blank = 0;
    for line in text.lines() {
        let mut words = line.split_whitespace();
        let Some(first) = words.next() else {
            blank += 1;
            continue;
        };
        if !out.is_empty() {
            out.push_str(if blank > 0 { "\n\n" } else { "\n" });
        }
        blank = 0;
        out.push_str(first);
        for word in words {
            out.push(' ');
            out.push_str(word);
        }
    }
    out
}
