//! From words, trees, names and times to claims: who met whom, and who undertook what.
//!
//! Frames of the lexicon say which verb or noun, with which parts of its clause, makes which
//! claim; the grammar behind them (passive, coordination, control, attribution, negation, tense)
//! is here, once for all frames. Each kind of claim has a module that asks for its frames in a
//! [`Context`] and gives claims back.

pub mod model;
pub mod clauses;
pub mod frames;
pub mod phrases;
pub mod rulebook;
pub mod sides;
pub mod speech;
pub mod events;
pub mod scene;
pub mod acts;
pub mod groups;
pub mod instruments;
pub mod mechanisms;
pub mod statements;
pub mod occasions;
pub mod tenures;
pub mod content;
pub mod relevance;

use crate::{
    grammar::{Analysis, Word, network::Network},
    intake::{BlockKind, Document},
    lexicon::{ActorCode, Vocabulary, World},
    mentions::{self, EntityId, Mention, Mentions},
    text::Span,
    times::TimeExpression,
};
use model::Party;

/// Everything that the stages before found in one document: what a kind of claim is read from.
#[derive(Clone, Copy)]
pub struct Context<'a> {
    /// The document.
    pub document: &'a Document,
    /// The words of the lexicon.
    pub vocabulary: &'a Vocabulary,
    /// Sentences, words, tags, trees.
    pub analysis: &'a Analysis,
    /// States, organisations, places of the world.
    pub world: &'a World,
    /// Time expressions, in order.
    pub times: &'a [TimeExpression],
    /// Persons, states and places of the document.
    pub mentions: &'a Mentions,
    /// The words that mentions were read by.
    pub mention_rules: &'a mentions::Rules,
    /// The words that clauses were read by.
    pub clause_rules: &'a clauses::Rules,
    /// The clauses.
    pub clauses: &'a clauses::Clauses,
    /// The frames of the lexicon.
    pub frames: &'a frames::Frames,
    /// The frames that were met, in text order.
    pub matches: &'a [frames::Match],
    /// True for a speech, an interview, a news conference: people tell of everything there, and a side
    /// named once lends itself to nothing said elsewhere. See [`speech::is_speech`].
    pub is_speech: bool,
    /// The network, which names the acts that words tell.
    pub network: &'a Network,
}

impl<'a> Context<'a> {
    /// The words of the text under a span.
    #[must_use]
    pub fn text(&self, span: Span) -> &'a str {
        &self.document.text[span]
    }

    /// The matches of the frames that make this claim, each with its frame.
    pub fn matches_of(&self, claim: &'a str) -> impl Iterator<Item = (&'a frames::Match, &'a frames::Frame)> {
        let (matches, frames) = (self.matches, self.frames);
        matches
            .iter()
            .map(move |hit| (hit, &frames.all()[hit.frame]))
            .filter(move |(_, frame)| frame.claim == claim)
    }

    /// What the block of a word is for: headline, body, caption.
    #[must_use]
    pub fn block_of(&self, word: Word) -> BlockKind {
        let sentence = &self.analysis.sentences()[self.analysis.sentence_of(word)];
        self.document.blocks[sentence.block as usize].kind
    }

    /// An entity as a party to a dealing, named at this mention.
    #[must_use]
    pub fn party(&self, id: EntityId, mention: Option<&Mention>) -> Party {
        let entity = self.mentions.entity(id);
        Party {
            name: entity.name.clone(),
            office: entity.office.clone(),
            office_id: None,
            actor: entity.actor,
            body: None,
            span: mention.map(|mention| self.analysis.span_of(mention.words.clone())),
        }
    }

    /// The states and organisations that the mentions of these words stand for, each once.
    #[must_use]
    pub fn actors_of(&self, words: &[Word]) -> Vec<ActorCode> {
        let mut actors = Vec::new();
        for mention in words.iter().filter_map(|&word| self.mentions.at(word)) {
            for actor in self.mentions.actors(mention) {
                if !actors.contains(&actor) {
                    actors.push(actor);
                }
            }
        }
        actors
    }
}
