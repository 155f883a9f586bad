//! A file that is one line without end is refused in little memory and in time.
//!
//! It is a test of its own program, so that the memory of no other test is counted. 64 MiB by
//! default; with `CHANCERY_DEEP` a line has 1 GiB.

mod common;

use std::{
    io::{self, Read, Write},
    time::Duration,
};

use chancery_intake::{Limits, open};
use common::{Watch, peak_of_memory};

/// A head, and then the same bytes over and over.
struct Endless {
    head: io::Cursor<Vec<u8>>,
    again: Vec<u8>,
    left: u64,
}

impl Endless {
    fn new(head: &str, again: &str, length: u64) -> Endless {
        let again = again.as_bytes().repeat(65_536 / again.len());
        Endless { head: io::Cursor::new(head.as_bytes().to_vec()), again, left: length }
    }
}

impl Read for Endless {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let read = self.head.read(into)?;
        if read > 0 || self.left == 0 {
            return Ok(read);
        }
        let from = (self.left % self.again.len() as u64) as usize;
        let count = into.len().min(self.again.len() - from).min(self.left as usize);
        into[..count].copy_from_slice(&self.again[from..from + count]);
        self.left -= count as u64;
        Ok(count)
    }
}

#[test]
fn a_line_without_end_is_refused_in_little_memory() {
    let length: u64 = if std::env::var("CHANCERY_DEEP").is_ok() { 1 << 30 } else { 64 << 20 };
    let bomb = {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        io::copy(&mut Endless::new("", "word ", length), &mut encoder).unwrap();
        encoder.flush().unwrap();
        encoder.finish().unwrap()
    };
    let story = "{\"text\": \"The two ministers met in Oslo on Monday and agreed to meet again.\"}\n";
    let inputs: Vec<(&str, Box<dyn Read>)> = vec![
        ("a.txt", Box::new(Endless::new("", "word ", length))),
        ("b.txt", Box::new(Endless::new("", "\u{e9}", length))),
        ("a.md", Box::new(Endless::new("# ", "[", length))),
        ("a.html", Box::new(Endless::new("<html><p>", "<div>", length))),
        ("a.jsonl", Box::new(Endless::new(&format!("{story}{{\"text\": \""), "word ", length))),
        ("b.jsonl", Box::new(Endless::new("", "[", length))),
        ("a.xml", Box::new(Endless::new("<rss><channel>", "<item>", length))),
        (
            "a.json",
            Box::new(Endless::new(
                "{\"version\": \"https://jsonfeed.org/version/1.1\", \"items\": [",
                "[",
                length,
            )),
        ),
        ("a.eml", Box::new(Endless::new("Subject: ", "word ", length))),
        ("a.warc", Box::new(Endless::new("WARC/1.0\r\nWARC-Type: ", "word ", length))),
        (
            "b.warc",
            Box::new(Endless::new(
                "WARC/1.0\r\nWARC-Type: response\r\nContent-Length: 9999999999999\r\n\r\nHTTP/1.1 200 OK\r\n",
                "word ",
                length,
            )),
        ),
        ("a.pdf", Box::new(Endless::new("%PDF-1.7\n", "1 0 obj ", length))),
        ("a.zip", Box::new(Endless::new("PK\u{3}\u{4}", "PK\u{3}\u{4}", length))),
        ("a.txt.gz", Box::new(io::Cursor::new(bomb.clone()))),
        ("a.jsonl.gz", Box::new(io::Cursor::new(bomb))),
    ];
    let before = peak_of_memory();
    for (name, input) in inputs {
        let began = Watch::start();
        let (mut read, mut refused) = (0, 0);
        for piece in open(name, input, Limits::default()).take(1000) {
            match piece.and_then(|piece| piece.read()) {
                Ok(_) => read += 1,
                Err(refusal) => {
                    refused += 1;
                    assert!(!refusal.reason.is_empty() && !refusal.advice.is_empty(), "{name}");
                }
            }
        }
        println!(
            "{name:12} {read} read, {refused} refused, {:.1?}, so far {:?} MiB",
            began.elapsed(),
            peak_of_memory()
        );
        assert!(read + refused < 1000, "{name} has no end");
        assert_eq!(read, usize::from(name == "a.jsonl"), "{name}");
        assert!(refused > 0, "{name}");
        assert!(began.elapsed() < Duration::from_secs(60), "{name} took {:?}", began.elapsed());
    }
    let grew = peak_of_memory().zip(before).map_or(0, |(now, before)| now - before);
    assert!(grew < 512, "{grew} MiB");
}
