//! One box over documents and rows; marks on letters do not matter.

use maud::{Markup, html};
use serde::Serialize;

use super::Page;
use crate::{
    desk::{
        layout,
        snapshot::{Snapshot, encode},
    },
    store::{Hit, RowHead},
};

/// Paragraphs of one report that are shown.
const PARAGRAPHS: usize = 3;

/// The page.
#[derive(Serialize)]
pub(crate) struct Search {
    words: String,
    rows: Vec<RowHead>,
    paragraphs: Vec<Hit>,
}

impl Search {
    /// What was found for the words.
    pub(crate) fn new(words: &str, paragraphs: Vec<Hit>, rows: Vec<RowHead>) -> Search {
        Search { words: words.to_owned(), rows, paragraphs }
    }

    /// The paragraphs by report, in the order of the best of each.
    fn reports(&self) -> Vec<Vec<&Hit>> {
        let mut reports: Vec<Vec<&Hit>> = Vec::new();
        for hit in &self.paragraphs {
            match reports.iter_mut().find(|report| report[0].doc == hit.doc) {
                Some(report) => report.push(hit),
                None => reports.push(vec![hit]),
            }
        }
        reports
    }
}

impl Page for Search {
    fn title(&self) -> String {
        format!("Search: {}", self.words)
    }

    fn html(&self, snapshot: &Snapshot) -> Markup {
        html! {
            h1 { "Search" }
            @if self.words.is_empty() {
                p.lead { "Type words of a report, a person, a field. Words in double quotes stand together; accents do not matter." }
            } @else if self.rows.is_empty() && self.paragraphs.is_empty() {
                p.lead { "Nothing in the record holds all of “" (self.words) "”. Try fewer words, or a part of the name." }
            }
            @if !self.rows.is_empty() {
                section {
                    h2 { "In the record" }
                    ul { @for row in &self.rows { li { small.tag { (row.kind) } " " a href={ "/" (row.id) } dir="auto" { (row.title) } } } }
                }
            }
            @if !self.paragraphs.is_empty() {
                section {
                    h2 { "In the words of the reports" }
                    @for hits in self.reports() {
                        @let hit = hits[0];
                        figure.quote {
                            blockquote { @for hit in hits.iter().take(PARAGRAPHS) { p dir="auto" { (marked(hit)) } } }
                            figcaption { a href={ "/document/" (encode(hit.doc.as_str())) } { (snapshot.title(&hit.doc)) }
                                @if let Some(outlet) = &hit.outlet { " · " (outlet) }
                                @if let Some(day) = hit.published { ", " (layout::day(day)) }
                                @if hits.len() > PARAGRAPHS { " · " (layout::count(hits.len() - PARAGRAPHS, "further paragraph", "further paragraphs")) } }
                        }
                    }
                }
            }
        }
    }
}

/// A paragraph with the words that were looked for marked.
fn marked(hit: &Hit) -> Markup {
    let ends = std::iter::once(0).chain(hit.marks.iter().map(|(_, to)| *to));
    let rest = hit.marks.last().map_or(0, |(_, to)| *to);
    html! {
        @for (before, (from, to)) in ends.zip(&hit.marks) {
            (hit.text.get(before..*from).unwrap_or_default())
            mark { (hit.text.get(*from..*to).unwrap_or_default()) }
        }
        (hit.text.get(rest..).unwrap_or_default())
    }
}
