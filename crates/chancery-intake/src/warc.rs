//! Web archives, record by record, plain or packed one record a gzip member as Common Crawl does.
//!
//! Damage costs the record in which it lies: after a member that cannot be unpacked the next
//! beginning of one is looked for, after a record with a wrong length the next line `WARC/1.`.
//! Requests, notes and pictures are no documents and are passed over.

use std::io::{self, BufRead, Read};

use flate2::bufread::GzDecoder;

use crate::{
    Code, Format, Hints, Limits, Opened, Piece, Refusal, sniff,
    stream::{self, Stream},
};

/// The head of a record, or of a page in it, is not longer than this.
const HEAD: usize = 64 << 10;
/// How much packed data is looked at for the end of a member.
const WINDOW: usize = 1 << 20;
/// A packed member is not longer than this.
const WIDEST: usize = 64 << 20;

/// True where the first packed bytes are one record a member, and not one member for all.
pub(crate) fn is_one_a_member(head: &[u8]) -> bool {
    let mut unpacked = Vec::new();
    let ended = GzDecoder::new(head).take(4 << 20).read_to_end(&mut unpacked).is_ok();
    ended || count_starts(&unpacked) < 2
}

fn count_starts(bytes: &[u8]) -> usize {
    bytes
        .windows(8)
        .enumerate()
        .filter(|(at, window)| {
            (*at == 0 || bytes[at - 1] == b'\n') && *window == b"WARC/1.0" || *window == b"WARC/1.1"
        })
        .count()
}

/// The records of an archive that is packed one record a member.
pub(crate) fn members<'a>(name: &str, input: Box<dyn BufRead + 'a>, limits: Limits) -> Stream<'a> {
    let mut members =
        Members { name: name.to_owned(), input, limits, window: Vec::new(), from: 0, passed: 0, over: false };
    let mut ready: Vec<Opened> = Vec::new();
    Box::new(std::iter::from_fn(move || {
        loop {
            if let Some(opened) = ready.pop() {
                return Some(opened);
            }
            ready = members.next()?;
            ready.reverse();
        }
    }))
}

struct Members<'a> {
    name: String,
    input: Box<dyn BufRead + 'a>,
    limits: Limits,
    /// Packed bytes; those before `from` are done with.
    window: Vec<u8>,
    from: usize,
    /// Packed bytes before the window.
    passed: u64,
    over: bool,
}

impl Members<'_> {
    /// The documents of the next member that has any.
    fn next(&mut self) -> Option<Vec<Opened>> {
        loop {
            if self.window.len() - self.from < WINDOW / 2 {
                self.fill(WINDOW);
            }
            if self.from >= self.window.len() {
                return None;
            }
            let place = format!("{}:{}", self.name, self.passed + self.from as u64);
            match self.member() {
                Ok(bytes) => {
                    let documents: Vec<Opened> =
                        records(&place, Box::new(io::Cursor::new(bytes)), self.limits).collect();
                    if !documents.is_empty() {
                        return Some(documents);
                    }
                }
                Err(refusal) => {
                    self.skip_to_next();
                    return Some(vec![Err(Refusal { place, ..refusal })]);
                }
            }
        }
    }

    /// Unpacks the member at the start of the window.
    fn member(&mut self) -> Result<Vec<u8>, Refusal> {
        let damaged = |reason: &str| {
            Err(Refusal::new(Code::Damaged, "", "only this record is lost; get the archive again to have it")
                .because(reason))
        };
        loop {
            let packed = &self.window[self.from..];
            let mut decoder = GzDecoder::new(packed);
            let mut bytes = Vec::new();
            let limit = self.limits.document + HEAD as u64;
            let read = decoder.by_ref().take(limit).read_to_end(&mut bytes);
            let used = packed.len() - decoder.into_inner().len();
            match read {
                Ok(_) if bytes.len() as u64 >= limit => {
                    return Err(Refusal::new(
                        Code::TooLong,
                        "",
                        "the record is left out; nothing else is lost",
                    ));
                }
                Ok(_) => {
                    self.from += used;
                    return if bytes.starts_with(b"WARC/1.") {
                        Ok(bytes)
                    } else {
                        damaged("the member holds no record")
                    };
                }
                // The member may go on behind the window.
                Err(error)
                    if error.kind() == io::ErrorKind::UnexpectedEof
                        && !self.over
                        && packed.len() < WIDEST =>
                {
                    let more = packed.len();
                    self.fill(more.max(WINDOW));
                }
                Err(_) => return damaged("the packed record is damaged"),
            }
        }
    }

    /// Goes to the next place where a member with a record begins.
    fn skip_to_next(&mut self) {
        self.from += 1;
        loop {
            let found = self.window[self.from.min(self.window.len())..]
                .windows(3)
                .position(|three| three == [0x1f, 0x8b, 8]);
            if let Some(at) = found {
                self.from += at;
                if self.begins_record() {
                    return;
                }
                self.from += 1;
                continue;
            }
            self.from = self.window.len().saturating_sub(2).max(self.from);
            if self.over {
                self.from = self.window.len();
                return;
            }
            self.fill(WINDOW);
        }
    }

    fn begins_record(&self) -> bool {
        let mut head = [0; 7];
        GzDecoder::new(&self.window[self.from..]).read_exact(&mut head).is_ok() && &head == b"WARC/1."
    }

    /// Reads so many more bytes into the window and drops those that are done with.
    fn fill(&mut self, count: usize) {
        self.window.drain(..self.from);
        self.passed += self.from as u64;
        self.from = 0;
        match self.input.by_ref().take(count as u64).read_to_end(&mut self.window) {
            Ok(read) => self.over |= read < count,
            Err(_) => self.over = true,
        }
    }
}

/// The records of an archive that is not packed, or of one unpacked member.
pub(crate) fn records<'a>(name: &str, input: Box<dyn BufRead + 'a>, limits: Limits) -> Stream<'a> {
    let mut source = Source { input, back: Vec::new(), failed: false };
    let name = name.to_owned();
    let mut number = 0u64;
    Box::new(std::iter::from_fn(move || {
        // What cannot be read once cannot be read again: it would be refused without end.
        while !source.failed {
            number += 1;
            let place = if number == 1 { name.clone() } else { format!("{name}:{number}") };
            match record(&mut source, &place, limits) {
                Ok(Some(Some(piece))) => return Some(Ok(piece)),
                Ok(Some(None)) => {}
                Ok(None) => return None,
                Err(refusal) => return Some(Err(refusal)),
            }
        }
        None
    }))
}

/// An input to which bytes can be given back.
struct Source<'a> {
    input: Box<dyn BufRead + 'a>,
    back: Vec<u8>,
    /// True after the input could not be read.
    failed: bool,
}

impl Source<'_> {
    /// One line of at most [`HEAD`] bytes, without its end; `None` at the end of the input.
    fn line(&mut self) -> io::Result<Option<Vec<u8>>> {
        let mut line = Vec::new();
        if !self.back.is_empty() {
            let end = self.back.iter().position(|byte| *byte == b'\n').map_or(self.back.len(), |end| end + 1);
            line.extend(self.back.drain(..end));
            if line.ends_with(b"\n") {
                line.truncate(HEAD);
                return Ok(Some(trimmed(line)));
            }
        }
        let mut rest = Vec::new();
        let read = stream::line(&mut self.input, &mut rest, HEAD as u64);
        self.failed |= read.is_err();
        Ok(match read? {
            stream::Line::End if line.is_empty() => None,
            _ => {
                line.extend(rest);
                Some(trimmed(line))
            }
        })
    }

    /// So many bytes; of more than `limit` only the rest is passed over.
    fn take(&mut self, count: u64, limit: u64) -> io::Result<Option<Vec<u8>>> {
        let own = (self.back.len() as u64).min(count);
        let mut bytes: Vec<u8> = self.back.drain(..own as usize).collect();
        let left = count - own;
        if count > limit {
            let passed = io::copy(&mut self.input.by_ref().take(left), &mut io::sink());
            self.failed |= passed.is_err();
            return passed.map(|_| None);
        }
        let read = self.input.by_ref().take(left).read_to_end(&mut bytes);
        self.failed |= read.is_err();
        read.map(|_| Some(bytes))
    }
}

fn trimmed(mut line: Vec<u8>) -> Vec<u8> {
    while line.last().is_some_and(u8::is_ascii_whitespace) {
        line.pop();
    }
    line
}

/// The next record: none at the end; an inner none where it is no document.
fn record(source: &mut Source, place: &str, limits: Limits) -> Result<Option<Option<Piece>>, Refusal> {
    let io = |error: io::Error| stream::io(place, &error);
    // Blank lines between records, and what a wrong length left over.
    loop {
        match source.line().map_err(io)? {
            None => return Ok(None),
            Some(line) if line.starts_with(b"WARC/1.") => break,
            Some(_) => {}
        }
    }
    let (mut kind, mut uri, mut length) = (String::new(), None, None);
    for _ in 0..200 {
        let Some(line) = source.line().map_err(io)? else { break };
        if line.is_empty() {
            break;
        }
        let line = String::from_utf8_lossy(&line).into_owned();
        let Some((field, value)) = line.split_once(':') else { continue };
        let value = value.trim();
        match field.trim().to_ascii_lowercase().as_str() {
            "warc-type" => kind = value.to_ascii_lowercase(),
            "warc-target-uri" => uri = Some(value.trim_matches(['<', '>']).to_owned()),
            "content-length" => length = value.parse::<u64>().ok(),
            _ => {}
        }
    }
    let Some(length) = length else {
        let advice = "only this record is lost; get the archive again to have it";
        return Err(
            Refusal::new(Code::Damaged, place, advice).because("the record does not say how long it is")
        );
    };
    let limit = limits.document + HEAD as u64;
    let Some(mut bytes) = source.take(length, limit).map_err(io)? else {
        let wanted = matches!(kind.as_str(), "response" | "resource" | "conversion");
        return if wanted {
            Err(Refusal::new(Code::TooLong, place, "the record is left out; nothing else is lost"))
        } else {
            Ok(Some(None))
        };
    };
    // A length that is too great swallows the records behind: give them back.
    if let Some(at) = find(&bytes, b"\r\n\r\nWARC/1.") {
        let rest = bytes.split_off(at);
        source.back.splice(0..0, rest);
    }
    Ok(Some(match kind.as_str() {
        "response" => response(&bytes, limits).and_then(|(body, encoding)| {
            piece(place, body, Hints { source: uri, encoding, ..Hints::default() })
        }),
        "resource" | "conversion" => piece(place, bytes, Hints { source: uri, ..Hints::default() }),
        _ => None,
    }))
}

/// A page as it was sent from an address; none for what is no document.
pub(crate) fn piece(place: &str, bytes: Vec<u8>, hints: Hints) -> Option<Piece> {
    let name = hints.source.as_deref().and_then(|uri| uri.split(['?', '#']).next()).unwrap_or_default();
    let format = sniff::sniff(&bytes, name);
    let is_document = matches!(format, Format::Text | Format::Html | Format::Markdown | Format::Pdf);
    is_document.then(|| Piece { place: place.to_owned(), format, bytes, hints })
}

/// The body of a page as it was sent, with its encoding; none for pictures, errors and redirects.
fn response(bytes: &[u8], limits: Limits) -> Option<(Vec<u8>, Option<String>)> {
    let end = find(&bytes[..bytes.len().min(HEAD)], b"\r\n\r\n")
        .map(|at| (at, at + 4))
        .or_else(|| find(&bytes[..bytes.len().min(HEAD)], b"\n\n").map(|at| (at, at + 2)))?;
    let head = String::from_utf8_lossy(&bytes[..end.0]).to_ascii_lowercase();
    let mut lines = head.lines();
    let status = lines.next()?.split_whitespace().nth(1)?.to_owned();
    let field = |name: &str| {
        head.lines()
            .skip(1)
            .find_map(|line| line.strip_prefix(name)?.strip_prefix(':'))
            .map(|value| value.trim().to_owned())
    };
    let kind = field("content-type").unwrap_or_default();
    let is_text = kind.is_empty()
        || ["text/html", "text/plain", "application/xhtml", "text/markdown", "application/pdf"]
            .iter()
            .any(|text| kind.contains(text));
    if status != "200" || !is_text {
        return None;
    }
    let mut body = bytes[end.1..].to_vec();
    if field("transfer-encoding").is_some_and(|value| value.contains("chunked")) {
        body = unchunk(&body).unwrap_or(body);
    }
    if body.starts_with(&[0x1f, 0x8b]) {
        let mut unpacked = Vec::new();
        // What was unpacked before any damage is worth reading.
        let _ = GzDecoder::new(&body[..]).take(limits.document).read_to_end(&mut unpacked);
        body = unpacked;
    }
    let encoding = kind
        .split("charset=")
        .nth(1)
        .map(|label| label.split(';').next().unwrap_or_default().trim_matches(['"', ' ']).to_owned());
    Some((body, encoding))
}

/// A body that was sent in chunks; none where it was not, whatever its head says.
fn unchunk(body: &[u8]) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(body.len());
    let mut rest = body;
    loop {
        let end = find(&rest[..rest.len().min(32)], b"\r\n")?;
        let size = std::str::from_utf8(&rest[..end]).ok()?.split(';').next()?.trim();
        let size = usize::from_str_radix(size, 16).ok()?;
        if size == 0 {
            return Some(out);
        }
        let chunk = rest.get(end + 2..(end + 2).checked_add(size)?)?;
        out.extend_from_slice(chunk);
        rest = rest.get(end + 2 + size + 2..)?;
    }
}

fn find(bytes: &[u8], needle: &[u8]) -> Option<usize> {
    let first = needle[0];
    let mut from = 0;
    while let Some(at) = bytes.get(from..)?.iter().position(|byte| *byte == first) {
        let at = from + at;
        if bytes[at..].starts_with(needle) {
            return Some(at);
        }
        from = at + 1;
    }
    None
}
