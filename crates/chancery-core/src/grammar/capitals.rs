//! Proper nouns that the tagger takes for verbs and prepositions: "General Secretary *To* Lam",
//! "the Malaysia–*Maldives* commission".
//!
//! In running prose a word with a capital in the middle of a sentence is a name, or part of one.
//! Headlines write every word so; they have no verb in small letters, and nothing changes in them.

use super::{
    look::Look,
    tags::{Tag, Upos, Xpos},
};
use crate::text::{Span, Text};

/// Mends the tags of one sentence.
pub(super) fn mend(text: &Text, spans: &[Span], looks: &[Look], classes: &[Tag], tags: &mut [u8]) {
    let upos = |tags: &[u8], at: usize| classes[usize::from(tags[at])].upos;
    let Some(proper) =
        classes.iter().position(|tag| tag.upos == Upos::Propn && tag.xpos == Xpos::Nnp && !tag.order)
    else {
        return;
    };
    let is_prose = (0..tags.len())
        .any(|at| looks[at].shape == Look::SMALL && matches!(upos(tags, at), Upos::Verb | Upos::Aux));
    if !is_prose {
        return;
    }
    let capital = |at: usize| looks.get(at).is_some_and(|look| look.shape == Look::CAPITAL);
    for at in 1..tags.len() {
        if !capital(at) || begins_anew(text, spans, at) {
            continue;
        }
        let is_name = match upos(tags, at) {
            Upos::Verb | Upos::Aux | Upos::Adv | Upos::Intj | Upos::X => true,
            Upos::Adp | Upos::Part | Upos::Sconj | Upos::Cconj => {
                capital(at + 1) && upos(tags, at + 1) == Upos::Propn
            }
            _ => false,
        };
        if is_name {
            tags[at] = proper as u8;
        }
    }
}

/// True where a capital can begin a sentence within the sentence: behind a quotation mark, a colon, a
/// bracket, or a dash with space around it.
fn begins_anew(text: &Text, spans: &[Span], at: usize) -> bool {
    let before = &text[spans[at - 1]];
    let apart = spans[at - 1].end() < spans[at].start();
    match before.chars().next_back() {
        Some(
            '"' | '“' | '”' | '‘' | '’' | '\'' | '«' | '»' | '„' | ':' | ';' | '(' | '[' | '…' | '•' | '*'
            | '.',
        ) => true,
        Some('!' | '?' | '/' | '|') => true,
        Some('-' | '–' | '—' | '―') => apart,
        _ => false,
    }
}
