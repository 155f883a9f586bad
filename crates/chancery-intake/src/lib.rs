//! From bytes to text: files, pages, feeds and archives become documents with what their source
//! says about them.
//!
//! [`open`] yields the [`Piece`]s of an input one by one, so that an archive of any size takes
//! little memory; [`Piece::read`] turns one into text and is the costly part, made to be called on
//! another thread. What cannot be taken is a [`Refusal`] with a code, a place, a reason and what
//! to do, and costs only itself. Walking folders is the caller's business; which paragraphs are
//! the article is `chancery_core::intake`'s.
//!
//! Invariants: no input makes this crate panic, loop, or take more memory than its [`Limits`]
//! allow; every piece is either read or refused, none is dropped in silence.

mod archive;
mod decode;
mod docx;
mod feed;
mod html;
mod jsonl;
mod language;
mod mail;
mod markdown;
mod pdf;
mod refusal;
mod sniff;
mod stream;
mod warc;

use std::io::Read;

use chancery_core::intake::Metadata;

pub use refusal::{Code, Refusal};
pub use sniff::Format;

/// Bounds on what one input may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of one document before it is decoded. A longer one is refused.
    pub document: u64,
    /// Bytes of everything that one compressed file or archive unpacks to.
    pub unpacked: u64,
    /// Documents of one archive.
    pub members: u64,
    /// Archives inside archives.
    pub depth: u32,
}

impl Default for Limits {
    fn default() -> Limits {
        // A long communique has 200 kB, the largest news page of Common Crawl some 8 MB; a WARC
        // file of CC-NEWS unpacks to 5 GB.
        Limits { document: 32 << 20, unpacked: 64 << 30, members: 10_000_000, depth: 4 }
    }
}

/// The bytes of one document, with what is known about it before it is read.
#[derive(Clone, Debug)]
pub struct Piece {
    /// The input's name, with the place inside it: `reports.jsonl:12`, `news.warc.gz:1081344`,
    /// `archive.zip/page.html`.
    pub place: String,
    format: Format,
    bytes: Vec<u8>,
    /// What the container says: an address, a day, a declared encoding.
    hints: Hints,
}

/// What a container says about a document in it.
#[derive(Clone, Debug, Default)]
struct Hints {
    source: Option<String>,
    encoding: Option<String>,
    published: Option<jiff::civil::Date>,
    title: Option<String>,
    outlet: Option<String>,
    language: Option<String>,
}

/// One document, or why it is none.
pub type Opened = Result<Piece, Refusal>;

/// Opens an input. `name` is printed in places and helps where the bytes leave the format open.
///
/// ```
/// # use chancery_intake::{Limits, open};
/// let lines = b"{\"doc\": \"a\", \"text\": \"Talks were held.\"}\n{\"text\": 7}\n";
/// let read: Vec<_> = open("two.jsonl", &lines[..], Limits::default()).map(|piece| piece?.read()).collect();
/// assert_eq!(read[0].as_ref().unwrap().0, "Talks were held.");
/// assert_eq!(read[1].as_ref().unwrap_err().place, "two.jsonl:2");
/// ```
pub fn open<'a>(name: &str, input: impl Read + 'a, limits: Limits) -> Box<dyn Iterator<Item = Opened> + 'a> {
    stream::open(name, Box::new(std::io::BufReader::with_capacity(64 << 10, input)), limits, 0)
}

impl Piece {
    /// What the bytes are.
    #[must_use]
    pub fn format(&self) -> Format {
        self.format
    }

    /// The text of the document and what its source says about it. The language is set where it
    /// can be told.
    ///
    /// # Errors
    /// A [`Refusal`] where the bytes are damaged, hold no text, or belong to a format that is not
    /// read.
    pub fn read(&self) -> Result<(String, Metadata), Refusal> {
        let (text, mut metadata) = match self.format {
            Format::JsonLine => jsonl::read(self)?,
            Format::Html => html::read(self)?,
            Format::Markdown => markdown::read(&self.decode()?),
            Format::Docx => docx::read(self)?,
            Format::Mail => mail::read(self)?,
            Format::Pdf => pdf::read(self)?,
            Format::FeedEntry => feed::read(self),
            Format::Text => (self.decode()?, Metadata::default()),
            format => return Err(self.refuse(Code::Unreadable, format.advice())),
        };
        if text.trim().is_empty() {
            return Err(self.refuse(
                Code::Empty,
                "check that the file is complete; a picture of text must be recognised first",
            ));
        }
        metadata.source = metadata.source.or_else(|| self.hints.source.clone());
        metadata.published = metadata.published.or(self.hints.published);
        metadata.title = metadata.title.or_else(|| self.hints.title.clone());
        metadata.outlet = metadata.outlet.or_else(|| self.hints.outlet.clone());
        metadata.language = metadata.language.or_else(|| self.hints.language.clone());
        metadata.language = language::of(&text, metadata.language.take());
        Ok((text, metadata))
    }

    /// The address that the container gives: the page of a feed's entry.
    #[must_use]
    pub fn source(&self) -> Option<&str> {
        self.hints.source.as_deref()
    }

    /// The page of this entry of a feed, as it was fetched from `address`: what the feed says of it
    /// holds where the page says nothing. None where the page is of no kind that is read.
    #[must_use]
    pub fn page(&self, address: &str, bytes: Vec<u8>, encoding: Option<String>) -> Option<Piece> {
        let source = Some(address.to_owned());
        warc::piece(address, bytes, Hints { source, encoding, ..self.hints.clone() })
    }

    fn decode(&self) -> Result<String, Refusal> {
        decode::text(&self.bytes, self.hints.encoding.as_deref()).ok_or_else(|| {
            self.refuse(
                Code::Binary,
                "give a text, page, feed, PDF or archive; pictures and programs are not read",
            )
        })
    }

    fn refuse(&self, code: Code, advice: &str) -> Refusal {
        Refusal::new(code, &self.place, advice)
    }
}
