//! `chancery follow`: each new page of a feed is fetched once, and nothing that was not asked for.

use std::{
    fs,
    path::Path,
    process::{Command, Output},
};

fn follow(folder: &Path, args: &[&str]) -> (Output, serde_json::Value) {
    let output = Command::new(env!("CARGO_BIN_EXE_chancery"))
        .args(["--json", "--db", "f.db", "follow"])
        .args(args)
        .current_dir(folder)
        .env_remove("CHANCERY_DB")
        .env_remove("CHANCERY_LEXICON")
        .output()
        .unwrap();
    let said = serde_json::from_slice(&output.stdout).unwrap_or_default();
    (output, said)
}

fn page(number: usize) -> String {
    format!(
        "<html><head><title>Ministers meet {number}</title></head><body><nav>Home | News</nav><article><h1>Ministers meet {number}</h1>\
         <p>Norwegian Foreign Minister Kari Nordmann held talks with her Finnish counterpart Matti Virtanen in Turku on Tuesday, their meeting number {number}.</p>\
         <p>The two ministers agreed to expand cooperation in fisheries, and to set up a joint committee on fisheries.</p></article></body></html>"
    )
}

fn feed(links: &[String]) -> String {
    let items: String = links
        .iter()
        .map(|link| format!("<item><title>Ministers meet</title><link>{link}</link><pubDate>Tue, 05 Mar 2024 10:00:00 GMT</pubDate></item>"))
        .collect();
    format!(
        "<?xml version=\"1.0\"?><rss version=\"2.0\"><channel><title>Harbour News</title><link>https://example.org/</link>{items}</channel></rss>"
    )
}

#[test]
fn a_saved_feed_gives_each_of_its_pages_once_and_no_other_file() {
    let folder = tempfile::tempdir().unwrap();
    let saved = folder.path().join("saved");
    fs::create_dir(&saved).unwrap();
    fs::write(folder.path().join("secret.html"), page(9)).unwrap();
    for number in 1..=3 {
        fs::write(saved.join(format!("{number}.html")), page(number)).unwrap();
    }
    let links = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
    fs::write(saved.join("feed.xml"), feed(&links(&["1.html", "2.html", "../secret.html", "4.html"])))
        .unwrap();

    let (output, said) = follow(folder.path(), &["saved/feed.xml"]);
    assert_eq!(output.status.code(), Some(3), "{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!((&said["added"], said["refused"].as_array().map(Vec::len)), (&2.into(), Some(2)));
    // A page that came later is new; the others are not read again.
    fs::write(saved.join("feed.xml"), feed(&links(&["1.html", "2.html", "3.html"]))).unwrap();
    let (output, said) = follow(folder.path(), &["saved/feed.xml"]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!((&said["found"], &said["added"]), (&1.into(), &1.into()));
    let (output, said) = follow(folder.path(), &["saved/feed.xml"]);
    assert!(output.status.success());
    assert_eq!((&said["unchanged"], &said["found"]), (&1.into(), &0.into()));

    let sql = rusqlite::Connection::open(folder.path().join("f.db")).unwrap();
    let all = |query: &str| -> Vec<String> {
        let mut rows = sql.prepare(query).unwrap();
        rows.query_map([], |row| row.get(0)).unwrap().collect::<Result<_, _>>().unwrap()
    };
    // What the feed says of a page holds where the page says nothing.
    assert_eq!(all("SELECT DISTINCT published || ' ' || outlet FROM document"), ["2024-03-05 Harbour News"]);
    assert!(all("SELECT text FROM document WHERE text LIKE '%number 9%'").is_empty());
}

#[test]
fn what_is_no_feed_is_named() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("page.html"), page(1)).unwrap();
    let (output, said) = follow(folder.path(), &["page.html", "nowhere.xml"]);
    assert_eq!(output.status.code(), Some(3));
    assert_eq!(said["refused"].as_array().map(Vec::len), Some(2));
    assert_eq!(said["added"], 0);
}

#[cfg(not(feature = "web"))]
#[test]
fn without_a_client_the_web_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let (output, said) = follow(folder.path(), &["https://example.org/feed.xml"]);
    assert_eq!(output.status.code(), Some(3));
    assert!(said["refused"][0]["reason"].as_str().unwrap().contains("--features web"), "{said}");
}

/// A site on this machine: each request goes to a function, and is noted.
#[cfg(feature = "web")]
mod web {
    use std::{
        io::{BufRead, BufReader, Write},
        net::TcpListener,
        sync::{Arc, Mutex},
        thread,
    };

    use super::*;

    struct Site {
        address: String,
        asked: Arc<Mutex<Vec<String>>>,
    }

    impl Site {
        fn new(answer: impl Fn(&str, &str, &str) -> String + Send + 'static) -> Site {
            let listener = TcpListener::bind("127.0.0.1:0").unwrap();
            let address = format!("http://{}", listener.local_addr().unwrap());
            let asked: Arc<Mutex<Vec<String>>> = Arc::default();
            let (own, noted) = (address.clone(), asked.clone());
            thread::spawn(move || {
                for stream in listener.incoming().flatten() {
                    let mut reader = BufReader::new(stream);
                    let mut head = String::new();
                    while !head.ends_with("\r\n\r\n") && reader.read_line(&mut head).unwrap_or(0) > 0 {}
                    let path = head.split_whitespace().nth(1).unwrap_or_default().to_owned();
                    noted.lock().unwrap().push(path.clone());
                    let _ = reader
                        .get_mut()
                        .write_all(answer(&own, &path, &head.to_ascii_lowercase()).as_bytes());
                }
            });
            Site { address, asked }
        }

        fn asked(&self) -> Vec<String> {
            std::mem::take(&mut *self.asked.lock().unwrap())
        }
    }

    fn answer(head: &str, body: &str) -> String {
        format!("HTTP/1.1 {head}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}", body.len())
    }

    fn site() -> Site {
        Site::new(|own, path, head| match path {
            "/robots.txt" => {
                answer("200 OK\r\nContent-Type: text/plain", "User-agent: *\nDisallow: /private/\n")
            }
            "/feed.xml" if head.contains("if-none-match: \"v1\"") => answer("304 Not Modified", ""),
            "/feed.xml" => {
                let links = ["/1", "/moved", "/private/2", "/away", "/round", "/gone"]
                    .map(|path| format!("{own}{path}"));
                answer("200 OK\r\nETag: \"v1\"\r\nContent-Type: application/rss+xml", &feed(&links))
            }
            "/1" => answer("200 OK\r\nContent-Type: text/html", &page(1)),
            "/moved" => answer("301 Moved\r\nLocation: /3", ""),
            "/3" => answer("200 OK\r\nContent-Type: text/html", &page(3)),
            "/away" => answer("302 Found\r\nLocation: file:///etc/passwd", ""),
            "/round" => answer("302 Found\r\nLocation: /round", ""),
            _ => answer("404 Not Found", ""),
        })
    }

    #[test]
    fn pages_are_fetched_once_with_leave_and_an_unchanged_feed_is_not_sent_again() {
        let (folder, site) = (tempfile::tempdir().unwrap(), site());
        let feed = format!("{}/feed.xml", site.address);
        let (output, said) = follow(folder.path(), &[&feed, "--internal"]);
        assert_eq!(output.status.code(), Some(3), "{}", String::from_utf8_lossy(&output.stderr));
        assert_eq!(said["added"], 2, "{said}");
        let reasons: Vec<&str> =
            said["refused"].as_array().unwrap().iter().map(|one| one["reason"].as_str().unwrap()).collect();
        assert_eq!(reasons.len(), 4, "{said}");
        assert!(reasons[0].contains("robots.txt forbids") && reasons[3].contains("404"), "{reasons:?}");
        let asked = site.asked();
        assert_eq!(asked[..3], ["/robots.txt", "/feed.xml", "/1"]);
        assert!(!asked.iter().any(|path| path.starts_with("/private/")));

        let (output, said) = follow(folder.path(), &[&feed, "--internal"]);
        assert!(output.status.success());
        assert_eq!((&said["unchanged"], &said["found"]), (&1.into(), &0.into()));
        assert_eq!(site.asked(), ["/robots.txt", "/feed.xml"]);
    }

    #[test]
    fn addresses_inside_the_network_are_not_asked() {
        let (folder, site) = (tempfile::tempdir().unwrap(), site());
        let (output, said) = follow(folder.path(), &[&format!("{}/feed.xml", site.address)]);
        assert_eq!(output.status.code(), Some(3));
        assert_eq!(said["refused"].as_array().map(Vec::len), Some(1), "{said}");
        assert!(site.asked().is_empty());
    }
}
