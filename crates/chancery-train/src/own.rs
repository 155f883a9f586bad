//! Our own sentences: trees by hand in `trees/`, and names in brackets in `names/`.
//!
//! A tree stands in lines, a word a line, with an empty line after each sentence; lines that begin
//! with `#` are comments. The fields of a word are its number from 1, its form, both parts of speech,
//! the number of its head (0 at the root), its relation, and, in names, P, L or O:
//!
//! ```text
//! 1 Anna PROPN NNP 3 nsubj P
//! 2 Berg PROPN NNP 1 flat P
//! 3 arrived VERB VBD 0 root
//! ```
//!
//! Words side by side with the same letter are one name. Every sentence that is read is one tree
//! whose arcs do not cross.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Error, Result, anyhow, ensure};
use chancery_core::grammar::{NameKind, Rel, Tag, Upos, Xpos, split::Splitter};

use crate::{
    lesson::{Lesson, Node, hold_back, labels},
    names,
};

/// Our own sentences, divided.
#[derive(Clone, Debug, Default)]
pub(crate) struct Own {
    /// Trees to learn from, with their names.
    pub(crate) trees: Vec<Lesson>,
    /// Names to learn from, each sentence once more with other names.
    pub(crate) names: Vec<Lesson>,
    /// Every fifth sentence, to judge by: trees first.
    pub(crate) held: Vec<Lesson>,
}

/// Reads the sentences from the folders `trees` and `names` in `home`.
pub(crate) fn read(home: &Path, splitter: &Splitter) -> Result<Own> {
    let (mut trees, mut marked) = (Vec::new(), Vec::new());
    for path in files(&home.join("trees"))? {
        trees.extend(read_trees(&path)?);
    }
    for path in files(&home.join("names"))? {
        marked.extend(names::read_marked(&path)?);
    }
    let (trees, mut held) = hold_back(trees);
    let (mut marked, held_names) = hold_back(marked);
    held.extend(held_names.iter().map(|sentence| sentence.lesson(splitter)));
    marked.extend(names::with_other_names(&marked));
    let names = marked.iter().map(|sentence| sentence.lesson(splitter)).collect();
    Ok(Own { trees, names, held })
}

/// The text files of a folder, in the order of their names.
pub(crate) fn files(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut paths = Vec::new();
    let entries = fs::read_dir(folder).with_context(|| format!("{} cannot be read", folder.display()))?;
    for entry in entries {
        paths.push(entry?.path());
    }
    paths.retain(|path| path.extension().is_some_and(|kind| kind == "txt"));
    paths.sort();
    Ok(paths)
}

/// A word of a tree and its line in the file.
struct Row {
    line: usize,
    form: String,
    /// Its head counts from 1, as it does in the file, until the sentence is whole.
    node: Node,
    kind: Option<NameKind>,
}

/// Reads one file of trees.
fn read_trees(path: &Path) -> Result<Vec<Lesson>> {
    let text = fs::read_to_string(path).with_context(|| format!("{} cannot be read", path.display()))?;
    parse(&text).map_err(|(line, error)| anyhow!("{}:{line}: {error}", path.display()))
}

/// Reads trees from text, or says in which line what is wrong.
fn parse(text: &str) -> Result<Vec<Lesson>, (usize, Error)> {
    let (mut lessons, mut rows) = (Vec::new(), Vec::new());
    // One empty line more ends the last sentence.
    for (text, line) in text.lines().chain([""]).zip(1..) {
        if text.starts_with('#') {
            continue;
        }
        if !text.trim().is_empty() {
            let (form, node, kind) = word(text, rows.len() + 1).map_err(|error| (line, error))?;
            rows.push(Row { line, form, node, kind });
        } else if !rows.is_empty() {
            lessons.push(sentence(std::mem::take(&mut rows))?);
        }
    }
    Ok(lessons)
}

/// Reads one word.
fn word(text: &str, number: usize) -> Result<(String, Node, Option<NameKind>)> {
    let fields: Vec<&str> = text.split_whitespace().collect();
    let (&[at, form, upos, xpos, head, rel], letters) =
        fields.split_first_chunk().context("a word has six fields or seven")?;
    ensure!(at == number.to_string(), "`{at}` is not the number of the word, {number}");
    ensure!(letters.len() < 2, "a word has six fields or seven");
    let kind = |letter: &&str| {
        names::kind_of(letter).with_context(|| format!("`{letter}` is no kind of name: use P, L or O"))
    };
    let upos = Upos::from_label(upos).with_context(|| format!("`{upos}` is no universal part of speech"))?;
    let xpos = Xpos::from_label(xpos).with_context(|| format!("`{xpos}` is no Penn part of speech"))?;
    let head = head.parse().with_context(|| format!("`{head}` is not the number of a head"))?;
    let rel = Rel::from_treebank(rel).with_context(|| format!("`{rel}` is no relation"))?;
    let node = Node { tag: Tag { upos, xpos, order: false }, head, rel };
    Ok((form.to_owned(), node, letters.first().map(kind).transpose()?))
}

/// Makes a sentence of its words, which must be one tree without arcs that cross.
fn sentence(mut rows: Vec<Row>) -> Result<Lesson, (usize, Error)> {
    let count = rows.len() as u32;
    for row in &mut rows {
        let head = row.node.head;
        if head > count {
            return Err((row.line, anyhow!("there is no word {head} to hang on")));
        }
        if (head == 0) != (row.node.rel == Rel::Root) {
            return Err((row.line, anyhow!("`root` and the head 0 go together")));
        }
        row.node.head = head.checked_sub(1).unwrap_or(count);
    }
    let head = |word: u32| rows.get(word as usize).map_or(count, |row| row.node.head);
    let roots = rows.iter().filter(|row| row.node.head == count).count();
    if roots != 1 {
        return Err((rows[0].line, anyhow!("a sentence has one root, not {roots}")));
    }
    for (row, at) in rows.iter().zip(0..) {
        if (0..count).fold(at, |above, _| head(above)) != count {
            return Err((row.line, anyhow!("the heads above this word go round in a circle")));
        }
        let (from, to) = (at.min(head(at)), at.max(head(at)));
        let mut inside = if to < count { from + 1..to } else { 0..0 };
        if let Some(word) = inside.find(|&word| !(from..=to).contains(&head(word))) {
            return Err((row.line, anyhow!("the arc to its head crosses that of word {}", word + 1)));
        }
    }
    let mut names = Vec::new();
    let mut start = 0;
    // Words of the same kind side by side are one name.
    for words in rows.chunk_by(|one, next| one.kind == next.kind) {
        let end = start + words.len();
        names.extend(words[0].kind.map(|kind| (start, end, kind)));
        start = end;
    }
    Ok(Lesson {
        labels: labels(rows.len(), names),
        nodes: rows.iter().map(|row| row.node).collect(),
        forms: rows.into_iter().map(|row| row.form).collect(),
        ..Lesson::default()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tree_has_names_and_falls_back_to_plain_relations() {
        let text = "# greeting\n1 Minister PROPN NNP 2 nmod:desc\n2 Anna PROPN NNP 4 nsubj P\n\
                    3 Berg PROPN NNP 2 flat P\n4 left VERB VBD 0 root\n5 Oslo PROPN NNP 4 obj L\n\n";
        let lessons = parse(text).unwrap();
        let [lesson] = lessons.as_slice() else { panic!("one sentence") };
        assert_eq!(lesson.forms, ["Minister", "Anna", "Berg", "left", "Oslo"]);
        assert_eq!(lesson.nodes.iter().map(|node| node.head).collect::<Vec<_>>(), [1, 3, 1, 5, 3]);
        assert_eq!(lesson.nodes[0].rel, Rel::Nmod);
        assert_eq!(lesson.labels, labels(5, [(1, 3, NameKind::Person), (4, 5, NameKind::Place)]));
    }

    #[test]
    fn faults_are_named() {
        let check = |text: &str, line: usize, fault: &str| {
            let (found, error) = parse(text).unwrap_err();
            assert_eq!((found, error.to_string().as_str()), (line, fault));
        };
        check("1 a DET\n", 1, "a word has six fields or seven");
        check("#\n1 a DET XY 0 root\n", 2, "`XY` is no Penn part of speech");
        check("\n2 a DET DT 0 root\n", 2, "`2` is not the number of the word, 1");
        check("1 a DET DT 0 root Q\n", 1, "`Q` is no kind of name: use P, L or O");
        check("1 a DET DT 2 det\n", 1, "there is no word 2 to hang on");
        check("1 a X FW 0 root\n2 b X FW 0 root\n", 1, "a sentence has one root, not 2");
        let circle = "1 a X FW 0 root\n2 b X FW 3 dep\n3 c X FW 2 dep\n";
        check(circle, 2, "the heads above this word go round in a circle");
        let crossing = "1 a X FW 3 dep\n2 b X FW 4 dep\n3 c X FW 0 root\n4 d X FW 3 dep\n";
        check(crossing, 1, "the arc to its head crosses that of word 2");
    }
}
