//! Which dates of a claim the record takes.
//!
//! A claim has the days that its words mean. Here those are left out that are no date of the event:
//! a year that is part of a name, a century, a day of holding after the report that tells of it. What
//! is announced without an end ("in the near future") gets one: nobody waits for ever.

use std::borrow::Cow;

use crate::{
    calendar::{Day, Grain, When},
    claims::model::{Dated, Event, EventStatus},
    ledger::input::{At, Corpus},
};

/// Days in which "in the next few days", "in the coming weeks" and so on have come; the first word
/// that the expression has decides. Without any of them a year.
const AHEAD: [(&str, i32); 5] = [("hour", 2), ("day", 14), ("week", 60), ("month", 365), ("year", 1826)];
const YEAR: i32 = 365;

/// Words that begin a date and not a name, though they begin a sentence.
const BEFORE_A_YEAR: [&str; 16] = [
    "In",
    "By",
    "Since",
    "During",
    "From",
    "Until",
    "Till",
    "Of",
    "For",
    "Throughout",
    "Before",
    "After",
    "Through",
    "Through",
    "And",
    "The",
];

/// The event with the date that it is taken to have.
pub(super) fn mended<'a>(
    corpus: &Corpus<'a>,
    at: At,
    event: &'a Event,
    published: Option<Day>,
) -> Cow<'a, Event> {
    let Some(dated) = &event.when else { return Cow::Borrowed(event) };
    let mut mended = Cow::Borrowed(event);
    if is_no_date(corpus, at, dated) {
        mended.to_mut().when = None;
        return mended;
    }
    let is_awaited = matches!(event.status, EventStatus::Planned | EventStatus::Invited);
    if is_awaited && let Some(when) = ended(corpus, at, dated) {
        mended.to_mut().when = Some(Dated { when, ..dated.clone() });
    }
    // A report of the day after tomorrow does not exist: what is dated later is to come.
    let told = published.and_then(|day| day.tomorrow().ok());
    if event.status == EventStatus::Happened
        && let (Some(told), Some(first)) = (told, dated.when.first())
        && first > told
    {
        let event = mended.to_mut();
        match dated.when.grain() {
            Grain::Day | Grain::Interval => event.status = EventStatus::Planned,
            _ => event.when = None,
        }
    }
    mended
}

/// True of a century, and of a year that stands inside a name: "the Norway 2020 Summit".
fn is_no_date(corpus: &Corpus<'_>, at: At, dated: &Dated) -> bool {
    match dated.when.grain() {
        Grain::Decades => dated.when.edtf().contains("XX"),
        Grain::Year => dated.span.is_some_and(|span| {
            let (before, after) = corpus.around(at.0, span);
            let is_capital = |word: &str| word.chars().next().is_some_and(char::is_uppercase);
            let before = before.strip_suffix(' ').and_then(|before| before.rsplit([' ', '\n']).next());
            let before = before.map(|word| word.trim_start_matches(|c: char| !c.is_alphanumeric()));
            let after = after.strip_prefix(' ').and_then(|after| after.split([' ', '\n']).next());
            before.is_some_and(|word| is_capital(word) && !BEFORE_A_YEAR.contains(&word) && ends_open(word))
                && after.is_some_and(is_capital)
        }),
        _ => false,
    }
}

/// True of a word that no comma or full stop closes.
fn ends_open(word: &str) -> bool {
    word.chars().next_back().is_some_and(char::is_alphanumeric)
}

/// The end of a stretch that begins on a day and has none.
pub(crate) fn ended(corpus: &Corpus<'_>, at: At, dated: &Dated) -> Option<When> {
    let (first, None) = (dated.when.first()?, dated.when.last()) else { return None };
    let words = dated.span.map(|span| corpus.words(at.0, span).to_lowercase()).unwrap_or_default();
    let days = AHEAD.iter().find(|(unit, _)| words.contains(unit)).map_or(YEAR, |(_, days)| *days);
    let last = first.checked_add(jiff::Span::new().days(days)).ok()?;
    When::parse(&format!("{first}/{last}~")).ok()
}
