//! Sentences to learn from and to judge by: words, and what is known of their tags, tree and names.

use chancery_core::{
    grammar::{
        NameKind, Rel, Tag, Xpos,
        lemmas::Lemmas,
        names::{OUTSIDE, Stand, label, meaning},
    },
    text::fold::fold,
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
    /// The act that each word tells, see `records::ACTS`: 0 for none; empty where nobody knows them.
    pub(crate) acts: Vec<u8>,
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

/// A sentence told in the present, as headlines and chronicles tell what has happened: "Peru lifts the
/// ban" for "Peru lifted the ban"; none where nothing in it is past.
pub(crate) fn present(lesson: &Lesson, lemmas: &Lemmas) -> Option<Lesson> {
    let mut told = Lesson { id: String::new(), ..lesson.clone() };
    let mut lemma = String::new();
    let mut changed = false;
    for (word, node) in lesson.nodes.iter().enumerate().filter(|(_, node)| node.tag.xpos == Xpos::Vbd) {
        let form = fold(&lesson.forms[word]);
        if !lemmas.lemma(&form, Xpos::Vbd, &mut lemma) {
            lemma = form;
        }
        let many = has_many(&lesson.nodes, word, &lesson.forms);
        let form = match (lemma.as_str(), many) {
            ("be", true) => "are".to_owned(),
            ("be", false) => "is".to_owned(),
            ("have", false) => "has".to_owned(),
            (_, true) => lemma.clone(),
            (_, false) => third_person(&lemma),
        };
        let is_capital = lesson.forms[word].starts_with(|first: char| first.is_uppercase());
        told.forms[word] = if is_capital { form[..1].to_uppercase() + &form[1..] } else { form };
        told.nodes[word].tag = Tag { xpos: if many { Xpos::Vbp } else { Xpos::Vbz }, ..node.tag };
        changed = true;
    }
    changed.then_some(told)
}

/// True where the subject of a verb is more than one.
fn has_many(nodes: &[Node], verb: usize, forms: &[String]) -> bool {
    let below = |word: usize| (0..nodes.len()).filter(move |&at| nodes[at].head as usize == word);
    // "met and agreed": the subject of the first verb.
    let verbs = std::iter::successors(Some(verb), |&at| {
        let joined = matches!(nodes[at].rel, Rel::Conj | Rel::Aux | Rel::AuxPass | Rel::Cop);
        Some(nodes[at].head as usize).filter(|&head| joined && head < nodes.len())
    });
    let subject = verbs.take(nodes.len()).find_map(|verb| below(verb).find(|&at| nodes[at].rel.is_subject()));
    let Some(mut subject) = subject else { return false };
    // "the ministers who met".
    if matches!(nodes[subject].tag.xpos, Xpos::Wp | Xpos::Wdt) {
        let clause = nodes[subject].head as usize;
        subject = Some(nodes[clause].head as usize).filter(|&noun| noun < nodes.len()).unwrap_or(subject);
    }
    matches!(nodes[subject].tag.xpos, Xpos::Nns | Xpos::Nnps)
        || below(subject).any(|at| nodes[at].rel == Rel::Conj)
        || matches!(fold(&forms[subject]).as_str(), "i" | "we" | "you" | "they" | "these" | "those" | "both")
}

/// "lifts", "watches", "carries".
fn third_person(lemma: &str) -> String {
    let hisses = ["s", "x", "z", "ch", "sh", "o"].iter().any(|end| lemma.ends_with(end));
    match lemma.strip_suffix('y').filter(|stem| !stem.ends_with(['a', 'e', 'i', 'o', 'u'])) {
        Some(stem) => format!("{stem}ies"),
        None if hisses => format!("{lemma}es"),
        None => format!("{lemma}s"),
    }
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
    use chancery_core::grammar::Upos;

    use super::*;

    #[test]
    fn the_past_is_told_in_the_present() {
        let node = |xpos, head, rel| Node { tag: Tag { upos: Upos::X, xpos, order: false }, head, rel };
        let lesson = Lesson {
            forms: ["Ministers", "met", "and", "carried", "on"].map(str::to_owned).to_vec(),
            nodes: vec![
                node(Xpos::Nns, 1, Rel::Nsubj),
                node(Xpos::Vbd, 5, Rel::Root),
                node(Xpos::Cc, 3, Rel::Cc),
                node(Xpos::Vbd, 1, Rel::Conj),
                node(Xpos::Rp, 3, Rel::CompoundPrt),
            ],
            ..Lesson::default()
        };
        let lemmas = Lemmas::read(b"lemmas 1\nVBD\t^met\t2\teet\nVBD\tied\t3\ty\n").unwrap();
        let told = present(&lesson, &lemmas).unwrap();
        assert_eq!(told.forms, ["Ministers", "meet", "and", "carry", "on"]);
        let mut one = lesson;
        one.nodes[0].tag.xpos = Xpos::Nn;
        assert_eq!(present(&one, &lemmas).unwrap().forms[1..4], ["meets", "and", "carries"]);
        assert_eq!(present(&told, &lemmas), None);
    }

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
