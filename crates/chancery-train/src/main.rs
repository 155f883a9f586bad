//! Trains the language models of Chancery from the folder of treebanks, with one command:
//!
//! ```text
//! cargo run --release -p chancery-train -- --data ../shared/treebank --out lexicon/models
//! ```
//!
//! Writes the weights and prints the table of figures. The same data and seeds give the same bytes.

#[cfg(test)]
mod accuracy;
mod clusters;
mod learn;
mod names;
mod splitting;
mod tags;
mod treebank;
mod trees;
mod words;

use std::{collections::HashMap, fs, path::PathBuf, time::Instant};

use anyhow::{Result, bail};
use chancery_core::grammar::{
    lemmas::Lemmas,
    look::Clusters,
    names::Namer,
    parser::{Parser, State},
    split::Splitter,
    tagger::{Tag, Tagger},
};
use chancery_core::lexicon::{Files, Problems, Vocabulary, World};
use chancery_core::text::fold::fold;
use clap::Parser as _;

use treebank::Sentence;

/// Trains tags, trees and names.
#[derive(clap::Parser)]
struct Options {
    /// The folder of the treebanks.
    #[arg(long, default_value = "../shared/treebank")]
    data: PathBuf,
    /// The folder of the raw text.
    #[arg(long, default_value = "../shared/corpus")]
    corpus: PathBuf,
    /// The folder of the lexicon's own files.
    #[arg(long, default_value = "lexicon")]
    lexicon: PathBuf,
    /// Takes the clusters that the output folder has, instead of learning them again.
    #[arg(long)]
    keep_clusters: bool,
    /// The folder that the weights go to.
    #[arg(long, default_value = "lexicon/models")]
    out: PathBuf,
    /// How many models are trained and averaged.
    #[arg(long, default_value_t = 3)]
    seeds: u64,
    /// The folder of our own sentences with names.
    #[arg(long, default_value = "crates/chancery-train/names")]
    own: PathBuf,
    /// How many copies with other names each of our own sentences gets.
    #[arg(long, default_value_t = 1)]
    own_times: usize,
    /// How often the namer sees all sentences.
    #[arg(long, default_value_t = 6)]
    name_epochs: usize,
    /// Where the tags by folds are kept for training names alone later.
    #[arg(long, default_value = "target/folds.bin")]
    folds: PathBuf,
    /// Trains names only, on the tags and trees that the output folder has.
    #[arg(long)]
    only_names: bool,
    /// How often the tagger sees all sentences.
    #[arg(long, default_value_t = 7)]
    tag_epochs: usize,
    /// How often the parser sees all sentences.
    #[arg(long, default_value_t = 9)]
    tree_epochs: usize,
    /// The size of the parser's table: two to this power buckets of sixteen bytes.
    #[arg(long, default_value_t = 17)]
    bits: u32,
}

fn main() -> Result<()> {
    let options = Options::parse();
    let start = Instant::now();
    let mut train = treebank::read(&options.data.join("ewt-train.conllu"))?;
    train.extend(treebank::read(&options.data.join("gum-train.conllu"))?);
    let classes = tags::classes(&train);
    eprintln!("{:.0?}: {} sentences, {} classes", start.elapsed(), train.len(), classes.len());

    let cluster_path = options.out.join("clusters.model");
    fs::create_dir_all(&options.out)?;
    let paths = [
        "grammar/splitting.toml",
        "world/states.toml",
        "world/organisations.toml",
        "world/regions.toml",
        "world/places.toml",
    ];
    let mut files = Vec::new();
    for path in paths {
        files.push((path, fs::read(options.lexicon.join(path))?));
    }
    let files = Files::new(files.iter().map(|(path, bytes)| (*path, bytes.as_slice())));
    let mut problems = Problems::default();
    let mut vocabulary = Vocabulary::default();
    let splitter = Splitter::load(&files, &mut problems);
    let world = World::load(&files, &mut vocabulary, &mut problems);
    if let Some(problem) = problems.into_sorted().first() {
        bail!("{problem}");
    }
    if !options.keep_clusters {
        let mut raw = clusters::Raw::new();
        for name in ["kremlin-2000-2012.jsonl", "australia-1996-2018.jsonl.gz"] {
            raw.read(&options.corpus.join(name), &splitter)?;
        }
        for sentence in &train {
            sentence.looks.iter().for_each(|look| raw.word(look.word));
            raw.end();
        }
        eprintln!("{:.0?}: {} words of raw text", start.elapsed(), raw.len());
        fs::write(&cluster_path, raw.clusters(5, 12))?;
        eprintln!("{:.0?}: clusters", start.elapsed());
    }
    let clusters = Clusters::read(&fs::read(&cluster_path)?)?;
    let read = |name: &str| -> Result<Vec<Sentence>> {
        let mut sentences = treebank::read(&options.data.join(name).with_extension("conllu"))?;
        sentences.iter_mut().for_each(|sentence| sentence.cluster(&clusters));
        Ok(sentences)
    };
    // Every eighth sentence of middle length comes again as a headline.
    let headlines: Vec<_> = train
        .iter()
        .filter(|sentence| (5..20).contains(&sentence.words.len()))
        .step_by(8)
        .map(Sentence::headline)
        .collect();
    train.extend(headlines);
    train.iter_mut().for_each(|sentence| sentence.cluster(&clusters));

    let gold: Vec<Vec<u8>> = train
        .iter()
        .map(|sentence| sentence.words.iter().map(|word| tags::class(&classes, word.tag)).collect())
        .collect();
    let lemma_file = words::lemmas(&train);
    fs::write(options.out.join("lemmas.model"), &lemma_file)?;
    let lemmas = Lemmas::read(lemma_file.as_bytes())?;
    eprintln!("{:.0?}: lemmas, {} bytes", start.elapsed(), lemma_file.len());
    for name in ["ewt-dev", "gum-dev"] {
        let sentences = read(name)?;
        println!("{name}: lemmas {:.2}", lemma_accuracy(&lemmas, &sentences));
    }

    let tag_path = options.out.join("tags.model");
    let tree_path = options.out.join("trees.model");
    let jack_path = options.folds.clone();
    if !options.only_names {
        let mut tag_weights = learn::Weights::default();
        for seed in 0..options.seeds {
            tag_weights.add(&tags::train(
                &train.iter().collect::<Vec<_>>(),
                &gold.iter().map(Vec::as_slice).collect::<Vec<_>>(),
                classes.len(),
                options.tag_epochs,
                seed,
            ));
        }
        let tag_file = tags::write(&classes, &tag_weights);
        fs::write(options.out.join("tags.model"), &tag_file)?;
        let tagger = Tagger::read(&tag_file)?;
        eprintln!(
            "{:.0?}: tagger, {} features, {} bytes",
            start.elapsed(),
            tag_weights.len(),
            tag_file.len()
        );
        for name in ["ewt-dev", "ewt-test", "gum-dev", "gum-test"] {
            let sentences = read(name)?;
            let (upos, xpos) = tag_accuracy(&tagger, &sentences);
            println!("{name}: UPOS {upos:.2} XPOS {xpos:.2}");
        }

        let jack = tags::jackknife(&train, &gold, &classes, 4, 4);
        fs::write(&jack_path, jack.concat())?;
        eprintln!("{:.0?}: tagged by folds", start.elapsed());
        let mut tree_weights = trees::TreeWeights::default();
        for seed in 0..options.seeds {
            let weights = trees::train(&train, &jack, &classes, options.tree_epochs, seed);
            tree_weights.actions.add(&weights.actions);
            tree_weights.rels.add(&weights.rels);
            let tree_file = trees::write(&tree_weights, options.bits);
            fs::write(options.out.join("trees.model"), &tree_file)?;
            let parser = Parser::read(&tree_file)?;
            eprintln!(
                "{:.0?}: parser, {} and {} features, {} bytes",
                start.elapsed(),
                tree_weights.actions.len(),
                tree_weights.rels.len(),
                tree_file.len()
            );
            for name in ["ewt-dev", "ewt-test", "gum-dev", "gum-test"] {
                let sentences = read(name)?;
                let (uas, las) = tree_accuracy(&tagger, &parser, &sentences);
                println!("{name}: UAS {uas:.2} LAS {las:.2}");
            }
            // What a smaller or larger table would cost or gain.
            let sentences = read("ewt-dev")?;
            for bits in [16, 17, 18, 19, 20] {
                let parser = Parser::read(&trees::write(&tree_weights, bits))?;
                let (uas, las) = tree_accuracy(&tagger, &parser, &sentences);
                println!("ewt-dev with 2^{bits} buckets: UAS {uas:.2} LAS {las:.2}");
            }
        }
    }
    let tagger = Tagger::read(&fs::read(&tag_path)?)?;
    let parser = Parser::read(&fs::read(&tree_path)?)?;
    let base = names::Base {
        clusters: &clusters,
        tagger: &tagger,
        parser: &parser,
        world: &world,
        vocabulary: &vocabulary,
    };
    // Sentences that the tagger has learned from keep the tags of the fold that had not seen them.
    let folds = fs::read(&jack_path).unwrap_or_default();
    let mut tags = HashMap::new();
    let mut rest = folds.as_slice();
    for sentence in &train {
        let Some((own, others)) = rest.split_at_checked(sentence.words.len()) else { break };
        tags.insert(sentence.id.as_str(), own);
        rest = others;
    }
    let mut uner = names::read_iob(&options.data.join("uner-ewt-train.iob2"))?;
    names::take_tags(&mut uner, &tags);
    let mut wiki = names::read_iob(&options.data.join("wikigold.iob2"))?;
    let mut paths = Vec::new();
    for entry in fs::read_dir(&options.own)? {
        paths.push(entry?.path());
    }
    paths.sort();
    let mut marked = Vec::new();
    for path in &paths {
        marked.extend(names::read_marked(path)?);
    }
    // Every fifth of our own sentences is kept for judging; the others come again with other names.
    let (held, kept): (Vec<_>, Vec<_>) = marked.into_iter().enumerate().partition(|(at, _)| at % 5 == 4);
    let held: Vec<_> = held.into_iter().map(|(_, sentence)| sentence).collect();
    let mut kept: Vec<_> = kept.into_iter().map(|(_, sentence)| sentence).collect();
    kept.extend(names::with_other_names(&kept, options.own_times));
    let mut held: Vec<_> = held.iter().map(|sentence| sentence.example(&splitter)).collect();
    let mut own: Vec<_> = kept.iter().map(|sentence| sentence.example(&splitter)).collect();
    held.iter_mut().for_each(|example| base.prepare(example));
    for example in uner.iter_mut().chain(&mut wiki).chain(&mut own) {
        base.prepare(example);
    }
    let examples: Vec<_> = uner.iter().chain(&wiki).chain(&own).collect();
    let mut name_weights = learn::Weights::default();
    for seed in 0..options.seeds {
        name_weights.add(&names::train(&examples, &tagger, options.name_epochs, seed));
    }
    let name_file = names::write(&name_weights);
    fs::write(options.out.join("names.model"), &name_file)?;
    let namer = Namer::read(&name_file)?;
    eprintln!("{:.0?}: names, {} features, {} bytes", start.elapsed(), name_weights.len(), name_file.len());
    for name in ["uner-ewt-dev", "uner-ewt-test"] {
        let mut examples = names::read_iob(&options.data.join(name).with_extension("iob2"))?;
        examples.iter_mut().for_each(|example| base.prepare(example));
        println!("{name}: {}", names::accuracy(&namer, &tagger, &examples));
    }
    let mut prose = Vec::new();
    for name in ["gum-dev", "gum-test"] {
        prose.extend(read(name)?.into_iter().filter(|sentence| {
            ["GUM_news", "GUM_interview", "GUM_speech"].iter().any(|genre| sentence.id.starts_with(genre))
        }));
    }
    let score = splitting::score(&prose, &splitter, false);
    println!(
        "GUM news, interview, speech from raw text: words {:.2} sentences {:.2}",
        score.words, score.sentences
    );
    println!("own: {}", names::accuracy(&namer, &tagger, &held));
    Ok(())
}

fn tag_accuracy(tagger: &Tagger, sentences: &[Sentence]) -> (f64, f64) {
    let (mut words, mut upos, mut xpos) = (0, 0, 0);
    for sentence in sentences {
        let mut tags = Vec::new();
        tagger.tag(&sentence.looks, &mut tags);
        for (tag, word) in tags.iter().zip(&sentence.words) {
            let tag: Tag = tagger.classes()[usize::from(*tag)];
            words += 1;
            upos += usize::from(tag.upos == word.tag.upos);
            xpos += usize::from(tag.xpos == word.tag.xpos);
        }
    }
    (100.0 * upos as f64 / words as f64, 100.0 * xpos as f64 / words as f64)
}

fn tree_accuracy(tagger: &Tagger, parser: &Parser, sentences: &[Sentence]) -> (f64, f64) {
    let (mut words, mut heads, mut both) = (0, 0, 0);
    let mut state = State::default();
    for sentence in sentences {
        let mut tags = Vec::new();
        tagger.tag(&sentence.looks, &mut tags);
        state.begin(&sentence.looks, &tags, |tag| tagger.classes()[usize::from(tag)].upos);
        parser.parse(&mut state);
        for (at, word) in sentence.words.iter().enumerate() {
            let (head, rel) = state.arc(at as u32);
            words += 1;
            heads += usize::from(head == word.head);
            let rel = chancery_core::grammar::Rel::ALL[usize::from(rel)];
            both += usize::from(head == word.head && rel.plain() == word.rel.plain());
        }
    }
    (100.0 * heads as f64 / words as f64, 100.0 * both as f64 / words as f64)
}

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
