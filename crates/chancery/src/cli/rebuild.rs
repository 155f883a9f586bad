//! `chancery rebuild`: the ledger from the facts, and whether it is the one that was there.

use super::{Context, Exit, Problem, term};
use crate::store::Store;

/// Rebuild the ledger from the facts, and say whether it is the same.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  chancery rebuild                         proves that the ledger follows from the facts
  chancery rebuild --json")]
pub(crate) struct Args {}

pub(crate) fn run(_: &Args, context: &Context) -> anyhow::Result<Exit> {
    let mut store = Store::open(&context.db)?;
    store.check()?;
    let settler = context.settler(&context.lexicon()?)?;
    let before = store.ledger_hash()?;
    // Part by part, and once more all at once in another order: both must agree.
    let after = settler.rebuild(&mut store)?;
    let turned = settler.hash_in_reverse(&store)?;
    let stored = store.hash_as_stored()?;
    if after != turned || after != stored {
        return Err(Problem::new(
            "E-LEDGER",
            format!("the ledger depends on the order of the reports: {} and {}", after.0, turned.0),
        )
        .hint("this is a bug of the program: please report it")
        .exit(Exit::Damaged)
        .into());
    }
    let is_same = before.as_ref() == Some(&after);
    let (documents, claims) = store.counts()?;
    if context.json {
        context.print_json(&serde_json::json!({
            "documents": documents, "claims": claims, "ledger": after.0,
            "before": before.map(|hash| hash.0), "same": is_same,
        }))?;
        return Ok(Exit::Done);
    }
    let verdict = match (&before, is_same) {
        (None, _) => "there was no ledger before",
        (Some(_), true) => "the same as before, byte for byte",
        (Some(_), false) => "not the one before: the lexicon or the program has changed",
    };
    term::print(&format!(
        "{} and {} give the ledger {}\n{verdict}\n",
        term::count(documents as usize, "document"),
        term::count(claims as usize, "claim"),
        after.0
    ))?;
    Ok(Exit::Done)
}
