//! How a word looks: the numbers that the network knows words by.

/// How many rows the tables for beginnings and endings of words have: of the first three bytes, and
/// of the last two, three and four.
pub const PARTS: [u32; 4] = [4096, 1024, 4096, 4096];

/// How a word looks, whatever stands around it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Look {
    /// The hash of its folded form with every digit as 0.
    pub word: u32,
    /// The rows of its beginning and its endings, see [`PARTS`].
    pub parts: [u16; 4],
    /// Capitals, digits, marks: see [`Look::new`].
    pub shape: u8,
    /// What the names of the lexicon say of it in its sentence; see [`super::hints`].
    pub hint: u8,
}

impl Look {
    /// The shape of words that are all small letters.
    pub const SMALL: u8 = 0;
    /// The shape of words that begin with a capital.
    pub const CAPITAL: u8 = 1;

    /// Looks at a word: as it stands, and folded.
    #[must_use]
    pub fn new(word: &str, folded: &str) -> Look {
        // A long dash parts clauses, where a hyphen joins words: only folding makes them one.
        let folded = if matches!(word, "–" | "—" | "―") { "–" } else { folded };
        let bytes = folded.as_bytes();
        let back = |count: usize| &bytes[bytes.len().saturating_sub(count)..];
        let part = |at: usize, mark: u8, bytes: &[u8]| (hash(mark, bytes) % PARTS[at]) as u16;
        Look {
            word: hash(b'w', bytes),
            parts: [
                part(0, b'p', &bytes[..bytes.len().min(3)]),
                part(1, b'2', back(2)),
                part(2, b'3', back(3)),
                part(3, b'4', back(4)),
            ],
            shape: shape(word),
            hint: 0,
        }
    }
}

/// The hash of a word's bytes, digits all as 0: FNV-1a with a last stir.
fn hash(mark: u8, bytes: &[u8]) -> u32 {
    let step = |hash: u32, byte: u8| {
        let byte = if byte.is_ascii_digit() { b'0' } else { byte };
        (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193)
    };
    // The mark goes in as it is.
    let start = (0x811C_9DC5 ^ u32::from(mark)).wrapping_mul(0x0100_0193);
    let hash = bytes.iter().fold(start, |hash, &byte| step(hash, byte));
    let hash = (hash ^ hash >> 15).wrapping_mul(0x2C1B_3C6D);
    hash ^ hash >> 12
}

/// The shape of a word: 0 small, 1 capitalised, 2 all capitals, 3 capitals inside, 4 one capital,
/// 5 figures, 6 figures and letters, 7 marks, 8 capital with full stop; 16 more with a hyphen.
fn shape(word: &str) -> u8 {
    let (mut upper, mut lower, mut digits, mut marks, mut hyphen) = (0_u32, 0_u32, 0_u32, 0_u32, false);
    let mut first_upper = false;
    for (at, c) in word.chars().enumerate() {
        if c.is_lowercase() {
            lower += 1;
        } else if c.is_uppercase() {
            upper += 1;
            first_upper |= at == 0;
        } else if c.is_ascii_digit() {
            digits += 1;
        } else if c.is_alphabetic() {
            lower += 1;
        } else {
            marks += 1;
            hyphen |= c == '-';
        }
    }
    let base = match (upper, lower, digits) {
        (0, 0, 0) => 7,
        (0, 0, _) => 5,
        (_, _, 1..) => 6,
        (0, _, _) => 0,
        (1, 0, _) if marks == 0 => 4,
        (_, 0, _) if word.ends_with('.') => 8,
        (_, 0, _) => 2,
        (1, _, _) if first_upper && word.ends_with('.') => 9,
        (1, _, _) if first_upper => 1,
        _ => 3,
    };
    base + if hyphen && base != 7 { 16 } else { 0 }
}
