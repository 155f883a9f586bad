//! Which rows a list shows: the sides and days that the lists have in common.

use std::collections::BTreeSet;

use chancery_core::{
    calendar::{Day, When},
    ledger::model::{Ledger, RowId, Support},
    lexicon::ActorCode,
};

use super::{
    Context, Exit, day,
    term::{Column, Style, Table},
};
use crate::names::Names;

/// The sides and days of a list.
#[derive(Debug, clap::Args)]
pub(crate) struct Pick {
    /// Only what concerns these states or organisations: codes or names
    #[arg(value_name = "SIDE", num_args = 0..=2)]
    sides: Vec<String>,
    /// Only what lies on or after this day
    #[arg(long, value_name = "DATE", value_parser = day::first)]
    since: Option<Day>,
    /// Only what lies on or before this day
    #[arg(long, value_name = "DATE", value_parser = day::last)]
    until: Option<Day>,
}

/// What was picked.
#[derive(Debug)]
pub(crate) struct Picked {
    /// The sides; all of them must be concerned.
    pub(crate) sides: Vec<ActorCode>,
    since: Option<Day>,
    until: Option<Day>,
}

impl Pick {
    pub(crate) fn picked(&self, context: &Context, names: &Names) -> anyhow::Result<Picked> {
        let sides = self.sides.iter().map(|side| context.actor(names, side)).collect::<Result<_, _>>()?;
        Ok(Picked { sides, since: self.since, until: self.until })
    }
}

impl Picked {
    pub(crate) fn concerns(&self, parties: &[ActorCode]) -> bool {
        self.sides.iter().all(|side| parties.contains(side))
    }

    /// True where a date, or the reports where there is none, fall into the days.
    pub(crate) fn falls(&self, when: Option<&When>, support: &Support) -> bool {
        let (first, last) = match when {
            Some(when) => (when.first(), when.last()),
            None => (support.first_day(), support.latest_day()),
        };
        self.since.is_none_or(|since| last.is_none_or(|last| last >= since))
            && self.until.is_none_or(|until| first.is_none_or(|first| first <= until))
    }
}

/// The rows that concern all of these sides.
pub(crate) fn concerned<'l>(ledger: &'l Ledger, sides: &[ActorCode]) -> BTreeSet<&'l RowId> {
    let events = ledger.events.iter().map(|row| (&row.id, &row.parties));
    let commitments = ledger.commitments.iter().map(|row| (&row.id, &row.parties));
    let instruments = ledger.instruments.iter().map(|row| (&row.id, &row.parties));
    let mechanisms = ledger.mechanisms.iter().map(|row| (&row.id, &row.parties));
    let projects = ledger.projects.iter().map(|row| (&row.id, &row.parties));
    let anniversaries = ledger.anniversaries.iter().map(|row| (&row.id, &row.parties));
    let partnerships = ledger.partnerships.iter().map(|row| (&row.id, &row.parties));
    let said = ledger.obstacles.iter().chain(&ledger.states).chain(&ledger.expectations);
    let said = said.chain(&ledger.appraisals).map(|row| (&row.id, &row.parties));
    let positions = ledger
        .positions
        .iter()
        .filter(|row| sides.iter().all(|side| row.by.contains(side) || row.about.contains(side)));
    events
        .chain(commitments)
        .chain(instruments)
        .chain(mechanisms)
        .chain(projects)
        .chain(anniversaries)
        .chain(partnerships)
        .chain(said)
        .filter(|(_, parties)| sides.iter().all(|side| parties.contains(side)))
        .map(|(id, _)| id)
        .chain(positions.map(|row| &row.id))
        .collect()
}

/// A cell of a list, and how it is painted.
pub(crate) type Cell = (Style, String);

/// Prints the rows of a list: as JSON where it is asked for, else as a table, in which a row may take
/// several lines. Where there are none, `nothing` says of what.
pub(crate) fn print<R, J: serde::Serialize>(
    context: &Context,
    rows: &[R],
    json: impl Fn(&R) -> J,
    columns: &[(&'static str, Column)],
    lines: impl Fn(&R) -> Vec<Vec<Cell>>,
    nothing: &str,
) -> anyhow::Result<Exit> {
    if context.json {
        context.print_json(&rows.iter().map(json).collect::<Vec<_>>())?;
        return Ok(Exit::Done);
    }
    let mut table = Table::new(columns);
    rows.iter().flat_map(lines).for_each(|line| table.push(line));
    context.print_table(&table, nothing)?;
    Ok(Exit::Done)
}

/// The part of an id that is typed: what follows the slash, hashes cut to eight digits.
pub(crate) fn short(id: &str) -> String {
    let name = id.split_once('/').map_or(id, |(_, name)| name);
    let is_hash = name.len() >= 12 && name.bytes().all(|byte| byte.is_ascii_hexdigit());
    if is_hash { name[..8].to_owned() } else { name.to_owned() }
}

/// Codes in a cell.
pub(crate) fn codes(codes: &[ActorCode]) -> String {
    codes.iter().map(ActorCode::as_str).collect::<Vec<_>>().join(" ")
}
