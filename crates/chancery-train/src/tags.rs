//! The classes of words that the network tells apart.

use std::collections::BTreeMap;

use chancery_core::grammar::Tag;

use crate::treebank::Sentence;

/// The classes that occur often enough to learn, most frequent first.
pub(crate) fn classes(sentences: &[Sentence]) -> Vec<Tag> {
    let mut counts: BTreeMap<Tag, usize> = BTreeMap::new();
    for word in sentences.iter().flat_map(|sentence| &sentence.words) {
        *counts.entry(word.tag).or_default() += 1;
    }
    let mut classes: Vec<_> = counts.into_iter().filter(|&(_, count)| count >= 5).collect();
    classes.sort_by_key(|&(tag, count)| (std::cmp::Reverse(count), tag));
    classes.into_iter().map(|(tag, _)| tag).collect()
}

/// The number of a tag's class; a rare tag goes to the most frequent that is like it.
pub(crate) fn class(classes: &[Tag], tag: Tag) -> u8 {
    let find = |wanted: &dyn Fn(&Tag) -> bool| classes.iter().position(wanted);
    find(&|class| *class == tag)
        .or_else(|| find(&|class| class.xpos == tag.xpos && class.upos == tag.upos))
        .or_else(|| find(&|class| class.upos == tag.upos))
        .unwrap_or(0) as u8
}

/// A class as the file of the weights spells it: `VERB VB`, with ` !` where it orders.
pub(crate) fn spelling(tag: Tag) -> String {
    format!("{} {}{}", tag.upos.as_str(), tag.xpos.as_str(), if tag.order { " !" } else { "" })
}
