//! What the lexicon knows of the names in a sentence, word by word: a small number that the network
//! meets as one of the looks of a word.
//!
//! | hint     | what the word is                                                                      |
//! |----------|---------------------------------------------------------------------------------------|
//! | 0        | nothing that is known                                                                 |
//! | 1, 2, 3  | a given name, a family name, both                                                     |
//! | 4 to 27  | in a name of the world: four for each of six kinds, two more if it is doubtful, one more behind its first word |
//! | 28 to 31 | in another organisation, another place; one more behind the first word                |
//! | 32       | a city that is a given name or a family name too                                      |
//! | 33 to 63 | as 1 to 31, in small letters                                                          |

use serde::Deserialize;

use super::look::Look;
use crate::lexicon::{ActorKind, Case, Entry, Files, How, Phrases, Problems, Sym, Vocabulary, World};

/// The file of the names.
const FILE: &str = "grammar/names.toml";

const GIVEN: u8 = 1;
const FAMILY: u8 = 2;
const ORGANISATION: u8 = 28;
const PLACE: u8 = 30;
/// What is added in small letters.
const SMALL: u8 = 32;
/// A city that is a person's name too.
const CITY_OR_PERSON: u8 = SMALL;
/// Marks a short name that counts in capitals only: "BP", "CA".
const CAPITALS: u8 = 128;

#[derive(Default, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct Lists {
    given: String,
    family: String,
    organisations: String,
    places: String,
}

/// The names of the world, and those that only help to tell names apart.
#[derive(Clone, Debug, Default)]
pub struct Hints {
    /// For each word of the vocabulary, whether persons are named so.
    persons: Vec<u8>,
    /// Organisations and places.
    others: Phrases<u8>,
}

impl Hints {
    /// Reads the names; what is wrong with them goes to `problems`.
    #[must_use]
    pub fn load(files: &Files, vocabulary: &mut Vocabulary, problems: &mut Problems) -> Hints {
        let lists: Lists = files.toml(FILE, problems);
        let mut hints = Hints::default();
        for (kind, list) in [
            (GIVEN, &lists.given),
            (FAMILY, &lists.family),
            (ORGANISATION, &lists.organisations),
            (PLACE, &lists.places),
        ] {
            for name in list.split('|').map(str::trim).filter(|name| !name.is_empty()) {
                if name.chars().any(char::is_uppercase) {
                    problems.push(FILE, None, &format!("`{name}` must stand lower-cased"));
                } else if kind >= ORGANISATION {
                    let value = if name.len() <= 3 { kind | CAPITALS } else { kind };
                    hints.others.add(vocabulary, name, value, |values, value| values.push(value));
                } else {
                    let at = vocabulary.add(name).0 as usize;
                    hints.persons.resize(hints.persons.len().max(at + 1), 0);
                    hints.persons[at] |= kind;
                }
            }
        }
        hints
    }

    /// Gives the words of a sentence their hints.
    pub fn fill(&self, world: &World, forms: &[Sym], looks: &mut [Look]) {
        let mut at = 0;
        while at < forms.len() {
            let small = match looks[at].shape & 15 {
                0 => SMALL,
                5 | 7 => {
                    at += 1;
                    continue;
                }
                _ => 0,
            };
            let person = self.persons.get(forms[at].0 as usize).copied().unwrap_or(0);
            let (value, len) = self.phrase(world, &forms[at..], looks[at].shape, person);
            let value = if value > 0 { value } else { person };
            if value > 0 {
                let value = if value == CITY_OR_PERSON && small > 0 { PLACE } else { value };
                let value = value + small;
                for look in &mut looks[at + 1..at + len] {
                    look.hint = value | 1;
                }
                looks[at].hint = value;
            }
            at += len;
        }
    }

    /// The hint of the longest name that begins with the first of these words, which has this shape,
    /// and its length; 0 and one word for none.
    fn phrase(&self, world: &World, forms: &[Sym], shape: u8, person: u8) -> (u8, usize) {
        let small = shape & 15 == Look::SMALL;
        let capitals = matches!(shape & 15, 2 | 8);
        let other = self.others.longest(forms).filter(|found| {
            let short = found.values[0] & CAPITALS > 0;
            if short { capitals } else { found.len > 1 || !small }
        });
        if let Some(found) = world.longest(forms)
            && other.as_ref().is_none_or(|other| other.len <= found.len)
            && let Some(entry) = found.values.iter().min_by_key(|entry| (entry.weak, entry.how))
            && !(small && (entry.weak || entry.case == Case::Upper))
        {
            let value = kind(world, entry) * 4 + u8::from(entry.weak) * 2;
            let city = matches!(entry.how, How::Capital | How::Place);
            let value = if city && person > 0 && found.len == 1 { CITY_OR_PERSON } else { value };
            return (value, found.len);
        }
        match other {
            Some(found) => (found.values[0] & !CAPITALS, found.len),
            None => (0, 1),
        }
    }
}

/// The kind of a name of the world, as a number.
fn kind(world: &World, entry: &Entry) -> u8 {
    let is_state = || world.actor(entry.actor).is_some_and(|actor| actor.kind == ActorKind::State);
    match entry.how {
        How::Name | How::Former if is_state() => 1,
        How::Name | How::Former => 2,
        How::Adjective | How::Demonym | How::RegionAdjective => 3,
        How::Capital | How::Place => 4,
        How::Region | How::Together => 5,
        How::Metonym => 6,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::fold::fold;

    const NAMES: &str = r#"
given = "anna | jackson"
family = "berg | jackson"
organisations = "bp | time | air france"
places = "gulf of aden"
"#;

    /// The hints of words, by a small lexicon.
    fn hints_of(words: &[&str]) -> Vec<u8> {
        let files = Files::new([(FILE, NAMES.as_bytes())]);
        let (mut problems, mut vocabulary) = (Problems::default(), Vocabulary::default());
        let hints = Hints::load(&files, &mut vocabulary, &mut problems);
        assert_eq!(problems.into_sorted(), []);
        let folded: Vec<String> = words.iter().map(|word| fold(word)).collect();
        let unknown = Sym(vocabulary.len());
        let forms: Vec<Sym> = folded.iter().map(|word| vocabulary.get(word).unwrap_or(unknown)).collect();
        let mut looks: Vec<Look> =
            words.iter().zip(&folded).map(|(word, folded)| Look::new(word, folded)).collect();
        hints.fill(&World::default(), &forms, &mut looks);
        looks.iter().map(|look| look.hint).collect()
    }

    #[test]
    fn persons_organisations_and_places_are_told_apart() {
        assert_eq!(hints_of(&["Anna", "Berg", "met", "Jackson"]), [GIVEN, FAMILY, 0, GIVEN | FAMILY]);
        assert_eq!(hints_of(&["Air", "France", "of", "Time"]), [28, 29, 0, 28]);
        assert_eq!(hints_of(&["Gulf", "of", "Aden"]), [30, 31, 31]);
    }

    #[test]
    fn small_letters_have_hints_of_their_own() {
        assert_eq!(hints_of(&["anna", "berg"]), [SMALL + GIVEN, SMALL + FAMILY]);
        assert_eq!(hints_of(&["air", "france", "in", "time"]), [SMALL + 28, SMALL + 29, 0, 0]);
        assert_eq!(hints_of(&["BP", "Bp", "bp", "2008"]), [28, 0, 0, 0]);
    }
}
