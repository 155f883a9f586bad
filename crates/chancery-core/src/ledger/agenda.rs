//! What lies ahead: planned events, sessions due, anniversaries, deadlines, instruments that expire.

use serde::{Deserialize, Serialize};

use super::{
    anniversaries::next_anniversary,
    input::Clock,
    model::{EventRow, Ledger, RowId},
};
use crate::{
    calendar::{Day, Grain, When},
    claims::model::{EventKind, EventStatus},
};

/// Why a day stands in the calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum EntryKind {
    /// An event that is announced, or was invited to.
    Planned,
    /// An announced event whose days are over, and no report says that it was held.
    Unreported,
    /// A session of a body is due.
    SessionDue,
    /// An anniversary.
    Anniversary,
    /// A commitment is due.
    Deadline,
    /// An instrument runs out.
    Expiry,
}

/// One entry of the calendar.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Entry {
    /// The first day that it can mean.
    pub day: Day,
    /// Why it stands here.
    pub kind: EntryKind,
    /// The row.
    pub row: RowId,
    /// The date as it is known.
    pub when: String,
    /// The number of an anniversary, the rhythm of a body.
    pub note: Option<String>,
}

/// How many days after the latest report nobody waits any more: for what has no date, for what was
/// invited to or put off, for what has a beginning and no end.
const UNDATED: i32 = 183;
const INVITED: i32 = 365;
const OPEN: i32 = 365;

/// The last day on which an announced event can still be ahead; none where it is not announced. Where
/// reports give no end, the day of the latest one decides: what nobody repeats is given up.
#[must_use]
pub fn awaited_until(row: &EventRow) -> Option<Day> {
    let after =
        |day: Option<Day>, days: i32| day.and_then(|day| day.checked_add(jiff::Span::new().days(days)).ok());
    let told = row.support.latest_day();
    let last = row.when.as_ref().and_then(When::last);
    match (row.status, &row.when) {
        // The day that it was put off from is over.
        (EventStatus::Postponed, _) => after(told, INVITED),
        (EventStatus::Planned | EventStatus::Invited, Some(when)) => match last {
            Some(last) if when.grain() == Grain::Decades => after(told, OPEN).map(|day| day.min(last)),
            Some(last) => Some(last),
            None => after(when.first().max(told), OPEN),
        },
        (EventStatus::Planned, None) => after(told, UNDATED),
        (EventStatus::Invited, None) => after(told, INVITED),
        _ => None,
    }
}

/// True where an event is announced, and on a day can still be to come.
#[must_use]
pub fn is_ahead(row: &EventRow, on: Day) -> bool {
    awaited_until(row).is_some_and(|last| last >= on)
}

/// The last contact of a relation on a day: the latest dated talks of named persons; where there are
/// none, the latest dated contact with a named person.
#[must_use]
pub fn latest_contact<'a>(
    events: impl Iterator<Item = &'a EventRow> + Clone,
    on: Day,
) -> Option<&'a EventRow> {
    let first = |row: &EventRow| row.when.as_ref().and_then(When::first);
    let held = events.filter(|row| {
        row.status == EventStatus::Happened
            && row.within.is_none()
            && first(row).is_some_and(|day| day <= on)
            && row.participants.iter().any(|part| part.name.is_some())
    });
    let is_talk = |row: &&EventRow| !matches!(row.kind, EventKind::Message | EventKind::Ceremony);
    let talks = held.clone().filter(is_talk).max_by_key(|row| (first(row), std::cmp::Reverse(&row.id)));
    talks.or_else(|| held.max_by_key(|row| (first(row), std::cmp::Reverse(&row.id))))
}

/// The entries whose dates touch the days from `from` to `to`, by day. Of anniversaries only the
/// round ones, unless `with_all` asks for the others.
#[must_use]
pub fn calendar(ledger: &Ledger, from: Day, to: Day, with_all: bool) -> Vec<Entry> {
    let as_of = ledger.as_of.unwrap_or(from);
    let mut entries = Vec::new();
    let mut push = |when: &When, kind: EntryKind, row: &RowId, note: Option<String>| {
        let touches =
            when.first().is_none_or(|first| first <= to) && when.last().is_none_or(|last| last >= from);
        if let Some(day) = when.first().or(when.last())
            && touches
        {
            entries.push(Entry { day, kind, row: row.clone(), when: when.edtf().to_owned(), note });
        }
    };
    for row in &ledger.events {
        if let Some(when) = &row.when
            && matches!(row.status, EventStatus::Planned | EventStatus::Invited)
            && awaited_until(row).is_some_and(|last| last >= from)
        {
            let is_over = when.last().is_some_and(|last| last < as_of);
            push(
                when,
                if is_over { EntryKind::Unreported } else { EntryKind::Planned },
                &row.id,
                row.title.clone(),
            );
        }
    }
    for row in &ledger.mechanisms {
        if let Some(when) = &row.next_due {
            push(when, EntryKind::SessionDue, &row.id, row.next_due_because.clone());
        }
    }
    for row in &ledger.anniversaries {
        let Some(base) = &row.base else { continue };
        // Every year in question, not the next one alone.
        for year in from.year()..=to.year() {
            let Ok(start) = Day::new(year, 1, 1) else { continue };
            let (ordinal, when) = next_anniversary(Some(base), &Clock::new(start));
            if let (Some(ordinal), Some(when)) = (ordinal, when)
                && (with_all || ordinal % 5 == 0)
            {
                push(&when, EntryKind::Anniversary, &row.id, Some(ordinal.to_string()));
            }
        }
    }
    for row in &ledger.commitments {
        if let Some(when) = &row.deadline {
            push(when, EntryKind::Deadline, &row.id, None);
        }
    }
    for row in &ledger.instruments {
        if let Some(last) = row.period.as_ref().and_then(When::last) {
            push(&When::day(last), EntryKind::Expiry, &row.id, Some(row.name.clone()));
        }
    }
    entries.sort();
    entries.dedup();
    entries
}
