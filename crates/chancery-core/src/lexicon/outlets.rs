//! Who tells the story, and whose view that outlet carries.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::{ActorCode, Files, Problems, fold, items, position};

const FILE: &str = "world/outlets.toml";

/// How an outlet stands to its state.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Standing {
    /// The site of a government or office.
    Official,
    /// A state agency, or owned by the state.
    StateOwned,
    /// Independent or private.
    Independent,
}

/// A news agency, a newspaper, an office that publishes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outlet {
    /// Its usual short name: `VNA`.
    pub code: Box<str>,
    /// The state or organisation whose outlet it is; none where it belongs to no side.
    pub actor: Option<ActorCode>,
    /// How it stands to that state.
    pub standing: Standing,
}

/// All outlets, by name and by host.
#[derive(Clone, Debug, Default)]
pub struct Outlets {
    outlets: Vec<Outlet>,
    names: BTreeMap<String, usize>,
}

#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct OutletsFile {
    outlets: Option<toml::Spanned<String>>,
}

impl Outlets {
    /// Reads `world/outlets.toml`. What is wrong goes to `problems`; what can be read is kept.
    pub fn load(files: &Files, problems: &mut Problems) -> Outlets {
        let file: OutletsFile = files.toml(FILE, problems);
        let text = files.text(FILE);
        let mut outlets = Outlets::default();
        for (at, line) in items(file.outlets.as_ref(), '\n') {
            let place = Some(position(text, at));
            let cells: Vec<&str> = line.split('\t').map(str::trim).collect();
            let &[state, standing, code, names, ref hosts @ ..] = cells.as_slice() else {
                problems.push(FILE, place, "an outlet has a state or -, a standing, a code, names and hosts, with one tab between each");
                continue;
            };
            let standing = match standing {
                "o" => Standing::Official,
                "s" => Standing::StateOwned,
                "i" => Standing::Independent,
                other => {
                    problems.push(FILE, place, &format!("`{other}` is no standing: write o, s or i"));
                    continue;
                }
            };
            let actor = state.parse::<ActorCode>().ok().filter(|_| state != "-");
            let number = outlets.outlets.len();
            outlets.outlets.push(Outlet { code: code.into(), actor, standing });
            let hosts = hosts.iter().flat_map(|hosts| hosts.split_whitespace());
            let mut all: Vec<String> = names
                .split('|')
                .chain([code])
                .chain(hosts)
                .map(|name| fold(name.trim()).into_owned())
                .collect();
            all.sort_unstable();
            all.dedup();
            for name in all {
                if let Some(other) = outlets.names.insert(name.clone(), number) {
                    let other = &outlets.outlets[other].code;
                    problems.push(
                        FILE,
                        place,
                        &format!("`{name}` is a name of `{other}` already: leave one out"),
                    );
                }
            }
        }
        outlets
    }

    /// The outlet of this name, host or address: `VNA`, `en.vietnamplus.vn`,
    /// `https://tass.com/politics/1`. A host of a known host counts as it.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Outlet> {
        let folded = fold(name.trim());
        let host = folded.split_once("://").map_or(&*folded, |(_, rest)| rest);
        let host = host.split(['/', ':', '?']).next().unwrap_or(host);
        let by_name = self.names.get(&*folded);
        let mut rest = host;
        let by_host = || loop {
            if let Some(found) = self.names.get(rest) {
                return Some(found);
            }
            rest = rest.split_once('.').map(|(_, behind)| behind).filter(|behind| behind.contains('.'))?;
        };
        by_name.or_else(by_host).map(|number| &self.outlets[*number])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lexicon::tests::shipped;

    #[test]
    fn outlets_are_known_by_name_and_host() {
        let mut problems = Problems::default();
        let outlets = Outlets::load(&shipped(), &mut problems);
        assert_eq!(problems.into_sorted(), []);
        let side =
            |name: &str| outlets.get(name).and_then(|outlet| outlet.actor).map(|actor| actor.to_string());
        assert_eq!(side("VNA"), Some("VNM".into()));
        assert_eq!(side("https://www.tass.com/politics/12"), Some("RUS".into()));
        assert_eq!(side("en.kremlin.ru"), Some("RUS".into()));
        assert_eq!(side("Reuters"), Some("GBR".into()));
        assert_eq!(side("en.wikinews.org"), None);
        assert_eq!(outlets.get("en.wikinews.org").unwrap().standing, Standing::Independent);
        assert_eq!(outlets.get("nobody.example"), None);
    }
}
