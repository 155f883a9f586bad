//! Events and acts as a PLOVER table, one JSON object a line (manual, draft 2.0).
//!
//! PLOVER has no words for "planned": an event that lies ahead is coded AGREE there (a verbal
//! undertaking to meet), a held one CONSULT. The field `status` beside it keeps the two apart.

use chancery_core::{
    claims::model::{ActKind, EventKind, InstrumentStatus},
    ledger::model::{EventRow, PartRow},
    lexicon::ActorCode,
};
use serde_json::{Value, json};

use crate::source::{Source, first_day, is_ahead, last_day, word};

/// An event type of PLOVER with its quad code and its score.
struct Type(&'static str, u8, f32);

const AGREE: Type = Type("AGREE", 1, 2.5);
const CONSULT: Type = Type("CONSULT", 1, 2.5);
const SUPPORT: Type = Type("SUPPORT", 1, 5.0);
const REQUEST: Type = Type("REQUEST", 3, 0.0);
const REJECT: Type = Type("REJECT", 3, -2.0);

/// Writes the table.
#[must_use]
pub fn table(source: &Source<'_>) -> String {
    let mut out = String::new();
    let mut put = |row: Value| {
        out.push_str(&row.to_string());
        out.push('\n');
    };
    for event in &source.ledger.events {
        let Some((kind, mode, scale)) = consult(event) else { continue };
        let (actors, recipients) = sides(event);
        put(json!({
            "id": event.id.0,
            "date": first_day(event.when.as_ref()),
            "enddate": last_day(event.when.as_ref()),
            "actor": actors,
            "event": [kind.0],
            "mode": mode,
            "recipient": recipients,
            "quad_code": kind.1,
            "event_scale": scale,
            "event_loc": {"extracted_place": event.place, "country_code": event.place_state},
            "context": ["diplomatic"],
            "event_text": event.support.mentions.first().map(|mention| source.quote(mention)),
            "status": word(&event.status),
        }));
    }
    for row in &source.ledger.commitments {
        let kind = match row.act {
            ActKind::Agree | ActKind::Pledge | ActKind::Offer => AGREE,
            ActKind::Propose => REQUEST,
            ActKind::Decline => REJECT,
            // Tasks inside a state, wishes and talk are no events between states.
            ActKind::Assign | ActKind::Hope | ActKind::Discuss => continue,
        };
        let day = row.history.iter().filter_map(|step| step.day).min();
        put(json!({
            "id": row.id.0,
            "date": day.map(|day| day.to_string()),
            "actor": codes(&row.by),
            "event": [kind.0],
            "mode": null,
            "recipient": codes(&row.to),
            "quad_code": kind.1,
            "event_scale": kind.2,
            "context": contexts(&row.fields),
            "event_text": (source.words)(&row.what),
            "status": row.stage,
        }));
    }
    for row in &source.ledger.instruments {
        let signed = matches!(
            row.status,
            InstrumentStatus::Signed | InstrumentStatus::Adopted | InstrumentStatus::Exchanged
        );
        if signed {
            put(json!({
                "id": row.id.0,
                "date": first_day(row.when.as_ref()),
                "actor": codes(&row.parties),
                "event": [SUPPORT.0],
                "mode": null,
                "recipient": [],
                "quad_code": SUPPORT.1,
                "event_scale": SUPPORT.2,
                "context": contexts(&row.fields),
                "event_text": row.name,
                "status": word(&row.status),
            }));
        }
    }
    out
}

/// The type, mode and score of an event; none for what PLOVER does not count.
fn consult(event: &EventRow) -> Option<(Type, Option<&'static str>, f32)> {
    use chancery_core::claims::model::EventStatus::{Cancelled, Denied, Postponed};
    if matches!(event.status, Cancelled | Denied | Postponed) {
        return Some((REJECT, Some("meet"), REJECT.2));
    }
    if is_ahead(event.status) {
        return Some((AGREE, None, AGREE.2));
    }
    match event.kind {
        EventKind::Visit => Some((CONSULT, Some("visit"), 4.0)),
        EventKind::Call => Some((CONSULT, Some("phone"), 1.5)),
        EventKind::Session if event.parties.len() > 2 => Some((CONSULT, Some("multilateral"), 4.0)),
        EventKind::Meeting | EventKind::Session => Some((CONSULT, None, CONSULT.2)),
        EventKind::Signing | EventKind::Message => Some((SUPPORT, None, SUPPORT.2)),
        // Protocol is no event between sides.
        EventKind::Ceremony => None,
    }
}

/// The visitor acts and the host receives; without a clear host all act (manual, chapter on actors).
fn sides(event: &EventRow) -> (Vec<Value>, Vec<Value>) {
    use chancery_core::claims::model::Role;
    let is_host = |part: &&PartRow| matches!(part.role, Role::Host | Role::Recipient);
    let entity = |part: &PartRow| json!({"code": part.actor, "entity_text": part.name, "office": part.office, "sector": part.office.as_ref().map(|_| "GOV")});
    (
        event
            .participants
            .iter()
            .filter(|part| !is_host(part) && part.role != Role::Inviter)
            .map(entity)
            .collect(),
        event.participants.iter().filter(is_host).map(entity).collect(),
    )
}

fn codes(actors: &[ActorCode]) -> Vec<Value> {
    actors.iter().map(|actor| json!({"code": actor})).collect()
}

/// The contexts of PLOVER that fields of cooperation have.
fn contexts(fields: &[String]) -> Vec<&'static str> {
    let mut contexts: Vec<&'static str> = fields
        .iter()
        .map(|field| match field.as_str() {
            "parliament" | "party" => "legislative",
            "defence" | "security" => "military",
            "justice" => "legal",
            "economy" | "trade" | "investment" | "finance" | "industry" | "transport" | "agriculture"
            | "tourism" | "labour" => "economic",
            "energy" => "natural_resource",
            "nuclear" | "science" | "digital" => "technology",
            "environment" => "environment",
            "health" => "health",
            "consular" => "migration",
            "territory" => "territory",
            "peace" => "peacekeeping",
            _ => "diplomatic",
        })
        .collect();
    contexts.sort_unstable();
    contexts.dedup();
    contexts
}
