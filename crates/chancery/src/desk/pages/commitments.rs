//! The ledger of commitments, filtered like a good list of issues, and one commitment with its
//! history.

use std::collections::BTreeMap;

use chancery_core::{
    calendar::{Day, When},
    claims::model::{ActKind, Force},
    ledger::model::{Commitment, Health, RowId, Stage},
    lexicon::ActorCode,
};
use maud::{Markup, html};
use serde::Serialize;

use super::{
    Page, Query, Table,
    asides::{Decision, SlipLine},
    filter,
};
use crate::desk::{
    layout,
    route::Pair,
    snapshot::{Quote, Relation, Snapshot, encode},
};

/// Rows on one page.
const PAGE: usize = 100;

/// True for a commitment, request or offer that is neither delivered nor refused nor replaced,
/// and that is more than talk.
pub(crate) fn is_open(row: &Commitment) -> bool {
    row.is_open()
}

/// The page.
#[derive(Serialize)]
pub(crate) struct Commitments {
    pair: Option<String>,
    #[serde(skip)]
    relation: Option<Pair>,
    query: Query,
    total: usize,
    facets: BTreeMap<&'static str, BTreeMap<String, usize>>,
    commitments: Vec<Line>,
    next: Option<String>,
}

/// One commitment as lists show it.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Line {
    pub(crate) id: String,
    pub(crate) link: String,
    pub(crate) what: String,
    pub(crate) act: ActKind,
    pub(crate) force: Force,
    pub(crate) stage: Stage,
    pub(crate) health: Health,
    pub(crate) fields: Vec<String>,
    pub(crate) by: Vec<ActorCode>,
    pub(crate) to: Vec<ActorCode>,
    pub(crate) deadline: Option<When>,
    pub(crate) latest: Option<Day>,
    pub(crate) voices: u32,
    pub(crate) is_open_request: bool,
    /// Threads that the same words open in other fields.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) also: Vec<String>,
    pub(crate) source: Quote,
}

impl Line {
    /// The line of a commitment.
    pub(crate) fn new(snapshot: &Snapshot, row: &Commitment) -> Line {
        let source = snapshot.quote(&row.what);
        Line {
            id: row.id.0.clone(),
            link: layout::link(&row.id),
            what: source.quote.clone(),
            act: row.act,
            force: row.force,
            stage: row.stage,
            health: row.health,
            fields: row.fields.clone(),
            by: row.by.clone(),
            to: row.to.clone(),
            deadline: row.deadline.clone(),
            latest: row.support.latest_day(),
            voices: row.support.voices,
            is_open_request: row.is_open_request,
            also: Vec::new(),
            source,
        }
    }

    /// Those who are asked or promised and do not act themselves.
    fn addressed(&self) -> Vec<ActorCode> {
        self.to.iter().copied().filter(|actor| !self.by.contains(actor)).collect()
    }

    /// The line as a table row of [`table_of`]; words that the row before has are not said again.
    fn html(&self, snapshot: &Snapshot, before: Option<&Line>) -> Markup {
        let (number, meaning) = layout::force(self.force);
        let heard = self.latest.map(layout::short_day);
        let is_same = before.is_some_and(|before| before.what == self.what);
        html! {
            tr {
                td.what {
                    @if is_same { a.same href=(self.link) { "the same words" span.hidden { ": " (self.what) } } }
                    @else { a href=(self.link) dir="auto" { (self.what) } }
                    @if self.is_open_request { " " (layout::chip("open", "no answer reported")) }
                }
                td data-label="Field" { @for field in &self.fields { a.tag href={ "/field/" (encode(field)) } { (field) } " " } }
                td data-label="By" { (snapshot.names(&self.by)) @if !self.addressed().is_empty() { " → " (snapshot.names(&self.addressed())) } }
                td data-label="Act" { span class={ "force f" (number) } title={ "force " (number) " of 6: " (meaning) } { (layout::act(self.act)) } }
                td data-label="Stage" { (layout::stage(self.stage))
                    @if self.health != Health::Fresh { " " (layout::chip(&format!("health-{}", layout::health(self.health).replace(' ', "-")), layout::health(self.health))) } }
                td.day data-label="Last heard" { @match heard { Some(day) => (day), None => span.unknown { "no date" } } }
                td.number data-label="Voices" { (self.voices) }
            }
        }
    }

    /// One act may open several threads, one a field: such lines become one, with all fields.
    pub(crate) fn distinct(lines: impl IntoIterator<Item = Line>) -> Vec<Line> {
        let mut seen: BTreeMap<(String, ActKind, Vec<ActorCode>), usize> = BTreeMap::new();
        let mut distinct: Vec<Line> = Vec::new();
        for line in lines {
            let at =
                *seen.entry((line.what.to_lowercase(), line.act, line.by.clone())).or_insert(distinct.len());
            match distinct.get_mut(at) {
                None => distinct.push(line),
                Some(first) => {
                    first.fields.extend(line.fields);
                    let mut said = std::collections::BTreeSet::new();
                    first.fields.retain(|field| said.insert(field.clone()));
                    first.also.push(line.id);
                }
            }
        }
        distinct
    }
}

/// A table of commitments; its caption is only heard where a heading says the same.
pub(crate) fn table_of(snapshot: &Snapshot, caption: &str, headed: bool, lines: &[Line]) -> Markup {
    html! {
        div.scroll tabindex="0" {
            table.cards {
                caption.hidden[headed] { (caption) }
                thead { tr {
                    th scope="col" { "What" } th scope="col" { "Field" } th scope="col" { "By" } th scope="col" { "Act" }
                    th scope="col" { "Stage" } th scope="col" { "Last heard" } th.number scope="col" { "Voices" }
                } }
                tbody { @for (at, line) in lines.iter().enumerate() { (line.html(snapshot, at.checked_sub(1).map(|at| &lines[at]))) } }
            }
        }
    }
}

/// The names of the facets with what each row says in them.
const FACETS: [(&str, fn(&Commitment, &mut dyn FnMut(&str))); 6] = [
    ("field", |row, say| row.fields.iter().for_each(|field| say(field))),
    ("by", |row, say| row.by.iter().for_each(|actor| say(actor.as_str()))),
    ("force", |row, say| say(layout::force(row.force).0)),
    ("stage", |row, say| say(layout::stage(row.stage))),
    ("health", |row, say| say(layout::health(row.health))),
    ("state", |row, say| say(if is_open(row) { "open" } else { "other" })),
];

impl Commitments {
    /// The commitments of one relation, or all, under the filters of the address.
    pub(crate) fn new(
        snapshot: &Snapshot,
        relation: Option<(Pair, &Relation)>,
        query: &Query,
    ) -> Commitments {
        let ledger = &snapshot.library.ledger;
        let rows: Vec<&Commitment> = match relation {
            Some((_, relation)) => snapshot.by_weight(relation.commitments.iter().copied()),
            None => snapshot.orders.commitments.iter().map(|at| &ledger.commitments[*at]).collect(),
        };
        let wanted: Vec<_> =
            FACETS.iter().filter_map(|(name, values)| Some((filter(query, name)?, values))).collect();
        let words = filter(query, "text").map(chancery_core::lexicon::fold);
        let rows: Vec<&Commitment> = rows
            .into_iter()
            .filter(|row| {
                let fits = wanted.iter().all(|(wanted, values)| {
                    let mut fits = false;
                    values(row, &mut |value| fits |= value.eq_ignore_ascii_case(wanted));
                    fits
                });
                fits && words.as_ref().is_none_or(|words| {
                    chancery_core::lexicon::fold(&snapshot.library.say(&row.what)).contains(words.as_ref())
                })
            })
            .collect();
        let mut facets: BTreeMap<&'static str, BTreeMap<String, usize>> = BTreeMap::new();
        for (name, values) in FACETS {
            let mut counts: BTreeMap<String, usize> = BTreeMap::new();
            for row in &rows {
                values(row, &mut |value| match counts.get_mut(value) {
                    Some(count) => *count += 1,
                    None => {
                        counts.insert(value.to_owned(), 1);
                    }
                });
            }
            if !counts.is_empty() {
                facets.insert(name, counts);
            }
        }
        let start = super::super::answer::offset(filter(query, "next"));
        let commitments = rows.iter().skip(start).take(PAGE).map(|row| Line::new(snapshot, row)).collect();
        Commitments {
            pair: relation.map(|(pair, _)| pair.slug()),
            relation: relation.map(|(pair, _)| pair),
            query: query.clone(),
            total: rows.len(),
            facets,
            commitments,
            next: (start.saturating_add(PAGE) < rows.len())
                .then(|| super::super::answer::token(start + PAGE)),
        }
    }

    fn path(&self) -> String {
        self.pair.as_ref().map_or("/commitments".to_owned(), |pair| format!("/r/{pair}/commitments"))
    }

    /// The address of this list with one filter set or lifted.
    fn with(&self, name: &str, value: Option<&str>) -> String {
        let mut query = self.query.clone();
        query.remove("next");
        match value {
            Some(value) => query.insert(name.to_owned(), value.to_owned()),
            None => query.remove(name),
        };
        let query: Vec<String> =
            query.iter().map(|(name, value)| format!("{name}={}", encode(value))).collect();
        if query.is_empty() { self.path() } else { format!("{}?{}", self.path(), query.join("&")) }
    }
}

impl Page for Commitments {
    fn title(&self) -> String {
        "Commitments".to_owned()
    }

    fn pair(&self) -> Option<Pair> {
        self.relation
    }

    fn twins(&self) -> &'static [&'static str] {
        &["json", "csv"]
    }

    fn html(&self, snapshot: &Snapshot) -> Markup {
        html! {
            h1 { "Commitments" }
            form.filters action=(self.path()) method="get" {
                label for="text" { "Words " }
                input #text type="search" name="text" value=(filter(&self.query, "text").unwrap_or_default());
                @for (name, value) in &self.query {
                    @if name != "text" && name != "next" { input type="hidden" name=(name) value=(value); }
                }
                button { "Filter" }
                @for (name, value) in &self.query {
                    @if name != "next" && !value.is_empty() {
                        " " a.chip href=(self.with(name, None)) { (name) ": " (value) " ×" span.hidden { " lift this filter" } }
                    }
                }
            }
            div.with-facets {
                aside aria-label="Filters" {
                    @for (name, values) in &self.facets {
                        details open[*name == "field" || *name == "stage"] {
                            summary { (name) }
                            ul.facet {
                                @for (value, number) in values {
                                    li { a href=(self.with(name, Some(value))) { (facet(snapshot, name, value)) } " " span.number { (number) } }
                                }
                            }
                        }
                    }
                }
                div {
                    @if self.commitments.is_empty() {
                        p.lead { "No commitment fits these filters." }
                    } @else {
                        (table_of(snapshot, &layout::count(self.total, "commitment", "commitments"), false, &self.commitments))
                        @if let Some(next) = &self.next { p { a rel="next" href=(self.with("next", Some(next))) { "Next " (PAGE) } } }
                    }
                }
            }
        }
    }

    fn table(&self) -> Option<Table> {
        Some(Table {
            columns: &[
                "id", "what", "act", "force", "stage", "health", "fields", "by", "to", "deadline", "latest",
                "voices", "doc", "start", "end",
            ],
            rows: self.commitments.iter().map(cells).collect(),
        })
    }
}

fn facet(snapshot: &Snapshot, name: &str, value: &str) -> String {
    match name {
        "by" => value.parse().map_or(value.to_owned(), |actor| snapshot.name(actor)),
        _ => value.to_owned(),
    }
}

fn cells(line: &Line) -> Vec<String> {
    let codes = |codes: &[ActorCode]| codes.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ");
    vec![
        line.id.clone(),
        line.what.clone(),
        layout::act(line.act).to_owned(),
        layout::force(line.force).0.to_owned(),
        layout::stage(line.stage).to_owned(),
        layout::health(line.health).to_owned(),
        line.fields.join(" "),
        codes(&line.by),
        codes(&line.to),
        line.deadline.as_ref().map(ToString::to_string).unwrap_or_default(),
        line.latest.map(|day| day.to_string()).unwrap_or_default(),
        line.voices.to_string(),
        line.source.doc.to_string(),
        line.source.start.to_string(),
        line.source.end.to_string(),
    ]
}

/// One commitment with its history.
#[derive(Serialize)]
pub(crate) struct OneCommitment {
    line: Line,
    because: String,
    parties: Vec<ActorCode>,
    executor: Option<Quote>,
    measures: Vec<Quote>,
    history: Vec<Step>,
    related: Vec<Related>,
    slips: Vec<SlipLine>,
    decided: Vec<Decision>,
}

/// One act.
#[derive(Serialize)]
struct Step {
    day: Option<Day>,
    act: ActKind,
    force: Force,
    restated: bool,
    by: Vec<ActorCode>,
    at: Option<Related>,
    quote: Quote,
}

/// Another row with what it says.
#[derive(Serialize)]
pub(crate) struct Related {
    pub(crate) id: String,
    pub(crate) link: String,
    pub(crate) label: String,
}

impl Related {
    /// The row with a line that says what it is.
    pub(crate) fn new(snapshot: &Snapshot, id: &RowId) -> Related {
        Related { id: id.0.clone(), link: layout::link(id), label: super::row::label(snapshot, id) }
    }
}

impl OneCommitment {
    /// Reads a commitment with its quotations.
    pub(crate) fn new(snapshot: &Snapshot, row: &Commitment) -> OneCommitment {
        OneCommitment {
            line: Line::new(snapshot, row),
            because: row.because.clone(),
            parties: row.parties.clone(),
            executor: row.executor.as_ref().map(|wording| snapshot.quote(wording)),
            measures: row.measures.iter().map(|wording| snapshot.quote(wording)).collect(),
            history: row
                .history
                .iter()
                .map(|step| Step {
                    day: step.day,
                    act: step.act,
                    force: step.force,
                    restated: step.restated,
                    by: step.by.clone(),
                    at: step.at.as_ref().map(|id| Related::new(snapshot, id)),
                    quote: snapshot.quote(&chancery_core::ledger::model::Wording {
                        doc: step.mention.doc.clone(),
                        span: step.mention.span,
                    }),
                })
                .collect(),
            related: row.related.iter().map(|id| Related::new(snapshot, id)).collect(),
            slips: SlipLine::of(snapshot, &row.id, &row.support),
            decided: Decision::of(snapshot, &row.id),
        }
    }
}

impl Page for OneCommitment {
    fn title(&self) -> String {
        crate::desk::pictures::shorten(&self.line.what, 70)
    }

    fn pair(&self) -> Option<Pair> {
        match self.parties.as_slice() {
            [a, b] => Some(Pair::new(*a, *b)),
            _ => None,
        }
    }

    fn html(&self, snapshot: &Snapshot) -> Markup {
        let (number, meaning) = layout::force(self.line.force);
        html! {
            p.kicker { "Commitment" }
            h1 dir="auto" { (self.line.what) }
            dl.facts {
                dt { "By" } dd { (snapshot.names(&self.line.by)) @if !self.line.addressed().is_empty() { ", to " (snapshot.names(&self.line.addressed())) } }
                dt { "Force" } dd { span class={ "force f" (number) } { (number) " of 6" } " " (meaning) }
                dt { "Stage" } dd { (layout::stage(self.line.stage)) ", " (layout::health(self.line.health)) }
                dt { "Because" } dd { (self.because) }
                @if !self.line.fields.is_empty() {
                    dt { "Fields" } dd { @for field in &self.line.fields { a.tag href={ "/field/" (encode(field)) } { (field) } " " } }
                }
                @if let Some(executor) = &self.executor { dt { "To be done by" } dd { "“" (executor.quote) "”" } }
                @if let Some(deadline) = &self.line.deadline { dt { "Due" } dd { (layout::time(Some(deadline))) } }
                @if !self.measures.is_empty() { dt { "Measures" } dd { @for measure in &self.measures { "“" (measure.quote) "” " } } }
            }
            @for one in &self.slips { (one.html()) }
            (Decision::list(&self.decided))
            @if self.line.is_open_request { p.note { "No report in this record gives an answer. Silence is not a refusal." } }
            h2 { "History" }
            ol.history {
                @for step in &self.history {
                    li {
                        p {
                            @if let Some(day) = step.day { time datetime=(day) { (layout::day(day)) } } @else { span.unknown { "no date" } }
                            " · " (snapshot.names(&step.by)) " " strong { (layout::act(step.act)) }
                            @if step.restated { " again" }
                            " (force " (layout::force(step.force).0) ")"
                            @if let Some(at) = &step.at { " at " a href=(at.link) { (at.label) } }
                        }
                        (layout::quote(&step.quote))
                    }
                }
            }
            @if !self.related.is_empty() {
                h2 { "Tied to it" }
                ul { @for one in &self.related { li { a href=(one.link) { (one.label) } } } }
            }
            (layout::doubt(&self.line.id))
        }
    }
}
