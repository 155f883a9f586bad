//! Commitments: threads of acts about one thing, their stage and their health.

use serde::{Deserialize, Serialize};

use super::{Mention, RowId, Support, Wording};
use crate::{
    calendar::{Day, When},
    claims::model::{ActKind, Force},
    lexicon::ActorCode,
};

/// The highest rung of a commitment that has evidence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Stage {
    /// Only talked about, wished or needed.
    Voiced,
    /// Proposed by one side or offered.
    Proposed,
    /// Undertaken or agreed.
    Agreed,
    /// Given to somebody to do.
    Assigned,
    /// Laid down in a signed document.
    Signed,
    /// Being carried out.
    UnderWay,
    /// Carried out in part.
    PartlyDelivered,
    /// Carried out.
    Delivered,
}

/// How a commitment fares.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Health {
    /// Mentioned lately.
    Fresh,
    /// Not mentioned for a while although the relation was reported.
    Quiet,
    /// Restated twice or more without a higher rung.
    RestatedWithoutProgress,
    /// A report says the opposite.
    Contradicted,
    /// Put off.
    Postponed,
    /// Said to be stuck.
    Stalled,
    /// Refused or dropped.
    Refused,
    /// Replaced by another.
    Superseded,
    /// Closed by a person, who says why.
    Closed,
    /// Its day has passed, and no report says that it was done.
    Overdue,
}

impl Stage {
    /// All stages, the lowest first.
    pub const ALL: [Stage; 8] = [
        Stage::Voiced,
        Stage::Proposed,
        Stage::Agreed,
        Stage::Assigned,
        Stage::Signed,
        Stage::UnderWay,
        Stage::PartlyDelivered,
        Stage::Delivered,
    ];

    /// The stage as rows write it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Stage::Voiced => "voiced",
            Stage::Proposed => "proposed",
            Stage::Agreed => "agreed",
            Stage::Assigned => "assigned",
            Stage::Signed => "signed",
            Stage::UnderWay => "under-way",
            Stage::PartlyDelivered => "partly-delivered",
            Stage::Delivered => "delivered",
        }
    }
}

impl Health {
    /// All of them.
    pub const ALL: [Health; 10] = [
        Health::Fresh,
        Health::Quiet,
        Health::RestatedWithoutProgress,
        Health::Contradicted,
        Health::Postponed,
        Health::Stalled,
        Health::Refused,
        Health::Superseded,
        Health::Closed,
        Health::Overdue,
    ];

    /// The health as rows write it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Health::Fresh => "fresh",
            Health::Quiet => "quiet",
            Health::RestatedWithoutProgress => "restated-without-progress",
            Health::Contradicted => "contradicted",
            Health::Postponed => "postponed",
            Health::Stalled => "stalled",
            Health::Refused => "refused",
            Health::Superseded => "superseded",
            Health::Closed => "closed",
            Health::Overdue => "overdue",
        }
    }
}

/// A thread of acts of the same parties about the same thing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Commitment {
    /// Its name.
    pub id: RowId,
    /// The names that its further acts give it: an act is in one thread by name, though it may stand
    /// in the history of several.
    #[serde(default)]
    pub aliases: Vec<RowId>,
    /// The states and organisations concerned, sorted.
    pub parties: Vec<ActorCode>,
    /// Who undertakes, asks or offers, on all evidence.
    pub by: Vec<ActorCode>,
    /// Who is asked or promised.
    pub to: Vec<ActorCode>,
    /// The fields.
    pub fields: Vec<String>,
    /// The topics of the lexicon that the acts share; none where their own words tie them, several
    /// where one act names several things.
    #[serde(default)]
    pub topics: Vec<String>,
    /// The fullest wording of the strongest act.
    pub what: Wording,
    /// The strongest kind of act.
    pub act: ActKind,
    /// The strongest force.
    pub force: Force,
    /// The highest rung with evidence.
    pub stage: Stage,
    /// How it fares on the day of the ledger.
    pub health: Health,
    /// The rule behind stage and health, in words: "not mentioned since 2025-01-14 in 3 reports".
    pub because: String,
    /// True for a request or offer to which no report gives an answer.
    pub is_open_request: bool,
    /// Who is to do it.
    pub executor: Option<Wording>,
    /// By when.
    pub deadline: Option<When>,
    /// Numbers, amounts, benchmarks.
    pub measures: Vec<Wording>,
    /// Tied threads: what was given in return, what answers it.
    pub related: Vec<RowId>,
    /// Every act, by day.
    pub history: Vec<ActStep>,
    /// The mentions.
    pub support: Support,
}

impl Commitment {
    /// True of what was offered, asked or undertaken, and is neither done nor dropped.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.force >= Force::G2
            && self.stage != Stage::Delivered
            && !matches!(self.health, Health::Refused | Health::Superseded | Health::Closed)
    }
}

/// One act in the history of a commitment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ActStep {
    /// The day of the act: of its event, else of the document.
    pub day: Option<Day>,
    /// The kind.
    pub act: ActKind,
    /// The force.
    pub force: Force,
    /// True where it restates.
    pub restated: bool,
    /// Who acts.
    pub by: Vec<ActorCode>,
    /// The event at which it was done.
    pub at: Option<RowId>,
    /// The claim.
    pub mention: Mention,
}
