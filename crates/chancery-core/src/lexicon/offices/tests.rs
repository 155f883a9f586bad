use super::*;
use crate::lexicon::tests::shipped;
use crate::lexicon::{Problems, Vocabulary, fold};

fn load() -> (Vocabulary, Offices) {
    let (mut vocabulary, mut problems) = (Vocabulary::default(), Problems::default());
    let offices = Offices::load(&shipped(), &mut vocabulary, &mut problems);
    assert_eq!(problems.into_sorted(), []);
    (vocabulary, offices)
}

fn title(text: &str) -> Option<Title> {
    let (vocabulary, offices) = load();
    let words: Vec<Sym> =
        fold(text).split(' ').map(|word| vocabulary.get(word).unwrap_or(Sym(u32::MAX - 1))).collect();
    offices.title(&words)
}

#[test]
fn titles_become_offices() {
    let check = |text: &str, office: &str, words: usize| {
        let found = title(text).unwrap_or_else(|| panic!("{text}"));
        assert_eq!((&*found.office, found.words), (office, words), "{text}");
    };
    check("Prime Minister Pham Minh Chinh", "prime-minister", 2);
    check("PM Chinh", "prime-minister", 1);
    check("foreign minister of Norway", "foreign-minister", 2);
    check("Minister for Foreign Affairs and Trade of", "foreign-minister", 6);
    check("Minister of Industry and Trade Nguyen", "industry-trade-minister", 5);
    check("Industry and Trade Minister Nguyen", "industry-trade-minister", 4);
    check("deputy minister of energy Pavel", "deputy-energy-minister", 4);
    check("First Deputy Prime Minister Denis", "first-deputy-prime-minister", 4);
    check("chairman of the state duma vyacheslav", "speaker-lower", 5);
    check("NA Chairman Tran Thanh Man", "speaker", 2);
    check("president - elect Donald", "president", 3);
    check("acting president of guinea", "president", 2);
    check("top legislator", "speaker", 2);
    check("foreign ministers of", "foreign-minister", 2);
    assert_eq!(title("ministry of trade"), None);
}

#[test]
fn modifiers_are_told_apart() {
    assert!(title("former Prime Minister Blair").unwrap().is(Modifier::Former));
    assert!(title("acting President").unwrap().is(Modifier::Acting));
    assert!(title("President - elect").unwrap().is(Modifier::Elect));
    let deputy = title("Deputy Foreign Minister").unwrap();
    assert_eq!((&*deputy.office, deputy.rank), ("deputy-foreign-minister", Rank::DeputyMinister));
}

#[test]
fn ranks_are_filled_state_by_state() {
    let (_, offices) = load();
    let code = |code: &str| code.parse::<ActorCode>().unwrap();
    assert_eq!(offices.of_rank(Rank::HeadOfGovernment, code("DEU")), Some("chancellor"));
    assert_eq!(offices.of_rank(Rank::HeadOfState, code("NOR")), Some("king"));
    assert_eq!(offices.of_rank(Rank::Speaker, code("VNM")), Some("speaker"));
    assert_eq!(offices.of_rank(Rank::PartyLeader, code("FRA")), None);
    assert_eq!(offices.counterpart("prime-minister", code("VNM"), code("DEU")), "chancellor");
    assert_eq!(offices.counterpart("foreign-minister", code("VNM"), code("DEU")), "foreign-minister");
    assert_eq!(office_id(code("VNM"), "prime-minister"), "vnm/prime-minister");
}

#[test]
fn bodies_are_found() {
    let (vocabulary, offices) = load();
    let body = |text: &str| {
        let words: Vec<Sym> =
            fold(text).split(' ').map(|word| vocabulary.get(word).unwrap_or(Sym(u32::MAX - 1))).collect();
        offices.body(&words).map(|body| (body.slug.to_string(), body.words))
    };
    assert_eq!(body("Ministry of Industry and Trade"), Some(("industry-trade-ministry".into(), 5)));
    assert_eq!(body("Foreign Ministry said"), Some(("foreign-affairs-ministry".into(), 2)));
    assert_eq!(body("State Duma of"), Some(("state-duma".into(), 2)));
    assert_eq!(body("National Assembly"), Some(("national-assembly".into(), 2)));
}
