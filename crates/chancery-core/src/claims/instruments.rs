//! Instruments: treaties, agreements, communiqués, plans and other papers between sides.
//!
//! Each is told from its noun (`papers/instruments.toml`): the name around it, what became of it by
//! the verb that governs it, its sides by the name or by those who sign. One instrument named
//! several times in a document is one claim with several quotations.
//!
//! The ceremony of signing is the business of `events`.
//!
//! Invariant: a claim's name is printed as the document gives it.

use std::{collections::BTreeMap, ops::Range};

use serde::Deserialize;

use super::{
    groups::{self, Bounds, Group},
    model::{Body, Claim, Dated, Instrument, InstrumentStatus, Source},
    phrases::Words,
    rulebook::{self, Example, Rulebook},
    scene::Scene,
    sides::{PAIR, add_all},
};
use crate::{
    evidence::{Evidence, Quote, RuleId},
    grammar::{Upos, Word, Xpos},
    intake::BlockKind,
    lexicon::{ActorCode, Files, List, Problems, Sym, Vocabulary, fold},
    times::Timex,
};

const FILE: &str = "papers/instruments.toml";

/// How near talks stand to what they negotiate, in words: "negotiations on a new".
const TALKED_ABOUT: u32 = 6;

/// How near a verb must stand to govern an instrument, in words.
const NEAR: u32 = 12;

/// The nouns of instruments, compiled.
#[derive(Clone, Debug, Default)]
pub struct Instruments {
    kinds: Vec<Kind>,
    rules: Rulebook,
    bounds: Bounds,
    words: BTreeMap<String, List>,
}

#[derive(Clone, Debug)]
struct Kind {
    name: String,
    plural: String,
    counts: Counts,
    of_many: bool,
    rule: RuleId,
}

/// When a noun is an instrument.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Counts {
    Always,
    Named,
    Signed,
    /// Only where it was signed or adopted.
    Inked,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    instrument: Vec<Entry>,
    words: BTreeMap<String, String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    #[serde(rename = "type")]
    name: String,
    plural: String,
    counts: Counts,
    /// True for papers of many states, which are known by their names wherever they stand.
    #[serde(default)]
    of_many: bool,
    phrases: Vec<String>,
    #[serde(default)]
    not: Vec<String>,
    yes: Vec<String>,
    no: Vec<String>,
}

/// The word lists that reading asks for.
const LISTS: &[&str] = &[
    "signed",
    "adopted",
    "exchanged",
    "in-force",
    "negotiation",
    "planned",
    "reached",
    "beside",
    "texts",
    "weak",
    "counting",
    "complements",
    "in-fields",
    "stops",
    "nouns",
    "others",
    "anaphors",
    "negators",
    "pointers",
    "years-behind",
];

impl Instruments {
    /// Reads `papers/instruments.toml`; what is wrong with it goes to `problems`.
    #[must_use]
    pub fn compile(files: &Files<'_>, vocabulary: &mut Vocabulary, problems: &mut Problems) -> Instruments {
        let file: File = files.toml(FILE, problems);
        let mut instruments = Instruments::default();
        let words = Words::default();
        for name in LISTS {
            let Some(list) = file.words.get(*name) else {
                problems.push(
                    FILE,
                    None,
                    &format!("[words] lacks `{name}`: name its words, parted by white space"),
                );
                continue;
            };
            instruments.words.insert((*name).to_owned(), words.list(list, vocabulary));
        }
        for entry in file.instrument {
            let rule = RuleId::new(&format!("instrument.{}", fold(&entry.name).replace(' ', "-")));
            let told = rulebook::Entry {
                path: FILE,
                words: &words,
                rule: &rule,
                phrases: &entry.phrases,
                not: &entry.not,
                yes: &entry.yes,
                no: &entry.no,
                needs_phrase: true,
            };
            instruments.rules.add(instruments.kinds.len() as u32, &told, vocabulary, problems);
            instruments.kinds.push(Kind {
                name: entry.name,
                plural: entry.plural,
                counts: entry.counts,
                of_many: entry.of_many,
                rule,
            });
        }
        instruments.rules.finish();
        let list = |name: &str| instruments.words.get(name).cloned().unwrap_or_default();
        instruments.bounds = Bounds {
            complements: list("complements"),
            stops: list("stops"),
            in_fields: list("in-fields"),
            others: list("others"),
        };
        instruments
    }

    /// The sentences that the nouns must and must not match.
    #[must_use]
    pub fn examples(&self) -> &[Example] {
        self.rules.examples()
    }

    fn has(&self, list: &str, word: Sym) -> bool {
        self.words.get(list).is_some_and(|list| list.contains(word))
    }

    /// The instruments of a document, in the order of the text.
    #[must_use]
    pub fn read(&self, scene: &Scene<'_>) -> Vec<Claim> {
        let analysis = scene.context.analysis;
        let mut found: Vec<(String, Claim)> = Vec::new();
        // What became of the papers of the list that is open.
        let mut under = None;
        for sentence in analysis.sentences() {
            let words = sentence.words.clone();
            if words.is_empty()
                || !matches!(
                    scene.context.block_of(words.start),
                    BlockKind::Body | BlockKind::Speech | BlockKind::Title | BlockKind::Caption
                )
            {
                continue;
            }
            if !scene.is_item(words.start) {
                under = None;
            }
            let mut word = words.start;
            let mut last = None;
            while word < words.end {
                let next = self.at(scene, word, words.clone(), under, &mut last, &mut found);
                word = next.max(word + 1);
            }
            under = under.or_else(|| self.opens_list(scene, words));
        }
        let mut claims: Vec<Claim> = found.into_iter().map(|(_, claim)| claim).collect();
        join_titles(scene, &mut claims);
        claims
    }

    /// True where only a comma, "and" and articles stand between two papers.
    fn joins(&self, scene: &Scene<'_>, mut between: Range<Word>) -> bool {
        let analysis = scene.context.analysis;
        between.all(|word| {
            matches!(analysis.upos(word), Upos::Punct | Upos::Cconj | Upos::Det | Upos::Num | Upos::Adv)
        })
    }

    /// What became of it by the verb whose subject or object it is, where the tree tells.
    fn governed(&self, scene: &Scene<'_>, group: &Group) -> Option<(InstrumentStatus, Word)> {
        let clauses = scene.context.clauses;
        let noun = group.noun.end - 1;
        let clause = clauses.get(clauses.of(noun)?);
        let heads = if clause.passive { &clause.subjects } else { &clause.objects };
        let analysis = scene.context.analysis;
        let status = self.done(analysis.form(clause.predicate))?;
        // "initialled the text of the treaty".
        let text = analysis.head(noun).filter(|&head| head < noun && self.has("texts", analysis.form(head)));
        let governs = |head: &Word| group.noun.contains(head) || Some(*head) == text;
        (heads.iter().any(governs) && !clause.negated).then_some((status, clause.predicate))
    }

    /// The sides that sign, adopt or exchange a paper, where its sentence names at least two.
    fn signers(&self, scene: &Scene<'_>, group: &Group) -> Vec<ActorCode> {
        let mut codes = Vec::new();
        let Some((_, predicate)) = self.governed(scene, group) else { return codes };
        let clauses = scene.context.clauses;
        let Some(clause) = clauses.of(predicate).map(|id| clauses.get(id)) else { return codes };
        let beside = clause.obliques.iter().filter(|oblique| {
            self.has("beside", scene.context.analysis.form(oblique.preposition))
                && !group.name.contains(&oblique.head)
        });
        let heads = if clause.passive { &clause.agents } else { &clause.subjects };
        for head in heads.iter().copied().chain(beside.map(|oblique| oblique.head)) {
            add_all(&mut codes, &scene.sides.codes(scene.noun_group(head)));
        }
        if codes.len() < PAIR {
            codes.clear();
        }
        codes
    }

    /// What a word of signing, adopting or exchanging makes of a paper.
    fn done(&self, form: Sym) -> Option<InstrumentStatus> {
        match () {
            () if self.has("signed", form) => Some(InstrumentStatus::Signed),
            () if self.has("adopted", form) => Some(InstrumentStatus::Adopted),
            () if self.has("exchanged", form) => Some(InstrumentStatus::Exchanged),
            () => None,
        }
    }

    /// What became of all papers of the list that a sentence opens: "The following were signed:".
    fn opens_list(&self, scene: &Scene<'_>, mut sentence: Range<Word>) -> Option<InstrumentStatus> {
        if scene.surface(sentence.end - 1) != ":" {
            return None;
        }
        sentence.find_map(|word| self.done(scene.context.analysis.form(word)))
    }

    /// Reads the instrument whose noun begins at a word; gives where to go on.
    fn at(
        &self,
        scene: &Scene<'_>,
        word: Word,
        sentence: Range<Word>,
        under: Option<InstrumentStatus>,
        last: &mut Option<(Word, Option<InstrumentStatus>)>,
        found: &mut Vec<(String, Claim)>,
    ) -> Word {
        let analysis = scene.context.analysis;
        let hit = self.rules.longest_at(analysis, word, sentence.end);
        let Some(hit) = hit else {
            self.pointer(scene, word, sentence, found);
            return word + 1;
        };
        let kind = &self.kinds[hit.rule as usize];
        // A complement that the phrase itself asks for is found again by the group.
        let mut noun = hit.words.clone();
        while noun.len() > 1 && matches!(analysis.upos(noun.end - 1), Upos::Adp | Upos::Det | Upos::Verb) {
            noun.end -= 1;
        }
        let mut group = groups::around(scene, &self.bounds, noun);
        // "agreements reached by the two leaders": the words that say whose they are.
        let made = group.name.end;
        // "the memorandum signed in Lima" says which.
        let is_signed = made + 1 < sentence.end
            && analysis.upos(made) == Upos::Verb
            && self.has("signed", analysis.form(made))
            && analysis.upos(made + 1) == Upos::Adp;
        if made < sentence.end
            && analysis.upos(made) == Upos::Verb
            && made + 2 < sentence.end
            && analysis.upos(made + 1) == Upos::Adp
            && (self.has("reached", analysis.form(made))
                || self.has("signed", analysis.form(made))
                    && self.bounds.complements.contains(analysis.form(made + 1)))
        {
            let end = groups::noun_run(scene, &self.bounds, made + 2, sentence.end);
            if end > made + 2 {
                group.name.end = end;
                group.has_complement = true;
            }
        }
        // "a memorandum on ports, a protocol on visas and an agreement on debt": one verb for all.
        let joined =
            last.filter(|(end, _)| *end <= group.name.start && self.joins(scene, *end..group.name.start));
        let status =
            self.status(scene, &group, sentence.clone()).or(under).or(joined.and_then(|(_, status)| status));
        *last = Some((group.name.end, status));
        let bare = group.name == group.noun
            && group.article.is_some_and(|word| self.has("anaphors", analysis.form(word)));
        let home = scene.context.mentions.home;
        let reached = is_signed || self.is_reached(scene, &group, sentence.clone());
        if bare && !reached && self.point_back(scene, &group, status, found) {
            return hit.words.end;
        }
        // "This Comprehensive Partnership" is the one that was signed before.
        let is_known = kind.counts == Counts::Inked
            && scene.is_capital(group.noun.start)
            && found.iter().any(|(_, claim)| kind_of(claim) == kind.name);
        let denied = group.article.is_some_and(|word| self.has("negators", analysis.form(word)));
        // "the Collective Security Treaty Organisation" is no treaty.
        let in_name = scene
            .sides
            .at(group.noun.end - 1)
            .is_some_and(|side| side.is_organisation && side.words.end > group.noun.end);
        if denied
            || in_name
            || !self.counts(scene, kind, &group, status) && !is_known
            || bare && !reached && !found.is_empty()
            || !scene.sides.is_dealing()
                && !scene.names_other(group.noun.start, home.as_slice())
                && !(kind.of_many && scene.is_capital(group.noun.start) && group.name != group.noun)
        {
            return hit.words.end;
        }
        let (name, claim) = self.claim(scene, kind, &group, status.unwrap_or(InstrumentStatus::Mentioned));
        let end = group.name.end;
        let known = found.iter().position(|(other, old)| {
            kind_of(old) == kind_of(&claim)
                && (is_same(other, &name) || self.is_alike(other, old, &name, &claim))
        });
        let plain = self.is_plain(scene, &group) && !is_count(&claim);
        let known = known.or_else(|| {
            found.iter().rposition(|(_, old)| {
                plain && kind_of(old) == kind_of(&claim) && same_sides(old, &claim) && !is_count(old)
            })
        });
        match known.map(|at| &mut found[at]) {
            Some((known, old)) => {
                merge(old, claim);
                if name.len() > known.len() {
                    *known = name;
                }
            }
            None => found.push((name, claim)),
        }
        end.max(hit.words.end)
    }

    /// Adds "this Statement", whose noun alone is no paper, to the paper that was named before.
    fn pointer(&self, scene: &Scene<'_>, word: Word, sentence: Range<Word>, found: &mut [(String, Claim)]) {
        let analysis = scene.context.analysis;
        let form = analysis.form(word);
        let points = word > sentence.start
            && self.has("pointers", form)
            && self.has("anaphors", analysis.form(word - 1))
            && scene.is_capital(word);
        if points {
            let noun = word..word + 1;
            let group = Group { name: noun.clone(), noun, article: Some(word - 1), has_complement: false };
            let status = self.status(scene, &group, sentence);
            self.point_back(scene, &group, status, found);
        }
    }

    /// Adds a mention that only points back ("the Declaration was signed") to the paper of its kind
    /// that was named last; false where none was.
    fn point_back(
        &self,
        scene: &Scene<'_>,
        group: &Group,
        status: Option<InstrumentStatus>,
        found: &mut [(String, Claim)],
    ) -> bool {
        let noun = fold(scene.surface(group.noun.end - 1)).into_owned();
        let named = |claim: &Claim| match &claim.body {
            Body::Instrument(paper) => fold(&paper.name).split_whitespace().any(|word| word == noun),
            _ => false,
        };
        let Some((_, claim)) = found.iter_mut().rev().find(|(_, claim)| named(claim)) else { return false };
        if let (Body::Instrument(paper), Some(status)) = (&mut claim.body, status) {
            paper.status = paper.status.max(status);
            if paper.when.is_none() {
                paper.when = self.when(scene, group, status);
            }
        }
        let span = scene.quote(group.article.unwrap_or(group.noun.start)..group.noun.end);
        let rule = claim.evidence.first().rule.clone();
        claim.evidence.add(Quote { span, rule });
        true
    }

    /// True behind "the agreements (that had been) reached": it is there, whatever it is called.
    fn is_reached(&self, scene: &Scene<'_>, group: &Group, sentence: Range<Word>) -> bool {
        let analysis = scene.context.analysis;
        group.article.is_some()
            && (group.name.end..sentence.end.min(group.name.end + 6))
                .any(|word| self.has("reached", analysis.form(word)) && reaches(scene, group.name.end, word))
    }

    /// True where the noun is meant as an instrument here.
    fn counts(
        &self,
        scene: &Scene<'_>,
        kind: &Kind,
        group: &Group,
        status: Option<InstrumentStatus>,
    ) -> bool {
        let analysis = scene.context.analysis;
        let sentence = scene.sentence(group.noun.start);
        let governed =
            group.name.start.checked_sub(1).filter(|&word| word >= sentence.start).is_some_and(|_| {
                (sentence.start.max(group.name.start.saturating_sub(4))..group.name.start)
                    .any(|word| self.has("reached", analysis.form(word)))
            });
        let named = (group.name.start..group.noun.start).any(|word| {
            !self.has("weak", analysis.form(word))
                && matches!(analysis.upos(word), Upos::Adj | Upos::Noun | Upos::Propn)
        });
        let named = named || group.noun.len() > 1;
        let matter = group.has_complement && !governed;
        let capital = scene.is_capital(group.noun.start) && group.noun.start > sentence.start;
        match kind.counts {
            Counts::Always => true,
            Counts::Named => {
                let plural = analysis.xpos(group.noun.end - 1) == Xpos::Nns;
                let one = group.article.is_some()
                    || plural
                    || scene.is_capital(group.noun.start)
                    || matter
                    || named && strong(status);
                // "reached an agreement to build a cable".
                let to_do = governed
                    && group.article.is_some()
                    && group.name.end < sentence.end
                    && analysis.xpos(group.name.end) == Xpos::To;
                to_do
                    || (named || matter) && one
                    || self.is_reached(scene, group, sentence.clone())
                    || capital && group.article.is_none()
                    || strong(status) && one
            }
            Counts::Inked => {
                let start = scene.sentence(group.noun.start).start;
                let governor = (start..group.name.start).rev().find(|&word| {
                    !matches!(analysis.upos(word), Upos::Det | Upos::Adj | Upos::Adv | Upos::Num)
                });
                let inked = |word: Word| self.has("signed", analysis.form(word));
                governor.is_some_and(inked)
                    || self.governed(scene, group).is_some()
                    || kind.of_many && capital && named
            }
            Counts::Signed => {
                capital && named
                    || strong(status)
                        && !matches!(status, Some(InstrumentStatus::Planned) if !named && !matter)
            }
        }
    }

    /// What became of it, by the verb that governs it or follows it.
    fn status(&self, scene: &Scene<'_>, group: &Group, sentence: Range<Word>) -> Option<InstrumentStatus> {
        let analysis = scene.context.analysis;
        let left = sentence.start.max(group.name.start.saturating_sub(NEAR))..group.name.start;
        let right = group.name.end..sentence.end.min(group.name.end + 9);
        let near = |word: Word| {
            if word < group.name.start { group.name.start - word } else { (word + 1 - group.name.end) + 1 }
        };
        let mut best: Option<(u32, InstrumentStatus, Word)> =
            self.governed(scene, group).map(|(status, verb)| (0, status, verb));
        for (words, is_left) in [(left, true), (right, false)] {
            for word in words {
                if analysis.upos(word) == Upos::Noun && !self.has("nouns", analysis.form(word)) {
                    continue;
                }
                let form = analysis.form(word);
                let status = match () {
                    () if self.done(form).is_some() => self.done(form)?,
                    () if self.has("in-force", form) => InstrumentStatus::InForce,
                    () if self.has("negotiation", form) => InstrumentStatus::UnderNegotiation,
                    () if self.has("planned", form) => InstrumentStatus::Planned,
                    () => continue,
                };
                // Behind the noun only what directly follows speaks of it.
                if !is_left && !reaches(scene, group.name.end, word) {
                    continue;
                }
                if is_left && !governs(scene, word, group.name.start) {
                    continue;
                }
                // Only what directly governs it is under negotiation: "talks on a treaty".
                if is_left
                    && status == InstrumentStatus::UnderNegotiation
                    && group.name.start - word > TALKED_ABOUT
                {
                    continue;
                }
                let denied = (sentence.start.max(word.saturating_sub(3))..word)
                    .any(|before| self.has("negators", analysis.form(before)));
                if denied && is_left {
                    continue;
                }
                if best.is_none_or(|(distance, _, _)| near(word) < distance) {
                    best = Some((near(word), status, word));
                }
            }
        }
        let (_, status, verb) = best?;
        let done = matches!(
            status,
            InstrumentStatus::Signed | InstrumentStatus::Adopted | InstrumentStatus::Exchanged
        );
        let ahead = (sentence.start.max(verb.saturating_sub(4))..verb).any(|word| {
            self.has("planned", analysis.form(word))
                || analysis.upos(word) == Upos::Part && scene.surface(word) == "to"
        });
        Some(if done && ahead { InstrumentStatus::Planned } else { status })
    }

    /// When it was signed or came into force: the first date close behind its name.
    fn when(&self, scene: &Scene<'_>, group: &Group, status: InstrumentStatus) -> Option<Dated> {
        let done = matches!(
            status,
            InstrumentStatus::Signed
                | InstrumentStatus::Adopted
                | InstrumentStatus::Exchanged
                | InstrumentStatus::InForce
        );
        let sentence = scene.sentence(group.noun.start);
        // "the treaty of 1951", "the 2018 memorandum": the year belongs to the name.
        let in_name = scene.context.times.iter().find(|time| {
            let of = time.words.start.checked_sub(1).is_some_and(|word| {
                group.name.contains(&word) && self.has("years-behind", scene.context.analysis.form(word))
            });
            time.when.is_some()
                && time.timex == Timex::Date
                && time.words.len() == 1
                && (time.words.end <= group.noun.start && group.name.contains(&time.words.start)
                    || of && group.name.contains(&time.words.start))
        });
        if let Some(time) = in_name {
            return Some(Dated {
                when: time.when.clone()?,
                span: Some(time.span),
                reason: time.note.clone(),
            });
        }
        let near = group.name.end..sentence.end.min(group.name.end + NEAR);
        let time = scene.context.times.iter().find(|time| {
            done && time.when.is_some() && time.timex == Timex::Date && near.contains(&time.words.start)
        })?;
        Some(Dated { when: time.when.clone()?, span: Some(time.span), reason: time.note.clone() })
    }

    /// True where a name says no more than its sides: "a comprehensive Kenya-Oman agreement".
    fn is_plain(&self, scene: &Scene<'_>, group: &Group) -> bool {
        let analysis = scene.context.analysis;
        group.name.clone().filter(|word| !group.noun.contains(word)).all(|word| {
            self.has("weak", analysis.form(word))
                || scene.sides.at(word).is_some()
                || matches!(analysis.upos(word), Upos::Punct | Upos::Adp | Upos::Cconj | Upos::Part)
        })
    }

    /// True where two names of the same sides share most of what they say.
    fn is_alike(&self, name: &str, old: &Claim, other: &str, new: &Claim) -> bool {
        let words = |name: &str| -> Vec<String> {
            name.split(|c: char| !c.is_alphanumeric())
                .filter(|word| word.len() > 3)
                .map(str::to_owned)
                .collect()
        };
        let (left, right) = (words(name), words(other));
        let shared = left.iter().filter(|word| right.contains(word)).count();
        let same_sides = sides_of(old).iter().all(|code| sides_of(new).contains(code));
        let least = left.len().min(right.len());
        // What each says besides the other parts them: "of the Fifth Session", "of the Sixth Session".
        let parted = shared < least;
        same_sides && shared >= 3 && shared * 5 >= least * if parted { 4 } else { 3 }
    }

    fn claim(
        &self,
        scene: &Scene<'_>,
        kind: &Kind,
        group: &Group,
        status: InstrumentStatus,
    ) -> (String, Claim) {
        let analysis = scene.context.analysis;
        let counting = group
            .article
            .into_iter()
            .chain(group.name.start.saturating_sub(3)..group.noun.start)
            // "a five-year plan" counts no plans.
            .any(|word| self.has("counting", analysis.form(word)) && scene.surface(word + 1) != "-");
        let is_plural = matches!(analysis.xpos(group.noun.end - 1), Xpos::Nns | Xpos::Nnps) || counting;
        let is_count = counting && is_plural;
        let start = if is_count { group.article.unwrap_or(group.name.start) } else { group.name.start };
        let words = start..group.name.end;
        let quote = scene.quote(group.article.map_or(words.clone(), |article| article..words.end));
        let name = scene.context.text(scene.quote(words)).to_owned();
        let mut parties: Vec<ActorCode> = scene.sides.codes(group.name.clone());
        if parties.len() < PAIR {
            // "Rwanda and the Congo sign a deal brokered by Qatar": those who sign.
            let signers = self.signers(scene, group);
            if !signers.is_empty() {
                parties = signers;
            }
        }
        if parties.is_empty() {
            add_all(&mut parties, &scene.sides.dealing(scene.paragraph(group.noun.start)));
        } else if parties.len() == 1 && !is_organisation(scene, group) {
            add_all(&mut parties, &scene.sides.dealing(scene.paragraph(group.noun.start)));
            parties.truncate(2);
        }
        let key = fold(&name).into_owned();
        let instrument = Instrument {
            name,
            kind: if is_plural { kind.plural.clone() } else { kind.name.clone() },
            status,
            when: self.when(scene, group, status),
            parties,
            signatories: Vec::new(),
            witnesses: Vec::new(),
            is_count,
            fields: (scene.fields)(group.name.clone()),
        };
        let claim = Claim {
            evidence: Evidence::new(quote, kind.rule.clone()),
            source: Source::default(),
            at: None,
            body: Body::Instrument(instrument),
        };
        (key, claim)
    }
}

/// True where the one side that a name holds is an organisation, whose paper it then is.
fn is_organisation(scene: &Scene<'_>, group: &Group) -> bool {
    scene
        .sides
        .within(group.name.clone())
        .any(|side| side.actors.iter().any(|code| code.as_str().len() != 3 || code.as_str() == "UN"))
}

/// True where no other clause stands between a verb and the noun that it may govern.
fn governs(scene: &Scene<'_>, verb: Word, noun: Word) -> bool {
    let analysis = scene.context.analysis;
    (verb + 1..noun).all(|word| {
        !matches!(scene.surface(word), ";" | ":")
            && (analysis.upos(word) != Upos::Verb || !analysis.features(word).is_finite())
    })
}

/// True where a word behind the name speaks of it: only auxiliaries, adverbs and "which" between.
fn reaches(scene: &Scene<'_>, end: Word, word: Word) -> bool {
    let analysis = scene.context.analysis;
    (end..word).all(|between| {
        matches!(
            analysis.upos(between),
            Upos::Aux | Upos::Adv | Upos::Part | Upos::Pron | Upos::Verb | Upos::Adp | Upos::Adj
        ) || scene.surface(between) == ","
    })
}

fn strong(status: Option<InstrumentStatus>) -> bool {
    matches!(
        status,
        Some(
            InstrumentStatus::Signed
                | InstrumentStatus::Adopted
                | InstrumentStatus::Exchanged
                | InstrumentStatus::InForce
                | InstrumentStatus::Planned
                | InstrumentStatus::UnderNegotiation
        )
    )
}

/// True where two names are one: the one begins or ends the other.
fn is_same(left: &str, right: &str) -> bool {
    let bare = |short: &str, long: &str| long.strip_suffix(short).is_some_and(|rest| rest.ends_with(' '));
    left == right
        || left.starts_with(right)
        || right.starts_with(left)
        || bare(left, right)
        || bare(right, left)
}

/// Gives the words of a title to the paper of the same kind that the report tells of below.
fn join_titles(scene: &Scene<'_>, claims: &mut Vec<Claim>) {
    let in_title = |claim: &Claim| {
        let mut words = scene.context.analysis.words_in(claim.evidence.first().span);
        words.next().is_some_and(|word| scene.context.block_of(word) == BlockKind::Title)
    };
    while let Some(at) = claims.iter().position(|title| {
        in_title(title) && claims.iter().any(|body| !in_title(body) && kind_of(body) == kind_of(title))
    }) {
        let title = claims.remove(at);
        let body = claims.iter_mut().find(|body| !in_title(body) && kind_of(body) == kind_of(&title));
        let Some(body) = body else { continue };
        body.evidence.add(title.evidence.first().clone());
        if let (Body::Instrument(paper), Body::Instrument(named)) = (&mut body.body, &title.body) {
            paper.status = paper.status.max(named.status);
        }
    }
}

fn kind_of(claim: &Claim) -> &str {
    match &claim.body {
        Body::Instrument(instrument) => &instrument.kind,
        _ => "",
    }
}

fn is_count(claim: &Claim) -> bool {
    matches!(&claim.body, Body::Instrument(instrument) if instrument.is_count)
}

/// True where the sides of two papers are the same, in whatever order.
fn same_sides(left: &Claim, right: &Claim) -> bool {
    let (left, right) = (sides_of(left), sides_of(right));
    left.len() == right.len() && left.iter().all(|code| right.contains(code))
}

fn sides_of(claim: &Claim) -> &[ActorCode] {
    match &claim.body {
        Body::Instrument(instrument) => &instrument.parties,
        _ => &[],
    }
}

/// Joins a further mention to an instrument: the higher status and the longer name stand.
fn merge(old: &mut Claim, new: Claim) {
    let quote = new.evidence.first().clone();
    if let (Body::Instrument(known), Body::Instrument(more)) = (&mut old.body, new.body) {
        known.status = known.status.max(more.status);
        if more.name.len() > known.name.len() {
            known.name = more.name;
            if more.parties.len() >= known.parties.len() {
                known.parties = more.parties;
            }
            let span = quote.span;
            old.evidence.add(quote);
            old.evidence.lead_with(span);
            return;
        }
    }
    old.evidence.add(Quote { span: quote.span, rule: quote.rule });
}
