//! Stories: a few reports with their dates, and the record that they must give, in a form that
//! people read: `corpus/stories/*.md`. `UPDATE_EXPECT=1` writes what is found into the files.

mod common;

use std::{fmt::Write, fs, path::Path};

use chancery_core::{
    engine::Engine,
    evidence::DocId,
    intake::{Metadata, Rules},
    ledger::{
        LedgerRules,
        model::{Ledger, Mention, Support, Wording},
        reconcile,
    },
    lexicon::{Files, Problems},
};

struct World {
    engine: Engine,
    rules: Rules,
    ledger: LedgerRules,
}

/// A fenced block: its first line, and what stands in it.
struct Block<'a> {
    head: &'a str,
    body: &'a str,
}

fn blocks(text: &str) -> Vec<Block<'_>> {
    let mut blocks = Vec::new();
    let mut rest = text;
    while let Some((_, after)) = rest.split_once("\n```") {
        let (head, after) = after.split_once('\n').expect("a fence has a line of its own");
        let end =
            if after.starts_with("```") { 0 } else { after.find("\n```").expect("a fence is closed") + 1 };
        blocks.push(Block { head, body: &after[..end] });
        rest = &after[end + 3..];
    }
    blocks
}

fn option<'a>(head: &'a str, name: &str) -> Option<&'a str> {
    head.split_whitespace().find_map(|word| word.strip_prefix(name)?.strip_prefix('='))
}

/// What the reports of a story give, as of the day that it names.
fn told(world: &World, text: &str) -> String {
    let mut reader = world.engine.reader();
    let blocks = blocks(text);
    let documents: Vec<_> = blocks
        .iter()
        .filter(|block| block.head.starts_with("report"))
        .map(|block| {
            let metadata = Metadata {
                doc: block.head.split_whitespace().nth(1).map(str::to_owned),
                published: option(block.head, "published").map(|day| day.parse().expect("a date")),
                outlet: option(block.head, "outlet").map(|outlet| outlet.replace('_', " ")),
                ..Metadata::default()
            };
            world.rules.document(block.body, metadata).expect("a story is short")
        })
        .collect();
    let inputs = common::read_all(&documents, &mut reader);
    let head =
        blocks.iter().find(|block| block.head.starts_with("record")).expect("a story has a record").head;
    let as_of = option(head, "as-of").expect("the record has a day").parse().expect("the day is a date");
    let ledger = reconcile(&inputs, &[], &world.ledger, &[], as_of);
    let words = |doc: &DocId, span: chancery_core::text::Span| -> String {
        let input = inputs.iter().find(|input| input.doc == *doc).expect("rows point into the reports");
        input.text[span].split_whitespace().collect::<Vec<_>>().join(" ")
    };
    say(&ledger, head.contains("offices"), &|wording| words(&wording.doc, wording.span), &|mention| {
        words(&mention.doc, mention.span)
    })
}

/// The record, a line a row.
fn say(
    ledger: &Ledger,
    offices: bool,
    words: &dyn Fn(&Wording) -> String,
    quote: &dyn Fn(&Mention) -> String,
) -> String {
    let docs = |support: &Support| {
        let mut docs: Vec<&str> = support.mentions.iter().map(|mention| mention.doc.as_str()).collect();
        docs.dedup();
        let voices = if docs.len() as u32 == support.voices { "" } else { ", one voice" };
        format!("({}{voices})", docs.join(" "))
    };
    let name = |value: &dyn std::fmt::Debug| format!("{value:?}").to_lowercase();
    let mut lines: Vec<String> = Vec::new();
    for row in &ledger.events {
        let mut line = row.when.as_ref().map_or("????-??-??", |when| when.edtf()).to_owned();
        let level = row.level.map(|level| format!("{} ", name(&level))).unwrap_or_default();
        let _ = write!(line, " {level}{} {}", name(&row.kind), name(&row.status));
        let who: Vec<String> = row
            .participants
            .iter()
            .map(|part| {
                let actor = part.actor.map_or("?".to_owned(), |actor| actor.to_string());
                match part.name.as_ref().or(part.office.as_ref()) {
                    Some(name) => format!("{name} ({actor})"),
                    None => actor,
                }
            })
            .collect();
        let _ = write!(line, ": {}", who.join(", "));
        if let Some(place) = &row.place {
            let _ = write!(line, "; {place}");
        }
        if row.within.is_some() {
            line.push_str("; in a visit");
        }
        let states: Vec<&str> = row.history.iter().map(|step| step.state.as_str()).collect();
        if states.windows(2).any(|pair| pair[0] != pair[1]) {
            let _ = write!(line, "; {}", states.join(" > "));
        }
        lines.push(format!("{line} {}", docs(&row.support)));
    }
    for row in &ledger.commitments {
        let by: Vec<String> = row.by.iter().map(ToString::to_string).collect();
        let open = if row.is_open_request { ", no answer reported" } else { "" };
        lines.push(format!(
            "thread {} {}{open}: {} “{}” {}",
            row.stage.as_str(),
            row.health.as_str(),
            by.join(" "),
            words(&row.what),
            docs(&row.support)
        ));
    }
    for row in &ledger.instruments {
        let when = row.when.as_ref().map(|when| format!(" {}", when.edtf())).unwrap_or_default();
        lines.push(format!("paper {}{when}: {} {}", name(&row.status), row.name, docs(&row.support)));
    }
    for row in ledger.people.iter().filter(|_| offices) {
        for tenure in &row.tenures {
            let seen = tenure.seen.as_ref().map_or("no day", |seen| seen.edtf());
            lines.push(format!("office {}: {} seen {seen}", tenure.office, row.name));
        }
    }
    for conflict in &ledger.conflicts {
        let versions: Vec<String> = conflict
            .versions
            .iter()
            .map(|(value, mentions)| format!("{value} “{}”", mentions.first().map(quote).unwrap_or_default()))
            .collect();
        lines.push(format!("reports differ, {}: {}", conflict.slot, versions.join(" / ")));
    }
    lines.sort();
    lines.into_iter().map(|line| line + "\n").collect()
}

#[test]
fn every_story_gives_its_record() {
    let files = Files::new(chancery_lexicon::FILES.iter().map(|file| (file.path, file.bytes)));
    let mut problems = Problems::default();
    let world = World {
        rules: Rules::compile(&files, &mut problems),
        ledger: LedgerRules::read(&files, &mut problems),
        engine: Engine::new(&files).unwrap_or_else(|problems| panic!("{problems:?}")),
    };
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../corpus/stories");
    let mut paths: Vec<_> = fs::read_dir(&folder)
        .expect("the stories are in the repository")
        .map(|entry| entry.expect("the folder can be read").path())
        .filter(|path| path.extension().is_some_and(|kind| kind == "md"))
        .collect();
    paths.sort();
    assert!(paths.len() >= 8, "only {} stories", paths.len());
    let update = std::env::var_os("UPDATE_EXPECT").is_some();
    let mut wrong = Vec::new();
    for path in paths {
        let text = fs::read_to_string(&path).expect("a story is text");
        let expected = blocks(&text)
            .into_iter()
            .find(|block| block.head.starts_with("record"))
            .expect("a record")
            .body
            .to_owned();
        let found = told(&world, &text);
        if found == expected {
            continue;
        }
        if update {
            let place = text.find("\n```record").expect("a record");
            let begin = place + 1 + text[place + 1..].find('\n').expect("a line") + 1;
            let end = begin + expected.len();
            fs::write(&path, format!("{}{found}{}", &text[..begin], &text[end..]))
                .expect("the story can be written");
        } else {
            wrong.push(format!("{}\n--- expected\n{expected}--- found\n{found}", path.display()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
