//! How fast time expressions are found in words and tags: `cargo bench -p chancery-core --bench times`.

use std::{fs, path::Path, time::Instant};

use chancery_core::{
    calendar::Day,
    grammar::{Model, Scratch},
    intake::{self, Metadata},
    lexicon::{Files, Problems, Vocabulary},
    times::Rules,
};

fn collect(root: &Path, folder: &Path, files: &mut Vec<(String, Vec<u8>)>) {
    for entry in fs::read_dir(folder).expect("the lexicon lies beside the crates") {
        let path = entry.expect("the lexicon can be read").path();
        if path.is_dir() {
            collect(root, &path, files);
        } else if path.parent() != Some(root)
            && let Ok(name) = path.strip_prefix(root)
        {
            let bytes = fs::read(&path).expect("the lexicon can be read");
            files.push((name.to_string_lossy().into_owned(), bytes));
        }
    }
}

fn main() {
    let root = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../lexicon"));
    let mut owned = Vec::new();
    collect(root, root, &mut owned);
    let files = Files::new(owned.iter().map(|(path, bytes)| (path.as_str(), bytes.as_slice())));
    let (mut vocabulary, mut problems) = (Vocabulary::default(), Problems::default());
    let start = Instant::now();
    let rules = Rules::compile(&files, &mut vocabulary, &mut problems);
    println!("rules compiled in {:.1} ms", start.elapsed().as_secs_f64() * 1000.0);
    let start = Instant::now();
    let model = Model::load(&files, &mut vocabulary, &mut problems);
    println!("model loaded in {:.1} ms", start.elapsed().as_secs_f64() * 1000.0);

    let set = fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../../corpus/times/diplomacy.md"))
        .expect("the set lies with the project");
    let text = set.replace(['[', ']', '|'], " ").repeat(4);
    let metadata = Metadata { published: Some(Day::constant(2025, 5, 9)), ..Metadata::default() };
    let document = intake::Rules::default().document(&text, metadata).expect("the text is short");
    let start = Instant::now();
    let analysis = model.analyse(&document, &vocabulary, &mut Scratch::default());
    let words = f64::from(analysis.len());
    println!("{words} words analysed in {:.1} ms", start.elapsed().as_secs_f64() * 1000.0);

    let runs = 20_u32;
    let start = Instant::now();
    let mut found = 0;
    for _ in 0..runs {
        found += rules.find(&document, &analysis, &vocabulary).len();
    }
    let seconds = start.elapsed().as_secs_f64() / f64::from(runs);
    println!("{} expressions, {:.0} words/s", found / runs as usize, words / seconds);
}
