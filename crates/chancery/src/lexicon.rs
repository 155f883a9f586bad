//! The lexicon that the program reads by: the one it carries, or a folder that an editor works on.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use chancery_core::lexicon::Files;

/// The files of a lexicon, owned.
#[derive(Debug, Default)]
pub struct Lexicon {
    files: Vec<(String, Vec<u8>)>,
}

impl Lexicon {
    /// The lexicon in the program, or the one under a folder.
    ///
    /// # Errors
    /// What the operating system says about the first file or folder that cannot be read, and its path.
    pub fn load(folder: Option<&Path>) -> Result<Lexicon, (PathBuf, io::Error)> {
        let mut lexicon = Lexicon::default();
        if let Some(folder) = folder {
            lexicon.collect(folder, folder)?;
        }
        Ok(lexicon)
    }

    /// The files as core takes them.
    #[must_use]
    pub fn files(&self) -> Files<'_> {
        if self.files.is_empty() {
            return Files::new(chancery_lexicon::FILES.iter().map(|file| (file.path, file.bytes)));
        }
        Files::new(self.files.iter().map(|(path, bytes)| (path.as_str(), bytes.as_slice())))
    }

    fn collect(&mut self, root: &Path, folder: &Path) -> Result<(), (PathBuf, io::Error)> {
        let failed = |error| (folder.to_owned(), error);
        for entry in fs::read_dir(folder).map_err(failed)? {
            let path = entry.map_err(failed)?.path();
            if path.is_dir() {
                if path.file_name().is_some_and(|name| name != "src") {
                    self.collect(root, &path)?;
                }
            } else if path.parent() != Some(root)
                && path.extension().is_some_and(|kind| kind == "toml" || kind == "model")
            {
                let name = path.strip_prefix(root).unwrap_or(&path);
                let name = name.components().map(|part| part.as_os_str().to_string_lossy());
                let name = name.collect::<Vec<_>>().join("/");
                let bytes = fs::read(&path).map_err(|error| (path, error))?;
                self.files.push((name, bytes));
            }
        }
        Ok(())
    }
}
