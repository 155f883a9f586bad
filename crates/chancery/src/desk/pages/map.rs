//! Where the sides met: a map of places and journeys, and the same as a table.

use std::collections::BTreeMap;

use chancery_core::{
    calendar::When,
    claims::model::{EventKind, EventStatus, Role},
    ledger::model::EventRow,
    lexicon::ActorCode,
};
use maud::{Markup, html};
use serde::Serialize;

use super::{EventLine, Page, Table};
use crate::{
    atlas::{Atlas, Point},
    desk::{
        layout,
        pictures::map::{Journey, Spot, map},
        route::Pair,
        snapshot::{Relation, Snapshot, join},
    },
};

/// Events shown of one place, the latest; places shown below the map.
const EVENTS: usize = 8;
const PLACES: usize = 40;

/// The page.
#[derive(Serialize)]
pub(crate) struct Places {
    #[serde(skip)]
    pair: Pair,
    places: Vec<PlaceLine>,
    journeys: Vec<JourneyLine>,
    #[serde(skip)]
    picture: String,
}

/// A place with what happened there or is to.
#[derive(Serialize)]
struct PlaceLine {
    #[serde(skip)]
    anchor: String,
    place: String,
    state: Option<ActorCode>,
    /// Where it lies; of a state alone its capital.
    at: Option<Point>,
    held: usize,
    count: usize,
    /// The latest.
    events: Vec<EventLine>,
}

/// Visits from one state to a place.
#[derive(Serialize)]
struct JourneyLine {
    from: ActorCode,
    place: String,
    state: Option<ActorCode>,
    planned: bool,
    visits: usize,
    last: Option<When>,
}

impl Places {
    /// Groups the events that were held, or are announced, by place.
    pub(crate) fn new(snapshot: &Snapshot, atlas: &Atlas, pair: Pair, relation: &Relation) -> Places {
        let is_shown = |event: &EventRow| {
            matches!(event.status, EventStatus::Happened | EventStatus::Planned | EventStatus::Invited)
        };
        let mut grouped: BTreeMap<(Option<ActorCode>, String), Vec<&EventRow>> = BTreeMap::new();
        for event in relation.events.iter().map(|at| &snapshot.library.ledger.events[*at]) {
            let state = event.place_state.map(|state| snapshot.name(state));
            if let Some(name) = event.place.clone().or(state).filter(|_| is_shown(event)) {
                grouped.entry((event.place_state, name)).or_default().push(event);
            }
        }
        let mut journeys: BTreeMap<(ActorCode, (Option<ActorCode>, String), bool), Vec<&EventRow>> =
            BTreeMap::new();
        for (place, events) in &grouped {
            for event in events {
                for from in guests(event) {
                    let planned = event.status != EventStatus::Happened;
                    journeys.entry((from, place.clone(), planned)).or_default().push(event);
                }
            }
        }
        let lies = |state: Option<ActorCode>, place: &str| {
            let state = state?;
            atlas.place(state, place).or_else(|| atlas.capital(state).map(|(_, point)| point))
        };
        let mut arcs = Vec::new();
        let journeys: Vec<JourneyLine> = journeys
            .into_iter()
            .map(|((from, (state, place), planned), events)| {
                let home = atlas.capital(from).map(|(_, point)| point);
                if let (Some(home), Some(there)) = (home, lies(state, &place))
                    && home != there
                {
                    let visits = layout::count(events.len(), "visit", "visits");
                    let word = if planned { ", planned" } else { "" };
                    arcs.push(Journey {
                        from: home,
                        to: there,
                        label: format!("{} to {place}: {visits}{word}", snapshot.name(from)),
                        count: events.len(),
                        planned,
                    });
                }
                let last = events.iter().filter_map(|event| event.when.clone()).max_by_key(When::last);
                JourneyLine { from, place, state, planned, visits: events.len(), last }
            })
            .collect();
        let mut places: Vec<PlaceLine> = grouped
            .into_iter()
            .enumerate()
            .map(|(number, ((state, place), mut events))| {
                events.sort_by_key(|event| std::cmp::Reverse(event.when.as_ref().and_then(When::first)));
                PlaceLine {
                    anchor: format!("place-{number}"),
                    at: lies(state, &place),
                    held: events.iter().filter(|event| event.status == EventStatus::Happened).count(),
                    count: events.len(),
                    events: events
                        .into_iter()
                        .take(EVENTS)
                        .map(|event| EventLine::new(snapshot, event))
                        .collect(),
                    place,
                    state,
                }
            })
            .collect();
        places.sort_by(|a, b| (b.count, &a.place).cmp(&(a.count, &b.place)));
        // A state without a named place stands at its capital, with what was held there.
        let mut spots: Vec<Spot> = Vec::new();
        for place in &places {
            let Some(at) = place.at else { continue };
            let is_state = place.state.is_some_and(|state| snapshot.name(state) == place.place);
            match spots.iter_mut().find(|spot| spot.at == at) {
                Some(spot) => {
                    spot.count += place.count;
                    spot.planned &= place.held == 0;
                    if !is_state {
                        (spot.label, spot.link) = (place.place.clone(), format!("#{}", place.anchor));
                    }
                }
                None => spots.push(Spot {
                    at,
                    label: place.place.clone(),
                    detail: String::new(),
                    link: format!("#{}", place.anchor),
                    count: place.count,
                    planned: place.held == 0,
                }),
            }
        }
        for spot in &mut spots {
            spot.detail = layout::count(spot.count, "event", "events");
        }
        Places { pair, picture: map(atlas, &spots, &arcs), places, journeys }
    }
}

/// The states whose people came from elsewhere.
fn guests(event: &EventRow) -> Vec<ActorCode> {
    let travels =
        matches!(event.kind, EventKind::Visit | EventKind::Meeting | EventKind::Session | EventKind::Signing);
    // A meeting within a visit is no journey of its own.
    if !travels || event.within.is_some() {
        return Vec::new();
    }
    let mut from: Vec<ActorCode> = event
        .participants
        .iter()
        .filter(|part| part.role != Role::Inviter && part.role != Role::Host)
        .filter_map(|part| part.actor)
        .filter(|actor| event.place_state.is_some_and(|state| state != *actor))
        .collect();
    from.sort_unstable();
    from.dedup();
    from
}

impl Page for Places {
    fn title(&self) -> String {
        "Where they met".to_owned()
    }

    fn pair(&self) -> Option<Pair> {
        Some(self.pair)
    }

    fn twins(&self) -> &'static [&'static str] {
        &["json", "csv"]
    }

    fn html(&self, snapshot: &Snapshot) -> Markup {
        let unplaced: Vec<String> =
            self.places.iter().filter(|place| place.at.is_none()).map(|place| place.place.clone()).collect();
        html! {
            h1 { "Where they met" }
            @if self.places.is_empty() { p.unknown { "No report says where an event was held." } }
            @if !self.picture.is_empty() {
                (layout::picture(&self.picture, "Places of events, larger the more often; a line from the guest's capital, thicker the more visits, dashed where only announced. Of a state without a named place its capital is shown. The tables say the same."))
            }
            @if !unplaced.is_empty() { p.unknown { "Not on the map, as the atlas does not know the place: " (join(unplaced.into_iter())) "." } }
            @if !self.journeys.is_empty() {
                section {
                    h2 { "Journeys" }
                    div.scroll tabindex="0" { table {
                        caption { "Who went where" }
                        thead { tr { th scope="col" { "From" } th scope="col" { "To" } th.number scope="col" { "Visits" } th scope="col" { "Latest" } th scope="col" { "Status" } } }
                        tbody { @for one in &self.journeys { tr {
                            td { (snapshot.name(one.from)) }
                            td { (one.place) @if let Some(state) = one.state { @if snapshot.name(state) != one.place { ", " (snapshot.name(state)) } } }
                            td.number { (one.visits) } td { (layout::time(one.last.as_ref())) }
                            td { @if one.planned { (layout::chip("status-planned", "planned")) } @else { (layout::chip("status-held", "held")) } }
                        } } }
                    } }
                }
            }
            @if self.places.len() > PLACES { p { "Of " (self.places.len()) " places the " (PLACES) " most visited; the CSV twin has all." } }
            @for place in self.places.iter().take(PLACES) {
                section id=(place.anchor) {
                    h2 { (place.place) @if let Some(state) = place.state { @if snapshot.name(state) != place.place { ", " (snapshot.name(state)) } } " " small { (layout::count(place.count, "event", "events")) } }
                    details open[place.count < 4] { summary { @if place.count > EVENTS { "The latest " (EVENTS) } @else { "Which" } } (super::timeline::list(&place.events)) }
                }
            }
        }
    }

    fn table(&self) -> Option<Table> {
        let rows = self.places.iter().flat_map(|place| {
            place.events.iter().map(move |event| {
                let when = event.when.as_ref().map(ToString::to_string).unwrap_or_default();
                let state = place.state.map(|state| state.to_string()).unwrap_or_default();
                let degrees =
                    |degrees: Option<f64>| degrees.map(|degrees| degrees.to_string()).unwrap_or_default();
                vec![
                    place.place.clone(),
                    state,
                    degrees(place.at.map(|at| at.latitude)),
                    degrees(place.at.map(|at| at.longitude)),
                    layout::status(event.status).to_owned(),
                    when,
                    event.headline.clone(),
                    event.id.clone(),
                ]
            })
        });
        let columns = &["place", "state", "latitude", "longitude", "status", "when", "event", "id"];
        Some(Table { columns, rows: rows.collect() })
    }
}
