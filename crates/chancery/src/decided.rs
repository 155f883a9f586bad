//! Decisions of people as a file, one JSON object a line: handed on from one database, taken over
//! by another.
//!
//! Invariant: a file is taken over whole or not at all, and twice is as good as once.

use chancery_core::ledger::judgements::Judgement;

use crate::{
    settle::Settler,
    store::{Store, StoreError},
};

/// A line that is no decision.
#[derive(Debug)]
pub struct NoDecision {
    /// Its number, from 1.
    pub line: usize,
    /// What is wrong with it.
    pub error: serde_json::Error,
}

/// What came of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
pub struct TakenOver {
    /// Decisions that were not there before.
    pub new: usize,
    /// Decisions that were.
    pub known: usize,
}

/// The decisions as a file.
///
/// # Panics
/// Never: a decision is made of words.
#[must_use]
pub fn write(judgements: &[Judgement]) -> String {
    let line = |judgement| serde_json::to_string(judgement).expect("a decision is made of words") + "\n";
    judgements.iter().map(line).collect()
}

/// The decisions of a file; empty lines count for nothing.
///
/// # Errors
/// The first line that is no decision.
pub fn read(file: &str) -> Result<Vec<Judgement>, NoDecision> {
    let lines = file.trim_start_matches('\u{feff}').lines().enumerate();
    lines
        .filter(|(_, line)| !line.trim().is_empty())
        .map(|(at, line)| serde_json::from_str(line).map_err(|error| NoDecision { line: at + 1, error }))
        .collect()
}

/// Appends decisions that are not there yet, and settles the ledger with them.
///
/// # Errors
/// What is wrong with the database.
pub fn take_over(
    store: &mut Store,
    settler: impl FnOnce() -> anyhow::Result<Settler>,
    judgements: &[Judgement],
) -> anyhow::Result<TakenOver> {
    let before = store.judgements()?.len();
    store.judge_all(judgements)?;
    let new = store.judgements()?.len() - before;
    if new > 0 {
        settler()?.settle(store).map_err(|error: StoreError| anyhow::Error::from(error))?;
    }
    Ok(TakenOver { new, known: judgements.len() - new })
}
