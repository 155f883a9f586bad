//! The briefing of a relation: what a desk officer takes into a meeting.
//!
//! Here the ledger's rows are chosen, ordered and put into lines; `text`, [`markdown`] and
//! [`html`] print them. What the rows say is the business of `chancery-core`.
//!
//! Invariant: every line about the world has a quotation with its source, or says that no report
//! says it.

mod build;
pub mod docx;
pub mod html;
pub mod markdown;
pub mod say;
pub(crate) mod text;

use chancery_core::{calendar::Day, evidence::DocId, lexicon::ActorCode};
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
    /// Outlet and day in a few words: `VNA, 14 Jan 2025`.
    #[must_use]
    pub fn short(&self) -> String {
        let outlet = self.outlet.as_deref().unwrap_or("outlet not named");
        match self.published {
            Some(day) => format!("{outlet}, {}", say::day(day)),
            None => format!("{outlet}, no date"),
        }
    }
}

impl Tag {
    fn new(text: impl Into<String>, tone: Tone) -> Tag {
        Tag { text: text.into(), tone }
    }
}
