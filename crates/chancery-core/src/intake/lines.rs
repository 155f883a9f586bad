//! The lines of a text as paragraphs, with what can be seen of each without knowing its language:
//! how long it is, how it begins and ends, what stands before it.
//!
//! Text that was wrapped at a fixed width is put together again: such lines are one paragraph.
//!
//! Invariant: lines lie in order, do not overlap, and hold everything that is not white space.

use std::hash::Hasher;

use crate::{
    lexicon::WordHasher,
    text::{Span, Text},
};

/// How many words are taken from either end of a paragraph that is too long to be looked at whole.
const EDGE: usize = 16;
/// Up to so many words a line is kept whole for the rules.
const WHOLE: usize = 90;

/// A word or a mark of a line, as the rules see it: lower-cased.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Token {
    /// The lower-cased word, or one mark of [`is_mark`] with dashes and brackets unified.
    pub(super) word: Box<str>,
    /// Where it stands in the text.
    pub(super) span: Span,
    /// True for marks, which a pattern passes over unless it names them.
    pub(super) mark: bool,
}

/// Words and marks that are there, as bits of their hashes: a word whose bit is missing is not there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Seen(u128);

impl Seen {
    pub(super) fn of<'a>(words: impl Iterator<Item = &'a str>) -> Seen {
        Seen(words.fold(0, |bits, word| {
            let mut hash = WordHasher::default();
            hash.write(word.as_bytes());
            bits | 1 << (hash.finish() % 128)
        }))
    }

    /// False where something of the other is missing for sure.
    pub(super) fn has(self, other: Seen) -> bool {
        other.0 & !self.0 == 0
    }
}

/// One paragraph.
#[derive(Clone, Debug)]
pub(super) struct Line {
    /// Without white space at the ends.
    pub(super) span: Span,
    /// How many words it has.
    pub(super) words: usize,
    /// True where a blank line (or the start of the text) is before it.
    pub(super) apart: bool,
    /// True where it ends as a sentence does.
    pub(super) ends: bool,
    /// True where its first letter is small.
    pub(super) small: bool,
    /// True where its letters are all capitals.
    pub(super) capitals: bool,
    /// True where it begins as an item of a list does.
    pub(super) bullet: bool,
    /// Its words and marks; of a long paragraph only those at both ends.
    pub(super) tokens: Vec<Token>,
    /// True where `tokens` holds all.
    pub(super) whole: bool,
    /// What is among `tokens`.
    pub(super) seen: Seen,
}

impl Line {
    /// True for a sentence or more: text of an article or of a teaser, not a title or a link.
    pub(super) fn is_prose(&self) -> bool {
        self.words >= 30 || (self.words >= 8 && self.ends) || (self.bullet && self.words >= 12)
    }

    /// True for what looks like a title, a link or a button.
    pub(super) fn is_short(&self) -> bool {
        !self.is_prose() && !self.bullet && self.words < 30
    }
}

/// True for the marks that rules can name.
fn is_mark(c: char) -> bool {
    matches!(
        c,
        '(' | ')' | '[' | ']' | ':' | '|' | '/' | '©' | '•' | '·' | '—' | '–' | '−' | '-' | '>' | '»' | '›'
    )
}

/// Brackets and dashes of all kinds are one.
fn unify(c: char) -> &'static str {
    match c {
        '(' | '[' => "(",
        ')' | ']' => ")",
        ':' => ":",
        '|' | '•' | '·' => "|",
        '/' => "/",
        '©' => "©",
        '>' | '»' | '›' => ">",
        _ => "—",
    }
}

/// Cuts a string into the words and marks that rules see. A dash between two letters or digits
/// belongs to the word; an apostrophe too.
pub(super) fn tokens(string: &str, offset: u32) -> Vec<Token> {
    let mut found = Vec::new();
    let mut start = None;
    let mut before = ' ';
    let mut chars = string.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let next = chars.peek().map_or(' ', |(_, c)| *c);
        let joins = (matches!(c, '\'' | '’' | '.' | ',' | '-' | ':')
            && before.is_alphanumeric()
            && next.is_alphanumeric()
            && (!matches!(c, ',' | ':') || (before.is_ascii_digit() && next.is_ascii_digit())))
            || (c == '&' && before.is_alphanumeric() && next.is_alphanumeric());
        if c.is_alphanumeric() || is_combining(c) || joins {
            start.get_or_insert(at);
        } else {
            if let Some(start) = start.take() {
                push(&mut found, &string[start..at], offset + start as u32, false);
            }
            if c == '/' && before == '.' && next == '.' {
                // The agencies' end mark `./.`; the full stop before it is the sentence's own.
                let span = Span::new(offset + at as u32, offset + at as u32 + 2);
                found.push(Token { word: "./.".into(), span, mark: true });
            } else if is_mark(c) {
                let span = Span::new(offset + at as u32, offset + (at + c.len_utf8()) as u32);
                found.push(Token { word: unify(c).into(), span, mark: true });
            }
        }
        before = c;
    }
    if let Some(start) = start {
        push(&mut found, &string[start..], offset + start as u32, false);
    }
    found
}

/// A mark that belongs to the letter before it, as in decomposed Vietnamese.
fn is_combining(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}')
}

fn push(tokens: &mut Vec<Token>, word: &str, at: u32, mark: bool) {
    let span = Span::new(at, at + word.len() as u32);
    tokens.push(Token { word: word.replace('’', "'").to_lowercase().into(), span, mark });
}

/// The paragraphs of a text.
pub(super) fn split(text: &Text) -> Vec<Line> {
    let string = text.as_str();
    let mut pieces: Vec<(Span, bool)> = Vec::new();
    let mut at = 0u32;
    let mut apart = true;
    for piece in string.split(['\n', '\r', '\u{2028}', '\u{2029}', '\u{b}', '\u{c}']) {
        let span = text.trim(Span::new(at, at + piece.len() as u32));
        if span.is_empty() {
            // A carriage return and a line feed make one end of line, not a blank line.
            apart |=
                at == 0 || !string[..at as usize].ends_with('\r') || !string[at as usize..].starts_with('\n');
        } else {
            pieces.push((span, apart));
            apart = false;
        }
        at += piece.len() as u32;
        at += string[at as usize..].chars().next().map_or(0, |c| c.len_utf8() as u32);
    }
    unwrap_lines(text, pieces).into_iter().map(|(span, apart)| look(text, span, apart)).collect()
}

/// Puts lines together that were wrapped at a width, or that a page break tore.
fn unwrap_lines(text: &Text, pieces: Vec<(Span, bool)>) -> Vec<(Span, bool)> {
    let mut widths: Vec<u32> = pieces.iter().map(|(span, _)| span.len()).collect();
    widths.sort_unstable();
    let Some(&width) = widths.get(widths.len() * 9 / 10) else { return pieces };
    if width > 140 {
        return pieces;
    }
    // How often a line stops in the middle of a sentence that the next one carries on.
    let (mut close, mut close_torn, mut wide, mut wide_torn) = (0, 0, 0, 0);
    for pair in pieces.windows(2) {
        let torn = pair[0].0.len() * 2 > width && !ends(&text[pair[0].0]) && begins_small(&text[pair[1].0]);
        let (all, hits) = if pair[1].1 { (&mut wide, &mut wide_torn) } else { (&mut close, &mut close_torn) };
        *all += 1;
        *hits += usize::from(torn);
    }
    let close = close_torn >= 2 && close_torn * 4 >= close;
    let wide = wide_torn >= 3 && wide_torn * 3 >= wide;
    let mut joined: Vec<(Span, bool)> = Vec::with_capacity(pieces.len());
    let mut last = Span::new(0, 0);
    for (span, apart) in pieces {
        let long = last.len() * 10 >= width * 6;
        let carries = !ends(&text[last]) && (begins_small(&text[span]) || last.len() * 10 >= width * 8);
        let joins = if apart { wide && long && carries } else { close && long };
        last = span;
        match joined.last_mut() {
            Some(before) if joins => before.0 = before.0.cover(span),
            _ => joined.push((span, apart)),
        }
    }
    joined
}

/// True where a string ends as a sentence does, quotation marks and brackets aside.
pub(super) fn ends(string: &str) -> bool {
    string
        .trim_end_matches(|c: char| {
            matches!(c, '"' | '\'' | '”' | '’' | '»' | ')' | ']' | '*') || c.is_whitespace()
        })
        .ends_with(['.', '!', '?', '…', ':', ';', '。'])
}

fn begins_small(string: &str) -> bool {
    string.chars().next().is_some_and(char::is_lowercase)
}

fn look(text: &Text, span: Span, apart: bool) -> Line {
    let string = &text[span];
    let first = string.chars().next().unwrap_or(' ');
    let words = string.split_whitespace().filter(|word| word.contains(char::is_alphanumeric)).count();
    // A line of marks has no words and is long all the same.
    let short = words <= WHOLE && string.len() <= WHOLE * 64;
    let all = if short { tokens(string, span.start()) } else { Vec::new() };
    let whole = short && all.len() <= WHOLE * 3;
    let tokens = if whole {
        all
    } else {
        // Eight characters a word are plenty at the ends.
        let head = string.floor_char_boundary(EDGE * 16);
        let tail = string.ceil_char_boundary(string.len() - (EDGE * 16).min(string.len()));
        let mut both = tokens(&string[..head], span.start());
        both.truncate(EDGE);
        let tail = tokens(&string[tail.max(head)..], span.start() + tail.max(head) as u32);
        both.extend_from_slice(&tail[tail.len().saturating_sub(EDGE)..]);
        both
    };
    let numbered = string.split_once(['.', ')']).is_some_and(|(number, rest)| {
        !number.is_empty()
            && number.len() <= 3
            && number.bytes().all(|b| b.is_ascii_digit())
            && rest.starts_with(' ')
    });
    Line {
        span,
        words,
        apart,
        ends: ends(string) && !string.ends_with(" …"),
        small: first.is_lowercase(),
        capitals: string.chars().any(char::is_uppercase) && !string.chars().any(char::is_lowercase),
        bullet: numbered
            || (matches!(first, '-' | '•' | '·' | '–' | '—' | '▪' | '●' | '*')
                && words > 1
                && string.len() > 2),
        seen: Seen::of(tokens.iter().map(|token| &*token.word)),
        tokens,
        whole,
    }
}
