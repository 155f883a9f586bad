//! Projects and programmes, and the latest phase that is reported of each.

use std::collections::BTreeSet;

use super::{Named, group, name_stems};
use crate::{
    claims::model::Body,
    ledger::{
        gist::Cell,
        input::{At, Corpus},
        judgements::Links,
        model::{ProjectRow, RowId},
        rules::LedgerRules,
    },
};

pub(crate) fn project_id(corpus: &Corpus<'_>, at: At) -> RowId {
    RowId(format!("project/{}", corpus.claim_id(at)))
}

/// The projects of a cell.
pub(crate) fn projects(
    corpus: &Corpus<'_>,
    rules: &LedgerRules,
    links: &Links,
    cell: &Cell,
    claims: &[At],
) -> Vec<ProjectRow> {
    let claims: Vec<At> =
        claims.iter().copied().filter(|&at| matches!(corpus.claim(at).body, Body::Project(_))).collect();
    let of = |at: At| match &corpus.claim(at).body {
        Body::Project(it) => it,
        _ => unreachable!("only projects were kept"),
    };
    let sides = rules.side_words(cell);
    let named: Vec<Named> = claims
        .iter()
        .map(|&at| Named {
            at,
            name: of(at).name.clone(),
            class: String::new(),
            stems: name_stems(&of(at).name, rules, &sides)
                .into_iter()
                .filter(|stem| !rules.stop.contains(stem))
                .collect(),
            event: None,
            when: None,
        })
        .collect();
    // Projects without words of their own ("the joint projects") stay with their own report.
    let groups =
        group(&named, links, |at| project_id(corpus, at), |a, b| !b.stems.is_empty() || a.at.0 == b.at.0);
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
            let fields: BTreeSet<String> =
                mentions.iter().flat_map(|one| of(one.at).fields.iter().cloned()).collect();
            ProjectRow {
                id: project_id(corpus, mentions[0].at),
                name: fullest.name.clone(),
                parties: cell.clone(),
                fields: fields.into_iter().collect(),
                // The latest report that names a phase.
                phase: mentions.iter().rev().find_map(|one| of(one.at).phase.clone()),
                support: corpus.support(mentions.iter().map(|one| one.at)),
            }
        })
        .collect()
}
