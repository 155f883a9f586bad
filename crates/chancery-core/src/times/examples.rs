//! The examples that stand with the rules, read by the rules themselves.

use super::{
    Rules, TimeExpression,
    rules::{FOLDER, RuleFile},
};
use crate::{
    calendar::{Day, When},
    evidence::{DocId, RuleId},
    grammar::{Model, Scratch},
    intake::{Block, BlockKind, Document, Metadata, PublishedBy},
    lexicon::{Files, Problems, Vocabulary, parse, position},
    text::Text,
};

/// Reads every `yes` and `no` sentence under `times/rules/`; each that is not read as it should be
/// goes to `problems` with what was made of it.
pub fn check(
    files: &Files<'_>,
    rules: &Rules,
    model: &Model,
    vocabulary: &Vocabulary,
    problems: &mut Problems,
) {
    let mut scratch = Scratch::default();
    let mut find = |text: &str, on: Option<Day>| {
        let document = sentence(text, on)?;
        let analysis = model.analyse(&document, vocabulary, &mut scratch);
        Some(rules.find(&document, &analysis, vocabulary))
    };
    for (path, bytes) in files.under(FOLDER) {
        // What cannot be read was reported when the rules were compiled.
        let Some(file) = parse::<RuleFile>(path, bytes, &mut Problems::default()) else { continue };
        let source = String::from_utf8_lossy(bytes);
        let place = |text: &str| source.find(text).map(|at| position(&source, at));
        for rule in file.rule {
            for yes in &rule.yes {
                let on = match yes.on.as_ref().map(|day| day.parse::<Day>()) {
                    Some(Err(_)) => {
                        problems.push(path, place(&yes.text), "`on` is no day: write 2025-01-14");
                        continue;
                    }
                    Some(Ok(day)) => Some(day),
                    None => None,
                };
                let found = find(&yes.text, on).unwrap_or_default();
                let fits = found.iter().any(|one| {
                    one.rule.as_str() == rule.id
                        && surface(&yes.text, one) == yes.span
                        && one.value == yes.value
                        && yes
                            .when
                            .as_ref()
                            .is_none_or(|when| one.when.as_ref().map(When::edtf) == Some(when.as_str()))
                });
                if !fits {
                    let found: Vec<String> = found.iter().map(|one| show(&yes.text, one)).collect();
                    let found = if found.is_empty() { "nothing".to_owned() } else { found.join("; ") };
                    let message = format!(
                        "`{}` must read \"{}\" as {} in `{}`, but gives {found}",
                        rule.id, yes.span, yes.value, yes.text
                    );
                    problems.push(path, place(&yes.text), &message);
                }
            }
            for no in &rule.no {
                for one in find(no, None).unwrap_or_default() {
                    if one.rule.as_str() == rule.id {
                        let message =
                            format!("`{}` must not match in `{no}`, but gives {}", rule.id, show(no, &one));
                        problems.push(path, place(no), &message);
                    }
                }
            }
        }
    }
}

fn surface<'a>(text: &'a str, one: &TimeExpression) -> &'a str {
    &text[one.span.start() as usize..one.span.end() as usize]
}

/// An expression in one line, for messages.
fn show(text: &str, one: &TimeExpression) -> String {
    let when = one.when.as_ref().map_or("no days", When::edtf);
    format!("\"{}\" = {} [{when}] by {} ({})", surface(text, one), one.value, one.rule, one.note)
}

/// A document of one paragraph.
fn sentence(text: &str, published: Option<Day>) -> Option<Document> {
    let text = Text::new(text).ok()?;
    let block = Block {
        span: text.trim(text.span()),
        kind: BlockKind::Body,
        rule: RuleId::new("example"),
        speaker: None,
    };
    Some(Document {
        id: DocId::new("example"),
        blocks: vec![block],
        text,
        metadata: Metadata::default(),
        published: published.map(|day| (day, PublishedBy::Metadata)),
        outlet: None,
    })
}
