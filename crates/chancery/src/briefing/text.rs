//! A briefing on a terminal.

use super::{Briefing, Group, Line, Told, Tone, build::tidy};
use crate::cli::term::{self, Paint, Style};

/// The briefing as text of at most `width` columns; `quotes` prints the words under each line.
#[must_use]
pub(crate) fn render(briefing: &Briefing, paint: Paint, width: usize, quotes: bool) -> String {
    let page = Page { briefing, paint, width, quotes };
    let mut out = String::new();
    let title = term::clean(&briefing.title);
    out.push_str(&format!("{}\n", paint.heading(&title)));
    let mut about = format!("Briefing for {}", super::say::day(briefing.on));
    if let Some(since) = briefing.since {
        about.push_str(&format!(", since {}", super::say::day(since)));
    }
    if let Some(until) = briefing.until {
        about.push_str(&format!(", until {}", super::say::day(until)));
    }
    out.push_str(&format!("{about}\n"));
    out.push_str(&term::flow(paint, &[(Style::Dim, briefing.basis.clone())], width, "", 0));
    for section in &briefing.sections {
        let rule = "─".repeat(width.saturating_sub(term::columns(&section.title) + 4));
        out.push_str(&format!(
            "\n{} {} {}\n",
            paint.dim("──"),
            paint.heading(&section.title),
            paint.dim(&rule)
        ));
        if let Some(gap) = &section.gap {
            out.push_str(&term::flow(paint, &[(Style::Dim, gap.clone())], width, "  ", 2));
        }
        for (n, group) in section.groups.iter().enumerate() {
            if n > 0 {
                out.push('\n');
            }
            page.group(group, &mut out);
        }
    }
    if !briefing.sources.is_empty() {
        let rule = "─".repeat(width.saturating_sub(11));
        out.push_str(&format!("\n{} {} {}\n", paint.dim("──"), paint.heading("Sources"), paint.dim(&rule)));
    }
    for source in &briefing.sources {
        let mut pieces = vec![(Style::Plain, term::clean(&source.short()))];
        if let Some(title) = &source.title {
            pieces.push((Style::Plain, format!("“{}”", tidy(&term::clean(title)))));
        }
        pieces.push((Style::Dim, term::clean(&source.source)));
        out.push_str(&term::flow(paint, &pieces, width, &format!("{:>4} ", source.number), 5));
    }
    out
}

struct Page<'a> {
    briefing: &'a Briefing,
    paint: Paint,
    width: usize,
    quotes: bool,
}

impl Page<'_> {
    fn group(&self, group: &Group, out: &mut String) {
        if let Some(title) = &group.title {
            out.push_str(&format!("  {}\n", self.paint.bold(&term::clean(title))));
        }
        // Dates stand in a column of their own where there is room.
        let dates = group.lines.iter().flat_map(|line| line.lines.iter().chain([line]));
        let wide = dates.filter_map(|line| line.date.as_deref()).map(term::columns).max().unwrap_or(0);
        for line in &group.lines {
            self.line(line, 2, if self.width >= 72 { wide.min(23) } else { 0 }, out);
        }
        if group.more > 0 {
            let more = format!("and {} more", group.more);
            out.push_str(&format!("  {}\n", self.paint.dim(&more)));
        }
    }

    fn line(&self, line: &Line, indent: usize, dates: usize, out: &mut String) {
        let mut pieces = Vec::new();
        let date = line.date.clone().unwrap_or_default();
        let mut first = " ".repeat(indent);
        let mut text_at = indent;
        if dates > 0 {
            first.push_str(&self.paint.dim(&date));
            let pad = (dates + 2).saturating_sub(term::columns(&date)).max(2);
            first.push_str(&" ".repeat(pad));
            text_at = indent + dates + 2;
            if term::columns(&date) > dates {
                first.truncate(0);
                first.push_str(&format!(
                    "{}{}\n{}",
                    " ".repeat(indent),
                    self.paint.dim(&date),
                    " ".repeat(text_at)
                ));
            }
        } else {
            first.push_str("• ");
            text_at += 2;
            if !date.is_empty() {
                pieces.push((Style::Dim, format!("{date}:")));
            }
        }
        let told = if self.quotes { line.told() } else { Told::Apart { text: &line.text, quote: None } };
        let (text, quote) = match told {
            Told::Apart { text, quote } => (term::clean(text), quote),
            Told::Inside { lead, before, what, after } => {
                (term::clean(&format!("{lead} “{before}{what}{after}”")), None)
            }
        };
        pieces.push((Style::Plain, text));
        for (n, tag) in line.tags.iter().enumerate() {
            let style = match tag.tone {
                Tone::Plain => Style::Dim,
                Tone::Good => Style::Good,
                Tone::Warn => Style::Warn,
                Tone::Bad => Style::Bad,
            };
            if n == 0 {
                pieces.push((Style::Dim, "·".to_owned()));
            }
            let comma = if n + 1 < line.tags.len() { "," } else { "" };
            pieces.push((style, format!("{}{comma}", term::clean(&tag.text))));
        }
        let numbers = self.numbers(line);
        if quote.is_none() && !numbers.is_empty() {
            pieces.push((Style::Dim, numbers.clone()));
        }
        if let Some(id) = self.briefing.id_of(line) {
            pieces.push((Style::Dim, format!("({id})")));
        }
        out.push_str(&term::flow(self.paint, &pieces, self.width, &first, text_at));
        if let (Some(words), Some(quote)) = (quote, &line.quote) {
            let said = self.briefing.sources.get(quote.source - 1);
            let words = term::fit(&term::clean(&words), (self.width - text_at) * 2);
            let source = said.map(|source| term::clean(&source.short())).unwrap_or_default();
            let mut said = format!("— {source} {numbers}");
            if quote.voices > 1 {
                said.push_str(&format!(" {} voices", quote.voices));
            }
            let pieces = [(Style::Dim, format!("“{words}”")), (Style::Dim, said)];
            let at = text_at + 2;
            out.push_str(&term::flow(self.paint, &pieces, self.width, &" ".repeat(at), at));
        }
        for part in &line.lines {
            self.line(part, indent + 2, dates, out);
        }
    }

    fn numbers(&self, line: &Line) -> String {
        let Some(quote) = &line.quote else { return String::new() };
        let numbers: Vec<_> = [quote.source].iter().chain(&quote.also).map(|n| format!("[{n}]")).collect();
        numbers.concat()
    }
}
