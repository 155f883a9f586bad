//! Whether two printed names can be one person's.
//!
//! Names are compared by their folded words in any order: marks fall, initials stand for words,
//! and for states whose names come through another script the consonants decide. Which person a
//! name means, of several, is the business of `people`.

use std::sync::Arc;

use super::rules::NameRules;
use crate::lexicon::{ActorCode, fold};

/// The words of a name, folded, without titles and particles.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct NameWords(pub(crate) Arc<[String]>);

impl NameWords {
    /// Takes a printed name apart; a name of particles alone keeps them.
    pub(crate) fn new(name: &str, rules: &NameRules) -> NameWords {
        let folded = fold(name);
        let all: Vec<&str> = folded
            .split(|c: char| !c.is_alphanumeric() && c != '\'')
            .map(|word| word.trim_matches('\''))
            .map(|word| word.strip_suffix("'s").unwrap_or(word))
            .filter(|word| !word.is_empty())
            .collect();
        let kept: Vec<&str> = all.iter().copied().filter(|word| !rules.particles.contains(*word)).collect();
        // "To Lam" or "Le Van" may lose a word to the particles: then the whole name counts.
        let words = if kept.len() < 2 { all } else { kept };
        NameWords(words.into_iter().map(str::to_owned).collect())
    }

    /// The slug of the name.
    pub(crate) fn slug(&self) -> String {
        self.0.join("-")
    }

    /// True of a given and a family name: "Albert II" is shared by the kings of many states.
    pub(crate) fn is_full(&self, rules: &NameRules) -> bool {
        let is_own = |word: &&String| word.chars().count() > 1 && !rules.particles.contains(*word);
        self.0.iter().filter(is_own).count() > 1
    }

    /// How many words are more than initials.
    pub(crate) fn full_words(&self) -> usize {
        self.0.iter().filter(|word| word.chars().count() > 1).count()
    }
}

/// The consonants of a folded word, by classes of sound; empty for a word that is too short to tell.
pub(crate) fn skeleton(word: &str, rules: &NameRules) -> String {
    let mut sounds = String::new();
    let mut rest = word;
    // A vowel at the start is heard whatever it is: Egor is Igor, Yevgeny is Evgeny.
    if rest.starts_with(|c| rules.vowels.contains(c)) {
        sounds.push('A');
    }
    while let Some(next) = rest.chars().next() {
        if let Some((from, to)) = rules.sounds.iter().find(|(from, _)| rest.starts_with(from.as_str())) {
            for sound in to.chars() {
                if !sounds.ends_with(sound) {
                    sounds.push(sound);
                }
            }
            rest = &rest[from.len()..];
        } else {
            if !rules.vowels.contains(next) && !sounds.ends_with(next) {
                sounds.push(next);
            }
            rest = &rest[next.len_utf8()..];
        }
    }
    if sounds.chars().count() < rules.shortest { String::new() } else { sounds }
}

/// How well two names fit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Fit {
    /// One word alone fits: somebody of that name.
    Word,
    /// A misprint or a translated first name apart: needs the same office as well.
    Typo,
    /// All words of the shorter name stand in the longer one, by sound or as initials.
    Sound,
    /// All words of the shorter name stand in the longer one as they are.
    Part,
    /// The same words.
    Same,
}

/// How the words of two names fit; `None` where some word of the shorter has no place in the longer.
pub(crate) fn fit(a: &NameWords, b: &NameWords, actor: Option<ActorCode>, rules: &NameRules) -> Option<Fit> {
    // Father and son.
    let generation =
        |name: &NameWords| name.0.iter().filter_map(|word| rules.generations.get(word)).max().cloned();
    if generation(a) != generation(b) {
        return None;
    }
    let (short, long) = if a.0.len() <= b.0.len() { (a, b) } else { (b, a) };
    let by_sound = actor.is_none_or(|actor| rules.transliterated.contains(&actor));
    let mut free: Vec<Option<&str>> = long.0.iter().map(|word| Some(word.as_str())).collect();
    let mut worst = Fit::Same;
    let mut whole = 0;
    for word in short.0.iter() {
        let (place, quality) = free
            .iter()
            .enumerate()
            .filter_map(|(at, other)| {
                other.and_then(|other| word_fit(word, other, by_sound, rules)).map(|q| (at, q))
            })
            .max_by_key(|&(at, quality)| (quality, std::cmp::Reverse(at)))?;
        free[place] = None;
        if quality == WordFit::Initial {
            worst = worst.min(Fit::Sound);
        } else {
            whole += 1;
            worst = worst.min(match quality {
                WordFit::Typo => Fit::Typo,
                WordFit::Sound => Fit::Sound,
                _ => Fit::Same,
            });
        }
    }
    match (whole, short.0.len(), long.0.len()) {
        (0, ..) => None,
        (1, 1, 1) => Some(worst),
        (1, 1, _) => (worst >= Fit::Sound).then_some(Fit::Word),
        (_, short, long) if short < long => Some(worst.min(Fit::Part)),
        _ => Some(worst),
    }
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum WordFit {
    Typo,
    Initial,
    Sound,
    Same,
}

fn word_fit(a: &str, b: &str, by_sound: bool, rules: &NameRules) -> Option<WordFit> {
    if a == b {
        return Some(WordFit::Same);
    }
    let initial = |one: &str, other: &str| one.chars().count() == 1 && other.starts_with(one);
    if initial(a, b) || initial(b, a) {
        return Some(WordFit::Initial);
    }
    let (by_ear, other) = (skeleton(a, rules), skeleton(b, rules));
    if !by_ear.is_empty() && by_ear == other {
        // Where names are written in Latin letters at home, a second spelling is a misprint or a
        // translation: Aleksander and Alexander.
        return Some(if by_sound { WordFit::Sound } else { WordFit::Typo });
    }
    (a.len().min(b.len()) >= 6 && one_edit_apart(a, b)).then_some(WordFit::Typo)
}

/// True where one letter is missing, added, replaced, or two neighbours are swapped.
fn one_edit_apart(a: &str, b: &str) -> bool {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let (short, long) = if a.len() <= b.len() { (&a, &b) } else { (&b, &a) };
    let start = short.iter().zip(long).take_while(|(x, y)| x == y).count();
    match long.len() - short.len() {
        0 => {
            short[start + 1..] == long[start + 1..]
                || (start + 1 < short.len()
                    && short[start] == long[start + 1]
                    && short[start + 1] == long[start]
                    && short[start + 2..] == long[start + 2..])
        }
        1 => short[start..] == long[start + 1..],
        _ => false,
    }
}
