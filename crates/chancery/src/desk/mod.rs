//! The desk: pages, their twins for programs, and a local server that is safe to leave running.
//!
//! What is shown is decided in `pages`, how it leaves in `answer`, who may ask in `guard`. The
//! server only reads; a judgement is the one thing that a page can send.

mod answer;
mod guard;
mod layout;
mod pages;
mod pictures;
mod route;
mod snapshot;

use std::{net::SocketAddr, sync::Arc};

use axum::{
    Router,
    extract::{Query as Extracted, State},
    http::{HeaderMap, Uri, header},
    middleware,
    response::{IntoResponse, Redirect, Response},
};
use chancery_core::{calendar::Day, evidence::DocId, ledger::model::RowId};

use answer::{Refusal, answer};
use pages::{Query, filter};
use route::{Format, Route};
use snapshot::Snapshot;

/// Gives the ledger as it stands, or as it was known on a day.
type Snapshots = Arc<dyn Fn(Option<Day>) -> anyhow::Result<Arc<Snapshot>> + Send + Sync>;

/// What every request sees.
#[derive(Clone)]
struct Desk {
    snapshots: Snapshots,
}

const STYLE: &str = include_str!("style.css");
const SCRIPT: &str = include_str!("desk.js");

/// The server as a service, for the loopback names of this address.
fn router(desk: Desk, address: SocketAddr, allowed: Option<&str>) -> Router {
    Router::new()
        .route("/style.css", axum::routing::get(|| async { asset("text/css; charset=utf-8", STYLE) }))
        .route("/desk.js", axum::routing::get(|| async { asset("text/javascript; charset=utf-8", SCRIPT) }))
        .fallback(axum::routing::get(show))
        .with_state(desk)
        .layer(middleware::from_fn_with_state(guard::Names::new(address, allowed), guard::guard))
}

fn asset(media_type: &'static str, content: &'static str) -> Response {
    ([(header::CONTENT_TYPE, media_type), (header::CACHE_CONTROL, "max-age=3600")], content).into_response()
}

/// Answers any page. The work is not asynchronous, so it leaves the server's own threads.
async fn show(
    State(desk): State<Desk>,
    uri: Uri,
    Extracted(query): Extracted<Query>,
    headers: HeaderMap,
) -> Response {
    let path = uri.path().to_owned();
    let done = tokio::task::spawn_blocking(move || page(&desk, &path, &query, &headers)).await;
    done.unwrap_or_else(|_| {
        Refusal::Broken("the page could not be made: this is our mistake".to_owned()).answer(
            None,
            Format::Json,
            uri.path(),
        )
    })
}

fn page(desk: &Desk, path: &str, query: &Query, headers: &HeaderMap) -> Response {
    let path = percent_decode(path);
    let day = filter(query, "as_of").and_then(|day| day.parse().ok());
    let snapshot = match (desk.snapshots)(day) {
        Ok(snapshot) => snapshot,
        Err(error) => return Refusal::Broken(format!("{error:#}")).answer(None, Format::Json, &path),
    };
    let Some((route, format)) = route::parse(&path) else {
        return Refusal::NotFound.answer(Some(&snapshot), Format::Html, &path);
    };
    dispatch(&snapshot, &route, format, &path, query, headers)
        .unwrap_or_else(|refusal| refusal.answer(Some(&snapshot), format, &path))
}

fn dispatch(
    snapshot: &Snapshot,
    route: &Route,
    format: Format,
    path: &str,
    query: &Query,
    headers: &HeaderMap,
) -> Result<Response, Refusal> {
    macro_rules! show {
        ($page:expr) => {
            answer(snapshot, &$page, format, path, query, headers)
        };
    }
    let relation = |slug: &str| snapshot.relation(slug).ok_or(Refusal::NotFound);
    match route {
        Route::Start => show!(pages::start::Start::new(snapshot)),
        Route::Relation(slug) => {
            let (pair, rows) = relation(slug)?;
            if *slug != pair.slug() && format == Format::Html {
                return Ok(Redirect::permanent(&format!("/r/{}", pair.slug())).into_response());
            }
            show!(pages::relation::Relation::new(snapshot, pair, rows, query))
        }
        Route::Timeline(slug) => {
            let (pair, rows) = relation(slug)?;
            show!(pages::timeline::Timeline::new(snapshot, pair, rows, query))
        }
        Route::Commitments(slug) => {
            let relation = slug.as_ref().map(|slug| relation(slug)).transpose()?;
            show!(pages::commitments::Commitments::new(snapshot, relation, query))
        }
        Route::Network(slug) => {
            let (pair, rows) = relation(slug)?;
            show!(pages::ties::Network::new(snapshot, pair, rows))
        }
        Route::Map(slug) => {
            let (pair, rows) = relation(slug)?;
            show!(pages::ties::Places::new(snapshot, pair, rows))
        }
        Route::Calendar(slug) => {
            let (pair, rows) = relation(slug)?;
            show!(pages::ties::Calendar::new(snapshot, pair, rows))
        }
        Route::List(name) => show!(pages::lists::List::new(snapshot, name, query).ok_or(Refusal::NotFound)?),
        Route::Office(id) => show!(pages::lists::List::office(snapshot, id).ok_or(Refusal::NotFound)?),
        Route::Field(code) => {
            show!(pages::lists::List::field(snapshot, code, query).ok_or(Refusal::NotFound)?)
        }
        Route::Document(id) => {
            let sheet = (snapshot.sheets)(&DocId::new(id)).ok_or(Refusal::NotFound)?;
            show!(pages::document::Document::new(snapshot, &sheet))
        }
        Route::Row(id) => {
            match pages::row::AnyRow::new(snapshot, &RowId(id.clone())).ok_or(Refusal::NotFound)? {
                pages::row::AnyRow::Event(page) => show!(*page),
                pages::row::AnyRow::Commitment(page) => show!(*page),
                pages::row::AnyRow::Plain(page) => show!(*page),
            }
        }
        Route::About => show!(pages::about::About::new(snapshot)),
        Route::OpenApi => {
            Ok(([(header::CONTENT_TYPE, Format::Json.media_type())], pages::about::openapi().to_string())
                .into_response())
        }
        Route::Briefing(_) | Route::Rule(_) | Route::Search | Route::Review => Err(Refusal::NotFound),
    }
}

/// Reads `%41` as `A`; what is not valid stays as it is.
fn percent_decode(path: &str) -> String {
    let mut bytes = Vec::with_capacity(path.len());
    let mut rest = path.as_bytes();
    while let [first, tail @ ..] = rest {
        let hex =
            (*first == b'%').then(|| tail.get(..2)).flatten().and_then(|two| std::str::from_utf8(two).ok());
        match hex.and_then(|two| u8::from_str_radix(two, 16).ok()) {
            Some(byte) => {
                bytes.push(byte);
                rest = &tail[2..];
            }
            None => {
                bytes.push(*first);
                rest = tail;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}
