//! Days, and stretches of days as the texts give them.
//!
//! A [`When`] is what is known of a date: the EDTF value (levels 0 and 1) with the first and the
//! last day that it can mean. How an expression of the text becomes a `When` is the business of
//! `times`.
//!
//! Invariant: the first day is never after the last, and the value is valid EDTF.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A day of the proleptic Gregorian calendar.
pub type Day = jiff::civil::Date;

/// How fine a date is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Grain {
    /// One day.
    Day,
    /// One month.
    Month,
    /// A season or a quarter (EDTF 21 to 24, 33 to 36).
    Season,
    /// One year.
    Year,
    /// A decade (`202X`) or a century (`20XX`).
    Decades,
    /// Anything between two ends.
    Interval,
}

/// What is known of a date: an EDTF value and the days that it spans.
///
/// An open end has no day. `Display` and serde give the EDTF value; [`When::parse`] reads it.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct When {
    edtf: Box<str>,
    first: Option<Day>,
    last: Option<Day>,
    grain: Grain,
}

/// The text is no EDTF value of level 0 or 1.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotEdtf(pub Box<str>);

impl fmt::Display for NotEdtf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "`{}` is not an EDTF date of level 0 or 1: write 2025-01-14, 2025-01, or 2025-01-14/2025-01-15",
            self.0
        )
    }
}

impl std::error::Error for NotEdtf {}

impl When {
    /// Reads an EDTF value of level 0 or 1 (level 2 and times of day are refused).
    ///
    /// # Errors
    /// [`NotEdtf`] with the text.
    pub fn parse(edtf: &str) -> Result<When, NotEdtf> {
        let refuse = || NotEdtf(edtf.into());
        let value = edtf_core::Edtf::parse(edtf).map_err(|_| refuse())?;
        if value.level() > 1 {
            return Err(refuse());
        }
        let grain = match &value {
            edtf_core::Edtf::Date(date) if date.year.has_unspecified() => Grain::Decades,
            edtf_core::Edtf::Date(date) => match date.precision() {
                edtf_core::Precision::Day => Grain::Day,
                edtf_core::Precision::Month => Grain::Month,
                edtf_core::Precision::Season => Grain::Season,
                edtf_core::Precision::Year => Grain::Year,
            },
            edtf_core::Edtf::Interval(_) => Grain::Interval,
            edtf_core::Edtf::DateTime(_) | edtf_core::Edtf::Set(_) => return Err(refuse()),
        };
        let bounds = value.bounds();
        let (first, last) = (day_of(bounds.earliest), day_of(bounds.latest));
        if first.is_some() && last.is_some() && first > last {
            return Err(refuse());
        }
        Ok(When { edtf: edtf.into(), first, last, grain })
    }

    /// One day.
    #[must_use]
    pub fn day(day: Day) -> When {
        When { edtf: written(day).into(), first: Some(day), last: Some(day), grain: Grain::Day }
    }

    /// From one day to another, both included; one day where they are the same.
    /// The earlier of the two comes first whatever their order.
    #[must_use]
    pub fn days(first: Day, last: Day) -> When {
        if first == last {
            return When::day(first);
        }
        let (first, last) = (first.min(last), first.max(last));
        When {
            edtf: format!("{}/{}", written(first), written(last)).into(),
            first: Some(first),
            last: Some(last),
            grain: Grain::Interval,
        }
    }

    /// The EDTF value.
    #[must_use]
    pub fn edtf(&self) -> &str {
        &self.edtf
    }

    /// The first day that the value can mean; none where the start is open.
    #[must_use]
    pub fn first(&self) -> Option<Day> {
        self.first
    }

    /// The last day that the value can mean; none where the end is open.
    #[must_use]
    pub fn last(&self) -> Option<Day> {
        self.last
    }

    /// How fine the value is.
    #[must_use]
    pub fn grain(&self) -> Grain {
        self.grain
    }

    /// True where the value is marked `~` or `%`.
    #[must_use]
    pub fn is_approximate(&self) -> bool {
        self.edtf.contains(['~', '%'])
    }

    /// True where the two share at least one day (an open end reaches for ever).
    #[must_use]
    pub fn overlaps(&self, other: &When) -> bool {
        let before = |end: Option<Day>, start: Option<Day>| matches!((end, start), (Some(end), Some(start)) if end < start);
        !before(self.last, other.first) && !before(other.last, self.first)
    }

    /// True where every day of `other` lies in this one.
    #[must_use]
    pub fn contains(&self, other: &When) -> bool {
        let starts = self.first.is_none_or(|first| other.first.is_some_and(|day| first <= day));
        let ends = self.last.is_none_or(|last| other.last.is_some_and(|day| day <= last));
        starts && ends
    }
}

/// A day as EDTF writes it: years before the year 0 have a sign and four digits.
fn written(day: Day) -> String {
    let sign = if day.year() < 0 { "-" } else { "" };
    format!("{sign}{:04}-{:02}-{:02}", day.year().unsigned_abs(), day.month(), day.day())
}

fn day_of(bound: edtf_core::Bound) -> Option<Day> {
    match bound {
        edtf_core::Bound::Date(date) => {
            Day::new(i16::try_from(date.year).ok()?, date.month as i8, date.day as i8).ok()
        }
        _ => None,
    }
}

impl fmt::Display for When {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.edtf)
    }
}

impl fmt::Debug for When {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.edtf)
    }
}

impl Serialize for When {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&self.edtf)
    }
}

impl<'de> Deserialize<'de> for When {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<When, D::Error> {
        When::parse(&String::deserialize(from)?).map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(edtf: &str, days: &str) {
        let when = When::parse(edtf).unwrap();
        let show = |day: Option<Day>| day.map_or("..".to_owned(), |day| day.to_string());
        assert_eq!(format!("{} {}", show(when.first()), show(when.last())), days, "{edtf}");
    }

    #[test]
    fn values_span_their_days() {
        check("2025-01-14", "2025-01-14 2025-01-14");
        check("2024-02", "2024-02-01 2024-02-29");
        check("2025-01-14/2025-01-15", "2025-01-14 2025-01-15");
        check("2025-01~", "2025-01-01 2025-01-31");
        check("2024-06/..", "2024-06-01 ..");
        check("202X", "2020-01-01 2029-12-31");
    }

    #[test]
    fn days_before_the_year_nought_read_back() {
        let day = Day::constant(-4159, 5, 27);
        for when in [When::day(day), When::days(day, Day::constant(-12, 1, 1))] {
            assert_eq!(When::parse(when.edtf()), Ok(when));
        }
    }

    #[test]
    fn what_is_not_level_one_is_refused() {
        for bad in ["", "14.1.2025", "2025-02-30", "[2024,2025]", "2025-01-14T10:00:00", "2025-XX-14"] {
            assert!(When::parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn open_ends_overlap_all_that_follows() {
        let since = When::parse("2024-06/..").unwrap();
        assert!(since.overlaps(&When::parse("2031").unwrap()));
        assert!(!since.overlaps(&When::parse("2024-05").unwrap()));
        assert!(When::parse("2025").unwrap().contains(&When::parse("2025-01-14").unwrap()));
    }
}
