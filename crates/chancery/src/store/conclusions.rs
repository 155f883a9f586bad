//! Conclusions: the rows of the ledger, read back.

use chancery_core::{
    evidence::DocId,
    kinship::Told,
    ledger::{
        Roll,
        model::{self, DocumentRow, Ledger},
    },
};
use rusqlite::OptionalExtension;
use serde::{Serialize, de::DeserializeOwned};

use super::{LedgerHash, Store, StoreError, Voice, parse, rows::WholeHash};

/// A row of the ledger as lists and links show it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RowHead {
    /// Its name.
    pub id: String,
    /// Its kind.
    pub kind: String,
    /// What it is.
    pub title: String,
}

impl Store {
    /// What is known of the stories of the documents of a list, in its order.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn voices(&self, roll: &Roll) -> Result<Vec<Option<Voice>>, StoreError> {
        let mut rows =
            self.sql.prepare_cached("SELECT doc, story, compared, side FROM voice ORDER BY doc")?;
        let mut rows = rows.query([])?;
        // Both are in order of names: none is looked for.
        let mut numbers = roll.by_name().peekable();
        let mut voices = vec![None; roll.len()];
        while let Some(row) = rows.next()? {
            let text = |at| row.get_ref(at)?.as_str().map_err(rusqlite::Error::from);
            let (doc, story) = (text(0)?, text(1)?);
            while numbers.next_if(|number| roll.doc(*number).as_str() < doc).is_some() {}
            let Some(number) = numbers.next_if(|number| roll.doc(*number).as_str() == doc) else { continue };
            // Nearly every document tells its own story, and all stories stand in the list: no name twice.
            let teller = if story == doc { Some(number) } else { roll.find(story) };
            let story = teller.map_or_else(|| DocId::new(story), |teller| roll.doc(teller).clone());
            let side = row.get_ref(3)?.as_str_or_null().map_err(rusqlite::Error::from)?;
            let told = Told { story, is_compared: row.get(2)? };
            voices[number] = Some(Voice { told, side: side.and_then(|side| side.parse().ok()) });
        }
        Ok(voices)
    }

    /// By which lexicon and program the ledger was settled; none before the first.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn settled_by(&self) -> Result<Option<String>, StoreError> {
        self.meta("settled_by")
    }

    /// The hash of the ledger that is stored; none before the first.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn ledger_hash(&self) -> Result<Option<LedgerHash>, StoreError> {
        Ok(self.meta("ledger_hash")?.map(LedgerHash))
    }

    /// The ledger.
    ///
    /// # Errors
    /// [`StoreError::Unreadable`] where a stored row cannot be read back.
    pub fn ledger(&self) -> Result<Ledger, StoreError> {
        let mut ledger = Ledger::default();
        if let Some(day) = self.meta("as_of")? {
            ledger.as_of = parse("as_of", &day)?;
        }
        ledger.documents = self.document_rows()?;
        if let Some(judged) = self.meta("judged")? {
            ledger.judged = parse("judged", &judged)?;
        }
        ledger.people = self.rows("person")?;
        ledger.events = self.rows("event")?;
        ledger.commitments = self.rows("commitment")?;
        ledger.instruments = self.rows("instrument")?;
        ledger.mechanisms = self.rows("mechanism")?;
        ledger.projects = self.rows("project")?;
        ledger.positions = self.rows("position")?;
        ledger.obstacles = self.rows("obstacle")?;
        ledger.states = self.rows("state")?;
        ledger.expectations = self.rows("expectation")?;
        ledger.appraisals = self.rows("appraisal")?;
        ledger.anniversaries = self.rows("anniversary")?;
        ledger.partnerships = self.rows("partnership")?;
        ledger.conflicts = self.rows("conflict")?;
        ledger.gaps = self.rows("gap")?;
        ledger.doubts = self.rows("doubt")?;
        Ok(ledger)
    }

    /// The hash of the ledger as it is stored: its rows are read back one by one and written out again.
    ///
    /// # Errors
    /// [`StoreError::Unreadable`] where a stored row cannot be read back.
    pub fn hash_as_stored(&self) -> Result<LedgerHash, StoreError> {
        let as_of = self.meta("as_of")?.map(|day| parse("as_of", &day)).transpose()?.flatten();
        let mut digest = WholeHash::new(as_of);
        self.each_document(|document| digest.document(&document))?;
        let judged: Vec<model::Judged> =
            self.meta("judged")?.map(|judged| parse("judged", &judged)).transpose()?.unwrap_or_default();
        digest.judged(&judged);
        let mut rows = self.sql.prepare_cached("SELECT kind, id, body FROM row ORDER BY kind, id")?;
        let mut rows = rows.query([])?;
        while let Some(row) = rows.next()? {
            let text = |at| row.get_ref(at)?.as_str().map_err(rusqlite::Error::from);
            let (kind, id) = (text(0)?, text(1)?);
            digest.row(kind, id, &hash_again(kind, text(2)?)?);
        }
        Ok(digest.done())
    }

    fn document_rows(&self) -> Result<Vec<DocumentRow>, StoreError> {
        let mut found = Vec::new();
        self.each_document(|document| found.push(document))?;
        Ok(found)
    }

    fn each_document(&self, mut each: impl FnMut(DocumentRow)) -> Result<(), StoreError> {
        let mut rows = self.sql.prepare_cached(
            "SELECT doc, published, outlet, side, story FROM voice JOIN document USING (doc)
             ORDER BY published, doc",
        )?;
        let mut rows = rows.query([])?;
        while let Some(row) = rows.next()? {
            each(DocumentRow {
                doc: DocId::new(&row.get::<_, String>(0)?),
                published: row.get::<_, Option<String>>(1)?.and_then(|day| day.parse().ok()),
                outlet: row.get(2)?,
                side: row.get::<_, Option<String>>(3)?.and_then(|side| side.parse().ok()),
                story: DocId::new(&row.get::<_, String>(4)?),
            });
        }
        Ok(())
    }

    fn rows<T: DeserializeOwned>(&self, kind: &str) -> Result<Vec<T>, StoreError> {
        let mut rows = self.sql.prepare_cached("SELECT body FROM row WHERE kind = ? ORDER BY id")?;
        let bodies = rows.query_map([kind], |row| row.get::<_, String>(0))?;
        bodies.map(|body| parse(kind, &body?)).collect()
    }

    /// The rows whose name is `id`, or begins with it, or has it after the slash.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn find_rows(&self, id: &str) -> Result<Vec<RowHead>, StoreError> {
        let mut rows = self.sql.prepare_cached(
            "SELECT id, kind, title FROM row
             WHERE id = ?1 OR substr(id, 1, length(?1)) = ?1 OR substr(id, instr(id, '/') + 1, length(?1)) = ?1
             ORDER BY id = ?1 DESC, id LIMIT 20",
        )?;
        let found = rows
            .query_map([id], |row| Ok(RowHead { id: row.get(0)?, kind: row.get(1)?, title: row.get(2)? }))?;
        Ok(found.collect::<Result<_, _>>()?)
    }

    /// The claims under a row: their documents, and their places in the readings.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn claims_of(&self, id: &str) -> Result<Vec<(DocId, usize)>, StoreError> {
        let mut rows = self.sql.prepare_cached(
            "SELECT claim.doc, claim.n FROM support JOIN claim USING (claim) WHERE support.id = ? ORDER BY 1, 2",
        )?;
        let found = rows.query_map([id], |row| {
            Ok((DocId::new(&row.get::<_, String>(0)?), row.get::<_, i64>(1)? as usize))
        })?;
        Ok(found.collect::<Result<_, _>>()?)
    }

    /// The stored row of a name, as JSON.
    ///
    /// # Errors
    /// What SQLite says, or that the row cannot be read back.
    pub fn row_json(&self, id: &str) -> Result<Option<serde_json::Value>, StoreError> {
        let body: Option<String> =
            self.sql.query_row("SELECT body FROM row WHERE id = ?", [id], |row| row.get(0)).optional()?;
        body.map(|body| parse("a row", &body)).transpose()
    }
}

/// The hash of a stored row, read back and written out again.
fn hash_again(kind: &str, body: &str) -> Result<String, StoreError> {
    fn again<T: DeserializeOwned + Serialize>(kind: &str, body: &str) -> Result<String, StoreError> {
        Ok(super::rows::hash_of(&super::json(&parse::<T>(kind, body)?)))
    }
    match kind {
        "person" => again::<model::Person>(kind, body),
        "event" => again::<model::EventRow>(kind, body),
        "commitment" => again::<model::Commitment>(kind, body),
        "instrument" => again::<model::InstrumentRow>(kind, body),
        "mechanism" => again::<model::MechanismRow>(kind, body),
        "project" => again::<model::ProjectRow>(kind, body),
        "position" => again::<model::PositionRow>(kind, body),
        "obstacle" | "state" | "expectation" | "appraisal" => again::<model::StatementRow>(kind, body),
        "anniversary" => again::<model::AnniversaryRow>(kind, body),
        "partnership" => again::<model::PartnershipRow>(kind, body),
        "conflict" => again::<model::Conflict>(kind, body),
        "gap" => again::<model::Gap>(kind, body),
        "doubt" => again::<model::Doubt>(kind, body),
        _ => Err(StoreError::Unreadable(format!("a row of an unknown kind, {kind}"))),
    }
}
