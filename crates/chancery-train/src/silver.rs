//! What the teachers say of raw text, told once more in the present, as chronicles and headlines tell it.

use std::{
    fs::{self, File},
    io::{BufWriter, Write},
    path::Path,
};

use anyhow::{Context, Result, ensure};
use chancery_core::{
    grammar::{Rel, Tag, Xpos, lemmas::Lemmas},
    text::fold::fold,
};

use crate::{
    lesson::{Dice, Lesson, Node, present},
    tags,
};

/// The columns of a word in a file of lessons, see `export`.
const COLUMNS: usize = 8;
const FORM: usize = 0;
const TAG: usize = 2;
const HEAD: usize = 3;
const REL: usize = 4;
const FOLDED: usize = 6;
const ACT: usize = 7;
/// Of so many sentences one is told again; and of so many that may tell an act.
const EVERY: usize = 20;
const EVERY_ACT: usize = 2;

/// Writes `told.tsv` beside `silver.tsv`: a part of its sentences that tell of the past, in the present,
/// above all such as may tell an act. The same sentences in every run.
///
/// # Errors
/// Where a file cannot be read or written, or a line of it is no word; the line is named.
pub(crate) fn retell(folder: &Path, classes: &[Tag], lemmas: &Lemmas) -> Result<usize> {
    let path = folder.join("silver.tsv");
    let text = fs::read_to_string(&path).with_context(|| format!("{} cannot be read", path.display()))?;
    let to = folder.join("told.tsv");
    let mut out =
        BufWriter::new(File::create(&to).with_context(|| format!("{} cannot be written", to.display()))?);
    let mut dice = Dice(1);
    let mut count = 0;
    let mut line = 1;
    for sentence in text.split("\n\n").filter(|sentence| !sentence.is_empty()) {
        let rows: Vec<Vec<&str>> = sentence.lines().map(|line| line.split('\t').collect()).collect();
        if let Some(at) = rows.iter().position(|row| row.len() != COLUMNS) {
            ensure!(false, "{}:{}: no word with {COLUMNS} columns", path.display(), line + at);
        }
        line += rows.len() + 1;
        let lesson = lesson(&rows, classes);
        let Some(told) = lesson.and_then(|lesson| present(&lesson, lemmas)) else { continue };
        // Acts of a teacher are told as likelihoods.
        let acts = rows.iter().any(|row| row[ACT].contains(','));
        if dice.roll(if acts { EVERY_ACT } else { EVERY }) > 0 {
            continue;
        }
        for (row, (form, node)) in rows.iter().zip(told.forms.iter().zip(&told.nodes)) {
            let mut row = row.clone();
            let (folded, tag) = (fold(form), tags::class(classes, node.tag).to_string());
            if *form != row[FORM] {
                (row[FORM], row[FOLDED], row[TAG]) = (form, &folded, &tag);
            }
            writeln!(out, "{}", row.join("\t"))?;
        }
        writeln!(out)?;
        count += 1;
    }
    out.flush()?;
    Ok(count)
}

/// The words of a sentence as far as its verbs need them; none where a teacher left open how a verb in the past stands.
fn lesson(rows: &[Vec<&str>], classes: &[Tag]) -> Option<Lesson> {
    let number = |text: &str| text.parse::<i64>().ok();
    let nodes = rows.iter().map(|row| {
        let tag = usize::try_from(number(row[TAG])?).ok().and_then(|tag| classes.get(tag)).copied();
        let head = number(row[HEAD])?;
        let rel = usize::try_from(number(row[REL])?).ok().and_then(|rel| Rel::ALL.get(rel)).copied();
        let known = tag.is_some_and(|tag| tag.xpos != Xpos::Vbd) || head >= 0;
        // What the teacher was not sure of hangs nowhere, and is no verb.
        known.then(|| Node {
            tag: tag.unwrap_or(classes[0]),
            head: u32::try_from(head).unwrap_or(u32::MAX),
            rel: rel.unwrap_or(Rel::Dep),
        })
    });
    let nodes = nodes.collect::<Option<Vec<_>>>()?;
    Some(Lesson { forms: rows.iter().map(|row| row[FORM].to_owned()).collect(), nodes, ..Lesson::default() })
}

#[cfg(test)]
mod tests {
    use chancery_core::grammar::Upos;

    use super::*;

    #[test]
    fn sentences_that_tell_an_act_are_told_in_the_present() {
        let folder = std::env::temp_dir().join(format!("chancery-silver-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        let classes = [Xpos::Nnp, Xpos::Vbd, Xpos::Nns, Xpos::Vbz].map(|xpos| Tag {
            upos: Upos::X,
            xpos,
            order: false,
        });
        let sentence = "Peru\t0\t0\t1\t0\t1\tperu\t0\nlifted\t0\t1\t3\t0\t0\tlifted\t5,95,0,0,0,0,0,0,0\n\
                        tariffs\t0\t2\t1\t0\t0\ttariffs\t0\n\n";
        fs::write(folder.join("silver.tsv"), sentence.repeat(20)).unwrap();
        let lemmas = Lemmas::read(b"lemmas 1\nVBD\ted\t2\t\n").unwrap();
        let count = retell(&folder, &classes, &lemmas).unwrap();
        assert!((5..16).contains(&count), "{count} of 20");
        let told = fs::read_to_string(folder.join("told.tsv")).unwrap();
        assert!(told.starts_with("Peru\t0\t0\t1\t0\t1\tperu\t0\n"), "{told}");
        assert!(told.contains("\nlifts\t0\t3\t3\t0\t0\tlifts\t5,95,"), "{told}");
        fs::write(folder.join("silver.tsv"), "Peru\t0\n\n").unwrap();
        let error = retell(&folder, &classes, &lemmas).unwrap_err();
        assert!(error.to_string().contains("silver.tsv:1"), "{error}");
        fs::remove_dir_all(&folder).unwrap();
    }
}
