//! What sides say without undertaking anything: positions as series of wordings, obstacles and what
//! was tasked about them, reported states, expectations, praise; and the partnership's level, its
//! anniversaries, and what is known to be missing.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    bodies::instrument_id,
    commitments::Threads,
    content::content,
    gist::Cell,
    input::{At, Clock, Corpus},
    model::{
        AnniversaryRow, Commitment, Gap, InstrumentRow, PartnershipRow, PositionRow, RowId, Stage,
        StatementRow,
    },
    people::days_between,
    rules::LedgerRules,
};
use crate::{
    calendar::{Day, Grain, When},
    claims::model::{Body, Claim, EventStatus, Statement},
    evidence::hash,
    lexicon::{ActorCode, fold},
};

fn id(kind: &str, corpus: &Corpus<'_>, at: At) -> RowId {
    RowId(format!("{kind}/{}", corpus.claim_id(at).0))
}

/// Positions: one series for each side, other side and class; without a class, for each topic.
pub(crate) fn positions(
    corpus: &Corpus<'_>,
    rules: &LedgerRules,
    cell: &Cell,
    claims: &[At],
) -> Vec<PositionRow> {
    type Key = (Vec<ActorCode>, Vec<ActorCode>, Option<String>, String);
    let common = rules.side_words(cell);
    let mut series: BTreeMap<Key, Vec<(At, &Statement)>> = BTreeMap::new();
    for &at in claims {
        let Body::Position(it) = &corpus.claim(at).body else { continue };
        let topic = if it.class.is_some() {
            String::new()
        } else {
            let content = content(corpus.words(at.0, it.what), rules, &common);
            match content.topics.first() {
                Some(topic) => rules.topics[*topic].id.clone(),
                // Nothing to compare by: a series of its own.
                None => corpus.claim_id(at).0.clone(),
            }
        };
        let sorted = |list: &[ActorCode]| {
            list.iter().copied().collect::<BTreeSet<_>>().into_iter().collect::<Vec<_>>()
        };
        series
            .entry((sorted(&it.by), sorted(&it.about), it.class.clone(), topic))
            .or_default()
            .push((at, it));
    }
    series
        .into_iter()
        .map(|((by, about, class, _), mut said)| {
            said.sort_by_key(|(at, _)| *at);
            let mut wordings: Vec<_> = said.iter().map(|(at, it)| corpus.wording(at.0, it.what)).collect();
            wordings.dedup();
            PositionRow {
                id: id("position", corpus, said[0].0),
                by,
                about,
                class,
                wordings,
                support: corpus.support(said.iter().map(|(at, _)| *at)),
            }
        })
        .collect()
}

/// Obstacles, reported states, expectations or appraisals: one row for each topic and class that
/// the same side speaks of.
pub(crate) fn statements(
    corpus: &Corpus<'_>,
    rules: &LedgerRules,
    cell: &Cell,
    claims: &[At],
    threads: &Threads,
    kind: &'static str,
) -> Vec<StatementRow> {
    type Key = (Vec<ActorCode>, Option<String>, Vec<usize>, String);
    let common = rules.side_words(cell);
    let mut groups: BTreeMap<Key, Vec<(At, &Statement)>> = BTreeMap::new();
    for &at in claims {
        let body = &corpus.claim(at).body;
        if body.kind() != kind {
            continue;
        }
        let (Body::Obstacle(it) | Body::ReportedState(it) | Body::Expectation(it) | Body::Appraisal(it)) =
            body
        else {
            continue;
        };
        let content = content(corpus.words(at.0, it.what), rules, &common);
        // Only obstacles recur as one thing; other statements stand for their occasion.
        let own = if kind == "obstacle" && !content.topics.is_empty() {
            String::new()
        } else {
            format!("{} {}", corpus.story(at.0), fold(corpus.words(at.0, it.what)))
        };
        groups.entry((it.by.clone(), it.class.clone(), content.topics, own)).or_default().push((at, it));
    }
    groups
        .into_iter()
        .map(|((by, class, topics, _), mut said)| {
            said.sort_by_key(|(at, _)| *at);
            let fields: BTreeSet<String> =
                said.iter().flat_map(|(_, it)| it.fields.iter().cloned()).collect();
            let mut related: Vec<RowId> = topics
                .iter()
                .filter(|topic| !rules.topics[**topic].is_umbrella)
                .filter_map(|topic| threads.by_topic.get(&rules.topics[*topic].id))
                .flatten()
                .cloned()
                .collect();
            related.sort();
            related.dedup();
            StatementRow {
                id: id(kind, corpus, said[0].0),
                parties: cell.clone(),
                by,
                what: said
                    .iter()
                    .map(|(at, it)| (it.what.len().min(300), std::cmp::Reverse(*at), it.what))
                    .max()
                    .map(|(_, at, span)| corpus.wording(at.0.0, span))
                    .expect("a group has a statement"),
                fields: fields.into_iter().collect(),
                class,
                related,
                support: corpus.support(said.iter().map(|(at, _)| *at)),
            }
        })
        .collect()
}

/// Levels of partnership: one row for each level, since the day that is said, else first shown.
pub(crate) fn partnerships(corpus: &Corpus<'_>, cell: &Cell, claims: &[At]) -> Vec<PartnershipRow> {
    let mut levels: BTreeMap<String, Vec<At>> = BTreeMap::new();
    for &at in claims {
        if let Body::PartnershipLevel(it) = &corpus.claim(at).body
            && !inside_longer(corpus, at, &it.level)
        {
            levels.entry(fold(&it.level).into_owned()).or_default().push(at);
        }
    }
    levels
        .into_values()
        .map(|claims| {
            let of = |at: At| match &corpus.claim(at).body {
                Body::PartnershipLevel(it) => it,
                _ => unreachable!("only levels were kept"),
            };
            let said = claims.iter().filter_map(|&at| of(at).since.clone()).min_by_key(|when| {
                (
                    when.first().zip(when.last()).map_or(i64::MAX, |(first, last)| days_between(first, last)),
                    when.first(),
                )
            });
            PartnershipRow {
                id: id("partnership", corpus, claims[0]),
                parties: cell.clone(),
                level: of(claims[0]).level.clone(),
                since: said.or_else(|| {
                    let day = claims.iter().filter_map(|&at| corpus.day(at)).min()?;
                    When::parse(&format!("../{day}")).ok()
                }),
                support: corpus.support(claims),
            }
        })
        .collect()
}

/// True where the same words also show a longer level: "comprehensive strategic partnership" is no
/// strategic partnership besides.
fn inside_longer(corpus: &Corpus<'_>, at: At, level: &str) -> bool {
    let claim = corpus.claim(at);
    let span = claim.evidence.first().span;
    corpus.claims_of(at.0).iter().any(|other| match &other.body {
        Body::PartnershipLevel(longer) => {
            longer.level.len() > level.len()
                && fold(&longer.level).contains(fold(level).as_ref())
                && other.evidence.first().span.overlaps(span)
        }
        _ => false,
    })
}

/// Anniversaries: by what is counted from and what is kept; the next one after today is computed.
pub(crate) fn anniversaries(
    corpus: &Corpus<'_>,
    rules: &LedgerRules,
    cell: &Cell,
    claims: &[At],
    clock: &Clock,
) -> Vec<AnniversaryRow> {
    let mut rows: Vec<(Option<i16>, BTreeSet<String>, Vec<At>)> = Vec::new();
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
    rows.into_iter()
        .map(|(year, _, claims)| {
            let of = |at: At| match &corpus.claim(at).body {
                Body::Anniversary(it) => it,
                _ => unreachable!("only anniversaries were kept"),
            };
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
            AnniversaryRow {
                id: id("anniversary", corpus, claims[0]),
                parties: cell.clone(),
                of: corpus.wording(fullest.0, of(fullest).of),
                base,
                next_ordinal,
                next,
                is_round: next_ordinal.is_some_and(|ordinal| ordinal % 5 == 0),
                support: corpus.support(claims),
            }
        })
        .collect()
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

/// What is known to be missing: documents that are counted and not named, executors that name
/// nobody, requests without an answer.
pub(crate) fn gaps(
    corpus: &Corpus<'_>,
    rules: &LedgerRules,
    commitments: &[Commitment],
    instruments: &[InstrumentRow],
    claims: &[At],
) -> Vec<Gap> {
    let mut gaps = Vec::new();
    let mut push = |about: &RowId, code: &str, wording: super::model::Wording| {
        gaps.push(Gap {
            id: RowId(format!("gap/{}", hash([&about.0, code]))),
            about: about.clone(),
            code: code.to_owned(),
            wording,
        });
    };
    let rows: BTreeMap<&str, &RowId> = instruments
        .iter()
        .flat_map(|row| row.support.mentions.iter().map(move |mention| (mention.claim.0.as_str(), &row.id)))
        .collect();
    for &at in claims {
        if let Body::Instrument(it) = &corpus.claim(at).body
            && it.is_count
            && let Some(row) = rows.get(corpus.claim_id(at).0.as_str())
            && **row == instrument_id(corpus, at)
        {
            push(row, "unnamed-documents", corpus.wording(at.0, corpus.claim(at).evidence.first().span));
        }
    }
    let number_of: BTreeMap<&str, usize> =
        claims.iter().map(|at| (corpus.doc(at.0).as_str(), at.0)).collect();
    for row in commitments {
        if row.stage >= Stage::Assigned
            && let Some(executor) = &row.executor
            && let Some(&doc) = number_of.get(executor.doc.as_str())
            && fold(corpus.words(doc, executor.span))
                .split(|c: char| !c.is_alphanumeric())
                .filter(|word| !word.is_empty())
                .all(|word| rules.general_executor.contains(word))
        {
            push(&row.id, "unnamed-executor", executor.clone());
        }
        if row.is_open_request {
            push(&row.id, "unanswered", row.what.clone());
        }
    }
    gaps
}
