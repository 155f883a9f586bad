//! Anniversaries of a relation: by what is counted from; the next one after today is computed.
//!
//! Where reports count from different years, or one report's number does not fit its year, each stays
//! as it is printed, and the contradiction stands beside it.

use std::collections::BTreeSet;

use super::{
    gist::Cell,
    input::{At, Clock, Corpus},
    model::{AnniversaryRow, Conflict, Mention, RowId},
    people::days_between,
    rules::LedgerRules,
};
use crate::{
    calendar::{Day, Grain, When},
    claims::model::{Anniversary, Body, Claim, EventStatus},
    evidence::hash,
};

/// One anniversary: the year that is counted from, the words of what it is of, the claims.
type Told = (Option<i16>, BTreeSet<String>, Vec<At>);

/// The anniversaries of a relation, by what is counted from and what is kept, and what the reports
/// contradict each other in.
pub(crate) fn anniversaries(
    corpus: &Corpus<'_>,
    rules: &LedgerRules,
    cell: &Cell,
    claims: &[At],
    clock: &Clock,
) -> (Vec<AnniversaryRow>, Vec<Conflict>) {
    let mut rows: Vec<Told> = Vec::new();
    for &at in claims {
        let Body::Anniversary(it) = &corpus.claim(at).body else { continue };
        let on = it.on.clone().or_else(|| kept_at(corpus, at));
        let year = base_year(it.base.as_ref(), on.as_ref(), it.ordinal, corpus.day(at));
        let stems: BTreeSet<String> =
            rules.stems(corpus.words(at.0, it.of)).into_iter().filter(|stem| stem.len() > 2).collect();
        let found = rows.iter_mut().find(|(other, words, _)| {
            matches!((year, *other), (Some(a), Some(b)) if a == b)
                && (stems.is_empty() || words.is_empty() || !words.is_disjoint(&stems))
        });
        match found {
            Some((_, words, list)) => {
                words.extend(stems);
                list.push(at);
            }
            None => rows.push((year, stems, vec![at])),
        }
    }
    let conflicts = contradictions(corpus, &rows);
    let rows = rows
        .into_iter()
        .map(|(year, _, claims)| {
            let of = |at: At| anniversary(corpus, at);
            // The finest base that a report gives.
            let base = claims
                .iter()
                .filter_map(|&at| of(at).base.clone())
                .min_by_key(|when| {
                    (
                        when.first().zip(when.last()).map_or(i64::MAX, |(a, b)| days_between(a, b)),
                        when.first(),
                    )
                })
                .or_else(|| year.and_then(|year| When::parse(&format!("{year:04}")).ok()));
            let (next_ordinal, next) = next_anniversary(base.as_ref(), clock);
            let fullest = claims
                .iter()
                .copied()
                .max_by_key(|&at| (of(at).of.len(), std::cmp::Reverse(at)))
                .expect("a row has a claim");
            let is_own =
                claims.iter().any(|&at| rules.is_of_relation(&rules.stems(corpus.words(at.0, of(at).of))));
            AnniversaryRow {
                id: row_id(corpus, &claims),
                parties: cell.clone(),
                of: corpus.wording(fullest.0, of(fullest).of),
                base,
                next_ordinal,
                next,
                is_round: next_ordinal.is_some_and(|ordinal| ordinal % 5 == 0),
                is_own,
                support: corpus.support(claims),
            }
        })
        .collect();
    (rows, conflicts)
}

fn anniversary<'a>(corpus: &Corpus<'a>, at: At) -> &'a Anniversary {
    match &corpus.claim(at).body {
        Body::Anniversary(it) => it,
        _ => unreachable!("only anniversaries were kept"),
    }
}

fn row_id(corpus: &Corpus<'_>, claims: &[At]) -> RowId {
    RowId(format!("anniversary/{}", corpus.claim_id(claims[0])))
}

/// Years so far apart in the same words are one thing counted twice; farther apart, two things.
const SLIP: i16 = 3;

/// Where reports count the same thing from different years, and where the number that a report
/// gives does not lead to the year that it gives.
fn contradictions(corpus: &Corpus<'_>, rows: &[Told]) -> Vec<Conflict> {
    let mut conflicts = Vec::new();
    let mut push = |about: RowId, versions: [(String, Vec<Mention>); 2]| {
        let words: Vec<&str> = versions.iter().map(|(value, _)| value.as_str()).collect();
        conflicts.push(Conflict {
            id: RowId(format!("conflict/{}", hash(["base", &about.0, &words.join(" ")]))),
            about,
            slot: "base".to_owned(),
            versions: versions.into(),
        });
    };
    let version = |year: i16, claims: &[At]| {
        (year.to_string(), corpus.support(claims.iter().copied().take(3)).mentions)
    };
    for (place, (year, words, claims)) in rows.iter().enumerate() {
        let Some(year) = *year else { continue };
        let same_words = |other: &&Told| {
            !words.is_empty()
                && !other.1.is_empty()
                && (words.is_subset(&other.1) || other.1.is_subset(words))
        };
        for (other, _, theirs) in rows[place + 1..].iter().filter(same_words) {
            if let Some(other) = *other
                && other != year
                && (other - year).abs() <= SLIP
            {
                // Each row shows it.
                push(row_id(corpus, claims), [version(year, claims), version(other, theirs)]);
                push(row_id(corpus, theirs), [version(other, theirs), version(year, claims)]);
            }
        }
        for &at in claims {
            let it = anniversary(corpus, at);
            let stated = it.base.as_ref().and_then(When::first).map(Day::year);
            let on = it.on.as_ref().and_then(When::first).map(Day::year);
            let kept = on.or_else(|| corpus.day(at).map(Day::year));
            let (Some(stated), Some(kept), Some(ordinal)) = (stated, kept, it.ordinal) else { continue };
            let Some(counted) = i16::try_from(ordinal).ok().map(|ordinal| kept - ordinal) else { continue };
            // A report speaks of a feast in the year before and after as well.
            let free = i16::from(on.is_none());
            if (counted - stated).abs() > free {
                let said = corpus.support([at]).mentions;
                let number = format!("{counted}, by the number {ordinal}");
                push(row_id(corpus, claims), [(stated.to_string(), said.clone()), (number, said)]);
                break;
            }
        }
    }
    conflicts
}

/// How far, in bytes, an event may stand from the anniversary for which it is planned.
const BESIDE: u32 = 160;

/// The date of the planned event for which an anniversary is named: "to visit in May next year for
/// the 80th anniversary".
fn kept_at(corpus: &Corpus<'_>, at: At) -> Option<When> {
    let span = corpus.claim(at).evidence.first().span;
    let claims = corpus.claims_of(at.0);
    let near = |claim: &&Claim| {
        let other = claim.evidence.first().span;
        span.start().saturating_sub(other.end()).max(other.start().saturating_sub(span.end())) <= BESIDE
    };
    claims.iter().filter(near).find_map(|claim| match &claim.body {
        Body::Event(event) if matches!(event.status, EventStatus::Planned | EventStatus::Invited) => {
            event.when.as_ref().map(|when| when.when.clone())
        }
        _ => None,
    })
}

/// The year that is counted from: given, or the year of the feast less its number.
fn base_year(
    base: Option<&When>,
    on: Option<&When>,
    ordinal: Option<u32>,
    published: Option<Day>,
) -> Option<i16> {
    if let Some(first) = base.and_then(When::first) {
        return Some(first.year());
    }
    let kept = on.and_then(When::first).or(published)?;
    Some(kept.year() - i16::try_from(ordinal?).ok()?)
}

/// Number and date of the next one on or after the day of the ledger.
pub(crate) fn next_anniversary(base: Option<&When>, clock: &Clock) -> (Option<u32>, Option<When>) {
    let Some(base) = base else { return (None, None) };
    let Some(first) = base.first() else { return (None, None) };
    let is_day = base.grain() == Grain::Day;
    // The 29th of February is kept on the 28th in common years.
    let kept = |year: i16| {
        Day::new(year, first.month(), first.day()).or_else(|_| Day::new(year, first.month(), 28)).ok()
    };
    let ends = |year: i16| if is_day { kept(year) } else { Day::new(year, 12, 31).ok() };
    let mut year = clock.year();
    if ends(year).is_some_and(|day| clock.has_passed(day)) {
        year += 1;
    }
    let Ok(ordinal) = u32::try_from(i32::from(year) - i32::from(first.year())) else { return (None, None) };
    if ordinal == 0 {
        return (None, None);
    }
    let next = if is_day { kept(year).map(When::day) } else { When::parse(&format!("{year:04}")).ok() };
    (Some(ordinal), next)
}
