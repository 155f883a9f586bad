//! One document as it is taken in: its text, what is known about it, and which paragraphs are the
//! article and which are the furniture around it.
//!
//! The text is kept whole and unchanged; cutting means marking. Turning bytes of HTML, PDF, feeds
//! and archives into text is the business of the crate `chancery-intake`.
//!
//! Invariant: blocks lie in order, do not overlap, and hold everything that is not white space.

use serde::{Deserialize, Serialize};

use crate::{
    calendar::Day,
    evidence::{DocId, RuleId},
    text::{Span, Text},
};

/// What a paragraph is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum BlockKind {
    /// The headline of the article.
    Title,
    /// A paragraph of the article.
    Body,
    /// A heading between paragraphs.
    Heading,
    /// The words under a picture.
    Caption,
    /// A place (and day) on a line of its own that the story is from.
    Dateline,
    /// Author, agency, time of publication.
    Credit,
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
}

/// How the day of publication is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PublishedBy {
    /// The source's own metadata.
    Metadata,
    /// A dateline or byline in the text.
    Text,
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
    /// Who tells the story: the agency that is credited, else the outlet.
    pub outlet: Option<String>,
}

impl Document {
    /// The blocks that are read for claims.
    pub fn prose(&self) -> impl Iterator<Item = &Block> {
        self.blocks.iter().filter(|block| block.kind.is_read())
    }

    /// The day of publication.
    #[must_use]
    pub fn day(&self) -> Option<Day> {
        self.published.map(|(day, _)| day)
    }
}
