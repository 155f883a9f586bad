//! `chancery brief A B`: the briefing of a relation.

use std::{
    cmp::Reverse,
    collections::BTreeMap,
    io::{IsTerminal, Write},
};

use chancery_core::{calendar::Day, lexicon::ActorCode};
use clap::ValueEnum;

use super::{Context, Exit, Problem, day, term};
use crate::{
    briefing::{self, Choice},
    library::Library,
};

/// The briefing of a relation: where it stands, who is who, what was agreed, what is open.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  chancery brief VNM RUS
  chancery brief Vietnam Russia --on 2025-01-14
  chancery brief VNM RUS --since 2025-01-01 --format html > briefing.html
  chancery brief VNM RUS --format pdf > briefing.pdf
  chancery brief VNM RUS --short | less -R")]
pub(crate) struct Args {
    /// The two sides: codes (VNM, EU) or names
    #[arg(value_name = "SIDE", num_args = 1..=2, required = true)]
    sides: Vec<String>,
    /// The day for which it is written [default: today; of the newest report where that is older than half a year]
    #[arg(long, value_name = "DATE", value_parser = day::on)]
    on: Option<Day>,
    /// Only what lies on or after this day
    #[arg(long, value_name = "DATE", value_parser = day::first)]
    since: Option<Day>,
    /// Only what lies on or before this day
    #[arg(long, value_name = "DATE", value_parser = day::last)]
    until: Option<Day>,
    /// The form
    #[arg(long, value_name = "FORM", default_value = "text")]
    format: Format,
    /// Leave the quotations out: the numbers of the reports stay
    #[arg(long)]
    short: bool,
    /// How many lines a part shows, under all its headings together
    #[arg(long, value_name = "N", default_value = "12")]
    lines: usize,
    /// Leave the ids out, with which `chancery explain ID` says why a line is there
    #[arg(long)]
    no_ids: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    Text,
    /// Markdown
    Md,
    Html,
    Json,
    /// An office document
    Docx,
    /// A4 pages
    Pdf,
}

pub(crate) fn run(args: &Args, context: &Context) -> anyhow::Result<Exit> {
    let library = match context.library_on(args.on) {
        // One side is wrong whatever stands in the record, or whether there is any.
        Err(_) if args.sides.len() == 1 && !args.sides[0].contains('-') => {
            return Err(one_side(&args.sides[0], "chancery brief VNM RUS names two".to_owned()));
        }
        library => library?,
    };
    let sides = sides(&args.sides, &library, context)?;
    let on = args.on.or(library.ledger.as_of).unwrap_or_else(crate::clock::today);
    let lines = args.lines.max(1);
    let choice = Choice { sides, on, since: args.since, until: args.until, lines, ids: !args.no_ids };
    let briefing = briefing::build(&library, &choice);
    let format = if context.json { Format::Json } else { args.format };
    match format {
        Format::Text => {
            term::print(&briefing::text::render(&briefing, context.out, context.width, !args.short))?
        }
        Format::Md => term::print(&briefing::markdown::render(&briefing))?,
        Format::Html => term::print(&briefing::html::render(&briefing))?,
        Format::Json => context.print_json(&briefing)?,
        Format::Docx => file(&briefing::docx::render(&briefing)?)?,
        Format::Pdf => file(&briefing::pdf::render(&briefing)?)?,
    }
    if briefing.sources.is_empty() && !context.quiet {
        eprintln!(
            "{} no report in {} tells of dealings between {}",
            context.err.warn("note:"),
            context.db.display(),
            crate::names::and(&sides.map(|side| library.names.show(side)))
        );
    }
    Ok(Exit::Done)
}

/// The two sides of a relation as they were typed: `VNM RUS`, or `VNM-RUS` as one word.
fn sides(typed: &[String], library: &Library, context: &Context) -> anyhow::Result<[ActorCode; 2]> {
    let names = &library.names;
    let (a, b) = match typed {
        [a, b] => (context.actor(names, a)?, context.actor(names, b)?),
        [one] => match names.find(one) {
            Some(side) => return Err(partners(side, library)),
            None => match one.split_once('-').and_then(|(a, b)| names.find(a).zip(names.find(b))) {
                Some(sides) => sides,
                None => (context.actor(names, one)?, context.actor(names, one)?),
            },
        },
        _ => return Err(Problem::new("E-SIDES", "a relation has two sides").exit(Exit::Usage).into()),
    };
    if a == b {
        return Err(partners(a, library));
    }
    Ok([a, b])
}

/// What is wrong where one side only was named: with whom it has most dealings.
fn partners(side: ActorCode, library: &Library) -> anyhow::Error {
    let mut dealings: BTreeMap<ActorCode, usize> = BTreeMap::new();
    for event in library.ledger.events.iter().filter(|event| event.parties.contains(&side)) {
        for &other in event.parties.iter().filter(|&&other| other != side) {
            *dealings.entry(other).or_default() += 1;
        }
    }
    let mut dealings: Vec<_> = dealings.into_iter().collect();
    dealings.sort_by_key(|&(other, count)| (Reverse(count), other));
    let name = library.names.show(side);
    let most: Vec<&str> = dealings.iter().take(5).map(|(other, _)| other.as_str()).collect();
    let hint = match most.as_slice() {
        [] => "name two sides: chancery brief VNM RUS".to_owned(),
        [first, ..] => format!(
            "name the other side, as in `chancery brief {side} {first}`; the record has most of {}",
            most.join(", ")
        ),
    };
    one_side(&name, hint)
}

fn one_side(name: &str, hint: String) -> anyhow::Error {
    Problem::new("E-SIDES", format!("a relation has two sides, and only {name} is named"))
        .hint(hint)
        .exit(Exit::Usage)
        .into()
}

/// Writes a file that is no text to standard output, unless a person would see its bytes.
fn file(bytes: &[u8]) -> anyhow::Result<()> {
    let mut out = std::io::stdout();
    if out.is_terminal() {
        return Err(Problem::new("E-TERMINAL", "this form is no text for a terminal")
            .hint("send it to a file: chancery brief A B --format pdf > briefing.pdf")
            .exit(Exit::Usage)
            .into());
    }
    Ok(out.write_all(bytes)?)
}
