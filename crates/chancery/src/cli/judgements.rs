//! `chancery judgements`: what people decided, to list, hand on and take over.

use std::{fs, path::PathBuf};

use chancery_core::ledger::judgements::{Judgement, Verdict, standing};
use clap::Subcommand;

use super::{
    Context, Exit, Problem,
    term::{self, Column, Style, Table},
};
use crate::{briefing::say, decided, store::Store};

/// What people decided about the record.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(subcommand)]
    what: Option<Move>,
}

#[derive(Debug, Subcommand)]
enum Move {
    /// Write all decisions to a file, one JSON object a line
    Export {
        /// The file
        file: PathBuf,
    },
    /// Take over the decisions of such a file; those that are there already change nothing
    Import {
        /// The file
        file: PathBuf,
    },
}

pub(crate) fn run(args: &Args, context: &Context) -> anyhow::Result<Exit> {
    let mut store = Store::open(&context.db)?;
    match &args.what {
        None => list(&store.judgements()?, context),
        Some(Move::Export { file }) => {
            let all = store.judgements()?;
            fs::write(file, decided::write(&all)).map_err(|error| {
                Problem::new("E-WRITE", format!("cannot write {}: {error}", file.display()))
            })?;
            if context.json {
                context.print_json(&serde_json::json!({ "file": file, "written": all.len() }))?;
            } else if !context.quiet {
                eprintln!("{} in {}", term::count(all.len(), "decision"), file.display());
            }
            Ok(Exit::Done)
        }
        Some(Move::Import { file }) => {
            let text = fs::read_to_string(file).map_err(|error| {
                Problem::new("E-READ", format!("cannot read {}: {error}", file.display()))
            })?;
            let judgements = decided::read(&text).map_err(|no| {
                Problem::new(
                    "E-JUDGEMENT",
                    format!("{}:{}: no decision: {}", file.display(), no.line, no.error),
                )
                .hint(
                    "nothing was taken over; each line is an object that `chancery judgements export` wrote",
                )
            })?;
            let settler = || context.settler(&context.lexicon()?);
            let taken = decided::take_over(&mut store, settler, &judgements)?;
            if context.json {
                context.print_json(&taken)?;
            } else if !context.quiet {
                eprintln!("{} new, {} known", taken.new, taken.known);
            }
            Ok(Exit::Done)
        }
    }
}

fn list(judgements: &[Judgement], context: &Context) -> anyhow::Result<Exit> {
    if context.json {
        context.print_json(&judgements)?;
        return Ok(Exit::Done);
    }
    let stands: std::collections::BTreeSet<&str> =
        standing(judgements).into_iter().map(|judgement| judgement.id.as_str()).collect();
    let mut table = Table::new(&[
        ("when", Column::Whole),
        ("by", Column::Whole),
        ("what", Column::Rest),
        ("because", Column::Rest),
        ("id", Column::Whole),
    ]);
    for judgement in judgements {
        let is_undo = matches!(judgement.verdict, Verdict::Undo { .. });
        let style = if stands.contains(judgement.id.as_str()) || is_undo { Style::Plain } else { Style::Dim };
        let taken_back = if style == Style::Dim { " (taken back)" } else { "" };
        table.push(vec![
            (Style::Plain, say::instant(&judgement.at)),
            (Style::Plain, judgement.by.clone()),
            (style, format!("{}{taken_back}", words(&judgement.verdict))),
            (Style::Plain, judgement.because.clone().unwrap_or_default()),
            (Style::Dim, judgement.id[..8.min(judgement.id.len())].to_owned()),
        ]);
    }
    context.print_table(&table, "no decision")?;
    Ok(Exit::Done)
}

fn words(verdict: &Verdict) -> String {
    match verdict {
        Verdict::Same { a, b } => format!("{} is {}", a.0, b.0),
        Verdict::NotSame { a, b } => format!("{} is not {}", a.0, b.0),
        Verdict::Correct { row, field, value } => format!("{}: {field} is {value}", row.0),
        Verdict::Confirm { row } => format!("{} is right", row.0),
        Verdict::Reject { row } => format!("{} is no finding", row.0),
        Verdict::Assign { row, to, due } => {
            let due = due.map_or(String::new(), |due| format!(", due {due}"));
            format!("{} is for {to}{due}", row.0)
        }
        Verdict::Note { row, text } => format!("{}: {text}", row.0),
        Verdict::Close { row } => format!("{} is closed", row.0),
        Verdict::Undo { judgement } => format!("takes back {judgement}"),
    }
}
