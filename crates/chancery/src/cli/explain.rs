//! `chancery explain ID`: the claims under a line, the rule that read each, the words marked.

use chancery_core::{
    claims::model::{Body, Claim, Reading},
    evidence::DocId,
    intake::{Block, Document},
    ledger::model::{Conflict, Mention, RowId},
    text::Span,
};
use serde::Serialize;

use super::{
    Context, Exit, Problem, judge,
    term::{self, Style},
};
use crate::{briefing::say, library::Library};

/// So many rows are named where what was typed begins several.
const CHOICES: usize = 8;

/// Why a line is in the record: its claims, the words they rest on, and the rules that read them.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  chancery explain 3f9a12c4                an id of `timeline`, `commitments` or any other list
  chancery explain pham-minh-chinh
  chancery explain REPORT                  all that one report says, by the name of the document
  chancery explain REPORT --cut            what of it was not read, and why")]
pub(crate) struct Args {
    /// The id of a row, its beginning, or the name of a document
    id: String,
    /// What of a document was cut away: menus, other stories, what its page showed beside the text
    #[arg(long)]
    cut: bool,
    /// How many claims at most, the latest; 0 for all
    #[arg(long, value_name = "N", default_value = "40")]
    limit: usize,
}

pub(crate) fn run(args: &Args, context: &Context) -> anyhow::Result<Exit> {
    let library = context.library()?;
    if args.cut {
        return cut(&library, &DocId::new(&args.id), context);
    }
    let mut found = library.store().find_rows(&args.id)?;
    if found.is_empty()
        && let Some(now) =
            judge::earlier_name(&library, &args.id).and_then(|name| library.ledger.resolve(&name))
    {
        found = library.store().find_rows(&now.0)?;
    }
    let exact = found.iter().position(|row| judge::is_named(&row.id, &args.id) || found.len() == 1);
    let row = match (exact, found.as_slice()) {
        (Some(at), rows) => rows[at].clone(),
        (None, [one]) => one.clone(),
        (None, []) => return document(&library, &DocId::new(&args.id), context),
        (None, several) => {
            let rows: Vec<_> = several
                .iter()
                .take(CHOICES)
                .map(|row| format!("\n  {} ({})", row.id, term::fit(&row.title, 50)))
                .collect();
            let more = if several.len() > CHOICES { "\n  and others" } else { "" };
            return Err(Problem::new(
                "E-ID-AMBIGUOUS",
                format!("`{}` begins more than one id:{}{more}", args.id, rows.join("")),
            )
            .hint("type more of it")
            .exit(Exit::Usage)
            .into());
        }
    };
    let claims = library.store().claims_of(&row.id)?;
    let mut grounds = Vec::new();
    for (doc, n) in claims {
        let Some((document, reading)) = library.store().fact(&doc)? else { continue };
        grounds.extend(ground(&document, &reading, n));
    }
    grounds.sort_by_key(|ground| (ground.published, ground.doc.clone(), ground.first));
    let value = library.store().row_json(&row.id)?;
    let conflicts: Vec<&Conflict> =
        library.ledger.conflicts.iter().filter(|conflict| conflict.about.0 == row.id).collect();
    let id = RowId(row.id.clone());
    let slips = library.ledger.support(&id).map(|support| library.slips(&id, support)).unwrap_or_default();
    let decided = library.ledger.decided(&id);
    if context.json {
        context.print_json(&serde_json::json!({
            "id": row.id, "kind": row.kind, "row": value, "conflicts": conflicts, "slips": slips,
            "decided": decided, "claims": grounds,
        }))?;
        return Ok(Exit::Done);
    }
    let paint = context.out;
    let mut out = format!("{}  {}\n", paint.heading(&row.id), paint.dim(&row.kind));
    out.push_str(&term::flow(
        paint,
        &[(Style::Bold, headline(&library, &row.id, &row.title))],
        context.width,
        "",
        0,
    ));
    let because = value.as_ref().and_then(|value| value.get("because")).and_then(|because| because.as_str());
    if let Some(because) = because {
        out.push_str(&term::flow(paint, &[(Style::Plain, because.to_owned())], context.width, "", 0));
    }
    for conflict in conflicts {
        let version = |(value, mentions): &(String, Vec<Mention>)| {
            let docs: std::collections::BTreeSet<&str> =
                mentions.iter().map(|mention| mention.doc.as_str()).collect();
            format!("{value} ({})", docs.into_iter().collect::<Vec<_>>().join(", "))
        };
        let versions: Vec<String> = conflict.versions.iter().map(version).collect();
        let said =
            format!("the reports disagree: {} is {}", say::slot(&conflict.slot), versions.join(" or "));
        out.push_str(&term::flow(paint, &[(Style::Warn, term::clean(&said))], context.width, "", 2));
    }
    out.push_str(&judge::decisions(&decided, context));
    for slip in slips {
        let said = format!("kept as printed: {} ({})", slip.text, slip.words.doc);
        out.push_str(&term::flow(paint, &[(Style::Warn, term::clean(&said))], context.width, "", 2));
    }
    let docs: std::collections::BTreeSet<_> = grounds.iter().map(|ground| &ground.doc).collect();
    out.push_str(&format!(
        "{}\n",
        paint.dim(&format!(
            "{} in {}",
            term::count(grounds.len(), "claim"),
            term::count(docs.len(), "report")
        ))
    ));
    let left = if args.limit == 0 { 0 } else { grounds.len().saturating_sub(args.limit) };
    if left > 0 {
        let said = format!("the latest {} of them; `--limit 0` shows all", args.limit);
        out.push_str(&format!("{}\n", paint.dim(&said)));
    }
    grounds.iter().skip(left).for_each(|ground| out.push_str(&ground.show(context)));
    term::print(&out)?;
    Ok(Exit::Done)
}

/// What of a document was not read.
fn cut(library: &Library, doc: &DocId, context: &Context) -> anyhow::Result<Exit> {
    let Some((document, _)) = library.store().fact(doc)? else {
        return Err(Problem::new("E-ID", format!("no document is called `{doc}`"))
            .hint("`chancery explain ROW` names the documents under a row; --cut is asked of one of them")
            .into());
    };
    let text = &document.text;
    let blocks: Vec<&Block> = document.blocks.iter().filter(|block| !block.kind.is_read()).collect();
    let left_out = &document.metadata.left_out;
    if context.json {
        let cut: Vec<_> = blocks
            .iter()
            .map(|block| {
                serde_json::json!({
                    "kind": block.kind, "rule": block.rule, "text": &text[block.span],
                    "first": text.code_point(block.span.start()), "last": text.code_point(block.span.end()),
                })
            })
            .collect();
        context.print_json(
            &serde_json::json!({ "id": doc, "kind": "document", "cut": cut, "left_out": left_out }),
        )?;
        return Ok(Exit::Done);
    }
    let paint = context.out;
    let mut out = heading(&document, context);
    let said = match (blocks.len(), left_out.len()) {
        (0, 0) => "nothing was cut away".to_owned(),
        (0, _) => String::new(),
        (count, _) => {
            format!("{} of {} cut away:", count, term::count(document.blocks.len(), "paragraph"))
        }
    };
    if !said.is_empty() {
        out.push_str(&format!("\n{}\n", paint.dim(&said)));
    }
    for block in blocks {
        let words =
            [(Style::Plain, term::clean(&text[block.span])), (Style::Dim, format!("({})", block.rule))];
        out.push_str(&term::flow(paint, &words, context.width, "  ", 4));
    }
    if !left_out.is_empty() {
        let said = format!("{} of the page not taken into the text:", term::count(left_out.len(), "line"));
        out.push_str(&format!("\n{}\n", paint.dim(&said)));
        for line in left_out {
            out.push_str(&term::flow(paint, &[(Style::Plain, term::clean(line))], context.width, "  ", 4));
        }
    }
    term::print(&out)?;
    Ok(Exit::Done)
}

/// The name of a document and its headline.
fn heading(document: &Document, context: &Context) -> String {
    let title = document.title().map(term::clean).unwrap_or_default();
    let mut out = format!("{}  {}\n", context.out.heading(document.id.as_str()), context.out.dim("document"));
    out.push_str(&term::flow(context.out, &[(Style::Bold, title)], context.width, "", 0));
    out
}

/// All that one report says.
fn document(library: &Library, doc: &DocId, context: &Context) -> anyhow::Result<Exit> {
    let Some((document, reading)) = library.store().fact(doc)? else {
        return Err(Problem::new("E-ID", format!("no row and no document is called `{doc}`"))
            .hint("ids stand in the last column of `chancery timeline` and the other lists")
            .into());
    };
    let grounds: Vec<_> = (0..reading.claims.len()).flat_map(|n| ground(&document, &reading, n)).collect();
    if context.json {
        context.print_json(&serde_json::json!({ "id": doc, "kind": "document", "claims": grounds }))?;
        return Ok(Exit::Done);
    }
    let mut out = heading(&document, context);
    let blocks = document.blocks.iter().filter(|block| !block.kind.is_read()).count();
    if blocks + document.metadata.left_out.len() > 0 {
        let said = format!("`chancery explain {doc} --cut` shows what was cut away");
        out.push_str(&format!("{}\n", context.out.dim(&said)));
    }
    grounds.iter().for_each(|ground| out.push_str(&ground.show(context)));
    term::print(&out)?;
    Ok(Exit::Done)
}

fn headline(library: &Library, id: &str, title: &str) -> String {
    let event = library.ledger.events.iter().find(|row| row.id.0 == id);
    match event {
        Some(event) => {
            let when = event.when.as_ref().map_or("not dated".to_owned(), say::date);
            format!("{when}: {}", say::event(event, &library.ledger, &library.names))
        }
        None => term::clean(title),
    }
}

/// One claim with the paragraph that it stands in.
#[derive(Debug, Serialize)]
struct Ground {
    doc: DocId,
    published: Option<chancery_core::calendar::Day>,
    outlet: Option<String>,
    claim: String,
    kind: &'static str,
    rules: Vec<String>,
    quote: String,
    /// Code points.
    first: u32,
    last: u32,
    /// Why the date means the days that it does.
    date: Option<String>,
    speaker: Option<String>,
    said_by: String,
    paragraph: String,
    /// Bytes of the paragraph.
    marks: Vec<(usize, usize)>,
}

fn ground(document: &Document, reading: &Reading, n: usize) -> Option<Ground> {
    let claim = reading.claims.get(n)?;
    let text = &document.text;
    let quote = claim.evidence.first();
    let block = document.blocks.iter().find(|block| block.span.contains(quote.span));
    let around = block.map_or(quote.span, |block| block.span);
    let inside = |span: Span| {
        around
            .contains(span)
            .then(|| ((span.start() - around.start()) as usize, (span.end() - around.start()) as usize))
    };
    let mut rules: Vec<String> = Vec::new();
    for quote in claim.evidence.quotes() {
        if !rules.contains(&quote.rule.to_string()) {
            rules.push(quote.rule.to_string());
        }
    }
    Some(Ground {
        doc: document.id.clone(),
        published: document.day(),
        outlet: document.outlet.clone(),
        claim: reading.claim_id(n).as_str().to_owned(),
        kind: claim.body.kind(),
        rules,
        quote: text[quote.span].to_owned(),
        first: text.code_point(quote.span.start()),
        last: text.code_point(quote.span.end()),
        date: dated(claim),
        speaker: claim
            .source
            .speaker
            .as_ref()
            .and_then(|speaker| speaker.name.clone().or(speaker.office.clone())),
        said_by: serde_json::to_value(claim.source.role)
            .ok()
            .and_then(|role| role.as_str().map(str::to_owned))
            .unwrap_or_default(),
        paragraph: text[around].to_owned(),
        marks: inside(quote.span).into_iter().collect(),
    })
}

/// The date of a claim and the reason for it.
fn dated(claim: &Claim) -> Option<String> {
    let dated = match &claim.body {
        Body::Event(event) => event.when.as_ref(),
        Body::Instrument(instrument) => instrument.when.as_ref(),
        Body::Act(act) => act.deadline.as_ref(),
        _ => None,
    }?;
    Some(format!("{}: {}", dated.when, dated.reason))
}

impl Ground {
    fn show(&self, context: &Context) -> String {
        let paint = context.out;
        let day = self.published.map_or("no date".to_owned(), say::day);
        let outlet = self.outlet.clone().unwrap_or_else(|| self.doc.to_string());
        let speaker = match &self.speaker {
            Some(speaker) => format!("{speaker} ({})", self.said_by.replace('-', " ")),
            None => self.said_by.replace('-', " "),
        };
        let head = [
            (Style::Bold, format!("{day}, {}", term::clean(&outlet))),
            (
                Style::Dim,
                format!("{} · {} · rule {}", self.kind, term::clean(&speaker), self.rules.join(", ")),
            ),
        ];
        let mut out = format!("\n{}", term::flow(paint, &head, context.width, "", 2));
        out.push_str(&super::search::excerpt(&self.paragraph, &self.marks, context));
        if let Some(date) = &self.date {
            out.push_str(&term::flow(paint, &[(Style::Dim, format!("date {date}"))], context.width, "  ", 4));
        }
        let place = format!("{} {}–{} · claim {}", self.doc, self.first, self.last, self.claim);
        out.push_str(&term::flow(paint, &[(Style::Dim, place)], context.width, "  ", 4));
        out
    }
}
