//! The words of time, as the lexicon lists them: classes of words with values (`january` is the
//! month 1), and the names that values and slots go by.
//!
//! Invariant: a class has fewer than 256 members of its kind, and every value is known to `point`
//! or is a number.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::point::UNITS;
use crate::{
    lexicon::{Files, Problems, Sym, Vocabulary},
    text::fold::fold,
};

const PATH: &str = "times/words.toml";

/// The file of words.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct File {
    /// Words with values, by class.
    values: BTreeMap<String, BTreeMap<String, Value>>,
    /// Words without values, by class.
    lists: BTreeMap<String, Vec<String>>,
    /// Endings of words, by class.
    endings: BTreeMap<String, Vec<String>>,
}

#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub(super) enum Value {
    Number(i32),
    Name(String),
}

/// What a word is as a member of a class.
#[derive(Clone, Copy, Debug)]
pub(super) struct Entry {
    pub(super) class: u8,
    pub(super) value: i32,
    /// The word must stand with a capital, as it is written in the lexicon: `May`, `March`.
    pub(super) capital: bool,
}

/// Parts of the day, as TIMEX3 writes them, and the other named values of slots. A value's code is
/// its place in the list.
const PARTS: [&str; 7] = ["MO", "MI", "AF", "EV", "NI", "DT", "any-hour"];
const REFS: [&str; 3] = ["PAST_REF", "PRESENT_REF", "FUTURE_REF"];
const PLACES: [&str; 3] = ["start", "mid", "end"];
const ANCHORS: [&str; 3] = ["publication", "told", "story"];

/// The code of a named value.
pub(super) fn code(name: &str) -> Option<i32> {
    if let Some((_, unit)) = UNITS.iter().find(|(unit, _)| *unit == name) {
        return Some(*unit as i32);
    }
    [&PARTS[..], &REFS, &PLACES, &ANCHORS]
        .iter()
        .find_map(|names| names.iter().position(|known| *known == name))
        .map(|at| at as i32)
}

/// The part of the day of a code.
pub(super) fn part(code: i32) -> Option<&'static str> {
    PARTS.get(usize::try_from(code).ok()?).copied()
}

/// The TIMEX3 reference of a code.
pub(super) fn reference(code: i32) -> Option<&'static str> {
    REFS.get(usize::try_from(code).ok()?).copied()
}

impl Value {
    /// The value as a number.
    pub(super) fn code(&self) -> Option<i32> {
        match self {
            Value::Number(number) => Some(*number),
            Value::Name(name) => code(name),
        }
    }
}

/// The classes, and what each word of the vocabulary is in them.
#[derive(Debug, Default)]
pub(super) struct Words {
    names: Vec<String>,
    /// Where the entries of a symbol start; one more than there are symbols.
    starts: Vec<u32>,
    entries: Vec<Entry>,
    endings: BTreeMap<String, Vec<String>>,
}

impl Words {
    /// Reads the file of words.
    pub(super) fn compile(files: &Files<'_>, vocabulary: &mut Vocabulary, problems: &mut Problems) -> Words {
        let file: File = files.toml(PATH, problems);
        let mut names: Vec<String> = file.values.keys().chain(file.lists.keys()).cloned().collect();
        names.sort();
        names.dedup();
        if names.len() > 255 {
            problems.push(PATH, None, "there are more than 255 classes of words: join some");
            names.truncate(255);
        }
        let mut found: Vec<(Sym, Entry)> = Vec::new();
        let class = |name: &String| names.binary_search(name).ok().map(|at| at as u8);
        let mut add = |word: &str, class: Option<u8>, value: i32| {
            let capital = word.starts_with(char::is_uppercase);
            if let Some(class) = class {
                found.push((vocabulary.add(&fold(word)), Entry { class, value, capital }));
            }
        };
        for (name, words) in &file.values {
            for (word, value) in words {
                match value.code() {
                    Some(value) => add(word, class(name), value),
                    None => problems.push(
                        PATH,
                        None,
                        &format!("[values.{name}] the value of `{word}` is not known: give a number or the name of a unit, a part of the day or a reference"),
                    ),
                }
            }
        }
        for (name, words) in &file.lists {
            for word in words {
                add(word, class(name), 0);
            }
        }
        found.sort_by_key(|(sym, entry)| (*sym, entry.class));
        let mut starts = Vec::new();
        for (at, (sym, _)) in found.iter().enumerate() {
            starts.resize(starts.len().max(sym.0 as usize + 1), at as u32);
        }
        starts.push(found.len() as u32);
        let entries = found.into_iter().map(|(_, entry)| entry).collect();
        Words { names, starts, entries, endings: file.endings }
    }

    /// The number of a class.
    pub(super) fn class(&self, name: &str) -> Option<u8> {
        self.names.binary_search_by(|known| known.as_str().cmp(name)).ok().map(|at| at as u8)
    }

    /// The endings of a class.
    pub(super) fn endings(&self, name: &str) -> Vec<String> {
        self.endings.get(name).cloned().unwrap_or_default()
    }

    /// The names of the classes.
    pub(super) fn names(&self) -> &[String] {
        &self.names
    }

    /// What a word is; empty for most words.
    pub(super) fn of(&self, sym: Sym) -> &[Entry] {
        let at = sym.0 as usize;
        match (self.starts.get(at), self.starts.get(at + 1)) {
            (Some(&start), Some(&end)) => &self.entries[start as usize..end as usize],
            _ => &[],
        }
    }

    /// The value of a word in a class.
    pub(super) fn value(&self, sym: Sym, class: u8) -> Option<i32> {
        self.of(sym).iter().find(|entry| entry.class == class).map(|entry| entry.value)
    }
}
