//! `chancery check --record`: whether the record in the database keeps its own rules, and pairs of
//! reports for a person to look at.

use std::{cell::RefCell, collections::HashMap};

use chancery_core::{
    claims::model::{Claim, ClaimId, Reading},
    evidence::DocId,
    ledger::{
        audit::{self, Check, Pair},
        model::Mention,
    },
};

use super::{
    Context, Exit, judge,
    pick::short,
    term::{self, Column, Style, Table},
};
use crate::library::Library;

/// The claims of documents, fetched when they are asked for.
struct Claims<'l> {
    library: &'l Library,
    read: RefCell<HashMap<DocId, HashMap<ClaimId, Claim>>>,
}

impl Claims<'_> {
    fn of(&self, mention: &Mention) -> Option<Claim> {
        let mut read = self.read.borrow_mut();
        let claims = read.entry(mention.doc.clone()).or_insert_with(|| {
            let claims =
                self.library.store().read(&mention.doc).map(|(_, claims)| claims).unwrap_or_default();
            let reading =
                Reading { doc: mention.doc.clone(), dated: None, relevant: true, claims, notes: Vec::new() };
            let ids = reading.claim_ids();
            ids.into_iter().zip(reading.claims).collect()
        });
        claims.get(&mention.claim).cloned()
    }
}

/// Prints the counts of the checks, and so many merged and unmerged pairs.
pub(crate) fn run(pairs: usize, context: &Context) -> anyhow::Result<Exit> {
    let library = context.library()?;
    let settler = context.settler(&context.lexicon()?)?;
    let claims = Claims { library: &library, read: RefCell::default() };
    let checks = audit::audit(&library.ledger, settler.rules(), &|mention| claims.of(mention));
    let (merged, apart) = (audit::merged(&library.ledger, pairs), audit::apart(&library.ledger, pairs));
    let is_whole = checks.iter().all(|check| check.broken.is_empty());
    if context.json {
        context.print_json(&serde_json::json!({ "checks": checks, "merged": merged, "apart": apart }))?;
    } else {
        let mut table = Table::new(&[
            ("looked at", Column::Whole),
            ("broken", Column::Whole),
            ("what must hold", Column::Rest),
            ("where not", Column::Rest),
        ]);
        for Check { law, looked_at, broken, .. } in &checks {
            let style = if broken.is_empty() { Style::Plain } else { Style::Bad };
            let ids: Vec<String> = broken.iter().take(8).map(|id| short(&id.0)).collect();
            table.push(vec![
                (Style::Plain, looked_at.to_string()),
                (style, broken.len().to_string()),
                (Style::Plain, (*law).to_owned()),
                (Style::Dim, ids.join(" ")),
            ]);
        }
        context.print_table(&table, "nothing to check")?;
        let mut out = String::new();
        for (heading, list) in [("taken for one event", &merged), ("kept apart", &apart)] {
            for (number, pair) in list.iter().enumerate() {
                out.push_str(&format!("\n{heading}, {} of {}\n", number + 1, list.len()));
                out.push_str(&told(&library, pair));
            }
        }
        term::print(&out)?;
    }
    Ok(if is_whole { Exit::Done } else { Exit::Failed })
}

/// A pair: each mention with its event, its document and its words.
fn told(library: &Library, pair: &Pair) -> String {
    let mut out = String::new();
    for (event, mention) in pair.events.iter().zip(&pair.mentions) {
        let words = library.quote(mention);
        let day = mention.day.map_or("no day".to_owned(), |day| day.to_string());
        out.push_str(&format!(
            "  {} {}\n    {day} {}: {}\n",
            short(&event.0),
            judge::title(library, event),
            mention.doc,
            term::fit(&term::clean(&words), 300)
        ));
    }
    out
}
