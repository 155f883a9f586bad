//! Slips of the sources about names of persons: kept as they are printed, and shown beside what is
//! usual.

use std::collections::{BTreeMap, BTreeSet};

use super::{Mentions, NOBODY};
use crate::{
    evidence::hash,
    ledger::{
        model::{Conflict, Person, RowId},
        names::NameWords,
        roll::{At, Roll},
        rules::LedgerRules,
    },
};

/// So many stories must call a person by the usual short name, for each that uses another.
const OUTVOTED: usize = 4;
/// The least number of stories that make a short name usual.
const USUAL: usize = 3;
/// How many mentions show somebody in office.
const SHOWN: usize = 3;

/// Short names of persons that are a part of the name, but not the one that is used: a given name in
/// the place of the family name, or the other way round.
pub(super) fn short_names(rows: &[Person], seen: &Mentions<'_>, meant: &[u32], roll: &Roll) -> Vec<Conflict> {
    let mut short: BTreeMap<u32, BTreeMap<&str, Vec<u32>>> = BTreeMap::new();
    for (at, person) in meant.iter().enumerate().filter(|(_, person)| **person != NOBODY) {
        if let [word] = &*seen.form(at).1.0 {
            short.entry(*person).or_default().entry(word).or_default().push(at as u32);
        }
    }
    let doc = |at: &u32| seen.get(*at as usize).at.0;
    let stories = |mentions: &[u32]| {
        mentions.iter().map(|at| &roll.rows()[doc(at)].story).collect::<BTreeSet<_>>().len()
    };
    let mut conflicts = Vec::new();
    for (person, forms) in short {
        let row = &rows[person as usize];
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
            let printed = seen.get(mentions[0] as usize).name.unwrap_or(word).to_owned();
            (printed, roll.support(mentions.iter().take(3).map(|at| seen.get(*at as usize).at)).mentions)
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
    seen: &Mentions<'_>,
    meant: &[u32],
    roll: &Roll,
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
    // The first mentions that show each of them in office.
    let mut shown: BTreeMap<u32, Vec<At>> = pairs
        .iter()
        .flat_map(|&(one, other)| [(one as u32, Vec::new()), (other as u32, Vec::new())])
        .collect();
    if !shown.is_empty() {
        for (at, person) in meant.iter().enumerate() {
            if let Some(found) = shown.get_mut(person).filter(|found| found.len() < SHOWN) {
                let one = seen.get(at);
                found.extend((one.shows_office && one.office.is_some()).then_some(one.at));
            }
        }
    }
    let version = |person: usize| {
        let side = rows[person].actor.map_or_else(String::new, |actor| actor.as_str().to_owned());
        (side, roll.support(shown[&(person as u32)].iter().copied()).mentions)
    };
    let conflicts = pairs.iter().map(|&(one, other)| Conflict {
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
