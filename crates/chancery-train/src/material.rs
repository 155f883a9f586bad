//! All sentences that the network learns from, and those that it is judged by.

use std::path::Path;

use anyhow::Result;
use chancery_core::grammar::{Tag, lemmas::Lemmas};

use crate::{
    lesson::{Lesson, present, varied},
    names,
    own::Own,
    tags,
    treebank::{self, Sentence},
    words,
};

/// What is learned from.
#[derive(Clone, Debug, Default)]
pub(crate) struct Material {
    /// The classes of words, in the order of their numbers.
    pub(crate) classes: Vec<Tag>,
    /// These and some of them as headlines, then sentences of which only names are known.
    pub(crate) train: Vec<Lesson>,
    /// Our own trees.
    pub(crate) own: Vec<Lesson>,
    /// The file of the rules of dictionary forms.
    pub(crate) rules: String,
}

impl Material {
    /// Reads the treebanks in a folder and puts our own sentences and a list of verbs beside them.
    pub(crate) fn gather(folder: &Path, mut own: Own, verbs: &str) -> Result<Material> {
        let mut treebank = treebank::read(&folder.join("ewt-train.conllu"))?;
        let strange = names::join(&mut treebank, names::read_iob(&folder.join("uner-ewt-train.iob2"))?);
        let mut gum = treebank::read(&folder.join("gum-train.conllu"))?;
        gum.iter_mut().for_each(Sentence::label);
        treebank.extend(gum);
        let classes = tags::classes(&treebank);
        // Every eighth sentence of middle length comes again as a headline.
        let middle = treebank.iter().filter(|sentence| (5..20).contains(&sentence.words.len()));
        let headlines = middle.step_by(8).map(|sentence| sentence.headline().lesson());
        let mut train: Vec<_> = treebank.iter().map(Sentence::lesson).chain(headlines).collect();
        // Every other sentence that tells of the past comes again in the present, and so do our own.
        let rules = words::lemmas(&treebank, verbs);
        let lemmas = Lemmas::read(rules.as_bytes())?;
        let told =
            |lessons: &[Lesson]| lessons.iter().filter_map(|lesson| present(lesson, &lemmas)).collect();
        let (retold, own_retold): (Vec<_>, Vec<_>) = (told(&train), told(&own.trees));
        train.extend(retold.into_iter().step_by(2));
        own.trees.extend(own_retold);
        train.extend(strange);
        train.extend(varied(&train));
        train.extend(names::read_iob(&folder.join("wikigold.iob2"))?);
        train.extend(own.names);
        Ok(Material { classes, train, own: own.trees, rules })
    }
}

/// Sentences that nothing is learned from, with the name of their file.
#[derive(Clone, Debug)]
pub(crate) struct Judged {
    /// The name in tables.
    pub(crate) name: &'static str,
    /// The sentences.
    pub(crate) lessons: Vec<Lesson>,
}

/// The parts of the treebanks that are judged by, and of our own sentences those `held` back.
pub(crate) fn judged(folder: &Path, held: Vec<Lesson>) -> Result<Vec<Judged>> {
    let mut judged = Vec::new();
    for name in ["ewt-dev", "ewt-test", "gum-dev", "gum-test"] {
        let sentences = treebank::read(&folder.join(name).with_extension("conllu"))?;
        judged.push(Judged { name, lessons: sentences.iter().map(Sentence::lesson).collect() });
    }
    for name in ["uner-ewt-dev", "uner-ewt-test"] {
        judged.push(Judged { name, lessons: names::read_iob(&folder.join(name).with_extension("iob2"))? });
    }
    judged.push(Judged { name: "own-held", lessons: held });
    Ok(judged)
}

/// The prose in those parts of GUM that are not learned from: news, interviews and speeches.
pub(crate) fn prose(folder: &Path) -> Result<Vec<Sentence>> {
    let mut prose = Vec::new();
    for name in ["gum-dev.conllu", "gum-test.conllu"] {
        prose.extend(treebank::read(&folder.join(name))?);
    }
    let genres = ["GUM_news", "GUM_interview", "GUM_speech"];
    prose.retain(|sentence| genres.iter().any(|genre| sentence.id.starts_with(genre)));
    Ok(prose)
}
