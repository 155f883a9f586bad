//! From the facts of the database to its ledger.
//!
//! The reconciling is core's; here the facts are fetched and handed over. The stored ledger stands
//! as of the day of the latest report, so that it follows from the facts alone. Only the relations
//! whose key has changed, or whose rows no longer hold on that day, are settled again.

use std::{
    collections::HashMap,
    sync::{Arc, mpsc},
    thread,
};

use chancery_core::{
    calendar::{Day, When},
    claims::model::{Claim, Reading},
    evidence::DocId,
    kinship::{Listed, stories},
    ledger::{
        Keyed, KnownTenure, LedgerRules, Plan, ReadDocument, Roll,
        model::{Ledger, Wording},
        reconcile,
    },
    lexicon::{ActorCode, Files, LexiconError, Offices, Outlets, Problems, Tenure, Tenures, Vocabulary},
    text::Text,
};

use crate::store::{Frame, Head, LedgerHash, Order, PERSONS, Part, RowHashes, Store, StoreError, Voice};

/// At most so many documents are held at once while relations are settled, beside those of the relations in
/// hand: one takes some 20 kB. Few speak of relations that are far apart in the list.
const HELD: usize = 2_000;

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
        let mut roll = store.roll(Order::Stored, None)?;
        let as_of = latest(&roll);
        let before = store.voices(&roll)?;
        let voices = self.voices(store, &roll, if keep { &before } else { &[] })?;
        let judgements = store.judgements()?;
        let settling = store.settling()?;
        for (number, voice) in voices.into_iter().enumerate() {
            if before[number].as_ref() != Some(&voice) {
                settling.tell(roll.doc(number), &voice)?;
            }
            roll.tell(number, voice.told.story, voice.side);
        }
        drop(before);
        let plan = Plan::new(&roll, &judgements, &self.rules, &self.known);
        let mut kept = settling.parts()?;
        kept.remove(PERSONS);
        let (rest, persons) = plan.persons();
        let head = Head::new(PERSONS, "", None, &rest.judged);
        let persons = persons.map(|person| Ledger { people: vec![person], ..Ledger::default() });
        settling.replace_piecewise(&head, persons.chain([rest]))?;
        let mut shelf = Shelf::default();
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
                let documents = shelf.fetch(plan, relation.name, |doc| settling.read(doc))?;
                parts.try_iter().try_for_each(|part| settling.replace(part))?;
                if jobs.send(Job { relation, documents }).is_err() {
                    // It ends before its queue does where it fails, and the scope with it.
                    break;
                }
            }
            drop(jobs);
            parts.into_iter().try_for_each(|part| settling.replace(part))
        })?;
        kept.keys().try_for_each(|name| settling.drop_part(name))?;
        let judged = plan.judged(&settling.judged()?);
        settling.finish(&self.version, &Frame { as_of, roll: &roll, judged })
    }

    /// The hash of the ledger from all facts anew, handed over in the opposite order; nothing is written.
    ///
    /// # Errors
    /// What is wrong with the database.
    pub fn hash_in_reverse(&self, store: &Store) -> Result<LedgerHash, StoreError> {
        let mut roll = store.roll(Order::Reversed, None)?;
        let as_of = latest(&roll);
        self.tell(store, &mut roll, &[])?;
        let judgements = store.judgements()?;
        let plan = Plan::new(&roll, &judgements, &self.rules, &self.known);
        let mut shelf = Shelf::default();
        let mut hashes = RowHashes::default();
        let (rest, persons) = plan.persons();
        hashes.add(&rest);
        persons.for_each(|person| hashes.add(&Ledger { people: vec![person], ..Ledger::default() }));
        let mut judged = rest.judged;
        for relation in plan.relations() {
            let documents = shelf.fetch(&plan, relation.name, |doc| store.read(doc))?;
            let settled = plan.settle(relation.name, &by_name(&documents), as_of);
            hashes.add(&settled.rows);
            judged.extend(settled.rows.judged);
        }
        let judged = plan.judged(&judged);
        Ok(hashes.done(&Frame { as_of, roll: &roll, judged }))
    }

    /// The ledger as it could be known on a day: from the reports up to it (and those without a
    /// day), as of it.
    ///
    /// # Errors
    /// What is wrong with the database.
    pub fn as_of(&self, store: &Store, day: Day) -> Result<Ledger, StoreError> {
        let mut roll = store.roll(Order::Stored, Some(day))?;
        // A dated report tells the story of an earlier one, whatever came later.
        let is_ours = store.settled_by()?.as_deref() == Some(&self.version);
        let mut before = if is_ours { store.voices(&roll)? } else { Vec::new() };
        for (number, voice) in before.iter_mut().enumerate() {
            if roll.published(number).is_none() {
                *voice = None;
            }
        }
        let judgements = store.judgements()?;
        self.tell(store, &mut roll, &before)?;
        let read = |number| Ok(read_document(&roll, number, store.read(roll.doc(number))?));
        let inputs: Vec<ReadDocument> = (0..roll.len()).map(read).collect::<Result<_, StoreError>>()?;
        Ok(reconcile(&inputs, &judgements, &self.rules, &self.known, day))
    }

    /// Notes in a list which story each document tells, and whose outlet it is.
    fn tell(&self, store: &Store, roll: &mut Roll, before: &[Option<Voice>]) -> Result<(), StoreError> {
        let voices = self.voices(store, roll, before)?;
        for (number, voice) in voices.into_iter().enumerate() {
            roll.tell(number, voice.told.story, voice.side);
        }
        Ok(())
    }

    /// Which story each document of a list tells, and whose outlet it is. What is in `before` was found
    /// with those of the documents that are in it.
    fn voices(&self, store: &Store, roll: &Roll, before: &[Option<Voice>]) -> Result<Vec<Voice>, StoreError> {
        let known = |number: usize| before.get(number).and_then(Option::as_ref);
        let listed: Vec<Listed<'_>> = (0..roll.len())
            .map(|number| Listed {
                doc: roll.doc(number),
                day: roll.published(number),
                told: known(number).map(|voice| &voice.told),
            })
            .collect();
        let told = stories(&listed, |doc| store.print(doc))?;
        let voice = |(number, told)| {
            let side = match known(number) {
                Some(voice) => voice.side,
                None => self.side(store, roll, number)?,
            };
            Ok(Voice { told, side })
        };
        told.into_iter().enumerate().map(voice).collect()
    }

    /// The state whose outlet tells a document.
    fn side(&self, store: &Store, roll: &Roll, number: usize) -> Result<Option<ActorCode>, StoreError> {
        let metadata = store.metadata(roll.doc(number))?;
        let told = [roll.outlet(number), metadata.outlet.as_deref(), metadata.source.as_deref()];
        let outlet = told.into_iter().flatten().find_map(|name| self.outlets.get(name));
        Ok(outlet.and_then(|outlet| outlet.actor))
    }
}

/// How many relations may wait to be settled, with their documents: large ones are most of the memory.
const AHEAD: usize = 1;

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
        let head = Head::new(self.relation.name, &self.relation.key, settled.until, &settled.rows.judged);
        Part::new(head, &settled.rows, &say)
    }
}

/// Documents, found by their names.
fn by_name(documents: &[Arc<ReadDocument>]) -> HashMap<&DocId, &ReadDocument> {
    documents.iter().map(|document| (&document.doc, &**document)).collect()
}

/// The documents that are held while relations are settled, by their numbers.
#[derive(Default)]
struct Shelf {
    read: HashMap<usize, Arc<ReadDocument>>,
}

impl Shelf {
    /// The documents that speak of a relation.
    fn fetch(
        &mut self,
        plan: &Plan<'_>,
        relation: &str,
        read: impl Fn(&DocId) -> Result<(Text, Vec<Claim>), StoreError>,
    ) -> Result<Vec<Arc<ReadDocument>>, StoreError> {
        let mut documents = Vec::new();
        for number in plan.documents(relation) {
            let document = match self.read.get(&number) {
                Some(document) => document.clone(),
                None => Arc::new(read_document(plan.roll(), number, read(plan.roll().doc(number))?)),
            };
            documents.push((number, document));
        }
        // Of a relation that alone takes up the shelf only the first are kept.
        if self.read.len() + documents.len() > HELD {
            self.read.clear();
        }
        self.read.extend(documents.iter().take(HELD).cloned());
        Ok(documents.into_iter().map(|(_, document)| document).collect())
    }
}

/// A document with its text and claims.
fn read_document(roll: &Roll, number: usize, (text, claims): (Text, Vec<Claim>)) -> ReadDocument {
    let row = roll.document(number);
    ReadDocument {
        doc: row.doc.clone(),
        published: row.published,
        outlet: row.outlet,
        side: row.side,
        text,
        // Doubts and relevance are of the document alone; the record does not use them.
        reading: Reading { doc: row.doc, dated: None, relevant: true, claims, notes: Vec::new() },
        story: row.story,
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
fn latest(roll: &Roll) -> Day {
    (0..roll.len()).filter_map(|number| roll.published(number)).max().unwrap_or(Day::constant(1970, 1, 1))
}
