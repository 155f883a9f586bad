//! Which rows of the ledger a briefing shows, and in which order; one module a group of parts.

mod bodies;
mod commitments;
mod events;
mod news;
mod people;
mod scraps;
mod standing;
mod statements;

use std::{
    cell::RefCell,
    collections::{BTreeMap, BTreeSet},
};

use chancery_core::{
    calendar::{Day, Grain, When},
    claims::model::Force,
    evidence::DocId,
    ledger::model::{Commitment, EventRow, Health, Mention, RowId, Support},
    lexicon::ActorCode,
};

use super::{Briefing, Group, Line, Quotation, Section, SourceLine, say};
use crate::library::Library;

/// What a briefing is asked to show.
#[derive(Clone, Copy, Debug)]
pub struct Choice {
    /// The two sides.
    pub sides: [ActorCode; 2],
    /// The day for which it is written.
    pub on: Day,
    /// Only what lies on or after this day.
    pub since: Option<Day>,
    /// Only what lies on or before this day.
    pub until: Option<Day>,
    /// How many lines a part shows, under all its headings together, before it says how many more
    /// there are.
    pub lines: usize,
    /// True where lines show the ids that `chancery explain` takes.
    pub ids: bool,
}

/// Days after its newest report from which on a relation is told as history.
const OLD: i64 = 365;

/// Words that a quotation should have at least, where there is one that has them.
const TELLING: usize = 4;

/// The briefing of a relation.
#[must_use]
pub fn build(library: &Library, choice: &Choice) -> Briefing {
    let mut desk = Desk {
        library,
        choice,
        numbers: BTreeMap::new(),
        sources: Vec::new(),
        introduced: BTreeSet::new(),
        told: BTreeSet::new(),
        about: RefCell::default(),
    };
    let sections = vec![
        desk.standing(),
        desk.people(),
        desk.coming(),
        desk.past(),
        desk.agreed(),
        desk.requests(),
        desk.wishes(),
        desk.obstacles(),
        desk.positions(),
        desk.instruments(),
        desk.mechanisms(),
        desk.anniversaries(),
        desk.latest(),
        desk.doubts(),
    ];
    let basis = desk.basis();
    let names = &library.names;
    let title = choice.sides.map(|side| names.show(side)).join(" – ");
    Briefing {
        title,
        sides: choice.sides.to_vec(),
        on: choice.on,
        since: choice.since,
        until: choice.until,
        basis,
        sections: sections.into_iter().flatten().collect(),
        sources: desk.sources,
        ids: choice.ids,
    }
}

/// The table on which a briefing is put together: reports get their numbers as they are quoted.
struct Desk<'a> {
    library: &'a Library,
    choice: &'a Choice,
    numbers: BTreeMap<DocId, usize>,
    sources: Vec<SourceLine>,
    /// Persons whose office the part has said already, each with the office.
    introduced: BTreeSet<(Option<String>, Option<String>)>,
    /// The events and commitments that have a line.
    told: BTreeSet<RowId>,
    /// Reports that were looked at, and whether they are about the relation.
    about: RefCell<BTreeMap<DocId, bool>>,
}

impl<'a> Desk<'a> {
    /// True where a row concerns both sides.
    fn is_ours(&self, parties: &[ActorCode]) -> bool {
        self.choice.sides.iter().all(|side| parties.contains(side))
    }

    /// True where a date, or the reports where there is none, fall into the chosen days.
    fn is_within(&self, when: Option<&When>, support: &Support) -> bool {
        let (first, last) = match when {
            Some(when) => (when.first(), when.last()),
            None => (support.first_day(), support.latest_day()),
        };
        let late_enough = |since: Day| last.is_none_or(|last| last >= since);
        let early_enough = |until: Day| first.is_none_or(|first| first <= until);
        self.choice.since.is_none_or(late_enough) && self.choice.until.is_none_or(early_enough)
    }

    fn events(&self) -> Vec<&'a EventRow> {
        let rows = self.library.ledger.events.iter();
        rows.filter(|row| self.is_ours(&row.parties) && self.is_within(row.when.as_ref(), &row.support))
            .collect()
    }

    fn commitments(&self) -> Vec<&'a Commitment> {
        let rows = self.library.ledger.commitments.iter();
        rows.filter(|row| self.is_ours(&row.parties) && self.is_within(None, &row.support)).collect()
    }

    /// The number of a report among the sources.
    fn number(&mut self, doc: &DocId) -> usize {
        if let Some(&number) = self.numbers.get(doc) {
            return number;
        }
        let number = self.sources.len() + 1;
        let head = self.library.head(doc);
        self.sources.push(SourceLine {
            number,
            doc: doc.clone(),
            published: head.and_then(|head| head.published),
            outlet: head.and_then(|head| head.outlet.clone()),
            title: head.and_then(|head| head.title.clone()),
            source: head.map(|head| head.source.as_ref().unwrap_or(&head.file).clone()).unwrap_or_default(),
        });
        self.numbers.insert(doc.clone(), number);
        number
    }

    /// The fullest words among the mentions of the strongest or latest, with their source.
    fn quote(&mut self, support: &Support, chosen: Option<&Mention>) -> Option<Quotation> {
        self.quote_among(support, chosen, &|_| true)
    }

    /// The same, where only some mentions say what the line says.
    fn quote_among(
        &mut self,
        support: &Support,
        chosen: Option<&Mention>,
        says: &dyn Fn(&Mention) -> bool,
    ) -> Option<Quotation> {
        let chosen = chosen.or_else(|| support.mentions.first())?;
        // A bare word proves little: the fullest words of the same report, or of any, stand for it.
        let words = |mention: &Mention| self.library.quote(mention).split_whitespace().count();
        let chosen = if words(chosen) >= TELLING {
            chosen
        } else {
            support
                .mentions
                .iter()
                .filter(|mention| says(mention))
                .max_by_key(|mention| {
                    (mention.doc == chosen.doc && words(mention) >= TELLING, words(mention))
                })
                .unwrap_or(chosen)
        };
        // Of words within words the longer: a tribute and a wreath told in one sentence.
        let holds = |outer: &Mention| {
            outer.doc == chosen.doc
                && outer.span.start() <= chosen.span.start()
                && outer.span.end() >= chosen.span.end()
        };
        let longest = support.mentions.iter().filter(|mention| holds(mention)).max_by_key(|it| it.span.len());
        let chosen = longest.unwrap_or(chosen);
        let source = self.number(&chosen.doc);
        let others: BTreeSet<&DocId> = support
            .mentions
            .iter()
            .filter(|mention| mention.story != chosen.story)
            .map(|mention| &mention.doc)
            .collect();
        let mut also: Vec<usize> = others.into_iter().map(|doc| self.number(doc)).collect();
        also.sort_unstable();
        Some(Quotation { words: self.library.quote(chosen), source, voices: support.voices, also })
    }

    /// The reports that tell of the relation. A report that is cited for an office alone tells
    /// nothing of it.
    fn reports(&self) -> BTreeSet<&'a DocId> {
        let ledger = &self.library.ledger;
        let within = |when: Option<&When>, support: &Support| self.is_within(when, support);
        let papers = ledger.instruments.iter().map(|row| (&row.parties, row.when.as_ref(), &row.support));
        let bodies = ledger.mechanisms.iter().map(|row| (&row.parties, None, &row.support));
        let works = ledger.projects.iter().map(|row| (&row.parties, None, &row.support));
        let said = ledger.obstacles.iter().chain(&ledger.states).chain(&ledger.expectations);
        let said = said.map(|row| (&row.parties, None, &row.support));
        let feasts = ledger.anniversaries.iter().map(|row| (&row.parties, None, &row.support));
        let levels = ledger.partnerships.iter().map(|row| (&row.parties, None, &row.support));
        let others = papers.chain(bodies).chain(works).chain(said).chain(feasts).chain(levels);
        let others = others
            .filter(|(parties, when, support)| self.is_ours(parties) && within(*when, support))
            .map(|(.., support)| support);
        let rows = self.supports().map(|(_, support)| support);
        rows.chain(others).flat_map(|support| &support.mentions).map(|mention| &mention.doc).collect()
    }

    /// On what it rests, and how old the newest report is.
    fn basis(&self) -> String {
        let docs = self.reports();
        let heads: Vec<_> = docs.iter().filter_map(|doc| self.library.head(doc)).collect();
        let days: Vec<Day> = heads.iter().filter_map(|head| head.published).collect();
        let outlets: BTreeSet<&str> = heads.iter().filter_map(|head| head.outlet.as_deref()).collect();
        let cited = self.sources.iter().filter(|source| docs.contains(&source.doc)).count();
        let reports = match docs.len() {
            1 => "1 report".to_owned(),
            n => format!("{n} reports"),
        };
        // Where some name no outlet, their number is not known.
        let is_known = heads.iter().all(|head| head.outlet.is_some());
        let of = match outlets.len() {
            1 if is_known => " of 1 outlet".to_owned(),
            n if is_known && n > 1 => format!(" of {n} outlets"),
            _ => String::new(),
        };
        let cited = if cited < docs.len() { format!(", of which {cited} are cited") } else { String::new() };
        let (Some(&first), Some(&last)) = (days.iter().min(), days.iter().max()) else {
            return format!("Rests on {reports}{cited}.");
        };
        let mut basis =
            format!("Rests on {reports}{of} from {} to {}{cited}.", say::day(first), say::day(last));
        if last < self.days_ago(OLD) {
            let years = (self.choice.on.year() - last.year()).max(1);
            let age = things(usize::try_from(years).unwrap_or(1), "year");
            basis.insert_str(
                0,
                &format!(
                    "The newest report is of {}, about {age} before: this is how things stood then. ",
                    say::day(last)
                ),
            );
        }
        basis.push_str(" What no report says is not known; silence is no failure.");
        basis
    }

    fn days_ago(&self, days: i64) -> Day {
        self.choice.on.checked_sub(jiff::Span::new().days(days)).unwrap_or(self.choice.on)
    }
}

fn section(id: &'static str, title: &str, lines: Vec<Line>, gap: Option<String>) -> Section {
    let is_empty = lines.is_empty();
    Section {
        id,
        title: title.to_owned(),
        groups: if is_empty { Vec::new() } else { vec![Group { title: None, lines, more: 0 }] },
        gap: gap.filter(|_| is_empty || id == "standing"),
    }
}

fn things(n: usize, thing: &str) -> String {
    if n == 1 { format!("1 {thing}") } else { format!("{n} {}s", thing.replace(" or ", "s or ")) }
}

/// Words of a report on one line; without what another program put before an apostrophe, and without
/// a bracket or quotation mark whose other half they do not have.
pub(crate) fn tidy(words: &str) -> String {
    let words = words.split_whitespace().collect::<Vec<_>>().join(" ").replace("\\'", "'");
    let mut words = words.as_str();
    while let Some(open) = words.chars().next_back().and_then(opening)
        && !words.contains(open)
    {
        words = words.trim_end_matches(|c| opening(c) == Some(open)).trim_end();
    }
    words.to_owned()
}

/// The other half of a closing mark.
fn opening(close: char) -> Option<char> {
    match close {
        '”' => Some('“'),
        ')' => Some('('),
        ']' => Some('['),
        _ => None,
    }
}

fn day_of(row: &EventRow) -> Option<Day> {
    row.when.as_ref().and_then(|when| when.first().or(when.last())).or(row.support.first_day())
}

/// Agreed, pledged, assigned or further.
fn is_undertaken(row: &Commitment) -> bool {
    row.force >= Force::G3 && row.health != Health::Refused
}

fn is_unwell(health: Health) -> bool {
    !matches!(health, Health::Fresh | Health::Superseded | Health::Closed)
}

/// Since when a level holds: a report often shows only that it did on its day.
fn since(when: &When) -> String {
    match (when.first(), when.last()) {
        (None, Some(last)) => format!("{} or before", say::day(last)),
        _ => format!("since {}", say::date(when).trim_start_matches("since ")),
    }
}

/// The first anniversary of a day or year that is not before a day: its number and its day (the
/// end of the year, where only a year is known).
fn upcoming(base: &When, on: Day) -> Option<(u32, Day)> {
    let first = base.first()?;
    let year = |year: i16| match base.grain() {
        Grain::Day => Day::new(year, first.month(), first.day()).or_else(|_| Day::new(year, 2, 28)).ok(),
        _ => Day::new(year, 12, 31).ok(),
    };
    let this = year(on.year())?;
    let day = if this >= on { this } else { year(on.year() + 1)? };
    let nth = u32::try_from(day.year() - first.year()).ok()?;
    (nth > 0).then_some((nth, day))
}
