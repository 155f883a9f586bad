//! Sentences whose names are known: treebanks of names, and our own with names in brackets.

use std::{collections::HashMap, fs, path::Path};

use anyhow::{Context, Result};
use chancery_core::{
    grammar::{
        NameKind,
        names::KINDS,
        split::{Pieces, Splitter},
    },
    text::Span,
};

use crate::{
    lesson::{Dice, Lesson, labels},
    treebank::Sentence,
};

/// Reads a file with one word and its label a line (IOB2 with PER, LOC, ORG).
pub(crate) fn read_iob(path: &Path) -> Result<Vec<Lesson>> {
    let text = fs::read_to_string(path).with_context(|| format!("{} cannot be read", path.display()))?;
    let mut lessons = Vec::new();
    for block in text.split("\n\n") {
        let mut lesson = Lesson::default();
        let mut spans: Vec<(usize, usize, NameKind)> = Vec::new();
        let mut open = false;
        for line in block.lines() {
            if let Some(comment) = line.strip_prefix("# ") {
                if let Some(id) = comment.strip_prefix("sent_id = ") {
                    lesson.id = id.to_owned();
                }
                continue;
            }
            let mut fields = line.split('\t').skip(1);
            let (Some(form), Some(mark)) = (fields.next(), fields.next()) else { continue };
            let at = lesson.forms.len();
            lesson.forms.push(form.to_owned());
            let kind = match mark.get(2..) {
                Some("PER") => Some(NameKind::Person),
                Some("LOC") => Some(NameKind::Place),
                Some("ORG") => Some(NameKind::Organisation),
                _ => None,
            };
            match kind {
                Some(kind) if mark.starts_with("B-") => spans.push((at, at + 1, kind)),
                Some(_) if open => {
                    if let Some(last) = spans.last_mut() {
                        last.1 = at + 1;
                    }
                }
                _ => {}
            }
            open = kind.is_some();
        }
        lesson.labels = labels(lesson.forms.len(), spans);
        if !lesson.forms.is_empty() {
            lessons.push(lesson);
        }
    }
    Ok(lessons)
}

/// Gives the sentences of a treebank the names that `named` knows of them; what fits no sentence
/// word for word comes back.
pub(crate) fn join(sentences: &mut [Sentence], named: Vec<Lesson>) -> Vec<Lesson> {
    let places: HashMap<String, usize> =
        sentences.iter().enumerate().map(|(at, sentence)| (sentence.id.clone(), at)).collect();
    let mut left = Vec::new();
    for lesson in named {
        let fits = |sentence: &&mut Sentence| sentence.words.iter().map(|word| &word.form).eq(&lesson.forms);
        match places.get(&lesson.id).map(|&at| &mut sentences[at]).filter(fits) {
            Some(sentence) => sentence.labels = lesson.labels,
            None => left.push(lesson),
        }
    }
    left
}

/// A sentence of our own: its text in pieces, each with the kind of name it is, or none.
#[derive(Clone, Debug)]
pub(crate) struct Marked {
    pieces: Vec<(String, Option<NameKind>)>,
}

/// Reads our own sentences, one a line: names stand as `[P Anna Berg]`, `[L Oslo]`,
/// `[O Ministry of Trade]`; lines that begin with `#` are comments.
pub(crate) fn read_marked(path: &Path) -> Result<Vec<Marked>> {
    let text = fs::read_to_string(path).with_context(|| format!("{} cannot be read", path.display()))?;
    let mut sentences = Vec::new();
    for (number, line) in text.lines().enumerate() {
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let place = || format!("{}:{}", path.display(), number + 1);
        let (mut pieces, mut rest) = (Vec::new(), line);
        while let Some((before, inside)) = rest.split_once('[') {
            let (name, after) = inside.split_once(']').with_context(place)?;
            let (kind, name) = name.split_once(' ').with_context(place)?;
            let kind = kind_of(kind)
                .with_context(|| format!("{}: `{kind}` is no kind of name: use P, L or O", place()))?;
            pieces.push((before.to_owned(), None));
            pieces.push((name.to_owned(), Some(kind)));
            rest = after;
        }
        pieces.push((rest.to_owned(), None));
        sentences.push(Marked { pieces });
    }
    Ok(sentences)
}

/// The kind of name that a letter stands for in our own files.
pub(crate) fn kind_of(letter: &str) -> Option<NameKind> {
    match letter {
        "P" => Some(NameKind::Person),
        "L" => Some(NameKind::Place),
        "O" => Some(NameKind::Organisation),
        _ => None,
    }
}

/// A copy of each sentence in which four names of five are others of their kind, so that what stands
/// around a name teaches more than the name.
pub(crate) fn with_other_names(sentences: &[Marked]) -> Vec<Marked> {
    let pools = KINDS.map(|kind| {
        let pieces = sentences.iter().flat_map(|sentence| &sentence.pieces);
        let mut pool: Vec<&String> =
            pieces.filter(|piece| piece.1 == Some(kind)).map(|piece| &piece.0).collect();
        pool.sort_unstable();
        pool.dedup();
        pool
    });
    let mut dice = Dice(4711);
    let mut copies = sentences.to_vec();
    for (text, kind) in copies.iter_mut().flat_map(|copy| &mut copy.pieces) {
        if let Some(kind) = kind
            && dice.roll(5) > 0
        {
            let pool = &pools[*kind as usize];
            text.clone_from(pool[dice.roll(pool.len())]);
        }
    }
    copies
}

impl Marked {
    /// The sentence without marks.
    pub(crate) fn text(&self) -> String {
        self.pieces.iter().map(|(text, _)| text.as_str()).collect()
    }

    /// The sentence in words with labels.
    pub(crate) fn lesson(&self, splitter: &Splitter) -> Lesson {
        let plain = self.text();
        let (mut end, mut spans) = (0, Vec::new());
        for (text, kind) in &self.pieces {
            let start = end;
            end += text.len() as u32;
            spans.extend(kind.map(|kind| (Span::new(start, end), kind)));
        }
        let mut pieces = Pieces::default();
        splitter.split(&plain, Span::new(0, plain.len() as u32), &mut pieces);
        let words = &pieces.words;
        let form = |word: &Span| plain[word.start() as usize..word.end() as usize].to_owned();
        let names = spans.into_iter().filter_map(|(span, kind)| {
            let mut inside = (0..words.len()).filter(|&at| span.contains(words[at]));
            let first = inside.next()?;
            Some((first, inside.next_back().unwrap_or(first) + 1, kind))
        });
        Lesson {
            labels: labels(words.len(), names),
            forms: words.iter().map(form).collect(),
            ..Lesson::default()
        }
    }
}
