//! `chancery review`: the doubtful pairs and the contradictions, one after the other.
//!
//! On a terminal it asks; elsewhere it lists what there is to decide.

use std::io::{self, BufRead, IsTerminal};

use chancery_core::ledger::{
    judgements::{Judgement, Verdict},
    model::Doubt,
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
        return list(&library, context);
    }
    let by = args.by.clone().or_else(judge::user).unwrap_or_else(|| "unknown".to_owned());
    let mut decided = Vec::new();
    let total = library.ledger.doubts.len();
    for (number, doubt) in library.ledger.doubts.iter().enumerate() {
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

fn list(library: &Library, context: &Context) -> anyhow::Result<Exit> {
    let mut table = Table::new(&[
        ("", Column::Whole),
        ("one", Column::Rest),
        ("other", Column::Rest),
        ("ids", Column::Whole),
    ]);
    for Doubt { a, b, .. } in &library.ledger.doubts {
        table.push(vec![
            (Style::Warn, "the same?".to_owned()),
            (Style::Plain, judge::title(library, a)),
            (Style::Plain, judge::title(library, b)),
            (Style::Dim, format!("{} {}", short(&a.0), short(&b.0))),
        ]);
    }
    for conflict in &library.ledger.conflicts {
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
    context.print_table(&table, "nothing to decide")?;
    Ok(Exit::Done)
}
