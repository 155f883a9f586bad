//! What is known where an expression stands: the day of publication, the dates told, the tense.
//!
//! [`Scene::base`] and [`Scene::reference`] say what an expression is counted from; what it then
//! means is the business of `resolve`, `bare` and `lengths`.
//!
//! Invariant: without a day of publication and without a date told, there is nothing to count from.

use crate::{
    calendar::{Day, When},
    text::Span,
};

use super::{
    Anchor, Timex,
    pattern::{Slot, Slots},
    point::{Point, Unit},
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
    pub(super) fn name(self) -> &'static str {
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
    /// The text writes the month before the day in dates with slashes; none where it does not show.
    pub(super) month_first: Option<bool>,
    pub(super) tense: Tense,
    /// The expression ends a term, which mostly lies ahead whatever the tense: `by June`.
    pub(super) deadline: bool,
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
    pub(super) day: Option<(Point, Span)>,
    month: Option<(Point, Span)>,
    /// Where the story stands: like `last`, but a lone year far from it does not move it.
    pub(super) story: Option<(Day, Span)>,
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
    pub(super) fn fine(&self, unit: Unit) -> Option<(Point, Span)> {
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

    pub(super) fn of(point: Point, anchor: Anchor, note: String) -> Outcome {
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
    pub(super) fn reference(&self) -> Option<(Day, Anchor)> {
        if (self.narrative || self.published.is_none())
            && let Some((day, span)) = self.told.story
            && (self.narrative || self.at.saturating_sub(span.end()) < NEAR_BYTES)
        {
            return Some((day, Anchor::Told(span)));
        }
        self.published.map(|day| (day, Anchor::Publication(day)))
    }
}
