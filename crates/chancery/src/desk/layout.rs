//! The frame of every page and the pieces that pages share.

use chancery_core::{
    calendar::{Day, Grain, When},
    claims::model::Force,
    ledger::model::{EventRow, PartRow, RowId},
};
use maud::{DOCTYPE, Markup, PreEscaped, html};

pub(crate) use say::{act, event_kind as kind, event_status as status, health, stage};

use crate::briefing::say;

use super::{
    ASSETS,
    pages::{Query, filter},
    pictures::shorten,
    route::Pair,
    snapshot::{Quote, Snapshot, encode},
};

/// What the frame of a page says beside its content.
pub(crate) struct Frame<'a> {
    pub(crate) title: &'a str,
    /// The relation that the page belongs to, for the second row of links.
    pub(crate) pair: Option<Pair>,
    /// The address of the page without ending.
    pub(crate) path: &'a str,
    /// The other forms of the page, by ending.
    pub(crate) twins: &'a [&'static str],
    /// The filters of the address.
    pub(crate) query: &'a Query,
}

/// Reports whose words stand open under a row.
const REPORTS: usize = 4;
/// Passages of each that stand open.
const PASSAGES: usize = 5;

/// The whole page.
pub(crate) fn page(snapshot: &Snapshot, frame: &Frame<'_>, body: &Markup) -> Markup {
    let address = address(frame.path);
    // A twin has the rows of the page, so it has its filters.
    let filters: Vec<String> = frame
        .query
        .iter()
        .filter(|(name, value)| *name != "on" && !value.is_empty())
        .map(|(name, value)| format!("{}={}", encode(name), encode(value)))
        .collect();
    let filters = if filters.is_empty() { String::new() } else { format!("?{}", filters.join("&")) };
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                title { (frame.title) " · Chancery" }
                link rel="stylesheet" href={ "/style.css?" (*ASSETS) };
                link rel="icon" href="data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'%3E%3Ccircle cx='8' cy='8' r='7' fill='%237a2e2e'/%3E%3C/svg%3E";
                script src={ "/desk.js?" (*ASSETS) } defer {}
            }
            body {
                a.skip href="#main" { "Skip to the content" }
                header.top {
                    a.brand href="/" { "Chancery" }
                    nav aria-label="Main" {
                        ul {
                            li { a href="/" { "Relations" } }
                            li { a href="/commitments" { "Commitments" } }
                            li { a href="/people" { "People" } }
                            li { a href="/mechanisms" { "Mechanisms" } }
                            li { a href="/instruments" { "Instruments" } }
                            li { a href="/documents" { "Documents" } }
                            li { a href="/review" { "Review" } }
                        }
                    }
                    form.search role="search" action="/search" method="get" {
                        label.hidden for="q" { "Search words" }
                        input #q type="search" name="q" placeholder="Search" value=(filter(frame.query, "q").unwrap_or_default()) autocomplete="off";
                        button { "Search" }
                    }
                }
                @if let Some(pair) = frame.pair {
                    nav.second aria-label="Relation" {
                        strong { (snapshot.name(pair.0)) " – " (snapshot.name(pair.1)) }
                        ul {
                            @for (page, label) in [("", "Overview"), ("/timeline", "Timeline"), ("/commitments", "Commitments"),
                                                   ("/calendar", "Calendar"), ("/network", "Who met whom"), ("/map", "Map"), ("/briefing", "Briefing")] {
                                @let link = format!("/r/{}{page}", pair.slug());
                                li { a href=(link) aria-current=[(frame.path == link).then_some("page")] { (label) } }
                            }
                        }
                    }
                }
                @if frame.pair.is_some() || snapshot.on.is_some() { (as_of(snapshot, frame)) }
                main #main tabindex="-1" {
                    (body)
                }
                footer {
                    p {
                        "As of " (day(snapshot.today())) " · " (count(snapshot.library.ledger.documents.len(), "document", "documents"))
                        @if !frame.twins.is_empty() {
                            " · this page as "
                            @for (at, twin) in frame.twins.iter().enumerate() {
                                @if at > 0 { ", " }
                                a href={ (if frame.path == "/" { "/index" } else { &address }) "." (twin) (filters) } { (twin) }
                            }
                        }
                        " · " a href="/about" { "About" } " · " a href="/openapi.json" { "API" }
                    }
                }
            }
        }
    }
}

/// A path as it stands in a link: ids of documents may hold any character.
fn address(path: &str) -> String {
    path.split('/').map(encode).collect::<Vec<_>>().join("/")
}

/// Which day counts as today, and the choice of another.
fn as_of(snapshot: &Snapshot, frame: &Frame<'_>) -> Markup {
    let today = snapshot.today();
    let address = address(frame.path);
    html! {
        form.as-of action=(address) method="GET" {
            @for (name, value) in frame.query {
                @if name != "on" && name != "next" { input type="hidden" name=(name) value=(value); }
            }
            label for="on" { "As of" } " "
            input #on type="date" name="on" value=(today) required; " "
            button { "Show" }
            @if snapshot.on.is_some() {
                // The day is lifted by hand: every other link of the page carries it.
                " " span.note role="status" { "What could be known on " (day(today)) ", from the reports up to it." }
                " " button form="latest" { "Back to the latest report" }
            }
        }
        @if snapshot.on.is_some() { form #latest action=(address) method="GET" {} }
    }
}

/// A day for people: "14 January 2025".
pub(crate) fn day(day: Day) -> String {
    day.strftime("%-d %B %Y").to_string()
}

/// A day in a table: "14 Jan 2025".
pub(crate) fn short_day(day: Day) -> Markup {
    html! { time datetime=(day) { (say::day(day)) } }
}

/// A date for people, as fine as it is known.
pub(crate) fn when(when: &When) -> String {
    let about = if when.is_approximate() { "about " } else { "" };
    match (when.grain(), when.first(), when.last()) {
        (Grain::Day, Some(first), _) => format!("{about}{}", day(first)),
        (Grain::Month, Some(first), _) => format!("{about}{}", first.strftime("%B %Y")),
        (Grain::Year, Some(first), _) => format!("{about}{}", first.year()),
        (Grain::Season, Some(first), Some(last)) => {
            format!("{about}{} to {}", first.strftime("%B"), last.strftime("%B %Y"))
        }
        (Grain::Decades, ..) => format!("the {}s", when.edtf().replace('X', "0")),
        (Grain::Interval, Some(first), Some(last))
            if first.year() == last.year() && first.month() == last.month() =>
        {
            if first.day() == 1 && last == last.last_of_month() {
                first.strftime("%B %Y").to_string()
            } else {
                format!("{about}{}–{}", first.day(), day(last))
            }
        }
        (Grain::Interval, Some(first), Some(last)) => format!("{about}{} to {}", day(first), day(last)),
        (_, Some(first), None) => format!("since {about}{}", day(first)),
        (_, None, Some(last)) => format!("until {about}{}", day(last)),
        _ => when.edtf().to_owned(),
    }
}

/// Since when something holds, for people: "since 2012", "since 17 October 2023 or before" where only
/// the first report of it is known.
pub(crate) fn since(value: &When) -> String {
    match (value.first(), value.last()) {
        (None, Some(last)) => format!("since {} or before", day(last)),
        (Some(first), None) => format!("since {}", day(first)),
        _ => format!("since {}", when(value)),
    }
}

/// A date as a `time` element, or a dash.
pub(crate) fn time(value: Option<&When>) -> Markup {
    html! {
        @match value {
            Some(value) => time datetime=(value.edtf()) title=(value.edtf()) { (when(value)) },
            None => span.unknown title="no report says when" { "date not stated" },
        }
    }
}

/// "1 document", "2 documents".
pub(crate) fn count(number: usize, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}

/// The link to a row.
pub(crate) fn link(id: &RowId) -> String {
    format!("/{}", id.0)
}

/// A quotation with its source.
pub(crate) fn quote(quote: &Quote) -> Markup {
    html! {
        figure.quote {
            blockquote { (words(quote)) }
            figcaption {
                a href=(quote.link) { (source(quote)) }
            }
        }
    }
}

/// The words of a quotation within their sentence, so that one can tell what they are about.
fn words(quote: &Quote) -> Markup {
    html! {
        p dir="auto" {
            "“"
            @if !quote.before.is_empty() { span.around { (quote.before) } }
            (quote.quote)
            @if !quote.after.is_empty() { span.around { (quote.after) } }
            "”"
        }
    }
}

/// All words on a row, report by report; copies of one story that say the same are named beside it.
pub(crate) fn all_words(quotes: &[Quote], mentions: usize) -> Markup {
    let mut reports: Vec<(Vec<&Quote>, Vec<&Quote>)> = Vec::new();
    let same =
        |a: &[&Quote], b: &[&Quote]| a.len() == b.len() && a.iter().zip(b).all(|(a, b)| a.quote == b.quote);
    for of_one in quotes.chunk_by(|a, b| a.doc == b.doc) {
        let mut lines: Vec<&Quote> = Vec::new();
        for quote in of_one {
            // A sentence is printed once, whatever rests on it.
            let shown = |line: &Quote| {
                let length = |text: &str| u32::try_from(text.chars().count()).unwrap_or(u32::MAX);
                line.start.saturating_sub(length(&line.before))..line.end + length(&line.after)
            };
            if !lines.iter().any(|line| shown(line).start <= quote.start && quote.end <= shown(line).end) {
                lines.push(quote);
            }
        }
        match reports.iter_mut().find(|(known, _)| same(known, &lines)) {
            Some((_, copies)) => copies.extend(lines.first()),
            None => reports.push((lines, Vec::new())),
        }
    }
    let (first, rest) = reports.split_at(reports.len().min(REPORTS));
    let report = |(lines, copies): &(Vec<&Quote>, Vec<&Quote>)| {
        html! {
            figure.quote {
                blockquote {
                    @for line in lines.iter().take(PASSAGES) { (words(line)) }
                    @if lines.len() > PASSAGES {
                        details {
                            summary { (count(lines.len() - PASSAGES, "further passage", "further passages")) }
                            @for line in &lines[PASSAGES..] { (words(line)) }
                        }
                    }
                }
                figcaption {
                    a href=(lines[0].link) { (source(lines[0])) }
                    @for copy in copies { "; the same words in " a href=(copy.link) { (source(copy)) } }
                }
            }
        }
    };
    html! {
        @if mentions > quotes.len() { p.unknown { "The latest " (quotes.len()) " of " (mentions) " mentions." } }
        @for one in first { (report(one)) }
        @if !rest.is_empty() {
            details {
                summary { (count(rest.len(), "further report", "further reports")) }
                @for one in rest { (report(one)) }
            }
        }
    }
}

/// The way from a row to its review.
pub(crate) fn doubt(id: &str) -> Markup {
    html! { p.doubt { small { a href={ "/review?row=" (encode(id)) } { "Is something wrong here?" } } } }
}

/// True where a history has all words that the reports have on a row, so that they need no list.
pub(crate) fn is_told<'a>(
    mentions: usize,
    reports: &[Quote],
    mut history: impl Iterator<Item = &'a Quote> + Clone,
) -> bool {
    let place = |quote: &Quote| (quote.doc.clone(), quote.start, quote.end);
    let told: std::collections::BTreeSet<_> = history.by_ref().map(place).collect();
    mentions == reports.len() && reports.iter().all(|quote| told.contains(&place(quote)))
}

/// What the ledger calls a status, in the words of the pages.
pub(crate) fn state(name: &str) -> String {
    let value = || serde_json::Value::String(name.to_owned());
    serde_json::from_value(value())
        .map(status)
        .or_else(|_| serde_json::from_value(value()).map(say::instrument_status))
        .map_or_else(|_| name.replace('-', " "), str::to_owned)
}

/// Outlet and day of a quotation; the headline or the first words where no outlet is named.
pub(crate) fn source(quote: &Quote) -> String {
    let title = || {
        quote.title.as_deref().or(quote.opening.as_deref()).map(|title| format!("“{}”", shorten(title, 70)))
    };
    let who = quote.outlet.clone().or_else(title).unwrap_or_else(|| "a report".to_owned());
    match quote.published {
        Some(published) => format!("{who}, {}", day(published)),
        None => format!("{who}, undated"),
    }
}

/// Quotations under a row: the first shown, the others on request.
pub(crate) fn evidence(quotes: &[Quote]) -> Markup {
    html! {
        @if let Some((first, rest)) = quotes.split_first() {
            (self::quote(first))
            @if !rest.is_empty() {
                details {
                    summary { (count(rest.len(), "further report", "further reports")) }
                    @for one in rest { (self::quote(one)) }
                }
            }
        }
    }
}

/// A word in a frame: status, stage, health.
pub(crate) fn chip(class: &str, label: &str) -> Markup {
    html! { span class={ "chip " (class) } { (label) } }
}

/// The number and meaning of a force.
pub(crate) fn force(force: Force) -> (&'static str, &'static str) {
    match force {
        Force::G0 => ("0", "talked about"),
        Force::G1 => ("1", "wished or needed"),
        Force::G2 => ("2", "offered or asked"),
        Force::G3 => ("3", "stated as coming"),
        Force::G4 => ("4", "undertaken"),
        Force::G5 => ("5", "decided and tasked"),
        Force::G6 => ("6", "signed or in force"),
    }
}

/// Who takes part, for people: name, or office and side.
pub(crate) fn part(snapshot: &Snapshot, part: &PartRow) -> String {
    let name = |actor| snapshot.name(actor);
    let teller = say::Teller { name: &name, mechanism: &|_| None, is_known: &|_| true, with_place: false };
    teller.part(part)
}

/// An event in one line: "Official visit of Mikhail Mishustin to Vietnam".
pub(crate) fn headline(snapshot: &Snapshot, event: &EventRow) -> String {
    say::headline(event, &snapshot.library.ledger, &snapshot.library.names)
}

/// A picture with its caption; the rows that it shows stand in a table or list beside it.
pub(crate) fn picture(svg: &str, caption: &str) -> Markup {
    html! {
        figure.picture {
            div.scroll tabindex="0" role="group" aria-label=(caption) { (PreEscaped(svg)) }
            figcaption { (caption) }
        }
    }
}
