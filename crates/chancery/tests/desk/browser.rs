//! The pages in a real browser: nothing of others runs, nothing scrolls sideways, a checker of
//! accessibility finds nothing serious, a reviewer merges and takes it back.
//!
//! Needs `chromedriver` and Chromium; `./test` installs them. Where they are missing, the tests
//! say that they were skipped.

use std::os::unix::process::CommandExt;
use std::{
    net::{TcpListener, TcpStream},
    path::PathBuf,
    process::{Child, Command, Stdio},
    time::Duration,
};

use crate::support::{Site, root};
use fantoccini::{Client, ClientBuilder, Locator};

/// A browser of its own, and the driver behind it.
struct Browser {
    client: Client,
    driver: Child,
}

impl Browser {
    /// Starts the browser; none where it is not installed.
    async fn start() -> Option<Browser> {
        let port = TcpListener::bind("127.0.0.1:0").ok()?.local_addr().ok()?.port();
        let driver = Command::new("chromedriver")
            .arg(format!("--port={port}"))
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .process_group(0)
            .spawn();
        let Ok(driver) = driver else {
            println!("skipped: chromedriver is not installed");
            return None;
        };
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        let arguments = [
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--disable-dev-shm-usage",
            "--window-size=1366,768",
        ];
        let mut capabilities = serde_json::Map::new();
        capabilities.insert("goog:chromeOptions".to_owned(), serde_json::json!({"args": arguments}));
        let client = ClientBuilder::new(hyper_util::client::legacy::connect::HttpConnector::new())
            .capabilities(capabilities)
            .connect(&format!("http://127.0.0.1:{port}"))
            .await
            .expect("the browser starts");
        Some(Browser { client, driver })
    }

    async fn open(&self, site: &Site, path: &str) {
        self.client.goto(&format!("http://{}{path}", site.address)).await.unwrap();
    }

    async fn run(&self, script: &str) -> serde_json::Value {
        self.client.execute(script, Vec::new()).await.unwrap()
    }

    async fn stop(self) {
        let _ = self.client.clone().close().await;
    }
}

impl Drop for Browser {
    /// A test that fails leaves no browser behind: its processes are of the driver's group.
    fn drop(&mut self) {
        let _ = Command::new("kill").args(["-9", "--", &format!("-{}", self.driver.id())]).status();
        let _ = self.driver.wait();
    }
}

/// The addresses of one page of each kind.
fn pages(site: &Site) -> Vec<String> {
    let first = site.get("/index.json").json()["relations"][0]["link"].as_str().unwrap().to_owned();
    let mut pages: Vec<String> = [
        "/",
        "/commitments",
        "/people",
        "/mechanisms",
        "/instruments",
        "/documents",
        "/review",
        "/about",
        "/search?q=energy",
    ]
    .map(str::to_owned)
    .into();
    pages.extend(
        ["", "/timeline", "/commitments", "/calendar", "/network", "/map", "/briefing"]
            .map(|page| format!("{first}{page}")),
    );
    for list in ["people", "mechanisms", "instruments", "documents"] {
        let rows = site.get(&format!("/{list}.json")).json();
        pages.extend(
            rows["rows"][0]["link"]
                .as_str()
                .map(|link| link.split('#').next().unwrap_or_default().to_owned()),
        );
    }
    let events = site.get(&format!("{first}/timeline.json")).json();
    pages.extend(events["events"][0]["link"].as_str().map(str::to_owned));
    let commitments = site.get("/commitments.json").json();
    pages.extend(commitments["commitments"][0]["link"].as_str().map(str::to_owned));
    pages
}

#[tokio::test]
async fn no_page_scrolls_sideways_on_a_phone() {
    let Some(browser) = Browser::start().await else { return };
    let site = Site::of_samples();
    for width in [360, 1366] {
        browser.client.set_window_size(width, 800).await.unwrap();
        for page in pages(&site) {
            browser.open(&site, &page).await;
            let wide = browser.run("return [document.documentElement.scrollWidth, window.innerWidth]").await;
            let (content, window) = (wide[0].as_u64().unwrap(), wide[1].as_u64().unwrap());
            assert!(content <= window, "{page} at {width}: {content} > {window}");
        }
    }
    browser.stop().await;
}

#[tokio::test]
async fn a_checker_of_accessibility_finds_nothing_serious() {
    let Some(axe) = axe() else {
        println!("skipped: axe-core is not installed (npm install axe-core in target/npm)");
        return;
    };
    let Some(browser) = Browser::start().await else { return };
    let site = Site::of_samples();
    let mut found = Vec::new();
    for page in pages(&site) {
        browser.open(&site, &page).await;
        browser.run(&axe).await;
        let violations = browser
            .client
            .execute_async(
                "const done = arguments[arguments.length - 1]; axe.run(document, {resultTypes: ['violations']}).then(
                 (result) => done(result.violations.filter((one) => ['serious', 'critical'].includes(one.impact))
                 .map((one) => one.id + ': ' + one.nodes.slice(0, 3).map((node) => node.html.slice(0, 200) + ' ' + (node.failureSummary || '')).join(' | '))))",
                Vec::new(),
            )
            .await
            .unwrap();
        found.extend(violations.as_array().unwrap().iter().map(|one| format!("{page}: {one}")));
    }
    browser.stop().await;
    assert!(found.is_empty(), "{}", found.join("\n"));
}

/// The checker's script, from the folder where `./test` puts it.
fn axe() -> Option<String> {
    let path: PathBuf = root().join("target/npm/node_modules/axe-core/axe.min.js");
    std::fs::read_to_string(path).ok()
}

#[tokio::test]
async fn a_hostile_report_runs_nothing() {
    let Some(browser) = Browser::start().await else { return };
    let folder = tempfile::tempdir().unwrap();
    let hostile = folder.path().join("hostile.jsonl");
    let payloads = [
        "<script>window.hit=1</script>",
        "<img src=x onerror=window.hit=2>",
        "<svg onload=window.hit=3>",
        "javascript:window.hit=4",
        "\u{202e}\u{200b}",
    ];
    let lines: Vec<String> = payloads
        .iter()
        .enumerate()
        .map(|(at, payload)| {
            serde_json::json!({
                "doc": format!("d{at}{payload}"), "published": "2024-03-13", "outlet": payload, "source": payload, "title": payload,
                "text": format!("The foreign ministers of Norway and Finland met in Helsinki on Tuesday. Norway agreed with Finland to expand {payload} trade.\n\nForeign Minister {payload} of Norway met Finnish President {payload}."),
            })
            .to_string()
        })
        .collect();
    std::fs::write(&hostile, lines.join("\n")).unwrap();
    let site = Site::with(&[hostile], &[]);
    let mut pages =
        vec!["/".to_owned(), "/documents".to_owned(), "/people".to_owned(), "/commitments".to_owned()];
    let documents = site.get("/documents.json").json();
    pages.extend(
        documents["rows"].as_array().unwrap().iter().map(|row| row["link"].as_str().unwrap().to_owned()),
    );
    for payload in payloads {
        let query: String = payload.bytes().map(|byte| format!("%{byte:02x}")).collect();
        pages.push(format!("/search?q={query}"));
    }
    for page in pages {
        browser.open(&site, &page).await;
        let hit = browser.run("return window.hit || 0").await;
        assert_eq!(hit, serde_json::json!(0), "{page}");
    }
    browser.stop().await;
}

#[tokio::test]
async fn a_document_marks_the_words_of_its_findings() {
    let Some(browser) = Browser::start().await else { return };
    let site = Site::of_samples();
    let documents = site.get("/documents.json").json();
    let link = documents["rows"][0]["link"].as_str().unwrap().split('#').next().unwrap().to_owned();
    let twin = site.get(&format!("{link}.json")).json();
    browser.open(&site, &link).await;
    for finding in twin["findings"].as_array().unwrap() {
        let number = finding["number"].as_u64().unwrap();
        let script = format!(
            "return [...document.querySelectorAll('mark')].filter((mark) => mark.dataset.findings.split(' ').includes('{number}')).map((mark) => mark.textContent).join('')"
        );
        let marked = browser.run(&script).await;
        let squeeze = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        assert_eq!(squeeze(marked.as_str().unwrap()), squeeze(finding["quote"].as_str().unwrap()));
    }
    browser.stop().await;
}

#[tokio::test]
async fn a_reviewer_rejects_a_line_and_takes_it_back() {
    let Some(browser) = Browser::start().await else { return };
    let site = Site::of_samples();
    let commitments = site.get("/commitments.json").json();
    let id = commitments["commitments"][0]["id"].as_str().unwrap().to_owned();
    let path = format!("/{id}");
    assert_eq!(site.get(&path).status, 200);
    browser.open(&site, &format!("/review?row={id}")).await;
    browser
        .client
        .find(Locator::Css("form.decide input[name=by]"))
        .await
        .unwrap()
        .send_keys("A. Reviewer")
        .await
        .unwrap();
    browser
        .client
        .find(Locator::Css("form.decide input[name=because]"))
        .await
        .unwrap()
        .send_keys("only talk")
        .await
        .unwrap();
    browser.client.find(Locator::Css("button[value=reject]")).await.unwrap().click().await.unwrap();
    browser.client.wait().for_element(Locator::Css("p.note")).await.unwrap();
    assert_eq!(site.get(&path).status, 404, "the row has left the record");
    let undo = browser.client.find(Locator::XPath("//button[text()='Undo']")).await.unwrap();
    // By keyboard alone, as everything on the page.
    undo.send_keys("\u{e007}").await.unwrap();
    // The note of the first decision stands on the page until the second is done.
    for _ in 0..100 {
        if site.get(&path).status == 200 {
            break;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    assert_eq!(site.get(&path).status, 200, "the row is back");
    browser.stop().await;
}

impl Browser {
    /// Types into a field, found as on a page.
    async fn types(&self, css: &str, words: &str) {
        self.client.find(Locator::Css(css)).await.unwrap().send_keys(words).await.unwrap();
    }

    /// Presses a key where no field has the focus.
    async fn press(&self, key: &str) {
        self.run("document.activeElement && document.activeElement.blur()").await;
        self.types("body", key).await;
    }
}

/// Waits until the record is as a decision makes it.
async fn until(what: &str, holds: impl Fn() -> bool) {
    for _ in 0..100 {
        if holds() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("{what}: not after ten seconds");
}

/// Two tellings of talks that may be one: the later one gives no day.
const TOLD_TWICE: &str = r#"{"doc":"a","outlet":"Andean Post","published":"2024-03-13","title":"Kenya and Peru hold talks","text":"Kenya and Peru held talks on fisheries in Lima on 12 March.\n\nThe two sides agreed to expand trade in coffee."}
{"doc":"b","outlet":"Rift Valley News","published":"2024-06-20","title":"Looking back","text":"In March, Kenya and Peru held talks on coffee in Lima.\n\nThe two sides agreed to open direct flights."}
"#;

#[tokio::test]
async fn a_reviewer_merges_a_pair_by_keyboard_and_parts_it_again() {
    let Some(browser) = Browser::start().await else { return };
    let reports = tempfile::tempdir().unwrap();
    let file = reports.path().join("reports.jsonl");
    std::fs::write(&file, TOLD_TWICE).unwrap();
    let site = Site::with(&[file], &[]);
    let first = site.get("/review.json").json()["item"].clone();
    assert_eq!(first["kind"], "pair");
    let ids = ["a", "b"].map(|side| first[side]["row"]["id"].as_str().unwrap().to_owned());
    let total = || site.get("/review.json").json()["total"].as_u64().unwrap();
    // Each name leads to a row of its own, or, once merged, one of them to the other.
    let led = || ids.each_ref().map(|id| site.get(&format!("/{id}")).status);
    let before = total();
    browser.open(&site, "/review").await;
    // A decision has a name under it and a reason; while they are typed, no key decides.
    browser.types("form.decide input[name=by]", "Yann Hyun").await;
    browser.types("form.decide input[name=because]", "why not: one thing").await;
    assert_eq!(total(), before, "a letter in a field decided");
    browser.press("y").await;
    until("the pair is merged", || total() < before).await;
    let judged = site.get("/review.json").json()["judged"][0].clone();
    assert_eq!((&judged["field"], &judged["by"]), (&"same".into(), &"Yann Hyun".into()));
    let mut statuses = led();
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 307]);
    browser.open(&site, "/review").await;
    browser.press("u").await;
    until("the pair is apart again", || total() == before).await;
    assert_eq!(led(), [200, 200]);
    browser.stop().await;
}

#[tokio::test]
async fn a_reviewer_takes_over_the_decisions_of_another() {
    let Some(browser) = Browser::start().await else { return };
    let (site, other) = (Site::of_samples(), Site::of_samples());
    let id = other.get("/commitments.json").json()["commitments"][0]["id"].as_str().unwrap().to_owned();
    browser.open(&other, &format!("/review?row={id}")).await;
    browser.types("form.decide input[name=by]", "A. Reviewer").await;
    browser.types("form.decide input[name=because]", "only talk").await;
    browser.client.find(Locator::Css("button[value=reject]")).await.unwrap().click().await.unwrap();
    let path = format!("/{id}");
    until("the row has left the record", || other.get(&path).status == 404).await;
    let file = other.folder.path().join("decided.jsonl");
    std::fs::write(&file, other.get("/judgements.jsonl").body).unwrap();
    assert_eq!(site.get(&path).status, 200);
    browser.open(&site, "/review").await;
    browser.types("input[type=file]", file.to_str().unwrap()).await;
    let button = browser.client.find(Locator::XPath("//button[text()='Take over']")).await.unwrap();
    button.send_keys("\u{e007}").await.unwrap();
    until("the decision holds here as well", || site.get(&path).status == 404).await;
    let note = browser.client.wait().for_element(Locator::Css("p.note")).await.unwrap();
    assert_eq!(note.text().await.unwrap(), "1 decision was taken over, 0 known before.");
    browser.stop().await;
}
