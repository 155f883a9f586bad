//! Whatever the network makes of a text, reading it ends well: its weights are shaken, so that tags, trees and
//! names come out as no treebank has them.
//!
//! `CHANCERY_DEEP=200 cargo test --release --test any_tree` shakes them so often.

use std::{
    env, fs,
    panic::{AssertUnwindSafe, catch_unwind},
    path::Path,
};

use chancery_core::{
    engine::Engine,
    intake::{self, Metadata},
    lexicon::{Files, Problems},
};

const WEIGHTS: &str = "models/network.model";

/// Numbers that look random (SplitMix64).
struct Dice(u64);

impl Dice {
    fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }
}

/// The weights with a bit of one of `every` bytes changed in the rows of words, which fill most of them: each word
/// looks like some other.
fn shaken(weights: &[u8], every: u64, dice: &mut Dice) -> Vec<u8> {
    let mut shaken = weights.to_vec();
    let rows = weights.len() / 10..weights.len() / 4 * 3;
    for byte in &mut shaken[rows] {
        let roll = dice.roll();
        if roll.is_multiple_of(every) {
            *byte ^= 1 << ((roll >> 32) % 8);
        }
    }
    shaken
}

/// Reports of our own, made of the records.
fn texts() -> Vec<String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../corpus/records/made.docs.jsonl");
    let lines = fs::read_to_string(path).expect("the records lie in the repository");
    let text = |line: &str| {
        let document: serde_json::Value = serde_json::from_str(line).expect("a line is a document");
        document["text"].as_str().expect("a document has a text").to_owned()
    };
    lines.lines().map(text).collect()
}

#[test]
fn any_tree_is_read_to_its_end() {
    let rounds = env::var("CHANCERY_DEEP").ok().and_then(|rounds| rounds.parse().ok()).unwrap_or(4);
    let texts = texts();
    let weights =
        chancery_lexicon::FILES.iter().find(|file| file.path == WEIGHTS).expect("it has weights").bytes;
    let mut dice = Dice(7);
    let mut failures = Vec::new();
    for round in 0..rounds {
        let every = [12, 6, 3, 1][round % 4];
        let weights = shaken(weights, every, &mut dice);
        let files = chancery_lexicon::FILES
            .iter()
            .map(|file| (file.path, if file.path == WEIGHTS { weights.as_slice() } else { file.bytes }));
        let files = Files::new(files);
        let engine = Engine::new(&files).expect("the weights are of the right shape");
        let rules = intake::Rules::compile(&files, &mut Problems::default());
        // Each round reads some of the reports, a deep one all of them.
        let step = if rounds > 4 { 1 } else { 4 };
        for text in texts.iter().skip(round % step).step_by(step) {
            // The whole, and a stretch of it that begins and ends at any word.
            let gaps: Vec<usize> = text.match_indices(' ').map(|(at, _)| at).collect();
            let mut gap = || gaps.get(dice.roll() as usize % gaps.len().max(1)).copied().unwrap_or(0);
            let (one, other) = (gap(), gap());
            for part in [text.as_str(), &text[one.min(other)..one.max(other)]] {
                let document = rules.document(part, Metadata::default()).expect("no text is too long");
                let mut reader = engine.reader();
                if catch_unwind(AssertUnwindSafe(|| reader.read(&document).claims.len())).is_err() {
                    failures.push(format!("round {round}: {part}"));
                }
            }
        }
    }
    assert!(failures.is_empty(), "{} texts: {failures:#?}", failures.len());
}
