//! Stretches of the calendar that have a name of their own: a day, a week, a quarter, a decade.
//!
//! A [`Point`] knows its first and last day, its neighbours, and how TIMEX3 and EDTF write it.
//! Which point an expression means is the business of `resolve`.
//!
//! Invariant: the first day is never after the last; arithmetic beyond the calendar gives `None`.

use jiff::{ToSpan, civil::Weekday};

use crate::calendar::{Day, When};

/// A unit of time, by the name that the lexicon gives it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[repr(i32)]
pub(super) enum Unit {
    Second,
    Minute,
    Hour,
    Day,
    Weekend,
    Week,
    Fortnight,
    Month,
    Quarter,
    Season,
    Half,
    Year,
    Decade,
    Century,
    Millennium,
}

/// The units and their names in the lexicon.
pub(super) const UNITS: [(&str, Unit); 15] = [
    ("second", Unit::Second),
    ("minute", Unit::Minute),
    ("hour", Unit::Hour),
    ("day", Unit::Day),
    ("weekend", Unit::Weekend),
    ("week", Unit::Week),
    ("fortnight", Unit::Fortnight),
    ("month", Unit::Month),
    ("quarter", Unit::Quarter),
    ("season", Unit::Season),
    ("half", Unit::Half),
    ("year", Unit::Year),
    ("decade", Unit::Decade),
    ("century", Unit::Century),
    ("millennium", Unit::Millennium),
];

impl Unit {
    pub(super) fn from_code(code: i32) -> Option<Unit> {
        UNITS.iter().map(|(_, unit)| *unit).find(|unit| *unit as i32 == code)
    }

    /// How TIMEX3 writes a length in this unit: the letter, whether it counts hours of a day, and
    /// how many of the letter's unit it is.
    pub(super) fn letter(self) -> (&'static str, bool, u32) {
        match self {
            Unit::Second => ("S", true, 1),
            Unit::Minute => ("M", true, 1),
            Unit::Hour => ("H", true, 1),
            Unit::Day => ("D", false, 1),
            Unit::Weekend => ("WE", false, 1),
            Unit::Week => ("W", false, 1),
            Unit::Fortnight => ("W", false, 2),
            Unit::Month => ("M", false, 1),
            Unit::Quarter => ("Q", false, 1),
            Unit::Season => ("S", false, 1),
            Unit::Half => ("M", false, 6),
            Unit::Year => ("Y", false, 1),
            Unit::Decade => ("DE", false, 1),
            Unit::Century => ("CE", false, 1),
            Unit::Millennium => ("ML", false, 1),
        }
    }

    /// What one says for it in a reason.
    pub(super) fn name(self) -> &'static str {
        UNITS.iter().find(|(_, unit)| *unit == self).map_or("time", |(name, _)| name)
    }
}

/// A named stretch of the calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Point {
    Day(Day),
    /// By its Monday.
    Week(Day),
    /// By its Saturday.
    Weekend(Day),
    Month(i16, i8),
    /// Year and number, from 1.
    Quarter(i16, i8),
    /// Year and number: spring, summer, autumn, winter from 1.
    Season(i16, i8),
    /// Year and number, from 1.
    Half(i16, i8),
    Year(i16),
    /// The year without its last digit.
    Decade(i16),
    /// The year without its last two digits.
    Century(i16),
}

/// The years that values are made for: four digits in EDTF, with or without a sign.
const YEARS: std::ops::RangeInclusive<i16> = -9000..=9000;

impl Point {
    /// The stretch of the given unit that holds a day.
    pub(super) fn of(unit: Unit, day: Day) -> Option<Point> {
        let (year, month) = (day.year(), day.month());
        Some(match unit {
            Unit::Second | Unit::Minute | Unit::Hour | Unit::Day => Point::Day(day),
            Unit::Week | Unit::Fortnight => Point::Week(monday(day)?),
            Unit::Weekend => Point::Weekend(monday(day)?.checked_add(5.days()).ok()?),
            Unit::Month => Point::Month(year, month),
            Unit::Quarter => Point::Quarter(year, (month - 1) / 3 + 1),
            Unit::Season => match month {
                3..=5 => Point::Season(year, 1),
                6..=8 => Point::Season(year, 2),
                9..=11 => Point::Season(year, 3),
                12 => Point::Season(year, 4),
                _ => Point::Season(year - 1, 4),
            },
            Unit::Half => Point::Half(year, (month - 1) / 6 + 1),
            Unit::Year => Point::Year(year),
            Unit::Decade => Point::Decade(year.div_euclid(10)),
            Unit::Century | Unit::Millennium => Point::Century(year.div_euclid(100)),
        })
    }

    /// The unit that it is one of.
    pub(super) fn unit(self) -> Unit {
        match self {
            Point::Day(_) => Unit::Day,
            Point::Week(_) => Unit::Week,
            Point::Weekend(_) => Unit::Weekend,
            Point::Month(..) => Unit::Month,
            Point::Quarter(..) => Unit::Quarter,
            Point::Season(..) => Unit::Season,
            Point::Half(..) => Unit::Half,
            Point::Year(_) => Unit::Year,
            Point::Decade(_) => Unit::Decade,
            Point::Century(_) => Unit::Century,
        }
    }

    /// The one that lies `count` of its unit further on (or back).
    pub(super) fn shift(self, count: i32) -> Option<Point> {
        let year_of = |year: i32| i16::try_from(year).ok().filter(|year| YEARS.contains(year));
        let within = |year: i16, at: i8, parts: i32| {
            let all = i32::from(year) * parts + i32::from(at) - 1 + count;
            Some((year_of(all.div_euclid(parts))?, (all.rem_euclid(parts) + 1) as i8))
        };
        let days =
            |day: Day, days: i32| day.checked_add(days.days()).ok().filter(|day| YEARS.contains(&day.year()));
        if count.abs() > 1_000_000 {
            return None;
        }
        Some(match self {
            Point::Day(day) => Point::Day(days(day, count)?),
            Point::Week(day) => Point::Week(days(day, count * 7)?),
            Point::Weekend(day) => Point::Weekend(days(day, count * 7)?),
            Point::Month(year, month) => {
                let (year, month) = within(year, month, 12)?;
                Point::Month(year, month)
            }
            Point::Quarter(year, at) => {
                let (year, at) = within(year, at, 4)?;
                Point::Quarter(year, at)
            }
            Point::Season(year, at) => {
                let (year, at) = within(year, at, 4)?;
                Point::Season(year, at)
            }
            Point::Half(year, at) => {
                let (year, at) = within(year, at, 2)?;
                Point::Half(year, at)
            }
            Point::Year(year) => Point::Year(year_of(i32::from(year) + count)?),
            Point::Decade(decade) => Point::Decade(year_of((i32::from(decade) + count) * 10)?.div_euclid(10)),
            Point::Century(century) => {
                Point::Century(year_of((i32::from(century) + count) * 100)?.div_euclid(100))
            }
        })
    }

    /// The first day.
    pub(super) fn first(self) -> Option<Day> {
        match self {
            Point::Day(day) | Point::Week(day) | Point::Weekend(day) => Some(day),
            Point::Month(year, month) => Day::new(year, month, 1).ok(),
            Point::Quarter(year, at) => Day::new(year, at * 3 - 2, 1).ok(),
            Point::Season(year, at) => Day::new(year, at * 3, 1).ok(),
            Point::Half(year, at) => Day::new(year, at * 6 - 5, 1).ok(),
            Point::Year(year) => Day::new(year, 1, 1).ok(),
            Point::Decade(decade) => Day::new(decade.checked_mul(10)?, 1, 1).ok(),
            Point::Century(century) => Day::new(century.checked_mul(100)?, 1, 1).ok(),
        }
    }

    /// The last day.
    pub(super) fn last(self) -> Option<Day> {
        let ends = |year: i16, month: i8| Some(Day::new(year, month, 1).ok()?.last_of_month());
        match self {
            Point::Day(day) => Some(day),
            Point::Week(day) => day.checked_add(6.days()).ok(),
            Point::Weekend(day) => day.checked_add(1.days()).ok(),
            Point::Month(year, month) => ends(year, month),
            Point::Quarter(year, at) => ends(year, at * 3),
            Point::Season(year, 4) => ends(year.checked_add(1)?, 2),
            Point::Season(year, at) => ends(year, at * 3 + 2),
            Point::Half(year, at) => ends(year, at * 6),
            Point::Year(year) => ends(year, 12),
            Point::Decade(decade) => ends(decade.checked_mul(10)?.checked_add(9)?, 12),
            Point::Century(century) => ends(century.checked_mul(100)?.checked_add(99)?, 12),
        }
    }

    /// The TIMEX3 value.
    pub(super) fn timex(self) -> String {
        match self {
            Point::Day(day) => format!("{}-{:02}-{:02}", timex_year(day.year()), day.month(), day.day()),
            Point::Week(day) => {
                let week = day.iso_week_date();
                format!("{}-W{:02}", timex_year(week.year()), week.week())
            }
            Point::Weekend(day) => {
                let week = day.iso_week_date();
                format!("{}-W{:02}-WE", timex_year(week.year()), week.week())
            }
            Point::Month(year, month) => format!("{}-{month:02}", timex_year(year)),
            Point::Quarter(year, at) => format!("{}-Q{at}", timex_year(year)),
            Point::Season(year, at) => {
                format!("{}-{}", timex_year(year), ["SP", "SU", "FA", "WI"][(at - 1).clamp(0, 3) as usize])
            }
            Point::Half(year, at) => format!("{}-H{at}", timex_year(year)),
            Point::Year(year) => timex_year(year),
            Point::Decade(decade) if decade < 0 => format!("BC{:03}", -i32::from(decade) - 1),
            Point::Decade(decade) => format!("{decade:03}"),
            Point::Century(century) if century < 0 => format!("BC{:02}", -i32::from(century) - 1),
            Point::Century(century) => format!("{century:02}"),
        }
    }

    /// The EDTF value, level 0 or 1.
    pub(super) fn when(self) -> Option<When> {
        let year_of = |year: i16| {
            if year < 0 { format!("-{:04}", -i32::from(year)) } else { format!("{year:04}") }
        };
        let edtf = match self {
            Point::Day(day) if day.year() >= 0 => return Some(When::day(day)),
            Point::Day(day) => format!("{}-{:02}-{:02}", year_of(day.year()), day.month(), day.day()),
            Point::Week(_) | Point::Weekend(_) => return Some(When::days(self.first()?, self.last()?)),
            Point::Month(year, month) => format!("{}-{month:02}", year_of(year)),
            Point::Quarter(year, at) => {
                format!("{0}-{1:02}/{0}-{2:02}", year_of(year), at * 3 - 2, at * 3)
            }
            Point::Half(year, at) => format!("{0}-{1:02}/{0}-{2:02}", year_of(year), at * 6 - 5, at * 6),
            Point::Season(year, at) => format!("{}-{}", year_of(year), 20 + at),
            Point::Year(year) => year_of(year),
            Point::Decade(decade) if decade >= 0 => format!("{decade:03}X"),
            Point::Century(century) if century >= 0 => format!("{century:02}XX"),
            Point::Decade(_) | Point::Century(_) => {
                format!("{}/{}", year_of(self.first()?.year()), year_of(self.last()?.year()))
            }
        };
        When::parse(&edtf).ok()
    }
}

/// A year as TIMEX3 writes it; years before Christ count from 1.
fn timex_year(year: i16) -> String {
    if year <= 0 { format!("BC{:04}", 1 - i32::from(year)) } else { format!("{year:04}") }
}

/// The Monday of the week that holds a day.
fn monday(day: Day) -> Option<Day> {
    day.checked_sub(i32::from(day.weekday().to_monday_zero_offset()).days()).ok()
}

/// The weekday of a number, Monday is 1.
pub(super) fn weekday(number: i32) -> Option<Weekday> {
    Weekday::from_monday_one_offset(i8::try_from(number).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(point: Point, timex: &str, edtf: &str) {
        assert_eq!(point.timex(), timex);
        assert_eq!(point.when().map(|when| when.to_string()).as_deref(), Some(edtf), "{timex}");
    }

    #[test]
    fn points_are_written_in_both_ways() {
        let day = Day::constant(2025, 1, 1);
        check(Point::of(Unit::Week, day).unwrap(), "2025-W01", "2024-12-30/2025-01-05");
        check(Point::of(Unit::Weekend, day).unwrap(), "2025-W01-WE", "2025-01-04/2025-01-05");
        check(Point::of(Unit::Season, day).unwrap(), "2024-WI", "2024-24");
        check(Point::Quarter(2024, 3), "2024-Q3", "2024-07/2024-09");
        check(Point::Half(2024, 2), "2024-H2", "2024-07/2024-12");
        check(Point::Decade(199), "199", "199X");
        check(Point::Century(20), "20", "20XX");
        check(Point::Year(-148), "BC0149", "-0148");
    }

    #[test]
    fn shifting_crosses_years() {
        assert_eq!(Point::Month(2025, 1).shift(-1), Some(Point::Month(2024, 12)));
        assert_eq!(Point::Quarter(2024, 4).shift(1), Some(Point::Quarter(2025, 1)));
        assert_eq!(
            Point::Day(Day::constant(2024, 2, 28)).shift(1),
            Some(Point::Day(Day::constant(2024, 2, 29)))
        );
        assert_eq!(Point::Year(8999).shift(i32::MAX), None);
    }
}
