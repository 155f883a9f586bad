//! Which rows of the ledger a briefing shows, and in which order.

use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet},
};

use chancery_core::{
    calendar::{Day, When},
    claims::model::{ActKind, EventStatus, Force},
    evidence::DocId,
    ledger::model::{Commitment, EventRow, Health, Mention, Person, RowId, StatementRow, Support, TenureRow},
    lexicon::{ActorCode, fold},
};

use super::{Briefing, Group, Line, Quotation, Section, SourceLine, Tag, Tone, say};
use crate::library::Library;

/// What a briefing is asked to show.
#[derive(Clone, Copy, Debug)]
pub struct Choice {
    /// The two sides.
    pub sides: [ActorCode; 2],
    /// The day for which it is written.
    pub on: Day,
    /// Only what lies on or after this day.
    pub since: Option<Day>,
    /// Only what lies on or before this day.
    pub until: Option<Day>,
    /// How many lines a group shows before it says how many more there are.
    pub lines: usize,
}

/// The briefing of a relation.
#[must_use]
pub fn build(library: &Library, choice: &Choice) -> Briefing {
    let mut desk = Desk { library, choice, numbers: BTreeMap::new(), sources: Vec::new() };
    let sections = vec![
        desk.standing(),
        desk.people(),
        desk.coming(),
        desk.past(),
        desk.agreed(),
        desk.requests(),
        desk.wishes(),
        desk.obstacles(),
        desk.positions(),
        desk.instruments(),
        desk.mechanisms(),
        desk.anniversaries(),
        desk.latest(),
        desk.doubts(),
    ];
    let names = &library.names;
    let title = choice.sides.map(|side| names.show(side)).join(" – ");
    Briefing {
        title,
        sides: choice.sides.to_vec(),
        on: choice.on,
        since: choice.since,
        until: choice.until,
        basis: desk.basis(),
        sections: sections.into_iter().flatten().collect(),
        sources: desk.sources,
    }
}

/// The table on which a briefing is put together: reports get their numbers as they are quoted.
struct Desk<'a> {
    library: &'a Library,
    choice: &'a Choice,
    numbers: BTreeMap<DocId, usize>,
    sources: Vec<SourceLine>,
}

impl<'a> Desk<'a> {
    /// True where a row concerns both sides.
    fn is_ours(&self, parties: &[ActorCode]) -> bool {
        self.choice.sides.iter().all(|side| parties.contains(side))
    }

    /// True where a date, or the reports where there is none, fall into the chosen days.
    fn is_within(&self, when: Option<&When>, support: &Support) -> bool {
        let (first, last) = match when {
            Some(when) => (when.first(), when.last()),
            None => (support.first_day(), support.latest_day()),
        };
        let late_enough = |since: Day| last.is_none_or(|last| last >= since);
        let early_enough = |until: Day| first.is_none_or(|first| first <= until);
        self.choice.since.is_none_or(late_enough) && self.choice.until.is_none_or(early_enough)
    }

    fn events(&self) -> Vec<&'a EventRow> {
        let rows = self.library.ledger.events.iter();
        rows.filter(|row| self.is_ours(&row.parties) && self.is_within(row.when.as_ref(), &row.support))
            .collect()
    }

    fn commitments(&self) -> Vec<&'a Commitment> {
        let rows = self.library.ledger.commitments.iter();
        rows.filter(|row| self.is_ours(&row.parties) && self.is_within(None, &row.support)).collect()
    }

    /// The number of a report among the sources.
    fn number(&mut self, doc: &DocId) -> usize {
        if let Some(&number) = self.numbers.get(doc) {
            return number;
        }
        let number = self.sources.len() + 1;
        let head = self.library.head(doc);
        self.sources.push(SourceLine {
            number,
            doc: doc.clone(),
            published: head.and_then(|head| head.published),
            outlet: head.and_then(|head| head.outlet.clone()),
            title: head.and_then(|head| head.title.clone()),
            source: head.map(|head| head.file.clone()).unwrap_or_default(),
        });
        self.numbers.insert(doc.clone(), number);
        number
    }

    /// The fullest words among the mentions of the strongest or latest, with their source.
    fn quote(&mut self, support: &Support, chosen: Option<&Mention>) -> Option<Quotation> {
        let chosen = chosen.or_else(|| support.mentions.first())?;
        let source = self.number(&chosen.doc);
        let others: BTreeSet<&DocId> = support
            .mentions
            .iter()
            .filter(|mention| mention.voice != chosen.voice)
            .map(|mention| &mention.doc)
            .collect();
        let also = others.into_iter().map(|doc| self.number(doc)).collect();
        Some(Quotation { words: self.library.quote(chosen), source, voices: support.voices, also })
    }

    fn basis(&self) -> String {
        let days: Vec<Day> = self.sources.iter().filter_map(|source| source.published).collect();
        let outlets: BTreeSet<&str> =
            self.sources.iter().filter_map(|source| source.outlet.as_deref()).collect();
        let reports = match self.sources.len() {
            1 => "1 report".to_owned(),
            n => format!("{n} reports"),
        };
        // Where some name no outlet, their number is not known.
        let is_known = self.sources.iter().all(|source| source.outlet.is_some());
        let of = match outlets.len() {
            1 if is_known => " of 1 outlet".to_owned(),
            n if is_known => format!(" of {n} outlets"),
            _ => String::new(),
        };
        match (days.iter().min(), days.iter().max()) {
            (Some(&first), Some(&last)) => format!(
                "Rests on {reports}{of} from {} to {}. What no report says is not known; silence is no failure.",
                say::day(first),
                say::day(last)
            ),
            _ => format!("Rests on {reports}."),
        }
    }

    /// Where the relation stands.
    fn standing(&mut self) -> Option<Section> {
        let library = self.library;
        let mut lines = Vec::new();
        let mut levels: Vec<_> =
            library.ledger.partnerships.iter().filter(|row| self.is_ours(&row.parties)).collect();
        levels.sort_by_key(|row| Reverse((row.since.as_ref().and_then(When::first), row.support.voices)));
        for row in levels.into_iter().take(3) {
            lines.push(Line {
                id: Some(row.id.0.clone()),
                date: row.since.as_ref().map(since),
                edtf: row.since.as_ref().map(|since| since.edtf().to_owned()),
                text: say::capital(&row.level),
                quote: self.quote(&row.support, None),
                ..Line::default()
            });
        }
        let level_is_known = !lines.is_empty();
        let mut held: Vec<_> =
            self.events().into_iter().filter(|row| self.is_past(row) && row.within.is_none()).collect();
        held.sort_by_key(|row| Reverse(day_of(row)));
        if let Some(last) = held.iter().find(|row| row.participants.iter().any(|part| part.name.is_some())) {
            let mut line = self.event(last, false);
            line.tags.insert(0, Tag::new("latest contact", Tone::Plain));
            lines.push(line);
        }
        let commitments = self.commitments();
        let open = commitments.iter().filter(|row| is_undertaken(row) && !is_settled(row)).count();
        let unwell = commitments.iter().filter(|row| is_undertaken(row) && is_unwell(row.health)).count();
        let asked = commitments.iter().filter(|row| row.is_open_request).count();
        if !commitments.is_empty() {
            let mut text = format!("{} open", things(open, "undertaking"));
            if unwell > 0 {
                text.push_str(&format!(", {unwell} of them quiet or in doubt"));
            }
            text.push_str(&format!("; {} without an answer", things(asked, "request or offer")));
            lines.push(Line { text, ..Line::default() });
        }
        let gap = (!level_is_known).then(|| "No report names the level of the partnership.".to_owned());
        Some(section("standing", "Where the relation stands", lines, gap))
    }

    /// Who is who on the day.
    fn people(&mut self) -> Option<Section> {
        let library = self.library;
        let mut groups = Vec::new();
        for side in self.choice.sides {
            let mut found: Vec<(&Person, &TenureRow)> = Vec::new();
            for person in &library.ledger.people {
                let tenure = person
                    .tenures
                    .iter()
                    .rev()
                    .find(|tenure| tenure.actor.or(person.actor) == Some(side) && self.holds(tenure));
                found.extend(tenure.map(|tenure| (person, tenure)));
            }
            // Of two who were shown in the same office the later one is in it.
            let seen = |tenure: &TenureRow| tenure.seen.as_ref().and_then(When::last);
            let all = found.clone();
            found.retain(|(person, tenure)| {
                !all.iter().any(|(other, later)| {
                    other.id != person.id
                        && tenure.office_id.is_some()
                        && later.office_id == tenure.office_id
                        && (later.basis != "reports", seen(later)) > (tenure.basis != "reports", seen(tenure))
                })
            });
            // Those who are spoken of most come first: rank is not in the reports.
            found.sort_by_key(|(person, _)| (Reverse(person.support.mentions.len()), &person.id));
            let more = found.len().saturating_sub(self.choice.lines);
            let mut lines = Vec::new();
            for (person, tenure) in found.into_iter().take(self.choice.lines) {
                let shown = self.introduction(person, tenure);
                let since = tenure.from.as_ref().map(|from| format!("since {}", say::date(from)));
                let mut tags = Vec::new();
                if tenure.until.is_none()
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
                    quote: self.quote(&person.support, shown),
                    lines: Vec::new(),
                });
            }
            groups.push(Group { title: Some(library.names.show(side)), lines, more });
        }
        let gap = groups
            .iter()
            .filter(|group| group.lines.is_empty())
            .filter_map(|group| group.title.clone())
            .collect::<Vec<_>>();
        let gap = (!gap.is_empty())
            .then(|| format!("No report shows who holds office for {} on this day.", gap.join(" and for ")));
        groups.retain(|group| !group.lines.is_empty());
        Some(Section {
            id: "people",
            title: format!("Who is who on {}", say::day(self.choice.on)),
            groups,
            gap,
        })
    }

    /// True where a person holds an office on the day, as far as is known: a source gives dates, or
    /// a report of the year before shows it.
    fn holds(&self, tenure: &TenureRow) -> bool {
        let on = self.choice.on;
        if tenure.until.as_ref().is_some_and(|until| until.last().is_some_and(|day| day < on)) {
            return false;
        }
        let seen = tenure.seen.as_ref();
        if tenure.basis != "reports" {
            return tenure.from.as_ref().is_none_or(|from| from.first().is_none_or(|day| day <= on));
        }
        let first = seen.and_then(When::first).or(tenure.from.as_ref().and_then(When::first));
        let last = seen.and_then(When::last);
        first.is_none_or(|day| day <= on) && last.is_none_or(|day| day >= self.days_ago(365))
    }

    /// The mention that names the person with the office, else one that names the person.
    fn introduction(&self, person: &'a Person, tenure: &TenureRow) -> Option<&'a Mention> {
        let names: Vec<String> = person.names.iter().map(|name| fold(name).into_owned()).collect();
        let office = fold(&tenure.office).into_owned();
        let mentions = || person.support.mentions.iter().rev();
        let says = |mention: &&Mention, with_office: bool| {
            let words = fold(&self.library.quote(mention)).into_owned();
            names.iter().any(|name| words.contains(name.as_str()))
                && (!with_office || words.contains(&office))
        };
        mentions()
            .find(|mention| says(mention, true))
            .or_else(|| mentions().find(|mention| says(mention, false)))
    }

    /// Announced and still ahead.
    fn coming(&mut self) -> Option<Section> {
        let mut rows: Vec<_> = self.events().into_iter().filter(|row| self.is_ahead(row)).collect();
        rows.sort_by_key(|row| (row.when.is_none(), day_of(row)));
        let mut lines: Vec<_> = rows.into_iter().map(|row| self.event(row, true)).collect();
        let library = self.library;
        let expected = library.ledger.expectations.iter().filter(|row| self.is_ours(&row.parties));
        let mut expected: Vec<_> = expected
            .filter(|row| row.support.latest_day().is_some_and(|day| day >= self.days_ago(60)))
            .collect();
        expected.sort_by_key(|row| Reverse(row.support.latest_day()));
        lines.extend(expected.into_iter().take(4).map(|row| {
            let mut line = self.statement(row);
            line.tags.push(Tag::new("expected", Tone::Plain));
            line
        }));
        Some(section(
            "coming",
            "Coming",
            lines,
            Some("No report announces a visit, meeting or session that is still ahead.".to_owned()),
        ))
    }

    /// Visits and meetings, the latest first, each visit with what belongs to it.
    fn past(&mut self) -> Option<Section> {
        let events = self.events();
        let ids: BTreeSet<&RowId> = events.iter().map(|row| &row.id).collect();
        let mut inside: BTreeMap<&RowId, Vec<&EventRow>> = BTreeMap::new();
        let mut top = Vec::new();
        for row in events.iter().copied().filter(|row| !self.is_ahead(row)) {
            match row.within.as_ref().filter(|visit| ids.contains(visit)) {
                Some(visit) => inside.entry(visit).or_default().push(row),
                None => top.push(row),
            }
        }
        top.sort_by_key(|row| (Reverse(day_of(row)), &row.id));
        let more = top.len().saturating_sub(self.choice.lines);
        let mut lines = Vec::new();
        for row in top.into_iter().take(self.choice.lines) {
            let mut line = self.event(row, true);
            let mut parts = inside.remove(&row.id).unwrap_or_default();
            parts.sort_by_key(|row| (day_of(row), &row.id));
            line.lines = parts.into_iter().map(|part| self.event(part, true)).collect();
            lines.push(line);
        }
        let gap = lines.is_empty().then(|| "No report tells of a visit or meeting.".to_owned());
        Some(Section {
            id: "past",
            title: "Visits and meetings".to_owned(),
            groups: vec![Group { title: None, lines, more }],
            gap,
        })
    }

    /// What was undertaken, by field.
    fn agreed(&mut self) -> Option<Section> {
        let mut rows: Vec<_> = self.commitments().into_iter().filter(|row| is_undertaken(row)).collect();
        rows.sort_by_key(|row| (Reverse(row.force), Reverse(row.support.latest_day()), &row.id));
        let mut fields: BTreeMap<String, Vec<&Commitment>> = BTreeMap::new();
        for row in rows {
            let field = row.fields.first().cloned().unwrap_or_else(|| "in general".to_owned());
            fields.entry(field).or_default().push(row);
        }
        let mut fields: Vec<_> = fields.into_iter().collect();
        fields.sort_by_key(|(field, rows)| (Reverse(rows.len()), field.clone()));
        let mut groups = Vec::new();
        for (field, mut rows) in fields {
            // One act may open several threads of one field; its words are said once.
            let mut said = BTreeSet::new();
            rows.retain(|row| said.insert(self.library.say(&row.what)));
            let shown = self.choice.lines.div_ceil(2);
            let more = rows.len().saturating_sub(shown);
            let lines = rows.into_iter().take(shown).map(|row| self.commitment(row)).collect();
            groups.push(Group { title: Some(say::capital(&field)), lines, more });
        }
        let gap =
            groups.is_empty().then(|| "No report tells of anything agreed, pledged or assigned.".to_owned());
        Some(Section { id: "agreed", title: "What was agreed, by field".to_owned(), groups, gap })
    }

    /// Requests and offers without an answer.
    fn requests(&mut self) -> Option<Section> {
        let mut rows: Vec<_> = self.commitments().into_iter().filter(|row| row.is_open_request).collect();
        rows.sort_by_key(|row| (Reverse(row.support.latest_day()), &row.id));
        let mut groups = Vec::new();
        for side in self.choice.sides {
            let of_side: Vec<_> = rows.iter().copied().filter(|row| row.by == [side]).collect();
            groups.extend(self.group(self.library.names.show(side), of_side));
        }
        let joint: Vec<_> =
            rows.into_iter().filter(|row| !self.choice.sides.iter().any(|&side| row.by == [side])).collect();
        groups.extend(self.group("Both sides or others".to_owned(), joint));
        let gap =
            groups.is_empty().then(|| "No request or offer is without an answer in the reports.".to_owned());
        Some(Section {
            id: "requests",
            title: "Requests and offers without an answer".to_owned(),
            groups,
            gap,
        })
    }

    fn group(&mut self, title: String, rows: Vec<&Commitment>) -> Option<Group> {
        let more = rows.len().saturating_sub(self.choice.lines);
        let lines: Vec<_> =
            rows.into_iter().take(self.choice.lines).map(|row| self.commitment(row)).collect();
        (!lines.is_empty()).then_some(Group { title: Some(title), lines, more })
    }

    /// Wished for or talked about, no more.
    fn wishes(&mut self) -> Option<Section> {
        let mut rows: Vec<_> = self
            .commitments()
            .into_iter()
            .filter(|row| !is_undertaken(row) && !row.is_open_request)
            .collect();
        rows.sort_by_key(|row| (Reverse(row.support.latest_day()), &row.id));
        let more = rows.len().saturating_sub(self.choice.lines);
        let lines: Vec<_> =
            rows.into_iter().take(self.choice.lines).map(|row| self.commitment(row)).collect();
        (!lines.is_empty()).then(|| Section {
            id: "wishes",
            title: "Wished for, proposed or discussed".to_owned(),
            groups: vec![Group { title: None, lines, more }],
            gap: None,
        })
    }

    /// What stands in the way, and what is reported to be done.
    fn obstacles(&mut self) -> Option<Section> {
        let library = self.library;
        let mut groups = Vec::new();
        for (title, rows) in [
            ("In the way", &library.ledger.obstacles),
            ("Reported as the state of things", &library.ledger.states),
        ] {
            let mut rows: Vec<_> = rows.iter().filter(|row| self.is_shown(row)).collect();
            rows.sort_by_key(|row| (Reverse(row.support.latest_day()), &row.id));
            let more = rows.len().saturating_sub(self.choice.lines);
            let lines: Vec<_> =
                rows.into_iter().take(self.choice.lines).map(|row| self.statement(row)).collect();
            if !lines.is_empty() {
                groups.push(Group { title: Some(title.to_owned()), lines, more });
            }
        }
        let gap = (!groups.iter().any(|group| group.title.as_deref() == Some("In the way")))
            .then(|| "No report names an obstacle.".to_owned());
        Some(Section { id: "obstacles", title: "Obstacles and progress".to_owned(), groups, gap })
    }

    /// How each side puts it.
    fn positions(&mut self) -> Option<Section> {
        let library = self.library;
        let mut rows: Vec<_> = library
            .ledger
            .positions
            .iter()
            .filter(|row| {
                let named: Vec<_> = row.by.iter().chain(&row.about).copied().collect();
                self.is_ours(&named) && self.is_within(None, &row.support)
            })
            .collect();
        rows.sort_by_key(|row| (&row.by, Reverse(row.support.latest_day()), &row.id));
        let more = rows.len().saturating_sub(self.choice.lines);
        let mut lines = Vec::new();
        for row in rows.into_iter().take(self.choice.lines) {
            let latest = row.support.mentions.last();
            lines.push(Line {
                id: Some(row.id.0.clone()),
                date: latest.and_then(|mention| mention.day).map(say::day),
                text: match row.wordings.last() {
                    Some(wording) => {
                        format!("{}: {}", library.names.list(&row.by), tidy(&library.say(wording)))
                    }
                    None => library.names.list(&row.by),
                },
                tags: (row.wordings.len() > 1)
                    .then(|| Tag::new(format!("{} wordings", row.wordings.len()), Tone::Plain))
                    .into_iter()
                    .collect(),
                quote: self.quote(&row.support, latest),
                ..Line::default()
            });
        }
        (!lines.is_empty()).then(|| Section {
            id: "positions",
            title: "How each side puts it".to_owned(),
            groups: vec![Group { title: None, lines, more }],
            gap: None,
        })
    }

    /// Treaties, communiqués and other documents, the latest first.
    fn instruments(&mut self) -> Option<Section> {
        let library = self.library;
        let mut rows: Vec<_> = library
            .ledger
            .instruments
            .iter()
            .filter(|row| self.is_ours(&row.parties) && self.is_within(row.when.as_ref(), &row.support))
            .collect();
        rows.sort_by_key(|row| {
            (Reverse(row.when.as_ref().and_then(When::first).or(row.support.latest_day())), &row.id)
        });
        let more = rows.len().saturating_sub(self.choice.lines);
        let mut lines = Vec::new();
        for row in rows.into_iter().take(self.choice.lines) {
            lines.push(Line {
                id: Some(row.id.0.clone()),
                date: row.when.as_ref().map(say::date),
                edtf: row.when.as_ref().map(|when| when.edtf().to_owned()),
                text: say::capital(&row.name),
                tags: vec![Tag::new(say::instrument_status(row.status), Tone::Plain)],
                quote: self.quote(&row.support, None),
                lines: Vec::new(),
            });
        }
        let gap = lines.is_empty().then(|| "No report names a document between the sides.".to_owned());
        Some(Section {
            id: "instruments",
            title: "Instruments".to_owned(),
            groups: vec![Group { title: None, lines, more }],
            gap,
        })
    }

    /// Standing bodies with their last and next session.
    fn mechanisms(&mut self) -> Option<Section> {
        let library = self.library;
        let mut rows: Vec<_> =
            library.ledger.mechanisms.iter().filter(|row| self.is_ours(&row.parties)).collect();
        rows.sort_by_key(|row| (Reverse(row.sessions.len()), Reverse(row.support.latest_day()), &row.id));
        let more = rows.len().saturating_sub(self.choice.lines);
        let mut lines = Vec::new();
        for row in rows.into_iter().take(self.choice.lines) {
            let sessions: Vec<_> =
                library.ledger.events.iter().filter(|event| row.sessions.contains(&event.id)).collect();
            let last = sessions.iter().filter(|event| self.is_past(event)).max_by_key(|event| day_of(event));
            let next = sessions.iter().find(|event| self.is_ahead(event));
            let mut tags = vec![match last {
                Some(event) => {
                    let nth = event.ordinal.map(|n| format!("{} session ", say::ordinal(n)));
                    let when = event.when.as_ref().map_or("not dated".to_owned(), say::date);
                    Tag::new(format!("{}held {when}", nth.unwrap_or_default()), Tone::Good)
                }
                None => Tag::new("no session in the reports", Tone::Plain),
            }];
            if let Some(event) = next {
                let when = event.when.as_ref().map_or("not dated".to_owned(), say::date);
                tags.push(Tag::new(format!("next: {when}"), Tone::Plain));
            }
            lines.push(Line {
                id: Some(row.id.0.clone()),
                text: say::capital(&row.name),
                tags,
                quote: self.quote(&row.support, None),
                ..Line::default()
            });
        }
        let gap = lines.is_empty().then(|| "No report names a standing body of the sides.".to_owned());
        Some(Section {
            id: "mechanisms",
            title: "Mechanisms".to_owned(),
            groups: vec![Group { title: None, lines, more }],
            gap,
        })
    }

    /// Anniversaries ahead.
    fn anniversaries(&mut self) -> Option<Section> {
        let library = self.library;
        let mut rows: Vec<_> = library
            .ledger
            .anniversaries
            .iter()
            .filter(|row| self.is_ours(&row.parties))
            .filter_map(|row| Some((upcoming(row.base.as_ref()?, self.choice.on)?, row)))
            .collect();
        rows.sort_by_key(|((_, day), row)| (*day, &row.id));
        let mut lines = Vec::new();
        for ((nth, day), row) in rows {
            let base = row.base.as_ref().map(say::date).unwrap_or_default();
            let is_round = nth % 5 == 0;
            lines.push(Line {
                id: Some(row.id.0.clone()),
                date: Some(match row.base.as_ref().map(When::grain) {
                    Some(chancery_core::calendar::Grain::Day) => say::day(day),
                    _ => day.year().to_string(),
                }),
                text: format!("{} anniversary: {} ({base})", say::ordinal(nth), tidy(&library.say(&row.of))),
                tags: is_round.then(|| Tag::new("round", Tone::Good)).into_iter().collect(),
                quote: self.quote(&row.support, None),
                ..Line::default()
            });
        }
        (!lines.is_empty()).then(|| section("anniversaries", "Anniversaries ahead", lines, None))
    }

    /// What the latest report is the first to say.
    fn latest(&mut self) -> Option<Section> {
        let day = self.supports().filter_map(|(_, support)| support.latest_day()).max()?;
        let mut lines = Vec::new();
        let (mut fresh, mut repeated) = (0, 0);
        let rows: Vec<_> = self.supports().map(|(id, support)| (id.clone(), support)).collect();
        for (id, support) in rows {
            if support.latest_day() != Some(day) {
                continue;
            }
            if support.first_day() != Some(day) {
                repeated += 1;
                continue;
            }
            fresh += 1;
            if lines.len() < self.choice.lines {
                lines.extend(self.any(&id));
            }
        }
        let mut text = format!("Of {}: {} new", say::day(day), things(fresh, "line"));
        if repeated > 0 {
            text.push_str(&format!(", {repeated} that earlier reports have as well"));
        }
        let more = fresh.saturating_sub(lines.len());
        Some(Section {
            id: "latest",
            title: "What the latest reports add".to_owned(),
            groups: vec![Group { title: Some(text), lines, more }],
            gap: None,
        })
    }

    /// The rows of the relation that reports move: events and commitments.
    fn supports(&self) -> impl Iterator<Item = (&'a RowId, &'a Support)> + use<'a> {
        let events = self.events().into_iter().map(|row| (&row.id, &row.support));
        let commitments = self.commitments().into_iter().map(|row| (&row.id, &row.support));
        events.chain(commitments).collect::<Vec<_>>().into_iter()
    }

    fn any(&mut self, id: &RowId) -> Option<Line> {
        let ledger = &self.library.ledger;
        if let Some(row) = ledger.events.iter().find(|row| row.id == *id) {
            return Some(self.event(row, true));
        }
        let row = ledger.commitments.iter().find(|row| row.id == *id)?;
        Some(self.commitment(row))
    }

    /// Where reports disagree, and what they leave open.
    fn doubts(&mut self) -> Option<Section> {
        let library = self.library;
        let ours: BTreeMap<&RowId, String> = self
            .events()
            .into_iter()
            .map(|row| (&row.id, say::event(row, &library.ledger, &library.names)))
            .chain(self.commitments().into_iter().map(|row| (&row.id, tidy(&library.say(&row.what)))))
            .collect();
        let mut disagree = Vec::new();
        for conflict in &library.ledger.conflicts {
            let Some(about) = ours.get(&conflict.about) else { continue };
            let mut versions = Vec::new();
            for (value, mentions) in &conflict.versions {
                let numbers: BTreeSet<usize> =
                    mentions.iter().map(|mention| self.number(&mention.doc)).collect();
                let numbers: Vec<_> = numbers.iter().map(usize::to_string).collect();
                versions.push(format!("{value} [{}]", numbers.join(", ")));
            }
            disagree.push(Line {
                id: Some(conflict.about.0.clone()),
                text: format!("{about}: {} is {}", conflict.slot, versions.join(" or ")),
                ..Line::default()
            });
        }
        let mut missing = Vec::new();
        for gap in &library.ledger.gaps {
            let Some(about) = ours.get(&gap.about) else { continue };
            let words = library.say(&gap.wording);
            let source = self.number(&gap.wording.doc);
            missing.push(Line {
                id: Some(gap.about.0.clone()),
                text: format!("{}: {about}", say::capital(&gap.code.replace('-', " "))),
                quote: Some(Quotation { words, source, voices: 1, also: Vec::new() }),
                ..Line::default()
            });
        }
        let mut groups = Vec::new();
        for (title, mut lines) in [("Reports disagree", disagree), ("Left open", missing)] {
            let more = lines.len().saturating_sub(self.choice.lines);
            lines.truncate(self.choice.lines);
            if !lines.is_empty() {
                groups.push(Group { title: Some(title.to_owned()), lines, more });
            }
        }
        (!groups.is_empty()).then(|| Section {
            id: "doubts",
            title: "Doubts and gaps".to_owned(),
            groups,
            gap: None,
        })
    }

    fn is_shown(&self, row: &StatementRow) -> bool {
        self.is_ours(&row.parties) && self.is_within(None, &row.support)
    }

    /// Said within half a year before the day.
    fn is_recent(&self, support: &Support) -> bool {
        support.latest_day().is_some_and(|day| day >= self.days_ago(183))
    }

    fn days_ago(&self, days: i64) -> Day {
        self.choice.on.checked_sub(jiff::Span::new().days(days)).unwrap_or(self.choice.on)
    }

    /// Announced, and not before the day.
    fn is_ahead(&self, row: &EventRow) -> bool {
        match row.status {
            EventStatus::Planned => row.when.as_ref().map_or(self.is_recent(&row.support), |when| {
                when.last().is_none_or(|last| last >= self.choice.on)
            }),
            // An invitation lasts a year: after that nobody expects the guest.
            EventStatus::Invited | EventStatus::Postponed => row
                .support
                .latest_day()
                .and_then(|day| day.checked_add(jiff::Span::new().days(365)).ok())
                .is_some_and(|limit| limit >= self.choice.on),
            _ => false,
        }
    }

    fn is_past(&self, row: &EventRow) -> bool {
        row.status == EventStatus::Happened
    }

    fn event(&mut self, row: &EventRow, with_status: bool) -> Line {
        let library = self.library;
        let mut tags = Vec::new();
        if with_status {
            let word = say::event_status(row.status);
            match row.status {
                EventStatus::Happened => {}
                EventStatus::Planned if self.is_ahead(row) => tags.push(Tag::new(word, Tone::Good)),
                EventStatus::Planned => {
                    tags.push(Tag::new("announced; no report says that it was held", Tone::Warn));
                }
                EventStatus::Invited => tags.push(Tag::new(word, Tone::Plain)),
                EventStatus::Postponed => tags.push(Tag::new(word, Tone::Warn)),
                EventStatus::Cancelled | EventStatus::Denied => tags.push(Tag::new(word, Tone::Bad)),
            }
        }
        // The latest claim of the status that holds says it best.
        let status = say::event_status(row.status);
        let told = row.history.iter().rev().find(|step| step.state == status).map(|step| &step.mention);
        Line {
            id: Some(row.id.0.clone()),
            date: Some(row.when.as_ref().map_or("not dated".to_owned(), say::date)),
            edtf: row.when.as_ref().map(|when| when.edtf().to_owned()),
            text: say::event(row, &library.ledger, &library.names),
            tags,
            quote: self.quote(&row.support, told),
            lines: Vec::new(),
        }
    }

    fn commitment(&mut self, row: &Commitment) -> Line {
        let library = self.library;
        let by = library.names.list(&row.by);
        let to = if row.to.iter().all(|to| row.by.contains(to)) {
            String::new()
        } else {
            let to = if row.act == ActKind::Agree { "with" } else { "to" };
            format!(" {to} {}", library.names.list(&row.to))
        };
        let what = tidy(&library.say(&row.what));
        let by = if by.is_empty() { "By whom is not said".to_owned() } else { by };
        let mut tags =
            vec![Tag::new(format!("{} {}", say::force(row.force), say::stage(row.stage)), Tone::Plain)];
        let tone = match row.health {
            Health::Fresh => Tone::Good,
            Health::Quiet | Health::RestatedWithoutProgress | Health::Postponed | Health::Superseded => {
                Tone::Warn
            }
            Health::Contradicted | Health::Stalled | Health::Refused => Tone::Bad,
        };
        let times = row.history.len();
        tags.push(Tag::new(say::health(row.health), tone));
        if times > 1 {
            tags.push(Tag::new(format!("said {times} times"), Tone::Plain));
        }
        if let Some(deadline) = &row.deadline {
            tags.push(Tag::new(format!("by {}", say::date(deadline)), Tone::Warn));
        }
        if let Some(executor) = &row.executor {
            tags.push(Tag::new(format!("to do: {}", tidy(&library.say(executor))), Tone::Plain));
        }
        let latest = row.history.iter().rev().find_map(|step| step.day).or(row.support.latest_day());
        // The strongest act says it best.
        let told = row.history.iter().rev().find(|step| step.act == row.act && step.force == row.force);
        let quote = self.quote(&row.support, told.map(|step| &step.mention));
        Line {
            id: Some(row.id.0.clone()),
            date: latest.map(say::day),
            edtf: latest.map(|day| day.to_string()),
            text: format!("{by} {}{to}: {what}", say::act(row.act)),
            tags,
            quote,
            lines: Vec::new(),
        }
    }

    fn statement(&mut self, row: &StatementRow) -> Line {
        let library = self.library;
        let by = library.names.list(&row.by);
        let what = tidy(&library.say(&row.what));
        Line {
            id: Some(row.id.0.clone()),
            date: row.support.latest_day().map(say::day),
            edtf: row.support.latest_day().map(|day| day.to_string()),
            text: if by.is_empty() { say::capital(&what) } else { format!("{by}: {what}") },
            quote: self.quote(&row.support, None),
            ..Line::default()
        }
    }
}

fn section(id: &'static str, title: &str, lines: Vec<Line>, gap: Option<String>) -> Section {
    let is_empty = lines.is_empty();
    Section {
        id,
        title: title.to_owned(),
        groups: if is_empty { Vec::new() } else { vec![Group { title: None, lines, more: 0 }] },
        gap: gap.filter(|_| is_empty || id == "standing"),
    }
}

fn things(n: usize, thing: &str) -> String {
    if n == 1 { format!("1 {thing}") } else { format!("{n} {}s", thing.replace(" or ", "s or ")) }
}

/// Words of a report on one line.
pub(crate) fn tidy(words: &str) -> String {
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn day_of(row: &EventRow) -> Option<Day> {
    row.when.as_ref().and_then(|when| when.first().or(when.last())).or(row.support.first_day())
}

/// Agreed, pledged, assigned or further.
fn is_undertaken(row: &Commitment) -> bool {
    row.force >= Force::G3 && row.health != Health::Refused
}

fn is_settled(row: &Commitment) -> bool {
    row.stage == chancery_core::ledger::model::Stage::Delivered || row.health == Health::Superseded
}

fn is_unwell(health: Health) -> bool {
    !matches!(health, Health::Fresh | Health::Superseded)
}

/// Since when a level holds: a report often shows only that it did on its day.
fn since(when: &When) -> String {
    match (when.first(), when.last()) {
        (None, Some(last)) => format!("by {}", say::day(last)),
        _ => format!("since {}", say::date(when).trim_start_matches("since ")),
    }
}

/// The first anniversary of a day or year that is not before a day: its number and its day (the
/// end of the year, where only a year is known).
fn upcoming(base: &When, on: Day) -> Option<(u32, Day)> {
    let first = base.first()?;
    let year = |year: i16| match base.grain() {
        chancery_core::calendar::Grain::Day => {
            Day::new(year, first.month(), first.day()).or_else(|_| Day::new(year, 2, 28)).ok()
        }
        _ => Day::new(year, 12, 31).ok(),
    };
    let this = year(on.year())?;
    let day = if this >= on { this } else { year(on.year() + 1)? };
    let nth = u32::try_from(day.year() - first.year()).ok()?;
    (nth > 0).then_some((nth, day))
}
