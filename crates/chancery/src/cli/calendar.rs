//! `chancery calendar`: planned events, sessions due, anniversaries, deadlines, what expires.

use std::collections::BTreeSet;

use chancery_core::{
    calendar::{Day, When},
    ledger::{
        agenda::{Entry, EntryKind, calendar},
        model::{Ledger, RowId},
    },
    lexicon::ActorCode,
};

use super::{
    Context, Exit, day, judge,
    pick::{self, short},
    term::{Column, Style},
};
use crate::briefing::say;

/// What lies ahead: planned events, sessions due, anniversaries, deadlines, what expires.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  chancery calendar                        a year from the day of the ledger on
  chancery calendar VNM RUS                of one relation
  chancery calendar --from 2025-01-01 --to 2025-12-31 --json")]
pub(crate) struct Args {
    /// Only what concerns these states or organisations: codes or names
    #[arg(value_name = "SIDE", num_args = 0..=2)]
    sides: Vec<String>,
    /// The first day [default: the day of the ledger]
    #[arg(long, visible_alias = "on", value_name = "DATE", value_parser = day::first)]
    from: Option<Day>,
    /// The last day [default: a year later]
    #[arg(long, value_name = "DATE", value_parser = day::last)]
    to: Option<Day>,
}

pub(crate) fn run(args: &Args, context: &Context) -> anyhow::Result<Exit> {
    let library = context.library()?;
    let from = args.from.or(library.ledger.as_of).unwrap_or(Day::MIN);
    let to = args.to.unwrap_or_else(|| from.checked_add(jiff::Span::new().years(1)).unwrap_or(from));
    let sides: Vec<ActorCode> =
        args.sides.iter().map(|side| context.actor(&library.names, side)).collect::<Result<_, _>>()?;
    let concerned = concerning(&library.ledger, &sides);
    let mut entries = calendar(&library.ledger, from, to);
    entries.retain(|entry| concerned.contains(&entry.row));
    let columns = [
        ("date", Column::Whole),
        ("", Column::Whole),
        ("what", Column::Rest),
        ("", Column::Rest),
        ("id", Column::Whole),
    ];
    let line = |entry: &Entry| {
        let (style, kind) = match entry.kind {
            EntryKind::Planned => (Style::Good, "planned"),
            EntryKind::Unreported => (Style::Warn, "not reported since"),
            EntryKind::SessionDue => (Style::Plain, "session due"),
            EntryKind::Anniversary => (Style::Plain, "anniversary"),
            EntryKind::Deadline => (Style::Warn, "deadline"),
            EntryKind::Expiry => (Style::Warn, "expires"),
        };
        let note = match (entry.kind, &entry.note) {
            (EntryKind::Anniversary, Some(note)) => note.parse().map_or(note.clone(), say::ordinal),
            (EntryKind::SessionDue, Some(note)) => note.clone(),
            _ => String::new(),
        };
        let when = When::parse(&entry.when).map_or(entry.when.clone(), |when| say::date(&when));
        vec![vec![
            (Style::Plain, when),
            (style, kind.to_owned()),
            (Style::Plain, judge::title(&library, &entry.row)),
            (Style::Dim, note),
            (Style::Dim, short(&entry.row.0)),
        ]]
    };
    pick::print(context, &entries, Clone::clone, &columns, line, "nothing ahead")
}

/// The rows that may stand in a calendar and concern all of these sides.
fn concerning<'l>(ledger: &'l Ledger, sides: &[ActorCode]) -> BTreeSet<&'l RowId> {
    let events = ledger.events.iter().map(|row| (&row.id, &row.parties));
    let commitments = ledger.commitments.iter().map(|row| (&row.id, &row.parties));
    let instruments = ledger.instruments.iter().map(|row| (&row.id, &row.parties));
    let mechanisms = ledger.mechanisms.iter().map(|row| (&row.id, &row.parties));
    let anniversaries = ledger.anniversaries.iter().map(|row| (&row.id, &row.parties));
    events
        .chain(commitments)
        .chain(instruments)
        .chain(mechanisms)
        .chain(anniversaries)
        .filter(|(_, parties)| sides.iter().all(|side| parties.contains(side)))
        .map(|(id, _)| id)
        .collect()
}
