//! What no English sentence has, whatever the network says: mended where there is one way to mend it.

use super::tags::{Rel, Tag, Upos, Xpos};

/// Mends the relations and heads of one sentence; `heads` count in the sentence, the number of words at
/// the root. `tag` tells of a word.
pub(super) fn mend(heads: &mut [u32], rels: &mut [Rel], tag: impl Fn(usize) -> Tag) {
    let is_preposition = |word: usize| tag(word).upos == Upos::Adp;
    let is_finite = |word: usize| matches!(tag(word).xpos, Xpos::Vbz | Xpos::Vbd | Xpos::Vbp);
    for word in 0..heads.len() {
        // No name stands before a finite verb as before a noun: "Greece summons the ambassador".
        if rels[word] == Rel::Compound
            && heads.get(heads[word] as usize).is_some()
            && is_finite(heads[word] as usize)
        {
            head_line(heads, rels, word);
            continue;
        }
        // "Accra, for its part, promised …": a verb without a subject beside the name that the sentence
        // begins with.
        if rels[word] == Rel::Parataxis && is_finite(word) && is_beside_its_subject(heads, rels, word, &tag) {
            take_subject(heads, rels, word);
            continue;
        }
        if rels[word] == Rel::Obl && is_bare_name(heads, rels, word, &tag) {
            name_without_a_case(heads, rels, word);
            continue;
        }
        if rels[word] == Rel::Conj && is_finite(word) && is_finite(heads[word] as usize) {
            join_said(heads, rels, word, &tag);
            continue;
        }
        // "The ministers, meeting in Rome, called …": a participle right behind a comma describes the noun.
        let head = heads[word] as usize;
        if rels[word] == Rel::Conj
            && tag(word).xpos == Xpos::Vbg
            && head + 2 == word
            && matches!(tag(head).upos, Upos::Noun | Upos::Propn)
            && tag(word - 1).xpos == Xpos::Comma
        {
            rels[word] = Rel::Acl;
            continue;
        }
        if rels[word] == Rel::Conj && tag(word).xpos == Xpos::Vbg {
            join_gerund(heads, rels, word, is_finite, |at| tag(at).xpos == Xpos::Colon);
            continue;
        }
        if rels[word] == Rel::Acl && tag(word).xpos == Xpos::Vbg {
            free_participle(heads, rels, word, |at| tag(at).xpos == Xpos::Comma, is_finite);
            continue;
        }
        if !matches!(rels[word], Rel::Nsubj | Rel::NsubjPass) {
            continue;
        }
        let mut head = heads[word] as usize;
        // An auxiliary has no subject of its own: "Peru and Chile are to set up …".
        if word < head
            && matches!(rels[head], Rel::Aux | Rel::AuxPass | Rel::Cop)
            && heads[head] as usize > head
        {
            heads[word] = heads[head];
            head = heads[word] as usize;
        }
        // No subject stands behind its verb and a preposition: "paid tribute to the president".
        if head < word
            && (head + 1..word)
                .any(|at| heads[at] as usize == word && rels[at] == Rel::Case && is_preposition(at))
        {
            rels[word] = Rel::Obl;
            continue;
        }
        // "Deby said Chad and Mali planned …": a second subject behind the verb belongs to what is said.
        if head < word
            && (0..head).any(|at| heads[at] as usize == head && rels[at] == Rel::Nsubj)
            && let Some(said) = (word + 1..heads.len()).find(|&at| heads[at] as usize == head)
            && rels[said] == Rel::Ccomp
            && !(0..heads.len()).any(|at| heads[at] as usize == said && rels[at].is_subject())
        {
            heads[word] = said as u32;
            continue;
        }
        // "The visit has been put off, the ministry said": of two subjects the first belongs to what is
        // said, where that has none and lies between.
        let second = (word + 1..head)
            .rev()
            .find(|&at| heads[at] as usize == head && matches!(rels[at], Rel::Nsubj | Rel::NsubjPass));
        let Some(second) = second else { continue };
        let said = (word + 1..second).find(|&at| heads[at] as usize == head && rels[at] == Rel::Ccomp);
        let Some(said) = said else { continue };
        let has =
            |rel: &[Rel]| (0..heads.len()).any(|at| heads[at] as usize == said && rel.contains(&rels[at]));
        if has(&[Rel::Nsubj, Rel::NsubjPass, Rel::Csubj, Rel::CsubjPass, Rel::Expl]) {
            continue;
        }
        rels[word] = if has(&[Rel::AuxPass]) { Rel::NsubjPass } else { Rel::Nsubj };
        // What lies between and hung on the same verb goes along, so that no arcs cross.
        for other in heads[word..said].iter_mut().filter(|other| **other as usize == head) {
            *other = said as u32;
        }
    }
}

/// "stressed the role of trade, expressing the hope for …": behind a comma a participle goes with the verb,
/// not with a noun that stands further before it.
fn free_participle(
    heads: &mut [u32],
    rels: &mut [Rel],
    word: usize,
    is_comma: impl Fn(usize) -> bool,
    is_finite: impl Fn(usize) -> bool,
) {
    let noun = heads[word] as usize;
    if word == 0 || !is_comma(word - 1) || noun + 2 >= word {
        return;
    }
    let above =
        std::iter::successors(Some(noun), |&at| Some(heads[at] as usize).filter(|&at| at < heads.len()));
    let Some(verb) = above.take(heads.len()).find(|&at| is_finite(at)) else { return };
    // What stands behind it and hangs on a word between would cross.
    let crosses = (word + 1..heads.len()).any(|at| (verb + 1..word).contains(&(heads[at] as usize)));
    if verb < noun && !crosses {
        (heads[word], rels[word]) = (verb as u32, Rel::Advcl);
    }
}

/// True where a verb without a subject hangs beside the noun that is the root of its sentence.
fn is_beside_its_subject(heads: &[u32], rels: &[Rel], verb: usize, tag: &impl Fn(usize) -> Tag) -> bool {
    let noun = heads[verb] as usize;
    noun < verb
        && rels[noun] == Rel::Root
        && matches!(tag(noun).upos, Upos::Propn | Upos::Noun)
        && (0..heads.len()).all(|at| {
            let (head, rel) = (heads[at] as usize, rels[at]);
            !(head == verb && rel.is_subject()
                || head == noun && matches!(rel, Rel::Cop | Rel::Nsubj | Rel::NsubjPass | Rel::Case))
        })
}

/// Makes a verb the root of its sentence, and the noun that it hung beside its subject.
fn take_subject(heads: &mut [u32], rels: &mut [Rel], verb: usize) {
    let noun = heads[verb] as usize;
    (heads[verb], rels[verb]) = (heads[noun], Rel::Root);
    (heads[noun], rels[noun]) = (verb as u32, Rel::Nsubj);
    // What hung on the noun behind the verb goes along, so that no arcs cross.
    for head in heads[verb + 1..].iter_mut().filter(|head| **head as usize == noun) {
        *head = verb as u32;
    }
}

/// True of a name of several words, or with a title, that no preposition introduces: it tells no time.
fn is_bare_name(heads: &[u32], rels: &[Rel], word: usize, tag: &impl Fn(usize) -> Tag) -> bool {
    let has = |range: std::ops::Range<usize>, rel: Rel| {
        range.into_iter().any(|at| heads[at] as usize == word && rels[at] == rel)
    };
    let (before, behind) = (0..word, word + 1..heads.len());
    tag(word).upos == Upos::Propn
        && !has(before.clone(), Rel::Case)
        && (has(behind, Rel::Flat) || has(before, Rel::Nmod))
}

/// "met Speaker of the Sejm Jan Nowak", "President Tusk and Chancellor Merz spoke": a name that nothing
/// introduces is the subject before its verb and the object behind it, where that has none.
fn name_without_a_case(heads: &[u32], rels: &mut [Rel], word: usize) {
    let verb = heads[word] as usize;
    let has = |rel: &[Rel]| (0..heads.len()).any(|at| heads[at] as usize == verb && rel.contains(&rels[at]));
    if word < verb && !has(&[Rel::Nsubj, Rel::NsubjPass, Rel::Csubj, Rel::CsubjPass, Rel::Expl]) {
        rels[word] = if has(&[Rel::AuxPass]) { Rel::NsubjPass } else { Rel::Nsubj };
    } else if verb < word && !has(&[Rel::Obj, Rel::Xcomp, Rel::Ccomp, Rel::NsubjPass, Rel::Cop]) {
        rels[word] = Rel::Obj;
    }
}

/// "suggested cooperation in energy; expanding ties": a gerund without an auxiliary goes on from the
/// object of a finite verb, not from the verb.
fn join_gerund(
    heads: &mut [u32],
    rels: &[Rel],
    word: usize,
    is_finite: impl Fn(usize) -> bool,
    is_semicolon: impl Fn(usize) -> bool,
) {
    let verb = heads[word] as usize;
    let has_auxiliary = (0..word)
        .any(|at| heads[at] as usize == word && matches!(rels[at], Rel::Aux | Rel::AuxPass | Rel::Cop));
    if verb < word && is_finite(verb) && !has_auxiliary {
        let object = (verb + 1..word)
            .rev()
            .find(|&at| heads[at] as usize == verb && matches!(rels[at], Rel::Obj | Rel::Xcomp));
        let Some(object) = object else { return };
        // Behind a semicolon it is an item of a list, and what lies between belongs to the item before.
        let is_item = (object + 1..word).any(&is_semicolon);
        if is_item || (object + 1..word).all(|at| heads[at] as usize != verb) {
            for head in heads[object + 1..=word].iter_mut().filter(|head| **head as usize == verb) {
                *head = object as u32;
            }
        }
    }
}

/// "said Chad and Mali planned …": a second finite verb that nothing joins to the first has what stands
/// before it as its subject, and is what the first verb says.
fn join_said(heads: &mut [u32], rels: &mut [Rel], word: usize, tag: &impl Fn(usize) -> Tag) {
    let verb = heads[word] as usize;
    let hangs = |at: usize, rel: &[Rel]| heads[at] as usize == word && rel.contains(&rels[at]);
    if verb > word || (verb + 1..word).any(|at| hangs(at, &[Rel::Nsubj, Rel::NsubjPass, Rel::Cc, Rel::Expl]))
    {
        return;
    }
    let mut before = word - 1;
    while before > verb && tag(before).upos == Upos::Adv {
        before -= 1;
    }
    if !matches!(tag(before).upos, Upos::Propn | Upos::Noun) {
        return;
    }
    // The object that reaches up to the verb.
    while heads[before] as usize != verb {
        if heads[before] as usize >= heads.len() || before <= verb {
            return;
        }
        before = heads[before] as usize;
    }
    if before > verb && rels[before] == Rel::Obj {
        (heads[before], rels[before]) = (word as u32, Rel::Nsubj);
        rels[word] = Rel::Ccomp;
        // What lies between and hung on the first verb goes along, so that no arcs cross.
        for head in heads[before..word].iter_mut().filter(|head| **head as usize == verb) {
            *head = word as u32;
        }
    }
}

/// Makes the name before a finite verb its subject, and what follows as another name for it its object.
fn head_line(heads: &[u32], rels: &mut [Rel], name: usize) {
    let verb = heads[name];
    let of_verb = |at: usize, rel: Rel, rels: &[Rel]| heads[at] == verb && rels[at] == rel;
    if (0..heads.len()).any(|at| of_verb(at, Rel::Nsubj, rels) || of_verb(at, Rel::NsubjPass, rels)) {
        return;
    }
    rels[name] = Rel::Nsubj;
    if !(0..heads.len()).any(|at| of_verb(at, Rel::Obj, rels))
        && let Some(object) = (verb as usize + 1..heads.len()).find(|&at| of_verb(at, Rel::Appos, rels))
    {
        rels[object] = Rel::Obj;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tag(upos: Upos, xpos: Xpos) -> Tag {
        Tag { upos, xpos, order: false }
    }

    #[test]
    fn the_first_of_two_subjects_belongs_to_what_is_said() {
        // A visit has been postponed , officials said
        let mut heads = [1, 7, 4, 4, 7, 4, 7, 8];
        let mut rels =
            [Rel::Det, Rel::Nsubj, Rel::Aux, Rel::AuxPass, Rel::Ccomp, Rel::Punct, Rel::Nsubj, Rel::Root];
        mend(&mut heads, &mut rels, |_| tag(Upos::Noun, Xpos::Nn));
        assert_eq!((heads[1], rels[1]), (4, Rel::NsubjPass));
        assert_eq!((heads[6], rels[6]), (7, Rel::Nsubj));
    }

    #[test]
    fn a_participle_behind_a_comma_goes_with_the_verb() {
        // They praised trade in fish , voicing hope
        let mut heads = [1, 8, 1, 4, 2, 6, 2, 6];
        let mut rels =
            [Rel::Nsubj, Rel::Root, Rel::Obj, Rel::Case, Rel::Nmod, Rel::Punct, Rel::Acl, Rel::Obj];
        mend(&mut heads, &mut rels, |word| match word {
            1 => tag(Upos::Verb, Xpos::Vbd),
            5 => tag(Upos::Punct, Xpos::Comma),
            6 => tag(Upos::Verb, Xpos::Vbg),
            _ => tag(Upos::Noun, Xpos::Nn),
        });
        assert_eq!((heads[6], rels[6]), (1, Rel::Advcl));
    }

    #[test]
    fn no_subject_stands_behind_a_preposition() {
        // paid tribute to presidents
        let (mut heads, mut rels) = ([4, 0, 3, 0], [Rel::Root, Rel::Obj, Rel::Case, Rel::Nsubj]);
        mend(&mut heads, &mut rels, |word| {
            if word == 2 { tag(Upos::Adp, Xpos::In) } else { tag(Upos::Noun, Xpos::Nns) }
        });
        assert_eq!(rels[3], Rel::Obl);
    }

    #[test]
    fn a_verb_beside_the_root_has_it_as_its_subject() {
        // Accra , in turn , promised grain .
        let (mut heads, mut rels) = (
            [8, 3, 3, 5, 5, 0, 5, 0],
            [Rel::Root, Rel::Punct, Rel::Case, Rel::Obl, Rel::Punct, Rel::Parataxis, Rel::Obj, Rel::Punct],
        );
        mend(&mut heads, &mut rels, |word| {
            if word == 5 { tag(Upos::Verb, Xpos::Vbd) } else { tag(Upos::Propn, Xpos::Nnp) }
        });
        assert_eq!((heads[0], rels[0]), (5, Rel::Nsubj));
        assert_eq!((heads[5], rels[5]), (8, Rel::Root));
        assert_eq!(heads[7], 5);
    }

    #[test]
    fn a_name_that_nothing_introduces_is_subject_or_object() {
        // Soto met Jan Nowak Monday
        let (mut heads, mut rels) = ([1, 5, 1, 2, 1], [Rel::Nsubj, Rel::Root, Rel::Obl, Rel::Flat, Rel::Obl]);
        mend(&mut heads, &mut rels, |word| {
            if word == 1 { tag(Upos::Verb, Xpos::Vbd) } else { tag(Upos::Propn, Xpos::Nnp) }
        });
        assert_eq!((rels[2], rels[4]), (Rel::Obj, Rel::Obl));
        // President Tusk spoke
        let (mut heads, mut rels) = ([1, 2, 3], [Rel::Nmod, Rel::Obl, Rel::Root]);
        mend(&mut heads, &mut rels, |word| {
            if word == 2 { tag(Upos::Verb, Xpos::Vbd) } else { tag(Upos::Propn, Xpos::Nnp) }
        });
        assert_eq!(rels[1], Rel::Nsubj);
    }

    #[test]
    fn a_gerund_goes_on_from_the_object_of_a_finite_verb() {
        // suggested cooperation and expanding ties
        let (mut heads, mut rels) = ([5, 0, 3, 0, 3], [Rel::Root, Rel::Obj, Rel::Cc, Rel::Conj, Rel::Obj]);
        mend(&mut heads, &mut rels, |word| match word {
            0 => tag(Upos::Verb, Xpos::Vbd),
            3 => tag(Upos::Verb, Xpos::Vbg),
            _ => tag(Upos::Noun, Xpos::Nn),
        });
        assert_eq!(heads[3], 1);
    }

    #[test]
    fn what_is_said_has_the_names_before_its_verb_as_subject() {
        // Deby said Chad and Mali planned work
        let (mut heads, mut rels) = (
            [1, 7, 1, 4, 2, 1, 5],
            [Rel::Nsubj, Rel::Root, Rel::Obj, Rel::Cc, Rel::Conj, Rel::Conj, Rel::Obj],
        );
        mend(&mut heads, &mut rels, |word| match word {
            1 | 5 => tag(Upos::Verb, Xpos::Vbd),
            3 => tag(Upos::Cconj, Xpos::Cc),
            _ => tag(Upos::Propn, Xpos::Nnp),
        });
        assert_eq!((heads[2], rels[2]), (5, Rel::Nsubj));
        assert_eq!((heads[5], rels[5]), (1, Rel::Ccomp));
    }

    #[test]
    fn the_second_of_two_subjects_belongs_to_what_is_said() {
        // Deby said Chad planned work
        let (mut heads, mut rels) =
            ([1, 5, 1, 1, 3], [Rel::Nsubj, Rel::Root, Rel::Nsubj, Rel::Ccomp, Rel::Obj]);
        mend(&mut heads, &mut rels, |_| tag(Upos::Propn, Xpos::Nnp));
        assert_eq!(heads[2], 3);
    }

    #[test]
    fn an_auxiliary_has_no_subject_of_its_own() {
        // Peru is to go
        let (mut heads, mut rels) = ([1, 3, 3, 4], [Rel::Nsubj, Rel::Cop, Rel::Mark, Rel::Root]);
        mend(&mut heads, &mut rels, |_| tag(Upos::Propn, Xpos::Nnp));
        assert_eq!(heads[0], 3);
    }

    #[test]
    fn a_name_before_a_finite_verb_is_its_subject() {
        // Greece summons ambassador
        let (mut heads, mut rels) = ([1, 3, 1], [Rel::Compound, Rel::Root, Rel::Appos]);
        mend(&mut heads, &mut rels, |word| {
            if word == 1 { tag(Upos::Verb, Xpos::Vbz) } else { tag(Upos::Noun, Xpos::Nn) }
        });
        assert_eq!(rels, [Rel::Nsubj, Rel::Root, Rel::Obj]);
    }
}
