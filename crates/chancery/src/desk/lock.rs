//! The password of a server that other machines can reach.
//!
//! A server on the loopback address needs none. Any other address is served only with a password
//! that was set beforehand; its Argon2 hash stands in a file beside the database.

use std::{
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use argon2::{
    Argon2,
    password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash},
};
use axum::{
    extract::{Request, State},
    http::{StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use base64::{Engine, engine::general_purpose::STANDARD};
use sha2::{Digest, Sha256};

/// Wrong passwords that are taken in a minute before the server stops listening to them.
const TRIES: usize = 10;

/// The file with the hash of the password of a database.
pub(crate) fn password_file(db: &Path) -> PathBuf {
    let mut name = db.as_os_str().to_owned();
    name.push(".password");
    name.into()
}

/// The Argon2id hash of a password, as it is kept.
///
/// # Errors
/// What the hash function says; a password that is empty is refused.
pub(crate) fn hash(password: &str) -> anyhow::Result<String> {
    anyhow::ensure!(!password.is_empty(), "the password is empty: type at least one character");
    let hash = Argon2::default().hash_password(password.as_bytes());
    Ok(hash.map_err(|error| anyhow::anyhow!("the password cannot be hashed: {error}"))?.to_string())
}

/// What opens the server.
pub(crate) struct Lock {
    hash: String,
    /// The digest of the last header that was right: checking Argon2 once a visitor is enough.
    known: Mutex<Option<[u8; 32]>>,
    wrong: Mutex<Vec<Instant>>,
}

impl Lock {
    /// A lock for this hash.
    pub(crate) fn new(hash: String) -> Lock {
        Lock { hash, known: Mutex::default(), wrong: Mutex::default() }
    }

    fn opens(&self, credentials: &str) -> bool {
        let digest: [u8; 32] = Sha256::digest(credentials.as_bytes()).into();
        if *self.known.lock().unwrap_or_else(PoisonError::into_inner) == Some(digest) {
            return true;
        }
        let password = credentials
            .strip_prefix("Basic ")
            .and_then(|code| STANDARD.decode(code.trim()).ok())
            .and_then(|bytes| String::from_utf8(bytes).ok())
            .and_then(|pair| pair.split_once(':').map(|(_, password)| password.to_owned()));
        let Some(password) = password else { return false };
        let Ok(hash) = PasswordHash::new(&self.hash) else { return false };
        let right = Argon2::default().verify_password(password.as_bytes(), &hash).is_ok();
        if right {
            *self.known.lock().unwrap_or_else(PoisonError::into_inner) = Some(digest);
        } else {
            self.wrong.lock().unwrap_or_else(PoisonError::into_inner).push(Instant::now());
        }
        right
    }

    fn is_tired(&self) -> bool {
        let mut wrong = self.wrong.lock().unwrap_or_else(PoisonError::into_inner);
        wrong.retain(|at| at.elapsed() < Duration::from_secs(60));
        wrong.len() >= TRIES
    }
}

/// Lets in who knows the password; everybody where there is none.
pub(crate) async fn check(State(lock): State<Option<Arc<Lock>>>, request: Request, next: Next) -> Response {
    let Some(lock) = lock else { return next.run(request).await };
    let credentials = request.headers().get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    if let Some(credentials) = credentials.map(str::to_owned) {
        if lock.is_tired() {
            return (StatusCode::TOO_MANY_REQUESTS, "too many wrong passwords: wait a minute")
                .into_response();
        }
        // Argon2 takes its time on purpose, so it leaves the server's own threads.
        let opened = tokio::task::spawn_blocking(move || lock.opens(&credentials)).await;
        if opened.unwrap_or(false) {
            return next.run(request).await;
        }
    }
    let ask = [(header::WWW_AUTHENTICATE, "Basic realm=\"Chancery\", charset=\"UTF-8\"")];
    (StatusCode::UNAUTHORIZED, ask, "this server asks for its password").into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_password_opens_and_wrong_ones_tire() {
        let lock = Lock::new(hash("étude").unwrap());
        let basic = |pair: &str| format!("Basic {}", STANDARD.encode(pair));
        assert!(lock.opens(&basic("anyone:étude")));
        for wrong in ["anyone:etude", "anyone:", ":", "étude"] {
            assert!(!lock.opens(&basic(wrong)), "{wrong}");
        }
        assert!(!lock.opens("Bearer x"));
        for _ in 0..TRIES {
            lock.opens(&basic("a:b"));
        }
        assert!(lock.is_tired());
    }
}
