//! The command line: one module a command.
//!
//! Results go to standard output; progress, warnings and summaries go to standard error. A
//! command takes its own arguments and the `Context` that all share, and returns an `Exit`.
//!
//! To add a command: a module with `Args` and `run`, one line in `Command`, one in `dispatch`.

mod add;
mod brief;
mod calendar;
mod changes;
mod check;
mod commitments;
mod compare;
mod completions;
mod dates;
mod day;
mod demo;
mod error;
mod explain;
mod export;
mod follow;
mod instruments;
mod judge;
mod judgements;
mod man;
mod mechanisms;
mod parse;
mod people;
mod pick;
mod read;
mod rebuild;
mod record;
mod review;
mod score;
mod search;
mod serve;
pub(crate) mod term;
mod timeline;

use std::{
    io::{self, IsTerminal},
    path::PathBuf,
    process::ExitCode,
};

use chancery_core::{
    calendar::Day,
    engine::Engine,
    intake::Rules,
    lexicon::{ActorCode, LexiconError, Problems},
};
use clap::{CommandFactory, Parser, Subcommand, ValueEnum};

pub(crate) use error::Problem;

use crate::{lexicon::Lexicon, library::Library, names::Names, settle::Settler, store::Store, take::Refused};
pub(crate) use pick::short;
use term::Paint;

/// Chancery keeps the record of the relations between states, from news reports and communiqués:
/// who met whom, in which office, where and when; what was agreed, promised, asked or only
/// discussed; and what became of it. Every line leads back to the words it rests on.
#[derive(Debug, Parser)]
#[command(name = "chancery", version, max_term_width = 100, after_help = EXAMPLES)]
struct Cli {
    #[command(flatten)]
    global: Global,
    #[command(subcommand)]
    command: Command,
}

const EXAMPLES: &str = "\
Examples:
  chancery demo                            read the sample reports, print a briefing
  chancery add reports/ feed.jsonl         take reports into chancery.db
  chancery brief VNM RUS                   the briefing of a relation
  chancery commitments --field energy      what was undertaken in a field, and what became of it
  chancery explain ID                      the words under a line, and the rule that read them

Exit codes: 0 done, 1 failed (search: nothing found), 2 wrong usage, 3 done but some files were
refused, 4 database busy, 5 database damaged or of a newer version, 130 interrupted.";

/// Days for which a record without a new report counts as the present one.
const HALF_A_YEAR: i32 = 183;

/// The database where none is named.
const DEFAULT_DB: &str = "chancery.db";

/// Options of every command.
#[derive(Debug, clap::Args)]
struct Global {
    /// The database [default: chancery.db in this folder]
    #[arg(long, global = true, value_name = "FILE", env = "CHANCERY_DB", hide_env = true)]
    db: Option<PathBuf>,
    /// Read by the lexicon in DIR instead of the one in the program
    #[arg(long, global = true, value_name = "DIR", env = "CHANCERY_LEXICON", hide_env = true)]
    lexicon: Option<PathBuf>,
    /// Print JSON
    #[arg(long, global = true)]
    json: bool,
    /// When to use colour
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    color: ColorChoice,
    /// No progress and no summary on standard error
    #[arg(long, short, global = true)]
    quiet: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum ColorChoice {
    /// On a terminal, unless NO_COLOR is set
    Auto,
    Always,
    Never,
}

/// The commands in the order of help: taking in, asking, judging, proving, the shell.
#[derive(Debug, Subcommand)]
enum Command {
    /// Read the sample reports and print the briefing that they give
    Demo(demo::Args),
    /// Take reports into the database
    Add(add::Args),
    /// Take the new pages of feeds into the database
    Follow(follow::Args),
    /// Read reports without a database, and print what each says
    Read(read::Args),
    /// Print the briefing of a relation
    Brief(brief::Args),
    /// Events by day
    Timeline(timeline::Args),
    /// What was agreed, pledged, assigned, offered or asked, and what became of it
    Commitments(commitments::Args),
    /// Persons, and the offices that reports show them in
    People(people::Args),
    /// Treaties, agreements, communiqués, and what became of them
    Instruments(instruments::Args),
    /// Joint committees and dialogues, with their sessions
    Mechanisms(mechanisms::Args),
    /// Reports and rows with these words; marks on letters do not matter
    Search(search::Args),
    /// Why a line is in the record: its claims, words and rules
    Explain(explain::Args),
    /// What new reports added, moved, contradicted
    Changes(changes::Args),
    /// Two visits or meetings item by item
    Compare(compare::Args),
    /// What lies ahead: planned events, sessions due, anniversaries, deadlines
    Calendar(calendar::Args),
    /// Serve the pages of a database on this machine
    Serve(serve::Args),
    /// The rows of the ledger for other programs: JSON Lines, CSV, Parquet, linked data …
    Export(export::Args),
    /// Walk through what needs a person
    Review(review::Args),
    /// Two rows are one thing
    Same(judge::Joined),
    /// Two rows are different things
    NotSame(judge::Apart),
    /// A row is right
    Confirm(judge::One),
    /// A row is no finding
    Reject(judge::One),
    /// A field of a row has another value
    Correct(judge::Field),
    /// Somebody is to do what a row says
    Assign(judge::Task),
    /// A remark about a row
    Note(judge::Remark),
    /// A thread is closed
    Close(judge::One),
    /// Take a decision back
    Undo(judge::Earlier),
    /// What people decided; hand it on, take it over
    Judgements(judgements::Args),
    /// Rebuild the ledger from the facts, and say whether it is the same
    Rebuild(rebuild::Args),
    /// What is wrong with a lexicon, for those who edit one
    Check(check::Args),
    /// How many facts marked by hand are found in reports
    Score(score::Args),
    /// Find the time expressions of a text, and the days that they mean
    Dates(dates::Args),
    /// Show the sentences, words, tags, trees and names of documents
    Parse(parse::Args),
    /// Print the completions of a shell
    Completions(completions::Args),
    /// Print the manual page
    Man(man::Args),
}

fn dispatch(command: Command, context: &Context) -> anyhow::Result<Exit> {
    match command {
        Command::Demo(args) => demo::run(&args, context),
        Command::Add(args) => add::run(&args, context),
        Command::Follow(args) => follow::run(&args, context),
        Command::Read(args) => read::run(&args, context),
        Command::Brief(args) => brief::run(&args, context),
        Command::Timeline(args) => timeline::run(&args, context),
        Command::Commitments(args) => commitments::run(&args, context),
        Command::People(args) => people::run(&args, context),
        Command::Instruments(args) => instruments::run(&args, context),
        Command::Mechanisms(args) => mechanisms::run(&args, context),
        Command::Search(args) => search::run(&args, context),
        Command::Explain(args) => explain::run(&args, context),
        Command::Changes(args) => changes::run(&args, context),
        Command::Compare(args) => compare::run(&args, context),
        Command::Calendar(args) => calendar::run(&args, context),
        Command::Serve(args) => serve::run(&args, context),
        Command::Export(args) => export::run(&args, context),
        Command::Review(args) => review::run(&args, context),
        Command::Same(args) => judge::same(&args, context),
        Command::NotSame(args) => judge::not_same(&args, context),
        Command::Confirm(args) => judge::confirm(&args, context),
        Command::Reject(args) => judge::reject(&args, context),
        Command::Correct(args) => judge::correct(&args, context),
        Command::Assign(args) => judge::assign(&args, context),
        Command::Note(args) => judge::note(&args, context),
        Command::Close(args) => judge::close(&args, context),
        Command::Undo(args) => judge::undo(&args, context),
        Command::Judgements(args) => judgements::run(&args, context),
        Command::Rebuild(args) => rebuild::run(&args, context),
        Command::Check(args) => check::run(&args, context),
        Command::Score(args) => score::run(&args, context),
        Command::Dates(args) => dates::run(&args, context),
        Command::Parse(args) => parse::run(&args, context),
        Command::Completions(args) => completions::run(&args, context),
        Command::Man(args) => man::run(&args, context),
    }
}

/// How a run ended, as scripts see it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Exit {
    /// Done.
    Done = 0,
    /// Failed; for `search`, nothing was found.
    Failed = 1,
    /// The command line cannot be carried out as written.
    Usage = 2,
    /// Done, but some inputs were refused.
    SomeRefused = 3,
    /// The database is in use by another program.
    Busy = 4,
    /// The database is damaged or of a newer version.
    Damaged = 5,
    /// Stopped by the user.
    Interrupted = 130,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> ExitCode {
        ExitCode::from(exit as u8)
    }
}

/// What all commands share.
#[derive(Clone, Debug)]
pub(crate) struct Context {
    /// The database file.
    pub(crate) db: PathBuf,
    /// The folder of the lexicon, where it is not the program's own.
    pub(crate) lexicon_dir: Option<PathBuf>,
    /// Print JSON.
    pub(crate) json: bool,
    /// No progress, no summary.
    pub(crate) quiet: bool,
    /// Colours of standard output.
    pub(crate) out: Paint,
    /// Colours of standard error.
    pub(crate) err: Paint,
    /// Columns of the terminal; 100 where there is none.
    pub(crate) width: usize,
}

impl Context {
    fn new(global: Global) -> Context {
        let plain = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty())
            || std::env::var_os("TERM").is_some_and(|term| term == "dumb");
        let paint = |is_terminal: bool| {
            Paint::new(match global.color {
                ColorChoice::Always => true,
                ColorChoice::Never => false,
                ColorChoice::Auto => is_terminal && !plain,
            })
        };
        Context {
            db: global.db.unwrap_or_else(|| PathBuf::from(DEFAULT_DB)),
            lexicon_dir: global.lexicon,
            json: global.json,
            quiet: global.quiet,
            out: paint(io::stdout().is_terminal()),
            err: paint(io::stderr().is_terminal()),
            width: term::width(),
        }
    }

    /// The files of the lexicon.
    pub(crate) fn lexicon(&self) -> anyhow::Result<Lexicon> {
        Lexicon::load(self.lexicon_dir.as_deref()).map_err(|(path, error)| {
            Problem::new("E-LEXICON", format!("cannot read the lexicon: {}: {error}", path.display()))
                .hint("--lexicon names a folder with world/, frames/ and the others in it")
                .into()
        })
    }

    /// The engine that reads by the lexicon, and the rules of intake.
    pub(crate) fn engine(&self, lexicon: &Lexicon) -> anyhow::Result<(Engine, Rules)> {
        let files = lexicon.files();
        let mut problems = Problems::default();
        let rules = Rules::compile(&files, &mut problems);
        let mut problems = problems.into_sorted();
        let engine = match Engine::new(&files) {
            Ok(engine) if problems.is_empty() => return Ok((engine, rules)),
            Ok(_) => Vec::new(),
            Err(found) => found,
        };
        problems.extend(engine);
        problems.sort();
        problems.dedup();
        Err(lexicon_problems(&problems).into())
    }

    /// What reconciling needs of the lexicon.
    pub(crate) fn settler(&self, lexicon: &Lexicon) -> anyhow::Result<Settler> {
        Settler::new(&lexicon.files()).map_err(|problems| lexicon_problems(&problems).into())
    }

    /// The database with its ledger, for reading.
    pub(crate) fn library(&self) -> anyhow::Result<Library> {
        let lexicon = self.lexicon()?;
        Ok(Library::open(Store::open(&self.db)?, Names::load(&lexicon.files()))?)
    }

    /// The database with its ledger as it could be known on a day; without one, today.
    pub(crate) fn library_on(&self, day: Option<Day>) -> anyhow::Result<Library> {
        let mut library = self.library()?;
        let day = day.unwrap_or_else(|| self.today(&library));
        if library.ledger.as_of != Some(day) {
            let ledger = self.settler(&self.lexicon()?)?.as_of(&library.store(), day)?;
            library.ledger = ledger;
        }
        Ok(library)
    }

    /// The day that counts as today, for briefing, calendar and lists alike: that of the clock where
    /// the newest report is of the half year before; an older record stands on the day of its newest.
    pub(crate) fn today(&self, library: &Library) -> Day {
        let today = crate::clock::today();
        let is_old = |newest: Day| {
            newest.checked_add(jiff::Span::new().days(HALF_A_YEAR)).is_ok_and(|limit| limit < today)
        };
        library.ledger.as_of.filter(|newest| is_old(*newest)).unwrap_or(today)
    }

    /// The state or organisation that the user means.
    pub(crate) fn actor(&self, names: &Names, typed: &str) -> anyhow::Result<ActorCode> {
        names.find(typed).ok_or_else(|| {
            let near = names.near(typed);
            let problem = Problem::new("E-ACTOR", format!("no state or organisation is called `{typed}`"));
            let hint = match near.as_slice() {
                [] => "use a code such as VNM or EU, or an English name".to_owned(),
                near => format!("did you mean {}?", near.join(" or ")),
            };
            problem.hint(hint).exit(Exit::Usage).into()
        })
    }

    /// One of a few words that the user may ask for: found whatever its case
    /// and hyphens.
    pub(crate) fn word<'a>(&self, what: &str, typed: &str, known: &[&'a str]) -> anyhow::Result<&'a str> {
        let plain = |word: &str| word.replace('-', " ").to_lowercase();
        known.iter().copied().find(|word| plain(word) == plain(typed)).ok_or_else(|| {
            Problem::new("E-WORD", format!("no {what} is called `{typed}`"))
                .hint(format!("one of: {}", known.join(", ")))
                .exit(Exit::Usage)
                .into()
        })
    }

    /// Prints a list, or says on standard error that nothing stands in it.
    pub(crate) fn print_table(&self, table: &term::Table, nothing: &str) -> anyhow::Result<()> {
        if !table.is_empty() {
            return term::print(&table.render(self.out, self.width));
        }
        if !self.quiet {
            eprintln!("{} {nothing} in {}", self.err.warn("note:"), self.db.display());
        }
        Ok(())
    }

    /// Prints a value as JSON to standard output.
    pub(crate) fn print_json<T: serde::Serialize>(&self, value: &T) -> anyhow::Result<()> {
        let mut text = serde_json::to_string_pretty(value)?;
        text.push('\n');
        term::print(&text)
    }
}

/// Runs the program on the command line of the process.
#[must_use]
pub fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            // Help and version are no failures; everything else is wrong usage.
            let exit = if error.use_stderr() { Exit::Usage } else { Exit::Done };
            if exit == Exit::Usage && std::env::args_os().any(|argument| argument == "--json") {
                error::report_usage(&error);
            } else {
                let _ = error.print();
            }
            return exit.into();
        }
    };
    let context = Context::new(cli.global);
    match dispatch(cli.command, &context) {
        Ok(exit) => exit.into(),
        Err(error) => error::report(&error, &context).into(),
    }
}

/// Prints what is wrong with a lexicon.
fn lexicon_problems(problems: &[LexiconError]) -> Problem {
    for problem in problems {
        eprintln!("{problem}");
    }
    Problem::new("E-LEXICON", format!("the lexicon has {}", term::count(problems.len(), "problem")))
        .hint("mend the files named above; `chancery check DIR` looks them over")
}

/// How many threads read.
pub(crate) fn workers() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}

/// Names what was refused at the end of the output, and says how the command ends.
pub(crate) fn report_refused(refused: &[Refused], context: &Context) -> Exit {
    if refused.is_empty() {
        return Exit::Done;
    }
    eprintln!("{} {}:", context.err.warn("refused"), term::count(refused.len(), "input"));
    // A folder with thousands of pictures in it must not bury the summary.
    const SHOWN: usize = 50;
    for refused in refused.iter().take(SHOWN) {
        let code = context.err.dim(&format!("({})", refused.code));
        eprintln!("  {}: {} {code}", term::clean(&refused.source), term::clean(&refused.reason));
    }
    if refused.len() > SHOWN {
        eprintln!("  and {} more; with a database they stand in the view v_refusals", refused.len() - SHOWN);
    }
    Exit::SomeRefused
}

/// The command line as clap describes it.
pub(crate) fn command() -> clap::Command {
    Cli::command()
}
