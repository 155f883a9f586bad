//! The stages of one document in their order: words and trees, clauses, frames, claims.
//!
//! An [`Engine`] holds the compiled lexicon and is shared; a [`Reader`] holds the buffers of one
//! thread. Reconciling documents with one another is the business of `ledger`.
//!
//! Invariant: reading never fails; the same document and lexicon give the same reading.

use crate::{
    calendar::Day,
    claims::{
        Context,
        clauses::{self, Clauses},
        content::{self, Content},
        events,
        frames::{Frames, Match},
        model::{Claim, Note, Reading},
        relevance, speech,
    },
    grammar::{Analysis, Model, Scratch, Words},
    intake::{Document, PublishedBy},
    lexicon::{Files, LexiconError, Problems, Vocabulary},
    mentions::{self, Incumbents, Knowledge, Mentions, Terms},
    text::Span,
    times::{self, Found, TimeExpression},
};

/// The compiled lexicon: all that reading needs. Made once, shared by all readers.
pub struct Engine {
    vocabulary: Vocabulary,
    model: Model,
    time_rules: times::Rules,
    terms: Terms,
    mention_rules: mentions::Rules,
    clause_rules: clauses::Rules,
    frames: Frames,
    content: Content,
    event_rules: events::Rules,
}

/// What the stages before claims make of one document.
pub struct Parsed {
    /// Sentences, words, tags, trees and names.
    pub analysis: Analysis,
    /// Time expressions, in order.
    pub times: Vec<TimeExpression>,
    /// The day of publication that the text of a document without one gives away, and why.
    pub published: Option<(Day, String)>,
    /// Persons, states, places.
    pub mentions: Mentions,
    /// Who does what.
    pub clauses: Clauses,
    /// The frames that were met.
    pub matches: Vec<Match>,
}

/// Reads documents one after the other, with buffers of its own.
pub struct Reader<'a> {
    engine: &'a Engine,
    scratch: Scratch,
}

impl Engine {
    /// Compiles a lexicon.
    ///
    /// # Errors
    /// Everything that is wrong with its files, by file and place.
    pub fn new(files: &Files<'_>) -> Result<Engine, Vec<LexiconError>> {
        let mut problems = Problems::default();
        let mut vocabulary = Vocabulary::default();
        let model = Model::load(files, &mut vocabulary, &mut problems);
        let time_rules = times::Rules::compile(files, &mut vocabulary, &mut problems);
        let mut mention_rules = mentions::Rules::compile(files, &mut vocabulary, &mut problems);
        let terms = Terms::load(files, &mut vocabulary, &mut problems);
        mention_rules.know(&terms);
        let clause_rules = clauses::Rules::compile(files, &mut vocabulary, &mut problems);
        let frames = Frames::compile(files, &mut vocabulary, &mut problems);
        let event_rules = events::Rules::compile(files, &mut vocabulary, &mut problems);
        let content = Content::compile(files, &mut vocabulary, &mut problems);
        let problems = problems.into_sorted();
        if problems.is_empty() {
            Ok(Engine {
                vocabulary,
                model,
                time_rules,
                terms,
                mention_rules,
                clause_rules,
                frames,
                event_rules,
                content,
            })
        } else {
            Err(problems)
        }
    }

    /// A reader for one thread.
    #[must_use]
    pub fn reader(&self) -> Reader<'_> {
        Reader { engine: self, scratch: Scratch::default() }
    }

    /// The words of the lexicon.
    #[must_use]
    pub fn vocabulary(&self) -> &Vocabulary {
        &self.vocabulary
    }

    /// The readers of acts, instruments, mechanisms and statements.
    #[must_use]
    pub fn content(&self) -> &Content {
        &self.content
    }

    /// The frames of the lexicon.
    #[must_use]
    pub fn frames(&self) -> &Frames {
        &self.frames
    }
}

impl Reader<'_> {
    /// The stages before claims, for programs that show them.
    #[must_use]
    pub fn parse(&mut self, document: &Document) -> Parsed {
        let words = self.words(document);
        self.parse_words(words, document)
    }

    fn parse_words(&mut self, words: Words, document: &Document) -> Parsed {
        let engine = self.engine;
        let analysis = engine.model.parse(words, document, &engine.vocabulary, &mut self.scratch);
        let knowledge = self.knowledge();
        let mentions = Mentions::find(document, &analysis, knowledge);
        let incumbents = match document.published {
            Some(_) => Incumbents::default(),
            None => Incumbents::of(&mentions, &analysis, knowledge, &engine.terms),
        };
        let year_of = |month, day| {
            let year = incumbents.year_of(month, day)?;
            Some((year, incumbents.reason(year)))
        };
        let Found { times, published } =
            engine.time_rules.find_by(document, &analysis, &engine.vocabulary, &year_of);
        let clauses = Clauses::find(&analysis, &engine.clause_rules);
        let matches = engine.frames.find(&analysis, &clauses);
        Parsed { analysis, times, published, mentions, clauses, matches }
    }

    /// False where a document cannot name a side other than its outlet's own, so that reading it
    /// would be for nothing.
    #[must_use]
    pub fn may_name_sides(&mut self, document: &Document) -> bool {
        let words = self.words(document);
        self.knowledge().may_name_sides(document, &words)
    }

    fn words(&mut self, document: &Document) -> Words {
        self.engine.model.split(document, &self.engine.vocabulary, &mut self.scratch)
    }

    fn knowledge(&self) -> Knowledge<'_> {
        let engine = self.engine;
        Knowledge {
            rules: &engine.mention_rules,
            world: engine.model.world(),
            vocabulary: &engine.vocabulary,
        }
    }

    /// Everything that a document says about dealings between states.
    #[must_use]
    pub fn read(&mut self, document: &Document) -> Reading {
        let words = self.words(document);
        // Most of the world's news names nobody abroad: it is not worth its trees. What has no day
        // yet is read all the same, since its words may tell the day.
        if document.published.is_some() && !self.knowledge().may_name_sides(document, &words) {
            return Reading::irrelevant(document.id.clone());
        }
        let parsed = self.parse_words(words, document);
        let dated = parsed.published.as_ref().map(|(day, _)| *day);
        let with_day = dated.map(|day| {
            let mut document = document.clone();
            document.published = Some((day, PublishedBy::Inferred));
            document
        });
        let document = with_day.as_ref().unwrap_or(document);
        let context = Context {
            document,
            vocabulary: &self.engine.vocabulary,
            analysis: &parsed.analysis,
            world: self.engine.model.world(),
            times: &parsed.times,
            mentions: &parsed.mentions,
            mention_rules: &self.engine.mention_rules,
            clause_rules: &self.engine.clause_rules,
            clauses: &parsed.clauses,
            frames: &self.engine.frames,
            matches: &parsed.matches,
            is_speech: speech::is_speech(&self.engine.mention_rules, document, &parsed.analysis),
            network: self.engine.model.network(),
        };
        let mut claims = events::read(&context, &self.engine.event_rules);
        claims.extend(self.engine.content.read(&context));
        content::tie(&mut claims);
        // What is no dealing between states is no record of one.
        let is_told = |claim: &Claim| self.engine.content.is_told(claim);
        let relevant = relevance::is_relevant(&context, &claims, |claim| !is_told(claim));
        if !relevant {
            claims.clear();
        }
        let inferred = parsed.published.map(|(day, why)| Note {
            span: Span::new(0, 0),
            code: "published-inferred".to_owned(),
            text: format!("published on {day}: {why}"),
        });
        let misnamed = parsed.mentions.misnamed.iter().map(|words| {
            let span = parsed.analysis.span_of(words.clone());
            let text = format!("`{}` is a given name used as a family name", &document.text[span]);
            Note { span, code: "short-name-is-given-name".to_owned(), text }
        });
        let notes = inferred.into_iter().chain(misnamed).collect();
        Reading { doc: document.id.clone(), dated, relevant, claims, notes }
    }
}
