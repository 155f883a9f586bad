//! What the readers of acts, instruments, mechanisms and statements see of a document.
//!
//! A [`Scene`] is a [`Context`] with the sides that stand in it and the fields of cooperation.
//! It also knows the few turns of the text that all of these readers need: which paragraph a word
//! stands in, which words can be quoted, which fields some words name.
//!
//! Invariant: a quotation stays inside one paragraph and within [`LONGEST_QUOTE`].

use std::ops::Range;

use super::{
    Context,
    clauses::{ClauseId, Link},
    sides::{Side, SideKind, Sides},
};
use crate::{
    grammar::{Rel, Upos, Word, Xpos},
    intake::BlockKind,
    lexicon::ActorCode,
    text::Span,
};

/// The longest quotation, in characters (the record's own rule).
pub const LONGEST_QUOTE: usize = 240;

/// Names the fields of cooperation that words speak of.
pub type FieldsOf<'a> = dyn Fn(Range<Word>) -> Vec<String> + 'a;

/// A document with its sides and fields.
#[derive(Clone, Copy)]
pub struct Scene<'a> {
    /// What the stages before found.
    pub context: Context<'a>,
    /// The sides.
    pub sides: &'a Sides,
    /// The fields that some words name.
    pub fields: &'a FieldsOf<'a>,
}

impl Scene<'_> {
    /// The words of the sentence that holds a word.
    #[must_use]
    pub fn sentence(&self, word: Word) -> Range<Word> {
        let analysis = self.context.analysis;
        analysis.sentences()[analysis.sentence_of(word)].words.clone()
    }

    /// The words of the paragraph that holds a word.
    #[must_use]
    pub fn paragraph(&self, word: Word) -> Range<Word> {
        let sentences = self.context.analysis.sentences();
        let block = sentences[self.context.analysis.sentence_of(word)].block;
        let from = sentences.partition_point(|sentence| sentence.block < block);
        let to = sentences.partition_point(|sentence| sentence.block <= block);
        sentences[from].words.start..sentences[to - 1].words.end
    }

    /// True where the sentence of a word, or the one before it in the paragraph, which it goes on
    /// from, names a side that is none of these.
    #[must_use]
    pub fn names_other(&self, word: Word, own: &[ActorCode]) -> bool {
        let analysis = self.context.analysis;
        let other = |words: Range<Word>| self.sides.codes(words).iter().any(|code| !own.contains(code));
        let at = analysis.sentence_of(word);
        let paragraph = self.paragraph(word);
        let before = at.checked_sub(1).map(|at| analysis.sentences()[at].words.clone());
        other(self.sentence(word))
            || before.is_some_and(|words| paragraph.contains(&words.start) && other(words))
    }

    /// The first word of a sentence behind the mark of its list: "(a)", "–", "2.".
    #[must_use]
    pub fn behind_mark(&self, start: Word) -> Word {
        let mut sentence = self.sentence(start);
        let first = sentence.start;
        sentence.find(|&word| self.is_word(word)).unwrap_or(first)
    }

    /// True for a paragraph that begins with the mark of a list, also where the mark ends a sentence
    /// of its own: "a. Talks".
    #[must_use]
    pub fn is_item(&self, start: Word) -> bool {
        let paragraph = self.paragraph(start);
        let first = self.behind_mark(start);
        let marks = |c: char| {
            !c.is_alphanumeric() && !matches!(c, '"' | '“' | '‘' | '\'' | '«' | ',' | '$' | '€' | '£')
        };
        (paragraph.start..start).all(|word| !self.is_word(word))
            && first - paragraph.start <= 4
            && (paragraph.start..first).any(|word| self.surface(word).contains(marks))
    }

    /// True for a word of two letters or more: no mark.
    fn is_word(&self, word: Word) -> bool {
        self.surface(word).chars().filter(|c| c.is_alphabetic()).count() > 1
    }

    /// The number of the block that holds a word.
    #[must_use]
    pub fn block(&self, word: Word) -> u32 {
        self.context.analysis.sentences()[self.context.analysis.sentence_of(word)].block
    }

    /// True in the paragraphs of the article itself; a headline counts where it is all there is.
    #[must_use]
    pub fn is_body(&self, word: Word) -> bool {
        let is_article = |kind| matches!(kind, BlockKind::Body | BlockKind::Speech);
        let kind = self.context.block_of(word);
        is_article(kind)
            || matches!(kind, BlockKind::Title | BlockKind::Heading)
                && !self.context.document.blocks.iter().any(|block| is_article(block.kind))
    }

    /// The words of the subject of the verb at `word`: by its clause, else the nearest noun before
    /// it that no preposition governs.
    #[must_use]
    pub fn subject(&self, word: Word, clause: Option<ClauseId>) -> Option<Range<Word>> {
        let analysis = self.context.analysis;
        let sentence = self.sentence(word);
        if let Some(clause) = clause.map(|clause| self.context.clauses.get(clause)) {
            let groups = || clause.subjects.iter().map(|&head| self.noun_group(head));
            let first = groups().map(|group| group.start).min();
            let last = groups().map(|group| group.end).max();
            if let (Some(first), Some(last)) = (first, last)
                && sentence.contains(&first)
                && first < word
            {
                return Some(first..last.min(sentence.end));
            }
        }
        let mut at = word;
        while at > sentence.start {
            at -= 1;
            let is_noun = matches!(analysis.upos(at), Upos::Noun | Upos::Propn | Upos::Pron)
                && !matches!(analysis.xpos(at), Xpos::Wdt | Xpos::Wp | Xpos::WpPoss | Xpos::PrpPoss);
            if is_noun {
                let group = self.noun_group(at);
                let governed = group.start > sentence.start && analysis.upos(group.start - 1) == Upos::Adp;
                if !governed {
                    // "Madrid and London": the whole of what "and" joins.
                    let joined = analysis.rel(at) == Rel::Conj;
                    let first =
                        analysis.head(at).filter(|&head| joined && sentence.start <= head && head < at);
                    let start = first
                        .map(|head| self.noun_group(head).start)
                        .filter(|&start| analysis.upos(start) != Upos::Adp)
                        .unwrap_or(group.start);
                    return Some(start.min(group.start)..group.end);
                }
                at = group.start.min(at);
            }
        }
        None
    }

    /// True where a preposition governs the noun group that some words end: "*for* its part".
    #[must_use]
    pub fn is_governed(&self, words: &Range<Word>) -> bool {
        let sentence = self.sentence(words.start);
        let first = self.noun_group(words.end - 1).start.min(words.start);
        first > sentence.start && self.context.analysis.upos(first - 1) == Upos::Adp
    }

    /// A noun with what belongs to it, without the clauses that hang on it.
    #[must_use]
    pub fn noun_group(&self, head: Word) -> Range<Word> {
        let analysis = self.context.analysis;
        let mut group = head..head + 1;
        let mut queue = vec![head];
        while let Some(at) = queue.pop() {
            for child in analysis.children(at) {
                let belongs = matches!(
                    analysis.rel(child),
                    Rel::Amod
                        | Rel::Appos
                        | Rel::Case
                        | Rel::Cc
                        | Rel::Compound
                        | Rel::Conj
                        | Rel::Det
                        | Rel::Fixed
                        | Rel::Flat
                        | Rel::Nmod
                        | Rel::NmodPoss
                        | Rel::Nummod
                );
                if belongs && analysis.upos(child) != Upos::Verb {
                    group.start = group.start.min(child);
                    group.end = group.end.max(child + 1);
                    queue.push(child);
                }
            }
        }
        group
    }

    /// The side that says what a clause tells: the subject of the verb of saying above it, or of
    /// the main clause.
    #[must_use]
    pub fn said_by(&self, clause: ClauseId) -> Option<&Side> {
        let clauses = self.context.clauses;
        self.teller(clause).or_else(|| {
            self.subject_side(clauses.upwards(clause).find(|&at| clauses.get(at).link == Link::Main)?)
        })
    }

    /// The side that is the subject of the verb of saying above a clause, or beside it.
    #[must_use]
    pub fn teller(&self, clause: ClauseId) -> Option<&Side> {
        let Context { clauses, analysis, clause_rules, .. } = self.context;
        self.subject_side(clauses.said_in(clause, analysis, clause_rules)?)
    }

    fn subject_side(&self, clause: ClauseId) -> Option<&Side> {
        self.context.clauses.get(clause).subjects.iter().find_map(|&head| {
            self.sides.within(self.noun_group(head)).find(|side| side.kind != SideKind::Adjective)
        })
    }

    /// The span of words, cut to what may be quoted: at the last comma or word that fits.
    #[must_use]
    pub fn quote(&self, words: Range<Word>) -> Span {
        let analysis = self.context.analysis;
        let mut end = words.end;
        while end > words.start + 1 && analysis.upos(end - 1) == Upos::Punct && !self.closes(end - 1) {
            end -= 1;
        }
        let fits = |end: Word| {
            self.context.text(analysis.span_of(words.start..end)).chars().count() <= LONGEST_QUOTE
        };
        if fits(end) {
            return analysis.span_of(words.start..end);
        }
        while end > words.start + 1 && !fits(end) {
            end -= 1;
        }
        let comma = (words.start + 1..end).rev().find(|&word| analysis.upos(word) == Upos::Punct);
        let half = words.start + (end - words.start) / 2;
        analysis.span_of(words.start..comma.filter(|&comma| comma > half).unwrap_or(end))
    }

    /// True for a mark that closes what stands before it: brackets and quotation marks.
    fn closes(&self, word: Word) -> bool {
        matches!(self.surface(word), ")" | "]" | "”" | "»")
    }

    /// The word as it is printed; nothing behind the last one.
    #[must_use]
    pub fn surface(&self, word: Word) -> &str {
        let analysis = self.context.analysis;
        if word < analysis.len() { self.context.text(analysis.span(word)) } else { "" }
    }

    /// True for a word that begins with a capital.
    #[must_use]
    pub fn is_capital(&self, word: Word) -> bool {
        self.surface(word).chars().next().is_some_and(char::is_uppercase)
    }
}
