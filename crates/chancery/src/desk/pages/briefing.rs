//! The briefing of a relation as a page that prints on A4.

use chancery_core::ledger::model::RowId;
use maud::Markup;
use serde::Serialize;

use super::Page;
use crate::{
    briefing::{
        Briefing,
        html::{Links, article},
    },
    desk::{
        layout,
        route::Pair,
        snapshot::{Snapshot, document_link},
    },
};

/// The page.
#[derive(Serialize)]
#[serde(transparent)]
pub(crate) struct BriefingPage {
    #[serde(skip)]
    pair: Option<Pair>,
    briefing: Briefing,
}

impl BriefingPage {
    /// The page of a briefing.
    pub(crate) fn new(pair: Pair, briefing: Briefing) -> BriefingPage {
        BriefingPage { pair: Some(pair), briefing }
    }

    /// The briefing itself, for the forms that are no page.
    pub(crate) fn briefing(&self) -> &Briefing {
        &self.briefing
    }
}

impl Page for BriefingPage {
    fn title(&self) -> String {
        format!("Briefing: {}", self.briefing.title)
    }

    fn pair(&self) -> Option<Pair> {
        self.pair
    }

    fn twins(&self) -> &'static [&'static str] {
        &["json", "md", "docx", "pdf"]
    }

    fn html(&self, _snapshot: &Snapshot) -> Markup {
        let links = Links {
            row: &|id| Some(layout::link(&RowId(id.to_owned()))),
            source: &|source| Some(document_link(&source.doc, 0)),
            ids: false,
        };
        article(&self.briefing, &links)
    }
}
