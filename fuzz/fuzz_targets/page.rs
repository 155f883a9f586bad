//! Any string as a web page.
#![no_main]

use chancery_intake::{Limits, open};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|html: &str| {
    let page = format!("<html>{html}");
    for piece in open("a.html", page.as_bytes(), Limits::default()) {
        let _ = piece.and_then(|piece| piece.read());
    }
});
