//! What was said and done in substance: acts, instruments, mechanisms, and statements.
//!
//! The readers of the claims that have parties and fields stand here together, since they look at
//! the same [`Scene`]. Contacts between sides are the business of `events`.

use std::ops::Range;

use super::{
    Context,
    acts::Acts,
    instruments::Instruments,
    mechanisms::Mechanisms,
    model::{Body, Claim, Dated, EventKind, EventStatus, InstrumentStatus},
    occasions::Occasions,
    rulebook::Example,
    scene::Scene,
    sides::{SideKind, Sides},
    statements::Statements,
    tenures::Tenures,
};
use crate::{
    grammar::{Analysis, Upos, Word, Xpos},
    lexicon::{ActorCode, Fields, Files, Problems, Vocabulary},
    mentions::EntityKind,
};

/// A contact so many days before the news of a report is recalled.
const RECALLED: i64 = 21;
/// What is said in its own words stands so many bytes behind them at most.
const BESIDE: u32 = 40;

/// Ties acts, instruments and mechanisms to the contact in which they were made: the one told last
/// before them in which their sides take part, talks before the visit around them.
///
/// The places of claims do not change, so that events keep naming one another.
pub fn tie(claims: &mut [Claim]) {
    let events: Vec<(usize, u32, EventKind, Vec<ActorCode>)> = claims
        .iter()
        .enumerate()
        .filter_map(|(at, claim)| match &claim.body {
            Body::Event(event) if event.status == EventStatus::Happened => {
                let sides = event.participants.iter().filter_map(|one| one.party.actor).collect();
                let start = claim.evidence.quotes().iter().map(|quote| quote.span.start()).min()?;
                Some((at, start, event.kind, sides))
            }
            _ => None,
        })
        .collect();
    let days: Vec<Option<Dated>> = events.iter().map(|&(at, ..)| when_of(&claims[at])).collect();
    let last = |day: &Option<Dated>| day.as_ref().and_then(|when| when.when.last());
    let news = days.iter().filter_map(last).max();
    // A contact that is only recalled owns what is said in its own words, not what follows.
    let is_recalled = |day: &Option<Dated>| {
        let after = last(day).and_then(|day| day.checked_add(jiff::Span::new().days(RECALLED)).ok());
        after.zip(news).is_some_and(|(after, news)| after < news)
    };
    let ends: Vec<u32> = events
        .iter()
        .map(|&(at, ..)| claims[at].evidence.quotes().iter().map(|quote| quote.span.end()).max().unwrap_or(0))
        .collect();
    for claim in claims.iter_mut() {
        let (sides, signed) = match &claim.body {
            Body::Act(act) => (&act.by, false),
            Body::Instrument(paper) => (&paper.parties, paper.status == InstrumentStatus::Signed),
            Body::Mechanism(mechanism) => (&mechanism.parties, false),
            _ => continue,
        };
        let start = claim.evidence.first().span.start();
        let fits = |kind: EventKind| match kind {
            EventKind::Signing => signed,
            EventKind::Meeting | EventKind::Call | EventKind::Session | EventKind::Visit => true,
            EventKind::Ceremony | EventKind::Message => false,
        };
        let rank = |kind: EventKind| match kind {
            EventKind::Signing => 2,
            EventKind::Visit => 0,
            _ => 1,
        };
        let best = events
            .iter()
            .zip(&days)
            .zip(&ends)
            .filter(|((_, day), end)| !is_recalled(day) || start <= **end + BESIDE)
            .map(|(event, _)| event)
            .filter(|((_, at, kind, there), _)| {
                *at <= start
                    && fits(*kind)
                    && !sides.is_empty()
                    && sides.iter().all(|side| there.contains(side))
            })
            .max_by_key(|((_, at, kind, _), _)| (rank(*kind), *at));
        claim.at = best.map(|((at, ..), _)| *at as u32);
        // What was signed at the talks was signed on their day.
        if let (Body::Instrument(paper), Some((_, when)), true) = (&mut claim.body, best, signed)
            && paper.when.is_none()
        {
            paper.when.clone_from(when);
        }
    }
}

fn when_of(claim: &Claim) -> Option<Dated> {
    match &claim.body {
        Body::Event(event) => event.when.clone(),
        _ => None,
    }
}

/// Where the adjectives of two states end that begin at a word: "Russian-Austrian".
fn pair_at(analysis: &Analysis, sides: &Sides, word: Word, end: Word) -> Option<Word> {
    let adjective = |at: Word| {
        sides.within(at..at + 1).find(|side| side.kind == SideKind::Adjective && side.words.end <= end)
    };
    let first = adjective(word)?;
    if first.actors.len() > 1 {
        return Some(first.words.end);
    }
    let mut next = first.words.end;
    if next < end && analysis.upos(next) == Upos::Punct {
        next += 1;
    }
    let second = adjective(next)?;
    (next < end && first.actors != second.actors).then_some(second.words.end)
}

/// Where the name of an organisation ends that begins at a word, if the report is about it.
fn partner_at(context: &Context<'_>, sides: &Sides, word: Word) -> Option<Word> {
    let mention = context.mentions.at(word).filter(|mention| mention.words.start == word)?;
    let entity = context.mentions.entity(*mention.refers.first()?);
    let is_partner = entity.kind == EntityKind::Organisation
        && entity.actor.is_some_and(|code| sides.main().contains(&code));
    is_partner.then_some(mention.words.end)
}

/// The readers of acts, instruments, mechanisms and statements.
#[derive(Clone, Debug, Default)]
pub struct Content {
    acts: Acts,
    instruments: Instruments,
    mechanisms: Mechanisms,
    fields: Fields,
    statements: Statements,
    occasions: Occasions,
    tenures: Tenures,
}

impl Content {
    /// Reads the rule files of all readers; what is wrong with them goes to `problems`.
    #[must_use]
    pub fn compile(files: &Files<'_>, vocabulary: &mut Vocabulary, problems: &mut Problems) -> Content {
        Content {
            acts: Acts::compile(files, vocabulary, problems),
            instruments: Instruments::compile(files, vocabulary, problems),
            mechanisms: Mechanisms::compile(files, vocabulary, problems),
            fields: Fields::load(files, vocabulary, problems),
            statements: Statements::compile(files, vocabulary, problems),
            occasions: Occasions::compile(files, vocabulary, problems),
            tenures: Tenures::compile(files, vocabulary, problems),
        }
    }

    /// The claims of a document, in the order of the text.
    #[must_use]
    pub fn read(&self, context: &Context<'_>) -> Vec<Claim> {
        let sides = Sides::find(context);
        let analysis = context.analysis;
        let fields = |words: Range<Word>| {
            let (mut forms, mut lemmas) = (Vec::new(), Vec::new());
            let mut word = words.start;
            while word < words.end {
                let pair = pair_at(analysis, &sides, word, words.end);
                if let (Some(end), Some(sym)) = (pair, self.fields.pair()) {
                    if forms.last() != Some(&sym) {
                        forms.push(sym);
                        lemmas.push(sym);
                    }
                    word = end;
                    continue;
                }
                // An organisation that the report is about is no topic of its own.
                if let Some(end) = partner_at(context, &sides, word).filter(|&end| end <= words.end) {
                    word = end;
                    continue;
                }
                let (form, mut lemma) = (analysis.form(word), analysis.lemma(word));
                if analysis.upos(word) == Upos::Verb && self.fields.is_silent_as_verb(lemma) {
                    // "to train officers" is no railway, but "in training officers" is training.
                    lemma = form;
                    if analysis.xpos(word) != Xpos::Vbg {
                        word += 1;
                        continue;
                    }
                }
                forms.push(form);
                lemmas.push(lemma);
                word += 1;
            }
            self.fields.codes(&forms, &lemmas).into_iter().map(str::to_owned).collect()
        };
        let scene = Scene { context: *context, sides: &sides, fields: &fields };
        let mut claims = self.acts.read(&scene);
        claims.extend(self.instruments.read(&scene));
        claims.extend(self.mechanisms.read(&scene));
        let statements = self.statements.read(&scene);
        // What a rule knows as praise, a wish for the year or a position is no act by the network's word alone.
        let span = |claim: &Claim| claim.evidence.first().span;
        claims.retain(|act| {
            !self.acts.is_told(act) || statements.iter().all(|said| !span(said).overlaps(span(act)))
        });
        claims.extend(statements);
        claims.extend(self.occasions.read(&scene));
        claims.extend(self.tenures.read(&scene));
        // A stable sort keeps the readers' order where two claims begin at the same word.
        claims.sort_by_key(|claim| claim.evidence.first().span.start());
        claims
    }

    /// True for an act that the network alone sees.
    #[must_use]
    pub fn is_told(&self, claim: &Claim) -> bool {
        self.acts.is_told(claim)
    }

    /// The sentences that the rules of acts must and must not match.
    #[must_use]
    pub fn examples_of_acts(&self) -> &[Example] {
        self.acts.examples()
    }

    /// The sentences that the rules must and must not match.
    pub fn examples(&self) -> impl Iterator<Item = &Example> {
        let acts = self.acts.examples().iter();
        let papers = self.instruments.examples().iter().chain(self.mechanisms.examples());
        acts.chain(papers).chain(self.statements.examples())
    }
}
