//! `chancery calendar`: planned events, sessions due, anniversaries, deadlines, what expires.

use chancery_core::{
    calendar::Day,
    ledger::agenda::{EntryKind, calendar},
};

use super::{
    Context, Exit, judge,
    pick::short,
    term::{Column, Style, Table},
};
use crate::briefing::say;

/// What lies ahead: planned events, sessions due, anniversaries, deadlines, what expires.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  chancery calendar                        a year from the day of the ledger on
  chancery calendar --from 2025-01-01 --to 2025-12-31 --json")]
pub(crate) struct Args {
    /// The first day [default: the day of the ledger]
    #[arg(long, value_name = "DATE")]
    from: Option<Day>,
    /// The last day [default: a year later]
    #[arg(long, value_name = "DATE")]
    to: Option<Day>,
}

pub(crate) fn run(args: &Args, context: &Context) -> anyhow::Result<Exit> {
    let library = context.library()?;
    let from = args.from.or(library.ledger.as_of).unwrap_or(Day::MIN);
    let to = args.to.unwrap_or_else(|| from.checked_add(jiff::Span::new().years(1)).unwrap_or(from));
    let entries = calendar(&library.ledger, from, to);
    if context.json {
        context.print_json(&entries)?;
        return Ok(Exit::Done);
    }
    let mut table = Table::new(&[
        ("date", Column::Whole),
        ("", Column::Whole),
        ("what", Column::Rest),
        ("", Column::Rest),
        ("id", Column::Whole),
    ]);
    for entry in entries {
        let (style, kind) = match entry.kind {
            EntryKind::Planned => (Style::Good, "planned"),
            EntryKind::Unreported => (Style::Warn, "not reported since"),
            EntryKind::SessionDue => (Style::Plain, "session due"),
            EntryKind::Anniversary => (Style::Plain, "anniversary"),
            EntryKind::Deadline => (Style::Warn, "deadline"),
            EntryKind::Expiry => (Style::Warn, "expires"),
        };
        let note = match (entry.kind, entry.note) {
            (EntryKind::Anniversary, Some(note)) => note.parse().map_or(note, say::ordinal),
            (EntryKind::SessionDue, Some(note)) => note,
            _ => String::new(),
        };
        let when =
            chancery_core::calendar::When::parse(&entry.when).map_or(entry.when, |when| say::date(&when));
        table.push(vec![
            (Style::Plain, when),
            (style, kind.to_owned()),
            (Style::Plain, judge::title(&library, &entry.row)),
            (Style::Dim, note),
            (Style::Dim, short(&entry.row.0)),
        ]);
    }
    context.print_table(&table, "nothing ahead")?;
    Ok(Exit::Done)
}
