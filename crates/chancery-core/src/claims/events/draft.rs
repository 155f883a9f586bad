//! Drafts of events: what one trigger tells, with what its clause leaves open filled from the
//! words around it.

use std::ops::Range;

use super::{Rules, place_time};
use crate::{
    claims::{
        Context,
        clauses::{Link, Mood, Time},
        frames::{Frame, Match, Trigger},
        model::{Dated, EventKind, EventStatus, Place, Role, VisitLevel},
    },
    grammar::{Rel, Upos, Word},
    intake::BlockKind,
    lexicon::ActorCode,
    mentions::{EntityId, EntityKind, Form, Mention},
    text::Span,
};

/// What one trigger tells of an event.
#[derive(Clone, Debug)]
pub(super) struct Draft {
    pub(super) kind: EventKind,
    pub(super) level: Option<VisitLevel>,
    pub(super) status: EventStatus,
    pub(super) when: Option<Dated>,
    pub(super) place: Option<Place>,
    /// Who takes part, each once; of a visit the visitor first.
    pub(super) who: Vec<(EntityId, Role)>,
    /// The receiving state, where the document does not name it but for a place.
    pub(super) host: Option<ActorCode>,
    pub(super) trigger: Word,
    /// The words that tell it most fully.
    pub(super) words: Range<Word>,
    pub(super) rule: String,
    /// Further places that tell it, with their rules.
    pub(super) also: Vec<(Range<Word>, String)>,
    pub(super) title: Option<String>,
    /// True where the trigger is the main news: the verb of a main clause, or a headline.
    pub(super) main: bool,
    /// True where the words point back at an event told before: "the talks", "his visit".
    pub(super) back: bool,
    /// True where the words do not tell whether it is past or to come: "my visit".
    pub(super) soft: bool,
    /// True where the medium of a message is not named: "congratulated".
    pub(super) weak: bool,
}

/// The longest quotation, in characters (rule of the record).
const LONGEST_QUOTE: usize = 240;

impl Draft {
    /// The words that are quoted, within the length that a record allows.
    pub(super) fn quote(&self, context: &Context<'_>) -> Span {
        let fits = |words: &Range<Word>| {
            context.text(context.analysis.span_of(words.clone())).chars().count() <= LONGEST_QUOTE
        };
        let mut words = self.words.clone();
        while !fits(&words) && words.end > self.trigger + 1 {
            words.end -= 1;
        }
        while !fits(&words) && words.start < self.trigger {
            words.start += 1;
        }
        context.analysis.span_of(words)
    }

    /// The states and organisations that take part, each once.
    pub(super) fn actors(&self, context: &Context<'_>) -> Vec<ActorCode> {
        let mut actors: Vec<ActorCode> = Vec::new();
        for actor in self.who.iter().filter_map(|(id, _)| context.mentions.entity(*id).actor) {
            if !actors.contains(&actor) {
                actors.push(actor);
            }
        }
        actors
    }

    pub(super) fn add(&mut self, id: EntityId, role: Role) {
        if self.who.iter().all(|(other, _)| *other != id) {
            self.who.push((id, role));
        }
    }
}

fn kind_of(claim: &str) -> Option<EventKind> {
    use serde::de::{IntoDeserializer, value::Error};
    let name: serde::de::value::StrDeserializer<'_, Error> = claim.into_deserializer();
    serde::Deserialize::deserialize(name).ok()
}

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
    let mut drafts: Vec<Draft> = Vec::new();
    for (hit, frame, kind) in &events {
        // The noun that another frame took as its object tells nothing more.
        let taken = frame.trigger == Trigger::Noun
            && events
                .iter()
                .any(|(other, of, _)| of.trigger == Trigger::Verb && other.object == Some(hit.trigger));
        // "Visit to Austria" over a report is a noun, whatever it was tagged.
        let heads_title = frame.trigger == Trigger::Verb
            && matches!(context.block_of(hit.trigger), BlockKind::Title | BlockKind::Heading)
            && place_time::sentence(context, hit.trigger).start == hit.trigger;
        if taken || heads_title {
            continue;
        }
        let reader = DraftReader { context, rules, hit, frame, kind: *kind, triggers: &triggers };
        if let Some(draft) = reader.read() {
            split(context, draft, &mut drafts);
        }
    }
    drafts.extend(stays(context, rules, &triggers));
    drafts.sort_by_key(|draft| draft.trigger);
    drafts
}

/// "will meet Prime Minister A and President B" of one state tells of two meetings.
fn split(context: &Context<'_>, draft: Draft, drafts: &mut Vec<Draft>) {
    let entity = |id: EntityId| context.mentions.entity(id);
    if draft.kind == EventKind::Visit {
        further_destinations(context, &draft, drafts);
    }
    let count =
        |actor: ActorCode| draft.who.iter().filter(|(id, _)| entity(*id).actor == Some(actor)).count();
    let actors = draft.actors(context);
    let own = actors.iter().copied().find(|&actor| count(actor) == 1);
    let others: Vec<EntityId> = draft
        .who
        .iter()
        .map(|(id, _)| *id)
        .filter(|&id| {
            entity(id).actor != own && entity(id).kind == EntityKind::Person && entity(id).office.is_some()
        })
        .collect();
    let pair = own.is_some() && actors.len() == 2 && draft.who.len() == others.len() + 1;
    if draft.kind != EventKind::Meeting || others.len() < 2 || !pair {
        drafts.push(draft);
        return;
    }
    for &own in &others {
        let mut part = draft.clone();
        part.who.retain(|(id, _)| *id == own || !others.contains(id));
        drafts.push(part);
    }
}

/// "will visit Indonesia from 16 to 18 September and Japan from 18 to 21 September" tells of two
/// visits: each further state that stands in the list, with the date behind it.
fn further_destinations(context: &Context<'_>, draft: &Draft, drafts: &mut Vec<Draft>) {
    let Some(first) = draft.place.as_ref().and_then(|place| place.state) else { return };
    let sentence = place_time::sentence(context, draft.trigger);
    let mut known = vec![first];
    let mut at = draft.trigger + 1;
    while at < sentence.end {
        if matches!(context.analysis.upos(at), Upos::Verb | Upos::Aux | Upos::Sconj | Upos::Pron) {
            return;
        }
        let mention =
            context.mentions.at(at).filter(|mention| mention.form == Form::Side && mention.words.start == at);
        let listed = (at.saturating_sub(3)..at).rev().take_while(|&before| {
            matches!(
                context.analysis.upos(before),
                Upos::Adp | Upos::Det | Upos::Part | Upos::Cconj | Upos::Punct
            )
        });
        let listed = listed
            .into_iter()
            .any(|before| matches!(context.analysis.upos(before), Upos::Cconj | Upos::Punct));
        if let Some(mention) = mention.filter(|_| listed) {
            let [id] = mention.refers[..] else { return };
            let entity = context.mentions.entity(id);
            let Some(state) =
                entity.actor.filter(|state| entity.kind == EntityKind::State && !known.contains(state))
            else {
                return;
            };
            known.push(state);
            let mut part = draft.clone();
            part.place = Some(Place { name: None, state: Some(state) });
            part.who.retain(|(_, role)| *role == Role::Guest);
            part.words = draft.words.start..mention.words.end.max(draft.words.end);
            if let Some(own) = place_time::behind(context, mention.words.end, sentence.end) {
                part.when = Some(own);
            }
            drafts.push(part);
            at = mention.words.end;
        } else {
            at += 1;
        }
    }
}

/// Visits told by where somebody is: "Mr Lind will be in Warsaw at the invitation of …".
fn stays(context: &Context<'_>, rules: &Rules, triggers: &[Word]) -> Vec<Draft> {
    let mut drafts = Vec::new();
    for (id, clause) in context.clauses.iter() {
        let Some(place) = context.mentions.place_at(clause.predicate) else {
            continue;
        };
        let sentence = place_time::sentence(context, clause.predicate);
        let told = triggers
            .iter()
            .any(|trigger| sentence.contains(trigger) && context.clauses.of(*trigger) == Some(id));
        let invited = sentence.clone().any(|word| rules.invited.contains(context.analysis.lemma(word)));
        let Some(mention) = clause.subjects.first().and_then(|&subject| context.mentions.at(subject)) else {
            continue;
        };
        let visit = place_time::inside(triggers, &sentence).iter().copied().find(|&trigger| {
            (place.words.end..place.words.end + 7).contains(&trigger) && sentence.contains(&trigger)
        });
        if told && visit.is_none()
            || clause.negated
            || !invited && clause.time != Time::Future && visit.is_none()
        {
            continue;
        }
        let mut draft = Draft {
            kind: EventKind::Visit,
            level: visit.and_then(|noun| level(context, rules, noun)),
            status: if clause.time == Time::Future { EventStatus::Planned } else { EventStatus::Happened },
            when: place_time::when(context, clause.predicate, false, triggers),
            place: Some(Place { name: place.name.clone(), state: Some(place.state) }),
            who: Vec::new(),
            host: None,
            trigger: clause.predicate,
            words: mention.words.start.min(place.words.start)..mention.words.end.max(place.words.end),
            rule: "visit.be".to_owned(),
            also: Vec::new(),
            main: clause.time != Time::Future,
            back: false,
            soft: false,
            weak: false,
            title: None,
        };
        let abroad = mention.refers.iter().any(|&who| {
            let entity = context.mentions.entity(who);
            matches!(entity.kind, EntityKind::Person | EntityKind::Office)
                && entity.actor.is_some_and(|actor| actor != place.state)
        });
        if abroad {
            mention.refers.iter().for_each(|&who| draft.add(who, Role::Guest));
            drafts.push(draft);
        }
    }
    drafts
}

struct DraftReader<'a, 'c> {
    context: &'a Context<'c>,
    rules: &'a Rules,
    hit: &'a Match,
    frame: &'a Frame,
    kind: EventKind,
    triggers: &'a [Word],
}

impl DraftReader<'_, '_> {
    fn read(&self) -> Option<Draft> {
        let (context, hit) = (self.context, self.hit);
        let noun = self.frame.trigger == Trigger::Noun;
        let center = hit.object.unwrap_or(hit.trigger);
        let kind = self.refined(center)?;
        let (status, soft) = self.status(center)?;
        let mut who: Vec<(EntityId, Role)> = Vec::new();
        let mut words = hit.trigger..hit.trigger + 1;
        let mut cover = |from: &Range<Word>| {
            words = words.start.min(from.start)..words.end.max(from.end);
        };
        if let Some(object) = hit.object {
            cover(&(object..object + 1));
        }
        let mut named = 0;
        for (role, part) in [("who", Role::Participant), ("whom", Role::Participant), ("host", Role::Host)] {
            for mention in self.fillers(role) {
                cover(&mention.words);
                named += usize::from(mention.form == Form::Name);
                for &id in &mention.refers {
                    let part = match (kind, part) {
                        (EventKind::Visit, Role::Participant) => Role::Guest,
                        (EventKind::Signing, Role::Participant) => Role::Signatory,
                        (EventKind::Message, Role::Participant) if role == "who" => Role::Sender,
                        (EventKind::Message, Role::Participant) => Role::Recipient,
                        (_, part) => part,
                    };
                    if who.iter().all(|(other, _)| *other != id) {
                        who.push((id, part));
                    }
                }
            }
        }
        let others: Vec<Word> = self
            .triggers
            .iter()
            .copied()
            .filter(|&word| word != hit.trigger && Some(word) != hit.object)
            .collect();
        let mut place = None;
        if kind == EventKind::Visit {
            let destination = self.destination();
            if let Some((found, covered)) = &destination {
                place = Some(found.clone());
                cover(covered);
            }
            self.invitation(&mut who, &mut cover);
        } else if let Some((found, covered)) = place_time::place(context, hit.trigger, noun, &others) {
            place = Some(found);
            cover(&covered);
        }
        let when = place_time::when(context, hit.trigger, noun, &others);
        if let Some(span) = when.as_ref().and_then(|dated| dated.span) {
            let times = context.analysis.words_in(span);
            if !times.is_empty() && times.start.abs_diff(hit.trigger) < 24 {
                cover(&times);
            }
        }
        if kind == EventKind::Signing {
            self.instrument_parties(center, &mut who, &mut cover);
        }
        if self.kind == EventKind::Session {
            self.session_parts(center, &mut who, &mut cover);
        }
        if noun
            && matches!(kind, EventKind::Meeting | EventKind::Call | EventKind::Session | EventKind::Signing)
            && who.len() < 2
        {
            self.adjectives(center, &mut who, &mut cover);
        }
        if noun && kind == EventKind::Session && who.len() < 2 {
            self.those_there(center, &mut who, &mut cover);
        }
        if noun && matches!(kind, EventKind::Meeting | EventKind::Call) && who.len() == 1 {
            self.subject_too(center, &mut who, &mut cover);
        }
        let sentence = place_time::sentence(context, hit.trigger);
        let words = words.start.max(sentence.start)..words.end.min(sentence.end);
        let main = self.is_main();
        let back = noun && named == 0 && who.is_empty() && (kind != EventKind::Visit || place.is_none());
        Some(Draft {
            kind,
            level: if kind == EventKind::Visit { self.level_of_visit(center) } else { None },
            status,
            when,
            place,
            who,
            host: None,
            trigger: hit.trigger,
            words,
            rule: self.frame.id.clone(),
            also: Vec::new(),
            title: None,
            main,
            back,
            soft,
            weak: self.frame.set.contains_key("weak")
                || kind == EventKind::Message
                    && !context
                        .analysis
                        .subtree(center)
                        .chain(std::iter::once(center))
                        .any(|word| self.rules.written.contains(context.analysis.lemma(word))),
        })
    }

    /// The triggers of the same sentence that are not this frame's own.
    fn others(&self) -> Vec<Word> {
        let sentence = place_time::sentence(self.context, self.hit.trigger);
        let near = place_time::inside(self.triggers, &sentence).iter().copied();
        near.filter(|&word| word != self.hit.trigger && Some(word) != self.hit.object).collect()
    }

    /// The mentions that fill a role, with those coordinated behind them.
    fn fillers(&self, role: &str) -> Vec<&Mention> {
        let context = self.context;
        let mut found: Vec<&Mention> = Vec::new();
        for &head in context.frames.role(self.hit, role) {
            let mention = context.mentions.at(head).or_else(|| {
                let inside = context.analysis.subtree(head);
                context.mentions.within(inside).iter().find(|mention| mention.form != Form::Adjective)
            });
            let Some(mention) = mention else { continue };
            // A visit is paid by persons, not by the state that stands behind "of".
            let is_state =
                mention.refers.iter().all(|&id| context.mentions.entity(id).kind == EntityKind::State);
            if self.kind == EventKind::Visit
                && role == "who"
                && is_state
                && mention.form == Form::Side
                && mention.head > self.hit.trigger
            {
                continue;
            }
            let private = context.mention_rules.is_private(context.analysis.form(mention.words.end - 1));
            if self.is_after_place(mention) || private && mention.form == Form::Side {
                continue;
            }
            if !found.iter().any(|other| other.words == mention.words) {
                found.push(mention);
            }
            for next in self.coordinated(mention) {
                if !found.iter().any(|other| other.words == next.words) {
                    found.push(next);
                }
            }
        }
        found
    }

    /// True for the state behind a city: "Busan, South Korea".
    fn is_after_place(&self, mention: &Mention) -> bool {
        let start = mention.words.start;
        mention.form == Form::Side
            && start > 1
            && self.context.analysis.upos(start - 1) == Upos::Punct
            && self.context.mentions.place_at(start - 2).is_some_and(|place| place.name.is_some())
    }

    /// The mentions behind one, joined to it by commas and conjunctions only.
    fn coordinated<'m>(&'m self, mention: &Mention) -> Vec<&'m Mention> {
        let context = self.context;
        let sentence = place_time::sentence(context, mention.words.start);
        let clause = context.clauses.of(mention.head);
        let mut found = Vec::new();
        let mut end = mention.words.end;
        loop {
            let mut next = end;
            while next < sentence.end
                && matches!(context.analysis.upos(next), Upos::Cconj | Upos::Punct)
                && next < end + 3
            {
                next += 1;
            }
            let Some(other) =
                context.mentions.at(next).filter(|other| next > end && other.words.start == next)
            else {
                break;
            };
            let own = context.clauses.of(other.head) == clause || clause.is_none();
            let subject = matches!(context.analysis.rel(other.head), Rel::Nsubj | Rel::NsubjPass);
            if !own || subject || !matches!(other.form, Form::Name | Form::Office | Form::Side | Form::Group)
            {
                break;
            }
            end = other.words.end;
            found.push(other);
        }
        found
    }

    /// The kind, where the words around the trigger decide it: talks by telephone are a call, a
    /// meeting of a council is a session; none where it is no event between states.
    fn refined(&self, center: Word) -> Option<EventKind> {
        let (analysis, rules) = (self.context.analysis, self.rules);
        let has = |list: &crate::lexicon::List, words: Range<Word>| {
            words
                .clone()
                .any(|word| list.contains(analysis.lemma(word)) || list.contains(analysis.form(word)))
        };
        let subtree = analysis.subtree(center);
        match self.kind {
            EventKind::Meeting => {
                let before = subtree.start.max(center.saturating_sub(4))..center;
                if has(&rules.phone, before.clone()) {
                    return Some(EventKind::Call);
                }
                let is_noun = analysis.upos(center) != Upos::Verb;
                if is_noun && has(&rules.several, before.clone()) {
                    return Some(EventKind::Session);
                }
                // "a meeting of the Council", "the Supreme Council meeting".
                let sentence = place_time::sentence(self.context, center);
                let behind = center + 1..(center + 7).min(sentence.end);
                let verb =
                    behind.clone().find(|&word| matches!(analysis.upos(word), Upos::Verb | Upos::Punct));
                let behind = behind.start..verb.unwrap_or(behind.end);
                let assembles = rules.assembling.contains(analysis.lemma(center));
                let is_noun = is_noun && assembles;
                let of_body = is_noun
                    && behind.clone().next().is_some_and(|next| {
                        next < analysis.len() && self.context.mention_rules.is_of(analysis.form(next))
                    })
                    && has(&rules.bodies, behind);
                let of_organisation = is_noun
                    && center + 1 < analysis.len()
                    && self.context.mention_rules.is_of(analysis.form(center + 1))
                    && self
                        .context
                        .mentions
                        .within(center + 1..(center + 5).min(sentence.end.max(center + 1)))
                        .first()
                        .is_some_and(|mention| {
                            self.context.mentions.entity(mention.refers[0]).kind == EntityKind::Organisation
                        });
                if of_body || of_organisation || is_noun && has(&rules.bodies, before) {
                    return Some(EventKind::Session);
                }
                Some(EventKind::Meeting)
            }
            EventKind::Call => {
                let means = self.context.frames.role(self.hit, "means");
                let needs_phone = self.frame.set.contains_key("means");
                if needs_phone && !means.iter().any(|&word| rules.phone.contains(analysis.lemma(word))) {
                    return None;
                }
                Some(EventKind::Call)
            }
            EventKind::Signing => {
                let object = self
                    .hit
                    .object
                    .or_else(|| self.context.frames.role(self.hit, "what").first().copied())?;
                let near = analysis.subtree(object).start..object + 1;
                (!has(&rules.domestic, near)).then_some(EventKind::Signing)
            }
            EventKind::Session => {
                // "the World Economic Forum" is an organisation unless it is said to take place.
                let inside = self.frame.trigger == Trigger::Noun
                    && self.context.mentions.at(center).is_some_and(|mention| {
                        self.context.mentions.entity(mention.refers[0]).kind == EntityKind::Organisation
                    });
                let held = self.hit.clause.is_some_and(|id| {
                    let clause = self.context.clauses.get(id);
                    clause.subjects.contains(&center)
                        && rules.light.contains(analysis.lemma(clause.predicate))
                });
                (!inside || held).then_some(EventKind::Session)
            }
            kind => Some(kind),
        }
    }

    /// The level of the visit that the words tell of; an invitation names it behind the verb.
    fn level_of_visit(&self, center: Word) -> Option<VisitLevel> {
        let noun = if self.frame.trigger == Trigger::Noun || self.hit.object.is_some() {
            Some(center)
        } else {
            let sentence = place_time::sentence(self.context, center);
            self.triggers
                .iter()
                .copied()
                .find(|&other| other > center && other < center + 14 && sentence.contains(&other))
        };
        noun.and_then(|noun| level(self.context, self.rules, noun))
    }

    /// What became of it; none where nothing is said to happen.
    fn status(&self, center: Word) -> Option<(EventStatus, bool)> {
        let (context, rules, analysis) = (self.context, self.rules, self.context.analysis);
        if let Some(given) = self.frame.set.get("status").and_then(|name| parse_status(name)) {
            let clause = self.hit.clause.map(|id| context.clauses.get(id));
            let hypothetical =
                clause.is_some_and(|clause| clause.negated || matches!(clause.mood, Mood::If | Mood::May));
            return (!hypothetical).then_some((given, false));
        }
        let noun = self.frame.trigger == Trigger::Noun;
        if noun {
            let before = analysis.subtree(center).start..center;
            if before.clone().any(|word| {
                rules.planned.contains(analysis.lemma(word)) || rules.planned.contains(analysis.form(word))
            }) {
                return Some((EventStatus::Planned, false));
            }
        }
        let Some(id) = self.hit.clause else { return Some((EventStatus::Happened, true)) };
        let clause = context.clauses.get(id);
        let governor = analysis.lemma(clause.predicate);
        let own = clause.predicate == self.hit.trigger;
        if !own {
            // A noun under a verb that moves, calls off or denies it.
            let object = clause.objects.contains(&center)
                || clause.passive && clause.subjects.contains(&center)
                || clause.subjects.contains(&center);
            if object && rules.postponed.contains(governor) {
                return Some((EventStatus::Postponed, false));
            }
            if object && rules.cancelled.contains(governor) {
                return Some((EventStatus::Cancelled, false));
            }
            if object && rules.denied.contains(governor) {
                return Some((EventStatus::Denied, false));
            }
            let head = analysis.head(center).map(|head| analysis.lemma(head));
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
            if head.is_some_and(|head| rules.ahead.contains(head)) {
                return Some((EventStatus::Planned, false));
            }
            // A noun that its clause does not tell of happened whenever the clause is told, unless
            // the clause is about what is to come.
            let light = rules.light.contains(governor);
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
            if clause.objects.contains(&center)
                && rules.planning.contains(governor)
                && !light
                && clause.time != Time::Past
            {
                return Some((EventStatus::Planned, false));
            }
        }
        // "The visit reflects …": told in the present of an event whose time is left open.
        let soft = noun && !rules.light.contains(governor);
        self.status_of_clause(id).map(|status| (status, soft))
    }

    fn status_of_clause(&self, id: u32) -> Option<EventStatus> {
        let (context, rules, analysis) = (self.context, self.rules, self.context.analysis);
        let clause = context.clauses.get(id);
        let parent = clause.parent.map(|parent| context.clauses.get(parent));
        if clause.infinitive {
            if let Some(parent) = parent {
                let governor = analysis.lemma(parent.predicate);
                match clause.link {
                    Link::Open | Link::Content | Link::Participle | Link::Conjunct => {
                        if rules.invited.contains(governor) {
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
                    _ => {
                        // "visited Russia to attend the summit": the purpose shares the fate.
                        return self.status_of_clause(clause.parent?);
                    }
                }
            }
            return Some(EventStatus::Planned);
        }
        if clause.negated {
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
        match (clause.time, clause.mood) {
            (_, Mood::If | Mood::May | Mood::Must) => None,
            (Time::Future, _) => Some(EventStatus::Planned),
            _ => Some(EventStatus::Happened),
        }
    }

    /// Where a visit goes.
    fn destination(&self) -> Option<(Place, Range<Word>)> {
        let context = self.context;
        let mut found: Option<(Place, Range<Word>)> = None;
        for &head in context.frames.role(self.hit, "where") {
            let inside = context.analysis.subtree(head);
            let inside = inside.start.max(self.hit.trigger.min(head))..inside.end;
            if let Some(place) = context.mentions.place_at(head) {
                found = found.or_else(|| {
                    Some((Place { name: place.name.clone(), state: Some(place.state) }, place.words.clone()))
                });
                continue;
            }
            if let Some(mention) = context.mentions.at(head) {
                let state = mention.refers.iter().find_map(|&id| {
                    let entity = context.mentions.entity(id);
                    (entity.kind == EntityKind::State).then_some(entity.actor).flatten()
                });
                if let Some(state) = state {
                    found = found
                        .or_else(|| Some((Place { name: None, state: Some(state) }, mention.words.clone())));
                    continue;
                }
            }
            if let Some(place) = context.mentions.places_within(inside).first() {
                found = found.or_else(|| {
                    Some((Place { name: place.name.clone(), state: Some(place.state) }, place.words.clone()))
                });
            }
        }
        let loose = self.frame.trigger == Trigger::Noun || self.hit.object.is_some();
        if !loose {
            return found;
        }
        found.or_else(|| {
            let others = self.others();
            place_time::place(context, self.hit.trigger, self.frame.trigger == Trigger::Noun, &others)
        })
    }

    /// "at the invitation of X": X receives.
    fn invitation(&self, who: &mut Vec<(EntityId, Role)>, cover: &mut impl FnMut(&Range<Word>)) {
        let context = self.context;
        let sentence = place_time::sentence(context, self.hit.trigger);
        let Some(noun) = sentence.clone().find(|&word| {
            self.rules.invited.contains(context.analysis.lemma(word))
                && context.analysis.upos(word) == Upos::Noun
        }) else {
            return;
        };
        let near = noun.saturating_sub(6).max(sentence.start)..sentence.end;
        let host = context
            .mentions
            .within(near)
            .iter()
            .filter(|mention| {
                matches!(mention.form, Form::Name | Form::Office | Form::Side | Form::Possessive)
            })
            .find(|mention| {
                mention.words.start >= noun || mention.words.end == noun || mention.words.end + 1 == noun
            });
        if let Some(host) = host {
            cover(&host.words);
            for &id in &host.refers {
                if who.iter().all(|(other, _)| *other != id) {
                    who.push((id, Role::Host));
                }
            }
        }
    }

    /// The organisation and the states before the noun of a session, and those behind "of".
    fn session_parts(
        &self,
        center: Word,
        who: &mut Vec<(EntityId, Role)>,
        cover: &mut impl FnMut(&Range<Word>),
    ) {
        let context = self.context;
        let noun = if self.frame.trigger == Trigger::Noun || self.hit.object.is_some() {
            center
        } else {
            match context.frames.role(self.hit, "session").first() {
                Some(&noun) => noun,
                None => return,
            }
        };
        let subtree = context.analysis.subtree(noun);
        for mention in context.mentions.within(subtree.start..(noun + 8).min(subtree.end)) {
            let orgs =
                mention.refers.iter().any(|&id| context.mentions.entity(id).kind == EntityKind::Organisation);
            if mention.words.start < noun
                || orgs
                || matches!(mention.form, Form::Name | Form::Office | Form::Side)
            {
                cover(&mention.words);
                for &id in &mention.refers {
                    if who.iter().all(|(other, _)| *other != id) {
                        who.push((id, Role::Participant));
                    }
                }
            }
        }
        cover(&(subtree.start.max(noun.saturating_sub(8))..noun + 1));
    }

    /// The states between which an instrument is; of "the Agreement", those that the document names
    /// with it.
    fn instrument_parties(
        &self,
        center: Word,
        who: &mut Vec<(EntityId, Role)>,
        cover: &mut impl FnMut(&Range<Word>),
    ) {
        let context = self.context;
        let what = self
            .hit
            .object
            .or_else(|| context.frames.role(self.hit, "what").first().copied())
            .unwrap_or(center);
        let mut add = |mentions: &[Mention]| {
            for &id in mentions
                .iter()
                .filter(|mention| mention.form != Form::Name)
                .flat_map(|mention| mention.refers.iter())
            {
                let actor = context.mentions.entity(id).actor;
                if who.iter().all(|(other, _)| context.mentions.entity(*other).actor != actor) {
                    who.push((id, Role::Participant));
                }
            }
        };
        cover(&(what..what + 1));
        add(context.mentions.within(context.analysis.subtree(what)));
        let sentence = place_time::sentence(context, what);
        if who.len() < 2 {
            let own = self.context.mentions.entities().iter().enumerate();
            let states: Vec<EntityId> = own
                .filter(|(_, entity)| entity.kind == EntityKind::State)
                .map(|(at, _)| at as EntityId)
                .take(2)
                .collect();
            let named_before = sentence.start > 0 && who.is_empty() && states.len() == 2;
            if named_before {
                who.extend(states.into_iter().map(|id| (id, Role::Participant)));
            }
        }
    }

    /// "The leaders met during the Council's meeting": those who do something there take part.
    fn those_there(
        &self,
        center: Word,
        who: &mut Vec<(EntityId, Role)>,
        cover: &mut impl FnMut(&Range<Word>),
    ) {
        let context = self.context;
        let Some(clause) = self.hit.clause.map(|id| context.clauses.get(id)) else { return };
        let there = clause.obliques.iter().any(|oblique| {
            oblique.head == center
                && context.mention_rules.is_inside(context.analysis.form(oblique.preposition))
        });
        if !there {
            return;
        }
        cover(&(center..center + 1));
        for mention in clause.subjects.iter().filter_map(|&subject| context.mentions.at(subject)) {
            for &id in &mention.refers {
                if who.iter().all(|(other, _)| *other != id) {
                    who.push((id, Role::Participant));
                }
            }
        }
    }

    /// "At the meeting with X, Y said …": Y takes part.
    fn subject_too(
        &self,
        center: Word,
        who: &mut Vec<(EntityId, Role)>,
        cover: &mut impl FnMut(&Range<Word>),
    ) {
        let context = self.context;
        let Some(clause) = self.hit.clause.map(|id| context.clauses.get(id)) else { return };
        let known = who.first().and_then(|(id, _)| context.mentions.entity(*id).actor);
        let object = clause.objects.contains(&center) || clause.subjects.contains(&center);
        let light = self.rules.light.contains(context.analysis.lemma(clause.predicate));
        if object && !light {
            return;
        }
        for mention in clause.subjects.iter().filter_map(|&subject| context.mentions.at(subject)) {
            let [id] = mention.refers[..] else { continue };
            let entity = context.mentions.entity(id);
            let person = matches!(entity.kind, EntityKind::Person | EntityKind::Office);
            if person
                && entity.actor.is_some()
                && entity.actor != known
                && who.iter().all(|(other, _)| *other != id)
            {
                if matches!(mention.form, Form::Name | Form::Office) {
                    cover(&mention.words);
                }
                who.push((id, Role::Participant));
            }
        }
    }

    /// "Russian-Turkish talks": the states whose adjectives stand before the noun.
    fn adjectives(
        &self,
        center: Word,
        who: &mut Vec<(EntityId, Role)>,
        cover: &mut impl FnMut(&Range<Word>),
    ) {
        let context = self.context;
        let start = context.analysis.subtree(center).start.max(center.saturating_sub(6));
        for mention in context.mentions.within(start..center) {
            if matches!(mention.form, Form::Adjective | Form::Side) {
                cover(&mention.words);
                for &id in &mention.refers {
                    if who.iter().all(|(other, _)| *other != id) {
                        who.push((id, Role::Participant));
                    }
                }
            }
        }
    }

    /// True for the main news of its paragraph: the verb of a main clause in the past or present,
    /// or the words of a headline.
    fn is_main(&self) -> bool {
        let context = self.context;
        if context.block_of(self.hit.trigger) == BlockKind::Title {
            return true;
        }
        if self.frame.trigger != Trigger::Verb {
            // "The second day of the visit began with a meeting".
            return self.hit.clause.is_some_and(|id| {
                let clause = context.clauses.get(id);
                clause.link == Link::Main
                    && self.rules.light.contains(context.analysis.lemma(clause.predicate))
            });
        }
        self.hit.clause.is_some_and(|id| {
            let clause = context.clauses.get(id);
            !clause.infinitive
                && matches!(clause.link, Link::Main | Link::Conjunct | Link::Adverbial | Link::Relative)
                && context.block_of(self.hit.trigger) != BlockKind::Speech
        })
    }
}

/// The level of a visit, from the words before the noun.
fn level(context: &Context<'_>, rules: &Rules, center: Word) -> Option<VisitLevel> {
    let analysis = context.analysis;
    let start = analysis.sentences()[analysis.sentence_of(center)].words.start.max(center.saturating_sub(4));
    let mut levels: Vec<VisitLevel> = Vec::new();
    for word in (start..center).rev() {
        if !matches!(
            analysis.upos(word),
            Upos::Adj | Upos::Noun | Upos::Cconj | Upos::Propn | Upos::Verb | Upos::Punct
        ) {
            break;
        }
        for (list, level) in &rules.levels {
            if list.contains(analysis.form(word)) {
                levels.push(*level);
            }
        }
    }
    // "official working visit" is a working visit; "official friendship visit" an official one.
    if levels.contains(&VisitLevel::Working) { Some(VisitLevel::Working) } else { levels.first().copied() }
}

fn parse_status(name: &str) -> Option<EventStatus> {
    use serde::de::{IntoDeserializer, value::Error};
    let name: serde::de::value::StrDeserializer<'_, Error> = name.into_deserializer();
    serde::Deserialize::deserialize(name).ok()
}
