//! Who and what a text speaks of: persons with their offices, states, organisations, delegations,
//! and the places where things happen.
//!
//! A [`Mention`] is a stretch of words that stands for one party or several ("the two leaders");
//! an [`Entity`] is whom it stands for, one for a whole document. Titles and names are read off
//! the words ([`scan`]); pronouns, groups and short names find their entities in [`refer`]. What
//! the parties do is the business of `claims`.
//!
//! Invariant: mentions stand in text order and do not overlap; each refers to at least one entity.

mod rules;
mod scan;
mod spelling;
mod people;
mod prospect;
mod refer;
mod incumbents;
mod leaders;

use std::ops::Range;

pub use incumbents::{Incumbents, Terms};
pub use rules::Rules;

use crate::{
    grammar::{Analysis, Word},
    intake::Document,
    lexicon::{ActorCode, Sym, Vocabulary, World},
};

/// The place of an entity in [`Mentions::entities`].
pub type EntityId = u32;

/// What an entity is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EntityKind {
    /// A person with a name.
    Person,
    /// A person known by office only: "the British Prime Minister".
    Office,
    /// Persons of one side without names: "senior British ministers", "a Russian delegation".
    Group,
    /// A state.
    State,
    /// An organisation.
    Organisation,
}

/// Somebody or something that a document speaks of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entity {
    /// What it is.
    pub kind: EntityKind,
    /// The fullest form of the name in the document; of persons only, without title.
    pub name: Option<String>,
    /// The words of that fullest form.
    pub name_words: Option<Range<Word>>,
    /// The office, abbreviations expanded.
    pub office: Option<String>,
    /// The head of the office: the symbol of "minister".
    pub office_head: Option<Sym>,
    /// The state or organisation.
    pub actor: Option<ActorCode>,
    /// Words of the name, folded.
    tokens: Vec<String>,
}

/// How a mention names its entities.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// By name, with or without title.
    Name,
    /// By office alone.
    Office,
    /// A state or organisation by name, or its side, government, delegation.
    Side,
    /// A state by its adjective alone: "Russian" in "the Russian proposal".
    Adjective,
    /// A pronoun: "he", "they".
    Pronoun,
    /// A possessive pronoun: "his visit".
    Possessive,
    /// "the two leaders", "both sides", "the host".
    Group,
}

/// A stretch of words that stands for one party or several.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mention {
    /// The words, title and name.
    pub words: Range<Word>,
    /// The word that the rest hangs on, as far as it can be told without a tree.
    pub head: Word,
    /// How they are named.
    pub form: Form,
    /// Whom they stand for, at least one.
    pub refers: Vec<EntityId>,
}

/// A place in the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlaceMention {
    /// The words.
    pub words: Range<Word>,
    /// The name of the place; none where a state is named as the place.
    pub name: Option<String>,
    /// The state in which it lies.
    pub state: ActorCode,
    /// True for a province, a region or a residence, which is less than a city.
    pub wide: bool,
}

/// Everything that a document speaks of.
#[derive(Clone, Debug, Default)]
pub struct Mentions {
    mentions: Vec<Mention>,
    entities: Vec<Entity>,
    places: Vec<PlaceMention>,
    of_word: Vec<u32>,
    /// The state whose outlet tells the story, where it is known.
    pub home: Option<ActorCode>,
    /// Mentions that call a person by the given name where the family name is meant.
    pub misnamed: Vec<Range<Word>>,
}

/// What finding mentions needs besides the document.
#[derive(Clone, Copy)]
pub struct Knowledge<'a> {
    /// The words for persons and offices.
    pub rules: &'a Rules,
    /// States, organisations, places.
    pub world: &'a World,
    /// The words of the lexicon.
    pub vocabulary: &'a Vocabulary,
}

const NONE: u32 = u32::MAX;

impl Mentions {
    /// Finds everything that a document speaks of.
    #[must_use]
    pub fn find(document: &Document, analysis: &Analysis, knowledge: Knowledge<'_>) -> Mentions {
        refer::find(document, analysis, knowledge)
    }

    /// The mentions, in text order.
    #[must_use]
    pub fn all(&self) -> &[Mention] {
        &self.mentions
    }

    /// The entities of the document.
    #[must_use]
    pub fn entities(&self) -> &[Entity] {
        &self.entities
    }

    /// One entity.
    #[must_use]
    pub fn entity(&self, id: EntityId) -> &Entity {
        &self.entities[id as usize]
    }

    /// The places, in text order.
    #[must_use]
    pub fn places(&self) -> &[PlaceMention] {
        &self.places
    }

    /// The mention that covers a word.
    #[must_use]
    pub fn at(&self, word: Word) -> Option<&Mention> {
        self.of_word.get(word as usize).and_then(|&at| self.mentions.get(at as usize))
    }

    /// The mentions that lie in a stretch of words, in order.
    #[must_use]
    pub fn within(&self, words: Range<Word>) -> &[Mention] {
        let start = self.mentions.partition_point(|mention| mention.words.start < words.start);
        let end = self.mentions.partition_point(|mention| mention.words.start < words.end);
        &self.mentions[start..end.max(start)]
    }

    /// The places that lie in a stretch of words, in order.
    #[must_use]
    pub fn places_within(&self, words: Range<Word>) -> &[PlaceMention] {
        let start = self.places.partition_point(|place| place.words.start < words.start);
        let end = self.places.partition_point(|place| place.words.start < words.end);
        &self.places[start..end.max(start)]
    }

    /// The place whose words cover a word.
    #[must_use]
    pub fn place_at(&self, word: Word) -> Option<&PlaceMention> {
        let at = self.places.partition_point(|place| place.words.end <= word);
        self.places.get(at).filter(|place| place.words.contains(&word))
    }

    /// The states and organisations that a mention stands for, each once, in order.
    #[must_use]
    pub fn actors(&self, mention: &Mention) -> Vec<ActorCode> {
        let mut actors = Vec::new();
        for actor in mention.refers.iter().filter_map(|&id| self.entity(id).actor) {
            if !actors.contains(&actor) {
                actors.push(actor);
            }
        }
        actors
    }

    fn index(&mut self, words: Word) {
        self.of_word = vec![NONE; words as usize];
        for (at, mention) in self.mentions.iter().enumerate() {
            self.of_word[mention.words.start as usize..mention.words.end as usize].fill(at as u32);
        }
    }
}
