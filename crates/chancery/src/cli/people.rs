//! `chancery people`: persons and the offices they hold.

use std::cmp::Reverse;

use chancery_core::ledger::model::TenureRow;

use super::{
    Context, Exit,
    pick::{self, Pick, short},
    term::{Column, Style},
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
    let words = |doc: &_, span| library.words(doc, span);
    pick::print(
        context,
        &rows,
        |row| chancery_wire::rows::person(row, &words),
        &[
            ("of", Column::Whole),
            ("name", Column::Rest),
            ("office", Column::Rest),
            ("seen in it", Column::Whole),
            ("id", Column::Whole),
        ],
        |row| {
            let latest = row.latest_office();
            let others = row.tenures.iter().rev().filter(|tenure| Some(*tenure) != latest);
            let line = |of: String, name: &str, tenure: Option<&TenureRow>, id: String| {
                let seen = tenure.and_then(|tenure| tenure.seen.as_ref()).map(say::date);
                vec![
                    (Style::Dim, of),
                    (Style::Plain, name.to_owned()),
                    (Style::Plain, tenure.map(|tenure| tenure.office.clone()).unwrap_or_default()),
                    (Style::Dim, seen.unwrap_or_default()),
                    (Style::Dim, id),
                ]
            };
            let of = row.actor.map(|actor| actor.to_string()).unwrap_or_default();
            let mut lines = vec![line(of, &row.name, latest, short(&row.id.0))];
            lines.extend(others.map(|tenure| line(String::new(), "", Some(tenure), String::new())));
            lines
        },
        "nobody",
    )
}
