//! The rules that know the words of furniture, credits, captions and datelines: files of
//! `lexicon/furniture/`, each rule with lines that it must and must not take.
//!
//! A pattern is a row of words in lower case. `#` stands for a number, `_` for any one word, `*`
//! for any number of words, `~.jpg` for a word that ends so, `@name` for an entry of a list. Marks `( ) : | / > — ©` may be
//! written; where they are not, those of the line are passed over.

use std::{
    collections::{BTreeMap, HashMap},
    hash::BuildHasherDefault,
};

use serde::Deserialize;

use super::{
    BlockKind,
    lines::{self, Line, Seen, Token},
};
use crate::{
    evidence::RuleId,
    lexicon::{self, Files, Problems, WordHasher},
    text::{Span, Text},
};

/// The folder of these rules.
const FOLDER: &str = "furniture/";

/// What a line's rule says of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Opens {
    /// A list of other stories follows, up to the end or until the article goes on.
    Stories,
    /// The next line is a link.
    Link,
    /// The picture's words follow.
    Caption,
    /// The article is over.
    End,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct File {
    lists: BTreeMap<String, Vec<String>>,
    /// The names of the twelve months, each with its forms.
    months: Vec<Vec<String>>,
    /// The languages that are read, as the first part of a BCP 47 tag.
    languages: Vec<String>,
    rule: Vec<toml::Spanned<Entry>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    id: String,
    /// What the line is; a rule for a `tail` gives the kind of the words that it cuts off.
    kind: BlockKind,
    #[serde(default)]
    line: Vec<String>,
    #[serde(default)]
    start: Vec<String>,
    #[serde(default)]
    end: Vec<String>,
    /// The words at the end of a paragraph that are not its own.
    #[serde(default)]
    tail: Vec<String>,
    /// The words at the start of a paragraph that are not its own.
    #[serde(default)]
    head: Vec<String>,
    /// `start` and `end` hold for lines of at most so many words.
    #[serde(default = "few")]
    words: usize,
    #[serde(default)]
    opens: Option<Opens>,
    yes: Vec<String>,
    no: Vec<String>,
}

fn few() -> usize {
    14
}

/// One element of a pattern.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Part {
    Word(Box<str>),
    Mark(Box<str>),
    Number,
    Any,
    Run,
    Ending(Box<str>),
    List(usize),
}

type Pattern = Vec<Part>;

/// A pattern, and the words and marks without which it takes no line.
#[derive(Clone, Debug)]
struct Sought {
    parts: Pattern,
    needs: Seen,
}

impl Sought {
    fn new(parts: Pattern) -> Sought {
        let needs = Seen::of(parts.iter().filter_map(|part| match part {
            Part::Word(word) | Part::Mark(word) => Some(&**word),
            _ => None,
        }));
        Sought { parts, needs }
    }
}

/// One rule, ready to match.
#[derive(Clone, Debug)]
pub(super) struct Rule {
    pub(super) id: RuleId,
    pub(super) kind: BlockKind,
    pub(super) opens: Option<Opens>,
    words: usize,
    line: Vec<Sought>,
    start: Vec<Sought>,
    end: Vec<Sought>,
    tail: Vec<Sought>,
    head: Vec<Sought>,
}

/// The entries of a list, found by the word that they begin with.
#[derive(Clone, Debug, Default)]
struct Entries {
    /// The longest first, so that a name is not cut short.
    all: Vec<Pattern>,
    /// By their first word, in the order of `all`.
    by_word: HashMap<Box<str>, Vec<u32>, BuildHasherDefault<WordHasher>>,
    /// Those that do not begin with a word.
    other: Vec<u32>,
}

impl Entries {
    fn new(mut all: Vec<Pattern>) -> Entries {
        all.sort_by_key(|pattern| std::cmp::Reverse(pattern.len()));
        let mut entries = Entries::default();
        for (at, pattern) in (0..).zip(&all) {
            match pattern.first() {
                Some(Part::Word(word)) => entries.by_word.entry(word.clone()).or_default().push(at),
                _ => entries.other.push(at),
            }
        }
        Entries { all, ..entries }
    }

    /// The entries that can begin with a token.
    fn at(&self, token: &Token) -> impl Iterator<Item = &Pattern> {
        let by_word = self.by_word.get(&token.word).filter(|_| !token.mark).map_or(&[][..], Vec::as_slice);
        by_word.iter().chain(&self.other).map(|&at| &self.all[at as usize])
    }

    /// The words of the longest entry; `None` where one takes any number.
    fn longest(&self) -> Option<usize> {
        let bounded = self.all.iter().all(|pattern| !pattern.contains(&Part::Run));
        bounded.then(|| self.all.first().map_or(0, Vec::len))
    }
}

/// All rules of furniture.
#[derive(Clone, Debug, Default)]
pub(super) struct LineRules {
    rules: Vec<Rule>,
    lists: Vec<Entries>,
    names: BTreeMap<String, usize>,
    months: BTreeMap<Box<str>, i8>,
    languages: Vec<String>,
}

impl LineRules {
    /// Reads the rules; everything that is wrong with them goes to `problems`, a sentence that a
    /// rule takes or leaves against its own word among it.
    pub(super) fn compile(files: &Files, problems: &mut Problems) -> LineRules {
        let parsed: Vec<(&str, &[u8], File)> = files
            .under(FOLDER)
            .filter(|(path, _)| path.ends_with(".toml"))
            .map(|(path, bytes)| (path, bytes, lexicon::parse(path, bytes, problems).unwrap_or_default()))
            .collect();
        let mut rules = LineRules::default();
        for (_, _, file) in &parsed {
            for name in file.lists.keys() {
                let next = rules.names.len();
                rules.names.entry(name.clone()).or_insert(next);
            }
        }
        for (number, forms) in parsed.iter().flat_map(|(_, _, file)| &file.months).enumerate() {
            for form in forms {
                rules.months.insert(form.to_lowercase().into(), number as i8 % 12 + 1);
            }
        }
        rules.languages = parsed.iter().flat_map(|(_, _, file)| file.languages.clone()).collect();
        let mut lists = vec![Vec::new(); rules.names.len()];
        for (path, _, file) in &parsed {
            for (name, entries) in &file.lists {
                for entry in entries {
                    let pattern = rules.pattern(entry, path, None, problems);
                    lists[rules.names[name]].push(pattern);
                }
            }
        }
        rules.lists = lists.into_iter().map(Entries::new).collect();
        for (path, bytes, file) in &parsed {
            let text = std::str::from_utf8(bytes).unwrap_or_default();
            for entry in &file.rule {
                let place = Some(lexicon::position(text, entry.span().start));
                rules.add(entry.get_ref(), path, place, problems);
            }
        }
        rules
    }

    fn add(&mut self, entry: &Entry, path: &str, place: Option<(u32, u32)>, problems: &mut Problems) {
        if self.rules.iter().any(|rule| rule.id.as_str() == entry.id) {
            problems.push(
                path,
                place,
                &format!("the rule `{}` is there already: give this one another id", entry.id),
            );
        }
        let mut read = |patterns: &[String]| -> Vec<Sought> {
            patterns.iter().map(|pattern| Sought::new(self.pattern(pattern, path, place, problems))).collect()
        };
        let rule = Rule {
            id: RuleId::new(&entry.id),
            kind: entry.kind,
            opens: entry.opens,
            words: entry.words,
            line: read(&entry.line),
            start: read(&entry.start),
            end: read(&entry.end),
            tail: read(&entry.tail),
            head: read(&entry.head),
        };
        if entry.yes.is_empty() || entry.no.is_empty() {
            let message = format!(
                "the rule `{}` needs a line it must take and one it must not: add `yes` and `no`",
                entry.id
            );
            problems.push(path, place, &message);
        }
        for (examples, expected) in [(&entry.yes, true), (&entry.no, false)] {
            for example in examples {
                if self.takes(&rule, example) != expected {
                    let verb = if expected { "does not take" } else { "takes" };
                    problems.push(path, place, &format!("the rule `{}` {verb} `{example}`", entry.id));
                }
            }
        }
        self.rules.push(rule);
    }

    fn pattern(
        &self,
        string: &str,
        path: &str,
        place: Option<(u32, u32)>,
        problems: &mut Problems,
    ) -> Pattern {
        let mut parts = Vec::new();
        for word in string.split_whitespace() {
            match word {
                "./." => parts.push(Part::Mark(word.into())),
                "#" => parts.push(Part::Number),
                "_" => parts.push(Part::Any),
                "*" => parts.push(Part::Run),
                _ if word.starts_with('~') => parts.push(Part::Ending(word[1..].into())),
                _ => match word.strip_prefix('@') {
                    Some(name) => match self.names.get(name) {
                        Some(&list) => parts.push(Part::List(list)),
                        None => problems.push(path, place, &format!("no list is called `{name}`")),
                    },
                    None => parts.extend(lines::tokens(word, 0).into_iter().map(|token| {
                        if token.mark { Part::Mark(token.word) } else { Part::Word(token.word) }
                    })),
                },
            }
        }
        if parts.is_empty() {
            problems.push(path, place, &format!("the pattern `{string}` has no words"));
        }
        parts
    }

    fn takes(&self, rule: &Rule, example: &str) -> bool {
        let Ok(text) = Text::new(example) else { return false };
        lines::split(&text).first().is_some_and(|line| {
            self.takes_line(rule, line)
                || self.cut(&rule.tail, line, true).is_some()
                || self.cut(&rule.head, line, false).is_some()
        })
    }

    fn takes_line(&self, rule: &Rule, line: &Line) -> bool {
        let any = |patterns: &[Sought], from_start: bool, to_end: bool| {
            patterns.iter().any(|pattern| {
                line.seen.has(pattern.needs)
                    && self.find(&pattern.parts, &line.tokens, from_start, to_end).is_some()
            })
        };
        (line.whole && any(&rule.line, true, true))
            || (line.words <= rule.words && (any(&rule.start, true, false) || any(&rule.end, false, true)))
    }

    /// The first rule for the whole line.
    pub(super) fn of_line(&self, line: &Line) -> Option<&Rule> {
        self.rules.iter().find(|rule| self.takes_line(rule, line))
    }

    /// The words at the end of a paragraph that are no part of it.
    pub(super) fn tail(&self, line: &Line) -> Option<(Span, &Rule)> {
        self.rules.iter().find_map(|rule| Some((self.cut(&rule.tail, line, true)?, rule)))
    }

    /// The words at the head of a paragraph that are no part of it.
    pub(super) fn head(&self, line: &Line) -> Option<(Span, &Rule)> {
        self.rules.iter().find_map(|rule| Some((self.cut(&rule.head, line, false)?, rule)))
    }

    fn cut(&self, patterns: &[Sought], line: &Line, tail: bool) -> Option<Span> {
        patterns.iter().filter(|pattern| line.seen.has(pattern.needs)).find_map(|pattern| {
            let (from, to) = self.find(&pattern.parts, &line.tokens, !tail, tail)?;
            let first = line.tokens.get(from)?.span;
            let last = line.tokens.get(to.checked_sub(1)?)?.span;
            Some(if tail {
                Span::new(first.start(), line.span.end())
            } else {
                Span::new(line.span.start(), last.end())
            })
        })
    }

    /// True where the tokens are an entry of the list, wholly.
    pub(super) fn is_in(&self, list: &str, tokens: &[Token]) -> bool {
        self.names.get(list).is_some_and(|list| {
            let at = tokens.iter().find(|token| !token.mark).or(tokens.first());
            at.is_some_and(|token| {
                self.lists[*list].at(token).any(|entry| self.find(entry, tokens, true, true).is_some())
            })
        })
    }

    /// Where an entry of the list stands first among the tokens.
    pub(super) fn first_of(&self, list: &str, tokens: &[Token]) -> Option<Span> {
        let list = *self.names.get(list)?;
        let (from, to) = self.find(&[Part::List(list)], tokens, false, false)?;
        let from = (from..to).find(|at| !tokens[*at].mark)?;
        Some(tokens[from].span.cover(tokens[to.checked_sub(1)?].span))
    }

    /// True where a language is read; one that is not stated is tried.
    pub(super) fn reads(&self, language: Option<&str>) -> bool {
        let main = language.and_then(|tag| tag.split(['-', '_']).next()).filter(|main| !main.is_empty());
        main.is_none_or(|main| self.languages.iter().any(|read| read.eq_ignore_ascii_case(main)))
    }

    /// The number of the month that a word names, from 1.
    pub(super) fn month(&self, word: &str) -> Option<i8> {
        self.months.get(word.trim_end_matches('.')).copied()
    }

    /// Finds a pattern among tokens and gives the range that it takes.
    fn find(
        &self,
        pattern: &[Part],
        tokens: &[Token],
        from_start: bool,
        to_end: bool,
    ) -> Option<(usize, usize)> {
        let last = if from_start { 0 } else { tokens.len().saturating_sub(1) };
        let first = if from_start || !to_end { 0 } else { self.earliest(pattern, tokens) };
        // What fails from one start fails from the next.
        let mut search = Search { tokens, to_end, steps: 0, failed: Vec::new() };
        (first..=last).find_map(|from| {
            // A range that begins with a mark that the pattern does not name would be too wide.
            if from > 0 && tokens[from].mark && !matches!(pattern.first(), Some(Part::Mark(_))) {
                return None;
            }
            self.matches(pattern, from, 0, &mut search).map(|to| (from, to))
        })
    }

    /// Before where a pattern without a run cannot begin if it is to reach the end.
    fn earliest(&self, pattern: &[Part], tokens: &[Token]) -> usize {
        let mut most = 0;
        for part in pattern {
            most += match part {
                Part::Run => return 0,
                Part::List(list) => match self.lists[*list].longest() {
                    Some(words) => words,
                    None => return 0,
                },
                _ => 1,
            };
        }
        let words = tokens.iter().enumerate().rev().filter(|(_, token)| !token.mark);
        words.take(most).last().map_or(0, |(at, _)| {
            // Marks that the pattern names may stand before its words.
            at - tokens[..at].iter().rev().take_while(|token| token.mark).count()
        })
    }

    /// Matches from `at`, after so many marks that the pattern does not name; gives the end.
    fn matches(&self, pattern: &[Part], at: usize, passed: usize, search: &mut Search<'_>) -> Option<usize> {
        if search.has_failed(pattern, at, passed) {
            return None;
        }
        let end = self.matches_anew(pattern, at, passed, search);
        if end.is_none() {
            search.fails(pattern, at, passed);
        }
        end
    }

    fn matches_anew(
        &self,
        pattern: &[Part],
        at: usize,
        passed: usize,
        search: &mut Search<'_>,
    ) -> Option<usize> {
        let tokens = search.tokens;
        let Some((part, rest)) = pattern.split_first() else {
            let end = at + tokens[at..].iter().take_while(|token| token.mark).count();
            return if !search.to_end {
                Some(at)
            } else if end == tokens.len() {
                Some(end)
            } else {
                None
            };
        };
        let token = tokens.get(at);
        let taken = match (part, token) {
            (Part::Run, _) => {
                return (at..=tokens.len()).find_map(|next| self.matches(rest, next, 0, search));
            }
            (Part::List(list), Some(_)) => {
                let found = self.lists[*list].at(&tokens[at]).find_map(|entry| {
                    let mut inner = Search { tokens, to_end: false, steps: 0, failed: Vec::new() };
                    let next = self.matches(entry, at, 0, &mut inner)?;
                    self.matches(rest, next, 0, search)
                });
                if found.is_some() {
                    return found;
                }
                false
            }
            (Part::Word(word), Some(token)) => !token.mark && *word == token.word,
            (Part::Mark(mark), Some(token)) => token.mark && *mark == token.word,
            (Part::Number, Some(token)) => {
                !token.mark && token.word.starts_with(|c: char| c.is_ascii_digit())
            }
            (Part::Ending(end), Some(token)) => token.word.ends_with(&**end),
            (Part::Any, Some(token)) => !token.mark,
            (_, None) => false,
        };
        if taken && let Some(end) = self.matches(rest, at + 1, 0, search) {
            return Some(end);
        }
        match token {
            Some(token) if token.mark && passed < MARKS => self.matches(pattern, at + 1, passed + 1, search),
            _ => None,
        }
    }
}

/// Marks in a row that a pattern passes over.
const MARKS: usize = 12;
/// Steps after which a search remembers where it failed; most end long before.
const STEPS: u32 = 48;

/// One search for a pattern in a line. A line of marks alone would be tried in every way that a
/// pattern can pass over them; what has failed once is not tried again.
struct Search<'t> {
    tokens: &'t [Token],
    to_end: bool,
    steps: u32,
    /// A bit for each rest of the pattern at each token.
    failed: Vec<u64>,
}

impl Search<'_> {
    /// Where the bit stands. Failing after fewer passed marks says nothing of failing after more,
    /// but not the other way round: only a fresh start is remembered.
    fn bit(&self, pattern: &[Part], at: usize) -> (usize, u64) {
        let bit = pattern.len() * (self.tokens.len() + 1) + at;
        (bit / 64, 1 << (bit % 64))
    }

    fn has_failed(&mut self, pattern: &[Part], at: usize, passed: usize) -> bool {
        self.steps = self.steps.saturating_add(1);
        let (word, bit) = self.bit(pattern, at);
        passed == 0 && self.failed.get(word).is_some_and(|bits| bits & bit != 0)
    }

    fn fails(&mut self, pattern: &[Part], at: usize, passed: usize) {
        if passed > 0 || self.steps < STEPS {
            return;
        }
        let (word, bit) = self.bit(pattern, at);
        if self.failed.len() <= word {
            self.failed.resize(word + 1, 0);
        }
        self.failed[word] |= bit;
    }
}
