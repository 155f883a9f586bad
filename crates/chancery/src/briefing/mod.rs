//! The briefing of a relation: what a desk officer takes into a meeting.
//!
//! Here the ledger's rows are chosen, ordered and put into lines; `text`, [`markdown`], [`docx`], [`pdf`] and
//! [`html`] print them. What the rows say is the business of `chancery-core`.
//!
//! Invariant: every line about the world has a quotation with its source, or says that no report
//! says it.

mod build;
pub mod docx;
pub mod html;
pub mod markdown;
pub mod pdf;
pub mod say;
pub(crate) mod text;

use std::collections::BTreeSet;

use chancery_core::{
    calendar::Day,
    evidence::DocId,
    lexicon::{ActorCode, fold},
};
use serde::Serialize;

pub use build::{Choice, build};

/// A briefing, ready to be printed.
#[derive(Clone, Debug, Serialize)]
pub struct Briefing {
    /// What it is about: "Vietnam – Russia".
    pub title: String,
    /// The sides.
    pub sides: Vec<ActorCode>,
    /// The day for which it is written.
    pub on: Day,
    /// Only what lies on or after this day.
    pub since: Option<Day>,
    /// Only what lies on or before this day.
    pub until: Option<Day>,
    /// What it rests on, in a sentence.
    pub basis: String,
    /// The parts, in the order of a conversation.
    pub sections: Vec<Section>,
    /// The reports that are quoted, by number.
    pub sources: Vec<SourceLine>,
    /// True where lines show the ids that `chancery explain` takes.
    #[serde(skip)]
    pub ids: bool,
}

/// A part of a briefing.
#[derive(Clone, Debug, Serialize)]
pub struct Section {
    /// A stable name: `agreed`.
    pub id: &'static str,
    /// The heading.
    pub title: String,
    /// The lines, in groups with or without a heading.
    pub groups: Vec<Group>,
    /// What no report says, where there is nothing to print.
    pub gap: Option<String>,
}

/// Lines under a heading.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Group {
    /// The heading, where there is one: a field, a side.
    pub title: Option<String>,
    /// The lines.
    pub lines: Vec<Line>,
    /// How many lines were left out.
    pub more: usize,
}

/// One thing that the reports say.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Line {
    /// The row of the ledger, for `chancery explain`; none for a line that counts others.
    pub id: Option<String>,
    /// The date in words.
    pub date: Option<String>,
    /// The date as EDTF.
    pub edtf: Option<String>,
    /// What.
    pub text: String,
    /// Short marks after it.
    pub tags: Vec<Tag>,
    /// The words it rests on.
    pub quote: Option<Quotation>,
    /// What belongs to it: the meetings of a visit.
    pub lines: Vec<Line>,
}

/// How a line is printed with its quotation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Told<'a> {
    /// The line, and the quotation below it; none where the line has all its words.
    Apart {
        /// The line.
        text: &'a str,
        /// The quotation on one line.
        quote: Option<String>,
    },
    /// The quotation has the words of the line: they are said once, inside it.
    Inside {
        /// Who did what: "Norway agreed:".
        lead: &'a str,
        /// The quotation up to the words.
        before: String,
        /// The words.
        what: String,
        /// The rest of the quotation.
        after: String,
    },
}

impl Line {
    /// The line with its quotation so that nothing is said twice.
    pub(crate) fn told(&self) -> Told<'_> {
        let text = self.text.as_str();
        let Some(quote) = &self.quote else { return Told::Apart { text, quote: None } };
        let words = build::tidy(&quote.words);
        if text.contains(&words) || adds_nothing(text, &words) {
            return Told::Apart { text, quote: None };
        }
        if let Some((_, what)) = text.split_once(": ")
            && let Some((before, after)) = words.split_once(what)
            && what.contains(' ')
        {
            return Told::Inside {
                lead: &text[..text.len() - what.len() - 1],
                before: before.to_owned(),
                what: what.to_owned(),
                after: after.to_owned(),
            };
        }
        Told::Apart { text, quote: Some(words) }
    }
}

/// Words that a quotation has at least, so that it says anything.
const FEW: usize = 3;

/// True of a bare word, and of words that all stand in the line.
fn adds_nothing(text: &str, quote: &str) -> bool {
    let text = fold(text);
    let said: BTreeSet<&str> = text.split(|c: char| !c.is_alphanumeric()).collect();
    let quote = fold(quote);
    let words = || quote.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words().count() < FEW || words().all(|word| said.contains(word) || matches!(word, "a" | "an" | "the"))
}

impl Briefing {
    /// The id of a line as people type it, where ids are shown.
    pub(crate) fn id_of(&self, line: &Line) -> Option<String> {
        line.id.as_deref().filter(|_| self.ids).map(crate::cli::short)
    }
}

/// A short mark.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Tag {
    /// The words.
    pub text: String,
    /// How it is coloured.
    pub tone: Tone,
}

/// How a mark is coloured.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Tone {
    /// No more than said.
    Plain,
    /// Goes well.
    Good,
    /// Deserves a look.
    Warn,
    /// Went wrong.
    Bad,
}

/// Words of a report under a line.
#[derive(Clone, Debug, Serialize)]
pub struct Quotation {
    /// The words as printed.
    pub words: String,
    /// The number of the report among the sources, from 1.
    pub source: usize,
    /// How many independent voices say it.
    pub voices: u32,
    /// The numbers of the other reports that say it.
    pub also: Vec<usize>,
}

/// A report that is quoted.
#[derive(Clone, Debug, Serialize)]
pub struct SourceLine {
    /// Its number, from 1.
    pub number: usize,
    /// The document.
    pub doc: DocId,
    /// The day of publication.
    pub published: Option<Day>,
    /// Who tells the story.
    pub outlet: Option<String>,
    /// The headline.
    pub title: Option<String>,
    /// The address, or the file.
    pub source: String,
}

impl SourceLine {
    /// Outlet and day in a few words: `VNA, 14 Jan 2025`, `report of 14 Jan 2025`.
    #[must_use]
    pub fn short(&self) -> String {
        match (self.outlet.as_deref(), self.published) {
            (Some(outlet), Some(day)) => format!("{outlet}, {}", say::day(day)),
            (Some(outlet), None) => format!("{outlet}, no date"),
            (None, Some(day)) => format!("report of {}", say::day(day)),
            (None, None) => "report without a date".to_owned(),
        }
    }
}

impl Tag {
    fn new(text: impl Into<String>, tone: Tone) -> Tag {
        Tag { text: text.into(), tone }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(text: &str, words: &str) -> Line {
        let quote = Quotation { words: words.to_owned(), source: 1, voices: 1, also: Vec::new() };
        Line { text: text.to_owned(), quote: Some(quote), ..Line::default() }
    }

    #[test]
    fn nothing_is_said_twice() {
        let inside = line("Norway agreed: build a ferry line", "Norway agreed to build a ferry line by 2030");
        assert_eq!(
            inside.told(),
            Told::Inside {
                lead: "Norway agreed:",
                before: "Norway agreed to ".to_owned(),
                what: "build a ferry line".to_owned(),
                after: " by 2030".to_owned(),
            }
        );
        let whole = line("Norway: ferries are wanted", "ferries are wanted");
        assert_eq!(whole.told(), Told::Apart { text: &whole.text, quote: None });
        let other = line("Meeting of Norway with Finland", "The ministers met");
        assert_eq!(
            other.told(),
            Told::Apart { text: &other.text, quote: Some("The ministers met".to_owned()) }
        );
    }
}
