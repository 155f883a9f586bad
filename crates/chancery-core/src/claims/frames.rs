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

use std::{
    collections::{BTreeMap, HashMap},
    ops::Range,
};

use serde::Deserialize;
use toml::Spanned;

use super::clauses::{Clause, ClauseId, Clauses, Link, conjuncts, preposition};
use crate::{
    grammar::{Analysis, Rel, Upos, Word, Xpos},
    lexicon::{Files, List, Problems, Sym, Vocabulary, fold, position},
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

/// A set of words and phrases.
#[derive(Clone, Debug, Default)]
pub struct Words {
    single: List,
    phrases: Vec<Vec<Sym>>,
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

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct FramesFile {
    lists: BTreeMap<String, Spanned<String>>,
    frame: Vec<Spanned<FrameEntry>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct FrameEntry {
    id: String,
    claim: String,
    verb: Option<Spanned<String>>,
    noun: Option<Spanned<String>>,
    adjective: Option<Spanned<String>>,
    object: Option<Spanned<String>>,
    subject: Option<Spanned<String>>,
    modifier: Option<Spanned<String>>,
    complement: Option<Spanned<String>>,
    behind: Option<Spanned<String>>,
    without: Option<Spanned<String>>,
    voice: Option<Spanned<String>>,
    roles: BTreeMap<String, Spanned<String>>,
    needs: Vec<Spanned<String>>,
    heads: BTreeMap<String, Spanned<String>>,
    set: BTreeMap<String, String>,
    yes: Vec<ExampleEntry>,
    no: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum ExampleEntry {
    Text(String),
    Roles(BTreeMap<String, String>),
}

/// The files under `frames/` that are no frames but the grammar's own words.
const GRAMMAR_FILE: &str = "frames/clauses.toml";

impl Frames {
    /// Reads every file of frames under `frames/`; lists may stand in any of them.
    #[must_use]
    pub fn compile(files: &Files<'_>, vocabulary: &mut Vocabulary, problems: &mut Problems) -> Frames {
        let mut parsed: Vec<(&str, &str, FramesFile)> = Vec::new();
        for (path, bytes) in files.under("frames/").filter(|(path, _)| *path != GRAMMAR_FILE) {
            if let Some(file) = crate::lexicon::parse::<FramesFile>(path, bytes, problems) {
                parsed.push((path, std::str::from_utf8(bytes).unwrap_or_default(), file));
            }
        }
        let mut lists = BTreeMap::new();
        for (path, text, file) in &parsed {
            for (name, words) in &file.lists {
                if lists.insert(name.as_str(), words.get_ref().as_str()).is_some() {
                    problems.push(
                        path,
                        Some(position(text, words.span().start)),
                        &format!("the list `{name}` is defined twice: keep one"),
                    );
                }
            }
        }
        let mut frames = Frames::default();
        let mut seen = BTreeMap::new();
        for (path, text, file) in parsed.iter() {
            for entry in &file.frame {
                let mut compiler = Compiler { path, text, lists: &lists, vocabulary, problems };
                let place = entry.span().start;
                if seen.insert(entry.get_ref().id.clone(), ()).is_some() {
                    compiler.problem(
                        place,
                        &format!("the frame `{}` is defined twice: give one another id", entry.get_ref().id),
                    );
                }
                if let Some(frame) = compiler.frame(place, entry.get_ref()) {
                    frames.add(frame);
                }
            }
        }
        frames
    }

    fn add(&mut self, frame: Frame) {
        let at = self.frames.len();
        for first in frame.words.keys(frame.trigger) {
            let entry = self.by_word.entry(first).or_default();
            if entry.last() != Some(&at) {
                entry.push(at);
            }
        }
        self.frames.push(frame);
    }

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

impl Frame {
    /// The match of this frame at a word whose lemma is one of its triggers.
    fn meet(&self, analysis: &Analysis, clauses: &Clauses, word: Word) -> Option<Match> {
        let own = clauses.of(word);
        let clause = own.map(|id| clauses.get(id)).filter(|clause| clause.predicate == word);
        match self.trigger {
            Trigger::Verb => {
                if clause.is_none()
                    || analysis.upos(word) != Upos::Verb
                    || !self.words.starts_at(analysis, word)
                {
                    return None;
                }
            }
            Trigger::Adjective => {
                if !matches!(analysis.upos(word), Upos::Adj | Upos::Noun | Upos::Verb)
                    || !self.words.starts_at(analysis, word)
                {
                    return None;
                }
            }
            Trigger::Noun => {
                if !nominal(analysis, word) && !heads_line(analysis, word)
                    || !self.words.ends_at(analysis, word)
                {
                    return None;
                }
            }
        }
        if let (Some(passive), Some(clause)) = (self.passive, clause)
            && passive != clause.passive
        {
            return None;
        }
        let object = match &self.object {
            None => None,
            Some(words) => Some(self.object_in(analysis, clause?, words)?),
        };
        let subject = match &self.subject {
            None => None,
            Some(words) => {
                let clause = clause?;
                let subjects = if clause.passive { &clause.agents } else { &clause.subjects };
                Some(subjects.iter().copied().find(|&subject| words.ends_at(analysis, subject))?)
            }
        };
        if let (Some(list), Some(noun)) = (&self.without, object.or(subject)) {
            let mut before = analysis.children(noun).filter_map(|child| preposition(analysis, child));
            if before.any(|before| before > noun && list.contains(analysis.form(before))) {
                return None;
            }
        }
        if let Some(list) = &self.modifier {
            let mut before = analysis.subtree(word).start..word;
            if !before.any(|at| list.contains(analysis.lemma(at)) || list.contains(analysis.form(at))) {
                return None;
            }
        }
        let parent = clause.is_some().then_some(own).flatten();
        let below = || self.complement_in(analysis, clauses, parent, word);
        let complement = match self.complements[..] {
            [] => None,
            [Complement::Nothing] if below().is_some() => return None,
            [Complement::Nothing] => None,
            _ => Some(below()?),
        };
        let parts = Parts { analysis, clause, word, object, of: self.of };
        if let Some(list) = &self.behind
            && !parts.prepositions().any(|at| list.contains(analysis.form(at)))
        {
            return None;
        }
        let roles: Vec<Vec<Word>> = self
            .roles
            .iter()
            .enumerate()
            .map(|(role, (_, slots))| {
                let heads = self.heads.iter().find(|(of, _)| *of == role).map(|(_, words)| words);
                let accepts = |&head: &Word| {
                    // "the ambassador Huang Xilian": the title before a name says who it is.
                    let titled = |words: &Words| {
                        analysis.upos(head) == Upos::Propn
                            && analysis.children(head).any(|at| at < head && words.ends_at(analysis, at))
                    };
                    heads.is_none_or(|words| words.ends_at(analysis, head) || titled(words))
                };
                let fill = |slot| {
                    let mut fill = parts.fill(slot);
                    fill.retain(accepts);
                    fill
                };
                // What the tree gives comes first: "met with X this morning" has no object.
                let of_tree = slots.iter().map(|&slot| fill(slot)).find(|fill| !fill.is_empty());
                of_tree.unwrap_or_else(|| {
                    let behind = slots.contains(&Slot::Object).then(|| parts.object_in_order()).flatten();
                    behind.filter(accepts).into_iter().collect()
                })
            })
            .collect();
        if self.needs.iter().any(|&need| roles[need].is_empty()) {
            return None;
        }
        Some(Match { frame: 0, trigger: word, clause: own, object, complement, roles })
    }

    /// The object that the frame asks for: by the tree, else the first noun behind the verb.
    fn object_in(&self, analysis: &Analysis, clause: &Clause, words: &Words) -> Option<Word> {
        let of_tree = if clause.passive { &clause.subjects } else { &clause.objects };
        if let Some(&object) = of_tree.iter().find(|&&object| words.ends_at(analysis, object)) {
            return Some(object);
        }
        // "was awarded the Order of Merit": what a passive verb keeps behind it.
        if clause.passive
            && let Some(&object) = clause.objects.iter().find(|&&object| words.ends_at(analysis, object))
        {
            return Some(object);
        }
        if clause.passive {
            // "the Agreement (…), signed in Yerevan": the nearest such noun before the participle.
            let start = analysis.sentences()[analysis.sentence_of(clause.predicate)].words.start;
            return (start.max(clause.predicate.saturating_sub(24))..clause.predicate)
                .rev()
                .find(|&at| {
                    matches!(analysis.upos(at), Upos::Noun | Upos::Propn) && words.ends_at(analysis, at)
                })
                .filter(|_| clause.link == Link::Participle || clause.group.start == clause.predicate);
        }
        // "recalled the agreement concluded in Oslo": a participle that the parser took for a verb.
        let next = clause.predicate + 1;
        let bare = clause.group.start == clause.predicate && !clause.infinitive;
        if bare
            && next < analysis.len()
            && analysis.upos(next) == Upos::Adp
            && analysis.features(clause.predicate).is_past()
        {
            let start = analysis.sentences()[analysis.sentence_of(clause.predicate)].words.start;
            let before = (start.max(clause.predicate.saturating_sub(3))..clause.predicate).rev();
            let mut named =
                before.take_while(|&at| !matches!(analysis.upos(at), Upos::Verb | Upos::Aux | Upos::Pron));
            let noun = named.find(|&at| {
                matches!(analysis.upos(at), Upos::Noun | Upos::Propn) && words.ends_at(analysis, at)
            });
            if noun.is_some() {
                return noun;
            }
        }
        // The parser may have hung the noun elsewhere: it stands behind the verb, with nothing but
        // its own articles and adjectives between.
        let end = analysis.sentences()[analysis.sentence_of(clause.predicate)].words.end;
        let in_group = |from: Word| {
            (from..end.min(from + 8))
                .take_while(|&at| {
                    matches!(
                        analysis.upos(at),
                        Upos::Det
                            | Upos::Adj
                            | Upos::Noun
                            | Upos::Propn
                            | Upos::Num
                            | Upos::Sym
                            | Upos::Punct
                            | Upos::Adv
                            | Upos::Pron
                            | Upos::Cconj
                    ) || matches!(analysis.rel(at), Rel::Amod | Rel::Compound)
                        || at + 1 < end && analysis.form(at - 1) == analysis.form(at + 1)
                })
                .find(|&at| words.ends_at(analysis, at))
        };
        // "signed in Oslo a treaty": places and days may come first.
        let behind = || behind_places(analysis, clause.predicate + 1, end.min(clause.predicate + OBJECT_BEHIND));
        in_group(clause.predicate + 1).or_else(|| {
            let from = behind();
            (from > clause.predicate + 1 && from < end && analysis.upos(from) == Upos::Det)
                .then(|| in_group(from))
                .flatten()
        })
    }

    fn complement_in(
        &self,
        analysis: &Analysis,
        clauses: &Clauses,
        parent: Option<ClauseId>,
        word: Word,
    ) -> Option<ClauseId> {
        analysis
            .children(word)
            .filter_map(|child| clauses.of(child).filter(|&id| clauses.get(id).predicate == child))
            .chain(parent.into_iter().flat_map(|parent| clauses.below(parent)))
            .find(|&id| {
                let below = clauses.get(id);
                let kind = if below.infinitive {
                    Complement::Infinitive
                } else if matches!(below.link, Link::Content) {
                    Complement::Content
                } else if !analysis.features(below.predicate).is_finite() {
                    Complement::Gerund
                } else {
                    return false;
                };
                below.predicate > word
                    && matches!(below.link, Link::Content | Link::Open | Link::Participle | Link::Adverbial)
                    && (self.complements.contains(&kind)
                        || self.complements.contains(&Complement::Nothing) && kind != Complement::Gerund)
            })
    }
}

/// How far behind its verb an object is looked for where the tree has none.
const OBJECT_BEHIND: u32 = 10;

/// How far before a noun the name of its possessor may stand, in words.
const POSSESSOR_BEFORE: u32 = 6;

/// True for "Visit" in a line such as "Visit to Peru, 4 to 5 May", which is read as a verb.
fn heads_line(analysis: &Analysis, word: Word) -> bool {
    analysis.xpos(word) == Xpos::Vb
        && analysis.rel(word) == Rel::Root
        && analysis.sentences()[analysis.sentence_of(word)].words.start == word
        && word + 1 < analysis.len()
        && analysis.upos(word + 1) == Upos::Adp
        && analysis.children(word).all(|child| !analysis.rel(child).is_subject() && analysis.rel(child) != Rel::Obj)
}

fn nominal(analysis: &Analysis, word: Word) -> bool {
    matches!(analysis.upos(word), Upos::Noun | Upos::Propn)
}

/// The first word from `at` on that is no adverb and belongs to no day or place: behind "today in Zagreb".
fn behind_places(analysis: &Analysis, mut at: Word, end: Word) -> Word {
    while at < end {
        match analysis.upos(at) {
            Upos::Adv => at += 1,
            Upos::Noun | Upos::Propn | Upos::Num if analysis.rel(at) == Rel::Obl => at += 1,
            Upos::Adp => {
                at += 1;
                if at < end && analysis.upos(at) == Upos::Det {
                    at += 1;
                }
                while at < end && (nominal(analysis, at) || matches!(analysis.upos(at), Upos::Num | Upos::Adj)) {
                    at += 1;
                }
            }
            _ => break,
        }
    }
    at
}

/// What stands around a trigger.
struct Parts<'a> {
    analysis: &'a Analysis,
    clause: Option<&'a Clause>,
    word: Word,
    object: Option<Word>,
    /// The preposition that belongs to the noun next before it.
    of: Sym,
}

impl Parts<'_> {
    fn prepositions(&self) -> impl Iterator<Item = Word> + '_ {
        let of_clause = self
            .clause
            .into_iter()
            .flat_map(|clause| clause.obliques.iter().map(|oblique| oblique.preposition));
        let of_noun = std::iter::once(self.word)
            .chain(self.object)
            .flat_map(|noun| self.analysis.children(noun))
            .filter_map(|child| preposition(self.analysis, child));
        of_clause.chain(of_noun)
    }

    fn fill(&self, slot: Slot) -> Vec<Word> {
        let analysis = self.analysis;
        match (slot, self.clause) {
            (Slot::Subject, Some(clause)) if clause.passive => clause.agents.clone(),
            (Slot::Subject, Some(clause)) => clause.subjects.clone(),
            (Slot::Object, Some(clause)) if clause.passive => clause.subjects.clone(),
            (Slot::Object, Some(clause)) => clause.objects.clone(),
            (Slot::Indirect, Some(clause)) => {
                let before = |&&word: &&Word| self.object.is_some_and(|object| word < object);
                let of = if clause.passive { &clause.subjects } else { &clause.objects };
                of.iter().filter(before).copied().collect()
            }
            (Slot::Subject | Slot::Object | Slot::Indirect, None) => Vec::new(),
            (Slot::Possessor, _) => {
                let found: Vec<Word> =
                    self.nouns().flat_map(|noun| self.hanging(noun, Rel::NmodPoss)).collect();
                if found.is_empty() { self.possessor_in_order().into_iter().collect() } else { found }
            }
            (Slot::Modifier, _) => self
                .nouns()
                .flat_map(|noun| analysis.subtree(noun).start..noun)
                .filter(|&at| matches!(analysis.rel(at), Rel::Amod | Rel::Compound | Rel::Nmod | Rel::Conj))
                .collect(),
            (Slot::Beyond(noun, sym), _) => {
                let end = analysis.sentences()[analysis.sentence_of(self.word)].words.end;
                (self.word + 1..end)
                    .filter(|&at| analysis.form(at) == noun)
                    .flat_map(|at| analysis.children(at))
                    .filter(|&child| {
                        preposition(analysis, child).is_some_and(|before| analysis.form(before) == sym)
                    })
                    .flat_map(|child| conjuncts(analysis, child))
                    .collect()
            }
            (Slot::Behind(sym), clause) => {
                let mut found: Vec<Word> = clause
                    .into_iter()
                    .flat_map(|clause| &clause.obliques)
                    .filter(|oblique| analysis.form(oblique.preposition) == sym)
                    .map(|oblique| oblique.head)
                    .collect();
                for noun in self.nouns() {
                    for child in analysis.children(noun) {
                        let behind = preposition(analysis, child);
                        if behind.is_some_and(|at| analysis.form(at) == sym) && !found.contains(&child) {
                            found.extend(conjuncts(analysis, child));
                        }
                    }
                }
                found.sort_unstable();
                found.dedup();
                if found.is_empty() {
                    found.extend(self.behind_in_order(sym));
                }
                found
            }
        }
    }

    /// The noun behind a verb whose object the tree hangs elsewhere: past adverbs, days and places,
    /// as in "received today in Zagreb the Ambassador".
    fn object_in_order(&self) -> Option<Word> {
        let analysis = self.analysis;
        let clause = self.clause.filter(|clause| !clause.passive && clause.objects.is_empty())?;
        let end = analysis.sentences()[analysis.sentence_of(self.word)].words.end;
        let end = end.min(clause.predicate + OBJECT_BEHIND);
        let at = behind_places(analysis, clause.predicate + 1, end);
        (at > clause.predicate + 1 && at < end && analysis.upos(at) == Upos::Det)
            .then(|| {
                (at + 1..end)
                    .take_while(|&at| nominal(analysis, at) || analysis.upos(at) == Upos::Adj)
                    .filter(|&at| nominal(analysis, at))
                    .last()
            })
            .flatten()
    }

    /// The name before an apostrophe, where the tree hangs the noun on it: "X Y's official visit".
    fn possessor_in_order(&self) -> Option<Word> {
        let analysis = self.analysis;
        let noun = self.object.unwrap_or(self.word);
        let start = analysis.sentences()[analysis.sentence_of(noun)].words.start;
        let mark = (start.max(noun.saturating_sub(POSSESSOR_BEFORE))..noun)
            .rev()
            .take_while(|&at| {
                analysis.xpos(at) == Xpos::Pos
                    || matches!(analysis.upos(at), Upos::Adj | Upos::Num | Upos::Noun)
                    || analysis.xpos(at) == Xpos::Hyph
            })
            .find(|&at| analysis.xpos(at) == Xpos::Pos)?;
        let owner = mark.checked_sub(1).filter(|&at| at >= start)?;
        (analysis.upos(owner) == Upos::Propn).then_some(owner)
    }

    /// What stands behind a preposition close after the trigger, where the tree hangs it elsewhere.
    fn behind_in_order(&self, sym: Sym) -> Option<Word> {
        let analysis = self.analysis;
        let from = self.object.map_or(self.word, |object| object.max(self.word)) + 1;
        let end = analysis.sentences()[analysis.sentence_of(self.word)].words.end;
        // Behind a noun the place and the day may come first: "the meeting in Oslo on Monday between".
        let noun = self.object.is_some() || analysis.upos(self.word) == Upos::Noun;
        let reach = if noun { 10 } else { 4 };
        let preposition = (from..end.min(from + reach))
            .take_while(|&at| {
                !matches!(analysis.upos(at), Upos::Verb | Upos::Aux | Upos::Sconj | Upos::Punct)
            })
            .find(|&at| analysis.form(at) == sym && analysis.upos(at) == Upos::Adp)?;
        // "on a visit at the invitation of X": of another noun.
        let hangs = analysis.head(preposition).and_then(|head| analysis.head(head));
        // "the signing today of an agreement": a day has nothing of its own.
        let before = preposition - 1;
        let day = matches!(analysis.rel(before), Rel::Obl | Rel::Nmod)
            && self::preposition(analysis, before).is_none();
        if sym == self.of && preposition > from && hangs == Some(before) && !day {
            return None;
        }
        let first = (preposition + 1..end.min(preposition + 4))
            .find(|&at| matches!(analysis.upos(at), Upos::Noun | Upos::Propn | Upos::Pron))?;
        // Of several nouns in a row the last one is the head.
        (first..end)
            .take_while(|&at| matches!(analysis.upos(at), Upos::Noun | Upos::Propn | Upos::Pron))
            .last()
    }

    /// The noun that the frame hangs on, or the object of its verb.
    fn nouns(&self) -> impl Iterator<Item = Word> + '_ {
        self.object.into_iter().chain(self.object.is_none().then_some(self.word))
    }

    fn hanging(&self, noun: Word, rel: Rel) -> Vec<Word> {
        self.analysis
            .children(noun)
            .filter(|&child| self.analysis.rel(child) == rel)
            .flat_map(|child| conjuncts(self.analysis, child))
            .collect()
    }
}

impl Words {
    /// Words and phrases parted by `|`.
    fn add(&mut self, text: &str, vocabulary: &mut Vocabulary) {
        for phrase in text.split('|').map(str::trim).filter(|phrase| !phrase.is_empty()) {
            let syms: Vec<Sym> = fold(phrase)
                .split([' ', '\n'])
                .filter(|word| !word.is_empty())
                .map(|word| vocabulary.add(word))
                .collect();
            match syms.as_slice() {
                [word] => self.single.insert(*word),
                _ => self.phrases.push(syms),
            }
        }
    }

    /// True where one word of the list, or a whole phrase that ends here, stands at `word`.
    #[must_use]
    pub fn ends_at(&self, analysis: &Analysis, word: Word) -> bool {
        let stands = |phrase: &[Sym], first: Word| {
            (first..).zip(phrase).all(|(at, &sym)| at < analysis.len() && is(analysis, at, sym))
        };
        self.single.contains(analysis.lemma(word))
            || self.phrases.iter().any(|phrase| {
                let count = phrase.len() as Word;
                // "letters of credence": the tree has the first word as the head.
                let headed = || count > 2 && analysis.upos(word + 1) == Upos::Adp && stands(phrase, word);
                word + 1 >= count && stands(phrase, word + 1 - count)
                    || word + count <= analysis.len() && headed()
            })
    }

    /// True where one word of the list, or a whole phrase that begins here, stands at `word`; an
    /// adverb may stand between the first and the second word of a phrase.
    #[must_use]
    pub fn starts_at(&self, analysis: &Analysis, word: Word) -> bool {
        self.single.contains(analysis.lemma(word))
            || self.single.contains(analysis.form(word))
            || self.phrases.iter().any(|phrase| {
                is(analysis, word, phrase[0])
                    && (1..=2).any(|gap| {
                        (1..phrase.len()).all(|at| {
                            let place = word + gap + at as Word - 1;
                            place < analysis.len() && is(analysis, place, phrase[at])
                        }) && (gap == 1 || analysis.upos(word + 1) == Upos::Adv)
                    })
            })
    }

    /// The lemmas by which a trigger is looked up.
    fn keys(&self, trigger: Trigger) -> Vec<Sym> {
        let mut keys: Vec<Sym> = self.single.iter().collect();
        keys.extend(self.phrases.iter().map(|phrase| match trigger {
            Trigger::Noun => phrase[phrase.len() - 1],
            Trigger::Verb | Trigger::Adjective => phrase[0],
        }));
        keys
    }
}

fn is(analysis: &Analysis, word: Word, sym: Sym) -> bool {
    analysis.lemma(word) == sym || analysis.form(word) == sym
}

/// Compiles the entries of one file.
struct Compiler<'a> {
    path: &'a str,
    text: &'a str,
    lists: &'a BTreeMap<&'a str, &'a str>,
    vocabulary: &'a mut Vocabulary,
    problems: &'a mut Problems,
}

impl Compiler<'_> {
    fn problem(&mut self, at: usize, message: &str) {
        self.problems.push(self.path, Some(position(self.text, at)), message);
    }

    fn frame(&mut self, at: usize, entry: &FrameEntry) -> Option<Frame> {
        let triggers = [
            (Trigger::Verb, &entry.verb),
            (Trigger::Noun, &entry.noun),
            (Trigger::Adjective, &entry.adjective),
        ];
        let mut given =
            triggers.into_iter().filter_map(|(kind, words)| words.as_ref().map(|words| (kind, words)));
        let Some((trigger, words)) = given.next() else {
            self.problem(at, "the frame hangs on nothing: give it a `verb`, `noun` or `adjective`");
            return None;
        };
        if given.next().is_some() {
            self.problem(at, "the frame hangs on two things: split it into two frames");
        }
        if entry.id.is_empty() || entry.claim.is_empty() {
            self.problem(at, "the frame needs an `id` and a `claim`");
        }
        if entry.yes.is_empty() {
            self.problem(at, "the frame has no `yes = [...]` example: add a sentence it must match");
        }
        if entry.no.is_empty() {
            self.problem(at, "the frame has no `no = [...]` example: add a sentence it must not match");
        }
        let words = self.words(words);
        let roles: Vec<(String, Vec<Slot>)> =
            entry.roles.iter().map(|(name, slots)| (name.clone(), self.slots(slots.get_ref()))).collect();
        let mut needs = Vec::new();
        for need in &entry.needs {
            match roles.iter().position(|(name, _)| name == need.get_ref()) {
                Some(place) => needs.push(place),
                None => self.problem(
                    need.span().start,
                    &format!("no role is called `{}`: add it to `roles`", need.get_ref()),
                ),
            }
        }
        let mut heads = Vec::new();
        for (role, words) in &entry.heads {
            match roles.iter().position(|(name, _)| name == role) {
                Some(place) => heads.push((place, self.words(words))),
                None => self
                    .problem(words.span().start, &format!("no role is called `{role}`: add it to `roles`")),
            }
        }
        let complements = entry.complement.as_ref().map_or_else(Vec::new, |kinds| self.complements(kinds));
        let passive = entry.voice.as_ref().and_then(|voice| match voice.get_ref().as_str() {
            "active" => Some(false),
            "passive" => Some(true),
            other => {
                let message = format!("`{other}` is no voice: write `active` or `passive`");
                self.problem(voice.span().start, &message);
                None
            }
        });
        let yes = entry
            .yes
            .iter()
            .map(|example| match example {
                ExampleEntry::Text(text) => Example { text: text.clone(), roles: BTreeMap::new() },
                ExampleEntry::Roles(map) => {
                    let mut roles = map.clone();
                    Example { text: roles.remove("text").unwrap_or_default(), roles }
                }
            })
            .collect();
        Some(Frame {
            id: entry.id.clone(),
            claim: entry.claim.clone(),
            trigger,
            roles,
            set: entry.set.clone(),
            yes,
            no: entry.no.clone(),
            words,
            object: entry.object.as_ref().map(|words| self.words(words)),
            subject: entry.subject.as_ref().map(|words| self.words(words)),
            modifier: entry.modifier.as_ref().map(|words| self.words(words).single),
            complements,
            behind: entry.behind.as_ref().map(|words| self.words(words).single),
            without: entry.without.as_ref().map(|words| self.words(words).single),
            needs,
            heads,
            passive,
            of: self.vocabulary.add("of"),
        })
    }

    /// Words, phrases and `{lists}`, parted by `|`.
    fn words(&mut self, text: &Spanned<String>) -> Words {
        let mut words = Words::default();
        for part in text.get_ref().split('|').map(str::trim) {
            match part.strip_prefix('{').and_then(|part| part.strip_suffix('}')) {
                None => words.add(part, self.vocabulary),
                Some(name) => match self.lists.get(name) {
                    Some(list) => words.add(list, self.vocabulary),
                    None => {
                        let message = match nearest(name, self.lists.keys().copied()) {
                            Some(near) => format!("no word list is called `{name}` (did you mean `{near}`?)"),
                            None => format!("no word list is called `{name}`: define it under `[lists]`"),
                        };
                        self.problem(text.span().start, &message);
                    }
                },
            }
        }
        words
    }

    fn slots(&mut self, text: &str) -> Vec<Slot> {
        text.split('|')
            .map(str::trim)
            .map(|slot| match slot {
                "subject" => Slot::Subject,
                "object" => Slot::Object,
                "indirect" => Slot::Indirect,
                "possessor" => Slot::Possessor,
                "modifier" => Slot::Modifier,
                // Of a phrase the noun and the preposition behind it decide.
                phrase => match phrase.split(' ').collect::<Vec<_>>()[..] {
                    [.., noun, preposition] => Slot::Beyond(
                        self.vocabulary.add(&fold(noun)),
                        self.vocabulary.add(&fold(preposition)),
                    ),
                    _ => Slot::Behind(self.vocabulary.add(&fold(phrase))),
                },
            })
            .collect()
    }

    fn complements(&mut self, kinds: &Spanned<String>) -> Vec<Complement> {
        let mut found = Vec::new();
        for kind in kinds.get_ref().split('|').map(str::trim) {
            found.push(match kind {
                "to" => Complement::Infinitive,
                "that" => Complement::Content,
                "ing" => Complement::Gerund,
                "none" => Complement::Nothing,
                other => {
                    let message =
                        format!("`{other}` is no kind of clause: write `to`, `that`, `ing` or `none`");
                    self.problem(kinds.span().start, &message);
                    continue;
                }
            });
        }
        found
    }
}

/// The name that differs least from `name`, where one is near enough to be meant.
#[must_use]
pub fn nearest<'a>(name: &str, names: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    names
        .map(|other| (distance(name, other), other))
        .min()
        .filter(|(steps, other)| *steps <= 1 + other.len() / 4)
        .map(|(_, other)| other)
}

/// How many letters must change to make one word of the other (Levenshtein).
fn distance(one: &str, other: &str) -> usize {
    let mut row: Vec<usize> = (0..=other.chars().count()).collect();
    for (at, left) in one.chars().enumerate() {
        let mut corner = row[0];
        row[0] = at + 1;
        for (place, right) in other.chars().enumerate() {
            let change = corner + usize::from(left != right);
            corner = row[place + 1];
            row[place + 1] = change.min(row[place] + 1).min(corner + 1);
        }
    }
    row[row.len() - 1]
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
