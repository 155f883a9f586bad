//! Names and phrases of one or more words, found by the words of a text.
//!
//! A [`Phrases`] is a trie over word symbols that hands out the longest phrase at a place. How
//! a phrase of the lexicon falls into words stands here once, so that "Côte d'Ivoire",
//! "Guinea-Bissau", "U.S." and "People's Republic of China" are found however a tokenizer parts
//! hyphens, possessives and full stops.

use super::{Sym, Vocabulary, fold};

/// What the letters of a name must look like for the name to be meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Case {
    /// Any letters will do.
    Any,
    /// The first letter is a capital: "Poland", "Polish".
    Initial,
    /// All letters are capitals: "US" is not "us".
    Upper,
}

impl Case {
    /// What a spelling in a lexicon file asks for: as it is spelt there.
    #[must_use]
    pub fn of(spelling: &str) -> Case {
        let letters = || spelling.chars().filter(|c| c.is_alphabetic());
        let count = letters().count();
        if (2..=5).contains(&count) && letters().all(char::is_uppercase) && !spelling.contains(['.', ' ']) {
            Case::Upper
        } else if letters().next().is_some_and(char::is_uppercase) {
            Case::Initial
        } else {
            Case::Any
        }
    }

    /// True where the words as they stand in a text satisfy it.
    #[must_use]
    pub fn accepts(self, text: &str) -> bool {
        let mut letters = text.chars().filter(|c| c.is_alphabetic());
        match self {
            Case::Any => true,
            Case::Initial => letters.next().is_none_or(|c| !c.is_lowercase()),
            Case::Upper => letters.all(|c| !c.is_lowercase()),
        }
    }
}

/// A phrase that was found: how many words of the text it takes, and what it stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Match<'a, T> {
    /// The number of words of the text, at least one.
    pub len: usize,
    /// Everything that the phrase may stand for, in the order of the files; never empty.
    pub values: &'a [T],
}

/// Phrases by their words, each with what it stands for.
#[derive(Clone, Debug)]
pub struct Phrases<T> {
    /// The node of each first word; 0 where no phrase starts with it.
    first: Vec<u32>,
    nodes: Vec<Node<T>>,
    /// Hyphen and full stop: passed over inside a phrase.
    skipped: Vec<Sym>,
}

#[derive(Clone, Debug)]
struct Node<T> {
    next: Vec<(Sym, u32)>,
    values: Vec<T>,
}

impl<T> Default for Phrases<T> {
    fn default() -> Phrases<T> {
        Phrases { first: Vec::new(), nodes: vec![Node::default()], skipped: Vec::new() }
    }
}

impl<T> Default for Node<T> {
    fn default() -> Node<T> {
        Node { next: Vec::new(), values: Vec::new() }
    }
}

impl<T: Clone> Phrases<T> {
    /// Adds a phrase with what it stands for. `merge` sees the values that the phrase has
    /// already and the new one, and decides what stays.
    pub fn add(
        &mut self,
        vocabulary: &mut Vocabulary,
        phrase: &str,
        value: T,
        mut merge: impl FnMut(&mut Vec<T>, T),
    ) {
        if self.skipped.is_empty() {
            self.skipped = ["-", "."].map(|mark| vocabulary.add(mark)).to_vec();
        }
        for variant in variants(phrase) {
            let mut at = 0;
            for word in &variant {
                let sym = vocabulary.add(word);
                at = self.step_or_add(at, sym);
            }
            if at != 0 {
                merge(&mut self.nodes[at as usize].values, value.clone());
            }
        }
    }

    fn step_or_add(&mut self, at: u32, sym: Sym) -> u32 {
        if let Some(next) = self.step(at, sym) {
            return next;
        }
        let new = self.nodes.len() as u32;
        self.nodes.push(Node::default());
        if at == 0 {
            let slot = sym.0 as usize;
            if self.first.len() <= slot {
                self.first.resize(slot + 1, 0);
            }
            self.first[slot] = new;
        } else {
            let next = &mut self.nodes[at as usize].next;
            let place = next.partition_point(|(other, _)| *other < sym);
            next.insert(place, (sym, new));
        }
        new
    }
}

impl<T> Phrases<T> {
    fn step(&self, at: u32, sym: Sym) -> Option<u32> {
        if at == 0 {
            return self.first.get(sym.0 as usize).copied().filter(|node| *node != 0);
        }
        let next = &self.nodes[at as usize].next;
        next.binary_search_by_key(&sym, |(sym, _)| *sym).ok().map(|place| next[place].1)
    }

    /// True for a hyphen or a full stop, which phrases pass over.
    pub(crate) fn is_skipped(&self, sym: Option<&Sym>) -> bool {
        sym.is_some_and(|sym| self.skipped.contains(sym))
    }

    /// The phrases that start at the first of these words, the shortest first.
    pub fn prefixes<'a>(&'a self, words: &'a [Sym]) -> impl Iterator<Item = Match<'a, T>> {
        let mut at = 0;
        let mut len = 0;
        std::iter::from_fn(move || {
            loop {
                let sym = *words.get(len)?;
                len += 1;
                match self.step(at, sym) {
                    Some(node) => {
                        at = node;
                        let values = &self.nodes[at as usize].values;
                        if !values.is_empty() {
                            return Some(Match { len, values });
                        }
                    }
                    None if at != 0 && self.skipped.contains(&sym) => {}
                    None => {
                        len = words.len();
                        return None;
                    }
                }
            }
        })
    }

    /// The longest phrase that starts at the first of these words.
    #[must_use]
    pub fn longest<'a>(&'a self, words: &'a [Sym]) -> Option<Match<'a, T>> {
        self.prefixes(words).last()
    }

    /// What exactly this text stands for, without regard to capitals and marks.
    #[must_use]
    pub fn exact(&self, vocabulary: &Vocabulary, text: &str) -> &[T] {
        for variant in variants(text) {
            let mut at = Some(0);
            for word in &variant {
                at = at.and_then(|at| self.step(at, vocabulary.get(word)?));
            }
            if let Some(at) = at.filter(|at| *at != 0) {
                let values = &self.nodes[at as usize].values;
                if !values.is_empty() {
                    return values;
                }
            }
        }
        &[]
    }
}

/// The ways in which a phrase may fall into words, folded. Never more than sixteen.
fn variants(phrase: &str) -> Vec<Vec<String>> {
    let folded = fold(phrase);
    let mut all: Vec<Vec<String>> = vec![Vec::new()];
    for piece in folded.split_whitespace() {
        let ways = pieces(piece);
        let wider = all.len() * ways.len() <= 16;
        let ways = if wider { &ways[..] } else { &ways[..1] };
        all = all
            .iter()
            .flat_map(|start| ways.iter().map(move |way| start.iter().chain(way).cloned().collect()))
            .collect();
    }
    all.retain(|words| !words.is_empty());
    all
}

/// The ways in which one piece between spaces may fall into words, the plainest first.
fn pieces(piece: &str) -> Vec<Vec<String>> {
    let mut ways: Vec<Vec<String>> = Vec::new();
    let mut add = |way: Vec<&str>| {
        let way: Vec<String> = way.into_iter().filter(|word| !word.is_empty()).map(str::to_owned).collect();
        if !way.is_empty() && !ways.contains(&way) {
            ways.push(way);
        }
    };
    // Brackets and commas are words of their own in every tokenizer.
    if let Some(at) = piece.find(['(', ')', ',']) {
        let (before, rest) = piece.split_at(at);
        let (mark, after) = rest.split_at(1);
        add(vec![before, mark, after]);
        return ways;
    }
    if piece.len() > 1 && piece.contains('-') {
        add(piece.split('-').collect());
    }
    add(vec![piece]);
    if let Some(owner) = piece.strip_suffix("'s") {
        add(vec![owner, "'s"]);
    } else if let Some(owner) = piece.strip_suffix("s'") {
        add(vec![&piece[..=owner.len()], "'"]);
    } else if let Some(at) = piece.find('\'') {
        add(vec![&piece[..=at], &piece[at + 1..]]);
    }
    if let Some(short) = piece.strip_suffix('.') {
        add(vec![short]);
    }
    ways
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(phrases: &[&str]) -> (Vocabulary, Phrases<usize>) {
        let mut vocabulary = Vocabulary::default();
        let mut table = Phrases::default();
        for (number, phrase) in phrases.iter().enumerate() {
            table.add(&mut vocabulary, phrase, number, |values, value| values.push(value));
        }
        (vocabulary, table)
    }

    fn find(vocabulary: &Vocabulary, table: &Phrases<usize>, words: &str) -> Option<(usize, usize)> {
        let unknown = Sym(vocabulary.len() + 1);
        let words: Vec<Sym> = words.split(' ').map(|word| vocabulary.get(word).unwrap_or(unknown)).collect();
        table.longest(&words).map(|found| (found.len, found.values[0]))
    }

    #[test]
    fn the_longest_phrase_wins_however_its_words_are_parted() {
        let (words, table) =
            table(&["Guinea", "Guinea-Bissau", "People's Republic of China", "U.S.", "Côte d'Ivoire"]);
        assert_eq!(find(&words, &table, "guinea and"), Some((1, 0)));
        assert_eq!(find(&words, &table, "guinea - bissau met"), Some((3, 1)));
        assert_eq!(find(&words, &table, "guinea-bissau met"), Some((1, 1)));
        assert_eq!(find(&words, &table, "people 's republic of china"), Some((5, 2)));
        assert_eq!(find(&words, &table, "people's republic of china"), Some((4, 2)));
        assert_eq!(find(&words, &table, "people 's party"), None);
        assert_eq!(find(&words, &table, "u.s. officials"), Some((1, 3)));
        assert_eq!(find(&words, &table, "u.s officials"), Some((1, 3)));
        assert_eq!(find(&words, &table, "cote d' ivoire"), Some((3, 4)));
        assert_eq!(table.exact(&words, "COTE D’IVOIRE"), [4]);
        assert_eq!(table.exact(&words, "Guinea Conakry"), [0usize; 0]);
    }

    #[test]
    fn capitals_tell_the_country_from_the_pronoun() {
        assert!(Case::of("US").accepts("US"));
        assert!(!Case::of("US").accepts("us"));
        assert!(!Case::of("US").accepts("Us"));
        assert!(Case::of("Polish").accepts("POLISH"));
        assert!(!Case::of("Polish").accepts("polish"));
    }
}
