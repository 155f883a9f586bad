//! Drafts of events: what one trigger tells, with what its clause leaves open filled from the
//! words around it.

use std::ops::Range;

use super::{Rules, place_time, roles::enlist};
use crate::{
    claims::{
        Context,
        clauses::{Link, Time},
        frames::{Frame, Match, Trigger},
        model::{Dated, EventKind, EventStatus, Place, Role, VisitLevel},
        sides::add_all,
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
    /// Sides that take part by what is told around, without words of their own.
    pub(super) sides: Vec<ActorCode>,
    pub(super) trigger: Word,
    /// The noun of the event, else the trigger.
    pub(super) center: Word,
    /// The words that tell it most fully.
    pub(super) words: Range<Word>,
    pub(super) rule: String,
    /// Further places that tell it, with their rules.
    pub(super) also: Vec<(Range<Word>, String)>,
    /// What the document calls a session.
    pub(super) title: Option<String>,
    /// The ordinal of a session: "the 26th summit".
    pub(super) ordinal: Option<u32>,
    /// True where the trigger is the main news: the verb of a main clause, or a headline.
    pub(super) main: bool,
    /// True where the words point back at an event told before: "the talks", "his visit".
    pub(super) back: bool,
    /// True where the words do not tell whether it is past or to come: "my visit".
    pub(super) soft: bool,
    /// True where only headings tell of it.
    pub(super) headed: bool,
    /// True where the medium of a message is not named: "congratulated".
    pub(super) weak: bool,
    /// True where the noun alone names it: "the ceremony".
    pub(super) general: bool,
    /// True for "the summit", with nothing that says which.
    pub(super) bare: bool,
    /// True for a session that states attend by nature: "the World Climate Summit".
    pub(super) large: bool,
    /// True where the noun is said to be still to come: "his announced visit".
    pub(super) announced: bool,
    /// True where the words say that it is not the one told before: "a further round", "the last
    /// meeting".
    pub(super) another: bool,
    /// True where somebody is met whose state the words do not tell: "received by the Speaker".
    pub(super) open: bool,
    /// True for what one side does with something that may stand at home: "opened the exhibition".
    pub(super) alone: bool,
    /// True where the sides meet by video link, each at home.
    pub(super) remote: bool,
    /// True for a meal or reception, which is no talk beside it.
    pub(super) meal: bool,
    /// True where the words say who is met: "a meeting with the Cabinet".
    pub(super) met: bool,
    /// Whom the one side meets, by the words: "a meeting *with A and B*".
    pub(super) others: Vec<EntityId>,
}

/// The frame of what is opened for good.
const OPEN: &str = "ceremony.open";

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
        add_all(&mut actors, &self.sides);
        actors
    }

    pub(super) fn add(&mut self, id: EntityId, role: Role) {
        enlist(&mut self.who, id, role);
    }
}

pub(super) fn kind_of(claim: &str) -> Option<EventKind> {
    use serde::de::{IntoDeserializer, value::Error};
    let name: serde::de::value::StrDeserializer<'_, Error> = claim.into_deserializer();
    serde::Deserialize::deserialize(name).ok()
}

/// True for a mention of one person, or of one office.
pub(super) fn is_person(context: &Context<'_>, mention: &Mention) -> bool {
    let [id] = mention.refers[..] else { return false };
    matches!(context.mentions.entity(id).kind, EntityKind::Person | EntityKind::Office)
}

/// True for a mention of persons, or of offices: "the prime ministers of Peru and Chile".
fn are_persons(context: &Context<'_>, mention: &Mention) -> bool {
    let kind = |&id: &EntityId| context.mentions.entity(id).kind;
    !mention.refers.is_empty()
        && mention.refers.iter().all(|id| matches!(kind(id), EntityKind::Person | EntityKind::Office))
}

pub(super) struct DraftReader<'a, 'c> {
    pub(super) context: &'a Context<'c>,
    pub(super) rules: &'a Rules,
    pub(super) hit: &'a Match,
    pub(super) frame: &'a Frame,
    pub(super) kind: EventKind,
    pub(super) triggers: &'a [Word],
}

impl DraftReader<'_, '_> {
    /// The draft that the match tells; none where it tells of no event.
    pub(super) fn read(&self) -> Option<Draft> {
        let (context, hit) = (self.context, self.hit);
        let noun = self.frame.trigger == Trigger::Noun;
        let named = context.frames.role(hit, "event").first().copied();
        let center = hit.object.or(named).unwrap_or(hit.trigger);
        let kind = self.refined(center)?;
        let (status, soft) = self.status(center)?;
        let weak = self.frame.set.contains_key("weak");
        let finite = hit.clause.is_some_and(|id| {
            let clause = context.clauses.get(id);
            !clause.infinitive && (clause.time != Time::None || clause.own_subject)
        });
        // "I", "we": whoever speaks for the side whose report it is.
        let is_own = |mention: &Mention| {
            context.mentions.home.is_some_and(|home| context.mentions.actors(mention) == [home])
        };
        let nameless = || {
            let mut subjects = self.fillers("who").into_iter();
            let met = self.fillers("whom").iter().any(|mention| is_person(context, mention));
            !subjects.any(|mention| {
                matches!(mention.form, Form::Name | Form::Office)
                    || mention.form == Form::Pronoun && met && (is_person(context, mention) || is_own(mention))
                    // "The leaders will also discuss trade" in the report of a visit to come.
                    || mention.form == Form::Group && status == EventStatus::Planned
            })
        };
        // "I look forward to discussing trade with President X".
        let looked = status == EventStatus::Planned
            && hit.clause.is_some_and(|id| {
                let parent = context.clauses.get(id).parent.map(|parent| context.clauses.get(parent));
                parent.is_some_and(|parent| {
                    self.rules.awaiting.contains(context.analysis.lemma(parent.predicate))
                })
            })
            && self.fillers("whom").iter().any(|mention| is_person(context, mention));
        if weak && kind == EventKind::Meeting && (!finite && !looked || nameless()) {
            return None;
        }
        let mut who: Vec<(EntityId, Role)> = Vec::new();
        let mut words = hit.trigger..hit.trigger + 1;
        let mut cover = |from: &Range<Word>| {
            words = words.start.min(from.start)..words.end.max(from.end);
        };
        if let Some(object) = hit.object {
            cover(&(object..object + 1));
        }
        let mut named = 0;
        for (role, part) in [
            ("who", Role::Participant),
            ("whom", Role::Participant),
            ("from", Role::Sender),
            ("host", Role::Host),
        ] {
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
                    enlist(&mut who, id, part);
                }
            }
        }
        let kind = if self.is_summit(kind, &who) { EventKind::Session } else { kind };
        let others = self.others();
        let mut place = None;
        // Those who telephone are each at home: a place beside it is what they speak of.
        let remote = self.is_remote(center);
        let placed = kind != EventKind::Call && !remote;
        let told =
            self.clause_behind(center).map(|told| place_time::told_of(context, told)).unwrap_or_default();
        if kind == EventKind::Visit {
            let destination = self.destination();
            if let Some((found, covered)) = &destination {
                place = Some(found.clone());
                cover(covered);
            }
            // "A second round is due in Luanda", "Aid arrived in Gaza": nobody travels.
            let heads = context.frames.role(hit, "who");
            let thing = |&head: &Word| {
                let due = self.frame.trigger == Trigger::Adjective
                    && context.analysis.upos(head) == Upos::Noun
                    && !context.mention_rules.is_of_persons(context.analysis.form(head));
                due || self.rules.cargo.contains(context.analysis.lemma(head))
            };
            if self.frame.trigger != Trigger::Noun
                && !heads.is_empty()
                && heads.iter().all(thing)
                && self.fillers("who").is_empty()
            {
                return None;
            }
            // "visited the museum": a visit to no state.
            let verb = self.frame.trigger == Trigger::Verb && hit.object.is_none();
            let aims = !context.frames.role(hit, "where").is_empty();
            if place.is_none() && verb && aims {
                return None;
            }
            self.bearer(place.as_ref(), &mut who, &mut cover);
            self.invited(&mut who, &mut cover);
            self.invitation(&mut who, &mut cover);
            self.receiver(place.as_ref(), &mut who);
        } else if let Some((found, covered)) = told
            .1
            .or_else(|| {
                let around = (hit.trigger, center);
                if placed { place_time::place(context, self.rules, around, noun, &others) } else { None }
            })
            .or_else(|| {
                let session = kind == EventKind::Session;
                if session { self.place_of_name(center) } else { None }
            })
        {
            place = Some(found);
            cover(&covered);
        }
        // "agreed in Lima to lift the ban": where they were, and not what they agreed on.
        if self.frame.set.contains_key("placed") && !self.is_there(place.as_ref()) {
            return None;
        }
        // "met on the sidelines of the summit on Tuesday": the day is that of the meeting.
        let beside = kind == EventKind::Session && self.is_bare(center) && self.is_beside(center);
        let when = told
            .0
            .or_else(|| place_time::when(context, self.rules, (hit.trigger, center), noun, &others))
            .filter(|_| !beside);
        let ahead = matches!(status, EventStatus::Planned | EventStatus::Invited);
        if kind == EventKind::Meeting
            && ahead
            && when.is_none()
            && self.rules.processes.contains(context.analysis.lemma(center))
        {
            return None;
        }
        // "agreed to open a line", "plans to open an office": no day is told, and no ceremony either.
        let undertaken = self.frame.id == OPEN
            && when.is_none()
            && hit.clause.is_some_and(|id| {
                let clause = context.clauses.get(id);
                let parent = clause.parent.map(|parent| context.clauses.get(parent).predicate);
                clause.infinitive
                    && parent.is_some_and(|verb| self.rules.planning.contains(context.analysis.lemma(verb)))
            });
        if undertaken {
            return None;
        }
        if let Some(span) = when.as_ref().and_then(|dated| dated.span) {
            let times = context.analysis.words_in(span);
            if !times.is_empty() && times.start.abs_diff(hit.trigger) < 24 {
                cover(&times);
            }
        }
        // "The minister will send a mission": others go.
        let mut sides = Vec::new();
        if self.frame.set.contains_key("sends") {
            let senders = who.iter().filter(|(_, role)| *role == Role::Guest);
            let actors: Vec<_> = senders.filter_map(|(id, _)| context.mentions.entity(*id).actor).collect();
            add_all(&mut sides, &actors);
            who.retain(|(_, role)| *role != Role::Guest);
        }
        if kind == EventKind::Signing {
            self.instrument_parties(center, &mut who, &mut cover);
        }
        if kind == EventKind::Signing {
            self.witnesses(center, &mut who, &mut cover);
        }
        if kind == EventKind::Session {
            self.session_parts(center, &mut who, &mut cover);
        }
        if noun
            && matches!(kind, EventKind::Meeting | EventKind::Call | EventKind::Session | EventKind::Signing)
            && who.len() < 2
        {
            self.adjectives(center, &mut who, &mut cover);
        }
        let assembles = kind == EventKind::Session
            || kind == EventKind::Meeting && self.rules.assembling.contains(context.analysis.lemma(center));
        if noun && (assembles || kind == EventKind::Call) && who.len() < 2 {
            self.those_there(center, &mut who, &mut cover);
        }
        // "travelled to Lima for a trilateral meeting with A and B".
        let with =
            kind == EventKind::Session && self.kind == EventKind::Meeting && !self.fillers("whom").is_empty();
        if noun && (matches!(kind, EventKind::Meeting | EventKind::Call) && who.len() == 1 || with) {
            self.subject_too(center, &mut who, &mut cover);
        }
        if noun
            && matches!(status, EventStatus::Postponed | EventStatus::Cancelled)
            && matches!(kind, EventKind::Meeting | EventKind::Session)
            && who.is_empty()
        {
            self.those_who_call_off(center, &mut who, &mut cover);
        }
        let mut mediators = Vec::new();
        if matches!(kind, EventKind::Meeting | EventKind::Session) {
            self.mediators(center, &mut mediators, &mut cover);
        }
        let mut alone = false;
        if self.frame.set.contains_key("several")
            && (self.kind != EventKind::Meeting || kind != EventKind::Session)
        {
            let mut actors: Vec<_> =
                who.iter().filter_map(|(id, _)| context.mentions.entity(*id).actor).collect();
            // "opened an exhibition in Vilnius": abroad.
            if kind == EventKind::Ceremony {
                let state = place.as_ref().and_then(|place| place.state);
                let persons = self.fillers("who").iter().any(|mention| are_persons(context, mention));
                if self.frame.set.contains_key("persons") && !persons {
                    return None;
                }
                // On the site of a government its own leader is abroad; elsewhere the state acts too.
                let own = context.mentions.home.is_some_and(|home| actors.contains(&home));
                let known = persons && (own || self.frame.set.contains_key("persons"));
                let acts = |state| {
                    known || context.mentions.entities().iter().any(|other| other.actor == Some(state))
                };
                actors.extend(state.filter(|&state| acts(state)));
            }
            actors.dedup();
            // "I will also open the new consulate": where the journey goes that was told before.
            alone = kind == EventKind::Ceremony
                && actors.len() == 1
                && place.is_none()
                && finite
                && self.fillers("who").iter().any(|mention| is_person(context, mention) || is_own(mention));
            if actors.len() < 2 && !alone {
                return None;
            }
        }
        let sentence = place_time::sentence(context, hit.trigger);
        let words = words.start.max(sentence.start)..words.end.min(sentence.end);
        let main = self.is_main();
        let whose = self
            .rules
            .named
            .iter()
            .find(|(name, _)| kind == EventKind::Session && *name == context.analysis.form(center));
        let back = matches!(context.analysis.upos(center), Upos::Noun | Upos::Propn)
            && named == 0
            && who.is_empty()
            && whose.is_none()
            && (kind != EventKind::Visit || place.is_none())
            && (kind != EventKind::Signing || self.rules.company.is_definite(context, center));
        mediators.into_iter().for_each(|(id, role)| enlist(&mut who, id, role));
        Some(Draft {
            kind,
            level: if kind == EventKind::Visit { self.level_of_visit(center) } else { None },
            status,
            when,
            place,
            who,
            host: whose.map(|(_, code)| *code),
            sides,
            trigger: hit.trigger,
            center,
            words,
            rule: self.frame.id.clone(),
            also: Vec::new(),
            title: if kind == EventKind::Session { self.title(center) } else { None },
            ordinal: self.ordinal(center),
            another: self.is_another(center),
            open: self.is_open(),
            alone,
            remote,
            others: self.fillers("whom").iter().flat_map(|whom| whom.refers.iter().copied()).collect(),
            meal: self.frame.set.contains_key("meal"),
            met: !context.frames.role(hit, "whom").is_empty(),
            main,
            back,
            announced: status == EventStatus::Planned && (noun || self.frame.set.contains_key("status")),
            large: match kind {
                EventKind::Session => self.is_large(center),
                EventKind::Message => {
                    sentence.clone().any(|word| self.rules.worldwide.contains(context.analysis.form(word)))
                }
                _ => false,
            },
            general: kind == EventKind::Ceremony && self.is_general(),
            bare: (kind == EventKind::Session || self.frame.set.contains_key("bare")) && self.is_bare(center),
            soft,
            headed: context.block_of(hit.trigger) != BlockKind::Body
                && context.block_of(hit.trigger) != BlockKind::Speech,
            weak: self.is_weak(kind, center),
        })
    }

    /// True where leaders of three states and more meet.
    fn is_summit(&self, kind: EventKind, who: &[(EntityId, Role)]) -> bool {
        let context = self.context;
        let mut actors: Vec<ActorCode> = Vec::new();
        who.iter()
            .filter_map(|(id, _)| context.mentions.entity(*id).actor)
            .for_each(|actor| add_all(&mut actors, &[actor]));
        let heads = context.frames.role(self.hit, "who");
        let lead = |&head: &Word| {
            let words = context.mentions.at(head).map_or(head..head + 1, |mention| mention.words.clone());
            words.into_iter().any(|word| self.rules.leaders.contains(context.analysis.lemma(word)))
        };
        kind == EventKind::Meeting
            && actors.len() > 2
            && self.frame.trigger == Trigger::Verb
            && self.hit.object.is_none()
            && !heads.is_empty()
            && heads.iter().any(lead)
    }

    /// True where the place stands behind the verb, and no other verb between them.
    fn is_there(&self, place: Option<&Place>) -> bool {
        let (context, visit) = (self.context, self.kind == EventKind::Visit);
        let told = context.frames.role(self.hit, "where").iter().any(|&head| {
            let verb = |word: Word| context.analysis.upos(word) == Upos::Verb;
            context.mentions.place_at(head).is_some_and(|found| visit || found.name.is_some())
                && !(self.hit.trigger + 1..head).any(verb)
        });
        told && place.is_some_and(|place| visit || place.name.is_some())
    }

    /// True for "video talks", "met by video link": each side is at home.
    fn is_remote(&self, center: Word) -> bool {
        let analysis = self.context.analysis;
        let start = analysis.subtree(center).start;
        let before = center.saturating_sub(2).max(start)..center;
        let beside = |noun: Word| {
            analysis.children(noun).any(|child| {
                matches!(analysis.rel(child), Rel::Obl | Rel::Nmod | Rel::Advmod)
                    && (self.rules.remote.contains(analysis.lemma(child))
                        || analysis
                            .children(child)
                            .any(|word| word < child && self.rules.remote.contains(analysis.lemma(word))))
            })
        };
        before.into_iter().any(|word| self.rules.remote.contains(analysis.lemma(word)))
            || beside(center)
            || center != self.hit.trigger && beside(self.hit.trigger)
    }

    /// True where a role is filled by somebody whose side is not told.
    fn is_open(&self) -> bool {
        let context = self.context;
        ["who", "whom"].into_iter().any(|role| {
            let mut heads = context.frames.role(self.hit, role).iter();
            heads.any(|&head| match context.mentions.at(head) {
                Some(mention) => context.mentions.actors(mention).is_empty(),
                None => context.mention_rules.is_of_persons(context.analysis.form(head)),
            })
        })
    }

    /// The triggers of the same sentence that are not this frame's own.
    pub(super) fn others(&self) -> Vec<Word> {
        let sentence = place_time::sentence(self.context, self.hit.trigger);
        let near = place_time::inside(self.triggers, &sentence).iter().copied();
        near.filter(|&word| word != self.hit.trigger && Some(word) != self.hit.object).collect()
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
