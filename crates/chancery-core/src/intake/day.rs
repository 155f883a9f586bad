//! The day of publication, where only the text tells it: a full date in a byline, in a dateline,
//! at the head of the first paragraph before its dash, or alone on the last line.
//!
//! Anything less than day, month and year is left to `times`, which needs an anchor.

use super::{Block, BlockKind, lines::Token, rules::LineRules};
use crate::{calendar::Day, text::Text};

/// How far into the first paragraph a dateline can reach, in words and marks.
const HEAD: usize = 14;

/// How many words and marks a last line has that holds a date and little else.
const FOOT: usize = 9;

/// The first full date that a byline, dateline or the last line gives.
pub(super) fn published(text: &Text, blocks: &[Block], rules: &LineRules) -> Option<Day> {
    let first_body = blocks.iter().position(|block| block.kind == BlockKind::Body)?;
    let last_read = blocks.iter().rposition(|block| block.kind.is_read()).unwrap_or(0);
    let of = |block: &Block, limit: usize| {
        let string = &text[block.span];
        let mut tokens =
            super::lines::tokens(&string[..string.floor_char_boundary(limit * 12)], block.span.start());
        tokens.truncate(limit);
        tokens
    };
    let alone = |block: &Block| find(&of(block, 24), rules);
    let is_by = |block: &&Block| matches!(block.kind, BlockKind::Credit | BlockKind::Dateline);
    // Before the article, in its first paragraph's head, after it: in this order.
    let before = blocks[..first_body].iter().filter(is_by).find_map(alone);
    let inside = || {
        let tokens = of(&blocks[first_body], HEAD);
        let dash = tokens.iter().position(|token| &*token.word == "—")?;
        find(&tokens[..dash], rules)
    };
    let after = || {
        blocks[first_body..].iter().enumerate().find_map(|(at, block)| {
            let near = at + first_body <= last_read + 2;
            // `Lima, 8 May 2025`: a last line that holds little else.
            let foot = at > 0 && at + first_body == last_read && of(block, FOOT + 1).len() <= FOOT;
            (near && is_by(&block) || foot).then(|| alone(block)).flatten()
        })
    };
    before.or_else(inside).or_else(after)
}

/// The first date with day, month and year.
fn find(tokens: &[Token], rules: &LineRules) -> Option<Day> {
    let words: Vec<&str> =
        tokens.iter().filter(|token| !token.mark || &*token.word == "/").map(|token| &*token.word).collect();
    (0..words.len()).find_map(|at| date(&words[at..], rules))
}

fn date(words: &[&str], rules: &LineRules) -> Option<Day> {
    let word = |at: usize| words.get(at).copied().unwrap_or_default();
    // 2025-01-11, also 2025.01.11, and the same before a time.
    let iso: Vec<&str> = word(0).split(['-', '.', 't']).collect();
    if let [year, month, day, ..] = iso[..]
        && year.len() == 4
    {
        return make(year, month.parse().ok()?, day);
    }
    // 11.01.2025 names the day first wherever it is written.
    if let [day, month, year] = iso[..]
        && year.len() == 4
    {
        return make(year, month.parse().ok()?, day);
    }
    // 2025/01/11; 14/01/2025 only where it can be read one way.
    if word(1) == "/" && word(3) == "/" {
        let (a, b, c) = (word(0), word(2), word(4));
        if a.len() == 4 {
            return make(a, b.parse().ok()?, c);
        }
        let (first, second): (i8, i8) = (a.parse().ok()?, b.parse().ok()?);
        return match (first > 12, second > 12) {
            (true, false) => make(c, second, a),
            (false, true) => make(c, first, b),
            (false, false) if first == second => make(c, first, a),
            _ => None,
        };
    }
    // 14 January 2025; January 14, 2025; Jan. 14th 2025.
    if let Some(month) = rules.month(word(1)) {
        return make(word(2), month, word(0));
    }
    let month = rules.month(word(0))?;
    make(word(2), month, word(1))
}

/// A day of the years in which news was on a wire.
fn make(year: &str, month: i8, day: &str) -> Option<Day> {
    let day: i8 = day.trim_end_matches(char::is_alphabetic).parse().ok()?;
    let year: i16 = year.parse().ok().filter(|year| (1850..=2199).contains(year))?;
    Day::new(year, month, day).ok()
}
