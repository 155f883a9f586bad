//! `chancery add PATH…`: reports into the database.

use std::{
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
    store::{Added, Fact, RunHead, Store, StoreError},
    take::{Input, Outcome, Refused, Taken, Taker, expand},
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

The same report is taken once, however often it is added.")]
pub(crate) struct Args {
    /// Files, folders or patterns; `-` is standard input
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<String>,
}

pub(crate) fn run(args: &Args, context: &Context) -> anyhow::Result<Exit> {
    let (inputs, refused) = expand(&args.paths);
    let mut store = Store::create(&context.db)?;
    let summary = add(&mut store, inputs, refused, context)?;
    if context.json {
        context.print_json(&summary)?;
    }
    summary.report(&context.db, context);
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
}

impl Summary {
    pub(crate) fn report(&self, db: &Path, context: &Context) {
        if context.quiet {
            return;
        }
        let paint = context.err;
        eprintln!(
            "{} {} read: {} added, {} known, {} refused",
            paint.good("done:"),
            term::count(self.found as usize, "report"),
            paint.bold(&self.added.to_string()),
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
        eprintln!("      {}", paint.dim(&format!("in {}", db.display())));
    }
}

/// Reads inputs into a database and rebuilds the ledger where something is new.
pub(crate) fn add(
    store: &mut Store,
    inputs: Vec<Input>,
    refused: Vec<Refused>,
    context: &Context,
) -> anyhow::Result<Summary> {
    let lexicon = context.lexicon()?;
    let (engine, rules) = context.engine(&lexicon)?;
    let version = lexicon.files().version();
    let stop = Arc::new(AtomicBool::new(false));
    let interrupted = Arc::new(AtomicBool::new(false));
    catch_interrupt(&stop, &interrupted);
    let known = store.contents()?;
    let run = store.begin_run(&now(), &version)?;
    let found = AtomicU64::new(0);
    let progress = Progress::new(context, &found);
    let mut writer = Writer {
        store,
        run: &run,
        waiting: Vec::new(),
        summary: Summary { found: refused.len() as u64, refused, ..Summary::default() },
    };
    let taker =
        Taker { engine: &engine, rules: &rules, workers: super::workers(), stop: &stop, found: &found };
    let taken = taker.take(inputs, &|content| known.contains(content), |taken| {
        progress.step(&taken);
        writer.take(taken)
    });
    // What was read before a failure is kept all the same.
    let written = writer.flush();
    let mut summary = writer.summary;
    progress.finish();
    taken?;
    written?;
    summary.interrupted = interrupted.load(Ordering::Relaxed);
    for refused in &summary.refused {
        store.refuse(&run, &refused.source, refused.code, &refused.reason)?;
    }
    if summary.added == 0 && summary.refused.is_empty() {
        store.drop_run(&run)?;
    } else {
        store.end_run(&run, &now(), summary.added, summary.known)?;
    }
    if summary.added > 0 || store.ledger_hash()?.is_none() {
        context.settler(&lexicon)?.settle(store)?;
    }
    Ok(summary)
}

/// Gathers documents and writes them in batches.
struct Writer<'a> {
    store: &'a mut Store,
    run: &'a RunHead,
    waiting: Vec<(String, Fact)>,
    summary: Summary,
}

impl Writer<'_> {
    fn take(&mut self, taken: Taken) -> Result<(), StoreError> {
        self.summary.found += 1;
        match taken.outcome {
            Outcome::Known => self.summary.known += 1,
            Outcome::Refused(refused) => self.summary.refused.push(refused),
            Outcome::Read(fact) => {
                self.waiting.push((taken.source, *fact));
                if self.waiting.len() >= BATCH {
                    self.flush()?;
                }
            }
        }
        Ok(())
    }

    fn flush(&mut self) -> Result<(), StoreError> {
        let (sources, facts): (Vec<String>, Vec<Fact>) =
            std::mem::take(&mut self.waiting).into_iter().unzip();
        let outcomes = self.store.add(self.run, &facts)?;
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
        Ok(())
    }
}

/// The time in UTC, to the second.
pub(crate) fn now() -> String {
    jiff::Timestamp::now().strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
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
