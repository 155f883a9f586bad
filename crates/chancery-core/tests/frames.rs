//! Every frame meets the sentences that it must meet, with the roles that they show, and none of
//! those that it must not.

use chancery_core::{
    claims::frames::{Frames, Match},
    engine::{Engine, Parsed},
    intake::{Document, Metadata, Rules},
    lexicon::{Files, Problems},
};

/// The words that fill a role, each with the mention around it, else with what hangs on it.
fn filled(frames: &Frames, document: &Document, parsed: &Parsed, hit: &Match, role: &str) -> Vec<String> {
    let analysis = &parsed.analysis;
    let around = |&word: &u32| match parsed.mentions.at(word) {
        Some(mention) => analysis.span_of(mention.words.clone()),
        None => analysis.span_of(analysis.subtree(word)),
    };
    frames.role(hit, role).iter().map(|word| document.text[around(word)].to_owned()).collect()
}

#[test]
fn frames_meet_their_own_examples() {
    let files = Files::new(chancery_lexicon::FILES.iter().map(|file| (file.path, file.bytes)));
    let engine = Engine::new(&files).expect("the shipped lexicon compiles");
    let mut problems = Problems::default();
    let rules = Rules::compile(&files, &mut problems);
    let mut reader = engine.reader();
    let frames = engine.frames();
    let mut wrong = Vec::new();
    for (at, frame) in frames.all().iter().enumerate() {
        for example in &frame.yes {
            let document = rules.document(&example.text, Metadata::default()).expect("an example is short");
            let parsed = reader.parse(&document);
            let hits: Vec<&Match> = parsed.matches.iter().filter(|hit| hit.frame == at).collect();
            let shows = |hit: &&Match| {
                example.roles.iter().all(|(role, words)| {
                    filled(frames, &document, &parsed, hit, role).iter().any(|text| text.contains(words))
                })
            };
            if !hits.iter().any(shows) {
                let found: Vec<_> = hits
                    .iter()
                    .flat_map(|hit| {
                        frame
                            .roles
                            .iter()
                            .map(|(role, _)| (role, filled(frames, &document, &parsed, hit, role)))
                    })
                    .collect();
                wrong.push(format!("{} must meet `{}`: {found:?}", frame.id, example.text));
            }
        }
        for text in &frame.no {
            let document = rules.document(text, Metadata::default()).expect("an example is short");
            let parsed = reader.parse(&document);
            if parsed.matches.iter().any(|hit| hit.frame == at) {
                wrong.push(format!("{} must not meet `{text}`", frame.id));
            }
        }
    }
    assert!(wrong.is_empty(), "{} of the examples fail:\n{}", wrong.len(), wrong.join("\n"));
}
