//! One relation on one page: where it stands, who is who, what is on the table.

use std::collections::{BTreeMap, BTreeSet};

use chancery_core::{
    calendar::{Day, When},
    claims::model::{EventStatus, Force},
    ledger::model::{EventRow, Health},
    lexicon::ActorCode,
};
use maud::{Markup, html};
use serde::Serialize;

use super::{
    EventLine, Page, Query,
    commitments::{self, Line},
    ties::{self, coming},
};
use crate::{
    briefing::say,
    desk::{
        layout,
        pictures::timeline::{Window, timeline},
        route::Pair,
        snapshot::{Quote, Relation as Rows, Snapshot, encode},
    },
};

/// Columns of the matrix of fields by meetings: the latest ones.
const MEETINGS: usize = 8;
/// Office holders of a side.
const HOLDERS: usize = 10;
/// Rows of each short list.
const SHORT: usize = 6;

/// The page.
#[derive(Serialize)]
pub(crate) struct Relation {
    #[serde(skip)]
    pair: Pair,
    names: [String; 2],
    partnership: Option<Level>,
    last: Option<EventLine>,
    next: Option<EventLine>,
    who: Vec<Side>,
    #[serde(skip)]
    picture: String,
    matrix: Matrix,
    open: Vec<Line>,
    quiet: Vec<Line>,
    requests: Vec<Line>,
    obstacles: Vec<Quote>,
    mechanisms: Vec<MechanismLine>,
    coming: Vec<super::CalendarEntry>,
    latest: Vec<Latest>,
    counts: Counts,
}

/// The level of the partnership.
#[derive(Serialize)]
struct Level {
    level: String,
    since: Option<When>,
    quote: Option<Quote>,
}

/// The office holders of one side on the day of the ledger.
#[derive(Serialize)]
struct Side {
    actor: ActorCode,
    name: String,
    holders: Vec<Holder>,
}

/// A person in an office.
#[derive(Serialize)]
struct Holder {
    name: String,
    link: String,
    office: String,
    seen: Option<When>,
}

/// What was on the table at which meeting, and with what force.
#[derive(Serialize)]
struct Matrix {
    meetings: Vec<Column>,
    rows: Vec<MatrixRow>,
}

#[derive(Serialize)]
struct Column {
    link: String,
    headline: String,
    kind: &'static str,
    place: Option<String>,
    when: Option<When>,
    /// One person of each side: two meetings of one day are told apart by them.
    who: Vec<String>,
}

#[derive(Serialize)]
struct MatrixRow {
    field: String,
    /// The strongest force at each meeting; none where the field was not on the table.
    cells: Vec<Option<Force>>,
}

/// A mechanism with its last session.
#[derive(Serialize)]
struct MechanismLine {
    name: String,
    link: String,
    sessions: usize,
    last: Option<When>,
}

/// What the latest report adds.
#[derive(Serialize)]
struct Latest {
    what: String,
    link: String,
    day: Option<Day>,
}

#[derive(Serialize)]
struct Counts {
    events: usize,
    commitments: usize,
    open: usize,
    reports: usize,
}

impl Relation {
    /// Reads the page out of a snapshot.
    pub(crate) fn new(snapshot: &Snapshot, pair: Pair, rows: &Rows, _query: &Query) -> Relation {
        let events = || rows.events.iter().map(|at| &snapshot.library.ledger.events[*at]);
        let all = || snapshot.by_weight(rows.commitments.iter().copied()).into_iter();
        let lines = |rows: Vec<&chancery_core::ledger::model::Commitment>| -> Vec<Line> {
            let mut lines =
                Line::distinct(rows.into_iter().take(4 * SHORT).map(|row| Line::new(snapshot, row)));
            lines.truncate(SHORT);
            lines
        };
        let (last, next) = snapshot.around_today(&rows.events);
        let open = all()
            .filter(|row| commitments::is_open(row) && row.health == Health::Fresh && !row.is_open_request);
        let quiet = all().filter(|row| {
            commitments::is_open(row)
                && matches!(
                    row.health,
                    Health::Quiet
                        | Health::RestatedWithoutProgress
                        | Health::Stalled
                        | Health::Postponed
                        | Health::Overdue
                )
        });
        let requests = all().filter(|row| row.is_open_request);
        let latest_day = rows.documents.iter().filter_map(|doc| snapshot.document(doc)?.published).max();
        Relation {
            pair,
            names: [snapshot.name(pair.0), snapshot.name(pair.1)],
            partnership: rows
                .partnerships
                .iter()
                .map(|at| &snapshot.library.ledger.partnerships[*at])
                .max_by_key(|row| row.support.latest_day())
                .map(|row| Level {
                    level: row.level.clone(),
                    since: row.since.clone(),
                    quote: {
                        // A report with a date shows since when.
                        let quotes = snapshot.quotes(&row.support);
                        let dated = quotes.iter().find(|quote| quote.published.is_some());
                        dated.or(quotes.first()).cloned()
                    },
                }),
            last: last.map(|event| EventLine::new(snapshot, event)),
            next: next.map(|event| EventLine::new(snapshot, event)),
            who: [pair.0, pair.1].map(|actor| side(snapshot, actor)).into(),
            picture: timeline(
                &super::timeline::marks(snapshot, events()),
                snapshot.today(),
                &Window {
                    days: None,
                    zoom: &|period| super::timeline::zoom(pair, &Query::default(), period),
                },
            ),
            matrix: matrix(snapshot, events()),
            open: lines(open.collect()),
            quiet: lines(quiet.collect()),
            requests: lines(requests.collect()),
            obstacles: rows
                .obstacles
                .iter()
                .map(|at| snapshot.quote(&snapshot.library.ledger.obstacles[*at].what))
                .take(SHORT)
                .collect(),
            mechanisms: mechanisms(snapshot, rows),
            coming: coming(snapshot, rows).into_iter().take(SHORT).collect(),
            latest: latest(snapshot, rows, latest_day),
            counts: Counts {
                events: rows.events.len(),
                commitments: rows.commitments.len(),
                open: all().filter(|row| commitments::is_open(row)).count(),
                reports: rows.documents.len(),
            },
        }
    }
}

/// The office holders of a side on the day of the ledger, those who are spoken of most.
fn side(snapshot: &Snapshot, actor: ActorCode) -> Side {
    let holders = snapshot.library.holders(actor, snapshot.today());
    Side {
        actor,
        name: snapshot.name(actor),
        holders: holders
            .into_iter()
            .take(HOLDERS)
            .map(|(person, tenure)| Holder {
                name: person.name.clone(),
                link: layout::link(&person.id),
                office: tenure.office.clone(),
                seen: tenure.seen.clone(),
            })
            .collect(),
    }
}

fn matrix<'a>(snapshot: &Snapshot, events: impl Iterator<Item = &'a EventRow>) -> Matrix {
    let mut meetings: Vec<&EventRow> = events
        .filter(|event| event.status == EventStatus::Happened && snapshot.voiced_at.contains_key(&event.id))
        .collect();
    let first = |event: &EventRow| event.when.as_ref().and_then(When::first);
    meetings.sort_by_key(|event| (first(event), event.id.clone()));
    let meetings = meetings.split_off(meetings.len().saturating_sub(MEETINGS));
    let mut rows: BTreeMap<&str, Vec<Option<Force>>> = BTreeMap::new();
    for (column, meeting) in meetings.iter().enumerate() {
        for commitment in &snapshot.voiced_at[&meeting.id] {
            let commitment = &snapshot.library.ledger.commitments[*commitment];
            let here = commitment.history.iter().filter(|step| step.at.as_ref() == Some(&meeting.id));
            let Some(force) = here.map(|step| step.force).max() else { continue };
            for field in &commitment.fields {
                let cell = &mut rows.entry(field).or_insert_with(|| vec![None; meetings.len()])[column];
                *cell = (*cell).max(Some(force));
            }
        }
    }
    let mut rows: Vec<MatrixRow> =
        rows.into_iter().map(|(field, cells)| MatrixRow { field: field.to_owned(), cells }).collect();
    // What was spoken of with most force, and most often, stands first.
    rows.sort_by_key(|row| {
        let said = row.cells.iter().flatten();
        std::cmp::Reverse((said.clone().max().copied(), said.count()))
    });
    Matrix {
        rows,
        meetings: meetings
            .into_iter()
            .map(|event| Column {
                link: layout::link(&event.id),
                headline: layout::headline(snapshot, event),
                kind: layout::kind(event.kind),
                place: event.place.clone(),
                when: event.when.clone(),
                who: faces(event),
            })
            .collect(),
    }
}

/// The first person who is named of each of two sides.
fn faces(event: &EventRow) -> Vec<String> {
    let mut sides = Vec::new();
    let mut names = Vec::new();
    for part in &event.participants {
        if let (Some(name), Some(actor)) = (&part.name, part.actor)
            && !sides.contains(&actor)
        {
            sides.push(actor);
            names.push(name.clone());
        }
    }
    names.truncate(2);
    names
}

fn mechanisms(snapshot: &Snapshot, rows: &Rows) -> Vec<MechanismLine> {
    rows.mechanisms
        .iter()
        .map(|at| {
            let row = &snapshot.library.ledger.mechanisms[*at];
            let sessions = row.sessions.iter().filter_map(|id| ties::event(snapshot, id));
            MechanismLine {
                name: row.name.clone(),
                link: layout::link(&row.id),
                sessions: row.sessions.len(),
                last: sessions.filter_map(|event| event.when.clone()).max_by_key(When::last),
            }
        })
        .collect()
}

/// The rows that first appear on the latest day of publication.
fn latest(snapshot: &Snapshot, rows: &Rows, day: Option<Day>) -> Vec<Latest> {
    let Some(day) = day else { return Vec::new() };
    let mut latest = Vec::new();
    for event in rows.events.iter().map(|at| &snapshot.library.ledger.events[*at]) {
        if event.support.first_day() == Some(day) {
            latest.push(Latest {
                what: layout::headline(snapshot, event),
                link: layout::link(&event.id),
                day: Some(day),
            });
        }
    }
    for row in rows.commitments.iter().map(|at| &snapshot.library.ledger.commitments[*at]) {
        if row.support.first_day() == Some(day) && row.force >= Force::G2 {
            let by = snapshot.names(&row.by);
            let what = format!("{by} {}: {}", layout::act(row.act), snapshot.quote(&row.what).quote);
            latest.push(Latest { what, link: layout::link(&row.id), day: Some(day) });
        }
    }
    // One act may open several threads.
    let mut said = BTreeSet::new();
    latest.retain(|one| said.insert(one.what.to_lowercase()));
    latest.truncate(2 * SHORT);
    latest
}

impl Page for Relation {
    fn title(&self) -> String {
        format!("{} – {}", self.names[0], self.names[1])
    }

    fn pair(&self) -> Option<Pair> {
        Some(self.pair)
    }

    fn html(&self, snapshot: &Snapshot) -> Markup {
        let base = format!("/r/{}", self.pair.slug());
        html! {
            p.kicker { "Relation" }
            h1 { (self.names[0]) " – " (self.names[1]) }
            @if let Some(level) = &self.partnership {
                p.lead {
                    (say::capital(&level.level))
                    @if let Some(since) = &level.since { " " (layout::since(since)) }
                    @if let Some(quote) = &level.quote { " " small { a.source href=(quote.link) { (layout::source(quote)) } } }
                }
            } @else { p.lead.unknown { "No report names the level of the relation." } }
            dl.tiles {
                div.wide { dt { "Last contact" } dd { (contact(self.last.as_ref())) } }
                div.wide { dt { "Next announced" } dd { (contact(self.next.as_ref())) } }
                div { dt { "Open commitments" } dd { a.big href={ (base) "/commitments?state=open" } { (self.counts.open) } } }
                div { dt { "Events" } dd { a.big href={ (base) "/timeline" } { (self.counts.events) } } }
                div { dt { "Reports" } dd { span.big { (self.counts.reports) } } }
            }
            @if !self.latest.is_empty() {
                section.news {
                    h2 { "The latest report adds" @if let Some(day) = self.latest[0].day { " " small { (layout::day(day)) } } }
                    ul { @for one in self.latest.iter().take(SHORT) { li { a href=(one.link) dir="auto" { (one.what) } } } }
                }
            }
            (layout::picture(&self.picture, "Filled where held, hollow where planned, pale where only the month or year is known; the dashed line is the day of this page. The list is under Timeline."))
            section.columns aria-label="Who is who" {
                @for side in &self.who {
                    div {
                        h2 { (side.name) }
                        @if side.holders.is_empty() { p.unknown { "No report names anybody in office." } }
                        ul.who {
                            @for holder in &side.holders {
                                li {
                                    a href=(holder.link) { (holder.name) } br;
                                    small { (holder.office) @if let Some(seen) = &holder.seen { ", seen " (layout::when(seen)) } }
                                }
                            }
                        }
                    }
                }
            }
            @if !self.matrix.rows.is_empty() { (matrix_table(&self.matrix)) }
            @for (title, lines, all) in [
                ("Open commitments", &self.open, "?state=open"),
                ("Requests and offers without a reported answer", &self.requests, "?state=open&stage=proposed"),
                ("Quiet or without progress", &self.quiet, "?health=quiet"),
            ] {
                @if !lines.is_empty() {
                    section {
                        h2 { (title) }
                        (commitments::table_of(snapshot, title, true, lines))
                        p { a href={ (base) "/commitments" (all) } { "All of them" } }
                    }
                }
            }
            section.columns {
                @if !self.obstacles.is_empty() {
                    div { h2 { "Obstacles" } @for quote in &self.obstacles { (layout::quote(quote)) } }
                }
                @if !self.mechanisms.is_empty() {
                    div {
                        h2 { "Mechanisms" }
                        ul {
                            @for one in &self.mechanisms {
                                li { a href=(one.link) { (one.name) } br; small {
                                    (layout::count(one.sessions, "session", "sessions")) " reported"
                                    @if let Some(last) = &one.last { ", last " (layout::when(last)) }
                                } }
                            }
                        }
                    }
                }
                @if !self.coming.is_empty() {
                    div {
                        h2 { "Ahead" }
                        ul { @for one in &self.coming { li { (ties::entry(one)) } } }
                        p { a href={ (base) "/calendar" } { "Calendar" } }
                    }
                }
            }
        }
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

fn matrix_table(matrix: &Matrix) -> Markup {
    html! {
        section {
            h2 { "What was on the table" }
            div.scroll tabindex="0" {
                table.matrix {
                    caption { "The most binding words on each field at each meeting, from " span.force.f0 { "discussed" } " over " span.force.f2 { "asked" } ", " span.force.f3 { "coming" } ", " span.force.f4 { "agreed" } " and " span.force.f5 { "tasked" } " to " span.force.f6 { "signed" } "; empty where no report says that it was spoken of." }
                    thead { tr {
                        th scope="col" { "Field" }
                        @for column in &matrix.meetings {
                            th scope="col" { a href=(column.link) title=(column.headline) {
                                @if let Some(when) = &column.when { (say::date(when)) } @else { "undated" }
                            } br; small { (column.kind) @if let Some(place) = &column.place { ", " (place) } @for name in &column.who { br; (name) } } }
                        }
                    } }
                    tbody {
                        @for row in &matrix.rows {
                            tr {
                                th scope="row" { a href={ "/field/" (encode(&row.field)) } { (row.field) } }
                                @for cell in &row.cells {
                                    @match cell {
                                        Some(force) => { @let (number, meaning) = layout::force(*force); td class={ "f" (number) } title=(meaning) { (say::force_word(*force)) } },
                                        None => td { span.hidden { "not on the table" } },
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}
