//! Names of persons, places and organisations, from left to right in each sentence; then once
//! more over the document, where a family name alone follows from the full name elsewhere.
//!
//! Labels say where a word stands in a name: outside, at its begin, inside, at its last word, or
//! alone. Titles are no part of a person's name; "Ministry of Defence" is one organisation.

use super::NameKind;

/// How many labels there are: outside, and four for each kind of name.
pub const LABELS: usize = 13;
/// Outside of names.
pub const OUTSIDE: u8 = 0;

/// The kinds of names in the order of their labels.
pub const KINDS: [NameKind; 3] = [NameKind::Person, NameKind::Place, NameKind::Organisation];

/// Where a word stands in a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stand {
    /// The first of several words.
    Begin,
    /// Between the first and the last.
    Inside,
    /// The last of several words.
    Last,
    /// The only word.
    Alone,
}

/// The label of a word that stands so in a name of this kind.
#[must_use]
pub fn label(kind: NameKind, stand: Stand) -> u8 {
    1 + 4 * kind as u8 + stand as u8
}

/// What a label says; `None` outside of names.
#[must_use]
pub fn meaning(label: u8) -> Option<(NameKind, Stand)> {
    let at = label.checked_sub(1)?;
    let stand = [Stand::Begin, Stand::Inside, Stand::Last, Stand::Alone][usize::from(at % 4)];
    Some((*KINDS.get(usize::from(at / 4))?, stand))
}

/// True where a name is open behind this label, and goes on.
const fn is_open(label: u8) -> bool {
    label != OUTSIDE && (label - 1) % 4 <= 1
}

/// True where a sentence may end with this label.
#[must_use]
pub const fn ends(label: u8) -> bool {
    !is_open(label)
}

/// Which label may follow which.
pub const FOLLOWS: [[bool; LABELS]; LABELS] = {
    let mut table = [[false; LABELS]; LABELS];
    let mut at = 0;
    while at < LABELS * LABELS {
        let (label, next) = (at / LABELS, at % LABELS);
        let goes_on = next != OUTSIDE as usize && (next - 1) % 4 >= 1 && (next - 1) % 4 <= 2;
        let same = goes_on && label != OUTSIDE as usize && (label - 1) / 4 == (next - 1) / 4;
        table[label][next] = if is_open(label as u8) { same } else { !goes_on };
        at += 1;
    }
    table
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_begins_goes_on_in_its_kind() {
        let begin = label(NameKind::Place, Stand::Begin);
        let follows = |label: u8, next: u8| FOLLOWS[usize::from(label)][usize::from(next)];
        assert!(follows(begin, label(NameKind::Place, Stand::Last)));
        assert!(!follows(begin, label(NameKind::Person, Stand::Last)));
        assert!(!follows(begin, OUTSIDE));
        assert!(follows(OUTSIDE, begin) && !ends(begin));
        assert!(
            follows(label(NameKind::Person, Stand::Alone), begin)
                && ends(label(NameKind::Place, Stand::Last))
        );
        assert!(!follows(OUTSIDE, label(NameKind::Place, Stand::Inside)));
        assert!(
            (0..LABELS as u8)
                .all(|next| meaning(next).is_none_or(|(kind, stand)| label(kind, stand) == next))
        );
    }
}
