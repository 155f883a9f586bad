//! Terminals: colour, width, wrapping, tables.
//!
//! Widths are columns as a terminal counts them, not bytes or characters.

use std::io::{self, Write};

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Colours, or none.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Paint {
    on: bool,
}

impl Paint {
    pub(crate) const fn new(on: bool) -> Paint {
        Paint { on }
    }

    fn wrap(self, code: &str, text: &str) -> String {
        if self.on && !text.is_empty() { format!("\x1b[{code}m{text}\x1b[0m") } else { text.to_owned() }
    }

    pub(crate) fn bold(self, text: &str) -> String {
        self.wrap("1", text)
    }

    pub(crate) fn dim(self, text: &str) -> String {
        self.wrap("2", text)
    }

    pub(crate) fn heading(self, text: &str) -> String {
        self.wrap("1;36", text)
    }

    pub(crate) fn good(self, text: &str) -> String {
        self.wrap("32", text)
    }

    pub(crate) fn warn(self, text: &str) -> String {
        self.wrap("33", text)
    }

    pub(crate) fn error(self, text: &str) -> String {
        self.wrap("1;31", text)
    }

    /// The words that a claim rests on: marked even without colour.
    pub(crate) fn mark(self, text: &str) -> String {
        if self.on { self.wrap("1;4;33", text) } else { format!("[{text}]") }
    }
}

/// The columns of the terminal, 40 to 140; `COLUMNS` decides where standard output is none.
pub(crate) fn width() -> usize {
    let asked = std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok());
    let real = terminal_size::terminal_size().map(|(width, _)| usize::from(width.0));
    real.or(asked).unwrap_or(100).clamp(40, 140)
}

/// Writes to standard output.
pub(crate) fn print(text: &str) -> anyhow::Result<()> {
    let mut out = io::stdout().lock();
    out.write_all(text.as_bytes())?;
    out.flush()?;
    Ok(())
}

/// The text with control characters made harmless, so that no report can steer the terminal.
pub(crate) fn clean(text: &str) -> String {
    let mut clean = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '\n' | '\t' | '\r' | '\u{a0}' => clean.push(' '),
            // Marks that turn the direction of writing can make a line read as another.
            '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200e}' | '\u{200f}' => {}
            character if character.is_control() => clean.push('\u{fffd}'),
            character => clean.push(character),
        }
    }
    clean
}

/// The columns that a text without colours takes.
pub(crate) fn columns(text: &str) -> usize {
    UnicodeWidthStr::width(text)
}

/// The text, cut with an ellipsis where it is wider than `width`.
pub(crate) fn fit(text: &str, width: usize) -> String {
    if columns(text) <= width {
        return text.to_owned();
    }
    let mut cut = String::new();
    let mut used = 1;
    for character in text.chars() {
        used += character.width().unwrap_or(0);
        if used > width {
            break;
        }
        cut.push(character);
    }
    format!("{}…", cut.trim_end())
}

/// The text in lines of at most `width` columns, broken between words.
pub(crate) fn wrap(text: &str, width: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    let mut used = 0;
    for word in text.split_whitespace() {
        let mut word = word.to_owned();
        let wide = columns(&word);
        if used > 0 && used + 1 + wide > width {
            lines.push(String::new());
            used = 0;
        }
        while used == 0 && columns(&word) > width {
            // A word wider than the line (an address) is broken anywhere.
            let mut head = String::new();
            for character in word.chars() {
                if columns(&head) + character.width().unwrap_or(0) > width {
                    break;
                }
                head.push(character);
            }
            if head.is_empty() {
                break;
            }
            word = word[head.len()..].to_owned();
            *lines.last_mut().expect("there is a line") = head;
            lines.push(String::new());
        }
        let line = lines.last_mut().expect("there is a line");
        if used > 0 {
            line.push(' ');
            used += 1;
        }
        used += columns(&word);
        line.push_str(&word);
    }
    lines
}
