//! What of the lexicon the network meets: how text is split, and the names of the world.

use std::{fs, path::Path};

use anyhow::{Context, Result, bail};
use chancery_core::{
    grammar::{hints::Hints, look::Look, split::Splitter},
    lexicon::{Files, Problems, Sym, Vocabulary, World},
    text::fold::fold,
};

/// The files that are read.
const FILES: [&str; 6] = [
    "grammar/names.toml",
    "grammar/splitting.toml",
    "world/states.toml",
    "world/organisations.toml",
    "world/regions.toml",
    "world/places.toml",
];

/// The lexicon's part in reading sentences.
pub(crate) struct Lexicon {
    /// Finds words and sentences.
    pub(crate) splitter: Splitter,
    world: World,
    hints: Hints,
    vocabulary: Vocabulary,
}

impl Lexicon {
    /// Reads the lexicon in a folder.
    pub(crate) fn read(folder: &Path) -> Result<Lexicon> {
        let mut files = Vec::new();
        for path in FILES {
            let whole = folder.join(path);
            let bytes = fs::read(&whole).with_context(|| format!("{} cannot be read", whole.display()))?;
            files.push((path, bytes));
        }
        let files = Files::new(files.iter().map(|(path, bytes)| (*path, bytes.as_slice())));
        let (mut problems, mut vocabulary) = (Problems::default(), Vocabulary::default());
        let splitter = Splitter::load(&files, &mut problems);
        let world = World::load(&files, &mut vocabulary, &mut problems);
        let hints = Hints::load(&files, &mut vocabulary, &mut problems);
        if let Some(problem) = problems.into_sorted().first() {
            bail!("{problem}");
        }
        Ok(Lexicon { splitter, world, hints, vocabulary })
    }

    /// How the words of a sentence look, with the hints of the names that the lexicon knows.
    pub(crate) fn looks(&self, forms: &[impl AsRef<str>]) -> Vec<Look> {
        let folded: Vec<String> = forms.iter().map(|form| fold(form.as_ref())).collect();
        let look = |(form, folded): (_, &String)| Look::new(AsRef::as_ref(form), folded);
        let mut looks: Vec<Look> = forms.iter().zip(&folded).map(look).collect();
        let unknown = Sym(self.vocabulary.len());
        let syms: Vec<Sym> = folded.iter().map(|form| self.vocabulary.get(form).unwrap_or(unknown)).collect();
        self.hints.fill(&self.world, &syms, &mut looks);
        looks
    }
}
