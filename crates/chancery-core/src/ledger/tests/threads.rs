use expect_test::{Expect, expect};

use super::*;
use crate::claims::model::{ActKind::*, Body, InstrumentStatus};

fn check(reports: Vec<Report>, as_of: &str, expected: Expect) {
    expected.assert_eq(&threads(&ledger(reports, as_of)));
}

#[test]
fn an_offer_that_the_other_side_takes_up_is_no_open_request() {
    check(
        vec![
            report("a", "2025-01-14").act(
                Offer,
                "FRA",
                "POL",
                "take part in building the nuclear power industry of Poland",
            ),
            report("b", "2025-05-09").act(Propose, "POL", "FRA", "widen ties to nuclear energy"),
            report("c", "2025-01-14").act(Propose, "POL", "FRA", "open its market for pharmaceuticals"),
        ],
        "2025-06-01",
        expect![[r#"
            nuclear-power proposed fresh (a b)
            trade-barriers proposed fresh open (c)
        "#]],
    );
}

#[test]
fn one_field_is_not_one_thing() {
    check(
        vec![
            report("a", "2025-01-14").act(Agree, "FRA POL", "", "remove barriers to trade"),
            report("b", "2025-02-14").act(Agree, "FRA POL", "", "negotiate a free trade agreement"),
            report("c", "2025-03-14").act(Pledge, "FRA", "POL", "build the Akwilon gas terminal"),
            report("d", "2025-04-14").act(Pledge, "FRA", "POL", "build the Borealis gas terminal"),
        ],
        "2025-06-01",
        expect![[r#"
            fta agreed fresh (b)
            oil-gas agreed fresh (c)
            oil-gas agreed fresh (d)
            trade-barriers agreed fresh (a)
        "#]],
    );
}

#[test]
fn words_of_their_own_tie_two_acts_without_a_topic() {
    check(
        vec![
            report("a", "2025-01-14").act(Propose, "GRC", "GBR", "return the Parthenon marbles to Athens"),
            report("b", "2025-02-14").act(Decline, "GBR", "GRC", "return of the marbles of the Parthenon"),
            report("c", "2025-02-14").act(
                Propose,
                "GRC",
                "GBR",
                "hold regular gatherings of lighthouse keepers",
            ),
        ],
        "2025-06-01",
        expect![[r#"
            - proposed fresh open (c)
            - proposed refused (a b)
        "#]],
    );
}

#[test]
fn silence_counts_only_where_the_relation_was_reported() {
    let agreed = || report("a", "2023-01-14").act(Agree, "FRA POL", "", "teach each other's languages");
    let other = |doc, day| report(doc, day).act(Agree, "FRA POL", "", "waive visas for sailors");
    check(
        vec![agreed()],
        "2025-06-01",
        expect![[r#"
        languages agreed fresh (a)
    "#]],
    );
    check(
        vec![agreed(), other("b", "2024-03-01"), other("c", "2025-05-01")],
        "2025-06-01",
        expect![[r#"
        languages agreed quiet (a)
        visas agreed fresh (b c)
    "#]],
    );
}

#[test]
fn what_is_said_again_and_again_is_restated() {
    let again = |doc, day| report(doc, day).act(Agree, "FRA POL", "", "teach each other's languages");
    check(
        vec![again("a", "2023-01-14"), again("b", "2024-01-14"), again("c", "2025-01-14")],
        "2025-02-01",
        expect![[r#"
            languages agreed restated-without-progress (a b c)
        "#]],
    );
}

#[test]
fn delivery_counts_when_reported_and_not_when_a_side_praises_itself() {
    check(
        vec![
            report("a", "2023-10-16").act(Propose, "VNM", "RUS", "restore flights to the earlier level"),
            report("b", "2025-01-14").says(
                Body::ReportedState,
                "",
                "VNM RUS",
                "delivery",
                "the resumption of direct flights has brought visitors",
            ),
            report("c", "2024-01-14").act(Agree, "VNM RUS", "", "build a railway to the port of Zarand"),
            report("d", "2025-01-14").says(
                Body::Obstacle,
                "",
                "VNM RUS",
                "",
                "work on the railway is behind schedule",
            ),
        ],
        "2025-02-01",
        expect![[r#"
            flights partly-delivered fresh (a b)
            railway agreed stalled (c d)
        "#]],
    );
}

#[test]
fn what_each_side_does_for_the_other_is_tied_and_not_one() {
    let ledger = ledger(
        vec![
            report("a", "2025-01-14")
                .act(Hope, "VNM", "RUS", "conditions for the Vietnamese community in Russia")
                .act(Pledge, "VNM", "RUS", "care for Russian citizens living in Vietnam"),
            report("b", "2025-05-14").act(
                Propose,
                "VNM",
                "RUS",
                "let the Vietnamese people live and work in Russia",
            ),
        ],
        "2025-06-01",
    );
    expect![[r#"
        diaspora agreed fresh (a)
        diaspora proposed fresh open (a b)
    "#]]
    .assert_eq(&threads(&ledger));
    assert!(ledger.commitments.iter().all(|row| row.related.len() == 1));
}

#[test]
fn what_is_only_discussed_among_many_things_opens_no_thread() {
    check(
        vec![
            report("a", "2025-01-14").act(Discuss, "FRA POL", "", "energy, tourism, culture and railways"),
            report("b", "2025-02-14").act(Discuss, "FRA POL", "", "the ferry line"),
        ],
        "2025-06-01",
        expect![[r#"
            maritime-transport voiced fresh (b)
        "#]],
    );
}

#[test]
fn a_signed_document_on_the_topic_raises_the_stage() {
    check(
        vec![
            report("a", "2025-01-14").act(Propose, "FRA", "POL", "mutual recognition of diplomas"),
            report("b", "2025-02-14").instrument(
                "Agreement on the recognition of diplomas",
                "agreement",
                InstrumentStatus::Signed,
                "FRA POL",
            ),
        ],
        "2025-06-01",
        expect![[r#"
            education-recognition signed fresh (a b)
        "#]],
    );
}

#[test]
fn forms_of_a_name_are_one_body() {
    let ledger = ledger(
        vec![
            report("a", "2025-01-14").mechanism("Vietnam - Russia Intergovernment Committee", "", "RUS VNM"),
            report("b", "2025-01-11").mechanism(
                "the inter-governmental committee on economic, trade and scientific-technical cooperation",
                "intergovernmental committee",
                "RUS VNM",
            ),
            report("c", "2023-10-16")
                .mechanism("Vietnam-Russia Inter-Parliamentary Committee", "", "RUS VNM")
                .mechanism("Inter-Parliamentary Cooperation Committee", "", "RUS VNM"),
        ],
        "2025-06-01",
    );
    let names: Vec<&Vec<String>> = ledger.mechanisms.iter().map(|row| &row.names).collect();
    assert_eq!(names.len(), 2, "{names:?}");
}

#[test]
fn anniversaries_that_contradict_each_other_are_kept_and_shown() {
    let slips = |reports: Vec<Report>| -> Vec<String> {
        let ledger = ledger(reports, "2026-01-01");
        let bases = ledger.conflicts.iter().filter(|conflict| conflict.slot == "base");
        let line = |conflict: &crate::ledger::model::Conflict| {
            let versions: Vec<&str> = conflict.versions.iter().map(|(value, _)| value.as_str()).collect();
            versions.join(" or ")
        };
        bases.map(line).collect()
    };
    let ties = |doc: &str, day: &str, ordinal: u32, base: &str| {
        report(doc, day).anniversary("diplomatic relations", ordinal, base, "NOR SWE")
    };
    // Each of the two rows shows it.
    let reports = vec![ties("a", "2025-01-14", 75, "1950-01-30"), ties("b", "2025-02-14", 74, "1951")];
    let mut both = slips(reports);
    both.sort_unstable();
    assert_eq!(both, ["1950 or 1951", "1951 or 1950"]);
    assert_eq!(slips(vec![ties("a", "2025-01-14", 80, "1950")]), ["1950 or 1945, by the number 80"]);
    // A feast is spoken of a year ahead; what is far apart is of two things.
    assert_eq!(slips(vec![ties("a", "2024-11-14", 75, "1950")]), [""; 0]);
    let far = vec![ties("a", "2025-01-14", 75, "1950"), ties("b", "2025-02-14", 20, "2005")];
    assert_eq!(slips(far), [""; 0]);
}

#[test]
fn the_next_anniversary_is_computed() {
    let ledger = ledger(
        vec![
            report("a", "2025-01-14").anniversary("diplomatic relations", 75, "1950-01-30", "RUS VNM"),
            report("b", "2025-02-14").anniversary("diplomatic relations", 75, "", "RUS VNM"),
        ],
        "2029-06-01",
    );
    let row = &ledger.anniversaries[0];
    assert_eq!(ledger.anniversaries.len(), 1);
    assert_eq!(
        (row.next_ordinal, row.next.as_ref().unwrap().edtf(), row.is_round),
        (Some(80), "2030-01-30", true)
    );
}
