//! The folder of lessons that `network/train.py` learns from.
//!
//! A file of sentences has a word a line and an empty line after each sentence. The fields of a word
//! stand between tabs; -1 is what nobody knows:
//!
//! | field  | what it is                                                                |
//! |--------|---------------------------------------------------------------------------|
//! | form   | the word as it stands                                                     |
//! | hint   | what the names of the lexicon say of it, a small number                   |
//! | tag    | the number of its class, a line of `classes.txt`                          |
//! | head   | the number of its head in the sentence; the number of words at the root   |
//! | rel    | the number of its relation, a line of `rels.txt`                          |
//! | label  | the number of its label in names                                          |
//! | folded | the word in small letters, folded                                         |
//! | act    | what act the word tells: 0 for none, else a line of `acts.txt`, from 1    |
//!
//! Lines and words are counted from 0.

use std::{
    fs::{self, File},
    io::{BufWriter, Write},
    path::Path,
};

use anyhow::{Context, Result};
use chancery_core::{
    grammar::{Rel, Tag},
    text::fold::fold,
};

use crate::{lesson::Lesson, lexicon::Lexicon, records::ACTS, tags};

/// Writes the names of what is numbered, a line each, and files of sentences into a folder.
pub(crate) fn write(
    folder: &Path,
    classes: &[Tag],
    files: &[(&str, &[Lesson])],
    lexicon: &Lexicon,
) -> Result<()> {
    fs::create_dir_all(folder).with_context(|| format!("{} cannot be made", folder.display()))?;
    let list = |name: &str, lines: Vec<String>| fs::write(folder.join(name), lines.join("\n") + "\n");
    list("classes.txt", classes.iter().map(|&tag| tags::spelling(tag)).collect())?;
    list("rels.txt", Rel::ALL.iter().map(|rel| rel.as_str().to_owned()).collect())?;
    list("acts.txt", ACTS.iter().map(|(name, _)| (*name).to_owned()).collect())?;
    for (name, lessons) in files {
        let mut writer = Writer::create(&folder.join(format!("{name}.tsv")), classes, lexicon)?;
        lessons.iter().try_for_each(|lesson| writer.sentence(lesson))?;
        writer.finish()?;
    }
    Ok(())
}

/// Writes one file of sentences.
struct Writer<'a> {
    out: BufWriter<File>,
    classes: &'a [Tag],
    lexicon: &'a Lexicon,
}

impl<'a> Writer<'a> {
    fn create(path: &Path, classes: &'a [Tag], lexicon: &'a Lexicon) -> Result<Writer<'a>> {
        let file = File::create(path).with_context(|| format!("{} cannot be written", path.display()))?;
        Ok(Writer { out: BufWriter::new(file), classes, lexicon })
    }

    fn sentence(&mut self, lesson: &Lesson) -> Result<()> {
        for (at, (form, look)) in lesson.forms.iter().zip(self.lexicon.looks(&lesson.forms)).enumerate() {
            let (tag, head, rel) = lesson.nodes.get(at).map_or((-1, -1, -1), |node| {
                (i64::from(tags::class(self.classes, node.tag)), i64::from(node.head), node.rel as i64)
            });
            let label = lesson.labels.get(at).map_or(-1, |&label| i64::from(label));
            let (form, folded) = (form.replace(['\t', '\n'], " "), fold(form).replace(['\t', '\n'], " "));
            let act = lesson.acts.get(at).map_or(-1, |&act| i64::from(act));
            writeln!(self.out, "{form}\t{}\t{tag}\t{head}\t{rel}\t{label}\t{folded}\t{act}", look.hint)?;
        }
        writeln!(self.out)?;
        Ok(())
    }

    fn finish(mut self) -> Result<()> {
        Ok(self.out.flush()?)
    }
}
