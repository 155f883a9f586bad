//! A briefing as an office document (Office Open XML), to edit and to send.

use std::io::Cursor;

use docx_rs::{Docx, Paragraph, Run, Style, StyleType};

use super::{Briefing, Line, Told, say};

/// Half points of the sizes of text.
const BODY: usize = 21;
const SMALL: usize = 18;

/// The briefing as the bytes of a `.docx` file.
///
/// # Errors
/// What the library says when it packs the file.
pub fn render(briefing: &Briefing) -> anyhow::Result<Vec<u8>> {
    let style =
        |id: &str, name: &str, size: usize| Style::new(id, StyleType::Paragraph).name(name).size(size).bold();
    let mut docx = Docx::new()
        .default_size(BODY)
        .add_style(style("Title", "Title", 36))
        .add_style(style("Heading1", "heading 1", 28))
        .add_style(style("Heading2", "heading 2", 23));
    docx = docx.add_paragraph(text(&briefing.title).style("Title")).add_paragraph(text(&format!(
        "Briefing for {}. {}",
        say::day(briefing.on),
        briefing.basis
    )));
    for section in &briefing.sections {
        docx = docx.add_paragraph(text(&section.title).style("Heading1").keep_next(true));
        if let Some(gap) = &section.gap {
            docx = docx.add_paragraph(Paragraph::new().add_run(Run::new().add_text(gap).italic()));
        }
        for group in &section.groups {
            if let Some(title) = &group.title {
                docx = docx.add_paragraph(text(title).style("Heading2").keep_next(true));
            }
            for line in &group.lines {
                docx = add(docx, line, 0);
            }
            if group.more > 0 {
                docx = docx.add_paragraph(text(&format!("and {} more", group.more)));
            }
        }
    }
    docx = docx.add_paragraph(text("Sources").style("Heading1").keep_next(true));
    for source in &briefing.sources {
        let title = source.title.as_deref().unwrap_or(&source.source);
        docx = docx.add_paragraph(text(&format!("{}. {}: {title}", source.number, source.short())));
    }
    let mut file = Cursor::new(Vec::new());
    docx.build().pack(&mut file)?;
    Ok(file.into_inner())
}

fn text(words: &str) -> Paragraph {
    Paragraph::new().add_run(Run::new().add_text(words))
}

/// Adds a line with its quotation, and the lines that belong to it a step further in.
fn add(docx: Docx, line: &Line, depth: i32) -> Docx {
    let mut paragraph = Paragraph::new().indent(Some(360 * (depth + 1)), None, None, None);
    if let Some(date) = &line.date {
        paragraph = paragraph.add_run(Run::new().add_text(format!("{date}: ")).bold());
    }
    let (text, quote) = match line.told() {
        Told::Apart { text, quote } => (text.to_owned(), quote),
        Told::Inside { lead, before, what, after } => (format!("{lead} “{before}{what}{after}”"), None),
    };
    paragraph = paragraph.add_run(Run::new().add_text(text));
    for tag in &line.tags {
        paragraph = paragraph.add_run(Run::new().add_text(format!(" [{}]", tag.text)).size(SMALL));
    }
    if let Some(source) = &line.quote {
        let words = quote.map(|quote| format!(" “{quote}”")).unwrap_or_default();
        let words = format!("{words} ({})", source.source);
        paragraph = paragraph.add_run(Run::new().add_text(words).italic().size(SMALL));
    }
    line.lines.iter().fold(docx.add_paragraph(paragraph), |docx, inner| add(docx, inner, depth + 1))
}
