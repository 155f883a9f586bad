//! The network that reads sentences: parts of speech, heads, relations and names in one pass.
//!
//! Words become rows of numbers, by their form, their beginning and endings, their shape and what
//! the lexicon knows of them. A few layers of convolutions, each looking further to both sides
//! (dilated: Strubell and others 2017), let every word know its neighbourhood. From there on each
//! answer is one step away: the class of a word, the place it has in a name, how well each other
//! word would do as its head (biaffine: Dozat and Manning 2017), and the relation to the head that
//! was chosen. `crates/chancery-train` trains it.
//!
//! Weights have eight bits; products are of whole numbers, and the few sums of fractions have a
//! fixed order: so the same text gives the same trees on every machine.

use std::fmt;

use super::{
    look::{Look, PARTS},
    names::{FOLLOWS, LABELS, OUTSIDE, ends},
    product::{Columns, NOUGHT, Norm, Packed, STEPS, add_larger, add_rows, scaled},
    tags::{Rel, Tag, Upos, Xpos},
    tree::Trees,
};

/// What every file of weights begins with.
pub const MARK: &[u8; 8] = b"CHnet001";

/// Shapes of words and values of hints that have rows.
const SHAPES: usize = 32;
const HINTS: usize = 64;
/// Steps of distance between a word and its head: as many to each side, and one for none.
const DISTANCES: usize = 33;

/// The weights cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Damaged;

impl fmt::Display for Damaged {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the weights are cut short or of another version: restore the file or train it anew")
    }
}

impl std::error::Error for Damaged {}

/// Reads numbers from the bytes of a file of weights.
struct Bytes<'a> {
    rest: &'a [u8],
}

impl<'a> Bytes<'a> {
    fn norm(&mut self, width: usize) -> Result<Norm, Damaged> {
        Ok(Norm { scale: self.fractions(width)?, shift: self.fractions(width)? })
    }

    fn take(&mut self, count: usize) -> Result<&'a [u8], Damaged> {
        let (taken, rest) = self.rest.split_at_checked(count).ok_or(Damaged)?;
        self.rest = rest;
        Ok(taken)
    }

    fn number(&mut self) -> Result<usize, Damaged> {
        let &bytes = self.take(4)?.first_chunk().ok_or(Damaged)?;
        Ok(u32::from_le_bytes(bytes) as usize)
    }

    /// A number that must lie in bounds, so that a damaged file asks for no memory.
    fn size(&mut self, most: usize) -> Result<usize, Damaged> {
        self.number().and_then(|number| if (1..=most).contains(&number) { Ok(number) } else { Err(Damaged) })
    }

    fn text(&mut self) -> Result<&'a str, Damaged> {
        let length = self.number()?;
        std::str::from_utf8(self.take(length)?).map_err(|_| Damaged)
    }

    fn words(&mut self, count: usize) -> Result<impl Iterator<Item = u32> + use<'a>, Damaged> {
        let bytes = self.take(count.checked_mul(4).ok_or(Damaged)?)?;
        Ok(bytes.as_chunks::<4>().0.iter().map(|&four| u32::from_le_bytes(four)))
    }

    fn fractions(&mut self, count: usize) -> Result<Vec<f32>, Damaged> {
        Ok(self.words(count)?.map(f32::from_bits).collect())
    }

    /// Columns of fractions.
    fn columns(&mut self, count: usize, height: usize) -> Result<Columns, Damaged> {
        let mut columns = Columns::default();
        columns.fill(&self.fractions(count.checked_mul(height).ok_or(Damaged)?)?, height);
        Ok(columns)
    }
}

/// A table with a row of numbers for each value.
#[derive(Clone, Debug, Default)]
struct Rows {
    weights: Vec<i8>,
    scales: Vec<f32>,
}

impl Rows {
    fn read(bytes: &mut Bytes, count: usize, width: usize) -> Result<Rows, Damaged> {
        let weights = bytes.take(count.checked_mul(width).ok_or(Damaged)?)?;
        Ok(Rows {
            weights: weights.iter().map(|&byte| byte.cast_signed()).collect(),
            scales: bytes.fractions(count)?,
        })
    }

    /// The row of a value and its scale.
    fn row(&self, value: usize) -> (&[i8], f32) {
        let width = self.weights.len() / self.scales.len();
        (&self.weights[value * width..][..width], self.scales[value])
    }
}

/// Weights with a scale and a shift an output.
#[derive(Clone, Debug, Default)]
struct Matrix {
    weights: Packed,
    scales: Vec<f32>,
    shifts: Vec<f32>,
}

impl Matrix {
    fn read(bytes: &mut Bytes, outputs: usize, width: usize) -> Result<Matrix, Damaged> {
        let weights = bytes.take(outputs.checked_mul(width).ok_or(Damaged)?)?;
        let weights: Vec<i8> = weights.iter().map(|&byte| byte.cast_signed()).collect();
        Ok(Matrix {
            weights: Packed::new(&weights, width),
            // What comes in counts in steps.
            scales: bytes.fractions(outputs)?.into_iter().map(|scale| scale / STEPS).collect(),
            shifts: bytes.fractions(outputs)?,
        })
    }
}

/// One layer: each word looks at itself and at the words `reach` before and behind it.
#[derive(Clone, Debug, Default)]
struct Layer {
    reach: usize,
    norm: Norm,
    matrix: Matrix,
}

/// The trained network.
#[derive(Clone, Debug, Default)]
pub struct Network {
    classes: Vec<Tag>,
    /// How many numbers a word has.
    width: usize,
    /// Open addressing: the hash of a word and its row, 0 for empty.
    words: Vec<(u32, u32)>,
    word_rows: Rows,
    part_rows: [Rows; 4],
    shape_rows: Rows,
    hint_rows: Rows,
    first: Norm,
    layers: Vec<Layer>,
    last: Norm,
    heads: Matrix,
    /// How many numbers a word has when it is weighed as head or under one, and for its relation.
    arc: usize,
    rel: usize,
    arc_matrix: Columns,
    arc_shift: Vec<f32>,
    /// The number of the step of each distance.
    distances: Vec<u8>,
    /// Which relation each output is, and its weights.
    rels: Vec<Rel>,
    rel_matrix: Columns,
    rel_shift: Vec<f32>,
}

/// What the network says of one sentence, and its buffers.
#[derive(Clone, Debug, Default)]
pub struct Reading {
    /// The class of each word, see [`Network::classes`].
    pub tags: Vec<u8>,
    /// The head of each word, counted in the sentence; the number of words at the root.
    pub heads: Vec<u32>,
    /// The relation of each word to its head.
    pub rels: Vec<Rel>,
    /// The label of each word, see [`super::names`].
    pub labels: Vec<u8>,
    rows: Vec<f32>,
    row: Vec<f32>,
    inputs: Vec<u8>,
    windows: Vec<u8>,
    sums: Vec<i32>,
    outputs: Vec<f32>,
    scores: Vec<f32>,
    arcs: Vec<f32>,
    roots: Vec<f32>,
    unders: Vec<f32>,
    overs: Vec<f32>,
    columns: Columns,
    trees: Trees,
    path: Vec<[u8; LABELS]>,
}

impl Network {
    /// Reads the weights.
    ///
    /// # Errors
    /// [`Damaged`] where they are not such weights.
    pub fn read(bytes: &[u8]) -> Result<Network, Damaged> {
        let mut bytes = Bytes { rest: bytes.strip_prefix(MARK).ok_or(Damaged)? };
        let mut network = Network::default();
        for line in bytes.text()?.lines() {
            let mut parts = line.split(' ');
            let upos = parts.next().and_then(Upos::from_label).ok_or(Damaged)?;
            let xpos = parts.next().and_then(Xpos::from_label).ok_or(Damaged)?;
            network.classes.push(Tag { upos, xpos, order: parts.next().is_some() });
        }
        if network.classes.is_empty() || network.classes.len() > 255 {
            return Err(Damaged);
        }
        let rels: Option<Vec<Rel>> = bytes.text()?.lines().map(Rel::from_label).collect();
        network.rels = rels.filter(|rels| rels.iter().any(|&rel| rel != Rel::Root)).ok_or(Damaged)?;
        let width = bytes.size(1024)?;
        if width % 4 != 0 {
            return Err(Damaged);
        }
        network.width = width;
        (network.arc, network.rel) = (bytes.size(1024)?, bytes.size(1024)?);
        let layers = bytes.size(32)?;
        let count = bytes.size(1 << 20)?;
        network.words = vec![(0, 0); (count * 2).next_power_of_two()];
        for (at, hash) in bytes.words(count - 1)?.enumerate() {
            let slot = network.slot(hash);
            network.words[slot] = (hash, at as u32 + 1);
        }
        network.word_rows = Rows::read(&mut bytes, count, width)?;
        for (rows, count) in network.part_rows.iter_mut().zip(PARTS) {
            *rows = Rows::read(&mut bytes, count as usize, width)?;
        }
        network.shape_rows = Rows::read(&mut bytes, SHAPES, width)?;
        network.hint_rows = Rows::read(&mut bytes, HINTS, width)?;
        network.first = bytes.norm(width)?;
        for _ in 0..layers {
            let reach = bytes.size(64)?;
            let norm = bytes.norm(width)?;
            let matrix = Matrix::read(&mut bytes, 2 * width, 3 * width)?;
            network.layers.push(Layer { reach, norm, matrix });
        }
        network.last = bytes.norm(width)?;
        let outputs = network.classes.len() + LABELS + 2 * network.arc + DISTANCES + 1 + 2 * network.rel;
        network.heads = Matrix::read(&mut bytes, outputs, width)?;
        network.arc_matrix = bytes.columns(network.arc, network.arc)?;
        network.arc_shift = bytes.fractions(network.arc)?;
        network.distances = bytes.take(512)?.to_vec();
        if network.distances.iter().any(|&step| usize::from(step) > DISTANCES / 2) {
            return Err(Damaged);
        }
        network.rel_matrix = bytes.columns(network.rels.len(), network.rel)?;
        network.rel_shift = bytes.fractions(network.rels.len())?;
        if bytes.rest.is_empty() { Ok(network) } else { Err(Damaged) }
    }

    /// The classes of words, by number.
    #[must_use]
    pub fn classes(&self) -> &[Tag] {
        &self.classes
    }

    fn slot(&self, hash: u32) -> usize {
        let mask = self.words.len() - 1;
        let mut slot = hash as usize & mask;
        while self.words[slot].1 != 0 && self.words[slot].0 != hash {
            slot = (slot + 1) & mask;
        }
        slot
    }

    /// Reads one sentence.
    pub fn sentence(&self, looks: &[Look], reading: &mut Reading) {
        let count = looks.len();
        reading.tags.clear();
        reading.heads.clear();
        reading.rels.clear();
        reading.labels.clear();
        if count == 0 {
            return;
        }
        if self.layers.is_empty() {
            // Without weights every word is of no known kind and hangs on the first.
            reading.tags.resize(count, 0);
            reading.labels.resize(count, 0);
            reading.heads.push(count as u32);
            reading.heads.resize(count, 0);
            reading.rels.push(Rel::Root);
            reading.rels.resize(count, Rel::Dep);
            return;
        }
        self.embed(looks, reading);
        for layer in &self.layers {
            self.convolve(layer, reading);
        }
        self.last_step(reading);
        self.choose_tags(reading);
        self.choose_labels(count, reading);
        self.choose_heads(reading);
        self.choose_rels(reading);
    }

    /// A row of numbers for each word.
    fn embed(&self, looks: &[Look], reading: &mut Reading) {
        reading.rows.clear();
        reading.rows.resize(looks.len() * self.width, 0.0);
        reading.row.resize(self.width, 0.0);
        for (look, out) in looks.iter().zip(reading.rows.chunks_exact_mut(self.width)) {
            let [front, two, three, four] = &self.part_rows;
            let part = |at: usize| usize::from(look.parts[at]);
            let row = &mut reading.row;
            add_rows(
                &[
                    self.word_rows.row(self.words[self.slot(look.word)].1 as usize),
                    front.row(part(0)),
                    two.row(part(1)),
                    three.row(part(2)),
                    four.row(part(3)),
                    self.shape_rows.row(usize::from(look.shape) % SHAPES),
                    self.hint_rows.row(usize::from(look.hint) % HINTS),
                ],
                row,
            );
            self.first.apply(row);
            out.copy_from_slice(row);
        }
    }

    /// Adds what a layer sees to the row of each word.
    fn convolve(&self, layer: &Layer, reading: &mut Reading) {
        let width = self.width;
        self.whole(&layer.norm, reading);
        let count = reading.inputs.len() / width;
        reading.windows.clear();
        for word in 0..count {
            for at in [word.checked_sub(layer.reach), Some(word), Some(word + layer.reach)] {
                match at.filter(|&at| at < count) {
                    Some(at) => reading.windows.extend_from_slice(&reading.inputs[at * width..][..width]),
                    None => reading.windows.extend(std::iter::repeat_n(NOUGHT, width)),
                }
            }
        }
        let matrix = &layer.matrix;
        matrix.weights.products(&reading.windows, &mut reading.sums);
        let sums = reading.sums.chunks_exact(matrix.weights.outputs());
        for (row, sums) in reading.rows.chunks_exact_mut(width).zip(sums) {
            add_larger(sums, &matrix.scales, &matrix.shifts, row);
        }
    }

    /// The rows of all words, brought to one scale, in whole steps.
    fn whole(&self, norm: &Norm, reading: &mut Reading) {
        reading.inputs.resize(reading.rows.len(), NOUGHT);
        reading.row.resize(self.width, 0.0);
        for (row, out) in
            reading.rows.chunks_exact(self.width).zip(reading.inputs.chunks_exact_mut(self.width))
        {
            reading.row.copy_from_slice(row);
            norm.round(&mut reading.row, out);
        }
    }

    /// All that is asked of the last rows, word by word.
    fn last_step(&self, reading: &mut Reading) {
        self.whole(&self.last, reading);
        let heads = &self.heads;
        heads.weights.products(&reading.inputs, &mut reading.sums);
        let count = heads.scales.len();
        let words = reading.inputs.len() / self.width;
        reading.outputs.resize(words * count, 0.0);
        for (sums, out) in
            reading.sums.chunks_exact(heads.weights.outputs()).zip(reading.outputs.chunks_exact_mut(count))
        {
            scaled(sums, &heads.scales, &heads.shifts, out);
        }
    }

    /// What was asked of each word, one kind of question: `from` numbers on.
    fn answers<'a>(&self, outputs: &'a [f32], from: usize, count: usize) -> impl Iterator<Item = &'a [f32]> {
        outputs.chunks_exact(self.heads.scales.len()).map(move |word| &word[from..from + count])
    }

    fn choose_tags(&self, reading: &mut Reading) {
        let scores = self.answers(&reading.outputs, 0, self.classes.len());
        reading.tags.extend(scores.map(|scores| highest(scores) as u8));
    }

    /// The best labels of which each may follow the one before it (Viterbi 1967).
    fn choose_labels(&self, count: usize, reading: &mut Reading) {
        reading.path.clear();
        let mut best = [f32::NEG_INFINITY; LABELS];
        best[usize::from(OUTSIDE)] = 0.0;
        for (word, scores) in self.answers(&reading.outputs, self.classes.len(), LABELS).enumerate() {
            let mut next = [f32::NEG_INFINITY; LABELS];
            let mut from = [OUTSIDE; LABELS];
            for label in 0..LABELS as u8 {
                if word + 1 == count && !ends(label) {
                    continue;
                }
                for before in
                    (0..LABELS as u8).filter(|&before| FOLLOWS[usize::from(before)][usize::from(label)])
                {
                    let total = best[usize::from(before)] + scores[usize::from(label)];
                    if total > next[usize::from(label)] {
                        next[usize::from(label)] = total;
                        from[usize::from(label)] = before;
                    }
                }
            }
            best = next;
            reading.path.push(from);
        }
        let mut label = highest(&best) as u8;
        for from in reading.path.iter().rev() {
            reading.labels.push(label);
            label = from[usize::from(label)];
        }
        reading.labels.reverse();
    }

    fn choose_heads(&self, reading: &mut Reading) {
        let arc = self.arc;
        let start = self.classes.len() + LABELS;
        let outputs = &reading.outputs;
        // Word by word, what it asks of a head, and what it is as a head.
        reading.unders.clear();
        for under in self.answers(outputs, start, arc) {
            reading.row.clear();
            reading.row.extend(under.iter().map(|value| value.max(0.0)));
            let row = reading.unders.len();
            self.arc_matrix.times(&reading.row, &mut reading.unders);
            reading.unders.truncate(row + arc);
        }
        reading.overs.clear();
        reading.overs.extend(self.answers(outputs, start + arc, arc).flatten().map(|value| value.max(0.0)));
        reading.columns.fill(&reading.overs, arc);
        reading.roots.clear();
        reading.columns.times(&self.arc_shift, &mut reading.roots);
        reading.arcs.clear();
        let distances = self.answers(outputs, start + 2 * arc, DISTANCES);
        for (word, (under, distances)) in reading.unders.chunks_exact(arc).zip(distances).enumerate() {
            let row = reading.arcs.len();
            reading.columns.times(under, &mut reading.arcs);
            reading.arcs.truncate(row + reading.tags.len());
            for (head, (score, shift)) in reading.arcs[row..].iter_mut().zip(&reading.roots).enumerate() {
                let step = usize::from(self.distances[word.abs_diff(head).min(self.distances.len() - 1)]);
                let step = if head < word { DISTANCES / 2 - step } else { DISTANCES / 2 + step };
                *score += shift + distances[step];
            }
        }
        reading.roots.clear();
        reading.roots.extend(self.answers(outputs, start + 2 * arc + DISTANCES, 1).flatten());
        reading.heads.extend_from_slice(reading.trees.best(&reading.arcs, &reading.roots));
    }

    fn choose_rels(&self, reading: &mut Reading) {
        let rel = self.rel;
        let width = self.heads.scales.len();
        let over = |word: usize| &reading.outputs[(word + 1) * width - rel..][..rel];
        let unders = self.answers(&reading.outputs, width - 2 * rel, rel);
        for (under, &head) in unders.zip(&reading.heads) {
            if head as usize == reading.heads.len() {
                reading.rels.push(Rel::Root);
                continue;
            }
            reading.row.clear();
            reading
                .row
                .extend(under.iter().zip(over(head as usize)).map(|(one, other)| (one + other).max(0.0)));
            reading.scores.clear();
            self.rel_matrix.times(&reading.row, &mut reading.scores);
            reading.scores.truncate(self.rels.len());
            for ((score, shift), &rel) in reading.scores.iter_mut().zip(&self.rel_shift).zip(&self.rels) {
                *score = if rel == Rel::Root { f32::NEG_INFINITY } else { *score + shift };
            }
            reading.rels.push(self.rels[highest(&reading.scores)]);
        }
    }
}

/// The number of the highest score, the first of equals.
fn highest(scores: &[f32]) -> usize {
    (1..scores.len()).fold(0, |best, at| if scores[at] > scores[best] { at } else { best })
}
