//! The chosen day, carried from page to page: every link of ours and every form keeps it.
//!
//! A page is made without knowing of it; the day is added to what the page says of itself.

use chancery_core::calendar::Day;
use serde_json::Value;

/// Pages that are the same on every day.
const TIMELESS: [&str; 5] = ["/style.css", "/desk.js", "/openapi.json", "/review", "/about"];

/// The address with the day among its filters; one that is not ours, or has a day, as it is.
pub(crate) fn link(address: &str, day: Day) -> String {
    let (before, fragment) = match address.split_once('#') {
        Some((before, fragment)) => (before, Some(fragment)),
        None => (address, None),
    };
    let (path, query) = before.split_once('?').unwrap_or((before, ""));
    let has_day = query.split('&').any(|one| one.trim_start_matches("amp;").starts_with("on="));
    if !path.starts_with('/') || path.starts_with("//") || TIMELESS.contains(&path) || has_day {
        return address.to_owned();
    }
    let sign = if query.is_empty() { '?' } else { '&' };
    let question = if query.is_empty() { String::new() } else { format!("?{query}") };
    let fragment = fragment.map(|fragment| format!("#{fragment}")).unwrap_or_default();
    format!("{path}{question}{sign}on={day}{fragment}")
}

/// A page whose links and forms keep the day. Markup that is ours is the only place where
/// `href="` can stand: in the words of others the quotation mark is escaped.
pub(crate) fn page(page: &str, day: Day) -> String {
    const HREF: &str = "href=\"";
    const FORM: &str = "method=\"get\">";
    let mut out = String::with_capacity(page.len() + page.len() / 8);
    let mut rest = page;
    while let Some(at) = rest.find(HREF) {
        let (before, after) = rest.split_at(at + HREF.len());
        let end = after.find('"').unwrap_or(after.len());
        out.push_str(before);
        out.push_str(&link(&after[..end], day).replace("&on=", "&amp;on="));
        rest = &after[end..];
    }
    out.push_str(rest);
    let field = format!("{FORM}<input type=\"hidden\" name=\"on\" value=\"{day}\">");
    out.replace(FORM, &field)
}

/// A twin whose links keep the day.
pub(crate) fn links(value: &mut Value, day: Day) {
    match value {
        Value::Object(fields) => {
            for (name, inner) in fields {
                match inner {
                    Value::String(address) if name == "link" => *address = link(address, day),
                    inner => links(inner, day),
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| links(item, day)),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn our_links_keep_the_day_and_others_stay() {
        let day = Day::constant(2025, 1, 14);
        for (before, after) in [
            ("/", "/?on=2025-01-14"),
            ("/r/fin-nor", "/r/fin-nor?on=2025-01-14"),
            ("/people?next=p1", "/people?next=p1&on=2025-01-14"),
            ("/document/a#at5", "/document/a?on=2025-01-14#at5"),
            ("/r/fin-nor?on=2001-01-01", "/r/fin-nor?on=2001-01-01"),
            ("#s1", "#s1"),
            ("/style.css", "/style.css"),
            ("//elsewhere.example/", "//elsewhere.example/"),
            ("https://elsewhere.example/", "https://elsewhere.example/"),
        ] {
            assert_eq!(link(before, day), after);
        }
    }

    #[test]
    fn forms_keep_the_day() {
        let kept = page(
            r#"<form action="/search" method="get"><a href="/people?a=b&amp;c=d">x</a>"#,
            Day::constant(2025, 1, 14),
        );
        assert_eq!(
            kept,
            r#"<form action="/search" method="get"><input type="hidden" name="on" value="2025-01-14"><a href="/people?a=b&amp;c=d&amp;on=2025-01-14">x</a>"#
        );
    }
}
