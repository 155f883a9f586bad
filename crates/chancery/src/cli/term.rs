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

/// How a piece of a paragraph is painted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Style {
    Plain,
    Bold,
    Dim,
    Good,
    Warn,
    Bad,
    /// The words that were looked for, or that a claim rests on.
    Mark,
}

impl Paint {
    fn style(self, style: Style, text: &str) -> String {
        match style {
            Style::Plain => text.to_owned(),
            Style::Bold => self.bold(text),
            Style::Dim => self.dim(text),
            Style::Good => self.good(text),
            Style::Warn => self.warn(text),
            Style::Bad => self.error(text),
            Style::Mark => self.mark(text),
        }
    }
}

/// A paragraph of painted pieces in lines of at most `width` columns, each line after `indent`
/// spaces; the first line after `first` instead, which takes as many columns.
pub(crate) fn flow(
    paint: Paint,
    pieces: &[(Style, String)],
    width: usize,
    first: &str,
    indent: usize,
) -> String {
    let mut out = first.to_owned();
    let mut used = indent;
    let mut fresh = true;
    let mut run: Option<(Style, String)> = None;
    let flush = |run: &mut Option<(Style, String)>, out: &mut String| {
        if let Some((style, text)) = run.take() {
            out.push_str(&paint.style(style, &text));
        }
    };
    for (style, text) in pieces {
        for (n, word) in text.split_whitespace().enumerate() {
            let wide = columns(word);
            // Punctuation at the front of a piece belongs to the word before it.
            let glued =
                n == 0 && !fresh && word.starts_with(['.', ',', ';', ':', '!', '?', ')', '’', '\'', '”']);
            if !fresh && !glued && used + 1 + wide > width {
                flush(&mut run, &mut out);
                out.push('\n');
                out.extend(std::iter::repeat_n(' ', indent));
                used = indent;
                fresh = true;
            }
            if run.as_ref().is_some_and(|(running, _)| running != style) {
                flush(&mut run, &mut out);
                if !fresh && !glued {
                    out.push(' ');
                    used += 1;
                    fresh = true;
                }
            }
            let (_, line) = run.get_or_insert_with(|| (*style, String::new()));
            if !fresh && !glued {
                line.push(' ');
                used += 1;
            }
            line.push_str(word);
            used += wide;
            fresh = false;
        }
    }
    flush(&mut run, &mut out);
    out.push('\n');
    out
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

/// A number of things: `1 report`, `2 reports`.
pub(crate) fn count(n: usize, thing: &str) -> String {
    if n == 1 { format!("1 {thing}") } else { format!("{n} {thing}s") }
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

/// How a column of a table takes its width.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Column {
    /// As wide as its widest cell.
    Whole,
    /// Takes what is left; its cells are wrapped.
    Rest,
}

/// A table that fits the terminal: cells of a column that is too wide are wrapped.
#[derive(Debug)]
pub(crate) struct Table {
    columns: Vec<(&'static str, Column)>,
    rows: Vec<Vec<(Style, String)>>,
}

impl Table {
    pub(crate) fn new(columns: &[(&'static str, Column)]) -> Table {
        Table { columns: columns.to_vec(), rows: Vec::new() }
    }

    pub(crate) fn push(&mut self, row: Vec<(Style, String)>) {
        self.rows.push(row.into_iter().map(|(style, cell)| (style, clean(&cell))).collect());
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    pub(crate) fn render(&self, paint: Paint, width: usize) -> String {
        // A column that nothing stands in is left out.
        let shown: Vec<usize> =
            (0..self.columns.len()).filter(|&n| self.rows.iter().any(|row| !row[n].1.is_empty())).collect();
        let gaps = 2 * shown.len().saturating_sub(1);
        let natural = |n: usize| {
            let cells = self.rows.iter().map(|row| columns(&row[n].1)).max().unwrap_or(0);
            cells.max(columns(self.columns[n].0))
        };
        let whole: usize =
            shown.iter().filter(|&&n| self.columns[n].1 == Column::Whole).map(|&n| natural(n)).sum();
        let rests: Vec<_> = shown.iter().copied().filter(|&n| self.columns[n].1 == Column::Rest).collect();
        let mut left = width.saturating_sub(whole + gaps);
        let mut widths: Vec<usize> = (0..self.columns.len()).map(natural).collect();
        // Narrow columns first, so that what they do not need goes to the wide ones.
        let mut order = rests.clone();
        order.sort_by_key(|&n| natural(n));
        for (done, n) in order.iter().enumerate() {
            let share = left / (rests.len() - done);
            widths[*n] = natural(*n).min(share.max(16));
            left = left.saturating_sub(widths[*n]);
        }
        let mut out = String::new();
        let mut line = |cells: &[(Style, String)]| {
            let mut text = String::new();
            for (at, ((style, cell), n)) in cells.iter().zip(&shown).enumerate() {
                let pad =
                    if at + 1 == shown.len() { 0 } else { widths[*n].saturating_sub(columns(cell)) + 2 };
                text.push_str(&paint.style(*style, cell));
                text.extend(std::iter::repeat_n(' ', pad));
            }
            out.push_str(text.trim_end());
            out.push('\n');
        };
        let heads: Vec<_> = shown.iter().map(|&n| (Style::Dim, self.columns[n].0.to_owned())).collect();
        line(&heads);
        for row in &self.rows {
            let cells: Vec<Vec<String>> = shown.iter().map(|&n| wrap(&row[n].1, widths[n])).collect();
            let height = cells.iter().map(Vec::len).max().unwrap_or(0);
            for at in 0..height {
                let parts: Vec<_> = shown
                    .iter()
                    .zip(&cells)
                    .map(|(&n, lines)| (row[n].0, lines.get(at).cloned().unwrap_or_default()))
                    .collect();
                line(&parts);
            }
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use expect_test::expect;

    #[test]
    fn tables_wrap_the_column_that_may_grow() {
        let mut table =
            Table::new(&[("day", Column::Whole), ("what", Column::Rest), ("none", Column::Whole)]);
        table.push(vec![
            (Style::Plain, "2025-01-14".into()),
            (Style::Plain, "open a consulate in Đà Nẵng before the end of the year".into()),
            (Style::Plain, String::new()),
        ]);
        expect![[r"
            day         what
            2025-01-14  open a consulate in Đà
                        Nẵng before the end of
                        the year
        "]]
        .assert_eq(&table.render(Paint::new(false), 36));
    }

    #[test]
    fn wrapped_lines_fit_and_keep_every_word() {
        arbtest::arbtest(|u| {
            let (text, width): (String, u8) = (u.arbitrary()?, u.arbitrary()?);
            let (text, width) = (clean(&text), usize::from(width) + 2);
            let lines = wrap(&text, width);
            assert!(lines.iter().all(|line| columns(line) <= width), "{lines:?}");
            let kept: String = lines.concat().split_whitespace().collect();
            assert_eq!(kept, text.split_whitespace().collect::<String>());
            Ok(())
        });
    }

    #[test]
    fn reports_cannot_steer_the_terminal() {
        assert_eq!(clean("a\u{1b}[2Jb\u{202e}c"), "a\u{fffd}[2Jbc");
    }

    #[test]
    fn painted_paragraphs_fit() {
        let pieces = [(Style::Bold, "one two".to_owned()), (Style::Dim, "three four".to_owned())];
        expect![[r"
            - one two
              three
              four
        "]]
        .assert_eq(&flow(Paint::new(false), &pieces, 9, "- ", 2));
    }
}
