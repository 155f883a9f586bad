//! Sentences to learn from and to judge by: words, and what is known of their tags, tree and names.

use chancery_core::grammar::{
    NameKind, Rel, Tag,
    names::{OUTSIDE, Stand, label},
};

/// One sentence.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Lesson {
    /// The name of the sentence in its treebank; empty where it has none.
    pub(crate) id: String,
    /// The words as they stand.
    pub(crate) forms: Vec<String>,
    /// The tag and the head of each word; empty where nobody knows them.
    pub(crate) nodes: Vec<Node>,
    /// The label of each word's name, see `grammar::names`; empty where nobody knows them.
    pub(crate) labels: Vec<u8>,
}

/// What is known of a word in a tree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Node {
    /// Its parts of speech.
    pub(crate) tag: Tag,
    /// The number of its head in the sentence, from 0; the number of words at the root.
    pub(crate) head: u32,
    /// How it hangs on its head.
    pub(crate) rel: Rel,
}

/// The labels of a sentence of `count` words with these names: first word, end and kind of each.
pub(crate) fn labels(count: usize, names: impl IntoIterator<Item = (usize, usize, NameKind)>) -> Vec<u8> {
    let mut labels = vec![OUTSIDE; count];
    for (start, end, kind) in names {
        if end == start + 1 {
            labels[start] = label(kind, Stand::Alone);
            continue;
        }
        labels[start..end].fill(label(kind, Stand::Inside));
        labels[start] = label(kind, Stand::Begin);
        labels[end - 1] = label(kind, Stand::Last);
    }
    labels
}

/// Divides sentences into those to learn from and those to judge by, every fifth.
pub(crate) fn hold_back<T>(sentences: Vec<T>) -> (Vec<T>, Vec<T>) {
    let (mut kept, mut held) = (Vec::new(), Vec::new());
    for (at, sentence) in sentences.into_iter().enumerate() {
        if at % 5 == 4 { held.push(sentence) } else { kept.push(sentence) }
    }
    (kept, held)
}
