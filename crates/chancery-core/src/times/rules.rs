//! The rules of the lexicon, compiled: a pattern, a way to read it, and slots that the rule fixes.
//!
//! Their way over a document is the business of `read`.
//!
//! Invariant: rules and programs stand in one order, that of the files and of the rules in them.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::{
    atoms::NumberClasses,
    compile::{Compiler, near},
    pattern::{Program, Slot, Starts},
    tense::TenseClasses,
    words::{Value, Words},
};
use crate::{
    evidence::RuleId,
    lexicon::{Files, Problems, Vocabulary, parse},
};

/// Where the rules lie.
pub(super) const FOLDER: &str = "times/rules/";
const PATTERNS: &str = "times/patterns.toml";

/// A file of rules.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct RuleFile {
    pub(super) rule: Vec<RuleEntry>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RuleEntry {
    pub(super) id: String,
    pattern: String,
    read: Read,
    #[serde(default)]
    with: BTreeMap<String, Value>,
    #[serde(default)]
    pub(super) yes: Vec<Yes>,
    #[serde(default)]
    pub(super) no: Vec<String>,
}

/// A sentence that a rule must read, and what it must make of it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Yes {
    pub(super) text: String,
    /// The day of publication.
    pub(super) on: Option<String>,
    /// The expression.
    pub(super) span: String,
    /// Its TIMEX3 value.
    pub(super) value: String,
    /// Its days, as EDTF.
    pub(super) when: Option<String>,
}

/// The ways to read what a pattern found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Read {
    /// A date, absolute or relative.
    Date,
    /// So much before or after.
    Shift,
    /// A length of time.
    Length,
    /// Again and again.
    Set,
    /// A part that is counted off inside a date.
    Counted,
    /// The day of an event that was told.
    Event,
    /// An anniversary.
    Anniversary,
    /// Nothing: the words look like a time and are none.
    Nothing,
}

#[derive(Debug)]
pub(super) struct Rule {
    pub(super) id: RuleId,
    pub(super) read: Read,
    pub(super) with: Vec<(Slot, i32)>,
}

/// Everything that finding time expressions needs.
#[derive(Debug, Default)]
pub struct Rules {
    pub(super) words: Words,
    pub(super) rules: Vec<Rule>,
    pub(super) programs: Vec<Program>,
    pub(super) starts: Starts,
    pub(super) numbers: NumberClasses,
    pub(super) tenses: TenseClasses,
    pub(super) joints: Joints,
    pub(super) past_endings: Vec<String>,
    /// The class of words that stand before a year as a date: `in`, `until`.
    pub(super) preposition: Option<u8>,
    /// The class of words that are no time where they are verbs: `the talks last two days`.
    pub(super) never_verb: Option<u8>,
    /// The class of words between a noun and its date: `the talks of 10 March`.
    pub(super) of: Option<u8>,
}

/// The classes of the words that join two dates to a range.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Joints {
    /// `to`, `until`
    pub(super) to: Option<u8>,
    /// `between`
    pub(super) between: Option<u8>,
    /// `and`
    pub(super) and: Option<u8>,
}

impl Rules {
    /// Reads the words, patterns and rules under `times/`; what is wrong goes to `problems`.
    #[must_use]
    pub fn compile(files: &Files<'_>, vocabulary: &mut Vocabulary, problems: &mut Problems) -> Rules {
        let words = Words::compile(files, vocabulary, problems);
        let named: BTreeMap<String, String> = files.toml(PATTERNS, problems);
        let mut rules = Rules {
            numbers: NumberClasses {
                cardinal: words.class("cardinal"),
                scale: words.class("scale"),
                ordinal: words.class("ordinal"),
                suffix: words.class("ordinal-suffix"),
                and: words.class("and"),
            },
            tenses: TenseClasses {
                future: words.class("future-cue"),
                past: words.class("past-cue"),
                governor: words.class("future-governor"),
                scheduled: words.class("scheduled-verb"),
                pluperfect: words.class("pluperfect"),
                put_off: words.class("put-off"),
                put_off_to: words.class("put-off-to"),
                until: words.class("until"),
                deadline: words.class("deadline"),
            },
            joints: Joints {
                to: words.class("range-joint"),
                between: words.class("between"),
                and: words.class("and"),
            },
            past_endings: words.endings("past-ending"),
            never_verb: words.class("no-time-as-verb"),
            preposition: words.class("year-preposition"),
            of: words.class("of"),
            ..Rules::default()
        };
        let mut seen: Vec<String> = Vec::new();
        for (path, bytes) in files.under(FOLDER) {
            let Some(file) = parse::<RuleFile>(path, bytes, problems) else { continue };
            let text = String::from_utf8_lossy(bytes);
            for entry in file.rule {
                // The place of a rule is the line that gives its id.
                let place =
                    text.find(&format!("\"{}\"", entry.id)).map(|at| crate::lexicon::position(&text, at));
                if entry.yes.is_empty() && entry.read != Read::Nothing {
                    problems.push(
                        path,
                        place,
                        "the rule has no `yes` example: add a sentence that it must read",
                    );
                }
                if entry.no.is_empty() {
                    problems.push(
                        path,
                        place,
                        "the rule has no `no` example: add a sentence that it must not match",
                    );
                }
                if seen.contains(&entry.id) {
                    problems.push(
                        path,
                        place,
                        &format!("the rule `{}` is there twice: rename one", entry.id),
                    );
                }
                let mut with = Vec::new();
                for (name, value) in &entry.with {
                    match (Slot::named(name), value.code()) {
                        (Some(slot), Some(code)) => with.push((slot, code)),
                        (None, _) => problems.push(
                            path,
                            place,
                            &format!("no slot is called `{name}`{}", near(name, Slot::names())),
                        ),
                        (_, None) => {
                            problems.push(path, place, &format!("the value of `{name}` is not known"))
                        }
                    }
                }
                match (Compiler { words: &words, named: &named, vocabulary }).compile(&entry.pattern) {
                    Ok(program) => {
                        rules.programs.push(program);
                        rules.rules.push(Rule { id: RuleId::new(&entry.id), read: entry.read, with });
                    }
                    Err(message) => problems.push(path, place, &message),
                }
                seen.push(entry.id);
            }
        }
        rules.starts = Starts::new(rules.programs.iter(), &words);
        rules.words = words;
        rules
    }
}
