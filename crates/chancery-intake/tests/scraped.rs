//! Scraped text of ten kinds of sites, written for this test: how much of the furniture is told
//! from the article, and whether anything of the article is lost.
//!
//! A line of the files that begins with `~` is furniture or a credit, every other one the article's.

use std::{fs, path::Path};

use chancery_core::{
    intake::{BlockKind, Metadata, Rules},
    lexicon::{Files, Problems},
};

#[test]
fn furniture_is_told_from_the_article() {
    let files = Files::new(chancery_lexicon::FILES.iter().map(|file| (file.path, file.bytes)));
    let rules = Rules::compile(&files, &mut Problems::default());
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/scraped");
    let mut paths: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    let (mut right, mut kept, mut lost, mut good) = (0, 0, 0, 0);
    for path in paths {
        let marked = fs::read_to_string(&path).unwrap();
        let name = path.file_stem().unwrap().to_string_lossy();
        let text: String = marked.lines().map(|line| format!("{}\n", line.trim_start_matches('~'))).collect();
        let document = rules.document(&text, Metadata::default()).unwrap();
        let mut at = 0u32;
        for line in marked.lines() {
            let plain = line.trim_start_matches('~');
            let (start, end) = (at, at + plain.len() as u32);
            at = end + 1;
            // A line is read where the greater part of it is.
            let read: u32 = document
                .blocks
                .iter()
                .filter(|block| block.kind.is_read() || block.kind == BlockKind::Foreign)
                .map(|block| block.span.end().min(end).saturating_sub(block.span.start().max(start)))
                .sum();
            let is_read = read * 2 > plain.len() as u32;
            match (line.starts_with('~'), is_read) {
                (true, false) => right += 1,
                (true, true) => {
                    kept += 1;
                    println!("{name}: read: {plain}");
                }
                (false, true) => good += 1,
                (false, false) => {
                    lost += 1;
                    println!("{name}: LOST: {plain}");
                }
            }
        }
    }
    let (precision, recall) =
        (f64::from(right) / f64::from(right + lost), f64::from(right) / f64::from(right + kept));
    let f1 = 2.0 * precision * recall / (precision + recall);
    println!(
        "furniture dropped: precision {precision:.3} recall {recall:.3} F1 {f1:.3}; lines of articles {}, lost {lost}",
        good + lost
    );
    assert_eq!(lost, 0, "no line of an article may be lost");
    assert!(f1 >= 0.85, "F1 {f1:.3}");
}
