//! Joins that the words around a mention decide: what is announced with a visit, the next visit, and
//! what stands inside the words of a session or call.

use super::{Making, Match};
use crate::{
    calendar::Day,
    claims::model::{EventKind, EventStatus},
};

impl Making<'_, '_> {
    /// Of what a report announces together with a visit, without names and a day of its own, the one
    /// of that kind in the days of the visit.
    pub(super) fn announced_with_visit(&self, at: usize, fits: &[(Match, usize)]) -> Option<usize> {
        let one = &self.told[at];
        let is_plain = one.exact.is_none()
            && one.event.status == EventStatus::Planned
            && one.event.kind != EventKind::Visit
            && one.sides.values().all(|side| side.persons.is_empty());
        if !is_plain {
            return None;
        }
        let visits: Vec<(Day, Day)> = self
            .told
            .iter()
            .filter(|other| other.at.0 == one.at.0 && other.event.kind == EventKind::Visit)
            .filter_map(|other| other.exact)
            .collect();
        let is_inside = |cluster: usize| {
            let cluster = &self.clusters[cluster];
            let days = cluster.range.or(cluster.day.map(|day| (day, day)));
            days.is_some_and(|(first, last)| visits.iter().any(|(from, to)| *from <= first && last <= *to))
        };
        let mut inside = fits.iter().map(|(_, cluster)| *cluster).filter(|&cluster| is_inside(cluster));
        let only = inside.next()?;
        inside.next().is_none().then_some(only)
    }

    /// Of several visits that fit, what a report announces without a day is the next one.
    pub(super) fn next_visit(&self, at: usize, fits: &[(Match, usize)]) -> Option<usize> {
        let one = &self.told[at];
        let is_plain = one.exact.is_none()
            && one.event.status == EventStatus::Planned
            && one.event.kind == EventKind::Visit
            && self.corpus.day(one.at).is_some();
        let first = |cluster: usize| {
            let cluster = &self.clusters[cluster];
            cluster.range.map(|range| range.0).or(cluster.day)
        };
        let anchored = fits.iter().filter(|(fit, _)| is_plain && fit.anchored);
        anchored
            .filter_map(|&(fit, cluster)| Some((first(cluster)?, std::cmp::Reverse(fit.score), cluster)))
            .min()
            .map(|(.., cluster)| cluster)
    }

    /// A meeting that stands in no words but those of a session of its day is the session: "the
    /// group held its first meeting". One that is told in the words of a call is the call: "spoke by
    /// telephone with".
    pub(super) fn fold_meetings(&mut self) {
        let quotes = |at: usize| self.corpus.claim(self.told[at].at).evidence.quotes();
        let is_in = |meeting: usize, session: usize| {
            let (a, b) = (&self.told[meeting], &self.told[session]);
            a.at.0 == b.at.0
                && a.exact == b.exact
                && a.exact.is_some()
                && match b.event.kind {
                    EventKind::Call => quotes(meeting).iter().any(|one| one.span == quotes(session)[0].span),
                    _ => quotes(session).iter().any(|outer| outer.span.contains(quotes(meeting)[0].span)),
                }
        };
        let mut moves = Vec::new();
        for (from, meeting) in self.clusters.iter().enumerate() {
            if meeting.kind != EventKind::Meeting || meeting.told.is_empty() {
                continue;
            }
            let on = |kind| meeting.day.and_then(|day| self.by_day.get(&(kind, day))).into_iter().flatten();
            let to = on(EventKind::Session).chain(on(EventKind::Call)).copied().find(|&session| {
                let session = &self.clusters[session];
                meeting.told.iter().all(|&at| session.told.iter().any(|&other| is_in(at, other)))
            });
            moves.extend(to.map(|to| (from, to)));
        }
        for (from, to) in moves {
            let moved = std::mem::take(&mut self.clusters[from].told);
            self.clusters[to].told.extend(moved);
        }
    }
}
