//! The one form under which words are compared: lower-case, without marks on letters.
//!
//! "Đà Nẵng", "Đà Nẵng" with combining marks and "DA NANG" fold to the same word. Letters that
//! are no mark on another letter become the letters that English prints for them (`ø` to `o`,
//! `ß` to `ss`); apostrophes and hyphens of all shapes become the plain ones. Other scripts stay.

use std::borrow::Cow;

/// The folded form of a word or phrase. Borrows where nothing changes.
///
/// ```
/// # use chancery_core::lexicon::fold;
/// assert_eq!(fold("Đà Nẵng"), "da nang");
/// assert_eq!(fold("Côte d’Ivoire"), "cote d'ivoire");
/// assert_eq!(fold("Straße"), "strasse");
/// ```
#[must_use]
pub fn fold(text: &str) -> Cow<'_, str> {
    if text.bytes().all(|byte| byte.is_ascii() && !byte.is_ascii_uppercase()) {
        return Cow::Borrowed(text);
    }
    if text.is_ascii() {
        return Cow::Owned(text.to_ascii_lowercase());
    }
    let mut folded = String::with_capacity(text.len());
    for character in text.chars() {
        if character.is_ascii() {
            folded.push(character.to_ascii_lowercase());
        } else {
            for lower in character.to_lowercase() {
                push(&mut folded, lower);
            }
        }
    }
    Cow::Owned(folded)
}

/// Adds one lower-case character without its marks.
fn push(folded: &mut String, character: char) {
    let plain = match character {
        // Combining marks (U+0300 to U+036F), soft hyphen and zero-width joiners carry no letter.
        '\u{300}'..='\u{36f}' | '\u{ad}' | '\u{200b}'..='\u{200d}' | '\u{feff}' => "",
        'à'..='å'
        | 'ā'
        | 'ă'
        | 'ą'
        | 'ǎ'
        | 'ạ'
        | 'ả'
        | 'ấ'
        | 'ầ'
        | 'ẩ'
        | 'ẫ'
        | 'ậ'
        | 'ắ'
        | 'ằ'
        | 'ẳ'
        | 'ẵ'
        | 'ặ'
        | 'ə' => "a",
        'æ' => "ae",
        'ç' | 'ć' | 'ĉ' | 'ċ' | 'č' => "c",
        'ð' | 'ď' | 'đ' | 'ḍ' => "d",
        'è'..='ë' | 'ē' | 'ĕ' | 'ė' | 'ę' | 'ě' | 'ẹ' | 'ẻ' | 'ẽ' | 'ế' | 'ề' | 'ể' | 'ễ' | 'ệ' => {
            "e"
        }
        'ĝ' | 'ğ' | 'ġ' | 'ģ' | 'ǧ' => "g",
        'ĥ' | 'ħ' | 'ḥ' | 'ḩ' => "h",
        'ì'..='ï' | 'ĩ' | 'ī' | 'ĭ' | 'į' | 'ı' | 'ǐ' | 'ỉ' | 'ị' => "i",
        'ĵ' => "j",
        'ķ' | 'ḵ' => "k",
        'ĺ' | 'ļ' | 'ľ' | 'ŀ' | 'ł' => "l",
        'ñ' | 'ń' | 'ņ' | 'ň' | 'ŋ' => "n",
        'ò'..='ö'
        | 'ø'
        | 'ō'
        | 'ŏ'
        | 'ő'
        | 'ơ'
        | 'ǒ'
        | 'ọ'
        | 'ỏ'
        | 'ố'
        | 'ồ'
        | 'ổ'
        | 'ỗ'
        | 'ộ'
        | 'ớ'
        | 'ờ'
        | 'ở'
        | 'ỡ'
        | 'ợ' => "o",
        'œ' => "oe",
        'ŕ' | 'ŗ' | 'ř' => "r",
        'ś' | 'ŝ' | 'ş' | 'š' | 'ș' | 'ṣ' => "s",
        'ß' => "ss",
        'ţ' | 'ť' | 'ŧ' | 'ț' | 'ṭ' => "t",
        'þ' => "th",
        'ù'..='ü'
        | 'ũ'
        | 'ū'
        | 'ŭ'
        | 'ů'
        | 'ű'
        | 'ų'
        | 'ư'
        | 'ǔ'
        | 'ụ'
        | 'ủ'
        | 'ứ'
        | 'ừ'
        | 'ử'
        | 'ữ'
        | 'ự' => "u",
        'ŵ' => "w",
        'ý' | 'ÿ' | 'ŷ' | 'ỳ' | 'ỵ' | 'ỷ' | 'ỹ' => "y",
        'ź' | 'ż' | 'ž' | 'ẓ' => "z",
        '‘' | '’' | 'ʼ' | 'ʻ' | 'ʿ' | 'ʾ' | '′' | '´' => "'",
        '‐' | '‑' | '‒' | '–' => "-",
        '\u{a0}' | '\u{2009}' | '\u{202f}' => " ",
        other => return folded.push(other),
    };
    folded.push_str(plain);
}

#[cfg(test)]
mod tests {
    use super::fold;

    #[test]
    fn spellings_with_and_without_marks_meet() {
        for (marked, plain) in [
            ("Phạm Minh Chính", "Pham Minh Chinh"),
            ("Pha\u{323}m Minh Chi\u{301}nh", "PHAM MINH CHINH"),
            ("Recep Tayyip Erdoğan", "recep tayyip erdogan"),
            ("İstanbul", "Istanbul"),
            ("Nuku’alofa", "Nuku'alofa"),
            ("Łódź", "lodz"),
            ("Schröder–Ørsted", "schroder-orsted"),
        ] {
            assert_eq!(fold(marked), fold(plain));
        }
    }

    #[test] // of a law: folding what is folded changes nothing
    fn folding_twice_is_folding_once() {
        arbtest::arbtest(|u| {
            let text: &str = u.arbitrary()?;
            let once = fold(text).into_owned();
            assert_eq!(fold(&once), once.as_str());
            Ok(())
        });
    }
}
