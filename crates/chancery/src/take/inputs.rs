//! From the paths of a command line to documents: files, folders, patterns, standard input, and pages
//! that were fetched.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use chancery_intake::{Code, Limits, Opened, Piece, Refusal};
use serde::Serialize;

/// What was not taken, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Refused {
    /// The file, and the place in it where it holds many.
    pub source: String,
    /// A stable name of the reason: `E-BINARY`.
    pub code: &'static str,
    /// The reason, and what to do.
    pub reason: String,
}

impl Refused {
    /// A file that cannot be opened or found.
    pub(crate) fn file(source: &str, reason: impl Into<String>) -> Refused {
        Refused { source: source.to_owned(), code: Code::Io.name(), reason: reason.into() }
    }
}

impl From<Refusal> for Refused {
    fn from(refusal: Refusal) -> Refused {
        let reason = format!("{}: {}", refusal.reason, refusal.advice);
        Refused { source: refusal.place, code: refusal.code.name(), reason }
    }
}

/// One file, or standard input.
#[derive(Clone, Debug)]
pub enum Input {
    /// A file.
    File(PathBuf),
    /// Standard input.
    Stdin,
    /// A page that was fetched.
    Page(Box<Piece>),
    /// A report that the program carries.
    Sample(&'static str, &'static [u8]),
}

/// The files that the paths of a command line name: `-` is standard input, a folder stands for
/// all that is in it (hidden files left out), and `*`, `?` and `[...]` are patterns where no file
/// has that very name. Sorted inside a folder and a pattern; each file once.
#[must_use]
pub fn expand(paths: &[String]) -> (Vec<Input>, Vec<Refused>) {
    let (mut inputs, mut refusals) = (Vec::new(), Vec::new());
    for path in paths {
        if path == "-" {
            inputs.push(Input::Stdin);
            continue;
        }
        let before = inputs.len();
        let file = Path::new(path);
        if file.exists() {
            walk(file, &mut inputs, &mut refusals);
        } else if path.contains(['*', '?', '[']) {
            match glob::glob(path) {
                Ok(found) => {
                    found.flatten().for_each(|file| walk(&file, &mut inputs, &mut refusals));
                    if inputs.len() == before {
                        refusals.push(Refused::file(path, "no file matches it"));
                    }
                }
                Err(error) => refusals.push(Refused::file(path, error.to_string())),
            }
        } else {
            refusals.push(Refused::file(path, "there is no such file"));
        }
    }
    let mut seen = std::collections::BTreeSet::new();
    inputs.retain(|input| seen.insert(input.name()));
    (inputs, refusals)
}

fn walk(path: &Path, inputs: &mut Vec<Input>, refusals: &mut Vec<Refused>) {
    if !path.is_dir() {
        inputs.push(Input::File(path.to_owned()));
        return;
    }
    match fs::read_dir(path) {
        Ok(entries) => {
            let mut entries: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
            entries.sort();
            for entry in entries {
                let is_hidden = entry.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'));
                // A link to a folder may lead back to where we are.
                if !is_hidden && !(entry.is_symlink() && entry.is_dir()) {
                    walk(&entry, inputs, refusals);
                }
            }
        }
        Err(error) => refusals.push(Refused::file(&path.display().to_string(), error.to_string())),
    }
}

impl Input {
    /// The path, or `-`.
    #[must_use]
    pub fn name(&self) -> String {
        match self {
            Input::File(path) => path.display().to_string(),
            Input::Stdin => "-".to_owned(),
            Input::Page(page) => page.place.clone(),
            Input::Sample(name, _) => (*name).to_owned(),
        }
    }

    /// Opens it: its documents come one by one, each with the place where it stands.
    pub(super) fn open(&self) -> Box<dyn Iterator<Item = Opened>> {
        let name = self.name();
        match self {
            Input::File(path) => match fs::File::open(path) {
                Ok(file) => chancery_intake::open(&name, file, Limits::default()),
                Err(error) => Box::new(std::iter::once(Err(Refusal {
                    place: name,
                    code: Code::Io,
                    reason: error.to_string(),
                    advice: "check the path and the rights to read it".to_owned(),
                }))),
            },
            Input::Stdin => chancery_intake::open(&name, io::stdin(), Limits::default()),
            Input::Page(page) => Box::new(std::iter::once(Ok((**page).clone()))),
            Input::Sample(_, bytes) => chancery_intake::open(&name, *bytes, Limits::default()),
        }
    }
}
