//! Sentences, words, tags, trees and names of a document.
//!
//! A [`Model`] is loaded once; [`Model::analyse`] gives an [`Analysis`], parallel arrays over
//! words with nothing copied out of the text. What the words say is the business of the stages
//! below.
//!
//! Invariant: words lie in order inside one sentence, sentences inside one block; every head
//! stands in the same sentence, each sentence has exactly one root, and the words under any word
//! lie side by side. No sentence is longer than [`LONGEST_SENTENCE`].

mod capitals;
mod fractions;
pub mod hints;
pub mod lemmas;
pub mod look;
mod mend;
pub mod names;
pub mod network;
mod product;
pub mod split;
pub mod tags;
mod tree;

use std::ops::Range;

pub use tags::{Features, Mood, Number, Rel, Tag, Tense, Upos, VerbForm, Xpos};

use crate::{
    intake::Document,
    lexicon::{Files, Problems, Sym, Vocabulary, World},
    text::{Span, fold::fold_into},
};
use look::Look;
use names::Stand;
use network::{Network, Reading, Told};

/// The number of a word in its document.
pub type Word = u32;

/// Words of the longest sentence that is parsed as one: a longer one is parsed in parts, since what
/// looks at pairs of words must not look at a whole book. A preamble of a treaty has some 400.
const LONGEST_SENTENCE: Word = 512;

/// What a name names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum NameKind {
    /// A person.
    Person,
    /// A place.
    Place,
    /// An organisation, body or company.
    Organisation,
}

/// A name in the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name {
    /// Its words.
    pub words: Range<Word>,
    /// What it names.
    pub kind: NameKind,
}

/// One sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sentence {
    /// Its words.
    pub words: Range<Word>,
    /// The number of its block in the document.
    pub block: u32,
}

/// Sentences, words, tags, trees and names of one document.
#[derive(Clone, Debug, Default)]
pub struct Analysis {
    pub(crate) sentences: Vec<Sentence>,
    pub(crate) spans: Vec<Span>,
    pub(crate) forms: Vec<Sym>,
    pub(crate) lemmas: Vec<Sym>,
    pub(crate) upos: Vec<Upos>,
    pub(crate) xpos: Vec<Xpos>,
    pub(crate) features: Vec<Features>,
    pub(crate) heads: Vec<Word>,
    pub(crate) rels: Vec<Rel>,
    pub(crate) names: Vec<Name>,
    told: Vec<Told>,
    /// Per word, where its children begin in `children`; one more at the end.
    child_starts: Vec<u32>,
    children: Vec<Word>,
    /// Per word, the first and last word under it.
    reach: Vec<(Word, Word)>,
    own: OwnWords,
}

/// What the word behind the last one is: none of any list.
const NO_WORD: Sym = Sym(u32::MAX);

/// Behind the last word of a text stands nothing, which reads like a full stop: rules may look at the next
/// word of any word.
impl Analysis {
    /// The sentences, in order.
    #[must_use]
    pub fn sentences(&self) -> &[Sentence] {
        &self.sentences
    }

    /// The number of words.
    #[must_use]
    pub fn len(&self) -> Word {
        self.spans.len() as Word
    }

    /// True where the document has no word that is read.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.spans.is_empty()
    }

    /// Where a word stands.
    #[must_use]
    pub fn span(&self, word: Word) -> Span {
        self.spans[word as usize]
    }

    /// Where a stretch of words stands, from the start of the first to the end of the last.
    ///
    /// # Panics
    /// When the range is empty: no words stand nowhere.
    #[must_use]
    pub fn span_of(&self, words: Range<Word>) -> Span {
        assert!(!words.is_empty(), "a stretch of words has at least one");
        self.span(words.start).cover(self.span(words.end - 1))
    }

    /// The words that lie wholly inside a span.
    #[must_use]
    pub fn words_in(&self, span: Span) -> Range<Word> {
        let start = self.spans.partition_point(|word| word.start() < span.start());
        let end = self.spans.partition_point(|word| word.end() <= span.end());
        start as Word..end.max(start) as Word
    }

    /// The word as it stands, lower-cased and folded.
    #[must_use]
    pub fn form(&self, word: Word) -> Sym {
        self.forms.get(word as usize).copied().unwrap_or(NO_WORD)
    }

    /// The words of a stretch as they stand, lower-cased and folded.
    #[must_use]
    pub fn forms_in(&self, words: Range<Word>) -> &[Sym] {
        &self.forms[words.start as usize..words.end as usize]
    }

    /// The word's dictionary form, lower-cased and folded.
    #[must_use]
    pub fn lemma(&self, word: Word) -> Sym {
        self.lemmas.get(word as usize).copied().unwrap_or(NO_WORD)
    }

    /// The letters of a symbol, be it of the lexicon or of this document.
    #[must_use]
    pub fn word<'a>(&'a self, vocabulary: &'a Vocabulary, sym: Sym) -> &'a str {
        vocabulary.word(sym).unwrap_or_else(|| self.own.get(sym.0 - vocabulary.len()))
    }

    /// The part of speech.
    #[must_use]
    pub fn upos(&self, word: Word) -> Upos {
        self.upos.get(word as usize).copied().unwrap_or(Upos::Punct)
    }

    /// The finer part of speech of the Penn Treebank.
    #[must_use]
    pub fn xpos(&self, word: Word) -> Xpos {
        self.xpos.get(word as usize).copied().unwrap_or(Xpos::Stop)
    }

    /// Tense, mood, number, person, form and voice.
    #[must_use]
    pub fn features(&self, word: Word) -> Features {
        self.features.get(word as usize).copied().unwrap_or_default()
    }

    /// The word that this one hangs on; `None` at the root of the sentence.
    #[must_use]
    pub fn head(&self, word: Word) -> Option<Word> {
        self.heads.get(word as usize).copied().filter(|&head| head != word)
    }

    /// How the word hangs on its head.
    #[must_use]
    pub fn rel(&self, word: Word) -> Rel {
        self.rels.get(word as usize).copied().unwrap_or(Rel::Punct)
    }

    /// What the word tells of acts, as the network sees it.
    #[must_use]
    pub fn told(&self, word: Word) -> Told {
        self.told.get(word as usize).copied().unwrap_or(Told::NONE)
    }

    /// The words that hang on this one, in order.
    pub fn children(
        &self,
        word: Word,
    ) -> impl DoubleEndedIterator<Item = Word> + ExactSizeIterator + Clone + '_ {
        let word = word as usize;
        self.children[self.child_starts[word] as usize..self.child_starts[word + 1] as usize].iter().copied()
    }

    /// The first word that hangs on this one by a relation.
    #[must_use]
    pub fn child(&self, word: Word, rel: Rel) -> Option<Word> {
        self.children(word).find(|&child| self.rel(child) == rel)
    }

    /// The word and everything under it, side by side.
    #[must_use]
    pub fn subtree(&self, word: Word) -> Range<Word> {
        let (first, last) = self.reach[word as usize];
        first..last + 1
    }

    /// The number of the sentence that holds the word.
    #[must_use]
    pub fn sentence_of(&self, word: Word) -> usize {
        self.sentences.partition_point(|sentence| sentence.words.end <= word)
    }

    /// The root of a sentence.
    #[must_use]
    pub fn root(&self, sentence: &Sentence) -> Word {
        sentence.words.clone().find(|&word| self.head(word).is_none()).unwrap_or(sentence.words.start)
    }

    /// The names, in order, none inside another.
    #[must_use]
    pub fn names(&self) -> &[Name] {
        &self.names
    }

    /// The name that holds the word.
    #[must_use]
    pub fn name_of(&self, word: Word) -> Option<&Name> {
        let at = self.names.partition_point(|name| name.words.end <= word);
        self.names.get(at).filter(|name| name.words.start <= word)
    }

    /// True of a past participle that stands in the passive: with an auxiliary or subject of the
    /// passive, or without any auxiliary under a noun or verb.
    fn shows_passive(&self, word: Word) -> bool {
        self.xpos(word) == Xpos::Vbn
            && (self
                .children(word)
                .any(|child| matches!(self.rel(child), Rel::AuxPass | Rel::NsubjPass | Rel::OblAgent))
                || matches!(self.rel(word), Rel::Acl | Rel::Advcl) && self.child(word, Rel::Aux).is_none())
    }

    /// Makes names of the labels. A capitalised word that is no name, or stands alone as another
    /// kind, is a person where it begins or ends a person's full name elsewhere in the document.
    fn fill_names(&mut self, scratch: &mut Scratch) {
        let person = |stand| names::label(NameKind::Person, stand);
        scratch.persons.clear();
        for (at, &label) in scratch.labels.iter().enumerate() {
            if label == person(Stand::Begin) || label == person(Stand::Last) {
                scratch.persons.push(self.forms[at]);
            }
        }
        scratch.persons.sort_unstable();
        let mut start = None;
        for at in 0..scratch.labels.len() {
            let label = scratch.labels[at];
            let alone = names::meaning(label).is_none_or(|(_, stand)| stand == Stand::Alone);
            let again = alone
                && scratch.looks[at].shape & 15 == Look::CAPITAL
                && scratch.persons.binary_search(&self.forms[at]).is_ok();
            let meaning = if again { Some((NameKind::Person, Stand::Alone)) } else { names::meaning(label) };
            let Some((kind, stand)) = meaning else { continue };
            if matches!(stand, Stand::Begin | Stand::Alone) {
                start = Some(at as Word);
            }
            if matches!(stand, Stand::Last | Stand::Alone)
                && let Some(mut start) = start.take()
            {
                // No name begins with what joins it to the words before it.
                let joins = |word: Word| matches!(self.upos(word), Upos::Cconj | Upos::Adp | Upos::Punct);
                while start < at as Word && joins(start) {
                    start += 1;
                }
                self.names.push(Name { words: start..at as Word + 1, kind });
            }
        }
    }

    /// Fills the index of children and reaches from heads.
    fn index(&mut self) {
        let count = self.heads.len();
        self.child_starts.clear();
        self.child_starts.resize(count + 1, 0);
        for (word, &head) in self.heads.iter().enumerate() {
            if head as usize != word {
                self.child_starts[head as usize + 1] += 1;
            }
        }
        for at in 0..count {
            self.child_starts[at + 1] += self.child_starts[at];
        }
        self.children.clear();
        self.children.resize(self.child_starts[count] as usize, 0);
        // Each start moves to its end while it is filled; one step to the right sets it back.
        for (word, &head) in self.heads.iter().enumerate() {
            if head as usize != word {
                let at = &mut self.child_starts[head as usize];
                self.children[*at as usize] = word as Word;
                *at += 1;
            }
        }
        self.child_starts.copy_within(0..count, 1);
        self.child_starts[0] = 0;
        self.reach.clear();
        self.reach.extend((0..count as Word).map(|word| (word, word)));
        for word in 0..count as Word {
            // A word reaches up to every head above it; trees are shallow.
            let mut at = word;
            while let Some(head) = self.head(at) {
                let (first, last) = self.reach[head as usize];
                if first <= word && word <= last {
                    break;
                }
                self.reach[head as usize] = (first.min(word), last.max(word));
                at = head;
            }
        }
    }
}

/// The words of one document that the lexicon does not know.
#[derive(Clone, Debug, Default)]
struct OwnWords {
    text: String,
    ends: Vec<u32>,
}

impl OwnWords {
    fn get(&self, at: u32) -> &str {
        let at = at as usize;
        let Some(&end) = self.ends.get(at) else { return "" };
        let start = if at == 0 { 0 } else { self.ends[at - 1] };
        &self.text[start as usize..end as usize]
    }
}

/// Finds the number of a document's own word; kept between documents.
#[derive(Clone, Debug, Default)]
struct OwnIndex {
    /// Open addressing: numbers plus one, 0 for empty.
    slots: Vec<u32>,
}

impl OwnIndex {
    fn clear(&mut self) {
        self.slots.fill(0);
    }

    fn find_or_add(&mut self, words: &mut OwnWords, word: &str) -> u32 {
        if (words.ends.len() + 1) * 2 > self.slots.len() {
            let size = (self.slots.len() * 2).max(1024);
            self.slots.clear();
            self.slots.resize(size, 0);
            for at in 0..words.ends.len() {
                let slot = self.slot(words, words.get(at as u32));
                self.slots[slot] = at as u32 + 1;
            }
        }
        let slot = self.slot(words, word);
        if self.slots[slot] == 0 {
            words.text.push_str(word);
            words.ends.push(words.text.len() as u32);
            self.slots[slot] = words.ends.len() as u32;
        }
        self.slots[slot] - 1
    }

    fn slot(&self, words: &OwnWords, word: &str) -> usize {
        let mask = self.slots.len() - 1;
        let mut hash = 0xcbf2_9ce4_8422_2325_u64;
        for byte in word.bytes() {
            hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
        let mut slot = (hash ^ hash >> 29) as usize & mask;
        while self.slots[slot] != 0 && words.get(self.slots[slot] - 1) != word {
            slot = (slot + 1) & mask;
        }
        slot
    }
}

/// The sentences and words of a document, without tags and trees: what can be asked before the
/// dear part of reading it is begun.
#[derive(Clone, Debug)]
pub struct Words(Analysis);

impl Words {
    /// The same as an analysis that has sentences and words, and nothing else.
    pub(crate) fn untagged(&self) -> &Analysis {
        &self.0
    }

    /// The words in order, lower-cased and folded.
    #[must_use]
    pub fn forms(&self) -> &[Sym] {
        &self.0.forms
    }

    /// Where the words stand, in order.
    #[must_use]
    pub fn spans(&self) -> &[Span] {
        &self.0.spans
    }

    /// The letters of a symbol, be it of the lexicon or of this document.
    #[must_use]
    pub fn word<'a>(&'a self, vocabulary: &'a Vocabulary, sym: Sym) -> &'a str {
        self.0.word(vocabulary, sym)
    }
}

/// Buffers that are used again from document to document.
#[derive(Clone, Debug, Default)]
pub struct Scratch {
    pieces: split::Pieces,
    index: OwnIndex,
    folded: String,
    lemma: String,
    looks: Vec<Look>,
    reading: Reading,
    tags: Vec<u8>,
    labels: Vec<u8>,
    persons: Vec<Sym>,
}

/// Everything that is needed to analyse documents: word lists and trained weights.
#[derive(Clone, Debug, Default)]
pub struct Model {
    splitter: split::Splitter,
    network: Network,
    lemmas: lemmas::Lemmas,
    world: World,
    hints: hints::Hints,
}

impl Model {
    /// Loads word lists and weights; what is wrong with them goes to `problems`.
    ///
    /// Words of the lexicon that come into `vocabulary` later are known as well: it is asked while
    /// a document is analysed.
    #[must_use]
    pub fn load(files: &Files, vocabulary: &mut Vocabulary, problems: &mut Problems) -> Model {
        Model {
            splitter: split::Splitter::load(files, problems),
            network: weights(files, "models/network.model", Network::read, problems),
            lemmas: weights(files, "models/lemmas.model", lemmas::Lemmas::read, problems),
            world: World::load(files, vocabulary, problems),
            hints: hints::Hints::load(files, vocabulary, problems),
        }
    }

    /// The states, organisations and places whose names help to find names.
    #[must_use]
    pub fn world(&self) -> &World {
        &self.world
    }

    /// The network that reads sentences.
    #[must_use]
    pub fn network(&self) -> &Network {
        &self.network
    }

    /// The part of the model that finds words and sentences.
    #[must_use]
    pub fn splitter(&self) -> &split::Splitter {
        &self.splitter
    }

    /// Finds the sentences, words, tags, trees and names of a document.
    ///
    /// Pass the vocabulary that the model was loaded with, complete by now.
    #[must_use]
    pub fn analyse(&self, document: &Document, vocabulary: &Vocabulary, scratch: &mut Scratch) -> Analysis {
        let words = self.split(document, vocabulary, scratch);
        self.parse(words, document, vocabulary, scratch)
    }

    /// Finds the sentences and words of a document: the cheap beginning of [`Model::analyse`].
    #[must_use]
    pub fn split(&self, document: &Document, vocabulary: &Vocabulary, scratch: &mut Scratch) -> Words {
        let mut analysis = Analysis::default();
        scratch.index.clear();
        scratch.looks.clear();
        for (block, part) in document.blocks.iter().enumerate().filter(|(_, part)| part.kind.is_read()) {
            scratch.pieces.clear();
            self.splitter.split(document.text.as_str(), part.span, &mut scratch.pieces);
            let base = analysis.len();
            analysis.spans.extend_from_slice(&scratch.pieces.words);
            let mut start = base;
            for &end in &scratch.pieces.ends {
                while base + end - start > LONGEST_SENTENCE {
                    let middle = start + LONGEST_SENTENCE;
                    analysis.sentences.push(Sentence { words: start..middle, block: block as u32 });
                    start = middle;
                }
                analysis.sentences.push(Sentence { words: start..base + end, block: block as u32 });
                start = base + end;
            }
        }
        for at in 0..analysis.spans.len() {
            let word = &document.text[analysis.spans[at]];
            // "Peru';s": what became of an apostrophe.
            let mended = word.contains("';").then(|| word.replace("';", "'"));
            let word = mended.as_deref().unwrap_or(word);
            scratch.folded.clear();
            fold_into(word, &mut scratch.folded);
            scratch.looks.push(Look::new(word, &scratch.folded));
            let form = symbol(vocabulary, &mut scratch.index, &mut analysis.own, &scratch.folded);
            analysis.forms.push(form);
        }
        Words(analysis)
    }

    /// Finds the tags, trees and names of a document: the dear end of [`Model::analyse`].
    ///
    /// Pass what [`Model::split`] found in the same document, and the buffers that it left.
    #[must_use]
    pub fn parse(
        &self,
        words: Words,
        document: &Document,
        vocabulary: &Vocabulary,
        scratch: &mut Scratch,
    ) -> Analysis {
        self.parse_some(words, document, vocabulary, scratch, &|_| true)
    }

    /// The same for some sentences alone, by their numbers: the words of the others stay without tags,
    /// each its own root.
    #[must_use]
    pub fn parse_some(
        &self,
        Words(mut analysis): Words,
        document: &Document,
        vocabulary: &Vocabulary,
        scratch: &mut Scratch,
        is_read: &dyn Fn(usize) -> bool,
    ) -> Analysis {
        scratch.tags.clear();
        scratch.labels.clear();
        for at in 0..analysis.sentences.len() {
            if is_read(at) {
                self.read(at, document, &mut analysis, scratch);
            } else {
                self.pass(at, &mut analysis, scratch);
            }
        }
        for at in 0..analysis.spans.len() {
            self.finish_word(at, &mut analysis, vocabulary, scratch);
        }
        analysis.fill_names(scratch);
        analysis.index();
        for word in 0..analysis.len() {
            if analysis.shows_passive(word) {
                analysis.features[word as usize] = analysis.features[word as usize].with_passive();
            }
        }
        analysis
    }

    /// Leaves one sentence without tags, tree and names.
    fn pass(&self, sentence: usize, analysis: &mut Analysis, scratch: &mut Scratch) {
        let words = analysis.sentences[sentence].words.clone();
        let other = self.network.classes().iter().position(|class| class.upos == Upos::X).unwrap_or(0);
        scratch.tags.extend(words.clone().map(|_| other as u8));
        scratch.labels.extend(words.clone().map(|_| 0));
        analysis.told.extend(words.clone().map(|_| Told::NONE));
        analysis.rels.extend(words.clone().map(|_| Rel::Dep));
        analysis.heads.extend(words);
    }

    /// Tags and parses one sentence and labels its names.
    fn read(&self, sentence: usize, document: &Document, analysis: &mut Analysis, scratch: &mut Scratch) {
        let words = analysis.sentences[sentence].words.clone();
        let range = words.start as usize..words.end as usize;
        let looks = &mut scratch.looks[range.clone()];
        self.hints.fill(&self.world, &analysis.forms[range.clone()], looks);
        self.network.sentence(looks, &mut scratch.reading);
        let reading = &mut scratch.reading;
        capitals::mend(
            &document.text,
            &analysis.spans[range],
            looks,
            self.network.classes(),
            &mut reading.tags,
        );
        let classes = self.network.classes();
        let (tags, heads, rels) = (&reading.tags, &mut reading.heads, &mut reading.rels);
        mend::mend(heads, rels, |word| classes[usize::from(tags[word])]);
        scratch.tags.extend_from_slice(&reading.tags);
        scratch.labels.extend_from_slice(&reading.labels);
        analysis.told.extend_from_slice(&reading.told);
        analysis.rels.extend_from_slice(&reading.rels);
        for (at, &head) in reading.heads.iter().enumerate() {
            // The root stands behind the last word for the network, on itself for readers.
            let head = if head >= words.end - words.start { at as Word } else { head };
            analysis.heads.push(words.start + head);
        }
    }

    /// Fills tags, features and the dictionary form of a word.
    fn finish_word(
        &self,
        at: usize,
        analysis: &mut Analysis,
        vocabulary: &Vocabulary,
        scratch: &mut Scratch,
    ) {
        let mut tag = self.network.classes()[usize::from(scratch.tags[at])];
        let form = analysis.forms[at];
        scratch.folded.clear();
        scratch.folded.push_str(analysis.word(vocabulary, form));
        if goes_on_from_infinitive(analysis, at) {
            let other = self.lemmas.lemma(&scratch.folded, tag.xpos, &mut scratch.lemma)
                && scratch.lemma != scratch.folded;
            if tag.xpos == Xpos::Vbp || tag.xpos == Xpos::Vbd && !other {
                tag.xpos = Xpos::Vb;
            }
        }
        analysis.upos.push(tag.upos);
        analysis.xpos.push(tag.xpos);
        analysis.features.push(tags::features_of(tag, &scratch.folded));
        let lemma = if self.lemmas.lemma(&scratch.folded, tag.xpos, &mut scratch.lemma) {
            symbol(vocabulary, &mut scratch.index, &mut analysis.own, &scratch.lemma)
        } else {
            form
        };
        analysis.lemmas.push(lemma);
    }
}

/// True for a word that "and" joins to an infinitive and that has no subject of its own: "agreed to cut the
/// supply and *set* up a hotline".
fn goes_on_from_infinitive(analysis: &Analysis, at: usize) -> bool {
    let head = analysis.heads[at] as usize;
    analysis.rels[at] == Rel::Conj
        && head < at
        && analysis.xpos[head] == Xpos::Vb
        && !(head + 1..at).any(|word| analysis.heads[word] as usize == at && analysis.rels[word].is_subject())
}

/// The symbol of a folded word, of the lexicon or of the document.
fn symbol(vocabulary: &Vocabulary, index: &mut OwnIndex, own: &mut OwnWords, word: &str) -> Sym {
    vocabulary.get(word).unwrap_or_else(|| Sym(vocabulary.len() + index.find_or_add(own, word)))
}

/// Reads one file of weights; a default stands in for one that is missing or damaged.
fn weights<T: Default>(
    files: &Files,
    path: &str,
    read: fn(&[u8]) -> Result<T, network::Damaged>,
    problems: &mut Problems,
) -> T {
    let Some(bytes) = files.get(path) else {
        problems.push(path, None, "the weights are missing: restore them from the program's own lexicon");
        return T::default();
    };
    read(bytes).unwrap_or_else(|damaged| {
        problems.push(path, None, &damaged.to_string());
        T::default()
    })
}

#[cfg(test)]
mod tests;
