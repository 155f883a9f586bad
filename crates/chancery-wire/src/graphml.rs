//! Who met whom as a graph (GraphML): persons, and a line for every two of different sides who
//! took part in one event.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write,
};

use chancery_core::{claims::model::EventStatus, ledger::model::RowId};

use crate::source::{Source, first_day};

/// Writes the graph of the events that were held.
#[must_use]
pub fn graph(source: &Source<'_>) -> String {
    let mut ties: BTreeMap<(&RowId, &RowId), (usize, Option<String>)> = BTreeMap::new();
    for event in source.ledger.events.iter().filter(|event| event.status == EventStatus::Happened) {
        let parts: Vec<_> =
            event.participants.iter().filter_map(|part| Some((part.person.as_ref()?, part.actor))).collect();
        let day = first_day(event.when.as_ref());
        for (at, (a, one)) in parts.iter().enumerate() {
            for (b, other) in &parts[at + 1..] {
                if one != other && a != b {
                    let tie = ties.entry(if a < b { (a, b) } else { (b, a) }).or_default();
                    tie.0 += 1;
                    tie.1 = tie.1.take().max(day.clone());
                }
            }
        }
    }
    let met: BTreeSet<&RowId> = ties.keys().flat_map(|(a, b)| [*a, *b]).collect();
    let mut out = String::from(concat!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n",
        "<graphml xmlns=\"http://graphml.graphdrawing.org/xmlns\">\n",
        "  <key id=\"name\" for=\"node\" attr.name=\"name\" attr.type=\"string\"/>\n",
        "  <key id=\"actor\" for=\"node\" attr.name=\"actor\" attr.type=\"string\"/>\n",
        "  <key id=\"office\" for=\"node\" attr.name=\"office\" attr.type=\"string\"/>\n",
        "  <key id=\"events\" for=\"edge\" attr.name=\"events\" attr.type=\"int\"/>\n",
        "  <key id=\"last\" for=\"edge\" attr.name=\"last\" attr.type=\"string\"/>\n",
        "  <graph edgedefault=\"undirected\">\n",
    ));
    for person in source.ledger.people.iter().filter(|person| met.contains(&person.id)) {
        let _ = writeln!(out, "    <node id=\"{}\">", escaped(&person.id.0));
        let actor = person.actor.map(|actor| actor.to_string()).unwrap_or_default();
        let office = person.tenures.last().map(|tenure| tenure.office.clone()).unwrap_or_default();
        for (key, value) in [("name", &person.name), ("actor", &actor), ("office", &office)] {
            let _ = writeln!(out, "      <data key=\"{key}\">{}</data>", escaped(value));
        }
        out.push_str("    </node>\n");
    }
    for ((a, b), (events, last)) in &ties {
        let _ = writeln!(out, "    <edge source=\"{}\" target=\"{}\">", escaped(&a.0), escaped(&b.0));
        let _ = writeln!(out, "      <data key=\"events\">{events}</data>");
        let _ = writeln!(out, "      <data key=\"last\">{}</data>", last.as_deref().unwrap_or_default());
        out.push_str("    </edge>\n");
    }
    out.push_str("  </graph>\n</graphml>\n");
    out
}

/// Text as XML holds it: markup escaped, characters that XML 1.0 forbids left out.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '"' => out.push_str("&quot;"),
            '\u{fffe}' | '\u{ffff}' => {}
            c if c.is_control() && !matches!(c, '\t' | '\n' | '\r') => {}
            c => out.push(c),
        }
    }
    out
}
