//! What a later clause says became of an event: "Asked about the visit to Lima, he said it had been called off".

use super::{Rules, draft::Draft};
use crate::{
    claims::{
        Context,
        model::{EventKind, EventStatus},
    },
    grammar::{Upos, Word},
};

/// How many sentences lie at most between an event and the pronoun that stands for it.
const SENTENCES: usize = 1;

/// Gives the events that a pronoun stands for what its clause tells of them; drafts stand in text order.
pub(super) fn settle_fates(context: &Context<'_>, rules: &Rules, drafts: &mut [Draft]) {
    let analysis = context.analysis;
    let fates = [(&rules.postponed, EventStatus::Postponed), (&rules.cancelled, EventStatus::Cancelled)];
    let pronoun = |&subject: &Word| {
        analysis.upos(subject) == Upos::Pron
            && context.mentions.at(subject).is_none_or(|mention| mention.refers.is_empty())
    };
    for (_, clause) in context.clauses.iter() {
        let told = clause.passive && !clause.negated && !clause.infinitive;
        if !told || !clause.subjects.iter().all(pronoun) || clause.subjects.is_empty() {
            continue;
        }
        let fate = fates.iter().find(|(verbs, _)| verbs.is_at(analysis, clause.predicate));
        let Some((_, status)) = fate else { continue };
        let end = drafts.partition_point(|draft| draft.trigger < clause.subjects[0]);
        let here = analysis.sentence_of(clause.predicate);
        let stands_for = |draft: &&mut Draft| {
            matches!(
                draft.kind,
                EventKind::Visit | EventKind::Meeting | EventKind::Session | EventKind::Signing
            ) && matches!(analysis.upos(draft.center), Upos::Noun | Upos::Propn)
        };
        let near = |draft: &&mut Draft| here - analysis.sentence_of(draft.trigger) <= SENTENCES;
        if let Some(draft) = drafts[..end].iter_mut().rev().take_while(near).find(stands_for) {
            draft.status = *status;
            draft.soft = false;
        }
    }
}
