//! Why something was not taken in, and what to do about it.

use std::fmt;

/// What kind of thing went wrong; the printed form is stable, so that scripts can use it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Code {
    /// The input could not be read: the disk or the pipe said so.
    Io,
    /// Bytes that are no text in any encoding.
    Binary,
    /// A line of JSON that is not UTF-8.
    NotUtf8,
    /// A line or a file that is not valid JSON, or has no `text`.
    Json,
    /// A document without text.
    Empty,
    /// A document that is longer than the limit.
    TooLong,
    /// An archive that unpacks to more than the limit, or is nested too deep.
    Bomb,
    /// A record of an archive that is damaged.
    Damaged,
    /// A format that is known but not read.
    Unreadable,
    /// A file that is locked with a password.
    Locked,
}

impl Code {
    /// The stable name: `E-NOT-UTF8`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Code::Io => "E-IO",
            Code::Binary => "E-BINARY",
            Code::NotUtf8 => "E-NOT-UTF8",
            Code::Json => "E-JSON",
            Code::Empty => "E-EMPTY",
            Code::TooLong => "E-TOO-LONG",
            Code::Bomb => "E-BOMB",
            Code::Damaged => "E-DAMAGED",
            Code::Unreadable => "E-UNREADABLE",
            Code::Locked => "E-LOCKED",
        }
    }

    /// What it means, where nothing more exact is known.
    fn reason(self) -> &'static str {
        match self {
            Code::Io => "it cannot be read",
            Code::Binary => "the bytes are no text in any known encoding",
            Code::NotUtf8 => "the line is not UTF-8",
            Code::Json => "the line is not a document in JSON",
            Code::Empty => "there is no text in it",
            Code::TooLong => "it is longer than one document may be",
            Code::Bomb => "it unpacks to more than is allowed",
            Code::Damaged => "the record is damaged",
            Code::Unreadable => "this format is not read",
            Code::Locked => "it is locked with a password",
        }
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Something that was not taken in. Prints as one line: place, code, reason, what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// The file, with the line, byte or member inside it.
    pub place: String,
    /// The kind of trouble.
    pub code: Code,
    /// What is wrong.
    pub reason: String,
    /// What to do about it.
    pub advice: String,
}

impl Refusal {
    pub(crate) fn new(code: Code, place: &str, advice: &str) -> Refusal {
        Refusal { place: place.to_owned(), code, reason: code.reason().to_owned(), advice: advice.to_owned() }
    }

    pub(crate) fn because(mut self, reason: impl Into<String>) -> Refusal {
        self.reason = reason.into();
        self
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}: {}: {}", self.place, self.code, self.reason, self.advice)
    }
}

impl std::error::Error for Refusal {}
