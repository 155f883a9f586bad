//! From what a pattern found to the days that it means.
//!
//! A [`Scene`] is what is known where the expression stands: the day of publication, the date told
//! last, the tense of the clause. A date that names its year stands for itself; every other is
//! resolved against the scene, and the reason is kept in words.
//!
//! Invariant: without anything to resolve against, the value stays partial and has no days.

use super::{
    Anchor, Timex,
    bare::directed,
    pattern::{Slot, Slots},
    point::{Point, Unit},
    scene::{Outcome, Scene, Tense},
    words,
};
use crate::calendar::{Day, When};

/// Reads a date.
pub(super) fn date(slots: &Slots, scene: &Scene) -> Option<Outcome> {
    let ordered;
    let slots = if slots.has(Slot::Slashes) {
        ordered = in_order(slots, scene);
        &ordered
    } else {
        slots
    };
    let mut outcome = calendar(slots, scene)?;
    // `the week of 2 June`
    if let (Some(Point::Day(day)), Some(unit)) =
        (outcome.point, slots.get(Slot::Unit2).and_then(Unit::from_code))
        && unit > Unit::Day
    {
        let note = format!("the {} of {day}; {}", unit.name(), outcome.note);
        outcome = Outcome::of(Point::of(unit, day)?, outcome.anchor, note);
    }
    half_of_month(slots, &mut outcome);
    place(slots, &mut outcome);
    time_of_day(slots, &mut outcome);
    Some(outcome)
}

/// `05/08/2025`: day first, unless the text writes the month first, or only that lies in the past.
fn in_order(slots: &Slots, scene: &Scene) -> Slots {
    let (Some(day), Some(month)) = (slots.get(Slot::Day), slots.get(Slot::Month)) else {
        return slots.clone();
    };
    if day > 12 || slots.get(Slot::Slashes) == Some(MONTH_FIRST) {
        return slots.clone();
    }
    let mut turned = slots.clone();
    turned.set(Slot::Day, month);
    turned.set(Slot::Month, day);
    if let Some(month_first) = scene.month_first {
        return if month_first { turned } else { slots.clone() };
    }
    let told = |slots: &Slots| {
        let first = calendar(slots, scene).and_then(|outcome| outcome.point)?.first()?;
        Some(first <= scene.published?)
    };
    let by_tense = scene.tense != Tense::Future && told(slots) == Some(false) && told(&turned) == Some(true);
    if by_tense { turned } else { slots.clone() }
}

/// The code of [`Slot::Slashes`] for a month that stands before its day.
pub(super) const MONTH_FIRST: i32 = 2;

fn calendar(slots: &Slots, scene: &Scene) -> Option<Outcome> {
    if let Some(reference) = slots.get(Slot::Ref).and_then(words::reference) {
        let mut outcome = Outcome::partial(Timex::Date, reference.to_owned(), "no more exact in the text");
        if let Some(day) = scene.published {
            outcome.anchor = Anchor::Publication(day);
            outcome.when = match reference {
                "PAST_REF" => When::parse(&format!("../{day}")).ok(),
                "FUTURE_REF" => When::parse(&format!("{day}/..")).ok(),
                _ => Some(When::day(day)),
            };
        }
        return Some(outcome);
    }
    if slots.has(Slot::Lunar) {
        return lunar_new_year(slots, scene);
    }
    if let Some(century) = slots.get(Slot::Century) {
        let century = i16::try_from(century).ok().filter(|century| (1..=40).contains(century))?;
        let century = if slots.has(Slot::Era) { -century } else { century - 1 };
        return Some(Outcome::of(Point::Century(century), Anchor::None, "the century is named".to_owned()));
    }
    if let Some(decade) = slots.get(Slot::Decade) {
        return decade_of(decade, slots, scene);
    }
    if let Some(year) = year(slots, scene) {
        let point = narrow(Point::Year(year), slots)?;
        return Some(Outcome::of(point, Anchor::None, "the year is printed".to_owned()));
    }
    if let (Some(rel), Some(unit)) = (slots.get(Slot::Rel), slots.get(Slot::Unit).and_then(Unit::from_code)) {
        return relative(rel, unit, slots, scene);
    }
    directed(slots, scene)
}

/// The new year of the lunar calendar: its year is found, its day is not, for no rule of this
/// calendar gives it; it lies between 21 January and 21 February.
fn lunar_new_year(slots: &Slots, scene: &Scene) -> Option<Outcome> {
    let mut february = slots.clone();
    february.clear(Slot::Lunar);
    february.set(Slot::Month, 2);
    let found = calendar(&february, scene)?;
    let note = format!("a feast of the lunar calendar, between 21 January and 21 February; {}", found.note);
    let mut outcome = Outcome::partial(Timex::Date, String::new(), &note);
    if let Some(Point::Month(year, _)) = found.point
        && year >= 0
    {
        outcome.when = When::parse(&format!("{year:04}-01-21~/{year:04}-02-21~")).ok();
        outcome.anchor = found.anchor;
    }
    Some(outcome)
}

/// The year that is printed, if one is.
fn year(slots: &Slots, scene: &Scene) -> Option<i16> {
    if let Some(year) = slots.get(Slot::Year) {
        let year = i16::try_from(year).ok()?;
        return Some(if slots.has(Slot::Era) { 1 - year } else { year });
    }
    let short = i16::try_from(slots.get(Slot::ShortYear)?).ok()?;
    // Two digits stand for the year nearest to what the text tells of.
    let near = scene
        .told
        .last()
        .filter(|_| scene.narrative)
        .and_then(|(point, _)| point.first())
        .or(scene.published)
        .map_or(2000, Day::year);
    (near - 80..=near + 19).find(|year| year.rem_euclid(100) == short)
}

fn decade_of(decade: i32, slots: &Slots, scene: &Scene) -> Option<Outcome> {
    let decade = i16::try_from(decade).ok()?;
    let decade = if slots.has(Slot::Era) {
        -(decade / 10) - 1
    } else if decade >= 100 {
        decade / 10
    } else {
        // `the sixties`: of the century told, else the last one before publication.
        let reference = scene.reference().map_or(2000, |(day, _)| day.year());
        let century = reference.div_euclid(100) * 10;
        let decade = century + decade / 10;
        if decade * 10 > reference { decade - 10 } else { decade }
    };
    Some(Outcome::of(Point::Decade(decade), Anchor::None, "the decade is named".to_owned()))
}

/// `last year`, `June last year`, `the 10th of last month`, `Tuesday last week`, `the next day`.
fn relative(rel: i32, unit: Unit, slots: &Slots, scene: &Scene) -> Option<Outcome> {
    let count = match slots.get(Slot::Num) {
        Some(count) if rel != 0 => count.saturating_mul(rel.signum()),
        _ => rel,
    };
    let Some((base, anchor)) = scene.base(slots) else {
        if slots.has(Slot::Month) {
            return directed(slots, scene);
        }
        return Some(Outcome::partial(Timex::Date, unknown(unit).to_owned(), "nothing to count from"));
    };
    // `the next day` after a month was told is some day that nobody can name.
    if matches!(anchor, Anchor::Told(_)) && base.unit() > unit && !slots.has(Slot::Month) {
        let value = match (base, unit) {
            (Point::Year(_), Unit::Month) => format!("{}-XX", base.timex()),
            (Point::Year(_), Unit::Day) => format!("{}-XX-XX", base.timex()),
            (Point::Month(..), Unit::Day) => format!("{}-XX", base.timex()),
            _ => unknown(unit).to_owned(),
        };
        let mut outcome = Outcome::partial(Timex::Date, value, "the date told last is coarser");
        outcome.anchor = anchor;
        return Some(outcome);
    }
    let day = if rel > 0 { base.last()? } else { base.first()? };
    let mut frame = Point::of(unit, day)?.shift(count)?;
    // On a Tuesday, `this weekend` of something that happened is the one before.
    if unit == Unit::Weekend && count == 0 && scene.tense == Tense::Past && frame.first() > Some(day) {
        frame = frame.shift(-1)?;
    }
    let point = narrow(frame, slots)?;
    let from = match anchor {
        Anchor::Publication(day) if unit <= Unit::Day => format!("the day of publication, {day}"),
        Anchor::Publication(day) => format!("the {} of publication, {day}", unit.name()),
        _ => format!("{}, told last", base.timex()),
    };
    let way = if count < 0 { "before" } else { "after" };
    let note = match count {
        0 if matches!(anchor, Anchor::Publication(_)) => from,
        0 => format!("the {} of {from}", unit.name()),
        1 | -1 => format!("the {} {way} {from}", unit.name()),
        count => format!("{} {}s {way} {from}", count.abs(), unit.name()),
    };
    Some(Outcome::of(point, anchor, note))
}

/// The TIMEX3 value of a unit of which nothing is known.
pub(super) fn unknown(unit: Unit) -> &'static str {
    match unit {
        Unit::Year | Unit::Decade | Unit::Century | Unit::Millennium => "XXXX",
        Unit::Month => "XXXX-XX",
        Unit::Quarter => "XXXX-QX",
        Unit::Half => "XXXX-HX",
        Unit::Season => "XXXX-XX",
        Unit::Week | Unit::Fortnight => "XXXX-WXX",
        Unit::Weekend => "XXXX-WXX-WE",
        Unit::Day => "XXXX-XX-XX",
        Unit::Hour | Unit::Minute | Unit::Second => "XXXX-XX-XXTXX",
    }
}

/// What the finer slots name inside a frame; `None` where there is no such day.
pub(super) fn narrow(frame: Point, slots: &Slots) -> Option<Point> {
    let small = |slot| slots.get(slot).and_then(|value| i8::try_from(value).ok());
    Some(match frame {
        Point::Year(year) => {
            if let Some(after) = slots.get(Slot::Easter) {
                return Point::Day(easter(year)?).shift(after);
            }
            if let Some(holiday) = slots.get(Slot::Holiday) {
                return Some(Point::Day(Day::new(year, (holiday / 100) as i8, (holiday % 100) as i8).ok()?));
            }
            match (small(Slot::Month), small(Slot::Day)) {
                (Some(month), Some(day)) => Point::Day(Day::new(year, month, day).ok()?),
                (Some(month), None) => Point::Month(year, month),
                (None, _) => {
                    if let Some(season) = small(Slot::Season) {
                        Point::Season(year, season)
                    } else if let Some(quarter) = small(Slot::Quarter).filter(|at| (1..=4).contains(at)) {
                        Point::Quarter(year, quarter)
                    } else if let Some(half) = small(Slot::Half).filter(|at| (1..=2).contains(at)) {
                        Point::Half(year, half)
                    } else {
                        frame
                    }
                }
            }
        }
        Point::Month(year, month) => match small(Slot::Day) {
            Some(day) => Point::Day(Day::new(year, month, day).ok()?),
            None => frame,
        },
        Point::Week(_) => match slots.get(Slot::Weekday) {
            Some(number) => Point::Day(frame.first()?).shift(number - 1)?,
            None => frame,
        },
        _ => frame,
    })
}

/// The zone of a time of day, in minutes east of Greenwich: `EST`, `GMT+7`, `UTC+5:30`.
fn zone(slots: &Slots) -> Option<i32> {
    let minutes = slots.get(Slot::ZoneMinute).unwrap_or_default();
    let hours = |slot| slots.get(slot).map(|hours| hours * 60 + minutes);
    let counted = hours(Slot::ZonePlus).or_else(|| hours(Slot::ZoneMinus).map(|minutes| -minutes));
    counted.or(slots.get(Slot::Zone))
}

/// Easter Sunday of a year, by the Gregorian calendar.
fn easter(year: i16) -> Option<Day> {
    if year < 1583 {
        return None;
    }
    // The computus of Meeus, in the letters under which it is known.
    let y = i32::from(year);
    let (a, b, c) = (y % 19, y / 100, y % 100);
    let (d, e) = (b / 4, b % 4);
    let f = (b + 8) / 25;
    let g = (b - f + 1) / 3;
    let h = (19 * a + b - d - g + 15) % 30;
    let (i, k) = (c / 4, c % 4);
    let l = (32 + 2 * e + 2 * i - h - k) % 7;
    let m = (a + 11 * h + 22 * l) / 451;
    let at = h + l - 7 * m + 114;
    Day::new(year, (at / 31) as i8, (at % 31 + 1) as i8).ok()
}

/// `the first half of June`: its days; TIMEX3 has no name for them.
fn half_of_month(slots: &Slots, outcome: &mut Outcome) {
    let (Some(Point::Month(year, month)), Some(half)) = (outcome.point, slots.get(Slot::Half)) else {
        return;
    };
    let day = |day: i8| Day::new(year, month, day).ok();
    let ends = if half == 1 { (day(1), day(15)) } else { (day(16), outcome.point.and_then(Point::last)) };
    if let (Some(first), Some(last)) = ends
        && first.year() >= 0
    {
        outcome.when = Some(When::days(first, last));
        outcome.note.push_str(if half == 1 {
            "; its first fifteen days"
        } else {
            "; from its sixteenth day on"
        });
    }
}

/// `early`, `mid`, `late`, `the end of`: the third of a month, year, decade that is meant.
fn place(slots: &Slots, outcome: &mut Outcome) {
    if slots.has(Slot::Mod)
        && let Some(when) = &outcome.when
        && !when.edtf().contains(['/', '~'])
        && let Ok(about) = When::parse(&format!("{when}~"))
    {
        outcome.when = Some(about);
    }
    let (Some(place), Some(point)) = (slots.get(Slot::Place), outcome.point) else { return };
    let third = |parts: [(i32, i32); 3]| parts[place.clamp(0, 2) as usize];
    let edtf = match point {
        Point::Month(year, month) => {
            let (Some(first), Some(last)) = (point.first(), point.last()) else { return };
            let (from, to) = third([(1, 10), (11, 20), (21, i32::from(last.day()))]);
            if first.year() < 0 {
                return;
            }
            format!("{year:04}-{month:02}-{from:02}~/{year:04}-{month:02}-{to:02}~")
        }
        Point::Year(year) if year >= 0 => {
            let (from, to) = third([(1, 4), (5, 8), (9, 12)]);
            format!("{year:04}-{from:02}~/{year:04}-{to:02}~")
        }
        Point::Decade(decade) if decade >= 0 => {
            let (from, to) = third([(0, 3), (4, 6), (7, 9)]);
            format!("{decade:03}{from}~/{decade:03}{to}~")
        }
        _ => return,
    };
    if let Ok(when) = When::parse(&edtf) {
        outcome.when = Some(when);
        outcome.note.push_str("; the part of it is approximate");
    }
}

/// Adds `TMO`, `T14:30` to the value of a day.
fn time_of_day(slots: &Slots, outcome: &mut Outcome) {
    let Some(point) = outcome.point else { return };
    let together = slots.get(Slot::HourMinute);
    let clock = together.map(|value| format!("{:02}:{:02}", value / 100, value % 100));
    let clock = clock.or_else(|| {
        slots.get(Slot::Hour).map(|hour| {
            let hour = match slots.get(Slot::Noon) {
                // Twelve in the morning is midnight.
                Some(0) if hour == 12 => 0,
                Some(1) if hour < 12 => hour + 12,
                _ => hour,
            };
            format!("{hour:02}:{:02}", slots.get(Slot::Minute).unwrap_or_default())
        })
    });
    let time = clock.or_else(|| slots.get(Slot::Part).and_then(words::part).map(str::to_owned));
    let Some(time) = time else { return };
    if let Point::Day(_) = point {
        outcome.timex = Timex::Time;
        outcome.value = format!("{}T{time}", point.timex());
        if let Some(minutes) = zone(slots) {
            let sign = if minutes < 0 { '-' } else { '+' };
            let (hours, rest) = (minutes.abs() / 60, minutes.abs() % 60);
            match (hours, rest) {
                (0, 0) => outcome.value.push('Z'),
                (hours, 0) => outcome.value.push_str(&format!("{sign}{hours:02}")),
                (hours, rest) => outcome.value.push_str(&format!("{sign}{hours:02}:{rest:02}")),
            }
        }
    }
}
