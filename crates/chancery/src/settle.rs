//! From the facts of the database to its ledger.

use std::collections::BTreeMap;

use chancery_core::{evidence::DocId, ledger::model::Ledger, text::Text};

use crate::{
    lexicon::Lexicon,
    store::{LedgerHash, Store, StoreError},
};

/// Rebuilds the ledger from all facts and stores it.
///
/// # Errors
/// What is wrong with the database.
pub fn settle(store: &mut Store, _lexicon: &Lexicon) -> Result<LedgerHash, StoreError> {
    let facts = store.facts()?;
    let texts: BTreeMap<DocId, Text> =
        facts.documents.iter().map(|document| (document.id.clone(), document.text.clone())).collect();
    let as_of = facts.documents.iter().filter_map(|document| document.day()).max();
    store.save_ledger(&Ledger { as_of, ..Ledger::default() }, &texts)
}

/// The hash of the ledger from all facts, taken in the opposite order.
///
/// # Errors
/// What is wrong with the database.
pub fn hash_in_reverse(store: &Store, _lexicon: &Lexicon) -> Result<LedgerHash, StoreError> {
    let facts = store.facts()?;
    let as_of = facts.documents.iter().rev().filter_map(|document| document.day()).max();
    Ok(LedgerHash::of(&Ledger { as_of, ..Ledger::default() }))
}
