//! What a short report says of acts, from text to claims.

use chancery_core::{
    claims::model::Body,
    engine::Engine,
    intake::{Metadata, Rules},
    lexicon::{Files, Problems},
};
use expect_test::{Expect, expect};

/// The acts of a text: kind, who, content.
fn check(text: &str, expected: &Expect) {
    let files = Files::new(chancery_lexicon::FILES.iter().map(|file| (file.path, file.bytes)));
    let engine = Engine::new(&files).expect("the shipped lexicon compiles");
    let rules = Rules::compile(&files, &mut Problems::default());
    let document = rules
        .document(&format!("Neighbours to work together\n\n{text}"), Metadata::default())
        .expect("a report is short");
    let reading = engine.reader().read(&document);
    let mut told = String::new();
    for claim in &reading.claims {
        if let Body::Act(act) = &claim.body {
            let by: Vec<&str> = act.by.iter().map(|code| code.as_str()).collect();
            told.push_str(&format!("{:?} {}: {}\n", act.act, by.join("+"), &document.text[act.what]));
        }
    }
    expected.assert_eq(&told);
}

#[test]
fn each_item_of_a_list_is_an_act_of_those_whom_its_head_names() {
    check(
        "Cooperation between Chile and Norway will include the following elements:\n\n\
         * Joint patrols in the Southern Ocean;\n\n* Exchange of data on fish stocks; and\n\n\
         * Training of port inspectors.\n\nThe ministers met in Oslo.\n",
        &expect![[r#"
            Pledge CHL+NOR: Joint patrols in the Southern Ocean
            Pledge CHL+NOR: Exchange of data on fish stocks
            Pledge CHL+NOR: Training of port inspectors
        "#]],
    );
    check(
        "The presidents of Peru and Ecuador met in Lima on Monday.\n\nPeru will:\n\n- build a bridge over the border \
         river;\n\n- open two schools at the border with Ecuador.\n",
        &expect![[r#"
            Pledge PER: build a bridge over the border river
            Pledge PER: open two schools at the border with Ecuador
        "#]],
    );
    // What a list names, nobody undertakes.
    check(
        "The delegation of Kenya visited the following places:\n\n* the port of Mombasa;\n\n* the tea gardens.\n",
        &expect![[""]],
    );
}

#[test] // of a user: what stands between a subject and its verb does not cut what was agreed
fn what_is_undertaken_is_told_whole() {
    check(
        "The ministers of Peru and Chile agreed that the commission, which met in Lima, would draft a treaty.\n\n\
         President Stubb of Finland told the President of Kenya that the main thing now was to restore order, end the \
         clashes, and resolve the humanitarian problems.\n",
        &expect![[r#"
            Agree PER+CHL: the commission, which met in Lima, would draft a treaty
        "#]],
    );
    // How long ago something was is no act of today.
    check(
        "In the 15 years since diplomatic relations were established between Peru and Brunei trade has grown.\n",
        &expect![[""]],
    );
}

/// Whom the acts of a text are for.
fn receivers(text: &str) -> Vec<Vec<String>> {
    let files = Files::new(chancery_lexicon::FILES.iter().map(|file| (file.path, file.bytes)));
    let engine = Engine::new(&files).expect("the shipped lexicon compiles");
    let rules = Rules::compile(&files, &mut Problems::default());
    let document = rules.document(text, Metadata::default()).expect("a report is short");
    let reading = engine.reader().read(&document);
    let acts = reading.claims.iter().filter_map(|claim| match &claim.body {
        Body::Act(act) => Some(act.to.iter().map(|code| code.as_str().to_owned()).collect()),
        _ => None,
    });
    acts.collect()
}

#[test] // of a user: each state of a list receives
fn an_act_is_for_all_who_are_listed() {
    assert_eq!(
        receivers("Aid\n\nChina will give aid to the governments of Chad, Niger and Mali.\n"),
        [["TCD", "NER", "MLI"]]
    );
    assert_eq!(receivers("Aid\n\nChina will give aid to Chad in its dispute with Niger.\n"), [["TCD"]]);
}
