//! Persons, offices and events as FollowTheMoney entities, one JSON object a line, for Aleph and
//! its kin.

use serde_json::{Map, Value, json};

use crate::source::{Source, first_day, last_day};

/// Writes persons with their occupancies of positions, and events with who took part.
#[must_use]
pub fn entities(source: &Source<'_>) -> String {
    let mut out = String::new();
    let mut put = |id: &str, schema: &str, properties: Value| {
        let kept: Map<String, Value> = match properties {
            Value::Object(all) => all
                .into_iter()
                .filter(|(_, values)| values.as_array().is_some_and(|list| !list.is_empty()))
                .collect(),
            _ => Map::new(),
        };
        let entity = json!({"id": id, "schema": schema, "properties": kept});
        out.push_str(&entity.to_string());
        out.push('\n');
    };
    let id = |row: &str| chancery_core::evidence::hash(["ftm", row]);
    let some = |value: Option<String>| value.into_iter().collect::<Vec<_>>();
    for person in &source.ledger.people {
        let other: Vec<&String> = person.names.iter().filter(|name| **name != person.name).collect();
        let positions: Vec<&String> = person.tenures.iter().map(|tenure| &tenure.office).collect();
        put(
            &id(&person.id.0),
            "Person",
            json!({
                "name": [person.name],
                "alias": other,
                "position": positions,
                "notes": some(person.actor.map(|actor| format!("stands for {}", (source.name)(actor)))),
            }),
        );
        for (number, tenure) in person.tenures.iter().enumerate() {
            let post = match (&tenure.office_id, tenure.actor) {
                (Some(office), _) => office.clone(),
                (None, Some(actor)) => format!("{actor}/{}", tenure.office.to_lowercase()),
                (None, None) => tenure.office.to_lowercase(),
            };
            let place = tenure.actor.map(|actor| format!(", {}", (source.name)(actor))).unwrap_or_default();
            put(&id(&post), "Position", json!({"name": [format!("{}{place}", tenure.office)]}));
            put(
                &id(&format!("{}#{number}", person.id.0)),
                "Occupancy",
                json!({
                    "holder": [id(&person.id.0)],
                    "post": [id(&post)],
                    "startDate": some(first_day(tenure.from.as_ref())),
                    "endDate": some(last_day(tenure.until.as_ref())),
                    "description": [tenure.basis],
                }),
            );
        }
    }
    for event in &source.ledger.events {
        let involved: Vec<String> = event
            .participants
            .iter()
            .filter_map(|part| part.person.as_ref())
            .map(|person| id(&person.0))
            .collect();
        put(
            &id(&event.id.0),
            "Event",
            json!({
                "name": [source.headline(event)],
                "startDate": some(first_day(event.when.as_ref())),
                "endDate": some(last_day(event.when.as_ref())),
                "location": some(event.place.clone()),
                "involved": involved,
                "summary": some(event.support.mentions.first().map(|mention| source.quote(mention))),
            }),
        );
    }
    out
}
