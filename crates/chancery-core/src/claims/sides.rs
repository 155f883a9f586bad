//! Which sides a stretch of words stands for, and which sides deal with each other around it.
//!
//! Acts, instruments and mechanisms have parties; what names them is found by `mentions`. Here is only what these readers ask: who is named at a word, which
//! sides a paragraph or the whole report is about, and who says "we".
//!
//! Invariant: sides stand in the order of their words; codes are listed once each.

use std::ops::Range;

use super::{Context, model::Party};
use crate::{
    grammar::{Analysis, Upos, Word},
    intake::{BlockKind, Document},
    lexicon::{ActorCode, ActorKind, How},
    mentions::{EntityKind, Form, Mention, PlaceMention},
};

/// What kind of words name a side.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SideKind {
    /// A person, by name, office or pronoun.
    Person,
    /// A state, people, government, body or organisation.
    Power,
    /// The adjective of a state: "Russian".
    Adjective,
    /// Several sides together: "both sides", "the two leaders", "they".
    Group,
}

/// Words that stand for one or more sides.
#[derive(Clone, Debug)]
pub struct Side {
    /// The words.
    pub words: Range<Word>,
    /// The states and organisations; empty for a person whose state the document does not tell.
    pub actors: Vec<ActorCode>,
    /// The person or body.
    pub party: Option<Party>,
    /// How it is named.
    pub kind: SideKind,
    /// True for an organisation, which has many members and is yet one side.
    pub is_organisation: bool,
    /// True for an organisation and for those who act for it: "EU ministers".
    pub of_members: bool,
}

/// All sides of a document.
#[derive(Clone, Debug, Default)]
pub struct Sides {
    sides: Vec<Side>,
    /// The sides that the report as a whole is about, the most spoken of first.
    main: Vec<ActorCode>,
    /// True where the report is about two sides: it names persons of both at its head, or keeps
    /// coming back to a second one.
    is_meeting: bool,
    /// True where the head of the report names two sides, or nobody knows whose report it is.
    is_dealing: bool,
    /// True for an item of a news portal.
    is_item: bool,
    /// The sides that the title names.
    titled: Vec<ActorCode>,
    /// For each block, who speaks in the first person there.
    speakers: Vec<Option<Side>>,
}

/// How many sides a report is about when nothing names them together.
pub const PAIR: usize = 2;

/// The weight from which a second side is more than a passing name: two mentions at the head of the
/// report, two persons, or five mentions below (see `find_main`).
const SECOND: u32 = 5;

impl Sides {
    /// Gathers the sides of a document.
    #[must_use]
    pub fn find(context: &Context<'_>) -> Sides {
        let side = |mention: &Mention| side(context, mention);
        let mut sides: Vec<Side> = context.mentions.all().iter().filter_map(side).collect();
        if is_item(context) {
            let places = places_abroad(context, &sides);
            sides.extend(places);
            sides.extend(accredited(context));
        }
        sides.sort_by_key(|side| (side.words.start, side.words.end));
        let speakers = context.document.blocks.iter().map(|block| {
            let words = context.analysis.words_in(block.speaker?);
            let named = context.mentions.within(words).iter().rev().filter_map(side);
            named.max_by_key(|side| side.kind == SideKind::Person)
        });
        let is_item = is_item(context);
        let mut sides = Sides { speakers: speakers.collect(), sides, is_item, ..Sides::default() };
        sides.find_main(context.document, context.analysis, context.mentions.home);
        sides
    }

    /// The sides named in a stretch of words, in order.
    pub fn within(&self, words: Range<Word>) -> impl Iterator<Item = &Side> {
        let from = self.sides.partition_point(|side| side.words.start < words.start);
        self.sides[from..].iter().take_while(move |side| side.words.start < words.end)
    }

    /// The codes named in a stretch of words, each once, in order.
    #[must_use]
    pub fn codes(&self, words: Range<Word>) -> Vec<ActorCode> {
        let mut codes = Vec::new();
        for side in self.within(words) {
            add_all(&mut codes, &side.actors);
        }
        codes
    }

    /// The narrowest side that holds a word.
    #[must_use]
    pub fn at(&self, word: Word) -> Option<&Side> {
        let end = self.sides.partition_point(|side| side.words.start <= word);
        self.sides[..end]
            .iter()
            .rev()
            .take(12)
            .filter(|side| side.words.contains(&word))
            .min_by_key(|side| side.words.len())
    }

    /// True for an item of a news portal: a few sentences of nobody's site.
    #[must_use]
    pub fn is_item(&self) -> bool {
        self.is_item
    }

    /// Who says "I" and "we" in a block.
    #[must_use]
    pub fn speaker(&self, block: u32) -> Option<&Side> {
        self.speakers.get(block as usize).and_then(Option::as_ref)
    }

    /// True where office-holders of several sides speak in turn: "we" may be all of them.
    #[must_use]
    pub fn speak_together(&self) -> bool {
        let holds = |side: &&Side| side.party.as_ref().is_some_and(|party| party.office.is_some());
        let mut actors = self.speakers.iter().flatten().filter(holds).flat_map(|side| &side.actors);
        actors.next().is_some_and(|first| actors.any(|other| other != first))
    }

    /// The sides that the report is about, the most spoken of first.
    #[must_use]
    pub fn main(&self) -> &[ActorCode] {
        &self.main
    }

    /// The sides that deal with each other in a paragraph: those of the persons and powers named
    /// together there, else those of the report.
    #[must_use]
    pub fn dealing(&self, paragraph: Range<Word>) -> Vec<ActorCode> {
        let mut persons = Vec::new();
        let mut powers = Vec::new();
        for side in self.within(paragraph.clone()) {
            match side.kind {
                SideKind::Group if side.actors.len() >= PAIR => return side.actors.clone(),
                SideKind::Group => {}
                SideKind::Person => add_all(&mut persons, &side.actors),
                SideKind::Power => add_all(&mut powers, &side.actors),
                SideKind::Adjective => {}
            }
        }
        if persons.len() >= PAIR || self.is_at_home(paragraph) {
            return persons;
        }
        let shared = powers.iter().chain(&persons).any(|code| self.main.contains(code));
        if self.main.len() >= PAIR && (shared || powers.len() < PAIR) {
            return self.main.clone();
        }
        add_all(&mut persons, &powers);
        persons.truncate(PAIR);
        if persons.len() < PAIR { self.main.clone() } else { persons }
    }

    /// True where what is said around a word is between sides: where the report is about two, or
    /// the paragraph names two itself.
    #[must_use]
    pub fn is_between_sides(&self, paragraph: Range<Word>) -> bool {
        // The members of an organisation deal with each other in it.
        let has_members = |side: &Side| side.of_members && side.kind != SideKind::Adjective;
        self.is_meeting
            || self.is_item && self.within(paragraph.clone()).any(has_members)
            || self.codes(paragraph.clone()).len() >= PAIR && !self.is_at_home(paragraph)
    }

    /// True where a paragraph tells of several persons of one state in a report on that state: the
    /// other states that it names are spoken of.
    fn is_at_home(&self, paragraph: Range<Word>) -> bool {
        let persons = || self.within(paragraph.clone()).filter(|side| side.kind == SideKind::Person);
        let mut names: Vec<&str> =
            persons().filter_map(|side| side.party.as_ref()?.name.as_deref()).collect();
        names.sort_unstable();
        names.dedup();
        self.main.len() < PAIR && names.len() >= PAIR && persons().all(|side| side.actors == self.main)
    }

    /// True where the head of the report says that two sides deal with each other.
    #[must_use]
    pub fn is_dealing(&self) -> bool {
        self.is_dealing
    }

    /// The sides that the title names, in its order.
    #[must_use]
    pub fn titled(&self) -> &[ActorCode] {
        &self.titled
    }

    fn find_main(&mut self, document: &Document, analysis: &Analysis, home: Option<ActorCode>) {
        let mut scores: Vec<(ActorCode, u32)> = Vec::new();
        let (mut bodies, mut told) = (0, 0);
        let mut lead_persons = Vec::new();
        let (mut titled, mut led) = (Vec::new(), Vec::new());
        for sentence in analysis.sentences() {
            let kind = document.blocks[sentence.block as usize].kind;
            bodies += u32::from(kind == BlockKind::Body);
            // Lines without a verb stand before it: "Press release", "Ministry of Trade".
            let tells = sentence.words.clone().any(|word| analysis.upos(word) == Upos::Verb);
            told += u32::from(kind == BlockKind::Body && tells);
            let lead = kind == BlockKind::Title || bodies <= 2 || told <= 1;
            for side in self.within(sentence.words.clone()) {
                if kind == BlockKind::Title {
                    add_all(&mut titled, &side.actors);
                }
                if lead && side.kind != SideKind::Adjective {
                    add_all(&mut led, &side.actors);
                }
                if side.kind == SideKind::Group {
                    // "talks with the ministers of Peru and Chile".
                    if lead && side.actors.len() >= PAIR {
                        add_all(&mut lead_persons, &side.actors);
                    }
                    continue;
                }
                // Persons are the ones who deal with each other; states may only be spoken of.
                let weight = if side.kind == SideKind::Person { 4 } else { 1 } * if lead { 3 } else { 1 };
                for &code in &side.actors {
                    match scores.iter_mut().find(|(other, _)| *other == code) {
                        Some((_, score)) => *score += weight,
                        None => scores.push((code, weight)),
                    }
                }
                if lead && side.kind == SideKind::Person {
                    add_all(&mut lead_persons, &side.actors);
                }
            }
        }
        // The reporter's own side is the second one where the title names only the other.
        let abroad = home.is_some() && titled.iter().any(|&code| Some(code) != home);
        self.is_dealing = titled.len() >= PAIR || led.len() >= PAIR || abroad || home.is_none();
        self.titled = titled;
        if lead_persons.len() >= PAIR {
            (self.main, self.is_meeting) = (lead_persons, true);
            return;
        }
        // A stable sort keeps the order of the text among equals.
        scores.sort_by_key(|&(_, score)| std::cmp::Reverse(score));
        let again = scores.get(PAIR - 1).is_some_and(|&(_, score)| score >= SECOND);
        // A passing name makes the affairs of one state no dealing with another.
        let most = if again || self.is_dealing { PAIR } else { 1 };
        self.main = scores.into_iter().take(most).map(|(code, _)| code).collect();
        self.is_meeting = again;
    }
}

/// How many sentences an item of a news portal has at most.
const ITEM: usize = 4;

/// True for a few sentences of nobody's site: there a city stands for its state as often as not.
fn is_item(context: &Context<'_>) -> bool {
    let sentences = context.analysis.sentences();
    context.mentions.home.is_none() && sentences.iter().filter(|one| !one.words.is_empty()).count() <= ITEM
}

/// The cities abroad towards which somebody acts: "recalls his envoy from Khartoum", "its office in
/// Taipei". They act themselves no more than an adjective does.
fn places_abroad(context: &Context<'_>, sides: &[Side]) -> Vec<Side> {
    let Context { analysis, mention_rules: rules, mentions, .. } = *context;
    let is_abroad = |at: Word, start: Word| {
        let form = |word: Word| analysis.form(word);
        rules.is_whither(form(at)) || rules.is_inside(form(at)) && at > start && rules.is_post(form(at - 1))
    };
    let places = mentions.places().iter().filter(|place| {
        let start = analysis.sentences()[analysis.sentence_of(place.words.start)].words.start;
        place.name.is_some()
            && place.words.start > start
            && is_abroad(place.words.start - 1, start)
            && sides.iter().all(|side| !side.words.contains(&place.words.start))
    });
    let weak = |place: &PlaceMention| Side {
        words: place.words.clone(),
        actors: vec![place.state],
        party: None,
        kind: SideKind::Adjective,
        is_organisation: false,
        of_members: false,
    };
    places.map(weak).collect()
}

/// The states and organisations to whom envoys are sent: "recalls its ambassador to Peru".
fn accredited(context: &Context<'_>) -> Vec<Side> {
    let Context { analysis, mention_rules: rules, world, .. } = *context;
    let posted = |&word: &Word| {
        rules.is_whither(analysis.form(word))
            && rules.is_envoy(analysis.form(word - 1))
            && word + 1 < analysis.len()
    };
    let host = |to: Word| {
        let end = analysis.sentences()[analysis.sentence_of(to)].words.end;
        let (start, found) = (to + 1..end.min(to + 3))
            .find_map(|start| Some((start, world.longest(analysis.forms_in(start..end))?)))?;
        let entry = found.values.iter().find(|entry| matches!(entry.how, How::Name | How::Capital))?;
        let actor = world.actor(entry.actor);
        Some(Side {
            words: start..start + found.len as Word,
            actors: vec![actor.map_or(entry.actor, |one| one.record)],
            party: None,
            kind: SideKind::Adjective,
            is_organisation: actor.is_some_and(|one| one.kind == ActorKind::Organisation),
            of_members: false,
        })
    };
    (1..analysis.len()).filter(posted).filter_map(host).collect()
}

/// The sides that a mention stands for.
fn side(context: &Context<'_>, mention: &Mention) -> Option<Side> {
    let actors = context.mentions.actors(mention);
    let first = *mention.refers.first()?;
    let entity = context.mentions.entity(first);
    let is_person = matches!(entity.kind, EntityKind::Person | EntityKind::Office | EntityKind::Group);
    if actors.is_empty() && !is_person {
        return None;
    }
    let kind = match mention.form {
        Form::Adjective => SideKind::Adjective,
        _ if actors.len() > 1 => SideKind::Group,
        _ if is_person => SideKind::Person,
        _ => SideKind::Power,
    };
    let party = (mention.refers.len() == 1).then(|| context.party(first, Some(mention)));
    let is_organisation = entity.kind == EntityKind::Organisation;
    let is_body =
        |code: &ActorCode| context.world.actor(*code).is_some_and(|one| one.kind == ActorKind::Organisation);
    let of_members = is_organisation || actors.iter().any(is_body);
    Some(Side { words: mention.words.clone(), actors, party, kind, is_organisation, of_members })
}

/// Adds codes that are not there yet.
pub fn add_all(codes: &mut Vec<ActorCode>, more: &[ActorCode]) {
    for code in more {
        if !codes.contains(code) {
            codes.push(*code);
        }
    }
}
