//! From the paths of a command line to documents: files, folders, patterns, standard input.

use std::{
    fs,
    io::{self, Read},
    path::{Path, PathBuf},
};

use chancery_core::intake::Metadata;

/// What was not taken, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// The path as it was given or found.
    pub source: String,
    /// Why.
    pub reason: String,
}

/// One file, or standard input.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Input {
    /// A file.
    File(PathBuf),
    /// Standard input.
    Stdin,
}

/// A document of an input: where it stands, and its text with what its source says, or why it
/// is not taken.
pub(super) type Opened = (String, Result<(String, Metadata), String>);

/// The files that the paths of a command line name: `-` is standard input, a folder stands for
/// all that is in it (hidden files left out), and `*`, `?` and `[...]` are patterns where no file
/// has that very name. Sorted inside a folder and a pattern; each file once.
#[must_use]
pub fn expand(paths: &[String]) -> (Vec<Input>, Vec<Refusal>) {
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
                        refusals
                            .push(Refusal { source: path.clone(), reason: "no file matches it".to_owned() });
                    }
                }
                Err(error) => refusals.push(Refusal { source: path.clone(), reason: error.to_string() }),
            }
        } else {
            refusals.push(Refusal { source: path.clone(), reason: "there is no such file".to_owned() });
        }
    }
    let mut seen = std::collections::BTreeSet::new();
    inputs.retain(|input| seen.insert(input.name()));
    (inputs, refusals)
}

fn walk(path: &Path, inputs: &mut Vec<Input>, refusals: &mut Vec<Refusal>) {
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
        Err(error) => {
            refusals.push(Refusal { source: path.display().to_string(), reason: error.to_string() })
        }
    }
}

impl Input {
    /// The path, or `-`.
    #[must_use]
    pub fn name(&self) -> String {
        match self {
            Input::File(path) => path.display().to_string(),
            Input::Stdin => "-".to_owned(),
        }
    }

    /// How many bytes it has, where that is known beforehand.
    #[must_use]
    pub fn size(&self) -> u64 {
        match self {
            Input::File(path) => fs::metadata(path).map(|file| file.len()).unwrap_or(0),
            Input::Stdin => 0,
        }
    }

    /// The documents in it.
    pub(super) fn open(&self) -> Vec<Opened> {
        let name = self.name();
        let bytes = match self {
            Input::File(path) => fs::read(path),
            Input::Stdin => {
                let mut bytes = Vec::new();
                io::stdin().lock().read_to_end(&mut bytes).map(|_| bytes)
            }
        };
        match bytes {
            Ok(bytes) => documents(&name, &bytes),
            Err(error) => vec![(name, Err(format!("it cannot be read: {error}")))],
        }
    }
}

/// The documents in the bytes of a file.
fn documents(name: &str, bytes: &[u8]) -> Vec<Opened> {
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => text.strip_prefix('\u{feff}').unwrap_or(text),
        Err(error) => {
            return vec![(name.to_owned(), Err(format!("byte {} is not UTF-8", error.valid_up_to())))];
        }
    };
    if !text.trim_start().starts_with('{') {
        return vec![(name.to_owned(), Ok((text.to_owned(), Metadata::default())))];
    }
    let lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    lines
        .map(|(n, line)| {
            #[derive(serde::Deserialize)]
            struct Row {
                text: String,
                #[serde(flatten)]
                metadata: Metadata,
            }
            let row = serde_json::from_str::<Row>(line);
            let row = row.map(|row| (row.text, row.metadata)).map_err(|error| error.to_string());
            (format!("{name}:{}", n + 1), row)
        })
        .collect()
}
