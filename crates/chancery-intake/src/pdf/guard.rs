//! How much a PDF file unpacks to, before anything of it is unpacked for good.
//!
//! The library unpacks a stream whole. Deflate packs a gigabyte into a megabyte, so every stream is
//! run through once without being kept, up to a bound for the whole file.

use std::io::Read;

use flate2::read::ZlibDecoder;

/// All streams of a file but its pictures unpack to no more than this. The text of a page has
/// some 20 kB, an embedded font 100 kB.
const UNPACKED: u64 = 192 << 20;
/// What is protected is unpacked after it is decrypted, where it cannot be counted before: at a
/// thousandfold, the most that deflate does, this stays under a gigabyte.
const PROTECTED: usize = 1 << 20;
/// The most that a code of LZW stands for, per byte: 4096 entries, each one longer than the last.
const LZW: u64 = 1365;

/// Why a file is not opened.
pub(super) enum Excess {
    /// It unpacks to too much.
    Unpacks,
    /// It is protected, and its streams cannot be counted.
    Encrypted,
}

/// Looks at every stream of a file.
pub(super) fn check(bytes: &[u8]) -> Result<(), Excess> {
    let is_protected = find(bytes, b"/Encrypt").is_some();
    if is_protected && bytes.len() > PROTECTED {
        return Err(Excess::Encrypted);
    }
    let mut left = UNPACKED;
    let mut from = 0;
    while let Some(at) = find(&bytes[from..], b"stream") {
        let start = from + at;
        let head = &bytes[from..start];
        let after = start + b"stream".len();
        from = after;
        if head.ends_with(b"end") {
            continue;
        }
        let head = &head[rfind(head, b"obj").unwrap_or(0)..];
        if is_picture(head) {
            continue;
        }
        let packed = count(head, b"/Fl");
        let lzw = count(head, b"/LZW");
        if packed + lzw > 1 {
            // Packed twice: a thousandfold of a thousandfold.
            return Err(Excess::Unpacks);
        }
        let body = &bytes[after..];
        let body = body.strip_prefix(b"\r").unwrap_or(body);
        let body = body.strip_prefix(b"\n").unwrap_or(body);
        // A filter named by an escaped or indirect name is tried all the same.
        let size = if lzw > 0 {
            find(body, b"endstream").unwrap_or(body.len()) as u64 * LZW
        } else if body.first().is_some_and(|byte| byte & 0x0f == 8) {
            inflated(body, left)
        } else if find(head, b"A85").or_else(|| find(head, b"ASCII")).is_some() && packed > 0 {
            find(body, b"endstream").unwrap_or(body.len()) as u64 * 1032
        } else {
            0
        };
        left = left.checked_sub(size).ok_or(Excess::Unpacks)?;
    }
    Ok(())
}

/// True for the head of a picture, which is never unpacked: `content` passes over what calls
/// itself one, and the library unpacks by itself only what has the fields of a table of objects.
fn is_picture(head: &[u8]) -> bool {
    let table: [&[u8]; 6] = [b"/ObjStm", b"/XRef", b"/First", b"/W ", b"/W[", b"#"];
    find(head, b"/Image").is_some() && table.iter().all(|mark| find(head, mark).is_none())
}

/// How long a stream gets, counted to just above `limit`.
fn inflated(body: &[u8], limit: u64) -> u64 {
    let mut decoder = ZlibDecoder::new(body).take(limit + 1);
    let mut buffer = [0u8; 16 << 10];
    let mut size = 0;
    // Damage ends a stream; what came before counts.
    while let Ok(read @ 1..) = decoder.read(&mut buffer) {
        size += read as u64;
    }
    size
}

fn find(bytes: &[u8], needle: &[u8]) -> Option<usize> {
    let first = needle[0];
    let mut from = 0;
    while let Some(at) = bytes[from..].iter().position(|byte| *byte == first) {
        let at = from + at;
        if bytes[at..].starts_with(needle) {
            return Some(at);
        }
        from = at + 1;
    }
    None
}

fn rfind(bytes: &[u8], needle: &[u8]) -> Option<usize> {
    (0..bytes.len()).rev().find(|at| bytes[*at..].starts_with(needle))
}

fn count(bytes: &[u8], needle: &[u8]) -> usize {
    bytes.windows(needle.len()).filter(|window| *window == needle).count()
}
