//! Texts that nobody writes but somebody may send: reading them takes time in proportion to their
//! length, stage by stage.
//!
//! Each text is read at a size and at four times that size; a stage whose time grows much faster than
//! the text is named. `CHANCERY_SIZE=1000 cargo test --release --test hostile -- --nocapture` reads texts
//! of so many kB and prints seconds a megabyte; `CHANCERY_ONLY` names one of them.

use std::{
    fs,
    sync::LazyLock,
    time::{Duration, Instant},
};

use chancery_core::{
    claims::{
        Context,
        clauses::{self, Clauses},
        content::Content,
        events,
        frames::Frames,
        speech,
    },
    grammar::{Model, Scratch},
    intake::{self, Metadata},
    kinship::Fingerprint,
    lexicon::{Files, Problems, Vocabulary, World},
    mentions::{self, Knowledge, Mentions},
    times,
};

/// A letter word for a number: names that are all different.
fn name(mut n: usize) -> String {
    let mut out = String::new();
    loop {
        out.push(char::from(b'a' + (n % 26) as u8));
        n /= 26;
        if n == 0 {
            break;
        }
    }
    let mut letters = out.chars();
    letters
        .next()
        .map(|first| first.to_ascii_uppercase().to_string() + letters.as_str() + "ov")
        .unwrap_or_default()
}

/// The texts: a name, and the text of some length in bytes.
fn texts(size: usize) -> Vec<(&'static str, String)> {
    let fill = |part: &str| part.repeat(size / part.len() + 1);
    let count = |make: &dyn Fn(usize) -> String| {
        let mut out = String::new();
        let mut n = 0;
        while out.len() < size {
            out.push_str(&make(n));
            n += 1;
        }
        out
    };
    vec![
        ("no full stop", fill("the minister of Norway met the president of France and ")),
        ("commas", fill("France, Norway, ")),
        ("states without end", format!("The ministers of {} met.", fill("France, Norway, Kenya, "))),
        ("open brackets", fill("(")),
        ("brackets", fill("() ")),
        ("quotes", fill("\"")),
        ("quotes inside", fill("\u{201c}he said ")),
        ("one word", fill("a")),
        ("one Word", fill("Aa")),
        ("full stops", fill(". ")),
        ("dots", fill(".")),
        ("dashes", fill("— ")),
        ("apostrophes", fill("France's ")),
        ("one name", fill("President Putin ")),
        ("one name in sentences", fill("President Putin met Prime Minister Li Qiang in Moscow. ")),
        (
            "many names",
            count(&|n| format!("President {} {} met Minister {}. ", name(n), name(n * 7 + 3), name(n + 5))),
        ),
        ("many names in a list", count(&|n| format!("{} {}, ", name(n), name(n * 7 + 3)))),
        ("family names", count(&|n| format!("{} said that {} left. ", name(n), name(n / 2)))),
        ("offices", fill("Deputy Prime Minister and Minister of Foreign Affairs ")),
        ("ministries", fill("Ministry of ")),
        ("days", fill("on Monday 12 March 2024 ")),
        ("years", fill("2024 ")),
        ("months", fill("March ")),
        ("relative days", fill("the day before ")),
        ("numbers", fill("1,000.5 ")),
        ("and", fill("and ")),
        ("of", fill("of the ")),
        ("that", fill("said that ")),
        ("to agree to agree", fill("agreed to ")),
        ("which", fill("which met ")),
        ("verbs", fill("met ")),
        ("he", fill("He said he would meet him. ")),
        ("committees", fill("Joint Committee on ")),
        ("agreements", fill("the Agreement on ")),
        ("signed agreements", fill("The sides signed the Agreement on Trade. ")),
        ("acts", fill("The two sides agreed to expand cooperation in energy. ")),
        ("abbreviations", fill("U.S. ")),
        ("capitals", fill("THE MINISTERS MET ")),
        ("empty lines", fill("\n")),
        ("spaces", fill(" ")),
        ("one word a line", fill("word\n")),
        ("short lines", fill("Read more\n\n")),
        ("long lines", fill("The ministers met in Oslo on Tuesday and agreed to cooperate.\n\n")),
        (
            "teasers",
            fill("Ministers meet in Oslo\n\nMinisters meet in Oslo\n\nThe ministers met in Oslo.\n\n"),
        ),
        ("speakers", fill("President of France Emmanuel Macron:\n\nThank you. We will meet again.\n\n")),
        ("datelines", fill("OSLO, 12 March 2024 — ")),
        ("marks", fill("e\u{301}\u{323}")),
        ("emoji", fill("👩‍👩‍👧 ")),
        ("right to left", fill("رئيس الوزراء ")),
        ("no spaces", fill("北京")),
        ("controls", fill("\u{1}\u{7f}\u{85}")),
    ]
}

/// The time that this thread has worked, where the system tells it: other programs run beside a test.
fn worked() -> Duration {
    static START: LazyLock<Instant> = LazyLock::new(Instant::now);
    let told = fs::read_to_string("/proc/thread-self/schedstat").ok();
    let nanos = told.and_then(|line| line.split(' ').next()?.parse().ok());
    nanos.map_or_else(|| START.elapsed(), Duration::from_nanos)
}

struct Stages {
    vocabulary: Vocabulary,
    model: Model,
    world: World,
    times: times::Rules,
    mentions: mentions::Rules,
    clauses: clauses::Rules,
    frames: Frames,
    events: events::Rules,
    content: Content,
    intake: intake::Rules,
}

impl Stages {
    fn load() -> Stages {
        let files = Files::new(chancery_lexicon::FILES.iter().map(|file| (file.path, file.bytes)));
        let (mut problems, mut vocabulary) = (Problems::default(), Vocabulary::default());
        let model = Model::load(&files, &mut vocabulary, &mut problems);
        let world = World::load(&files, &mut vocabulary, &mut problems);
        let times = times::Rules::compile(&files, &mut vocabulary, &mut problems);
        let mentions = mentions::Rules::compile(&files, &mut vocabulary, &mut problems);
        let clauses = clauses::Rules::compile(&files, &mut vocabulary, &mut problems);
        let frames = Frames::compile(&files, &mut vocabulary, &mut problems);
        let events = events::Rules::compile(&files, &mut vocabulary, &mut problems);
        let content = Content::compile(&files, &mut vocabulary, &mut problems);
        let intake = intake::Rules::compile(&files, &mut problems);
        Stages { vocabulary, model, world, times, mentions, clauses, frames, events, content, intake }
    }

    /// How long each stage takes.
    fn read(&self, text: &str) -> Vec<(&'static str, Duration)> {
        let mut spent = Vec::new();
        let mut start = worked();
        let mut lap = |stage: &'static str| {
            let now = worked();
            spent.push((stage, now.saturating_sub(start)));
            start = now;
        };
        let document = self.intake.document(text, Metadata::default()).unwrap();
        lap("intake");
        let _ = Fingerprint::of(&document);
        lap("kinship");
        let analysis = self.model.analyse(&document, &self.vocabulary, &mut Scratch::default());
        lap("grammar");
        let times = self.times.find(&document, &analysis, &self.vocabulary);
        lap("times");
        let knowledge = Knowledge { rules: &self.mentions, world: &self.world, vocabulary: &self.vocabulary };
        let mentions = Mentions::find(&document, &analysis, knowledge);
        lap("mentions");
        let clauses = Clauses::find(&analysis, &self.clauses);
        lap("clauses");
        let matches = self.frames.find(&analysis, &clauses);
        lap("frames");
        let context = Context {
            document: &document,
            vocabulary: &self.vocabulary,
            analysis: &analysis,
            world: &self.world,
            times: &times,
            mentions: &mentions,
            mention_rules: &self.mentions,
            clause_rules: &self.clauses,
            clauses: &clauses,
            frames: &self.frames,
            matches: &matches,
            is_speech: speech::is_speech(&self.mentions, &document, &analysis),
            network: self.model.network(),
        };
        let _ = events::read(&context, &self.events);
        lap("events");
        let _ = self.content.read(&context);
        lap("acts and others");
        spent
    }
}

#[test]
fn no_text_takes_more_than_its_length() {
    let deep: Option<usize> =
        std::env::var("CHANCERY_SIZE").ok().and_then(|kilobytes| kilobytes.parse().ok());
    let size = deep.map_or(2_500, |deep| deep * 256);
    let only = std::env::var("CHANCERY_ONLY").ok();
    let stages = Stages::load();
    let mut slow = Vec::new();
    for ((kind, small), (_, large)) in texts(size).into_iter().zip(texts(size * 4)) {
        if only.as_deref().is_some_and(|only| only != kind) {
            continue;
        }
        let (few, many) = (stages.read(&small), stages.read(&large));
        let whole: Duration = many.iter().map(|(_, spent)| *spent).sum();
        println!("{:8.2} s/MB  {kind}", whole.as_secs_f64() / (large.len() as f64 / 1e6));
        for ((stage, few), (_, many)) in few.into_iter().zip(many) {
            // What takes no time at all says nothing of its growth.
            let times = many.as_secs_f64() / few.as_secs_f64().max(0.010);
            if times > 9.0 {
                println!("              {stage}: {few:?} and {many:?} for four times as much");
                slow.push(format!("{stage} of {kind}: {times:.1} times the time for 4 times the text"));
            }
        }
    }
    assert!(slow.is_empty(), "{slow:#?}");
}
