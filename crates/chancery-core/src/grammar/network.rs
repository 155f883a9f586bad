//! The network that reads sentences: parts of speech, heads, relations and names in one pass.
//!
//! Words become rows of numbers, by their form, their beginning and endings, their shape and what
//! the lexicon knows of them. A few layers of convolutions, each looking further to both sides
//! (dilated: Strubell and others 2017), let every word know its neighbourhood. From there on each
//! answer is one step away: the class of a word, the place it has in a name, how well each other
//! word would do as its head (biaffine: Dozat and Manning 2017), and the relation to the head that
//! was chosen. `crates/chancery-train` trains it.
//!
//! Weights have eight bits, rows of words four; products are of whole numbers, and the few sums of fractions have a
//! fixed order: so the same text gives the same trees on every machine.

use std::fmt;

use super::{
    fractions::{Columns, Norm, STEPS, add_larger, add_rows, highest, scaled},
    look::{Look, PARTS},
    names::{LABELS, Path},
    product::{NOUGHT, Packed},
    tags::{Rel, Tag, Upos, Xpos},
    tree::Trees,
};

/// What every file of weights begins with.
pub const MARK: &[u8; 8] = b"CHnet003";

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

/// A table with a row of numbers for each value, see [`add_rows`].
#[derive(Clone, Debug, Default)]
struct Rows {
    weights: Vec<u8>,
    scales: Vec<f32>,
}

impl Rows {
    fn read(bytes: &mut Bytes, count: usize, width: usize) -> Result<Rows, Damaged> {
        let weights = bytes.take(count.checked_mul(width / 2).ok_or(Damaged)?)?;
        Ok(Rows { weights: weights.to_vec(), scales: bytes.fractions(count)? })
    }

    /// The row of a value and its scale.
    fn row(&self, value: usize) -> (&[u8], f32) {
        let bytes = self.weights.len() / self.scales.len();
        (&self.weights[value * bytes..][..bytes], self.scales[value])
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
    /// Weights for so many words, each with so many inputs.
    fn read(bytes: &mut Bytes, outputs: usize, width: usize, parts: usize) -> Result<Matrix, Damaged> {
        let weights = bytes.take(outputs.checked_mul(parts * width).ok_or(Damaged)?)?;
        let weights: Vec<i8> = weights.iter().map(|&byte| byte.cast_signed()).collect();
        Ok(Matrix {
            weights: Packed::new(&weights, width, parts),
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

/// What a word tells of acts: "Peru *agreed* to lift the ban".
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Told {
    /// The likeliest kind, a number of [`Network::acts`].
    pub act: u8,
    /// How much likelier that kind is than no act at all: sixteenths of the natural logarithm of the odds.
    pub odds: i16,
    /// How much likelier it is than the next kind, in the same measure.
    pub lead: i16,
}

impl Told {
    /// No act, for sure.
    pub const NONE: Told = Told { act: 0, odds: i16::MIN, lead: 0 };
}

/// The trained network.
#[derive(Clone, Debug, Default)]
pub struct Network {
    classes: Vec<Tag>,
    acts: Vec<String>,
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
    /// How far the layer that looks furthest looks.
    margin: usize,
    last: Norm,
    heads: Matrix,
    /// The layers above these that only acts are read from.
    act_layers: Vec<Layer>,
    act_last: Norm,
    act_head: Matrix,
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
    /// Behind all for the root, which is no relation to a head.
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
    /// What each word tells of acts.
    pub told: Vec<Told>,
    known: Vec<u32>,
    rows: Vec<f32>,
    /// Rows in whole steps, with as many of noughts around them as the layers look beyond the sentence.
    inputs: Vec<u8>,
    sums: Vec<i32>,
    outputs: Vec<f32>,
    scores: Vec<f32>,
    arcs: Vec<f32>,
    roots: Vec<f32>,
    unders: Vec<f32>,
    overs: Vec<f32>,
    columns: Columns,
    trees: Trees,
    path: Path,
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
        network.acts = bytes.text()?.lines().map(str::to_owned).collect();
        if network.acts.is_empty() || network.acts.len() > 255 {
            return Err(Damaged);
        }
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
        (network.layers, network.last) = network.read_layers(&mut bytes, layers)?;
        let layers = bytes.size(32)?;
        (network.act_layers, network.act_last) = network.read_layers(&mut bytes, layers)?;
        network.act_head = Matrix::read(&mut bytes, 1 + network.acts.len(), width, 1)?;
        let outputs = network.classes.len() + LABELS + 2 * network.arc + DISTANCES + 1 + 2 * network.rel;
        network.heads = Matrix::read(&mut bytes, outputs, width, 1)?;
        network.arc_matrix = bytes.columns(network.arc, network.arc)?;
        network.arc_shift = bytes.fractions(network.arc)?;
        network.distances = bytes.take(512)?.to_vec();
        if network.distances.iter().any(|&step| usize::from(step) > DISTANCES / 2) {
            return Err(Damaged);
        }
        network.rel_matrix = bytes.columns(network.rels.len(), network.rel)?;
        network.rel_shift = bytes.fractions(network.rels.len())?;
        for (shift, &rel) in network.rel_shift.iter_mut().zip(&network.rels) {
            if rel == Rel::Root {
                *shift = f32::NEG_INFINITY;
            }
        }
        if bytes.rest.is_empty() { Ok(network) } else { Err(Damaged) }
    }

    /// The classes of words, by number.
    #[must_use]
    pub fn classes(&self) -> &[Tag] {
        &self.classes
    }

    /// The kinds of acts, by number.
    #[must_use]
    pub fn acts(&self) -> &[String] {
        &self.acts
    }

    /// Some layers and the norm behind them.
    fn read_layers(&mut self, bytes: &mut Bytes, count: usize) -> Result<(Vec<Layer>, Norm), Damaged> {
        let mut layers = Vec::new();
        for _ in 0..count {
            let reach = bytes.size(64)?;
            let norm = bytes.norm(self.width)?;
            let matrix = Matrix::read(bytes, 2 * self.width, self.width, 3)?;
            self.margin = self.margin.max(reach);
            layers.push(Layer { reach, norm, matrix });
        }
        Ok((layers, bytes.norm(self.width)?))
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
        reading.told.clear();
        if count == 0 {
            return;
        }
        if self.layers.is_empty() {
            // Without weights every word is of no known kind and hangs on the first.
            reading.tags.resize(count, 0);
            reading.labels.resize(count, 0);
            reading.told.resize(count, Told::NONE);
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
        self.last_step(&self.last, &self.heads, reading);
        self.choose_tags(reading);
        self.choose_labels(reading);
        self.choose_heads(reading);
        self.choose_rels(reading);
        for layer in &self.act_layers {
            self.convolve(layer, reading);
        }
        self.last_step(&self.act_last, &self.act_head, reading);
        self.choose_acts(reading);
    }

    /// A row of numbers for each word.
    fn embed(&self, looks: &[Look], reading: &mut Reading) {
        // All words are looked up before the first is used: the memory answers several at once.
        reading.known.clear();
        reading.known.extend(looks.iter().map(|look| self.words[self.slot(look.word)].1));
        reading.rows.resize(looks.len() * self.width, 0.0);
        let rows = reading.rows.chunks_exact_mut(self.width);
        for ((look, &known), row) in looks.iter().zip(&reading.known).zip(rows) {
            let [front, two, three, four] = &self.part_rows;
            let part = |at: usize| usize::from(look.parts[at]);
            add_rows(
                &[
                    self.word_rows.row(known as usize),
                    front.row(part(0)),
                    two.row(part(1)),
                    three.row(part(2)),
                    four.row(part(3)),
                    self.shape_rows.row(usize::from(look.shape) % SHAPES),
                    self.hint_rows.row(usize::from(look.hint) % HINTS),
                ],
                row,
            );
        }
        self.first.apply(&mut reading.rows);
        let margin = self.margin * self.width;
        reading.inputs.resize(reading.rows.len() + 2 * margin, NOUGHT);
        reading.inputs[..margin].fill(NOUGHT);
        reading.inputs[margin + reading.rows.len()..].fill(NOUGHT);
    }

    /// Adds what a layer sees to the row of each word.
    fn convolve(&self, layer: &Layer, reading: &mut Reading) {
        self.whole(&layer.norm, reading);
        let matrix = &layer.matrix;
        matrix.weights.products(&reading.inputs, self.margin, layer.reach, &mut reading.sums);
        let padded = matrix.weights.outputs();
        add_larger(&reading.sums, padded, &matrix.scales, &matrix.shifts, &mut reading.rows);
    }

    /// The rows of all words, brought to one scale, in whole steps.
    fn whole(&self, norm: &Norm, reading: &mut Reading) {
        let inputs = &mut reading.inputs[self.margin * self.width..][..reading.rows.len()];
        norm.round(&reading.rows, inputs);
    }

    /// All that is asked of the last rows, word by word.
    fn last_step(&self, norm: &Norm, heads: &Matrix, reading: &mut Reading) {
        self.whole(norm, reading);
        heads.weights.products(&reading.inputs, self.margin, 0, &mut reading.sums);
        reading.outputs.resize(reading.rows.len() / self.width * heads.scales.len(), 0.0);
        let padded = heads.weights.outputs();
        scaled(&reading.sums, padded, &heads.scales, &heads.shifts, &mut reading.outputs);
    }

    /// What was asked of each word, one kind of question: `from` numbers on.
    fn answers<'a>(&self, outputs: &'a [f32], from: usize, count: usize) -> impl Iterator<Item = &'a [f32]> {
        outputs.chunks_exact(self.heads.scales.len()).map(move |word| &word[from..from + count])
    }

    fn choose_tags(&self, reading: &mut Reading) {
        let scores = self.answers(&reading.outputs, 0, self.classes.len());
        reading.tags.extend(scores.map(|scores| highest(scores) as u8));
    }

    fn choose_labels(&self, reading: &mut Reading) {
        let scores = self.answers(&reading.outputs, self.classes.len(), LABELS);
        reading.path.best(scores.filter_map(<[f32]>::first_chunk), &mut reading.labels);
    }

    fn choose_acts(&self, reading: &mut Reading) {
        let scores = reading.outputs.chunks_exact(1 + self.acts.len());
        reading.told.extend(scores.map(|scores| {
            let (none, kinds) = (scores[0], &scores[1..]);
            let best = highest(kinds);
            let others = kinds.iter().enumerate().filter(|(kind, _)| *kind != best);
            let next = others.fold(f32::NEG_INFINITY, |next, (_, &score)| next.max(score));
            let steps = |lead: f32| (lead * 16.0).round().clamp(-1e4, 1e4) as i16;
            Told { act: best as u8, odds: steps(kinds[best] - none), lead: steps(kinds[best] - next) }
        }));
    }

    fn choose_heads(&self, reading: &mut Reading) {
        let arc = self.arc;
        let start = self.classes.len() + LABELS;
        let outputs = &reading.outputs;
        // Word by word, what it asks of a head, and what it is as a head.
        let positive = |from: usize, out: &mut Vec<f32>| {
            out.clear();
            for numbers in self.answers(outputs, from, arc) {
                out.extend(numbers.iter().map(|value| value.max(0.0)));
            }
        };
        positive(start, &mut reading.scores);
        self.arc_matrix.times(&reading.scores, arc, &mut reading.unders);
        positive(start + arc, &mut reading.overs);
        reading.columns.fill(&reading.overs, arc);
        reading.columns.times(&self.arc_shift, arc, &mut reading.roots);
        reading.columns.times(&reading.unders, self.arc_matrix.width(), &mut reading.scores);
        let count = reading.tags.len();
        reading.arcs.clear();
        let distances = self.answers(outputs, start + 2 * arc, DISTANCES);
        let scores = reading.scores.chunks_exact(reading.columns.width());
        for (word, (scores, distances)) in scores.zip(distances).enumerate() {
            let score = |(head, (score, shift)): (usize, (&f32, &f32))| {
                let step = usize::from(self.distances[word.abs_diff(head).min(self.distances.len() - 1)]);
                let step = if head < word { DISTANCES / 2 - step } else { DISTANCES / 2 + step };
                score + (shift + distances[step])
            };
            reading.arcs.extend(scores[..count].iter().zip(&reading.roots).enumerate().map(score));
        }
        reading.roots.clear();
        reading.roots.extend(self.answers(outputs, start + 2 * arc + DISTANCES, 1).flatten());
        reading.heads.extend_from_slice(reading.trees.best(&reading.arcs, &reading.roots));
    }

    fn choose_rels(&self, reading: &mut Reading) {
        let rel = self.rel;
        let width = self.heads.scales.len();
        let over = |word: usize| &reading.outputs[(word + 1) * width - rel..][..rel];
        let count = reading.heads.len();
        reading.unders.clear();
        for (under, &head) in self.answers(&reading.outputs, width - 2 * rel, rel).zip(&reading.heads) {
            // What is asked of the root is not used.
            let over = over((head as usize).min(count - 1));
            reading.unders.extend(under.iter().zip(over).map(|(one, other)| (one + other).max(0.0)));
        }
        self.rel_matrix.times(&reading.unders, rel, &mut reading.scores);
        let scores = reading.scores.chunks_exact_mut(self.rel_matrix.width());
        for (scores, &head) in scores.zip(&reading.heads) {
            if head as usize == count {
                reading.rels.push(Rel::Root);
                continue;
            }
            let scores = &mut scores[..self.rels.len()];
            for (score, shift) in scores.iter_mut().zip(&self.rel_shift) {
                *score += shift;
            }
            reading.rels.push(self.rels[highest(scores)]);
        }
    }
}
