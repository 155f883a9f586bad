//! Those who take part in an event by a sentence of their own: "X and Y also took part in the
//! meeting", "It was co-chaired by X and Y", "The delegation includes X".
//!
//! Which events there are, and whom their own clause names, is known before ([`draft`]). A sentence
//! that could speak of several events speaks of the one told last.
//!
//! [`draft`]: super::draft

use std::{collections::BTreeMap, ops::Range};

use serde::Deserialize;

use super::{draft::Draft, place_time, same::class};
use crate::{
    claims::{
        Context,
        clauses::{Clause, Link, Mood, Time},
        model::{EventKind, EventStatus, Role},
    },
    grammar::{Upos, Word},
    intake::BlockKind,
    lexicon::{Files, List, Problems, Sym, Vocabulary, fold},
    mentions::{EntityId, EntityKind, Form},
};

const FILE: &str = "events/company.toml";

/// The words by which company is told.
#[derive(Clone, Debug, Default)]
pub(super) struct Company {
    taking: List,
    take: List,
    part: List,
    present: List,
    represent: List,
    chairing: List,
    chairmanship: List,
    chair: List,
    with: List,
    accompany: List,
    including: List,
    parties: List,
    definite: List,
    occasions: Vec<(EventKind, List)>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    taking: String,
    take: String,
    part: String,
    present: String,
    represent: String,
    chairing: String,
    chairmanship: String,
    chair: String,
    with: String,
    accompany: String,
    including: String,
    parties: String,
    definite: String,
    occasions: BTreeMap<String, String>,
}

impl Company {
    /// Reads `events/company.toml`; what is wrong with it goes to `problems`.
    pub(super) fn compile(
        files: &Files<'_>,
        vocabulary: &mut Vocabulary,
        problems: &mut Problems,
    ) -> Company {
        let file: File = files.toml(FILE, problems);
        let mut list = |text: &str| {
            let mut list = List::default();
            for word in text.split('|').map(str::trim).filter(|word| !word.is_empty()) {
                list.insert(vocabulary.add(&fold(word)));
            }
            list
        };
        let mut occasions = Vec::new();
        for (kind, words) in &file.occasions {
            match super::draft::kind_of(kind) {
                Some(kind) => occasions.push((kind, list(words))),
                None => problems.push(FILE, None, &format!("`{kind}` is no kind of event")),
            }
        }
        Company {
            taking: list(&file.taking),
            take: list(&file.take),
            part: list(&file.part),
            present: list(&file.present),
            represent: list(&file.represent),
            chairing: list(&file.chairing),
            chairmanship: list(&file.chairmanship),
            chair: list(&file.chair),
            with: list(&file.with),
            accompany: list(&file.accompany),
            including: list(&file.including),
            parties: list(&file.parties),
            definite: list(&file.definite),
            occasions,
        }
    }

    /// Adds to each event those who take part in it by a sentence of their own.
    pub(super) fn add(&self, context: &Context<'_>, events: &mut [Draft]) {
        for (_, clause) in context.clauses.iter() {
            let body = matches!(context.block_of(clause.predicate), BlockKind::Body | BlockKind::Caption);
            if !body || clause.negated || clause.infinitive || clause.mood != Mood::Plain {
                continue;
            }
            if let Some((kinds, words, of)) = self.told(context, clause) {
                let who = persons(context, words.clone());
                let Some(event) = self.event(context, events, clause, &kinds, of) else { continue };
                for id in who {
                    let role = role_in(context, event, id);
                    event.add(id, role);
                }
            }
        }
        for event in events.iter_mut() {
            if matches!(event.kind, EventKind::Session | EventKind::Meeting) {
                for id in self.in_the_chair(context, event) {
                    event.add(id, Role::Participant);
                }
            }
        }
    }

    /// The kinds of event that a clause can speak of, the words that name those who take part, and, of
    /// company, the one who is accompanied.
    fn told(
        &self,
        context: &Context<'_>,
        clause: &Clause,
    ) -> Option<(Vec<EventKind>, Range<Word>, Option<EntityId>)> {
        let analysis = context.analysis;
        let (lemma, form) = (analysis.lemma(clause.predicate), analysis.form(clause.predicate));
        let chairs = self.chairing.contains(lemma) || self.chairing.contains(form);
        let sentence = place_time::sentence(context, clause.predicate);
        let before = sentence.start..clause.predicate;
        let behind = clause.predicate + 1..self.end_of(context, clause, sentence.end);
        let kinds_of = |heads: &mut dyn Iterator<Item = Word>| -> Vec<EventKind> {
            heads
                .filter(|&head| self.is_definite(context, head))
                .flat_map(|head| self.kinds(context, head))
                .collect()
        };
        let mut subjects = clause.subjects.iter().copied();
        let goals =
            || clause.objects.iter().copied().chain(clause.obliques.iter().map(|oblique| oblique.head));
        let person = |head: Word| {
            let mention = context.mentions.at(head)?;
            mention.refers.first().copied().filter(|_| mention.refers.len() == 1)
        };
        if self.accompany.contains(lemma) {
            let passive = clause.passive || !clause.agents.is_empty();
            let kinds = vec![EventKind::Visit, EventKind::Session, EventKind::Ceremony, EventKind::Meeting];
            return if passive {
                Some((kinds, behind, subjects.find_map(person)))
            } else {
                Some((kinds, before, Some(clause.objects.iter().copied().find_map(person)?)))
            };
        }
        let takes_part = self.take.contains(lemma)
            && clause.objects.iter().any(|&object| self.part.contains(analysis.lemma(object)));
        let attends = self.taking.contains(lemma) || takes_part || self.present.contains(lemma);
        let (kinds, words) = if attends && clause.passive || chairs && clause.passive {
            let pronoun = |head: &Word| analysis.upos(*head) == Upos::Pron;
            let back = chairs && clause.subjects.iter().any(pronoun);
            let kinds = if back {
                vec![EventKind::Session, EventKind::Meeting]
            } else {
                kinds_of(&mut clause.subjects.iter().copied())
            };
            (kinds, behind)
        } else if self.represent.contains(lemma) {
            // "Japan was represented at the talks by Minister X".
            (kinds_of(&mut goals()), if clause.passive { behind } else { before })
        } else if attends {
            (kinds_of(&mut goals()), before)
        } else if self.including.contains(lemma)
            && subjects.any(|head| self.parties.contains(analysis.lemma(head)))
        {
            (vec![EventKind::Visit, EventKind::Meeting, EventKind::Session], behind)
        } else {
            return None;
        };
        (!kinds.is_empty()).then_some((kinds, words, None))
    }

    /// True for "at the talks" where it is told who was there or stood for a side, which tells no talks anew.
    pub(super) fn is_told_of(&self, context: &Context<'_>, clause: &Clause, noun: Word) -> bool {
        let lemma = context.analysis.lemma(clause.predicate);
        let part = self.take.contains(lemma)
            && clause.objects.iter().any(|&object| self.part.contains(context.analysis.lemma(object)));
        let there = part || self.taking.contains(lemma) || self.present.contains(lemma);
        (self.represent.contains(lemma) || there)
            && clause.obliques.iter().any(|oblique| oblique.head == noun)
            && self.is_definite(context, noun)
    }

    /// Where the words of a clause end: before the next verb that is no part of it.
    fn end_of(&self, context: &Context<'_>, clause: &Clause, end: Word) -> Word {
        let opens = |word: &Word| {
            let other = context.clauses.of(*word).map(|id| context.clauses.get(id));
            context.analysis.upos(*word) == Upos::Verb
                && other.is_some_and(|other| {
                    other.predicate == *word
                        && matches!(other.link, Link::Main | Link::Conjunct | Link::Beside | Link::Adverbial)
                })
        };
        (clause.predicate + 1..end).find(opens).unwrap_or(end)
    }

    /// "the meeting", "these talks": what was told before.
    pub(super) fn is_definite(&self, context: &Context<'_>, head: Word) -> bool {
        // The tree puts the preposition below its noun.
        let mut words = context.analysis.subtree(head).start..head;
        let first = words.find(|&word| context.analysis.upos(word) != Upos::Adp);
        first.is_some_and(|first| self.definite.contains(context.analysis.form(first)))
    }

    /// True for a word for a visit.
    pub(super) fn is_visit(&self, lemma: Sym) -> bool {
        self.occasions.iter().any(|(kind, words)| *kind == EventKind::Visit && words.contains(lemma))
    }

    fn kinds(&self, context: &Context<'_>, head: Word) -> Vec<EventKind> {
        let lemma = context.analysis.lemma(head);
        let mut kinds: Vec<EventKind> =
            self.occasions.iter().filter(|(_, words)| words.contains(lemma)).map(|(kind, _)| *kind).collect();
        // "the meeting" of a commission is its session, "the talks" at a summit are the summit.
        if kinds.contains(&EventKind::Meeting) {
            kinds.push(EventKind::Session);
        } else if kinds.contains(&EventKind::Session) {
            kinds.push(EventKind::Meeting);
        }
        kinds
    }

    /// The event told last before a clause that it can speak of.
    fn event<'e>(
        &self,
        context: &Context<'_>,
        events: &'e mut [Draft],
        clause: &Clause,
        kinds: &[EventKind],
        of: Option<EntityId>,
    ) -> Option<&'e mut Draft> {
        let status = if clause.time == Time::Future { EventStatus::Planned } else { EventStatus::Happened };
        let fits = |event: &Draft| {
            // An event that is told several times is known from the first of them on.
            let first = event.also.iter().map(|(words, _)| words.start).chain([event.words.start]).min();
            let before = first < Some(clause.predicate);
            let own = of.is_none_or(|of| event.who.iter().any(|(id, _)| *id == of));
            before && own && kinds.contains(&event.kind) && class(event.status) == class(status)
        };
        let rank = |event: &Draft| kinds.iter().position(|kind| *kind == event.kind).unwrap_or(kinds.len());
        let near = |event: &Draft| {
            let here = context.analysis.sentence_of(clause.predicate);
            here.abs_diff(context.analysis.sentence_of(event.trigger))
        };
        events.iter_mut().filter(|event| fits(event)).min_by_key(|event| (rank(event), near(event)))
    }

    /// "under the chairmanship of X and Y", "with X and Y in the chair".
    fn in_the_chair(&self, context: &Context<'_>, event: &Draft) -> Vec<EntityId> {
        let analysis = context.analysis;
        let sentence = place_time::sentence(context, event.trigger);
        for word in event.trigger..sentence.end {
            let form = analysis.form(word);
            if self.chairmanship.contains(form)
                && word + 1 < sentence.end
                && context.mention_rules.is_of(analysis.form(word + 1))
            {
                return run(context, word + 2..sentence.end);
            }
            let seat = self.chair.contains(form) && analysis.upos(word) == Upos::Noun;
            if seat
                && let Some(with) =
                    (event.trigger..word).rev().find(|&at| self.with.contains(analysis.form(at)))
            {
                return persons(context, with..word);
            }
        }
        Vec::new()
    }
}

/// The persons that some words name.
fn persons(context: &Context<'_>, words: Range<Word>) -> Vec<EntityId> {
    context
        .mentions
        .within(words)
        .iter()
        .filter(|mention| matches!(mention.form, Form::Name | Form::Office))
        .flat_map(|mention| mention.refers.iter().copied())
        .filter(|&id| matches!(context.mentions.entity(id).kind, EntityKind::Person | EntityKind::Office))
        .collect()
}

/// The persons at the head of some words, one behind the other.
fn run(context: &Context<'_>, words: Range<Word>) -> Vec<EntityId> {
    let mut found = Vec::new();
    let mut at = words.start;
    for mention in context.mentions.within(words) {
        let gap = (at..mention.words.start)
            .all(|word| matches!(context.analysis.upos(word), Upos::Punct | Upos::Cconj | Upos::Det));
        if !gap || !matches!(mention.form, Form::Name | Form::Office) {
            break;
        }
        at = mention.words.end;
        found.extend(mention.refers.iter().copied());
    }
    found
}

/// A visitor's company are guests like the visitor.
fn role_in(context: &Context<'_>, event: &Draft, id: EntityId) -> Role {
    let actor = context.mentions.entity(id).actor;
    let guest = event.who.iter().any(|(other, role)| {
        *role == Role::Guest && context.mentions.entity(*other).actor == actor && actor.is_some()
    });
    match (event.kind, guest) {
        (EventKind::Visit, true) => Role::Guest,
        (EventKind::Visit, false) => Role::Host,
        _ => Role::Participant,
    }
}
