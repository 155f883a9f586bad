//! Offices and the words that name them: "the deputy minister of industry and trade", "PM",
//! "top legislator", "President-elect".
//!
//! A title is found at a place among the words of a text with its modifiers ("acting", "former",
//! "elect") and becomes an office: a slug that, behind a state, names one chair. Who holds it is
//! for [`tenures`](super::tenures) to say; whose state is meant is for `mentions`.

mod load;
#[cfg(test)]
mod tests;

use std::{collections::BTreeMap, ops::Range};

use serde::Deserialize;

use super::{ActorCode, Case, Phrases, Sym, Vocabulary, fold};

/// What standing an office has, from the highest.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Rank {
    /// President, king, governor-general.
    HeadOfState,
    /// Prime minister, chancellor.
    HeadOfGovernment,
    /// Leader of the ruling party where that is the highest post.
    PartyLeader,
    /// Chair of a parliament or of a house of it.
    Speaker,
    /// Head of an international organisation or of a body of one.
    Organisation,
    /// Vice president, deputy prime minister, deputy speaker.
    DeputyHead,
    /// Member of a government, or of like standing.
    Minister,
    /// Deputy minister, state secretary, assistant secretary.
    DeputyMinister,
    /// Ambassador, special envoy, negotiator.
    Envoy,
    /// Chief of staff, commander.
    Military,
    /// Governor, mayor, premier of a member state.
    Regional,
    /// Party secretary, leader of the opposition.
    Party,
    /// Committee chair, member of parliament.
    Parliament,
    /// Judge.
    Court,
    /// Member of a ruling house, spouse of a head of state.
    Royal,
    /// Clergy.
    Clergy,
    /// Aide, spokesperson, head of an agency or company.
    #[default]
    Official,
    /// "Leader", "ruler": the office is not said.
    Leader,
}

/// What a modifier says of a title.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Modifier {
    /// Stands in for the holder: an office of its own, `deputy-foreign-minister`.
    Deputy,
    /// First among the deputies.
    FirstDeputy,
    /// Holds the office for the time being.
    Acting,
    /// Held it earlier.
    Former,
    /// Will hold it.
    Elect,
    /// Will soon have held it.
    Outgoing,
    /// Watches it from the opposition.
    Shadow,
    /// Says nothing of the office: "new", "visiting".
    Plain,
}

/// A title that was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Title {
    /// How many words it takes, modifiers and all.
    pub words: usize,
    /// The words without modifiers, counted from the first word.
    pub core: Range<usize>,
    /// The office behind the state: `prime-minister`, `deputy-energy-minister`.
    pub office: Box<str>,
    /// The core as the lexicon spells it, folded; empty for ministers made from portfolios.
    pub spelling: Box<str>,
    /// The usual English name of the office: `Prime Minister`.
    pub name: Box<str>,
    /// What the core is printed as, where it is an abbreviation: `Prime Minister` for "PM".
    pub expansion: Option<Box<str>>,
    /// Its standing.
    pub rank: Rank,
    /// The state or organisation whose office it is wherever it stands: "Taoiseach".
    pub actor: Option<ActorCode>,
    /// The modifiers, in order.
    pub modifiers: Vec<Modifier>,
    /// True for "foreign ministers": several holders.
    pub plural: bool,
    /// True for "minister", "leader": the title does not tell one office.
    pub generic: bool,
    /// What the letters must look like.
    pub case: Case,
}

impl Title {
    /// The office of a state: `vnm/prime-minister`.
    #[must_use]
    pub fn id(&self, actor: ActorCode) -> String {
        office_id(actor, &self.office)
    }

    /// True where the modifier stands with the title.
    #[must_use]
    pub fn is(&self, modifier: Modifier) -> bool {
        self.modifiers.contains(&modifier)
    }
}

/// The name of an office of a state or organisation: its code in small letters and the slug.
#[must_use]
pub fn office_id(actor: ActorCode, office: &str) -> String {
    let actor: String = actor
        .as_str()
        .chars()
        .map(|c| if c.is_alphanumeric() { c.to_ascii_lowercase() } else { '-' })
        .collect();
    format!("{actor}/{office}")
}

/// A body that was found: a parliament, a government, a ministry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Body {
    /// How many words it takes.
    pub words: usize,
    /// The body behind the state: `state-duma`, `energy-ministry`.
    pub slug: Box<str>,
    /// The usual English name, where the body is no ministry.
    pub name: Option<Box<str>>,
    /// What it is.
    pub kind: BodyKind,
    /// The state whose body it is wherever it is named.
    pub actor: Option<ActorCode>,
    /// What the letters must look like.
    pub case: Case,
}

/// What a [`Body`] is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum BodyKind {
    /// A parliament or a house of one.
    Parliament,
    /// A government or an office of it.
    Government,
    /// A ministry.
    Ministry,
    /// A party or a body of one.
    Party,
    /// A court.
    Court,
    /// Forces and services.
    Security,
    /// A central or state bank.
    Bank,
    /// Other councils, agencies and state companies.
    Council,
}

/// Titles, bodies, and which office fills a rank in which state.
#[derive(Clone, Debug, Default)]
pub struct Offices {
    roles: Vec<Role>,
    by_slug: BTreeMap<Box<str>, u16>,
    titles: Phrases<Core>,
    modifiers_before: Phrases<Modifier>,
    modifiers_behind: Phrases<Modifier>,
    openers: Phrases<bool>,
    ministers: Phrases<bool>,
    portfolios: Phrases<u16>,
    portfolio_rows: Vec<Portfolio>,
    joiners: Phrases<()>,
    ministries: Phrases<()>,
    ministry_openers: Phrases<()>,
    bodies: Phrases<(Box<str>, Box<str>, BodyKind, Option<ActorCode>, Case)>,
    expansions: Phrases<Box<str>>,
    usual: BTreeMap<Rank, Box<str>>,
    fill: BTreeMap<(Rank, ActorCode), Box<str>>,
    readings: BTreeMap<(Box<str>, ActorCode), Box<str>>,
}

#[derive(Clone, Debug)]
struct Role {
    slug: Box<str>,
    name: Box<str>,
    rank: Rank,
    generic: bool,
}

#[derive(Clone, Debug)]
struct Core {
    role: u16,
    spelling: Box<str>,
    actor: Option<ActorCode>,
    plural: bool,
    expansion: Option<Box<str>>,
    case: Case,
}

#[derive(Clone, Debug)]
struct Portfolio {
    slug: Box<str>,
    name: Box<str>,
    office: Option<Box<str>>,
}

impl Offices {
    /// The title that starts at the first of these words, the longest reading of it.
    #[must_use]
    pub fn title(&self, words: &[Sym]) -> Option<Title> {
        let mut best = self.core(words).map(|(len, core)| self.finish(words, 0..len, core, Vec::new()));
        let mut modifiers = Vec::new();
        let mut at = 0;
        while let Some(found) = self.modifiers_before.longest(&words[at..]) {
            modifiers.push(found.values[0]);
            at += found.len;
            at += usize::from(self.titles.is_skipped(words.get(at)));
            let Some((len, core)) = self.core(&words[at..]) else { continue };
            let title = self.finish(words, at..at + len, core, modifiers.clone());
            if best.as_ref().is_none_or(|best| best.words < title.words) {
                best = Some(title);
            }
        }
        best
    }

    /// The title that a printed office begins with, and what is printed behind it.
    #[must_use]
    pub fn printed(&self, office: &str, vocabulary: &Vocabulary) -> Option<(Title, String)> {
        let folded = fold(office).replace("'s ", " 's ").replace(['-', '\u{2019}'], " ");
        let words: Vec<&str> = folded.split_whitespace().collect();
        // No word of the lexicon.
        let unknown = Sym(u32::MAX);
        let syms: Vec<Sym> = words.iter().map(|word| vocabulary.get(word).unwrap_or(unknown)).collect();
        let title = self.title(&syms)?;
        let rest = words.get(title.words..)?.join(" ");
        Some((title, rest))
    }

    /// The body that starts at the first of these words.
    #[must_use]
    pub fn body(&self, words: &[Sym]) -> Option<Body> {
        let named = self.bodies.longest(words).map(|found| {
            let (slug, name, kind, actor, case) = found.values[0].clone();
            Body { words: found.len, slug, name: Some(name), kind, actor, case }
        });
        let ministry = |words: usize, portfolios: &[u16]| Body {
            words,
            slug: format!("{}-ministry", self.joined(portfolios)).into(),
            name: None,
            kind: BodyKind::Ministry,
            actor: None,
            case: Case::Initial,
        };
        let opened = self.ministry_openers.longest(words).and_then(|opener| {
            let (len, portfolios) = self.portfolio_list(&words[opener.len..])?;
            Some(ministry(opener.len + len, &portfolios))
        });
        let closed = || {
            let (len, portfolios) = self.portfolio_list(words)?;
            let close = self.ministries.longest(&words[len..])?;
            Some(ministry(len + close.len, &portfolios))
        };
        [named, opened.or_else(closed)].into_iter().flatten().max_by_key(|body| body.words)
    }

    /// What an abbreviation inside a title stands for.
    #[must_use]
    pub fn expansion<'a>(&'a self, words: &'a [Sym]) -> Option<(usize, &'a str)> {
        self.expansions.longest(words).map(|found| (found.len, &*found.values[0]))
    }

    /// The office of that rank in a state, by slug: who is meant by "head of state" or
    /// "top legislator". None where the rank has no single office there.
    #[must_use]
    pub fn of_rank(&self, rank: Rank, actor: ActorCode) -> Option<&str> {
        self.fill.get(&(rank, actor)).or_else(|| self.usual.get(&rank)).map(|slug| &**slug)
    }

    /// What an office of one state is called in another: the counterpart of the Vietnamese prime
    /// minister in Germany is the chancellor. The same slug where ranks give no other answer.
    #[must_use]
    pub fn counterpart<'a>(&'a self, office: &'a str, from: ActorCode, to: ActorCode) -> &'a str {
        match self.rank(office) {
            Some(rank) if self.of_rank(rank, from) == Some(office) => {
                self.of_rank(rank, to).unwrap_or(office)
            }
            _ => office,
        }
    }

    /// The office that a title means in a state, by slug: "Premier" is a governor in Australia.
    #[must_use]
    pub fn read_in<'a>(&'a self, title: &'a Title, actor: ActorCode) -> &'a str {
        self.readings.get(&(title.spelling.clone(), actor)).map_or(&title.office, |office| office)
    }

    /// The usual English name of an office by its slug.
    #[must_use]
    pub fn name(&self, office: &str) -> Option<&str> {
        self.by_slug.get(office).map(|role| &*self.roles[*role as usize].name)
    }

    /// The slugs of all offices of the files.
    pub fn slugs(&self) -> impl Iterator<Item = &str> {
        self.by_slug.keys().map(|slug| &**slug)
    }

    /// The standing of an office by its slug.
    #[must_use]
    pub fn rank(&self, office: &str) -> Option<Rank> {
        self.by_slug.get(office).map(|role| self.roles[*role as usize].rank)
    }
}

impl Offices {
    /// A title without modifiers: one of the files', or a minister by portfolio.
    fn core(&self, words: &[Sym]) -> Option<(usize, Core)> {
        let listed = self.titles.longest(words).map(|found| (found.len, found.values[0].clone()));
        let minister =
            |len: usize, plural: bool, portfolios: &[u16]| (len, self.minister(portfolios, plural));
        let opened = self.openers.longest(words).and_then(|opener| {
            let (len, portfolios) = self.portfolio_list(&words[opener.len..])?;
            Some(minister(opener.len + len, opener.values[0], &portfolios))
        });
        let closed = || {
            let (len, portfolios) = self.portfolio_list(words)?;
            let close = self.ministers.longest(&words[len..])?;
            Some(minister(len + close.len, close.values[0], &portfolios))
        };
        // A listed title wins over a made one of the same length.
        [opened.or_else(closed), listed].into_iter().flatten().max_by_key(|(len, _)| *len)
    }

    /// Portfolios joined by commas and "and"; a joiner without a portfolio behind it is left.
    fn portfolio_list(&self, words: &[Sym]) -> Option<(usize, Vec<u16>)> {
        let first = self.portfolios.longest(words)?;
        let mut found = vec![first.values[0]];
        let mut len = first.len;
        while let Some(joiner) = self.joiners.longest(&words[len..])
            && let Some(next) = self.portfolios.longest(&words[len + joiner.len..])
        {
            len += joiner.len + next.len;
            if !found.contains(&next.values[0]) {
                found.push(next.values[0]);
            }
        }
        Some((len, found))
    }

    fn joined(&self, portfolios: &[u16]) -> String {
        let slugs: Vec<&str> = portfolios.iter().map(|at| &*self.portfolio_rows[*at as usize].slug).collect();
        slugs.join("-")
    }

    fn minister(&self, portfolios: &[u16], plural: bool) -> Core {
        let first = &self.portfolio_rows[portfolios[0] as usize];
        let role = first.office.as_ref().and_then(|office| self.by_slug.get(office)).copied();
        // Made offices have no row: `finish` builds them from the portfolios.
        Core {
            role: role.unwrap_or(MADE),
            spelling: if role.is_some() { "".into() } else { self.joined(portfolios).into() },
            actor: None,
            plural,
            expansion: Some(first.name.clone()).filter(|_| role.is_none()),
            case: Case::Any,
        }
    }

    fn finish(&self, words: &[Sym], at: Range<usize>, core: Core, mut modifiers: Vec<Modifier>) -> Title {
        let mut end = at.end;
        let behind = end + usize::from(self.titles.is_skipped(words.get(end)));
        if let Some(found) = words.get(behind..).and_then(|rest| self.modifiers_behind.longest(rest)) {
            modifiers.push(found.values[0]);
            end = behind + found.len;
        }
        let made = core.role == MADE;
        let (mut office, mut name, mut rank, generic): (String, String, Rank, bool) = if made {
            let portfolio = core.expansion.as_deref().unwrap_or_default();
            (format!("{}-minister", core.spelling), format!("{portfolio} Minister"), Rank::Minister, false)
        } else {
            let role = &self.roles[core.role as usize];
            (role.slug.to_string(), role.name.to_string(), role.rank, role.generic)
        };
        for (modifier, slug, title) in [
            (Modifier::Deputy, "deputy-", "Deputy "),
            (Modifier::FirstDeputy, "first-deputy-", "First Deputy "),
        ] {
            if modifiers.contains(&modifier) {
                let plain = slug.trim_start_matches("first-");
                // "First deputy prime minister": the role is a deputy's already.
                if !office.starts_with(plain) {
                    office = format!("{slug}{office}");
                    name = format!("{title}{name}");
                }
                rank = match rank {
                    Rank::HeadOfState | Rank::HeadOfGovernment | Rank::Speaker | Rank::PartyLeader => {
                        Rank::DeputyHead
                    }
                    Rank::Minister => Rank::DeputyMinister,
                    other => other,
                };
            }
        }
        Title {
            words: end,
            core: at,
            office: office.into(),
            spelling: if made { "".into() } else { core.spelling },
            name: name.into(),
            expansion: core.expansion.filter(|_| !made),
            rank,
            actor: core.actor,
            modifiers,
            plural: core.plural,
            generic,
            case: core.case,
        }
    }
}

/// The role of ministers that have no row of their own.
const MADE: u16 = u16::MAX;
