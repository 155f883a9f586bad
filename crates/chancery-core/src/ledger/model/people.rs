//! Persons, and the offices that reports show them in.

use serde::{Deserialize, Serialize};

use super::{RowId, Support};
use crate::{
    calendar::{Day, When},
    lexicon::ActorCode,
};

/// A person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    /// A slug of name and state.
    pub id: RowId,
    /// The slugs of its other names: ids that the row had or may have had. A name of one word may be
    /// an alias of several persons.
    #[serde(default)]
    pub aliases: Vec<RowId>,
    /// The fullest form of the name.
    pub name: String,
    /// Every form that the documents print, sorted.
    pub names: Vec<String>,
    /// The state or organisation for which the person mostly stands.
    pub actor: Option<ActorCode>,
    /// The offices, by first day.
    pub tenures: Vec<TenureRow>,
    /// The mentions.
    pub support: Support,
}

/// An office held by a person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TenureRow {
    /// The office as it is printed: `Prime Minister`.
    pub office: String,
    /// The office in the lexicon.
    pub office_id: Option<String>,
    /// The state or organisation.
    pub actor: Option<ActorCode>,
    /// From when: the lexicon's date, else the first day that a document shows.
    pub from: Option<When>,
    /// Until when, where it is known to have ended.
    pub until: Option<When>,
    /// First and last day on which a document shows the person in the office.
    pub seen: Option<When>,
    /// Where the dates come from: `reports`, or the source that the lexicon names.
    pub basis: String,
}

/// How long a report shows that an office is held: a year, the longest that people leave unsaid who
/// holds it.
const SHOWN: i64 = 365;

impl TenureRow {
    /// True where the office is held on a day, as far as is known: a source gives dates, or a report
    /// of the year before shows it.
    pub fn holds_on(&self, day: Day) -> bool {
        let first = |when: &Option<When>| when.as_ref().and_then(When::first);
        let last = |when: &Option<When>| when.as_ref().and_then(When::last);
        if last(&self.until).is_some_and(|until| until < day)
            || first(&self.from).is_some_and(|from| from > day)
        {
            return false;
        }
        // Without a source, and without a dated report, nothing says that it is held today.
        self.basis != "reports"
            || first(&self.seen).is_some_and(|seen| seen <= day)
                && last(&self.seen)
                    .is_some_and(|seen| seen >= day.saturating_sub(jiff::Span::new().days(SHOWN)))
    }

    /// The day on which it was shown last, then the day on which it began: of two offices of a person
    /// the greater is the later one.
    pub fn shown_last(&self) -> (Option<Day>, Option<Day>) {
        (self.seen.as_ref().and_then(When::last), self.from.as_ref().and_then(When::first))
    }
}

impl Person {
    /// The name under which persons of one name are told apart by reports: see [`RowId::in_report`].
    #[must_use]
    pub fn shared_name(&self) -> RowId {
        // Who was told apart before is called after the name that was parted.
        let parted = self.aliases.iter().find_map(RowId::report);
        parted.map_or_else(|| self.id.clone(), |(name, _)| RowId(name.to_owned()))
    }

    /// The days on which reports show the person in each office.
    pub(crate) fn shown(&self) -> impl Iterator<Item = (Day, Day)> + '_ {
        self.tenures.iter().filter_map(|tenure| {
            let seen = tenure.seen.as_ref()?;
            seen.first().zip(seen.last())
        })
    }

    /// True where a word stands in one of the names, as it is printed.
    #[must_use]
    pub fn is_named(&self, word: &str) -> bool {
        self.names.iter().any(|name| name.split_whitespace().any(|part| part == word))
    }

    /// The office that was shown last, held or given up.
    pub fn latest_office(&self) -> Option<&TenureRow> {
        self.tenures.iter().max_by_key(|tenure| tenure.shown_last())
    }
}
