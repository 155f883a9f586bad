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
    input::{Corpus, ReadDocument},
    judgements::{Judgement, Links, standing},
    model::{Judged, Ledger, Person, RowId},
    people::{self, KnownTenure, People},
    relation::{Given, Settled, settle},
    roll::{At, Number, Roll},
    rules::LedgerRules,
};
use crate::{
    calendar::Day,
    evidence::{DocId, hash},
};

/// What has to be settled, and from what.
pub struct Plan<'a> {
    roll: &'a Roll,
    rules: &'a LedgerRules,
    people: People<'a>,
    links: Links,
    judgements: Vec<&'a Judgement>,
    relations: BTreeMap<String, Relation>,
}

struct Relation {
    cell: Number,
    /// The documents that speak of it, in order.
    documents: Vec<u32>,
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
        roll: &'a Roll,
        judgements: &'a [Judgement],
        rules: &'a LedgerRules,
        known: &[KnownTenure],
    ) -> Plan<'a> {
        let judgements = standing(judgements);
        let links = Links::new(&judgements);
        let people = people::identify(roll, rules, known, &links);
        let mut speaking: Vec<Vec<u32>> = vec![Vec::new(); roll.cells().len()];
        for (number, row) in roll.rows().iter().enumerate() {
            for claim in &row.claims {
                let documents = &mut speaking[claim.cell as usize];
                if documents.last() != Some(&(number as u32)) {
                    documents.push(number as u32);
                }
            }
        }
        let relations = speaking
            .into_iter()
            .enumerate()
            .filter(|(_, documents)| !documents.is_empty())
            .map(|(cell, documents)| {
                let relation = Relation { cell: cell as Number, documents, judgements: Vec::new() };
                (name_of(&roll.cells()[cell]), relation)
            })
            .collect();
        let mut plan = Plan { roll, rules, people, links, judgements, relations };
        plan.hand_out_judgements();
        plan
    }

    /// The claims of a relation, in order.
    fn claims(&self, relation: &Relation) -> impl Iterator<Item = At> {
        let (rows, cell) = (self.roll.rows(), relation.cell);
        relation.documents.iter().flat_map(move |&number| {
            let number = number as usize;
            let own = move |(_, claim): &(usize, &super::roll::Listed)| claim.cell == cell;
            rows[number].claims.iter().enumerate().filter(own).map(move |(index, _)| (number, index))
        })
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
        for claim in self.roll.rows().iter().flat_map(|row| &row.claims) {
            if named.contains(claim.id.as_str()) {
                home.insert(claim.id.as_str(), name_of(&self.roll.cells()[claim.cell as usize]));
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

    fn key(&self, relation: &Relation) -> String {
        // One long text: there are as many lines as claims, and all of them are gone through for each
        // new report.
        let mut text = String::new();
        let mut say = |parts: &[&str], end| {
            parts.iter().for_each(|part| text.push_str(part));
            text.push(end);
        };
        let mut last = None;
        for (number, index) in self.claims(relation) {
            let row = &self.roll.rows()[number];
            if last != Some(number) {
                last = Some(number);
                say(&[row.doc.as_str()], '\n');
                say(&[row.story.as_str()], '\n');
                say(&[row.side.as_ref().map_or("", |side| side.as_str())], '\n');
            }
            say(&[&index.to_string()], ' ');
            let first = row.named.partition_point(|named| (named.claim as usize) < index);
            for named in row.named[first..].iter().take_while(|named| named.claim as usize == index) {
                if let Some(person) = self.people.of((number, index), named.slot as usize) {
                    let row = &self.people.rows[person];
                    say(&[&named.slot.to_string(), " ", &row.id.0, " ", &row.name], '\n');
                }
            }
        }
        let judgements = relation.judgements.iter().map(|&place| self.judgements[place].id.as_str());
        hash([text.as_str()].into_iter().chain(judgements))
    }

    /// The list of all documents.
    #[must_use]
    pub fn roll(&self) -> &'a Roll {
        self.roll
    }

    /// The numbers of the documents that speak of a relation, in order.
    pub fn documents(&self, name: &str) -> impl Iterator<Item = usize> {
        let relation = self.relations.get(name);
        relation.into_iter().flat_map(|relation| &relation.documents).map(|&number| number as usize)
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
        let claims: Vec<At> = self.claims(relation).collect();
        let read = self
            .documents(name)
            .filter_map(|number| Some((number, *documents.get(self.roll.doc(number))?)))
            .collect();
        let given = Given {
            corpus: Corpus::new(self.roll, read),
            people: &self.people,
            rules: self.rules,
            links: &self.links,
            cell: &self.roll.cells()[relation.cell as usize],
            claims: &claims,
            judgements: relation.judgements.iter().map(|&place| self.judgements[place]).collect(),
        };
        settle(&given, as_of)
    }

    /// The persons of all relations one by one, in order; before them all else that is found over all
    /// documents: the offices of which reports disagree who held them, and what was judged.
    ///
    /// The mentions of all persons are most of the record, so they are never held together.
    pub fn persons(&self) -> (Ledger, impl Iterator<Item = Person>) {
        let mut ledger = Ledger {
            people: self.people.rows.clone(),
            conflicts: self.people.conflicts.clone(),
            ..Ledger::default()
        };
        // What a judgement takes out is counted in its mark.
        let named: HashSet<&RowId> = self.judgements.iter().flat_map(|it| it.verdict.rows()).collect();
        if !named.is_empty() {
            for (person, row) in ledger.people.iter_mut().enumerate() {
                if named.contains(&row.id) || row.aliases.iter().any(|alias| named.contains(alias)) {
                    row.support = self.people.support(person);
                }
            }
        }
        ledger.sort();
        apply(&mut ledger, &self.judgements);
        let left = std::mem::take(&mut ledger.people);
        let mut person = 0;
        let persons = left.into_iter().map(move |mut row| {
            // Rows were taken out, and none moved.
            while self.people.rows[person].id != row.id {
                person += 1;
            }
            if row.support.mentions.is_empty() {
                row.support = self.people.support(person);
            }
            person += 1;
            row
        });
        (ledger, persons)
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

    /// The record from its relations in order.
    pub(crate) fn whole(&self, relations: impl IntoIterator<Item = Ledger>, as_of: Day) -> Ledger {
        let documents = (0..self.roll.len()).map(|number| self.roll.document(number)).collect();
        let mut whole = Ledger { as_of: Some(as_of), documents, ..Ledger::default() };
        let (rest, persons) = self.persons();
        whole.people.extend(persons);
        whole.append(rest);
        for part in relations {
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
