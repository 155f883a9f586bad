//! What analysing must give, on our own sentences.

use super::*;
use crate::text::Text;

fn splitter() -> split::Splitter {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../lexicon/grammar/splitting.toml");
    let bytes = std::fs::read(path).expect("the lexicon lies beside the crates");
    let mut problems = Problems::default();
    let splitter =
        split::Splitter::load(&Files::new([("grammar/splitting.toml", bytes.as_slice())]), &mut problems);
    assert_eq!(problems.into_sorted(), []);
    splitter
}

/// The words parted by spaces, one line a sentence.
fn split_up(text: &str) -> String {
    let mut pieces = split::Pieces::default();
    splitter().split(text, Span::new(0, text.len() as u32), &mut pieces);
    let mut start = 0;
    let mut out = String::new();
    for &end in &pieces.ends {
        let words: Vec<_> = pieces.words[start..end as usize]
            .iter()
            .map(|word| &text[word.start() as usize..word.end() as usize])
            .collect();
        out.push_str(&words.join(" "));
        out.push('\n');
        start = end as usize;
    }
    out
}

#[test]
fn words_and_sentences_of_news_prose() {
    expect_test::expect![[r#"
        Prime Minister M.V. Mishustin met Gen. Sec. Tô Lâm in the U.S. on Jan. 14 .
        They did n't sign it ; the ministers ' talks , Russia 's first since 2019 – 2020 , can not wait .
    "#]]
    .assert_eq(&split_up(
        "Prime Minister M.V.\u{a0}Mishustin met Gen. Sec. Tô Lâm in the U.S. on Jan. 14. They didn't sign it; the \
         ministers' talks, Russia’s first since 2019–2020, cannot wait."
            .replace('’', "'")
            .as_str(),
    ));
    expect_test::expect![[r#"
        HANOI ( VNA ) –
        The Vietnam - Russia dialogue , locality - to - locality ties and pre-war non-tariff rules were " discussed . "
        Tsai Ing-wen and Kang Kyung-wha came back from the U.S.
        The end ./.
    "#]]
    .assert_eq(&split_up(
        "HANOI (VNA) – The Vietnam - Russia dialogue, locality-to-locality ties and pre-war non-tariff rules were \
         \"discussed.\" Tsai Ing-wen and Kang Kyung-wha came back from the U.S. The end./.",
    ));
    expect_test::expect![[r#"
        1 . It cost US$ 5.5 billion , or 30 % of GDP , see https://example.org/a.b?c=d or write to a@b.org .
        “ Will they come ? ”
        Yes !
    "#]]
    .assert_eq(&split_up(
        "1. It cost US$5.5 billion, or 30% of GDP, see https://example.org/a.b?c=d or write to a@b.org. “Will they come?” Yes!",
    ));
}

#[test] // of a law: words hold everything but white space, in order
fn no_character_is_lost() {
    let splitter = splitter();
    arbtest::arbtest(|u| {
        let text: &str = u.arbitrary()?;
        let text = Text::new(text).unwrap();
        let mut pieces = split::Pieces::default();
        splitter.split(text.as_str(), text.span(), &mut pieces);
        let mut at = 0;
        for word in &pieces.words {
            assert!(!word.is_empty() && word.start() >= at);
            assert!(
                text[Span::new(at, word.start())]
                    .chars()
                    .all(|c| c.is_whitespace() || "\u{FEFF}\u{200B}".contains(c))
            );
            at = word.end();
        }
        assert_eq!(pieces.ends.last().map_or(0, |&end| end as usize), pieces.words.len());
        assert!(pieces.ends.is_sorted());
        Ok(())
    });
}

/// The whole lexicon of the grammar from its folder.
fn model() -> (Model, Vocabulary) {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/../../lexicon/");
    let paths = [
        "grammar/names.toml",
        "grammar/splitting.toml",
        "models/lemmas.model",
        "models/network.model",
        "world/organisations.toml",
        "world/places.toml",
        "world/regions.toml",
        "world/states.toml",
    ];
    let files: Vec<_> = paths
        .iter()
        .map(|path| {
            (*path, std::fs::read(format!("{root}{path}")).expect("the lexicon lies beside the crates"))
        })
        .collect();
    let mut problems = Problems::default();
    let mut vocabulary = Vocabulary::default();
    let files = Files::new(files.iter().map(|(path, bytes)| (*path, bytes.as_slice())));
    let model = Model::load(&files, &mut vocabulary, &mut problems);
    assert_eq!(problems.into_sorted(), []);
    (model, vocabulary)
}

/// A document of one paragraph a line.
fn document(text: &str) -> Document {
    use crate::{
        evidence::{DocId, RuleId},
        intake::{Block, BlockKind, Metadata},
    };
    let mut blocks = Vec::new();
    let mut at = 0;
    for line in text.split('\n') {
        let span = Span::new(at, at + line.len() as u32);
        blocks.push(Block { span, kind: BlockKind::Body, rule: RuleId::new("test"), speaker: None });
        at += line.len() as u32 + 1;
    }
    let text = Text::new(text).unwrap();
    Document {
        id: DocId::new("test"),
        text,
        blocks,
        metadata: Metadata::default(),
        published: None,
        outlet: None,
    }
}

/// One line a word: number, form, lemma, tags, head, relation.
fn table(text: &str) -> String {
    let (model, vocabulary) = model();
    let analysis = model.analyse(&document(text), &vocabulary, &mut Scratch::default());
    let mut out = String::new();
    for word in 0..analysis.len() {
        let head = analysis.head(word).map_or_else(|| "-".to_owned(), |head| head.to_string());
        out += &format!(
            "{word} {} {} {} {} {head} {}{}\n",
            analysis.word(&vocabulary, analysis.form(word)),
            analysis.word(&vocabulary, analysis.lemma(word)),
            analysis.upos(word).as_str(),
            analysis.xpos(word).as_str(),
            analysis.rel(word).as_str(),
            if analysis.features(word).is_passive() { " passive" } else { "" },
        );
    }
    out
}

#[test]
fn a_sentence_gets_tags_lemmas_and_a_tree() {
    expect_test::expect![[r#"
        0 the the DET DT 2 det
        1 two two NUM CD 2 nummod
        2 ministers minister NOUN NNS 3 nsubj
        3 met meet VERB VBD - root
        4 in in ADP IN 5 case
        5 lisbon lisbon PROPN NNP 3 obl
        6 on on ADP IN 7 case
        7 friday friday PROPN NNP 3 obl
        8 and and CCONJ CC 12 cc
        9 an a DET DT 10 det
        10 agreement agreement NOUN NN 12 nsubj:pass
        11 was be AUX VBD 12 aux:pass
        12 signed sign VERB VBN 3 conj passive
        13 by by ADP IN 14 case
        14 dr. dr. PROPN NNP 12 obl:agent
        15 kohler kohler PROPN NNP 14 flat
        16 . . PUNCT . 3 punct
    "#]]
    .assert_eq(&table(
        "The two ministers met in Lisbon on Friday and an agreement was signed by Dr. Köhler.",
    ));
}

#[test] // of a law: whatever is read, trees are trees
fn trees_are_trees_on_any_input() {
    let (model, vocabulary) = model();
    let mut scratch = Scratch::default();
    arbtest::arbtest(|u| {
        let text: String =
            u.arbitrary_iter::<&str>()?.take(6).flatten().fold(String::new(), |all, part| all + part + " ");
        let analysis = model.analyse(&document(&text), &vocabulary, &mut scratch);
        for sentence in analysis.sentences() {
            let roots = sentence.words.clone().filter(|&word| analysis.head(word).is_none()).count();
            assert_eq!(roots, 1);
            assert_eq!(analysis.subtree(analysis.root(sentence)), sentence.words);
        }
        for word in 0..analysis.len() {
            for child in analysis.children(word) {
                assert_eq!(analysis.head(child), Some(word));
                assert_eq!(analysis.sentence_of(child), analysis.sentence_of(word));
            }
        }
        Ok(())
    });
}

/// The names of a text, one a line.
fn names_of(text: &str) -> String {
    let (model, vocabulary) = model();
    let document = document(text);
    let analysis = model.analyse(&document, &vocabulary, &mut Scratch::default());
    analysis
        .names()
        .iter()
        .map(|name| format!("{:?}: {}\n", name.kind, &document.text[analysis.span_of(name.words.clone())]))
        .collect()
}

#[test]
fn names_stand_without_titles_and_family_names_follow_full_ones() {
    expect_test::expect![[r#"
        Person: Hoang Van Duc
        Person: Kari Lunde
        Place: Hanoi
        Person: Duc
        Organisation: Ministry of Planning and Investment
        Organisation: Equinor Group
        Person: Lunde
        Organisation: ASEAN
    "#]].assert_eq(&names_of(
        "Prime Minister Hoang Van Duc received Norwegian Foreign Minister Kari Lunde in Hanoi on Monday. Duc said the Ministry \
         of Planning and Investment would work with Equinor Group. Lunde thanked ASEAN.",
    ));
}

#[test]
fn a_capital_within_a_sentence_makes_a_name() {
    let (model, vocabulary) = model();
    let of = |text: &str, form: &str| {
        let document = document(text);
        let analysis = model.analyse(&document, &vocabulary, &mut Scratch::default());
        let word = (0..analysis.len()).find(|&word| &document.text[analysis.span(word)] == form);
        word.map(|word| analysis.upos(word))
    };
    assert_eq!(of("General Secretary To Lam met the Russian guest in Hanoi.", "To"), Some(Upos::Propn));
    assert_eq!(
        of("The session of the Malaysia–Maldives commission was held.", "Maldives"),
        Some(Upos::Propn)
    );
    // Headlines write every word so, and a quotation begins anew.
    assert_ne!(of("Putin to Visit Vietnam", "Visit"), Some(Upos::Propn));
    assert_ne!(of("He told them: Go to the embassy.", "Go"), Some(Upos::Propn));
}

#[test]
fn weights_cut_short_or_of_another_kind_are_refused() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../lexicon/models/network.model");
    let bytes = std::fs::read(path).expect("the lexicon lies beside the crates");
    assert!(Network::read(&bytes).is_ok());
    for cut in [0, 7, 8, 12, 900, 2000, 70_000, bytes.len() / 2, bytes.len() - 1] {
        assert_eq!(Network::read(&bytes[..cut]).err(), Some(network::Damaged), "cut at {cut}");
    }
    assert!(Network::read(&[bytes.as_slice(), b"!"].concat()).is_err());
}

#[test]
fn damaged_weights_never_hang_or_panic() {
    let (mut model, vocabulary) = model();
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../lexicon/models/network.model");
    let whole = std::fs::read(path).expect("the lexicon lies beside the crates");
    let text = document("The two ministers met in Hanoi on Friday, and agreed to sign the treaty in May.");
    for round in 0..8_usize {
        // Some bytes of the weights turned to ones: numbers that are none among them.
        let mut bytes = whole.clone();
        for at in (3000 + round * 131..bytes.len()).step_by(4001) {
            bytes[at] = 0xFF;
        }
        if let Ok(network) = Network::read(&bytes) {
            model.network = network;
            let analysis = model.analyse(&text, &vocabulary, &mut Scratch::default());
            assert_eq!(analysis.sentences().len(), 1);
            assert_eq!(analysis.subtree(analysis.root(&analysis.sentences()[0])), 0..analysis.len());
        }
    }
}
