//! The text of a page without building a tree: for pages that are too deep, too long or too
//! broken. Linear in the length of the page.

/// Elements whose content is no text of the article.
const SKIPPED: [&str; 13] = [
    "script", "style", "noscript", "template", "svg", "iframe", "head", "nav", "footer", "aside", "form",
    "select", "button",
];
/// Those of them, the first, whose content no reader of the page sees.
const UNSEEN: usize = 7;
/// Elements that do not end a line.
const INLINE: [&str; 20] = [
    "a", "b", "i", "u", "em", "strong", "span", "font", "sup", "sub", "small", "big", "abbr", "cite", "q",
    "mark", "time", "code", "img", "wbr",
];
/// Elements that are never closed or close themselves, so that they do not nest.
const FLAT: [&str; 24] = [
    "p", "br", "li", "td", "tr", "th", "dt", "dd", "hr", "img", "input", "meta", "link", "option", "source",
    "area", "base", "col", "embed", "param", "track", "wbr", "body", "html",
];

/// How deep the elements of a page are nested at most.
pub(super) fn depth(html: &str) -> usize {
    let (mut depth, mut deepest) = (0usize, 0);
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        rest = &rest[at + 1..];
        let (closing, name) = tag(rest);
        if name.is_empty() || FLAT.contains(&name.as_str()) {
            continue;
        }
        if closing {
            depth = depth.saturating_sub(1);
        } else {
            depth += 1;
            deepest = deepest.max(depth);
        }
    }
    deepest
}

/// The name of the tag at the start of a string after its `<`, lower-cased, and whether it closes.
fn tag(rest: &str) -> (bool, String) {
    let closing = rest.starts_with('/');
    let name = &rest[usize::from(closing)..];
    let end = name.bytes().take(16).position(|b| !b.is_ascii_alphanumeric()).unwrap_or(name.len().min(16));
    (closing, name.get(..end).unwrap_or_default().to_ascii_lowercase())
}

/// The text, a line for each block.
pub(super) fn text(html: &str) -> String {
    without(&SKIPPED, html)
}

/// All that a reader of the page sees, menus and forms as well, a line for each block.
pub(super) fn everything(html: &str) -> String {
    without(&SKIPPED[..UNSEEN], html)
}

fn without(skipped: &[&str], html: &str) -> String {
    let mut out = String::with_capacity(html.len() / 4);
    let mut rest = html;
    let mut unclosed: Vec<String> = Vec::new();
    while !rest.is_empty() {
        let at = rest.find('<').unwrap_or(rest.len());
        push(&mut out, &rest[..at]);
        rest = &rest[at..];
        if rest.is_empty() {
            break;
        }
        if let Some(comment) = rest.strip_prefix("<!--") {
            rest = comment.find("-->").map_or("", |end| &comment[end + 3..]);
            continue;
        }
        let (closing, name) = tag(&rest[1..]);
        if name.is_empty() && !rest[1..].starts_with(['!', '?', '/']) {
            // A bracket that opens no tag is a character.
            out.push('<');
            rest = &rest[1..];
            continue;
        }
        rest = rest.find('>').map_or("", |end| &rest[end + 1..]);
        if !closing && skipped.contains(&name.as_str()) && !unclosed.contains(&name) {
            match after_close(rest, &name) {
                Some(after) => rest = after,
                // An element that is never closed costs only itself, and is looked for once.
                None => unclosed.push(name.clone()),
            }
        }
        if closing && name == "a" && rest.starts_with("<a") {
            // Buttons that touch are words of their own.
            out.push(' ');
        }
        if !INLINE.contains(&name.as_str()) && !out.ends_with("\n\n") {
            out.push('\n');
        }
    }
    super::tidy(&out)
}

/// What follows the closing tag of an element; none where it is never closed.
fn after_close<'a>(rest: &'a str, name: &str) -> Option<&'a str> {
    let mut from = 0;
    while let Some(at) = rest[from..].find("</") {
        let tag_at = from + at + 2;
        let candidate = rest.get(tag_at..tag_at + name.len()).unwrap_or_default();
        if candidate.eq_ignore_ascii_case(name) {
            return Some(rest[tag_at..].find('>').map_or("", |end| &rest[tag_at + end + 1..]));
        }
        from = tag_at;
    }
    None
}

/// Adds text with its entities read.
pub(super) fn push(out: &mut String, text: &str) {
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let end = rest.bytes().take(12).position(|b| b == b';');
        match end.and_then(|end| Some((end, entity(&rest[1..end])?))) {
            Some((end, c)) => {
                out.push(c);
                rest = &rest[end + 1..];
            }
            None => {
                out.push('&');
                rest = &rest[1..];
            }
        }
    }
    out.push_str(rest);
}

fn entity(name: &str) -> Option<char> {
    if let Some(number) = name.strip_prefix('#') {
        let code = match number.strip_prefix(['x', 'X']) {
            Some(hex) => u32::from_str_radix(hex, 16).ok()?,
            None => number.parse().ok()?,
        };
        return char::from_u32(code).filter(|c| *c != '\0');
    }
    Some(match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        "nbsp" => ' ',
        "ndash" => '–',
        "mdash" => '—',
        "lsquo" => '‘',
        "rsquo" => '’',
        "ldquo" => '“',
        "rdquo" => '”',
        "hellip" => '…',
        "eacute" => 'é',
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_go_and_words_stay() {
        let html = "<html><head><title>x</title></head><nav>menu</nav><p>The ministers <b>met</b> &amp; agreed &#8212; 3 < 4.<p>They left.<script>if (a < b) {}</script></html>";
        assert_eq!(text(html), "The ministers met & agreed — 3 < 4.\nThey left.");
    }

    #[test]
    fn an_element_that_is_never_closed_does_not_cost_the_rest() {
        assert_eq!(text("<aside>A<p>The ministers met.</p>"), "A\nThe ministers met.");
    }

    #[test]
    fn a_million_open_elements_are_counted() {
        assert_eq!(depth(&"<div>".repeat(100_000)), 100_000);
    }
}
