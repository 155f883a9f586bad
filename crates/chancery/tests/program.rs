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
fn one_text_under_two_addresses_is_one_report() {
    let bench = Bench::new();
    let page = |address: &str, day: &str| {
        serde_json::json!({
            "source": address, "published": day, "title": "Talks in Oslo",
            "text": "Talks in Oslo\n\nThe foreign ministers of Norway and Finland held talks in Oslo on Monday.",
        })
        .to_string()
    };
    let lines = [
        page("https://news.example.org/1", "2024-03-12"),
        page("https://news.example.org/print/1", "2024-03-12"),
        page("https://news.example.org/2", "2025-03-12"),
    ];
    bench.file("pages.jsonl", lines.join("\n").as_bytes());
    // The same words a year later are no repetition: they are refused, since the name of a report without
    // one is that of its text.
    let said = bench.ends(3, &["add", "pages.jsonl", "--json"]);
    let summary: serde_json::Value = serde_json::from_str(&said).unwrap();
    let refused: Vec<_> =
        summary["refused"].as_array().unwrap().iter().map(|it| it["code"].as_str().unwrap()).collect();
    assert_eq!((&summary["added"], &summary["known"]), (&1.into(), &1.into()), "{summary}");
    assert_eq!(refused, ["E-NAME-TAKEN"]);
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
fn what_another_program_settled_is_settled_anew() {
    let bench = Bench::new();
    bench.file("a.txt", REPORT.as_bytes());
    bench.ends(0, &["add", "a.txt"]);
    let sql = rusqlite::Connection::open(bench.folder.path().join("chancery.db")).unwrap();
    let by = || -> String {
        sql.query_row("SELECT value FROM meta WHERE key = 'settled_by'", [], |row| row.get(0)).unwrap()
    };
    // The version, the rules of settling, the lexicon.
    let ours = by();
    let parts: Vec<&str> = ours.split(' ').collect();
    assert_eq!((parts.len(), parts[0], parts[1].len()), (3, env!("CARGO_PKG_VERSION"), 16));
    // A program of the same version with other rules, which found nothing.
    let others = format!("{} 0000000000000000 {}", parts[0], parts[2]);
    sql.execute("UPDATE meta SET value = ? WHERE key = 'settled_by'", [&others]).unwrap();
    sql.execute(
        "UPDATE row SET body = json_set(body, '$.place', 'Atlantis'), hash = 'x' WHERE kind = 'event'",
        [],
    )
    .unwrap();
    assert!(bench.ends(0, &["timeline"]).contains("Atlantis"));
    // No report is new.
    bench.ends(0, &["add", "a.txt"]);
    assert!(!bench.ends(0, &["timeline"]).contains("Atlantis"));
    assert_eq!(by(), ours);
}

#[test]
fn what_was_cut_away_is_kept_and_seen() {
    let bench = Bench::new();
    let page = format!(
        "<html><head><title>Talks in Helsinki</title><script>var x = 1;</script></head><body><nav><a>Home</a> <a>World</a></nav>\
         <article><h1>Talks in Helsinki</h1><p>{}</p><p>Share: Facebook Twitter Email</p></article>\
         <aside><h2>Most read</h2><p>Storm nears the coast</p></aside><footer>All rights reserved</footer></body></html>",
        REPORT.replace("\n\n", "</p><p>")
    );
    bench.file("page.html", page.as_bytes());
    bench.file(
        "text.txt",
        format!("Subscribe\nSign in\n\n{REPORT}\nShare: Facebook Twitter Email\n").as_bytes(),
    );
    bench.ends(0, &["add", "page.html", "text.txt"]);
    let sql = rusqlite::Connection::open(bench.folder.path().join("chancery.db")).unwrap();
    let doc = |file: &str| -> String {
        sql.query_row("SELECT doc FROM document WHERE file LIKE '%' || ?", [file], |row| row.get(0)).unwrap()
    };
    let cut = |file: &str| -> serde_json::Value {
        serde_json::from_str(&bench.ends(0, &["explain", &doc(file), "--cut", "--json"])).unwrap()
    };
    let page = cut("page.html");
    let left_out: Vec<&str> =
        page["left_out"].as_array().unwrap().iter().map(|line| line.as_str().unwrap()).collect();
    assert_eq!(left_out, ["Home World", "Most read", "Storm nears the coast", "All rights reserved"]);
    let text = cut("text.txt");
    let share =
        text["cut"].as_array().unwrap().iter().find(|one| one["text"] == "Share: Facebook Twitter Email");
    assert_eq!(share.unwrap()["rule"], "site.share");
    assert_eq!(text["left_out"].as_array().unwrap().len(), 0);
    let said = bench.ends(0, &["explain", &doc("page.html"), "--cut"]);
    assert!(said.contains("4 lines of the page") && said.contains("  Storm nears the coast\n"), "{said}");
    bench.ends(1, &["explain", "no-such-report", "--cut"]);
    // The same page is the same document, whatever is left out of it.
    let again: serde_json::Value =
        serde_json::from_str(&bench.ends(0, &["add", "page.html", "--json"])).unwrap();
    assert_eq!(again["known"], 1);
}

#[test]
fn a_slip_of_a_source_stays_as_printed_and_is_shown() {
    let bench = Bench::new();
    let text = "ULAANBAATAR, 12 March 2024 — President of Mongolia Ukhnaagiin Khurelsukh met with Chairman of the State \
                Duma of Russia Vyacheslav Viktorovich Volodin in Ulaanbaatar on Tuesday.\n\nVyacheslav thanked the \
                President for the welcome.\n";
    bench.file("a.txt", text.as_bytes());
    bench.ends(0, &["add", "a.txt"]);
    let slip = "`Vyacheslav` is a given name used as a family name";
    assert!(bench.ends(0, &["brief", "MNG", "RUS", "--json"]).contains(slip));
    let people: serde_json::Value = serde_json::from_str(&bench.ends(0, &["people", "--json"])).unwrap();
    let ids = people.as_array().unwrap().iter().map(|row| row["id"].as_str().unwrap());
    let [volodin] = ids.filter(|id| id.contains("volodin")).collect::<Vec<_>>()[..] else {
        panic!("{people}")
    };
    assert!(bench.ends(0, &["explain", volodin]).contains(slip));
    let row: serde_json::Value =
        serde_json::from_str(&bench.ends(0, &["explain", volodin, "--json"])).unwrap();
    assert_eq!(row["slips"][0]["text"], slip);
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
