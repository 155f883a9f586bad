//! Who acts, and towards whom.
//!
//! Invariant: codes are listed once each; a side never acts towards itself alone.

use std::ops::Range;

use super::{
    extent::Extent,
    find::Trigger,
    papers,
    rules::{Needs, Rules, Subject},
};
use crate::{
    claims::{
        model::{ActKind, Party},
        scene::Scene,
        sides::{Side, SideKind, add_all},
    },
    grammar::{Upos, Word, Xpos},
    intake::BlockKind,
    lexicon::{ActorCode, ActorKind},
    text::Span,
};

/// Those who have a part in an act.
pub(super) struct Parties {
    pub by: Vec<ActorCode>,
    pub actors: Vec<Party>,
    pub to: Vec<ActorCode>,
    pub speaker: Option<Party>,
    /// True where one side says what another has to do.
    pub asks: bool,
    /// True where the members of one organisation act: "Commonwealth leaders agreed".
    pub members: bool,
    /// True where one organisation acts, itself or by its members, and no person of it.
    pub is_body: bool,
}

/// How far before a commitment a word of praise makes it one that is praised, in words.
const PRAISED: u32 = 10;

/// How far behind "by" the one who does it is named at most, in words.
const DOER: u32 = 4;

/// The side whose the noun at a word is: "Peru's lasting commitment", "our commitment".
pub(super) fn possessor<'a>(scene: &'a Scene<'_>, noun: Word) -> Option<&'a Side> {
    let analysis = scene.context.analysis;
    let start = scene.sentence(noun).start;
    let owner = (start..noun).rev().find(|&word| !matches!(analysis.upos(word), Upos::Adj | Upos::Adv))?;
    let owner = match analysis.xpos(owner) {
        Xpos::Pos => owner.checked_sub(1).filter(|&word| word >= start)?,
        Xpos::PrpPoss => owner,
        // "the US decision".
        Xpos::Nnp if owner + 1 == noun => owner,
        _ => return None,
    };
    scene.sides.at(owner).filter(|side| side.kind != SideKind::Adjective && !side.actors.is_empty())
}

/// True where the subject fits what the rule asks for.
pub(super) fn can_act(rules: &Rules, scene: &Scene<'_>, trigger: &Trigger<'_>) -> bool {
    let analysis = scene.context.analysis;
    let rule = trigger.rule;
    let Some(subject) = &trigger.subject else {
        return matches!(rule.subject, Subject::Any | Subject::Owner | Subject::Talk)
            || trigger.passive
            || !matches!(rule.act, ActKind::Pledge | ActKind::Assign);
    };
    if matches!(rule.subject, Subject::Any | Subject::Owner) || trigger.passive {
        return true;
    }
    if matches!(rule.subject, Subject::Paper | Subject::Served) {
        return papers::can_do(rules, scene, trigger);
    }
    if rule.subject == Subject::Possessor {
        let start =
            scene.sentence(trigger.words.start).start.max(trigger.words.start.saturating_sub(PRAISED));
        return !(start..trigger.words.start).any(|word| rules.marks.has("praise", analysis.form(word)));
    }
    // The head decides: "New Zealand's assistance" is no New Zealand. Without a tree any word may.
    let heads: Vec<Word> =
        if trigger.heads.is_empty() { subject.clone().collect() } else { trigger.heads.clone() };
    let has = |mark: &str| heads.iter().any(|&word| rules.marks.has(mark, analysis.form(word)));
    // "Under the agreement, Gazfrac will lay …": who is named there carries out what is agreed.
    if rule.needs == Needs::Own
        && rule.act == ActKind::Pledge
        && papers::is_under_paper(rules, scene, trigger)
    {
        return !has("first-person");
    }
    // "The treaty guarantees …" tells what it says.
    let tells = rule.act == ActKind::Pledge && rule.personal;
    if has("papers") && rule.needs != Needs::Own && !tells {
        return true;
    }
    if rule.subject == Subject::Talk && has("talk-subjects") {
        return true;
    }
    let named =
        heads.iter().any(|&word| scene.sides.at(word).is_some_and(|side| side.kind != SideKind::Adjective));
    if heads.iter().all(|&word| analysis.upos(word) == Upos::Pron) && (named || has("pronouns")) {
        // "it" is the state that speaks of itself: "Poland said it would …"; a visit can be it too
        // where a person speaks.
        let of_itself = || {
            let said = trigger.clause.and_then(|clause| scene.teller(clause));
            said.is_some_and(|side| side.kind == SideKind::Power && side.words.end <= trigger.words.start)
                || said.is_none() && tells_as_body(rules, scene, trigger)
                || follows_power(scene, &heads)
                || goes_on_from_power(scene, trigger)
        };
        let verb = analysis.xpos(trigger.words.start);
        // "it expects …" expects; "it was important to …" does not.
        let expects = rule.personal && matches!(verb, Xpos::Vbz | Xpos::Vbd | Xpos::Vbn);
        return named || !has("it") || expects || of_itself();
    }
    if has("event-subjects")
        && scene.sides.within(subject.clone()).all(|side| side.kind == SideKind::Adjective)
    {
        return false;
    }
    // Who promises, asks or hopes can act, whatever it is called; what merely "will" do something
    // need not.
    rule.personal && !has("private") && !has("papers")
        || has("joint")
        || has("pronouns")
        || has("agents")
        || named
}

/// True for "it" in "Chad announces that it", whatever the tags say of the verb.
fn follows_power(scene: &Scene<'_>, heads: &[Word]) -> bool {
    let [it] = heads[..] else { return false };
    let Some(verb) = it.checked_sub(2).filter(|&verb| verb > 0) else { return false };
    let power = scene.sides.at(verb - 1).is_some_and(|side| side.kind == SideKind::Power);
    power && scene.context.analysis.upos(it - 1) == Upos::Sconj
}

/// True for "it" in an item, behind a clause or sentence in which a state or body acts: "The Union lifts
/// the ban; it also promises a loan".
fn goes_on_from_power(scene: &Scene<'_>, trigger: &Trigger<'_>) -> bool {
    let clauses = scene.context.clauses;
    let Some(own) = trigger.clause.filter(|_| scene.sides.is_item()) else { return false };
    let above =
        (0..own).rev().map(|id| clauses.get(id)).find(|clause| clause.own_subject && !clause.infinitive);
    above.is_some_and(|clause| {
        let [subject] = clause.subjects[..] else { return false };
        scene.sides.at(subject).is_some_and(|side| side.kind == SideKind::Power)
    })
}

/// True where a body that names no side says what it will do: "the organisation says that it will".
fn tells_as_body(rules: &Rules, scene: &Scene<'_>, trigger: &Trigger<'_>) -> bool {
    let super::super::Context { clauses, analysis, clause_rules, .. } = scene.context;
    let said = trigger.clause.and_then(|clause| clauses.said_in(clause, analysis, clause_rules));
    said.is_some_and(|said| {
        clauses
            .get(said)
            .subjects
            .iter()
            .any(|&head| analysis.upos(head) != Upos::Pron && rules.marks.has("bodies", analysis.form(head)))
    })
}

/// The sides of an act.
pub(super) fn of(rules: &Rules, scene: &Scene<'_>, trigger: &Trigger<'_>, part: &Extent) -> Parties {
    let analysis = scene.context.analysis;
    let rule = trigger.rule;
    let word = trigger.words.start;
    let paragraph = scene.paragraph(word);
    let dealing = || scene.sides.dealing(paragraph.clone());
    let mut by = Vec::new();
    let mut actors = Vec::new();
    let mut speaker = None;
    let mut members = false;
    let mut is_body = false;
    let subject = trigger.subject.clone().filter(|_| !trigger.passive);
    let agents = |words: Range<Word>| {
        scene.sides.within(words).filter(|side| side.kind != SideKind::Adjective).collect::<Vec<_>>()
    };
    match (rule.subject, &subject) {
        (Subject::Owner, _) => {
            // "welcomed Samoa's proposal", "the withdrawal of Samoa and Fiji": who owns what is named.
            let mut owners = scene.sides.within(trigger.words.start + 1..part.whole.end).peekable();
            while let Some(side) = owners.next() {
                take(side, &mut by, &mut actors);
                if owners
                    .peek()
                    .is_none_or(|next| !is_joined(scene, next) || next.words.start > side.words.end + 2)
                {
                    break;
                }
            }
        }
        (Subject::Paper | Subject::Served, _) => by = papers::sides(scene, trigger),
        (Subject::Any, _) | (_, None) => {}
        (_, Some(subject)) => {
            // Where a head names a side, what hangs on it does not act: "Ghana, at the request of Togo".
            let is_head = |side: &Side| trigger.heads.iter().any(|head| side.words.contains(head));
            let sides = agents(subject.clone());
            let named = sides.iter().any(|side| is_head(side) && !side.actors.is_empty());
            for side in sides {
                if !named || is_head(side) || side.words.start < trigger.heads[0] || is_joined(scene, side) {
                    take(side, &mut by, &mut actors);
                }
            }
            let has = |mark: &str| subject.clone().any(|word| rules.marks.has(mark, analysis.form(word)));
            // The "states" of a name are no states besides it.
            let joint = subject.clone().any(|word| {
                rules.marks.has("joint", analysis.form(word))
                    && agents(subject.clone()).iter().all(|side| {
                        side.words.len() == 1 || !side.words.contains(&word) || side.kind != SideKind::Power
                    })
            });
            let of_one = agents(subject.clone()).iter().any(|side| {
                let world = scene.context.world;
                let is_one = |code| world.actor(code).is_some_and(|one| one.kind == ActorKind::Organisation);
                side.is_organisation || matches!(side.actors[..], [code] if is_one(code))
            });
            members = by.len() == 1 && joint && of_one;
            is_body = by.len() == 1
                && of_one
                && agents(subject.clone()).iter().all(|side| side.kind != SideKind::Person);
            let both = rule.act == ActKind::Agree || rule.together == Some(ActKind::Agree);
            if both && by.len() == 1 && lacks_one(scene, trigger) {
                add_all(&mut by, &dealing());
            }
            if by.is_empty() || by.len() == 1 && joint && !of_one {
                if has("plural-first") && is_joint_paper(rules, scene) {
                    add_all(&mut by, &dealing());
                } else if has("first-person") {
                    if let Some(side) = scene.sides.speaker(scene.block(word)) {
                        take(side, &mut by, &mut actors);
                        speaker = side.party.clone();
                    }
                    // "we agreed": the speaker and the other.
                    if rule.act == ActKind::Agree
                        && rule.joint
                        && has("plural-first")
                        && analysis.xpos(word) == Xpos::Vbd
                    {
                        add_all(&mut by, &dealing());
                    }
                } else if has("joint") || has("talk-subjects") {
                    add_all(&mut by, &dealing());
                } else if by.is_empty() {
                    for side in scene.sides.within(subject.clone()) {
                        take(side, &mut by, &mut actors);
                    }
                }
            }
        }
    }
    // Who says it, where the words themselves have no agent: "…, the president said".
    let tells = match rule.subject {
        Subject::Any | Subject::Agent => true,
        // "told his guest that the Government had instructed …": the one who tells, not the one who is told.
        Subject::Talk => !rule.joint,
        _ => false,
    };
    // "will be sent by Chad", "was proposed by Chad".
    if by.is_empty() && !trigger.passive {
        by = doer(rules, scene, trigger, part);
    }
    if by.is_empty() && tells && !trigger.passive {
        if let Some(side) = trigger.clause.and_then(|clause| scene.said_by(clause)) {
            take(side, &mut by, &mut actors);
        } else if let Some(side) = scene.sides.speaker(scene.block(word)) {
            take(side, &mut by, &mut actors);
        }
    }
    if trigger.passive {
        let behind = trigger.words.end..part.whole.end.max(trigger.words.end);
        for side in agents(behind) {
            take(side, &mut by, &mut actors);
        }
    }
    if rule.joint && by.len() < 2 {
        with_others(rules, scene, part, trigger, &mut by, &mut actors);
        if by.len() < 2 && rule.act == ActKind::Discuss && !is_body {
            add_all(&mut by, &dealing());
        }
    }
    // The side named last before the act, where it is its subject by all that can be seen.
    if by.is_empty() && !rule.joint && !trigger.passive {
        let before = scene.sentence(word).start..word;
        if let Some(side) = agents(before).into_iter().rfind(|side| !side.actors.is_empty()) {
            take(side, &mut by, &mut actors);
        }
    }
    // One that acts alone and is named nowhere near is the reporter's own: "the Government will …".
    if by.is_empty() && !rule.joint && !trigger.passive && acts_alone(rules, scene, trigger) {
        let near = agents(paragraph.start..word).into_iter().rfind(|side| side.actors.len() == 1);
        match (scene.context.mentions.home, near) {
            (Some(home), _) => by.push(home),
            (None, Some(side)) => take(side, &mut by, &mut actors),
            (None, None) => {}
        }
    }
    if by.is_empty() {
        add_all(&mut by, &dealing());
    }
    speaker =
        speaker.or_else(|| actors.first().filter(|party| party.name.is_some() && by.len() == 1).cloned());
    let mut to = Vec::new();
    let between = matches!(rule.act, ActKind::Discuss | ActKind::Agree | ActKind::Assign)
        && rule.alone.is_none_or(|_| is_body);
    if !between {
        // Whom the phrase itself names is asked or promised: "urges Peru to help Chile".
        for side in scene.sides.within(trigger.words.start + 1..trigger.words.end) {
            add_all(&mut to, &side.actors);
        }
        if by.len() > 1 && rule.act != ActKind::Propose {
            to.clear();
        }
        to.retain(|code| !by.contains(code));
        with_listed(scene, trigger.words.start + 1..trigger.words.end, &by, &mut to);
    }
    if by.len() == 1 && to.is_empty() && !between {
        for side in scene.sides.within(part.content.clone()) {
            add_all(&mut to, &side.actors);
        }
        // "Three Chilean diplomats are expelled from Peru".
        if to.is_empty() && trigger.passive {
            to = trigger.subject.clone().map_or_else(Vec::new, |subject| scene.sides.codes(subject));
        }
        to.retain(|code| !by.contains(code));
        let other = dealing();
        to.sort_by_key(|code| !other.contains(code));
        with_listed(scene, part.content.clone(), &by, &mut to);
        if to.is_empty() && (rule.toward_other || matches!(rule.act, ActKind::Propose | ActKind::Offer)) {
            to = dealing();
            to.retain(|code| !by.contains(code));
            to.truncate(1);
        }
    }
    let mut asks = false;
    if let (Some(_), Some(subject)) = (rule.of_other, &subject) {
        let asked = scene.sides.codes(subject.clone());
        let is_head = |side: &&Side| trigger.heads.iter().any(|head| side.words.contains(head));
        let named = agents(subject.clone()).iter().any(is_head);
        let block = scene.block(word);
        let teller = trigger.clause.and_then(|clause| scene.teller(clause)).or(scene.sides.speaker(block));
        let own = match teller {
            Some(side) => side.actors.clone(),
            None => scene.context.mentions.home.into_iter().collect(),
        };
        if named && !own.is_empty() && asked.len() == 1 && !own.contains(&asked[0]) {
            (by, to, asks) = (own, asked, true);
            actors = teller.and_then(|side| side.party.clone()).into_iter().collect();
        }
    }
    let (members, is_body) = (members && by.len() == 1, is_body && by.len() == 1);
    Parties { members, is_body, by, actors, to, speaker, asks }
}

/// Leaves the first party, and those named in one list with it: "aid to *Chad, Niger and Mali*".
fn with_listed(scene: &Scene<'_>, words: Range<Word>, by: &[ActorCode], to: &mut Vec<ActorCode>) {
    to.truncate(1);
    let Some(&first) = to.first() else { return };
    let analysis = scene.context.analysis;
    let sides: Vec<_> = scene.sides.within(words).collect();
    let Some(at) = sides.iter().position(|side| side.actors.contains(&first)) else { return };
    let joined = |pair: &[&Side]| {
        let [one, other] = pair else { return false };
        let mut between = one.words.end..other.words.start;
        !between.is_empty()
            && between.all(|word| matches!(analysis.upos(word), Upos::Punct | Upos::Cconj | Upos::Det))
    };
    let before = sides[..=at].windows(2).rev().take_while(|pair| joined(pair)).count();
    let behind = sides[at..].windows(2).take_while(|pair| joined(pair)).count();
    to.clear();
    for side in &sides[at - before..=at + behind] {
        add_all(to, &side.actors);
    }
    to.retain(|code| !by.contains(code));
}

/// Those behind "by" where the words of the phrase, or those behind it, are passive.
fn doer(rules: &Rules, scene: &Scene<'_>, trigger: &Trigger<'_>, part: &Extent) -> Vec<ActorCode> {
    let analysis = scene.context.analysis;
    let words = trigger.words.start..part.whole.end.max(trigger.words.end);
    let mut behind_passive = false;
    for word in words.clone() {
        if rules.marks.has("doer", analysis.form(word)) {
            let reach = word + 1..(word + DOER).min(words.end);
            let side = scene.sides.within(reach).next().filter(|_| behind_passive);
            if let Some(side) = side {
                return side.actors.clone();
            }
        }
        behind_passive |= analysis.xpos(word) == Xpos::Vbn;
    }
    Vec::new()
}

/// True where a single named person is the subject.
pub(super) fn is_one(rules: &Rules, scene: &Scene<'_>, trigger: &Trigger<'_>) -> bool {
    let analysis = scene.context.analysis;
    let [head] = trigger.heads[..] else { return false };
    let is_side = scene.sides.at(head).is_some_and(|side| side.actors.len() > 1);
    let has = |mark: &str| rules.marks.has(mark, analysis.form(head));
    // "he", "she", "I"; "it" may be the paper of both.
    let pronoun = analysis.upos(head) == Upos::Pron && has("pronouns") && !has("plural-first") && !has("it");
    (analysis.xpos(head) == Xpos::Nnp && !is_side || pronoun) && !has("joint")
}

/// True where one of several subjects names nobody that is known: "Mr Soto and Ms Berg", she of the
/// other side by all that can be seen.
fn lacks_one(scene: &Scene<'_>, trigger: &Trigger<'_>) -> bool {
    let analysis = scene.context.analysis;
    trigger.heads.len() > 1
        && trigger.heads.iter().any(|&head| {
            let is_known = scene.sides.at(head).is_some_and(|side| !side.actors.is_empty());
            analysis.upos(head) == Upos::Propn && !is_known
        })
}

/// True for a side behind "and", a comma or a dash: it acts with the one before it.
fn is_joined(scene: &Scene<'_>, side: &Side) -> bool {
    let analysis = scene.context.analysis;
    let first = scene.noun_group(side.words.end - 1).start.min(side.words.start);
    let is_joint = |word: Word| matches!(analysis.upos(word), Upos::Cconj | Upos::Punct);
    [first, side.words.start].into_iter().any(|at| at > 0 && (is_joint(at) || is_joint(at - 1)))
}

/// True where the subject is one body or person that the text does not tie to a side.
fn acts_alone(rules: &Rules, scene: &Scene<'_>, trigger: &Trigger<'_>) -> bool {
    let analysis = scene.context.analysis;
    (!matches!(trigger.rule.act, ActKind::Agree | ActKind::Discuss) || trigger.rule.alone.is_some())
        && matches!(trigger.rule.subject, Subject::Agent)
        && trigger.heads.len() == 1
        && trigger.heads.iter().all(|&head| {
            let form = analysis.form(head);
            (rules.marks.has("agents", form) || rules.marks.has("pronouns", form))
                && !rules.marks.has("joint", form)
        })
}

fn take(side: &Side, by: &mut Vec<ActorCode>, actors: &mut Vec<Party>) {
    add_all(by, &side.actors);
    if let Some(party) = &side.party
        && actors.iter().all(|other| other.span != party.span)
    {
        actors.push(party.clone());
    }
}

/// "agreed with Mr Orsi that …": the sides behind "with" near the phrase act as well.
fn with_others(
    rules: &Rules,
    scene: &Scene<'_>,
    part: &Extent,
    trigger: &Trigger<'_>,
    by: &mut Vec<ActorCode>,
    actors: &mut Vec<Party>,
) {
    let analysis = scene.context.analysis;
    let words = trigger.words.start..part.whole.end;
    for word in words.clone() {
        if rules.marks.has("with", analysis.form(word)) {
            let behind = word + 1..(word + 9).min(words.end);
            if let Some(side) = scene
                .sides
                .within(behind)
                .find(|side| matches!(side.kind, SideKind::Person | SideKind::Power))
            {
                take(side, by, actors);
                return;
            }
        }
    }
}

/// True where the headline says that the sides speak together: there "we" are all of them.
fn is_joint_paper(rules: &Rules, scene: &Scene<'_>) -> bool {
    let analysis = scene.context.analysis;
    scene.context.document.blocks.iter().filter(|block| block.kind == BlockKind::Title).any(|block| {
        let mut words = analysis.words_in(block.span);
        scene.sides.main().len() > 1 && words.any(|word| rules.marks.has("joint-papers", analysis.form(word)))
    })
}

/// Who is to do it: "relevant ministries and agencies".
pub(super) fn executor(
    rules: &Rules,
    scene: &Scene<'_>,
    trigger: &Trigger<'_>,
    part: &Extent,
) -> Option<Span> {
    let analysis = scene.context.analysis;
    let words = if trigger.rule.act == ActKind::Assign {
        trigger.words.start..part.content.end
    } else {
        part.content.clone()
    };
    let head = words.clone().find(|&word| {
        rules.marks.has("executors", analysis.lemma(word))
            || rules.marks.has("executors", analysis.form(word))
    })?;
    let group = scene.noun_group(head);
    let mut group = group.start.max(words.start)..group.end.min(words.end);
    // "of the committee": the committee.
    while group.start < head && analysis.upos(group.start) == Upos::Adp {
        group.start += 1;
    }
    (!group.is_empty()).then(|| analysis.span_of(group))
}
