//! Sentences to learn from and to judge by: words, and what is known of their tags, tree and names.

use chancery_core::grammar::{
    NameKind, Rel, Tag,
    names::{OUTSIDE, Stand, label, meaning},
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

/// The names of a sentence with these labels: first word, end and kind of each.
pub(crate) fn spans(labels: &[u8]) -> Vec<(usize, usize, NameKind)> {
    let mut spans = Vec::new();
    let mut start = 0;
    for (at, &label) in labels.iter().enumerate() {
        let Some((kind, stand)) = meaning(label) else { continue };
        if matches!(stand, Stand::Begin | Stand::Alone) {
            start = at;
        }
        if matches!(stand, Stand::Last | Stand::Alone) {
            spans.push((start, at + 1, kind));
        }
    }
    spans
}

/// Copies of sentences with names: every third with four names of five replaced by others of their
/// kind, without its tree, and every sixth in small letters.
pub(crate) fn varied(lessons: &[Lesson]) -> Vec<Lesson> {
    let named: Vec<&Lesson> =
        lessons.iter().filter(|lesson| lesson.labels.iter().any(|&label| label != OUTSIDE)).collect();
    let mut pools: [Vec<&[String]>; 3] = Default::default();
    for lesson in &named {
        for (start, end, kind) in spans(&lesson.labels) {
            pools[kind as usize].push(&lesson.forms[start..end]);
        }
    }
    for pool in &mut pools {
        pool.sort_unstable();
        pool.dedup();
    }
    let mut dice = Dice(815);
    let mut copies = Vec::new();
    for lesson in named.iter().step_by(3) {
        let (mut forms, mut names, mut last) = (Vec::new(), Vec::new(), 0);
        for (start, end, kind) in spans(&lesson.labels) {
            forms.extend_from_slice(&lesson.forms[last..start]);
            let pool = &pools[kind as usize];
            let name = if dice.roll(5) > 0 { pool[dice.roll(pool.len())] } else { &lesson.forms[start..end] };
            names.push((forms.len(), forms.len() + name.len(), kind));
            forms.extend_from_slice(name);
            last = end;
        }
        forms.extend_from_slice(&lesson.forms[last..]);
        copies.push(Lesson { labels: labels(forms.len(), names), forms, ..Lesson::default() });
    }
    copies.extend(named.iter().skip(1).step_by(6).map(|&lesson| Lesson {
        forms: lesson.forms.iter().map(|form| form.to_lowercase()).collect(),
        ..lesson.clone()
    }));
    copies
}

/// Random numbers from a seed (splitmix64), the same in every run.
pub(crate) struct Dice(pub(crate) u64);

impl Dice {
    /// A number below `sides`.
    pub(crate) fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut value = self.0;
        value = (value ^ value >> 30).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        value = (value ^ value >> 27).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((value ^ value >> 31) % sides as u64) as usize
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn copies_have_other_names_or_small_letters() {
        let lesson = |person: &[&str], place: &str| {
            let mut forms: Vec<String> = person.iter().map(|&form| form.to_owned()).collect();
            let end = forms.len();
            forms.extend(["left", place].map(str::to_owned));
            let names = [(0, end, NameKind::Person), (end + 1, end + 2, NameKind::Place)];
            Lesson { labels: labels(forms.len(), names), forms, ..Lesson::default() }
        };
        let lessons = [lesson(&["Anna", "Berg"], "Oslo"), lesson(&["Tusk"], "Lima"), Lesson::default()];
        let copies = varied(&lessons);
        let [other, small] = copies.as_slice() else { panic!("two copies, not {}", copies.len()) };
        let kinds =
            |lesson: &Lesson| spans(&lesson.labels).into_iter().map(|name| name.2).collect::<Vec<_>>();
        assert_eq!(kinds(other), [NameKind::Person, NameKind::Place]);
        assert_eq!(other.forms.len(), other.labels.len());
        assert!(other.forms.contains(&"left".to_owned()));
        assert_eq!(small.forms, ["tusk", "left", "lima"]);
        assert_eq!(small.labels, lessons[1].labels);
    }
}
