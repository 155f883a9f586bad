//! What the dates of a whole text say about its year.
//!
//! A text without a day of publication may still give its year away: an anniversary of a dated
//! founding, a weekday that fits one year only, the same day printed with its year elsewhere.
//!
//! Invariant: where two years compete, neither is taken.

use std::collections::BTreeMap;

use super::{
    atoms::{Atom, Kind},
    pattern::{Slot, Slots},
    point::Unit,
    read::{Hit, YearOf},
    resolve::MONTH_FIRST,
    rules::{Read, Rules},
};
use crate::calendar::Day;

/// From how many dates of long ago on a text tells a story of its own.
const STORY_DATES: usize = 6;

/// How many atoms behind an anniversary the date of the founding may stand.
const FOUNDING_REACH: usize = 16;

impl Rules {
    /// Whether the text writes the month first in dates with slashes, where one of them shows it.
    pub(super) fn month_first(&self, hits: &[Hit]) -> Option<bool> {
        hits.iter().find_map(|hit| {
            let order = hit.found.slots.get(Slot::Slashes)?;
            (hit.found.slots.get(Slot::Day)? > 12).then_some(order == MONTH_FIRST)
        })
    }

    /// True of a text that tells of years long past, and hardly of the days before publication.
    pub(super) fn is_narrative(&self, published: Option<Day>, hits: &[Hit]) -> bool {
        let Some(published) = published else {
            let years = hits.iter().filter(|hit| hit.found.slots.has(Slot::Year)).count();
            return years >= STORY_DATES;
        };
        let (mut long_ago, mut lately, mut fresh) = (0, 0, 0);
        for hit in hits {
            let slots = &hit.found.slots;
            if self.rules[hit.rule].read != Read::Date {
                continue;
            }
            if let Some(year) = slots.get(Slot::Year) {
                if slots.has(Slot::Era) || i32::from(published.year()) - year >= 2 {
                    long_ago += 1;
                } else {
                    lately += 1;
                }
            } else if slots.has(Slot::Weekday) && !slots.has(Slot::Month)
                || slots.has(Slot::Rel) && slots.get(Slot::Anchor) != Some(1)
            {
                fresh += 1;
            }
        }
        long_ago >= STORY_DATES && long_ago > 2 * fresh && long_ago >= lately
    }

    /// The year of a text without a day of publication, from its own arithmetic: an anniversary of a
    /// dated founding.
    pub(super) fn year_of_evidence(&self, hits: &[Hit]) -> Option<(i16, Box<str>)> {
        let mut found: Option<(i16, Box<str>)> = None;
        for (at, hit) in hits.iter().enumerate() {
            if self.rules[hit.rule].read != Read::Anniversary {
                continue;
            }
            let Some(count) = hit.found.slots.get(Slot::Ord) else { continue };
            let founded = self.founding(hits, at, None).and_then(|slots| slots.get(Slot::Year));
            let Some(year) = founded.and_then(|year| i16::try_from(year + count).ok()) else { continue };
            if found.as_ref().is_some_and(|(known, _)| *known != year) {
                return None;
            }
            found = Some((
                year,
                format!("the anniversary {count} years after {}", i32::from(year) - count).into(),
            ));
        }
        found.or_else(|| self.year_of_weekday(hits)).or_else(|| self.year_of_twin(hits))
    }

    /// The day that the text itself calls today: "today (16 October)", with its year printed or
    /// known otherwise.
    pub(super) fn publication(
        &self,
        hits: &[Hit],
        atoms: &[Atom],
        year_of: &YearOf<'_>,
    ) -> Option<(Day, String)> {
        let mut found: Option<(Day, String)> = None;
        for pair in hits.windows(2) {
            let (today, date) = (&pair[0].found.slots, &pair[1].found.slots);
            let with = &self.rules[pair[0].rule].with;
            let unit = with.iter().find(|(slot, _)| *slot == Slot::Unit).map(|(_, code)| *code);
            let is_today = today.get(Slot::Rel) == Some(0)
                && unit.and_then(Unit::from_code) == Some(Unit::Day)
                && !today.has(Slot::Anchor);
            let between = &atoms[pair[0].found.end..pair[1].found.start];
            let beside = pair[0].sentence == pair[1].sentence
                && matches!(between, [one] if matches!(one.kind, Kind::Sign('(' | ',')));
            let (Some(month), Some(day)) = (date.get(Slot::Month), date.get(Slot::Day)) else { continue };
            if !is_today || !beside || date.has(Slot::Day2) || self.rules[pair[1].rule].read != Read::Date {
                continue;
            }
            let (month, day) = (i8::try_from(month).ok()?, i8::try_from(day).ok()?);
            let printed = date.get(Slot::Year).and_then(|year| i16::try_from(year).ok());
            let (year, why) = printed
                .map(|year| (year, "printed".to_owned()))
                .or_else(|| self.year_of_evidence(hits).map(|(year, why)| (year, why.into())))
                .or_else(|| year_of(month, day))?;
            let day = Day::new(year, month, day).ok()?;
            if found.as_ref().is_some_and(|(known, _)| *known != day) {
                return None;
            }
            found.get_or_insert((day, format!("the text calls this day today; its year: {why}")));
        }
        found
    }

    /// The year in which every day without a printed year fits what else is known.
    pub(super) fn year_otherwise(&self, hits: &[Hit], year_of: &YearOf<'_>) -> Option<(i16, Box<str>)> {
        let mut found: Option<(i16, Box<str>)> = None;
        for hit in hits.iter().filter(|hit| self.rules[hit.rule].read == Read::Date) {
            let slots = &hit.found.slots;
            let (Some(month), Some(day)) = (slots.get(Slot::Month), slots.get(Slot::Day)) else { continue };
            if [Slot::Year, Slot::ShortYear, Slot::Rel].iter().any(|slot| slots.has(*slot)) {
                continue;
            }
            let (year, why) = year_of(i8::try_from(month).ok()?, i8::try_from(day).ok()?)?;
            if found.as_ref().is_some_and(|(known, _)| *known != year) {
                return None;
            }
            found = Some((year, why.into()));
        }
        found
    }

    /// The year in which the printed weekday fits the printed day, if only one near the years of the text does.
    fn year_of_weekday(&self, hits: &[Hit]) -> Option<(i16, Box<str>)> {
        let latest = hits.iter().filter_map(|hit| hit.found.slots.get(Slot::Year)).max()?;
        let mut fits = None;
        for hit in hits {
            let slots = &hit.found.slots;
            let (Some(weekday), Some(month), Some(day)) =
                (slots.get(Slot::Weekday), slots.get(Slot::Month), slots.get(Slot::Day))
            else {
                continue;
            };
            let years = (latest..=latest + 1).filter(|year| {
                let day =
                    i16::try_from(*year).ok().and_then(|year| Day::new(year, month as i8, day as i8).ok());
                !slots.has(Slot::Year)
                    && day.is_some_and(|day| i32::from(day.weekday().to_monday_one_offset()) == weekday)
            });
            for year in years {
                if fits.is_some_and(|known| known != year) {
                    return None;
                }
                fits = Some(year);
            }
        }
        let year = i16::try_from(fits?).ok()?;
        Some((year, "the printed weekday fits the day in that year".into()))
    }

    /// The year that the same day of the year is printed with elsewhere.
    fn year_of_twin(&self, hits: &[Hit]) -> Option<(i16, Box<str>)> {
        let day = |hit: &Hit| Some((hit.found.slots.get(Slot::Month)?, hit.found.slots.get(Slot::Day)?));
        // The year of each day that is printed with one; none where two years compete.
        let mut printed: BTreeMap<(i32, i32), Option<i32>> = BTreeMap::new();
        for hit in hits {
            if let (Some(day), Some(year)) = (day(hit), hit.found.slots.get(Slot::Year)) {
                printed
                    .entry(day)
                    .and_modify(|known| *known = known.filter(|known| *known == year))
                    .or_insert(Some(year));
            }
        }
        let mut found = None;
        for hit in hits.iter().filter(|hit| !hit.found.slots.has(Slot::Year)) {
            let Some(year) = day(hit).and_then(|day| printed.get(&day).copied().flatten()) else { continue };
            if found.is_some_and(|known| known != year) {
                return None;
            }
            found = Some(year);
        }
        let year = i16::try_from(found?).ok()?;
        Some((year, "the same day is printed with its year elsewhere in the text".into()))
    }

    /// The date of the founding that an anniversary is counted from: close behind it (`the 75th
    /// anniversary of relations (30 January 1950)`), or elsewhere in the text, where the count leads
    /// from it to the year of publication and no other date does as well.
    pub(super) fn founding<'a>(
        &self,
        hits: &'a [Hit],
        at: usize,
        published: Option<Day>,
    ) -> Option<&'a Slots> {
        self.founding_behind(hits, at).or_else(|| {
            let count = hits[at].found.slots.get(Slot::Ord)?;
            let founded = i32::from(published?.year()) - count;
            let mut fitting = hits.iter().filter(|hit| {
                let slots = &hit.found.slots;
                let whole = slots.has(Slot::Month) && slots.has(Slot::Day) && !slots.has(Slot::Day2);
                whole && slots.get(Slot::Year) == Some(founded) && self.rules[hit.rule].read == Read::Date
            });
            let first = &fitting.next()?.found.slots;
            let same = |other: &Slots| {
                [Slot::Month, Slot::Day].iter().all(|slot| other.get(*slot) == first.get(*slot))
            };
            fitting.all(|other| same(&other.found.slots)).then_some(first)
        })
    }

    fn founding_behind<'a>(&self, hits: &'a [Hit], at: usize) -> Option<&'a Slots> {
        let hit = &hits[at];
        hits[at + 1..]
            .iter()
            .take_while(|next| {
                next.sentence == hit.sentence && next.found.start - hit.found.end < FOUNDING_REACH
            })
            .find(|next| self.rules[next.rule].read == Read::Date && next.found.slots.has(Slot::Year))
            .map(|next| &next.found.slots)
    }
}
