//! Bytes to characters, in whatever encoding they are.

use encoding_rs::{Encoding, UTF_8};

/// Decodes text: a byte order mark, then valid UTF-8, then what `declared` says, then a guess.
/// `None` where the bytes are no text.
pub(crate) fn text(bytes: &[u8], declared: Option<&str>) -> Option<String> {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        return Some(clean(&encoding.decode_without_bom_handling(&bytes[mark..]).0));
    }
    if is_binary(bytes) {
        return None;
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Some(clean(text));
    }
    let declared = declared.and_then(|label| Encoding::for_label(label.trim().as_bytes()));
    let encoding = match declared {
        Some(encoding) if encoding != UTF_8 => encoding,
        _ => guess(bytes),
    };
    let (text, _, _) = encoding.decode(bytes);
    Some(clean(&text))
}

/// The encoding that the bytes look like. Text that is UTF-8 but for a few damaged bytes is UTF-8.
fn guess(bytes: &[u8]) -> &'static Encoding {
    let damage = bytes.utf8_chunks().filter(|chunk| !chunk.invalid().is_empty()).count();
    let beyond_ascii = bytes.iter().filter(|byte| **byte >= 0x80).count();
    if damage * 20 < beyond_ascii {
        return UTF_8;
    }
    let mut detector = chardetng::EncodingDetector::new(chardetng::Iso2022JpDetection::Deny);
    detector.feed(&bytes[..bytes.len().min(1 << 20)], true);
    detector.guess(None, chardetng::Utf8Detection::Deny)
}

/// True where there are control characters that no text has.
fn is_binary(bytes: &[u8]) -> bool {
    let head = &bytes[..bytes.len().min(8192)];
    let odd = head.iter().filter(|byte| matches!(byte, 0..=8 | 0x0e..=0x1a | 0x1c..=0x1f)).count();
    odd * 100 > head.len()
}

/// Without characters that mean nothing in a text and break what reads it later.
fn clean(text: &str) -> String {
    text.chars()
        .filter(|c| !matches!(c, '\0' | '\u{feff}' | '\u{ad}' | '\u{200b}' | '\u{fffe}' | '\u{ffff}'))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn encodings_are_told_apart() {
        let russian = "Премьер-министр прибыл в Ханой с официальным визитом и провёл переговоры.";
        let (windows, _, _) = encoding_rs::WINDOWS_1251.encode(russian);
        assert_eq!(text(&windows, None).as_deref(), Some(russian));
        assert_eq!(text(&windows, Some("windows-1251")).as_deref(), Some(russian));
        assert_eq!(
            text(&windows, Some("utf-8")).as_deref(),
            Some(russian),
            "a wrong declaration does no harm"
        );
        let utf16: Vec<u8> = "\u{feff}Hà Nội".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(text(&utf16, None).as_deref(), Some("Hà Nội"));
        assert_eq!(text(b"caf\xe9 in Paris", None).as_deref(), Some("café in Paris"));
    }

    #[test]
    fn a_damaged_byte_does_not_change_the_encoding() {
        let mut bytes = "Phạm Minh Chính và Đặng Minh Khôi gặp nhau tại Hà Nội".repeat(3).into_bytes();
        bytes.push(0xff);
        assert!(text(&bytes, None).unwrap().starts_with("Phạm Minh Chính"));
    }

    #[test]
    fn programs_are_no_text() {
        assert_eq!(text(b"\x7fELF\x02\x01\x01\0\0\0\0\0\0\0", None), None);
    }
}
