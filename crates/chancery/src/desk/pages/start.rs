//! All relations, the busiest first.

use std::cmp::Reverse;

use chancery_core::{calendar::Day, claims::model::EventStatus, lexicon::fold};
use maud::{Markup, PreEscaped, html};
use serde::Serialize;

use super::{EventLine, Page, Query, Table, filter};
use crate::desk::{
    answer, layout,
    pictures::sparkline::sparkline,
    snapshot::{Snapshot, encode},
};

/// Relations on one page.
const PAGE: usize = 80;

/// Quarters in the small picture of activity.
const QUARTERS: usize = 12;

/// The page.
#[derive(Serialize)]
pub(crate) struct Start {
    query: Query,
    relations: Vec<Line>,
    total: usize,
    documents: usize,
    next: Option<String>,
}

/// One relation.
#[derive(Serialize)]
struct Line {
    pair: String,
    names: [String; 2],
    link: String,
    last: Option<EventLine>,
    next: Option<EventLine>,
    events: usize,
    /// Events held in each of the last twelve quarters, the latest last.
    quarters: Vec<usize>,
    open_commitments: usize,
    documents: usize,
}

impl Start {
    /// Reads the relations out of a snapshot, a page of them.
    pub(crate) fn new(snapshot: &Snapshot, query: &Query) -> Start {
        let today = snapshot.today();
        let words = filter(query, "text").map(fold);
        let mut chosen: Vec<_> = snapshot
            .relations
            .iter()
            .filter(|(_, relation)| !relation.events.is_empty() || !relation.commitments.is_empty())
            .filter(|(pair, _)| {
                words.as_ref().is_none_or(|words| {
                    let both = format!("{} {}", snapshot.name(pair.0), snapshot.name(pair.1));
                    let both = fold(&both).into_owned();
                    words.split_whitespace().all(|word| both.contains(word))
                })
            })
            .collect();
        chosen.sort_by_key(|(pair, relation)| {
            (Reverse(relation.documents.len()), Reverse(relation.events.len()), **pair)
        });
        let total = chosen.len();
        let start = answer::offset(filter(query, "next"));
        let relations: Vec<Line> = chosen
            .into_iter()
            .skip(start)
            .take(PAGE)
            .map(|(pair, relation)| {
                let (last, next) = snapshot.around_today(&relation.events);
                let mut quarters = vec![0; QUARTERS];
                for event in relation.events.iter().map(|at| &snapshot.library.ledger.events[*at]) {
                    let held = event.status == EventStatus::Happened;
                    let day = event.when.as_ref().and_then(|when| when.first());
                    if let Some(ago) = day.filter(|_| held).and_then(|day| quarters_between(day, today))
                        && ago < QUARTERS
                    {
                        quarters[QUARTERS - 1 - ago] += 1;
                    }
                }
                let open = relation.commitments.iter().map(|at| &snapshot.library.ledger.commitments[*at]);
                Line {
                    pair: pair.slug(),
                    names: [snapshot.name(pair.0), snapshot.name(pair.1)],
                    link: format!("/r/{}", pair.slug()),
                    last: last.map(|event| EventLine::new(snapshot, event)),
                    next: next.map(|event| EventLine::new(snapshot, event)),
                    events: relation.events.len(),
                    quarters,
                    open_commitments: open.filter(|row| super::commitments::is_open(row)).count(),
                    documents: relation.documents.len(),
                }
            })
            .collect();
        Start {
            query: query.clone(),
            relations,
            total,
            documents: snapshot.library.ledger.documents.len(),
            next: (start.saturating_add(PAGE) < total).then(|| answer::token(start + PAGE)),
        }
    }
}

/// Whole quarters from a day back to another; none where it lies ahead.
fn quarters_between(day: Day, today: Day) -> Option<usize> {
    let quarter = |day: Day| i64::from(day.year()) * 4 + i64::from((day.month() - 1) / 3);
    usize::try_from(quarter(today) - quarter(day)).ok()
}

impl Page for Start {
    fn title(&self) -> String {
        "Relations".to_owned()
    }

    fn twins(&self) -> &'static [&'static str] {
        &["json", "csv"]
    }

    fn html(&self, _snapshot: &Snapshot) -> Markup {
        html! {
            h1 { "Relations" }
            @if self.documents > 0 {
                form.filters action="/" method="get" {
                    label for="text" { "States or organisations " }
                    input #text type="search" name="text" value=(filter(&self.query, "text").unwrap_or_default()) placeholder="Vietnam Russia";
                    button { "Filter" }
                }
            }
            @if self.documents > 0 && self.relations.is_empty() { p.lead { "No relation goes by these names. Use English names, or a part of them." } }
            @if self.documents == 0 {
                p.lead { "The record is empty. Add reports, then reload this page:" }
                pre { code { "chancery add reports/*.txt\nchancery add news.jsonl\ncat page.html | chancery add -" } }
                p { "Or see what it looks like with the sample reports: " code { "chancery demo" } "." }
            } @else if !self.relations.is_empty() {
                div.scroll tabindex="0" {
                    table.cards {
                        caption { (layout::count(self.total, "relation", "relations")) " in " (layout::count(self.documents, "report", "reports")) }
                        thead { tr {
                            th scope="col" { "Relation" } th scope="col" { "Last contact" } th scope="col" { "Next announced" }
                            th scope="col" { "Activity, 3 years" } th.number scope="col" { "Open commitments" } th.number scope="col" { "Reports" }
                        } }
                        tbody {
                            @for line in &self.relations {
                                tr {
                                    th scope="row" { a href=(line.link) { (line.names[0]) " – " (line.names[1]) } }
                                    td data-label="Last" { (contact(line.last.as_ref())) }
                                    td data-label="Next" { (contact(line.next.as_ref())) }
                                    td data-label="Activity" { (PreEscaped(sparkline(&line.quarters, &format!("{} in three years", layout::count(line.quarters.iter().sum(), "event", "events"))))) }
                                    td.number data-label="Open" { a href={ (line.link) "/commitments?state=open" } { (line.open_commitments) } }
                                    td.number data-label="Reports" { (line.documents) }
                                }
                            }
                        }
                    }
                }
                @if let Some(next) = &self.next {
                    @let words = filter(&self.query, "text").map(|words| format!("text={}&", encode(words))).unwrap_or_default();
                    p { a rel="next" href={ "/?" (words) "next=" (next) } { "Next " (PAGE) } }
                }
            }
        }
    }

    fn table(&self) -> Option<Table> {
        Some(Table {
            columns: &[
                "pair",
                "a",
                "b",
                "last",
                "last_event",
                "next",
                "next_event",
                "events",
                "open_commitments",
                "documents",
            ],
            rows: self
                .relations
                .iter()
                .map(|line| {
                    let when = |event: &Option<EventLine>| {
                        event
                            .as_ref()
                            .and_then(|event| event.when.as_ref())
                            .map(ToString::to_string)
                            .unwrap_or_default()
                    };
                    let what = |event: &Option<EventLine>| {
                        event.as_ref().map(|event| event.headline.clone()).unwrap_or_default()
                    };
                    vec![
                        line.pair.clone(),
                        line.names[0].clone(),
                        line.names[1].clone(),
                        when(&line.last),
                        what(&line.last),
                        when(&line.next),
                        what(&line.next),
                        line.events.to_string(),
                        line.open_commitments.to_string(),
                        line.documents.to_string(),
                    ]
                })
                .collect(),
        })
    }
}

fn contact(event: Option<&EventLine>) -> Markup {
    html! {
        @match event {
            Some(event) => { a href=(event.link) { (event.headline) } br; small { (layout::time(event.when.as_ref())) } },
            None => span.unknown { "none reported" },
        }
    }
}
