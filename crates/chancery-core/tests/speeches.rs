//! What is taken from speeches and interviews: what their own sentences tell whole.

use chancery_core::{
    claims::model::{Body, Claim, EventKind},
    engine::Engine,
    intake::{Metadata, Rules},
    lexicon::{Files, Problems},
};

/// An hour of answers on affairs at home, with one aside on a friend abroad, and what is given at its end.
fn interview(last: &str) -> String {
    // No two paragraphs are alike: what comes again and again on a page is its furniture.
    let answer = |at: usize| {
        format!(
            "I told you {at} years ago that we would build {at} roads. You asked me about taxes. I will look at \
             your proposal, and we will discuss it in {at} days. I hope that you agree with us.\n\n"
        )
    };
    let aside =
        "My good friend Gerhard Schroeder, the former Chancellor of Germany, likes fishing as well.\n\n";
    let (before, after): (String, String) = ((1..15).map(answer).collect(), (15..30).map(answer).collect());
    format!("News conference of Vladimir Putin\n\nMoscow\n\n{before}{aside}{after}{last}\n")
}

fn claims(text: &str) -> Vec<Claim> {
    let files = Files::new(chancery_lexicon::FILES.iter().map(|file| (file.path, file.bytes)));
    let engine = Engine::new(&files).unwrap_or_else(|problems| panic!("{problems:?}"));
    let rules = Rules::compile(&files, &mut Problems::default());
    let metadata = Metadata {
        outlet: Some("en.kremlin.ru".to_owned()),
        published: "2012-12-20".parse().ok(),
        ..Metadata::default()
    };
    let document = rules.document(text, metadata).expect("it is short");
    engine.reader().read(&document).claims
}

#[test]
fn an_aside_lends_its_state_to_nothing() {
    let told = claims(&interview("We will go on building roads."));
    let dealings = told.iter().filter(|claim| matches!(claim.body, Body::Act(_) | Body::Event(_)));
    assert_eq!(dealings.count(), 0, "{told:?}");
}

#[test]
fn what_a_sentence_tells_whole_is_told() {
    let told = claims(&interview("Last week I met Finnish President Sauli Niinisto in Helsinki."));
    let met = told.iter().any(|claim| {
        matches!(&claim.body, Body::Event(event) if event.kind == EventKind::Meeting
            && event.participants.iter().any(|one| one.party.name.as_deref() == Some("Sauli Niinisto")))
    });
    assert!(met, "{told:?}");
    let told = claims(&interview("Russia and Finland agreed to open two new crossings."));
    assert!(told.iter().any(|claim| matches!(&claim.body, Body::Act(act) if act.by.len() > 1)), "{told:?}");
}
