//! Whom a document shows in office, and when they can have been: what a report without a year says
//! about its year by the office-holders that it names.
//!
//! Invariant: only tenures whose ends are known narrow anything down.

use super::{EntityKind, Form, Knowledge, Mentions};
use crate::{
    calendar::Day,
    grammar::Analysis,
    lexicon::{Files, Offices, Problems, Tenure, Tenures, Vocabulary},
};

/// Who held which office when, as open sources know it.
#[derive(Clone, Debug, Default)]
pub struct Terms {
    offices: Offices,
    pub(super) tenures: Tenures,
}

impl Terms {
    /// Reads `offices/*.toml` and `tenures/*.toml`; what is wrong with them goes to `problems`.
    pub fn load(files: &Files<'_>, vocabulary: &mut Vocabulary, problems: &mut Problems) -> Terms {
        let offices = Offices::load(files, vocabulary, problems);
        let tenures = Tenures::load(files, &offices, problems);
        Terms { offices, tenures }
    }
}

/// The office-holders whom a document names, each with the terms that an open source gives.
#[derive(Clone, Debug, Default)]
pub struct Incumbents<'t> {
    people: Vec<Vec<&'t Tenure>>,
}

impl<'t> Incumbents<'t> {
    /// The persons of a document whose terms of office are known; those named as former are none.
    #[must_use]
    pub fn of(
        mentions: &Mentions,
        analysis: &Analysis,
        knowledge: Knowledge<'_>,
        known: &'t Terms,
    ) -> Incumbents<'t> {
        let Knowledge { rules, vocabulary, .. } = knowledge;
        let mut people = Vec::new();
        for (id, entity) in mentions.entities().iter().enumerate() {
            let (EntityKind::Person, Some(name), Some(office), Some(actor)) =
                (entity.kind, &entity.name, &entity.office, entity.actor)
            else {
                continue;
            };
            let is_former = mentions.all().iter().any(|mention| {
                mention.form == Form::Name
                    && mention.refers.iter().any(|other| *other as usize == id)
                    && (mention.words.start.saturating_sub(1)..mention.words.end)
                        .any(|word| rules.former.contains(analysis.form(word)))
            });
            let mut terms: Vec<&Tenure> = known
                .tenures
                .offices_of(name, None)
                .filter(|tenure| tenure.actor == actor && !tenure.seen && !is_former)
                .collect();
            // Of several offices the one that is printed, where it is one of theirs.
            if let Some((title, _)) = known.offices.printed(office, vocabulary) {
                let slug = known.offices.read_in(&title, actor);
                if terms.iter().any(|term| &*term.office == slug) {
                    terms.retain(|term| &*term.office == slug);
                }
            }
            if !terms.is_empty() {
                people.push(terms);
            }
        }
        Incumbents { people }
    }

    /// The one year in which all of them were in office on this day of the year.
    #[must_use]
    pub fn year_of(&self, month: i8, day: i8) -> Option<i16> {
        let first = |terms: &Vec<&Tenure>| terms.iter().filter_map(|term| term.when.first()).min();
        // An open end narrows nothing down: the latest day counts as never.
        let last = |terms: &Vec<&Tenure>| terms.iter().map(|term| term.when.last().unwrap_or(Day::MAX)).max();
        let from = self.people.iter().filter_map(first).max()?;
        let until = self.people.iter().filter_map(last).min().filter(|until| *until < Day::MAX)?;
        let mut fitting = (from.year()..=until.year()).filter(|year| {
            Day::new(*year, month, day)
                .is_ok_and(|day| self.people.iter().all(|terms| terms.iter().any(|term| term.covers(day))))
        });
        let year = fitting.next()?;
        fitting.next().is_none().then_some(year)
    }

    /// Who narrows the year down, with the terms: `Liz Truss 2022-09-06/2022-10-25`.
    #[must_use]
    pub fn reason(&self, year: i16) -> String {
        let near = |term: &&&Tenure| {
            let within = |day: Option<Day>| day.is_some_and(|day| (day.year() - year).abs() <= 1);
            within(term.when.first()) || within(term.when.last())
        };
        let named: Vec<String> = self
            .people
            .iter()
            .filter_map(|terms| terms.iter().find(near))
            .map(|term| format!("{} {}", term.name(), term.when.edtf()))
            .collect();
        format!("in office then: {}", named.join(", "))
    }
}
