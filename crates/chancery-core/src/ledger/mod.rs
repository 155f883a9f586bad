//! From the claims of all documents to the record of a relation.
//!
//! The ledger is a pure function of claims, kinship, judgements and lexicon: documents in any
//! order, in any batches, or twice, give the same bytes.

pub mod model;
