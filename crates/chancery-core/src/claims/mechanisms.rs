//! Mechanisms: standing bodies and recurring formats between sides.
//!
//! A noun of a body counts where its name says that it stands between sides: by a word of relation
//! ("joint", "intergovernmental") or by two sides in the name. International organisations,
//! ministries and the committees of one parliament are none. All names of one mechanism in a
//! document are one claim; the ordinal of its session stands with it.
//!
//! Invariant: a claim's name is printed as the document gives it.

use std::{collections::BTreeMap, ops::Range};

use serde::Deserialize;

use super::{
    groups::{self, Bounds, Group},
    model::{Body, Claim, Mechanism, Source},
    phrases::Words,
    rulebook::{self, Example, Rulebook},
    scene::Scene,
    sides::add_all,
};
use crate::{
    evidence::{Evidence, RuleId},
    grammar::{Upos, Word},
    intake::BlockKind,
    lexicon::{Files, List, Problems, Sym, Vocabulary, fold},
};

const FILE: &str = "papers/mechanisms.toml";

/// The nouns of mechanisms, compiled.
#[derive(Clone, Debug, Default)]
pub struct Mechanisms {
    kinds: Vec<Kind>,
    rules: Rulebook,
    bounds: Bounds,
    words: BTreeMap<String, List>,
    ordinals: Vec<(Sym, u32)>,
    /// Words by which two names of one body may differ.
    generic: Vec<String>,
}

#[derive(Clone, Debug)]
struct Kind {
    name: String,
    relation: bool,
    rule: RuleId,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    mechanism: Vec<Entry>,
    words: BTreeMap<String, String>,
    ordinals: BTreeMap<String, u32>,
    /// Words by which two names of one body may differ.
    generic: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    #[serde(rename = "type")]
    name: String,
    relation: bool,
    phrases: Vec<String>,
    #[serde(default)]
    not: Vec<String>,
    yes: Vec<String>,
    no: Vec<String>,
}

const LISTS: &[&str] = &["weak", "sessions", "complements", "stops", "never", "once"];

impl Mechanisms {
    /// Reads `papers/mechanisms.toml`; what is wrong with it goes to `problems`.
    #[must_use]
    pub fn compile(files: &Files<'_>, vocabulary: &mut Vocabulary, problems: &mut Problems) -> Mechanisms {
        let file: File = files.toml(FILE, problems);
        let mut mechanisms = Mechanisms::default();
        let words = Words::default();
        for name in LISTS {
            let Some(list) = file.words.get(*name) else {
                problems.push(
                    FILE,
                    None,
                    &format!("[words] lacks `{name}`: name its words, parted by white space"),
                );
                continue;
            };
            mechanisms.words.insert((*name).to_owned(), words.list(list, vocabulary));
        }
        mechanisms.generic = file.generic.split_whitespace().map(|word| fold(word).into_owned()).collect();
        for (word, number) in &file.ordinals {
            mechanisms.ordinals.push((vocabulary.add(&fold(word)), *number));
        }
        mechanisms.ordinals.sort_unstable();
        for entry in file.mechanism {
            let rule = RuleId::new(&format!("mechanism.{}", fold(&entry.name).replace(' ', "-")));
            let told = rulebook::Entry {
                path: FILE,
                words: &words,
                rule: &rule,
                phrases: &entry.phrases,
                not: &entry.not,
                yes: &entry.yes,
                no: &entry.no,
            };
            mechanisms.rules.add(mechanisms.kinds.len() as u32, &told, vocabulary, problems);
            mechanisms.kinds.push(Kind { name: entry.name, relation: entry.relation, rule });
        }
        mechanisms.rules.finish();
        let list = |name: &str| mechanisms.words.get(name).cloned().unwrap_or_default();
        mechanisms.bounds =
            Bounds { complements: list("complements"), stops: list("stops"), ..Bounds::default() };
        mechanisms
    }

    /// The sentences that the nouns must and must not match.
    #[must_use]
    pub fn examples(&self) -> &[Example] {
        self.rules.examples()
    }

    fn has(&self, list: &str, word: Sym) -> bool {
        self.words.get(list).is_some_and(|list| list.contains(word))
    }

    /// The mechanisms of a document, in the order of the text.
    #[must_use]
    pub fn read(&self, scene: &Scene<'_>) -> Vec<Claim> {
        let analysis = scene.context.analysis;
        let mut found: Vec<Claim> = Vec::new();
        for sentence in analysis.sentences() {
            let words = sentence.words.clone();
            if words.is_empty()
                || !matches!(
                    scene.context.block_of(words.start),
                    BlockKind::Body | BlockKind::Speech | BlockKind::Title | BlockKind::Caption
                )
            {
                continue;
            }
            let mut word = words.start;
            while word < words.end {
                word = self.at(scene, word, words.clone(), &mut found).max(word + 1);
            }
        }
        found
    }

    /// Reads the mechanism whose noun begins at a word; gives where to go on.
    fn at(&self, scene: &Scene<'_>, word: Word, sentence: Range<Word>, found: &mut Vec<Claim>) -> Word {
        let analysis = scene.context.analysis;
        let hit = self.rules.longest_at(analysis, word, sentence.end);
        let Some(hit) = hit else { return word + 1 };
        let kind = &self.kinds[hit.rule as usize];
        let mut noun = hit.words.clone();
        while noun.len() > 1 && matches!(analysis.upos(noun.end - 1), Upos::Adp | Upos::Det | Upos::Verb) {
            noun.end -= 1;
        }
        let group = groups::around(scene, &self.bounds, noun);
        if !self.is_between_sides(scene, kind, &group) {
            return hit.words.end;
        }
        let claim = self.claim(scene, kind, &group, sentence);
        match found.iter_mut().find(|old| is_same(old, &claim, &self.generic)) {
            Some(old) => merge(old, claim),
            None => found.push(claim),
        }
        group.name.end.max(hit.words.end)
    }

    fn is_between_sides(&self, scene: &Scene<'_>, kind: &Kind, group: &Group) -> bool {
        let analysis = scene.context.analysis;
        let before = group.name.start..group.noun.start;
        let sides = scene.sides.codes(group.name.clone());
        // An organisation or body of one state that carries the noun in its own name.
        let owned = scene.sides.at(group.noun.end - 1).is_some_and(|side| {
            side.words.contains(&group.noun.start)
                && side.actors.len() == 1
                && side.words.len() > 1
                && !kind.relation
        });
        // "the Cyprus-Kenya Business Forum" is an occasion.
        let once = !before.is_empty() && self.has("once", analysis.form(before.end - 1));
        if once && sides.len() >= 2 && !kind.relation && self.has("once", analysis.form(group.noun.end - 1)) {
            return false;
        }
        if owned && sides.len() < 2
            || before.clone().any(|word| self.has("never", analysis.form(word))) && sides.len() < 2
        {
            return false;
        }
        kind.relation || sides.len() >= 2
    }

    fn claim(&self, scene: &Scene<'_>, kind: &Kind, group: &Group, sentence: Range<Word>) -> Claim {
        let mut start = group.name.start;
        while start < group.noun.start && self.has("weak", scene.context.analysis.form(start)) {
            start += 1;
        }
        let session = self.session(scene, group, sentence);
        let mut words = start..group.name.end;
        if let Some((_, at)) = &session {
            // "the 5th … Dialogue": the number counts sessions and is no part of the name.
            if words.contains(at) {
                words.start = at + 1;
            }
        }
        let name = scene.context.text(scene.quote(words.clone())).to_owned();
        let quote = scene.quote(group.article.unwrap_or(words.start).min(words.start)..words.end);
        let mut parties = scene.sides.codes(group.name.clone());
        if parties.len() < 2 {
            add_all(&mut parties, &scene.sides.dealing(scene.paragraph(group.noun.start)));
        }
        Claim {
            evidence: Evidence::new(quote, kind.rule.clone()),
            source: Source::default(),
            at: None,
            body: Body::Mechanism(Mechanism {
                name,
                kind: kind.name.clone(),
                parties,
                session: session.map(|(number, _)| number),
                co_chairs: Vec::new(),
            }),
        }
    }

    /// The ordinal of the session that is spoken of, and where it stands.
    fn session(&self, scene: &Scene<'_>, group: &Group, sentence: Range<Word>) -> Option<(u32, Word)> {
        let analysis = scene.context.analysis;
        let from = sentence.start.max(group.name.start.saturating_sub(6));
        // "the second session of the …", "the 5th … Dialogue".
        for word in (from..group.noun.start).rev() {
            if let Some(number) = self.ordinal(scene, word) {
                let inside = word >= group.name.start || word + 1 == group.name.start;
                let counted = (word + 1..group.name.start).any(|at| self.has("sessions", analysis.form(at)));
                if inside || counted {
                    return Some((number, word));
                }
            }
        }
        // "the Committee's 24th session".
        (group.name.end..sentence.end.min(group.name.end + 4)).find_map(|word| {
            let number = self.ordinal(scene, word)?;
            let counted =
                (word + 1..sentence.end.min(word + 3)).any(|at| self.has("sessions", analysis.form(at)));
            counted.then_some((number, word))
        })
    }

    fn ordinal(&self, scene: &Scene<'_>, word: Word) -> Option<u32> {
        let form = scene.context.analysis.form(word);
        if let Ok(at) = self.ordinals.binary_search_by_key(&form, |(sym, _)| *sym) {
            return Some(self.ordinals[at].1);
        }
        let surface = scene.surface(word);
        let digits = surface.len() - surface.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        let ending = &surface[digits..];
        let is_ordinal = digits > 0
            && digits < 4
            && ending.len() == 2
            && ending.bytes().all(|byte| byte.is_ascii_alphabetic());
        if is_ordinal { surface[..digits].parse().ok() } else { None }
    }
}

fn parts(claim: &Claim) -> Option<&Mechanism> {
    match &claim.body {
        Body::Mechanism(mechanism) => Some(mechanism),
        _ => None,
    }
}

/// True where two names are of one mechanism: the same kind, and the words of the one all stand in
/// the other.
fn is_same(left: &Claim, right: &Claim, generic: &[String]) -> bool {
    let (Some(left), Some(right)) = (parts(left), parts(right)) else { return false };
    if left.kind != right.kind {
        return false;
    }
    let words = |name: &str| -> Vec<String> {
        let name = fold(name).replace(['-', '–', '’', '\''], " ");
        let words = name.split_whitespace().map(|word| word.trim_end_matches('s').to_owned());
        words.filter(|word| !generic.contains(word)).collect()
    };
    if left.parties.iter().any(|side| !right.parties.contains(side))
        && left.parties.len() == right.parties.len()
    {
        return false;
    }
    let (left, right) = (words(&left.name), words(&right.name));
    // "Serbian" and "Serbia" name one side.
    let has = |words: &[String], word: &String| {
        let stem = |word: &str| word.chars().take(STEM).collect::<String>();
        words.iter().any(|other| other == word || word.chars().count() >= STEM && stem(other) == stem(word))
    };
    let squeezed = |words: &[String]| words.concat();
    left.iter().all(|word| has(&right, word))
        || right.iter().all(|word| has(&left, word))
        || squeezed(&left).contains(&squeezed(&right))
        || squeezed(&right).contains(&squeezed(&left))
}

/// As far as a state and its adjective begin alike, in letters: "Serbia", "Serbian".
const STEM: usize = 6;

/// Joins a further name: the longest stands first.
fn merge(old: &mut Claim, new: Claim) {
    let quote = new.evidence.first().clone();
    let span = quote.span;
    let mut longer = false;
    if let (Body::Mechanism(known), Body::Mechanism(more)) = (&mut old.body, new.body) {
        known.session = known.session.or(more.session);
        if more.name.len() > known.name.len() {
            known.name = more.name;
            longer = true;
        }
    }
    old.evidence.add(quote);
    if longer {
        old.evidence.lead_with(span);
    }
}
