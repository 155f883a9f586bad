//! Who is shown in which office, on the day of the report.
//!
//! A person whom a document names with an office holds it when the document was written, unless the
//! words say that the office is past. Joining the days of many documents to terms of office is the
//! business of `ledger`.
//!
//! Invariant: one claim for each person and office of a document.

use std::ops::Range;

use serde::Deserialize;

use super::{
    model::{Body, Claim, Source, Tenure},
    phrases::Words,
    scene::Scene,
};
use crate::{
    evidence::{Evidence, Quote, RuleId},
    grammar::{Upos, Word},
    lexicon::{Files, List, Problems, Vocabulary},
    mentions::{EntityKind, Form},
};

const FILE: &str = "papers/tenures.toml";

/// The words by which an office is past or held for a time only.
#[derive(Clone, Debug, Default)]
pub struct Tenures {
    former: List,
    acting: List,
    /// What is made for a person or named after one.
    memorials: List,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    former: String,
    acting: String,
    memorials: String,
}

impl Tenures {
    /// Reads `papers/tenures.toml`; what is wrong with it goes to `problems`.
    #[must_use]
    pub fn compile(files: &Files<'_>, vocabulary: &mut Vocabulary, problems: &mut Problems) -> Tenures {
        let file: File = files.toml(FILE, problems);
        let words = Words::default();
        Tenures {
            former: words.list(&file.former, vocabulary),
            acting: words.list(&file.acting, vocabulary),
            memorials: words.list(&file.memorials, vocabulary),
        }
    }

    /// The tenures of a document, in the order of the text.
    #[must_use]
    pub fn read(&self, scene: &Scene<'_>) -> Vec<Claim> {
        let context = scene.context;
        let mut claims: Vec<Claim> = Vec::new();
        for mention in context.mentions.all().iter().filter(|mention| mention.form == Form::Name) {
            for &id in &mention.refers {
                let entity = context.mentions.entity(id);
                // A mention without a title shows the person, not the office.
                let with_title =
                    entity.name_words.as_ref().is_some_and(|name| mention.words.len() > name.len())
                        || mention.words.len() > 3;
                if entity.kind != EntityKind::Person
                    || entity.office.is_none()
                    || !with_title && !self.near(scene, mention.words.start, mention.words.end, &self.former)
                    || self.is_remembered(scene, &mention.words)
                {
                    continue;
                }
                let party = context.party(id, Some(mention));
                let span = scene.quote(mention.words.clone());
                let rule = RuleId::new("tenure.title");
                let known = claims.iter_mut().find(|claim| {
                    matches!(&claim.body, Body::Tenure(old)
                        if old.party.name == party.name && old.party.office == party.office)
                });
                if let Some(claim) = known {
                    claim.evidence.add(Quote { span, rule });
                    continue;
                }
                claims.push(Claim {
                    evidence: Evidence::new(span, rule),
                    source: Source::default(),
                    at: None,
                    body: Body::Tenure(Tenure {
                        party,
                        on: context.document.day(),
                        former: self.near(scene, mention.words.start, mention.words.end, &self.former),
                        acting: self.near(scene, mention.words.start, mention.words.end, &self.acting),
                    }),
                });
            }
        }
        claims
    }

    /// True for those whom a thing is named after or made for: "the mausoleum of President Ho Chi
    /// Minh" shows no holder of an office.
    fn is_remembered(&self, scene: &Scene<'_>, words: &Range<Word>) -> bool {
        let analysis = scene.context.analysis;
        let named = |word: Word| self.memorials.contains(analysis.lemma(word));
        let top = words.clone().find_map(|word| analysis.head(word).filter(|head| !words.contains(head)));
        let after = words.end < analysis.len() && named(words.end);
        let of = words.start > 0 && analysis.upos(words.start - 1) == Upos::Adp;
        after || top.is_some_and(named) || of && (words.start.saturating_sub(3)..words.start).any(named)
    }

    fn near(&self, scene: &Scene<'_>, start: Word, end: Word, list: &List) -> bool {
        // "her predecessor, …": a comma parts nothing.
        let is_comma = |word: Word| scene.context.analysis.upos(word) == Upos::Punct;
        let before = start.saturating_sub(1 + u32::from(start > 1 && is_comma(start - 1)));
        (before..end).any(|word| list.contains(scene.context.analysis.form(word)))
    }
}
