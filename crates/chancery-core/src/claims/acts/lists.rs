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
    /// True where two sides act in all items.
    shared: bool,
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
                || is_mark(scene, sentence.clone())
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
        // "will work together to:".
        let open_verb = colon
            && end > sentence.start
            && matches!(analysis.upos(end - 1), Upos::Part | Upos::Adp | Upos::Sconj);
        let bare = colon && begins_bare(scene, sentence.end);
        if end <= sentence.start || !bare && !is_followed_by_item(scene, sentence.end) {
            return None;
        }
        let head = sentence.start..end;
        let is_will = rules.marks.has("list-verbs", analysis.form(end - 1));
        if !colon && !is_will {
            return None;
        }
        let noun = colon.then(|| names_items(rules, scene, head.clone())).flatten();
        let rule = rule_of(rules, scene, head.clone(), is_will, open_verb || noun.is_some(), noun.is_some());
        let verb = rule.map(|rule| (rule, scene.context.clauses.of(end - 1)));
        let made = |subject: Range<Word>, heads: Vec<Word>, shared: bool| {
            Some(Head { subject, heads, verb, shared, begun: false })
        };
        // "Cooperation between India and Australia will include …": they are who acts.
        let between: Vec<Word> =
            scene.sides.within(head.clone()).flat_map(|side| side.words.clone()).collect();
        if let (Some(_), [first, .., last]) = (noun, &between[..])
            && scene.sides.codes(head.clone()).len() > 1
        {
            return made(*first..*last + 1, between.clone(), true);
        }
        // The side named last before the end, that no preposition governs.
        let side = scene
            .sides
            .within(head.clone())
            .filter(|side| side.words.end <= end && !scene.is_governed(&side.words))
            .last();
        let joint = head.rev().find(|&word| rules.marks.has("joint", analysis.form(word)));
        let subject = match (side, joint, noun) {
            (Some(side), ..) => side.words.clone(),
            (None, Some(joint), _) => joint..joint + 1,
            // "Features of the partnership include: …": it is the one of those who deal here.
            (None, None, Some(noun)) if scene.sides.is_dealing() => {
                let shared = scene.sides.dealing(scene.paragraph(noun)).len() > 1;
                return made(noun..noun + 1, vec![noun], shared);
            }
            (None, None, _) => return None,
        };
        let shared = scene.sides.codes(subject.clone()).len() > 1;
        made(subject.clone(), subject.collect(), shared)
    }

    /// True of an item whose head names two sides, or a paper of theirs.
    pub(super) fn is_shared(&self) -> bool {
        self.begun && self.shared
    }

    /// True for what the head itself says up to its end: its items say it.
    pub(super) fn is_said_by_items(&self, reach: Word, sentence: &Range<Word>) -> bool {
        !self.begun && self.verb.is_some() && reach + 2 >= sentence.end
    }

    /// True for an item without a mark: its head ends with the verb, and it begins with a bare one.
    fn is_plain_item(&self, scene: &Scene<'_>, start: Word) -> bool {
        self.verb.is_some() && begins_bare(scene, start)
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

/// The rule of the verb that all items of a list share.
fn rule_of(
    rules: &Rules,
    scene: &Scene<'_>,
    head: Range<Word>,
    is_will: bool,
    is_open: bool,
    is_named: bool,
) -> Option<usize> {
    let analysis = scene.context.analysis;
    let named = |id: &str| rules.rules.iter().position(|rule| rule.id.as_str() == id);
    let is_future = || head.clone().any(|word| rules.marks.has("list-verbs", analysis.form(word)));
    if is_will || is_open && is_future() {
        return named(&rules.list_rule);
    }
    let mut hits = head.clone().flat_map(|word| rules.rulebook.at(analysis, word, head.end));
    if is_open {
        // "agreed to work in these areas:"; "features of the partnership are:".
        let said = hits.next().map(|hit| hit.rule as usize);
        return said.or_else(|| is_named.then(|| named(&rules.list_rule_now)).flatten());
    }
    // "have agreed to:".
    hits.find(|hit| hit.words.end == head.end && hit.words.start + 6 >= head.end).map(|hit| hit.rule as usize)
}

/// The noun by which the head of a list says what its items are: "the following key *elements*",
/// "the main *results* were"; or "the following" alone.
fn names_items(rules: &Rules, scene: &Scene<'_>, head: Range<Word>) -> Option<Word> {
    let analysis = scene.context.analysis;
    let is_noun = |&word: &Word| rules.marks.has("list-nouns", analysis.form(word));
    let last = head.end - 1;
    if rules.marks.has("list-copulas", analysis.form(last)) {
        return (head.start..last).find(is_noun);
    }
    if rules.marks.has("list-heads", analysis.form(last)) {
        return Some(last);
    }
    head.clone()
        .filter(|&word| rules.marks.has("list-heads", analysis.form(word)))
        .find_map(|word| (word + 1..head.end.min(word + 5)).find(is_noun))
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
    let analysis = scene.context.analysis;
    let opens = |next: Word| next < analysis.len() && scene.is_item(next);
    opens(next)
        || next < analysis.len() && is_mark(scene, scene.sentence(next)) && opens(scene.sentence(next).end)
}

/// True for a sentence that is only the mark of a list: "2."
fn is_mark(scene: &Scene<'_>, sentence: Range<Word>) -> bool {
    sentence.len() <= 3
        && sentence.clone().any(|word| {
            scene.context.analysis.upos(word) == Upos::Punct || scene.surface(word).ends_with('.')
        })
        && sentence.clone().all(|word| scene.surface(word).chars().filter(|c| c.is_alphabetic()).count() <= 1)
}
