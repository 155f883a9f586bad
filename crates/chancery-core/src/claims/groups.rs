//! The names of papers and bodies: a noun with the words before it that belong to it, and its
//! complement behind.
//!
//! "the Vietnam - Russia Intergovernmental Committee on Trade" is found from its noun outwards.
//! Which nouns are looked for is the business of `instruments` and `mechanisms`.
//!
//! Invariant: a group lies inside one sentence and holds its noun.

use std::ops::Range;

use super::scene::Scene;
use crate::{
    grammar::{Rel, Upos, Word, Xpos},
    lexicon::List,
};

/// A noun with what belongs to its name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// The name: no article, complement included.
    pub name: Range<Word>,
    /// The noun itself.
    pub noun: Range<Word>,
    /// The article or number before the name, if one stands there.
    pub article: Option<Word>,
    /// True where a complement belongs to the name.
    pub has_complement: bool,
}

/// The words that bound a group.
#[derive(Clone, Debug, Default)]
pub struct Bounds {
    /// Prepositions by which a complement hangs on the noun.
    pub complements: List,
    /// Nothing belongs to the name behind these.
    pub stops: List,
    /// Behind "in" these make a complement: "in the field of".
    pub in_fields: List,
    /// Behind "and" or a comma these begin another paper: "*a* protocol on ports".
    pub others: List,
}

/// The most words of a name before and behind its noun (the longest titles of treaties have some
/// thirty).
const BEFORE: u32 = 12;
const BEHIND: u32 = 40;

/// The name around a noun.
#[must_use]
pub fn around(scene: &Scene<'_>, bounds: &Bounds, noun: Range<Word>) -> Group {
    let sentence = scene.sentence(noun.start);
    let start = before(scene, noun.start, sentence.start);
    let end = behind(scene, bounds, noun.end, sentence.end);
    let article = start.checked_sub(1).filter(|&word| {
        let analysis = scene.context.analysis;
        word >= sentence.start
            && (matches!(analysis.upos(word), Upos::Det | Upos::Num) || analysis.xpos(word) == Xpos::PrpPoss)
    });
    Group { name: start..end, has_complement: end > noun.end, noun, article }
}

/// Where the name begins: adjectives, nouns, names, hyphens and owners before the noun.
fn before(scene: &Scene<'_>, noun: Word, least: Word) -> Word {
    let analysis = scene.context.analysis;
    let mut start = noun;
    while start > least && noun - start < BEFORE {
        let word = start - 1;
        let surface = scene.surface(word);
        let joins = match analysis.upos(word) {
            Upos::Adj | Upos::Noun | Upos::Propn => true,
            // "the 2018 memorandum", "a seven-year memorandum".
            Upos::Num => is_year(surface) || start < noun && scene.surface(start) == "-",
            // "Vietnam - Russia", "Russian–Turkish", "Vietnam's".
            Upos::Punct | Upos::Part | Upos::Sym => {
                matches!(surface, "-" | "–" | "—" | "/" | "'s" | "’s" | "&" | "’" | "'")
                    && word > least
                    && matches!(analysis.upos(word - 1), Upos::Propn | Upos::Adj | Upos::Noun | Upos::Num)
            }
            // "Trade and Economic Committee", "economic and trade agreement".
            Upos::Cconj => {
                word > least
                    && start < noun
                    && like(scene, word - 1, start)
                    && matches!(analysis.upos(start), Upos::Adj | Upos::Propn | Upos::Noun)
            }
            Upos::Verb => analysis.xpos(word) == Xpos::Vbg && scene.is_capital(word) && word > least,
            _ => false,
        };
        if !joins {
            break;
        }
        start = word;
    }
    // A name does not begin with a joint.
    while start < noun && matches!(analysis.upos(start), Upos::Punct | Upos::Cconj | Upos::Part | Upos::Sym) {
        start += 1;
    }
    start
}

fn is_year(surface: &str) -> bool {
    surface.len() == 4 && surface.bytes().all(|byte| byte.is_ascii_digit())
}

/// True where two words can be joined by "and" inside one name.
fn like(scene: &Scene<'_>, left: Word, right: Word) -> bool {
    let analysis = scene.context.analysis;
    let word_like = |word| matches!(analysis.upos(word), Upos::Adj | Upos::Propn | Upos::Noun);
    word_like(left) && word_like(right) && scene.is_capital(left) == scene.is_capital(right)
}

/// Where the name ends: complements with a preposition of the list, and what belongs to them.
fn behind(scene: &Scene<'_>, bounds: &Bounds, from: Word, most: Word) -> Word {
    let analysis = scene.context.analysis;
    let most = most.min(from + BEHIND);
    let mut end = from;
    let mut at = from;
    // A short form in brackets belongs to the name: "(UNCLOS)".
    if let Some(close) = bracket(scene, at, most) {
        (end, at) = (close, close);
    }
    while at < most {
        let form = analysis.form(at);
        let opens = bounds.complements.contains(form)
            || scene.surface(at) == "in"
                && (at + 1..(at + 6).min(most)).any(|word| bounds.in_fields.contains(analysis.form(word)));
        // "an agreement from 1988 on sea rescue".
        let dated = analysis.upos(at) == Upos::Adp
            && at + 1 < most
            && is_year(scene.surface(at + 1))
            && at + 2 < most
            && bounds.complements.contains(analysis.form(at + 2));
        if dated {
            at += 2;
            continue;
        }
        if !opens {
            break;
        }
        let stop = noun_run(scene, bounds, at + 1, most);
        if stop == at + 1 {
            break;
        }
        end = stop;
        at = stop;
        if let Some(close) = bracket(scene, at, most) {
            (end, at) = (close, close);
        }
    }
    end
}

/// The end of a run of nouns with what joins them, from `from`.
#[must_use]
pub fn noun_run(scene: &Scene<'_>, bounds: &Bounds, from: Word, most: Word) -> Word {
    let analysis = scene.context.analysis;
    let mut end = from;
    let mut at = from;
    let mut seen_noun = false;
    while at < most {
        let form = analysis.form(at);
        // "a pact | on the sidelines of the summit".
        let stops = bounds.stops.contains(form) && (seen_noun || analysis.upos(at) == Upos::Noun);
        if stops || begins_time(scene, at) {
            break;
        }
        let surface = scene.surface(at);
        let joins = analysis.upos(at) == Upos::Cconj || surface == ",";
        // "an agreement on gas and a protocol on ports", but "between Peru and a group of banks".
        if joins
            && at + 1 < most
            && bounds.others.contains(analysis.form(at + 1))
            && !scene.sides.within(from..at).any(|side| side.words.end == at)
        {
            break;
        }
        // "a protocol on customs data, Oman said": behind the matter a side speaks.
        let side = |word: Word| scene.sides.at(word).is_some();
        if surface == "," && at > from && at + 1 < most && side(at + 1) && !side(at - 1) {
            break;
        }
        match analysis.upos(at) {
            Upos::Noun | Upos::Propn | Upos::Num => {
                seen_noun = true;
                end = at + 1;
            }
            Upos::Adj | Upos::Det => {}
            // "the *expanded* partnership".
            Upos::Verb if analysis.rel(at) == Rel::Amod && at + 1 < most => {}
            Upos::Pron if analysis.xpos(at) == Xpos::PrpPoss => {}
            Upos::Verb if analysis.xpos(at) == Xpos::Vbg && (!seen_noun || scene.is_capital(at)) => {}
            Upos::Verb
                if analysis.xpos(at) == Xpos::Vbg
                    && at > from
                    && analysis.upos(at - 1) == Upos::Cconj
                    && noun_follows(scene, at, most) => {}
            Upos::Part if surface == "'s" || surface == "’s" => end = at + 1,
            Upos::Cconj if seen_noun && noun_follows(scene, at, most) => {}
            Upos::Punct if matches!(surface, "-" | "–" | "/" | "“" | "‘") => {}
            // A comma inside a list: another noun follows it, and an "and" later.
            Upos::Punct if surface == "," && seen_noun && list_goes_on(scene, at, most) => {}
            Upos::Adp if surface == "of" && seen_noun && noun_follows(scene, at, most) => {}
            _ => break,
        }
        at += 1;
    }
    end
}

/// True where a day or month begins that belongs to no name: "a treaty on fish *next month*"; dates
/// with figures may ("of 12 May", "for 2026–2030").
fn begins_time(scene: &Scene<'_>, at: Word) -> bool {
    let analysis = scene.context.analysis;
    let time = scene.context.times.iter().find(|time| time.words.start == at);
    time.is_some_and(|time| {
        time.when.is_some()
            && time.words.clone().any(|word| analysis.upos(word) != Upos::Num)
            && !time.words.clone().any(|word| scene.surface(word).contains(|c: char| c.is_ascii_digit()))
    })
}

fn noun_follows(scene: &Scene<'_>, at: Word, most: Word) -> bool {
    let analysis = scene.context.analysis;
    // "between Chile and Peru is …": a name goes on with a list of names.
    if at + 1 < most && at > 0 && analysis.upos(at + 1) == Upos::Propn && analysis.upos(at - 1) == Upos::Propn
    {
        return true;
    }
    (at + 1..most.min(at + 6))
        .find(|&word| !matches!(analysis.upos(word), Upos::Adj | Upos::Det | Upos::Verb | Upos::Adv))
        .is_some_and(|word| matches!(analysis.upos(word), Upos::Noun | Upos::Propn | Upos::Num))
        // A verb with a subject of its own begins a clause.
        && !(at + 1..most.min(at + 8)).any(|word| analysis.upos(word) == Upos::Aux)
}

fn list_goes_on(scene: &Scene<'_>, comma: Word, most: Word) -> bool {
    let analysis = scene.context.analysis;
    let mut nouns = 0;
    for word in comma + 1..most.min(comma + 14) {
        match analysis.upos(word) {
            Upos::Noun | Upos::Propn => nouns += 1,
            Upos::Cconj => return nouns > 0,
            Upos::Adj | Upos::Det | Upos::Num => {}
            Upos::Punct if scene.surface(word) == "," || scene.surface(word) == "-" => {}
            Upos::Adp if scene.surface(word) == "of" => {}
            _ => return false,
        }
    }
    false
}

/// The end of a short bracket that opens at `at`.
fn bracket(scene: &Scene<'_>, at: Word, most: Word) -> Option<Word> {
    if at >= most || scene.surface(at) != "(" {
        return None;
    }
    (at + 1..most.min(at + 5)).find(|&word| scene.surface(word) == ")").map(|close| close + 1)
}
