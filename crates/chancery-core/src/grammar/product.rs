//! Products of small whole numbers, the work that the network spends its time in.
//!
//! Weights have eight bits, what they meet has eight, sums have thirty-two and are exact: every
//! processor gives the same answer, whatever instructions it has, and what is known to be nothing may
//! be left out.

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
    /// Block by block, for each part and output its sum where all inputs are nought.
    noughts: Vec<i32>,
    /// How many words an output looks at: the word alone, or one on either side of it too.
    parts: usize,
    /// How many steps the inputs of a word make.
    steps: usize,
    outputs: usize,
}

impl Packed {
    /// Packs rows of weights for `parts` words (one, or three) of `width` inputs each, one row an
    /// output. `width` is a multiple of four.
    pub(super) fn new(rows: &[i8], width: usize, parts: usize) -> Packed {
        let whole = parts * width;
        let count = rows.len() / whole;
        let outputs = count.next_multiple_of(BLOCK);
        let mut packed = Packed { parts, steps: width / STEP, outputs, ..Packed::default() };
        let weight = |row: usize, column: usize| rows.get(row * whole + column).copied().unwrap_or_default();
        for block in (0..outputs).step_by(BLOCK) {
            for step in (0..whole).step_by(STEP) {
                for row in block..block + BLOCK {
                    let four: [i8; STEP] = std::array::from_fn(|part| weight(row, step + part));
                    packed.weights.push(bytemuck::cast(four));
                }
            }
            for part in 0..parts {
                packed.noughts.extend((block..block + BLOCK).map(|row| -> i32 {
                    let columns = part * width..(part + 1) * width;
                    columns.map(|column| i32::from(weight(row, column)) * i32::from(NOUGHT)).sum()
                }));
            }
        }
        packed
    }

    /// How many outputs a word has, padding included.
    pub(super) fn outputs(&self) -> usize {
        self.outputs
    }

    /// For each word (a row of inputs) its outputs, side by side. Before the words and behind them
    /// stand `margin` rows of noughts; where an output looks at three words, the outer ones stand
    /// `reach` before and behind the word, at most `margin`.
    pub(super) fn products(&self, inputs: &[u8], margin: usize, reach: usize, out: &mut Vec<i32>) {
        let inputs = inputs.as_chunks::<STEP>().0;
        let words = inputs.len() / self.steps - 2 * margin;
        out.resize(words * self.outputs, 0);
        products(self, inputs, margin, reach, out);
    }
}

/// The sums of `$words` words for one block of outputs, sixteen sums a register: each step multiplies
/// four inputs with four weights and adds them up. `$row` gives the inputs of a word for a part.
#[cfg(target_arch = "x86_64")]
macro_rules! wide {
    ($words:literal, $used:expr, $weights:expr, $noughts:expr, $row:expr, $out:expr, $outputs:expr) => {{
        let mut sums = [[simd::_mm512_setzero_si512(); 2]; $words];
        for part in $used {
            let mut inputs: [&[[u8; STEP]]; $words] = [&[]; $words];
            for word in 0..$words {
                inputs[word] = $row(word, part);
            }
            for (step, weights) in $weights(part).chunks_exact(BLOCK).enumerate() {
                let weights = weights.as_chunks::<16>().0;
                for word in 0..$words {
                    let input = simd::_mm512_set1_epi32(bytemuck::cast(inputs[word][step]));
                    for register in 0..2 {
                        let sum = &mut sums[word][register];
                        *sum = simd::_mm512_dpbusd_epi32(*sum, input, bytemuck::cast(weights[register]));
                    }
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
    ($used:expr, $weights:expr, $noughts:expr, $row:expr, $out:expr) => {{
        let mut sums = [simd::_mm256_setzero_si256(); BLOCK / 4];
        for part in $used {
            for (input, weights) in $row(0, part).iter().zip($weights(part).chunks_exact(BLOCK)) {
                let input = simd::_mm256_set1_epi64x(bytemuck::cast(input.map(i16::from)));
                for (sum, &weights) in sums.iter_mut().zip(weights.as_chunks::<4>().0) {
                    let weights = simd::_mm256_cvtepi8_epi16(bytemuck::cast(weights));
                    *sum = simd::_mm256_add_epi32(*sum, simd::_mm256_madd_epi16(weights, input));
                }
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

/// How many words are computed side by side where so many are left: eight fill the registers, and
/// few waste them, so that nine are five and four.
fn tile(left: usize) -> usize {
    match left {
        ..9 => left,
        9..16 => left.div_ceil(2),
        16.. => 8,
    }
}

#[multiversion(targets("x86_64+avx512f+avx512bw+avx512vl+avx512vnni", "x86_64+avx2"))]
fn products(packed: &Packed, inputs: &[[u8; STEP]], margin: usize, reach: usize, out: &mut [i32]) {
    let (steps, parts, outputs) = (packed.steps, packed.parts, packed.outputs);
    let words = inputs.len() / steps - 2 * margin;
    let reach = if parts == 1 { 0 } else { reach };
    for (at, block) in packed.weights.chunks_exact(BLOCK * steps * parts).enumerate() {
        let block_noughts = &packed.noughts[at * BLOCK * parts..][..BLOCK * parts];
        let weights = |part: usize| &block[part * BLOCK * steps..][..BLOCK * steps];
        let mut word = 0;
        while word < words {
            let count = match_target! {
                "x86_64+avx512f+avx512bw+avx512vl+avx512vnni" => tile(words - word),
                _ => 1,
            };
            // Outside of the sentence is nothing but noughts.
            let used = if parts == 1 {
                0..1
            } else {
                usize::from(word + count <= reach)..3 - usize::from(word + reach >= words)
            };
            let mut noughts = [0; BLOCK];
            for part in used.clone() {
                for (sum, nought) in noughts.iter_mut().zip(&block_noughts[part * BLOCK..]) {
                    *sum += nought;
                }
            }
            let first = margin + word - reach;
            let row = |word: usize, part: usize| &inputs[(first + word + part * reach) * steps..][..steps];
            let out = &mut out[word * outputs + at * BLOCK..];
            match_target! {
                "x86_64+avx512f+avx512bw+avx512vl+avx512vnni" => match count {
                    1 => wide!(1, used, weights, noughts, row, out, outputs),
                    2 => wide!(2, used, weights, noughts, row, out, outputs),
                    3 => wide!(3, used, weights, noughts, row, out, outputs),
                    4 => wide!(4, used, weights, noughts, row, out, outputs),
                    5 => wide!(5, used, weights, noughts, row, out, outputs),
                    6 => wide!(6, used, weights, noughts, row, out, outputs),
                    7 => wide!(7, used, weights, noughts, row, out, outputs),
                    _ => wide!(8, used, weights, noughts, row, out, outputs),
                },
                "x86_64+avx2" => middle!(used, weights, noughts, row, &mut out[..BLOCK]),
                _ => {
                    let out = &mut out[..BLOCK];
                    for (out, nought) in out.iter_mut().zip(noughts) {
                        *out = -nought;
                    }
                    for part in used {
                        for (input, weights) in row(0, part).iter().zip(weights(part).chunks_exact(BLOCK)) {
                            let input = input.map(i32::from);
                            for (sum, &weights) in out.iter_mut().zip(weights) {
                                let weights: [i8; STEP] = bytemuck::cast(weights);
                                for part in 0..STEP {
                                    *sum += i32::from(weights[part]) * input[part];
                                }
                            }
                        }
                    }
                },
            }
            word += count;
        }
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
            let parts = *u.choose(&[1, 3])?;
            let margin = u.int_in_range(1..=9)?;
            let reach = u.int_in_range(1..=margin)?;
            let mut rows = vec![0; outputs * width * parts];
            let mut inputs = vec![NOUGHT; (words + 2 * margin) * width];
            for row in &mut rows {
                *row = u.arbitrary::<i8>()?;
            }
            for input in &mut inputs[margin * width..(margin + words) * width] {
                *input = u.arbitrary::<u8>()?;
            }
            let packed = Packed::new(&rows, width, parts);
            let mut out = Vec::new();
            packed.products(&inputs, margin, reach, &mut out);
            for word in 0..words {
                // The words that it looks at, side by side.
                let seen = (0..parts).flat_map(|part| {
                    let row = if parts == 1 { margin + word } else { margin + word + part * reach - reach };
                    &inputs[row * width..][..width]
                });
                let seen: Vec<i32> = seen.map(|&input| i32::from(input) - i32::from(NOUGHT)).collect();
                for output in 0..outputs {
                    let weights = &rows[output * width * parts..][..width * parts];
                    let sum: i32 =
                        weights.iter().zip(&seen).map(|(&weight, input)| i32::from(weight) * input).sum();
                    assert_eq!(out[word * packed.outputs() + output], sum);
                }
            }
            Ok(())
        });
    }
}
