//! Reprints in real text: skipped where the corpus is absent.

use std::{
    collections::{BTreeMap, HashMap},
    time::Instant,
};

use chancery_core::{
    evidence::DocId,
    intake::{Metadata, Rules},
    kinship::{Fingerprint, Listed, Told, stories},
    lexicon::{Files, Problems},
};

type Read = (DocId, Fingerprint, Option<jiff::civil::Date>, String);

fn told(documents: &[Read]) -> BTreeMap<DocId, Told> {
    let listed: Vec<Listed> =
        documents.iter().map(|(doc, _, day, _)| Listed { doc, day: *day, told: None }).collect();
    let prints: HashMap<&DocId, &Fingerprint> =
        documents.iter().map(|(doc, print, ..)| (doc, print)).collect();
    let found = stories::<std::convert::Infallible>(&listed, |doc| Ok(prints[doc].clone())).unwrap();
    listed.iter().map(|report| report.doc.clone()).zip(found).collect()
}

fn documents(path: &str) -> Option<Vec<Read>> {
    let path = format!("{}/../../../shared/{path}", env!("CARGO_MANIFEST_DIR"));
    let Ok(file) = std::fs::read_to_string(&path) else {
        println!("skipped: {path} is not there");
        return None;
    };
    let files = Files::new(chancery_lexicon::FILES.iter().map(|file| (file.path, file.bytes)));
    let rules = Rules::compile(&files, &mut Problems::default());
    let read = |line: &str| {
        let value: serde_json::Value = serde_json::from_str(line).unwrap();
        let text = value["text"].as_str().unwrap();
        let metadata = Metadata {
            doc: value["doc"].as_str().map(str::to_owned),
            published: value["published"].as_str().and_then(|day| day.parse().ok()),
            ..Metadata::default()
        };
        let document = rules.document(text, metadata).unwrap();
        (document.id.clone(), Fingerprint::of(&document), document.day(), text.to_owned())
    };
    // `CHANCERY_DEEP=1` takes all of it.
    let most = if std::env::var("CHANCERY_DEEP").is_ok() { usize::MAX } else { 600 };
    Some(file.lines().take(most).map(read).collect())
}

#[test]
fn one_report_printed_twice_is_one_voice() {
    let Some(documents) = documents("gold/seeds.docs.jsonl") else { return };
    let named = told(&documents);
    let voices: Vec<&str> = documents.iter().map(|(doc, ..)| named[doc].story.as_str()).collect();
    assert_eq!(voices[0], voices[1]);
    assert_eq!(voices.iter().collect::<std::collections::BTreeSet<_>>().len(), 4);
}

#[test]
fn one_site_hardly_prints_a_story_twice() {
    let Some(documents) = documents("corpus/kremlin-2000-2012.jsonl") else { return };
    let start = Instant::now();
    let named = told(&documents);
    let mut groups: BTreeMap<&DocId, Vec<&DocId>> = BTreeMap::new();
    for (doc, told) in &named {
        groups.entry(&told.story).or_default().push(doc);
    }
    let copies = documents.len() - groups.len();
    println!(
        "{} documents, {} stories, {copies} copies, {:?}",
        documents.len(),
        groups.len(),
        start.elapsed()
    );
    if std::env::var("SHOW").is_ok() {
        for group in groups.values().filter(|group| group.len() > 1) {
            for doc in group {
                let (_, _, day, text) = documents.iter().find(|(id, ..)| id == *doc).unwrap();
                println!(
                    "{doc} {day:?} {}",
                    text.split_whitespace()
                        .collect::<Vec<_>>()
                        .join(" ")
                        .chars()
                        .take(260)
                        .collect::<String>()
                );
            }
            println!();
        }
    }
    assert!(copies < 10, "{copies} of {} items of one site were taken for reprints", documents.len());
}
