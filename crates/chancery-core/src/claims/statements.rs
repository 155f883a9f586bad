//! Wordings that undertake nothing: positions, obstacles, reported states, expectations, appraisals.
//!
//! They are kept as claims of their own kinds, so that "one of its leading partners", "have yet to
//! reach their full potential" or "the visit will create momentum" never pass as commitments.
//! Rules are phrases (`lexicon/statements/`), as those of acts.
//!
//! Invariant: a statement lies inside one sentence of the article.

use std::{collections::BTreeMap, ops::Range};

use serde::Deserialize;

use super::{
    model::{Body, Claim, Source, SourceRole, Statement},
    phrases::Words,
    rulebook::{self, Example, Rulebook},
    scene::Scene,
    sides::{SideKind, add_all},
};
use crate::{
    evidence::{Evidence, RuleId},
    grammar::{Rel, Upos, Word, Xpos},
    lexicon::{Files, List, Problems, Vocabulary, parse},
};

const FOLDER: &str = "statements/";

/// How far before the phrase a subject may begin and still be quoted with it, in words.
const NEAR: u32 = 12;

/// The longest subject, in words.
const LONGEST: u32 = 24;

/// How many words behind the verb of speech say when and where at most.
const WHEN_SAID: usize = 16;

/// How many words before the verb of speech name the speaker at most.
const ATTRIBUTION: usize = 8;

/// The rules of statements, compiled.
#[derive(Clone, Debug, Default)]
pub struct Statements {
    rules: Vec<Rule>,
    rulebook: Rulebook,
    openers: List,
}

#[derive(Clone, Debug)]
struct Rule {
    id: RuleId,
    kind: Kind,
    class: Option<String>,
    extent: Reach,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Kind {
    Position,
    Obstacle,
    ReportedState,
    Expectation,
    Appraisal,
}

/// Which words are the statement.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Reach {
    /// The clause from its subject on.
    #[default]
    Clause,
    /// The noun group around the phrase.
    Noun,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct File {
    statement: Vec<Entry>,
    lists: BTreeMap<String, String>,
    forms: BTreeMap<String, String>,
    /// Behind a comma these words begin a thought of its own.
    openers: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    id: String,
    kind: Kind,
    class: Option<String>,
    #[serde(default)]
    extent: Reach,
    phrases: Vec<String>,
    #[serde(default)]
    not: Vec<String>,
    yes: Vec<String>,
    no: Vec<String>,
}

impl Statements {
    /// Reads the files under `statements/`; what is wrong with them goes to `problems`.
    #[must_use]
    pub fn compile(files: &Files<'_>, vocabulary: &mut Vocabulary, problems: &mut Problems) -> Statements {
        let mut statements = Statements::default();
        for (path, bytes) in files.under(FOLDER) {
            let file: File = parse(path, bytes, problems).unwrap_or_default();
            let words = Words { lists: file.lists, forms: file.forms };
            if !file.openers.is_empty() {
                statements.openers = words.list(&file.openers, vocabulary);
            }
            for entry in file.statement {
                let id = RuleId::new(&entry.id);
                if statements.rules.iter().any(|rule| rule.id == id) {
                    problems.push(
                        path,
                        None,
                        &format!("the rule `{id}` is defined twice: give one another id"),
                    );
                }
                let told = rulebook::Entry {
                    path,
                    words: &words,
                    rule: &id,
                    phrases: &entry.phrases,
                    not: &entry.not,
                    yes: &entry.yes,
                    no: &entry.no,
                    needs_phrase: true,
                };
                statements.rulebook.add(statements.rules.len() as u32, &told, vocabulary, problems);
                statements.rules.push(Rule {
                    id,
                    kind: entry.kind,
                    class: entry.class,
                    extent: entry.extent,
                });
            }
        }
        statements.rulebook.finish();
        statements
    }

    /// The sentences that the rules must and must not match.
    #[must_use]
    pub fn examples(&self) -> &[Example] {
        self.rulebook.examples()
    }

    /// The statements of a document, in the order of the text.
    #[must_use]
    pub fn read(&self, scene: &Scene<'_>) -> Vec<Claim> {
        let analysis = scene.context.analysis;
        let mut claims: Vec<Claim> = Vec::new();
        for sentence in analysis.sentences() {
            let words = sentence.words.clone();
            if words.is_empty()
                || !scene.is_body(words.start)
                || !scene.sides.is_between_sides(scene.paragraph(words.start))
            {
                continue;
            }
            for word in words.clone() {
                for hit in self.rulebook.at(analysis, word, words.end) {
                    let claim = self.claim(scene, &self.rules[hit.rule as usize], hit.words, words.clone());
                    // One rule says one thing of one stretch of words.
                    let known = claims.iter().rev().take(6).any(|old| {
                        old.evidence.first().rule == claim.evidence.first().rule
                            && old.evidence.first().span.end() > claim.evidence.first().span.start()
                    });
                    if !known {
                        claims.push(claim);
                    }
                }
            }
        }
        claims
    }

    fn claim(&self, scene: &Scene<'_>, rule: &Rule, hit: Range<Word>, sentence: Range<Word>) -> Claim {
        let analysis = scene.context.analysis;
        let clause = scene.context.clauses.of(hit.start);
        let subject = scene.subject(hit.start, clause);
        // Of a state of affairs the thing belongs to the words, with all that limits it: "not one
        // kilometre of the road has been built" without its beginning says the contrary.
        let thing = (rule.extent == Reach::Clause
            && matches!(rule.kind, Kind::Obstacle | Kind::ReportedState))
        .then(|| thing(scene, &hit, &sentence))
        .flatten();
        let words = match (rule.extent, &thing) {
            (Reach::Clause, Some(thing)) => thing.start..self.end(scene, hit.end, sentence.end),
            (Reach::Clause, None) => {
                let near = subject
                    .as_ref()
                    .filter(|subject| subject.start < hit.start && hit.start - subject.start <= NEAR)
                    .map_or(hit.start, |subject| subject.start);
                near..self.end(scene, hit.end, sentence.end)
            }
            (Reach::Noun, _) => {
                // "barriers to trade": what the noun governs belongs to it.
                let noun = hit.clone().rev().find(|&word| analysis.upos(word) == Upos::Noun);
                let group = scene.noun_group(noun.unwrap_or(hit.end - 1));
                let governed = noun.filter(|noun| noun + 1 < hit.end).and_then(|_| {
                    let next = hit.end..(hit.end + 4).min(sentence.end);
                    next.into_iter().find(|&word| matches!(analysis.upos(word), Upos::Noun | Upos::Propn))
                });
                let end = governed.map_or(group.end, |word| group.end.max(scene.noun_group(word).end));
                group.start.min(hit.start).max(sentence.start)..end.max(hit.end).min(sentence.end)
            }
        };
        let span = scene.quote(words.clone());
        let (mut by, mut speaker) = (Vec::new(), None);
        let before = subject.into_iter().flat_map(|subject| scene.sides.within(subject));
        if let Some(side) = before.into_iter().find(|side| side.kind != SideKind::Adjective) {
            add_all(&mut by, &side.actors);
            speaker = side.party.clone();
        } else if let Some(side) = clause.and_then(|clause| scene.said_by(clause)) {
            add_all(&mut by, &side.actors);
            speaker = side.party.clone();
        }
        let mut about = scene.sides.codes(words.clone());
        about.retain(|code| !by.contains(code));
        let what = if rule.extent == Reach::Clause && hit.start < words.end {
            scene.quote(thing.as_ref().map_or(hit.start, |thing| thing.start)..words.end)
        } else {
            span
        };
        let statement = Statement {
            by,
            about,
            what,
            thing: thing.map(|thing| scene.quote(thing)),
            fields: (scene.fields)(words),
            when: None,
            class: rule.class.clone(),
        };
        let role = if speaker.is_some() { SourceRole::OwnParty } else { SourceRole::Narration };
        Claim {
            evidence: Evidence::new(span, rule.id.clone()),
            source: Source { role, speaker: speaker.filter(|party| party.name.is_some()) },
            at: None,
            body: match rule.kind {
                Kind::Position => Body::Position(statement),
                Kind::Obstacle => Body::Obstacle(statement),
                Kind::ReportedState => Body::ReportedState(statement),
                Kind::Expectation => Body::Expectation(statement),
                Kind::Appraisal => Body::Appraisal(statement),
            },
        }
    }

    /// Where the clause of a statement ends.
    fn end(&self, scene: &Scene<'_>, from: Word, most: Word) -> Word {
        let analysis = scene.context.analysis;
        let stop = (from..most).find(|&word| {
            scene.surface(word) == ";"
                || scene.surface(word) == ","
                    && word + 1 < most
                    && (self.openers.contains(analysis.form(word + 1))
                        || is_attribution(scene, word + 1..most))
        });
        let mut end = stop.unwrap_or(most);
        while end > from && analysis.upos(end - 1) == Upos::Punct {
            end -= 1;
        }
        end.max(from)
    }
}

/// The subject of the words of a rule, with all that hangs on it: by the tree, else what stands
/// between the verb before it and the words.
fn thing(scene: &Scene<'_>, hit: &Range<Word>, sentence: &Range<Word>) -> Option<Range<Word>> {
    let analysis = scene.context.analysis;
    // The words of the rule may begin with the thing itself: "talks … have stalled".
    let own = |verb: Word| {
        let child =
            analysis.children(verb).find(|&child| analysis.rel(child).is_subject() && child < verb)?;
        let group = analysis.subtree(child);
        let end = if child < hit.start { hit.start } else { group.end.min(verb) };
        // "Yet to take shape, the plan will …": what follows is told in words of its own.
        (child < hit.end).then(|| group.start.max(sentence.start)..end)
    };
    // "They were to have been completed", "the airline will start flights, delivering on a promise": the
    // verb on which the words hang has the subject.
    let of = |verb: Word| {
        let mut at = verb;
        for _ in 0..3 {
            let hangs =
                matches!(analysis.rel(at), Rel::Xcomp | Rel::Advcl | Rel::Conj | Rel::Aux | Rel::AuxPass);
            let is_infinitive = || {
                let mark = analysis.child(at, Rel::Mark);
                analysis.rel(at) == Rel::Ccomp && mark.is_some_and(|mark| analysis.upos(mark) == Upos::Part)
            };
            match own(at) {
                None if hangs || is_infinitive() => at = analysis.head(at)?,
                found => return found,
            }
        }
        None
    };
    let verbs = hit.clone().rev().filter(|&word| matches!(analysis.upos(word), Upos::Verb | Upos::Aux));
    let subject = verbs.into_iter().find_map(of);
    let ends = |word: Word| {
        matches!(analysis.xpos(word), Xpos::Vbd | Xpos::Vbz | Xpos::Vbp | Xpos::Md)
            || analysis.upos(word) == Upos::Sconj
            || matches!(scene.surface(word), ";" | ":" | "(" | "\"" | "“" | "–" | "—")
    };
    let start_before = |end: Word| {
        (sentence.start..end).rev().find(|&word| ends(word)).map_or(sentence.start, |word| word + 1)
    };
    let mut words = subject.unwrap_or_else(|| {
        let start = start_before(hit.start);
        // "The flights agreed in May will begin": what only says when or by whom hangs on a noun before it.
        let is_rest = start > sentence.start
            && start + 1 < hit.start
            && analysis.upos(start) == Upos::Adp
            && analysis.xpos(start - 1) == Xpos::Vbd
            && scene.noun_group(hit.start - 1).start <= start + 1;
        if is_rest { start_before(start - 1)..hit.start } else { start..hit.start }
    });
    let idle =
        |word: Word| matches!(analysis.upos(word), Upos::Punct | Upos::Cconj | Upos::Adp | Upos::Sconj);
    while words.start < words.end && idle(words.start) {
        words.start += 1;
    }
    let is_thing =
        |word: Word| matches!(analysis.upos(word), Upos::Noun | Upos::Propn | Upos::Pron | Upos::Num);
    (words.len() as u32 <= LONGEST && words.clone().any(is_thing)).then_some(words)
}

/// The words that say who speaks at the end of a sentence: ", the minister added", ", the ministry said on Monday".
fn is_attribution(scene: &Scene<'_>, words: Range<Word>) -> bool {
    let analysis = scene.context.analysis;
    let said = words.clone().find(|&word| analysis.upos(word) == Upos::Verb);
    said.is_some_and(|said| {
        let subject = words.start..said;
        let day = said + 1..words.end;
        matches!(analysis.xpos(said), Xpos::Vbd | Xpos::Vbz)
            && day.len() <= WHEN_SAID
            && day.clone().all(|word| !matches!(analysis.upos(word), Upos::Verb | Upos::Aux))
            && day.into_iter().next().is_none_or(|word| {
                matches!(analysis.upos(word), Upos::Adp | Upos::Propn | Upos::Punct | Upos::Pron)
            })
            && !subject.is_empty()
            && subject.len() <= ATTRIBUTION
            && subject.clone().all(|word| {
                matches!(
                    analysis.upos(word),
                    Upos::Pron | Upos::Propn | Upos::Noun | Upos::Det | Upos::Adj | Upos::Adv | Upos::Adp
                )
            })
            && subject
                .clone()
                .any(|word| matches!(analysis.upos(word), Upos::Pron | Upos::Propn | Upos::Noun))
    })
}
