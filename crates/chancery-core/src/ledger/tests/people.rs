use expect_test::{Expect, expect};

use super::*;
use crate::{
    calendar::When,
    ledger::{
        KnownTenure, ReadDocument,
        judgements::{Judgement, Verdict, same},
        model::{Conflict, Mention, Person, RowId},
    },
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
fn the_same_name_in_the_same_office_at_the_same_time_is_one_person() {
    check(
        vec![
            report("a", "2025-01-10").tenure("Ivan Petrov, Deputy Prime Minister, RUS", "2025-01-10"),
            report("b", "2025-01-14").tenure("Ivan Petrov, Deputy Prime Minister, RUS", "2025-01-14"),
            report("c", "2025-01-15").tenure("Ivan Petrov, Deputy Prime Minister, BGR", "2025-01-15"),
            // Kings of one name are many.
            report("d", "2025-01-10").tenure("Karl II, King, SWE", "2025-01-10"),
            report("e", "2025-01-14").tenure("Karl II, King, SWE", "2025-01-14"),
            report("f", "2025-01-15").tenure("Karl II, King, NOR", "2025-01-15"),
        ],
        expect![[r#"
            person/ivan-petrov-rus ["Ivan Petrov"] Deputy Prime Minister 2025-01-10/2025-01-15 until ?
            person/karl-ii-nor ["Karl II"] King 2025-01-15 until ?
            person/karl-ii-swe ["Karl II"] King 2025-01-10/2025-01-14 until ?
        "#]],
    );
}

#[test]
fn an_office_at_home_and_one_in_an_organisation_are_shown_side_by_side() {
    let ledger = ledger(
        vec![
            report("a", "2025-01-10").tenure("Ana Ruiz, Prime Minister, ESP", "2025-01-10"),
            report("b", "2025-03-14").tenure("Ana Ruiz, Prime Minister, ESP", "2025-03-14"),
            report("c", "2025-02-15").tenure("Ana Ruiz, President, EU", "2025-02-15"),
        ],
        "2026-01-01",
    );
    let sides = ledger.conflicts.iter().filter(|conflict| conflict.slot == "side");
    let sides: Vec<Vec<&str>> =
        sides.map(|it| it.versions.iter().map(|(side, _)| side.as_str()).collect()).collect();
    assert_eq!(sides, [["ESP", "EU"]]);
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

/// Two persons of one name: a minister, and years later an ambassador, who leads a delegation.
fn namesakes() -> Vec<Report> {
    vec![
        report("a", "2014-01-10").tenure("Ivan Petrov, Trade Minister, BGR", "2014-01-10"),
        report("b", "2014-06-10").tenure("Ivan Petrov, Trade Minister, BGR", "2014-06-10"),
        report("c", "2014-06-12").tenure("Petrov, -, BGR", "2014-06-12"),
        report("d", "2025-02-01").tenure("Ivan Petrov, Ambassador, BGR", "2025-02-01"),
        report("e", "2025-03-01").tenure("Ivan Petrov, Ambassador, BGR", "2025-03-01"),
        report("f", "2025-03-05").tenure("Ivan Petrov, -, BGR", "2025-03-05"),
    ]
}

fn told_apart(judgements: &[Judgement]) -> String {
    let ledger = judged(namesakes(), judgements, "2026-01-01");
    let line = |person: &Person| {
        let docs: Vec<&str> = person.support.mentions.iter().map(|mention| mention.doc.as_str()).collect();
        format!("{} {}\n", person.id.0, docs.join(" "))
    };
    ledger.people.iter().map(line).collect()
}

fn petrov(report: &str) -> RowId {
    RowId("person/ivan-petrov-bgr".to_owned()).in_report(report)
}

#[test]
fn persons_of_one_name_are_told_apart_by_the_reports_that_name_them() {
    let judge = |at: u32, verdict| Judgement::new("Eva", &format!("2025-06-0{at}T08:00:00Z"), verdict, None);
    assert_eq!(told_apart(&[]), "person/ivan-petrov-bgr a b c d e f\n");
    let apart = judge(1, Verdict::NotSame { a: petrov("b"), b: petrov("e") });
    let two = expect![[r#"
        person/ivan-petrov-bgr a b c
        person/ivan-petrov-bgr-1ecd902c d e f
    "#]];
    two.assert_eq(&told_apart(std::slice::from_ref(&apart)));
    let ledger = judged(namesakes(), std::slice::from_ref(&apart), "2026-01-01");
    // The names of the judgement find the rows, and the earlier name the one who keeps it.
    assert_eq!(ledger.resolve(&petrov("b")).unwrap().0, "person/ivan-petrov-bgr");
    assert!(ledger.resolve(&petrov("e")).unwrap().0.starts_with("person/ivan-petrov-bgr-"));
    // A third person of the name, who was ambassador as well.
    let third = judge(2, Verdict::NotSame { a: petrov("e"), b: petrov("d") });
    expect![[r#"
        person/ivan-petrov-bgr a b c
        person/ivan-petrov-bgr-1ecd902c e f
        person/ivan-petrov-bgr-7690cf74 d
    "#]]
    .assert_eq(&told_apart(&[apart.clone(), third]));
    // Joined again: by the rows, or by taking the judgement back.
    let rows: Vec<RowId> = ledger.people.iter().map(|person| person.id.clone()).collect();
    let same = same(&ledger, std::slice::from_ref(&apart), rows[1].clone(), rows[0].clone());
    assert_eq!(told_apart(&[apart.clone(), judge(3, same)]), told_apart(&[]));
    let undo = judge(3, Verdict::Undo { judgement: apart.id.clone() });
    assert_eq!(told_apart(&[apart, undo]), told_apart(&[]));
    // Reports that are not there wait.
    let waits = judge(1, Verdict::NotSame { a: petrov("b"), b: petrov("not there") });
    assert_eq!(told_apart(&[waits]), told_apart(&[]));
}

#[test]
fn a_new_report_changes_no_name_of_persons_told_apart() {
    let apart = Judgement::new(
        "Eva",
        "2025-06-01T08:00:00Z",
        Verdict::NotSame { a: petrov("b"), b: petrov("e") },
        None,
    );
    let names = |reports: Vec<Report>| -> Vec<String> {
        let ledger = judged(reports, std::slice::from_ref(&apart), "2026-01-01");
        ledger.people.iter().map(|person| person.id.0.clone()).collect()
    };
    let before = names(namesakes());
    for day in ["2001-01-01", "2014-03-03", "2026-01-01"] {
        for who in ["Ivan Petrov, Ambassador, BGR", "Ivan Petrov, Trade Minister, BGR", "Ivan Petrov, -, BGR"]
        {
            let mut reports = namesakes();
            reports.push(report("0", day).tenure(who, day));
            assert_eq!(names(reports), before, "{who} {day}");
        }
    }
}

/// What the sources contradict each other in about names.
fn slips(reports: Vec<Report>) -> String {
    let ledger = ledger(reports, "2026-01-01");
    let line = |conflict: &Conflict| {
        let version = |(value, mentions): &(String, Vec<Mention>)| {
            let docs: Vec<&str> = mentions.iter().map(|mention| mention.doc.as_str()).collect();
            format!("{value} ({})", docs.join(" "))
        };
        let versions: Vec<String> = conflict.versions.iter().map(version).collect();
        format!("{} {}: {}\n", conflict.about.0, conflict.slot, versions.join(" | "))
    };
    ledger.conflicts.iter().filter(|conflict| conflict.slot == "name").map(line).collect()
}

#[test]
fn a_given_name_in_the_place_of_the_family_name_is_shown() {
    let berg = |doc: &str, day: &str, name: &str| {
        let who = format!("{name}, Foreign Minister, SWE");
        report(doc, day).tenure("Karin Berg, Foreign Minister, SWE", day).tenure(&who, day)
    };
    let usual = || ["a", "b", "c", "d"].map(|doc| berg(doc, "2024-03-01", "Berg"));
    let with = |name: &str| usual().into_iter().chain([berg("x", "2024-03-02", name)]).collect::<Vec<_>>();
    assert_eq!(slips(with("Karin")), "person/karin-berg-swe name: Berg (a b c) | Karin (x)\n");
    // The usual name, another spelling of it, and a few reports alone are no slips.
    assert_eq!(slips(with("Berg")), "");
    assert_eq!(slips(vec![berg("a", "2024-03-01", "Berg"), berg("x", "2024-03-02", "Karin")]), "");
    // Where the family name comes first, the given name is the last word.
    let pham = |doc: &str, name: &str| {
        let who = format!("{name}, Prime Minister, VNM");
        report(doc, "2024-03-01")
            .tenure("Pham Minh Chinh, Prime Minister, VNM", "2024-03-01")
            .tenure(&who, "2024-03-01")
    };
    let reports = ["a", "b", "c", "d"].map(|doc| pham(doc, "Chinh")).into_iter().chain([pham("x", "Pham")]);
    assert_eq!(slips(reports.collect()), "person/pham-minh-chinh-vnm name: Chinh (a b c) | Pham (x)\n");
}

#[test]
fn a_body_that_one_report_calls_otherwise_is_shown() {
    let body =
        |doc: &str, name: &str| report(doc, "2024-03-01").mechanism(name, "joint-committee", "NOR SWE");
    let usual = "Joint Commission on Border Waters";
    let with = |name: &str| {
        ["a", "b", "c"].map(|doc| body(doc, usual)).into_iter().chain([body("x", name)]).collect::<Vec<_>>()
    };
    let slip = slips(with("Joint Committee on Border Waters"));
    assert!(
        slip.ends_with(
            " name: Joint Commission on Border Waters (a b c) | Joint Committee on Border Waters (x)\n"
        ),
        "{slip}"
    );
    for name in [
        usual,
        "Commission on Border Waters",
        "Norway–Sweden Joint Commission on Border Waters",
        "the Joint Commission",
    ] {
        assert_eq!(slips(with(name)), "", "{name}");
    }
    // Two names that are equally usual are two translations.
    let both = ["a", "b"].map(|doc| body(doc, usual)).into_iter();
    let both = both.chain(["c", "d"].map(|doc| body(doc, "Joint Committee on Border Waters")));
    assert_eq!(slips(both.collect()), "");
}
