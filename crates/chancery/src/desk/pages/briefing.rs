//! The briefing of a relation as a page that prints on A4.

use maud::{Markup, html};
use serde::Serialize;

use super::Page;
use crate::{
    briefing::{Briefing, Line, Tone},
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
        &["json", "md", "docx"]
    }

    fn html(&self, _snapshot: &Snapshot) -> Markup {
        let briefing = &self.briefing;
        html! {
            article.briefing {
                p.kicker { "Briefing for " (layout::day(briefing.on)) }
                h1 { (briefing.title) }
                p.lead { (briefing.basis) }
                @for section in &briefing.sections {
                    section id=(section.id) {
                        h2 { (section.title) }
                        @if let Some(gap) = &section.gap { p.unknown { (gap) } }
                        @for group in &section.groups {
                            @if let Some(title) = &group.title { h3 { (title) } }
                            ul { @for line in &group.lines { (self::line(line)) } }
                            @if group.more > 0 { p.unknown { "and " (group.more) " more" } }
                        }
                    }
                }
                section id="sources" {
                    h2 { "Sources" }
                    ol {
                        @for source in &briefing.sources {
                            li id={ "s" (source.number) } {
                                a href=(document_link(&source.doc, 0)) { (source.short()) }
                                @if let Some(title) = &source.title { " " cite dir="auto" { (title) } }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn line(one: &Line) -> Markup {
    html! {
        li {
            @if let Some(date) = &one.date { span.when { (date) } " " }
            @match &one.id { Some(id) => a href={ "/" (id) } dir="auto" { (one.text) }, None => span dir="auto" { (one.text) } }
            @for tag in &one.tags { " " (layout::chip(tone(tag.tone), &tag.text)) }
            @if let Some(quote) = &one.quote {
                br; small dir="auto" { "“" (quote.words) "” " sup { a href={ "#s" (quote.source) } { (quote.source) } } }
            }
            @if !one.lines.is_empty() { ul { @for inner in &one.lines { (line(inner)) } } }
        }
    }
}

fn tone(tone: Tone) -> &'static str {
    match tone {
        Tone::Plain => "plain",
        Tone::Good => "status-held",
        Tone::Warn => "open",
        Tone::Bad => "status-cancelled",
    }
}
