//! Time expressions: where they stand, which days they mean, and why.
//!
//! [`Rules::compile`] reads words, patterns and rules from the lexicon; [`Rules::find`] gives the
//! expressions of one document in order, each with its TIMEX3 value, its days as a [`When`], what
//! it was resolved against, and the reason in words. Which expression dates which event is the
//! business of the stages below.
//!
//! Invariant: expressions lie in order, inside one sentence each, and do not overlap (the parts of
//! a range lie inside it); nothing depends on the clock or the zone of the machine.

mod atoms;
mod bare;
mod compile;
mod examples;
mod lengths;
mod pattern;
mod point;
mod read;
mod resolve;
mod rules;
mod scene;
mod tense;
mod words;
mod years;

use std::ops::Range;

use serde::{Deserialize, Serialize};

pub use examples::check;
pub use read::{Found, YearOf};
pub use rules::Rules;

use crate::{
    calendar::{Day, When},
    evidence::RuleId,
    grammar::Word,
    text::Span,
};

/// The kind of a time expression (TIMEX3, TimeML 1.2.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Timex {
    /// A day or a coarser stretch of the calendar.
    Date,
    /// A time of day.
    Time,
    /// A length of time.
    Duration,
    /// Again and again.
    Set,
}

impl Timex {
    /// The name that TimeML gives it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Timex::Date => "DATE",
            Timex::Time => "TIME",
            Timex::Duration => "DURATION",
            Timex::Set => "SET",
        }
    }
}

/// What an expression was resolved against.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Anchor {
    /// Nothing: the expression stands for itself, or stays unresolved.
    None,
    /// The day of publication.
    Publication(Day),
    /// The date told at another place of the text.
    Told(Span),
    /// An event; the span is where its date was told, if it was.
    Event(Option<Span>),
}

/// One time expression of a document.
#[derive(Clone, Debug)]
pub struct TimeExpression {
    /// Where it stands.
    pub span: Span,
    /// The words that it touches.
    pub words: Range<Word>,
    /// Its TIMEX3 type.
    pub timex: Timex,
    /// Its TIMEX3 value; `first/last` for a range; empty where TIMEX3 has none ("on this occasion").
    pub value: String,
    /// The days that it means, where they are known. A [`Timex::Duration`] has them where it is
    /// counted from a day ("the past three years"); a [`Timex::Set`] never has.
    pub when: Option<When>,
    /// What it was resolved against.
    pub anchor: Anchor,
    /// The rule that found it.
    pub rule: RuleId,
    /// The reason, in words: "the last one up to publication on 2025-05-09, past tense".
    pub note: String,
    /// The two ends of a range, each an expression of its own; empty otherwise.
    pub parts: Box<[TimeExpression]>,
}

#[cfg(test)]
mod tests;
