//! What the network tells of acts, beside the rules: it doubts phrases that tell none where they stand,
//! and sees acts in words that no phrase names.
//!
//! Rules without phrases say how an act is read that the network alone sees. Its odds are compared with
//! bounds of `words.toml`; between them the phrases decide alone.
//!
//! Invariant: an act that the network alone sees lies outside of the quotations of all others.

use std::ops::Range;

use super::{
    extent::Extent,
    find::{self, Trigger},
    rules::{Rule, Rules, Subject},
};
use crate::{
    claims::{model::ActKind, phrases::Found, scene::Scene},
    grammar::{Upos, Word},
};

/// How near behind a word the words of another act take away its own, in words.
const NEAR: Word = 10;

/// True where no word of an act tells one, by all that the network has seen.
pub(super) fn is_doubted(rules: &Rules, scene: &Scene<'_>, rule: &Rule, mut whole: Range<Word>) -> bool {
    let bound = if rule.broad { rules.doubted_broad_odds } else { rules.doubted_odds };
    whole.all(|word| scene.context.analysis.told(word).odds < bound)
}

/// The act that a word outside of all others tells, if it tells one and its clause fits.
pub(super) fn act_at<'a>(
    rules: &'a Rules,
    scene: &Scene<'_>,
    word: Word,
    sentence: Range<Word>,
    known: &[Range<Word>],
) -> Option<(Trigger<'a>, Extent)> {
    let analysis = scene.context.analysis;
    let told = analysis.told(word);
    if told.odds < rules.told_odds
        || told.lead < rules.told_lead
        || known.iter().any(|whole| whole.contains(&word))
    {
        return None;
    }
    // What a frame sees as a contact is one.
    if scene.context.matches.iter().any(|hit| hit.trigger == word) {
        return None;
    }
    let kind = ActKind::from_name(&scene.context.network.acts()[usize::from(told.act)])?;
    let is_noun = matches!(analysis.upos(word), Upos::Noun | Upos::Propn);
    let fits = |subject: Subject| match subject {
        Subject::Possessor => is_noun,
        Subject::Agent | Subject::Talk => !is_noun,
        _ => true,
    };
    let ways =
        (0..).zip(&rules.rules).filter(|(_, rule)| rule.told && rule.act == kind && fits(rule.subject));
    let (trigger, mut extent) = ways.into_iter().find_map(|(number, _)| {
        let hit = Found { rule: number, words: word..word + 1, looks_ahead: false };
        find::fit(rules, scene, &hit, sentence.clone(), None)
    })?;
    // "They affirmed that Peru would help": what is affirmed is the act that is known.
    if known.iter().any(|whole| whole.start > word && whole.start < extent.whole.end.min(word + NEAR)) {
        return None;
    }
    // The words of others stay theirs.
    for whole in known.iter().filter(|whole| whole.start > word) {
        extent.content.end = extent.content.end.min(whole.start).max(extent.content.start);
        extent.whole.end = extent.whole.end.min(whole.start);
    }
    let begins =
        known.iter().map(|whole| whole.end).filter(|&end| end <= word).max().unwrap_or(sentence.start);
    extent.whole.start = extent.whole.start.max(begins);
    let is_told = extent.whole.contains(&word) && !extent.content.is_empty();
    is_told.then_some((trigger, extent))
}
