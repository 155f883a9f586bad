//! Which characters the bytes of a font stand for, and how wide they are.
//!
//! A font says it by a table of its own (`ToUnicode`), else by the encoding it names and the names
//! of its letters. A font that says neither shows glyphs that nobody can name; they are left out.

use std::{borrow::Cow, collections::HashMap};

use encoding_rs::{MACINTOSH, UTF_16BE, WINDOWS_1252};
use hayro_syntax::object::{Array, Dict, Name, Object, Stream, dict::keys};

/// Entries of one table; the largest fonts have 65,535 glyphs.
const ENTRIES: usize = 70_000;
/// The width of a glyph that no table gives, in parts of the font's size.
const WIDTH: f64 = 0.5;

/// How the bytes of a string are read.
#[derive(Debug, Default)]
pub(super) struct Font {
    /// Two bytes a glyph, or one.
    is_wide: bool,
    /// What codes stand for, as the font's own table says.
    table: HashMap<u32, Box<str>>,
    /// What single bytes stand for by the encoding.
    letters: Vec<Option<char>>,
    widths: HashMap<u32, f64>,
    default_width: Option<f64>,
}

impl Font {
    /// Reads a font's dictionary.
    pub(super) fn read(dict: &Dict<'_>) -> Font {
        let is_wide = dict.get::<Name<'_>>(keys::SUBTYPE).is_some_and(|kind| kind.as_ref() == b"Type0");
        let mut font = Font { is_wide, ..Font::default() };
        if let Some(stream) = dict.get::<Stream<'_>>(keys::TO_UNICODE)
            && stream.dict().get::<Name<'_>>(keys::SUBTYPE).is_none()
            && let Ok(table) = stream.decoded_data()
        {
            font.table = to_unicode(&table);
        }
        if is_wide {
            if let Some(inner) =
                dict.get::<Array<'_>>(keys::DESCENDANT_FONTS).and_then(|all| all.iter::<Dict<'_>>().next())
            {
                font.default_width = Some(inner.get::<f64>(keys::DW).unwrap_or(1000.0) / 1000.0);
                if let Some(widths) = inner.get::<Array<'_>>(b"W") {
                    font.wide_widths(&widths);
                }
            }
        } else {
            font.letters = encoding(dict);
            let first = dict.get::<i32>(keys::FIRST_CHAR).unwrap_or(0).clamp(0, 255) as u32;
            if let Some(widths) = dict.get::<Array<'_>>(keys::WIDTHS) {
                // Widths of a Type 3 font are in a space of its own.
                let unit = match dict.get::<[f64; 6]>(keys::FONT_MATRIX) {
                    Some(matrix) if matrix[0] > 0.0 => matrix[0],
                    _ => 0.001,
                };
                font.widths = (first..)
                    .zip(widths.iter::<f64>().take(256))
                    .map(|(code, width)| (code, width * unit))
                    .collect();
            }
        }
        font
    }

    /// `code [w w w]` and `first last w`, mixed.
    fn wide_widths(&mut self, widths: &Array<'_>) {
        let mut numbers: Vec<f64> = Vec::new();
        for item in widths.iter::<Object<'_>>().take(ENTRIES) {
            match item {
                Object::Number(number) => {
                    numbers.push(number.as_f64());
                    if let [first, last, width] = numbers[..] {
                        let (first, last) = (first.max(0.0) as u32, last.clamp(0.0, 65535.0) as u32);
                        for code in first..=last {
                            self.widths.insert(code, width / 1000.0);
                        }
                        numbers.clear();
                    }
                }
                Object::Array(list) => {
                    if let Some(first) = numbers.pop() {
                        let codes = first.max(0.0) as u32..65536;
                        self.widths.extend(codes.zip(list.iter::<f64>().map(|width| width / 1000.0)));
                    }
                    numbers.clear();
                }
                _ => {}
            }
        }
    }

    /// The characters of a string, each with its width in parts of the font's size, and whether it
    /// is the space that word spacing widens.
    pub(super) fn glyphs<'f>(&'f self, string: &'f [u8]) -> impl Iterator<Item = (Cow<'f, str>, f64, bool)> {
        string.chunks(if self.is_wide { 2 } else { 1 }).map(|bytes| {
            let code = bytes.iter().fold(0, |code, byte| code << 8 | u32::from(*byte));
            let glyph = match self.table.get(&code) {
                Some(text) => Cow::Borrowed(&**text),
                None => match self.letters.get(code as usize).copied().flatten() {
                    Some(letter) => Cow::Owned(letter.to_string()),
                    None => Cow::Borrowed(""),
                },
            };
            let width = self.widths.get(&code).copied().or(self.default_width);
            let width = width.unwrap_or_else(|| glyph.chars().next().map_or(WIDTH, usual_width));
            (glyph, if width.is_finite() { width } else { WIDTH }, !self.is_wide && code == 32)
        })
    }
}

/// Widths of the fonts that every program has, roughly: files may leave them out.
fn usual_width(letter: char) -> f64 {
    match letter {
        'i' | 'l' | 'j' | 'I' | '\'' | '|' => 0.24,
        't' | 'f' | 'r' | ' ' | '.' | ',' | ';' | ':' | '!' | '(' | ')' | '[' | ']' | '-' | '/' => 0.3,
        'm' | 'M' | 'W' | '—' => 0.85,
        'w' => 0.72,
        'A'..='Z' => 0.67,
        _ => 0.52,
    }
}

/// What the single bytes of a font stand for.
fn encoding(dict: &Dict<'_>) -> Vec<Option<char>> {
    let entry = dict.get::<Object<'_>>(keys::ENCODING);
    let (base, differences) = match entry {
        Some(Object::Name(name)) => (Some(name.as_ref().to_vec()), None),
        Some(Object::Dict(dict)) => (
            dict.get::<Name<'_>>(keys::BASE_ENCODING).map(|name| name.as_ref().to_vec()),
            dict.get::<Array<'_>>(keys::DIFFERENCES),
        ),
        _ => (None, None),
    };
    // Most fonts that name none mean that of their letters, which for plain text are alike.
    let mut letters: Vec<Option<char>> = (0..=255u8)
        .map(|byte| match base.as_deref() {
            Some(b"MacRomanEncoding") => one(MACINTOSH, byte),
            Some(b"WinAnsiEncoding") => one(WINDOWS_1252, byte),
            _ => standard(byte),
        })
        .collect();
    let mut code = 0usize;
    for item in differences.iter().flat_map(|all| all.iter::<Object<'_>>()).take(1024) {
        match item {
            Object::Number(number) => code = number.as_i64().clamp(0, 255) as usize,
            Object::Name(name) => {
                if let Some(letter) = letters.get_mut(code) {
                    *letter = named(name.as_str());
                }
                code += 1;
            }
            _ => {}
        }
    }
    letters
}

fn one(encoding: &'static encoding_rs::Encoding, byte: u8) -> Option<char> {
    let bytes = [byte];
    let (text, _) = encoding.decode_without_bom_handling(&bytes);
    text.chars().next().filter(|c| !c.is_control())
}

/// Adobe's standard encoding (PDF 32000-1, annex D.2).
fn standard(byte: u8) -> Option<char> {
    const HIGH: [(u8, char); 46] = [
        (0xa1, '¡'),
        (0xa2, '¢'),
        (0xa3, '£'),
        (0xa4, '⁄'),
        (0xa5, '¥'),
        (0xa6, 'ƒ'),
        (0xa7, '§'),
        (0xa8, '¤'),
        (0xa9, '\''),
        (0xaa, '“'),
        (0xab, '«'),
        (0xac, '‹'),
        (0xad, '›'),
        (0xae, 'ﬁ'),
        (0xaf, 'ﬂ'),
        (0xb1, '–'),
        (0xb2, '†'),
        (0xb3, '‡'),
        (0xb4, '·'),
        (0xb6, '¶'),
        (0xb7, '•'),
        (0xb8, '‚'),
        (0xb9, '„'),
        (0xba, '”'),
        (0xbb, '»'),
        (0xbc, '…'),
        (0xbd, '‰'),
        (0xbf, '¿'),
        (0xd0, '—'),
        (0xe1, 'Æ'),
        (0xe3, 'ª'),
        (0xe8, 'Ł'),
        (0xe9, 'Ø'),
        (0xea, 'Œ'),
        (0xeb, 'º'),
        (0xf1, 'æ'),
        (0xf5, 'ı'),
        (0xf8, 'ł'),
        (0xf9, 'ø'),
        (0xfa, 'œ'),
        (0xfb, 'ß'),
        (0xc1, '`'),
        (0xc2, '´'),
        (0xc3, 'ˆ'),
        (0xc4, '˜'),
        (0xc8, '¨'),
    ];
    match byte {
        0x27 => Some('’'),
        0x60 => Some('‘'),
        0x20..=0x7e => Some(byte as char),
        _ => HIGH.iter().find(|(code, _)| *code == byte).map(|(_, letter)| *letter),
    }
}

/// Letters with marks by the name of the mark: `eacute` is `e` with `acute`.
const MARKED: [(&str, &str); 12] = [
    ("acute", "AÁaáEÉeéIÍiíOÓoóUÚuúYÝyýCĆcćNŃnńSŚsśZŹzź"),
    ("grave", "AÀaàEÈeèIÌiìOÒoòUÙuù"),
    ("circumflex", "AÂaâEÊeêIÎiîOÔoôUÛuû"),
    ("dieresis", "AÄaäEËeëIÏiïOÖoöUÜuüYŸyÿ"),
    ("tilde", "AÃaãNÑnñOÕoõIĨiĩUŨuũ"),
    ("caron", "CČcčDĎdďEĚeěNŇnňRŘrřSŠsšTŤtťZŽzž"),
    ("cedilla", "CÇcçSŞsş"),
    ("ring", "AÅaåUŮuů"),
    ("ogonek", "AĄaąEĘeę"),
    ("breve", "AĂaăGĞgğ"),
    ("horn", "OƠoơUƯuư"),
    ("dotaccent", "IİZŻzżEĖeė"),
];

/// Other letters by their names in the Adobe Glyph List.
const NAMED: [(&str, char); 66] = [
    ("space", ' '),
    ("exclam", '!'),
    ("quotedbl", '"'),
    ("numbersign", '#'),
    ("dollar", '$'),
    ("percent", '%'),
    ("ampersand", '&'),
    ("quotesingle", '\''),
    ("quoteright", '’'),
    ("quoteleft", '‘'),
    ("parenleft", '('),
    ("parenright", ')'),
    ("asterisk", '*'),
    ("plus", '+'),
    ("comma", ','),
    ("hyphen", '-'),
    ("minus", '−'),
    ("period", '.'),
    ("slash", '/'),
    ("zero", '0'),
    ("one", '1'),
    ("two", '2'),
    ("three", '3'),
    ("four", '4'),
    ("five", '5'),
    ("six", '6'),
    ("seven", '7'),
    ("eight", '8'),
    ("nine", '9'),
    ("colon", ':'),
    ("semicolon", ';'),
    ("less", '<'),
    ("equal", '='),
    ("greater", '>'),
    ("question", '?'),
    ("at", '@'),
    ("bracketleft", '['),
    ("backslash", '\\'),
    ("bracketright", ']'),
    ("underscore", '_'),
    ("braceleft", '{'),
    ("bar", '|'),
    ("braceright", '}'),
    ("quotedblleft", '“'),
    ("quotedblright", '”'),
    ("quotedblbase", '„'),
    ("endash", '–'),
    ("emdash", '—'),
    ("bullet", '•'),
    ("ellipsis", '…'),
    ("fi", 'ﬁ'),
    ("fl", 'ﬂ'),
    ("ff", 'ﬀ'),
    ("ffi", 'ﬃ'),
    ("section", '§'),
    ("degree", '°'),
    ("Euro", '€'),
    ("sterling", '£'),
    ("germandbls", 'ß'),
    ("oslash", 'ø'),
    ("Oslash", 'Ø'),
    ("lslash", 'ł'),
    ("Lslash", 'Ł'),
    ("ae", 'æ'),
    ("dcroat", 'đ'),
    ("Dcroat", 'Đ'),
];

/// The character that a name of the Adobe Glyph List means.
fn named(name: &str) -> Option<char> {
    let name = name.split('.').next().unwrap_or_default();
    let mut letters = name.chars();
    if let (Some(letter), None) = (letters.next(), letters.next()) {
        return Some(letter);
    }
    if let Some((_, letter)) = NAMED.iter().find(|(known, _)| *known == name) {
        return Some(*letter);
    }
    if let Some(hex) = name.strip_prefix("uni").or_else(|| name.strip_prefix('u'))
        && let Some(hex) = hex.get(..4.max(hex.len().min(6)).min(hex.len()))
        && let Ok(code) = u32::from_str_radix(hex, 16)
    {
        return char::from_u32(code).filter(|c| !c.is_control());
    }
    let (mark, pairs) =
        MARKED.iter().find(|(mark, _)| name.len() == mark.len() + 1 && name.ends_with(mark))?;
    let plain = name.strip_suffix(mark)?.chars().next()?;
    let letters: Vec<char> = pairs.chars().collect();
    letters.chunks(2).find(|pair| pair[0] == plain).map(|pair| pair[1])
}

/// A font's own table from codes to characters: its `bfchar` and `bfrange` sections.
fn to_unicode(table: &[u8]) -> HashMap<u32, Box<str>> {
    let mut map = HashMap::new();
    let mut words = Words { rest: table };
    while let Some(word) = words.next() {
        match word {
            Word::Plain(b"beginbfchar") => {
                while let (Some(Word::Hex(code)), Some(Word::Hex(text))) = (words.next(), words.next()) {
                    insert(&mut map, number(&code), utf16(&text));
                    if map.len() > ENTRIES {
                        return map;
                    }
                    if !words.peek_hex() {
                        break;
                    }
                }
            }
            Word::Plain(b"beginbfrange") => {
                while let (Some(Word::Hex(first)), Some(Word::Hex(last)), Some(to)) =
                    (words.next(), words.next(), words.next())
                {
                    let (first, last) = (number(&first), number(&last).min(0xffff));
                    match to {
                        Word::Hex(text) => range(&mut map, first, last, &text),
                        Word::Open => {
                            let mut code = first;
                            while let Some(Word::Hex(text)) = words.next() {
                                insert(&mut map, code, utf16(&text));
                                code = code.saturating_add(1);
                                if map.len() > ENTRIES {
                                    return map;
                                }
                            }
                        }
                        _ => break,
                    }
                    if map.len() > ENTRIES {
                        return map;
                    }
                    if !words.peek_hex() {
                        break;
                    }
                }
            }
            _ => {}
        }
    }
    map
}

fn insert(map: &mut HashMap<u32, Box<str>>, code: u32, text: String) {
    let text: String = text.chars().filter(|c| !c.is_control()).take(16).collect();
    map.insert(code, text.into());
}

/// Codes in a row that mean characters in a row: the last unit counts up.
fn range(map: &mut HashMap<u32, Box<str>>, first: u32, last: u32, text: &[u8]) {
    let mut units: Vec<u16> =
        text.chunks(2).map(|pair| pair.iter().fold(0, |unit, byte| unit << 8 | u16::from(*byte))).collect();
    for code in first..=last {
        insert(map, code, String::from_utf16_lossy(&units));
        if let Some(unit) = units.last_mut() {
            *unit = unit.wrapping_add(1);
        }
        if map.len() > ENTRIES {
            return;
        }
    }
}

fn number(bytes: &[u8]) -> u32 {
    bytes.iter().take(4).fold(0, |number, byte| number << 8 | u32::from(*byte))
}

fn utf16(bytes: &[u8]) -> String {
    if let [byte] = bytes {
        return char::from(*byte).to_string();
    }
    UTF_16BE.decode_without_bom_handling(bytes).0.into_owned()
}

/// A string of the file's own fields: UTF-16 with a mark, UTF-8 with a mark, else nearly Latin-1.
pub(super) fn document_string(bytes: &[u8]) -> String {
    match bytes {
        [0xfe, 0xff, text @ ..] => utf16(text),
        [0xef, 0xbb, 0xbf, text @ ..] => String::from_utf8_lossy(text).into_owned(),
        _ => WINDOWS_1252.decode_without_bom_handling(bytes).0.into_owned(),
    }
}

/// The words of such a table.
struct Words<'t> {
    rest: &'t [u8],
}

enum Word<'t> {
    Hex(Vec<u8>),
    Open,
    Plain(&'t [u8]),
}

impl<'t> Words<'t> {
    fn skip(&mut self) {
        let blank = self.rest.iter().position(|byte| !byte.is_ascii_whitespace() && *byte != 0);
        self.rest = &self.rest[blank.unwrap_or(self.rest.len())..];
    }

    fn peek_hex(&mut self) -> bool {
        self.skip();
        self.rest.first() == Some(&b'<') && self.rest.get(1) != Some(&b'<')
    }
}

impl<'t> Iterator for Words<'t> {
    type Item = Word<'t>;

    fn next(&mut self) -> Option<Word<'t>> {
        self.skip();
        let first = *self.rest.first()?;
        if self.peek_hex() {
            let end = self.rest.iter().position(|byte| *byte == b'>').unwrap_or(self.rest.len());
            let digits: Vec<u8> = self.rest[1..end]
                .iter()
                .filter_map(|byte| char::from(*byte).to_digit(16))
                .map(|digit| digit as u8)
                .take(128)
                .collect();
            self.rest = &self.rest[(end + 1).min(self.rest.len())..];
            return Some(Word::Hex(
                digits.chunks(2).map(|pair| pair.iter().fold(0, |byte, digit| byte << 4 | digit)).collect(),
            ));
        }
        if first == b'[' {
            self.rest = &self.rest[1..];
            return Some(Word::Open);
        }
        let end = 1 + self.rest[1..]
            .iter()
            .position(|byte| byte.is_ascii_whitespace() || matches!(byte, b'<' | b'[' | b']' | b'>' | b'/'))
            .unwrap_or(self.rest.len() - 1);
        let (word, rest) = self.rest.split_at(end);
        self.rest = rest;
        Some(Word::Plain(word))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_font_says_what_its_codes_mean() {
        let table = b"1 begincodespacerange <0000> <FFFF> endcodespacerange
            2 beginbfchar <0003> <0020> <0024> <0110> endbfchar
            2 beginbfrange <0041> <0043> <0061> <0050> <0051> [<00660069> <1EA3>] endbfrange";
        let map = to_unicode(table);
        let said = |code: u32| map.get(&code).map(|text| &**text);
        assert_eq!(
            [said(3), said(0x24), said(0x43), said(0x50), said(0x51)],
            [Some(" "), Some("Đ"), Some("c"), Some("fi"), Some("ả")]
        );
        assert_eq!(said(0x52), None);
    }

    #[test]
    fn letters_are_known_by_their_names() {
        for (name, letter) in [
            ("a", 'a'),
            ("eacute", 'é'),
            ("Ccaron", 'Č'),
            ("uni1EA3", 'ả'),
            ("seven", '7'),
            ("u1F600", '😀'),
            ("space", ' '),
            ("a.alt", 'a'),
        ] {
            assert_eq!(named(name), Some(letter), "{name}");
        }
        assert_eq!(named("g123"), None);
    }
}
