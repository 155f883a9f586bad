//! Averaged perceptrons over hashed features.
//!
//! Deterministic: the same examples in the same order give the same weights.

use std::{
    collections::HashMap,
    hash::{BuildHasherDefault, Hasher},
};

use chancery_core::grammar::weights::{Table, Trio};

/// Features are hashes already.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Plain(u64);

impl Hasher for Plain {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, _: &[u8]) {
        unreachable!("features are numbers")
    }

    fn write_u64(&mut self, value: u64) {
        self.0 = value;
    }
}

type Index<T> = HashMap<u64, T, BuildHasherDefault<Plain>>;

/// Random numbers from a seed (splitmix64).
#[derive(Clone, Debug)]
pub(crate) struct Dice(pub u64);

impl Dice {
    pub(crate) fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut value = self.0;
        value = (value ^ value >> 30).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        value = (value ^ value >> 27).wrapping_mul(0x94D0_49BB_1331_11EB);
        value ^ value >> 31
    }

    pub(crate) fn chance(&mut self, share: f64) -> bool {
        (self.roll() >> 11) as f64 / (1_u64 << 53) as f64 > 1.0 - share
    }

    pub(crate) fn shuffle<T>(&mut self, list: &mut [T]) {
        for at in (1..list.len()).rev() {
            list.swap(at, (self.roll() % (at as u64 + 1)) as usize);
        }
    }
}

/// Weights of one feature for few of many classes: class, weight, weighted sum of its changes.
type Row = Vec<(u8, f32, f64)>;

/// Learns weights for few of many classes a feature.
#[derive(Clone, Debug, Default)]
pub(crate) struct Learner {
    index: Index<u32>,
    rows: Vec<Row>,
    time: f64,
}

impl Learner {
    pub(crate) fn score(&self, features: &[u64], scores: &mut [f32; 256]) {
        for feature in features {
            if let Some(&row) = self.index.get(feature) {
                for &(class, weight, _) in &self.rows[row as usize] {
                    scores[usize::from(class)] += weight;
                }
            }
        }
    }

    /// Counts one decision.
    pub(crate) fn tick(&mut self) {
        self.time += 1.0;
    }

    /// Moves weight from the wrong class to the right one.
    pub(crate) fn update(&mut self, features: &[u64], right: usize, wrong: usize) {
        for &feature in features {
            let row = *self.index.entry(feature).or_insert_with(|| {
                self.rows.push(Row::new());
                self.rows.len() as u32 - 1
            });
            let row = &mut self.rows[row as usize];
            for (class, change) in [(right as u8, 1.0_f32), (wrong as u8, -1.0)] {
                match row.iter_mut().find(|cell| cell.0 == class) {
                    Some(cell) => {
                        cell.1 += change;
                        cell.2 += self.time * f64::from(change);
                    }
                    None => row.push((class, change, self.time * f64::from(change))),
                }
            }
        }
    }

    /// The weights averaged over all decisions.
    pub(crate) fn averaged(&self) -> Weights {
        let mut weights = Weights::default();
        for (&feature, &row) in &self.index {
            let row = self.rows[row as usize]
                .iter()
                .map(|&(class, weight, sum)| (class, weight - (sum / self.time.max(1.0)) as f32))
                .collect();
            weights.rows.insert(feature, row);
        }
        weights
    }
}

/// Learns weights for each of three classes a feature: the same as [`Learner`], faster.
#[derive(Clone, Debug, Default)]
pub(crate) struct Trainee {
    weights: Index<[f32; 3]>,
    /// The weighted sums of changes, which only learning touches.
    sums: Index<[f64; 3]>,
    time: f64,
}

impl Trainee {
    pub(crate) fn score(&self, features: &[u64]) -> [f32; 3] {
        let mut scores = [0.0; 3];
        for feature in features {
            if let Some(weights) = self.weights.get(feature) {
                for class in 0..3 {
                    scores[class] += weights[class];
                }
            }
        }
        scores
    }

    /// Counts one decision.
    pub(crate) fn tick(&mut self) {
        self.time += 1.0;
    }

    /// Moves weight from the wrong class to the right one.
    pub(crate) fn update(&mut self, features: &[u64], right: usize, wrong: usize) {
        for &feature in features {
            let weights = self.weights.entry(feature).or_default();
            weights[right] += 1.0;
            weights[wrong] -= 1.0;
            let sums = self.sums.entry(feature).or_default();
            sums[right] += self.time;
            sums[wrong] -= self.time;
        }
    }

    /// The weights averaged over all decisions.
    pub(crate) fn averaged(&self) -> Weights {
        let mut averaged = Weights::default();
        for (feature, weights) in &self.weights {
            let sums = self.sums[feature];
            let row =
                (0..3).map(|class| (class as u8, weights[class] - (sums[class] / self.time.max(1.0)) as f32));
            averaged.rows.insert(*feature, row.collect());
        }
        averaged
    }
}

/// Averaged weights; those of several seeds can be added up.
#[derive(Clone, Debug, Default)]
pub(crate) struct Weights {
    rows: Index<Vec<(u8, f32)>>,
}

impl Weights {
    pub(crate) fn add(&mut self, other: &Weights) {
        for (&feature, row) in &other.rows {
            let own = self.rows.entry(feature).or_default();
            for &(class, weight) in row {
                match own.iter_mut().find(|cell| cell.0 == class) {
                    Some(cell) => cell.1 += weight,
                    None => own.push((class, weight)),
                }
            }
        }
    }

    pub(crate) fn len(&self) -> usize {
        self.rows.len()
    }

    /// The weight that `share` of all weights lie below, taken as the largest of eight bits.
    fn scale(&self, share: f64) -> f32 {
        let mut sizes: Vec<f32> = self.rows.values().flatten().map(|cell| cell.1.abs()).collect();
        sizes.sort_unstable_by(f32::total_cmp);
        let at = ((sizes.len() as f64 * share) as usize).min(sizes.len().saturating_sub(1));
        127.0 / sizes.get(at).copied().unwrap_or(1.0).max(1e-6)
    }

    /// The bytes of a [`Table`]: weights in eight bits, those under `least` steps left out, the
    /// `most` heaviest features kept.
    pub(crate) fn table(&self, least: i8, most: usize) -> Vec<u8> {
        let scale = self.scale(0.9999);
        let mut rows: std::collections::BTreeMap<u32, Vec<(u8, i8)>> = Default::default();
        let mut features: Vec<_> = self.rows.iter().collect();
        features.sort_unstable_by_key(|(feature, _)| **feature);
        for (&feature, row) in features {
            let mut row: Vec<(u8, i8)> = row
                .iter()
                .map(|&(class, weight)| (class, (weight * scale).round().clamp(-127.0, 127.0) as i8))
                .filter(|cell| cell.1.abs() >= least)
                .collect();
            row.sort_unstable_by_key(|cell| cell.0);
            if !row.is_empty() {
                rows.entry(Table::key(feature)).or_insert(row);
            }
        }
        let weight =
            |row: &[(u8, i8)]| row.iter().map(|cell| u32::from(cell.1.unsigned_abs())).max().unwrap_or(0);
        if rows.len() > most {
            let mut sizes: Vec<u32> = rows.values().map(|row| weight(row)).collect();
            sizes.sort_unstable_by(|a, b| b.cmp(a));
            let bar = sizes[most];
            rows.retain(|_, row| weight(row) > bar);
        }
        Table::write(&rows.into_iter().collect::<Vec<_>>())
    }

    /// The bytes of a [`Trio`] of `2^bits` buckets.
    pub(crate) fn trio(&self, bits: u32) -> Vec<u8> {
        let scale = self.scale(0.9999);
        let mut rows: Vec<(u64, [i8; 3])> = self
            .rows
            .iter()
            .map(|(&feature, row)| {
                let mut weights = [0.0; 3];
                for &(class, weight) in row {
                    weights[usize::from(class)] = weight;
                }
                // Only differences count: centring them makes the most of eight bits.
                let middle = weights.iter().sum::<f32>() / 3.0;
                (
                    feature,
                    weights.map(|weight| ((weight - middle) * scale).round().clamp(-127.0, 127.0) as i8),
                )
            })
            .filter(|(_, weights)| weights.iter().any(|weight| *weight != 0))
            .collect();
        let size = |weights: &[i8; 3]| {
            weights.iter().map(|weight| u32::from(weight.unsigned_abs())).max().unwrap_or(0)
        };
        rows.sort_unstable_by_key(|(feature, weights)| (std::cmp::Reverse(size(weights)), *feature));
        Trio::write(bits, rows)
    }
}

/// The best of the scores among the classes that `allowed` lets through.
pub(crate) fn best(scores: &[f32], allowed: impl Fn(usize) -> bool) -> Option<usize> {
    let mut best: Option<usize> = None;
    for (at, &score) in scores.iter().enumerate() {
        if allowed(at) && best.is_none_or(|best| score > scores[best]) {
            best = Some(at);
        }
    }
    best
}
