//! Decisions of people, as a user makes them: each command in a database of its own, seen in the
//! record, after a rebuild, and after it was taken back.

use std::{fs, process::Command};

use serde_json::Value;

struct Desk {
    folder: tempfile::TempDir,
}

const REPORTS: [(&str, &str, &str); 4] = [
    (
        "a",
        "2024-03-13",
        "HELSINKI — Norwegian Foreign Minister Kari Nordmann held talks with Finnish Foreign Minister Matti \
         Virtanen in Helsinki on 12 March 2024. The two ministers agreed to expand cooperation in energy.",
    ),
    (
        "b",
        "2024-04-10",
        "OSLO — Norwegian Foreign Minister Kari Nordmann held talks with Finnish Foreign Minister Matti Virtanen \
         in Oslo on 9 April 2024. Norway asked Finland to open a border crossing at Skibotn.",
    ),
    (
        "c",
        "2024-05-03",
        "OSLO — Norwegian Foreign Minister Kari Nordmann spoke by telephone with Finnish Foreign Minister Matti \
         Virtanen on 2 May 2024.",
    ),
    (
        "d",
        "2024-05-07",
        "OSLO — Norwegian Foreign Minister Kari Nordmann spoke by telephone with Finnish Foreign Minister Matti \
         Virtanen on 6 May 2024.",
    ),
];

impl Desk {
    /// A database with four reports.
    fn new() -> Desk {
        let desk = Desk { folder: tempfile::tempdir().unwrap() };
        let lines: String = REPORTS
            .iter()
            .map(|(doc, published, text)| {
                serde_json::json!({ "doc": doc, "published": published, "text": text }).to_string() + "\n"
            })
            .collect();
        fs::write(desk.folder.path().join("reports.jsonl"), lines).unwrap();
        desk.run(0, &["add", "reports.jsonl"]);
        desk
    }

    /// Runs, expects an exit code, and gives standard output.
    fn run(&self, code: i32, args: &[&str]) -> String {
        let output = Command::new(env!("CARGO_BIN_EXE_chancery"))
            .args(args)
            .current_dir(self.folder.path())
            .env_remove("CHANCERY_DB")
            .env_remove("CHANCERY_LEXICON")
            .env("CHANCERY_USER", "Eva")
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(code), "{args:?}: {said}");
        String::from_utf8(output.stdout).unwrap()
    }

    fn json(&self, args: &[&str]) -> Value {
        let args: Vec<&str> = args.iter().copied().chain(["--json"]).collect();
        serde_json::from_str(&self.run(0, &args)).unwrap()
    }

    fn rows(&self, list: &str) -> Vec<Value> {
        self.json(&[list]).as_array().unwrap().clone()
    }

    /// The id of the one row of a list in which some words stand.
    fn id(&self, list: &str, words: &str) -> String {
        let rows = self.rows(list);
        let found: Vec<&Value> = rows.iter().filter(|row| row.to_string().contains(words)).collect();
        let [one] = found.as_slice() else { panic!("{} rows of {list} with {words}", found.len()) };
        one["id"].as_str().unwrap().to_owned()
    }

    fn count(&self, list: &str) -> usize {
        self.rows(list).len()
    }

    /// A rebuild changes nothing.
    fn holds(&self) {
        assert_eq!(self.json(&["rebuild"])["same"], true);
    }
}

#[test]
fn same_joins_and_undo_parts_again() {
    let desk = Desk::new();
    let before = desk.count("timeline");
    let (one, other) = (desk.id("timeline", "2024-05-02"), desk.id("timeline", "2024-05-06"));
    let decided = desk.json(&["same", &one, &other, "--because", "one call, told twice"]);
    assert_eq!(decided["by"], "Eva");
    assert_eq!(desk.count("timeline"), before - 1);
    desk.holds();
    // Either name finds the row.
    assert_eq!(desk.run(0, &["explain", &one]), desk.run(0, &["explain", &other]));
    desk.run(0, &["undo", decided["id"].as_str().unwrap()]);
    assert_eq!(desk.count("timeline"), before);
    desk.holds();
}

#[test]
fn not_same_keeps_apart() {
    let desk = Desk::new();
    let (one, other) = (desk.id("timeline", "2024-05-02"), desk.id("timeline", "2024-05-06"));
    desk.run(0, &["same", &one, &other]);
    let joined = desk.count("timeline");
    desk.run(0, &["not-same", &one, &other, "--because", "two calls after all"]);
    assert_eq!(desk.count("timeline"), joined + 1);
    desk.holds();
    let rows_of_two_kinds = desk.id("commitments", "border crossing");
    desk.run(2, &["same", &one, &rows_of_two_kinds]);
}

#[test]
fn two_persons_of_one_name_are_told_apart() {
    let desk = Desk::new();
    let person = "kari-nordmann-nor";
    let named = |desk: &Desk| {
        desk.rows("people").iter().filter(|row| row["id"].as_str().unwrap().contains(person)).count()
    };
    assert_eq!(named(&desk), 1);
    // One row, and nothing that says which report is meant.
    desk.run(2, &["not-same", person, person]);
    desk.run(2, &["not-same", &format!("{person}@a"), &format!("{person}@a")]);
    desk.run(2, &["not-same", person, &format!("{person}@no-such-report")]);
    let decided =
        desk.json(&["not-same", person, &format!("{person}@d"), "--because", "the minister's namesake"]);
    assert_eq!(
        (&decided["a"], &decided["b"]),
        (&"person/kari-nordmann-nor@a".into(), &"person/kari-nordmann-nor@d".into())
    );
    assert_eq!(named(&desk), 2);
    desk.holds();
    // Either is found by its own name, though one begins with the other.
    assert!(desk.run(0, &["explain", person]).contains("Kari Nordmann"));
    let other = desk.rows("people").into_iter().map(|row| row["id"].as_str().unwrap().to_owned());
    let other = other.filter(|id| id.contains(person)).max().unwrap();
    // The others of that office go with the nearest in time.
    let mentions = desk.json(&["explain", &other])["row"]["support"]["mentions"].as_array().unwrap().clone();
    assert_eq!(mentions.last().unwrap()["doc"], "d");
    assert!(mentions.iter().all(|mention| mention["doc"] != "a"), "{mentions:?}");
    desk.run(0, &["same", person, &other]);
    assert_eq!(named(&desk), 1);
    desk.holds();
}

#[test]
fn a_correction_shows_and_keeps_what_the_machine_thought() {
    let desk = Desk::new();
    let call = desk.id("timeline", "2024-05-02");
    let said = desk.run(0, &["correct", &call, "when", "2024-05-03", "--because", "the ministry's log"]);
    assert!(said.contains("2024-05-02"), "what the machine thought is not said: {said}");
    assert!(desk.rows("timeline").iter().any(|row| row.to_string().contains("2024-05-03")));
    desk.holds();
    // What no row can hold is refused and changes nothing.
    desk.run(2, &["correct", &call, "when", "some day"]);
    desk.run(2, &["correct", &call, "colour", "blue"]);
    assert_eq!(desk.json(&["judgements"]).as_array().unwrap().len(), 1);
}

#[test]
fn a_rejected_row_leaves_the_record_and_comes_back() {
    let desk = Desk::new();
    let before = desk.count("timeline");
    let call = desk.id("timeline", "2024-05-06");
    desk.run(0, &["confirm", &desk.id("timeline", "2024-05-02")]);
    let decided = desk.json(&["reject", &call, "--because", "a mistake of the paper"]);
    assert_eq!(desk.count("timeline"), before - 1);
    desk.holds();
    desk.run(0, &["undo", decided["id"].as_str().unwrap()]);
    assert_eq!(desk.count("timeline"), before);
}

#[test]
fn a_request_is_assigned_noted_and_closed() {
    let desk = Desk::new();
    let request = desk.id("commitments", "border crossing");
    desk.run(0, &["assign", &request, "Ministry of Transport", "--due", "2024-09-01"]);
    desk.run(0, &["note", &request, "asked again by letter"]);
    let row = desk.rows("commitments").into_iter().find(|row| row["id"] == request.as_str()).unwrap();
    assert!(row.to_string().contains("2024-09-01"), "{row}");
    assert!(desk.run(0, &["calendar", "--from", "2024-08-01", "--to", "2024-10-01"]).contains("Sep 2024"));
    desk.run(0, &["close", &request, "--because", "opened on 1 June"]);
    desk.holds();
    let judged = desk.run(0, &["judgements", "--json"]);
    for word in ["Ministry of Transport", "asked again by letter", "opened on 1 June"] {
        assert!(judged.contains(word), "{word} is not in {judged}");
    }
}

#[test]
fn two_people_work_apart_and_merge() {
    let (one, other) = (Desk::new(), Desk::new());
    let calls = (one.id("timeline", "2024-05-02"), one.id("timeline", "2024-05-06"));
    one.run(0, &["same", &calls.0, &calls.1]);
    other.run(0, &["note", &calls.0, "checked with the embassy"]);
    for (from, to) in [(&one, &other), (&other, &one), (&one, &other)] {
        let file = from.folder.path().join("decisions.jsonl");
        from.run(0, &["judgements", "export", file.to_str().unwrap()]);
        to.run(0, &["judgements", "import", file.to_str().unwrap()]);
    }
    assert_eq!(one.json(&["judgements"]), other.json(&["judgements"]));
    assert_eq!(one.json(&["rebuild"])["ledger"], other.json(&["rebuild"])["ledger"]);
    one.holds();
    // A file with one broken line changes nothing.
    fs::write(one.folder.path().join("broken.jsonl"), "{\"id\": 1}\n").unwrap();
    one.run(1, &["judgements", "import", "broken.jsonl"]);
}

#[test]
fn review_lists_what_there_is_to_decide() {
    let desk = Desk::new();
    desk.run(0, &["review", "--list"]);
    let review = desk.json(&["review"]);
    assert!(review["doubts"].is_array() && review["conflicts"].is_array());
}
