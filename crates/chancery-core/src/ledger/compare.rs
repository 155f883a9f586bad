//! Two visits, meetings or communiqués item by item: what was kept, new, dropped, stronger, weaker.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::{
    model::{ActStep, Ledger, RowId, Wording},
    people::days_between,
};
use crate::{
    calendar::When,
    claims::model::{ActKind, EventStatus, Force},
    evidence::DocId,
};

/// What became of one item between two events.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Turn {
    /// Said at the second event alone.
    New,
    /// Said at the first event alone.
    Dropped,
    /// Said at both, with more force at the second.
    Stronger,
    /// Said at both, with less force at the second.
    Weaker,
    /// Said at both with the same force.
    Kept,
}

/// One item of a comparison.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Item {
    /// What became of it.
    pub turn: Turn,
    /// The thread.
    pub row: RowId,
    /// Its fields.
    #[serde(default)]
    pub fields: Vec<String>,
    /// Act, force and words at the first event.
    pub first: Option<(ActKind, Force, Wording)>,
    /// Act, force and words at the second event.
    pub second: Option<(ActKind, Force, Wording)>,
}

/// Two events side by side.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Comparison {
    /// The first event.
    pub first: RowId,
    /// The second event.
    pub second: RowId,
    /// The items, the new ones first.
    pub items: Vec<Item>,
    /// Fields that only the second event touched.
    pub fields_new: Vec<String>,
    /// Fields that only the first event touched.
    pub fields_dropped: Vec<String>,
    /// The reports that tell of each event: silence in them is silence of the reports.
    pub reports: (usize, usize),
}

impl Comparison {
    /// The items of each field, those without a field last under no name. What concerns several
    /// fields stands in each of them.
    #[must_use]
    pub fn by_field(&self) -> Vec<(Option<&str>, Vec<&Item>)> {
        let mut fields: BTreeMap<&str, Vec<&Item>> = BTreeMap::new();
        for item in &self.items {
            for field in &item.fields {
                fields.entry(field).or_default().push(item);
            }
        }
        let mut parts: Vec<(Option<&str>, Vec<&Item>)> =
            fields.into_iter().map(|(field, items)| (Some(field), items)).collect();
        let rest: Vec<&Item> = self.items.iter().filter(|item| item.fields.is_empty()).collect();
        if !rest.is_empty() {
            parts.push((None, rest));
        }
        parts
    }
}

/// An event as it is compared: itself, what it holds, and the reports of its days.
struct Occasion {
    family: BTreeSet<RowId>,
    docs: BTreeSet<DocId>,
}

/// Compares two events; none where the ledger has no such events.
#[must_use]
pub fn compare(ledger: &Ledger, first: &RowId, second: &RowId) -> Option<Comparison> {
    let (first, second) = (ledger.resolve(first)?, ledger.resolve(second)?);
    let (one, other) = (occasion(ledger, &first)?, occasion(ledger, &second)?);
    let mut items = Vec::new();
    let mut fields: [BTreeSet<&String>; 2] = Default::default();
    for row in &ledger.commitments {
        let at = |occasion: &Occasion| {
            row.history
                .iter()
                .filter(|step| occasion.holds(step))
                .max_by_key(|step| (step.force, std::cmp::Reverse(&step.mention)))
                .map(|step| {
                    (step.act, step.force, Wording { doc: step.mention.doc.clone(), span: step.mention.span })
                })
        };
        let (was, is) = (at(&one), at(&other));
        let turn = match (&was, &is) {
            (None, None) => continue,
            (None, Some(_)) => Turn::New,
            (Some(_), None) => Turn::Dropped,
            (Some(was), Some(is)) if is.1 > was.1 => Turn::Stronger,
            (Some(was), Some(is)) if is.1 < was.1 => Turn::Weaker,
            _ => Turn::Kept,
        };
        if was.is_some() {
            fields[0].extend(&row.fields);
        }
        if is.is_some() {
            fields[1].extend(&row.fields);
        }
        items.push(Item { turn, row: row.id.clone(), fields: row.fields.clone(), first: was, second: is });
    }
    items.sort();
    let only = |a: &BTreeSet<&String>, b: &BTreeSet<&String>| {
        a.difference(b).map(|field| (*field).clone()).collect()
    };
    Some(Comparison {
        fields_new: only(&fields[1], &fields[0]),
        fields_dropped: only(&fields[0], &fields[1]),
        reports: (one.docs.len(), other.docs.len()),
        first,
        second,
        items,
    })
}

/// A report so many days after an event still tells of it as news.
const NEWS: i64 = 5;

fn occasion(ledger: &Ledger, id: &RowId) -> Option<Occasion> {
    let row = ledger.events.iter().find(|row| row.id == *id)?;
    let mut family: BTreeSet<RowId> = ledger
        .events
        .iter()
        .filter(|event| event.within.as_ref() == Some(id))
        .map(|event| event.id.clone())
        .collect();
    family.insert(id.clone());
    let last = row.when.as_ref().and_then(When::last);
    let docs = row
        .history
        .iter()
        .filter(|step| step.state == EventStatus::Happened.name())
        .filter(|step| last.zip(step.day).is_none_or(|(last, day)| days_between(last, day) <= NEWS))
        .map(|step| step.mention.doc.clone())
        .collect();
    Some(Occasion { family, docs })
}

impl Occasion {
    fn holds(&self, step: &ActStep) -> bool {
        match &step.at {
            Some(at) => self.family.contains(at),
            None => self.docs.contains(&step.mention.doc),
        }
    }
}

/// The fields that each event touches, with the threads behind them: what appears and what vanishes
/// from one meeting to the next.
#[must_use]
pub fn fields_by_event(ledger: &Ledger) -> BTreeMap<RowId, BTreeMap<String, Vec<RowId>>> {
    let mut table: BTreeMap<RowId, BTreeMap<String, Vec<RowId>>> = BTreeMap::new();
    for row in &ledger.commitments {
        for event in row.history.iter().filter_map(|step| step.at.as_ref()).collect::<BTreeSet<_>>() {
            for field in &row.fields {
                table
                    .entry(event.clone())
                    .or_default()
                    .entry(field.clone())
                    .or_default()
                    .push(row.id.clone());
            }
        }
    }
    table
}
