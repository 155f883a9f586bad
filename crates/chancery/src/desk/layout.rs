//! The frame of every page and the pieces that pages share.

use chancery_core::{
    calendar::{Day, Grain, When},
    claims::model::{ActKind, EventKind, EventStatus, Force, VisitLevel},
    ledger::model::{EventRow, Health, PartRow, RowId, Stage},
};
use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::{
    route::Pair,
    snapshot::{Quote, Snapshot},
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
    /// What stands in the search box.
    pub(crate) query: &'a str,
}

/// The whole page.
pub(crate) fn page(snapshot: &Snapshot, frame: &Frame<'_>, body: &Markup) -> Markup {
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                title { (frame.title) " · Chancery" }
                link rel="stylesheet" href="/style.css";
                link rel="icon" href="data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'%3E%3Ccircle cx='8' cy='8' r='7' fill='%237a2e2e'/%3E%3C/svg%3E";
                script src="/desk.js" defer {}
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
                        input #q type="search" name="q" placeholder="Search" value=(frame.query) autocomplete="off";
                        button { "Search" }
                    }
                }
                @if let Some(pair) = frame.pair {
                    nav.second aria-label="Relation" {
                        strong { (snapshot.name(pair.0)) " – " (snapshot.name(pair.1)) }
                        ul {
                            @for (page, label) in [("", "Overview"), ("/timeline", "Timeline"), ("/commitments", "Commitments"),
                                                   ("/calendar", "Calendar"), ("/network", "Who met whom"), ("/map", "Where"), ("/briefing", "Briefing")] {
                                @let link = format!("/r/{}{page}", pair.slug());
                                li { a href=(link) aria-current=[(frame.path == link).then_some("page")] { (label) } }
                            }
                        }
                    }
                }
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
                                a href={ (if frame.path == "/" { "/index" } else { frame.path }) "." (twin) } { (twin) }
                            }
                        }
                        " · " a href="/about" { "About" } " · " a href="/openapi.json" { "API" }
                    }
                }
            }
        }
    }
}

/// A day for people: "14 January 2025".
pub(crate) fn day(day: Day) -> String {
    day.strftime("%-d %B %Y").to_string()
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

/// Since when something holds, for people: "since 2012", "by 17 October 2023" where only the first
/// report of it is known.
pub(crate) fn since(value: &When) -> String {
    match (value.first(), value.last()) {
        (None, Some(last)) => format!("by {}", day(last)),
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
            blockquote { p dir="auto" { "“" (quote.quote) "”" } }
            figcaption {
                a href=(quote.link) { (source(quote)) }
            }
        }
    }
}

/// Outlet and day of a quotation.
pub(crate) fn source(quote: &Quote) -> String {
    let outlet = quote.outlet.as_deref().unwrap_or("unnamed outlet");
    match quote.published {
        Some(published) => format!("{outlet}, {}", day(published)),
        None => format!("{outlet}, no date"),
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

/// The word of a status.
pub(crate) fn status(status: EventStatus) -> &'static str {
    match status {
        EventStatus::Happened => "held",
        EventStatus::Planned => "planned",
        EventStatus::Invited => "invited",
        EventStatus::Postponed => "postponed",
        EventStatus::Cancelled => "cancelled",
        EventStatus::Denied => "denied",
    }
}

/// The word of a stage.
pub(crate) fn stage(stage: Stage) -> &'static str {
    match stage {
        Stage::Voiced => "voiced",
        Stage::Proposed => "proposed",
        Stage::Agreed => "agreed",
        Stage::Assigned => "assigned",
        Stage::Signed => "signed",
        Stage::UnderWay => "under way",
        Stage::PartlyDelivered => "partly delivered",
        Stage::Delivered => "delivered",
    }
}

/// The word of a health.
pub(crate) fn health(health: Health) -> &'static str {
    match health {
        Health::Fresh => "fresh",
        Health::Quiet => "quiet",
        Health::RestatedWithoutProgress => "restated, no progress",
        Health::Contradicted => "contradicted",
        Health::Postponed => "postponed",
        Health::Stalled => "stalled",
        Health::Refused => "refused",
        Health::Superseded => "superseded",
    }
}

/// The word of an act.
pub(crate) fn act(act: ActKind) -> &'static str {
    match act {
        ActKind::Agree => "agreed",
        ActKind::Pledge => "pledged",
        ActKind::Assign => "assigned",
        ActKind::Offer => "offered",
        ActKind::Propose => "proposed",
        ActKind::Hope => "hoped",
        ActKind::Discuss => "discussed",
        ActKind::Decline => "declined",
    }
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

/// The word of a kind of event.
pub(crate) fn kind(kind: EventKind) -> &'static str {
    match kind {
        EventKind::Visit => "visit",
        EventKind::Meeting => "meeting",
        EventKind::Call => "call",
        EventKind::Session => "session",
        EventKind::Signing => "signing",
        EventKind::Ceremony => "ceremony",
        EventKind::Message => "message",
    }
}

/// The word of a level.
pub(crate) fn level(level: VisitLevel) -> &'static str {
    match level {
        VisitLevel::State => "state",
        VisitLevel::Official => "official",
        VisitLevel::Working => "working",
        VisitLevel::Private => "private",
        VisitLevel::Transit => "transit",
    }
}

/// Who takes part, for people: name, or office and side.
pub(crate) fn part(snapshot: &Snapshot, part: &PartRow) -> String {
    let side = part.actor.map(|actor| snapshot.name(actor));
    match (&part.name, &part.office, side) {
        (Some(name), ..) => name.clone(),
        (None, Some(office), Some(side)) => format!("{office} of {side}"),
        (None, Some(office), None) => office.clone(),
        (None, None, Some(side)) => side,
        (None, None, None) => part.body.clone().unwrap_or_else(|| "somebody".to_owned()),
    }
}

/// An event in one line: "Official visit of Mikhail Mishustin to Vietnam".
pub(crate) fn headline(snapshot: &Snapshot, event: &EventRow) -> String {
    use chancery_core::claims::model::Role;
    let all = || event.participants.iter();
    let named = |parts: &mut dyn Iterator<Item = &PartRow>| {
        super::snapshot::join(parts.take(4).map(|one| part(snapshot, one)))
    };
    let title = event.title.clone();
    let mut line = match event.kind {
        EventKind::Visit => {
            let level =
                event.level.map(|one| format!("{} visit", level(one))).unwrap_or_else(|| "visit".to_owned());
            let guests = named(&mut all().filter(|one| one.role == Role::Guest));
            let guests = if guests.is_empty() {
                named(&mut all().filter(|one| one.name.is_some()).take(1))
            } else {
                guests
            };
            let to = event.place_state.map(|state| snapshot.name(state)).or_else(|| event.place.clone());
            match (guests.is_empty(), to) {
                (false, Some(to)) => format!("{level} of {guests} to {to}"),
                (false, None) => format!("{level} of {guests}"),
                (true, Some(to)) => format!("{level} to {to}"),
                (true, None) => level,
            }
        }
        other => {
            let who = named(&mut all());
            match (title, who.is_empty()) {
                (Some(title), _) => title,
                (None, true) => kind(other).to_owned(),
                (None, false) => match other {
                    EventKind::Call => format!("call between {who}"),
                    EventKind::Message => format!("message: {who}"),
                    _ => format!("{} of {who}", kind(other)),
                },
            }
        }
    };
    if let Some(first) = line.get(..1).map(str::to_uppercase) {
        line.replace_range(..1, &first);
    }
    line
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
