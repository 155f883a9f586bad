//! Conclusions: the rows of the ledger, replaced as a whole.

use std::collections::BTreeMap;

use chancery_core::{
    calendar::{Day, When},
    evidence::DocId,
    ledger::model::{Ledger, RowId, Support, Wording},
    lexicon::{ActorCode, fold},
    text::{Span, Text},
};
use rusqlite::{OptionalExtension, params};
use serde::{Serialize, de::DeserializeOwned};
use sha2::{Digest, Sha256};

use super::{Store, StoreError, json, parse};

/// The hash of a ledger, whole: two ledgers with the same hash are the same, byte for byte.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LedgerHash(pub String);

impl LedgerHash {
    /// The hash of a ledger.
    #[must_use]
    pub fn of(ledger: &Ledger) -> LedgerHash {
        let digest = Sha256::digest(json(ledger).as_bytes());
        LedgerHash(digest.iter().map(|byte| format!("{byte:02x}")).collect())
    }
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

impl Store {
    /// Replaces the ledger.
    ///
    /// # Errors
    /// What SQLite says; a row whose claim is not in the database is refused.
    pub fn save_ledger(
        &mut self,
        ledger: &Ledger,
        texts: &BTreeMap<DocId, Text>,
    ) -> Result<LedgerHash, StoreError> {
        let batch = self.sql.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
        batch.execute_batch(
            "DELETE FROM support; DELETE FROM row_party; DELETE FROM row_words; DELETE FROM row;",
        )?;
        {
            let mut row = batch.prepare_cached(
                "INSERT INTO row (n, id, kind, first, last, title, body) VALUES (?, ?, ?, ?, ?, ?, ?)",
            )?;
            let mut party =
                batch.prepare_cached("INSERT OR IGNORE INTO row_party (actor, id) VALUES (?, ?)")?;
            let mut words = batch.prepare_cached("INSERT INTO row_words (id, words) VALUES (?, ?)")?;
            let mut support =
                batch.prepare_cached("INSERT OR IGNORE INTO support (id, claim, voice) VALUES (?, ?, ?)")?;
            for (n, stored) in rows(ledger, texts).enumerate() {
                row.execute(params![
                    n as i64,
                    stored.id.0,
                    stored.kind,
                    stored.days.0.map(|day| day.to_string()),
                    stored.days.1.map(|day| day.to_string()),
                    stored.title,
                    stored.body
                ])?;
                for actor in &stored.parties {
                    party.execute(params![actor.as_str(), stored.id.0])?;
                }
                if !stored.words.is_empty() {
                    words.execute(params![stored.id.0, fold(&stored.words)])?;
                }
                for mention in stored.support.map(|support| support.mentions.as_slice()).unwrap_or_default() {
                    support.execute(params![stored.id.0, mention.claim.0, mention.voice])?;
                }
            }
        }
        let hash = LedgerHash::of(ledger);
        let mut meta = batch.prepare_cached("INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)")?;
        meta.execute(params!["ledger_hash", hash.0])?;
        meta.execute(params!["as_of", json(&ledger.as_of)])?;
        meta.execute(params!["documents", json(&ledger.documents)])?;
        meta.execute(params!["judged", json(&ledger.judged)])?;
        drop(meta);
        batch.commit()?;
        Ok(hash)
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
        if let Some(documents) = self.meta("documents")? {
            ledger.documents = parse("documents", &documents)?;
        }
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

    fn rows<T: DeserializeOwned>(&self, kind: &str) -> Result<Vec<T>, StoreError> {
        let mut rows = self.sql.prepare_cached("SELECT body FROM row WHERE kind = ? ORDER BY n")?;
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

/// The words of a wording; empty where its document is not there.
fn say(texts: &BTreeMap<DocId, Text>, wording: &Wording) -> String {
    let Some(text) = texts.get(&wording.doc) else { return String::new() };
    let inside = |span: Span| {
        text.as_str().is_char_boundary(span.start() as usize)
            && text.as_str().is_char_boundary(span.end() as usize)
    };
    if inside(wording.span) { text[wording.span].to_owned() } else { String::new() }
}

fn days(when: Option<&When>, support: &Support) -> (Option<Day>, Option<Day>) {
    match when {
        Some(when) => (when.first(), when.last()),
        None => (support.first_day(), support.latest_day()),
    }
}

/// The rows of a ledger as they are stored.
fn rows<'a>(ledger: &'a Ledger, texts: &'a BTreeMap<DocId, Text>) -> impl Iterator<Item = Stored<'a>> {
    let say = move |wording: &Wording| say(texts, wording);
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
