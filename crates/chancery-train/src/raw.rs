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
use serde_json::Value;

use crate::lesson::Lesson;

/// The corpora, with one document read of so many.
const CORPORA: [(&str, usize); 2] = [("kremlin-2000-2012.jsonl", 1), ("australia-1996-2018.jsonl.gz", 4)];

/// How many words a sentence may have: shorter ones teach nothing, longer ones are tables and lists.
const WORDS: std::ops::RangeInclusive<usize> = 3..=70;

/// The sentences of a part of the corpora, each once, without the documents that the records of
/// `records` are made of, since these judge the reader.
pub(crate) fn read(folder: &Path, records: &Path, splitter: &Splitter) -> Result<Vec<Lesson>> {
    let judged = documents(records)?;
    let (mut lessons, mut seen) = (Vec::new(), HashSet::new());
    let mut pieces = Pieces::default();
    for (name, step) in CORPORA {
        let path = folder.join(name);
        let file = File::open(&path).with_context(|| format!("{} cannot be read", path.display()))?;
        let bytes: Box<dyn Read> =
            if name.ends_with(".gz") { Box::new(MultiGzDecoder::new(file)) } else { Box::new(file) };
        for (line, number) in BufReader::new(bytes).lines().step_by(step).zip(1..) {
            let place = || format!("{}:{number}", path.display());
            let document: Value = serde_json::from_str(&line.with_context(place)?).with_context(place)?;
            let field = |name: &str| document[name].as_str().unwrap_or_default();
            if judged.contains(field("doc")) {
                continue;
            }
            for block in [field("title")].into_iter().chain(field("text").split('\n')) {
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
    }
    Ok(lessons)
}

/// The documents that the records in a folder name.
fn documents(folder: &Path) -> Result<HashSet<String>> {
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
