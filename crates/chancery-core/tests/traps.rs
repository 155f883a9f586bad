//! The traps of five marked reports that can be judged on one report alone: each test names its
//! trap. The reports are not part of the repository; without them the tests say that they skip. Traps
//! that need no marked report are shown in sentences of the test's own.

use std::{collections::BTreeMap, fs, path::Path, sync::OnceLock};

use chancery_core::{
    claims::model::{Act, ActKind, Body, Claim, Event, EventKind, EventStatus, Reading},
    engine::Engine,
    intake::{BlockKind, Document, Metadata, Rules},
    lexicon::{Files, Problems},
};

/// A report with what was read in it.
struct Read {
    document: Document,
    reading: Reading,
}

/// The reports by the number that their names begin with; empty where they are not at hand.
fn reports() -> &'static BTreeMap<String, Read> {
    static REPORTS: OnceLock<BTreeMap<String, Read>> = OnceLock::new();
    REPORTS.get_or_init(|| {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/seeds");
        let Ok(entries) = fs::read_dir(folder) else { return BTreeMap::new() };
        let files = Files::new(chancery_lexicon::FILES.iter().map(|file| (file.path, file.bytes)));
        let engine = Engine::new(&files).unwrap_or_else(|problems| panic!("{problems:?}"));
        let rules = Rules::compile(&files, &mut Problems::default());
        let mut reader = engine.reader();
        let mut reports = BTreeMap::new();
        for path in entries.flatten().map(|entry| entry.path()) {
            let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
            let Ok(text) = fs::read_to_string(&path) else { continue };
            let Ok(document) = rules.document(&text, Metadata::default()) else { continue };
            let reading = reader.read(&document);
            reports.insert(name.chars().take(3).collect(), Read { document, reading });
        }
        reports
    })
}

/// A report of the test's own, published on 12 March 2024, a Tuesday.
fn own(text: &str) -> Read {
    let files = Files::new(chancery_lexicon::FILES.iter().map(|file| (file.path, file.bytes)));
    let engine = Engine::new(&files).unwrap_or_else(|problems| panic!("{problems:?}"));
    let rules = Rules::compile(&files, &mut Problems::default());
    let metadata = Metadata { published: "2024-03-12".parse().ok(), ..Metadata::default() };
    let document = rules.document(text, metadata).expect("a report is short");
    let reading = engine.reader().read(&document);
    Read { document, reading }
}

/// One report; `None`, with a word about it, where the reports are not at hand.
fn report(number: &str) -> Option<&'static Read> {
    let report = reports().get(number);
    if report.is_none() {
        println!("skipped: the marked reports are not beside the repository");
    }
    report
}

impl Read {
    fn quote(&self, claim: &Claim) -> &str {
        &self.document.text[claim.evidence.first().span]
    }

    /// The acts whose quotation holds these words.
    fn acts(&self, words: &str) -> Vec<&Act> {
        let holds = |claim: &&Claim| {
            claim.evidence.quotes().iter().any(|quote| self.document.text[quote.span].contains(words))
        };
        let claims = self.reading.claims.iter().filter(holds);
        claims
            .filter_map(|claim| match &claim.body {
                Body::Act(act) => Some(act),
                _ => None,
            })
            .collect()
    }

    fn events(&self) -> impl Iterator<Item = &Event> {
        self.reading.claims.iter().filter_map(|claim| match &claim.body {
            Body::Event(event) => Some(event),
            _ => None,
        })
    }

    /// The days of the events of a kind.
    fn days(&self, kind: EventKind) -> Vec<String> {
        let events = self.events().filter(|event| event.kind == kind);
        events.filter_map(|event| Some(event.when.as_ref()?.when.edtf().to_owned())).collect()
    }

    /// The names of those who take part in events.
    fn names(&self) -> Vec<&str> {
        self.events()
            .flat_map(|event| &event.participants)
            .filter_map(|participant| participant.party.name.as_deref())
            .collect()
    }

    /// The office that a person has among those who take part.
    fn office(&self, name: &str) -> Option<&str> {
        let all = self.events().flat_map(|event| &event.participants);
        all.filter(|participant| participant.party.name.as_deref().is_some_and(|own| own.contains(name)))
            .find_map(|participant| participant.party.office.as_deref())
    }

    fn kinds(&self, words: &str) -> Vec<ActKind> {
        self.acts(words).iter().map(|act| act.act).collect()
    }
}

#[test]
fn trap_1_a_report_inside_another_tells_the_same_events() {
    let (Some(whole), Some(part)) = (report("000"), report("001")) else { return };
    let count = |report: &Read, kind| report.events().filter(|event| event.kind == kind).count();
    for kind in [EventKind::Visit, EventKind::Meeting, EventKind::Signing, EventKind::Ceremony] {
        assert_eq!(count(whole, kind), count(part, kind), "{kind:?}");
    }
}

#[test]
fn trap_2_a_paragraph_printed_twice_tells_its_events_once() {
    let Some(report) = report("000") else { return };
    let visits: Vec<&Event> = report
        .events()
        .filter(|event| event.kind == EventKind::Visit && event.status == EventStatus::Happened)
        .collect();
    assert_eq!(visits.len(), 1, "{visits:?}");
}

#[test]
fn trap_5_the_day_before_the_text_is_the_day_of_the_report() {
    for (number, day) in [("003", "2025-01-11"), ("004", "2025-05-09")] {
        let Some(report) = report(number) else { return };
        assert_eq!(report.document.day().map(|day| day.to_string()).as_deref(), Some(day));
    }
}

#[test]
fn trap_6_credits_and_file_names_are_nobody() {
    for report in reports().values() {
        for name in report.names() {
            let credit = ["VNA", "VNS", "Photo", "img", "jpg"].iter().any(|word| name.contains(word));
            assert!(!credit, "{name}");
        }
    }
}

#[test]
fn trap_7_a_caption_in_the_present_tense_tells_of_the_past() {
    let Some(report) = report("000") else { return };
    let signing = report.events().find(|event| event.kind == EventKind::Signing);
    assert_eq!(signing.map(|event| event.status), Some(EventStatus::Happened));
}

#[test]
fn trap_12_a_given_name_that_is_a_city_is_the_person() {
    let Some(report) = report("002") else { return };
    assert!(report.names().contains(&"Vuong Dinh Hue"), "{:?}", report.names());
    let places: Vec<_> = report.events().filter_map(|event| event.place.as_ref()?.name.as_deref()).collect();
    assert!(!places.contains(&"Hue"), "{places:?}");
}

#[test]
fn trap_13_names_keep_the_marks_that_they_are_printed_with() {
    let Some(report) = report("004") else { return };
    assert!(report.names().contains(&"Tô Lâm"), "{:?}", report.names());
}

#[test]
fn trap_14_a_counterpart_has_the_office_of_the_one_beside_him() {
    let Some(report) = report("001") else { return };
    assert_eq!(report.office("Mishustin"), Some("Prime Minister"));
    let Some(report) = reports().get("002") else { return };
    assert_ne!(report.office("Volodin"), Some("Prime Minister"));
}

#[test]
fn trap_15_a_late_president_takes_part_in_nothing() {
    for report in reports().values() {
        assert!(!report.names().iter().any(|name| name.contains("Ho Chi Minh")), "{:?}", report.names());
    }
}

#[test]
fn trap_17_the_party_leader_is_the_one_named_before() {
    let Some(report) = report("004") else { return };
    let acts = report.acts("proposed the two sides continue enhancing");
    assert!(acts.iter().any(|act| act.by.iter().any(|by| by.as_str() == "VNM")), "{acts:?}");
}

#[test]
fn trap_18_the_southeast_asian_country_is_the_one_visited() {
    let Some(report) = report("002") else { return };
    let visit = report.events().find(|event| event.kind == EventKind::Visit);
    let state = visit.and_then(|visit| visit.place.as_ref()?.state);
    assert_eq!(state.map(|state| state.to_string()).as_deref(), Some("VNM"));
}

#[test]
fn trap_20_relative_days_are_counted_from_the_report() {
    let Some(report) = report("004") else { return };
    assert!(report.days(EventKind::Meeting).contains(&"2025-05-08".to_owned()));
    let visits = report.days(EventKind::Visit);
    for recalled in ["2025-01", "2024-06"] {
        assert!(visits.contains(&recalled.to_owned()), "{visits:?}");
    }
}

#[test]
fn trap_3_and_4_nothing_is_read_in_the_furniture_around_the_article() {
    for number in ["000", "002"] {
        let Some(report) = report(number) else { return };
        for claim in &report.reading.claims {
            let at = claim.evidence.first().span;
            let block = report
                .document
                .blocks
                .iter()
                .find(|block| block.span.start() <= at.start() && at.end() <= block.span.end());
            assert!(block.is_some_and(|block| block.kind != BlockKind::Furniture), "{}", report.quote(claim));
        }
    }
}

#[test]
fn trap_2_a_paragraph_that_stands_twice_says_one_thing() {
    let Some(report) = report("000") else { return };
    assert_eq!(report.kinds("increase dialogue"), [ActKind::Agree]);
}

#[test]
fn trap_7_a_caption_that_repeats_a_paper_names_no_second_one() {
    let Some(report) = report("000") else { return };
    let communiques = report.reading.claims.iter().filter(
        |claim| matches!(&claim.body, Body::Instrument(paper) if paper.kind.starts_with("joint communiqu")),
    );
    assert_eq!(communiques.count(), 1);
}

#[test]
fn trap_9_a_headline_alone_makes_no_commitment() {
    let Some(report) = report("000") else { return };
    assert_eq!(report.kinds("agree on major orientations"), []);
}

#[test]
fn trap_10_subheads_are_no_claims() {
    let Some(report) = report("002") else { return };
    assert_eq!(report.kinds("Government commitments"), []);
}

#[test]
fn trap_11_a_given_name_used_as_surname_makes_no_new_person() {
    let Some(report) = report("002") else { return };
    for claim in &report.reading.claims {
        if let Body::Tenure(tenure) = &claim.body {
            assert_ne!(tenure.party.name.as_deref(), Some("Vyacheslav"));
        }
    }
}

#[test]
fn trap_22_the_complement_of_a_weak_verb_decides() {
    let Some(report) = report("001") else { return };
    assert_eq!(report.kinds("willing to participate"), [ActKind::Offer]);
    assert_eq!(report.kinds("stressed the need for breakthrough"), [ActKind::Hope]);
    assert_eq!(report.kinds("will maintain close coordination"), [ActKind::Pledge]);
    assert_eq!(report.kinds("will always care for"), [ActKind::Pledge]);
}

#[test]
fn trap_23_a_forecast_is_no_pledge() {
    for (number, words) in [
        ("001", "will create strong momentum"),
        ("002", "will help strengthen"),
        ("003", "will mark the beginning"),
    ] {
        let Some(report) = report(number) else { return };
        assert!(!report.kinds(words).contains(&ActKind::Pledge), "{words}");
    }
    let Some(report) = report("003") else { return };
    assert_eq!(report.kinds("will look into"), [ActKind::Discuss]);
}

#[test]
fn trap_23_would_is_will_seen_from_the_past() {
    let Some(report) = report("002") else { return };
    assert!(report.kinds("would strengthen the partnership").contains(&ActKind::Pledge));
}

#[test]
fn trap_24_the_noun_commitment_undertakes_nothing() {
    let Some(report) = report("003") else { return };
    for words in [
        "strong commitment to their traditional friendship",
        "strong commitment of both sides",
        "strong political commitment",
    ] {
        assert!(!report.kinds(words).contains(&ActKind::Pledge), "{words}");
    }
}

#[test]
fn trap_25_a_passive_without_agent_keeps_its_force() {
    let Some(report) = report("004") else { return };
    assert_eq!(report.kinds("favourable conditions should also be created"), [ActKind::Hope]);
}

#[test]
fn trap_26_parliaments_are_told_from_governments() {
    let Some(report) = report("002") else { return };
    assert!(
        report
            .acts("emphasized the important role")
            .iter()
            .all(|act| act.fields.contains(&"parliament".to_owned()))
    );
}

#[test]
fn trap_27_fields_that_are_discussed_are_no_commitments_of_their_own() {
    let Some(report) = report("004") else { return };
    assert_eq!(report.kinds("discussed measures for enhancing political trust"), [ActKind::Discuss]);
    let Some(report) = reports().get("001") else { return };
    assert_eq!(report.kinds("increase dialogue, strengthen political trust"), [ActKind::Agree]);
}

#[test]
fn trap_28_what_the_lead_and_the_body_tell_is_one_commitment() {
    let Some(report) = report("001") else { return };
    let told = report.reading.claims.iter().filter(|claim| {
        let quotes = claim.evidence.quotes();
        matches!(claim.body, Body::Act(_))
            && quotes.iter().any(|quote| report.document.text[quote.span].contains("increase dialogue"))
    });
    let places: Vec<usize> = told.map(|claim| claim.evidence.quotes().len()).collect();
    assert_eq!(places, [2]);
}

#[test]
fn trap_29_what_one_side_says_of_itself_is_told_with_its_speaker() {
    let Some(report) = report("004") else { return };
    let pledge = report.reading.claims.iter().find(|claim| {
        matches!(&claim.body, Body::Act(act) if act.act == ActKind::Pledge)
            && report.quote(claim).contains("will coordinate with its")
    });
    let speaker = pledge.and_then(|claim| claim.source.speaker.as_ref());
    assert!(pledge.is_some());
    assert!(speaker.is_none_or(|party| party.name.as_deref().is_some_and(|name| name.contains("Mishustin"))));
}

#[test]
fn trap_30_what_is_not_answered_is_not_refused() {
    for report in reports().values() {
        let declined = report
            .reading
            .claims
            .iter()
            .any(|claim| matches!(&claim.body, Body::Act(act) if act.act == ActKind::Decline));
        assert!(!declined);
    }
}

#[test]
fn trap_31_papers_that_are_only_counted_are_kept_as_such() {
    let Some(report) = report("001") else { return };
    let counted = report.reading.claims.iter().any(|claim| {
        matches!(&claim.body, Body::Instrument(paper) if paper.is_count && paper.name.contains("several cooperation documents"))
    });
    assert!(counted);
}

#[test]
fn trap_32_comprehensive_partners_are_no_level() {
    let Some(report) = report("002") else { return };
    for claim in &report.reading.claims {
        if let Body::PartnershipLevel(level) = &claim.body {
            assert_eq!(level.level, "comprehensive strategic partnership");
        }
    }
}

#[test]
fn trap_33_the_free_trade_agreement_is_with_the_union() {
    let Some(report) = report("001") else { return };
    let parties = report.reading.claims.iter().find_map(|claim| match &claim.body {
        Body::Instrument(paper) if paper.kind == "free trade agreement" => Some(&paper.parties),
        _ => None,
    });
    let codes: Vec<&str> = parties.into_iter().flatten().map(|code| code.as_str()).collect();
    assert_eq!(codes, ["VNM", "EAEU"]);
}

#[test]
fn trap_34_errors_of_the_source_are_quoted_as_printed() {
    let Some(report) = report("001") else { return };
    assert_eq!(report.kinds("suggested reinfocing connections"), [ActKind::Propose]);
    let name = report.reading.claims.iter().find_map(|claim| match &claim.body {
        Body::Mechanism(mechanism) if mechanism.kind == "intergovernmental committee" => {
            Some(mechanism.name.as_str())
        }
        _ => None,
    });
    assert_eq!(name, Some("Vietnam - Russia Intergovernment Committee"));
}

#[test]
fn trap_8_no_break_spaces_part_words_and_stay_in_quotations() {
    let report = own(
        "Irish\u{a0}Foreign Minister Aoife Kearney met\u{a0}with Maltese Foreign Minister Karl Zammit in\u{a0}Valletta \
         today\u{a0}(March\u{a0}12).\n",
    );
    assert_eq!(report.names(), ["Aoife Kearney", "Karl Zammit"]);
    assert_eq!(report.days(EventKind::Meeting), ["2024-03-12"]);
    let meeting = report.reading.claims.iter().find(|claim| matches!(claim.body, Body::Event(_)));
    assert!(meeting.is_some_and(|claim| report.quote(claim).contains("met\u{a0}with")));
}

#[test]
fn trap_16_two_offices_of_one_person_are_kept_together() {
    let report = own(
        "Party General Secretary and State President Khamphet Sisoulath of Laos received Thai Foreign Minister Arun \
         Chaiwat in Vientiane on Monday.\n",
    );
    assert_eq!(report.names(), ["Khamphet Sisoulath", "Arun Chaiwat"]);
    assert_eq!(report.office("Khamphet"), Some("Party General Secretary and State President"));
}

#[test]
fn trap_19_he_is_found_across_paragraphs() {
    let report = own(
        "Chilean Foreign Minister Tomas Rivas met with Peruvian Foreign Minister Elena Quispe in Lima on Monday.\n\n\
         Rivas thanked his host for the reception.\n\nHe proposed that a joint customs post be opened at Tacna.\n",
    );
    let by = |words: &str| -> Vec<String> {
        report.acts(words).iter().flat_map(|act| &act.by).map(ToString::to_string).collect()
    };
    assert_eq!(by("joint customs post"), ["CHL"]);
}

#[test]
fn trap_21_a_meeting_without_a_day_has_the_range_of_its_visit() {
    let report = own(
        "President of Ghana Kofi Asare is paying a state visit to Kenya from 10 to 12 March.\n\nHe held talks with \
         President of Kenya Daniel Mutua in Nairobi on 11 March.\n",
    );
    assert_eq!(report.days(EventKind::Visit), ["2024-03-10/2024-03-12"]);
    assert_eq!(report.days(EventKind::Meeting), ["2024-03-11"]);
    let report = own(
        "President of Ghana Kofi Asare paid a state visit to Kenya from 9 to 11 March. He held talks with President of \
         Kenya Daniel Mutua.\n",
    );
    assert_eq!(report.days(EventKind::Meeting), ["2024-03-09/2024-03-11"]);
}

#[test]
fn trap_29_what_an_ambassador_tells_of_the_host_is_the_wish_of_the_host() {
    let report = own(
        "Uruguayan Ambassador to Egypt Lucia Ferro said that Egypt wishes to import more beef from Uruguay.\n",
    );
    let told = report
        .reading
        .claims
        .iter()
        .find(|claim| matches!(&claim.body, Body::Act(act) if act.act == ActKind::Hope));
    let told = told.expect("the wish is found");
    let Body::Act(act) = &told.body else { return };
    assert_eq!(act.by.iter().map(ToString::to_string).collect::<Vec<_>>(), ["EGY"]);
}

#[test]
fn trap_35_bodies_of_like_names_stay_two_under_the_names_they_are_printed_with() {
    let report = own(
        "Omani Speaker Said Al Balushi met with Kenyan Speaker Peter Kiprop in Muscat on Monday. They spoke of the work of \
         the Kenya-Oman Inter-Parliamentary Cooperation Committee.\n\nThe two governments carry out the minutes of the \
         Kenya-Oman Intergovernmental Cooperation Committee.\n",
    );
    let names: Vec<&str> = report
        .reading
        .claims
        .iter()
        .filter_map(|claim| match &claim.body {
            Body::Mechanism(mechanism) => Some(mechanism.name.as_str()),
            _ => None,
        })
        .collect();
    assert_eq!(
        names,
        [
            "Kenya-Oman Inter-Parliamentary Cooperation Committee",
            "Kenya-Oman Intergovernmental Cooperation Committee"
        ]
    );
}
