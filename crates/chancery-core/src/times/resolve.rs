//! From what a pattern found to the days that it means.
//!
//! A [`Scene`] is what is known where the expression stands: the day of publication, the date told
//! last, the tense of the clause. A date that names its year stands for itself; every other is
//! resolved against the scene, and the reason is kept in words.
//!
//! Invariant: without anything to resolve against, the value stays partial and has no days.

use crate::{
    calendar::{Day, When},
    text::Span,
};

use super::{
    Anchor, Timex,
    pattern::{Slot, Slots},
    point::{Point, Unit, weekday},
    words,
};

/// The codes of [`Slot::Anchor`].
const TOLD: i32 = 1;
const STORY: i32 = 2;

/// Where the verb of the clause points.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tense {
    Past,
    Future,
    Unknown,
}

impl Tense {
    fn name(self) -> &'static str {
        match self {
            Tense::Past => "past tense",
            Tense::Future => "future tense",
            Tense::Unknown => "no tense to go by",
        }
    }
}

/// What is known where an expression stands.
#[derive(Clone, Debug)]
pub(super) struct Scene {
    pub(super) published: Option<Day>,
    /// The dates told last, and where.
    pub(super) told: Told,
    /// The text tells of long ago: dates without a year go by the date told last.
    pub(super) narrative: bool,
    /// The year that the document's own arithmetic gives, with the reason.
    pub(super) year: Option<(i16, Box<str>)>,
    pub(super) tense: Tense,
    /// Where the expression stands, in bytes.
    pub(super) at: u32,
}

/// How many bytes back a date may have been told to give its year where no day of publication is
/// known: about two sentences.
const NEAR_BYTES: u32 = 200;

/// The dates told last: of any grain, and the last day and month among them.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Told {
    last: Option<(Point, Span)>,
    day: Option<(Point, Span)>,
    month: Option<(Point, Span)>,
    /// Where the story stands: like `last`, but a lone year far from it does not move it.
    story: Option<(Day, Span)>,
    /// The last mention was such a year.
    strayed: bool,
}

/// How many years a lone year may lie from where the story stands to move it.
const STORY_YEARS: i16 = 12; // measured on narratives, where 8 to 20 do the same

impl Told {
    /// Moves the story on to a date, to its end where the text says so (`late March`).
    pub(super) fn move_story(&mut self, point: Point, span: Span, late: bool) {
        let Some(day) = (if late { point.last() } else { point.first() }) else { return };
        if point.unit() > Unit::Year {
            return;
        }
        let years = self.story.map(|(story, _)| (story.year() - day.year()).abs());
        let stray = point.unit() == Unit::Year && years.is_some_and(|years| years > STORY_YEARS);
        // A year that holds the story already makes it no coarser.
        let inside = point.unit() == Unit::Year && !late && years == Some(0);
        if (!stray || self.strayed) && !inside {
            self.story = Some((day, span));
        }
        self.strayed = stray;
    }

    /// Takes a date in. Decades and centuries are background, nothing is counted from them.
    pub(super) fn tell(&mut self, point: Point, span: Span) {
        if point.unit() > Unit::Year {
            return;
        }
        self.last = Some((point, span));
        if point.unit() == Unit::Day {
            self.day = self.last;
        }
        if point.unit() <= Unit::Month {
            self.month = self.last;
        }
    }

    /// The date told last.
    pub(super) fn last(&self) -> Option<(Point, Span)> {
        self.last
    }

    /// The date told last that is as fine as a unit, unless the story has left its year since.
    fn fine(&self, unit: Unit) -> Option<(Point, Span)> {
        let (last, _) = self.last?;
        if last.unit() <= unit {
            return self.last;
        }
        let finer = if unit <= Unit::Week { self.day } else { self.month };
        let year = |point: Point| point.first().map(Day::year);
        finer
            .filter(|(point, _)| {
                last.first() <= point.first() && point.last() <= last.last() && year(*point) == year(last)
            })
            .or(self.last)
    }
}

/// What an expression means.
#[derive(Clone, Debug)]
pub(super) struct Outcome {
    pub(super) timex: Timex,
    pub(super) value: String,
    pub(super) when: Option<When>,
    /// What later expressions can be relative to.
    pub(super) point: Option<Point>,
    pub(super) anchor: Anchor,
    pub(super) note: String,
}

impl Outcome {
    /// A value that means no days.
    pub(super) fn partial(timex: Timex, value: String, note: &str) -> Outcome {
        Outcome { timex, value, when: None, point: None, anchor: Anchor::None, note: note.to_owned() }
    }

    fn of(point: Point, anchor: Anchor, note: String) -> Outcome {
        Outcome {
            timex: Timex::Date,
            value: point.timex(),
            when: point.when(),
            point: Some(point),
            anchor,
            note,
        }
    }
}

impl Scene {
    /// What a relative expression counts from: the date told last where the words point to it,
    /// else the day of publication.
    pub(super) fn base(&self, slots: &Slots) -> Option<(Point, Anchor)> {
        let unit = slots.get(Slot::Unit).and_then(Unit::from_code).unwrap_or(Unit::Day);
        let told = self.told.fine(unit).map(|(point, span)| (point, Anchor::Told(span)));
        let published = self.published.map(|day| (Point::Day(day), Anchor::Publication(day)));
        match slots.get(Slot::Anchor) {
            Some(TOLD) => told.or(published),
            Some(STORY) if self.narrative || published.is_none() => told.or(published),
            _ => published,
        }
    }

    /// The day that bare days and months are compared with.
    fn reference(&self) -> Option<(Day, Anchor)> {
        if (self.narrative || self.published.is_none())
            && let Some((day, span)) = self.told.story
            && (self.narrative || self.at.saturating_sub(span.end()) < NEAR_BYTES)
        {
            return Some((day, Anchor::Told(span)));
        }
        self.published.map(|day| (day, Anchor::Publication(day)))
    }
}

/// Reads a date.
pub(super) fn date(slots: &Slots, scene: &Scene) -> Option<Outcome> {
    let mut outcome = calendar(slots, scene)?;
    place(slots, &mut outcome);
    time_of_day(slots, scene, &mut outcome);
    Some(outcome)
}

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
        return Some(Outcome::of(point, Anchor::None, "the year is named".to_owned()));
    }
    if let (Some(rel), Some(unit)) = (slots.get(Slot::Rel), slots.get(Slot::Unit).and_then(Unit::from_code)) {
        return relative(rel, unit, slots, scene);
    }
    directed(slots, scene)
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
        Anchor::Publication(day) => format!("publication on {day}"),
        _ => format!("{}, told last", base.timex()),
    };
    let note = match count {
        0 => format!("the {} of {from}", unit.name()),
        1 => format!("the {} after {from}", unit.name()),
        -1 => format!("the {} before {from}", unit.name()),
        count => {
            format!("{} {}s {} {from}", count.abs(), unit.name(), if count < 0 { "before" } else { "after" })
        }
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
fn narrow(frame: Point, slots: &Slots) -> Option<Point> {
    let small = |slot| slots.get(slot).and_then(|value| i8::try_from(value).ok());
    Some(match frame {
        Point::Year(year) => {
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

/// Dates without a year: weekdays, months, month and day, seasons.
fn directed(slots: &Slots, scene: &Scene) -> Option<Outcome> {
    let month = slots.get(Slot::Month);
    let day_only = month.is_none() && slots.has(Slot::Day);
    let yearly = month.is_some()
        || [Slot::Season, Slot::Quarter, Slot::Half, Slot::Holiday].iter().any(|slot| slots.has(*slot));
    if let Some(number) = slots.get(Slot::Weekday)
        && !yearly
        && !day_only
    {
        return bare_weekday(number, slots, scene);
    }
    if day_only {
        let (day, anchor) = scene.reference()?;
        // The nth is of the month told last where one was told.
        let (day, anchor) = match scene.told.fine(Unit::Month) {
            Some((point, span)) if point.unit() <= Unit::Month => (point.first()?, Anchor::Told(span)),
            _ => (day, anchor),
        };
        let point = narrow(Point::of(Unit::Month, day)?, slots)?;
        return Some(Outcome::of(point, anchor, format!("of the month of {day}")));
    }
    if !yearly {
        // Only a time of day: of the day told last, or of publication.
        let (day, anchor) = match scene.told.fine(Unit::Day) {
            Some((Point::Day(day), span)) => (day, Anchor::Told(span)),
            _ => scene.reference()?,
        };
        return Some(Outcome::of(Point::Day(day), anchor, format!("on {day}")));
    }
    yearless(slots, scene)
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
        _ => "the date told last",
    };
    let note = format!("{name:?}: {why} {from} on {day}, {}", scene.tense.name());
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
    if candidates.iter().any(|point| fits_weekday(*point, slots)) {
        candidates.retain(|point| fits_weekday(*point, slots));
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
    let (point, why) = match (rel, scene.tense) {
        (Some(-1), _) => (
            candidates.iter().rev().find(|point| point.last() < Some(day)),
            "the last one that was over".to_owned(),
        ),
        (Some(1), _) => {
            (candidates.iter().find(|point| point.first() > Some(day)), "the next to begin".to_owned())
        }
        (Some(_), _) => (
            candidates.iter().find(|point| point.first().map(Day::year) == Some(day.year())),
            "of the same year".to_owned(),
        ),
        (None, _) if told => {
            (narrated(&candidates, day, scene.told.day), "near the date told last".to_owned())
        }
        (None, Tense::Past) => (past(), "the last one, past tense".to_owned()),
        (None, Tense::Future) => (future(), "the next one, future tense".to_owned()),
        (None, Tense::Unknown) => (
            candidates
                .iter()
                .find(|point| contains(point))
                .or_else(|| candidates.iter().min_by_key(|point| distance(point).abs())),
            "the nearest one, no tense to go by".to_owned(),
        ),
    };
    let point = *point?;
    let from = if told { "the date told last" } else { "publication" };
    let note = format!("no year printed; {why}, from {from} on {day}");
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
fn time_of_day(slots: &Slots, scene: &Scene, outcome: &mut Outcome) {
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
    let _ = scene;
    if let Point::Day(_) = point {
        outcome.timex = Timex::Time;
        outcome.value = format!("{}T{time}", point.timex());
        if let Some(zone) = slots.get(Slot::Zone) {
            let sign = if zone < 0 { '-' } else { '+' };
            if zone == 0 {
                outcome.value.push('Z');
            } else {
                outcome.value.push_str(&format!("{sign}{:02}", zone.abs()));
            }
        }
    }
}
