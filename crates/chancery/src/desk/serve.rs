//! The server over a database, and the snapshot of it that all requests share.

use std::{
    hash::{BuildHasher, Hasher},
    net::{IpAddr, SocketAddr},
    path::PathBuf,
    sync::{Arc, Mutex, PoisonError},
};

use anyhow::Context as _;
use chancery_core::calendar::Day;

use super::{
    Desk,
    lock::{Lock, password_file},
    router,
    snapshot::Snapshot,
};
use crate::{atlas::Atlas, lexicon::Lexicon, library::Library, names::Names, settle::Settler, store::Store};

/// Chosen days whose ledger is kept; the one asked for longest ago makes room.
const DAYS: usize = 8;

/// Where and over what to serve.
#[derive(Debug)]
pub(crate) struct Options {
    /// The database.
    pub(crate) db: PathBuf,
    /// The address to listen on.
    pub(crate) host: IpAddr,
    /// The port; 0 takes a free one.
    pub(crate) port: u16,
    /// A host name that visitors of other machines use.
    pub(crate) allowed_host: Option<String>,
    /// Take no judgements.
    pub(crate) read_only: bool,
}

/// Serves until the process is interrupted; `listening` is told the address once it is open.
///
/// # Errors
/// Where the database cannot be opened, the address is taken, or a password is missing.
pub(crate) fn serve(
    options: Options,
    lexicon: Lexicon,
    listening: impl FnOnce(SocketAddr),
) -> anyhow::Result<()> {
    let lock = if options.host.is_loopback() {
        None
    } else {
        let file = password_file(&options.db);
        let hash = std::fs::read_to_string(&file).with_context(|| {
            format!(
                "other machines can reach {}, and no password is set in {}: set one with `chancery serve --set-password`",
                options.host,
                file.display()
            )
        })?;
        Some(Arc::new(Lock::new(hash.trim().to_owned())))
    };
    let desk = desk(&options, Arc::new(lexicon));
    // The first look at the ledger, so that a damaged database is reported here.
    (desk.snapshots)(None)?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_io().enable_time().build()?;
    runtime.block_on(async {
        let address = SocketAddr::new(options.host, options.port);
        let listener = tokio::net::TcpListener::bind(address)
            .await
            .with_context(|| format!("cannot listen on {address}: choose another --port"))?;
        let address = listener.local_addr()?;
        listening(address);
        let service = router(desk, address, options.allowed_host.as_deref(), lock);
        let interrupted = async {
            let _ = tokio::signal::ctrl_c().await;
        };
        axum::serve(listener, service).with_graceful_shutdown(interrupted).await?;
        anyhow::Ok(())
    })
}

/// The desk over a database.
fn desk(options: &Options, lexicon: Arc<Lexicon>) -> Desk {
    let db = options.db.clone();
    let watch: Mutex<Option<Store>> = Mutex::default();
    let held: Mutex<Option<Arc<Snapshot>>> = Mutex::default();
    let past: Mutex<Vec<Arc<Snapshot>>> = Mutex::default();
    let for_snapshots = lexicon.clone();
    let snapshots = move |on: Option<Day>| -> anyhow::Result<Arc<Snapshot>> {
        let mut watch = watch.lock().unwrap_or_else(PoisonError::into_inner);
        let store = match &mut *watch {
            Some(store) => store,
            none => none.insert(Store::open(&db)?),
        };
        let version = store.ledger_hash()?.map(|hash| hash.0).unwrap_or_default();
        let mut held = held.lock().unwrap_or_else(PoisonError::into_inner);
        let latest = match held.as_ref().filter(|snapshot| snapshot.version == version) {
            Some(snapshot) => snapshot.clone(),
            None => {
                let library = Library::open(Store::open(&db)?, Names::load(&for_snapshots.files()))?;
                held.insert(Arc::new(Snapshot::new(library, version.clone()))).clone()
            }
        };
        let Some(day) = on.filter(|day| *day != latest.today()) else { return Ok(latest) };
        drop((watch, held));
        // One day is settled at a time, so that two who ask for it wait for one ledger.
        let mut past = past.lock().unwrap_or_else(PoisonError::into_inner);
        let version = format!("{version}@{day}");
        if let Some(snapshot) = past.iter().find(|snapshot| snapshot.version == version) {
            return Ok(snapshot.clone());
        }
        let settler = Settler::new(&for_snapshots.files())
            .map_err(|_| anyhow::anyhow!("the lexicon has errors: run `chancery check`"))?;
        let store = Store::open(&db)?;
        let ledger = settler.as_of(&store, day)?;
        let library = Library::with(store, Names::load(&for_snapshots.files()), ledger)?;
        let snapshot = Arc::new(Snapshot::on(library, version, day));
        past.truncate(DAYS - 1);
        past.insert(0, snapshot.clone());
        Ok(snapshot)
    };
    Desk {
        snapshots: Arc::new(snapshots),
        db: options.db.clone(),
        made: Arc::default(),
        atlas: Arc::new(Atlas::load(&lexicon.files())),
        lexicon,
        read_only: options.read_only,
        token: token(),
    }
}

/// A word that nobody outside this process knows.
pub(super) fn token() -> String {
    // The seeds of the standard hasher are random for every process.
    let random = || std::collections::hash_map::RandomState::new().build_hasher().finish();
    format!("{:016x}{:016x}", random(), random())
}
