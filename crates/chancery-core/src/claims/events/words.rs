//! The words that tell what became of an event, compiled.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::company::Company;
use crate::{
    claims::model::VisitLevel,
    grammar::{Analysis, Word},
    lexicon::{ActorCode, Files, List, Problems, Sym, Vocabulary, fold},
};

/// Verbs, some of them of two words: "postpone", "call off".
#[derive(Clone, Debug, Default)]
pub(super) struct Verbs {
    single: List,
    phrasal: Vec<(Sym, Sym)>,
}

impl Verbs {
    fn compile(text: &str, vocabulary: &mut Vocabulary) -> Verbs {
        let mut verbs = Verbs::default();
        for item in text.split('|').map(str::trim).filter(|item| !item.is_empty()) {
            match item.split_once(' ') {
                Some((verb, particle)) => {
                    verbs.phrasal.push((vocabulary.add(&fold(verb)), vocabulary.add(&fold(particle))));
                }
                None => verbs.single.insert(vocabulary.add(&fold(item))),
            }
        }
        verbs
    }

    /// True where one of the verbs stands at a word, its particle right behind it.
    pub(super) fn is_at(&self, analysis: &Analysis, word: Word) -> bool {
        let lemma = analysis.lemma(word);
        let next = word + 1;
        let is_phrase = |(verb, particle): &(Sym, Sym)| {
            *verb == lemma && next < analysis.len() && analysis.form(next) == *particle
        };
        self.single.contains(lemma) || self.phrasal.iter().any(is_phrase)
    }
}

/// What `events/words.toml` says.
#[derive(Clone, Debug, Default)]
pub struct Rules {
    pub(super) planned: List,
    pub(super) planning: List,
    pub(super) done: List,
    pub(super) open: List,
    pub(super) invited: List,
    pub(super) accepted: List,
    /// Verbs by which an invitation becomes a visit to come.
    pub(super) taken: List,
    pub(super) postponed: Verbs,
    pub(super) cancelled: Verbs,
    pub(super) denied: Verbs,
    pub(super) ahead: List,
    pub(super) levels: Vec<(List, VisitLevel)>,
    pub(super) bodies: List,
    pub(super) assembling: List,
    pub(super) several: List,
    pub(super) phone: List,
    /// Chambers that are no event by themselves: "the US Congress".
    pub(super) chambers: List,
    pub(super) domestic: List,
    pub(super) light: List,
    pub(super) ending: List,
    pub(super) starting: List,
    pub(super) cargo: List,
    pub(super) written: List,
    pub(super) here: List,
    pub(super) motion: List,
    pub(super) before: List,
    pub(super) behind: List,
    pub(super) aims: List,
    pub(super) leading: List,
    pub(super) witnessing: List,
    pub(super) none: List,
    pub(super) another: List,
    pub(super) leaders: List,
    pub(super) undertaken: List,
    pub(super) built: List,
    pub(super) presence: List,
    pub(super) margins: List,
    pub(super) press: List,
    /// Ordinals that are spelt out.
    pub(super) ordinals: Vec<(Sym, u32)>,
    pub(super) sending: List,
    pub(super) coming: List,
    pub(super) ceremonies: List,
    pub(super) converse: List,
    pub(super) around: List,
    pub(super) worldwide: List,
    pub(super) things: List,
    /// Verbs of those who look forward to something.
    pub(super) awaiting: List,
    /// Verbs of those who recall what was.
    pub(super) recalling: List,
    /// Verbs of a state that takes its envoy home: "recalled its ambassador for consultations".
    pub(super) withdrawing: List,
    /// Of the prepositions of what is to come, the one that tells of the same day.
    pub(super) until: List,
    /// Verbs whose object comes after their subject: "a meeting preceding the summit".
    pub(super) preceding: List,
    /// Opens a list behind its name.
    pub(super) listing: List,
    /// What closes a question.
    pub(super) asking: List,
    /// Before an organisation that bears the name of a session, where a day or place is told: "at APEC in Lima".
    pub(super) at: List,
    /// What is paid in words alone: "I pay tribute to …".
    pub(super) tributes: List,
    pub(super) processes: List,
    pub(super) paying: List,
    pub(super) goals: List,
    pub(super) separate: List,
    /// Makes one meeting of several guests: "trilateral".
    pub(super) jointly: List,
    /// What hosts do: each of several receives the guest by himself.
    pub(super) receiving: List,
    /// What is done with each of several persons by himself.
    pub(super) meeting: List,
    /// Those to whom condolences go for their state: "the people of Japan".
    pub(super) mourning: List,
    /// What lasts too long for one event: "years of talks".
    pub(super) periods: List,
    /// Makes a process of talks: "accession talks".
    pub(super) joining: List,
    /// Before the noun of an event that is over.
    pub(super) recent: List,
    /// Before a day from which on something is: "the first visit since 1997".
    pub(super) since: List,
    /// How those meet who stay at home: "video talks".
    pub(super) remote: List,
    /// What those do who bring the sides together: "talks mediated by X".
    pub(super) mediating: List,
    /// Who stands for a state in another one.
    pub(super) envoys: List,
    /// What is done with a dialogue that goes on: "deepen the dialogue".
    pub(super) tending: List,
    /// Where an organisation has its seat: "at NATO headquarters" is no session of it.
    pub(super) seats: List,
    /// What those who meet hand each other: "exchanged views in Lima".
    pub(super) exchanged: List,
    /// Nouns whose infinitive is to come: "took the decision to hold talks".
    pub(super) decided: List,
    /// "was to go": to come.
    pub(super) copula: List,
    /// Nouns of what is between two sides: "relations with X" are discussed, not X met.
    pub(super) bonds: List,
    /// Verbs of those who wish somebody well on an occasion.
    pub(super) wishing: List,
    /// How those are told who take part by a sentence of their own.
    pub(super) company: Company,
    /// Sessions by a name that tells whose they are.
    pub(super) named: Vec<(Sym, ActorCode)>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct WordsFile {
    planned: String,
    planning: String,
    done: String,
    open: String,
    invited: String,
    accepted: String,
    taken: String,
    postponed: String,
    cancelled: String,
    denied: String,
    ahead: String,
    levels: BTreeMap<VisitLevelName, String>,
    kinds: BTreeMap<String, String>,
    named: BTreeMap<String, String>,
    ordinals: BTreeMap<String, u32>,
}

/// The levels by the names of the record.
type VisitLevelName = VisitLevel;

impl Rules {
    /// Reads `events/words.toml`.
    #[must_use]
    pub fn compile(files: &Files<'_>, vocabulary: &mut Vocabulary, problems: &mut Problems) -> Rules {
        let path = "events/words.toml";
        let file: WordsFile = files.toml(path, problems);
        let ordinals =
            file.ordinals.iter().map(|(word, number)| (vocabulary.add(&fold(word)), *number)).collect();
        let mut named = Vec::new();
        for (name, code) in &file.named {
            match code.parse::<ActorCode>() {
                Ok(code) => named.push((vocabulary.add(&fold(name)), code)),
                Err(error) => problems.push(path, None, &error.to_string()),
            }
        }
        let [postponed, cancelled, denied] =
            [&file.postponed, &file.cancelled, &file.denied].map(|text| Verbs::compile(text, vocabulary));
        let mut list = |text: &str| {
            let mut list = List::default();
            // Of a phrase the first word decides.
            for item in text.split('|').map(str::trim).filter(|item| !item.is_empty()) {
                let first = item.split(' ').next().unwrap_or(item);
                list.insert(vocabulary.add(&fold(first)));
            }
            list
        };
        let mut kind = |name: &str| match file.kinds.get(name) {
            Some(words) => list(words),
            None => {
                problems.push(path, None, &format!("`[kinds]` has no list `{name}`: add it"));
                List::default()
            }
        };
        let (bodies, several, phone) = (kind("bodies"), kind("several"), kind("phone"));
        let (assembling, chambers) = (kind("assembling"), kind("chambers"));
        let (domestic, light, written) = (kind("domestic"), kind("light"), kind("written"));
        let (here, motion, before, aims) = (kind("here"), kind("motion"), kind("before"), kind("aims"));
        let behind = kind("behind");
        let (press, things, processes) = (kind("press"), kind("things"), kind("processes"));
        let (ceremonies, converse) = (kind("ceremonies"), kind("converse"));
        let (sending, coming) = (kind("sending"), kind("coming"));
        let (around, worldwide) = (kind("around"), kind("worldwide"));
        let (another, leaders, undertaken) = (kind("another"), kind("leaders"), kind("undertaken"));
        let (built, ending, cargo) = (kind("built"), kind("ending"), kind("cargo"));
        let starting = kind("starting");
        let (paying, goals, receiving) = (kind("paying"), kind("goals"), kind("receiving"));
        let (separate, jointly) = (kind("separate"), kind("jointly"));
        let (recent, since, decided) = (kind("recent"), kind("since"), kind("decided"));
        let (remote, seats, mediating) = (kind("remote"), kind("seats"), kind("mediating"));
        let (tending, envoys) = (kind("tending"), kind("envoys"));
        let exchanged = kind("exchanged");
        let (periods, joining) = (kind("periods"), kind("joining"));
        let (mourning, bonds, copula) = (kind("mourning"), kind("bonds"), kind("copula"));
        let (meeting, tributes, wishing) = (kind("meeting"), kind("tributes"), kind("wishing"));
        let (awaiting, recalling, withdrawing) = (kind("awaiting"), kind("recalling"), kind("withdrawing"));
        let (asking, at, until) = (kind("asking"), kind("at"), kind("until"));
        let (preceding, listing) = (kind("preceding"), kind("listing"));
        let (presence, margins) = (kind("presence"), kind("margins"));
        let (leading, witnessing, none) = (kind("leading"), kind("witnessing"), kind("none"));
        Rules {
            planned: list(&file.planned),
            planning: list(&file.planning),
            done: list(&file.done),
            open: list(&file.open),
            invited: list(&file.invited),
            accepted: list(&file.accepted),
            taken: list(&file.taken),
            postponed,
            cancelled,
            denied,
            ahead: list(&file.ahead),
            levels: file.levels.iter().map(|(level, words)| (list(words), *level)).collect(),
            bodies,
            assembling,
            chambers,
            several,
            phone,
            domestic,
            light,
            ending,
            starting,
            cargo,
            written,
            here,
            motion,
            before,
            behind,
            aims,
            leading,
            witnessing,
            none,
            another,
            leaders,
            undertaken,
            built,
            presence,
            margins,
            press,
            ordinals,
            sending,
            coming,
            ceremonies,
            converse,
            around,
            worldwide,
            things,
            asking,
            awaiting,
            recalling,
            withdrawing,
            until,
            preceding,
            listing,
            at,
            tributes,
            processes,
            paying,
            goals,
            separate,
            jointly,
            receiving,
            meeting,
            wishing,
            mourning,
            bonds,
            copula,
            recent,
            periods,
            joining,
            decided,
            since,
            remote,
            seats,
            mediating,
            tending,
            envoys,
            exchanged,
            named,
            company: Company::compile(files, vocabulary, problems),
        }
    }
}
