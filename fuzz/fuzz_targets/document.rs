//! Any text as a document: the blocks hold all of it, in order, once.
#![no_main]

use std::sync::LazyLock;

use chancery_core::{
    intake::{Metadata, Rules},
    kinship::Fingerprint,
    lexicon::{Files, Problems},
};
use libfuzzer_sys::fuzz_target;

static RULES: LazyLock<Rules> = LazyLock::new(|| {
    let files = Files::new(chancery_lexicon::FILES.iter().map(|file| (file.path, file.bytes)));
    Rules::compile(&files, &mut Problems::default())
});

fuzz_target!(|input: (&str, Option<&str>)| {
    let (text, title) = input;
    let metadata = Metadata { title: title.map(str::to_owned), ..Metadata::default() };
    let document = RULES.document(text, metadata).expect("a fuzzer's text is short");
    let mut at = 0;
    for block in &document.blocks {
        assert!(text[at..block.span.start() as usize].trim().is_empty());
        at = block.span.end() as usize;
    }
    assert!(text[at..].trim().is_empty());
    let print = Fingerprint::of(&document);
    assert_eq!(Fingerprint::from_bytes(&print.to_bytes()), Some(print));
});
