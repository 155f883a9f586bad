//! Events: visits, meetings, calls, sessions, signings, ceremonies, messages.
//!
//! Each frame that is met gives a draft ([`draft`]): kind, status, who, when, where. Drafts that
//! tell of one event are joined ([`join`]): headline, body and caption are one event, a visit told
//! three times is one visit. What the sides undertake at an event is the business of other modules.
//!
//! Invariant: every event has words of one paragraph behind it; no two events of a reading are
//! told by the same trigger.

mod words;
mod draft;
mod gather;
mod kinds;
mod status;
mod later;
mod roles;
mod guests;
mod naming;
mod several;
mod place_time;
mod days;
mod same;
mod sides;
mod company;
mod settle;
mod spoken;
mod join;

pub use words::Rules;

use super::{
    Context,
    model::{Body, Claim, Dated, Event, EventKind, Participant, Party, Role, Source, SourceRole},
    sides::Sides,
};
use crate::{
    evidence::{Evidence, Quote, RuleId},
    intake::BlockKind,
    lexicon::ActorCode,
};
use draft::Draft;

/// The events of a document, in the order of their first words.
#[must_use]
pub fn read(context: &Context<'_>, rules: &Rules) -> Vec<Claim> {
    let mut drafts = gather::gather(context, rules);
    later::settle_fates(context, rules, &mut drafts);
    let sides = Sides::find(context);
    drafts.retain(|draft| spoken::is_told_whole(context, &sides, draft));
    let drafts = join::join(context, rules, &sides, drafts);
    let mut claims: Vec<Claim> = drafts.iter().map(|draft| claim(context, draft)).collect();
    place_in_visits(&mut claims);
    claims
}

fn claim(context: &Context<'_>, draft: &Draft) -> Claim {
    let span = draft.quote(context);
    let mut evidence = Evidence::new(span, RuleId::new(&draft.rule));
    for (words, rule) in &draft.also {
        evidence.add(Quote { span: context.analysis.span_of(words.clone()), rule: RuleId::new(rule) });
    }
    let role = match context.block_of(draft.trigger) {
        BlockKind::Title => SourceRole::Headline,
        BlockKind::Caption => SourceRole::Caption,
        BlockKind::Speech => SourceRole::OwnParty,
        _ => SourceRole::Narration,
    };
    let unnamed = |actor: ActorCode, role: Role| Participant {
        party: Party { actor: Some(actor), ..Party::default() },
        role,
    };
    let host = draft.host.map(|state| unnamed(state, Role::Host));
    let named: Vec<_> = draft.who.iter().filter_map(|(id, _)| context.mentions.entity(*id).actor).collect();
    let is_named = |side: &ActorCode| named.contains(side);
    let part = if draft.kind == EventKind::Visit { Role::Guest } else { Role::Participant };
    let participants = draft
        .who
        .iter()
        .map(|(id, role)| Participant { party: context.party(*id, None), role: *role })
        .chain(host)
        .chain(draft.sides.iter().filter(|side| !is_named(side)).map(|&side| unnamed(side, part)))
        .collect();
    Claim {
        evidence,
        source: Source { role, speaker: None },
        at: None,
        body: Body::Event(Event {
            kind: draft.kind,
            level: draft.level,
            status: draft.status,
            when: draft.when.clone().map(|told| Dated { when: place_time::plain(&told.when), ..told }),
            place: draft.place.clone(),
            participants,
            within: None,
            title: draft.title.clone(),
            ordinal: draft.ordinal.filter(|_| draft.kind == EventKind::Session),
            span,
        }),
    }
}

/// Ties meetings, sessions, signings and ceremonies to the visit that they are part of: in the
/// same state, at overlapping dates, with a visitor who takes part. Where a date is not told, the one
/// visit of the report holds what its visitor by name does there.
fn place_in_visits(claims: &mut [Claim]) {
    let visits: Vec<(u32, Event)> = claims
        .iter()
        .enumerate()
        .filter_map(|(at, claim)| match &claim.body {
            Body::Event(event) if event.kind == EventKind::Visit => Some((at as u32, event.clone())),
            _ => None,
        })
        .collect();
    for claim in claims {
        let Body::Event(event) = &mut claim.body else { continue };
        if matches!(event.kind, EventKind::Visit | EventKind::Call | EventKind::Message) {
            continue;
        }
        let state = |event: &Event| event.place.as_ref().and_then(|place| place.state);
        let fitting = visits.iter().find(|(_, visit)| {
            let same_place = state(visit).is_some() && state(visit) == state(event);
            let same_time = match (&visit.when, &event.when) {
                (Some(one), Some(other)) => one.when.overlaps(&other.when),
                _ => false,
            };
            let shares = visit.participants.first().is_some_and(|visitor| {
                event.participants.iter().any(|participant| {
                    participant.party.name.is_some() && participant.party.name == visitor.party.name
                        || participant.party.actor == visitor.party.actor
                })
            });
            let named = visit.participants.first().is_some_and(|visitor| {
                visitor.party.name.is_some()
                    && event.participants.iter().any(|other| other.party.name == visitor.party.name)
            });
            let undated = visits.len() == 1
                && (visit.when.is_none() || event.when.is_none())
                && visit.status == event.status
                && (same_place || state(event).is_none());
            same_place && same_time && shares || undated && named
        });
        event.within = fitting.map(|(at, _)| *at);
    }
}
