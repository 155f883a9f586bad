//! The rows that leave the program, one module a format: the only place where a field name is a
//! promise.

pub mod facts;
pub mod say;
pub mod source;
pub mod record;
pub mod columns;
pub mod rows;
pub mod followthemoney;
pub mod graphml;
pub mod icalendar;
pub mod jsonld;
pub mod plover;
