//! Dates in words, as lists, pages and briefings print them; events and statuses come from
//! [`chancery_wire::say`].

use chancery_core::{
    calendar::{Day, Grain, When},
    ledger::model::{EventRow, Judged, Ledger, PartRow},
};
pub use chancery_wire::say::*;

use crate::names::Names;

/// A day: `14 Jan 2025`.
#[must_use]
pub fn day(day: Day) -> String {
    day.strftime("%-d %b %Y").to_string()
}

/// A moment of RFC 3339 as people write it: `14 Jan 2025, 09:30`, in UTC.
#[must_use]
pub fn instant(at: &str) -> String {
    at.parse::<jiff::Timestamp>()
        .map_or_else(|_| at.to_owned(), |at| at.strftime("%-d %b %Y, %H:%M").to_string())
}

/// Who decided something, when and why: `Anna, 14 Jan 2025, 09:30: she wrote to them`.
#[must_use]
pub fn signed(mark: &Judged) -> String {
    let because = mark.because.as_ref().map_or(String::new(), |because| format!(": {because}"));
    format!("{}, {}{because}", mark.by, instant(&mark.at))
}

/// What was decided about a row: `assigned to the Ministry of Health`, `stage is signed (read as
/// agreed)`.
#[must_use]
pub fn decision(mark: &Judged) -> String {
    match mark.field.as_str() {
        "same" => match &mark.machine {
            Some(other) => format!("{} and {other} are one", mark.now),
            None => format!("{} is another name of it", mark.now),
        },
        "not-same" => format!("not the same as {}", mark.now),
        "confirm" => "right".to_owned(),
        "reject" => "no finding".to_owned(),
        "assigned" => format!("assigned to {}", mark.now),
        "due" => format!("due {}", mark.now),
        "note" => format!("note: {}", mark.now),
        "closed" => "closed".to_owned(),
        field => {
            let machine = mark.machine.as_ref().filter(|machine| **machine != mark.now);
            let machine = machine.map_or(String::new(), |machine| format!(" (read as {machine})"));
            format!("{field} is {}{machine}", mark.now)
        }
    }
}

/// A date: `14–15 Jan 2025`, `Jan 2025`, `about 2025`, `since 1 Mar 2001`.
#[must_use]
pub fn date(when: &When) -> String {
    let plain: String = when.edtf().chars().filter(|c| !matches!(c, '~' | '?' | '%')).collect();
    let said = match plain.split_once('/') {
        Some((first, last)) => interval(first, last),
        None => single(&plain, when),
    };
    if when.is_approximate() { format!("about {said}") } else { said }
}

/// The last day of a deadline: "by the end of 2025" is by 31 December 2025.
#[must_use]
pub fn deadline(when: &When) -> String {
    match (when.grain(), when.last()) {
        (Grain::Interval, Some(last)) => day(last),
        _ => date(when),
    }
}

fn single(edtf: &str, when: &When) -> String {
    let Some(first) = when.first() else { return edtf.to_owned() };
    match when.grain() {
        Grain::Day => day(first),
        Grain::Month => first.strftime("%b %Y").to_string(),
        Grain::Year => first.strftime("%Y").to_string(),
        Grain::Decades => edtf.replace("XX", "00s").replace('X', "0s"),
        Grain::Season => {
            // EDTF level 1 names seasons by 21 to 24, and quarters by 33 to 36.
            let (year, season) = edtf.split_once('-').unwrap_or((edtf, ""));
            let name = match season {
                "21" => "spring",
                "22" => "summer",
                "23" => "autumn",
                "24" => "winter",
                "33" => "first quarter of",
                "34" => "second quarter of",
                "35" => "third quarter of",
                "36" => "fourth quarter of",
                _ => return edtf.to_owned(),
            };
            format!("{name} {year}")
        }
        Grain::Interval => edtf.to_owned(),
    }
}

fn interval(first: &str, last: &str) -> String {
    let end = |edtf: &str| When::parse(edtf).ok();
    match (end(first), end(last)) {
        (Some(from), Some(to)) => match (from.first(), to.last()) {
            (Some(a), Some(b)) if from.grain() == Grain::Day && to.grain() == Grain::Day => {
                if (a.year(), a.month()) == (b.year(), b.month()) {
                    format!("{}–{}", a.day(), day(b))
                } else if a.year() == b.year() {
                    format!("{} – {}", a.strftime("%-d %b"), day(b))
                } else {
                    format!("{} – {}", day(a), day(b))
                }
            }
            _ => format!("{} – {}", date(&from), date(&to)),
        },
        (Some(from), None) => format!("since {}", date(&from)),
        (None, Some(to)) => format!("until {}", date(&to)),
        (None, None) => format!("{first}/{last}"),
    }
}

/// An event in one sentence without its date, with offices and place.
#[must_use]
pub fn event(event: &EventRow, ledger: &Ledger, names: &Names) -> String {
    told(event, ledger, names, &|_| false, true)
}

/// An event in a few words: names without offices, and where it was only for a visit.
#[must_use]
pub fn headline(event: &EventRow, ledger: &Ledger, names: &Names) -> String {
    told(event, ledger, names, &|_| true, false)
}

/// An event in one sentence; those who are known stand without their office.
#[must_use]
pub fn told(
    event: &EventRow,
    ledger: &Ledger,
    names: &Names,
    is_known: &dyn Fn(&PartRow) -> bool,
    with_place: bool,
) -> String {
    let mechanism = |id: &_| ledger.mechanisms.iter().find(|row| row.id == *id).map(|row| row.name.clone());
    Teller { name: &|actor| names.show(actor), mechanism: &mechanism, is_known, with_place }.event(event)
}

/// In what reports disagree.
pub(crate) fn slot(slot: &str) -> &str {
    match slot {
        "when" => "date",
        "side" => "state or organisation",
        "base" => "year counted from",
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_deadline_is_its_last_day() {
        for (edtf, said) in [
            ("2025-09~/2025-12~", "31 Dec 2025"),
            ("2024-09-21~/2024-09-30~", "30 Sep 2024"),
            ("2025-03", "Mar 2025"),
            ("2030", "2030"),
            ("2025-06-01", "1 Jun 2025"),
        ] {
            assert_eq!(deadline(&When::parse(edtf).unwrap()), said, "{edtf}");
        }
    }

    #[test]
    fn dates_read_as_people_write_them() {
        for (edtf, said) in [
            ("2025-01-14", "14 Jan 2025"),
            ("2025-01-14/2025-01-15", "14–15 Jan 2025"),
            ("2025-01-30/2025-02-02", "30 Jan – 2 Feb 2025"),
            ("2024-12-30/2025-01-02", "30 Dec 2024 – 2 Jan 2025"),
            ("2024-06", "Jun 2024"),
            ("2024-06/2024-08", "Jun 2024 – Aug 2024"),
            ("2025~", "about 2025"),
            ("2024-06/..", "since Jun 2024"),
            ("202X", "2020s"),
            ("2025-23", "autumn 2025"),
        ] {
            assert_eq!(date(&When::parse(edtf).unwrap()), said, "{edtf}");
        }
    }
}
