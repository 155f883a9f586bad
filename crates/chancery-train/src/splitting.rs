//! How well words and sentences are found in raw text: the treebank's text is put together
//! again, split anew, and compared by positions.

use std::collections::BTreeSet;

use chancery_core::{
    grammar::split::{Pieces, Splitter},
    text::Span,
};

use crate::treebank::Sentence;

/// F1 of words and of sentences, in percent.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Score {
    pub(crate) words: f64,
    pub(crate) sentences: f64,
}

/// One paragraph: its text, the spans of its words and of its sentences.
#[derive(Default)]
struct Paragraph {
    text: String,
    words: BTreeSet<(u32, u32)>,
    sentences: BTreeSet<(u32, u32)>,
}

impl Paragraph {
    fn add(&mut self, sentence: &Sentence) {
        let begin = self.text.len() as u32;
        let mut end = begin;
        let mut hidden = 0;
        for (at, word) in sentence.words.iter().enumerate() {
            if hidden > 0 {
                hidden -= 1;
                continue;
            }
            // Words that are written as one: part for part where their letters are those written.
            let count = if word.written.is_some() { word.covers } else { 1 };
            let parts = &sentence.words[at..(at + count).min(sentence.words.len())];
            let joined: String = parts.iter().map(|part| part.form.as_str()).collect();
            let written = word.written.as_deref().unwrap_or(&joined);
            let mut start = self.text.len() as u32;
            self.text += written;
            end = self.text.len() as u32;
            if joined == written {
                for part in parts {
                    self.words.insert((start, start + part.form.len() as u32));
                    start += part.form.len() as u32;
                }
            } else {
                self.words.insert((start, end));
            }
            hidden = count - 1;
            if parts.last().is_some_and(|last| last.space_after) {
                self.text.push(' ');
            }
        }
        self.sentences.insert((begin, end));
    }
}

/// Splits the text of the sentences and compares.
pub(crate) fn score(sentences: &[Sentence], splitter: &Splitter, show: bool) -> Score {
    let mut paragraphs: Vec<Paragraph> = Vec::new();
    for sentence in sentences {
        if sentence.begins_paragraph || sentence.begins_document || paragraphs.is_empty() {
            paragraphs.push(Paragraph::default());
        }
        if let Some(last) = paragraphs.last_mut() {
            last.add(sentence);
        }
    }
    let mut counts = [[0_usize; 3]; 2];
    for paragraph in &paragraphs {
        let mut pieces = Pieces::default();
        let text = &paragraph.text;
        splitter.split(text, Span::new(0, text.len() as u32), &mut pieces);
        let words: BTreeSet<_> = pieces.words.iter().map(|word| (word.start(), word.end())).collect();
        let mut found = BTreeSet::new();
        let mut start = 0;
        for &end in &pieces.ends {
            found.insert((pieces.words[start].start(), pieces.words[end as usize - 1].end()));
            start = end as usize;
        }
        for (row, gold, found) in [(0, &paragraph.words, &words), (1, &paragraph.sentences, &found)] {
            counts[row][0] += gold.len();
            counts[row][1] += found.len();
            counts[row][2] += gold.intersection(found).count();
            if show {
                let quote = |span: &(u32, u32)| text[span.0 as usize..span.1 as usize].to_owned();
                let missed: Vec<_> = gold.difference(found).map(quote).collect();
                let wrong: Vec<_> = found.difference(gold).map(quote).collect();
                if !missed.is_empty() || !wrong.is_empty() {
                    println!("{} gold {missed:?}\n  found {wrong:?}", ["words", "sentences"][row]);
                }
            }
        }
    }
    let f1 = |[gold, found, both]: [usize; 3]| 200.0 * both as f64 / (gold + found).max(1) as f64;
    Score { words: f1(counts[0]), sentences: f1(counts[1]) }
}
