//! How many facts of a list a reading holds: a check of completeness against what an officer of the
//! desk has marked by hand.
//!
//! A fact names its document, its type and its words. It counts as found where a claim of the same
//! class has evidence that overlaps those words; an office, where a party with an office is named
//! there.

use chancery_core::{
    claims::model::{ActKind, Body, Claim, Party, Reading},
    text::{Span, Text},
};
use serde::Deserialize;

/// One fact that was marked by hand.
#[derive(Clone, Debug, Deserialize)]
pub struct Fact {
    /// Its name: `001-S8-2`.
    pub id: String,
    /// The document, by the beginning of its file's name.
    pub doc: String,
    /// Its type: `COM`, `EVT`, `MEC` …
    #[serde(rename = "type")]
    pub kind: String,
    /// Its words, as they are printed.
    pub quote: String,
    /// Where they stand, in code points.
    pub start: u32,
}

/// True where a reading holds the fact.
///
/// A fact whose words the text does not hold is not found.
#[must_use]
pub fn holds(fact: &Fact, reading: &Reading, text: &Text) -> bool {
    let Some(place) = place(fact, text) else { return false };
    reading.claims.iter().any(|claim| is_class(&fact.kind, claim) && touches(&fact.kind, claim, place))
}

/// Where the words of a fact stand: the place nearest to the one that was marked.
fn place(fact: &Fact, text: &Text) -> Option<Span> {
    let places = text.as_str().match_indices(fact.quote.as_str());
    let (start, found) = places.min_by_key(|(at, _)| text.code_point(*at as u32).abs_diff(fact.start))?;
    Some(Span::new(start as u32, (start + found.len()) as u32))
}

/// True where a claim is of the class of a type of facts.
fn is_class(kind: &str, claim: &Claim) -> bool {
    match (kind, &claim.body) {
        ("COM", Body::Act(act)) => act.act != ActKind::Discuss,
        ("TSK", Body::Act(act)) => act.act == ActKind::Assign,
        ("OFR", Body::Act(act)) => act.act == ActKind::Offer,
        ("REQ", Body::Act(act)) => matches!(act.act, ActKind::Propose | ActKind::Hope),
        ("ACT0", Body::Act(act)) => act.act == ActKind::Discuss,
        ("EVT", Body::Event(_))
        | ("INS", Body::Instrument(_))
        | ("MEC", Body::Mechanism(_))
        | ("OFF", Body::Tenure(_) | Body::Event(_) | Body::Act(_))
        | ("POS", Body::Position(_))
        | ("APP", Body::Appraisal(_))
        | ("EXP", Body::Expectation(_))
        | ("OBS", Body::Obstacle(_))
        | ("REP", Body::ReportedState(_))
        | ("PRJ", Body::Project(_))
        | ("ANN", Body::Anniversary(_))
        | ("REL", Body::PartnershipLevel(_)) => true,
        _ => false,
    }
}

fn touches(kind: &str, claim: &Claim, place: Span) -> bool {
    let meets = |span: Span| span.start() < place.end() && place.start() < span.end();
    let in_office = |party: &Party| party.office.is_some() && party.span.is_some_and(meets);
    match (kind, &claim.body) {
        ("OFF", Body::Event(event)) => event.participants.iter().any(|one| in_office(&one.party)),
        ("OFF", Body::Act(act)) => act.actors.iter().any(in_office),
        _ => claim.evidence.quotes().iter().any(|quote| meets(quote.span)),
    }
}
