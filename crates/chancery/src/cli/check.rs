//! `chancery check [DIR]`: everything that is wrong with a lexicon, for those who edit one; with
//! `--record` the record is checked instead, which is the business of `record`.
//!
//! All files are read as the program reads them, by every stage; then each rule is held to the
//! sentences that it must and must not match. What is found is told like a compiler's messages,
//! all of it at once.

use std::path::PathBuf;

use chancery_core::{
    engine::Engine,
    intake::{Metadata, Rules},
    ledger::LedgerRules,
    lexicon::{Fields, Files, LexiconError, Offices, Outlets, Problems, Tenures, Vocabulary, position},
};

use super::{Context, Exit, Problem, term};
use crate::lexicon::Lexicon;

/// What is wrong with a lexicon: every problem with file, line and column.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  chancery check                           the lexicon in the program
  chancery check lexicon/                  a folder that you edit
  chancery check lexicon/ --json           for an editor
  chancery check --record                  whether the record in the database keeps its own rules
  chancery check --record --pairs 50       and what it took for one event and for two, to look at")]
pub(crate) struct Args {
    /// The folder of the lexicon, with world/, frames/ and the others in it
    #[arg(value_name = "DIR")]
    dir: Option<PathBuf>,
    /// Check the record in the database instead
    #[arg(long, conflicts_with = "dir")]
    record: bool,
    /// Show so many pairs of reports that were taken for one event, and for two
    #[arg(long, value_name = "COUNT", requires = "record", default_value_t = 0)]
    pairs: usize,
}

pub(crate) fn run(args: &Args, context: &Context) -> anyhow::Result<Exit> {
    if args.record {
        return super::record::run(args.pairs, context);
    }
    let folder = args.dir.as_deref().or(context.lexicon_dir.as_deref());
    let lexicon = Lexicon::load(folder).map_err(|(path, error)| {
        Problem::new("E-LEXICON", format!("cannot read the lexicon: {}: {error}", path.display()))
            .hint("name the folder with world/, frames/ and the others in it")
    })?;
    let files = lexicon.files();
    let count = files.under("").count();
    let (problems, examples) = check(&files);
    if context.json {
        let rows: Vec<_> = problems
            .iter()
            .map(|problem| {
                serde_json::json!({
                    "file": problem.path, "line": problem.place.map(|(line, _)| line),
                    "column": problem.place.map(|(_, column)| column), "message": problem.message,
                })
            })
            .collect();
        context.print_json(&rows)?;
    } else {
        let lines: String = problems.iter().map(|problem| format!("{problem}\n")).collect();
        term::print(&lines)?;
    }
    if !context.quiet {
        let files = term::count(count, "file");
        let found = term::count(problems.len(), "problem");
        eprintln!("{files}, {} tried: {found}", term::count(examples, "example"));
    }
    Ok(if problems.is_empty() { Exit::Done } else { Exit::Failed })
}

/// Everything that is wrong, by file and place, and how many examples were tried.
fn check(files: &Files<'_>) -> (Vec<LexiconError>, usize) {
    let mut problems = Problems::default();
    let rules = Rules::compile(files, &mut problems);
    let _ = LedgerRules::read(files, &mut problems);
    // A vocabulary of its own: the engine fills another.
    let mut vocabulary = Vocabulary::default();
    Fields::load(files, &mut vocabulary, &mut problems);
    let offices = Offices::load(files, &mut vocabulary, &mut problems);
    Tenures::load(files, &offices, &mut problems);
    Outlets::load(files, &mut problems);
    let mut examples = 0;
    let mut found = match Engine::new(files) {
        Ok(engine) => {
            examples = try_examples(files, &engine, &rules, &mut problems);
            Vec::new()
        }
        Err(found) => found,
    };
    found.extend(problems.into_sorted());
    found.sort();
    found.dedup();
    (found, examples)
}

/// Holds frames and phrases to their sentences; how many were tried.
fn try_examples(files: &Files<'_>, engine: &Engine, rules: &Rules, problems: &mut Problems) -> usize {
    let mut reader = engine.reader();
    let mut tried = 0;
    let mut report = |text: &str, rule: &str, wanted: bool| {
        let verdict =
            if wanted { "does not match its sentence" } else { "matches a sentence that it must not" };
        let (path, place) = place_of(files, text);
        problems.push(path, place, &format!("`{rule}` {verdict}: {text}"));
    };
    for (number, frame) in engine.frames().all().iter().enumerate() {
        let wanted = frame.yes.iter().map(|example| (&example.text, true));
        for (text, wanted) in wanted.chain(frame.no.iter().map(|text| (text, false))) {
            let Ok(document) = rules.document(text, Metadata::default()) else { continue };
            tried += 1;
            if reader.parse(&document).matches.iter().any(|hit| hit.frame == number) != wanted {
                report(text, &frame.id, wanted);
            }
        }
    }
    for example in engine.content().examples() {
        let Ok(document) = rules.document(&between_two_sides(&example.text), Metadata::default()) else {
            continue;
        };
        tried += 1;
        let reading = reader.read(&document);
        let mut quotes = reading.claims.iter().flat_map(|claim| claim.evidence.quotes());
        if quotes.any(|quote| quote.rule == example.rule) != example.matches {
            report(&example.text, example.rule.as_str(), example.matches);
        }
    }
    tried
}

/// A report around a sentence, so that "the two sides" in it are somebody.
fn between_two_sides(sentence: &str) -> String {
    format!(
        "French President Emmanuel Macron met with President of Peru Dina Boluarte\n\n\
         It rained in the morning and the streets of the town were wet.\n\n{sentence}"
    )
}

/// The file and place where a sentence is written.
fn place_of<'a>(files: &Files<'a>, sentence: &str) -> (&'a str, Option<(u32, u32)>) {
    files
        .under("")
        .filter(|(path, _)| path.ends_with(".toml"))
        .find_map(|(path, _)| {
            let text = files.text(path);
            text.find(sentence).map(|at| (path, Some(position(text, at))))
        })
        .unwrap_or(("frames", None))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_programs_own_lexicon_has_no_problems() {
        let lexicon = Lexicon::load(None).unwrap();
        let (problems, examples) = check(&lexicon.files());
        let told: Vec<String> = problems.iter().map(ToString::to_string).collect();
        assert_eq!(told, [""; 0]);
        assert!(examples > 100, "only {examples} examples were tried");
    }

    #[test]
    fn a_sentence_is_found_where_it_is_written() {
        let files = Files::new([("frames/a.toml", &b"x = 1\nyes = [\"They met.\"]\n"[..])]);
        assert_eq!(place_of(&files, "They met."), ("frames/a.toml", Some((2, 9))));
    }
}
