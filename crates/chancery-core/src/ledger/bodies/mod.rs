//! Instruments, mechanisms and projects: one row for each, whatever reports call it.
//!
//! Names are compared by their content words: a short form joins the one longer form that holds all
//! its words.

use std::collections::{BTreeMap, BTreeSet};

mod instruments;
mod mechanisms;
mod projects;

pub(crate) use instruments::{instrument_id, instruments};
pub(crate) use mechanisms::mechanisms;
pub(crate) use projects::projects;

use super::{input::At, judgements::Links, model::RowId, rules::LedgerRules};
use crate::calendar::When;

/// A named thing in a claim.
struct Named {
    at: At,
    name: String,
    /// What kind of thing, for comparison: things of two kinds are two things.
    class: String,
    stems: BTreeSet<String>,
    /// A further key that parts what names alone would join: the day of signing.
    event: Option<RowId>,
    when: Option<When>,
}

/// Groups of names that mean one thing, in order of their first mention.
fn group(
    named: &[Named],
    links: &Links,
    id: impl Fn(At) -> RowId,
    fits: impl Fn(&Named, &Named) -> bool,
) -> Vec<Vec<usize>> {
    let mut order: Vec<usize> = (0..named.len()).collect();
    // Longest names first: short forms then find the long one that holds them.
    order.sort_by_key(|&at| (std::cmp::Reverse(named[at].stems.len()), named[at].at));
    let mut groups: Vec<Vec<usize>> = Vec::new();
    let mut by_stem: BTreeMap<(&str, &str), Vec<usize>> = BTreeMap::new();
    let mut exact: BTreeMap<(&str, &BTreeSet<String>), Vec<usize>> = BTreeMap::new();
    for at in order {
        let one = &named[at];
        let mine = id(one.at);
        let free = links.is_free(&mine);
        let allowed =
            |group: &Vec<usize>| free || !group.iter().any(|&other| links.parts(&mine, &id(named[other].at)));
        let same = exact.get(&(one.class.as_str(), &one.stems)).into_iter().flatten().copied().find(
            |&at: &usize| allowed(&groups[at]) && groups[at].iter().any(|&other| fits(&named[other], one)),
        );
        let chosen = same.or_else(|| {
            let mut candidates: BTreeSet<usize> = BTreeSet::new();
            match one.stems.first() {
                Some(stem) => {
                    candidates.extend(by_stem.get(&(one.class.as_str(), stem.as_str())).into_iter().flatten())
                }
                // A name without words of its own ("the committee") fits all of its class.
                None => candidates.extend(
                    (0..groups.len())
                        .filter(|&at| groups[at].iter().any(|&other| named[other].class == one.class)),
                ),
            }
            let mut fitting: Vec<(usize, usize)> = candidates
                .into_iter()
                .filter(|&at| allowed(&groups[at]))
                .filter(|&at| {
                    groups[at]
                        .iter()
                        .any(|&other| one.stems.is_subset(&named[other].stems) && fits(&named[other], one))
                })
                .map(|at| (groups[at].len(), at))
                .collect();
            fitting.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
            // The report itself says in full which one it means.
            let named_here =
                |group: &usize| groups[*group].iter().any(|&other| named[other].at.0 == one.at.0);
            let here: Vec<usize> = fitting.iter().map(|(_, at)| *at).filter(named_here).collect();
            match fitting.as_slice() {
                [] => None,
                _ if here.len() == 1 => here.first().copied(),
                [(_, only)] => Some(*only),
                // Several hold the short form: the one that is spoken of most, if one is.
                [(most, first), (next, _), ..] => (most > next).then_some(*first),
            }
        });
        let chosen = chosen.or_else(|| {
            links.same_as(&mine).find_map(|other| {
                groups.iter().position(|group| group.iter().any(|&at| id(named[at].at) == *other))
            })
        });
        let place = chosen.unwrap_or_else(|| {
            groups.push(Vec::new());
            groups.len() - 1
        });
        groups[place].push(at);
        for stem in &one.stems {
            let list = by_stem.entry((one.class.as_str(), stem.as_str())).or_default();
            if list.last() != Some(&place) {
                list.push(place);
            }
        }
        let list = exact.entry((one.class.as_str(), &one.stems)).or_default();
        if !list.contains(&place) {
            list.push(place);
        }
    }
    for group in &mut groups {
        group.sort_by_key(|&at| named[at].at);
    }
    groups.sort_by_key(|group| named[group[0]].at);
    groups
}

/// The content words of a name, without the names of the sides and words that reports leave out.
fn name_stems(name: &str, rules: &LedgerRules, sides: &BTreeSet<String>) -> BTreeSet<String> {
    rules
        .stems(name)
        .into_iter()
        .filter(|stem| !rules.optional.contains(stem) && !sides.contains(stem) && !rules.is_head(stem))
        .filter(|stem| stem.chars().count() > 1)
        .collect()
}
