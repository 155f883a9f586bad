//! The ledger with the texts it rests on, as the briefing, the lists and the pages read it.
//!
//! Texts are fetched from the database when they are quoted, and kept.

use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet},
    sync::{Mutex, MutexGuard, PoisonError},
};

use chancery_core::{
    calendar::{Day, When},
    evidence::DocId,
    ledger::model::{Conflict, Ledger, Mention, Person, RowId, Support, TenureRow, Wording},
    lexicon::ActorCode,
    text::{Span, Text},
};

use crate::{
    names::Names,
    store::{DocumentHead, Store, StoreError},
};

/// An open database with its ledger.
#[derive(Debug)]
pub struct Library {
    store: Mutex<Store>,
    texts: Mutex<BTreeMap<DocId, Text>>,
    heads: BTreeMap<DocId, DocumentHead>,
    /// What is concluded.
    pub ledger: Ledger,
    /// What states and organisations are called.
    pub names: Names,
}

/// A slip of a source: the words stay as they are printed.
#[derive(Clone, Debug, serde::Serialize)]
pub struct Slip {
    /// What is wrong, for people.
    pub text: String,
    /// The words.
    pub words: Wording,
}

/// Two names for an office are one disagreement where reports give them within so many days.
const SAME: i32 = 62;

/// The standing of an office that does not lead a state, and of those that do not lead its policy.
pub(crate) const OTHERS: u8 = 3;
const FOREIGN: u8 = 2;

/// True of an office that can be believed: whose leading offices a source gives has no other one.
fn is_sure(person: &Person, tenure: &TenureRow) -> bool {
    let is_sourced = |tenure: &TenureRow| tenure.basis != "reports";
    is_sourced(tenure)
        || standing(tenure) >= FOREIGN
        || !person.tenures.iter().any(|other| is_sourced(other) && standing(other) < FOREIGN)
}

/// How high an office stands: head of state 0, head of government 1, foreign minister 2, others 3.
pub(crate) fn standing(tenure: &TenureRow) -> u8 {
    let office = tenure.office_id.as_deref().map(|id| id.rsplit('/').next().unwrap_or(id));
    match office {
        Some(
            "president" | "king" | "queen" | "emperor" | "emir" | "sultan" | "pope" | "supreme-leader"
            | "general-secretary" | "secretary-general" | "state-president",
        ) => 0,
        Some("prime-minister" | "chancellor") => 1,
        Some("foreign-minister") => FOREIGN,
        _ => OTHERS,
    }
}

/// The bytes of the line in which a place lies.
fn paragraph(text: &str, span: Span) -> std::ops::Range<usize> {
    let (start, end) = (span.start() as usize, span.end() as usize);
    let first = text.get(..start).and_then(|before| before.rfind('\n')).map_or(0, |at| at + 1);
    let last = text.get(end..).and_then(|after| after.find('\n')).map_or(text.len(), |at| end + at);
    first..last
}

impl Library {
    /// The stored ledger of a database.
    ///
    /// # Errors
    /// What is wrong with the database.
    pub fn open(store: Store, names: Names) -> Result<Library, StoreError> {
        let ledger = store.ledger()?;
        Library::with(store, names, ledger)
    }

    /// Another ledger of a database: that of a day.
    ///
    /// # Errors
    /// What is wrong with the database.
    pub fn with(store: Store, names: Names, ledger: Ledger) -> Result<Library, StoreError> {
        let heads = store.documents()?.into_iter().map(|head| (head.doc.clone(), head)).collect();
        Ok(Library { store: Mutex::new(store), texts: Mutex::default(), heads, ledger, names })
    }

    /// The database.
    pub fn store(&self) -> MutexGuard<'_, Store> {
        self.store.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What lists show of a document.
    #[must_use]
    pub fn head(&self, doc: &DocId) -> Option<&DocumentHead> {
        self.heads.get(doc)
    }

    /// The documents, by name.
    pub fn heads(&self) -> impl Iterator<Item = &DocumentHead> {
        self.heads.values()
    }

    /// The text of a document; none where it is not in the database.
    #[must_use]
    pub fn text(&self, doc: &DocId) -> Option<Text> {
        let mut texts = self.texts.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(text) = texts.get(doc) {
            return Some(text.clone());
        }
        let text = self.store().text(doc).ok().flatten()?;
        texts.insert(doc.clone(), text.clone());
        Some(text)
    }

    /// The words at a place of a document, as printed.
    #[must_use]
    pub fn words(&self, doc: &DocId, span: Span) -> String {
        let Some(text) = self.text(doc) else { return String::new() };
        text.as_str().get(span.start() as usize..span.end() as usize).unwrap_or_default().to_owned()
    }

    /// Who holds office for a state or organisation on a day, one person an office: head of state, head
    /// of government and foreign minister first, then those who are spoken of most.
    #[must_use]
    pub fn holders(&self, actor: ActorCode, on: Day) -> Vec<(&Person, &TenureRow)> {
        let mut holders: Vec<(&Person, &TenureRow)> = Vec::new();
        for person in &self.ledger.people {
            let offices = person
                .tenures
                .iter()
                .filter(|tenure| tenure.actor.or(person.actor) == Some(actor) && tenure.holds_on(on))
                .filter(|tenure| is_sure(person, tenure));
            holders.extend(offices.max_by_key(|tenure| tenure.shown_last()).map(|tenure| (person, tenure)));
        }
        // Of two who were shown in the same office the one whom a source gives, or the later, is in it.
        let weight =
            |tenure: &TenureRow| (tenure.basis != "reports", tenure.seen.as_ref().and_then(When::last));
        let all = holders.clone();
        holders.retain(|(person, tenure)| {
            !all.iter().any(|(other, later)| {
                other.id != person.id
                    && tenure.office_id.is_some()
                    && later.office_id == tenure.office_id
                    && weight(later) > weight(tenure)
            })
        });
        holders.sort_by_key(|(person, tenure)| {
            (standing(tenure), Reverse(person.support.mentions.len()), &person.id)
        });
        holders
    }

    /// The last known holders of the leading offices that nobody is known to hold on a day.
    #[must_use]
    pub fn last_known(&self, actor: ActorCode, on: Day) -> Vec<(&Person, &TenureRow)> {
        let held: BTreeSet<u8> =
            self.holders(actor, on).into_iter().map(|(_, tenure)| standing(tenure)).collect();
        let first = |tenure: &TenureRow| tenure.from.as_ref().and_then(When::first);
        let seen = |tenure: &TenureRow| tenure.seen.as_ref().and_then(When::last);
        // A head of state who governs leaves no other office empty.
        (0..OTHERS)
            .filter(|office| {
                !held.contains(office) && !(*office < FOREIGN && held.iter().any(|it| *it < FOREIGN))
            })
            .filter_map(|office| {
                let all = self.ledger.people.iter().flat_map(|person| {
                    person
                        .tenures
                        .iter()
                        .filter(|it| it.actor.or(person.actor) == Some(actor))
                        .map(move |it| (person, it))
                });
                all.filter(|(person, tenure)| {
                    standing(tenure) == office
                        && is_sure(person, tenure)
                        && first(tenure).is_none_or(|from| from <= on)
                        && seen(tenure).is_some_and(|seen| seen <= on)
                })
                .max_by_key(|(person, tenure)| {
                    (
                        tenure.basis != "reports",
                        seen(tenure),
                        person.support.mentions.len(),
                        Reverse(&person.id),
                    )
                })
            })
            .collect()
    }

    /// True where the versions of a conflict speak of one thing on the same days. Of an office: whoever
    /// follows contradicts nobody, and where a source gives the holder, another name is misread.
    #[must_use]
    pub fn is_disagreement(&self, conflict: &Conflict) -> bool {
        if conflict.slot != "holder" {
            return true;
        }
        let days: Vec<Vec<Day>> = conflict
            .versions
            .iter()
            .map(|(_, mentions)| mentions.iter().filter_map(|mention| mention.day).collect())
            .collect();
        let [one, other] = days.as_slice() else { return true };
        let ends = |days: &[Day]| days.iter().min().copied().zip(days.iter().max().copied());
        let (Some((a, b)), Some((c, d))) = (ends(one), ends(other)) else { return false };
        let is_sourced = |(name, _): &(String, Vec<Mention>)| {
            self.ledger.people.iter().filter(|person| person.name == *name).any(|person| {
                person.tenures.iter().any(|tenure| tenure.basis != "reports" && tenure.holds_on(a.max(c)))
            })
        };
        let near = a.checked_sub(jiff::Span::new().days(SAME)).unwrap_or(a)..=b.max(a);
        let is_between = (a..=b).contains(&c) || (c..=d).contains(&a);
        is_between && near.contains(&c) && !conflict.versions.iter().any(is_sourced)
    }

    /// The slips of a document, which stay as they are printed.
    #[must_use]
    pub fn slips_in(&self, doc: &DocId) -> Vec<Slip> {
        // A document whose notes cannot be read back is told of where it is shown.
        let notes = self.store().notes(doc).unwrap_or_default();
        // What concerns the whole document has no words.
        let notes = notes.into_iter().filter(|note| !note.span.is_empty());
        notes
            .map(|note| Slip { text: note.text, words: Wording { doc: doc.clone(), span: note.span } })
            .collect()
    }

    /// The slips in the paragraphs that a row rests on; of a person those about the name, anywhere in
    /// the documents.
    #[must_use]
    pub fn slips(&self, id: &RowId, support: &Support) -> Vec<Slip> {
        let docs: BTreeSet<&DocId> = support.mentions.iter().map(|mention| &mention.doc).collect();
        let person = self.ledger.people.iter().find(|person| person.id == *id);
        let concerns = |slip: &Slip| match person {
            Some(person) => person.is_named(&self.say(&slip.words)),
            None => self.text(&slip.words.doc).is_some_and(|text| {
                let paragraph = paragraph(text.as_str(), slip.words.span);
                support.mentions.iter().any(|mention| {
                    mention.doc == slip.words.doc
                        && (mention.span.start() as usize) < paragraph.end
                        && mention.span.end() as usize > paragraph.start
                })
            }),
        };
        docs.into_iter().flat_map(|doc| self.slips_in(doc)).filter(concerns).collect()
    }

    /// The words of a wording.
    #[must_use]
    pub fn say(&self, wording: &Wording) -> String {
        self.words(&wording.doc, wording.span)
    }

    /// The words of a mention.
    #[must_use]
    pub fn quote(&self, mention: &Mention) -> String {
        self.words(&mention.doc, mention.span)
    }
}
