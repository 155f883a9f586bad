//! The rows that leave the program, one module a format: the only place where a field name is a
//! promise.

pub mod facts;
pub mod record;
pub mod rows;
