//! The description of the interface against real answers: each twin has the shape that the
//! description promises. `UPDATE_EXPECT=1 cargo test --test desk openapi` learns the shapes anew.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use serde_json::{Map, Value, json};

use crate::{
    pages::links,
    support::{Site, root},
};

/// Where the learnt shapes stand, which the program serves.
const SHAPES: &str = "crates/chancery/src/desk/shapes.json";
/// Answers of one address that are looked at.
const LOOKED_AT: usize = 12;
/// Objects whose keys are words of the record or of the reader.
const OPEN: [&str; 2] = ["query", "facets"];

/// The shape of a value, in words of JSON Schema. What was only ever null or empty is left open.
fn shape(value: &Value, key: &str) -> Value {
    match value {
        Value::Null => json!({"type": ["null"]}),
        Value::Bool(_) => json!({"type": ["boolean"]}),
        Value::Number(number) if number.is_f64() => json!({"type": ["number"]}),
        Value::Number(_) => json!({"type": ["integer"]}),
        Value::String(_) => json!({"type": ["string"]}),
        Value::Array(items) => match items.iter().map(|item| shape(item, key)).reduce(merge) {
            Some(items) => json!({"type": ["array"], "items": items}),
            None => json!({"type": ["array"]}),
        },
        Value::Object(fields) if OPEN.contains(&key) => {
            match fields.values().map(|inner| shape(inner, key)).reduce(merge) {
                Some(inner) => json!({"type": ["object"], "additionalProperties": inner}),
                None => json!({"type": ["object"]}),
            }
        }
        Value::Object(fields) => {
            let properties: Map<String, Value> =
                fields.iter().map(|(name, inner)| (name.clone(), shape(inner, name))).collect();
            let required: Vec<&String> = fields.keys().collect();
            json!({"type": ["object"], "properties": properties, "required": required})
        }
    }
}

/// The shape that both have.
fn merge(a: Value, b: Value) -> Value {
    let types = |shape: &Value| -> BTreeSet<String> {
        shape["type"].as_array().unwrap().iter().map(|one| one.as_str().unwrap().to_owned()).collect()
    };
    let list = |shape: &Value, key: &str| -> BTreeSet<String> {
        shape[key].as_array().into_iter().flatten().map(|one| one.as_str().unwrap().to_owned()).collect()
    };
    let mut merged = json!({"type": types(&a).union(&types(&b)).collect::<Vec<_>>()});
    for key in ["items", "additionalProperties"] {
        match (a.get(key), b.get(key)) {
            (Some(a), Some(b)) => merged[key] = merge(a.clone(), b.clone()),
            (Some(one), None) | (None, Some(one)) => merged[key] = one.clone(),
            (None, None) => {}
        }
    }
    let (has_a, has_b) = (a.get("properties").is_some(), b.get("properties").is_some());
    if has_a || has_b {
        let mut properties: BTreeMap<String, Value> = BTreeMap::new();
        for (name, one) in [&a, &b].into_iter().filter_map(|one| one["properties"].as_object()).flatten() {
            let known = properties.remove(name);
            properties.insert(name.clone(), known.map_or(one.clone(), |known| merge(known, one.clone())));
        }
        let required: BTreeSet<String> = match (has_a, has_b) {
            (true, true) => list(&a, "required").intersection(&list(&b, "required")).cloned().collect(),
            (true, false) => list(&a, "required"),
            _ => list(&b, "required"),
        };
        merged["properties"] = json!(properties);
        merged["required"] = json!(required);
    }
    merged
}

/// What in a value is not as its shape says.
fn differences(shape: &Value, value: &Value, at: &str, found: &mut Vec<String>) {
    let Some(types) = shape["type"].as_array() else { return };
    let kind = match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(number) if number.is_f64() => "number",
        Value::Number(_) => "integer",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    };
    let is_open = types.iter().all(|one| one == "null");
    if !is_open
        && kind != "null"
        && !types.iter().any(|one| one == kind || (one == "number" && kind == "integer"))
    {
        found.push(format!("{at}: {kind} instead of {}", shape["type"]));
    }
    for (index, item) in value.as_array().into_iter().flatten().enumerate() {
        if let Some(items) = shape.get("items") {
            differences(items, item, &format!("{at}/{index}"), found);
        }
    }
    if let Some(fields) = value.as_object() {
        for required in shape["required"].as_array().into_iter().flatten() {
            if !fields.contains_key(required.as_str().unwrap()) {
                found.push(format!("{at}: without {required}"));
            }
        }
        for (name, inner) in fields {
            match (shape["properties"].get(name), shape.get("additionalProperties")) {
                (Some(known), _) | (None, Some(known)) => {
                    differences(known, inner, &format!("{at}/{name}"), found)
                }
                (None, None) if shape.get("properties").is_some() => {
                    found.push(format!("{at}: {name} is not described"))
                }
                (None, None) => {}
            }
        }
    }
}

/// The described address that a page's address is one of.
fn template<'a>(paths: &'a Map<String, Value>, page: &str) -> Option<&'a str> {
    let parts: Vec<&str> = page.split('/').collect();
    paths.keys().map(String::as_str).filter(|path| path.ends_with(".json")).find(|path| {
        let wanted: Vec<&str> = path.trim_end_matches(".json").split('/').collect();
        wanted.len() == parts.len()
            && wanted.iter().zip(&parts).all(|(want, have)| want.starts_with('{') || want == have)
    })
}

/// Real answers of every described address: one page in three languages of filters is enough.
fn answers(site: &Site, paths: &Map<String, Value>) -> BTreeMap<String, Vec<(String, Value)>> {
    let mut found: BTreeMap<String, Vec<(String, Value)>> = BTreeMap::new();
    let mut todo: VecDeque<String> =
        ["/index", "/about", "/search?q=energy", "/search?q=", "/commitments?state=open"]
            .map(str::to_owned)
            .into();
    let mut seen = BTreeSet::new();
    while let Some(page) = todo.pop_front() {
        let (path, query) = page.split_once('?').unwrap_or((&page, ""));
        let path = if path == "/" { "/index" } else { path };
        let Some(template) = template(paths, path) else { continue };
        if found.get(template).is_some_and(|known| known.len() >= LOOKED_AT) {
            continue;
        }
        let twin = format!("{path}.json{}{query}", if query.is_empty() { "" } else { "?" });
        found.entry(template.to_owned()).or_default().push((twin.clone(), site.get(&twin).json()));
        let html = if path == "/index" { "/".to_owned() } else { page.clone() };
        for link in links(&site.get(&html).body) {
            let link = link.split('#').next().unwrap_or_default().to_owned();
            if link.starts_with('/') && seen.insert(link.clone()) {
                todo.push_back(link);
            }
        }
    }
    found
}

#[test]
fn answers_have_the_shape_that_the_description_promises() {
    let site = Site::of_samples();
    let described = site.get("/openapi.json").json();
    let paths = described["paths"].as_object().unwrap();
    let answers = answers(&site, paths);
    let file = root().join(SHAPES);
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        let shapes: BTreeMap<&String, Value> = answers
            .iter()
            .filter_map(|(path, answers)| {
                Some((path, answers.iter().map(|(_, answer)| shape(answer, "")).reduce(merge)?))
            })
            .collect();
        let before: BTreeMap<String, Value> =
            serde_json::from_str(&std::fs::read_to_string(&file).unwrap_or("{}".to_owned())).unwrap();
        // A shape that these reports do not show is kept as it was.
        let mut all: BTreeMap<String, Value> = before;
        for (path, shape) in shapes {
            all.insert(path.clone(), shape);
        }
        std::fs::write(&file, format!("{}\n", serde_json::to_string(&all).unwrap())).unwrap();
        println!("{SHAPES} is written: build again, and the program serves it");
        return;
    }
    let mut found = Vec::new();
    for (path, answers) in &answers {
        let shape = &paths[path]["get"]["responses"]["200"]["content"]["application/json"]["schema"];
        for (address, answer) in answers {
            differences(shape, answer, address, &mut found);
        }
    }
    assert!(answers.len() > 20, "only {} addresses were seen", answers.len());
    assert!(
        found.is_empty(),
        "the answers differ from /openapi.json: run UPDATE_EXPECT=1 cargo test --test desk openapi, and build\n{}",
        found.join("\n")
    );
}

#[test]
fn errors_are_problems_of_the_promised_shape() {
    let site = Site::of_samples();
    let described = site.get("/openapi.json").json();
    let problem = &described["components"]["schemas"]["Problem"];
    for (path, status) in
        [("/event/nothing.json", 404), ("/people.ics", 404), ("/people.json?on=tomorrow", 400)]
    {
        let answer = site.get(path);
        assert_eq!(answer.status, status, "{path}");
        assert_eq!(answer.header("content-type"), Some("application/problem+json"), "{path}");
        let mut found = Vec::new();
        differences(problem, &answer.json(), path, &mut found);
        assert!(found.is_empty(), "{found:?}");
    }
}

#[test]
fn the_pages_of_a_list_are_its_whole() {
    let site = Site::of_samples();
    let (mut seen, mut next) = (BTreeSet::new(), None::<String>);
    let total = site.get("/commitments.json").json()["total"].as_u64().unwrap();
    loop {
        let query = next.map(|token| format!("?next={token}")).unwrap_or_default();
        let page = site.get(&format!("/commitments.json{query}")).json();
        for row in page["commitments"].as_array().unwrap() {
            assert!(seen.insert(row["id"].as_str().unwrap().to_owned()), "{row} stands on two pages");
        }
        next = page["next"].as_str().map(str::to_owned);
        if next.is_none() {
            break;
        }
    }
    assert_eq!(seen.len() as u64, total);
    // A token that is none begins at the start, and one beyond the end is empty.
    for (token, is_empty) in
        [("nonsense", false), ("pffffffffffffffff", true), ("p7fffffff", true), ("-1", false)]
    {
        let page = site.get(&format!("/commitments.json?next={token}")).json();
        assert_eq!(page["commitments"].as_array().unwrap().is_empty(), is_empty, "{token}");
    }
}
