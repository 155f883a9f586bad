//! How fast raw text becomes words, tags, trees and names, on one core.
//!
//! Prints words a second for the whole analysis and for words and sentences alone, beside two
//! yardsticks in the same run: reading the same bytes, and splitting them at spaces.

use std::{fs, hint::black_box, path::Path, time::Instant};

use chancery_core::{
    evidence::{DocId, RuleId},
    grammar::{Model, Scratch, split::Pieces},
    intake::{Block, BlockKind, Document, Metadata},
    lexicon::{Files, Problems, Vocabulary},
    text::{Span, Text},
};

/// The best of several runs, in seconds: other programs only make a run slower.
fn best(mut run: impl FnMut()) -> f64 {
    let mut best = f64::INFINITY;
    for _ in 0..5 {
        let start = Instant::now();
        run();
        best = best.min(start.elapsed().as_secs_f64());
    }
    best
}

/// The files of the lexicon under a folder.
fn files(root: &Path, folder: &str, out: &mut Vec<(String, Vec<u8>)>) {
    for entry in fs::read_dir(root.join(folder)).expect("the lexicon lies beside the crates") {
        let path = entry.expect("the folder can be read").path();
        let name = format!("{folder}/{}", path.file_name().expect("files have names").to_string_lossy());
        if path.extension().is_some_and(|kind| kind == "toml" || kind == "model") {
            out.push((name, fs::read(&path).expect("the file can be read")));
        }
    }
}

fn main() {
    let root = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../lexicon"));
    let mut list = Vec::new();
    for folder in ["grammar", "models", "world"] {
        files(root, folder, &mut list);
    }
    let mut loaded = None;
    let start_up = best(|| {
        let files = Files::new(list.iter().map(|(path, bytes)| (path.as_str(), bytes.as_slice())));
        let (mut problems, mut vocabulary) = (Problems::default(), Vocabulary::default());
        let model = Model::load(&files, &mut vocabulary, &mut problems);
        loaded = Some((model, vocabulary));
    });
    let (model, vocabulary) = loaded.expect("the model was loaded");

    // Our own marked sentences without the marks, eight to a paragraph.
    let marked = fs::read_to_string(root.join("../crates/chancery-train/names/kremlin.txt"))
        .expect("the sentences lie beside the crates");
    let mut text = String::new();
    let mut blocks = Vec::new();
    let sentences: Vec<&str> = marked.lines().filter(|line| !line.starts_with('#')).collect();
    for paragraph in sentences.chunks(8) {
        let start = text.len() as u32;
        let plain =
            paragraph.join(" ").replace("[P ", "").replace("[L ", "").replace("[O ", "").replace(']', "");
        text += &plain;
        let span = Span::new(start, text.len() as u32);
        blocks.push(Block { span, kind: BlockKind::Body, rule: RuleId::new("bench"), speaker: None });
        text.push('\n');
    }
    let text = Text::new(&text).expect("the text is short");
    let document = Document {
        id: DocId::new("bench"),
        text: text.clone(),
        blocks,
        metadata: Metadata::default(),
        published: None,
        outlet: None,
    };

    let mut scratch = Scratch::default();
    let words = f64::from(model.analyse(&document, &vocabulary, &mut scratch).len());
    let all = best(|| {
        black_box(model.analyse(&document, &vocabulary, &mut scratch));
    });
    let mut pieces = Pieces::default();
    let split = best(|| {
        pieces.clear();
        for block in &document.blocks {
            model.splitter().split(text.as_str(), block.span, &mut pieces);
        }
        black_box(&pieces);
    });
    let spaces = best(|| {
        black_box(text.as_str().split(' ').map(str::len).max());
    });
    let bytes = best(|| {
        black_box(text.as_str().bytes().fold(0_u64, |sum, byte| sum + u64::from(byte)));
    });
    let weights: usize =
        list.iter().filter(|(path, _)| path.ends_with(".model")).map(|(_, bytes)| bytes.len()).sum();
    println!("{words} words, {} bytes of text, {weights} bytes of weights", text.as_str().len());
    println!("start-up, weights and names of the world: {:.1} ms", start_up * 1e3);
    for (what, seconds) in [
        ("words, tags, trees and names", all),
        ("words and sentences", split),
        ("yardstick: split at spaces", spaces),
        ("yardstick: read the bytes", bytes),
    ] {
        println!("{what:32} {:>12.0} words/s {:>8.2} ms", words / seconds, seconds * 1e3);
    }
}
