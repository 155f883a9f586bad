//! Gists: what the whole record needs to know of each document, close together.
//!
//! They follow from the claims, and are read whole for each new report.

use chancery_core::{claims::model::Reading, evidence::DocId, ledger::Gist};
use rusqlite::{Connection, params};

use super::{Store, StoreError, facts, json, parse};

/// What the whole record needs to know of one document.
#[derive(Debug)]
pub struct Known {
    /// Its claims by relation, and the persons that they name.
    pub gist: Gist,
    /// Who tells the story.
    pub outlet: Option<String>,
}

impl Store {
    /// What the whole record needs to know of each document.
    ///
    /// # Errors
    /// [`StoreError::Unreadable`] where a stored value cannot be read back.
    pub fn known(&self) -> Result<Vec<Known>, StoreError> {
        let mut rows = self.sql.prepare("SELECT gist, outlet FROM gist ORDER BY n")?;
        let mut rows = rows.query([])?;
        let mut known = Vec::new();
        while let Some(row) = rows.next()? {
            let gist = row.get_ref(0)?.as_str().map_err(rusqlite::Error::from)?;
            known.push(Known { gist: parse("a gist", gist)?, outlet: row.get(1)? });
        }
        Ok(known)
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
