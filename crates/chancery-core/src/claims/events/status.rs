//! What became of an event: held, planned, invited, put off, called off, denied.

use super::{Rules, draft::DraftReader, place_time, words::Verbs};
use crate::{
    claims::{
        Context,
        clauses::{Clause, ClauseId, Link, Mood, Time, preposition},
        frames::Trigger,
        model::{EventKind, EventStatus},
    },
    grammar::{Rel, Upos, Word},
};

/// How many words "ahead of", "in the run-up to" have at most.
const BEFORE: Word = 3;

/// How many steps up a list of events are followed.
const LISTED: usize = 4;

/// How far before a noun "recent" stands.
const RECENT: Word = 5;

impl DraftReader<'_, '_> {
    /// What became of it; none where nothing is said to happen.
    pub(super) fn status(&self, center: Word) -> Option<(EventStatus, bool)> {
        let (context, rules, analysis) = (self.context, self.rules, self.context.analysis);
        let carrier = context.clause_rules.carrier(analysis, center);
        if let Some(given) = self.frame.set.get("status").and_then(|name| parse_status(name)) {
            let clause = self.hit.clause.map(|id| context.clauses.get(id));
            let hypothetical =
                clause.is_some_and(|clause| clause.negated || matches!(clause.mood, Mood::If | Mood::May));
            // "had been due in Oslo": nothing came of it.
            let over = given == EventStatus::Planned
                && self.frame.trigger == Trigger::Adjective
                && clause.is_some_and(|clause| {
                    let copulas = clause.group.clone().filter(|&word| analysis.upos(word) == Upos::Aux);
                    clause.time == Time::Past && copulas.count() > 1
                });
            return (!hypothetical && !over).then_some((given, false));
        }
        let noun = self.frame.trigger == Trigger::Noun;
        let mut announced = false;
        if noun || self.hit.object.is_some() {
            let before = analysis.subtree(center).start..center;
            let near = before.start.min(center.saturating_sub(4))..center;
            let near = near.rev().take_while(|&word| {
                matches!(
                    analysis.upos(word),
                    Upos::Adj | Upos::Noun | Upos::Propn | Upos::Verb | Upos::Num | Upos::Adv
                )
            });
            announced = noun
                && near.chain(before.clone()).any(|word| {
                    rules.planned.contains(analysis.lemma(word))
                        || rules.planned.contains(analysis.form(word))
                });
            if before.clone().any(|word| rules.none.contains(analysis.form(word))) {
                return None;
            }
            // "after 25 years of negotiations": no meeting of any day.
            let of_years = noun
                && analysis.rel(center) == Rel::Nmod
                && analysis.head(center).is_some_and(|head| rules.periods.contains(analysis.lemma(head)));
            // "lifts its veto on accession talks": what goes on for years.
            let of_joining = noun
                && analysis.children(center).any(|child| rules.joining.contains(analysis.form(child)))
                && self.kind == EventKind::Meeting;
            if of_years || of_joining {
                return None;
            }
        }
        // A noun under a verb that moves, calls off or denies it, whatever was to be: "The session, which
        // was to be held in May, has been postponed".
        let fates = [
            (&rules.postponed, EventStatus::Postponed),
            (&rules.cancelled, EventStatus::Cancelled),
            (&rules.denied, EventStatus::Denied),
        ];
        let sentence = place_time::sentence(context, center);
        let above = self.hit.clause.filter(|&id| context.clauses.get(id).predicate != self.hit.trigger);
        let beside = context.clauses.within(sentence.clone()).filter(|(id, clause)| {
            // "was due in May but was put off".
            let told = clause.passive && clause.subjects.contains(&center) && !self.is_past_fate(*id);
            Some(*id) == above || told
        });
        for (_, clause) in beside {
            if clause.predicate != self.hit.trigger
                && (clause.objects.contains(&center) || clause.subjects.contains(&center))
                && let Some((_, status)) =
                    fates.iter().find(|(verbs, _)| verbs.is_at(analysis, clause.predicate))
            {
                return Some((*status, false));
            }
        }
        // "the summit that will take place in May", "the talks to be held in Oslo".
        if noun {
            let own = analysis.children(center).find_map(|child| {
                let id = self.context.clauses.of(child)?;
                let clause = self.context.clauses.get(id);
                let light = rules.light.contains(analysis.lemma(clause.predicate));
                let below = clause.predicate == child && clause.predicate > center && light;
                below.then_some(clause)
            });
            let sentence = place_time::sentence(self.context, center);
            let ahead = (center + 1..sentence.end.min(center + 4))
                .take_while(|&word| !matches!(analysis.upos(word), Upos::Verb | Upos::Punct))
                .any(|word| rules.coming.contains(analysis.form(word)));
            if ahead && own.is_none() && self.kind == EventKind::Session {
                return Some((EventStatus::Planned, false));
            }
            if let Some(clause) = own.filter(|clause| !clause.negated) {
                if clause.time == Time::Future || clause.infinitive {
                    return Some((EventStatus::Planned, false));
                }
                if clause.time == Time::Past || clause.passive {
                    return Some((EventStatus::Happened, false));
                }
            }
        }
        let planned = Some((EventStatus::Planned, false));
        let Some(id) = self.hit.clause else {
            return if announced { planned } else { Some((EventStatus::Happened, true)) };
        };
        let clause = context.clauses.get(id);
        let governor = analysis.lemma(clause.predicate);
        let own = clause.predicate == self.hit.trigger;
        // "what was agreed at the recent summit will help".
        let recent =
            noun && !announced && !clause.subjects.contains(&center) && is_recent(context, rules, center);
        if recent {
            return Some((EventStatus::Happened, false));
        }
        if !own {
            let object = clause.objects.contains(&center) || clause.subjects.contains(&center);
            let above = analysis.head(center);
            let head = above.map(|head| analysis.lemma(head));
            for (verbs, status) in
                [(&rules.postponed, EventStatus::Postponed), (&rules.cancelled, EventStatus::Cancelled)]
            {
                if above.is_some_and(|head| verbs.is_at(analysis, head)) {
                    return Some((status, false));
                }
            }
            if announced {
                return planned;
            }
            if head.is_some_and(|head| rules.invited.contains(head))
                || object && rules.invited.contains(governor)
            {
                let status = if rules.accepted.contains(governor) {
                    EventStatus::Planned
                } else {
                    EventStatus::Invited
                };
                return Some((status, false));
            }
            // "Signed agreements after talks with" tells of no agreement on talks.
            let behind = preposition(analysis, carrier)
                .is_some_and(|found| rules.behind.contains(analysis.form(found)));
            // "the date of a further round of talks".
            let of_ahead = || {
                let noun = analysis
                    .head(center)
                    .filter(|&head| analysis.rel(center) == Rel::Nmod && analysis.rel(head) == Rel::Nmod);
                noun.and_then(|noun| analysis.head(noun)).map(|head| analysis.lemma(head))
            };
            let of_ahead = || head.into_iter().chain(of_ahead()).any(|head| rules.ahead.contains(head));
            if !behind && of_ahead() {
                // "Plans for a summit are abandoned".
                let fate = |verbs: &Verbs| verbs.is_at(analysis, clause.predicate);
                let given_up = above
                    .is_some_and(|plan| clause.objects.contains(&plan) || clause.subjects.contains(&plan))
                    && !clause.negated;
                let status = match () {
                    () if given_up && fate(&rules.cancelled) => EventStatus::Cancelled,
                    () if given_up && fate(&rules.postponed) => EventStatus::Postponed,
                    () => EventStatus::Planned,
                };
                return Some((status, false));
            }
            // "arrived for talks with", "ahead of the talks with": still to come.
            let before = preposition(analysis, carrier);
            let aim = before.is_some_and(|found| rules.aims.contains(analysis.form(found)))
                && rules.motion.contains(governor);
            let ahead_of = self.is_ahead(carrier, clause);
            if aim {
                return Some((EventStatus::Planned, true));
            }
            // "recalled its ambassador for consultations": at home.
            if before.is_some_and(|found| rules.aims.contains(analysis.form(found)))
                && rules.withdrawing.contains(governor)
                && rules.processes.contains(analysis.lemma(center))
            {
                return None;
            }
            // "was to have met him for talks": neither came of it.
            if before.is_some_and(|found| rules.aims.contains(analysis.form(found)))
                && self.came_to_nothing(clause)
            {
                return Some((EventStatus::Cancelled, true));
            }
            // "I look forward to our talks".
            let awaited = rules.awaiting.contains(governor)
                && before.is_some_and(|found| {
                    let form = analysis.form(found);
                    rules.goals.contains(form) || rules.aims.contains(form)
                })
                && clause.time != Time::Past
                && !clause.negated
                && clause.obliques.iter().any(|oblique| oblique.head == center);
            if awaited {
                return planned;
            }
            // "Before the talks the guest laid a wreath": told as over.
            let over = before.is_some_and(|found| rules.until.contains(analysis.form(found)))
                && matches!(clause.time, Time::Past | Time::Present)
                && clause.mood == Mood::Plain
                && !clause.negated
                && !clause.infinitive;
            if over && matches!(self.kind, EventKind::Meeting | EventKind::Session) {
                return Some((EventStatus::Happened, true));
            }
            if ahead_of {
                return Some((EventStatus::Planned, clause.time != Time::Future));
            }
            // A noun that its clause does not tell of happened whenever the clause is told, unless
            // the clause is about what is to come.
            let light = rules.light.contains(governor);
            // "On the sidelines of the summit I will meet …", "during the summit": then as well.
            let margin = |word: Word| rules.margins.contains(analysis.form(word));
            let beside = before.is_some_and(margin)
                || above.is_some_and(|above| analysis.upos(above) == Upos::Noun && margin(above));
            let told = clause.link != Link::Participle && matches!(clause.mood, Mood::Plain | Mood::Would);
            if beside && !object && clause.time == Time::Future && told {
                return Some((EventStatus::Planned, self.kind == EventKind::Visit));
            }
            // "will discuss the proposals made at the summit": made then.
            let made = before.and_then(|found| found.checked_sub(1)).is_some_and(|word| {
                (word != clause.predicate || clause.link == Link::Participle)
                    && analysis.upos(word) == Upos::Verb
                    && analysis.features(word).is_past()
            });
            if made && !object {
                return Some((EventStatus::Happened, true));
            }
            if !object && !light {
                // "In meetings with the President I will raise …".
                let inside = clause.obliques.iter().any(|oblique| {
                    oblique.head == center
                        && context.mention_rules.is_inside(analysis.form(oblique.preposition))
                });
                let ahead = inside && clause.time == Time::Future;
                return Some(if ahead {
                    (EventStatus::Planned, false)
                } else {
                    (EventStatus::Happened, true)
                });
            }
            // "continue developing the political dialogue", "deepen the dialogue": it goes on, and nobody meets.
            if object
                && noun
                && rules.processes.contains(analysis.lemma(center))
                && rules.tending.contains(governor)
            {
                return None;
            }
            // "A further meeting has been arranged for May".
            if clause.passive
                && clause.subjects.contains(&center)
                && rules.planning.contains(governor)
                && !light
                && !clause.negated
            {
                return Some((EventStatus::Planned, false));
            }
            if clause.objects.contains(&center)
                && rules.planning.contains(governor)
                && !light
                && clause.time != Time::Past
            {
                return Some((EventStatus::Planned, false));
            }
        }
        if announced {
            return planned;
        }
        // "The visit reflects …": told in the present of an event whose time is left open.
        let present = clause.time == Time::Present && !clause.passive && clause.subjects.contains(&center);
        let soft = noun && (!rules.light.contains(governor) || present && self.kind == EventKind::Visit);
        self.status_of_clause(id).map(|status| (status, soft))
    }

    pub(super) fn status_of_clause(&self, id: u32) -> Option<EventStatus> {
        let (context, rules, analysis) = (self.context, self.rules, self.context.analysis);
        let clause = context.clauses.get(id);
        let parent = clause.parent.map(|parent| context.clauses.get(parent));
        if clause.infinitive {
            if let Some(parent) = parent {
                let governor = analysis.lemma(parent.predicate);
                // "took the decision to hold talks".
                let decided = analysis.head(clause.predicate).is_some_and(|noun| {
                    analysis.upos(noun) == Upos::Noun
                        && noun < clause.predicate
                        && !rules.invited.contains(analysis.lemma(noun))
                        && rules.decided.contains(analysis.lemma(noun))
                });
                let open = clause.link == Link::Participle
                    && analysis.head(clause.predicate).is_some_and(|noun| {
                        analysis.upos(noun) == Upos::Noun && rules.open.contains(analysis.lemma(noun))
                    });
                if open {
                    return None;
                }
                if decided {
                    return if parent.negated { None } else { Some(EventStatus::Planned) };
                }
                if self.came_to_nothing(clause) {
                    return Some(EventStatus::Cancelled);
                }
                // "as she was to fly to Oslo": to come, seen from then.
                let copula = rules.copula.contains(governor)
                    && matches!(clause.link, Link::Open | Link::Content)
                    && parent.predicate + 2 >= clause.group.start
                    && parent.predicate < clause.predicate;
                if copula {
                    return if parent.negated { None } else { Some(EventStatus::Planned) };
                }
                // "concluded an agreement, to be signed in May".
                if self.kind == EventKind::Signing && clause.passive && !parent.negated {
                    return Some(EventStatus::Planned);
                }
                match clause.link {
                    Link::Open | Link::Content | Link::Participle | Link::Conjunct => {
                        if rules.invited.contains(governor) {
                            return Some(EventStatus::Invited);
                        }
                        // "conveyed an invitation to visit", "accepted an invitation to visit".
                        let invitation = clause.link == Link::Participle
                            && analysis.head(clause.predicate).is_some_and(|noun| {
                                analysis.upos(noun) == Upos::Noun
                                    && rules.invited.contains(analysis.lemma(noun))
                            });
                        if invitation && !parent.negated && !rules.accepted.contains(governor) {
                            return Some(EventStatus::Invited);
                        }
                        if clause.link == Link::Conjunct {
                            return self.status_of_clause(clause.parent?);
                        }
                        if rules.open.contains(governor) && !parent.negated && clause.time != Time::Future {
                            return None;
                        }
                        if rules.done.contains(governor) {
                            return self.status_of_clause(clause.parent?);
                        }
                        if rules.planning.contains(governor)
                            || rules.planned.contains(governor)
                            || rules.ahead.contains(governor)
                        {
                            return Some(if parent.negated {
                                EventStatus::Denied
                            } else {
                                EventStatus::Planned
                            });
                        }
                        if clause.time == Time::Future {
                            return Some(EventStatus::Planned);
                        }
                        // A purpose that the parser took for a complement: "visited to attend".
                        let moves = rules.light.contains(governor) && parent.time == Time::Past;
                        return if moves { self.status_of_clause(clause.parent?) } else { None };
                    }
                    // "was due to host".
                    _ if rules.planning.contains(governor) && !parent.negated => {
                        return Some(EventStatus::Planned);
                    }
                    // "accepted the invitation to visit Russia".
                    _ if rules.accepted.contains(governor) && !parent.negated => {
                        return Some(EventStatus::Planned);
                    }
                    // "extended an invitation to X to visit Peru".
                    _ if parent
                        .objects
                        .iter()
                        .any(|&object| rules.invited.contains(analysis.lemma(object)))
                        && !parent.negated =>
                    {
                        return Some(EventStatus::Invited);
                    }
                    _ => {
                        // "visited Russia to attend the summit": the purpose shares the fate.
                        return self.status_of_clause(clause.parent?);
                    }
                }
            }
            return Some(EventStatus::Planned);
        }
        if clause.negated {
            // "has not met since 2019", "could not meet" deny nothing.
            if clause.perfect || matches!(clause.mood, Mood::If | Mood::May | Mood::Must) {
                return None;
            }
            return Some(EventStatus::Denied);
        }
        // "look forward to meeting", "agreed on holding".
        let gerund =
            !analysis.features(clause.predicate).is_finite() && clause.group.start == clause.predicate;
        if let Some(parent) =
            parent.filter(|_| gerund && matches!(clause.link, Link::Open | Link::Content | Link::Adverbial))
        {
            let near = clause.mark.is_some() || parent.predicate + 4 > clause.predicate;
            if near
                && parent.predicate < clause.predicate
                && rules.planning.contains(analysis.lemma(parent.predicate))
            {
                return Some(EventStatus::Planned);
            }
        }
        // "the agreements signed between them will …": what is signed is done, whatever will be.
        let done = self.kind == EventKind::Signing
            && clause.passive
            && clause.link == Link::Participle
            && clause.group.start == clause.predicate;
        // "denied that the president had met the envoy".
        let denied = clause.link == Link::Content
            && parent.is_some_and(|parent| !parent.negated && rules.denied.is_at(analysis, parent.predicate));
        match (clause.time, clause.mood) {
            (_, Mood::If | Mood::May | Mood::Must) => None,
            (Time::Past, _) if denied => Some(EventStatus::Denied),
            (Time::Future, _) if !done => Some(EventStatus::Planned),
            _ => Some(EventStatus::Happened),
        }
    }
}

impl DraftReader<'_, '_> {
    /// True for what something else goes before: "ahead of the talks", "in the run-up to the summit in
    /// Oslo and *the talks* in Lima", "on the eve of great events: *the summit* …", "a meeting preceding
    /// *the summit*".
    fn is_ahead(&self, noun: Word, clause: &Clause) -> bool {
        let (context, rules, analysis) = (self.context, self.rules, self.context.analysis);
        let sentence = place_time::sentence(context, noun);
        let before = |noun: Word| {
            preposition(analysis, noun).is_some_and(|found| {
                let mut near = found.saturating_sub(BEFORE).max(sentence.start)..found + 1;
                near.any(|word| rules.before.contains(analysis.form(word)))
            })
        };
        let preceded = clause.link == Link::Participle
            && clause.objects.contains(&noun)
            && rules.preceding.contains(analysis.lemma(clause.predicate));
        // Up the list that it stands in.
        let mut top = noun;
        for _ in 0..LISTED {
            if before(top) || top != noun && rules.before.contains(analysis.form(top)) {
                return true;
            }
            match analysis.head(top) {
                Some(head) if matches!(analysis.rel(top), Rel::Conj | Rel::Appos) && head < top => top = head,
                _ => break,
            }
        }
        let first = analysis.subtree(top).start;
        let listed = first > sentence.start + 1
            && analysis.upos(first) == Upos::Punct
            && rules.listing.contains(analysis.form(first));
        preceded || listed && before(first - 1)
    }

    /// "was to have met", "had been due to meet": it did not.
    fn came_to_nothing(&self, clause: &Clause) -> bool {
        let (context, rules, analysis) = (self.context, self.rules, self.context.analysis);
        let auxiliaries = clause.group.clone().filter(|&word| analysis.upos(word) == Upos::Aux);
        let perfect = clause.perfect || auxiliaries.count() > 1;
        let arranged = |lemma| rules.light.contains(lemma) || rules.planning.contains(lemma);
        let governor = clause.parent.map(|parent| analysis.lemma(context.clauses.get(parent).predicate));
        let before = clause.group.start.checked_sub(1).map(|word| analysis.lemma(word));
        clause.infinitive && perfect && governor.into_iter().chain(before).any(arranged)
    }

    /// "The talks resume, having been adjourned last week": what became of them before is over.
    fn is_past_fate(&self, id: ClauseId) -> bool {
        let clauses = self.context.clauses;
        let clause = clauses.get(id);
        let parent = clause.parent.map(|parent| clauses.get(parent));
        matches!(clause.link, Link::Adverbial | Link::Participle)
            && parent.is_some_and(|parent| {
                !parent.negated
                    && parent.subjects.iter().any(|subject| clause.subjects.contains(subject))
                    && self.rules.light.contains(self.context.analysis.lemma(parent.predicate))
            })
    }
}

/// True for "the recent summit".
pub(super) fn is_recent(context: &Context<'_>, rules: &Rules, noun: Word) -> bool {
    let analysis = context.analysis;
    let start = place_time::sentence(context, noun).start;
    (noun.saturating_sub(RECENT).max(start)..noun)
        .rev()
        .take_while(|&word| matches!(analysis.upos(word), Upos::Adj | Upos::Noun | Upos::Propn | Upos::Punct))
        .any(|word| rules.recent.contains(analysis.form(word)))
}

pub(super) fn parse_status(name: &str) -> Option<EventStatus> {
    use serde::de::{IntoDeserializer, value::Error};
    let name: serde::de::value::StrDeserializer<'_, Error> = name.into_deserializer();
    serde::Deserialize::deserialize(name).ok()
}
