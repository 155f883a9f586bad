//! Lists of rows of one kind: people, mechanisms, instruments, documents, the holders of an
//! office, what concerns a field, and what a search finds.

use chancery_core::{calendar::When, ledger::model::Support, lexicon::fold};
use maud::{Markup, html};
use serde::Serialize;

use super::{Page, Query, Table, commitments, filter};
use crate::desk::{
    answer, layout,
    snapshot::{Snapshot, document_link},
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
    columns: Vec<&'static str>,
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
    #[serde(skip)]
    order: std::cmp::Reverse<(usize, Option<chancery_core::calendar::Day>)>,
}

fn line(
    id: &chancery_core::ledger::model::RowId,
    label: &str,
    cells: Vec<String>,
    support: &Support,
) -> Line {
    Line {
        id: id.0.clone(),
        link: layout::link(id),
        label: label.to_owned(),
        cells,
        order: std::cmp::Reverse((support.mentions.len(), support.latest_day())),
    }
}

impl List {
    /// The list with this name, one of [`crate::desk::route::LISTS`].
    pub(crate) fn new(snapshot: &Snapshot, name: &str, query: &Query) -> Option<List> {
        let ledger = &snapshot.library.ledger;
        let latest = |support: &Support| support.latest_day().map(layout::day).unwrap_or_default();
        let (title, columns, rows): (&str, Vec<&'static str>, Vec<Line>) = match name {
            "people" => (
                "People",
                vec!["Name", "Stands for", "Latest office", "Last seen"],
                ledger
                    .people
                    .iter()
                    .map(|row| {
                        let office =
                            row.tenures.last().map(|tenure| tenure.office.clone()).unwrap_or_default();
                        let actor = row.actor.map(|actor| snapshot.name(actor)).unwrap_or_default();
                        line(&row.id, &row.name, vec![actor, office, latest(&row.support)], &row.support)
                    })
                    .collect(),
            ),
            "mechanisms" => (
                "Mechanisms",
                vec!["Name", "Between", "Type", "Sessions", "Last heard"],
                ledger
                    .mechanisms
                    .iter()
                    .map(|row| {
                        let cells = vec![
                            snapshot.names(&row.parties),
                            row.kind.clone(),
                            row.sessions.len().to_string(),
                            latest(&row.support),
                        ];
                        line(&row.id, &row.name, cells, &row.support)
                    })
                    .collect(),
            ),
            "instruments" => (
                "Instruments",
                vec!["Name", "Between", "Type", "Status", "Date", "Last heard"],
                ledger
                    .instruments
                    .iter()
                    .map(|row| {
                        let status = serde_json::to_value(row.status)
                            .ok()
                            .and_then(|value| value.as_str().map(str::to_owned));
                        let cells = vec![
                            snapshot.names(&row.parties),
                            row.kind.clone(),
                            status.unwrap_or_default(),
                            row.when.as_ref().map(layout::when).unwrap_or_default(),
                            latest(&row.support),
                        ];
                        line(&row.id, &row.name, cells, &row.support)
                    })
                    .collect(),
            ),
            "documents" => (
                "Documents",
                vec!["Document", "Outlet", "Published", "Voice"],
                ledger
                    .documents
                    .iter()
                    .map(|row| Line {
                        id: row.doc.to_string(),
                        link: document_link(&row.doc, 0),
                        label: snapshot
                            .library
                            .head(&row.doc)
                            .and_then(|head| head.title.clone())
                            .unwrap_or_else(|| row.doc.to_string()),
                        cells: vec![
                            row.outlet.clone().unwrap_or_default(),
                            row.published.map(layout::day).unwrap_or_default(),
                            row.voice.to_string(),
                        ],
                        order: std::cmp::Reverse((0, row.published)),
                    })
                    .collect(),
            ),
            _ => return None,
        };
        Some(List::paged(title, format!("/{name}"), columns, rows, query))
    }

    /// The holders of an office, by first day.
    pub(crate) fn office(snapshot: &Snapshot, id: &str) -> Option<List> {
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
        let show = |when: &Option<When>| when.as_ref().map(layout::when).unwrap_or_default();
        let rows = holders
            .into_iter()
            .map(|(person, tenure)| Line {
                id: person.id.0.clone(),
                link: layout::link(&person.id),
                label: person.name.clone(),
                cells: vec![
                    show(&tenure.from),
                    show(&tenure.until),
                    show(&tenure.seen),
                    tenure.basis.clone(),
                ],
                order: std::cmp::Reverse((0, None)),
            })
            .collect();
        let columns = vec!["Holder", "From", "Until", "Seen in reports", "Basis"];
        Some(List::paged(&title, format!("/office/{id}"), columns, rows, &Query::new()))
    }

    /// The commitments and instruments of a field, in all relations.
    pub(crate) fn field(snapshot: &Snapshot, code: &str, query: &Query) -> Option<List> {
        let concerns = |fields: &[String]| fields.iter().any(|field| field == code);
        let commitments = snapshot.library.ledger.commitments.iter().filter(|row| concerns(&row.fields));
        let mut rows: Vec<Line> = snapshot
            .by_weight(commitments)
            .into_iter()
            .map(|row| {
                let one = commitments::Line::new(snapshot, row);
                let cells = vec![
                    snapshot.names(&row.parties),
                    layout::act(row.act).to_owned(),
                    layout::stage(row.stage).to_owned(),
                    one.latest.map(layout::day).unwrap_or_default(),
                ];
                Line {
                    id: one.id,
                    link: one.link,
                    label: one.what,
                    cells,
                    order: std::cmp::Reverse((0, None)),
                }
            })
            .collect();
        rows.extend(snapshot.library.ledger.instruments.iter().filter(|row| concerns(&row.fields)).map(
            |row| {
                let latest = row.support.latest_day().map(layout::day).unwrap_or_default();
                line(
                    &row.id,
                    &row.name,
                    vec![snapshot.names(&row.parties), "instrument".to_owned(), String::new(), latest],
                    &row.support,
                )
            },
        ));
        if rows.is_empty() {
            return None;
        }
        for row in &mut rows {
            row.order = std::cmp::Reverse((0, None));
        }
        let columns = vec!["What", "Between", "Act", "Stage", "Last heard"];
        Some(List::paged(&format!("Field: {code}"), format!("/field/{code}"), columns, rows, query))
    }

    fn paged(
        title: &str,
        path: String,
        columns: Vec<&'static str>,
        mut rows: Vec<Line>,
        query: &Query,
    ) -> List {
        if let Some(words) = filter(query, "text") {
            let words = fold(words).into_owned();
            rows.retain(|row| {
                fold(&row.label).contains(words.as_str())
                    || row.cells.iter().any(|cell| fold(cell).contains(words.as_str()))
            });
        }
        rows.sort_by_key(|row| row.order);
        let total = rows.len();
        let start = answer::offset(filter(query, "next"));
        let rows = rows.into_iter().skip(start).take(PAGE).collect();
        List {
            title: title.to_owned(),
            path,
            query: query.clone(),
            columns,
            total,
            rows,
            next: (start + PAGE < total).then(|| answer::token(start + PAGE)),
        }
    }
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
                div.scroll tabindex="0" { table {
                    caption { (self.total) " in all" }
                    thead { tr { @for column in &self.columns { th scope="col" { (column) } } } }
                    tbody { @for row in &self.rows { tr {
                        th scope="row" { a href=(row.link) dir="auto" { (row.label) } }
                        @for cell in &row.cells { td dir="auto" { (cell) } }
                    } } }
                } }
                @if let Some(next) = &self.next { p { a rel="next" href={ (self.path) "?next=" (next) } { "Next " (PAGE) } } }
            }
        }
    }

    fn table(&self) -> Option<Table> {
        let rows = self
            .rows
            .iter()
            .map(|row| {
                let mut cells = vec![row.id.clone(), row.label.clone()];
                cells.extend(row.cells.iter().cloned());
                cells.resize(7, String::new());
                cells
            })
            .collect();
        Some(Table { columns: &["id", "label", "a", "b", "c", "d", "e"], rows })
    }
}
