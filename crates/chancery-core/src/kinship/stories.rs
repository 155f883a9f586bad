//! Which document stands for the story of another: over all documents, or only where new ones may have
//! changed it.
//!
//! Documents are taken in the order of their days. What a document is found to be depends on the copies
//! of the sixty days before it and on nothing else, so a new document changes what follows it within
//! sixty days, and what follows a change within sixty days of that. Documents without a day come last
//! and may be copies of any.

use std::collections::{HashMap, HashSet, VecDeque};

use super::{DAYS_IDENTICAL, Fingerprint, are_copies};
use crate::{calendar::Day, evidence::DocId};

/// Copies share at least one in so many of their runs by which copies are looked for: half of all runs
/// are shared, one in eight is looked for, and chance may take most of those away.
const SHARED: usize = 64;
/// A run that more stories of the time have is nobody's own. So many copies are compared at most.
const COMMON: usize = 64;

/// A document in the list of all.
#[derive(Clone, Copy, Debug)]
pub struct Listed<'a> {
    /// Its name.
    pub doc: &'a DocId,
    /// The day of publication.
    pub day: Option<Day>,
    /// What was found of it in a list without those of which nothing is known yet.
    pub told: Option<&'a Told>,
}

/// Which story a document tells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// The document that stands for the story: the earliest copy. A document that tells a story of its
    /// own stands for itself.
    pub story: DocId,
    /// True where later documents are compared with it: the first of its story, and fuller copies.
    pub is_compared: bool,
}

/// Finds, for every document of a list, the story that it tells.
///
/// Documents may come in any order, each once. `print` gives the words of a document, and is asked
/// only for those that are looked at.
///
/// # Errors
/// The error of `print`.
pub fn stories<E>(
    reports: &[Listed<'_>],
    mut print: impl FnMut(&DocId) -> Result<Fingerprint, E>,
) -> Result<Vec<Told>, E> {
    let mut order: Vec<u32> = (0..reports.len() as u32).collect();
    // Unknown days come last: a document with a day stands for the story.
    order.sort_by_key(|&at| {
        let report = &reports[at as usize];
        (report.day.is_none(), report.day, report.doc)
    });
    let is_dated = |at: &u32| reports[*at as usize].day.is_some();
    let (dated, undated) = order.split_at(order.partition_point(is_dated));

    let mut named: Vec<Option<Told>> = vec![None; reports.len()];
    let mut copies: Vec<Copy<'_>> = Vec::new();
    let mut recent = Recent::default();
    // The last day on which something is not as it was.
    let mut changed: Option<Day> = None;
    for &at in dated {
        let report = &reports[at as usize];
        let Some(day) = report.day else { continue };
        let same = report.told.filter(|_| changed.is_none_or(|changed| apart(changed, day) > DAYS_IDENTICAL));
        let (told, own) = match same {
            Some(told) => (told.clone(), None),
            None => {
                recent.move_to(day, &mut copies, &mut print)?;
                let own = print(report.doc)?;
                let told = tell(report, &own, &recent.postings, &mut copies, &mut print)?;
                (told, Some(own))
            }
        };
        if report.told != Some(&told) && (told.is_compared || report.told.is_some_and(|old| old.is_compared))
        {
            changed = Some(day);
        }
        if told.is_compared {
            copies.push(Copy {
                doc: report.doc,
                day: report.day,
                story: told.story.clone(),
                print: own.map(Box::new),
            });
        }
        named[at as usize] = Some(told);
    }
    // Where nothing changed, what has no day tells what it told before.
    let is_known = changed.is_none() && undated.iter().all(|&at| reports[at as usize].told.is_some());
    if is_known {
        for &at in undated {
            named[at as usize] = reports[at as usize].told.cloned();
        }
    } else {
        among_all(reports, undated, copies, &mut named, &mut print)?;
    }
    Ok(named.into_iter().map(|told| told.expect("each document was looked at")).collect())
}

/// The stories of documents without a day, which may be copies of any.
fn among_all<'a, E>(
    reports: &[Listed<'a>],
    undated: &[u32],
    mut copies: Vec<Copy<'a>>,
    named: &mut [Option<Told>],
    print: &mut impl FnMut(&DocId) -> Result<Fingerprint, E>,
) -> Result<(), E> {
    // Of all copies only the runs that a document without a day has are kept.
    let own: Vec<Fingerprint> =
        undated.iter().map(|&at| print(reports[at as usize].doc)).collect::<Result<_, E>>()?;
    let mut ever =
        Postings { only: Some(own.iter().flat_map(Fingerprint::keys).collect()), ..Postings::default() };
    if !own.is_empty() {
        for (number, copy) in copies.iter().enumerate() {
            match &copy.print {
                Some(print) => ever.add(print, number as u32),
                None => ever.add(&print(copy.doc)?, number as u32),
            }
        }
    }
    for (&at, own) in undated.iter().zip(own) {
        let report = &reports[at as usize];
        let told = tell(report, &own, &ever, &mut copies, print)?;
        if told.is_compared {
            ever.add(&own, copies.len() as u32);
            copies.push(Copy {
                doc: report.doc,
                day: None,
                story: told.story.clone(),
                print: Some(Box::new(own)),
            });
        }
        named[at as usize] = Some(told);
    }
    Ok(())
}

/// The story of one document, by the copies among which it is looked for.
fn tell<E>(
    report: &Listed<'_>,
    own: &Fingerprint,
    postings: &Postings,
    copies: &mut [Copy<'_>],
    print: &mut impl FnMut(&DocId) -> Result<Fingerprint, E>,
) -> Result<Told, E> {
    for (shared, number) in postings.candidates(own).into_iter().take(COMMON) {
        let copy = &mut copies[number as usize];
        let other = match &mut copy.print {
            Some(print) => print,
            none => none.insert(Box::new(print(copy.doc)?)),
        };
        let days = report.day.zip(copy.day).map_or(0, |(a, b)| apart(a, b));
        if shared * SHARED >= own.size().min(other.size()) && are_copies(other, own, days) {
            // A fuller copy is compared as well: a third one may share only what the first one lacks.
            let is_fuller = own.size() * 4 > other.size() * 5;
            return Ok(Told { story: copy.story.clone(), is_compared: is_fuller });
        }
    }
    Ok(Told { story: report.doc.clone(), is_compared: true })
}

/// A document with which others are compared.
struct Copy<'a> {
    doc: &'a DocId,
    day: Option<Day>,
    story: DocId,
    /// Its words, while they are looked at.
    print: Option<Box<Fingerprint>>,
}

/// The copies of the last sixty days.
#[derive(Default)]
struct Recent {
    postings: Postings,
    /// The number of the first copy that is not too old.
    oldest: usize,
    /// Copies before this number are among the postings, or too old.
    listed: usize,
}

impl Recent {
    fn move_to<E>(
        &mut self,
        day: Day,
        copies: &mut [Copy<'_>],
        print: &mut impl FnMut(&DocId) -> Result<Fingerprint, E>,
    ) -> Result<(), E> {
        while let Some(copy) = copies.get_mut(self.oldest)
            && copy.day.is_some_and(|old| apart(old, day) > DAYS_IDENTICAL)
        {
            let own = copy.print.take();
            if self.oldest < self.listed
                && let Some(own) = own
            {
                self.postings.remove(&own, self.oldest as u32);
            }
            self.oldest += 1;
        }
        self.listed = self.listed.max(self.oldest);
        for (number, copy) in copies.iter_mut().enumerate().skip(self.listed) {
            let own = match &mut copy.print {
                Some(print) => print,
                none => none.insert(Box::new(print(copy.doc)?)),
            };
            self.postings.add(own, number as u32);
        }
        self.listed = copies.len();
        Ok(())
    }
}

/// Which copies have a run. Looked up by run only, never walked: its order cannot show.
#[derive(Default)]
struct Postings {
    /// The numbers of the copies, in order.
    of: HashMap<u32, VecDeque<u32>>,
    /// Only these runs are kept; none where all are.
    only: Option<HashSet<u32>>,
}

impl Postings {
    fn add(&mut self, print: &Fingerprint, copy: u32) {
        for key in print.keys().filter(|key| self.only.as_ref().is_none_or(|only| only.contains(key))) {
            self.of.entry(key).or_default().push_back(copy);
        }
    }

    /// Takes out the copy that was added first.
    fn remove(&mut self, print: &Fingerprint, copy: u32) {
        for key in print.keys() {
            if let Some(posting) = self.of.get_mut(&key) {
                if posting.front() == Some(&copy) {
                    posting.pop_front();
                }
                if posting.is_empty() {
                    self.of.remove(&key);
                }
            }
        }
    }

    /// How many runs copies share with a document, and which copies: those that share most first.
    fn candidates(&self, print: &Fingerprint) -> Vec<(usize, u32)> {
        let mut shared: Vec<u32> = print
            .keys()
            .filter_map(|key| self.of.get(&key))
            .filter(|posting| posting.len() <= COMMON)
            .flatten()
            .copied()
            .collect();
        shared.sort_unstable();
        let mut counted: Vec<(usize, u32)> =
            shared.chunk_by(|a, b| a == b).map(|same| (same.len(), same[0])).collect();
        counted.sort_unstable_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
        counted
    }
}

/// Days between two days.
fn apart(a: Day, b: Day) -> i32 {
    a.since(b).map_or(i32::MAX, |span| span.get_days().abs())
}
