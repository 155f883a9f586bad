//! Threads: acts of the same sides about the same thing, across reports, and how they fare.
//!
//! An act joins a thread by a topic of the lexicon where no other object is named, or by words
//! that are rare in the relation; a common field is not enough (`making`). Stage is the highest rung
//! with evidence, health follows the rules of the lexicon, and both say why (`fare`). Silence means
//! that nothing was reported, never that nothing was done.

mod fare;
mod making;
mod shown;

use std::collections::{BTreeMap, BTreeSet};

use fare::{Fare, Reports, is_measure, rung};
use making::{Making, Node, Thread, thread_id};
use shown::Shown;

use super::{
    content::{Content, Weights, content},
    events::{Events, dates::ended},
    gist::Cell,
    input::{At, Clock, Corpus},
    judgements::Links,
    model::{ActStep, Commitment, Doubt, RowId, Stage},
    rules::LedgerRules,
};
use crate::{
    calendar::{Day, Grain, When},
    claims::model::{Act, ActKind, Body, EventKind, EventStatus, Force},
    evidence::hash,
    lexicon::{ActorCode, fold},
};

/// The threads of one relation.
#[derive(Default)]
pub(crate) struct Threads {
    pub(crate) rows: Vec<Commitment>,
    pub(crate) doubts: Vec<Doubt>,
    /// Topic to rows: for what is reported about it.
    pub(crate) by_topic: BTreeMap<String, Vec<RowId>>,
    /// Claim to rows: what it says became of them.
    pub(crate) of_sign: BTreeMap<At, Vec<RowId>>,
}

/// What other claims of the cell say about topics.
pub(crate) struct Around<'a> {
    pub(crate) corpus: &'a Corpus<'a>,
    pub(crate) rules: &'a LedgerRules,
    pub(crate) links: &'a Links,
    pub(crate) events: &'a Events,
    /// The day of each document: of publication, else of the events that it tells as news.
    pub(crate) days: &'a BTreeMap<usize, Day>,
    pub(crate) clock: &'a Clock,
    /// Every claim of the cell, in order.
    pub(crate) claims: &'a [At],
}

impl Around<'_> {
    /// The event at which something was said: as the document says, else the one meeting, call or
    /// session that the document tells as news.
    fn event_of(&self, at: At) -> Option<RowId> {
        if let Some(index) = self.corpus.claim(at).at {
            return self.events.of.get(&(at.0, index as usize)).cloned();
        }
        let claims = &self.corpus.claims_of(at.0);
        let mut found: Option<&RowId> = None;
        for (index, claim) in claims.iter().enumerate() {
            let Body::Event(event) = &claim.body else { continue };
            let talks = matches!(event.kind, EventKind::Meeting | EventKind::Call | EventKind::Session);
            if !talks || event.status != EventStatus::Happened {
                continue;
            }
            let Some(row) = self.events.of.get(&(at.0, index)) else { continue };
            if found.is_some_and(|found| found != row) {
                return None;
            }
            found = Some(row);
        }
        found.cloned()
    }
}

pub(crate) fn reconcile(around: &Around<'_>, cell: &Cell) -> Threads {
    let Around { corpus, rules, .. } = *around;
    let acts: Vec<(At, &Act)> = around
        .claims
        .iter()
        .filter_map(|&at| match &corpus.claim(at).body {
            Body::Act(act) => Some((at, act)),
            _ => None,
        })
        .collect();
    let common = rules.side_words(cell);
    let contents: Vec<Content> =
        acts.iter().map(|(at, act)| content(corpus.words(at.0, act.what), rules, &common)).collect();
    let weights = Weights::new(contents.iter());
    let mut nodes: Vec<Node<'_>> = acts
        .iter()
        .zip(&contents)
        // Nothing that could be followed: "It", "Russia".
        .filter(|(_, content)| {
            !(content.topics.is_empty() && content.stems.is_empty() && content.names.is_empty())
        })
        .map(|((at, act), content)| Node {
            at: *at,
            act,
            day: act_day(around, *at),
            content,
            doers: doers(act, cell),
        })
        .collect();
    nodes.sort_by_key(|node| (node.day, node.at));
    let making = Making::new(around, weights, &nodes);
    finish(around, &nodes, &making, cell)
}

/// The day of an act: of the event at which it was done, else of its document.
fn act_day(around: &Around<'_>, at: At) -> Option<Day> {
    // "In January" is no day: the other reports of the talks may have it.
    let full = |when: &When| matches!(when.grain(), Grain::Day | Grain::Interval) && !when.is_approximate();
    let event = around.corpus.claim(at).at.and_then(|index| {
        let said = match &around.corpus.claims_of(at.0).get(index as usize)?.body {
            Body::Event(event) => event.when.as_ref().map(|when| &when.when).filter(|when| full(when)),
            _ => None,
        };
        let known = || {
            let row = around.events.of.get(&(at.0, index as usize))?;
            let row = around.events.rows.iter().find(|event| event.id == *row)?;
            row.when.as_ref().filter(|when| full(when))
        };
        said.or_else(known).and_then(When::last)
    });
    let published = around.days.get(&at.0).copied();
    // What is said at a meeting is said by its last day, and never after the report.
    match (event, published) {
        (Some(event), Some(published)) => Some(event.min(published)),
        (event, published) => event.or(published),
    }
}

/// Who is to do it: the side that is asked, else the side that undertakes.
fn doers(act: &Act, cell: &Cell) -> BTreeSet<ActorCode> {
    let asked = matches!(act.act, ActKind::Propose | ActKind::Hope | ActKind::Assign) && !act.to.is_empty();
    let from = if asked { &act.to } else { &act.by };
    let doers: BTreeSet<ActorCode> = from.iter().copied().filter(|actor| cell.contains(actor)).collect();
    if doers.is_empty() { cell.iter().copied().collect() } else { doers }
}

/// The rows of the threads.
fn finish(around: &Around<'_>, nodes: &[Node<'_>], making: &Making<'_, '_>, cell: &Cell) -> Threads {
    let mut threads = Threads::default();
    let basis =
        Basis { around, cell, reports: Reports::new(around), shown: Shown::new(around, cell, making) };
    let mut ids: Vec<Option<RowId>> = Vec::new();
    for (place, thread) in making.threads.iter().enumerate() {
        if thread.own.is_empty() {
            ids.push(None);
            continue;
        }
        let row = basis.row(place, thread, nodes);
        ids.push(Some(row.id.clone()));
        for topic in &row.topics {
            threads.by_topic.entry(topic.clone()).or_default().push(row.id.clone());
        }
        threads.rows.push(row);
    }
    for (at, places) in &basis.shown.threads {
        let rows = places.iter().filter_map(|place| ids[*place].clone());
        threads.of_sign.insert(*at, rows.collect());
    }
    for ((a, b), code) in &making.doubts {
        if let (Some(a), Some(b)) = (&ids[*a], &ids[*b])
            && a != b
        {
            let (a, b) = (a.min(b).clone(), a.max(b).clone());
            threads.doubts.push(Doubt {
                id: RowId(format!("doubt/{}", hash([&*a.0, &*b.0]))),
                a,
                b,
                code: (*code).to_owned(),
            });
        }
    }
    threads.doubts.sort_by(|a, b| a.id.cmp(&b.id));
    threads.doubts.dedup_by(|a, b| a.id == b.id);
    tie(&mut threads, around.rules);
    threads
}

/// What rows are made from.
struct Basis<'a> {
    around: &'a Around<'a>,
    cell: &'a Cell,
    reports: Reports,
    shown: Shown,
}

impl Basis<'_> {
    fn row(&self, place: usize, thread: &Thread, all: &[Node<'_>]) -> Commitment {
        let Around { corpus, rules, clock, .. } = *self.around;
        let sorted = |places: &mut dyn Iterator<Item = usize>| -> Vec<&Node<'_>> {
            let mut nodes: Vec<&Node<'_>> = places.map(|at| &all[at]).collect();
            nodes.sort_by_key(|node| node.at);
            nodes
        };
        let own = sorted(&mut thread.own.iter().copied());
        let nodes = sorted(&mut thread.nodes());
        let focused: Vec<&Node<'_>> = own.iter().filter(|node| !thread.is_beside(node)).copied().collect();
        let first =
            own.iter().min_by_key(|node| (corpus.day(node.at), node.at)).expect("a thread has an act");
        let strongest = own
            .iter()
            .max_by_key(|node| {
                (
                    !thread.is_beside(node),
                    // A measure that meets a request does not give it its name.
                    !(is_measure(node.act) && own.len() > 1),
                    rung(node.act),
                    node.act.force,
                    corpus.words(node.at.0, node.act.what).len().min(300),
                    std::cmp::Reverse(node.at),
                )
            })
            .expect("a thread has an act");
        let mut history: Vec<ActStep> = nodes
            .iter()
            .map(|node| ActStep {
                day: node.day,
                act: node.act.act,
                force: node.act.force,
                restated: node.act.restated,
                by: node.act.by.clone(),
                at: self.around.event_of(node.at),
                mention: corpus.mention(node.at),
            })
            .collect();
        history.sort_by(|a, b| (a.day, &a.mention).cmp(&(b.day, &b.mention)));
        // The sides are those of the act whose words the row shows.
        let sorted = |actors: &[ActorCode]| -> Cell {
            actors.iter().copied().collect::<BTreeSet<_>>().into_iter().collect()
        };
        let mut fields: BTreeSet<String> = thread
            .topics
            .iter()
            .filter(|topic| !rules.topics[**topic].is_umbrella)
            .chain(&strongest.content.named)
            .flat_map(|topic| rules.topics[*topic].fields.iter().cloned())
            .collect();
        if fields.is_empty() {
            fields.extend(own.iter().flat_map(|node| node.act.fields.iter().cloned()));
        }
        let fare = Fare {
            corpus,
            rules,
            clock,
            history: &history,
            reports: &self.reports,
            shown: self.shown.of(place),
            days: self.around.days,
            nodes: &nodes,
            own: &focused,
        };
        let deadline = own.iter().rev().find_map(|node| deadline(corpus, node.at, node.act));
        let (stage, stage_why) = fare.stage();
        let is_open_request = stage < Stage::Signed && fare.is_open_request(self.cell);
        let (health, health_why) = fare.health(stage, deadline.as_ref());
        let signs = self.shown.of(place).iter().map(|sign| sign.at);
        let executor = own
            .iter()
            .filter_map(|node| node.act.executor.map(|span| (node, span)))
            .max_by_key(|(node, _)| (node.act.force, std::cmp::Reverse(node.at)))
            .map(|(node, span)| corpus.wording(node.at.0, span));
        let mut measures: Vec<_> = own
            .iter()
            .flat_map(|node| node.act.measures.iter().map(|span| corpus.wording(node.at.0, *span)))
            .collect();
        measures.sort();
        measures.dedup();
        let id = thread_id(corpus, first.at);
        let mut aliases: Vec<RowId> =
            own.iter().map(|node| thread_id(corpus, node.at)).filter(|alias| *alias != id).collect();
        aliases.sort();
        Commitment {
            id,
            aliases,
            parties: self.cell.clone(),
            by: sorted(&strongest.act.by),
            to: sorted(&strongest.act.to),
            fields: fields.into_iter().collect(),
            topics: thread.topics.iter().map(|topic| rules.topics[*topic].id.clone()).collect(),
            what: corpus.wording(strongest.at.0, strongest.act.what),
            act: strongest.act.act,
            force: own.iter().map(|node| node.act.force).max().unwrap_or(Force::G0),
            stage,
            health,
            because: format!("{stage_why}; {health_why}"),
            is_open_request,
            executor,
            deadline,
            measures,
            related: Vec::new(),
            history,
            support: corpus.support(nodes.iter().map(|node| node.at).chain(signs)),
        }
    }
}

/// Beginnings of the words that tell how long a thing lasts, or what a plan is called: "extended until
/// 31 July" is done on the day on which it is told.
const LASTS: [&str; 14] = [
    "extend",
    "extension",
    "prolong",
    "valid",
    "remain",
    "continu",
    "keep",
    "kept",
    "maintain",
    "mandate",
    "prospect",
    "strateg",
    "programme",
    "use",
];
/// The words before a date that tell how long, and not by when.
const UNTIL: [&str; 5] = ["until", "till", "up to", "to", "through"];
/// How far before a date, in bytes, the words may stand.
const NEAR: usize = 160;

/// By when something is to be done; none where the date says how long it is to last.
fn deadline(corpus: &Corpus<'_>, at: At, act: &Act) -> Option<When> {
    let dated = act.deadline.as_ref()?;
    if let Some(span) = dated.span {
        let (before, _) = corpus.around(at.0, span);
        let dated = fold(corpus.words(at.0, span)).into_owned();
        let from = before.floor_char_boundary(before.len().saturating_sub(NEAR));
        let before = fold(before[from..].rsplit(['.', ';', '\n']).next().unwrap_or_default()).into_owned();
        let before = before.trim_end_matches(|c: char| !c.is_alphanumeric()).trim_end_matches(" the");
        let is_until = UNTIL.iter().any(|word| {
            dated.starts_with(&format!("{word} "))
                || before.strip_suffix(word).is_some_and(|rest| rest.is_empty() || rest.ends_with(' '))
        });
        let lasts = |word: &str| LASTS.iter().any(|start| word.starts_with(start));
        if is_until && (before.split(' ').any(lasts) || before.contains("in force")) {
            return None;
        }
    }
    ended(corpus, at, dated).or_else(|| Some(dated.when.clone()))
}

/// Threads on one directed topic whose sides are mirrored belong together: what was given in return.
fn tie(threads: &mut Threads, rules: &LedgerRules) {
    let directed: BTreeSet<&str> =
        rules.topics.iter().filter(|topic| topic.is_directed).map(|topic| topic.id.as_str()).collect();
    let mut ties: BTreeMap<RowId, BTreeSet<RowId>> = BTreeMap::new();
    for (topic, ids) in &threads.by_topic {
        if !directed.contains(topic.as_str()) || ids.len() > 12 {
            continue;
        }
        for a in ids {
            for b in ids.iter().filter(|b| *b != a) {
                ties.entry(a.clone()).or_default().insert(b.clone());
            }
        }
    }
    for row in &mut threads.rows {
        if let Some(related) = ties.remove(&row.id) {
            row.related.extend(related);
        }
    }
}
