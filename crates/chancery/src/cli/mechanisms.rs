//! `chancery mechanisms`: standing bodies between sides, with their sessions.

use std::cmp::Reverse;

use chancery_core::claims::model::EventStatus;

use super::{
    Context, Exit,
    pick::{self, Pick, codes, short},
    term::{Column, Style},
};
use crate::briefing::say;

/// Joint committees, dialogues and other standing bodies, with their sessions.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  chancery mechanisms VNM RUS
  chancery mechanisms ASEAN --json")]
pub(crate) struct Args {
    #[command(flatten)]
    pick: Pick,
}

pub(crate) fn run(args: &Args, context: &Context) -> anyhow::Result<Exit> {
    let library = context.library()?;
    let picked = args.pick.picked(context, &library.names)?;
    let ledger = &library.ledger;
    let mut rows: Vec<_> = ledger
        .mechanisms
        .iter()
        .filter(|row| picked.concerns(&row.parties) && picked.falls(None, &row.support))
        .collect();
    rows.sort_by_key(|row| (Reverse(row.sessions.len()), Reverse(row.support.latest_day()), &row.id));
    let words = |doc: &_, span| library.words(doc, span);
    pick::print(
        context,
        &rows,
        |row| chancery_wire::rows::mechanism(row, ledger, &words),
        &[
            ("name", Column::Rest),
            ("type", Column::Rest),
            ("between", Column::Whole),
            ("sessions", Column::Whole),
            ("last held", Column::Whole),
            ("id", Column::Whole),
        ],
        |row| {
            let sessions = ledger.events.iter().filter(|event| row.sessions.contains(&event.id));
            let held = sessions.filter(|event| event.status == EventStatus::Happened);
            let last = held.filter_map(|event| event.when.as_ref()).max_by_key(|when| when.first());
            vec![vec![
                (Style::Plain, row.name.clone()),
                (Style::Dim, row.kind.clone()),
                (Style::Plain, codes(&row.parties)),
                (Style::Plain, row.sessions.len().to_string()),
                (Style::Plain, last.map(say::date).unwrap_or_default()),
                (Style::Dim, short(&row.id.0)),
            ]]
        },
        "no mechanism",
    )
}
