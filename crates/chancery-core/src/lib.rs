//! The core of Chancery: from the text of a report to the claims that it makes, and from the
//! claims of all reports to the ledger of a relation.
//!
//! Nothing here touches a file, the clock, the environment, a thread or a random number: the same
//! input gives the same bytes. Modules stand in reading order, and each uses only those above it.

pub mod text;
pub mod calendar;
pub mod evidence;
pub mod lexicon;
pub mod intake;
pub mod kinship;
pub mod grammar;
pub mod times;
pub mod mentions;
pub mod claims;
pub mod ledger;
pub mod engine;
