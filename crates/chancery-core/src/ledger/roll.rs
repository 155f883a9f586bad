//! The list of all documents, with what the whole record needs to know of each.
//!
//! It is held whole while the record is settled, and grows with every document, so it is lean: what
//! many documents say alike (names, offices, relations, outlets) stands in it once and is named by a
//! number, and nothing in it is text but the names of documents. Claims and texts stay where they are.
//!
//! Invariants: documents stand in order of day and name, each once, in whatever order they came;
//! numbers follow the order in which documents came, and nothing that leaves the list shows them.

use std::{
    collections::{HashMap, HashSet},
    hash::Hash,
    num::NonZeroU32,
    sync::Arc,
};

use super::{
    gist::{Cell, WrittenGist},
    model::{DocumentRow, Mention, Support},
};
use crate::{calendar::Day, claims::model::ClaimId, evidence::DocId, lexicon::ActorCode, text::Span};

/// One document on its way into the list of all.
#[derive(Clone, Debug)]
pub struct Entry<'a> {
    /// What it speaks of.
    pub gist: WrittenGist<'a>,
    /// Who tells the story.
    pub outlet: Option<&'a str>,
    /// The state whose outlet it is.
    pub side: Option<ActorCode>,
    /// The document that stands for the story; none where it is the document itself, or not known yet.
    pub story: Option<&'a DocId>,
}

/// The list of all documents while it is made.
#[derive(Debug, Default)]
pub struct RollMaking(Roll);

/// A claim: number of the document, number of the claim.
pub(crate) type At = (usize, usize);

/// Names a value in one of the lists of a [`Roll`].
pub(crate) type Number = u32;

/// All documents, in order of day and name.
#[derive(Debug, Default)]
pub struct Roll {
    rows: Vec<Row>,
    /// The numbers of the rows in order of the names of their documents.
    by_name: Vec<Number>,
    words: Numbers<Arc<str>>,
    cells: Numbers<Cell>,
    titles: Numbers<Title>,
}

/// One document of the list.
#[derive(Debug)]
pub(crate) struct Row {
    pub(crate) doc: DocId,
    pub(crate) published: Option<Day>,
    pub(crate) side: Option<ActorCode>,
    pub(crate) story: DocId,
    outlet: Option<Number>,
    pub(crate) claims: Box<[Listed]>,
    /// In order of claim and slot.
    pub(crate) named: Box<[Named]>,
}

/// A claim in the list of all.
#[derive(Debug)]
pub(crate) struct Listed {
    pub(crate) id: ClaimId,
    /// The words that are shown for it.
    pub(crate) span: Span,
    /// Its relation.
    pub(crate) cell: Number,
}

/// A person or an office that a claim names.
#[derive(Debug)]
pub(crate) struct Named {
    pub(crate) claim: u32,
    /// Its place among the parties of the claim.
    pub(crate) slot: u32,
    pub(crate) name: Option<NonZeroU32>,
    pub(crate) title: Number,
    /// The day for which it is said.
    pub(crate) day: Option<Day>,
    /// True where the office is said to be given up.
    pub(crate) former: bool,
}

/// The office of a mention, in words and in the lexicon, and the state or organisation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Title {
    pub(crate) actor: Option<ActorCode>,
    pub(crate) office: Option<Number>,
    pub(crate) office_id: Option<Number>,
}

/// Values that stand in many documents, each once.
#[derive(Debug)]
struct Numbers<T> {
    all: Vec<T>,
    places: HashMap<T, Number>,
}

impl<T> Default for Numbers<T> {
    fn default() -> Numbers<T> {
        Numbers { all: Vec::new(), places: HashMap::new() }
    }
}

impl<T: Clone + Eq + Hash> Numbers<T> {
    fn of(&mut self, value: T) -> Number {
        match self.places.get(&value) {
            Some(number) => *number,
            None => self.add(value),
        }
    }

    fn add(&mut self, value: T) -> Number {
        let number = Number::try_from(self.all.len()).expect("fewer names than four thousand million");
        self.all.push(value.clone());
        self.places.insert(value, number);
        number
    }
}

impl Numbers<Arc<str>> {
    fn of_text(&mut self, text: &str) -> Number {
        match self.places.get(text) {
            Some(number) => *number,
            None => self.add(text.into()),
        }
    }
}

impl RollMaking {
    /// Adds a document.
    pub fn add(&mut self, entry: Entry<'_>) {
        let row = self.0.row(entry);
        self.0.rows.push(row);
    }

    /// The list; of two documents of one name the first counts.
    #[must_use]
    pub fn done(self) -> Roll {
        let RollMaking(mut roll) = self;
        let mut named: HashSet<&DocId> = HashSet::with_capacity(roll.rows.len());
        let again: Vec<bool> = roll.rows.iter().map(|row| !named.insert(&row.doc)).collect();
        if again.contains(&true) {
            let mut again = again.into_iter();
            roll.rows.retain(|_| again.next() == Some(false));
        }
        roll.rows.sort_unstable_by(|a, b| (a.published, &a.doc).cmp(&(b.published, &b.doc)));
        roll.rows.shrink_to_fit();
        roll.by_name = roll.sorted_by_name();
        roll
    }
}

impl Roll {
    /// The numbers of the rows in order of names.
    fn sorted_by_name(&self) -> Vec<Number> {
        let mut by_name: Vec<Number> = (0..self.rows.len() as Number).collect();
        by_name.sort_unstable_by(|a, b| self.rows[*a as usize].doc.cmp(&self.rows[*b as usize].doc));
        by_name
    }

    fn row(&mut self, Entry { gist, outlet, side, story }: Entry<'_>) -> Row {
        let words: Vec<Number> = gist.words.iter().map(|word| self.words.of_text(&word.0)).collect();
        let cells: Vec<Number> = gist.cells.into_iter().map(|cell| self.cells.of(cell)).collect();
        let word = |place: Option<u32>| place.and_then(|place| words.get(place as usize)).copied();
        let claims = gist
            .claims
            .into_iter()
            .map(|claim| Listed { id: claim.id, span: claim.span, cell: cells[claim.cell as usize] })
            .collect();
        let titles = &mut self.titles;
        let named = gist
            .named
            .into_iter()
            .map(|named| Named {
                claim: named.claim,
                slot: named.slot,
                name: word(named.name).and_then(|name| NonZeroU32::new(name + 1)),
                title: titles.of(Title {
                    actor: named.actor,
                    office: word(named.office),
                    office_id: word(named.office_id),
                }),
                day: named.day,
                former: named.former,
            })
            .collect();
        let doc = DocId::new(&gist.doc.0);
        Row {
            published: gist.published,
            side,
            // One text for both where they are the same.
            story: story.filter(|story| **story != doc).unwrap_or(&doc).clone(),
            doc,
            outlet: outlet.map(|outlet| self.words.of_text(outlet)),
            claims,
            named,
        }
    }

    /// How many documents there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// True where there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The number of a document.
    #[must_use]
    pub fn find(&self, doc: &str) -> Option<usize> {
        let of = |number: &Number| self.rows[*number as usize].doc.as_str();
        let place = self.by_name.binary_search_by(|number| of(number).cmp(doc)).ok()?;
        Some(self.by_name[place] as usize)
    }

    /// The numbers of all documents, in order of their names.
    pub fn by_name(&self) -> impl Iterator<Item = usize> {
        self.by_name.iter().map(|number| *number as usize)
    }

    /// The name of the document of a number.
    ///
    /// # Panics
    /// Where there are fewer.
    #[must_use]
    pub fn doc(&self, number: usize) -> &DocId {
        &self.rows[number].doc
    }

    /// The day on which the document of a number was published.
    ///
    /// # Panics
    /// Where there are fewer.
    #[must_use]
    pub fn published(&self, number: usize) -> Option<Day> {
        self.rows[number].published
    }

    /// Who tells the story in the document of a number.
    ///
    /// # Panics
    /// Where there are fewer.
    #[must_use]
    pub fn outlet(&self, number: usize) -> Option<&str> {
        self.rows[number].outlet.map(|outlet| self.word(outlet))
    }

    /// Notes which document stands for the story of a document, and whose outlet tells it.
    ///
    /// # Panics
    /// Where there are fewer documents.
    pub fn tell(&mut self, number: usize, story: DocId, side: Option<ActorCode>) {
        let row = &mut self.rows[number];
        (row.story, row.side) = (story, side);
    }

    /// The document of a number, as the ledger lists it.
    ///
    /// # Panics
    /// Where there are fewer.
    #[must_use]
    pub fn document(&self, number: usize) -> DocumentRow {
        let row = &self.rows[number];
        DocumentRow {
            doc: row.doc.clone(),
            published: row.published,
            outlet: self.outlet(number).map(str::to_owned),
            side: row.side,
            story: row.story.clone(),
        }
    }

    pub(crate) fn rows(&self) -> &[Row] {
        &self.rows
    }

    pub(crate) fn word(&self, number: Number) -> &str {
        &self.words.all[number as usize]
    }

    /// How many words have a number.
    pub(crate) fn words(&self) -> usize {
        self.words.all.len()
    }

    pub(crate) fn cells(&self) -> &[Cell] {
        &self.cells.all
    }

    pub(crate) fn titles(&self) -> &[Title] {
        &self.titles.all
    }

    pub(crate) fn claim_id(&self, at: At) -> &ClaimId {
        &self.rows[at.0].claims[at.1].id
    }

    pub(crate) fn mention(&self, at: At) -> Mention {
        let row = &self.rows[at.0];
        let claim = &row.claims[at.1];
        Mention {
            day: row.published,
            doc: row.doc.clone(),
            claim: claim.id,
            story: row.story.clone(),
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
        let mut stories: Vec<&DocId> = docs.iter().map(|&doc| &self.rows[doc].story).collect();
        stories.sort_unstable();
        stories.dedup();
        let mut sides: Vec<ActorCode> = docs.iter().filter_map(|&doc| self.rows[doc].side).collect();
        sides.sort_unstable();
        sides.dedup();
        Support {
            voices: stories.len() as u32,
            mentions: claims.into_iter().map(|at| self.mention(at)).collect(),
            sides,
        }
    }
}

impl Named {
    /// The number of the name as it is printed.
    pub(crate) fn name(&self) -> Option<Number> {
        self.name.map(|name| name.get() - 1)
    }
}
