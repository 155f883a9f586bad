//! `chancery export`: the rows of the ledger for other programs.

use std::io::{self, Write};

use chancery_wire::rows::{self, Row};
use clap::ValueEnum;
use serde_json::Value;

use super::{Context, Exit, pick::Pick};

/// The rows of the ledger, as JSON Lines or CSV, to standard output.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  chancery export > ledger.jsonl
  chancery export --rows commitments --format csv VNM RUS > commitments.csv")]
pub(crate) struct Args {
    #[command(flatten)]
    pick: Pick,
    /// The form
    #[arg(long, value_name = "FORM", default_value = "jsonl")]
    format: Format,
    /// Which rows; CSV takes one kind [default: all]
    #[arg(long, value_name = "ROWS")]
    rows: Option<Kind>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// One JSON object a line
    Jsonl,
    /// One line a row; lists in a cell stand between semicolons
    Csv,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Kind {
    Events,
    Commitments,
    People,
    Instruments,
    Mechanisms,
}

pub(crate) fn run(args: &Args, context: &Context) -> anyhow::Result<Exit> {
    let library = context.library()?;
    let picked = args.pick.picked(context, &library.names)?;
    let ledger = &library.ledger;
    let words = |doc: &_, span| library.words(doc, span);
    let kind = args.rows.or((args.format == Format::Csv).then_some(Kind::Events));
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
        Format::Csv => csv(&out)?,
    }
    Ok(Exit::Done)
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
