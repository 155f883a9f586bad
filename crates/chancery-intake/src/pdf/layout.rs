//! From pieces of text to lines, from lines to paragraphs.
//!
//! Pieces are taken in the order in which the page draws them, which word processors and
//! printing browsers keep to the order of reading. What stands at the head or foot of most pages
//! (letterheads, numbers) is left out of the middle of the text.

use std::collections::HashMap;

use super::content::Run;

/// One line of a page.
#[derive(Clone, Debug)]
pub(super) struct Line {
    left: f64,
    right: f64,
    base: f64,
    size: f64,
    text: String,
}

/// The lines that pieces make.
pub(super) fn lines(runs: Vec<Run>) -> Vec<Line> {
    let mut lines: Vec<Line> = Vec::new();
    for run in runs {
        if let Some(line) = lines.last_mut() {
            let size = line.size.max(run.size);
            let gap = run.left - line.right;
            if (line.base - run.base).abs() < size * 0.45 && gap > -size && gap < size * 4.0 {
                let is_open = !line.text.ends_with(' ') && !run.text.starts_with(' ');
                if gap > size * 0.15 && is_open {
                    line.text.push(' ');
                }
                line.text.push_str(&run.text);
                line.right = line.right.max(run.right);
                line.size = size;
                continue;
            }
        }
        lines.push(Line { left: run.left, right: run.right, base: run.base, size: run.size, text: run.text });
    }
    lines.retain_mut(|line| {
        line.text = line.text.split_whitespace().map(letters).collect::<Vec<_>>().join(" ");
        !line.text.is_empty()
    });
    lines
}

/// Without joined letters, which no word list has, and without marks of where a word may break.
fn letters(word: &str) -> String {
    let mut out = String::with_capacity(word.len());
    for letter in word.chars() {
        match letter {
            'ﬀ' => out.push_str("ff"),
            'ﬁ' => out.push_str("fi"),
            'ﬂ' => out.push_str("fl"),
            'ﬃ' => out.push_str("ffi"),
            'ﬄ' => out.push_str("ffl"),
            '\u{ad}' => {}
            letter => out.push(letter),
        }
    }
    out
}

/// A line as it recurs: numbers of pages differ.
fn shape(line: &str) -> String {
    line.chars().filter(|c| !c.is_numeric() && !c.is_whitespace()).collect()
}

/// The text of all pages, a blank line between paragraphs.
pub(super) fn text(mut pages: Vec<Vec<Line>>) -> String {
    drop_page_marks(&mut pages);
    let mut out = String::new();
    let mut before: Option<(Line, bool)> = None;
    for page in pages {
        let right = page.iter().map(|line| line.right).fold(0.0, f64::max);
        let spacing = spacing(&page);
        for (n, line) in page.into_iter().enumerate() {
            match &before {
                None => {}
                Some((last, is_full)) => {
                    let down = last.base - line.base;
                    let is_next = if n == 0 {
                        // A paragraph goes on over the page where its sentence does.
                        *is_full && !ends_sentence(&last.text)
                    } else {
                        let same_size = (line.size - last.size).abs() < last.size * 0.12;
                        let is_near = down > 0.0 && down < spacing * 1.35;
                        let indented = line.left > last.left + line.size * 0.9 && ends_sentence(&last.text);
                        same_size
                            && is_near
                            && !indented
                            && (*is_full || !ends_sentence(&last.text) && !is_item(&line.text))
                    };
                    if is_next {
                        join(&mut out, &line.text)
                    } else {
                        out.push_str("\n\n")
                    }
                    if is_next {
                        before = Some((line.clone(), is_full_line(&line, right)));
                        continue;
                    }
                }
            }
            out.push_str(&line.text);
            let is_full = is_full_line(&line, right);
            before = Some((line, is_full));
        }
    }
    out
}

/// True where a line reaches so far that the next word did not fit. The last line of a paragraph
/// can do so by chance.
fn is_full_line(line: &Line, right: f64) -> bool {
    let room = if ends_sentence(&line.text) { 3.0 } else { 6.0 };
    right - line.right < line.size * room
}

fn ends_sentence(text: &str) -> bool {
    text.trim_end_matches(['"', '”', '’', ')', '»']).ends_with(['.', '!', '?', ':', ';'])
}

/// True where a line begins a point of a list.
fn is_item(text: &str) -> bool {
    let first = text.split(' ').next().unwrap_or_default();
    ["•", "-", "–", "—", "·", "*"].contains(&first)
        || (first.ends_with(['.', ')'])
            && first.len() <= 5
            && first.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '('))
}

/// Adds the next line of a paragraph. A hyphen at the end of a line is mostly a broken word; it is
/// kept where what follows begins with a capital or a number.
fn join(out: &mut String, next: &str) {
    let broken = out.strip_suffix('-').is_some_and(|front| front.ends_with(|c: char| c.is_lowercase()))
        && next.starts_with(|c: char| c.is_lowercase());
    if broken {
        out.pop();
    } else if !out.ends_with('-') {
        out.push(' ');
    }
    out.push_str(next);
}

/// The usual distance between the lines of a page.
fn spacing(page: &[Line]) -> f64 {
    let mut steps: Vec<f64> = page
        .windows(2)
        .map(|pair| pair[0].base - pair[1].base)
        .filter(|step| *step > 1.0 && *step < 60.0)
        .collect();
    steps.sort_by(f64::total_cmp);
    // Most steps are inside paragraphs; a page of single lines has none.
    steps.get(steps.len() / 3).copied().unwrap_or(14.0)
}

/// Leaves out numbers of pages, and lines that stand at the head or foot of most pages.
fn drop_page_marks(pages: &mut [Vec<Line>]) {
    /// Lines from the edge that can be marks.
    const EDGE: usize = 3;
    let at_edge = |page: &[Line]| -> Vec<usize> {
        let mut order: Vec<usize> = (0..page.len()).collect();
        order.sort_by(|a, b| page[*b].base.total_cmp(&page[*a].base));
        let head = order.iter().take(EDGE).copied();
        let foot = order.iter().rev().take(EDGE).copied();
        head.chain(foot).collect::<std::collections::BTreeSet<_>>().into_iter().collect()
    };
    let mut seen: HashMap<String, usize> = HashMap::new();
    for page in pages.iter() {
        let shapes: std::collections::BTreeSet<String> =
            at_edge(page).into_iter().map(|at| shape(&page[at].text)).collect();
        for shape in shapes {
            *seen.entry(shape).or_default() += 1;
        }
    }
    let often = (pages.len() / 2 + 1).max(2);
    // A letterhead is read once: it can be the headline.
    let mut read = std::collections::BTreeSet::new();
    for page in pages.iter_mut() {
        let edge = at_edge(page);
        let mut n = 0;
        page.retain(|line| {
            let at = n;
            n += 1;
            let shape = shape(&line.text);
            let is_number = line.text.len() <= 12
                && shape.chars().filter(|c| c.is_alphabetic()).count() <= 6
                && line.text.chars().any(|c| c.is_ascii_digit())
                && (shape.chars().all(|c| !c.is_alphanumeric()) || shape.to_lowercase().starts_with("page"));
            if !edge.contains(&at) {
                return true;
            }
            let recurs = seen.get(&shape).is_some_and(|count| *count >= often);
            let is_first = line.text.split(' ').count() >= 3 && shape.len() * 2 > line.text.len();
            !is_number && (!recurs || is_first && read.insert(shape))
        });
    }
}
