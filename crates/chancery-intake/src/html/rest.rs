//! What a page shows and its text lacks.
//!
//! The text of a page is taken out by several ways that lose, join and part lines, so a line counts
//! as taken where most of its words stand together in the text.

use std::{
    collections::HashSet,
    hash::{DefaultHasher, Hash, Hasher},
};

/// Words that stand together: fewer are found in any text, more are parted by a link or a mark.
const RUN: usize = 4;
/// Bytes of lines that are kept: all that a news page has around its text is some 20 kB.
const KEPT: usize = 256 << 10;
/// A line that is longer is kept up to here: a script that is printed, a picture in letters.
const LONG: usize = 2_000;

/// The lines of a page that are not in its text, in order, each once.
pub(super) fn left_out(page: &str, text: &str) -> Vec<String> {
    let taken: HashSet<u64> = text.lines().map(|line| hash(&words(line))).collect();
    let whole = words(text);
    let runs: HashSet<u64> = whole.windows(RUN).map(hash).collect();
    let is_taken = |words: &[String]| {
        let (mut found, mut all) = (0, 0);
        for run in words.windows(RUN) {
            all += 1;
            found += usize::from(runs.contains(&hash(run)));
        }
        found * 2 > all
    };
    let mut seen = HashSet::new();
    let mut lines = Vec::new();
    let mut kept = 0;
    for line in page.lines() {
        let words = words(line);
        let key = hash(&words);
        if words.is_empty() || taken.contains(&key) || is_taken(&words) || !seen.insert(key) {
            continue;
        }
        let end = line.char_indices().map(|(at, _)| at).take_while(|at| *at <= LONG).last().unwrap_or(0);
        let line = if line.len() > LONG { &line[..end] } else { line };
        kept += line.len();
        if kept > KEPT {
            break;
        }
        lines.push(line.to_owned());
    }
    lines
}

/// The words of a line without case and marks.
fn words(line: &str) -> Vec<String> {
    line.split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect()
}

fn hash(words: &[String]) -> u64 {
    let mut hasher = DefaultHasher::new();
    words.hash(&mut hasher);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_text_lacks_is_left_out_once() {
        let page = "Home\nTalks in Oslo\nThe ministers met in Oslo on Monday and agreed.\nHome\nRead more: a harbour is opened in the north\n|";
        let text = "Talks in Oslo\n\nThe ministers met in Oslo on Monday\nand agreed.";
        assert_eq!(left_out(page, text), ["Home", "Read more: a harbour is opened in the north"]);
    }

    #[test]
    fn a_page_without_end_is_kept_in_part() {
        let page: String = (0..100_000).map(|n| format!("line {n}\n")).collect();
        let kept: usize = left_out(&page, "").iter().map(String::len).sum();
        assert!(kept <= KEPT && kept > KEPT / 2);
        assert_eq!(left_out(&"a".repeat(1 << 20), "")[0].len(), LONG);
    }
}
