//! `chancery changes --since DAY`: what new reports added, moved, contradicted.

use chancery_core::{
    calendar::Day,
    ledger::changes::{ChangeKind, changes},
};

use super::{
    Context, Exit, day, judge,
    pick::short,
    term::{Column, Style, Table},
};

/// What reports after a day added to the record, moved in it, contradicted.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  chancery changes --since 2025-01-31
  chancery changes --since 2025-01-31 --json")]
pub(crate) struct Args {
    /// The day whose record today's is compared with
    #[arg(long, value_name = "DATE", value_parser = day::first)]
    since: Day,
    /// Also what was only mentioned again
    #[arg(long)]
    all: bool,
}

pub(crate) fn run(args: &Args, context: &Context) -> anyhow::Result<Exit> {
    let library = context.library()?;
    let before = context.settler(&context.lexicon()?)?.as_of(&library.store(), args.since)?;
    let mut found = changes(&before, &library.ledger);
    found.retain(|change| args.all || change.kind != ChangeKind::Restated);
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
    for change in &found {
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
    Ok(Exit::Done)
}
