//! The compiler of the pattern language: from what a rule file writes to the steps of a [`Program`].
//!
//! The language itself is told at the head of `pattern`; matching is done there.
//!
//! Invariant: every error names what is wrong in the words of the pattern, and nothing panics.

use std::collections::BTreeMap;

use super::{
    pattern::{FORMS, Program, Slot, Step, Test},
    words::{Words, code},
};
use crate::{lexicon::Vocabulary, text::fold::fold};

#[derive(Clone, Debug)]
enum Node {
    Test(Test, Option<Slot>),
    Not(Test),
    Set(Slot, i32),
    Glued,
    Sequence(Vec<Node>),
    Choice(Vec<Node>),
    Optional(Box<Node>),
    Context(Box<Node>),
    Join(Box<Node>),
}

/// What a pattern writes for any word with a capital.
const NAME: &str = "name";

/// What the compiler of patterns knows.
pub(super) struct Compiler<'a> {
    pub(super) words: &'a Words,
    pub(super) named: &'a BTreeMap<String, String>,
    pub(super) vocabulary: &'a mut Vocabulary,
}

impl Compiler<'_> {
    /// Compiles a pattern; the error says what is wrong with it.
    pub(super) fn compile(&mut self, pattern: &str) -> Result<Program, String> {
        let mut parser = Parser { chars: pattern.char_indices().peekable(), pattern, depth: 0 };
        let node = self.choice(&mut parser)?;
        if let Some((at, char)) = parser.chars.peek() {
            return Err(format!("`{char}` at character {at} of the pattern closes nothing"));
        }
        let mut steps = Vec::new();
        match node {
            // Each way of the whole pattern may have its own context.
            Node::Choice(choices) => {
                let last = choices.len() - 1;
                for (number, choice) in choices.into_iter().enumerate() {
                    let at = steps.len();
                    if number < last {
                        steps.push(Step::Accept);
                    }
                    whole(choice, &mut steps)?;
                    if number < last {
                        steps.push(Step::Accept);
                        steps[at] = Step::Either(at as u16 + 1, steps.len() as u16);
                    }
                }
            }
            other => whole(other, &mut steps)?,
        }
        steps.push(Step::Accept);
        if steps
            .iter()
            .find(|step| matches!(step, Step::Test(..)))
            .is_some_and(|step| matches!(step, Step::Test(Test::Name, _)))
        {
            return Err("`<name>` stands at the start: begin with a word, class or number".to_owned());
        }
        if steps.len() > usize::from(u16::MAX) {
            return Err("the pattern is too large: split the rule".to_owned());
        }
        Ok(Program { steps })
    }

    fn choice(&mut self, parser: &mut Parser<'_>) -> Result<Node, String> {
        let mut choices = vec![self.sequence(parser)?];
        while parser.chars.next_if(|(_, char)| *char == '|').is_some() {
            choices.push(self.sequence(parser)?);
        }
        Ok(if choices.len() == 1 { choices.remove(0) } else { Node::Choice(choices) })
    }

    fn sequence(&mut self, parser: &mut Parser<'_>) -> Result<Node, String> {
        let mut nodes: Vec<Node> = Vec::new();
        loop {
            let spaced = parser.skip_space();
            let Some(&(at, char)) = parser.chars.peek() else { break };
            if matches!(char, '|' | ')' | ']') {
                break;
            }
            let glued = !spaced && !nodes.is_empty();
            parser.chars.next();
            let mut node = match char {
                '<' => {
                    let inner = parser.until('>')?;
                    self.class(inner)?
                }
                '{' => {
                    let name = parser.until('}')?;
                    let Some(pattern) = self.named.get(name) else {
                        return Err(format!(
                            "no pattern is called `{name}`{}",
                            near(name, self.named.keys())
                        ));
                    };
                    if parser.depth > 12 {
                        return Err(format!("the pattern `{name}` holds itself"));
                    }
                    let mut inner =
                        Parser { chars: pattern.char_indices().peekable(), pattern, depth: parser.depth + 1 };
                    let node = self.choice(&mut inner)?;
                    if inner.chars.peek().is_some() {
                        return Err(format!("the pattern `{name}` closes what it did not open"));
                    }
                    node
                }
                '(' => {
                    let node = self.choice(parser)?;
                    parser.close(')')?;
                    node
                }
                '[' => {
                    let node = self.choice(parser)?;
                    parser.close(']')?;
                    Node::Context(Box::new(node))
                }
                '%' => {
                    parser.close('(')?;
                    let node = self.choice(parser)?;
                    parser.close(')')?;
                    Node::Join(Box::new(node))
                }
                '!' => {
                    let node = match parser.chars.next() {
                        Some((_, '<')) => {
                            let inner = parser.until('>')?;
                            self.class(inner)?
                        }
                        Some((at, char)) if char.is_alphanumeric() => self.word(parser, at),
                        Some((_, sign)) => Node::Test(Test::Sign(sign), None),
                        None => return Err("`!` stands before nothing".to_owned()),
                    };
                    match node {
                        Node::Test(test, _) => Node::Not(test),
                        _ => return Err("`!` takes one word, class or sign".to_owned()),
                    }
                }
                '?' => {
                    let Some(node) = nodes.pop() else { return Err("`?` stands after nothing".to_owned()) };
                    // A glue before the node belongs to it.
                    let node = match nodes.pop() {
                        Some(Node::Glued) => Node::Sequence(vec![Node::Glued, node]),
                        Some(other) => {
                            nodes.push(other);
                            node
                        }
                        None => node,
                    };
                    nodes.push(Node::Optional(Box::new(node)));
                    continue;
                }
                char if char.is_alphanumeric() => self.word(parser, at),
                '\\' => match parser.chars.next() {
                    Some((_, sign)) => Node::Test(Test::Sign(sign), None),
                    None => return Err("`\\` stands before nothing".to_owned()),
                },
                sign => Node::Test(Test::Sign(sign), None),
            };
            if let Node::Sequence(inner) = &mut node
                && inner.len() == 1
            {
                node = inner.remove(0);
            }
            if glued && !matches!(node, Node::Context(_) | Node::Not(_) | Node::Set(..)) {
                nodes.push(Node::Glued);
            }
            nodes.push(node);
        }
        Ok(if nodes.len() == 1 { nodes.remove(0) } else { Node::Sequence(nodes) })
    }

    fn word(&mut self, parser: &mut Parser<'_>, start: usize) -> Node {
        let mut end = start + parser.pattern[start..].chars().next().map_or(0, char::len_utf8);
        while let Some((at, char)) = parser.chars.next_if(|(_, char)| char.is_alphanumeric()) {
            end = at + char.len_utf8();
        }
        let word = &parser.pattern[start..end];
        if let Ok(number) = word.parse() {
            return Node::Test(Test::Exactly(number), None);
        }
        Node::Test(Test::Word(self.vocabulary.add(&fold(word))), None)
    }

    fn class(&self, inner: &str) -> Result<Node, String> {
        let slot_named = |slot: &str| {
            Slot::named(slot)
                .ok_or_else(|| format!("no slot is called `{slot}`{}", near(slot, Slot::names())))
        };
        if let Some((slot, value)) = inner.split_once('=') {
            let number = value.parse().ok().or_else(|| code(value));
            let number = number.ok_or_else(|| format!("the value `{value}` is not known"))?;
            return Ok(Node::Set(slot_named(slot)?, number));
        }
        let (name, slot) = match inner.split_once(':') {
            Some((name, slot)) => (name, Some(slot_named(slot)?)),
            None => (inner, None),
        };
        if let Some((_, form, own)) = FORMS.iter().find(|(known, ..)| *known == name) {
            return Ok(Node::Test(Test::Number(*form), Some(slot.unwrap_or(*own))));
        }
        if name == NAME {
            return Ok(Node::Test(Test::Name, slot));
        }
        match self.words.class(name) {
            Some(class) => Ok(Node::Test(Test::Class(class), slot.or_else(|| Slot::named(name)))),
            None => Err(format!(
                "no class of words is called `{name}`{}",
                near(
                    name,
                    self.words.names().iter().map(String::as_str).chain(FORMS.iter().map(|(name, ..)| *name))
                )
            )),
        }
    }
}

/// Reads the characters of a pattern.
struct Parser<'a> {
    chars: std::iter::Peekable<std::str::CharIndices<'a>>,
    pattern: &'a str,
    depth: u8,
}

impl<'a> Parser<'a> {
    fn skip_space(&mut self) -> bool {
        let mut any = false;
        while self.chars.next_if(|(_, char)| char.is_whitespace()).is_some() {
            any = true;
        }
        any
    }

    fn until(&mut self, end: char) -> Result<&'a str, String> {
        let start = self.chars.peek().map_or(self.pattern.len(), |(at, _)| *at);
        for (at, char) in self.chars.by_ref() {
            if char == end {
                return Ok(&self.pattern[start..at]);
            }
        }
        Err(format!("`{end}` is missing"))
    }

    fn close(&mut self, end: char) -> Result<(), String> {
        self.skip_space();
        match self.chars.next() {
            Some((_, char)) if char == end => Ok(()),
            _ => Err(format!("`{end}` is missing")),
        }
    }
}

/// A hint at the nearest name that is known.
pub(super) fn near<S: AsRef<str>>(name: &str, known: impl Iterator<Item = S>) -> String {
    let mut best: Option<(usize, String)> = None;
    for other in known {
        let other = other.as_ref();
        let distance = distance(name, other);
        if distance <= 1 + name.chars().count() / 3
            && best.as_ref().is_none_or(|(least, _)| distance < *least)
        {
            best = Some((distance, other.to_owned()));
        }
    }
    best.map_or_else(String::new, |(_, name)| format!(" (did you mean `{name}`?)"))
}

/// How many letters must change to make one word of the other.
fn distance(one: &str, other: &str) -> usize {
    let other: Vec<char> = other.chars().collect();
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (line, char) in one.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = line + 1;
        for (column, against) in other.iter().enumerate() {
            let cost = diagonal + usize::from(char != *against);
            diagonal = row[column + 1];
            row[column + 1] = cost.min(row[column] + 1).min(row[column + 1] + 1);
        }
    }
    row[other.len()]
}

/// One way through the whole of a pattern, with the context at its ends: context at the front ends
/// where the expression begins; at the back it begins where that ends.
fn whole(node: Node, steps: &mut Vec<Step>) -> Result<(), String> {
    let nodes = match node {
        Node::Sequence(nodes) => nodes,
        other => vec![other],
    };
    let last = nodes.len().saturating_sub(1);
    if !matches!(nodes.first(), Some(Node::Context(_))) {
        steps.push(Step::Begin);
    }
    for (at, node) in nodes.iter().enumerate() {
        match node {
            Node::Context(inner) if at == 0 => {
                emit(inner, steps);
                steps.push(Step::Begin);
            }
            Node::Context(inner) if at == last => {
                steps.push(Step::End);
                emit(inner, steps);
            }
            other if holds_context(other) => {
                return Err("`[ ]` stands at the ends of a pattern only".to_owned());
            }
            other => emit(other, steps),
        }
    }
    Ok(())
}

/// True where context stands inside a part.
fn holds_context(node: &Node) -> bool {
    match node {
        Node::Context(_) => true,
        Node::Sequence(nodes) | Node::Choice(nodes) => nodes.iter().any(holds_context),
        Node::Optional(inner) | Node::Join(inner) => holds_context(inner),
        Node::Test(..) | Node::Not(_) | Node::Set(..) | Node::Glued => false,
    }
}

fn emit(node: &Node, steps: &mut Vec<Step>) {
    match node {
        Node::Test(test, slot) => steps.push(Step::Test(*test, *slot)),
        Node::Not(test) => steps.push(Step::Not(*test)),
        Node::Set(slot, value) => steps.push(Step::Set(*slot, *value)),
        Node::Glued => steps.push(Step::Glued),
        Node::Sequence(nodes) => nodes.iter().for_each(|node| emit(node, steps)),
        Node::Context(inner) => emit(inner, steps),
        Node::Join(inner) => {
            steps.push(Step::JoinStart);
            emit(inner, steps);
            steps.push(Step::JoinEnd);
        }
        Node::Optional(inner) => {
            let at = steps.len();
            steps.push(Step::Accept);
            emit(inner, steps);
            steps[at] = Step::Either(at as u16 + 1, steps.len() as u16);
        }
        Node::Choice(choices) => {
            let mut ends = Vec::new();
            for (number, choice) in choices.iter().enumerate() {
                if number + 1 < choices.len() {
                    let at = steps.len();
                    steps.push(Step::Accept);
                    emit(choice, steps);
                    ends.push(steps.len());
                    steps.push(Step::Accept);
                    steps[at] = Step::Either(at as u16 + 1, steps.len() as u16);
                } else {
                    emit(choice, steps);
                }
            }
            for end in ends {
                steps[end] = Step::Go(steps.len() as u16);
            }
        }
    }
}
