//! Feeds that are followed: what they said of themselves, and which of their pages were fetched.

use rusqlite::{OptionalExtension, params};

use super::{Store, StoreError};

/// What a feed said of itself, to be sent back when it is asked for again.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FeedMark {
    /// Its `ETag`.
    pub etag: Option<String>,
    /// Its `Last-Modified`.
    pub modified: Option<String>,
}

impl Store {
    /// What a feed said of itself when it was last looked at to the end.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn feed(&self, feed: &str) -> Result<FeedMark, StoreError> {
        let mut row = self.sql.prepare_cached("SELECT etag, modified FROM feed WHERE feed = ?")?;
        let mark = row.query_row([feed], |row| Ok(FeedMark { etag: row.get(0)?, modified: row.get(1)? }));
        Ok(mark.optional()?.unwrap_or_default())
    }

    /// Notes that a feed was looked at to the end. `now` is the time in UTC.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn note_feed(&self, feed: &str, mark: &FeedMark, now: &str) -> Result<(), StoreError> {
        self.sql.execute(
            "INSERT OR REPLACE INTO feed (feed, etag, modified, looked) VALUES (?, ?, ?, ?)",
            params![feed, mark.etag, mark.modified, now],
        )?;
        Ok(())
    }

    /// True where a page was fetched before.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn has_page(&self, page: &str) -> Result<bool, StoreError> {
        Ok(self.sql.prepare_cached("SELECT 1 FROM page WHERE page = ?")?.exists([page])?)
    }

    /// Notes that pages of a feed were fetched.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn note_pages(&mut self, feed: &str, pages: &[String], now: &str) -> Result<(), StoreError> {
        let batch = self.sql.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
        for page in pages {
            batch.execute(
                "INSERT OR IGNORE INTO page (page, feed, fetched) VALUES (?, ?, ?)",
                params![page, feed, now],
            )?;
        }
        batch.commit()?;
        Ok(())
    }
}
