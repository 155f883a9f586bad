//! Sums of fractions that the network needs between its products of whole numbers.
//!
//! Every sum has one fixed order, whatever instructions a processor has: the same text gives the
//! same numbers everywhere. Several rows are gone through side by side, since each addition of one
//! row waits for the one before it.

#[cfg(target_arch = "x86_64")]
use std::arch::x86_64 as simd;

use multiversion::{multiversion, target::match_target};

use super::product::NOUGHT;

/// How many columns are computed side by side.
const BLOCK: usize = 32;
/// How many rows are gone through side by side.
const ROWS: usize = 4;
/// Sixteen sums side by side, added up at the end: the order never depends on the processor.
const LANES: usize = 16;

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
            for (row, &value) in block.as_chunks_mut::<BLOCK>().0.iter_mut().zip(column) {
                row[at % BLOCK] = value;
            }
        }
    }

    /// How many sums a row has: one for each column, and zeros up to a whole block.
    pub(super) fn width(&self) -> usize {
        self.blocks.len() / self.height.max(1)
    }

    /// For each row of `stride` numbers, of which the first count, the sum of its products with each
    /// column: [`Columns::width`] sums a row.
    pub(super) fn times(&self, rows: &[f32], stride: usize, out: &mut Vec<f32>) {
        out.resize(rows.len() / stride * self.width(), 0.0);
        times(self, rows, stride, out);
    }
}

/// The products of `$count` rows with the columns of one block, sixteen sums a register.
#[cfg(target_arch = "x86_64")]
macro_rules! wide {
    ($count:literal, $rows:expr, $block:expr, $out:expr, $width:expr) => {{
        let mut sums = [[simd::_mm512_setzero_ps(); 2]; $count];
        for (step, numbers) in $block.iter().enumerate() {
            let numbers = numbers.as_chunks::<LANES>().0;
            for row in 0..$count {
                let value = simd::_mm512_set1_ps($rows[row][step]);
                for register in 0..2 {
                    let product = simd::_mm512_mul_ps(value, bytemuck::cast(numbers[register]));
                    sums[row][register] = simd::_mm512_add_ps(sums[row][register], product);
                }
            }
        }
        for row in 0..$count {
            let out = $out[row * $width..][..BLOCK].as_chunks_mut::<LANES>().0;
            for (out, sum) in out.iter_mut().zip(sums[row]) {
                *out = bytemuck::cast(sum);
            }
        }
    }};
}

/// Each sum runs from the first number of its row to the last.
#[multiversion(targets("x86_64+avx512f+avx512vl", "x86_64+avx2"))]
fn times(columns: &Columns, rows: &[f32], stride: usize, out: &mut [f32]) {
    let (height, width) = (columns.height, columns.width());
    let count = rows.len() / stride;
    for (at, block) in columns.blocks.chunks_exact(height * BLOCK).enumerate() {
        let block = block.as_chunks::<BLOCK>().0;
        let mut first = 0;
        while first < count {
            let out = &mut out[first * width + at * BLOCK..];
            let rows = &rows[first * stride..];
            match_target! {
                "x86_64+avx512f+avx512vl" => {
                    if count - first >= ROWS {
                        let rows: [&[f32]; ROWS] = [
                            &rows[..height],
                            &rows[stride..][..height],
                            &rows[2 * stride..][..height],
                            &rows[3 * stride..][..height],
                        ];
                        wide!(4, rows, block, out, width);
                        first += ROWS;
                    } else {
                        wide!(1, [&rows[..height]], block, out, width);
                        first += 1;
                    }
                },
                _ => {
                    let mut sums = [0.0_f32; BLOCK];
                    for (&value, numbers) in rows[..height].iter().zip(block) {
                        for (sum, number) in sums.iter_mut().zip(numbers) {
                            *sum += value * number;
                        }
                    }
                    out[..BLOCK].copy_from_slice(&sums);
                    first += 1;
                },
            }
        }
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
    /// Brings rows to their norm.
    pub(super) fn apply(&self, rows: &mut [f32]) {
        normalise(rows, &self.scale, &self.shift);
    }

    /// The norm of rows in whole steps from [`NOUGHT`], [`STEPS`] to one.
    pub(super) fn round(&self, rows: &[f32], out: &mut [u8]) {
        round(rows, &self.scale, &self.shift, out);
    }
}

/// The mean of a row, and what brings its differences from the mean to variance 1, of some rows.
#[inline(always)]
fn moments<const COUNT: usize>(rows: [&[f32]; COUNT]) -> [(f32, f32); COUNT] {
    let width = rows[0].len() as f32;
    let means = totals(rows, |value, _| value, [0.0; COUNT]).map(|total| total / width);
    let squares = totals(rows, |value, mean| (value - mean) * (value - mean), means);
    std::array::from_fn(|row| (means[row], 1.0 / (squares[row] / width + 1e-5).sqrt()))
}

/// What the numbers of some rows add up to, each seen with a number of its row.
#[inline(always)]
fn totals<const COUNT: usize>(
    rows: [&[f32]; COUNT],
    seen: impl Fn(f32, f32) -> f32,
    with: [f32; COUNT],
) -> [f32; COUNT] {
    let mut lanes = [[0.0_f32; LANES]; COUNT];
    let mut totals = [-0.0_f32; COUNT];
    for ((row, lanes), with) in rows.iter().zip(&mut lanes).zip(with) {
        for chunk in row.as_chunks::<LANES>().0 {
            for (lane, &value) in lanes.iter_mut().zip(chunk) {
                *lane += seen(value, with);
            }
        }
    }
    for at in 0..LANES {
        for (total, lanes) in totals.iter_mut().zip(&lanes) {
            *total += lanes[at];
        }
    }
    std::array::from_fn(|row| {
        let rest = rows[row].as_chunks::<LANES>().1;
        totals[row] + rest.iter().map(|&value| seen(value, with[row])).sum::<f32>()
    })
}

/// Gives each row and its moments to `each`.
#[inline(always)]
fn with_moments(rows: &[f32], width: usize, mut each: impl FnMut(usize, f32, f32)) {
    let count = rows.len() / width;
    let row = |row: usize| &rows[row * width..][..width];
    let mut first = 0;
    while first + ROWS <= count {
        let moments = moments::<ROWS>(std::array::from_fn(|at| row(first + at)));
        for (at, (mean, by)) in moments.into_iter().enumerate() {
            each(first + at, mean, by);
        }
        first += ROWS;
    }
    for at in first..count {
        let [(mean, by)] = moments::<1>([row(at)]);
        each(at, mean, by);
    }
}

#[multiversion(targets("x86_64+avx512f+avx512vl", "x86_64+avx2"))]
fn normalise(rows: &mut [f32], scale: &[f32], shift: &[f32]) {
    let width = scale.len();
    for rows in rows.chunks_mut(ROWS * width) {
        let mut moments = [(0.0, 0.0); ROWS];
        with_moments(rows, width, |row, mean, by| moments[row] = (mean, by));
        for (row, (mean, by)) in rows.chunks_exact_mut(width).zip(moments) {
            for ((value, scale), shift) in row.iter_mut().zip(scale).zip(shift) {
                *value = (*value - mean) * by * scale + shift;
            }
        }
    }
}

/// Three times two to the 22nd: fractions of this size are whole, and its own last bits are zero.
const WHOLES: f32 = 12_582_912.0;

#[multiversion(targets("x86_64+avx512f+avx512bw+avx512vl", "x86_64+avx2"))]
fn round(rows: &[f32], scale: &[f32], shift: &[f32], out: &mut [u8]) {
    let width = scale.len();
    with_moments(rows, width, |row, mean, by| {
        let (values, out) = (&rows[row * width..][..width], &mut out[row * width..][..width]);
        for (((out, value), scale), shift) in out.iter_mut().zip(values).zip(scale).zip(shift) {
            *out = step_of((value - mean) * by * scale + shift);
        }
    });
}

/// A number in whole steps from [`NOUGHT`].
#[inline(always)]
fn step_of(value: f32) -> u8 {
    let steps = (value * STEPS).clamp(-128.0, 127.0) + f32::from(NOUGHT);
    // At this size fractions stand a whole apart: adding rounds, and the last bits are the number.
    (steps + WHOLES).to_bits() as u8
}

/// The sum of some rows of weights of four bits, each row with its scale. A byte holds a weight of the
/// first half of the row in its low bits and one of the second half in its high ones, eight too large.
#[multiversion(targets("x86_64+avx512f+avx512vl", "x86_64+avx2"))]
pub(super) fn add_rows(rows: &[(&[u8], f32)], row: &mut [f32]) {
    let (first, second) = row.split_at_mut(row.len() / 2);
    // A stretch of the row stays in registers while the rows are gone through.
    let stretches = first.chunks_mut(LANES).zip(second.chunks_mut(LANES));
    for (at, (first, second)) in stretches.enumerate() {
        let mut sums = [[0.0; LANES]; 2];
        for (weights, scale) in rows {
            let weights = &weights[at * LANES..];
            match weights.first_chunk::<LANES>() {
                Some(weights) => add(&mut sums, weights, *scale),
                None => add(&mut sums, weights, *scale),
            }
        }
        first.copy_from_slice(&sums[0][..first.len()]);
        second.copy_from_slice(&sums[1][..second.len()]);
    }
}

#[inline(always)]
fn add(sums: &mut [[f32; LANES]; 2], weights: &[u8], scale: f32) {
    let [low, high] = sums;
    for ((low, high), &weight) in low.iter_mut().zip(high).zip(weights) {
        *low += f32::from((weight & 15).cast_signed() - 8) * scale;
        *high += f32::from((weight >> 4).cast_signed() - 8) * scale;
    }
}

/// Sums as fractions, word by word, each with its scale and shift; padding behind the sums of a word is left out.
#[multiversion(targets("x86_64+avx512f+avx512vl", "x86_64+avx2"))]
pub(super) fn scaled(sums: &[i32], padded: usize, scales: &[f32], shifts: &[f32], out: &mut [f32]) {
    for (out, sums) in out.chunks_exact_mut(scales.len()).zip(sums.chunks_exact(padded)) {
        for (((out, &sum), scale), shift) in out.iter_mut().zip(sums).zip(scales).zip(shifts) {
            *out = sum as f32 * scale + shift;
        }
    }
}

/// Adds the larger one of two fractions to each number of a row, word by word: the first stands in the
/// first half of the sums, the second in the second (maxout: Goodfellow and others 2013).
#[multiversion(targets("x86_64+avx512f+avx512vl", "x86_64+avx2"))]
pub(super) fn add_larger(sums: &[i32], padded: usize, scales: &[f32], shifts: &[f32], rows: &mut [f32]) {
    let width = scales.len() / 2;
    let (one_scales, other_scales) = (&scales[..width], &scales[width..2 * width]);
    let (one_shifts, other_shifts) = (&shifts[..width], &shifts[width..2 * width]);
    for (row, sums) in rows.chunks_exact_mut(width).zip(sums.chunks_exact(padded)) {
        let (row, ones, others) = (&mut row[..width], &sums[..width], &sums[width..2 * width]);
        for at in 0..width {
            let one = ones[at] as f32 * one_scales[at] + one_shifts[at];
            let other = others[at] as f32 * other_scales[at] + other_shifts[at];
            row[at] += if one > other { one } else { other };
        }
    }
}

/// Where the highest score stands, the first of equals.
#[multiversion(targets("x86_64+avx512f+avx512vl", "x86_64+avx2"))]
pub(super) fn highest(scores: &[f32]) -> usize {
    let mut lanes = [f32::NEG_INFINITY; LANES];
    let (chunks, rest) = scores.as_chunks::<LANES>();
    for chunk in chunks {
        for (lane, &score) in lanes.iter_mut().zip(chunk) {
            *lane = if score > *lane { score } else { *lane };
        }
    }
    let best = lanes
        .iter()
        .chain(rest)
        .fold(f32::NEG_INFINITY, |best, &score| if score > best { score } else { best });
    scores.iter().position(|&score| score == best).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rounding_goes_to_the_nearest_step() {
        assert_eq!([0.0, 1.0, -0.03, 99.0].map(step_of), [128, 152, 127, 255]);
    }

    #[test]
    fn the_first_of_the_highest_is_found() {
        let mut scores = vec![0.0; 40];
        assert_eq!(highest(&scores), 0);
        (scores[17], scores[39]) = (1.0, 1.0);
        assert_eq!(highest(&scores), 17);
        scores[38] = 2.0;
        assert_eq!((highest(&scores), highest(&[])), (38, 0));
    }

    #[test] // of a law: rows side by side give what they give alone
    fn rows_do_not_touch_one_another() {
        arbtest::arbtest(|u| {
            let (height, count, rows) =
                (u.int_in_range(1..=40)?, u.int_in_range(1..=70)?, u.int_in_range(1..=9)?);
            let mut number =
                || -> arbtest::arbitrary::Result<f32> { Ok(f32::from(u.arbitrary::<i16>()?) / 77.0) };
            let mut numbers = |count: usize| (0..count).map(|_| number()).collect::<Result<Vec<f32>, _>>();
            let (columns, rows) = (numbers(height * count)?, numbers(height * rows)?);
            let (mut matrix, mut out) = (Columns::default(), Vec::new());
            matrix.fill(&columns, height);
            matrix.times(&rows, height, &mut out);
            for (row, out) in rows.chunks_exact(height).zip(out.chunks_exact(matrix.width())) {
                for (column, &sum) in columns.chunks_exact(height).zip(out) {
                    assert_eq!(sum, row.iter().zip(column).fold(0.0, |sum, (one, other)| sum + one * other));
                }
            }
            let norm = Norm { scale: vec![0.5; height], shift: vec![1.5; height] };
            let mut whole = rows.clone();
            norm.apply(&mut whole);
            for (row, whole) in rows.chunks_exact(height).zip(whole.chunks_exact(height)) {
                let mut alone = row.to_vec();
                norm.apply(&mut alone);
                assert_eq!(alone, whole);
            }
            Ok(())
        });
    }
}
