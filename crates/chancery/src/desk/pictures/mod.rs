//! Pictures drawn as SVG on the server: no script, no library, colours from the style sheet.
//!
//! Every picture has its rows in a table or list beside it, so none says anything by colour or
//! place alone.

pub(crate) mod map;
pub(crate) mod network;
pub(crate) mod sparkline;
pub(crate) mod timeline;

/// Text that is safe inside SVG.
pub(crate) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            // Control and direction characters could reorder what a reader sees.
            c if c.is_control()
                || ('\u{202a}'..='\u{202e}').contains(&c)
                || ('\u{2066}'..='\u{2069}').contains(&c) => {}
            c => out.push(c),
        }
    }
    out
}

/// Text cut to a number of characters, with an ellipsis.
pub(crate) fn shorten(text: &str, characters: usize) -> String {
    if text.chars().count() <= characters {
        return text.to_owned();
    }
    let mut short: String = text.chars().take(characters.saturating_sub(1)).collect();
    short.truncate(short.trim_end().len());
    short.push('…');
    short
}
