//! Sentences of documents whose acts are known: because a reader marked them, or because the rules
//! of the lexicon find them.
//!
//! An act is marked at one word, the topmost of its quotation in the tree of the sentence: "Peru
//! *agreed* to lift the ban", "Peru's *commitment* to peace". What was marked for the figures that
//! nobody learns from (`sealed`, `items`) is read by those who judge alone.

use std::{
    collections::{BTreeMap, HashMap},
    fs,
    ops::Range,
    path::Path,
};

use anyhow::{Context, Result, anyhow};
use chancery_core::{
    claims::model::{ActKind, Body, Claim},
    engine::Engine,
    grammar::{
        Analysis, Word,
        split::{Pieces, Splitter},
    },
    intake::{Document, Metadata, Rules},
    lexicon::{Files, Problems},
    text::Span,
};
use serde::{Deserialize, de::DeserializeOwned};

use crate::{
    lesson::Lesson,
    raw::{self, Told},
};

/// The kinds of acts, in the order of their numbers behind 0, which is none.
pub(crate) const ACTS: [(&str, ActKind); 8] = [
    ("agree", ActKind::Agree),
    ("pledge", ActKind::Pledge),
    ("assign", ActKind::Assign),
    ("offer", ActKind::Offer),
    ("propose", ActKind::Propose),
    ("hope", ActKind::Hope),
    ("discuss", ActKind::Discuss),
    ("decline", ActKind::Decline),
];

/// The reader as it ships, which finds the words of a quotation and their tree.
pub(crate) struct Clerk {
    engine: Engine,
    intake: Rules,
}

/// A record, as much of it as is learned from.
#[derive(Deserialize)]
struct Record {
    doc: String,
    commitments: Vec<Commitment>,
}

#[derive(Deserialize)]
struct Commitment {
    act: String,
    quote: Quote,
}

/// One sentence of a document, by its place and the places of the words that tell acts, in code points.
#[derive(Deserialize)]
struct Picked {
    doc: String,
    sentence: (usize, usize),
    acts: Vec<(usize, usize, String)>,
}

/// The words, or where they stand, in code points.
#[derive(Deserialize)]
#[serde(untagged)]
enum Quote {
    Words(String),
    Place(usize, usize),
}

impl Clerk {
    /// The reader with the lexicon that this program was built with, but for the network's word on acts:
    /// what is to be learned must not come from what was learned before.
    pub(crate) fn new() -> Result<Clerk> {
        let bounds = deaf();
        let files = chancery_lexicon::FILES.iter().map(|file| match file.path {
            WORDS => (WORDS, bounds.as_bytes()),
            path => (path, file.bytes),
        });
        let files = Files::new(files);
        let engine = Engine::new(&files).map_err(|errors| anyhow!("the lexicon: {}", errors[0]))?;
        let intake = Rules::compile(&files, &mut Problems::default());
        Ok(Clerk { engine, intake })
    }

    /// The sentences of a set of records, whose texts lie beside it or in the corpora.
    pub(crate) fn records(&self, folder: &Path, set: &str, corpus: &Path) -> Result<Vec<Lesson>> {
        let path = folder.join(set).with_extension("jsonl");
        let records: Vec<Record> = lines(&path)?;
        let texts = folder.join(format!("{set}.docs.jsonl"));
        let told: Vec<Told> = if texts.exists() {
            lines(&texts)?
        } else {
            raw::corpora(corpus)?.into_iter().flatten().collect()
        };
        let told: HashMap<&str, &Told> = told.iter().map(|told| (told.doc.as_str(), told)).collect();
        let mut lessons = Vec::new();
        for record in &records {
            let told = told.get(record.doc.as_str()).with_context(|| format!("{}: no text", record.doc))?;
            let document = self.document(told)?;
            let mut acts = Vec::new();
            for act in &record.commitments {
                let span = match &act.quote {
                    Quote::Words(words) => document.text.find(words),
                    Quote::Place(first, end) => Some(bytes(&told.text, *first..*end)),
                };
                let span = span.with_context(|| format!("{}: a quotation is not in the text", record.doc))?;
                acts.push((span, kind(&act.act).with_context(|| record.doc.clone())?));
            }
            lessons.extend(self.sentences(&document, &acts, &|_| true));
        }
        Ok(lessons)
    }

    /// The sentences of the corpora that people marked one by one, in a file of JSON lines.
    pub(crate) fn picked(&self, path: &Path, corpus: &Path) -> Result<Vec<Lesson>> {
        let told: Vec<Told> = raw::corpora(corpus)?.into_iter().flatten().collect();
        let told: HashMap<&str, &Told> = told.iter().map(|told| (told.doc.as_str(), told)).collect();
        let mut lessons = Vec::new();
        for picked in lines::<Picked>(path)? {
            let told = told.get(picked.doc.as_str()).with_context(|| format!("{}: no text", picked.doc))?;
            let document = self.document(told)?;
            let span = |(first, end)| bytes(&told.text, first..end);
            let kinds = picked.acts.iter().map(|(first, end, act)| Ok((span((*first, *end)), kind(act)?)));
            let acts = kinds.collect::<Result<Vec<_>>>().with_context(|| picked.doc.clone())?;
            let sentence = span(picked.sentence);
            lessons.extend(self.sentences(&document, &acts, &|words| {
                words.start() <= sentence.start() && sentence.start() < words.end()
            }));
        }
        Ok(lessons)
    }

    /// The sentences of raw documents, with the acts that the rules find.
    pub(crate) fn found<'a>(&self, documents: impl Iterator<Item = &'a Told>) -> Result<Vec<Lesson>> {
        let mut reader = self.engine.reader();
        let mut lessons = Vec::new();
        for told in documents {
            let document = self.document(told)?;
            let acts = told_acts(&reader.read(&document).claims);
            lessons.extend(self.sentences(&document, &acts, &|_| true));
        }
        Ok(lessons)
    }

    /// The sentences that the rules of acts must and must not match, with the acts that all rules find there.
    pub(crate) fn examples(&self) -> Result<Vec<Lesson>> {
        let mut reader = self.engine.reader();
        let mut lessons = Vec::new();
        for example in self.engine.content().examples_of_acts() {
            let text = format!("{SIDES}{}", example.text);
            let document = self.document(&Told { text, ..Told::default() })?;
            let acts = told_acts(&reader.read(&document).claims);
            lessons.extend(self.sentences(&document, &acts, &|words| words.start() >= SIDES.len() as u32));
        }
        Ok(lessons)
    }

    fn document(&self, told: &Told) -> Result<Document> {
        let metadata = Metadata {
            doc: Some(told.doc.clone()),
            title: told.title.clone(),
            published: told.published.as_ref().and_then(|day| day.parse().ok()),
            ..Metadata::default()
        };
        self.intake.document(&told.text, metadata).map_err(|_| anyhow!("{}: too long", told.doc))
    }

    /// The sentences of a document that are asked for, each act marked at its topmost word.
    fn sentences(
        &self,
        document: &Document,
        acts: &[(Span, u8)],
        asked: &dyn Fn(Span) -> bool,
    ) -> Vec<Lesson> {
        let analysis = self.engine.reader().parse(document).analysis;
        let mut marks = BTreeMap::new();
        for &(span, act) in acts {
            let words = analysis.words_in(span);
            if let Some(top) = words.min_by_key(|&word| (depth(&analysis, word), word)) {
                marks.insert(top, act);
            }
        }
        let lesson = |words: Range<Word>| Lesson {
            forms: words.clone().map(|word| document.text[analysis.span(word)].to_owned()).collect(),
            acts: words.map(|word| marks.get(&word).copied().unwrap_or(0)).collect(),
            ..Lesson::default()
        };
        let sentences = analysis.sentences().iter().map(|sentence| sentence.words.clone());
        sentences
            .filter(|words| !words.is_empty() && asked(analysis.span_of(words.clone())))
            .map(lesson)
            .collect()
    }
}

/// Where the bounds stand that the network's odds are compared with.
const WORDS: &str = "acts/words.toml";

/// That file with bounds that no odds reach.
fn deaf() -> String {
    let file = chancery_lexicon::FILES.iter().find(|file| file.path == WORDS);
    let text = file.map_or_else(String::new, |file| String::from_utf8_lossy(file.bytes).into_owned());
    let bound = |line: &str| match line.split_once(" = ") {
        Some((key @ "told-odds", _)) => format!("{key} = {}\n", i16::MAX),
        Some((key @ ("doubted-odds" | "doubted-broad-odds"), _)) => format!("{key} = {}\n", i16::MIN),
        _ => format!("{line}\n"),
    };
    text.lines().map(bound).collect()
}

/// Sentences of our own, one a line, the word that tells an act in brackets with its kind: "Peru
/// [lifts|pledge] the ban"; lines that begin with `#` are comments.
pub(crate) fn written(path: &Path, splitter: &Splitter) -> Result<Vec<Lesson>> {
    let text = fs::read_to_string(path).with_context(|| format!("{} cannot be read", path.display()))?;
    bracketed(&text, path, splitter)
}

fn bracketed(text: &str, path: &Path, splitter: &Splitter) -> Result<Vec<Lesson>> {
    let mut lessons = Vec::new();
    for (line, number) in text.lines().zip(1..) {
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let place = || format!("{}:{number}", path.display());
        let (mut plain, mut marks, mut rest) = (String::new(), Vec::new(), line);
        while let Some((before, inside)) = rest.split_once('[') {
            let (mark, after) = inside.split_once(']').with_context(place)?;
            let (words, act) = mark.split_once('|').with_context(place)?;
            plain += before;
            marks.push((plain.len() as u32, kind(act).with_context(place)?));
            plain += words;
            rest = after;
        }
        plain += rest;
        let mut pieces = Pieces::default();
        splitter.split(&plain, Span::new(0, plain.len() as u32), &mut pieces);
        let act = |word: &Span| marks.iter().find(|(at, _)| (word.start()..word.end()).contains(at));
        lessons.push(Lesson {
            forms: pieces
                .words
                .iter()
                .map(|&word| plain[word.start() as usize..word.end() as usize].to_owned())
                .collect(),
            acts: pieces.words.iter().map(|word| act(word).map_or(0, |(_, act)| *act)).collect(),
            ..Lesson::default()
        });
    }
    Ok(lessons)
}

/// The number of a kind of act.
fn kind(name: &str) -> Result<u8> {
    let at = ACTS.iter().position(|(known, _)| *known == name);
    at.map(|at| at as u8 + 1).with_context(|| format!("`{name}` is no kind of act"))
}

/// A report before an example, so that "the two sides" in it are somebody.
const SIDES: &str = "French President Emmanuel Macron met with President of Peru Dina Boluarte\n\n";

/// The acts among claims, and where their words stand.
fn told_acts(claims: &[Claim]) -> Vec<(Span, u8)> {
    let act = |claim: &Claim| {
        let Body::Act(act) = &claim.body else { return None };
        let kind = ACTS.iter().position(|(_, kind)| *kind == act.act)?;
        Some((claim.evidence.first().span, kind as u8 + 1))
    };
    claims.iter().filter_map(act).collect()
}

/// How many words stand over a word in its tree.
fn depth(analysis: &Analysis, word: Word) -> usize {
    std::iter::successors(analysis.head(word), |&head| analysis.head(head)).count()
}

/// The bytes of a stretch of code points.
fn bytes(text: &str, points: Range<usize>) -> Span {
    let at = |point: usize| text.char_indices().nth(point).map_or(text.len(), |(at, _)| at) as u32;
    Span::new(at(points.start), at(points.end))
}

/// The values of a file of JSON lines.
fn lines<T: DeserializeOwned>(path: &Path) -> Result<Vec<T>> {
    let text = fs::read_to_string(path).with_context(|| format!("{} cannot be read", path.display()))?;
    let read = |(line, number): (&str, usize)| {
        serde_json::from_str(line).with_context(|| format!("{}:{number}", path.display()))
    };
    text.lines().zip(1..).map(read).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lexicon::Lexicon;

    #[test]
    fn a_word_in_brackets_tells_an_act() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../lexicon");
        let splitter = Lexicon::read(&root).unwrap().splitter;
        let read = |text| bracketed(text, Path::new("own.txt"), &splitter);
        let lessons =
            read("# Ours.\nPeru [lifts|pledge] the ban, [hopes|hope] for fish.\nIt rained.").unwrap();
        assert_eq!(lessons.len(), 2);
        assert_eq!(lessons[0].forms[..3], ["Peru", "lifts", "the"]);
        assert_eq!(lessons[0].acts, [0, 2, 0, 0, 0, 6, 0, 0, 0]);
        assert_eq!(lessons[1].acts, [0, 0, 0]);
        let wrong = read("\nPeru [lifts|promise] the ban.").unwrap_err();
        assert!(format!("{wrong:#}").starts_with("own.txt:2: `promise`"), "{wrong:#}");
    }

    #[test]
    fn the_clerk_does_not_hear_the_network() {
        let words = deaf();
        let bound = |key: &str| words.lines().find_map(|line| line.strip_prefix(key)).map(str::trim);
        assert_eq!(bound("told-odds ="), Some("32767"));
        assert_eq!(bound("doubted-odds ="), Some("-32768"));
        assert_eq!(bound("doubted-broad-odds ="), Some("-32768"));
    }
}
