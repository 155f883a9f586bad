//! Visits and meetings: ahead, behind, and how a line tells one.

use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet},
};

use chancery_core::{
    claims::model::EventStatus,
    ledger::{
        agenda,
        model::{EventRow, Mention, PartRow, RowId},
    },
};

use super::{Desk, TELLING, day_of, section};
use crate::briefing::{Group, Line, Section, Tag, Tone, say};

impl<'a> Desk<'a> {
    /// Announced and still ahead.
    pub(super) fn coming(&mut self) -> Option<Section> {
        self.introduced.clear();
        let mut rows: Vec<_> = self.events().into_iter().filter(|row| self.is_ahead(row)).collect();
        rows.sort_by_key(|row| (row.when.is_none(), day_of(row)));
        let more = rows.len().saturating_sub(self.choice.lines);
        let mut lines: Vec<_> =
            rows.into_iter().take(self.choice.lines).map(|row| self.event(row, true)).collect();
        let library = self.library;
        let expected = library.ledger.expectations.iter().filter(|row| self.is_shown(row));
        let mut expected: Vec<_> = expected
            .filter(|row| row.support.latest_day().is_some_and(|day| day >= self.days_ago(60)))
            .collect();
        expected.sort_by_key(|row| Reverse(row.support.latest_day()));
        lines.extend(expected.into_iter().take(4).map(|row| {
            let mut line = self.statement(row);
            line.tags.push(Tag::new("expected", Tone::Plain));
            line
        }));
        let mut coming = section(
            "coming",
            "Coming",
            lines,
            Some("No report announces a visit, meeting or session that is still ahead.".to_owned()),
        );
        coming.groups.iter_mut().for_each(|group| group.more = more);
        Some(coming)
    }

    /// Visits and meetings, the latest first, each visit with what belongs to it.
    pub(super) fn past(&mut self) -> Option<Section> {
        self.introduced.clear();
        let events = self.events();
        let ids: BTreeSet<&RowId> = events.iter().map(|row| &row.id).collect();
        let mut inside: BTreeMap<&RowId, Vec<&EventRow>> = BTreeMap::new();
        let mut top = Vec::new();
        for row in events.iter().copied().filter(|row| !self.is_ahead(row)) {
            match row.within.as_ref().filter(|visit| ids.contains(visit)) {
                Some(visit) => inside.entry(visit).or_default().push(row),
                None => top.push(row),
            }
        }
        top.sort_by_key(|row| (Reverse(day_of(row)), &row.id));
        let more = top.len().saturating_sub(self.choice.lines);
        let mut lines = Vec::new();
        for row in top.into_iter().take(self.choice.lines) {
            let mut line = self.event(row, true);
            let mut parts = inside.remove(&row.id).unwrap_or_default();
            parts.sort_by_key(|row| (day_of(row), &row.id));
            line.lines = parts.into_iter().map(|part| self.event(part, true)).collect();
            lines.push(line);
        }
        let gap = lines.is_empty().then(|| "No report tells of a visit or meeting.".to_owned());
        Some(Section {
            id: "past",
            title: "Visits and meetings".to_owned(),
            groups: vec![Group { title: None, lines, more }],
            gap,
        })
    }

    /// Announced, and not over on the day.
    pub(super) fn is_ahead(&self, row: &EventRow) -> bool {
        agenda::is_ahead(row, self.choice.on)
    }

    pub(super) fn is_past(&self, row: &EventRow) -> bool {
        row.status == EventStatus::Happened
    }

    pub(super) fn event(&mut self, row: &EventRow, with_status: bool) -> Line {
        let library = self.library;
        self.told.insert(row.id.clone());
        let mut tags = Vec::new();
        if with_status {
            let word = say::event_status(row.status);
            match row.status {
                EventStatus::Happened => {}
                EventStatus::Planned if self.is_ahead(row) => tags.push(Tag::new(word, Tone::Good)),
                EventStatus::Planned => {
                    tags.push(Tag::new("announced; no report says that it was held", Tone::Warn));
                }
                EventStatus::Invited => tags.push(Tag::new(word, Tone::Plain)),
                EventStatus::Postponed => tags.push(Tag::new(word, Tone::Warn)),
                EventStatus::Cancelled | EventStatus::Denied => tags.push(Tag::new(word, Tone::Bad)),
            }
        }
        // The latest claim of the status that holds says it best, in words that say something: of a
        // visit that was held, "invited" is no proof.
        let status = row.status.name();
        let says: Vec<&Mention> =
            row.history.iter().rev().filter(|step| step.state == status).map(|step| &step.mention).collect();
        let words = |it: &Mention| library.quote(it).split_whitespace().count();
        let told = says.iter().find(|it| words(it) > 2 * TELLING).or(says.iter().max_by_key(|it| words(it)));
        let told = told.copied();
        // An office is said once in a part of the briefing.
        let key =
            |part: &PartRow| (part.person.clone().map(|id| id.0).or(part.name.clone()), part.office.clone());
        let is_known = |part: &PartRow| self.introduced.contains(&key(part));
        let text = say::told(row, &library.ledger, &library.names, &is_known, true);
        self.introduced.extend(row.participants.iter().filter(|part| part.name.is_some()).map(key));
        Line {
            id: Some(row.id.0.clone()),
            date: Some(row.when.as_ref().map_or("not dated".to_owned(), say::date)),
            edtf: row.when.as_ref().map(|when| when.edtf().to_owned()),
            text,
            tags,
            quote: self.quote_among(&row.support, told, &|it| says.is_empty() || says.contains(&it)),
            lines: Vec::new(),
        }
    }
}
