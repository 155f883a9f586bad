//! Lists of rows of one kind: people, mechanisms, instruments, documents, the holders of an
//! office, what concerns a field, and what a search finds.

use std::borrow::Cow;

use chancery_core::{calendar::When, ledger::model::Support, lexicon::fold};
use maud::{Markup, html};
use serde::Serialize;

use super::{Page, Query, Table, filter};
use crate::{
    briefing::say,
    desk::{
        answer, layout,
        snapshot::{Snapshot, document_link, encode},
    },
};

/// Rows on one page.
const PAGE: usize = 200;

/// The page.
#[derive(Serialize)]
pub(crate) struct List {
    title: String,
    #[serde(skip)]
    path: String,
    query: Query,
    #[serde(skip)]
    kind: Kind,
    columns: &'static [&'static str],
    total: usize,
    rows: Vec<Line>,
    next: Option<String>,
}

/// One row of a list.
#[derive(Serialize)]
struct Line {
    id: String,
    link: String,
    label: String,
    cells: Vec<String>,
}

/// What a list is made of: its columns for people and for programs.
#[derive(Clone, Copy)]
struct Kind {
    columns: &'static [&'static str],
    keys: &'static [&'static str],
}

const PEOPLE: Kind = Kind {
    columns: &["Name", "Stands for", "Latest office", "Last seen"],
    keys: &["id", "name", "stands_for", "latest_office", "last_seen"],
};
const MECHANISMS: Kind = Kind {
    columns: &["Name", "Between", "Type", "Sessions", "Last heard"],
    keys: &["id", "name", "between", "type", "sessions", "last_heard"],
};
const INSTRUMENTS: Kind = Kind {
    columns: &["Name", "Between", "Type", "Status", "Date", "Last heard"],
    keys: &["id", "name", "between", "type", "status", "date", "last_heard"],
};
const DOCUMENTS: Kind = Kind {
    columns: &["Document", "Outlet", "Published", "Copy of"],
    keys: &["id", "title", "outlet", "published", "voice"],
};
const OFFICE: Kind = Kind {
    columns: &["Holder", "From", "Until", "Seen in reports", "Basis"],
    keys: &["person", "name", "from", "until", "seen", "basis"],
};
const FIELD: Kind = Kind {
    columns: &["What", "Between", "Act", "Stage", "Last heard"],
    keys: &["id", "what", "between", "act", "stage", "last_heard"],
};

/// Columns of days, which are not broken into lines.
const DAYS: [&str; 6] = ["Last seen", "Last heard", "Date", "Published", "From", "Until"];

impl List {
    /// The list with this name, one of [`crate::desk::route::LISTS`].
    pub(crate) fn new(snapshot: &Snapshot, name: &str, query: &Query) -> Option<List> {
        let ledger = &snapshot.library.ledger;
        let latest = |support: &Support| support.latest_day().map(say::day).unwrap_or_default();
        let path = format!("/{name}");
        Some(match name {
            "people" => {
                let label = |at: usize| Cow::Borrowed(ledger.people[at].name.as_str());
                let line = |at: usize| {
                    let row = &ledger.people[at];
                    let office = row.latest_office().map(|tenure| tenure.office.clone()).unwrap_or_default();
                    let actor = row.actor.map(|actor| snapshot.name(actor)).unwrap_or_default();
                    of(&row.id.0, &row.name, vec![actor, office, latest(&row.support)])
                };
                List::paged("People", path, PEOPLE, &snapshot.orders.people, &label, &line, query)
            }
            "mechanisms" => {
                let label = |at: usize| Cow::Borrowed(ledger.mechanisms[at].name.as_str());
                let line = |at: usize| {
                    let row = &ledger.mechanisms[at];
                    let sessions = row.sessions.len().to_string();
                    let between = snapshot.names(&row.parties);
                    of(&row.id.0, &row.name, vec![between, row.kind.clone(), sessions, latest(&row.support)])
                };
                List::paged("Mechanisms", path, MECHANISMS, &snapshot.orders.mechanisms, &label, &line, query)
            }
            "instruments" => {
                let label = |at: usize| Cow::Borrowed(ledger.instruments[at].name.as_str());
                let line = |at: usize| {
                    let row = &ledger.instruments[at];
                    let cells = vec![
                        snapshot.names(&row.parties),
                        row.kind.clone(),
                        say::instrument_status(row.status).to_owned(),
                        row.when.as_ref().map(say::date).unwrap_or_default(),
                        latest(&row.support),
                    ];
                    of(&row.id.0, &row.name, cells)
                };
                List::paged(
                    "Instruments",
                    path,
                    INSTRUMENTS,
                    &snapshot.orders.instruments,
                    &label,
                    &line,
                    query,
                )
            }
            "documents" => {
                let title = |at: usize| snapshot.title(&ledger.documents[at].doc);
                let line = |at: usize| {
                    let row = &ledger.documents[at];
                    let cells = vec![
                        row.outlet.clone().unwrap_or_default(),
                        row.published.map(say::day).unwrap_or_default(),
                        if row.story == row.doc {
                            String::new()
                        } else {
                            snapshot.title(&row.story).to_owned()
                        },
                    ];
                    let link = document_link(&row.doc, 0);
                    Line { id: row.doc.to_string(), link, label: title(at).to_owned(), cells }
                };
                let label = |at: usize| Cow::Borrowed(title(at));
                List::paged("Documents", path, DOCUMENTS, &snapshot.orders.documents, &label, &line, query)
            }
            _ => return None,
        })
    }

    /// The holders of an office, the latest first.
    pub(crate) fn office(snapshot: &Snapshot, id: &str, query: &Query) -> Option<List> {
        let mut holders: Vec<_> = snapshot
            .library
            .ledger
            .people
            .iter()
            .flat_map(|person| person.tenures.iter().map(move |tenure| (person, tenure)))
            .filter(|(_, tenure)| tenure.office_id.as_deref() == Some(id))
            .collect();
        holders.sort_by_key(|(_, tenure)| {
            std::cmp::Reverse(tenure.from.as_ref().or(tenure.seen.as_ref()).and_then(When::first))
        });
        let (_, first) = holders.first()?;
        let title = match first.actor {
            Some(actor) => format!("{}, {}", first.office, snapshot.name(actor)),
            None => first.office.clone(),
        };
        let show = |when: &Option<When>| when.as_ref().map(say::date).unwrap_or_default();
        let label = |at: usize| Cow::Borrowed(holders[at].0.name.as_str());
        let line = |at: usize| {
            let (person, tenure) = holders[at];
            let cells =
                vec![show(&tenure.from), show(&tenure.until), show(&tenure.seen), tenure.basis.clone()];
            of(&person.id.0, &person.name, cells)
        };
        let order: Vec<usize> = (0..holders.len()).collect();
        let path = format!("/office/{}", encode(id));
        Some(List::paged(&title, path, OFFICE, &order, &label, &line, query))
    }

    /// The commitments and instruments of a field, in all relations, the weightiest first.
    pub(crate) fn field(snapshot: &Snapshot, code: &str, query: &Query) -> Option<List> {
        let ledger = &snapshot.library.ledger;
        let concerns = |fields: &[String]| fields.iter().any(|field| field == code);
        // Commitments stand before instruments; the numbers of the latter go on from theirs.
        let count = ledger.commitments.len();
        let mut order: Vec<usize> = snapshot
            .orders
            .commitments
            .iter()
            .copied()
            .filter(|at| concerns(&ledger.commitments[*at].fields))
            .collect();
        let instruments = snapshot.orders.instruments.iter().copied();
        order.extend(instruments.filter(|at| concerns(&ledger.instruments[*at].fields)).map(|at| count + at));
        if order.is_empty() {
            return None;
        }
        let latest = |support: &Support| support.latest_day().map(say::day).unwrap_or_default();
        let label = |at: usize| match ledger.commitments.get(at) {
            Some(row) => Cow::Owned(snapshot.library.say(&row.what)),
            None => Cow::Borrowed(ledger.instruments[at - count].name.as_str()),
        };
        let line = |at: usize| match ledger.commitments.get(at) {
            Some(row) => {
                let cells = vec![
                    snapshot.names(&row.parties),
                    layout::act(row.act).to_owned(),
                    layout::stage(row.stage).to_owned(),
                    latest(&row.support),
                ];
                of(&row.id.0, &label(at), cells)
            }
            None => {
                let row = &ledger.instruments[at - count];
                let status = say::instrument_status(row.status).to_owned();
                let cells =
                    vec![snapshot.names(&row.parties), "instrument".to_owned(), status, latest(&row.support)];
                of(&row.id.0, &row.name, cells)
            }
        };
        let path = format!("/field/{}", encode(code));
        Some(List::paged(&format!("Field: {code}"), path, FIELD, &order, &label, &line, query))
    }

    /// The rows of one page, in their order; only these are put into words.
    fn paged<'a>(
        title: &str,
        path: String,
        kind: Kind,
        order: &[usize],
        label: &dyn Fn(usize) -> Cow<'a, str>,
        line: &dyn Fn(usize) -> Line,
        query: &Query,
    ) -> List {
        let words = filter(query, "text").map(fold);
        let chosen: Cow<'_, [usize]> = match &words {
            None => Cow::Borrowed(order),
            Some(words) => {
                order.iter().copied().filter(|at| fold(&label(*at)).contains(words.as_ref())).collect()
            }
        };
        let start = answer::offset(filter(query, "next"));
        let rows = chosen.iter().skip(start).take(PAGE).map(|at| line(*at)).collect();
        let total = chosen.len();
        List {
            title: title.to_owned(),
            path,
            query: query.clone(),
            kind,
            columns: kind.columns,
            total,
            rows,
            next: (start.saturating_add(PAGE) < total).then(|| answer::token(start + PAGE)),
        }
    }
}

fn of(id: &str, label: &str, cells: Vec<String>) -> Line {
    Line { id: id.to_owned(), link: format!("/{id}"), label: label.to_owned(), cells }
}

impl Page for List {
    fn title(&self) -> String {
        self.title.clone()
    }

    fn twins(&self) -> &'static [&'static str] {
        &["json", "csv"]
    }

    fn html(&self, _snapshot: &Snapshot) -> Markup {
        html! {
            h1 { (self.title) }
            form.filters action=(self.path) method="get" {
                label for="text" { "Words " }
                input #text type="search" name="text" value=(filter(&self.query, "text").unwrap_or_default());
                button { "Filter" }
            }
            @if self.rows.is_empty() { p.lead { "Nothing here fits." } } @else {
                div.scroll tabindex="0" { table.cards {
                    caption { (self.total) " in all" }
                    thead { tr { @for column in self.columns { th scope="col" { (column) } } } }
                    tbody { @for row in &self.rows { tr {
                        th scope="row" { a href=(row.link) dir="auto" { (row.label) } }
                        @for (cell, column) in row.cells.iter().zip(&self.columns[1..]) { td.day[DAYS.contains(column)] dir="auto" data-label=[(!cell.is_empty()).then_some(column)] { (cell) } }
                    } } }
                } }
                @if let Some(next) = &self.next {
                    @let words = filter(&self.query, "text").map(|words| format!("text={}&", encode(words))).unwrap_or_default();
                    p { a rel="next" href={ (self.path) "?" (words) "next=" (next) } { "Next " (PAGE) } }
                }
            }
        }
    }

    fn table(&self) -> Option<Table> {
        let rows = self
            .rows
            .iter()
            .map(|row| [&row.id, &row.label].into_iter().chain(&row.cells).cloned().collect::<Vec<String>>());
        Some(Table { columns: self.kind.keys, rows: rows.collect() })
    }
}
