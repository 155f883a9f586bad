//! Every rule of acts, papers and statements matches the sentences that it names, and none that it
//! must not.

use chancery_core::{
    engine::Engine,
    intake::{Metadata, Rules},
    lexicon::{Files, Problems},
};

/// A report between two sides around a sentence, so that the sentence is read as one of theirs.
fn report(sentence: &str) -> String {
    format!(
        "French President Emmanuel Macron met with President of Peru Dina Boluarte\n\n\
         It rained in the morning and the streets of the town were wet.\n\n{sentence}"
    )
}

#[test]
fn rules_match_their_own_sentences() {
    let files = Files::new(chancery_lexicon::FILES.iter().map(|file| (file.path, file.bytes)));
    let engine = Engine::new(&files).unwrap_or_else(|problems| panic!("{problems:?}"));
    let mut problems = Problems::default();
    let rules = Rules::compile(&files, &mut problems);
    let mut reader = engine.reader();
    let mut wrong = Vec::new();
    for example in engine.content().examples() {
        let document = rules.document(&report(&example.text), Metadata::default()).expect("it is short");
        let reading = reader.read(&document);
        let found = reading
            .claims
            .iter()
            .any(|claim| claim.evidence.quotes().iter().any(|quote| quote.rule == example.rule));
        if found != example.matches {
            let should = if example.matches { "must match" } else { "must not match" };
            wrong.push(format!("{} {should}: {}", example.rule, example.text));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
