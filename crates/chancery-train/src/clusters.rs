//! Learns word clusters from raw text: words that stand between the same words go together.
//!
//! The exchange algorithm: each word moves to the cluster where the text, seen as a chain of
//! clusters, becomes most likely; until few words move. Deterministic, without seed.

use std::{
    collections::HashMap,
    fs::File,
    io::{BufRead, BufReader, Read},
    path::Path,
};

use anyhow::{Context, Result};
use chancery_core::{
    grammar::{
        look::{Clusters, Look},
        split::{Pieces, Splitter},
    },
    text::{Span, fold::fold_into},
};

/// How many clusters there are; number 0 is for words without.
const CLUSTERS: usize = 255;

/// Words as numbers, sentence by sentence; word 0 stands between sentences.
#[derive(Debug, Default)]
pub(crate) struct Raw {
    numbers: HashMap<u64, u32>,
    looks: Vec<u64>,
    text: Vec<u32>,
}

impl Raw {
    pub(crate) fn new() -> Raw {
        Raw { looks: vec![0], text: vec![0], ..Raw::default() }
    }

    /// Reads a file of JSON lines with a field `text`, gzipped or not.
    pub(crate) fn read(&mut self, path: &Path, splitter: &Splitter) -> Result<()> {
        #[derive(serde::Deserialize)]
        struct Item {
            text: String,
        }
        let file = File::open(path).with_context(|| format!("{} cannot be read", path.display()))?;
        let packed = path.extension().is_some_and(|kind| kind == "gz");
        let reader: Box<dyn Read> =
            if packed { Box::new(flate2::read::GzDecoder::new(file)) } else { Box::new(file) };
        let mut pieces = Pieces::default();
        let mut folded = String::new();
        for line in BufReader::new(reader).lines() {
            let item: Item = serde_json::from_str(&line?)?;
            for paragraph in item.text.split('\n') {
                pieces.clear();
                splitter.split(paragraph, Span::new(0, paragraph.len() as u32), &mut pieces);
                let mut start = 0;
                for &end in &pieces.ends {
                    for word in &pieces.words[start..end as usize] {
                        let word = &paragraph[word.start() as usize..word.end() as usize];
                        folded.clear();
                        fold_into(word, &mut folded);
                        self.word(Look::new(word, &folded).word);
                    }
                    self.text.push(0);
                    start = end as usize;
                }
            }
        }
        Ok(())
    }

    /// Adds one word.
    pub(crate) fn word(&mut self, look: u64) {
        let number = *self.numbers.entry(look).or_insert_with(|| {
            self.looks.push(look);
            self.looks.len() as u32 - 1
        });
        self.text.push(number);
    }

    /// Ends a sentence.
    pub(crate) fn end(&mut self) {
        self.text.push(0);
    }

    pub(crate) fn len(&self) -> usize {
        self.text.len()
    }

    /// The file of the clusters of all words that occur at least `least` times.
    pub(crate) fn clusters(&self, least: u32, rounds: usize) -> Vec<u8> {
        let mut counts = vec![0_u32; self.looks.len()];
        for &word in &self.text {
            counts[word as usize] += 1;
        }
        let mut words: Vec<u32> =
            (1..self.looks.len() as u32).filter(|&word| counts[word as usize] >= least).collect();
        words.sort_by_key(|&word| (std::cmp::Reverse(counts[word as usize]), word));
        // Frequent words get their own cluster at first, the others the smallest.
        let mut cluster = vec![0_u8; self.looks.len()];
        for (rank, &word) in words.iter().enumerate() {
            cluster[word as usize] = (rank % CLUSTERS) as u8 + 1;
        }
        let size = CLUSTERS + 1;
        let (mut after, mut before) =
            (vec![HashMap::new(); self.looks.len()], vec![HashMap::new(); self.looks.len()]);
        for pair in self.text.windows(2) {
            *after[pair[0] as usize].entry(pair[1]).or_insert(0_u32) += 1;
            *before[pair[1] as usize].entry(pair[0]).or_insert(0_u32) += 1;
        }
        let list = |maps: Vec<HashMap<u32, u32>>| -> Vec<Vec<(u32, u32)>> {
            maps.into_iter()
                .map(|map| {
                    let mut list: Vec<_> = map.into_iter().collect();
                    list.sort_unstable();
                    list
                })
                .collect()
        };
        let (after, before) = (list(after), list(before));
        let mut pairs = vec![0_i32; size * size];
        let mut total = vec![0_i32; size];
        for (word, next) in after.iter().enumerate() {
            for &(other, count) in next {
                pairs[usize::from(cluster[word]) * size + usize::from(cluster[other as usize])] +=
                    count as i32;
            }
        }
        for (word, &count) in counts.iter().enumerate() {
            total[usize::from(cluster[word])] += count as i32;
        }
        let logs: Vec<f32> =
            (0..1 << 16).map(|n| if n < 2 { 0.0 } else { n as f32 * (n as f32).ln() }).collect();
        let entropy = |n: i32| -> f32 {
            match logs.get(n as usize) {
                Some(&value) => value,
                None => n as f32 * (n as f32).ln(),
            }
        };
        let mut out = vec![0_i32; size];
        let mut into = vec![0_i32; size];
        for round in 0..rounds {
            let mut moved = 0;
            for &word in &words {
                let at = word as usize;
                let own = usize::from(cluster[at]);
                out.fill(0);
                into.fill(0);
                let mut itself = 0;
                for &(other, count) in &after[at] {
                    if other == word {
                        itself = count as i32;
                    } else {
                        out[usize::from(cluster[other as usize])] += count as i32;
                    }
                }
                for &(other, count) in &before[at] {
                    if other != word {
                        into[usize::from(cluster[other as usize])] += count as i32;
                    }
                }
                let count = counts[at] as i32;
                let near_out: Vec<usize> = (0..size).filter(|&other| out[other] > 0).collect();
                let near_in: Vec<usize> = (0..size).filter(|&other| into[other] > 0).collect();
                let shift = |pairs: &mut [i32], total: &mut [i32], to: usize, sign: i32| {
                    for &other in &near_out {
                        pairs[to * size + other] += sign * out[other];
                    }
                    for &other in &near_in {
                        pairs[other * size + to] += sign * into[other];
                    }
                    pairs[to * size + to] += sign * itself;
                    total[to] += sign * count;
                };
                shift(&mut pairs, &mut total, own, -1);
                let gain = |to: usize| {
                    let mut gain = -2.0 * f64::from(entropy(total[to] + count) - entropy(total[to]));
                    let mut sum = 0.0_f32;
                    for &other in &near_out {
                        if other != to {
                            let n = pairs[to * size + other];
                            sum += entropy(n + out[other]) - entropy(n);
                        }
                    }
                    for &other in &near_in {
                        if other != to {
                            let n = pairs[other * size + to];
                            sum += entropy(n + into[other]) - entropy(n);
                        }
                    }
                    let n = pairs[to * size + to];
                    sum += entropy(n + out[to] + into[to] + itself) - entropy(n);
                    gain += f64::from(sum);
                    gain
                };
                let mut best = own;
                let mut highest = gain(own);
                for to in 1..size {
                    if to != own {
                        let value = gain(to);
                        if value > highest + 1e-3 {
                            (best, highest) = (to, value);
                        }
                    }
                }
                shift(&mut pairs, &mut total, best, 1);
                if best != own {
                    cluster[at] = best as u8;
                    moved += 1;
                }
            }
            eprintln!("clusters: round {round}, {moved} of {} words moved", words.len());
            if moved * 100 < words.len() {
                break;
            }
        }
        Clusters::write(words.iter().map(|&word| (self.looks[word as usize], cluster[word as usize])))
    }
}
