//! Transcripts: who speaks in which paragraph.
//!
//! `President of France Emmanuel Macron: Good afternoon …` becomes a block with the name and a
//! block with the words; the paragraphs after it are the same person's until the next name, a
//! heading, or a row of stars.

use std::collections::BTreeMap;

use super::{Block, BlockKind, lines, rules::LineRules};
use crate::{
    evidence::RuleId,
    text::{Span, Text},
};

/// A name with its office has at most so many words.
const LONGEST: usize = 18;

/// Marks the names and the words of speakers.
pub(super) fn mark(text: &Text, blocks: Vec<Block>, rules: &LineRules) -> Vec<Block> {
    let labels: Vec<Option<(Span, Span)>> = blocks.iter().map(|block| label(text, block, rules)).collect();
    let count = labels.iter().flatten().count();
    if count == 0 {
        return blocks;
    }
    // A name that stands before several paragraphs is a speaker; one that stands once is taken
    // for one only where the words after it are spoken.
    let mut times: BTreeMap<&str, u32> = BTreeMap::new();
    for (name, _) in labels.iter().flatten() {
        *times.entry(&text[*name]).or_default() += 1;
    }
    let rule = RuleId::new("intake.turn");
    let mut marked = Vec::with_capacity(blocks.len() + count);
    let mut speaker = None;
    for (at, block) in blocks.iter().enumerate() {
        match labels[at] {
            Some((name, words)) if times[&text[name]] > 1 || speaks(text, &blocks[at..], words, rules) => {
                speaker = Some(name);
                marked.push(Block {
                    span: name,
                    kind: BlockKind::Speaker,
                    rule: rule.clone(),
                    speaker: None,
                });
                if !words.is_empty() {
                    marked.push(Block { span: words, kind: BlockKind::Speech, rule: rule.clone(), speaker });
                }
            }
            _ => {
                let spoken = speaker.is_some() && block.kind == BlockKind::Body;
                // A heading or a new dateline ends what is said.
                let stars = block.kind == BlockKind::Furniture && text[block.span].starts_with('*');
                if stars || matches!(block.kind, BlockKind::Heading | BlockKind::Dateline | BlockKind::Title)
                {
                    speaker = None;
                }
                marked.push(if spoken {
                    Block { kind: BlockKind::Speech, rule: rule.clone(), speaker, ..block.clone() }
                } else {
                    block.clone()
                });
            }
        }
    }
    marked
}

/// The name at the head of a paragraph, with its colon, and the words after it.
fn label(text: &Text, block: &Block, rules: &LineRules) -> Option<(Span, Span)> {
    if !matches!(block.kind, BlockKind::Body | BlockKind::Heading) {
        return None;
    }
    let string = &text[block.span];
    let head = &string[..string.floor_char_boundary(240)];
    let colon = head.find(':')?;
    let (name, rest) = (&head[..colon], &string[colon + 1..]);
    if !(rest.is_empty() || rest.starts_with(char::is_whitespace))
        || name.contains(['.', '!', '?', ';', '"', '“']) && !name.contains("Mr")
    {
        return None;
    }
    // Words in brackets after a name ("(retranslated)") are no part of it.
    let plain = name.split('(').next().unwrap_or_default();
    let words: Vec<&str> = plain.split_whitespace().collect();
    if words.is_empty() || words.len() > LONGEST {
        return None;
    }
    let tokens = lines::tokens(plain, 0);
    let named = rules.is_in("speaker", &tokens);
    let starts_capital =
        |word: &&str| word.chars().find(|c| c.is_alphabetic()).is_some_and(char::is_uppercase);
    let capitals = words.iter().filter(|word| starts_capital(word)).count();
    let small_words_are_links = words
        .iter()
        .filter(|word| !starts_capital(word))
        .all(|word| rules.is_in("name-link", &lines::tokens(word, 0)));
    let shouted = !plain.chars().any(char::is_lowercase);
    let is_name = starts_capital(&words[0])
        && small_words_are_links
        && (capitals >= 2 || shouted)
        && !rules.is_in("not-speaker", &tokens)
        && tokens.first().is_some_and(|first| !rules.is_in("not-speaker-start", std::slice::from_ref(first)));
    if !named && !is_name {
        return None;
    }
    let start = block.span.start();
    let end = start + colon as u32 + 1;
    Some((Span::new(start, end), text.trim(Span::new(end, block.span.end()))))
}

/// True where the words, or the next paragraph after a name on a line of its own, are spoken: they
/// hold a word like "I" or "you".
fn speaks(text: &Text, blocks: &[Block], words: Span, rules: &LineRules) -> bool {
    let words = if words.is_empty() { blocks.get(1).map_or(words, |next| next.span) } else { words };
    let string = &text[words];
    let head = &string[..string.floor_char_boundary(600)];
    rules.first_of("spoken", &lines::tokens(head, 0)).is_some()
}
