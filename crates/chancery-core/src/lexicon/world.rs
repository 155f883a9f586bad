//! The states of the world, the organisations that deal with them, and the places where they meet.
//!
//! A [`World`] finds their names among the words of a text and says what each is: the name of a
//! state, an adjective, a capital that stands for its government, a city. It knows who belongs
//! to what on a day. Whether a name is meant where it stands is for `mentions` to judge.
//!
//! Invariant: every [`ActorCode`] and [`PlaceId`] that it hands out is its own.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::{ActorCode, Case, Files, Match, Phrases, Problems, Sym, Vocabulary, items, position};
use crate::calendar::{Day, When};

/// What kind of thing an [`Actor`] is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ActorKind {
    /// A state, or a party that news names like one (Kosovo, Palestine, Hong Kong).
    State,
    /// An organisation, a bloc, or a body of one.
    Organisation,
    /// A part of the world: never a party, but it holds states.
    Region,
}

/// How the parts of a person's name stand, and which part is used alone.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum NameOrder {
    /// Given name, family name; short form the family name: "Keir Starmer", "Starmer".
    #[default]
    GivenFamily,
    /// Family name first and used alone: "Xi Jinping", "Xi".
    FamilyFirst,
    /// Family, middle, given name; the given name is used alone: "Pham Minh Chinh", "Chinh".
    FamilyFirstGivenShort,
    /// Both orders are printed abroad: "Ishiba Shigeru", "Shigeru Ishiba".
    Either,
    /// Given name, patronymic, family name; the patronymic is often left out.
    Patronymic,
    /// Patronymic or father's name first, own name last and used alone.
    PatronymicFirst,
    /// Own name first and used alone; what follows is a father's or rarely used family name.
    GivenShort,
    /// The whole name is used, or any part of it: "Joko Widodo", "Aung San Suu Kyi".
    Whole,
    /// Given names, father's and mother's family names; short form the first family name.
    Spanish,
    /// Given names and several family names; short form the last.
    Portuguese,
    /// Given name and particles ("al-", "bin"); short form the last part.
    Arabic,
}

/// The number of a place in its [`World`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PlaceId(u32);

/// What kind of thing a [`Place`] is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PlaceKind {
    /// The capital of its state, or one of several.
    Capital,
    /// A city or town.
    City,
    /// A province, a member of a federation, an island, a part of a country.
    Province,
    /// A residence, a resort, a palace: where leaders meet.
    Seat,
}

/// A place where dealings happen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The printed name.
    pub name: Box<str>,
    /// The state that it lies in or is run by.
    pub state: ActorCode,
    /// What it is.
    pub kind: PlaceKind,
}

/// What a name says of the actor or place that it names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum How {
    /// The name of the state or organisation.
    Name,
    /// A name that it bore earlier.
    Former,
    /// "Norwegian".
    Adjective,
    /// Its people: "Norwegians".
    Demonym,
    /// Its capital: a place, and often the government.
    Capital,
    /// A building or street that stands for the government: "the Kremlin".
    Metonym,
    /// A place that is no capital; the actor is the state that it lies in.
    Place,
    /// A part of the world; the actor is that region, which is never a party.
    Region,
    /// The adjective of a region: "the Southeast Asian country".
    RegionAdjective,
    /// The members of a region as parties, each for itself: "the two Koreas".
    Together,
}

/// One thing that a name may stand for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The state, organisation or region.
    pub actor: ActorCode,
    /// What the name says of it.
    pub how: How,
    /// The place, for capitals and places.
    pub place: Option<PlaceId>,
    /// True where the name is also a word, a person's name or another place: accept it only with
    /// support (a preposition of place, a dateline, another name of the same actor near by).
    pub weak: bool,
    /// What the letters must look like.
    pub case: Case,
}

impl Entry {
    /// True for names that can be a party to dealings: not for places and regions.
    #[must_use]
    pub fn is_party(&self) -> bool {
        !matches!(self.how, How::Place | How::Region | How::RegionAdjective | How::Together)
    }
}

/// A state, an organisation or a region.
#[derive(Clone, Debug)]
pub struct Actor {
    /// Its code.
    pub code: ActorCode,
    /// What it is.
    pub kind: ActorKind,
    /// The printed name: "Vietnam".
    pub name: Box<str>,
    /// The first adjective: "Vietnamese"; the name where it has none.
    pub adjective: Box<str>,
    /// How its people's names are made.
    pub order: NameOrder,
    /// The first and the last day of its existence, where the files give them.
    pub since: Option<Day>,
    /// The last day of a state that is no more.
    pub until: Option<Day>,
    /// The states that carry its dealings on.
    pub successors: Vec<ActorCode>,
    /// The capital of a state (the first), or the seat of an organisation.
    pub seat: Option<PlaceId>,
    /// The actor under which the record names it: the European Commission is the EU.
    pub record: ActorCode,
    /// The organisation whose body or agency it is.
    pub part_of: Option<ActorCode>,
    members: Members,
}

#[derive(Clone, Debug, Default)]
enum Members {
    #[default]
    Unknown,
    All,
    Listed(Vec<(ActorCode, Option<When>)>),
}

/// States, organisations, regions and places, and all their names.
#[derive(Clone, Debug, Default)]
pub struct World {
    actors: BTreeMap<ActorCode, Actor>,
    places: Vec<Place>,
    names: Phrases<Entry>,
}

impl World {
    /// Reads `world/*.toml`. What is wrong goes to `problems`; what can be read is kept.
    pub fn load(files: &Files, vocabulary: &mut Vocabulary, problems: &mut Problems) -> World {
        let tables = [
            ("world/states.toml", ActorKind::State),
            ("world/organisations.toml", ActorKind::Organisation),
            ("world/regions.toml", ActorKind::Region),
        ]
        .map(|(path, kind)| Table {
            path,
            text: files.text(path),
            kind,
            rows: files.toml(path, problems),
        });
        let mut loading = Loading { world: World::default(), vocabulary, problems };
        for table in &tables {
            loading.actors(table);
        }
        loading.places(files, "world/places.toml");
        for table in &tables {
            loading.references(table);
        }
        loading.world
    }

    /// The names that start at the first of these words (see [`Analysis`](crate::grammar::Analysis)
    /// for their symbols), the longest of them. Check [`Entry::case`] against the text.
    #[must_use]
    pub fn longest<'a>(&'a self, words: &'a [Sym]) -> Option<Match<'a, Entry>> {
        self.names.longest(words)
    }

    /// All names that start at the first of these words, the shortest first.
    pub fn prefixes<'a>(&'a self, words: &'a [Sym]) -> impl Iterator<Item = Match<'a, Entry>> {
        self.names.prefixes(words)
    }

    /// What exactly this text may stand for, without regard to capitals and marks.
    #[must_use]
    pub fn exact(&self, vocabulary: &Vocabulary, text: &str) -> &[Entry] {
        self.names.exact(vocabulary, text)
    }

    /// The state or organisation that a person at a keyboard means: a code in any case, or a name.
    #[must_use]
    pub fn resolve(&self, vocabulary: &Vocabulary, text: &str) -> Option<ActorCode> {
        let coded = |code: &str| {
            let code = code.parse::<ActorCode>().ok()?;
            self.actors.get(&code).filter(|actor| actor.kind != ActorKind::Region).map(|actor| actor.code)
        };
        coded(text).or_else(|| coded(&text.to_uppercase())).or_else(|| {
            let entries = self.exact(vocabulary, text);
            let parties = || entries.iter().filter(|entry| entry.is_party());
            parties().min_by_key(|entry| (entry.how, entry.weak)).map(|entry| entry.actor)
        })
    }

    /// The state, organisation or region with this code.
    #[must_use]
    pub fn actor(&self, code: ActorCode) -> Option<&Actor> {
        self.actors.get(&code)
    }

    /// All states, organisations and regions, by code.
    pub fn actors(&self) -> impl Iterator<Item = &Actor> {
        self.actors.values()
    }

    /// The printed name of an actor; the code where the files know none.
    #[must_use]
    pub fn name<'a>(&'a self, code: &'a ActorCode) -> &'a str {
        self.actors.get(code).map_or(code.as_str(), |actor| &actor.name)
    }

    /// A place of this world.
    #[must_use]
    pub fn place(&self, id: PlaceId) -> &Place {
        &self.places[id.0 as usize]
    }

    /// True where the state belongs to the organisation or region on that day. False as well
    /// where the files do not list the members.
    #[must_use]
    pub fn is_member(&self, state: ActorCode, organisation: ActorCode, day: Day) -> bool {
        let Some(whole) = self.actors.get(&organisation) else { return false };
        match &whole.members {
            Members::Unknown => false,
            Members::All => self.actors.get(&state).is_some_and(|actor| {
                actor.kind == ActorKind::State
                    && actor.since.is_none_or(|since| since <= day)
                    && actor.until.is_none_or(|until| day <= until)
            }),
            Members::Listed(members) => members.iter().any(|(member, when)| {
                *member == state && when.as_ref().is_none_or(|when| when.contains(&When::day(day)))
            }),
        }
    }

    /// The members of a region, whenever they were; empty where they are not listed.
    #[must_use]
    pub fn listed(&self, region: ActorCode) -> Vec<ActorCode> {
        match self.actors.get(&region).map(|actor| &actor.members) {
            Some(Members::Listed(members)) => members.iter().map(|(member, _)| *member).collect(),
            _ => Vec::new(),
        }
    }

    /// The members of an organisation or region on that day; empty where they are not listed.
    pub fn members(&self, organisation: ActorCode, day: Day) -> impl Iterator<Item = ActorCode> {
        self.actors
            .values()
            .map(|actor| actor.code)
            .filter(move |state| self.is_member(*state, organisation, day))
    }
}

/// One table of a file of actors. Lists stand in one string, parted by `|`.
#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
struct ActorRow {
    names: Option<toml::Spanned<String>>,
    adjectives: Option<toml::Spanned<String>>,
    together: Option<toml::Spanned<String>>,
    demonyms: Option<toml::Spanned<String>>,
    capitals: Option<toml::Spanned<String>>,
    metonyms: Option<toml::Spanned<String>>,
    former: Option<toml::Spanned<String>>,
    weak: Option<toml::Spanned<String>>,
    order: NameOrder,
    since: Option<toml::Spanned<String>>,
    until: Option<toml::Spanned<String>>,
    successors: Option<toml::Spanned<String>>,
    seat: Option<toml::Spanned<String>>,
    record: Option<toml::Spanned<String>>,
    part_of: Option<toml::Spanned<String>>,
    members: Option<toml::Spanned<String>>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct PlacesFile {
    places: Option<toml::Spanned<String>>,
}

/// A name and the EDTF value in brackets behind it, if there is one.
fn dated(item: &str) -> (&str, Option<&str>) {
    match item.split_once('[') {
        Some((name, value)) => (name.trim(), Some(value.trim_end_matches(']').trim())),
        None => (item, None),
    }
}

/// One file of actors.
struct Table<'a> {
    path: &'a str,
    text: &'a str,
    kind: ActorKind,
    rows: BTreeMap<String, ActorRow>,
}

/// A world that is being read.
struct Loading<'a> {
    world: World,
    vocabulary: &'a mut Vocabulary,
    problems: &'a mut Problems,
}

/// Where a name is written: for the messages.
#[derive(Clone, Copy)]
struct Source<'a> {
    path: &'a str,
    text: &'a str,
    at: usize,
}

impl Loading<'_> {
    fn report(&mut self, source: Source, message: &str) {
        self.problems.push(source.path, Some(position(source.text, source.at)), message);
    }

    fn actors(&mut self, table: &Table) {
        let &Table { path, text, kind, .. } = table;
        for (code, row) in &table.rows {
            let at = row.names.as_ref().map_or(0, |names| names.span().start);
            let source = Source { path, text, at };
            let Ok(code) = code.parse::<ActorCode>() else {
                self.report(source, &format!("the key `{code}` is longer than 23 bytes: shorten it"));
                continue;
            };
            let Some((_, name)) = items(row.names.as_ref(), '|').next() else {
                self.report(source, &format!("`{code}` has no name: add `names = \"...\"`"));
                continue;
            };
            if self.world.actors.contains_key(&code) {
                self.report(
                    source,
                    &format!("`{code}` is the code of something else already: choose another"),
                );
                continue;
            }
            let mut actor = Actor {
                code,
                kind,
                name: name.into(),
                adjective: items(row.adjectives.as_ref(), '|')
                    .next()
                    .map_or(name, |(_, adjective)| adjective)
                    .into(),
                order: row.order,
                since: self.day(&row.since, source),
                until: self.day(&row.until, source),
                successors: Vec::new(),
                seat: None,
                record: code,
                part_of: None,
                members: Members::Unknown,
            };
            self.names_of(row, &mut actor, source);
            self.world.actors.insert(code, actor);
        }
    }

    fn names_of(&mut self, row: &ActorRow, actor: &mut Actor, source: Source) {
        let weak: Vec<&str> = items(row.weak.as_ref(), '|').map(|(_, name)| name).collect();
        let region = actor.kind == ActorKind::Region;
        let lists = [
            (&row.names, if region { How::Region } else { How::Name }),
            (&row.adjectives, if region { How::RegionAdjective } else { How::Adjective }),
            (&row.together, How::Together),
            (&row.demonyms, How::Demonym),
            (&row.capitals, How::Capital),
            (&row.metonyms, How::Metonym),
            (&row.former, How::Former),
        ];
        let mut known: Vec<&str> = Vec::new();
        let mut capital = None;
        for (list, how) in lists {
            for (at, item) in items(list.as_ref(), '|') {
                let (name, when) = dated(item);
                let source = Source { at, ..source };
                if let Some(when) = when
                    && let Err(error) = When::parse(when)
                {
                    self.report(source, &error.to_string());
                }
                // Only capitals have spellings parted by `=`: they may be several cities.
                let mut spellings = name.split('=').map(str::trim).peekable();
                let place = spellings
                    .peek()
                    .filter(|_| how == How::Capital)
                    .map(|first| self.add_place(first, actor.code, PlaceKind::Capital));
                capital = capital.or(place);
                for name in spellings {
                    known.push(name);
                    let weak = weak.contains(&name);
                    let entry = Entry { actor: actor.code, how, place, weak, case: Case::of(name) };
                    self.add_name(name, entry, source);
                }
            }
        }
        actor.seat = capital;
        for (at, name) in items(row.weak.as_ref(), '|') {
            if !known.contains(&name) {
                self.report(
                    Source { at, ..source },
                    &format!("`{name}` is marked weak but is no spelling of `{}`", actor.code),
                );
            }
        }
    }

    fn add_place(&mut self, name: &str, state: ActorCode, kind: PlaceKind) -> PlaceId {
        let id = PlaceId(self.world.places.len() as u32);
        self.world.places.push(Place { name: name.into(), state, kind });
        id
    }

    /// Adds a name; two things of the same rank under one name need a mark.
    fn add_name(&mut self, name: &str, entry: Entry, source: Source) {
        let mut clash = None;
        let world = &mut self.world;
        world.names.add(self.vocabulary, name, entry, |entries, entry| {
            for other in entries.iter_mut() {
                if (other.actor, other.how, other.place) == (entry.actor, entry.how, entry.place) {
                    other.case = other.case.min(entry.case);
                    return;
                }
                if other.actor != entry.actor && !other.weak && !entry.weak {
                    clash = Some(other.actor);
                }
            }
            entries.push(entry);
        });
        if let Some(other) = clash {
            self.report(
                source,
                &format!(
                    "`{name}` is a name of `{other}` as well as of `{}`: mark one of them as weak",
                    entry.actor
                ),
            );
        }
    }

    fn day(&mut self, value: &Option<toml::Spanned<String>>, source: Source) -> Option<Day> {
        let value = value.as_ref()?;
        match value.get_ref().parse() {
            Ok(day) => Some(day),
            Err(_) => {
                let message = format!("`{}` is no day: write 1991-12-26", value.get_ref());
                self.report(Source { at: value.span().start, ..source }, &message);
                None
            }
        }
    }

    fn places(&mut self, files: &Files, path: &str) {
        let file: PlacesFile = files.toml(path, self.problems);
        let text = files.text(path);
        for (at, line) in items(file.places.as_ref(), '\n') {
            let source = Source { path, text, at };
            let mut cells = line.split('\t');
            let (Some(state), Some(kind), Some(names), None) =
                (cells.next(), cells.next(), cells.next(), cells.next())
            else {
                self.report(source, "a place has a state, a kind and spellings, with one tab between each");
                continue;
            };
            let (weak, kind) = kind.strip_prefix('?').map_or((false, kind), |kind| (true, kind));
            let kind = match kind {
                "c" => PlaceKind::City,
                "p" => PlaceKind::Province,
                "s" => PlaceKind::Seat,
                other => {
                    self.report(source, &format!("`{other}` is no kind of place: write c, p or s, with ? before it where the name is weak"));
                    continue;
                }
            };
            let known = state.parse::<ActorCode>().ok().filter(|state| self.world.actors.contains_key(state));
            let Some(state) = known else {
                self.unknown_actor(state, source);
                continue;
            };
            let mut names = names.split('|').map(str::trim).filter(|name| !name.is_empty()).peekable();
            let Some(first) = names.peek() else { continue };
            let id = self.add_place(first, state, kind);
            for name in names {
                self.add_name(
                    name,
                    Entry { actor: state, how: How::Place, place: Some(id), weak, case: Case::of(name) },
                    source,
                );
            }
        }
    }

    /// Reads what refers to other actors, now that all are known.
    fn references(&mut self, table: &Table) {
        for (code, row) in &table.rows {
            let source = |at| Source { path: table.path, text: table.text, at };
            let Ok(code) = code.parse::<ActorCode>() else { continue };
            let part_of =
                items(row.part_of.as_ref(), '|').next().and_then(|(at, item)| self.known(item, source(at)));
            // A record may name a code that only the record uses.
            let record =
                items(row.record.as_ref(), '|').next().and_then(|(_, item)| item.parse::<ActorCode>().ok());
            let seat = items(row.seat.as_ref(), '|')
                .next()
                .and_then(|(at, item)| self.known_place(item, source(at)));
            let successors: Vec<_> = items(row.successors.as_ref(), '|')
                .filter_map(|(at, item)| self.known(item, source(at)))
                .collect();
            let members = self.members(row, source);
            let Some(actor) = self.world.actors.get_mut(&code) else { continue };
            actor.part_of = part_of;
            actor.record = record.unwrap_or(code);
            actor.seat = seat.or(actor.seat);
            actor.successors = successors;
            actor.members = members;
        }
    }

    fn members<'a>(&mut self, row: &ActorRow, source: impl Fn(usize) -> Source<'a>) -> Members {
        let mut listed = Vec::new();
        for (at, item) in items(row.members.as_ref(), ' ') {
            let (member, when) = dated(item);
            if member == "*" {
                return Members::All;
            }
            let when = when.and_then(|when| match When::parse(when) {
                Ok(when) => Some(when),
                Err(error) => {
                    self.report(source(at), &error.to_string());
                    None
                }
            });
            if let Some(member) = self.known(member, source(at)) {
                listed.push((member, when));
            }
        }
        if listed.is_empty() { Members::Unknown } else { Members::Listed(listed) }
    }

    fn known(&mut self, code: &str, source: Source) -> Option<ActorCode> {
        let known = code.parse::<ActorCode>().ok().filter(|code| self.world.actors.contains_key(code));
        if known.is_none() {
            self.unknown_actor(code, source);
        }
        known
    }

    fn unknown_actor(&mut self, code: &str, source: Source) {
        let near = super::nearest(code, self.world.actors.keys().map(ActorCode::as_str));
        let hint = near.map_or(String::new(), |near| format!(" (did you mean `{near}`?)"));
        self.report(source, &format!("no state or organisation has the code `{code}`{hint}"));
    }

    fn known_place(&mut self, name: &str, source: Source) -> Option<PlaceId> {
        let found = self.world.exact(self.vocabulary, name).iter().find_map(|entry| entry.place);
        if found.is_none() {
            self.report(source, &format!("`{name}` is no place of the files: add it to world/places.toml"));
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lexicon::tests::shipped;

    fn load() -> (Vocabulary, World) {
        let (mut vocabulary, mut problems) = (Vocabulary::default(), Problems::default());
        let world = World::load(&shipped(), &mut vocabulary, &mut problems);
        assert_eq!(problems.into_sorted(), []);
        (vocabulary, world)
    }

    fn code(code: &str) -> ActorCode {
        code.parse().unwrap()
    }

    #[test]
    fn names_find_their_states_and_places() {
        let (words, world) = load();
        let check = |name: &str, actor: &str, how: How| {
            let found = world.exact(&words, name);
            assert!(
                found.iter().any(|entry| entry.actor == code(actor) && entry.how == how),
                "{name}: {found:?}"
            );
        };
        check("Viet Nam", "VNM", How::Name);
        check("VIỆT NAM", "VNM", How::Name);
        check("Russian Federation", "RUS", How::Name);
        check("Republic of Korea", "KOR", How::Name);
        check("North Korean", "PRK", How::Adjective);
        check("DPRK", "PRK", How::Name);
        check("Holland", "NLD", How::Name);
        check("Czechia", "CZE", How::Name);
        check("Türkiye", "TUR", How::Name);
        check("Russians", "RUS", How::Demonym);
        check("Kiev", "UKR", How::Capital);
        check("Hà Nội", "VNM", How::Capital);
        check("Kremlin", "RUS", How::Metonym);
        check("Zaire", "COD", How::Former);
        check("Đà Nẵng", "VNM", How::Place);
        check("Novo-Ogaryovo", "RUS", How::Place);
        check("U.N.", "UN", How::Name);
        check("South America", "south-america", How::Region);
        check("Southeast Asian", "southeast-asia", How::RegionAdjective);
    }

    #[test]
    fn spellings_of_one_place_are_one_place() {
        let (words, world) = load();
        for (one, other, name) in [
            ("Da Nang", "Đà Nẵng", "Da Nang"),
            ("Hanoi", "Ha Noi", "Hanoi"),
            ("Kyiv", "Kiev", "Kyiv"),
            ("Saigon", "HCM City", "Ho Chi Minh City"),
            ("Saint Petersburg", "Leningrad", "St. Petersburg"),
        ] {
            let place = |name| world.exact(&words, name).iter().find_map(|entry| entry.place).unwrap();
            assert_eq!(place(one), place(other));
            assert_eq!(&*world.place(place(one)).name, name);
        }
    }

    #[test]
    fn names_that_are_words_or_persons_are_marked() {
        let (words, world) = load();
        for name in ["Georgia", "Jordan", "Hue", "Victoria", "Granada", "Bath", "Sucre"] {
            let found = world.exact(&words, name);
            assert!(!found.is_empty() && found.iter().all(|entry| entry.weak), "{name}: {found:?}");
        }
        assert!(world.exact(&words, "US").iter().all(|entry| entry.case == Case::Upper));
    }

    #[test]
    fn membership_depends_on_the_day() {
        let (_, world) = load();
        let check = |state: &str, whole: &str, day: &str, is: bool| {
            assert_eq!(
                world.is_member(code(state), code(whole), day.parse().unwrap()),
                is,
                "{state} {whole} {day}"
            );
        };
        check("GBR", "EU", "2020-01-31", true);
        check("GBR", "EU", "2020-02-01", false);
        check("VNM", "ASEAN", "1994-01-01", false);
        check("VNM", "ASEAN", "2020-01-01", true);
        check("SSD", "UN", "2010-01-01", false);
        check("IRN", "BRICS", "2024-10-22", true);
        check("VNM", "southeast-asia", "2024-10-22", true);
        check("VNM", "nobody", "2024-10-22", false);
    }

    #[test]
    fn people_at_a_keyboard_give_codes_or_names() {
        let (words, world) = load();
        for (text, actor) in [
            ("vnm", "VNM"),
            ("Vietnam", "VNM"),
            ("eu", "EU"),
            ("nato", "NATO"),
            ("georgia", "GEO"),
            ("UK", "GBR"),
            ("Moscow", "RUS"),
        ] {
            assert_eq!(world.resolve(&words, text), Some(code(actor)), "{text}");
        }
        assert_eq!(world.resolve(&words, "Atlantis"), None);
        assert_eq!(world.name(&code("VNM")), "Vietnam");
    }

    #[test]
    fn every_problem_is_told_with_its_place() {
        let files = Files::new([
            (
                "world/states.toml",
                &b"[AAA]\nnames = \"Aland | Beland\"\nweak = \"Celand\"\n[BBB]\nnames = \"Beland\"\n"[..],
            ),
            ("world/organisations.toml", b"[ORG]\nnames = \"Org\"\nmembers = \"AAB BBB[20x]\"\n"),
            ("world/regions.toml", b""),
            ("world/places.toml", b"places = '''\nCCC\tc\tTown\nAAA\tx\tTown\n'''\n"),
        ]);
        let mut problems = Problems::default();
        World::load(&files, &mut Vocabulary::default(), &mut problems);
        let told: Vec<String> = problems.into_sorted().iter().map(ToString::to_string).collect();
        expect_test::expect![[r#"
            [
                "world/organisations.toml:3:12: no state or organisation has the code `AAB` (did you mean `AAA`?)",
                "world/organisations.toml:3:16: `20x` is not an EDTF date of level 0 or 1: write 2025-01-14, 2025-01, or 2025-01-14/2025-01-15",
                "world/places.toml:2:1: no state or organisation has the code `CCC`",
                "world/places.toml:3:1: `x` is no kind of place: write c, p or s, with ? before it where the name is weak",
                "world/states.toml:3:9: `Celand` is marked weak but is no spelling of `AAA`",
                "world/states.toml:5:10: `Beland` is a name of `AAA` as well as of `BBB`: mark one of them as weak",
            ]
        "#]]
        .assert_debug_eq(&told);
    }
}
