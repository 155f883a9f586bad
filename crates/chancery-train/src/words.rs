//! Learns the rules that give a word its dictionary form.

use std::collections::BTreeMap;

use chancery_core::{
    grammar::{Xpos, lemmas::Lemmas},
    text::fold::fold,
};

use crate::treebank::Sentence;

/// What is done to the end of a word: letters that go, letters that come.
type Edit = (u8, String);

/// Letters that stand for a vowel at the end of a verb.
const VOWELS: &str = "aeiou";

fn edit(form: &str, lemma: &str) -> Edit {
    let same = form.chars().zip(lemma.chars()).take_while(|(a, b)| a == b).map(|(a, _)| a.len_utf8()).sum();
    ((form.len() - same) as u8, lemma[same..].to_owned())
}

/// The file of the rules that the sentences teach, and behind them the verbs of a list, see [`forms`].
pub(crate) fn lemmas(sentences: &[Sentence], verbs: &str) -> String {
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
    // A form that the treebanks have never or hardly, and that the rules would bring to another verb:
    // "convened" to "conven".
    for (tag, form, lemma) in forms(verbs) {
        let otherwise = seen.get(&(tag, form.clone())).is_some_and(|lemmas| !lemmas.contains_key(&lemma));
        if !otherwise && form.len() <= 15 && applied(&rules, tag, &form) != lemma {
            rules.entry((tag, format!("^{form}"))).or_insert_with(|| edit(&form, &lemma));
        }
    }
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

/// What the rules make of a word.
fn applied(rules: &BTreeMap<(Xpos, String), Edit>, tag: Xpos, form: &str) -> String {
    let endings = (0..=form.len()).map(|start| form[start..].to_owned());
    let found = [format!("^{form}")].into_iter().chain(endings).find_map(|ending| rules.get(&(tag, ending)));
    found.map_or_else(
        || form.to_owned(),
        |(strip, add)| form[..form.len() - usize::from(*strip)].to_owned() + add,
    )
}

/// The forms of the verbs of a list, each with its tag and its dictionary form. A line with a colon names
/// a verb and its forms of the past; every word of the other lines is a verb that follows the rule.
fn forms(verbs: &str) -> Vec<(Xpos, String, String)> {
    let mut forms = Vec::new();
    for line in verbs.lines().filter(|line| !line.starts_with('#')) {
        let (regular, irregular) = line.split_once(':').unwrap_or((line, ""));
        for verb in regular.split_whitespace() {
            let mut add = |tag, form: String| forms.push((tag, form, verb.to_owned()));
            add(Xpos::Vbz, third_person(verb));
            stems(verb).into_iter().for_each(|stem| add(Xpos::Vbg, stem + "ing"));
            irregular.split_whitespace().for_each(|past| add(Xpos::Vbd, past.to_owned()));
            if irregular.is_empty() {
                pasts(verb).into_iter().for_each(|past| add(Xpos::Vbd, past));
            }
        }
    }
    forms
}

/// "agrees", "reaches", "ratifies".
fn third_person(verb: &str) -> String {
    match softened(verb) {
        Some(stem) => format!("{stem}ies"),
        None if ["s", "x", "z", "ch", "sh", "o"].iter().any(|end| verb.ends_with(end)) => format!("{verb}es"),
        None => format!("{verb}s"),
    }
}

/// "agreed", "visited", "ratified", "cancelled" and "canceled".
fn pasts(verb: &str) -> Vec<String> {
    match softened(verb) {
        Some(stem) => vec![format!("{stem}ied")],
        None if verb.ends_with('e') => vec![format!("{verb}d")],
        None => stems(verb).into_iter().map(|stem| stem + "ed").collect(),
    }
}

/// What stands before "ing": "agree", "convene" without its last letter, "tie" as "ty", "cancell" and "cancel".
fn stems(verb: &str) -> Vec<String> {
    if let Some(stem) = verb.strip_suffix("ie") {
        return vec![format!("{stem}y")];
    }
    if let Some(stem) = verb.strip_suffix('e')
        && !stem.ends_with(['e', 'o', 'y'])
    {
        return vec![stem.to_owned()];
    }
    let mut last = verb.chars().rev();
    let letters = (last.next(), last.next(), last.next());
    let vowel = |letter: Option<char>| letter.is_some_and(|letter| VOWELS.contains(letter));
    let (Some(end), true) = (letters.0, vowel(letters.1)) else { return vec![verb.to_owned()] };
    // "equipped": the u belongs to the q; "initialled": the vowels are spoken apart.
    let apart = end == 'l' && matches!(letters.2, Some('i' | 'u'));
    let before = !vowel(letters.2) || apart || verb.ends_with("quip") || verb.ends_with("quit");
    if !before || VOWELS.contains(end) || "wxy".contains(end) {
        return vec![verb.to_owned()];
    }
    let doubled = format!("{verb}{end}");
    // A verb of one syllable doubles its last letter; where the stress lies in others, no rule tells.
    let syllables = verb.split(|letter| !VOWELS.contains(letter)).filter(|part| !part.is_empty()).count();
    if syllables == 1 { vec![doubled] } else { vec![doubled, verb.to_owned()] }
}

/// A verb in y behind a consonant, without the y.
fn softened(verb: &str) -> Option<&str> {
    verb.strip_suffix('y').filter(|stem| !stem.ends_with(|letter| VOWELS.contains(letter)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn verbs_have_their_forms() {
        let forms = forms("# of a list\ninitial convene ratify ban tie\nundergo: underwent undergone\n");
        let of = |verb: &str| -> Vec<&str> {
            forms.iter().filter(|(.., lemma)| lemma == verb).map(|(_, form, _)| form.as_str()).collect()
        };
        assert_eq!(of("initial"), ["initials", "initialling", "initialing", "initialled", "initialed"]);
        assert_eq!(of("convene"), ["convenes", "convening", "convened"]);
        assert_eq!(of("ratify"), ["ratifies", "ratifying", "ratified"]);
        assert_eq!(of("ban"), ["bans", "banning", "banned"]);
        assert_eq!(of("tie"), ["ties", "tying", "tied"]);
        assert_eq!(of("undergo"), ["undergoes", "undergoing", "underwent", "undergone"]);
    }

    #[test]
    fn a_form_that_no_sentence_shows_finds_its_verb() {
        let rules = lemmas(&[], "convene initial monitor");
        let lemmas = Lemmas::read(rules.as_bytes()).unwrap();
        let mut out = String::new();
        for (form, lemma) in [("convened", "convene"), ("initialled", "initial"), ("monitored", "monitor")] {
            assert!(lemmas.lemma(form, Xpos::Vbn, &mut out));
            assert_eq!(out, lemma);
        }
    }
}
