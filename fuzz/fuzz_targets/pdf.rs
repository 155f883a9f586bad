//! Any bytes after the mark of a PDF file.
#![no_main]

use chancery_intake::{Limits, open};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let limits = Limits { document: 1 << 20, ..Limits::default() };
    let file = [b"%PDF-1.7\n", bytes].concat();
    for piece in open("a.pdf", &file[..], limits) {
        let _ = piece.and_then(|piece| piece.read());
    }
});
