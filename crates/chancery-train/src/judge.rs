//! How well the network reads sentences whose words, tags, trees or names are known.

use std::fmt;

use chancery_core::grammar::{
    NameKind,
    network::{Network, Reading},
};

use crate::{
    lesson::{Lesson, spans},
    lexicon::Lexicon,
};

/// What was counted over some sentences; what nobody knows of a sentence does not count.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Figures {
    /// Words in trees.
    words: usize,
    upos: usize,
    xpos: usize,
    heads: usize,
    arcs: usize,
    /// How many names there are, were found, and were found rightly: of each kind, then of all.
    names: [[usize; 3]; 4],
}

/// Reads the sentences, given their words, and compares.
pub(crate) fn judge<'a>(
    network: &Network,
    lexicon: &Lexicon,
    lessons: impl IntoIterator<Item = &'a Lesson>,
) -> Figures {
    let mut figures = Figures::default();
    let mut reading = Reading::default();
    for lesson in lessons {
        network.sentence(&lexicon.looks(&lesson.forms), &mut reading);
        figures.compare_trees(network, lesson, &reading);
        if !lesson.labels.is_empty() {
            figures.compare_names(&spans(&lesson.labels), &spans(&reading.labels));
        }
    }
    figures
}

/// The first word of a name, its end and its kind.
type Name = (usize, usize, NameKind);

impl Figures {
    fn compare_trees(&mut self, network: &Network, lesson: &Lesson, reading: &Reading) {
        for (at, node) in lesson.nodes.iter().enumerate() {
            let tag = network.classes().get(usize::from(reading.tags[at]));
            self.words += 1;
            self.upos += usize::from(tag.is_some_and(|tag| tag.upos == node.tag.upos));
            self.xpos += usize::from(tag.is_some_and(|tag| tag.xpos == node.tag.xpos));
            let head = reading.heads[at] == node.head;
            self.heads += usize::from(head);
            self.arcs += usize::from(head && reading.rels[at].plain() == node.rel.plain());
        }
    }

    fn compare_names(&mut self, gold: &[Name], found: &[Name]) {
        let mut count = |column: usize, name: &Name| {
            self.names[name.2 as usize][column] += 1;
            self.names[3][column] += 1;
        };
        gold.iter().for_each(|name| count(0, name));
        found.iter().for_each(|name| count(1, name));
        gold.iter().filter(|name| found.contains(name)).for_each(|name| count(2, name));
    }

    fn share(&self, part: usize) -> f64 {
        100.0 * part as f64 / self.words.max(1) as f64
    }

    /// How many of a hundred words have the right universal part of speech.
    pub(crate) fn upos(&self) -> f64 {
        self.share(self.upos)
    }

    /// How many of a hundred words have the right head and relation, sub-types aside.
    pub(crate) fn las(&self) -> f64 {
        self.share(self.arcs)
    }

    /// F1 of whole names of all kinds, in percent.
    pub(crate) fn names(&self) -> f64 {
        f1(self.names[3])
    }
}

/// The harmonic mean of precision and recall, in percent, from how many there are, were found, and
/// were found rightly.
fn f1([gold, found, both]: [usize; 3]) -> f64 {
    200.0 * both as f64 / (gold + found).max(1) as f64
}

impl fmt::Display for Figures {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut parts = Vec::new();
        if self.words > 0 {
            let (xpos, heads) = (self.share(self.xpos), self.share(self.heads));
            let (upos, arcs) = (self.upos(), self.las());
            parts.push(format!("UPOS {upos:.2}  XPOS {xpos:.2}  UAS {heads:.2}  LAS {arcs:.2}"));
        }
        if self.names[3][0] > 0 {
            parts.push(format!("names {:.1}", self.names()));
            for (row, kind) in self.names.iter().zip(["persons", "places", "organisations"]) {
                let [gold, found, both] = row.map(|count| count as f64);
                let (precision, recall) = (100.0 * both / found.max(1.0), 100.0 * both / gold.max(1.0));
                parts.push(format!("{kind} {:.1} (P {precision:.1} R {recall:.1})", f1(*row)));
            }
        }
        f.write_str(&parts.join("  "))
    }
}
