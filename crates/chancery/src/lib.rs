//! The program around the engine: the command line, the database, the pages.
//!
//! Everything that touches a file, the clock, a thread or a terminal is here; what the words mean
//! is the business of `chancery-core`, and what the fields of a row are called that of
//! `chancery-wire`.

pub(crate) mod clock;
pub mod lexicon;
pub mod take;
pub mod names;
pub mod store;
pub mod follow;
pub mod settle;
pub mod decided;
pub mod library;
pub(crate) mod feasts;
pub mod atlas;
pub mod briefing;
pub mod desk;
pub mod cli;
