//! Dates that leave their year, month or week to the reader: weekdays, months, days without a year.
//!
//! The tense of the clause says which way to look from the day of publication; in a narrative the
//! date told last takes its place.
//!
//! Invariant: every date comes with the reason for its choice; without a reference it stays partial.

use super::{
    Anchor, Timex,
    pattern::{Slot, Slots},
    point::{Point, Unit, weekday},
    resolve::narrow,
    scene::{Outcome, Scene, Tense},
};
use crate::{calendar::Day, text::Span};

/// Dates without a year: weekdays, months, month and day, seasons.
pub(super) fn directed(slots: &Slots, scene: &Scene) -> Option<Outcome> {
    let month = slots.get(Slot::Month);
    let day_only = month.is_none() && slots.has(Slot::Day);
    let yearly = month.is_some()
        || [Slot::Season, Slot::Quarter, Slot::Half, Slot::Holiday, Slot::Easter]
            .iter()
            .any(|slot| slots.has(*slot));
    if let Some(number) = slots.get(Slot::Weekday)
        && !yearly
        && !day_only
    {
        return bare_weekday(number, slots, scene);
    }
    if day_only {
        return bare_day(slots, scene);
    }
    if !yearly {
        // Only a time of day: of the day told last, or of publication.
        let (day, anchor) = match scene.told.fine(Unit::Day) {
            Some((Point::Day(day), span)) => (day, Anchor::Told(span)),
            _ => scene.reference()?,
        };
        let note = match anchor {
            Anchor::Publication(day) => format!("on the day of publication, {day}"),
            _ => format!("on the day told last, {day}"),
        };
        return Some(Outcome::of(Point::Day(day), anchor, note));
    }
    yearless(slots, scene)
}

/// `the 15th`, `Thursday the 8th`: of the month told last where one was told, else by the tense of
/// the clause.
fn bare_day(slots: &Slots, scene: &Scene) -> Option<Outcome> {
    let (day, anchor) = scene.reference()?;
    if let Some((point, span)) = scene.told.fine(Unit::Month)
        && point.unit() <= Unit::Month
    {
        let day = point.first()?;
        let point = narrow(Point::of(Unit::Month, day)?, slots)?;
        return Some(Outcome::of(
            point,
            Anchor::Told(span),
            format!("of the month told last, that of {day}"),
        ));
    }
    let month = Point::of(Unit::Month, day)?;
    let mut candidates: Vec<Point> =
        (-2..=2).filter_map(|shift| narrow(month.shift(shift)?, slots)).collect();
    if candidates.iter().any(|point| fits_weekday(*point, slots)) {
        candidates.retain(|point| fits_weekday(*point, slots));
    }
    let (point, why) = match scene.tense {
        Tense::Past => {
            (candidates.iter().rev().find(|point| point.first() <= Some(day)), "the last one up to")
        }
        Tense::Future => (candidates.iter().find(|point| point.first() >= Some(day)), "the first one from"),
        Tense::Unknown => (
            candidates
                .iter()
                .min_by_key(|point| point.first().map_or(i32::MAX, |first| (first - day).get_days().abs())),
            "the one nearest to",
        ),
    };
    let note = format!("no month is printed: {why} publication on {day}, {}", scene.tense.name());
    Some(Outcome::of(*point?, anchor, note))
}

/// `Thursday`, `last Thursday`, `this Thursday`.
fn bare_weekday(number: i32, slots: &Slots, scene: &Scene) -> Option<Outcome> {
    let name = weekday(number)?;
    let Some((day, anchor)) = scene.reference() else {
        let value = format!("XXXX-WXX-{number}");
        return Some(Outcome::partial(Timex::Date, value, "no day of publication is known"));
    };
    let ahead = (number - i32::from(day.weekday().to_monday_one_offset())).rem_euclid(7);
    let behind = ahead - if ahead == 0 { 0 } else { 7 };
    let (shift, why) = match (slots.get(Slot::Rel), scene.tense) {
        (Some(-1), _) => (if ahead == 0 { -7 } else { behind }, "the last one before"),
        (Some(1), _) => (if ahead == 0 { 7 } else { ahead }, "the next one after"),
        (Some(_), Tense::Past) | (None, Tense::Past) => (behind, "the last one up to"),
        (Some(_), _) | (None, Tense::Future) => (ahead, "the first one from"),
        (None, Tense::Unknown) => (behind, "the last one up to"),
    };
    let point = Point::Day(day).shift(shift)?;
    let from = match anchor {
        Anchor::Publication(_) => "publication",
        _ => "the date told last,",
    };
    let note = match slots.get(Slot::Rel) {
        Some(-1 | 1) => format!("{name:?}: {why} {from} on {day}"),
        _ => format!("{name:?}: {why} {from} on {day}, {}", scene.tense.name()),
    };
    Some(Outcome::of(point, anchor, note))
}

/// A date of the year whose year is not printed.
fn yearless(slots: &Slots, scene: &Scene) -> Option<Outcome> {
    if let Some((year, why)) = &scene.year
        && scene.published.is_none()
    {
        let point = narrow(Point::Year(*year), slots)?;
        return Some(Outcome::of(point, Anchor::None, format!("year {year}: {why}")));
    }
    let Some((day, anchor)) = scene.reference() else {
        let value = match narrow(Point::Year(2000), slots)? {
            Point::Day(day) => format!("XXXX-{:02}-{:02}", day.month(), day.day()),
            Point::Month(_, month) => format!("XXXX-{month:02}"),
            other => format!("XXXX{}", &other.timex()[4..]),
        };
        let note = "no year is printed, and nothing in the text gives it";
        return Some(Outcome::partial(Timex::Date, value, note));
    };
    let mut candidates: Vec<Point> =
        (-4..=4).filter_map(|shift| narrow(Point::Year(day.year()).shift(shift)?, slots)).collect();
    // A weekday that is printed decides, unless it fits no year near by: then it is a slip of the pen.
    let near = |point: &Point| {
        point.first().is_some_and(|first| (first.year() - day.year()).abs() <= 1)
            && fits_weekday(*point, slots)
    };
    if slots.has(Slot::Weekday) && candidates.iter().any(near) {
        candidates.retain(near);
    }
    let told = matches!(anchor, Anchor::Told(_));
    let rel = slots.get(Slot::Rel);
    let distance = |point: &Point| {
        let first = point.first().unwrap_or(day);
        (first - day).get_days()
    };
    let contains = |point: &Point| point.first() <= Some(day) && Some(day) <= point.last();
    let past = || candidates.iter().rev().find(|point| point.first() <= Some(day));
    let future = || candidates.iter().find(|point| point.last() >= Some(day));
    // Of days months behind and weeks ahead a report means the latter, whatever tense stands near:
    // "a session that was to be held on 12 September has been put off".
    let nearer_ahead = || match (past(), future()) {
        (Some(past), Some(future)) => {
            future.unit() == Unit::Day && distance(future) * NEARER <= distance(past).abs()
        }
        _ => false,
    };
    let (point, why) = match (rel, scene.tense) {
        (Some(-1), _) => {
            (candidates.iter().rev().find(|point| point.last() < Some(day)), "the last one that was over by")
        }
        (Some(1), _) => {
            (candidates.iter().find(|point| point.first() > Some(day)), "the next one to begin after")
        }
        (Some(_), _) => (
            candidates.iter().find(|point| point.first().map(Day::year) == Some(day.year())),
            "the one in the same year as",
        ),
        (None, _) if told => (narrated(&candidates, day, scene.told.day), "the one that follows on"),
        (None, Tense::Past) if nearer_ahead() => (future(), "by far the nearest to"),
        (None, Tense::Past) if !scene.deadline => (past(), "the last one up to"),
        (None, Tense::Future) => (future(), "the first one from"),
        (None, _) => (
            candidates
                .iter()
                .find(|point| contains(point))
                .or_else(|| candidates.iter().min_by_key(|point| distance(point).abs())),
            "the one nearest to",
        ),
    };
    let tense = if rel.is_some() || told { String::new() } else { format!(", {}", scene.tense.name()) };
    // The weekday fits a year that the tense does not: the weekday is what the writer looked up.
    let point = *point.or_else(|| candidates.first())?;
    let from = if told { "the date told last," } else { "publication on" };
    let note = format!("no year is printed: {why} {from} {day}{tense}");
    Some(Outcome::of(point, anchor, note))
}

/// In a narrative time moves on: the same year, unless the months say that a new one has begun.
fn narrated(candidates: &[Point], day: Day, told: Option<(Point, Span)>) -> Option<&Point> {
    // A day soon after the day told last goes on from it, whatever years were named between.
    if let Some(last) = told.and_then(|(point, _)| point.first()) {
        let soon = |point: &&Point| {
            let days = point.first().map_or(-1, |first| (first - last).get_days());
            point.unit() == Unit::Day && (0..=SOON_DAYS).contains(&days)
        };
        if let Some(point) = candidates.iter().find(soon) {
            return Some(point);
        }
    }
    let year = |year: i16| candidates.iter().find(move |point| point.first().map(Day::year) == Some(year));
    let same = year(day.year())?;
    let back = i32::from(day.month()) - same.first().map_or(0, |first| i32::from(first.month()));
    if back >= MONTHS_BACK { year(day.year() + 1) } else { Some(same) }
}

/// How many times nearer a day ahead must be than the last such day for the tense not to count.
const NEARER: i32 = 2;

/// How many days after the day told last a day without a year still goes on from it.
const SOON_DAYS: i32 = 60;

/// From how many months before the date told last on a month is read as the one after it.
const MONTHS_BACK: i32 = 7; // measured on narratives: 6 to 8 do the same, 5 and 9 are worse

/// True unless a weekday is printed that the day does not have.
fn fits_weekday(point: Point, slots: &Slots) -> bool {
    match (point, slots.get(Slot::Weekday)) {
        (Point::Day(day), Some(number)) => i32::from(day.weekday().to_monday_one_offset()) == number,
        _ => true,
    }
}
