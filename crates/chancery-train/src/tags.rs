//! Trains the tagger.

use std::collections::BTreeMap;

use chancery_core::grammar::tagger::{FEATURES, Tag, Tagger, features};

use crate::{
    learn::{Dice, Learner, Weights, best},
    treebank::Sentence,
};

/// The classes that occur often enough to learn, most frequent first.
pub(crate) fn classes(sentences: &[Sentence]) -> Vec<Tag> {
    let mut counts: BTreeMap<Tag, usize> = BTreeMap::new();
    for word in sentences.iter().flat_map(|sentence| &sentence.words) {
        *counts.entry(word.tag).or_default() += 1;
    }
    let mut classes: Vec<_> = counts.into_iter().filter(|&(_, count)| count >= 5).collect();
    classes.sort_by_key(|&(tag, count)| (std::cmp::Reverse(count), tag));
    classes.into_iter().map(|(tag, _)| tag).collect()
}

/// The number of a tag's class; a rare tag goes to the nearest.
pub(crate) fn class(classes: &[Tag], tag: Tag) -> u8 {
    let find = |wanted: &dyn Fn(&Tag) -> bool| classes.iter().position(wanted);
    find(&|class| *class == tag)
        .or_else(|| find(&|class| class.xpos == tag.xpos && class.upos == tag.upos))
        .or_else(|| find(&|class| class.upos == tag.upos))
        .unwrap_or(0) as u8
}

/// Learns from sentences whose classes are `gold`.
pub(crate) fn train(
    sentences: &[&Sentence],
    gold: &[&[u8]],
    count: usize,
    epochs: usize,
    seed: u64,
) -> Weights {
    let mut learner = Learner::default();
    let mut dice = Dice(seed);
    let mut order: Vec<usize> = (0..sentences.len()).collect();
    let mut list = [0; FEATURES];
    let mut tags = Vec::new();
    for _ in 0..epochs {
        dice.shuffle(&mut order);
        for &at in &order {
            let (sentence, gold) = (sentences[at], gold[at]);
            tags.clear();
            for (word, &right) in gold.iter().enumerate() {
                features(&sentence.looks, &tags, word, &mut list);
                let mut scores = [0.0; 256];
                learner.score(&list, &mut scores);
                learner.tick();
                let right = usize::from(right);
                let rival = best(&scores[..count], |class| class != right).unwrap_or(0);
                // A margin makes the rarer features speak.
                if scores[right] < scores[rival] + 1.0 {
                    learner.update(&list, right, rival);
                }
                tags.push(if scores[rival] >= scores[right] { rival } else { right } as u8);
            }
        }
    }
    learner.averaged()
}

/// Tags every sentence by a model that has not seen it: trained on the other folds.
pub(crate) fn jackknife(
    sentences: &[Sentence],
    gold: &[Vec<u8>],
    classes: &[Tag],
    folds: usize,
    epochs: usize,
) -> Vec<Vec<u8>> {
    let mut out = vec![Vec::new(); sentences.len()];
    for fold in 0..folds {
        // Neighbours share their document: folds are stretches of 100 sentences.
        let inside = |at: usize| at / 100 % folds == fold;
        let others: Vec<usize> = (0..sentences.len()).filter(|&at| !inside(at)).collect();
        let weights = train(
            &others.iter().map(|&at| &sentences[at]).collect::<Vec<_>>(),
            &others.iter().map(|&at| gold[at].as_slice()).collect::<Vec<_>>(),
            classes.len(),
            epochs,
            fold as u64 + 77,
        );
        let tagger = tagger(classes, &weights);
        for at in (0..sentences.len()).filter(|&at| inside(at)) {
            tagger.tag(&sentences[at].looks, &mut out[at]);
        }
    }
    out
}

/// The tagger that the weights make.
pub(crate) fn tagger(classes: &[Tag], weights: &Weights) -> Tagger {
    Tagger::read(&write(classes, weights)).expect("what is written reads back")
}

/// The file of the weights.
pub(crate) fn write(classes: &[Tag], weights: &Weights) -> Vec<u8> {
    Tagger::write(classes, &weights.table(2, 200_000))
}
