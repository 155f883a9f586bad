//! Instruments: papers of one name and occasion are one, and go from planned to in force.

use std::collections::BTreeSet;

use super::{Named, group, name_stems};
use crate::{
    calendar::{Day, When},
    claims::model::{Body, InstrumentStatus},
    ledger::{
        events::Events,
        gist::Cell,
        input::{At, Corpus},
        judgements::Links,
        model::{InstrumentRow, RowId, Step},
        people::days_between,
        rules::LedgerRules,
    },
    lexicon::fold,
};

pub(crate) fn instrument_id(corpus: &Corpus<'_>, at: At) -> RowId {
    RowId(format!("instrument/{}", corpus.claim_id(at)))
}

/// The instruments of a cell.
pub(crate) fn instruments(
    corpus: &Corpus<'_>,
    rules: &LedgerRules,
    links: &Links,
    events: &Events,
    cell: &Cell,
    claims: &[At],
) -> Vec<InstrumentRow> {
    let claims: Vec<At> =
        claims.iter().copied().filter(|&at| matches!(corpus.claim(at).body, Body::Instrument(_))).collect();
    let of = |at: At| match &corpus.claim(at).body {
        Body::Instrument(it) => it,
        _ => unreachable!("only instruments were kept"),
    };
    let sides = rules.side_words(cell);
    let named: Vec<Named> = claims
        .iter()
        .map(|&at| {
            let it = of(at);
            let kind: BTreeSet<String> = rules.stems(&it.kind).into_iter().collect();
            let stems: BTreeSet<String> = name_stems(&it.name, rules, &sides)
                .into_iter()
                .filter(|stem| !rules.stop.contains(stem) && !kind.contains(stem))
                .collect();
            let event = corpus.claim(at).at.and_then(|index| events.of.get(&(at.0, index as usize)).cloned());
            Named {
                at,
                name: it.name.clone(),
                class: fold(&it.kind).into_owned(),
                stems,
                event,
                when: it.when.as_ref().map(|when| when.when.clone()),
            }
        })
        .collect();
    let fits = |a: &Named, b: &Named| {
        let (one, other) = (of(a.at), of(b.at));
        if one.is_count || other.is_count {
            return one.is_count
                && other.is_count
                && (a.event.is_some() && a.event == b.event || a.at.0 == b.at.0 && a.name == b.name);
        }
        // A copy of a report tells of the same papers.
        if corpus.story(a.at.0) == corpus.story(b.at.0) && a.name == b.name {
            return true;
        }
        // Two dates in full of the same step part two instruments of one name.
        if let (Some(x), Some(y)) = (&a.when, &b.when)
            && !x.is_approximate()
            && !y.is_approximate()
            && one.status == other.status
            && !x.overlaps(y)
        {
            return false;
        }
        // Without a name of its own ("the joint statement") the occasion decides.
        if a.stems.is_empty() || b.stems.is_empty() || a.stems.is_disjoint(&b.stems) {
            let same_event = a.event.is_some() && a.event == b.event;
            let same_day = matches!((&a.when, &b.when), (Some(x), Some(y)) if x.overlaps(y) && x.first() == x.last() && y.first() == y.last());
            let near =
                corpus.day(a.at).zip(corpus.day(b.at)).is_some_and(|(x, y)| days_between(x, y).abs() <= 3);
            return same_event
                || same_day
                || (near && (a.event.is_none() || b.event.is_none()))
                || a.at.0 == b.at.0;
        }
        true
    };
    let groups = group(&named, links, |at| instrument_id(corpus, at), fits);
    groups
        .iter()
        .map(|group| {
            let mentions: Vec<&Named> = group.iter().map(|&at| &named[at]).collect();
            let fullest = mentions
                .iter()
                .max_by_key(|one| {
                    (one.stems.len(), one.name.chars().count(), std::cmp::Reverse(one.name.clone()))
                })
                .expect("a group has a mention");
            let furthest = mentions.iter().map(|one| of(one.at).status).max().expect("a group has a mention");
            let when = mentions
                .iter()
                .filter(|one| of(one.at).status == furthest)
                .filter_map(|one| one.when.clone())
                .min_by_key(finest);
            let mut parties: Cell =
                mentions.iter().flat_map(|one| of(one.at).parties.iter().copied()).collect();
            if parties.len() < 2 {
                parties.extend(cell);
            }
            parties.sort_unstable();
            parties.dedup();
            let fields: BTreeSet<String> =
                mentions.iter().flat_map(|one| of(one.at).fields.iter().cloned()).collect();
            InstrumentRow {
                id: instrument_id(corpus, mentions[0].at),
                name: fullest.name.clone(),
                kind: of(fullest.at).kind.clone(),
                status: furthest,
                when,
                parties,
                fields: fields.into_iter().collect(),
                period: mentions.iter().find_map(|one| period(&one.name)),
                event: mentions
                    .iter()
                    .filter(|one| {
                        matches!(
                            of(one.at).status,
                            InstrumentStatus::Signed
                                | InstrumentStatus::Adopted
                                | InstrumentStatus::Exchanged
                        )
                    })
                    .find_map(|one| one.event.clone()),
                history: mentions
                    .iter()
                    .map(|one| Step {
                        day: corpus.day(one.at),
                        state: of(one.at).status.name().to_owned(),
                        mention: corpus.mention(one.at),
                    })
                    .collect(),
                support: corpus.support(mentions.iter().map(|one| one.at)),
            }
        })
        .collect()
}

/// Sorts dates by how fine they are, then by day.
fn finest(when: &When) -> (i64, Option<Day>) {
    let length = when.first().zip(when.last()).map_or(i64::MAX, |(first, last)| days_between(first, last));
    (length, when.first())
}

/// Two years with a dash in a name are the years for which it holds.
fn period(name: &str) -> Option<When> {
    let plain: String = name.chars().map(|c| if matches!(c, '–' | '—' | '/') { '-' } else { c }).collect();
    let words: Vec<&str> = plain.split(|c: char| !c.is_ascii_digit() && c != '-').collect();
    words.iter().find_map(|word| {
        let (from, to) = word.split_once('-')?;
        let (from, to): (i16, i16) = (from.trim().parse().ok()?, to.trim().parse().ok()?);
        let to = if to < 100 { from / 100 * 100 + to } else { to };
        ((1945..2200).contains(&from) && from < to && to < 2200)
            .then(|| When::parse(&format!("{from}/{to}")).ok())
            .flatten()
    })
}
