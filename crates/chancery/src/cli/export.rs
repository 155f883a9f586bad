//! `chancery export`: the rows of the ledger for other programs.

use std::{
    fs,
    io::{self, Write},
    path::PathBuf,
};

use chancery_core::ledger::model::{Ledger, Wording};
use chancery_wire::{
    columns, followthemoney, graphml, jsonld, plover,
    rows::{self, Row},
    source::Source,
};
use clap::ValueEnum;
use serde_json::Value;

use super::{
    Context, Exit, Problem,
    pick::{Pick, Picked},
    term,
};
use crate::library::Library;

/// The rows of the ledger for other programs, to standard output or into a folder.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  chancery export > ledger.jsonl
  chancery export --rows commitments --format csv VNM RUS > commitments.csv
  chancery export --format graphml VNM RUS > who-met-whom.graphml
  chancery export --format parquet --out tables/")]
pub(crate) struct Args {
    #[command(flatten)]
    pick: Pick,
    /// The form
    #[arg(long, value_name = "FORM", default_value = "jsonl")]
    format: Format,
    /// The folder for the files of a form that makes several
    #[arg(long, value_name = "FOLDER")]
    out: Option<PathBuf>,
    /// Which rows of JSON Lines or CSV [default: all; of CSV, which takes one kind, the events]
    #[arg(long, value_name = "ROWS")]
    rows: Option<Kind>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// One JSON object a line
    Jsonl,
    /// One line a row; lists in a cell stand between semicolons
    Csv,
    /// Who met whom, as a graph
    Graphml,
    /// Persons, positions and events as FollowTheMoney entities
    Ftm,
    /// Events and acts as a PLOVER table
    Plover,
    /// Linked data: schema.org, Web Annotation, PROV
    Jsonld,
    /// Tables as Parquet files, into --out
    Parquet,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Kind {
    All,
    Events,
    Commitments,
    People,
    Instruments,
    Mechanisms,
}

pub(crate) fn run(args: &Args, context: &Context) -> anyhow::Result<Exit> {
    let library = context.library()?;
    let picked = args.pick.picked(context, &library.names)?;
    if !matches!(args.format, Format::Jsonl | Format::Csv) {
        return whole(args, context, &library, &picked);
    }
    let ledger = &library.ledger;
    let words = |doc: &_, span| library.words(doc, span);
    let kind = args.rows.filter(|&kind| kind != Kind::All);
    if args.format == Format::Csv && kind.is_none() {
        if args.rows.is_some() {
            return Err(Problem::new("E-ROWS", "a CSV table holds rows of one kind")
                .hint("choose one, as in `--rows commitments`, or take JSON Lines, which hold all")
                .exit(Exit::Usage)
                .into());
        }
        if !context.quiet {
            eprintln!("{} events only; --rows chooses others", context.err.warn("note:"));
        }
    }
    let kind = kind.or((args.format == Format::Csv).then_some(Kind::Events));
    let wants = |of: Kind| kind.is_none_or(|kind| kind == of);
    let mut out: Vec<Row<'_>> = Vec::new();
    if wants(Kind::Events) {
        let rows = ledger.events.iter();
        let rows =
            rows.filter(|row| picked.concerns(&row.parties) && picked.falls(row.when.as_ref(), &row.support));
        out.extend(rows.map(|row| Row::Event(rows::event(row, &words))));
    }
    if wants(Kind::Commitments) {
        let rows = ledger.commitments.iter();
        let rows = rows.filter(|row| picked.concerns(&row.parties) && picked.falls(None, &row.support));
        out.extend(rows.map(|row| Row::Commitment(rows::commitment(row, &words))));
    }
    if wants(Kind::People) {
        let is_of = |actor| picked.sides.is_empty() || picked.sides.iter().any(|&side| actor == Some(side));
        let rows = ledger.people.iter().filter(|row| is_of(row.actor) && picked.falls(None, &row.support));
        out.extend(rows.map(|row| Row::Person(rows::person(row, &words))));
    }
    if wants(Kind::Instruments) {
        let rows = ledger.instruments.iter();
        let rows =
            rows.filter(|row| picked.concerns(&row.parties) && picked.falls(row.when.as_ref(), &row.support));
        out.extend(rows.map(|row| Row::Instrument(rows::instrument(row, &words))));
    }
    if wants(Kind::Mechanisms) {
        let rows = ledger.mechanisms.iter();
        let rows = rows.filter(|row| picked.concerns(&row.parties) && picked.falls(None, &row.support));
        out.extend(rows.map(|row| Row::Mechanism(rows::mechanism(row, ledger, &words))));
    }
    match args.format {
        Format::Jsonl => {
            let mut to = io::BufWriter::new(io::stdout().lock());
            for row in &out {
                serde_json::to_writer(&mut to, row).map_err(io::Error::from)?;
                to.write_all(b"\n")?;
            }
            to.flush()?;
        }
        _ => csv(&out)?,
    }
    Ok(Exit::Done)
}

/// The forms that are made from the picked part of the ledger as a whole.
fn whole(args: &Args, context: &Context, library: &Library, picked: &Picked) -> anyhow::Result<Exit> {
    let part = part(&library.ledger, picked);
    let words = |wording: &Wording| library.say(wording);
    let name = |actor| library.names.show(actor);
    let source = Source { ledger: &part, words: &words, name: &name };
    match args.format {
        Format::Graphml => term::print(&graphml::graph(&source))?,
        Format::Ftm => term::print(&followthemoney::entities(&source))?,
        Format::Plover => term::print(&plover::table(&source))?,
        Format::Jsonld => context.print_json(&jsonld::graph(&source, env!("CARGO_PKG_VERSION")))?,
        _ => {
            let folder = args.out.as_deref().ok_or_else(|| {
                Problem::new("E-OUT", "this form makes several files")
                    .hint("name their folder, as in `--out tables/`")
                    .exit(Exit::Usage)
            })?;
            fs::create_dir_all(folder).map_err(|error| {
                Problem::new("E-WRITE", format!("cannot make the folder {}: {error}", folder.display()))
            })?;
            for (table, rows) in columns::tables(&source)? {
                let file = folder.join(format!("{table}.parquet"));
                fs::write(&file, columns::parquet(&rows)?)?;
                if !context.quiet {
                    eprintln!("{}: {}", file.display(), term::count(rows.num_rows(), "row"));
                }
            }
        }
    }
    Ok(Exit::Done)
}

/// The rows of the ledger that were asked for.
fn part(ledger: &Ledger, picked: &Picked) -> Ledger {
    let mut part = ledger.clone();
    part.events.retain(|row| picked.concerns(&row.parties) && picked.falls(row.when.as_ref(), &row.support));
    part.commitments.retain(|row| picked.concerns(&row.parties) && picked.falls(None, &row.support));
    part.instruments
        .retain(|row| picked.concerns(&row.parties) && picked.falls(row.when.as_ref(), &row.support));
    part.mechanisms.retain(|row| picked.concerns(&row.parties) && picked.falls(None, &row.support));
    let is_of = |actor| picked.sides.is_empty() || picked.sides.iter().any(|&side| actor == Some(side));
    part.people.retain(|row| is_of(row.actor) && picked.falls(None, &row.support));
    part
}

fn csv(rows: &[Row<'_>]) -> anyhow::Result<()> {
    let mut to = csv::Writer::from_writer(io::BufWriter::new(io::stdout().lock()));
    for (n, row) in rows.iter().enumerate() {
        let Value::Object(row) = serde_json::to_value(row)? else { continue };
        let fields = row.iter().filter(|(name, _)| *name != "row");
        if n == 0 {
            to.write_record(fields.clone().map(|(name, _)| name))?;
        }
        to.write_record(fields.map(|(_, value)| harmless(cell(value))))?;
    }
    to.flush()?;
    Ok(())
}

/// A value in one cell.
fn cell(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Array(items) => items.iter().map(cell).collect::<Vec<_>>().join("; "),
        Value::Object(fields) => {
            let said = fields.values().map(cell).filter(|said| !said.is_empty());
            said.collect::<Vec<_>>().join(", ")
        }
        other => other.to_string(),
    }
}

/// A cell that no spreadsheet takes for a formula.
fn harmless(cell: String) -> String {
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{cell}") } else { cell }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_is_a_formula() {
        assert_eq!(harmless("=HYPERLINK(\"x\")".to_owned()), "'=HYPERLINK(\"x\")");
        assert_eq!(harmless("a=b".to_owned()), "a=b");
    }

    #[test]
    fn lists_stand_between_semicolons() {
        assert_eq!(cell(&serde_json::json!(["VNM", "RUS"])), "VNM; RUS");
        assert_eq!(cell(&serde_json::json!([{"name": "A", "office": null, "role": "host"}])), "A, host");
    }
}
