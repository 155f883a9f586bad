//! What was undertaken, asked and wished, and how a line tells one.

use std::{cmp::Reverse, collections::BTreeMap};

use chancery_core::{
    claims::model::ActKind,
    ledger::model::{Commitment, Health, RowId, Stage},
    lexicon::ActorCode,
};

use super::{Desk, is_undertaken, tidy};
use crate::briefing::{Group, Line, Section, Tag, Tone, say};

impl<'a> Desk<'a> {
    /// What was undertaken, by field: what is alive first, then the most binding, then the latest.
    pub(super) fn agreed(&mut self) -> Option<Section> {
        let mut rows: Vec<_> = self.commitments().into_iter().filter(|row| is_undertaken(row)).collect();
        rows.sort_by_key(|row| {
            (is_past(row), Reverse(row.force), Reverse(row.support.latest_day()), &row.id)
        });
        let mut deeds = self.deeds(rows);
        let more = deeds.len().saturating_sub(self.choice.lines);
        deeds.truncate(self.choice.lines);
        // Fields in the order of the first thing in each.
        let mut fields: Vec<(String, Vec<Deed<'a>>)> = Vec::new();
        for deed in deeds {
            let field = match deed.fields.as_slice() {
                [] => "in general".to_owned(),
                [only] | [only, _] => only.clone(),
                _ => SEVERAL.to_owned(),
            };
            match fields.iter_mut().find(|(known, _)| *known == field) {
                Some((_, deeds)) => deeds.push(deed),
                None => fields.push((field, vec![deed])),
            }
        }
        let mut groups = Vec::new();
        for (field, deeds) in fields {
            let lines = deeds.iter().map(|deed| self.deed(deed, Some(&field))).collect();
            groups.push(Group { title: Some(say::capital(&field)), lines, more: 0 });
        }
        if more > 0 {
            groups.push(Group { title: None, lines: Vec::new(), more });
        }
        let gap =
            groups.is_empty().then(|| "No report tells of anything agreed, pledged or assigned.".to_owned());
        Some(Section { id: "agreed", title: "What was agreed, by field".to_owned(), groups, gap })
    }

    /// One act may open several threads, one a field: its words are said once, with all fields.
    fn deeds(&self, rows: Vec<&'a Commitment>) -> Vec<Deed<'a>> {
        let mut at: BTreeMap<(String, ActKind, &[ActorCode]), usize> = BTreeMap::new();
        let mut deeds: Vec<Deed<'a>> = Vec::new();
        for row in rows {
            let key = (tidy(&self.library.say(&row.what)).to_lowercase(), row.act, row.by.as_slice());
            let at = *at.entry(key).or_insert_with(|| {
                deeds.push(Deed { row, fields: Vec::new(), rows: Vec::new() });
                deeds.len() - 1
            });
            deeds[at].rows.push(&row.id);
            for field in &row.fields {
                if !deeds[at].fields.contains(field) {
                    deeds[at].fields.push(field.clone());
                }
            }
        }
        deeds
    }

    /// Requests and offers without an answer.
    pub(super) fn requests(&mut self) -> Option<Section> {
        let mut rows: Vec<_> = self.commitments().into_iter().filter(|row| row.is_open_request).collect();
        rows.sort_by_key(|row| (Reverse(row.support.latest_day()), &row.id));
        let mut groups = Vec::new();
        let mut left = self.choice.lines;
        let [_, other] = self.choice.sides;
        // The first side leaves room for the other.
        let kept = rows.iter().filter(|row| row.by == [other]).count().min(left / 2);
        for side in self.choice.sides {
            let of_side: Vec<_> = rows.iter().copied().filter(|row| row.by == [side]).collect();
            let kept = if side == other { 0 } else { kept };
            let mut room = left - kept;
            groups.extend(self.group(self.library.names.show(side), of_side, &mut room));
            left = room + kept;
        }
        let joint: Vec<_> =
            rows.into_iter().filter(|row| !self.choice.sides.iter().any(|&side| row.by == [side])).collect();
        groups.extend(self.group("Both sides or others".to_owned(), joint, &mut left));
        let gap =
            groups.is_empty().then(|| "No request or offer is without an answer in the reports.".to_owned());
        Some(Section {
            id: "requests",
            title: "Requests and offers without an answer".to_owned(),
            groups,
            gap,
        })
    }

    /// Rows under a heading, as many as the part has room for.
    fn group(&mut self, title: String, rows: Vec<&'a Commitment>, left: &mut usize) -> Option<Group> {
        let deeds = self.deeds(rows);
        let shown = deeds.len().min(*left);
        *left -= shown;
        let lines: Vec<_> = deeds.iter().take(shown).map(|deed| self.deed(deed, None)).collect();
        (!deeds.is_empty()).then(|| Group { title: Some(title), lines, more: deeds.len() - shown })
    }

    /// Wished for or talked about, no more.
    pub(super) fn wishes(&mut self) -> Option<Section> {
        let mut rows: Vec<_> = self
            .commitments()
            .into_iter()
            .filter(|row| !is_undertaken(row) && !row.is_open_request)
            .collect();
        rows.sort_by_key(|row| (Reverse(row.support.latest_day()), &row.id));
        let deeds = self.deeds(rows);
        let more = deeds.len().saturating_sub(self.choice.lines);
        let lines: Vec<_> = deeds.iter().take(self.choice.lines).map(|deed| self.deed(deed, None)).collect();
        (!lines.is_empty()).then(|| Section {
            id: "wishes",
            title: "Wished for, proposed or discussed".to_owned(),
            groups: vec![Group { title: None, lines, more }],
            gap: None,
        })
    }

    pub(super) fn commitment(&mut self, row: &'a Commitment) -> Line {
        self.deed(&Deed { row, fields: row.fields.clone(), rows: vec![&row.id] }, None)
    }

    /// The line of a deed; the field under whose heading it stands is not said again.
    fn deed(&mut self, deed: &Deed<'a>, heading: Option<&str>) -> Line {
        let (library, row) = (self.library, deed.row);
        self.told.extend(deed.rows.iter().map(|id| (*id).clone()));
        let by = library.names.list(&row.by);
        let to: Vec<ActorCode> = row.to.iter().copied().filter(|to| !row.by.contains(to)).collect();
        let to = library.names.list(&to);
        let what = tidy(&library.say(&row.what));
        let by = if by.is_empty() { "By whom is not said".to_owned() } else { by };
        let mut tags = Vec::new();
        // The stage is worth a mark where it says more than the verb of the line.
        if row.stage > implied(row.act) {
            let tone = if row.stage >= Stage::UnderWay { Tone::Good } else { Tone::Plain };
            tags.push(Tag::new(say::stage(row.stage), tone));
        }
        match row.health {
            // A fresh one needs no mark.
            Health::Fresh => {}
            Health::Quiet
            | Health::RestatedWithoutProgress
            | Health::Postponed
            | Health::Superseded
            | Health::Closed => {
                tags.push(Tag::new(say::health(row.health), Tone::Warn));
            }
            Health::Contradicted | Health::Stalled | Health::Refused | Health::Overdue => {
                tags.push(Tag::new(say::health(row.health), Tone::Bad));
            }
        }
        let times = row.history.len();
        if times > 1 {
            tags.push(Tag::new(format!("said {times} times"), Tone::Plain));
        }
        if let Some(deadline) = &row.deadline {
            tags.push(Tag::new(format!("by {}", say::deadline(deadline)), Tone::Warn));
        }
        if let Some(executor) = &row.executor {
            tags.extend(
                executor_of(&library.say(executor)).map(|who| Tag::new(format!("to do: {who}"), Tone::Plain)),
            );
        }
        for mark in library.ledger.decided(&row.id) {
            if matches!(mark.field.as_str(), "assigned" | "due" | "note" | "confirm") {
                tags.push(Tag::new(say::decision(mark), Tone::Plain));
            }
        }
        if heading.is_some() {
            let others: Vec<String> =
                deed.fields.iter().filter(|field| Some(field.as_str()) != heading).cloned().collect();
            if !others.is_empty() {
                let also = if heading == Some(SEVERAL) { "" } else { "also " };
                tags.push(Tag::new(format!("{also}{}", say::and(&others)), Tone::Plain));
            }
        }
        let latest = row.history.iter().rev().find_map(|step| step.day).or(row.support.latest_day());
        let quote = self.quote(&row.support, row.support.behind(&row.what));
        let lines = self.became(row);
        Line {
            id: Some(row.id.0.clone()),
            date: latest.map(say::day),
            edtf: latest.map(|day| day.to_string()),
            text: format!("{by} {}: {what}", said(row, &to)),
            tags,
            quote,
            lines,
        }
    }

    /// What reports say became of it, the latest first.
    fn became(&mut self, row: &Commitment) -> Vec<Line> {
        let ledger = &self.library.ledger;
        let mut told: Vec<_> =
            ledger.obstacles.iter().chain(&ledger.states).filter(|it| it.related.contains(&row.id)).collect();
        // Only what the thread itself rests on: other words about its topic stand elsewhere.
        told.retain(|it| it.support.mentions.iter().any(|mention| row.support.mentions.contains(mention)));
        told.sort_by_key(|it| (Reverse(it.support.latest_day()), &it.id));
        told.truncate(BECAME);
        told.into_iter().map(|it| self.statement(it)).collect()
    }
}

/// The stage that the verb of a line says by itself.
fn implied(act: ActKind) -> Stage {
    match act {
        ActKind::Agree | ActKind::Pledge => Stage::Agreed,
        ActKind::Assign => Stage::Assigned,
        ActKind::Offer | ActKind::Propose => Stage::Proposed,
        ActKind::Hope | ActKind::Discuss | ActKind::Decline => Stage::Voiced,
    }
}

/// Who is to do a thing, without the joint that the words begin with; none where nothing is left.
fn executor_of(words: &str) -> Option<String> {
    let words = tidy(words);
    let mut who = words.as_str();
    while let Some((first, rest)) = who.split_once(' ')
        && matches!(first, "and" | "of" | "by" | "to" | "for" | "or" | "the")
    {
        who = rest;
    }
    let ends_open = who.rsplit(' ').next().is_some_and(|last| matches!(last, "and" | "of" | "the" | "on"));
    (who.len() > 2 && !ends_open).then(|| who.to_owned())
}

/// True of what nobody speaks of any more, or what is over: it comes after what is alive.
fn is_past(row: &Commitment) -> bool {
    matches!(row.health, Health::Quiet | Health::Overdue | Health::Superseded | Health::Closed)
        || row.stage == Stage::Delivered
}

/// What a side did, and to whom: `agreed with Russia`, `told Russia it hoped`.
fn said(row: &Commitment, to: &str) -> String {
    let act = say::act(row.act);
    match row.act {
        ActKind::Assign if to.is_empty() => "gave the task".to_owned(),
        ActKind::Assign => format!("gave {to} the task"),
        _ if to.is_empty() => act.to_owned(),
        ActKind::Hope => format!("told {to} {} {act}", if row.by.len() > 1 { "they" } else { "it" }),
        ActKind::Agree | ActKind::Discuss => format!("{act} with {to}"),
        _ => format!("{act} to {to}"),
    }
}

/// So many reports of what became of a thing are shown with it.
const BECAME: usize = 2;

/// The heading of what concerns three fields or more.
const SEVERAL: &str = "several fields at once";

/// What was done in one act, with every field that it concerns.
struct Deed<'a> {
    row: &'a Commitment,
    fields: Vec<String>,
    /// The threads.
    rows: Vec<&'a RowId>,
}
