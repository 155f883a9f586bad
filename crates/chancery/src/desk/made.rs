//! Pages that were made already. A page follows from the ledger, its address and nothing else, so
//! while the ledger stands, it is made once.

use std::{
    collections::VecDeque,
    sync::{Mutex, PoisonError},
};

use axum::{
    body::{Body, Bytes, to_bytes},
    http::{HeaderMap, StatusCode, header, response::Parts},
    response::{IntoResponse, Response},
};

/// How many bytes of pages are kept; those made longest ago make room.
const ROOM: usize = 32 << 20;

/// The pages, the latest last.
#[derive(Default)]
pub(crate) struct Made(Mutex<VecDeque<(String, HeaderMap, Bytes)>>);

impl Made {
    /// The page under this name, as the reader may have it already.
    pub(crate) fn get(&self, name: &str, asked: &HeaderMap) -> Option<Response> {
        let pages = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (_, headers, body) = pages.iter().rev().find(|(known, ..)| known == name)?;
        let tag = headers.get(header::ETAG)?;
        if asked.get(header::IF_NONE_MATCH) == Some(tag) {
            return Some((StatusCode::NOT_MODIFIED, [(header::ETAG, tag.clone())]).into_response());
        }
        Some((headers.clone(), body.clone()).into_response())
    }

    /// Keeps a page that has an entity tag, and gives it on.
    pub(crate) async fn keep(&self, name: String, page: Response) -> Response {
        if page.status() != StatusCode::OK || !page.headers().contains_key(header::ETAG) {
            return page;
        }
        let (parts, body): (Parts, Body) = page.into_parts();
        let Ok(body) = to_bytes(body, ROOM).await else {
            return StatusCode::INTERNAL_SERVER_ERROR.into_response();
        };
        let mut pages = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if !pages.iter().any(|(known, ..)| *known == name) {
            pages.push_back((name, parts.headers.clone(), body.clone()));
        }
        let mut full = pages.iter().map(|(.., body)| body.len()).sum::<usize>();
        while full > ROOM {
            full -= pages.pop_front().map_or(full, |(.., body)| body.len());
        }
        drop(pages);
        Response::from_parts(parts, Body::from(body))
    }
}
