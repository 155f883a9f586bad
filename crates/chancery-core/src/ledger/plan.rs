//! What has to be settled again: the whole record as a list of relations, each with a key.
//!
//! A relation is settled from its claims and texts, from the persons whom they name, from the
//! stories that its documents tell, from the judgements on its rows, and from the day. The key
//! covers all of these but texts and claims, which never change under the name of a document, and
//! the day, for which [`Settled::until`] says how long the rows hold. So a relation with the same
//! key and a day that has not come is the same, byte for byte, and need not be settled again.
//!
//! Global and cheap: the list of documents and the persons. Both are made from gists alone.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::{
    apply::{apply, unresolved},
    gist::Cell,
    input::{At, Corpus, Entry, ReadDocument, Roll},
    judgements::{Judgement, Links, standing},
    model::{DocumentRow, Judged, Ledger},
    people::{self, KnownTenure, People},
    relation::{Given, Settled, settle},
    rules::LedgerRules,
};
use crate::{
    calendar::Day,
    evidence::{DocId, hash},
};

/// What has to be settled, and from what.
pub struct Plan<'a> {
    roll: Roll<'a>,
    rules: &'a LedgerRules,
    people: People,
    links: Links,
    judgements: Vec<&'a Judgement>,
    relations: BTreeMap<String, Relation<'a>>,
}

struct Relation<'a> {
    cell: &'a Cell,
    claims: Vec<At>,
    /// The judgements that may name its rows, by their places.
    judgements: Vec<usize>,
}

/// A relation, and a key that changes with everything that it is settled from but the day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Keyed<'p> {
    /// Its states and organisations in one word.
    pub name: &'p str,
    /// The key.
    pub key: String,
}

impl<'a> Plan<'a> {
    /// Makes the list of relations and finds the persons of all documents.
    #[must_use]
    pub fn new(
        entries: &'a [Entry],
        judgements: &'a [Judgement],
        rules: &'a LedgerRules,
        known: &[KnownTenure],
    ) -> Plan<'a> {
        let roll = Roll::new(entries);
        let judgements = standing(judgements);
        let links = Links::new(&judgements);
        let people = people::identify(&roll, rules, known, &links);
        let mut relations: HashMap<&'a Cell, Relation<'a>> = HashMap::new();
        for (number, entry) in roll.0.iter().enumerate() {
            let mut claims: Vec<Vec<At>> = vec![Vec::new(); entry.gist.cells.len()];
            for (index, claim) in entry.gist.claims.iter().enumerate() {
                claims[claim.cell as usize].push((number, index));
            }
            for (cell, claims) in entry.gist.cells.iter().zip(claims) {
                let relation = relations.entry(cell).or_insert_with(|| Relation {
                    cell,
                    claims: Vec::new(),
                    judgements: Vec::new(),
                });
                relation.claims.extend(claims);
            }
        }
        let relations = relations.into_iter().map(|(cell, relation)| (name_of(cell), relation)).collect();
        let mut plan = Plan { roll, rules, people, links, judgements, relations };
        plan.hand_out_judgements();
        plan
    }

    /// Gives each judgement to the relations whose rows it names.
    fn hand_out_judgements(&mut self) {
        if self.judgements.is_empty() {
            return;
        }
        let named: HashSet<&str> = self
            .judgements
            .iter()
            .flat_map(|judgement| judgement.verdict.rows())
            .filter_map(|row| row.claim())
            .collect();
        let mut home: HashMap<&str, String> = HashMap::new();
        for entry in &self.roll.0 {
            for (index, claim) in entry.gist.claims.iter().enumerate() {
                if named.contains(claim.id.as_str()) {
                    home.insert(&claim.id.0, name_of(entry.gist.cell(index)));
                }
            }
        }
        for (place, judgement) in self.judgements.iter().enumerate() {
            for row in judgement.verdict.rows() {
                match row.claim() {
                    Some(claim) => {
                        let relation = home.get(claim).and_then(|name| self.relations.get_mut(name));
                        if let Some(relation) = relation
                            && relation.judgements.last() != Some(&place)
                        {
                            relation.judgements.push(place);
                        }
                    }
                    // Persons are settled for all relations together; of the rest nobody can say
                    // where it belongs.
                    None if row.is_person() => {}
                    None => {
                        for relation in self.relations.values_mut() {
                            if relation.judgements.last() != Some(&place) {
                                relation.judgements.push(place);
                            }
                        }
                    }
                }
            }
        }
    }

    /// The relations in order, with their keys.
    pub fn relations(&self) -> impl Iterator<Item = Keyed<'_>> {
        self.relations.iter().map(|(name, relation)| Keyed { name, key: self.key(relation) })
    }

    fn key(&self, relation: &Relation<'_>) -> String {
        // One long text: there are as many lines as claims, and all of them are gone through for each
        // new report.
        let mut text = String::new();
        let mut say = |parts: &[&str], end| {
            parts.iter().for_each(|part| text.push_str(part));
            text.push(end);
        };
        let mut last = None;
        for &(number, index) in &relation.claims {
            let gist = &self.roll.0[number].gist;
            if last != Some(number) {
                last = Some(number);
                let entry = self.roll.0[number];
                say(&[gist.doc.as_str()], '\n');
                say(&[entry.story.as_str()], '\n');
                say(&[entry.side.as_ref().map_or("", |side| side.as_str())], '\n');
            }
            say(&[&index.to_string()], ' ');
            let first = gist.named.partition_point(|named| (named.claim as usize) < index);
            for named in gist.named[first..].iter().take_while(|named| named.claim as usize == index) {
                if let Some(person) = self.people.of((number, index), named.slot as usize) {
                    let row = &self.people.rows[person];
                    say(&[&named.slot.to_string(), " ", &row.id.0, " ", &row.name], '\n');
                }
            }
        }
        let judgements = relation.judgements.iter().map(|&place| self.judgements[place].id.as_str());
        hash([text.as_str()].into_iter().chain(judgements))
    }

    /// The documents that speak of a relation.
    #[must_use]
    pub fn documents(&self, name: &str) -> Vec<&'a DocId> {
        let mut numbers: Vec<usize> =
            self.relations.get(name).into_iter().flat_map(|it| &it.claims).map(|at| at.0).collect();
        numbers.dedup();
        numbers.into_iter().map(|number| &self.roll.0[number].gist.doc).collect()
    }

    /// Settles a relation as of a day.
    ///
    /// # Panics
    /// Where one of [`Plan::documents`] is not among the documents.
    #[must_use]
    pub fn settle(&self, name: &str, documents: &HashMap<&DocId, &ReadDocument>, as_of: Day) -> Settled {
        let Some(relation) = self.relations.get(name) else {
            return Settled { rows: Ledger::default(), until: None };
        };
        let read = relation
            .claims
            .iter()
            .filter_map(|at| Some((at.0, *documents.get(&self.roll.0[at.0].gist.doc)?)))
            .collect();
        let given = Given {
            corpus: Corpus::new(&self.roll, read),
            people: &self.people,
            rules: self.rules,
            links: &self.links,
            cell: relation.cell,
            claims: &relation.claims,
            judgements: relation.judgements.iter().map(|&place| self.judgements[place]).collect(),
        };
        settle(&given, as_of)
    }

    /// The persons of all relations, and the offices of which reports disagree who held them.
    #[must_use]
    pub fn persons(&self) -> Ledger {
        let mut ledger = Ledger {
            people: self.people.rows.clone(),
            conflicts: self.people.conflicts.clone(),
            ..Ledger::default()
        };
        ledger.sort();
        apply(&mut ledger, &self.judgements);
        ledger
    }

    /// The list of documents, by day.
    #[must_use]
    pub fn roll(&self) -> Vec<DocumentRow> {
        let row = |entry: &&Entry| DocumentRow {
            doc: entry.gist.doc.clone(),
            published: entry.gist.published,
            outlet: entry.outlet.clone(),
            side: entry.side,
            story: entry.story.clone(),
        };
        self.roll.0.iter().map(row).collect()
    }

    /// What judgements did, in order of time; `parts` are the marks of persons and relations.
    #[must_use]
    pub fn judged(&self, parts: &[Judged]) -> Vec<Judged> {
        let mut by_judgement: BTreeMap<&str, Vec<&Judged>> = BTreeMap::new();
        for mark in parts {
            by_judgement.entry(&mark.judgement).or_default().push(mark);
        }
        let mut judged: Vec<Judged> = Vec::new();
        for judgement in &self.judgements {
            let mut seen: HashSet<&str> = HashSet::new();
            match by_judgement.get(judgement.id.as_str()) {
                // A judgement on rows of two relations leaves its mark once.
                Some(marks) => judged
                    .extend(marks.iter().filter(|mark| seen.insert(&mark.field)).map(|mark| (*mark).clone())),
                None => judged.extend(unresolved(judgement)),
            }
        }
        judged
    }

    /// The record from its parts: persons first, then the relations in order.
    pub(crate) fn whole(&self, parts: Vec<Ledger>, as_of: Day) -> Ledger {
        let mut whole = Ledger { as_of: Some(as_of), documents: self.roll(), ..Ledger::default() };
        for part in parts {
            whole.append(part);
        }
        whole.sort();
        whole.judged = self.judged(&whole.judged);
        whole
    }
}

/// A relation in one word.
fn name_of(cell: &Cell) -> String {
    let codes: Vec<&str> = cell.iter().map(|actor| actor.as_str()).collect();
    codes.join(" ")
}
