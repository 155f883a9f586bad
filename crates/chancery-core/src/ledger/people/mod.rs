//! Who is who: the persons behind the names of all documents, and the offices that they held.
//!
//! Names are gathered state by state. Full names come first, the longest first; a name of one
//! word then finds its person by office and day; an office without a name finds the holder on the
//! day. A person stands for one state or organisation; the same name under another is another.
//!
//! Invariant: which person a mention means depends on all mentions, never on their order.

use std::collections::{BTreeMap, BTreeSet, HashMap};

mod groups;
mod namesakes;
mod slips;
mod tenures;

use groups::{Form, Group, Groups, form_id};
pub use tenures::KnownTenure;
use tenures::{Holders, close_tenures, tenure_rows, tenures_of, two_holders};

use super::{
    gist::Named,
    input::{At, Roll},
    judgements::Links,
    model::{Conflict, Person, RowId},
    names::NameWords,
    rules::LedgerRules,
};
use crate::{calendar::Day, lexicon::ActorCode};

/// The persons, and whom each mention of a claim means.
pub(crate) struct People {
    pub(crate) rows: Vec<Person>,
    pub(crate) conflicts: Vec<Conflict>,
    /// Claim and place among its parties to the person.
    meant: HashMap<(At, usize), usize>,
}

impl People {
    /// The person that a party of a claim means.
    pub(crate) fn of(&self, at: At, slot: usize) -> Option<usize> {
        self.meant.get(&(at, slot)).copied()
    }

    /// The row of a person.
    pub(crate) fn id(&self, person: usize) -> &RowId {
        &self.rows[person].id
    }
}

/// One mention of a person or an office.
struct Seen<'a> {
    at: At,
    slot: usize,
    named: &'a Named,
    words: NameWords,
    actor: Option<ActorCode>,
    office: Option<String>,
    day: Option<Day>,
    former: bool,
    /// The mention shows the person in the office on that day: not a look back or ahead.
    shows_office: bool,
}

pub(crate) fn identify(roll: &Roll<'_>, rules: &LedgerRules, known: &[KnownTenure], links: &Links) -> People {
    let seen = gather(roll, rules);
    let mut forms: BTreeMap<Form, Vec<usize>> = BTreeMap::new();
    let mut unnamed = Vec::new();
    for (at, one) in seen.iter().enumerate() {
        if one.words.0.is_empty() {
            unnamed.push(at);
        } else {
            forms.entry((one.actor, one.words.clone())).or_default().push(at);
        }
    }
    let mut groups = Groups::new(rules, links);
    // Full names first, the longest first; those whose state is known before the others.
    let mut order: Vec<(&Form, &Vec<usize>)> = forms.iter().collect();
    order.sort_by_key(|((actor, words), mentions)| {
        (
            actor.is_none(),
            std::cmp::Reverse(words.full_words()),
            std::cmp::Reverse(words.0.len()),
            std::cmp::Reverse(mentions.len()),
            *actor,
            words.0.clone(),
        )
    });
    for (form, mentions) in order.iter().filter(|((_, words), _)| words.0.len() > 1) {
        groups.place_full(form, mentions, &seen);
    }
    let mut single: Vec<(usize, &Form)> = order
        .iter()
        .filter(|((_, words), _)| words.0.len() == 1)
        .flat_map(|(form, mentions)| mentions.iter().map(move |&at| (at, *form)))
        .collect();
    single.sort_by_key(|&(at, _)| (seen[at].at, seen[at].slot));
    groups.place_single(&single, &seen);
    namesakes::tell_apart(&mut groups, roll, &seen);
    let mut meant: HashMap<(At, usize), usize> = HashMap::new();
    for (person, group) in groups.all.iter().enumerate() {
        for &at in &group.seen {
            meant.insert((seen[at].at, seen[at].slot), person);
        }
    }
    let tenured = tenures_of(known, &groups);
    let holders = Holders::new(&groups.all, &seen, &tenured);
    for at in unnamed {
        let one = &seen[at];
        if let Some(person) = holders.on(one) {
            meant.insert((one.at, one.slot), person);
        }
    }
    finish(roll, rules, &tenured, &seen, groups.all, meant)
}

/// Every person and office that is named, in order.
fn gather<'a>(roll: &Roll<'a>, rules: &LedgerRules) -> Vec<Seen<'a>> {
    // The same few names and titles stand in most documents.
    let mut taken_apart: HashMap<&str, NameWords> = HashMap::new();
    let mut offices: HashMap<(Option<ActorCode>, &str), Option<String>> = HashMap::new();
    let mut seen = Vec::new();
    for (number, entry) in roll.0.iter().enumerate() {
        for named in &entry.gist.named {
            let words = named.name.as_deref().map_or(NameWords([].into()), |name| {
                taken_apart.entry(name).or_insert_with(|| NameWords::new(name, &rules.names)).clone()
            });
            let office = named.office_id.clone().or_else(|| {
                let printed = named.office.as_ref()?;
                offices
                    .entry((named.actor, printed))
                    .or_insert_with(|| rules.office_key(named.actor, None, Some(printed)))
                    .clone()
            });
            seen.push(Seen {
                at: (number, named.claim as usize),
                slot: named.slot as usize,
                named,
                words,
                actor: named.actor,
                office,
                day: named.day,
                former: named.former,
                shows_office: !named.former,
            });
        }
    }
    fill_actors(&mut seen);
    mend_actors(&mut seen);
    seen
}

/// So many documents must name somebody for one state, for each that names the same for another.
const OUTVOTED: usize = 4;

/// A full name that a few reports give to another state than most do, in no office of its own there,
/// is the same person misread.
fn mend_actors(seen: &mut [Seen<'_>]) {
    struct Votes<'s> {
        docs: BTreeSet<usize>,
        offices: BTreeSet<&'s str>,
    }
    let mut votes: BTreeMap<NameWords, BTreeMap<ActorCode, Votes<'_>>> = BTreeMap::new();
    for one in seen.iter().filter(|one| one.words.full_words() > 1) {
        if let Some(actor) = one.actor {
            let votes = votes.entry(one.words.clone()).or_default();
            let votes =
                votes.entry(actor).or_insert(Votes { docs: BTreeSet::new(), offices: BTreeSet::new() });
            votes.docs.insert(one.at.0);
            votes.offices.extend(one.named.office.as_deref());
        }
    }
    let mut mended: HashMap<(NameWords, ActorCode), ActorCode> = HashMap::new();
    for (words, votes) in votes.iter().filter(|(_, votes)| votes.len() > 1) {
        let Some((most, main)) = votes.iter().max_by_key(|(actor, votes)| (votes.docs.len(), **actor)) else {
            continue;
        };
        for (actor, few) in votes.iter().filter(|(actor, _)| *actor != most) {
            if few.docs.len() * OUTVOTED <= main.docs.len() && few.offices.is_subset(&main.offices) {
                mended.insert((words.clone(), *actor), *most);
            }
        }
    }
    for one in seen.iter_mut() {
        if let Some(actor) = one.actor
            && let Some(most) = mended.get(&(one.words.clone(), actor))
        {
            one.actor = Some(*most);
        }
    }
}

/// A name without a state takes the state that the same document gives the same name elsewhere.
fn fill_actors(seen: &mut [Seen<'_>]) {
    let mut by_doc: HashMap<(usize, NameWords), BTreeSet<ActorCode>> = HashMap::new();
    for one in seen.iter() {
        if let Some(actor) = one.actor
            && !one.words.0.is_empty()
        {
            by_doc.entry((one.at.0, one.words.clone())).or_default().insert(actor);
        }
    }
    for one in seen.iter_mut().filter(|one| one.actor.is_none() && !one.words.0.is_empty()) {
        if let Some(actors) = by_doc.get(&(one.at.0, one.words.clone()))
            && actors.len() == 1
        {
            one.actor = actors.first().copied();
        }
    }
}

pub(crate) fn days_between(a: Day, b: Day) -> i64 {
    a.until(b).map_or(0, |span| i64::from(span.get_days()))
}

fn finish(
    roll: &Roll<'_>,
    rules: &LedgerRules,
    tenured: &[(&KnownTenure, usize)],
    seen: &[Seen<'_>],
    groups: Vec<Group>,
    mut meant: HashMap<(At, usize), usize>,
) -> People {
    let mut by_person: Vec<Vec<&KnownTenure>> = vec![Vec::new(); groups.len()];
    for (tenure, person) in tenured {
        by_person[*person].push(tenure);
    }
    let mut rows: Vec<(Person, usize)> = groups
        .iter()
        .enumerate()
        .map(|(at, group)| (person_row(roll, seen, group, &by_person[at], rules), at))
        .collect();
    rows.sort_by(|a, b| a.0.id.cmp(&b.0.id));
    let mut place = vec![0; rows.len()];
    for (to, (_, from)) in rows.iter().enumerate() {
        place[*from] = to;
    }
    for person in meant.values_mut() {
        *person = place[*person];
    }
    let mut rows: Vec<Person> = rows.into_iter().map(|(row, _)| row).collect();
    close_tenures(&mut rows, rules);
    let mut conflicts = two_holders(&rows, seen, &meant, roll, rules);
    conflicts.extend(slips::short_names(&rows, seen, &meant, roll));
    People { rows, conflicts, meant }
}

fn person_row(
    roll: &Roll<'_>,
    seen: &[Seen<'_>],
    group: &Group,
    known: &[&KnownTenure],
    rules: &LedgerRules,
) -> Person {
    let mut mentions: Vec<&Seen<'_>> = group.seen.iter().map(|&at| &seen[at]).collect();
    mentions.sort_by_key(|one| (one.at, one.slot));
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for one in &mentions {
        if let Some(name) = &one.named.name {
            *counts.entry(name).or_default() += 1;
        }
    }
    // The fullest form that is no slip of one report in fifty: most words, then with marks, then
    // most often.
    let least = counts.values().sum::<usize>().div_ceil(50);
    let name = counts
        .iter()
        .filter(|(_, count)| **count >= least)
        .max_by_key(|(name, count)| {
            let words = name
                .split_whitespace()
                .filter(|word| word.chars().filter(|c| c.is_alphanumeric()).count() > 1)
                .count();
            let marks = name.chars().filter(|c| !c.is_ascii()).count();
            (words, marks, **count, std::cmp::Reverse(**name))
        })
        .map_or_else(String::new, |(name, _)| (*name).to_owned());
    // The row is named after the fullest words of the document that names the person first.
    let first_doc = mentions.iter().filter(|one| one.words.0.len() > 1).map(|one| one.at.0).min();
    let first = mentions
        .iter()
        .filter(|one| first_doc.is_none_or(|doc| one.at.0 == doc))
        .map(|one| &one.words)
        .max_by_key(|words| (words.0.len(), std::cmp::Reverse((*words).clone())))
        .expect("a person has a mention");
    let id = group.apart.clone().unwrap_or_else(|| form_id(&(group.actor, first.clone())));
    let forms = group.forms.iter().filter(|_| group.apart.is_none());
    let mut aliases: Vec<RowId> = forms
        .map(|form| form_id(&(group.actor, form.clone())))
        .filter(|alias| *alias != id)
        .chain(group.reports.iter().cloned())
        .collect();
    aliases.sort();
    aliases.dedup();
    Person {
        id,
        aliases,
        name,
        names: counts.keys().map(|name| (*name).to_owned()).collect(),
        actor: group.actor,
        tenures: tenure_rows(group.actor, &mentions, known, rules),
        support: roll.support(mentions.iter().map(|one| one.at)),
    }
}
