//! One event: who, where, when, what was said and done there, and all reports of it.

use chancery_core::{
    calendar::{Day, When},
    ledger::model::{Conflict, EventRow, Mention, Wording},
};
use maud::{Markup, html};
use serde::Serialize;
use serde_json::json;

use super::{
    EventLine, Page,
    asides::{Decision, SlipLine},
    commitments::{Line, Related, table_of},
};
use crate::{
    briefing::say,
    desk::{
        layout,
        route::Pair,
        snapshot::{Quote, Snapshot},
    },
};

/// The page.
#[derive(Serialize)]
pub(crate) struct Event {
    line: EventLine,
    #[serde(skip)]
    pair: Option<Pair>,
    participants: Vec<Part>,
    within: Option<Related>,
    mechanism: Option<Related>,
    ordinal: Option<u32>,
    holds: Vec<EventLine>,
    commitments: Vec<Line>,
    instruments: Vec<Related>,
    history: Vec<Step>,
    conflicts: Vec<Disagreement>,
    slips: Vec<SlipLine>,
    decided: Vec<Decision>,
    mentions: usize,
    reports: Vec<Quote>,
}

#[derive(Serialize)]
struct Part {
    name: String,
    office: Option<String>,
    side: Option<String>,
    role: chancery_core::claims::model::Role,
    link: Option<String>,
}

#[derive(Serialize)]
struct Step {
    day: Option<Day>,
    state: String,
    quote: Quote,
}

/// What reports say differently.
#[derive(Serialize)]
pub(crate) struct Disagreement {
    slot: String,
    versions: Vec<(String, Vec<Quote>)>,
}

impl Disagreement {
    /// The conflicts about a row.
    pub(crate) fn about(snapshot: &Snapshot, id: &chancery_core::ledger::model::RowId) -> Vec<Disagreement> {
        let conflicts = snapshot.conflicts_of.get(id).into_iter().flatten();
        conflicts.map(|at| Disagreement::new(snapshot, &snapshot.library.ledger.conflicts[*at])).collect()
    }

    fn new(snapshot: &Snapshot, conflict: &Conflict) -> Disagreement {
        let quote =
            |mention: &Mention| snapshot.quote(&Wording { doc: mention.doc.clone(), span: mention.span });
        Disagreement {
            slot: conflict.slot.clone(),
            versions: conflict
                .versions
                .iter()
                .map(|(version, mentions)| (version.clone(), mentions.iter().map(quote).collect()))
                .collect(),
        }
    }

    /// The versions side by side.
    pub(crate) fn html(&self) -> Markup {
        html! {
            section.conflict {
                h3 { "The reports disagree: " (say::slot(&self.slot)) }
                div.columns {
                    @for (version, quotes) in &self.versions {
                        div { p { strong { (version) } } (layout::evidence(quotes)) }
                    }
                }
            }
        }
    }
}

impl Part {
    /// Office and side, where the name does not say them.
    fn stands_for(&self) -> String {
        let said = [self.office.as_ref(), self.side.as_ref()].into_iter().flatten();
        said.filter(|said| **said != self.name).cloned().collect::<Vec<_>>().join(", ")
    }
}

impl Event {
    /// Reads the page out of a snapshot.
    pub(crate) fn new(snapshot: &Snapshot, row: &EventRow) -> Event {
        let commitments = snapshot.voiced_at.get(&row.id).into_iter().flatten();
        let holds = snapshot.held_within.get(&row.id).into_iter().flatten();
        Event {
            line: EventLine::new(snapshot, row),
            pair: match row.parties.as_slice() {
                [a, b] => Some(Pair::new(*a, *b)),
                _ => None,
            },
            participants: row
                .participants
                .iter()
                .map(|part| Part {
                    name: layout::part(snapshot, part),
                    office: part.office.clone(),
                    side: part.actor.map(|actor| snapshot.name(actor)),
                    role: part.role,
                    link: part.person.as_ref().map(layout::link),
                })
                .collect(),
            within: row.within.as_ref().map(|id| Related::new(snapshot, id)),
            mechanism: row.mechanism.as_ref().map(|id| Related::new(snapshot, id)),
            ordinal: row.ordinal,
            holds: holds.map(|at| EventLine::new(snapshot, &snapshot.library.ledger.events[*at])).collect(),
            commitments: Line::distinct(
                snapshot.by_weight(commitments.copied()).into_iter().map(|row| Line::new(snapshot, row)),
            ),
            instruments: snapshot
                .instruments_of
                .get(&row.id)
                .into_iter()
                .flatten()
                .map(|at| Related::new(snapshot, &snapshot.library.ledger.instruments[*at].id))
                .collect(),
            history: row
                .history
                .iter()
                .map(|step| Step {
                    day: step.day,
                    state: step.state.clone(),
                    quote: snapshot
                        .quote(&Wording { doc: step.mention.doc.clone(), span: step.mention.span }),
                })
                .collect(),
            conflicts: Disagreement::about(snapshot, &row.id),
            slips: SlipLine::of(snapshot, &row.id, &row.support),
            decided: Decision::of(snapshot, &row.id),
            mentions: row.support.mentions.len(),
            reports: snapshot.quotes(&row.support),
        }
    }
}

impl Page for Event {
    fn title(&self) -> String {
        self.line.headline.clone()
    }

    fn pair(&self) -> Option<Pair> {
        self.pair
    }

    fn twins(&self) -> &'static [&'static str] {
        &["json", "ics", "jsonld"]
    }

    fn html(&self, snapshot: &Snapshot) -> Markup {
        html! {
            p.kicker { (self.line.kind) " · " (layout::chip(&format!("status-{}", layout::status(self.line.status)), layout::status(self.line.status))) }
            h1 { (self.line.headline) }
            dl.facts {
                dt { "When" } dd { (layout::time(self.line.when.as_ref())) }
                dt { "Where" } dd { @if let Some(place) = &self.line.place { (place) } @else { span.unknown { "no report says where" } } }
                @if let Some(level) = self.line.level { dt { "Level" } dd { (level) } }
                @if let Some(within) = &self.within { dt { "Part of" } dd { a href=(within.link) { (within.label) } } }
                @if let Some(mechanism) = &self.mechanism { dt { "Session of" } dd { a href=(mechanism.link) { (mechanism.label) } @if let Some(number) = self.ordinal { ", no. " (number) } } }
                dt { "Voices" } dd { (self.line.voices) " independent, " (layout::count(self.mentions, "mention", "mentions")) }
            }
            @for one in &self.conflicts { (one.html()) }
            @for one in &self.slips { (one.html()) }
            (Decision::list(&self.decided))
            section {
                h2 { "Who took part" }
                @if self.participants.is_empty() { p.unknown { "No report says who." } }
                ul.who {
                    @for part in &self.participants {
                        li {
                            @if let Some(link) = &part.link { a href=(link) { (part.name) } } @else { (part.name) }
                            br; small { (part.stands_for()) }
                        }
                    }
                }
            }
            @if !self.holds.is_empty() { section { h2 { "Held within it" } (super::timeline::list(&self.holds)) } }
            @if !self.commitments.is_empty() {
                section { h2 { "What was agreed, asked and discussed" } (table_of(snapshot, "Acts reported of this event", true, &self.commitments)) }
            }
            @if !self.instruments.is_empty() {
                section { h2 { "Instruments" } ul { @for one in &self.instruments { li { a href=(one.link) { (one.label) } } } } }
            }
            section {
                h2 { "From report to report" }
                ol.history {
                    @for step in &self.history {
                        li {
                            p { @if let Some(day) = step.day { (layout::day(day)) } @else { "no date" } " · " strong { (layout::state(&step.state)) } }
                            (layout::quote(&step.quote))
                        }
                    }
                }
            }
            @if !layout::is_told(self.mentions, &self.reports, self.history.iter().map(|step| &step.quote)) {
                section { h2 { "All words on it" } (layout::all_words(&self.reports, self.mentions)) }
            }
            (layout::doubt(&self.line.id))
        }
    }

    fn dates(&self) -> Option<Vec<super::CalendarEntry>> {
        Some(
            self.line
                .when
                .clone()
                .map(|when| super::CalendarEntry {
                    id: self.line.id.clone(),
                    when,
                    what: self.line.headline.clone(),
                    kind: layout::status(self.line.status),
                    link: Some(self.line.link.clone()),
                })
                .into_iter()
                .collect(),
        )
    }

    fn linked_data(&self, _snapshot: &Snapshot) -> Option<serde_json::Value> {
        let day = |day: Option<Day>| day.map(|day| day.to_string());
        Some(json!({
            "@context": "https://schema.org",
            "@type": "Event",
            "@id": self.line.link,
            "name": self.line.headline,
            "eventStatus": chancery_wire::jsonld::status(self.line.status),
            "startDate": day(self.line.when.as_ref().and_then(When::first)),
            "endDate": day(self.line.when.as_ref().and_then(When::last)),
            "location": self.line.place.as_ref().map(|place| json!({"@type": "Place", "name": place})),
            "attendee": self.participants.iter().map(|part| json!({
                "@type": if part.link.is_some() { "Person" } else { "Organization" },
                "name": part.name,
                "jobTitle": part.office,
                "@id": part.link,
            })).collect::<Vec<_>>(),
            "subjectOf": self.reports.iter().map(|quote| json!({
                "@type": "NewsArticle",
                "@id": quote.link,
                "headline": quote.title,
                "datePublished": day(quote.published),
                "publisher": quote.outlet,
            })).collect::<Vec<_>>(),
        }))
    }
}
