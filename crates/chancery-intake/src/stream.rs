//! Opens an input: tells what it is, unpacks what is packed, and yields the documents in it.

use std::io::{self, BufRead, BufReader, Read};

use flate2::bufread::MultiGzDecoder;

use crate::{Code, Format, Hints, Limits, Opened, Piece, Refusal, archive, feed, jsonl, sniff, warc};

/// A stream of documents.
pub(crate) type Stream<'a> = Box<dyn Iterator<Item = Opened> + 'a>;

/// Opens an input that lies `depth` containers deep.
pub(crate) fn open<'a>(
    name: &str,
    mut input: Box<dyn BufRead + 'a>,
    limits: Limits,
    depth: u32,
) -> Stream<'a> {
    let head = match peek(&mut input) {
        Ok((head, rest)) => {
            input = rest;
            head
        }
        Err(error) => return one(Err(io(name, &error))),
    };
    let format = sniff::sniff(&head, name);
    let packed = matches!(format, Format::Gzip | Format::Zstd | Format::Zip | Format::Tar);
    if packed && depth >= limits.depth {
        let advice = "unpack the outer archives first";
        return one(Err(Refusal::new(Code::Bomb, name, advice).because("archives are nested too deep")));
    }
    match format {
        Format::JsonLines => jsonl::lines(name, input, limits),
        Format::Warc => {
            warc::records(name, Box::new(BufReader::new(Bounded::new(input, limits.unpacked))), limits)
        }
        Format::Gzip if is_packed_warc(&head) => match more(&mut input, PACKED) {
            Ok((head, input)) if warc::is_one_a_member(&head) => warc::members(name, input, limits),
            Ok((_, input)) => gzip(name, input, limits, depth),
            Err(error) => one(Err(io(name, &error))),
        },
        Format::Gzip => gzip(name, input, limits, depth),
        Format::Zstd => match ruzstd::decoding::StreamingDecoder::new(input) {
            Ok(decoder) => unpacked(name, ".zst", decoder, limits, depth),
            Err(error) => {
                one(Err(Refusal::new(Code::Damaged, name, "get the file again").because(error.to_string())))
            }
        },
        Format::Zip => archive::zip(name, input, limits, depth),
        Format::Tar => archive::tar(name, input, limits, depth),
        Format::Feed | Format::JsonFeed => match whole(name, input, limits) {
            Ok(bytes) => feed::entries(name, &bytes, limits),
            Err(refusal) => one(Err(refusal)),
        },
        _ => one(whole(name, input, limits).map(|bytes| Piece {
            place: name.to_owned(),
            format,
            bytes,
            hints: Hints::default(),
        })),
    }
}

/// How much of a packed web archive is looked at to see how it is packed.
const PACKED: u64 = 256 << 10;

/// True where what a gzip file unpacks to begins as a web archive does.
fn is_packed_warc(head: &[u8]) -> bool {
    let mut start = [0; 7];
    flate2::bufread::GzDecoder::new(head).read_exact(&mut start).is_ok() && &start == b"WARC/1."
}

fn gzip<'a>(name: &str, input: Box<dyn BufRead + 'a>, limits: Limits, depth: u32) -> Stream<'a> {
    unpacked(name, ".gz", MultiGzDecoder::new(input), limits, depth)
}

/// Opens what a decoder gives, under the name without its ending.
fn unpacked<'a>(name: &str, ending: &str, decoder: impl Read + 'a, limits: Limits, depth: u32) -> Stream<'a> {
    let inner = name.strip_suffix(ending).unwrap_or(name).to_owned();
    let bounded = Bounded::new(decoder, limits.unpacked);
    open(&inner, Box::new(BufReader::with_capacity(64 << 10, bounded)), limits, depth + 1)
}

/// All bytes of one document.
pub(crate) fn whole(name: &str, input: impl Read, limits: Limits) -> Result<Vec<u8>, Refusal> {
    let mut bytes = Vec::new();
    copy(name, input, &mut bytes, limits.document)?;
    Ok(bytes)
}

/// Copies at most so many bytes; a longer input is refused.
pub(crate) fn copy(
    name: &str,
    input: impl Read,
    into: &mut impl io::Write,
    limit: u64,
) -> Result<(), Refusal> {
    let copied = io::copy(&mut input.take(limit + 1), into).map_err(|error| io(name, &error))?;
    if copied > limit {
        let reason = format!("it has more than {} MiB", limit >> 20);
        return Err(Refusal::new(Code::TooLong, name, "split it into documents").because(reason));
    }
    Ok(())
}

/// A stream of one.
pub(crate) fn one<'a>(opened: Opened) -> Stream<'a> {
    Box::new(std::iter::once(opened))
}

/// The first bytes, and an input that begins with them again.
type Peeked<'a> = (Vec<u8>, Box<dyn BufRead + 'a>);

fn peek<'a>(input: &mut Box<dyn BufRead + 'a>) -> io::Result<Peeked<'a>> {
    more(input, sniff::LOOK as u64)
}

/// The first so many bytes.
fn more<'a>(input: &mut Box<dyn BufRead + 'a>, count: u64) -> io::Result<Peeked<'a>> {
    let mut head = Vec::new();
    // One `fill_buf` of a pipe can give a few bytes only.
    let read = input.by_ref().take(count).read_to_end(&mut head);
    let rest = std::mem::replace(input, Box::new(io::empty()));
    match read {
        // A file that is damaged in its first bytes is read as far as it goes; the next read says so.
        Err(error) if head.is_empty() => Err(error),
        _ => Ok((head.clone(), Box::new(io::Cursor::new(head).chain(rest)))),
    }
}

/// How a line ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Line {
    /// It is whole.
    Whole,
    /// It was longer than allowed and has been passed over.
    TooLong,
    /// The input has no further line.
    End,
}

/// Reads one line, without keeping more than `limit` bytes of it.
pub(crate) fn line(input: &mut impl BufRead, bytes: &mut Vec<u8>, limit: u64) -> io::Result<Line> {
    let mut long = false;
    let mut any = false;
    loop {
        let buffer = match input.fill_buf() {
            Ok(buffer) => buffer,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        };
        if buffer.is_empty() {
            return Ok(if long {
                Line::TooLong
            } else if any {
                Line::Whole
            } else {
                Line::End
            });
        }
        any = true;
        let end = buffer.iter().position(|byte| *byte == b'\n');
        let taken = end.map_or(buffer.len(), |end| end + 1);
        if bytes.len() + taken > limit as usize {
            long = true;
            bytes.clear();
        } else if !long {
            bytes.extend_from_slice(&buffer[..taken]);
        }
        input.consume(taken);
        if end.is_some() {
            return Ok(if long { Line::TooLong } else { Line::Whole });
        }
    }
}

/// What a failed read means.
pub(crate) fn io(place: &str, error: &io::Error) -> Refusal {
    match error.get_ref().and_then(|inner| inner.downcast_ref::<Bomb>()) {
        Some(Bomb) => Refusal::new(Code::Bomb, place, "unpack it yourself and look at what is in it"),
        None if matches!(
            error.kind(),
            io::ErrorKind::InvalidData | io::ErrorKind::InvalidInput | io::ErrorKind::UnexpectedEof
        ) =>
        {
            Refusal::new(Code::Damaged, place, "get the file again; what came before the damage is in")
                .because(error.to_string())
        }
        None => Refusal::new(Code::Io, place, "check that the file is there and may be read")
            .because(format!("it cannot be read: {error}")),
    }
}

/// A reader that fails after so many bytes: what unpacks without end must not be followed.
pub(crate) struct Bounded<R> {
    inner: R,
    left: u64,
}

#[derive(Debug)]
struct Bomb;

impl std::fmt::Display for Bomb {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("it unpacks to more than is allowed")
    }
}

impl std::error::Error for Bomb {}

impl<R> Bounded<R> {
    pub(crate) fn new(inner: R, limit: u64) -> Bounded<R> {
        Bounded { inner, left: limit }
    }
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.left == 0 {
            return Err(io::Error::other(Bomb));
        }
        let limit = buffer.len().min(usize::try_from(self.left).unwrap_or(usize::MAX));
        let read = self.inner.read(&mut buffer[..limit])?;
        self.left -= read as u64;
        Ok(read)
    }
}
