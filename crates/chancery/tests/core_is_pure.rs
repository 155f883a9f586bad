//! What core must not touch, and that its modules use only those above them.

use std::{
    fs,
    path::{Path, PathBuf},
};

fn core() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../chancery-core/src")
}

/// The source files of core, each with its code: comments and tests left out.
fn sources() -> Vec<(String, String)> {
    let mut files = Vec::new();
    collect(&core(), &mut files);
    files.sort();
    let name = |path: &Path| path.strip_prefix(core()).unwrap().to_string_lossy().replace('\\', "/");
    let is_test = |name: &str| name.ends_with("tests.rs") || name.contains("/tests/");
    files
        .iter()
        .map(|path| (name(path), fs::read_to_string(path).unwrap()))
        .filter(|(name, _)| !is_test(name))
        .map(|(name, text)| (name, code(&text)))
        .collect()
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, files);
        } else if path.extension().is_some_and(|kind| kind == "rs") {
            files.push(path);
        }
    }
}

/// The code before the tests of a file, without comments.
fn code(text: &str) -> String {
    let text = text.split("#[cfg(test)]\nmod ").next().unwrap_or_default();
    text.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n")
}

#[test]
fn core_touches_no_file_clock_environment_or_thread() {
    let forbidden = [
        "std::fs",
        "std::env",
        "std::net",
        "std::process",
        "std::thread",
        "std::io",
        "SystemTime",
        "Instant::now",
        "Zoned::now",
        "Timestamp::now",
        "thread_local!",
        "static mut",
        "rand::",
    ];
    let mut found = Vec::new();
    for (name, code) in sources() {
        for word in forbidden {
            if code.contains(word) {
                found.push(format!("{name}: {word}"));
            }
        }
    }
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn modules_use_only_those_above_them() {
    let order: Vec<String> = fs::read_to_string(core().join("lib.rs"))
        .unwrap()
        .lines()
        .filter_map(|line| line.strip_prefix("pub mod ")?.strip_suffix(';').map(str::to_owned))
        .collect();
    assert!(order.len() > 5, "{order:?}");
    let place = |module: &str| order.iter().position(|name| name == module);
    let mut found = Vec::new();
    for (name, code) in sources() {
        let module = name.split(['/', '.']).next().unwrap_or_default();
        let Some(at) = place(module) else { continue };
        // `crate::name` and the names of a group `crate::{a, b::{c}}` at its first level.
        for (start, _) in code.match_indices("crate::") {
            for used in used(&code[start + "crate::".len()..]) {
                if place(&used).is_some_and(|other| other > at) {
                    found.push(format!("{name} uses {used}, which stands below {module}"));
                }
            }
        }
    }
    found.dedup();
    assert!(found.is_empty(), "{found:#?}");
}

/// The modules that a path after `crate::` names.
fn used(path: &str) -> Vec<String> {
    let word =
        |text: &str| -> String { text.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect() };
    let Some(group) = path.strip_prefix('{') else { return vec![word(path)] };
    let (mut names, mut depth, mut fresh) = (Vec::new(), 0, true);
    for (at, character) in group.char_indices() {
        match character {
            '{' => depth += 1,
            '}' if depth == 0 => break,
            '}' => depth -= 1,
            ',' if depth == 0 => fresh = true,
            c if fresh && depth == 0 && (c.is_alphabetic() || c == '_') => {
                names.push(word(&group[at..]));
                fresh = false;
            }
            _ => {}
        }
    }
    names
}

#[test]
fn nothing_about_the_world_stands_in_a_literal_of_core() {
    // Words of the world are looked for in the string literals of core's code; the lexicon holds
    // them all, these are only the ones that a hurried hand would write down first. Single verbs
    // are not among them: "agreed" and "signed" are also names of stages, which are core's own.
    let world = [
        "vietnam",
        "russia",
        "china",
        "united states",
        "moscow",
        "hanoi",
        "prime minister",
        "president",
        "foreign minister",
        "ambassador",
        "january",
        "february",
        "august",
        "september",
        "october",
        "november",
        "december",
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "saturday",
        "held talks",
        "memorandum",
        "communiqu",
    ];
    let mut found = Vec::new();
    for (name, code) in sources() {
        for literal in literals(&code) {
            let folded = literal.to_lowercase();
            for word in world {
                if folded.split(|c: char| !c.is_alphanumeric() && c != ' ').any(|part| part.trim() == word) {
                    found.push(format!("{name}: {literal:?}"));
                }
            }
        }
    }
    assert!(found.is_empty(), "{found:#?}");
}

/// The string literals of code.
fn literals(code: &str) -> Vec<String> {
    let (mut literals, mut current): (Vec<String>, Option<String>) = (Vec::new(), None);
    let mut letters = code.chars().peekable();
    let mut before = ' ';
    while let Some(letter) = letters.next() {
        match (&mut current, letter) {
            (Some(text), '\\') => {
                text.push(' ');
                letters.next();
            }
            (Some(_), '"') => literals.extend(current.take()),
            (Some(text), letter) => text.push(letter),
            // A character literal that is a quotation mark opens no string.
            (None, '"') if before != '\'' => current = Some(String::new()),
            (None, _) => {}
        }
        before = letter;
    }
    literals
}
