//! Who met whom, where, and what comes: the pages that tie rows together.

use std::collections::BTreeMap;

use chancery_core::{
    calendar::When,
    claims::model::EventStatus,
    ledger::{
        agenda,
        model::{EventRow, RowId},
    },
    lexicon::ActorCode,
};
use maud::{Markup, html};
use serde::Serialize;

use super::{CalendarEntry, Page, Table};
use crate::{
    briefing::say,
    desk::{
        layout,
        pictures::network::{Node, network},
        route::Pair,
        snapshot::{Relation, RowRef, Snapshot},
    },
    feasts,
};

/// Rows of the table of who met whom.
const TIES: usize = 200;
/// Persons of one side in the picture.
const PERSONS: usize = 20;

/// The event with this id.
pub(crate) fn event<'a>(snapshot: &'a Snapshot, id: &RowId) -> Option<&'a EventRow> {
    match snapshot.row(id)? {
        RowRef::Event(at) => Some(&snapshot.library.ledger.events[at]),
        _ => None,
    }
}

/// What lies ahead of the day of the ledger: planned events, anniversaries, deadlines.
pub(crate) fn coming(snapshot: &Snapshot, relation: &Relation) -> Vec<CalendarEntry> {
    let today = snapshot.today();
    let ahead = |when: &When| when.last().is_none_or(|last| last >= today);
    let mut entries = Vec::new();
    for event in relation.events.iter().map(|at| &snapshot.library.ledger.events[*at]) {
        if let Some(when) = event.when.as_ref().filter(|_| agenda::is_ahead(event, today)) {
            entries.push(CalendarEntry {
                id: event.id.0.clone(),
                when: when.clone(),
                what: layout::headline(snapshot, event),
                kind: "planned event",
                link: Some(layout::link(&event.id)),
            });
        }
    }
    let feasts = || relation.anniversaries.iter().map(|at| &snapshot.library.ledger.anniversaries[*at]);
    let one_each = feasts::one_each(&snapshot.library, feasts());
    for row in feasts().filter(|row| one_each.contains(&row.id)) {
        if let Some(when) = row.next.as_ref().filter(|when| ahead(when)) {
            let number = row
                .next_ordinal
                .map(|number| format!("{} anniversary: ", say::ordinal(number)))
                .unwrap_or_default();
            entries.push(CalendarEntry {
                id: row.id.0.clone(),
                when: when.clone(),
                what: format!("{number}{}", snapshot.quote(&row.of).quote),
                kind: if row.is_round { "round anniversary" } else { "anniversary" },
                link: Some(layout::link(&row.id)),
            });
        }
    }
    for row in relation.commitments.iter().map(|at| &snapshot.library.ledger.commitments[*at]) {
        if let Some(when) = row.deadline.as_ref().filter(|when| ahead(when)) {
            entries.push(CalendarEntry {
                id: row.id.0.clone(),
                when: when.clone(),
                what: format!("due: {}", snapshot.quote(&row.what).quote),
                kind: "deadline",
                link: Some(layout::link(&row.id)),
            });
        }
    }
    entries.sort_by(|a, b| (a.when.first(), &a.id).cmp(&(b.when.first(), &b.id)));
    entries
}

/// One line of a calendar.
pub(crate) fn entry(entry: &CalendarEntry) -> Markup {
    html! {
        (layout::time(Some(&entry.when))) ": "
        @if let Some(link) = &entry.link { a href=(link) dir="auto" { (entry.what) } } @else { (entry.what) }
        " " small { (entry.kind) }
    }
}

/// The calendar of a relation.
#[derive(Serialize)]
pub(crate) struct Calendar {
    #[serde(skip)]
    pair: Pair,
    entries: Vec<CalendarEntry>,
}

impl Calendar {
    /// Reads what lies ahead.
    pub(crate) fn new(snapshot: &Snapshot, pair: Pair, relation: &Relation) -> Calendar {
        Calendar { pair, entries: coming(snapshot, relation) }
    }
}

impl Page for Calendar {
    fn title(&self) -> String {
        "Calendar".to_owned()
    }

    fn pair(&self) -> Option<Pair> {
        Some(self.pair)
    }

    fn twins(&self) -> &'static [&'static str] {
        &["json", "csv", "ics"]
    }

    fn html(&self, snapshot: &Snapshot) -> Markup {
        html! {
            h1 { "Calendar" }
            p.lead { "What lies ahead of " (layout::day(snapshot.today())) ": planned events, anniversaries and deadlines." }
            @if self.entries.is_empty() { p.unknown { "No report announces anything." } }
            ul.plain { @for one in &self.entries { li { (entry(one)) } } }
        }
    }

    fn table(&self) -> Option<Table> {
        Some(Table {
            columns: &["id", "when", "what", "kind"],
            rows: self
                .entries
                .iter()
                .map(|one| vec![one.id.clone(), one.when.to_string(), one.what.clone(), one.kind.to_owned()])
                .collect(),
        })
    }

    fn dates(&self) -> Option<Vec<CalendarEntry>> {
        Some(self.entries.clone())
    }
}

/// Who met whom in a relation.
#[derive(Serialize)]
pub(crate) struct Network {
    #[serde(skip)]
    pair: Pair,
    ties: Vec<Tie>,
    left_out: usize,
    #[serde(skip)]
    picture: String,
}

/// Two persons and how often they met.
#[derive(Serialize)]
struct Tie {
    a: String,
    a_link: String,
    b: String,
    b_link: String,
    meetings: usize,
    last: Option<When>,
}

impl Network {
    /// Counts the events that hold both persons.
    pub(crate) fn new(snapshot: &Snapshot, pair: Pair, relation: &Relation) -> Network {
        let mut met: BTreeMap<(usize, usize), (usize, Option<When>)> = BTreeMap::new();
        let place = |id: &RowId| match snapshot.row(id) {
            Some(RowRef::Person(at)) => Some(at),
            _ => None,
        };
        for event in relation.events.iter().map(|at| &snapshot.library.ledger.events[*at]) {
            if event.status != EventStatus::Happened {
                continue;
            }
            let side = |actor: ActorCode| -> Vec<usize> {
                let parts = event.participants.iter().filter(move |part| part.actor == Some(actor));
                let mut persons: Vec<usize> = parts.filter_map(|part| place(part.person.as_ref()?)).collect();
                persons.sort_unstable();
                persons.dedup();
                persons
            };
            for a in side(pair.0) {
                for b in side(pair.1) {
                    let tie = met.entry((a, b)).or_default();
                    tie.0 += 1;
                    if event.when.as_ref().and_then(When::last) > tie.1.as_ref().and_then(When::last) {
                        tie.1.clone_from(&event.when);
                    }
                }
            }
        }
        let weigh = |pick: fn(&(usize, usize)) -> usize| {
            let mut weight: BTreeMap<usize, usize> = BTreeMap::new();
            for (tie, (meetings, _)) in &met {
                *weight.entry(pick(tie)).or_default() += meetings;
            }
            let mut order: Vec<(usize, usize)> = weight.into_iter().collect();
            order.sort_by_key(|(person, weight)| (std::cmp::Reverse(*weight), *person));
            order.into_iter().map(|(person, _)| person).collect::<Vec<_>>()
        };
        let (mut left, mut right) = (weigh(|tie| tie.0), weigh(|tie| tie.1));
        let left_out = left.len().saturating_sub(PERSONS) + right.len().saturating_sub(PERSONS);
        left.truncate(PERSONS);
        right.truncate(PERSONS);
        let node = |at: &usize| {
            let person = &snapshot.library.ledger.people[*at];
            Node {
                label: person.name.clone(),
                detail: person.latest_office().map(|tenure| tenure.office.clone()).unwrap_or_default(),
                link: layout::link(&person.id),
            }
        };
        let lines: Vec<(usize, usize, usize)> = met
            .iter()
            .filter_map(|((a, b), (meetings, _))| {
                Some((left.iter().position(|at| at == a)?, right.iter().position(|at| at == b)?, *meetings))
            })
            .collect();
        let picture = network(
            &left.iter().map(node).collect::<Vec<_>>(),
            &right.iter().map(node).collect::<Vec<_>>(),
            &lines,
        );
        let mut ties: Vec<Tie> = met
            .into_iter()
            .map(|((a, b), (meetings, last))| {
                let (a, b) = (&snapshot.library.ledger.people[a], &snapshot.library.ledger.people[b]);
                Tie {
                    a: a.name.clone(),
                    a_link: layout::link(&a.id),
                    b: b.name.clone(),
                    b_link: layout::link(&b.id),
                    meetings,
                    last,
                }
            })
            .collect();
        ties.sort_by(|x, y| (y.meetings, &x.a, &x.b).cmp(&(x.meetings, &y.a, &y.b)));
        Network { pair, ties, left_out, picture }
    }
}

impl Page for Network {
    fn title(&self) -> String {
        "Who met whom".to_owned()
    }

    fn pair(&self) -> Option<Pair> {
        Some(self.pair)
    }

    fn twins(&self) -> &'static [&'static str] {
        &["json", "csv"]
    }

    fn html(&self, snapshot: &Snapshot) -> Markup {
        html! {
            h1 { "Who met whom" }
            @if self.ties.is_empty() {
                p.unknown { "No report names persons of both sides at one event." }
            } @else {
                (layout::picture(&self.picture, "Persons of both sides; a line for those who met, thicker the more often. The table says the same."))
                @if self.left_out > 0 { p { (self.left_out) " persons are left out of the picture and stand in the table." } }
                div.scroll tabindex="0" { table {
                    caption { "Events that both took part in" @if self.ties.len() > TIES { ": the first " (TIES) " of " (self.ties.len()) } }
                    thead { tr { th scope="col" { (snapshot.name(self.pair.0)) } th scope="col" { (snapshot.name(self.pair.1)) } th.number scope="col" { "Events" } th scope="col" { "Last" } } }
                    tbody { @for tie in self.ties.iter().take(TIES) { tr {
                        td { a href=(tie.a_link) { (tie.a) } } td { a href=(tie.b_link) { (tie.b) } } td.number { (tie.meetings) } td { (layout::time(tie.last.as_ref())) }
                    } } }
                } }
            }
        }
    }

    fn table(&self) -> Option<Table> {
        Some(Table {
            columns: &["a", "b", "events", "last"],
            rows: self
                .ties
                .iter()
                .map(|tie| {
                    let last = tie.last.as_ref().map(ToString::to_string).unwrap_or_default();
                    vec![tie.a.clone(), tie.b.clone(), tie.meetings.to_string(), last]
                })
                .collect(),
        })
    }
}
