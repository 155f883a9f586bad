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

/// What a picture shows of time.
pub(crate) struct Window<'a> {
    /// The first and the last day; without them those of the marks and today.
    pub(crate) days: Option<(Day, Day)>,
    /// The address of the same picture of a year (`2025`) or a month (`2025-01`).
    pub(crate) zoom: &'a dyn Fn(&str) -> String,
}

/// Longer than this, a picture is divided by years; in days.
const YEARS: f64 = 800.0;
/// Shorter than this, it is divided by days.
const DAYS: f64 = 70.0;

/// Where a scale is divided, with the word that stands there and the period that it leads to.
fn ticks(first: Day, last: Day, length: f64) -> Vec<(Day, String, Option<String>)> {
    let mut ticks = Vec::new();
    if length > YEARS {
        let every = ((i32::from(last.year()) - i32::from(first.year()) + 1) / 12 + 1) as i16;
        for year in (first.year()..=last.year()).filter(|year| year % every == 0) {
            let Ok(day) = Day::new(year, 1, 1) else { continue };
            // The year in which it begins stands at its beginning, where there is room for the word.
            let begun = f64::from(first.since(day).map_or(0, |span| span.get_days())).max(0.0);
            if begun <= 365.0 - length / 20.0 {
                ticks.push((day.max(first), year.to_string(), Some(format!("{year:04}"))));
            }
        }
    } else if length > DAYS {
        let mut at = first.first_of_month();
        while at <= last {
            let word = if at.month() == 1 || ticks.is_empty() { "%b %Y" } else { "%b" };
            ticks.push((at, at.strftime(word).to_string(), Some(at.strftime("%Y-%m").to_string())));
            let Ok(next) = at.checked_add(jiff::Span::new().months(1)) else { break };
            at = next;
        }
    } else {
        let mut at = first;
        while at <= last {
            if at.day() == 1 || at.day() % 5 == 0 {
                ticks.push((at, at.strftime("%-d %b").to_string(), None));
            }
            let Ok(next) = at.tomorrow() else { break };
            at = next;
        }
    }
    ticks.retain(|(day, ..)| (first..=last).contains(day));
    ticks
}

/// Draws the marks between the first and the last day, with a line at today; the words of the scale
/// lead to the picture of their year or month.
pub(crate) fn timeline(marks: &[Mark], today: Day, window: &Window<'_>) -> String {
    let days = |day: Day| f64::from(day.since(Day::constant(1970, 1, 1)).map_or(0, |span| span.get_days()));
    let all = || {
        let first = marks.iter().map(|mark| mark.first).chain([today]).min().unwrap_or(today);
        (first, marks.iter().map(|mark| mark.last).chain([today]).max().unwrap_or(today))
    };
    let (first, last) = window.days.filter(|(first, last)| first <= last).unwrap_or_else(all);
    let length = days(last) - days(first);
    let margin = (length / 50.0).clamp(1.0, 20.0);
    let (from, to) = (days(first) - margin, days(last) + margin);
    let x = |day: Day| {
        let at = LEFT + (days(day) - from) / (to - from).max(1.0) * (WIDTH - LEFT - RIGHT);
        at.clamp(LEFT, WIDTH - RIGHT)
    };
    let height = TOP + LANES.len() as f64 * LANE + 8.0;
    let mut svg =
        format!(r#"<svg class="timeline" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}">"#);
    for (day, word, period) in ticks(first, last, length) {
        let at = x(day);
        let _ = write!(svg, r#"<line class="grid" x1="{at:.1}" y1="{TOP}" x2="{at:.1}" y2="{height}"/>"#);
        let word = format!(r#"<text class="tick" x="{at:.1}" y="14">{word}</text>"#);
        let _ = match period {
            Some(period) => write!(svg, r#"<a href="{}">{word}</a>"#, escape(&(window.zoom)(&period))),
            None => write!(svg, "{word}"),
        };
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
    if (first..=last).contains(&today) {
        let at = x(today);
        let _ = write!(svg, r#"<line class="today" x1="{at:.1}" y1="{TOP}" x2="{at:.1}" y2="{height}"/>"#);
    }
    svg.push_str("</svg>");
    svg
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(first: Day, last: Day) -> Vec<String> {
        let length = f64::from(last.since(first).unwrap().get_days());
        ticks(first, last, length).into_iter().map(|(_, word, period)| format!("{word} {period:?}")).collect()
    }

    #[test]
    fn a_scale_has_years_months_or_days_by_its_length() {
        let day = |year, month, day| Day::new(year, month, day).unwrap();
        assert_eq!(
            words(day(2019, 6, 1), day(2022, 2, 1)),
            ["2019 Some(\"2019\")", "2020 Some(\"2020\")", "2021 Some(\"2021\")", "2022 Some(\"2022\")"]
        );
        let months = words(day(2024, 11, 1), day(2025, 2, 28));
        assert_eq!(months[0], "Nov 2024 Some(\"2024-11\")");
        assert_eq!(months[2], "Jan 2025 Some(\"2025-01\")");
        assert_eq!(words(day(2025, 1, 1), day(2025, 1, 12)), ["1 Jan None", "5 Jan None", "10 Jan None"]);
    }
}
