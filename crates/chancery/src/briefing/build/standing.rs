//! Where the relation stands, in a few lines.

use std::cmp::Reverse;

use chancery_core::calendar::When;

use super::{Desk, day_of, is_settled, is_undertaken, is_unwell, section, since, things};
use crate::briefing::{Line, Section, Tag, Tone, say};

impl<'a> Desk<'a> {
    /// Where the relation stands.
    pub(super) fn standing(&mut self) -> Option<Section> {
        let library = self.library;
        let mut lines = Vec::new();
        let mut levels: Vec<_> =
            library.ledger.partnerships.iter().filter(|row| self.is_ours(&row.parties)).collect();
        levels.sort_by_key(|row| Reverse((row.since.as_ref().and_then(When::first), row.support.voices)));
        for row in levels.into_iter().take(3) {
            lines.push(Line {
                id: Some(row.id.0.clone()),
                date: row.since.as_ref().map(since),
                edtf: row.since.as_ref().map(|since| since.edtf().to_owned()),
                text: say::capital(&row.level),
                quote: self.quote(&row.support, None),
                ..Line::default()
            });
        }
        let level_is_known = !lines.is_empty();
        let mut held: Vec<_> =
            self.events().into_iter().filter(|row| self.is_past(row) && row.within.is_none()).collect();
        held.sort_by_key(|row| Reverse(day_of(row)));
        if let Some(last) = held.iter().find(|row| row.participants.iter().any(|part| part.name.is_some())) {
            let mut line = self.event(last, false);
            line.tags.insert(0, Tag::new("latest contact", Tone::Plain));
            lines.push(line);
        }
        let commitments = self.commitments();
        let open = commitments.iter().filter(|row| is_undertaken(row) && !is_settled(row)).count();
        let unwell = commitments.iter().filter(|row| is_undertaken(row) && is_unwell(row.health)).count();
        let asked = commitments.iter().filter(|row| row.is_open_request).count();
        if !commitments.is_empty() {
            let mut text = format!("{} open", things(open, "undertaking"));
            if unwell > 0 {
                text.push_str(&format!(", {unwell} of them quiet or in doubt"));
            }
            text.push_str(&format!("; {} without an answer", things(asked, "request or offer")));
            lines.push(Line { text, ..Line::default() });
        }
        let gap = (!level_is_known).then(|| "No report names the level of the partnership.".to_owned());
        Some(section("standing", "Where the relation stands", lines, gap))
    }
}
