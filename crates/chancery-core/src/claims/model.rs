//! What one document says: claims, each with the words it rests on.
//!
//! These are the facts of the system. They are appended, never changed; what all documents
//! together support is the business of `ledger`.
//!
//! Invariants: every claim has evidence; positions are spans of the document's text; a claim that
//! belongs to an event names it by its place in [`Reading::claims`].

use std::{collections::BTreeMap, fmt};

use serde::{Deserialize, Serialize};

use crate::{
    calendar::{Day, When},
    evidence::{DocId, Evidence, hash},
    lexicon::{ActorCode, actor::InPlace},
    text::Span,
};

/// Everything that one document says about the relations between states.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reading {
    /// The document.
    pub doc: DocId,
    /// The day of publication that the text gives away, where the source states none.
    pub dated: Option<Day>,
    /// True where the document reports a dealing between states or international organisations.
    pub relevant: bool,
    /// The claims, in the order of the text.
    pub claims: Vec<Claim>,
    /// Doubts about the reading: what was seen and not understood.
    pub notes: Vec<Note>,
}

impl Reading {
    /// What a document gives that tells of no dealing between states.
    #[must_use]
    pub fn irrelevant(doc: DocId) -> Reading {
        Reading { doc, dated: None, relevant: false, claims: Vec::new(), notes: Vec::new() }
    }
}

/// A doubt about a reading, or an error of the source that is kept as printed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Note {
    /// Where it stands.
    pub span: Span,
    /// A stable name: `short-name-is-given-name`.
    pub code: String,
    /// What was seen, for people.
    pub text: String,
}

/// One thing that a document says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claim {
    /// The words and the rules that read them.
    pub evidence: Evidence,
    /// Who says it.
    pub source: Source,
    /// The event of the same document in which it was said or done: an index of `claims`.
    pub at: Option<u32>,
    /// What is said.
    pub body: Body,
}

/// Who says something, and in what part.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Source {
    /// The part in which it is said (knowledge of sources, section 13 of the domain notes).
    pub role: SourceRole,
    /// The speaker to whom the words are attributed.
    pub speaker: Option<Party>,
}

/// The part in which something is said.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SourceRole {
    /// A document that both sides signed.
    JointDocument,
    /// Both sides, as narrated.
    BothSides,
    /// One side's own speaker about its own side.
    OwnParty,
    /// One side's speaker about the other side.
    OtherParty,
    /// An official of neither side.
    ThirdParty,
    /// The agency or newspaper tells it.
    #[default]
    Narration,
    /// The headline says it.
    Headline,
    /// The words under a picture say it.
    Caption,
}

/// What a claim says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Body {
    /// A contact between sides.
    Event(Event),
    /// Something undertaken, asked, hoped, discussed or refused.
    Act(Act),
    /// A treaty, agreement, communiqué or other document.
    Instrument(Instrument),
    /// A standing body or format between sides.
    Mechanism(Mechanism),
    /// A person holds an office.
    Tenure(Tenure),
    /// How a side sees the other side or a question, in its own words.
    Position(Statement),
    /// Something stands in the way or falls short.
    Obstacle(Statement),
    /// A state of affairs or a delivery that somebody reports.
    ReportedState(Statement),
    /// Something expected of an event or a year, an aim or an agenda: no undertaking.
    Expectation(Statement),
    /// Praise, thanks, congratulations, assessment.
    Appraisal(Statement),
    /// A project or programme.
    Project(Project),
    /// An anniversary.
    Anniversary(Anniversary),
    /// The level of the partnership.
    PartnershipLevel(PartnershipLevel),
}

/// A person or a side, as one document names it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Party {
    /// The fullest form of the name in the document, without title; none for a side without a name.
    pub name: Option<String>,
    /// The office as the document gives it, abbreviations expanded: `Prime Minister`.
    pub office: Option<String>,
    /// The office in the lexicon: `vnm/prime-minister`, where it is known.
    pub office_id: Option<String>,
    /// The state or organisation for which the party stands.
    pub actor: Option<ActorCode>,
    /// A body of that state or organisation: `State Duma`, `Ministry of Industry and Trade`.
    pub body: Option<String>,
    /// Where the document names it, at this mention.
    pub span: Option<Span>,
}

/// The kind of an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum EventKind {
    /// A person or delegation travels to another country or organisation.
    Visit,
    /// Talks, meeting, reception, courtesy call, working session.
    Meeting,
    /// Telephone talks.
    Call,
    /// Summit, conference, forum, session of a committee or mechanism.
    Session,
    /// A signing or exchange of instruments.
    Signing,
    /// Wreath-laying, tribute, welcome, award, opening, commemoration.
    Ceremony,
    /// Letter, telegram, congratulation or condolence between sides.
    Message,
}

/// The protocol level of a visit, the highest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum VisitLevel {
    /// State visit.
    State,
    /// Official visit.
    Official,
    /// Working visit.
    Working,
    /// Private visit.
    Private,
    /// Passing through.
    Transit,
}

impl VisitLevel {
    /// Its name in records, as files and programs have it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            VisitLevel::State => "state",
            VisitLevel::Official => "official",
            VisitLevel::Working => "working",
            VisitLevel::Private => "private",
            VisitLevel::Transit => "transit",
        }
    }
}

/// What became of an event, as the document tells it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum EventStatus {
    /// Held, or under way.
    Happened,
    /// Announced, agreed or scheduled.
    Planned,
    /// Invited to, no more.
    Invited,
    /// Put off.
    Postponed,
    /// Called off.
    Cancelled,
    /// Said not to have happened or not to be planned.
    Denied,
}

impl EventStatus {
    /// Its name in records, as files and programs have it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            EventStatus::Happened => "happened",
            EventStatus::Planned => "planned",
            EventStatus::Invited => "invited",
            EventStatus::Postponed => "postponed",
            EventStatus::Cancelled => "cancelled",
            EventStatus::Denied => "denied",
        }
    }
}

/// The part that somebody has in an event.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// One of those who take part.
    #[default]
    Participant,
    /// Receives.
    Host,
    /// Travels or is received.
    Guest,
    /// Chairs together with another.
    CoChair,
    /// Signs.
    Signatory,
    /// Is present while others sign.
    Witness,
    /// Invites.
    Inviter,
    /// Sends a message.
    Sender,
    /// Gets a message.
    Recipient,
}

/// Somebody's part in an event.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Participant {
    /// Who.
    pub party: Party,
    /// In what part.
    pub role: Role,
}

/// Where something takes place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// The place as the document gives it: `Hanoi`; none where only the state is known.
    pub name: Option<String>,
    /// The state in which it lies.
    pub state: Option<ActorCode>,
}

/// A date as the document gives it, with the reason for its reading.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dated {
    /// The days.
    pub when: When,
    /// The words that say so; none where the publication day alone decides.
    pub span: Option<Span>,
    /// Why they mean those days, in words: "last Thursday before publication, past tense".
    pub reason: String,
}

/// A contact between sides.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Event {
    /// The kind.
    #[serde(rename = "event")]
    pub kind: EventKind,
    /// The level of a visit, where said.
    pub level: Option<VisitLevel>,
    /// What became of it.
    pub status: EventStatus,
    /// When.
    pub when: Option<Dated>,
    /// Where.
    pub place: Option<Place>,
    /// Who, each once, both sides.
    pub participants: Vec<Participant>,
    /// The visit that the event is part of: an index of `claims`.
    pub within: Option<u32>,
    /// What the document calls it: the name of a session or ceremony, `2nd session`.
    pub title: Option<String>,
    /// The ordinal of a session.
    pub ordinal: Option<u32>,
    /// Where in the document it is told most fully.
    pub span: Span,
}

/// The kind of an act.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ActKind {
    /// Mutual assent of two or more sides.
    Agree,
    /// One side, or all in the future tense, undertakes.
    Pledge,
    /// Somebody is tasked.
    Assign,
    /// The speaker's own side is ready.
    Offer,
    /// The other side, or both, are asked.
    Propose,
    /// A wish or need without undertaking.
    Hope,
    /// Talked about, no undertaking.
    Discuss,
    /// Refused or withdrawn.
    Decline,
}

impl ActKind {
    /// The kind with a name: `agree`.
    #[must_use]
    pub fn from_name(name: &str) -> Option<ActKind> {
        ActKind::deserialize(serde::de::value::StrDeserializer::<serde::de::value::Error>::new(name)).ok()
    }
}

/// The force of an act, G0 to G6 (scale of the domain notes, section 4.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Force {
    /// Nothing undertaken: noted, discussed.
    G0,
    /// A wish or a need.
    G1,
    /// Conditional or other-directed: ready, proposed, requested.
    G2,
    /// Stated future action: will, shall, plans to.
    G3,
    /// An explicit undertaking: agreed, pledged.
    G4,
    /// Decided and tasked.
    G5,
    /// Done in legal or signed form.
    G6,
}

/// Something undertaken, assigned, offered, asked, hoped, discussed or refused.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Act {
    /// The kind.
    pub act: ActKind,
    /// How binding the words are.
    pub force: Force,
    /// True where the words restate what stood before: reaffirmed, continue to.
    pub restated: bool,
    /// The sides that act.
    pub by: Vec<ActorCode>,
    /// The persons and bodies that act, as named.
    pub actors: Vec<Party>,
    /// The sides that are asked or promised.
    pub to: Vec<ActorCode>,
    /// Whom it is for, as the document says: "Russian citizens living in Vietnam".
    pub beneficiary: Option<Span>,
    /// Who is to do it, where somebody is named: "relevant ministries and agencies".
    pub executor: Option<Span>,
    /// The fields of cooperation, flat codes.
    pub fields: Vec<String>,
    /// What is undertaken: the words without the act word.
    pub what: Span,
    /// By when.
    pub deadline: Option<Dated>,
    /// Numbers, amounts and benchmarks: "to the pre-pandemic level".
    pub measures: Vec<Span>,
    /// 0 to 5: executor, deliverable, date, number, place or beneficiary named.
    pub precision: u8,
    /// 0 to 3: nobody, ministries in general, a named ministry or mechanism, a body that reports.
    pub delegation: u8,
}

/// What became of an instrument, as the document tells it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum InstrumentStatus {
    /// Named, no more.
    Mentioned,
    /// To be made or signed.
    Planned,
    /// Being negotiated.
    UnderNegotiation,
    /// Adopted.
    Adopted,
    /// Exchanged.
    Exchanged,
    /// Signed.
    Signed,
    /// In force.
    InForce,
}

impl InstrumentStatus {
    /// Its name in records, as files and programs have it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            InstrumentStatus::Mentioned => "mentioned",
            InstrumentStatus::Planned => "planned",
            InstrumentStatus::UnderNegotiation => "under-negotiation",
            InstrumentStatus::Adopted => "adopted",
            InstrumentStatus::Exchanged => "exchanged",
            InstrumentStatus::Signed => "signed",
            InstrumentStatus::InForce => "in-force",
        }
    }
}

/// A treaty, agreement, memorandum, communiqué, plan or other document between sides.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Instrument {
    /// The name as the document gives it.
    pub name: String,
    /// The type, a word of the lexicon: `joint communiqué`, `memorandum of understanding`.
    #[serde(rename = "type")]
    pub kind: String,
    /// What became of it.
    pub status: InstrumentStatus,
    /// When that was.
    pub when: Option<Dated>,
    /// The sides.
    pub parties: Vec<ActorCode>,
    /// Who signed.
    pub signatories: Vec<Party>,
    /// Who was present.
    pub witnesses: Vec<Party>,
    /// True where the document counts instruments without naming them: "several documents".
    pub is_count: bool,
    /// The fields that it concerns.
    pub fields: Vec<String>,
}

/// A standing body or recurring format between sides.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mechanism {
    /// The name as the document gives it.
    pub name: String,
    /// The type, a word of the lexicon: `intergovernmental committee`, `dialogue`.
    #[serde(rename = "type")]
    pub kind: String,
    /// The sides.
    pub parties: Vec<ActorCode>,
    /// The ordinal of the session that is spoken of.
    pub session: Option<u32>,
    /// Those who chair it.
    pub co_chairs: Vec<Party>,
}

/// A person in an office.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tenure {
    /// Person, office and state.
    pub party: Party,
    /// The day on which the document shows the person in the office.
    pub on: Option<Day>,
    /// True where the document says that the person has left it.
    pub former: bool,
    /// True for an acting or interim holder.
    pub acting: bool,
}

/// A wording of a side: position, obstacle, reported state, expectation, appraisal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Statement {
    /// The sides whose wording it is.
    pub by: Vec<ActorCode>,
    /// The sides that it is about.
    pub about: Vec<ActorCode>,
    /// The wording.
    pub what: Span,
    /// Of a state of affairs the thing that it is said of: "Talks on the pipeline" have stalled.
    #[serde(default)]
    pub thing: Option<Span>,
    /// The fields that it concerns.
    pub fields: Vec<String>,
    /// When the state of affairs was so, where said.
    pub when: Option<Dated>,
    /// A finer class of the lexicon: `partner-designation`, `delivery`, `shortfall`, `thanks`.
    pub class: Option<String>,
}

/// A project or programme of cooperation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Project {
    /// The name as the document gives it.
    pub name: String,
    /// The sides.
    pub parties: Vec<ActorCode>,
    /// The fields.
    pub fields: Vec<String>,
    /// The phase, a word of the lexicon: `proposed`, `under way`, `completed`.
    pub phase: Option<String>,
}

/// An anniversary that a document speaks of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Anniversary {
    /// Which one: 75.
    pub ordinal: Option<u32>,
    /// Of what: "diplomatic relations".
    pub of: Span,
    /// The sides.
    pub parties: Vec<ActorCode>,
    /// The day or year that is counted from, given or computed.
    pub base: Option<When>,
    /// When it is kept.
    pub on: Option<When>,
}

/// The level of a partnership.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PartnershipLevel {
    /// The level, a word of the lexicon: `comprehensive strategic partnership`.
    pub level: String,
    /// The sides.
    pub parties: Vec<ActorCode>,
    /// Since when, where said.
    pub since: Option<When>,
}

/// A short name of a claim that stays the same: the document, the place of the evidence, the kind.
///
/// At most [`ClaimId::LONGEST`] bytes, held in place: there are as many of them as claims and
/// mentions.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ClaimId([u8; ClaimId::LONGEST]);

impl ClaimId {
    /// The bytes of a name: twelve hexadecimal digits, as [`hash`] makes them.
    pub const LONGEST: usize = 12;

    /// Takes a name over; none where it is longer than names of claims are.
    #[must_use]
    pub fn new(name: &str) -> Option<ClaimId> {
        let mut bytes = [0; ClaimId::LONGEST];
        bytes.get_mut(..name.len())?.copy_from_slice(name.as_bytes());
        Some(ClaimId(bytes))
    }

    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        let end = self.0.iter().position(|byte| *byte == 0).unwrap_or(ClaimId::LONGEST);
        std::str::from_utf8(&self.0[..end]).expect("a name is made from text")
    }
}

impl fmt::Display for ClaimId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl fmt::Debug for ClaimId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("ClaimId").field(&self.as_str()).finish()
    }
}

impl Serialize for ClaimId {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for ClaimId {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<ClaimId, D::Error> {
        from.deserialize_str(InPlace("the name of a claim", ClaimId::new))
    }
}

impl Reading {
    /// The names of the claims, in order.
    #[must_use]
    pub fn claim_ids(&self) -> Vec<ClaimId> {
        // Two claims may rest on the same words; the number of earlier ones tells them apart.
        let mut earlier: BTreeMap<(Span, &str), u32> = BTreeMap::new();
        self.claims
            .iter()
            .map(|claim| {
                let (span, kind) = (claim.evidence.first().span, claim.body.kind());
                let number = earlier.entry((span, kind)).or_default();
                let place = format!("{}-{}", span.start(), span.end());
                let id = hash([self.doc.as_str(), kind, &place, &number.to_string()]);
                *number += 1;
                ClaimId::new(&id).expect("a hash has twelve digits")
            })
            .collect()
    }

    /// The name of a claim.
    ///
    /// # Panics
    /// When `index` is not one of the reading's claims.
    #[must_use]
    pub fn claim_id(&self, index: usize) -> ClaimId {
        self.claim_ids().swap_remove(index)
    }
}

impl Body {
    /// The kind, as it is written in rows.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Body::Event(_) => "event",
            Body::Act(_) => "act",
            Body::Instrument(_) => "instrument",
            Body::Mechanism(_) => "mechanism",
            Body::Tenure(_) => "tenure",
            Body::Position(_) => "position",
            Body::Obstacle(_) => "obstacle",
            Body::ReportedState(_) => "reported-state",
            Body::Expectation(_) => "expectation",
            Body::Appraisal(_) => "appraisal",
            Body::Project(_) => "project",
            Body::Anniversary(_) => "anniversary",
            Body::PartnershipLevel(_) => "partnership-level",
        }
    }
}
