//! What a short report says of events, from text to claims.

use chancery_core::{
    calendar::When,
    claims::model::{Body, Reading},
    engine::Engine,
    intake::{Metadata, Rules},
    lexicon::{Files, Problems},
};
use expect_test::{Expect, expect};

/// Reads a report that was published on 12 March 2024, a Tuesday.
fn read(source: &str, text: &str) -> Reading {
    let published = Some("2024-03-12".parse().expect("a day"));
    read_with(Metadata { source: Some(source.to_owned()), published, ..Metadata::default() }, text)
}

fn read_with(metadata: Metadata, text: &str) -> Reading {
    let files = Files::new(chancery_lexicon::FILES.iter().map(|file| (file.path, file.bytes)));
    let engine = Engine::new(&files).expect("the shipped lexicon compiles");
    let rules = Rules::compile(&files, &mut Problems::default());
    let document = rules.document(text, metadata).expect("a report is short");
    engine.reader().read(&document)
}

/// One line an event: kind, level, status, date, place, and who takes part.
fn check(source: &str, text: &str, expected: &Expect) {
    let mut lines = String::new();
    for claim in read(source, text).claims {
        let Body::Event(event) = claim.body else { continue };
        let who: Vec<String> = event
            .participants
            .iter()
            .map(|participant| {
                let party = &participant.party;
                let actor = party.actor.map_or("?".to_owned(), |actor| actor.to_string());
                [party.office.as_deref(), party.name.as_deref(), Some(&*actor)]
                    .into_iter()
                    .flatten()
                    .collect::<Vec<_>>()
                    .join(" ")
            })
            .collect();
        let when = event.when.as_ref().map_or("no date", |dated| dated.when.edtf());
        let place = event
            .place
            .as_ref()
            .and_then(|place| place.state)
            .map_or("-".to_owned(), |state| state.to_string());
        let level = event.level.map_or(String::new(), |level| format!("{level:?} "));
        lines += &format!("{level}{:?} {:?} {when} {place}: {}\n", event.kind, event.status, who.join(" + "));
    }
    expected.assert_eq(&lines);
}

#[test]
fn headline_and_body_are_one_meeting_with_its_day_and_place() {
    check(
        "https://news.example.org/1",
        "Norwegian, Finnish foreign ministers meet in Helsinki\n\n\
         Norwegian Foreign Minister Espen Barth Eide and his Finnish counterpart Elina Valtonen held talks in \
         Helsinki on Monday.\n\nThe two ministers discussed border traffic.\n",
        &expect![[r#"
            Meeting Happened 2024-03-11 FIN: Foreign Minister Espen Barth Eide NOR + foreign minister Elina Valtonen FIN
        "#]],
    );
}

#[test]
fn a_visit_to_come_holds_its_meetings() {
    check(
        "https://news.example.org/2",
        "Prime Minister of Portugal Luís Montenegro will pay an official visit to Brazil from 20 to 22 March.\n\n\
         He will hold talks with President Luiz Inácio Lula da Silva.\n",
        &expect![[r#"
            Official Visit Planned 2024-03-20/2024-03-22 BRA: Prime Minister Luís Montenegro PRT + BRA
            Meeting Planned 2024-03-20/2024-03-22 BRA: Prime Minister Luís Montenegro PRT + President Luiz Inácio Lula da Silva BRA
        "#]],
    );
}

#[test]
fn an_invitation_is_no_visit_yet() {
    check(
        "https://news.example.org/3",
        "President of Chile Gabriel Boric invited Prime Minister of Croatia Andrej Plenković to visit Santiago.\n",
        &expect![[r#"
            Visit Invited no date CHL: Prime Minister Andrej Plenković HRV + President Gabriel Boric CHL
        "#]],
    );
}

#[test]
fn a_page_of_a_president_does_not_name_its_own_state() {
    check(
        "http://en.kremlin.ru/events/president/news/1",
        "Telephone conversation with President of Uzbekistan Shavkat Mirziyoyev\n\n\
         Vladimir Putin had a telephone conversation with President of the Republic of Uzbekistan Shavkat \
         Mirziyoyev.\n",
        &expect![[r#"
            Call Happened 2024-03-12 -: Vladimir Putin RUS + President Shavkat Mirziyoyev UZB
        "#]],
    );
}

#[test]
fn a_visitor_is_told_in_a_relative_clause() {
    check(
        "https://news.example.org/4",
        "King Felipe VI of Spain received President of Peru Dina Boluarte, who is in Madrid on a state visit.\n",
        &expect![[r#"
            Meeting Happened 2024-03-12 ESP: King Felipe VI ESP + President Dina Boluarte PER
            State Visit Happened 2024-03-12 ESP: President Dina Boluarte PER + ESP
        "#]],
    );
}

#[test]
fn what_was_called_off_or_put_off_is_told_as_such() {
    check(
        "https://news.example.org/5",
        "Prime Minister of Japan Fumio Kishida has cancelled his visit to Kenya.\n",
        &expect![[r#"
            Visit Cancelled no date KEN: Prime Minister Fumio Kishida JPN + KEN
        "#]],
    );
}

#[test]
fn sport_weather_and_the_states_of_a_federation_are_no_dealings() {
    for text in [
        "Spain beat Germany 2-1 in the final in Berlin on Sunday.\n",
        "A storm killed twelve people in Peru, police said.\n",
        "Premier of Victoria Jacinta Allan opened a new school in Geelong on Monday.\n",
    ] {
        let reading = read("https://news.example.org/6", text);
        assert!(!reading.relevant && reading.claims.is_empty(), "{text}: {:?}", reading.claims);
    }
}

#[test]
fn a_given_name_used_alone_finds_its_person_and_is_noted() {
    let reading = read(
        "https://news.example.org/7",
        "President of Mongolia Ukhnaagiin Khurelsukh met with Chairman of the State Duma of Russia Vyacheslav \
         Viktorovich Volodin in Ulaanbaatar on Monday.\n\nVyacheslav thanked the President for the welcome.\n",
    );
    assert_eq!(reading.notes.len(), 1, "{:?}", reading.notes);
    assert_eq!(reading.notes[0].code, "short-name-is-given-name");
}

#[test]
fn a_dateline_without_capitals_places_the_news_and_what_follows_has_its_day() {
    check(
        "https://news.example.org/20",
        "Lisbon, 12 March - Cape Verdean Foreign Minister Rui Tavares met with his Portuguese counterpart Ana \
         Moreira on Monday.\n\nThe two ministers signed a protocol on vocational training.\n",
        &expect![[r#"
            Meeting Happened 2024-03-11 PRT: Foreign Minister Rui Tavares CPV + Foreign Minister Ana Moreira PRT
            Signing Happened 2024-03-11 PRT: Foreign Minister Rui Tavares CPV + Foreign Minister Ana Moreira PRT
        "#]],
    );
}

#[test]
fn a_capital_is_known_by_the_name_of_its_state() {
    check(
        "https://news.example.org/21",
        "The foreign ministers of Chile and Peru held talks in the Chilean capital on 11 March.\n",
        &expect![[r#"
            Meeting Happened 2024-03-11 CHL: foreign minister CHL + foreign minister PER
        "#]],
    );
}

#[test]
fn a_report_without_a_year_is_dated_by_its_today_and_the_offices_of_its_persons() {
    let told = |text: &str| read_with(Metadata::default(), text).dated.map(|day| day.to_string());
    let of = |today: &str| {
        format!(
            "British Prime Minister Liz Truss met Polish Prime Minister Mateusz Morawiecki in London {today}. \
             The two leaders agreed to deepen cooperation in energy."
        )
    };
    assert_eq!(told(&of("today (September 20)")).as_deref(), Some("2022-09-20"));
    // A printed year needs no office.
    assert_eq!(told(&of("today (20 September 2022)")).as_deref(), Some("2022-09-20"));
    // A day on which she held no office, and a day that is not called today.
    assert_eq!(told(&of("today (March 20)")), None);
    assert_eq!(told(&of("on September 20")), None);
    // An office whose end nobody knows narrows nothing down.
    assert_eq!(
        told("Prime Minister Giorgia Meloni met Polish President Andrzej Duda in Rome today (May 3)."),
        None
    );
}

#[test]
fn those_who_take_part_by_a_sentence_of_their_own_are_added() {
    check(
        "https://news.example.org/22",
        "The fifth session of the Kenya-Oman Joint Commission was held in Muscat on 11 March. It was co-chaired by \
         Kenyan Trade Minister Amina Otieno and Omani Commerce Minister Said Al Balushi.\n\nThe Kenyan \
         Ambassador to Oman, Peter Kiprop, also took part in the session.\n",
        &expect![[r#"
            Session Happened 2024-03-11 OMN: Ambassador Peter Kiprop KEN + Trade Minister Amina Otieno KEN + Commerce Minister Said Al Balushi OMN
        "#]],
    );
}

#[test]
fn the_side_on_which_somebody_stands_is_read_from_the_words_beside_the_name() {
    check(
        "https://news.example.org/23",
        "Paraguay and Morocco held political consultations in Rabat on Monday. The talks were chaired, on the \
         Paraguayan side, by Vice Minister Lucia Ferro and, on the Moroccan side, by Ambassador Karim Tazi.\n",
        &expect![[r#"
            Meeting Happened 2024-03-11 MAR: Vice Minister Lucia Ferro PRY + Ambassador Karim Tazi MAR
        "#]],
    );
}

#[test]
fn ministers_of_two_states_are_not_the_presidents_who_were_named() {
    check(
        "https://news.example.org/24",
        "President Samia Suluhu Hassan of Tanzania met with President William Ruto of Kenya in Arusha on Monday.\n\n\
         The energy ministers of the two countries met on Tuesday.\n",
        &expect![[r#"
            Meeting Happened 2024-03-11 TZA: President Samia Suluhu Hassan TZA + President William Ruto KEN
            Meeting Happened 2024-03-12 -: energy minister TZA + energy minister KEN
        "#]],
    );
}

#[test]
fn a_visit_that_somebody_receives_has_its_host() {
    check(
        "https://news.example.org/25",
        "Prime Minister Kristen Michal of Estonia hosted Prime Minister Evika Silina of Latvia in Tallinn on Monday \
         as part of her official visit to Estonia.\n",
        &expect![[r#"
            Meeting Happened 2024-03-11 EST: Prime Minister Kristen Michal EST + Prime Minister Evika Silina LVA
            Official Visit Happened 2024-03-11 EST: Prime Minister Evika Silina LVA + Prime Minister Kristen Michal EST
        "#]],
    );
}

#[test]
fn the_next_session_is_another_one() {
    check(
        "https://news.example.org/31",
        "Ghana, Togo hold joint commission\n\n\
         The fifth session of the Ghana-Togo Joint Commission was held in Accra on Monday.\n\n\
         The sixth session will be held in Lomé in May 2025.\n",
        &expect![[r#"
            Session Happened 2024-03-11 GHA: GHA + TGO
            Session Planned 2025-05 TGO: GHA + TGO
        "#]],
    );
}

#[test]
fn an_ambassador_is_summoned_and_the_cabinet_is_no_other_side() {
    check(
        "https://news.example.org/32",
        "Greece summons Albanian ambassador\n\n\
         Greece on Monday summoned the Albanian ambassador over the arrest of a mayor.\n",
        &expect![[r#"
            Meeting Happened 2024-03-11 GRC: GRC + ambassador ALB
        "#]],
    );
    check(
        "http://www.kremlin.ru/events/23",
        "President Vladimir Putin held a meeting with the Cabinet members\n\n\
         The ministers reported to the President on trade with Georgia.\n",
        &expect![[r#""#]],
    );
}

#[test]
fn one_guest_who_is_received_by_several_has_as_many_meetings() {
    check(
        "https://news.example.org/22",
        "Leaders receive guest\n\nPolish President Andrzej Duda received Chilean Foreign Minister Juan Soto in Warsaw on \
         Monday.\n\nPolish Prime Minister Donald Tusk met the Chilean minister on the same day.\n\nSoto also met Speaker \
         of the Polish Sejm Jan Nowak.\n",
        &expect![[r#"
            Meeting Happened 2024-03-11 POL: President Andrzej Duda POL + Foreign Minister Juan Soto CHL
            Meeting Happened 2024-03-11 POL: Prime Minister Donald Tusk POL + Foreign Minister Juan Soto CHL
            Meeting Happened 2024-03-11 POL: Foreign Minister Juan Soto CHL + Speaker of the Polish Sejm Jan Nowak POL
        "#]],
    );
}

#[test]
fn hosts_receive_a_guest_one_by_one_and_guests_come_together() {
    check(
        "https://news.example.org/22",
        "Leaders receive guest\n\nPolish President Andrzej Duda and Prime Minister Donald Tusk received Chilean Foreign \
         Minister Juan Soto in Warsaw on Monday.\n",
        &expect![[r#"
            Meeting Happened 2024-03-11 POL: President Andrzej Duda POL + Foreign Minister Juan Soto CHL
            Meeting Happened 2024-03-11 POL: Prime Minister Donald Tusk POL + Foreign Minister Juan Soto CHL
        "#]],
    );
    check(
        "https://news.example.org/22",
        "Guests meet king\n\nPolish President Andrzej Duda and Prime Minister Donald Tusk met King Felipe of Spain in \
         Madrid on Monday.\n",
        &expect![[r#"
            Meeting Happened 2024-03-11 ESP: President Andrzej Duda POL + Prime Minister Donald Tusk POL + King Felipe ESP
        "#]],
    );
}

#[test]
fn a_holder_of_an_office_is_known_by_name_without_a_state() {
    check(
        "https://news.example.org/23",
        "Prime Minister Kyriakos Mitsotakis and President Nicos Anastasiades met in Athens on Monday.\n",
        &expect![[r#"
            Meeting Happened 2024-03-11 GRC: Prime Minister Kyriakos Mitsotakis GRC + President Nicos Anastasiades CYP
        "#]],
    );
}

#[test]
fn an_anniversary_counts_from_the_year_that_is_printed() {
    let bases = |sentence: &str| -> Vec<(Option<u32>, String, String)> {
        let metadata = Metadata { published: "2025-03-06".parse().ok(), ..Metadata::default() };
        let text =
            format!("The foreign ministers of Norway and Sweden met in Oslo on Wednesday. {sentence}\n");
        let edtf = |when: &Option<When>| when.as_ref().map_or("-".to_owned(), |when| when.edtf().to_owned());
        let claims = read_with(metadata, &text).claims.into_iter();
        claims
            .filter_map(|claim| match claim.body {
                Body::Anniversary(it) => Some((it.ordinal, edtf(&it.base), edtf(&it.on))),
                _ => None,
            })
            .collect()
    };
    for (sentence, base, on) in [
        ("The two countries mark the 75th anniversary of diplomatic relations this year.", "1950", "-"),
        ("They will keep the 80th anniversary of diplomatic relations in 2027.", "1947", "2027"),
        ("They will meet in 2026 for the 80th anniversary of diplomatic relations.", "1946", "2026"),
        ("They mark the 75th anniversary of diplomatic relations (1950-2025).", "1950", "-"),
        // A slip of the source stays as it is printed.
        ("They mark the 75th anniversary of the establishment of diplomatic relations in 1951.", "1951", "-"),
        (
            "They mark the 75th anniversary of diplomatic ties, established on 4 March 1951.",
            "1951-03-04",
            "-",
        ),
        ("Norway and Sweden established ties in 1951 and mark the 75th anniversary of that.", "1951", "-"),
        // Of something else.
        ("They mark the 75th anniversary of diplomatic relations with a treaty signed in 1994.", "1950", "-"),
    ] {
        assert_eq!(
            bases(sentence),
            [(Some(75 + 5 * u32::from(sentence.contains("80th"))), base.to_owned(), on.to_owned())],
            "{sentence}"
        );
    }
}

#[test]
fn an_accepted_invitation_is_a_visit_to_come() {
    check(
        "https://news.example.org/24",
        "Leaders meet\n\nPresident Cyril Ramaphosa of South Africa met Polish President Andrzej Duda in Pretoria on \
         Monday. Mr Duda extended an invitation to Mr Ramaphosa to visit Poland. The invitation was accepted.\n",
        &expect![[r#"
            Meeting Happened 2024-03-11 ZAF: President Cyril Ramaphosa ZAF + President Andrzej Duda POL
            Visit Planned no date POL: President Cyril Ramaphosa ZAF + President Andrzej Duda POL
        "#]],
    );
}

#[test]
fn meetings_in_two_places_and_messages_to_two_persons_are_two() {
    check(
        "https://news.example.org/25",
        "Leaders talk\n\nNorwegian Prime Minister Jonas Gahr Store recalled his meetings with Chilean President Gabriel \
         Boric in Santiago and Oslo.\n",
        &expect![[r#"
            Meeting Happened no date CHL: Prime Minister Jonas Gahr Store NOR + President Gabriel Boric CHL
            Meeting Happened no date NOR: Prime Minister Jonas Gahr Store NOR + President Gabriel Boric CHL
        "#]],
    );
    check(
        "https://news.example.org/26",
        "Greetings\n\nNorwegian Prime Minister Jonas Gahr Store sent messages to Chilean President Gabriel Boric and \
         Chilean Foreign Minister Alberto van Klaveren on Monday.\n",
        &expect![[r#"
            Message Happened 2024-03-11 -: Prime Minister Jonas Gahr Store NOR + President Gabriel Boric CHL
            Message Happened 2024-03-11 -: Prime Minister Jonas Gahr Store NOR + Foreign Minister Alberto van Klaveren CHL
        "#]],
    );
}

#[test]
fn a_commission_that_concludes_its_session_and_a_guest_to_be_received() {
    check(
        "https://news.example.org/27",
        "Commission meets\n\nThe Joint Commission on Economic and Technical Cooperation between Ghana and Togo \
         concluded its fifth session in Accra on Monday.\n",
        &expect![[r#"
            Session Happened 2024-03-11 GHA: GHA + TGO
        "#]],
    );
    check(
        "https://news.example.org/28",
        "Minister to visit Chile\n\nFinnish Foreign Minister Elina Valtonen will travel to Chile next week, where she is \
         to be received by President Gabriel Boric.\n",
        &expect![[r#"
            Visit Planned 2024-03-18/2024-03-24 CHL: Foreign Minister Elina Valtonen FIN + CHL
            Meeting Planned 2024-03-18/2024-03-24 CHL: President Gabriel Boric CHL + Foreign Minister Elina Valtonen FIN
        "#]],
    );
    check(
        "https://news.example.org/29",
        "Ministers meet\n\nThe ministers responsible for the environment of Peru, Ecuador and Colombia met in Quito on \
         Monday. The two governments welcomed the contribution of Spain to Peru.\n",
        &expect![[r#"
            Meeting Happened 2024-03-11 ECU: minister responsible for the environment PER + minister responsible for the environment ECU + minister responsible for the environment COL
        "#]],
    );
}

#[test]
fn a_journey_is_one_visit_and_what_is_recalled_is_another_meeting() {
    check(
        "https://news.example.org/30",
        "King in Canada\n\nKing Harald of Norway will arrive in Ottawa on 20 March before travelling to Vancouver on 24 March.\n",
        &expect![[r#"
            Visit Planned 2024-03-20/2024-03-24 CAN: King Harald NOR + CAN
        "#]],
    );
    check(
        "https://news.example.org/31",
        "Ministers meet\n\nEstonian Foreign Minister Margus Tsahkna met Ghanaian Foreign Minister Shirley Botchwey in \
         Accra on Monday. The two had last met in Tallinn in January.\n",
        &expect![[r#"
            Meeting Happened 2024-03-11 GHA: Foreign Minister Margus Tsahkna EST + Foreign Minister Shirley Botchwey GHA
            Meeting Happened 2024-01 EST: Foreign Minister Margus Tsahkna EST + Foreign Minister Shirley Botchwey GHA
        "#]],
    );
}

#[test]
fn whom_somebody_invites_is_another() {
    check(
        "https://news.example.org/32",
        "Leaders hold talks\n\nFrench President Emmanuel Macron and German Chancellor Olaf Scholz held talks in Berlin on \
         Monday. Scholz thanked France for its help. Macron invited him to visit Paris, and Scholz accepted.\n",
        &expect![[r#"
            Meeting Happened 2024-03-11 DEU: President Emmanuel Macron FRA + Chancellor Olaf Scholz DEU
            Visit Planned no date FRA: Chancellor Olaf Scholz DEU + President Emmanuel Macron FRA
        "#]],
    );
}

#[test]
fn leaders_by_one_word_and_what_stands_before_a_summit() {
    check(
        "https://news.example.org/33",
        "Macron calls Netanyahu\n\nMacron spoke with Netanyahu by telephone on Monday. The Scholz Government welcomed the call.\n",
        &expect![[r#"
            Call Happened 2024-03-11 -: Macron FRA + Netanyahu ISR
        "#]],
    );
    check(
        "https://news.example.org/34",
        "Presidents meet\n\nThe President of Kazakhstan received the President of Peru in Astana on Monday. The meeting took \
         place on the eve of major events: the summit of the G20 in Rio and the visit of the King of Norway to Astana. The \
         two presidents praised the proposals made at the OTS summit in Bishkek.\n",
        &expect![[r#"
            Meeting Happened 2024-03-11 KAZ: President KAZ + President PER
            Session Planned no date BRA: G20
            Visit Planned no date KAZ: King NOR + KAZ
            Session Happened no date KGZ: OTS
        "#]],
    );
    check(
        "https://news.example.org/35",
        "Visit to Fiji\n\nChilean President Gabriel Boric will travel to Fiji on 20 March. He will also open the new \
         Chilean consulate.\n",
        &expect![[r#"
            Visit Planned 2024-03-20 FJI: President Gabriel Boric CHL + FJI
            Ceremony Planned 2024-03-20 FJI: President Gabriel Boric CHL + FJI
        "#]],
    );
    check(
        "https://news.example.org/36",
        "New president\n\nThe Norwegian Government congratulated Ana Ferro on her election as President of Paraguay on \
         Monday.\n",
        &expect![[r#"
            Message Happened 2024-03-11 -: NOR + President Ana Ferro PRY
        "#]],
    );
}

#[test]
fn an_emir_behind_another_office_is_a_given_name() {
    check(
        "tolonews.com",
        "Afghan foreign minister Amir Khan Muttaqi met his Indian counterpart S. Jaishankar in New Delhi.",
        &expect![[r#"
            Meeting Happened 2024-03-12 IND: foreign minister Amir Khan Muttaqi AFG + foreign minister S. Jaishankar IND
        "#]],
    );
}

#[test]
fn a_round_of_talks_is_where_the_talks_are() {
    check(
        "muscatdaily.com",
        "Iran and the United States held a fourth round of indirect talks in Muscat on Monday.",
        &expect![[r#"
            Meeting Happened 2024-03-11 OMN: IRN + USA
        "#]],
    );
}

#[test]
fn a_delegation_has_the_name_of_who_heads_it() {
    check(
        "vietnamplus.vn",
        "A Cuban parliamentary delegation headed by Esteban Lazo visited Hanoi on Monday.",
        &expect![[r#"
            Visit Happened 2024-03-11 VNM: Esteban Lazo CUB + VNM
        "#]],
    );
}

#[test]
fn whoever_is_met_jointly_is_met_once() {
    check(
        "tolonews.com",
        "President Macron met jointly with German Chancellor Olaf Scholz and Polish Prime Minister Donald Tusk \
         in Berlin on Monday.",
        &expect![[r#"
            Meeting Happened 2024-03-11 DEU: President Macron FRA + Chancellor Olaf Scholz DEU + Prime Minister Donald Tusk POL
        "#]],
    );
}

#[test]
fn short_news_of_the_wires() {
    check(
        "https://news.example.org/900",
        "Council meets\n\nThe 12th session of the Kazakh-Turkish Council was held in Astana on 6 March, chaired by the foreign ministers of the two countries.\n",
        &expect![[r#"
            Session Happened 2024-03-06 KAZ: foreign minister KAZ + foreign minister TUR
        "#]],
    );
    check(
        "https://news.example.org/901",
        "President arrives\n\nPresident Miguel Prieto of Peru arrived in Hanoi on Wednesday and met President To Lam. He met the Vietnamese prime minister on Thursday.\n",
        &expect![[r#"
            Visit Happened 2024-03-06 VNM: President Miguel Prieto PER + VNM
            Meeting Happened 2024-03-06 VNM: President Miguel Prieto PER + President To Lam VNM
            Meeting Happened 2024-03-07 -: President Miguel Prieto PER + prime minister VNM
        "#]],
    );
    check(
        "https://news.example.org/902",
        "Royal visit\n\nThe Dutch king and queen visited Oman on Thursday.\n",
        &expect![[r#"
            Visit Happened 2024-03-07 OMN: king NLD + queen NLD + OMN
        "#]],
    );
    check(
        "https://news.example.org/903",
        "Face to face\n\nThe presidents of Guyana and Venezuela came face to face in Kingstown on Thursday.\n",
        &expect![[r#"
            Meeting Happened 2024-03-07 VCT: president GUY + president VEN
        "#]],
    );
    check(
        "https://news.example.org/904",
        "Calls\n\nThe Norwegian foreign minister held phone calls with the foreign ministers of Egypt and Turkey on Monday. Foreign Minister Hossein Amir-Lund of Oman consulted by telephone with his Kenyan counterpart on Tuesday.\n",
        &expect![[r#"
            Call Happened 2024-03-11 -: foreign minister NOR + foreign minister EGY
            Call Happened 2024-03-11 -: foreign minister NOR + foreign minister TUR
            Call Happened 2024-03-12 -: Foreign Minister Hossein Amir-Lund OMN + Foreign Minister KEN
        "#]],
    );
    check(
        "https://news.example.org/905",
        "Home again\n\nThe prime minister of Bangladesh flew home on Saturday after a four-day visit to India.\n",
        &expect![[r#"
            Visit Happened 2024-03-06/2024-03-09 IND: prime minister BGD + IND
        "#]],
    );
    check(
        "https://news.example.org/906",
        "Summit off\n\nThe leaders of Greece, Cyprus and Israel called off Monday's summit in Nicosia.\n",
        &expect![[r#"
            Session Cancelled 2024-03-11 CYP: leader GRC + leader CYP + leader ISR
        "#]],
    );
    check(
        "https://news.example.org/907",
        "Water\n\nThe presidents of the five Central Asian states gathered in Awaza on Thursday.\n",
        &expect![[r#"
            Meeting Happened 2024-03-07 TKM: KAZ + KGZ + UZB + TJK + TKM
        "#]],
    );
    check(
        "https://news.example.org/908",
        "Views\n\nThe speakers of the parliaments of Latvia and Georgia exchanged views in Tbilisi on Tuesday.\n",
        &expect![[r#"
            Meeting Happened 2024-03-12 GEO: speaker of the parliaments LVA + speaker of the parliaments GEO
        "#]],
    );
    check(
        "https://news.example.org/909",
        "Seen off\n\nThe president of Peru was seen off at the airport by the emir of Kuwait on Tuesday.\n",
        &expect![[r#"
            Ceremony Happened 2024-03-12 -: emir KWT + president PER
        "#]],
    );
    check(
        "https://news.example.org/910",
        "Delegation\n\nA Cambodian delegation led by Deputy Prime Minister Sun Lund arrived in Vientiane on Monday for a three-day working visit.\n",
        &expect![[r#"
            Working Visit Happened 2024-03-11/2024-03-13 LAO: Deputy Prime Minister Sun Lund KHM + delegation KHM + LAO
        "#]],
    );
    check(
        "https://news.example.org/911",
        "Sidelines\n\nPresident Daniel Lund of Ecuador met Chancellor Olaf Keller of Germany on the sidelines of the summit on Tuesday.\n",
        &expect![[r#"
            Meeting Happened 2024-03-12 -: President Daniel Lund ECU + Chancellor Olaf Keller DEU
        "#]],
    );
}

#[test] // of a user: agreements reached somewhere, calls of three, what is called off behind its name
fn what_the_wires_tell_in_passing() {
    check(
        "https://news.example.org/930",
        "Council\n\nThe North Atlantic Council convened in Brussels on Monday. A note verbale was handed to the Norwegian side at NATO headquarters.\n",
        &expect![[r#"
            Session Happened 2024-03-11 BEL: NATO
        "#]],
    );
    check(
        "https://news.example.org/931",
        "Agreed\n\nThe prime ministers of Fiji and Samoa agreed in Apia on Monday to open a shipping line. Turkish president Emre Aydin and Iraqi prime minister Saad Karim struck a deal on water in Baghdad on Tuesday.\n",
        &expect![[r#"
            Meeting Happened 2024-03-11 WSM: prime minister FJI + prime minister WSM
            Meeting Happened 2024-03-12 IRQ: president Emre Aydin TUR + prime minister Saad Karim IRQ
        "#]],
    );
    check(
        "https://news.example.org/932",
        "Initialled\n\nA memorandum on fisheries was initialled in Dakar on Thursday by the ministers of Senegal and Mauritania.\n",
        &expect![[r#"
            Signing Happened 2024-03-07 SEN: minister SEN + minister MRT
        "#]],
    );
    check(
        "https://news.example.org/933",
        "Off\n\nAsked about the visit of the Iraqi foreign minister to Tehran, the spokesman said it had been called off at the request of the Iraqi side.\n",
        &expect![[r#"
            Visit Cancelled no date IRN: foreign minister IRQ + IRN
        "#]],
    );
    check(
        "https://news.example.org/934",
        "Talks ahead\n\nNegotiations on a trade deal between Kenya and Peru are expected to open in April. The third round of video talks between Egypt and Ethiopia ended on Friday without a deal.\n",
        &expect![[r#"
            Meeting Planned 2024-04 -: KEN + PER
            Meeting Happened 2024-03-08 -: EGY + ETH
        "#]],
    );
    check(
        "https://news.example.org/935",
        "Sent\n\nPoland is sending foreign minister Piotr Nowak to Kyiv next week. Norwegian prime minister Kari Lund has accepted an invitation to Nairobi.\n",
        &expect![[r#"
            Visit Planned no date KEN: prime minister Kari Lund NOR + KEN
        "#]],
    );
    check(
        "https://news.example.org/936",
        "Ministers\n\nThe president of Kyrgyzstan hosted his Tajik and Uzbek counterparts in Osh on Saturday.\n",
        &expect![[r#"
            Meeting Happened 2024-03-09 KGZ: president KGZ + president TJK + president UZB
        "#]],
    );
    check(
        "https://news.example.org/937",
        "Three ways\n\nThe deputy foreign ministers of Japan, South Korea and the United States held a three-way call on Thursday.\n",
        &expect![[r#"
            Call Happened 2024-03-07 -: deputy foreign minister JPN + deputy foreign minister KOR + deputy foreign minister USA
        "#]],
    );
    check(
        "https://news.example.org/938",
        "Week\n\nBelgium's King Philippe wound up a week-long visit to Kenya on Monday.\n",
        &expect![[r#"
            Visit Happened 2024-03-05/2024-03-11 KEN: King Philippe BEL + KEN
        "#]],
    );
    check(
        "https://news.example.org/939",
        "Bridge\n\nThe Thai and Malaysian prime ministers cut the ribbon on a new bridge on Friday.\n",
        &expect![[r#"
            Ceremony Happened 2024-03-08 -: prime minister THA + prime minister MYS
        "#]],
    );
    check(
        "https://news.example.org/940",
        "Last day\n\nOn the final day of his visit to Ottawa, South Korean president Park Jae-in met Governor General Mary Simon.\n",
        &expect![[r#"
            Visit Happened 2024-03-12 CAN: president Park Jae-in KOR + CAN
            Meeting Happened 2024-03-12 CAN: president Park Jae-in KOR + Governor General Mary Simon CAN
        "#]],
    );
    check(
        "https://news.example.org/941",
        "Treaty\n\nMilitary leaders of Niger, Mali and Burkina Faso held a summit in Niamey and signed a treaty.\n",
        &expect![[r#"
            Session Happened 2024-03-12 NER: Military leader NER + Military leader MLI + Military leader BFA
            Signing Happened 2024-03-12 NER: Military leader NER + Military leader MLI + Military leader BFA
        "#]],
    );
    check(
        "https://news.example.org/942",
        "Seven\n\nThe G7 foreign ministers, meeting in Rome on Tuesday, called for a ceasefire.\n",
        &expect![[r#"
            Session Happened 2024-03-12 ITA: foreign ministers G7
        "#]],
    );
    check(
        "https://news.example.org/943",
        "Talks\n\nKazakhstan hosted a new round of talks, attended by delegations of Russia, Turkey and Iran. The ministers of Chad and Niger met in Doha on Sunday for talks mediated by the Qatari prime minister.\n",
        &expect![[r#"
            Meeting Happened 2024-03-12 -: KAZ + delegations RUS + TUR + IRN
            Meeting Happened 2024-03-10 QAT: minister TCD + minister NER
        "#]],
    );
    check(
        "https://news.example.org/944",
        "Papers\n\nThe ambassador of Ireland to Russia, Justin Harmon, presented his credentials in Moscow on Monday. The ambassadors of Kenya, Mali and Ireland presented their credentials.\n",
        &expect![[r#"
            Ceremony Happened 2024-03-11 RUS: ambassador Justin Harmon IRL + ambassador KEN + ambassador MLI + RUS
        "#]],
    );
    check(
        "https://news.example.org/945",
        "Press\n\nThe presidents of Russia, Kazakhstan and Armenia met with journalists in Moscow on Monday. President Nasser Odeh of Palestine placed a telephone call to Prime Minister Dan Levi of Israel on Tuesday.\n",
        &expect![[r#"
            Call Happened 2024-03-12 -: President Nasser Odeh PSE + Prime Minister Dan Levi ISR
        "#]],
    );
    check(
        "https://news.example.org/946",
        "Dialogue\n\nRussia has every opportunity to continue developing its political dialogue with Ireland from the beginning of next year.\n",
        &expect![[r#""#]],
    );
    check(
        "https://news.example.org/950",
        "Leaving\n\nThe Lao prime minister left Hanoi on Saturday at the end of an official visit. The Lebanese president heads to Riyadh today.\n",
        &expect![[r#"
            Official Visit Happened 2024-03-09 VNM: prime minister LAO + VNM
            Visit Happened 2024-03-12 SAU: president LBN + SAU
        "#]],
    );
    check(
        "https://news.example.org/951",
        "On the way\n\nThe trip will take Norwegian foreign minister Kari Lund to Accra and Lome in April.\n",
        &expect![[r#"
            Visit Planned 2024-04 GHA: foreign minister Kari Lund NOR + GHA
            Visit Planned 2024-04 TGO: foreign minister Kari Lund NOR + TGO
        "#]],
    );
    check(
        "https://news.example.org/952",
        "Envoys\n\nThe Bulgarian foreign minister summoned the Russian ambassador on Monday. President Marko Lund of Norway received the credentials of the ambassador of Slovenia.\n",
        &expect![[r#"
            Meeting Happened 2024-03-11 BGR: foreign minister BGR + ambassador RUS
            Ceremony Happened 2024-03-12 NOR: President Marko Lund NOR + ambassador SVN
        "#]],
    );
    check(
        "https://news.example.org/953",
        "Beside\n\nChina and the Solomon Islands signed an agreement during the visit of Prime Minister John Manu of the Solomon Islands to Beijing.\n",
        &expect![[r#"
            Signing Happened 2024-03-12 CHN: CHN + SLB
            Visit Happened no date CHN: Prime Minister John Manu SLB + CHN
        "#]],
    );
    check(
        "https://news.example.org/954",
        "Welcome\n\nThe president of Costa Rica welcomed President Jose Duarte of El Salvador in San Jose on Monday. The Danish and Norwegian prime ministers appeared together in Copenhagen.\n",
        &expect![[r#"
            Meeting Happened 2024-03-11 CRI: president CRI + President Jose Duarte SLV
            Meeting Happened 2024-03-12 DNK: prime minister DNK + prime minister NOR
        "#]],
    );
}
