//! Finding, sorting and removing rows of the ledger by their ids.

use super::model::{Judged, Ledger, RowId, Support};
use crate::evidence::DocId;

/// Calls a macro for every list of rows whose ids are claims.
macro_rules! by_claim {
    ($ledger:ident, $each:ident) => {
        $each!($ledger, events, "event");
        $each!($ledger, instruments, "instrument");
        $each!($ledger, mechanisms, "mechanism");
        $each!($ledger, projects, "project");
        $each!($ledger, positions, "position");
        $each!($ledger, obstacles, "obstacle");
        $each!($ledger, states, "reported-state");
        $each!($ledger, expectations, "expectation");
        $each!($ledger, appraisals, "appraisal");
        $each!($ledger, anniversaries, "anniversary");
        $each!($ledger, partnerships, "partnership");
    };
}

impl RowId {
    /// The claim after which a row is named; none for persons, conflicts, gaps and doubts.
    pub(crate) fn claim(&self) -> Option<&str> {
        let (kind, claim) = self.0.split_once('/')?;
        (!["person", "conflict", "gap", "doubt"].contains(&kind)).then_some(claim)
    }

    /// The person of this row as one report names them, by the name of the report or of a claim in
    /// it: so two persons of one name are told apart.
    ///
    /// ```
    /// # use chancery_core::ledger::model::RowId;
    /// let person = RowId("person/ivan-petrov-bgr".to_owned());
    /// assert_eq!(person.in_report("a-7").0, "person/ivan-petrov-bgr@a-7");
    /// assert_eq!(person.in_report("a-7").report(), Some(("person/ivan-petrov-bgr", "a-7")));
    /// ```
    #[must_use]
    pub fn in_report(&self, report: &str) -> RowId {
        RowId(format!("{}@{report}", self.0))
    }

    /// The row and the report of a name that [`RowId::in_report`] made; none for other names.
    #[must_use]
    pub fn report(&self) -> Option<(&str, &str)> {
        // Slugs of persons have no such mark.
        self.0.split_once('@').filter(|_| self.is_person())
    }

    /// True for the row of a person.
    pub(crate) fn is_person(&self) -> bool {
        self.0.starts_with("person/")
    }
}

impl Ledger {
    /// What people decided about a row, in order of time.
    #[must_use]
    pub fn decided(&self, id: &RowId) -> Vec<&Judged> {
        self.judged.iter().filter(|mark| mark.row == *id).collect()
    }

    /// The present id of the row that `id` names: ids that a row had before a merge keep resolving,
    /// because every claim of a row is a name of it.
    #[must_use]
    pub fn resolve(&self, id: &RowId) -> Option<RowId> {
        let (kind, name) = id.0.split_once('/')?;
        macro_rules! find {
            ($ledger:ident, $rows:ident, $kind:literal) => {
                if kind == $kind {
                    return $ledger
                        .$rows
                        .iter()
                        .find(|row| row.id == *id)
                        .or_else(|| {
                            $ledger.$rows.iter().find(|row| {
                                row.support.mentions.iter().any(|mention| mention.claim.as_str() == name)
                            })
                        })
                        .map(|row| row.id.clone());
                }
            };
        }
        by_claim!(self, find);
        match kind {
            "person" => self
                .people
                .iter()
                .find(|row| row.id == *id)
                .or_else(|| self.people.iter().find(|row| row.aliases.contains(id)))
                .map(|row| row.id.clone()),
            "commitment" => self
                .commitments
                .iter()
                .find(|row| row.id == *id)
                .or_else(|| self.commitments.iter().find(|row| row.aliases.contains(id)))
                .or_else(|| {
                    self.commitments
                        .iter()
                        .find(|row| row.support.mentions.iter().any(|mention| mention.claim.as_str() == name))
                })
                .map(|row| row.id.clone()),
            "conflict" => self.conflicts.iter().find(|row| row.id == *id).map(|row| row.id.clone()),
            "gap" => self.gaps.iter().find(|row| row.id == *id).map(|row| row.id.clone()),
            "doubt" => self.doubts.iter().find(|row| row.id == *id).map(|row| row.id.clone()),
            _ => None,
        }
    }

    /// What a row rests on; none for conflicts, gaps and doubts, and for ids that no row has.
    #[must_use]
    pub fn support(&self, id: &RowId) -> Option<&Support> {
        macro_rules! find {
            ($ledger:ident, $rows:ident, $kind:literal) => {
                if let Some(row) = $ledger.$rows.iter().find(|row| row.id == *id) {
                    return Some(&row.support);
                }
            };
        }
        by_claim!(self, find);
        find!(self, people, "person");
        find!(self, commitments, "commitment");
        None
    }

    /// The documents in which a row is mentioned, in order, each once.
    #[must_use]
    pub fn documents_of(&self, id: &RowId) -> Vec<DocId> {
        let mut docs: Vec<DocId> = self
            .support(id)
            .into_iter()
            .flat_map(|support| &support.mentions)
            .map(|mention| mention.doc.clone())
            .collect();
        docs.dedup();
        docs
    }

    /// Takes a row out; what it said, in a word.
    pub(crate) fn remove(&mut self, id: &RowId) -> Option<String> {
        let before = self.support(id).map(|support| format!("{} mentions", support.mentions.len()));
        macro_rules! drop_row {
            ($ledger:ident, $rows:ident, $kind:literal) => {
                $ledger.$rows.retain(|row| row.id != *id);
            };
        }
        by_claim!(self, drop_row);
        drop_row!(self, people, "person");
        drop_row!(self, commitments, "commitment");
        self.conflicts.retain(|row| row.id != *id && row.about != *id);
        self.gaps.retain(|row| row.id != *id && row.about != *id);
        self.doubts.retain(|row| row.id != *id && row.a != *id && row.b != *id);
        for event in &mut self.events {
            event.within = event.within.take().filter(|visit| visit != id);
            event.mechanism = event.mechanism.take().filter(|body| body != id);
        }
        before
    }

    /// Adds the rows of another part of the record.
    pub(crate) fn append(&mut self, mut part: Ledger) {
        macro_rules! append {
            ($ledger:ident, $rows:ident, $kind:literal) => {
                $ledger.$rows.append(&mut part.$rows);
            };
        }
        by_claim!(self, append);
        append!(self, people, "person");
        append!(self, commitments, "commitment");
        append!(self, conflicts, "conflict");
        append!(self, gaps, "gap");
        append!(self, doubts, "doubt");
        append!(self, judged, "");
    }

    /// Sorts every list by id.
    pub(crate) fn sort(&mut self) {
        macro_rules! sort {
            ($ledger:ident, $rows:ident, $kind:literal) => {
                $ledger.$rows.sort_by(|a, b| a.id.cmp(&b.id));
            };
        }
        by_claim!(self, sort);
        sort!(self, people, "person");
        sort!(self, commitments, "commitment");
        sort!(self, conflicts, "conflict");
        sort!(self, gaps, "gap");
        sort!(self, doubts, "doubt");
        self.doubts.dedup_by(|a, b| a.id == b.id);
        self.gaps.dedup_by(|a, b| a.id == b.id);
    }
}
