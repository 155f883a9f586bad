//! Lengths of time, repetitions, and dates that are counted off: `three years ago`, `the past
//! decade`, `two-day`, `annually`, `the first nine months of 2024`.

use jiff::ToSpan;

use super::{
    Anchor, Timex,
    pattern::{Slot, Slots},
    point::{Point, Unit},
    resolve::{self, unknown},
    scene::{Outcome, Scene, Tense},
};
use crate::calendar::{Day, When};

/// How many of a unit: `None` where the text does not say (`several years`).
#[derive(Clone, Copy, Debug)]
struct Count {
    whole: Option<i32>,
    tenths: i32,
}

fn count(slots: &Slots) -> Count {
    let tenths = slots.get(Slot::Tenths).unwrap_or_default() + 5 * i32::from(slots.has(Slot::HalfMore));
    if slots.has(Slot::Some) {
        return Count { whole: None, tenths: 0 };
    }
    match slots.get(Slot::Num) {
        Some(number) => Count { whole: Some(number), tenths },
        None if slots.has(Slot::Plural) => Count { whole: None, tenths: 0 },
        None => Count { whole: Some(i32::from(tenths == 0)), tenths },
    }
}

fn unit(slots: &Slots) -> Option<Unit> {
    Unit::from_code(slots.get(Slot::Unit)?)
}

/// The TIMEX3 value of a length.
fn length_value(count: Count, unit: Unit) -> String {
    let (letter, clock, factor) = unit.letter();
    let number = match count.whole {
        None => "X".to_owned(),
        Some(whole) => {
            let tenths =
                (whole.saturating_mul(10).saturating_add(count.tenths)).saturating_mul(factor as i32);
            match (tenths / 10, tenths % 10) {
                (0, rest) => format!("0.{rest}"),
                (whole, 0) => whole.to_string(),
                (whole, rest) => format!("{whole}.{rest}"),
            }
        }
    };
    format!("P{}{number}{letter}", if clock { "T" } else { "" })
}

/// `three years ago`, `two days later`, `in two weeks`.
pub(super) fn shift(slots: &Slots, scene: &Scene) -> Option<Outcome> {
    let unit = unit(slots)?;
    let direction = slots.get(Slot::Dir)?;
    let count = count(slots);
    let Some((base, anchor)) = scene.base(slots) else {
        return Some(Outcome::partial(Timex::Date, unknown(unit).to_owned(), "nothing to count from"));
    };
    let Some(whole) = count.whole else {
        return Some(vague(direction, base, anchor));
    };
    // Counted from a coarser date, a finer unit has no place: two days after 1943.
    if base.unit() > unit && !(base.unit() == Unit::Day || base.unit() <= Unit::Week) {
        let value = match (base, unit) {
            (Point::Year(_), Unit::Month) => format!("{}-XX", base.timex()),
            (Point::Year(_), Unit::Day) => format!("{}-XX-XX", base.timex()),
            (Point::Month(..), Unit::Day) => format!("{}-XX", base.timex()),
            (_, unit) => unknown(unit).to_owned(),
        };
        let mut outcome = Outcome::partial(Timex::Date, value, "the date told last is coarser");
        outcome.anchor = anchor;
        return Some(outcome);
    }
    let amount = whole.checked_mul(direction)?;
    if let Some(outcome) = to_the_day(amount, unit, slots, scene) {
        return Some(outcome);
    }
    let from = base.first()?;
    // `exactly a year ago`: the month is meant, if not the day.
    if slots.has(Slot::Exact)
        && unit == Unit::Year
        && base.unit() == Unit::Day
        && let Some(point) = Point::of(Unit::Month, from)?.shift(amount.checked_mul(12)?)
    {
        let way = if direction < 0 { "before" } else { "after" };
        let note =
            format!("{whole} year{} {way} {from}, about to the month", if whole == 1 { "" } else { "s" });
        let mut outcome = Outcome::of(point, anchor, note);
        outcome.when = outcome.when.and_then(|when| When::parse(&format!("{when}~")).ok());
        return Some(outcome);
    }
    let halves = count.tenths * direction;
    let point = match unit {
        Unit::Second | Unit::Minute | Unit::Hour => {
            let hours = match unit {
                Unit::Hour => amount,
                Unit::Minute => amount / 60,
                _ => amount / 3600,
            };
            if hours % 24 == 0 && hours != 0 {
                let point = Point::Day(from).shift(hours / 24)?;
                return Some(Outcome {
                    timex: Timex::Date,
                    value: point.timex(),
                    when: point.when(),
                    point: Some(point),
                    anchor,
                    note: format!("{whole} {}s from {from}", unit.name()),
                });
            }
            let mut outcome = hours_from(from, hours, anchor)?;
            outcome.note = format!("{whole} {}s from {from}", unit.name());
            return Some(outcome);
        }
        Unit::Year if count.tenths > 0 => {
            Point::of(Unit::Month, from)?.shift(amount.checked_mul(12)?.checked_add(halves * 12 / 10)?)?
        }
        Unit::Month if count.tenths > 0 => {
            let day = Point::of(Unit::Day, from)?.shift(amount.checked_mul(30)?.checked_add(halves * 3)?)?;
            Point::of(Unit::Month, day.first()?)?
        }
        Unit::Fortnight => Point::of(Unit::Week, from)?.shift(amount.checked_mul(2)?)?,
        Unit::Day | Unit::Weekend | Unit::Week => Point::of(unit, from)?.shift(amount)?,
        Unit::Month | Unit::Quarter | Unit::Season | Unit::Half | Unit::Year => {
            Point::of(unit, from)?.shift(amount)?
        }
        Unit::Decade => Point::Year(from.year()).shift(amount.checked_mul(10)?)?,
        Unit::Century => Point::Year(from.year()).shift(amount.checked_mul(100)?)?,
        Unit::Millennium => Point::Year(from.year()).shift(amount.checked_mul(1000)?)?,
    };
    let point = match (point, unit) {
        (Point::Year(year), Unit::Decade) => Point::Decade(year.div_euclid(10)),
        (Point::Year(year), Unit::Century) => Point::Century(year.div_euclid(100)),
        (point, _) => point,
    };
    let way = if direction < 0 { "before" } else { "after" };
    let note = format!("{whole} {}{} {way} {from}", unit.name(), if whole == 1 { "" } else { "s" });
    Some(Outcome {
        timex: Timex::Date,
        value: point.timex(),
        when: point.when(),
        point: Some(point),
        anchor,
        note,
    })
}

/// `ten years ago today`, `five years ago this month`, `a week ago Tuesday`: counted to the day.
fn to_the_day(amount: i32, unit: Unit, slots: &Slots, scene: &Scene) -> Option<Outcome> {
    let rel = slots.get(Slot::Rel);
    if rel.is_none() && !slots.has(Slot::Weekday) {
        return None;
    }
    let published = scene.published?;
    let grain = slots.get(Slot::Unit2).and_then(Unit::from_code).unwrap_or(Unit::Day);
    let from = match slots.get(Slot::Weekday) {
        Some(number) => {
            let back = (i32::from(published.weekday().to_monday_one_offset()) - number).rem_euclid(7);
            Point::Day(published).shift(-back)?.first()?
        }
        None => Point::Day(published).shift(rel?)?.first()?,
    };
    let months = match unit {
        Unit::Month => Some(1),
        Unit::Year => Some(12),
        Unit::Decade => Some(120),
        Unit::Century => Some(1200),
        _ => None,
    };
    let day = match months {
        Some(months) => {
            let Point::Month(year, month) =
                Point::of(Unit::Month, from)?.shift(amount.checked_mul(months)?)?
            else {
                return None;
            };
            let last = Day::new(year, month, 1).ok()?.last_of_month().day();
            Day::new(year, month, from.day().min(last)).ok()?
        }
        None => {
            let days = if unit >= Unit::Week { 7 } else { 1 };
            Point::Day(from).shift(amount.checked_mul(days)?)?.first()?
        }
    };
    let point = Point::of(grain, day)?;
    let way = if amount < 0 { "before" } else { "after" };
    let plural = if amount.abs() == 1 { "" } else { "s" };
    let note = format!("{} {}{plural} {way} {from}", amount.abs(), unit.name());
    Some(Outcome::of(point, Anchor::Publication(published), note))
}

/// `years ago`, `a few weeks later`: before or after, nobody can say how far.
fn vague(direction: i32, base: Point, anchor: Anchor) -> Outcome {
    let value = if direction < 0 { "PAST_REF" } else { "FUTURE_REF" };
    let mut outcome = Outcome::partial(Timex::Date, value.to_owned(), "the text does not say how far");
    let edtf = match (direction < 0, base.first(), base.last()) {
        (true, Some(day), _) => format!("../{day}"),
        (false, _, Some(day)) => format!("{day}/.."),
        _ => return outcome,
    };
    outcome.when = When::parse(&edtf).ok();
    outcome.anchor = anchor;
    outcome
}

fn hours_from(from: Day, hours: i32, anchor: Anchor) -> Option<Outcome> {
    let at = from.at(12, 0, 0, 0).checked_add(i64::from(hours).hours()).ok()?;
    let point = Point::Day(at.date());
    Some(Outcome {
        timex: Timex::Time,
        value: format!("{}TXX", point.timex()),
        when: point.when(),
        point: Some(point),
        anchor,
        note: String::new(),
    })
}

/// `two years`, `the past three months`, `two-day`.
pub(super) fn length(slots: &Slots, scene: &Scene) -> Option<Outcome> {
    let unit = unit(slots)?;
    let count = count(slots);
    let value = length_value(count, unit);
    let mut outcome = Outcome::partial(Timex::Duration, value, "a length of time");
    let Some(direction) = slots.get(Slot::Rel).filter(|rel| *rel != 0) else { return Some(outcome) };
    let Some((base, anchor)) = scene.base(slots) else { return Some(outcome) };
    let years = match unit {
        Unit::Decade => 10,
        Unit::Century => 100,
        Unit::Millennium => 1000,
        _ => 1,
    };
    let grain = if years > 1 { Unit::Year } else { unit.max(Unit::Day) };
    let Some(point) = base.first().and_then(|day| Point::of(grain, day)) else { return Some(outcome) };
    let ends = match (count.whole.map(|whole| whole.saturating_mul(years)), direction < 0) {
        (Some(whole), true) => point.shift(whole.saturating_neg()).map(|first| (Some(first), Some(point))),
        (Some(whole), false) => point.shift(whole).map(|last| (Some(point), Some(last))),
        (None, true) => Some((None, Some(point))),
        (None, false) => Some((Some(point), None)),
    };
    if let Some((first, last)) = ends {
        let open = || "..".to_owned();
        let first = first.map_or_else(|| Some(open()), |point| edge(point, true));
        let last = last.map_or_else(|| Some(open()), |point| edge(point, false));
        if let (Some(first), Some(last)) = (first, last) {
            outcome.when = When::parse(&format!("{first}/{last}")).ok();
        }
        let way = if direction < 0 { "up to" } else { "from" };
        outcome.note = match anchor {
            Anchor::Publication(day) => format!("a length of time {way} publication on {day}"),
            _ => format!("a length of time {way} {}, told last", base.timex()),
        };
        outcome.anchor = anchor;
    }
    Some(outcome)
}

/// The value of a point as an end of an interval: EDTF has names for days, months and years only.
fn edge(point: Point, start: bool) -> Option<String> {
    match point {
        Point::Day(_) | Point::Month(..) | Point::Year(_) => Some(point.when()?.to_string()),
        _ => Some(When::day(if start { point.first()? } else { point.last()? }).to_string()),
    }
}

/// `annually`, `every two years`, `every Monday`.
pub(super) fn every(slots: &Slots) -> Option<Outcome> {
    let value = if let Some(number) = slots.get(Slot::Weekday) {
        format!("XXXX-WXX-{number}")
    } else if let Some(month) = slots.get(Slot::Month) {
        format!("XXXX-{month:02}")
    } else if slots.has(Slot::Part) {
        format!("XXXX-XX-XXT{}", slots.get(Slot::Part).and_then(super::words::part)?)
    } else {
        length_value(count(slots), unit(slots)?)
    };
    Some(Outcome::partial(Timex::Set, value, "again and again"))
}

/// `the first nine months of 2024`, `the last week of August`, `the third day of the month`.
pub(super) fn counted(slots: &Slots, scene: &Scene) -> Option<Outcome> {
    let mut inner = slots.clone();
    inner.clear(Slot::Num);
    inner.clear(Slot::Ord);
    inner.clear(Slot::Unit2);
    if let Some(weekday) = slots.get(Slot::Weekday) {
        inner.clear(Slot::Weekday);
        return nth_weekday(weekday, slots.get(Slot::Ord).unwrap_or(1), &inner, scene);
    }
    let unit = Unit::from_code(slots.get(Slot::Unit2)?)?;
    let frame = resolve::date(&inner, scene)?;
    let Some(point) = frame.point else { return Some(frame) };
    let (Some(first), Some(last)) = (point.first(), point.last()) else { return Some(frame) };
    let number = slots.get(Slot::Num).unwrap_or(1).max(1);
    let ordinal = slots.get(Slot::Ord).unwrap_or(1);
    let many = slots.has(Slot::Num) || slots.has(Slot::Plural);
    let from_end = ordinal < 0;
    let start = if from_end { last } else { first };
    let mut one = Point::of(unit, start)?;
    // A week belongs to the month that holds most of its days.
    if unit == Unit::Week
        && let Some(thursday) = one.first().and_then(|day| day.checked_add(3.days()).ok())
        && !(first..=last).contains(&thursday)
    {
        one = one.shift(if from_end { -1 } else { 1 })?;
    }
    if many && !slots.has(Slot::Num) {
        // `the first months of this year`: the first third of it, about.
        let mut third = frame;
        let place = if from_end { 2 } else { 0 };
        inner.set(Slot::Place, place);
        if let Some(part) = resolve::date(&inner, scene) {
            third.when = part.when;
        }
        third.timex = Timex::Duration;
        third.value = length_value(Count { whole: None, tenths: 0 }, unit);
        return Some(third);
    }
    let (from, to) = if many {
        let span = number - 1;
        if from_end { (one.shift(-span)?, one) } else { (one, one.shift(span)?) }
    } else {
        let at = if from_end { one.shift(ordinal + 1)? } else { one.shift(ordinal - 1)? };
        (at, at)
    };
    let (from_day, to_day) = (from.first()?.max(first), to.last()?.min(last));
    if from_day > to_day {
        return None;
    }
    if from == to {
        let note = format!("counted within {}", point.timex());
        return Some(Outcome {
            timex: Timex::Date,
            value: from.timex(),
            when: from.when(),
            point: Some(from),
            note,
            ..frame
        });
    }
    let (from_edtf, to_edtf) = (edge(from, true)?, edge(to, false)?);
    Some(Outcome {
        timex: Timex::Duration,
        value: length_value(Count { whole: slots.get(Slot::Num), tenths: 0 }, unit),
        when: When::parse(&format!("{from_edtf}/{to_edtf}")).ok(),
        point: None,
        note: format!("counted within {}", point.timex()),
        ..frame
    })
}

/// `the first Monday of May`, `the last Thursday in November`.
fn nth_weekday(weekday: i32, ordinal: i32, frame: &Slots, scene: &Scene) -> Option<Outcome> {
    let frame = resolve::date(frame, scene)?;
    let Some(Point::Month(year, month)) = frame.point else { return Some(frame) };
    let first = Day::new(year, month, 1).ok()?;
    let offset = |day: Day| i32::from(day.weekday().to_monday_one_offset());
    let day = if ordinal < 0 {
        let last = first.last_of_month();
        Point::Day(last).shift(-(offset(last) - weekday).rem_euclid(7))?
    } else {
        let ahead = (weekday - offset(first)).rem_euclid(7);
        Point::Day(first).shift(ahead.checked_add(ordinal.checked_sub(1)?.checked_mul(7)?)?)?
    };
    if day.last()? > first.last_of_month() {
        return None;
    }
    let note = format!("counted within {}; {}", Point::Month(year, month).timex(), frame.note);
    Some(Outcome::of(day, frame.anchor, note))
}

/// `on this occasion`, `following the talks`: the day of what was told last.
pub(super) fn event(scene: &Scene) -> Outcome {
    let mut outcome = Outcome::partial(Timex::Date, String::new(), "the day of what was told before");
    let told = scene.told.last().filter(|(point, _)| point.unit() == Unit::Day);
    match (told, scene.published) {
        (Some((point, span)), _) => {
            outcome.when = point.when();
            outcome.anchor = Anchor::Event(Some(span));
            outcome.note = format!("the day told last, {}", point.timex());
        }
        (None, Some(day)) if scene.tense != Tense::Future => {
            outcome.when = When::parse(&format!("{day}~")).ok();
            outcome.anchor = Anchor::Event(None);
            outcome.note = format!("no day was told before: about publication on {day}");
        }
        _ => outcome.anchor = Anchor::Event(None),
    }
    outcome
}

/// `the 75th anniversary`: the year of the founding, where one is printed, and the count.
///
/// It has days where the founding is dated, and no TIMEX3 value: TimeML tags the date, not the event.
pub(super) fn anniversary(slots: &Slots, scene: &Scene) -> Option<Outcome> {
    let number = i16::try_from(slots.get(Slot::Ord).or(slots.get(Slot::Num))?).ok()?;
    if !(1..=2000).contains(&number) {
        return None;
    }
    let founded = slots.get(Slot::Year).and_then(|year| i16::try_from(year).ok());
    let mut outcome =
        Outcome::partial(Timex::Date, String::new(), "an anniversary; the founding is not dated");
    if let Some(founded) = founded {
        let mut dated = slots.clone();
        dated.clear(Slot::Year);
        dated.set(Slot::Year, i32::from(founded) + i32::from(number));
        dated.clear(Slot::Ord);
        let day = resolve::date(&dated, scene)?;
        outcome.when = day.when;
        outcome.note = format!("{number} years after {founded}");
        // The two are checked against each other: most anniversaries are told when they are near.
        if let (Some(published), Some(day)) = (scene.published, outcome.when.as_ref().and_then(When::first)) {
            outcome.anchor = Anchor::Publication(published);
            let apart = i32::from(day.year() - published.year());
            outcome.note.push_str(&match apart {
                -1..=1 => format!(", which publication on {published} bears out"),
                _ => format!(
                    ", {} years from publication on {published}: the count or the date may be a slip",
                    apart.abs()
                ),
            });
        }
        return Some(outcome);
    }
    if let Some(published) = scene.published {
        outcome.note = format!(
            "an anniversary; counted from publication on {published} the founding lies about {}",
            published.year() - number
        );
        outcome.anchor = Anchor::Publication(published);
    }
    Some(outcome)
}
