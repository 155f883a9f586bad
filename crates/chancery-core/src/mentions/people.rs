//! The persons of one document: which names belong to one of them.
//!
//! A name belongs to a person when its words are among the person's, or the other way round:
//! "Mishustin", "Mikhail Mishustin" and "Mikhail Vladimirovich Mishustin" are one. Long words may
//! differ by one letter, as transliterations do. A state that differs keeps persons apart.

use std::ops::Range;

use super::{Entity, EntityId, EntityKind, spelling::bare};
use crate::{
    grammar::{Analysis, Word},
    lexicon::{ActorCode, Sym, fold},
    text::Text,
};

/// The words of a name, folded, without hyphens and full stops.
pub(super) fn tokens(text: &Text, analysis: &Analysis, name: &Range<Word>) -> Vec<String> {
    name.clone()
        .flat_map(|word| {
            let folded = fold(bare(&text[analysis.span(word)]));
            folded.split(['.', '-', '\'']).map(str::to_owned).collect::<Vec<_>>()
        })
        .filter(|token| token.chars().any(char::is_alphanumeric))
        .collect()
}

/// True where two words of names are spellings of one: equal, or long and one letter apart.
pub(super) fn same_token(one: &str, other: &str) -> bool {
    one == other
        || one.len() >= 6
            && other.len() >= 6
            && one.as_bytes()[0] == other.as_bytes()[0]
            && one_slip(one, other)
}

/// True where one letter put in, left out or changed makes one word of the other.
fn one_slip(one: &str, other: &str) -> bool {
    let (short, long) = if one.len() <= other.len() { (one, other) } else { (other, one) };
    if long.len() - short.len() > 1 {
        return false;
    }
    let same = short.bytes().zip(long.bytes()).take_while(|(a, b)| a == b).count();
    let tail = |text: &str, from: usize| text.as_bytes().get(from..).map(<[u8]>::to_vec);
    if short.len() == long.len() {
        tail(short, same + 1) == tail(long, same + 1)
    } else {
        tail(short, same) == tail(long, same + 1)
    }
}

fn among(words: &[String], others: &[String]) -> bool {
    words.iter().all(|word| others.iter().any(|other| same_token(word, other)))
}

/// A name with what the text says of it.
pub(super) struct Named {
    pub(super) words: Range<Word>,
    pub(super) tokens: Vec<String>,
    pub(super) text: String,
    pub(super) office: Option<String>,
    pub(super) office_head: Option<Sym>,
    pub(super) actor: Option<ActorCode>,
}

/// How many persons, groups and states told last a name is compared with: a text that names more is a
/// list, and its end does not speak of its beginning.
const REMEMBERED: usize = 400;

/// True where a person of this name is known with a side.
pub(super) fn is_known(entities: &[Entity], name: &[String]) -> bool {
    let first = entities.len().saturating_sub(REMEMBERED);
    entities[first..].iter().any(|entity| {
        entity.kind == EntityKind::Person && entity.actor.is_some() && among(name, &entity.tokens)
    })
}

/// The person that a name belongs to: the one known already, enriched, or a new one.
pub(super) fn register(entities: &mut Vec<Entity>, named: Named, is_weak: impl Fn(Sym) -> bool) -> EntityId {
    let fits = |entity: &Entity| {
        entity.kind == EntityKind::Person
            && (entity.actor.is_none() || named.actor.is_none() || entity.actor == named.actor)
            && (among(&named.tokens, &entity.tokens) || among(&entity.tokens, &named.tokens))
    };
    let first = entities.len().saturating_sub(REMEMBERED);
    if let Some(at) = entities[first..].iter().rposition(fits).map(|at| first + at) {
        let entity = &mut entities[at];
        if named.tokens.len() > entity.tokens.len() {
            entity.tokens = named.tokens;
            entity.name = Some(named.text);
            entity.name_words = Some(named.words);
        }
        entity.actor = entity.actor.or(named.actor);
        // "Chief" gives way to "President".
        let firmer =
            entity.office_head.is_some_and(&is_weak) && named.office_head.is_some_and(|head| !is_weak(head));
        let longer =
            |new: &String| entity.office.as_ref().is_none_or(|old| new.len() > old.len() && old.len() < 3);
        if firmer || named.office.as_ref().is_some_and(longer) {
            entity.office = named.office;
            entity.office_head = named.office_head;
        }
        return at as EntityId;
    }
    entities.push(Entity {
        kind: EntityKind::Person,
        name: Some(named.text),
        name_words: Some(named.words),
        office: named.office,
        office_head: named.office_head,
        actor: named.actor,
        tokens: named.tokens,
    });
    entities.len() as EntityId - 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_name_meet_and_short_words_must_be_equal() {
        assert!(same_token("viktorovich", "victorovich"));
        assert!(same_token("chernyshenko", "chernysheno"));
        assert!(!same_token("lam", "tam"));
        assert!(!same_token("mishustin", "medinsky"));
        assert!(!same_token("petrov", "kotrov"));
    }
}
