//! The ledger as the pages see it: one immutable value with its indexes, shared by all requests.
//!
//! A snapshot is made when the database changes and read by any number of requests at once.
//! Texts are not in it: a page fetches the few documents that it quotes.

use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet, HashMap},
};

use chancery_core::{
    calendar::Day,
    evidence::DocId,
    ledger::{
        agenda,
        model::{Commitment, DocumentRow, EventRow, Ledger, RowId, Support, Wording},
    },
    lexicon::ActorCode,
    text::Span,
};
use serde::Serialize;

use super::route::Pair;
use crate::{library::Library, store::DocumentHead};

/// A row of the ledger, by the table that it stands in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum RowRef {
    Person(usize),
    Event(usize),
    Commitment(usize),
    Instrument(usize),
    Mechanism(usize),
    Project(usize),
    Position(usize),
    Statement(Table, usize),
    Anniversary(usize),
    Partnership(usize),
}

/// The tables that hold statements.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Table {
    Obstacles,
    States,
    Expectations,
    Appraisals,
}

/// The rows of one relation: places in the tables of the ledger.
#[derive(Debug, Default)]
pub(crate) struct Relation {
    pub(crate) events: Vec<usize>,
    pub(crate) commitments: Vec<usize>,
    pub(crate) instruments: Vec<usize>,
    pub(crate) mechanisms: Vec<usize>,
    pub(crate) projects: Vec<usize>,
    pub(crate) positions: Vec<usize>,
    pub(crate) obstacles: Vec<usize>,
    pub(crate) states: Vec<usize>,
    pub(crate) expectations: Vec<usize>,
    pub(crate) anniversaries: Vec<usize>,
    pub(crate) partnerships: Vec<usize>,
    pub(crate) people: BTreeSet<usize>,
    pub(crate) documents: BTreeSet<DocId>,
}

/// Quotations on one page.
pub(crate) const QUOTES: usize = 60;

/// More parties than this make a gathering, which is shown with each party but founds no relation.
const PARTIES_OF_A_RELATION: usize = 6;

/// Places in the tables of the ledger, in the order of their lists: what is spoken of most first.
#[derive(Debug, Default)]
pub(crate) struct Orders {
    pub(crate) people: Vec<usize>,
    pub(crate) mechanisms: Vec<usize>,
    pub(crate) instruments: Vec<usize>,
    /// The latest first.
    pub(crate) documents: Vec<usize>,
    /// The strongest and latest first.
    pub(crate) commitments: Vec<usize>,
    /// The place of each commitment in that order.
    rank: Vec<usize>,
}

impl Orders {
    fn new(ledger: &Ledger) -> Orders {
        let order = |count: usize, key: &dyn Fn(usize) -> (usize, Option<Day>)| {
            let mut order: Vec<usize> = (0..count).collect();
            order.sort_by_cached_key(|at| Reverse(key(*at)));
            order
        };
        let spoken = |support: &Support| (support.mentions.len(), support.latest_day());
        let mut commitments: Vec<usize> = (0..ledger.commitments.len()).collect();
        commitments.sort_by_cached_key(|at| {
            let row = &ledger.commitments[*at];
            Reverse((row.force, row.support.latest_day(), row.support.voices))
        });
        let mut rank = vec![0; commitments.len()];
        for (place, at) in commitments.iter().enumerate() {
            rank[*at] = place;
        }
        Orders {
            people: order(ledger.people.len(), &|at| spoken(&ledger.people[at].support)),
            mechanisms: order(ledger.mechanisms.len(), &|at| spoken(&ledger.mechanisms[at].support)),
            instruments: order(ledger.instruments.len(), &|at| spoken(&ledger.instruments[at].support)),
            documents: order(ledger.documents.len(), &|at| (0, ledger.documents[at].published)),
            commitments,
            rank,
        }
    }
}

/// The ledger with its indexes.
pub(crate) struct Snapshot {
    pub(crate) library: Library,
    pub(crate) relations: BTreeMap<Pair, Relation>,
    rows: HashMap<RowId, RowRef>,
    documents: HashMap<DocId, usize>,
    /// Events at which a commitment was voiced, and commitments voiced at an event.
    pub(crate) voiced_at: HashMap<RowId, Vec<usize>>,
    /// Events that are part of a visit.
    pub(crate) held_within: HashMap<RowId, Vec<usize>>,
    /// Instruments that an event brought, and the disagreements about a row.
    pub(crate) instruments_of: HashMap<RowId, Vec<usize>>,
    pub(crate) conflicts_of: HashMap<RowId, Vec<usize>>,
    /// Events that a person took part in.
    pub(crate) events_of: HashMap<RowId, Vec<usize>>,
    /// The order of lists.
    pub(crate) orders: Orders,
    /// Changes with the ledger: the entity tag of every page.
    pub(crate) version: String,
    /// The day that was chosen as today; none for the day of the latest report.
    pub(crate) on: Option<Day>,
}

impl Snapshot {
    /// The ledger as it could be known on a day.
    pub(crate) fn on(library: Library, version: String, day: Day) -> Snapshot {
        Snapshot { on: Some(day), ..Snapshot::new(library, version) }
    }

    /// Builds the indexes.
    pub(crate) fn new(library: Library, version: String) -> Snapshot {
        let ledger = &library.ledger;
        let mut rows = HashMap::new();
        let mut relations: BTreeMap<Pair, Relation> = BTreeMap::new();
        macro_rules! index {
            ($table:ident, $make:expr, $place:ident) => {
                for (at, row) in ledger.$table.iter().enumerate() {
                    rows.insert(row.id.clone(), $make(at));
                    for pair in pairs(&row.parties) {
                        let relation = relations.entry(pair).or_default();
                        relation.$place.push(at);
                        relation
                            .documents
                            .extend(row.support.mentions.iter().map(|mention| mention.doc.clone()));
                    }
                }
            };
        }
        index!(events, RowRef::Event, events);
        index!(commitments, RowRef::Commitment, commitments);
        index!(instruments, RowRef::Instrument, instruments);
        index!(mechanisms, RowRef::Mechanism, mechanisms);
        index!(projects, RowRef::Project, projects);
        index!(obstacles, |at| RowRef::Statement(Table::Obstacles, at), obstacles);
        index!(states, |at| RowRef::Statement(Table::States, at), states);
        index!(expectations, |at| RowRef::Statement(Table::Expectations, at), expectations);
        index!(anniversaries, RowRef::Anniversary, anniversaries);
        index!(partnerships, RowRef::Partnership, partnerships);
        for (at, row) in ledger.appraisals.iter().enumerate() {
            rows.insert(row.id.clone(), RowRef::Statement(Table::Appraisals, at));
        }
        for (at, row) in ledger.positions.iter().enumerate() {
            rows.insert(row.id.clone(), RowRef::Position(at));
            let mut sides: Vec<ActorCode> = row.by.iter().chain(&row.about).copied().collect();
            sides.sort_unstable();
            sides.dedup();
            for pair in pairs(&sides) {
                relations.entry(pair).or_default().positions.push(at);
            }
        }
        let people: HashMap<&RowId, usize> =
            ledger.people.iter().enumerate().map(|(at, person)| (&person.id, at)).collect();
        for (at, person) in ledger.people.iter().enumerate() {
            rows.insert(person.id.clone(), RowRef::Person(at));
        }
        let mut held_within: HashMap<RowId, Vec<usize>> = HashMap::new();
        for (at, event) in ledger.events.iter().enumerate() {
            if let Some(visit) = &event.within {
                held_within.entry(visit.clone()).or_default().push(at);
            }
            for pair in pairs(&event.parties) {
                let relation = relations.entry(pair).or_default();
                let known = event.participants.iter().filter_map(|part| part.person.as_ref());
                relation.people.extend(known.filter_map(|id| people.get(id)));
            }
        }
        let mut voiced_at: HashMap<RowId, Vec<usize>> = HashMap::new();
        for (at, commitment) in ledger.commitments.iter().enumerate() {
            let mut events: Vec<&RowId> =
                commitment.history.iter().filter_map(|step| step.at.as_ref()).collect();
            events.sort_unstable();
            events.dedup();
            for event in events {
                voiced_at.entry(event.clone()).or_default().push(at);
            }
        }
        let documents = ledger.documents.iter().enumerate().map(|(at, row)| (row.doc.clone(), at)).collect();
        let mut instruments_of: HashMap<RowId, Vec<usize>> = HashMap::new();
        for (at, row) in ledger.instruments.iter().enumerate() {
            if let Some(event) = &row.event {
                instruments_of.entry(event.clone()).or_default().push(at);
            }
        }
        let mut conflicts_of: HashMap<RowId, Vec<usize>> = HashMap::new();
        for (at, conflict) in ledger.conflicts.iter().enumerate() {
            conflicts_of.entry(conflict.about.clone()).or_default().push(at);
        }
        let mut events_of: HashMap<RowId, Vec<usize>> = HashMap::new();
        for (at, event) in ledger.events.iter().enumerate() {
            let persons: BTreeSet<&RowId> =
                event.participants.iter().filter_map(|part| part.person.as_ref()).collect();
            for person in persons {
                events_of.entry(person.clone()).or_default().push(at);
            }
        }
        let orders = Orders::new(ledger);
        Snapshot {
            relations,
            rows,
            documents,
            voiced_at,
            held_within,
            instruments_of,
            conflicts_of,
            events_of,
            orders,
            version,
            on: None,
            library,
        }
    }

    /// The row with this id.
    pub(crate) fn row(&self, id: &RowId) -> Option<RowRef> {
        self.rows.get(id).copied()
    }

    /// The document's row.
    pub(crate) fn document(&self, doc: &DocId) -> Option<&DocumentRow> {
        self.documents.get(doc).map(|at| &self.library.ledger.documents[*at])
    }

    /// The English name of a state or organisation.
    pub(crate) fn name(&self, actor: ActorCode) -> String {
        self.library.names.show(actor)
    }

    /// Names joined for people: "Norway and Finland".
    pub(crate) fn names(&self, actors: &[ActorCode]) -> String {
        join(actors.iter().map(|actor| self.name(*actor)))
    }

    /// The relation that an address names, whichever side stands first.
    pub(crate) fn relation(&self, slug: &str) -> Option<(Pair, &Relation)> {
        let slug = slug.to_uppercase().replace('_', " ");
        // A code may have a hyphen of its own.
        slug.match_indices('-').find_map(|(at, _)| {
            let pair = Pair::new(slug[..at].parse().ok()?, slug[at + 1..].parse().ok()?);
            Some((pair, self.relations.get(&pair)?))
        })
    }

    /// The day that counts as today.
    pub(crate) fn today(&self) -> Day {
        self.library.ledger.as_of.unwrap_or(Day::MIN)
    }

    /// What a document is called: its headline, its first words, or its name.
    pub(crate) fn title<'a>(&'a self, doc: &'a DocId) -> &'a str {
        self.library.head(doc).and_then(DocumentHead::name).unwrap_or(doc.as_str())
    }

    /// The words at a place of a document, with what a reader needs to check them.
    pub(crate) fn quote(&self, wording: &Wording) -> Quote {
        let row = self.document(&wording.doc);
        let text = self.library.text(&wording.doc);
        let text = text.as_ref();
        let (before, after) = text.map(|text| around(text.as_str(), wording.span)).unwrap_or_default();
        Quote {
            doc: wording.doc.clone(),
            title: self.library.head(&wording.doc).and_then(|head| head.title.clone()),
            outlet: row.and_then(|row| row.outlet.clone()),
            opening: self.library.head(&wording.doc).and_then(|head| head.opening.clone()),
            published: row.and_then(|row| row.published),
            start: text.map_or(0, |text| text.code_point(wording.span.start())),
            end: text.map_or(0, |text| text.code_point(wording.span.end())),
            before,
            quote: self.library.say(wording),
            after,
            link: document_link(&wording.doc, wording.span.start()),
        }
    }

    /// The quotations under a row, the earliest first; of very many the latest.
    pub(crate) fn quotes(&self, support: &Support) -> Vec<Quote> {
        support
            .mentions
            .iter()
            .skip(support.mentions.len().saturating_sub(QUOTES))
            .map(|mention| self.quote(&Wording { doc: mention.doc.clone(), span: mention.span }))
            .collect()
    }

    /// The last event that was held and the next that is planned, among these.
    pub(crate) fn around_today<'a>(
        &'a self,
        events: &[usize],
    ) -> (Option<&'a EventRow>, Option<&'a EventRow>) {
        let today = self.today();
        let rows = || events.iter().map(|at| &self.library.ledger.events[*at]);
        let next = rows()
            .filter(|event| event.when.is_some() && agenda::is_ahead(event, today))
            .min_by_key(|event| event.when.as_ref().and_then(|when| when.first()));
        (agenda::latest_contact(rows(), today), next)
    }

    /// Commitments in the order in which a desk reads them: the strongest and latest first.
    pub(crate) fn by_weight(&self, rows: impl Iterator<Item = usize>) -> Vec<&Commitment> {
        let mut rows: Vec<usize> = rows.collect();
        rows.sort_unstable_by_key(|at| self.orders.rank[*at]);
        rows.into_iter().map(|at| &self.library.ledger.commitments[at]).collect()
    }
}

/// Bytes of a sentence that are shown on each side of a quotation.
const AROUND: usize = 160;

/// What stands before and after some words in their sentence, with the blanks between. Where the
/// sentence goes on for longer, it is cut between two words.
fn around(text: &str, span: Span) -> (String, String) {
    let (from, to) = (span.start() as usize, span.end() as usize);
    let (Some(before), Some(after)) = (text.get(..from), text.get(to..)) else {
        return Default::default();
    };
    let ends = |(at, mark): (usize, char), text: &str| {
        let rest = &text[at + mark.len_utf8()..];
        let next = rest.trim_start().chars().next();
        // An initial or a short form has few letters before its point.
        let word = text[..at].rsplit(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
        mark == '\n'
            || ['.', '!', '?', '…'].contains(&mark)
                && rest.starts_with(char::is_whitespace)
                && (at == 0 || word.chars().count() > 2)
                && next.is_none_or(|next| !next.is_lowercase())
    };
    let window = &before[before.floor_char_boundary(from.saturating_sub(AROUND))..];
    let start = window.char_indices().rev().find(|mark| ends(*mark, window));
    let before = match start {
        Some((at, mark)) => window[at + mark.len_utf8()..].trim_start().to_owned(),
        None if window.len() == before.len() => window.trim_start().to_owned(),
        None => format!("… {}", window.split_once(char::is_whitespace).map_or("", |(_, rest)| rest)),
    };
    let window = &after[..after.floor_char_boundary(AROUND)];
    let end = window.char_indices().find(|mark| ends(*mark, window));
    let after = match end {
        Some((at, '\n')) => window[..at].trim_end().to_owned(),
        Some((at, mark)) => window[..at + mark.len_utf8()].to_owned(),
        None if window.len() == after.len() => window.trim_end().to_owned(),
        None => format!("{} …", window.rsplit_once(char::is_whitespace).map_or("", |(rest, _)| rest)),
    };
    (before, after)
}

/// The address of a place in a document.
pub(crate) fn document_link(doc: &DocId, start: u32) -> String {
    format!("/document/{}#at{start}", encode(doc.as_str()))
}

/// Text as a part of a path.
pub(crate) fn encode(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' | b':' => {
                out.push(byte as char)
            }
            _ => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}

/// Names joined for people: "a, b and c".
pub(crate) fn join(names: impl Iterator<Item = String>) -> String {
    let names: Vec<String> = names.collect();
    match names.as_slice() {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

fn pairs(parties: &[ActorCode]) -> Vec<Pair> {
    if parties.len() > PARTIES_OF_A_RELATION {
        return Vec::new();
    }
    let mut pairs = Vec::new();
    for (at, a) in parties.iter().enumerate() {
        pairs.extend(parties[at + 1..].iter().map(|b| Pair::new(*a, *b)));
    }
    pairs
}

/// Words of a document with what a reader needs to check them.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Quote {
    pub(crate) doc: DocId,
    pub(crate) title: Option<String>,
    pub(crate) outlet: Option<String>,
    /// What the document is called where nobody is named as its outlet.
    #[serde(skip)]
    pub(crate) opening: Option<String>,
    pub(crate) published: Option<Day>,
    /// In code points.
    pub(crate) start: u32,
    pub(crate) end: u32,
    /// The rest of the sentence, or as much of it as is shown, on either side.
    pub(crate) before: String,
    pub(crate) quote: String,
    pub(crate) after: String,
    pub(crate) link: String,
}
