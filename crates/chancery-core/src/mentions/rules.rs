//! The words by which persons, offices and sides are named, compiled.

use std::collections::{BTreeMap, HashMap};

use serde::Deserialize;

use super::{Terms, leaders::Leaders};
use crate::{
    calendar::Day,
    intake::Document,
    lexicon::{ActorCode, Files, List, Outlets, Problems, Standing, Sym, Vocabulary, fold},
};

/// What the files under `mentions/` say.
#[derive(Clone, Debug, Default)]
pub struct Rules {
    pub(super) heads: List,
    pub(super) plural_heads: List,
    /// The singular of each plural head.
    pub(super) singular: HashMap<Sym, Sym>,
    pub(super) weak_heads: List,
    pub(super) top: List,
    /// The leading offices as the record of terms names them, with blanks.
    leading_offices: Vec<String>,
    pub(super) crowned: List,
    /// Crowned heads whose word is a given name too: "Minister *Amir* Khan".
    pub(super) given_too: List,
    pub(super) envoys: List,
    pub(super) accredited: List,
    pub(super) ranks: List,
    /// "under" in "under secretary", and what it stands before.
    pub(super) unders: List,
    pub(super) secretaries: List,
    /// Between a head and its office: "minister *responsible* for water".
    pub(super) charged: List,
    /// Whose a crowned head is that stands without a state.
    pub(super) alone: HashMap<Sym, ActorCode>,
    /// States whose regions have this head: the premiers of Canada.
    pub(super) regional: HashMap<Sym, Vec<ActorCode>>,
    /// The words before a head that is one only behind them: "president-*elect*", "first *lady*".
    pub(super) tails: HashMap<Sym, List>,
    pub(super) before: List,
    pub(super) behind: List,
    pub(super) links: List,
    /// Short forms with what is printed for them.
    pub(super) short: HashMap<Sym, Box<str>>,
    pub(super) honorifics: List,
    pub(super) plural_honorifics: List,
    pub(super) particles: List,
    pub(super) he: List,
    pub(super) they: List,
    pub(super) i: List,
    pub(super) we: List,
    pub(super) you: List,
    pub(super) possessives: List,
    /// "the Government" on its own site.
    pub(super) government: List,
    pub(super) both: List,
    pub(super) several: List,
    /// The numbers of groups from three upwards, in their order.
    pub(super) counts: Vec<Sym>,
    pub(super) group_nouns: List,
    pub(super) person_groups: List,
    pub(super) side_nouns: List,
    pub(super) delegations: List,
    pub(super) leading: List,
    pub(super) chairing: List,
    pub(super) represented: List,
    /// How somebody comes into an office: "on her election as".
    pub(super) elevations: List,
    /// Behind the name of a leader: "the Rudd Government".
    pub(super) administrations: List,
    pub(super) counterparts: List,
    /// "opposite number": the two words of it.
    pub(super) opposite: List,
    pub(super) number: List,
    pub(super) flanks: List,
    pub(super) hosts: List,
    pub(super) guests: List,
    pub(super) latter: List,
    pub(super) former: List,
    pub(super) state_nouns: List,
    pub(super) never: List,
    /// Words that make a body, a building or a paper of a capitalised name: "foundation".
    pub(super) bodies: List,
    /// Letters behind a name: "MP".
    pub(super) honours: List,
    pub(super) capitals: List,
    pub(super) private: List,
    pub(super) contests: List,
    pub(super) posts: List,
    pub(super) abroad: List,
    pub(super) persons_do: List,
    pub(super) persons_have: List,
    /// `the`, `of`, `and`, `,`, `'s` and their kin, which titles are built with.
    pub(super) marks: Marks,
    pub(super) leaders: Leaders,
    outlets: Outlets,
    endings: BTreeMap<Box<str>, ActorCode>,
}

/// The small words that a title or list is built with.
#[derive(Clone, Debug, Default)]
pub(super) struct Marks {
    pub(super) articles: List,
    pub(super) of: List,
    pub(super) and: List,
    pub(super) comma: List,
    pub(super) possessive: List,
    pub(super) hyphen: List,
    pub(super) places: List,
    pub(super) inside: List,
    pub(super) between: List,
    pub(super) whither: List,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "kebab-case", deny_unknown_fields)]
struct TitlesFile {
    heads: String,
    weak_heads: String,
    top: String,
    leading: String,
    crowned: String,
    given_too: String,
    envoys: String,
    accredited: String,
    ranks: String,
    charged: String,
    before: String,
    behind: String,
    links: String,
    short: BTreeMap<String, String>,
    alone: BTreeMap<String, String>,
    regional: BTreeMap<String, String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "kebab-case", deny_unknown_fields)]
struct PeopleFile {
    honorifics: String,
    plural_honorifics: String,
    particles: String,
    he: String,
    they: String,
    i: String,
    we: String,
    you: String,
    possessives: String,
    government: String,
    both: String,
    several: String,
    group_nouns: String,
    person_groups: String,
    side_nouns: String,
    delegations: String,
    leading: String,
    chairing: String,
    represented: String,
    elevations: String,
    administrations: String,
    counterparts: String,
    opposite: String,
    number: String,
    flanks: String,
    hosts: String,
    guests: String,
    latter: String,
    former: String,
    state_nouns: String,
    never: String,
    bodies: String,
    honours: String,
    capitals: String,
    private: String,
    contests: String,
    posts: String,
    abroad: String,
    persons_do: String,
    persons_have: String,
    articles: String,
    of: String,
    and: String,
    comma: String,
    possessive: String,
    hyphen: String,
    places: String,
    inside: String,
    between: String,
    whither: String,
}

/// What ministers are responsible for, as the offices have it.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct PortfoliosFile {
    portfolios: BTreeMap<String, Portfolio>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Portfolio {
    names: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct HostsFile {
    endings: BTreeMap<String, String>,
}

fn items(text: &str) -> impl Iterator<Item = &str> {
    text.split('|').map(str::trim).filter(|item| !item.is_empty())
}

/// The words of a list; of a phrase every word.
fn list(text: &str, vocabulary: &mut Vocabulary) -> List {
    let mut list = List::default();
    for word in items(text).flat_map(|item| item.split(' ')).filter(|word| !word.is_empty()) {
        list.insert(vocabulary.add(&fold(word)));
    }
    list
}

impl Rules {
    /// Reads `mentions/*.toml`.
    #[must_use]
    pub fn compile(files: &Files<'_>, vocabulary: &mut Vocabulary, problems: &mut Problems) -> Rules {
        let titles: TitlesFile = files.toml("mentions/titles.toml", problems);
        let people: PeopleFile = files.toml("mentions/people.toml", problems);
        let hosts: HostsFile = files.toml("mentions/hosts.toml", problems);
        // What is wrong with the offices is reported where they are read for the record.
        let offices: PortfoliosFile = files.toml("offices/portfolios.toml", &mut Problems::default());
        let mut rules = Rules::default();
        for item in items(&titles.heads) {
            let (one, many) = match item.split_once('/') {
                Some((one, many)) => (one.to_owned(), many.to_owned()),
                None => (item.to_owned(), format!("{item}s")),
            };
            // Of a head of several words the last one is what a title is found by.
            let last = |text: &str| fold(text.rsplit([' ', '-']).next().unwrap_or_default()).into_owned();
            let (one, many) = (vocabulary.add(&last(&one)), vocabulary.add(&last(&many)));
            rules.heads.insert(one);
            // "governors-general" is told by its first word.
            if many != one {
                rules.plural_heads.insert(many);
                rules.singular.insert(many, one);
            }
        }
        for (short, long) in &titles.short {
            rules.short.insert(vocabulary.add(&fold(short)), long.as_str().into());
        }
        for (head, code) in &titles.alone {
            match code.parse::<ActorCode>() {
                Ok(code) => drop(rules.alone.insert(vocabulary.add(&fold(head)), code)),
                Err(error) => problems.push("mentions/titles.toml", None, &error.to_string()),
            }
        }
        for (head, codes) in &titles.regional {
            let codes = items(codes).filter_map(|code| code.parse::<ActorCode>().ok()).collect();
            rules.regional.insert(vocabulary.add(&fold(head)), codes);
        }
        rules.know_tails(&titles.heads, vocabulary);
        rules.links = list(&titles.links, vocabulary);
        rules.private = list(&people.private, vocabulary);
        rules.before = list(&titles.before, vocabulary);
        rules.behind = list(&titles.behind, vocabulary);
        for portfolio in offices.portfolios.values() {
            for word in portfolio.names.split(['|', ' ', ',']).filter(|word| !word.is_empty()) {
                let word = vocabulary.add(&fold(word));
                if rules.links.contains(word) {
                    continue;
                }
                rules.behind.insert(word);
                // "business leaders" hold no office.
                if !rules.private.contains(word) {
                    rules.before.insert(word);
                }
            }
        }
        let counts = people.several.split('|').map(str::trim);
        rules.counts = counts.map(|number| vocabulary.add(&fold(number))).collect();
        let mut list = |text: &str| list(text, vocabulary);
        rules.weak_heads = list(&titles.weak_heads);
        rules.top = list(&titles.top);
        rules.leading_offices = items(&titles.leading).map(str::to_owned).collect();
        rules.crowned = list(&titles.crowned);
        rules.given_too = list(&titles.given_too);
        rules.envoys = list(&titles.envoys);
        rules.accredited = list(&titles.accredited);
        rules.ranks = list(&titles.ranks);
        rules.unders = list("under");
        rules.secretaries = list("secretary | secretaries | - | undersecretary");
        rules.charged = list(&titles.charged);

        rules.honorifics = list(&people.honorifics);
        rules.plural_honorifics = list(&people.plural_honorifics);
        rules.particles = list(&people.particles);
        rules.he = list(&people.he);
        rules.they = list(&people.they);
        rules.i = list(&people.i);
        rules.we = list(&people.we);
        rules.you = list(&people.you);
        rules.possessives = list(&people.possessives);
        rules.government = list(&people.government);
        rules.both = list(&people.both);
        rules.several = list(&people.several);
        rules.group_nouns = list(&people.group_nouns);
        rules.person_groups = list(&people.person_groups);
        rules.side_nouns = list(&people.side_nouns);
        rules.delegations = list(&people.delegations);
        rules.leading = list(&people.leading);
        rules.chairing = list(&people.chairing);
        rules.represented = list(&people.represented);
        rules.elevations = list(&people.elevations);
        rules.administrations = list(&people.administrations);
        rules.counterparts = list(&people.counterparts);
        rules.opposite = list(&people.opposite);
        rules.number = list(&people.number);
        rules.flanks = list(&people.flanks);
        rules.hosts = list(&people.hosts);
        rules.guests = list(&people.guests);
        rules.latter = list(&people.latter);
        rules.former = list(&people.former);
        rules.state_nouns = list(&people.state_nouns);
        rules.never = list(&people.never);
        rules.bodies = list(&people.bodies);
        rules.honours = list(&people.honours);
        rules.capitals = list(&people.capitals);
        rules.contests = list(&people.contests);
        rules.posts = list(&people.posts);
        rules.abroad = list(&people.abroad);
        rules.persons_do = list(&people.persons_do);
        rules.persons_have = list(&people.persons_have);
        rules.marks = Marks {
            articles: list(&people.articles),
            of: list(&people.of),
            and: list(&people.and),
            comma: list(&people.comma),
            possessive: list(&people.possessive),
            hyphen: list(&people.hyphen),
            places: list(&people.places),
            inside: list(&people.inside),
            between: list(&people.between),
            whither: list(&people.whither),
        };
        rules.leaders = Leaders::load(files, problems);
        for (name, code) in &hosts.endings {
            match code.parse::<ActorCode>() {
                Ok(code) => drop(rules.endings.insert(name.as_str().into(), code)),
                Err(error) => problems.push("mentions/hosts.toml", None, &error.to_string()),
            }
        }
        // What is wrong with the outlets is reported where they are read for the record.
        rules.outlets = Outlets::load(files, &mut Problems::default());
        rules
    }

    /// Knows the holders of offices by their names, for whom they act. A family name alone tells only the
    /// best known, which `mentions/leaders.toml` lists, and with the office those who held it then.
    pub fn know(&mut self, terms: &Terms) {
        self.leaders.know(&terms.tenures);
    }

    /// Heads of several words are found by the last one, which is none by itself.
    fn know_tails(&mut self, heads: &str, vocabulary: &mut Vocabulary) {
        let forms = || items(heads).flat_map(|item| item.split('/').map(str::trim));
        let own: Vec<&str> = forms().filter(|form| !form.contains([' ', '-'])).collect();
        for form in forms() {
            let mut parts: Vec<&str> = form.split([' ', '-']).collect();
            let last = parts.pop().unwrap_or_default();
            if parts.is_empty() || own.contains(&last) {
                continue;
            }
            let before = self.tails.entry(vocabulary.add(&fold(last))).or_default();
            for part in parts.into_iter().chain(form.contains('-').then_some("-")) {
                before.insert(vocabulary.add(&fold(part)));
            }
        }
    }

    /// True where somebody of this name cannot have held the office on the day: another one did, or
    /// he was president or head of the government himself.
    pub(super) fn contradicts(&self, name: &[String], actor: ActorCode, office: &str, day: Day) -> bool {
        let found = self.leaders.held_on(name, actor, office, day);
        let top = || found.others.iter().any(|held| self.is_leading(&held.replace('-', " ")));
        !found.own && (found.taken || top())
    }

    /// True where somebody who is or was known for acting for another side than `home` may be meant by a
    /// title and a word of the name: "President Kekkonen".
    pub(super) fn may_be_held_elsewhere(&self, title: Sym, word: &str, home: Option<ActorCode>) -> bool {
        (self.heads.contains(title) || self.honorifics.contains(title))
            && self.leaders.is_of_another(word, home)
    }

    /// True for an office of a head of state or government by the name that terms are kept under.
    pub(super) fn is_leading(&self, office: &str) -> bool {
        self.leading_offices.iter().any(|leading| leading == office)
    }

    /// True for a preposition behind which something takes place: "in", "at".
    #[must_use]
    pub fn is_inside(&self, form: Sym) -> bool {
        self.marks.inside.contains(form)
    }

    /// True for a noun of persons or sides: "leaders", "delegation", "minister".
    #[must_use]
    pub fn is_of_persons(&self, form: Sym) -> bool {
        [
            &self.group_nouns,
            &self.side_nouns,
            &self.delegations,
            &self.heads,
            &self.plural_heads,
            &self.counterparts,
        ]
        .into_iter()
        .any(|list| list.contains(form))
    }

    /// True for a word by which something abroad is meant: "foreign", "ambassador".
    #[must_use]
    pub fn is_abroad(&self, form: Sym) -> bool {
        self.abroad.contains(form)
    }

    /// True for "I", "we", "you" and their kin: somebody speaks to somebody.
    #[must_use]
    pub fn is_spoken(&self, form: Sym) -> bool {
        [&self.i, &self.we, &self.you].into_iter().any(|list| list.contains(form))
    }

    /// True for "the" and its kin.
    #[must_use]
    pub fn is_article(&self, form: Sym) -> bool {
        self.marks.articles.contains(form)
    }

    /// True for a noun of people who do not act for their state: "police", "companies".
    #[must_use]
    pub fn is_private(&self, form: Sym) -> bool {
        self.private.contains(form)
    }

    /// True for a verb by which teams of states deal with one another: "beat".
    #[must_use]
    pub fn is_contest(&self, lemma: Sym) -> bool {
        self.contests.contains(lemma)
    }

    /// True for what one state keeps in another: "embassy", "ambassador", "base".
    #[must_use]
    pub fn is_post(&self, form: Sym) -> bool {
        self.posts.contains(form)
    }

    /// True for "ambassador" and its kin, who are sent to somebody.
    #[must_use]
    pub fn is_envoy(&self, form: Sym) -> bool {
        self.envoys.contains(form)
    }

    /// True for "to", "from" and their kin.
    #[must_use]
    pub fn is_whither(&self, form: Sym) -> bool {
        self.marks.whither.contains(form)
    }

    /// True for "of" and its kin.
    #[must_use]
    pub fn is_of(&self, form: Sym) -> bool {
        self.marks.of.contains(form)
    }

    /// The state whose outlet tells a document, as [`Rules::home`].
    #[must_use]
    pub fn home_of(&self, document: &Document) -> Option<(ActorCode, bool)> {
        let publishers = [
            document.outlet.as_deref(),
            document.metadata.source.as_deref(),
            document.metadata.outlet.as_deref(),
        ];
        publishers.into_iter().flatten().find_map(|name| self.home(name))
    }

    /// The state whose outlet a publisher is, by name, host or address, and whether that is a
    /// government's own site; none where it is open.
    #[must_use]
    pub fn home(&self, publisher: &str) -> Option<(ActorCode, bool)> {
        if let Some(outlet) = self.outlets.get(publisher) {
            let independent = outlet.standing == Standing::Independent;
            return outlet
                .actor
                .filter(|_| !independent)
                .map(|actor| (actor, outlet.standing == Standing::Official));
        }
        let host = publisher.split_once("://").map_or(publisher, |(_, rest)| rest);
        let host = host.split(['/', ':', '?']).next()?.trim_end_matches('.').to_ascii_lowercase();
        let (_, ending) = host.rsplit_once('.')?;
        self.endings.get(ending).map(|&code| (code, true))
    }
}
