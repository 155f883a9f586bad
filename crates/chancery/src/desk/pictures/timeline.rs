//! Events along time, one lane a kind; what was held is filled, what is planned is hollow.

use std::fmt::Write;

use chancery_core::{
    calendar::Day,
    claims::model::{EventKind, EventStatus, VisitLevel},
};

use super::{escape, shorten};

/// One mark.
pub(crate) struct Mark {
    pub(crate) kind: EventKind,
    pub(crate) level: Option<VisitLevel>,
    pub(crate) status: EventStatus,
    pub(crate) first: Day,
    pub(crate) last: Day,
    /// Only the month, the season or the year is known.
    pub(crate) is_vague: bool,
    pub(crate) label: String,
    pub(crate) link: String,
}

const WIDTH: f64 = 1040.0;
const LEFT: f64 = 92.0;
const RIGHT: f64 = 16.0;
const LANE: f64 = 34.0;
const TOP: f64 = 26.0;

/// The lanes from the top.
const LANES: [(&str, &[EventKind]); 5] = [
    ("Visits", &[EventKind::Visit]),
    ("Meetings", &[EventKind::Meeting]),
    ("Calls, letters", &[EventKind::Call, EventKind::Message]),
    ("Sessions", &[EventKind::Session]),
    ("Signings", &[EventKind::Signing, EventKind::Ceremony]),
];

/// Draws the marks between the first and the last day, with a line at today.
pub(crate) fn timeline(marks: &[Mark], today: Day) -> String {
    let days = |day: Day| f64::from(day.since(Day::constant(1970, 1, 1)).map_or(0, |span| span.get_days()));
    let first = marks.iter().map(|mark| mark.first).chain([today]).min().unwrap_or(today);
    let last = marks.iter().map(|mark| mark.last).chain([today]).max().unwrap_or(today);
    let (from, to) = (days(first) - 20.0, days(last) + 20.0);
    let x = |day: Day| LEFT + (days(day) - from) / (to - from).max(1.0) * (WIDTH - LEFT - RIGHT);
    let height = TOP + LANES.len() as f64 * LANE + 8.0;
    let mut svg =
        format!(r#"<svg class="timeline" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}">"#);
    let years = i32::from(last.year()) - i32::from(first.year()) + 1;
    let every = (years / 12 + 1) as i16;
    for year in first.year()..=last.year() {
        let day = Day::new(year, 1, 1).unwrap_or(first);
        if day < first || year % every != 0 {
            continue;
        }
        let at = x(day);
        let _ = write!(
            svg,
            r#"<line class="grid" x1="{at:.1}" y1="{TOP}" x2="{at:.1}" y2="{height}"/><text class="tick" x="{at:.1}" y="14">{year}</text>"#
        );
    }
    for (lane, (name, kinds)) in LANES.iter().enumerate() {
        let y = TOP + (lane as f64 + 0.5) * LANE;
        let _ = write!(
            svg,
            r#"<text class="lane" x="0" y="{:.1}">{name}</text><line class="axis" x1="{LEFT}" y1="{y:.1}" x2="{:.1}" y2="{y:.1}"/>"#,
            y + 4.0,
            WIDTH - RIGHT
        );
        for mark in marks.iter().filter(|mark| kinds.contains(&mark.kind)) {
            let (a, b) = (x(mark.first), x(mark.last));
            let radius = match mark.level {
                Some(VisitLevel::State) => 9.0,
                Some(VisitLevel::Official) => 7.5,
                _ => 5.5,
            };
            // A vague date is a pale line, as wide as what is known.
            let half = if mark.is_vague { 3.0 } else { radius };
            let vague = if mark.is_vague { " vague" } else { "" };
            let class = match mark.status {
                EventStatus::Happened => "held",
                EventStatus::Planned | EventStatus::Invited => "planned",
                EventStatus::Postponed | EventStatus::Cancelled | EventStatus::Denied => "off",
            };
            let _ = write!(
                svg,
                r#"<a href="{}"><title>{}</title><rect class="{class}{vague}" x="{:.1}" y="{:.1}" width="{:.1}" height="{:.1}" rx="{half}"/></a>"#,
                escape(&mark.link),
                escape(&shorten(&mark.label, 160)),
                a - half,
                y - half,
                (b - a) + 2.0 * half,
                2.0 * half
            );
        }
    }
    let at = x(today);
    let _ = write!(svg, r#"<line class="today" x1="{at:.1}" y1="{TOP}" x2="{at:.1}" y2="{height}"/></svg>"#);
    svg
}
