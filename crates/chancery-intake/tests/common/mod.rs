//! What a test of bounds measures: the processor's time, which other programs do not lengthen, and
//! the peak of memory. Where the system tells neither, the clock stands in and memory is not held.

#![allow(dead_code, reason = "no test uses all of it")]

use std::{
    fs,
    time::{Duration, Instant},
};

/// Measures the time of the processor that this thread takes.
pub(crate) struct Watch(Instant, Option<Duration>);

impl Watch {
    pub(crate) fn start() -> Watch {
        Watch(Instant::now(), spent())
    }

    pub(crate) fn elapsed(&self) -> Duration {
        match self.1.zip(spent()) {
            Some((then, now)) => now.saturating_sub(then),
            None => self.0.elapsed(),
        }
    }
}

/// What this thread has spent on a processor so far.
fn spent() -> Option<Duration> {
    let stat = fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    stat.split_whitespace().next()?.parse().ok().map(Duration::from_nanos)
}

/// The most memory that the program has held, in MiB.
pub(crate) fn peak_of_memory() -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    line.split_whitespace().nth(1)?.parse::<u64>().ok().map(|kib| kib / 1024)
}

/// Lets [`peak_of_memory`] begin anew; false where the system cannot.
pub(crate) fn forget_peak() -> bool {
    fs::write("/proc/self/clear_refs", "5").is_ok()
}
