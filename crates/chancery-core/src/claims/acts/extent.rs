//! How far an act reaches: its own words, and what it governs.
//!
//! Trees say which clauses lie below the act's own; where they say nothing, the words up to the
//! end of the sentence do, without what a comma and a new verb begin.
//!
//! Invariant: an extent lies inside one sentence, and `content` inside `whole`.

use std::ops::Range;

use super::{
    find::Trigger,
    rules::{Rules, Subject},
};
use crate::{
    claims::{
        clauses::{Clause, ClauseId, Link},
        model::ActKind,
        scene::{LONGEST_QUOTE, Scene},
    },
    grammar::{Upos, Word, Xpos},
    text::Span,
};

/// The words of an act.
#[derive(Clone, Debug)]
pub(super) struct Extent {
    /// All of them, the subject included where it stands near.
    pub whole: Range<Word>,
    /// What is undertaken, asked or talked about.
    pub content: Range<Word>,
}

/// How far before the phrase a subject may begin and still be quoted with it, in words.
const NEAR: u32 = 14;

/// How far an act reaches; `None` where nothing follows that it could be about.
pub(super) fn of(
    rules: &Rules,
    scene: &Scene<'_>,
    trigger: &Trigger<'_>,
    sentence: Range<Word>,
) -> Option<Extent> {
    let analysis = scene.context.analysis;
    let near = trigger
        .subject
        .as_ref()
        .filter(|subject| {
            (sentence.start..=trigger.words.start).contains(&subject.start)
                && subject.end <= trigger.words.start
                && trigger.words.start - subject.start <= NEAR
        })
        .map(|subject| subject.start);
    let first = near.unwrap_or(trigger.words.start);
    let end = content_end(rules, scene, trigger, sentence.clone());
    if trigger.passive {
        // What is discussed stands before the verb.
        let subject = trigger.subject.clone()?;
        if subject.end > trigger.words.start || subject.start < sentence.start {
            return None;
        }
        let end = end.min(trigger.words.end + 6).max(trigger.words.end);
        return Some(Extent {
            whole: subject.start..trim_end(scene, trigger.words.start..end),
            content: subject,
        });
    }
    let start = content_start(scene, trigger).min(end);
    let end = trim_end(scene, start..end);
    let start = trim_start(rules, scene, start..end);
    let says = |mut words: Range<Word>| words.any(|word| analysis.upos(word) != Upos::Punct);
    let is_theme = trigger.rule.subject == Subject::Any && trigger.rule.act == ActKind::Discuss;
    // "The dam is on the agenda", and the same with "…, a diplomat said" behind it.
    let stops = is_theme && start < end && scene.surface(start) == ",";
    if start < end && !stops && says(start..end) {
        return Some(Extent { whole: first.min(start)..end, content: start..end });
    }
    // The phrase itself may name the thing: "has offered its good offices".
    let last = trigger.words.end - 1;
    if !is_theme
        && last > trigger.words.start
        && trigger.rule.subject == Subject::Agent
        && analysis.upos(last) == Upos::Noun
    {
        return Some(Extent { whole: first..trigger.words.end, content: trigger.words.start + 1..last + 1 });
    }
    // What is talked about, or accepted, stands before.
    let here = |subject: &Range<Word>| subject.start >= sentence.start && subject.end <= trigger.words.start;
    let subject = trigger.subject.clone().filter(here)?;
    (trigger.rule.subject == Subject::Any)
        .then_some(Extent { whole: subject.start..trigger.words.end, content: subject })
}

/// Where the content of an act begins: behind its phrase, or at the deed that the phrase takes in
/// ("was willing to *take part* in", "assigned the ministries to *settle* the problems with").
fn content_start(scene: &Scene<'_>, trigger: &Trigger<'_>) -> Word {
    let analysis = scene.context.analysis;
    let (first, behind) = (trigger.words.start + 1, trigger.words.end);
    if trigger.rule.with_object {
        // "Regular concerts and readings will be held": what the phrase begins with is the thing itself.
        let thing = trigger.words.start;
        let is_thing = matches!(analysis.upos(thing), Upos::Noun | Upos::Propn);
        return if is_thing { scene.noun_group(thing).start.min(thing) } else { first };
    }
    // "The main thing is to *restore* order": the network names the deed itself.
    let verb = trigger.words.start;
    let to = |before: Word| analysis.upos(before) == Upos::Part;
    if trigger.rule.told && analysis.xpos(verb) == Xpos::Vb && verb.checked_sub(1).is_some_and(to) {
        return verb;
    }
    // "will *give* Peru ten million …": the deed itself stands in the phrase.
    let is_future = analysis.xpos(trigger.words.start) == Xpos::Md;
    let deed = (first..behind).find(|&word| {
        if is_future {
            return analysis.upos(word) == Upos::Verb && analysis.xpos(word) == Xpos::Vb;
        }
        let infinitive = analysis.upos(word - 1) == Upos::Part && word > first;
        analysis.upos(word) == Upos::Verb
            && (infinitive && analysis.xpos(word) == Xpos::Vb
                || word == first && analysis.xpos(word) == Xpos::Vbg)
    });
    deed.filter(|_| trigger.rule.act != ActKind::Discuss).unwrap_or(behind)
}

/// Without joining words at the beginning: "*and* concrete steps", "*also* look for a solution".
fn trim_start(rules: &Rules, scene: &Scene<'_>, words: Range<Word>) -> Word {
    let analysis = scene.context.analysis;
    let joins = |word: Word| match analysis.upos(word) {
        Upos::Cconj => true,
        Upos::Adv => rules.marks.has("joiners", analysis.form(word)),
        _ => false,
    };
    (words.start..words.end.saturating_sub(1)).find(|&word| !joins(word)).unwrap_or(words.start)
}

/// Without punctuation and joining words at the end, and with both halves of a pair of quotation marks
/// or brackets, or none.
fn trim_end(scene: &Scene<'_>, words: Range<Word>) -> Word {
    const PAIRS: [(&str, &str); 2] = [("“", "”"), ("(", ")")];
    // Nothing stands behind the last word of a text.
    if words.is_empty() {
        return words.end;
    }
    let analysis = scene.context.analysis;
    let within = |mut words: Range<Word>, mark: &str| words.any(|word| scene.surface(word) == mark);
    let opened = |last: Word| {
        PAIRS.iter().any(|&(open, close)| scene.surface(last) == close && within(words.start..last, open))
    };
    let mut end = words.end;
    while end > words.start + 1
        && matches!(analysis.upos(end - 1), Upos::Punct | Upos::Cconj | Upos::Sconj | Upos::Part)
        && !opened(end - 1)
    {
        end -= 1;
    }
    let sentence = scene.sentence(words.start).end;
    for (open, close) in PAIRS {
        let last = (words.start..end).rev().find(|&word| scene.surface(word) == open);
        if last.is_some_and(|last| !within(last..end, close)) {
            let near = end..sentence.min(end + CLOSING);
            end = near.clone().find(|&word| scene.surface(word) == close).map_or(end, |word| word + 1);
        }
    }
    end
}

/// How many words behind the end of an act the other half of a quotation mark is looked for.
const CLOSING: u32 = 3;

/// Where the content of an act ends.
fn content_end(rules: &Rules, scene: &Scene<'_>, trigger: &Trigger<'_>, sentence: Range<Word>) -> Word {
    let analysis = scene.context.analysis;
    let clauses = scene.context.clauses;
    let mut end = sentence.end;
    // A semicolon parts whatever it stands between, but for a list of things to do.
    if let Some(stop) = (trigger.words.end..end)
        .find(|&word| scene.surface(word) == ";" && !goes_on(scene, trigger, word, sentence.end))
    {
        end = stop;
    }
    if let Some(own) = trigger.clause {
        for (id, clause) in clauses.iter() {
            if clause.predicate <= trigger.words.end || clause.predicate >= end {
                continue;
            }
            let beside = goes_beside(scene, trigger, clause);
            if (beside || !is_below(rules, scene, own, id, trigger))
                && !is_bare(scene, trigger, clause)
                && !lists_means(rules, scene, trigger, clause.predicate, sentence.end)
            {
                let start = opening(
                    rules,
                    scene,
                    clause.group.start,
                    &clause.subjects,
                    clause.own_subject,
                    trigger.words.end,
                );
                // What directly follows is what the act governs, wherever the tree hangs it; a side
                // alone is only the one who is asked.
                let only_asked = scene
                    .sides
                    .at(start.saturating_sub(1))
                    .is_some_and(|side| side.words.start <= trigger.words.end && side.words.end >= start);
                // "will not happen and that …": the thing itself stands before.
                let stands_before = trigger.rule.subject == Subject::Any
                    && start == trigger.words.end
                    && clause.link == Link::Conjunct;
                if (start > trigger.words.end || stands_before) && !only_asked {
                    end = start;
                    break;
                }
            }
        }
    }
    // Words that begin a new thought behind a comma, whatever the tree says.
    for word in trigger.words.end + 1..end {
        let comma = scene.surface(word - 1) == ",";
        // ", as well as …" goes on, ", as …" does not.
        let goes_on = word + 1 < end && rules.marks.has("joiners", analysis.form(word + 1));
        if comma
            && !goes_on
            && rules.marks.has("clause-openers", analysis.form(word))
            && !is_inside_subject(scene, trigger, word, end)
        {
            return word - 1;
        }
        if begins_anew(rules, scene, trigger, word, end) {
            return word - 1;
        }
    }
    end
}

/// True where the subject of what is undertaken stands before a word and its verb behind it: "agreed that the
/// ministers, *who* meet on Friday, should study …".
fn is_inside_subject(scene: &Scene<'_>, trigger: &Trigger<'_>, word: Word, end: Word) -> bool {
    let before = trigger.words.end..word;
    scene.context.clauses.within(word + 1..end).any(|(id, clause)| {
        clause.own_subject
            && clause.subjects.iter().any(|head| before.contains(head))
            && scene.surface(clause.group.start - 1) == ","
            && scene.context.clauses.upwards(id).any(|above| Some(above) == trigger.clause)
    })
}

/// True for a clause with a subject of its own, behind a comma and "and", whose verb has the form of the
/// act's own one: "promises that Peru will …, and Chile says …".
fn goes_beside(scene: &Scene<'_>, trigger: &Trigger<'_>, clause: &Clause) -> bool {
    let analysis = scene.context.analysis;
    let form = analysis.xpos(clause.group.start);
    let start = clause.subjects.iter().map(|&head| analysis.subtree(head).start).min();
    let Some(start) = start.filter(|&start| start > trigger.words.end + 1) else { return false };
    clause.link == Link::Conjunct
        && clause.own_subject
        && matches!(form, Xpos::Vbz | Xpos::Vbd)
        && form == analysis.xpos(trigger.words.start)
        && analysis.upos(start - 1) == Upos::Cconj
        && scene.surface(start - 2) == ","
}

/// True for a verb that goes on from the act's own one: behind "and" in the same form, or where a
/// phrase begins there that makes an act of its own.
fn begins_anew(rules: &Rules, scene: &Scene<'_>, trigger: &Trigger<'_>, word: Word, end: Word) -> bool {
    let analysis = scene.context.analysis;
    let mut before = word - 1;
    // "…, and had also asked …".
    while before > trigger.words.end && matches!(analysis.upos(before), Upos::Adv | Upos::Aux) {
        before -= 1;
    }
    let is_act = || !rules.rulebook.at(analysis, word, end).is_empty();
    if scene.surface(before) == "," {
        // ", expressing the wish that …".
        return analysis.xpos(word) == Xpos::Vbg
            && analysis.xpos(trigger.words.start) != Xpos::Vbg
            && !lists_means(rules, scene, trigger, word, end)
            && is_act();
    }
    if analysis.upos(before) != Upos::Cconj {
        return false;
    }
    let own = analysis.xpos(trigger.words.start);
    let first_of_its_form =
        |form: Xpos| (trigger.words.end..before).all(|inside| analysis.xpos(inside) != form);
    match analysis.xpos(word) {
        // "agreed that … should … and expressed": the form of the act's own verb comes back.
        form @ (Xpos::Vbd | Xpos::Vbz | Xpos::Vbp) if form == own => {
            analysis.upos(word) == Upos::Verb && first_of_its_form(form) || is_act()
        }
        // "wished to … and would welcome …".
        Xpos::Md => own != Xpos::Md && first_of_its_form(Xpos::Md) && is_act(),
        // A tag that took the verb for a noun: "freezes … and bans …".
        Xpos::Nns => own == Xpos::Vbz && is_act(),
        Xpos::Vbn => (own == Xpos::Vbd || own == Xpos::Vbn && before + 1 < word) && is_act(),
        Xpos::Vbd => (own == Xpos::Vbn && !trigger.passive || own == Xpos::Md) && is_act(),
        // "will send a mission and hopes that …".
        Xpos::Vbz => own == Xpos::Md && is_act(),
        _ => false,
    }
}

/// True where the list of what an act governs goes on behind a semicolon: with a further thing to
/// do.
fn goes_on(scene: &Scene<'_>, trigger: &Trigger<'_>, semicolon: Word, end: Word) -> bool {
    let analysis = scene.context.analysis;
    let lists =
        matches!(trigger.rule.act, ActKind::Agree | ActKind::Pledge | ActKind::Propose | ActKind::Hope);
    let next = (semicolon + 1..end).find(|&word| {
        !matches!(analysis.upos(word), Upos::Cconj | Upos::Adv | Upos::Adj | Upos::Part | Upos::Sconj)
    });
    lists && next.is_some_and(|next| matches!(analysis.xpos(next), Xpos::Vb | Xpos::Vbg))
}

/// True for a bare infinitive that goes on a list of infinitives, wherever the tree hangs it: "to
/// discuss, consider and propose".
fn is_bare(scene: &Scene<'_>, trigger: &Trigger<'_>, clause: &Clause) -> bool {
    let analysis = scene.context.analysis;
    let is_bare = |word: Word| analysis.xpos(word) == Xpos::Vb;
    let alone = clause.group.clone().all(|word| analysis.upos(word) != Upos::Aux);
    is_bare(clause.predicate)
        && !clause.own_subject
        && alone
        && (trigger.words.start..clause.group.start).any(is_bare)
}

/// True for a participle behind a comma that goes on a list of means: "by strengthening trust,
/// improving transport and bolstering trade". The list must have begun before it, and end with
/// "and" and a further participle.
fn lists_means(rules: &Rules, scene: &Scene<'_>, trigger: &Trigger<'_>, word: Word, end: Word) -> bool {
    let analysis = scene.context.analysis;
    let is_participle = |word: Word| analysis.xpos(word) == Xpos::Vbg;
    if !is_participle(word)
        || !matches!(trigger.rule.act, ActKind::Agree | ActKind::Pledge | ActKind::Propose | ActKind::Hope)
    {
        return false;
    }
    let begun = (trigger.words.end..word).any(|before| {
        rules.marks.has("means", analysis.form(before))
            || is_participle(before) && before == trigger.words.end
    });
    let closed = (word..end).any(|at| is_participle(at) && analysis.upos(at - 1) == Upos::Cconj);
    begun && closed
}

/// True where a clause belongs to what the act governs.
fn is_below(rules: &Rules, scene: &Scene<'_>, own: ClauseId, id: ClauseId, trigger: &Trigger<'_>) -> bool {
    let clauses = scene.context.clauses;
    let analysis = scene.context.analysis;
    let mut below = id;
    for at in clauses.upwards(id) {
        if at == own {
            let clause = clauses.get(below);
            return match clause.link {
                _ if below == own => true,
                // "suggested cooperation in energy; expanding ties": it goes on from what is suggested.
                Link::Conjunct if analysis.xpos(clause.predicate) == Xpos::Vbg => {
                    analysis.head(clause.predicate) != Some(clauses.get(own).predicate)
                }
                Link::Conjunct | Link::Beside | Link::Main => false,
                Link::Adverbial => {
                    let start = clause.mark.unwrap_or(clause.group.start).min(clause.group.start);
                    let comma = start > 0 && scene.surface(start - 1) == ",";
                    !(comma && (analysis.xpos(clause.predicate) == Xpos::Vbg || clause.mark.is_some()))
                        && clause.predicate > trigger.words.start
                }
                Link::Relative => {
                    // "…, which marks the start" tells something else.
                    let start = clause.group.start;
                    !(start > 1
                        && rules.marks.has("clause-openers", analysis.form(start - 1))
                        && scene.surface(start - 2) == ",")
                }
                _ => true,
            };
        }
        below = at;
    }
    false
}

/// Where a clause begins: at its subject, its joining word, or its verb.
fn opening(
    rules: &Rules,
    scene: &Scene<'_>,
    group: Word,
    subjects: &[Word],
    own_subject: bool,
    least: Word,
) -> Word {
    let analysis = scene.context.analysis;
    let mut start = group;
    if own_subject {
        for &subject in subjects {
            let reach = analysis.subtree(subject).start;
            if reach < start && reach >= least {
                start = reach;
            }
        }
    }
    while start > least
        && (matches!(analysis.upos(start - 1), Upos::Cconj | Upos::Sconj | Upos::Adv | Upos::Punct)
            || rules.marks.has("joiners", analysis.form(start - 1)))
    {
        start -= 1;
    }
    start.max(least)
}

/// The undertakings of one act: one entry where its verbs speak of the same fields, one for each
/// verb of its own where the fields have nothing in common.
pub(super) fn parts(rules: &Rules, scene: &Scene<'_>, trigger: &Trigger<'_>, extent: &Extent) -> Vec<Extent> {
    if !matches!(trigger.rule.act, ActKind::Agree | ActKind::Pledge | ActKind::Propose) || trigger.passive {
        return vec![extent.clone()];
    }
    let analysis = scene.context.analysis;
    let content = extent.content.clone();
    let first = content.clone().find(|&word| analysis.upos(word) == Upos::Verb);
    let Some(first) = first else { return vec![extent.clone()] };
    // Verbs of the same form behind a comma or "and": "to promote …, remove … and facilitate …".
    let mut starts = vec![content.start];
    // "by strengthening …, improving … and bolstering …" says in what the undertaking lies.
    let by = (first + 1..content.end).find(|&word| analysis.xpos(word) == Xpos::Vbg);
    for word in content.start + 2..content.end {
        let mut before = word - 1;
        while before > content.start && matches!(analysis.upos(before), Upos::Adv | Upos::Part | Upos::Sconj)
        {
            before -= 1;
        }
        let joined = analysis.upos(before) == Upos::Cconj || matches!(scene.surface(before), "," | ";");
        let listed = scene.surface(before) == ";"
            || analysis.upos(before) == Upos::Cconj && before > 0 && scene.surface(before - 1) == ";";
        let same = analysis.upos(word) == Upos::Verb
            && (word > first && first <= content.start + 3 && analysis.xpos(word) == analysis.xpos(first)
                || listed && matches!(analysis.xpos(word), Xpos::Vb | Xpos::Vbg)
                || by.is_some_and(|by| by < word) && analysis.xpos(word) == Xpos::Vbg);
        if same && joined && has_object(rules, scene, word, content.end) {
            starts.push(word);
        }
    }
    if starts.len() == 1 {
        return vec![extent.clone()];
    }
    starts.push(content.end);
    let pieces: Vec<Range<Word>> =
        starts.windows(2).map(|pair| pair[0]..trim_end(scene, pair[0]..pair[1]).min(pair[1])).collect();
    let fields: Vec<Vec<String>> = pieces.iter().map(|piece| (scene.fields)(piece.clone())).collect();
    let mut parts: Vec<(Range<Word>, Vec<String>)> = Vec::new();
    for (piece, fields) in pieces.into_iter().zip(fields) {
        match parts.last_mut() {
            // What could not be quoted together stands by itself.
            Some((words, before))
                if fields_meet(&fields, before)
                    && fits(scene, extent.whole.start.min(words.start)..piece.end) =>
            {
                words.end = piece.end;
                before.extend(fields);
            }
            _ => parts.push((piece, fields)),
        }
    }
    parts
        .into_iter()
        .enumerate()
        .map(|(at, (words, _))| Extent {
            whole: if at == 0 { extent.whole.start..words.end } else { words.clone() },
            content: words,
        })
        .collect()
}

fn fields_meet(left: &[String], right: &[String]) -> bool {
    left.is_empty() || right.is_empty() || left.iter().any(|field| right.contains(field))
}

fn fits(scene: &Scene<'_>, words: Range<Word>) -> bool {
    let span = scene.context.analysis.span_of(words);
    scene.context.text(span).chars().count() <= LONGEST_QUOTE
}

/// True where a verb governs something of its own before the next joint.
fn has_object(rules: &Rules, scene: &Scene<'_>, verb: Word, end: Word) -> bool {
    let analysis = scene.context.analysis;
    (verb + 1..end.min(verb + 8))
        .take_while(|&word| {
            analysis.upos(word) != Upos::Cconj
                && !rules.marks.has("joiners", analysis.form(word))
                && scene.surface(word) != ","
        })
        .any(|word| matches!(analysis.upos(word), Upos::Noun | Upos::Propn))
}

/// Numbers, amounts and shares in the content, each with the words that count by it.
pub(super) fn measures(scene: &Scene<'_>, part: &Extent) -> Vec<Span> {
    let analysis = scene.context.analysis;
    let mut measures = Vec::new();
    let mut word = part.content.start;
    while word < part.content.end {
        let counts =
            analysis.upos(word) == Upos::Num && scene.surface(word).contains(|c: char| c.is_ascii_digit());
        if counts {
            let mut end = word + 1;
            while end < part.content.end && matches!(analysis.upos(end), Upos::Num | Upos::Sym) {
                end += 1;
            }
            if end < part.content.end && analysis.upos(end) == Upos::Noun {
                end += 1;
            }
            measures.push(analysis.span_of(word..end));
            word = end;
        } else {
            word += 1;
        }
    }
    measures
}
