//! From the facts of the database to its ledger.
//!
//! The reconciling is core's; here the facts are fetched and handed over. The stored ledger stands
//! as of the day of the latest report, so that it follows from the facts alone. Only the relations
//! whose key has changed, or whose rows no longer hold on that day, are settled again.

use std::{
    collections::{BTreeMap, HashMap},
    sync::{Arc, mpsc},
    thread,
};

use chancery_core::{
    calendar::{Day, When},
    claims::model::{Claim, Reading},
    evidence::DocId,
    kinship::{Listed, stories},
    ledger::{
        Entry, Keyed, KnownTenure, LedgerRules, Plan, ReadDocument,
        model::{Judged, Ledger, Wording},
        reconcile,
    },
    lexicon::{ActorCode, Files, LexiconError, Offices, Outlets, Problems, Tenure, Tenures, Vocabulary},
    text::Text,
};

use crate::store::{Known, LedgerHash, PERSONS, Part, RowHashes, Store, StoreError, Voice};

/// At most so many documents are held at once while relations are settled, beside those of the relation in
/// hand: one takes some 20 kB. Few speak of relations that are far apart in the list.
const HELD: usize = 4_000;

/// What reconciling needs of the lexicon.
#[derive(Debug)]
pub struct Settler {
    rules: LedgerRules,
    outlets: Outlets,
    known: Vec<KnownTenure>,
    /// See [`version`].
    version: String,
}

/// Of the sources that say what becomes of claims: made by `build.rs`.
const FINGERPRINT: &str = include!(concat!(env!("OUT_DIR"), "/settling.rs"));

/// By what a ledger is settled: the program, its rules of settling and the lexicon. What anything
/// else settled is settled anew, whole.
#[must_use]
pub fn version(files: &Files<'_>) -> String {
    format!("{} {FINGERPRINT} {}", env!("CARGO_PKG_VERSION"), files.version())
}

impl Settler {
    /// Reads the lexicon.
    ///
    /// # Errors
    /// Everything that is wrong with its files.
    pub fn new(files: &Files<'_>) -> Result<Settler, Vec<LexiconError>> {
        let mut problems = Problems::default();
        let version = version(files);
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
        let before = store.voices()?;
        let voices = self.voices(store, &known, if keep { &before } else { &NOTHING })?;
        let entries = entries(known, &voices);
        let judgements = store.judgements()?;
        let plan = Plan::new(&entries, &judgements, &self.rules, &self.known);
        let settling = store.settling()?;
        settling.tell(voices.iter().filter(|(doc, voice)| before.get(*doc) != Some(*voice)))?;
        let mut kept = settling.parts()?;
        let persons = plan.persons();
        kept.remove(PERSONS);
        settling.replace(&Part::new(PERSONS, "", None, &persons, &|_| String::new()))?;
        let mut shelf = Shelf::new(&entries);
        thread::scope(|scope| {
            // One thread settles while this one reads and writes: the database is of one thread alone.
            let (jobs, queue) = mpsc::sync_channel::<Job<'_>>(AHEAD);
            let (done, parts) = mpsc::channel();
            let plan = &plan;
            scope.spawn(move || {
                queue.into_iter().map(|job| job.part(plan, as_of)).try_for_each(|part| done.send(part))
            });
            for relation in plan.relations() {
                if let Some((key, until)) = kept.remove(relation.name)
                    && keep
                    && key == relation.key
                    && until.is_none_or(|until| as_of < until)
                {
                    continue;
                }
                let documents = shelf.fetch(&plan.documents(relation.name), |doc| settling.read(doc))?;
                parts.try_iter().try_for_each(|part| settling.replace(&part))?;
                if jobs.send(Job { relation, documents }).is_err() {
                    // It ends before its queue does where it fails, and the scope with it.
                    break;
                }
            }
            drop(jobs);
            parts.into_iter().try_for_each(|part| settling.replace(&part))
        })?;
        kept.keys().try_for_each(|name| settling.drop_part(name))?;
        let frame = frame(&plan, as_of, &settling.judged()?);
        settling.finish(&self.version, &frame)
    }

    /// The hash of the ledger from all facts anew, handed over in the opposite order; nothing is written.
    ///
    /// # Errors
    /// What is wrong with the database.
    pub fn hash_in_reverse(&self, store: &Store) -> Result<LedgerHash, StoreError> {
        let mut known = store.known()?;
        known.reverse();
        let as_of = latest(&known);
        let judgements = store.judgements()?;
        let voices = self.voices(store, &known, &NOTHING)?;
        let entries = entries(known, &voices);
        let plan = Plan::new(&entries, &judgements, &self.rules, &self.known);
        let mut shelf = Shelf::new(&entries);
        let mut hashes = RowHashes::default();
        let persons = plan.persons();
        hashes.add(&persons);
        let mut judged = persons.judged;
        for relation in plan.relations() {
            let documents = shelf.fetch(&plan.documents(relation.name), |doc| store.read(doc))?;
            let settled = plan.settle(relation.name, &by_name(&documents), as_of);
            hashes.add(&settled.rows);
            judged.extend(settled.rows.judged);
        }
        Ok(hashes.done(&frame(&plan, as_of, &judged)))
    }

    /// The ledger as it could be known on a day: from the reports up to it (and those without a
    /// day), as of it.
    ///
    /// # Errors
    /// What is wrong with the database.
    pub fn as_of(&self, store: &Store, day: Day) -> Result<Ledger, StoreError> {
        let mut known = store.known()?;
        known.retain(|known| known.gist.published().is_none_or(|published| published <= day));
        // A dated report tells the story of an earlier one, whatever came later.
        let is_ours = store.settled_by()?.as_deref() == Some(&self.version);
        let mut before = if is_ours { store.voices()? } else { BTreeMap::new() };
        for known in known.iter().filter(|known| known.gist.published().is_none()) {
            before.remove(known.gist.doc());
        }
        let judgements = store.judgements()?;
        let voices = self.voices(store, &known, &before)?;
        let entries = entries(known, &voices);
        let read = |entry: &Entry| Ok(read_document(entry, store.read(entry.gist.doc())?));
        let inputs: Vec<ReadDocument> = entries.iter().map(read).collect::<Result<_, StoreError>>()?;
        Ok(reconcile(&inputs, &judgements, &self.rules, &self.known, day))
    }

    /// Which story each document tells, and whose outlet it is. What is in `before` was found with
    /// those of the documents that are in it.
    fn voices(
        &self,
        store: &Store,
        known: &[Known],
        before: &BTreeMap<DocId, Voice>,
    ) -> Result<BTreeMap<DocId, Voice>, StoreError> {
        let listed: Vec<Listed<'_>> = known
            .iter()
            .map(|known| {
                let doc = known.gist.doc();
                Listed { doc, day: known.gist.published(), told: before.get(doc).map(|voice| &voice.told) }
            })
            .collect();
        let mut stories = stories(&listed, |doc| store.print(doc))?;
        let mut voices = BTreeMap::new();
        for known in known {
            let doc = known.gist.doc();
            let side = match before.get(doc) {
                Some(voice) => voice.side,
                None => self.side(store, known)?,
            };
            if let Some(told) = stories.remove(doc) {
                voices.insert(doc.clone(), Voice { told, side });
            }
        }
        Ok(voices)
    }

    /// The state whose outlet tells a document.
    fn side(&self, store: &Store, known: &Known) -> Result<Option<ActorCode>, StoreError> {
        let metadata = store.metadata(known.gist.doc())?;
        let told = [&known.outlet, &metadata.outlet, &metadata.source];
        let outlet = told.into_iter().flatten().find_map(|name| self.outlets.get(name));
        Ok(outlet.and_then(|outlet| outlet.actor))
    }
}

/// What is no row of the ledger: the day, the documents and what was judged.
fn frame(plan: &Plan<'_>, as_of: Day, judged: &[Judged]) -> Ledger {
    Ledger { as_of: Some(as_of), documents: plan.roll(), judged: plan.judged(judged), ..Ledger::default() }
}

/// How many relations may wait to be settled, with their documents.
const AHEAD: usize = 4;

/// A relation that is to be settled, and the documents that speak of it.
struct Job<'p> {
    relation: Keyed<'p>,
    documents: Vec<Arc<ReadDocument>>,
}

impl Job<'_> {
    fn part(&self, plan: &Plan<'_>, as_of: Day) -> Part {
        let documents = by_name(&self.documents);
        let settled = plan.settle(self.relation.name, &documents, as_of);
        let say = |wording: &Wording| {
            let text = documents.get(&wording.doc).map(|document| document.text.as_str());
            let (first, last) = (wording.span.start() as usize, wording.span.end() as usize);
            text.and_then(|text| text.get(first..last)).unwrap_or_default().to_owned()
        };
        Part::new(self.relation.name, &self.relation.key, settled.until, &settled.rows, &say)
    }
}

/// Documents, found by their names.
fn by_name(documents: &[Arc<ReadDocument>]) -> HashMap<&DocId, &ReadDocument> {
    documents.iter().map(|document| (&document.doc, &**document)).collect()
}

/// The documents that are held while relations are settled.
struct Shelf<'e> {
    of: HashMap<&'e DocId, &'e Entry>,
    read: HashMap<&'e DocId, Arc<ReadDocument>>,
}

impl<'e> Shelf<'e> {
    fn new(entries: &'e [Entry]) -> Shelf<'e> {
        Shelf { of: entries.iter().map(|entry| (entry.gist.doc(), entry)).collect(), read: HashMap::new() }
    }

    /// The documents that speak of a relation.
    fn fetch(
        &mut self,
        speaking: &[&'e DocId],
        read: impl Fn(&DocId) -> Result<(Text, Vec<Claim>), StoreError>,
    ) -> Result<Vec<Arc<ReadDocument>>, StoreError> {
        if self.read.len() > HELD {
            self.read.clear();
        }
        for &doc in speaking {
            if !self.read.contains_key(doc) {
                self.read.insert(doc, Arc::new(read_document(self.of[doc], read(doc)?)));
            }
        }
        Ok(speaking.iter().filter_map(|doc| self.read.get(doc).cloned()).collect())
    }
}

/// Nothing is known of the stories.
static NOTHING: BTreeMap<DocId, Voice> = BTreeMap::new();

/// The list of documents, with the story that each tells and whose outlet it is.
fn entries(known: Vec<Known>, voices: &BTreeMap<DocId, Voice>) -> Vec<Entry> {
    let entry = |known: Known| {
        let voice = voices.get(known.gist.doc());
        Entry {
            side: voice.and_then(|voice| voice.side),
            story: voice.map_or_else(|| known.gist.doc().clone(), |voice| voice.told.story.clone()),
            gist: known.gist,
            outlet: known.outlet,
        }
    };
    known.into_iter().map(entry).collect()
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
