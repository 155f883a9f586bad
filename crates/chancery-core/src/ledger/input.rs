//! What reconciliation takes: the list of all documents, and for one relation the documents that
//! speak of it, with their readings and texts.
//!
//! Documents come in any order and any number of times; here they are sorted by day and name, each
//! once. A claim is named by the number of its document in that list and its place in the reading.

use std::collections::{BTreeMap, HashMap};

use super::{
    gist::Gist,
    model::{Mention, Support, Wording},
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

/// One document in the list of all.
#[derive(Clone, Debug)]
pub struct Entry {
    /// What it speaks of.
    pub gist: Gist,
    /// Who tells the story.
    pub outlet: Option<String>,
    /// The state whose outlet it is.
    pub side: Option<ActorCode>,
    /// The document that stands for the story.
    pub story: DocId,
}

impl From<&ReadDocument> for Entry {
    fn from(document: &ReadDocument) -> Entry {
        Entry {
            gist: Gist::of(&document.reading, document.published),
            outlet: document.outlet.clone(),
            side: document.side,
            story: document.story.clone(),
        }
    }
}

/// A claim: number of the document, number of the claim.
pub(crate) type At = (usize, usize);

/// All documents, in order of day and name.
pub(crate) struct Roll<'a>(pub(crate) Vec<&'a Entry>);

impl<'a> Roll<'a> {
    pub(crate) fn new(entries: &'a [Entry]) -> Roll<'a> {
        let each: BTreeMap<&DocId, &Entry> =
            entries.iter().rev().map(|entry| (&entry.gist.doc, entry)).collect();
        let mut sorted: Vec<&Entry> = each.into_values().collect();
        sorted.sort_by(|a, b| (a.gist.published, &a.gist.doc).cmp(&(b.gist.published, &b.gist.doc)));
        Roll(sorted)
    }

    pub(crate) fn claim_id(&self, at: At) -> &'a ClaimId {
        &self.0[at.0].gist.claims[at.1].id
    }

    fn mention(&self, at: At) -> Mention {
        let entry = self.0[at.0];
        let claim = &entry.gist.claims[at.1];
        Mention {
            day: entry.gist.published,
            doc: entry.gist.doc.clone(),
            claim: claim.id.clone(),
            story: entry.story.clone(),
            span: claim.span,
        }
    }

    /// The support of a row that rests on these claims.
    pub(crate) fn support(&self, claims: impl IntoIterator<Item = At>) -> Support {
        let mut claims: Vec<At> = claims.into_iter().collect();
        claims.sort_unstable();
        claims.dedup();
        let mut docs: Vec<usize> = claims.iter().map(|at| at.0).collect();
        docs.dedup();
        let mut stories: Vec<&DocId> = docs.iter().map(|&doc| &self.0[doc].story).collect();
        stories.sort_unstable();
        stories.dedup();
        let mut sides: Vec<ActorCode> = docs.iter().filter_map(|&doc| self.0[doc].side).collect();
        sides.sort_unstable();
        sides.dedup();
        Support {
            voices: stories.len() as u32,
            mentions: claims.into_iter().map(|at| self.mention(at)).collect(),
            sides,
        }
    }
}

/// The documents of one relation. Their numbers are those of the list of all.
pub(crate) struct Corpus<'a> {
    roll: &'a Roll<'a>,
    /// Looked up by number, never walked.
    read: HashMap<usize, &'a ReadDocument>,
}

impl<'a> Corpus<'a> {
    /// # Panics
    /// Later, where a document of the relation is not among those read: the caller fetched them by
    /// the list that the plan gave.
    pub(crate) fn new(roll: &'a Roll<'a>, read: HashMap<usize, &'a ReadDocument>) -> Corpus<'a> {
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
        &self.roll.0[number].gist.doc
    }

    /// The document that stands for the story of a document.
    pub(crate) fn story(&self, number: usize) -> &'a DocId {
        &self.roll.0[number].story
    }

    pub(crate) fn day(&self, at: At) -> Option<Day> {
        self.roll.0[at.0].gist.published
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
