//! Standing bodies and their sessions: sessions are events; when the next is due follows from what is
//! announced, else from its rhythm.

use std::collections::{BTreeMap, BTreeSet};

use super::{Named, group, name_stems};
use crate::{
    calendar::{Day, When},
    claims::model::{Body, EventKind, EventStatus},
    evidence::hash,
    ledger::{
        events::Events,
        gist::Cell,
        input::{At, Clock, Corpus},
        judgements::Links,
        model::{Conflict, MechanismRow, RowId},
        people::days_between,
        rules::LedgerRules,
    },
};

pub(crate) fn mechanism_id(corpus: &Corpus<'_>, at: At) -> RowId {
    RowId(format!("mechanism/{}", corpus.claim_id(at)))
}

/// The mechanisms of a cell; links the sessions among `events` to them.
pub(crate) fn mechanisms(
    corpus: &Corpus<'_>,
    rules: &LedgerRules,
    links: &Links,
    events: &mut Events,
    cell: &Cell,
    claims: &[At],
    clock: &Clock,
) -> (Vec<MechanismRow>, Vec<Conflict>) {
    let claims: Vec<At> =
        claims.iter().copied().filter(|&at| matches!(corpus.claim(at).body, Body::Mechanism(_))).collect();
    let name_of = |at: At| match &corpus.claim(at).body {
        Body::Mechanism(it) => it.name.as_str(),
        _ => "",
    };
    let sides = rules.side_words(cell);
    let named: Vec<Named> = claims
        .iter()
        .map(|&at| {
            let name = name_of(at);
            let stems = rules.stems(name);
            let class = rules.head(&stems).map_or_else(|| "other".to_owned(), |class| class.to_string());
            Named {
                at,
                name: name.to_owned(),
                class,
                stems: name_stems(name, rules, &sides),
                event: None,
                when: None,
            }
        })
        .collect();
    let groups = group(&named, links, |at| mechanism_id(corpus, at), |_, _| true);
    let mut rows: Vec<MechanismRow> = Vec::new();
    let mut conflicts = Vec::new();
    for group in &groups {
        let mentions: Vec<&Named> = group.iter().map(|&at| &named[at]).collect();
        let fullest = mentions
            .iter()
            .max_by_key(|one| {
                (one.stems.len(), one.name.chars().count(), std::cmp::Reverse(one.name.clone()))
            })
            .expect("a group has a mention");
        let mut names: Vec<String> = mentions.iter().map(|one| one.name.clone()).collect();
        names.sort();
        names.dedup();
        let kind = mentions
            .iter()
            .find_map(|one| match &corpus.claim(one.at).body {
                Body::Mechanism(it) if !it.kind.is_empty() => Some(it.kind.clone()),
                _ => None,
            })
            .unwrap_or_default();
        let id = mechanism_id(corpus, mentions[0].at);
        // Sessions: the event in which the mechanism is named, if it is a session, or its title.
        let mut sessions: BTreeSet<RowId> = BTreeSet::new();
        for one in &mentions {
            let claim = corpus.claim(one.at);
            if let Some(index) = claim.at
                && let Some(row) = events.of.get(&(one.at.0, index as usize))
                && let Body::Mechanism(it) = &claim.body
                && let Some(event) = events.rows.iter().find(|event| event.id == *row)
                && event.kind == EventKind::Session
                && (it.session.is_some()
                    || event
                        .title
                        .as_deref()
                        .is_some_and(|title| is_title_of(title, &one.stems, &one.class, rules)))
            {
                sessions.insert(row.clone());
            }
        }
        // A session in whose words the body is the first that is named.
        for one in &mentions {
            let span = corpus.claim(one.at).evidence.first().span;
            let first_in = |index: usize| {
                let quotes = corpus.claims_of(one.at.0)[index].evidence.quotes();
                let holds = |at: At| {
                    let span = corpus.claim(at).evidence.first().span;
                    quotes.iter().any(|quote| quote.span.overlaps(span))
                };
                quotes.iter().any(|quote| quote.span.overlaps(span))
                    && !named.iter().any(|other| {
                        other.at.0 == one.at.0
                            && corpus.claim(other.at).evidence.first().span.start() < span.start()
                            && holds(other.at)
                    })
            };
            for index in 0..corpus.claims_of(one.at.0).len() {
                if matches!(&corpus.claims_of(one.at.0)[index].body, Body::Event(event) if event.kind == EventKind::Session)
                    && let Some(row) = events.of.get(&(one.at.0, index))
                    && first_in(index)
                {
                    sessions.insert(row.clone());
                }
            }
        }
        let stems: Vec<&BTreeSet<String>> = mentions.iter().map(|one| &one.stems).collect();
        for event in
            events.rows.iter().filter(|event| event.kind == EventKind::Session && event.mechanism.is_none())
        {
            if let Some(title) = &event.title
                && stems
                    .iter()
                    .any(|stems| !stems.is_empty() && is_title_of(title, stems, &mentions[0].class, rules))
            {
                sessions.insert(event.id.clone());
            }
        }
        for event in events.rows.iter_mut().filter(|event| sessions.contains(&event.id)) {
            event.mechanism.get_or_insert(id.clone());
        }
        let mut held: Vec<(Option<Day>, RowId)> = events
            .rows
            .iter()
            .filter(|event| event.mechanism.as_ref() == Some(&id))
            .map(|event| (event.when.as_ref().and_then(When::first), event.id.clone()))
            .collect();
        held.sort();
        conflicts.extend(misnamed(corpus, rules, &id, &mentions, &sides));
        let (next_due, next_due_because) = next_session(events, &held, &mentions[0].class, rules, clock);
        rows.push(MechanismRow {
            id,
            name: fullest.name.clone(),
            names,
            kind,
            parties: cell.clone(),
            sessions: held.into_iter().map(|(_, id)| id).collect(),
            next_due,
            next_due_because,
            support: corpus.support(mentions.iter().map(|one| one.at)),
        });
    }
    (rows, conflicts)
}

/// So many stories must print the usual name, for each that prints another.
const OUTVOTED: usize = 3;

/// Reports that print one word of the usual name otherwise, "committee" for "commission": the name
/// stays as it is printed, and the usual one stands beside it.
fn misnamed(
    corpus: &Corpus<'_>,
    rules: &LedgerRules,
    id: &RowId,
    mentions: &[&Named],
    sides: &BTreeSet<String>,
) -> Vec<Conflict> {
    let mut forms: BTreeMap<BTreeSet<String>, Vec<&Named>> = BTreeMap::new();
    for one in mentions {
        let words = rules.stems(&one.name).into_iter();
        let words = words
            .filter(|stem| !sides.contains(stem) && (rules.is_head(stem) || !rules.optional.contains(stem)));
        forms.entry(words.collect()).or_default().push(one);
    }
    let stories = |mentions: &[&Named]| {
        mentions.iter().map(|one| corpus.story(one.at.0)).collect::<BTreeSet<_>>().len()
    };
    let usual = forms.iter().max_by_key(|(words, mentions)| (stories(mentions), std::cmp::Reverse(*words)));
    let Some((usual, most)) = usual else { return Vec::new() };
    let version = |mentions: &[&Named]| {
        let said = corpus.support(mentions.iter().take(3).map(|one| one.at)).mentions;
        (mentions[0].name.clone(), said)
    };
    let is_slip = |words: &BTreeSet<String>, mentions: &[&Named]| {
        words.len() == usual.len()
            && words.difference(usual).count() == 1
            && words.difference(usual).all(|word| rules.is_head(word))
            && stories(mentions) * OUTVOTED <= stories(most)
    };
    forms
        .iter()
        .filter(|(words, mentions)| is_slip(words, mentions))
        .map(|(words, mentions)| {
            let words: Vec<&str> = words.iter().map(String::as_str).collect();
            Conflict {
                id: RowId(format!("conflict/{}", hash(["name", &id.0, &words.join(" ")]))),
                about: id.clone(),
                slot: "name".to_owned(),
                versions: vec![version(most), version(mentions)],
            }
        })
        .collect()
}

fn is_title_of(title: &str, stems: &BTreeSet<String>, class: &str, rules: &LedgerRules) -> bool {
    let words = rules.stems(title);
    let head = rules.head(&words).map_or_else(|| "other".to_owned(), |class| class.to_string());
    head == class && stems.iter().all(|stem| words.contains(stem))
}

/// The next session: announced, else the last one held and the rhythm of the body.
fn next_session(
    events: &Events,
    held: &[(Option<Day>, RowId)],
    class: &str,
    rules: &LedgerRules,
    clock: &Clock,
) -> (Option<When>, Option<String>) {
    let of = |id: &RowId| events.rows.iter().find(|event| event.id == *id);
    let announced = held.iter().filter_map(|(_, id)| of(id)).filter(|event| {
        matches!(event.status, EventStatus::Planned | EventStatus::Invited)
            && event.when.as_ref().and_then(When::last).is_some_and(|last| !clock.has_passed(last))
    });
    if let Some(when) = announced
        .filter_map(|event| event.when.clone())
        .min_by_key(|when| (when.first(), when.edtf().to_owned()))
    {
        return (Some(when), Some("announced".to_owned()));
    }
    let days: Vec<Day> = held
        .iter()
        .filter(|(_, id)| of(id).is_some_and(|event| event.status == EventStatus::Happened))
        .filter_map(|(day, _)| *day)
        .collect();
    let Some(last) = days.last() else { return (None, None) };
    let mut gaps: Vec<i64> = days
        .windows(2)
        .map(|pair| (days_between(pair[0], pair[1]) + 15) / 30)
        .filter(|months| *months > 0)
        .collect();
    gaps.sort_unstable();
    let usual = gaps
        .get(gaps.len() / 2)
        .copied()
        .filter(|_| gaps.len() >= 2)
        .map(|months| (months, "as between its sessions so far"));
    let by_kind = class.parse::<usize>().ok().and_then(|class| {
        rules
            .months
            .iter()
            .find(|(head, _)| rules.head(&rules.stems(head)) == Some(class))
            .map(|(_, months)| (i64::from(*months), "as is usual for such bodies"))
    });
    let Some((months, why)) = usual.or(by_kind) else { return (None, None) };
    let due = last.checked_add(jiff::Span::new().months(months)).ok();
    let when = due.and_then(|day| When::parse(&format!("{:04}-{:02}~", day.year(), day.month())).ok());
    (when, Some(format!("last held {last}, every {months} months {why}")))
}
