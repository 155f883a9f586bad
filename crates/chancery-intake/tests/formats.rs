//! Every format gives its documents; damage costs only what it lies in; nothing gets out of hand.

mod common;

use std::{
    io::{Cursor, Write},
    time::Duration,
};

use chancery_core::intake::Metadata;
use chancery_intake::{Code, Limits, Refusal, open};
use common::{Watch, peak_of_memory};
use flate2::{Compression, write::GzEncoder};

const STORY: &str = "The prime ministers of Norway and Finland agreed in Oslo on Monday to build a railway between Narvik and Rovaniemi, and to ask for a grant toward its cost.";

type Read = Result<(String, Metadata), Refusal>;

fn read_with(name: &str, bytes: &[u8], limits: Limits) -> Vec<(String, Read)> {
    // More than any of these has: an input that gives documents without end fails by its number.
    let most = 200_000;
    let all: Vec<_> = open(name, bytes, limits).take(most).collect();
    assert!(all.len() < most, "{name} has no end");
    all.into_iter()
        .map(|opened| match opened {
            Ok(piece) => (piece.place.clone(), piece.read()),
            Err(refusal) => (refusal.place.clone(), Err(refusal)),
        })
        .collect()
}

fn read(name: &str, bytes: &[u8]) -> Vec<(String, Read)> {
    read_with(name, bytes, Limits::default())
}

/// The only document of an input.
fn only(name: &str, bytes: &[u8]) -> (String, Metadata) {
    let mut all = read(name, bytes);
    assert_eq!(all.len(), 1, "{all:?}");
    all.remove(0).1.unwrap()
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn zip(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        writer.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

fn tar(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut out = Vec::new();
    for (name, bytes) in files {
        let mut head = [0u8; 512];
        head[..name.len()].copy_from_slice(name.as_bytes());
        head[124..136].copy_from_slice(format!("{:011o}\0", bytes.len()).as_bytes());
        head[156] = b'0';
        head[257..263].copy_from_slice(b"ustar\0");
        head[148..156].copy_from_slice(b"        ");
        let sum: u32 = head.iter().map(|byte| u32::from(*byte)).sum();
        head[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
        out.extend_from_slice(&head);
        out.extend_from_slice(bytes);
        out.resize(out.len().div_ceil(512) * 512, 0);
    }
    out.resize(out.len() + 1024, 0);
    out
}

fn page(number: usize) -> String {
    format!(
        "<html><head><title>Story {number}</title><meta property='article:published_time' content='2024-03-05T10:00:00Z'></head><body><div id=nav><a>Home</a></div><article><h1>Story {number}</h1><p>{STORY}</p><p>It was report number {number} on the matter, and it was read with care in both capitals.</p></article></body></html>"
    )
}

fn warc_record(number: usize) -> Vec<u8> {
    let body = page(number);
    let http = format!("HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n{body}");
    format!("WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://news.example.org/{number}\r\nContent-Length: {}\r\n\r\n{http}\r\n\r\n", http.len()).into_bytes()
}

fn warc(count: usize) -> Vec<u8> {
    (0..count).flat_map(warc_record).collect()
}

fn warc_gz(count: usize) -> Vec<u8> {
    (0..count).flat_map(|number| gzip(&warc_record(number))).collect()
}

fn docx() -> Vec<u8> {
    let body = format!(
        "<w:document><w:body><w:p><w:r><w:t>Joint statement</w:t></w:r></w:p><w:p><w:r><w:t xml:space=\"preserve\">{STORY} </w:t></w:r><w:r><w:t>Fish &amp; timber.</w:t></w:r></w:p></w:body></w:document>"
    );
    let core = "<cp:coreProperties><dc:title>Joint statement</dc:title><dcterms:created xsi:type=\"dcterms:W3CDTF\">2024-03-05T08:00:00Z</dcterms:created></cp:coreProperties>";
    zip(&[
        ("[Content_Types].xml", b"<Types/>"),
        ("word/document.xml", body.as_bytes()),
        ("docProps/core.xml", core.as_bytes()),
    ])
}

fn rss() -> Vec<u8> {
    format!("<?xml version=\"1.0\"?><rss version=\"2.0\"><channel><title>Northern News</title><item><title>Rail link agreed</title><link>https://news.example.org/1</link><pubDate>Tue, 05 Mar 2024 10:00:00 +0000</pubDate><description>&lt;p&gt;{STORY}&lt;/p&gt;</description></item><item><title>Empty</title></item></channel></rss>").into_bytes()
}

fn atom() -> Vec<u8> {
    format!("<feed xmlns=\"http://www.w3.org/2005/Atom\"><title>Northern News</title><id>a</id><updated>2024-03-05T10:00:00Z</updated><entry><id>b</id><title>Rail link agreed</title><link href=\"https://news.example.org/1\"/><published>2024-03-05T10:00:00Z</published><content type=\"html\">&lt;p&gt;{STORY}&lt;/p&gt;</content></entry></feed>").into_bytes()
}

fn mail() -> Vec<u8> {
    format!("From: press@example.org\r\nTo: desk@example.org\r\nSubject: Rail link agreed\r\nDate: Tue, 5 Mar 2024 10:00:00 +0100\r\nMIME-Version: 1.0\r\nContent-Type: multipart/alternative; boundary=\"x\"\r\n\r\n--x\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{STORY}\r\n--x\r\nContent-Type: text/html\r\n\r\n<p>no</p>\r\n--x--\r\n").into_bytes()
}

fn jsonl() -> Vec<u8> {
    format!("{{\"doc\": \"a\", \"published\": \"2024-03-05\", \"title\": \"Rail\", \"text\": \"{STORY}\", \"more\": [1]}}\n{{\"text\": \"{STORY}\"}}\n").into_bytes()
}

/// One input of each format that has parts to damage.
fn inputs() -> Vec<(&'static str, Vec<u8>)> {
    vec![
        ("a.html", page(1).into_bytes()),
        ("a.jsonl", jsonl()),
        ("a.warc", warc(4)),
        ("a.warc.gz", warc_gz(4)),
        (
            "a.zip",
            zip(&[
                ("one.txt", STORY.as_bytes()),
                ("two.html", page(2).as_bytes()),
                ("three.jsonl", &jsonl()),
            ]),
        ),
        ("a.tar", tar(&[("one.txt", STORY.as_bytes()), ("two.html", page(2).as_bytes())])),
        ("a.tar.gz", gzip(&tar(&[("one.txt", STORY.as_bytes()), ("two.html", page(2).as_bytes())]))),
        ("a.docx", docx()),
        ("a.pdf", include_bytes!("pdf/communique.pdf").to_vec()),
        ("a.xml", rss()),
        ("b.xml", atom()),
        ("a.eml", mail()),
        ("a.md", format!("---\ntitle: Rail\n---\n# Rail\n\n{STORY}\n\n- one\n- two\n").into_bytes()),
        ("a.txt", STORY.as_bytes().to_vec()),
    ]
}

#[test]
fn a_feed_gives_its_entries() {
    for (name, bytes) in [("a.xml", rss()), ("b.xml", atom())] {
        let all = read(name, &bytes);
        let (text, metadata) = all[0].1.clone().unwrap();
        assert_eq!(text, format!("Rail link agreed\n\n{STORY}"));
        assert_eq!(metadata.title.as_deref(), Some("Rail link agreed"));
        assert_eq!(metadata.outlet.as_deref(), Some("Northern News"));
        assert_eq!(metadata.source.as_deref(), Some("https://news.example.org/1"));
        assert_eq!(metadata.published.unwrap().to_string(), "2024-03-05");
    }
    let feed = format!(
        "{{\"version\": \"https://jsonfeed.org/version/1.1\", \"title\": \"N\", \"items\": [{{\"id\": \"1\", \"url\": \"https://news.example.org/1\", \"content_text\": \"{STORY}\"}}]}}"
    );
    assert_eq!(only("feed.json", feed.as_bytes()).0, STORY);
}

#[test]
fn archives_give_their_files() {
    let two = page(2);
    let files: [(&str, &[u8]); 3] =
        [("one.txt", STORY.as_bytes()), ("pages/two.html", two.as_bytes()), (".hidden", b"x")];
    let inner = zip(&files);
    for (name, bytes) in [
        ("a.zip", zip(&files)),
        ("a.tar", tar(&files)),
        ("a.tar.gz", gzip(&tar(&files))),
        ("b.zip", zip(&[("inner.zip", &inner[..])])),
    ] {
        let all = read(name, &bytes);
        assert_eq!(all.len(), 2, "{name}: {all:?}");
        assert_eq!(all[0].1.as_ref().unwrap().0, STORY, "{name}");
        assert!(
            all[1].0.ends_with("pages/two.html") && all[1].1.as_ref().unwrap().0.contains(STORY),
            "{name}: {}",
            all[1].0
        );
    }
}

#[test]
fn papers_and_messages_are_read() {
    let (text, metadata) = only("a.docx", &docx());
    assert_eq!(text.trim(), format!("Joint statement\n\n{STORY} Fish & timber."));
    assert_eq!(
        (metadata.title.as_deref(), metadata.published.unwrap().to_string().as_str()),
        (Some("Joint statement"), "2024-03-05")
    );
    let (text, metadata) = only("a.eml", &mail());
    assert_eq!(text.trim(), format!("Rail link agreed\n\n{STORY}"));
    assert_eq!(metadata.published.unwrap().to_string(), "2024-03-05");
}

#[test]
fn a_web_archive_gives_its_pages() {
    for (name, bytes) in [("a.warc", warc(20)), ("a.warc.gz", warc_gz(20)), ("b.warc.gz", gzip(&warc(20)))] {
        let all = read(name, &bytes);
        assert_eq!(all.len(), 20, "{name}");
        for (number, (place, read)) in all.iter().enumerate() {
            let (text, metadata) = read.as_ref().unwrap();
            assert!(text.contains(STORY), "{place}: {text}");
            assert_eq!(
                metadata.source.as_deref(),
                Some(format!("https://news.example.org/{number}").as_str())
            );
            assert_eq!(metadata.published.unwrap().to_string(), "2024-03-05");
        }
    }
}

#[test]
fn a_damaged_record_costs_only_itself() {
    let whole = warc_gz(200);
    let good = |bytes: &[u8]| read("a.warc.gz", bytes).iter().filter(|(_, read)| read.is_ok()).count();
    let mut random = Random(7);
    let mut worst = 200;
    for trial in 0..12 {
        let mut bytes = whole.clone();
        let at = random.below(bytes.len() - 64);
        if trial % 2 == 0 {
            bytes[at] ^= 1 << random.below(8);
        } else {
            bytes[at..at + 64].fill(0);
        }
        worst = worst.min(good(&bytes));
    }
    assert!(worst >= 198, "{worst} of 200 records came through");
    for length in ["0", "18446744073709551615", "-1", "abc", "99999"] {
        let mut bytes = warc(2);
        let text = String::from_utf8(warc_record(9)).unwrap();
        let line = text.lines().find(|line| line.starts_with("Content-Length")).unwrap().to_owned();
        bytes.extend(text.replace(&line, &format!("Content-Length: {length}")).into_bytes());
        bytes.extend(warc(5));
        let good = read("a.warc", &bytes).iter().filter(|(_, read)| read.is_ok()).count();
        assert!(good >= 6 || length.len() > 10, "Content-Length {length}: {good} of 8 records");
    }
}

#[test]
fn an_archive_that_cannot_be_read_on_is_refused_once() {
    let packed = gzip(&warc(60));
    for at in (20..packed.len()).step_by(packed.len() / 40) {
        let mut bytes = packed.clone();
        bytes[at] ^= 0x55;
        let refused =
            open("a.warc.gz", &bytes[..], Limits::default()).take(1000).filter(Result::is_err).count();
        assert!(refused < 100, "damaged at {at}: refused {refused} times");
    }
    let few = Limits { unpacked: 3000, ..Limits::default() };
    let all: Vec<_> = open("a.warc", &warc(20)[..], few).take(1000).collect();
    assert!(all.len() <= 20 && all.iter().filter(|opened| opened.is_err()).count() == 1, "{}", all.len());
}

#[test]
fn bad_lines_are_named_and_the_others_are_in() {
    let mut bytes = jsonl();
    bytes.extend(b"{\"text\": \"\xff\"}\n{\"text\": 5}\nnonsense\n\n{\"text\": \"\\ud800 lone\"}\n{\"published\": \"soon\", \"text\": \"x\"}\n");
    bytes.extend(jsonl());
    let all = read("a.jsonl", &bytes);
    let seen: Vec<String> = all
        .iter()
        .map(|(place, read)| format!("{place} {}", read.as_ref().map_or_else(|r| r.code.name(), |_| "ok")))
        .collect();
    assert_eq!(
        seen,
        [
            "a.jsonl:1 ok",
            "a.jsonl:2 ok",
            "a.jsonl:3 E-NOT-UTF8",
            "a.jsonl:4 E-JSON",
            "a.jsonl:5 E-JSON",
            "a.jsonl:7 E-JSON",
            "a.jsonl:8 E-JSON",
            "a.jsonl:9 ok",
            "a.jsonl:10 ok"
        ]
    );
    for (_, read) in all {
        if let Err(refusal) = read {
            assert!(!refusal.advice.is_empty() && refusal.to_string().starts_with("a.jsonl:"));
        }
    }
}

#[test]
fn bombs_are_refused() {
    let small = Limits { document: 1 << 20, unpacked: 8 << 20, members: 1000, depth: 3 };
    let code = |name: &str, bytes: &[u8]| {
        read_with(name, bytes, small).into_iter().find_map(|(_, read)| read.err()).map(|refusal| refusal.code)
    };
    let zeros = vec![b'a'; 32 << 20];
    let start = Watch::start();
    assert_eq!(code("a.txt.gz", &gzip(&zeros)), Some(Code::TooLong));
    assert_eq!(code("a.jsonl.gz", &gzip(&[b"{\"text\": \"", &zeros[..]].concat())), Some(Code::Bomb));
    assert_eq!(
        code("b.jsonl.gz", &gzip(&[b"{\"text\": \"", &zeros[..2 << 20]].concat())),
        Some(Code::TooLong)
    );
    assert_eq!(
        code(
            "a.tar.gz",
            &gzip(&tar(&[
                ("a.txt", &zeros[..3 << 20]),
                ("b.txt", &zeros[..3 << 20]),
                ("c.txt", &zeros[..3 << 20])
            ]))
        ),
        Some(Code::TooLong)
    );
    let many: Vec<u8> =
        (0..20).flat_map(|_| tar(&[("a.txt", &zeros[..900_000])]).into_iter().take(512 + 900_096)).collect();
    assert_eq!(code("b.tar.gz", &gzip(&many)), Some(Code::Bomb));
    let mut nested = STORY.as_bytes().to_vec();
    for _ in 0..6 {
        nested = gzip(&nested);
    }
    assert_eq!(code("a.gz", &nested), Some(Code::Bomb));
    assert_eq!(code("a.zip", &zip(&[("a.txt", &zeros[..6 << 20])])), Some(Code::TooLong));
    assert!(start.elapsed() < Duration::from_secs(60), "{:?}", start.elapsed());
}

#[test]
fn pages_without_end_are_read_in_time() {
    let start = Watch::start();
    for page in [
        "<div>".repeat(200_000) + STORY,
        "<p>".repeat(100_000) + STORY,
        "<b><i><font>".repeat(20_000) + STORY,
        "<table><tr><td>".repeat(30_000) + STORY,
        "&amp;".repeat(500_000) + STORY,
        format!("<p>{STORY}") + &"<a href=x>x</a>".repeat(20_000),
        "<".repeat(500_000) + STORY,
        "<script>".repeat(100_000) + STORY,
        "<script></".repeat(50_000) + STORY,
        "<!--".repeat(100_000) + STORY,
        format!("<html><p>{}</p></html>", "x".repeat(3 << 20)),
        format!("<script type='application/ld+json'>{}</script><p>{STORY}</p>", "[".repeat(100_000)),
    ] {
        let one = Watch::start();
        let _ = read("a.html", page.as_bytes());
        println!("{} … {:?}", &page[..20], one.elapsed());
        assert!(one.elapsed() < Duration::from_secs(5), "{} … took {:?}", &page[..40], one.elapsed());
    }
    println!("{:?}", start.elapsed());
}

/// A generator of numbers that is the same on every run (xorshift).
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn below(&mut self, limit: usize) -> usize {
        (self.next() % limit.max(1) as u64) as usize
    }
}

#[test]
fn damaged_files_never_panic_and_never_hang() {
    // `CHANCERY_DEEP=10000` runs so many of each format.
    let rounds: usize = std::env::var("CHANCERY_DEEP").ok().and_then(|deep| deep.parse().ok()).unwrap_or(60);
    let limits = Limits { document: 4 << 20, unpacked: 64 << 20, members: 10_000, depth: 4 };
    let inputs = inputs();
    let mut random = Random(20_250_114);
    let mut slowest = (Duration::ZERO, "");
    for (name, whole) in &inputs {
        for _ in 0..rounds {
            let mut bytes = whole.clone();
            for _ in 0..=random.below(4) {
                let at = random.below(bytes.len());
                match random.below(7) {
                    0 => bytes[at] ^= 1 << random.below(8),
                    1 => bytes.truncate(at.max(1)),
                    2 => {
                        let end = (at + random.below(64)).min(bytes.len());
                        bytes[at..end].fill(random.next() as u8);
                    }
                    3 => {
                        let (_, other) = &inputs[random.below(inputs.len())];
                        let from = random.below(other.len());
                        bytes.splice(at..at, other[from..].iter().copied().take(4000));
                    }
                    4 => {
                        let again: Vec<u8> = bytes[at..].iter().copied().take(500).collect();
                        for _ in 0..random.below(8) {
                            bytes.splice(at..at, again.iter().copied());
                        }
                    }
                    // Inside an archive, once more.
                    5 => bytes = if at.is_multiple_of(2) { gzip(&bytes) } else { zip(&[(name, &bytes)]) },
                    _ => {
                        let odd: [&[u8]; 10] = [
                            b"\0",
                            b"\xff\xfe",
                            b"\xed\xa0\x80",
                            b"\\ud800",
                            b"\r",
                            b"<!--",
                            b"]]>",
                            &b"<div>".repeat(300),
                            &b"[".repeat(300),
                            &b"(<<".repeat(300),
                        ];
                        bytes.splice(at..at, odd[random.below(odd.len())].iter().copied());
                    }
                }
            }
            let start = Watch::start();
            for (place, read) in read_with(name, &bytes, limits) {
                if let Err(refusal) = read {
                    assert!(!refusal.reason.is_empty() && !refusal.advice.is_empty(), "{place}");
                }
            }
            if start.elapsed() > slowest.0 {
                slowest = (start.elapsed(), name);
            }
            assert!(peak_of_memory().is_none_or(|mib| mib < 2048), "a damaged {name} took all memory");
            assert!(start.elapsed() < Duration::from_secs(10), "a damaged {name} took {:?}", start.elapsed());
        }
    }
    println!(
        "{} files of {} formats, the slowest {:?} ({}), at most {:?} MiB of memory",
        rounds * inputs.len(),
        inputs.len(),
        slowest.0,
        slowest.1,
        peak_of_memory()
    );
}

#[test]
fn what_a_page_shows_beside_its_text_is_kept() {
    let around = format!(
        "<html><head><title>Talks</title><style>p {{}}</style></head><body><nav><a>Home</a> <a>World</a></nav><article><h1>Talks</h1><p>{STORY}</p><p>It was read with care in both capitals, and in a third.</p></article><aside><p>A storm nears the coast.</p></aside><script>go()</script><footer>All rights reserved</footer></body></html>"
    );
    let beside = ["Home World", "A storm nears the coast.", "All rights reserved"];
    let (text, metadata) = only("a.html", around.as_bytes());
    assert_eq!(metadata.left_out, beside);
    assert!(beside.iter().all(|line| !text.contains(line)), "{text}");
    let mail = format!("Subject: Talks\r\nContent-Type: text/html\r\n\r\n{around}");
    assert_eq!(only("a.eml", mail.as_bytes()).1.left_out, beside);
    // A text has nothing beside it, and of a page without a tree the same is kept.
    assert_eq!(only("a.txt", STORY.as_bytes()).1.left_out, [""; 0]);
    let deep = around.replace("<article>", &format!("{}<article>", "<div>".repeat(600)));
    assert_eq!(only("a.html", deep.as_bytes()).1.left_out, beside);
}

#[test] // of a law: any bytes under any name are read or refused
fn any_bytes_are_read_or_refused() {
    arbtest::arbtest(|u| {
        let name = *u.choose(&[
            "a",
            "a.html",
            "a.jsonl",
            "a.warc.gz",
            "a.zip",
            "a.pdf",
            "a.eml",
            "a.md",
            "a.docx",
            "a.xml",
        ])?;
        let bytes: Vec<u8> = u.arbitrary()?;
        let start = *u.choose(&[
            &b""[..],
            b"\x1f\x8b\x08",
            b"PK\x03\x04",
            b"WARC/1.0\r\n",
            b"<html>",
            b"{",
            b"<rss>",
            b"\x28\xb5\x2f\xfd",
            b"%PDF-",
        ])?;
        read(name, &[start, &bytes[..]].concat());
        Ok(())
    });
}
