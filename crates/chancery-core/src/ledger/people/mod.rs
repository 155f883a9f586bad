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
    judgements::Links,
    model::{Conflict, Person, RowId, Support},
    names::NameWords,
    roll::{At, Named, Number, Roll},
    rules::LedgerRules,
};
use crate::{calendar::Day, lexicon::ActorCode};

/// The persons, and whom each mention of a claim means.
pub(crate) struct People<'a> {
    /// Without their mentions: see [`People::support`].
    pub(crate) rows: Vec<Person>,
    pub(crate) conflicts: Vec<Conflict>,
    roll: &'a Roll,
    /// For each document its first mention, and the end of them.
    starts: Vec<u32>,
    /// The person whom each mention means, or [`NOBODY`].
    meant: Vec<u32>,
    /// The claims that name each person, in order.
    claims: Vec<Box<[(u32, u32)]>>,
}

/// Stands for no person.
const NOBODY: u32 = u32::MAX;

impl People<'_> {
    /// The person that a party of a claim means.
    pub(crate) fn of(&self, at: At, slot: usize) -> Option<usize> {
        let named = &self.roll.rows().get(at.0)?.named;
        let key = |named: &Named| (named.claim as usize, named.slot as usize);
        let place = named.binary_search_by(|named| key(named).cmp(&(at.1, slot))).ok()?;
        Some(self.meant[self.starts[at.0] as usize + place])
            .filter(|person| *person != NOBODY)
            .map(|it| it as usize)
    }

    /// The row of a person.
    pub(crate) fn id(&self, person: usize) -> &RowId {
        &self.rows[person].id
    }

    /// What the row of a person rests on.
    pub(crate) fn support(&self, person: usize) -> Support {
        self.roll.support(self.claims[person].iter().map(|&(doc, claim)| (doc as usize, claim as usize)))
    }
}

/// One mention of a person or an office.
#[derive(Clone, Copy)]
struct Seen<'a> {
    at: At,
    /// The name as it is printed.
    name: Option<&'a str>,
    words: &'a NameWords,
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

/// Every mention of a person or an office, in order of document, claim and place in it.
///
/// There are more of them than claims. Each is held as where it stands and for which state; the rest
/// is put together where it is asked for.
struct Mentions<'a> {
    roll: &'a Roll,
    list: Vec<Mention>,
    /// By number of the word: the number of the form, and its words.
    forms: Vec<Option<(u32, NameWords)>>,
    nobody: NameWords,
    /// By number of the title.
    held: Vec<Option<Office>>,
    offices: Offices,
    /// The few mentions of somebody who was misread for another state.
    mended: HashMap<u32, Mended>,
}

/// What the title of a misread mention says of the one who is meant.
#[derive(Clone, Copy)]
enum Mended {
    /// The office that its words name in the right state.
    Holds(Option<Office>),
    /// Nothing: the office is somebody else's.
    Nothing,
}

/// Where a mention stands, and for which state or organisation, by its place among the titles.
#[derive(Clone, Copy)]
struct Mention {
    doc: u32,
    place: u32,
    /// A title of the same state.
    of: Number,
}

impl Mentions<'_> {
    fn len(&self) -> usize {
        self.list.len()
    }

    fn named(&self, at: usize) -> &Named {
        let mention = self.list[at];
        &self.roll.rows()[mention.doc as usize].named[mention.place as usize]
    }

    fn actor(&self, at: usize) -> Option<ActorCode> {
        self.roll.titles()[self.list[at].of as usize].actor
    }

    /// The number of the form of the name, and its words.
    fn form(&self, at: usize) -> (u32, &NameWords) {
        let form = self.named(at).name().and_then(|name| self.forms[name as usize].as_ref());
        form.map_or((u32::MAX, &self.nobody), |(form, words)| (*form, words))
    }

    /// The office that a mention names.
    fn office(&self, at: usize) -> Option<Office> {
        match self.mended.get(&(at as u32)) {
            Some(Mended::Holds(office)) => *office,
            Some(Mended::Nothing) => None,
            None => self.held[self.named(at).title as usize],
        }
    }

    fn get(&self, at: usize) -> Seen<'_> {
        let named = self.named(at);
        let title = &self.roll.titles()[named.title as usize];
        let word = |number: Option<Number>| number.map(|number| self.roll.word(number));
        let is_anothers = matches!(self.mended.get(&(at as u32)), Some(Mended::Nothing));
        let own = |number: Option<Number>| word(number).filter(|_| !is_anothers);
        Seen {
            at: (self.list[at].doc as usize, named.claim as usize),
            name: word(named.name()),
            words: self.form(at).1,
            actor: self.actor(at),
            printed: own(title.office),
            office_id: own(title.office_id),
            office: self.office(at),
            day: named.day,
            former: named.former,
            shows_office: !named.former && !is_anothers,
        }
    }
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

pub(crate) fn identify<'a>(
    roll: &'a Roll,
    rules: &LedgerRules,
    known: &[KnownTenure],
    links: &Links,
) -> People<'a> {
    let seen = gather(roll, rules);
    // By number of the form; few forms stand under more than one state.
    let mut mentions: Vec<Vec<(Option<ActorCode>, Vec<u32>)>> = Vec::new();
    let mut unnamed: Vec<u32> = Vec::new();
    for at in 0..seen.len() {
        let (form, words) = seen.form(at);
        if words.0.is_empty() {
            unnamed.push(at as u32);
            continue;
        }
        let form = form as usize;
        if mentions.len() <= form {
            mentions.resize_with(form + 1, Vec::new);
        }
        let own = seen.actor(at);
        match mentions[form].iter_mut().find(|(actor, _)| *actor == own) {
            Some((_, list)) => list.push(at as u32),
            None => mentions[form].push((own, vec![at as u32])),
        }
    }
    let mut groups = Groups::new(rules, links);
    // Full names first, the longest first; those whose state is known before the others.
    let mut order: Vec<(Form, Vec<u32>)> = mentions
        .into_iter()
        .flatten()
        .map(|(actor, mentions)| ((actor, seen.form(mentions[0] as usize).1.clone()), mentions))
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
    for (form, mentions) in order.iter_mut().filter(|((_, words), _)| words.0.len() > 1) {
        groups.place_full(form, &std::mem::take(mentions), &seen);
    }
    let mut single: Vec<(u32, u32)> = order
        .iter()
        .enumerate()
        .filter(|(_, ((_, words), _))| words.0.len() == 1)
        .flat_map(|(form, (_, mentions))| mentions.iter().map(move |&at| (at, form as u32)))
        .collect();
    single.sort_unstable();
    groups.place_single(&single, |form| &order[form as usize].0, &seen);
    drop((single, order));
    namesakes::tell_apart(&mut groups, roll, &seen);
    let mut meant: Vec<u32> = vec![NOBODY; seen.len()];
    for (person, group) in groups.all.iter().enumerate() {
        for &at in &group.seen {
            meant[at as usize] = person as u32;
        }
    }
    let tenured = tenures_of(known, &groups, &seen.offices);
    let holders = Holders::new(&groups.all, &seen, &tenured);
    for at in unnamed {
        meant[at as usize] = holders.on(&seen.get(at as usize)).map_or(NOBODY, |person| person as u32);
    }
    drop(holders);
    finish(roll, rules, &tenured, &seen, groups.all, meant)
}

/// Every person and office that is named, in order of document, claim and place in it.
fn gather<'a>(roll: &'a Roll, rules: &LedgerRules) -> Mentions<'a> {
    let mut mentions = Mentions {
        roll,
        list: Vec::with_capacity(roll.rows().iter().map(|row| row.named.len()).sum()),
        forms: vec![None; roll.words()],
        nobody: NameWords([].into()),
        held: Vec::with_capacity(roll.titles().len()),
        offices: Offices::default(),
        mended: HashMap::new(),
    };
    for title in roll.titles() {
        let office = match (title.office_id, title.office) {
            (Some(id), _) => Some(mentions.offices.add(roll.word(id))),
            (None, Some(printed)) => {
                let key = rules.office_key(title.actor, None, Some(roll.word(printed)));
                key.map(|key| mentions.offices.add(&key))
            }
            (None, None) => None,
        };
        mentions.held.push(office);
    }
    let mut forms: HashMap<NameWords, u32> = HashMap::new();
    for (doc, row) in roll.rows().iter().enumerate() {
        let first = mentions.len();
        for (place, named) in row.named.iter().enumerate() {
            if let Some(name) = named.name() {
                mentions.forms[name as usize].get_or_insert_with(|| {
                    let words = NameWords::new(roll.word(name), &rules.names);
                    let next = forms.len() as u32;
                    (*forms.entry(words.clone()).or_insert(next), words)
                });
            }
            mentions.list.push(Mention { doc: doc as u32, place: place as u32, of: named.title });
        }
        fill_actors(&mut mentions, first);
    }
    mend_actors(&mut mentions, rules);
    mentions
}

/// So many documents must name somebody for one state, for each that names the same for another.
const OUTVOTED: usize = 4;

/// So many, where the others give an office as well: it is somebody else's.
const BY_FAR: usize = 100;
/// Within so many days before or after, the same office of the same name is the same.
const SAME_TIME: i64 = 366;

/// A full name that a few reports give to another state than most do is the same person misread: in no
/// office of its own there, in the same office at the same time, or named by far too seldom.
fn mend_actors(seen: &mut Mentions<'_>, rules: &LedgerRules) {
    #[derive(Default)]
    struct Votes<'s> {
        docs: usize,
        latest: Option<usize>,
        offices: BTreeSet<&'s str>,
        days: Option<(Day, Day)>,
    }
    // Mentions of full names of which a state is known: form and state.
    let full: Vec<bool> = {
        let mut full =
            vec![false; seen.forms.iter().flatten().map(|(form, _)| *form as usize + 1).max().unwrap_or(0)];
        seen.forms
            .iter()
            .flatten()
            .for_each(|(form, words)| full[*form as usize] = words.is_full(&rules.names));
        full
    };
    let of_full_name = |at: usize| {
        let (form, _) = seen.form(at);
        let actor = seen.actor(at).filter(|_| full.get(form as usize) == Some(&true))?;
        Some((form, actor))
    };
    let mut actors: HashMap<u32, BTreeSet<ActorCode>> = HashMap::new();
    for (form, actor) in (0..seen.len()).filter_map(of_full_name) {
        actors.entry(form).or_default().insert(actor);
    }
    actors.retain(|_, actors| actors.len() > 1);
    if actors.is_empty() {
        return;
    }
    let mut votes: HashMap<u32, BTreeMap<ActorCode, Votes<'_>>> = HashMap::new();
    for at in 0..seen.len() {
        let Some((form, actor)) = of_full_name(at).filter(|(form, _)| actors.contains_key(form)) else {
            continue;
        };
        let one = seen.get(at);
        let votes = votes.entry(form).or_default().entry(actor).or_default();
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
    if mended.is_empty() {
        return;
    }
    // The same words name another office in another state.
    let mut held: HashMap<(u32, ActorCode, &str), Office> = HashMap::new();
    for at in (0..seen.len()).filter(|&at| actors.contains_key(&seen.form(at).0)) {
        let one = seen.get(at);
        if let (Some(actor), Some(printed), Some(office)) = (one.actor, one.printed, one.office) {
            held.entry((seen.form(at).0, actor, printed)).or_insert(office);
        }
    }
    let mend = |at: usize| {
        let (form, _) = seen.form(at);
        let &(most, is_anothers) = mended.get(&(form, seen.actor(at)?))?;
        let one = seen.get(at);
        let office = one.printed.and_then(|printed| held.get(&(form, most, printed)).copied());
        let holds = Mended::Holds(office.or(one.office));
        Some((at, most, if is_anothers { Mended::Nothing } else { holds }))
    };
    let mends: Vec<(usize, ActorCode, Mended)> = (0..seen.len()).filter_map(mend).collect();
    let titles: HashMap<ActorCode, Number> = titles_by_actor(seen.roll);
    for (at, most, title) in mends {
        seen.list[at].of = titles[&most];
        seen.mended.insert(at as u32, title);
    }
}

/// A title of each state and organisation that has one.
fn titles_by_actor(roll: &Roll) -> HashMap<ActorCode, Number> {
    let titles = roll.titles().iter().enumerate();
    titles.filter_map(|(number, title)| Some((title.actor?, number as Number))).collect()
}

/// A name without a state takes the state that the same document gives the same name elsewhere.
fn fill_actors(seen: &mut Mentions<'_>, first: usize) {
    for at in first..seen.len() {
        let (form, words) = seen.form(at);
        if seen.actor(at).is_some() || words.0.is_empty() {
            continue;
        }
        let mut found: Option<(ActorCode, Number)> = None;
        let mut several = false;
        for other in (first..seen.len()).filter(|other| seen.form(*other).0 == form) {
            if let Some(actor) = seen.actor(other) {
                several |= found.is_some_and(|(known, _)| known != actor);
                found = Some((actor, seen.list[other].of));
            }
        }
        if let Some((_, title)) = found.filter(|_| !several) {
            seen.list[at].of = title;
        }
    }
}

pub(crate) fn days_between(a: Day, b: Day) -> i64 {
    a.until(b).map_or(0, |span| i64::from(span.get_days()))
}

fn finish<'a>(
    roll: &'a Roll,
    rules: &LedgerRules,
    tenured: &[(&KnownTenure, usize)],
    seen: &Mentions<'_>,
    groups: Vec<Group>,
    mut meant: Vec<u32>,
) -> People<'a> {
    let mut by_person: Vec<Vec<&KnownTenure>> = vec![Vec::new(); groups.len()];
    for (tenure, person) in tenured {
        by_person[*person].push(tenure);
    }
    let mut rows: Vec<(Person, Box<[(u32, u32)]>, usize)> = Vec::with_capacity(groups.len());
    for (at, group) in groups.into_iter().enumerate() {
        let (row, claims) = person_row(seen, group, &by_person[at], rules);
        rows.push((row, claims, at));
    }
    rows.sort_by(|a, b| a.0.id.cmp(&b.0.id));
    let mut place = vec![0; rows.len()];
    for (to, (_, _, from)) in rows.iter().enumerate() {
        place[*from] = to as u32;
    }
    for person in meant.iter_mut().filter(|person| **person != NOBODY) {
        *person = place[*person as usize];
    }
    let (mut rows, claims): (Vec<Person>, Vec<_>) =
        rows.into_iter().map(|(row, claims, _)| (row, claims)).unzip();
    close_tenures(&mut rows, rules);
    let mut conflicts = two_holders(&rows, seen, &meant, roll, rules);
    conflicts.extend(slips::short_names(&rows, seen, &meant, roll));
    conflicts.extend(slips::two_sides(&rows, seen, &meant, roll, rules));
    let mut starts = Vec::with_capacity(roll.len() + 1);
    let mut start = 0;
    for row in roll.rows() {
        starts.push(start);
        start += row.named.len() as u32;
    }
    starts.push(start);
    People { rows, conflicts, roll, starts, meant, claims }
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

/// The row of a person without its mentions, and the claims that these stand in.
fn person_row(
    seen: &Mentions<'_>,
    group: Group,
    known: &[&KnownTenure],
    rules: &LedgerRules,
) -> (Person, Box<[(u32, u32)]>) {
    let mut own = group.seen;
    own.sort_unstable();
    let mentions: Vec<Seen<'_>> = own.iter().map(|&at| seen.get(at as usize)).collect();
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
        .map(|one| one.words)
        .max_by_key(|words| (words.0.len(), std::cmp::Reverse(*words)))
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
    let mut claims: Vec<(u32, u32)> = mentions.iter().map(|one| (one.at.0 as u32, one.at.1 as u32)).collect();
    claims.dedup();
    let row = Person {
        id,
        aliases,
        name,
        names: counts.keys().map(|name| (*name).to_owned()).collect(),
        actor: group.actor,
        tenures: tenure_rows(
            group.actor,
            (&mentions.iter().collect::<Vec<_>>(), &seen.offices),
            known,
            rules,
        ),
        support: Support::default(),
    };
    (row, claims.into())
}
