//! Mechanisms: standing bodies and recurring formats between sides.
//!
//! A noun of a body counts where its name says that it stands between sides: by a word of relation
//! ("joint", "intergovernmental") or by two sides in the name. Talks, summits and forums of two
//! sides are one where they recur: they are numbered or held every year. A body inside an
//! organisation of states stands between its members. International organisations themselves,
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
    sides::{PAIR, SideKind, add_all},
};
use crate::{
    evidence::{Evidence, RuleId},
    grammar::{Upos, Word},
    intake::BlockKind,
    lexicon::{ActorCode, Files, List, Problems, Sym, Vocabulary, fold},
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
    /// The codes of organisations whose bodies are organs of their own.
    own_organs: Vec<String>,
}

#[derive(Clone, Debug)]
struct Kind {
    name: String,
    relation: bool,
    series: bool,
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
    /// The codes of organisations whose bodies are organs of their own.
    own_organs: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    #[serde(rename = "type")]
    name: String,
    relation: bool,
    /// True for occasions that are a mechanism only where they recur.
    #[serde(default)]
    series: bool,
    phrases: Vec<String>,
    #[serde(default)]
    not: Vec<String>,
    yes: Vec<String>,
    no: Vec<String>,
}

const LISTS: &[&str] =
    &["weak", "sessions", "complements", "stops", "never", "once", "recurring", "talks", "common"];

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
        mechanisms.own_organs = file.own_organs.split_whitespace().map(str::to_owned).collect();
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
                needs_phrase: true,
            };
            mechanisms.rules.add(mechanisms.kinds.len() as u32, &told, vocabulary, problems);
            mechanisms.kinds.push(Kind {
                name: entry.name,
                relation: entry.relation,
                series: entry.series,
                rule,
            });
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
        let mut found: Vec<Known> = Vec::new();
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
        found.into_iter().map(|known| known.claim).collect()
    }

    /// Reads the mechanism whose noun begins at a word; gives where to go on.
    fn at(&self, scene: &Scene<'_>, word: Word, sentence: Range<Word>, found: &mut Vec<Known>) -> Word {
        let analysis = scene.context.analysis;
        let hit = self.rules.longest_at(analysis, word, sentence.end);
        let Some(hit) = hit else { return word + 1 };
        let kind = &self.kinds[hit.rule as usize];
        let mut noun = hit.words.clone();
        while noun.len() > 1 && matches!(analysis.upos(noun.end - 1), Upos::Adp | Upos::Det | Upos::Verb) {
            noun.end -= 1;
        }
        let group = groups::around(scene, &self.bounds, noun);
        if !self.is_between_sides(scene, kind, &group, sentence.clone()) {
            return hit.words.end;
        }
        let claim = self.claim(scene, kind, &group, sentence);
        let core = self.core(scene, &group);
        let known = found.iter().position(|old| {
            is_same(&old.claim, &claim, &self.generic)
                || kind_and_sides(&old.claim) == kind_and_sides(&claim) && is_part(&old.core, &core)
        });
        match known.map(|at| &mut found[at]) {
            Some(old) => merge(&mut old.claim, claim),
            None => found.push(Known { core, claim }),
        }
        group.name.end.max(hit.words.end)
    }

    fn is_between_sides(&self, scene: &Scene<'_>, kind: &Kind, group: &Group, sentence: Range<Word>) -> bool {
        let analysis = scene.context.analysis;
        let before = group.name.start..group.noun.start;
        let sides = scene.sides.codes(group.name.clone());
        let named = sides.len() >= PAIR;
        let recurs = self.recurs(scene, group, sentence.clone());
        if kind.series {
            // "the 26th meeting of the committee" is the body's.
            if (group.noun.end..group.name.end).any(|word| self.is_body(scene, word, sentence.end)) {
                return false;
            }
            let talks = self.has("talks", analysis.form(group.noun.end - 1));
            return match recurs {
                Some(Recurs::Counted) => named,
                Some(Recurs::Regular) => named || talks && scene.sides.is_dealing(),
                None => false,
            };
        }
        // An organisation or body of one state that carries the noun in its own name.
        let owner = scene.sides.at(group.noun.end - 1).filter(|side| {
            side.words.contains(&group.noun.start)
                && side.actors.len() == 1
                && side.words.len() > 1
                && !kind.relation
        });
        // "the Council of Europe (CoE)", "the president and the European Commission".
        let joined = before.clone().any(|word| analysis.upos(word) == Upos::Cconj);
        if owner.is_some_and(|side| !named || joined || side.words.end > group.noun.end) {
            return false;
        }
        // "the Cyprus-Kenya Business Forum" is an occasion, the third one is a series.
        let once = !before.is_empty() && self.has("once", analysis.form(before.end - 1));
        if once
            && named
            && recurs.is_none()
            && !kind.relation
            && self.has("once", analysis.form(group.noun.end - 1))
        {
            return false;
        }
        if before.clone().any(|word| self.has("never", analysis.form(word))) && !named {
            return false;
        }
        // "the Russian-Cuban dialogue goes on": they talk.
        let word = group.noun.end - 1;
        let common =
            group.noun.len() == 1 && self.has("common", analysis.form(word)) && !scene.is_capital(word);
        if common && recurs.is_none() {
            return powers(scene, before) >= PAIR;
        }
        kind.relation || named || self.is_inside_organisation(scene, group)
    }

    /// True for a body of an organisation of states, whose members meet in it: "the APEC Business
    /// Council".
    fn is_inside_organisation(&self, scene: &Scene<'_>, group: &Group) -> bool {
        let organisation = |words: Range<Word>| {
            scene.sides.within(words).any(|side| {
                side.is_organisation && side.actors.iter().all(|code| !self.has_own_organs(code.as_str()))
            })
        };
        // "the ECOWAS Commission" is the organisation itself.
        let told = group.noun.len() > 1 || group.noun.start > group.name.start + 1;
        told && scene.is_capital(group.noun.start) && organisation(group.name.start..group.noun.start)
    }

    fn has_own_organs(&self, code: &str) -> bool {
        self.own_organs.iter().any(|own| own == code)
    }

    /// How an occasion recurs: "the *30th* summit", "the *annual* talks".
    fn recurs(&self, scene: &Scene<'_>, group: &Group, sentence: Range<Word>) -> Option<Recurs> {
        let analysis = scene.context.analysis;
        let from = sentence.start.max(group.name.start.saturating_sub(1));
        let mut words = from..group.noun.end;
        if words.clone().any(|word| self.has("recurring", analysis.form(word))) {
            return Some(Recurs::Regular);
        }
        words
            .any(|word| self.ordinal(scene, word).is_some_and(|ordinal| ordinal > 1))
            .then_some(Recurs::Counted)
    }

    /// True where the noun of a standing body begins at a word.
    fn is_body(&self, scene: &Scene<'_>, word: Word, end: Word) -> bool {
        let hit = self.rules.longest_at(scene.context.analysis, word, end);
        hit.is_some_and(|hit| !self.kinds[hit.rule as usize].series)
    }

    /// The words of a name that say what the body is for: neither its sides nor joints.
    fn core(&self, scene: &Scene<'_>, group: &Group) -> Vec<String> {
        let analysis = scene.context.analysis;
        let says = |&word: &Word| {
            matches!(analysis.upos(word), Upos::Noun | Upos::Propn | Upos::Adj)
                && (group.noun.contains(&word) || scene.sides.at(word).is_none())
        };
        let words = group.name.clone().filter(says).map(|word| fold(scene.surface(word)).into_owned());
        words.filter(|word| !self.generic.contains(word)).collect()
    }

    fn claim(&self, scene: &Scene<'_>, kind: &Kind, group: &Group, sentence: Range<Word>) -> Claim {
        let mut start = group.name.start;
        while start < group.noun.start && self.has("weak", scene.context.analysis.form(start)) {
            start += 1;
        }
        let session = self.session(scene, group, sentence);
        // "the Council June 23": a day behind the name is none of it.
        let first = scene.context.times.partition_point(|time| time.words.start < group.noun.end);
        let day = scene.context.times[first..].first().map_or(group.name.end, |time| time.words.start);
        let mut words = start..group.name.end.min(day);
        if let Some((_, at)) = &session {
            // "the 5th … Dialogue": the number counts sessions and is no part of the name.
            if words.contains(at) {
                words.start = at + 1;
            }
        }
        let name = scene.context.text(scene.quote(words.clone())).to_owned();
        let quote = scene.quote(group.article.unwrap_or(words.start).min(words.start)..words.end);
        let mut parties = scene.sides.codes(group.name.clone());
        let inside = self.is_inside_organisation(scene, group);
        if parties.len() < PAIR && !inside {
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

/// A mechanism that was found, with the words that say what it is for.
struct Known {
    core: Vec<String>,
    claim: Claim,
}

/// How an occasion recurs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Recurs {
    /// It has a number.
    Counted,
    /// It is held every year or regularly.
    Regular,
}

/// How many sides are named by their names in a stretch of words, not by adjectives.
fn powers(scene: &Scene<'_>, words: Range<Word>) -> usize {
    let mut codes = Vec::new();
    for side in scene.sides.within(words).filter(|side| side.kind != SideKind::Adjective) {
        add_all(&mut codes, &side.actors);
    }
    codes.len()
}

/// True where all words of the one stand in the other.
fn is_part(left: &[String], right: &[String]) -> bool {
    left.iter().all(|word| right.contains(word)) || right.iter().all(|word| left.contains(word))
}

fn kind_and_sides(claim: &Claim) -> Option<(&str, Vec<ActorCode>)> {
    let mechanism = parts(claim)?;
    let mut sides = mechanism.parties.clone();
    sides.sort_unstable();
    Some((&mechanism.kind, sides))
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
