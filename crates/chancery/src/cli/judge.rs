//! The decisions of people: `same`, `not-same`, `correct`, `confirm`, `reject`, `assign`, `note`,
//! `close` and `undo`.
//!
//! A decision is appended to the database, and the ledger is rebuilt with it.

use chancery_core::{
    calendar::Day,
    evidence::DocId,
    ledger::{
        NoCorrection, can_correct,
        judgements::{self, Judgement, Verdict},
        model::{EventRow, Judged, Person, RowId},
    },
};

use super::{
    Context, Exit, Problem, day,
    term::{self, Style},
};
use crate::{briefing::say, clock, library::Library, store::Store};

/// Who decides, and why.
#[derive(Debug, clap::Args)]
pub(crate) struct Signed {
    /// Why
    #[arg(long, value_name = "REASON")]
    because: Option<String>,
    /// Who decides [default: the name of the user]
    #[arg(long, value_name = "NAME", env = "CHANCERY_USER", hide_env = true)]
    by: Option<String>,
}

/// Two rows.
#[derive(Debug, clap::Args)]
pub(crate) struct Two {
    /// The id of one row, or its beginning
    a: String,
    /// The id of the other
    b: String,
    #[command(flatten)]
    signed: Signed,
}

/// Two rows that are one.
#[derive(Debug, clap::Args)]
pub(crate) struct Joined {
    #[command(flatten)]
    two: Two,
    /// Also where the two persons act for two states, or met each other
    #[arg(long)]
    anyway: bool,
}

/// Two rows that are not one.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  chancery not-same 3f9a12c4 77ab0912      two rows, or two claims under one row
  chancery not-same pham-minh-chinh pham-minh-chinh@REPORT
                                           two persons of one name: REPORT speaks of the other one")]
pub(crate) struct Apart {
    #[command(flatten)]
    two: Two,
}

/// One row.
#[derive(Debug, clap::Args)]
pub(crate) struct One {
    /// The id of the row, or its beginning
    id: String,
    #[command(flatten)]
    signed: Signed,
}

/// A field of a row.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  chancery correct 3f9a12c4 when 2025-01-14 --because \"the other report has the day wrong\"
  chancery correct 77ab0912 stage signed
  chancery correct 77ab0912 by VNM,RUS     several stand between commas")]
pub(crate) struct Field {
    /// The id of the row, or its beginning
    id: String,
    /// The field: of an event when, place, title, status, level, ordinal; of a commitment stage, health,
    /// deadline, by, to, fields; of others name, when, period, status, phase
    field: String,
    /// The right value, as the lists write it
    value: String,
    #[command(flatten)]
    signed: Signed,
}

/// Who is to do it.
#[derive(Debug, clap::Args)]
pub(crate) struct Task {
    /// The id of the row, or its beginning
    id: String,
    /// Who: a ministry, a person
    to: String,
    /// By when
    #[arg(long, value_name = "DATE", value_parser = day::last)]
    due: Option<Day>,
    #[command(flatten)]
    signed: Signed,
}

/// A remark.
#[derive(Debug, clap::Args)]
pub(crate) struct Remark {
    /// The id of the row, or its beginning
    id: String,
    /// The remark
    text: String,
    #[command(flatten)]
    signed: Signed,
}

/// An earlier decision.
#[derive(Debug, clap::Args)]
pub(crate) struct Earlier {
    /// The id of the decision, or its beginning: see `chancery judgements`
    id: String,
    #[command(flatten)]
    signed: Signed,
}

pub(crate) fn same(args: &Joined, context: &Context) -> anyhow::Result<Exit> {
    let library = context.library()?;
    let (a, b) = two(&args.two, &library)?;
    if !args.anyway {
        no_strangers(&library, &a, &b)?;
    }
    let judgements = library.store().judgements()?;
    let verdict = judgements::same(&library.ledger, &judgements, a, b);
    decide(library, verdict, &args.two.signed, context)
}

pub(crate) fn not_same(args: &Apart, context: &Context) -> anyhow::Result<Exit> {
    let args = &args.two;
    let library = context.library()?;
    let (a, b) = match namesakes(&library, &args.a, &args.b)? {
        Some(namesakes) => namesakes,
        None => two(args, &library)?,
    };
    decide(library, Verdict::NotSame { a, b }, &args.signed, context)
}

/// Two persons of one name, who are one row so far: each as a report names them. `PERSON@REPORT`
/// says which; of two of which only one says it, the other is whom the first other report names.
fn namesakes(library: &Library, a: &str, b: &str) -> anyhow::Result<Option<(RowId, RowId)>> {
    let typed = [a, b].map(|typed| typed.split_once('@'));
    if typed == [None, None] {
        return Ok(None);
    }
    let whole = [a, b].map(|typed| typed.split_once('@').map_or(typed, |(person, _)| person));
    let rows = [row(library, whole[0])?, row(library, whole[1])?];
    if rows[0] != rows[1] {
        return Ok(Some((rows[0].clone(), rows[1].clone())));
    }
    let Some(person) = library.ledger.people.iter().find(|person| person.id == rows[0]) else {
        return Err(Problem::new("E-KINDS", format!("`{}` is no person", rows[0].0))
            .hint("only persons of one name are told apart by reports; other rows by the claims under them")
            .exit(Exit::Usage)
            .into());
    };
    let base = person.shared_name();
    let reports = library.ledger.documents_of(&person.id);
    let said = [report(library, person, typed[0])?, report(library, person, typed[1])?];
    let other = |not: &str| reports.iter().map(|doc| doc.as_str()).find(|doc| *doc != not);
    let (one, two) = match (said[0].as_deref(), said[1].as_deref()) {
        (Some(one), Some(two)) if one != two => (Some(one), Some(two)),
        (Some(one), None) => (Some(one), other(one)),
        (None, Some(two)) => (other(two), Some(two)),
        _ => (None, None),
    };
    let (Some(one), Some(two)) = (one, two) else {
        return Err(Problem::new("E-ONE", format!("`{a}` and `{b}` name one report"))
            .hint(format!("name a report for each; {} are named in {}", person.name, list_of(&reports)))
            .exit(Exit::Usage)
            .into());
    };
    Ok(Some((base.in_report(one), base.in_report(two))))
}

/// The report, or the claim in it, that a typed name of a person speaks of.
fn report(library: &Library, person: &Person, typed: Option<(&str, &str)>) -> anyhow::Result<Option<String>> {
    let Some((_, typed)) = typed else { return Ok(None) };
    let reports = library.ledger.documents_of(&person.id);
    let claims = person.support.mentions.iter().map(|mention| mention.claim.as_str());
    let names: Vec<&str> = reports.iter().map(|doc| doc.as_str()).chain(claims).collect();
    if names.contains(&typed) {
        return Ok(Some(typed.to_owned()));
    }
    let mut found: Vec<&str> = names.into_iter().filter(|name| name.starts_with(typed)).collect();
    found.dedup();
    match found.as_slice() {
        [one] => Ok(Some((*one).to_owned())),
        _ => Err(Problem::new(
            "E-ID",
            format!("{} reports named `{typed}…` speak of {}", found.len(), person.name),
        )
        .hint(format!("{} is named in {}", person.name, list_of(&reports)))
        .exit(Exit::Usage)
        .into()),
    }
}

/// A few names of documents.
fn list_of(reports: &[DocId]) -> String {
    const SHOWN: usize = 8;
    let mut names: Vec<&str> = reports.iter().take(SHOWN).map(|doc| doc.as_str()).collect();
    if reports.len() > SHOWN {
        names.push("…");
    }
    names.join(", ")
}

/// Refuses two persons who can hardly be one: they act for two sides, or took part in one event.
fn no_strangers(library: &Library, a: &RowId, b: &RowId) -> anyhow::Result<()> {
    let ledger = &library.ledger;
    let find = |id: &RowId| ledger.people.iter().find(|person| person.id == *id);
    let (Some(one), Some(other)) = (find(a), find(b)) else { return Ok(()) };
    let took_part =
        |event: &EventRow, id: &RowId| event.participants.iter().any(|part| part.person.as_ref() == Some(id));
    let show = |side| library.names.show(side);
    let why = match (one.actor, other.actor) {
        (Some(side), Some(second)) if side != second => {
            format!("{} acts for {}, {} for {}", one.name, show(side), other.name, show(second))
        }
        _ => match ledger.events.iter().find(|event| took_part(event, a) && took_part(event, b)) {
            Some(event) => format!("both {} and {} took part in {}", one.name, other.name, event.id.0),
            None => return Ok(()),
        },
    };
    Err(Problem::new("E-STRANGERS", why)
        .hint("say `--anyway` if they are one person all the same, or correct what the reports got wrong")
        .exit(Exit::Usage)
        .into())
}

fn two(args: &Two, library: &Library) -> anyhow::Result<(RowId, RowId)> {
    // Two names of one row are told apart by what they named before it was one.
    let (a, b) = (name(library, &args.a)?, name(library, &args.b)?);
    if a == b {
        let hint = if a.0.starts_with("person/") {
            "name a report for each of two persons of one name: `chancery not-same PERSON@REPORT PERSON@REPORT`"
        } else {
            "`chancery explain` shows the names of the claims under a row: each of them is a name"
        };
        return Err(Problem::new("E-ONE", format!("`{}` and `{}` are the same name", args.a, args.b))
            .hint(hint)
            .exit(Exit::Usage)
            .into());
    }
    let kind = |id: &RowId| id.0.split('/').next().unwrap_or_default().to_owned();
    if kind(&a) != kind(&b) {
        let problem = format!("`{}` and `{}` are rows of two kinds", a.0, b.0);
        return Err(Problem::new("E-KINDS", problem)
            .hint("only rows of one kind can be the same")
            .exit(Exit::Usage)
            .into());
    }
    Ok((a, b))
}

pub(crate) fn confirm(args: &One, context: &Context) -> anyhow::Result<Exit> {
    one(args, context, |row| Verdict::Confirm { row })
}

pub(crate) fn reject(args: &One, context: &Context) -> anyhow::Result<Exit> {
    one(args, context, |row| Verdict::Reject { row })
}

pub(crate) fn close(args: &One, context: &Context) -> anyhow::Result<Exit> {
    one(args, context, |row| Verdict::Close { row })
}

fn one(args: &One, context: &Context, verdict: fn(RowId) -> Verdict) -> anyhow::Result<Exit> {
    let library = context.library()?;
    let row = row(&library, &args.id)?;
    decide(library, verdict(row), &args.signed, context)
}

pub(crate) fn correct(args: &Field, context: &Context) -> anyhow::Result<Exit> {
    let library = context.library()?;
    let row = row(&library, &args.id)?;
    let value = match args.field.as_str() {
        "by" | "to" => codes(&library, &args.value, context)?,
        _ => args.value.clone(),
    };
    if let Err(no) = can_correct(&row, &args.field, &value) {
        let (problem, hint) = match no {
            NoCorrection::Field(&[]) => (
                format!("`{}` has no field to correct", row.0),
                "reject it, or note what is wrong".to_owned(),
            ),
            NoCorrection::Field(fields) => {
                let fields = fields.join(", ");
                (format!("`{}` has no field `{}` to correct", row.0, args.field), format!("it has {fields}"))
            }
            NoCorrection::Value => (
                format!("`{}` cannot be `{}`", args.field, args.value),
                "dates are EDTF, 2024-03-12 or 2024-03; other values are those that `--json` prints"
                    .to_owned(),
            ),
        };
        return Err(Problem::new("E-CORRECTION", problem).hint(hint).exit(Exit::Usage).into());
    }
    let verdict = Verdict::Correct { row, field: args.field.clone(), value };
    decide(library, verdict, &args.signed, context)
}

/// Sides as they were typed, with commas between them, by their codes.
fn codes(library: &Library, typed: &str, context: &Context) -> anyhow::Result<String> {
    let sides = typed.split(',').map(str::trim).filter(|side| !side.is_empty());
    let codes = sides.map(|side| Ok(context.actor(&library.names, side)?.to_string()));
    Ok(codes.collect::<anyhow::Result<Vec<String>>>()?.join(","))
}

pub(crate) fn assign(args: &Task, context: &Context) -> anyhow::Result<Exit> {
    let library = context.library()?;
    let row = row(&library, &args.id)?;
    decide(library, Verdict::Assign { row, to: args.to.clone(), due: args.due }, &args.signed, context)
}

pub(crate) fn note(args: &Remark, context: &Context) -> anyhow::Result<Exit> {
    let library = context.library()?;
    let row = row(&library, &args.id)?;
    decide(library, Verdict::Note { row, text: args.text.clone() }, &args.signed, context)
}

pub(crate) fn undo(args: &Earlier, context: &Context) -> anyhow::Result<Exit> {
    let library = context.library()?;
    let all = library.store().judgements()?;
    let found: Vec<&Judgement> = all.iter().filter(|judgement| judgement.id.starts_with(&args.id)).collect();
    let [judgement] = found.as_slice() else {
        let problem = format!("{} begin with `{}`", term::count(found.len(), "decision"), args.id);
        return Err(Problem::new("E-ID", problem)
            .hint("`chancery judgements` lists them")
            .exit(Exit::Usage)
            .into());
    };
    let verdict = Verdict::Undo { judgement: judgement.id.clone() };
    decide(library, verdict, &args.signed, context)
}

/// Appends a decision, rebuilds the ledger and says what it did.
pub(crate) fn decide(
    library: Library,
    verdict: Verdict,
    signed: &Signed,
    context: &Context,
) -> anyhow::Result<Exit> {
    drop(library);
    let by = signed.by.clone().or_else(user).unwrap_or_else(|| "unknown".to_owned());
    let judgement = Judgement::new(&by, &clock::instant(), verdict, signed.because.as_deref());
    let mut store = Store::open(&context.db)?;
    store.judge(&judgement)?;
    context.settler(&context.lexicon()?)?.settle(&mut store)?;
    if context.json {
        context.print_json(&judgement)?;
        return Ok(Exit::Done);
    }
    let library = context.library()?;
    let mut out = format!("{} {}\n", context.out.good("decided:"), context.out.dim(&judgement.id));
    for mark in library.ledger.judged.iter().filter(|mark| mark.judgement == judgement.id) {
        out.push_str(&format!("  {}: {}\n", mark.row.0, term::clean(&say::decision(mark))));
    }
    term::print(&out)?;
    Ok(Exit::Done)
}

/// What people decided about a row, a line each.
pub(crate) fn decisions(marks: &[&Judged], context: &Context) -> String {
    let line = |mark: &&Judged| {
        let said = format!("decided: {} ({})", say::decision(mark), say::signed(mark));
        term::flow(context.out, &[(Style::Good, term::clean(&said))], context.width, "", 2)
    };
    marks.iter().map(line).collect()
}

/// The name of the user, as the system gives it.
pub(crate) fn user() -> Option<String> {
    ["USER", "USERNAME"].iter().find_map(|name| std::env::var(name).ok()).filter(|name| !name.is_empty())
}

/// A name of a row as it was typed: it may be one that the row had before a merge.
fn name(library: &Library, typed: &str) -> anyhow::Result<RowId> {
    if library.store().find_rows(typed)?.is_empty()
        && let Some(name) = earlier_name(library, typed)
    {
        return Ok(name);
    }
    row(library, typed)
}

/// A full name, or the part of it after the slash, that a row had before it was merged.
pub(crate) fn earlier_name(library: &Library, typed: &str) -> Option<RowId> {
    const KINDS: [&str; 6] = ["event", "commitment", "instrument", "mechanism", "project", "person"];
    let whole = std::iter::once(RowId(typed.to_owned()));
    let guessed = KINDS.iter().map(|kind| RowId(format!("{kind}/{typed}")));
    whole.chain(guessed).find(|name| library.ledger.resolve(name).is_some())
}

/// True where a typed name is an id, or all that follows its slash.
pub(crate) fn is_named(id: &str, typed: &str) -> bool {
    id == typed || id.split_once('/').is_some_and(|(_, name)| name == typed)
}

/// The row that a typed id means.
pub(crate) fn row(library: &Library, typed: &str) -> anyhow::Result<RowId> {
    let found = library.store().find_rows(typed)?;
    if let Some(row) = found.iter().find(|row| is_named(&row.id, typed)) {
        return Ok(RowId(row.id.clone()));
    }
    match found.as_slice() {
        [one] => Ok(RowId(one.id.clone())),
        // An id that the row had before it was merged.
        [] => earlier_name(library, typed).and_then(|name| library.ledger.resolve(&name)).ok_or_else(|| {
            Problem::new("E-ID", format!("no row is called `{typed}`"))
                .hint("ids stand in the last column of `timeline`, `commitments` and the other lists")
                .exit(Exit::Usage)
                .into()
        }),
        several => {
            let names: Vec<&str> = several.iter().map(|row| row.id.as_str()).collect();
            let problem = format!("`{typed}` begins more than one id: {}", names.join(", "));
            Err(Problem::new("E-ID-AMBIGUOUS", problem).hint("type more of it").exit(Exit::Usage).into())
        }
    }
}

/// A row in one line.
pub(crate) fn title(library: &Library, id: &RowId) -> String {
    let ledger = &library.ledger;
    if let Some(row) = ledger.events.iter().find(|row| row.id == *id) {
        let date = row.when.as_ref().map_or("not dated".to_owned(), say::date);
        return format!("{date}: {}", say::event(row, ledger, &library.names));
    }
    if let Some(row) = ledger.commitments.iter().find(|row| row.id == *id) {
        return format!("{}: {}", say::act(row.act), library.say(&row.what));
    }
    let found = library.store().find_rows(&id.0).unwrap_or_default();
    found.into_iter().find(|row| row.id == id.0).map_or_else(|| id.0.clone(), |row| row.title)
}
