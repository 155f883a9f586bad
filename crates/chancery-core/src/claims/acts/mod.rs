//! Acts: what somebody agrees, pledges, assigns, offers, proposes, hopes, discusses or declines.
//!
//! Rules name phrases ([`rules`]); a phrase in a clause that fits is an act, told with its sides,
//! force, fields and words ([`find`]). Nothing is an act inside the content of another one: "agreed
//! to discuss" agrees, "hopes that Russia will help" hopes. Weak verbs of saying have no rules, so
//! that what they report decides.
//!
//! What the network tells of acts stands beside the rules ([`told`]): it doubts phrases, and sees acts in
//! words that no phrase names.
//!
//! Praise, thanks and forecasts are the business of `statements`, meetings and visits of `events`.

mod dealing;
mod doubt;
mod extent;
mod find;
mod lists;
mod papers;
mod parties;
mod rules;
mod subjects;
mod tell;
mod told;

use rules::Rules;

use super::{
    model::{Body, Claim},
    rulebook::Example,
    scene::Scene,
};
use crate::lexicon::{Files, Problems, Vocabulary};

/// The rules of acts, ready to read by.
#[derive(Clone, Debug, Default)]
pub struct Acts {
    rules: Rules,
}

impl Acts {
    /// Reads the files under `acts/`; what is wrong with them goes to `problems`.
    #[must_use]
    pub fn compile(files: &Files<'_>, vocabulary: &mut Vocabulary, problems: &mut Problems) -> Acts {
        Acts { rules: Rules::compile(files, vocabulary, problems) }
    }

    /// The acts of a document, in the order of the text.
    #[must_use]
    pub fn read(&self, scene: &Scene<'_>) -> Vec<Claim> {
        find::acts(&self.rules, scene)
    }

    /// True for an act that the network alone sees.
    #[must_use]
    pub fn is_told(&self, claim: &Claim) -> bool {
        let rule = &claim.evidence.first().rule;
        matches!(claim.body, Body::Act(_))
            && self.rules.rules.iter().any(|known| known.told && known.id == *rule)
    }

    /// The sentences that the rules must and must not match.
    #[must_use]
    pub fn examples(&self) -> &[Example] {
        self.rules.rulebook.examples()
    }
}
