use expect_test::{Expect, expect};

use super::*;
use crate::{
    calendar::When,
    ledger::{KnownTenure, ReadDocument},
};

fn check(reports: Vec<Report>, expected: Expect) {
    let ledger = ledger(reports, "2026-01-01");
    let mut lines = String::new();
    for person in &ledger.people {
        let tenures: Vec<String> = person
            .tenures
            .iter()
            .map(|tenure| {
                let edtf = |when: &Option<crate::calendar::When>| {
                    when.as_ref().map_or("?".to_owned(), |when| when.edtf().to_owned())
                };
                format!("{} {} until {}", tenure.office, edtf(&tenure.seen), edtf(&tenure.until))
            })
            .collect();
        lines.push_str(&format!("{} {:?} {}\n", person.id.0, person.names, tenures.join("; ")));
    }
    for conflict in ledger.conflicts.iter().filter(|conflict| conflict.slot == "holder") {
        let versions: Vec<&str> = conflict.versions.iter().map(|(value, _)| value.as_str()).collect();
        lines.push_str(&format!("conflict holder: {}\n", versions.join(" | ")));
    }
    expected.assert_eq(&lines);
}

#[test]
fn spellings_orders_and_short_forms_are_one_person() {
    check(
        vec![
            report("a", "2025-01-10").tenure("Phạm Minh Chính, Prime Minister, VNM", "2025-01-10"),
            report("b", "2025-01-14").tenure("Pham Minh Chinh, Prime Minister, VNM", "2025-01-14"),
            report("c", "2025-02-01").tenure("Chinh, Prime Minister, VNM", "2025-02-01"),
            report("d", "2025-01-10")
                .tenure("Sergei Viktorovich Lavrov, Foreign Minister, RUS", "2025-01-10"),
            report("e", "2025-01-11").tenure("Sergey Lavrov, Foreign Minister, RUS", "2025-01-11"),
            report("f", "2025-01-12").tenure("S.V. Lavrov, Foreign Minister, RUS", "2025-01-12"),
            report("g", "2025-01-13").tenure("Shinzo Abe, Prime Minister, JPN", "2014-01-13"),
            report("h", "2025-01-13").tenure("Abe Shinzo, Prime Minister, JPN", "2014-03-13"),
        ],
        expect![[r#"
            person/pham-minh-chinh-vnm ["Chinh", "Pham Minh Chinh", "Phạm Minh Chính"] Prime Minister 2025-01-10/2025-02-01 until ?
            person/sergei-viktorovich-lavrov-rus ["S.V. Lavrov", "Sergei Viktorovich Lavrov", "Sergey Lavrov"] Foreign Minister 2025-01-10/2025-01-12 until ?
            person/shinzo-abe-jpn ["Abe Shinzo", "Shinzo Abe"] Prime Minister 2014-01-13/2014-03-13 until ?
        "#]],
    );
}

#[test]
fn the_same_name_in_two_states_is_two_persons() {
    check(
        vec![
            report("a", "2025-01-10").tenure("Ivan Petrov, Foreign Minister, BGR", "2025-01-10"),
            report("b", "2025-01-14").tenure("Ivan Petrov, Ambassador, RUS", "2025-01-14"),
        ],
        expect![[r#"
            person/ivan-petrov-bgr ["Ivan Petrov"] Foreign Minister 2025-01-10 until ?
            person/ivan-petrov-rus ["Ivan Petrov"] Ambassador 2025-01-14 until ?
        "#]],
    );
}

#[test]
fn names_that_share_a_family_name_stay_apart() {
    check(
        vec![
            report("a", "2025-01-10").tenure("Nguyen Phu Trong, General Secretary, VNM", "2023-10-16"),
            report("b", "2025-01-10").tenure("Nguyen Xuan Phuc, State President, VNM", "2022-10-16"),
            report("c", "2025-01-10").tenure("Kim Jong Il, Chairman, PRK", "2002-10-16"),
            report("d", "2025-01-10").tenure("Kim Jong Un, Chairman, PRK", "2012-10-16"),
        ],
        expect![[r#"
            person/kim-jong-il-prk ["Kim Jong Il"] Chairman 2002-10-16 until ?
            person/kim-jong-un-prk ["Kim Jong Un"] Chairman 2012-10-16 until ?
            person/nguyen-phu-trong-vnm ["Nguyen Phu Trong"] General Secretary 2023-10-16 until ?
            person/nguyen-xuan-phuc-vnm ["Nguyen Xuan Phuc"] State President 2022-10-16 until ?
        "#]],
    );
}

#[test]
fn another_spelling_needs_the_same_office() {
    check(
        vec![
            report("a", "2002-01-10").tenure("Alexander Kowalski, President, POL", "2002-01-10"),
            report("b", "2003-01-10").tenure("Aleksander Kowalski, President, POL", "2003-01-10"),
            report("c", "2003-01-10").tenure("Nguyen Van Trung, Ambassador, VNM", "2003-01-10"),
            report("d", "2003-01-10").tenure("Nguyen Van Trang, Deputy Minister, VNM", "2003-01-10"),
        ],
        expect![[r#"
            person/alexander-kowalski-pol ["Aleksander Kowalski", "Alexander Kowalski"] President 2002-01-10/2003-01-10 until ?
            person/nguyen-van-trang-vnm ["Nguyen Van Trang"] Deputy Minister 2003-01-10 until ?
            person/nguyen-van-trung-vnm ["Nguyen Van Trung"] Ambassador 2003-01-10 until ?
        "#]],
    );
}

#[test]
fn an_office_changes_hands_and_two_at_once_are_a_conflict() {
    check(
        vec![
            report("a", "2023-10-16").tenure("Nguyen Phu Trong, General Secretary, VNM", "2023-10-16"),
            report("b", "2024-08-10").tenure("To Lam, General Secretary, VNM", "2024-08-10"),
            report("c", "2024-08-10").tenure("To Lam, State President, VNM", "2024-08-10"),
            report("d", "2010-03-01").tenure("Anna Berg, Prime Minister, NOR", "2010-03-01"),
            report("e", "2010-09-01").tenure("Anna Berg, Prime Minister, NOR", "2010-09-01"),
            report("f", "2010-06-01").tenure("Karl Lund, Prime Minister, NOR", "2010-06-01"),
        ],
        expect![[r#"
            person/anna-berg-nor ["Anna Berg"] Prime Minister 2010-03-01/2010-09-01 until ?
            person/karl-lund-nor ["Karl Lund"] Prime Minister 2010-06-01 until ?
            person/nguyen-phu-trong-vnm ["Nguyen Phu Trong"] General Secretary 2023-10-16 until 2023-10-16/2024-08-10
            person/to-lam-vnm ["To Lam"] General Secretary 2024-08-10 until ?; State President 2024-08-10 until ?
            conflict holder: Anna Berg | Karl Lund
        "#]],
    );
}

#[test]
fn who_comes_back_into_an_office_holds_it_once_a_term() {
    let term = |from: &str, until: Option<&str>| KnownTenure {
        names: vec!["Anna Ekdahl".to_owned()],
        office_id: "fin/prime-minister".to_owned(),
        office: "Prime Minister".to_owned(),
        actor: code("FIN"),
        from: Some(When::day(day(from))),
        until: until.map(|until| When::day(day(until))),
        source: "a list".to_owned(),
    };
    let known = [term("2001-05-01", Some("2005-04-30")), term("2019-06-10", None)];
    let documents: Vec<ReadDocument> = [
        report("a", "2002-01-10").tenure("Anna Ekdahl, Prime Minister, FIN", "2002-01-10"),
        report("b", "2025-02-01").tenure("Anna Ekdahl, Prime Minister, FIN", "2025-02-01"),
        report("c", "2004-02-01").tenure("Anna Ekdahl, Acting President, FIN", "2004-02-01"),
    ]
    .map(Report::done)
    .into();
    let ledger = crate::ledger::reconcile(&documents, &[], &RULES, &known, day("2025-03-01"));
    let person = &ledger.people[0];
    let terms: Vec<_> = person
        .tenures
        .iter()
        .map(|row| {
            (row.office.as_str(), row.from.as_ref().unwrap().edtf(), row.seen.as_ref().unwrap().edtf())
        })
        .collect();
    assert_eq!(
        terms,
        [
            ("Prime Minister", "2001-05-01", "2002-01-10"),
            ("Acting President", "2004-02-01", "2004-02-01"),
            ("Prime Minister", "2019-06-10", "2025-02-01"),
        ]
    );
    assert_eq!(person.latest_office(), person.tenures.last());
    let on = |on: &str| person.tenures.iter().filter(|row| row.holds_on(day(on))).count();
    assert_eq!((on("2003-01-01"), on("2004-06-01"), on("2010-01-01"), on("2030-01-01")), (1, 2, 0, 1));
}
