//! Pages of thirty-two designs of sites, written for this test: how much of the article comes
//! through, how much furniture, how long it takes, and whether title and day are found.

mod common;

use std::{
    collections::{BTreeMap, HashMap},
    fs,
    path::Path,
    time::Duration,
};

use chancery_core::{
    intake::{BlockKind, Document, Rules},
    lexicon::{Files, Problems},
};
use chancery_intake::{Limits, open};
use common::Watch;

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

/// A page as it was read.
struct Page {
    name: String,
    document: Document,
    /// The text before the article was told from its furniture.
    extracted: String,
    /// What is the article, by our own hand.
    truth: String,
    about: About,
    /// From bytes to a document.
    took: Duration,
}

fn pages() -> Vec<Page> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/pages");
    let rules = rules();
    let about: BTreeMap<String, About> =
        serde_json::from_str(&fs::read_to_string(folder.join("about.json")).unwrap()).unwrap();
    about
        .into_iter()
        .map(|(name, about)| {
            let bytes = fs::read(folder.join(format!("{name}.html"))).unwrap();
            let read = || {
                let began = Watch::start();
                let piece = open("page.html", &bytes[..], Limits::default()).next().unwrap().unwrap();
                let (extracted, metadata) = piece.read().unwrap();
                let document = rules.document(&extracted, metadata).unwrap();
                (began.elapsed(), extracted, document)
            };
            let (took, extracted, document) = read();
            let truth = fs::read_to_string(folder.join(format!("{name}.txt"))).unwrap();
            Page { name, document, extracted, truth, about, took }
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
    for Page { name, document, truth, .. } in pages() {
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
            if all.contains(&line) || matches!(block.kind, BlockKind::Caption | BlockKind::Dateline) {
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
    assert!(kept <= 8, "{kept} lines of furniture are read as the article's");
}

#[test]
fn titles_and_days_are_found() {
    for Page { name, document, about, .. } in pages() {
        assert_eq!(document.title(), Some(about.title.as_str()), "{name}");
        assert_eq!(document.day().map(|day| day.to_string()), Some(about.published), "{name}");
        assert_eq!(document.metadata.language.as_deref().map(|tag| &tag[..2]), Some("en"), "{name}");
    }
}

/// Every run of four words, with how often it stands there.
fn runs(text: &str) -> HashMap<Vec<String>, usize> {
    let words: Vec<String> = text.split(|c: char| !c.is_alphanumeric()).map(plain).collect();
    let words: Vec<String> = words.into_iter().filter(|word| !word.is_empty()).collect();
    let mut runs = HashMap::new();
    for run in words.windows(4) {
        *runs.entry(run.to_vec()).or_default() += 1;
    }
    runs
}

/// Precision and recall of a text, by its runs of four words: the measure of the article extraction
/// benchmark of Scrapinghub.
fn precision_and_recall(text: &str, truth: &str) -> (f64, f64) {
    let (said, wanted) = (runs(text), runs(truth));
    let both: usize = said.iter().map(|(run, count)| *count.min(wanted.get(run).unwrap_or(&0))).sum();
    let of = |all: &HashMap<Vec<String>, usize>| both as f64 / all.values().sum::<usize>().max(1) as f64;
    (of(&said), of(&wanted))
}

#[test]
fn extraction_is_as_good_as_promised_and_quick() {
    let (mut extracted, mut read) = (Vec::new(), Vec::new());
    let mut slowest = (Duration::ZERO, String::new());
    for page in pages() {
        let is_article = |kind| !matches!(kind, BlockKind::Caption | BlockKind::Dateline);
        let prose: Vec<&str> = page
            .document
            .prose()
            .filter(|block| is_article(block.kind))
            .map(|block| &page.document.text[block.span])
            .collect();
        let (before, after) = (
            precision_and_recall(&page.extracted, &page.truth),
            precision_and_recall(&prose.join("\n"), &page.truth),
        );
        println!(
            "{:12} extracted {:.3} {:.3}, read {:.3} {:.3}, {:.1?}",
            page.name, before.0, before.1, after.0, after.1, page.took
        );
        extracted.push(before);
        read.push(after);
        assert!(page.took < Duration::from_millis(200), "{} took {:?}", page.name, page.took);
        slowest = slowest.max((page.took, page.name));
    }
    let f1 = |all: &[(f64, f64)]| {
        let count = all.len() as f64;
        let (precision, recall) = (
            all.iter().map(|one| one.0).sum::<f64>() / count,
            all.iter().map(|one| one.1).sum::<f64>() / count,
        );
        (precision, recall, 2.0 * precision * recall / (precision + recall))
    };
    let (extracted, read) = (f1(&extracted), f1(&read));
    println!("precision, recall, F1: extracted {extracted:.3?}, read {read:.3?}; the slowest {slowest:.1?}");
    assert!(read.2 >= 0.97, "F1 {:.3}", read.2);
}
