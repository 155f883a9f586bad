//! Days and statuses that correct each other: what is announced lies ahead, what is recalled lies
//! behind, what was planned for days that are over took place.
//!
//! Only days without a year, and weekdays, are ever moved.

use jiff::ToSpan;

use super::{Rules, draft::Draft};
use crate::{
    calendar::When,
    claims::{
        Context,
        clauses::{Time, preposition},
        model::{EventKind, EventStatus},
    },
    grammar::Upos,
    intake::BlockKind,
    text::Span,
};

/// What only nouns tell of, on days that are over or under way, took place.
pub(super) fn take_place(context: &Context<'_>, draft: &mut Draft) {
    let told = draft.when.as_ref().filter(|dated| dated.span.is_some() && !dated.when.is_approximate());
    let (Some(dated), Some(day)) = (told, context.document.day()) else { return };
    let over = dated.when.last().is_some_and(|last| last < day);
    // "this week" leaves open whether it has begun.
    let digits = |span| context.text(span).contains(|letter: char| letter.is_ascii_digit());
    let exact = dated.when.edtf().len() > "2024-01-01".len() && dated.span.is_some_and(digits);
    let under_way = exact
        && dated.when.first().is_some_and(|first| first < day)
        && dated.when.last().is_some_and(|last| last >= day);
    let noun = |rule: &str| rule.ends_with("noun");
    if (over || under_way)
        && draft.status == EventStatus::Planned
        && noun(&draft.rule)
        && draft.also.iter().all(|(_, rule)| noun(rule))
    {
        draft.status = EventStatus::Happened;
    }
}

/// True for a date that is printed with its year.
fn names_year(context: &Context<'_>, span: Span) -> bool {
    context.text(span).as_bytes().windows(4).any(|four| four.iter().all(u8::is_ascii_digit))
}

/// "his announced visit on September 8": a day without a year that lies behind publication is the
/// next one.
pub(super) fn look_forward(context: &Context<'_>, draft: &mut Draft) {
    let (Some(dated), Some(day)) = (&mut draft.when, context.document.day()) else { return };
    let Some(span) = dated.span else { return };
    let past = dated.when.last().is_some_and(|last| last < day && (day - last).get_days() > 60);
    if !past || names_year(context, span) {
        return;
    }
    let (this, next) = (day.year(), day.year() + 1);
    let moved = [this, next].into_iter().find_map(|year| {
        let edtf = dated.when.edtf();
        let old = edtf.get(..4)?.to_owned();
        let moved = When::parse(&edtf.replace(&old, &format!("{year:04}"))).ok()?;
        moved.last().is_some_and(|last| last >= day).then_some(moved)
    });
    if let Some(moved) = moved {
        dated.when = moved;
        dated.reason = "the next such day, as the event is still to come".to_owned();
    }
}

/// "the agreements reached during his visit in January": a day without a year behind publication that
/// tells of what was is the last one. False where it is not so.
pub(super) fn look_back(context: &Context<'_>, rules: &Rules, draft: &mut Draft) -> bool {
    let analysis = context.analysis;
    let before = preposition(analysis, draft.center);
    let over = draft.soft && before.is_some_and(|found| rules.behind.contains(analysis.form(found)));
    let Some(dated) = draft.when.as_mut().filter(|_| over) else { return false };
    // "next month" says that it is to come, "on Monday" looks no year back.
    let named = |span| context.text(span).chars().any(char::is_uppercase);
    let soon = dated
        .when
        .first()
        .zip(context.document.day())
        .is_some_and(|(first, day)| (first - day).get_days() < 8);
    if soon || dated.span.is_none_or(|span| names_year(context, span) || !named(span)) {
        return false;
    }
    let edtf = dated.when.edtf();
    let Some(year) = edtf.get(..4).and_then(|year| year.parse::<i16>().ok()) else { return false };
    let Ok(moved) = When::parse(&edtf.replace(&format!("{year:04}"), &format!("{:04}", year - 1))) else {
        return false;
    };
    if moved.last().zip(context.document.day()).is_none_or(|(last, day)| last > day) {
        return false;
    }
    dated.when = moved;
    dated.reason = "the last such day, as the event is over".to_owned();
    true
}

/// "She flies on to Tashkent on Friday": a verb of going in the present tells of the next such day.
pub(super) fn leaves_on(context: &Context<'_>, draft: &mut Draft) {
    const WEEK: i32 = 7;
    let clause = context.clauses.of(draft.trigger).map(|id| context.clauses.get(id));
    let goes = draft.kind == EventKind::Visit
        && context.analysis.upos(draft.trigger) == Upos::Verb
        && draft.status == EventStatus::Happened
        && context.block_of(draft.trigger) == BlockKind::Body
        && clause.is_some_and(|clause| {
            clause.predicate == draft.trigger && clause.time == Time::Present && !clause.passive
        });
    let (Some(dated), Some(day)) = (&mut draft.when, context.document.day()) else { return };
    let (Some(span), Some(told)) = (dated.span, dated.when.last()) else { return };
    let bare = !context.text(span).bytes().any(|byte| byte.is_ascii_digit());
    let days = (day - told).get_days();
    if goes
        && bare
        && dated.when.first() == Some(told)
        && 0 < days
        && days < WEEK
        && let Ok(next) = told.checked_add(WEEK.days())
    {
        dated.when = When::day(next);
        dated.reason = "the next such day, as the verb is in the present".to_owned();
        draft.status = EventStatus::Planned;
    }
}
