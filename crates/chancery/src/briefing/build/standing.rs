//! Where the relation stands, in a few lines.

use std::cmp::Reverse;

use chancery_core::{
    calendar::Day,
    ledger::{agenda, model::PartnershipRow},
};

use super::{Desk, is_undertaken, is_unwell, section, since, things};
use crate::briefing::{Line, Section, Tag, Tone, say};

/// A level counts as stated for so many years after a report last named it while another was named.
const CURRENT: i16 = 5;

/// How close a level is, by the words that usage ranks: the more of them, the closer.
fn rank(level: &str) -> u32 {
    let level = level.to_lowercase();
    let weighs = |(word, weight): &(&str, u32)| if level.contains(word) { *weight } else { 0 };
    let words = [
        ("alliance", 64),
        ("strategic", 16),
        ("comprehensive", 8),
        ("special", 4),
        ("privileged", 4),
        ("all-weather", 4),
        ("partner", 2),
        ("friend", 1),
    ];
    words.iter().map(weighs).sum()
}

fn years_between(first: Day, last: Day) -> i16 {
    last.year() - first.year()
}

impl<'a> Desk<'a> {
    /// Where the relation stands.
    pub(super) fn standing(&mut self) -> Option<Section> {
        let library = self.library;
        let mut lines = Vec::new();
        let levels = library.ledger.partnerships.iter().filter(|row| self.is_ours(&row.parties));
        let levels: Vec<_> = levels.filter(|row| self.is_within(None, &row.support)).collect();
        let newest = levels.iter().filter_map(|row| row.support.latest_day()).max();
        let current = |row: &&&PartnershipRow| {
            let said = row.support.latest_day();
            newest.zip(said).is_none_or(|(newest, said)| years_between(said, newest) <= CURRENT)
        };
        // The highest level that is still stated; of the relation itself before one that others share.
        let level = levels.iter().filter(current).max_by_key(|row| {
            (rank(&row.level), Reverse(row.parties.len()), row.support.voices, Reverse(&row.id))
        });
        if let Some(row) = level {
            let same = || levels.iter().filter(|other| other.level.eq_ignore_ascii_case(&row.level));
            let first = same().filter_map(|other| other.support.first_day()).min();
            let last = same().filter_map(|other| other.support.latest_day()).max();
            let mut tags = Vec::new();
            if let (Some(first), Some(last)) = (first, last) {
                let said = if first == last {
                    format!("reported {}", say::day(last))
                } else {
                    format!("reported from {} to {}", say::day(first), say::day(last))
                };
                tags.push(Tag::new(said, Tone::Plain));
            }
            let is_said = row.since.as_ref().is_some_and(|since| since.first().is_some());
            lines.push(Line {
                id: Some(row.id.0.clone()),
                date: row.since.as_ref().filter(|_| is_said).map(since),
                edtf: row.since.as_ref().map(|since| since.edtf().to_owned()),
                text: say::capital(&row.level),
                tags,
                quote: self.quote(&row.support, None),
                ..Line::default()
            });
        }
        let level_is_known = !lines.is_empty();
        let events = self.events();
        if let Some(last) = agenda::latest_contact(events.iter().copied(), self.choice.on) {
            let mut line = self.event(last, false);
            line.tags.insert(0, Tag::new("latest contact", Tone::Plain));
            lines.push(line);
        }
        let commitments = self.commitments();
        let open: Vec<_> = commitments.iter().filter(|row| row.is_open()).collect();
        let unwell = open.iter().filter(|row| is_unwell(row.health)).count();
        let undertaken = open.iter().filter(|row| is_undertaken(row)).count();
        let asked = commitments.iter().filter(|row| row.is_open_request).count();
        if !commitments.is_empty() {
            let mut text =
                format!("{} open, {undertaken} of them undertaken", things(open.len(), "commitment"));
            if unwell > 0 {
                text.push_str(&format!(", {unwell} quiet or in doubt"));
            }
            text.push_str(&format!("; {} without an answer", things(asked, "request or offer")));
            lines.push(Line { text, ..Line::default() });
        }
        let gap = (!level_is_known).then(|| "No report names the level of the partnership.".to_owned());
        Some(section("standing", "Where the relation stands", lines, gap))
    }
}
