//! Who is known by name, and for whom he acts: heads of state and government, foreign ministers, heads of
//! organisations, with the terms that an open source gives.

use std::collections::{BTreeMap, HashMap};

use serde::Deserialize;

use crate::{
    calendar::{Day, When},
    lexicon::{ActorCode, Files, Problems, Tenures, fold},
};

/// Somebody who is known by name.
#[derive(Clone, Debug)]
struct Leader {
    /// The words of the name, folded.
    words: Vec<String>,
    /// For whom he acts.
    actor: ActorCode,
    /// His office and its term; none for the best known, whom one word of the name tells.
    term: Option<(Box<str>, When)>,
}

/// How many days before and after a term somebody is still called by the office.
const AROUND: i64 = 366;

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct LeadersFile {
    leaders: BTreeMap<String, String>,
}

/// The side of all of them, if they have one.
fn one_side(leaders: &[&Leader]) -> Option<ActorCode> {
    let first = leaders.first()?.actor;
    leaders.iter().all(|leader| leader.actor == first).then_some(first)
}

/// What the terms say of an office and of somebody on a day.
pub(super) struct Held<'a> {
    /// True where he held it.
    pub(super) own: bool,
    /// True where another one did.
    pub(super) taken: bool,
    /// What he held then.
    pub(super) others: Vec<&'a str>,
}

/// Persons who are known by name.
#[derive(Clone, Debug, Default)]
pub(super) struct Leaders {
    all: Vec<Leader>,
    /// Those who have a word in their name.
    by_word: HashMap<String, Vec<u32>>,
}

impl Leaders {
    /// Reads `mentions/leaders.toml`; what is wrong with it goes to `problems`.
    pub(super) fn load(files: &Files<'_>, problems: &mut Problems) -> Leaders {
        let file: LeadersFile = files.toml("mentions/leaders.toml", problems);
        let mut leaders = Leaders::default();
        for (code, names) in &file.leaders {
            let names = || names.split('|').map(str::trim).filter(|name| !name.is_empty());
            match code.parse::<ActorCode>() {
                Ok(code) => names().for_each(|name| leaders.add(name, code, None)),
                Err(error) => problems.push("mentions/leaders.toml", None, &error.to_string()),
            }
        }
        leaders
    }

    /// Knows the holders of offices as well, each with his term.
    pub(super) fn know(&mut self, tenures: &Tenures) {
        for tenure in tenures.all() {
            for name in &tenure.names {
                let term = (tenure.office.clone(), tenure.when.clone());
                self.add(name, tenure.actor, Some(term));
            }
        }
    }

    fn add(&mut self, name: &str, actor: ActorCode, term: Option<(Box<str>, When)>) {
        let words: Vec<String> = fold(name)
            .split([' ', '-', '.', '\''])
            .filter(|word| !word.is_empty())
            .map(str::to_owned)
            .collect();
        let at = self.all.len() as u32;
        for word in &words {
            self.by_word.entry(word.clone()).or_default().push(at);
        }
        self.all.push(Leader { words, actor, term });
    }

    /// Whom a well-known person acts for, by the words of the name as the text has them. A single
    /// word must be one that `is_short` takes for the short form of the name, and only one side
    /// may have a person of that short form: "Merkel", or "President Kekkonen" where one Kekkonen was
    /// president around `day`. Who has acted for several acts for the one whose office he holds on
    /// `day`.
    pub(super) fn side(
        &self,
        name: &[String],
        office: Option<&str>,
        day: Option<Day>,
        is_state: impl Fn(ActorCode) -> bool,
        is_short: impl Fn(&[String], ActorCode, &str) -> bool,
    ) -> Option<ActorCode> {
        let candidates = name.iter().filter_map(|word| self.by_word.get(word)).flatten();
        if let [word] = name {
            let short = candidates
                .map(|&at| &self.all[at as usize])
                .filter(|leader| is_short(&leader.words, leader.actor, word));
            let (known, others): (Vec<&Leader>, Vec<&Leader>) =
                short.partition(|leader| leader.term.is_none());
            // "King Philippe": whoever else is known by that name.
            let slug = office.map(|office| fold(office).replace(' ', "-"));
            let near = |bound: Option<Day>, before: bool| {
                bound.zip(day).is_none_or(|(bound, day)| {
                    let past = (day - bound).get_days() as i64;
                    if before { past >= -AROUND } else { past <= AROUND }
                })
            };
            let held: Vec<&Leader> = others
                .into_iter()
                .filter(|_| day.is_some())
                .filter(|leader| {
                    leader.term.as_ref().is_some_and(|(held, term)| {
                        slug.as_deref() == Some(&**held)
                            && near(term.first(), true)
                            && near(term.last(), false)
                    })
                })
                .collect();
            if held.is_empty() {
                return one_side(&known);
            }
            return one_side(&held);
        }
        // Initials may be missing, but one word alone names nobody: "Muhammad V".
        let long = |words: &[String]| {
            let initials = words.iter().filter(|word| word.len() > 1).count() > 1;
            words.iter().filter(|word| !initials || word.len() > 1).all(|word| name.contains(word))
        };
        let short = |words: &[String]| name.iter().all(|word| words.contains(word));
        let holds = |leader: &&Leader| {
            let term = leader.term.as_ref().map(|(_, term)| (term.first(), term.last()));
            term.zip(day).is_some_and(|((first, last), day)| {
                first.is_none_or(|first| first <= day) && last.is_none_or(|last| day <= last)
            })
        };
        // For an organisation somebody acts while in office; for a state before and after as well.
        let mut whole = candidates
            .map(|&at| &self.all[at as usize])
            .filter(|leader| leader.words.len() > 1 && (long(&leader.words) || short(&leader.words)))
            .filter(|leader| leader.term.is_none() || is_state(leader.actor) || holds(leader))
            .peekable();
        let first = whole.peek()?.actor;
        Some(whole.find(holds).map_or(first, |leader| leader.actor))
    }

    /// For whom the one acts who holds an office on a day and whom `is_short` calls by this word alone:
    /// "Macron met Merz". None where holders of several sides are called so.
    pub(super) fn holder(
        &self,
        word: &str,
        day: Day,
        is_short: impl Fn(&[String], ActorCode, &str) -> bool,
    ) -> Option<ActorCode> {
        let holds = |leader: &&Leader| {
            leader.term.as_ref().is_some_and(|(_, term)| {
                term.first().is_none_or(|first| first <= day) && term.last().is_none_or(|last| day <= last)
            })
        };
        let candidates = self.by_word.get(word)?.iter().map(|&at| &self.all[at as usize]);
        let held: Vec<&Leader> =
            candidates.filter(holds).filter(|leader| is_short(&leader.words, leader.actor, word)).collect();
        one_side(&held)
    }

    /// True where another one held the office on the day, of whose name no word is like this one's.
    pub(super) fn is_held_by_another(
        &self,
        name: &[String],
        actor: ActorCode,
        office: &str,
        day: Day,
    ) -> bool {
        let slug = fold(office).replace([' ', '-'], "-");
        let mut holders = self
            .all
            .iter()
            .filter(|leader| leader.actor == actor)
            .filter(|leader| {
                leader.term.as_ref().is_some_and(|(held, term)| {
                    **held == *slug
                        && term.first().is_none_or(|first| first <= day)
                        && term.last().is_none_or(|last| day <= last)
                })
            })
            .peekable();
        let alike = |leader: &Leader| {
            leader.words.iter().any(|word| name.iter().any(|own| super::people::same_token(word, own)))
        };
        holders.peek().is_some() && !holders.any(alike)
    }

    /// Who held an office of a side on a day, as far as the terms say, and what somebody held then.
    pub(super) fn held_on(&self, name: &[String], actor: ActorCode, office: &str, day: Day) -> Held<'_> {
        let slug = fold(office).replace([' ', '-'], "-");
        let mut found = Held { own: false, taken: false, others: Vec::new() };
        for leader in self.all.iter().filter(|leader| leader.actor == actor) {
            let Some((held, term)) = &leader.term else { continue };
            let within =
                term.first().is_none_or(|first| first <= day) && term.last().is_none_or(|last| day <= last);
            if !within {
                continue;
            }
            let is_he = name.iter().all(|word| leader.words.contains(word))
                || leader.words.iter().all(|word| name.contains(word));
            found.own |= is_he && **held == *slug;
            found.taken |= !is_he && **held == *slug;
            if is_he {
                found.others.push(held);
            }
        }
        found
    }

    /// True where both words are the whole name of somebody who is known.
    pub(super) fn is_whole_name(&self, first: &str, last: &str) -> bool {
        self.by_word
            .get(first)
            .is_some_and(|known| known.iter().any(|&at| self.all[at as usize].words == [first, last]))
    }

    /// True where somebody with this word in the name is or was known for acting for another side than `home`.
    pub(super) fn is_of_another(&self, word: &str, home: Option<ActorCode>) -> bool {
        self.by_word
            .get(word)
            .is_some_and(|known| known.iter().any(|&at| Some(self.all[at as usize].actor) != home))
    }

    /// True where somebody who is or was known for acting for another side than `home` has both
    /// words in the name.
    pub(super) fn held_office_elsewhere(&self, words: [&str; 2], home: Option<ActorCode>) -> bool {
        let [first, last] = words.map(|word| self.by_word.get(word).map_or(&[][..], Vec::as_slice));
        // Each list is in the order of the leaders.
        first
            .iter()
            .filter(|at| last.binary_search(at).is_ok())
            .any(|&at| Some(self.all[at as usize].actor) != home)
    }
}
