//! Taking reports in: one thread opens files, several read documents, the caller gets them back in
//! the order of the command line.
//!
//! What is not taken has a reason. What a document says is core's business; what is kept of it,
//! the store's.
//!
//! Invariants: the order of results is the order of the inputs; queues are bounded, so that memory
//! does not grow with the number of files; no document can stop the others.

mod inputs;
mod timings;

use std::{
    collections::BTreeMap,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicBool, AtomicU64, Ordering},
        mpsc,
    },
    thread,
};

use chancery_core::{
    engine::Engine,
    intake::{PublishedBy, Rules},
    kinship::Fingerprint,
};
use chancery_intake::{Code, Opened};

pub use inputs::{Input, Refused, expand};
pub use timings::{Report, Stage, Timings};

use crate::store::Fact;

/// How many documents may wait between two threads.
const QUEUE: usize = 64;

/// How many documents may be opened before the one is done whose turn it is: what a slow document
/// holds up waits in memory.
const AHEAD: usize = 256;

/// What became of one document of the inputs.
#[derive(Debug)]
pub struct Taken {
    /// The file, and the place in it where it holds many.
    pub source: String,
    /// What became of it.
    pub outcome: Outcome,
}

/// What became of a document.
#[derive(Debug)]
pub enum Outcome {
    /// It was read.
    Read(Box<Fact>),
    /// The caller has it already.
    Known,
    /// It was not taken.
    Refused(Refused),
}

/// How documents are taken in.
#[derive(Clone, Copy)]
pub struct Taker<'a> {
    /// The engine that reads.
    pub engine: &'a Engine,
    /// The rules that tell the article from the furniture around it.
    pub rules: &'a Rules,
    /// How many threads read; at least one.
    pub workers: usize,
    /// Set from outside to stop after the documents that are under way.
    pub stop: &'a AtomicBool,
    /// Counts the documents that were found so far.
    pub found: &'a AtomicU64,
    /// What each stage takes.
    pub timings: &'a Timings,
}

/// One document on its way to a worker.
struct Job {
    n: u64,
    file: String,
    piece: Opened,
}

impl Taker<'_> {
    /// Reads all inputs; `known` is asked for the hash of a document before it is read, and
    /// `each` gets the results in the order of the inputs. An error of `each` stops everything.
    ///
    /// # Errors
    /// The error of `each`.
    pub fn take<E>(
        &self,
        inputs: Vec<Input>,
        known: &(impl Fn(&str) -> bool + Sync),
        mut each: impl FnMut(Taken) -> Result<(), E>,
    ) -> Result<(), E> {
        let (jobs, queue) = mpsc::sync_channel::<Job>(QUEUE);
        let queue = Mutex::new(queue);
        let (done, results) = mpsc::sync_channel::<(u64, Taken)>(QUEUE);
        let (opened, handed_on) = mpsc::sync_channel::<()>(AHEAD);
        thread::scope(|scope| {
            scope.spawn(move || {
                let mut n = 0;
                for input in inputs {
                    if self.stop.load(Ordering::Relaxed) {
                        return;
                    }
                    let file = input.name();
                    let mut pieces = self.timings.time(Stage::Opening, || input.open());
                    while let Some(piece) = self.timings.time(Stage::Opening, || pieces.next()) {
                        let job = Job { n, file: file.clone(), piece };
                        // Caller and workers are gone when the caller has stopped: so does the reading of files.
                        let is_over = self.stop.load(Ordering::Relaxed) || opened.send(()).is_err();
                        if is_over || jobs.send(job).is_err() {
                            return;
                        }
                        n += 1;
                        self.found.store(n, Ordering::Relaxed);
                    }
                }
            });
            for _ in 0..self.workers.max(1) {
                let (done, queue) = (done.clone(), &queue);
                scope.spawn(move || {
                    let mut reader = self.engine.reader();
                    loop {
                        let job = queue.lock().unwrap_or_else(PoisonError::into_inner).recv();
                        let Ok(Job { n, file, piece }) = job else { return };
                        let source = match &piece {
                            Ok(piece) => piece.place.clone(),
                            Err(refusal) => refusal.place.clone(),
                        };
                        let read = || self.read(&mut reader, piece, file, known);
                        let outcome = catch_unwind(AssertUnwindSafe(read)).unwrap_or_else(|_| {
                            // A panic is our bug; it must not cost the other documents.
                            reader = self.engine.reader();
                            let reason = "the program failed on it: please report this".to_owned();
                            Outcome::Refused(Refused { source: source.clone(), code: "E-BUG", reason })
                        });
                        if done.send((n, Taken { source, outcome })).is_err() {
                            return;
                        }
                    }
                });
            }
            drop(done);
            let mut waiting = BTreeMap::new();
            let mut next = 0;
            for (n, taken) in &results {
                waiting.insert(n, taken);
                while let Some(taken) = waiting.remove(&next) {
                    next += 1;
                    // One for each that was opened: it never waits.
                    let _ = handed_on.recv();
                    if let Err(error) = each(taken) {
                        self.stop.store(true, Ordering::Relaxed);
                        // Dropping the results ends the workers, and with them the reader of files.
                        drop(handed_on);
                        drop(results);
                        drop(queue.lock().map(|queue| while queue.try_recv().is_ok() {}));
                        return Err(error);
                    }
                }
            }
            Ok(())
        })
    }

    fn read(
        &self,
        reader: &mut chancery_core::engine::Reader<'_>,
        piece: Opened,
        file: String,
        known: &impl Fn(&str) -> bool,
    ) -> Outcome {
        let piece = match piece {
            Ok(piece) => piece,
            Err(refusal) => return Outcome::Refused(refusal.into()),
        };
        let (text, metadata) = match self.timings.time(Stage::Extracting, || piece.read()) {
            Ok(read) => read,
            Err(refusal) => return Outcome::Refused(refusal.into()),
        };
        let mut document = match self.timings.time(Stage::Cleaning, || self.rules.document(&text, metadata)) {
            Ok(document) => document,
            Err(too_long) => {
                let (source, reason) = (piece.place, too_long.to_string());
                return Outcome::Refused(Refused { source, code: Code::TooLong.name(), reason });
            }
        };
        if known(&crate::store::content(&document)) {
            return Outcome::Known;
        }
        let reading = self.timings.time(Stage::Reading, || reader.read(&document));
        self.timings.count(document.text.as_str());
        document.published = document.published.or(reading.dated.map(|day| (day, PublishedBy::Inferred)));
        let print = self.timings.time(Stage::Printing, || Fingerprint::of(&document));
        Outcome::Read(Box::new(Fact { document, reading, print, file }))
    }
}
