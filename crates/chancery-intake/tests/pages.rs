//! Pages of eight kinds of sites, written for this test: how much of the article comes through,
//! how much furniture, and whether title and day are found.

use std::{collections::BTreeMap, fs, path::Path};

use chancery_core::{
    intake::{Document, Rules},
    lexicon::{Files, Problems},
};
use chancery_intake::{Limits, open};

fn rules() -> Rules {
    let files = Files::new(chancery_lexicon::FILES.iter().map(|file| (file.path, file.bytes)));
    Rules::compile(&files, &mut Problems::default())
}

/// What the site's own page says of it, by name.
#[derive(serde::Deserialize)]
struct About {
    title: String,
    published: String,
}

fn pages() -> Vec<(String, Document, String, About)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/pages");
    let rules = rules();
    let about: BTreeMap<String, About> =
        serde_json::from_str(&fs::read_to_string(folder.join("about.json")).unwrap()).unwrap();
    about
        .into_iter()
        .map(|(name, about)| {
            let bytes = fs::read(folder.join(format!("{name}.html"))).unwrap();
            let piece = open("page.html", &bytes[..], Limits::default()).next().unwrap().unwrap();
            let (text, metadata) = piece.read().unwrap();
            let document = rules.document(&text, metadata).unwrap();
            let truth = fs::read_to_string(folder.join(format!("{name}.txt"))).unwrap();
            (name, document, truth, about)
        })
        .collect()
}

/// A line without case and marks.
fn plain(line: &str) -> String {
    line.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

#[test]
fn articles_come_through_and_furniture_does_not() {
    let (mut good, mut lost, mut dropped, mut kept) = (0, 0, 0, 0);
    for (name, document, truth, _) in pages() {
        let wanted: Vec<String> = truth.lines().map(plain).filter(|line| !line.is_empty()).collect();
        let all: String = wanted.concat();
        let read: String = document.prose().map(|block| plain(&document.text[block.span])).collect();
        for line in &wanted {
            good += 1;
            if !read.contains(line) {
                lost += 1;
                println!("{name}: lost      {}", &line[..line.floor_char_boundary(60)]);
            }
        }
        for block in &document.blocks {
            let line = plain(&document.text[block.span]);
            if all.contains(&line) || block.kind == chancery_core::intake::BlockKind::Caption {
                continue;
            }
            if block.kind.is_read() {
                kept += 1;
                println!("{name}: furniture {} [{}]", &document.text[block.span], block.rule);
            } else {
                dropped += 1;
            }
        }
    }
    println!(
        "{good} lines of articles, {lost} lost; {dropped} lines of furniture after extraction marked, {kept} read"
    );
    assert_eq!(lost, 0, "no line of an article may be lost");
    assert!(kept <= 4, "{kept} lines of furniture are read as the article's");
}

#[test]
fn titles_and_days_are_found() {
    for (name, document, _, about) in pages() {
        assert_eq!(document.title(), Some(about.title.as_str()), "{name}");
        assert_eq!(document.day().map(|day| day.to_string()), Some(about.published), "{name}");
        assert_eq!(document.metadata.language.as_deref().map(|tag| &tag[..2]), Some("en"), "{name}");
    }
}
