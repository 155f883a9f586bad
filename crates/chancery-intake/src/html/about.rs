//! What a page says about itself: JSON-LD first, then OpenGraph and other `meta`, then its marks.

use chancery_core::{calendar::Day, intake::Metadata};
use dom_query::Document;
use serde_json::Value;

use crate::jsonl::date;

/// What a page says about itself.
#[derive(Debug, Default)]
pub(super) struct About {
    pub(super) metadata: Metadata,
    /// The whole text as JSON-LD gives it.
    pub(super) body: Option<String>,
    /// A date that stands printed on the page, where nothing states it.
    pub(super) printed_date: Option<String>,
    /// True where the title is more than the name of the browser's window.
    pub(super) sure_title: bool,
}

/// `meta` names and properties that state the day of publication, the surest first.
const PUBLISHED: [&str; 19] = [
    "article:published_time",
    "og:article:published_time",
    "og:published_time",
    "datepublished",
    "pubdate",
    "publishdate",
    "publish-date",
    "publish_date",
    "published_time",
    "dc.date.issued",
    "dcterms.created",
    "dcterms.date",
    "dc.date",
    "parsely-pub-date",
    "sailthru.date",
    "article.published",
    "citation_publication_date",
    "last-updated",
    "date",
];
/// JSON-LD types that are an article; all end alike.
const ARTICLES: [&str; 4] = ["Article", "BlogPosting", "WebPage", "Report"];

/// The encoding that a page declares in its first kilobytes.
pub(super) fn charset(bytes: &[u8]) -> Option<String> {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(2048)]).to_ascii_lowercase();
    let after = &head[head.find("charset=")? + 8..];
    let label: String = after
        .trim_start_matches(['"', '\''])
        .chars()
        .take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'))
        .collect();
    (!label.is_empty()).then_some(label)
}

/// Reads what the page says.
pub(super) fn read(tree: &Document) -> About {
    let mut about = About::default();
    linked_data(tree, &mut about);
    let metas: Vec<(String, String)> = tree
        .select("meta[content]")
        .iter()
        .take(400)
        .filter_map(|meta| {
            let name =
                meta.attr("property").or_else(|| meta.attr("name")).or_else(|| meta.attr("itemprop"))?;
            Some((name.to_ascii_lowercase(), meta.attr("content")?.trim().to_owned()))
        })
        .filter(|(_, content)| !content.is_empty() && content.len() < 2000)
        .collect();
    let meta =
        |wanted: &str| metas.iter().find(|(name, _)| name == wanted).map(|(_, content)| content.clone());
    let attr = |selector: &str, name: &str| {
        tree.select(selector)
            .iter()
            .next()
            .and_then(|found| found.attr(name))
            .map(|value| value.trim().to_owned())
    };
    let metadata = &mut about.metadata;

    metadata.published = metadata
        .published
        .or_else(|| PUBLISHED.iter().find_map(|name| day(&meta(name)?)))
        .or_else(|| day(&attr("[itemprop=datePublished]", "datetime")?))
        .or_else(|| day(&attr("time[pubdate]", "datetime")?))
        .or_else(|| day(&attr("article time[datetime], main time[datetime]", "datetime")?))
        .or_else(|| day(&attr("time[datetime]", "datetime")?));
    metadata.source = attr("link[rel=canonical]", "href")
        .filter(|href| href.starts_with("http"))
        .or_else(|| meta("og:url"));
    metadata.published = metadata.published.or_else(|| day_in_address(metadata.source.as_deref()?));
    metadata.outlet = metadata
        .outlet
        .take()
        .or_else(|| meta("og:site_name"))
        .or_else(|| meta("application-name"))
        .or_else(|| host(metadata.source.as_deref()?));
    metadata.language = attr("html", "lang").filter(|tag| !tag.is_empty());
    let window = tree
        .select("title")
        .iter()
        .next()
        .map(|title| super::tidy(&title.text()).replace('\n', " "))
        .unwrap_or_default();
    let heads = |selector: &str| -> Vec<String> {
        tree.select(selector)
            .iter()
            .take(12)
            .map(|head| super::tidy(&head.text()).replace('\n', " "))
            .filter(|head| !head.is_empty())
            .collect()
    };
    // The window's title mostly repeats the headline and adds the site's name.
    let heading = || {
        let first = heads("h1");
        let repeated = || {
            heads("h1, h2, h3")
                .into_iter()
                .find(|head| head.split_whitespace().count() >= 3 && window.contains(head))
        };
        repeated().or_else(|| (first.len() == 1).then(|| first[0].clone()))
    };
    let sure = metadata
        .title
        .take()
        .or_else(|| meta("og:title").map(|title| without_site(&title, metadata.outlet.as_deref())))
        .or_else(heading);
    about.sure_title = sure.is_some();
    metadata.title = sure
        .or_else(|| Some(without_site(&window, metadata.outlet.as_deref())))
        .map(|title| title.split_whitespace().collect::<Vec<_>>().join(" "))
        .filter(|title| !title.is_empty());
    if metadata.published.is_none() {
        about.printed_date = printed(tree);
    }
    about
}

/// The first short text in an element that is marked as a date and holds a year.
fn printed(tree: &Document) -> Option<String> {
    let marked = "time, [class*=date], [class*=Date], [class*=time], [class*=publish], [class*=posted], [id*=date], [class*=meta] span, [class*=byline]";
    let year = |text: &str| {
        let digits = text
            .as_bytes()
            .windows(4)
            .any(|w| w.iter().all(u8::is_ascii_digit) && (w.starts_with(b"19") || w.starts_with(b"20")));
        digits && text.len() <= 80
    };
    tree.select(marked)
        .iter()
        .take(60)
        .map(|found| super::tidy(&found.text()).replace('\n', " "))
        .find(|text| year(text))
}

/// A day in ISO form or as in e-mail.
pub(crate) fn day(string: &str) -> Option<Day> {
    let slashes = string.trim().replace('/', "-");
    date(&slashes).or_else(|| jiff::fmt::rfc2822::parse(string.trim()).ok().map(|moment| moment.date()))
}

/// A day in an address: `/2025/01/14/`, `/2025-01-14/`, `/20250114/`.
fn day_in_address(address: &str) -> Option<Day> {
    let path = address.split_once("://").map_or(address, |(_, rest)| rest).split(['?', '#']).next()?;
    let parts: Vec<&str> = path.split('/').collect();
    let joined = parts.windows(3).find_map(|w| {
        let number = |part: &str, width: usize| {
            part.len() <= width && !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit())
        };
        (w[0].len() == 4 && number(w[0], 4) && number(w[1], 2) && number(w[2], 2))
            .then(|| date(&format!("{}-{:0>2}-{:0>2}", w[0], w[1], w[2])))
            .flatten()
    });
    let plausible = |day: &Day| (1990..=2100).contains(&day.year());
    joined
        .or_else(|| {
            parts.iter().filter(|part| part.len() == 8 || part.len() == 10).find_map(|part| date(part))
        })
        .filter(plausible)
}

/// The host of an address, without `www.`.
pub(crate) fn host(address: &str) -> Option<String> {
    let host = address.split_once("://")?.1.split(['/', '?', '#', ':']).next()?;
    let host = host.strip_prefix("www.").unwrap_or(host);
    (!host.is_empty()).then(|| host.to_ascii_lowercase())
}

/// A title without the name of the site after it.
fn without_site(title: &str, site: Option<&str>) -> String {
    for mark in [" | ", " - ", " – ", " — ", " :: ", " » ", " • "] {
        if let Some((front, back)) = title.rsplit_once(mark) {
            let is_site = site.is_some_and(|site| {
                let plain = |s: &str| {
                    s.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect::<String>()
                };
                let (a, b) = (plain(site), plain(back));
                !b.is_empty() && (a.contains(&b) || b.contains(&a))
            });
            if is_site || (mark == " | " && front.split_whitespace().count() >= 4) {
                return without_site(front, site);
            }
        }
    }
    title.trim().to_owned()
}

/// Reads JSON-LD: the first object that is an article.
fn linked_data(tree: &Document, about: &mut About) {
    for script in tree.select("script[type='application/ld+json']").iter().take(20) {
        let text = script.text();
        let text = text.trim().trim_start_matches("<![CDATA[").trim_end_matches("]]>");
        // Line ends inside strings are the most frequent fault.
        let value = serde_json::from_str::<Value>(text)
            .or_else(|_| serde_json::from_str(&text.replace(['\n', '\r', '\t'], " ")));
        let Ok(value) = value else { continue };
        let mut found = Vec::new();
        articles(&value, 0, &mut found);
        for article in found {
            let string = |key: &str| {
                article.get(key).and_then(first_string).filter(|string| !string.trim().is_empty())
            };
            let metadata = &mut about.metadata;
            metadata.title =
                metadata.title.take().or_else(|| string("headline").map(|title| unescape(&title)));
            metadata.published = metadata.published.or_else(|| day(&string("datePublished")?));
            metadata.outlet =
                metadata.outlet.take().or_else(|| first_string(article.get("publisher")?.get("name")?));
            about.body = about.body.take().or_else(|| string("articleBody").map(|body| unescape(&body)));
        }
    }
}

/// Text of JSON-LD can hold HTML.
fn unescape(text: &str) -> String {
    if text.contains(['&', '<']) { super::strip::text(text) } else { text.trim().to_owned() }
}

/// The objects that are articles, pages after articles proper.
fn articles<'a>(value: &'a Value, depth: u32, found: &mut Vec<&'a Value>) {
    if depth > 6 || found.len() > 20 {
        return;
    }
    match value {
        Value::Array(values) => values.iter().for_each(|value| articles(value, depth + 1, found)),
        Value::Object(object) => {
            let is_article = object.get("@type").is_some_and(|kind| {
                let is = |kind: &str| ARTICLES.iter().any(|article| kind.ends_with(article));
                kind.as_str().is_some_and(is)
                    || kind.as_array().is_some_and(|kinds| kinds.iter().filter_map(Value::as_str).any(is))
            });
            if is_article
                && !object
                    .get("@type")
                    .and_then(Value::as_str)
                    .is_some_and(|kind| kind == "WebPage" && !found.is_empty())
            {
                found.push(value);
            }
            for key in ["@graph", "mainEntity", "mainEntityOfPage"] {
                if let Some(inner) = object.get(key) {
                    articles(inner, depth + 1, found);
                }
            }
        }
        _ => {}
    }
}

fn first_string(value: &Value) -> Option<String> {
    match value {
        Value::String(string) => Some(string.clone()),
        Value::Array(values) => values.iter().find_map(first_string),
        _ => None,
    }
}
