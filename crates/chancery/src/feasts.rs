//! Anniversaries for people: each thing once, and only where the reports name it.

use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet},
};

use chancery_core::{
    calendar::{Day, Grain},
    ledger::model::{AnniversaryRow, RowId},
    lexicon::fold,
};

use crate::library::Library;

/// Words that do not say what is kept.
const NO_THING: &str = " anniversary anniversaries jubilee birthday founding establishment celebration celebrations \
    event events history year years great most important modern this that with from the our their its and one of ";

/// One row for each thing that is kept, the one that most reports tell of.
pub(crate) fn one_each<'a>(
    library: &'a Library,
    rows: impl Iterator<Item = &'a AnniversaryRow>,
) -> BTreeSet<&'a RowId> {
    let mut rows: Vec<(&AnniversaryRow, BTreeSet<String>)> =
        rows.map(|row| (row, thing(&library.say(&row.of)))).filter(|(_, thing)| !thing.is_empty()).collect();
    rows.sort_by_key(|(row, _)| (Reverse(row.is_own), Reverse(row.support.voices), &row.id));
    let mut kept: BTreeMap<i16, Vec<(Option<Day>, BTreeSet<String>)>> = BTreeMap::new();
    rows.retain(|(row, thing)| {
        let Some(base) = &row.base else { return false };
        let day = base.first().filter(|_| base.grain() == Grain::Day);
        let Some(year) = base.first().map(Day::year) else { return false };
        let known = kept.entry(year).or_default();
        let is_known =
            known.iter().any(|(other, words)| !words.is_disjoint(thing) || day.is_some() && day == *other);
        if !is_known {
            known.push((day, thing.clone()));
        }
        !is_known
    });
    rows.into_iter().map(|(row, _)| &row.id).collect()
}

/// The beginnings of the words that say what is kept: enough to know "victory" in "Great Victory".
fn thing(words: &str) -> BTreeSet<String> {
    let folded = fold(words);
    let words = folded.split(|c: char| !c.is_alphabetic()).filter(|word| word.chars().count() > 3);
    let words = words.filter(|word| !NO_THING.contains(&format!(" {word} ")));
    words.map(|word| word.chars().take(6).collect()).collect()
}
