//! The words by which the ledger compares names, wordings and bodies, read from `ledger/` of the
//! lexicon.
//!
//! No rule here finds a claim; it only says when two claims are about one thing. Topics carry
//! sentences that they must and must not match, and [`LedgerRules::check`] runs them.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use serde::Deserialize;

use super::stages::StageRules;
use crate::lexicon::{ActorCode, Files, Modifier, Offices, Problems, Vocabulary, fold, office_id};

/// The ledger's part of the lexicon, ready for use.
#[derive(Clone, Debug, Default)]
pub struct LedgerRules {
    pub(crate) stop: HashSet<String>,
    pub(crate) scope: Vec<Vec<String>>,
    /// Stems that stand between the items of a list.
    between: HashSet<String>,
    /// Stems that name the relation itself.
    relation: HashSet<String>,
    prefixes: HashSet<String>,
    endings: Vec<(String, String, usize)>,
    pub(crate) topics: Vec<Topic>,
    /// First stem of a phrase to the phrases that begin with it: topic, place in its phrases.
    starts: HashMap<String, Vec<(usize, usize)>>,
    pub(crate) names: NameRules,
    pub(crate) stages: StageRules,
    pub(crate) optional: HashSet<String>,
    heads: Vec<Vec<Vec<String>>>,
    pub(crate) months: Vec<(String, u32)>,
    single_offices: Vec<String>,
    single_but_not: Vec<String>,
    /// Titles, to tell one office under several names.
    offices: Offices,
    vocabulary: Vocabulary,
    /// The words of the names of each state and organisation, as stems.
    sides: BTreeMap<String, BTreeSet<String>>,
    /// The codes that are of states, not of organisations.
    states: BTreeSet<String>,
}

/// A thing that states undertake, finer than a field.
#[derive(Clone, Debug)]
pub(crate) struct Topic {
    pub(crate) id: String,
    pub(crate) fields: Vec<String>,
    pub(crate) is_umbrella: bool,
    pub(crate) is_directed: bool,
    pub(crate) joins: Joins,
    /// The topic that this one is a part of.
    part_of: Option<String>,
    /// Each phrase: runs of stems that must all occur.
    phrases: Vec<Vec<Vec<String>>>,
}

/// What two acts on one topic must have in common to be about one thing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Joins {
    /// Nothing more: the topic is a thing.
    #[default]
    Topic,
    /// A further word, unless one of them says nothing more than the topic.
    Plain,
    /// A further word, unless both say nothing more: the topic is a field.
    Words,
}

/// How names of persons are compared.
#[derive(Clone, Debug, Default)]
pub(crate) struct NameRules {
    pub(crate) particles: HashSet<String>,
    /// Words that tell the elder of two of one name, to the word that stands for them.
    pub(crate) generations: HashMap<String, String>,
    pub(crate) transliterated: BTreeSet<ActorCode>,
    pub(crate) sounds: Vec<(String, String)>,
    pub(crate) vowels: String,
    pub(crate) shortest: usize,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct WordsFile {
    stop: String,
    scope: Vec<String>,
    between: Vec<String>,
    relation: Vec<String>,
    prefixes: Vec<String>,
    endings: Vec<(String, String, usize)>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct NamesFile {
    particles: Vec<String>,
    generations: Vec<Vec<String>>,
    transliterated: Vec<ActorCode>,
    sounds: Vec<(String, String)>,
    vowels: String,
    shortest: usize,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct TopicsFile {
    topic: Vec<TopicEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct TopicEntry {
    id: String,
    fields: Vec<String>,
    #[serde(default)]
    umbrella: bool,
    #[serde(default)]
    directed: bool,
    #[serde(default)]
    joins: Joins,
    part_of: Option<String>,
    phrases: Vec<String>,
    yes: Vec<String>,
    no: Vec<String>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct BodiesFile {
    optional: Vec<String>,
    heads: Vec<Vec<String>>,
    months: std::collections::BTreeMap<String, u32>,
    offices: OfficesEntry,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct OfficesEntry {
    single: Vec<String>,
    single_but_not: Vec<String>,
}

/// The names of a state or organisation, of which only the words are used here; the file itself is
/// checked where the world is read.
#[derive(Default, Deserialize)]
struct SideEntry {
    #[serde(default)]
    names: String,
    #[serde(default)]
    adjectives: String,
    #[serde(default)]
    demonyms: String,
    #[serde(default)]
    capitals: String,
}

/// Where the files of the ledger stand in the lexicon.
const FOLDER: &str = "ledger/";

impl LedgerRules {
    /// Reads the ledger's files; what is wrong goes to `problems`.
    #[must_use]
    pub fn read(files: &Files<'_>, problems: &mut Problems) -> LedgerRules {
        let words: WordsFile = files.toml("ledger/words.toml", problems);
        let names: NamesFile = files.toml("ledger/names.toml", problems);
        let topics: TopicsFile = files.toml("ledger/topics.toml", problems);
        let bodies: BodiesFile = files.toml("ledger/bodies.toml", problems);
        let mut rules = LedgerRules {
            stop: HashSet::new(),
            prefixes: words.prefixes.into_iter().collect(),
            endings: words.endings,
            names: NameRules {
                particles: names.particles.into_iter().collect(),
                generations: names
                    .generations
                    .iter()
                    .flat_map(|words| words.iter().map(|word| (word.clone(), words[0].clone())))
                    .collect(),
                transliterated: names.transliterated.into_iter().collect(),
                sounds: names.sounds,
                vowels: names.vowels,
                shortest: names.shortest,
            },
            stages: StageRules::read(files, problems),
            months: bodies.months.into_iter().collect(),
            single_offices: bodies.offices.single,
            single_but_not: bodies.offices.single_but_not,
            ..LedgerRules::default()
        };
        rules.stop = words.stop.split_whitespace().flat_map(|word| rules.stems(word)).collect();
        rules.scope = words.scope.iter().map(|phrase| rules.stems(phrase)).collect();
        rules.optional = bodies.optional.iter().flat_map(|word| rules.stems(word)).collect();
        rules.heads =
            bodies.heads.iter().map(|class| class.iter().map(|word| rules.stems(word)).collect()).collect();
        rules.between = words.between.iter().map(|word| rules.stem(&fold(word))).collect();
        rules.relation = words.relation.iter().map(|word| rules.stem(&fold(word))).collect();
        for entry in &topics.topic {
            rules.add_topic(entry);
        }
        for path in ["world/states.toml", "world/organisations.toml"] {
            rules.add_sides(files.get(path).unwrap_or_default());
            if rules.states.is_empty() {
                rules.states = rules.sides.keys().cloned().collect();
            }
        }
        // What is wrong with the offices is told where documents are read.
        rules.offices = Offices::load(files, &mut rules.vocabulary, &mut Problems::default());
        rules.check(&topics, problems);
        rules
    }

    fn add_sides(&mut self, file: &[u8]) {
        let table: BTreeMap<String, SideEntry> =
            std::str::from_utf8(file).ok().and_then(|text| toml::from_str(text).ok()).unwrap_or_default();
        for (code, entry) in table {
            let lists = [&entry.names, &entry.adjectives, &entry.demonyms, &entry.capitals];
            let words: BTreeSet<String> = lists
                .into_iter()
                .flat_map(|list| list.split(|c: char| !c.is_alphanumeric()))
                .filter(|word| word.chars().next().is_some_and(char::is_uppercase))
                .flat_map(|word| self.stems(word))
                .collect();
            self.sides.insert(code, words);
        }
    }

    /// The topic that a topic is a part of.
    pub(crate) fn parent(&self, topic: usize) -> Option<usize> {
        let parent = self.topics[topic].part_of.as_deref()?;
        self.topics.iter().position(|other| other.id == parent)
    }

    /// True of a state, not of an organisation.
    pub(crate) fn is_state(&self, actor: ActorCode) -> bool {
        self.states.contains(actor.as_str())
    }

    /// The words that name the sides of a relation: they tell nothing apart in it.
    pub(crate) fn side_words(&self, cell: &[ActorCode]) -> BTreeSet<String> {
        cell.iter().filter_map(|actor| self.sides.get(actor.as_str())).flatten().cloned().collect()
    }

    fn add_topic(&mut self, entry: &TopicEntry) {
        let at = self.topics.len();
        let phrases: Vec<Vec<Vec<String>>> = entry
            .phrases
            .iter()
            .map(|phrase| phrase.split(" + ").map(|run| self.stems(run)).collect())
            .collect();
        for (place, phrase) in phrases.iter().enumerate() {
            if let Some(first) = phrase.first().and_then(|run| run.first()) {
                self.starts.entry(first.clone()).or_default().push((at, place));
            }
        }
        self.topics.push(Topic {
            id: entry.id.clone(),
            fields: entry.fields.clone(),
            is_umbrella: entry.umbrella,
            is_directed: entry.directed,
            joins: entry.joins,
            part_of: entry.part_of.clone(),
            phrases,
        });
    }

    /// Runs the sentences of the rules.
    fn check(&self, topics: &TopicsFile, problems: &mut Problems) {
        for (at, (entry, topic)) in topics.topic.iter().zip(&self.topics).enumerate() {
            let path = format!("{FOLDER}topics.toml");
            if let Some(parent) = &topic.part_of
                && self.parent(at).is_none()
            {
                problems.push(
                    &path,
                    None,
                    &format!("topic `{}` is part of `{parent}`, which is no topic", entry.id),
                );
            }
            if entry.yes.is_empty() || entry.no.is_empty() {
                problems.push(
                    &path,
                    None,
                    &format!("topic `{}` needs a `yes` and a `no` sentence", entry.id),
                );
            }
            let found = |text: &str| {
                self.topics_in(&self.stems(text)).iter().any(|hit| self.topics[hit.topic].id == topic.id)
            };
            for text in entry.yes.iter().filter(|text| !found(text)) {
                problems.push(&path, None, &format!("topic `{}` does not match `{text}`", entry.id));
            }
            for text in entry.no.iter().filter(|text| found(text)) {
                problems.push(&path, None, &format!("topic `{}` matches `{text}`", entry.id));
            }
        }
    }

    /// The stems of the words of a text, in order: folded, prefixes joined, endings taken off.
    pub(crate) fn stems(&self, text: &str) -> Vec<String> {
        let folded = fold(text);
        let mut words: Vec<String> = Vec::new();
        let mut prefix: Option<&str> = None;
        for word in folded.split(|c: char| !c.is_alphanumeric() && c != '\'').filter(|word| !word.is_empty())
        {
            let word = word.trim_matches('\'');
            if word.is_empty() {
                continue;
            }
            if prefix.is_none() && self.prefixes.contains(word) {
                prefix = Some(word);
                continue;
            }
            let whole = prefix.take().map_or_else(|| word.to_owned(), |prefix| format!("{prefix}{word}"));
            words.push(self.stem(&whole));
        }
        if let Some(prefix) = prefix {
            words.push(prefix.to_owned());
        }
        words
    }

    /// True for words that name the relation itself: "diplomatic ties".
    pub(crate) fn is_of_relation(&self, stems: &[String]) -> bool {
        stems.iter().any(|stem| self.relation.contains(stem))
    }

    /// The stems at which an item of a list begins: behind a comma, or at a word such as "and".
    pub(crate) fn items(&self, text: &str) -> Vec<usize> {
        let mut at = 0;
        let mut found = Vec::new();
        for part in text.split_inclusive([',', ';']) {
            let stems = self.stems(part);
            found.extend(
                (0..stems.len()).filter(|&word| self.between.contains(&stems[word])).map(|word| at + word),
            );
            at += stems.len();
            if part.ends_with([',', ';']) {
                found.push(at);
            }
        }
        found
    }

    /// A folded word without its endings.
    fn stem(&self, word: &str) -> String {
        let mut word = word.to_owned();
        for _ in 0..3 {
            let Some((from, to, _)) = self
                .endings
                .iter()
                .find(|(from, _, keep)| word.len() >= from.len() + keep && word.ends_with(from.as_str()))
            else {
                break;
            };
            if from == to || !word.is_char_boundary(word.len() - from.len()) {
                break;
            }
            word.truncate(word.len() - from.len());
            word.push_str(to);
        }
        word
    }

    /// Topics named in stems: the longest phrases, not those inside a longer one.
    pub(crate) fn topics_in(&self, stems: &[String]) -> Vec<TopicHit> {
        let mut hits: Vec<TopicHit> = Vec::new();
        for at in 0..stems.len() {
            let Some(starts) = self.starts.get(&stems[at]) else { continue };
            for &(topic, place) in starts {
                let phrase = &self.topics[topic].phrases[place];
                let Some(first) = run_at(stems, at, &phrase[0]) else { continue };
                let all =
                    phrase[1..].iter().all(|run| (0..stems.len()).any(|at| run_at(stems, at, run).is_some()));
                if all {
                    hits.push(TopicHit { topic, at, end: first });
                }
            }
        }
        let inside = |small: &TopicHit, large: &TopicHit| {
            large.at <= small.at && small.end <= large.end && large.end - large.at > small.end - small.at
        };
        let mut kept: Vec<TopicHit> =
            hits.iter().filter(|hit| !hits.iter().any(|other| inside(hit, other))).copied().collect();
        kept.sort_by_key(|hit| (hit.topic, hit.at));
        kept.dedup_by_key(|hit| hit.topic);
        kept
    }

    /// Which class of bodies a name belongs to, and where its head word stands.
    pub(crate) fn head(&self, stems: &[String]) -> Option<usize> {
        let mut best: Option<(usize, usize)> = None;
        for (class, words) in self.heads.iter().enumerate() {
            for word in words {
                if let Some(at) = (0..stems.len()).find(|&at| run_at(stems, at, word).is_some())
                    && best.is_none_or(|(seen, _)| at < seen)
                {
                    best = Some((at, class));
                }
            }
        }
        best.map(|(_, class)| class)
    }

    /// True for stems that only say what kind of body it is.
    pub(crate) fn is_head(&self, stem: &str) -> bool {
        self.heads.iter().flatten().any(|word| word.iter().any(|part| part == stem))
    }

    /// True where a printed office is the known one with more words around it: "General Secretary of
    /// the Communist Party's Central Committee"; not where the words make it a deputy's.
    pub(crate) fn is_same_office(&self, known: &str, printed: &str) -> bool {
        let words = |office: &str| -> BTreeSet<String> {
            self.stems(office).into_iter().filter(|stem| stem.chars().count() > 3).collect()
        };
        let (known, printed) = (words(known), words(printed));
        let others: BTreeSet<String> = self.single_but_not.iter().flat_map(|word| self.stems(word)).collect();
        !known.is_empty()
            && known.is_subset(&printed)
            && printed.difference(&known).all(|stem| !others.contains(stem))
    }

    /// The office of the lexicon that a printed title means in a state, by its id; none where the
    /// lexicon does not know it, or where it tells no one office.
    pub(crate) fn office_of(&self, actor: ActorCode, printed: &str) -> Option<String> {
        let (title, rest) = self.offices.printed(printed, &self.vocabulary)?;
        let past = [Modifier::Former, Modifier::Elect, Modifier::Shadow];
        if title.generic || title.plural || past.iter().any(|modifier| title.is(*modifier)) {
            return None;
        }
        // "President of the Russian Federation": the rest names the state.
        let side = self.sides.get(actor.as_str());
        let names_side =
            |stem: &String| self.stop.contains(stem) || side.is_some_and(|side| side.contains(stem));
        self.stems(&rest)
            .iter()
            .all(names_side)
            .then(|| office_id(actor, self.offices.read_in(&title, actor)))
    }

    /// The key under which offices are compared.
    pub(crate) fn office_key(
        &self,
        actor: Option<ActorCode>,
        id: Option<&String>,
        printed: Option<&str>,
    ) -> Option<String> {
        id.cloned().or_else(|| {
            let printed = printed?;
            let known = actor.and_then(|actor| self.office_of(actor, printed));
            Some(known.unwrap_or_else(|| fold(printed).into_owned()))
        })
    }

    /// True for an office that one person holds at a time.
    pub(crate) fn is_single_office(&self, office: &str) -> bool {
        let folded = fold(office);
        if self.single_but_not.iter().any(|word| folded.contains(word.as_str())) {
            return false;
        }
        self.single_offices.iter().any(|single| {
            // "president of the republic" is a president.
            folded
                .strip_prefix(single.as_str())
                .is_some_and(|rest| rest.is_empty() || rest.starts_with(" of "))
        })
    }
}

/// A topic found in a text, in stems.
#[derive(Clone, Copy, Debug)]
pub(crate) struct TopicHit {
    /// The topic.
    pub(crate) topic: usize,
    /// Where its first run starts and ends.
    pub(crate) at: usize,
    pub(crate) end: usize,
}

/// The end of `run` in `stems` where it stands at `at`.
fn run_at(stems: &[String], at: usize, run: &[String]) -> Option<usize> {
    let end = at + run.len();
    (!run.is_empty() && end <= stems.len() && stems[at..end] == *run).then_some(end)
}
