//! What states and organisations are called, for people who type and read.

use chancery_core::lexicon::{ActorCode, Files, Problems, Vocabulary, fold, world::World};
pub use chancery_wire::say::and;

/// The names of states and organisations.
#[derive(Debug, Default)]
pub struct Names {
    vocabulary: Vocabulary,
    world: World,
}

impl Names {
    /// The names of a lexicon; what is wrong with its files is left to the engine to say.
    #[must_use]
    pub fn load(files: &Files<'_>) -> Names {
        let mut vocabulary = Vocabulary::default();
        let world = World::load(files, &mut vocabulary, &mut Problems::default());
        Names { vocabulary, world }
    }

    /// The name that is shown; the code itself where it is not known.
    #[must_use]
    pub fn show(&self, code: ActorCode) -> String {
        self.world.name(&code).to_owned()
    }

    /// "Vietnamese"; the name where there is no adjective, the code where there is no name.
    #[must_use]
    pub fn adjective(&self, code: ActorCode) -> String {
        self.world.actor(code).map_or_else(|| code.to_string(), |actor| actor.adjective.to_string())
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
        let name = name.trim();
        let bare = name.strip_prefix("the ").or_else(|| name.strip_prefix("The ")).unwrap_or(name);
        self.world.resolve(&self.vocabulary, bare).or_else(|| self.world.resolve(&self.vocabulary, name))
    }

    /// The names that are nearest to a word that is none, the nearest first; three at most.
    #[must_use]
    pub fn near(&self, name: &str) -> Vec<&str> {
        let name = fold(name.trim());
        let mut near: Vec<(usize, &str)> = self
            .world
            .actors()
            .map(|actor| (distance(&name, &fold(&actor.name)), actor.name.as_ref()))
            .filter(|(far, known)| *far * 3 <= known.chars().count())
            .collect();
        near.sort_unstable();
        near.truncate(3);
        near.into_iter().map(|(_, known)| known).collect()
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
    use crate::lexicon::Lexicon;

    #[test]
    fn states_go_by_code_and_by_any_name() {
        let lexicon = Lexicon::load(None).unwrap();
        let names = Names::load(&lexicon.files());
        for (typed, code) in [
            ("VNM", "VNM"),
            ("vnm", "VNM"),
            ("Viet Nam", "VNM"),
            ("Việt Nam", "VNM"),
            ("russia", "RUS"),
            ("the Netherlands", "NLD"),
            ("ASEAN", "ASEAN"),
        ] {
            assert_eq!(names.find(typed), code.parse().ok(), "{typed}");
        }
        assert_eq!(names.find("Vietnan"), None);
        assert_eq!(names.near("Vietnan"), ["Vietnam"]);
    }
}
