//! Instruments, mechanisms and projects: one row for each, whatever reports call it.
//!
//! Names are compared by their content words: a short form joins the one longer form that holds all
//! its words. Sessions of a mechanism are events; when the next is due follows from what is
//! announced, else from its rhythm.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    events::Events,
    gist::Cell,
    input::{At, Clock, Corpus},
    judgements::Links,
    model::{InstrumentRow, MechanismRow, ProjectRow, RowId, Step},
    people::days_between,
    rules::LedgerRules,
};
use crate::{
    calendar::{Day, When},
    claims::model::{Body, EventKind, EventStatus, InstrumentStatus},
    lexicon::fold,
};

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
            match fitting.as_slice() {
                [] => None,
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

pub(crate) fn mechanism_id(corpus: &Corpus<'_>, at: At) -> RowId {
    RowId(format!("mechanism/{}", corpus.claim_id(at).0))
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
) -> Vec<MechanismRow> {
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
    rows
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

pub(crate) fn instrument_id(corpus: &Corpus<'_>, at: At) -> RowId {
    RowId(format!("instrument/{}", corpus.claim_id(at).0))
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

pub(crate) fn project_id(corpus: &Corpus<'_>, at: At) -> RowId {
    RowId(format!("project/{}", corpus.claim_id(at).0))
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
