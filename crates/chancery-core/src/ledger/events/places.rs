//! The towns of events under one spelling.

use std::collections::BTreeMap;

use crate::{ledger::model::EventRow, lexicon::fold};

/// A town that reports spell in several ways has the spelling of most events of the relation.
pub(super) fn one_spelling(rows: &mut [EventRow]) {
    let key = |place: &str| fold(place).replace([' ', '-'], "");
    let mut counts: BTreeMap<String, BTreeMap<String, usize>> = BTreeMap::new();
    for place in rows.iter().filter_map(|row| row.place.as_ref()) {
        *counts.entry(key(place)).or_default().entry(place.clone()).or_default() += 1;
    }
    for place in rows.iter_mut().filter_map(|row| row.place.as_mut()) {
        let forms = counts.get(&key(place)).into_iter().flatten();
        let usual = forms.max_by_key(|(form, count)| (**count, std::cmp::Reverse((*form).clone())));
        if let Some((usual, _)) = usual {
            place.clone_from(usual);
        }
    }
}
