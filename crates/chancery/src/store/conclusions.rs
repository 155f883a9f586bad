//! Conclusions: the rows of the ledger, replaced part by part.

use std::collections::BTreeMap;

use chancery_core::{
    calendar::{Day, When},
    claims::model::Claim,
    evidence::DocId,
    kinship::Told,
    ledger::model::{DocumentRow, Judged, Ledger, RowId, Support, Wording},
    lexicon::{ActorCode, fold},
    text::Text,
};
use rusqlite::{OptionalExtension, Transaction, params};
use serde::{Serialize, de::DeserializeOwned};
use sha2::{Digest, Sha256};

use super::{Store, StoreError, facts, json, parse};

/// The part that holds the persons of all relations.
pub const PERSONS: &str = "persons";

/// The hash of a ledger, whole: two ledgers with the same hash are the same, byte for byte.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LedgerHash(pub String);

impl LedgerHash {
    /// The hash of a ledger.
    #[must_use]
    pub fn of(ledger: &Ledger) -> LedgerHash {
        let mut hashes: Vec<(&str, &str, String)> =
            rows(ledger, &|_| String::new()).map(|row| (row.kind, row.id.0.as_str(), row.hash())).collect();
        hashes.sort_unstable();
        let mut digest = WholeHash::new(ledger);
        for (kind, id, hash) in &hashes {
            digest.row(kind, id, hash);
        }
        digest.done()
    }
}

/// The hash of a ledger from the hashes of its rows, in order of kind and id.
struct WholeHash(Sha256);

impl WholeHash {
    /// Begins with what is no row: the day, the documents and what was judged.
    fn new(ledger: &Ledger) -> WholeHash {
        let mut digest = Sha256::new();
        digest.update(json(&(&ledger.as_of, &ledger.documents, &ledger.judged)));
        WholeHash(digest)
    }

    fn row(&mut self, kind: &str, id: &str, hash: &str) {
        for part in [kind, " ", id, " ", hash, "\n"] {
            self.0.update(part);
        }
    }

    fn done(self) -> LedgerHash {
        LedgerHash(hex(&self.0.finalize()))
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

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

/// The parts of a row that the tables name.
struct Stored<'a> {
    kind: &'static str,
    id: &'a RowId,
    title: String,
    days: (Option<Day>, Option<Day>),
    parties: Vec<ActorCode>,
    words: String,
    body: String,
    support: Option<&'a Support>,
}

impl Stored<'_> {
    fn hash(&self) -> String {
        hex(&Sha256::digest(self.body.as_bytes())[..16])
    }
}

/// A part of the ledger, settled anew.
#[derive(Debug)]
pub struct Part<'a> {
    /// Its name.
    pub name: &'a str,
    /// What it was settled from.
    pub key: &'a str,
    /// The first day on which its rows may be others.
    pub until: Option<Day>,
    /// Its rows.
    pub rows: &'a Ledger,
}

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

    /// Replaces a part; rows that are the same stay untouched. `say` gives the words of a wording.
    ///
    /// # Errors
    /// What SQLite says; a row whose claim is not in the database is refused.
    pub fn replace(&self, part: &Part<'_>, say: &dyn Fn(&Wording) -> String) -> Result<(), StoreError> {
        let sql = &self.batch;
        sql.prepare_cached(
            "INSERT INTO part (part, key, until, judged) VALUES (?, ?, ?, ?) ON CONFLICT (part)
             DO UPDATE SET key = excluded.key, until = excluded.until, judged = excluded.judged",
        )?
        .execute(params![
            part.name,
            part.key,
            part.until.map(|day| day.to_string()),
            json(&part.rows.judged)
        ])?;
        let mut before = self.hashes(part.name)?;
        let mut row = sql.prepare_cached(
            "INSERT INTO row (id, part, hash, kind, first, last, title, body) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
             ON CONFLICT (id) DO UPDATE SET part = excluded.part, hash = excluded.hash, kind = excluded.kind,
             first = excluded.first, last = excluded.last, title = excluded.title, body = excluded.body
             RETURNING n",
        )?;
        let mut party = sql.prepare_cached("INSERT OR IGNORE INTO row_party (actor, id) VALUES (?, ?)")?;
        let mut words = sql.prepare_cached("INSERT INTO row_words (rowid, words) VALUES (?, ?)")?;
        let mut support = sql.prepare_cached("INSERT OR IGNORE INTO support (id, claim) VALUES (?, ?)")?;
        for stored in rows(part.rows, say) {
            let hash = stored.hash();
            match before.remove(&stored.id.0) {
                Some((_, same)) if same == hash => continue,
                Some((n, _)) => self.clear(n, &stored.id.0)?,
                None => {}
            }
            let n: i64 = row.query_row(
                params![
                    stored.id.0,
                    part.name,
                    hash,
                    stored.kind,
                    stored.days.0.map(|day| day.to_string()),
                    stored.days.1.map(|day| day.to_string()),
                    stored.title,
                    stored.body
                ],
                |row| row.get(0),
            )?;
            for actor in &stored.parties {
                party.execute(params![actor.as_str(), stored.id.0])?;
            }
            if !stored.words.is_empty() {
                words.execute(params![n, fold(&stored.words)])?;
            }
            for mention in stored.support.map(|support| support.mentions.as_slice()).unwrap_or_default() {
                support.execute(params![stored.id.0, mention.claim.0])?;
            }
        }
        before.into_iter().try_for_each(|(id, (n, _))| self.drop_row(n, &id))
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

    /// Notes which stories documents tell.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn tell<'v>(
        &self,
        voices: impl IntoIterator<Item = (&'v DocId, &'v Voice)>,
    ) -> Result<(), StoreError> {
        let mut row = self.batch.prepare_cached(
            "INSERT INTO voice (doc, story, compared, side) VALUES (?1, ?2, ?3, ?4) ON CONFLICT (doc)
             DO UPDATE SET story = excluded.story, compared = excluded.compared, side = excluded.side",
        )?;
        for (doc, Voice { told, side }) in voices {
            let side = side.map(|side| side.as_str().to_owned());
            row.execute(params![doc.as_str(), told.story.as_str(), told.is_compared, side])?;
        }
        Ok(())
    }

    /// Ends with what is no row: the day, the documents and what was judged.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn finish(self, settled_by: &str, frame: &Ledger) -> Result<LedgerHash, StoreError> {
        let mut digest = WholeHash::new(frame);
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
            meta.execute(params!["as_of", json(&frame.as_of)])?;
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

    /// What is known of the stories of documents.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn voices(&self) -> Result<BTreeMap<DocId, Voice>, StoreError> {
        let mut rows = self.sql.prepare_cached("SELECT doc, story, compared, side FROM voice")?;
        let found = rows.query_map([], |row| {
            let story = DocId::new(row.get_ref(1)?.as_str()?);
            let side = row.get_ref(3)?.as_str_or_null()?.and_then(|side| side.parse().ok());
            let told = Told { story, is_compared: row.get(2)? };
            Ok((DocId::new(row.get_ref(0)?.as_str()?), Voice { told, side }))
        })?;
        Ok(found.collect::<Result<_, _>>()?)
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

    fn document_rows(&self) -> Result<Vec<DocumentRow>, StoreError> {
        let mut rows = self.sql.prepare_cached(
            "SELECT doc, published, outlet, side, story FROM voice JOIN document USING (doc)
             ORDER BY published, doc",
        )?;
        let found = rows.query_map([], |row| {
            Ok(DocumentRow {
                doc: DocId::new(&row.get::<_, String>(0)?),
                published: row.get::<_, Option<String>>(1)?.and_then(|day| day.parse().ok()),
                outlet: row.get(2)?,
                side: row.get::<_, Option<String>>(3)?.and_then(|side| side.parse().ok()),
                story: DocId::new(&row.get::<_, String>(4)?),
            })
        })?;
        Ok(found.collect::<Result<_, _>>()?)
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

fn days(when: Option<&When>, support: &Support) -> (Option<Day>, Option<Day>) {
    match when {
        Some(when) => (when.first(), when.last()),
        None => (support.first_day(), support.latest_day()),
    }
}

/// The rows of a ledger as they are stored.
fn rows<'a>(ledger: &'a Ledger, say: &'a dyn Fn(&Wording) -> String) -> impl Iterator<Item = Stored<'a>> {
    let people = ledger.people.iter().map(|row| Stored {
        kind: "person",
        id: &row.id,
        title: row.name.clone(),
        days: days(None, &row.support),
        parties: row.actor.into_iter().collect(),
        words: row.names.join(" "),
        body: json(row),
        support: Some(&row.support),
    });
    let events = ledger.events.iter().map(|row| Stored {
        kind: "event",
        id: &row.id,
        title: row.title.clone().unwrap_or_default(),
        days: days(row.when.as_ref(), &row.support),
        parties: row.parties.clone(),
        words: [row.title.clone(), row.place.clone()].into_iter().flatten().collect::<Vec<_>>().join(" "),
        body: json(row),
        support: Some(&row.support),
    });
    let commitments = ledger.commitments.iter().map(move |row| Stored {
        kind: "commitment",
        id: &row.id,
        title: say(&row.what),
        days: days(None, &row.support),
        parties: row.parties.clone(),
        words: say(&row.what),
        body: json(row),
        support: Some(&row.support),
    });
    let instruments = ledger.instruments.iter().map(|row| Stored {
        kind: "instrument",
        id: &row.id,
        title: row.name.clone(),
        days: days(row.when.as_ref(), &row.support),
        parties: row.parties.clone(),
        words: row.name.clone(),
        body: json(row),
        support: Some(&row.support),
    });
    let mechanisms = ledger.mechanisms.iter().map(|row| Stored {
        kind: "mechanism",
        id: &row.id,
        title: row.name.clone(),
        days: days(None, &row.support),
        parties: row.parties.clone(),
        words: row.names.join(" "),
        body: json(row),
        support: Some(&row.support),
    });
    let projects = ledger.projects.iter().map(|row| Stored {
        kind: "project",
        id: &row.id,
        title: row.name.clone(),
        days: days(None, &row.support),
        parties: row.parties.clone(),
        words: row.name.clone(),
        body: json(row),
        support: Some(&row.support),
    });
    let positions = ledger.positions.iter().map(move |row| Stored {
        kind: "position",
        id: &row.id,
        title: row.wordings.last().map(say).unwrap_or_default(),
        days: days(None, &row.support),
        parties: row.by.iter().chain(&row.about).copied().collect(),
        words: row.wordings.iter().map(say).collect::<Vec<_>>().join(" "),
        body: json(row),
        support: Some(&row.support),
    });
    let statements = [
        ("obstacle", &ledger.obstacles),
        ("state", &ledger.states),
        ("expectation", &ledger.expectations),
        ("appraisal", &ledger.appraisals),
    ];
    let statements = statements.into_iter().flat_map(move |(kind, rows)| {
        rows.iter().map(move |row| Stored {
            kind,
            id: &row.id,
            title: say(&row.what),
            days: days(None, &row.support),
            parties: row.parties.clone(),
            words: say(&row.what),
            body: json(row),
            support: Some(&row.support),
        })
    });
    let anniversaries = ledger.anniversaries.iter().map(move |row| Stored {
        kind: "anniversary",
        id: &row.id,
        title: say(&row.of),
        days: days(row.next.as_ref(), &row.support),
        parties: row.parties.clone(),
        words: String::new(),
        body: json(row),
        support: Some(&row.support),
    });
    let partnerships = ledger.partnerships.iter().map(|row| Stored {
        kind: "partnership",
        id: &row.id,
        title: row.level.clone(),
        days: days(row.since.as_ref(), &row.support),
        parties: row.parties.clone(),
        words: String::new(),
        body: json(row),
        support: Some(&row.support),
    });
    let conflicts = ledger.conflicts.iter().map(|row| Stored {
        kind: "conflict",
        id: &row.id,
        title: row.slot.clone(),
        days: (None, None),
        parties: Vec::new(),
        words: String::new(),
        body: json(row),
        support: None,
    });
    let gaps = ledger.gaps.iter().map(move |row| Stored {
        kind: "gap",
        id: &row.id,
        title: say(&row.wording),
        days: (None, None),
        parties: Vec::new(),
        words: String::new(),
        body: json(row),
        support: None,
    });
    let doubts = ledger.doubts.iter().map(|row| Stored {
        kind: "doubt",
        id: &row.id,
        title: row.code.clone(),
        days: (None, None),
        parties: Vec::new(),
        words: String::new(),
        body: json(row),
        support: None,
    });
    people
        .chain(events)
        .chain(commitments)
        .chain(instruments)
        .chain(mechanisms)
        .chain(projects)
        .chain(positions)
        .chain(statements)
        .chain(anniversaries)
        .chain(partnerships)
        .chain(conflicts)
        .chain(gaps)
        .chain(doubts)
}
