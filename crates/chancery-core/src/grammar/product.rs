//! Products of small whole numbers, the work that the network spends its time in.
//!
//! Weights have eight bits, what they meet has sixteen, sums have thirty-two and are exact: every
//! processor gives the same answer, whatever instructions it has. Sums of fractions have one fixed
//! order.

#[cfg(target_arch = "x86_64")]
use std::arch::x86_64 as simd;

use multiversion::{multiversion, target::match_target};

/// How many outputs are computed side by side.
const BLOCK: usize = 32;
/// Numbers of sixteen bits in a register of the widest and of the next kind of processor.
#[cfg(target_arch = "x86_64")]
const WIDE: usize = 32;
#[cfg(target_arch = "x86_64")]
const MIDDLE: usize = 16;

/// Weights in the order in which [`Packed::products`] meets them: block by block of [`BLOCK`]
/// outputs, pair by pair of inputs, output by output.
#[derive(Clone, Debug, Default)]
pub(super) struct Packed {
    weights: Vec<i16>,
    width: usize,
}

impl Packed {
    /// Packs rows of `width` weights, one row an output. `width` is even.
    pub(super) fn new(rows: &[i8], width: usize) -> Packed {
        let count = rows.len() / width;
        let mut weights = Vec::with_capacity(count.next_multiple_of(BLOCK) * width);
        for block in (0..count).step_by(BLOCK) {
            for pair in (0..width).step_by(2) {
                for row in block..block + BLOCK {
                    let at =
                        |column: usize| rows.get(row * width + column).map_or(0, |&byte| i16::from(byte));
                    weights.extend([at(pair), at(pair + 1)]);
                }
            }
        }
        Packed { weights, width }
    }

    /// How many outputs a word has, padding included.
    pub(super) fn outputs(&self) -> usize {
        self.weights.len() / self.width.max(1)
    }

    /// For each word (a row of inputs) its outputs, side by side.
    pub(super) fn products(&self, inputs: &[i16], out: &mut Vec<i32>) {
        let words = inputs.len() / self.width;
        out.clear();
        out.resize(words * self.outputs(), 0);
        products(&self.weights, inputs, self.width, out);
    }
}

/// Computes some words with the instructions of one kind of processor: `$set` spreads a pair of
/// inputs over a register, `$step` adds the products with a register of weights to the sums.
macro_rules! block {
    ($words:literal, $registers:literal, $lanes:expr, $zero:expr, $set:path, $step:expr,
     $block:expr, $inputs:expr, $width:expr, $out:expr, $outputs:expr) => {{
        let inputs: [&[[i16; 2]]; $words] =
            std::array::from_fn(|word| $inputs[word * $width..][..$width].as_chunks::<2>().0);
        let mut sums = [[$zero; $registers]; $words];
        for (pair, weights) in $block.chunks_exact(2 * BLOCK).enumerate() {
            let weights = weights.as_chunks::<{ $lanes }>().0;
            for word in 0..$words {
                let input = $set(bytemuck::cast(inputs[word][pair]));
                for register in 0..$registers {
                    let sum = &mut sums[word][register];
                    *sum = $step(*sum, bytemuck::cast(weights[register]), input);
                }
            }
        }
        for word in 0..$words {
            let out = &mut $out[word * $outputs..][..BLOCK];
            for (out, &sum) in out.as_chunks_mut::<{ $lanes / 2 }>().0.iter_mut().zip(&sums[word]) {
                *out = bytemuck::cast(sum);
            }
        }
    }};
}

#[multiversion(targets("x86_64+avx512f+avx512bw+avx512vl+avx512vnni", "x86_64+avx2"))]
fn products(weights: &[i16], inputs: &[i16], width: usize, out: &mut [i32]) {
    let words = inputs.len() / width;
    let outputs = weights.len() / width;
    for (at, block) in weights.chunks_exact(BLOCK * width).enumerate() {
        let mut word = 0;
        while word < words {
            let inputs = &inputs[word * width..];
            let out = &mut out[word * outputs + at * BLOCK..];
            match_target! {
                "x86_64+avx512f+avx512bw+avx512vl+avx512vnni" => {
                    if words - word >= 8 {
                        block!(8, 2, WIDE, simd::_mm512_setzero_si512(), simd::_mm512_set1_epi32, |sum, weights, input| {
                            simd::_mm512_dpwssd_epi32(sum, weights, input)
                        }, block, inputs, width, out, outputs);
                        word += 8;
                    } else {
                        block!(1, 2, WIDE, simd::_mm512_setzero_si512(), simd::_mm512_set1_epi32, |sum, weights, input| {
                            simd::_mm512_dpwssd_epi32(sum, weights, input)
                        }, block, inputs, width, out, outputs);
                        word += 1;
                    }
                },
                "x86_64+avx2" => {
                    if words - word >= 2 {
                        block!(2, 4, MIDDLE, simd::_mm256_setzero_si256(), simd::_mm256_set1_epi32, |sum, weights, input| {
                            simd::_mm256_add_epi32(sum, simd::_mm256_madd_epi16(weights, input))
                        }, block, inputs, width, out, outputs);
                        word += 2;
                    } else {
                        block!(1, 4, MIDDLE, simd::_mm256_setzero_si256(), simd::_mm256_set1_epi32, |sum, weights, input| {
                            simd::_mm256_add_epi32(sum, simd::_mm256_madd_epi16(weights, input))
                        }, block, inputs, width, out, outputs);
                        word += 1;
                    }
                },
                _ => {
                    let mut sums = [0_i32; BLOCK];
                    for (input, weights) in inputs[..width].as_chunks::<2>().0.iter().zip(block.chunks_exact(2 * BLOCK)) {
                        let [one, other] = input.map(i32::from);
                        for (sum, weights) in sums.iter_mut().zip(weights.as_chunks::<2>().0) {
                            *sum += i32::from(weights[0]) * one + i32::from(weights[1]) * other;
                        }
                    }
                    out[..BLOCK].copy_from_slice(&sums);
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

/// Appends the sum of the products of a row with each row of a matrix.
#[multiversion(targets("x86_64+avx512f+avx512vl", "x86_64+avx2"))]
pub(super) fn dots(row: &[f32], matrix: &[f32], out: &mut Vec<f32>) {
    out.extend(matrix.chunks_exact(row.len()).map(|other| dot(row, other)));
}

/// How many steps of a whole number one is.
pub(super) const STEPS: f32 = 2048.0;

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

    /// The norm of a row in whole steps, [`STEPS`] to one; the row is used up.
    pub(super) fn round(&self, row: &mut [f32], out: &mut [i16]) {
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
fn round(row: &[f32], out: &mut [i16]) {
    for (out, value) in out.iter_mut().zip(row) {
        let steps = (value * STEPS).clamp(-32767.0, 32767.0);
        // At this size fractions stand a whole apart: adding rounds, and the last bits are the number.
        *out = (steps + WHOLES).to_bits() as i16;
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
                (u.int_in_range(1..=70)?, 2 * u.int_in_range(1..=9)?, u.int_in_range(0..=19)?);
            let mut rows = vec![0; outputs * width];
            let mut inputs = vec![0; words * width];
            for row in &mut rows {
                *row = u.arbitrary::<i8>()?;
            }
            for input in &mut inputs {
                *input = u.arbitrary::<i16>()?;
            }
            let packed = Packed::new(&rows, width);
            let mut out = Vec::new();
            packed.products(&inputs, &mut out);
            for word in 0..words {
                for output in 0..outputs {
                    let sum: i32 = (0..width)
                        .map(|at| i32::from(rows[output * width + at]) * i32::from(inputs[word * width + at]))
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
        round(&[0.0, 1.0, -0.000_3, 99.0], &mut out);
        assert_eq!(out, [0, 2048, -1, 32767]);
    }
}
