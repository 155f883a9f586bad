//! One vocabulary for all words of the lexicon, and the lists that rules name.
//!
//! Words are kept lower-cased; a [`Sym`] stands for one. The vocabulary is filled while the
//! lexicon is read and frozen with it; words of a document that it does not know get symbols of
//! that document's own (see [`crate::grammar::Analysis`]), above [`Vocabulary::len`].

use std::{
    collections::HashMap,
    hash::{BuildHasherDefault, Hasher},
};

/// A word of the vocabulary, or of one document above it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Sym(pub u32);

/// Hashes short words, eight bytes a step. Nobody chooses the words of the lexicon to harm it, and
/// words of documents are only looked up.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct WordHasher(u64);

impl Hasher for WordHasher {
    fn write(&mut self, bytes: &[u8]) {
        for part in bytes.chunks(8) {
            let mut word = [0; 8];
            word[..part.len()].copy_from_slice(part);
            let mixed = (self.0 ^ u64::from_le_bytes(word)).wrapping_mul(0x9E37_79B9_7F4A_7C15);
            self.0 = mixed ^ mixed >> 32;
        }
    }

    fn finish(&self) -> u64 {
        // Tables look at the upper bits as well as at the lower ones.
        self.0.wrapping_mul(0xD6E8_FEB8_6659_FD93).rotate_left(26)
    }
}

/// The words that the lexicon knows, each once.
#[derive(Clone, Debug, Default)]
pub struct Vocabulary {
    syms: HashMap<Box<str>, Sym, BuildHasherDefault<WordHasher>>,
    words: Vec<Box<str>>,
}

impl Vocabulary {
    /// The symbol of a word, which is added if it is new. Words are given lower-cased.
    pub fn add(&mut self, word: &str) -> Sym {
        if let Some(&sym) = self.syms.get(word) {
            return sym;
        }
        let sym = Sym(self.words.len() as u32);
        self.words.push(word.into());
        self.syms.insert(word.into(), sym);
        sym
    }

    /// The symbol of a word that the vocabulary knows.
    #[must_use]
    pub fn get(&self, word: &str) -> Option<Sym> {
        self.syms.get(word).copied()
    }

    /// The word, unless the symbol belongs to a document.
    #[must_use]
    pub fn word(&self, sym: Sym) -> Option<&str> {
        self.words.get(sym.0 as usize).map(AsRef::as_ref)
    }

    /// How many words there are: symbols from here on belong to documents.
    #[must_use]
    pub fn len(&self) -> u32 {
        self.words.len() as u32
    }

    /// True before the first word.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
    }
}

/// A set of words that rules name, one bit a word of the vocabulary.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct List {
    bits: Vec<u64>,
}

impl List {
    /// Adds a word.
    pub fn insert(&mut self, sym: Sym) {
        let at = (sym.0 / 64) as usize;
        if self.bits.len() <= at {
            self.bits.resize(at + 1, 0);
        }
        self.bits[at] |= 1 << (sym.0 % 64);
    }

    /// The words of the list, in the order of their symbols.
    pub fn iter(&self) -> impl Iterator<Item = Sym> + '_ {
        self.bits.iter().enumerate().flat_map(|(at, &bits)| {
            (0..64).filter(move |bit| bits >> bit & 1 == 1).map(move |bit| Sym(at as u32 * 64 + bit))
        })
    }

    /// True where the word is in the list; words of a document never are.
    #[must_use]
    pub fn contains(&self, sym: Sym) -> bool {
        self.bits.get((sym.0 / 64) as usize).is_some_and(|bits| bits >> (sym.0 % 64) & 1 == 1)
    }
}
