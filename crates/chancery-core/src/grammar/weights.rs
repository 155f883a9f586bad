//! Trained weights: linear models over hashed features, in eight bits a weight.
//!
//! A feature is a 64-bit hash. A [`Table`] maps it to weights for a few of many classes, a
//! [`Trio`] to weights for each of three, one cache line away. Training them is the business of
//! the crate `chancery-train`, which writes what is read here.

use std::fmt;

/// The hash of a feature: the number of its template and up to two values.
#[inline]
#[must_use]
pub fn mix(template: u64, a: u64, b: u64) -> u64 {
    let hash = (a ^ template.wrapping_mul(0x9E37_79B9_7F4A_7C15)).wrapping_mul(0xD6E8_FEB8_6659_FD93);
    let hash = (hash ^ hash >> 32 ^ b).wrapping_mul(0xC2B2_AE3D_27D4_EB4F);
    hash ^ hash >> 29
}

/// Two values as one.
#[inline]
#[must_use]
pub fn join(a: u64, b: u64) -> u64 {
    (a.rotate_left(25) ^ b).wrapping_mul(0x9FB2_1C65_1E98_DF25) ^ a >> 17
}

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
#[derive(Clone, Debug)]
pub struct Bytes<'a> {
    rest: &'a [u8],
}

impl<'a> Bytes<'a> {
    /// Starts behind the mark that every file of weights begins with.
    ///
    /// # Errors
    /// [`Damaged`] where the file begins otherwise.
    pub fn open(bytes: &'a [u8], mark: &[u8; 8]) -> Result<Bytes<'a>, Damaged> {
        bytes.strip_prefix(mark).map(|rest| Bytes { rest }).ok_or(Damaged)
    }

    /// The next bytes.
    ///
    /// # Errors
    /// [`Damaged`] where the file ends before.
    pub fn take(&mut self, count: usize) -> Result<&'a [u8], Damaged> {
        let (taken, rest) = self.rest.split_at_checked(count).ok_or(Damaged)?;
        self.rest = rest;
        Ok(taken)
    }

    /// The next number of four bytes, the smallest first.
    ///
    /// # Errors
    /// [`Damaged`] where the file ends before.
    pub fn u32(&mut self) -> Result<u32, Damaged> {
        Ok(u32::from_le_bytes(self.take(4)?.try_into().map_err(|_| Damaged)?))
    }

    /// The next text, with its length in front.
    ///
    /// # Errors
    /// [`Damaged`] where the file ends before or the text is not UTF-8.
    pub fn text(&mut self) -> Result<&'a str, Damaged> {
        let length = self.u32()? as usize;
        std::str::from_utf8(self.take(length)?).map_err(|_| Damaged)
    }
}

/// Weights for a few of many classes a feature.
///
/// Rows lie in the order of their keys. The upper half of a key says where to look, the lower half
/// which row it is: so the keys take two bytes each, and the answer to most questions, that there
/// is no such row, is found in a few hundred kilobytes.
#[derive(Clone, Debug)]
pub struct Table {
    /// The number of the first row of each upper half of a key, and one more at the end.
    firsts: Vec<u32>,
    /// The lower half of the key of each row, and [`Table::REACH`] more at the end.
    prints: Vec<u16>,
    /// Where each row begins.
    starts: Vec<u32>,
    /// A row: its length, then pairs of class and weight.
    rows: Vec<u8>,
}

impl Default for Table {
    fn default() -> Table {
        Table {
            firsts: vec![0; Table::HALVES + 1],
            prints: vec![0; Table::REACH],
            starts: Vec::new(),
            rows: Vec::new(),
        }
    }
}

impl Table {
    /// How many upper halves of keys there are.
    const HALVES: usize = 1 << 16;
    /// How many rows of one upper half are compared at once; few have more.
    const REACH: usize = 8;

    /// Reads a table.
    ///
    /// # Errors
    /// [`Damaged`] where the bytes are not a table.
    pub fn read(bytes: &mut Bytes) -> Result<Table, Damaged> {
        let count = bytes.u32()? as usize;
        let keys = bytes.take(count.checked_mul(4).ok_or(Damaged)?)?;
        let size = bytes.u32()? as usize;
        let rows = bytes.take(size)?.to_vec();
        let mut firsts = Vec::with_capacity(Table::HALVES + 1);
        let mut prints = Vec::with_capacity(count + Table::REACH);
        let mut starts = Vec::with_capacity(count);
        let (mut at, mut before) = (0, 0);
        for (row, key) in keys.chunks_exact(4).enumerate() {
            let key = u32::from_le_bytes(key.try_into().map_err(|_| Damaged)?);
            if key < before {
                return Err(Damaged);
            }
            before = key;
            let half = (key >> 16) as usize;
            if half >= firsts.len() {
                firsts.resize(half + 1, row as u32);
            }
            prints.push(key as u16);
            starts.push(at as u32);
            at += 1 + 2 * usize::from(*rows.get(at).ok_or(Damaged)?);
            if at > rows.len() {
                return Err(Damaged);
            }
        }
        firsts.resize(Table::HALVES + 1, count as u32);
        prints.resize(count + Table::REACH, 0);
        Ok(Table { firsts, prints, starts, rows })
    }

    /// The bytes of a table from its rows, in order of their keys (see [`Table::key`]).
    #[must_use]
    pub fn write(rows: &[(u32, Vec<(u8, i8)>)]) -> Vec<u8> {
        let mut out = (rows.len() as u32).to_le_bytes().to_vec();
        for (key, _) in rows {
            out.extend(key.to_le_bytes());
        }
        let size: usize = rows.iter().map(|(_, row)| 1 + 2 * row.len()).sum();
        out.extend((size as u32).to_le_bytes());
        for (_, row) in rows {
            out.push(row.len() as u8);
            out.extend(row.iter().flat_map(|&(class, weight)| [class, weight as u8]));
        }
        out
    }

    /// The part of a feature's hash that its row is kept under.
    #[must_use]
    pub fn key(feature: u64) -> u32 {
        (feature >> 32) as u32
    }

    /// Adds the weights of features to the scores of the classes.
    ///
    /// In steps, each for all features: memory answers many questions at once, but only where none
    /// waits for the answer to another.
    #[inline]
    pub fn add<const N: usize>(&self, features: &[u64; N], scores: &mut [i32; 256]) {
        let mut ranges = [(0_u32, 0_u32); N];
        for (range, &feature) in ranges.iter_mut().zip(features) {
            let half = (Table::key(feature) >> 16) as usize;
            *range = (self.firsts[half], self.firsts[half + 1]);
        }
        let (mut found, mut count) = ([0_u32; N], 0);
        for (&(first, end), &feature) in ranges.iter().zip(features) {
            let row = self.row(first, end, Table::key(feature) as u16);
            found[count] = row;
            count += usize::from(row < end);
        }
        let found = &mut found[..count];
        for row in &mut *found {
            *row = self.starts[*row as usize];
        }
        let mut lengths = [0; N];
        for (length, &start) in lengths.iter_mut().zip(&*found) {
            *length = self.rows[start as usize];
        }
        for (&start, &length) in found.iter().zip(&lengths) {
            let start = start as usize + 1;
            for pair in self.rows[start..start + 2 * usize::from(length)].chunks_exact(2) {
                scores[usize::from(pair[0])] += i32::from(pair[1] as i8);
            }
        }
    }

    /// The first row from `first` to `end` with this lower half of a key; `end` where there is none.
    #[inline]
    fn row(&self, first: u32, end: u32, print: u16) -> u32 {
        let at = first as usize;
        let near = &self.prints[at..at + Table::REACH];
        // All are compared, so that there is nothing to guess; what lies behind the end does not count.
        let equal =
            near.iter().enumerate().fold(0_u32, |bits, (at, &it)| bits | u32::from(it == print) << at);
        let row = first + equal.trailing_zeros();
        if end - first <= Table::REACH as u32 {
            return row.min(end);
        }
        let mut all = self.prints[at..end as usize].iter();
        all.position(|&it| it == print).map_or(end, |step| first + step as u32)
    }
}

/// Weights for three classes a feature, four features a bucket of sixteen bytes.
#[derive(Clone, Debug)]
pub struct Trio {
    buckets: Vec<[u32; 4]>,
    shift: u32,
}

impl Default for Trio {
    fn default() -> Trio {
        Trio { buckets: Vec::new(), shift: 63 }
    }
}

impl Trio {
    /// Reads a table.
    ///
    /// # Errors
    /// [`Damaged`] where the bytes are not such a table.
    pub fn read(bytes: &mut Bytes) -> Result<Trio, Damaged> {
        let bits = bytes.u32()?;
        if !(1..=24).contains(&bits) {
            return Err(Damaged);
        }
        let data = bytes.take(16 << bits)?;
        let word = |bytes: &[u8]| u32::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]);
        let buckets = data
            .chunks_exact(16)
            .map(|bucket| [word(bucket), word(&bucket[4..]), word(&bucket[8..]), word(&bucket[12..])])
            .collect();
        Ok(Trio { buckets, shift: 64 - bits })
    }

    /// The bytes of a table of `2^bits` buckets; features are given with the most important
    /// first, since a full bucket takes no more.
    #[must_use]
    pub fn write(bits: u32, rows: impl IntoIterator<Item = (u64, [i8; 3])>) -> Vec<u8> {
        let mut buckets = vec![[0_u32; 4]; 1 << bits];
        for (feature, weights) in rows {
            let bucket = &mut buckets[(feature >> (64 - bits)) as usize];
            let print = Trio::print(feature);
            if bucket.iter().any(|&entry| entry & 0xFF == print) {
                continue;
            }
            if let Some(entry) = bucket.iter_mut().find(|entry| **entry == 0) {
                let [a, b, c] = weights.map(|weight| u32::from(weight as u8));
                *entry = print | a << 8 | b << 16 | c << 24;
            }
        }
        let mut out = bits.to_le_bytes().to_vec();
        out.extend(buckets.iter().flatten().flat_map(|entry| entry.to_le_bytes()));
        out
    }

    /// The fingerprint of a feature in its bucket, 1 to 255.
    fn print(feature: u64) -> u32 {
        (feature as u32 & 0xFF).max(1)
    }

    /// Adds the weights of features: all buckets are fetched before any is looked into, since
    /// memory answers many questions at once.
    #[inline]
    pub fn add<const N: usize>(&self, features: &[u64; N], scores: &mut [i32; 3]) {
        if self.buckets.is_empty() {
            return;
        }
        let mut buckets = [[0_u32; 4]; N];
        for (bucket, &feature) in buckets.iter_mut().zip(features) {
            *bucket = self.buckets[(feature >> self.shift) as usize];
        }
        for (bucket, &feature) in buckets.iter().zip(features) {
            let print = Trio::print(feature);
            // At most one entry has the print; asking all four leaves nothing to guess.
            let found =
                bucket.iter().fold(0, |found, &entry| found | if entry & 0xFF == print { entry } else { 0 });
            scores[0] += i32::from((found >> 8) as i8);
            scores[1] += i32::from((found >> 16) as i8);
            scores[2] += i32::from((found >> 24) as i8);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_reads_back() {
        let feature = mix(3, 4, 5);
        let bytes = Table::write(&[(Table::key(feature), vec![(7, -3), (200, 100)])]);
        let table = Table::read(&mut Bytes { rest: &bytes }).unwrap();
        let mut scores = [0; 256];
        table.add(&[feature, mix(3, 5, 4)], &mut scores);
        assert_eq!((scores[7], scores[200], scores[0]), (-3, 100, 0));

        let bytes = Trio::write(4, [(feature, [1, -2, 127])]);
        let trio = Trio::read(&mut Bytes { rest: &bytes }).unwrap();
        let mut scores = [0; 3];
        trio.add(&[feature], &mut scores);
        assert_eq!(scores, [1, -2, 127]);
    }

    #[test]
    fn rows_are_found_however_many_share_the_upper_half_of_their_key() {
        let keys = || (0..20_u32).map(|low| (7 << 16) | (low * 3)).chain([(8 << 16) | 3]);
        let rows: Vec<_> = keys().enumerate().map(|(at, key)| (key, vec![(at as u8, 5)])).collect();
        let table = Table::read(&mut Bytes { rest: &Table::write(&rows) }).unwrap();
        let score = |key: u32| {
            let mut scores = [0; 256];
            table.add(&[u64::from(key) << 32], &mut scores);
            scores
        };
        for (at, key) in keys().enumerate() {
            assert_eq!(score(key)[at], 5);
            assert_eq!(score(key).iter().sum::<i32>(), 5);
        }
        assert_eq!(score(7 << 16 | 1), [0; 256]);
        assert_eq!(score(9 << 16), [0; 256]);
    }

    #[test]
    fn damaged_weights_are_refused() {
        arbtest::arbtest(|u| {
            let bytes: &[u8] = u.arbitrary()?;
            let _ = Table::read(&mut Bytes { rest: bytes });
            let _ = Trio::read(&mut Bytes { rest: bytes });
            Ok(())
        });
    }
}
