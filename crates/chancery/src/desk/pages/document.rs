//! A document: its text with every finding marked in place, what was cut away and why, its copies.

use chancery_core::{
    calendar::Day,
    claims::model::{Body, Claim, Reading},
    evidence::DocId,
    intake::BlockKind,
    ledger::model::RowId,
    text::{Span, Text},
};
use maud::{Markup, html};
use serde::Serialize;
use serde_json::json;

use super::{Page, commitments::Related};
use crate::{
    briefing::say,
    desk::{
        layout,
        snapshot::{Snapshot, document_link, encode},
    },
};

/// The page.
#[derive(Serialize)]
pub(crate) struct Document {
    doc: DocId,
    title: String,
    outlet: Option<String>,
    published: Option<Day>,
    source: Option<String>,
    relevant: bool,
    copies: Vec<Related>,
    blocks: Vec<BlockView>,
    /// Lines that the page showed beside the text.
    left_out: Vec<String>,
    findings: Vec<Finding>,
    notes: Vec<String>,
}

/// A paragraph, cut at the ends of findings.
#[derive(Serialize)]
struct BlockView {
    kind: BlockKind,
    rule: String,
    pieces: Vec<Piece>,
}

/// A run of words with the findings that cover it.
#[derive(Serialize)]
struct Piece {
    /// Bytes, as links name places.
    start: u32,
    text: String,
    findings: Vec<usize>,
}

/// One claim of the document.
#[derive(Serialize)]
struct Finding {
    number: usize,
    kind: &'static str,
    summary: String,
    rule: String,
    /// The rows of the record that rest on it.
    rows: Vec<Related>,
    start: u32,
    end: u32,
    quote: String,
    #[serde(skip)]
    place: u32,
}

impl Document {
    /// Marks the claims in the text.
    pub(crate) fn new(
        snapshot: &Snapshot,
        document: &chancery_core::intake::Document,
        reading: &Reading,
        rows: &[(usize, RowId)],
    ) -> Document {
        let text = &document.text;
        let claims = &reading.claims;
        let spans: Vec<Span> = claims.iter().map(|claim| claim.evidence.first().span).collect();
        let copies = snapshot.document(&document.id).map_or(Vec::new(), |row| {
            let same = snapshot
                .library
                .ledger
                .documents
                .iter()
                .filter(|other| other.story == row.story && other.doc != row.doc);
            same.map(|other| Related {
                id: other.doc.to_string(),
                link: document_link(&other.doc, 0),
                label: snapshot.title(&other.doc).to_owned(),
            })
            .collect()
        });
        Document {
            doc: document.id.clone(),
            title: document.title().unwrap_or_else(|| snapshot.title(&document.id)).to_owned(),
            outlet: document.outlet.clone(),
            published: document.day(),
            source: document.metadata.source.clone(),
            relevant: reading.relevant,
            copies,
            blocks: document
                .blocks
                .iter()
                .map(|block| BlockView {
                    kind: block.kind,
                    rule: block.rule.to_string(),
                    pieces: pieces(text, block.span, &spans),
                })
                .collect(),
            left_out: document.metadata.left_out.clone(),
            findings: claims
                .iter()
                .enumerate()
                .map(|(number, claim)| {
                    let span = claim.evidence.first().span;
                    Finding {
                        number,
                        kind: claim.body.kind(),
                        summary: summary(snapshot, text, claim),
                        rule: claim.evidence.first().rule.to_string(),
                        rows: rows
                            .iter()
                            .filter(|(claim, _)| *claim == number)
                            .map(|(_, row)| row)
                            // Each event names its persons; a person's row is told by the offices.
                            .filter(|row| {
                                row.0.starts_with("person/") == matches!(claim.body, Body::Tenure(_))
                            })
                            .filter(|row| snapshot.row(row).is_some())
                            .map(|row| Related::new(snapshot, row))
                            .collect(),
                        start: text.code_point(span.start()),
                        end: text.code_point(span.end()),
                        quote: text[span].to_owned(),
                        place: span.start(),
                    }
                })
                .collect(),
            notes: reading
                .notes
                .iter()
                .map(|note| format!("{} (“{}”)", note.text, &text[note.span]))
                .collect(),
        }
    }
}

/// Cuts a block where findings begin and end.
fn pieces(text: &Text, block: Span, findings: &[Span]) -> Vec<Piece> {
    let inside: Vec<(usize, Span)> = findings
        .iter()
        .copied()
        .enumerate()
        .filter(|(_, span)| span.overlaps(block) && !span.is_empty())
        .collect();
    let mut cuts: Vec<u32> = vec![block.start(), block.end()];
    for (_, span) in &inside {
        cuts.push(span.start().max(block.start()));
        cuts.push(span.end().min(block.end()));
    }
    cuts.sort_unstable();
    cuts.dedup();
    cuts.windows(2)
        .map(|ends| {
            let piece = Span::new(ends[0], ends[1]);
            Piece {
                start: piece.start(),
                text: text[piece].to_owned(),
                findings: inside
                    .iter()
                    .filter(|(_, span)| span.overlaps(piece))
                    .map(|(number, _)| *number)
                    .collect(),
            }
        })
        .collect()
}

/// What a claim says, in one line.
fn summary(snapshot: &Snapshot, text: &Text, claim: &Claim) -> String {
    let names = |codes: &[chancery_core::lexicon::ActorCode]| snapshot.names(codes);
    match &claim.body {
        Body::Event(event) => {
            let mut line = format!("{} ({})", layout::kind(event.kind), layout::status(event.status));
            if let Some(dated) = &event.when {
                line.push_str(&format!(", {}: {}", layout::when(&dated.when), dated.reason));
            }
            let who: Vec<String> =
                event.participants.iter().filter_map(|one| one.party.name.clone()).collect();
            if !who.is_empty() {
                line.push_str(&format!("; {}", who.join(", ")));
            }
            line
        }
        Body::Act(act) => {
            let fields =
                if act.fields.is_empty() { String::new() } else { format!(" [{}]", act.fields.join(", ")) };
            format!(
                "{} {}, force {}: {}{fields}",
                names(&act.by),
                layout::act(act.act),
                layout::force(act.force).0,
                &text[act.what]
            )
        }
        Body::Instrument(one) => format!("{}: {}", one.kind, one.name),
        Body::Mechanism(one) => format!("{}: {}", one.kind, one.name),
        Body::Tenure(one) => {
            format!(
                "{}: {}",
                one.party.name.as_deref().unwrap_or("?"),
                one.party.office.as_deref().unwrap_or("?")
            )
        }
        Body::Position(one)
        | Body::Obstacle(one)
        | Body::ReportedState(one)
        | Body::Expectation(one)
        | Body::Appraisal(one) => {
            format!("{}: {}", names(&one.by), &text[one.what])
        }
        Body::Project(one) => one.name.clone(),
        Body::Anniversary(one) => match one.ordinal {
            Some(number) => format!("{} anniversary of {}", say::ordinal(number), &text[one.of]),
            None => format!("anniversary of {}", &text[one.of]),
        },
        Body::PartnershipLevel(one) => one.level.clone(),
    }
}

impl Document {
    /// The kinds of findings, in the order in which the text shows them.
    fn kinds(&self) -> Vec<&'static str> {
        let mut kinds = Vec::new();
        for finding in &self.findings {
            if !kinds.contains(&finding.kind) {
                kinds.push(finding.kind);
            }
        }
        kinds
    }
}

impl Page for Document {
    fn title(&self) -> String {
        self.title.clone()
    }

    fn twins(&self) -> &'static [&'static str] {
        &["json", "jsonld"]
    }

    fn html(&self, _snapshot: &Snapshot) -> Markup {
        let cut = self.blocks.iter().filter(|block| !block.kind.is_read()).count();
        html! {
            p.kicker { "Document" @if !self.relevant { " · reports no dealing between states" } }
            h1 dir="auto" { (self.title) }
            dl.facts {
                dt { "Outlet" } dd { (self.outlet.as_deref().unwrap_or("not stated")) }
                dt { "Published" } dd { @if let Some(published) = self.published { (layout::day(published)) } @else { "not stated" } }
                @if let Some(source) = &self.source { dt { "Source" } dd.address { (source) } }
                @if !self.copies.is_empty() {
                    dt { "Same story" } dd { ul.plain { @for copy in &self.copies { li { a href=(copy.link) { (copy.label) } } } } }
                }
                @if self.findings.is_empty() { dt { "Findings" } dd { "none" } }
            }
            @for note in &self.notes { p.note dir="auto" { (note) } }
            div.reader {
                article aria-label="Text" {
                    @for block in &self.blocks {
                        @if block.kind.is_read() {
                            p class={ "block " (format!("{:?}", block.kind).to_lowercase()) } dir="auto" {
                                @for piece in &block.pieces {
                                    @if piece.findings.is_empty() { span id={ "at" (piece.start) } { (piece.text) } } @else {
                                        @let labels = piece.findings.iter().map(|at| format!("{}. {}", at + 1, self.findings[*at].kind)).collect::<Vec<_>>().join(", ");
                                        mark id={ "at" (piece.start) } class=(self.findings[piece.findings[0]].kind) title=(labels)
                                            data-findings=(piece.findings.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")) { (piece.text) }
                                    }
                                }
                            }
                        }
                    }
                    @if cut > 0 {
                        details.cut {
                            summary { (layout::count(cut, "paragraph was", "paragraphs were")) " left out as page furniture" }
                            @for block in self.blocks.iter().filter(|block| !block.kind.is_read()) {
                                p dir="auto" { small.tag { (block.rule) } " " @for piece in &block.pieces { (piece.text) } }
                            }
                        }
                    }
                    @if !self.left_out.is_empty() {
                        details.cut {
                            summary { (layout::count(self.left_out.len(), "line of the page was", "lines of the page were")) " not taken into the text" }
                            @for line in &self.left_out { p dir="auto" { (line) } }
                        }
                    }
                }
                aside aria-label="Findings" {
                    @if !self.findings.is_empty() {
                        h2 { (layout::count(self.findings.len(), "finding", "findings")) }
                        p.legend { @for kind in self.kinds() { span class={ "key " (kind) } { (kind.replace('-', " ")) } " " } }
                    }
                    ol.findings {
                        @for finding in &self.findings {
                            li id={ "f" (finding.number) } data-finding=(finding.number) {
                                a href={ "#at" (finding.place) } { span class={ "tag " (finding.kind) } { (finding.kind) } } " "
                                span dir="auto" { (finding.summary) } br;
                                @for row in &finding.rows { span.row { "→ " a href=(row.link) dir="auto" { (row.label) } } }
                                small { "rule " a href={ "/rule/" (encode(&finding.rule)) } { (finding.rule) } }
                            }
                        }
                    }
                }
            }
        }
    }

    fn linked_data(&self, _snapshot: &Snapshot) -> Option<serde_json::Value> {
        let link = document_link(&self.doc, 0);
        let target = link.split('#').next().unwrap_or_default();
        Some(json!({
            "@context": ["http://www.w3.org/ns/anno.jsonld", {"schema": "https://schema.org/"}],
            "@graph": self.findings.iter().map(|finding| json!({
                "type": "Annotation",
                "id": format!("{target}#f{}", finding.number),
                "motivation": "identifying",
                "body": {"type": "TextualBody", "value": finding.summary, "purpose": "tagging"},
                "target": {"source": target, "selector": [
                    {"type": "TextQuoteSelector", "exact": finding.quote},
                    {"type": "TextPositionSelector", "start": finding.start, "end": finding.end},
                ]},
            })).collect::<Vec<_>>(),
        }))
    }
}
