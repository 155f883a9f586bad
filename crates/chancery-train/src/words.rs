//! Learns the rules that give a word its dictionary form.

use std::collections::BTreeMap;

use chancery_core::{
    grammar::{Xpos, lemmas::Lemmas},
    text::fold::fold,
};

use crate::treebank::Sentence;

/// What is done to the end of a word: letters that go, letters that come.
type Edit = (u8, String);

/// Rules that the treebanks have no words for, by tag and ending: "chaired" is no "chaire".
const OWN: [(Xpos, &str, u8); 1] = [(Xpos::Vbd, "aired", 2)];

fn edit(form: &str, lemma: &str) -> Edit {
    let same = form.chars().zip(lemma.chars()).take_while(|(a, b)| a == b).map(|(a, _)| a.len_utf8()).sum();
    ((form.len() - same) as u8, lemma[same..].to_owned())
}

/// The file of the rules that the sentences teach.
pub(crate) fn lemmas(sentences: &[Sentence]) -> String {
    // Part of speech and form, to how often each lemma was seen.
    let mut seen: BTreeMap<(Xpos, String), BTreeMap<String, usize>> = BTreeMap::new();
    for word in sentences.iter().flat_map(|sentence| &sentence.words) {
        let (form, lemma) = (fold(&word.form), fold(&word.lemma));
        let kept = matches!(
            word.tag.xpos,
            Xpos::Nn | Xpos::Nnp | Xpos::Add | Xpos::Gw | Xpos::Fw | Xpos::Xx | Xpos::Nfp | Xpos::Ls
        );
        if !kept && lemma != "_" && form.is_ascii() && lemma.is_ascii() && form.len() <= 15 {
            *seen.entry((Lemmas::group(word.tag.xpos), form)).or_default().entry(lemma).or_default() += 1;
        }
    }
    // The votes of forms for edits, by ending; the empty ending first.
    let mut votes: BTreeMap<(Xpos, usize, String), BTreeMap<Edit, usize>> = BTreeMap::new();
    for ((tag, form), lemmas) in &seen {
        let Some((lemma, count)) = lemmas.iter().max_by_key(|(lemma, count)| (**count, lemma.len())) else {
            continue;
        };
        let edit = edit(form, lemma);
        for size in 0..=form.len().min(6) {
            *votes
                .entry((*tag, size, form[form.len() - size..].to_owned()))
                .or_default()
                .entry(edit.clone())
                .or_default() += 1;
        }
        // A whole word speaks for itself when it was seen more than once, or is short and odd.
        let verb = matches!(tag, Xpos::Vbd | Xpos::Vbz | Xpos::Vbg | Xpos::Md);
        if *count > 1 || verb && form.len() < 7 {
            votes.entry((*tag, 100, format!("^{form}"))).or_default().insert(edit, 100);
        }
    }
    let mut rules: BTreeMap<(Xpos, String), Edit> = BTreeMap::new();
    let mut order: Vec<_> = votes.iter().collect();
    order.sort_by_key(|((_, size, _), _)| *size);
    for ((tag, size, ending), edits) in order {
        let Some((edit, count)) = edits.iter().max_by_key(|(edit, count)| (**count, edit.0)) else {
            continue;
        };
        if *size > 0 && *count < 2 {
            continue;
        }
        // What the next shorter ending with a rule would do.
        let word = ending.trim_start_matches('^');
        let inherited = (0..=word.len())
            .rev()
            .filter(|&short| short < *size)
            .find_map(|short| rules.get(&(*tag, word[word.len() - short..].to_owned())));
        if inherited != Some(edit) {
            rules.insert((*tag, ending.clone()), edit.clone());
        }
    }
    rules.extend(OWN.map(|(tag, ending, strip)| ((tag, ending.to_owned()), (strip, String::new()))));
    // Parts of speech whose words are all their own lemma need no rule.
    let busy: Vec<Xpos> =
        rules.iter().filter(|(_, edit)| **edit != (0, String::new())).map(|((tag, _), _)| *tag).collect();
    let rules: Vec<_> = rules
        .into_iter()
        .filter(|((tag, _), _)| busy.contains(tag))
        .map(|((tag, ending), (strip, add))| (tag, ending, strip, add))
        .collect();
    Lemmas::write(&rules)
}
