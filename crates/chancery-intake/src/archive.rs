//! Archives of files: tar and zip. Each file in one is opened like a file of its own.

use std::io::{self, BufRead, Cursor, Read};

use zip::ZipArchive;

use crate::{
    Code, Limits, Opened, Refusal,
    stream::{self, Bounded, Stream},
};

/// A zip archive is read whole, since its list of files stands at its end; a larger one is refused.
const LARGEST_ZIP: u64 = 1 << 30;
/// What of it is held in memory; a longer one goes to a temporary file without a name.
const IN_MEMORY: usize = 32 << 20;

/// Yields the documents of files one after the other, each file opened when its turn comes.
struct Files<'a, F> {
    next: F,
    open: Option<Stream<'a>>,
}

impl<'a, F: FnMut() -> Option<Result<Stream<'a>, Refusal>>> Iterator for Files<'a, F> {
    type Item = Opened;

    fn next(&mut self) -> Option<Opened> {
        loop {
            if let Some(opened) = self.open.as_mut().and_then(Iterator::next) {
                return Some(opened);
            }
            match (self.next)()? {
                Ok(stream) => self.open = Some(stream),
                Err(refusal) => return Some(Err(refusal)),
            }
        }
    }
}

/// True for what systems put into archives beside the files.
fn is_litter(path: &str) -> bool {
    path.split('/').any(|part| part.starts_with('.') && part != "." || part == "__MACOSX")
}

/// A bound that all files of an archive share.
struct Budget {
    unpacked: u64,
    members: u64,
}

impl Budget {
    fn new(limits: Limits) -> Budget {
        Budget { unpacked: limits.unpacked, members: limits.members }
    }

    /// Counts one file; none where there is nothing left.
    fn spend(&mut self, bytes: u64) -> Option<()> {
        self.members = self.members.checked_sub(1)?;
        self.unpacked = self.unpacked.checked_sub(bytes)?;
        Some(())
    }
}

fn bomb(place: &str) -> Refusal {
    Refusal::new(Code::Bomb, place, "unpack it yourself and look at what is in it")
}

/// The files of a zip archive.
pub(crate) fn zip<'a>(name: &str, input: impl Read, limits: Limits, depth: u32) -> Stream<'a> {
    let mut spool = tempfile::spooled_tempfile(IN_MEMORY);
    let limit = LARGEST_ZIP.min(limits.unpacked);
    if let Err(refusal) = stream::copy(name, input, &mut spool, limit) {
        return stream::one(Err(refusal));
    }
    let mut archive = match ZipArchive::new(spool) {
        Ok(archive) => archive,
        Err(error) => {
            let advice = "get the archive again, or unpack what can be saved with zip -FF";
            return stream::one(Err(Refusal::new(Code::Damaged, name, advice).because(error.to_string())));
        }
    };
    let name = name.to_owned();
    let mut budget = Budget::new(limits);
    let mut at = 0;
    let mut over = false;
    let next = move || {
        while !over && at < archive.len() {
            let number = at;
            at += 1;
            let mut file = match archive.by_index(number) {
                Ok(file) => file,
                Err(zip::result::ZipError::UnsupportedArchive(zip::result::ZipError::PASSWORD_REQUIRED)) => {
                    return Some(Err(Refusal::new(
                        Code::Locked,
                        &format!("{name}/{number}"),
                        "unpack it with its password first",
                    )));
                }
                Err(error) => {
                    let refusal = Refusal::new(
                        Code::Damaged,
                        &format!("{name}/{number}"),
                        "only this file is lost; get the archive again to have it",
                    );
                    return Some(Err(refusal.because(error.to_string())));
                }
            };
            let path = file.name().map(|path| path.replace('\\', "/")).unwrap_or_else(|_| number.to_string());
            let place = format!("{name}/{path}");
            if !file.is_file() || is_litter(&path) {
                continue;
            }
            let read = stream::whole(
                &place,
                &mut file,
                Limits { document: limits.document.saturating_mul(4), ..limits },
            );
            return Some(match read {
                Ok(bytes) if budget.spend(bytes.len() as u64).is_none() => {
                    over = true;
                    Err(bomb(&place))
                }
                Ok(bytes) => Ok(stream::open(&place, Box::new(Cursor::new(bytes)), limits, depth + 1)),
                Err(refusal) => Err(refusal),
            });
        }
        None
    };
    Box::new(Files { next, open: None })
}

/// The files of a tar archive.
pub(crate) fn tar<'a>(name: &str, input: Box<dyn BufRead + 'a>, limits: Limits, depth: u32) -> Stream<'a> {
    let name = name.to_owned();
    let mut input = Bounded::new(input, limits.unpacked);
    let mut budget = Budget::new(limits);
    let mut over = false;
    let mut long_name: Option<String> = None;
    let next = move || {
        while !over {
            let header = match header(&mut input) {
                Ok(Some(header)) => header,
                Ok(None) => {
                    over = true;
                    return None;
                }
                Err(error) => {
                    over = true;
                    return Some(Err(stream::io(&name, &error)));
                }
            };
            let path = long_name.take().unwrap_or(header.path);
            let place = format!("{name}/{path}");
            let padding = header.size.wrapping_neg() % 512;
            let most = limits.document.saturating_mul(4);
            let wanted = match header.kind {
                b'0' | 0 | b'7' => !is_litter(&path),
                b'L' | b'x' => header.size <= 64 << 10,
                _ => false,
            };
            let mut bytes = Vec::new();
            let read = if wanted && header.size <= most {
                input.by_ref().take(header.size).read_to_end(&mut bytes).map(|read| read as u64)
            } else {
                io::copy(&mut input.by_ref().take(header.size), &mut io::sink())
            };
            let padded = io::copy(&mut input.by_ref().take(padding), &mut io::sink());
            match (read, padded) {
                (Ok(read), Ok(_)) if read == header.size => {}
                (Err(error), _) | (_, Err(error)) => {
                    over = true;
                    return Some(Err(stream::io(&place, &error)));
                }
                _ => {
                    over = true;
                    let refusal =
                        Refusal::new(Code::Damaged, &place, "get the archive again; what came before is in");
                    return Some(Err(refusal.because("the archive ends in the middle of the file")));
                }
            }
            match header.kind {
                b'L' => long_name = Some(String::from_utf8_lossy(&bytes).trim_end_matches('\0').to_owned()),
                b'x' => long_name = pax_path(&bytes),
                _ if !wanted => {}
                _ if header.size > most => {
                    return Some(Err(Refusal::new(Code::TooLong, &place, "split it into documents")));
                }
                _ if budget.spend(header.size).is_none() => {
                    over = true;
                    return Some(Err(bomb(&place)));
                }
                _ => return Some(Ok(stream::open(&place, Box::new(Cursor::new(bytes)), limits, depth + 1))),
            }
        }
        None
    };
    Box::new(Files { next, open: None })
}

/// The head of a file in a tar archive.
struct Header {
    path: String,
    size: u64,
    kind: u8,
}

/// The next head; none at the end of the archive.
fn header(input: &mut impl Read) -> io::Result<Option<Header>> {
    let mut block = [0u8; 512];
    let mut filled = 0;
    while filled < block.len() {
        match input.read(&mut block[filled..])? {
            0 => break,
            read => filled += read,
        }
    }
    if filled < block.len() || block.iter().all(|byte| *byte == 0) {
        return Ok(None);
    }
    let damaged =
        || io::Error::new(io::ErrorKind::InvalidData, "the head of a file in the archive is damaged");
    let sum: u32 = block
        .iter()
        .enumerate()
        .map(|(at, byte)| if (148..156).contains(&at) { 32 } else { u32::from(*byte) })
        .sum();
    if octal(&block[148..156]) != Some(u64::from(sum)) {
        return Err(damaged());
    }
    let text = |range: std::ops::Range<usize>| {
        let bytes = &block[range];
        let end = bytes.iter().position(|byte| *byte == 0).unwrap_or(bytes.len());
        String::from_utf8_lossy(&bytes[..end]).into_owned()
    };
    let (front, path) = (text(345..500), text(0..100));
    let path =
        if front.is_empty() || &block[257..263] != b"ustar\0" { path } else { format!("{front}/{path}") };
    // Sizes beyond eight gigabytes are written in binary and are beyond every limit here.
    let size = if block[124] & 0x80 == 0 {
        octal(&block[124..136]).ok_or_else(damaged)?
    } else {
        return Err(damaged());
    };
    Ok(Some(Header { path, size, kind: block[156] }))
}

fn octal(field: &[u8]) -> Option<u64> {
    let text = std::str::from_utf8(field).ok()?.trim_matches(['\0', ' ']);
    if text.is_empty() { Some(0) } else { u64::from_str_radix(text, 8).ok() }
}

/// The path in an extended head: lines of `length path=value`.
fn pax_path(bytes: &[u8]) -> Option<String> {
    String::from_utf8_lossy(bytes)
        .lines()
        .find_map(|line| Some(line.split_once(' ')?.1.strip_prefix("path=")?.to_owned()))
}
