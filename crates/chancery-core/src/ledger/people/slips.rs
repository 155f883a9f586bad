//! Slips of the sources about names of persons: kept as they are printed, and shown beside what is
//! usual.

use std::collections::{BTreeMap, BTreeSet};

use super::{Mentions, NOBODY};
use crate::{
    evidence::hash,
    ledger::{
        model::{Conflict, Person, RowId},
        roll::Roll,
    },
};

/// So many stories must call a person by the usual short name, for each that uses another.
const OUTVOTED: usize = 4;
/// The least number of stories that make a short name usual.
const USUAL: usize = 3;

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

/// The words of a printed name, folded.
fn words(name: &str) -> Vec<String> {
    let folded = crate::lexicon::fold(name);
    folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_owned).collect()
}
