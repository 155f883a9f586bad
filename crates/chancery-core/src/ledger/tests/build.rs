//! Reports for tests: text whose words the claims point at, claim by claim.

use std::sync::LazyLock;

use crate::{
    calendar::{Day, When},
    claims::model::*,
    evidence::{DocId, Evidence, RuleId},
    ledger::{LedgerRules, ReadDocument, judgements::Judgement, model::Ledger},
    lexicon::{ActorCode, Files, Problems},
    text::{Span, Text},
};

pub(super) static RULES: LazyLock<LedgerRules> = LazyLock::new(|| {
    let files = Files::new(chancery_lexicon::FILES.iter().map(|file| (file.path, file.bytes)));
    let mut problems = Problems::default();
    let rules = LedgerRules::read(&files, &mut problems);
    assert_eq!(problems.into_sorted(), Vec::new());
    rules
});

pub(super) fn day(day: &str) -> Day {
    day.parse().unwrap()
}

pub(super) fn code(code: &str) -> ActorCode {
    code.parse().unwrap()
}

/// A report under construction. Every claim adds a sentence to its text.
pub(super) struct Report {
    doc: String,
    published: Option<Day>,
    story: Option<String>,
    text: String,
    claims: Vec<Claim>,
}

pub(super) fn report(doc: &str, published: &str) -> Report {
    Report {
        doc: doc.to_owned(),
        published: (!published.is_empty()).then(|| day(published)),
        story: None,
        text: String::new(),
        claims: Vec::new(),
    }
}

/// `Name, Office, STATE`; `-` for what is not said.
pub(super) fn party(text: &str) -> Party {
    let mut parts = text.split(", ").map(|part| (part != "-").then(|| part.to_owned()));
    Party {
        name: parts.next().flatten(),
        office: parts.next().flatten(),
        actor: parts.next().flatten().map(|actor| code(&actor)),
        ..Party::default()
    }
}

impl Report {
    pub(super) fn doc_is(&self, doc: &str) -> bool {
        self.doc == doc
    }

    pub(super) fn copy_of(mut self, story: &str) -> Report {
        self.story = Some(story.to_owned());
        self
    }

    fn sentence(&mut self, words: &str) -> Span {
        let start = self.text.len() as u32;
        self.text.push_str(words);
        let span = Span::new(start, self.text.len() as u32);
        self.text.push('\n');
        span
    }

    fn claim(&mut self, span: Span, body: Body) -> &mut Claim {
        self.claims.push(Claim {
            evidence: Evidence::new(span, RuleId::new("test")),
            source: Source::default(),
            at: None,
            body,
        });
        self.claims.last_mut().unwrap()
    }

    /// An event: `when` is EDTF or empty, participants as in [`party`], the guest first in a visit.
    pub(super) fn event(
        mut self,
        kind: EventKind,
        status: EventStatus,
        when: &str,
        place: &str,
        who: &[&str],
    ) -> Report {
        let words = format!("{kind:?} {status:?} {when} {place} {}", who.join(" and "));
        let span = self.sentence(&words);
        let participants = who
            .iter()
            .enumerate()
            .map(|(at, who)| Participant {
                party: party(who),
                role: match (kind, at) {
                    (EventKind::Visit, 0) => Role::Guest,
                    (EventKind::Visit, _) => Role::Host,
                    _ => Role::Participant,
                },
            })
            .collect();
        let (name, state) = place.split_once(", ").unwrap_or((place, ""));
        let place = (!place.is_empty()).then(|| Place {
            name: (!name.is_empty()).then(|| name.to_owned()),
            state: (!state.is_empty()).then(|| code(state)),
        });
        let when = (!when.is_empty()).then(|| Dated {
            when: When::parse(when).unwrap(),
            span: None,
            reason: "test".to_owned(),
        });
        let event = Event {
            kind,
            level: None,
            status,
            when,
            place,
            participants,
            within: None,
            title: None,
            ordinal: None,
            span,
        };
        self.claim(span, Body::Event(event));
        self
    }

    /// Changes the last claim, an event.
    pub(super) fn with(mut self, change: impl FnOnce(&mut Event)) -> Report {
        let Some(Claim { body: Body::Event(event), .. }) = self.claims.last_mut() else {
            panic!("the last claim is an event")
        };
        change(event);
        self
    }

    /// An act about `what`; `by` and `to` are codes with blanks between them.
    pub(super) fn act(mut self, act: ActKind, by: &str, to: &str, what: &str) -> Report {
        let span = self.sentence(what);
        let force = match act {
            ActKind::Agree | ActKind::Pledge => Force::G4,
            ActKind::Assign => Force::G5,
            ActKind::Offer | ActKind::Propose => Force::G2,
            ActKind::Hope => Force::G1,
            ActKind::Discuss | ActKind::Decline => Force::G0,
        };
        let codes = |list: &str| list.split_whitespace().map(code).collect::<Vec<_>>();
        let act = Act {
            act,
            force,
            restated: false,
            by: codes(by),
            actors: Vec::new(),
            to: codes(to),
            beneficiary: None,
            executor: None,
            fields: Vec::new(),
            what: span,
            deadline: None,
            measures: Vec::new(),
            precision: 0,
            delegation: 0,
        };
        self.claim(span, Body::Act(act));
        self
    }

    /// A statement of some kind.
    pub(super) fn says(
        mut self,
        make: fn(Statement) -> Body,
        by: &str,
        about: &str,
        class: &str,
        what: &str,
    ) -> Report {
        let span = self.sentence(what);
        let codes = |list: &str| list.split_whitespace().map(code).collect::<Vec<_>>();
        let statement = Statement {
            by: codes(by),
            about: codes(about),
            what: span,
            thing: None,
            fields: Vec::new(),
            when: None,
            class: (!class.is_empty()).then(|| class.to_owned()),
        };
        self.claim(span, make(statement));
        self
    }

    /// What is reported of a thing: "The bridge | has been completed".
    pub(super) fn tells(
        mut self,
        make: fn(Statement) -> Body,
        by: &str,
        about: &str,
        class: &str,
        thing: &str,
        rest: &str,
    ) -> Report {
        let span = self.sentence(&format!("{thing} {rest}"));
        let codes = |list: &str| list.split_whitespace().map(code).collect::<Vec<_>>();
        let statement = Statement {
            by: codes(by),
            about: codes(about),
            what: span,
            thing: Some(Span::new(span.start(), span.start() + thing.len() as u32)),
            fields: Vec::new(),
            when: None,
            class: Some(class.to_owned()),
        };
        self.claim(span, make(statement));
        self
    }

    /// The last act is to be done by then.
    pub(super) fn by(mut self, deadline: &str) -> Report {
        let Some(Claim { body: Body::Act(act), .. }) = self.claims.last_mut() else {
            panic!("the last claim is an act")
        };
        let when = When::parse(deadline).unwrap();
        act.deadline = Some(Dated { when, span: None, reason: String::new() });
        self
    }

    pub(super) fn mechanism(mut self, name: &str, kind: &str, parties: &str) -> Report {
        let span = self.sentence(name);
        let parties = parties.split_whitespace().map(code).collect();
        self.claim(
            span,
            Body::Mechanism(Mechanism {
                name: name.to_owned(),
                kind: kind.to_owned(),
                parties,
                session: None,
                co_chairs: Vec::new(),
            }),
        );
        self
    }

    pub(super) fn instrument(
        mut self,
        name: &str,
        kind: &str,
        status: InstrumentStatus,
        parties: &str,
    ) -> Report {
        let span = self.sentence(name);
        let parties = parties.split_whitespace().map(code).collect();
        self.claim(
            span,
            Body::Instrument(Instrument {
                name: name.to_owned(),
                kind: kind.to_owned(),
                status,
                when: None,
                parties,
                signatories: Vec::new(),
                witnesses: Vec::new(),
                is_count: false,
                fields: Vec::new(),
            }),
        );
        self
    }

    pub(super) fn tenure(mut self, who: &str, on: &str) -> Report {
        let span = self.sentence(who);
        self.claim(
            span,
            Body::Tenure(Tenure { party: party(who), on: Some(day(on)), former: false, acting: false }),
        );
        self
    }

    pub(super) fn anniversary(mut self, of: &str, ordinal: u32, base: &str, parties: &str) -> Report {
        let span = self.sentence(of);
        let parties = parties.split_whitespace().map(code).collect();
        let base = (!base.is_empty()).then(|| When::parse(base).unwrap());
        self.claim(
            span,
            Body::Anniversary(Anniversary { ordinal: Some(ordinal), of: span, parties, base, on: None }),
        );
        self
    }

    pub(super) fn done(self) -> ReadDocument {
        let doc = DocId::new(&self.doc);
        ReadDocument {
            story: DocId::new(self.story.as_deref().unwrap_or(&self.doc)),
            published: self.published,
            outlet: None,
            side: None,
            text: Text::new(&self.text).unwrap(),
            reading: Reading {
                doc: doc.clone(),
                dated: None,
                relevant: true,
                claims: self.claims,
                notes: Vec::new(),
            },
            doc,
        }
    }
}

pub(super) fn ledger(reports: Vec<Report>, as_of: &str) -> Ledger {
    judged(reports, &[], as_of)
}

pub(super) fn judged(reports: Vec<Report>, judgements: &[Judgement], as_of: &str) -> Ledger {
    let documents: Vec<ReadDocument> = reports.into_iter().map(Report::done).collect();
    crate::ledger::reconcile(&documents, judgements, &RULES, &[], day(as_of))
}

/// One line an event: kind, date, status, place, who, and in which documents.
pub(super) fn events(ledger: &Ledger) -> String {
    let mut lines: Vec<String> = ledger
        .events
        .iter()
        .map(|row| {
            let who: Vec<String> = row
                .participants
                .iter()
                .map(|part| {
                    let actor = part.actor.map_or("?".to_owned(), |actor| actor.to_string());
                    format!("{} {}", part.name.as_deref().or(part.office.as_deref()).unwrap_or("-"), actor)
                })
                .collect();
            let docs: Vec<String> =
                row.support.mentions.iter().map(|mention| mention.doc.to_string()).collect();
            format!(
                "{} {:?} {:?} {} [{}]{} ({})\n",
                row.when.as_ref().map_or("?", |when| when.edtf()),
                row.kind,
                row.status,
                row.place.as_deref().unwrap_or("?"),
                who.join(", "),
                if row.within.is_some() { " in a visit" } else { "" },
                docs.join(" ")
            )
        })
        .collect();
    lines.sort();
    for conflict in &ledger.conflicts {
        let versions: Vec<&str> = conflict.versions.iter().map(|(value, _)| value.as_str()).collect();
        lines.push(format!("conflict {}: {}\n", conflict.slot, versions.join(" | ")));
    }
    lines.concat()
}

/// One line a thread.
pub(super) fn threads(ledger: &Ledger) -> String {
    let mut lines: Vec<String> = ledger
        .commitments
        .iter()
        .map(|row| {
            let docs: Vec<String> =
                row.support.mentions.iter().map(|mention| mention.doc.to_string()).collect();
            format!(
                "{} {} {}{} ({})\n",
                if row.topics.is_empty() { "-".to_owned() } else { row.topics.join("+") },
                row.stage.as_str(),
                row.health.as_str(),
                if row.is_open_request { " open" } else { "" },
                docs.join(" ")
            )
        })
        .collect();
    lines.sort();
    lines.concat()
}
