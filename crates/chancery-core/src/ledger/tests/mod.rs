//! The ledger on claims built by hand: what merges, what stays apart, and why.

mod build;
mod events;
mod fates;
mod judged;
mod laws;
mod lexicon;
mod people;
mod threads;

use build::*;
