//! A rule: what the lexicon says of it, and what it found.

use maud::{Markup, html};
use serde::Serialize;

use super::Page;
use crate::{
    desk::{layout, snapshot::Snapshot},
    store::RuleUse,
};

/// The page.
#[derive(Serialize)]
pub(crate) struct Rule {
    id: String,
    /// The file of the lexicon and the entry as it is written there.
    entry: Option<(String, String)>,
    uses: RuleUse,
}

impl Rule {
    /// The rule with what it found; none for a name that neither the lexicon nor a claim knows.
    pub(crate) fn new(id: &str, entry: Option<(String, String)>, uses: RuleUse) -> Option<Rule> {
        (entry.is_some() || uses.total > 0).then(|| Rule { id: id.to_owned(), entry, uses })
    }
}

/// The entry of a rule in the files of the lexicon: the lines from its table's head to the next.
pub(crate) fn entry<'a>(
    files: impl Iterator<Item = (&'a str, &'a str)>,
    id: &str,
) -> Option<(String, String)> {
    let wanted = format!("\"{id}\"");
    for (path, text) in files {
        let Some(line) = text.lines().position(|line| {
            line.trim_start()
                .strip_prefix("id")
                .is_some_and(|rest| rest.trim_start().trim_start_matches('=').trim() == wanted)
        }) else {
            continue;
        };
        let lines: Vec<&str> = text.lines().collect();
        let is_head = |line: &str| line.starts_with('[');
        let from = (0..=line).rev().find(|at| is_head(lines[*at])).unwrap_or(line);
        let to = (line + 1..lines.len()).find(|at| is_head(lines[*at])).unwrap_or(lines.len());
        return Some((path.to_owned(), lines[from..to].join("\n").trim_end().to_owned()));
    }
    None
}

impl Page for Rule {
    fn title(&self) -> String {
        format!("Rule {}", self.id)
    }

    fn html(&self, _snapshot: &Snapshot) -> Markup {
        html! {
            p.kicker { "Rule" }
            h1 { (self.id) }
            @match &self.entry {
                Some((path, entry)) => { p { "In " code { (path) } ":" } pre tabindex="0" { code { (entry) } } },
                None => p { "A rule of the engine's grammar, or of a lexicon that is no longer in use." },
            }
            h2 { "What it found" }
            p { (layout::count(self.uses.total, "finding", "findings")) " in this record" @if self.uses.total > self.uses.quotes.len() { ", some of them:" } }
            @for (doc, quote) in &self.uses.quotes {
                figure.quote {
                    blockquote { p dir="auto" { "“" (quote) "”" } }
                    figcaption { a href={ "/document/" (crate::desk::snapshot::encode(doc)) } { (doc) } }
                }
            }
        }
    }
}
