//! Any text through the whole reader: no panic, and every claim quotes the text.
#![no_main]

use std::sync::LazyLock;

use chancery_core::{
    engine::Engine,
    intake::{Metadata, Rules},
    lexicon::{Files, Problems},
};
use libfuzzer_sys::fuzz_target;

static RULES: LazyLock<(Engine, Rules)> = LazyLock::new(|| {
    let files = Files::new(chancery_lexicon::FILES.iter().map(|file| (file.path, file.bytes)));
    let engine = Engine::new(&files).unwrap_or_else(|_| panic!("the lexicon in the program compiles"));
    (engine, Rules::compile(&files, &mut Problems::default()))
});

fuzz_target!(|text: &str| {
    let (engine, rules) = &*RULES;
    let document = rules.document(text, Metadata::default()).expect("a fuzzer's text is short");
    let reading = engine.reader().read(&document);
    for claim in &reading.claims {
        for quote in claim.evidence.quotes() {
            assert!(!document.text[quote.span].is_empty());
        }
    }
});
