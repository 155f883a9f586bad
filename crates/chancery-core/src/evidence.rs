//! What a finding rests on: the document, the words in it, and the rule that read them.
//!
//! Invariant: an [`Evidence`] holds at least one quotation, so that no claim can stand without
//! words behind it.

use std::fmt;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::text::Span;

/// Names a document: given by its source, or the hash of its text.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct DocId(std::sync::Arc<str>);

impl DocId {
    /// Takes the name over.
    #[must_use]
    pub fn new(name: &str) -> DocId {
        DocId(name.into())
    }

    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for DocId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for DocId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The name of the rule of the lexicon that found something: `talks.hold`. Names are never reused.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct RuleId(std::sync::Arc<str>);

impl RuleId {
    /// Takes the name over.
    #[must_use]
    pub fn new(name: &str) -> RuleId {
        RuleId(name.into())
    }

    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for RuleId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for RuleId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Words of one document and the rule that read them.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Quote {
    /// Where the words stand; inside one paragraph.
    pub span: Span,
    /// The rule that read them.
    pub rule: RuleId,
}

/// One or more quotations, the fullest first.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Evidence(Vec<Quote>);

impl Evidence {
    /// Evidence of one quotation.
    #[must_use]
    pub fn new(span: Span, rule: RuleId) -> Evidence {
        Evidence(vec![Quote { span, rule }])
    }

    /// Adds a further quotation of the same finding, if it is not there yet.
    pub fn add(&mut self, quote: Quote) {
        if !self.0.contains(&quote) {
            self.0.push(quote);
        }
    }

    /// Puts the fullest quotation first: it is the one that is shown.
    pub fn lead_with(&mut self, span: Span) {
        if let Some(at) = self.0.iter().position(|quote| quote.span == span) {
            self.0[..=at].rotate_right(1);
        }
    }

    /// The quotation that is shown.
    #[must_use]
    pub fn first(&self) -> &Quote {
        &self.0[0]
    }

    /// All quotations; never empty.
    #[must_use]
    pub fn quotes(&self) -> &[Quote] {
        &self.0
    }
}

/// A short name for a thing that is the same wherever it is computed: the first 12 hexadecimal
/// digits of the SHA-256 of its parts, each with its length, so that parts cannot run together.
///
/// ```
/// # use chancery_core::evidence::hash;
/// assert_ne!(hash(["ab", "c"]), hash(["a", "bc"]));
/// ```
#[must_use]
pub fn hash<'a>(parts: impl IntoIterator<Item = &'a str>) -> String {
    let mut digest = Sha256::new();
    for part in parts {
        digest.update((part.len() as u64).to_le_bytes());
        digest.update(part.as_bytes());
    }
    digest.finalize().iter().take(6).map(|byte| format!("{byte:02x}")).collect()
}
