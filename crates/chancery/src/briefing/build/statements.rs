//! Obstacles, reported states, positions: what was said rather than done.

use std::cmp::Reverse;

use chancery_core::{ledger::model::StatementRow, lexicon::ActorCode};

use super::{
    Desk,
    scraps::{is_chance, is_telling},
    tidy,
};
use crate::briefing::{Group, Line, Section, Tag, Tone, say};

/// The heading of obstacles.
const IN_THE_WAY: &str = "In the way";

impl<'a> Desk<'a> {
    /// What stands in the way, and what is reported to be done.
    pub(super) fn obstacles(&mut self) -> Option<Section> {
        let library = self.library;
        let mut groups = Vec::new();
        let mut left = self.choice.lines;
        for (title, rows) in [
            (IN_THE_WAY, &library.ledger.obstacles),
            ("Reported as the state of things", &library.ledger.states),
        ] {
            // An answer stands with what it answers.
            let is_answer = |row: &StatementRow| row.class.as_deref() == Some("answer");
            let is_other = |row: &StatementRow| title == IN_THE_WAY && is_chance(&library.say(&row.what));
            let mut rows: Vec<_> =
                rows.iter().filter(|row| self.is_shown(row) && !is_answer(row) && !is_other(row)).collect();
            rows.sort_by_key(|row| (Reverse(row.support.latest_day()), &row.id));
            let more = rows.len().saturating_sub(left);
            let lines: Vec<_> = rows.into_iter().take(left).map(|row| self.statement(row)).collect();
            left -= lines.len();
            if !lines.is_empty() {
                groups.push(Group { title: Some(title.to_owned()), lines, more });
            }
        }
        (!groups.is_empty()).then(|| Section {
            id: "obstacles",
            title: "Obstacles and progress".to_owned(),
            groups,
            gap: None,
        })
    }

    /// How each side puts it.
    pub(super) fn positions(&mut self) -> Option<Section> {
        let library = self.library;
        let mut rows: Vec<_> = library
            .ledger
            .positions
            .iter()
            .filter(|row| {
                let named: Vec<_> = row.by.iter().chain(&row.about).copied().collect();
                self.is_ours(&named)
                    && self.is_within(None, &row.support)
                    && row.wordings.last().is_some_and(|it| is_telling(&library.say(it)))
            })
            .collect();
        rows.sort_by_key(|row| (&row.by, Reverse(row.support.latest_day()), &row.id));
        // The same words with another beginning are the same position.
        let mut put: Vec<(&[ActorCode], String)> = Vec::new();
        rows.retain(|row| {
            let words =
                row.wordings.last().map(|it| tidy(&library.say(it)).to_lowercase()).unwrap_or_default();
            let is_new = !put.iter().any(|(by, other)| {
                *by == row.by && (other.contains(&words) || words.contains(other.as_str()))
            });
            if is_new {
                put.push((row.by.as_slice(), words));
            }
            is_new
        });
        let more = rows.len().saturating_sub(self.choice.lines);
        let mut lines = Vec::new();
        for row in rows.into_iter().take(self.choice.lines) {
            let latest = row.support.mentions.last();
            lines.push(Line {
                id: Some(row.id.0.clone()),
                date: latest.and_then(|mention| mention.day).map(say::day),
                text: match row.wordings.last() {
                    Some(wording) if row.by.is_empty() => say::capital(&tidy(&library.say(wording))),
                    Some(wording) => {
                        format!("{}: {}", library.names.list(&row.by), tidy(&library.say(wording)))
                    }
                    None => library.names.list(&row.by),
                },
                tags: (row.wordings.len() > 1)
                    .then(|| Tag::new(format!("{} wordings", row.wordings.len()), Tone::Plain))
                    .into_iter()
                    .collect(),
                quote: self.quote(&row.support, latest),
                ..Line::default()
            });
        }
        (!lines.is_empty()).then(|| Section {
            id: "positions",
            title: "How each side puts it".to_owned(),
            groups: vec![Group { title: None, lines, more }],
            gap: None,
        })
    }

    /// True of a statement of the relation that says something by itself.
    pub(super) fn is_shown(&self, row: &StatementRow) -> bool {
        self.is_ours(&row.parties)
            && self.is_within(None, &row.support)
            && is_telling(&self.library.say(&row.what))
            && self.is_linked(&row.what, &row.by)
    }

    pub(super) fn statement(&mut self, row: &StatementRow) -> Line {
        let library = self.library;
        let by = library.names.list(&row.by);
        let what = tidy(&library.say(&row.what));
        Line {
            id: Some(row.id.0.clone()),
            date: row.support.latest_day().map(say::day),
            edtf: row.support.latest_day().map(|day| day.to_string()),
            // Words that have their subject need no other before them.
            text: if by.is_empty() || row.is_whole { say::capital(&what) } else { format!("{by}: {what}") },
            quote: self.quote(&row.support, None),
            ..Line::default()
        }
    }
}
