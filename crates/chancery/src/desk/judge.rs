//! A decision that a page sends, from the form to the judgement.

use axum::{
    Form,
    body::Bytes,
    extract::State,
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Redirect, Response},
};
use chancery_core::ledger::{
    judgements::{self, Judgement, Verdict},
    model::RowId,
};
use serde::Deserialize;

use super::{Desk, upload};
use crate::{decided, settle::Settler, store::Store};

/// The longest file of decisions that is taken, in bytes: some fifty thousand of them.
pub(super) const FILE: usize = 16 << 20;

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

/// Takes a file of decisions over that `judgements export` wrote, whole or not at all.
pub(super) async fn import(State(desk): State<Desk>, headers: HeaderMap, body: Bytes) -> Response {
    let done = tokio::task::spawn_blocking(move || {
        let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
        take_file(&desk, kind, &body)
    });
    done.await.unwrap_or_else(|_| Redirect::to("/review?said=refused").into_response())
}

fn take_file(desk: &Desk, kind: &str, body: &[u8]) -> Response {
    let back = |said: String| Redirect::to(&format!("/review?said={said}")).into_response();
    let Some(fields) = upload::fields(kind, body) else { return back("refused".to_owned()) };
    if desk.read_only || fields.get("token").map(Vec::as_slice) != Some(desk.token.as_bytes()) {
        return back("refused".to_owned());
    }
    let Some(file) = fields.get("file").and_then(|file| std::str::from_utf8(file).ok()) else {
        return back("line&line=1".to_owned());
    };
    let judgements = match decided::read(file) {
        Ok(judgements) => judgements,
        Err(no) => return back(format!("line&line={}", no.line)),
    };
    let taken = Store::open(&desk.db)
        .map_err(anyhow::Error::from)
        .and_then(|mut store| decided::take_over(&mut store, || settler(desk), &judgements));
    match taken {
        Ok(taken) => back(format!("taken&new={}&known={}", taken.new, taken.known)),
        Err(_) => back("refused".to_owned()),
    }
}

/// All decisions as a file.
pub(super) async fn export(State(desk): State<Desk>) -> Response {
    let read = tokio::task::spawn_blocking(move || Store::open(&desk.db)?.judgements());
    match read.await {
        Ok(Ok(judgements)) => {
            let kind = (header::CONTENT_TYPE, "application/x-ndjson; charset=utf-8");
            let name = (header::CONTENT_DISPOSITION, "attachment; filename=\"judgements.jsonl\"");
            ([kind, name], decided::write(&judgements)).into_response()
        }
        _ => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

fn settler(desk: &Desk) -> anyhow::Result<Settler> {
    Settler::new(&desk.lexicon.files()).map_err(|_| anyhow::anyhow!("the lexicon has errors"))
}

/// Appends the judgement and settles the ledger anew.
fn record(desk: &Desk, verdict: Verdict, by: &str, because: Option<&str>) -> anyhow::Result<()> {
    anyhow::ensure!(!by.is_empty(), "a judgement has a name under it");
    let mut store = Store::open(&desk.db)?;
    let verdict = match verdict {
        Verdict::Same { a, b } => judgements::same(&store.ledger()?, &store.judgements()?, a, b),
        other => other,
    };
    let settler = settler(desk)?;
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
