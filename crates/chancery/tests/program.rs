//! The program as scripts see it: what it prints, where, and how it ends.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Output},
};

/// A folder of its own with a database in it.
struct Bench {
    folder: tempfile::TempDir,
}

impl Bench {
    fn new() -> Bench {
        Bench { folder: tempfile::tempdir().unwrap() }
    }

    fn file(&self, name: &str, bytes: &[u8]) -> PathBuf {
        let path = self.folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, bytes).unwrap();
        path
    }

    fn run(&self, args: &[&str]) -> Output {
        Command::new(env!("CARGO_BIN_EXE_chancery"))
            .args(args)
            .current_dir(self.folder.path())
            .env_remove("CHANCERY_DB")
            .env_remove("CHANCERY_LEXICON")
            .output()
            .unwrap()
    }

    /// Runs, expects an exit code, and gives standard output.
    fn ends(&self, code: i32, args: &[&str]) -> String {
        let output = self.run(args);
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(code), "{args:?}: {said}");
        String::from_utf8(output.stdout).unwrap()
    }
}

const REPORT: &str = "HELSINKI, 12 March 2024 — Norwegian Foreign Minister Kari Nordmann held talks with her \
Finnish counterpart Matti Virtanen in Helsinki on Tuesday.\n\nThe two ministers agreed to expand cooperation in \
energy and transport.\n";

#[test]
fn a_corrupt_file_among_many_is_named_and_the_others_are_in() {
    let bench = Bench::new();
    bench.file("reports/good.txt", REPORT.as_bytes());
    bench.file("reports/picture.png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06");
    bench.file("reports/empty.txt", b"");
    bench.file("reports/lines.jsonl", b"{\"doc\": \"a\", \"text\": \"Talks were held.\"}\n{\"doc\": \"b\"\n");
    let output = bench.run(&["add", "reports", "--json"]);
    assert_eq!(output.status.code(), Some(3));
    let summary: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let number = |key: &str| summary[key].as_u64().unwrap();
    let refused = summary["refused"].as_array().unwrap();
    assert_eq!(number("found"), number("added") + number("known") + refused.len() as u64);
    assert_eq!(number("added"), 2);
    let said = String::from_utf8_lossy(&output.stderr);
    for name in ["picture.png", "empty.txt", "lines.jsonl:2"] {
        assert!(said.contains(name), "{name} is not named in: {said}");
    }
    // The refusals stay in the database, and the good reports can be found.
    assert!(bench.ends(0, &["search", "counterpart"]).contains("Virtanen"));
}

#[test]
fn the_same_file_twice_changes_nothing() {
    let bench = Bench::new();
    bench.file("a.txt", REPORT.as_bytes());
    bench.ends(0, &["add", "a.txt"]);
    let first = bench.ends(0, &["rebuild", "--json"]);
    bench.file("copy.txt", REPORT.as_bytes());
    let summary: serde_json::Value =
        serde_json::from_str(&bench.ends(0, &["add", "a.txt", "copy.txt", "--json"])).unwrap();
    assert_eq!((&summary["added"], &summary["known"]), (&0.into(), &2.into()));
    let second: serde_json::Value = serde_json::from_str(&bench.ends(0, &["rebuild", "--json"])).unwrap();
    assert_eq!(second["same"], true);
    let first: serde_json::Value = serde_json::from_str(&first).unwrap();
    assert_eq!(first["ledger"], second["ledger"]);
}

#[test]
fn reports_in_any_order_and_any_batches_give_the_same_ledger() {
    let lines = [
        (
            "a",
            "2024-03-04",
            "OSLO — Norway's foreign minister will meet her Finnish counterpart in Helsinki on 12 March.",
        ),
        ("b", "2024-03-12", REPORT),
        ("c", "2024-03-13", "The foreign ministers of Norway and Finland met in Helsinki on Tuesday."),
        ("d", "2024-04-02", "Finland proposed that Norway join the project, the ministry said on Tuesday."),
    ];
    let jsonl = |order: &[usize]| -> Vec<u8> {
        let rows = order.iter().map(|&n| {
            let (doc, published, text) = lines[n];
            serde_json::json!({ "doc": doc, "published": published, "text": text }).to_string() + "\n"
        });
        rows.collect::<String>().into_bytes()
    };
    let ledger = |batches: &[&[usize]]| {
        let bench = Bench::new();
        for (n, batch) in batches.iter().enumerate() {
            bench.file(&format!("{n}.jsonl"), &jsonl(batch));
            bench.ends(0, &["add", &format!("{n}.jsonl")]);
        }
        let said: serde_json::Value = serde_json::from_str(&bench.ends(0, &["rebuild", "--json"])).unwrap();
        said["ledger"].as_str().unwrap().to_owned()
    };
    let whole = ledger(&[&[0, 1, 2, 3]]);
    assert_eq!(whole, ledger(&[&[3, 1, 0, 2]]));
    assert_eq!(whole, ledger(&[&[2], &[3, 0], &[1, 2]]));
}

#[test]
fn every_quotation_stands_in_its_report() {
    let bench = Bench::new();
    bench.file("a.txt", REPORT.as_bytes());
    let record: serde_json::Value =
        serde_json::from_str(&bench.ends(0, &["read", "a.txt", "--jsonl"])).unwrap();
    let points: Vec<char> = REPORT.chars().collect();
    for list in ["events", "commitments", "instruments", "mechanisms"] {
        for finding in record[list].as_array().unwrap() {
            for evidence in finding["evidence"].as_array().unwrap() {
                let at = |key: &str| evidence[key].as_u64().unwrap() as usize;
                let words: String = points[at("start")..at("end")].iter().collect();
                assert_eq!(evidence["quote"], words);
            }
        }
    }
}

#[test]
fn any_bytes_are_read_or_refused() {
    let bench = Bench::new();
    arbtest::arbtest(|u| {
        let bytes: Vec<u8> = u.arbitrary()?;
        bench.file("any", &bytes);
        let code = bench.run(&["read", "any", "--jsonl"]).status.code();
        assert!(matches!(code, Some(0 | 3)), "{code:?} on {bytes:?}");
        Ok(())
    })
    .budget_ms(3_000);
}

#[test]
fn wrong_usage_and_missing_things_have_codes_of_their_own() {
    let bench = Bench::new();
    bench.ends(2, &["brief", "VNM"]);
    bench.ends(1, &["timeline", "--db", "none.db"]);
    bench.file("a.txt", REPORT.as_bytes());
    bench.ends(0, &["add", "a.txt"]);
    bench.ends(2, &["brief", "VNM", "Atlantis"]);
    bench.ends(1, &["search", "xyzzy"]);
    bench.ends(3, &["add", "no-such-file.txt"]);
    bench.file("text.db", b"this is no database, only a line of text that is long enough");
    bench.ends(1, &["timeline", "--db", "text.db"]);
}

#[test]
fn a_database_of_a_newer_program_is_left_alone() {
    let bench = Bench::new();
    bench.file("a.txt", REPORT.as_bytes());
    bench.ends(0, &["add", "a.txt"]);
    let path = bench.folder.path().join("chancery.db");
    let sql = rusqlite::Connection::open(&path).unwrap();
    sql.execute_batch("PRAGMA user_version = 999; PRAGMA wal_checkpoint(TRUNCATE);").unwrap();
    drop(sql);
    let before = fs::read(&path).unwrap();
    let output = bench.run(&["add", "a.txt"]);
    assert_eq!(output.status.code(), Some(5));
    assert!(String::from_utf8_lossy(&output.stderr).contains("E-SCHEMA-NEWER"));
    assert_eq!(before, fs::read(&path).unwrap());
}

#[test]
fn every_view_can_be_read_by_other_programs() {
    let bench = Bench::new();
    bench.file("a.txt", REPORT.as_bytes());
    bench.ends(0, &["add", "a.txt"]);
    let sql = rusqlite::Connection::open(bench.folder.path().join("chancery.db")).unwrap();
    let mut views = sql.prepare("SELECT name FROM sqlite_schema WHERE type = 'view' ORDER BY name").unwrap();
    let views: Vec<String> =
        views.query_map([], |row| row.get(0)).unwrap().collect::<Result<_, _>>().unwrap();
    assert!(views.len() > 9, "{views:?}");
    for view in views {
        let mut rows =
            sql.prepare(&format!("SELECT * FROM {view}")).unwrap_or_else(|error| panic!("{view}: {error}"));
        let mut rows = rows.query([]).unwrap();
        while rows.next().unwrap_or_else(|error| panic!("{view}: {error}")).is_some() {}
    }
}

#[test]
fn colours_obey_the_environment() {
    let bench = Bench::new();
    bench.file("a.txt", REPORT.as_bytes());
    let run = |args: &[&str], no_color: &str| {
        let output = Command::new(env!("CARGO_BIN_EXE_chancery"))
            .args(args)
            .current_dir(bench.folder.path())
            .env("NO_COLOR", no_color)
            .output()
            .unwrap();
        String::from_utf8(output.stdout).unwrap()
    };
    assert!(!run(&["read", "a.txt"], "").contains('\u{1b}'));
    assert!(!run(&["read", "a.txt"], "1").contains('\u{1b}'));
    assert!(run(&["read", "a.txt", "--color", "always"], "1").contains('\u{1b}'));
}

#[test]
fn the_source_of_help_is_the_program() {
    let bench = Bench::new();
    let help = bench.ends(0, &["--help"]);
    for command in ["add", "brief", "timeline", "commitments", "explain", "search", "export", "rebuild"] {
        assert!(help.contains(command), "{command}");
        let help = bench.ends(0, &[command, "--help"]);
        assert!(help.contains("Example"), "{command} has no example");
    }
    assert!(bench.ends(0, &["man"]).contains(".TH chancery"));
    assert!(bench.ends(0, &["completions", "bash"]).contains("_chancery"));
    assert!(Path::new(env!("CARGO_BIN_EXE_chancery")).exists());
}
