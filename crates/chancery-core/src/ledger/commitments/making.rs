//! Which acts form a thread.
//!
//! An act that names one thing opens a thread or joins the one on that thing. An act that names
//! several is one line of its own, and stands in the history of every thread on one of them: so
//! one act is one line, and what is followed by itself has its own.
//!
//! Invariant: every act that is followed is the *own* act of exactly one thread; threads are named
//! after their own acts.

use std::collections::{BTreeMap, BTreeSet};

use super::Around;
use crate::{
    calendar::Day,
    claims::model::{Act, ActKind},
    ledger::{
        content::{Content, Weights},
        input::{At, Corpus},
        model::RowId,
    },
    lexicon::ActorCode,
};

/// Words of their own tie two acts from this share of the lighter one's weight on.
const LIKE: f64 = 0.6;
/// Below this share the pair is not even a doubt.
const NEARLY: f64 = 0.45;

/// So many of the last acts of a thread are compared with a further one.
const RECENT: usize = 24;

/// One act.
pub(super) struct Node<'a> {
    pub(super) at: At,
    pub(super) act: &'a Act,
    pub(super) day: Option<Day>,
    pub(super) content: &'a Content,
    /// Who is to do it.
    pub(super) doers: BTreeSet<ActorCode>,
}

impl Node<'_> {
    /// Discussed: it joins threads, and opens none where it is one of many things.
    pub(super) fn is_talk(&self) -> bool {
        self.act.act == ActKind::Discuss
    }

    /// True where several things are named.
    fn is_list(&self) -> bool {
        self.content.topics.len() > 1
    }
}

/// Acts of one thread, by their places among the nodes.
#[derive(Default)]
pub(super) struct Thread {
    /// What it is about.
    pub(super) topics: Vec<usize>,
    /// The acts that it is made of.
    pub(super) own: Vec<usize>,
    /// Acts that name its thing among others, and are own to another thread.
    pub(super) listed: Vec<usize>,
    pub(super) names: BTreeSet<String>,
    stems: BTreeSet<String>,
    /// The weight of the stems together.
    weight: f64,
    pub(super) doers: BTreeSet<ActorCode>,
}

impl Thread {
    /// True for an act that names its one thing among others.
    pub(super) fn is_beside(&self, node: &Node<'_>) -> bool {
        node.is_list() && self.topics.len() == 1
    }

    /// All acts.
    pub(super) fn nodes(&self) -> impl Iterator<Item = usize> + '_ {
        self.own.iter().chain(&self.listed).copied()
    }
}

/// The threads of a relation as they are found.
pub(super) struct Making<'a, 'n> {
    around: &'a Around<'a>,
    pub(super) weights: Weights,
    pub(super) nodes: &'n [Node<'n>],
    pub(super) threads: Vec<Thread>,
    /// Threads on one thing, and threads on lists in which it stands.
    by_topic: BTreeMap<usize, Vec<usize>>,
    lists: BTreeMap<usize, Vec<usize>>,
    by_stem: BTreeMap<&'n str, Vec<usize>>,
    member: BTreeMap<RowId, usize>,
    /// Threads that are nearly one, and why that is in doubt.
    pub(super) doubts: BTreeMap<(usize, usize), &'static str>,
}

/// The name that an act gives to its thread.
pub(super) fn thread_id(corpus: &Corpus<'_>, at: At) -> RowId {
    RowId(format!("commitment/{}", corpus.claim_id(at)))
}

impl<'a, 'n> Making<'a, 'n> {
    /// Puts every act into threads; `nodes` come in order of time.
    pub(super) fn new(around: &'a Around<'a>, weights: Weights, nodes: &'n [Node<'n>]) -> Making<'a, 'n> {
        let mut making = Making {
            around,
            weights,
            nodes,
            threads: Vec::new(),
            by_topic: BTreeMap::new(),
            lists: BTreeMap::new(),
            by_stem: BTreeMap::new(),
            member: BTreeMap::new(),
            doubts: BTreeMap::new(),
        };
        // What is only discussed comes last, so that it finds what was undertaken; lists come last
        // of all, so that they find what is followed by itself.
        let (lists, single): (Vec<usize>, Vec<usize>) = (0..nodes.len()).partition(|&at| nodes[at].is_list());
        let (talk, acts): (Vec<usize>, Vec<usize>) = single.into_iter().partition(|&at| nodes[at].is_talk());
        acts.into_iter().chain(talk).for_each(|at| making.place(at));
        let (talk, acts): (Vec<usize>, Vec<usize>) = lists.into_iter().partition(|&at| nodes[at].is_talk());
        acts.into_iter().chain(talk).for_each(|at| making.place_list(at));
        making.join_linked();
        making
    }

    fn id(&self, at: usize) -> RowId {
        thread_id(self.around.corpus, self.nodes[at].at)
    }

    /// True where a person held the act to be another thing than an own act of the thread.
    fn is_parted(&self, thread: usize, at: usize) -> bool {
        let id = self.id(at);
        let links = self.around.links;
        !links.is_free(&id) && self.threads[thread].own.iter().any(|&other| links.parts(&id, &self.id(other)))
    }

    /// An act about one thing.
    fn place(&mut self, at: usize) {
        let node = &self.nodes[at];
        let topic = node.content.topics.first().copied();
        let mut best: Option<(f64, usize)> = None;
        for thread in self.candidates(node, topic) {
            if !self.is_parted(thread, at)
                && let Some(score) = self.fit(thread, node, topic)
                && best.is_none_or(|(seen, _)| score > seen)
            {
                best = Some((score, thread));
            }
        }
        match best {
            Some((score, thread)) if score >= LIKE => self.add(thread, at),
            other => {
                // Relations are discussed always and everywhere.
                if node.is_talk() && topic.is_some_and(|topic| self.around.rules.topics[topic].is_umbrella) {
                    return;
                }
                let own = self.open(topic.into_iter().collect());
                if let Some((score, thread)) = other
                    && score >= NEARLY
                {
                    self.doubts.insert((thread, own), "nearly-fits");
                }
                self.add(own, at);
            }
        }
    }

    /// An act about several things: named in the thread of each, and a line of its own unless each
    /// has one.
    fn place_list(&mut self, at: usize) {
        let node = &self.nodes[at];
        let mut joined: Vec<usize> = Vec::new();
        for &topic in &node.content.topics {
            let mut best: Option<(f64, usize)> = None;
            for thread in self.by_topic.get(&topic).into_iter().flatten().copied() {
                if !self.is_parted(thread, at)
                    && let Some(score) = self.fit(thread, node, Some(topic))
                    && best.is_none_or(|(seen, _)| score > seen)
                {
                    best = Some((score, thread));
                }
            }
            joined.extend(best.map(|(_, thread)| thread));
        }
        if joined.len() == node.content.topics.len() {
            let home = joined.remove(0);
            self.threads[home].own.push(at);
            self.member.insert(self.id(at), home);
        } else if !node.is_talk() {
            let own = self.list_like(at).unwrap_or_else(|| self.open(node.content.topics.clone()));
            self.add(own, at);
        }
        for thread in joined {
            self.threads[thread].listed.push(at);
        }
    }

    /// The thread of an earlier list that names mostly the same things.
    fn list_like(&self, at: usize) -> Option<usize> {
        let node = &self.nodes[at];
        let mine = &node.content.topics;
        let mut shared: BTreeMap<usize, usize> = BTreeMap::new();
        for topic in mine {
            for &thread in self.lists.get(topic).into_iter().flatten() {
                *shared.entry(thread).or_default() += 1;
            }
        }
        shared
            .into_iter()
            .filter(|&(thread, count)| {
                let all = self.threads[thread].topics.len() + mine.len() - count;
                count * 3 >= all * 2
                    && !self.threads[thread].doers.is_disjoint(&node.doers)
                    && !self.is_parted(thread, at)
            })
            .max_by_key(|&(thread, count)| (count, std::cmp::Reverse(thread)))
            .map(|(thread, _)| thread)
    }

    fn candidates(&self, node: &Node<'_>, topic: Option<usize>) -> BTreeSet<usize> {
        let mut found = BTreeSet::new();
        match topic {
            Some(topic) => found.extend(self.by_topic.get(&topic).into_iter().flatten().copied()),
            None => {
                // The rarest words lead to the threads; common ones would lead everywhere.
                let mut stems: Vec<(f64, &String)> =
                    node.content.stems.iter().map(|stem| (self.weights.of(stem), stem)).collect();
                stems.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(b.1)));
                for (_, stem) in stems.into_iter().take(8) {
                    found.extend(self.by_stem.get(stem.as_str()).into_iter().flatten().copied().take(64));
                }
            }
        }
        found
    }

    /// How well an act fits a thread: 0 to 1, `None` where it cannot be the same thing.
    fn fit(&self, thread: usize, node: &Node<'_>, topic: Option<usize>) -> Option<f64> {
        let thread = &self.threads[thread];
        if let Some(at) = topic {
            let topic = &self.around.rules.topics[at];
            if topic.is_directed && thread.doers.is_disjoint(&node.doers) {
                return None;
            }
            // Jointly or one for the other is not the same undertaking where the direction counts.
            if topic.is_directed && thread.doers.len() != node.doers.len() && !node.is_talk() {
                return None;
            }
            // A field in common is not a thing in common.
            if !self.shares(thread, node.content, at) {
                return None;
            }
            let (mine, theirs) = (&node.content.names, &thread.names);
            if !mine.is_empty() && !theirs.is_empty() && mine.is_disjoint(theirs) {
                return None;
            }
            return Some(LIKE + 0.4 * self.share(&node.content.stems, thread));
        }
        self.likeness(thread, node.content)
    }

    /// How much of its own words a wording has in common with an act of a thread.
    fn likeness(&self, thread: &Thread, content: &Content) -> Option<f64> {
        let (share, weight, count) = self.best_likeness(thread, content);
        let named = !content.names.is_disjoint(&thread.names);
        // One word in common, be it a name, is not a thing in common: much happens in one country.
        if count < 2 {
            return None;
        }
        // Two words that are rare together, or a named object and a word.
        (weight > 2.0 || named).then_some(share)
    }

    /// True where a wording is told in the words of a thread.
    pub(super) fn has_words_of(&self, thread: &Thread, content: &Content) -> bool {
        self.likeness(thread, content).is_some_and(|share| share >= LIKE)
    }

    /// True where one of the last acts of a thread says the same of a topic as a wording.
    pub(super) fn shares(&self, thread: &Thread, content: &Content, topic: usize) -> bool {
        let joins = self.around.rules.topics[topic].joins;
        let like = |&at: &usize| self.nodes[at].content.is_like(content, topic, joins, &self.weights);
        thread.own.iter().rev().take(RECENT).any(like)
    }

    /// The weight that an act shares with a whole thread, against the lighter of the two.
    fn share(&self, stems: &BTreeSet<String>, thread: &Thread) -> f64 {
        let (mut mine, mut shared) = (0.0, 0.0);
        for stem in stems {
            let weight = self.weights.of(stem);
            mine += weight;
            if thread.stems.contains(stem) {
                shared += weight;
            }
        }
        let least = f64::min(mine, thread.weight);
        if least > 0.0 { shared / least } else { 0.0 }
    }

    /// The likeness to the nearest act of a thread, not to all its words: threads would swallow all.
    fn best_likeness(&self, thread: &Thread, content: &Content) -> (f64, f64, usize) {
        let mut best = (0.0, 0.0, 0);
        for &other in thread.own.iter().rev().take(RECENT) {
            let like = self.weights.likeness(&content.stems, &self.nodes[other].content.stems);
            if like.0 > best.0 {
                best = like;
            }
        }
        best
    }

    fn open(&mut self, topics: Vec<usize>) -> usize {
        let own = self.threads.len();
        let index = if topics.len() == 1 { &mut self.by_topic } else { &mut self.lists };
        for topic in &topics {
            index.entry(*topic).or_default().push(own);
        }
        self.threads.push(Thread { topics, ..Thread::default() });
        own
    }

    fn add(&mut self, thread: usize, at: usize) {
        let nodes: &'n [Node<'n>] = self.nodes;
        let node = &nodes[at];
        let id = self.id(at);
        let into = &mut self.threads[thread];
        into.own.push(at);
        for stem in &node.content.stems {
            if into.stems.insert(stem.clone()) {
                into.weight += self.weights.of(stem);
            }
        }
        into.names.extend(node.content.names.iter().cloned());
        into.doers.extend(&node.doers);
        if node.content.topics.is_empty() {
            for stem in &node.content.stems {
                let list = self.by_stem.entry(stem.as_str()).or_default();
                if list.last() != Some(&thread) {
                    list.push(thread);
                }
            }
        }
        self.member.insert(id, thread);
    }

    /// What people held to be one thread becomes one.
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
                let moved = std::mem::take(&mut self.threads[from]);
                moved.own.into_iter().for_each(|at| self.add(to, at));
                let into = &mut self.threads[to];
                into.listed.extend(moved.listed);
                into.topics.extend(moved.topics);
                into.topics.sort_unstable();
                into.topics.dedup();
            }
        }
        for thread in &mut self.threads {
            thread.own.sort_unstable();
            thread.listed.sort_unstable();
            thread.listed.dedup();
            thread.listed.retain(|at| thread.own.binary_search(at).is_err());
        }
    }
}
