//! The day of publication from the heads and feet that reports come with, where no metadata states it.

use chancery_core::{
    intake::{Metadata, Rules},
    lexicon::{Files, Problems},
};

/// The body under every head: it names days that must not be taken for the day of publication.
const BODY: &str = "The foreign ministers of Peru and Latvia held talks on fisheries and ports in the capital. \
They agreed to open a consulate in the spring and to send a delegation of port officials.\n\n\
The two countries signed a treaty of friendship on 3 April 1998. The next round will be held in Riga.";

/// What stands before the body, and the day that it gives; `-` where it gives none.
const HEADS: &[(&str, &str)] = &[
    ("LIMA, May 8, 2025 (Agency) - ", "2025-05-08"),
    ("LIMA, May 8, 2025 (Agency) -- ", "2025-05-08"),
    ("LIMA, 8 May 2025 (Agency) — ", "2025-05-08"),
    ("LIMA, May 8 2025 /Agency/ - ", "2025-05-08"),
    ("Lima, 08.05.2025 — ", "2025-05-08"),
    ("Talks in Lima\n\nMay 8, 2025\n\n", "2025-05-08"),
    ("Talks in Lima\n\n8 May 2025\n\n", "2025-05-08"),
    ("Talks in Lima\n\n08 May 2025\n\n", "2025-05-08"),
    ("Talks in Lima\n\n8th May 2025\n\n", "2025-05-08"),
    ("Talks in Lima\n\nThursday, May 8, 2025\n\n", "2025-05-08"),
    ("Talks in Lima\n\nThursday, 8 May 2025\n\n", "2025-05-08"),
    ("Talks in Lima\n\nThursday 8 May 2025\n\n", "2025-05-08"),
    ("Talks in Lima\n\nThu, 8 May 2025 14:05 GMT\n\n", "2025-05-08"),
    ("Talks in Lima\n\n2025-05-08\n\n", "2025-05-08"),
    ("Talks in Lima\n\n2025-05-08 14:05\n\n", "2025-05-08"),
    ("Talks in Lima\n\n2025-05-08T14:05:00Z\n\n", "2025-05-08"),
    ("Talks in Lima\n\n2025/05/08\n\n", "2025-05-08"),
    ("Talks in Lima\n\n2025.05.08\n\n", "2025-05-08"),
    ("Talks in Lima\n\n08.05.2025\n\n", "2025-05-08"),
    ("Talks in Lima\n\n18/05/2025\n\n", "2025-05-18"),
    ("Talks in Lima\n\n05/18/2025\n\n", "2025-05-18"),
    ("Talks in Lima\n\nMay 8, 2025, 14:05\n\n", "2025-05-08"),
    ("Talks in Lima\n\nMay 8, 2025 | 2:05 p.m.\n\n", "2025-05-08"),
    ("Talks in Lima\n\n14:05, 8 May 2025\n\n", "2025-05-08"),
    ("Talks in Lima\n\n14:05 | 08/05/2025\n\nUpdated: 8 May 2025\n\n", "2025-05-08"),
    ("Talks in Lima\n\nPublished: 8 May 2025\n\n", "2025-05-08"),
    ("Talks in Lima\n\nPublished May 8, 2025\n\n", "2025-05-08"),
    ("Talks in Lima\n\nPublished on 8 May 2025\n\n", "2025-05-08"),
    ("Talks in Lima\n\nPosted on May 8, 2025\n\n", "2025-05-08"),
    ("Talks in Lima\n\nUpdated: May 8, 2025\n\n", "2025-05-08"),
    ("Talks in Lima\n\nDate: 8 May 2025\n\n", "2025-05-08"),
    ("Talks in Lima\n\nLast updated: 8 May 2025 14:05\n\n", "2025-05-08"),
    ("Talks in Lima\n\nBy Ana Quispe | May 8, 2025\n\n", "2025-05-08"),
    ("Talks in Lima\n\nBy Ana Quispe, May 8, 2025\n\n", "2025-05-08"),
    ("Talks in Lima\n\nBy Ana Quispe\nMay 8, 2025\n\n", "2025-05-08"),
    ("Talks in Lima\n\nAna Quispe - 8 May 2025\n\n", "2025-05-08"),
    ("Talks in Lima\n\ndate 2025-05-08 LIMA —", "2025-05-08"),
    ("date 2025-05-08 LIMA — ", "2025-05-08"),
    ("Press release\n8 May 2025\n\nTalks in Lima\n\n", "2025-05-08"),
    ("Talks in Lima\n\nMay 8, 2025\nLima\n\n", "2025-05-08"),
    ("Talks in Lima\n\nLima, May 8, 2025\n\n", "2025-05-08"),
    ("Talks in Lima\n\nSept. 8, 2025\n\n", "2025-09-08"),
    ("Talks in Lima\n\n8 Sept 2025\n\n", "2025-09-08"),
    // What cannot be read one way only, or lacks its year, stays unknown.
    ("Talks in Lima\n\n05/08/2025\n\n", "-"),
    ("LIMA, May 8 (Agency) - ", "-"),
    ("Talks in Lima\n\n", "-"),
];

/// What stands after the body.
const FEET: &[(&str, &str)] = &[
    ("\n\nLima, 8 May 2025", "2025-05-08"),
    ("\n\nMay 8, 2025", "2025-05-08"),
    ("\n\nPublished: 8 May 2025", "2025-05-08"),
    ("\n\n(Agency, May 8, 2025)", "2025-05-08"),
];

#[test]
fn heads_and_feet_give_the_day_of_publication() {
    let files = Files::new(chancery_lexicon::FILES.iter().map(|file| (file.path, file.bytes)));
    let rules = Rules::compile(&files, &mut Problems::default());
    let heads = HEADS.iter().map(|(head, day)| (format!("{head}{BODY}"), head, day));
    let feet = FEET.iter().map(|(foot, day)| (format!("Talks in Lima\n\n{BODY}{foot}"), foot, day));
    let mut wrong = Vec::new();
    for (text, form, wanted) in heads.chain(feet) {
        let document = rules.document(&text, Metadata::default()).expect("short");
        let found = document.day().map_or_else(|| "-".to_owned(), |day| day.to_string());
        if found != **wanted {
            wrong.push(format!("{form:?}: {found} instead of {wanted}"));
        }
    }
    assert!(wrong.is_empty(), "{} heads are read wrong:\n{}", wrong.len(), wrong.join("\n"));
}
