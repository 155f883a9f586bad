//! Trains the network that reads sentences, from treebanks, names and our own sentences, with one
//! command:
//!
//! ```text
//! cargo run --release -p chancery-train -- --data ../shared/treebank --out lexicon/models
//! ```
//!
//! It writes what there is to learn as a folder of lessons, lets `network/train.py` learn from it
//! (which needs Python with PyTorch), learns the rules of dictionary forms itself, and prints the
//! table of figures. With `--teacher`, `network/teacher.py` first reads raw text and `network/acts.py`
//! marks the acts in it, so that the network learns from that too; `network/senses.py` says what words
//! mean by themselves. The lessons and the rules are the same, byte for byte, in every run.

#[cfg(test)]
mod accuracy;
mod entities;
mod export;
mod judge;
mod lesson;
mod lexicon;
mod material;
mod names;
mod own;
mod raw;
mod records;
mod silver;
mod splitting;
mod tags;
mod treebank;
mod words;

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
    time::Instant,
};

use anyhow::{Context, Result, ensure};
use chancery_core::{
    grammar::{lemmas::Lemmas, network::Network},
    text::fold::fold,
};
use clap::Parser as _;

use lesson::Lesson;
use lexicon::Lexicon;
use material::Material;
use records::Clerk;
use treebank::Sentence;

/// The records whose acts are learned from, and those that judge.
const MARKED: [&str; 2] = ["open", "made"];
const UNSEEN: [&str; 2] = ["sealed", "items"];

/// One raw document of so many is read by the rules.
const FOUND: usize = 3;

/// Trains the network that reads sentences, and the rules of dictionary forms.
#[derive(clap::Parser)]
struct Options {
    /// The folder of the treebanks.
    #[arg(long, default_value = "../shared/treebank")]
    data: PathBuf,
    /// The folder of raw text.
    #[arg(long, default_value = "../shared/corpus")]
    corpus: PathBuf,
    /// The folder of the records that the reader is judged by, whose documents nobody learns from.
    #[arg(long, default_value = "corpus/records")]
    records: PathBuf,
    /// The folder of the lexicon's own files.
    #[arg(long, default_value = "lexicon")]
    lexicon: PathBuf,
    /// The folder of our own sentences and of the script that trains.
    #[arg(long, default_value = "crates/chancery-train")]
    home: PathBuf,
    /// The folder that the lessons go to.
    #[arg(long, default_value = "target/lessons")]
    lessons: PathBuf,
    /// The folder that the weights go to.
    #[arg(long, default_value = "lexicon/models")]
    out: PathBuf,
    /// The Python that has PyTorch.
    #[arg(long, default_value = "python3")]
    python: PathBuf,
    /// What the random numbers of the training begin with.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// The folder of a pretrained MPNet, of which a teacher is made that reads raw text.
    #[arg(long)]
    teacher: Option<PathBuf>,
    /// Writes the lessons, and nothing more.
    #[arg(long)]
    only_lessons: bool,
    /// Writes the lessons, tells part of the `silver.tsv` that lies there in the present, and nothing more.
    #[arg(long, conflicts_with = "only_lessons")]
    retell: bool,
    /// Writes the rules of dictionary forms, and nothing more.
    #[arg(long, conflicts_with = "only_lessons")]
    only_rules: bool,
    /// Judges these weights: writes and trains nothing.
    #[arg(long, conflicts_with = "only_lessons")]
    network: Option<PathBuf>,
}

fn main() -> Result<()> {
    let options = Options::parse();
    let start = Instant::now();
    let lexicon = Lexicon::read(&options.lexicon)?;
    let mut own = own::read(&options.home, &lexicon.splitter)?;
    let judged = material::judged(&options.data, std::mem::take(&mut own.held))?;
    let verbs = options.home.join("words/verbs.txt");
    let verbs = fs::read_to_string(&verbs).with_context(|| format!("{} cannot be read", verbs.display()))?;
    let material = Material::gather(&options.data, own, &verbs)?;
    eprintln!(
        "{:.0?}: {} sentences, {} trees of our own, {} classes",
        start.elapsed(),
        material.train.len(),
        material.own.len(),
        material.classes.len()
    );
    if options.only_rules {
        fs::create_dir_all(&options.out)?;
        return fs::write(options.out.join("lemmas.model"), &material.rules)
            .context("the rules cannot be written");
    }
    let network = match &options.network {
        Some(path) => path.clone(),
        None => {
            let clerk = Clerk::new()?;
            let documents = raw::documents(&options.corpus, &options.records)?;
            let raw = raw::sentences(&documents, &lexicon.splitter);
            let found = clerk.found(documents.iter().step_by(FOUND))?;
            let mut sets = Vec::new();
            for set in MARKED.into_iter().chain(UNSEEN) {
                sets.push((set, clerk.records(&options.records, set, &options.corpus)?));
            }
            let (marked, unseen) = sets.split_at(MARKED.len());
            let mut marked: Vec<Lesson> = marked.iter().flat_map(|(_, lessons)| lessons.clone()).collect();
            marked.extend(clerk.picked(&options.home.join("acts/picked.jsonl"), &options.corpus)?);
            marked.extend(clerk.examples()?);
            for path in own::files(&options.home.join("acts"))? {
                marked.extend(records::written(&path, &lexicon.splitter)?);
            }
            let mut files = vec![
                ("train", material.train.as_slice()),
                ("own", &material.own),
                ("raw", &raw),
                ("found", &found),
                ("marked", &marked),
            ];
            files.extend(unseen.iter().map(|(set, lessons)| (*set, lessons.as_slice())));
            files.extend(judged.iter().map(|judged| (judged.name, judged.lessons.as_slice())));
            export::write(&options.lessons, &material.classes, &files, &lexicon)?;
            eprintln!("{:.0?}: lessons in {}", start.elapsed(), options.lessons.display());
            if options.retell {
                return retell(&options, &material);
            }
            if options.only_lessons {
                return Ok(());
            }
            fs::create_dir_all(&options.out)?;
            fs::write(options.out.join("lemmas.model"), &material.rules)?;
            let out = options.out.join("network.model");
            train(&options, &out, &material)?;
            eprintln!("{:.0?}: weights in {}", start.elapsed(), out.display());
            out
        }
    };
    let weights = fs::read(&network).with_context(|| format!("{} cannot be read", network.display()))?;
    let network = Network::read(&weights).with_context(|| network.display().to_string())?;
    for part in &judged {
        println!("{}: {}", part.name, judge::judge(&network, &lexicon, &part.lessons));
    }
    let lemmas = Lemmas::read(material.rules.as_bytes())?;
    for name in ["ewt-dev", "gum-dev"] {
        let sentences = treebank::read(&options.data.join(name).with_extension("conllu"))?;
        println!("{name}: lemmas {:.2}", lemma_accuracy(&lemmas, &sentences));
    }
    let score = splitting::score(&material::prose(&options.data)?, &lexicon.splitter, false);
    println!(
        "GUM news, interview, speech from raw text: words {:.2} sentences {:.2}",
        score.words, score.sentences
    );
    Ok(())
}

/// Lets the network learn from the lessons, and from a teacher where there is one.
fn train(options: &Options, out: &Path, material: &Material) -> Result<()> {
    if let Some(teacher) = &options.teacher {
        script(options, "network/teacher.py", teacher)?;
        script(options, "network/acts.py", teacher)?;
        retell(options, material)?;
        script(options, "network/senses.py", teacher)?;
    }
    script(options, "network/train.py", out)
}

/// Tells part of what the teachers say of raw text in the present.
fn retell(options: &Options, material: &Material) -> Result<()> {
    let lemmas = Lemmas::read(material.rules.as_bytes())?;
    let count = silver::retell(&options.lessons, &material.classes, &lemmas)?;
    eprintln!("{count} sentences told in the present");
    Ok(())
}

/// Runs a script on the lessons and one path more.
fn script(options: &Options, name: &str, path: &Path) -> Result<()> {
    let mut command = Command::new(&options.python);
    command.arg(options.home.join(name)).arg(&options.lessons).arg(path);
    command.arg("--seed").arg(options.seed.to_string());
    let status = command
        .status()
        .with_context(|| format!("{} cannot be started: name one with --python", options.python.display()))?;
    ensure!(status.success(), "{name} failed, with {status}");
    Ok(())
}

/// How many of a hundred words get the right dictionary form, given their tags.
fn lemma_accuracy(lemmas: &Lemmas, sentences: &[Sentence]) -> f64 {
    let (mut words, mut right) = (0, 0);
    let mut out = String::new();
    for word in sentences.iter().flat_map(|sentence| &sentence.words) {
        let form = fold(&word.form);
        let lemma = if lemmas.lemma(&form, word.tag.xpos, &mut out) { &out } else { &form };
        words += 1;
        right += usize::from(*lemma == fold(&word.lemma));
    }
    100.0 * right as f64 / words as f64
}
