//! What a phrase that fits is told as: the act with its sides, force, fields and words.

use std::ops::Range;

use super::{
    dealing,
    extent::{self, Extent},
    find::Trigger,
    parties,
    rules::{Rules, Subject},
};
use crate::{
    claims::{
        model::{Act, ActKind, Body, Claim, Dated, Force, Source, SourceRole},
        scene::Scene,
    },
    evidence::Evidence,
    grammar::{Upos, Word, Xpos},
    lexicon::{ActorCode, ActorKind},
    text::Span,
};

/// The act of a phrase, about one of its parts.
pub(super) fn claim(rules: &Rules, scene: &Scene<'_>, trigger: &Trigger<'_>, part: &Extent) -> Claim {
    let rule = trigger.rule;
    let parties = parties::of(rules, scene, trigger, part);
    // One person may stand for both sides where nobody knows whose he is: he alone undertakes.
    let together = rule.together.filter(|_| !parties::is_one(rules, scene, trigger));
    let mut act = match (parties.by.len() > 1, together, rule.alone) {
        _ if parties.asks => rule.of_other.unwrap_or(rule.act),
        _ if parties.members => rule.together.unwrap_or(rule.act),
        // What several promise to a third state is no matter between them.
        (true, Some(_), _) if names_third(scene, rules, &parties.by, part) => rule.act,
        // What one body of many members decides, its members agree.
        (false, _, Some(_)) if parties.is_body && rule.act == ActKind::Agree => rule.act,
        (true, Some(act), _) | (false, _, Some(act)) => act,
        _ => rule.act,
    };
    let analysis = scene.context.analysis;
    // "are *not going to* break the agreement".
    let denies = rule.act == ActKind::Decline
        && trigger.words.clone().any(|word| rules.marks.has("negators", analysis.form(word)));
    if trigger.negated || denies {
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
    let what = analysis.span_of(shown(rules, scene, trigger, part));
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

/// The words that say what is undertaken, so that they can stand alone: with the verb where it is itself
/// the deed ("*revokes* the visas"), with "not", with the subject of a participle ("*the crisis should be*
/// settled"), and all of them where the content only says when and with whom ("agreed with Peru in Lima"), or names nothing
/// ("spoke about *it*").
fn shown(rules: &Rules, scene: &Scene<'_>, trigger: &Trigger<'_>, part: &Extent) -> Range<Word> {
    let analysis = scene.context.analysis;
    let Range { start: mut first, end } = part.content.clone();
    let verb = trigger.words.start;
    let names = |word: Word| {
        matches!(
            analysis.upos(word),
            Upos::Noun | Upos::Propn | Upos::Verb | Upos::Adj | Upos::Num | Upos::Sym | Upos::X
        )
    };
    if !(first..end).any(names) {
        return part.whole.clone();
    }
    let is_deed = matches!(trigger.rule.act, ActKind::Decline | ActKind::Pledge | ActKind::Agree);
    if trigger.rule.with_object && is_deed && verb < first && analysis.upos(verb) == Upos::Verb {
        return verb..end;
    }
    let has = |mark: &str, word: Word| rules.marks.has(mark, analysis.form(word));
    if analysis.upos(first) == Upos::Adp {
        if has("circumstances", first) {
            return part.whole.clone();
        }
        // "mapped *out* the way", "spoke *for* a treaty".
        if first + 1 < end {
            first += 1;
        }
    }
    if first > verb && has("negators", first - 1) {
        return first - 1..end;
    }
    let is_passive = analysis.xpos(first) == Xpos::Vbn && first > verb && has("passive", first - 1);
    if is_passive && part.whole.start < first { part.whole.start..end } else { first..end }
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

/// Names those abroad as the ones for whom an act is, where the reporter's side undertakes it.
pub(super) fn aids(rules: &Rules, scene: &Scene<'_>, claim: &mut Claim, abroad: Range<Word>) -> bool {
    let Body::Act(act) = &mut claim.body else { return false };
    if !dealing::is_aid(scene, act) {
        return false;
    }
    act.beneficiary = Some(scene.context.analysis.span_of(abroad));
    let is_told = act.fields.iter().any(|field| rules.no_money_fields.contains(field));
    if !act.measures.is_empty() && !is_told {
        extend(&mut act.fields, rules.money_fields.iter());
    }
    true
}
