//! The code of a party to relations: a state or an organisation.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

/// A state by its ISO 3166-1 alpha-3 code (`VNM`), or an international organisation by its usual
/// short name (`EU`, `ASEAN`); at most 23 bytes. Ordered by its letters.
///
/// ```
/// # use chancery_core::lexicon::ActorCode;
/// let code: ActorCode = "VNM".parse().unwrap();
/// assert_eq!(code.as_str(), "VNM");
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ActorCode {
    bytes: [u8; 23],
    len: u8,
}

/// The code is empty or has more than 23 bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadActorCode(pub Box<str>);

impl fmt::Display for BadActorCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "`{}` is no code of a state or organisation: use 1 to 23 bytes, such as VNM or ASEAN",
            self.0
        )
    }
}

impl std::error::Error for BadActorCode {}

impl ActorCode {
    /// The code as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.bytes[..usize::from(self.len)]).expect("a code is made from text")
    }
}

impl FromStr for ActorCode {
    type Err = BadActorCode;

    fn from_str(code: &str) -> Result<ActorCode, BadActorCode> {
        let mut bytes = [0; 23];
        match bytes.get_mut(..code.len()) {
            Some(place) if !code.is_empty() => place.copy_from_slice(code.as_bytes()),
            _ => return Err(BadActorCode(code.into())),
        }
        Ok(ActorCode { bytes, len: code.len() as u8 })
    }
}

impl fmt::Display for ActorCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl fmt::Debug for ActorCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Serialize for ActorCode {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for ActorCode {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<ActorCode, D::Error> {
        from.deserialize_str(InPlace("a code of at most 23 bytes", |code| code.parse().ok()))
    }
}

/// Reads a value out of the text where it stands, without a copy of it: what is expected, and how.
pub(crate) struct InPlace<T>(pub(crate) &'static str, pub(crate) fn(&str) -> Option<T>);

impl<T> serde::de::Visitor<'_> for InPlace<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }

    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<T, E> {
        (self.1)(text).ok_or_else(|| E::invalid_value(serde::de::Unexpected::Str(text), &self))
    }
}
