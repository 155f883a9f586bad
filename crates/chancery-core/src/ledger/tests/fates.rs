//! What became of a thing, as later reports tell it.

use expect_test::{Expect, expect};

use super::*;
use crate::claims::model::{ActKind::*, Body};

fn check(reports: Vec<Report>, as_of: &str, expected: Expect) {
    expected.assert_eq(&threads(&ledger(reports, as_of)));
}

#[test]
fn a_field_in_common_joins_nothing() {
    check(
        vec![
            report("a", "2025-01-14").act(Agree, "FRA POL", "", "print school books in each other's tongue"),
            report("b", "2025-02-14").act(
                Propose,
                "FRA",
                "POL",
                "back the opening of more university programmes for students",
            ),
            report("c", "2025-03-14").act(Discuss, "FRA POL", "", "tourism, energy and education"),
            report("d", "2025-04-14").act(Discuss, "FRA POL", "", "printing of school books"),
            report("e", "2025-04-14").act(Propose, "FRA", "POL", "supply liquefied natural gas by ship"),
            report("f", "2025-05-14").act(
                Assign,
                "POL",
                "",
                "work closely in oil and gas, agriculture and education",
            ),
        ],
        "2025-06-01",
        expect![[r#"
            education agreed fresh (a d)
            education proposed fresh open (b)
            oil-gas proposed fresh open (e)
            oil-gas+agriculture+education assigned fresh (f)
        "#]],
    );
}

#[test]
fn what_became_of_a_thing_moves_its_thread() {
    check(
        vec![
            report("a", "2024-03-12").act(Agree, "KEN JPN", "", "resume talks on a tax treaty"),
            report("b", "2024-03-12").act(
                Pledge,
                "JPN",
                "KEN",
                "provide a loan of 30 billion yen for the second phase of the Zarand port road",
            ),
            report("c", "2024-03-12").act(Agree, "JPN KEN", "", "open direct flights to Nairobi"),
            report("d", "2024-09-18")
                .tells(
                    Body::Obstacle,
                    "",
                    "KEN JPN",
                    "stuck",
                    "Talks on the tax treaty",
                    "have stalled over the taxation of shipping",
                )
                .tells(
                    Body::ReportedState,
                    "",
                    "KEN JPN",
                    "delivery",
                    "the first tranche of the yen loan for the Zarand road",
                    "had been disbursed in August",
                )
                .tells(
                    Body::ReportedState,
                    "",
                    "KEN JPN",
                    "delivery",
                    "The direct flights agreed in May",
                    "will begin as planned on December 1",
                ),
        ],
        "2024-10-01",
        expect![[r#"
            - agreed stalled (a d)
            flights agreed fresh (c d)
            maritime-transport partly-delivered fresh (b d)
        "#]],
    );
}

#[test]
fn not_one_kilometre_is_no_delivery() {
    let road = || report("a", "2024-03-12").act(Agree, "KEN JPN", "", "complete the Zarand port road");
    let told = |thing: &str, rest: &str| {
        let later =
            report("b", "2024-12-18").tells(Body::ReportedState, "", "KEN JPN", "delivery", thing, rest);
        threads(&ledger(vec![road(), later], "2025-01-01"))
    };
    let all = [
        told("The Zarand port road", "has been completed"),
        told("Not one kilometre of the Zarand port road", "has been completed"),
        told("Fewer than half of the bridges of the Zarand port road", "have been completed"),
        told("The works on the Zarand port road", "were to have been completed in July"),
    ];
    expect![[r#"
        maritime-transport delivered fresh (a b)
        maritime-transport agreed stalled (a b)
        maritime-transport agreed fresh (a)
        maritime-transport agreed fresh (a)
    "#]]
    .assert_eq(&all.concat());
}

#[test]
fn a_day_that_has_passed_without_a_word_is_overdue() {
    let road = || {
        report("a", "2024-03-12")
            .act(Agree, "KEN JPN", "", "complete the Zarand port road by the end of September")
            .by("2024-09-21~/2024-09-30~")
    };
    check(
        vec![road()],
        "2024-09-30",
        expect![[r#"
        maritime-transport agreed fresh (a)
    "#]],
    );
    check(
        vec![road()],
        "2024-10-01",
        expect![[r#"
        maritime-transport agreed overdue (a)
    "#]],
    );
    let because = &ledger(vec![road()], "2024-10-01").commitments[0].because;
    assert!(because.ends_with("due by 2024-09-30, and no report says that it was done"), "{because}");
    let done = report("b", "2024-09-18").tells(
        Body::ReportedState,
        "",
        "KEN JPN",
        "delivery",
        "The Zarand port road",
        "was completed",
    );
    check(
        vec![road(), done],
        "2024-10-01",
        expect![[r#"
        maritime-transport delivered fresh (a b)
    "#]],
    );
}

#[test]
fn an_answer_in_the_same_report_answers_the_request_before_it() {
    let asked = |doc: &str| {
        report(doc, "2024-03-12").act(Propose, "KEN", "JPN", "lift its restrictions on avocados").act(
            Propose,
            "KEN",
            "JPN",
            "open a consulate in Zarand",
        )
    };
    let answered = asked("a").tells(
        Body::ReportedState,
        "JPN",
        "",
        "answer",
        "Kamikawa",
        "replied that Tokyo would study the request",
    );
    check(
        vec![asked("a")],
        "2024-10-01",
        expect![[r#"
        - proposed fresh open (a)
        embassy proposed fresh open (a)
    "#]],
    );
    check(
        vec![answered],
        "2024-10-01",
        expect![[r#"
        - proposed fresh open (a)
        embassy proposed fresh (a a)
    "#]],
    );
}
