//! `chancery commitments`: what was undertaken, asked or offered, and what became of it.

use std::cmp::Reverse;

use chancery_core::{
    ledger::model::{Health, Stage},
    lexicon::{Fields, Problems, Vocabulary},
};

use super::{
    Context, Exit,
    pick::{self, Pick, codes, short},
    term::{Column, Style},
};
use crate::briefing::say;

/// What was agreed, pledged, assigned, offered or asked, and what became of it.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  chancery commitments VNM RUS
  chancery commitments VNM RUS --field energy --force 4
  chancery commitments --by RUS --health quiet
  chancery commitments VNM --open --json

Force: 0 discussed, 1 hoped, 2 offered or proposed, 3 stated, 4 agreed or pledged, 5 assigned, 6 signed.")]
pub(crate) struct Args {
    #[command(flatten)]
    pick: Pick,
    /// Only this field: energy, trade, defence ...
    #[arg(long, value_name = "FIELD")]
    field: Option<String>,
    /// Only what this side undertakes, asks or offers
    #[arg(long, value_name = "SIDE")]
    by: Option<String>,
    /// Only at least as binding as this
    #[arg(long, value_name = "0-6", value_parser = clap::value_parser!(u8).range(0..=6))]
    force: Option<u8>,
    /// Only this stage: voiced, proposed, agreed, assigned, signed, under-way, partly-delivered, delivered
    #[arg(long, value_name = "STAGE")]
    stage: Option<String>,
    /// Only this health: fresh, quiet, stalled, contradicted, postponed, refused ...
    #[arg(long, value_name = "HEALTH")]
    health: Option<String>,
    /// Only requests and offers without an answer
    #[arg(long)]
    open: bool,
}

pub(crate) fn run(args: &Args, context: &Context) -> anyhow::Result<Exit> {
    let library = context.library()?;
    let picked = args.pick.picked(context, &library.names)?;
    let by = args.by.as_deref().map(|by| context.actor(&library.names, by)).transpose()?;
    let lexicon = context.lexicon()?;
    let known = Fields::load(&lexicon.files(), &mut Vocabulary::default(), &mut Problems::default());
    let mut known: Vec<&str> =
        known.all().iter().flat_map(|field| &field.codes).map(|code| &**code).collect();
    known.sort_unstable();
    known.dedup();
    let word = |what: &str, asked: &Option<String>, known: &[&'static str]| {
        asked.as_deref().map(|asked| context.word(what, asked, known)).transpose()
    };
    let field = args.field.as_deref().map(|asked| context.word("field", asked, &known)).transpose()?;
    let stage = word("stage", &args.stage, &Stage::ALL.map(say::stage))?;
    let health = word("health", &args.health, &Health::ALL.map(say::health))?;
    let mut rows: Vec<_> = library
        .ledger
        .commitments
        .iter()
        .filter(|row| picked.concerns(&row.parties) && picked.falls(None, &row.support))
        .filter(|row| field.is_none_or(|field| row.fields.iter().any(|of| of == field)))
        .filter(|row| by.is_none_or(|by| row.by.contains(&by)))
        .filter(|row| args.force.is_none_or(|force| row.force as u8 >= force))
        .filter(|row| stage.is_none_or(|stage| say::stage(row.stage) == stage))
        .filter(|row| health.is_none_or(|health| say::health(row.health) == health))
        .filter(|row| !args.open || row.is_open_request)
        .collect();
    rows.sort_by_key(|row| (Reverse(row.force), Reverse(row.support.latest_day()), &row.id));
    let words = |doc: &_, span| library.words(doc, span);
    pick::print(
        context,
        &rows,
        |row| chancery_wire::rows::commitment(row, &words),
        &[
            ("force", Column::Whole),
            ("stage", Column::Whole),
            ("health", Column::Whole),
            ("latest", Column::Whole),
            ("by", Column::Whole),
            ("what", Column::Rest),
            ("id", Column::Whole),
        ],
        |row| {
            let health = match row.health {
                Health::Fresh => Style::Good,
                Health::Contradicted | Health::Stalled | Health::Refused | Health::Overdue => Style::Bad,
                Health::Closed => Style::Dim,
                _ => Style::Warn,
            };
            // Three words would make the column wider than what it is about.
            let word = match row.health {
                Health::RestatedWithoutProgress => "restated",
                other => say::health(other),
            };
            let latest = row.support.latest_day().map(|day| day.to_string()).unwrap_or_default();
            let what = library.say(&row.what).split_whitespace().collect::<Vec<_>>().join(" ");
            let fields =
                if row.fields.is_empty() { String::new() } else { format!(" ({})", row.fields.join(", ")) };
            vec![vec![
                (Style::Plain, say::force(row.force).to_owned()),
                (Style::Plain, say::stage(row.stage).to_owned()),
                (health, word.to_owned()),
                (Style::Dim, latest),
                (Style::Plain, codes(&row.by)),
                (Style::Plain, format!("{}: {what}{fields}", say::act(row.act))),
                (Style::Dim, short(&row.id.0)),
            ]]
        },
        "no commitment",
    )
}
