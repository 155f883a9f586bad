//! Following feeds: which of the pages that they name are new, and their bytes.
//!
//! A feed is looked at once a call. It is asked for with what it said of itself the last time, so that
//! an unchanged one costs a line; of its entries those are fetched whose page was not fetched before. A
//! saved feed names saved pages beside it, so that all of this works without a network. What the pages
//! say is the business of `take` and core.
//!
//! Only this module opens connections, and only in a program that was built for it (feature `web`).

#[cfg(any(feature = "web", test))]
mod address;
#[cfg(feature = "web")]
mod web;

use std::{
    fs,
    path::{Path, PathBuf},
};

use chancery_intake::{Code, Format, Limits, Piece};

use crate::{
    store::{FeedMark, Store, StoreError},
    take::Refused,
};

/// A feed or a page has at most so many bytes; the largest news page of Common Crawl has some 8 MB.
const LARGEST: u64 = 8 << 20;

/// What is allowed to be fetched.
#[derive(Clone, Copy, Debug, Default)]
pub struct Manners {
    /// Addresses inside the user's own network as well.
    pub internal: bool,
}

/// What came of looking at a feed.
#[derive(Debug, Default)]
pub struct Followed {
    /// The pages that are new.
    pub pages: Vec<Piece>,
    /// The addresses that need not be fetched again: of the pages, and of what is gone for good.
    pub done: Vec<String>,
    /// What the feed says of itself.
    pub mark: FeedMark,
    /// True where all of its entries were looked at, so that it need not be sent again unchanged.
    pub whole: bool,
    /// True where it was not sent: nothing is new.
    pub unchanged: bool,
    /// What was not taken, and why.
    pub refused: Vec<Refused>,
}

/// What a server or a disk answered.
struct Got {
    /// Where it was found in the end.
    address: String,
    bytes: Vec<u8>,
    encoding: Option<String>,
    mark: FeedMark,
}

/// Why there is nothing to read.
enum Missed {
    /// It is as it was.
    Unchanged,
    /// It is gone for good, or may not be fetched: nobody need ask again soon.
    Gone(String),
    /// It could not be had now.
    Failed(String),
}

/// Fetches feeds and their pages.
pub struct Follower {
    #[cfg(feature = "web")]
    web: web::Web,
}

impl Follower {
    /// A follower with manners.
    #[must_use]
    pub fn new(manners: Manners) -> Follower {
        #[cfg(not(feature = "web"))]
        let Manners { internal: _ } = manners;
        Follower {
            #[cfg(feature = "web")]
            web: web::Web::new(manners),
        }
    }

    /// Looks at a feed and fetches at most `limit` of its new pages.
    ///
    /// # Errors
    /// What is wrong with the database; what is wrong with the feed is among the refused.
    pub fn follow(&mut self, feed: &str, store: &Store, limit: usize) -> Result<Followed, StoreError> {
        let mut followed = Followed::default();
        let got = match self.get(feed, None, &store.feed(feed)?) {
            Ok(got) => got,
            Err(Missed::Unchanged) => return Ok(Followed { unchanged: true, ..followed }),
            Err(Missed::Gone(reason) | Missed::Failed(reason)) => {
                followed.refused.push(refused(feed, reason));
                return Ok(followed);
            }
        };
        followed.mark = got.mark.clone();
        followed.whole = true;
        for entry in chancery_intake::open(&got.address, &got.bytes[..], Limits::default()) {
            let entry = match entry {
                Ok(entry) if entry.format() == Format::FeedEntry => entry,
                Ok(_) => {
                    followed.whole = false;
                    followed.refused.push(refused(feed, "it is no RSS, Atom or JSON feed".to_owned()));
                    break;
                }
                Err(refusal) => {
                    followed.whole = false;
                    followed.refused.push(refusal.into());
                    continue;
                }
            };
            // An entry without an address is all there is of it.
            let Some(page) = entry.source().map(str::to_owned) else {
                followed.pages.push(entry);
                continue;
            };
            if store.has_page(&page)? || followed.done.contains(&page) {
                continue;
            }
            if followed.pages.len() >= limit {
                followed.whole = false;
                break;
            }
            match self.get(&page, Some(&got.address), &FeedMark::default()) {
                Ok(sent) => {
                    match entry.page(&sent.address, sent.bytes, sent.encoding) {
                        Some(piece) => followed.pages.push(piece),
                        None => followed.refused.push(refused(&page, "it is no page with a text".to_owned())),
                    }
                    followed.done.push(page);
                }
                Err(Missed::Gone(reason)) => {
                    followed.refused.push(refused(&page, reason));
                    followed.done.push(page);
                }
                Err(Missed::Failed(reason)) => {
                    followed.whole = false;
                    followed.refused.push(refused(&page, reason));
                }
                Err(Missed::Unchanged) => {}
            }
        }
        Ok(followed)
    }

    /// Fetches an address; `from` is the feed that names it.
    fn get(&mut self, address: &str, from: Option<&str>, mark: &FeedMark) -> Result<Got, Missed> {
        let from_web = from.is_some_and(is_web);
        if is_web(address) {
            return self.get_web(address, mark);
        }
        if from_web {
            return Err(Missed::Gone("a feed of the web names what is not on the web".to_owned()));
        }
        get_file(address, from, mark)
    }

    #[cfg(feature = "web")]
    fn get_web(&mut self, address: &str, mark: &FeedMark) -> Result<Got, Missed> {
        self.web.get(address, mark)
    }

    #[cfg(not(feature = "web"))]
    #[expect(clippy::unused_self, reason = "the same call where the program has a client")]
    fn get_web(&mut self, _: &str, _: &FeedMark) -> Result<Got, Missed> {
        let reason = "this program was built without access to the web: build it without `--no-default-features`, or save feed and pages and name the file";
        Err(Missed::Failed(reason.to_owned()))
    }
}

fn is_web(address: &str) -> bool {
    let scheme = address.split("://").next().unwrap_or_default();
    scheme.eq_ignore_ascii_case("http") || scheme.eq_ignore_ascii_case("https")
}

fn refused(source: &str, reason: String) -> Refused {
    Refused { source: source.to_owned(), code: Code::Io.name(), reason }
}

/// A saved feed, or a saved page in its folder or below it.
fn get_file(address: &str, from: Option<&str>, mark: &FeedMark) -> Result<Got, Missed> {
    let path = |address: &str| PathBuf::from(address.strip_prefix("file://").unwrap_or(address));
    let failed = |error: std::io::Error| Missed::Failed(error.to_string());
    let mut file = path(address);
    if let Some(feed) = from {
        let folder = fs::canonicalize(path(feed)).map_err(failed)?;
        let folder = folder.parent().unwrap_or(Path::new("/")).to_owned();
        file = fs::canonicalize(folder.join(file)).map_err(failed)?;
        // A feed that somebody else wrote must not lead to other files of this machine.
        if !file.starts_with(&folder) {
            return Err(Missed::Gone("a saved feed leads to pages in its own folder only".to_owned()));
        }
    }
    let about = fs::metadata(&file).map_err(failed)?;
    if about.len() > LARGEST {
        return Err(Missed::Gone(too_long()));
    }
    let since = about.modified().ok().and_then(|time| time.duration_since(std::time::UNIX_EPOCH).ok());
    let own =
        FeedMark { etag: None, modified: since.map(|since| format!("{} {}", since.as_nanos(), about.len())) };
    if own.modified.is_some() && own == *mark {
        return Err(Missed::Unchanged);
    }
    let bytes = fs::read(&file).map_err(failed)?;
    Ok(Got { address: file.display().to_string(), bytes, encoding: None, mark: own })
}

fn too_long() -> String {
    format!("it has more than {} MiB", LARGEST >> 20)
}
