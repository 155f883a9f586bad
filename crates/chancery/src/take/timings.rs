//! Where the time of taking in goes, and whether it goes on as it began.
//!
//! The stages are measured on the clock of each thread and added up, so that their shares hold
//! however many threads there are. Processor time and memory are those that Linux tells; elsewhere
//! they are left out.

use std::{
    fs,
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::Instant,
};

use serde::Serialize;

/// What is done to a document, in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// It is found in its file: unpacked, cut out.
    Opening,
    /// Its bytes become text: HTML, PDF and so on.
    Extracting,
    /// The article is told from the furniture around it.
    Cleaning,
    /// It is read.
    Reading,
    /// Its fingerprint is taken, by which copies are found.
    Printing,
    /// It is written.
    Writing,
    /// The ledger is brought up to it.
    Settling,
}

const STAGES: [(Stage, &str); 7] = [
    (Stage::Opening, "opening and unpacking files"),
    (Stage::Extracting, "from bytes to text"),
    (Stage::Cleaning, "article and furniture"),
    (Stage::Reading, "reading"),
    (Stage::Printing, "fingerprints"),
    (Stage::Writing, "writing"),
    (Stage::Settling, "settling the ledger"),
];

/// Adds up what each stage takes; shared by all threads.
#[derive(Debug)]
pub struct Timings {
    began: Instant,
    nanoseconds: [AtomicU64; STAGES.len()],
    words: AtomicU64,
    marks: Mutex<Vec<Mark>>,
}

impl Default for Timings {
    fn default() -> Timings {
        Timings {
            began: Instant::now(),
            nanoseconds: Default::default(),
            words: AtomicU64::new(0),
            marks: Mutex::default(),
        }
    }
}

impl Timings {
    /// Does something and adds the time that it takes to a stage.
    pub fn time<T>(&self, stage: Stage, work: impl FnOnce() -> T) -> T {
        let began = Instant::now();
        let result = work();
        let took = u64::try_from(began.elapsed().as_nanos()).unwrap_or(u64::MAX);
        self.nanoseconds[stage as usize].fetch_add(took, Ordering::Relaxed);
        result
    }

    /// Counts the words of a document that was read.
    pub fn count(&self, text: &str) {
        self.words.fetch_add(text.split_whitespace().count() as u64, Ordering::Relaxed);
    }

    /// Notes how far the reading has come: at its start, and after each batch.
    pub fn note(&self) {
        self.marks.lock().unwrap_or_else(PoisonError::into_inner).push(self.now());
    }

    fn now(&self) -> Mark {
        Mark {
            words: self.words.load(Ordering::Relaxed),
            seconds: self.began.elapsed().as_secs_f64(),
            processor: processor_seconds(),
        }
    }

    /// What came of it.
    #[must_use]
    pub fn report(&self) -> Report {
        let marks = self.marks.lock().unwrap_or_else(PoisonError::into_inner);
        let seconds = |stage: Stage| self.nanoseconds[stage as usize].load(Ordering::Relaxed) as f64 / 1e9;
        let all: f64 = STAGES.iter().map(|(stage, _)| seconds(*stage)).sum();
        let share = |seconds: f64| if all > 0.0 { (1000.0 * seconds / all).round() / 10.0 } else { 0.0 };
        let now = self.now();
        Report {
            words: now.words,
            seconds: now.seconds,
            processor: now.processor,
            peak_mib: peak_of_memory(),
            first_tenth: Pace::of(&marks, 0, 1),
            last_tenth: Pace::of(&marks, 9, 10),
            stages: STAGES
                .iter()
                .map(|(stage, name)| Share {
                    stage: name,
                    seconds: seconds(*stage),
                    percent: share(seconds(*stage)),
                })
                .collect(),
        }
    }
}

/// A moment of the reading.
#[derive(Clone, Copy, Debug)]
struct Mark {
    words: u64,
    seconds: f64,
    processor: Option<f64>,
}

/// Where the time went.
#[derive(Debug, Serialize)]
pub struct Report {
    /// Words of the documents that were read, as spaces part them.
    words: u64,
    /// Seconds of the clock.
    seconds: f64,
    /// Seconds of the processor, over all threads.
    processor: Option<f64>,
    /// The most memory that the program has held so far, in MiB.
    peak_mib: Option<f64>,
    /// The first tenth of the words.
    first_tenth: Option<Pace>,
    /// The last tenth of the words.
    last_tenth: Option<Pace>,
    /// What each stage took.
    stages: Vec<Share>,
}

/// How fast a part of the reading went.
#[derive(Clone, Copy, Debug, Serialize)]
pub(super) struct Pace {
    /// Words a second of the clock.
    words_per_second: f64,
    /// Words a second of the processor, over all threads.
    words_per_processor_second: Option<f64>,
}

impl Pace {
    /// The pace between two tenths of the words; none where there were too few batches to tell.
    fn of(marks: &[Mark], from: u64, to: u64) -> Option<Pace> {
        let (begin, end) = (marks.first()?, marks.last()?);
        let all = end.words - begin.words;
        let at = |tenths: u64| marks.iter().find(|mark| (mark.words - begin.words) * 10 >= all * tenths);
        let (from, to) = (at(from)?, at(to)?);
        let words = (to.words - from.words) as f64;
        if words == 0.0 || to.seconds <= from.seconds || marks.len() < 5 {
            return None;
        }
        let processor = from.processor.zip(to.processor).map(|(from, to)| to - from);
        Some(Pace {
            words_per_second: words / (to.seconds - from.seconds),
            words_per_processor_second: processor.filter(|took| *took > 0.0).map(|took| words / took),
        })
    }
}

/// What a stage took.
#[derive(Debug, Serialize)]
pub(super) struct Share {
    stage: &'static str,
    /// Seconds, over all threads.
    seconds: f64,
    /// Of the seconds of all stages.
    percent: f64,
}

impl Report {
    /// The lines that people read.
    #[must_use]
    pub fn lines(&self) -> Vec<String> {
        let or =
            |value: Option<f64>, unit: &str| value.map_or(String::new(), |value| format!("{value:.0}{unit}"));
        let mut lines = vec![format!(
            "{} words in {:.1} s ({} of the processor), {:.0} words/s; at most {} of memory",
            self.words,
            self.seconds,
            or(self.processor, " s"),
            self.words as f64 / self.seconds.max(1e-9),
            or(self.peak_mib, " MiB"),
        )];
        for (what, pace) in [("first", self.first_tenth), ("last", self.last_tenth)] {
            if let Some(pace) = pace {
                lines.push(format!(
                    "reading, the {what} tenth: {:.0} words/s, {} of the processor",
                    pace.words_per_second,
                    or(pace.words_per_processor_second, " words/s"),
                ));
            }
        }
        lines.extend(
            self.stages
                .iter()
                .map(|share| format!("{:5.1} % {:9.2} s  {}", share.percent, share.seconds, share.stage)),
        );
        lines
    }
}

/// Seconds that the processor has spent on this program, in steps of a hundredth.
fn processor_seconds() -> Option<f64> {
    let stat = fs::read_to_string("/proc/self/stat").ok()?;
    // The name of the program stands in brackets and may hold spaces.
    let mut rest = stat.rsplit_once(')')?.1.split_whitespace().skip(11);
    let (user, system): (f64, f64) = (rest.next()?.parse().ok()?, rest.next()?.parse().ok()?);
    Some((user + system) / 100.0)
}

/// The most memory that the program has held, in MiB.
fn peak_of_memory() -> Option<f64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    line.split_whitespace().nth(1)?.parse::<f64>().ok().map(|kib| kib / 1024.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_tenth_is_told_from_the_first() {
        let mark = |words, seconds| Mark { words, seconds, processor: Some(2.0 * seconds) };
        // A hundred words a second, but for the last hundred, which take ten.
        let marks: Vec<Mark> =
            (0..10).map(|at| mark(at * 100, at as f64)).chain([mark(1000, 19.0)]).collect();
        let (first, last) = (Pace::of(&marks, 0, 1).unwrap(), Pace::of(&marks, 9, 10).unwrap());
        assert_eq!((first.words_per_second, first.words_per_processor_second), (100.0, Some(50.0)));
        assert_eq!(last.words_per_second, 10.0);
        assert!(Pace::of(&marks[..2], 0, 1).is_none() && Pace::of(&[], 0, 1).is_none());
    }

    #[test]
    fn shares_are_of_all_stages() {
        let timings = Timings::default();
        timings.nanoseconds[Stage::Reading as usize].store(3_000_000_000, Ordering::Relaxed);
        timings.nanoseconds[Stage::Writing as usize].store(1_000_000_000, Ordering::Relaxed);
        let report = timings.report();
        let percent = |at: Stage| report.stages[at as usize].percent;
        assert_eq!((percent(Stage::Reading), percent(Stage::Writing)), (75.0, 25.0));
        assert!(
            report.lines().iter().any(|line| line == " 75.0 %      3.00 s  reading"),
            "{:?}",
            report.lines()
        );
    }
}
