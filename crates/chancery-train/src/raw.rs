//! Raw text without trees, which the teacher reads for the network to learn from.

use std::{
    collections::HashSet,
    fs::{self, File},
    io::{BufRead, BufReader, Read},
    path::Path,
};

use anyhow::{Context, Result};
use chancery_core::{
    grammar::split::{Pieces, Splitter},
    text::Span,
};
use flate2::read::MultiGzDecoder;
use serde::Deserialize;
use serde_json::Value;

use crate::lesson::Lesson;

/// The corpora, with one document read of so many.
const CORPORA: [(&str, usize); 2] = [("kremlin-2000-2012.jsonl", 1), ("australia-1996-2018.jsonl.gz", 4)];

/// How many words a sentence may have: shorter ones teach nothing, longer ones are tables and lists.
const WORDS: std::ops::RangeInclusive<usize> = 3..=70;

/// A document as the corpora and the records have it.
#[derive(Clone, Debug, Default, Deserialize)]
pub(crate) struct Told {
    pub(crate) doc: String,
    pub(crate) text: String,
    #[serde(default)]
    pub(crate) title: Option<String>,
    #[serde(default)]
    pub(crate) published: Option<String>,
}

/// The documents of the corpora in a folder, corpus by corpus.
pub(crate) fn corpora(folder: &Path) -> Result<Vec<Vec<Told>>> {
    let documents = |(name, _): (&str, usize)| {
        let path = folder.join(name);
        let file = File::open(&path).with_context(|| format!("{} cannot be read", path.display()))?;
        let bytes: Box<dyn Read> =
            if name.ends_with(".gz") { Box::new(MultiGzDecoder::new(file)) } else { Box::new(file) };
        let read = |(line, number): (std::io::Result<String>, usize)| {
            let place = || format!("{}:{number}", path.display());
            serde_json::from_str(&line.with_context(place)?).with_context(place)
        };
        BufReader::new(bytes).lines().zip(1..).map(read).collect()
    };
    CORPORA.into_iter().map(documents).collect()
}

/// The documents that may be learned from: a part of the corpora, without those that the records of
/// `records` are made of, since these judge the reader.
pub(crate) fn documents(folder: &Path, records: &Path) -> Result<Vec<Told>> {
    let judged = judged(records)?;
    let corpora = corpora(folder)?.into_iter().zip(CORPORA);
    let part = corpora.flat_map(|(corpus, (_, step))| corpus.into_iter().step_by(step));
    Ok(part.filter(|told| !judged.contains(&told.doc)).collect())
}

/// The sentences of documents, each once.
pub(crate) fn sentences(documents: &[Told], splitter: &Splitter) -> Vec<Lesson> {
    let (mut lessons, mut seen) = (Vec::new(), HashSet::new());
    let mut pieces = Pieces::default();
    for told in documents {
        for block in told.title.as_deref().into_iter().chain(told.text.split('\n')) {
            pieces.clear();
            splitter.split(block, Span::new(0, block.len() as u32), &mut pieces);
            let mut start = 0;
            for &end in &pieces.ends {
                let words = &pieces.words[start..end as usize];
                start = end as usize;
                let (Some(first), Some(last)) = (words.first(), words.last()) else { continue };
                let text = &block[first.start() as usize..last.end() as usize];
                if WORDS.contains(&words.len()) && seen.insert(text.to_owned()) {
                    let form = |word: &Span| block[word.start() as usize..word.end() as usize].to_owned();
                    lessons.push(Lesson { forms: words.iter().map(form).collect(), ..Lesson::default() });
                }
            }
        }
    }
    lessons
}

/// The documents that the records in a folder name.
fn judged(folder: &Path) -> Result<HashSet<String>> {
    let mut names = HashSet::new();
    let entries = fs::read_dir(folder).with_context(|| format!("{} cannot be read", folder.display()))?;
    for entry in entries {
        let path = entry?.path();
        if path.extension().is_none_or(|kind| kind != "jsonl") {
            continue;
        }
        for line in fs::read_to_string(&path)?.lines() {
            let record: Value = serde_json::from_str(line).with_context(|| path.display().to_string())?;
            names.extend(record["doc"].as_str().map(str::to_owned));
        }
    }
    Ok(names)
}
