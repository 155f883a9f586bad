//! Threads: acts of the same sides about the same thing, across reports, and how they fare.
//!
//! An act joins a thread by a topic of the lexicon where no other object is named, or by words
//! that are rare in the relation; a common field is not enough. Stage is the highest rung with
//! evidence, health follows the rules of the lexicon, and both say why. Silence means that nothing
//! was reported, never that nothing was done.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    content::{Content, Weights, content},
    events::Events,
    input::{At, Cell, Corpus},
    judgements::Links,
    model::{ActStep, Commitment, Doubt, Health, RowId, Stage},
    people::days_between,
    rules::LedgerRules,
};
use crate::{
    calendar::Day,
    claims::model::{
        Act, ActKind, Body, ClaimId, EventKind, EventStatus, Force, InstrumentStatus, SourceRole,
    },
    evidence::hash,
    lexicon::{ActorCode, fold},
};

/// Words of their own tie two acts from this share of the lighter one's weight on.
const LIKE: f64 = 0.6;
/// Below this share the pair is not even a doubt.
const NEARLY: f64 = 0.45;

/// One act under one of its topics.
struct Node<'a> {
    at: At,
    act: &'a Act,
    day: Option<Day>,
    topic: Option<usize>,
    content: &'a Content,
    /// Who is to do it.
    doers: BTreeSet<ActorCode>,
    /// Discussed among many things: it joins threads and opens none.
    is_talk: bool,
}

/// Acts of one thread, by their places among the nodes.
struct Thread {
    topic: Option<usize>,
    nodes: Vec<usize>,
    stems: BTreeSet<String>,
    names: BTreeSet<String>,
    doers: BTreeSet<ActorCode>,
}

/// The threads of one cell.
#[derive(Default)]
pub(crate) struct Threads {
    pub(crate) rows: Vec<Commitment>,
    pub(crate) doubts: Vec<Doubt>,
    /// Topic to rows: for what is reported about it.
    pub(crate) by_topic: BTreeMap<String, Vec<RowId>>,
}

/// What other claims of the cell say about topics.
pub(crate) struct Around<'a> {
    pub(crate) corpus: &'a Corpus<'a>,
    pub(crate) rules: &'a LedgerRules,
    pub(crate) links: &'a Links,
    pub(crate) events: &'a Events,
    /// The day of each document: of publication, else of the events that it tells as news.
    pub(crate) days: &'a BTreeMap<usize, Day>,
    pub(crate) as_of: Day,
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
        let claims = &self.corpus.docs[at.0].input.reading.claims;
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

/// The name of a thread: the act by which it is first known, and its topic.
pub(crate) fn thread_id(corpus: &Corpus<'_>, at: At, topic: Option<&str>) -> RowId {
    RowId(format!("commitment/{}", thread_hash(corpus.claim_id(at), topic)))
}

/// The name that an act gives to the thread of one of its topics.
pub(crate) fn thread_hash(claim: &ClaimId, topic: Option<&str>) -> String {
    hash([claim.0.as_str(), topic.unwrap_or_default()])
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
    let mut nodes: Vec<Node<'_>> = Vec::new();
    for ((at, act), content) in acts.iter().zip(&contents) {
        // Nothing that could be followed: "It", "Russia".
        if content.topics.is_empty() && content.stems.is_empty() && content.names.is_empty() {
            continue;
        }
        let day = act_day(around, *at);
        let is_talk = act.act == ActKind::Discuss;
        let topics: Vec<Option<usize>> = if content.topics.is_empty() {
            vec![None]
        } else {
            content.topics.iter().map(|topic| Some(*topic)).collect()
        };
        for topic in topics {
            nodes.push(Node { at: *at, act, day, topic, content, doers: doers(act, cell), is_talk });
        }
    }
    nodes.sort_by_key(|node| (node.is_talk, node.day, node.at, node.topic));
    let mut making = Making {
        around,
        weights,
        nodes: &nodes,
        threads: Vec::new(),
        by_topic: BTreeMap::new(),
        by_stem: BTreeMap::new(),
        member: BTreeMap::new(),
        doubts: BTreeMap::new(),
    };
    for at in 0..nodes.len() {
        making.place(at);
    }
    making.join_linked();
    making.finish(cell)
}

/// The day of an act: of the event at which it was done, else of its document.
fn act_day(around: &Around<'_>, at: At) -> Option<Day> {
    let event = around.corpus.claim(at).at.and_then(|index| {
        match &around.corpus.docs[at.0].input.reading.claims.get(index as usize)?.body {
            Body::Event(event) => event.when.as_ref().and_then(|when| when.when.last()),
            _ => None,
        }
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

struct Making<'a, 'n> {
    around: &'a Around<'a>,
    weights: Weights,
    nodes: &'n [Node<'n>],
    threads: Vec<Thread>,
    by_topic: BTreeMap<usize, Vec<usize>>,
    by_stem: BTreeMap<&'n str, Vec<usize>>,
    member: BTreeMap<RowId, usize>,
    doubts: BTreeMap<(usize, usize), &'static str>,
}

impl<'n> Making<'_, 'n> {
    fn id(&self, node: &Node<'_>) -> RowId {
        let topic = node.topic.map(|topic| self.around.rules.topics[topic].id.as_str());
        thread_id(self.around.corpus, node.at, topic)
    }

    fn place(&mut self, at: usize) {
        let node = &self.nodes[at];
        let id = self.id(node);
        let mut best: Option<(f64, usize)> = None;
        for thread in self.candidates(node) {
            if !self.around.links.is_free(&id)
                && self.threads[thread]
                    .nodes
                    .iter()
                    .any(|&other| self.around.links.parts(&id, &self.id(&self.nodes[other])))
            {
                continue;
            }
            if let Some(score) = self.fit(thread, node)
                && best.is_none_or(|(seen, _)| score > seen)
            {
                best = Some((score, thread));
            }
        }
        let thread = match best {
            Some((score, thread)) if score >= LIKE => thread,
            other => {
                let many = node.content.topics.len() > 2;
                if node.is_talk
                    && (many || node.topic.is_some_and(|topic| self.around.rules.topics[topic].is_umbrella))
                {
                    return;
                }
                self.threads.push(Thread {
                    topic: node.topic,
                    nodes: Vec::new(),
                    stems: BTreeSet::new(),
                    names: BTreeSet::new(),
                    doers: BTreeSet::new(),
                });
                let own = self.threads.len() - 1;
                if let Some((score, thread)) = other
                    && score >= NEARLY
                {
                    self.doubts.insert((thread, own), "nearly-fits");
                }
                own
            }
        };
        self.add(thread, at);
    }

    fn candidates(&self, node: &Node<'_>) -> BTreeSet<usize> {
        let mut found = BTreeSet::new();
        match node.topic {
            Some(topic) => found.extend(self.by_topic.get(&topic).into_iter().flatten().copied()),
            None => {
                // The rarest words lead to the threads; common ones would lead everywhere.
                let mut stems: Vec<&String> = node.content.stems.iter().collect();
                stems.sort_by(|a, b| self.weights.of(b).total_cmp(&self.weights.of(a)).then(a.cmp(b)));
                for stem in stems.into_iter().take(8) {
                    found.extend(self.by_stem.get(stem.as_str()).into_iter().flatten().copied().take(64));
                }
            }
        }
        found
    }

    /// How well an act fits a thread: 0 to 1, `None` where it cannot be the same thing.
    fn fit(&self, thread: usize, node: &Node<'_>) -> Option<f64> {
        let thread = &self.threads[thread];
        if thread.topic != node.topic {
            return None;
        }
        if let Some(topic) = node.topic {
            let topic = &self.around.rules.topics[topic];
            if topic.is_directed && thread.doers.is_disjoint(&node.doers) {
                return None;
            }
            // Jointly or one for the other is not the same undertaking where the direction counts.
            if topic.is_directed && thread.doers.len() != node.doers.len() && !node.is_talk {
                return None;
            }
            let (mine, theirs) = (&node.content.names, &thread.names);
            if !mine.is_empty() && !theirs.is_empty() && mine.is_disjoint(theirs) {
                return None;
            }
            let (share, ..) = self.weights.likeness(&node.content.stems, &thread.stems);
            return Some(LIKE + 0.4 * share);
        }
        let (share, weight, count) = self.best_likeness(thread, node);
        let named = !node.content.names.is_disjoint(&thread.names);
        if count < 2 && !named {
            return None;
        }
        // Two words that are rare together, or a named object and a word.
        (weight > 2.0 || named).then_some(share)
    }

    /// The likeness to the nearest act of a thread, not to all its words: threads would swallow all.
    fn best_likeness(&self, thread: &Thread, node: &Node<'_>) -> (f64, f64, usize) {
        let mut best = (0.0, 0.0, 0);
        for &other in thread.nodes.iter().rev().take(24) {
            let like = self.weights.likeness(&node.content.stems, &self.nodes[other].content.stems);
            if like.0 > best.0 {
                best = like;
            }
        }
        best
    }

    fn add(&mut self, thread: usize, at: usize) {
        let nodes: &'n [Node<'n>] = self.nodes;
        let node = &nodes[at];
        let id = self.id(node);
        let into = &mut self.threads[thread];
        if into.nodes.is_empty()
            && let Some(topic) = node.topic
        {
            self.by_topic.entry(topic).or_default().push(thread);
        }
        into.nodes.push(at);
        into.stems.extend(node.content.stems.iter().cloned());
        into.names.extend(node.content.names.iter().cloned());
        into.doers.extend(&node.doers);
        if node.topic.is_none() {
            for stem in &node.content.stems {
                let list = self.by_stem.entry(stem.as_str()).or_default();
                if list.last() != Some(&thread) {
                    list.push(thread);
                }
            }
        }
        self.member.insert(id, thread);
    }

    fn join_linked(&mut self) {
        let ids: Vec<RowId> =
            self.member.keys().filter(|id| !self.around.links.is_free(id)).cloned().collect();
        for id in ids {
            let others: Vec<usize> =
                self.around.links.same_as(&id).filter_map(|other| self.member.get(other).copied()).collect();
            for other in others {
                let to = self.member[&id];
                if to == other {
                    continue;
                }
                let (to, from) = (to.min(other), to.max(other));
                for at in std::mem::take(&mut self.threads[from].nodes) {
                    self.add(to, at);
                }
            }
        }
    }

    fn finish(mut self, cell: &Cell) -> Threads {
        let mut threads = Threads::default();
        let reports = Reports::new(self.around);
        let shown = Shown::new(self.around, cell);
        let mut ids: Vec<Option<RowId>> = Vec::new();
        for thread in &mut self.threads {
            thread.nodes.sort_unstable_by_key(|&at| (self.nodes[at].at, at));
        }
        for thread in &self.threads {
            if thread.nodes.is_empty() {
                ids.push(None);
                continue;
            }
            let row = self.row(thread, cell, &reports, &shown);
            ids.push(Some(row.id.clone()));
            if let Some(topic) = &row.topic {
                threads.by_topic.entry(topic.clone()).or_default().push(row.id.clone());
            }
            threads.rows.push(row);
        }
        for ((a, b), code) in &self.doubts {
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
        tie(&mut threads, self.around.rules);
        threads
    }

    fn row(&self, thread: &Thread, cell: &Cell, reports: &Reports, shown: &Shown) -> Commitment {
        let Around { corpus, rules, as_of, .. } = *self.around;
        let mut nodes: Vec<&Node<'_>> = thread.nodes.iter().map(|&at| &self.nodes[at]).collect();
        nodes.sort_by_key(|node| node.at);
        nodes.dedup_by_key(|node| node.at);
        let first =
            nodes.iter().min_by_key(|node| (corpus.day(node.at), node.at)).expect("a thread has an act");
        let topic = thread.topic.map(|topic| rules.topics[topic].id.clone());
        let strongest = nodes
            .iter()
            .max_by_key(|node| {
                (
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
        let gather = |from: fn(&Act) -> &Vec<ActorCode>| -> Cell {
            nodes
                .iter()
                .flat_map(|node| from(node.act).iter().copied())
                .collect::<BTreeSet<_>>()
                .into_iter()
                .collect()
        };
        let mut fields: BTreeSet<String> = match thread.topic {
            Some(topic) if !rules.topics[topic].is_umbrella => {
                rules.topics[topic].fields.iter().cloned().collect()
            }
            _ => BTreeSet::new(),
        };
        if fields.is_empty() {
            fields.extend(nodes.iter().flat_map(|node| node.act.fields.iter().cloned()));
        }
        let fare = Fare {
            corpus,
            rules,
            as_of,
            history: &history,
            reports,
            shown: shown.of(thread.topic, &thread.names),
            days: self.around.days,
            nodes: &nodes,
        };
        let (stage, stage_why) = fare.stage();
        let is_open_request = fare.is_open_request(cell);
        let (health, health_why) = fare.health(stage);
        let executor = nodes
            .iter()
            .filter_map(|node| node.act.executor.map(|span| (node, span)))
            .max_by_key(|(node, _)| (node.act.force, std::cmp::Reverse(node.at)))
            .map(|(node, span)| corpus.wording(node.at.0, span));
        let mut measures: Vec<_> = nodes
            .iter()
            .flat_map(|node| node.act.measures.iter().map(|span| corpus.wording(node.at.0, *span)))
            .collect();
        measures.sort();
        measures.dedup();
        let mut aliases: Vec<RowId> = thread
            .nodes
            .iter()
            .map(|&at| &self.nodes[at])
            .filter(|node| node.topic != thread.topic)
            .map(|node| self.id(node))
            .collect();
        aliases.sort();
        Commitment {
            id: thread_id(corpus, first.at, topic.as_deref()),
            aliases,
            parties: cell.clone(),
            by: gather(|act| &act.by),
            to: gather(|act| &act.to),
            fields: fields.into_iter().collect(),
            topic,
            what: corpus.wording(strongest.at.0, strongest.act.what),
            act: strongest.act.act,
            force: nodes.iter().map(|node| node.act.force).max().unwrap_or(Force::G0),
            stage,
            health,
            because: format!("{stage_why}; {health_why}"),
            is_open_request,
            executor,
            deadline: nodes
                .iter()
                .rev()
                .find_map(|node| node.act.deadline.as_ref().map(|when| when.when.clone())),
            measures,
            related: Vec::new(),
            history,
            support: corpus.support(nodes.iter().map(|node| node.at)),
        }
    }
}

/// The rung of one act.
fn rung(act: &Act) -> Stage {
    match act.act {
        ActKind::Discuss | ActKind::Hope | ActKind::Decline => Stage::Voiced,
        ActKind::Propose | ActKind::Offer => Stage::Proposed,
        ActKind::Agree | ActKind::Pledge if act.force <= Force::G1 => Stage::Voiced,
        ActKind::Agree | ActKind::Pledge if act.force == Force::G2 => Stage::Proposed,
        ActKind::Agree | ActKind::Pledge => Stage::Agreed,
        ActKind::Assign => Stage::Assigned,
    }
}

/// How often and when the relation was reported: the basis of every word about silence.
struct Reports {
    /// Day and story, sorted, each story once.
    days: Vec<(Day, u32)>,
}

impl Reports {
    fn new(around: &Around<'_>) -> Reports {
        let mut days: Vec<(u32, Day)> = around
            .claims
            .iter()
            .filter_map(|&at| Some((around.corpus.docs[at.0].voice, *around.days.get(&at.0)?)))
            .collect();
        days.sort_unstable();
        days.dedup_by_key(|it| it.0);
        let mut days: Vec<(Day, u32)> = days.into_iter().map(|(voice, day)| (day, voice)).collect();
        days.sort_unstable();
        Reports { days }
    }

    /// Stories after a day, up to the day of the ledger.
    fn since(&self, day: Day, as_of: Day) -> usize {
        self.days.iter().filter(|(other, _)| *other > day && *other <= as_of).count()
    }
}

/// Something else that is reported about a topic: signed, delivered, stuck.
#[derive(Clone)]
struct Sign {
    at: At,
    day: Option<Day>,
    stage: Option<Stage>,
    health: Option<Health>,
    /// A side says so about itself: a claim of delivery, not delivery.
    is_claim: bool,
    names: BTreeSet<String>,
}

struct Shown {
    by_topic: BTreeMap<usize, Vec<Sign>>,
}

impl Shown {
    fn new(around: &Around<'_>, cell: &Cell) -> Shown {
        let Around { corpus, rules, .. } = *around;
        let mut by_topic: BTreeMap<usize, Vec<Sign>> = BTreeMap::new();
        let common = rules.side_words(cell);
        for &at in around.claims {
            let claim = corpus.claim(at);
            let mut stage = None;
            let mut health = None;
            let text: &str = match &claim.body {
                Body::Instrument(instrument) => {
                    let done = matches!(
                        instrument.status,
                        InstrumentStatus::Signed
                            | InstrumentStatus::Exchanged
                            | InstrumentStatus::InForce
                            | InstrumentStatus::Adopted
                    );
                    if !done || instrument.is_count || instrument.parties != *cell {
                        continue;
                    }
                    stage = Some(Stage::Signed);
                    &instrument.name
                }
                Body::ReportedState(it) | Body::Obstacle(it) => {
                    let text = corpus.words(at.0, it.what);
                    let folded = fold(text);
                    for shows in &rules.shows {
                        if shows.words.iter().any(|word| folded.contains(word.as_str())) {
                            stage = stage.max(shows.stage);
                            health = health.or(shows.health);
                        }
                    }
                    text
                }
                _ => continue,
            };
            if stage.is_none() && health.is_none() {
                continue;
            }
            let content = content(text, rules, &common);
            let is_claim = stage.is_some_and(|stage| stage > Stage::Signed)
                && matches!(claim.source.role, SourceRole::OwnParty | SourceRole::BothSides)
                && claim.source.speaker.is_some();
            let own = content.topics.iter().map(|&topic| (topic, stage));
            // What is done about a part is done in part about the whole.
            let whole = content.topics.iter().filter_map(|&topic| {
                Some((rules.parent(topic)?, stage.map(|stage| stage.min(Stage::PartlyDelivered))))
            });
            let all: BTreeMap<usize, Option<Stage>> = whole.chain(own).collect();
            for (topic, stage) in all {
                if rules.topics[topic].is_umbrella {
                    continue;
                }
                by_topic.entry(topic).or_default().push(Sign {
                    at,
                    day: around.days.get(&at.0).copied(),
                    stage,
                    health,
                    is_claim,
                    names: content.names.clone(),
                });
            }
        }
        Shown { by_topic }
    }

    /// What is reported about the topic, and names nothing else.
    fn of(&self, topic: Option<usize>, names: &BTreeSet<String>) -> Vec<Sign> {
        topic
            .and_then(|topic| self.by_topic.get(&topic))
            .into_iter()
            .flatten()
            .filter(|sign| sign.names.is_empty() || names.is_empty() || !sign.names.is_disjoint(names))
            .cloned()
            .collect()
    }
}

/// What stage and health are read from.
struct Fare<'a> {
    corpus: &'a Corpus<'a>,
    rules: &'a LedgerRules,
    as_of: Day,
    history: &'a [ActStep],
    reports: &'a Reports,
    shown: Vec<Sign>,
    days: &'a BTreeMap<usize, Day>,
    nodes: &'a [&'a Node<'a>],
}

impl Fare<'_> {
    fn stage(&self) -> (Stage, String) {
        let (mut stage, node) = self
            .nodes
            .iter()
            .map(|node| (rung(node.act), *node))
            .max_by_key(|(stage, node)| (*stage, std::cmp::Reverse(node.at)))
            .expect("a thread has an act");
        let on = |at: At| {
            format!(
                "{} on {}",
                self.corpus.docs[at.0].input.doc,
                self.days.get(&at.0).map_or("an unknown day".to_owned(), |day| day.to_string())
            )
        };
        let mut why = format!("{} in {}", stage_word(stage), on(node.at));
        let first = self.history.iter().find_map(|step| step.day);
        let mut claimed = None;
        for sign in &self.shown {
            let Some(shown) = sign.stage else { continue };
            // A document signed, or a thing done, before anybody asked for it is another one.
            if first.is_some() && sign.day < first {
                continue;
            }
            if shown == Stage::Signed && stage < Stage::Proposed {
                continue;
            }
            if sign.is_claim {
                claimed = Some(sign);
            } else if shown > stage {
                stage = shown;
                why = format!("{} as reported in {}", stage_word(stage), on(sign.at));
            }
        }
        if let Some(sign) = claimed {
            why.push_str(&format!(
                ", and {} according to a side itself in {}",
                stage_word(sign.stage.unwrap_or(stage)),
                on(sign.at)
            ));
        }
        (stage, why)
    }

    fn health(&self, stage: Stage) -> (Health, String) {
        let latest = self
            .history
            .iter()
            .filter_map(|step| step.day.max(step.mention.day))
            .chain(self.shown.iter().filter_map(|sign| sign.day))
            .max();
        let dated = |day: Option<Day>| day.map_or("an unknown day".to_owned(), |day| day.to_string());
        // What was refused and not taken up again.
        if let Some(refusal) = self.history.iter().rev().find(|step| step.act == ActKind::Decline) {
            let after = self.history.iter().any(|step| {
                step.day > refusal.day
                    && matches!(step.act, ActKind::Agree | ActKind::Pledge | ActKind::Assign)
            });
            if !after {
                let health = if stage >= Stage::Agreed { Health::Contradicted } else { Health::Refused };
                return (health, format!("declined in {} on {}", refusal.mention.doc, dated(refusal.day)));
            }
        }
        if let Some(sign) =
            self.shown.iter().filter(|sign| sign.health.is_some()).max_by_key(|sign| (sign.day, sign.at))
        {
            let revived = self.history.iter().any(|step| {
                step.day > sign.day && matches!(step.act, ActKind::Agree | ActKind::Pledge | ActKind::Assign)
            });
            if !revived && let Some(health) = sign.health {
                return (
                    health,
                    format!(
                        "reported {} in {} on {}",
                        health_word(health),
                        self.corpus.docs[sign.at.0].input.doc,
                        dated(sign.day)
                    ),
                );
            }
        }
        let Some(latest) = latest else { return (Health::Fresh, "no report of it has a day".to_owned()) };
        let silent = days_between(latest, self.as_of);
        let reports = self.reports.since(latest, self.as_of);
        let since = format!("not mentioned since {latest} in {reports} reports of the relation");
        if silent > self.rules.quiet_days && reports >= self.rules.quiet_reports {
            return (Health::Quiet, since);
        }
        let restated = self.restatements();
        if restated >= self.rules.restatements {
            return (
                Health::RestatedWithoutProgress,
                format!("restated {restated} times without a higher rung, last on {latest}"),
            );
        }
        let why = if silent > self.rules.quiet_days { since } else { format!("last mentioned on {latest}") };
        (Health::Fresh, why)
    }

    /// On how many later days the same or a lower rung was said again.
    fn restatements(&self) -> usize {
        let mut top = None;
        let mut days: BTreeSet<Day> = BTreeSet::new();
        for node in self.sorted() {
            let here = rung(node.act);
            if top.is_none_or(|top| here > top) {
                top = Some(here);
                days.clear();
            } else if let Some(day) = node.day
                && here >= Stage::Proposed
            {
                days.insert(day);
            }
        }
        let first =
            self.sorted().into_iter().find(|node| Some(rung(node.act)) == top).and_then(|node| node.day);
        days.into_iter().filter(|day| first.is_none_or(|first| days_between(first, *day) > 7)).count()
    }

    fn sorted(&self) -> Vec<&Node<'_>> {
        let mut nodes: Vec<&Node<'_>> = self.nodes.iter().map(|node| &**node).collect();
        nodes.sort_by_key(|node| (node.day, node.at));
        nodes
    }

    /// True where a side asks or offers and the other side is not reported to have answered.
    fn is_open_request(&self, cell: &Cell) -> bool {
        let nodes = self.sorted();
        let asks = |node: &&&Node<'_>| {
            matches!(node.act.act, ActKind::Propose | ActKind::Offer | ActKind::Hope)
                && node.act.by.len() == 1
                && (node.act.act != ActKind::Hope || node.act.to.iter().any(|to| !node.act.by.contains(to)))
        };
        let Some(first) = nodes.iter().find(asks) else { return false };
        if nodes.iter().any(|node| node.act.by.len() > 1 && rung(node.act) >= Stage::Agreed) {
            return false;
        }
        let asker = first.act.by[0];
        cell.len() >= 2
            && !nodes.iter().any(|node| {
                node.day >= first.day
                    && node.act.by.iter().any(|by| *by != asker)
                    && !matches!(node.act.act, ActKind::Discuss)
            })
    }
}

pub(crate) fn stage_word(stage: Stage) -> &'static str {
    match stage {
        Stage::Voiced => "voiced",
        Stage::Proposed => "proposed or offered",
        Stage::Agreed => "undertaken",
        Stage::Assigned => "assigned",
        Stage::Signed => "signed",
        Stage::UnderWay => "under way",
        Stage::PartlyDelivered => "delivered in part",
        Stage::Delivered => "delivered",
    }
}

pub(crate) fn health_word(health: Health) -> &'static str {
    match health {
        Health::Fresh => "fresh",
        Health::Quiet => "quiet",
        Health::RestatedWithoutProgress => "restated without progress",
        Health::Contradicted => "contradicted",
        Health::Postponed => "put off",
        Health::Stalled => "stuck",
        Health::Refused => "dropped",
        Health::Superseded => "replaced",
    }
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
