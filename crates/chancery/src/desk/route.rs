//! Addresses: which page is asked for, and in which form.
//!
//! Every page has twins at the same address with another ending: `/r/rus-vnm` and
//! `/r/rus-vnm.json` are made from the same row, so they cannot disagree.

use chancery_core::lexicon::ActorCode;

/// The form in which a page is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Format {
    /// A page for people.
    Html,
    /// The row behind the page.
    Json,
    /// The main table of the page.
    Csv,
    /// Coming events and anniversaries.
    Ics,
    /// Linked data.
    JsonLd,
    /// The briefing as Markdown.
    Markdown,
    /// The briefing as an office document.
    Docx,
    /// The briefing on A4 pages.
    Pdf,
}

impl Format {
    /// The ending of an address and the form that it asks for.
    const ENDINGS: [(&'static str, Format); 7] = [
        (".jsonld", Format::JsonLd),
        (".json", Format::Json),
        (".csv", Format::Csv),
        (".ics", Format::Ics),
        (".md", Format::Markdown),
        (".docx", Format::Docx),
        (".pdf", Format::Pdf),
    ];

    /// The media type.
    pub(crate) fn media_type(self) -> &'static str {
        match self {
            Format::Html => "text/html; charset=utf-8",
            Format::Json => "application/json",
            Format::Csv => "text/csv; charset=utf-8; header=present",
            Format::Ics => "text/calendar; charset=utf-8",
            Format::JsonLd => "application/ld+json",
            Format::Markdown => "text/markdown; charset=utf-8",
            Format::Pdf => "application/pdf",
            Format::Docx => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        }
    }
}

/// Two parties, the smaller code first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Pair(pub(crate) ActorCode, pub(crate) ActorCode);

impl Pair {
    /// The pair in its order.
    pub(crate) fn new(a: ActorCode, b: ActorCode) -> Pair {
        if a <= b { Pair(a, b) } else { Pair(b, a) }
    }

    /// The pair as it stands in addresses: `rus-vnm`.
    pub(crate) fn slug(self) -> String {
        format!("{}-{}", self.0, self.1).to_lowercase().replace(' ', "_")
    }
}

/// A page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Route {
    /// All relations.
    Start,
    /// One relation.
    Relation(String),
    /// Its events.
    Timeline(String),
    /// Its commitments.
    Commitments(Option<String>),
    /// Its briefing.
    Briefing(String),
    /// Who met whom.
    Network(String),
    /// Where they met.
    Map(String),
    /// What comes: events, sessions, anniversaries, deadlines.
    Calendar(String),
    /// A list of rows of one kind: `people`, `mechanisms`, `instruments`, `documents`.
    List(String),
    /// One row of the ledger, by its id.
    Row(String),
    /// The holders of an office.
    Office(String),
    /// A document with its findings marked.
    Document(String),
    /// A rule and what it found.
    Rule(String),
    /// A field of cooperation.
    Field(String),
    /// Search.
    Search,
    /// Doubtful lines.
    Review,
    /// How the program works and what it promises.
    About,
    /// The description of the addresses for programs.
    OpenApi,
}

/// The lists, with the word that stands in the address.
pub(crate) const LISTS: [&str; 4] = ["people", "mechanisms", "instruments", "documents"];

/// Reads the path of an address; `None` where there is no such page.
pub(crate) fn parse(path: &str) -> Option<(Route, Format)> {
    let path = path.trim_start_matches('/').trim_end_matches('/');
    let (path, format) = Format::ENDINGS
        .iter()
        .find_map(|(ending, format)| Some((path.strip_suffix(ending)?, *format)))
        .unwrap_or((path, Format::Html));
    let route = match path.split_once('/') {
        None => match path {
            "" | "index" => Route::Start,
            "commitments" => Route::Commitments(None),
            "search" => Route::Search,
            "review" => Route::Review,
            "about" => Route::About,
            "openapi" if format == Format::Json => Route::OpenApi,
            list if LISTS.contains(&list) => Route::List(list.to_owned()),
            _ => return None,
        },
        Some(("r", rest)) => {
            let (pair, page) = rest.split_once('/').unwrap_or((rest, ""));
            let pair = pair.to_owned();
            match page {
                "" => Route::Relation(pair),
                "timeline" => Route::Timeline(pair),
                "commitments" => Route::Commitments(Some(pair)),
                "briefing" => Route::Briefing(pair),
                "network" => Route::Network(pair),
                "map" => Route::Map(pair),
                "calendar" => Route::Calendar(pair),
                _ => return None,
            }
        }
        Some(("document", id)) => Route::Document(id.to_owned()),
        Some(("office", id)) => Route::Office(id.to_owned()),
        Some(("rule", id)) => Route::Rule(id.to_owned()),
        Some(("field", code)) => Route::Field(code.to_owned()),
        Some(_) => Route::Row(path.to_owned()),
    };
    Some((route, format))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ending_chooses_the_form_and_nothing_else() {
        assert_eq!(parse("/r/rus-vnm.json"), Some((Route::Relation("rus-vnm".into()), Format::Json)));
        assert_eq!(parse("/r/rus-vnm"), Some((Route::Relation("rus-vnm".into()), Format::Html)));
        assert_eq!(parse("/event/3f9a.jsonld"), Some((Route::Row("event/3f9a".into()), Format::JsonLd)));
        assert_eq!(parse("/"), Some((Route::Start, Format::Html)));
        assert_eq!(parse("/index.json"), Some((Route::Start, Format::Json)));
    }

    #[test]
    fn pages_that_do_not_exist_are_none() {
        for path in ["/nothing", "/r/rus-vnm/nothing", "/openapi", "/.."] {
            assert_eq!(parse(path), None, "{path}");
        }
    }

    #[test]
    fn a_pair_has_one_order() {
        let (a, b) = ("VNM".parse().unwrap(), "RUS".parse().unwrap());
        assert_eq!(Pair::new(a, b), Pair::new(b, a));
        assert_eq!(Pair::new(a, b).slug(), "rus-vnm");
    }
}
