//! Which reports tell of one event, and what they say about it together.
//!
//! Mentions with a date in full come first and form the events; mentions with a vaguer date, or
//! none, join the one event that fits them. Persons, sides, place, level, ordinal and title count
//! for and against. A visit holds the meetings inside its days.
//!
//! Invariants: two full dates that differ are never one event, unless a report gives a range that
//! holds both; what reports disagree about is a conflict with their words; nothing depends on the
//! order in which documents came.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::{
    gist::Cell,
    input::{At, Corpus},
    judgements::Links,
    model::{Conflict, Doubt, EventRow, PartRow, RowId, Step},
    people::{People, days_between},
    rules::LedgerRules,
};
use crate::{
    calendar::{Day, Grain, When},
    claims::model::{Body, Event, EventKind, EventStatus, Role},
    evidence::hash,
    lexicon::{ActorCode, fold},
};

/// A range of at most this many days counts as a date in full: the longest visits and sessions.
const LONGEST: i64 = 31;
/// A visit or session that is recalled without a date: at most so many days before publication.
const RECALLED: i32 = 400;
/// Meetings, calls and messages are many: without a date only the latest news are meant.
const RECENT: i32 = 21;
/// Two mentions without any date are of one event only where their reports are as near as this.
const TOGETHER: i64 = 60;
/// Announced without a date: at most so many days after publication.
const ANNOUNCED: i32 = 400;

/// How vague a mention with a month is, and one without a date.
const MONTH: u8 = 2;
const UNDATED: u8 = 6;

/// One mention of an event.
pub(crate) struct Told<'a> {
    pub(crate) at: At,
    pub(crate) event: &'a Event,
    /// First and last day, where the date is given in full.
    exact: Option<(Day, Day)>,
    /// The days that it can mean.
    window: (Day, Day),
    /// How vague the date is: 0 in full, then month, season, year, none.
    vague: u8,
    sides: BTreeMap<ActorCode, Side>,
    /// The sides that travel; known for visits only.
    guests: BTreeSet<ActorCode>,
    place: Option<String>,
    place_state: Option<ActorCode>,
    title: BTreeSet<String>,
}

#[derive(Clone, Default)]
struct Side {
    persons: BTreeSet<usize>,
    offices: BTreeSet<String>,
}

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

fn takes_days(kind: EventKind) -> bool {
    matches!(kind, EventKind::Visit | EventKind::Session)
}

pub(crate) fn event_id(corpus: &Corpus<'_>, at: At) -> RowId {
    RowId(format!("event/{}", corpus.claim_id(at).0))
}

/// Reconciles the events of one cell; `claims` are its event claims in order.
pub(crate) fn reconcile(
    corpus: &Corpus<'_>,
    people: &People,
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

fn tell<'a>(corpus: &Corpus<'a>, people: &People, rules: &LedgerRules, at: At) -> Option<Told<'a>> {
    let Body::Event(event) = &corpus.claim(at).body else { return None };
    let published = corpus.day(at);
    let when = event.when.as_ref().map(|when| &when.when);
    let exact = when.filter(|when| !when.is_approximate()).and_then(|when| {
        let (first, last) = (when.first()?, when.last()?);
        let full = when.grain() == Grain::Day
            || (when.grain() == Grain::Interval && days_between(first, last) <= LONGEST);
        full.then_some((first, last))
    });
    let vague = match when.map(When::grain) {
        _ if exact.is_some() => 0,
        Some(Grain::Day | Grain::Interval) => 1,
        Some(Grain::Month) => MONTH,
        Some(Grain::Season) => 3,
        Some(Grain::Year) => 4,
        Some(Grain::Decades) => 5,
        None => UNDATED,
    };
    let mut sides: BTreeMap<ActorCode, Side> = BTreeMap::new();
    let mut guests = BTreeSet::new();
    for (slot, part) in event.participants.iter().enumerate() {
        if part.role == Role::Inviter {
            continue;
        }
        let person = people.of(at, slot);
        let Some(actor) = person.and_then(|person| people.rows[person].actor).or(part.party.actor) else {
            continue;
        };
        let side = sides.entry(actor).or_default();
        side.persons.extend(person);
        side.offices.extend(rules.office_key(
            Some(actor),
            part.party.office_id.as_ref(),
            part.party.office.as_ref(),
        ));
        if part.role == Role::Guest {
            guests.insert(actor);
        }
    }
    let place = event.place.as_ref();
    let place_state = place.and_then(|place| place.state);
    if event.kind == EventKind::Visit {
        if guests.is_empty() {
            guests.extend(
                sides.keys().copied().filter(|actor| place_state.is_some_and(|state| state != *actor)),
            );
        }
        if guests.is_empty() && sides.len() == 1 {
            guests.extend(sides.keys().copied());
        }
    } else {
        guests.clear();
    }
    Some(Told {
        at,
        event,
        exact,
        window: window(when, event, published),
        vague,
        sides,
        guests,
        place: place.and_then(|place| place.name.as_ref()).map(|name| fold(name).replace([' ', '-'], "")),
        place_state,
        title: occasion(corpus, rules, at, event),
    })
}

/// The words of the title. An act of honour has none: the words that tell it stand for it, so that
/// a wreath and a tribute on one morning are two.
fn occasion(corpus: &Corpus<'_>, rules: &LedgerRules, at: At, event: &Event) -> BTreeSet<String> {
    let words = match (&event.title, event.kind) {
        (Some(title), _) => title.as_str(),
        (None, EventKind::Ceremony) => corpus.words(at.0, corpus.claim(at).evidence.first().span),
        (None, _) => return BTreeSet::new(),
    };
    let mut stems: BTreeSet<String> = rules
        .stems(words)
        .into_iter()
        .filter(|stem| !rules.stop.contains(stem) && !stem.chars().all(|c| c.is_ascii_digit()))
        .collect();
    if event.title.is_none() {
        // Who was there is compared by itself.
        for party in event.participants.iter().map(|part| &part.party) {
            let named = [&party.name, &party.office].into_iter().flatten();
            for stem in named.flat_map(|name| rules.stems(name)) {
                stems.remove(&stem);
            }
            for stem in party.actor.map(|actor| rules.side_words(&[actor])).unwrap_or_default() {
                stems.remove(&stem);
            }
        }
    }
    stems
}

/// The days that a mention can mean.
fn window(when: Option<&When>, event: &Event, published: Option<Day>) -> (Day, Day) {
    let shift = |day: Day, days: i32| day.checked_add(jiff::Span::new().days(days)).unwrap_or(day);
    if let Some(when) = when {
        let slack = if when.is_approximate() { 15 } else { 0 };
        let first = when.first().map_or(Day::MIN, |day| shift(day, -slack));
        let last = when.last().map_or(Day::MAX, |day| shift(day, slack));
        return (first, last);
    }
    let recalled = if takes_days(event.kind) { RECALLED } else { RECENT };
    match (published, event.status) {
        (None, _) => (Day::MIN, Day::MAX),
        (Some(day), EventStatus::Happened) => (shift(day, -recalled), day),
        (Some(day), EventStatus::Planned | EventStatus::Invited) => (shift(day, -3), shift(day, ANNOUNCED)),
        (Some(day), _) => (shift(day, -recalled), shift(day, ANNOUNCED)),
    }
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
            Some((first, last)) => days(first, last)
                .filter_map(|day| self.by_day.get(&(one.event.kind, day)))
                .flatten()
                .copied()
                .collect(),
            None => self.in_window(one.event.kind, one.window),
        };
        let mut fits: Vec<(Match, usize)> =
            candidates.into_iter().filter_map(|cluster| Some((self.fit(cluster, at)?, cluster))).collect();
        fits.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
        let chosen = match fits.as_slice() {
            [] => None,
            [(one, cluster)] => self.enough(*one, at, true).then_some(*cluster),
            [(first, cluster), (second, _), ..] => {
                (first.score > second.score && self.enough(*first, at, false)).then_some(*cluster)
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
        // Two sides hold one summit a month.
        let is_summit = one.event.kind == EventKind::Session && one.vague <= MONTH && one.sides.len() > 1;
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
        let mut anchored = false;
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
            } else if shared == 0 && matches!(one.event.kind, EventKind::Session | EventKind::Ceremony) {
                return None;
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

    fn finish(self, people: &People, cell: &Cell) -> Events {
        let mut events = Events::default();
        for cluster in &self.clusters {
            if cluster.told.is_empty() {
                continue;
            }
            let mut told: Vec<&Told<'_>> = cluster.told.iter().map(|&at| &self.told[at]).collect();
            told.sort_by_key(|one| one.at);
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
            if cluster.day.is_some() {
                return None;
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

/// What the mentions say together.
fn row(corpus: &Corpus<'_>, people: &People, cell: &Cell, told: &[&Told<'_>]) -> (EventRow, Vec<Conflict>) {
    let first = told[0];
    let id = event_id(corpus, first.at);
    let mut conflicts = Vec::new();
    let when = when_of(corpus, told, &id, &mut conflicts);
    let level = voted(
        corpus,
        told,
        |one| one.event.level.map(|level| (level, level.name().to_owned())),
        |level| level.name().to_owned(),
        "level",
        &id,
        &mut conflicts,
    );
    let place = voted(
        corpus,
        told,
        |one| {
            let name = one.event.place.as_ref()?.name.clone()?;
            Some((name.clone(), one.place.clone().unwrap_or(name)))
        },
        String::clone,
        "place",
        &id,
        &mut conflicts,
    );
    let place_state = most(told.iter().filter_map(|one| one.place_state));
    let history: Vec<Step> = told
        .iter()
        .map(|one| Step {
            day: corpus.day(one.at),
            state: one.event.status.name().to_owned(),
            mention: corpus.mention(one.at),
        })
        .collect();
    let status = status_of(corpus, told, &id, &mut conflicts);
    let participants = participants(people, told);
    let mut parties: Cell = told.iter().flat_map(|one| one.sides.keys().copied()).collect();
    parties.extend(place_state.filter(|_| parties.len() < 2 && first.event.kind == EventKind::Visit));
    if parties.len() < 2 {
        parties.extend(cell);
    }
    parties.sort_unstable();
    parties.dedup();
    let title = told
        .iter()
        .filter_map(|one| one.event.title.as_ref())
        .max_by_key(|title| (title.chars().count(), std::cmp::Reverse((*title).clone())))
        .cloned();
    let row = EventRow {
        id,
        kind: first.event.kind,
        level,
        status,
        when,
        place,
        place_state,
        participants,
        parties,
        title,
        ordinal: told.iter().find_map(|one| one.event.ordinal),
        within: None,
        mechanism: None,
        history,
        support: corpus.support(told.iter().map(|one| one.at)),
    };
    (row, conflicts)
}

/// The value that occurs most often; the least of equals.
fn most<T: Ord + Copy>(values: impl Iterator<Item = T>) -> Option<T> {
    let mut counts: BTreeMap<T, usize> = BTreeMap::new();
    for value in values {
        *counts.entry(value).or_default() += 1;
    }
    counts
        .into_iter()
        .max_by_key(|(value, count)| (*count, std::cmp::Reverse(*value)))
        .map(|(value, _)| value)
}

/// The value that most voices give; where they differ, a conflict.
fn voted<T: Clone + Ord>(
    corpus: &Corpus<'_>,
    told: &[&Told<'_>],
    value: impl Fn(&Told<'_>) -> Option<(T, String)>,
    shown: impl Fn(&T) -> String,
    slot: &str,
    about: &RowId,
    conflicts: &mut Vec<Conflict>,
) -> Option<T> {
    // Key of comparison to (values as printed, claims).
    let mut versions: BTreeMap<String, (BTreeMap<T, usize>, Vec<At>)> = BTreeMap::new();
    for one in told {
        if let Some((value, key)) = value(one) {
            let version = versions.entry(key).or_default();
            *version.0.entry(value).or_default() += 1;
            version.1.push(one.at);
        }
    }
    // "Hanoi" and "Hanoi's Presidential Palace" do not contradict each other.
    let keys: Vec<String> = versions.keys().cloned().collect();
    let distinct: Vec<&String> = keys
        .iter()
        .filter(|key| !keys.iter().any(|other| other != *key && key.contains(other.as_str())))
        .collect();
    if distinct.len() > 1 {
        conflicts.push(conflict(
            corpus,
            about,
            slot,
            distinct.iter().map(|key| {
                let (values, claims) = &versions[*key];
                (shown(values.keys().next().expect("a version has a value")), claims.clone())
            }),
        ));
    }
    versions
        .into_iter()
        .map(|(key, (values, claims))| {
            (corpus.support(claims.iter().copied()).voices, claims.len(), std::cmp::Reverse(key), values)
        })
        .max_by(|a, b| (a.0, a.1, &a.2).cmp(&(b.0, b.1, &b.2)))
        .and_then(|(.., values)| {
            values
                .into_iter()
                // Of equals the last: "Hanoi" comes after the "HANOI" of a dateline.
                .max_by(|a, b| a.1.cmp(&b.1).then_with(|| a.0.cmp(&b.0)))
                .map(|(value, _)| value)
        })
}

pub(crate) fn conflict(
    corpus: &Corpus<'_>,
    about: &RowId,
    slot: &str,
    versions: impl Iterator<Item = (String, Vec<At>)>,
) -> Conflict {
    Conflict {
        id: RowId(format!("conflict/{}", hash([&about.0, slot]))),
        about: about.clone(),
        slot: slot.to_owned(),
        versions: versions.map(|(value, claims)| (value, corpus.support(claims).mentions)).collect(),
    }
}

/// The date: the widest range of a visit or session, else the day, else the finest that is said.
fn when_of(
    corpus: &Corpus<'_>,
    told: &[&Told<'_>],
    about: &RowId,
    conflicts: &mut Vec<Conflict>,
) -> Option<When> {
    let mut versions: BTreeMap<(Day, Day), Vec<At>> = BTreeMap::new();
    for one in told {
        if let Some(exact) = one.exact {
            versions.entry(exact).or_default().push(one.at);
        }
    }
    if versions.is_empty() {
        return told
            .iter()
            .filter_map(|one| one.event.when.as_ref().map(|when| (one.vague, one.at, &when.when)))
            .min_by_key(|(vague, at, _)| (*vague, *at))
            .map(|(.., when)| when.clone());
    }
    let kind = told[0].event.kind;
    let holds = |a: &(Day, Day), b: &(Day, Day)| a.0 <= b.0 && b.1 <= a.1;
    // For what takes days the outermost ranges are compared, for the rest the innermost.
    let ends: Vec<(Day, Day)> = versions
        .keys()
        .filter(|range| {
            !versions.keys().any(|other| {
                other != *range && if takes_days(kind) { holds(other, range) } else { holds(range, other) }
            })
        })
        .copied()
        .collect();
    if ends.len() > 1 {
        conflicts.push(conflict(
            corpus,
            about,
            "when",
            ends.iter()
                .map(|range| (When::days(range.0, range.1).edtf().to_owned(), versions[range].clone())),
        ));
    }
    ends.into_iter()
        .max_by_key(|range| {
            let support = corpus.support(versions[range].iter().copied());
            (support.voices, support.latest_day(), std::cmp::Reverse(*range))
        })
        .map(|(first, last)| When::days(first, last))
}

/// What became of it: held beats announced, whenever it is told; else the latest word counts.
fn status_of(
    corpus: &Corpus<'_>,
    told: &[&Told<'_>],
    about: &RowId,
    conflicts: &mut Vec<Conflict>,
) -> EventStatus {
    let of = |status: EventStatus| -> Vec<At> {
        told.iter().filter(|one| one.event.status == status).map(|one| one.at).collect()
    };
    let held = of(EventStatus::Happened);
    let off: Vec<At> = told
        .iter()
        .filter(|one| matches!(one.event.status, EventStatus::Cancelled | EventStatus::Denied))
        .map(|one| one.at)
        .collect();
    if !held.is_empty() && !off.is_empty() {
        conflicts.push(conflict(
            corpus,
            about,
            "status",
            [("happened".to_owned(), held.clone()), (corpus_status(corpus, off[0]).name().to_owned(), off)]
                .into_iter(),
        ));
    }
    if !held.is_empty() {
        return EventStatus::Happened;
    }
    told.iter()
        .max_by_key(|one| (corpus.day(one.at), one.event.status != EventStatus::Invited, one.at))
        .map_or(EventStatus::Planned, |one| one.event.status)
}

fn corpus_status(corpus: &Corpus<'_>, at: At) -> EventStatus {
    match &corpus.claim(at).body {
        Body::Event(event) => event.status,
        _ => EventStatus::Happened,
    }
}

/// Each person once, in the part that most mentions give; sides without a name only where no person
/// of theirs is known.
fn participants(people: &People, told: &[&Told<'_>]) -> Vec<PartRow> {
    type Who = (Option<usize>, Option<ActorCode>, Option<String>);
    let mut parts: BTreeMap<Who, (BTreeMap<Role, usize>, BTreeMap<String, usize>, Option<String>)> =
        BTreeMap::new();
    for one in told {
        for (slot, part) in one.event.participants.iter().enumerate() {
            let party = &part.party;
            let person = people.of(one.at, slot);
            let actor = party.actor.or_else(|| person.and_then(|person| people.rows[person].actor));
            let key: Who = match person {
                Some(person) => (Some(person), None, None),
                None => (
                    None,
                    actor,
                    party
                        .office
                        .as_ref()
                        .or(party.body.as_ref())
                        .or(party.name.as_ref())
                        .map(|it| fold(it).into_owned()),
                ),
            };
            let entry = parts.entry(key).or_default();
            *entry.0.entry(part.role).or_default() += 1;
            if let Some(office) = &party.office {
                *entry.1.entry(office.clone()).or_default() += 1;
            }
            if entry.2.is_none() {
                entry.2.clone_from(&party.body);
            }
        }
    }
    let named: BTreeSet<ActorCode> = parts
        .keys()
        .filter_map(|(person, actor, what)| match person {
            Some(person) => people.rows[*person].actor,
            None => actor.filter(|_| what.is_some()),
        })
        .collect();
    let mut rows: Vec<PartRow> = parts
        .into_iter()
        .filter(|((person, actor, what), _)| {
            person.is_some() || what.is_some() || actor.is_none_or(|actor| !named.contains(&actor))
        })
        .map(|((person, actor, _), (roles, offices, body))| {
            // A plain participant says less than a host or guest.
            let role = roles
                .iter()
                .max_by_key(|(role, count)| (**role != Role::Participant, **count, std::cmp::Reverse(**role)))
                .map_or(Role::Participant, |(role, _)| *role);
            let office = offices
                .into_iter()
                .max_by(|a, b| a.1.cmp(&b.1).then_with(|| b.0.cmp(&a.0)))
                .map(|(office, _)| office);
            PartRow {
                person: person.map(|person| people.id(person).clone()),
                name: person.map(|person| people.rows[person].name.clone()).filter(|name| !name.is_empty()),
                office,
                actor: person.and_then(|person| people.rows[person].actor).or(actor),
                body,
                role,
            }
        })
        .collect();
    rows.sort();
    rows.dedup();
    rows
}

/// Meetings, signings and ceremonies inside the days of a visit, with the traveller, in the country
/// visited, belong to it; what a document itself says comes first.
fn place_in_visits(events: &mut Events, told: &[Told<'_>]) {
    let mut said: BTreeMap<RowId, BTreeMap<RowId, usize>> = BTreeMap::new();
    for one in told {
        if let Some(visit) = one.event.within
            && let Some(row) = events.of.get(&one.at)
            && let Some(visit) = events.of.get(&(one.at.0, visit as usize))
            && row != visit
        {
            *said.entry(row.clone()).or_default().entry(visit.clone()).or_default() += 1;
        }
    }
    let visits: Vec<(RowId, When, Option<ActorCode>, BTreeSet<RowId>)> = events
        .rows
        .iter()
        .filter(|row| row.kind == EventKind::Visit)
        .filter_map(|row| {
            let when = row.when.clone().filter(|when| {
                matches!(when.first().zip(when.last()), Some((first, last)) if days_between(first, last) <= LONGEST && when.grain() != Grain::Month)
            })?;
            let travellers = row
                .participants
                .iter()
                .filter(|part| part.role == Role::Guest || (part.actor.is_some() && part.actor != row.place_state && part.role != Role::Inviter && part.role != Role::Host))
                .filter_map(|part| part.person.clone())
                .collect();
            Some((row.id.clone(), when, row.place_state, travellers))
        })
        .collect();
    let mut by_day: BTreeMap<Day, Vec<usize>> = BTreeMap::new();
    for (at, (_, when, ..)) in visits.iter().enumerate() {
        if let (Some(first), Some(last)) = (when.first(), when.last()) {
            for day in days(first, last) {
                by_day.entry(day).or_default().push(at);
            }
        }
    }
    for row in &mut events.rows {
        if row.kind == EventKind::Visit {
            continue;
        }
        let by_report = said.get(&row.id).and_then(|visits| {
            visits
                .iter()
                .max_by_key(|(id, count)| (**count, std::cmp::Reverse((*id).clone())))
                .map(|(id, _)| id.clone())
        });
        let by_days = || {
            let when = row.when.as_ref()?;
            let day = when.first()?;
            let persons: BTreeSet<&RowId> =
                row.participants.iter().filter_map(|part| part.person.as_ref()).collect();
            by_day
                .get(&day)?
                .iter()
                .map(|&at| &visits[at])
                .find(|(_, range, state, travellers)| {
                    range.contains(when)
                        && travellers.iter().any(|person| persons.contains(person))
                        && (row.place_state.is_none() || state.is_none() || row.place_state == *state)
                        && row.kind != EventKind::Call
                        && row.kind != EventKind::Message
                })
                .map(|(id, ..)| id.clone())
        };
        row.within = by_report.or_else(by_days);
    }
}
