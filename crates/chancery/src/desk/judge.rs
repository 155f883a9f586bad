//! A decision that a page sends, from the form to the judgement.

use axum::{
    Form,
    extract::State,
    response::{IntoResponse, Redirect, Response},
};
use chancery_core::ledger::{
    judgements::{Judgement, Verdict},
    model::RowId,
};
use serde::Deserialize;

use super::Desk;
use crate::{settle::Settler, store::Store};

/// The fields of the form.
#[derive(Debug, Deserialize)]
pub(super) struct Decision {
    token: String,
    verdict: String,
    by: String,
    because: Option<String>,
    at: Option<usize>,
    a: Option<String>,
    b: Option<String>,
    row: Option<String>,
    field: Option<String>,
    value: Option<String>,
    judgement: Option<String>,
}

/// Takes a decision, and shows the next item.
pub(super) async fn decide(State(desk): State<Desk>, Form(decision): Form<Decision>) -> Response {
    let done = tokio::task::spawn_blocking(move || take(&desk, &decision)).await;
    done.unwrap_or_else(|_| Redirect::to("/review?said=refused").into_response())
}

fn take(desk: &Desk, decision: &Decision) -> Response {
    let at = decision.at.unwrap_or(0);
    let back = |said: &str| Redirect::to(&format!("/review?at={at}&said={said}")).into_response();
    // The token is compared whole; it is no secret of the user, only a proof of our own page.
    if desk.read_only || decision.token != desk.token {
        return back("refused");
    }
    let because = decision.because.as_deref().map(str::trim).filter(|because| !because.is_empty());
    let needs_reason = matches!(decision.verdict.as_str(), "same" | "reject" | "correct");
    if needs_reason && because.is_none() {
        return back("reason");
    }
    let Some(verdict) = verdict(decision) else { return back("refused") };
    match record(desk, verdict, decision.by.trim(), because) {
        Ok(()) => back("done"),
        Err(_) => back("refused"),
    }
}

/// Appends the judgement and settles the ledger anew.
fn record(desk: &Desk, verdict: Verdict, by: &str, because: Option<&str>) -> anyhow::Result<()> {
    anyhow::ensure!(!by.is_empty(), "a judgement has a name under it");
    let settler =
        Settler::new(&desk.lexicon.files()).map_err(|_| anyhow::anyhow!("the lexicon has errors"))?;
    let mut store = Store::open(&desk.db)?;
    let now = crate::clock::instant();
    store.judge(&Judgement::new(by, &now, verdict, because))?;
    settler.settle(&mut store)?;
    Ok(())
}

fn verdict(decision: &Decision) -> Option<Verdict> {
    let row = || decision.row.clone().map(RowId);
    let (a, b) = (decision.a.clone().map(RowId), decision.b.clone().map(RowId));
    Some(match decision.verdict.as_str() {
        "same" => Verdict::Same { a: a?, b: b? },
        "not-same" => Verdict::NotSame { a: a?, b: b? },
        "confirm" => Verdict::Confirm { row: row()? },
        "reject" => Verdict::Reject { row: row()? },
        "correct" => {
            Verdict::Correct { row: row()?, field: decision.field.clone()?, value: decision.value.clone()? }
        }
        "undo" => Verdict::Undo { judgement: decision.judgement.clone()? },
        _ => return None,
    })
}
