//! From the facts of the database to its ledger.
//!
//! The reconciling is core's; here the facts are fetched and handed over. The stored ledger stands
//! as of the day of the latest report, so that it follows from the facts alone. Only the relations
//! whose key has changed, or whose rows no longer hold on that day, are settled again.

use std::collections::HashMap;

use chancery_core::{
    calendar::{Day, When},
    claims::model::{Claim, Reading},
    evidence::DocId,
    kinship::{Report, stories},
    ledger::{
        Entry, KnownTenure, LedgerRules, Plan, ReadDocument,
        model::{Ledger, Wording},
        reconcile,
    },
    lexicon::{Files, LexiconError, Offices, Outlets, Problems, Tenure, Tenures, Vocabulary},
    text::Text,
};

use crate::store::{Known, LedgerHash, PERSONS, Part, Store, StoreError};

/// At most so many documents are held at once while relations are settled.
const HELD: usize = 20_000;

/// What reconciling needs of the lexicon.
#[derive(Debug)]
pub struct Settler {
    rules: LedgerRules,
    outlets: Outlets,
    known: Vec<KnownTenure>,
    /// The lexicon and the program: what another one settled is settled again.
    version: String,
}

impl Settler {
    /// Reads the lexicon.
    ///
    /// # Errors
    /// Everything that is wrong with its files.
    pub fn new(files: &Files<'_>) -> Result<Settler, Vec<LexiconError>> {
        let mut problems = Problems::default();
        let version = format!("{} {}", env!("CARGO_PKG_VERSION"), files.version());
        let rules = LedgerRules::read(files, &mut problems);
        let outlets = Outlets::load(files, &mut problems);
        let offices = Offices::load(files, &mut Vocabulary::default(), &mut problems);
        let tenures = Tenures::load(files, &offices, &mut problems);
        let known = tenures.all().iter().filter_map(|tenure| known(tenure, &offices)).collect();
        let problems = problems.into_sorted();
        if problems.is_empty() { Ok(Settler { rules, outlets, known, version }) } else { Err(problems) }
    }

    /// The rules by which the ledger compares.
    #[must_use]
    pub fn rules(&self) -> &LedgerRules {
        &self.rules
    }

    /// Brings the ledger up to the facts: what they do not touch stays as it is. The result is that
    /// of [`Settler::rebuild`], byte for byte.
    ///
    /// # Errors
    /// What is wrong with the database.
    pub fn settle(&self, store: &mut Store) -> Result<LedgerHash, StoreError> {
        let is_ours = store.settled_by()?.as_deref() == Some(&self.version);
        self.write(store, is_ours)
    }

    /// Makes the ledger from all facts anew.
    ///
    /// # Errors
    /// What is wrong with the database.
    pub fn rebuild(&self, store: &mut Store) -> Result<LedgerHash, StoreError> {
        self.write(store, false)
    }

    fn write(&self, store: &mut Store, keep: bool) -> Result<LedgerHash, StoreError> {
        let known = store.known()?;
        let as_of = latest(&known);
        let entries = self.entries(&known);
        let judgements = store.judgements()?;
        let plan = Plan::new(&entries, &judgements, &self.rules, &self.known);
        let settling = store.settling()?;
        let mut kept = settling.parts()?;
        let persons = plan.persons();
        kept.remove(PERSONS);
        settling
            .replace(&Part { name: PERSONS, key: "", until: None, rows: &persons }, &|_| String::new())?;
        let of: HashMap<&DocId, &Entry> = entries.iter().map(|entry| (entry.gist.doc(), entry)).collect();
        let mut read: HashMap<&DocId, ReadDocument> = HashMap::new();
        for relation in plan.relations() {
            if let Some((key, until)) = kept.remove(relation.name)
                && keep
                && key == relation.key
                && until.is_none_or(|until| as_of < until)
            {
                continue;
            }
            if read.len() > HELD {
                read.clear();
            }
            for doc in plan.documents(relation.name) {
                if !read.contains_key(doc) {
                    read.insert(doc, read_document(of[doc], settling.read(doc)?));
                }
            }
            let documents: HashMap<&DocId, &ReadDocument> =
                read.iter().map(|(doc, document)| (*doc, document)).collect();
            let settled = plan.settle(relation.name, &documents, as_of);
            let say = |wording: &Wording| {
                let text = documents.get(&wording.doc).map(|document| document.text.as_str());
                let (first, last) = (wording.span.start() as usize, wording.span.end() as usize);
                text.and_then(|text| text.get(first..last)).unwrap_or_default().to_owned()
            };
            let part =
                Part { name: relation.name, key: &relation.key, until: settled.until, rows: &settled.rows };
            settling.replace(&part, &say)?;
        }
        kept.keys().try_for_each(|name| settling.drop_part(name))?;
        let frame = Ledger {
            as_of: Some(as_of),
            documents: plan.roll(),
            judged: plan.judged(&settling.judged()?),
            ..Ledger::default()
        };
        settling.finish(&self.version, &frame)
    }

    /// The hash of the ledger from all facts at once, handed over in the opposite order.
    ///
    /// # Errors
    /// What is wrong with the database.
    pub fn hash_in_reverse(&self, store: &Store) -> Result<LedgerHash, StoreError> {
        let mut known = store.known()?;
        known.reverse();
        Ok(LedgerHash::of(&self.at_once(store, &known, latest(&known))?))
    }

    /// The ledger as it could be known on a day: from the reports up to it (and those without a
    /// day), as of it.
    ///
    /// # Errors
    /// What is wrong with the database.
    pub fn as_of(&self, store: &Store, day: Day) -> Result<Ledger, StoreError> {
        let mut known = store.known()?;
        known.retain(|known| known.gist.published().is_none_or(|published| published <= day));
        self.at_once(store, &known, day)
    }

    fn at_once(&self, store: &Store, known: &[Known], as_of: Day) -> Result<Ledger, StoreError> {
        let judgements = store.judgements()?;
        let entries = self.entries(known);
        let read = |entry: &Entry| Ok(read_document(entry, store.read(entry.gist.doc())?));
        let inputs: Vec<ReadDocument> = entries.iter().map(read).collect::<Result<_, StoreError>>()?;
        Ok(reconcile(&inputs, &judgements, &self.rules, &self.known, as_of))
    }

    /// The list of documents, with the story that each tells and whose outlet it is.
    fn entries(&self, known: &[Known]) -> Vec<Entry> {
        let reports: Vec<Report<'_>> = known
            .iter()
            .map(|known| Report { doc: known.gist.doc(), print: &known.print, day: known.gist.published() })
            .collect();
        let stories = stories(&reports);
        known
            .iter()
            .map(|known| {
                let doc = known.gist.doc();
                let told = [&known.outlet, &known.metadata.outlet, &known.metadata.source];
                let outlet = told.into_iter().flatten().find_map(|name| self.outlets.get(name));
                Entry {
                    gist: known.gist.clone(),
                    outlet: known.outlet.clone(),
                    side: outlet.and_then(|outlet| outlet.actor),
                    story: stories.get(doc).unwrap_or(doc).clone(),
                }
            })
            .collect()
    }
}

/// A document with its text and claims.
fn read_document(entry: &Entry, (text, claims): (Text, Vec<Claim>)) -> ReadDocument {
    let doc = entry.gist.doc();
    ReadDocument {
        doc: doc.clone(),
        published: entry.gist.published(),
        outlet: entry.outlet.clone(),
        side: entry.side,
        text,
        // Doubts and relevance are of the document alone; the record does not use them.
        reading: Reading { doc: doc.clone(), dated: None, relevant: true, claims, notes: Vec::new() },
        story: entry.story.clone(),
    }
}

/// A tenure of the lexicon as the ledger takes it; none where the source only shows some days of it.
fn known(tenure: &Tenure, offices: &Offices) -> Option<KnownTenure> {
    if tenure.seen {
        return None;
    }
    Some(KnownTenure {
        names: tenure.names.iter().map(|name| name.to_string()).collect(),
        office_id: tenure.id(),
        office: offices.name(&tenure.office).unwrap_or(&tenure.office).to_owned(),
        actor: tenure.actor,
        from: tenure.when.first().map(When::day),
        until: tenure.when.last().map(When::day),
        source: tenure.source.to_string(),
    })
}

/// The day of the latest report; the epoch where none has a day.
fn latest(known: &[Known]) -> Day {
    known.iter().filter_map(|known| known.gist.published()).max().unwrap_or(Day::constant(1970, 1, 1))
}
