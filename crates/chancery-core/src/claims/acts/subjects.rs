//! Subjects that the tree of a sentence has lost.
//!
//! Invariant: a subject stands before its verb, in the same sentence.

use std::ops::Range;

use super::{
    find::Trigger,
    parties,
    rules::{Rules, Subject},
};
use crate::{
    claims::{model::ActKind, scene::Scene, sides::SideKind},
    grammar::{Rel, Upos, Word, Xpos},
};

/// The subject and its heads; of a clause that acts as one ("ministers meeting in Rome agree") who does
/// it.
pub(super) fn of_clause(
    scene: &Scene<'_>,
    subject: Option<Range<Word>>,
    heads: Vec<Word>,
) -> (Option<Range<Word>>, Vec<Word>) {
    let analysis = scene.context.analysis;
    let [head] = heads[..] else { return (subject, heads) };
    let mut children = analysis.children(head);
    let own = children.find(|&child| child < head && analysis.rel(child) == Rel::Nsubj);
    match own.filter(|_| analysis.upos(head) == Upos::Verb) {
        Some(own) => (Some(scene.noun_group(own)), vec![own]),
        None => (subject, heads),
    }
}

/// Adds to a subject the side that the tree has torn off it: "Mr Han and acting Premier Phum *agree*".
/// That side stands right before the verb, behind "and", with no other verb between.
pub(super) fn join_torn(
    scene: &Scene<'_>,
    subject: &mut Option<Range<Word>>,
    heads: &mut Vec<Word>,
    verb: Word,
) {
    let analysis = scene.context.analysis;
    let Some(subject) = subject.as_mut().filter(|subject| subject.end < verb) else { return };
    let Some(side) = scene.sides.at(verb - 1).filter(|side| side.words.end == verb) else { return };
    let between = subject.end..side.words.start.max(subject.end);
    let is_finite = |word: Word| matches!(analysis.xpos(word), Xpos::Vbd | Xpos::Vbz | Xpos::Vbp | Xpos::Md);
    let is_joined = between.clone().any(|word| analysis.upos(word) == Upos::Cconj);
    if is_joined
        && side.kind != SideKind::Adjective
        && !scene.is_governed(&side.words)
        && !between.clone().any(is_finite)
    {
        subject.end = verb;
        heads.push(verb - 1);
    }
}

/// Adds to a subject the side before it that only a comma parts from it at the head of a sentence, as
/// headlines do: "Togo, Benin agree on dredging".
pub(super) fn join_listed(scene: &Scene<'_>, subject: &mut Option<Range<Word>>, heads: &mut Vec<Word>) {
    let Some(subject) = subject.as_mut() else { return };
    let start = scene.sentence(subject.start).start;
    if subject.start < start + 2 || scene.surface(subject.start - 1) != "," {
        return;
    }
    let is_power = |word: Word| scene.sides.at(word).filter(|side| side.kind == SideKind::Power);
    if let (Some(_), Some(first)) = (is_power(subject.start), is_power(subject.start - 2))
        && first.words.start == start
    {
        heads.insert(0, first.words.end - 1);
        subject.start = start;
    }
}

/// True for a finite verb whose tree gives it a subject that cannot be one: a noun behind a
/// preposition ("Peru, for its part, will …"), or none.
pub(super) fn has_lost(rules: &Rules, scene: &Scene<'_>, trigger: &Trigger<'_>) -> bool {
    let analysis = scene.context.analysis;
    let is_finite =
        matches!(analysis.xpos(trigger.words.start), Xpos::Vbd | Xpos::Vbz | Xpos::Vbp | Xpos::Md);
    let governed =
        |head: &Word| analysis.children(*head).any(|child| child < *head && analysis.rel(child) == Rel::Case);
    let lost = match &trigger.subject {
        Some(subject) if trigger.heads.is_empty() => {
            !subject.clone().any(|word| rules.marks.has("event-subjects", analysis.form(word)))
        }
        _ => trigger.heads.iter().any(governed),
    };
    is_finite
        && !trigger.passive
        && trigger.rule.subject == Subject::Agent
        && trigger.rule.act != ActKind::Discuss
        && lost
        && (trigger.rule.personal || !parties::can_act(rules, scene, trigger))
}

/// The side before a finite verb, the nearest one that no preposition governs.
pub(super) fn nearest(scene: &Scene<'_>, trigger: &Trigger<'_>, start: Word) -> Option<Range<Word>> {
    let verb = trigger.words.start;
    let sides: Vec<_> = scene
        .sides
        .within(start..verb)
        .filter(|side| side.kind != SideKind::Adjective && side.words.end <= verb)
        .collect();
    sides.into_iter().rev().map(|side| side.words.clone()).find(|words| !scene.is_governed(words))
}
