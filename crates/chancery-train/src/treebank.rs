//! Treebanks in CoNLL-U: sentences of words with tags and heads.

use std::{fs, path::Path};

use anyhow::{Context, Result, bail};
use chancery_core::grammar::{Rel, Tag, Upos, Xpos, names::OUTSIDE};

use crate::{
    entities,
    lesson::{Lesson, Node, labels},
};

/// One word.
#[derive(Clone, Debug)]
pub(crate) struct Word {
    /// The word as the treebank reads it.
    pub(crate) form: String,
    /// Its dictionary form.
    pub(crate) lemma: String,
    /// Its parts of speech.
    pub(crate) tag: Tag,
    /// The number of its head; the number of words at the root.
    pub(crate) head: u32,
    /// How it hangs on its head.
    pub(crate) rel: Rel,
    /// The word as it is written, where the treebank writes two words as one; it then stands with
    /// the first of them only.
    pub(crate) written: Option<String>,
    /// How many words are written as this one.
    pub(crate) covers: usize,
    /// True where a space follows.
    pub(crate) space_after: bool,
    /// What GUM's layer of entities says of it; see [`entities`].
    pub(crate) entity: String,
}

/// One sentence.
#[derive(Clone, Debug, Default)]
pub(crate) struct Sentence {
    /// Its name in the treebank.
    pub(crate) id: String,
    /// Its words.
    pub(crate) words: Vec<Word>,
    /// True of the first of a paragraph.
    pub(crate) begins_paragraph: bool,
    /// True of the first of a document.
    pub(crate) begins_document: bool,
    /// The label of each word's name; empty where nobody knows them.
    pub(crate) labels: Vec<u8>,
}

impl Sentence {
    /// The sentence as a headline: words capitalised but for the small ones, without full stop.
    pub(crate) fn headline(&self) -> Sentence {
        let mut headline = self.clone();
        headline.id.push_str("-headline");
        let count = headline.words.len() as u32;
        let leaf = |sentence: &Sentence| sentence.words.iter().all(|other| other.head != count - 1);
        let outside = headline.labels.last().is_none_or(|label| *label == OUTSIDE);
        if headline.words.last().is_some_and(|last| last.form == ".")
            && leaf(&headline)
            && outside
            && count > 1
        {
            headline.words.pop();
            headline.labels.pop();
            for word in &mut headline.words {
                word.head = word.head.min(count - 1);
            }
        }
        for word in &mut headline.words {
            let small =
                matches!(word.tag.upos, Upos::Adp | Upos::Det | Upos::Cconj | Upos::Part | Upos::Punct);
            if let Some(first) = word.form.chars().next().filter(|_| !small) {
                word.form = first.to_uppercase().chain(word.form.chars().skip(1)).collect();
            }
        }
        headline
    }

    /// Labels the names as GUM's layer of entities has them.
    pub(crate) fn label(&mut self) {
        self.labels = labels(self.words.len(), entities::names(&self.words));
    }

    /// The sentence as it is learned from.
    pub(crate) fn lesson(&self) -> Lesson {
        let node = |word: &Word| Node { tag: word.tag, head: word.head, rel: word.rel };
        Lesson {
            id: self.id.clone(),
            forms: self.words.iter().map(|word| word.form.clone()).collect(),
            nodes: self.words.iter().map(node).collect(),
            labels: self.labels.clone(),
            acts: Vec::new(),
        }
    }
}

/// Reads one file.
pub(crate) fn read(path: &Path) -> Result<Vec<Sentence>> {
    let text = fs::read_to_string(path).with_context(|| format!("{} cannot be read", path.display()))?;
    let mut sentences = Vec::new();
    let mut sentence = Sentence::default();
    let mut range: Option<(u32, String, bool)> = None;
    for (number, line) in text.lines().enumerate() {
        let place = || format!("{}:{}", path.display(), number + 1);
        if line.is_empty() {
            if !sentence.words.is_empty() {
                finish(&mut sentence);
                sentences.push(std::mem::take(&mut sentence));
            }
            continue;
        }
        if let Some(comment) = line.strip_prefix("# ") {
            if comment.starts_with("newdoc") {
                sentence.begins_document = true;
            } else if comment.starts_with("newpar") {
                sentence.begins_paragraph = true;
            } else if let Some(id) = comment.strip_prefix("sent_id = ") {
                sentence.id = id.to_owned();
            }
            continue;
        }
        let fields: Vec<&str> = line.split('\t').collect();
        let [id, form, lemma, upos, xpos, features, head, rel, _, misc] = fields[..] else {
            bail!("{}: a line has ten fields", place());
        };
        let space_after = !misc.split('|').any(|item| item == "SpaceAfter=No");
        if id.contains('.') {
            continue;
        }
        if let Some((_, last)) = id.split_once('-') {
            range = Some((last.parse().with_context(place)?, form.to_owned(), space_after));
            continue;
        }
        let number: u32 = id.parse().with_context(place)?;
        let mut word = Word {
            form: form.to_owned(),
            lemma: lemma.to_owned(),
            tag: Tag {
                upos: Upos::from_label(upos).with_context(place)?,
                xpos: Xpos::from_label(xpos).unwrap_or(Xpos::Xx),
                order: xpos == "VB" && features.contains("Mood=Imp"),
            },
            head: head.parse::<u32>().with_context(place)?,
            rel: Rel::from_treebank(rel).with_context(place)?,
            written: None,
            covers: 1,
            space_after,
            entity: misc
                .split('|')
                .find_map(|item| item.strip_prefix("Entity="))
                .unwrap_or_default()
                .to_owned(),
        };
        if let Some((last, written, space)) = &mut range {
            if !written.is_empty() {
                word.covers = (*last + 1 - number) as usize;
                word.written = Some(std::mem::take(written));
            }
            word.space_after = number == *last && *space;
            if number == *last {
                range = None;
            }
        }
        sentence.words.push(word);
    }
    if !sentence.words.is_empty() {
        finish(&mut sentence);
        sentences.push(sentence);
    }
    Ok(sentences)
}

/// Brings heads to counting from zero and marks agents of passives.
fn finish(sentence: &mut Sentence) {
    let count = sentence.words.len() as u32;
    for word in &mut sentence.words {
        word.head = if word.head == 0 { count } else { word.head - 1 };
    }
    // Older treebanks have no `obl:agent`: an oblique with "by" under a past participle is one.
    for at in 0..sentence.words.len() {
        let head = sentence.words[at].head;
        if sentence.words[at].rel == Rel::Obl
            && sentence.words.get(head as usize).is_some_and(|head| head.tag.xpos == Xpos::Vbn)
            && sentence
                .words
                .iter()
                .any(|child| child.head == at as u32 && child.rel == Rel::Case && child.form == "by")
        {
            sentence.words[at].rel = Rel::OblAgent;
        }
    }
}
