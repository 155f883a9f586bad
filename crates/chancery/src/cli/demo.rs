//! `chancery demo`: the sample reports, read, and the briefing that they give.

use std::path::{Path, PathBuf};

use super::{Context, Exit, Problem, add, term};
use crate::{
    briefing::{self, Choice},
    store::Store,
    take::Input,
};

/// The reports of `examples/vietnam-russia`, with their file names.
static SAMPLES: &[(&str, &[u8])] = include!(concat!(env!("OUT_DIR"), "/samples.rs"));

/// The two sides that the samples are about.
const SIDES: [&str; 2] = ["VNM", "RUS"];

/// Read the sample reports into a database of their own, and print the briefing that they give.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:
  chancery demo                            writes chancery-demo.db in this folder, or --db FILE")]
pub(crate) struct Args {
    /// Print the quotations under each line as well
    #[arg(long)]
    full: bool,
}

pub(crate) fn run(args: &Args, context: &Context) -> anyhow::Result<Exit> {
    if SAMPLES.is_empty() {
        return Err(Problem::new("E-SAMPLES", "this program was built without the sample reports")
            .hint("build it from the whole source tree, with examples/ in it")
            .into());
    }
    let mut context = context.clone();
    if context.db == Path::new(super::DEFAULT_DB) {
        context.db = PathBuf::from("chancery-demo.db");
    }
    let inputs = SAMPLES.iter().map(|&(name, bytes)| Input::Sample(name, bytes)).collect();
    let mut store = Store::create(&context.db)?;
    let summary = add::add(&mut store, inputs, Vec::new(), u64::MAX, &context)?;
    drop(store);
    summary.report(&context.db, false, &context);
    let library = context.library()?;
    let sides = [context.actor(&library.names, SIDES[0])?, context.actor(&library.names, SIDES[1])?];
    // The samples end some day; the briefing is for that day, whenever the demo is run.
    let on = library.ledger.as_of.unwrap_or_else(crate::clock::today);
    let briefing =
        briefing::build(&library, &Choice { sides, on, since: None, until: None, lines: 12, ids: true });
    if context.json {
        context.print_json(&briefing)?;
        return Ok(Exit::Done);
    }
    term::print(&briefing::text::render(&briefing, context.out, context.width, args.full))?;
    let db = context.db.display().to_string();
    let first = library.ledger.commitments.iter().max_by_key(|row| row.support.mentions.len());
    let id = first.map_or("ID".to_owned(), |row| super::pick::short(&row.id.0));
    let paint = context.out;
    let mut next = format!("\n{}\n", paint.heading("What to try next"));
    for (command, what) in [
        (format!("chancery timeline VNM RUS --db {db}"), "events by day"),
        (format!("chancery commitments --field energy --db {db}"), "what was undertaken in a field"),
        (format!("chancery explain {id} --db {db}"), "the words under a line"),
        (format!("chancery brief VNM RUS --on {on} --db {db}"), "this briefing with its quotations"),
        ("chancery add YOUR-REPORTS/".to_owned(), "your own reports, into chancery.db"),
    ] {
        next.push_str(&format!("  {}\n      {}\n", paint.bold(&command), paint.dim(what)));
    }
    term::print(&next)?;
    Ok(Exit::Done)
}
