//! Names of persons, places and organisations, from left to right in each sentence; then once
//! more over the document, where a family name alone follows from the full name elsewhere.
//!
//! Labels say where a word stands in a name: outside, at its begin, inside, at its last word, or
//! alone. Titles are no part of a person's name; "Ministry of Defence" is one organisation.

use super::{
    NameKind,
    look::Look,
    tagger::Tag,
    tags::{Rel, Upos},
    weights::{Bytes, Damaged, Table, join, mix},
};
use crate::lexicon::{ActorKind, Entry, How, Sym, World};

/// What every file of such weights begins with.
pub const MARK: &[u8; 8] = b"CHname01";

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

/// True where `next` may follow `label`; `ends` at the end of the sentence.
#[must_use]
pub fn follows(label: u8, next: u8, ends: bool) -> bool {
    let open = |label: u8| meaning(label).filter(|(_, stand)| matches!(stand, Stand::Begin | Stand::Inside));
    let goes_on = meaning(next).filter(|(_, stand)| matches!(stand, Stand::Inside | Stand::Last));
    if ends && open(next).is_some() {
        return false;
    }
    match (open(label), goes_on) {
        (Some((kind, _)), Some((same, _))) => kind == same,
        (None, None) => true,
        _ => false,
    }
}

/// What the names of states, organisations and places that the lexicon knows say of each word:
/// the kind of the name that holds it, doubtful or not, and whether it begins there; 0 for none.
pub fn hints(world: &World, forms: &[Sym], looks: &[Look], out: &mut Vec<u8>) {
    out.clear();
    out.resize(forms.len(), 0);
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
            out[at..at + found.len].fill(value + 1);
            out[at] = value;
        }
        at += found.len.max(1);
    }
}

/// What is known of a sentence before its names are looked for.
#[derive(Clone, Copy, Debug)]
pub struct Known<'a> {
    /// How its words look.
    pub looks: &'a [Look],
    /// The tagger's classes.
    pub tags: &'a [u8],
    /// What the classes are.
    pub classes: &'a [Tag],
    /// Heads, counted in the sentence; the number of words at the root.
    pub heads: &'a [u32],
    /// Relations.
    pub rels: &'a [Rel],
    /// What the lexicon's names say.
    pub hints: &'a [u8],
}

/// True where a name may begin: at a word with a capital or before one, and where the tagger or
/// the lexicon sees a name. Elsewhere nobody asks the weights.
fn may_begin(known: &Known, at: usize) -> bool {
    let loud = |at: usize| known.looks.get(at).is_some_and(|look| !matches!(look.shape & 15, 0 | 5 | 7));
    let proper = |tag: u8| known.classes.get(usize::from(tag)).is_some_and(|class| class.upos == Upos::Propn);
    loud(at)
        || loud(at + 1)
        || known.tags.get(at).is_some_and(|&tag| proper(tag))
        || known.hints.get(at).is_some_and(|&hint| hint != 0)
}

/// How many features there are a word.
pub const FEATURES: usize = 56;

/// The features of the word at `at`, given the labels of the words before it.
pub fn features(known: &Known, labels: &[u8], at: usize, out: &mut [u64; FEATURES]) {
    let none = Look { word: 11, shape: 31, ..Look::default() };
    let near = |step: isize| at.wrapping_add_signed(step);
    let look = |step: isize| known.looks.get(near(step)).unwrap_or(&none);
    let tag = |step: isize| known.tags.get(near(step)).map_or(0, |&tag| u64::from(tag) + 1);
    let hint = |step: isize| known.hints.get(near(step)).map_or(0, |&hint| u64::from(hint));
    let (w, p, pp, n, nn) = (look(0), look(-1), look(-2), look(1), look(2));
    let (t, tp, tn, tnn) = (tag(0), tag(-1), tag(1), tag(2));
    let (s, sp, spp, sn, snn) = (
        u64::from(w.shape),
        u64::from(p.shape),
        u64::from(pp.shape),
        u64::from(n.shape),
        u64::from(nn.shape),
    );
    let (c, cp, cn, cnn) =
        (u64::from(w.cluster), u64::from(p.cluster), u64::from(n.cluster), u64::from(nn.cluster));
    let (h, hp, hn) = (hint(0), hint(-1), hint(1));
    let l1 = if at > 0 { u64::from(labels[at - 1]) + 1 } else { 0 };
    let l2 = if at > 1 { u64::from(labels[at - 2]) + 1 } else { 0 };
    let head = known.heads.get(at).copied().unwrap_or(0) as usize;
    let rel = known.rels.get(at).map_or(0, |&rel| rel as u64);
    let over = known.looks.get(head).unwrap_or(&none);
    let first = u64::from(at == 0);
    // The first word behind the run of capitals that this word stands in, and the one before it.
    let loud = |at: usize| known.looks.get(at).is_some_and(|look| !matches!(look.shape & 15, 0 | 5 | 7));
    let mut end = at;
    while end < at + 6 && loud(end) {
        end += 1;
    }
    let mut begin = at;
    while begin > 0 && at - begin < 6 && loud(begin - 1) {
        begin -= 1;
    }
    let last = known.looks.get(end.saturating_sub(1).max(at)).unwrap_or(&none);
    let behind = known.looks.get(end).unwrap_or(&none);
    let front = known.looks.get(begin).unwrap_or(&none);
    let ahead = begin.checked_sub(1).and_then(|at| known.looks.get(at)).unwrap_or(&none);
    *out = [
        mix(400, w.word, 0),
        mix(401, w.word, s),
        mix(402, p.word, 0),
        mix(403, n.word, 0),
        mix(404, pp.word, 0),
        mix(405, nn.word, 0),
        mix(406, w.back[2], s),
        mix(407, w.back[3], 0),
        mix(408, w.back[1], s),
        mix(409, w.front[2], s),
        mix(410, t, s),
        mix(411, t, join(tp, tn)),
        mix(412, s, join(sp, sn)),
        mix(413, join(s, first), join(spp, snn)),
        mix(414, c, s),
        mix(415, c, cp),
        mix(416, c, cn),
        mix(417, cp, s),
        mix(418, cn, s),
        mix(419, h, s),
        mix(420, h, join(hp, hn)),
        mix(421, hn, s),
        mix(422, l1, 0),
        mix(423, l1, l2),
        mix(424, l1, s),
        mix(425, l1, w.word),
        mix(426, l1, t),
        mix(427, l1, join(s, sn)),
        mix(428, l1, c),
        mix(429, l1, h),
        mix(430, l1, join(p.word, s)),
        mix(431, l1, n.word),
        mix(432, p.word, s),
        mix(433, n.word, s),
        mix(434, p.word, w.word),
        mix(435, w.word, n.word),
        mix(436, join(l1, l2), join(s, c)),
        mix(437, rel, join(over.word, s)),
        mix(438, rel, join(u64::from(over.cluster), s)),
        mix(439, rel, s),
        mix(440, last.word, join(l1, s)),
        mix(441, u64::from(last.cluster), join(l1, s)),
        mix(442, last.back[3], join(l1, s)),
        mix(443, behind.word, join(l1, s)),
        mix(444, u64::from(behind.cluster), join(l1, s)),
        mix(445, front.word, join(l1, s)),
        mix(446, u64::from(front.cluster), join(l1, s)),
        mix(447, ahead.word, join(l1, s)),
        mix(448, u64::from(ahead.cluster), join(l1, s)),
        mix(449, (end - begin) as u64, join(s, l1)),
        mix(450, join(begin as u64, end as u64 - begin as u64), first),
        mix(451, join(p.word, pp.word), s),
        mix(452, join(n.word, nn.word), s),
        mix(453, join(tn, tnn), join(t, l1)),
        mix(454, cnn, join(cn, c)),
        mix(455, pp.word, join(p.word, l1)),
    ];
}

/// Finds names.
#[derive(Clone, Debug, Default)]
pub struct Namer {
    table: Table,
}

impl Namer {
    /// Reads the weights.
    ///
    /// # Errors
    /// [`Damaged`] where they are not such weights.
    pub fn read(bytes: &[u8]) -> Result<Namer, Damaged> {
        Ok(Namer { table: Table::read(&mut Bytes::open(bytes, MARK)?)? })
    }

    /// The bytes that [`Namer::read`] reads.
    #[must_use]
    pub fn write(table: &[u8]) -> Vec<u8> {
        [MARK, table].concat()
    }

    /// Labels one sentence: appends a label for each word.
    pub fn label(&self, known: &Known, labels: &mut Vec<u8>) {
        let start = labels.len();
        let mut list = [0; FEATURES];
        let count = known.looks.len();
        for at in 0..count {
            let before = if at > 0 { labels[start + at - 1] } else { OUTSIDE };
            if follows(before, OUTSIDE, false) && !may_begin(known, at) {
                labels.push(OUTSIDE);
                continue;
            }
            features(known, &labels[start..], at, &mut list);
            let mut scores = [0; 256];
            self.table.add(&list, &mut scores);
            let mut best = None;
            for next in 0..LABELS as u8 {
                let score = scores[usize::from(next)];
                if follows(before, next, at + 1 == count) && best.is_none_or(|(_, highest)| score > highest) {
                    best = Some((next, score));
                }
            }
            labels.push(best.map_or(OUTSIDE, |(label, _)| label));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_begins_goes_on_in_its_kind() {
        let begin = label(NameKind::Place, Stand::Begin);
        assert!(follows(begin, label(NameKind::Place, Stand::Last), true));
        assert!(!follows(begin, label(NameKind::Person, Stand::Last), true));
        assert!(!follows(begin, OUTSIDE, false));
        assert!(!follows(OUTSIDE, begin, true));
        assert!(!follows(OUTSIDE, label(NameKind::Place, Stand::Inside), false));
        assert!(
            (0..LABELS as u8)
                .all(|next| meaning(next).is_none_or(|(kind, stand)| label(kind, stand) == next))
        );
    }
}
