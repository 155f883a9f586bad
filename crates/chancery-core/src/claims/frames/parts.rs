//! What stands around a trigger and fills the roles of a frame.

use super::{
    Slot,
    meet::{OBJECT_BEHIND, behind_places},
    nominal,
};
use crate::{
    claims::clauses::{Clause, conjuncts, preposition},
    grammar::{Analysis, Rel, Upos, Word, Xpos},
    lexicon::Sym,
};

/// How far before a noun the name of its possessor may stand, in words.
const POSSESSOR_BEFORE: u32 = 6;
/// What stands around a trigger.
pub(super) struct Parts<'a> {
    pub(super) analysis: &'a Analysis,
    pub(super) clause: Option<&'a Clause>,
    pub(super) word: Word,
    pub(super) object: Option<Word>,
    /// The preposition that belongs to the noun next before it.
    pub(super) of: Sym,
}

impl Parts<'_> {
    pub(super) fn prepositions(&self) -> impl Iterator<Item = Word> + '_ {
        let of_clause = self
            .clause
            .into_iter()
            .flat_map(|clause| clause.obliques.iter().map(|oblique| oblique.preposition));
        let of_noun = std::iter::once(self.word)
            .chain(self.object)
            .flat_map(|noun| self.analysis.children(noun))
            .filter_map(|child| preposition(self.analysis, child));
        of_clause.chain(of_noun)
    }

    pub(super) fn fill(&self, slot: Slot) -> Vec<Word> {
        let analysis = self.analysis;
        match (slot, self.clause) {
            (Slot::Subject, Some(clause)) if clause.passive => clause.agents.clone(),
            (Slot::Subject, Some(clause)) => clause.subjects.clone(),
            (Slot::Object, Some(clause)) if clause.passive => clause.subjects.clone(),
            (Slot::Object, Some(clause)) => clause.objects.clone(),
            (Slot::Indirect, Some(clause)) => {
                let before = |&&word: &&Word| self.object.is_some_and(|object| word < object);
                let of = if clause.passive { &clause.subjects } else { &clause.objects };
                of.iter().filter(before).copied().collect()
            }
            (Slot::Subject | Slot::Object | Slot::Indirect, None) => Vec::new(),
            (Slot::Possessor, _) => {
                let found: Vec<Word> =
                    self.nouns().flat_map(|noun| self.hanging(noun, Rel::NmodPoss)).collect();
                if found.is_empty() { self.possessor_in_order().into_iter().collect() } else { found }
            }
            (Slot::Modifier, _) => self
                .nouns()
                .flat_map(|noun| analysis.subtree(noun).start..noun)
                .filter(|&at| matches!(analysis.rel(at), Rel::Amod | Rel::Compound | Rel::Nmod | Rel::Conj))
                .collect(),
            (Slot::Beyond(noun, sym), _) => {
                let end = analysis.sentences()[analysis.sentence_of(self.word)].words.end;
                (self.word + 1..end)
                    .filter(|&at| analysis.form(at) == noun)
                    .flat_map(|at| analysis.children(at))
                    .filter(|&child| {
                        preposition(analysis, child).is_some_and(|before| analysis.form(before) == sym)
                    })
                    .flat_map(|child| conjuncts(analysis, child))
                    .collect()
            }
            (Slot::Behind(sym), clause) => {
                let mut found: Vec<Word> = clause
                    .into_iter()
                    .flat_map(|clause| &clause.obliques)
                    .filter(|oblique| analysis.form(oblique.preposition) == sym)
                    .map(|oblique| oblique.head)
                    .collect();
                for noun in self.nouns() {
                    for child in analysis.children(noun) {
                        let behind = preposition(analysis, child);
                        if behind.is_some_and(|at| analysis.form(at) == sym) && !found.contains(&child) {
                            found.extend(conjuncts(analysis, child));
                        }
                    }
                }
                found.sort_unstable();
                found.dedup();
                if found.is_empty() {
                    let heads = self.behind_in_order(sym).into_iter();
                    found.extend(heads.flat_map(|head| conjuncts(analysis, head)));
                }
                found
            }
        }
    }

    /// The noun behind a verb whose object the tree hangs elsewhere: past adverbs, days and places,
    /// as in "received today in Zagreb the Ambassador".
    pub(super) fn object_in_order(&self) -> Option<Word> {
        let analysis = self.analysis;
        let clause = self.clause.filter(|clause| !clause.passive && clause.objects.is_empty())?;
        let end = analysis.sentences()[analysis.sentence_of(self.word)].words.end;
        let end = end.min(clause.predicate + OBJECT_BEHIND);
        let at = behind_places(analysis, clause.predicate + 1, end);
        (at > clause.predicate + 1 && at < end && analysis.upos(at) == Upos::Det)
            .then(|| {
                (at + 1..end)
                    .take_while(|&at| nominal(analysis, at) || analysis.upos(at) == Upos::Adj)
                    .filter(|&at| nominal(analysis, at))
                    .last()
            })
            .flatten()
    }

    /// The name before an apostrophe, where the tree hangs the noun on it: "X Y's official visit".
    fn possessor_in_order(&self) -> Option<Word> {
        let analysis = self.analysis;
        let noun = self.object.unwrap_or(self.word);
        let start = analysis.sentences()[analysis.sentence_of(noun)].words.start;
        let mark = (start.max(noun.saturating_sub(POSSESSOR_BEFORE))..noun)
            .rev()
            .take_while(|&at| {
                analysis.xpos(at) == Xpos::Pos
                    || matches!(analysis.upos(at), Upos::Adj | Upos::Num | Upos::Noun)
                    || analysis.xpos(at) == Xpos::Hyph
            })
            .find(|&at| analysis.xpos(at) == Xpos::Pos)?;
        let owner = mark.checked_sub(1).filter(|&at| at >= start)?;
        (analysis.upos(owner) == Upos::Propn).then_some(owner)
    }

    /// What stands behind a preposition close after the trigger, where the tree hangs it elsewhere.
    fn behind_in_order(&self, sym: Sym) -> Option<Word> {
        let analysis = self.analysis;
        let from = self.object.map_or(self.word, |object| object.max(self.word)) + 1;
        let end = analysis.sentences()[analysis.sentence_of(self.word)].words.end;
        // Behind a noun the place and the day may come first: "the meeting in Oslo on Monday between".
        let noun = self.object.is_some() || analysis.upos(self.word) == Upos::Noun;
        let reach = if noun { 10 } else { 4 };
        let preposition = (from..end.min(from + reach))
            .take_while(|&at| {
                !matches!(analysis.upos(at), Upos::Verb | Upos::Aux | Upos::Sconj | Upos::Punct)
            })
            .find(|&at| analysis.form(at) == sym && analysis.upos(at) == Upos::Adp)?;
        // "on a visit at the invitation of X": of another noun.
        let hangs = analysis.head(preposition).and_then(|head| analysis.head(head));
        // "the signing today of an agreement": a day has nothing of its own.
        let before = preposition - 1;
        let day = matches!(analysis.rel(before), Rel::Obl | Rel::Nmod)
            && self::preposition(analysis, before).is_none();
        if sym == self.of && preposition > from && hangs == Some(before) && !day {
            return None;
        }
        let first = (preposition + 1..end.min(preposition + 4))
            .find(|&at| matches!(analysis.upos(at), Upos::Noun | Upos::Propn | Upos::Pron))?;
        // Of several nouns in a row the last one is the head.
        (first..end)
            .take_while(|&at| matches!(analysis.upos(at), Upos::Noun | Upos::Propn | Upos::Pron))
            .last()
    }

    /// The noun that the frame hangs on, or the object of its verb.
    fn nouns(&self) -> impl Iterator<Item = Word> + '_ {
        self.object.into_iter().chain(self.object.is_none().then_some(self.word))
    }

    fn hanging(&self, noun: Word, rel: Rel) -> Vec<Word> {
        self.analysis
            .children(noun)
            .filter(|&child| self.analysis.rel(child) == rel)
            .flat_map(|child| conjuncts(self.analysis, child))
            .collect()
    }
}
