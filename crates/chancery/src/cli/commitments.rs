//! `chancery commitments`: what was undertaken, asked or offered, and what became of it.

use std::cmp::Reverse;

use chancery_core::ledger::model::Health;

use super::{
    Context, Exit,
    pick::{Pick, codes, short},
    term::{Column, Style, Table},
};
use crate::briefing::say;

/// What was agreed, pledged, assigned, offered or asked, and what became of it.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  chancery commitments VNM RUS
  chancery commitments VNM RUS --field energy --force 4
  chancery commitments --by RUS --health quiet
  chancery commitments VNM --open --json

Force: 0 discussed, 1 hoped, 2 offered or proposed, 3 stated, 4 agreed or pledged, 5 assigned, 6 signed.")]
pub(crate) struct Args {
    #[command(flatten)]
    pick: Pick,
    /// Only this field: energy, trade, defence ...
    #[arg(long, value_name = "FIELD")]
    field: Option<String>,
    /// Only what this side undertakes, asks or offers
    #[arg(long, value_name = "SIDE")]
    by: Option<String>,
    /// Only at least as binding as this
    #[arg(long, value_name = "0-6", value_parser = clap::value_parser!(u8).range(0..=6))]
    force: Option<u8>,
    /// Only this stage: voiced, proposed, agreed, assigned, signed, under-way, partly-delivered, delivered
    #[arg(long, value_name = "STAGE")]
    stage: Option<String>,
    /// Only this health: fresh, quiet, stalled, contradicted, postponed, refused ...
    #[arg(long, value_name = "HEALTH")]
    health: Option<String>,
    /// Only requests and offers without an answer
    #[arg(long)]
    open: bool,
}

pub(crate) fn run(args: &Args, context: &Context) -> anyhow::Result<Exit> {
    let library = context.library()?;
    let picked = args.pick.picked(context, &library.names)?;
    let by = args.by.as_deref().map(|by| context.actor(&library.names, by)).transpose()?;
    let is = |asked: &Option<String>, said: &str| {
        asked.as_deref().is_none_or(|asked| asked.replace('-', " ").eq_ignore_ascii_case(said))
    };
    let mut rows: Vec<_> = library
        .ledger
        .commitments
        .iter()
        .filter(|row| picked.concerns(&row.parties) && picked.falls(None, &row.support))
        .filter(|row| {
            args.field.as_ref().is_none_or(|field| row.fields.iter().any(|of| of.eq_ignore_ascii_case(field)))
        })
        .filter(|row| by.is_none_or(|by| row.by.contains(&by)))
        .filter(|row| args.force.is_none_or(|force| row.force as u8 >= force))
        .filter(|row| is(&args.stage, say::stage(row.stage)) && is(&args.health, say::health(row.health)))
        .filter(|row| !args.open || row.is_open_request)
        .collect();
    rows.sort_by_key(|row| (Reverse(row.force), Reverse(row.support.latest_day()), &row.id));
    if context.json {
        let words = |doc: &_, span| library.words(doc, span);
        let rows: Vec<_> = rows.iter().map(|row| chancery_wire::rows::commitment(row, &words)).collect();
        context.print_json(&rows)?;
        return Ok(Exit::Done);
    }
    let mut table = Table::new(&[
        ("force", Column::Whole),
        ("stage", Column::Whole),
        ("health", Column::Whole),
        ("latest", Column::Whole),
        ("by", Column::Whole),
        ("what", Column::Rest),
        ("id", Column::Whole),
    ]);
    for row in rows {
        let health = match row.health {
            Health::Fresh => Style::Good,
            Health::Contradicted | Health::Stalled | Health::Refused => Style::Bad,
            _ => Style::Warn,
        };
        // Three words would make the column wider than what it is about.
        let word = match row.health {
            Health::RestatedWithoutProgress => "restated",
            other => say::health(other),
        };
        let latest = row.support.latest_day().map(|day| day.to_string()).unwrap_or_default();
        let what = library.say(&row.what).split_whitespace().collect::<Vec<_>>().join(" ");
        let fields =
            if row.fields.is_empty() { String::new() } else { format!(" ({})", row.fields.join(", ")) };
        table.push(vec![
            (Style::Plain, say::force(row.force).to_owned()),
            (Style::Plain, say::stage(row.stage).to_owned()),
            (health, word.to_owned()),
            (Style::Dim, latest),
            (Style::Plain, codes(&row.by)),
            (Style::Plain, format!("{}: {what}{fields}", say::act(row.act))),
            (Style::Dim, short(&row.id.0)),
        ]);
    }
    context.print_table(&table, "no commitment")?;
    Ok(Exit::Done)
}
