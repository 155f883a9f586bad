//! A briefing as one HTML file without a script: to read, to print on A4, to send. The desk shows
//! the same article with its own links.

use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::{Briefing, Line, Section, SourceLine, Told, Tone, build::tidy, say};
use crate::cli::{short, term::clean};

/// What the article looks like, with the colours that the page around it names.
pub(crate) const ARTICLE: &str = include_str!("article.css");
/// The page of a single file; it asks for nothing from outside.
const PAGE: &str = include_str!("page.css");

/// Where the lines and sources of an article lead to.
pub(crate) struct Links<'a> {
    /// The page of a row of the ledger.
    pub(crate) row: &'a dyn Fn(&str) -> Option<String>,
    /// The page of a report.
    pub(crate) source: &'a dyn Fn(&SourceLine) -> Option<String>,
    /// True where lines show their ids: a page leads to the row instead.
    pub(crate) ids: bool,
}

/// The briefing as a file.
#[must_use]
pub fn render(briefing: &Briefing) -> String {
    let links = Links { row: &|_| None, source: &|_| None, ids: briefing.ids };
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width";
                title { (clean(&briefing.title)) ": briefing" }
                style { (PreEscaped(PAGE)) (PreEscaped(ARTICLE)) }
            }
            body { main { (article(briefing, &links)) } }
        }
    };
    page.into_string()
}

/// The briefing as an article.
pub(crate) fn article(briefing: &Briefing, links: &Links<'_>) -> Markup {
    html! {
        article.briefing {
            header {
                p.kicker { "Briefing for " time datetime=(briefing.on) { (say::day(briefing.on)) }
                    @if let Some(since) = briefing.since { ", since " (say::day(since)) }
                    @if let Some(until) = briefing.until { ", until " (say::day(until)) } }
                h1 { (clean(&briefing.title)) }
                p.basis { (clean(&briefing.basis)) }
                nav.parts aria-label="Parts" {
                    ul { @for section in &briefing.sections { li { a href={ "#" (section.id) } { (section.title) } } }
                        @if !briefing.sources.is_empty() { li { a href="#sources" { "Sources" } } } }
                }
            }
            @for section in &briefing.sections { (part(section, links)) }
            @if !briefing.sources.is_empty() {
                section #sources {
                    h2 { "Sources" }
                    ol.sources {
                        @for source in &briefing.sources {
                            li id={ "s" (source.number) } {
                                @match (links.source)(source) {
                                    Some(link) => a href=(link) { (clean(&source.short())) },
                                    None => (clean(&source.short())),
                                }
                                @if let Some(title) = &source.title { " " cite dir="auto" { (clean(&tidy(title))) } }
                                @if source.source.starts_with("http") { " " span.address { (clean(&source.source)) } }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn part(section: &Section, links: &Links<'_>) -> Markup {
    html! {
        section id=(section.id) {
            h2 { (section.title) }
            @if let Some(gap) = &section.gap { p.gap { (clean(gap)) } }
            @for group in &section.groups {
                @if let Some(title) = &group.title { h3 { (clean(title)) } }
                (lines(&group.lines, links))
                @if group.more > 0 { p.gap { "and " (group.more) " more" } }
            }
        }
    }
}

/// Lines; dates stand in a column of their own where any has one.
fn lines(lines: &[Line], links: &Links<'_>) -> Markup {
    let dated = lines.iter().any(|line| line.date.is_some());
    html! { ul.lines.dated[dated] { @for one in lines { (line(one, dated, links)) } } }
}

fn line(line: &Line, dated: bool, links: &Links<'_>) -> Markup {
    let link = line.id.as_deref().and_then(links.row);
    let linked = |words: &str| {
        let words = clean(words);
        html! { @match &link { Some(link) => a href=(link) dir="auto" { (words) }, None => span dir="auto" { (words) } } }
    };
    html! {
        li {
            @if dated { div.date { @if let Some(date) = &line.date { (time(line, date)) } } }
            div.what {
                @match line.told() {
                    Told::Apart { text, quote } => {
                        p { (linked(text)) @if quote.is_none() { (notes(line)) } (tags(line)) (id(line, links)) }
                        @if let Some(quote) = quote { p.said { q dir="auto" { (clean(&quote)) } (notes(line)) } }
                    },
                    Told::Inside { lead, before, what, after } => {
                        p { (linked(lead)) " " q dir="auto" { (clean(&before)) strong { (clean(&what)) } (clean(&after)) } (notes(line)) (tags(line)) (id(line, links)) }
                    },
                }
                @if !line.lines.is_empty() { (lines(&line.lines, links)) }
            }
        }
    }
}

fn time(line: &Line, date: &str) -> Markup {
    // HTML knows whole days, months and years as dates; EDTF has more.
    let edtf = line.edtf.as_deref().filter(|edtf| {
        edtf.chars().all(|c| c.is_ascii_digit() || c == '-') && edtf.len() != 4 && !edtf.starts_with('-')
    });
    html! { @match edtf { Some(edtf) => time datetime=(edtf) { (date) }, None => (date) } }
}

fn tags(line: &Line) -> Markup {
    html! {
        @for tag in &line.tags {
            " "
            @let tone = match tag.tone { Tone::Plain => "plain", Tone::Good => "good", Tone::Warn => "warn", Tone::Bad => "bad" };
            span class={ "mark " (tone) } { (clean(&tag.text)) }
        }
    }
}

/// The id under which `chancery explain` knows the line.
fn id(line: &Line, links: &Links<'_>) -> Markup {
    let id = line.id.as_deref().filter(|_| links.ids).map(short);
    html! { @if let Some(id) = id { " " code.id { (id) } } }
}

/// The numbers of the reports that say it.
fn notes(line: &Line) -> Markup {
    html! {
        @if let Some(quote) = &line.quote {
            sup {
                @for (at, number) in std::iter::once(&quote.source).chain(&quote.also).enumerate() {
                    @if at > 0 { "," }
                    a href={ "#s" (number) } aria-label={ "source " (number) } { (number) }
                }
            }
        }
    }
}
