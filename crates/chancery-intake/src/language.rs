//! Which language a text is in.

/// A text shorter than this says too little about its language, in characters.
const ENOUGH: usize = 120;

/// Letters that are enough to tell a language: those of two or three pages.
const SAMPLE: usize = 6000;

/// Words that stand in every English text and, together, in no other language's. Most texts are
/// English, and comparing with all languages takes long. Of 5,600 releases of two governments nine in ten
/// are told by them, each as the comparison tells it.
const ENGLISH: [&str; 20] = [
    "the", "of", "and", "to", "in", "that", "with", "for", "by", "on", "was", "were", "from", "has", "have",
    "is", "which", "their", "will", "between",
];
/// Fewer words say too little.
const ENGLISH_WORDS: u32 = 40;

/// True where a text is English beyond doubt: every seventh word is one of [`ENGLISH`], every
/// sixtieth is "the", and letters beyond ASCII are as rare as in foreign names.
fn is_plain_english(text: &str) -> bool {
    let text = &text[..text.floor_char_boundary(SAMPLE)];
    let (mut words, mut known, mut articles, mut foreign) = (0, 0, 0, 0);
    for word in text.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty()) {
        words += 1;
        if word.len() <= 7 {
            let mut small = [0; 7];
            let small = &mut small[..word.len()];
            small.copy_from_slice(word.as_bytes());
            small.make_ascii_lowercase();
            known += u32::from(ENGLISH.iter().any(|english| english.as_bytes() == small));
            articles += u32::from(small == b"the");
        }
        foreign += u32::from(!word.is_ascii());
    }
    words >= ENGLISH_WORDS && known * 7 >= words && articles * 60 >= words && foreign * 10 <= words
}

/// The language of a text as BCP 47: told by the text where that is sure, else as it was stated.
/// Pages state the language of their menus more often than that of their article.
pub(crate) fn of(text: &str, stated: Option<String>) -> Option<String> {
    let stated =
        stated.map(|tag| tag.trim().replace('_', "-")).filter(|tag| !tag.is_empty() && tag.len() <= 35);
    if is_plain_english(text) {
        return Some(told_as("en", stated));
    }
    let sample: String = text.chars().filter(|c| !c.is_numeric()).take(SAMPLE).collect();
    if sample.chars().filter(|c| c.is_alphabetic()).count() < ENOUGH {
        return stated;
    }
    let Some(info) = whatlang::detect(&sample) else { return stated };
    if !info.is_reliable() {
        return stated;
    }
    Some(told_as(short(info.lang()), stated))
}

/// What the text tells; `en-GB` as it was stated says more than `en`.
fn told_as(told: &str, stated: Option<String>) -> String {
    let same = |tag: &String| tag.split('-').next().is_some_and(|main| main.eq_ignore_ascii_case(told));
    stated.filter(same).unwrap_or_else(|| told.to_owned())
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
    use super::{is_plain_english, of};

    #[test]
    fn the_text_wins_over_what_is_stated() {
        let vietnamese = "Thủ tướng Chính phủ đã có cuộc hội đàm với người đồng cấp tại Hà Nội vào sáng thứ Ba. Hai bên nhất trí tăng cường hợp tác trong nhiều lĩnh vực, trong đó có thương mại, năng lượng và giáo dục.";
        let english = "The prime minister held talks with his counterpart in Oslo on Tuesday morning. The two sides agreed to strengthen cooperation in many fields, among them trade, energy and education.";
        assert_eq!(of(vietnamese, Some("en".into())).as_deref(), Some("vi"));
        assert_eq!(of(english, Some("en-GB".into())).as_deref(), Some("en-GB"));
        assert_eq!(of(english, Some("vi".into())).as_deref(), Some("en"));
        assert_eq!(of("Hà Nội", None), None);
    }

    #[test]
    fn plain_english_is_told_by_its_small_words() {
        let english = "The prime minister held talks with his counterpart in Oslo on Tuesday morning, and the two of \
            them agreed to strengthen the cooperation between the two countries in many fields, among them trade \
            with Bergen, energy and education. The visit was the first of a Norwegian head of government to the \
            island since the agreement on fisheries, which the parliaments of both states are to ratify by June.";
        let french = "Le ministre des Affaires étrangères a rencontré son homologue à Oslo mardi, et les deux hommes \
            ont convenu de renforcer la coopération entre les deux pays dans de nombreux domaines, parmi lesquels \
            le commerce, l'énergie et l'éducation. La visite était la première d'un chef de gouvernement depuis \
            l'accord sur la pêche, que les parlements des deux pays doivent ratifier avant le mois de juin prochain.";
        assert!(is_plain_english(english) && !is_plain_english(&english[..80]));
        assert!(!is_plain_english(french));
        // As the comparison with all languages would have it.
        assert_eq!(of(&format!("{english} {french} {french}"), None).as_deref(), Some("fr"));
    }
}
