//! The desk: pages, their twins for programs, and a local server that is safe to leave running.
//!
//! What is shown is decided in `pages`, how it leaves in `answer`, who may ask in `guard`. The
//! server only reads; a judgement is the one thing that a page can send.

mod answer;
mod carry;
mod guard;
mod judge;
mod layout;
mod lock;
mod made;
mod pages;
mod pictures;
mod route;
mod serve;
mod snapshot;
mod upload;

use std::{
    net::SocketAddr,
    path::{Path, PathBuf},
    sync::{Arc, LazyLock},
};

use anyhow::Context as _;
use axum::{
    Router,
    extract::{DefaultBodyLimit, Query as Extracted, State},
    http::{HeaderMap, HeaderValue, Uri, header},
    middleware,
    response::{IntoResponse, Redirect, Response},
};
use chancery_core::{calendar::Day, evidence::DocId, ledger::model::RowId};

use answer::{Refusal, answer};
use pages::{Query, filter};
use route::{Format, Route};
pub(crate) use serve::{Options, serve};
use snapshot::Snapshot;

use crate::{
    atlas::Atlas,
    briefing::{self, Choice},
    lexicon::Lexicon,
};

/// Gives the ledger as it stands in the database, or as it could be known on a day.
type Snapshots = Arc<dyn Fn(Option<Day>) -> anyhow::Result<Arc<Snapshot>> + Send + Sync>;

/// What every request sees.
#[derive(Clone)]
struct Desk {
    snapshots: Snapshots,
    db: PathBuf,
    lexicon: Arc<Lexicon>,
    atlas: Arc<Atlas>,
    made: Arc<made::Made>,
    read_only: bool,
    /// Stands in every form of ours, so that a change can only come from a page of ours.
    token: String,
}

/// What a search shows of each kind.
const FOUND: usize = 50;

/// How many lines a part of a briefing shows.
const LINES: usize = 12;

/// Keeps the hash of a password beside a database; gives the file back.
///
/// # Errors
/// Where the password is empty or the file cannot be written.
pub(crate) fn set_password(db: &Path, password: &str) -> anyhow::Result<PathBuf> {
    let file = lock::password_file(db);
    std::fs::write(&file, lock::hash(password)?)
        .with_context(|| format!("cannot write {}; make its folder first", file.display()))?;
    #[cfg(unix)]
    std::fs::set_permissions(&file, std::os::unix::fs::PermissionsExt::from_mode(0o600))?;
    Ok(file)
}

/// The desk's own style, with that of the briefing.
static STYLE: LazyLock<String> =
    LazyLock::new(|| format!("{}{}", include_str!("style.css"), briefing::html::ARTICLE));
const SCRIPT: &str = include_str!("desk.js");

/// The server as a service, for the loopback names of this address.
fn router(desk: Desk, address: SocketAddr, allowed: Option<&str>, lock: Option<Arc<lock::Lock>>) -> Router {
    Router::new()
        .route(
            "/style.css",
            axum::routing::get(|| async { asset("text/css; charset=utf-8", STYLE.as_str()) }),
        )
        .route("/desk.js", axum::routing::get(|| async { asset("text/javascript; charset=utf-8", SCRIPT) }))
        .route("/review", axum::routing::get(show).post(judge::decide))
        .route("/review/import", axum::routing::post(judge::import).layer(DefaultBodyLimit::max(judge::FILE)))
        .route("/judgements.jsonl", axum::routing::get(judge::export))
        .fallback(axum::routing::get(show))
        .with_state(desk)
        .layer(middleware::from_fn_with_state(lock, lock::check))
        .layer(middleware::from_fn_with_state(guard::Names::new(address, allowed), guard::guard))
}

/// Changes with the style and the script, and stands in their addresses, so that a browser keeps
/// them for as long as they are right.
pub(crate) static ASSETS: LazyLock<String> =
    LazyLock::new(|| chancery_core::evidence::hash([STYLE.as_str(), SCRIPT]).chars().take(8).collect());

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
    let made = desk.made.clone();
    let done = tokio::task::spawn_blocking(move || page(&desk, &path, &query, &headers)).await;
    match done {
        Ok((page, None)) => page,
        Ok((page, Some(name))) => made.keep(name, page).await,
        Err(_) => Refusal::Broken("the page could not be made: this is our mistake".to_owned()).answer(
            None,
            Format::Json,
            uri.path(),
        ),
    }
}

/// A page, and the name under which it may be kept.
fn page(desk: &Desk, path: &str, query: &Query, headers: &HeaderMap) -> (Response, Option<String>) {
    let path = percent_decode(path);
    let Some((route, format)) = route::parse(&path) else {
        let snapshot = (desk.snapshots)(None).ok();
        return (Refusal::NotFound.answer(snapshot.as_deref(), Format::Html, &path), None);
    };
    let on = match filter(query, "on").map(str::parse::<Day>) {
        None => None,
        Some(Ok(day)) => Some(day),
        Some(Err(_)) => {
            let why = "on= is a day such as 2025-01-14".to_owned();
            let snapshot = (desk.snapshots)(None).ok();
            return (Refusal::NotUnderstood(why).answer(snapshot.as_deref(), format, &path), None);
        }
    };
    let snapshot = match (desk.snapshots)(on) {
        Ok(snapshot) => snapshot,
        Err(error) => {
            return (Refusal::Broken(format!("{error:#}")).answer(None, Format::Json, &path), None);
        }
    };
    // The form of a review holds what is this reader's own.
    let name = (route != Route::Review).then(|| format!("{}\n{path}\n{query:?}", snapshot.version));
    if let Some(page) = name.as_ref().and_then(|name| desk.made.get(name, headers)) {
        return (page, None);
    }
    let page = dispatch(desk, &snapshot, &route, format, &path, query, headers)
        .unwrap_or_else(|refusal| refusal.answer(Some(&snapshot), format, &path));
    (page, name)
}

fn dispatch(
    desk: &Desk,
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
        Route::Start => show!(pages::start::Start::new(snapshot, query)),
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
            show!(pages::map::Places::new(snapshot, &desk.atlas, pair, rows))
        }
        Route::Calendar(slug) => {
            let (pair, rows) = relation(slug)?;
            show!(pages::ties::Calendar::new(snapshot, pair, rows))
        }
        Route::List(name) => show!(pages::lists::List::new(snapshot, name, query).ok_or(Refusal::NotFound)?),
        Route::Office(id) => show!(pages::lists::List::office(snapshot, id, query).ok_or(Refusal::NotFound)?),
        Route::Field(code) => {
            show!(pages::lists::List::field(snapshot, code, query).ok_or(Refusal::NotFound)?)
        }
        Route::Document(id) => {
            let fact = snapshot.library.store().fact(&DocId::new(id)).map_err(broken)?;
            let (document, reading) = fact.ok_or(Refusal::NotFound)?;
            let rows = snapshot.library.store().rows_of_document(&document.id).map_err(broken)?;
            show!(pages::document::Document::new(snapshot, &document, &reading, &rows))
        }
        Route::Row(id) => {
            let row = RowId(id.clone());
            // A name that the row had before it was one with another.
            if snapshot.row(&row).is_none()
                && let Some(now) = merged_into(snapshot, &row)
            {
                let ending = path.trim_matches('/').strip_prefix(id).unwrap_or_default();
                return Ok(Redirect::temporary(&format!("{}{ending}", layout::link(&now))).into_response());
            }
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
        Route::Search => {
            let words = filter(query, "q").unwrap_or_default();
            let store = snapshot.library.store();
            let mut hits = store.search(words, FOUND).map_err(broken)?;
            if hits.is_empty() {
                hits = store.search_apart(words, FOUND).map_err(broken)?;
            }
            let mut rows = store.search_rows(words, FOUND).map_err(broken)?;
            drop(store);
            for row in rows.iter_mut().filter(|row| row.kind == "event") {
                if let Some(event) = pages::ties::event(snapshot, &RowId(row.id.clone())) {
                    row.title = layout::headline(snapshot, event);
                }
            }
            show!(pages::search::Search::new(words, hits, rows))
        }
        Route::Briefing(slug) => {
            let (pair, _) = relation(slug)?;
            let day = |name: &str| filter(query, name).and_then(|day| day.parse().ok());
            let choice = Choice {
                sides: [pair.0, pair.1],
                on: snapshot.today(),
                since: day("since"),
                until: day("until"),
                lines: LINES,
                ids: true,
            };
            let page = pages::briefing::BriefingPage::new(pair, briefing::build(&snapshot.library, &choice));
            let briefing = page.briefing();
            let file = match format {
                Format::Docx => Some(briefing::docx::render(briefing)),
                Format::Pdf => Some(briefing::pdf::render(briefing)),
                Format::Markdown => Some(Ok(briefing::markdown::render(briefing).into_bytes())),
                _ => None,
            };
            if let Some(file) = file {
                let file = file.map_err(|error| Refusal::Broken(error.to_string()))?;
                let mut answer = ([(header::CONTENT_TYPE, format.media_type())], file).into_response();
                if format == Format::Docx {
                    let name = format!("attachment; filename=\"briefing-{}.docx\"", pair.slug());
                    answer
                        .headers_mut()
                        .extend(HeaderValue::from_str(&name).map(|name| (header::CONTENT_DISPOSITION, name)));
                }
                return Ok(answer);
            }
            show!(page)
        }
        Route::Rule(id) => {
            let files = desk.lexicon.files();
            let files =
                files.under("").filter_map(|(path, bytes)| Some((path, std::str::from_utf8(bytes).ok()?)));
            let entry = pages::rule::entry(files, id);
            let uses = snapshot.library.store().rule_use(id, FOUND).map_err(broken)?;
            show!(pages::rule::Rule::new(id, entry, uses).ok_or(Refusal::NotFound)?)
        }
        Route::Review => {
            let by = filter(query, "by")
                .map(str::to_owned)
                .or_else(|| std::env::var("USER").ok())
                .unwrap_or_default();
            let form = pages::review::Form { token: desk.token.clone(), by, read_only: desk.read_only };
            show!(pages::review::Review::new(snapshot, query, form))
        }
    }
}

/// The row that another, which is no more, was merged into.
fn merged_into(snapshot: &Snapshot, row: &RowId) -> Option<RowId> {
    let ledger = &snapshot.library.ledger;
    // An act stands in the history of several commitments, and is in one by name.
    if row.0.starts_with("commitment/") {
        return ledger.commitments.iter().find(|one| one.aliases.contains(row)).map(|one| one.id.clone());
    }
    ledger.resolve(row)
}

fn broken(error: crate::store::StoreError) -> Refusal {
    Refusal::Broken(error.to_string())
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
