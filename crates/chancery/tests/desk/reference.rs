//! The reference in `docs/reference` says what the program has: commands, addresses, columns and
//! rules. `UPDATE_EXPECT=1 cargo test --test desk reference` writes it anew.

use std::fmt::Write;

use crate::support::{Site, chancery, root};

/// Compares a page of the reference with the program, or writes it.
fn check(name: &str, now: &str) {
    let path = root().join("docs/reference").join(name);
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, now).unwrap();
    }
    let then = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        then == now,
        "docs/reference/{name} differs from the program: run UPDATE_EXPECT=1 cargo test --test desk reference"
    );
}

fn help(arguments: &[&str]) -> String {
    let said = chancery().args(arguments).env("COLUMNS", "100").env("NO_COLOR", "1").output().unwrap();
    String::from_utf8(said.stdout).unwrap()
}

#[test]
fn every_command_is_in_the_reference() {
    let overview = help(&["--help"]);
    let mut page = format!(
        "# Commands\n\nWhat `chancery COMMAND --help` prints.\n\n```text\n{}\n```\n",
        overview.trim_end()
    );
    let listed = overview.split("Commands:").nth(1).unwrap().split("\n\n").next().unwrap();
    for command in
        listed.lines().filter_map(|line| line.split_whitespace().next()).filter(|command| *command != "help")
    {
        let _ = write!(
            page,
            "\n## chancery {command}\n\n```text\n{}\n```\n",
            help(&[command, "--help"]).trim_end()
        );
    }
    check("commands.md", &page);
}

#[test]
fn every_address_is_in_the_reference() {
    let site = Site::of_samples();
    let described = site.get("/openapi.json").json();
    let mut page = String::from(
        "# Addresses\n\nWhat `chancery serve` answers. Every address without its ending is a page for people.\n\n| address | what | filters |\n|---|---|---|\n",
    );
    for (path, one) in described["paths"].as_object().unwrap() {
        let (method, get) = one.as_object().unwrap().iter().next().unwrap();
        let method = if method == "get" { String::new() } else { format!("{} ", method.to_uppercase()) };
        let filters: Vec<String> = get["parameters"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|parameter| parameter["in"] == "query")
            .map(|parameter| format!("`{}`", parameter["name"].as_str().unwrap()))
            .collect();
        let _ = writeln!(
            page,
            "| `{method}{path}` | {} | {} |",
            get["summary"].as_str().unwrap(),
            filters.join(", ")
        );
    }
    check("addresses.md", &page);
}

#[test]
fn every_view_of_the_database_is_in_the_reference() {
    let site = Site::of_samples();
    let db = rusqlite::Connection::open(site.folder.path().join("test.db")).unwrap();
    let mut page = String::from(
        "# Views of the database\n\nThe database is one SQLite file. Other programs should read these views: their columns are a promise, the\ntables behind them are not. Days are ISO 8601, dates of events EDTF, states ISO 3166-1 alpha-3.\n",
    );
    let mut views = db.prepare("SELECT name FROM sqlite_schema WHERE type = 'view' ORDER BY name").unwrap();
    let names: Vec<String> = views.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
    for name in names {
        let rows = db.prepare(&format!("SELECT * FROM {name} LIMIT 0")).unwrap();
        let columns: Vec<String> = rows.column_names().map(|column| format!("`{column}`")).collect();
        let _ = write!(page, "\n## {name}\n\n{}\n", columns.join(", "));
    }
    check("views.md", &page);
}

#[test]
fn every_rule_is_in_the_reference() {
    let mut page = String::from(
        "# Rules\n\nEvery rule of the lexicon that can stand under a finding, by file. The file holds its pattern and the sentences\nthat it must and must not match; the page `/rule/ID` of the desk shows what it found.\n",
    );
    for file in chancery_lexicon::FILES.iter().filter(|file| file.path.ends_with(".toml")) {
        let text = std::str::from_utf8(file.bytes).unwrap();
        let ids: Vec<&str> = text
            .lines()
            .filter_map(|line| {
                line.strip_prefix("id")?
                    .trim_start()
                    .strip_prefix('=')?
                    .trim()
                    .strip_prefix('"')?
                    .split('"')
                    .next()
            })
            .collect();
        if !ids.is_empty() {
            let ids: Vec<String> = ids.iter().map(|id| format!("`{id}`")).collect();
            let _ = write!(page, "\n## {}\n\n{}\n", file.path, ids.join(", "));
        }
    }
    check("rules.md", &page);
}
