//! The form of a word that lists and comparisons use: lower-cased, without diacritics, with plain
//! apostrophes and hyphens.
//!
//! Folding is for matching only; what is shown is always the text itself. Letters that no
//! decomposition takes apart (đ, ø, ł, ß and others) are folded explicitly.

/// Base letters of U+00C0 to U+024F; `?` where a character has none or needs more than one.
const LATIN: &[u8; 400] = b"\
    aaaaaa?ceeeeiiiidnooooo?ouuuuy??aaaaaa?ceeeeiiiidnooooo?ouuuuy?y\
    aaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiii??jjkkkllllll?\
    ?llnnnnnn?nnoooooo??rrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzs\
    bb????o???d???eeeffg???ikkl??n?ooo??pp?????ttt?uu??yyzz?????????\
    ?????????????aaiioouuuuuuuuuueaaaa??ggggkkoooo??j???gg??nnaa??oo\
    aaaaeeeeiiiioooorrrruuuusstt??hh????zzaaeeooooooooyy???????ccl?s\
    z??b??eejj??rryy";

/// Base letters of U+1E00 to U+1EFF.
const ADDITIONAL: &[u8; 256] = b"\
    aabbbbbbccddddddddddeeeeeeeeeeffgghhhhhhhhhhiiiikkkkkkllllllllmm\
    mmmmnnnnnnnnoooooooopppprrrrrrrrssssssssssttttttttuuuuuuuuuuvvvv\
    wwwwwwwwwwxxxxyyzzzzzzhtwyasss??aaaaaaaaaaaaaaaaaaaaaaaaeeeeeeee\
    eeeeeeeeiiiioooooooooooooooooooooooouuuuuuuuuuuuuuyyyyyyyy??vvyy";

/// Appends the folded form of `word` to `out`.
pub fn fold_into(word: &str, out: &mut String) {
    for c in word.chars() {
        if c.is_ascii() {
            out.push(c.to_ascii_lowercase());
        } else {
            fold_char(c, out);
        }
    }
}

/// The folded form of a word.
///
/// ```
/// # use chancery_core::text::fold::fold;
/// assert_eq!(fold("Việt"), "viet");
/// assert_eq!(fold("Đặng’s"), "dang's");
/// assert_eq!(fold("Groß-Łódź"), "gross-lodz");
/// ```
#[must_use]
pub fn fold(word: &str) -> String {
    let mut out = String::with_capacity(word.len());
    fold_into(word, &mut out);
    out
}

fn fold_char(c: char, out: &mut String) {
    let at = c as usize;
    let base = match at {
        0xC0..=0x24F => LATIN[at - 0xC0],
        0x1E00..=0x1EFF => ADDITIONAL[at - 0x1E00],
        // Combining marks, the soft hyphen, joiners and the byte order mark leave nothing.
        0x300..=0x36F | 0xAD | 0x200B..=0x200D | 0x2060 | 0xFEFF => return,
        _ => b'?',
    };
    if base != b'?' {
        out.push(base as char);
        return;
    }
    match c {
        'ß' | 'ẞ' => out.push_str("ss"),
        'Æ' | 'æ' | 'Ǽ' | 'ǽ' | 'Ǣ' | 'ǣ' => out.push_str("ae"),
        'Œ' | 'œ' => out.push_str("oe"),
        'Þ' | 'þ' => out.push_str("th"),
        'Ŋ' | 'ŋ' => out.push_str("ng"),
        'Ĳ' | 'ĳ' => out.push_str("ij"),
        'Ə' | 'ə' | 'Ɛ' | 'ɛ' => out.push('e'),
        '‘' | '’' | '‛' | 'ʼ' | 'ʻ' | '´' | '`' => out.push('\''),
        '“' | '”' | '„' | '‟' | '«' | '»' => out.push('"'),
        '‐' | '‑' => out.push('-'),
        '‒' | '–' | '—' | '―' | '−' => out.push('–'),
        _ => out.extend(c.to_lowercase()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_fold_to_what_plain_outlets_write() {
        for (word, folded) in [
            ("Nguyễn", "nguyen"),
            ("Đặng", "dang"),
            ("Erdoğan", "erdogan"),
            ("İstanbul", "istanbul"),
            ("Barišić", "barisic"),
            ("Tạ Bích", "ta bich"),
            ("Þórdís", "thordis"),
            ("Wałęsa", "walesa"),
            ("Путин", "путин"),
            ("e\u{301}lite", "elite"),
            ("N’Djamena", "n'djamena"),
        ] {
            assert_eq!(fold(word), folded);
        }
    }

    #[test] // of a law: folding twice changes nothing
    fn folding_is_idempotent() {
        arbtest::arbtest(|u| {
            let word: &str = u.arbitrary()?;
            let once = fold(word);
            assert_eq!(fold(&once), once);
            Ok(())
        });
    }
}
