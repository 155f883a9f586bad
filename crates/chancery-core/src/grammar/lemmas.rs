//! Dictionary forms: rules that replace the end of a word, by its part of speech.
//!
//! The rules are learned: the longest ending that fits decides, whole words (marked `^`) before
//! endings. They are text, one a line: part of speech, ending, how many letters go, what comes.

use super::{network::Damaged, tags::Xpos};

/// What the file begins with.
const MARK: &str = "lemmas 1";

/// No ending is longer.
const LONGEST: usize = 16;

/// The learned rules.
#[derive(Clone, Debug, Default)]
pub struct Lemmas {
    /// Open addressing: hash of part of speech and ending, number of the edit plus one.
    slots: Vec<(u64, u32)>,
    edits: Vec<(u8, Box<str>)>,
    /// Parts of speech that have rules, one bit each.
    ruled: u64,
}

impl Lemmas {
    /// Reads the rules.
    ///
    /// # Errors
    /// [`Damaged`] where a line is not a rule.
    pub fn read(bytes: &[u8]) -> Result<Lemmas, Damaged> {
        let text = std::str::from_utf8(bytes).map_err(|_| Damaged)?;
        let mut lines = text.lines();
        if lines.next() != Some(MARK) {
            return Err(Damaged);
        }
        let mut lemmas = Lemmas::default();
        let bits = (text.lines().count() * 2).max(16).next_power_of_two();
        lemmas.slots = vec![(0, 0); bits];
        for line in lines {
            let mut fields = line.split('\t');
            let mut field = || fields.next().ok_or(Damaged);
            let tag = Xpos::from_label(field()?).ok_or(Damaged)?;
            let ending = field()?;
            let edit = (field()?.parse().map_err(|_| Damaged)?, Box::from(field()?));
            let number = match lemmas.edits.iter().position(|known| *known == edit) {
                Some(number) => number,
                None => {
                    lemmas.edits.push(edit);
                    lemmas.edits.len() - 1
                }
            };
            let mut hash = seed(tag);
            for byte in ending.bytes().rev() {
                hash = join(hash, u64::from(byte));
            }
            let slot = lemmas.slot(hash);
            lemmas.slots[slot] = (hash, number as u32 + 1);
            lemmas.ruled |= 1 << tag as u64;
        }
        Ok(lemmas)
    }

    /// The file of the rules: part of speech, ending, letters that go, letters that come.
    #[must_use]
    pub fn write(rules: &[(Xpos, String, u8, String)]) -> String {
        let mut out = format!("{MARK}\n");
        for (tag, ending, strip, add) in rules {
            out += &format!("{}\t{ending}\t{strip}\t{add}\n", tag.as_str());
        }
        out
    }

    /// The parts of speech whose rules are one: the two past forms of verbs.
    #[must_use]
    pub fn group(tag: Xpos) -> Xpos {
        match tag {
            Xpos::Vbn => Xpos::Vbd,
            tag => tag,
        }
    }

    /// Writes the dictionary form into `out` and says so; `false` where the word is its own.
    pub fn lemma(&self, folded: &str, tag: Xpos, out: &mut String) -> bool {
        let tag = Lemmas::group(tag);
        if self.slots.is_empty() || self.ruled >> tag as u64 & 1 == 0 {
            return false;
        }
        let mut hash = seed(tag);
        let mut found = self.find(hash);
        let mut length = 0;
        for byte in folded.bytes().rev().take(LONGEST) {
            hash = join(hash, u64::from(byte));
            length += 1;
            found = self.find(hash).or(found);
        }
        if length == folded.len() {
            found = self.find(join(hash, u64::from(b'^'))).or(found);
        }
        let Some((strip, add)) = found.and_then(|number| self.edits.get(number)) else { return false };
        let Some(stem) = folded.len().checked_sub(usize::from(*strip)).and_then(|end| folded.get(..end))
        else {
            return false;
        };
        if *strip == 0 && add.is_empty() || stem.is_empty() && add.is_empty() {
            return false;
        }
        out.clear();
        out.push_str(stem);
        out.push_str(add);
        true
    }

    fn slot(&self, hash: u64) -> usize {
        let mask = self.slots.len() - 1;
        let mut slot = (hash ^ hash >> 31) as usize & mask;
        while self.slots[slot].1 != 0 && self.slots[slot].0 != hash {
            slot = (slot + 1) & mask;
        }
        slot
    }

    fn find(&self, hash: u64) -> Option<usize> {
        self.slots[self.slot(hash)].1.checked_sub(1).map(|number| number as usize)
    }
}

fn seed(tag: Xpos) -> u64 {
    join(0x5D58_8B65, tag as u64 + 1)
}

/// Two values as one.
fn join(a: u64, b: u64) -> u64 {
    (a.rotate_left(25) ^ b).wrapping_mul(0x9FB2_1C65_1E98_DF25) ^ a >> 17
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_ending_decides_and_whole_words_before_it() {
        let rule = |tag, ending: &str, strip, add: &str| (tag, ending.to_owned(), strip, add.to_owned());
        let file = Lemmas::write(&[
            rule(Xpos::Vbd, "ed", 2, ""),
            rule(Xpos::Vbd, "eed", 1, ""),
            rule(Xpos::Vbd, "^held", 3, "old"),
        ]);
        let lemmas = Lemmas::read(file.as_bytes()).unwrap();
        let mut out = String::new();
        for (word, lemma) in [("visited", "visit"), ("agreed", "agree"), ("held", "hold"), ("put", "put")] {
            let changed = lemmas.lemma(word, Xpos::Vbn, &mut out);
            assert_eq!(if changed { &out } else { word }, lemma);
        }
        assert!(!lemmas.lemma("visited", Xpos::Nn, &mut out));
    }
}
