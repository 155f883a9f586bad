//! How good the shipped weights are, on treebanks that they have not seen, and on those of our own
//! sentences that were held back.
//!
//! A build without optimisation reads slowly: it judges by one sentence of several.

use std::{
    fs,
    path::{Path, PathBuf},
};

use chancery_core::grammar::network::Network;

use crate::{
    judge::{Figures, judge},
    lesson::Lesson,
    lexicon::Lexicon,
    material, names, own, splitting,
    treebank::{self, Sentence},
};

const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../..");

/// One sentence of so many is judged by.
const STEP: usize = if cfg!(debug_assertions) { 4 } else { 1 };

/// Words of a hundred with the right universal part of speech, and with the right head and relation,
/// a little under what was measured.
const TREEBANKS: [(&str, f64, f64); 2] = [("ewt-test", 95.2, 81.9), ("gum-test", 97.0, 85.3)];
/// F1 of names in uner-ewt-test, likewise.
const NAMES: f64 = 75.2;
/// Parts of speech, heads with relations, and names in our own sentences, likewise.
const OWN: (f64, f64, f64) = (98.2, 91.7, 91.0);

/// The folder of the treebanks, where this checkout has it.
fn treebanks() -> Option<PathBuf> {
    let folder = Path::new(ROOT).join("../shared/treebank");
    if folder.is_dir() {
        return Some(folder);
    }
    eprintln!("skipped: no treebanks beside this checkout");
    None
}

fn lexicon() -> Lexicon {
    Lexicon::read(&Path::new(ROOT).join("lexicon")).expect("the lexicon lies beside the crates")
}

/// Judges the shipped weights.
fn figures(lexicon: &Lexicon, lessons: &[Lesson]) -> Figures {
    let path = Path::new(ROOT).join("lexicon/models/network.model");
    let weights = fs::read(path).expect("the weights lie in the lexicon");
    let network = Network::read(&weights).expect("the weights are whole");
    judge(&network, lexicon, lessons.iter().step_by(STEP))
}

/// Fails where a figure falls below its floor.
fn holds(what: &str, value: f64, floor: f64) {
    eprintln!("{what}: {value:.2} (at least {floor})");
    assert!(value >= floor, "{what} fell to {value:.2}, below {floor}");
}

#[test]
fn tags_and_trees_hold_on_treebanks() {
    let Some(folder) = treebanks() else { return };
    let lexicon = lexicon();
    for (name, upos, las) in TREEBANKS {
        let path = folder.join(name).with_extension("conllu");
        let sentences = treebank::read(&path).expect("the treebank can be read");
        let lessons: Vec<_> = sentences.iter().map(Sentence::lesson).collect();
        let figures = figures(&lexicon, &lessons);
        holds(&format!("{name} UPOS"), figures.upos(), upos);
        holds(&format!("{name} LAS"), figures.las(), las);
    }
}

#[test]
fn names_hold_on_treebanks() {
    let Some(folder) = treebanks() else { return };
    let lessons = names::read_iob(&folder.join("uner-ewt-test.iob2")).expect("the treebank can be read");
    holds("names", figures(&lexicon(), &lessons).names(), NAMES);
}

#[test]
fn words_and_sentences_hold_on_prose() {
    let Some(folder) = treebanks() else { return };
    let sentences = material::prose(&folder).expect("the treebank can be read");
    let show = std::env::var_os("SHOW_ERRORS").is_some();
    let score = splitting::score(&sentences, &lexicon().splitter, show);
    holds("words", score.words, 99.7);
    holds("sentences", score.sentences, 96.0);
}

#[test]
fn tags_trees_and_names_hold_on_our_own_sentences() {
    let lexicon = lexicon();
    let home = Path::new(env!("CARGO_MANIFEST_DIR"));
    let own = own::read(home, &lexicon.splitter).expect("our own sentences can be read");
    let figures = figures(&lexicon, &own.held);
    let (upos, las, names) = OWN;
    holds("own UPOS", figures.upos(), upos);
    holds("own LAS", figures.las(), las);
    holds("own names", figures.names(), names);
}
