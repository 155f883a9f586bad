//! The text of one document, and the positions inside it.
//!
//! Everything that the engine finds is a [`Span`] of a [`Text`]; nothing downstream copies words
//! out of it. Decoding bytes and telling the article from the furniture around it is the
//! business of `intake`.
//!
//! Invariant: a `Text` never changes, so a span that was valid once stays valid.

pub mod fold;

use std::{fmt, ops::Index, sync::Arc};

use serde::{Deserialize, Serialize};

/// A half-open range of **bytes** in the [`Text`] of one document.
///
/// Both ends lie on character boundaries and `start <= end`. A span does not know its document:
/// keep it beside a [`DocId`](crate::evidence::DocId) when it leaves this crate.
///
/// ```
/// # use chancery_core::text::{Span, Text};
/// let text = Text::new("Ministers met in Oslo.").unwrap();
/// assert_eq!(text.find("Oslo"), Some(Span::new(17, 21)));
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Span {
    start: u32,
    end: u32,
}

impl Span {
    /// The span from byte `start` up to, not including, byte `end`.
    ///
    /// # Panics
    /// When `end < start`: the caller has mixed up its positions.
    #[must_use]
    pub const fn new(start: u32, end: u32) -> Span {
        assert!(start <= end, "a span ends where it starts or later");
        Span { start, end }
    }

    /// The first byte.
    #[must_use]
    pub const fn start(self) -> u32 {
        self.start
    }

    /// The byte after the last.
    #[must_use]
    pub const fn end(self) -> u32 {
        self.end
    }

    /// The length in bytes.
    #[must_use]
    pub const fn len(self) -> u32 {
        self.end - self.start
    }

    /// True where the span holds nothing.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// The smallest span that holds both.
    #[must_use]
    pub fn cover(self, other: Span) -> Span {
        Span { start: self.start.min(other.start), end: self.end.max(other.end) }
    }

    /// True where the two share at least one byte.
    #[must_use]
    pub const fn overlaps(self, other: Span) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// True where `other` lies wholly inside.
    #[must_use]
    pub const fn contains(self, other: Span) -> bool {
        self.start <= other.start && other.end <= self.end
    }
}

impl fmt::Debug for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}..{}", self.start, self.end)
    }
}

/// The text is too long for `u32` positions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooLong;

impl fmt::Display for TooLong {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the text has 4 GiB or more, where positions end: split it into documents")
    }
}

impl std::error::Error for TooLong {}

/// How many bytes lie between two entries of the table that counts code points.
const STRIDE: usize = 1024;

/// The text of one document, exactly as it was published or decoded. Cheap to clone.
#[derive(Clone, PartialEq, Eq)]
pub struct Text {
    string: Arc<str>,
    /// Code points before byte `i * STRIDE` (or before the character that holds it).
    points: Arc<[u32]>,
}

impl Text {
    /// Takes text over.
    ///
    /// # Errors
    /// [`TooLong`] at 4 GiB and above, where `u32` positions end.
    pub fn new(text: &str) -> Result<Text, TooLong> {
        if u32::try_from(text.len()).is_err() {
            return Err(TooLong);
        }
        let mut points = Vec::with_capacity(text.len() / STRIDE + 1);
        let mut count = 0;
        for (at, byte) in text.bytes().enumerate() {
            if at % STRIDE == 0 {
                points.push(count);
            }
            // A byte of the form 10xxxxxx continues a character; every other starts one.
            count += u32::from(byte & 0xC0 != 0x80);
        }
        Ok(Text { string: text.into(), points: points.into() })
    }

    /// The whole text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.string
    }

    /// The span of the whole text.
    #[must_use]
    pub fn span(&self) -> Span {
        Span { start: 0, end: self.string.len() as u32 }
    }

    /// The first place where `needle` stands.
    #[must_use]
    pub fn find(&self, needle: &str) -> Option<Span> {
        let start = self.string.find(needle)?;
        Some(Span { start: start as u32, end: (start + needle.len()) as u32 })
    }

    /// The number of Unicode code points before the byte `at`, the offset that leaves the program
    /// (W3C TextPositionSelector).
    #[must_use]
    pub fn code_point(&self, at: u32) -> u32 {
        let at = (at as usize).min(self.string.len());
        let Some(&base) = self.points.get((at / STRIDE).min(self.points.len().saturating_sub(1))) else {
            return 0;
        };
        let from = (at / STRIDE).min(self.points.len() - 1) * STRIDE;
        base + self.string.as_bytes()[from..at].iter().filter(|byte| **byte & 0xC0 != 0x80).count() as u32
    }

    /// The span without white space at its ends.
    #[must_use]
    pub fn trim(&self, span: Span) -> Span {
        let inside = &self[span];
        let start = span.start + (inside.len() - inside.trim_start().len()) as u32;
        Span { start, end: start + inside.trim().len() as u32 }
    }
}

impl Index<Span> for Text {
    type Output = str;

    fn index(&self, span: Span) -> &str {
        &self.string[span.start as usize..span.end as usize]
    }
}

impl fmt::Debug for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Text({} bytes)", self.string.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_points_are_counted_across_the_table() {
        let text = Text::new(&"Phạm Minh Chính met Đặng. ".repeat(100)).unwrap();
        for (count, (at, _)) in text.as_str().char_indices().enumerate() {
            assert_eq!(text.code_point(at as u32), count as u32);
        }
        assert_eq!(text.code_point(text.span().end()), text.as_str().chars().count() as u32);
    }

    #[test] // of a law: whatever is found reads back as what was looked for
    fn find_then_index_is_the_needle() {
        arbtest::arbtest(|u| {
            let (text, needle): (&str, &str) = (u.arbitrary()?, u.arbitrary()?);
            let text = Text::new(text).unwrap();
            assert!(text.find(needle).is_none_or(|span| &text[span] == needle));
            Ok(())
        });
    }

    #[test]
    fn trimming_an_empty_or_blank_span_stays_inside() {
        let text = Text::new("  \u{a0} ").unwrap();
        assert!(text.trim(text.span()).is_empty());
    }
}
