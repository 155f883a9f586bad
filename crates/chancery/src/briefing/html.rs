//! A briefing as one HTML file without a script: to read, to print on A4, to send.

use std::fmt::Write;

use super::{Briefing, Line, Tone, build::tidy, say};

/// What the page looks like; it asks for nothing from outside.
const STYLE: &str = include_str!("briefing.css");

/// The briefing as a page.
#[must_use]
pub fn render(briefing: &Briefing) -> String {
    let title = escape(&briefing.title);
    let mut out = format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width\">\n<title>{title}: briefing</title>\n\
         <style>\n{STYLE}</style>\n</head>\n<body>\n<header>\n<h1>{title}</h1>\n\
         <p>Briefing for <time datetime=\"{}\">{}</time></p>\n<p class=\"basis\">{}</p>\n</header>\n<main>\n",
        briefing.on,
        say::day(briefing.on),
        escape(&briefing.basis)
    );
    for section in &briefing.sections {
        let _ = writeln!(out, "<section id=\"{}\">\n<h2>{}</h2>", section.id, escape(&section.title));
        if let Some(gap) = &section.gap {
            let _ = writeln!(out, "<p class=\"gap\">{}</p>", escape(gap));
        }
        for group in &section.groups {
            if let Some(title) = &group.title {
                let _ = writeln!(out, "<h3>{}</h3>", escape(title));
            }
            out.push_str("<ul>\n");
            for line in &group.lines {
                render_line(line, &mut out);
            }
            out.push_str("</ul>\n");
            if group.more > 0 {
                let _ = writeln!(out, "<p class=\"gap\">and {} more</p>", group.more);
            }
        }
        out.push_str("</section>\n");
    }
    out.push_str("<section id=\"sources\">\n<h2>Sources</h2>\n<ol>\n");
    for source in &briefing.sources {
        let title = source.title.as_deref().map(|title| format!(" <cite>{}</cite>", escape(&tidy(title))));
        let _ = writeln!(
            out,
            "<li id=\"s{}\">{}{} <small>{}</small></li>",
            source.number,
            escape(&source.short()),
            title.unwrap_or_default(),
            escape(&source.source)
        );
    }
    out.push_str("</ol>\n</section>\n</main>\n</body>\n</html>\n");
    out
}

fn render_line(line: &Line, out: &mut String) {
    out.push_str("<li>");
    if let Some(date) = &line.date {
        let _ = match &line.edtf {
            // HTML knows whole days, months and years as dates; EDTF has more.
            Some(edtf) if edtf.chars().all(|c| c.is_ascii_digit() || c == '-') && edtf.len() != 4 => {
                write!(out, "<time datetime=\"{edtf}\">{}</time> ", escape(date))
            }
            _ => write!(out, "<time>{}</time> ", escape(date)),
        };
    }
    let _ = write!(out, "<span class=\"what\">{}</span>", escape(&line.text));
    for tag in &line.tags {
        let tone = match tag.tone {
            Tone::Plain => "plain",
            Tone::Good => "good",
            Tone::Warn => "warn",
            Tone::Bad => "bad",
        };
        let _ = write!(out, " <span class=\"tag {tone}\">{}</span>", escape(&tag.text));
    }
    if let Some(quote) = &line.quote {
        let links = [quote.source].into_iter().chain(quote.also.iter().copied());
        let links: Vec<_> = links.map(|n| format!("<a href=\"#s{n}\">{n}</a>")).collect();
        let _ = write!(out, "<br><q>{}</q> <sup>{}</sup>", escape(&tidy(&quote.words)), links.join(", "));
    }
    if !line.lines.is_empty() {
        out.push_str("\n<ul>\n");
        line.lines.iter().for_each(|part| render_line(part, out));
        out.push_str("</ul>");
    }
    out.push_str("</li>\n");
}

/// Text that HTML prints as it is.
fn escape(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for character in crate::cli::term::clean(text).chars() {
        match character {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            character => safe.push(character),
        }
    }
    safe
}
