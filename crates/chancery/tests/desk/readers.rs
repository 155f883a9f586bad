//! The exports read back by the programs that people will read them with.
//!
//! Needs Python with their packages, which `./test` installs into `target/readers`; what is missing
//! is skipped, and the test says so.

use std::{fs, process::Command};

use crate::support::{Site, chancery, root};

#[test]
fn other_programs_read_what_is_exported() {
    let site = Site::of_samples();
    let folder = site.folder.path();
    let db = folder.join("test.db");
    let export = |arguments: &[&str]| {
        let made = chancery().arg("--quiet").arg("--db").arg(&db).args(arguments).output().unwrap();
        assert!(made.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&made.stderr));
        made.stdout
    };
    for (name, form) in
        [("jsonl", "jsonl"), ("graphml", "graphml"), ("ftm.json", "ftm"), ("jsonld", "jsonld")]
    {
        fs::write(folder.join(format!("ledger.{name}")), export(&["export", "--format", form])).unwrap();
    }
    export(&["export", "--format", "parquet", "--out", folder.to_str().unwrap()]);
    fs::write(
        folder.join("briefing.pdf"),
        export(&["brief", "VNM", "RUS", "--on", "2025-05-10", "--format", "pdf"]),
    )
    .unwrap();
    fs::write(
        folder.join("briefing.md"),
        export(&["brief", "VNM", "RUS", "--on", "2025-05-10", "--format", "md"]),
    )
    .unwrap();
    for name in ["timeline", "calendar"] {
        let answer = site.get(&format!("/r/rus-vnm/{name}.ics"));
        fs::write(folder.join(format!("{name}.ics")), answer.body).unwrap();
    }
    let own = root().join("target/readers/bin/python");
    let python = if own.exists() { own } else { "python3".into() };
    let script = root().join("crates/chancery/tests/desk/readers.py");
    match Command::new(python).arg(script).arg(folder).output() {
        Err(_) => println!("skipped: python3 is not installed"),
        Ok(said) => {
            println!("{}", String::from_utf8_lossy(&said.stdout));
            assert!(said.status.success(), "{}", String::from_utf8_lossy(&said.stderr));
        }
    }
}
