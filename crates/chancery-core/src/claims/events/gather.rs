//! Which words of a document tell of events: the matches of the frames, without those that tell
//! nothing by themselves.

use super::{
    Rules,
    draft::{Draft, DraftReader, kind_of},
    place_time,
    several::{gatherings, split, stays},
};
use crate::{
    claims::{
        Context,
        clauses::{Link, Time, preposition},
        frames::{Frame, Match, Trigger},
        model::EventKind,
    },
    grammar::{Rel, Upos, Word},
    intake::BlockKind,
};

/// The frame of "saw", which "saw off" is not.
const SEE: &str = "meeting.see";

/// All drafts of a document, in text order.
pub(super) fn gather(context: &Context<'_>, rules: &Rules) -> Vec<Draft> {
    let events: Vec<(&Match, &Frame, EventKind)> = context
        .matches
        .iter()
        .filter_map(|hit| {
            let frame = &context.frames.all()[hit.frame];
            kind_of(&frame.claim).map(|kind| (hit, frame, kind))
        })
        .collect();
    let triggers: Vec<Word> = events.iter().map(|(hit, ..)| hit.trigger).collect();
    let mut objects: Vec<Word> = events
        .iter()
        .filter(|(_, frame, _)| frame.trigger == Trigger::Verb)
        .filter_map(|(hit, ..)| hit.object)
        .collect();
    // "joined the President at the service": the service is what they joined.
    objects.extend(
        events
            .iter()
            .filter(|(_, frame, kind)| frame.trigger == Trigger::Verb && *kind == EventKind::Ceremony)
            .flat_map(|(hit, ..)| context.frames.role(hit, "what").iter().copied()),
    );
    // "the round of the Dialogue was held": the dialogue is what was held.
    objects.extend(
        events
            .iter()
            .filter(|(_, frame, kind)| frame.trigger == Trigger::Verb && *kind == EventKind::Session)
            .flat_map(|(hit, ..)| context.frames.role(hit, "session").iter().copied()),
    );
    objects.sort_unstable();
    let mut drafts: Vec<Draft> = Vec::new();
    for (hit, frame, kind) in &events {
        // The noun that another frame took as its object tells nothing more.
        let taken = frame.trigger == Trigger::Noun && objects.binary_search(&hit.trigger).is_ok();
        // "Visit to Austria" over a report is a noun, whatever it was tagged.
        let heads_title = frame.trigger == Trigger::Verb
            && matches!(context.block_of(hit.trigger), BlockKind::Title | BlockKind::Heading)
            && place_time::sentence(context, hit.trigger).start == hit.trigger;
        // "hosted X on a state visit" tells of the visit.
        let same = |other: &&(&Match, &Frame, EventKind)| other.0.trigger == hit.trigger;
        let first = events.partition_point(|(other, ..)| other.trigger < hit.trigger);
        let of_visit = *kind == EventKind::Meeting
            && !frame.set.contains_key("itself")
            && events[first..].iter().take_while(same).any(|(.., other)| *other == EventKind::Visit);
        // "came face to face": the words are a meeting, wherever the verb alone leads.
        let of_idiom = *kind == EventKind::Visit
            && events[first..].iter().take_while(same).any(|(_, other, _)| other.set.contains_key("itself"));
        // "spoke by telephone": a call, and no meeting beside it.
        let rings = |call: &Match, frame: &Frame| {
            let mut means = context.frames.role(call, "means").iter();
            let set = |key| frame.set.contains_key(key);
            (!set("means") || means.any(|&word| rules.phone.contains(context.analysis.lemma(word))))
                && (!set("several") || context.frames.role(call, "who").len() > 1)
        };
        let of_call = *kind == EventKind::Meeting
            && events[first..]
                .iter()
                .take_while(same)
                .any(|(hit, frame, other)| *other == EventKind::Call && rings(hit, frame));
        // "The commission between Peru and Chile met": a session, and no meeting of the two beside it.
        let of_body = *kind == EventKind::Meeting
            && events[first..].iter().take_while(same).any(|(other, _, of)| {
                let bodies = context.frames.role(other, "session");
                *of == EventKind::Session
                    && context.frames.role(hit, "who").iter().any(|who| bodies.contains(who))
            });
        // "a working breakfast": told once.
        let of_meal = frame.set.contains_key("meal")
            && events[first..].iter().take_while(same).any(|(at, other, of)| {
                *of == EventKind::Meeting
                    && !other.set.contains_key("meal")
                    && other.trigger == frame.trigger
                    && at.object == hit.object
            });
        // "received letters of credence" is a ceremony.
        // "was seen off at the airport".
        let of_ceremony = (*kind == EventKind::Message || frame.id == SEE)
            && events[first..].iter().take_while(same).any(|(.., other)| *other == EventKind::Ceremony);
        // "Japan was represented at the talks by …" adds to the talks told before.
        let told_of = frame.trigger == Trigger::Noun
            && drafts.iter().any(|draft| matches!(draft.kind, EventKind::Meeting | EventKind::Session))
            && hit
                .clause
                .is_some_and(|id| rules.company.is_told_of(context, context.clauses.get(id), hit.trigger));
        // "Will you be meeting with the President?" tells nothing.
        let asked = frame.trigger == Trigger::Verb && is_asked(context, rules, hit);
        // "This was their first summit" says of what was told which it was.
        let said_of = frame.trigger == Trigger::Noun
            && *kind != EventKind::Visit
            && hit.clause.map(|id| context.clauses.get(id)).is_some_and(|clause| {
                let pronoun = |&subject: &Word| {
                    context.analysis.upos(subject) == Upos::Pron && context.mentions.at(subject).is_none()
                };
                // "The G20 is the premier forum of the world."
                let is_body =
                    |&subject: &Word| clause.time == Time::Present && context.mentions.at(subject).is_some();
                clause.predicate == hit.trigger
                    && !clause.subjects.is_empty()
                    && (clause.subjects.iter().all(pronoun) || clause.subjects.iter().all(is_body))
            });
        // "came to Peru on a working visit" tells of the visit once.
        let of_journey = *kind == EventKind::Visit
            && frame.trigger == Trigger::Noun
            && preposition(context.analysis, hit.trigger)
                .is_some_and(|found| rules.paying.contains(context.analysis.form(found)))
            && hit.clause.is_some_and(|id| {
                let verb = context.clauses.get(id).predicate;
                events.iter().any(|(other, frame, kind)| {
                    other.trigger == verb && frame.trigger == Trigger::Verb && *kind == EventKind::Visit
                })
            });
        // "met Putin on Friday, his third meeting with the Russian leader": told once.
        let sums_up = frame.trigger == Trigger::Noun
            && *kind == EventKind::Meeting
            && sums_up(context, rules, hit.trigger)
            && events[..first].iter().any(|(other, frame, of)| {
                let here = place_time::sentence(context, hit.trigger);
                of == kind && frame.trigger == Trigger::Verb && here.contains(&other.trigger)
            });
        if taken
            || sums_up
            || of_body
            || of_meal
            || of_journey
            || heads_title
            || of_visit
            || of_idiom
            || of_call
            || of_ceremony
            || told_of
            || asked
            || said_of
        {
            continue;
        }
        let reader = DraftReader { context, rules, hit, frame, kind: *kind, triggers: &triggers };
        if let Some(draft) = reader.read() {
            split(context, rules, draft, &mut drafts);
        }
    }
    drafts.extend(stays(context, rules, &triggers));
    drafts.extend(gatherings(context, rules, &triggers));
    drafts.sort_by_key(|draft| draft.trigger);
    drafts
}

/// True for a noun behind a comma whose number says which of a row the one just told is: ", their first talks".
fn sums_up(context: &Context<'_>, rules: &Rules, noun: Word) -> bool {
    let analysis = context.analysis;
    let start = analysis.subtree(noun).start;
    let first = (start..noun).find(|&word| analysis.upos(word) != Upos::Punct).unwrap_or(noun);
    let behind_comma = first.checked_sub(1).is_some_and(|mark| analysis.upos(mark) == Upos::Punct);
    let numbered = (first..noun).any(|word| {
        rules.another.contains(analysis.form(word)) && matches!(analysis.upos(word), Upos::Adj | Upos::Num)
    });
    behind_comma
        && numbered
        && matches!(analysis.rel(noun), Rel::Parataxis | Rel::Appos | Rel::Obj | Rel::Obl)
}

/// True for a verb that is asked for: one of its auxiliaries stands before its subject.
fn is_asked(context: &Context<'_>, rules: &Rules, hit: &Match) -> bool {
    let analysis = context.analysis;
    let last = place_time::sentence(context, hit.trigger).end - 1;
    let Some(clause) = hit.clause.map(|id| context.clauses.get(id)) else { return false };
    let subject = clause.subjects.iter().copied().filter(|&subject| subject < hit.trigger).min();
    rules.asking.contains(analysis.form(last))
        && clause.link == Link::Main
        && analysis
            .children(hit.trigger)
            .any(|child| analysis.upos(child) == Upos::Aux && subject.is_some_and(|subject| child < subject))
}
