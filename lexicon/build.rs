//! Lists every data file of the lexicon, so that the crate embeds them all without naming any.

use std::{env, fmt::Write, fs, path::Path};

fn main() {
    let root = env::var("CARGO_MANIFEST_DIR").expect("cargo sets the manifest folder");
    let mut files = Vec::new();
    collect(Path::new(&root), Path::new(&root), &mut files);
    files.sort();
    let mut code = String::from("&[\n");
    for name in &files {
        writeln!(
            code,
            "    File {{ path: {name:?}, bytes: include_bytes!({:?}) }},",
            format!("{root}/{name}")
        )
        .expect("writing to a string cannot fail");
    }
    code.push(']');
    let out = env::var("OUT_DIR").expect("cargo sets the output folder");
    fs::write(Path::new(&out).join("files.rs"), code).expect("the output folder can be written");
}

/// Adds the data files under `folder`; source files and this crate's own papers are not data.
fn collect(root: &Path, folder: &Path, files: &mut Vec<String>) {
    println!("cargo::rerun-if-changed={}", folder.display());
    for entry in fs::read_dir(folder).expect("the lexicon can be read") {
        let path = entry.expect("the lexicon can be read").path();
        if path.is_dir() {
            if path.file_name().is_some_and(|name| name != "src") {
                collect(root, &path, files);
            }
        } else if path.parent() != Some(root)
            && path.extension().is_some_and(|kind| kind == "toml" || kind == "model")
        {
            let name = path.strip_prefix(root).expect("every file lies under the root");
            files.push(name.to_string_lossy().replace('\\', "/"));
        }
    }
}
