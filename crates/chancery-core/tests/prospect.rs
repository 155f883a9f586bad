//! What names no side abroad is not parsed; what might is.

use chancery_core::{
    engine::Engine,
    intake::{Metadata, Rules},
    lexicon::{Files, Problems},
};

/// Whether a report of Australia's own government is worth its trees.
fn is_worth_reading(text: &str) -> bool {
    let files = Files::new(chancery_lexicon::FILES.iter().map(|file| (file.path, file.bytes)));
    let engine = Engine::new(&files).unwrap_or_else(|problems| panic!("{problems:?}"));
    let rules = Rules::compile(&files, &mut Problems::default());
    let metadata = Metadata {
        outlet: Some("pm.gov.au".to_owned()),
        published: "2016-03-04".parse().ok(),
        ..Metadata::default()
    };
    let document = rules.document(text, metadata).expect("it is short");
    engine.reader().may_name_sides(&document)
}

#[test]
fn what_stays_at_home_is_not_parsed() {
    assert!(!is_worth_reading("The Prime Minister opened a new ward of the Geelong hospital on Friday."));
    assert!(!is_worth_reading(
        "Australia will spend 40 million dollars on roads in Tasmania, the Treasurer said."
    ));
}

#[test]
fn whatever_may_mean_somebody_abroad_is_parsed() {
    for text in [
        "The Prime Minister met with the Treasurer of Vanuatu on Friday.",
        "The Prime Minister met with Emmanuel Macron on Friday.",
        "The Prime Minister met with President Macron on Friday.",
        "The Prime Minister met with Merkel on Friday.",
        "The Prime Minister received four ambassadors on Friday.",
        "The Prime Minister flew to Jakarta on Friday.",
        "The Prime Minister spoke of the work of ASEAN on Friday.",
        "Canadian engineers will build the bridge.",
    ] {
        assert!(is_worth_reading(text), "{text}");
    }
}
