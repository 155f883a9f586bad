//! What a person decided about the record.
//!
//! Judgements are appended and never changed; taking one back is a judgement of its own. They win
//! over the machine, and the ledger keeps what the machine thought beside them. A judgement names
//! rows by any id that they have or had, so it outlives new documents and a rebuild.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::model::{Ledger, RowId};
use crate::{calendar::Day, evidence::hash};

/// A decision of a person about rows of the ledger.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Judgement {
    /// Its name: see [`Judgement::new`].
    pub id: String,
    /// Who decided.
    pub by: String,
    /// When: RFC 3339 in UTC, so that the order of letters is the order of time.
    pub at: String,
    /// What was decided.
    #[serde(flatten)]
    pub verdict: Verdict,
    /// Why.
    pub because: Option<String>,
}

/// What was decided.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(tag = "verdict", rename_all = "kebab-case")]
pub enum Verdict {
    /// The two rows are one thing.
    Same {
        /// One row.
        a: RowId,
        /// The other.
        b: RowId,
    },
    /// The two rows, or the claims after which they are named, are different things.
    NotSame {
        /// One row.
        a: RowId,
        /// The other.
        b: RowId,
    },
    /// A field of a row has another value.
    Correct {
        /// The row.
        row: RowId,
        /// The field: `status`, `when`, `place`, `level`, `stage`, `health`, `deadline`, `name` …
        field: String,
        /// The right value, as rows write it.
        value: String,
    },
    /// The row is right.
    Confirm {
        /// The row.
        row: RowId,
    },
    /// The row is no finding: it leaves the record, and stands among what was rejected.
    Reject {
        /// The row.
        row: RowId,
    },
    /// Somebody is to do it.
    Assign {
        /// The row.
        row: RowId,
        /// Who.
        to: String,
        /// By when.
        due: Option<Day>,
    },
    /// A remark.
    Note {
        /// The row.
        row: RowId,
        /// The remark.
        text: String,
    },
    /// The thread is closed; `because` says why.
    Close {
        /// The row.
        row: RowId,
    },
    /// An earlier judgement is taken back.
    Undo {
        /// Its name.
        judgement: String,
    },
}

impl Verdict {
    /// The rows that it names.
    pub fn rows(&self) -> impl Iterator<Item = &RowId> {
        let (one, other) = match self {
            Verdict::Same { a, b } | Verdict::NotSame { a, b } => (Some(a), Some(b)),
            Verdict::Correct { row, .. }
            | Verdict::Confirm { row }
            | Verdict::Reject { row }
            | Verdict::Assign { row, .. }
            | Verdict::Note { row, .. }
            | Verdict::Close { row } => (Some(row), None),
            Verdict::Undo { .. } => (None, None),
        };
        one.into_iter().chain(other)
    }
}

impl Judgement {
    /// A judgement with its name: a hash of who, when and what.
    #[must_use]
    pub fn new(by: &str, at: &str, verdict: Verdict, because: Option<&str>) -> Judgement {
        let what = format!("{verdict:?}");
        let id = hash([by, at, &what, because.unwrap_or_default()]);
        Judgement { id, by: by.to_owned(), at: at.to_owned(), verdict, because: because.map(str::to_owned) }
    }
}

/// The judgements that stand: in order of time, each once, without those taken back.
#[must_use]
pub fn standing(judgements: &[Judgement]) -> Vec<&Judgement> {
    let sorted: BTreeMap<(&str, &str), &Judgement> = judgements
        .iter()
        .map(|judgement| ((judgement.at.as_str(), judgement.id.as_str()), judgement))
        .collect();
    let mut undone: BTreeSet<&str> = BTreeSet::new();
    // The latest first: an undo that was itself taken back undoes nothing.
    for judgement in sorted.values().rev() {
        if let Verdict::Undo { judgement: target } = &judgement.verdict
            && !undone.contains(judgement.id.as_str())
        {
            undone.insert(target);
        }
    }
    sorted
        .into_values()
        .filter(|judgement| {
            !matches!(judgement.verdict, Verdict::Undo { .. }) && !undone.contains(judgement.id.as_str())
        })
        .collect()
}

/// The verdict that two rows are one thing. Persons of one name who were told apart by reports that
/// name them are joined by those names: the later verdict on the same names counts.
#[must_use]
pub fn same(ledger: &Ledger, judgements: &[Judgement], a: RowId, b: RowId) -> Verdict {
    let told_apart = standing(judgements).into_iter().rev().find_map(|judgement| match &judgement.verdict {
        Verdict::NotSame { a: one, b: other } if one.report().is_some() && other.report().is_some() => {
            let rows = [ledger.resolve(one)?, ledger.resolve(other)?];
            (rows.contains(&a) && rows.contains(&b) && a != b).then(|| (one.clone(), other.clone()))
        }
        _ => None,
    });
    let (a, b) = told_apart.unwrap_or((a, b));
    Verdict::Same { a, b }
}

/// Which rows belong together and which do not, as people decided.
#[derive(Clone, Debug, Default)]
pub(crate) struct Links {
    same: BTreeMap<RowId, BTreeSet<RowId>>,
    apart: BTreeMap<RowId, BTreeSet<RowId>>,
    /// Persons of one name, each by a report that names them: see [`RowId::in_report`].
    namesakes: Vec<(RowId, RowId)>,
}

impl Links {
    /// Of two judgements about the same rows, the later one counts.
    pub(crate) fn new(standing: &[&Judgement]) -> Links {
        let mut links = Links::default();
        for judgement in standing {
            let (a, b, together) = match &judgement.verdict {
                Verdict::Same { a, b } => (a, b, true),
                Verdict::NotSame { a, b } => (a, b, false),
                _ => continue,
            };
            let (add, remove) = if together {
                (&mut links.same, &mut links.apart)
            } else {
                (&mut links.apart, &mut links.same)
            };
            for (one, other) in [(a, b), (b, a)] {
                add.entry(one.clone()).or_default().insert(other.clone());
                if let Some(list) = remove.get_mut(one) {
                    list.remove(other);
                }
            }
            if a.report().is_some() && b.report().is_some() {
                links.namesakes.retain(|(one, other)| [one, other] != [a, b] && [one, other] != [b, a]);
                if !together {
                    links.namesakes.push((a.clone(), b.clone()));
                }
            }
        }
        links
    }

    pub(crate) fn joins(&self, a: &RowId, b: &RowId) -> bool {
        self.same.get(a).is_some_and(|list| list.contains(b))
    }

    pub(crate) fn parts(&self, a: &RowId, b: &RowId) -> bool {
        self.apart.get(a).is_some_and(|list| list.contains(b))
    }

    /// The persons of one name who were told apart, in order of time: each by a report that names
    /// them, the one who keeps the name first.
    pub(crate) fn namesakes(&self) -> &[(RowId, RowId)] {
        &self.namesakes
    }

    /// The rows that a person held to be the same as this one.
    pub(crate) fn same_as(&self, a: &RowId) -> impl Iterator<Item = &RowId> {
        self.same.get(a).into_iter().flatten()
    }

    /// True where nobody has decided anything about the row.
    pub(crate) fn is_free(&self, a: &RowId) -> bool {
        !self.same.contains_key(a) && !self.apart.contains_key(a)
    }
}
