//! Sentences, words, tags, trees and names of a document.
//!
//! An [`Analysis`] holds parallel arrays over words; nothing is copied out of the text. What the
//! words say is the business of the stages below.
//!
//! Invariant: words lie in order inside one sentence, sentences inside one block; every head
//! stands in the same sentence, and each sentence has exactly one root.

use std::ops::Range;

use crate::{lexicon::Sym, text::Span};

/// The number of a word in its document.
pub type Word = u32;

/// A universal part of speech (Universal Dependencies, version 2).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(u8)]
#[allow(missing_docs, reason = "the names are the standard's")]
pub enum Upos {
    Adj,
    Adp,
    Adv,
    Aux,
    Cconj,
    Det,
    Intj,
    Noun,
    Num,
    Part,
    Pron,
    Propn,
    Punct,
    Sconj,
    Sym,
    Verb,
    X,
}

/// A dependency relation without sub-type (Universal Dependencies, version 2), with the sub-types
/// that reading needs as values of their own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(u8)]
#[allow(missing_docs, reason = "the names are the standard's")]
pub enum Rel {
    Acl,
    AclRelcl,
    Advcl,
    Advmod,
    Amod,
    Appos,
    Aux,
    AuxPass,
    Case,
    Cc,
    Ccomp,
    Compound,
    CompoundPrt,
    Conj,
    Cop,
    Csubj,
    CsubjPass,
    Dep,
    Det,
    Discourse,
    Dislocated,
    Expl,
    Fixed,
    Flat,
    Goeswith,
    Iobj,
    List,
    Mark,
    Nmod,
    NmodPoss,
    Nsubj,
    NsubjPass,
    Nummod,
    Obj,
    Obl,
    ObjAgent,
    Orphan,
    Parataxis,
    Punct,
    Reparandum,
    Root,
    Vocative,
    Xcomp,
}

/// What a name names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum NameKind {
    /// A person.
    Person,
    /// A place.
    Place,
    /// An organisation, body or company.
    Organisation,
}

/// A name in the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name {
    /// Its words.
    pub words: Range<Word>,
    /// What it names.
    pub kind: NameKind,
}

/// One sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sentence {
    /// Its words.
    pub words: Range<Word>,
    /// The number of its block in the document.
    pub block: u32,
}

/// The form of a verb, and the number of a noun, that tense and reference need.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Features(pub u16);

/// Sentences, words, tags, trees and names of one document.
#[derive(Clone, Debug, Default)]
pub struct Analysis {
    pub(crate) sentences: Vec<Sentence>,
    pub(crate) spans: Vec<Span>,
    pub(crate) forms: Vec<Sym>,
    pub(crate) lemmas: Vec<Sym>,
    pub(crate) upos: Vec<Upos>,
    pub(crate) heads: Vec<Word>,
    pub(crate) rels: Vec<Rel>,
    pub(crate) names: Vec<Name>,
}

impl Analysis {
    /// The sentences, in order.
    #[must_use]
    pub fn sentences(&self) -> &[Sentence] {
        &self.sentences
    }

    /// The number of words.
    #[must_use]
    pub fn len(&self) -> Word {
        self.spans.len() as Word
    }

    /// True where the document has no word that is read.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.spans.is_empty()
    }

    /// Where a word stands.
    #[must_use]
    pub fn span(&self, word: Word) -> Span {
        self.spans[word as usize]
    }

    /// The word as it stands, lower-cased and folded.
    #[must_use]
    pub fn form(&self, word: Word) -> Sym {
        self.forms[word as usize]
    }

    /// The word's dictionary form, lower-cased.
    #[must_use]
    pub fn lemma(&self, word: Word) -> Sym {
        self.lemmas[word as usize]
    }

    /// The part of speech.
    #[must_use]
    pub fn upos(&self, word: Word) -> Upos {
        self.upos[word as usize]
    }

    /// The word that this one hangs on; `None` at the root of the sentence.
    #[must_use]
    pub fn head(&self, word: Word) -> Option<Word> {
        let head = self.heads[word as usize];
        (head != word).then_some(head)
    }

    /// How the word hangs on its head.
    #[must_use]
    pub fn rel(&self, word: Word) -> Rel {
        self.rels[word as usize]
    }

    /// The names, in order, none inside another.
    #[must_use]
    pub fn names(&self) -> &[Name] {
        &self.names
    }
}
