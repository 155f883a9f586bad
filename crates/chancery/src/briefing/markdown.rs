//! A briefing as Markdown (CommonMark), with the reports as a numbered list at the end.

use std::fmt::Write;

use super::{Briefing, Line, Told, build::tidy, say};

/// The briefing as Markdown.
#[must_use]
pub fn render(briefing: &Briefing) -> String {
    let mut out = String::new();
    let _ = writeln!(out, "# {}\n", escape(&briefing.title));
    let _ = writeln!(out, "Briefing for {}. {}", say::day(briefing.on), escape(&briefing.basis));
    for section in &briefing.sections {
        let _ = writeln!(out, "\n## {}", escape(&section.title));
        if let Some(gap) = &section.gap {
            let _ = writeln!(out, "\n*{}*", escape(gap));
        }
        for group in &section.groups {
            match &group.title {
                Some(title) => {
                    let _ = writeln!(out, "\n### {}\n", escape(title));
                }
                None => out.push('\n'),
            }
            for line in &group.lines {
                render_line(briefing, line, 0, &mut out);
            }
            if group.more > 0 {
                let _ = writeln!(out, "- *and {} more*", group.more);
            }
        }
    }
    out.push_str("\n## Sources\n\n");
    for source in &briefing.sources {
        let title =
            source.title.as_deref().map(|title| format!(" “{}”", escape(&tidy(title)))).unwrap_or_default();
        let _ = writeln!(
            out,
            "{}. {}{title} ({})",
            source.number,
            escape(&source.short()),
            escape(&source.source)
        );
    }
    out
}

fn render_line(briefing: &Briefing, line: &Line, depth: usize, out: &mut String) {
    let indent = "  ".repeat(depth);
    let date = line.date.as_deref().map(|date| format!("**{}** ", escape(date))).unwrap_or_default();
    let (text, quote) = match line.told() {
        Told::Apart { text, quote } => (text.to_owned(), quote),
        Told::Inside { lead, before, what, after } => (format!("{lead} “{before}{what}{after}”"), None),
    };
    let _ = write!(out, "{indent}- {date}{}", escape(&text));
    if !line.tags.is_empty() {
        let tags: Vec<_> = line.tags.iter().map(|tag| escape(&tag.text)).collect();
        let _ = write!(out, " *({})*", tags.join(", "));
    }
    if let Some(id) = briefing.id_of(line) {
        let _ = write!(out, " `{id}`");
    }
    if let Some(source) = &line.quote {
        let numbers: Vec<_> = [source.source].iter().chain(&source.also).map(usize::to_string).collect();
        if let Some(quote) = quote {
            let _ = write!(out, "  \n{indent}  “{}”", escape(&quote));
        }
        let _ = write!(out, " \\[{}\\]", numbers.join(", "));
    }
    out.push('\n');
    for part in &line.lines {
        render_line(briefing, part, depth + 1, out);
    }
}

/// Text that Markdown prints as it is.
fn escape(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '\n' | '\r' | '\t' => safe.push(' '),
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '#' | '|' | '&' | '!' => {
                safe.push('\\');
                safe.push(character);
            }
            character => safe.push(character),
        }
    }
    safe
}
