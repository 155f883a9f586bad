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
