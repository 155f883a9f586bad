//! `chancery add PATH…`: reports into the database.

use std::{
    collections::BTreeSet,
    io::IsTerminal,
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use serde::Serialize;

use super::{Context, Exit, term};
use crate::{
    clock, settle,
    store::{Added, Fact, RunHead, Store, StoreError, content},
    take::{self, Input, Outcome, Refused, Stage, Taken, Taker, Timings, expand},
};

/// Documents that are written in one transaction.
const BATCH: usize = 200;

/// Take reports into the database.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  chancery add reports/                    all that is in a folder
  chancery add 'archive/**/*.html'         a pattern
  chancery add feed.jsonl --db asia.db     one report a line: doc, source, published, title, text
  curl -s https://example.org/a.html | chancery add -

The same report is taken once, however often it is added: an `add` that was stopped, or cut off with
the power, goes on when the same command is given again.")]
pub(crate) struct Args {
    /// Files, folders or patterns; `-` is standard input
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<String>,
    /// Stop after so many reports that are new
    #[arg(long, value_name = "N")]
    limit: Option<u64>,
    /// Say what would come of it, and write nothing
    #[arg(long)]
    dry_run: bool,
    /// Say where the time went, how fast it began and ended, and how much memory it took
    #[arg(long)]
    timings: bool,
}

pub(crate) fn run(args: &Args, context: &Context) -> anyhow::Result<Exit> {
    let (inputs, refused) = expand(&args.paths);
    let limit = args.limit.unwrap_or(u64::MAX);
    let timings = Timings::default();
    let mut summary = if args.dry_run {
        // Against a copy of nothing but what is known: the file is not touched, nor made.
        let known = match Store::open(&context.db) {
            Ok(store) => store.contents()?,
            Err(StoreError::Missing(_)) => BTreeSet::new(),
            Err(error) => return Err(error.into()),
        };
        read(Sink::Nowhere, &known, inputs, refused, limit, context, &timings)?
    } else if inputs.is_empty() && !context.db.exists() {
        // Nothing to read makes no database.
        Summary { found: refused.len() as u64, refused, ..Summary::default() }
    } else {
        let mut store = Store::create(&context.db)?;
        timed(&mut store, inputs, refused, limit, context, &timings)?
    };
    summary.timings = args.timings.then(|| timings.report());
    if context.json {
        context.print_json(&summary)?;
    }
    summary.report(&context.db, args.dry_run, context);
    let exit = super::report_refused(&summary.refused, context);
    Ok(if summary.interrupted { Exit::Interrupted } else { exit })
}

/// What came of an `add`: found is the sum of added, known and refused.
#[derive(Debug, Default, Serialize)]
pub(crate) struct Summary {
    /// Documents and files that were looked at.
    found: u64,
    /// Documents that are new.
    added: u64,
    /// Documents that were there before.
    known: u64,
    /// Documents among the new ones that report a dealing between states.
    relevant: u64,
    /// Claims of the new documents.
    claims: u64,
    /// What was not taken, and why.
    refused: Vec<Refused>,
    /// True where the user stopped it.
    interrupted: bool,
    /// True where it ended at the limit that the user set.
    limited: bool,
    /// Where the time went, if that was asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    timings: Option<take::Report>,
}

impl Summary {
    /// Adds what came of another call.
    pub(crate) fn join(&mut self, other: Summary) {
        self.found += other.found;
        self.added += other.added;
        self.known += other.known;
        self.relevant += other.relevant;
        self.claims += other.claims;
        self.refused.extend(other.refused);
        self.interrupted |= other.interrupted;
        self.limited |= other.limited;
    }

    pub(crate) fn refused(&self) -> &[Refused] {
        &self.refused
    }

    pub(crate) fn is_interrupted(&self) -> bool {
        self.interrupted
    }

    pub(crate) fn report(&self, db: &Path, dry_run: bool, context: &Context) {
        if context.quiet {
            return;
        }
        let paint = context.err;
        if self.added == 0 && self.known == 0 && self.found == self.refused.len() as u64 {
            let nothing = if self.found == 0 { "no report was found" } else { "no report was read" };
            let (there, db) = (db.exists(), db.display());
            let kept = if there { format!("{db} is as it was") } else { format!("{db} was not made") };
            eprintln!("{} {nothing}; {kept}", paint.warn("nothing done:"));
            return;
        }
        eprintln!(
            "{} {} read: {} {}, {} known, {} refused",
            paint.good(if dry_run { "dry run:" } else { "done:" }),
            term::count(self.found as usize, "report"),
            paint.bold(&self.added.to_string()),
            if dry_run { "would be added" } else { "added" },
            self.known,
            self.refused.len(),
        );
        if self.added > 0 {
            eprintln!(
                "      {} of the new ones tell of dealings between states, in {}",
                self.relevant,
                term::count(self.claims as usize, "claim")
            );
        }
        if self.interrupted {
            eprintln!("      stopped before the end; the same command goes on from here");
        }
        if self.limited {
            eprintln!("      stopped at the limit; the same command goes on from here");
        }
        let place = if dry_run { "nothing was written to" } else { "in" };
        eprintln!("      {}", paint.dim(&format!("{place} {}", db.display())));
        for line in self.timings.iter().flat_map(take::Report::lines) {
            eprintln!("      {line}");
        }
    }
}

/// Reads inputs into a database and brings the ledger up to it.
pub(crate) fn add(
    store: &mut Store,
    inputs: Vec<Input>,
    refused: Vec<Refused>,
    limit: u64,
    context: &Context,
) -> anyhow::Result<Summary> {
    timed(store, inputs, refused, limit, context, &Timings::default())
}

fn timed(
    store: &mut Store,
    inputs: Vec<Input>,
    refused: Vec<Refused>,
    limit: u64,
    context: &Context,
    timings: &Timings,
) -> anyhow::Result<Summary> {
    let path = context.db.clone();
    let named = |error: StoreError| error.at(&path);
    let lexicon = context.lexicon()?;
    let known = store.contents()?;
    let run = store.begin_run(&clock::now(), &lexicon.files().version()).map_err(named)?;
    let sink = Sink::Store { store, run: &run };
    let summary = read(sink, &known, inputs, refused, limit, context, timings)?;
    for refused in &summary.refused {
        store.refuse(&run, &refused.source, refused.code, &refused.reason).map_err(named)?;
    }
    if summary.added == 0 && summary.refused.is_empty() {
        store.drop_run(&run).map_err(named)?;
    } else {
        store.end_run(&run, &clock::now(), summary.added, summary.known).map_err(named)?;
    }
    // An earlier run may have been cut off before it came here, and another program can have
    // stored reports while this one settled: whoever is last leaves the ledger complete. A ledger of
    // another program or lexicon is none of ours, though no report is new.
    let is_ours = store.settled_by()?.is_none_or(|by| by == settle::version(&lexicon.files()));
    if !is_ours || !store.is_settled()? {
        let settler = context.settler(&lexicon)?;
        loop {
            let (documents, _) = store.counts()?;
            store.note_settled(None).map_err(named)?;
            timings.time(Stage::Settling, || settler.settle(store)).map_err(named)?;
            store.note_settled(Some(documents)).map_err(named)?;
            if store.is_settled()? {
                break;
            }
        }
    }
    Ok(summary)
}

/// Reads inputs and hands what is new on.
fn read(
    sink: Sink<'_>,
    known: &BTreeSet<String>,
    inputs: Vec<Input>,
    refused: Vec<Refused>,
    limit: u64,
    context: &Context,
    timings: &Timings,
) -> anyhow::Result<Summary> {
    let lexicon = context.lexicon()?;
    let (engine, rules) = context.engine(&lexicon)?;
    let stop = Arc::new(AtomicBool::new(false));
    let interrupted = Arc::new(AtomicBool::new(false));
    catch_interrupt(&stop, &interrupted);
    let found = AtomicU64::new(0);
    let progress = Progress::new(context, &found);
    let mut writer = Writer {
        sink,
        waiting: Vec::new(),
        timings,
        new: BTreeSet::new(),
        limit,
        summary: Summary { found: refused.len() as u64, refused, ..Summary::default() },
    };
    let taker = Taker {
        engine: &engine,
        rules: &rules,
        workers: super::workers(),
        stop: &stop,
        found: &found,
        timings,
    };
    timings.note();
    let taken = taker.take(inputs, &|content| known.contains(content), |taken| {
        progress.step(&taken);
        writer.take(taken)
    });
    // What was read before a failure is kept all the same.
    let written = writer.flush();
    let mut summary = writer.summary;
    progress.finish();
    if let Err(Stop::Failed(error)) = taken {
        return Err(error.at(&context.db).into());
    }
    written.map_err(|error| error.at(&context.db))?;
    summary.interrupted = interrupted.load(Ordering::Relaxed);
    Ok(summary)
}

/// Where new reports go.
enum Sink<'a> {
    /// Into a database.
    Store { store: &'a mut Store, run: &'a RunHead },
    /// They are only counted.
    Nowhere,
}

/// Why no further report is taken.
enum Stop {
    /// The user's limit.
    Limit,
    /// The database refuses.
    Failed(StoreError),
}

/// Gathers documents and writes them in batches.
struct Writer<'a> {
    sink: Sink<'a>,
    waiting: Vec<(String, Fact)>,
    timings: &'a Timings,
    /// Names of documents that were only counted.
    new: BTreeSet<String>,
    limit: u64,
    summary: Summary,
}

impl Writer<'_> {
    fn take(&mut self, taken: Taken) -> Result<(), Stop> {
        self.summary.found += 1;
        match taken.outcome {
            Outcome::Known => self.summary.known += 1,
            Outcome::Refused(refused) => self.summary.refused.push(refused),
            Outcome::Read(fact) => {
                self.waiting.push((taken.source, *fact));
                let is_last = self.summary.added + self.waiting.len() as u64 >= self.limit;
                if is_last || self.waiting.len() >= BATCH {
                    self.flush().map_err(Stop::Failed)?;
                }
                if self.summary.added >= self.limit {
                    self.summary.limited = true;
                    return Err(Stop::Limit);
                }
            }
        }
        Ok(())
    }

    fn flush(&mut self) -> Result<(), StoreError> {
        let (sources, facts): (Vec<String>, Vec<Fact>) =
            std::mem::take(&mut self.waiting).into_iter().unzip();
        let outcomes = match &mut self.sink {
            Sink::Store { store, run } => self.timings.time(Stage::Writing, || store.add(run, &facts))?,
            Sink::Nowhere => facts
                .iter()
                .map(|fact| if self.new.insert(content(&fact.document)) { Added::New } else { Added::Known })
                .collect(),
        };
        for ((source, fact), added) in sources.into_iter().zip(&facts).zip(outcomes) {
            match added {
                Added::New => {
                    self.summary.added += 1;
                    self.summary.relevant += u64::from(fact.reading.relevant);
                    self.summary.claims += fact.reading.claims.len() as u64;
                }
                Added::Known => self.summary.known += 1,
                Added::Clash => {
                    let reason = format!(
                        "another text is there under the name `{}`: give it a `doc` of its own",
                        fact.document.id
                    );
                    self.summary.refused.push(Refused { source, code: "E-NAME-TAKEN", reason });
                }
            }
        }
        self.timings.note();
        Ok(())
    }
}

/// The first Ctrl-C stops after the batch, the second at once.
fn catch_interrupt(stop: &Arc<AtomicBool>, interrupted: &Arc<AtomicBool>) {
    let (stop, interrupted) = (stop.clone(), interrupted.clone());
    // Where a handler is set already, or none can be, Ctrl-C ends the program as usual; a batch is
    // written whole or not at all, so nothing is lost but the batch.
    let _ = ctrlc::set_handler(move || {
        if interrupted.swap(true, Ordering::Relaxed) {
            std::process::exit(Exit::Interrupted as i32);
        }
        stop.store(true, Ordering::Relaxed);
        eprintln!("\nstopping after this batch; press again to stop now");
    });
}

/// A bar on a terminal; elsewhere a line every ten seconds.
struct Progress<'a> {
    bar: ProgressBar,
    found: &'a AtomicU64,
    said: std::cell::Cell<Instant>,
    done: std::cell::Cell<u64>,
    is_silent: bool,
}

impl<'a> Progress<'a> {
    fn new(context: &Context, found: &'a AtomicU64) -> Progress<'a> {
        let on_terminal = std::io::stderr().is_terminal() && !context.quiet;
        let target =
            if on_terminal { ProgressDrawTarget::stderr_with_hz(10) } else { ProgressDrawTarget::hidden() };
        let bar = ProgressBar::with_draw_target(Some(0), target);
        if let Ok(style) =
            ProgressStyle::with_template("reading {bar:30} {pos} of {len}  {per_sec}  {wide_msg}")
        {
            bar.set_style(style.progress_chars("━╸─"));
        }
        Progress {
            bar,
            found,
            said: Instant::now().into(),
            done: 0.into(),
            is_silent: on_terminal || context.quiet,
        }
    }

    fn step(&self, taken: &Taken) {
        let found = self.found.load(Ordering::Relaxed);
        self.done.set(self.done.get() + 1);
        self.bar.set_length(found);
        self.bar.inc(1);
        self.bar.set_message(term::clean(&taken.source));
        if !self.is_silent && self.said.get().elapsed() > Duration::from_secs(10) {
            self.said.set(Instant::now());
            eprintln!("reading: {} of {found} so far", self.done.get());
        }
    }

    fn finish(&self) {
        self.bar.finish_and_clear();
    }
}
