//! One telling, several events: "will meet Prime Minister A and President B"; and visits told without
//! a word for them: "Mr Lind will be in Warsaw at the invitation of …".

use super::{Rules, draft::Draft, kinds::level, place_time};
use crate::{
    claims::{
        Context,
        clauses::Time,
        model::{EventKind, EventStatus, Place, Role},
    },
    grammar::{Rel, Upos, Word, Xpos},
    lexicon::ActorCode,
    mentions::{EntityId, EntityKind, Form, PlaceMention},
};

/// One telling may be of several events: by persons, by places.
pub(super) fn split(context: &Context<'_>, rules: &Rules, draft: Draft, drafts: &mut Vec<Draft>) {
    if draft.kind == EventKind::Visit {
        let further = further_destinations(context, &draft);
        drafts.push(draft);
        drafts.extend(further);
        return;
    }
    let drafts_before = drafts.len();
    split_persons(context, rules, draft, drafts);
    let elsewhere: Vec<Draft> =
        drafts[drafts_before..].iter().flat_map(|draft| further_places(context, rules, draft)).collect();
    drafts.extend(elsewhere);
}

/// "our meetings in Lima and Quito" tells of two meetings: one for each further place in the list.
fn further_places(context: &Context<'_>, rules: &Rules, draft: &Draft) -> Vec<Draft> {
    let analysis = context.analysis;
    let mut drafts = Vec::new();
    let plural = draft.kind == EventKind::Meeting
        && analysis.features(draft.center).is_plural()
        && rules.assembling.contains(analysis.lemma(draft.center));
    let sentence = place_time::sentence(context, draft.center);
    let mut places = context.mentions.places_within(draft.center..sentence.end).iter();
    let own = |place: &&PlaceMention| {
        draft.place.as_ref().is_some_and(|own| own.name == place.name && own.state == Some(place.state))
    };
    let Some(first) = places.find(own).filter(|_| plural) else { return drafts };
    let mut end = first.words.end;
    for place in places {
        let joins = |word: Word| {
            matches!(analysis.upos(word), Upos::Cconj | Upos::Adp) || analysis.rel(word) == Rel::Punct
        };
        let listed = (end..place.words.start).any(|word| analysis.upos(word) != Upos::Adp)
            && (end..place.words.start).all(joins);
        // "in Lima, Peru": where the city is.
        let inside =
            place.name.is_none() && Some(place.state) == draft.place.as_ref().and_then(|own| own.state);
        if !listed || inside {
            break;
        }
        end = place.words.end;
        let place = Place { name: place.name.clone(), state: Some(place.state) };
        let words = draft.words.start..draft.words.end.max(end);
        drafts.push(Draft { place: Some(place), words, ..draft.clone() });
    }
    drafts
}

/// "will meet Prime Minister A and President B" of one state tells of two meetings, "sent messages to A
/// and B" of two messages.
fn split_persons(context: &Context<'_>, rules: &Rules, draft: Draft, drafts: &mut Vec<Draft>) {
    let entity = |id: EntityId| context.mentions.entity(id);
    let count =
        |actor: ActorCode| draft.who.iter().filter(|(id, _)| entity(*id).actor == Some(actor)).count();
    let actors = draft.actors(context);
    let own = actors.iter().copied().find(|&actor| count(actor) == 1);
    let others: Vec<EntityId> = draft
        .who
        .iter()
        .map(|(id, _)| *id)
        .filter(|&id| {
            let is_person = matches!(entity(id).kind, EntityKind::Person | EntityKind::Office);
            let is_side = is_person && entity(id).office.is_some() || entity(id).kind == EntityKind::State;
            entity(id).actor != own && is_side
        })
        .collect();
    // "had meetings with A of X, B of Y": one each.
    let analysis = context.analysis;
    let letters = draft.kind == EventKind::Message && rules.written.contains(analysis.lemma(draft.center));
    let calls = draft.kind == EventKind::Call;
    let plural = analysis.features(draft.center).is_plural()
        && analysis.lemma(draft.center) != analysis.form(draft.center)
        && (letters || calls || rules.assembling.contains(analysis.lemma(draft.center)));
    let near = analysis.subtree(draft.center).start..draft.center + 4;
    let sentence = place_time::sentence(context, draft.center);
    let separate = (near.start.max(sentence.start)..near.end.min(sentence.end))
        .any(|word| rules.separate.contains(analysis.form(word)));
    let jointly = sentence.clone().any(|word| rules.jointly.contains(analysis.form(word)));
    // "will meet President A of X and Prime Minister B of Y".
    let persons = others.iter().all(|&id| entity(id).kind == EntityKind::Person);
    let named =
        draft.center == draft.trigger && persons && rules.meeting.contains(analysis.lemma(draft.trigger));
    // "The presidents of A, B and C met": all of them together.
    // "the meeting with A, B and C": one.
    let single = analysis.upos(draft.center) == Upos::Noun
        && analysis.lemma(draft.center) == analysis.form(draft.center)
        && !separate;
    let each = (plural || separate || named) && others.iter().all(|id| draft.others.contains(id));
    let pair = match own {
        Some(_) => (actors.len() == 2 && persons || each) && draft.who.len() == others.len() + 1,
        None => plural && each && draft.who.len() == others.len(),
    };
    // "President A, Prime Minister B and Minister C met King D": they came together, but those who
    // received him did so one by one.
    let came = context.mentions.within(draft.words.start..draft.trigger).iter();
    let together = came.flat_map(|mention| &mention.refers).filter(|&id| others.contains(id)).count() > 1;
    let pair = pair && (!together || rules.receiving.contains(analysis.lemma(draft.trigger)));
    let each = (letters || calls) && plural && each || draft.kind == EventKind::Meeting;
    if !each || others.len() < 2 || !pair || single || jointly {
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
pub(super) fn further_destinations(context: &Context<'_>, draft: &Draft) -> Vec<Draft> {
    let mut drafts = Vec::new();
    let Some(first) = draft.place.as_ref().and_then(|place| place.state) else { return drafts };
    let sentence = place_time::sentence(context, draft.trigger);
    let mut known = vec![first];
    let mut at = draft.trigger + 1;
    while at < sentence.end {
        if matches!(context.analysis.upos(at), Upos::Verb | Upos::Aux | Upos::Sconj | Upos::Pron) {
            return drafts;
        }
        let mention =
            context.mentions.at(at).filter(|mention| mention.form == Form::Side && mention.words.start == at);
        let place = context.mentions.place_at(at).filter(|place| place.words.start == at);
        let listed = (at.saturating_sub(3)..at).rev().take_while(|&before| {
            matches!(
                context.analysis.upos(before),
                Upos::Adp | Upos::Det | Upos::Part | Upos::Cconj | Upos::Punct
            )
        });
        let listed = listed
            .into_iter()
            .any(|before| matches!(context.analysis.upos(before), Upos::Cconj | Upos::Punct));
        let found = match (mention, place) {
            _ if !listed => None,
            (Some(mention), _) => {
                let [id] = mention.refers[..] else { return drafts };
                let entity = context.mentions.entity(id);
                let state = entity.actor.filter(|_| entity.kind == EntityKind::State);
                Some((Place { name: None, state }, &mention.words))
            }
            // "to Kigali and Dodoma".
            (None, Some(place)) => {
                Some((Place { name: place.name.clone(), state: Some(place.state) }, &place.words))
            }
            (None, None) => None,
        };
        let Some((place, words)) = found else {
            at += 1;
            continue;
        };
        let Some(state) = place.state.filter(|state| !known.contains(state)) else { return drafts };
        known.push(state);
        let mut part = draft.clone();
        part.place = Some(place);
        part.who.retain(|(_, role)| *role == Role::Guest);
        part.words = draft.words.start..words.end.max(draft.words.end);
        if let Some(own) = place_time::behind(context, words.end, sentence.end) {
            part.when = Some(own);
        }
        drafts.push(part);
        at = words.end;
    }
    drafts
}

/// Visits told by where somebody is: "Mr Lind will be in Warsaw at the invitation of …".
pub(super) fn stays(context: &Context<'_>, rules: &Rules, triggers: &[Word]) -> Vec<Draft> {
    let mut drafts = Vec::new();
    for (id, clause) in context.clauses.iter() {
        // "in Warsaw", "here in Warsaw".
        let here = rules.here.contains(context.analysis.form(clause.predicate));
        let behind = clause.predicate + 1..(clause.predicate + 3).min(context.analysis.len());
        let behind = || behind.filter_map(|word| context.mentions.place_at(word)).next();
        let Some(place) =
            context.mentions.place_at(clause.predicate).or_else(|| if here { behind() } else { None })
        else {
            continue;
        };
        let sentence = place_time::sentence(context, clause.predicate);
        let told = place_time::inside(triggers, &sentence)
            .iter()
            .any(|trigger| context.clauses.of(*trigger) == Some(id));
        let invited = sentence.clone().any(|word| rules.invited.contains(context.analysis.lemma(word)));
        // "…, who is in Vienna": the one named before the pronoun, whatever the tree says.
        let subject = clause.subjects.first().and_then(|&subject| {
            let is_relative = matches!(context.analysis.xpos(subject), Xpos::Wp | Xpos::Wdt);
            let before =
                || (sentence.start..subject).rev().take(2).find_map(|word| context.mentions.at(word));
            context.mentions.at(subject).or_else(|| if is_relative { before() } else { None })
        });
        let Some(mention) = subject else { continue };
        let visit = place_time::inside(triggers, &sentence).iter().copied().find(|&trigger| {
            (place.words.end..place.words.end + 7).contains(&trigger) && sentence.contains(&trigger)
        });
        let there = place.name.is_some() && matches!(mention.form, Form::Name | Form::Pronoun);
        if told && visit.is_none()
            || clause.negated
            || !invited && clause.time != Time::Future && visit.is_none() && !there && !clause.perfect
        {
            continue;
        }
        let mut draft = Draft {
            kind: EventKind::Visit,
            level: visit.and_then(|noun| level(context, rules, noun)),
            status: if clause.time == Time::Future { EventStatus::Planned } else { EventStatus::Happened },
            when: place_time::when(context, rules, (clause.predicate, clause.predicate), false, triggers),
            place: Some(Place { name: place.name.clone(), state: Some(place.state) }),
            who: Vec::new(),
            host: None,
            trigger: clause.predicate,
            center: clause.predicate,
            words: mention.words.start.min(place.words.start)..mention.words.end.max(place.words.end),
            rule: "visit.be".to_owned(),
            also: Vec::new(),
            main: clause.time != Time::Future,
            back: false,
            soft: false,
            headed: false,
            weak: false,
            general: false,
            alone: false,
            remote: false,
            bare: false,
            large: false,
            announced: false,
            another: false,
            open: false,
            meal: false,
            met: false,
            others: Vec::new(),
            sides: Vec::new(),
            title: None,
            ordinal: None,
        };
        let abroad = mention.refers.iter().any(|&who| {
            let entity = context.mentions.entity(who);
            let acts = matches!(entity.kind, EntityKind::Person | EntityKind::Office | EntityKind::Group)
                || mention.form == Form::Pronoun
                || context.mention_rules.is_of_persons(context.analysis.form(mention.words.end - 1));
            acts && entity.actor.is_some_and(|actor| actor != place.state)
        });
        if abroad {
            mention.refers.iter().for_each(|&who| draft.add(who, Role::Guest));
            let further = further_destinations(context, &draft);
            drafts.push(draft);
            drafts.extend(further);
        }
    }
    drafts
}

/// Sessions told by the name of the organisation that meets: "on the sidelines of APEC", "ahead of
/// the Pacific Islands Forum".
pub(super) fn gatherings(context: &Context<'_>, rules: &Rules, triggers: &[Word]) -> Vec<Draft> {
    let analysis = context.analysis;
    let mut drafts = Vec::new();
    for mention in context.mentions.all() {
        let [id] = mention.refers[..] else { continue };
        let last = mention.words.end - 1;
        let meets = context.mentions.entity(id).kind == EntityKind::Organisation
            && mention.form == Form::Side
            && rules.bodies.contains(analysis.form(last));
        let sentence = place_time::sentence(context, last);
        let told = sentence.end > last + 1 && triggers.binary_search(&(last + 1)).is_ok();
        // "at NATO headquarters": a part of another name.
        let part = sentence.end > last + 1 && rules.seats.contains(analysis.lemma(last + 1));
        if !meets || told || part {
            continue;
        }
        let first = mention.words.start;
        let when = place_time::when(context, rules, (last, last), true, triggers);
        let place = place_time::place(context, rules, (last, last), true, triggers).map(|(place, _)| place);
        // "at the Cairns Pacific Islands Forum".
        let named = || {
            let place = first.checked_sub(1).and_then(|word| context.mentions.place_at(word))?;
            place.name.is_some().then(|| Place { name: place.name.clone(), state: Some(place.state) })
        };
        let place = place.or_else(named);
        let told = when.is_some() || place.is_some();
        let Some(word) = (first.saturating_sub(3).max(sentence.start)..first).rev().find(|&word| {
            let form = analysis.form(word);
            let next = (word + 1..first)
                .all(|word| analysis.upos(word) == Upos::Det || context.mentions.place_at(word).is_some());
            rules.around.contains(form) || told && next && rules.at.contains(form)
        }) else {
            continue;
        };
        let future = context.clauses.of(last).map(|id| context.clauses.get(id).time) == Some(Time::Future);
        let ahead = rules.before.contains(analysis.form(word)) || future;
        drafts.push(Draft {
            kind: EventKind::Session,
            level: None,
            status: if ahead { EventStatus::Planned } else { EventStatus::Happened },
            when,
            place,
            who: vec![(id, Role::Participant)],
            host: None,
            trigger: last,
            center: last,
            words: word..mention.words.end,
            rule: "session.organisation".to_owned(),
            also: Vec::new(),
            main: false,
            back: false,
            soft: true,
            headed: false,
            weak: false,
            general: false,
            alone: false,
            remote: false,
            bare: false,
            large: true,
            announced: false,
            another: false,
            open: false,
            meal: false,
            met: false,
            others: Vec::new(),
            sides: Vec::new(),
            title: None,
            ordinal: None,
        });
    }
    drafts
}
