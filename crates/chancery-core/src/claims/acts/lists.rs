//! Lists of undertakings under a head: "The Parties: – agreed to …", "Peru will: – build …".
//!
//! The head of a list ends with a colon, or with the verb that all items share, and its items follow
//! as paragraphs of their own that begin with a mark. The head lends its items their subject and,
//! where it ends with the verb, that verb.
//!
//! Invariant: a list ends with the first paragraph that begins with no mark.

use std::ops::Range;

use super::{extent::Extent, find::Trigger, rules::Rules};
use crate::{
    claims::{clauses::ClauseId, scene::Scene},
    grammar::{Upos, Word},
};

/// The head of a list whose items are being read.
#[derive(Clone, Debug)]
pub(super) struct Head {
    /// Who acts in all items.
    pub subject: Range<Word>,
    /// The heads of the subject.
    pub heads: Vec<Word>,
    /// The rule of the verb that ends the head, and its clause.
    verb: Option<(usize, Option<ClauseId>)>,
    /// True once an item has been read.
    begun: bool,
}

impl Head {
    /// The list that a sentence belongs to or opens: the open one while its items go on.
    pub(super) fn of(
        rules: &Rules,
        scene: &Scene<'_>,
        open: Option<Head>,
        sentence: Range<Word>,
    ) -> Option<Head> {
        if sentence.is_empty() {
            return open;
        }
        if let Some(open) = open
            && (scene.is_item(sentence.start)
                || open.is_plain_item(scene, sentence.start)
                || open.begun && scene.paragraph(sentence.start).start != sentence.start)
        {
            return Some(Head { begun: true, ..open });
        }
        Head::opened(rules, scene, sentence)
    }

    /// The list that a sentence opens.
    fn opened(rules: &Rules, scene: &Scene<'_>, sentence: Range<Word>) -> Option<Head> {
        let analysis = scene.context.analysis;
        let mut end = sentence.end;
        let colon = scene.surface(end - 1) == ":";
        if colon {
            end -= 1;
        }
        let bare = colon && begins_bare(scene, sentence.end);
        if end <= sentence.start || !bare && !is_followed_by_item(scene, sentence.end) {
            return None;
        }
        let last = end - 1;
        let is_will = rules.marks.has("list-verbs", analysis.form(last));
        if !colon && !is_will {
            return None;
        }
        let clause = scene.context.clauses.of(last);
        let named = colon && names_items(rules, scene, sentence.start..end);
        let will = || rules.rules.iter().position(|rule| rule.id.as_str() == rules.list_rule);
        let rule = if is_will {
            will()
        } else if named {
            // "cooperation will include the following elements:", "agreed to work in these areas:".
            let words = sentence.start..end;
            let is_future = words.clone().any(|word| rules.marks.has("list-verbs", analysis.form(word)));
            let verb = || {
                let mut hits = words.clone().flat_map(|word| rules.phrases.at(analysis, word, end));
                hits.next().map(|hit| hit.rule as usize)
            };
            if is_future { will() } else { verb() }
        } else {
            // "have agreed to:".
            (sentence.start.max(end.saturating_sub(6))..end).find_map(|word| {
                rules
                    .phrases
                    .at(analysis, word, end)
                    .into_iter()
                    .find(|hit| hit.words.end == end)
                    .map(|hit| hit.rule as usize)
            })
        };
        // The side named last before the end, that no preposition governs.
        let side = scene
            .sides
            .within(sentence.start..end)
            .filter(|side| side.words.end <= end)
            .filter(|side| !scene.is_governed(&side.words))
            .last();
        // "Cooperation between India and Australia will include …": they are who acts.
        let between: Vec<Word> =
            scene.sides.within(sentence.start..end).flat_map(|side| side.words.clone()).collect();
        if let (true, [first, .., last]) = (named, &between[..])
            && scene.sides.codes(sentence.start..end).len() > 1
        {
            let subject = *first..*last + 1;
            return Some(Head {
                heads: between,
                subject,
                verb: rule.map(|rule| (rule, clause)),
                begun: false,
            });
        }
        let joint = (sentence.start..end).rev().find(|&word| rules.marks.has("joint", analysis.form(word)));
        let subject = match (side, joint) {
            (Some(side), _) => side.words.clone(),
            (None, Some(joint)) => joint..joint + 1,
            (None, None) => return None,
        };
        Some(Head {
            heads: subject.clone().collect(),
            subject,
            verb: rule.map(|rule| (rule, clause)),
            begun: false,
        })
    }

    /// True for an item without a mark: its head ends with the verb, and it begins with a bare one.
    fn is_plain_item(&self, scene: &Scene<'_>, start: Word) -> bool {
        self.verb.is_some() && begins_bare(scene, start)
    }

    /// True of an item whose head names two sides.
    pub(super) fn is_shared(&self, scene: &Scene<'_>) -> bool {
        self.begun && scene.sides.codes(self.subject.clone()).len() > 1
    }

    /// True for the first word of an item behind its mark.
    pub(super) fn opens(&self, scene: &Scene<'_>, word: Word, start: Word) -> bool {
        self.begun && scene.behind_mark(start) == word
    }

    /// The undertaking of an item that lacks the verb of its head: "Australia will: – build …".
    pub(super) fn item<'a>(
        &self,
        rules: &'a Rules,
        scene: &Scene<'_>,
        word: Word,
        sentence: Range<Word>,
    ) -> Option<(Trigger<'a>, Extent)> {
        let (rule, clause) = self.verb?;
        let plain = self.is_plain_item(scene, sentence.start) && is_first(scene, word, sentence.start);
        if !plain && (!self.opens(scene, word, sentence.start) || !scene.is_item(sentence.start)) {
            return None;
        }
        let analysis = scene.context.analysis;
        let mut end = sentence.end;
        while end > word + 1
            && matches!(analysis.upos(end - 1), Upos::Punct | Upos::Cconj)
            && !matches!(scene.surface(end - 1), ")" | "”")
        {
            end -= 1;
        }
        if end <= word + 1 {
            return None;
        }
        let trigger = Trigger {
            rule: &rules.rules[rule],
            words: word..word,
            clause,
            subject: Some(self.subject.clone()),
            heads: self.heads.clone(),
            passive: false,
            negated: false,
        };
        Some((trigger, Extent { whole: word..end, content: word..end }))
    }
}

/// True where the head of a list says what its items are: "the following key elements".
fn names_items(rules: &Rules, scene: &Scene<'_>, head: Range<Word>) -> bool {
    let analysis = scene.context.analysis;
    head.clone().filter(|&word| rules.marks.has("list-heads", analysis.form(word))).any(|word| {
        (word + 1..head.end.min(word + 5)).any(|noun| rules.marks.has("list-nouns", analysis.form(noun)))
    })
}

/// True where a sentence begins with a bare verb: "Provide …", "further strengthen …". Reports give
/// no orders, so that it can only go on from what stands before it.
fn begins_bare(scene: &Scene<'_>, start: Word) -> bool {
    let analysis = scene.context.analysis;
    start < analysis.len()
        && scene.sentence(start).take(2).find(|&word| analysis.upos(word) != Upos::Adv).is_some_and(|word| {
            analysis.upos(word) == Upos::Verb
                && analysis.form(word) == analysis.lemma(word)
                && is_first(scene, word, scene.sentence(start).start)
        })
}

/// True for the first word of a sentence that is no adverb.
fn is_first(scene: &Scene<'_>, word: Word, start: Word) -> bool {
    (start..word).all(|before| scene.context.analysis.upos(before) == Upos::Adv)
}

fn is_followed_by_item(scene: &Scene<'_>, next: Word) -> bool {
    next < scene.context.analysis.len() && scene.is_item(next)
}
