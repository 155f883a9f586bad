//! Which names are one person's: the forms of a name in groups, the longest first.
//!
//! Invariant: a name of one word is placed among the full names alone, so that the order of
//! mentions does not matter.

use std::collections::{BTreeSet, HashMap};

use super::{Mentions, Office, days_between};
use crate::{
    calendar::Day,
    ledger::{
        judgements::Links,
        model::RowId,
        names::{Fit, NameWords, fit, skeleton},
        rules::LedgerRules,
    },
    lexicon::{ActorCode, fold},
};

/// A name as printed by any number of documents.
pub(super) type Form = (Option<ActorCode>, NameWords);

/// One person: the forms of the name, and where they stand.
pub(super) struct Group {
    pub(super) actor: Option<ActorCode>,
    /// Every form, the longest first.
    pub(super) forms: Vec<NameWords>,
    pub(super) offices: BTreeSet<Office>,
    /// Its mentions, by their places in the list of all.
    pub(super) seen: Vec<u32>,
    /// The days of its mentions, sorted.
    pub(super) days: Vec<Day>,
    /// The name of the row where a person of the same name keeps the usual one.
    pub(super) apart: Option<RowId>,
    /// Where it was told apart: the person as these reports name them.
    pub(super) reports: Vec<RowId>,
}

impl Group {
    fn new(actor: Option<ActorCode>, forms: Vec<NameWords>) -> Group {
        Group {
            actor,
            forms,
            offices: BTreeSet::new(),
            seen: Vec::new(),
            days: Vec::new(),
            apart: None,
            reports: Vec::new(),
        }
    }
}

/// The persons found so far.
pub(super) struct Groups<'r> {
    pub(super) rules: &'r LedgerRules,
    pub(super) links: &'r Links,
    pub(super) all: Vec<Group>,
    /// Actor and word (as printed, and by sound) to the groups that have it.
    words: HashMap<(Option<ActorCode>, String), Vec<usize>>,
    /// Word to groups of any actor, for names without one.
    anywhere: HashMap<String, Vec<usize>>,
}

impl<'r> Groups<'r> {
    pub(super) fn new(rules: &'r LedgerRules, links: &'r Links) -> Groups<'r> {
        Groups { rules, links, all: Vec::new(), words: HashMap::new(), anywhere: HashMap::new() }
    }

    /// Adds a person.
    pub(super) fn push(&mut self, group: Group) {
        let at = self.all.len();
        let forms = group.forms.clone();
        self.all.push(group);
        forms.iter().for_each(|words| self.index(at, words));
    }

    fn index(&mut self, group: usize, words: &NameWords) {
        let actor = self.all[group].actor;
        for word in words.0.iter() {
            for key in [
                word.clone(),
                format!("~{}", skeleton(word, &self.rules.names)),
                format!("{}…", first_letters(word)),
            ] {
                for list in [
                    self.words.entry((actor, key.clone())).or_default(),
                    self.anywhere.entry(key.clone()).or_default(),
                ] {
                    if !list.contains(&group) {
                        list.push(group);
                    }
                }
            }
        }
    }

    pub(super) fn candidates(&self, actor: Option<ActorCode>, words: &NameWords) -> BTreeSet<usize> {
        let mut found = BTreeSet::new();
        for word in words.0.iter().filter(|word| word.chars().count() > 1) {
            let sound = skeleton(word, &self.rules.names);
            let mut keys = vec![word.clone(), format!("{}…", first_letters(word))];
            if !sound.is_empty() {
                keys.push(format!("~{sound}"));
            }
            for key in keys {
                let lists = match actor {
                    Some(_) => [self.words.get(&(actor, key.clone())), None],
                    None => [self.anywhere.get(&key), None],
                };
                found.extend(lists.into_iter().flatten().flatten().copied());
            }
        }
        found
    }

    /// A name of several words: with the one person whom it fits, else a person of its own.
    pub(super) fn place_full(&mut self, form: &Form, mentions: &[u32], seen: &Mentions<'_>) {
        let (actor, words) = form;
        let offices: BTreeSet<Office> = mentions.iter().filter_map(|&at| seen.office(at as usize)).collect();
        let id = form_id(form);
        let free = self.links.is_free(&id);
        let mut best: Vec<(Fit, bool, usize)> = Vec::new();
        for group in self.candidates(*actor, words) {
            let candidate = &self.all[group];
            let judged = |is: fn(&Links, &RowId, &RowId) -> bool| {
                !free
                    && candidate
                        .forms
                        .iter()
                        .any(|other| is(self.links, &id, &form_id(&(candidate.actor, other.clone()))))
            };
            if judged(Links::parts) {
                continue;
            }
            let linked = judged(Links::joins);
            let quality =
                candidate.forms.iter().filter_map(|other| fit(words, other, *actor, &self.rules.names)).max();
            let office = candidate.offices.iter().any(|office| offices.contains(office));
            match quality {
                _ if linked => best.push((Fit::Same, true, group)),
                Some(Fit::Typo) if office => best.push((Fit::Typo, office, group)),
                Some(quality) if quality >= Fit::Sound => best.push((quality, office, group)),
                _ => {}
            }
        }
        // Linked by hand though no word is shared.
        if best.is_empty()
            && !free
            && let Some(group) = (0..self.all.len()).find(|&group| {
                self.all[group]
                    .forms
                    .iter()
                    .any(|other| self.links.joins(&id, &form_id(&(self.all[group].actor, other.clone()))))
            })
        {
            best.push((Fit::Same, true, group));
        }
        best.sort_by(|a, b| b.cmp(a));
        let clear = match best.as_slice() {
            [] => None,
            [one] => Some(one.2),
            [first, second, ..] if (first.0, first.1) > (second.0, second.1) => Some(first.2),
            [first, ..] => Some(self.nearest(
                best.iter().filter(|it| (it.0, it.1) == (first.0, first.1)).map(|it| it.2),
                mentions,
                seen,
            )),
        };
        let group = clear.unwrap_or_else(|| {
            self.all.push(Group::new(*actor, Vec::new()));
            self.all.len() - 1
        });
        self.all[group].forms.push(words.clone());
        self.all[group].offices.extend(offices);
        self.all[group].seen.extend(mentions);
        let days = &mut self.all[group].days;
        days.extend(mentions.iter().filter_map(|&at| seen.named(at as usize).day));
        days.sort_unstable();
        days.dedup();
        self.index(group, words);
    }

    /// Of several persons whom a name fits, the one seen nearest in time; the first where none is dated.
    fn nearest(&self, groups: impl Iterator<Item = usize>, mentions: &[u32], seen: &Mentions<'_>) -> usize {
        let middle = mentions.iter().filter_map(|&at| seen.named(at as usize).day).min();
        groups.min_by_key(|&group| (self.distance(group, middle), group)).expect("the caller has candidates")
    }

    /// Days between a day and the nearest mention of a person; nought where the day is unknown.
    fn distance(&self, group: usize, day: Option<Day>) -> i64 {
        let Some(day) = day else { return 0 };
        let days = &self.all[group].days;
        let next = days.partition_point(|other| *other < day);
        let around = [next.checked_sub(1).map(|at| days[at]), days.get(next).copied()];
        around.into_iter().flatten().map(|other| days_between(day, other).abs()).min().unwrap_or(i64::MAX)
    }

    /// The persons whom a name of one word may mean: whether the word is printed so in a full name,
    /// how well it fits, and who.
    fn fitting(&self, (actor, words): &Form) -> Vec<(bool, Fit, usize)> {
        self.candidates(*actor, words)
            .into_iter()
            .filter_map(|group| {
                let forms = &self.all[group].forms;
                let quality =
                    forms.iter().filter_map(|other| fit(words, other, *actor, &self.rules.names)).max()?;
                Some((forms.iter().any(|form| form.0.contains(&words.0[0])), quality, group))
            })
            .collect()
    }

    /// Names of one word, each mention for itself: office and day choose among those of that name.
    pub(super) fn place_single<'f>(
        &mut self,
        mentions: &[(u32, u32)],
        form: impl Fn(u32) -> &'f Form,
        seen: &Mentions<'_>,
    ) {
        let full = self.all.len();
        // Decided against the full names alone, so that the order of mentions does not matter.
        let mut fitting: HashMap<u32, Vec<(bool, Fit, usize)>> = HashMap::new();
        let mut chosen: Vec<Option<u32>> = Vec::with_capacity(mentions.len());
        for &(at, number) in mentions {
            let (one, form) = (seen.get(at as usize), form(number));
            let fitting = fitting.entry(number).or_insert_with(|| self.fitting(form));
            let mut ranked: Vec<(bool, bool, Fit, i64, usize)> = Vec::new();
            for &(exact, quality, group) in fitting.iter() {
                let candidate = &self.all[group];
                let office = one.office.as_ref().is_some_and(|office| candidate.offices.contains(office));
                let other = one.office.is_some() && !office && !candidate.offices.is_empty();
                if other && (!exact || is_given(&form.1.0[0], &candidate.forms)) {
                    continue;
                }
                ranked.push((office, exact, quality, -self.distance(group, one.day), group));
            }
            ranked.sort_by(|a, b| b.cmp(a));
            // Two persons of that name and office who are equally near: nobody can tell.
            chosen.push(match ranked.as_slice() {
                [] => None,
                [one] => Some(one.4 as u32),
                [first, second, ..]
                    if (first.0, first.1) > (second.0, second.1) || first.3 > second.3 + 180 =>
                {
                    Some(first.4 as u32)
                }
                [first, second, ..] if first.3 > second.3 => Some(first.4 as u32),
                _ => None,
            });
        }
        for (&(at, number), chosen) in mentions.iter().zip(&chosen) {
            let (actor, words) = form(number);
            let group = chosen.map(|group| group as usize).unwrap_or_else(|| {
                let own = (full..self.all.len())
                    .find(|&group| self.all[group].actor == *actor && self.all[group].forms[0] == *words);
                own.unwrap_or_else(|| {
                    self.all.push(Group::new(*actor, vec![words.clone()]));
                    self.all.len() - 1
                })
            });
            let group = &mut self.all[group];
            group.seen.push(at);
            group.offices.extend(seen.office(at as usize));
            if !group.forms.contains(words) {
                group.forms.push(words.clone());
            }
        }
    }
}

/// True for a word that opens the full names of a person and ends none of them.
fn is_given(word: &str, forms: &[NameWords]) -> bool {
    let mut full = forms.iter().filter(|form| form.0.len() > 1).peekable();
    full.peek().is_some() && full.all(|form| form.0[0] == *word)
}

fn first_letters(word: &str) -> String {
    word.chars().take(5).collect()
}

/// The name of a form as a row.
pub(super) fn form_id((actor, words): &Form) -> RowId {
    let state = actor.map_or(String::new(), |actor| format!("-{}", fold(actor.as_str())));
    RowId(format!("person/{}{state}", words.slug()))
}
