//! Trees: arc-hybrid transitions, an action first, then the relation of the arc it makes.
//!
//! The root stands behind the last word. Left takes the top of the stack under the next word,
//! right takes it under the word below it on the stack, shift moves on. When only the root is
//! left to read, words go right until one remains, so each sentence has one root.

use super::{
    look::Look,
    tagger::best,
    tags::{Rel, Upos},
    weights::{Bytes, Damaged, Table, Trio, join, mix},
};

/// What every file of such weights begins with.
pub const MARK: &[u8; 8] = b"CHtree01";

/// What the parser can do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// Moves to the next word.
    Shift,
    /// Hangs the top of the stack on the next word.
    Left,
    /// Hangs the top of the stack on the word below it.
    Right,
}

/// All actions, by number.
pub const ACTIONS: [Action; 3] = [Action::Shift, Action::Left, Action::Right];

/// "No word" in positions.
const NONE: u32 = u32::MAX;

/// What is known of a word while its sentence is parsed.
#[derive(Clone, Copy, Debug)]
struct Node {
    head: u32,
    rel: u8,
    lefts: u8,
    rights: u8,
    /// Outermost and next children on both sides.
    left: [u32; 2],
    right: [u32; 2],
    /// The relations of the children, one bit each.
    left_rels: u64,
    right_rels: u64,
}

const FRESH: Node = Node {
    head: NONE,
    rel: 0,
    lefts: 0,
    rights: 0,
    left: [NONE; 2],
    right: [NONE; 2],
    left_rels: 0,
    right_rels: 0,
};

/// One value a word for the features: word, tag, cluster, and combinations.
#[derive(Clone, Copy, Debug, Default)]
struct Value {
    word: u64,
    tag: u64,
    cluster: u64,
    both: u64,
}

/// A sentence that is being parsed; buffers are used again.
#[derive(Clone, Debug, Default)]
pub struct State {
    values: Vec<Value>,
    nodes: Vec<Node>,
    stack: Vec<u32>,
    next: u32,
    /// How many verbs, commas, conjunctions and prepositions stand before each word.
    counts: Vec<[u16; 4]>,
}

/// How many features an action has.
pub const ACTION_FEATURES: usize = 95;
/// How many features a relation has.
pub const REL_FEATURES: usize = 40;

impl State {
    /// Begins a sentence. `tags` are the tagger's classes, `upos` the universal part of each class.
    pub fn begin(&mut self, looks: &[Look], tags: &[u8], upos: impl Fn(u8) -> Upos) {
        self.values.clear();
        self.nodes.clear();
        self.stack.clear();
        self.counts.clear();
        self.next = 0;
        let mut counts = [0; 4];
        for (look, &tag) in looks.iter().zip(tags) {
            let part = upos(tag);
            let tag = u64::from(tag) + 2;
            self.values.push(Value {
                word: look.word,
                tag,
                cluster: u64::from(look.cluster),
                both: join(look.word, tag),
            });
            self.counts.push(counts);
            match part {
                Upos::Aux | Upos::Verb => counts[0] += 1,
                Upos::Punct => counts[1] += 1,
                Upos::Cconj | Upos::Sconj => counts[2] += 1,
                Upos::Adp => counts[3] += 1,
                _ => {}
            }
        }
        self.counts.push(counts);
        // The root, behind the last word.
        self.values.push(Value { word: 1, tag: 1, cluster: 0, both: 1 });
        self.nodes.resize(looks.len() + 1, FRESH);
    }

    /// The number of words; the root has this number.
    #[must_use]
    pub fn words(&self) -> u32 {
        self.values.len() as u32 - 1
    }

    /// True when every word has its head.
    #[must_use]
    pub fn is_done(&self) -> bool {
        self.next == self.words() && self.stack.is_empty()
    }

    /// The stack, the bottom first.
    #[must_use]
    pub fn stack(&self) -> &[u32] {
        &self.stack
    }

    /// The next word.
    #[must_use]
    pub fn next(&self) -> u32 {
        self.next
    }

    /// The head and the relation that a word has been given.
    #[must_use]
    pub fn arc(&self, word: u32) -> (u32, u8) {
        let node = &self.nodes[word as usize];
        (node.head, node.rel)
    }

    /// True where the action can be done.
    #[must_use]
    pub fn allows(&self, action: Action) -> bool {
        let at_end = self.next == self.words();
        match action {
            Action::Shift => !at_end,
            Action::Left => !self.stack.is_empty() && (!at_end || self.stack.len() == 1),
            Action::Right => self.stack.len() > 1,
        }
    }

    /// The arc that the action would make: head and dependant.
    #[must_use]
    pub fn arc_of(&self, action: Action) -> Option<(u32, u32)> {
        let (&top, below) = self.stack.split_last()?;
        match action {
            Action::Shift => None,
            Action::Left => Some((self.next, top)),
            Action::Right => Some((*below.last()?, top)),
        }
    }

    /// Does the action; an arc gets the relation.
    pub fn apply(&mut self, action: Action, rel: u8) {
        match self.arc_of(action) {
            None => {
                self.stack.push(self.next);
                self.next += 1;
            }
            Some((head, word)) => {
                self.stack.pop();
                let node = &mut self.nodes[word as usize];
                node.head = head;
                node.rel = rel;
                let bit = 1 << (rel & 63);
                let node = &mut self.nodes[head as usize];
                if word < head {
                    node.left = [word, node.left[0]];
                    node.lefts = node.lefts.saturating_add(1);
                    node.left_rels |= bit;
                } else {
                    node.right = [word, node.right[0]];
                    node.rights = node.rights.saturating_add(1);
                    node.right_rels |= bit;
                }
            }
        }
    }

    fn value(&self, at: u32) -> &Value {
        const NOTHING: Value = Value { word: 0, tag: 0, cluster: 0, both: 0 };
        self.values.get(at as usize).unwrap_or(&NOTHING)
    }

    fn node(&self, at: u32) -> &Node {
        self.nodes.get(at as usize).unwrap_or(&FRESH)
    }

    /// The relation of a word to its head, plus one.
    fn rel(&self, at: u32) -> u64 {
        self.nodes.get(at as usize).map_or(0, |node| u64::from(node.rel) + 1)
    }

    /// What kinds of words stand between two, one bit a kind.
    fn between(&self, a: u32, b: u32) -> u64 {
        if a == NONE || b == NONE || a + 1 >= b {
            return 0;
        }
        let (from, to) = (self.counts[a as usize + 1], self.counts[b as usize]);
        let mut bits = 0;
        for kind in 0..4 {
            bits = bits << 2 | u64::from(to[kind] - from[kind]).min(if kind == 1 { 2 } else { 1 });
        }
        bits
    }

    /// The features of the next action.
    pub fn action_features(&self, out: &mut [u64; ACTION_FEATURES]) {
        let depth = self.stack.len();
        let at = |down: usize| if depth > down { self.stack[depth - 1 - down] } else { NONE };
        let (i0, i1, i2) = (at(0), at(1), at(2));
        let ahead = |step: u32| if self.next + step <= self.words() { self.next + step } else { NONE };
        let (j0, j1, j2, j3) = (ahead(0), ahead(1), ahead(2), ahead(3));
        let (s0, s1, s2) = (self.value(i0), self.value(i1), self.value(i2));
        let (b0, b1, b2, b3) = (self.value(j0), self.value(j1), self.value(j2), self.value(j3));
        let (n0, n1, m0) = (self.node(i0), self.node(i1), self.node(j0));
        let (s0l, s0r, s1l, s1r, b0l) = (n0.left[0], n0.right[0], n1.left[0], n1.right[0], m0.left[0]);
        let (s0l2, s0r2, s1r2, b0l2) = (n0.left[1], n0.right[1], n1.right[1], m0.left[1]);
        let (vs0l, vs0r, vs1l, vs1r, vb0l) =
            (self.value(s0l), self.value(s0r), self.value(s1l), self.value(s1r), self.value(b0l));
        let distance = |a: u32, b: u32| if a == NONE || b == NONE { 0 } else { u64::from((b - a).min(10)) };
        let d0 = distance(i0, j0);
        let d1 = distance(i1, i0);
        let (g0, g1) = (self.between(i0, j0), self.between(i1, i0));
        let v0 = u64::from(n0.lefts.min(7)) << 3 | u64::from(n0.rights.min(7));
        let v1 = u64::from(n1.lefts.min(7)) << 3 | u64::from(n1.rights.min(7));
        let w0 = u64::from(m0.lefts.min(7));
        let tt = join(s0.tag, b0.tag);
        let ss = join(s1.tag, s0.tag);
        let mut template = 99;
        let mut count = 0;
        let mut put = |a: u64, b: u64| {
            template += 1;
            out[count] = mix(template, a, b);
            count += 1;
        };
        // Single words.
        put(s0.both, 0);
        put(s0.tag, 0);
        put(s0.word, 0);
        put(s1.both, 0);
        put(s1.tag, 0);
        put(s1.word, 0);
        put(b0.both, 0);
        put(b0.tag, 0);
        put(b0.word, 0);
        put(b1.both, 0);
        put(b1.tag, 0);
        put(b1.word, 0);
        put(b2.both, 0);
        put(b2.tag, 0);
        put(s2.both, 0);
        put(s2.tag, 0);
        // Pairs.
        put(s0.both, b0.both);
        put(s0.both, b0.tag);
        put(s0.tag, b0.both);
        put(s0.word, b0.word);
        put(s0.tag, b0.tag);
        put(s1.both, s0.both);
        put(s1.both, s0.tag);
        put(s1.tag, s0.both);
        put(s1.word, s0.word);
        put(s1.tag, s0.tag);
        put(s1.both, b0.tag);
        put(s1.tag, b0.both);
        put(s1.word, b0.word);
        put(b0.tag, b1.tag);
        put(b0.both, b1.tag);
        put(b0.tag, b1.both);
        put(s0.both, b1.tag);
        put(s0.tag, b1.word);
        put(s2.tag, s0.both);
        // Three and more tags.
        put(tt, b1.tag);
        put(join(tt, b1.tag), b2.tag);
        put(ss, b0.tag);
        put(join(ss, b0.tag), b1.tag);
        put(join(s2.tag, s1.tag), s0.tag);
        put(join(s2.tag, ss), b0.tag);
        put(join(s0.both, b0.tag), b1.tag);
        put(join(s0.tag, b0.both), b1.tag);
        put(join(s1.both, s0.tag), b0.tag);
        put(join(s1.tag, s0.both), b0.tag);
        put(join(s1.tag, s0.tag), b0.both);
        put(join(b0.tag, b1.tag), b2.tag);
        put(join(b1.tag, b2.tag), b3.tag);
        put(join(s1.both, b0.both), s0.tag);
        put(join(s1.both, s0.word), b0.tag);
        put(join(s1.word, s0.word), b0.word);
        // Children.
        put(join(s0.tag, vs0l.tag), b0.tag);
        put(join(s0.tag, vs0r.tag), b0.tag);
        put(join(s0.tag, vb0l.tag), b0.tag);
        put(join(s1.tag, vs1l.tag), s0.tag);
        put(join(s1.tag, vs1r.tag), s0.tag);
        put(join(s1.tag, vs0l.tag), s0.tag);
        put(join(s1.tag, vs0r.tag), s0.tag);
        put(s0.both, join(self.rel(s0l), self.rel(s0l2)));
        put(s0.both, join(self.rel(s0r), self.rel(s0r2)));
        put(s1.both, join(self.rel(s1r), self.rel(s1r2)));
        put(b0.both, join(self.rel(b0l), self.rel(b0l2)));
        put(join(s0.tag, b0.tag), join(self.rel(s0r), self.rel(b0l)));
        put(ss, join(self.rel(s1r), self.rel(s0l)));
        put(vs0l.word, s0.tag);
        put(vs0r.word, s0.tag);
        put(vb0l.word, b0.tag);
        put(join(vs0l.word, s1.both), s0.tag);
        put(join(vs0l.word, s1.tag), s0.both);
        put(vs1r.word, join(s1.tag, s0.tag));
        put(vs1l.word, join(s1.tag, s0.tag));
        // How many children, and of which relations.
        put(s0.word, v0);
        put(s0.tag, v0);
        put(s1.word, v1);
        put(s1.tag, join(v1, s0.tag));
        put(b0.word, w0);
        put(tt, join(v0, w0));
        put(s0.tag, join(n0.left_rels, n0.right_rels));
        put(s0.word, n0.right_rels);
        put(s1.tag, join(n1.right_rels, s0.tag));
        put(s1.word, n1.right_rels);
        put(b0.tag, join(m0.left_rels, s0.tag));
        // Distances and what stands between.
        put(join(s0.word, d0), b0.tag);
        put(join(s0.tag, d0), b0.word);
        put(tt, d0);
        put(ss, d1);
        put(tt, g0);
        put(ss, join(g1, b0.tag));
        put(join(s1.word, d1), s0.tag);
        // Clusters.
        put(s0.cluster, b0.cluster);
        put(join(s0.cluster, b0.tag), b1.tag);
        put(join(s1.cluster, s0.cluster), b0.tag);
        put(join(s1.cluster, s0.tag), b0.cluster);
        put(join(vs0l.word, s1.cluster), s0.cluster);
        put(join(s2.cluster, s1.cluster), s0.cluster);
        debug_assert!(count == ACTION_FEATURES, "{count}");
    }

    /// The features of the relation of an arc.
    pub fn rel_features(&self, head: u32, word: u32, out: &mut [u64; REL_FEATURES]) {
        let (h, w) = (self.value(head), self.value(word));
        let node = self.node(word);
        let over = self.node(head);
        let right = u64::from(word > head);
        let side = |value: u64| value << 1 | right;
        let (lo, hi) = (head.min(word), head.max(word));
        let distance = u64::from((hi - lo).min(6));
        let before = self.value(word.wrapping_sub(1));
        let after = if word + 1 < self.words() { self.value(word + 1) } else { self.value(NONE) };
        let head_before = self.value(head.wrapping_sub(1));
        let head_after = if head + 1 < self.words() { self.value(head + 1) } else { self.value(NONE) };
        let (l, l2, r) = (self.value(node.left[0]), self.value(node.left[1]), self.value(node.right[0]));
        let rels = if word > head { over.right_rels } else { over.left_rels };
        let tags = side(join(h.tag, w.tag));
        let between = self.between(lo, hi);
        *out = [
            mix(300, w.both, right),
            mix(301, w.word, right),
            mix(302, w.tag, right),
            mix(303, h.both, right),
            mix(304, h.word, right),
            mix(305, h.tag, right),
            mix(306, h.both, side(w.both)),
            mix(307, h.word, side(w.word)),
            mix(308, h.both, side(w.tag)),
            mix(309, h.tag, side(w.both)),
            mix(310, tags, 0),
            mix(311, tags, distance),
            mix(312, tags, join(before.tag, after.tag)),
            mix(313, tags, join(head_before.tag, head_after.tag)),
            mix(314, tags, l.word),
            mix(315, tags, l.tag),
            mix(316, tags, r.tag),
            mix(317, w.both, side(l.word)),
            mix(318, h.both, side(l.word)),
            mix(319, h.word, side(join(l.word, w.tag))),
            mix(320, tags, rels),
            mix(321, h.word, side(join(rels, w.tag))),
            mix(322, w.tag, side(node.left_rels)),
            mix(323, w.tag, side(node.right_rels)),
            mix(324, tags, node.left_rels),
            mix(325, tags, join(node.left_rels, over.left_rels | over.right_rels)),
            mix(326, tags, between),
            mix(327, w.word, side(join(before.word, h.tag))),
            mix(328, w.word, side(join(after.word, h.tag))),
            mix(329, w.both, side(join(before.tag, after.tag))),
            mix(330, join(h.cluster, w.cluster), side(l.word)),
            mix(331, h.cluster, side(w.cluster)),
            mix(332, w.both, side(h.cluster)),
            mix(333, h.both, side(w.cluster)),
            mix(334, tags, l2.word),
            mix(335, join(l.word, l2.word), side(w.tag)),
            mix(336, join(l.word, r.tag), tags),
            mix(337, tags, over.left_rels),
            mix(338, h.word, side(over.left_rels)),
            mix(339, w.cluster, side(join(before.word, h.tag))),
        ];
    }
}

/// Builds trees.
#[derive(Clone, Debug, Default)]
pub struct Parser {
    actions: Trio,
    rels: Table,
}

impl Parser {
    /// Reads the weights.
    ///
    /// # Errors
    /// [`Damaged`] where they are not such weights.
    pub fn read(bytes: &[u8]) -> Result<Parser, Damaged> {
        let mut bytes = Bytes::open(bytes, MARK)?;
        Ok(Parser { actions: Trio::read(&mut bytes)?, rels: Table::read(&mut bytes)? })
    }

    /// The bytes that [`Parser::read`] reads, from those of its two tables.
    #[must_use]
    pub fn write(actions: &[u8], rels: &[u8]) -> Vec<u8> {
        [MARK, actions, rels].concat()
    }

    /// Parses the sentence that `state` has begun.
    pub fn parse(&self, state: &mut State) {
        let mut actions = [0; ACTION_FEATURES];
        let mut rels = [0; REL_FEATURES];
        while !state.is_done() {
            let action = match ACTIONS.map(|action| state.allows(action)) {
                [true, false, false] => Action::Shift,
                [false, true, false] => Action::Left,
                [false, false, true] => Action::Right,
                allowed => {
                    state.action_features(&mut actions);
                    let mut scores = [0; 3];
                    self.actions.add(&actions, &mut scores);
                    for (score, allowed) in scores.iter_mut().zip(allowed) {
                        if !allowed {
                            *score = i32::MIN;
                        }
                    }
                    ACTIONS[best(&scores)]
                }
            };
            let rel = match state.arc_of(action) {
                Some((head, _)) if head == state.words() => Rel::Root as u8,
                Some((head, word)) => {
                    state.rel_features(head, word, &mut rels);
                    let mut scores = [0; 256];
                    self.rels.add(&rels, &mut scores);
                    scores[Rel::Root as usize] = i32::MIN;
                    best(&scores[..Rel::ALL.len()]) as u8
                }
                None => 0,
            };
            state.apply(action, rel);
        }
    }
}
