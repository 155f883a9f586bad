//! Parts of speech, from left to right, one word after the other.

use super::{
    look::Look,
    tags::{Features, Mood, Number, Tense, Upos, VerbForm, Xpos},
    weights::{Bytes, Damaged, Table, join, mix},
};

/// What every file of such weights begins with.
pub const MARK: &[u8; 8] = b"CHtags01";

/// A class of the tagger: both parts of speech, and whether a bare verb is an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Tag {
    /// The universal part of speech.
    pub upos: Upos,
    /// The part of speech of the Penn Treebank.
    pub xpos: Xpos,
    /// True of a verb that orders.
    pub order: bool,
}

/// How many features there are a word.
pub const FEATURES: usize = 32;

/// The features of the word at `at`, given the tags of the words before it.
pub fn features(looks: &[Look], tags: &[u8], at: usize, out: &mut [u64; FEATURES]) {
    // Outside the sentence: one look before its start, another behind its end.
    let none = Look { word: 11, shape: 31, ..Look::default() };
    let look = |step: isize| looks.get(at.wrapping_add_signed(step)).unwrap_or(&none);
    let (w, p, pp, n, nn) = (look(0), look(-1), look(-2), look(1), look(2));
    let tag = |back: usize| if at >= back { u64::from(tags[at - back]) + 1 } else { 0 };
    let (t1, t2) = (tag(1), tag(2));
    let first = u64::from(at == 0);
    let shape = u64::from(w.shape);
    *out = [
        mix(1, w.word, 0),
        mix(2, w.word, shape << 1 | first),
        mix(3, p.word, 0),
        mix(4, n.word, 0),
        mix(5, pp.word, 0),
        mix(6, nn.word, 0),
        mix(7, w.back[0], shape),
        mix(8, w.back[1], 0),
        mix(9, w.back[2], 0),
        mix(10, w.back[3], shape),
        mix(11, w.front[0], shape),
        mix(12, w.front[1], 0),
        mix(13, w.front[2], 0),
        mix(14, shape << 1 | first, t1),
        mix(15, t1, 0),
        mix(16, t1, t2),
        mix(17, t1, w.word),
        mix(18, p.word, w.word),
        mix(19, w.word, n.word),
        mix(20, n.back[2], t1),
        mix(21, p.back[2], 0),
        mix(22, join(u64::from(p.shape), shape), u64::from(n.shape)),
        mix(23, w.back[2], t1),
        mix(24, p.word, n.word),
        mix(25, t1, n.word),
        mix(26, u64::from(w.cluster), t1),
        mix(27, u64::from(w.cluster), shape),
        mix(28, u64::from(n.cluster), t1),
        mix(29, u64::from(n.cluster), w.word),
        mix(30, join(u64::from(p.cluster), u64::from(w.cluster)), u64::from(n.cluster)),
        mix(31, u64::from(n.cluster), u64::from(nn.cluster)),
        mix(32, join(t2, t1), n.back[1]),
    ];
}

/// Tags words.
#[derive(Clone, Debug)]
pub struct Tagger {
    classes: Vec<Tag>,
    table: Table,
}

impl Default for Tagger {
    /// Knows nothing: every word is of no known kind.
    fn default() -> Tagger {
        Tagger { classes: vec![Tag { upos: Upos::X, xpos: Xpos::Xx, order: false }], table: Table::default() }
    }
}

impl Tagger {
    /// Reads the weights.
    ///
    /// # Errors
    /// [`Damaged`] where they are not such weights.
    pub fn read(bytes: &[u8]) -> Result<Tagger, Damaged> {
        let mut bytes = Bytes::open(bytes, MARK)?;
        let mut classes = Vec::new();
        for line in bytes.text()?.lines() {
            let mut parts = line.split(' ');
            let upos = parts.next().and_then(Upos::from_label).ok_or(Damaged)?;
            let xpos = parts.next().and_then(Xpos::from_label).ok_or(Damaged)?;
            classes.push(Tag { upos, xpos, order: parts.next().is_some() });
        }
        if classes.is_empty() || classes.len() > 255 {
            return Err(Damaged);
        }
        Ok(Tagger { classes, table: Table::read(&mut bytes)? })
    }

    /// The bytes that [`Tagger::read`] reads.
    #[must_use]
    pub fn write(classes: &[Tag], table: &[u8]) -> Vec<u8> {
        let mut list = String::new();
        for class in classes {
            list += class.upos.as_str();
            list += " ";
            list += class.xpos.as_str();
            list += if class.order { " !\n" } else { "\n" };
        }
        let mut out = MARK.to_vec();
        out.extend((list.len() as u32).to_le_bytes());
        out.extend(list.as_bytes());
        out.extend(table);
        out
    }

    /// The classes, by number.
    #[must_use]
    pub fn classes(&self) -> &[Tag] {
        &self.classes
    }

    /// Tags one sentence: appends the number of a class for each word.
    pub fn tag(&self, looks: &[Look], tags: &mut Vec<u8>) {
        let start = tags.len();
        let mut list = [0; FEATURES];
        for at in 0..looks.len() {
            features(looks, &tags[start..], at, &mut list);
            let mut scores = [0; 256];
            self.table.add(&list, &mut scores);
            tags.push(best(&scores[..self.classes.len()]) as u8);
        }
    }
}

/// The number of the highest score, the first of equals.
#[must_use]
pub fn best(scores: &[i32]) -> usize {
    let mut best = 0;
    for (at, &score) in scores.iter().enumerate() {
        if score > scores[best] {
            best = at;
        }
    }
    best
}

/// The features that a tag and the word's form show; voice needs the tree.
#[must_use]
pub fn features_of(tag: Tag, folded: &str) -> Features {
    let none = Features::default();
    let verb = |form, tense: Option<Tense>| {
        let features = none.with_verb_form(form);
        tense.map_or(features, |tense| features.with_tense(tense))
    };
    match tag.xpos {
        Xpos::Vb if tag.order => verb(VerbForm::Fin, None).with_mood(Mood::Imp).with_person(2),
        Xpos::Vb => verb(VerbForm::Inf, None),
        Xpos::Vbd => {
            let past = verb(VerbForm::Fin, Some(Tense::Past)).with_mood(Mood::Ind);
            match folded {
                "was" => past.with_number(Number::Sing),
                "were" => past.with_number(Number::Plur),
                _ => past,
            }
        }
        Xpos::Vbp => {
            let now = verb(VerbForm::Fin, Some(Tense::Pres)).with_mood(Mood::Ind);
            match folded {
                "am" | "'m" => now.with_number(Number::Sing).with_person(1),
                _ => now,
            }
        }
        Xpos::Vbz => verb(VerbForm::Fin, Some(Tense::Pres))
            .with_mood(Mood::Ind)
            .with_number(Number::Sing)
            .with_person(3),
        Xpos::Vbg => verb(VerbForm::Part, Some(Tense::Pres)),
        Xpos::Vbn => verb(VerbForm::Part, Some(Tense::Past)),
        Xpos::Md => verb(VerbForm::Fin, None),
        Xpos::Nn | Xpos::Nnp => none.with_number(Number::Sing),
        Xpos::Nns | Xpos::Nnps => none.with_number(Number::Plur),
        Xpos::Prp | Xpos::PrpPoss => match folded {
            "i" | "me" | "my" | "mine" | "myself" => none.with_number(Number::Sing).with_person(1),
            "we" | "us" | "our" | "ours" | "ourselves" => none.with_number(Number::Plur).with_person(1),
            "you" | "your" | "yours" | "yourself" | "yourselves" => none.with_person(2),
            "they" | "them" | "their" | "theirs" | "themselves" => {
                none.with_number(Number::Plur).with_person(3)
            }
            _ => none.with_number(Number::Sing).with_person(3),
        },
        Xpos::Dt => match folded {
            "these" | "those" => none.with_number(Number::Plur),
            "this" | "that" | "a" | "an" => none.with_number(Number::Sing),
            _ => none,
        },
        _ => none,
    }
}
