//! Which language a text is in.

/// A text shorter than this says too little about its language, in characters.
const ENOUGH: usize = 120;

/// The language of a text as BCP 47: told by the text where that is sure, else as it was stated.
/// Pages state the language of their menus more often than that of their article.
pub(crate) fn of(text: &str, stated: Option<String>) -> Option<String> {
    let sample: String = text.chars().filter(|c| !c.is_numeric()).take(6000).collect();
    let stated =
        stated.map(|tag| tag.trim().replace('_', "-")).filter(|tag| !tag.is_empty() && tag.len() <= 35);
    if sample.chars().filter(|c| c.is_alphabetic()).count() < ENOUGH {
        return stated;
    }
    let Some(info) = whatlang::detect(&sample) else { return stated };
    if !info.is_reliable() {
        return stated;
    }
    let told = short(info.lang());
    match stated {
        // `en-GB` says more than `en`.
        Some(tag) if tag.split('-').next().is_some_and(|main| main.eq_ignore_ascii_case(told)) => Some(tag),
        _ => Some(told.to_owned()),
    }
}

/// The code of two letters where there is one.
fn short(lang: whatlang::Lang) -> &'static str {
    let long = lang.code();
    SHORT.iter().find(|(code, _)| *code == long).map_or(long, |(_, short)| short)
}

/// ISO 639-3 and ISO 639-1.
const SHORT: [(&str, &str); 41] = [
    ("eng", "en"),
    ("rus", "ru"),
    ("cmn", "zh"),
    ("spa", "es"),
    ("por", "pt"),
    ("ita", "it"),
    ("ben", "bn"),
    ("fra", "fr"),
    ("deu", "de"),
    ("ukr", "uk"),
    ("kat", "ka"),
    ("ara", "ar"),
    ("hin", "hi"),
    ("jpn", "ja"),
    ("heb", "he"),
    ("pol", "pl"),
    ("jav", "jv"),
    ("tel", "te"),
    ("vie", "vi"),
    ("kor", "ko"),
    ("mar", "mr"),
    ("tur", "tr"),
    ("mya", "my"),
    ("uzb", "uz"),
    ("aze", "az"),
    ("ind", "id"),
    ("bul", "bg"),
    ("khm", "km"),
    ("tha", "th"),
    ("swe", "sv"),
    ("nob", "nb"),
    ("dan", "da"),
    ("fin", "fi"),
    ("nld", "nl"),
    ("hun", "hu"),
    ("ces", "cs"),
    ("ell", "el"),
    ("ron", "ro"),
    ("pes", "fa"),
    ("srp", "sr"),
    ("hrv", "hr"),
];

#[cfg(test)]
mod tests {
    use super::of;

    #[test]
    fn the_text_wins_over_what_is_stated() {
        let vietnamese = "Thủ tướng Chính phủ đã có cuộc hội đàm với người đồng cấp tại Hà Nội vào sáng thứ Ba. Hai bên nhất trí tăng cường hợp tác trong nhiều lĩnh vực, trong đó có thương mại, năng lượng và giáo dục.";
        let english = "The prime minister held talks with his counterpart in Oslo on Tuesday morning. The two sides agreed to strengthen cooperation in many fields, among them trade, energy and education.";
        assert_eq!(of(vietnamese, Some("en".into())).as_deref(), Some("vi"));
        assert_eq!(of(english, Some("en-GB".into())).as_deref(), Some("en-GB"));
        assert_eq!(of(english, Some("vi".into())).as_deref(), Some("en"));
        assert_eq!(of("Hà Nội", None), None);
    }
}
