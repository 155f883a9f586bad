//! Gists: what the whole record needs to know of each document, close together.
//!
//! They follow from the claims, and are read whole for each new report.

use chancery_core::{
    calendar::Day,
    claims::model::Reading,
    evidence::DocId,
    ledger::{Entry, Gist, Roll, RollMaking, WrittenGist},
};
use rusqlite::{Connection, params};

use super::{Store, StoreError, facts, json, parse};

/// In which order documents are fetched: of no consequence, which a rebuild proves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// As they were stored.
    Stored,
    /// The last one first.
    Reversed,
}

impl Store {
    /// The list of all documents, or of those that were published up to a day and those without one;
    /// each stands for its own story.
    ///
    /// # Errors
    /// [`StoreError::Unreadable`] where a stored value cannot be read back.
    pub fn roll(&self, order: Order, until: Option<Day>) -> Result<Roll, StoreError> {
        let mut rows = self.sql.prepare_cached(match order {
            Order::Stored => "SELECT gist, outlet FROM gist ORDER BY n",
            Order::Reversed => "SELECT gist, outlet FROM gist ORDER BY n DESC",
        })?;
        let mut rows = rows.query([])?;
        // One after the other: all of them take several times what the list of them does.
        let mut roll = RollMaking::default();
        while let Some(row) = rows.next()? {
            let text = row.get_ref(0)?.as_str().map_err(rusqlite::Error::from)?;
            let gist: WrittenGist<'_> = parse("a gist", text)?;
            if until.zip(gist.published()).is_none_or(|(until, day)| day <= until) {
                let outlet = row.get_ref(1)?.as_str_or_null().map_err(rusqlite::Error::from)?;
                roll.add(Entry { gist, outlet, side: None, story: None });
            }
        }
        Ok(roll.done())
    }
}

/// Stores the gist of a document.
pub(super) fn add(sql: &Connection, gist: &Gist, outlet: Option<&str>) -> Result<(), StoreError> {
    sql.prepare_cached("INSERT INTO gist (outlet, gist) VALUES (?, ?)")?
        .execute(params![outlet, json(gist)])?;
    Ok(())
}

/// Makes the gists of all documents anew.
pub(super) fn make(sql: &Connection) -> Result<(), StoreError> {
    sql.execute("DELETE FROM gist", [])?;
    let mut rows = sql.prepare("SELECT doc, published, outlet FROM document ORDER BY rowid")?;
    let mut rows = rows.query([])?;
    while let Some(row) = rows.next()? {
        let doc = DocId::new(row.get_ref(0)?.as_str().map_err(rusqlite::Error::from)?);
        let published: Option<String> = row.get(1)?;
        let claims = facts::claims(sql, &doc)?;
        let reading = Reading { doc, dated: None, relevant: true, claims, notes: Vec::new() };
        let gist = Gist::of(&reading, published.and_then(|day| day.parse().ok()));
        add(sql, &gist, row.get::<_, Option<String>>(2)?.as_deref())?;
    }
    Ok(())
}
