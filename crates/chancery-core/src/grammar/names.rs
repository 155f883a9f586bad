//! Names of persons, places and organisations, from left to right in each sentence; then once
//! more over the document, where a family name alone follows from the full name elsewhere.
//!
//! Labels say where a word stands in a name: outside, at its begin, inside, at its last word, or
//! alone. Titles are no part of a person's name; "Ministry of Defence" is one organisation.

use super::{NameKind, look::Look};
use crate::lexicon::{ActorKind, Entry, How, Sym, World};

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

/// What the names of states, organisations and places that the lexicon knows say of each word:
/// the kind of the name that holds it, doubtful or not, and whether it begins there; 0 for none.
pub fn hints(world: &World, forms: &[Sym], looks: &mut [Look]) {
    let mut at = 0;
    while at < forms.len() {
        let small = matches!(looks[at].shape & 15, 0 | 5 | 7);
        let Some(found) = (!small).then(|| world.longest(&forms[at..])).flatten() else {
            at += 1;
            continue;
        };
        let is_state =
            |entry: &Entry| world.actor(entry.actor).is_some_and(|actor| actor.kind == ActorKind::State);
        let kind = |entry: &Entry| match entry.how {
            How::Name | How::Former if is_state(entry) => 1,
            How::Name | How::Former => 2,
            How::Adjective | How::Demonym | How::RegionAdjective => 3,
            How::Capital | How::Place => 4,
            How::Region => 5,
            How::Metonym => 6,
        };
        let entry = found.values.iter().min_by_key(|entry| (entry.weak, entry.how));
        if let Some(entry) = entry {
            let value = kind(entry) * 4 + u8::from(entry.weak) * 2;
            for look in &mut looks[at..at + found.len] {
                look.hint = value + 1;
            }
            looks[at].hint = value;
        }
        at += found.len.max(1);
    }
}

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
