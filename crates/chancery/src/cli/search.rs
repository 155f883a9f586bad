//! `chancery search WORDS`: reports and rows with these words, whatever their marks.

use chancery_core::ledger::model::RowId;

use super::{
    Context, Exit, judge,
    pick::short,
    term::{self, Column, Style, Table},
};
use crate::{briefing::say, store::Store};

/// Reports and rows of the ledger with these words; marks on letters do not matter.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  chancery search Pham Minh Chinh          finds Phạm Minh Chính as well
  chancery search 'state visit' Hanoi      words in quotes stand together

Exit code: 0 where something was found, 1 where nothing was.")]
pub(crate) struct Args {
    /// The words
    #[arg(required = true, value_name = "WORDS")]
    words: Vec<String>,
    /// How many paragraphs at most
    #[arg(long, value_name = "N", default_value = "20")]
    limit: usize,
}

pub(crate) fn run(args: &Args, context: &Context) -> anyhow::Result<Exit> {
    let store = Store::open(&context.db)?;
    // What the shell hands over as one argument stands together, as in quotes.
    let together = |word: &String| {
        if word.contains(char::is_whitespace) && !word.contains('"') {
            format!("\"{word}\"")
        } else {
            word.clone()
        }
    };
    let words = match args.words.as_slice() {
        [one] => one.clone(),
        several => several.iter().map(together).collect::<Vec<_>>().join(" "),
    };
    let mut rows = store.search_rows(&words, args.limit)?;
    // An event is called by who took part in it, which the whole record says.
    if rows.iter().any(|row| row.kind == "event") {
        let library = context.library()?;
        for row in rows.iter_mut().filter(|row| row.kind == "event") {
            row.title = judge::title(&library, &RowId(row.id.clone()));
        }
    }
    let mut hits = store.search(&words, args.limit)?;
    let apart = hits.is_empty();
    if apart {
        hits = store.search_apart(&words, args.limit)?;
    }
    let exit = if rows.is_empty() && hits.is_empty() { Exit::Failed } else { Exit::Done };
    if context.json {
        context.print_json(&serde_json::json!({ "rows": rows, "paragraphs": hits }))?;
        return Ok(exit);
    }
    let paint = context.out;
    let mut table =
        Table::new(&[("", Column::Whole), ("in the record", Column::Rest), ("id", Column::Whole)]);
    for row in &rows {
        let title = row.title.split_whitespace().collect::<Vec<_>>().join(" ");
        table.push(vec![(Style::Dim, row.kind.clone()), (Style::Plain, title), (Style::Dim, short(&row.id))]);
    }
    let mut out = if rows.is_empty() { String::new() } else { table.render(paint, context.width) };
    if !rows.is_empty() && !hits.is_empty() {
        out.push('\n');
    }
    for hit in &hits {
        let day = hit.published.map_or("no date".to_owned(), say::day);
        let outlet = hit.outlet.clone().unwrap_or_else(|| hit.doc.to_string());
        let title = hit.title.as_ref().map_or(String::new(), |title| format!(": {title}"));
        let head = format!("{day}, {outlet}{title}");
        out.push_str(&term::flow(paint, &[(Style::Dim, term::clean(&head))], context.width, "", 2));
        out.push_str(&excerpt(&hit.text, &hit.marks, context));
    }
    term::print(&out)?;
    if apart && !hits.is_empty() && !context.quiet {
        eprintln!(
            "{} no paragraph has all the words; these reports have them apart",
            context.err.warn("note:")
        );
    }
    if exit == Exit::Failed && !context.quiet {
        eprintln!("{} no report and no row has `{}`", context.err.warn("note:"), term::clean(&words));
    }
    Ok(exit)
}

/// The words around the first mark, with the marks painted.
pub(crate) fn excerpt(text: &str, marks: &[(usize, usize)], context: &Context) -> String {
    const AROUND: usize = 160;
    let from = marks.first().map_or(0, |mark| text.floor_char_boundary(mark.0.saturating_sub(AROUND)));
    let to = marks.first().map_or(2 * AROUND, |mark| mark.1 + AROUND);
    let to = text.ceil_char_boundary(to.min(text.len()));
    // Begin and end with a whole word.
    let from = if from == 0 { 0 } else { text[from..].find(' ').map_or(from, |at| from + at + 1) };
    let to = if to == text.len() { to } else { text[from..to].rfind(' ').map_or(to, |at| from + at) };
    let mut pieces = Vec::new();
    let mut at = from;
    if from > 0 {
        pieces.push((Style::Plain, "…".to_owned()));
    }
    for &(start, end) in marks.iter().filter(|mark| mark.0 >= from && mark.1 <= to) {
        pieces.push((Style::Plain, term::clean(&text[at..start])));
        pieces.push((Style::Mark, term::clean(&text[start..end])));
        at = end;
    }
    pieces.push((Style::Plain, term::clean(&text[at..to])));
    if to < text.len() {
        pieces.push((Style::Plain, "…".to_owned()));
    }
    term::flow(context.out, &pieces, context.width, "  ", 2)
}
