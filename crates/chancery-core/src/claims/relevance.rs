//! Whether a document tells of a dealing between states or organisations at all.
//!
//! It does where it tells of an event between sides, or where somebody who acts for one side says,
//! does or undertakes something that names another side. Sport, crime, weather and domestic
//! politics name other countries too, but nobody acts towards them.

use super::{
    Context,
    clauses::Clause,
    model::{ActKind, Body, Claim},
};
use crate::{
    grammar::Word,
    lexicon::{ActorCode, ActorKind},
    mentions::{EntityKind, Form, Mention},
};

/// True where the claims that count or the clauses show a dealing.
#[must_use]
pub fn is_relevant(context: &Context<'_>, claims: &[Claim], counts: impl Fn(&Claim) -> bool) -> bool {
    let claims = || claims.iter().filter(|claim| counts(claim));
    let dealt = claims().any(|claim| match &claim.body {
        Body::Event(_) => true,
        Body::Act(act) => {
            let is_body = |code: &ActorCode| {
                context.world.actor(*code).is_some_and(|one| one.kind == ActorKind::Organisation)
            };
            // What an organisation agrees, its members agree; what it calls for, it calls for from states.
            matches!(act.act, ActKind::Agree | ActKind::Pledge | ActKind::Propose | ActKind::Decline)
                && act.by.iter().any(is_body)
                || act.by.len() > 1
                || act.beneficiary.is_some()
                || act.to.iter().any(|to| !act.by.contains(to))
                || {
                    let words = context.analysis.words_in(claim.evidence.first().span);
                    names_another(context, words.start, &act.by)
                }
        }
        Body::Instrument(instrument) => instrument.parties.len() > 1,
        Body::Mechanism(mechanism) => mechanism.parties.len() > 1,
        _ => false,
    });
    // The pages of a government tell mostly of its own affairs: what names another state there is
    // no dealing with it until something is found that is.
    let found = claims().any(|claim| !matches!(claim.body, Body::Tenure(_)));
    dealt
        || (found || context.mentions.home.is_none())
            && context.clauses.iter().any(|(_, clause)| is_dealing(context, clause))
}

/// True where the sentence of a word names a side that is none of these.
fn names_another(context: &Context<'_>, word: Word, sides: &[ActorCode]) -> bool {
    if word >= context.analysis.len() || sides.is_empty() {
        return false;
    }
    let sentence = context.analysis.sentences()[context.analysis.sentence_of(word)].words.clone();
    context
        .mentions
        .within(sentence)
        .iter()
        .filter(|mention| acts_officially(context, mention))
        .any(|mention| context.mentions.actors(mention).iter().any(|actor| !sides.contains(actor)))
}

/// True where somebody who acts for a side is the subject, and another side stands in the clause.
fn is_dealing(context: &Context<'_>, clause: &Clause) -> bool {
    let contest = context.mention_rules.is_contest(context.analysis.lemma(clause.predicate))
        || context.mention_rules.is_contest(context.analysis.form(clause.predicate));
    if clause.passive || contest {
        return false;
    }
    let own: Vec<ActorCode> = clause
        .subjects
        .iter()
        .filter_map(|&subject| context.mentions.at(subject))
        .filter(|mention| acts_officially(context, mention))
        .flat_map(|mention| context.mentions.actors(mention))
        .collect();
    let has_other = || {
        context.mentions.within(clause.extent.clone()).iter().any(|mention| {
            matches!(mention.form, Form::Side | Form::Name | Form::Office)
                && acts_officially(context, mention)
                && mention
                    .refers
                    .iter()
                    .any(|&id| context.mentions.entity(id).actor.is_some_and(|actor| !own.contains(&actor)))
        })
    };
    !own.is_empty() && has_other()
}

/// True for a state, an organisation, or a person in an office of one.
fn acts_officially(context: &Context<'_>, mention: &Mention) -> bool {
    let last = context.analysis.form(mention.words.end - 1);
    if context.mention_rules.is_private(last) {
        return false;
    }
    mention.refers.iter().any(|&id| {
        let entity = context.mentions.entity(id);
        match entity.kind {
            EntityKind::State | EntityKind::Organisation => mention.form == Form::Side,
            EntityKind::Person | EntityKind::Office => entity.office.is_some() && entity.actor.is_some(),
            EntityKind::Group => false,
        }
    })
}
