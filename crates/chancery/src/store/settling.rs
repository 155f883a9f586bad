//! The ledger while it is settled: its rows are replaced part by part, all of it or nothing.

use std::collections::BTreeMap;

use chancery_core::{
    calendar::Day,
    claims::model::Claim,
    evidence::DocId,
    kinship::Told,
    ledger::model::{Judged, Ledger, Wording},
    lexicon::ActorCode,
    text::Text,
};
use rusqlite::{Transaction, params};

use super::{
    LedgerHash, Store, StoreError, facts, json, parse,
    rows::{Frame, Head, Part, Ready, ready},
};

/// The part that holds the persons of all relations.
pub const PERSONS: &str = "persons";

/// Which story a document tells, and whose outlet it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Voice {
    /// The story.
    pub told: Told,
    /// The state whose outlet it is.
    pub side: Option<ActorCode>,
}

/// The ledger while parts of it are replaced: all of it or nothing.
#[derive(Debug)]
pub struct Settling<'s> {
    batch: Transaction<'s>,
}

impl Settling<'_> {
    /// The parts that are there: key, and the day until which they hold.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn parts(&self) -> Result<BTreeMap<String, (String, Option<Day>)>, StoreError> {
        let mut rows = self.batch.prepare_cached("SELECT part, key, until FROM part")?;
        let found = rows.query_map([], |row| {
            let until = row.get::<_, Option<String>>(2)?.and_then(|day| day.parse().ok());
            Ok((row.get(0)?, (row.get(1)?, until)))
        })?;
        Ok(found.collect::<Result<_, _>>()?)
    }

    /// Text and claims of a document.
    ///
    /// # Errors
    /// [`StoreError::Unreadable`] where they cannot be read back.
    pub fn read(&self, doc: &DocId) -> Result<(Text, Vec<Claim>), StoreError> {
        facts::read(&self.batch, doc)
    }

    /// Replaces a part; rows that are the same stay untouched.
    ///
    /// # Errors
    /// What SQLite says; a row whose claim is not in the database is refused.
    pub fn replace(&self, part: Part) -> Result<(), StoreError> {
        self.replace_by(&part.head, part.rows)
    }

    /// Replaces a part whose rows come piece by piece and are not held together.
    ///
    /// # Errors
    /// What SQLite says; a row whose claim is not in the database is refused.
    pub fn replace_piecewise(
        &self,
        head: &Head,
        pieces: impl IntoIterator<Item = Ledger>,
    ) -> Result<(), StoreError> {
        let say = |_: &Wording| String::new();
        self.replace_by(head, pieces.into_iter().flat_map(|piece| ready(&piece, &say).collect::<Vec<_>>()))
    }

    fn replace_by(&self, head: &Head, rows: impl IntoIterator<Item = Ready>) -> Result<(), StoreError> {
        let sql = &self.batch;
        sql.prepare_cached(
            "INSERT INTO part (part, key, until, judged) VALUES (?, ?, ?, ?) ON CONFLICT (part)
             DO UPDATE SET key = excluded.key, until = excluded.until, judged = excluded.judged",
        )?
        .execute(params![
            head.name,
            head.key,
            head.until.map(|day| day.to_string()),
            head.judged
        ])?;
        let mut before = self.hashes(&head.name)?;
        let mut row = sql.prepare_cached(
            "INSERT INTO row (id, part, hash, kind, first, last, title, body) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
             ON CONFLICT (id) DO UPDATE SET part = excluded.part, hash = excluded.hash, kind = excluded.kind,
             first = excluded.first, last = excluded.last, title = excluded.title, body = excluded.body
             RETURNING n",
        )?;
        let mut party = sql.prepare_cached("INSERT OR IGNORE INTO row_party (actor, id) VALUES (?, ?)")?;
        let mut support = sql.prepare_cached("INSERT OR IGNORE INTO support (id, claim) VALUES (?, ?)")?;
        let mut said = Vec::new();
        for Ready { id, hash, kind, first, last, title, parties, words, body, claims } in rows {
            match before.remove(&id) {
                Some((_, same)) if same == hash => continue,
                Some((n, _)) => self.clear(n, &id)?,
                None => {}
            }
            let n: i64 = row
                .query_row(params![id, head.name, hash, kind, first, last, title, body], |row| row.get(0))?;
            for actor in parties {
                party.execute(params![actor.as_str(), id])?;
            }
            if !words.is_empty() {
                said.push((n, words));
            }
            for claim in claims {
                support.execute(params![id, claim])?;
            }
        }
        before.into_iter().try_for_each(|(id, (n, _))| self.drop_row(n, &id))?;
        // All at once: the search index writes out what it has gathered before each row of another table.
        let mut words = sql.prepare_cached("INSERT INTO row_words (rowid, words) VALUES (?, ?)")?;
        said.into_iter().try_for_each(|said| words.execute(said).map(|_| ()))?;
        Ok(())
    }

    /// Takes a part out.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn drop_part(&self, name: &str) -> Result<(), StoreError> {
        self.hashes(name)?.into_iter().try_for_each(|(id, (n, _))| self.drop_row(n, &id))?;
        self.batch.prepare_cached("DELETE FROM part WHERE part = ?")?.execute([name])?;
        Ok(())
    }

    /// The rows of a part: number and hash.
    fn hashes(&self, part: &str) -> Result<BTreeMap<String, (i64, String)>, StoreError> {
        let mut rows = self.batch.prepare_cached("SELECT id, n, hash FROM row WHERE part = ?")?;
        let found = rows.query_map([part], |row| Ok((row.get(0)?, (row.get(1)?, row.get(2)?))))?;
        Ok(found.collect::<Result<_, _>>()?)
    }

    /// Takes out what stands under a row.
    fn clear(&self, n: i64, id: &str) -> Result<(), StoreError> {
        self.batch.prepare_cached("DELETE FROM support WHERE id = ?")?.execute([id])?;
        self.batch.prepare_cached("DELETE FROM row_party WHERE id = ?")?.execute([id])?;
        self.batch.prepare_cached("DELETE FROM row_words WHERE rowid = ?")?.execute([n])?;
        Ok(())
    }

    fn drop_row(&self, n: i64, id: &str) -> Result<(), StoreError> {
        self.clear(n, id)?;
        self.batch.prepare_cached("DELETE FROM row WHERE n = ?")?.execute([n])?;
        Ok(())
    }

    /// What judgements changed in all parts, in order of their names, persons first.
    ///
    /// # Errors
    /// [`StoreError::Unreadable`] where a stored value cannot be read back.
    pub fn judged(&self) -> Result<Vec<Judged>, StoreError> {
        let mut rows = self
            .batch
            .prepare_cached("SELECT judged FROM part WHERE judged <> '[]' ORDER BY part <> ?, part")?;
        let lists = rows.query_map([PERSONS], |row| row.get::<_, String>(0))?;
        let lists: Vec<Vec<Judged>> =
            lists.map(|list| parse("judged", &list?)).collect::<Result<_, StoreError>>()?;
        Ok(lists.into_iter().flatten().collect())
    }

    /// Notes which story a document tells.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn tell(&self, doc: &DocId, Voice { told, side }: &Voice) -> Result<(), StoreError> {
        let mut row = self.batch.prepare_cached(
            "INSERT INTO voice (doc, story, compared, side) VALUES (?1, ?2, ?3, ?4) ON CONFLICT (doc)
             DO UPDATE SET story = excluded.story, compared = excluded.compared, side = excluded.side",
        )?;
        let side = side.as_ref().map(ActorCode::as_str);
        row.execute(params![doc.as_str(), told.story.as_str(), told.is_compared, side])?;
        Ok(())
    }

    /// Ends with what is no row: the day, the documents and what was judged.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn finish(self, settled_by: &str, frame: &Frame<'_>) -> Result<LedgerHash, StoreError> {
        let mut digest = frame.digest();
        {
            let mut rows = self.batch.prepare_cached("SELECT kind, id, hash FROM row ORDER BY kind, id")?;
            let mut rows = rows.query([])?;
            while let Some(row) = rows.next()? {
                let text = |at| row.get_ref(at)?.as_str().map_err(rusqlite::Error::from);
                digest.row(text(0)?, text(1)?, text(2)?);
            }
        }
        let hash = digest.done();
        {
            let mut meta =
                self.batch.prepare_cached("INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)")?;
            meta.execute(params!["ledger_hash", hash.0])?;
            meta.execute(params!["as_of", json(&Some(frame.as_of))])?;
            meta.execute(params!["judged", json(&frame.judged)])?;
            meta.execute(params!["settled_by", settled_by])?;
        }
        self.batch.commit()?;
        Ok(hash)
    }
}

impl Store {
    /// Begins to replace parts of the ledger.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn settling(&mut self) -> Result<Settling<'_>, StoreError> {
        let batch = self.sql.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
        Ok(Settling { batch })
    }
}
