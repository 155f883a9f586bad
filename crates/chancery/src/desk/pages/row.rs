//! Rows that have a page of one shape: facts, what is tied to them, and all words on them.

use chancery_core::{
    calendar::{Day, When},
    ledger::model::{Person, RowId, Step, Wording},
    lexicon::ActorCode,
};
use maud::{Markup, html};
use serde::Serialize;

use super::{
    EventLine, Page,
    asides::{Decision, SlipLine},
    commitments::{OneCommitment, Related},
    event::{Disagreement, Event},
    ties,
};
use crate::{
    briefing::say,
    desk::{
        layout,
        pictures::shorten,
        route::Pair,
        snapshot::{Quote, RowRef, Snapshot, Table, encode},
    },
};

/// Events of a person on one page, the latest.
const EVENTS: usize = 60;
/// Persons whom a person met, on one page.
const MET: usize = 60;

/// What a row is, in one line.
pub(crate) fn label(snapshot: &Snapshot, id: &RowId) -> String {
    let ledger = &snapshot.library.ledger;
    let words = |wording: &Wording| shorten(&snapshot.quote(wording).quote, 90);
    match snapshot.row(id) {
        Some(RowRef::Event(at)) => {
            let event = &ledger.events[at];
            match &event.when {
                Some(when) => format!("{}, {}", layout::headline(snapshot, event), layout::when(when)),
                None => layout::headline(snapshot, event),
            }
        }
        Some(RowRef::Commitment(at)) => words(&ledger.commitments[at].what),
        Some(RowRef::Person(at)) => ledger.people[at].name.clone(),
        Some(RowRef::Instrument(at)) => ledger.instruments[at].name.clone(),
        Some(RowRef::Mechanism(at)) => ledger.mechanisms[at].name.clone(),
        Some(RowRef::Project(at)) => ledger.projects[at].name.clone(),
        Some(RowRef::Position(at)) => ledger.positions[at].wordings.first().map(words).unwrap_or_default(),
        Some(RowRef::Statement(table, at)) => words(&statement(snapshot, table, at).what),
        Some(RowRef::Anniversary(at)) => words(&ledger.anniversaries[at].of),
        Some(RowRef::Partnership(at)) => ledger.partnerships[at].level.clone(),
        None => id.0.clone(),
    }
}

fn statement(snapshot: &Snapshot, table: Table, at: usize) -> &chancery_core::ledger::model::StatementRow {
    match table {
        Table::Obstacles => &snapshot.library.ledger.obstacles[at],
        Table::States => &snapshot.library.ledger.states[at],
        Table::Expectations => &snapshot.library.ledger.expectations[at],
        Table::Appraisals => &snapshot.library.ledger.appraisals[at],
    }
}

/// The page of a row, of whichever kind.
pub(crate) enum AnyRow {
    /// An event.
    Event(Box<Event>),
    /// A commitment.
    Commitment(Box<OneCommitment>),
    /// Everything else.
    Plain(Box<Plain>),
}

impl AnyRow {
    /// The page of the row with this id.
    pub(crate) fn new(snapshot: &Snapshot, id: &RowId) -> Option<AnyRow> {
        Some(match snapshot.row(id)? {
            RowRef::Event(at) => {
                AnyRow::Event(Box::new(Event::new(snapshot, &snapshot.library.ledger.events[at])))
            }
            RowRef::Commitment(at) => AnyRow::Commitment(Box::new(OneCommitment::new(
                snapshot,
                &snapshot.library.ledger.commitments[at],
            ))),
            other => AnyRow::Plain(Box::new(Plain::new(snapshot, id, other))),
        })
    }
}

/// A row with facts, ties and quotations.
#[derive(Serialize)]
pub(crate) struct Plain {
    kind: &'static str,
    id: String,
    title: String,
    parties: Vec<ActorCode>,
    facts: Vec<(&'static str, String)>,
    tenures: Vec<TenureLine>,
    met: Vec<Related>,
    events: Vec<EventLine>,
    history: Vec<(Option<Day>, String, Quote)>,
    related: Vec<Related>,
    wordings: Vec<Quote>,
    conflicts: Vec<Disagreement>,
    slips: Vec<SlipLine>,
    decided: Vec<Decision>,
    mentions: usize,
    reports: Vec<Quote>,
}

/// An office of a person.
#[derive(Serialize)]
struct TenureLine {
    office: String,
    link: Option<String>,
    side: Option<String>,
    from: Option<When>,
    until: Option<When>,
    seen: Option<When>,
    basis: String,
}

impl Plain {
    fn empty(snapshot: &Snapshot, kind: &'static str, id: &RowId, title: &str) -> Plain {
        Plain {
            kind,
            id: id.0.clone(),
            title: title.to_owned(),
            parties: Vec::new(),
            facts: Vec::new(),
            tenures: Vec::new(),
            met: Vec::new(),
            events: Vec::new(),
            history: Vec::new(),
            related: Vec::new(),
            wordings: Vec::new(),
            conflicts: Disagreement::about(snapshot, id),
            slips: Vec::new(),
            decided: Vec::new(),
            mentions: 0,
            reports: Vec::new(),
        }
    }

    fn new(snapshot: &Snapshot, id: &RowId, row: RowRef) -> Plain {
        let ledger = &snapshot.library.ledger;
        let title = label(snapshot, id);
        let plain = |kind| Plain::empty(snapshot, kind, id, &title);
        match row {
            RowRef::Person(at) => person(snapshot, plain("person"), &ledger.people[at]),
            RowRef::Instrument(at) => {
                let row = &ledger.instruments[at];
                let mut facts = vec![
                    ("Type", row.kind.clone()),
                    ("Status", say::instrument_status(row.status).to_owned()),
                ];
                facts.extend(row.when.as_ref().map(|when| ("Date", layout::when(when))));
                facts.extend((!row.fields.is_empty()).then(|| ("Fields", row.fields.join(", "))));
                Plain {
                    parties: row.parties.clone(),
                    facts,
                    events: row
                        .event
                        .iter()
                        .filter_map(|id| ties::event(snapshot, id))
                        .map(|event| EventLine::new(snapshot, event))
                        .collect(),
                    history: steps(snapshot, &row.history),
                    mentions: row.support.mentions.len(),
                    reports: snapshot.quotes(&row.support),
                    ..plain("instrument")
                }
            }
            RowRef::Mechanism(at) => {
                let row = &ledger.mechanisms[at];
                let mut facts = vec![("Type", row.kind.clone())];
                facts.extend(other_names(&row.names, &row.name));
                let sessions = match row.sessions.len() {
                    0 => "none".to_owned(),
                    sessions => sessions.to_string(),
                };
                facts.push(("Sessions reported", sessions));
                Plain {
                    parties: row.parties.clone(),
                    facts,
                    events: row
                        .sessions
                        .iter()
                        .filter_map(|id| ties::event(snapshot, id))
                        .map(|event| EventLine::new(snapshot, event))
                        .collect(),
                    mentions: row.support.mentions.len(),
                    reports: snapshot.quotes(&row.support),
                    ..plain("mechanism")
                }
            }
            RowRef::Project(at) => {
                let row = &ledger.projects[at];
                let mut facts = vec![("Phase", row.phase.clone().unwrap_or_else(|| "not stated".to_owned()))];
                facts.extend((!row.fields.is_empty()).then(|| ("Fields", row.fields.join(", "))));
                Plain {
                    parties: row.parties.clone(),
                    facts,
                    mentions: row.support.mentions.len(),
                    reports: snapshot.quotes(&row.support),
                    ..plain("project")
                }
            }
            RowRef::Position(at) => {
                let row = &ledger.positions[at];
                let mut facts = vec![("Of", snapshot.names(&row.by))];
                facts.extend((!row.about.is_empty()).then(|| ("About", snapshot.names(&row.about))));
                Plain {
                    parties: row.by.iter().chain(&row.about).copied().collect(),
                    facts,
                    wordings: row.wordings.iter().map(|wording| snapshot.quote(wording)).collect(),
                    ..plain("position")
                }
            }
            RowRef::Statement(table, at) => {
                let row = statement(snapshot, table, at);
                let kind = match table {
                    Table::Obstacles => "obstacle",
                    Table::States => "reported state",
                    Table::Expectations => "expectation",
                    Table::Appraisals => "appraisal",
                };
                let mut facts = vec![("Said by", snapshot.names(&row.by))];
                facts.extend((!row.fields.is_empty()).then(|| ("Fields", row.fields.join(", "))));
                Plain {
                    parties: row.parties.clone(),
                    facts,
                    related: row.related.iter().map(|id| Related::new(snapshot, id)).collect(),
                    mentions: row.support.mentions.len(),
                    reports: snapshot.quotes(&row.support),
                    ..plain(kind)
                }
            }
            RowRef::Anniversary(at) => {
                let row = &ledger.anniversaries[at];
                let mut facts = Vec::new();
                facts.extend(row.base.as_ref().map(|base| ("Counted from", layout::when(base))));
                facts.extend(row.next.as_ref().map(|next| ("Next", layout::when(next))));
                facts.extend(row.next_ordinal.map(|number| {
                    (
                        "Number",
                        if row.is_round {
                            format!("{}, a round one", say::ordinal(number))
                        } else {
                            say::ordinal(number)
                        },
                    )
                }));
                Plain {
                    parties: row.parties.clone(),
                    facts,
                    mentions: row.support.mentions.len(),
                    reports: snapshot.quotes(&row.support),
                    ..plain("anniversary")
                }
            }
            RowRef::Partnership(at) => {
                let row = &ledger.partnerships[at];
                let facts = row
                    .since
                    .as_ref()
                    .map(|since| ("Since, or first reported", layout::when(since)))
                    .into_iter()
                    .collect();
                Plain {
                    parties: row.parties.clone(),
                    facts,
                    mentions: row.support.mentions.len(),
                    reports: snapshot.quotes(&row.support),
                    ..plain("partnership level")
                }
            }
            RowRef::Event(_) | RowRef::Commitment(_) => plain("row"),
        }
    }
}

/// The other forms of a name that the reports print.
fn other_names(names: &[String], name: &str) -> Option<(&'static str, String)> {
    let others: Vec<&str> = names.iter().map(String::as_str).filter(|other| *other != name).collect();
    (!others.is_empty()).then(|| ("Also printed as", others.join("; ")))
}

fn steps(snapshot: &Snapshot, history: &[Step]) -> Vec<(Option<Day>, String, Quote)> {
    history
        .iter()
        .map(|step| {
            let wording = Wording { doc: step.mention.doc.clone(), span: step.mention.span };
            (step.day, step.state.clone(), snapshot.quote(&wording))
        })
        .collect()
}

fn person(snapshot: &Snapshot, plain: Plain, row: &Person) -> Plain {
    let mut facts = Vec::new();
    facts.extend(row.actor.map(|actor| ("Stands for", snapshot.name(actor))));
    facts.extend(other_names(&row.names, &row.name));
    let mut events: Vec<&chancery_core::ledger::model::EventRow> = snapshot
        .events_of
        .get(&row.id)
        .into_iter()
        .flatten()
        .map(|at| &snapshot.library.ledger.events[*at])
        .collect();
    events.sort_by_key(|event| {
        std::cmp::Reverse((event.when.as_ref().and_then(When::first), event.id.clone()))
    });
    let mut met: Vec<&RowId> = events
        .iter()
        .flat_map(|event| &event.participants)
        .filter(|part| part.actor != row.actor)
        .filter_map(|part| part.person.as_ref())
        .collect();
    met.sort_unstable();
    met.dedup();
    facts.push(("Events", events.len().to_string()));
    events.truncate(EVENTS);
    let others = met.len().saturating_sub(MET);
    facts.extend((others > 0).then(|| ("Met", format!("{} persons, {MET} of them below", met.len()))));
    met.truncate(MET);
    Plain {
        facts,
        tenures: row
            .tenures
            .iter()
            .map(|tenure| TenureLine {
                office: tenure.office.clone(),
                link: tenure.office_id.as_ref().map(|id| format!("/office/{}", encode(id))),
                side: tenure.actor.map(|actor| snapshot.name(actor)),
                from: tenure.from.clone(),
                until: tenure.until.clone(),
                seen: tenure.seen.clone(),
                basis: tenure.basis.clone(),
            })
            .collect(),
        met: met.into_iter().map(|id| Related::new(snapshot, id)).collect(),
        events: events.into_iter().map(|event| EventLine::new(snapshot, event)).collect(),
        slips: SlipLine::of(snapshot, &row.id, &row.support),
        decided: Decision::of(snapshot, &row.id),
        mentions: row.support.mentions.len(),
        reports: snapshot.quotes(&row.support),
        ..plain
    }
}

impl Page for Plain {
    fn title(&self) -> String {
        self.title.clone()
    }

    fn pair(&self) -> Option<Pair> {
        match self.parties.as_slice() {
            [a, b] => Some(Pair::new(*a, *b)),
            _ => None,
        }
    }

    fn html(&self, snapshot: &Snapshot) -> Markup {
        let optional =
            |when: &Option<When>| when.as_ref().map(layout::when).unwrap_or_else(|| "–".to_owned());
        html! {
            p.kicker { (self.kind) @if !self.parties.is_empty() { " · " (snapshot.names(&self.parties)) } }
            h1 dir="auto" { (self.title) }
            dl.facts { @for (name, value) in &self.facts { dt { (name) } dd dir="auto" { (value) } } }
            @for one in &self.conflicts { (one.html()) }
            @for one in &self.slips { (one.html()) }
            (Decision::list(&self.decided))
            @if !self.tenures.is_empty() {
                section {
                    h2 { "Offices" }
                    div.scroll tabindex="0" { table {
                        caption { "Offices held, and where the dates come from" }
                        thead { tr { th scope="col" { "Office" } th scope="col" { "Of" } th scope="col" { "From" } th scope="col" { "Until" } th scope="col" { "Seen in reports" } th scope="col" { "Basis" } } }
                        tbody { @for one in &self.tenures { tr {
                            td { @if let Some(link) = &one.link { a href=(link) { (one.office) } } @else { (one.office) } }
                            td { (one.side.as_deref().unwrap_or("–")) } td { (optional(&one.from)) } td { (optional(&one.until)) }
                            td { (optional(&one.seen)) } td { (one.basis) }
                        } } }
                    } }
                }
            }
            @if !self.met.is_empty() {
                section { h2 { "Met" } ul.inline { @for one in &self.met { li { a href=(one.link) { (one.label) } } } } }
            }
            @if !self.wordings.is_empty() {
                section { h2 { "Wordings, side by side" } div.columns { @for quote in &self.wordings { div { (layout::quote(quote)) } } } }
            }
            @if !self.events.is_empty() { section { h2 { "Events" @if self.events.len() == EVENTS { " " small { "the latest " (EVENTS) } } } (super::timeline::list(&self.events)) } }
            @if !self.history.is_empty() {
                section { h2 { "From report to report" } ol.history { @for (day, state, quote) in &self.history {
                    li { p { @if let Some(day) = day { (layout::day(*day)) } @else { "no date" } " · " strong { (layout::state(state)) } } (layout::quote(quote)) }
                } } }
            }
            @if !self.related.is_empty() {
                section { h2 { "Tied to it" } ul { @for one in &self.related { li { a href=(one.link) { (one.label) } } } } }
            }
            @if !layout::is_told(self.mentions, &self.reports, self.history.iter().map(|(_, _, quote)| quote)) {
                section { h2 { "All words on it" } (layout::all_words(&self.reports, self.mentions)) }
            }
            (layout::doubt(&self.id))
        }
    }
}
