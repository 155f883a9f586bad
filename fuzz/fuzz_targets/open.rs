//! Any bytes under any ending: every piece is read or refused, in bounded time and memory.
#![no_main]

use chancery_intake::{Limits, open};
use libfuzzer_sys::fuzz_target;

const ENDINGS: [&str; 11] =
    ["txt", "html", "jsonl", "md", "warc", "gz", "zip", "docx", "eml", "xml", "pdf"];

fuzz_target!(|input: (u8, &[u8])| {
    let (ending, bytes) = input;
    let name = format!("a.{}", ENDINGS[ending as usize % ENDINGS.len()]);
    let limits = Limits { document: 1 << 20, unpacked: 16 << 20, members: 1000, depth: 3 };
    for piece in open(&name, bytes, limits) {
        match piece.and_then(|piece| piece.read()) {
            Ok((text, _)) => assert!(!text.trim().is_empty()),
            Err(refusal) => assert!(!refusal.reason.is_empty() && !refusal.advice.is_empty()),
        }
    }
});
