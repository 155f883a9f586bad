//! `chancery calendar`: planned events, sessions due, anniversaries, deadlines, what expires.

use chancery_core::{
    calendar::{Day, Grain, When},
    ledger::agenda::{Entry, EntryKind, calendar},
    lexicon::ActorCode,
};

use super::{
    Context, Exit, day, judge,
    pick::{self, short},
    term::{Column, Style},
};
use crate::{briefing::say, feasts};

/// What lies ahead: planned events, sessions due, anniversaries, deadlines, what expires.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  chancery calendar                        a year from today on
  chancery calendar VNM RUS                of one relation
  chancery calendar --from 2025-01-01 --to 2025-12-31 --json")]
pub(crate) struct Args {
    /// Only what concerns these states or organisations: codes or names
    #[arg(value_name = "SIDE", num_args = 0..=2)]
    sides: Vec<String>,
    /// The first day [default: today; of the newest report where that is older than half a year]
    #[arg(long, visible_alias = "on", value_name = "DATE", value_parser = day::first)]
    from: Option<Day>,
    /// The last day [default: a year later]
    #[arg(long, value_name = "DATE", value_parser = day::last)]
    to: Option<Day>,
    /// Also anniversaries that are not round, and those whose day no report gives
    #[arg(long)]
    all: bool,
}

pub(crate) fn run(args: &Args, context: &Context) -> anyhow::Result<Exit> {
    let library = context.library()?;
    let from = args.from.unwrap_or_else(|| context.today(&library));
    let to = args.to.unwrap_or_else(|| from.checked_add(jiff::Span::new().years(1)).unwrap_or(from));
    let sides: Vec<ActorCode> =
        args.sides.iter().map(|side| context.actor(&library.names, side)).collect::<Result<_, _>>()?;
    let concerned = pick::concerned(&library.ledger, &sides);
    let mut entries = calendar(&library.ledger, from, to, args.all);
    entries.retain(|entry| sides.is_empty() || concerned.contains(&entry.row));
    if !args.all {
        let rows = library.ledger.anniversaries.iter().filter(|row| {
            let is_day = row.base.as_ref().is_some_and(|base| base.grain() == Grain::Day);
            (row.is_own || is_day) && entries.iter().any(|entry| entry.row == row.id)
        });
        let one_each = feasts::one_each(&library, rows);
        entries.retain(|entry| entry.kind != EntryKind::Anniversary || one_each.contains(&entry.row));
    }
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
