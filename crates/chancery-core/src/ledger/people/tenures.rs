//! Who held which office when: as reports show it, and as open sources give it.
//!
//! A report shows a holder on a day, never the days on which the office was taken or left; these
//! come from a source, or stay unknown.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::{
    Mentions, NOBODY, Office, Offices, Seen, days_between,
    groups::{Group, Groups},
};
use crate::{
    calendar::{Day, When},
    evidence::hash,
    ledger::{
        model::{Conflict, Person, RowId, TenureRow},
        names::{Fit, NameWords, fit},
        roll::{At, Roll},
        rules::LedgerRules,
    },
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

/// Who held which office when, on all mentions.
pub(super) struct Holders {
    /// Actor and office to (day, person), by day.
    seen: HashMap<(ActorCode, Office), Vec<(Day, usize)>>,
    known: HashMap<(ActorCode, Office), Vec<(Option<Day>, Option<Day>, usize)>>,
}

impl Holders {
    pub(super) fn new(groups: &[Group], seen: &Mentions<'_>, tenured: &[(&KnownTenure, usize)]) -> Holders {
        let mut days: HashMap<(ActorCode, Office), Vec<(Day, usize)>> = HashMap::new();
        for (person, group) in groups.iter().enumerate() {
            let Some(actor) = group.actor else { continue };
            let mut own: BTreeMap<Office, Vec<(Day, usize)>> = BTreeMap::new();
            for &at in &group.seen {
                let named = seen.named(at as usize);
                if let (Some(office), Some(day), false) = (seen.office(at as usize), named.day, named.former)
                {
                    own.entry(office).or_default().push((day, person));
                }
            }
            for (office, own) in own {
                days.entry((actor, office)).or_default().extend(own);
            }
        }
        for list in days.values_mut() {
            list.sort_unstable();
        }
        let mut tenures: HashMap<(ActorCode, Office), Vec<(Option<Day>, Option<Day>, usize)>> =
            HashMap::new();
        for &(tenure, person) in tenured {
            let span = (
                tenure.from.as_ref().and_then(When::first),
                tenure.until.as_ref().and_then(When::last),
                person,
            );
            // Reports that name the office in words alone find it as well.
            let keys = [&*tenure.office_id, &*fold(&tenure.office)].map(|name| seen.offices.find(name));
            for office in keys.into_iter().flatten() {
                tenures.entry((tenure.actor, office)).or_default().push(span);
            }
        }
        Holders { seen: days, known: tenures }
    }

    /// The holder on the day of a mention: known from a source, or seen on both sides of the day,
    /// or seen within half a year of it while nobody else was.
    pub(super) fn on(&self, one: &Seen<'_>) -> Option<usize> {
        let (key, day) = ((one.actor?, one.office?), one.day?);
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

/// The tenures of persons whom the documents name, with the person.
pub(super) fn tenures_of<'k>(
    known: &'k [KnownTenure],
    groups: &Groups<'_>,
    offices: &Offices,
) -> Vec<(&'k KnownTenure, usize)> {
    known.iter().filter_map(|tenure| Some((tenure, person_of(tenure, groups, offices)?))).collect()
}

/// The person of the documents whom a known tenure names.
fn person_of(tenure: &KnownTenure, groups: &Groups<'_>, offices: &Offices) -> Option<usize> {
    let held = offices.find(&tenure.office_id);
    let names = tenure.names.iter().map(|name| NameWords::new(name, &groups.rules.names));
    let actor = Some(tenure.actor);
    names
        .flat_map(|name| {
            let candidates = groups.candidates(actor, &name);
            candidates.into_iter().map(move |at| (name.clone(), at))
        })
        .filter_map(|(name, at)| {
            let group = &groups.all[at];
            let forms = group.forms.iter();
            let quality = forms.filter_map(|form| fit(&name, form, actor, &groups.rules.names)).max()?;
            let office = held.is_some_and(|held| group.offices.contains(&held));
            (quality >= Fit::Sound || (quality == Fit::Word && office)).then_some((
                quality,
                office,
                std::cmp::Reverse(at),
            ))
        })
        .max()
        .map(|(_, _, at)| at.0)
}

pub(super) fn tenure_rows(
    actor: Option<ActorCode>,
    (mentions, offices): (&[&Seen<'_>], &Offices),
    known: &[&KnownTenure],
    rules: &LedgerRules,
) -> Vec<TenureRow> {
    let mut held: BTreeMap<Office, Vec<&Seen<'_>>> = BTreeMap::new();
    for one in mentions {
        if let Some(office) = one.office {
            held.entry(office).or_default().push(one);
        }
    }
    held.retain(|office, shown| !is_alien(offices.name(*office), shown, mentions.len(), known, rules));
    let held: BTreeMap<&str, Vec<&Seen<'_>>> =
        held.into_iter().map(|(office, mentions)| (offices.name(office), mentions)).collect();
    let mut rows: Vec<TenureRow> = Vec::new();
    for (key, mentions) in &held {
        let terms: Vec<&KnownTenure> = known
            .iter()
            .copied()
            .filter(|tenure| tenure.office_id == **key || rules.is_same_office(&tenure.office, key))
            .collect();
        for mentions in by_term(mentions, &terms) {
            rows.push(tenure_row(actor, key, &mentions, &terms));
        }
    }
    rows.sort_by(|a, b| {
        let first = |row: &TenureRow| row.from.as_ref().and_then(When::first);
        (first(a), &a.office).cmp(&(first(b), &b.office))
    });
    rows
}

/// So many mentions of a head of state or government must stand for one that gives another office.
const ALIEN: usize = 20;

/// True for an office that few reports give to one who was head of state or government then: somebody
/// else's.
fn is_alien(
    office: &str,
    shown: &[&Seen<'_>],
    all: usize,
    known: &[&KnownTenure],
    rules: &LedgerRules,
) -> bool {
    let own = known.iter().any(|term| term.office_id == office || rules.is_same_office(&term.office, office));
    let at_the_top = |day: Day| {
        known.iter().any(|term| {
            rules.is_single_office(&term.office)
                && term.from.as_ref().and_then(When::first).is_none_or(|from| from <= day)
                && term.until.as_ref().and_then(When::last).is_none_or(|until| day <= until)
        })
    };
    !own && shown.len() * ALIEN <= all && shown.iter().all(|one| one.day.is_some_and(at_the_top))
}

/// One who held an office more than once is shown in it once a term: the mentions of each term that
/// has any. What falls into none belongs to the nearest that is spoken of; an undated one, to the last.
fn by_term<'m, 's>(mentions: &[&'m Seen<'s>], terms: &[&KnownTenure]) -> Vec<Vec<&'m Seen<'s>>> {
    if terms.len() < 2 {
        return vec![mentions.to_vec()];
    }
    // How many days lie between a day and a term.
    let away = |day: Day, term: &KnownTenure| {
        let before = term.from.as_ref().and_then(When::first).map_or(0, |from| days_between(day, from));
        let after = term.until.as_ref().and_then(When::last).map_or(0, |until| days_between(until, day));
        before.max(after).max(0)
    };
    let mut terms = terms.to_vec();
    terms.sort_by_key(|term| term.from.as_ref().and_then(When::first));
    let mut shown: Vec<Vec<&Seen<'_>>> = vec![Vec::new(); terms.len()];
    let mut others = Vec::new();
    for &one in mentions {
        // On the day of a change both the old and the new term are open: the new one counts.
        let term = one.day.and_then(|day| terms.iter().rposition(|term| away(day, term) == 0));
        match term {
            Some(at) => shown[at].push(one),
            None => others.push(one),
        }
    }
    let spoken: Vec<usize> = (0..terms.len()).filter(|at| !shown[*at].is_empty()).collect();
    for one in others {
        let nearest = match one.day {
            Some(day) => spoken.iter().copied().min_by_key(|at| away(day, terms[*at])),
            None => spoken.last().copied(),
        };
        shown[nearest.unwrap_or(terms.len() - 1)].push(one);
    }
    shown.retain(|mentions| !mentions.is_empty());
    shown
}

/// The row of one office, or of one term in it, from the mentions that show it.
fn tenure_row(
    actor: Option<ActorCode>,
    key: &str,
    mentions: &[&Seen<'_>],
    terms: &[&KnownTenure],
) -> TenureRow {
    let mut printed: BTreeMap<&str, usize> = BTreeMap::new();
    for one in mentions {
        if let Some(office) = one.printed {
            *printed.entry(office).or_default() += 1;
        }
    }
    // In running text rather than in a headline's capitals.
    let running = |office: &str| office.len() < 4 || office.chars().any(char::is_lowercase);
    let office =
        printed.iter().max_by_key(|(office, count)| (running(office), **count, std::cmp::Reverse(**office)));
    let days: Vec<Day> = mentions.iter().filter(|one| one.shows_office).filter_map(|one| one.day).collect();
    let seen = days.iter().min().zip(days.iter().max()).map(|(first, last)| When::days(*first, *last));
    // A mention as former holder shows that the office was given up before.
    let left = mentions.iter().filter(|one| one.former).filter_map(|one| one.day).min();
    let source = terms.iter().find(|tenure| {
        seen.as_ref().is_none_or(|seen| span_of(tenure).is_none_or(|span| span.overlaps(seen)))
    });
    TenureRow {
        office: office.map_or_else(|| key.to_owned(), |(office, _)| (*office).to_owned()),
        office_id: mentions
            .iter()
            .find_map(|one| one.office_id.map(str::to_owned))
            .or_else(|| key.contains('/').then(|| key.to_owned()))
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
    }
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
pub(super) fn close_tenures(rows: &mut [Person], rules: &LedgerRules) {
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
pub(super) fn two_holders(
    rows: &[Person],
    seen: &Mentions<'_>,
    meant: &[u32],
    roll: &Roll,
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
    // Two who were seen in an office, and the days on which both were.
    let mut both: Vec<(&(ActorCode, String), usize, usize, Day, Day)> = Vec::new();
    for (office, list) in &mut spans {
        list.sort_unstable();
        for (at, one) in list.iter().enumerate() {
            for other in list[at + 1..].iter().take_while(|other| other.0 <= one.1) {
                if one.2 != other.2 {
                    both.push((office, one.2, other.2, other.0, one.1.min(other.1)));
                }
            }
        }
    }
    let mut shown: BTreeMap<usize, Vec<(&str, Day, At)>> =
        both.iter().flat_map(|it| [it.1, it.2]).map(|person| (person, Vec::new())).collect();
    for (at, person) in meant.iter().enumerate().filter(|(_, person)| **person != NOBODY) {
        let Some(shown) = shown.get_mut(&(*person as usize)) else { continue };
        let one = seen.get(at);
        if let (Some(office), Some(day)) = (one.office, one.day)
            && one.shows_office
            && !one.words.0.is_empty()
        {
            shown.push((seen.offices.name(office), day, one.at));
        }
    }
    let mut conflicts = Vec::new();
    for ((actor, office), one, other, first, last) in both {
        let version = |person: usize| {
            // The office may be known by an id that no report prints.
            let printed = |(other, ..): &&(&str, Day, At)| {
                *other == office
                    || rows[person]
                        .tenures
                        .iter()
                        .any(|tenure| single_key(tenure) == *office && fold(&tenure.office) == *other)
            };
            let mut claims: Vec<(i64, At)> = shown[&person]
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
            let support = roll.support(claims.into_iter().map(|it| it.1));
            (rows[person].name.clone(), support.mentions)
        };
        let (a, b) = (&rows[one].id, &rows[other].id);
        conflicts.push(Conflict {
            id: RowId(format!("conflict/{}", hash(["holder", actor.as_str(), office, &a.0, &b.0]))),
            about: a.clone(),
            slot: "holder".to_owned(),
            versions: vec![version(one), version(other)],
        });
    }
    conflicts.retain(|conflict| conflict.versions.iter().all(|(_, mentions)| !mentions.is_empty()));
    // Two persons whose terms overlap more than once disagree once.
    let mut named = BTreeSet::new();
    conflicts.retain(|conflict| named.insert(conflict.id.clone()));
    conflicts
}
