//! Who takes part in an event.

use std::ops::Range;

use super::{
    draft::{DraftReader, is_person},
    place_time,
};
use crate::{
    claims::{
        clauses::Link,
        frames::Trigger,
        model::{EventKind, Role},
        sides::add_all,
    },
    grammar::{Rel, Upos, Word, Xpos},
    mentions::{EntityId, EntityKind, Form, Mention},
};

/// Adds one who takes part, unless somebody is there already: the first role stands.
pub(super) fn enlist(who: &mut Vec<(EntityId, Role)>, id: EntityId, role: Role) {
    if who.iter().all(|(other, _)| *other != id) {
        who.push((id, role));
    }
}

/// Adds whoever some mentions refer to, with their words.
fn enlist_all<'m>(
    mentions: impl IntoIterator<Item = &'m Mention>,
    role: Role,
    who: &mut Vec<(EntityId, Role)>,
    cover: &mut impl FnMut(&Range<Word>),
) {
    for mention in mentions {
        cover(&mention.words);
        mention.refers.iter().for_each(|&id| enlist(who, id, role));
    }
}

/// How far behind the noun "mediated by" stands.
const MEDIATED: Word = 12;

impl DraftReader<'_, '_> {
    /// The mentions that fill a role, with those coordinated behind them.
    pub(super) fn fillers(&self, role: &str) -> Vec<&Mention> {
        let context = self.context;
        let mut found: Vec<&Mention> = Vec::new();
        for &head in context.frames.role(self.hit, role) {
            let mention = context.mentions.at(head).or_else(|| {
                // "hosted a summit with ASEAN": the object of a verb is itself the one who is met.
                let thing = role == "whom"
                    && self.frame.trigger == Trigger::Verb
                    && self.hit.object.is_none()
                    && !context.mention_rules.is_of_persons(context.analysis.form(head));
                let inside = context.analysis.subtree(head);
                let inside = if thing { head..head } else { inside };
                // "the minister, who came with the ambassador of X": the ambassador is somebody else.
                let own = context.clauses.of(head);
                let aside = |mention: &Mention| {
                    let clause = context.clauses.of(mention.head).filter(|id| Some(*id) != own);
                    clause.is_some_and(|id| context.clauses.get(id).link == Link::Relative)
                };
                let mut within = context.mentions.within(inside).iter();
                within.find(|mention| mention.form != Form::Adjective && !aside(mention))
            });
            let Some(mention) = mention else { continue };
            // "tourists from China": nobody who acts for it.
            let form = context.analysis.form(head);
            // "condolences to the people of Japan": to Japan.
            let people = self.kind == EventKind::Message && self.rules.mourning.contains(form);
            let head_private = context.mention_rules.is_private(form) && !people;
            if head_private && !mention.words.contains(&head) {
                continue;
            }
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
            let leader = self.leader(mention);
            if !found.iter().any(|other| other.words == mention.words) {
                // A delegation whose leader is named is known by the leader.
                let replaced = leader.is_some()
                    && mention
                        .refers
                        .iter()
                        .all(|&id| context.mentions.entity(id).kind != EntityKind::Organisation);
                if !replaced {
                    found.push(mention);
                }
            }
            found.extend(leader);
            if role == "who" && mention.words.start < self.hit.trigger {
                for before in self.listed_before(mention) {
                    if !found.iter().any(|other| other.words == before.words) {
                        found.push(before);
                    }
                }
            }
            for next in self.coordinated(mention) {
                if !found.iter().any(|other| other.words == next.words) {
                    found.push(next);
                }
            }
        }
        found
    }

    /// The one who leads a delegation: "a Saudi delegation headed by Minister Khalid Al-Falih".
    fn leader(&self, mention: &Mention) -> Option<&Mention> {
        let (context, analysis) = (self.context, self.context.analysis);
        let group = mention.refers.iter().any(|&id| {
            matches!(
                context.mentions.entity(id).kind,
                EntityKind::Group | EntityKind::Organisation | EntityKind::State
            )
        });
        if !group || !matches!(mention.form, Form::Side | Form::Office) {
            return None;
        }
        let sentence = place_time::sentence(context, mention.words.start);
        let end = sentence.end.min(mention.words.end + 4);
        let verb = (mention.words.end..end).find(|&word| {
            self.rules.leading.contains(analysis.lemma(word)) && analysis.upos(word) == Upos::Verb
        })?;
        let next = context.mentions.within(verb + 1..sentence.end.min(verb + 5));
        next.iter().find(|mention| matches!(mention.form, Form::Name | Form::Office))
    }

    /// True for the state behind a city: "Busan, South Korea".
    pub(super) fn is_after_place(&self, mention: &Mention) -> bool {
        let start = mention.words.start;
        mention.form == Form::Side
            && start > 1
            && self.context.analysis.upos(start - 1) == Upos::Punct
            && self.context.mentions.place_at(start - 2).is_some_and(|place| place.name.is_some())
    }

    /// Those before the last one of a list, where the tree has that one alone: "Chad, Niger, Mali and
    /// Togo signed".
    fn listed_before(&self, mention: &Mention) -> Vec<&Mention> {
        let (context, analysis) = (self.context, self.context.analysis);
        let sentence = place_time::sentence(context, mention.words.start);
        let mut start = mention.words.start;
        let mut found = Vec::new();
        if start == sentence.start || analysis.upos(start - 1) != Upos::Cconj {
            return found;
        }
        loop {
            let joins = |&word: &Word| matches!(analysis.upos(word), Upos::Cconj | Upos::Punct);
            let joined = (sentence.start..start).rev().take_while(joins).count() as Word;
            let end = start - joined;
            let before = end.checked_sub(1).filter(|_| (1..=2).contains(&joined) && end > sentence.start);
            let other = before.and_then(|word| context.mentions.at(word)).filter(|other| {
                let sides = mention.form == Form::Side;
                other.words.end == end
                    && if sides { other.form == Form::Side } else { is_person(context, other) }
            });
            let Some(other) = other else { break };
            start = other.words.start;
            found.push(other);
        }
        // "In Chad, Niger and Togo signed": where, and not who.
        let placed = start > sentence.start && analysis.upos(start - 1) == Upos::Adp;
        if placed {
            found.pop();
        }
        found.reverse();
        found
    }

    /// The mentions behind one, joined to it by commas and conjunctions only.
    pub(super) fn coordinated<'m>(&'m self, mention: &Mention) -> Vec<&'m Mention> {
        let context = self.context;
        let sentence = place_time::sentence(context, mention.words.start);
        let clause = context.clauses.of(mention.head);
        let mut found = Vec::new();
        let mut end = mention.words.end;
        loop {
            let mut next = end;
            // "of the ASEAN Member States, Premier …": nouns that belong to the mention before.
            while next < sentence.end
                && next < end + 3
                && matches!(context.analysis.upos(next), Upos::Noun | Upos::Propn)
                && context.mentions.at(next).is_none()
            {
                next += 1;
            }
            let end_of_nouns = next;
            while next < sentence.end
                && matches!(context.analysis.upos(next), Upos::Cconj | Upos::Punct)
                && next < end_of_nouns + 3
            {
                next += 1;
            }
            let Some(other) =
                context.mentions.at(next).filter(|other| next > end_of_nouns && other.words.start == next)
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

    /// Where the row of names, nouns and adjectives before a noun begins, whatever the tree makes of it.
    pub(super) fn run_before(&self, noun: Word) -> Word {
        let analysis = self.context.analysis;
        let start = place_time::sentence(self.context, noun).start.max(noun.saturating_sub(6));
        let run = (start..noun).rev().take_while(|&word| {
            matches!(analysis.upos(word), Upos::Adj | Upos::Noun | Upos::Propn | Upos::Num)
                || matches!(analysis.xpos(word), Xpos::Hyph | Xpos::Pos)
        });
        run.last().unwrap_or(noun)
    }

    /// The organisation and the states before the noun of a session, and those behind "of".
    pub(super) fn session_parts(
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
        let subtree = subtree.start.min(self.run_before(noun))..subtree.end;
        for mention in context.mentions.within(subtree.start..(noun + 8).min(subtree.end)) {
            let orgs =
                mention.refers.iter().any(|&id| context.mentions.entity(id).kind == EntityKind::Organisation);
            if mention.words.start < noun
                || orgs
                || matches!(mention.form, Form::Name | Form::Office | Form::Side)
            {
                cover(&mention.words);
                for &id in &mention.refers {
                    enlist(who, id, Role::Participant);
                }
            }
        }
        cover(&(subtree.start.max(noun.saturating_sub(8))..noun + 1));
    }

    /// The states between which an instrument is; of "the Agreement", those that the document names
    /// with it.
    pub(super) fn instrument_parties(
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
            // "signed contracts with suppliers": with whom is told.
            let told = !self.context.frames.role(self.hit, "whom").is_empty();
            let named_before = sentence.start > 0 && who.is_empty() && states.len() == 2 && !told;
            if named_before {
                who.extend(states.into_iter().map(|id| (id, Role::Participant)));
            }
        }
    }

    /// Those who witness a signing: "The presidents witnessed the signing of …", "signed in the presence
    /// of President X".
    pub(super) fn witnesses(
        &self,
        center: Word,
        who: &mut Vec<(EntityId, Role)>,
        cover: &mut impl FnMut(&Range<Word>),
    ) {
        let context = self.context;
        let Some(clause) = self.hit.clause.map(|id| context.clauses.get(id)) else { return };
        let own = clause.predicate == self.hit.trigger;
        let governor = context.analysis.lemma(clause.predicate);
        let present = !own
            && self.rules.witnessing.contains(governor)
            && (clause.objects.contains(&center) || clause.passive && clause.subjects.contains(&center));
        let heads: &[Word] = match (present, clause.passive) {
            (true, true) => &clause.agents,
            (true, false) => &clause.subjects,
            (false, _) => &[],
        };
        enlist_all(heads.iter().filter_map(|&head| context.mentions.at(head)), Role::Witness, who, cover);
        let sentence = place_time::sentence(context, self.hit.trigger);
        let presence = (self.hit.trigger..sentence.end)
            .find(|&word| self.rules.presence.contains(context.analysis.form(word)));
        if let Some(presence) = presence {
            let near = context.mentions.within(presence..sentence.end.min(presence + 8));
            let present =
                |mention: &&Mention| matches!(mention.form, Form::Name | Form::Office | Form::Group);
            for mention in near.iter().filter(present) {
                for &id in &mention.refers {
                    enlist(who, id, Role::Witness);
                }
            }
        }
    }

    /// "The leaders met during the Council's meeting": those who do something there take part.
    pub(super) fn those_there(
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
        // "sent greetings to the participants in the meeting": from afar.
        let of_others = context
            .analysis
            .head(center)
            .is_some_and(|noun| noun < center && self.rules.mourning.contains(context.analysis.lemma(noun)));
        if !there || of_others {
            return;
        }
        cover(&(center..center + 1));
        let persons = if clause.passive { &clause.agents } else { &clause.subjects };
        for mention in persons.iter().filter_map(|&subject| context.mentions.at(subject)) {
            for &id in &mention.refers {
                enlist(who, id, Role::Participant);
            }
        }
    }

    /// "talks mediated by X": whoever brings the sides together is there too.
    pub(super) fn mediators(
        &self,
        center: Word,
        who: &mut Vec<(EntityId, Role)>,
        cover: &mut impl FnMut(&Range<Word>),
    ) {
        let context = self.context;
        let sentence = place_time::sentence(context, center);
        let near = center + 1..(center + MEDIATED).min(sentence.end).max(center + 1);
        for (_, clause) in context.clauses.within(near) {
            let by = clause.passive && clause.subjects.contains(&center);
            if !by || !self.rules.mediating.contains(context.analysis.lemma(clause.predicate)) {
                continue;
            }
            let agents = clause.agents.iter().filter_map(|&agent| context.mentions.at(agent));
            enlist_all(agents, Role::Participant, who, cover);
        }
    }

    /// "At the meeting with X, Y said …": Y takes part.
    pub(super) fn subject_too(
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

    /// "The leaders of A, B and C called off their summit": those who were to meet.
    pub(super) fn those_who_call_off(
        &self,
        center: Word,
        who: &mut Vec<(EntityId, Role)>,
        cover: &mut impl FnMut(&Range<Word>),
    ) {
        let context = self.context;
        let Some(clause) = self.hit.clause.map(|id| context.clauses.get(id)) else { return };
        let mentions: Vec<_> =
            clause.subjects.iter().filter_map(|&subject| context.mentions.at(subject)).collect();
        let mut actors = Vec::new();
        mentions.iter().for_each(|mention| add_all(&mut actors, &context.mentions.actors(mention)));
        if clause.passive || !clause.objects.contains(&center) || actors.len() < 2 {
            return;
        }
        enlist_all(mentions, Role::Participant, who, cover);
    }

    /// "Russian-Turkish talks": the states whose adjectives stand before the noun.
    pub(super) fn adjectives(
        &self,
        center: Word,
        who: &mut Vec<(EntityId, Role)>,
        cover: &mut impl FnMut(&Range<Word>),
    ) {
        let context = self.context;
        let start = context.analysis.subtree(center).start.max(center.saturating_sub(6));
        let start = start.min(self.run_before(center));
        for mention in context.mentions.within(start..center) {
            if matches!(mention.form, Form::Adjective | Form::Side) {
                cover(&mention.words);
                for &id in &mention.refers {
                    enlist(who, id, Role::Participant);
                }
            }
        }
    }
}
