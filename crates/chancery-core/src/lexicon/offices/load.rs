//! Reading the files of offices: titles, portfolios, modifiers, bodies, and who fills which rank.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::{BodyKind, Core, Modifier, Offices, Portfolio, Rank, Role};
use crate::lexicon::{ActorCode, Case, Files, Phrases, Problems, Vocabulary, fold, items, nearest, position};

#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct RoleRow {
    name: String,
    rank: Rank,
    titles: Option<toml::Spanned<String>>,
    plural: Option<toml::Spanned<String>>,
    generic: bool,
    yes: Vec<toml::Spanned<String>>,
    no: Vec<toml::Spanned<String>>,
}

#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct PortfoliosFile {
    words: BTreeMap<String, toml::Spanned<String>>,
    portfolios: BTreeMap<String, PortfolioRow>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PortfolioRow {
    names: toml::Spanned<String>,
    office: Option<toml::Spanned<String>>,
}

#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct ModifiersFile {
    before: BTreeMap<Modifier, toml::Spanned<String>>,
    behind: BTreeMap<Modifier, toml::Spanned<String>>,
    expand: BTreeMap<String, String>,
}

#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct BodiesFile {
    bodies: Option<toml::Spanned<String>>,
}

#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct StatesFile {
    usual: BTreeMap<Rank, toml::Spanned<String>>,
    fill: BTreeMap<Rank, BTreeMap<String, toml::Spanned<String>>>,
    reading: Vec<ReadingRow>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ReadingRow {
    title: String,
    states: toml::Spanned<String>,
    role: toml::Spanned<String>,
}

const TITLES: &str = "offices/titles.toml";
const PORTFOLIOS: &str = "offices/portfolios.toml";
const MODIFIERS: &str = "offices/modifiers.toml";
const BODIES: &str = "offices/bodies.toml";
const STATES: &str = "offices/states.toml";

/// A title, the state in brackets behind it, and what it stands for: `PM = Prime Minister`.
fn parts(item: &str) -> (&str, Option<&str>, Option<&str>) {
    let (item, expansion) =
        item.split_once('=').map_or((item, None), |(title, full)| (title.trim(), Some(full.trim())));
    match item.split_once('[') {
        Some((title, state)) => (title.trim(), Some(state.trim_end().trim_end_matches(']')), expansion),
        None => (item, None, expansion),
    }
}

impl Offices {
    /// Reads `offices/*.toml`. What is wrong goes to `problems`; what can be read is kept.
    pub fn load(files: &Files, vocabulary: &mut Vocabulary, problems: &mut Problems) -> Offices {
        let mut offices = Offices::default();
        let roles: BTreeMap<String, RoleRow> = files.toml(TITLES, problems);
        offices.read_roles(&roles, files.text(TITLES), vocabulary, problems);
        offices.read_portfolios(files, vocabulary, problems);
        offices.read_modifiers(files, vocabulary, problems);
        offices.read_bodies(files, vocabulary, problems);
        offices.read_states(files, problems);
        offices.run_examples(&roles, files.text(TITLES), vocabulary, problems);
        offices
    }

    fn read_roles(
        &mut self,
        roles: &BTreeMap<String, RoleRow>,
        text: &str,
        vocabulary: &mut Vocabulary,
        problems: &mut Problems,
    ) {
        for (slug, row) in roles {
            let number = self.roles.len() as u16;
            self.by_slug.insert(slug.as_str().into(), number);
            self.roles.push(Role {
                slug: slug.as_str().into(),
                name: row.name.as_str().into(),
                rank: row.rank,
                generic: row.generic,
            });
            let place = row.titles.as_ref().map(|titles| position(text, titles.span().start));
            if row.name.is_empty() {
                problems.push(TITLES, place, &format!("`{slug}` has no name: add `name = \"...\"`"));
            }
            if row.yes.is_empty() || row.no.is_empty() {
                problems.push(
                    TITLES,
                    place,
                    &format!("`{slug}` needs `yes` and `no` examples: add at least one of each"),
                );
            }
            for (list, plural) in [(&row.titles, false), (&row.plural, true)] {
                for (at, item) in items(list.as_ref(), '|') {
                    let (title, state, expansion) = parts(item);
                    let actor = state.and_then(|state| state.parse::<ActorCode>().ok());
                    let core = Core {
                        role: number,
                        spelling: (&*fold(title)).into(),
                        actor,
                        plural,
                        expansion: expansion.map(Into::into),
                        case: if Case::of(title) == Case::Upper || row.generic && !title.contains(' ') {
                            Case::of(title)
                        } else {
                            Case::Any
                        },
                    };
                    let mut clash = None;
                    self.titles.add(vocabulary, title, core, |cores, core| {
                        match cores
                            .iter_mut()
                            .find(|other| other.role == core.role && other.plural == core.plural)
                        {
                            Some(other) => {
                                other.case = other.case.min(core.case);
                                // Where it is given with a state and without, it is no state's own.
                                other.actor = other.actor.filter(|actor| Some(*actor) == core.actor);
                            }
                            None => {
                                clash = cores
                                    .first()
                                    .filter(|other| other.role != core.role)
                                    .map(|other| other.role);
                                cores.push(core);
                            }
                        }
                    });
                    if let Some(other) = clash {
                        let other = self.roles[other as usize].slug.clone();
                        problems.push(
                            TITLES,
                            Some(position(text, at)),
                            &format!(
                                "`{title}` is a title of `{other}` as well as of `{slug}`: leave one out"
                            ),
                        );
                    }
                }
            }
        }
    }

    fn read_portfolios(&mut self, files: &Files, vocabulary: &mut Vocabulary, problems: &mut Problems) {
        let file: PortfoliosFile = files.toml(PORTFOLIOS, problems);
        let text = files.text(PORTFOLIOS);
        for (list, phrases) in &file.words {
            for (at, phrase) in items(Some(phrases), '|') {
                let flag = |table: &mut Phrases<bool>, vocabulary: &mut Vocabulary, plural| {
                    table.add(vocabulary, phrase, plural, |all, one| *all = vec![one]);
                };
                let mark = |table: &mut Phrases<()>, vocabulary: &mut Vocabulary| {
                    table.add(vocabulary, phrase, (), |all, one| *all = vec![one]);
                };
                match list.as_str() {
                    "ministers" | "secretaries" => flag(&mut self.ministers, vocabulary, false),
                    "ministers-plural" => flag(&mut self.ministers, vocabulary, true),
                    "openers" => flag(&mut self.openers, vocabulary, false),
                    "openers-plural" => flag(&mut self.openers, vocabulary, true),
                    "ministry" => mark(&mut self.ministries, vocabulary),
                    "ministry-openers" => mark(&mut self.ministry_openers, vocabulary),
                    "joiners" => mark(&mut self.joiners, vocabulary),
                    other => problems.push(
                        PORTFOLIOS,
                        Some(position(text, at)),
                        &format!("no list of words is called `{other}` here: leave it out"),
                    ),
                }
            }
        }
        for (slug, row) in &file.portfolios {
            let number = self.portfolio_rows.len() as u16;
            let mut name = "";
            for (_, item) in items(Some(&row.names), '|') {
                name = if name.is_empty() { item } else { name };
                self.portfolios.add(vocabulary, item, number, |all, one| {
                    if all.is_empty() {
                        all.push(one);
                    }
                });
            }
            if let Some(office) = &row.office {
                self.known(office, PORTFOLIOS, text, problems);
            }
            self.portfolio_rows.push(Portfolio {
                slug: slug.as_str().into(),
                name: name.into(),
                office: row.office.as_ref().map(|office| office.get_ref().as_str().into()),
            });
        }
    }

    fn read_modifiers(&mut self, files: &Files, vocabulary: &mut Vocabulary, problems: &mut Problems) {
        let file: ModifiersFile = files.toml(MODIFIERS, problems);
        for (table, rows) in
            [(&mut self.modifiers_before, &file.before), (&mut self.modifiers_behind, &file.behind)]
        {
            for (modifier, phrases) in rows {
                for (_, phrase) in items(Some(phrases), '|') {
                    table.add(vocabulary, phrase.trim_matches('-'), *modifier, |all, one| {
                        if all.is_empty() {
                            all.push(one);
                        }
                    });
                }
            }
        }
        for (short, full) in &file.expand {
            self.expansions.add(vocabulary, short, full.as_str().into(), |all, one| *all = vec![one]);
        }
    }

    fn read_bodies(&mut self, files: &Files, vocabulary: &mut Vocabulary, problems: &mut Problems) {
        let file: BodiesFile = files.toml(BODIES, problems);
        let text = files.text(BODIES);
        for (at, line) in items(file.bodies.as_ref(), '\n') {
            let place = Some(position(text, at));
            let mut cells = line.split('\t');
            let (Some(state), Some(kind), Some(names), None) =
                (cells.next(), cells.next(), cells.next(), cells.next())
            else {
                problems.push(
                    BODIES,
                    place,
                    "a body has a state or -, a kind and spellings, with one tab between each",
                );
                continue;
            };
            let kind: Result<BodyKind, serde::de::value::Error> =
                BodyKind::deserialize(serde::de::value::StrDeserializer::new(kind));
            let kind = match kind {
                Ok(kind) => kind,
                Err(error) => {
                    problems.push(BODIES, place, &error.to_string());
                    continue;
                }
            };
            let actor = state.parse::<ActorCode>().ok().filter(|_| state != "-");
            let first = names.split('|').next().unwrap_or_default().trim();
            // A body that every state may have is several bodies under one line.
            for name in names.split('|').map(str::trim) {
                let full = if actor.is_some() { first } else { name };
                let slug: String =
                    fold(full).chars().map(|c| if c.is_alphanumeric() { c } else { '-' }).collect();
                let case = if Case::of(name) == Case::Any { Case::Any } else { Case::of(name) };
                self.bodies.add(
                    vocabulary,
                    name,
                    (slug.into(), full.into(), kind, actor, case),
                    |all, one| {
                        if all.is_empty() {
                            all.push(one);
                        }
                    },
                );
            }
        }
    }

    fn read_states(&mut self, files: &Files, problems: &mut Problems) {
        let file: StatesFile = files.toml(STATES, problems);
        let text = files.text(STATES);
        for (rank, office) in &file.usual {
            if self.known(office, STATES, text, problems) {
                self.usual.insert(*rank, office.get_ref().as_str().into());
            }
        }
        for (rank, rows) in &file.fill {
            for (office, states) in rows {
                if !self.by_slug.contains_key(office.as_str()) {
                    problems.push(STATES, Some(position(text, states.span().start)), &self.unknown(office));
                }
                for (at, state) in items(Some(states), ' ') {
                    match state.parse::<ActorCode>() {
                        Ok(actor) => drop(self.fill.insert((*rank, actor), office.as_str().into())),
                        Err(error) => problems.push(STATES, Some(position(text, at)), &error.to_string()),
                    }
                }
            }
        }
        for row in &file.reading {
            if !self.known(&row.role, STATES, text, problems) {
                continue;
            }
            for (at, state) in items(Some(&row.states), ' ') {
                match state.parse::<ActorCode>() {
                    Ok(actor) => drop(
                        self.readings
                            .insert(((&*fold(&row.title)).into(), actor), row.role.get_ref().as_str().into()),
                    ),
                    Err(error) => problems.push(STATES, Some(position(text, at)), &error.to_string()),
                }
            }
        }
    }

    fn unknown(&self, office: &str) -> String {
        let near = nearest(office, self.by_slug.keys().map(|slug| &**slug));
        let hint = near.map_or(String::new(), |near| format!(" (did you mean `{near}`?)"));
        format!("no office is called `{office}`{hint}")
    }

    fn known(&self, office: &toml::Spanned<String>, path: &str, text: &str, problems: &mut Problems) -> bool {
        let known = self.by_slug.contains_key(office.get_ref().as_str());
        if !known {
            problems.push(path, Some(position(text, office.span().start)), &self.unknown(office.get_ref()));
        }
        known
    }

    /// Holds every role to its examples: a `yes` is a whole title of the role, a `no` is not.
    fn run_examples(
        &self,
        roles: &BTreeMap<String, RoleRow>,
        text: &str,
        vocabulary: &Vocabulary,
        problems: &mut Problems,
    ) {
        for (slug, row) in roles {
            let number = self.by_slug[slug.as_str()];
            for (examples, wanted) in [(&row.yes, true), (&row.no, false)] {
                for example in examples {
                    let found = self
                        .titles
                        .exact(vocabulary, example.get_ref())
                        .iter()
                        .any(|core| core.role == number);
                    if found != wanted {
                        let message = if wanted {
                            format!("`{}` is not found as `{slug}`: add it to the titles", example.get_ref())
                        } else {
                            format!("`{}` is found as `{slug}` and must not be", example.get_ref())
                        };
                        problems.push(TITLES, Some(position(text, example.span().start)), &message);
                    }
                }
            }
        }
    }
}
