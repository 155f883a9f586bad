//! The knowledge that reading rests on, as data: words, states, offices, fields.
//!
//! This module reads the files, keeps their words in one vocabulary, and says what is wrong with
//! them, all of it at once, with file, line and column. What each stage makes of its own rules
//! is that stage's business; nothing about the world stands in Rust.

pub mod actor;
mod fields;
mod outlets;
mod phrases;
pub mod offices;
mod tenures;
pub mod words;
pub mod world;

use std::fmt;

pub use actor::ActorCode;
pub use fields::{Field, Fields, Shown};
pub use offices::{Body, BodyKind, Modifier, Offices, Rank, Title, office_id};
pub use outlets::{Outlet, Outlets, Standing};
pub use phrases::{Case, Match, Phrases};
pub use tenures::{Tenure, Tenures};
pub(crate) use words::WordHasher;
pub use words::{List, Sym, Vocabulary};
pub use world::{Actor, ActorKind, Entry, How, NameOrder, Place, PlaceId, PlaceKind, World};

/// The files of a lexicon: the embedded ones, or a folder that an editor works on.
#[derive(Clone, Debug, Default)]
pub struct Files<'a> {
    files: Vec<(&'a str, &'a [u8])>,
}

impl<'a> Files<'a> {
    /// Takes paths (with `/`) and contents in any order.
    pub fn new(files: impl IntoIterator<Item = (&'a str, &'a [u8])>) -> Files<'a> {
        let mut files: Vec<_> = files.into_iter().collect();
        files.sort_unstable_by_key(|(path, _)| *path);
        Files { files }
    }

    /// The content of one file.
    #[must_use]
    pub fn get(&self, path: &str) -> Option<&'a [u8]> {
        let at = self.files.binary_search_by_key(&path, |(path, _)| path).ok()?;
        Some(self.files[at].1)
    }

    /// The files under a folder, sorted: `under("frames/")`.
    pub fn under(&self, folder: &str) -> impl Iterator<Item = (&'a str, &'a [u8])> {
        self.files.iter().copied().filter(move |(path, _)| path.starts_with(folder))
    }

    /// The text of one file, empty where it is missing or no UTF-8: for the places of messages.
    #[must_use]
    pub fn text(&self, path: &str) -> &'a str {
        self.get(path).and_then(|bytes| std::str::from_utf8(bytes).ok()).unwrap_or_default()
    }

    /// The text of one TOML file as a value of `T`; what is wrong goes to `problems`, and a
    /// default stands in, so that all files are looked at.
    pub fn toml<T: serde::de::DeserializeOwned + Default>(&self, path: &str, problems: &mut Problems) -> T {
        match self.get(path) {
            Some(bytes) => parse(path, bytes, problems).unwrap_or_default(),
            None => {
                problems.push(path, None, "the file is missing: restore it from the program's own lexicon");
                T::default()
            }
        }
    }

    /// A short hash of everything: the version of the knowledge that a reading used.
    #[must_use]
    pub fn version(&self) -> String {
        use sha2::{Digest, Sha256};
        let mut digest = Sha256::new();
        for (path, bytes) in &self.files {
            digest.update((path.len() as u64).to_le_bytes());
            digest.update(path.as_bytes());
            digest.update((bytes.len() as u64).to_le_bytes());
            digest.update(bytes);
        }
        digest.finalize().iter().take(6).map(|byte| format!("{byte:02x}")).collect()
    }
}

/// Reads one TOML file; `None` where it cannot be read, with the reason in `problems`.
pub fn parse<T: serde::de::DeserializeOwned>(path: &str, bytes: &[u8], problems: &mut Problems) -> Option<T> {
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => {
            problems.push(
                path,
                None,
                &format!("byte {} is not UTF-8: save the file as UTF-8", error.valid_up_to()),
            );
            return None;
        }
    };
    match toml::from_str(text) {
        Ok(value) => Some(value),
        Err(error) => {
            let place = error.span().map(|span| position(text, span.start));
            problems.push(path, place, error.message());
            None
        }
    }
}

/// Line and column (in characters), both from 1, of a byte of a file.
#[must_use]
pub fn position(text: &str, at: usize) -> (u32, u32) {
    let before = &text[..text.floor_char_boundary(at)];
    let line = before.matches('\n').count() as u32 + 1;
    let column = before.rsplit('\n').next().unwrap_or_default().chars().count() as u32 + 1;
    (line, column)
}

/// One thing that is wrong with a lexicon file, like a compiler's message.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct LexiconError {
    /// The file.
    pub path: String,
    /// Line and column, from 1, where they are known.
    pub place: Option<(u32, u32)>,
    /// What is wrong and what to do.
    pub message: String,
}

impl fmt::Display for LexiconError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.place {
            Some((line, column)) => write!(f, "{}:{line}:{column}: {}", self.path, self.message),
            None => write!(f, "{}: {}", self.path, self.message),
        }
    }
}

/// Everything that is wrong with a lexicon, gathered while it is read.
#[derive(Clone, Debug, Default)]
pub struct Problems(Vec<LexiconError>);

impl Problems {
    /// Notes a problem.
    pub fn push(&mut self, path: &str, place: Option<(u32, u32)>, message: &str) {
        self.0.push(LexiconError { path: path.to_owned(), place, message: message.to_owned() });
    }

    /// The problems, by file and place; empty where all is well.
    #[must_use]
    pub fn into_sorted(mut self) -> Vec<LexiconError> {
        self.0.sort();
        self.0.dedup();
        self.0
    }
}

/// The folded form under which words are compared; borrows what is folded already.
#[must_use]
pub fn fold(text: &str) -> std::borrow::Cow<'_, str> {
    if text.bytes().all(|byte| byte.is_ascii() && !byte.is_ascii_uppercase()) {
        text.into()
    } else {
        crate::text::fold::fold(text).into()
    }
}

/// The items of a list that stands in one string, each with the byte of the file where it is
/// written. A block over several lines is a literal string (three quotation marks and a line break).
pub(crate) fn items(list: Option<&toml::Spanned<String>>, mark: char) -> impl Iterator<Item = (usize, &str)> {
    list.into_iter().flat_map(move |list| {
        let whole = list.get_ref().as_str();
        let start = list.span().start + if mark == '\n' { 4 } else { 1 };
        whole.split(mark).filter_map(move |item| {
            let item = item.trim();
            let offset = item.as_ptr() as usize - whole.as_ptr() as usize;
            (!item.is_empty()).then_some((start + offset, item))
        })
    })
}

/// The word that is spelt most like this one, if any is near: at most one slip in three letters.
#[must_use]
pub fn nearest<'a>(word: &str, words: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let word: Vec<char> = word.chars().flat_map(char::to_lowercase).collect();
    let most = (word.len() / 3).max(1);
    words
        .into_iter()
        .filter_map(|other| {
            let letters: Vec<char> = other.chars().flat_map(char::to_lowercase).collect();
            let slips = if letters.len().abs_diff(word.len()) > most {
                None
            } else {
                Some(distance(&word, &letters))
            };
            slips.filter(|slips| *slips <= most).map(|slips| (slips, other))
        })
        .min()
        .map(|(_, other)| other)
}

/// How many letters must be put in, left out or changed (Levenshtein).
fn distance(one: &[char], other: &[char]) -> usize {
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (i, a) in one.iter().enumerate() {
        let mut corner = row[0];
        row[0] = i + 1;
        for (j, b) in other.iter().enumerate() {
            let change = corner + usize::from(a != b);
            corner = row[j + 1];
            row[j + 1] = change.min(row[j] + 1).min(corner + 1);
        }
    }
    row[other.len()]
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// The files that ship with the program.
    pub(crate) fn shipped() -> Files<'static> {
        Files::new(chancery_lexicon::FILES.iter().map(|file| (file.path, file.bytes)))
    }

    #[test]
    fn the_nearest_word_is_near() {
        assert_eq!(nearest("ministres", ["ministers", "masters"]), Some("ministers"));
        assert_eq!(nearest("talks", ["ministers"]), None);
    }
}
