//! What lies ahead: planned events, sessions due, anniversaries, deadlines, instruments that expire.

use serde::{Deserialize, Serialize};

use super::{
    anniversaries::next_anniversary,
    input::Clock,
    model::{Ledger, RowId},
};
use crate::{
    calendar::{Day, When},
    claims::model::EventStatus,
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

/// The entries whose dates touch the days from `from` to `to`, by day.
#[must_use]
pub fn calendar(ledger: &Ledger, from: Day, to: Day) -> Vec<Entry> {
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
            if let (Some(ordinal), Some(when)) = (ordinal, when) {
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
