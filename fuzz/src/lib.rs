//! What is fuzzed: each function takes any bytes, and panics where a promise does not hold.
//!
//! Two things drive them: libFuzzer (`fuzz/run`), which looks for new paths through the code, and
//! the ordinary test `damaged_input` of the program, which runs the kept corpus and changes of it.

use std::sync::LazyLock;

use chancery_core::{
    calendar::When,
    engine::Engine,
    intake::{Document, Metadata, Rules},
    kinship::Fingerprint,
    lexicon::{Files, Problems},
};
use chancery_intake::{Limits, open};

/// Every target by its name.
pub const TARGETS: [(&str, fn(&[u8])); 11] = [
    ("any", any),
    ("page", page),
    ("feed", feed),
    ("lines", lines),
    ("warc", warc),
    ("mail", mail),
    ("office", office),
    ("pdf", pdf),
    ("document", document),
    ("reader", reader),
    ("days", days),
];

static RULES: LazyLock<Rules> = LazyLock::new(|| {
    let files = Files::new(chancery_lexicon::FILES.iter().map(|file| (file.path, file.bytes)));
    Rules::compile(&files, &mut Problems::default())
});

static ENGINE: LazyLock<Engine> = LazyLock::new(|| {
    let files = Files::new(chancery_lexicon::FILES.iter().map(|file| (file.path, file.bytes)));
    Engine::new(&files).unwrap_or_else(|_| panic!("the lexicon in the program compiles"))
});

/// Everything under a name: each piece is read or refused with words.
fn all(name: &str, bytes: &[u8]) {
    let limits = Limits { document: 1 << 20, unpacked: 16 << 20, members: 1000, depth: 3 };
    let most = 20_000;
    let mut count = 0;
    for piece in open(name, bytes, limits).take(most) {
        count += 1;
        match piece.and_then(|piece| piece.read()) {
            Ok((text, _)) => assert!(!text.trim().is_empty()),
            Err(refusal) => assert!(!refusal.reason.is_empty() && !refusal.advice.is_empty()),
        }
    }
    assert!(count < most, "{name} has no end");
}

/// The endings of `any`, by the first byte.
pub const ENDINGS: [&str; 14] =
    ["txt", "html", "jsonl", "md", "warc", "gz", "zip", "docx", "eml", "xml", "pdf", "tar", "json", "zst"];

/// Any bytes under any ending, which the first byte chooses.
pub fn any(bytes: &[u8]) {
    let Some((first, rest)) = bytes.split_first() else { return };
    all(&format!("a.{}", ENDINGS[*first as usize % ENDINGS.len()]), rest);
}

/// A page of the web.
pub fn page(bytes: &[u8]) {
    all("a.html", &[b"<html>", bytes].concat());
}

/// A feed: RSS and Atom, or JSON where it begins with a bracket.
pub fn feed(bytes: &[u8]) {
    all(if bytes.first() == Some(&b'{') { "a.json" } else { "a.xml" }, bytes);
}

/// JSON Lines.
pub fn lines(bytes: &[u8]) {
    all("a.jsonl", bytes);
}

/// A web archive.
pub fn warc(bytes: &[u8]) {
    all("a.warc", &[b"WARC/1.0\r\n", bytes].concat());
}

/// A message.
pub fn mail(bytes: &[u8]) {
    all("a.eml", bytes);
}

/// A document of an office, which is a zip archive.
pub fn office(bytes: &[u8]) {
    all("a.docx", bytes);
}

/// What follows the mark of a PDF file.
pub fn pdf(bytes: &[u8]) {
    all("a.pdf", &[b"%PDF-1.7\n", bytes].concat());
}

fn made(text: &str) -> Document {
    let title = text.lines().next().filter(|line| line.len() % 2 == 0).map(str::to_owned);
    let metadata = Metadata { title, ..Metadata::default() };
    RULES.document(text, metadata).expect("a fuzzer's text is short")
}

/// Any text as a document: the blocks hold all of it, in order, once.
pub fn document(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let document = made(&text);
    let mut at = 0;
    for block in &document.blocks {
        assert!(text[at..block.span.start() as usize].trim().is_empty());
        at = block.span.end() as usize;
    }
    assert!(text[at..].trim().is_empty());
    let print = Fingerprint::of(&document);
    assert_eq!(Fingerprint::from_bytes(&print.to_bytes()), Some(print));
    let _ = Fingerprint::from_bytes(bytes);
}

/// Any text through the whole reader: every claim quotes the text, and twice says the same.
pub fn reader(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let document = made(&text);
    let reading = ENGINE.reader().read(&document);
    for claim in &reading.claims {
        for quote in claim.evidence.quotes() {
            assert!(!document.text[quote.span].is_empty());
        }
    }
}

/// A day or a time as EDTF: what is read prints as itself.
pub fn days(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    if let Ok(when) = When::parse(&text) {
        let said = when.to_string();
        let again = When::parse(&said).expect("what is printed can be read");
        assert_eq!(again.to_string(), said);
        assert!(when.first().zip(when.last()).is_none_or(|(first, last)| first <= last), "{text}");
    }
}
