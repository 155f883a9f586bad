//! Which reports tell of one event.
//!
//! Mentions with a date in full come first and form the events; mentions with a vaguer date, or
//! none, join the one event that fits them. Persons, sides, place, level, ordinal and title count
//! for and against. What one mention says of its event is the business of [`told`], what all of them
//! say together that of [`row`], and which visit holds which meeting that of [`visits`].
//!
//! Invariants: two full dates that differ are never one event, unless a report gives a range that
//! holds both; what reports disagree about is a conflict with their words; nothing depends on the
//! order in which documents came.

pub(super) mod dates;
mod joins;
mod places;
mod row;
mod told;
mod visits;

use std::collections::{BTreeMap, BTreeSet, HashMap};

use row::row;
use told::{MONTH, Side, Told, UNDATED, tell};
use visits::place_in_visits;

use super::{
    gist::Cell,
    input::{At, Corpus},
    judgements::Links,
    model::{Conflict, Doubt, EventRow, RowId},
    people::{People, days_between},
    rules::LedgerRules,
};
use crate::{
    calendar::Day,
    claims::model::{EventKind, EventStatus},
    evidence::hash,
    lexicon::ActorCode,
};

/// A range of at most this many days counts as a date in full: the longest visits and sessions.
const LONGEST: i64 = 31;
/// Two mentions without any date are of one event only where their reports are as near as this.
const TOGETHER: i64 = 60;

/// Mentions that tell of one event.
struct Cluster {
    told: Vec<usize>,
    kind: EventKind,
    /// The range that some report gives.
    range: Option<(Day, Day)>,
    /// The one day that reports give.
    day: Option<Day>,
    window: (Day, Day),
    sides: BTreeMap<ActorCode, Side>,
    guests: BTreeSet<ActorCode>,
    places: BTreeSet<String>,
    place_states: BTreeSet<ActorCode>,
    ordinal: Option<u32>,
    title: BTreeSet<String>,
}

/// The events of one cell.
#[derive(Default)]
pub(crate) struct Events {
    pub(crate) rows: Vec<EventRow>,
    pub(crate) conflicts: Vec<Conflict>,
    pub(crate) doubts: Vec<Doubt>,
    /// Claim to row.
    pub(crate) of: HashMap<At, RowId>,
}

/// How many days before or behind the one day that is known of a visit its other days may lie:
/// reports tell a day on which the guest was there, seldom all of them.
const STAY: i64 = 3;

fn takes_days(kind: EventKind) -> bool {
    matches!(kind, EventKind::Visit | EventKind::Session)
}

pub(crate) fn event_id(corpus: &Corpus<'_>, at: At) -> RowId {
    RowId(format!("event/{}", corpus.claim_id(at)))
}

/// Reconciles the events of one cell; `claims` are its event claims in order.
pub(crate) fn reconcile(
    corpus: &Corpus<'_>,
    people: &People<'_>,
    rules: &LedgerRules,
    links: &Links,
    cell: &Cell,
    claims: &[At],
) -> Events {
    let told: Vec<Told<'_>> = claims.iter().filter_map(|&at| tell(corpus, people, rules, at)).collect();
    let mut order: Vec<usize> = (0..told.len()).collect();
    order.sort_by_key(|&at| {
        let one = &told[at];
        let length = one.exact.map_or(0, |(first, last)| -days_between(first, last));
        (one.vague, length, one.sides.values().all(|side| side.persons.is_empty()), one.at)
    });
    let mut making = Making {
        corpus,
        links,
        told: &told,
        clusters: Vec::new(),
        by_day: HashMap::new(),
        by_month: HashMap::new(),
        doubts: BTreeMap::new(),
        member: HashMap::new(),
    };
    for at in order {
        making.place(at);
    }
    making.join_linked();
    making.finish(people, cell)
}

struct Making<'a, 'c> {
    corpus: &'a Corpus<'c>,
    links: &'a Links,
    told: &'a [Told<'c>],
    clusters: Vec<Cluster>,
    by_day: HashMap<(EventKind, Day), Vec<usize>>,
    /// Kind, year and month to clusters that have a full date in it.
    by_month: HashMap<(EventKind, i16, i8), Vec<usize>>,
    doubts: BTreeMap<(At, At), &'static str>,
    member: HashMap<RowId, usize>,
}

/// How well a mention fits an event.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Match {
    score: i32,
    /// Something names the event: a person, an office, an ordinal or a title.
    anchored: bool,
}

impl Making<'_, '_> {
    fn place(&mut self, at: usize) {
        let one = &self.told[at];
        let candidates: BTreeSet<usize> = match one.exact {
            Some((first, last)) => around(one.event.kind, first, last)
                .filter_map(|day| self.by_day.get(&(one.event.kind, day)))
                .flatten()
                .copied()
                .collect(),
            None => self.in_window(one.event.kind, one.window),
        };
        let mut fits: Vec<(Match, usize)> =
            candidates.into_iter().filter_map(|cluster| Some((self.fit(cluster, at)?, cluster))).collect();
        fits.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
        let announced = self.announced_with_visit(at, &fits);
        let chosen = match fits.as_slice() {
            _ if announced.is_some() => announced,
            [] => None,
            [(one, cluster)] => self.enough(*one, at, true).then_some(*cluster),
            [(first, cluster), (second, _), ..] => {
                let best = first.score > second.score && self.enough(*first, at, false);
                best.then_some(*cluster).or_else(|| self.next_visit(at, &fits))
            }
        };
        match chosen {
            Some(cluster) => self.add(cluster, at),
            None => {
                // What nearly fitted is for a person to look at.
                for (_, cluster) in fits.iter().take(3) {
                    let other = self.told[self.clusters[*cluster].told[0]].at;
                    let code = if fits.len() > 1 { "several-fit" } else { "nearly-fits" };
                    self.doubts.insert((other.min(one.at), other.max(one.at)), code);
                }
                self.open(at);
            }
        }
    }

    /// Vague mentions need a name for the event; full dates do with sides that nothing contradicts,
    /// where only one event of that day fits.
    fn enough(&self, fit: Match, at: usize, only_one: bool) -> bool {
        let one = &self.told[at];
        if one.exact.is_some() {
            return fit.anchored || (only_one && fit.score >= 20);
        }
        // Two sides hold one summit a month, and sign their documents on one day of it.
        let is_rare = matches!(one.event.kind, EventKind::Session | EventKind::Signing);
        let is_summit = is_rare && one.vague <= MONTH && one.sides.len() > 1;
        fit.anchored || (only_one && is_summit)
    }

    fn in_window(&self, kind: EventKind, (first, last): (Day, Day)) -> BTreeSet<usize> {
        let months = (i32::from(last.year()) - i32::from(first.year())) * 12 + i32::from(last.month())
            - i32::from(first.month());
        if months > 600 {
            return (0..self.clusters.len()).filter(|&at| self.clusters[at].kind == kind).collect();
        }
        let mut found = BTreeSet::new();
        let (mut year, mut month) = (first.year(), first.month());
        for _ in 0..=months {
            found.extend(self.by_month.get(&(kind, year, month)).into_iter().flatten().copied());
            (year, month) = if month == 12 { (year + 1, 1) } else { (year, month + 1) };
        }
        found
    }

    fn fit(&self, cluster: usize, at: usize) -> Option<Match> {
        let (cluster, one) = (&self.clusters[cluster], &self.told[at]);
        let id = event_id(self.corpus, one.at);
        if !self.links.is_free(&id)
            && cluster
                .told
                .iter()
                .any(|&other| self.links.parts(&id, &event_id(self.corpus, self.told[other].at)))
        {
            return None;
        }
        let mut score = date_fit(cluster, one)?;
        if one.vague == UNDATED && cluster.told.iter().all(|&other| self.told[other].vague == UNDATED) {
            let near = |other: &usize| {
                let days = self.corpus.day(one.at).zip(self.corpus.day(self.told[*other].at));
                days.is_none_or(|(a, b)| days_between(a, b).abs() <= TOGETHER)
            };
            if !cluster.told.iter().any(near) {
                return None;
            }
        }
        // One report may tell a contact twice in the same words, each time with other guests.
        let words = |at: At| self.corpus.claim(at).evidence.first().span;
        let is_same_words = |&other: &usize| {
            let other = self.told[other].at;
            other.0 == one.at.0 && words(other) == words(one.at)
        };
        let mut anchored = cluster.told.iter().any(is_same_words);
        if anchored {
            score += 15;
        }
        match (cluster.ordinal, one.event.ordinal) {
            (Some(a), Some(b)) if a != b => return None,
            (Some(_), Some(_)) => {
                score += 30;
                anchored = true;
            }
            _ => {}
        }
        let strict = matches!(
            one.event.kind,
            EventKind::Meeting | EventKind::Call | EventKind::Message | EventKind::Visit
        );
        if one.event.kind == EventKind::Visit
            && !cluster.guests.is_empty()
            && !one.guests.is_empty()
            && cluster.guests.is_disjoint(&one.guests)
        {
            return None;
        }
        for (actor, side) in &one.sides {
            let Some(other) = cluster.sides.get(actor) else { continue };
            // The hosts of a visit may be many; the traveller decides.
            let decides = strict
                && (one.event.kind != EventKind::Visit
                    || one.guests.contains(actor)
                    || cluster.guests.contains(actor));
            if !side.persons.is_empty() && !other.persons.is_empty() {
                if side.persons.is_disjoint(&other.persons) {
                    if decides {
                        return None;
                    }
                    score -= 5;
                } else {
                    score += 20;
                    anchored |= decides || one.event.kind != EventKind::Visit;
                }
            } else if !side.offices.is_empty() && !other.offices.is_empty() {
                if side.offices.is_disjoint(&other.offices) {
                    if decides {
                        return None;
                    }
                } else {
                    score += 12;
                    anchored |= decides;
                }
            }
        }
        if !one.title.is_empty() && !cluster.title.is_empty() {
            let shared = one.title.intersection(&cluster.title).count();
            let least = one.title.len().min(cluster.title.len());
            if shared * 2 >= least {
                score += 10 * shared.min(3) as i32;
                anchored = true;
            } else if shared == 0 && one.event.kind == EventKind::Session {
                return None;
            } else if shared == 0 && one.event.kind == EventKind::Ceremony {
                // Somebody is invited to "the celebrations" of a day and sees "the parade"; two that were
                // held are two.
                let is_held = |at: &usize| self.told[*at].event.status == EventStatus::Happened;
                if is_held(&at) && cluster.told.iter().any(is_held) {
                    return None;
                }
            }
        }
        if let Some(place) = &one.place
            && !cluster.places.is_empty()
        {
            let same = cluster
                .places
                .iter()
                .any(|other| other.contains(place.as_str()) || place.contains(other.as_str()));
            score += if same { 8 } else { -4 };
        }
        if let Some(state) = one.place_state
            && !cluster.place_states.is_empty()
        {
            if cluster.place_states.contains(&state) {
                score += 3;
            } else if one.event.kind == EventKind::Visit || one.exact.is_none() {
                return None;
            } else {
                score -= 10;
            }
        }
        Some(Match { score, anchored })
    }

    fn open(&mut self, at: usize) {
        let one = &self.told[at];
        self.clusters.push(Cluster {
            told: Vec::new(),
            kind: one.event.kind,
            range: None,
            day: None,
            window: one.window,
            sides: BTreeMap::new(),
            guests: BTreeSet::new(),
            places: BTreeSet::new(),
            place_states: BTreeSet::new(),
            ordinal: None,
            title: BTreeSet::new(),
        });
        self.add(self.clusters.len() - 1, at);
    }

    fn add(&mut self, at_cluster: usize, at: usize) {
        let one = &self.told[at];
        let cluster = &mut self.clusters[at_cluster];
        cluster.told.push(at);
        if let Some((first, last)) = one.exact {
            if first == last {
                cluster.day = cluster.day.or(Some(first));
            } else {
                cluster.range =
                    Some(cluster.range.map_or((first, last), |(a, b)| (a.min(first), b.max(last))));
            }
            for day in days(first, last) {
                let list = self.by_day.entry((cluster.kind, day)).or_default();
                if !list.contains(&at_cluster) {
                    list.push(at_cluster);
                }
            }
        }
        let (first, last) = (one.window.0.max(cluster.window.0), one.window.1.min(cluster.window.1));
        if first <= last {
            cluster.window = (first, last);
        }
        // Vague windows are not indexed wider than two years: what is vaguer finds nothing by month.
        let (first, last) = one.exact.unwrap_or(cluster.window);
        if days_between(first, last) <= 800 {
            let (mut year, mut month) = (first.year(), first.month());
            while (year, month) <= (last.year(), last.month()) {
                let list = self.by_month.entry((cluster.kind, year, month)).or_default();
                if !list.contains(&at_cluster) {
                    list.push(at_cluster);
                }
                (year, month) = if month == 12 { (year + 1, 1) } else { (year, month + 1) };
            }
        }
        for (actor, side) in &one.sides {
            let into = cluster.sides.entry(*actor).or_default();
            into.persons.extend(&side.persons);
            into.offices.extend(side.offices.iter().cloned());
        }
        cluster.guests.extend(&one.guests);
        cluster.places.extend(one.place.clone());
        cluster.place_states.extend(one.place_state);
        cluster.ordinal = cluster.ordinal.or(one.event.ordinal);
        cluster.title.extend(one.title.iter().cloned());
        self.member.insert(event_id(self.corpus, one.at), at_cluster);
    }

    /// What people held to be one event becomes one, whatever the dates.
    fn join_linked(&mut self) {
        let ids: Vec<(RowId, usize)> = {
            let mut ids: Vec<_> = self.member.iter().map(|(id, at)| (id.clone(), *at)).collect();
            ids.sort();
            ids
        };
        for (id, _) in ids {
            if self.links.is_free(&id) {
                continue;
            }
            let others: Vec<usize> =
                self.links.same_as(&id).filter_map(|other| self.member.get(other).copied()).collect();
            for from in others {
                let to = self.member[&id];
                if from == to {
                    continue;
                }
                let (to, from) = (to.min(from), to.max(from));
                let moved = std::mem::take(&mut self.clusters[from].told);
                for at in moved {
                    self.add(to, at);
                }
            }
        }
    }

    fn finish(mut self, people: &People<'_>, cell: &Cell) -> Events {
        self.fold_meetings();
        let mut events = Events::default();
        for cluster in &self.clusters {
            if cluster.told.is_empty() {
                continue;
            }
            let mut told: Vec<&Told<'_>> = cluster.told.iter().map(|&at| &self.told[at]).collect();
            // What names the event comes first: a session before the meeting in its words.
            told.sort_by_key(|one| (one.event.kind != cluster.kind, one.at));
            let (row, conflicts) = row(self.corpus, people, cell, &told);
            for one in told {
                events.of.insert(one.at, row.id.clone());
            }
            events.rows.push(row);
            events.conflicts.extend(conflicts);
        }
        for ((a, b), code) in self.doubts {
            let (Some(a), Some(b)) = (events.of.get(&a), events.of.get(&b)) else { continue };
            if a != b {
                let (a, b) = (a.min(b).clone(), a.max(b).clone());
                events.doubts.push(Doubt {
                    id: RowId(format!("doubt/{}", hash([&*a.0, &*b.0]))),
                    a,
                    b,
                    code: code.to_owned(),
                });
            }
        }
        events.doubts.sort_by(|a, b| a.id.cmp(&b.id));
        events.doubts.dedup_by(|a, b| a.id == b.id);
        place_in_visits(&mut events, self.told);
        places::one_spelling(&mut events.rows);
        events
    }
}

/// How well the dates fit; `None` where they exclude each other.
fn date_fit(cluster: &Cluster, one: &Told<'_>) -> Option<i32> {
    if let Some((first, last)) = one.exact {
        if first == last {
            if cluster.day == Some(first) {
                return Some(20);
            }
            if let Some((from, to)) = cluster.range {
                let inside = from <= first && first <= to;
                // A meeting on another day of the range is another meeting.
                return (inside && (cluster.day.is_none() || takes_days(cluster.kind))).then_some(15);
            }
            // Reports tell a day on which the guest was there, seldom all of them.
            if let Some(day) = cluster.day {
                let near = cluster.kind == EventKind::Visit && days_between(first, day).abs() <= STAY;
                return near.then_some(12);
            }
        } else {
            if let Some((from, to)) = cluster.range {
                if first > to || last < from {
                    return None;
                }
                // Ranges that only touch are two events that follow each other.
                let shared = days_between(first.max(from), last.min(to)) + 1;
                let shorter = days_between(first, last).min(days_between(from, to)) + 1;
                return (shared * 2 >= shorter).then_some(if (first, last) == (from, to) { 20 } else { 15 });
            }
            if let Some(day) = cluster.day {
                return (first <= day && day <= last).then_some(15);
            }
        }
    }
    let (first, last) = match (cluster.range, cluster.day) {
        (Some(range), _) => range,
        (None, Some(day)) => (day, day),
        (None, None) => cluster.window,
    };
    (one.window.0 <= last && first <= one.window.1).then_some(match one.vague {
        0..=2 => 10,
        3 | 4 => 5,
        _ => 0,
    })
}

/// The days on which a telling of the same event may lie: of a visit those around it as well.
fn around(kind: EventKind, first: Day, last: Day) -> impl Iterator<Item = Day> {
    let more = if kind == EventKind::Visit { STAY } else { 0 };
    let from = first.checked_sub(jiff::Span::new().days(more)).unwrap_or(first);
    days(from, last.checked_add(jiff::Span::new().days(more)).unwrap_or(last))
}

/// Every day of a range, at most a month of them.
fn days(first: Day, last: Day) -> impl Iterator<Item = Day> {
    let mut next = Some(first);
    std::iter::from_fn(move || {
        let day = next.filter(|day| *day <= last)?;
        next = day.tomorrow().ok();
        Some(day)
    })
    .take(LONGEST as usize + 1)
}
