//! When a frame is met: its trigger, the object and the clause below that it asks for.

use super::{Complement, Frame, Match, Slot, Trigger, Words, nominal, parts::Parts};
use crate::{
    claims::clauses::{Clause, ClauseId, Clauses, Link, preposition},
    grammar::{Analysis, Rel, Upos, Word, Xpos},
};

impl Frame {
    /// The match of this frame at a word whose lemma is one of its triggers.
    pub(super) fn meet(&self, analysis: &Analysis, clauses: &Clauses, word: Word) -> Option<Match> {
        let own = clauses.of(word);
        let clause = own.map(|id| clauses.get(id)).filter(|clause| clause.predicate == word);
        match self.trigger {
            Trigger::Verb => {
                if clause.is_none()
                    || analysis.upos(word) != Upos::Verb
                    || !self.words.starts_at(analysis, word)
                {
                    return None;
                }
            }
            Trigger::Adjective => {
                if !matches!(analysis.upos(word), Upos::Adj | Upos::Noun | Upos::Verb)
                    || !self.words.starts_at(analysis, word)
                {
                    return None;
                }
            }
            Trigger::Noun => {
                if !nominal(analysis, word) && !heads_line(analysis, word)
                    || !self.words.ends_at(analysis, word)
                {
                    return None;
                }
            }
        }
        if let (Some(passive), Some(clause)) = (self.passive, clause)
            && passive != clause.passive
        {
            return None;
        }
        let object = match &self.object {
            None => None,
            Some(words) => Some(self.object_in(analysis, clause?, words)?),
        };
        let subject = match &self.subject {
            None => None,
            Some(words) => {
                let clause = clause?;
                let subjects = if clause.passive { &clause.agents } else { &clause.subjects };
                Some(subjects.iter().copied().find(|&subject| words.ends_at(analysis, subject))?)
            }
        };
        if let (Some(list), Some(noun)) = (&self.without, object.or(subject)) {
            let mut before = analysis.children(noun).filter_map(|child| preposition(analysis, child));
            if before.any(|before| before > noun && list.contains(analysis.form(before))) {
                return None;
            }
        }
        if let Some(list) = &self.modifier {
            let mut before = analysis.subtree(word).start..word;
            if !before.any(|at| list.contains(analysis.lemma(at)) || list.contains(analysis.form(at))) {
                return None;
            }
        }
        let parent = clause.is_some().then_some(own).flatten();
        let below = || self.complement_in(analysis, clauses, parent, word);
        let complement = match self.complements[..] {
            [] => None,
            [Complement::Nothing] if below().is_some() => return None,
            [Complement::Nothing] => None,
            _ => Some(below()?),
        };
        let parts = Parts { analysis, clause, word, object, of: self.of };
        if let Some(list) = &self.behind
            && !parts.prepositions().any(|at| list.contains(analysis.form(at)))
        {
            return None;
        }
        let roles: Vec<Vec<Word>> = self
            .roles
            .iter()
            .enumerate()
            .map(|(role, (_, slots))| {
                let heads = self.heads.iter().find(|(of, _)| *of == role).map(|(_, words)| words);
                let accepts = |&head: &Word| {
                    // "the ambassador Huang Xilian": the title before a name says who it is.
                    let titled = |words: &Words| {
                        analysis.upos(head) == Upos::Propn
                            && analysis.children(head).any(|at| at < head && words.ends_at(analysis, at))
                    };
                    heads.is_none_or(|words| words.ends_at(analysis, head) || titled(words))
                };
                let fill = |slot| {
                    let mut fill = parts.fill(slot);
                    fill.retain(accepts);
                    fill
                };
                // What the tree gives comes first: "met with X this morning" has no object.
                let of_tree = slots.iter().map(|&slot| fill(slot)).find(|fill| !fill.is_empty());
                of_tree.unwrap_or_else(|| {
                    let behind = slots.contains(&Slot::Object).then(|| parts.object_in_order()).flatten();
                    behind.filter(accepts).into_iter().collect()
                })
            })
            .collect();
        if self.needs.iter().any(|&need| roles[need].is_empty()) {
            return None;
        }
        Some(Match { frame: 0, trigger: word, clause: own, object, complement, roles })
    }

    /// The object that the frame asks for: by the tree, else the first noun behind the verb.
    fn object_in(&self, analysis: &Analysis, clause: &Clause, words: &Words) -> Option<Word> {
        let of_tree = if clause.passive { &clause.subjects } else { &clause.objects };
        if let Some(&object) = of_tree.iter().find(|&&object| words.ends_at(analysis, object)) {
            return Some(object);
        }
        // "was awarded the Order of Merit": what a passive verb keeps behind it.
        if clause.passive
            && let Some(&object) = clause.objects.iter().find(|&&object| words.ends_at(analysis, object))
        {
            return Some(object);
        }
        if clause.passive {
            // "the Agreement (…), signed in Yerevan": the nearest such noun before the participle.
            let start = analysis.sentences()[analysis.sentence_of(clause.predicate)].words.start;
            return (start.max(clause.predicate.saturating_sub(24))..clause.predicate)
                .rev()
                .find(|&at| {
                    matches!(analysis.upos(at), Upos::Noun | Upos::Propn) && words.ends_at(analysis, at)
                })
                .filter(|_| clause.link == Link::Participle || clause.group.start == clause.predicate);
        }
        // "recalled the agreement concluded in Oslo": a participle that the parser took for a verb.
        let next = clause.predicate + 1;
        let bare = clause.group.start == clause.predicate && !clause.infinitive;
        if bare
            && next < analysis.len()
            && analysis.upos(next) == Upos::Adp
            && analysis.features(clause.predicate).is_past()
        {
            let start = analysis.sentences()[analysis.sentence_of(clause.predicate)].words.start;
            let before = (start.max(clause.predicate.saturating_sub(3))..clause.predicate).rev();
            let mut named =
                before.take_while(|&at| !matches!(analysis.upos(at), Upos::Verb | Upos::Aux | Upos::Pron));
            let noun = named.find(|&at| {
                matches!(analysis.upos(at), Upos::Noun | Upos::Propn) && words.ends_at(analysis, at)
            });
            if noun.is_some() {
                return noun;
            }
        }
        // The parser may have hung the noun elsewhere: it stands behind the verb, with nothing but
        // its own articles and adjectives between.
        let end = analysis.sentences()[analysis.sentence_of(clause.predicate)].words.end;
        let in_group = |from: Word| {
            (from..end.min(from + 8))
                .take_while(|&at| {
                    matches!(
                        analysis.upos(at),
                        Upos::Det
                            | Upos::Adj
                            | Upos::Noun
                            | Upos::Propn
                            | Upos::Num
                            | Upos::Sym
                            | Upos::Punct
                            | Upos::Adv
                            | Upos::Pron
                            | Upos::Cconj
                    ) || matches!(analysis.rel(at), Rel::Amod | Rel::Compound)
                        || at + 1 < end && analysis.form(at - 1) == analysis.form(at + 1)
                })
                .find(|&at| words.ends_at(analysis, at))
        };
        // "signed in Oslo a treaty": places and days may come first.
        let behind =
            || behind_places(analysis, clause.predicate + 1, end.min(clause.predicate + OBJECT_BEHIND));
        in_group(clause.predicate + 1).or_else(|| {
            let from = behind();
            (from > clause.predicate + 1 && from < end && analysis.upos(from) == Upos::Det)
                .then(|| in_group(from))
                .flatten()
        })
    }

    fn complement_in(
        &self,
        analysis: &Analysis,
        clauses: &Clauses,
        parent: Option<ClauseId>,
        word: Word,
    ) -> Option<ClauseId> {
        analysis
            .children(word)
            .filter_map(|child| clauses.of(child).filter(|&id| clauses.get(id).predicate == child))
            .chain(parent.into_iter().flat_map(|parent| clauses.below(parent)))
            .find(|&id| {
                let below = clauses.get(id);
                let kind = if below.infinitive {
                    Complement::Infinitive
                } else if matches!(below.link, Link::Content) {
                    Complement::Content
                } else if !analysis.features(below.predicate).is_finite() {
                    Complement::Gerund
                } else {
                    return false;
                };
                below.predicate > word
                    && matches!(below.link, Link::Content | Link::Open | Link::Participle | Link::Adverbial)
                    && (self.complements.contains(&kind)
                        || self.complements.contains(&Complement::Nothing) && kind != Complement::Gerund)
            })
    }
}
/// How far behind its verb an object is looked for where the tree has none.
pub(super) const OBJECT_BEHIND: u32 = 10;

/// True for "Visit" in a line such as "Visit to Peru, 4 to 5 May", which is read as a verb.
fn heads_line(analysis: &Analysis, word: Word) -> bool {
    analysis.xpos(word) == Xpos::Vb
        && analysis.rel(word) == Rel::Root
        && analysis.sentences()[analysis.sentence_of(word)].words.start == word
        && word + 1 < analysis.len()
        && analysis.upos(word + 1) == Upos::Adp
        && analysis
            .children(word)
            .all(|child| !analysis.rel(child).is_subject() && analysis.rel(child) != Rel::Obj)
}

/// The first word from `at` on that is no adverb and belongs to no day or place: behind "today in Zagreb".
pub(super) fn behind_places(analysis: &Analysis, mut at: Word, end: Word) -> Word {
    while at < end {
        match analysis.upos(at) {
            Upos::Adv => at += 1,
            Upos::Noun | Upos::Propn | Upos::Num if analysis.rel(at) == Rel::Obl => at += 1,
            Upos::Adp => {
                at += 1;
                if at < end && analysis.upos(at) == Upos::Det {
                    at += 1;
                }
                while at < end
                    && (nominal(analysis, at) || matches!(analysis.upos(at), Upos::Num | Upos::Adj))
                {
                    at += 1;
                }
            }
            _ => break,
        }
    }
    at
}
