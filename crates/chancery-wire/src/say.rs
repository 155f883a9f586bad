//! Events and the words of statuses, as everything that leaves for people prints them: pages,
//! lists, briefings, exports.
//!
//! Dates in words are the business of those who print them.

use chancery_core::{
    claims::model::{ActKind, EventKind, EventStatus, Force, InstrumentStatus, Role},
    ledger::model::{EventRow, Health, PartRow, RowId, Stage},
    lexicon::ActorCode,
};

/// What an event's line is made with.
pub struct Teller<'a> {
    /// The English name of a state or organisation.
    pub name: &'a dyn Fn(ActorCode) -> String,
    /// The name of a mechanism.
    pub mechanism: &'a dyn Fn(&RowId) -> Option<String>,
    /// True for a participant whose office the reader knows: the name is enough.
    pub is_known: &'a dyn Fn(&PartRow) -> bool,
    /// True where the line says where the event was, not only whither a visit went.
    pub with_place: bool,
}

impl Teller<'_> {
    /// A person or side: `Pham Minh Chinh (Prime Minister, Vietnam)`, or the name alone.
    #[must_use]
    pub fn part(&self, part: &PartRow) -> String {
        let actor = part.actor.map(self.name);
        let body = part.body.clone();
        match (&part.name, &part.office) {
            (Some(name), _) if (self.is_known)(part) => name.clone(),
            (Some(name), office) => {
                let about: Vec<_> = [office.clone().or(body), actor].into_iter().flatten().collect();
                if about.is_empty() { name.clone() } else { format!("{name} ({})", about.join(", ")) }
            }
            (None, Some(office)) => match actor {
                Some(actor) => format!("{} of {actor}", lower(office)),
                None => office.clone(),
            },
            (None, None) => match (body, actor) {
                (Some(body), Some(actor)) => format!("{body} ({actor})"),
                (Some(one), None) | (None, Some(one)) => one,
                (None, None) => "somebody not named".to_owned(),
            },
        }
    }

    /// The participants that are kept; persons hide the bare side they stand for.
    fn parts(&self, event: &EventRow, keep: impl Fn(&PartRow) -> bool) -> Vec<String> {
        let named = |actor: Option<ActorCode>| {
            event.participants.iter().any(|part| part.actor == actor && part.name.is_some())
        };
        let mut said: Vec<String> = Vec::new();
        for row in event.participants.iter().filter(|row| row.role != Role::Inviter) {
            if keep(row) && !(row.name.is_none() && named(row.actor)) {
                let words = self.part(row);
                if !said.contains(&words) {
                    said.push(words);
                }
            }
        }
        said
    }

    /// An event in one sentence without its date: "Official visit of Mikhail Mishustin to Vietnam".
    #[must_use]
    pub fn event(&self, event: &EventRow) -> String {
        let state = event.place_state.map(self.name);
        let place = match (&event.place, &state) {
            (Some(place), Some(state)) if place != state => format!("{place}, {state}"),
            (Some(place), _) => place.clone(),
            (None, Some(state)) => state.clone(),
            (None, None) => String::new(),
        };
        let at = if place.is_empty() || !self.with_place { String::new() } else { format!(" in {place}") };
        let all = || self.parts(event, |_| true);
        // The host stands where the event takes place; the guests do not.
        let is_guest = |part: &PartRow| {
            matches!(part.role, Role::Guest | Role::Sender)
                || (part.role != Role::Host
                    && part.role != Role::Recipient
                    && event.place_state.is_some()
                    && part.actor.is_some()
                    && part.actor != event.place_state)
        };
        let guests = self.parts(event, is_guest);
        let hosts = self.parts(event, |part| !is_guest(part));
        let mechanism = || (self.mechanism)(event.mechanism.as_ref()?);
        match event.kind {
            EventKind::Visit => {
                let who = if guests.is_empty() { all() } else { guests };
                let level = event
                    .level
                    .map_or("Visit".to_owned(), |visit| format!("{} visit", capital(visit.name())));
                let of = if who.is_empty() { String::new() } else { format!(" of {}", few(who)) };
                let to = match (self.with_place, &state) {
                    (false, Some(state)) => format!(" to {state}"),
                    _ if place.is_empty() => String::new(),
                    _ => format!(" to {place}"),
                };
                format!("{level}{of}{to}")
            }
            EventKind::Meeting => match (guests.is_empty(), hosts.is_empty()) {
                (false, false) => format!("Meeting of {} with {}{at}", few(hosts), few(guests)),
                _ => format!("Meeting{}{at}", with_all(" of ", all())),
            },
            EventKind::Call => format!("Telephone talks{}", with_all(" of ", all())),
            EventKind::Message => match (guests.is_empty(), hosts.is_empty()) {
                (false, false) => format!("Message of {} to {}", few(guests), few(hosts)),
                _ => format!("Message{}", with_all(" of ", all())),
            },
            EventKind::Session => {
                // "The fourth session" is no name of its own.
                let title = event.title.clone().filter(|title| !is_bare(title, event.ordinal));
                let name = title.or_else(mechanism).or_else(|| event.title.clone());
                let name = name.unwrap_or_else(|| "Session".to_owned());
                let nth = event.ordinal.filter(|&n| !says_ordinal(&name, n));
                let nth = nth.map(|n| format!("{} session: ", ordinal(n))).unwrap_or_default();
                format!("{nth}{}{at}{}", capital(&name), with_all(": ", all()))
            }
            EventKind::Signing => {
                let name = event.title.clone().unwrap_or_else(|| "Signing".to_owned());
                format!("{}{at}{}", capital(&name), with_all(": ", all()))
            }
            EventKind::Ceremony => {
                let name = event.title.clone().unwrap_or_else(|| "Ceremony".to_owned());
                format!("{}{at}{}", capital(&name), with_all(": ", all()))
            }
        }
    }
}

/// The ordinals that reports spell out.
const SPELLED: [&str; 20] = [
    "first",
    "second",
    "third",
    "fourth",
    "fifth",
    "sixth",
    "seventh",
    "eighth",
    "ninth",
    "tenth",
    "eleventh",
    "twelfth",
    "thirteenth",
    "fourteenth",
    "fifteenth",
    "sixteenth",
    "seventeenth",
    "eighteenth",
    "nineteenth",
    "twentieth",
];

/// True where a name says the number of a session, in figures or letters.
fn says_ordinal(name: &str, n: u32) -> bool {
    let spelled = (n as usize).checked_sub(1).and_then(|at| SPELLED.get(at));
    let figures = n.to_string();
    name.split(|c: char| !c.is_alphanumeric()).any(|word| {
        spelled.is_some_and(|spelled| word.eq_ignore_ascii_case(spelled))
            || word.strip_prefix(&figures).is_some_and(|end| matches!(end, "" | "st" | "nd" | "rd" | "th"))
    })
}

/// True where a title says no more than the number of a session.
fn is_bare(title: &str, ordinal: Option<u32>) -> bool {
    ordinal.is_some_and(|n| says_ordinal(title, n)) && title.split_whitespace().count() <= 2
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

fn with_all(before: &str, said: Vec<String>) -> String {
    if said.is_empty() { String::new() } else { format!("{before}{}", few(said)) }
}

/// Names joined for people: `A, B and C`.
#[must_use]
pub fn and(names: &[String]) -> String {
    match names {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

/// An office as it stands inside a sentence: a lone capital at the front is lowered.
fn lower(office: &str) -> String {
    let mut letters = office.chars();
    match (letters.next(), letters.next()) {
        (Some(first), Some(second)) if second.is_lowercase() => {
            first.to_lowercase().chain([second]).chain(letters).collect()
        }
        _ => office.to_owned(),
    }
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
        other => other.name(),
    }
}

/// What became of an instrument.
#[must_use]
pub fn instrument_status(status: InstrumentStatus) -> &'static str {
    match status {
        InstrumentStatus::UnderNegotiation => "under negotiation",
        InstrumentStatus::InForce => "in force",
        other => other.name(),
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

/// How binding the words are, as a code: `G4`.
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

/// How binding the words are, in one word: `undertaken`.
#[must_use]
pub fn force_word(force: Force) -> &'static str {
    match force {
        Force::G0 => "discussed",
        Force::G1 => "wished",
        Force::G2 => "asked",
        Force::G3 => "coming",
        Force::G4 => "agreed",
        Force::G5 => "tasked",
        Force::G6 => "signed",
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
        Health::Closed => "closed",
        Health::Overdue => "overdue",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_says_its_number_in_figures_or_letters() {
        assert!(says_ordinal("the fourth session", 4) && says_ordinal("24th meeting", 24));
        assert!(!says_ordinal("session of 2024", 24) && !says_ordinal("the fourth session", 14));
        assert!(
            is_bare("Fourth session", Some(4)) && !is_bare("Fourth session of the Joint Committee", Some(4))
        );
        assert!(!is_bare("Joint Committee", Some(4)) && !is_bare("fourth session", None));
    }

    #[test]
    fn ordinals_end_as_english_does() {
        let said: Vec<_> = [1, 2, 3, 4, 11, 12, 22, 101, 113].map(ordinal).to_vec();
        assert_eq!(said, ["1st", "2nd", "3rd", "4th", "11th", "12th", "22nd", "101st", "113th"]);
    }
}
