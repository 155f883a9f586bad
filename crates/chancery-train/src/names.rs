//! Trains the namer: on treebanks with names, and on our own sentences with names in brackets.

use std::{collections::HashMap, fmt, fs, path::Path};

use anyhow::{Context, Result, bail};
use chancery_core::{
    grammar::{
        NameKind, Rel,
        look::{Clusters, Look},
        names::{
            FEATURES, KINDS, Known, LABELS, Namer, OUTSIDE, Stand, features, follows, hints, label, meaning,
        },
        parser::{Parser, State},
        split::{Pieces, Splitter},
        tagger::Tagger,
    },
    lexicon::{Sym, Vocabulary, World},
    text::{Span, fold::fold},
};

use crate::learn::{Dice, Learner, Weights};

/// A sentence with names, ready to learn from.
#[derive(Clone, Debug, Default)]
pub(crate) struct Example {
    pub(crate) id: String,
    forms: Vec<String>,
    looks: Vec<Look>,
    pub(crate) tags: Vec<u8>,
    heads: Vec<u32>,
    rels: Vec<Rel>,
    hints: Vec<u8>,
    labels: Vec<u8>,
}

/// What names are found with.
pub(crate) struct Base<'a> {
    pub(crate) clusters: &'a Clusters,
    pub(crate) tagger: &'a Tagger,
    pub(crate) parser: &'a Parser,
    pub(crate) world: &'a World,
    pub(crate) vocabulary: &'a Vocabulary,
}

impl Base<'_> {
    /// Looks at the words of an example, tags them unless they have tags, and parses them.
    pub(crate) fn prepare(&self, example: &mut Example) {
        let folded: Vec<String> = example.forms.iter().map(|form| fold(form)).collect();
        example.looks =
            example.forms.iter().zip(&folded).map(|(form, folded)| Look::new(form, folded)).collect();
        for look in &mut example.looks {
            look.cluster = self.clusters.cluster(look.word);
        }
        if example.tags.len() != example.forms.len() {
            example.tags.clear();
            self.tagger.tag(&example.looks, &mut example.tags);
        }
        let mut state = State::default();
        state.begin(&example.looks, &example.tags, |tag| self.tagger.classes()[usize::from(tag)].upos);
        self.parser.parse(&mut state);
        for at in 0..example.forms.len() as u32 {
            let (head, rel) = state.arc(at);
            example.heads.push(head);
            example.rels.push(Rel::ALL[usize::from(rel)]);
        }
        let unknown = Sym(self.vocabulary.len());
        let syms: Vec<Sym> = folded.iter().map(|form| self.vocabulary.get(form).unwrap_or(unknown)).collect();
        hints(self.world, &syms, &example.looks, &mut example.hints);
    }
}

fn known<'a>(example: &'a Example, tagger: &'a Tagger) -> Known<'a> {
    Known {
        looks: &example.looks,
        tags: &example.tags,
        classes: tagger.classes(),
        heads: &example.heads,
        rels: &example.rels,
        hints: &example.hints,
    }
}

/// Brings spans of words to labels.
fn fill(labels: &mut [u8], start: usize, end: usize, kind: NameKind) {
    if end == start + 1 {
        labels[start] = label(kind, Stand::Alone);
        return;
    }
    labels[start..end].fill(label(kind, Stand::Inside));
    labels[start] = label(kind, Stand::Begin);
    labels[end - 1] = label(kind, Stand::Last);
}

/// Reads a file with one word and its label a line (IOB2 with PER, LOC, ORG).
pub(crate) fn read_iob(path: &Path) -> Result<Vec<Example>> {
    let text = fs::read_to_string(path).with_context(|| format!("{} cannot be read", path.display()))?;
    let mut examples = Vec::new();
    for block in text.split("\n\n") {
        let mut example = Example::default();
        let mut spans: Vec<(usize, usize, NameKind)> = Vec::new();
        let mut open = false;
        for line in block.lines() {
            if let Some(comment) = line.strip_prefix("# ") {
                if let Some(id) = comment.strip_prefix("sent_id = ") {
                    example.id = id.to_owned();
                }
                continue;
            }
            let mut fields = line.split('\t').skip(1);
            let (Some(form), Some(mark)) = (fields.next(), fields.next()) else { continue };
            let at = example.forms.len();
            example.forms.push(form.to_owned());
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
        example.labels = vec![OUTSIDE; example.forms.len()];
        for (start, end, kind) in spans {
            fill(&mut example.labels, start, end, kind);
        }
        if !example.forms.is_empty() {
            examples.push(example);
        }
    }
    Ok(examples)
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
            let kind = match kind {
                "P" => NameKind::Person,
                "L" => NameKind::Place,
                "O" => NameKind::Organisation,
                _ => bail!("{}: `{kind}` is no kind of name: use P, L or O", place()),
            };
            pieces.push((before.to_owned(), None));
            pieces.push((name.to_owned(), Some(kind)));
            rest = after;
        }
        pieces.push((rest.to_owned(), None));
        sentences.push(Marked { pieces });
    }
    Ok(sentences)
}

/// Copies of the sentences in which most names are others of their kind, so that what stands
/// around a name teaches more than the name.
pub(crate) fn with_other_names(sentences: &[Marked], times: usize) -> Vec<Marked> {
    let mut dice = Dice(4711);
    let pools = KINDS.map(|kind| {
        let mut pool: Vec<&String> = sentences
            .iter()
            .flat_map(|sentence| &sentence.pieces)
            .filter(|piece| piece.1 == Some(kind))
            .map(|piece| &piece.0)
            .collect();
        pool.sort_unstable();
        pool.dedup();
        pool
    });
    let mut copies = Vec::new();
    for sentence in std::iter::repeat_n(sentences, times).flatten() {
        let mut copy = sentence.clone();
        for (text, kind) in &mut copy.pieces {
            if let Some(kind) = kind
                && dice.chance(0.8)
            {
                let pool = &pools[*kind as usize];
                text.clone_from(pool[(dice.roll() % pool.len() as u64) as usize]);
            }
        }
        copies.push(copy);
    }
    copies
}

impl Marked {
    /// The sentence in words with labels.
    pub(crate) fn example(&self, splitter: &Splitter) -> Example {
        let (mut plain, mut spans) = (String::new(), Vec::new());
        for (text, kind) in &self.pieces {
            let start = plain.len() as u32;
            plain += text;
            if let Some(kind) = kind {
                spans.push((Span::new(start, plain.len() as u32), *kind));
            }
        }
        let mut pieces = Pieces::default();
        splitter.split(&plain, Span::new(0, plain.len() as u32), &mut pieces);
        let mut example = Example::default();
        for word in &pieces.words {
            example.forms.push(plain[word.start() as usize..word.end() as usize].to_owned());
        }
        example.labels = vec![OUTSIDE; example.forms.len()];
        for (span, kind) in spans {
            let mut inside = (0..pieces.words.len()).filter(|&at| span.contains(pieces.words[at]));
            if let Some(first) = inside.next() {
                fill(&mut example.labels, first, inside.next_back().unwrap_or(first) + 1, kind);
            }
        }
        example
    }
}

/// Gives examples the tags that their sentences already have, by the sentences' names.
pub(crate) fn take_tags(examples: &mut [Example], tags: &HashMap<&str, &[u8]>) {
    for example in examples {
        if let Some(tags) = tags.get(example.id.as_str()).filter(|tags| tags.len() == example.forms.len()) {
            example.tags = tags.to_vec();
        }
    }
}

/// What to aim for when the right label cannot follow what was said before.
fn aim(right: u8, before: u8, ends: bool) -> u8 {
    if follows(before, right, ends) {
        return right;
    }
    let shifted = meaning(right).map(|(kind, stand)| match stand {
        Stand::Inside | Stand::Begin => label(kind, Stand::Begin),
        Stand::Last | Stand::Alone => label(kind, Stand::Alone),
    });
    let closing = meaning(before).map(|(kind, _)| label(kind, Stand::Last));
    [shifted, closing, Some(OUTSIDE)]
        .into_iter()
        .flatten()
        .find(|&next| follows(before, next, ends))
        .unwrap_or(OUTSIDE)
}

/// Learns from examples, each as often in a round as `times` says.
pub(crate) fn train(examples: &[&Example], tagger: &Tagger, epochs: usize, seed: u64) -> Weights {
    let mut learner = Learner::default();
    let mut dice = Dice(seed);
    let mut order: Vec<usize> = (0..examples.len()).collect();
    let mut list = [0; FEATURES];
    let mut labels = Vec::new();
    for epoch in 0..epochs {
        dice.shuffle(&mut order);
        for &at in &order {
            let example = examples[at];
            let known = known(example, tagger);
            labels.clear();
            let count = example.labels.len();
            for at in 0..count {
                features(&known, &labels, at, &mut list);
                let mut scores = [0.0; 256];
                learner.score(&list, &mut scores);
                learner.tick();
                let before = labels.last().copied().unwrap_or(OUTSIDE);
                let ends = at + 1 == count;
                let right = aim(example.labels[at], before, ends);
                let rival = (0..LABELS as u8)
                    .filter(|&next| next != right && follows(before, next, ends))
                    .max_by(|&a, &b| scores[usize::from(a)].total_cmp(&scores[usize::from(b)]));
                let mut said = right;
                if let Some(rival) = rival {
                    if scores[usize::from(right)] < scores[usize::from(rival)] + 1.0 {
                        learner.update(&list, usize::from(right), usize::from(rival));
                    }
                    if scores[usize::from(rival)] >= scores[usize::from(right)] && epoch > 0 {
                        said = rival;
                    }
                }
                labels.push(said);
            }
        }
    }
    learner.averaged()
}

/// The file of the weights.
pub(crate) fn write(weights: &Weights) -> Vec<u8> {
    Namer::write(&weights.table(2, 120_000))
}

fn spans(labels: &[u8]) -> Vec<(usize, usize, u8)> {
    let mut spans = Vec::new();
    let mut start = 0;
    for (at, &label) in labels.iter().enumerate() {
        let Some((kind, stand)) = meaning(label) else { continue };
        if matches!(stand, Stand::Begin | Stand::Alone) {
            start = at;
        }
        if matches!(stand, Stand::Last | Stand::Alone) {
            spans.push((start, at, kind as u8));
        }
    }
    spans
}

/// How many names there are, were found, and were found rightly: of each kind, then of all.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Accuracy([[usize; 3]; 4]);

impl Accuracy {
    /// F1 of all names, in percent.
    #[cfg(test)]
    pub(crate) fn all(&self) -> f64 {
        let [gold, found, both] = self.0[3];
        200.0 * both as f64 / (gold + found).max(1) as f64
    }
}

impl fmt::Display for Accuracy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (row, name) in [(3, "all"), (0, "persons"), (1, "places"), (2, "organisations")] {
            let [gold, found, both] = self.0[row].map(|count| count as f64);
            let f1 = 200.0 * both / (gold + found).max(1.0);
            let (precision, recall) = (100.0 * both / found.max(1.0), 100.0 * both / gold.max(1.0));
            write!(f, "{name} {f1:.1} (P {precision:.1} R {recall:.1}) ")?;
        }
        Ok(())
    }
}

/// Compares whole names with those that are marked.
pub(crate) fn accuracy(namer: &Namer, tagger: &Tagger, examples: &[Example]) -> Accuracy {
    let mut accuracy = Accuracy::default();
    for example in examples {
        let mut labels = Vec::new();
        namer.label(&known(example, tagger), &mut labels);
        let (gold, found) = (spans(&example.labels), spans(&labels));
        for span in &gold {
            for row in [3, usize::from(span.2)] {
                accuracy.0[row][0] += 1;
                accuracy.0[row][2] += usize::from(found.contains(span));
            }
        }
        for span in &found {
            for row in [3, usize::from(span.2)] {
                accuracy.0[row][1] += 1;
            }
        }
    }
    accuracy
}
