//! Phrases in their clauses: which of them are acts.
//!
//! Invariant: of two acts of one sentence neither trigger lies in the content of the other.

use std::ops::Range;

use super::{
    dealing::{self, is_dealing, is_told_whole},
    doubt,
    extent::{self, Extent},
    lists, papers, parties,
    rules::{Needs, Rule, Rules, Subject},
    subjects,
    tell::{aids, claim},
    told,
};
use crate::{
    claims::{
        clauses::ClauseId,
        model::{ActKind, Body, Claim, Force},
        phrases::{self, Found},
        scene::Scene,
    },
    grammar::{Rel, Upos, Word, Xpos},
    intake::BlockKind,
    lexicon::fold,
    text::Span,
};

/// A phrase in its clause, while it is judged.
pub(super) struct Trigger<'a> {
    pub rule: &'a Rule,
    /// The words of the phrase.
    pub words: Range<Word>,
    /// The clause of its first word.
    pub clause: Option<ClauseId>,
    /// The words that act, or that the passive clause is about.
    pub subject: Option<Range<Word>>,
    /// The heads of the subject; empty where the clause shows none.
    pub heads: Vec<Word>,
    pub passive: bool,
    pub negated: bool,
}

pub(super) fn acts(rules: &Rules, scene: &Scene<'_>) -> Vec<Claim> {
    let analysis = scene.context.analysis;
    let mut claims = Vec::new();
    let mut titled = Vec::new();
    let mut list = None;
    let abroad = dealing::abroad(rules, scene);
    for sentence in analysis.sentences() {
        let words = sentence.words.clone();
        list = lists::Head::of(rules, scene, list, words.clone());
        // The items of a list are between the sides that its head names.
        let shared = list.as_ref().is_some_and(|head| head.is_shared());
        if words.is_empty() {
            continue;
        }
        let between = shared || scene.sides.is_between_sides(scene.paragraph(words.start));
        let is_title = !scene.is_body(words.start) && scene.context.block_of(words.start) == BlockKind::Title;
        if !between && abroad.is_none()
            || !is_title && !scene.is_body(words.start)
            || is_question(scene, words.clone())
        {
            continue;
        }
        let mut make = |trigger: &Trigger<'_>, part: &Extent| {
            let mut claim = claim(rules, scene, trigger, part);
            let aided = abroad.clone().is_some_and(|abroad| {
                let here = dealing::named_abroad(rules, scene, words.clone());
                let whom = here.or(Some(abroad).filter(|_| !between));
                whom.is_some_and(|whom| aids(rules, scene, &mut claim, whom))
            });
            if (shared || aided || between && is_dealing(scene, trigger, &claim))
                && is_told_whole(scene, trigger, &mut claim)
            {
                add(scene, if is_title { &mut titled } else { &mut claims }, claim);
            }
        };
        let mut known = Vec::new();
        let mut taken = words.start;
        for word in words.clone() {
            if word < taken {
                continue;
            }
            let Some((trigger, extent)) = list
                .as_ref()
                .and_then(|head| head.item(rules, scene, word, words.clone()))
                .or_else(|| trigger_at(rules, scene, word, words.clone(), list.as_ref()))
            else {
                continue;
            };
            let whole = extent.whole.start.min(word)..extent.whole.end.max(word + 1);
            if told::is_doubted(rules, scene, trigger.rule, whole) {
                continue;
            }
            taken = extent.content.end.max(trigger.words.end);
            known.push(extent.whole.clone());
            if list.as_ref().is_some_and(|head| head.is_said_by_items(taken, &words)) {
                continue;
            }
            for part in extent::parts(rules, scene, &trigger, &extent) {
                make(&trigger, &part);
            }
        }
        for word in words.clone() {
            if let Some((trigger, extent)) = told::act_at(rules, scene, word, words.clone(), &known) {
                known.push(extent.whole.clone());
                make(&trigger, &extent);
            }
        }
    }
    // A title repeats what the body tells, and says alone what the body leaves out.
    let kind = |claim: &Claim| match &claim.body {
        Body::Act(act) => Some(act.act),
        _ => None,
    };
    titled.retain(|title| claims.iter().all(|told| kind(told) != kind(title)));
    titled.append(&mut claims);
    titled
}

/// Adds an act, or its words to the act of the same report that says the same: a headline, a lead
/// and a body tell one undertaking.
fn add(scene: &Scene<'_>, claims: &mut Vec<Claim>, new: Claim) {
    let Body::Act(act) = &new.body else { return claims.push(new) };
    let text = |span| fold(scene.context.text(span));
    let known = claims.iter_mut().find(|old| {
        matches!(&old.body, Body::Act(known)
            if known.act == act.act
                && known.by.len() == act.by.len()
                && known.by.iter().all(|side| act.by.contains(side))
                && (text(known.what) == text(act.what) || is_told_again(scene, known.what, act.what)))
    });
    match known {
        Some(old) => old.evidence.add(new.evidence.first().clone()),
        None => claims.push(new),
    }
}

/// True where two contents of different paragraphs begin with the same verb and the same noun: the
/// lead says in short what the body says in full.
fn is_told_again(scene: &Scene<'_>, known: Span, new: Span) -> bool {
    let analysis = scene.context.analysis;
    let words = |span| analysis.words_in(span);
    let first =
        |span, upos| words(span).find(|&word| analysis.upos(word) == upos).map(|word| analysis.lemma(word));
    let same = |upos| first(known, upos).is_some_and(|lemma| first(new, upos) == Some(lemma));
    let block = |span| words(span).next().map(|word| scene.block(word));
    block(known) != block(new) && same(Upos::Verb) && same(Upos::Noun)
}

fn is_question(scene: &Scene<'_>, words: Range<Word>) -> bool {
    words.rev().take(2).any(|word| scene.surface(word).contains('?'))
}

/// The act whose phrase begins at a word, if there is one that fits its clause.
fn trigger_at<'a>(
    rules: &'a Rules,
    scene: &Scene<'_>,
    word: Word,
    sentence: Range<Word>,
    list: Option<&lists::Head>,
) -> Option<(Trigger<'a>, Extent)> {
    let analysis = scene.context.analysis;
    let mut found = rules.rulebook.at(analysis, word, sentence.end);
    // The longest phrase says most; among equals the first rule.
    found.sort_by_key(|hit| (std::cmp::Reverse(hit.words.end), hit.rule));
    found.into_iter().find_map(|hit| fit(rules, scene, &hit, sentence.clone(), list))
}

/// How far before a verb of the future a word may make it a forecast, in words.
const FORESEEN: usize = 24;

pub(super) fn fit<'a>(
    rules: &'a Rules,
    scene: &Scene<'_>,
    hit: &Found,
    sentence: Range<Word>,
    list: Option<&lists::Head>,
) -> Option<(Trigger<'a>, Extent)> {
    let analysis = scene.context.analysis;
    let rule = &rules.rules[hit.rule as usize];
    let opens_item = list.is_some_and(|head| head.opens(scene, hit.words.start, sentence.start));
    if rule.verb && !opens_item && is_noun(scene, hit.words.start, sentence.start) {
        return None;
    }
    if rule.present && !opens_item && !is_present(scene, hit.words.start, sentence.start) {
        return None;
    }
    let mut words = hit.words.clone();
    // "reached no agreement"; what is agreed may be denied: "agreed not to".
    let denied = |word: Word| {
        rules.marks.has("negators", analysis.form(word))
            && (word + 1 == words.end || analysis.upos(word + 1) != Upos::Part)
    };
    if rule.act == ActKind::Agree && words.clone().any(denied) {
        return None;
    }
    if hit.looks_ahead {
        // What only looks ahead belongs to the content, with the words that colour it.
        words.end -= 1;
        while words.end > words.start + 1 && phrases::colours(analysis, words.end - 1) {
            words.end -= 1;
        }
    }
    let clause = scene.context.clauses.of(words.start);
    // "failed to reach an agreement".
    let fails = |id| scene.context.clauses.get(id).negated;
    if rule.act == ActKind::Agree && clause.is_some_and(fails) {
        return None;
    }
    // "could not sign", "might offer": there the doubt belongs to the phrase.
    let says_may = words.clone().any(|word| rules.marks.has("conditions", analysis.form(word)));
    if doubt::is_bygone(rules, scene, clause)
        || !says_may && doubt::is_hypothetical(rules, scene, clause, words.start, sentence.start)
    {
        return None;
    }
    let (mut passive, negated) = doubt::voice(rules, scene, words.start, sentence.start);
    // "was prepared to" is no passive.
    if rule.act == ActKind::Offer && words.len() > 1 && analysis.upos(words.start + 1) == Upos::Part {
        passive = false;
    }
    let subject = scene.subject(words.start, clause);
    let mut heads = clause.map_or_else(Vec::new, |clause| scene.context.clauses.get(clause).subjects.clone());
    heads.retain(|&head| head < words.start);
    let (mut subject, mut heads) = subjects::of_clause(scene, subject, heads);
    subjects::join_torn(scene, &mut subject, &mut heads, words.start);
    subjects::join_listed(scene, &mut subject, &mut heads);
    let (subject, heads) = match rule.subject {
        Subject::Possessor => {
            let owner = parties::possessor(scene, words.start)?;
            (Some(owner.words.clone()), owner.words.clone().collect())
        }
        _ => (subject, heads),
    };
    let mut trigger = Trigger { rule, words, clause, subject, heads, passive, negated };
    // "The Parties: – agreed to …": who acts stands over the list.
    if let Some(head) = list.filter(|_| !trigger.passive && rule.subject != Subject::Possessor)
        && (opens_item || !parties::can_act(rules, scene, &trigger))
    {
        trigger.subject = Some(head.subject.clone());
        trigger.heads = head.heads.clone();
    }
    if subjects::has_lost(rules, scene, &trigger) {
        match subjects::nearest(scene, &trigger, sentence.start) {
            Some(subject) => {
                trigger.heads = subject.clone().collect();
                trigger.subject = Some(subject);
            }
            // "the materials supplied to Peru would serve …": nobody undertakes.
            None if rule.act == ActKind::Pledge && !trigger.heads.is_empty() => return None,
            None => {}
        }
    }
    // "…, and hope that you can help": in speech a bare verb whose subject is lost is "I" or "we".
    if !parties::can_act(rules, scene, &trigger)
        && analysis.xpos(trigger.words.start) == Xpos::Vbp
        && scene.sides.speaker(scene.block(trigger.words.start)).is_some()
    {
        trigger.subject = None;
    }
    // "I am confident that relations will go on growing": a forecast, unless one speaks of oneself.
    let own = trigger.heads.iter().any(|&head| rules.marks.has("first-person", analysis.form(head)));
    if rule.act == ActKind::Pledge && rule.force == Force::G3 && !own {
        let before = sentence.start..trigger.words.start;
        if before.rev().take(FORESEEN).any(|word| rules.marks.has("forecasts", analysis.form(word))) {
            return None;
        }
    }
    // Who did not promise has refused nothing.
    let is_promise = rule.act == ActKind::Pledge && rule.force == Force::G4;
    if trigger.negated
        && (is_promise || !matches!(rule.act, ActKind::Pledge | ActKind::Offer | ActKind::Agree))
    {
        return None;
    }
    // Who has not decided yet has refused nothing.
    if trigger.negated
        && rule.act == ActKind::Agree
        && doubt::is_open(rules, scene, trigger.words.start, sentence.start)
    {
        return None;
    }
    // "confident that both would …" foretells.
    if rule.act == ActKind::Pledge && doubt::is_foretold(rules, scene, trigger.clause) {
        return None;
    }
    if rule.act == ActKind::Hope && doubt::is_over(rules, scene, &trigger) {
        return None;
    }
    let extent = extent::of(rules, scene, &trigger, sentence.clone())?;
    let has_will = || extent.content.clone().any(|word| rules.marks.has("modals", analysis.form(word)));
    let fits = match rule.needs {
        Needs::Nothing | Needs::Both => true,
        Needs::Passive => trigger.passive,
        Needs::Will => has_will(),
        Needs::Own => trigger.subject.is_some(),
        Needs::Matter => {
            papers::is_under_paper(rules, scene, &trigger)
                || !scene.sides.codes(sentence.clone()).is_empty()
                || sentence.clone().any(|word| {
                    rules.marks.has("matters", analysis.lemma(word))
                        || rules.marks.has("matters", analysis.form(word))
                })
        }
    };
    (fits && parties::can_act(rules, scene, &trigger)).then_some((trigger, extent))
}

/// True for a verb in the present that no auxiliary governs: "Peru sends doctors to Chile".
fn is_present(scene: &Scene<'_>, word: Word, start: Word) -> bool {
    let analysis = scene.context.analysis;
    let behind_auxiliary = word > start && matches!(analysis.upos(word - 1), Upos::Aux | Upos::Part);
    let finite = matches!(analysis.xpos(word), Xpos::Vbz | Xpos::Vbp | Xpos::Nns | Xpos::Nnps);
    // "Peru and Chile sign a pact": the plural looks like the infinitive.
    let plural = word > start
        && analysis.xpos(word) == Xpos::Vb
        && matches!(analysis.upos(word - 1), Upos::Noun | Upos::Propn);
    (finite || plural || is_plural_verb(scene, word, start)) && !behind_auxiliary
}

/// True in "Peru and Chile swap 20 prisoners", whose verb is tagged like a noun: what follows two
/// names and comes before an article or number is one.
fn is_plural_verb(scene: &Scene<'_>, word: Word, start: Word) -> bool {
    let analysis = scene.context.analysis;
    word > start
        && analysis.xpos(word) == Xpos::Nn
        && analysis.upos(word - 1) == Upos::Propn
        && analysis.rel(word - 1) == Rel::Conj
        && word + 1 < analysis.len()
        && matches!(analysis.upos(word + 1), Upos::Det | Upos::Num)
}

/// True for a word that is no verb here: "talks on fish", "a promising start", "in order to".
fn is_noun(scene: &Scene<'_>, word: Word, start: Word) -> bool {
    let analysis = scene.context.analysis;
    let before = word > start
        && (matches!(analysis.upos(word - 1), Upos::Det | Upos::Adj | Upos::Adp | Upos::Num)
            || matches!(analysis.xpos(word - 1), Xpos::PrpPoss | Xpos::Pos));
    let behind_auxiliary = word > start && analysis.upos(word - 1) == Upos::Aux;
    // "France bars ships": headlines mislead the tag of a verb that looks like a plural.
    let in_headline = word > start
        && analysis.upos(word - 1) == Upos::Propn
        && matches!(analysis.xpos(word), Xpos::Nns | Xpos::Nnps)
        || is_plural_verb(scene, word, start);
    matches!(analysis.upos(word), Upos::Noun | Upos::Propn | Upos::Adj) && !in_headline
        || !behind_auxiliary
            && analysis.upos(word) == Upos::Verb
            && (analysis.rel(word) == Rel::Case
                || before && (analysis.rel(word) == Rel::Amod || analysis.xpos(word) == Xpos::Vbn))
}
