//! Names out of GUM's layer of entities, which marks every mention of anything: kept are mentions
//! of persons, places and organisations whose head is a proper noun, cut down to the name itself.
//!
//! A mention stands in the column of remarks as `(1-person-new-cf1-2-coref` at its first word, its
//! group, kind and (fifth) the place of its head among them, and as `1)` at its last.

use chancery_core::grammar::{NameKind, Xpos};

use crate::treebank::Word;

/// Titles that stand before a person's name and are no part of it.
const TITLES: &str = "mr mr. mrs mrs. ms ms. dr dr. president vice prime minister sir speaker senator sen. gen. \
    general governor gov. king queen prince princess pope bishop archbishop captain professor prof. \
    judge justice lord lady madam secretary chancellor chairman colonel us u.s. emperor mayor \
    ambassador mlle. doctor miss st. rev. reverend father brother sister uncle aunt officer \
    congressman representative rep. director major lieutenant sergeant sheriff";

/// True of a word that is a title.
fn is_title(word: &Word) -> bool {
    let form = word.form.to_lowercase();
    TITLES.split(' ').any(|title| title == form)
}

/// A mention that is open: the number of its group, its kind, its head's place in it, its first word.
struct Open<'a> {
    group: &'a str,
    kind: Option<NameKind>,
    head: usize,
    start: usize,
}

/// The names of a sentence: first word, end, kind.
pub(crate) fn names(words: &[Word]) -> Vec<(usize, usize, NameKind)> {
    let mut open: Vec<Open> = Vec::new();
    let mut mentions = Vec::new();
    for (at, word) in words.iter().enumerate() {
        let mut rest = word.entity.as_str();
        while !rest.is_empty() {
            let close = |open: &mut Vec<Open>, group: &str| {
                let found = open.iter().rposition(|mention| mention.group == group)?;
                let mention = open.remove(found);
                Some((mention.start, at + 1, mention.start + mention.head, mention.kind?))
            };
            if let Some(inside) = rest.strip_prefix('(') {
                let end = inside.find(['(', ')']).unwrap_or(inside.len());
                let mut fields = inside[..end].split('-');
                let group = fields.next().unwrap_or_default();
                let kind = match fields.next() {
                    Some("person") => Some(NameKind::Person),
                    Some("place") => Some(NameKind::Place),
                    Some("organization") => Some(NameKind::Organisation),
                    _ => None,
                };
                let head = fields.nth(3).and_then(|heads| heads.split(',').next()?.parse::<usize>().ok());
                open.push(Open { group, kind, head: head.unwrap_or(1).saturating_sub(1), start: at });
                rest = &inside[end..];
                if let Some(after) = rest.strip_prefix(')') {
                    mentions.extend(close(&mut open, group));
                    rest = after;
                }
            } else {
                let end = rest.find(['(', ')']).unwrap_or(rest.len());
                mentions.extend(close(&mut open, &rest[..end]));
                rest = rest[end..].strip_prefix(')').unwrap_or(&rest[end..]);
            }
        }
    }
    let mut names: Vec<_> = mentions.into_iter().filter_map(|mention| name(words, mention)).collect();
    names.sort_by_key(|&(start, end, _)| (start, std::cmp::Reverse(end)));
    let mut last = 0;
    names.retain(|&(start, end, _)| {
        let apart = start >= last;
        last = last.max(end);
        apart
    });
    names
}

/// The name in a mention: the run of proper nouns around its head, with the small words that join
/// the parts of an organisation's name.
fn name(
    words: &[Word],
    (first, last, head, kind): (usize, usize, usize, NameKind),
) -> Option<(usize, usize, NameKind)> {
    let proper =
        |at: usize| (first..last).contains(&at) && matches!(words[at].tag.xpos, Xpos::Nnp | Xpos::Nnps);
    if !proper(head) {
        return None;
    }
    let mark = |at: usize| words.get(at).is_some_and(|word| matches!(word.form.as_str(), "-" | "'" | "–"));
    let joins = |at: usize| {
        kind == NameKind::Organisation
            && words
                .get(at)
                .is_some_and(|word| matches!(word.form.as_str(), "of" | "for" | "and" | "&" | "on" | "the"))
    };
    let (mut start, mut end) = (head, head + 1);
    loop {
        if start > first && proper(start - 1) {
            start -= 1;
        } else if start > first + 1 && mark(start - 1) && proper(start - 2) {
            start -= 2;
        } else {
            break;
        }
    }
    loop {
        if proper(end) {
            end += 1;
        } else if (mark(end) || joins(end)) && proper(end + 1) {
            end += 2;
        } else if joins(end) && joins(end + 1) && proper(end + 2) {
            end += 3;
        } else {
            break;
        }
    }
    if kind == NameKind::Person {
        while start + 1 < end && is_title(&words[start]) {
            start += 1;
        }
        // "Americans" are no person, and a title alone is no name.
        if end == start + 1 && (words[start].tag.xpos == Xpos::Nnps || is_title(&words[start])) {
            return None;
        }
    }
    Some((start, end, kind))
}
