//! What stands beside the facts of a row: slips of its sources, and what people decided about it.

use chancery_core::ledger::model::{RowId, Support};
use maud::{Markup, html};
use serde::Serialize;

use crate::{
    briefing::say,
    desk::{
        layout,
        snapshot::{Quote, Snapshot},
    },
};

/// A slip of a source, with its words.
#[derive(Serialize)]
pub(crate) struct SlipLine {
    text: String,
    quote: Quote,
}

impl SlipLine {
    /// The slips in what a row rests on: see [`crate::library::Library::slips`].
    pub(crate) fn of(snapshot: &Snapshot, id: &RowId, support: &Support) -> Vec<SlipLine> {
        let slips = snapshot.library.slips(id, support).into_iter();
        slips.map(|slip| SlipLine { text: slip.text, quote: snapshot.quote(&slip.words) }).collect()
    }

    /// The slip and its words as they are printed.
    pub(crate) fn html(&self) -> Markup {
        html! { section.conflict { h3 { "Kept as printed: " (self.text) } (layout::quote(&self.quote)) } }
    }
}

/// What a person decided about a row.
#[derive(Serialize)]
pub(crate) struct Decision {
    what: String,
    by: String,
}

impl Decision {
    /// All that was decided about a row and still stands.
    pub(crate) fn of(snapshot: &Snapshot, id: &RowId) -> Vec<Decision> {
        let marks = snapshot.library.ledger.decided(id).into_iter();
        marks.map(|mark| Decision { what: say::decision(mark), by: say::signed(mark) }).collect()
    }

    /// The decisions as a part of the page; nothing where there are none.
    pub(crate) fn list(decisions: &[Decision]) -> Markup {
        html! {
            @if !decisions.is_empty() {
                section.decided {
                    h2 { "What people decided" }
                    ul { @for one in decisions { li { strong dir="auto" { (one.what) } " " small { (one.by) } } } }
                }
            }
        }
    }
}
