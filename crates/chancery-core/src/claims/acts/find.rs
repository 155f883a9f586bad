//! Phrases in their clauses: which of them are acts.
//!
//! Invariant: of two acts of one sentence neither trigger lies in the content of the other.

use std::ops::Range;

use super::{
    doubt,
    extent::{self, Extent},
    lists, parties,
    rules::{Needs, Rule, Rules, Subject},
    subjects,
};
use crate::{
    claims::{
        clauses::ClauseId,
        model::{Act, ActKind, Body, Claim, Dated, Force, Source, SourceRole},
        phrases::{self, Found},
        scene::Scene,
        sides::SideKind,
    },
    evidence::Evidence,
    grammar::{Rel, Upos, Word, Xpos},
    lexicon::{ActorCode, ActorKind, fold},
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
    let mut list = None;
    for sentence in analysis.sentences() {
        let words = sentence.words.clone();
        list = lists::Head::of(rules, scene, list, words.clone());
        // The items of a list are between the sides that its head names.
        let shared = list.as_ref().is_some_and(|head| head.is_shared(scene));
        if words.is_empty()
            || !shared && !scene.sides.is_between_sides(scene.paragraph(words.start))
            || !scene.is_body(words.start)
            || is_question(scene, words.clone())
        {
            continue;
        }
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
            taken = extent.content.end.max(trigger.words.end);
            for part in extent::parts(rules, scene, &trigger, &extent) {
                let claim = claim(rules, scene, &trigger, &part);
                if shared || is_dealing(scene, &trigger, &claim) {
                    add(scene, &mut claims, claim);
                }
            }
        }
    }
    claims
}

/// True where an act is one between sides: what one side undertakes at home is none, unless the
/// head of the report says that two sides deal with each other, or the words around name another.
fn is_dealing(scene: &Scene<'_>, trigger: &Trigger<'_>, claim: &Claim) -> bool {
    let Body::Act(act) = &claim.body else { return true };
    if trigger.rule.needs == Needs::Both && act.by.len() < 2 {
        return false;
    }
    if is_at_home(scene, trigger) {
        return false;
    }
    let own: &[ActorCode] = if act.by.len() == 1 { &act.by } else { scene.context.mentions.home.as_slice() };
    let paragraph = scene.paragraph(trigger.words.start);
    let named = || scene.sides.codes(paragraph.clone()).iter().any(|code| !own.contains(code));
    // What an organisation agrees, its members do.
    let is_body = |code: &ActorCode| {
        scene.context.world.actor(*code).is_some_and(|one| one.kind == ActorKind::Organisation)
    };
    scene.sides.is_dealing()
        || trigger.rule.joint && act.by.iter().any(is_body)
        || scene.names_other(trigger.words.start, own)
        || trigger.rule.joint && act.by.len() > 1 && named()
}

/// True where only the reporter's own people talk among themselves, in a report that is not about
/// two sides: "the Prime Minister and members of parliament discussed …".
fn is_at_home(scene: &Scene<'_>, trigger: &Trigger<'_>) -> bool {
    let (Some(home), Some(subject)) = (scene.context.mentions.home, &trigger.subject) else { return false };
    // Who informs or raises needs one who hears it; who discusses does so with the other side.
    if trigger.rule.act != ActKind::Discuss || trigger.rule.joint && scene.sides.is_dealing() {
        return false;
    }
    let talking = scene.sides.codes(subject.clone());
    let met = scene.sides.within(scene.sentence(trigger.words.start)).any(|side| {
        matches!(side.kind, SideKind::Person | SideKind::Group)
            && side.actors.iter().any(|&code| code != home)
    });
    !talking.is_empty() && talking.iter().all(|&code| code == home) && !met
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
    let mut found = rules.phrases.at(analysis, word, sentence.end);
    if found.is_empty() {
        return None;
    }
    let never = rules.never.at(analysis, word, sentence.end);
    found.retain(|hit| never.iter().all(|never| never.rule != hit.rule));
    // The longest phrase says most; among equals the first rule.
    found.sort_by_key(|hit| (std::cmp::Reverse(hit.words.end), hit.rule));
    found.into_iter().find_map(|hit| fit(rules, scene, &hit, sentence.clone(), list))
}

fn fit<'a>(
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
    // "could not sign", "might offer": there the doubt belongs to the phrase.
    let says_may = words.clone().any(|word| rules.marks.has("conditions", analysis.form(word)));
    if !says_may && doubt::is_hypothetical(rules, scene, clause, words.start, sentence.start) {
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
        Needs::Will => has_will(),
        Needs::Own => trigger.subject.is_some(),
        Needs::Matter => {
            !scene.sides.codes(sentence.clone()).is_empty()
                || sentence.clone().any(|word| {
                    rules.marks.has("matters", analysis.lemma(word))
                        || rules.marks.has("matters", analysis.form(word))
                })
        }
    };
    (fits && parties::can_act(rules, scene, &trigger)).then_some((trigger, extent))
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
        && matches!(analysis.xpos(word), Xpos::Nns | Xpos::Nnps);
    matches!(analysis.upos(word), Upos::Noun | Upos::Propn | Upos::Adj) && !in_headline
        || !behind_auxiliary
            && analysis.upos(word) == Upos::Verb
            && (analysis.rel(word) == Rel::Case
                || before && (analysis.rel(word) == Rel::Amod || analysis.xpos(word) == Xpos::Vbn))
}

fn claim(rules: &Rules, scene: &Scene<'_>, trigger: &Trigger<'_>, part: &Extent) -> Claim {
    let rule = trigger.rule;
    let parties = parties::of(rules, scene, trigger, part);
    let mut act = match (parties.by.len() > 1, rule.together, rule.alone) {
        _ if parties.asks => rule.of_other.unwrap_or(rule.act),
        _ if parties.members => rule.together.unwrap_or(rule.act),
        // What several promise to a third state is no matter between them.
        (true, Some(_), _) if names_third(scene, rules, &parties.by, part) => rule.act,
        (true, Some(act), _) | (false, _, Some(act)) => act,
        _ => rule.act,
    };
    let analysis = scene.context.analysis;
    if trigger.negated {
        // "are not going to break the agreement" undertakes.
        let deed = part.content.clone().find(|&word| analysis.upos(word) == Upos::Verb);
        let harms = deed.is_some_and(|deed| rules.marks.has("harms", analysis.lemma(deed)));
        act = if harms { ActKind::Pledge } else { ActKind::Decline };
    }
    let restated = rule.restated
        || part
            .whole
            .clone()
            .any(|word| word < part.content.start + 3 && rules.marks.has("restating", analysis.form(word)));
    let what = analysis.span_of(part.content.clone());
    let quote = scene.quote(part.whole.clone());
    let measures = extent::measures(scene, part);
    let fields = fields_of(rules, scene, trigger, part, act == ActKind::Pledge && !measures.is_empty());
    let executor = parties::executor(rules, scene, trigger, part);
    let deadline = deadline(rules, scene, part);
    let precision =
        u8::from(executor.is_some()) + u8::from(!measures.is_empty()) + u8::from(deadline.is_some());
    let source = Source {
        role: match () {
            () if parties.by.len() > 1 => SourceRole::BothSides,
            () if parties.speaker.is_some() => SourceRole::OwnParty,
            () => SourceRole::Narration,
        },
        speaker: parties.speaker,
    };
    Claim {
        evidence: Evidence::new(quote, rule.id.clone()),
        source,
        at: None,
        body: Body::Act(Act {
            act,
            force: if act == rule.act { rule.force } else { force_of(act, rule.force) },
            restated,
            by: parties.by,
            actors: parties.actors,
            to: parties.to,
            beneficiary: None,
            executor,
            fields,
            what: cut(scene, what, quote),
            deadline,
            measures,
            precision,
            delegation: u8::from(executor.is_some()),
        }),
    }
}

/// True where what several states undertake names a state that is none of them, other than by its
/// money.
fn names_third(scene: &Scene<'_>, rules: &Rules, by: &[ActorCode], part: &Extent) -> bool {
    let analysis = scene.context.analysis;
    let is_state =
        |code: &ActorCode| scene.context.world.actor(*code).is_some_and(|one| one.kind == ActorKind::State);
    let is_money = |word: Word| word < analysis.len() && rules.marks.has("currencies", analysis.lemma(word));
    let states = by.iter().filter(|code| is_state(code)).count();
    states > 1
        && scene.sides.within(part.content.clone()).any(|side| {
            !is_money(side.words.end) && side.actors.iter().any(|code| !by.contains(code) && is_state(code))
        })
}

/// How many words before what is needed name it at most: "the crisis should be settled".
const THEME: u32 = 8;

/// How many sentences before an act may say what it is about, where its own does not.
const BEFORE: usize = 4;

/// The fields of an act: those that its content names, else those of the words around it, from the
/// near to the far; and what the one who acts, or the money that is given, brings along.
fn fields_of(
    rules: &Rules,
    scene: &Scene<'_>,
    trigger: &Trigger<'_>,
    part: &Extent,
    gives: bool,
) -> Vec<String> {
    let word = trigger.words.start;
    let sentence = scene.sentence(word);
    let paragraph = scene.paragraph(word);
    let at = scene.context.analysis.sentence_of(word);
    let before = scene.context.analysis.sentences()[at.saturating_sub(BEFORE)..at].iter().rev();
    // What should be settled is the subject.
    let before_it = part.content.start.saturating_sub(part.whole.start);
    let is_theme = trigger.rule.subject == Subject::Any && before_it <= THEME;
    let own = if is_theme { part.whole.clone() } else { part.content.clone() };
    let around = [own, part.whole.clone(), sentence];
    let mut fields = around
        .into_iter()
        .chain(before.map(|sentence| sentence.words.clone()))
        .chain([paragraph])
        .map(|words| (scene.fields)(words))
        .find(|fields| !fields.is_empty())
        .unwrap_or_default();
    if let Some(subject) = &trigger.subject {
        let brought = (scene.fields)(subject.clone());
        extend(&mut fields, brought.iter().filter(|field| rules.subject_fields.contains(field)));
    }
    let paid = gives
        && part.content.clone().any(|word| {
            scene.context.analysis.upos(word) == Upos::Sym
                || rules.marks.has("currencies", scene.context.analysis.lemma(word))
                || scene.surface(word).contains(['$', '€', '£', '¥', '₹'])
        })
        && scene.names_other(word, scene.context.mentions.home.as_slice())
        && !fields.iter().any(|field| rules.no_money_fields.contains(field));
    if paid {
        extend(&mut fields, rules.money_fields.iter());
    }
    if fields.is_empty() {
        fields = rules.fallback_fields.clone();
    }
    fields
}

fn extend<'a>(fields: &mut Vec<String>, more: impl Iterator<Item = &'a String>) {
    for field in more {
        if !fields.contains(field) {
            fields.push(field.clone());
        }
    }
}

/// By when: a date behind "by", "until" and their kin.
fn deadline(rules: &Rules, scene: &Scene<'_>, part: &Extent) -> Option<Dated> {
    let analysis = scene.context.analysis;
    let content = part.content.clone();
    let time = scene.context.times.iter().find(|time| {
        time.when.is_some()
            && time.words.start > content.start
            && content.contains(&time.words.start)
            && rules.marks.has("deadline", analysis.form(time.words.start - 1))
    })?;
    Some(Dated { when: time.when.clone()?, span: Some(time.span), reason: time.note.clone() })
}

/// What is undertaken stands inside the words that are quoted.
fn cut(scene: &Scene<'_>, what: Span, quote: Span) -> Span {
    let start = what.start().clamp(quote.start(), quote.end());
    let end = what.end().clamp(start, quote.end());
    let inside = scene.context.document.text.trim(Span::new(start, end));
    if inside.is_empty() { quote } else { inside }
}

/// The force of an act that the number of its sides has turned into another.
fn force_of(act: ActKind, force: Force) -> Force {
    match act {
        ActKind::Agree => force.max(Force::G4),
        ActKind::Discuss => Force::G0,
        _ => force,
    }
}
