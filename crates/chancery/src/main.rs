//! Chancery, the program.

fn main() {}
