//! What a speech or an interview tells of events: only what its own sentence tells whole.

use super::{draft::Draft, place_time};
use crate::{
    claims::{
        Context,
        model::{EventKind, Role},
        sides::Sides,
        speech,
    },
    intake::BlockKind,
    lexicon::ActorCode,
    mentions::{EntityKind, Form},
};

/// True for an event of a report, and for one of a speech whose sentence names the other side; of a visit,
/// somebody who travels and where to. "A third of our exports goes to Japan" tells of no visit.
pub(super) fn is_told_whole(context: &Context<'_>, sides: &Sides, draft: &Draft) -> bool {
    let told = matches!(context.block_of(draft.trigger), BlockKind::Body | BlockKind::Speech);
    if !context.is_speech || !told {
        return true;
    }
    let sentence = place_time::sentence(context, draft.trigger);
    let block = context.analysis.sentences()[context.analysis.sentence_of(draft.trigger)].block;
    let home = || context.mentions.home.or_else(|| sides.main().first().copied());
    let own: Vec<ActorCode> = match sides.speaker(block) {
        Some(speaker) => speaker.actors.clone(),
        None => home().into_iter().collect(),
    };
    if !speech::names_other(context, sentence.clone(), &own) {
        return false;
    }
    let mentions = context.mentions.within(sentence.clone());
    // Somebody by name, office or pronoun, and no state that only lends its name to a thing.
    let is_somebody = |id: u32| {
        mentions.iter().any(|mention| {
            mention.refers.contains(&id)
                && match context.mentions.entity(id).kind {
                    EntityKind::Person | EntityKind::Office | EntityKind::Group => true,
                    _ => matches!(mention.form, Form::Pronoun | Form::Possessive),
                }
        })
    };
    match draft.kind {
        EventKind::Visit => {
            let guest = draft.who.iter().any(|(id, role)| *role == Role::Guest && is_somebody(*id));
            let place = draft.place.as_ref().and_then(|place| place.state);
            guest && place.is_some_and(|state| sides.codes(sentence).contains(&state))
        }
        EventKind::Meeting | EventKind::Call | EventKind::Message => draft.who.iter().any(|(id, _)| {
            let actor = context.mentions.entity(*id).actor;
            is_somebody(*id) && actor.is_some_and(|actor| !own.contains(&actor))
        }),
        EventKind::Session | EventKind::Signing | EventKind::Ceremony => true,
    }
}
