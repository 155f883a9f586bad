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
#[derive(Clone, Debug)]
pub struct Table {
    /// Open addressing by the upper half of the hash: that half, and where the row begins plus one.
    slots: Vec<(u32, u32)>,
    shift: u32,
    /// A row: its length, then pairs of class and weight.
    rows: Vec<u8>,
}

impl Default for Table {
    fn default() -> Table {
        Table { slots: vec![(0, 0)], shift: 31, rows: Vec::new() }
    }
}

impl Table {
    /// Reads a table.
    ///
    /// # Errors
    /// [`Damaged`] where the bytes are not a table.
    pub fn read(bytes: &mut Bytes) -> Result<Table, Damaged> {
        let count = bytes.u32()? as usize;
        let keys = bytes.take(count.checked_mul(4).ok_or(Damaged)?)?;
        let size = bytes.u32()? as usize;
        let rows = bytes.take(size)?.to_vec();
        let bits = (count * 2).max(16).next_power_of_two().trailing_zeros();
        let mut table = Table { slots: vec![(0, 0); 1 << bits], shift: 32 - bits, rows };
        let mask = table.slots.len() - 1;
        let mut at = 0;
        for key in keys.chunks_exact(4) {
            let key = u32::from_le_bytes(key.try_into().map_err(|_| Damaged)?);
            let mut slot = (key >> table.shift) as usize;
            while table.slots[slot].1 != 0 {
                slot = (slot + 1) & mask;
            }
            table.slots[slot] = (key, at as u32 + 1);
            let length = usize::from(*table.rows.get(at).ok_or(Damaged)?);
            at += 1 + 2 * length;
            if at > table.rows.len() {
                return Err(Damaged);
            }
        }
        Ok(table)
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
    /// First all rows are looked up, then added: memory answers many questions at once, but only
    /// where none waits for the answer to another.
    #[inline]
    pub fn add<const N: usize>(&self, features: &[u64; N], scores: &mut [i32; 256]) {
        let mut rows = [0_u32; N];
        for (row, &feature) in rows.iter_mut().zip(features) {
            *row = self.row(Table::key(feature));
        }
        for at in rows {
            let at = at as usize;
            if at == 0 {
                continue;
            }
            let length = usize::from(self.rows[at - 1]);
            for pair in self.rows[at..at + 2 * length].chunks_exact(2) {
                scores[usize::from(pair[0])] += i32::from(pair[1] as i8);
            }
        }
    }

    /// Where the row of a key begins, plus one; 0 where there is none.
    #[inline]
    fn row(&self, key: u32) -> u32 {
        let mask = self.slots.len() - 1;
        let mut slot = (key >> self.shift) as usize & mask;
        loop {
            let (found, at) = self.slots[slot];
            if at == 0 || found == key {
                return at;
            }
            slot = (slot + 1) & mask;
        }
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

    /// Adds the weights of a feature.
    #[inline]
    pub fn add(&self, feature: u64, scores: &mut [i32; 3]) {
        let print = Trio::print(feature);
        let Some(bucket) = self.buckets.get((feature >> self.shift) as usize) else { return };
        // At most one entry has the print; asking all four leaves nothing to guess.
        let found =
            bucket.iter().fold(0, |found, &entry| found | if entry & 0xFF == print { entry } else { 0 });
        scores[0] += i32::from((found >> 8) as i8);
        scores[1] += i32::from((found >> 16) as i8);
        scores[2] += i32::from((found >> 24) as i8);
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
        trio.add(feature, &mut scores);
        assert_eq!(scores, [1, -2, 127]);
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
