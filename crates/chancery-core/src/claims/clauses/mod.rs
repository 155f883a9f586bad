//! The clauses of a document: who does what, to whom, with whom, when and how surely.
//!
//! This is the grammar of reading, once for all frames: passive and agent, coordination of
//! subjects, verbs and objects, relative and participle clauses, control ("agreed to boost"),
//! negation, tense and modality, attribution. Trees may be wrong, so the words' own order stands
//! behind them: the verb group is read from tags, and a verb without a subject in its tree takes
//! the noun before it. Which verb means which claim is the business of [`frames`](super::frames).
//!
//! Invariant: clauses stand in the order of their predicates; a clause's parent is another clause
//! of the same sentence.

mod build;
mod rules;

use std::ops::Range;

pub use rules::Rules;

use crate::grammar::{Analysis, Rel, Word};

/// The place of a clause in [`Clauses`].
pub type ClauseId = u32;

/// How a clause hangs on another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Link {
    /// The main clause of its sentence.
    Main,
    /// Coordinated: "met and agreed".
    Conjunct,
    /// What somebody says, thinks, agrees: "said that …", "agreed that …".
    Content,
    /// An infinitive or participle that completes a verb or adjective: "agreed to …", "ready to …".
    Open,
    /// Time, cause, condition, manner: "when …", "…, agreeing to …".
    Adverbial,
    /// "who is visiting …".
    Relative,
    /// "talks held in …", "readiness to …".
    Participle,
    /// Beside another: "…, he said".
    Beside,
    /// The subject of another: "to meet would be …".
    Subject,
}

/// When, seen from the day of the report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Time {
    /// "met", "has met", "had met".
    Past,
    /// "meets", "is meeting"; in headlines the past or the near future.
    Present,
    /// "will meet", "is to meet", "is set to meet".
    Future,
    /// No tense of its own, as infinitives and participles; that of the clause above counts.
    None,
}

/// How surely.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mood {
    /// Told as it is.
    Plain,
    /// Back-shifted future or conditional: "would".
    Would,
    /// "may", "might", "could", "can".
    May,
    /// "must", "should", "ought to".
    Must,
    /// Under a condition: "if …".
    If,
}

/// Something in a clause behind a preposition.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Oblique {
    /// The preposition as it stands.
    pub preposition: Word,
    /// The head of what follows it.
    pub head: Word,
}

/// One clause: a predicate and what belongs to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clause {
    /// The verb that says what is done; the adjective or noun behind "to be" ("is *ready* to").
    pub predicate: Word,
    /// The verb group, auxiliaries and particles included: "has not yet agreed".
    pub group: Range<Word>,
    /// All words of the clause, those of the clauses below it included.
    pub extent: Range<Word>,
    /// The word that opens it: "that", "to", "if", "while".
    pub mark: Option<Word>,
    /// How it hangs on its parent.
    pub link: Link,
    /// The clause that it hangs on.
    pub parent: Option<ClauseId>,
    /// Who acts, or who is acted on where the clause is passive: heads, coordinated ones each.
    /// Shared, controlled and relative subjects are filled in.
    pub subjects: Vec<Word>,
    /// True where the subject stands in the clause itself.
    pub own_subject: bool,
    /// Objects, coordinated ones each.
    pub objects: Vec<Word>,
    /// What stands behind prepositions, of the verb and of its objects, in text order.
    pub obliques: Vec<Oblique>,
    /// Who acts in a passive clause ("by …").
    pub agents: Vec<Word>,
    /// True for a passive.
    pub passive: bool,
    /// True for a clause with "not" or its kin, or under a verb that denies it.
    pub negated: bool,
    /// When; an infinitive or participle has that of the clause above it.
    pub time: Time,
    /// How surely.
    pub mood: Mood,
    /// True for a perfect: "has met", "had met".
    pub perfect: bool,
    /// True for an infinitive, which tells no fact of its own.
    pub infinitive: bool,
}

/// The clauses of a document.
#[derive(Clone, Debug, Default)]
pub struct Clauses {
    clauses: Vec<Clause>,
    /// The number of the sentence of each clause.
    sentences: Vec<u32>,
    /// For each word the clause that it belongs to most closely.
    of_word: Vec<ClauseId>,
}

const NO_CLAUSE: ClauseId = ClauseId::MAX;

impl Clauses {
    /// All clauses, in the order of their predicates.
    pub fn iter(&self) -> impl Iterator<Item = (ClauseId, &Clause)> {
        self.clauses.iter().enumerate().map(|(at, clause)| (at as ClauseId, clause))
    }

    /// The clauses whose predicates stand in a stretch of words, such as a sentence.
    pub fn within(&self, words: Range<Word>) -> impl Iterator<Item = (ClauseId, &Clause)> {
        let first = self.clauses.partition_point(|clause| clause.predicate < words.start);
        let those = self.clauses[first..].iter().take_while(move |clause| clause.predicate < words.end);
        those.enumerate().map(move |(at, clause)| ((first + at) as ClauseId, clause))
    }

    /// The number of clauses.
    #[must_use]
    pub fn len(&self) -> usize {
        self.clauses.len()
    }

    /// True where the document has no clause.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.clauses.is_empty()
    }

    /// One clause.
    #[must_use]
    pub fn get(&self, id: ClauseId) -> &Clause {
        &self.clauses[id as usize]
    }

    /// The clause that a word belongs to most closely; none in a fragment without a predicate.
    #[must_use]
    pub fn of(&self, word: Word) -> Option<ClauseId> {
        self.of_word.get(word as usize).copied().filter(|&id| id != NO_CLAUSE)
    }

    /// The clause itself and those above it, up to the main clause.
    pub fn upwards(&self, id: ClauseId) -> impl Iterator<Item = ClauseId> + '_ {
        let mut left = self.clauses.len();
        std::iter::successors(Some(id), move |&at| {
            left = left.checked_sub(1)?;
            self.get(at).parent.filter(|&parent| parent != at)
        })
    }

    /// The clauses directly under one, in text order.
    pub fn below(&self, id: ClauseId) -> impl Iterator<Item = ClauseId> + '_ {
        // Only those of the same sentence can be: the clauses are sorted by sentence.
        let sentence = self.sentences[id as usize];
        let start = self.sentences.partition_point(|&other| other < sentence);
        let end = self.sentences.partition_point(|&other| other <= sentence);
        (start..end).filter(move |&at| self.clauses[at].parent == Some(id)).map(|at| at as ClauseId)
    }

    /// The clause of saying or thinking that a clause is the content of, through any chain ("said
    /// that he hoped that …" gives the hoping first): the nearest one.
    #[must_use]
    pub fn said_in(&self, id: ClauseId, analysis: &Analysis, rules: &Rules) -> Option<ClauseId> {
        let mut below = id;
        for at in self.upwards(id).skip(1) {
            let link = self.get(below).link;
            let clause = self.get(at);
            if matches!(link, Link::Content | Link::Beside | Link::Open)
                && rules.saying.contains(analysis.lemma(clause.predicate))
            {
                return Some(at);
            }
            below = at;
        }
        // "Russia will help, he said": the saying hangs beside its own content.
        self.below(id).find(|&at| {
            let clause = self.get(at);
            clause.link == Link::Beside && rules.saying.contains(analysis.lemma(clause.predicate))
        })
    }
}

fn link(rel: Rel) -> Link {
    match rel {
        Rel::Conj => Link::Conjunct,
        Rel::Ccomp => Link::Content,
        Rel::Xcomp => Link::Open,
        Rel::Advcl => Link::Adverbial,
        Rel::AclRelcl => Link::Relative,
        Rel::Acl => Link::Participle,
        Rel::Parataxis | Rel::List | Rel::Discourse | Rel::Appos => Link::Beside,
        Rel::Csubj | Rel::CsubjPass => Link::Subject,
        _ => Link::Main,
    }
}

/// The word and those coordinated with it, in text order.
#[must_use]
pub fn conjuncts(analysis: &Analysis, word: Word) -> Vec<Word> {
    let mut found = vec![word];
    let mut next = 0;
    while let Some(&at) = found.get(next) {
        found.extend(analysis.children(at).filter(|&child| analysis.rel(child) == Rel::Conj));
        next += 1;
    }
    found.sort_unstable();
    found
}

/// The word, those coordinated with it, and what is measured by them: "two *days* of *talks*", "a
/// *series* of *visits*"; in text order.
fn heads(analysis: &Analysis, rules: &Rules, word: Word) -> Vec<Word> {
    let mut found = conjuncts(analysis, word);
    for at in 0..found.len() {
        found.extend(
            rules.measured(analysis, found[at]).into_iter().flat_map(|head| conjuncts(analysis, head)),
        );
    }
    found.sort_unstable();
    found.dedup();
    found
}

/// The preposition before a word, the last one where several stand.
#[must_use]
pub fn preposition(analysis: &Analysis, word: Word) -> Option<Word> {
    analysis.children(word).rfind(|&child| child < word && analysis.rel(child) == Rel::Case)
}
