//! Names of persons, places and organisations, from left to right in each sentence; then once
//! more over the document, where a family name alone follows from the full name elsewhere.
//!
//! Labels say where a word stands in a name: outside, at its begin, inside, at its last word, or
//! alone. Titles are no part of a person's name; "Ministry of Defence" is one organisation.

use multiversion::multiversion;

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

/// True where a label may follow another.
const fn follows(label: u8, next: u8) -> bool {
    let goes_on = next != OUTSIDE && (next - 1) % 4 >= 1 && (next - 1) % 4 <= 2;
    let same = goes_on && label != OUTSIDE && (label - 1) / 4 == (next - 1) / 4;
    if is_open(label) { same } else { !goes_on }
}

/// Labels in a register, the last ones unused.
const LANES: usize = 16;

/// For each label what is added to the score of each that would follow it: nothing, or so little
/// that it never follows.
const STEPS: [[f32; LANES]; LABELS] = {
    let mut table = [[f32::NEG_INFINITY; LANES]; LABELS];
    let mut at = 0;
    while at < LABELS * LABELS {
        let (label, next) = (at / LABELS, at % LABELS);
        if follows(label as u8, next as u8) {
            table[label][next] = 0.0;
        }
        at += 1;
    }
    table
};

/// Finds the best labels of a sentence; kept from sentence to sentence.
#[derive(Clone, Debug, Default)]
pub(super) struct Path {
    /// For each word and label the best label before it.
    from: Vec<[u8; LANES]>,
}

impl Path {
    /// Appends the best labels of which each may follow the one before it (Viterbi 1967), by the
    /// scores that the labels have at each word.
    pub(super) fn best<'a>(&mut self, scores: impl Iterator<Item = &'a [f32; LABELS]>, labels: &mut Vec<u8>) {
        let mut best = [f32::NEG_INFINITY; LANES];
        best[usize::from(OUTSIDE)] = 0.0;
        self.from.clear();
        for scores in scores {
            self.from.push(step(&mut best, scores));
        }
        let Some(last) = self.from.last_mut() else { return };
        for label in (0..LABELS as u8).filter(|&label| !ends(label)) {
            best[usize::from(label)] = f32::NEG_INFINITY;
            last[usize::from(label)] = OUTSIDE;
        }
        let mut label = (1..LABELS).fold(0, |label, at| if best[at] > best[label] { at } else { label });
        let start = labels.len();
        for from in self.from.iter().rev() {
            labels.push(label as u8);
            label = usize::from(from[label]);
        }
        labels[start..].reverse();
    }
}

/// Brings the best totals one word on; gives the label before each, the first of equals.
#[multiversion(targets("x86_64+avx512f+avx512vl", "x86_64+avx2"))]
fn step(best: &mut [f32; LANES], scores: &[f32; LABELS]) -> [u8; LANES] {
    let mut own = [0.0; LANES];
    own[..LABELS].copy_from_slice(scores);
    let mut next = [f32::NEG_INFINITY; LANES];
    let mut from = [u32::from(OUTSIDE); LANES];
    for (before, steps) in (0..).zip(&STEPS) {
        let total = best[before as usize];
        for at in 0..LANES {
            let total = total + own[at] + steps[at];
            let is_better = total > next[at];
            next[at] = if is_better { total } else { next[at] };
            from[at] = if is_better { before } else { from[at] };
        }
    }
    *best = next;
    from.map(|label| label as u8)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_begins_goes_on_in_its_kind() {
        let begin = label(NameKind::Place, Stand::Begin);
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
