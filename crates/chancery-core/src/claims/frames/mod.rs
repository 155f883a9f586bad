//! Frames: which verb or noun, with which parts of its clause, makes which claim.
//!
//! Frames are data (`lexicon/frames/*.toml`); an editor adds one without compiling anything. What
//! is grammar (passive, coordination, control, relative clauses) is read off [`Clauses`], so a
//! frame speaks of the *logical* subject and object only. What a match means (an event, an act)
//! is decided by the stage that asks for the frames of its claim.
//!
//! ```toml
//! [lists]                                  # words by dictionary form, parted by `|`; phrases too
//! talk-nouns = "talk | negotiation | working session"
//!
//! [[frame]]
//! id     = "talks.hold"                    # never reused
//! claim  = "meeting"                       # which stage asks for it
//! verb   = "hold | have | conduct"         # or `noun = …`, or `adjective = …`; `{list}` is a list
//! object = "{talk-nouns}"                  # optional: the head of the logical object
//! roles  = { who = "subject", whom = "with" }
//! needs  = ["who"]                         # roles without which the frame is not met
//! set    = { status = "planned" }          # anything more for the stage that asks
//! yes = [{ text = "Macron held talks with Merz.", who = "Macron", whom = "Merz" }]
//! no  = ["Ministers met the deadline."]
//! ```
//!
//! A verb phrase is written from its verb on ("look forward", "stand ready"), a noun phrase up to
//! its head ("courtesy call"). More constraints: `subject` (head of the logical subject),
//! `complement` (`"to"`, `"that"`, `"ing"`: kinds of clause below, parted by `|`, or `"none"`), `behind` (a
//! preposition that must stand in the clause: `"on | with"`), `without` (a preposition that must not
//! stand behind the object or subject that the frame asks for), `modifier` (a word before the noun),
//! `voice` (`"active"` or `"passive"`), `heads` (words that the filler of a role must be one of:
//! `{ session = "{session-nouns}" }`).
//!
//! Sources of a role, parted by `|`, the first that is filled: `subject`, `object`, `indirect` ("sent
//! the President a letter"), `possessor` ("Putin's visit"), `modifier` ("the Russian visit"), any
//! preposition as it is written, or a phrase of prepositions ("in honour of").
//!
//! Invariant: matches stand in the order of their triggers; a frame matches a trigger once.
//!
//! How the text of a frame is read is the business of `compile`, when it is met that of `meet`, and what
//! fills its roles that of `parts`.

mod compile;
mod meet;
mod parts;
mod words;

use std::{
    collections::{BTreeMap, HashMap},
    ops::Range,
};

pub use words::Words;

use super::clauses::{ClauseId, Clauses};
use crate::{
    grammar::{Analysis, Upos, Word},
    lexicon::{List, Sym},
};

/// What a frame hangs on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trigger {
    /// A verb, finite or not.
    Verb,
    /// A noun, wherever it stands.
    Noun,
    /// An adjective or noun behind "to be": "is ready".
    Adjective,
}

/// Where a role is looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Slot {
    /// The logical subject: the agent where the clause is passive.
    Subject,
    /// The logical object: the subject where the clause is passive.
    Object,
    /// What stands before the object that the frame asks for: "sent *the President* a letter".
    Indirect,
    /// The owner of the noun: "Putin's visit", "their talks".
    Possessor,
    /// A word before the noun that belongs to it: "the Russian visit".
    Modifier,
    /// Behind this preposition, of the verb, its object or the noun.
    Behind(Sym),
    /// Behind a noun and its preposition: "in *honour of* the guest".
    Beyond(Sym, Sym),
}

/// One frame, compiled.
#[derive(Clone, Debug)]
pub struct Frame {
    /// Its name, which never changes its meaning.
    pub id: String,
    /// Which stage asks for it: `meeting`, `visit`, `act`.
    pub claim: String,
    /// What it hangs on.
    pub trigger: Trigger,
    /// Roles by name, each with the slots that may fill it, in order.
    pub roles: Vec<(String, Vec<Slot>)>,
    /// What the stage that asks wants to know besides.
    pub set: BTreeMap<String, String>,
    /// Sentences with the roles that they must show.
    pub yes: Vec<Example>,
    /// Sentences that it must not match.
    pub no: Vec<String>,
    words: Words,
    object: Option<Words>,
    subject: Option<Words>,
    modifier: Option<List>,
    complements: Vec<Complement>,
    behind: Option<List>,
    without: Option<List>,
    needs: Vec<usize>,
    heads: Vec<(usize, Words)>,
    passive: Option<bool>,
    of: Sym,
}

/// A sentence that a frame must match.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Example {
    /// The sentence.
    pub text: String,
    /// Words that the roles must hold.
    pub roles: BTreeMap<String, String>,
}

/// A kind of clause below a trigger.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Complement {
    /// "agreed *to boost*".
    Infinitive,
    /// "agreed *that …*", "said …".
    Content,
    /// "suggested *boosting*".
    Gerund,
    /// No infinitive and no content: "called on the President", not "called on him *to resign*".
    Nothing,
}

/// A frame found in a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Match {
    /// Which frame: its place in [`Frames::all`].
    pub frame: usize,
    /// The verb, noun or adjective.
    pub trigger: Word,
    /// The clause of the trigger; none where a noun stands in a fragment without a verb.
    pub clause: Option<ClauseId>,
    /// The object that the frame asked for.
    pub object: Option<Word>,
    /// The clause below that the frame asked for, the first of them.
    pub complement: Option<ClauseId>,
    /// Heads that fill the roles, in the order of [`Frame::roles`]; empty where a role is open.
    pub roles: Vec<Vec<Word>>,
}

/// All frames of the lexicon.
#[derive(Clone, Debug, Default)]
pub struct Frames {
    frames: Vec<Frame>,
    by_word: HashMap<Sym, Vec<usize>>,
}

impl Frames {
    /// All frames, in the order of files and entries.
    #[must_use]
    pub fn all(&self) -> &[Frame] {
        &self.frames
    }

    /// Finds every frame in a document. Claims are told apart by [`Frame::claim`].
    #[must_use]
    pub fn find(&self, analysis: &Analysis, clauses: &Clauses) -> Vec<Match> {
        let mut found = Vec::new();
        for word in 0..analysis.len() {
            let by_lemma = self.by_word.get(&analysis.lemma(word));
            let Some(candidates) = by_lemma.or_else(|| self.by_word.get(&analysis.form(word))) else {
                continue;
            };
            for &at in candidates {
                if let Some(hit) = self.frames[at].meet(analysis, clauses, word) {
                    found.push(Match { frame: at, ..hit });
                }
            }
        }
        found
    }

    /// The heads that fill a role of a match; empty where it is open or the frame has none of
    /// that name.
    #[must_use]
    pub fn role<'a>(&self, hit: &'a Match, role: &str) -> &'a [Word] {
        let place = self.frames[hit.frame].roles.iter().position(|(name, _)| name == role);
        place.and_then(|place| hit.roles.get(place)).map_or(&[], Vec::as_slice)
    }
}

fn nominal(analysis: &Analysis, word: Word) -> bool {
    matches!(analysis.upos(word), Upos::Noun | Upos::Propn)
}

/// The words from the first to the last of a match, its role fillers included: what is quoted.
#[must_use]
pub fn quoted(analysis: &Analysis, hit: &Match) -> Range<Word> {
    let words = || std::iter::once(hit.trigger).chain(hit.object).chain(hit.roles.iter().flatten().copied());
    let sentence = &analysis.sentences()[analysis.sentence_of(hit.trigger)].words;
    let start = words().map(|word| analysis.subtree(word).start).min().unwrap_or(hit.trigger);
    let end = words().map(|word| word + 1).max().unwrap_or(hit.trigger + 1);
    start.max(sentence.start)..end.min(sentence.end)
}
