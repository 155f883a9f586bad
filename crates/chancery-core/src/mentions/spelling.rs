//! How the name of a person is written: on one line, without what a report has put behind it, and with
//! small letters where a headline has capitals alone.

/// A name of so many letters in capitals alone is shouted; fewer are initials.
const SHOUTED: usize = 4;

/// The name as it is written in running text.
pub(super) fn tidy(name: &str) -> String {
    let shouted = name.chars().filter(|letter| letter.is_alphabetic()).count() >= SHOUTED
        && !name.chars().any(char::is_lowercase);
    let mut tidy = String::with_capacity(name.len());
    for word in name.split_whitespace().map(bare).filter(|word| !word.is_empty()) {
        if !tidy.is_empty() {
            tidy.push(' ');
        }
        if shouted { lower(word, &mut tidy) } else { tidy.push_str(word) }
    }
    tidy
}

/// A word without the genitive that a page has written with a bar: "Putin\'s".
pub(super) fn bare(word: &str) -> &str {
    let word = word.strip_suffix("\\'s").or_else(|| word.strip_suffix("\\’s")).unwrap_or(word);
    word.trim_matches('\\')
}

/// "JEAN-CLAUDE" as "Jean-Claude", "O'NEIL" as "O'Neil"; "XVI" and "J.W." stay.
fn lower(word: &str, into: &mut String) {
    let number = word.chars().all(|letter| matches!(letter, 'I' | 'V' | 'X'));
    if number || word.contains('.') {
        into.push_str(word);
        return;
    }
    let mut first = true;
    for (at, letter) in word.char_indices() {
        let mac = word.starts_with("MC") && at == 2;
        if first || mac {
            into.push(letter);
        } else {
            into.extend(letter.to_lowercase());
        }
        first = !letter.is_alphabetic();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_written_as_in_running_text() {
        for (printed, name) in [
            ("PAUL  KELLER", "Paul Keller"),
            ("Paul\n\nKeller", "Paul Keller"),
            ("JEAN-PAUL O'NEIL", "Jean-Paul O'Neil"),
            ("JOHN MCLEAN", "John McLean"),
            ("CARL XVI GUSTAF", "Carl XVI Gustaf"),
            ("Paul Keller\\'s", "Paul Keller"),
            ("J.P. Keller", "J.P. Keller"),
            ("RJ Keller", "RJ Keller"),
            ("LÂM", "LÂM"),
            ("TRẦN VĂN MINH", "Trần Văn Minh"),
        ] {
            assert_eq!(tidy(printed), name);
        }
    }
}
