//! Nothing is lost and nothing is there twice, whatever ends the program and whatever the disk says.
//!
//! Few rounds by default; `CHANCERY_DEEP=300 cargo test --test durability` runs so many of each.
//! `CHANCERY_PROGRAM=target/release/chancery` takes a program that was built for speed.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Child, Command, Output, Stdio},
    sync::Barrier,
    thread,
    time::Duration,
};

use chancery::store::Store;
use rusqlite::Connection;

/// The program under test.
fn program() -> PathBuf {
    let given = std::env::var_os("CHANCERY_PROGRAM").unwrap_or_else(|| env!("CARGO_BIN_EXE_chancery").into());
    fs::canonicalize(given).unwrap()
}

fn rounds(shallow: u64) -> u64 {
    std::env::var("CHANCERY_DEEP").ok().and_then(|deep| deep.parse().ok()).unwrap_or(shallow)
}

/// Reports of a made-up relation, no two alike, as JSON Lines.
fn reports(count: usize) -> String {
    let places = ["Helsinki", "Oslo", "Bergen", "Turku", "Tromsø", "Tampere", "Narvik", "Rovaniemi"];
    let fields = ["energy", "fisheries", "rail transport", "education", "trade", "tourism", "research"];
    (0..count)
        .map(|n| {
            let (place, field) = (places[n % places.len()], fields[n % fields.len()]);
            let text = format!(
                "Norwegian Foreign Minister Kari Nordmann held talks with her Finnish counterpart Matti Virtanen in {place} on Tuesday, their meeting number {n}.\n\nThe two ministers agreed to expand cooperation in {field}, and to set up a joint committee on {field}.\n"
            );
            let published = format!("20{:02}-{:02}-{:02}", 10 + n % 12, 1 + n % 12, 1 + n % 28);
            serde_json::json!({ "doc": format!("d{n}"), "published": published, "text": text }).to_string() + "\n"
        })
        .collect()
}

fn command(folder: &Path, args: &[&str]) -> Command {
    let mut command = Command::new(program());
    command.args(args).current_dir(folder).env_remove("CHANCERY_DB").env_remove("CHANCERY_LEXICON");
    command
}

fn run(folder: &Path, args: &[&str]) -> Output {
    command(folder, args).output().unwrap()
}

fn start(folder: &Path, args: &[&str]) -> Child {
    command(folder, args).stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap()
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// What stands in a database: its documents, claims and rows with their contents, and the ledger's hash.
#[derive(Debug, PartialEq)]
struct Contents {
    documents: Vec<String>,
    claims: Vec<String>,
    rows: Vec<String>,
    ledger: Option<String>,
}

fn contents(db: &Path) -> Contents {
    let sql = Connection::open(db).unwrap();
    let all = |query: &str| -> Vec<String> {
        let mut rows = sql.prepare(query).unwrap();
        rows.query_map([], |row| row.get(0)).unwrap().collect::<Result<_, _>>().unwrap()
    };
    Contents {
        documents: all("SELECT doc || ' ' || content FROM document ORDER BY doc"),
        claims: all("SELECT claim || ' ' || body FROM claim ORDER BY claim"),
        rows: all("SELECT id || ' ' || body FROM row ORDER BY id"),
        ledger: all("SELECT value FROM meta WHERE key = 'ledger_hash'").pop(),
    }
}

/// The file is sound, and the indexes agree with the tables.
fn is_sound(db: &Path) {
    let sql = Connection::open(db).unwrap();
    let check: String = sql.query_row("PRAGMA integrity_check", [], |row| row.get(0)).unwrap();
    assert_eq!(check, "ok");
    let dangling: i64 =
        sql.query_row("SELECT count(*) FROM pragma_foreign_key_check", [], |row| row.get(0)).unwrap();
    assert_eq!(dangling, 0);
}

/// Numbers that are the same on every run (xorshift).
struct Random(u64);

impl Random {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % limit.max(1)
    }
}

#[test]
fn killed_at_any_moment_it_goes_on_to_the_same_ledger() {
    let folder = tempfile::tempdir().unwrap();
    // Several batches: some are in when the program is killed.
    fs::write(folder.path().join("all.jsonl"), reports(450)).unwrap();
    let begun = std::time::Instant::now();
    let whole = run(folder.path(), &["add", "all.jsonl", "--quiet", "--db", "whole.db"]);
    assert!(whole.status.success(), "{}", said(&whole));
    let long = begun.elapsed().as_millis() as u64;
    let expected = contents(&folder.path().join("whole.db"));
    assert_eq!(expected.documents.len(), 450);

    let mut random = Random(20_250_114);
    let (mut kills, mut partial) = (0, 0);
    for round in 0..rounds(4) {
        let name = format!("{round}.db");
        let db = folder.path().join(&name);
        // Up to three kills before it may end.
        for _ in 0..=random.below(3) {
            let mut child = start(folder.path(), &["add", "all.jsonl", "--quiet", "--db", &name]);
            thread::sleep(Duration::from_millis(random.below(long * 12 / 10)));
            child.kill().unwrap();
            child.wait().unwrap();
            kills += 1;
            if db.exists() {
                is_sound(&db);
                let tables: i64 = Connection::open(&db)
                    .unwrap()
                    .query_row("SELECT count(*) FROM sqlite_schema WHERE name = 'document'", [], |row| {
                        row.get(0)
                    })
                    .unwrap();
                let there = if tables == 0 { 0 } else { contents(&db).documents.len() };
                // A batch is there whole or not at all.
                assert!(there == 450 || there.is_multiple_of(200), "{there} documents after a kill");
                partial += usize::from(there > 0 && there < 450);
            }
        }
        let last = run(folder.path(), &["add", "all.jsonl", "--quiet", "--db", &name]);
        assert!(last.status.success(), "{}", said(&last));
        is_sound(&db);
        assert_eq!(contents(&db), expected, "round {round}");
        fs::remove_file(&db).unwrap();
    }
    println!("{kills} kills in {} rounds, {partial} of them between two batches", rounds(4));
}

#[test]
fn two_at_once_leave_what_one_would() {
    let folder = tempfile::tempdir().unwrap();
    let all = reports(260);
    let lines: Vec<&str> = all.lines().collect();
    let part = |lines: &[&str]| lines.iter().map(|line| format!("{line}\n")).collect::<String>();
    fs::write(folder.path().join("all.jsonl"), &all).unwrap();
    // The parts overlap: both programs meet some reports.
    fs::write(folder.path().join("first.jsonl"), part(&lines[..180])).unwrap();
    fs::write(folder.path().join("second.jsonl"), part(&lines[90..])).unwrap();
    let whole = run(folder.path(), &["add", "all.jsonl", "--quiet", "--db", "whole.db"]);
    assert!(whole.status.success(), "{}", said(&whole));
    let expected = contents(&folder.path().join("whole.db"));
    for round in 0..rounds(1).min(20) {
        let name = format!("{round}.db");
        let children: Vec<Child> = ["first.jsonl", "second.jsonl"]
            .map(|file| start(folder.path(), &["add", file, "--quiet", "--db", &name]))
            .into();
        for child in children {
            let output = child.wait_with_output().unwrap();
            assert!(output.status.success(), "{}", said(&output));
        }
        is_sound(&folder.path().join(&name));
        assert_eq!(contents(&folder.path().join(&name)), expected, "round {round}");
    }
}

#[test]
fn many_who_make_one_database_at_once_all_open_it() {
    let folder = tempfile::tempdir().unwrap();
    for round in 0..rounds(20) {
        let path = folder.path().join(format!("{round}.db"));
        let together = Barrier::new(8);
        let open = || {
            together.wait();
            Store::create(&path)?.begin_run("2025-01-14T09:00:00Z", "one lexicon").map(|_| ())
        };
        thread::scope(|scope| {
            let opening: Vec<_> = (0..8).map(|_| scope.spawn(open)).collect();
            for opened in opening {
                if let Err(error) = opened.join().unwrap() {
                    panic!("round {round}: {error}");
                }
            }
        });
    }
}

#[test]
fn a_database_that_another_program_writes_is_waited_for_and_then_named() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("one.jsonl"), reports(1)).unwrap();
    fs::write(folder.path().join("two.jsonl"), reports(2)).unwrap();
    assert!(run(folder.path(), &["add", "one.jsonl"]).status.success());
    let other = Connection::open(folder.path().join("chancery.db")).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    // Reading goes on beside a writer.
    assert!(run(folder.path(), &["timeline"]).status.success());
    let waiting = start(folder.path(), &["add", "two.jsonl"]);
    thread::sleep(Duration::from_millis(1500));
    other.execute_batch("ROLLBACK").unwrap();
    let output = waiting.wait_with_output().unwrap();
    assert!(output.status.success(), "it waits for its turn: {}", said(&output));
    // Thirty seconds are too long for a test of every day.
    if std::env::var("CHANCERY_DEEP").is_ok() {
        other.execute_batch("BEGIN IMMEDIATE").unwrap();
        fs::write(folder.path().join("three.jsonl"), reports(3)).unwrap();
        let output = run(folder.path(), &["add", "three.jsonl"]);
        assert_eq!(output.status.code(), Some(4), "{}", said(&output));
        assert!(said(&output).contains("E-DB-BUSY"), "{}", said(&output));
    }
}

/// Files may not grow beyond so many blocks of 512 bytes: the nearest to a full disk that needs no rights.
#[cfg(unix)]
fn in_little_room(folder: &Path, blocks: u64, args: &str) -> Output {
    // A child keeps ignoring the signal that a write beyond the limit sends, and gets an error instead.
    let script = format!("trap '' XFSZ; ulimit -f {blocks}; exec \"$0\" {args}");
    Command::new("bash")
        .args(["--posix", "-c", &script])
        .arg(program())
        .current_dir(folder)
        .env_remove("CHANCERY_DB")
        .env_remove("CHANCERY_LEXICON")
        .output()
        .unwrap()
}

#[cfg(unix)]
#[test]
fn without_room_it_says_so_and_goes_on_when_there_is_some() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("all.jsonl"), reports(220)).unwrap();
    let whole = run(folder.path(), &["add", "all.jsonl", "--quiet", "--db", "whole.db"]);
    assert!(whole.status.success(), "{}", said(&whole));
    let expected = contents(&folder.path().join("whole.db"));
    let size = fs::metadata(folder.path().join("whole.db")).unwrap().len() / 512 * 2;
    let steps = rounds(6).min(200);
    let mut failed = 0;
    for step in 0..steps {
        let name = format!("{step}.db");
        let db = folder.path().join(&name);
        let blocks = 1 + size * step / steps;
        let output = in_little_room(folder.path(), blocks, &format!("add all.jsonl --quiet --db {name}"));
        if !output.status.success() {
            failed += 1;
            assert_eq!(output.status.code(), Some(1), "{blocks} blocks: {}", said(&output));
            let told = said(&output);
            assert!(told.contains("E-DISK") && told.contains("try:"), "{blocks} blocks: {told}");
        }
        if db.exists() {
            is_sound(&db);
        }
        let again = run(folder.path(), &["add", "all.jsonl", "--quiet", "--db", &name]);
        assert!(again.status.success(), "{}", said(&again));
        is_sound(&db);
        assert_eq!(contents(&db), expected, "{blocks} blocks");
        fs::remove_file(&db).unwrap();
    }
    assert!(failed > 0, "at least the smallest of the disks is too small");
    println!("{failed} of {steps} disks were too small");
}

/// Runs the program where the folder cannot be written, in a name space of its own; none where the
/// machine does not allow one.
#[cfg(target_os = "linux")]
fn on_a_frozen_disk(folder: &Path, args: &str) -> Option<Output> {
    let script =
        format!("mount --bind . . && mount -o remount,bind,ro . && cd \"$PWD\" && exec \"$0\" {args}");
    let output = Command::new("unshare")
        .args(["-rm", "sh", "-c", &script])
        .arg(program())
        .current_dir(folder)
        .env_remove("CHANCERY_DB")
        .env_remove("CHANCERY_LEXICON")
        .output()
        .ok()?;
    let told = said(&output);
    let refused = ["unshare:", "mount:"].iter().any(|tool| told.contains(tool));
    (!refused).then_some(output)
}

#[cfg(target_os = "linux")]
#[test]
fn a_disk_that_cannot_be_written_can_be_read() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("one.jsonl"), reports(1)).unwrap();
    fs::write(folder.path().join("two.jsonl"), reports(2)).unwrap();
    assert!(run(folder.path(), &["add", "one.jsonl"]).status.success());
    let before = contents(&folder.path().join("chancery.db"));
    let Some(output) = on_a_frozen_disk(folder.path(), "timeline") else {
        println!("skipped: no disk can be frozen here (unshare and mount are needed)");
        return;
    };
    assert!(output.status.success(), "{}", said(&output));
    assert!(!output.stdout.is_empty());
    let output = on_a_frozen_disk(folder.path(), "add two.jsonl").unwrap();
    assert_eq!(output.status.code(), Some(1), "{}", said(&output));
    assert!(said(&output).contains("E-READ-ONLY") || said(&output).contains("E-DISK"), "{}", said(&output));
    let output = on_a_frozen_disk(folder.path(), "add two.jsonl --db new.db").unwrap();
    assert_eq!(output.status.code(), Some(1), "{}", said(&output));
    assert_eq!(contents(&folder.path().join("chancery.db")), before);
}

#[test]
fn the_log_cut_anywhere_leaves_whole_batches() {
    let folder = tempfile::tempdir().unwrap();
    let db = folder.path().join("chancery.db");
    fs::write(folder.path().join("one.jsonl"), reports(40)).unwrap();
    assert!(run(folder.path(), &["add", "one.jsonl", "--quiet"]).status.success());
    // A connection that stays open keeps the log from being folded into the file.
    let open = Connection::open(&db).unwrap();
    let _: i64 = open.query_row("SELECT count(*) FROM document", [], |row| row.get(0)).unwrap();
    fs::write(folder.path().join("two.jsonl"), reports(120)).unwrap();
    assert!(run(folder.path(), &["add", "two.jsonl", "--quiet"]).status.success());
    let (file, log) = (fs::read(&db).unwrap(), fs::read(folder.path().join("chancery.db-wal")).unwrap());
    let expected = contents(&db);
    let mut random = Random(7);
    for round in 0..rounds(12) {
        let torn = tempfile::tempdir().unwrap();
        let db = torn.path().join("chancery.db");
        let at = random.below(log.len() as u64) as usize;
        let mut part = log[..at].to_vec();
        // Half of them end in rubbish instead of nothing.
        if round % 2 == 1 {
            part.resize(log.len().min(at + 5000), 0xa5);
        }
        fs::write(&db, &file).unwrap();
        fs::write(torn.path().join("chancery.db-wal"), part).unwrap();
        is_sound(&db);
        let there = contents(&db).documents.len();
        assert!([40, 120].contains(&there), "{there} documents with a log of {at} bytes");
        fs::copy(folder.path().join("two.jsonl"), torn.path().join("two.jsonl")).unwrap();
        let again = run(torn.path(), &["add", "two.jsonl", "--quiet"]);
        assert!(again.status.success(), "{}", said(&again));
        assert_eq!(contents(&db), expected, "a log of {at} bytes");
    }
}

#[test]
fn a_dry_run_and_a_limit_do_what_they_say() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("all.jsonl"), reports(30) + &reports(2) + "nonsense\n").unwrap();
    let summary = |args: &[&str]| -> serde_json::Value {
        let output = run(folder.path(), args);
        assert!([Some(0), Some(3)].contains(&output.status.code()), "{}", said(&output));
        let summary: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        let refused = summary["refused"].as_array().unwrap().len() as u64;
        let number = |key: &str| summary[key].as_u64().unwrap();
        assert_eq!(number("found"), number("added") + number("known") + refused, "{summary}");
        summary
    };
    let dry = summary(&["add", "all.jsonl", "--dry-run", "--json"]);
    assert!(!folder.path().join("chancery.db").exists(), "a dry run makes no database");
    let few = summary(&["add", "all.jsonl", "--limit", "12", "--json"]);
    assert_eq!((&few["added"], &few["limited"]), (&12.into(), &true.into()));
    let rest = summary(&["add", "all.jsonl", "--json"]);
    assert_eq!((&rest["added"], &rest["known"]), (&18.into(), &14.into()));
    assert_eq!((&dry["added"], &dry["known"]), (&30.into(), &2.into()));
    let again = summary(&["add", "all.jsonl", "--dry-run", "--json"]);
    assert_eq!((&again["added"], &again["known"]), (&0.into(), &32.into()));
}
