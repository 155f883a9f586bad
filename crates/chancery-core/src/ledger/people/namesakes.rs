//! Persons of one name in one state, told apart by people.
//!
//! Nothing in a name tells them apart, so a person names a report for each. A mention in such a
//! report is theirs; of the others the office decides, then the days between.
//!
//! Invariant: who keeps the usual name of the row, and what the others are called, follows from the
//! judgements alone, so that a new report changes no name.

use std::collections::BTreeSet;

use super::{
    Mentions, days_between,
    groups::{Group, Groups, form_id},
};
use crate::{
    evidence::hash,
    ledger::{model::RowId, roll::Roll},
};

/// One of several persons of a name, by the mentions that a judgement points at.
struct Namesake {
    /// The person as reports name them: what a judgement named first comes first.
    reports: Vec<RowId>,
    mentions: Vec<u32>,
}

/// Parts the persons whom judgements tell apart.
pub(super) fn tell_apart(groups: &mut Groups<'_>, roll: &Roll, seen: &Mentions<'_>) {
    if groups.links.namesakes().is_empty() {
        return;
    }
    for at in 0..groups.all.len() {
        let group = &groups.all[at];
        let names: BTreeSet<String> =
            group.forms.iter().map(|form| form_id(&(group.actor, form.clone())).0).collect();
        let of = |name: &RowId| name.report().is_some_and(|(row, _)| names.contains(row));
        let pairs: Vec<&(RowId, RowId)> =
            groups.links.namesakes().iter().filter(|(a, b)| of(a) && of(b)).collect();
        let namesakes = namesakes(&pairs, group, roll, seen);
        if namesakes.len() > 1 {
            part(groups, at, &namesakes, seen);
        }
    }
}

/// The persons whom the pairs tell apart, the one who keeps the name first.
fn namesakes(pairs: &[&(RowId, RowId)], group: &Group, roll: &Roll, seen: &Mentions<'_>) -> Vec<Namesake> {
    let mentions = |name: &RowId| -> Vec<u32> {
        let Some((_, report)) = name.report() else { return Vec::new() };
        let named = |at: &u32| {
            let one = seen.get(*at as usize);
            roll.doc(one.at.0).as_str() == report || roll.claim_id(one.at).as_str() == report
        };
        group.seen.iter().copied().filter(named).collect()
    };
    let apart = |a: &RowId, b: &RowId| pairs.iter().any(|(x, y)| (x, y) == (a, b) || (y, x) == (a, b));
    let mut found: Vec<Namesake> = Vec::new();
    for name in pairs.iter().flat_map(|(a, b)| [a, b]) {
        let mentions = mentions(name);
        if mentions.is_empty() || found.iter().any(|one| one.reports.contains(name)) {
            continue;
        }
        // Nobody said that it is another than these: the office tells.
        let mut free = found.iter().enumerate().filter(|(_, one)| {
            !one.reports.iter().any(|other| apart(name, other))
                && mentions.iter().any(|at| {
                    seen.get(*at as usize).office.is_some()
                        && one
                            .mentions
                            .iter()
                            .any(|other| seen.get(*other as usize).office == seen.get(*at as usize).office)
                })
        });
        match free.next().map(|(at, _)| at) {
            Some(at) => {
                found[at].reports.push(name.clone());
                found[at].mentions.extend(mentions);
            }
            None => found.push(Namesake { reports: vec![name.clone()], mentions }),
        }
    }
    found
}

/// Gives each mention of a person to one of the namesakes.
fn part(groups: &mut Groups<'_>, at: usize, namesakes: &[Namesake], seen: &Mentions<'_>) {
    let mut shares: Vec<Vec<u32>> = vec![Vec::new(); namesakes.len()];
    for &mention in &groups.all[at].seen {
        let one = seen.get(mention as usize);
        let nearness = |namesake: &Namesake| {
            let theirs = || namesake.mentions.iter().map(|&at| seen.get(at as usize));
            let away = theirs()
                .filter_map(|other| Some(days_between(one.day?, other.day?).abs()))
                .min()
                .unwrap_or(i64::MAX);
            (
                namesake.mentions.contains(&mention),
                theirs().any(|other| other.at.0 == one.at.0),
                one.office.is_some() && theirs().any(|other| other.office == one.office),
                std::cmp::Reverse(away),
            )
        };
        let nearest = (0..namesakes.len())
            .max_by_key(|at| (nearness(&namesakes[*at]), std::cmp::Reverse(*at)))
            .expect("there are namesakes");
        shares[nearest].push(mention);
    }
    let whole = &groups.all[at];
    let mut parts: Vec<Group> = Vec::new();
    for (number, (share, namesake)) in shares.into_iter().zip(namesakes).enumerate() {
        let mut days: Vec<_> = share.iter().filter_map(|&at| seen.get(at as usize).day).collect();
        days.sort_unstable();
        days.dedup();
        let used: BTreeSet<_> = share.iter().map(|&at| seen.get(at as usize).words).collect();
        let first = &namesake.reports[0];
        parts.push(Group {
            actor: whole.actor,
            forms: whole.forms.iter().filter(|form| used.contains(form)).cloned().collect(),
            offices: share.iter().filter_map(|&at| seen.get(at as usize).office).collect(),
            seen: share,
            days,
            apart: first
                .report()
                .filter(|_| number > 0)
                .map(|(row, _)| RowId(format!("{row}-{}", &hash([first.0.as_str()])[..8]))),
            reports: namesake.reports.clone(),
        });
    }
    let mut parts = parts.into_iter();
    if let Some(first) = parts.next() {
        groups.all[at] = first;
    }
    parts.for_each(|part| groups.push(part));
}
