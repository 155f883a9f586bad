//! Which acts are dealings between sides, and which are the affairs of one side at home.

use std::ops::Range;

use super::{
    find::Trigger,
    rules::{Needs, Rules},
};
use crate::{
    claims::{
        clauses::Link,
        model::{Act, ActKind, Body, Claim},
        scene::Scene,
        sides::SideKind,
        speech,
    },
    grammar::{Upos, Word},
    intake::BlockKind,
    lexicon::{ActorCode, ActorKind},
};

/// How many sentences of a report may say whom it is about.
const LEAD: usize = 2;

/// Those whom the report says at its head that the reporter's side helps, where it need not name a
/// state: "the world's poor", "Pacific island countries".
pub(super) fn abroad(rules: &Rules, scene: &Scene<'_>) -> Option<Range<Word>> {
    scene.context.mentions.home?;
    let sentences = scene.context.analysis.sentences();
    let kind = |at: usize| scene.context.block_of(sentences[at].words.start);
    let filled = || (0..sentences.len()).filter(|&at| !sentences[at].words.is_empty());
    let titles = filled().filter(|&at| kind(at) == BlockKind::Title);
    let lead = filled().filter(|&at| kind(at) == BlockKind::Body).take(LEAD);
    titles.chain(lead).find_map(|at| named_abroad(rules, scene, sentences[at].words.clone()))
}

/// The first words for those abroad in a stretch of words.
pub(super) fn named_abroad(rules: &Rules, scene: &Scene<'_>, words: Range<Word>) -> Option<Range<Word>> {
    let at = |word| rules.abroad.at(scene.context.analysis, word, words.end);
    words.clone().find_map(|word| at(word).into_iter().next()).map(|hit| hit.words)
}

/// True for what the reporter's side undertakes for others than itself.
pub(super) fn is_aid(scene: &Scene<'_>, act: &Act) -> bool {
    matches!(act.act, ActKind::Pledge | ActKind::Offer)
        && scene.context.mentions.home.is_some_and(|home| act.by == [home])
}

/// True where an act is one between sides: what one side undertakes at home is none, unless the
/// head of the report says that two sides deal with each other, or the words around name another.
pub(super) fn is_dealing(scene: &Scene<'_>, trigger: &Trigger<'_>, claim: &Claim) -> bool {
    let Body::Act(act) = &claim.body else { return true };
    if trigger.rule.needs == Needs::Both && act.by.len() < 2 {
        return false;
    }
    if is_at_home(scene, trigger) || describes(scene, trigger) {
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
        || (trigger.rule.joint || scene.sides.is_item()) && act.by.iter().any(is_body)
        || scene.names_other(trigger.words.start, own)
        || trigger.rule.joint && act.by.len() > 1 && named()
}

/// True for what is said in a speech of those whom its own sentence names; whoever acts or is asked without
/// being named there is taken out. Elsewhere all that is told may stand.
pub(super) fn is_told_whole(scene: &Scene<'_>, trigger: &Trigger<'_>, claim: &mut Claim) -> bool {
    let context = scene.context;
    let Body::Act(act) = &mut claim.body else { return true };
    if !context.is_speech {
        return true;
    }
    let speaker = scene.sides.speaker(scene.block(trigger.words.start)).map(|side| side.actors.clone());
    let home = || context.mentions.home.or_else(|| scene.sides.main().first().copied());
    let own = speaker.unwrap_or_else(|| home().into_iter().collect());
    if trigger.rule.joint && act.by.len() > 1 && scene.sides.speak_together() {
        return true;
    }
    let sentence = scene.sentence(trigger.words.start);
    if !speech::names_other(&scene.context, sentence.clone(), &own) {
        return false;
    }
    let named = scene.sides.codes(sentence);
    let is_named = |code: &ActorCode| own.contains(code) || named.contains(code);
    act.by.retain(is_named);
    act.to.retain(is_named);
    // "We ought to seize that opportunity": with whom?
    act.by.len() > 1 || !act.by.is_empty() && act.to.iter().any(|side| !act.by.contains(side))
}

/// True for a word that only describes something that is no side: "those who would *destroy* your homes".
pub(super) fn describes(scene: &Scene<'_>, trigger: &Trigger<'_>) -> bool {
    let clause = trigger.clause.map(|id| scene.context.clauses.get(id));
    matches!(trigger.rule.act, ActKind::Pledge | ActKind::Decline)
        && clause.is_some_and(|clause| clause.link == Link::Relative)
        && !trigger.heads.is_empty()
        && trigger.heads.iter().all(|&head| {
            scene.context.mentions.at(head).is_none()
                && (scene.context.is_speech || scene.context.analysis.upos(head) == Upos::Pron)
        })
}

/// True where only the reporter's own people talk among themselves, in a report that is not about
/// two sides: "the Prime Minister and members of parliament discussed …".
fn is_at_home(scene: &Scene<'_>, trigger: &Trigger<'_>) -> bool {
    let (Some(home), Some(subject)) = (scene.context.mentions.home, &trigger.subject) else { return false };
    // Who informs or raises needs one who hears it; who discusses does so with the other side.
    let alone = scene.sides.titled() == [home];
    if trigger.rule.act != ActKind::Discuss || !alone && trigger.rule.joint && scene.sides.is_dealing() {
        return false;
    }
    let talking = scene.sides.codes(subject.clone());
    let met = scene.sides.within(scene.sentence(trigger.words.start)).any(|side| {
        matches!(side.kind, SideKind::Person | SideKind::Group)
            && side.actors.iter().any(|&code| code != home)
    });
    // "The participants discussed …", in a report that the title gives to one side alone.
    let own_meeting = talking.is_empty() && scene.sides.titled() == [home];
    (own_meeting || !talking.is_empty() && talking.iter().all(|&code| code == home)) && !met
}
