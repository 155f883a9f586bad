//! Which words of a report say something by themselves, and of this relation.
//!
//! A scrap is worse than no line: "a very serious question", "who have been injured". What is left out
//! here stays in the record and on its pages.

use chancery_core::{
    evidence::DocId,
    ledger::model::Wording,
    lexicon::{ActorCode, fold},
};

use super::Desk;

/// Words with which nothing begins that has its own noun: pronouns, joints, prepositions.
const NO_BEGINNING: &str = " i we you he she it they this these those who whom whose which what that there here his \
    her its their our my your and or but nor as to of in on at by for from with without despite if when while where \
    how why because since although though so than then be been is are was were have has had do does did not no \
    bearing let also into yet ";

/// Words that count for nothing: whoever says only these has said nothing.
const LIGHT: &str = " a an the some any certain several many few much more most very quite rather serious big great \
    current existing present new old main key important own other another such same different specific concrete \
    of in on at by for from with to and or that which who is are was were be been \
    has have had will would can could should must may might do does did not no so as than it its their our his her \
    there this these those we they he she you i ";

/// Words that tell of two sides together.
const JOINT: [&str; 16] = [
    "both sides",
    "both countr",
    "both part",
    "two sides",
    "two countr",
    "two states",
    "two nations",
    "two peoples",
    "two governments",
    "bilateral",
    "two-way",
    "each other",
    "our countries",
    "our two",
    "mutual",
    "jointly",
];

/// Words of content that a line has at least.
const CONTENT: usize = 3;
/// A report is about a relation where it names each side so often, and once in so many words.
const NAMED: usize = 2;
const WORDS: usize = 220;

/// True of words that say something by themselves: they begin with a thing, ask nothing, and have
/// words of content.
pub(super) fn is_telling(words: &str) -> bool {
    let folded = fold(words);
    let mut each = folded
        .split(|c: char| !c.is_alphanumeric() && !matches!(c, '\'' | '-'))
        .filter(|word| !word.is_empty());
    let Some(first) = each.next() else { return false };
    let is_in = |list: &str, word: &str| list.contains(&format!(" {word} "));
    let is_doing = first.len() > 5 && first.ends_with("ing");
    let content = std::iter::once(first).chain(each).filter(|word| !is_in(LIGHT, word)).count();
    !is_in(NO_BEGINNING, first) && !is_doing && !words.contains('?') && content >= CONTENT
}

/// True of words that name a chance, which is no obstacle.
pub(super) fn is_chance(words: &str) -> bool {
    let folded = fold(words);
    ["room for", "potential", "opportunit"].iter().any(|chance| folded.contains(chance))
}

impl Desk<'_> {
    /// True where words concern the relation: the report is about it, or their sentence names the
    /// other side, or both together.
    pub(super) fn is_linked(&self, what: &Wording, by: &[ActorCode]) -> bool {
        if self.is_about(&what.doc) {
            return true;
        }
        let Some(text) = self.library.text(&what.doc) else { return false };
        let text = text.as_str();
        let (start, end) = (what.span.start() as usize, what.span.end() as usize);
        let from = text[..start].rfind(['\n', '?', '!']).map_or(0, |at| at + 1);
        let from = text[from..start].rfind(". ").map_or(from, |at| from + at + 2);
        let to = text[end..].find(['\n', '?', '!']).map_or(text.len(), |at| end + at);
        let to = text[end..to].find(". ").map_or(to, |at| end + at);
        let sentence = plain(&text[from..to]);
        let names = |side: &ActorCode| self.count(&sentence, *side) > 0;
        let [a, b] = self.choice.sides;
        names(&a) && names(&b)
            || [(a, b), (b, a)].iter().any(|(one, other)| by == [*one] && names(other))
            || (names(&a) || names(&b)) && JOINT.iter().any(|word| sentence.contains(word))
    }

    /// True where a report is about the relation: it names both sides, and often.
    fn is_about(&self, doc: &DocId) -> bool {
        if let Some(&known) = self.about.borrow().get(doc) {
            return known;
        }
        let is_about = self.library.text(doc).is_some_and(|text| {
            let text = plain(text.as_str());
            let words = text.split(' ').count();
            self.choice.sides.iter().all(|side| {
                let named = self.count(&text, *side);
                named >= NAMED && named * WORDS >= words
            })
        });
        self.about.borrow_mut().insert(doc.clone(), is_about);
        is_about
    }

    /// How often a folded text names a side.
    fn count(&self, text: &str, side: ActorCode) -> usize {
        let names = &self.library.names;
        let stem = plain(&names.adjective(side));
        let name = plain(&names.show(side));
        let of = |word: &str| text.matches(word).count();
        // "Russia" stands in "Russian" already.
        if stem.contains(&name) { of(&name) } else { of(&name) + of(&stem) }
    }
}

/// Folded, with single blanks and names of several words as one: "Việt Nam" is "Vietnam".
fn plain(text: &str) -> String {
    let folded = fold(text);
    folded.split_whitespace().collect::<Vec<_>>().join(" ").replace("viet nam", "vietnam")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scraps_are_told_from_what_says_something() {
        for words in [
            "a very serious question",
            "certain difficulties",
            "we have not met many times",
            "who have been injured",
            "to economic challenges in promoting growth",
            "of bilateral issues",
            "bearing in mind your liberal views",
            "is trade between Norway and Finland growing?",
            "As for outstanding problems",
        ] {
            assert!(!is_telling(words), "{words}");
        }
        for words in [
            "barriers to trade and investment",
            "the remaining problems with payments at the border",
            "Direct flights between Oslo and Helsinki have been restored",
        ] {
            assert!(is_telling(words), "{words}");
        }
    }
}
