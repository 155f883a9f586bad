//! Who is who on the day.

use std::cmp::Reverse;

use chancery_core::{
    calendar::When,
    ledger::model::{Mention, Person, TenureRow},
    lexicon::fold,
};

use super::Desk;
use crate::briefing::{Group, Line, Section, Tag, Tone, say};

impl<'a> Desk<'a> {
    /// Who is who on the day.
    pub(super) fn people(&mut self) -> Option<Section> {
        let library = self.library;
        let mut groups = Vec::new();
        for side in self.choice.sides {
            let mut found: Vec<(&Person, &TenureRow)> = Vec::new();
            for person in &library.ledger.people {
                let tenure = person
                    .tenures
                    .iter()
                    .rev()
                    .find(|tenure| tenure.actor.or(person.actor) == Some(side) && self.holds(tenure));
                found.extend(tenure.map(|tenure| (person, tenure)));
            }
            // Of two who were shown in the same office the later one is in it.
            let seen = |tenure: &TenureRow| tenure.seen.as_ref().and_then(When::last);
            let all = found.clone();
            found.retain(|(person, tenure)| {
                !all.iter().any(|(other, later)| {
                    other.id != person.id
                        && tenure.office_id.is_some()
                        && later.office_id == tenure.office_id
                        && (later.basis != "reports", seen(later)) > (tenure.basis != "reports", seen(tenure))
                })
            });
            // Those who are spoken of most come first: rank is not in the reports.
            found.sort_by_key(|(person, _)| (Reverse(person.support.mentions.len()), &person.id));
            let more = found.len().saturating_sub(self.choice.lines);
            let mut lines = Vec::new();
            for (person, tenure) in found.into_iter().take(self.choice.lines) {
                let shown = self.introduction(person, tenure);
                let since = tenure.from.as_ref().map(|from| format!("since {}", say::date(from)));
                let mut tags = Vec::new();
                if tenure.until.is_none()
                    && let Some(day) = tenure.seen.as_ref().and_then(When::last)
                {
                    tags.push(Tag::new(format!("shown in office {}", say::day(day)), Tone::Plain));
                }
                lines.push(Line {
                    id: Some(person.id.0.clone()),
                    date: since.filter(|_| tenure.basis != "reports"),
                    edtf: tenure.from.as_ref().map(|from| from.edtf().to_owned()),
                    text: format!("{}, {}", person.name, tenure.office),
                    tags,
                    quote: self.quote(&person.support, shown),
                    lines: Vec::new(),
                });
            }
            groups.push(Group { title: Some(library.names.show(side)), lines, more });
        }
        let gap = groups
            .iter()
            .filter(|group| group.lines.is_empty())
            .filter_map(|group| group.title.clone())
            .collect::<Vec<_>>();
        let gap = (!gap.is_empty())
            .then(|| format!("No report shows who holds office for {} on this day.", gap.join(" and for ")));
        groups.retain(|group| !group.lines.is_empty());
        Some(Section {
            id: "people",
            title: format!("Who is who on {}", say::day(self.choice.on)),
            groups,
            gap,
        })
    }

    /// True where a person holds an office on the day, as far as is known: a source gives dates, or
    /// a report of the year before shows it. Who is remembered only is seen in no office.
    pub(super) fn holds(&self, tenure: &TenureRow) -> bool {
        let on = self.choice.on;
        if tenure.until.as_ref().is_some_and(|until| until.last().is_some_and(|day| day < on)) {
            return false;
        }
        let seen = tenure.seen.as_ref();
        if tenure.basis != "reports" {
            return tenure.from.as_ref().is_none_or(|from| from.first().is_none_or(|day| day <= on));
        }
        let first = seen.and_then(When::first).or(tenure.from.as_ref().and_then(When::first));
        let last = seen.and_then(When::last);
        first.is_none_or(|day| day <= on) && last.is_some_and(|day| day >= self.days_ago(365))
    }

    /// The mention that names the person with the office, else one that names the person.
    pub(super) fn introduction(&self, person: &'a Person, tenure: &TenureRow) -> Option<&'a Mention> {
        let names: Vec<String> = person.names.iter().map(|name| fold(name).into_owned()).collect();
        let office = fold(&tenure.office).into_owned();
        let mentions = || person.support.mentions.iter().rev();
        let says = |mention: &&Mention, with_office: bool| {
            let words = fold(&self.library.quote(mention)).into_owned();
            names.iter().any(|name| words.contains(name.as_str()))
                && (!with_office || words.contains(&office))
        };
        mentions()
            .find(|mention| says(mention, true))
            .or_else(|| mentions().find(|mention| says(mention, false)))
    }
}
