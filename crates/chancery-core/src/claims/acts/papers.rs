//! What papers and programmes of the sides undertake: "The agreement will open …", "It will train …".
//!
//! The sides of the paper act; those whom it serves only receive. What is no such subject is the
//! business of `parties`.

use std::ops::Range;

use super::{
    find::Trigger,
    rules::{Rules, Subject},
};
use crate::{
    claims::{
        scene::Scene,
        sides::{SideKind, add_all},
    },
    grammar::{Upos, Word, Xpos},
    lexicon::ActorCode,
};

/// True where the subject of an act is a paper, or those whom one serves, as its rule asks for.
pub(super) fn can_do(rules: &Rules, scene: &Scene<'_>, trigger: &Trigger<'_>) -> bool {
    let analysis = scene.context.analysis;
    let [head, ..] = trigger.heads[..] else { return false };
    match trigger.rule.subject {
        Subject::Paper if analysis.upos(head) == Upos::Pron => {
            let stands = rules.marks.has("it", analysis.form(head)) && scene.sides.at(head).is_none();
            stands && is_about_paper(rules, scene, head)
        }
        Subject::Paper => is_paper(rules, scene, head),
        Subject::Served => {
            analysis.xpos(head) == Xpos::Nns
                && scene.sides.at(head).is_none_or(|side| !matches!(side.kind, SideKind::Person))
        }
        _ => false,
    }
}

/// The sides of the paper: those named in its own words, else those that deal with each other.
pub(super) fn sides(scene: &Scene<'_>, trigger: &Trigger<'_>) -> Vec<ActorCode> {
    let mut codes = Vec::new();
    let is_paper = trigger.rule.subject == Subject::Paper;
    for side in trigger.subject.clone().filter(|_| is_paper).into_iter().flat_map(|it| scene.sides.within(it))
    {
        if side.kind != SideKind::Adjective {
            add_all(&mut codes, &side.actors);
        }
    }
    if codes.is_empty() {
        codes = scene.sides.dealing(scene.paragraph(trigger.words.start));
    }
    codes
}

fn is_paper(rules: &Rules, scene: &Scene<'_>, word: Word) -> bool {
    let analysis = scene.context.analysis;
    [analysis.form(word), analysis.lemma(word)].iter().any(|&sym| rules.marks.has("papers-that-do", sym))
}

/// True where the sentence before speaks of a paper first: there "it" is the paper.
fn is_about_paper(rules: &Rules, scene: &Scene<'_>, word: Word) -> bool {
    let analysis = scene.context.analysis;
    let sentence = scene.sentence(word);
    let before = |words: Range<Word>| words.clone().any(|word| is_paper(rules, scene, word));
    if before(sentence.start..word) {
        return true;
    }
    let at = analysis.sentence_of(word);
    let last = at.checked_sub(1).map(|at| &analysis.sentences()[at]);
    last.is_some_and(|last| scene.is_body(last.words.start) && before(last.words.clone()))
}

/// True where the sentence begins with the paper that what it tells is done under: "Under the
/// agreement, …".
pub(super) fn is_under_paper(rules: &Rules, scene: &Scene<'_>, trigger: &Trigger<'_>) -> bool {
    let start = scene.behind_mark(trigger.words.start.min(scene.sentence(trigger.words.start).start));
    let opens = rules.marks.has("under", scene.context.analysis.form(start));
    opens && (start + 1..trigger.words.start.min(start + 7)).any(|word| is_paper(rules, scene, word))
}
