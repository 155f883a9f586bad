//! Dates, persons, events and statuses in words, as lists and pages print them.

use chancery_core::{
    calendar::{Day, Grain, When},
    claims::model::{ActKind, EventKind, EventStatus, Force, InstrumentStatus, Role, VisitLevel},
    ledger::model::{EventRow, Health, Ledger, PartRow, Stage},
    lexicon::ActorCode,
};

use crate::names::{Names, and};

/// A day: `14 Jan 2025`.
#[must_use]
pub fn day(day: Day) -> String {
    day.strftime("%-d %b %Y").to_string()
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

/// A person or side: `Pham Minh Chinh (Prime Minister, Vietnam)`.
#[must_use]
pub fn part(part: &PartRow, names: &Names) -> String {
    let actor = part.actor.map(|actor| names.show(actor));
    let body = part.body.clone();
    match (&part.name, &part.office) {
        (Some(name), office) => {
            let about: Vec<_> = [office.clone().or(body), actor].into_iter().flatten().collect();
            if about.is_empty() { name.clone() } else { format!("{name} ({})", about.join(", ")) }
        }
        (None, Some(office)) => match actor {
            Some(actor) => format!("{office} ({actor})"),
            None => office.clone(),
        },
        (None, None) => match (body, actor) {
            (Some(body), Some(actor)) => format!("{body} ({actor})"),
            (Some(one), None) | (None, Some(one)) => one,
            (None, None) => "somebody not named".to_owned(),
        },
    }
}

/// The participants, those of `first` before the others; persons hide the bare side they stand for.
fn parts(event: &EventRow, keep: impl Fn(&PartRow) -> bool, names: &Names) -> Vec<String> {
    let named = |actor: Option<ActorCode>| {
        event.participants.iter().any(|part| part.actor == actor && part.name.is_some())
    };
    let is_bare = |part: &PartRow| part.name.is_none();
    let mut said: Vec<String> = Vec::new();
    for row in &event.participants {
        if keep(row) && !(is_bare(row) && named(row.actor)) {
            let words = part(row, names);
            if !said.contains(&words) {
                said.push(words);
            }
        }
    }
    said
}

/// At most five, and how many more.
fn few(mut said: Vec<String>) -> String {
    let more = said.len().saturating_sub(5);
    said.truncate(5);
    if more > 0 {
        said.push(format!("{more} more"));
    }
    and(&said)
}

/// An event in one sentence without its date.
#[must_use]
pub fn event(event: &EventRow, ledger: &Ledger, names: &Names) -> String {
    let state = event.place_state.map(|state| names.show(state));
    let place = match (&event.place, &state) {
        (Some(place), Some(state)) if place != state => format!("{place}, {state}"),
        (Some(place), _) => place.clone(),
        (None, Some(state)) => state.clone(),
        (None, None) => String::new(),
    };
    let at = if place.is_empty() { String::new() } else { format!(" in {place}") };
    let all = || parts(event, |_| true, names);
    // The host stands where the event takes place; the guests do not.
    let is_guest = |part: &PartRow| {
        matches!(part.role, Role::Guest | Role::Sender)
            || (part.role != Role::Host
                && part.role != Role::Recipient
                && event.place_state.is_some()
                && part.actor.is_some()
                && part.actor != event.place_state)
    };
    let guests = parts(event, is_guest, names);
    let hosts = parts(event, |part| !is_guest(part), names);
    let two = |word: &str| match (guests.is_empty(), hosts.is_empty()) {
        (false, false) => format!("{word} of {} with {}{at}", few(hosts.clone()), few(guests.clone())),
        _ if all().is_empty() => format!("{word}{at}"),
        _ => format!("{word} of {}{at}", few(all())),
    };
    let mechanism = || {
        let id = event.mechanism.as_ref()?;
        Some(ledger.mechanisms.iter().find(|row| row.id == *id)?.name.clone())
    };
    match event.kind {
        EventKind::Visit => {
            let who = if guests.is_empty() { all() } else { guests.clone() };
            let level = event.level.map_or("Visit".to_owned(), |visit| format!("{} visit", level(visit)));
            let of = if who.is_empty() { String::new() } else { format!(" of {}", few(who)) };
            let to = if place.is_empty() { String::new() } else { format!(" to {place}") };
            format!("{level}{of}{to}")
        }
        EventKind::Meeting => two("Meeting"),
        EventKind::Call => format!("Telephone talks{}", with_all(" of ", all())),
        EventKind::Message => match (guests.is_empty(), hosts.is_empty()) {
            (false, false) => format!("Message of {} to {}", few(guests), few(hosts)),
            _ => format!("Message{}", with_all(" of ", all())),
        },
        EventKind::Session => {
            let name = event.title.clone().or_else(mechanism).unwrap_or_else(|| "Session".to_owned());
            let nth = event.ordinal.filter(|n| !name.contains(&n.to_string()));
            let nth = nth.map(|n| format!("{} session: ", ordinal(n))).unwrap_or_default();
            format!("{nth}{name}{at}{}", with_all(": ", all()))
        }
        EventKind::Signing => {
            let name = event.title.clone().unwrap_or_else(|| "Signing".to_owned());
            format!("{name}{at}{}", with_all(": ", all()))
        }
        EventKind::Ceremony => {
            let name = event.title.clone().unwrap_or_else(|| "Ceremony".to_owned());
            format!("{}{at}{}", capital(&name), with_all(": ", all()))
        }
    }
}

fn with_all(before: &str, said: Vec<String>) -> String {
    if said.is_empty() { String::new() } else { format!("{before}{}", few(said)) }
}

/// The words with a capital at the front.
#[must_use]
pub fn capital(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map_or(String::new(), |first| first.to_uppercase().chain(letters).collect())
}

/// `1st`, `22nd`, `113th`.
#[must_use]
pub fn ordinal(n: u32) -> String {
    let end = match (n % 10, n % 100) {
        (_, 11..=13) => "th",
        (1, _) => "st",
        (2, _) => "nd",
        (3, _) => "rd",
        _ => "th",
    };
    format!("{n}{end}")
}

/// The level of a visit.
#[must_use]
pub fn level(level: VisitLevel) -> &'static str {
    match level {
        VisitLevel::State => "State",
        VisitLevel::Official => "Official",
        VisitLevel::Working => "Working",
        VisitLevel::Private => "Private",
        VisitLevel::Transit => "Transit",
    }
}

/// The kind of an event.
#[must_use]
pub fn event_kind(kind: EventKind) -> &'static str {
    match kind {
        EventKind::Visit => "visit",
        EventKind::Meeting => "meeting",
        EventKind::Call => "call",
        EventKind::Session => "session",
        EventKind::Signing => "signing",
        EventKind::Ceremony => "ceremony",
        EventKind::Message => "message",
    }
}

/// What became of an event.
#[must_use]
pub fn event_status(status: EventStatus) -> &'static str {
    match status {
        EventStatus::Happened => "held",
        EventStatus::Planned => "planned",
        EventStatus::Invited => "invited",
        EventStatus::Postponed => "postponed",
        EventStatus::Cancelled => "cancelled",
        EventStatus::Denied => "denied",
    }
}

/// What became of an instrument.
#[must_use]
pub fn instrument_status(status: InstrumentStatus) -> &'static str {
    match status {
        InstrumentStatus::Mentioned => "mentioned",
        InstrumentStatus::Planned => "planned",
        InstrumentStatus::UnderNegotiation => "under negotiation",
        InstrumentStatus::Adopted => "adopted",
        InstrumentStatus::Exchanged => "exchanged",
        InstrumentStatus::Signed => "signed",
        InstrumentStatus::InForce => "in force",
    }
}

/// What an act does, after its subject: "Vietnam and Russia agreed".
#[must_use]
pub fn act(act: ActKind) -> &'static str {
    match act {
        ActKind::Agree => "agreed",
        ActKind::Pledge => "pledged",
        ActKind::Assign => "assigned",
        ActKind::Offer => "offered",
        ActKind::Propose => "proposed",
        ActKind::Hope => "hoped",
        ActKind::Discuss => "discussed",
        ActKind::Decline => "declined",
    }
}

/// How binding the words are.
#[must_use]
pub fn force(force: Force) -> &'static str {
    match force {
        Force::G0 => "G0",
        Force::G1 => "G1",
        Force::G2 => "G2",
        Force::G3 => "G3",
        Force::G4 => "G4",
        Force::G5 => "G5",
        Force::G6 => "G6",
    }
}

/// The highest rung of a commitment.
#[must_use]
pub fn stage(stage: Stage) -> &'static str {
    match stage {
        Stage::Voiced => "voiced",
        Stage::Proposed => "proposed",
        Stage::Agreed => "agreed",
        Stage::Assigned => "assigned",
        Stage::Signed => "signed",
        Stage::UnderWay => "under way",
        Stage::PartlyDelivered => "partly delivered",
        Stage::Delivered => "delivered",
    }
}

/// How a commitment fares.
#[must_use]
pub fn health(health: Health) -> &'static str {
    match health {
        Health::Fresh => "fresh",
        Health::Quiet => "quiet",
        Health::RestatedWithoutProgress => "restated without progress",
        Health::Contradicted => "contradicted",
        Health::Postponed => "postponed",
        Health::Stalled => "stalled",
        Health::Refused => "refused",
        Health::Superseded => "superseded",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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

    #[test]
    fn ordinals_end_as_english_does() {
        let said: Vec<_> = [1, 2, 3, 4, 11, 12, 22, 101, 113].map(ordinal).to_vec();
        assert_eq!(said, ["1st", "2nd", "3rd", "4th", "11th", "12th", "22nd", "101st", "113th"]);
    }
}
