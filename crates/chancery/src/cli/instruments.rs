//! `chancery instruments`: treaties, communiqués and other documents between sides.

use std::cmp::Reverse;

use super::{
    Context, Exit,
    pick::{self, Pick, codes, short},
    term::{Column, Style},
};
use crate::briefing::say;

/// Treaties, agreements, memoranda, communiqués, and what became of them.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  chancery instruments VNM RUS
  chancery instruments --since 2024-01-01 --json")]
pub(crate) struct Args {
    #[command(flatten)]
    pick: Pick,
}

pub(crate) fn run(args: &Args, context: &Context) -> anyhow::Result<Exit> {
    let library = context.library()?;
    let picked = args.pick.picked(context, &library.names)?;
    let mut rows: Vec<_> = library
        .ledger
        .instruments
        .iter()
        .filter(|row| picked.concerns(&row.parties) && picked.falls(row.when.as_ref(), &row.support))
        .collect();
    rows.sort_by_key(|row| {
        (Reverse(row.when.as_ref().and_then(|when| when.first()).or(row.support.latest_day())), &row.id)
    });
    let words = |doc: &_, span| library.words(doc, span);
    pick::print(
        context,
        &rows,
        |row| chancery_wire::rows::instrument(row, &words),
        &[
            ("date", Column::Whole),
            ("status", Column::Whole),
            ("type", Column::Rest),
            ("name", Column::Rest),
            ("between", Column::Whole),
            ("id", Column::Whole),
        ],
        |row| {
            vec![vec![
                (Style::Plain, row.when.as_ref().map(say::date).unwrap_or_default()),
                (Style::Plain, say::instrument_status(row.status).to_owned()),
                (Style::Dim, row.kind.clone()),
                (Style::Plain, row.name.clone()),
                (Style::Plain, codes(&row.parties)),
                (Style::Dim, short(&row.id.0)),
            ]]
        },
        "no instrument",
    )
}
