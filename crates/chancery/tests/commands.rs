//! Every command as another program calls it: with `--json` it prints what is promised, to standard
//! output alone, and ends with the promised code; a failure is one object on standard error.

use std::{
    collections::BTreeSet,
    fs,
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
};

use serde_json::Value;

/// What a command prints to standard output.
#[derive(Clone, Copy, Debug)]
enum Out {
    /// One object with these keys.
    Object(&'static [&'static str]),
    /// A list, each of its objects with these keys; it may be empty where there are none.
    List(&'static [&'static str]),
    /// One object a line, each with these keys.
    Lines(&'static [&'static str]),
    /// Words: the command has no other form.
    Text,
    /// Nothing: it failed, and says on standard error by this code why.
    Error(&'static str),
    /// Nothing: what was refused is named on standard error.
    Refused,
}

use Out::{Error, Lines, List, Object, Refused, Text};

const ADDED: &[&str] = &["found", "added", "known", "relevant", "claims", "refused", "interrupted"];
const DECIDED: &[&str] = &["id", "by", "at", "verdict", "because"];
const ROW: &[&str] = &["id", "kind", "row", "claims", "conflicts", "slips"];
const BRIEFING: &[&str] = &["title", "sides", "on", "basis", "sections", "sources"];

/// Command line, exit code, output. `{…}` stand for ids of the record.
const TABLE: &[(&str, i32, Out)] = &[
    ("add reports", 0, Object(ADDED)),
    ("add reports", 0, Object(ADDED)),
    ("add reports no-such-file", 3, Object(ADDED)),
    ("add --dry-run reports", 0, Object(ADDED)),
    ("add", 2, Error("E-USAGE")),
    ("demo", 0, Object(BRIEFING)),
    ("follow feed.xml", 0, Object(&["unchanged", "found", "added", "refused"])),
    ("follow no-such.xml", 3, Object(&["unchanged", "found", "added", "refused"])),
    ("read reports", 0, Lines(&["doc", "relevant", "events", "commitments"])),
    ("read no-such-file", 3, Refused),
    ("brief VNM RUS", 0, Object(BRIEFING)),
    ("brief VNM RUS --on 2025-02-01", 0, Object(BRIEFING)),
    ("brief VNM", 2, Error("E-SIDES")),
    ("brief VNM Atlantis", 2, Error("E-ACTOR")),
    ("timeline", 0, List(&["id", "kind", "status", "date"])),
    ("timeline VNM --since 2025-01-01", 0, List(&["id", "kind", "status", "date"])),
    ("timeline --since some-day", 2, Error("E-USAGE")),
    ("timeline Atlantis", 2, Error("E-ACTOR")),
    ("commitments", 0, List(&["id", "act", "force", "stage", "health", "because"])),
    ("commitments --field astrology", 2, Error("E-WORD")),
    ("people", 0, List(&["id", "name", "names", "offices"])),
    ("instruments", 0, List(&["id", "name", "type", "status"])),
    ("mechanisms", 0, List(&["id", "name", "type"])),
    ("search energy", 0, Object(&["paragraphs", "rows"])),
    ("search xyzzy", 1, Object(&["paragraphs", "rows"])),
    ("explain {event}", 0, Object(ROW)),
    ("explain {document}", 0, Object(&["id", "kind", "claims"])),
    ("explain {document} --cut", 0, Object(&["id", "kind", "cut", "left_out"])),
    ("explain nothing", 1, Error("E-ID")),
    ("explain nothing --cut", 1, Error("E-ID")),
    ("changes --since 2025-01-01", 0, List(&["kind", "row"])),
    ("changes", 0, List(&["kind", "row"])),
    ("changes VNM RUS --since 2025-01-01 --limit 3", 0, List(&["kind", "row"])),
    ("compare {event} {other}", 0, Object(&["first", "second", "items", "fields_new", "fields_dropped"])),
    ("compare {event} {commitment}", 2, Error("E-EVENT")),
    ("compare {event} nothing", 2, Error("E-ID")),
    ("calendar", 0, List(&["day", "kind"])),
    ("export", 0, Lines(&["row", "id"])),
    ("export --format csv", 0, Text),
    ("export --format jsonld", 0, Object(&["@context"])),
    ("review", 0, Object(&["doubts", "conflicts"])),
    ("confirm {event}", 0, Object(DECIDED)),
    ("note {event} checked", 0, Object(DECIDED)),
    ("assign {commitment} Ministry --due 2030-01-01", 0, Object(DECIDED)),
    ("correct {event} when 2024-01-01", 0, Object(DECIDED)),
    ("correct {event} colour blue", 2, Error("E-CORRECTION")),
    ("correct {event} when some-day", 2, Error("E-CORRECTION")),
    ("close {commitment}", 0, Object(DECIDED)),
    ("same {event} {other}", 0, Object(DECIDED)),
    ("same {event} {commitment}", 2, Error("E-KINDS")),
    ("same {person} {person}", 2, Error("E-ONE")),
    ("not-same {event} {other}", 0, Object(DECIDED)),
    ("not-same {person} {person}@{document}", 0, Object(DECIDED)),
    ("not-same {person} {person}@no-such-report", 2, Error("E-ID")),
    ("reject {other}", 0, Object(DECIDED)),
    ("reject nothing", 2, Error("E-ID")),
    ("judgements", 0, List(DECIDED)),
    ("judgements export decided.jsonl", 0, Object(&["file", "written"])),
    ("judgements import decided.jsonl", 0, Object(&["new", "known"])),
    ("judgements import feed.xml", 1, Error("E-JUDGEMENT")),
    ("judgements import no-such-file", 1, Error("E-READ")),
    ("undo {decision}", 0, Object(DECIDED)),
    ("undo zzz", 2, Error("E-ID")),
    ("rebuild", 0, Object(&["documents", "claims", "ledger", "before", "same"])),
    ("check", 0, List(&["path"])),
    ("score facts.jsonl reports", 0, Object(&["types", "missed"])),
    ("score no-such-file reports", 1, Error("E-FAILED")),
    ("dates reports/a.txt", 0, List(&["text", "start", "end", "value"])),
    ("dates no-such-file", 3, Refused),
    ("parse reports/a.txt", 0, Lines(&["doc", "sentences"])),
    ("parse no-such-file", 3, Refused),
    ("completions bash", 0, Text),
    ("completions no-shell", 2, Error("E-USAGE")),
    ("man", 0, Text),
    ("serve --port no-number", 2, Error("E-USAGE")),
    ("serve --db none.db", 1, Error("E-DB-MISSING")),
    ("no-such-command", 2, Error("E-USAGE")),
    // Each command that reads the record says that there is none.
    ("brief VNM RUS --db none.db", 1, Error("E-DB-MISSING")),
    ("timeline --db none.db", 1, Error("E-DB-MISSING")),
    ("review --db none.db", 1, Error("E-DB-MISSING")),
    ("export --db none.db", 1, Error("E-DB-MISSING")),
    ("rebuild --db none.db", 1, Error("E-DB-MISSING")),
    ("confirm a --db none.db", 1, Error("E-DB-MISSING")),
    ("judgements --db none.db", 1, Error("E-DB-MISSING")),
    ("timeline --db feed.xml", 1, Error("E-DB-FOREIGN")),
    ("add reports --db feed.xml", 1, Error("E-DB-FOREIGN")),
    ("timeline --db newer.db", 5, Error("E-SCHEMA-NEWER")),
    ("add reports --db newer.db", 5, Error("E-SCHEMA-NEWER")),
];

const REPORT: &str = "HELSINKI, 12 March 2024 — Norwegian Foreign Minister Kari Nordmann held talks with her \
Finnish counterpart Matti Virtanen in Helsinki on Tuesday.\n\nThe two ministers agreed to expand cooperation in \
energy and transport.\n";
const LATER: &str = "OSLO, 10 April 2024 — Norwegian Foreign Minister Kari Nordmann held talks with her \
Finnish counterpart Matti Virtanen in Oslo on Tuesday. Norway asked Finland to open a border crossing.\n";

fn run(folder: &Path, args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_chancery"))
        .args(args)
        .current_dir(folder)
        .env_remove("CHANCERY_DB")
        .env_remove("CHANCERY_LEXICON")
        .env("CHANCERY_USER", "Eva")
        .stdin(Stdio::null())
        .output()
        .unwrap()
}

fn prepare() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    };
    write("reports/a.txt", REPORT);
    write("reports/b.txt", LATER);
    write(
        "page.html",
        &format!("<html><body><article><h1>Talks</h1><p>{REPORT}</p></article></body></html>"),
    );
    write(
        "feed.xml",
        "<?xml version=\"1.0\"?><rss version=\"2.0\"><channel><title>News</title><link>https://example.org/</link>\
         <item><title>Talks</title><link>page.html</link></item></channel></rss>",
    );
    write(
        "facts.jsonl",
        "{\"id\":\"1\",\"doc\":\"a\",\"type\":\"event\",\"quote\":\"held talks\",\"start\":70}\n",
    );
    let newer = rusqlite::Connection::open(folder.path().join("newer.db")).unwrap();
    newer.execute_batch("PRAGMA application_id = 1130914681; PRAGMA user_version = 999").unwrap();
    let examples = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/vietnam-russia");
    for file in fs::read_dir(examples).unwrap() {
        let file: PathBuf = file.unwrap().path();
        fs::copy(&file, folder.path().join("reports").join(file.file_name().unwrap())).unwrap();
    }
    folder
}

/// The ids that the placeholders stand for.
fn fill(line: &str, folder: &Path) -> Vec<String> {
    let list = |command: &str| -> Vec<Value> {
        serde_json::from_slice(&run(folder, &[command, "--json"]).stdout).unwrap_or_default()
    };
    let id = |rows: &[Value], at: usize| rows[at]["id"].as_str().unwrap().to_owned();
    let nordmann = "kari-nordmann-nor";
    let value = |word: &str| match word {
        "{event}" => id(&list("timeline"), 0),
        "{other}" => id(&list("timeline"), 1),
        "{commitment}" => id(&list("commitments"), 0),
        "{decision}" => id(&list("judgements"), 0),
        "{document}" => list("people")
            .iter()
            .find(|row| row["id"].as_str().unwrap().contains(nordmann))
            .map(|row| row["doc"].as_str().unwrap().to_owned())
            .unwrap(),
        "{person}" => nordmann.to_owned(),
        other => panic!("{other} stands for nothing"),
    };
    line.split(' ')
        .map(|word| {
            let mut filled = String::new();
            let mut rest = word;
            while let Some((before, after)) = rest.split_once('{') {
                let (name, after) = after.split_once('}').unwrap();
                filled.push_str(before);
                filled.push_str(&value(&format!("{{{name}}}")));
                rest = after;
            }
            filled + rest
        })
        .collect()
}

/// What is wrong with the output of a command; none where it is as promised.
fn fault(output: &Output, code: i32, out: Out) -> Option<String> {
    if output.status.code() != Some(code) {
        return Some(format!("ended with {:?}, not {code}", output.status.code()));
    }
    let said = String::from_utf8_lossy(&output.stdout);
    let lacks = |value: &Value, keys: &[&str]| -> Option<String> {
        let Some(object) = value.as_object() else { return Some(format!("{value} is no object")) };
        let missing: Vec<&&str> = keys.iter().filter(|key| !object.contains_key(**key)).collect();
        (!missing.is_empty()).then(|| format!("{missing:?} of {:?} are missing", object.keys()))
    };
    let json =
        |text: &str| serde_json::from_str::<Value>(text).map_err(|error| format!("no JSON: {error}: {text}"));
    match out {
        Object(keys) => json(&said).map_or_else(Some, |value| lacks(&value, keys)),
        List(keys) => match json(&said) {
            Ok(Value::Array(rows)) => rows.iter().find_map(|row| lacks(row, keys)),
            Ok(other) => Some(format!("{other} is no list")),
            Err(error) => Some(error),
        },
        Lines(keys) if said.trim().is_empty() => Some(format!("no line with {keys:?}")),
        Lines(keys) => said.lines().find_map(|line| json(line).map_or_else(Some, |row| lacks(&row, keys))),
        Text => said.trim().is_empty().then(|| "nothing is printed".to_owned()),
        Refused if !said.is_empty() => Some(format!("prints {said}")),
        Refused => (!String::from_utf8_lossy(&output.stderr).contains("no-such-file"))
            .then(|| "names nothing".to_owned()),
        Error(_) if !said.is_empty() => Some(format!("prints {said}")),
        Error(name) => {
            let error = String::from_utf8_lossy(&output.stderr);
            match json(error.lines().last().unwrap_or_default()) {
                Ok(value) => (value["ok"] != false
                    || value["status"] != code
                    || value["error"]["code"] != name
                    || value["error"]["message"].as_str().is_none_or(str::is_empty))
                .then(|| format!("the error is {value}, not {name}")),
                Err(error) => Some(error),
            }
        }
    }
}

#[test]
fn every_command_prints_what_is_promised_and_ends_as_promised() {
    let folder = prepare();
    let mut faults = Vec::new();
    for (line, code, out) in TABLE {
        let mut args = fill(line, folder.path());
        args.push("--json".to_owned());
        let args: Vec<&str> = args.iter().map(String::as_str).collect();
        let output = run(folder.path(), &args);
        if let Some(fault) = fault(&output, *code, *out) {
            let said = String::from_utf8_lossy(&output.stderr);
            faults.push(format!("chancery {}: {fault}\n    {}", args.join(" "), said.trim()));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn no_command_is_left_out() {
    let help = run(Path::new("."), &["--help"]);
    let help = String::from_utf8(help.stdout).unwrap();
    let listed = help.split("Commands:").nth(1).unwrap().split("\n\n").next().unwrap();
    let listed: BTreeSet<&str> = listed.lines().filter_map(|line| line.split_whitespace().next()).collect();
    let held: BTreeSet<&str> = TABLE.iter().filter_map(|(line, ..)| line.split(' ').next()).collect();
    let missing: Vec<_> = listed.difference(&held).filter(|name| **name != "help").collect();
    assert!(missing.is_empty(), "{missing:?} are not in the table");
}

#[test]
fn serve_says_where_as_json() {
    let folder = prepare();
    assert!(run(folder.path(), &["add", "reports/a.txt"]).status.success());
    let mut server = Command::new(env!("CARGO_BIN_EXE_chancery"))
        .args(["serve", "--port", "0", "--json", "--quiet"])
        .current_dir(folder.path())
        .env_remove("CHANCERY_DB")
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut line = String::new();
    BufReader::new(server.stdout.take().unwrap()).read_line(&mut line).unwrap();
    let _ = server.kill();
    let _ = server.wait();
    let said: Value = serde_json::from_str(&line).unwrap();
    assert!(said["address"].as_str().unwrap().starts_with("http://127.0.0.1:"), "{said}");
}
