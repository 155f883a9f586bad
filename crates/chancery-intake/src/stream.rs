//! Opens an input: tells what it is, unpacks what is packed, and yields the documents in it.

use std::io::{self, BufRead, BufReader, Read};

use flate2::bufread::MultiGzDecoder;

use crate::{Code, Format, Hints, Limits, Opened, Piece, Refusal, jsonl, sniff};

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
    let packed = matches!(format, Format::Gzip);
    if packed && depth >= limits.depth {
        let advice = "unpack the outer archives first";
        return one(Err(Refusal::new(Code::Bomb, name, advice).because("archives are nested too deep")));
    }
    match format {
        Format::JsonLines => jsonl::lines(name, input, limits),
        Format::Gzip => {
            let inner = name.strip_suffix(".gz").unwrap_or(name).to_owned();
            let unpacked = Bounded::new(MultiGzDecoder::new(input), limits.unpacked);
            open(&inner, Box::new(BufReader::with_capacity(64 << 10, unpacked)), limits, depth + 1)
        }
        _ => one(whole(name, input, limits).map(|bytes| Piece {
            place: name.to_owned(),
            format,
            bytes,
            hints: Hints::default(),
        })),
    }
}

/// All bytes of one document.
pub(crate) fn whole(name: &str, input: impl Read, limits: Limits) -> Result<Vec<u8>, Refusal> {
    let mut bytes = Vec::new();
    input.take(limits.document + 1).read_to_end(&mut bytes).map_err(|error| io(name, &error))?;
    if bytes.len() as u64 > limits.document {
        let reason = format!("it has more than {} MiB", limits.document >> 20);
        return Err(Refusal::new(Code::TooLong, name, "split it into documents").because(reason));
    }
    Ok(bytes)
}

/// A stream of one.
pub(crate) fn one<'a>(opened: Opened) -> Stream<'a> {
    Box::new(std::iter::once(opened))
}

/// The first bytes, and an input that begins with them again.
type Peeked<'a> = (Vec<u8>, Box<dyn BufRead + 'a>);

fn peek<'a>(input: &mut Box<dyn BufRead + 'a>) -> io::Result<Peeked<'a>> {
    let mut head = Vec::with_capacity(sniff::LOOK);
    // One `fill_buf` of a pipe can give a few bytes only.
    input.by_ref().take(sniff::LOOK as u64).read_to_end(&mut head)?;
    let rest = std::mem::replace(input, Box::new(io::empty()));
    let again = io::Cursor::new(head.clone()).chain(rest);
    Ok((head, Box::new(again)))
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
