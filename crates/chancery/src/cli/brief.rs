//! `chancery brief A B`: the briefing of a relation.

use std::io::{IsTerminal, Write};

use chancery_core::calendar::Day;
use clap::ValueEnum;

use super::{Context, Exit, Problem, term};
use crate::briefing::{self, Choice};

/// The briefing of a relation: where it stands, who is who, what was agreed, what is open.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  chancery brief VNM RUS
  chancery brief Vietnam Russia --on 2025-01-14
  chancery brief VNM RUS --since 2025-01-01 --format html > briefing.html
  chancery brief VNM RUS --format pdf > briefing.pdf
  chancery brief VNM RUS --short | less -R")]
pub(crate) struct Args {
    /// One side: a code (VNM, EU) or a name
    a: String,
    /// The other side
    b: String,
    /// The day for which it is written [default: today]
    #[arg(long, value_name = "DATE")]
    on: Option<Day>,
    /// Only what lies on or after this day
    #[arg(long, value_name = "DATE")]
    since: Option<Day>,
    /// Only what lies on or before this day
    #[arg(long, value_name = "DATE")]
    until: Option<Day>,
    /// The form
    #[arg(long, value_name = "FORM", default_value = "text")]
    format: Format,
    /// Leave the quotations out: the numbers of the reports stay
    #[arg(long)]
    short: bool,
    /// How many lines a part shows
    #[arg(long, value_name = "N", default_value = "12")]
    lines: usize,
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
    let on = args.on.unwrap_or_else(crate::clock::today);
    let library = context.library_on(on)?;
    let sides = [context.actor(&library.names, &args.a)?, context.actor(&library.names, &args.b)?];
    let choice = Choice { sides, on, since: args.since, until: args.until, lines: args.lines.max(1) };
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
