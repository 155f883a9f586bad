//! A briefing as a PDF file: A4 pages, dates in a column of their own, quotations with the numbers
//! of their sources, and the sources at the end.

mod sheet;

use super::{Briefing, Line, Told, Tone, build::tidy, say};
use crate::cli::term::clean;
use sheet::{Cut, Run, SIDE, Sheet, WIDTH};

/// Sizes of the letters in points.
const BODY: f32 = 9.6;
const SMALL: f32 = 8.6;
const NOTE: f32 = 6.4;
/// The column of dates in points.
const DATES: f32 = 84.0;
/// What is left free between a date and the words beside it, in points.
const GAP: f32 = 6.0;
/// How much further in the lines stand that belong to a line, in points.
const STEP: f32 = 14.0;

/// The briefing as the bytes of a `.pdf` file.
///
/// # Errors
/// Where the font in the program cannot be read.
pub fn render(briefing: &Briefing) -> anyhow::Result<Vec<u8>> {
    let mut sheet = Sheet::new()?;
    let mut about = format!("Briefing for {}", say::day(briefing.on));
    if let Some(since) = briefing.since {
        about.push_str(&format!(", since {}", say::day(since)));
    }
    if let Some(until) = briefing.until {
        about.push_str(&format!(", until {}", say::day(until)));
    }
    sheet.paragraph(0.0, None, &[Run::new(&about, Cut::Regular, SMALL).grey()], None);
    sheet.paragraph(0.0, None, &[Run::new(clean(&briefing.title), Cut::Bold, 20.0)], None);
    sheet.space(3.0);
    sheet.paragraph(0.0, None, &[Run::new(clean(&briefing.basis), Cut::Regular, SMALL).grey()], None);
    for section in &briefing.sections {
        heading(&mut sheet, &section.title);
        if let Some(gap) = &section.gap {
            sheet.paragraph(0.0, None, &[Run::new(clean(gap), Cut::Italic, BODY).grey()], None);
        }
        for group in &section.groups {
            if let Some(title) = &group.title {
                sheet.space(5.0);
                sheet.need(4.0 * BODY);
                sheet.paragraph(0.0, None, &[Run::new(clean(title), Cut::Bold, BODY)], None);
            }
            group.lines.iter().for_each(|line| add(&mut sheet, line, 0.0));
            if group.more > 0 {
                let more = format!("and {} more", group.more);
                sheet.paragraph(DATES, None, &[Run::new(more, Cut::Italic, SMALL).grey()], None);
            }
        }
    }
    if !briefing.sources.is_empty() {
        heading(&mut sheet, "Sources");
    }
    for source in &briefing.sources {
        let number = (0.0, Run::new(source.number.to_string(), Cut::Regular, SMALL).grey());
        let mut runs = vec![Run::new(clean(&source.short()), Cut::Regular, SMALL)];
        if let Some(title) = &source.title {
            runs.push(Run::new(format!(": {}", clean(&tidy(title))), Cut::Regular, SMALL));
        }
        let link = source.source.starts_with("http").then_some(source.source.as_str());
        if link.is_some() {
            runs.push(Run::new(format!(" {}", clean(&source.source)), Cut::Regular, SMALL).grey());
        }
        sheet.paragraph(22.0, Some(number), &runs, link);
        sheet.space(1.5);
    }
    sheet.finish(&format!("{} · {about}", clean(&briefing.title)))
}

fn heading(sheet: &mut Sheet, words: &str) {
    sheet.space(14.0);
    // A heading stays with what it heads.
    sheet.need(13.0 * 1.36 + 4.0 * BODY);
    sheet.rule();
    sheet.paragraph(0.0, None, &[Run::new(words, Cut::Bold, 13.0)], None);
    sheet.space(2.0);
}

/// Adds a line with its quotation, and the lines that belong to it a step further in.
fn add(sheet: &mut Sheet, line: &Line, indent: f32) {
    let mut gutter =
        line.date.as_ref().map(|date| (indent, Run::new(clean(date), Cut::Regular, SMALL).grey()));
    let at = (indent + DATES).min(WIDTH - SIDE);
    let mut notes = Vec::new();
    if let Some(quote) = &line.quote {
        let numbers: Vec<_> = [quote.source].iter().chain(&quote.also).map(usize::to_string).collect();
        notes.push(Run { rise: 3.2, ..Run::new(format!(" {}", numbers.join(",")), Cut::Regular, NOTE) });
    }
    let mut tags = Vec::new();
    for tag in &line.tags {
        let cut = if tag.tone == Tone::Bad { Cut::Bold } else { Cut::Italic };
        tags.push(Run::new(format!(" · {}", clean(&tag.text)), cut, SMALL).grey());
    }
    sheet.space(2.5);
    // A date that is wider than its column has a line of its own.
    if let Some((x, date)) = gutter.take_if(|(_, date)| sheet.width(&date.words, date) > DATES - GAP) {
        sheet.need(3.0 * BODY);
        sheet.paragraph(x, None, &[date], None);
    }
    match line.told() {
        Told::Apart { text, quote } => {
            let mut runs = vec![Run::new(clean(text), Cut::Regular, BODY)];
            match quote {
                None => {
                    runs.append(&mut notes);
                    runs.append(&mut tags);
                    sheet.paragraph(at, gutter, &runs, None);
                }
                Some(quote) => {
                    runs.append(&mut tags);
                    sheet.paragraph(at, gutter, &runs, None);
                    let mut said = vec![Run::new(format!("“{}”", clean(&quote)), Cut::Italic, SMALL).grey()];
                    said.append(&mut notes);
                    sheet.paragraph(at, None, &said, None);
                }
            }
        }
        Told::Inside { lead, before, what, after } => {
            let mut runs = vec![
                Run::new(format!("{} ", clean(lead)), Cut::Regular, BODY),
                Run::new(format!("“{}", clean(&before)), Cut::Italic, BODY).grey(),
                Run::new(clean(&what), Cut::Bold, BODY),
                Run::new(format!("{}”", clean(&after)), Cut::Italic, BODY).grey(),
            ];
            runs.append(&mut notes);
            runs.append(&mut tags);
            sheet.paragraph(at, gutter, &runs, None);
        }
    }
    line.lines.iter().for_each(|inner| add(sheet, inner, indent + STEP));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::briefing::{Group, Quotation, Section};

    /// A briefing of several pages with letters of several alphabets.
    fn long() -> Briefing {
        let quote =
            Quotation { words: "Đà Nẵng, Елкин".to_owned(), source: 1, voices: 1, also: vec![2] };
        let line = Line {
            date: Some("14 Jan 2025".to_owned()),
            text: "Norway agreed: ferries ".repeat(20),
            quote: Some(quote),
            ..Line::default()
        };
        let lines = vec![line; 60];
        Briefing {
            title: "Finland – Norway".to_owned(),
            sides: Vec::new(),
            on: chancery_core::calendar::Day::constant(2025, 1, 14),
            since: None,
            until: None,
            basis: "Rests on 2 reports.".to_owned(),
            sections: vec![Section {
                id: "agreed",
                title: "Agreed".to_owned(),
                groups: vec![Group { title: None, lines, more: 0 }],
                gap: None,
            }],
            sources: Vec::new(),
            ids: false,
        }
    }

    #[test]
    fn a_long_briefing_has_several_pages_and_small_fonts() {
        let file = render(&long()).unwrap();
        assert!(file.starts_with(b"%PDF-"));
        let pages = file.windows(11).filter(|bytes| bytes == b"/Type /Page").count();
        assert!(pages > 4, "{pages} pages");
        assert!(file.len() < 200_000, "{} bytes", file.len());
    }

    #[test]
    fn a_word_wider_than_the_page_is_broken() {
        let mut briefing = long();
        briefing.title = "x".repeat(3000);
        assert!(render(&briefing).is_ok());
    }
}
