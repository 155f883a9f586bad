//! The events of a relation, as a picture and as a list.

use std::cmp::Reverse;

use chancery_core::{
    calendar::{Grain, When},
    claims::model::{EventKind, EventStatus},
    ledger::model::EventRow,
};
use maud::{Markup, html};
use serde::Serialize;

use super::{CalendarEntry, EventLine, Page, Query, Table, filter};
use crate::desk::{
    answer, layout,
    pictures::timeline::{Mark, Window, timeline},
    route::Pair,
    snapshot::{Relation, Snapshot, encode},
};

/// Events on one page.
const PAGE: usize = 100;
/// Marks in a picture: what weighs most, then what is latest.
const MARKS: usize = 160;

/// The page.
#[derive(Serialize)]
pub(crate) struct Timeline {
    #[serde(skip)]
    pair: Pair,
    query: Query,
    total: usize,
    /// Events under the filters.
    chosen: usize,
    events: Vec<EventLine>,
    next: Option<String>,
    #[serde(skip)]
    picture: String,
    kinds: Vec<(String, usize)>,
}

/// Marks of the events that have a day; of very many those that weigh most.
pub(crate) fn marks<'a>(snapshot: &Snapshot, events: impl Iterator<Item = &'a EventRow>) -> Vec<Mark> {
    let mut events: Vec<&EventRow> = events.filter(|event| event.when.is_some()).collect();
    if events.len() > MARKS {
        events.sort_by_cached_key(|event| {
            let is_visit = event.kind == EventKind::Visit;
            let ahead = event.status != EventStatus::Happened;
            let first = event.when.as_ref().and_then(When::first);
            Reverse((is_visit && event.level.is_some(), is_visit || ahead, first))
        });
        events.truncate(MARKS);
    }
    events
        .into_iter()
        .filter_map(|event| {
            let when = event.when.as_ref()?;
            Some(Mark {
                kind: event.kind,
                level: event.level,
                status: event.status,
                first: when.first()?,
                last: when.last()?,
                is_vague: matches!(when.grain(), Grain::Month | Grain::Year | Grain::Season | Grain::Decades),
                label: format!(
                    "{} ({}, {})",
                    layout::headline(snapshot, event),
                    layout::when(when),
                    layout::status(event.status)
                ),
                link: layout::link(&event.id),
            })
        })
        .collect()
}

impl Timeline {
    /// Reads the events under the filters of the address, the latest first.
    pub(crate) fn new(snapshot: &Snapshot, pair: Pair, relation: &Relation, query: &Query) -> Timeline {
        let all: Vec<&EventRow> =
            relation.events.iter().map(|at| &snapshot.library.ledger.events[*at]).collect();
        let mut kinds: Vec<(String, usize)> = Vec::new();
        for event in &all {
            let kind = layout::kind(event.kind);
            match kinds.iter_mut().find(|(name, _)| name == kind) {
                Some((_, number)) => *number += 1,
                None => kinds.push((kind.to_owned(), 1)),
            }
        }
        kinds.sort();
        let total = all.len();
        let day = |name: &str| filter(query, name).and_then(|day| When::parse(day).ok());
        let (since, until) = (day("since"), day("until"));
        let mut chosen: Vec<&EventRow> = all
            .into_iter()
            .filter(|event| filter(query, "kind").is_none_or(|kind| layout::kind(event.kind) == kind))
            .filter(|event| {
                filter(query, "status").is_none_or(|status| layout::status(event.status) == status)
            })
            .filter(|event| {
                let first = event.when.as_ref().and_then(When::first);
                let last = event.when.as_ref().and_then(When::last);
                since
                    .as_ref()
                    .and_then(When::first)
                    .is_none_or(|since| last.is_some_and(|last| last >= since))
                    && until
                        .as_ref()
                        .and_then(When::last)
                        .is_none_or(|until| first.is_some_and(|first| first <= until))
            })
            .collect();
        chosen.sort_by_key(|event| Reverse((event.when.as_ref().and_then(When::first), event.id.clone())));
        let start = answer::offset(filter(query, "next"));
        // A picture is of the days that were asked for; where one end is open, of the marks.
        let days = since.as_ref().and_then(When::first).zip(until.as_ref().and_then(When::last));
        let window = Window { days, zoom: &|period| zoom(pair, query, period) };
        let count = chosen.len();
        Timeline {
            pair,
            query: query.clone(),
            total,
            chosen: count,
            picture: timeline(&marks(snapshot, chosen.iter().copied()), snapshot.today(), &window),
            events: chosen
                .into_iter()
                .skip(start)
                .take(PAGE)
                .map(|event| EventLine::new(snapshot, event))
                .collect(),
            next: (start.saturating_add(PAGE) < count).then(|| answer::token(start + PAGE)),
            kinds,
        }
    }
}

/// The filters of an address that have a value, but for some, each with `&` behind it.
fn others(query: &Query, but: &[&str]) -> String {
    let others = query.iter().filter(|(name, value)| !but.contains(&name.as_str()) && !value.is_empty());
    others.map(|(name, value)| format!("{}={}&", encode(name), encode(value))).collect()
}

/// The address of the timeline of a year or month, under the same other filters.
pub(crate) fn zoom(pair: Pair, query: &Query, period: &str) -> String {
    let others = others(query, &["next", "since", "until"]);
    format!("/r/{}/timeline?{others}since={period}&until={period}", pair.slug())
}

/// The year or month before and behind one: `2025-01` stands between `2024-12` and `2025-02`.
fn beside(period: &str) -> Option<(String, String)> {
    let (year, month) = match period.split_once('-') {
        Some((year, month)) => (year.parse::<i16>().ok()?, Some(month.parse::<i8>().ok()?)),
        None => (period.parse::<i16>().ok()?, None),
    };
    let text = |year: i16, month: Option<i8>| match month {
        Some(month) => format!("{year:04}-{month:02}"),
        None => format!("{year:04}"),
    };
    let before = match month {
        Some(1) => text(year - 1, Some(12)),
        Some(month) => text(year, Some(month - 1)),
        None => text(year - 1, None),
    };
    let behind = match month {
        Some(12) => text(year + 1, Some(1)),
        Some(month) => text(year, Some(month + 1)),
        None => text(year + 1, None),
    };
    ((1..9999).contains(&year) && month.is_none_or(|month| (1..=12).contains(&month)))
        .then_some((before, behind))
}

impl Timeline {
    /// Ways from the year or month that is shown: before it, behind it, out of it.
    fn ways(&self, path: &str) -> Markup {
        let (since, until) = (filter(&self.query, "since"), filter(&self.query, "until"));
        let period = since.filter(|since| Some(*since) == until);
        let Some((period, (before, behind))) = period.and_then(|period| Some((period, beside(period)?)))
        else {
            return html! {};
        };
        let year = period.split_once('-').map(|(year, _)| year);
        html! {
            p.ways {
                a rel="prev" href=(zoom(self.pair, &self.query, &before)) { "← " (before) } " · "
                @if let Some(year) = year { a href=(zoom(self.pair, &self.query, year)) { (year) } " · " }
                a href=(path) { "all years" } " · "
                a rel="next" href=(zoom(self.pair, &self.query, &behind)) { (behind) " →" }
            }
        }
    }

    /// The address of the next page, under the same filters.
    fn next_page(&self, path: &str, next: &str) -> String {
        let others = others(&self.query, &["next"]);
        format!("{path}?{others}next={next}")
    }
}

impl Page for Timeline {
    fn title(&self) -> String {
        "Timeline".to_owned()
    }

    fn pair(&self) -> Option<Pair> {
        Some(self.pair)
    }

    fn twins(&self) -> &'static [&'static str] {
        &["json", "csv", "ics"]
    }

    fn html(&self, _snapshot: &Snapshot) -> Markup {
        let path = format!("/r/{}/timeline", self.pair.slug());
        html! {
            h1 { "Timeline" }
            form.filters action=(&path) method="get" {
                label for="since" { "From " } input #since name="since" placeholder="2024-01" value=(filter(&self.query, "since").unwrap_or_default());
                label for="until" { " to " } input #until name="until" placeholder="2025" value=(filter(&self.query, "until").unwrap_or_default());
                label for="kind" { " Kind " }
                select #kind name="kind" {
                    option value="" { "all" }
                    @for (kind, number) in &self.kinds {
                        option value=(kind) selected[filter(&self.query, "kind") == Some(kind)] { (kind) " (" (number) ")" }
                    }
                }
                label for="status" { " Status " }
                select #status name="status" {
                    option value="" { "all" }
                    @for status in [EventStatus::Happened, EventStatus::Planned, EventStatus::Invited, EventStatus::Postponed, EventStatus::Cancelled, EventStatus::Denied] {
                        @let word = layout::status(status);
                        option value=(word) selected[filter(&self.query, "status") == Some(word)] { (word) }
                    }
                }
                button { "Filter" }
            }
            (self.ways(&path))
            (layout::picture(&self.picture, "Filled where held, hollow where planned, dashed where called off, pale where only the month or year is known; larger for state and official visits."))
            p { (self.chosen) " of " (layout::count(self.total, "event", "events")) @if self.chosen > MARKS { "; the picture shows the " (MARKS) " weightiest" } }
            (list(&self.events))
            @if let Some(next) = &self.next { p { a rel="next" href=(self.next_page(&path, next)) { "Next " (PAGE) } } }
        }
    }

    fn table(&self) -> Option<Table> {
        Some(table(&self.events))
    }

    fn dates(&self) -> Option<Vec<CalendarEntry>> {
        Some(
            self.events
                .iter()
                .filter_map(|event| {
                    Some(CalendarEntry {
                        id: event.id.clone(),
                        when: event.when.clone()?,
                        what: event.headline.clone(),
                        kind: layout::status(event.status),
                        link: Some(event.link.clone()),
                    })
                })
                .collect(),
        )
    }
}

/// Events as a list with their quotations.
pub(crate) fn list(events: &[EventLine]) -> Markup {
    html! {
        ol.events {
            @for event in events {
                li id=(encode(&event.id)) {
                    div.when { (layout::time(event.when.as_ref())) }
                    div {
                        p { a.headline href=(event.link) { (event.headline) } " " (layout::chip(&format!("status-{}", layout::status(event.status)), layout::status(event.status)))
                            @if let Some(place) = &event.place { " " small { (place) } }
                            @if event.voices > 1 { " " small { (event.voices) " voices" } } }
                        @if let Some(quote) = &event.quote { (layout::quote(quote)) }
                    }
                }
            }
        }
    }
}

/// Events as a table that leaves.
pub(crate) fn table(events: &[EventLine]) -> Table {
    Table {
        columns: &[
            "id", "kind", "level", "status", "when", "place", "headline", "voices", "doc", "start", "end",
            "quote",
        ],
        rows: events
            .iter()
            .map(|event| {
                let quote = event.quote.as_ref();
                vec![
                    event.id.clone(),
                    event.kind.to_owned(),
                    event.level.unwrap_or_default().to_owned(),
                    layout::status(event.status).to_owned(),
                    event.when.as_ref().map(ToString::to_string).unwrap_or_default(),
                    event.place.clone().unwrap_or_default(),
                    event.headline.clone(),
                    event.voices.to_string(),
                    quote.map(|quote| quote.doc.to_string()).unwrap_or_default(),
                    quote.map(|quote| quote.start.to_string()).unwrap_or_default(),
                    quote.map(|quote| quote.end.to_string()).unwrap_or_default(),
                    quote.map(|quote| quote.quote.clone()).unwrap_or_default(),
                ]
            })
            .collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn periods_have_neighbours() {
        let pair = |(before, behind): (&str, &str)| Some((before.to_owned(), behind.to_owned()));
        assert_eq!(beside("2025"), pair(("2024", "2026")));
        assert_eq!(beside("2025-01"), pair(("2024-12", "2025-02")));
        assert_eq!(beside("2024-12"), pair(("2024-11", "2025-01")));
        for other in ["2025-01-14", "2025-13", "soon", "", "9999"] {
            assert_eq!(beside(other), None, "{other}");
        }
    }
}
