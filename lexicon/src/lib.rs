//! The data that Chancery reads by, embedded: states and organisations, offices and tenures,
//! fields, word lists, frames, patterns, and the weights of the language models.
//!
//! There is no logic here. `chancery-core` reads the files; the same files read from a folder
//! do the same, so that an editor can try a change without compiling anything.

/// One file of the lexicon.
#[derive(Clone, Copy, Debug)]
pub struct File {
    /// The path inside the lexicon, with `/` between folders: `world/states.toml`.
    pub path: &'static str,
    /// The content: UTF-8 TOML for `.toml`, weights for `.model`.
    pub bytes: &'static [u8],
}

/// Every file of the lexicon, sorted by path.
pub static FILES: &[File] = include!(concat!(env!("OUT_DIR"), "/files.rs"));
