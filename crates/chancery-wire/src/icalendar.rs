//! Dates for calendar programs (iCalendar, RFC 5545): all-day entries.

use std::fmt::Write;

use chancery_core::calendar::{Day, When};

/// How sure an entry is, in the words of the standard.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// It was held.
    Confirmed,
    /// It is planned, or it returns every year.
    Tentative,
    /// It was called off.
    Cancelled,
}

/// One entry.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The id of the row.
    pub id: String,
    /// When; an entry with an open end is left out.
    pub when: When,
    /// What.
    pub what: String,
    /// The kind of thing: `planned event`, `anniversary`, `deadline`.
    pub category: String,
    /// How sure it is.
    pub status: Status,
}

/// A calendar of the entries, made on `stamp`.
#[must_use]
pub fn calendar(entries: &[Entry], stamp: Day) -> String {
    let mut out =
        String::from("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Chancery//EN\r\nCALSCALE:GREGORIAN\r\n");
    let day = |day: Day| day.strftime("%Y%m%d").to_string();
    for entry in entries {
        let (Some(first), Some(last)) = (entry.when.first(), entry.when.last()) else { continue };
        let status = match entry.status {
            Status::Confirmed => "CONFIRMED",
            Status::Tentative => "TENTATIVE",
            Status::Cancelled => "CANCELLED",
        };
        out.push_str("BEGIN:VEVENT\r\n");
        folded(&mut out, &format!("UID:{}@chancery", entry.id));
        folded(&mut out, &format!("DTSTAMP:{}T000000Z", day(stamp)));
        folded(&mut out, &format!("DTSTART;VALUE=DATE:{}", day(first)));
        // The end of an all-day entry is the day after (RFC 5545, section 3.6.1).
        folded(&mut out, &format!("DTEND;VALUE=DATE:{}", day(last.tomorrow().unwrap_or(last))));
        folded(&mut out, &format!("SUMMARY:{}", escaped(&entry.what)));
        folded(&mut out, &format!("CATEGORIES:{}", escaped(&entry.category)));
        folded(&mut out, &format!("STATUS:{status}"));
        out.push_str("END:VEVENT\r\n");
    }
    out.push_str("END:VCALENDAR\r\n");
    out
}

fn escaped(text: &str) -> String {
    let clean: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    clean.replace('\\', "\\\\").replace(';', "\\;").replace(',', "\\,")
}

/// Writes a content line, folded at 75 bytes between characters (RFC 5545, section 3.1).
fn folded(out: &mut String, line: &str) {
    let mut width = 0;
    for c in line.chars() {
        if width + c.len_utf8() > 74 {
            out.push_str("\r\n ");
            width = 1;
        }
        let _ = write!(out, "{c}");
        width += c.len_utf8();
    }
    out.push_str("\r\n");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn content_lines_are_folded_between_characters() {
        let mut out = String::new();
        folded(&mut out, &"ế".repeat(60));
        assert!(out.lines().all(|line| line.len() <= 75));
        assert_eq!(out.replace("\r\n ", "").trim_end(), "ế".repeat(60));
    }

    #[test]
    fn an_entry_ends_on_the_day_after_its_last() {
        let entry = Entry {
            id: "event/1".into(),
            when: When::parse("2025-01-14/2025-01-15").unwrap(),
            what: "Talks; trade, energy\nEND:VCALENDAR".into(),
            category: "planned event".into(),
            status: Status::Tentative,
        };
        let text = calendar(&[entry], Day::constant(2025, 1, 1));
        assert!(text.contains("DTSTART;VALUE=DATE:20250114\r\nDTEND;VALUE=DATE:20250116\r\n"));
        assert!(text.contains("SUMMARY:Talks\\; trade\\, energy END:VCALENDAR\r\n"));
        assert_eq!(text.matches("\r\nEND:VCALENDAR").count(), 1);
    }
}
