//! Who held which office when, as the lexicon knows it.
//!
//! What reports show of tenures is for the ledger to add; here stand only the files'. An office is
//! resolved at the day of the event, never at today's.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::{ActorCode, Files, Offices, Problems, fold, items, nearest, office_id, position};
use crate::calendar::{Day, When};

/// One person in one office.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tenure {
    /// The state or organisation.
    pub actor: ActorCode,
    /// The office behind the state: `prime-minister`.
    pub office: Box<str>,
    /// The spellings of the name, the printed one first; never empty.
    pub names: Vec<Box<str>>,
    /// From when to when; an open end where it is not over.
    pub when: When,
    /// True where the source only proves these days, and the tenure may have been longer.
    pub seen: bool,
    /// Where it is known from.
    pub source: Box<str>,
}

impl Tenure {
    /// The name as it is printed.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.names[0]
    }

    /// The office with its state: `vnm/prime-minister`.
    #[must_use]
    pub fn id(&self) -> String {
        office_id(self.actor, &self.office)
    }

    /// True where the person held the office on that day.
    #[must_use]
    pub fn covers(&self, day: Day) -> bool {
        self.when.contains(&When::day(day))
    }
}

/// All tenures of the files.
#[derive(Clone, Debug, Default)]
pub struct Tenures {
    tenures: Vec<Tenure>,
    by_office: BTreeMap<String, Vec<usize>>,
    by_name: BTreeMap<String, Vec<usize>>,
}

#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct TenuresFile {
    source: String,
    seen: bool,
    tenures: Option<toml::Spanned<String>>,
}

impl Tenures {
    /// Reads `tenures/*.toml`. What is wrong goes to `problems`; what can be read is kept.
    pub fn load(files: &Files, offices: &Offices, problems: &mut Problems) -> Tenures {
        let mut tenures = Tenures::default();
        for (path, _) in files.under("tenures/") {
            let file: TenuresFile = files.toml(path, problems);
            let text = files.text(path);
            if file.source.is_empty() {
                problems.push(
                    path,
                    None,
                    "the file does not say where its tenures are from: add `source = \"...\"`",
                );
            }
            for (at, line) in items(file.tenures.as_ref(), '\n') {
                let mut report = |message: &str| problems.push(path, Some(position(text, at)), message);
                let mut cells = line.split('\t');
                let (Some(actor), Some(office), Some(holders), None) =
                    (cells.next(), cells.next(), cells.next(), cells.next())
                else {
                    report("a line has a state, an office and its holders, with one tab between each");
                    continue;
                };
                let actor = match actor.parse::<ActorCode>() {
                    Ok(actor) => actor,
                    Err(error) => {
                        report(&error.to_string());
                        continue;
                    }
                };
                if offices.name(office).is_none() {
                    let near = nearest(office, offices.slugs());
                    let hint = near.map_or(String::new(), |near| format!(" (did you mean `{near}`?)"));
                    report(&format!("no office is called `{office}`{hint}"));
                    continue;
                }
                for holder in holders.split(';').map(str::trim).filter(|holder| !holder.is_empty()) {
                    let dated = holder.strip_suffix(']').and_then(|holder| holder.split_once('['));
                    let Some((names, when)) = dated else {
                        report(&format!("`{holder}` has no dates: write `Name [2016-04-07/2021-04-05]`"));
                        continue;
                    };
                    match When::parse(when) {
                        Ok(when) => tenures.add(Tenure {
                            actor,
                            office: office.into(),
                            names: names.split('|').map(|name| name.trim().into()).collect(),
                            when,
                            seen: file.seen,
                            source: file.source.as_str().into(),
                        }),
                        Err(error) => report(&error.to_string()),
                    }
                }
            }
        }
        tenures
    }

    fn add(&mut self, tenure: Tenure) {
        let number = self.tenures.len();
        self.by_office.entry(tenure.id()).or_default().push(number);
        for name in &tenure.names {
            let at = self.by_name.entry(plain(name)).or_default();
            if !at.contains(&number) {
                at.push(number);
            }
        }
        self.tenures.push(tenure);
    }

    /// Who held an office (`vnm/prime-minister`) on a day. On the day of a change the one who
    /// comes, and a whole tenure before days that are only seen.
    #[must_use]
    pub fn holder(&self, office: &str, day: Day) -> Option<&Tenure> {
        let all = self.by_office.get(office)?.iter().map(|at| &self.tenures[*at]);
        all.filter(|tenure| tenure.covers(day)).max_by_key(|tenure| (!tenure.seen, tenure.when.first()))
    }

    /// The offices of the person with this full name, on that day where one is given. Marks and
    /// capitals do not matter. Persons of the same name are not told apart here: check the state.
    pub fn offices_of(&self, name: &str, day: Option<Day>) -> impl Iterator<Item = &Tenure> {
        let found = self.by_name.get(&plain(name)).into_iter().flatten().map(|at| &self.tenures[*at]);
        found.filter(move |tenure| day.is_none_or(|day| tenure.covers(day)))
    }

    /// Everybody who held an office of a state on a day.
    pub fn of(&self, actor: ActorCode, day: Day) -> impl Iterator<Item = &Tenure> {
        self.tenures.iter().filter(move |tenure| tenure.actor == actor && tenure.covers(day))
    }

    /// All tenures, in the order of the files.
    #[must_use]
    pub fn all(&self) -> &[Tenure] {
        &self.tenures
    }
}

/// A name as it is looked up: folded, with one space between its parts and none of their marks.
fn plain(name: &str) -> String {
    let folded = fold(name);
    let parts = folded.split(|c: char| !c.is_alphanumeric()).filter(|part| !part.is_empty());
    parts.collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lexicon::{Vocabulary, tests::shipped};

    fn load() -> Tenures {
        let (files, mut problems) = (shipped(), Problems::default());
        let offices = Offices::load(&files, &mut Vocabulary::default(), &mut problems);
        let tenures = Tenures::load(&files, &offices, &mut problems);
        assert_eq!(problems.into_sorted(), []);
        tenures
    }

    #[test]
    fn offices_are_resolved_at_the_day() {
        let tenures = load();
        let check = |office: &str, day: &str, name: &str| {
            let found = tenures.holder(office, day.parse().unwrap()).map(Tenure::name);
            assert_eq!(found, Some(name), "{office} on {day}");
        };
        check("vnm/general-secretary", "2024-06-20", "Nguyễn Phú Trọng");
        check("vnm/general-secretary", "2024-08-08", "Tô Lâm");
        check("vnm/president", "2024-06-20", "Tô Lâm");
        check("vnm/speaker", "2023-10-16", "Vương Đình Huệ");
        check("rus/prime-minister", "2025-01-14", "Mikhail Mishustin");
        check("rus/president", "2010-05-09", "Dmitry Medvedev");
        check("gbr/prime-minister", "2003-06-26", "Tony Blair");
        check("deu/chancellor", "2021-12-08", "Olaf Scholz");
        assert_eq!(tenures.holder("vnm/president", "2023-02-01".parse().unwrap()), None);
    }

    #[test]
    fn a_person_has_all_offices_of_the_day() {
        let tenures = load();
        let offices = |name: &str, day: &str| -> Vec<String> {
            tenures.offices_of(name, Some(day.parse().unwrap())).map(Tenure::id).collect()
        };
        assert_eq!(offices("To Lam", "2024-09-01"), ["vnm/general-secretary", "vnm/president"]);
        assert_eq!(offices("Nguyen Phu Trong", "2020-01-01"), ["vnm/general-secretary", "vnm/president"]);
        assert_eq!(offices("Erdogan", "2020-01-01"), [""; 0]);
        assert_eq!(offices("Recep Tayyip Erdoğan", "2010-01-01"), ["tur/prime-minister"]);
    }

    #[test]
    fn whole_tenures_of_one_office_do_not_overlap() {
        let tenures = load();
        for numbers in tenures.by_office.values() {
            let mut whole: Vec<&Tenure> =
                numbers.iter().map(|at| &tenures.tenures[*at]).filter(|tenure| !tenure.seen).collect();
            whole.sort_by_key(|tenure| tenure.when.first());
            for pair in whole.windows(2) {
                // The last day of one may be the first of the next; approximate ends may run over by a month.
                let (end, start) = (pair[0].when.last(), pair[1].when.first());
                let rough =
                    pair.iter().any(|tenure| tenure.when.edtf().len() != "2016-04-07/2021-04-05".len());
                assert!(rough || end <= start, "{} and {}", pair[0].name(), pair[1].name());
            }
        }
    }
}
