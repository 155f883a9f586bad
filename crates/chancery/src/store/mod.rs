//! The database: facts that are appended, and the ledger that is rebuilt from them.
//!
//! One SQLite file; `schema/` says what stands in it. What a fact means is core's business, and
//! which files become facts is that of `take`.
//!
//! Invariants: a batch is in the database whole or not at all; a claim has its document and its
//! evidence, a row of the ledger its claims (foreign keys).

mod conclusions;
mod facts;
mod feeds;
mod gists;
mod rows;
mod rules;
mod search;
mod settling;

use std::{
    fmt,
    path::{Path, PathBuf},
    thread,
    time::Duration,
};

use rusqlite::{Connection, ErrorCode, OpenFlags};

pub use conclusions::RowHead;
pub(crate) use facts::content;
pub use facts::{Added, DocumentHead, Fact, RunHead};
pub use feeds::FeedMark;
pub use gists::Order;
pub use rows::{Frame, Head, LedgerHash, Part, RowHashes};
pub use rules::RuleUse;
pub use search::Hit;
pub use settling::{PERSONS, Settling, Voice};

/// The schema that this program writes: how many migrations a database has seen.
pub const SCHEMA: i64 = MIGRATIONS.len() as i64;

/// The steps from an empty file to today's schema; step `n` is never changed once released.
const MIGRATIONS: &[&str] = &[
    include_str!("schema/001.sql"),
    include_str!("schema/002.sql"),
    include_str!("schema/003.sql"),
    include_str!("schema/004.sql"),
    include_str!("schema/005.sql"),
    include_str!("schema/006.sql"),
];

/// The schema since which gists stand in a table of their own.
const SCHEMA_OF_GISTS: i64 = 5;

/// Marks our databases among all SQLite files: "Chcy".
const APPLICATION_ID: i64 = 0x4368_6379;

/// Pages of the log after which it is carried over into the file, 32 MiB: what several batches change is
/// carried over once.
const LOG: u32 = 8192;

/// How long to wait for another program that writes.
const PATIENCE: Duration = Duration::from_secs(60);

/// How long to wait before asking again, where SQLite does not wait by itself.
const TURN: Duration = Duration::from_millis(20);

/// Why the database could not be used.
#[derive(Debug)]
pub enum StoreError {
    /// There is no such file, and it was opened for reading.
    Missing(PathBuf),
    /// The file is an SQLite database of another program, or no database.
    Foreign(PathBuf),
    /// A newer version of the program wrote it.
    Newer {
        /// The file.
        path: PathBuf,
        /// Its schema.
        schema: i64,
    },
    /// Another program is writing.
    Busy,
    /// There is no room left for it.
    Full(PathBuf),
    /// It, or its folder, may not be written; what SQLite says.
    ReadOnly(PathBuf, String),
    /// The disk fails, or the file cannot be opened; what SQLite says.
    Disk(PathBuf, String),
    /// The file is damaged; what SQLite says.
    Damaged(String),
    /// A stored value cannot be read back; which one.
    Unreadable(String),
    /// Anything else that SQLite says.
    Sql(rusqlite::Error),
}

impl fmt::Display for StoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            StoreError::Missing(path) => write!(f, "there is no database at {}", path.display()),
            StoreError::Foreign(path) => write!(f, "{} is not a database of this program", path.display()),
            StoreError::Newer { path, schema } => write!(
                f,
                "cannot open {}: a newer version of the program wrote it (schema {schema}, this one knows {SCHEMA})",
                path.display()
            ),
            StoreError::Busy => {
                write!(
                    f,
                    "the database is busy: another program has been writing for {} s",
                    PATIENCE.as_secs()
                )
            }
            StoreError::Full(path) => {
                write!(f, "no room is left for {}: what was written before is safe", path.display())
            }
            StoreError::ReadOnly(path, what) => {
                write!(f, "{} may not be written: {what}", path.display())
            }
            StoreError::Disk(path, what) => write!(f, "cannot use {}: {what}", path.display()),
            StoreError::Damaged(what) => write!(f, "the database is damaged: {what}"),
            StoreError::Unreadable(what) => write!(f, "the database holds what cannot be read back: {what}"),
            StoreError::Sql(error) => write!(f, "the database refuses: {error}"),
        }
    }
}

impl std::error::Error for StoreError {}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> StoreError {
        match error.sqlite_error_code() {
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => StoreError::Busy,
            Some(ErrorCode::DatabaseCorrupt) => StoreError::Damaged(error.to_string()),
            _ => StoreError::Sql(error),
        }
    }
}

impl StoreError {
    /// Names the file where the disk is what refuses.
    #[must_use]
    pub fn at(self, path: &Path) -> StoreError {
        let StoreError::Sql(error) = self else { return self };
        let path = path.to_owned();
        match error.sqlite_error_code() {
            Some(ErrorCode::DiskFull) => StoreError::Full(path),
            Some(ErrorCode::ReadOnly) => StoreError::ReadOnly(path, error.to_string()),
            Some(ErrorCode::NotADatabase) => StoreError::Foreign(path),
            Some(ErrorCode::SystemIoFailure | ErrorCode::CannotOpen | ErrorCode::PermissionDenied) => {
                StoreError::Disk(path, error.to_string())
            }
            _ => StoreError::Sql(error),
        }
    }
}

/// An open database.
#[derive(Debug)]
pub struct Store {
    sql: Connection,
}

impl Store {
    /// Opens a database for reading.
    ///
    /// # Errors
    /// [`StoreError::Missing`] where there is none; otherwise what is wrong with it.
    pub fn open(path: &Path) -> Result<Store, StoreError> {
        if !path.exists() {
            return Err(StoreError::Missing(path.to_owned()));
        }
        // Read-write all the same: a reader of a database in write-ahead mode needs its index.
        match Store::with(Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_WRITE), path) {
            Err(StoreError::ReadOnly(..) | StoreError::Disk(..)) if is_at_rest(path) => Store::frozen(path),
            opened => opened,
        }
    }

    /// Opens a database on a disk that cannot be written, where it cannot change either.
    fn frozen(path: &Path) -> Result<Store, StoreError> {
        let escaped: String = path
            .to_string_lossy()
            .chars()
            .map(|c| match c {
                '%' => "%25".to_owned(),
                '?' => "%3f".to_owned(),
                '#' => "%23".to_owned(),
                c => c.to_string(),
            })
            .collect();
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI;
        let sql = Connection::open_with_flags(format!("file:{escaped}?immutable=1"), flags)
            .map_err(|error| StoreError::from(error).at(path))?;
        let store = Store { sql };
        let schema = store.schema(path).map_err(|error| error.at(path))?;
        if schema < SCHEMA {
            let what = "an older version of the program wrote it, and it must be brought up to date first";
            return Err(StoreError::ReadOnly(path.to_owned(), what.to_owned()));
        }
        Ok(store)
    }

    /// Opens a database for writing, and makes it where there is none.
    ///
    /// # Errors
    /// What is wrong with the file or its folder.
    pub fn create(path: &Path) -> Result<Store, StoreError> {
        Store::with(Connection::open(path), path)
    }

    /// A database of its own in memory.
    ///
    /// # Errors
    /// Only what SQLite says about lack of memory.
    pub fn in_memory() -> Result<Store, StoreError> {
        Store::with(Connection::open_in_memory(), Path::new(":memory:"))
    }

    fn with(opened: rusqlite::Result<Connection>, path: &Path) -> Result<Store, StoreError> {
        let sql = opened.map_err(|error| StoreError::from(error).at(path))?;
        sql.busy_timeout(PATIENCE)?;
        let mut store = Store { sql };
        store.prepare(path).map_err(|error| error.at(path))?;
        Ok(store)
    }

    /// The schema of the file; zero where it is new.
    fn schema(&self, path: &Path) -> Result<i64, StoreError> {
        // One moment for all three: another program may just be making the file.
        let moment = self.sql.unchecked_transaction()?;
        let number = |query: &str| moment.query_row(query, [], |row| row.get::<_, i64>(0));
        let tables = number("SELECT count(*) FROM sqlite_schema")?;
        let (schema, application) = (number("PRAGMA user_version")?, number("PRAGMA application_id")?);
        drop(moment);
        if application != APPLICATION_ID && (schema != 0 || tables != 0) {
            return Err(StoreError::Foreign(path.to_owned()));
        }
        if schema > SCHEMA {
            return Err(StoreError::Newer { path: path.to_owned(), schema });
        }
        Ok(schema)
    }

    /// Brings the file to today's schema.
    fn prepare(&mut self, path: &Path) -> Result<(), StoreError> {
        let schema = self.schema(path)?;
        self.keep_a_log()?;
        self.sql.execute_batch(&format!(
            "PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON; PRAGMA wal_autocheckpoint = {LOG};
             PRAGMA temp_store = MEMORY; PRAGMA cache_size = -65536;",
        ))?;
        if schema < SCHEMA {
            let step = self.sql.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
            // Another program may have been first.
            let schema: i64 = step.query_row("PRAGMA user_version", [], |row| row.get(0))?;
            for migration in &MIGRATIONS[usize::try_from(schema).unwrap_or(0)..] {
                step.execute_batch(migration)?;
            }
            if (1..SCHEMA_OF_GISTS).contains(&schema) {
                gists::make(&step)?;
            }
            step.execute_batch(&format!(
                "PRAGMA user_version = {SCHEMA}; PRAGMA application_id = {APPLICATION_ID};"
            ))?;
            step.commit()?;
        }
        Ok(())
    }

    /// Has changes written to a log beside the file, so that readers and a writer do not wait for
    /// each other. A new file is turned over by whoever comes first; SQLite refuses a second at
    /// once, for all its patience (it holds a lock to read by then), so the waiting is done here.
    fn keep_a_log(&self) -> Result<(), StoreError> {
        let mut waited = Duration::ZERO;
        loop {
            match self.sql.execute_batch("PRAGMA journal_mode = WAL").map_err(StoreError::from) {
                Err(StoreError::Busy) if waited < PATIENCE => thread::sleep(TURN),
                turned => return turned,
            }
            waited += TURN;
        }
    }

    /// True where the ledger was settled from as many documents as are stored: a program that was
    /// ended between storing and settling leaves it false.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn is_settled(&self) -> Result<bool, StoreError> {
        Ok(self.meta("settled")? == Some(self.counts()?.0.to_string()))
    }

    /// Notes that the ledger is about to be settled, or, with a number, from how many documents it
    /// was.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn note_settled(&self, documents: Option<u64>) -> Result<(), StoreError> {
        match documents {
            Some(count) => self.sql.execute(
                "INSERT OR REPLACE INTO meta (key, value) VALUES ('settled', ?)",
                [count.to_string()],
            )?,
            None => self.sql.execute("DELETE FROM meta WHERE key = 'settled'", [])?,
        };
        Ok(())
    }

    /// Looks the whole file over.
    ///
    /// # Errors
    /// [`StoreError::Damaged`] with what SQLite found.
    pub fn check(&self) -> Result<(), StoreError> {
        let said: String = self.sql.query_row("PRAGMA quick_check", [], |row| row.get(0))?;
        if said == "ok" { Ok(()) } else { Err(StoreError::Damaged(said)) }
    }

    fn meta(&self, key: &str) -> Result<Option<String>, StoreError> {
        use rusqlite::OptionalExtension;
        let found = self.sql.query_row("SELECT value FROM meta WHERE key = ?", [key], |row| row.get(0));
        Ok(found.optional()?)
    }
}

/// True where no write is under way or was cut off: the file alone says all.
fn is_at_rest(path: &Path) -> bool {
    let mut log = path.as_os_str().to_owned();
    log.push("-wal");
    std::fs::metadata(log).map_or(true, |log| log.len() == 0)
}

/// A stored JSON value.
fn parse<'a, T: serde::Deserialize<'a>>(what: &str, json: &'a str) -> Result<T, StoreError> {
    serde_json::from_str(json).map_err(|error| StoreError::Unreadable(format!("{what}: {error}")))
}

/// A value as it is stored.
fn json<T: serde::Serialize>(value: &T) -> String {
    serde_json::to_string(value).expect("rows are made of text, numbers and lists")
}

/// The name of an enum's value, as serde writes it.
fn word<T: serde::Serialize>(value: &T) -> String {
    json(value).trim_matches('"').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is written by the first four schemas is there in today's.
    #[test]
    fn an_older_file_is_brought_up_to_date() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("old.db");
        let old = Connection::open(&path).unwrap();
        MIGRATIONS[..4].iter().for_each(|step| old.execute_batch(step).unwrap());
        let claim = r#"{"evidence":[{"span":{"start":0,"end":5},"rule":"r"}],"source":{"role":"narration","speaker":null},
            "at":null,"body":{"kind":"tenure","party":{"name":"Ida Holm","office":"President","office_id":null,
            "actor":"NOR","body":null,"span":{"start":0,"end":5}},"on":null,"former":false,"acting":false}}"#;
        old.execute_batch(&format!(
            "PRAGMA user_version = 4; PRAGMA application_id = {APPLICATION_ID};
             INSERT INTO run (run, started, engine, lexicon) VALUES ('r', '2024-01-01', '0', 'l');
             INSERT INTO document (doc, content, run, file, published, outlet, metadata, text, relevant, notes, gist, print)
             VALUES ('b', 'cb', 'r', 'f', '2024-03-12', 'Post', '{{}}', 'Talks stall.', 1, '[]', '{{}}', x''),
                    ('a', 'ca', 'r', 'f', NULL, NULL, '{{}}', 'Nothing.', 0, '[]', '{{}}', x'');
             INSERT INTO claim VALUES ('9f', 'b', 1, 'obstacle', '{claim}'), ('1c', 'b', 0, 'obstacle', '{claim}');
             INSERT INTO evidence VALUES ('9f', 0, 6, 11, 'stall', 'r.two'), ('1c', 0, 0, 5, 'Talks', 'r.one');
             INSERT INTO part VALUES ('p', 'k', NULL, '[]');
             INSERT INTO row (id, part, hash, kind, title, body) VALUES ('obstacle/9f', 'p', 'h', 'obstacle', 't', '{{}}');
             INSERT INTO support VALUES ('obstacle/9f', '9f');"
        ))
        .unwrap();
        drop(old);
        let store = Store::create(&path).unwrap();
        let roll = store.roll(Order::Stored, None).unwrap();
        let listed: Vec<_> = (0..roll.len()).map(|at| (roll.doc(at).as_str(), roll.outlet(at))).collect();
        assert_eq!(listed, [("a", None), ("b", Some("Post"))]);
        let one = |query: &str| store.sql.query_row(query, [], |row| row.get::<_, String>(0)).unwrap();
        let words =
            "SELECT group_concat(claim || ' ' || quote || ' ' || rule, ', ' ORDER BY quote) FROM v_claims";
        assert_eq!(one(words), "1c Talks r.one, 9f stall r.two");
        assert_eq!(one("SELECT id || ' ' || quote FROM v_quotes"), "obstacle/9f stall");
        let names = one("SELECT gist FROM gist WHERE outlet = 'Post'");
        assert_eq!(names.matches("Ida Holm").count(), 1, "{names}");
        store.check().unwrap();
    }
}
