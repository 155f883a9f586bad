//! `chancery read FILE…`: what documents say, without a database.

use std::{
    fmt::Write,
    sync::atomic::{AtomicBool, AtomicU64},
};

use chancery_core::{claims::model::Body, intake::PublishedBy};

use super::{Context, Exit, term};
use crate::{
    store::Fact,
    take::{Outcome, Taker, Timings, expand},
};

/// What documents say, without a database: one record a document.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  chancery read report.txt                 what one report says, for people
  chancery read *.jsonl --jsonl > out.jsonl
  curl -s https://example.org/news.html | chancery read -")]
pub(crate) struct Args {
    /// Files, folders or patterns; `-` is standard input
    #[arg(required = true, value_name = "FILE")]
    files: Vec<String>,
    /// One JSON record a line, with evidence in code points
    #[arg(long)]
    jsonl: bool,
}

pub(crate) fn run(args: &Args, context: &Context) -> anyhow::Result<Exit> {
    let lexicon = context.lexicon()?;
    let (engine, rules) = context.engine(&lexicon)?;
    let (inputs, mut refused) = expand(&args.files);
    let (stop, found) = (AtomicBool::new(false), AtomicU64::new(0));
    let taker = Taker {
        engine: &engine,
        rules: &rules,
        workers: super::workers(),
        stop: &stop,
        found: &found,
        timings: &Timings::default(),
    };
    taker.take(inputs, &|_| false, |taken| {
        match taken.outcome {
            Outcome::Read(fact) if args.jsonl || context.json => {
                let record = chancery_wire::record::record(&fact.reading, &fact.document.text);
                term::print(&format!("{}\n", serde_json::to_string(&record)?))?;
            }
            Outcome::Read(fact) => term::print(&show(&fact, context))?,
            Outcome::Known => {}
            Outcome::Refused(refusal) => refused.push(refusal),
        }
        anyhow::Ok(())
    })?;
    Ok(super::report_refused(&refused, context))
}

/// A reading for people: each claim with its words.
fn show(fact: &Fact, context: &Context) -> String {
    let (document, reading, paint) = (&fact.document, &fact.reading, context.out);
    let text = &document.text;
    let mut out = String::new();
    let day = match document.published {
        Some((day, PublishedBy::Inferred)) => format!("{day} (inferred)"),
        Some((day, _)) => day.to_string(),
        None => "no date".to_owned(),
    };
    let outlet = document.outlet.as_deref().unwrap_or("no outlet");
    let _ =
        writeln!(out, "{}  {}", paint.heading(document.id.as_str()), paint.dim(&format!("{day}, {outlet}")));
    if reading.claims.is_empty() {
        let _ = writeln!(out, "  {}", paint.dim("says nothing about dealings between states"));
    }
    for claim in &reading.claims {
        let (kind, facts) = facts(&claim.body);
        let quote = term::clean(&text[claim.evidence.first().span]);
        let pieces = [
            (term::Style::Bold, kind),
            (term::Style::Plain, facts),
            (term::Style::Dim, format!("“{quote}” [{}]", claim.evidence.first().rule)),
        ];
        out.push_str(&term::flow(paint, &pieces, context.width, "  ", 4));
    }
    out.push('\n');
    out
}

/// Kind and slots of a claim in one line.
fn facts(body: &Body) -> (String, String) {
    let value = serde_json::to_value(body).unwrap_or_default();
    let mut facts = Vec::new();
    for (key, slot) in value.as_object().into_iter().flatten() {
        if matches!(key.as_str(), "kind" | "what" | "span" | "of") {
            continue;
        }
        let said = say(slot);
        if !said.is_empty() {
            facts.push(format!("{key}: {said}"));
        }
    }
    (body.kind().to_owned(), facts.join("; "))
}

/// A slot in a few words; empty where nothing is known.
fn say(slot: &serde_json::Value) -> String {
    use serde_json::Value;
    match slot {
        Value::String(text) => term::clean(text),
        Value::Number(number) => number.to_string(),
        Value::Bool(true) => "yes".to_owned(),
        Value::Array(items) => {
            items.iter().map(say).filter(|said| !said.is_empty()).collect::<Vec<_>>().join(", ")
        }
        Value::Object(map) => {
            let keys = ["party", "when", "name", "office", "actor", "body", "state"];
            let said = keys.iter().filter_map(|key| map.get(*key)).map(say).filter(|said| !said.is_empty());
            said.collect::<Vec<_>>().join(" ")
        }
        Value::Null | Value::Bool(false) => String::new(),
    }
}
