//! Reprints: which documents tell one story in the same words.
//!
//! An agency's report comes back under other headlines, shortened, with other furniture around it,
//! with and without diacritics; all of these are one voice. Two reports are copies where the runs
//! of three words of the smaller one are found in the larger one *and* both begin alike, or where
//! nearly all of both is the same. Two reports that merely carry the same official statement begin
//! differently and stay two voices; so do the yearly messages of one office, which differ in day,
//! and the items of one form that name other people.
//!
//! A document is compared only with one copy of each story of the last weeks that shares its rarer
//! runs, so that the work grows with the number of documents, not with its square. What many stories
//! share (a site's standing phrases) leads to no comparison.
//!
//! Invariant: the result depends on the set of documents alone, not on their order.

mod stories;

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::{
    intake::{BlockKind, Document},
    lexicon::fold,
};

pub use stories::{Listed, Told, stories};

/// The first byte of a stored fingerprint; other forms are made anew.
const VERSION: u8 = 1;
/// Words in a run.
const RUN: usize = 3;
/// Words of the opening.
const OPENING: usize = 60;
/// A fingerprint keeps at most so many runs; of longer texts every second, fourth ... is kept,
/// the same ones in every text.
const MOST: usize = 2048;
/// Texts with fewer runs than this are copies only where nearly all is the same: a telegram of
/// congratulation shares its form with every other.
const SHORT: usize = 60;
/// Of texts that are not short, one run in so many leads to comparisons.
const KEYS: u32 = 8;
/// A reprint follows within so many days.
const DAYS: i32 = 10;
/// Text that is all but identical is a reprint within so many days.
const DAYS_IDENTICAL: i32 = 60;

/// The words of a document as a set of hashed runs; small enough to be kept with it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fingerprint {
    /// Hashes of the runs, sorted, each once; those that are multiples of 2 to the power `scale`.
    runs: Vec<u32>,
    /// Hashes of the runs of the opening, sorted.
    opening: Vec<u32>,
    /// Hashes of the words with a capital letter and of the numbers, sorted.
    names: Vec<u32>,
    /// How thinly the runs are kept.
    scale: u8,
}

impl Fingerprint {
    /// The fingerprint of the paragraphs of the article; headlines, captions, credits and
    /// furniture do not count.
    #[must_use]
    pub fn of(document: &Document) -> Fingerprint {
        let kinds = [BlockKind::Body, BlockKind::Speech, BlockKind::Heading, BlockKind::Foreign];
        let own = document.blocks.iter().filter(|block| kinds.contains(&block.kind));
        let (mut words, mut names) = (Vec::new(), Vec::new());
        for block in own {
            let string = &document.text[block.span];
            for word in string.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()) {
                let hash = hash_word(&fold(word));
                words.push(hash);
                if word.starts_with(|c: char| c.is_uppercase() || c.is_numeric()) {
                    names.push(hash_run(&[hash]));
                }
            }
        }
        names.sort_unstable();
        names.dedup();
        Fingerprint::of_words(&words, names)
    }

    fn of_words(words: &[u64], names: Vec<u32>) -> Fingerprint {
        let runs = |words: &[u64]| {
            let mut runs: Vec<u32> = words.windows(RUN).map(hash_run).collect();
            runs.sort_unstable();
            runs.dedup();
            runs
        };
        let mut print = Fingerprint {
            runs: runs(words),
            opening: runs(&words[..words.len().min(OPENING)]),
            names,
            scale: 0,
        };
        while print.runs.len() > MOST {
            print.scale += 1;
            let scale = print.scale;
            print.runs.retain(|run| kept(*run, scale));
        }
        print
    }

    /// The fingerprint as bytes, for a database.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = vec![VERSION, self.scale];
        for list in [&self.runs, &self.opening, &self.names] {
            bytes.extend((list.len() as u32).to_le_bytes());
            list.iter().for_each(|hash| bytes.extend(hash.to_le_bytes()));
        }
        bytes
    }

    /// Reads what [`Fingerprint::to_bytes`] wrote; `None` for anything else, which is then made
    /// anew from the document.
    #[must_use]
    pub fn from_bytes(bytes: &[u8]) -> Option<Fingerprint> {
        let (&[VERSION, scale], mut rest) = bytes.split_first_chunk()? else { return None };
        let mut list = || {
            let (count, after) = rest.split_first_chunk()?;
            let (own, after) =
                after.split_at_checked((u32::from_le_bytes(*count) as usize).checked_mul(4)?)?;
            rest = after;
            let list: Vec<u32> = own
                .chunks_exact(4)
                .map(|four| u32::from_le_bytes([four[0], four[1], four[2], four[3]]))
                .collect();
            list.is_sorted_by(|a, b| a < b).then_some(list)
        };
        let print = Fingerprint { runs: list()?, opening: list()?, names: list()?, scale };
        (rest.is_empty() && scale < 32).then_some(print)
    }

    /// How many runs there are, about.
    fn size(&self) -> usize {
        self.runs.len() << self.scale.min(20)
    }

    /// The runs by which copies are looked for.
    fn keys(&self) -> impl Iterator<Item = u32> {
        let all = self.size() < SHORT * 2;
        self.runs.iter().copied().filter(move |run| all || run.reverse_bits().is_multiple_of(KEYS))
    }
}

/// True where the two, published so many days apart, tell one story in the same words.
fn are_copies(a: &Fingerprint, b: &Fingerprint, apart: i32) -> bool {
    let (small, large) = if a.size() <= b.size() { (a, b) } else { (b, a) };
    // What is cheap to see comes first: the lengths, then the names.
    if apart > DAYS && (apart > DAYS_IDENTICAL || small.size() * 10 < large.size() * 8) {
        return false;
    }
    // Items of one form have most words in common and name other people.
    let foreign = small.names.len() - common(&small.names, &large.names);
    if apart <= DAYS && foreign * 12 > small.names.len() {
        return false;
    }
    if small.runs.is_empty() {
        return false;
    }
    let scale = small.scale.max(large.scale);
    let (few, many) = (thin(small, scale), thin(large, scale));
    if few.is_empty() {
        return false;
    }
    let both = common(&few, &many) as f64;
    let (of_small, of_large) = (both / few.len() as f64, both / many.len() as f64);
    if apart > DAYS {
        return of_large >= 0.9;
    }
    if small.size() < SHORT {
        return of_large >= 0.9 && (apart == 0 || small.size() >= SHORT / 3);
    }
    // Openings are kept whole, so they are looked for in the other's opening and runs alike.
    let opens = |one: &Fingerprint, other: &Fingerprint| {
        let in_runs = one
            .opening
            .iter()
            .filter(|run| other.runs.binary_search(run).is_ok() || other.opening.binary_search(run).is_ok());
        in_runs.count() * 2 >= one.opening.len()
    };
    (of_small >= 0.5 && opens(small, large) && opens(large, small)) || (of_small >= 0.8 && of_large >= 0.75)
}

/// The runs of a fingerprint, kept as thinly as in another.
fn thin(print: &Fingerprint, scale: u8) -> Cow<'_, [u32]> {
    if print.scale == scale {
        return Cow::Borrowed(&print.runs);
    }
    print.runs.iter().copied().filter(|run| kept(*run, scale)).collect()
}

/// How many numbers two sorted lists share.
fn common(few: &[u32], many: &[u32]) -> usize {
    let mut rest = many;
    let mut count = 0;
    for run in few {
        let at = rest.partition_point(|other| other < run);
        count += usize::from(rest.get(at) == Some(run));
        rest = &rest[at..];
    }
    count
}

fn kept(run: u32, scale: u8) -> bool {
    run.trailing_zeros() >= u32::from(scale)
}

/// FNV-1a, 64 bits: the same on every machine and in every version.
fn hash_word(word: &str) -> u64 {
    word.bytes()
        .fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

fn hash_run(words: &[u64]) -> u32 {
    let mixed = words
        .iter()
        .fold(0u64, |hash, word| (hash.rotate_left(23) ^ word).wrapping_mul(0x9e37_79b9_7f4a_7c15));
    let mixed = (mixed ^ (mixed >> 32)).wrapping_mul(0xd6e8_feb8_6659_fd93);
    (mixed >> 32) as u32
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::{
        calendar::Day,
        evidence::DocId,
        intake::{Metadata, Rules},
        lexicon::{Files, Problems},
    };

    const LEAD: &str = "The prime ministers of Norway and Finland agreed in Oslo on Monday to build a railway between Narvik and Rovaniemi, the first direct line between the two northern regions, and to ask the European Commission for a grant of one billion euros toward its cost.";
    const MIDDLE: &str = "Work is to begin in the spring of next year, once parliaments on both sides have voted on the treaty, and trains will carry fish south and timber north by the end of the decade, the two leaders told reporters after the talks at the guest house of the government.";
    const END: &str = "A joint committee led by the ministers of transport will settle the route across the border in June and report to both cabinets before the summer holidays, while the railways of the two countries compare the width of their tracks and the voltage of their wires.";
    const STATEMENT: &str = "The two governments declare that the canal is open to the ships of all nations in peace and in war; that they will charge the same toll to every ship; that a board of six members will hear complaints within ninety days; and that this declaration enters into force on the day on which the last of the instruments of ratification has been handed over to the government of the country in which the canal lies.";

    fn print(text: &str) -> Fingerprint {
        let files = Files::new([]);
        let rules = Rules::compile(&files, &mut Problems::default());
        let metadata = Metadata { language: None, ..Metadata::default() };
        Fingerprint::of(&rules.document(text, metadata).unwrap())
    }

    fn are_one(a: &str, b: &str) -> bool {
        kin(&[(a, Some("2024-03-05")), (b, Some("2024-03-06"))]) == [0, 0]
    }

    /// For each text the number of the text that stands for it.
    fn kin(texts: &[(&str, Option<&str>)]) -> Vec<usize> {
        let made: Vec<(DocId, Fingerprint, Option<Day>)> = texts
            .iter()
            .enumerate()
            .map(|(at, (text, day))| {
                (DocId::new(&format!("{at:03}")), print(text), day.map(|day| day.parse().unwrap()))
            })
            .collect();
        let named = told(&made, &BTreeMap::new());
        let mut backwards = made.clone();
        backwards.reverse();
        assert_eq!(named, told(&backwards, &BTreeMap::new()), "order changes nothing");
        made.iter().map(|(doc, _, _)| named[doc].story.as_str().parse().unwrap()).collect()
    }

    /// Who tells which story, where the stories of some documents are known.
    fn told(
        made: &[(DocId, Fingerprint, Option<Day>)],
        known: &BTreeMap<DocId, Told>,
    ) -> BTreeMap<DocId, Told> {
        let listed: Vec<Listed> =
            made.iter().map(|(doc, _, day)| Listed { doc, day: *day, told: known.get(doc) }).collect();
        let print = |doc: &DocId| Ok(made.iter().find(|one| one.0 == *doc).expect("it is listed").1.clone());
        let found = stories::<std::convert::Infallible>(&listed, print).unwrap();
        made.iter().map(|(doc, ..)| doc.clone()).zip(found).collect()
    }

    #[test]
    fn reports_told_of_in_batches_have_the_stories_of_all_at_once() {
        // Words of few sorts, so that there are copies, longer copies and copies of copies.
        let sentences: Vec<String> = (0..14)
            .map(|n| (0..25).map(|w| format!("word{} ", (n * 7919 + w * 104_729) % 1_000_003)).collect())
            .collect();
        arbtest::arbtest(|u| {
            let mut made = Vec::new();
            for at in 0..u.int_in_range(2..=24)? {
                let mut text = String::new();
                for _ in 0..u.int_in_range(1..=5)? {
                    text.push_str(u.choose(&sentences)?);
                }
                let first: Day = "2024-01-01".parse().unwrap();
                let day = first.checked_add(jiff::Span::new().days(u.int_in_range(0..=200i64)?)).unwrap();
                let day = if u.ratio(1, 8)? { None } else { Some(day) };
                made.push((DocId::new(&format!("{at:03}")), print(&text), day));
            }
            let whole = told(&made, &BTreeMap::new());
            let mut known = BTreeMap::new();
            let mut end = 0;
            while end < made.len() {
                end = u.int_in_range(end + 1..=made.len())?;
                known = told(&made[..end], &known);
            }
            assert_eq!(known, whole);
            Ok(())
        });
    }

    #[test]
    fn a_shortened_reprint_with_other_diacritics_is_one_voice() {
        let whole = format!("{LEAD}\n\n{MIDDLE}\n\n{END}");
        assert!(are_one(&whole, &format!("{LEAD}\n\n{MIDDLE}")));
        assert!(are_one(&whole, &whole.replace('o', "ó").replace("Oslo", "OSLO")));
        assert!(are_one(&whole, &format!("OSLO — {whole} — VNA")));
    }

    #[test]
    fn a_story_with_unmarked_furniture_still_contains_its_copy() {
        let teasers: String = (0..30).map(|n| format!("\n\nBoats of harbour number {n} landed more herring in week {n} of the year than the office had counted in any of the {n} years before it.")).collect();
        assert!(are_one(
            &format!("{LEAD}\n\n{MIDDLE}\n\n{END}{teasers}"),
            &format!("{LEAD}\n\n{MIDDLE}\n\n{END}")
        ));
    }

    #[test]
    fn a_shared_statement_makes_no_copies() {
        let a = format!("{LEAD}\n\n{STATEMENT}");
        let b = format!(
            "Ships queued at the locks on Tuesday while the foreign ministers of both countries read a text to reporters that ends a quarrel of eleven years over who may steer a tanker through the narrowest bend, and over what the pilots are paid for it in the rainy months.\n\n{STATEMENT}"
        );
        assert!(!are_one(&a, &b));
        assert!(!are_one(&a, STATEMENT), "the statement itself is another voice");
    }

    #[test]
    fn the_same_form_for_another_occasion_is_another_voice() {
        let telegram = |whom: &str, what: &str| {
            format!(
                "The President sent a telegram of congratulations to {whom} on {what} and wished the people of the country peace and prosperity in the years to come."
            )
        };
        assert!(!are_one(
            &telegram("President Abebe", "the Day of Independence"),
            &telegram("King Olav", "his seventieth birthday")
        ));
        let yearly = telegram("President Abebe", "the Day of Independence");
        assert_eq!(kin(&[(&yearly, Some("2010-05-24")), (&yearly, Some("2011-05-24"))]), [0, 1]);
        assert!(are_one(&yearly, &yearly));
    }

    #[test]
    fn many_copies_are_one_story_and_many_stories_with_one_footer_are_many() {
        let whole = format!("{LEAD}\n\n{MIDDLE}\n\n{END}");
        let copies: Vec<(String, Option<&str>)> = (0..200)
            .map(|n| {
                (format!("{whole}\n\nPaper number {n} printed this on its page {n}."), Some("2024-03-05"))
            })
            .collect();
        let texts: Vec<(&str, Option<&str>)> =
            copies.iter().map(|(text, day)| (text.as_str(), *day)).collect();
        assert!(kin(&texts).iter().all(|story| *story == 0));

        let own = |n: usize| -> String {
            (0..60).map(|w| format!("word{} ", (n * 7919 + w * 104_729) % 1_000_003)).collect()
        };
        let stories: Vec<String> = (0..200).map(|n| format!("{}.\n\n{MIDDLE}", own(n))).collect();
        let texts: Vec<(&str, Option<&str>)> =
            stories.iter().map(|text| (text.as_str(), Some("2024-03-05"))).collect();
        assert_eq!(kin(&texts), (0..200).collect::<Vec<_>>());
    }

    #[test]
    fn fingerprints_survive_bytes() {
        for text in [
            "",
            "one two",
            LEAD,
            &format!("{LEAD} {MIDDLE}").repeat(3),
            &(0..9000).map(|n| format!("w{} ", n * n)).collect::<String>(),
        ] {
            let print = print(text);
            assert!(print.runs.len() <= MOST);
            assert_eq!(Fingerprint::from_bytes(&print.to_bytes()), Some(print));
        }
        arbtest::arbtest(|u| {
            let bytes: Vec<u8> = u.arbitrary()?;
            let _ = Fingerprint::from_bytes(&bytes);
            Ok(())
        });
    }
}
