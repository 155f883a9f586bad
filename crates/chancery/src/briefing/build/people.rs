//! Who is who on the day.

use std::collections::BTreeSet;

use chancery_core::{
    calendar::When,
    evidence::DocId,
    ledger::model::{Mention, Person, RowId, Support, TenureRow},
    lexicon::fold,
};

use super::Desk;
use crate::{
    briefing::{Group, Line, Quotation, Section, Tag, Tone, say},
    library::{OTHERS, standing},
};

impl<'a> Desk<'a> {
    /// Who is who on the day.
    pub(super) fn people(&mut self) -> Option<Section> {
        let library = self.library;
        let events = self.events();
        let met: BTreeSet<&RowId> =
            events.iter().flat_map(|row| &row.participants).filter_map(|part| part.person.as_ref()).collect();
        let mut groups = Vec::new();
        let mut vacant = Vec::new();
        for side in self.choice.sides {
            let mut found = library.holders(side, self.choice.on);
            // Besides those who lead the state only those who act in the relation.
            found.retain(|(person, tenure)| standing(tenure) < OTHERS || met.contains(&person.id));
            let current = found.len();
            found.extend(library.last_known(side, self.choice.on));
            if current == 0 {
                vacant.push(library.names.show(side));
            }
            let more = found.len().saturating_sub(self.choice.lines);
            let mut lines = Vec::new();
            for (at, (person, tenure)) in found.into_iter().take(self.choice.lines).enumerate() {
                let shown = self.introduction(person, tenure);
                let since = tenure.from.as_ref().map(|from| format!("since {}", say::date(from)));
                let mut tags = Vec::new();
                if at >= current {
                    let seen = tenure.seen.as_ref().and_then(When::last);
                    tags.extend(
                        seen.map(|day| {
                            Tag::new(format!("last shown in office {}", say::day(day)), Tone::Warn)
                        }),
                    );
                } else if tenure.until.is_none()
                    && let Some(day) = tenure.seen.as_ref().and_then(When::last)
                {
                    tags.push(Tag::new(format!("shown in office {}", say::day(day)), Tone::Plain));
                }
                lines.push(Line {
                    id: Some(person.id.0.clone()),
                    date: since.filter(|_| tenure.basis != "reports"),
                    edtf: tenure.from.as_ref().map(|from| from.edtf().to_owned()),
                    text: format!("{}, {}", person.name, tenure.office),
                    tags,
                    quote: self.shown_by(&person.support, shown),
                    lines: Vec::new(),
                });
            }
            groups.push(Group { title: Some(library.names.show(side)), lines, more });
        }
        let gap = (!vacant.is_empty()).then(|| {
            format!("No report shows who holds office for {} on this day.", vacant.join(" and for "))
        });
        groups.retain(|group| !group.lines.is_empty());
        Some(Section {
            id: "people",
            title: format!("Who is who on {}", say::day(self.choice.on)),
            groups,
            gap,
        })
    }

    /// One report that shows the office, of the relation where one does: everything that ever named
    /// the person would say nothing of it.
    fn shown_by(&mut self, support: &Support, shown: Option<&Mention>) -> Option<Quotation> {
        let of_relation: BTreeSet<&DocId> =
            self.supports().flat_map(|(_, support)| &support.mentions).map(|mention| &mention.doc).collect();
        let near = support.mentions.iter().rev().find(|mention| of_relation.contains(&mention.doc));
        let chosen = shown.or(near).or_else(|| support.mentions.last())?;
        let mentions = support.mentions.iter().filter(|it| it.doc == chosen.doc).cloned().collect();
        self.quote(&Support { voices: 1, mentions, ..support.clone() }, Some(chosen))
    }

    /// The mention that names the person with the office, else one that names the person.
    pub(super) fn introduction(&self, person: &'a Person, tenure: &TenureRow) -> Option<&'a Mention> {
        let names: Vec<String> = person.names.iter().map(|name| fold(name).into_owned()).collect();
        let office = fold(&tenure.office).into_owned();
        let of_relation: BTreeSet<&DocId> =
            self.supports().flat_map(|(_, support)| &support.mentions).map(|mention| &mention.doc).collect();
        // Reports of the relation first, the latest of them.
        let mentions = || {
            let (ours, others): (Vec<_>, Vec<_>) =
                person.support.mentions.iter().rev().partition(|it| of_relation.contains(&it.doc));
            ours.into_iter().chain(others)
        };
        let says = |mention: &&Mention, with_office: bool| {
            let words = fold(&self.library.quote(mention)).into_owned();
            names.iter().any(|name| words.contains(name.as_str()))
                && (!with_office || words.contains(&office))
        };
        mentions()
            .find(|mention| says(mention, true))
            .or_else(|| mentions().find(|mention| says(mention, false)))
    }
}
