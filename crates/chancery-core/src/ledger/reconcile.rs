//! The one function from the claims of all documents to the record.
//!
//! Persons are found over all documents; everything else relation by relation. Cells do not look
//! at each other, so a new document changes only the relations that it speaks of: see [`Plan`].

use std::collections::HashMap;

use super::{
    input::{ReadDocument, roll_of},
    judgements::Judgement,
    model::Ledger,
    people::KnownTenure,
    plan::Plan,
    rules::LedgerRules,
};
use crate::{calendar::Day, evidence::DocId};

/// Reconciles documents into the record as it stands on a day.
///
/// The order of the documents does not matter, nor does a document that comes twice (the name
/// decides); `judgements` win over the machine, and leave their mark in [`Ledger::judged`].
/// `known` are tenures from open sources.
#[must_use]
pub fn reconcile(
    inputs: &[ReadDocument],
    judgements: &[Judgement],
    rules: &LedgerRules,
    known: &[KnownTenure],
    as_of: Day,
) -> Ledger {
    let roll = roll_of(inputs);
    let documents: HashMap<&DocId, &ReadDocument> =
        inputs.iter().rev().map(|input| (&input.doc, input)).collect();
    let plan = Plan::new(&roll, judgements, rules, known);
    plan.whole(plan.relations().map(|relation| plan.settle(relation.name, &documents, as_of).rows), as_of)
}
