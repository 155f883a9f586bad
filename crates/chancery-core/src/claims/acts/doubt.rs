//! What makes a phrase no act: doubt, denial, and what is over or only believed.
//!
//! Which phrase stands in which clause is the business of `find`.
//!
//! Invariant: nothing here looks beyond the sentence of the phrase.

use super::{find::Trigger, rules::Rules};
use crate::{
    claims::{
        clauses::{ClauseId, Link, Mood, Time},
        scene::Scene,
    },
    grammar::{Upos, Word, Xpos},
};

/// True under "not yet".
pub(super) fn is_open(rules: &Rules, scene: &Scene<'_>, word: Word, start: Word) -> bool {
    (start.max(word.saturating_sub(4))..word)
        .any(|before| rules.marks.has("yet", scene.context.analysis.form(before)))
}

/// True for what somebody only believes will come: "confident that both would …".
pub(super) fn is_foretold(rules: &Rules, scene: &Scene<'_>, clause: Option<ClauseId>) -> bool {
    let Some(clause) = clause else { return false };
    let analysis = scene.context.analysis;
    let clauses = scene.context.clauses;
    let mut below = clause;
    for at in clauses.upwards(clause).skip(1) {
        let group = clauses.get(below).group.start;
        let mark = (scene.sentence(group).start..group)
            .rev()
            .find(|&word| rules.marks.has("that", analysis.form(word)) && analysis.upos(word) == Upos::Sconj);
        if let Some(mark) = mark
            && mark > clauses.get(at).group.start
            && rules.marks.has("belief", analysis.form(mark - 1))
        {
            return true;
        }
        below = at;
    }
    false
}

/// True for a need or hope that is told of the past: "had hoped", "a third session was needed".
pub(super) fn is_over(rules: &Rules, scene: &Scene<'_>, trigger: &Trigger<'_>) -> bool {
    let analysis = scene.context.analysis;
    let Some(id) = trigger.clause else { return false };
    let clause = scene.context.clauses.get(id);
    let word = trigger.words.start;
    if clause.time != Time::Past || scene.teller(id).is_some() {
        return false;
    }
    // "had hoped"; "has long hoped" still does.
    let before = clause.perfect && clause.predicate == word && analysis.xpos(clause.group.start) == Xpos::Vbd;
    before || rules.marks.has("past-needs", analysis.form(word))
}

/// True under "if", and in what may or might be.
pub(super) fn is_hypothetical(
    rules: &Rules,
    scene: &Scene<'_>,
    clause: Option<ClauseId>,
    word: Word,
    start: Word,
) -> bool {
    let clauses = scene.context.clauses;
    let analysis = scene.context.analysis;
    let doubted = clause.is_some_and(|clause| {
        matches!(clauses.get(clause).mood, Mood::If | Mood::May)
            || clauses
                .upwards(clause)
                .take_while(|&at| clauses.get(at).link != Link::Main)
                .any(|at| clauses.get(at).mood == Mood::If)
    });
    let denied = clause.is_some_and(|clause| {
        let inside = |at: ClauseId| !matches!(clauses.get(at).link, Link::Conjunct | Link::Beside);
        let mut above = clauses.upwards(clause).take_while(|&at| inside(at));
        above.any(|at| {
            clauses.get(at).parent.is_some_and(|parent| {
                let verb = clauses.get(parent).predicate;
                verb < word && rules.marks.has("denying", analysis.form(verb))
            })
        })
    });
    doubted
        || denied
        || (start.max(word.saturating_sub(8))..word)
            .rev()
            .take_while(|&before| analysis.upos(before) != Upos::Punct)
            .any(|before| {
                // "may come and spoke for …": the finite verb is free of what stands before it.
                let is_modal = analysis.xpos(before) == Xpos::Md;
                rules.marks.has("conditions", analysis.form(before))
                    && !(is_modal && matches!(analysis.xpos(word), Xpos::Vbd | Xpos::Vbz))
            })
}

/// True for what only says how long ago something was: "the years since relations were established".
pub(super) fn is_bygone(rules: &Rules, scene: &Scene<'_>, clause: Option<ClauseId>) -> bool {
    let clause = clause.map(|clause| scene.context.clauses.get(clause));
    let opened = |mark: Word| rules.marks.has("bygone", scene.context.analysis.form(mark));
    clause.is_some_and(|clause| clause.time == Time::Past && clause.mark.is_some_and(opened))
}

/// Whether the words before a verb make it passive or negative.
pub(super) fn voice(rules: &Rules, scene: &Scene<'_>, word: Word, start: Word) -> (bool, bool) {
    let analysis = scene.context.analysis;
    let participle = analysis.upos(word) == Upos::Verb
        && (analysis.xpos(word) == Xpos::Vbn || rules.marks.has("participles", analysis.form(word)));
    let (mut passive, mut negated) = (false, false);
    for before in (start.max(word.saturating_sub(4))..word).rev() {
        let form = analysis.form(before);
        if rules.marks.has("negators", form) {
            negated = true;
        } else if rules.marks.has("passive", form) {
            passive |= participle;
        } else if !matches!(analysis.upos(before), Upos::Aux | Upos::Adv | Upos::Part) {
            break;
        }
    }
    // "had no intention to take …".
    let infinitive = word > start && analysis.upos(word - 1) == Upos::Part;
    let denies =
        |word: Word| analysis.upos(word) == Upos::Det && rules.marks.has("negators", analysis.form(word));
    negated |= infinitive && (start.max(word.saturating_sub(4))..word - 1).any(denies);
    (passive, negated)
}
