//! What sides say without undertaking anything: positions as series of wordings, obstacles and what
//! was tasked about them, reported states, expectations, praise; and the partnership's level, and what
//! is known to be missing.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    bodies::instrument_id,
    commitments::Threads,
    content::content,
    gist::Cell,
    input::{At, Corpus},
    model::{Commitment, Gap, InstrumentRow, PartnershipRow, PositionRow, RowId, Stage, StatementRow},
    people::days_between,
    rules::{Joins, LedgerRules},
};
use crate::{
    calendar::When,
    claims::model::{Body, Statement},
    evidence::hash,
    lexicon::{ActorCode, fold},
};

fn id(kind: &str, corpus: &Corpus<'_>, at: At) -> RowId {
    RowId(format!("{kind}/{}", corpus.claim_id(at)))
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
                None => corpus.claim_id(at).to_string(),
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
            let is_thing =
                |topic: usize| !rules.topics[topic].is_umbrella && rules.topics[topic].joins == Joins::Topic;
            let mut related: Vec<RowId> = topics
                .iter()
                .filter(|topic| is_thing(**topic))
                .filter_map(|topic| threads.by_topic.get(&rules.topics[*topic].id))
                .flatten()
                .chain(said.iter().filter_map(|(at, _)| threads.of_sign.get(at)).flatten())
                .cloned()
                .collect();
            related.sort();
            related.dedup();
            let fullest = said
                .iter()
                .max_by_key(|(at, it)| (it.what.len().min(300), std::cmp::Reverse(*at)))
                .copied()
                .expect("a group has a statement");
            StatementRow {
                id: id(kind, corpus, said[0].0),
                parties: cell.clone(),
                by,
                what: corpus.wording(fullest.0.0, fullest.1.what),
                is_whole: fullest.1.thing.is_some(),
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
        .flat_map(|row| row.support.mentions.iter().map(move |mention| (mention.claim.as_str(), &row.id)))
        .collect();
    for &at in claims {
        if let Body::Instrument(it) = &corpus.claim(at).body
            && it.is_count
            && let Some(row) = rows.get(corpus.claim_id(at).as_str())
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
                .all(|word| rules.stages.general_executor.contains(word))
        {
            push(&row.id, "unnamed-executor", executor.clone());
        }
        if row.is_open_request {
            push(&row.id, "unanswered", row.what.clone());
        }
    }
    gaps
}
