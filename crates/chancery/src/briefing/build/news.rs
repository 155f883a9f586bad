//! What the latest reports add, where reports disagree, and what they leave open.

use std::collections::{BTreeMap, BTreeSet};

use chancery_core::{
    evidence::DocId,
    ledger::model::{Commitment, EventRow, RowId, Support},
};

use super::{Desk, things, tidy};
use crate::briefing::{Group, Line, Quotation, Section, say};

impl<'a> Desk<'a> {
    /// What the latest report is the first to say.
    pub(super) fn latest(&mut self) -> Option<Section> {
        self.introduced.clear();
        let day = self.supports().filter_map(|(_, support)| support.latest_day()).max()?;
        let (mut fresh, mut repeated) = (Vec::new(), 0);
        for (id, support) in self.supports() {
            match (support.latest_day() == Some(day), support.first_day() == Some(day)) {
                (true, true) => fresh.push(id),
                (true, false) => repeated += 1,
                _ => {}
            }
        }
        let mut text = format!("Of {}: {} new", say::day(day), things(fresh.len(), "line"));
        if repeated > 0 {
            text.push_str(&format!(", {repeated} that earlier reports have as well"));
        }
        let count = fresh.len();
        fresh.retain(|id| !self.told.contains(*id));
        match count - fresh.len() {
            0 => {}
            above if above == count => text.push_str("; all of them stand above"),
            above => text.push_str(&format!("; {above} of them stand above")),
        }
        let more = fresh.len().saturating_sub(self.choice.lines);
        let lines = fresh.into_iter().take(self.choice.lines).filter_map(|id| self.any(id)).collect();
        Some(Section {
            id: "latest",
            title: "What the latest reports add".to_owned(),
            groups: vec![Group { title: Some(text), lines, more }],
            gap: None,
        })
    }

    /// The rows of the relation that reports move: events and commitments.
    pub(super) fn supports(&self) -> impl Iterator<Item = (&'a RowId, &'a Support)> + use<'a> {
        let events = self.events().into_iter().map(|row| (&row.id, &row.support));
        let commitments = self.commitments().into_iter().map(|row| (&row.id, &row.support));
        events.chain(commitments).collect::<Vec<_>>().into_iter()
    }

    pub(super) fn any(&mut self, id: &RowId) -> Option<Line> {
        let ledger = &self.library.ledger;
        if let Some(row) = ledger.events.iter().find(|row| row.id == *id) {
            return Some(self.event(row, true));
        }
        let row = ledger.commitments.iter().find(|row| row.id == *id)?;
        Some(self.commitment(row))
    }

    /// Where reports disagree, and what they leave open.
    pub(super) fn doubts(&mut self) -> Option<Section> {
        let library = self.library;
        let events: BTreeMap<&RowId, &EventRow> =
            self.events().into_iter().map(|row| (&row.id, row)).collect();
        let commitments: BTreeMap<&RowId, &Commitment> =
            self.commitments().into_iter().map(|row| (&row.id, row)).collect();
        let ours = |id: &RowId| match (events.get(id), commitments.get(id)) {
            (Some(row), _) => Some(say::headline(row, &library.ledger, &library.names)),
            (None, Some(row)) => Some(tidy(&library.say(&row.what))),
            (None, None) => None,
        };
        // Of bodies, anniversaries and persons only what the sources contradict each other in is told.
        let ledger = &library.ledger;
        let mut other: BTreeMap<&RowId, String> = BTreeMap::new();
        let mechanisms = ledger.mechanisms.iter().filter(|row| self.is_ours(&row.parties));
        other.extend(mechanisms.map(|row| (&row.id, row.name.clone())));
        let anniversaries = ledger.anniversaries.iter().filter(|row| self.is_ours(&row.parties));
        other.extend(anniversaries.map(|row| (&row.id, tidy(&library.say(&row.of)))));
        // Of an office only what reports of this relation say of one who acts in it.
        let met: BTreeSet<&RowId> = events
            .values()
            .flat_map(|row| &row.participants)
            .filter_map(|part| part.person.as_ref())
            .collect();
        let persons = ledger.people.iter().filter(|row| met.contains(&row.id));
        let persons: BTreeMap<&RowId, &str> = persons.map(|row| (&row.id, row.name.as_str())).collect();
        let reports = self.reports();
        let mut disagree = Vec::new();
        let mut unshown = 0;
        let mut told: BTreeSet<Vec<&str>> = BTreeSet::new();
        for conflict in &ledger.conflicts {
            let of_reports = || {
                let mentions = conflict.versions.iter().flat_map(|(_, mentions)| mentions);
                mentions.clone().all(|mention| reports.contains(&mention.doc))
            };
            let about = ours(&conflict.about).or_else(|| other.get(&conflict.about).cloned()).or_else(|| {
                let name = persons.get(&conflict.about)?;
                of_reports().then(|| (*name).to_owned())
            });
            let Some(about) = about.filter(|_| library.is_disagreement(conflict)) else { continue };
            // Two rows that contradict each other say so both.
            let mut said: Vec<&str> =
                conflict.versions.iter().map(|(value, _)| value.as_str()).chain([&*conflict.slot]).collect();
            said.sort_unstable();
            if conflict.slot == "base" && !told.insert(said) {
                continue;
            }
            if disagree.len() >= self.choice.lines {
                unshown += 1;
                continue;
            }
            let mut versions = Vec::new();
            for (value, mentions) in &conflict.versions {
                let numbers: BTreeSet<usize> =
                    mentions.iter().map(|mention| self.number(&mention.doc)).collect();
                let numbers: Vec<_> = numbers.iter().map(usize::to_string).collect();
                versions.push(format!("{value} [{}]", numbers.join(", ")));
            }
            disagree.push(Line {
                id: Some(conflict.about.0.clone()),
                text: format!("{about}: {} is {}", say::slot(&conflict.slot), versions.join(" or ")),
                ..Line::default()
            });
        }
        // A slip that many reports print is one line with all of them.
        let mut slips: Vec<(Line, BTreeSet<usize>)> = Vec::new();
        let docs: BTreeSet<&DocId> =
            self.supports().flat_map(|(_, support)| &support.mentions).map(|mention| &mention.doc).collect();
        for slip in docs.into_iter().flat_map(|doc| library.slips_in(doc)).take(self.choice.lines) {
            let words = library.say(&slip.words);
            let whose = ledger.people.iter().find(|person| {
                person.is_named(&words)
                    && person.support.mentions.iter().any(|mention| mention.doc == slip.words.doc)
            });
            let of = whose.map_or_else(String::new, |person| format!("{}: ", person.name));
            let source = self.number(&slip.words.doc);
            let text = format!("{of}{}", slip.text);
            match slips.iter_mut().find(|(line, _)| line.text == text) {
                Some((_, sources)) => _ = sources.insert(source),
                None => {
                    let id = whose.map(|person| person.id.0.clone());
                    slips.push((Line { id, text, ..Line::default() }, BTreeSet::from([source])));
                }
            }
        }
        let slips: Vec<Line> = slips
            .into_iter()
            .map(|(line, sources)| {
                let sources: Vec<_> = sources.iter().map(usize::to_string).collect();
                Line { text: format!("{} [{}]", line.text, sources.join(", ")), ..line }
            })
            .collect();
        let mut missing = Vec::new();
        let mut open = 0;
        // What has no answer has a part of its own.
        for gap in library.ledger.gaps.iter().filter(|gap| gap.code != "unanswered") {
            let Some(about) = ours(&gap.about) else { continue };
            if missing.len() >= self.choice.lines {
                open += 1;
                continue;
            }
            let words = library.say(&gap.wording);
            let source = self.number(&gap.wording.doc);
            missing.push(Line {
                id: Some(gap.about.0.clone()),
                text: format!("{}: {about}", say::capital(&gap.code.replace('-', " "))),
                quote: Some(Quotation { words, source, voices: 1, also: Vec::new() }),
                ..Line::default()
            });
        }
        let mut groups = Vec::new();
        for (title, lines, more) in [
            ("Reports disagree", disagree, unshown),
            ("Slips in the sources, kept as printed", slips, 0),
            ("Left open", missing, open),
        ] {
            if !lines.is_empty() {
                groups.push(Group { title: Some(title.to_owned()), lines, more });
            }
        }
        (!groups.is_empty()).then(|| Section {
            id: "doubts",
            title: "Doubts and gaps".to_owned(),
            groups,
            gap: None,
        })
    }
}
