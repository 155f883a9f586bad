//! Who is who: the persons behind the names of all documents, and the offices that they held.
//!
//! Names are gathered state by state. Full names come first, the longest first; a name of one
//! word then finds its person by office and day; an office without a name finds the holder on the
//! day. A person stands for one state or organisation; the same name under another is another.
//!
//! Invariant: which person a mention means depends on all mentions, never on their order.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::{
    input::{At, Corpus, parties},
    judgements::Links,
    model::{Conflict, Person, RowId, TenureRow},
    names::{Fit, NameWords, fit, skeleton},
    rules::LedgerRules,
};
use crate::{
    calendar::{Day, Grain, When},
    claims::model::{Body, Party},
    evidence::hash,
    lexicon::{ActorCode, fold},
};

/// A tenure that an open source gives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownTenure {
    /// The person's name and further spellings of it.
    pub names: Vec<String>,
    /// The office in the lexicon.
    pub office_id: String,
    /// The office in words.
    pub office: String,
    /// The state or organisation.
    pub actor: ActorCode,
    /// The first day.
    pub from: Option<When>,
    /// The last day; none while it lasts.
    pub until: Option<When>,
    /// Where it stands.
    pub source: String,
}

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
    party: &'a Party,
    words: NameWords,
    actor: Option<ActorCode>,
    office: Option<String>,
    day: Option<Day>,
    former: bool,
    /// The mention shows the person in the office on that day: not a look back or ahead.
    shows_office: bool,
}

/// The key under which offices are compared.
fn office_key(party: &Party) -> Option<String> {
    party.office_id.clone().or_else(|| party.office.as_ref().map(|office| fold(office).into_owned()))
}

/// A name as printed by any number of documents.
type Form = (Option<ActorCode>, NameWords);

struct Group {
    actor: Option<ActorCode>,
    /// Every form, the longest first.
    forms: Vec<NameWords>,
    offices: BTreeSet<String>,
    seen: Vec<usize>,
}

pub(crate) fn identify(
    corpus: &Corpus<'_>,
    rules: &LedgerRules,
    known: &[KnownTenure],
    links: &Links,
) -> People {
    let seen = gather(corpus, rules);
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
    let mut meant: HashMap<(At, usize), usize> = HashMap::new();
    for (person, group) in groups.all.iter().enumerate() {
        for &at in &group.seen {
            meant.insert((seen[at].at, seen[at].slot), person);
        }
    }
    let holders = Holders::new(&groups.all, &seen, known, rules);
    for at in unnamed {
        let one = &seen[at];
        if let Some(person) = holders.on(one) {
            meant.insert((one.at, one.slot), person);
        }
    }
    finish(corpus, rules, known, &seen, groups.all, meant)
}

fn gather<'a>(corpus: &Corpus<'a>, rules: &LedgerRules) -> Vec<Seen<'a>> {
    let mut seen = Vec::new();
    for (at, claim) in corpus.claims() {
        let event_day = |claim: &crate::claims::model::Claim| match &claim.body {
            Body::Event(event) => event
                .when
                .as_ref()
                .filter(|when| when.when.grain() == Grain::Day || when.when.grain() == Grain::Interval)
                .and_then(|when| when.when.first()),
            _ => None,
        };
        let published = corpus.day(at);
        let said_in = claim.at.and_then(|index| corpus.docs[at.0].input.reading.claims.get(index as usize));
        let dated = event_day(claim).or_else(|| said_in.and_then(event_day));
        let (tenure_day, former) = match &claim.body {
            Body::Tenure(tenure) => (tenure.on, tenure.former),
            _ => (None, false),
        };
        let speaker_at = parties(claim).len();
        for (slot, party) in parties(claim).into_iter().enumerate() {
            if party.name.is_none() && party.office.is_none() && party.office_id.is_none() {
                continue;
            }
            let is_speaker = claim.source.speaker.is_some() && slot + 1 == speaker_at;
            let day = tenure_day.or(if is_speaker { published } else { dated.or(published) });
            seen.push(Seen {
                at,
                slot,
                party,
                words: party
                    .name
                    .as_deref()
                    .map_or(NameWords(Vec::new()), |name| NameWords::new(name, &rules.names)),
                actor: party.actor,
                office: office_key(party),
                day,
                former,
                shows_office: !former,
            });
        }
    }
    fill_actors(&mut seen);
    seen
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

struct Groups<'r> {
    rules: &'r LedgerRules,
    links: &'r Links,
    all: Vec<Group>,
    /// Actor and word (as printed, and by sound) to the groups that have it.
    words: HashMap<(Option<ActorCode>, String), Vec<usize>>,
    /// Word to groups of any actor, for names without one.
    anywhere: HashMap<String, Vec<usize>>,
}

impl<'r> Groups<'r> {
    fn new(rules: &'r LedgerRules, links: &'r Links) -> Groups<'r> {
        Groups { rules, links, all: Vec::new(), words: HashMap::new(), anywhere: HashMap::new() }
    }

    fn index(&mut self, group: usize, words: &NameWords) {
        let actor = self.all[group].actor;
        for word in &words.0 {
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

    fn candidates(&self, actor: Option<ActorCode>, words: &NameWords) -> BTreeSet<usize> {
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
    fn place_full(&mut self, form: &Form, mentions: &[usize], seen: &[Seen<'_>]) {
        let (actor, words) = form;
        let offices: BTreeSet<String> = mentions.iter().filter_map(|&at| seen[at].office.clone()).collect();
        let id = form_id(form);
        let mut best: Vec<(Fit, bool, usize)> = Vec::new();
        for group in self.candidates(*actor, words) {
            let candidate = &self.all[group];
            if candidate
                .forms
                .iter()
                .any(|other| self.links.parts(&id, &form_id(&(candidate.actor, other.clone()))))
            {
                continue;
            }
            let linked = candidate
                .forms
                .iter()
                .any(|other| self.links.joins(&id, &form_id(&(candidate.actor, other.clone()))));
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
            self.all.push(Group {
                actor: *actor,
                forms: Vec::new(),
                offices: BTreeSet::new(),
                seen: Vec::new(),
            });
            self.all.len() - 1
        });
        self.all[group].forms.push(words.clone());
        self.all[group].offices.extend(offices);
        self.all[group].seen.extend(mentions);
        self.index(group, words);
    }

    /// Of several persons whom a name fits, the one seen nearest in time; the first where none is dated.
    fn nearest(&self, groups: impl Iterator<Item = usize>, mentions: &[usize], seen: &[Seen<'_>]) -> usize {
        let middle = mentions.iter().filter_map(|&at| seen[at].day).min();
        groups
            .min_by_key(|&group| (self.distance(group, middle, seen), group))
            .expect("the caller has candidates")
    }

    /// Days between a day and the nearest mention of a person.
    fn distance(&self, group: usize, day: Option<Day>, seen: &[Seen<'_>]) -> i64 {
        let Some(day) = day else { return 0 };
        self.all[group]
            .seen
            .iter()
            .filter_map(|&at| seen[at].day)
            .map(|other| days_between(day, other).abs())
            .min()
            .unwrap_or(i64::MAX)
    }

    /// Names of one word, each mention for itself: office and day choose among those of that name.
    fn place_single(&mut self, mentions: &[(usize, &Form)], seen: &[Seen<'_>]) {
        let full = self.all.len();
        // Decided against the full names alone, so that the order of mentions does not matter.
        let mut chosen: Vec<Option<usize>> = Vec::with_capacity(mentions.len());
        for &(at, (actor, words)) in mentions {
            let one = &seen[at];
            let mut ranked: Vec<(bool, bool, Fit, i64, usize)> = Vec::new();
            for group in self.candidates(*actor, words) {
                let candidate = &self.all[group];
                let Some(quality) = candidate
                    .forms
                    .iter()
                    .filter_map(|other| fit(words, other, *actor, &self.rules.names))
                    .max()
                else {
                    continue;
                };
                let exact = candidate.forms.iter().any(|form| form.0.contains(&words.0[0]));
                let office = one.office.as_ref().is_some_and(|office| candidate.offices.contains(office));
                if one.office.is_some() && !office && !candidate.offices.is_empty() && !exact {
                    continue;
                }
                ranked.push((office, exact, quality, -self.distance(group, one.day, seen), group));
            }
            ranked.sort_by(|a, b| b.cmp(a));
            // Two persons of that name and office who are equally near: nobody can tell.
            chosen.push(match ranked.as_slice() {
                [] => None,
                [one] => Some(one.4),
                [first, second, ..]
                    if (first.0, first.1) > (second.0, second.1) || first.3 > second.3 + 180 =>
                {
                    Some(first.4)
                }
                [first, second, ..] if first.3 > second.3 => Some(first.4),
                _ => None,
            });
        }
        for (&(at, (actor, words)), chosen) in mentions.iter().zip(&chosen) {
            let group = chosen.unwrap_or_else(|| {
                let own = (full..self.all.len())
                    .find(|&group| self.all[group].actor == *actor && self.all[group].forms[0] == *words);
                own.unwrap_or_else(|| {
                    self.all.push(Group {
                        actor: *actor,
                        forms: vec![words.clone()],
                        offices: BTreeSet::new(),
                        seen: Vec::new(),
                    });
                    self.all.len() - 1
                })
            });
            let group = &mut self.all[group];
            group.seen.push(at);
            group.offices.extend(seen[at].office.clone());
            if !group.forms.contains(words) {
                group.forms.push(words.clone());
            }
        }
    }
}

fn first_letters(word: &str) -> String {
    word.chars().take(5).collect()
}

pub(crate) fn days_between(a: Day, b: Day) -> i64 {
    a.until(b).map_or(0, |span| i64::from(span.get_days()))
}

/// The name of a form as a row.
fn form_id((actor, words): &Form) -> RowId {
    let state = actor.map_or(String::new(), |actor| format!("-{}", fold(actor.as_str())));
    RowId(format!("person/{}{state}", words.slug()))
}

/// Who held which office when, on all mentions.
struct Holders {
    /// Actor and office to (day, person), by day.
    seen: HashMap<(ActorCode, String), Vec<(Day, usize)>>,
    known: HashMap<(ActorCode, String), Vec<(Option<Day>, Option<Day>, usize)>>,
}

impl Holders {
    fn new(groups: &[Group], seen: &[Seen<'_>], known: &[KnownTenure], rules: &LedgerRules) -> Holders {
        let mut days: HashMap<(ActorCode, String), Vec<(Day, usize)>> = HashMap::new();
        for (person, group) in groups.iter().enumerate() {
            for one in group.seen.iter().map(|&at| &seen[at]).filter(|one| one.shows_office) {
                if let (Some(actor), Some(office), Some(day)) = (group.actor, &one.office, one.day) {
                    days.entry((actor, office.clone())).or_default().push((day, person));
                }
            }
        }
        for list in days.values_mut() {
            list.sort_unstable();
        }
        let mut tenures: HashMap<(ActorCode, String), Vec<(Option<Day>, Option<Day>, usize)>> =
            HashMap::new();
        for tenure in known {
            if let Some(person) = person_of(tenure, groups, rules) {
                let span = (
                    tenure.from.as_ref().and_then(When::first),
                    tenure.until.as_ref().and_then(When::last),
                    person,
                );
                // Reports that name the office in words alone find it as well.
                for key in [tenure.office_id.clone(), fold(&tenure.office).into_owned()] {
                    tenures.entry((tenure.actor, key)).or_default().push(span);
                }
            }
        }
        Holders { seen: days, known: tenures }
    }

    /// The holder on the day of a mention: known from a source, or seen on both sides of the day,
    /// or seen within half a year of it while nobody else was.
    fn on(&self, one: &Seen<'_>) -> Option<usize> {
        let (actor, office, day) = (one.actor?, one.office.as_ref()?, one.day?);
        let key = (actor, office.clone());
        if let Some(tenures) = self.known.get(&key) {
            let fitting: BTreeSet<usize> = tenures
                .iter()
                .filter(|(from, until, _)| {
                    from.is_none_or(|from| from <= day) && until.is_none_or(|until| day <= until)
                })
                .map(|it| it.2)
                .collect();
            if fitting.len() == 1 {
                return fitting.first().copied();
            }
        }
        let list = self.seen.get(&key)?;
        let next = list.partition_point(|(seen, _)| *seen < day);
        let before = next.checked_sub(1).map(|at| list[at]);
        let after = list.get(next).copied();
        let near = |(seen, person): (Day, usize)| (days_between(seen, day).abs() <= 183).then_some(person);
        match (before, after) {
            (Some(before), Some(after)) if before.1 == after.1 => Some(before.1),
            (Some(_), Some(after)) if after.0 == day => Some(after.1),
            (Some(before), None) => near(before),
            (None, Some(after)) => near(after),
            _ => None,
        }
    }
}

/// The person of the documents whom a known tenure names.
fn person_of(tenure: &KnownTenure, groups: &[Group], rules: &LedgerRules) -> Option<usize> {
    let names: Vec<NameWords> = tenure.names.iter().map(|name| NameWords::new(name, &rules.names)).collect();
    (0..groups.len())
        .filter(|&at| groups[at].actor == Some(tenure.actor))
        .filter_map(|at| {
            let quality = groups[at]
                .forms
                .iter()
                .flat_map(|form| {
                    names.iter().filter_map(move |name| fit(name, form, Some(tenure.actor), &rules.names))
                })
                .max()?;
            let office = groups[at].offices.contains(&tenure.office_id);
            (quality >= Fit::Sound || (quality == Fit::Word && office)).then_some((
                quality,
                office,
                std::cmp::Reverse(at),
            ))
        })
        .max()
        .map(|(_, _, at)| at.0)
}

fn finish(
    corpus: &Corpus<'_>,
    rules: &LedgerRules,
    known: &[KnownTenure],
    seen: &[Seen<'_>],
    groups: Vec<Group>,
    mut meant: HashMap<(At, usize), usize>,
) -> People {
    let mut by_person: Vec<Vec<&KnownTenure>> = vec![Vec::new(); groups.len()];
    for tenure in known {
        if let Some(person) = person_of(tenure, &groups, rules) {
            by_person[person].push(tenure);
        }
    }
    let mut rows: Vec<(Person, usize)> = groups
        .iter()
        .enumerate()
        .map(|(at, group)| (person_row(corpus, seen, group, &by_person[at], rules), at))
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
    let conflicts = two_holders(&rows, seen, &meant, corpus, rules);
    People { rows, conflicts, meant }
}

fn person_row(
    corpus: &Corpus<'_>,
    seen: &[Seen<'_>],
    group: &Group,
    known: &[&KnownTenure],
    rules: &LedgerRules,
) -> Person {
    let mut mentions: Vec<&Seen<'_>> = group.seen.iter().map(|&at| &seen[at]).collect();
    mentions.sort_by_key(|one| (one.at, one.slot));
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for one in &mentions {
        if let Some(name) = &one.party.name {
            *counts.entry(name).or_default() += 1;
        }
    }
    // The fullest form: most words, then with marks, then most often.
    let name = counts
        .iter()
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
    let id = form_id(&(group.actor, first.clone()));
    let mut aliases: Vec<RowId> = group
        .forms
        .iter()
        .map(|form| form_id(&(group.actor, form.clone())))
        .filter(|alias| *alias != id)
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
        support: corpus.support(mentions.iter().map(|one| one.at)),
    }
}

fn tenure_rows(
    actor: Option<ActorCode>,
    mentions: &[&Seen<'_>],
    known: &[&KnownTenure],
    rules: &LedgerRules,
) -> Vec<TenureRow> {
    let mut offices: BTreeMap<String, Vec<&Seen<'_>>> = BTreeMap::new();
    for one in mentions {
        if let Some(office) = &one.office {
            offices.entry(office.clone()).or_default().push(one);
        }
    }
    let mut rows: Vec<TenureRow> = Vec::new();
    for (key, mentions) in &offices {
        let mut printed: BTreeMap<&str, usize> = BTreeMap::new();
        for one in mentions {
            if let Some(office) = &one.party.office {
                *printed.entry(office).or_default() += 1;
            }
        }
        let office = printed.iter().max_by_key(|(office, count)| (**count, std::cmp::Reverse(**office)));
        let days: Vec<Day> =
            mentions.iter().filter(|one| one.shows_office).filter_map(|one| one.day).collect();
        let seen = days.iter().min().zip(days.iter().max()).map(|(first, last)| When::days(*first, *last));
        // A mention as former holder shows that the office was given up before.
        let left = mentions.iter().filter(|one| one.former).filter_map(|one| one.day).min();
        let source = known.iter().find(|tenure| {
            (tenure.office_id == *key || rules.is_same_office(&tenure.office, key))
                && seen.as_ref().is_none_or(|seen| span_of(tenure).is_none_or(|span| span.overlaps(seen)))
        });
        rows.push(TenureRow {
            office: office.map_or_else(|| key.clone(), |(office, _)| (*office).to_owned()),
            office_id: mentions
                .iter()
                .find_map(|one| one.party.office_id.clone())
                .or_else(|| source.map(|tenure| tenure.office_id.clone())),
            actor,
            from: source
                .and_then(|tenure| tenure.from.clone())
                .or_else(|| days.iter().min().map(|day| When::day(*day))),
            until: source
                .and_then(|tenure| tenure.until.clone())
                .or_else(|| left.and_then(|day| When::parse(&format!("../{day}")).ok())),
            seen,
            basis: source.map_or_else(|| "reports".to_owned(), |tenure| tenure.source.clone()),
        });
    }
    rows.sort_by(|a, b| {
        let first = |row: &TenureRow| row.from.as_ref().and_then(When::first);
        (first(a), &a.office).cmp(&(first(b), &b.office))
    });
    rows
}

fn span_of(tenure: &KnownTenure) -> Option<When> {
    let first = tenure.from.as_ref().and_then(When::first);
    let last = tenure.until.as_ref().and_then(When::last);
    match (first, last) {
        (Some(first), Some(last)) => Some(When::days(first, last)),
        (Some(first), None) => When::parse(&format!("{first}/..")).ok(),
        (None, Some(last)) => When::parse(&format!("../{last}")).ok(),
        (None, None) => None,
    }
}

/// Where another holder of a single office is seen later, the earlier one's time has ended.
fn close_tenures(rows: &mut [Person], rules: &LedgerRules) {
    let mut seen: BTreeMap<(ActorCode, String), Vec<(Day, Day, usize, usize)>> = BTreeMap::new();
    for (person, row) in rows.iter().enumerate() {
        for (at, tenure) in row.tenures.iter().enumerate() {
            if let (Some(actor), Some(when)) = (tenure.actor, &tenure.seen)
                && let (Some(first), Some(last)) = (when.first(), when.last())
                && rules.is_single_office(&tenure.office)
            {
                seen.entry((actor, single_key(tenure))).or_default().push((first, last, person, at));
            }
        }
    }
    for list in seen.values_mut() {
        list.sort_unstable();
        for at in 0..list.len() {
            let (_, last, person, tenure) = list[at];
            let next =
                list.iter().filter(|other| other.2 != person && other.0 > last).map(|other| other.0).min();
            let row = &mut rows[person].tenures[tenure];
            if let (None, Some(next)) = (&row.until, next) {
                row.until = Some(When::days(last, next));
            }
        }
    }
}

fn single_key(tenure: &TenureRow) -> String {
    tenure.office_id.clone().unwrap_or_else(|| fold(&tenure.office).into_owned())
}

/// Two persons seen in an office that only one can hold, at the same time.
fn two_holders(
    rows: &[Person],
    seen: &[Seen<'_>],
    meant: &HashMap<(At, usize), usize>,
    corpus: &Corpus<'_>,
    rules: &LedgerRules,
) -> Vec<Conflict> {
    let mut spans: BTreeMap<(ActorCode, String), Vec<(Day, Day, usize)>> = BTreeMap::new();
    for (person, row) in rows.iter().enumerate() {
        for tenure in &row.tenures {
            if let (Some(actor), Some(when)) = (tenure.actor, &tenure.seen)
                && let (Some(first), Some(last)) = (when.first(), when.last())
                && rules.is_single_office(&tenure.office)
            {
                spans.entry((actor, single_key(tenure))).or_default().push((first, last, person));
            }
        }
    }
    let mut shown: BTreeMap<usize, Vec<(&str, Day, At)>> = BTreeMap::new();
    for one in seen.iter().filter(|one| one.shows_office) {
        if let (Some(person), Some(office), Some(day)) =
            (meant.get(&(one.at, one.slot)), &one.office, one.day)
            && !one.words.0.is_empty()
        {
            shown.entry(*person).or_default().push((office, day, one.at));
        }
    }
    let mut conflicts = Vec::new();
    for ((actor, office), mut list) in spans {
        list.sort_unstable();
        for (at, one) in list.iter().enumerate() {
            for other in list[at + 1..].iter().take_while(|other| other.0 <= one.1) {
                if one.2 == other.2 {
                    continue;
                }
                let (first, last) = (other.0, one.1.min(other.1));
                let version = |person: usize| {
                    let all = shown.get(&person).map(Vec::as_slice).unwrap_or_default();
                    // The office may be known by an id that no report prints.
                    let printed = |(other, ..): &&(&str, Day, At)| {
                        *other == office
                            || rows[person]
                                .tenures
                                .iter()
                                .any(|tenure| single_key(tenure) == office && fold(&tenure.office) == *other)
                    };
                    let mut claims: Vec<(i64, At)> = all
                        .iter()
                        .filter(printed)
                        .map(|(_, day, at)| {
                            // The mentions nearest to the time in question.
                            let away = if *day < first {
                                days_between(*day, first)
                            } else {
                                days_between(last, *day).max(0)
                            };
                            (away, *at)
                        })
                        .collect();
                    claims.sort_unstable();
                    claims.truncate(3);
                    let support = corpus.support(claims.into_iter().map(|it| it.1));
                    (rows[person].name.clone(), support.mentions)
                };
                let (a, b) = (&rows[one.2].id, &rows[other.2].id);
                conflicts.push(Conflict {
                    id: RowId(format!("conflict/{}", hash(["holder", actor.as_str(), &office, &a.0, &b.0]))),
                    about: a.clone(),
                    slot: "holder".to_owned(),
                    versions: vec![version(one.2), version(other.2)],
                });
            }
        }
    }
    conflicts.retain(|conflict| conflict.versions.iter().all(|(_, mentions)| !mentions.is_empty()));
    // Two persons whose terms overlap more than once disagree once.
    let mut named = BTreeSet::new();
    conflicts.retain(|conflict| named.insert(conflict.id.clone()));
    conflicts
}
