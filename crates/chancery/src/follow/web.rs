//! Fetching from the web with manners: one request at a time and a pause between two to the same host,
//! the site's `robots.txt` obeyed, redirects checked like first addresses, limits on size and time.

use std::{
    collections::HashMap,
    io::Read,
    thread,
    time::{Duration, Instant},
};

use texting_robots::Robot;
use ureq::{
    Agent,
    config::Config,
    http::{Response, Uri},
    unversioned::{
        resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver},
        transport::{DefaultConnector, NextTimeout},
    },
};
use url::Url;

use super::{Got, LARGEST, Manners, Missed, address::is_public, too_long};
use crate::store::FeedMark;

/// The name by which sites know the program, in `robots.txt` as well.
const NAME: &str = "chancery";
/// From the question to the last byte of the answer.
const PATIENCE: Duration = Duration::from_secs(30);
/// Between two requests to one host, unless its `robots.txt` asks for more.
const PAUSE: Duration = Duration::from_secs(1);
/// The longest pause that is kept; a site that asks for more is visited no oftener than this.
const LONGEST_PAUSE: Duration = Duration::from_secs(30);
/// Redirects of one page.
const HOPS: usize = 5;
/// A `robots.txt` counts so far (RFC 9309, section 2.5).
const ROBOTS: u64 = 500 << 10;

/// A client of the web.
pub(super) struct Web {
    agent: Agent,
    /// What each site allows.
    sites: HashMap<String, Site>,
}

struct Site {
    /// None where all is allowed.
    robot: Option<Robot>,
    /// Why nobody can tell what is allowed: then nothing is.
    closed: Option<String>,
    pause: Duration,
    last: Instant,
}

impl Web {
    pub(super) fn new(manners: Manners) -> Web {
        let config = Config::builder()
            .user_agent(format!("{NAME}/{}", env!("CARGO_PKG_VERSION")))
            .timeout_global(Some(PATIENCE))
            .max_redirects(0)
            .max_redirects_will_error(false)
            .http_status_as_error(false)
            // A proxy would look the host up itself, unseen by the check of addresses.
            .proxy(None)
            .build();
        let resolver = Public { internal: manners.internal, system: DefaultResolver::default() };
        Web { agent: Agent::with_parts(config, DefaultConnector::default(), resolver), sites: HashMap::new() }
    }

    /// Fetches a page or a feed.
    pub(super) fn get(&mut self, address: &str, mark: &FeedMark) -> Result<Got, Missed> {
        let mut url = Url::parse(address).map_err(|error| Missed::Gone(error.to_string()))?;
        for _ in 0..=HOPS {
            self.ask_leave(&url)?;
            let mut answer = self.ask(&url, mark).map_err(Missed::Failed)?;
            let status = answer.status().as_u16();
            match status {
                200..=299 => return read(&mut answer, &url),
                304 => return Err(Missed::Unchanged),
                301 | 302 | 303 | 307 | 308 => {
                    let to = header(&answer, "location").and_then(|to| url.join(&to).ok());
                    url = to.ok_or_else(|| Missed::Gone("it leads nowhere".to_owned()))?;
                    if !["http", "https"].contains(&url.scheme()) {
                        return Err(Missed::Gone("it leads away from the web".to_owned()));
                    }
                }
                401 | 403 | 404 | 410 | 451 => {
                    return Err(Missed::Gone(format!("the site answers {status}")));
                }
                _ => return Err(Missed::Failed(format!("the site answers {status}"))),
            }
        }
        Err(Missed::Gone(format!("it leads on more than {HOPS} times")))
    }

    fn ask(&self, url: &Url, mark: &FeedMark) -> Result<Response<ureq::Body>, String> {
        let mut request = self.agent.get(url.as_str());
        if let Some(etag) = &mark.etag {
            request = request.header("If-None-Match", etag);
        }
        if let Some(modified) = &mark.modified {
            request = request.header("If-Modified-Since", modified);
        }
        request.call().map_err(|error| error.to_string())
    }

    /// Waits until the site may be asked again, and sees whether it allows the page.
    fn ask_leave(&mut self, url: &Url) -> Result<(), Missed> {
        let origin = url.origin().ascii_serialization();
        if !self.sites.contains_key(&origin) {
            let site = self.site(&origin);
            self.sites.insert(origin.clone(), site);
        }
        let Some(site) = self.sites.get_mut(&origin) else { return Ok(()) };
        if let Some(why) = &site.closed {
            return Err(Missed::Failed(format!(
                "the site's robots.txt cannot be had, so nothing is fetched: {why}"
            )));
        }
        if site.robot.as_ref().is_some_and(|robot| !robot.allowed(url.as_str())) {
            return Err(Missed::Gone("the site's robots.txt forbids it".to_owned()));
        }
        thread::sleep(site.pause.saturating_sub(site.last.elapsed()));
        site.last = Instant::now();
        Ok(())
    }

    /// What a site allows (RFC 9309, section 2.3.1): all where it says nothing, nothing where it fails.
    fn site(&self, origin: &str) -> Site {
        let open = Site { robot: None, closed: None, pause: PAUSE, last: Instant::now() };
        let closed =
            |why: String| Site { robot: None, closed: Some(why), pause: PAUSE, last: Instant::now() };
        let mut url = match Url::parse(&format!("{origin}/robots.txt")) {
            Ok(url) => url,
            Err(error) => return closed(error.to_string()),
        };
        for _ in 0..=HOPS {
            let mut answer = match self.ask(&url, &FeedMark::default()) {
                Ok(answer) => answer,
                Err(error) => return closed(error),
            };
            match answer.status().as_u16() {
                200..=299 => {
                    let mut text = Vec::new();
                    if let Err(error) = answer.body_mut().as_reader().take(ROBOTS).read_to_end(&mut text) {
                        return closed(error.to_string());
                    }
                    let Ok(robot) = Robot::new(NAME, &text) else { return open };
                    let asked = robot.delay.filter(|delay| delay.is_finite() && *delay > 0.0);
                    let pause = asked.map_or(PAUSE, |delay| {
                        Duration::from_secs_f32(delay.min(LONGEST_PAUSE.as_secs_f32())).max(PAUSE)
                    });
                    return Site { robot: Some(robot), pause, ..open };
                }
                301 | 302 | 303 | 307 | 308 => {
                    let to = header(&answer, "location").and_then(|to| url.join(&to).ok());
                    let Some(to) = to.filter(|to| ["http", "https"].contains(&to.scheme())) else {
                        return open;
                    };
                    url = to;
                }
                400..=499 => return open,
                status => return closed(format!("the site answers {status}")),
            }
        }
        open
    }
}

fn header(answer: &Response<ureq::Body>, name: &str) -> Option<String> {
    answer.headers().get(name).and_then(|value| value.to_str().ok()).map(str::to_owned)
}

fn read(answer: &mut Response<ureq::Body>, url: &Url) -> Result<Got, Missed> {
    let mark = FeedMark { etag: header(answer, "etag"), modified: header(answer, "last-modified") };
    let encoding = answer.body().charset().map(str::to_owned).filter(|_| {
        // Without a word of the site the page itself knows better.
        header(answer, "content-type").is_some_and(|kind| kind.to_ascii_lowercase().contains("charset"))
    });
    let mut bytes = Vec::new();
    answer
        .body_mut()
        .as_reader()
        .take(LARGEST + 1)
        .read_to_end(&mut bytes)
        .map_err(|error| Missed::Failed(error.to_string()))?;
    if bytes.len() as u64 > LARGEST {
        return Err(Missed::Gone(too_long()));
    }
    Ok(Got { address: url.to_string(), bytes, encoding, mark })
}

/// Finds the addresses of hosts, and only public ones: what is asked is what was checked.
#[derive(Debug)]
struct Public {
    internal: bool,
    system: DefaultResolver,
}

impl Resolver for Public {
    fn resolve(
        &self,
        uri: &Uri,
        config: &Config,
        timeout: NextTimeout,
    ) -> Result<ResolvedSocketAddrs, ureq::Error> {
        let found = self.system.resolve(uri, config, timeout)?;
        if self.internal || found.iter().all(|address| is_public(address.ip())) {
            return Ok(found);
        }
        let reason = "the address lies inside a network (`--internal` allows it)";
        Err(ureq::Error::Other(reason.into()))
    }
}
