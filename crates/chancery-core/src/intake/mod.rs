//! One document as it is taken in: its text, what is known about it, and which paragraphs are the
//! article and which are the furniture around it.
//!
//! The text is kept whole and unchanged; cutting means marking. What is furniture is told by its
//! looks (titles printed twice with one paragraph under each, lists of links, what comes after
//! the end mark), which are in Rust once, and by its words, which are in `lexicon/furniture/`.
//! Turning bytes of HTML, PDF, feeds and archives into text is the business of the crate
//! `chancery-intake`.
//!
//! Invariant: blocks lie in order, do not overlap, and hold everything that is not white space. A
//! block may run over several lines where the text was wrapped at a width.

mod day;
mod layout;
mod lines;
mod rules;
mod stories;
mod teller;
mod turns;

use serde::{Deserialize, Serialize};

use crate::{
    calendar::Day,
    evidence::{self, DocId, RuleId},
    lexicon::{Files, Problems},
    text::{Span, Text, TooLong},
};

/// What a paragraph is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum BlockKind {
    /// The headline of the article.
    Title,
    /// A paragraph of the article, or a part of one.
    Body,
    /// The name before the words of a transcript: `President of France Emmanuel Macron:`. A noun
    /// phrase, not a sentence.
    Speaker,
    /// Words of a transcript, spoken in the first person by the block's `speaker`.
    Speech,
    /// A heading between paragraphs.
    Heading,
    /// The words under a picture.
    Caption,
    /// A place (and day) on a line of its own that the story is from. `OSLO —` at the head of a
    /// paragraph stays in the paragraph.
    Dateline,
    /// Author, agency, time of publication.
    Credit,
    /// A paragraph in a language that is not read; kept as it is.
    Foreign,
    /// Not the article: menus, teasers of other stories, share buttons, picture names.
    Furniture,
}

impl BlockKind {
    /// True where the block is prose that is read for claims.
    #[must_use]
    pub fn is_read(self) -> bool {
        matches!(
            self,
            BlockKind::Title
                | BlockKind::Body
                | BlockKind::Speaker
                | BlockKind::Speech
                | BlockKind::Heading
                | BlockKind::Caption
                | BlockKind::Dateline
        )
    }
}

/// One paragraph.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Block {
    /// Where it stands, without white space at its ends.
    pub span: Span,
    /// What it is for.
    pub kind: BlockKind,
    /// Why it was taken for that.
    pub rule: RuleId,
    /// Who speaks, for [`BlockKind::Speech`]: the span of the [`BlockKind::Speaker`] block that
    /// names them, which may stand several paragraphs before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub speaker: Option<Span>,
}

/// What the source says about a document, before anything is read.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Metadata {
    /// The name that the source gave the document; otherwise the hash of its text is used.
    pub doc: Option<String>,
    /// The address.
    pub source: Option<String>,
    /// Who publishes: a host name, or the outlet's name.
    pub outlet: Option<String>,
    /// The day of publication, where the source states it.
    pub published: Option<Day>,
    /// The headline, where it is given apart from the text.
    pub title: Option<String>,
    /// The language as BCP 47, where it is stated.
    pub language: Option<String>,
    /// Lines of the page that were left behind when its text was taken out. They are never read, and
    /// kept to be looked at; what else is known of a document does not depend on them.
    #[serde(skip)]
    pub left_out: Vec<String>,
}

/// How the day of publication is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PublishedBy {
    /// The source's own metadata.
    Metadata,
    /// A dateline or byline in the text.
    Text,
    /// What is told: a day that the text calls today, its year printed or known from the offices
    /// that its persons hold.
    Inferred,
}

/// What tells the article from what is around it, read once from the lexicon.
#[derive(Clone, Debug, Default)]
pub struct Rules {
    lines: rules::LineRules,
}

impl Rules {
    /// Reads `furniture/*.toml`; everything that is wrong with them goes to `problems`.
    #[must_use]
    pub fn compile(files: &Files, problems: &mut Problems) -> Rules {
        Rules { lines: rules::LineRules::compile(files, problems) }
    }

    /// Takes one document in: its text, whole, with every paragraph marked for what it is. Where
    /// the metadata states a language that is not read, nothing of it is: see [`BlockKind::Foreign`].
    ///
    /// Where the metadata has no title, day of publication or name, they come from the text: the
    /// headline, a full date in a byline or dateline, the hash of the text. The metadata is kept
    /// as it was given.
    ///
    /// # Errors
    /// [`TooLong`] at 4 GiB and above.
    pub fn document(&self, text: &str, metadata: Metadata) -> Result<Document, TooLong> {
        let text = Text::new(text)?;
        let lines = lines::split(&text);
        let layout = layout::lay_out(&text, &lines, &self.lines, metadata.title.as_deref());
        let published = match metadata.published {
            Some(day) => Some((day, PublishedBy::Metadata)),
            None => day::published(&text, &layout.blocks, &self.lines).map(|day| (day, PublishedBy::Text)),
        };
        let outlet = teller::teller(&text, &layout.blocks, layout.agency, &metadata);
        let id = match &metadata.doc {
            Some(name) if !name.trim().is_empty() => DocId::new(name.trim()),
            _ => DocId::new(&evidence::hash([text.as_str()])),
        };
        let blocks = if self.lines.reads(metadata.language.as_deref()) {
            turns::mark(&text, layout.blocks, &self.lines)
        } else {
            let foreign = |block: Block| match block.kind {
                kind if kind.is_read() => {
                    Block { kind: BlockKind::Foreign, rule: RuleId::new("intake.language"), ..block }
                }
                _ => block,
            };
            layout.blocks.into_iter().map(foreign).collect()
        };
        Ok(Document { id, text, blocks, metadata, published, outlet })
    }
}

/// One document, ready to be read. Immutable.
#[derive(Clone, Debug)]
pub struct Document {
    /// Its name.
    pub id: DocId,
    /// Its text, whole.
    pub text: Text,
    /// The paragraphs, in order.
    pub blocks: Vec<Block>,
    /// What the source says.
    pub metadata: Metadata,
    /// The day of publication and how it is known.
    pub published: Option<(Day, PublishedBy)>,
    /// Who tells the story: the agency that is credited or that the dateline names, the outlet, the
    /// host of the address.
    pub outlet: Option<String>,
}

impl Document {
    /// The blocks that are read for claims.
    pub fn prose(&self) -> impl Iterator<Item = &Block> {
        self.blocks.iter().filter(|block| block.kind.is_read())
    }

    /// The headline: the one that the source gives, else the one in the text.
    #[must_use]
    pub fn title(&self) -> Option<&str> {
        let printed = || self.blocks.iter().find(|block| block.kind == BlockKind::Title);
        self.metadata.title.as_deref().or_else(|| printed().map(|block| &self.text[block.span]))
    }

    /// The day of publication.
    #[must_use]
    pub fn day(&self) -> Option<Day> {
        self.published.map(|(day, _)| day)
    }
}
