//! What keeps a local server safe from other pages of the same browser and from other machines.
//!
//! A page on the web can make a browser send requests to a local port, and a name server can
//! point its own name there. So every request must name this server in `Host`, every change must
//! come from a page of this server and carry its token, and no answer may run anything but the
//! server's own script.

use std::net::SocketAddr;

use axum::{
    extract::{Request, State},
    http::{HeaderMap, HeaderValue, Method, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};

/// What may be loaded and run by a page: nothing from elsewhere, no script in the page itself.
const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; \
     img-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// Which names this server answers to.
#[derive(Clone, Debug)]
pub(crate) struct Names {
    hosts: Vec<String>,
}

impl Names {
    /// The names of a server on this address: the loopback names with its port, and the one
    /// host that was allowed by name.
    pub(crate) fn new(address: SocketAddr, allowed: Option<&str>) -> Names {
        let port = address.port();
        let mut hosts: Vec<String> =
            ["localhost", "127.0.0.1", "[::1]"].iter().map(|host| format!("{host}:{port}")).collect();
        if let Some(host) = allowed {
            hosts.push(host.to_lowercase());
            hosts.push(format!("{}:{port}", host.to_lowercase()));
        }
        Names { hosts }
    }

    /// True where the `Host` header names this server, once and exactly.
    fn is_ours(&self, headers: &HeaderMap) -> bool {
        let mut hosts = headers.get_all(header::HOST).iter();
        let (Some(host), None) = (hosts.next(), hosts.next()) else { return false };
        host.to_str().is_ok_and(|host| self.hosts.iter().any(|ours| ours.eq_ignore_ascii_case(host)))
    }

    /// True where a change was sent by a page of this server.
    fn is_same_origin(&self, headers: &HeaderMap) -> bool {
        if let Some(site) = headers.get("sec-fetch-site") {
            return matches!(site.to_str(), Ok("same-origin" | "none"));
        }
        let Some(origin) = headers.get(header::ORIGIN).and_then(|origin| origin.to_str().ok()) else {
            return false;
        };
        self.hosts.iter().any(|host| {
            origin.strip_prefix("http://").or_else(|| origin.strip_prefix("https://")) == Some(host.as_str())
        })
    }
}

/// Refuses requests that are not for this server or not from it, and seals the answers.
pub(crate) async fn guard(State(names): State<Names>, request: Request, next: Next) -> Response {
    let mut response = if !names.is_ours(request.headers()) {
        refuse(StatusCode::MISDIRECTED_REQUEST, "this server answers only to its own name and port")
    } else if is_change(request.method()) && !names.is_same_origin(request.headers()) {
        refuse(StatusCode::FORBIDDEN, "changes are taken only from this server's own pages")
    } else {
        next.run(request).await
    };
    let headers = response.headers_mut();
    for (name, value) in [
        (header::CONTENT_SECURITY_POLICY, CONTENT_SECURITY_POLICY),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::X_FRAME_OPTIONS, "DENY"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    headers.insert("cross-origin-opener-policy", HeaderValue::from_static("same-origin"));
    headers.insert("cross-origin-resource-policy", HeaderValue::from_static("same-origin"));
    response
}

fn is_change(method: &Method) -> bool {
    !matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS)
}

fn refuse(status: StatusCode, why: &str) -> Response {
    (status, [(header::CONTENT_TYPE, "text/plain; charset=utf-8")], why.to_owned()).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names() -> Names {
        Names::new("127.0.0.1:8080".parse().unwrap(), None)
    }

    fn with(name: &'static str, values: &[&str]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for value in values {
            headers.append(name, HeaderValue::from_str(value).unwrap());
        }
        headers
    }

    #[test]
    fn only_our_own_name_and_port_are_answered() {
        for good in ["127.0.0.1:8080", "localhost:8080", "LOCALHOST:8080", "[::1]:8080"] {
            assert!(names().is_ours(&with("host", &[good])), "{good}");
        }
        let bad = [
            "evil.example",
            "127.0.0.1.evil.example:8080",
            "127.0.0.1:8081",
            "localhost",
            "localhost.:8080",
            "localhost:8080.evil.example",
            "",
            "[::]:8080",
            "0.0.0.0:8080",
            "127.1:8080",
        ];
        for bad in bad {
            assert!(!names().is_ours(&with("host", &[bad])), "{bad}");
        }
        assert!(!names().is_ours(&with("host", &["127.0.0.1:8080", "evil.example"])));
        assert!(!names().is_ours(&HeaderMap::new()));
    }

    #[test]
    fn changes_come_from_our_own_pages() {
        assert!(names().is_same_origin(&with("sec-fetch-site", &["same-origin"])));
        assert!(names().is_same_origin(&with("origin", &["http://127.0.0.1:8080"])));
        for bad in ["cross-site", "same-site"] {
            assert!(!names().is_same_origin(&with("sec-fetch-site", &[bad])));
        }
        for bad in ["null", "http://evil.example", "http://127.0.0.1:8080.evil.example"] {
            assert!(!names().is_same_origin(&with("origin", &[bad])));
        }
        assert!(!names().is_same_origin(&HeaderMap::new()));
    }
}
