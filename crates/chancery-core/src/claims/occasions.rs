//! Anniversaries, projects and the level of a partnership, as a document speaks of them.
//!
//! "the 75th anniversary of diplomatic relations" gives the year that is counted from by
//! arithmetic; "Comprehensive Strategic Partnership" is a rung of a ladder of words
//! (`papers/levels.toml`), and "comprehensive partners" is none.
//!
//! Invariant: a level is claimed once a document for the same sides.

use std::{collections::BTreeMap, ops::Range};

use serde::Deserialize;

use super::{
    model::{Anniversary, Body, Claim, PartnershipLevel, Project, Source},
    phrases::{Phrases, Words},
    scene::Scene,
};
use crate::{
    calendar::When,
    evidence::{Evidence, Quote, RuleId},
    grammar::Word,
    lexicon::{Files, List, Problems, Sym, Vocabulary, fold},
};

const FILE: &str = "papers/levels.toml";

/// A year that is printed so near to the one that the number leads to is what is counted from, if
/// need be by a slip; one farther away is of something else.
const SLIP: i32 = 3;

/// The words of anniversaries and partnership levels.
#[derive(Clone, Debug, Default)]
pub struct Occasions {
    levels: Vec<String>,
    phrases: Phrases,
    projects: Phrases,
    anniversary: List,
    of: List,
    years: List,
    kept: List,
    ordinals: Vec<(Sym, u32)>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct File {
    /// Each level with the phrases that name it.
    levels: BTreeMap<String, Vec<String>>,
    anniversary: String,
    of: String,
    /// "60 years of relations": the word for years, and what they are of.
    years: String,
    kept: String,
    ordinals: BTreeMap<String, u32>,
    /// Phrases that name projects and programmes of cooperation.
    projects: Vec<String>,
}

impl Occasions {
    /// Reads `papers/levels.toml`; what is wrong with it goes to `problems`.
    #[must_use]
    pub fn compile(files: &Files<'_>, vocabulary: &mut Vocabulary, problems: &mut Problems) -> Occasions {
        let file: File = files.toml(FILE, problems);
        let words = Words::default();
        let mut occasions = Occasions {
            anniversary: words.list(&file.anniversary, vocabulary),
            of: words.list(&file.of, vocabulary),
            years: words.list(&file.years, vocabulary),
            kept: words.list(&file.kept, vocabulary),
            ..Occasions::default()
        };
        for (level, phrases) in file.levels {
            let number = occasions.levels.len() as u32;
            for phrase in phrases {
                occasions.phrases.add(number, &phrase, &words, vocabulary, FILE, problems);
            }
            occasions.levels.push(level);
        }
        occasions.phrases.finish();
        for phrase in file.projects {
            occasions.projects.add(0, &phrase, &words, vocabulary, FILE, problems);
        }
        occasions.projects.finish();
        for (word, number) in file.ordinals {
            occasions.ordinals.push((vocabulary.add(&fold(&word)), number));
        }
        occasions.ordinals.sort_unstable();
        occasions
    }

    /// The anniversaries and levels of a document, in the order of the text.
    #[must_use]
    pub fn read(&self, scene: &Scene<'_>) -> Vec<Claim> {
        let analysis = scene.context.analysis;
        let mut claims: Vec<Claim> = Vec::new();
        for sentence in analysis.sentences() {
            let words = sentence.words.clone();
            if words.is_empty()
                || !scene.is_body(words.start)
                || !scene.sides.is_between_sides(scene.paragraph(words.start))
            {
                continue;
            }
            let mut taken = words.start;
            for word in words.clone() {
                if self.anniversary.contains(analysis.form(word)) || self.is_years(scene, word, words.end) {
                    claims.push(self.anniversary(scene, word, words.clone()));
                }
                let projects = self.projects.at(analysis, word, words.end);
                if let Some(hit) = projects.into_iter().max_by_key(|hit| hit.words.end) {
                    claims.push(project(scene, hit.words, words.clone()));
                }
                // "comprehensive strategic partnership" is no "strategic partnership" as well.
                if word < taken {
                    continue;
                }
                let levels = self.phrases.at(analysis, word, words.end);
                if let Some(hit) = levels.into_iter().max_by_key(|hit| hit.words.end) {
                    taken = hit.words.end;
                    self.level(scene, &self.levels[hit.rule as usize], hit.words, &mut claims);
                }
            }
        }
        claims
    }

    /// "60 years of diplomatic relations".
    fn is_years(&self, scene: &Scene<'_>, word: Word, end: Word) -> bool {
        let analysis = scene.context.analysis;
        self.years.contains(analysis.form(word))
            && word + 2 < end
            && self.of.contains(analysis.form(word + 1))
            && word > 0
            && self.ordinal(scene, word - 1).is_some()
            && (word + 2..end.min(word + 5)).any(|at| self.kept.contains(analysis.form(at)))
    }

    fn anniversary(&self, scene: &Scene<'_>, word: Word, sentence: Range<Word>) -> Claim {
        let analysis = scene.context.analysis;
        let first = sentence.start.max(word.saturating_sub(4));
        let ordinal = (first..word).rev().find_map(|at| Some((self.ordinal(scene, at)?, at)));
        let of = (word + 1 < sentence.end && self.of.contains(analysis.form(word + 1))).then(|| {
            let head = (word + 2..sentence.end).find(|&at| {
                matches!(analysis.upos(at), crate::grammar::Upos::Noun | crate::grammar::Upos::Propn)
                    && analysis.head(at).is_none_or(|head| {
                        head <= word
                            || head >= sentence.end
                            || analysis.upos(head) != crate::grammar::Upos::Noun
                            || head < at
                    })
            });
            let end = head.map_or(word + 2, |head| scene.noun_group(head).end).min(sentence.end);
            word + 2..end.max(word + 2)
        });
        let start = ordinal.map_or(word, |(_, at)| at);
        // "diplomatic relations (1950-2025)": the years are no part of what is kept.
        let of = of.map(|of| {
            let is_bracket = |at: &Word| scene.context.document.text[analysis.span(*at)].starts_with('(');
            of.start..of.clone().find(is_bracket).unwrap_or(of.end)
        });
        // "the ties between": what the words lead to was cut off.
        let leads = |at: Word| {
            use crate::grammar::Upos;
            matches!(analysis.upos(at), Upos::Adp | Upos::Cconj | Upos::Det | Upos::Punct)
        };
        let of = of.map(|of| of.start..of.clone().rev().find(|&at| !leads(at)).map_or(of.start, |at| at + 1));
        let of = of.filter(|of| !of.is_empty());
        let end = of.as_ref().map_or(word + 1, |of| of.end);
        let span = scene.quote(start..end);
        let number = ordinal.map(|(number, _)| number as i32);
        let told = scene.context.document.day().map(|day| i32::from(day.year()));
        let year_of = |when: &When| when.first().map(|day| i32::from(day.year()));
        // "(1950-2025)", "established on 30 January 1950": the year from which the number leads to
        // about now is the one that is counted from.
        let is_base = |when: &When| {
            number.zip(told).zip(year_of(when)).is_some_and(|((number, told), year)| {
                year < told && (year + number - told).abs() <= SLIP.min(number - 1)
            })
        };
        let times = || scene.context.times.iter().filter(|time| sentence.contains(&time.words.start));
        let printed = times().filter_map(|time| time.when.as_ref()).find(|when| is_base(when)).cloned();
        // "in May next year for the 80th anniversary": the year that stands near, else that of the report.
        let near = times().filter(|time| {
            time.words.end <= start && start - time.words.end <= 3
                || told.is_some()
                    && time.words.start >= end
                    && time.words.start - end <= 1
                    && time.when.as_ref().and_then(year_of) > told
        });
        let near = near.filter_map(|time| time.when.as_ref()).filter(|when| !is_base(when));
        let on = near.filter_map(year_of).next_back();
        let year = |year: i32| When::parse(&format!("{year:04}")).ok();
        let counted = || on.or(told).zip(number).and_then(|(kept, number)| year(kept - number));
        // Of a range the first day is counted from.
        let base = printed
            .and_then(|when| if when.edtf().contains('/') { year(year_of(&when)?) } else { Some(when) });
        let base = base.or_else(counted);
        Claim {
            evidence: Evidence::new(span, RuleId::new("anniversary")),
            source: Source::default(),
            at: None,
            body: Body::Anniversary(Anniversary {
                ordinal: ordinal.map(|(number, _)| number),
                of: of.map_or(span, |of| analysis.span_of(of)),
                parties: scene.sides.dealing(scene.paragraph(word)),
                base,
                on: on.and_then(year),
            }),
        }
    }

    fn level(&self, scene: &Scene<'_>, level: &str, words: Range<Word>, claims: &mut Vec<Claim>) {
        let named = scene.sides.codes(scene.noun_group(words.end - 1));
        let parties = if named.len() > 1 { named } else { scene.sides.dealing(scene.paragraph(words.start)) };
        let span = scene.quote(words);
        let rule = RuleId::new("partnership-level");
        let known = claims.iter_mut().find(|claim| {
            matches!(&claim.body, Body::PartnershipLevel(known) if known.level == level && known.parties == parties)
        });
        match known {
            Some(claim) => claim.evidence.add(Quote { span, rule }),
            None => claims.push(Claim {
                evidence: Evidence::new(span, rule),
                source: Source::default(),
                at: None,
                body: Body::PartnershipLevel(PartnershipLevel {
                    level: level.to_owned(),
                    parties,
                    since: None,
                }),
            }),
        }
    }

    fn ordinal(&self, scene: &Scene<'_>, word: Word) -> Option<u32> {
        let form = scene.context.analysis.form(word);
        if let Ok(at) = self.ordinals.binary_search_by_key(&form, |(sym, _)| *sym) {
            return Some(self.ordinals[at].1);
        }
        let surface = scene.surface(word);
        let digits = surface.len() - surface.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        (digits > 0 && digits < 4).then(|| surface[..digits].parse().ok()).flatten()
    }
}

/// A project with what belongs to its name.
fn project(scene: &Scene<'_>, hit: Range<Word>, sentence: Range<Word>) -> Claim {
    let group = scene.noun_group(hit.end - 1);
    let words = group.start.min(hit.start).max(sentence.start)..group.end.max(hit.end).min(sentence.end);
    let span = scene.quote(words.clone());
    Claim {
        evidence: Evidence::new(span, RuleId::new("project")),
        source: Source::default(),
        at: None,
        body: Body::Project(Project {
            name: scene.context.text(span).to_owned(),
            parties: scene.sides.dealing(scene.paragraph(hit.start)),
            fields: (scene.fields)(words),
            phase: None,
        }),
    }
}
