//! Products of small whole numbers, the work that the network spends its time in.
//!
//! Weights have eight bits, what they meet has eight, sums have thirty-two and are exact: every
//! processor gives the same answer, whatever instructions it has. Sums of fractions have one fixed
//! order.

#[cfg(target_arch = "x86_64")]
use std::arch::x86_64 as simd;

use multiversion::{multiversion, target::match_target};

/// How many outputs are computed side by side.
const BLOCK: usize = 32;
/// How many inputs of a word meet their weights in one step.
const STEP: usize = 4;
/// The input that counts as nought: inputs have no sign, since the fastest instructions want it so.
pub(super) const NOUGHT: u8 = 128;

/// Weights in the order in which [`Packed::products`] meets them: block by block of [`BLOCK`]
/// outputs, step by step, output by output.
#[derive(Clone, Debug, Default)]
pub(super) struct Packed {
    /// [`STEP`] weights of eight bits each.
    weights: Vec<i32>,
    /// For each output its sum where all inputs are nought.
    noughts: Vec<i32>,
    /// How many steps the inputs of a word make.
    steps: usize,
}

impl Packed {
    /// Packs rows of `width` weights, one row an output. `width` is a multiple of four.
    pub(super) fn new(rows: &[i8], width: usize) -> Packed {
        let count = rows.len() / width;
        let mut packed = Packed { steps: width / STEP, ..Packed::default() };
        for block in (0..count).step_by(BLOCK) {
            for step in (0..width).step_by(STEP) {
                for row in block..block + BLOCK {
                    let at = |column: usize| rows.get(row * width + column).copied().unwrap_or_default();
                    let four: [i8; STEP] = std::array::from_fn(|part| at(step + part));
                    packed.weights.push(bytemuck::cast(four));
                }
            }
        }
        let nought =
            |row: &[i8]| -> i32 { row.iter().map(|&weight| i32::from(weight) * i32::from(NOUGHT)).sum() };
        packed.noughts.extend(rows.chunks_exact(width).map(nought));
        packed.noughts.resize(count.next_multiple_of(BLOCK), 0);
        packed
    }

    /// How many outputs a word has, padding included.
    pub(super) fn outputs(&self) -> usize {
        self.noughts.len()
    }

    /// For each word (a row of inputs) its outputs, side by side.
    pub(super) fn products(&self, inputs: &[u8], out: &mut Vec<i32>) {
        let inputs = inputs.as_chunks::<STEP>().0;
        out.clear();
        out.resize(inputs.len() / self.steps * self.outputs(), 0);
        products(self, inputs, out);
    }
}

/// The sums of `$words` words for one block of outputs, sixteen sums a register: each step multiplies
/// four inputs with four weights and adds them up.
#[cfg(target_arch = "x86_64")]
macro_rules! wide {
    ($words:literal, $block:expr, $noughts:expr, $inputs:expr, $steps:expr, $out:expr, $outputs:expr) => {{
        let inputs: [&[[u8; STEP]]; $words] = std::array::from_fn(|word| &$inputs[word * $steps..][..$steps]);
        let mut sums = [[simd::_mm512_setzero_si512(); 2]; $words];
        for (step, weights) in $block.chunks_exact(BLOCK).enumerate() {
            let weights = weights.as_chunks::<16>().0;
            for word in 0..$words {
                let input = simd::_mm512_set1_epi32(bytemuck::cast(inputs[word][step]));
                for register in 0..2 {
                    let sum = &mut sums[word][register];
                    *sum = simd::_mm512_dpbusd_epi32(*sum, input, bytemuck::cast(weights[register]));
                }
            }
        }
        for word in 0..$words {
            let out = $out[word * $outputs..][..BLOCK].as_chunks_mut::<16>().0;
            for ((out, &noughts), &sum) in out.iter_mut().zip($noughts.as_chunks::<16>().0).zip(&sums[word]) {
                *out = bytemuck::cast(simd::_mm512_sub_epi32(sum, bytemuck::cast(noughts)));
            }
        }
    }};
}

/// The same of one word, with instructions that multiply pairs of sixteen bits: each output has two
/// sums side by side, four outputs a register.
#[cfg(target_arch = "x86_64")]
macro_rules! middle {
    ($block:expr, $noughts:expr, $inputs:expr, $out:expr) => {{
        let mut sums = [simd::_mm256_setzero_si256(); BLOCK / 4];
        for (input, weights) in $inputs.iter().zip($block.chunks_exact(BLOCK)) {
            let input = simd::_mm256_set1_epi64x(bytemuck::cast(input.map(i16::from)));
            for (sum, &weights) in sums.iter_mut().zip(weights.as_chunks::<4>().0) {
                let weights = simd::_mm256_cvtepi8_epi16(bytemuck::cast(weights));
                *sum = simd::_mm256_add_epi32(*sum, simd::_mm256_madd_epi16(weights, input));
            }
        }
        for (at, sum) in sums.into_iter().enumerate() {
            let pairs: [i32; 8] = bytemuck::cast(sum);
            for output in 0..4 {
                $out[4 * at + output] = pairs[2 * output] + pairs[2 * output + 1] - $noughts[4 * at + output];
            }
        }
    }};
}

#[multiversion(targets("x86_64+avx512f+avx512bw+avx512vl+avx512vnni", "x86_64+avx2"))]
fn products(packed: &Packed, inputs: &[[u8; STEP]], out: &mut [i32]) {
    let (steps, outputs) = (packed.steps, packed.outputs());
    let words = inputs.len() / steps;
    for (at, block) in packed.weights.chunks_exact(BLOCK * steps).enumerate() {
        let noughts = &packed.noughts[at * BLOCK..][..BLOCK];
        let mut word = 0;
        while word < words {
            let inputs = &inputs[word * steps..];
            let out = &mut out[word * outputs + at * BLOCK..];
            match_target! {
                "x86_64+avx512f+avx512bw+avx512vl+avx512vnni" => {
                    if words - word >= 8 {
                        wide!(8, block, noughts, inputs, steps, out, outputs);
                        word += 8;
                    } else {
                        wide!(1, block, noughts, inputs, steps, out, outputs);
                        word += 1;
                    }
                },
                "x86_64+avx2" => {
                    middle!(block, noughts, &inputs[..steps], &mut out[..BLOCK]);
                    word += 1;
                },
                _ => {
                    let out = &mut out[..BLOCK];
                    for (input, weights) in inputs[..steps].iter().zip(block.chunks_exact(BLOCK)) {
                        let input = input.map(i32::from);
                        for (sum, &weights) in out.iter_mut().zip(weights) {
                            let weights: [i8; STEP] = bytemuck::cast(weights);
                            for part in 0..STEP {
                                *sum += i32::from(weights[part]) * input[part];
                            }
                        }
                    }
                    for (sum, nought) in out.iter_mut().zip(noughts) {
                        *sum -= nought;
                    }
                    word += 1;
                },
            }
        }
    }
}

/// Sixteen sums side by side, added up at the end: the order never depends on the processor.
const LANES: usize = 16;

/// The sum of the products of two rows.
#[inline(always)]
fn dot(one: &[f32], other: &[f32]) -> f32 {
    let mut lanes = [0.0_f32; LANES];
    let ((ones, one), (others, other)) = (one.as_chunks::<LANES>(), other.as_chunks::<LANES>());
    for (one, other) in ones.iter().zip(others) {
        for at in 0..LANES {
            lanes[at] += one[at] * other[at];
        }
    }
    lanes.iter().sum::<f32>() + one.iter().zip(other).map(|(one, other)| one * other).sum::<f32>()
}

/// A matrix of fractions in the order in which [`Columns::times`] meets it: by blocks of [`BLOCK`]
/// columns, row by row.
#[derive(Clone, Debug, Default)]
pub(super) struct Columns {
    blocks: Vec<f32>,
    height: usize,
}

impl Columns {
    /// Packs columns of `height` numbers that lie one behind the other.
    pub(super) fn fill(&mut self, columns: &[f32], height: usize) {
        self.height = height;
        self.blocks.clear();
        self.blocks.resize((columns.len() / height).next_multiple_of(BLOCK) * height, 0.0);
        for (at, column) in columns.chunks_exact(height).enumerate() {
            let block = &mut self.blocks[at / BLOCK * BLOCK * height..][..BLOCK * height];
            for (row, &value) in block.chunks_exact_mut(BLOCK).zip(column) {
                row[at % BLOCK] = value;
            }
        }
    }

    /// Appends the sum of the products of a row with each column; zeros follow up to a whole block.
    pub(super) fn times(&self, row: &[f32], out: &mut Vec<f32>) {
        times(row, &self.blocks, out);
    }
}

/// Each sum runs from the first number of the row to the last.
#[multiversion(targets("x86_64+avx512f+avx512vl", "x86_64+avx2"))]
fn times(row: &[f32], blocks: &[f32], out: &mut Vec<f32>) {
    for block in blocks.chunks_exact(row.len() * BLOCK) {
        let mut sums = [0.0_f32; BLOCK];
        for (&value, numbers) in row.iter().zip(block.as_chunks::<BLOCK>().0) {
            for (sum, number) in sums.iter_mut().zip(numbers) {
                *sum += value * number;
            }
        }
        out.extend_from_slice(&sums);
    }
}

/// How many steps of a whole number one is: normed numbers beyond five are rare.
pub(super) const STEPS: f32 = 24.0;

/// The learned scale and shift of rows that were brought to mean 0 and variance 1 (layer
/// normalisation: Ba, Kiros and Hinton 2016).
#[derive(Clone, Debug, Default)]
pub(super) struct Norm {
    pub(super) scale: Vec<f32>,
    pub(super) shift: Vec<f32>,
}

impl Norm {
    /// Brings a row to its norm.
    pub(super) fn apply(&self, row: &mut [f32]) {
        normalise(row, &self.scale, &self.shift);
    }

    /// The norm of a row in whole steps from [`NOUGHT`], [`STEPS`] to one; the row is used up.
    pub(super) fn round(&self, row: &mut [f32], out: &mut [u8]) {
        normalise(row, &self.scale, &self.shift);
        round(row, out);
    }
}

#[multiversion(targets("x86_64+avx512f+avx512vl", "x86_64+avx2"))]
fn normalise(row: &mut [f32], scale: &[f32], shift: &[f32]) {
    let count = row.len() as f32;
    let mut lanes = [0.0_f32; LANES];
    let (chunks, rest) = row.as_chunks::<LANES>();
    for chunk in chunks {
        for (lane, value) in lanes.iter_mut().zip(chunk) {
            *lane += value;
        }
    }
    let mean = (lanes.iter().sum::<f32>() + rest.iter().sum::<f32>()) / count;
    for value in row.iter_mut() {
        *value -= mean;
    }
    let by = 1.0 / (dot(row, row) / count + 1e-5).sqrt();
    for ((value, scale), shift) in row.iter_mut().zip(scale).zip(shift) {
        *value = *value * by * scale + shift;
    }
}

/// Three times two to the 22nd: fractions of this size are whole, and its own last bits are zero.
const WHOLES: f32 = 12_582_912.0;

#[multiversion(targets("x86_64+avx512f+avx512bw+avx512vl", "x86_64+avx2"))]
fn round(row: &[f32], out: &mut [u8]) {
    for (out, value) in out.iter_mut().zip(row) {
        let steps = (value * STEPS).clamp(-128.0, 127.0) + f32::from(NOUGHT);
        // At this size fractions stand a whole apart: adding rounds, and the last bits are the number.
        *out = (steps + WHOLES).to_bits() as u8;
    }
}

/// Adds a row of weights of eight bits, which share a scale.
#[inline(always)]
fn add_row(weights: &[i8], scale: f32, row: &mut [f32]) {
    for (value, &weight) in row.iter_mut().zip(weights) {
        *value += f32::from(weight) * scale;
    }
}

/// The sum of some rows of weights, each with its scale.
#[multiversion(targets("x86_64+avx512f+avx512vl", "x86_64+avx2"))]
pub(super) fn add_rows(rows: &[(&[i8], f32)], row: &mut [f32]) {
    row.fill(0.0);
    for &(weights, scale) in rows {
        add_row(weights, scale, row);
    }
}

/// Sums as fractions, each with its scale and shift.
#[multiversion(targets("x86_64+avx512f+avx512vl", "x86_64+avx2"))]
pub(super) fn scaled(sums: &[i32], scales: &[f32], shifts: &[f32], out: &mut [f32]) {
    for (((out, &sum), scale), shift) in out.iter_mut().zip(sums).zip(scales).zip(shifts) {
        *out = sum as f32 * scale + shift;
    }
}

/// Adds the larger one of two fractions to each number of a row: the first stands in the first half,
/// the second in the second (maxout: Goodfellow and others 2013).
#[multiversion(targets("x86_64+avx512f+avx512vl", "x86_64+avx2"))]
pub(super) fn add_larger(sums: &[i32], scales: &[f32], shifts: &[f32], row: &mut [f32]) {
    let width = row.len();
    let (ones, others) = (&sums[..width], &sums[width..2 * width]);
    let (one_scales, other_scales) = (&scales[..width], &scales[width..2 * width]);
    let (one_shifts, other_shifts) = (&shifts[..width], &shifts[width..2 * width]);
    for at in 0..width {
        let one = ones[at] as f32 * one_scales[at] + one_shifts[at];
        let other = others[at] as f32 * other_scales[at] + other_shifts[at];
        row[at] += if one > other { one } else { other };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test] // of a law: whatever the processor, the sums are those of the definition
    fn products_are_exact() {
        arbtest::arbtest(|u| {
            let (outputs, width, words) =
                (u.int_in_range(1..=70)?, STEP * u.int_in_range(1..=9)?, u.int_in_range(0..=19)?);
            let mut rows = vec![0; outputs * width];
            let mut inputs = vec![0; words * width];
            for row in &mut rows {
                *row = u.arbitrary::<i8>()?;
            }
            for input in &mut inputs {
                *input = u.arbitrary::<u8>()?;
            }
            let packed = Packed::new(&rows, width);
            let mut out = Vec::new();
            packed.products(&inputs, &mut out);
            for word in 0..words {
                for output in 0..outputs {
                    let sum: i32 = (0..width)
                        .map(|at| {
                            i32::from(rows[output * width + at])
                                * (i32::from(inputs[word * width + at]) - i32::from(NOUGHT))
                        })
                        .sum();
                    assert_eq!(out[word * packed.outputs() + output], sum);
                }
            }
            Ok(())
        });
    }

    #[test]
    fn rounding_goes_to_the_nearest_step() {
        let mut out = [0; 4];
        round(&[0.0, 1.0, -0.03, 99.0], &mut out);
        assert_eq!(out, [128, 152, 127, 255]);
    }
}
