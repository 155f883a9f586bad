//! What is fuzzed, without a fuzzer: the kept corpus of each target of `fuzz/`, whole and changed.
//!
//! `CHANCERY_DEEP=10000` makes so many changes for each target. `fuzz/run` looks deeper, with
//! libFuzzer.

#[path = "../../chancery-intake/tests/common/mod.rs"]
mod common;
#[path = "../../../fuzz/src/lib.rs"]
#[expect(unreachable_pub, reason = "it is a crate of its own for the fuzzer")]
mod fuzz;

use std::{fs, panic::catch_unwind, path::Path, time::Duration};

use common::{Watch, forget_peak, peak_of_memory};

/// A generator of numbers that is the same on every run (xorshift).
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % limit.max(1) as u64) as usize
    }

    /// One to four changes: a bit, a byte, a cut, a piece twice, a piece of another file, a word
    /// that means something to a parser.
    fn change(&mut self, whole: &[u8], other: &[u8]) -> Vec<u8> {
        const WORDS: [&[u8]; 14] = [
            b"\0",
            b"\xff\xfe",
            b"\xed\xa0\x80",
            b"\\ud800",
            b"\r\n\r\n",
            b"<!--",
            b"]]>",
            b"((((((((",
            b"[[[[[[[[",
            b"<div><div><div><div>",
            b"99999999999999999999",
            b"-1",
            b"&#0;&#xd800;",
            "\u{202e}\u{301}\u{1f1fb}".as_bytes(),
        ];
        let mut bytes = whole.to_vec();
        for _ in 0..=self.below(4) {
            let at = self.below(bytes.len() + 1);
            let some = at..(at + self.below(64)).min(bytes.len());
            match self.below(7) {
                0 if at < bytes.len() => bytes[at] ^= 1 << self.below(8),
                1 if at < bytes.len() => bytes[at] = self.below(256) as u8,
                2 => bytes.truncate(at),
                3 => drop(bytes.drain(some)),
                4 => {
                    let again = bytes[some].to_vec();
                    for _ in 0..self.below(64) {
                        bytes.splice(at..at, again.iter().copied());
                    }
                }
                5 => {
                    let from = self.below(other.len());
                    bytes.splice(at..at, other[from..].iter().copied().take(500));
                }
                _ => drop(bytes.splice(at..at, WORDS[self.below(WORDS.len())].iter().copied())),
            }
        }
        bytes.truncate(1 << 16);
        bytes
    }
}

fn seeds(target: &str) -> Vec<(String, Vec<u8>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/corpus").join(target);
    let mut seeds: Vec<(String, Vec<u8>)> = fs::read_dir(&folder)
        .unwrap_or_else(|error| panic!("{}: {error}", folder.display()))
        .map(|file| {
            let path = file.unwrap().path();
            (path.display().to_string(), fs::read(&path).unwrap())
        })
        .collect();
    seeds.sort();
    seeds
}

#[test]
fn damaged_input_never_breaks_a_promise() {
    // `CHANCERY_TARGET=pdf` runs that target only.
    let rounds: usize = std::env::var("CHANCERY_DEEP").ok().and_then(|deep| deep.parse().ok()).unwrap_or(60);
    let only = std::env::var("CHANCERY_TARGET").ok();
    for (name, target) in fuzz::TARGETS {
        if only.as_ref().is_some_and(|only| only != name) {
            continue;
        }
        let seeds = seeds(name);
        assert!(!seeds.is_empty(), "{name} has a corpus");
        // The first call loads what the target stands on.
        target(&seeds[0].1);
        let held = peak_of_memory().filter(|_| forget_peak()).and_then(|_| peak_of_memory());
        let mut random = Random(20_250_114);
        let (mut slowest, mut largest) = (Duration::ZERO, 0);
        let began = Watch::start();
        let mut run = |what: &str, bytes: &[u8]| {
            let one = Watch::start();
            if catch_unwind(|| target(bytes)).is_err() {
                let path = std::env::temp_dir().join(format!("chancery-{name}-broken"));
                fs::write(&path, bytes).unwrap();
                panic!("{name} broke on {what}: see {}", path.display());
            }
            slowest = slowest.max(one.elapsed());
            assert!(one.elapsed() < Duration::from_secs(10), "{name} took {:?} on {what}", one.elapsed());
            let took = peak_of_memory()
                .filter(|_| forget_peak())
                .zip(held)
                .map_or(0, |(now, held)| now.saturating_sub(held));
            largest = largest.max(took);
            assert!(took < 1024, "{name} took {took} MiB on {what}");
        };
        for (path, bytes) in &seeds {
            run(path, bytes);
        }
        for round in 0..rounds {
            let (path, whole) = &seeds[random.below(seeds.len())];
            let (_, other) = &seeds[random.below(seeds.len())];
            run(&format!("change {round}, of {path}"), &random.change(whole, other));
        }
        println!(
            "{name:9} {} kept, {rounds} changed, {:.1?}; the slowest {slowest:.1?}, the largest {largest} MiB",
            seeds.len(),
            began.elapsed()
        );
    }
}
