//! `chancery review`: the doubtful pairs and the contradictions, one after the other.
//!
//! On a terminal it asks; elsewhere it lists what there is to decide.

use std::{
    cmp::Reverse,
    collections::BTreeMap,
    io::{self, BufRead, IsTerminal},
};

use chancery_core::{
    calendar::Day,
    ledger::{
        judgements::{Judgement, Verdict},
        model::{Doubt, Ledger, RowId},
    },
};

use super::{
    Context, Exit, judge,
    pick::short,
    term::{self, Column, Style, Table},
};
use crate::{briefing::say, clock, library::Library, store::Store};

/// Walk through what needs a person: rows that may be one, and reports that disagree.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  chancery review                          asks one after the other: y same, n not the same, s skip, q quit
  chancery review --list                   what there is to decide")]
pub(crate) struct Args {
    /// List, do not ask
    #[arg(long)]
    list: bool,
    /// How many lines of each kind the list has, the weightiest first; 0 for all
    #[arg(long, value_name = "N", default_value = "40")]
    limit: usize,
    /// Who decides
    #[arg(long, value_name = "NAME", env = "CHANCERY_USER", hide_env = true)]
    by: Option<String>,
}

pub(crate) fn run(args: &Args, context: &Context) -> anyhow::Result<Exit> {
    let library = context.library()?;
    if context.json {
        let value =
            serde_json::json!({ "doubts": library.ledger.doubts, "conflicts": library.ledger.conflicts });
        context.print_json(&value)?;
        return Ok(Exit::Done);
    }
    if args.list || !io::stdin().is_terminal() {
        return list(&library, args.limit, context);
    }
    let by = args.by.clone().or_else(judge::user).unwrap_or_else(|| "unknown".to_owned());
    let mut decided = Vec::new();
    let doubts = weighty(&library);
    let total = doubts.len();
    for (number, doubt) in doubts.into_iter().enumerate() {
        term::print(&format!(
            "{} of {total}\n  {}\n  {}\nthe same? [y/n/s/q] ",
            number + 1,
            judge::title(&library, &doubt.a),
            judge::title(&library, &doubt.b)
        ))?;
        let mut answer = String::new();
        if io::stdin().lock().read_line(&mut answer)? == 0 {
            break;
        }
        let verdict = match answer.trim() {
            "y" => Verdict::Same { a: doubt.a.clone(), b: doubt.b.clone() },
            "n" => Verdict::NotSame { a: doubt.a.clone(), b: doubt.b.clone() },
            "q" => break,
            _ => continue,
        };
        decided.push(Judgement::new(&by, &clock::instant(), verdict, None));
    }
    drop(library);
    if !decided.is_empty() {
        let mut store = Store::open(&context.db)?;
        for judgement in &decided {
            store.judge(judgement)?;
        }
        context.settler(&context.lexicon()?)?.settle(&mut store)?;
    }
    eprintln!("{} of {total} decided", decided.len());
    Ok(Exit::Done)
}

/// The doubtful pairs, those first in which most reports are at stake: both rows are told of by so
/// many voices, and lately.
fn weighty(library: &Library) -> Vec<&Doubt> {
    let weights = weights(&library.ledger);
    let weight = |id: &RowId| weights.get(id).copied().unwrap_or_default();
    let mut doubts: Vec<&Doubt> = library.ledger.doubts.iter().collect();
    doubts.sort_by_key(|doubt| {
        let (a, b) = (weight(&doubt.a), weight(&doubt.b));
        (Reverse(a.0.min(b.0)), Reverse(a.1.max(b.1)), &doubt.id)
    });
    doubts
}

/// How many voices tell of each row, and the day of the latest.
fn weights(ledger: &Ledger) -> BTreeMap<&RowId, (u32, Option<Day>)> {
    let events = ledger.events.iter().map(|row| (&row.id, &row.support));
    let commitments = ledger.commitments.iter().map(|row| (&row.id, &row.support));
    let mechanisms = ledger.mechanisms.iter().map(|row| (&row.id, &row.support));
    let people = ledger.people.iter().map(|row| (&row.id, &row.support));
    let rows = events.chain(commitments).chain(mechanisms).chain(people);
    rows.map(|(id, support)| (id, (support.voices, support.latest_day()))).collect()
}

fn list(library: &Library, limit: usize, context: &Context) -> anyhow::Result<Exit> {
    let mut table = Table::new(&[
        ("", Column::Whole),
        ("one", Column::Rest),
        ("other", Column::Rest),
        ("ids", Column::Whole),
    ]);
    let most = if limit == 0 { usize::MAX } else { limit };
    let weights = weights(&library.ledger);
    let mut conflicts: Vec<_> =
        library.ledger.conflicts.iter().filter(|conflict| library.is_disagreement(conflict)).collect();
    let weight = |id: &RowId| weights.get(id).copied().unwrap_or_default();
    conflicts.sort_by_key(|conflict| (Reverse(weight(&conflict.about)), &conflict.id));
    let doubts = weighty(library);
    for conflict in conflicts.iter().take(most) {
        let versions: Vec<String> = conflict
            .versions
            .iter()
            .map(|(value, mentions)| {
                let words = mentions.first().map(|mention| library.quote(mention)).unwrap_or_default();
                format!("{value}: “{}”", term::fit(&words, 80))
            })
            .collect();
        table.push(vec![
            (Style::Bad, format!("{} differs", say::slot(&conflict.slot))),
            (Style::Plain, judge::title(library, &conflict.about)),
            (Style::Plain, versions.join(" / ")),
            (Style::Dim, short(&conflict.about.0)),
        ]);
    }
    for Doubt { a, b, .. } in doubts.iter().take(most) {
        table.push(vec![
            (Style::Warn, "the same?".to_owned()),
            (Style::Plain, judge::title(library, a)),
            (Style::Plain, judge::title(library, b)),
            (Style::Dim, format!("{} {}", short(&a.0), short(&b.0))),
        ]);
    }
    context.print_table(&table, "nothing to decide")?;
    let left = conflicts.len().saturating_sub(most) + doubts.len().saturating_sub(most);
    if left > 0 && !context.quiet {
        eprintln!("{} {left} more: `--limit 0` shows all", context.err.warn("note:"));
    }
    Ok(Exit::Done)
}
