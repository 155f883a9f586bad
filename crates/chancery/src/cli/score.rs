//! `chancery score FACTS FILE…`: how many facts that were marked by hand the program finds.

use std::{
    collections::BTreeMap,
    fmt::Write,
    fs,
    path::{Path, PathBuf},
    sync::atomic::{AtomicBool, AtomicU64},
};

use anyhow::Context as _;
use chancery_wire::facts::{Fact, holds};

use super::{Context, Exit, term};
use crate::take::{Outcome, Taker, Timings, expand};

/// How many facts that were marked by hand the program finds, by type.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  chancery score facts.jsonl reports/      recall by type, and what was missed

A fact is a JSON object a line with id, doc (how the file's name begins), type, quote and start. It
counts as found where a claim of its class rests on words that overlap its own.")]
pub(crate) struct Args {
    /// The facts, one JSON object a line
    #[arg(value_name = "FACTS")]
    facts: PathBuf,
    /// The reports, as files, folders or patterns
    #[arg(required = true, value_name = "FILE")]
    files: Vec<String>,
}

pub(crate) fn run(args: &Args, context: &Context) -> anyhow::Result<Exit> {
    let facts = facts(&args.facts)?;
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
    let mut counts: BTreeMap<&str, (u32, u32)> = BTreeMap::new();
    let mut missed: Vec<&Fact> = Vec::new();
    taker.take(inputs, &|_| false, |taken| {
        let name = Path::new(&taken.source).file_name().unwrap_or_default().to_string_lossy().into_owned();
        match taken.outcome {
            Outcome::Read(read) => {
                for fact in facts.iter().filter(|fact| name.starts_with(&fact.doc)) {
                    let (hits, all) = counts.entry(&fact.kind).or_default();
                    *all += 1;
                    if holds(fact, &read.reading, &read.document.text) {
                        *hits += 1;
                    } else {
                        missed.push(fact);
                    }
                }
            }
            Outcome::Known => {}
            Outcome::Refused(refusal) => refused.push(refusal),
        }
        anyhow::Ok(())
    })?;
    if context.json {
        let counts: BTreeMap<&str, serde_json::Value> = counts
            .iter()
            .map(|(kind, (found, of))| (*kind, serde_json::json!({ "found": found, "of": of })))
            .collect();
        let missed: Vec<_> = missed
            .iter()
            .map(|fact| serde_json::json!({ "id": fact.id, "type": fact.kind, "quote": fact.quote }))
            .collect();
        context.print_json(&serde_json::json!({ "types": counts, "missed": missed }))?;
        return Ok(super::report_refused(&refused, context));
    }
    let mut out = String::new();
    for fact in missed {
        writeln!(out, "missed {} {}  {}", fact.kind, fact.id, term::clean(&fact.quote))?;
    }
    let (mut hits, mut all) = (0, 0);
    for (kind, (found, of)) in &counts {
        (hits, all) = (hits + found, all + of);
        writeln!(out, "{kind:6}{found:4} of {of:4}")?;
    }
    writeln!(out, "all   {hits:4} of {all:4}")?;
    term::print(&out)?;
    Ok(super::report_refused(&refused, context))
}

fn facts(path: &Path) -> anyhow::Result<Vec<Fact>> {
    let text = fs::read_to_string(path).with_context(|| format!("{}: cannot be read", path.display()))?;
    text.lines()
        .enumerate()
        .filter(|(_, line)| !line.trim().is_empty())
        .map(|(at, line)| {
            serde_json::from_str(line).with_context(|| {
                format!("{}:{}: no fact: give id, doc, type, quote and start", path.display(), at + 1)
            })
        })
        .collect()
}
