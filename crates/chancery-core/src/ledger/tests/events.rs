use expect_test::{Expect, expect};

use super::*;
use crate::claims::model::{EventKind::*, EventStatus::*, VisitLevel};

fn check(reports: Vec<Report>, expected: Expect) {
    expected.assert_eq(&events(&ledger(reports, "2026-01-01")));
}

const LIND: &str = "Karin Lind, Foreign Minister, SWE";
const OLSEN: &str = "Per Olsen, Foreign Minister, NOR";

#[test]
fn announced_held_and_recalled_is_one_visit_that_holds_its_talks() {
    check(
        vec![
            report("announced", "2024-03-04").event(
                Visit,
                Planned,
                "2024-03-12/2024-03-13",
                ", SWE",
                &[OLSEN, LIND],
            ),
            report("held", "2024-03-12").event(Visit, Happened, "2024-03-12", ", SWE", &[OLSEN]).event(
                Meeting,
                Happened,
                "2024-03-12",
                "Stockholm, SWE",
                &[OLSEN, LIND],
            ),
            report("recalled", "2025-02-01").event(
                Visit,
                Happened,
                "2024-03",
                ", SWE",
                &["Olsen, Foreign Minister, NOR"],
            ),
        ],
        expect![[r#"
            2024-03-12 Meeting Happened Stockholm [Karin Lind SWE, Per Olsen NOR] in a visit (held)
            2024-03-12/2024-03-13 Visit Happened ? [Karin Lind SWE, Per Olsen NOR] (announced held recalled)
        "#]],
    );
}

#[test]
fn two_full_dates_are_two_events() {
    check(
        vec![
            report("a", "2024-03-12").event(Call, Happened, "2024-03-11", "", &[OLSEN, LIND]),
            report("b", "2024-03-14").event(Call, Happened, "2024-03-13", "", &[OLSEN, LIND]),
            report("c", "2024-03-14").event(
                Call,
                Happened,
                "2024-03-13",
                "",
                &["-, Foreign Minister, NOR", LIND],
            ),
        ],
        expect![[r#"
            2024-03-11 Call Happened ? [Karin Lind SWE, Per Olsen NOR] (a)
            2024-03-13 Call Happened ? [Karin Lind SWE, Per Olsen NOR] (b c)
        "#]],
    );
}

#[test]
fn different_persons_on_one_day_meet_apart() {
    check(
        vec![
            report("a", "2024-03-12")
                .event(Meeting, Happened, "2024-03-12", "Oslo, NOR", &[OLSEN, LIND])
                .event(
                    Meeting,
                    Happened,
                    "2024-03-12",
                    "Oslo, NOR",
                    &["Anna Berg, Prime Minister, NOR", LIND],
                ),
            report("b", "2024-03-13").event(
                Meeting,
                Happened,
                "2024-03-12",
                "Oslo, NOR",
                &["Berg, Prime Minister, NOR", LIND],
            ),
        ],
        expect![[r#"
            2024-03-12 Meeting Happened Oslo [Anna Berg NOR, Karin Lind SWE] (a b)
            2024-03-12 Meeting Happened Oslo [Karin Lind SWE, Per Olsen NOR] (a)
        "#]],
    );
}

#[test]
fn an_announced_visit_is_the_next_one() {
    check(
        vec![
            report("a", "2024-03-12").event(Visit, Happened, "2024-03-12", ", SWE", &[OLSEN]),
            report("b", "2024-09-12").event(Visit, Happened, "2024-09-12", ", SWE", &[OLSEN]),
            report("c", "2024-02-20").event(Visit, Planned, "", ", SWE", &[OLSEN]),
        ],
        expect![[r#"
            2024-03-12 Visit Happened ? [Per Olsen NOR] (c a)
            2024-09-12 Visit Happened ? [Per Olsen NOR] (b)
        "#]],
    );
}

#[test]
fn who_has_arrived_stays_for_what_is_announced() {
    check(
        vec![
            report("a", "2024-03-10").event(Visit, Planned, "2024-03-13", ", SWE", &[OLSEN]),
            report("b", "2024-03-12").event(Visit, Happened, "2024-03-12", ", SWE", &[OLSEN]),
            // Announced for a day on which it was not.
            report("c", "2024-06-10").event(Visit, Planned, "2024-06-11", ", SWE", &[OLSEN]),
            report("d", "2024-06-12").event(Visit, Happened, "2024-06-12", ", SWE", &[OLSEN]),
        ],
        expect![[r#"
            2024-03-12/2024-03-13 Visit Happened ? [Per Olsen NOR] (a b)
            2024-06-12 Visit Happened ? [Per Olsen NOR] (c d)
            conflict when: 2024-06-12 | 2024-06-11
        "#]],
    );
}

#[test]
fn nobody_is_a_guest_at_home() {
    check(
        vec![
            report("a", "2024-03-12")
                .event(Visit, Happened, "2024-03-12", ", SWE", &[OLSEN, LIND])
                .with(|event| event.participants[1].role = crate::claims::model::Role::Guest),
            report("b", "2024-03-12").event(
                Visit,
                Happened,
                "2024-03-12",
                ", SWE",
                &[OLSEN, "Nils Berg, Prime Minister, SWE"],
            ),
        ],
        expect![[r#"
            2024-03-12 Visit Happened ? [Karin Lind SWE, Nils Berg SWE, Per Olsen NOR] (a b)
        "#]],
    );
}

#[test]
fn recently_is_no_date() {
    check(
        vec![
            report("a", "2024-03-12").event(Meeting, Happened, "2024-03-12", "", &[OLSEN, LIND]),
            report("b", "2024-03-20").event(Meeting, Happened, "../2024-03-20", "", &[OLSEN, LIND]),
            report("c", "2024-08-20").event(Meeting, Happened, "../2024-08-20", "", &[OLSEN, LIND]),
        ],
        expect![[r#"
            ../2024-08-20 Meeting Happened ? [Karin Lind SWE, Per Olsen NOR] (c)
            2024-03-12 Meeting Happened ? [Karin Lind SWE, Per Olsen NOR] (a b)
        "#]],
    );
}

#[test]
fn what_a_visit_holds_lies_in_its_days() {
    check(
        vec![
            report("a", "2024-03-12")
                .event(Visit, Happened, "2024-03-12/2024-03-14", ", SWE", &[OLSEN])
                .event(Ceremony, Happened, "", "Stockholm, SWE", &[OLSEN])
                .with(|event| event.within = Some(0)),
        ],
        expect![[r#"
            2024-03-12/2024-03-14 Ceremony Happened Stockholm [Per Olsen NOR] in a visit (a)
            2024-03-12/2024-03-14 Visit Happened ? [Per Olsen NOR] (a)
        "#]],
    );
}

#[test]
fn a_vague_mention_that_fits_two_visits_joins_neither() {
    let ledger = ledger(
        vec![
            report("a", "2024-03-12").event(Visit, Happened, "2024-03-12", ", SWE", &[OLSEN]),
            report("b", "2024-09-12").event(Visit, Happened, "2024-09-12", ", SWE", &[OLSEN]),
            report("c", "2025-01-12").event(Visit, Happened, "2024", ", SWE", &[OLSEN]),
        ],
        "2026-01-01",
    );
    expect![[r#"
        2024 Visit Happened ? [Per Olsen NOR] (c)
        2024-03-12 Visit Happened ? [Per Olsen NOR] (a)
        2024-09-12 Visit Happened ? [Per Olsen NOR] (b)
    "#]]
    .assert_eq(&events(&ledger));
    assert_eq!(
        ledger.doubts.iter().map(|doubt| doubt.code.as_str()).collect::<Vec<_>>(),
        ["several-fit", "several-fit"]
    );
}

#[test]
fn reports_that_disagree_are_shown_both() {
    check(
        vec![
            report("a", "2024-03-12")
                .event(Visit, Happened, "2024-03-12/2024-03-14", ", SWE", &[OLSEN])
                .with(|event| event.level = Some(VisitLevel::Official)),
            report("b", "2024-03-12")
                .event(Visit, Happened, "2024-03-11/2024-03-13", ", SWE", &[OLSEN])
                .with(|event| event.level = Some(VisitLevel::Working)),
        ],
        expect![[r#"
            2024-03-11/2024-03-13 Visit Happened ? [Per Olsen NOR] (a b)
            conflict when: 2024-03-11/2024-03-13 | 2024-03-12/2024-03-14
            conflict level: official | working
        "#]],
    );
}

#[test]
fn visits_in_opposite_directions_stay_apart() {
    check(
        vec![
            report("a", "2024-03-12").event(Visit, Happened, "2024-03", ", SWE", &[OLSEN]),
            report("b", "2024-03-12").event(Visit, Happened, "2024-03", ", NOR", &[LIND]),
        ],
        expect![[r#"
            2024-03 Visit Happened ? [Karin Lind SWE] (b)
            2024-03 Visit Happened ? [Per Olsen NOR] (a)
        "#]],
    );
}

#[test]
fn an_ordinal_ties_a_session_whatever_it_is_called() {
    let second = |event: &mut crate::claims::model::Event| event.ordinal = Some(2);
    check(
        vec![
            report("a", "2023-10-16")
                .event(Session, Happened, "2023-10-16", "Oslo, NOR", &["-, Speaker, NOR", "-, Speaker, SWE"])
                .with(second),
            report("b", "2023-11-01")
                .event(Session, Happened, "2023-10", "", &["-, -, NOR", "-, -, SWE"])
                .with(second),
            report("c", "2024-11-01")
                .event(Session, Happened, "2023-10", "", &["-, -, NOR", "-, -, SWE"])
                .with(|event| event.ordinal = Some(3)),
        ],
        expect![[r#"
            2023-10 Session Happened ? [- NOR, - SWE] (c)
            2023-10-16 Session Happened Oslo [Speaker NOR, Speaker SWE] (a b)
        "#]],
    );
}

#[test]
fn put_off_and_called_off_show_in_the_history() {
    check(
        vec![
            report("a", "2024-03-01").event(Visit, Planned, "2024-03-12", ", SWE", &[OLSEN]),
            report("b", "2024-03-05").event(Visit, Postponed, "2024-03-12", ", SWE", &[OLSEN]),
            report("c", "2024-05-01").event(Visit, Planned, "2024-06-12", ", SWE", &[OLSEN]),
            report("d", "2024-06-02").event(Visit, Cancelled, "2024-06-12", ", SWE", &[OLSEN]),
        ],
        expect![[r#"
            2024-03-12 Visit Postponed ? [Per Olsen NOR] (a b)
            2024-06-12 Visit Cancelled ? [Per Olsen NOR] (c d)
        "#]],
    );
}

#[test]
fn copies_of_a_story_are_one_voice() {
    let held = |doc| report(doc, "2024-03-12").event(Call, Happened, "2024-03-11", "", &[OLSEN, LIND]);
    let ledger = ledger(vec![held("a"), held("b").copy_of("a"), held("c")], "2026-01-01");
    assert_eq!((ledger.events.len(), ledger.events[0].support.voices), (1, 2));
}

#[test]
fn what_new_reports_changed() {
    use crate::ledger::changes::{ChangeKind, changes};
    let reports = || {
        vec![
            report("a", "2024-03-04").event(Visit, Planned, "2024-03-12", ", SWE", &[OLSEN]),
            report("b", "2024-03-13").event(Visit, Happened, "2024-03-12", ", SWE", &[OLSEN]).event(
                Meeting,
                Happened,
                "2024-03-12",
                "Malmo, SWE",
                &[OLSEN, LIND],
            ),
        ]
    };
    let before = ledger(reports().into_iter().take(1).collect(), "2024-03-10");
    let after = ledger(reports(), "2024-03-20");
    let found: Vec<_> = changes(&before, &after)
        .into_iter()
        .map(|change| {
            (
                change.kind,
                change.field.unwrap_or_default(),
                change.was.unwrap_or_default(),
                change.now.unwrap_or_default(),
            )
        })
        .collect();
    let text = |text: &str| text.to_owned();
    assert_eq!(
        found,
        [
            (ChangeKind::Moved, text("status"), text("planned"), text("happened")),
            (ChangeKind::Added, String::new(), String::new(), String::new()),
        ]
    );
}

#[test]
fn two_visits_item_by_item() {
    use crate::{
        claims::model::ActKind::{Agree, Hope},
        ledger::compare::{Turn, compare},
    };
    let ledger = ledger(
        vec![
            report("a", "2024-03-12")
                .event(Visit, Happened, "2024-03-12", ", SWE", &[OLSEN])
                .act(Hope, "NOR", "SWE", "teach each other's languages")
                .act(Agree, "NOR SWE", "", "waive visas for sailors"),
            report("b", "2025-03-12")
                .event(Visit, Happened, "2025-03-12", ", SWE", &[OLSEN])
                .act(Agree, "NOR SWE", "", "teach each other's languages")
                .act(Agree, "NOR SWE", "", "a bridge over the sound"),
        ],
        "2026-01-01",
    );
    let mut visits: Vec<_> = ledger.events.iter().collect();
    visits.sort_by_key(|row| row.when.as_ref().unwrap().first());
    let comparison = compare(&ledger, &visits[0].id, &visits[1].id).unwrap();
    let turns: Vec<Turn> = comparison.items.iter().map(|item| item.turn).collect();
    assert_eq!(turns, [Turn::New, Turn::Dropped, Turn::Stronger]);
    let by_field: Vec<String> = comparison
        .by_field()
        .into_iter()
        .flat_map(|(field, items)| {
            items.into_iter().map(move |item| format!("{} {:?}", field.unwrap_or("-"), item.turn))
        })
        .collect();
    // What concerns two fields stands in both.
    assert_eq!(by_field, ["consular Dropped", "culture Stronger", "education Stronger", "transport New"]);
    assert_eq!(
        (comparison.fields_new, comparison.fields_dropped),
        (vec!["transport".to_owned()], vec!["consular".to_owned()])
    );
}

#[test]
fn the_calendar_tells_what_lies_ahead_and_what_was_never_reported() {
    use crate::ledger::agenda::calendar;
    let ledger = ledger(
        vec![
            report("a", "2024-03-04")
                .event(Visit, Planned, "2024-03-12", ", SWE", &[OLSEN])
                .event(Visit, Planned, "2024-09", ", NOR", &[LIND])
                .anniversary("diplomatic relations", 119, "1905-10-26", "NOR SWE"),
        ],
        "2024-06-01",
    );
    let lines: Vec<String> = calendar(&ledger, day("2024-01-01"), day("2024-12-31"), true)
        .into_iter()
        .map(|entry| format!("{} {:?} {}", entry.when, entry.kind, entry.note.unwrap_or_default()))
        .collect();
    assert_eq!(lines, ["2024-03-12 Unreported ", "2024-09 Planned ", "2024-10-26 Anniversary 119"]);
}

#[test]
fn nothing_is_awaited_for_ever_nor_held_after_the_report_of_it() {
    check(
        vec![
            report("near", "2024-03-04").event(Meeting, Planned, "2024-03-04/..", "", &[OLSEN, LIND]),
            report("ahead", "2021-03-04").event(Visit, Happened, "2021-03-12", ", SWE", &[OLSEN]),
            report("name", "2018-03-04").event(Session, Happened, "2020", "", &[OLSEN, LIND]),
            report("century", "2015-03-04").event(Session, Planned, "20XX", "", &[OLSEN, LIND]),
        ],
        expect![[r#"
            2021-03-12 Visit Planned ? [Per Olsen NOR] (ahead)
            2024-03-04/2025-03-04~ Meeting Planned ? [Karin Lind SWE, Per Olsen NOR] (near)
            ? Session Happened ? [Karin Lind SWE, Per Olsen NOR] (name)
            ? Session Planned ? [Karin Lind SWE, Per Olsen NOR] (century)
        "#]],
    );
}

#[test]
fn a_call_without_a_date_is_the_latest_news_and_no_recollection() {
    check(
        vec![
            report("a", "2024-03-12").event(Call, Happened, "2024-03-11", "", &[OLSEN, LIND]),
            report("b", "2024-03-20").event(Call, Happened, "", "", &[OLSEN, LIND]),
            report("c", "2024-08-20").event(Call, Happened, "", "", &[OLSEN, LIND]),
        ],
        expect![[r#"
            2024-03-11 Call Happened ? [Karin Lind SWE, Per Olsen NOR] (a b)
            ? Call Happened ? [Karin Lind SWE, Per Olsen NOR] (c)
        "#]],
    );
}

#[test]
fn what_is_announced_of_this_year_has_not_been_and_what_is_told_of_it_has() {
    check(
        vec![
            report("held", "2024-01-29").event(
                Session,
                Happened,
                "2024-01-28/2024-01-29",
                "",
                &[OLSEN, LIND],
            ),
            report("agreed", "2024-02-18").event(Session, Planned, "2024", "", &[OLSEN, LIND]),
        ],
        expect![[r#"
            2024 Session Planned ? [Karin Lind SWE, Per Olsen NOR] (agreed)
            2024-01-28/2024-01-29 Session Happened ? [Karin Lind SWE, Per Olsen NOR] (held)
        "#]],
    );
    check(
        vec![
            report("told", "2024-02-20").event(Session, Happened, "2024", "", &[OLSEN, LIND]),
            report("later", "2024-06-10").event(Session, Happened, "2024-06-10", "", &[OLSEN, LIND]),
        ],
        expect![[r#"
            2024 Session Happened ? [Karin Lind SWE, Per Olsen NOR] (told)
            2024-06-10 Session Happened ? [Karin Lind SWE, Per Olsen NOR] (later)
        "#]],
    );
}

#[test]
fn a_meeting_that_is_announced_without_a_date_is_soon() {
    check(
        vec![
            report("announced", "2024-01-31").event(Meeting, Planned, "", "", &[OLSEN, LIND]),
            report("soon", "2024-03-01").event(Meeting, Happened, "2024-03-01", "Oslo, NOR", &[OLSEN, LIND]),
            report("late", "2024-11-24").event(
                Meeting,
                Happened,
                "2024-11-24",
                "Stockholm, SWE",
                &[OLSEN, LIND],
            ),
        ],
        expect![[r#"
            2024-03-01 Meeting Happened Oslo [Karin Lind SWE, Per Olsen NOR] (announced soon)
            2024-11-24 Meeting Happened Stockholm [Karin Lind SWE, Per Olsen NOR] (late)
        "#]],
    );
}

#[test]
fn the_past_summit_is_one_of_the_last_weeks_unless_its_place_is_told() {
    let held =
        || report("held", "2024-02-01").event(Session, Happened, "2024-02-01", "Oslo, NOR", &[OLSEN, LIND]);
    check(
        vec![
            held(),
            report("soon after", "2024-03-01").event(Session, Happened, "", "", &[OLSEN, LIND]),
            report("another", "2024-06-01").event(Session, Happened, "", "", &[OLSEN, LIND]),
            report("recalled", "2024-06-01").event(Session, Happened, "", "Oslo, NOR", &[OLSEN, LIND]),
        ],
        expect![[r#"
            2024-02-01 Session Happened Oslo [Karin Lind SWE, Per Olsen NOR] (held soon after recalled)
            ? Session Happened ? [Karin Lind SWE, Per Olsen NOR] (another)
        "#]],
    );
}
