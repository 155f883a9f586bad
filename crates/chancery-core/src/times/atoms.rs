//! The words of a document as time expressions see them: numbers with their values, words with
//! their classes, signs by their kind.
//!
//! Words with digits or signs inside (`14-15`, `1990s`, `p.m.`) fall into several atoms, so that
//! it does not matter how the tokeniser cut them; number words that belong together
//! (`twenty-five`) become one.
//!
//! Invariant: atoms lie in order and do not overlap; each stands inside one word, or covers whole ones.

use super::words::Words;
use crate::{
    grammar::{Analysis, Word},
    lexicon::{Sym, Vocabulary},
    text::{Span, Text, fold::fold},
};

/// What an atom is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Word,
    Number,
    /// A sign; dashes are all `-`, apostrophes all `'`.
    Sign(char),
}

/// One piece of the text.
#[derive(Clone, Copy, Debug)]
pub(super) struct Atom {
    pub(super) span: Span,
    pub(super) word: Word,
    pub(super) sym: Sym,
    pub(super) kind: Kind,
    /// The value of a number, its whole part.
    pub(super) value: i32,
    /// The tenths of a number.
    pub(super) tenths: u8,
    /// How many digits a number has; 0 where it is spelled out.
    pub(super) digits: u8,
    pub(super) ordinal: bool,
    pub(super) capital: bool,
    /// No white space stands before it.
    pub(super) glued: bool,
}

/// A symbol that no list holds.
const NOTHING: Sym = Sym(u32::MAX);

/// The classes that numbers are read by.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct NumberClasses {
    /// `three`, `twenty`.
    pub(super) cardinal: Option<u8>,
    /// `hundred`, `million`.
    pub(super) scale: Option<u8>,
    /// `third`, `twentieth`.
    pub(super) ordinal: Option<u8>,
    /// `th`, after digits.
    pub(super) suffix: Option<u8>,
    /// `and`, between hundreds and the rest.
    pub(super) and: Option<u8>,
}

/// Cuts the words of a sentence into atoms, appended to `atoms`.
pub(super) fn cut(
    text: &Text,
    analysis: &Analysis,
    range: std::ops::Range<Word>,
    words: &Words,
    vocabulary: &Vocabulary,
    numbers: NumberClasses,
    atoms: &mut Vec<Atom>,
) {
    let whole = text.as_str();
    let base = atoms.len();
    let mut numeric = false;
    for word in range {
        let span = analysis.span(word);
        let (sym, surface) = (analysis.form(word), &text[span]);
        let glued = atoms.last().is_some_and(|last| last.span.end() == span.start());
        if surface.bytes().all(|byte| byte.is_ascii_alphabetic()) || !words.of(sym).is_empty() {
            numeric |= numbers.cardinal.is_some_and(|class| words.value(sym, class).is_some())
                || numbers.ordinal.is_some_and(|class| words.value(sym, class).is_some());
            let capital = surface.starts_with(char::is_uppercase);
            atoms.push(Atom { capital, glued, ..plain(span, word, sym, Kind::Word) });
            continue;
        }
        let mut chars = surface.char_indices().peekable();
        while let Some((at, char)) = chars.next() {
            let same = |other: char| {
                if char.is_ascii_digit() { other.is_ascii_digit() } else { other.is_alphabetic() }
            };
            let mut end = at + char.len_utf8();
            if char.is_alphanumeric() {
                while let Some((next, other)) = chars.next_if(|(_, other)| same(*other)) {
                    end = next + other.len_utf8();
                }
            }
            let part = &surface[at..end];
            if char.is_whitespace() {
                continue;
            }
            let span = Span::new(span.start() + at as u32, span.start() + end as u32);
            let glued = if at == 0 {
                glued
            } else {
                atoms.last().is_some_and(|last| last.span.end() == span.start())
            };
            let atom = if char.is_ascii_digit() {
                numeric = true;
                let value = part.parse().unwrap_or(i32::MAX);
                let digits = part.len().min(255) as u8;
                Atom { value, digits, ..plain(span, word, NOTHING, Kind::Number) }
            } else if char.is_alphanumeric() {
                let sym = if at == 0 && end == surface.len() {
                    sym
                } else {
                    vocabulary.get(&fold(part)).unwrap_or(NOTHING)
                };
                numeric |= numbers.cardinal.is_some_and(|class| words.value(sym, class).is_some());
                Atom { capital: char.is_uppercase(), ..plain(span, word, sym, Kind::Word) }
            } else {
                plain(span, word, sym, Kind::Sign(sign(char)))
            };
            atoms.push(Atom { glued, ..atom });
        }
    }
    if numeric {
        join_numbers(whole, base, words, numbers, atoms);
    }
}

fn plain(span: Span, word: Word, sym: Sym, kind: Kind) -> Atom {
    Atom {
        span,
        word,
        sym,
        kind,
        value: 0,
        tenths: 0,
        digits: 0,
        ordinal: false,
        capital: false,
        glued: false,
    }
}

/// One sign for all dashes, one for all apostrophes.
fn sign(char: char) -> char {
    match char {
        '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{ad}' => '-',
        '\u{2018}' | '\u{2019}' | '\u{2b9}' | '`' => '\'',
        other => other,
    }
}

/// Joins `twenty` `-` `five`, `two` `hundred`, `14` `th`, `1` `,` `000` and `2` `.` `5` into one number each.
fn join_numbers(text: &str, base: usize, words: &Words, numbers: NumberClasses, atoms: &mut Vec<Atom>) {
    let value = |atom: &Atom, class: Option<u8>| {
        class.filter(|_| atom.kind == Kind::Word).and_then(|class| words.value(atom.sym, class))
    };
    let mut write = base;
    let mut read = base;
    while read < atoms.len() {
        let mut atom = atoms[read];
        read += 1;
        if atom.kind == Kind::Number {
            // 1,000,000 and 2.5; a suffix makes it ordinal.
            while let [comma, rest, ..] = &atoms[read..]
                && comma.kind == Kind::Sign(',')
                && comma.glued
                && rest.glued
                && rest.digits == 3
                && atom.digits <= 3
            {
                atom.value = atom.value.saturating_mul(1000).saturating_add(rest.value);
                atom.span = atom.span.cover(rest.span);
                read += 2;
                if !matches!(&atoms[read..], [next, ..] if next.glued) {
                    atom.digits = 9;
                }
            }
            if let [point, rest, ..] = &atoms[read..]
                && point.kind == Kind::Sign('.')
                && point.glued
                && rest.glued
                && rest.digits == 1
                && !matches!(atoms.get(read + 2), Some(next) if next.glued && next.kind == Kind::Sign('.'))
            {
                atom.tenths = rest.value.clamp(0, 9) as u8;
                atom.digits = 9;
                atom.span = atom.span.cover(rest.span);
                read += 2;
            } else if let [suffix, ..] = &atoms[read..]
                && suffix.glued
                && value(suffix, numbers.suffix).is_some()
            {
                atom.ordinal = true;
                atom.span = atom.span.cover(suffix.span);
                read += 1;
            } else if let [scale, ..] = &atoms[read..]
                && atom.digits != 4
                && let Some(scale_value) = value(scale, numbers.scale)
            {
                atom.value = atom.value.saturating_mul(scale_value);
                atom.digits = 9;
                atom.span = atom.span.cover(scale.span);
                read += 1;
            }
        } else if let Some(first) = value(&atom, numbers.cardinal) {
            (read, atom) = spelled(first, read, atom, atoms, &value, numbers);
        } else if let Some(first) = value(&atom, numbers.ordinal) {
            atom.kind = Kind::Number;
            atom.value = first;
            atom.ordinal = true;
        }
        debug_assert!(text.is_char_boundary(atom.span.end() as usize), "numbers end where words end");
        atoms[write] = atom;
        write += 1;
    }
    atoms.truncate(write);
}

/// Reads a number that is spelled out, from its first word.
fn spelled(
    first: i32,
    mut read: usize,
    mut atom: Atom,
    atoms: &[Atom],
    value: &impl Fn(&Atom, Option<u8>) -> Option<i32>,
    numbers: NumberClasses,
) -> (usize, Atom) {
    let mut total = 0_i32;
    let mut part = first;
    let mut joined = false;
    let mut ordinal = false;
    while let Some(next) = atoms.get(read) {
        // `twenty five`, `twenty-five`, `twenty-fifth`
        let (after, skipped) = match atoms.get(read + 1) {
            Some(after) if next.kind == Kind::Sign('-') && next.glued && after.glued => (after, 1),
            _ => (next, 0),
        };
        let small = |number: i32| (1..10).contains(&number) && part % 100 >= 20 && part % 10 == 0;
        if let Some(ones) = value(after, numbers.cardinal).filter(|number| small(*number)) {
            part += ones;
        } else if let Some(ones) = value(after, numbers.ordinal).filter(|number| small(*number)) {
            part += ones;
            ordinal = true;
        } else if let Some(scale) = value(next, numbers.scale) {
            if scale >= 1000 {
                total = total.saturating_add(part.saturating_mul(scale));
                part = 0;
            } else {
                part = part.saturating_mul(scale);
            }
        } else if joined
            && value(next, numbers.and).is_some()
            && atoms.get(read + 1).is_some_and(|more| value(more, numbers.cardinal).is_some())
        {
            part = part.saturating_add(value(&atoms[read + 1], numbers.cardinal).unwrap_or_default());
            atom.span = atom.span.cover(atoms[read + 1].span);
            read += 2;
            continue;
        } else {
            break;
        }
        joined = true;
        atom.span = atom.span.cover(atoms[read + skipped].span);
        read += 1 + skipped;
        if ordinal {
            break;
        }
    }
    if joined {
        atom.sym = NOTHING;
    }
    atom.kind = Kind::Number;
    atom.value = total.saturating_add(part);
    atom.ordinal = ordinal;
    (read, atom)
}
