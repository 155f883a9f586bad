//! From words, trees, names and times to claims: who met whom, and who undertook what.
//!
//! Frames of the lexicon say which verb or noun, with which parts of its clause, makes which
//! claim; the grammar behind them (passive, coordination, control, attribution, negation, tense)
//! is here, once for all frames.

pub mod model;
