//! What new reports changed: one ledger against an earlier one.
//!
//! Rows are followed by the claims under them, so a row that was merged or named anew is no change.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::model::{Commitment, EventRow, InstrumentRow, Ledger, Mention, RowId, Support};

/// One change of the record.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Change {
    /// What kind of change.
    pub kind: ChangeKind,
    /// The row, in the later ledger; in the earlier one where it is gone.
    pub row: RowId,
    /// The field that changed, for moves: `stage`, `status`, `when` …
    pub field: Option<String>,
    /// What it was.
    pub was: Option<String>,
    /// What it is.
    pub now: Option<String>,
    /// The new mentions under the row.
    pub mentions: Vec<Mention>,
}

/// What kind of change, the weightiest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ChangeKind {
    /// Reports now disagree.
    Contradicted,
    /// A row stands at another stage, status, day …
    Moved,
    /// A row is new.
    Added,
    /// A request or offer has its answer.
    Answered,
    /// A row was mentioned again, and nothing of it changed.
    Restated,
    /// Two rows may be one: a person decides.
    Doubtful,
    /// A row is gone: merged with another, or rejected.
    Gone,
}

/// What `after` has that `before` had not. Sorted: contradictions first, then moves.
#[must_use]
pub fn changes(before: &Ledger, after: &Ledger) -> Vec<Change> {
    let mut changes = Vec::new();
    follow(&before.events, &after.events, |row| (&row.id, &row.support), event_fields, &mut changes);
    follow(
        &before.commitments,
        &after.commitments,
        |row| (&row.id, &row.support),
        commitment_fields,
        &mut changes,
    );
    follow(
        &before.instruments,
        &after.instruments,
        |row| (&row.id, &row.support),
        instrument_fields,
        &mut changes,
    );
    follow(
        &before.mechanisms,
        &after.mechanisms,
        |row| (&row.id, &row.support),
        |row| vec![("sessions", row.sessions.len().to_string())],
        &mut changes,
    );
    follow(
        &before.projects,
        &after.projects,
        |row| (&row.id, &row.support),
        |row| vec![("phase", row.phase.clone().unwrap_or_default())],
        &mut changes,
    );
    follow(
        &before.positions,
        &after.positions,
        |row| (&row.id, &row.support),
        |row| vec![("wordings", row.wordings.len().to_string())],
        &mut changes,
    );
    follow(&before.obstacles, &after.obstacles, |row| (&row.id, &row.support), |_| Vec::new(), &mut changes);
    follow(&before.states, &after.states, |row| (&row.id, &row.support), |_| Vec::new(), &mut changes);
    follow(
        &before.partnerships,
        &after.partnerships,
        |row| (&row.id, &row.support),
        |_| Vec::new(),
        &mut changes,
    );
    let known: BTreeSet<(&str, BTreeSet<&str>)> = before.conflicts.iter().map(conflict_key).collect();
    for conflict in after.conflicts.iter().filter(|conflict| !known.contains(&conflict_key(conflict))) {
        changes.push(Change {
            kind: ChangeKind::Contradicted,
            row: conflict.about.clone(),
            field: Some(conflict.slot.clone()),
            was: None,
            now: Some(
                conflict.versions.iter().map(|(value, _)| value.as_str()).collect::<Vec<_>>().join(" | "),
            ),
            mentions: conflict.versions.iter().flat_map(|(_, mentions)| mentions.iter().cloned()).collect(),
        });
    }
    let known: BTreeSet<(&RowId, &RowId)> = before.doubts.iter().map(|doubt| (&doubt.a, &doubt.b)).collect();
    for doubt in after.doubts.iter().filter(|doubt| !known.contains(&(&doubt.a, &doubt.b))) {
        changes.push(Change {
            kind: ChangeKind::Doubtful,
            row: doubt.a.clone(),
            field: Some("same".to_owned()),
            was: None,
            now: Some(doubt.b.0.clone()),
            mentions: Vec::new(),
        });
    }
    changes.sort();
    changes
}

fn conflict_key(conflict: &super::model::Conflict) -> (&str, BTreeSet<&str>) {
    let claims = conflict
        .versions
        .iter()
        .flat_map(|(_, mentions)| mentions.iter().map(|mention| mention.claim.as_str()));
    (conflict.slot.as_str(), claims.collect())
}

fn event_fields(row: &EventRow) -> Vec<(&'static str, String)> {
    vec![
        ("status", row.status.name().to_owned()),
        ("when", row.when.as_ref().map(|when| when.edtf().to_owned()).unwrap_or_default()),
        ("place", row.place.clone().unwrap_or_default()),
        ("level", row.level.map(|level| level.name().to_owned()).unwrap_or_default()),
    ]
}

fn commitment_fields(row: &Commitment) -> Vec<(&'static str, String)> {
    vec![
        ("stage", row.stage.as_str().to_owned()),
        ("health", row.health.as_str().to_owned()),
        ("open", if row.is_open_request { "no answer reported".to_owned() } else { String::new() }),
        ("deadline", row.deadline.as_ref().map(|when| when.edtf().to_owned()).unwrap_or_default()),
    ]
}

fn instrument_fields(row: &InstrumentRow) -> Vec<(&'static str, String)> {
    vec![
        ("status", row.status.name().to_owned()),
        ("when", row.when.as_ref().map(|when| when.edtf().to_owned()).unwrap_or_default()),
    ]
}

/// Follows the rows of one table from one ledger to the other.
fn follow<T>(
    before: &[T],
    after: &[T],
    key: impl Fn(&T) -> (&RowId, &Support),
    fields: impl Fn(&T) -> Vec<(&'static str, String)>,
    changes: &mut Vec<Change>,
) {
    // A claim leads to its rows; acts about two things stand in two rows of the same name pattern.
    let mut rows: BTreeMap<&str, Vec<&T>> = BTreeMap::new();
    let mut ids: BTreeMap<&RowId, &T> = BTreeMap::new();
    for row in before {
        let (id, support) = key(row);
        ids.insert(id, row);
        for mention in &support.mentions {
            rows.entry(mention.claim.as_str()).or_default().push(row);
        }
    }
    let mut followed: BTreeSet<&RowId> = BTreeSet::new();
    for row in after {
        let (id, support) = key(row);
        let old = ids.get(id).copied().or_else(|| {
            // The earlier row with which it shares most claims.
            let mut shared: BTreeMap<&RowId, (usize, &T)> = BTreeMap::new();
            for mention in &support.mentions {
                for old in rows.get(mention.claim.as_str()).into_iter().flatten() {
                    shared.entry(key(old).0).or_insert((0, old)).0 += 1;
                }
            }
            shared
                .into_values()
                .max_by_key(|(count, old)| (*count, std::cmp::Reverse(key(old).0)))
                .map(|(_, old)| old)
        });
        let Some(old) = old else {
            changes.push(Change {
                kind: ChangeKind::Added,
                row: id.clone(),
                field: None,
                was: None,
                now: None,
                mentions: support.mentions.clone(),
            });
            continue;
        };
        let (old_id, old_support) = key(old);
        followed.insert(old_id);
        let known: BTreeSet<&str> =
            old_support.mentions.iter().map(|mention| mention.claim.as_str()).collect();
        let new: Vec<Mention> = support
            .mentions
            .iter()
            .filter(|mention| !known.contains(mention.claim.as_str()))
            .cloned()
            .collect();
        let mut moved = false;
        for ((field, was), (_, now)) in fields(old).into_iter().zip(fields(row)) {
            if was == now {
                continue;
            }
            moved = true;
            let kind =
                if field == "open" && now.is_empty() { ChangeKind::Answered } else { ChangeKind::Moved };
            let filled = |value: String| (!value.is_empty()).then_some(value);
            changes.push(Change {
                kind,
                row: id.clone(),
                field: Some(field.to_owned()),
                was: filled(was),
                now: filled(now),
                mentions: new.clone(),
            });
        }
        if !moved && !new.is_empty() {
            changes.push(Change {
                kind: ChangeKind::Restated,
                row: id.clone(),
                field: None,
                was: None,
                now: None,
                mentions: new,
            });
        }
    }
    for row in before {
        let (id, support) = key(row);
        if !followed.contains(id) {
            changes.push(Change {
                kind: ChangeKind::Gone,
                row: id.clone(),
                field: None,
                was: None,
                now: None,
                mentions: support.mentions.clone(),
            });
        }
    }
}
