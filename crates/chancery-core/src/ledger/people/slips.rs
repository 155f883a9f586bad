//! Slips of the sources about names of persons: kept as they are printed, and shown beside what is
//! usual.

use std::collections::{BTreeMap, BTreeSet};

use super::Seen;
use crate::{
    evidence::hash,
    ledger::{
        input::Roll,
        model::{Conflict, Person, RowId},
        names::NameWords,
        rules::LedgerRules,
    },
};

/// So many stories must call a person by the usual short name, for each that uses another.
const OUTVOTED: usize = 4;
/// The least number of stories that make a short name usual.
const USUAL: usize = 3;

/// Short names of persons that are a part of the name, but not the one that is used: a given name in
/// the place of the family name, or the other way round.
pub(super) fn short_names(
    rows: &[Person],
    seen: &[Seen<'_>],
    meant: &[Option<usize>],
    roll: &Roll<'_>,
) -> Vec<Conflict> {
    let mut short: BTreeMap<usize, BTreeMap<&str, Vec<&Seen<'_>>>> = BTreeMap::new();
    for (one, person) in seen.iter().zip(meant).filter(|(one, _)| one.words.0.len() == 1) {
        if let Some(person) = person {
            short.entry(*person).or_default().entry(&one.words.0[0]).or_default().push(one);
        }
    }
    let stories = |mentions: &[&Seen<'_>]| {
        mentions.iter().map(|one| &roll.0[one.at.0].story).collect::<BTreeSet<_>>().len()
    };
    let mut conflicts = Vec::new();
    for (person, forms) in short {
        let row = &rows[person];
        let Some((usual, times)) = forms
            .iter()
            .map(|(word, seen)| (*word, stories(seen)))
            .max_by_key(|(word, times)| (*times, std::cmp::Reverse(*word)))
        else {
            continue;
        };
        if times < USUAL {
            continue;
        }
        // Only words of the full name: another spelling of the usual one is no slip.
        let full: BTreeSet<String> =
            row.names.iter().flat_map(|name| words(name)).filter(|word| word != usual).collect();
        let version = |word: &str| {
            let mentions = &forms[word];
            let printed = mentions[0].name.unwrap_or(word).to_owned();
            (printed, roll.support(mentions.iter().take(3).map(|one| one.at)).mentions)
        };
        for (word, mentions) in &forms {
            let of_full = row.names.iter().any(|name| {
                let words = words(name);
                words.len() > 1 && words.iter().any(|one| one == word) && words.iter().any(|one| one == usual)
            });
            if *word == usual || !full.contains(*word) || !of_full || stories(mentions) * OUTVOTED > times {
                continue;
            }
            conflicts.push(Conflict {
                id: RowId(format!("conflict/{}", hash(["name", &row.id.0, word]))),
                about: row.id.clone(),
                slot: "name".to_owned(),
                versions: vec![version(usual), version(word)],
            });
        }
    }
    conflicts
}

/// Persons of one full name in office for two sides on the same days. Who leads an organisation by turns
/// has an office at home as well, but it may also be a slip: both are shown.
pub(super) fn two_sides(
    rows: &[Person],
    seen: &[Seen<'_>],
    meant: &[Option<usize>],
    roll: &Roll<'_>,
    rules: &LedgerRules,
) -> Vec<Conflict> {
    let mut named: BTreeMap<NameWords, Vec<usize>> = BTreeMap::new();
    for (at, person) in rows.iter().enumerate().filter(|(_, person)| person.actor.is_some()) {
        let words = NameWords::new(&person.name, &rules.names);
        if words.is_full(&rules.names) {
            named.entry(words).or_default().push(at);
        }
    }
    let mut pairs: Vec<(usize, usize)> = Vec::new();
    for people in named.values() {
        for (at, &one) in people.iter().enumerate() {
            let others = people[at + 1..].iter().filter(|&&other| is_at_once(&rows[one], &rows[other]));
            pairs.extend(others.map(|&other| (one, other)));
        }
    }
    let version = |person: usize| {
        let of = seen.iter().zip(meant).filter(|(one, meant)| **meant == Some(person) && one.shows_office);
        let mentions = of.filter(|(one, _)| one.office.is_some()).take(3).map(|(one, _)| one.at);
        let side = rows[person].actor.map_or_else(String::new, |actor| actor.as_str().to_owned());
        (side, roll.support(mentions).mentions)
    };
    let conflicts = pairs.into_iter().map(|(one, other)| Conflict {
        id: RowId(format!("conflict/{}", hash(["side", &rows[one].id.0, &rows[other].id.0]))),
        about: rows[one].id.clone(),
        slot: "side".to_owned(),
        versions: vec![version(one), version(other)],
    });
    conflicts.filter(|it| it.versions.iter().all(|(_, mentions)| !mentions.is_empty())).collect()
}

/// True where reports show two persons in office for two sides on the same days.
fn is_at_once(one: &Person, other: &Person) -> bool {
    one.actor != other.actor && one.shown().any(|(a, b)| other.shown().any(|(c, d)| a <= d && c <= b))
}

/// The words of a printed name, folded.
fn words(name: &str) -> Vec<String> {
    let folded = crate::lexicon::fold(name);
    folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_owned).collect()
}
