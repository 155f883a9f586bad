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

use crate::{
    lesson::Lesson,
    lexicon::Lexicon,
    material::{Judged, Material},
    tags,
};

/// Writes all lessons into a folder.
pub(crate) fn write(
    folder: &Path,
    material: &Material,
    raw: &[Lesson],
    judged: &[Judged],
    lexicon: &Lexicon,
) -> Result<()> {
    fs::create_dir_all(folder).with_context(|| format!("{} cannot be made", folder.display()))?;
    let classes = &material.classes;
    let lines = |lines: Vec<String>| lines.concat();
    let class_lines = classes.iter().map(|&tag| tags::spelling(tag) + "\n").collect();
    fs::write(folder.join("classes.txt"), lines(class_lines))?;
    let rel_lines = Rel::ALL.iter().map(|rel| format!("{}\n", rel.as_str())).collect();
    fs::write(folder.join("rels.txt"), lines(rel_lines))?;
    let files = [("train", material.train.as_slice()), ("own", &material.own), ("raw", raw)];
    let judged = judged.iter().map(|judged| (judged.name, judged.lessons.as_slice()));
    for (name, lessons) in files.into_iter().chain(judged) {
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
            writeln!(self.out, "{form}\t{}\t{tag}\t{head}\t{rel}\t{label}\t{folded}", look.hint)?;
        }
        writeln!(self.out)?;
        Ok(())
    }

    fn finish(mut self) -> Result<()> {
        Ok(self.out.flush()?)
    }
}
