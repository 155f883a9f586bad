//! `chancery timeline`: events by day.

use std::collections::HashMap;

use chancery_core::{
    claims::model::EventStatus,
    ledger::model::{EventRow, RowId},
};

use super::{
    Context, Exit,
    pick::{self, Pick, short},
    term::{Column, Style},
};
use crate::briefing::say;

/// Events by day: visits, meetings, calls, sessions, signings.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  chancery timeline VNM RUS
  chancery timeline Australia --since 2015-01-01 --kind visit
  chancery timeline VNM RUS --planned --json")]
pub(crate) struct Args {
    #[command(flatten)]
    pick: Pick,
    /// Only events of this kind: visit, meeting, call, session, signing, ceremony, message
    #[arg(long, value_name = "KIND")]
    kind: Option<String>,
    /// Only what was announced, not what was held
    #[arg(long)]
    planned: bool,
}

pub(crate) fn run(args: &Args, context: &Context) -> anyhow::Result<Exit> {
    let library = context.library()?;
    let picked = args.pick.picked(context, &library.names)?;
    let mut rows: Vec<_> = library
        .ledger
        .events
        .iter()
        .filter(|row| picked.concerns(&row.parties) && picked.falls(row.when.as_ref(), &row.support))
        .filter(|row| args.kind.as_deref().is_none_or(|kind| say::event_kind(row.kind) == kind))
        .filter(|row| !args.planned || matches!(row.status, EventStatus::Planned | EventStatus::Invited))
        .collect();
    let of: HashMap<&RowId, &EventRow> = rows.iter().map(|row| (&row.id, *row)).collect();
    let day = |row: &EventRow| row.when.as_ref().and_then(|when| when.first().or(when.last()));
    // What a visit holds stands behind it, whatever its day.
    rows.sort_by_key(|row| {
        let top = row.within.as_ref().and_then(|within| of.get(within)).copied().unwrap_or(row);
        (top.when.is_none(), day(top), &top.id, top.id != row.id, day(row), &row.id)
    });
    let words = |doc: &_, span| library.words(doc, span);
    pick::print(
        context,
        &rows,
        |row| chancery_wire::rows::event(row, &words),
        &[
            ("date", Column::Whole),
            ("status", Column::Whole),
            ("what", Column::Rest),
            ("voices", Column::Whole),
            ("id", Column::Whole),
        ],
        |row| {
            let status = match row.status {
                EventStatus::Happened => (Style::Plain, String::new()),
                EventStatus::Cancelled | EventStatus::Denied => {
                    (Style::Bad, say::event_status(row.status).to_owned())
                }
                EventStatus::Postponed => (Style::Warn, "postponed".to_owned()),
                status => (Style::Good, say::event_status(status).to_owned()),
            };
            let indent = if row.within.is_some() { "· " } else { "" };
            vec![vec![
                (Style::Plain, row.when.as_ref().map_or("not dated".to_owned(), say::date)),
                status,
                (Style::Plain, format!("{indent}{}", say::event(row, &library.ledger, &library.names))),
                (Style::Dim, row.support.voices.to_string()),
                (Style::Dim, short(&row.id.0)),
            ]]
        },
        "no event",
    )
}
