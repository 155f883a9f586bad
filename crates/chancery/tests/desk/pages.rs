//! The pages over the sample reports: every link leads somewhere, twins agree, and what must not
//! be answered is not.

use std::collections::{BTreeSet, VecDeque};

use crate::support::Site;

/// The addresses in the links and forms of a page.
pub(crate) fn links(html: &str) -> Vec<String> {
    let mut found = Vec::new();
    for attribute in ["href=\"", "src=\""] {
        for rest in html.split(attribute).skip(1) {
            let link = rest.split('"').next().unwrap_or_default().replace("&amp;", "&");
            if link.starts_with('/') {
                found.push(link.split('#').next().unwrap_or_default().to_owned());
            }
        }
    }
    found
}

#[test]
fn every_link_of_every_page_resolves_and_no_page_is_heavy() {
    let site = Site::of_samples();
    let mut seen = BTreeSet::from(["/".to_owned()]);
    let mut todo = VecDeque::from(["/".to_owned()]);
    while let Some(path) = todo.pop_front() {
        let answer = site.get(&path);
        assert!(matches!(answer.status, 200 | 308), "{path}: {}", answer.status);
        assert!(answer.body.len() < 200_000, "{path}: {} bytes", answer.body.len());
        if !answer.header("content-type").is_some_and(|kind| kind.starts_with("text/html")) {
            continue;
        }
        // Filters combine without end; one step into them is enough.
        let deep = path.contains('?');
        for link in links(&answer.body) {
            if !(deep && link.contains('?')) && seen.insert(link.clone()) {
                todo.push_back(link);
            }
        }
    }
    assert!(seen.len() > 100, "only {} addresses", seen.len());
}

#[test]
fn a_page_and_its_twin_come_from_one_row() {
    let site = Site::of_samples();
    let relations = site.get("/index.json").json();
    let first = relations["relations"][0]["link"].as_str().unwrap().to_owned();
    let twin = site.get(&format!("{first}.json")).json();
    let page = site.get(&first).body;
    for line in twin["open"].as_array().unwrap() {
        let id = line["id"].as_str().unwrap();
        assert!(page.contains(id), "{id} stands in the twin and not on the page");
    }
    let events = site.get(&format!("{first}/timeline.json")).json();
    let rows = site.get(&format!("{first}/timeline.csv")).body.lines().count() - 1;
    assert_eq!(events["events"].as_array().unwrap().len(), rows);
}

#[test]
fn a_known_entity_tag_saves_the_page() {
    let site = Site::of_samples();
    let tag = site.get("/people").header("etag").unwrap().to_owned();
    assert_eq!(site.request("GET", "/people", &[("If-None-Match", &tag)], "").status, 304);
    assert_eq!(site.request("GET", "/people", &[("If-None-Match", "\"other\"")], "").status, 200);
}

#[test]
fn strangers_are_not_answered() {
    let site = Site::of_samples();
    for host in ["evil.example", "127.0.0.1", "localhost:1", "127.0.0.1.evil.example:80"] {
        assert_eq!(site.request("GET", "/", &[("Host", host)], "").status, 421, "{host}");
    }
    for origin in ["http://evil.example", "null"] {
        assert_eq!(site.request("POST", "/review", &[("Origin", origin)], "").status, 403, "{origin}");
    }
    assert_eq!(site.request("POST", "/review", &[("Sec-Fetch-Site", "cross-site")], "").status, 403);
    let answer = site.get("/");
    assert!(
        answer
            .header("content-security-policy")
            .is_some_and(|policy| policy.starts_with("default-src 'none'"))
    );
    assert_eq!(answer.header("x-content-type-options"), Some("nosniff"));
}

#[test]
fn what_is_not_there_is_an_error_that_says_what_to_do() {
    let site = Site::of_samples();
    for path in ["/event/nothing", "/r/xxx-yyy", "/nothing", "/document/%00%ff", "/r/../../etc/passwd"] {
        assert_eq!(site.get(path).status, 404, "{path}");
    }
    let problem = site.get("/event/nothing.json");
    assert_eq!(problem.header("content-type"), Some("application/problem+json"));
    assert_eq!(problem.json()["title"], "E-NOT-FOUND");
}

#[test]
fn words_of_others_are_never_markup() {
    let folder = tempfile::tempdir().unwrap();
    let hostile = folder.path().join("hostile.jsonl");
    let line = serde_json::json!({
        "doc": "\"><script>alert(1)</script>",
        "published": "2024-03-13",
        "outlet": "<img src=x onerror=alert(2)>",
        "source": "javascript:alert(3)",
        "title": "</title><script>alert(4)</script>",
        "text": "The foreign ministers of Norway and Finland met in Helsinki on Tuesday.\n\nForeign Minister <script>alert(5)</script> of Norway agreed with Finland to expand \"><svg onload=alert(6)> trade. \u{202e}evil\u{202c}",
    });
    std::fs::write(&hostile, line.to_string()).unwrap();
    let site = Site::with(&[hostile], &[]);
    let mut pages = vec![
        "/".to_owned(),
        "/documents".to_owned(),
        "/people".to_owned(),
        "/commitments".to_owned(),
        "/search?q=%3Cscript%3E".to_owned(),
    ];
    for page in pages.clone() {
        pages.extend(links(&site.get(&page).body));
    }
    for page in pages {
        let answer = site.get(&page);
        if !answer.header("content-type").is_some_and(|kind| kind.starts_with("text/html")) {
            continue;
        }
        for bad in ["<script>alert", "<img src=x", "<svg onload", "href=\"javascript:"] {
            assert!(!answer.body.contains(bad), "{page} holds {bad}");
        }
    }
}

#[test]
fn two_persons_of_one_name_are_told_apart_on_the_page() {
    let site = Site::of_samples();
    let id = "person/pham-minh-chinh-vnm";
    let persons = || -> Vec<String> {
        let rows = site.get("/people.json").json()["rows"].as_array().unwrap().clone();
        let links = rows.iter().map(|row| row["link"].as_str().unwrap().trim_start_matches('/').to_owned());
        links.filter(|link| link.starts_with(id)).collect()
    };
    assert_eq!(persons(), [id]);
    let page = site.get(&format!("/review?row={id}")).body;
    let form = page.split("<form").find(|form| form.contains("Tell apart")).unwrap();
    let value = |name: &str| {
        let field = form.split(&format!("name=\"{name}\" value=\"")).nth(1).unwrap();
        field.split('"').next().unwrap().to_owned()
    };
    let other = form.split("<option value=\"").last().unwrap().split('"').next().unwrap();
    let headers = [("Sec-Fetch-Site", "same-origin"), ("Content-Type", "application/x-www-form-urlencoded")];
    let decision = format!("token={}&verdict=not-same&by=A&a={}&b={other}", value("token"), value("a"));
    assert_eq!(site.request("POST", "/review", &headers, &decision).status, 303);
    let both = persons();
    assert_eq!(both.len(), 2, "{both:?}");
    // The name of the judgement leads to the new row.
    assert!(both.iter().all(|id| site.get(&format!("/{id}")).status == 200));
    assert_eq!(site.get(&format!("/{other}")).status, 307);
}
