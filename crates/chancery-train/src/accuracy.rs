//! How good the shipped weights are, on treebanks that they have not seen, and on the sample of
//! our own that lies beside them.

use std::{
    fs,
    path::{Path, PathBuf},
};

use chancery_core::{
    grammar::{look::Clusters, names::Namer, parser::Parser, split::Splitter, tagger::Tagger},
    lexicon::{Files, Problems, Vocabulary, World},
};

use crate::{
    names, splitting, tag_accuracy, tree_accuracy,
    treebank::{self, Sentence},
};

const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../..");

/// The folder of the treebanks, where this checkout has it.
fn treebanks() -> Option<PathBuf> {
    let folder = Path::new(ROOT).join("../shared/treebank");
    if folder.is_dir() {
        return Some(folder);
    }
    eprintln!("skipped: no treebanks beside this checkout");
    None
}

/// The shipped models.
struct Shipped {
    splitter: Splitter,
    tagger: Tagger,
    parser: Parser,
    namer: Namer,
    clusters: Clusters,
    world: World,
    vocabulary: Vocabulary,
}

impl Shipped {
    fn load() -> Shipped {
        let lexicon = Path::new(ROOT).join("lexicon");
        let read = |path: &str| fs::read(lexicon.join(path)).expect("the lexicon lies beside the crates");
        let paths = [
            "grammar/splitting.toml",
            "world/states.toml",
            "world/organisations.toml",
            "world/regions.toml",
            "world/places.toml",
        ];
        let files: Vec<_> = paths.iter().map(|path| (*path, read(path))).collect();
        let files = Files::new(files.iter().map(|(path, bytes)| (*path, bytes.as_slice())));
        let (mut problems, mut vocabulary) = (Problems::default(), Vocabulary::default());
        let splitter = Splitter::load(&files, &mut problems);
        let world = World::load(&files, &mut vocabulary, &mut problems);
        assert_eq!(problems.into_sorted(), []);
        Shipped {
            splitter,
            world,
            vocabulary,
            tagger: Tagger::read(&read("models/tags.model")).expect("the weights are whole"),
            parser: Parser::read(&read("models/trees.model")).expect("the weights are whole"),
            namer: Namer::read(&read("models/names.model")).expect("the weights are whole"),
            clusters: Clusters::read(&read("models/clusters.model")).expect("the weights are whole"),
        }
    }

    fn base(&self) -> names::Base<'_> {
        names::Base {
            clusters: &self.clusters,
            tagger: &self.tagger,
            parser: &self.parser,
            world: &self.world,
            vocabulary: &self.vocabulary,
        }
    }

    fn sentences(&self, path: &Path) -> Vec<Sentence> {
        let mut sentences = treebank::read(path).expect("the treebank can be read");
        sentences.iter_mut().for_each(|sentence| sentence.cluster(&self.clusters));
        sentences
    }
}

/// Fails where a figure falls below its floor, which lies a little under what was measured.
fn holds(what: &str, value: f64, floor: f64) {
    eprintln!("{what}: {value:.2} (at least {floor})");
    assert!(value >= floor, "{what} fell to {value:.2}, below {floor}");
}

#[test]
fn tags_and_trees_hold_on_treebanks() {
    let Some(folder) = treebanks() else { return };
    let shipped = Shipped::load();
    for (name, upos, las) in [("ewt-test", 94.3, 78.3), ("gum-test", 95.3, 77.4)] {
        let sentences = shipped.sentences(&folder.join(name).with_extension("conllu"));
        holds(&format!("{name} UPOS"), tag_accuracy(&shipped.tagger, &sentences).0, upos);
        holds(&format!("{name} LAS"), tree_accuracy(&shipped.tagger, &shipped.parser, &sentences).1, las);
    }
}

#[test]
fn words_and_sentences_hold_on_prose() {
    let Some(folder) = treebanks() else { return };
    let shipped = Shipped::load();
    let mut sentences = Vec::new();
    for name in ["gum-dev.conllu", "gum-test.conllu"] {
        let all = shipped.sentences(&folder.join(name));
        sentences.extend(all.into_iter().filter(|sentence| {
            ["GUM_news", "GUM_interview", "GUM_speech"].iter().any(|genre| sentence.id.starts_with(genre))
        }));
    }
    let score = splitting::score(&sentences, &shipped.splitter, std::env::var_os("SHOW_ERRORS").is_some());
    holds("words", score.words, 99.7);
    holds("sentences", score.sentences, 96.0);
}

#[test]
fn names_hold_on_treebanks() {
    let Some(folder) = treebanks() else { return };
    let shipped = Shipped::load();
    let base = shipped.base();
    let mut examples = names::read_iob(&folder.join("uner-ewt-test.iob2")).expect("the treebank can be read");
    examples.iter_mut().for_each(|example| base.prepare(example));
    holds("names", names::accuracy(&shipped.namer, &shipped.tagger, &examples).all(), 66.0);
}

#[test]
fn names_hold_on_our_own_sentences() {
    let shipped = Shipped::load();
    let base = shipped.base();
    let path = Path::new(ROOT).join("crates/chancery-train/names/news.txt");
    let marked = names::read_marked(&path).expect("the sentences can be read");
    let mut examples: Vec<_> = marked.iter().map(|sentence| sentence.example(&shipped.splitter)).collect();
    examples.iter_mut().for_each(|example| base.prepare(example));
    holds("names", names::accuracy(&shipped.namer, &shipped.tagger, &examples).all(), 90.0);
}
