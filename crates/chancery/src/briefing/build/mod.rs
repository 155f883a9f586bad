//! Which rows of the ledger a briefing shows, and in which order; one module a group of parts.

mod bodies;
mod commitments;
mod events;
mod news;
mod people;
mod standing;
mod statements;

use std::collections::{BTreeMap, BTreeSet};

use chancery_core::{
    calendar::{Day, Grain, When},
    claims::model::Force,
    evidence::DocId,
    ledger::model::{Commitment, EventRow, Health, Mention, Stage, Support},
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
    /// How many lines a group shows before it says how many more there are.
    pub lines: usize,
}

/// Words that a quotation should have at least, where there is one that has them.
const TELLING: usize = 4;

/// The briefing of a relation.
#[must_use]
pub fn build(library: &Library, choice: &Choice) -> Briefing {
    let mut desk =
        Desk { library, choice, numbers: BTreeMap::new(), sources: Vec::new(), introduced: BTreeSet::new() };
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

    /// On what it rests: the reports that tell of the relation. A report that is cited for an office
    /// alone tells nothing of it.
    fn basis(&self) -> String {
        let rows = self.supports().map(|(_, support)| support);
        let ledger = &self.library.ledger;
        let papers =
            ledger.instruments.iter().filter(|row| self.is_ours(&row.parties)).map(|row| &row.support);
        let said = ledger.obstacles.iter().chain(&ledger.states).chain(&ledger.expectations);
        let said = said.filter(|row| self.is_ours(&row.parties)).map(|row| &row.support);
        let docs: BTreeSet<&DocId> = rows
            .chain(papers)
            .chain(said)
            .flat_map(|support| &support.mentions)
            .map(|mention| &mention.doc)
            .collect();
        let sources: Vec<&SourceLine> = self.sources.iter().filter(|it| docs.contains(&it.doc)).collect();
        let days: Vec<Day> = sources.iter().filter_map(|source| source.published).collect();
        let outlets: BTreeSet<&str> = sources.iter().filter_map(|source| source.outlet.as_deref()).collect();
        let reports = match sources.len() {
            1 => "1 report".to_owned(),
            n => format!("{n} reports"),
        };
        // Where some name no outlet, their number is not known.
        let is_known = sources.iter().all(|source| source.outlet.is_some());
        let of = match outlets.len() {
            1 if is_known => " of 1 outlet".to_owned(),
            n if is_known && n > 1 => format!(" of {n} outlets"),
            _ => String::new(),
        };
        match (days.iter().min(), days.iter().max()) {
            (Some(&first), Some(&last)) => format!(
                "Rests on {reports}{of} from {} to {}. What no report says is not known; silence is no failure.",
                say::day(first),
                say::day(last)
            ),
            _ => format!("Rests on {reports}."),
        }
    }

    /// Said within half a year before the day.
    fn is_recent(&self, support: &Support) -> bool {
        support.latest_day().is_some_and(|day| day >= self.days_ago(183))
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

/// Words of a report on one line.
pub(crate) fn tidy(words: &str) -> String {
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn day_of(row: &EventRow) -> Option<Day> {
    row.when.as_ref().and_then(|when| when.first().or(when.last())).or(row.support.first_day())
}

/// Agreed, pledged, assigned or further.
fn is_undertaken(row: &Commitment) -> bool {
    row.force >= Force::G3 && row.health != Health::Refused
}

fn is_settled(row: &Commitment) -> bool {
    row.stage == Stage::Delivered || matches!(row.health, Health::Superseded | Health::Closed)
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
