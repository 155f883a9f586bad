//! Where words and sentences begin and end, as Universal Dependencies draws them.
//!
//! Words are found inside the pieces between white space: punctuation is peeled off both ends,
//! dashes, slashes and clitics part the inside. Sentences end at their marks unless an
//! abbreviation, an initial or a small letter behind it says otherwise. The word lists stand in
//! `grammar/splitting.toml`.
//!
//! Invariant: words lie in order, do not overlap, and hold every character of the block that is
//! not white space.

use std::collections::HashSet;

use serde::Deserialize;

use crate::{
    lexicon::{Files, Problems},
    text::{Span, fold::fold_into},
};

/// The file of the word lists.
const FILE: &str = "grammar/splitting.toml";

#[derive(Default, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct Lists {
    before_names: Vec<String>,
    anywhere: Vec<String>,
    before_figures: Vec<String>,
    openers: Vec<String>,
    prefixes: Vec<String>,
    name_syllables: Vec<String>,
    clitics: Vec<String>,
    compounds: std::collections::BTreeMap<String, u8>,
}

/// What a word list says of a word.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Kind(u8);

impl Kind {
    const BEFORE_NAMES: u8 = 1;
    const ANYWHERE: u8 = 2;
    const BEFORE_FIGURES: u8 = 4;
    const OPENER: u8 = 8;
    const PREFIX: u8 = 16;
    const SYLLABLE: u8 = 32;

    const fn is(self, bit: u8) -> bool {
        self.0 & bit != 0
    }
}

/// Splits text into words and sentences.
#[derive(Clone, Debug, Default)]
pub struct Splitter {
    words: std::collections::HashMap<Box<str>, Kind>,
    compounds: std::collections::HashMap<Box<str>, u8>,
    clitics: Vec<Box<str>>,
    longest: usize,
}

/// The words and sentences of one piece of text, in buffers that are used again.
#[derive(Clone, Debug, Default)]
pub struct Pieces {
    /// The words.
    pub words: Vec<Span>,
    /// How many of the words lie before the end of each sentence.
    pub ends: Vec<u32>,
    folded: String,
}

impl Pieces {
    /// Empties the buffers and keeps their room.
    pub fn clear(&mut self) {
        self.words.clear();
        self.ends.clear();
    }
}

impl Splitter {
    /// Reads the word lists; what is wrong with them goes to `problems`.
    #[must_use]
    pub fn load(files: &Files, problems: &mut Problems) -> Splitter {
        let lists: Lists = files.toml(FILE, problems);
        let mut splitter = Splitter::default();
        let mut seen = HashSet::new();
        for (bit, words) in [
            (Kind::BEFORE_NAMES, &lists.before_names),
            (Kind::ANYWHERE, &lists.anywhere),
            (Kind::BEFORE_FIGURES, &lists.before_figures),
            (Kind::OPENER, &lists.openers),
            (Kind::PREFIX, &lists.prefixes),
            (Kind::SYLLABLE, &lists.name_syllables),
        ] {
            seen.clear();
            for word in words {
                if word.chars().any(char::is_uppercase) || word.ends_with('.') {
                    problems.push(
                        FILE,
                        None,
                        &format!("`{word}` must stand lower-cased and without final full stop"),
                    );
                }
                seen.insert(word.as_str());
                splitter.words.entry(word.as_str().into()).or_default().0 |= bit;
                splitter.longest = splitter.longest.max(word.len());
            }
        }
        splitter.clitics = lists.clitics.iter().map(|clitic| clitic.as_str().into()).collect();
        for (word, at) in &lists.compounds {
            if usize::from(*at) >= word.len() || !word.is_ascii() {
                problems.push(FILE, None, &format!("`{word}` cannot be parted after {at} letters"));
                continue;
            }
            splitter.compounds.insert(word.as_str().into(), *at);
            splitter.longest = splitter.longest.max(word.len());
        }
        splitter
    }

    /// Appends the words and sentences of `text[block]`; positions count from the start of `text`.
    pub fn split(&self, text: &str, block: Span, pieces: &mut Pieces) {
        let first = pieces.words.len();
        let (mut at, end) = (block.start() as usize, block.end() as usize);
        let bytes = text.as_bytes();
        while at < end {
            let space = white(text, at, end);
            if space > 0 {
                at += space;
                continue;
            }
            let start = at;
            let mut simple = true;
            while at < end {
                let byte = bytes[at];
                if byte.is_ascii_alphanumeric() {
                    at += 1;
                } else if byte < 0x80 {
                    if byte.is_ascii_whitespace() || byte == 0x0B {
                        break;
                    }
                    simple = false;
                    at += 1;
                } else if white(text, at, end) > 0 {
                    break;
                } else {
                    simple = false;
                    at += text[at..].chars().next().map_or(1, char::len_utf8);
                }
            }
            if simple {
                self.push(text, start, at, pieces);
            } else {
                self.chunk(text, start, at, pieces);
            }
        }
        self.sentences(text, first, pieces);
    }

    /// What the lists say of the word, folded and without a final full stop.
    fn kind(&self, word: &str, folded: &mut String) -> Kind {
        if word.len() > 3 * self.longest + 1 {
            return Kind::default();
        }
        folded.clear();
        fold_into(word.strip_suffix('.').unwrap_or(word), folded);
        self.words.get(folded.as_str()).copied().unwrap_or_default()
    }

    /// Parts a piece between white space, `lo..hi`.
    fn chunk(&self, text: &str, mut lo: usize, mut hi: usize, pieces: &mut Pieces) {
        if is_address(&text[lo..hi]) {
            let body = text[lo..hi]
                .trim_end_matches(['.', ',', ';', ':', '!', '?', ')', ']', '"', '\'', '”', '’', '>']);
            let open = body.len() - body.trim_start_matches(['(', '[', '<', '"', '\'', '“', '‘']).len();
            self.marks(text, lo, lo + open, pieces);
            pieces.words.push(span(lo + open, lo + body.len()));
            self.marks(text, lo + body.len(), hi, pieces);
            return;
        }
        // Marks at the front.
        while lo < hi {
            let c = first(text, lo);
            let rest = &text[lo + c.len_utf8()..hi];
            let next = rest.chars().next();
            let stays = c.is_alphanumeric()
                || (matches!(c, '\'' | '’') && next.is_some_and(|next| next.is_ascii_digit()))
                || (matches!(c, '+' | '.' | '@' | '#') && next.is_some_and(char::is_alphanumeric))
                || (matches!(c, '\'' | '’')
                    && self.clitics.iter().any(|clitic| clitic[1..].eq_ignore_ascii_case(rest)));
            if stays {
                break;
            }
            let run = run(text, lo, hi);
            pieces.words.push(span(lo, lo + run));
            lo += run;
        }
        // Marks at the back, kept until the inside is done.
        let tail = hi;
        while lo < hi {
            let c = last(text, lo, hi);
            let before = hi - c.len_utf8();
            let previous = (before > lo).then(|| last(text, lo, before));
            let goes = match c {
                '.' => {
                    text[lo..hi].ends_with("./.") && hi - lo > 3
                        || previous == Some('.')
                        || !self.keeps_stop(text, lo, hi, tail, &mut pieces.folded)
                }
                '-' => previous.is_some_and(|previous| !previous.is_alphanumeric()),
                '+' | '#' | '&' => false,
                '$' | '€' | '£' | '¥' => previous.is_some_and(|previous| previous.is_ascii_digit()),
                _ => !c.is_alphanumeric() && !is_mark_of_letter(c),
            };
            if !goes || before < lo {
                break;
            }
            if text[lo..hi].ends_with("./.") && hi - lo > 3 {
                hi -= 3;
            } else {
                hi = before;
            }
        }
        if lo < hi {
            self.inside(text, lo, hi, pieces);
        }
        self.marks(text, hi, tail, pieces);
    }

    /// True where the full stop at the end of `lo..hi` belongs to the word.
    fn keeps_stop(&self, text: &str, lo: usize, hi: usize, tail: usize, folded: &mut String) -> bool {
        let body = &text[lo..hi - 1];
        if is_initials(body) {
            return true;
        }
        // "St.-Petersburg" and "pro-Gen." look at the part behind the last hyphen.
        let part = body.rsplit('-').next().unwrap_or(body);
        let kind = self.kind(part, folded);
        if kind.is(Kind::BEFORE_FIGURES) {
            let next = text[tail..].trim_start().chars().next();
            return tail == hi && next.is_some_and(|next| next.is_ascii_digit());
        }
        if part.len() < body.len() && !kind.is(Kind::ANYWHERE) {
            return false;
        }
        let capital = part.chars().next().is_some_and(char::is_uppercase);
        match body {
            _ if kind.is(Kind::ANYWHERE) => true,
            // "Min. Lavrov", but "for 5 min."
            _ if kind.is(Kind::BEFORE_NAMES) => {
                let next = text[tail..].trim_start();
                (capital || body.contains('.') || body.len() == 2)
                    && (next.starts_with(|c: char| !c.is_lowercase()) && !next.is_empty()
                        || body.contains('.')
                        || body == "vs"
                        || body == "cf")
            }
            _ => false,
        }
    }

    /// Parts the inside of a piece: dashes, slashes, commas without space, clitics.
    fn inside(&self, text: &str, lo: usize, hi: usize, pieces: &mut Pieces) {
        let body = &text[lo..hi];
        let numeric = body.bytes().all(|byte| {
            byte.is_ascii_digit() || matches!(byte, b'-' | b'/' | b'.' | b',' | b':' | b'+' | b'(' | b')')
        });
        if numeric && (body.matches('-').count() > 1 || body.contains('/')) && !body.contains(['(', ')']) {
            pieces.words.push(span(lo, hi));
            return;
        }
        let mut start = lo;
        let mut at = lo;
        while at < hi {
            let c = first(text, at);
            let size = c.len_utf8();
            if c.is_alphanumeric() || at == lo {
                at += size;
                continue;
            }
            let previous = last(text, lo, at);
            let next = (at + size < hi).then(|| first(text, at + size));
            let digits = previous.is_ascii_digit() && next.is_some_and(|next| next.is_ascii_digit());
            let parts = match c {
                '-' | '‐' | '‑' => {
                    next.is_some_and(|next| next != '-')
                        && !self.keeps_hyphen(text, start, at, at + size, hi, &mut pieces.folded)
                        || next == Some('-')
                }
                '.' => {
                    next == Some('.')
                        || previous.is_lowercase()
                            && next.is_some_and(char::is_uppercase)
                            && first_after(text, at + 1, hi).is_some_and(char::is_lowercase)
                            && text[start..at].chars().filter(|c| c.is_alphabetic()).count() > 2
                }
                ',' | ':' => !digits,
                '\'' | '’' | '‘' | '`' | '&' | '@' | '_' | '+' | '#' | '~' | '\\' => false,
                // "Peru';s": what became of an apostrophe.
                ';' if previous == '\'' && next.is_some_and(char::is_alphabetic) => false,
                '$' | '€' | '£' | '¥' => {
                    // "US$100": the sign stays with the letters before it.
                    if at + size < hi {
                        self.push(text, start, at + size, pieces);
                        start = at + size;
                    }
                    false
                }
                _ => !is_mark_of_letter(c),
            };
            if !parts {
                at += size;
                continue;
            }
            if start < at {
                self.push(text, start, at, pieces);
            }
            let run = run(text, at, hi);
            pieces.words.push(span(at, at + run));
            at += run;
            start = at;
        }
        if start < hi {
            self.push(text, start, hi, pieces);
        }
    }

    /// True where a hyphen holds a prefix or the two syllables of a given name together.
    fn keeps_hyphen(
        &self,
        text: &str,
        start: usize,
        at: usize,
        after: usize,
        hi: usize,
        folded: &mut String,
    ) -> bool {
        let left = &text[start..at];
        let right = &text[after..hi];
        let right = &right
            [..right.find(|c: char| !c.is_alphanumeric() && !is_mark_of_letter(c)).unwrap_or(right.len())];
        let left_kind = self.kind(left, folded);
        if left_kind.is(Kind::PREFIX) {
            return true;
        }
        left_kind.is(Kind::SYLLABLE)
            && left.starts_with(char::is_uppercase)
            && right.starts_with(char::is_lowercase)
            && self.kind(right, folded).is(Kind::SYLLABLE)
    }

    /// Adds one word, parted where a clitic or a compound has two.
    fn push(&self, text: &str, lo: usize, hi: usize, pieces: &mut Pieces) {
        let word = &text[lo..hi];
        let bytes = word.as_bytes();
        if bytes.iter().any(|&byte| byte == b'\'' || byte == 0xE2) {
            for clitic in &self.clitics {
                let size = ends_with_clitic(word, clitic);
                if size > 0 && size < word.len() {
                    pieces.words.push(span(lo, hi - size));
                    pieces.words.push(span(hi - size, hi));
                    return;
                }
            }
        } else if (5..=6).contains(&bytes.len()) {
            pieces.folded.clear();
            fold_into(word, &mut pieces.folded);
            if let Some(&at) = self.compounds.get(pieces.folded.as_str())
                && pieces.folded.len() == word.len()
            {
                pieces.words.push(span(lo, lo + usize::from(at)));
                pieces.words.push(span(lo + usize::from(at), hi));
                return;
            }
        }
        pieces.words.push(span(lo, hi));
    }

    /// Adds a stretch of marks, runs of one sign together.
    fn marks(&self, text: &str, mut lo: usize, hi: usize, pieces: &mut Pieces) {
        while lo < hi {
            let run = run(text, lo, hi);
            pieces.words.push(span(lo, lo + run));
            lo += run;
        }
    }

    /// Ends sentences among the words from `first` on.
    fn sentences(&self, text: &str, first: usize, pieces: &mut Pieces) {
        let count = pieces.words.len();
        if first == count {
            return;
        }
        let mut begin = first;
        let mut at = first;
        if let Some(end) = dateline(text, &pieces.words[first..]) {
            at = first + end;
            begin = at;
            pieces.ends.push(begin as u32);
        }
        while at < count {
            let word = &text[pieces.words[at].start() as usize..pieces.words[at].end() as usize];
            let mark = word.ends_with(['.', '!', '?', '…']);
            // Blank lines end sentences where a mark stands before them; a paragraph that was wrapped
            // at a width has them inside its sentences too.
            let gap = pieces
                .words
                .get(at + 1)
                .map(|next| &text[pieces.words[at].end() as usize..next.start() as usize]);
            let stops = word.ends_with(['.', '!', '?', '…', ':', ';']);
            if stops && gap.is_some_and(|gap| gap.bytes().filter(|&byte| byte == b'\n').count() > 1) {
                at += 1;
                pieces.ends.push(at as u32);
                begin = at;
                continue;
            }
            if !mark {
                at += 1;
                continue;
            }
            // Closing quotes and brackets right behind the mark belong to the sentence.
            let mut close = at + 1;
            while close < count
                && pieces.words[close].start() == pieces.words[close - 1].end()
                && matches!(
                    &text[pieces.words[close].start() as usize..pieces.words[close].end() as usize],
                    "\"" | "'" | "''" | "”" | "’" | "»" | ")" | "]" | "’’" | "/."
                )
            {
                close += 1;
            }
            if close >= count {
                break;
            }
            let next = pieces.words[close];
            let spaced = next.start() > pieces.words[close - 1].end();
            let follows = &text[next.start() as usize..next.end() as usize];
            let opener = self.kind(follows, &mut pieces.folded).is(Kind::OPENER);
            let capital =
                follows.starts_with(|c: char| c.is_uppercase() || (c.is_alphabetic() && !c.is_lowercase()));
            let small = follows.starts_with(char::is_lowercase);
            let quoted = follows.starts_with(['"', '“', '«', '‘']);
            let ends = if word == "./." {
                true
            } else if word.len() > 1 && word.ends_with('.') && word.starts_with(|c: char| c.is_alphanumeric())
            {
                let kind = self.kind(word, &mut pieces.folded);
                let may = !kind.is(Kind::BEFORE_NAMES) && !kind.is(Kind::BEFORE_FIGURES);
                may && spaced
                    && (capital && opener
                        || quoted && close == at + 1 && !is_initials(&word[..word.len() - 1]))
            } else {
                let listed = at == begin + 1
                    && word == "."
                    && text[pieces.words[begin].start() as usize..pieces.words[begin].end() as usize]
                        .bytes()
                        .all(|byte| byte.is_ascii_digit());
                let parted = spaced || capital && word == ".";
                parted && !small && !listed && !(follows.starts_with([',', ';', ':', ')', '.']))
            };
            if ends {
                pieces.ends.push(close as u32);
                begin = close;
            }
            at = close;
        }
        pieces.ends.push(count as u32);
    }
}

/// How many of the first words are a dateline that runs into the text: "HANOI, Jan 14 (VNA) –".
fn dateline(text: &str, words: &[Span]) -> Option<usize> {
    let word = |at: usize| &text[words[at].start() as usize..words[at].end() as usize];
    let loud = |word: &str| word.chars().count() > 2 && word.chars().all(|c| c.is_uppercase());
    if words.len() < 4 || !word(0).starts_with(char::is_uppercase) {
        return None;
    }
    let dash = (1..words.len().min(16)).find(|&at| matches!(word(at), "–" | "—" | "--" | "-" | "―"))?;
    if dash + 1 >= words.len() || words[dash + 1].start() == words[dash].end() {
        return None;
    }
    let (mut credited, mut inside) = (false, false);
    for at in 0..dash {
        match word(at) {
            "(" => inside = true,
            ")" => {
                inside = false;
                credited |= at + 1 == dash;
            }
            "/" => {
                credited |= inside;
                inside = !inside;
            }
            "," | "." => {}
            small if !inside && small.starts_with(char::is_lowercase) => return None,
            _ => {}
        }
    }
    let spaced = words[dash].start() > words[dash - 1].end();
    // A hyphen also joins names ("ASEAN - China"): more than a place stands before it.
    let long = matches!(word(dash), "–" | "—" | "--");
    let parted = (1..dash).any(|at| word(at) == ",");
    let day = |word: &str| word.len() <= 2 && word.bytes().all(|byte| byte.is_ascii_digit());
    let dated = parted && (1..dash).any(|at| day(word(at)));
    (credited || spaced && (dated || loud(word(0)) && (long || parted))).then_some(dash + 1)
}

fn span(lo: usize, hi: usize) -> Span {
    Span::new(lo as u32, hi as u32)
}

/// The length of the white space at `at`, 0 where there is none.
fn white(text: &str, at: usize, end: usize) -> usize {
    let byte = text.as_bytes()[at];
    if byte < 0x80 {
        return usize::from(byte.is_ascii_whitespace() || byte == 0x0B);
    }
    match text[at..end].chars().next() {
        Some(c) if c.is_whitespace() || matches!(c, '\u{FEFF}' | '\u{200B}') => c.len_utf8(),
        _ => 0,
    }
}

fn first(text: &str, at: usize) -> char {
    text[at..].chars().next().unwrap_or('\0')
}

fn first_after(text: &str, at: usize, hi: usize) -> Option<char> {
    text[at..hi].chars().nth(1)
}

fn last(text: &str, lo: usize, hi: usize) -> char {
    text[lo..hi].chars().next_back().unwrap_or('\0')
}

/// Combining marks and joiners stay with their letter.
fn is_mark_of_letter(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36F}' | '\u{AD}' | '\u{200C}' | '\u{200D}' | '\u{2060}')
        || (c as u32 > 0x36F
            && !c.is_alphanumeric()
            && !matches!(c as u32, 0x2000..=0x2BFF | 0x3000..=0x303F | 0xFF00..=0xFFEF))
}

/// The length of the mark at `at`: runs of one sign are one mark.
fn run(text: &str, at: usize, hi: usize) -> usize {
    let c = first(text, at);
    let size = c.len_utf8();
    if text[at..hi].starts_with("./.") {
        return 3;
    }
    let same = |c: char, d: char| match c {
        '.' | '-' | '*' | '=' | '_' | '~' | '`' | '\'' | '’' | '‘' | '#' | '—' | '<' | '>' | '•' => {
            c == d
        }
        '!' | '?' => matches!(d, '!' | '?'),
        _ => false,
    };
    let mut length = size;
    for d in text[at + size..hi].chars() {
        if !same(c, d) {
            break;
        }
        length += d.len_utf8();
    }
    length.max(1)
}

/// One letter, or letters parted by full stops: "M", "M.V", "U.S".
fn is_initials(body: &str) -> bool {
    let mut parts = body.split('.');
    let single = |part: &str| {
        let mut chars = part.chars();
        chars.next().is_some_and(char::is_alphabetic) && chars.next().is_none()
    };
    match body.contains('.') {
        false => single(body) && body.starts_with(char::is_uppercase) && body != "I",
        true => {
            let pair = |part: &str| part.chars().count() == 2 && part.starts_with(char::is_uppercase);
            parts.all(|part| single(part) || pair(part))
        }
    }
}

/// A web or mail address.
fn is_address(piece: &str) -> bool {
    if piece.contains("://") || piece.starts_with("www.") {
        return true;
    }
    piece.split_once('@').is_some_and(|(name, host)| {
        name.ends_with(char::is_alphanumeric) && host.starts_with(char::is_alphanumeric) && host.contains('.')
    })
}

/// The length of the clitic at the end of the word, with any apostrophe; 0 where there is none.
fn ends_with_clitic(word: &str, clitic: &str) -> usize {
    let mut size = 0;
    let mut chars = word.chars().rev();
    for wanted in clitic.chars().rev() {
        let Some(mut c) = chars.next() else { return 0 };
        if wanted == '\'' && c == ';' {
            size += 1;
            c = chars.next().unwrap_or(c);
        }
        let alike = c.eq_ignore_ascii_case(&wanted) || wanted == '\'' && matches!(c, '’' | '‘' | '`' | 'ʼ');
        if !alike {
            return 0;
        }
        size += c.len_utf8();
    }
    match chars.next() {
        Some(c) if c.is_alphanumeric() || c == '.' => size,
        _ => 0,
    }
}
