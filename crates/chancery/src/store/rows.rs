//! The rows of the ledger as they are stored, and the hash of them all.

use chancery_core::{
    calendar::{Day, When},
    ledger::{
        Roll,
        model::{DocumentRow, EventRow, Judged, Ledger, RowId, Support, Wording},
    },
    lexicon::{ActorCode, fold},
};
use chancery_wire::say::event_kind;
use sha2::{Digest, Sha256};

use super::json;

/// The hash of a ledger, whole: two ledgers with the same hash are the same, byte for byte.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LedgerHash(pub String);

/// The hashes of the rows of a ledger, part by part, for the hash of the whole.
#[derive(Debug, Default)]
pub struct RowHashes(Vec<RowHash>);

/// A row by kind and name, and its hash.
type RowHash = (&'static str, Box<str>, [u8; 16]);

impl RowHashes {
    /// Adds the rows of a part.
    pub fn add(&mut self, part: &Ledger) {
        let say = |_: &Wording| String::new();
        self.0.extend(rows(part, &say).map(|row| (row.kind, row.id.0.as_str().into(), digest_of(&row.body))));
    }

    /// The hash of the whole; the frame is what is no row.
    #[must_use]
    pub fn done(mut self, frame: &Frame<'_>) -> LedgerHash {
        self.0.sort_unstable();
        let mut digest = frame.digest();
        for (kind, id, hash) in &self.0 {
            digest.row(kind, id, &hex(hash));
        }
        digest.done()
    }
}

/// What is no row of the ledger: the day, the documents and what was judged.
#[derive(Debug)]
pub struct Frame<'a> {
    /// The day that counts as today.
    pub as_of: Day,
    /// The documents.
    pub roll: &'a Roll,
    /// What was judged.
    pub judged: Vec<Judged>,
}

impl Frame<'_> {
    pub(super) fn digest(&self) -> WholeHash {
        let mut digest = WholeHash::new(Some(self.as_of));
        (0..self.roll.len()).for_each(|number| digest.document(&self.roll.document(number)));
        digest.judged(&self.judged);
        digest
    }
}

/// The hash of a ledger: of the JSON list of its day, its documents and what was judged, and of the
/// hashes of its rows, in order of kind and id. It is fed piece by piece, in this order.
pub(super) struct WholeHash {
    digest: Sha256,
    /// True where a document was fed.
    has_documents: bool,
}

impl WholeHash {
    /// Begins with the day.
    pub(super) fn new(as_of: Option<Day>) -> WholeHash {
        let mut digest = Sha256::new();
        digest.update(format!("[{},[", json(&as_of)));
        WholeHash { digest, has_documents: false }
    }

    pub(super) fn document(&mut self, document: &DocumentRow) {
        if std::mem::replace(&mut self.has_documents, true) {
            self.digest.update(",");
        }
        self.digest.update(json(document));
    }

    pub(super) fn judged(&mut self, judged: &[Judged]) {
        self.digest.update(format!("],{}]", json(&judged)));
    }

    pub(super) fn row(&mut self, kind: &str, id: &str, hash: &str) {
        for part in [kind, " ", id, " ", hash, "\n"] {
            self.digest.update(part);
        }
    }

    pub(super) fn done(self) -> LedgerHash {
        LedgerHash(hex(&self.digest.finalize()))
    }
}

/// The hash of a row, from its JSON.
pub(super) fn hash_of(body: &str) -> String {
    hex(&digest_of(body))
}

fn digest_of(body: &str) -> [u8; 16] {
    let whole = Sha256::digest(body.as_bytes());
    std::array::from_fn(|at| whole[at])
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A part of the ledger, settled anew and ready to be written: what takes time is done here, so that
/// whoever writes need only write.
#[derive(Debug)]
pub struct Part {
    pub(super) head: Head,
    pub(super) rows: Vec<Ready>,
}

/// What is known of a part beside its rows.
#[derive(Debug)]
pub struct Head {
    pub(super) name: String,
    pub(super) key: String,
    pub(super) until: Option<Day>,
    pub(super) judged: String,
}

impl Head {
    /// A part by its name, with the key of what it was settled from, the first day on which its rows may
    /// be others, and what was judged in it.
    #[must_use]
    pub fn new(name: &str, key: &str, until: Option<Day>, judged: &[Judged]) -> Head {
        Head { name: name.to_owned(), key: key.to_owned(), until, judged: json(&judged) }
    }
}

impl Part {
    /// A part with its rows. `say` gives the words of a wording.
    #[must_use]
    pub fn new(head: Head, ledger: &Ledger, say: &dyn Fn(&Wording) -> String) -> Part {
        Part { head, rows: ready(ledger, say).collect() }
    }
}

/// The rows of a ledger as they are written. `say` gives the words of a wording.
pub(super) fn ready<'a>(
    ledger: &'a Ledger,
    say: &'a dyn Fn(&Wording) -> String,
) -> impl Iterator<Item = Ready> + 'a {
    rows(ledger, say).map(Ready::new)
}

/// A row as it is written.
#[derive(Debug)]
pub(super) struct Ready {
    pub(super) kind: &'static str,
    pub(super) id: String,
    pub(super) hash: String,
    pub(super) title: String,
    pub(super) first: Option<String>,
    pub(super) last: Option<String>,
    pub(super) parties: Vec<ActorCode>,
    /// Folded, as the search index wants them.
    pub(super) words: String,
    pub(super) body: String,
    pub(super) claims: Vec<String>,
}

impl Ready {
    fn new(row: Stored<'_>) -> Ready {
        let mentions = row.support.map(|support| support.mentions.as_slice()).unwrap_or_default();
        Ready {
            kind: row.kind,
            id: row.id.0.clone(),
            hash: hash_of(&row.body),
            title: row.title,
            first: row.days.0.map(|day| day.to_string()),
            last: row.days.1.map(|day| day.to_string()),
            parties: row.parties,
            words: fold(&row.words).into_owned(),
            body: row.body,
            claims: mentions.iter().map(|mention| mention.claim.as_str().to_owned()).collect(),
        }
    }
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

/// The words by which an event is looked for: what it is, where, and who took part.
fn words_of(event: &EventRow) -> String {
    let named = event.participants.iter().filter_map(|part| part.name.as_deref());
    let words = [Some(event_kind(event.kind)), event.title.as_deref(), event.place.as_deref()];
    words.into_iter().flatten().chain(named).collect::<Vec<_>>().join(" ")
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
        words: words_of(row),
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
