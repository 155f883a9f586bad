//! What the program carries that is no code: the sample reports, so that the demo works anywhere, and
//! a fingerprint of the rules by which a ledger is settled, so that another program settles it anew.

use std::{
    env,
    fmt::Write,
    fs,
    path::{Path, PathBuf},
};

/// Where it is said what becomes of claims: a ledger that these sources settled is settled anew when
/// any of them changes. From `crates/chancery`.
const RULES: &[&str] = &[
    "../chancery-core/src/ledger",
    "../chancery-core/src/kinship",
    "../chancery-core/src/lexicon",
    "../chancery-core/src/calendar.rs",
    "../chancery-core/src/claims/model.rs",
    "../chancery-core/src/evidence.rs",
    "src/settle.rs",
    "src/store/rows.rs",
    "src/store/settling.rs",
];

fn main() {
    let root = env::var("CARGO_MANIFEST_DIR").expect("cargo sets the manifest folder");
    let root = Path::new(&root);
    let out = env::var("OUT_DIR").expect("cargo sets the output folder");
    let out = Path::new(&out);
    write(&out.join("samples.rs"), &samples(&root.join("../../examples/vietnam-russia")));
    write(&out.join("settling.rs"), &format!("{:?}\n", fingerprint(root)));
}

fn write(path: &Path, code: &str) {
    fs::write(path, code).expect("the output folder can be written");
}

/// The list of the sample reports with their bytes.
fn samples(folder: &Path) -> String {
    println!("cargo::rerun-if-changed={}", folder.display());
    let mut names: Vec<_> = fs::read_dir(folder)
        .map(|entries| {
            entries.flatten().map(|entry| entry.file_name().to_string_lossy().into_owned()).collect()
        })
        .unwrap_or_default();
    names.sort();
    let mut code = String::from("&[\n");
    for name in &names {
        let path = folder.join(name);
        writeln!(code, "    ({name:?}, include_bytes!({:?})),", path.display().to_string())
            .expect("writing to a string cannot fail");
    }
    code.push(']');
    code
}

/// A hash of the sources in [`RULES`], the same on every machine.
fn fingerprint(root: &Path) -> String {
    let mut files: Vec<(String, PathBuf)> = Vec::new();
    for place in RULES {
        let path = root.join(place);
        println!("cargo::rerun-if-changed={}", path.display());
        let before = files.len();
        collect(&path, place, &mut files);
        assert!(files.len() > before, "{place} holds no source: mend the list in build.rs");
    }
    files.sort();
    // FNV-1a: what is told apart are our own changes, nobody's attacks.
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    for (name, path) in files {
        let text = fs::read_to_string(&path).expect("sources are readable text");
        for byte in name.bytes().chain([0]).chain(text.bytes().filter(|byte| *byte != b'\r')).chain([0]) {
            hash = (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
        }
    }
    format!("{hash:016x}")
}

/// The sources under a path, tests left out.
fn collect(path: &Path, name: &str, files: &mut Vec<(String, PathBuf)>) {
    if name.ends_with("/tests") || name.ends_with("/tests.rs") {
        return;
    }
    match fs::read_dir(path) {
        Ok(entries) => {
            for entry in entries.flatten() {
                let inner = format!("{name}/{}", entry.file_name().to_string_lossy());
                collect(&entry.path(), &inner, files);
            }
        }
        Err(_) if name.ends_with(".rs") && path.is_file() => files.push((name.to_owned(), path.to_owned())),
        Err(_) => {}
    }
}
