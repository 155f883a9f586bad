//! How the ledger grows: `cargo bench -p chancery-core --bench ledger`.
//!
//! Made-up reports of a world of forty states: visits with talks inside, announced, held and
//! recalled, and undertakings that recur. Prints seconds, memory and the exponent of each step.

use std::{fs, path::Path, time::Instant};

use chancery_core::{
    calendar::{Day, When},
    claims::model::{
        Act, ActKind, Body, Claim, Dated, Event, EventKind, EventStatus, Force, Participant, Party, Place,
        Reading, Role, Source,
    },
    evidence::{DocId, Evidence, RuleId},
    ledger::{LedgerRules, ReadDocument, reconcile},
    lexicon::{ActorCode, Files, Problems},
    text::{Span, Text},
};

/// A sequence of numbers that is the same on every run.
struct Dice(u64);

impl Dice {
    fn throw(&mut self, below: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % below
    }
}

const STATES: [&str; 40] = [
    "FRA", "DEU", "POL", "ITA", "ESP", "PRT", "NLD", "BEL", "SWE", "NOR", "DNK", "FIN", "AUT", "CHE", "CZE",
    "SVK", "HUN", "ROU", "BGR", "GRC", "TUR", "UKR", "RUS", "KAZ", "CHN", "JPN", "KOR", "VNM", "THA", "IDN",
    "IND", "PAK", "AUS", "NZL", "CAN", "USA", "MEX", "BRA", "ARG", "CHL",
];
const THINGS: [&str; 12] = [
    "teach each other's languages",
    "remove barriers to trade",
    "build a railway",
    "resume direct flights",
    "share the water of the river",
    "train officers of the navy",
    "waive visas for students",
    "open a consulate",
    "count migrating birds together",
    "restore the old theatre",
    "build a nuclear power plant",
    "exchange delegations at all levels",
];
const NAMES: [&str; 16] = [
    "Arne", "Bela", "Carla", "Dario", "Elin", "Fedor", "Greta", "Hugo", "Ines", "Janis", "Karin", "Lars",
    "Milan", "Nadia", "Oskar", "Petra",
];
const FAMILIES: [&str; 16] = [
    "Albrecht",
    "Bergson",
    "Castellan",
    "Dombrowski",
    "Eklund",
    "Fontaine",
    "Gruber",
    "Horvath",
    "Ibsen",
    "Jansen",
    "Kaufmann",
    "Lindqvist",
    "Moreau",
    "Novak",
    "Olsen",
    "Petrescu",
];

fn person(state: usize, office: usize) -> Party {
    let name = format!("{} {}", NAMES[(state + office * 5) % 16], FAMILIES[(state * 7 + office) % 16]);
    let offices = ["President", "Prime Minister", "Foreign Minister"];
    Party {
        name: Some(name),
        office: Some(offices[office].to_owned()),
        actor: code(state),
        ..Party::default()
    }
}

fn code(state: usize) -> Option<ActorCode> {
    STATES[state].parse().ok()
}

fn report(number: usize, dice: &mut Dice) -> ReadDocument {
    let first = Day::constant(2000, 1, 1);
    let published = first.checked_add(jiff::Span::new().days(dice.throw(9000) as i64)).unwrap_or(first);
    let (a, b) = (dice.throw(40), dice.throw(39));
    let b = if b >= a { b + 1 } else { b };
    let office = dice.throw(3);
    let mut text = String::new();
    let mut claims = Vec::new();
    let mut add = |words: &str, body: &dyn Fn(Span) -> Body| {
        let start = text.len() as u32;
        text.push_str(words);
        let span = Span::new(start, text.len() as u32);
        text.push('\n');
        claims.push(Claim {
            evidence: Evidence::new(span, RuleId::new("bench")),
            source: Source::default(),
            at: None,
            body: body(span),
        });
    };
    for (kind, planned) in
        [(EventKind::Visit, dice.throw(3) == 0), (EventKind::Meeting, false), (EventKind::Call, false)]
    {
        let when = if kind == EventKind::Visit && dice.throw(4) == 0 {
            When::parse(&format!("{:04}-{:02}", published.year(), published.month())).ok()
        } else {
            Some(When::day(published))
        };
        let body = |span| {
            Body::Event(Event {
                kind,
                level: None,
                status: if planned { EventStatus::Planned } else { EventStatus::Happened },
                when: when.clone().map(|when| Dated { when, span: None, reason: String::new() }),
                place: (kind != EventKind::Call).then(|| Place { name: None, state: code(b) }),
                participants: [(a, Role::Guest), (b, Role::Host)]
                    .into_iter()
                    .map(|(state, role)| Participant { party: person(state, office), role })
                    .collect(),
                within: None,
                title: None,
                ordinal: None,
                span,
            })
        };
        add("They met and spoke.", &body);
    }
    for _ in 0..7 {
        let what = format!("{} near {}", THINGS[dice.throw(12)], FAMILIES[dice.throw(16)]);
        let kinds = [ActKind::Agree, ActKind::Propose, ActKind::Discuss, ActKind::Hope];
        let act = kinds[dice.throw(4)];
        let body = |span| {
            Body::Act(Act {
                act,
                force: Force::G2,
                restated: false,
                by: [code(a), code(b)].into_iter().flatten().collect(),
                actors: Vec::new(),
                to: Vec::new(),
                beneficiary: None,
                executor: None,
                fields: Vec::new(),
                what: span,
                deadline: None,
                measures: Vec::new(),
                precision: 0,
                delegation: 0,
            })
        };
        add(&what, &body);
    }
    let doc = DocId::new(&format!("made-up-{number:06}"));
    ReadDocument {
        story: doc.clone(),
        published: Some(published),
        outlet: None,
        side: None,
        text: Text::new(&text).expect("the text is short"),
        reading: Reading { doc: doc.clone(), dated: None, relevant: true, claims, notes: Vec::new() },
        doc,
    }
}

fn collect(root: &Path, folder: &Path, files: &mut Vec<(String, Vec<u8>)>) {
    for entry in fs::read_dir(folder).expect("the lexicon lies beside the crates") {
        let path = entry.expect("the lexicon can be read").path();
        if path.is_dir() {
            collect(root, &path, files);
        } else if path.extension().is_some_and(|kind| kind == "toml")
            && let Ok(name) = path.strip_prefix(root)
        {
            files.push((
                name.to_string_lossy().into_owned(),
                fs::read(&path).expect("the lexicon can be read"),
            ));
        }
    }
}

/// The most memory that the process has held, in MiB; none where the system does not say.
fn memory() -> Option<f64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    line.split_whitespace().nth(1)?.parse::<f64>().ok().map(|kib| kib / 1024.0)
}

fn main() {
    let root = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../lexicon"));
    let mut owned = Vec::new();
    collect(root, root, &mut owned);
    let files = Files::new(owned.iter().map(|(path, bytes)| (path.as_str(), bytes.as_slice())));
    let rules = LedgerRules::read(&files, &mut Problems::default());
    let most: usize = std::env::var("DOCUMENTS").ok().and_then(|most| most.parse().ok()).unwrap_or(10_000);
    let mut dice = Dice(7);
    let documents: Vec<ReadDocument> = (0..most).map(|number| report(number, &mut dice)).collect();
    let mut before: Option<(usize, f64)> = None;
    println!("documents  claims   seconds  MiB   exponent");
    let mut size = 1000.min(most);
    loop {
        let start = Instant::now();
        let ledger = reconcile(&documents[..size], &[], &rules, &[], Day::constant(2025, 1, 1));
        let seconds = start.elapsed().as_secs_f64();
        let claims: usize = documents[..size].iter().map(|document| document.reading.claims.len()).sum();
        let exponent =
            before.map(|(earlier, took)| (seconds / took).ln() / (size as f64 / earlier as f64).ln());
        println!(
            "{size:>9}  {claims:>6}  {seconds:>7.2}  {:>4.0}  {}   ({} events, {} threads)",
            memory().unwrap_or_default(),
            exponent.map_or("-".to_owned(), |exponent| format!("{exponent:.2}")),
            ledger.events.len(),
            ledger.commitments.len()
        );
        if size == most {
            break;
        }
        before = Some((size, seconds));
        size = (size * 10).min(most);
    }
}
