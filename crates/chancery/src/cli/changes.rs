//! `chancery changes --since DAY`: what new reports added, moved, contradicted.

use chancery_core::{
    calendar::Day,
    ledger::changes::{ChangeKind, changes},
    lexicon::ActorCode,
};

use super::{
    Context, Exit, day, judge,
    pick::{self, short},
    term::{Column, Style, Table},
};

/// What reports after a day added to the record, moved in it, contradicted.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  chancery changes                         in the week before the newest report
  chancery changes VNM RUS --since 2025-01-31
  chancery changes --since 2025-01-31 --json")]
pub(crate) struct Args {
    /// Only what concerns these states or organisations: codes or names
    #[arg(value_name = "SIDE", num_args = 0..=2)]
    sides: Vec<String>,
    /// The day whose record today's is compared with [default: a week before the newest report]
    #[arg(long, value_name = "DATE", value_parser = day::first)]
    since: Option<Day>,
    /// Also what was only mentioned again
    #[arg(long)]
    all: bool,
    /// How many lines at most, the weightiest first; 0 for all
    #[arg(long, value_name = "N", default_value = "60")]
    limit: usize,
}

/// Days before the newest report from which on changes are told where no day is given.
const WEEK: i32 = 7;

pub(crate) fn run(args: &Args, context: &Context) -> anyhow::Result<Exit> {
    let library = context.library()?;
    let sides: Vec<ActorCode> =
        args.sides.iter().map(|side| context.actor(&library.names, side)).collect::<Result<_, _>>()?;
    let newest = library.ledger.as_of.unwrap_or(Day::MIN);
    let since =
        args.since.unwrap_or_else(|| newest.checked_sub(jiff::Span::new().days(WEEK)).unwrap_or(newest));
    let before = context.settler(&context.lexicon()?)?.as_of(&library.store(), since)?;
    let mut found = changes(&before, &library.ledger);
    found.retain(|change| args.all || change.kind != ChangeKind::Restated);
    if !sides.is_empty() {
        let (now, then) = (pick::concerned(&library.ledger, &sides), pick::concerned(&before, &sides));
        found.retain(|change| now.contains(&change.row) || then.contains(&change.row));
    }
    if context.json {
        context.print_json(&found)?;
        return Ok(Exit::Done);
    }
    let mut table = Table::new(&[
        ("", Column::Whole),
        ("what", Column::Rest),
        ("was", Column::Whole),
        ("now", Column::Rest),
        ("id", Column::Whole),
    ]);
    let shown = if args.limit == 0 { found.len() } else { args.limit };
    for change in found.iter().take(shown) {
        let (style, kind) = match change.kind {
            ChangeKind::Contradicted => (Style::Bad, "contradicted"),
            ChangeKind::Moved => (Style::Good, "moved"),
            ChangeKind::Added => (Style::Plain, "new"),
            ChangeKind::Answered => (Style::Good, "answered"),
            ChangeKind::Restated => (Style::Dim, "again"),
            ChangeKind::Doubtful => (Style::Warn, "the same?"),
            ChangeKind::Gone => (Style::Dim, "gone"),
        };
        // What has changed of the row stands with it, so that `was` and `now` can be compared.
        let field = change.field.as_deref().map_or(String::new(), |field| format!(" [{field}]"));
        table.push(vec![
            (style, kind.to_owned()),
            (Style::Plain, format!("{}{field}", judge::title(&library, &change.row))),
            (Style::Plain, change.was.clone().unwrap_or_default()),
            (Style::Plain, change.now.clone().unwrap_or_default()),
            (Style::Dim, short(&change.row.0)),
        ]);
    }
    context.print_table(&table, "nothing new")?;
    if found.len() > shown && !context.quiet {
        eprintln!("{} {} more: `--limit 0` shows all", context.err.warn("note:"), found.len() - shown);
    }
    Ok(Exit::Done)
}
