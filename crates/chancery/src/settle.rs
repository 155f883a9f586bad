//! From the facts of the database to its ledger.
//!
//! The reconciling is core's; here the facts are fetched and handed over. The stored ledger stands
//! as of the day of the latest report, so that it follows from the facts alone.

use std::collections::BTreeMap;

use chancery_core::{
    calendar::{Day, When},
    evidence::DocId,
    kinship::{Report, stories},
    ledger::{KnownTenure, LedgerRules, ReadDocument, model::Ledger, reconcile},
    lexicon::{Files, LexiconError, Offices, Outlets, Problems, Tenure, Tenures, Vocabulary},
    text::Text,
};

use crate::store::{Facts, LedgerHash, Store, StoreError};

/// What reconciling needs of the lexicon.
#[derive(Debug)]
pub struct Settler {
    rules: LedgerRules,
    outlets: Outlets,
    known: Vec<KnownTenure>,
}

impl Settler {
    /// Reads the lexicon.
    ///
    /// # Errors
    /// Everything that is wrong with its files.
    pub fn new(files: &Files<'_>) -> Result<Settler, Vec<LexiconError>> {
        let mut problems = Problems::default();
        let rules = LedgerRules::read(files, &mut problems);
        let outlets = Outlets::load(files, &mut problems);
        let offices = Offices::load(files, &mut Vocabulary::default(), &mut problems);
        let tenures = Tenures::load(files, &offices, &mut problems);
        let known = tenures.all().iter().filter_map(|tenure| known(tenure, &offices)).collect();
        let problems = problems.into_sorted();
        if problems.is_empty() { Ok(Settler { rules, outlets, known }) } else { Err(problems) }
    }

    /// Rebuilds the ledger from all facts and stores it.
    ///
    /// # Errors
    /// What is wrong with the database.
    pub fn settle(&self, store: &mut Store) -> Result<LedgerHash, StoreError> {
        let facts = store.facts()?;
        let ledger = self.reconcile(&facts, latest(&facts), store)?;
        let texts: BTreeMap<DocId, Text> =
            facts.documents.iter().map(|document| (document.id.clone(), document.text.clone())).collect();
        store.save_ledger(&ledger, &texts)
    }

    /// The hash of the ledger from all facts, handed over in the opposite order.
    ///
    /// # Errors
    /// What is wrong with the database.
    pub fn hash_in_reverse(&self, store: &Store) -> Result<LedgerHash, StoreError> {
        let mut facts = store.facts()?;
        let day = latest(&facts);
        facts.documents.reverse();
        facts.readings.reverse();
        facts.prints.reverse();
        Ok(LedgerHash::of(&self.reconcile(&facts, day, store)?))
    }

    /// The ledger as it could be known on a day: from the reports up to it (and those without a
    /// day), as of it.
    ///
    /// # Errors
    /// What is wrong with the database.
    pub fn as_of(&self, store: &Store, day: Day) -> Result<Ledger, StoreError> {
        let facts = store.facts()?;
        self.reconcile(&facts, day, store)
    }

    fn reconcile(&self, facts: &Facts, as_of: Day, store: &Store) -> Result<Ledger, StoreError> {
        let is_known = |day: Option<Day>| day.is_none_or(|day| day <= as_of);
        let reports: Vec<Report<'_>> = facts
            .documents
            .iter()
            .zip(&facts.prints)
            .filter(|(document, _)| is_known(document.day()))
            .map(|(document, print)| Report { doc: &document.id, print, day: document.day() })
            .collect();
        let stories = stories(&reports);
        let inputs: Vec<ReadDocument> = facts
            .documents
            .iter()
            .zip(&facts.readings)
            .filter(|(document, _)| is_known(document.day()))
            .map(|(document, reading)| {
                let told = [&document.outlet, &document.metadata.outlet, &document.metadata.source];
                let outlet = told.into_iter().flatten().find_map(|name| self.outlets.get(name));
                ReadDocument {
                    doc: document.id.clone(),
                    published: document.day(),
                    outlet: document.outlet.clone(),
                    side: outlet.and_then(|outlet| outlet.actor),
                    text: document.text.clone(),
                    reading: reading.clone(),
                    story: stories.get(&document.id).unwrap_or(&document.id).clone(),
                }
            })
            .collect();
        Ok(reconcile(&inputs, &store.judgements()?, &self.rules, &self.known, as_of))
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
fn latest(facts: &Facts) -> Day {
    facts.documents.iter().filter_map(|document| document.day()).max().unwrap_or(Day::constant(1970, 1, 1))
}
