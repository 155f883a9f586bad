//! What strangers, other pages of the browser and hostile reports may try, as tables.

use std::collections::BTreeSet;

use crate::{pages::links, support::Site};

/// Markup that must never be more than words, each with a mark of its own.
const PAYLOADS: [&str; 24] = [
    "<script>alert(1)</script>",
    "</script><script>alert(1)</script>",
    "</title><script>alert(1)</script>",
    "</style><script>alert(1)</script>",
    "</textarea><script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<img src=x:alert(1) onerror=eval(src)>",
    "<svg onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<iframe src=javascript:alert(1)>",
    "<body onload=alert(1)>",
    "<a href=javascript:alert(1)>x</a>",
    "<form action=javascript:alert(1)><button>",
    "<math><mtext><style><img src=x onerror=alert(1)>",
    "\"><script>alert(1)</script>",
    "'><script>alert(1)</script>",
    "\" onmouseover=\"alert(1)",
    "' onfocus='alert(1)' autofocus='",
    "<base href=https://elsewhere.example/>",
    "<meta http-equiv=refresh content=0;url=https://elsewhere.example/>",
    "<link rel=stylesheet href=https://elsewhere.example/x.css>",
    "<object data=javascript:alert(1)>",
    "{{7*7}}${7*7}<%= 7*7 %>",
    "javascript:alert(1)",
];

/// What stands in a page only where markup of others came through.
const BROKEN: [&str; 13] = [
    "<script>alert",
    "<img src=x",
    "<svg onload",
    "<svg><script",
    "<iframe",
    "<body onload",
    "<math>",
    "<base ",
    "<object",
    "<meta http-equiv",
    "<a href=javascript:",
    "href=\"javascript:",
    "\" onmouseover=\"alert",
];

#[test]
fn only_the_name_of_this_server_is_answered() {
    let site = Site::of_samples();
    let port = site.address.rsplit(':').next().unwrap();
    let bad: Vec<String> = [
        "evil.example",
        "evil.example:PORT",
        "127.0.0.1.evil.example:PORT",
        "localhost.evil.example:PORT",
        "127.0.0.1",
        "localhost",
        "localhost:1",
        "localhost.:PORT",
        "127.0.0.1:PORT.evil.example",
        "0.0.0.0:PORT",
        "127.1:PORT",
        "2130706433:PORT",
        "[::]:PORT",
        "[::ffff:127.0.0.1]:PORT",
        "user@127.0.0.1:PORT",
        "127.0.0.1:PORT/",
        "127.0.0.1:0PORT",
        " ",
    ]
    .iter()
    .map(|host| host.replace("PORT", port))
    .collect();
    for host in &bad {
        for path in ["/", "/people.json", "/style.css", "/review", "/openapi.json", "/nothing"] {
            let status = site.request("GET", path, &[("Host", host)], "").status;
            assert!(matches!(status, 400 | 421), "Host: {host} was answered with {status} at {path}");
        }
    }
    for host in ["127.0.0.1", "localhost", "LocalHost", "[::1]"] {
        assert_eq!(
            site.request("GET", "/", &[("Host", &format!("{host}:{port}"))], "").status,
            200,
            "{host}"
        );
    }
    let twice = [("Host", site.address.as_str()), ("Host", "evil.example")];
    assert!(matches!(site.request("GET", "/", &twice, "").status, 400 | 421));
}

/// The decisions that the record keeps.
fn decisions(site: &Site) -> usize {
    site.get("/review.json").json()["judged"].as_array().unwrap().len()
}

#[test]
fn no_other_page_can_change_anything() {
    let site = Site::of_samples();
    let row = site.get("/commitments.json").json()["commitments"][0]["id"].as_str().unwrap().to_owned();
    let page = site.get(&format!("/review?row={row}")).body;
    let token = page.split("name=\"token\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let own = format!("http://{}", site.address);
    let row_in_form = row.replace('/', "%2F");
    let good = format!("token={token}&verdict=reject&by=A&because=b&row={row_in_form}");
    let form = ("Content-Type", "application/x-www-form-urlencoded");
    let foreign: [&[(&str, &str)]; 8] = [
        &[form, ("Sec-Fetch-Site", "cross-site")],
        &[form, ("Sec-Fetch-Site", "same-site")],
        &[form, ("Sec-Fetch-Site", "cross-site"), ("Origin", &own)],
        &[form, ("Origin", "null")],
        &[form, ("Origin", "http://evil.example")],
        &[form, ("Origin", "http://127.0.0.1")],
        &[form, ("Origin", "https://127.0.0.1.evil.example")],
        &[form],
    ];
    for headers in foreign {
        for path in ["/review", "/", "/people", "/commitments.json"] {
            let status = site.request("POST", path, headers, &good).status;
            assert_eq!(status, 403, "{headers:?} at {path}");
        }
        for method in ["PUT", "DELETE", "PATCH"] {
            assert_eq!(site.request(method, "/review", headers, &good).status, 403, "{method} {headers:?}");
        }
    }
    let ours = [("Origin", own.as_str())];
    let plain = [("Origin", own.as_str()), ("Content-Type", "text/plain")];
    assert!(site.request("POST", "/review", &plain, &good).status >= 400, "a form that is none was taken");
    for body in [good.replace(&token, "guessed"), good.replace(&format!("token={token}&"), "")] {
        let status = site.request("POST", "/review", &[form, ours[0]], &body).status;
        assert_ne!(status, 500);
    }
    // A page that is only asked for changes nothing.
    assert!(matches!(site.get(&format!("/review?{good}")).status, 200));
    assert_eq!(decisions(&site), 0);
    assert_eq!(site.request("POST", "/review", &[form, ours[0]], &good).status, 303);
    assert_eq!(decisions(&site), 1);
}

#[test]
fn a_file_of_decisions_is_taken_from_our_own_page_alone() {
    let (site, other) = (Site::of_samples(), Site::of_samples());
    let token = |site: &Site| {
        let page = site.get("/review").body;
        page.split("name=\"token\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned()
    };
    // Decided on one desk, exported, taken over by another.
    let row = site.get("/commitments.json").json()["commitments"][0]["id"].as_str().unwrap().to_owned();
    let decision = format!("token={}&verdict=confirm&by=A&because=b&row={row}", token(&site));
    let plain = [("Sec-Fetch-Site", "same-origin"), ("Content-Type", "application/x-www-form-urlencoded")];
    assert_eq!(site.request("POST", "/review", &plain, &decision).status, 303);
    let file = site.get("/judgements.jsonl");
    assert_eq!(file.header("content-disposition"), Some("attachment; filename=\"judgements.jsonl\""));
    let form = |token: &str, file: &str| {
        format!(
            "--XX\r\nContent-Disposition: form-data; name=\"token\"\r\n\r\n{token}\r\n--XX\r\nContent-Disposition: form-data; \
             name=\"file\"; filename=\"a.jsonl\"\r\nContent-Type: text/plain\r\n\r\n{file}\r\n--XX--\r\n"
        )
    };
    let kind = ("Content-Type", "multipart/form-data; boundary=XX");
    let good = form(&token(&other), &file.body);
    let own = format!("http://{}", other.address);
    for headers in [
        &[kind][..],
        &[kind, ("Sec-Fetch-Site", "cross-site")],
        &[kind, ("Sec-Fetch-Site", "same-site"), ("Origin", &own)],
        &[kind, ("Origin", "null")],
        &[kind, ("Origin", "http://evil.example")],
    ] {
        assert_eq!(other.request("POST", "/review/import", headers, &good).status, 403, "{headers:?}");
    }
    let send = |headers: &[(&str, &str)], body: &str| {
        let answer = other.request("POST", "/review/import", headers, body);
        assert_eq!(answer.status, 303, "{}", answer.body);
        answer.header("location").unwrap().to_owned()
    };
    let ours = [kind, ("Sec-Fetch-Site", "same-origin")];
    assert_eq!(send(&ours, &form("guessed", &file.body)), "/review?said=refused");
    assert_eq!(send(&ours, &form("", &file.body)), "/review?said=refused");
    assert_eq!(send(&[plain[1], ours[1]], &good), "/review?said=refused");
    assert_eq!(send(&ours, "--XX\r\nbroken"), "/review?said=refused");
    let broken = format!("{}{{\"id\": 1}}\n", file.body);
    assert_eq!(send(&ours, &form(&token(&other), &broken)), "/review?said=line&line=2");
    assert_eq!(decisions(&other), 0);
    let said = send(&ours, &good);
    assert_eq!(said, "/review?said=taken&new=1&known=0");
    assert!(other.get(&said).body.contains("1 decision was taken over, 0 known before."));
    assert_eq!(send(&ours, &good), "/review?said=taken&new=0&known=1");
    assert_eq!(decisions(&other), 1);
    assert_eq!(other.get("/judgements.jsonl").body, file.body);
    // Not on a desk that only shows.
    let shown = Site::with(&[crate::support::root().join("examples/norway-finland")], &["--read-only"]);
    assert!(!shown.get("/review").body.contains("type=\"file\""));
    let answer = shown.request("POST", "/review/import", &ours, &good);
    assert_eq!(answer.header("location"), Some("/review?said=refused"));
}

/// Reports in which every stored field is hostile.
fn hostile_site(folder: &std::path::Path) -> Site {
    let file = folder.join("hostile.jsonl");
    let lines: Vec<String> = PAYLOADS
        .iter()
        .enumerate()
        .map(|(at, payload)| {
            serde_json::json!({
                "doc": format!("d{at} {payload}"), "published": "2024-03-13", "outlet": payload, "source": payload, "title": payload,
                "text": format!(
                    "Norwegian Foreign Minister Anna {payload} Berg met her Finnish counterpart Elina Aalto in Helsinki on Tuesday.\n\n\
                     Norway agreed with Finland to expand {payload} trade number {at} and to build a {payload} railway.\n\n\
                     They signed the {payload} agreement on {payload} energy. {payload} is an obstacle to cooperation, Norway said."
                ),
            })
            .to_string()
        })
        .collect();
    std::fs::write(&file, lines.join("\n")).unwrap();
    Site::with(&[file], &[])
}

#[test]
fn hostile_words_stay_words_on_every_page_and_in_every_form() {
    let folder = tempfile::tempdir().unwrap();
    let site = hostile_site(folder.path());
    let row = site.get("/commitments.json").json()["commitments"][0]["id"].as_str().unwrap().to_owned();
    let page = site.get(&format!("/review?row={row}")).body;
    let token = page.split("name=\"token\" value=\"").nth(1).unwrap().split('"').next().unwrap();
    let encode = |text: &str| text.bytes().map(|byte| format!("%{byte:02x}")).collect::<String>();
    let words = encode(PAYLOADS[0]);
    let decision = format!("token={token}&verdict=confirm&by={words}&because={words}&row={}", encode(&row));
    let headers = [("Sec-Fetch-Site", "same-origin"), ("Content-Type", "application/x-www-form-urlencoded")];
    assert_eq!(site.request("POST", "/review", &headers, &decision).status, 303);
    let mut todo: Vec<String> = vec!["/".to_owned(), format!("/review?by={words}")];
    for payload in PAYLOADS {
        let payload = encode(payload);
        todo.extend([
            format!("/search?q={payload}"),
            format!("/commitments?text={payload}&field={payload}"),
            format!("/people?text={payload}&next={payload}"),
            format!("/?text={payload}"),
            format!("/?on={payload}"),
            format!("/{payload}"),
            format!("/event/{payload}.json"),
        ]);
    }
    let mut seen: BTreeSet<String> = todo.iter().cloned().collect();
    let mut pages = 0;
    while let Some(path) = todo.pop() {
        let answer = site.get(&path);
        assert_ne!(answer.status, 500, "{path}: {}", answer.body);
        let kind = answer.header("content-type").unwrap_or_default().to_owned();
        assert_eq!(answer.header("x-content-type-options"), Some("nosniff"), "{path}");
        if !kind.starts_with("text/html") {
            continue;
        }
        pages += 1;
        for bad in BROKEN {
            assert!(!answer.body.contains(bad), "{path} holds {bad}");
        }
        // Words of others add no depth: filters combine without end.
        if !path.contains('?') {
            todo.extend(links(&answer.body).into_iter().filter(|link| seen.insert(link.clone())));
        }
    }
    assert!(pages > 100, "only {pages} pages");
    let briefing = site.get("/r/fin-nor/briefing.md").body;
    assert!(
        !briefing.contains("<script>") && briefing.contains("\\<script\\>"),
        "Markdown may hold no markup of others"
    );
}

#[test]
fn no_search_is_an_error() {
    let site = Site::of_samples();
    let pieces = [
        "\"",
        "'",
        "*",
        "(",
        ")",
        "NEAR(",
        "NEAR/2",
        "AND",
        "OR",
        "NOT",
        "^",
        "-",
        ":",
        "words:",
        "{",
        "}",
        "%",
        "_",
        "\\",
        ";",
        "--",
        "/*",
        "\u{0}",
        "\u{202e}",
        "Đà Nẵng",
        "energy",
        "\"energy",
        "a",
        "",
        "\u{fffd}",
        "+",
        "title:x",
        "rowid",
        "x\" OR 1=1",
    ];
    let mut state = 7u64;
    let mut random = move || {
        // Numerical Recipes' generator: the same queries in every run.
        state = state.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        (state >> 33) as usize
    };
    for _ in 0..400 {
        let count = 1 + random() % 5;
        let query: Vec<&str> = (0..count).map(|_| pieces[random() % pieces.len()]).collect();
        let words = query.join(if random() % 2 == 0 { " " } else { "" });
        let encoded: String = words.bytes().map(|byte| format!("%{byte:02x}")).collect();
        let page = ["/search.json?q=", "/commitments.json?text=", "/people.json?text="][random() % 3];
        let status = site.get(&format!("{page}{encoded}")).status;
        assert_eq!(status, 200, "{page}{words:?}");
    }
}

#[test]
fn no_cell_is_a_formula() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("formulas.jsonl");
    let starts = ["=1+1", "+1", "-1", "@SUM(1)", "\t=1", "\r=1", "=cmd|' /C calc'!A0"];
    let lines: Vec<String> = starts
        .iter()
        .enumerate()
        .map(|(at, start)| {
            serde_json::json!({
                "doc": format!("{start}{at}"), "title": start, "outlet": start, "published": "2024-03-13",
                "text": format!("The foreign ministers of Norway and Finland met in Helsinki on Tuesday. Norway agreed with Finland to expand trade {at}."),
            })
            .to_string()
        })
        .collect();
    std::fs::write(&file, lines.join("\n")).unwrap();
    let site = Site::with(&[file], &[]);
    for path in [
        "/documents.csv",
        "/commitments.csv",
        "/r/fin-nor/timeline.csv",
        "/people.csv",
        "/index.csv",
        "/r/fin-nor/map.csv",
    ] {
        let body = site.get(path).body;
        assert!(body.lines().count() > 1 || path == "/people.csv", "{path} is empty");
        for cell in body.lines().flat_map(|line| line.split(',')) {
            let cell = cell.trim_start_matches('"');
            // Longitudes and numbers of voices are ours, and numbers.
            let is_number = cell.trim_end_matches('"').parse::<f64>().is_ok() && !cell.starts_with('+');
            assert!(is_number || !cell.starts_with(['=', '+', '-', '@', '\t']), "{path}: {cell}");
        }
    }
    let office = site.get("/r/fin-nor/briefing.docx");
    assert_eq!(office.header("content-disposition"), Some("attachment; filename=\"briefing-fin-nor.docx\""));
}
