//! Taking documents in: what is the article and what is the furniture around it.

use chancery_core::{
    intake::{BlockKind, Document, Metadata, Rules},
    lexicon::{Files, Problems},
};
use expect_test::{Expect, expect};

fn rules() -> Rules {
    let files = Files::new(chancery_lexicon::FILES.iter().map(|file| (file.path, file.bytes)));
    let mut problems = Problems::default();
    let rules = Rules::compile(&files, &mut problems);
    let problems: Vec<String> = problems.into_sorted().iter().map(ToString::to_string).collect();
    assert!(problems.is_empty(), "{}", problems.join("\n"));
    rules
}

fn take(text: &str) -> Document {
    rules().document(text, Metadata::default()).unwrap()
}

fn show(document: &Document) -> String {
    let mut out = String::new();
    for block in &document.blocks {
        let kind = format!("{:?}", block.kind).to_lowercase();
        let words: Vec<&str> = document.text[block.span].split_whitespace().collect();
        let words = if words.len() > 9 {
            format!("{} … {}", words[..5].join(" "), words[words.len() - 3..].join(" "))
        } else {
            words.join(" ")
        };
        out += &format!("{kind:<10} {words}  [{}]\n", block.rule);
    }
    out
}

fn check(text: &str, expected: Expect) {
    let document = take(text);
    let mut out = show(&document);
    if let Some((day, by)) = document.published {
        out += &format!("published {day} {by:?}\n");
    }
    if let Some(outlet) = &document.outlet {
        out += &format!("outlet {outlet}\n");
    }
    expected.assert_eq(&out);
}

#[test]
fn every_rule_takes_and_leaves_its_own_examples() {
    // `rules` fails with file and line where one does not.
    rules();
}

#[test]
fn an_article_among_teasers_and_menus() {
    check(
        "\
HARBOUR FESTIVAL OF THE NORTHERN PORTS
Log in
Norway

Norway and Finland agree to open rail link

The prime ministers of Norway and Finland agreed in Oslo on Monday to build a rail link between the two northern regions.

bridge-0042.jpg
The prime ministers at the harbour in Oslo. (Photo: NTB)

The prime ministers of Norway and Finland agreed in Oslo on Monday to build a rail link between the two northern regions.

Work will start next year, they said after the talks, and trains will run by the end of the decade.

More cooperation expected

The ministers of transport will meet in Helsinki in March to settle who pays for the bridge./.

AFP

World

Herring season opens with record catch
World

Herring season opens with record catch

Fishermen in the north have landed more herring this month than in any January since the records began.

Museum of skiing moves to a new house
World

Museum of skiing moves to a new house

The president agreed to open the new house of the museum of skiing in the presence of the Swedish ambassador.",
        expect![[r#"
            furniture  HARBOUR FESTIVAL OF THE NORTHERN PORTS  [intake.above-headline]
            furniture  Log in  [site.subscribe]
            furniture  Norway  [intake.above-headline]
            title      Norway and Finland agree to open rail link  [intake.headline]
            body       The prime ministers of Norway … two northern regions.  [intake.paragraph]
            furniture  bridge-0042.jpg  [site.picture-name]
            caption    The prime ministers at the … Oslo. (Photo: NTB)  [caption.photo-credit]
            furniture  The prime ministers of Norway … two northern regions.  [intake.twice]
            body       Work will start next year, … of the decade.  [intake.paragraph]
            heading    More cooperation expected  [intake.heading]
            body       The ministers of transport will … for the bridge.  [intake.paragraph]
            furniture  /.  [credit.end-mark]
            credit     AFP  [credit.agency]
            furniture  World  [site.section]
            furniture  Herring season opens with record catch  [intake.teaser]
            furniture  World  [site.section]
            furniture  Herring season opens with record catch  [intake.teaser]
            furniture  Fishermen in the north have … the records began.  [intake.teaser]
            furniture  Museum of skiing moves to a new house  [intake.teaser]
            furniture  World  [site.section]
            furniture  Museum of skiing moves to a new house  [intake.teaser]
            furniture  The president agreed to open … the Swedish ambassador.  [intake.teaser]
            outlet AFP
        "#]],
    );
}

#[test]
fn the_article_goes_on_after_a_box_of_links() {
    check(
        "\
Ministers settle fishing dispute

The fisheries ministers of Iceland and Norway settled their dispute over mackerel on Tuesday.

Read more:
Who owns the mackerel?

They will sign the protocol in Bergen next month, the two sides said in a statement.

Related news
Storm closes the harbour of Bergen
New ferry line to the islands

The protocol replaces an agreement of 1998 that both sides had called out of date.

A joint committee will meet every spring to divide the catch.",
        expect![[r#"
            title      Ministers settle fishing dispute  [intake.headline]
            body       The fisheries ministers of Iceland … mackerel on Tuesday.  [intake.paragraph]
            furniture  Read more:  [site.link]
            furniture  Who owns the mackerel?  [intake.link-list]
            body       They will sign the protocol … in a statement.  [intake.paragraph]
            furniture  Related news  [site.stories]
            furniture  Storm closes the harbour of Bergen  [intake.link-list]
            furniture  New ferry line to the islands  [intake.link-list]
            body       The protocol replaces an agreement … out of date.  [intake.paragraph]
            body       A joint committee will meet … divide the catch.  [intake.paragraph]
        "#]],
    );
}

#[test]
fn datelines_credits_and_the_day_of_publication() {
    check(
        "date 2024-03-05 OSLO — The foreign minister left for Lima on Monday for talks on fish and forests.\n\nShe will be back on Friday. — NTB/AFP",
        expect![[r#"
            credit     date 2024-03-05  [credit.date-before]
            body       OSLO — The foreign minister … fish and forests.  [intake.paragraph]
            body       She will be back on Friday.  [intake.paragraph]
            credit     — NTB/AFP  [credit.agency-after]
            published 2024-03-05 Text
            outlet NTB
        "#]],
    );
    check(
        "Visit to Peru\n\nBy Kari Nordmann\nTuesday, March 5, 2024 - 21:40\n\nLima\n\nThe foreign minister met her Peruvian counterpart in the old palace of the viceroys.",
        expect![[r#"
            title      Visit to Peru  [intake.headline]
            credit     By Kari Nordmann  [credit.byline]
            credit     Tuesday, March 5, 2024 - 21:40  [credit.time]
            dateline   Lima  [intake.place]
            body       The foreign minister met her … of the viceroys.  [intake.paragraph]
            published 2024-03-05 Text
        "#]],
    );
    check(
        "Visit to Peru\n\nI will visit Peru next week to open the new embassy in Lima.\n\n5 March 2024",
        expect![[r#"
            title      Visit to Peru  [intake.headline]
            body       I will visit Peru next … embassy in Lima.  [intake.paragraph]
            credit     5 March 2024  [credit.time]
            published 2024-03-05 Text
        "#]],
    );
}

#[test]
fn speakers_of_a_transcript() {
    check(
        "\
Meeting with the President of Finland

The Palace, Oslo

President of Norway Kari Nordmann: Mr President, welcome to Oslo. We are glad to see you.

Our trade has grown by a third.

President of Finland Matti Meikäläinen (retranslated): Thank you. I invite you to Helsinki.

* * *

The two presidents then opened the exhibition of maps in the town hall.

The statement said, in part: “We will build the bridge.”",
        expect![[r#"
            title      Meeting with the President of Finland  [intake.headline]
            dateline   The Palace, Oslo  [intake.place]
            speaker    President of Norway Kari Nordmann:  [intake.turn]
            speech     Mr President, welcome to Oslo. … to see you.  [intake.turn]
            speech     Our trade has grown by a third.  [intake.turn]
            speaker    President of Finland Matti Meikäläinen (retranslated):  [intake.turn]
            speech     Thank you. I invite you to Helsinki.  [intake.turn]
            furniture  * * *  [intake.ornament]
            body       The two presidents then opened … the town hall.  [intake.paragraph]
            body       The statement said, in part: … build the bridge.”  [intake.paragraph]
        "#]],
    );
}

#[test]
fn a_list_with_colons_is_no_transcript() {
    check(
        "Aid by region\n\nHelp was given to three regions after the flood of last autumn.\n\nNorthern Region: tents and blankets for nine villages by the river.\n\nSouthern Region: a bridge of steel and two boats with their crews.",
        expect![[r#"
            title      Aid by region  [intake.headline]
            body       Help was given to three … of last autumn.  [intake.paragraph]
            body       Northern Region: tents and blankets … by the river.  [intake.paragraph]
            body       Southern Region: a bridge of … with their crews.  [intake.paragraph]
        "#]],
    );
}

#[test]
fn a_document_in_another_language_is_kept_and_not_read() {
    let metadata = |language: &str| Metadata { language: Some(language.to_owned()), ..Metadata::default() };
    let text = "Les ministres se sont rencontrés à Oslo lundi pour parler de la pêche.";
    let french = rules().document(text, metadata("fr-FR")).unwrap();
    assert_eq!(french.blocks[0].kind, BlockKind::Foreign);
    assert_eq!(french.prose().count(), 0);
    let english = rules().document("The ministers met in Oslo.", metadata("en-GB")).unwrap();
    assert_eq!(english.prose().count(), 1);
}

#[test]
fn text_wrapped_at_a_width_is_put_together() {
    check(
        "\
Statement on the canal

The two governments declare that the canal is open to the ships of
all nations in peace and in war. They will charge the same toll to
every ship and will publish the tolls each year.

A joint board of six members will hear complaints. It sits in the
town of Colon and decides within ninety days after a complaint was
handed in by a ship's master.",
        expect![[r#"
            title      Statement on the canal  [intake.headline]
            body       The two governments declare that … tolls each year.  [intake.paragraph]
            body       A joint board of six … a ship's master.  [intake.paragraph]
        "#]],
    );
}

#[test]
fn signed_documents_in_a_list_stay() {
    let document = take(
        "Prime ministers meet\n\nAfter the talks the prime ministers witnessed the signing of these documents:\n\nAgreement on Air Services\n\nMemorandum of Understanding on Fisheries\n\nProtocol on the Rail Link between the Northern Regions",
    );
    assert!(document.blocks.iter().all(|block| block.kind.is_read()), "{}", show(&document));
}

#[test] // of a law: blocks hold all that is not white space, in order, once
fn blocks_hold_the_whole_text() {
    let rules = rules();
    let parts = [
        "\n",
        "\n\n",
        "\r\n",
        " ",
        "Related news",
        "Share:",
        "A: ",
        "President of X Y: ",
        "word ",
        "Ends here. ",
        "./.",
        "(AFP)",
        "— VNA/VNS",
        "date 2025-01-11 ",
        "The ministers of both countries met on Monday and agreed to meet again.",
        "Ministers agree to meet again",
        "img-1.jpg",
        "* * *",
        "\u{301}",
        "[ends]",
        "İ",
        "é",
        "(",
        "\u{2028}",
        "Minister (right) greets the envoy",
        "- item ",
        "1. item ",
    ];
    arbtest::arbtest(|u| {
        let mut text = String::new();
        for _ in 0..u.int_in_range(0..=40)? {
            match u.int_in_range(0..=9)? {
                0 => text.push_str(u.arbitrary()?),
                _ => text.push_str(u.choose(&parts)?),
            }
        }
        let title: Option<String> = u.arbitrary()?;
        let document = rules.document(&text, Metadata { title, ..Metadata::default() }).unwrap();
        let mut at = 0;
        for block in &document.blocks {
            assert!(block.span.start() as usize >= at, "blocks overlap in {text:?}");
            let between = &text[at..block.span.start() as usize];
            assert!(between.trim().is_empty(), "{between:?} of {text:?} is in no block");
            assert!(!document.text[block.span].trim().is_empty(), "an empty block in {text:?}");
            assert_eq!(block.kind == BlockKind::Speech, block.speaker.is_some());
            at = block.span.end() as usize;
        }
        assert!(text[at..].trim().is_empty(), "the end of {text:?} is in no block");
        Ok(())
    });
}

#[test]
fn scraped_reports_keep_the_article_and_drop_the_teasers() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/gold/seeds.docs.jsonl");
    let Ok(file) = std::fs::read_to_string(path) else {
        println!("skipped: {path} is not there");
        return;
    };
    let rules = rules();
    let mut counts = Vec::new();
    for line in file.lines() {
        let value: serde_json::Value = serde_json::from_str(line).unwrap();
        let document = rules.document(value["text"].as_str().unwrap(), Metadata::default()).unwrap();
        let body = document.blocks.iter().filter(|block| block.kind == BlockKind::Body).count();
        let furniture = document.blocks.iter().filter(|block| block.kind == BlockKind::Furniture).count();
        counts.push((body, furniture));
    }
    // Counted by eye; the first has its lead twice and an end mark of its own.
    assert_eq!(counts, [(22, 40), (22, 1), (27, 32), (11, 0), (11, 0)]);
}
