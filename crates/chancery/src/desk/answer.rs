//! From a page to the bytes that leave: the form, the entity tag, the error.

use std::sync::LazyLock;

use axum::{
    body::Body,
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use chancery_wire::icalendar;
use maud::html;
use serde_json::json;

use super::{
    carry,
    layout::{self, Frame},
    pages::{CalendarEntry, Page, Query, Table},
    route::Format,
    snapshot::Snapshot,
};

/// Another run of the program may draw the same ledger differently: its pages are other pages.
static PROCESS: LazyLock<String> = LazyLock::new(super::serve::token);

/// What can keep a page from being shown.
#[derive(Clone, Debug)]
pub(crate) enum Refusal {
    /// There is no such row or page.
    NotFound,
    /// The page exists, but not in this form.
    NotInThisForm,
    /// A filter of the address has a value that it cannot have; what it should be.
    NotUnderstood(String),
    /// Something of ours broke.
    Broken(String),
}

impl Refusal {
    fn parts(&self) -> (StatusCode, &'static str, String) {
        match self {
            Refusal::NotFound => (
                StatusCode::NOT_FOUND,
                "E-NOT-FOUND",
                "there is no such page or row: it may have been renamed; search for it".to_owned(),
            ),
            Refusal::NotInThisForm => (
                StatusCode::NOT_FOUND,
                "E-NO-SUCH-FORM",
                "the page has no such form: its footer lists the forms that it has".to_owned(),
            ),
            Refusal::NotUnderstood(why) => (StatusCode::BAD_REQUEST, "E-ADDRESS", why.clone()),
            Refusal::Broken(why) => (StatusCode::INTERNAL_SERVER_ERROR, "E-BROKEN", why.clone()),
        }
    }

    /// The error as a page or as `application/problem+json` (RFC 9457).
    pub(crate) fn answer(&self, snapshot: Option<&Snapshot>, format: Format, path: &str) -> Response {
        let (status, code, why) = self.parts();
        if let (Format::Html, Some(snapshot)) = (format, snapshot) {
            let body = html! { h1 { "Not here" } p.lead { (crate::briefing::say::capital(&why)) "." } p { a href="/" { "All relations" } " · " a href="/search" { "Search" } } };
            let frame = Frame { title: "Not here", pair: None, path, twins: &[], query: &Query::new() };
            let page = layout::page(snapshot, &frame, &body).into_string();
            return (status, [(header::CONTENT_TYPE, Format::Html.media_type())], page).into_response();
        }
        let body = json!({"type": "about:blank", "title": code, "status": status.as_u16(), "detail": why, "instance": path});
        (status, [(header::CONTENT_TYPE, "application/problem+json")], body.to_string()).into_response()
    }
}

/// Renders a page in the form that was asked for.
pub(crate) fn answer<P: Page>(
    snapshot: &Snapshot,
    page: &P,
    format: Format,
    path: &str,
    query: &Query,
    headers: &HeaderMap,
) -> Result<Response, Refusal> {
    let tag = format!(
        "\"{}\"",
        chancery_core::evidence::hash([
            PROCESS.as_str(),
            snapshot.version.as_str(),
            path,
            format.media_type(),
            &format!("{query:?}")
        ])
    );
    if headers.get(header::IF_NONE_MATCH).is_some_and(|known| known.as_bytes() == tag.as_bytes()) {
        return Ok((StatusCode::NOT_MODIFIED, [(header::ETAG, tag)]).into_response());
    }
    let body = match format {
        Format::Html => {
            let title = page.title();
            let frame = Frame {
                title: &title,
                pair: page.pair(),
                path: path
                    .rsplit_once('.')
                    .map_or(path, |(before, end)| if end.contains('/') { path } else { before }),
                twins: page.twins(),
                query,
            };
            let frame = Frame { path: if format == Format::Html { path } else { frame.path }, ..frame };
            let page = layout::page(snapshot, &frame, &page.html(snapshot)).into_string();
            match snapshot.on {
                Some(day) => carry::page(&page, day),
                None => page,
            }
        }
        Format::Json => {
            let mut value = serde_json::to_value(page).map_err(|error| Refusal::Broken(error.to_string()))?;
            if let Some(day) = snapshot.on {
                carry::links(&mut value, day);
            }
            value.to_string()
        }
        Format::Csv => table_as_csv(&page.table().ok_or(Refusal::NotInThisForm)?)?,
        Format::Ics => calendar(snapshot, page.dates().ok_or(Refusal::NotInThisForm)?),
        Format::JsonLd => page.linked_data(snapshot).ok_or(Refusal::NotInThisForm)?.to_string(),
        Format::Markdown | Format::Docx | Format::Pdf => return Err(Refusal::NotInThisForm),
    };
    Ok(Response::builder()
        .header(header::CONTENT_TYPE, format.media_type())
        .header(header::ETAG, tag)
        .header(header::CACHE_CONTROL, "no-cache")
        .body(Body::from(body))
        .expect("the headers are ours"))
}

/// A place in a list, as an opaque token.
pub(crate) fn token(offset: usize) -> String {
    format!("p{offset:x}")
}

/// The place that a token names; the start for anything else.
pub(crate) fn offset(token: Option<&str>) -> usize {
    token.and_then(|token| usize::from_str_radix(token.strip_prefix('p')?, 16).ok()).unwrap_or(0)
}

/// A table as CSV (RFC 4180). A cell that a spreadsheet would run as a formula gets an apostrophe.
fn table_as_csv(table: &Table) -> Result<String, Refusal> {
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    let write = |writer: &mut csv::Writer<Vec<u8>>| -> Result<(), csv::Error> {
        writer.write_record(table.columns)?;
        for row in &table.rows {
            writer.write_record(row.iter().map(|cell| {
                let formula = cell.starts_with(['=', '+', '-', '@', '\t', '\r']);
                if formula { format!("'{cell}") } else { cell.clone() }
            }))?;
        }
        Ok(())
    };
    write(&mut writer).map_err(|error| Refusal::Broken(error.to_string()))?;
    let bytes = writer.into_inner().map_err(|error| Refusal::Broken(error.to_string()))?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// Dates as iCalendar.
fn calendar(snapshot: &Snapshot, entries: Vec<CalendarEntry>) -> String {
    let entries: Vec<icalendar::Entry> = entries
        .into_iter()
        .map(|entry| icalendar::Entry {
            id: entry.id,
            when: entry.when,
            what: entry.what,
            category: entry.kind.to_owned(),
            status: match entry.kind {
                "held" => icalendar::Status::Confirmed,
                "cancelled" | "denied" | "postponed" => icalendar::Status::Cancelled,
                _ => icalendar::Status::Tentative,
            },
        })
        .collect();
    icalendar::calendar(&entries, snapshot.today())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_and_quotes_are_safe_in_csv() {
        let table =
            Table { columns: &["a", "b"], rows: vec![vec!["=1+1".into(), "say \"no\", twice".into()]] };
        assert_eq!(table_as_csv(&table).unwrap(), "a,b\r\n'=1+1,\"say \"\"no\"\", twice\"\r\n");
    }

    #[test]
    fn tokens_read_back_and_nonsense_is_the_start() {
        assert_eq!(offset(Some(&token(700))), 700);
        for nonsense in ["", "p", "pzz", "-1", "700"] {
            assert_eq!(offset(Some(nonsense)), 0, "{nonsense}");
        }
    }
}
