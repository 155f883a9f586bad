//! The fields of dealings between states, found by the words and phrases that show them.
//!
//! Several fields may apply to one passage; words that a longer phrase has taken show nothing of
//! their own, and words that say only "cooperation" count where nothing else does.

use std::collections::BTreeMap;
use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::{Files, List, Phrases, Problems, Sym, Vocabulary, fold, items, position};

const FILE: &str = "fields/fields.toml";

/// One field with its crosswalks to other schemes; an empty code where a scheme has none.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Field {
    /// The key in two levels: `energy.nuclear`.
    pub key: Box<str>,
    /// The flat codes that the record prints: `energy`, `nuclear`.
    pub codes: Vec<Box<str>>,
    /// Comparative Agendas Project, major topic.
    pub cap: Box<str>,
    /// OECD DAC purpose, three digits.
    pub dac: Box<str>,
    /// EuroVoc domain.
    pub eurovoc: Box<str>,
    /// PLOVER context.
    pub plover: Box<str>,
}

/// A phrase that shows a field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shown<'a> {
    /// The words, counted from the first.
    pub words: Range<usize>,
    /// The field.
    pub field: &'a Field,
    /// True for words that say only "cooperation": they count where no other field is shown.
    pub umbrella: bool,
}

/// All fields and their phrases.
#[derive(Clone, Debug, Default)]
pub struct Fields {
    fields: Vec<Field>,
    phrases: Phrases<Sign>,
    pair: Option<Sym>,
    verbs: List,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sign {
    /// Takes its words and shows nothing.
    Silent,
    Field {
        number: u16,
        umbrella: bool,
    },
}

#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct FieldsFile {
    silent: Option<toml::Spanned<String>>,
    /// The word that the adjectives of two states together stand for: "Russian-Austrian ties".
    pair: String,
    /// Words that show their field only as nouns: one may "train" teachers or "land" in Oslo.
    verbs: String,
    field: Vec<FieldRow>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FieldRow {
    key: toml::Spanned<String>,
    codes: String,
    cap: String,
    dac: String,
    eurovoc: String,
    plover: String,
    phrases: toml::Spanned<String>,
    #[serde(default)]
    umbrella: Option<toml::Spanned<String>>,
    #[serde(default)]
    yes: Vec<toml::Spanned<String>>,
    #[serde(default)]
    no: Vec<toml::Spanned<String>>,
}

impl Fields {
    /// Reads `fields/fields.toml`. What is wrong goes to `problems`; what can be read is kept.
    pub fn load(files: &Files, vocabulary: &mut Vocabulary, problems: &mut Problems) -> Fields {
        let file: FieldsFile = files.toml(FILE, problems);
        let text = files.text(FILE);
        let pair = (!file.pair.is_empty()).then(|| vocabulary.add(&fold(&file.pair)));
        let mut verbs = List::default();
        for word in file.verbs.split_whitespace() {
            verbs.insert(vocabulary.add(&fold(word)));
        }
        let mut fields = Fields { pair, verbs, ..Fields::default() };
        let mut seen: BTreeMap<String, Sign> = BTreeMap::new();
        let mut add = |fields: &mut Fields,
                       list: Option<&toml::Spanned<String>>,
                       sign: Sign,
                       problems: &mut Problems| {
            for (at, phrase) in items(list, '|') {
                if let Some(other) =
                    seen.insert(fold(phrase).into_owned(), sign).filter(|other| *other != sign)
                {
                    let name = match other {
                        Sign::Silent => "the silent words".to_owned(),
                        Sign::Field { number, .. } => format!("`{}`", fields.fields[usize::from(number)].key),
                    };
                    problems.push(
                        FILE,
                        Some(position(text, at)),
                        &format!("`{phrase}` stands under {name} already: leave one out"),
                    );
                }
                for form in [phrase.to_owned(), plural(phrase)] {
                    // What the file spells out wins over a plural that is made here.
                    fields.phrases.add(vocabulary, &form, sign, |all, one| {
                        if all.is_empty() || form == phrase {
                            *all = vec![one];
                        }
                    });
                }
            }
        };
        add(&mut fields, file.silent.as_ref(), Sign::Silent, problems);
        for (number, row) in file.field.iter().enumerate() {
            fields.fields.push(Field {
                key: row.key.get_ref().as_str().into(),
                codes: row.codes.split_whitespace().map(Into::into).collect(),
                cap: row.cap.as_str().into(),
                dac: row.dac.as_str().into(),
                eurovoc: row.eurovoc.as_str().into(),
                plover: row.plover.as_str().into(),
            });
            let number = number as u16;
            add(&mut fields, Some(&row.phrases), Sign::Field { number, umbrella: false }, problems);
            add(&mut fields, row.umbrella.as_ref(), Sign::Field { number, umbrella: true }, problems);
        }
        fields.run_examples(&file.field, text, vocabulary, problems);
        fields
    }

    /// The phrases of these words that show a field, in order. `lemmas` are the dictionary forms
    /// of the same words; pass the words again where there are none.
    #[must_use]
    pub fn find(&self, words: &[Sym], lemmas: &[Sym]) -> Vec<Shown<'_>> {
        let mut found = Vec::new();
        let mut at = 0;
        while at < words.len() {
            let here = self.phrases.longest(&words[at..]);
            let lemma = lemmas.get(at..).and_then(|lemmas| self.phrases.longest(lemmas));
            let longest = match (here, lemma) {
                (Some(one), Some(other)) if other.len > one.len => Some(other),
                (None, other) => other,
                (one, _) => one,
            };
            let Some(longest) = longest else {
                at += 1;
                continue;
            };
            if let Sign::Field { number, umbrella } = longest.values[0] {
                let field = &self.fields[usize::from(number)];
                found.push(Shown { words: at..at + longest.len, field, umbrella });
            }
            at += longest.len;
        }
        found
    }

    /// The flat codes of a passage, each once, in the order in which the passage shows them.
    #[must_use]
    pub fn codes(&self, words: &[Sym], lemmas: &[Sym]) -> Vec<&str> {
        let found = self.find(words, lemmas);
        let clear = found.iter().any(|shown| !shown.umbrella);
        let mut codes: Vec<&str> = Vec::new();
        for shown in found.iter().filter(|shown| !shown.umbrella || !clear) {
            for code in &shown.field.codes {
                if !codes.contains(&&**code) {
                    codes.push(code);
                }
            }
        }
        codes
    }

    /// The word that the adjectives of two states together stand for: their relations are those
    /// of two sides.
    #[must_use]
    pub fn pair(&self) -> Option<Sym> {
        self.pair
    }

    /// True for a word that shows no field where it is a verb, by its dictionary form.
    #[must_use]
    pub fn is_silent_as_verb(&self, lemma: Sym) -> bool {
        self.verbs.contains(lemma)
    }

    /// The field with this key.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Field> {
        self.fields.iter().find(|field| &*field.key == key)
    }

    /// All fields, in the order of the file.
    #[must_use]
    pub fn all(&self) -> &[Field] {
        &self.fields
    }

    /// Holds every field to its examples: a `yes` shows it, a `no` shows none of its phrases.
    fn run_examples(&self, rows: &[FieldRow], text: &str, vocabulary: &Vocabulary, problems: &mut Problems) {
        for row in rows {
            let key = row.key.get_ref();
            if row.yes.is_empty() || row.no.is_empty() {
                let place = Some(position(text, row.key.span().start));
                problems.push(
                    FILE,
                    place,
                    &format!("`{key}` needs `yes` and `no` examples: add at least one of each"),
                );
            }
            for (examples, wanted) in [(&row.yes, true), (&row.no, false)] {
                for example in examples {
                    let words: Vec<Sym> = fold(example.get_ref())
                        .split_whitespace()
                        .flat_map(|word| {
                            let word = word.trim_end_matches(['.', ',']);
                            let mut parts: Vec<&str> = word.split_inclusive('-').collect();
                            if vocabulary.get(word).is_some() {
                                parts = vec![word];
                            }
                            parts
                                .into_iter()
                                .map(|part| part.trim_end_matches('-').to_owned())
                                .collect::<Vec<_>>()
                        })
                        .map(|word| vocabulary.get(&word).unwrap_or(Sym(u32::MAX - 1)))
                        .collect();
                    let shown =
                        self.find(&words, &words).iter().any(|shown| *shown.field.key == *key.as_str());
                    if shown != wanted {
                        let verb = if wanted { "does not show" } else { "shows" };
                        let message = format!(
                            "`{}` {verb} `{key}`: change the phrases or the example",
                            example.get_ref()
                        );
                        problems.push(FILE, Some(position(text, example.span().start)), &message);
                    }
                }
            }
        }
    }
}

/// The regular plural of a phrase's last word.
fn plural(phrase: &str) -> String {
    if let Some(stem) = phrase.strip_suffix('y').filter(|stem| !stem.ends_with(['a', 'e', 'o', 'u'])) {
        format!("{stem}ies")
    } else if phrase.ends_with(['s', 'x', 'h']) {
        format!("{phrase}es")
    } else {
        format!("{phrase}s")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lexicon::tests::shipped;

    fn codes(text: &str) -> String {
        let (mut vocabulary, mut problems) = (Vocabulary::default(), Problems::default());
        let fields = Fields::load(&shipped(), &mut vocabulary, &mut problems);
        assert_eq!(problems.into_sorted(), []);
        let words: Vec<Sym> =
            fold(text).split(' ').map(|word| vocabulary.get(word).unwrap_or(Sym(u32::MAX - 1))).collect();
        fields.codes(&words, &words).join(" ")
    }

    #[test]
    fn passages_show_their_fields() {
        for (text, wanted) in [
            ("boost trade , investment and tourism", "trade investment tourism"),
            ("build a nuclear power plant", "energy nuclear"),
            ("strengthen bilateral cooperation", "politics"),
            ("expand cooperation in education", "education"),
            ("meet the trade unions", "labour"),
            ("the foreign minister asked", ""),
            ("peaceful settlement of the conflict", "peace"),
            ("ties in cyber - security", "digital security"),
            ("the economies of both states", "economy"),
            ("the minister read a book", ""),
        ] {
            assert_eq!(codes(text), wanted, "{text}");
        }
    }

    #[test]
    fn fields_map_to_other_schemes() {
        let (mut vocabulary, mut problems) = (Vocabulary::default(), Problems::default());
        let fields = Fields::load(&shipped(), &mut vocabulary, &mut problems);
        let nuclear = fields.get("energy.nuclear").unwrap();
        assert_eq!((&*nuclear.cap, &*nuclear.dac, &*nuclear.eurovoc), ("8", "235", "66"));
        assert!(fields.all().iter().all(|field| !field.codes.is_empty() && !field.cap.is_empty()));
    }
}
