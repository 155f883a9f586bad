//! Who is who: the persons behind the names of all documents, and the offices that they held.
//!
//! Names are gathered state by state. Full names come first, the longest first; a name of one
//! word then finds its person by office and day; an office without a name finds the holder on the
//! day. A person stands for one state or organisation; the same name under another is another.
//!
//! Invariant: which person a mention means depends on all mentions, never on their order.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    sync::Arc,
};

mod groups;
mod namesakes;
mod slips;
mod tenures;

use groups::{Form, Group, Groups, form_id};
pub use tenures::KnownTenure;
use tenures::{Holders, close_tenures, tenure_rows, tenures_of, two_holders};

use super::{
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
    /// For each document its first place in the two lists below, and the end of them.
    starts: Vec<usize>,
    /// Claim, and place among its parties, of each mention: in order within a document.
    places: Vec<(usize, usize)>,
    /// The person whom each mention means.
    meant: Vec<Option<usize>>,
}

impl People {
    /// The person that a party of a claim means.
    pub(crate) fn of(&self, at: At, slot: usize) -> Option<usize> {
        let (first, end) = (*self.starts.get(at.0)?, *self.starts.get(at.0 + 1)?);
        let place = self.places[first..end].binary_search(&(at.1, slot)).ok()?;
        self.meant[first + place]
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
    /// The name as it is printed.
    name: Option<&'a str>,
    words: NameWords,
    /// Stands for the words: there are few names, and very many mentions.
    form: u32,
    actor: Option<ActorCode>,
    /// The office as it is printed.
    printed: Option<&'a str>,
    office_id: Option<&'a str>,
    office: Option<Office>,
    day: Option<Day>,
    former: bool,
    /// The mention shows the person in the office on that day: not a look back or ahead.
    shows_office: bool,
}

/// An office by its place among [`Offices`].
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
struct Office(u32);

/// The offices that are named: by an id of the lexicon, or in folded words.
#[derive(Default)]
struct Offices {
    names: Vec<Arc<str>>,
    places: HashMap<Arc<str>, Office>,
}

impl Offices {
    fn name(&self, office: Office) -> &str {
        &self.names[office.0 as usize]
    }

    fn find(&self, name: &str) -> Option<Office> {
        self.places.get(name).copied()
    }

    fn add(&mut self, name: &str) -> Office {
        self.find(name).unwrap_or_else(|| {
            let (name, office): (Arc<str>, _) = (name.into(), Office(self.names.len() as u32));
            self.names.push(name.clone());
            self.places.insert(name, office);
            office
        })
    }
}

pub(crate) fn identify(roll: &Roll<'_>, rules: &LedgerRules, known: &[KnownTenure], links: &Links) -> People {
    let (seen, offices) = gather(roll, rules);
    // By number of the form; few forms stand under more than one state.
    let mut mentions: Vec<Vec<(Option<ActorCode>, Vec<usize>)>> = Vec::new();
    let mut unnamed = Vec::new();
    for (at, one) in seen.iter().enumerate() {
        let form = one.form as usize;
        if one.words.0.is_empty() {
            unnamed.push(at);
            continue;
        }
        if mentions.len() <= form {
            mentions.resize_with(form + 1, Vec::new);
        }
        match mentions[form].iter_mut().find(|(actor, _)| *actor == one.actor) {
            Some((_, list)) => list.push(at),
            None => mentions[form].push((one.actor, vec![at])),
        }
    }
    let mut groups = Groups::new(rules, links);
    // Full names first, the longest first; those whose state is known before the others.
    let mut order: Vec<(Form, Vec<usize>)> = mentions
        .into_iter()
        .flatten()
        .map(|(actor, mentions)| ((actor, seen[mentions[0]].words.clone()), mentions))
        .collect();
    order.sort_by_cached_key(|((actor, words), mentions)| {
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
        .flat_map(|(form, mentions)| mentions.iter().map(move |&at| (at, form)))
        .collect();
    single.sort_unstable_by_key(|&(at, _)| at);
    groups.place_single(&single, &seen);
    namesakes::tell_apart(&mut groups, roll, &seen);
    let mut meant: Vec<Option<usize>> = vec![None; seen.len()];
    for (person, group) in groups.all.iter().enumerate() {
        for &at in &group.seen {
            meant[at] = Some(person);
        }
    }
    let tenured = tenures_of(known, &groups, &offices);
    let holders = Holders::new(&groups.all, &seen, &tenured, &offices);
    for at in unnamed {
        meant[at] = holders.on(&seen[at]);
    }
    finish(roll, rules, &tenured, &(seen, offices), groups.all, meant)
}

/// Every person and office that is named, in order of document, claim and place in it.
fn gather<'a>(roll: &Roll<'a>, rules: &LedgerRules) -> (Vec<Seen<'a>>, Offices) {
    // The same few names and titles stand in most documents.
    let mut taken_apart: HashMap<&str, (u32, NameWords)> = HashMap::new();
    let mut forms: HashMap<NameWords, u32> = HashMap::new();
    let mut offices = Offices::default();
    let mut printed_offices: HashMap<(Option<ActorCode>, &str), Option<Office>> = HashMap::new();
    let mut seen: Vec<Seen<'a>> = Vec::with_capacity(roll.0.iter().map(|entry| entry.gist.named.len()).sum());
    let nobody = NameWords([].into());
    for (number, entry) in roll.0.iter().enumerate() {
        let words = entry.gist.words();
        let mut named: Vec<(u32, NameWords)> = vec![(0, nobody.clone()); words.len()];
        let mut held: Vec<((Option<ActorCode>, Option<u32>, Option<u32>), Option<Office>)> = Vec::new();
        let first = seen.len();
        for mention in &entry.gist.named {
            let word = |place: Option<u32>| place.and_then(|place| words.get(place as usize)).map(|it| &**it);
            let name = word(mention.name);
            let (form, words) = match name {
                Some(name) => {
                    let known = &mut named[mention.name.unwrap_or_default() as usize];
                    if known.1.0.is_empty() {
                        *known = taken_apart
                            .entry(name)
                            .or_insert_with(|| {
                                let words = NameWords::new(name, &rules.names);
                                let next = forms.len() as u32;
                                (*forms.entry(words.clone()).or_insert(next), words)
                            })
                            .clone();
                    }
                    known.clone()
                }
                None => (u32::MAX, nobody.clone()),
            };
            let (printed, office_id) = (word(mention.office), word(mention.office_id));
            let place = (mention.actor, mention.office_id, mention.office);
            let office = match held.iter().find(|(known, _)| *known == place) {
                Some((_, office)) => *office,
                None => {
                    let office = match (office_id, printed) {
                        (Some(id), _) => Some(offices.add(id)),
                        (None, Some(printed)) => {
                            *printed_offices.entry((mention.actor, printed)).or_insert_with(|| {
                                let key = rules.office_key(mention.actor, None, Some(printed));
                                key.map(|key| offices.add(&key))
                            })
                        }
                        (None, None) => None,
                    };
                    held.push((place, office));
                    office
                }
            };
            seen.push(Seen {
                at: (number, mention.claim as usize),
                slot: mention.slot as usize,
                name,
                words,
                form,
                actor: mention.actor,
                printed,
                office_id,
                office,
                day: mention.day,
                former: mention.former,
                shows_office: !mention.former,
            });
        }
        fill_actors(&mut seen[first..]);
    }
    mend_actors(&mut seen, rules);
    (seen, offices)
}

/// So many documents must name somebody for one state, for each that names the same for another.
const OUTVOTED: usize = 4;
/// So many, where the others give an office as well: it is somebody else's.
const BY_FAR: usize = 100;
/// Within so many days before or after, the same office of the same name is the same.
const SAME_TIME: i64 = 366;

/// A full name that a few reports give to another state than most do is the same person misread: in no
/// office of its own there, in the same office at the same time, or named by far too seldom.
fn mend_actors(seen: &mut [Seen<'_>], rules: &LedgerRules) {
    #[derive(Default)]
    struct Votes<'s> {
        docs: usize,
        latest: Option<usize>,
        offices: BTreeSet<&'s str>,
        days: Option<(Day, Day)>,
    }
    let of_full_names = |one: &&Seen<'_>| one.actor.is_some() && one.words.is_full(&rules.names);
    let mut actors: HashMap<u32, BTreeSet<ActorCode>> = HashMap::new();
    for one in seen.iter().filter(of_full_names) {
        actors.entry(one.form).or_default().extend(one.actor);
    }
    actors.retain(|_, actors| actors.len() > 1);
    let mut votes: HashMap<u32, BTreeMap<ActorCode, Votes<'_>>> = HashMap::new();
    for one in seen.iter().filter(of_full_names).filter(|one| actors.contains_key(&one.form)) {
        let Some(actor) = one.actor else { continue };
        let votes = votes.entry(one.form).or_default().entry(actor).or_default();
        // Mentions come in order of their documents.
        votes.docs += usize::from(votes.latest != Some(one.at.0));
        votes.latest = Some(one.at.0);
        votes.offices.extend(one.printed);
        if let Some(day) = one.day {
            votes.days = Some(votes.days.map_or((day, day), |(a, b)| (a.min(day), b.max(day))));
        }
    }
    let at_once = |one: &Votes<'_>, other: &Votes<'_>| {
        one.days.zip(other.days).is_some_and(|((a, b), (c, d))| {
            days_between(b, c) <= SAME_TIME && days_between(d, a) <= SAME_TIME
        })
    };
    // The state that is meant, and whether the office is another's.
    let mut mended: HashMap<(u32, ActorCode), (ActorCode, bool)> = HashMap::new();
    for (form, votes) in votes {
        let Some((most, main)) = votes.iter().max_by_key(|(actor, votes)| (votes.docs, **actor)) else {
            continue;
        };
        for (actor, few) in votes.iter().filter(|(actor, _)| *actor != most) {
            let no_other = few.offices.is_subset(&main.offices);
            let same = no_other && !few.offices.is_empty() && few.docs < main.docs && at_once(few, main);
            let outvoted = no_other && few.docs * OUTVOTED <= main.docs;
            if outvoted || same || few.docs * BY_FAR <= main.docs {
                mended.insert((form, *actor), (*most, !no_other));
            }
        }
    }
    // The same words name another office in another state.
    let mut held: HashMap<(u32, ActorCode, &str), Office> = HashMap::new();
    for one in seen.iter().filter(|_| !mended.is_empty()).filter(|one| actors.contains_key(&one.form)) {
        if let (Some(actor), Some(printed), Some(office)) = (one.actor, one.printed, one.office) {
            held.entry((one.form, actor, printed)).or_insert(office);
        }
    }
    for one in seen.iter_mut().filter(|_| !mended.is_empty()) {
        if let Some(actor) = one.actor
            && let Some(&(most, is_anothers)) = mended.get(&(one.form, actor))
        {
            one.actor = Some(most);
            let office = one.printed.and_then(|printed| held.get(&(one.form, most, printed)));
            one.office = office.copied().or(one.office);
            if is_anothers {
                (one.printed, one.office_id, one.office, one.shows_office) = (None, None, None, false);
            }
        }
    }
}

/// A name without a state takes the state that the same document gives the same name elsewhere.
fn fill_actors(of_document: &mut [Seen<'_>]) {
    for at in 0..of_document.len() {
        let one = &of_document[at];
        if one.actor.is_some() || one.words.0.is_empty() {
            continue;
        }
        let others = of_document.iter().filter(|other| other.form == one.form);
        let actors: BTreeSet<ActorCode> = others.filter_map(|other| other.actor).collect();
        if actors.len() == 1 {
            of_document[at].actor = actors.first().copied();
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
    (seen, offices): &(Vec<Seen<'_>>, Offices),
    groups: Vec<Group>,
    mut meant: Vec<Option<usize>>,
) -> People {
    let mut by_person: Vec<Vec<&KnownTenure>> = vec![Vec::new(); groups.len()];
    for (tenure, person) in tenured {
        by_person[*person].push(tenure);
    }
    let mut rows: Vec<(Person, usize)> = groups
        .iter()
        .enumerate()
        .map(|(at, group)| (person_row(roll, (seen, offices), group, &by_person[at], rules), at))
        .collect();
    rows.sort_by(|a, b| a.0.id.cmp(&b.0.id));
    let mut place = vec![0; rows.len()];
    for (to, (_, from)) in rows.iter().enumerate() {
        place[*from] = to;
    }
    for person in meant.iter_mut().flatten() {
        *person = place[*person];
    }
    let mut rows: Vec<Person> = rows.into_iter().map(|(row, _)| row).collect();
    close_tenures(&mut rows, rules);
    let mut conflicts = two_holders(&rows, (seen, offices), &meant, roll, rules);
    conflicts.extend(slips::short_names(&rows, seen, &meant, roll));
    conflicts.extend(slips::two_sides(&rows, seen, &meant, roll, rules));
    let starts = (0..=roll.0.len()).map(|doc| seen.partition_point(|one| one.at.0 < doc)).collect();
    let places = seen.iter().map(|one| (one.at.1, one.slot)).collect();
    People { rows, conflicts, starts, places, meant }
}

/// The name that a person is shown by: the fullest of those that many reports print, in running text
/// rather than in capitals; of the same words the one with marks, then the most frequent.
fn usual_name(counts: &BTreeMap<&str, usize>) -> String {
    let words = |name: &str| {
        let long = |word: &&str| word.chars().filter(|c| c.is_alphanumeric()).count() > 1;
        name.split_whitespace().filter(long).count()
    };
    let full: usize = counts.iter().filter(|(name, _)| words(name) > 1).map(|(_, count)| count).sum();
    // No slip of one report in twenty: what is printed once with more words beside a usual name has run
    // into what stands before it.
    let least = full.div_ceil(20);
    let shouted = |name: &str| name.chars().count() > 3 && !name.chars().any(char::is_lowercase);
    counts
        .iter()
        .filter(|(name, count)| **count >= least || full == 0 || words(name) < 2)
        .max_by_key(|(name, count)| {
            let marks = name.chars().filter(|c| !c.is_ascii()).count();
            (!shouted(name), words(name), marks, **count, std::cmp::Reverse(**name))
        })
        .map_or_else(String::new, |(name, _)| (*name).to_owned())
}

fn person_row(
    roll: &Roll<'_>,
    (seen, offices): (&[Seen<'_>], &Offices),
    group: &Group,
    known: &[&KnownTenure],
    rules: &LedgerRules,
) -> Person {
    let mut mentions = group.seen.clone();
    mentions.sort_unstable();
    let mentions: Vec<&Seen<'_>> = mentions.into_iter().map(|at| &seen[at]).collect();
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for name in mentions.iter().filter_map(|one| one.name) {
        *counts.entry(name).or_default() += 1;
    }
    let name = usual_name(&counts);
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
        tenures: tenure_rows(group.actor, (&mentions, offices), known, rules),
        support: roll.support(mentions.iter().map(|one| one.at)),
    }
}
