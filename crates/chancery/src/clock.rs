//! The only place that asks the clock of the machine: what is read and concluded never does.

use jiff::{Timestamp, Zoned, civil::Date};

/// The time in UTC, to the second.
pub(crate) fn now() -> String {
    Timestamp::now().strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

/// The time in UTC, to the nanosecond: of two decisions in one second the later one wins.
pub(crate) fn instant() -> String {
    Timestamp::now().strftime("%Y-%m-%dT%H:%M:%S%.9fZ").to_string()
}

/// The day where the machine stands.
pub(crate) fn today() -> Date {
    Zoned::now().date()
}
