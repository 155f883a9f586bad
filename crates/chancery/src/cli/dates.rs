//! `chancery dates FILE…`: the time expressions of a text, with the days that they mean and why.
//!
//! The whole text is read as prose. A TimeML file gives its text without tags and its day of
//! creation, so that the tagger can be scored on published sets. Such sets follow one of two
//! customs: TIMEX3 calls `the past month` a length (`timeml`), others a date with its first and last
//! day (`edtf`).

use std::{fmt::Write, fs, io::Read, path::Path};

use chancery_core::{
    calendar::{Day, Grain, When},
    evidence::{DocId, RuleId},
    grammar::{Model, Scratch},
    intake::{Block, BlockKind, Document, Metadata, PublishedBy},
    lexicon::{Problems, Vocabulary},
    text::{Span, Text},
    times::{Anchor, Rules, TimeExpression, Timex},
};

use super::{Context, Exit, Problem, term};

/// The time expressions of a text, with the days that they mean and the reason.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  chancery dates report.txt --published 2025-05-09
  chancery dates gold/*.tml --format timeml --out tagged/
  echo 'They met last Thursday.' | chancery dates - --published 2025-05-09")]
pub(crate) struct Args {
    /// Text files, or TimeML files; `-` is standard input
    #[arg(required = true, value_name = "FILE")]
    files: Vec<String>,
    /// The day of publication; a TimeML file gives its own
    #[arg(long, value_name = "DAY")]
    published: Option<Day>,
    /// How to print what is found
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: Format,
    /// Write one file an input into DIR, under the same name
    #[arg(long, value_name = "DIR")]
    out: Option<std::path::PathBuf>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// For people
    Text,
    /// The text with TIMEX3 tags
    Timeml,
    /// The same tags, with the days in EDTF
    Edtf,
    /// One JSON array a file, with offsets in code points
    Json,
}

pub(crate) fn run(args: &Args, context: &Context) -> anyhow::Result<Exit> {
    let lexicon = context.lexicon()?;
    let files = lexicon.files();
    let mut problems = Problems::default();
    let mut vocabulary = Vocabulary::default();
    let rules = Rules::compile(&files, &mut vocabulary, &mut problems);
    let model = Model::load(&files, &mut vocabulary, &mut problems);
    let problems = problems.into_sorted();
    if !problems.is_empty() {
        problems.iter().for_each(|problem| eprintln!("{problem}"));
        let message = format!("the lexicon has {}", term::count(problems.len(), "problem"));
        return Err(Problem::new("E-LEXICON", message).hint("mend the files named above").into());
    }
    let format = if context.json { Format::Json } else { args.format };
    let mut scratch = Scratch::default();
    let mut refused = Vec::new();
    for file in &args.files {
        let (text, created) = match load(file) {
            Ok(loaded) => loaded,
            Err(reason) => {
                refused.push(crate::take::Refused::file(file, reason));
                continue;
            }
        };
        let published = args.published.or(created);
        let document = document(text, published);
        let words = model.split(&document, &vocabulary, &mut scratch);
        // A sentence without a word of time needs no tree.
        let telling = rules.telling(&document, &words, &vocabulary);
        let analysis = model.parse_some(words, &document, &vocabulary, &mut scratch, &|at| telling[at]);
        let found = rules.find(&document, &analysis, &vocabulary);
        let shown = match format {
            Format::Text => show(&document, &found, context),
            Format::Timeml => timeml(file, &document, &found, false),
            Format::Edtf => timeml(file, &document, &found, true),
            Format::Json => json(&document, &found)?,
        };
        match (&args.out, Path::new(file).file_name()) {
            (Some(folder), Some(name)) => {
                fs::create_dir_all(folder)?;
                fs::write(folder.join(name), shown)?;
            }
            _ => term::print(&shown)?,
        }
    }
    Ok(super::report_refused(&refused, context))
}

/// The text of a file, and the day that it gives for itself.
fn load(file: &str) -> Result<(Text, Option<Day>), String> {
    let mut bytes = Vec::new();
    if file == "-" {
        std::io::stdin().read_to_end(&mut bytes).map_err(|error| error.to_string())?;
    } else {
        bytes = fs::read(file).map_err(|error| error.to_string())?;
    }
    let content = String::from_utf8_lossy(&bytes);
    let (text, created) = match content.find("<TEXT").filter(|_| content.contains("<TimeML")) {
        Some(at) => (plain(&content[at..]), creation(&content)),
        None => (content.into_owned(), None),
    };
    Ok((Text::new(&text).map_err(|error| error.to_string())?, created))
}

/// The day of creation of a TimeML file: the value in its `DCT` element.
fn creation(content: &str) -> Option<Day> {
    let element = &content[content.find("<DCT")?..];
    let value = element.split("value=\"").nth(1)?;
    value.get(..10)?.parse().ok()
}

/// The content of the element `TEXT` without tags.
fn plain(content: &str) -> String {
    let content = content.split_once('>').map_or("", |(_, rest)| rest);
    let content = content.split("</TEXT>").next().unwrap_or_default();
    let mut text = String::with_capacity(content.len());
    for part in content.split('<').enumerate().map(|(at, part)| match at {
        0 => part,
        _ => part.split_once('>').map_or("", |(_, rest)| rest),
    }) {
        text.push_str(part);
    }
    const ENTITIES: [(&str, &str); 5] =
        [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&apos;", "'"), ("&amp;", "&")];
    ENTITIES.iter().fold(text, |text, (entity, sign)| text.replace(entity, sign))
}

/// The whole text as prose: paragraphs end at blank lines, and at line ends that do not wrap a
/// sentence.
fn document(text: Text, published: Option<Day>) -> Document {
    let mut blocks: Vec<Block> = Vec::new();
    let mut at = 0;
    let mut open = false;
    for line in text.as_str().split_inclusive('\n') {
        let span = text.trim(Span::new(at, at + line.len() as u32));
        at += line.len() as u32;
        if span.is_empty() {
            open = false;
            continue;
        }
        match blocks.last_mut() {
            Some(last) if open && text[span].starts_with(|char: char| !char.is_uppercase()) => {
                last.span = last.span.cover(span);
            }
            _ => blocks.push(Block {
                span,
                kind: BlockKind::Body,
                rule: RuleId::new("text.line"),
                speaker: None,
            }),
        }
        // A line that is full and ends inside a sentence goes on in the next.
        let line = &text[span];
        open = line.len() > 50 && !line.ends_with(['.', '!', '?', ':', '"', '”', '’']);
    }
    Document {
        id: DocId::new("text"),
        text,
        blocks,
        metadata: Metadata::default(),
        published: published.map(|day| (day, PublishedBy::Metadata)),
        outlet: None,
    }
}

/// The expressions in the order of the text, ranges taken apart, without those that have no value.
fn values(found: &[TimeExpression]) -> impl Iterator<Item = &TimeExpression> {
    found
        .iter()
        .flat_map(|one| if one.parts.is_empty() { std::slice::from_ref(one) } else { &one.parts })
        .filter(|one| !one.value.is_empty())
}

fn timeml(file: &str, document: &Document, found: &[TimeExpression], edtf: bool) -> String {
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<TimeML>\n");
    let name =
        Path::new(file).file_stem().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
    let _ = writeln!(out, "<DOCID>{}</DOCID>", escape(&name));
    if let Some(day) = document.day() {
        let _ = writeln!(
            out,
            "<DCT><TIMEX3 tid=\"t0\" type=\"DATE\" value=\"{day}\" functionInDocument=\"CREATION_TIME\">{day}</TIMEX3></DCT>"
        );
    }
    out.push_str("<TEXT>");
    let mut at = 0;
    for (number, one) in values(found).enumerate() {
        // What falls on no days that anybody could name (`now`, `recently`) keeps its TIMEX3 value.
        let named = |when: &&When| {
            edtf && one.timex != Timex::Time
                && when.first().is_some()
                && when.last().is_some()
                && !one.value.ends_with("_REF")
        };
        let days = one.when.as_ref().filter(named).map(days);
        let timex = if days.is_some() { Timex::Date } else { one.timex };
        let _ = write!(
            out,
            "{}<TIMEX3 tid=\"t{}\" type=\"{}\" value=\"{}\">{}</TIMEX3>",
            escape(&document.text[Span::new(at, one.span.start())]),
            number + 1,
            timex.name(),
            escape(days.as_deref().unwrap_or(&one.value)),
            escape(&document.text[one.span]),
        );
        at = one.span.end();
    }
    out.push_str(&escape(&document.text[Span::new(at, document.text.span().end())]));
    out.push_str("</TEXT>\n</TimeML>\n");
    out
}

/// The days in EDTF of level 0: a day, month or year, or the first and last day; an open end is `..`.
fn days(when: &When) -> String {
    match when.grain() {
        Grain::Day | Grain::Month | Grain::Year if !when.is_approximate() => when.edtf().to_owned(),
        _ => {
            let end = |day: Option<Day>| day.map_or_else(|| "..".to_owned(), |day| day.to_string());
            format!("{}/{}", end(when.first()), end(when.last()))
        }
    }
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// One expression as it leaves.
#[derive(serde::Serialize)]
struct Row<'a> {
    text: &'a str,
    /// Code points of the text.
    start: u32,
    end: u32,
    #[serde(rename = "type")]
    timex: &'static str,
    value: &'a str,
    edtf: Option<&'a str>,
    anchor: Option<String>,
    rule: &'a str,
    reason: &'a str,
}

fn json(document: &Document, found: &[TimeExpression]) -> anyhow::Result<String> {
    let rows: Vec<Row> = found
        .iter()
        .map(|one| Row {
            text: &document.text[one.span],
            start: document.text.code_point(one.span.start()),
            end: document.text.code_point(one.span.end()),
            timex: one.timex.name(),
            value: &one.value,
            edtf: one.when.as_ref().map(When::edtf),
            anchor: match one.anchor {
                Anchor::None => None,
                Anchor::Publication(day) => Some(day.to_string()),
                Anchor::Told(span) | Anchor::Event(Some(span)) => Some(document.text[span].to_owned()),
                Anchor::Event(None) => Some("event".to_owned()),
            },
            rule: one.rule.as_str(),
            reason: &one.note,
        })
        .collect();
    Ok(serde_json::to_string_pretty(&rows)? + "\n")
}

fn show(document: &Document, found: &[TimeExpression], context: &Context) -> String {
    let mut out = String::new();
    for one in found {
        let days = one.when.as_ref().map_or("no days", When::edtf);
        let pieces = [
            (term::Style::Bold, term::clean(&document.text[one.span])),
            (term::Style::Plain, format!("{} {}", days, if one.value == days { "" } else { &one.value })),
            (term::Style::Dim, format!("{} [{}]", one.note, one.rule)),
        ];
        out.push_str(&term::flow(context.out, &pieces, context.width, "", 4));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn timeml_gives_its_text_and_day() {
        let file = "<TimeML><DCT><TIMEX3 value=\"2025-05-09\">May 9</TIMEX3></DCT>\n<TEXT>A &amp; B met <TIMEX3 tid=\"t1\">today</TIMEX3>.</TEXT></TimeML>";
        assert_eq!(plain(&file[file.find("<TEXT").unwrap()..]), "A & B met today.");
        assert_eq!(creation(file), Some(Day::constant(2025, 5, 9)));
    }

    #[test]
    fn wrapped_lines_are_one_paragraph() {
        let text = "A headline of the day\n\nThe ministers of both countries held talks in the capital\non trade and left.\nA second paragraph.";
        let document = document(Text::new(text).unwrap(), None);
        let starts: Vec<&str> = document.blocks.iter().map(|block| &document.text[block.span][..5]).collect();
        assert_eq!(starts, ["A hea", "The m", "A sec"]);
    }
}
