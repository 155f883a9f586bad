//! Phrases over words: how a rule of the lexicon names the words that it looks for.
//!
//! A phrase is written as it is said, one part a word, and stands for all its inflections:
//!
//! | part | stands for |
//! |---|---|
//! | `agree~` | any form of the word |
//! | `on`, `(on\|upon\|view~)` | the word; one of the words |
//! | `{verbs-of-will}` | a word of a list of the same file |
//! | `!{verbs-of-travel}` | a verb that is not in the list |
//! | `<verb>`, `<ving>`, `<noun>`, `<name>`, `<num>` | a verb, its -ing form, a noun, a name, a number |
//! | `(free trade\|customs) union` | each choice in turn, also of several words |
//! | `_` | nothing, or up to four words that only colour: articles, adjectives, adverbs, "staff-level", "energy" in "energy supplies"; or "on Monday", "in Lima" |
//! | `*` | nothing, or up to eight words, names not counted, without a full stop, semicolon or colon |
//! | `on?` | the part may be missing |
//!
//! What a phrase means is the business of the rules that name it.
//!
//! Invariant: a match lies inside one sentence, and the longest of a word's matches is returned.

use std::{collections::BTreeMap, ops::Range};

use crate::{
    grammar::{Analysis, Rel, Upos, Word, Xpos},
    lexicon::{List, Problems, Sym, Vocabulary, fold},
};

/// How far `_` and `*` reach, in words: longer fillers join words that do not belong together
/// (measured on news prose, where four colouring words are rare and nine in a gap never right).
const FILLER: u32 = 4;
const GAP: u32 = 8;

/// Phrases of many rules, ready to be looked for.
#[derive(Clone, Debug, Default)]
pub struct Phrases {
    phrases: Vec<Phrase>,
    /// For each word that can begin a phrase, the phrases that it begins; sorted by word.
    begins: Vec<(Sym, u32)>,
}

/// A phrase that was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// The number that the rule gave with the phrase.
    pub rule: u32,
    /// The words from the first to the last of the phrase.
    pub words: Range<Word>,
    /// True where the last part of the phrase only looks ahead and belongs to what follows.
    pub looks_ahead: bool,
}

#[derive(Clone, Debug)]
struct Phrase {
    rule: u32,
    parts: Vec<Part>,
}

#[derive(Clone, Debug)]
struct Part {
    what: What,
    optional: bool,
}

#[derive(Clone, Debug)]
enum What {
    /// One of the words, or a word of one of the classes.
    OneOf(Vec<Sym>, Vec<Class>),
    /// A verb that is none of the words.
    VerbBut(Vec<Sym>),
    Filler,
    Gap,
}

/// A class of words, told by its tag.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Class {
    Verb,
    Ving,
    Noun,
    Name,
    Number,
}

/// Word lists that phrases of one file name, and forms that the spelling rules do not give.
#[derive(Clone, Debug, Default)]
pub struct Words {
    /// Each list, its words parted by white space; `word~` adds all forms.
    pub lists: BTreeMap<String, String>,
    /// Forms of irregular words, parted by white space: `hold = "held"`.
    pub forms: BTreeMap<String, String>,
}

impl Phrases {
    /// Adds a phrase for a rule; what is wrong with it goes to `problems`.
    pub fn add(
        &mut self,
        rule: u32,
        phrase: &str,
        words: &Words,
        vocabulary: &mut Vocabulary,
        path: &str,
        problems: &mut Problems,
    ) {
        for phrase in spelled_out(phrase) {
            self.add_one(rule, &phrase, words, vocabulary, path, problems);
        }
    }

    fn add_one(
        &mut self,
        rule: u32,
        phrase: &str,
        words: &Words,
        vocabulary: &mut Vocabulary,
        path: &str,
        problems: &mut Problems,
    ) {
        let mut parts = Vec::new();
        for part in phrase.split_whitespace() {
            let (part, optional) = match part.strip_suffix('?') {
                Some(part) => (part, true),
                None => (part, false),
            };
            match words.part(part, vocabulary) {
                Ok(what) => parts.push(Part { what, optional }),
                Err(message) => problems.push(path, None, &format!("phrase `{phrase}`: {message}")),
            }
        }
        let Some(Part { what: What::OneOf(first, _), optional: false }) = parts.first() else {
            return problems.push(
                path,
                None,
                &format!("phrase `{phrase}` must begin with a word: put the part that may vary behind it"),
            );
        };
        let number = self.phrases.len() as u32;
        self.begins.extend(first.iter().map(|&sym| (sym, number)));
        self.phrases.push(Phrase { rule, parts });
    }

    /// Makes the phrases ready; call it once, after the last phrase.
    pub fn finish(&mut self) {
        self.begins.sort_unstable();
        self.begins.dedup();
    }

    /// The longest phrases that begin at a word, one a rule, inside `..end`.
    pub fn at(&self, analysis: &Analysis, word: Word, end: Word) -> Vec<Found> {
        let form = analysis.form(word);
        let from = self.begins.partition_point(|(sym, _)| *sym < form);
        let mut found: Vec<Found> = Vec::new();
        for &(_, number) in self.begins[from..].iter().take_while(|(sym, _)| *sym == form) {
            let phrase = &self.phrases[number as usize];
            let Some(stop) = longest(analysis, &phrase.parts[1..], word + 1, end) else { continue };
            let looks_ahead = phrase.parts.len() > 1
                && match phrase.parts.last().map(|part| &part.what) {
                    Some(What::OneOf(words, classes)) => {
                        !classes.is_empty() && words.binary_search(&analysis.form(stop - 1)).is_err()
                    }
                    Some(What::VerbBut(_)) => true,
                    _ => false,
                };
            let new = Found { rule: phrase.rule, words: word..stop, looks_ahead };
            match found.iter_mut().find(|old| old.rule == phrase.rule) {
                Some(old) if old.words.end < stop => *old = new,
                Some(_) => {}
                None => found.push(new),
            }
        }
        found
    }
}

/// Where the longest match of the parts ends, if they match from `word`.
fn longest(analysis: &Analysis, parts: &[Part], word: Word, end: Word) -> Option<Word> {
    let Some((part, rest)) = parts.split_first() else { return Some(word) };
    let skipped = if part.optional { longest(analysis, rest, word, end) } else { None };
    let taken = match &part.what {
        What::Filler => {
            let steps = std::iter::successors(Some(word), |&at| behind_filler(analysis, at, end));
            steps.take(FILLER as usize + 1).filter_map(|at| longest(analysis, rest, at, end)).max()
        }
        What::Gap => (0..=gap(analysis, word, end))
            .take_while(|&count| {
                count == 0
                    || word + count <= end
                        && (analysis.upos(word + count - 1) != Upos::Punct
                            || analysis.xpos(word + count - 1) == Xpos::Hyph)
            })
            // The nearest continuation is the right one: a gap must not leap over a first fit.
            .find_map(|count| longest(analysis, rest, word + count, end)),
        what if word < end && what.holds(analysis, word) => longest(analysis, rest, word + 1, end),
        _ => None,
    };
    taken.max(skipped)
}

/// How far a gap reaches from a word: names do not lengthen it.
fn gap(analysis: &Analysis, word: Word, end: Word) -> u32 {
    let mut words = 0;
    for at in word..end {
        if words == GAP || at - word == 2 * GAP {
            return at - word;
        }
        words += u32::from(analysis.upos(at) != Upos::Propn);
    }
    end.saturating_sub(word)
}

/// Behind a word that only colours, "eight-decade" being one, or behind a day or place of its own:
/// "pledged *on Monday* to".
fn behind_filler(analysis: &Analysis, word: Word, end: Word) -> Option<Word> {
    if word >= end {
        return None;
    }
    let mut last = word;
    while last + 2 < end && analysis.xpos(last + 1) == Xpos::Hyph {
        last += 2;
    }
    let names_kind = matches!(analysis.rel(word), Rel::Compound | Rel::Amod)
        && matches!(analysis.upos(word), Upos::Noun | Upos::Verb)
        && analysis.head(word).is_some_and(|head| head > word);
    // "agreed *today* to".
    let is_day = matches!(analysis.upos(word), Upos::Noun)
        && analysis.rel(word) == Rel::Obl
        && analysis.children(word).all(|child| child > word);
    if last > word || names_kind || is_day || colours(analysis, word) {
        return Some(last + 1);
    }
    let is_name = |at: &Word| matches!(analysis.upos(*at), Upos::Propn | Upos::Num);
    let behind = (word + 1..end).find(|at| !is_name(at))?;
    let named = analysis.upos(word) == Upos::Adp && behind > word + 1;
    (named && analysis.rel(behind - 1) == Rel::Obl).then_some(behind)
}

/// True for words that colour a phrase and do not change who does what.
pub(super) fn colours(analysis: &Analysis, word: Word) -> bool {
    match analysis.upos(word) {
        Upos::Adj | Upos::Adv | Upos::Det | Upos::Num => true,
        // Possessives ("its readiness") are determiners in all but name.
        Upos::Pron => analysis.xpos(word) == Xpos::PrpPoss || analysis.rel(word) == Rel::NmodPoss,
        _ => false,
    }
}

impl What {
    fn holds(&self, analysis: &Analysis, word: Word) -> bool {
        let form = analysis.form(word);
        match self {
            What::OneOf(words, classes) => {
                words.binary_search(&form).is_ok() || classes.iter().any(|class| class.holds(analysis, word))
            }
            What::VerbBut(words) => analysis.upos(word) == Upos::Verb && words.binary_search(&form).is_err(),
            What::Filler | What::Gap => true,
        }
    }
}

impl Class {
    fn holds(self, analysis: &Analysis, word: Word) -> bool {
        let upos = analysis.upos(word);
        match self {
            Class::Verb => upos == Upos::Verb,
            Class::Ving => upos == Upos::Verb && analysis.xpos(word) == Xpos::Vbg,
            Class::Noun => matches!(upos, Upos::Noun | Upos::Propn),
            Class::Name => upos == Upos::Propn,
            Class::Number => upos == Upos::Num,
        }
    }
}

/// The phrase with every choice of several words as a phrase of its own, and every hyphen both
/// inside its word and as a word: the text parts words at hyphens, except behind a prefix.
fn spelled_out(phrase: &str) -> Vec<String> {
    let mut done = Vec::new();
    let mut open = vec![(String::new(), phrase)];
    while let Some((before, rest)) = open.pop() {
        let rest = rest.trim_start();
        if rest.is_empty() {
            done.push(before);
            continue;
        }
        let end = if rest.starts_with('(') {
            rest.find(')').map_or(rest.len(), |close| {
                close + rest[close..].find(char::is_whitespace).unwrap_or(rest.len() - close)
            })
        } else {
            rest.find(char::is_whitespace).unwrap_or(rest.len())
        };
        let (part, rest) = rest.split_at(end);
        for part in variants(part) {
            open.push((format!("{before} {part}"), rest));
        }
    }
    done
}

/// The ways to write one part.
fn variants(part: &str) -> Vec<String> {
    let has_hyphen = |word: &str| !word.starts_with(['{', '<']) && word.len() > 1 && word.contains('-');
    if part.starts_with('!') || !part.contains([' ', '-']) {
        return vec![part.to_owned()];
    }
    let parted = |word: &str| word.split('-').collect::<Vec<_>>().join(" - ");
    if !part.starts_with('(') {
        let plain = part.to_owned();
        return if has_hyphen(part) { vec![plain, parted(part)] } else { vec![plain] };
    }
    let (inside, suffix) = part.trim_start_matches('(').split_once(')').unwrap_or((part, ""));
    let (long, short): (Vec<&str>, Vec<&str>) =
        inside.split('|').partition(|word| word.contains(' ') || has_hyphen(word));
    let mut variants: Vec<String> = long.iter().map(|word| parted(word)).collect();
    let short: Vec<&str> =
        short.into_iter().chain(long.into_iter().filter(|word| !word.contains(' '))).collect();
    if !short.is_empty() {
        variants.push(format!("({}){suffix}", short.join("|")));
    }
    variants
}

impl Words {
    fn part(&self, part: &str, vocabulary: &mut Vocabulary) -> Result<What, String> {
        Ok(match part {
            "_" => What::Filler,
            "*" => What::Gap,
            _ => match part.strip_prefix('!') {
                Some(part) => What::VerbBut(self.syms(part, vocabulary)?.0),
                None => {
                    let (words, classes) = self.syms(part, vocabulary)?;
                    What::OneOf(words, classes)
                }
            },
        })
    }

    /// The words and classes that a part names, the words sorted.
    fn syms(&self, part: &str, vocabulary: &mut Vocabulary) -> Result<(Vec<Sym>, Vec<Class>), String> {
        let (mut syms, mut classes) = (Vec::new(), Vec::new());
        for word in alternatives(part) {
            if let Some(class) = word.strip_prefix('<') {
                classes.push(match class {
                    "verb>" => Class::Verb,
                    "ving>" => Class::Ving,
                    "noun>" => Class::Noun,
                    "name>" => Class::Name,
                    "num>" => Class::Number,
                    _ => {
                        return Err(format!(
                            "`{word}` is no class of words: use <verb>, <ving>, <noun>, <name> or <num>"
                        ));
                    }
                });
            } else if let Some(name) = word.strip_prefix('{').and_then(|word| word.strip_suffix('}')) {
                let list = self.lists.get(name).ok_or_else(|| {
                    format!(
                        "no list is called `{name}`: the lists are {}",
                        Vec::from_iter(self.lists.keys().map(String::as_str)).join(", ")
                    )
                })?;
                for word in list.split_whitespace() {
                    self.add(word, &mut syms, vocabulary);
                }
            } else {
                self.add(word, &mut syms, vocabulary);
            }
        }
        syms.sort_unstable();
        syms.dedup();
        Ok((syms, classes))
    }
    /// The words of a list, parted by white space, with all forms where `~` asks for them.
    #[must_use]
    pub fn list(&self, words: &str, vocabulary: &mut Vocabulary) -> List {
        let mut syms = Vec::new();
        for word in words.split_whitespace() {
            self.add(word, &mut syms, vocabulary);
        }
        let mut list = List::default();
        syms.into_iter().for_each(|sym| list.insert(sym));
        list
    }

    fn add(&self, word: &str, syms: &mut Vec<Sym>, vocabulary: &mut Vocabulary) {
        match word.strip_suffix('~') {
            None => syms.push(vocabulary.add(&fold(word))),
            Some(word) => {
                let word = fold(word);
                for form in regular_forms(&word) {
                    syms.push(vocabulary.add(&form));
                }
                for form in self.forms.get(word.as_ref()).map_or("", String::as_str).split_whitespace() {
                    syms.push(vocabulary.add(&fold(form)));
                }
            }
        }
    }
}

/// The words of `(a|b|c)`, or the part itself.
fn alternatives(part: &str) -> impl Iterator<Item = &str> {
    part.strip_prefix('(').and_then(|part| part.strip_suffix(')')).unwrap_or(part).split('|')
}

/// The forms that English spelling gives to a regular verb or noun; those that do not exist do no
/// harm, since no text has them.
fn regular_forms(word: &str) -> Vec<String> {
    let mut forms = vec![word.to_owned()];
    let vowel = |byte: u8| b"aeiou".contains(&byte);
    let bytes = word.as_bytes();
    let last = bytes.last().copied().unwrap_or_default();
    let before = bytes.len().checked_sub(2).map_or(0, |at| bytes[at]);
    if last == b'e' {
        let stem = &word[..word.len() - 1];
        forms.extend([format!("{word}s"), format!("{word}d"), format!("{stem}ing")]);
        // "agreeing": a second vowel keeps the last one.
        if vowel(before) {
            forms.push(format!("{word}ing"));
        }
    } else if last == b'y' && !vowel(before) {
        let stem = &word[..word.len() - 1];
        forms.extend([format!("{stem}ies"), format!("{stem}ied"), format!("{word}ing")]);
    } else {
        let hisses = matches!(last, b's' | b'x' | b'z') || (last == b'h' && matches!(before, b's' | b'c'));
        forms.push(format!("{word}{}", if hisses { "es" } else { "s" }));
        forms.extend([format!("{word}ed"), format!("{word}ing")]);
        // "stopped", "cancelling": a single consonant behind a single vowel may double.
        let second = bytes.len().checked_sub(3).map_or(0, |at| bytes[at]);
        let doubles = !vowel(last) && !matches!(last, b'w' | b'x' | b'y') && vowel(before) && !vowel(second);
        if doubles && bytes.len() > 2 {
            let last = char::from(last);
            forms.extend([format!("{word}{last}ed"), format!("{word}{last}ing")]);
        }
    }
    forms
}
