//! Whom each mention means: names to persons, offices without names, pronouns, groups.
//!
//! Everything is resolved in one pass over the text, after all names are known. What the words
//! leave open is left to the nearest person that fits, as readers do.

mod names;
mod offices;
mod pronouns;
mod sides;

use std::{collections::BTreeMap, ops::Range};

use super::{
    Entity, EntityId, EntityKind, Form, Knowledge, Mention, Mentions,
    scan::{Found, Raw, Scanner},
};
use crate::{
    grammar::{Analysis, Word},
    intake::Document,
    lexicon::{ActorCode, How},
};

pub(super) fn find(document: &Document, analysis: &Analysis, knowledge: Knowledge<'_>) -> Mentions {
    let home = knowledge.rules.home_of(document);
    let teller = home.map(|(actor, _)| actor);
    let scanner = Scanner::new(knowledge.rules, knowledge.world, analysis, &document.text, teller);
    // An agency also reports what others do: its own state stands in the report, or it is a stranger.
    let named = |actor: ActorCode| {
        scanner.geo.iter().any(|geo| {
            geo.actor == actor && matches!(geo.how, How::Name | How::Former | How::Adjective | How::Demonym)
        })
    };
    let official = home.is_some_and(|(_, official)| official);
    let home = home.filter(|(actor, official)| *official || named(*actor)).map(|(actor, _)| actor);
    let found = scanner.scan();
    let mut resolver = Resolver {
        document,
        analysis,
        knowledge,
        scanner: &scanner,
        home,
        official,
        entities: Vec::new(),
        states: BTreeMap::new(),
        mentions: Vec::new(),
        covered: vec![false; analysis.len() as usize],
        misnamed: Vec::new(),
    };
    let named = resolver.register_names(&found);
    resolver.settle_states(&found, &named);
    resolver.bare_names();
    resolver.known_names();
    resolver.sides();
    resolver.own_government();
    resolver.resolve(&found, &named);
    resolver.find_misnamed(&found, &named);
    let places = resolver.places();
    let Resolver { entities, mentions, misnamed, .. } = resolver;
    let mut all = Mentions { mentions, entities, places, of_word: Vec::new(), home, misnamed };
    all.index(analysis.len());
    all
}

/// A mention that waits for its entities.
enum Open {
    /// Known already.
    Done(Vec<EntityId>),
    /// The place in `found` of a title or counterpart.
    Found(usize),
    /// "he", "his".
    He,
    /// "they", "their".
    They,
    /// "I", "my".
    I,
    /// "we", "our".
    We,
    /// "you", "your".
    You,
    /// "the two leaders", "the leaders": persons where true, else sides; how many, where it is said.
    Both { persons: bool, count: Option<usize> },
    /// "the host".
    Host,
    /// "the guest".
    Guest,
    /// "his guest", "her host".
    Other,
    /// "the latter".
    Latter,
}

struct Pending {
    words: Range<Word>,
    head: Word,
    form: Form,
    open: Open,
}

struct Resolver<'a, 'k> {
    document: &'a Document,
    analysis: &'a Analysis,
    knowledge: Knowledge<'k>,
    scanner: &'a Scanner<'a>,
    home: Option<ActorCode>,
    /// True on a government's own site.
    official: bool,
    entities: Vec<Entity>,
    states: BTreeMap<ActorCode, EntityId>,
    mentions: Vec<Mention>,
    covered: Vec<bool>,
    misnamed: Vec<Range<Word>>,
}

impl Resolver<'_, '_> {
    fn is_covered(&self, words: &Range<Word>) -> bool {
        self.covered[words.start as usize..words.end as usize].iter().any(|&covered| covered)
    }

    fn push(&mut self, words: Range<Word>, head: Word, form: Form, refers: Vec<EntityId>) {
        self.covered[words.start as usize..words.end as usize].fill(true);
        self.mentions.push(Mention { words, head, form, refers });
    }

    fn add(&mut self, entity: Entity) -> EntityId {
        self.entities.push(entity);
        self.entities.len() as EntityId - 1
    }

    /// Resolves what is open, in text order.
    fn resolve(&mut self, found: &[Found], named: &[Vec<EntityId>]) {
        let mut pending: Vec<Pending> = std::mem::take(&mut self.mentions)
            .into_iter()
            .map(|mention| Pending {
                words: mention.words,
                head: mention.head,
                form: mention.form,
                open: Open::Done(mention.refers),
            })
            .collect();
        for (at, hit) in found.iter().enumerate() {
            let (form, open) = match (&hit.raw, named[at].is_empty()) {
                (_, false) => (Form::Name, Open::Done(named[at].clone())),
                (_, true) => (Form::Office, Open::Found(at)),
            };
            let open = if matches!(hit.raw, Raw::Counterpart { .. }) { Open::Found(at) } else { open };
            pending.push(Pending { words: hit.words.clone(), head: hit.head, form, open });
        }
        self.open_words(&mut pending);
        pending.sort_by_key(|open| open.words.start);
        // Persons by name, in order, for pronouns that stand before their noun.
        let ahead: Vec<(Word, Word, EntityId)> = pending
            .iter()
            .filter_map(|open| match &open.open {
                Open::Done(ids) if ids.len() == 1 && self.is_person(ids[0]) => {
                    Some((open.words.start, open.head, ids[0]))
                }
                _ => None,
            })
            .collect();
        for open in pending {
            let refers = match open.open {
                Open::Done(ids) => ids,
                Open::Found(at) => self.title_or_counterpart(&found[at], &named[at], open.words.start),
                Open::He => self.he(open.words.start, open.form, &ahead).into_iter().collect(),
                Open::They => self.several_before(open.words.start),
                Open::I => self.one_who_speaks(open.words.start, &ahead).into_iter().collect(),
                Open::We => self.speaker(open.words.start, &ahead).into_iter().collect(),
                Open::You => self.addressee(open.words.start, &ahead).into_iter().collect(),
                Open::Both { persons, count } => self.group(open.words.start, persons, count),
                Open::Host => self.host(open.words.start, true).into_iter().collect(),
                Open::Other => self.other_than_he(open.words.start, &ahead).into_iter().collect(),
                Open::Guest => self.host(open.words.start, false).into_iter().collect(),
                Open::Latter => self.latter(open.words.start),
            };
            if !refers.is_empty() {
                self.mentions.push(Mention { words: open.words, head: open.head, form: open.form, refers });
            }
        }
        // What two readings cover belongs to the longer, earlier one.
        let mut last = 0;
        self.mentions.retain(|mention| {
            let keep = mention.words.start >= last;
            if keep {
                last = mention.words.end;
            }
            keep
        });
    }

    fn sentence(&self, word: Word) -> Range<Word> {
        self.analysis.sentences()[self.analysis.sentence_of(word)].words.clone()
    }

    fn is_person(&self, id: EntityId) -> bool {
        matches!(self.entities[id as usize].kind, EntityKind::Person | EntityKind::Office)
    }
}
