//! Frames read from the files of the lexicon, with a message for each thing that is wrong with them.

use std::collections::BTreeMap;

use serde::Deserialize;
use toml::Spanned;

use super::{Complement, Example, Frame, Frames, Slot, Trigger, Words};
use crate::lexicon::{Files, Problems, Vocabulary, fold, position};

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct FramesFile {
    lists: BTreeMap<String, Spanned<String>>,
    frame: Vec<Spanned<FrameEntry>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct FrameEntry {
    id: String,
    claim: String,
    verb: Option<Spanned<String>>,
    noun: Option<Spanned<String>>,
    adjective: Option<Spanned<String>>,
    object: Option<Spanned<String>>,
    subject: Option<Spanned<String>>,
    modifier: Option<Spanned<String>>,
    complement: Option<Spanned<String>>,
    behind: Option<Spanned<String>>,
    without: Option<Spanned<String>>,
    voice: Option<Spanned<String>>,
    roles: BTreeMap<String, Spanned<String>>,
    needs: Vec<Spanned<String>>,
    heads: BTreeMap<String, Spanned<String>>,
    set: BTreeMap<String, String>,
    yes: Vec<ExampleEntry>,
    no: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum ExampleEntry {
    Text(String),
    Roles(BTreeMap<String, String>),
}

/// The files under `frames/` that are no frames but the grammar's own words.
const GRAMMAR_FILE: &str = "frames/clauses.toml";
impl Frames {
    /// Reads every file of frames under `frames/`; lists may stand in any of them.
    #[must_use]
    pub fn compile(files: &Files<'_>, vocabulary: &mut Vocabulary, problems: &mut Problems) -> Frames {
        let mut parsed: Vec<(&str, &str, FramesFile)> = Vec::new();
        for (path, bytes) in files.under("frames/").filter(|(path, _)| *path != GRAMMAR_FILE) {
            if let Some(file) = crate::lexicon::parse::<FramesFile>(path, bytes, problems) {
                parsed.push((path, std::str::from_utf8(bytes).unwrap_or_default(), file));
            }
        }
        let mut lists = BTreeMap::new();
        for (path, text, file) in &parsed {
            for (name, words) in &file.lists {
                if lists.insert(name.as_str(), words.get_ref().as_str()).is_some() {
                    problems.push(
                        path,
                        Some(position(text, words.span().start)),
                        &format!("the list `{name}` is defined twice: keep one"),
                    );
                }
            }
        }
        let mut frames = Frames::default();
        let mut seen = BTreeMap::new();
        for (path, text, file) in parsed.iter() {
            for entry in &file.frame {
                let mut compiler = Compiler { path, text, lists: &lists, vocabulary, problems };
                let place = entry.span().start;
                if seen.insert(entry.get_ref().id.clone(), ()).is_some() {
                    compiler.problem(
                        place,
                        &format!("the frame `{}` is defined twice: give one another id", entry.get_ref().id),
                    );
                }
                if let Some(frame) = compiler.frame(place, entry.get_ref()) {
                    frames.add(frame);
                }
            }
        }
        frames
    }

    fn add(&mut self, frame: Frame) {
        let at = self.frames.len();
        for first in frame.words.keys(frame.trigger) {
            let entry = self.by_word.entry(first).or_default();
            if entry.last() != Some(&at) {
                entry.push(at);
            }
        }
        self.frames.push(frame);
    }
}

/// Compiles the entries of one file.
struct Compiler<'a> {
    path: &'a str,
    text: &'a str,
    lists: &'a BTreeMap<&'a str, &'a str>,
    vocabulary: &'a mut Vocabulary,
    problems: &'a mut Problems,
}

impl Compiler<'_> {
    fn problem(&mut self, at: usize, message: &str) {
        self.problems.push(self.path, Some(position(self.text, at)), message);
    }

    fn frame(&mut self, at: usize, entry: &FrameEntry) -> Option<Frame> {
        let triggers = [
            (Trigger::Verb, &entry.verb),
            (Trigger::Noun, &entry.noun),
            (Trigger::Adjective, &entry.adjective),
        ];
        let mut given =
            triggers.into_iter().filter_map(|(kind, words)| words.as_ref().map(|words| (kind, words)));
        let Some((trigger, words)) = given.next() else {
            self.problem(at, "the frame hangs on nothing: give it a `verb`, `noun` or `adjective`");
            return None;
        };
        if given.next().is_some() {
            self.problem(at, "the frame hangs on two things: split it into two frames");
        }
        if entry.id.is_empty() || entry.claim.is_empty() {
            self.problem(at, "the frame needs an `id` and a `claim`");
        }
        if entry.yes.is_empty() {
            self.problem(at, "the frame has no `yes = [...]` example: add a sentence it must match");
        }
        if entry.no.is_empty() {
            self.problem(at, "the frame has no `no = [...]` example: add a sentence it must not match");
        }
        let words = self.words(words);
        let roles: Vec<(String, Vec<Slot>)> =
            entry.roles.iter().map(|(name, slots)| (name.clone(), self.slots(slots.get_ref()))).collect();
        let mut needs = Vec::new();
        for need in &entry.needs {
            match roles.iter().position(|(name, _)| name == need.get_ref()) {
                Some(place) => needs.push(place),
                None => self.problem(
                    need.span().start,
                    &format!("no role is called `{}`: add it to `roles`", need.get_ref()),
                ),
            }
        }
        let mut heads = Vec::new();
        for (role, words) in &entry.heads {
            match roles.iter().position(|(name, _)| name == role) {
                Some(place) => heads.push((place, self.words(words))),
                None => self
                    .problem(words.span().start, &format!("no role is called `{role}`: add it to `roles`")),
            }
        }
        let complements = entry.complement.as_ref().map_or_else(Vec::new, |kinds| self.complements(kinds));
        let passive = entry.voice.as_ref().and_then(|voice| match voice.get_ref().as_str() {
            "active" => Some(false),
            "passive" => Some(true),
            other => {
                let message = format!("`{other}` is no voice: write `active` or `passive`");
                self.problem(voice.span().start, &message);
                None
            }
        });
        let yes = entry
            .yes
            .iter()
            .map(|example| match example {
                ExampleEntry::Text(text) => Example { text: text.clone(), roles: BTreeMap::new() },
                ExampleEntry::Roles(map) => {
                    let mut roles = map.clone();
                    Example { text: roles.remove("text").unwrap_or_default(), roles }
                }
            })
            .collect();
        Some(Frame {
            id: entry.id.clone(),
            claim: entry.claim.clone(),
            trigger,
            roles,
            set: entry.set.clone(),
            yes,
            no: entry.no.clone(),
            words,
            object: entry.object.as_ref().map(|words| self.words(words)),
            subject: entry.subject.as_ref().map(|words| self.words(words)),
            modifier: entry.modifier.as_ref().map(|words| self.words(words).single),
            complements,
            behind: entry.behind.as_ref().map(|words| self.words(words).single),
            without: entry.without.as_ref().map(|words| self.words(words).single),
            needs,
            heads,
            passive,
            of: self.vocabulary.add("of"),
        })
    }

    /// Words, phrases and `{lists}`, parted by `|`.
    fn words(&mut self, text: &Spanned<String>) -> Words {
        let mut words = Words::default();
        for part in text.get_ref().split('|').map(str::trim) {
            match part.strip_prefix('{').and_then(|part| part.strip_suffix('}')) {
                None => words.add(part, self.vocabulary),
                Some(name) => match self.lists.get(name) {
                    Some(list) => words.add(list, self.vocabulary),
                    None => {
                        let message = match nearest(name, self.lists.keys().copied()) {
                            Some(near) => format!("no word list is called `{name}` (did you mean `{near}`?)"),
                            None => format!("no word list is called `{name}`: define it under `[lists]`"),
                        };
                        self.problem(text.span().start, &message);
                    }
                },
            }
        }
        words
    }

    fn slots(&mut self, text: &str) -> Vec<Slot> {
        text.split('|')
            .map(str::trim)
            .map(|slot| match slot {
                "subject" => Slot::Subject,
                "object" => Slot::Object,
                "indirect" => Slot::Indirect,
                "possessor" => Slot::Possessor,
                "modifier" => Slot::Modifier,
                // Of a phrase the noun and the preposition behind it decide.
                phrase => match phrase.split(' ').collect::<Vec<_>>()[..] {
                    [.., noun, preposition] => Slot::Beyond(
                        self.vocabulary.add(&fold(noun)),
                        self.vocabulary.add(&fold(preposition)),
                    ),
                    _ => Slot::Behind(self.vocabulary.add(&fold(phrase))),
                },
            })
            .collect()
    }

    fn complements(&mut self, kinds: &Spanned<String>) -> Vec<Complement> {
        let mut found = Vec::new();
        for kind in kinds.get_ref().split('|').map(str::trim) {
            found.push(match kind {
                "to" => Complement::Infinitive,
                "that" => Complement::Content,
                "ing" => Complement::Gerund,
                "none" => Complement::Nothing,
                other => {
                    let message =
                        format!("`{other}` is no kind of clause: write `to`, `that`, `ing` or `none`");
                    self.problem(kinds.span().start, &message);
                    continue;
                }
            });
        }
        found
    }
}

/// The name that differs least from `name`, where one is near enough to be meant.
fn nearest<'a>(name: &str, names: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    names
        .map(|other| (distance(name, other), other))
        .min()
        .filter(|(steps, other)| *steps <= 1 + other.len() / 4)
        .map(|(_, other)| other)
}

/// How many letters must change to make one word of the other (Levenshtein).
fn distance(one: &str, other: &str) -> usize {
    let mut row: Vec<usize> = (0..=other.chars().count()).collect();
    for (at, left) in one.chars().enumerate() {
        let mut corner = row[0];
        row[0] = at + 1;
        for (place, right) in other.chars().enumerate() {
            let change = corner + usize::from(left != right);
            corner = row[place + 1];
            row[place + 1] = change.min(row[place] + 1).min(corner + 1);
        }
    }
    row[row.len() - 1]
}
