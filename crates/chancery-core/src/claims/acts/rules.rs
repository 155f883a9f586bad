//! The rules that acts are found by: `lexicon/acts/*.toml`.
//!
//! A rule names phrases; where one stands, and its clause fits, somebody agrees, pledges, assigns,
//! offers, proposes, hopes, discusses or declines. Each rule carries sentences that it must and
//! must not match. Reading them is the business of the module above.
//!
//! Invariant: every rule has an id of its own, at least one phrase, and examples of both kinds.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::super::{
    phrases::{Phrases, Words},
    rulebook::{self, Rulebook},
};
use crate::{
    claims::model::{ActKind, Force},
    evidence::RuleId,
    lexicon::{Files, List, Problems, Vocabulary, fold, parse},
};

const FOLDER: &str = "acts/";
const WORDS: &str = "acts/words.toml";

/// One rule, compiled.
#[derive(Clone, Debug)]
pub(super) struct Rule {
    pub id: RuleId,
    pub act: ActKind,
    pub force: Force,
    pub restated: bool,
    /// Both sides act even where one is the subject.
    pub joint: bool,
    /// The act where the subject is one side.
    pub alone: Option<ActKind>,
    /// The act where the subject is both sides.
    pub together: Option<ActKind>,
    /// The act where the subject is another side than the one who speaks: "Peru must withdraw".
    pub of_other: Option<ActKind>,
    pub subject: Subject,
    pub needs: Needs,
    /// The other side is asked or promised.
    pub toward_other: bool,
    /// What is undertaken begins behind the first word of the phrase: "suspended *talks*".
    pub with_object: bool,
    /// The first word is a verb here: "in order to" gives no order.
    pub verb: bool,
    /// Only somebody can do what the phrase says: whoever promises can act.
    pub personal: bool,
    /// The verb stands in the present, as the wire tells news: "sends", not "sent" or "to send".
    pub present: bool,
    /// Its phrases say much besides: the network's doubt weighs more.
    pub broad: bool,
    /// Without phrases of its own: it says how an act is read that the network alone sees.
    pub told: bool,
}

/// Who can be the subject of an act.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Subject {
    /// Somebody who can act: a person, state, side or body.
    #[default]
    Agent,
    /// The same, or talks and what is talked about.
    Talk,
    /// Anything: the speaker acts.
    Any,
    /// The owner of what is named behind the verb: "welcomed Samoa's proposal".
    Owner,
    /// The side whose the noun itself is: "Peru's commitment to".
    Possessor,
    /// A paper or programme of the sides, or what stands for one: "It will also open schools".
    Paper,
    /// Those whom a paper serves: "Exporters will be able to …"; the sides of the paper act.
    Served,
}

/// What must stand in the clause of an act besides its phrase.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Needs {
    /// Nothing.
    #[default]
    Nothing,
    /// A future or modal verb behind the phrase.
    Will,
    /// A subject that stands in the clause itself, near its verb.
    Own,
    /// Two sides or more that act: one alone only says what it thinks.
    Both,
    /// A matter between sides: a side, or a word of relations, in the sentence.
    Matter,
    /// A passive voice: "the rail link was *reviewed*".
    Passive,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
struct WordsFile {
    lists: BTreeMap<String, String>,
    forms: BTreeMap<String, String>,
    /// The fields of an act whose words name none.
    fallback_fields: Vec<String>,
    /// The fields that the one who acts brings along.
    subject_fields: Vec<String>,
    /// The rule of an item of a list whose head ends with a verb of the future.
    list_rule: String,
    list_rule_now: String,
    told_odds: i16,
    told_lead: i16,
    doubted_odds: i16,
    doubted_broad_odds: i16,
    /// Phrases for those whom a state helps abroad where no side is named.
    abroad: Vec<String>,
    /// The fields of money that one side gives another, unless one of the others is named.
    money_fields: Vec<String>,
    no_money_fields: Vec<String>,
    /// Words by which clauses are told apart; see [`Marks`].
    marks: BTreeMap<String, String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct RulesFile {
    act: Vec<Entry>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Entry {
    id: String,
    act: ActKind,
    force: Force,
    #[serde(default)]
    restated: bool,
    #[serde(default)]
    joint: bool,
    alone: Option<ActKind>,
    together: Option<ActKind>,
    of_other: Option<ActKind>,
    #[serde(default)]
    subject: Subject,
    #[serde(default)]
    needs: Needs,
    toward: Option<Toward>,
    #[serde(default)]
    with_object: bool,
    #[serde(default)]
    verb: bool,
    #[serde(default)]
    personal: bool,
    #[serde(default)]
    present: bool,
    #[serde(default)]
    broad: bool,
    #[serde(default)]
    told: bool,
    #[serde(default)]
    phrases: Vec<String>,
    #[serde(default)]
    not: Vec<String>,
    yes: Vec<String>,
    no: Vec<String>,
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Toward {
    Other,
}

/// The words by which the extent and force of an act are told.
#[derive(Clone, Debug, Default)]
pub(super) struct Marks {
    lists: BTreeMap<String, List>,
}

/// The marks that reading asks for: a file without one of them is not complete.
const MARKS: &[&str] = &[
    "agents",
    "belief",
    "doer",
    "bodies",
    "bygone",
    "circumstances",
    "clause-openers",
    "conditions",
    "currencies",
    "event-subjects",
    "executors",
    "first-person",
    "forecasts",
    "harms",
    "it",
    "joiners",
    "joint",
    "list-copulas",
    "list-heads",
    "list-nouns",
    "list-verbs",
    "matters",
    "means",
    "modals",
    "negators",
    "papers",
    "papers-that-do",
    "participles",
    "past-needs",
    "deadline",
    "denying",
    "plural-first",
    "joint-papers",
    "passive",
    "praise",
    "private",
    "pronouns",
    "restating",
    "talk-subjects",
    "together",
    "under",
    "that",
    "with",
    "yet",
];

impl Marks {
    /// True where a word belongs to a mark.
    pub(super) fn has(&self, mark: &str, sym: crate::lexicon::Sym) -> bool {
        self.lists.get(mark).is_some_and(|list| list.contains(sym))
    }
}

/// Everything that the files say.
#[derive(Clone, Debug, Default)]
pub(super) struct Rules {
    pub rules: Vec<Rule>,
    pub rulebook: Rulebook,
    /// Those whom a state helps abroad where no side is named: "developing countries".
    pub abroad: Phrases,
    pub marks: Marks,
    /// The fields of an act whose words name none.
    pub fallback_fields: Vec<String>,
    /// The fields that the one who acts brings along: those of chambers and parties.
    pub subject_fields: Vec<String>,
    /// The fields of money that one side gives another.
    pub money_fields: Vec<String>,
    /// The fields that show that the money is no gift.
    pub no_money_fields: Vec<String>,
    /// The rule of an item of a list whose head ends with a verb of the future.
    pub list_rule: String,
    /// The rule of an item of a list whose head says what a paper holds.
    pub list_rule_now: String,
    /// The odds from which a word tells an act, and those below which a phrase and a broad phrase tell none:
    /// see [`Told::odds`](crate::grammar::network::Told::odds).
    pub told_odds: i16,
    /// How much likelier its kind must be than the next one.
    pub told_lead: i16,
    pub doubted_odds: i16,
    pub doubted_broad_odds: i16,
}

impl Rules {
    pub(super) fn compile(files: &Files<'_>, vocabulary: &mut Vocabulary, problems: &mut Problems) -> Rules {
        let WordsFile {
            lists,
            forms,
            marks,
            fallback_fields,
            subject_fields,
            list_rule,
            list_rule_now,
            told_odds,
            told_lead,
            doubted_odds,
            doubted_broad_odds,
            abroad,
            money_fields,
            no_money_fields,
        } = files.toml(WORDS, problems);
        // A mark may be one of the lists of phrases: `{harms}`.
        let named = |words: &str| lists.get(words.strip_prefix('{')?.strip_suffix('}')?).cloned();
        let marks = marks.into_iter().map(|(mark, words)| (mark, named(&words).unwrap_or(words))).collect();
        let words = Words { lists, forms };
        let mut rules = Rules {
            marks: compile_marks(&marks, vocabulary, problems),
            fallback_fields,
            subject_fields,
            list_rule,
            list_rule_now,
            told_odds,
            told_lead,
            doubted_odds,
            doubted_broad_odds,
            money_fields,
            no_money_fields,
            ..Rules::default()
        };
        for phrase in &abroad {
            rules.abroad.add(0, phrase, &words, vocabulary, WORDS, problems);
        }
        rules.abroad.finish();
        for (path, bytes) in files.under(FOLDER).filter(|(path, _)| *path != WORDS) {
            for entry in parse::<RulesFile>(path, bytes, problems).unwrap_or_default().act {
                rules.add(path, entry, &words, vocabulary, problems);
            }
        }
        rules.rulebook.finish();
        rules
    }

    fn add(
        &mut self,
        path: &str,
        entry: Entry,
        words: &Words,
        vocabulary: &mut Vocabulary,
        problems: &mut Problems,
    ) {
        let id = RuleId::new(&entry.id);
        if self.rules.iter().any(|rule| rule.id == id) {
            problems.push(path, None, &format!("the rule `{id}` is defined twice: give one another id"));
        }
        let told = rulebook::Entry {
            path,
            words,
            rule: &id,
            phrases: &entry.phrases,
            not: &entry.not,
            yes: &entry.yes,
            no: &entry.no,
            needs_phrase: !entry.told,
        };
        self.rulebook.add(self.rules.len() as u32, &told, vocabulary, problems);
        self.rules.push(Rule {
            id,
            act: entry.act,
            force: entry.force,
            restated: entry.restated,
            joint: entry.joint,
            alone: entry.alone,
            together: entry.together,
            of_other: entry.of_other,
            subject: entry.subject,
            needs: entry.needs,
            toward_other: entry.toward.is_some(),
            with_object: entry.with_object,
            verb: entry.verb,
            personal: entry.personal,
            present: entry.present,
            broad: entry.broad,
            told: entry.told,
        });
    }
}

fn compile_marks(
    marks: &BTreeMap<String, String>,
    vocabulary: &mut Vocabulary,
    problems: &mut Problems,
) -> Marks {
    for name in MARKS.iter().filter(|name| !marks.contains_key(**name)) {
        problems.push(WORDS, None, &format!("[marks] lacks `{name}`: name its words, parted by white space"));
    }
    for name in marks.keys().filter(|name| !MARKS.contains(&name.as_str())) {
        problems.push(
            WORDS,
            None,
            &format!("no mark is called `{name}`: the marks are {}", MARKS.join(", ")),
        );
    }
    let mut lists = BTreeMap::new();
    for (name, words) in marks {
        let mut list = List::default();
        for word in words.split_whitespace() {
            list.insert(vocabulary.add(&fold(word)));
        }
        lists.insert(name.clone(), list);
    }
    Marks { lists }
}
