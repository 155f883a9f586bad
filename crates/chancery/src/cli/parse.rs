//! `chancery parse FILE…`: sentences, words, tags, trees and names, as the engine sees them.
//!
//! CoNLL-U is for other tools; the interlinear form is for people.

use std::{
    fmt::Write,
    sync::atomic::{AtomicBool, AtomicU64},
};

use chancery_core::{
    grammar::{Analysis, Mood, Name, NameKind, Number, Sentence, Tense, VerbForm, Word},
    intake::Document,
    lexicon::Vocabulary,
    text::Span,
};

use super::{Context, Exit, term};
use crate::take::{Outcome, Taker, Timings, expand};

/// The sentences, words, tags, trees and names of documents.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  chancery parse report.txt
  chancery parse report.txt --format conllu > report.conllu
  echo 'The ministers met in Oslo.' | chancery parse -")]
pub(crate) struct Args {
    /// Files, folders or patterns; `-` is standard input
    #[arg(required = true, value_name = "FILE")]
    files: Vec<String>,
    /// How to print what is found
    #[arg(long, value_name = "FORMAT", default_value = "interlinear")]
    format: Format,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// One line a word, for other tools
    Conllu,
    /// Words over their tags and heads, for people
    Interlinear,
    /// One JSON object a document and line, with offsets in code points
    Json,
}

pub(crate) fn run(args: &Args, context: &Context) -> anyhow::Result<Exit> {
    let format = if context.json { Format::Json } else { args.format };
    let lexicon = context.lexicon()?;
    let (engine, rules) = context.engine(&lexicon)?;
    let (inputs, mut refused) = expand(&args.files);
    let (stop, found) = (AtomicBool::new(false), AtomicU64::new(0));
    let taker = Taker {
        engine: &engine,
        rules: &rules,
        workers: super::workers(),
        stop: &stop,
        found: &found,
        timings: &Timings::default(),
    };
    let mut reader = engine.reader();
    taker.take(inputs, &|_| false, |taken| {
        match taken.outcome {
            Outcome::Read(fact) => {
                let document = &fact.document;
                let parsed = reader.parse(document);
                let page = Page { document, analysis: &parsed.analysis, vocabulary: engine.vocabulary() };
                term::print(&match format {
                    Format::Conllu => page.conllu(),
                    Format::Interlinear => page.interlinear(context),
                    Format::Json => page.json(),
                })?;
            }
            Outcome::Known => {}
            Outcome::Refused(refusal) => refused.push(refusal),
        }
        anyhow::Ok(())
    })?;
    Ok(super::report_refused(&refused, context))
}

/// A document and what the grammar makes of it.
struct Page<'a> {
    document: &'a Document,
    analysis: &'a Analysis,
    vocabulary: &'a Vocabulary,
}

impl Page<'_> {
    fn text(&self, span: Span) -> String {
        term::clean(&self.document.text[span])
    }

    /// CoNLL-U; names stand in the last column as `Name=B-PER`.
    fn conllu(&self) -> String {
        let mut out = String::new();
        let _ = writeln!(out, "# newdoc id = {}", self.document.id.as_str());
        let mut block = None;
        for (number, sentence) in self.analysis.sentences().iter().enumerate() {
            if block.replace(sentence.block) != Some(sentence.block) {
                out.push_str("# newpar\n");
            }
            let _ = writeln!(out, "# sent_id = {}-{}", self.document.id.as_str(), number + 1);
            let _ = writeln!(out, "# text = {}", self.text(self.analysis.span_of(sentence.words.clone())));
            for word in sentence.words.clone() {
                out.push_str(&self.line(sentence, word));
            }
            out.push('\n');
        }
        out
    }

    /// Sentences with their words, and the names in them; a head is the number of its word, 0 for none.
    fn json(&self) -> String {
        let (analysis, text) = (self.analysis, &self.document.text);
        let place = |span: Span| (text.code_point(span.start()), text.code_point(span.end()));
        let sentence = |sentence: &Sentence| {
            let number = |word: Word| word - sentence.words.start + 1;
            let words = sentence.words.clone().map(|word| {
                let (first, last) = place(analysis.span(word));
                serde_json::json!({
                    "n": number(word), "text": &text[analysis.span(word)], "first": first, "last": last,
                    "lemma": analysis.word(self.vocabulary, analysis.lemma(word)),
                    "upos": analysis.upos(word).as_str(), "xpos": analysis.xpos(word).as_str(),
                    "features": self.features(word), "head": analysis.head(word).map_or(0, number),
                    "relation": analysis.rel(word).as_str(),
                    "name": analysis.name_of(word).map(|name| mark(name, word)),
                })
            });
            let (first, last) = place(analysis.span_of(sentence.words.clone()));
            serde_json::json!({ "first": first, "last": last, "words": words.collect::<Vec<_>>() })
        };
        let sentences: Vec<_> = analysis.sentences().iter().map(sentence).collect();
        serde_json::json!({ "doc": self.document.id, "sentences": sentences }).to_string() + "\n"
    }

    /// One word in the ten columns of CoNLL-U.
    fn line(&self, sentence: &Sentence, word: Word) -> String {
        let analysis = self.analysis;
        let head = analysis.head(word).map_or(0, |head| head - sentence.words.start + 1);
        let next = (word + 1 < sentence.words.end).then(|| analysis.span(word + 1).start());
        let mut misc = Vec::new();
        if let Some(name) = analysis.name_of(word) {
            misc.push(format!("Name={}", mark(name, word)));
        }
        if next == Some(analysis.span(word).end()) {
            misc.push("SpaceAfter=No".to_owned());
        }
        let misc = if misc.is_empty() { "_".to_owned() } else { misc.join("|") };
        format!(
            "{}\t{}\t{}\t{}\t{}\t{}\t{head}\t{}\t_\t{misc}\n",
            word - sentence.words.start + 1,
            self.text(analysis.span(word)),
            analysis.word(self.vocabulary, analysis.lemma(word)),
            analysis.upos(word).as_str(),
            analysis.xpos(word).as_str(),
            self.features(word),
            analysis.rel(word).as_str(),
        )
    }

    /// The features in the order of their names, as CoNLL-U asks.
    fn features(&self, word: Word) -> String {
        let features = self.analysis.features(word);
        let mut list = Vec::new();
        list.extend(features.mood().map(|mood| match mood {
            Mood::Ind => "Mood=Ind".to_owned(),
            Mood::Imp => "Mood=Imp".to_owned(),
        }));
        list.extend(features.number().map(|number| match number {
            Number::Sing => "Number=Sing".to_owned(),
            Number::Plur => "Number=Plur".to_owned(),
        }));
        if features.person() > 0 {
            list.push(format!("Person={}", features.person()));
        }
        list.extend(features.tense().map(|tense| match tense {
            Tense::Past => "Tense=Past".to_owned(),
            Tense::Pres => "Tense=Pres".to_owned(),
        }));
        list.extend(features.verb_form().map(|form| {
            let form = match form {
                VerbForm::Fin => "Fin",
                VerbForm::Inf => "Inf",
                VerbForm::Part => "Part",
                VerbForm::Ger => "Ger",
            };
            format!("VerbForm={form}")
        }));
        if features.is_passive() {
            list.push("Voice=Pass".to_owned());
        }
        if list.is_empty() { "_".to_owned() } else { list.join("|") }
    }

    /// Each word over its tag, its relation and the word that it hangs on; names in brackets.
    fn interlinear(&self, context: &Context) -> String {
        let (analysis, paint) = (self.analysis, context.out);
        let mut out = String::new();
        let _ = writeln!(out, "{}", paint.heading(self.document.id.as_str()));
        for sentence in analysis.sentences() {
            let mut rows = [const { String::new() }; 3];
            let mut width = 0;
            let flush = |rows: &mut [String; 3], out: &mut String| {
                let [words, tags, heads] = std::mem::take(rows);
                let _ = writeln!(out, "  {}", words.trim_end());
                let _ = writeln!(out, "  {}", paint.dim(tags.trim_end()));
                let _ = writeln!(out, "  {}\n", paint.dim(heads.trim_end()));
            };
            for word in sentence.words.clone() {
                let mut shown = self.text(analysis.span(word));
                if let Some(name) = analysis.name_of(word) {
                    if name.words.start == word {
                        shown.insert(0, '[');
                    }
                    if name.words.end == word + 1 {
                        let _ = write!(shown, "]{}", short(name.kind));
                    }
                }
                let tag = analysis.upos(word).as_str().to_owned();
                let head = match analysis.head(word) {
                    Some(head) => {
                        format!("{}<{}", analysis.rel(word).as_str(), self.text(analysis.span(head)))
                    }
                    None => analysis.rel(word).as_str().to_owned(),
                };
                let cells = [shown, tag, head];
                let wide = cells.iter().map(|cell| cell.chars().count()).max().unwrap_or(0) + 2;
                if width > 0 && width + wide > context.width.saturating_sub(2) {
                    flush(&mut rows, &mut out);
                    width = 0;
                }
                width += wide;
                for (row, cell) in rows.iter_mut().zip(&cells) {
                    row.push_str(cell);
                    row.extend(std::iter::repeat_n(' ', wide - cell.chars().count()));
                }
            }
            flush(&mut rows, &mut out);
        }
        out
    }
}

fn short(kind: NameKind) -> &'static str {
    match kind {
        NameKind::Person => "PER",
        NameKind::Place => "LOC",
        NameKind::Organisation => "ORG",
    }
}

fn mark(name: &Name, word: Word) -> String {
    format!("{}-{}", if name.words.start == word { 'B' } else { 'I' }, short(name.kind))
}
