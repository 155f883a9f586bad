//! Facts: documents and what they say, runs and refusals.

use std::collections::BTreeSet;

use chancery_core::{
    calendar::Day,
    claims::model::{Claim, Note, Reading},
    evidence::{DocId, RuleId, hash},
    intake::{Block, Document, Metadata, PublishedBy},
    kinship::Fingerprint,
    ledger::{Gist, judgements::Judgement},
    lexicon::fold,
    text::{Span, Text},
};
use rusqlite::{OptionalExtension, params};

use super::{Store, StoreError, gists, json, parse, word};

/// A document with its reading, ready to be stored.
#[derive(Clone, Debug)]
pub struct Fact {
    /// The document.
    pub document: Document,
    /// What it says.
    pub reading: Reading,
    /// Its words, to find copies of the same story.
    pub print: Fingerprint,
    /// The file it was read from.
    pub file: String,
}

/// What became of a document that was to be stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Added {
    /// It was new.
    New,
    /// It was there.
    Known,
    /// Another text of the same name was there; nothing was changed.
    Clash,
}

/// A document as lists show it.
#[derive(Clone, Debug, serde::Serialize)]
pub struct DocumentHead {
    /// The document.
    pub doc: DocId,
    /// The day of publication.
    pub published: Option<Day>,
    /// Who tells the story.
    pub outlet: Option<String>,
    /// The headline.
    pub title: Option<String>,
    /// The first words of a document without a headline.
    pub opening: Option<String>,
    /// The file it was read from.
    pub file: String,
    /// The address where it was published.
    pub source: Option<String>,
}

/// Letters of the first words of a document that stand for its headline.
const OPENING: usize = 90;

impl DocumentHead {
    /// What a document is called: its headline, else its first words.
    #[must_use]
    pub fn name(&self) -> Option<&str> {
        self.title.as_deref().or(self.opening.as_deref())
    }
}

/// The first words of a paragraph, cut between two words.
fn opening(paragraph: &str) -> Option<String> {
    let line = paragraph.trim().lines().next()?.trim_end();
    match line.char_indices().nth(OPENING) {
        None => Some(line.to_owned()),
        Some((end, _)) => {
            let words = line[..end].rsplit_once(char::is_whitespace).map_or(&line[..end], |(words, _)| words);
            Some(format!("{} …", words.trim_end()))
        }
    }
    .filter(|words| !words.is_empty())
}

/// A call of `add`.
#[derive(Clone, Debug)]
pub struct RunHead {
    id: String,
}

/// What tells a document apart: its name, its text and what its source says.
#[must_use]
pub(crate) fn content(document: &Document) -> String {
    hash([document.id.as_str(), document.text.as_str(), &json(&document.metadata)])
}

impl Store {
    /// Notes that documents are about to be added. `now` is the time in UTC.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn begin_run(&self, now: &str, lexicon: &str) -> Result<RunHead, StoreError> {
        let count: i64 = self.sql.query_row("SELECT count(*) FROM run", [], |row| row.get(0))?;
        let mut ids = (count..).map(|number| hash([now, lexicon, &number.to_string()]));
        loop {
            // Another program that began at the same moment may have taken it.
            let id = ids.next().expect("numbers do not end");
            let begun = self.sql.execute(
                "INSERT OR IGNORE INTO run (run, started, engine, lexicon) VALUES (?, ?, ?, ?)",
                params![id, now, env!("CARGO_PKG_VERSION"), lexicon],
            )?;
            if begun == 1 {
                return Ok(RunHead { id });
            }
        }
    }

    /// Notes how a run ended.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn end_run(&self, run: &RunHead, now: &str, added: u64, known: u64) -> Result<(), StoreError> {
        self.sql.execute(
            "UPDATE run SET finished = ?, added = ?, known = ?,
             refused = (SELECT count(*) FROM refusal WHERE refusal.run = run.run) WHERE run = ?",
            params![now, added as i64, known as i64, run.id],
        )?;
        Ok(())
    }

    /// Forgets a run that changed nothing: adding the same files twice leaves no trace.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn drop_run(&self, run: &RunHead) -> Result<(), StoreError> {
        self.sql.execute("DELETE FROM run WHERE run = ?", [&run.id])?;
        Ok(())
    }

    /// Notes what was not taken.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn refuse(&self, run: &RunHead, source: &str, code: &str, reason: &str) -> Result<(), StoreError> {
        self.sql.execute(
            "INSERT OR REPLACE INTO refusal (run, source, code, reason) VALUES (?, ?, ?, ?)",
            params![run.id, source, code, reason],
        )?;
        Ok(())
    }

    /// The contents that are there already.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn contents(&self) -> Result<BTreeSet<String>, StoreError> {
        let mut rows = self.sql.prepare("SELECT content FROM document")?;
        let found = rows.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?;
        Ok(found)
    }

    /// Stores documents with their readings: all of them or none.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn add(&mut self, run: &RunHead, facts: &[Fact]) -> Result<Vec<Added>, StoreError> {
        let batch = self.sql.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
        let mut said = Vec::new();
        let added = facts.iter().map(|fact| add(&batch, run, fact, &mut said)).collect::<Result<_, _>>()?;
        {
            // All at once: the search index writes out what it has gathered before each row of another table.
            let mut words = batch.prepare_cached("INSERT INTO block_words (rowid, words) VALUES (?, ?)")?;
            said.into_iter().try_for_each(|(block, said)| words.execute((block, fold(said))).map(|_| ()))?;
        }
        batch.commit()?;
        Ok(added)
    }

    /// What the source of a document says.
    ///
    /// # Errors
    /// [`StoreError::Unreadable`] where there is none, or it cannot be read back.
    pub fn metadata(&self, doc: &DocId) -> Result<Metadata, StoreError> {
        let mut row = self.sql.prepare_cached("SELECT metadata FROM document WHERE doc = ?")?;
        let metadata: Option<String> = row.query_row([doc.as_str()], |row| row.get(0)).optional()?;
        let metadata =
            metadata.ok_or_else(|| StoreError::Unreadable(format!("metadata of document {doc}")))?;
        parse("metadata", &metadata)
    }

    /// The words of a document, to find copies of the same story.
    ///
    /// # Errors
    /// [`StoreError::Unreadable`] where there are none, or they cannot be read back.
    pub fn print(&self, doc: &DocId) -> Result<Fingerprint, StoreError> {
        let mut row = self.sql.prepare_cached("SELECT print FROM document WHERE doc = ?")?;
        let bytes: Option<Vec<u8>> = row.query_row([doc.as_str()], |row| row.get(0)).optional()?;
        bytes
            .and_then(|bytes| Fingerprint::from_bytes(&bytes))
            .ok_or_else(|| StoreError::Unreadable(format!("the fingerprint of document {doc}")))
    }

    /// A document and its reading.
    ///
    /// # Errors
    /// [`StoreError::Unreadable`] where a stored value cannot be read back.
    pub fn fact(&self, doc: &DocId) -> Result<Option<(Document, Reading)>, StoreError> {
        let mut row = self.sql.prepare_cached(
            "SELECT text, metadata, published, published_by, outlet, relevant, notes FROM document WHERE doc = ?",
        )?;
        let found = row
            .query_row([doc.as_str()], |row| {
                Ok((
                    row.get::<_, String>(0)?,
                    row.get::<_, String>(1)?,
                    row.get::<_, Option<String>>(2)?,
                    row.get::<_, Option<String>>(3)?,
                    row.get::<_, Option<String>>(4)?,
                    row.get::<_, bool>(5)?,
                    row.get::<_, String>(6)?,
                ))
            })
            .optional()?;
        let Some((text, metadata, published, by, outlet, relevant, notes)) = found else {
            return Ok(None);
        };
        let unreadable = |what: &str| StoreError::Unreadable(format!("{what} of document {doc}"));
        let mut metadata: Metadata = parse("metadata", &metadata)?;
        metadata.left_out = self.left_out(doc)?;
        let notes: Vec<Note> = parse("notes", &notes)?;
        let published = match (published, by) {
            (Some(day), Some(by)) => Some((
                day.parse::<Day>().map_err(|_| unreadable("the day"))?,
                parse::<PublishedBy>("published_by", &format!("\"{by}\""))?,
            )),
            _ => None,
        };
        let text = Text::new(&text).map_err(|_| unreadable("the text"))?;
        let blocks = self.blocks(doc, &text)?;
        let document = Document { id: doc.clone(), text, blocks, metadata, published, outlet };
        let claims = claims(&self.sql, doc)?;
        let dated = document.published.filter(|(_, by)| *by == PublishedBy::Inferred).map(|(day, _)| day);
        Ok(Some((document, Reading { doc: doc.clone(), dated, relevant, claims, notes })))
    }

    /// Text and claims of a document.
    ///
    /// # Errors
    /// [`StoreError::Unreadable`] where there is none, or it cannot be read back.
    pub fn read(&self, doc: &DocId) -> Result<(Text, Vec<Claim>), StoreError> {
        read(&self.sql, doc)
    }

    /// The text of a document.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn text(&self, doc: &DocId) -> Result<Option<Text>, StoreError> {
        text(&self.sql, doc)
    }

    /// The decisions of people, in order of time.
    ///
    /// # Errors
    /// [`StoreError::Unreadable`] where a stored value cannot be read back.
    pub fn judgements(&self) -> Result<Vec<Judgement>, StoreError> {
        let mut rows = self.sql.prepare_cached("SELECT body FROM judgement ORDER BY made, judgement")?;
        let bodies = rows.query_map([], |row| row.get::<_, String>(0))?;
        bodies.map(|body| parse("a judgement", &body?)).collect()
    }

    /// Appends a decision; the same one twice changes nothing.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn judge(&self, judgement: &Judgement) -> Result<(), StoreError> {
        judge(&self.sql, judgement)
    }

    /// Appends decisions: all of them or none.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn judge_all(&mut self, judgements: &[Judgement]) -> Result<(), StoreError> {
        let batch = self.sql.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
        judgements.iter().try_for_each(|judgement| judge(&batch, judgement))?;
        Ok(batch.commit()?)
    }

    fn blocks(&self, doc: &DocId, text: &Text) -> Result<Vec<Block>, StoreError> {
        let mut rows = self.sql.prepare_cached(
            "SELECT kind, rule, first_byte, end_byte, speaker FROM block WHERE doc = ? ORDER BY n",
        )?;
        let found = rows.query_map([doc.as_str()], |row| {
            Ok((
                row.get::<_, String>(0)?,
                row.get::<_, String>(1)?,
                row.get::<_, u32>(2)?,
                row.get::<_, u32>(3)?,
                row.get::<_, Option<String>>(4)?,
            ))
        })?;
        found
            .map(|found| {
                let (kind, rule, first, end, speaker) = found?;
                let inside = first <= end
                    && text.as_str().is_char_boundary(first as usize)
                    && text.as_str().is_char_boundary(end as usize);
                if !inside {
                    return Err(StoreError::Unreadable(format!("a paragraph of document {doc}")));
                }
                Ok(Block {
                    span: Span::new(first, end),
                    kind: parse("the kind of a paragraph", &format!("\"{kind}\""))?,
                    rule: RuleId::new(&rule),
                    speaker: speaker.map(|span| parse("a speaker", &span)).transpose()?,
                })
            })
            .collect()
    }

    /// Doubts about the reading of a document, and slips in it.
    ///
    /// # Errors
    /// [`StoreError::Unreadable`] where they cannot be read back.
    pub fn notes(&self, doc: &DocId) -> Result<Vec<Note>, StoreError> {
        let mut row = self.sql.prepare_cached("SELECT notes FROM document WHERE doc = ?")?;
        let notes: Option<String> = row.query_row([doc.as_str()], |row| row.get(0)).optional()?;
        notes.map_or(Ok(Vec::new()), |notes| parse("notes", &notes))
    }

    fn left_out(&self, doc: &DocId) -> Result<Vec<String>, StoreError> {
        let mut rows = self.sql.prepare_cached("SELECT line FROM left_out WHERE doc = ? ORDER BY n")?;
        Ok(rows.query_map([doc.as_str()], |row| row.get(0))?.collect::<Result<_, _>>()?)
    }

    /// The documents as lists show them, by day.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn documents(&self) -> Result<Vec<DocumentHead>, StoreError> {
        let mut rows = self.sql.prepare(
            "SELECT doc, published, outlet, nullif(trim(title), ''), file,
                        CASE WHEN coalesce(trim(title), '') = '' THEN (
                            SELECT substr(CAST(text AS BLOB), first_byte + 1, min(end_byte - first_byte, 400))
                            FROM block WHERE block.doc = document.doc AND kind = 'body' ORDER BY n LIMIT 1
                        ) END,
                        json_extract(metadata, '$.source')
                 FROM document ORDER BY published, doc",
        )?;
        let heads = rows
            .query_map([], |row| {
                Ok(DocumentHead {
                    doc: DocId::new(&row.get::<_, String>(0)?),
                    published: row.get::<_, Option<String>>(1)?.and_then(|day| day.parse().ok()),
                    outlet: row.get(2)?,
                    title: row.get(3)?,
                    file: row.get(4)?,
                    opening: row
                        .get::<_, Option<Vec<u8>>>(5)?
                        .and_then(|bytes| opening(&String::from_utf8_lossy(&bytes))),
                    source: row.get(6)?,
                })
            })?
            .collect::<Result<_, _>>()?;
        Ok(heads)
    }

    /// How many documents and claims there are.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn counts(&self) -> Result<(u64, u64), StoreError> {
        let count = |table: &str| {
            self.sql.query_row(&format!("SELECT count(*) FROM {table}"), [], |row| row.get::<_, i64>(0))
        };
        Ok((count("document")? as u64, count("claim")? as u64))
    }
}

fn judge(sql: &rusqlite::Connection, judgement: &Judgement) -> Result<(), StoreError> {
    sql.execute(
        "INSERT INTO judgement (judgement, made, by, body) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
        params![judgement.id, judgement.at, judgement.by, json(judgement)],
    )?;
    Ok(())
}

/// The text of a document.
fn text(sql: &rusqlite::Connection, doc: &DocId) -> Result<Option<Text>, StoreError> {
    let mut row = sql.prepare_cached("SELECT text FROM document WHERE doc = ?")?;
    let text: Option<String> = row.query_row([doc.as_str()], |row| row.get(0)).optional()?;
    let text = text.map(|text| Text::new(&text)).transpose();
    text.map_err(|_| StoreError::Unreadable(format!("the text of document {doc}")))
}

/// Text and claims of a document.
pub(super) fn read(sql: &rusqlite::Connection, doc: &DocId) -> Result<(Text, Vec<Claim>), StoreError> {
    let text =
        text(sql, doc)?.ok_or_else(|| StoreError::Unreadable(format!("the text of document {doc}")))?;
    Ok((text, claims(sql, doc)?))
}

/// What a document says.
pub(super) fn claims(sql: &rusqlite::Connection, doc: &DocId) -> Result<Vec<Claim>, StoreError> {
    let mut rows = sql.prepare_cached("SELECT body FROM claim WHERE doc = ? ORDER BY n")?;
    rows.query_map([doc.as_str()], |row| row.get::<_, String>(0))?
        .map(|body| parse::<Claim>("a claim", &body?))
        .collect()
}

/// True where the very text is there, of the same day, from another address: sites print a page under
/// several. A document that its source names is told apart by that name.
fn is_elsewhere(sql: &rusqlite::Connection, document: &Document) -> Result<bool, StoreError> {
    let text = document.text.as_str();
    let day = document.day().map(|day| day.to_string());
    Ok(document.id.as_str() == hash([text])
        && sql
            .prepare_cached("SELECT 1 FROM document WHERE doc = ? AND text = ? AND published IS ?")?
            .exists(params![document.id.as_str(), text, day])?)
}

/// Stores one document inside a transaction, but for what is to be found by its words: `said` gets the
/// numbers of its paragraphs with their texts.
fn add<'f>(
    sql: &rusqlite::Connection,
    run: &RunHead,
    fact: &'f Fact,
    said: &mut Vec<(i64, &'f str)>,
) -> Result<Added, StoreError> {
    let Fact { document, reading, file, .. } = fact;
    let text = &document.text;
    let stored = sql.prepare_cached(
        "INSERT INTO document (doc, content, run, file, published, published_by, outlet, title, metadata, text,
         relevant, notes, print) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
    )?.execute(params![
        document.id.as_str(),
        content(document),
        run.id,
        file,
        document.day().map(|day| day.to_string()),
        document.published.map(|(_, by)| word(&by)),
        document.outlet,
        document.title(),
        json(&document.metadata),
        text.as_str(),
        reading.relevant,
        json(&reading.notes),
        fact.print.to_bytes(),
    ])?;
    if stored == 0 {
        let same =
            sql.prepare_cached("SELECT 1 FROM document WHERE content = ?")?.exists([content(document)])?;
        return Ok(if same || is_elsewhere(sql, document)? { Added::Known } else { Added::Clash });
    }
    gists::add(sql, &Gist::of(reading, document.day()), document.outlet.as_deref())?;
    let mut block_row = sql.prepare_cached(
        "INSERT INTO block (doc, n, kind, rule, first_byte, end_byte, speaker) VALUES (?, ?, ?, ?, ?, ?, ?)",
    )?;
    for (n, block) in document.blocks.iter().enumerate() {
        block_row.execute(params![
            document.id.as_str(),
            n as i64,
            word(&block.kind),
            block.rule.as_str(),
            block.span.start(),
            block.span.end(),
            block.speaker.map(|span| json(&span))
        ])?;
        if block.kind.is_read() {
            said.push((sql.last_insert_rowid(), &text[block.span]));
        }
    }
    let mut line_row = sql.prepare_cached("INSERT INTO left_out (doc, n, line) VALUES (?, ?, ?)")?;
    for (n, line) in document.metadata.left_out.iter().enumerate() {
        line_row.execute(params![document.id.as_str(), n as i64, line])?;
    }
    let mut claim_row =
        sql.prepare_cached("INSERT INTO claim (claim, doc, n, kind, body) VALUES (?, ?, ?, ?, ?)")?;
    let mut evidence_row = sql.prepare_cached(
        "INSERT INTO evidence (number, n, first, last, quote, rule) VALUES (?, ?, ?, ?, ?, ?)",
    )?;
    for (n, (claim, id)) in reading.claims.iter().zip(reading.claim_ids()).enumerate() {
        claim_row.execute(params![
            id.as_str(),
            document.id.as_str(),
            n as i64,
            claim.body.kind(),
            json(claim)
        ])?;
        let number = sql.last_insert_rowid();
        for (n, quote) in claim.evidence.quotes().iter().enumerate() {
            evidence_row.execute(params![
                number,
                n as i64,
                text.code_point(quote.span.start()),
                text.code_point(quote.span.end()),
                &text[quote.span],
                quote.rule.as_str()
            ])?;
        }
    }
    Ok(Added::New)
}
