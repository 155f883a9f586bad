//! What states and organisations are called, for people who type and read.

use std::collections::BTreeMap;

use chancery_core::lexicon::{ActorCode, fold};

/// The names of states and organisations.
#[derive(Debug, Default)]
pub struct Names {
    /// Code to the name that is shown.
    shown: BTreeMap<ActorCode, String>,
    /// Folded name, adjective or code to code.
    known: BTreeMap<String, ActorCode>,
}

impl Names {
    /// Adds a state or organisation: the name that is shown, and all the others.
    pub fn add<'a>(&mut self, code: ActorCode, shown: &str, others: impl IntoIterator<Item = &'a str>) {
        self.shown.insert(code, shown.to_owned());
        let mut add = |name: &str| {
            self.known.entry(fold(name).into_owned()).or_insert(code);
        };
        add(shown);
        add(code.as_str());
        others.into_iter().for_each(add);
    }

    /// The name that is shown; the code itself where it is not known.
    #[must_use]
    pub fn show(&self, code: ActorCode) -> String {
        self.shown.get(&code).cloned().unwrap_or_else(|| code.to_string())
    }

    /// The names of several, in their order, as a sentence has them: `A, B and C`.
    #[must_use]
    pub fn list(&self, codes: &[ActorCode]) -> String {
        let names: Vec<_> = codes.iter().map(|&code| self.show(code)).collect();
        and(&names)
    }

    /// The state or organisation that goes by a name or a code.
    #[must_use]
    pub fn find(&self, name: &str) -> Option<ActorCode> {
        let folded = fold(name.trim()).into_owned();
        let bare = folded.strip_prefix("the ").unwrap_or(&folded);
        self.known.get(bare).copied()
    }

    /// The known names that are nearest to a word that is none, the nearest first.
    #[must_use]
    pub fn near(&self, name: &str) -> Vec<&str> {
        let name = fold(name.trim());
        let mut near: Vec<(usize, &str)> = self
            .known
            .keys()
            .map(|known| (distance(&name, known), known.as_str()))
            .filter(|(far, known)| *far * 3 <= known.chars().count())
            .collect();
        near.sort_unstable();
        near.truncate(3);
        near.into_iter().map(|(_, known)| known).collect()
    }
}

/// Names as a sentence has them: `A, B and C`.
#[must_use]
pub fn and(names: &[String]) -> String {
    match names {
        [] => String::new(),
        [one] => one.clone(),
        [most @ .., last] => format!("{} and {last}", most.join(", ")),
    }
}

/// How many letters must change to make one word the other (Levenshtein).
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.chars().enumerate() {
        let mut before = row[0];
        row[0] = i + 1;
        for (j, y) in b.iter().enumerate() {
            let change = before + usize::from(x != *y);
            before = row[j + 1];
            row[j + 1] = change.min(row[j] + 1).min(before + 1);
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_found_without_marks_and_case() {
        let mut names = Names::default();
        let code = "CIV".parse().unwrap();
        names.add(code, "Côte d’Ivoire", ["Ivory Coast", "Ivorian"]);
        for name in ["civ", "COTE D'IVOIRE", "the Ivory Coast", "ivorian"] {
            assert_eq!(names.find(name), Some(code), "{name}");
        }
        assert_eq!(names.find("Ivori Coast"), None);
        assert_eq!(names.near("Ivori Coast"), ["ivory coast"]);
    }
}
