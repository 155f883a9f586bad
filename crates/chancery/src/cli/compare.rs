//! `chancery compare EVENT EVENT`: two visits or meetings item by item.

use chancery_core::ledger::compare::{Turn, compare};

use super::{
    Context, Exit, Problem, judge,
    pick::short,
    term::{self, Column, Style, Table},
};
use crate::briefing::say;

/// Two visits, meetings or communiqués, field by field and item by item: new, dropped, stronger,
/// weaker, kept.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:
  chancery compare 3f9a12c4 77ab0912       ids of `chancery timeline`, the earlier event first")]
pub(crate) struct Args {
    /// The id of the first event, or its beginning
    first: String,
    /// The id of the second event
    second: String,
}

pub(crate) fn run(args: &Args, context: &Context) -> anyhow::Result<Exit> {
    let library = context.library()?;
    let (first, second) = (judge::row(&library, &args.first)?, judge::row(&library, &args.second)?);
    let Some(comparison) = compare(&library.ledger, &first, &second) else {
        return Err(Problem::new("E-EVENT", format!("`{}` and `{}` are not both events", first.0, second.0))
            .hint("ids of events stand in `chancery timeline`")
            .exit(Exit::Usage)
            .into());
    };
    if context.json {
        context.print_json(&comparison)?;
        return Ok(Exit::Done);
    }
    let mut table = Table::new(&[
        ("field", Column::Whole),
        ("", Column::Whole),
        ("at the first", Column::Rest),
        ("at the second", Column::Rest),
        ("id", Column::Whole),
    ]);
    let parts = comparison.by_field();
    let items = parts.iter().flat_map(|(field, items)| {
        items
            .iter()
            .enumerate()
            .map(move |(n, item)| (if n == 0 { field.unwrap_or("other") } else { "" }, item))
    });
    for (field, item) in items {
        let (style, turn) = match item.turn {
            Turn::New => (Style::Good, "new"),
            Turn::Dropped => (Style::Warn, "dropped"),
            Turn::Stronger => (Style::Good, "stronger"),
            Turn::Weaker => (Style::Warn, "weaker"),
            Turn::Kept => (Style::Plain, "kept"),
        };
        let words = |side: &Option<_>| match side {
            Some((act, _, wording)) => format!("{}: {}", say::act(*act), library.say(wording)),
            None => String::new(),
        };
        table.push(vec![
            (Style::Bold, field.to_owned()),
            (style, turn.to_owned()),
            (Style::Plain, words(&item.first)),
            (Style::Plain, words(&item.second)),
            (Style::Dim, short(&item.row.0)),
        ]);
    }
    context.print_table(&table, "nothing was undertaken at either")?;
    let list = |what: &str, fields: &[String]| {
        if fields.is_empty() { String::new() } else { format!("{what}: {}\n", fields.join(", ")) }
    };
    let mut out = list("fields of the second alone", &comparison.fields_new);
    out.push_str(&list("fields of the first alone", &comparison.fields_dropped));
    out.push_str(&format!(
        "{}\n",
        context.out.dim(&format!(
            "from {} on the first and {} on the second; what they leave out may have been said all the same",
            term::count(comparison.reports.0, "report"),
            term::count(comparison.reports.1, "report")
        ))
    ));
    term::print(&out)?;
    Ok(Exit::Done)
}
