//! What one mention of an event says: its days, sides, travellers, place and title.

use std::{
    borrow::Cow,
    collections::{BTreeMap, BTreeSet},
};

use super::{LONGEST, dates::mended, takes_days};
use crate::{
    calendar::{Day, Grain, When},
    claims::model::{Body, Event, EventKind, EventStatus, Role},
    ledger::{
        input::{At, Corpus},
        people::{People, days_between},
        rules::LedgerRules,
    },
    lexicon::{ActorCode, fold},
};

/// A visit or session that is recalled without a date: at most so many days before publication.
const RECALLED: i32 = 400;
/// Sides hold many sessions: "the past summit", without a place or number, is one of these days.
const PAST: i32 = 45;
/// Meetings, calls and messages are many: without a date only the latest news are meant.
const RECENT: i32 = 21;
/// A meeting, call or message that is called recent: at most so many days before.
const LATELY: i32 = 60;
/// Announced without a date: at most so many days after publication; of meetings, calls and messages fewer.
const ANNOUNCED: i32 = 400;
const SOON: i32 = 120;
/// What is announced can be under way for so many days: reports come late.
const LATE: i32 = 3;

/// How vague a mention with a month is, and one without a date.
pub(super) const MONTH: u8 = 2;
pub(super) const UNDATED: u8 = 6;

/// One mention of an event.
pub(super) struct Told<'a> {
    pub(super) at: At,
    /// What the claim says, with the date that the record takes from it.
    pub(super) event: Cow<'a, Event>,
    /// First and last day, where the date is given in full.
    pub(super) exact: Option<(Day, Day)>,
    /// The days that it can mean.
    pub(super) window: (Day, Day),
    /// How vague the date is: 0 in full, then month, season, year, none.
    pub(super) vague: u8,
    pub(super) sides: BTreeMap<ActorCode, Side>,
    /// The sides that travel; known for visits only.
    pub(super) guests: BTreeSet<ActorCode>,
    pub(super) place: Option<String>,
    pub(super) place_state: Option<ActorCode>,
    pub(super) title: BTreeSet<String>,
}

#[derive(Clone, Default)]
pub(super) struct Side {
    pub(super) persons: BTreeSet<usize>,
    pub(super) offices: BTreeSet<String>,
}

pub(super) fn tell<'a>(
    corpus: &Corpus<'a>,
    people: &People<'_>,
    rules: &LedgerRules,
    at: At,
) -> Option<Told<'a>> {
    let Body::Event(event) = &corpus.claim(at).body else { return None };
    let published = corpus.day(at);
    let event = mended(corpus, at, event, published);
    let when = event.when.as_ref().map(|when| &when.when);
    let exact = when.filter(|when| !when.is_approximate()).and_then(|when| {
        let (first, last) = (when.first()?, when.last()?);
        let full = when.grain() == Grain::Day
            || (when.grain() == Grain::Interval && days_between(first, last) <= LONGEST);
        full.then_some((first, last))
    });
    let vague = match when.map(When::grain) {
        _ if exact.is_some() => 0,
        // "Recently" is no date.
        _ if when.is_some_and(is_lately) => UNDATED,
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
            part.party.office.as_deref(),
        ));
        if part.role == Role::Guest {
            guests.insert(actor);
        }
    }
    let place = event.place.as_ref();
    let place_state = place.and_then(|place| place.state);
    // Nobody is a guest at home: who showed the guest round is a host.
    if guests.len() > 1 {
        guests.retain(|actor| Some(*actor) != place_state);
    }
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
    let window = window(when, &event, published);
    let place = place.and_then(|place| place.name.as_ref()).map(|name| fold(name).replace([' ', '-'], ""));
    let title = occasion(corpus, rules, at, &event);
    Some(Told { at, event, exact, window, vague, sides, guests, place, place_state, title })
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

/// True of a time that has an end and no beginning: "recently", "past".
fn is_lately(when: &When) -> bool {
    when.first().is_none() && when.last().is_some()
}

/// The days that a mention can mean.
fn window(when: Option<&When>, event: &Event, published: Option<Day>) -> (Day, Day) {
    let shift = |day: Day, days: i32| day.checked_add(jiff::Span::new().days(days)).unwrap_or(day);
    let is_any_session = event.kind == EventKind::Session && event.place.is_none() && event.ordinal.is_none();
    if let Some(last) = when.filter(|when| is_lately(when)).and_then(When::last)
        && event.status == EventStatus::Happened
    {
        let last = published.map_or(last, |day| last.min(day));
        let lately = match takes_days(event.kind) {
            true if is_any_session => PAST,
            true => RECALLED,
            false => LATELY,
        };
        return (shift(last, -lately), last);
    }
    if let Some(when) = when {
        let slack = if when.is_approximate() { 15 } else { 0 };
        let first = when.first().map_or(Day::MIN, |day| shift(day, -slack));
        let last = when.last().map_or(Day::MAX, |day| shift(day, slack));
        // Of "this year" what is announced has not been, and what is told has.
        let (from, to) = match (published, event.status) {
            (Some(day), EventStatus::Happened) => (first, last.min(day)),
            (Some(day), EventStatus::Planned | EventStatus::Invited) => (first.max(shift(day, -LATE)), last),
            _ => (first, last),
        };
        // Days that are told roughly ("late November") may be read as past before they are.
        let is_vague = when.grain() != Grain::Day && !when.is_approximate();
        return if is_vague && from <= to { (from, to) } else { (first, last) };
    }
    let (recalled, announced) = match takes_days(event.kind) {
        true if is_any_session => (PAST, ANNOUNCED),
        true => (RECALLED, ANNOUNCED),
        false => (RECENT, SOON),
    };
    match (published, event.status) {
        (None, _) => (Day::MIN, Day::MAX),
        (Some(day), EventStatus::Happened) => (shift(day, -recalled), day),
        (Some(day), EventStatus::Planned | EventStatus::Invited) => {
            (shift(day, -LATE), shift(day, announced))
        }
        (Some(day), _) => (shift(day, -recalled), shift(day, announced)),
    }
}
