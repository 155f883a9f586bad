//! From the claims of all documents to the record of a relation.
//!
//! [`reconcile`] is a pure function of claims, kinship, judgements and lexicon: documents in any
//! order, in any batches, or twice, give the same bytes. Ids are named after the claim by which a
//! row is first known; [`model::Ledger::resolve`] finds the row of any id that it ever had.

pub mod model;
mod stages;
mod rules;
mod names;
pub mod judgements;
mod gist;
mod roll;
mod input;
mod people;
mod events;
mod content;
mod commitments;
mod bodies;
mod statements;
mod anniversaries;
mod rows;
mod apply;
mod relation;
mod plan;
mod reconcile;
pub mod changes;
pub mod compare;
pub mod agenda;
pub mod audit;

pub use apply::{NoCorrection, can_correct};
pub use gist::{Gist, WrittenGist};
pub use input::{ReadDocument, roll_of};
pub use people::KnownTenure;
pub use plan::{Keyed, Plan};
pub use reconcile::reconcile;
pub use relation::Settled;
pub use roll::{Entry, Roll, RollMaking};
pub use rules::LedgerRules;

#[cfg(test)]
mod tests;
