//! `chancery people`: persons and the offices they hold.

use std::cmp::Reverse;

use super::{
    Context, Exit,
    pick::{Pick, short},
    term::{Column, Style, Table},
};
use crate::briefing::say;

/// Persons, and the offices that reports show them in.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  chancery people VNM
  chancery people VNM --json")]
pub(crate) struct Args {
    #[command(flatten)]
    pick: Pick,
}

pub(crate) fn run(args: &Args, context: &Context) -> anyhow::Result<Exit> {
    let library = context.library()?;
    let picked = args.pick.picked(context, &library.names)?;
    // Of two sides, a person stands for one.
    let is_of = |actor| picked.sides.is_empty() || picked.sides.iter().any(|&side| actor == Some(side));
    let mut rows: Vec<_> = library
        .ledger
        .people
        .iter()
        .filter(|row| is_of(row.actor) && picked.falls(None, &row.support))
        .collect();
    rows.sort_by_key(|row| (row.actor, Reverse(row.support.mentions.len()), &row.id));
    if context.json {
        let words = |doc: &_, span| library.words(doc, span);
        let rows: Vec<_> = rows.iter().map(|row| chancery_wire::rows::person(row, &words)).collect();
        context.print_json(&rows)?;
        return Ok(Exit::Done);
    }
    let mut table = Table::new(&[
        ("of", Column::Whole),
        ("name", Column::Rest),
        ("office", Column::Rest),
        ("seen in it", Column::Whole),
        ("id", Column::Whole),
    ]);
    for row in rows {
        let mut tenures = row.tenures.iter().rev();
        let latest = tenures.next();
        let mut push =
            |of: String, name: &str, tenure: Option<&chancery_core::ledger::model::TenureRow>, id| {
                let seen = tenure.and_then(|tenure| tenure.seen.as_ref()).map(say::date);
                table.push(vec![
                    (Style::Dim, of),
                    (Style::Plain, name.to_owned()),
                    (Style::Plain, tenure.map(|tenure| tenure.office.clone()).unwrap_or_default()),
                    (Style::Dim, seen.unwrap_or_default()),
                    (Style::Dim, id),
                ]);
            };
        let of = row.actor.map(|actor| actor.to_string()).unwrap_or_default();
        push(of, &row.name, latest, short(&row.id.0));
        tenures.for_each(|tenure| push(String::new(), "", Some(tenure), String::new()));
    }
    context.print_table(&table, "nobody")?;
    Ok(Exit::Done)
}
