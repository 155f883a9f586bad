//! How a word looks: the hashes of its letters that all trained models share.

use super::weights::{Bytes, Damaged, join, mix};

/// How a word looks, whatever stands around it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Look {
    /// Its folded form with every digit as 0.
    pub word: u64,
    /// Its first one to three bytes; shorter words repeat.
    pub front: [u64; 3],
    /// Its last one to four bytes.
    pub back: [u64; 4],
    /// Capitals, digits, marks: see [`Look::new`].
    pub shape: u8,
    /// The number of its cluster, 0 for none.
    pub cluster: u8,
}

impl Look {
    /// The shape of words that are all small letters.
    pub const SMALL: u8 = 0;
    /// The shape of words that begin with a capital.
    pub const CAPITAL: u8 = 1;

    /// Looks at a word: as it stands, and folded.
    #[must_use]
    pub fn new(word: &str, folded: &str) -> Look {
        // A long dash parts clauses, where a hyphen joins words: only folding makes them one.
        let folded = if matches!(word, "–" | "—" | "―") { "–" } else { folded };
        let mut hash = 0x51_7CC1_B727_u64;
        let mut front = [0; 3];
        let digit = |byte: u8| if byte.is_ascii_digit() { b'0' } else { byte };
        for (at, byte) in folded.bytes().enumerate() {
            hash = join(hash, u64::from(digit(byte)));
            if at < 3 {
                front[at..].fill(hash);
            }
        }
        let mut back = [0; 4];
        let mut end = 0x1B87_3593_u64;
        for (at, byte) in folded.bytes().rev().take(4).enumerate() {
            end = join(end, u64::from(digit(byte)));
            back[at..].fill(end);
        }
        Look { word: mix(1, hash, folded.len() as u64), front, back, shape: shape(word), cluster: 0 }
    }
}

/// What every file of clusters begins with.
pub const MARK: &[u8; 8] = b"CHclus01";

/// The cluster of each frequent word, learned from raw text: words of one cluster stand between
/// the same words.
#[derive(Clone, Debug, Default)]
pub struct Clusters {
    /// Open addressing by the upper half of the word's hash; cluster 0 for empty.
    slots: Vec<(u32, u8)>,
}

impl Clusters {
    /// Reads the clusters.
    ///
    /// # Errors
    /// [`Damaged`] where the bytes are not clusters.
    pub fn read(bytes: &[u8]) -> Result<Clusters, Damaged> {
        let mut bytes = Bytes::open(bytes, MARK)?;
        let count = bytes.u32()? as usize;
        let keys = bytes.take(count.checked_mul(4).ok_or(Damaged)?)?;
        let numbers = bytes.take(count)?;
        let mut clusters = Clusters { slots: vec![(0, 0); (count * 2).max(16).next_power_of_two()] };
        for (key, &number) in keys.chunks_exact(4).zip(numbers) {
            let key = u32::from_le_bytes(key.try_into().map_err(|_| Damaged)?);
            let slot = clusters.slot(key);
            clusters.slots[slot] = (key, number);
        }
        Ok(clusters)
    }

    /// The bytes that [`Clusters::read`] reads, from hashes of words (see [`Look::word`]).
    #[must_use]
    pub fn write(words: impl IntoIterator<Item = (u64, u8)>) -> Vec<u8> {
        let mut list: Vec<_> =
            words.into_iter().map(|(word, cluster)| ((word >> 32) as u32, cluster)).collect();
        list.sort_unstable();
        list.dedup_by_key(|(key, _)| *key);
        let mut out = MARK.to_vec();
        out.extend((list.len() as u32).to_le_bytes());
        out.extend(list.iter().flat_map(|(key, _)| key.to_le_bytes()));
        out.extend(list.iter().map(|(_, cluster)| *cluster));
        out
    }

    /// The cluster of a word, 0 where it has none.
    #[must_use]
    pub fn cluster(&self, word: u64) -> u8 {
        if self.slots.is_empty() { 0 } else { self.slots[self.slot((word >> 32) as u32)].1 }
    }

    fn slot(&self, key: u32) -> usize {
        let mask = self.slots.len() - 1;
        let mut slot = key as usize & mask;
        while self.slots[slot].1 != 0 && self.slots[slot].0 != key {
            slot = (slot + 1) & mask;
        }
        slot
    }
}

/// The shape of a word: 0 small, 1 capitalised, 2 all capitals, 3 capitals inside, 4 one capital,
/// 5 figures, 6 figures and letters, 7 marks, 8 capital with full stop; 16 more with a hyphen.
fn shape(word: &str) -> u8 {
    let (mut upper, mut lower, mut digits, mut marks, mut hyphen) = (0_u32, 0_u32, 0_u32, 0_u32, false);
    let mut first_upper = false;
    for (at, c) in word.chars().enumerate() {
        if c.is_lowercase() {
            lower += 1;
        } else if c.is_uppercase() {
            upper += 1;
            first_upper |= at == 0;
        } else if c.is_ascii_digit() {
            digits += 1;
        } else if c.is_alphabetic() {
            lower += 1;
        } else {
            marks += 1;
            hyphen |= c == '-';
        }
    }
    let base = match (upper, lower, digits) {
        (0, 0, 0) => 7,
        (0, 0, _) => 5,
        (_, _, 1..) => 6,
        (0, _, _) => 0,
        (1, 0, _) if marks == 0 => 4,
        (_, 0, _) if word.ends_with('.') => 8,
        (_, 0, _) => 2,
        (1, _, _) if first_upper && word.ends_with('.') => 9,
        (1, _, _) if first_upper => 1,
        _ => 3,
    };
    base + if hyphen && base != 7 { 16 } else { 0 }
}
