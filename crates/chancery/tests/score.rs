//! The reader on records made by hand: the figures of `corpus/score.toml` never fall.
//!
//! `dev` and `seeds` lie in `../shared/gold`, `made`, `items`, `open` and `sealed` in `corpus/records`.
//! The scorer and the texts of the last two lie in `../shared`; the test says so and passes without
//! them, as it does without python3.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    process::Command,
};

/// The figures by name: F1, or for grounding the share.
type Figures = BTreeMap<String, f64>;

/// Our name and the scorer's key of each figure.
const FIGURES: [(&str, &str); 9] = [
    ("grounding", "grounding"),
    ("relevance", "relevance"),
    ("events", "events"),
    ("participants", "participants"),
    ("commitments-detected", "commitments.detected"),
    ("commitments", "commitments"),
    ("fields", "commitments.fields"),
    ("instruments", "instruments"),
    ("mechanisms", "mechanisms"),
];

#[test]
fn figures_on_the_gold_records_do_not_fall() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let gold = root.join("../shared/gold");
    if !gold.join("score.py").exists() {
        println!("skipped: there is no ../shared/gold beside the checkout");
        return;
    }
    if Command::new("python3").arg("--version").output().is_err() {
        println!("skipped: there is no python3");
        return;
    }
    let file = root.join("corpus/score.toml");
    let table: toml::Table = fs::read_to_string(&file).unwrap().parse().unwrap();
    let tolerance = table["tolerance"].as_float().unwrap();
    let mut fallen = Vec::new();
    let mut measured = BTreeMap::new();
    let own = root.join("corpus/records");
    let joined = tempfile::tempdir().unwrap();
    for set in ["open", "sealed"] {
        let join = Command::new("python3")
            .arg(own.join("join.py"))
            .arg(set)
            .arg(root.join("../shared/corpus"))
            .arg(joined.path())
            .output()
            .unwrap();
        assert!(join.status.success(), "{}", String::from_utf8_lossy(&join.stderr));
    }
    let sets = [
        ("dev", gold.as_path()),
        ("items", &own),
        ("made", &own),
        ("open", joined.path()),
        ("sealed", joined.path()),
        ("seeds", &gold),
    ];
    for (set, folder) in sets {
        let figures = measure(&gold.join("score.py"), folder, set);
        for (name, value) in &figures {
            let held = table.get(set).and_then(|set| set.get(name)).and_then(toml::Value::as_float);
            let held = held.unwrap_or(0.0);
            println!("{set:6} {name:22} {value:.3} (held {held:.3})");
            if *value < held - tolerance {
                fallen.push(format!("{set} {name}: {value:.3}, was {held:.3}"));
            }
        }
        measured.insert(set, figures);
    }
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        fs::write(&file, render(&fs::read_to_string(&file).unwrap(), &measured)).unwrap();
        return;
    }
    assert!(fallen.is_empty(), "figures have fallen:\n{}", fallen.join("\n"));
}

#[test]
fn facts_that_were_marked_by_hand_are_found() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let facts = root.join("../shared/domain/seed_facts.jsonl");
    if !facts.exists() {
        println!("skipped: there is no ../shared/domain beside the checkout");
        return;
    }
    let table: toml::Table = fs::read_to_string(root.join("corpus/score.toml")).unwrap().parse().unwrap();
    let scored = Command::new(env!("CARGO_BIN_EXE_chancery"))
        .arg("score")
        .arg(&facts)
        .arg(root.join("../shared/seeds"))
        .output()
        .unwrap();
    assert!(scored.status.success(), "{}", String::from_utf8_lossy(&scored.stderr));
    let told = String::from_utf8(scored.stdout).unwrap();
    let last: Vec<f64> = told
        .lines()
        .last()
        .unwrap_or_default()
        .split_whitespace()
        .filter_map(|word| word.parse().ok())
        .collect();
    let share = last[0] / last[1];
    assert!(share >= table["facts"].as_float().unwrap(), "{told}");
}

/// Runs the program on a set of documents, and the scorer on what it prints.
fn measure(scorer: &Path, sets: &Path, set: &str) -> Figures {
    let folder = tempfile::tempdir().unwrap();
    let predicted: PathBuf = folder.path().join("predicted.jsonl");
    let read = Command::new(env!("CARGO_BIN_EXE_chancery"))
        .args(["read", "--jsonl"])
        .arg(sets.join(format!("{set}.docs.jsonl")))
        .output()
        .unwrap();
    assert!(read.status.success(), "{}", String::from_utf8_lossy(&read.stderr));
    fs::write(&predicted, &read.stdout).unwrap();
    let score = Command::new("python3")
        .arg(scorer)
        .arg(sets.join(format!("{set}.jsonl")))
        .arg(&predicted)
        .arg("--json")
        .output()
        .unwrap();
    assert!(score.status.success(), "{}", String::from_utf8_lossy(&score.stderr));
    let score: serde_json::Value = serde_json::from_slice(&score.stdout).unwrap();
    FIGURES
        .iter()
        .map(|(name, key)| {
            let value = &score[*key];
            let value = value.as_f64().or_else(|| value["f1"].as_f64()).unwrap_or(0.0);
            ((*name).to_owned(), value)
        })
        .collect()
}

/// The file with the new figures, its comments kept.
fn render(old: &str, measured: &BTreeMap<&str, Figures>) -> String {
    let head = old.split("\n[").next().unwrap_or_default();
    let mut new = head.trim_end().to_owned();
    new.push('\n');
    for (set, figures) in measured {
        new.push_str(&format!("\n[{set}]\n"));
        for (name, _) in FIGURES {
            new.push_str(&format!("{name} = {:.3}\n", figures[name]));
        }
    }
    new
}
