//! What words of a reported state or an obstacle show about the thing that they are said of, read from
//! `ledger/stages.toml`: that it is done, in part or not yet, stuck, put off; and after how much silence
//! a thing is called quiet.

use std::collections::HashSet;

use serde::Deserialize;

use super::model::{Health, Stage};
use crate::lexicon::{Files, Problems, fold};

const FILE: &str = "ledger/stages.toml";

/// The rules of stages and health.
#[derive(Clone, Debug, Default)]
pub(crate) struct StageRules {
    shows: Vec<Shows>,
    /// Folded words before which nothing is done: "were to have".
    not_done: Vec<String>,
    /// Those of them before which what is told as done is told as not done: "not one".
    not_yet: Vec<String>,
    /// Folded words that say that only a part is done: "the first part".
    in_part: Vec<String>,
    /// The class of reported states that answer what was asked before them.
    pub(crate) answer_class: String,
    pub(crate) quiet_days: i64,
    pub(crate) quiet_reports: usize,
    pub(crate) restatements: usize,
    pub(crate) general_executor: HashSet<String>,
}

/// What some words show.
#[derive(Clone, Debug)]
struct Shows {
    stage: Option<Stage>,
    health: Option<Health>,
    /// True where they only say that things go on as they were undertaken.
    confirms: bool,
    /// Folded phrases.
    words: Vec<String>,
}

/// What words say of a thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Fate<'t> {
    pub(crate) stage: Option<Stage>,
    pub(crate) health: Option<Health>,
    /// What stands before the words that say it.
    pub(crate) before: &'t str,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct StagesFile {
    quiet_days: i64,
    quiet_reports: usize,
    restatements: usize,
    not_done: Vec<String>,
    not_yet: Vec<String>,
    in_part: Vec<String>,
    answer_class: String,
    shows: Vec<ShowsEntry>,
    executor: ExecutorEntry,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ShowsEntry {
    stage: Option<Stage>,
    health: Option<Health>,
    #[serde(default)]
    confirms: bool,
    words: Vec<String>,
    yes: Vec<String>,
    no: Vec<String>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct ExecutorEntry {
    general: Vec<String>,
}

impl StageRules {
    /// Reads the file and runs its sentences; what is wrong goes to `problems`.
    pub(crate) fn read(files: &Files<'_>, problems: &mut Problems) -> StageRules {
        let file: StagesFile = files.toml(FILE, problems);
        let folded = |words: &[String]| words.iter().map(|word| fold(word).into_owned()).collect();
        let shows = |entry: &ShowsEntry| Shows {
            stage: entry.stage,
            health: entry.health,
            confirms: entry.confirms,
            words: folded(&entry.words),
        };
        let rules = StageRules {
            shows: file.shows.iter().map(shows).collect(),
            not_done: folded(&file.not_done),
            not_yet: folded(&file.not_yet),
            in_part: folded(&file.in_part),
            answer_class: file.answer_class,
            quiet_days: file.quiet_days,
            quiet_reports: file.quiet_reports,
            restatements: file.restatements,
            general_executor: file.executor.general.into_iter().collect(),
        };
        for entry in &file.shows {
            let shows = |text: &str| {
                rules
                    .shown_by(text)
                    .is_some_and(|fate| (fate.stage, fate.health) == (entry.stage, entry.health))
            };
            for text in entry.yes.iter().filter(|text| !shows(text)) {
                problems.push(FILE, None, &format!("the entry does not show in `{text}`"));
            }
            for text in entry.no.iter().filter(|text| shows(text)) {
                problems.push(FILE, None, &format!("the entry shows in `{text}`"));
            }
        }
        rules
    }

    /// What the words of a reported state show; nothing where they show nothing.
    pub(crate) fn shown_by<'t>(&self, text: &'t str) -> Option<Fate<'t>> {
        let folded = fold(text);
        let holds = |words: &[String], text: &str| words.iter().any(|word| text.contains(word.as_str()));
        let (mut stage, mut health) = (None, None);
        let mut first: Option<usize> = None;
        for shows in &self.shows {
            let found = shows.words.iter().filter_map(|word| folded.find(word.as_str())).min();
            let Some(at) = found else { continue };
            // A space on both sides: "not" is no part of "another".
            let before = format!(" {}", &folded[..at]);
            let is_done = shows.stage == Some(Stage::Delivered);
            let undone = (shows.stage.is_some() || shows.confirms) && holds(&self.not_done, &before);
            if undone {
                if is_done && holds(&self.not_yet, &before) {
                    health = health.or(Some(Health::Stalled));
                    first = Some(first.map_or(at, |seen| seen.min(at)));
                }
                continue;
            }
            first = Some(first.map_or(at, |seen| seen.min(at)));
            let in_part = is_done && holds(&self.in_part, &format!(" {folded}"));
            stage = stage.max(if in_part { Some(Stage::PartlyDelivered) } else { shows.stage });
            health = health.or(shows.health);
        }
        // A folded text may be longer or shorter than the words.
        first.map(|at| Fate { stage, health, before: text.get(..at).unwrap_or(text) })
    }
}
