//! Instruments, mechanisms and anniversaries.

use std::cmp::Reverse;

use chancery_core::calendar::{Grain, When};

use super::{Desk, day_of, section, tidy, upcoming};
use crate::{
    briefing::{Group, Line, Section, Tag, Tone, say},
    feasts,
};

impl<'a> Desk<'a> {
    /// Treaties, communiqués and other documents, the latest first.
    pub(super) fn instruments(&mut self) -> Option<Section> {
        let library = self.library;
        let mut rows: Vec<_> = library
            .ledger
            .instruments
            .iter()
            .filter(|row| self.is_ours(&row.parties) && self.is_within(row.when.as_ref(), &row.support))
            .collect();
        rows.sort_by_key(|row| {
            (Reverse(row.when.as_ref().and_then(When::first).or(row.support.latest_day())), &row.id)
        });
        let more = rows.len().saturating_sub(self.choice.lines);
        let mut lines = Vec::new();
        for row in rows.into_iter().take(self.choice.lines) {
            lines.push(Line {
                id: Some(row.id.0.clone()),
                date: row.when.as_ref().map(say::date),
                edtf: row.when.as_ref().map(|when| when.edtf().to_owned()),
                text: say::capital(&row.name),
                tags: vec![Tag::new(say::instrument_status(row.status), Tone::Plain)],
                quote: self.quote(&row.support, None),
                lines: Vec::new(),
            });
        }
        let gap = lines.is_empty().then(|| "No report names a document between the sides.".to_owned());
        Some(Section {
            id: "instruments",
            title: "Instruments".to_owned(),
            groups: vec![Group { title: None, lines, more }],
            gap,
        })
    }

    /// Standing bodies with their last and next session.
    pub(super) fn mechanisms(&mut self) -> Option<Section> {
        let library = self.library;
        let mut rows: Vec<_> =
            library.ledger.mechanisms.iter().filter(|row| self.is_ours(&row.parties)).collect();
        rows.sort_by_key(|row| (Reverse(row.sessions.len()), Reverse(row.support.latest_day()), &row.id));
        let more = rows.len().saturating_sub(self.choice.lines);
        let mut lines = Vec::new();
        for row in rows.into_iter().take(self.choice.lines) {
            let sessions: Vec<_> =
                library.ledger.events.iter().filter(|event| row.sessions.contains(&event.id)).collect();
            let last = sessions.iter().filter(|event| self.is_past(event)).max_by_key(|event| day_of(event));
            let next = sessions.iter().find(|event| self.is_ahead(event));
            let mut tags = vec![match last {
                Some(event) => {
                    let nth = event.ordinal.map(|n| format!("{} session ", say::ordinal(n)));
                    let when = event.when.as_ref().map_or("not dated".to_owned(), say::date);
                    Tag::new(format!("{}held {when}", nth.unwrap_or_default()), Tone::Good)
                }
                None => Tag::new("no session in the reports", Tone::Plain),
            }];
            if let Some(event) = next {
                let when = event.when.as_ref().map_or("not dated".to_owned(), say::date);
                tags.push(Tag::new(format!("next: {when}"), Tone::Plain));
            }
            lines.push(Line {
                id: Some(row.id.0.clone()),
                text: say::capital(&row.name),
                tags,
                quote: self.quote(&row.support, None),
                ..Line::default()
            });
        }
        let gap = lines.is_empty().then(|| "No report names a standing body of the sides.".to_owned());
        Some(Section {
            id: "mechanisms",
            title: "Mechanisms".to_owned(),
            groups: vec![Group { title: None, lines, more }],
            gap,
        })
    }

    /// Anniversaries ahead.
    pub(super) fn anniversaries(&mut self) -> Option<Section> {
        let library = self.library;
        let mut rows: Vec<_> = library
            .ledger
            .anniversaries
            .iter()
            .filter(|row| self.is_ours(&row.parties))
            .filter_map(|row| Some((upcoming(row.base.as_ref()?, self.choice.on)?, row)))
            // Round ones; of what is not the relation's own the day must be known. Where no day is known, one that a report of the year told of has been kept.
            .filter(|((nth, day), row)| {
                let is_day = row.base.as_ref().map(When::grain) == Some(Grain::Day);
                let is_kept = row.support.latest_day().is_some_and(|told| told.year() == day.year());
                nth % 5 == 0 && (row.is_own || is_day) && (is_day || !is_kept)
            })
            .collect();
        let one_each = feasts::one_each(library, rows.iter().map(|(_, row)| *row));
        rows.retain(|(_, row)| one_each.contains(&row.id));
        rows.sort_by_key(|((_, day), row)| (*day, &row.id));
        let mut lines = Vec::new();
        for ((nth, day), row) in rows {
            let base = row.base.as_ref().map(say::date).unwrap_or_default();
            lines.push(Line {
                id: Some(row.id.0.clone()),
                date: Some(match row.base.as_ref().map(When::grain) {
                    Some(Grain::Day) => say::day(day),
                    _ => day.year().to_string(),
                }),
                text: format!("{} anniversary: {} ({base})", say::ordinal(nth), tidy(&library.say(&row.of))),
                quote: self.quote(&row.support, None),
                ..Line::default()
            });
        }
        (!lines.is_empty()).then(|| section("anniversaries", "Anniversaries ahead", lines, None))
    }
}
