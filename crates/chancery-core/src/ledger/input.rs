//! What reconciliation takes for one relation: the documents that speak of it, with their readings
//! and texts, and the day.
//!
//! A claim is named by the number of its document in the list of all and its place in the reading.

use std::collections::HashMap;

pub(crate) use super::roll::At;
use super::{
    gist::Gist,
    model::{Mention, Support, Wording},
    roll::{Entry, Roll, RollMaking},
};
use crate::{
    calendar::Day,
    claims::model::{Claim, ClaimId, Reading},
    evidence::DocId,
    lexicon::ActorCode,
    text::{Span, Text},
};

/// One document with what was read in it.
#[derive(Clone, Debug)]
pub struct ReadDocument {
    /// Its name.
    pub doc: DocId,
    /// The day of publication.
    pub published: Option<Day>,
    /// Who tells the story.
    pub outlet: Option<String>,
    /// The state whose outlet it is.
    pub side: Option<ActorCode>,
    /// The text that the spans of the reading point into.
    pub text: Text,
    /// The claims.
    pub reading: Reading,
    /// The document that stands for the story: copies of one story name the same one.
    pub story: DocId,
}

/// The list of documents that are all at hand.
#[must_use]
pub fn roll_of(documents: &[ReadDocument]) -> Roll {
    let mut making = RollMaking::default();
    for document in documents {
        making.add(Entry {
            gist: (&Gist::of(&document.reading, document.published)).into(),
            outlet: document.outlet.as_deref(),
            side: document.side,
            story: Some(&document.story),
        });
    }
    making.done()
}

/// The documents of one relation. Their numbers are those of the list of all.
pub(crate) struct Corpus<'a> {
    roll: &'a Roll,
    /// Looked up by number, never walked.
    read: HashMap<usize, &'a ReadDocument>,
}

impl<'a> Corpus<'a> {
    /// # Panics
    /// Later, where a document of the relation is not among those read: the caller fetched them by
    /// the list that the plan gave.
    pub(crate) fn new(roll: &'a Roll, read: HashMap<usize, &'a ReadDocument>) -> Corpus<'a> {
        Corpus { roll, read }
    }

    fn document(&self, number: usize) -> &'a ReadDocument {
        self.read.get(&number).expect("every document of the relation was handed over")
    }

    /// Every claim of a document, of this relation or not.
    pub(crate) fn claims_of(&self, doc: usize) -> &'a [Claim] {
        &self.document(doc).reading.claims
    }

    pub(crate) fn claim(&self, at: At) -> &'a Claim {
        &self.document(at.0).reading.claims[at.1]
    }

    pub(crate) fn claim_id(&self, at: At) -> &'a ClaimId {
        self.roll.claim_id(at)
    }

    /// The name of a document.
    pub(crate) fn doc(&self, number: usize) -> &'a DocId {
        self.roll.doc(number)
    }

    /// The document that stands for the story of a document.
    pub(crate) fn story(&self, number: usize) -> &'a DocId {
        &self.roll.rows()[number].story
    }

    pub(crate) fn day(&self, at: At) -> Option<Day> {
        self.roll.published(at.0)
    }

    /// The words of a span of the document of a claim; empty where the span is not of this text.
    pub(crate) fn words(&self, doc: usize, span: Span) -> &'a str {
        self.document(doc).text.as_str().get(span.start() as usize..span.end() as usize).unwrap_or_default()
    }

    /// What stands before and after a span of the document of a claim.
    pub(crate) fn around(&self, doc: usize, span: Span) -> (&'a str, &'a str) {
        let text = self.document(doc).text.as_str();
        let before = text.get(..span.start() as usize).unwrap_or_default();
        (before, text.get(span.end() as usize..).unwrap_or_default())
    }

    pub(crate) fn wording(&self, doc: usize, span: Span) -> Wording {
        Wording { doc: self.doc(doc).clone(), span }
    }

    pub(crate) fn mention(&self, at: At) -> Mention {
        self.roll.mention(at)
    }

    /// The support of a row that rests on these claims.
    pub(crate) fn support(&self, claims: impl IntoIterator<Item = At>) -> Support {
        self.roll.support(claims)
    }
}

/// The day for which conclusions are drawn, and how long they hold: every question to the clock is
/// whether a day has come, and the first day that has not is noted.
pub(crate) struct Clock {
    as_of: Day,
    until: std::cell::Cell<Option<Day>>,
}

impl Clock {
    pub(crate) fn new(as_of: Day) -> Clock {
        Clock { as_of, until: std::cell::Cell::new(None) }
    }

    /// The year of that day; it holds until it ends.
    pub(crate) fn year(&self) -> i16 {
        let year = self.as_of.year();
        if let Ok(last) = Day::new(year, 12, 31) {
            self.has_passed(last);
        }
        year
    }

    /// True from that day on.
    pub(crate) fn has_come(&self, day: Day) -> bool {
        let has_come = day <= self.as_of;
        if !has_come && self.until.get().is_none_or(|until| day < until) {
            self.until.set(Some(day));
        }
        has_come
    }

    /// True after that day.
    pub(crate) fn has_passed(&self, day: Day) -> bool {
        day.tomorrow().is_ok_and(|next| self.has_come(next))
    }

    /// The first day on which another answer may come: conclusions hold before it. None where they
    /// hold for ever.
    pub(crate) fn until(&self) -> Option<Day> {
        self.until.get()
    }
}
