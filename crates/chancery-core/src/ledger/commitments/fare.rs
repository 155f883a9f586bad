//! How a thread fares: the highest rung with evidence, and the health that follows from what was
//! said when. Both say why.

use std::collections::{BTreeMap, BTreeSet};

use super::{Around, making::Node, shown::Sign};
use crate::{
    calendar::{Day, When},
    claims::model::{Act, ActKind, Force},
    evidence::DocId,
    ledger::{
        gist::Cell,
        input::{At, Clock, Corpus},
        model::{ActStep, Health, Stage},
        people::days_between,
        rules::LedgerRules,
    },
};

/// The rung of one act.
pub(super) fn rung(act: &Act) -> Stage {
    match act.act {
        ActKind::Discuss | ActKind::Hope | ActKind::Decline => Stage::Voiced,
        ActKind::Propose | ActKind::Offer => Stage::Proposed,
        ActKind::Agree | ActKind::Pledge if act.force <= Force::G1 => Stage::Voiced,
        ActKind::Agree | ActKind::Pledge if act.force == Force::G2 => Stage::Proposed,
        ActKind::Agree | ActKind::Pledge => Stage::Agreed,
        ActKind::Assign => Stage::Assigned,
    }
}

/// True for what a side has decided by itself, as lifting a ban: it is done, not promised.
pub(super) fn is_measure(act: &Act) -> bool {
    act.act == ActKind::Pledge && act.force >= Force::G5
}

/// How often and when the relation was reported: the basis of every word about silence.
pub(super) struct Reports {
    /// The day of each story up to the day of the ledger, sorted.
    days: Vec<Day>,
}

impl Reports {
    pub(super) fn new(around: &Around<'_>) -> Reports {
        let mut stories: Vec<(&DocId, Day)> = around
            .claims
            .iter()
            .filter_map(|&at| Some((around.corpus.story(at.0), *around.days.get(&at.0)?)))
            .collect();
        stories.sort_unstable();
        stories.dedup_by_key(|it| it.0);
        let mut days: Vec<Day> =
            stories.into_iter().map(|(_, day)| day).filter(|day| around.clock.has_come(*day)).collect();
        days.sort_unstable();
        Reports { days }
    }

    /// Stories after a day.
    fn since(&self, day: Day) -> usize {
        self.days.len() - self.days.partition_point(|other| *other <= day)
    }
}

/// What stage and health are read from.
pub(super) struct Fare<'a> {
    pub(super) corpus: &'a Corpus<'a>,
    pub(super) rules: &'a LedgerRules,
    pub(super) clock: &'a Clock,
    pub(super) history: &'a [ActStep],
    pub(super) reports: &'a Reports,
    pub(super) shown: &'a [Sign],
    pub(super) days: &'a BTreeMap<usize, Day>,
    pub(super) nodes: &'a [&'a Node<'a>],
    /// Those of them that are about its thing alone, or of which it is the list.
    pub(super) own: &'a [&'a Node<'a>],
}

impl Fare<'_> {
    pub(super) fn stage(&self) -> (Stage, String) {
        // A list lifts nothing: what is agreed on five fields is not agreed on each of their parts.
        let acts = if self.own.is_empty() { self.nodes } else { self.own };
        let (mut stage, node) = acts
            .iter()
            .map(|node| (rung(node.act), *node))
            .max_by_key(|(stage, node)| (*stage, std::cmp::Reverse(node.at)))
            .expect("a thread has an act");
        let on = |at: At| {
            format!(
                "{} on {}",
                self.corpus.doc(at.0),
                self.days.get(&at.0).map_or("an unknown day".to_owned(), |day| day.to_string())
            )
        };
        let mut why = format!("{} in {}", stage_word(stage), on(node.at));
        // What the other side had asked for, and is decided, is delivered.
        let asks = |node: &&&Node<'_>| matches!(node.act.act, ActKind::Propose | ActKind::Hope);
        let met = acts.iter().filter(|node| is_measure(node.act)).find(|measure| {
            let by = &measure.act.by;
            acts.iter()
                .filter(asks)
                .any(|ask| ask.day <= measure.day && ask.act.by.iter().all(|one| !by.contains(one)))
        });
        if let Some(measure) = met {
            stage = Stage::Delivered;
            why = format!("{} as reported in {}", stage_word(stage), on(measure.at));
        }
        let first = self.history.iter().find_map(|step| step.day);
        let mut claimed = None;
        for sign in self.shown {
            let Some(shown) = sign.stage else { continue };
            // A document signed, or a thing done, before anybody asked for it is another one.
            if first.is_some() && sign.day < first {
                continue;
            }
            if shown == Stage::Signed && stage < Stage::Proposed {
                continue;
            }
            if sign.is_claim {
                claimed = Some(sign);
            } else if shown > stage {
                stage = shown;
                why = format!("{} as reported in {}", stage_word(stage), on(sign.at));
            }
        }
        if let Some(sign) = claimed {
            why.push_str(&format!(
                ", and {} according to a side itself in {}",
                stage_word(sign.stage.unwrap_or(stage)),
                on(sign.at)
            ));
        }
        (stage, why)
    }

    pub(super) fn health(&self, stage: Stage, deadline: Option<&When>) -> (Health, String) {
        let latest = self
            .history
            .iter()
            .filter_map(|step| step.day.max(step.mention.day))
            .chain(self.shown.iter().filter_map(|sign| sign.day))
            .max();
        let dated = |day: Option<Day>| day.map_or("an unknown day".to_owned(), |day| day.to_string());
        // What was refused and not taken up again.
        if let Some(refusal) = self.history.iter().rev().find(|step| step.act == ActKind::Decline) {
            let after = self.history.iter().any(|step| {
                step.day > refusal.day
                    && matches!(step.act, ActKind::Agree | ActKind::Pledge | ActKind::Assign)
            });
            if !after {
                let health = if stage >= Stage::Agreed { Health::Contradicted } else { Health::Refused };
                return (health, format!("declined in {} on {}", refusal.mention.doc, dated(refusal.day)));
            }
        }
        if let Some(sign) =
            self.shown.iter().filter(|sign| sign.health.is_some()).max_by_key(|sign| (sign.day, sign.at))
        {
            // Undertaken anew, or told to go on.
            let revived = self.history.iter().any(|step| {
                step.day > sign.day && matches!(step.act, ActKind::Agree | ActKind::Pledge | ActKind::Assign)
            }) || self.shown.iter().any(|other| {
                other.day > sign.day
                    && other.health.is_none()
                    && other.stage.is_none_or(|stage| stage > Stage::Signed)
                    && !other.is_answer
            });
            // Said to be delivered, and said to be stuck no earlier.
            let delivered = self.shown.iter().find(|other| {
                other.stage.is_some_and(|stage| stage > Stage::Signed)
                    && other.day <= sign.day
                    && other.at != sign.at
            });
            if !revived && let Some(delivered) = delivered {
                return (
                    Health::Contradicted,
                    format!(
                        "{} according to {} on {}, and reported {} in {} on {}",
                        delivered.stage.map_or("delivered", stage_word),
                        self.corpus.doc(delivered.at.0),
                        dated(delivered.day),
                        sign.health.map_or("stuck", health_word),
                        self.corpus.doc(sign.at.0),
                        dated(sign.day)
                    ),
                );
            }
            if !revived && let Some(health) = sign.health {
                return (
                    health,
                    format!(
                        "reported {} in {} on {}",
                        health_word(health),
                        self.corpus.doc(sign.at.0),
                        dated(sign.day)
                    ),
                );
            }
        }
        // A day that has passed is a fact, though silence is no failure.
        if let Some(last) = deadline.and_then(When::last)
            && stage >= Stage::Agreed
            && !matches!(stage, Stage::Signed | Stage::Delivered)
            && self.clock.has_passed(last)
        {
            return (Health::Overdue, format!("due by {last}, and no report says that it was done"));
        }
        let Some(latest) = latest else { return (Health::Fresh, "no report of it has a day".to_owned()) };
        let quiet = jiff::Span::new().days(self.rules.stages.quiet_days);
        let is_silent = latest.checked_add(quiet).is_ok_and(|day| self.clock.has_passed(day));
        let reports = self.reports.since(latest);
        let since = format!(
            "not mentioned since {latest} in {reports} {} of the relation",
            if reports == 1 { "report" } else { "reports" }
        );
        if is_silent && reports >= self.rules.stages.quiet_reports {
            return (Health::Quiet, since);
        }
        let restated = self.restatements();
        if restated >= self.rules.stages.restatements {
            return (
                Health::RestatedWithoutProgress,
                format!("restated {restated} times without a higher rung, last on {latest}"),
            );
        }
        let why = if is_silent { since } else { format!("last mentioned on {latest}") };
        (Health::Fresh, why)
    }

    /// On how many later days the same or a lower rung was said again.
    fn restatements(&self) -> usize {
        let mut top = None;
        let mut days: BTreeSet<Day> = BTreeSet::new();
        for node in self.sorted() {
            let here = rung(node.act);
            if top.is_none_or(|top| here > top) {
                top = Some(here);
                days.clear();
            } else if let Some(day) = node.day
                && here >= Stage::Proposed
            {
                days.insert(day);
            }
        }
        let first =
            self.sorted().into_iter().find(|node| Some(rung(node.act)) == top).and_then(|node| node.day);
        days.into_iter().filter(|day| first.is_none_or(|first| days_between(first, *day) > 7)).count()
    }

    fn sorted(&self) -> Vec<&Node<'_>> {
        let mut nodes: Vec<&Node<'_>> = self.nodes.iter().map(|node| &**node).collect();
        nodes.sort_by_key(|node| (node.day, node.at));
        nodes
    }

    /// True where a side asks or offers and the other side is not reported to have answered.
    pub(super) fn is_open_request(&self, cell: &Cell) -> bool {
        let nodes = self.sorted();
        let asks = |node: &&&Node<'_>| {
            matches!(node.act.act, ActKind::Propose | ActKind::Offer | ActKind::Hope)
                && node.act.by.len() == 1
                && (node.act.act != ActKind::Hope || node.act.to.iter().any(|to| !node.act.by.contains(to)))
        };
        let Some(first) = nodes.iter().find(asks) else { return false };
        if nodes.iter().any(|node| node.act.by.len() > 1 && rung(node.act) >= Stage::Agreed) {
            return false;
        }
        if self.shown.iter().any(|sign| sign.is_answer && sign.day >= first.day) {
            return false;
        }
        let asker = first.act.by[0];
        cell.len() >= 2
            && !nodes.iter().any(|node| {
                node.day >= first.day
                    && node.act.by.iter().any(|by| *by != asker)
                    && !matches!(node.act.act, ActKind::Discuss)
            })
    }
}

fn stage_word(stage: Stage) -> &'static str {
    match stage {
        Stage::Voiced => "voiced",
        Stage::Proposed => "proposed or offered",
        Stage::Agreed => "undertaken",
        Stage::Assigned => "assigned",
        Stage::Signed => "signed",
        Stage::UnderWay => "under way",
        Stage::PartlyDelivered => "delivered in part",
        Stage::Delivered => "delivered",
    }
}

fn health_word(health: Health) -> &'static str {
    match health {
        Health::Fresh => "fresh",
        Health::Quiet => "quiet",
        Health::RestatedWithoutProgress => "restated without progress",
        Health::Contradicted => "contradicted",
        Health::Postponed => "put off",
        Health::Stalled => "stuck",
        Health::Refused => "dropped",
        Health::Superseded => "replaced",
        Health::Closed => "closed",
        Health::Overdue => "overdue",
    }
}
