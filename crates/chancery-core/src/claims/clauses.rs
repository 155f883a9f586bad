//! The clauses of a document: who does what, to whom, with whom, when and how surely.
//!
//! This is the grammar of reading, once for all frames: passive and agent, coordination of
//! subjects, verbs and objects, relative and participle clauses, control ("agreed to boost"),
//! negation, tense and modality, attribution. Trees may be wrong, so the words' own order stands
//! behind them: the verb group is read from tags, and a verb without a subject in its tree takes
//! the noun before it. Which verb means which claim is the business of [`frames`](super::frames).
//!
//! Invariant: clauses stand in the order of their predicates; a clause's parent is another clause
//! of the same sentence.

use std::ops::Range;

use serde::Deserialize;

use crate::{
    grammar::{Analysis, Rel, Upos, Word, Xpos},
    lexicon::{Files, List, Problems, Vocabulary},
};

/// The place of a clause in [`Clauses`].
pub type ClauseId = u32;

/// How a clause hangs on another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Link {
    /// The main clause of its sentence.
    Main,
    /// Coordinated: "met and agreed".
    Conjunct,
    /// What somebody says, thinks, agrees: "said that …", "agreed that …".
    Content,
    /// An infinitive or participle that completes a verb or adjective: "agreed to …", "ready to …".
    Open,
    /// Time, cause, condition, manner: "when …", "…, agreeing to …".
    Adverbial,
    /// "who is visiting …".
    Relative,
    /// "talks held in …", "readiness to …".
    Participle,
    /// Beside another: "…, he said".
    Beside,
    /// The subject of another: "to meet would be …".
    Subject,
}

/// When, seen from the day of the report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Time {
    /// "met", "has met", "had met".
    Past,
    /// "meets", "is meeting"; in headlines the past or the near future.
    Present,
    /// "will meet", "is to meet", "is set to meet".
    Future,
    /// No tense of its own, as infinitives and participles; that of the clause above counts.
    None,
}

/// How surely.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mood {
    /// Told as it is.
    Plain,
    /// Back-shifted future or conditional: "would".
    Would,
    /// "may", "might", "could", "can".
    May,
    /// "must", "should", "ought to".
    Must,
    /// Under a condition: "if …".
    If,
}

/// Something in a clause behind a preposition.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Oblique {
    /// The preposition as it stands.
    pub preposition: Word,
    /// The head of what follows it.
    pub head: Word,
}

/// One clause: a predicate and what belongs to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clause {
    /// The verb that says what is done; the adjective or noun behind "to be" ("is *ready* to").
    pub predicate: Word,
    /// The verb group, auxiliaries and particles included: "has not yet agreed".
    pub group: Range<Word>,
    /// All words of the clause, those of the clauses below it included.
    pub extent: Range<Word>,
    /// The word that opens it: "that", "to", "if", "while".
    pub mark: Option<Word>,
    /// How it hangs on its parent.
    pub link: Link,
    /// The clause that it hangs on.
    pub parent: Option<ClauseId>,
    /// Who acts, or who is acted on where the clause is passive: heads, coordinated ones each.
    /// Shared, controlled and relative subjects are filled in.
    pub subjects: Vec<Word>,
    /// True where the subject stands in the clause itself.
    pub own_subject: bool,
    /// Objects, coordinated ones each.
    pub objects: Vec<Word>,
    /// What stands behind prepositions, of the verb and of its objects, in text order.
    pub obliques: Vec<Oblique>,
    /// Who acts in a passive clause ("by …").
    pub agents: Vec<Word>,
    /// True for a passive.
    pub passive: bool,
    /// True for a clause with "not" or its kin, or under a verb that denies it.
    pub negated: bool,
    /// When; an infinitive or participle has that of the clause above it.
    pub time: Time,
    /// How surely.
    pub mood: Mood,
    /// True for a perfect: "has met", "had met".
    pub perfect: bool,
    /// True for an infinitive, which tells no fact of its own.
    pub infinitive: bool,
}

/// The clauses of a document.
#[derive(Clone, Debug, Default)]
pub struct Clauses {
    clauses: Vec<Clause>,
    /// The number of the sentence of each clause.
    sentences: Vec<u32>,
    /// For each word the clause that it belongs to most closely.
    of_word: Vec<ClauseId>,
}

const NO_CLAUSE: ClauseId = ClauseId::MAX;

/// The words by which clauses show time, doubt and voice.
#[derive(Clone, Debug)]
pub struct Rules {
    negators: List,
    future: List,
    past_future: List,
    may: List,
    must: List,
    conditions: List,
    arranged: List,
    relatives: List,
    subject_control: List,
    failing: List,
    /// Verbs of saying and thinking.
    pub saying: List,
    agent: List,
    infinitive: List,
    be: List,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "kebab-case", default, deny_unknown_fields)]
struct RulesFile {
    negators: String,
    future: String,
    past_future: String,
    may: String,
    must: String,
    conditions: String,
    arranged: String,
    agent: String,
    infinitive: String,
    be: String,
    relatives: String,
    subject_control: String,
    failing: String,
    saying: String,
}

impl Rules {
    /// Reads `frames/clauses.toml`.
    #[must_use]
    pub fn compile(files: &Files<'_>, vocabulary: &mut Vocabulary, problems: &mut Problems) -> Rules {
        let file: RulesFile = files.toml("frames/clauses.toml", problems);
        let mut list = |words: &str| {
            let mut list = List::default();
            for word in words.split('|').map(str::trim).filter(|word| !word.is_empty()) {
                list.insert(vocabulary.add(&crate::lexicon::fold(word)));
            }
            list
        };
        Rules {
            negators: list(&file.negators),
            future: list(&file.future),
            past_future: list(&file.past_future),
            may: list(&file.may),
            must: list(&file.must),
            conditions: list(&file.conditions),
            arranged: list(&file.arranged),
            relatives: list(&file.relatives),
            subject_control: list(&file.subject_control),
            failing: list(&file.failing),
            saying: list(&file.saying),
            agent: list(&file.agent),
            infinitive: list(&file.infinitive),
            be: list(&file.be),
        }
    }
}

impl Clauses {
    /// Finds the clauses of a document.
    #[must_use]
    pub fn find(analysis: &Analysis, rules: &Rules) -> Clauses {
        let mut builder = Builder {
            analysis,
            rules,
            clauses: Vec::new(),
            of_predicate: vec![NO_CLAUSE; analysis.len() as usize],
        };
        for sentence in analysis.sentences() {
            for word in sentence.words.clone() {
                if builder.is_predicate(word) {
                    builder.of_predicate[word as usize] = builder.clauses.len() as ClauseId;
                    let clause = builder.clause(word);
                    builder.clauses.push(clause);
                }
            }
        }
        builder.join();
        let arranged = builder.arranged();
        let Builder { clauses, of_predicate, .. } = builder;
        // Each word belongs to the clause of its nearest predicate upwards.
        let mut of_word = of_predicate;
        for word in 0..analysis.len() {
            let mut at = word;
            let mut steps = 0;
            while of_word[at as usize] == NO_CLAUSE && steps < 64 {
                match analysis.head(at) {
                    Some(head) => at = head,
                    None => break,
                }
                steps += 1;
            }
            of_word[word as usize] = of_word[at as usize];
        }
        // "Talks in Oslo are to start": the talks belong to what is to be.
        for (word, of) in of_word.iter_mut().enumerate() {
            if let Some((be, deed)) = arranged.iter().find(|(be, _)| be == of)
                && clauses[*be as usize].predicate as usize != word
            {
                *of = *deed;
            }
        }
        let sentences = clauses.iter().map(|clause| analysis.sentence_of(clause.predicate) as u32).collect();
        Clauses { clauses, sentences, of_word }
    }

    /// All clauses, in the order of their predicates.
    pub fn iter(&self) -> impl Iterator<Item = (ClauseId, &Clause)> {
        self.clauses.iter().enumerate().map(|(at, clause)| (at as ClauseId, clause))
    }

    /// The number of clauses.
    #[must_use]
    pub fn len(&self) -> usize {
        self.clauses.len()
    }

    /// True where the document has no clause.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.clauses.is_empty()
    }

    /// One clause.
    #[must_use]
    pub fn get(&self, id: ClauseId) -> &Clause {
        &self.clauses[id as usize]
    }

    /// The clause that a word belongs to most closely; none in a fragment without a predicate.
    #[must_use]
    pub fn of(&self, word: Word) -> Option<ClauseId> {
        self.of_word.get(word as usize).copied().filter(|&id| id != NO_CLAUSE)
    }

    /// The clause itself and those above it, up to the main clause.
    pub fn upwards(&self, id: ClauseId) -> impl Iterator<Item = ClauseId> + '_ {
        let mut left = self.clauses.len();
        std::iter::successors(Some(id), move |&at| {
            left = left.checked_sub(1)?;
            self.get(at).parent.filter(|&parent| parent != at)
        })
    }

    /// The clauses directly under one, in text order.
    pub fn below(&self, id: ClauseId) -> impl Iterator<Item = ClauseId> + '_ {
        // Only those of the same sentence can be: the clauses are sorted by sentence.
        let sentence = self.sentences[id as usize];
        let start = self.sentences.partition_point(|&other| other < sentence);
        let end = self.sentences.partition_point(|&other| other <= sentence);
        (start..end).filter(move |&at| self.clauses[at].parent == Some(id)).map(|at| at as ClauseId)
    }

    /// The clause of saying or thinking that a clause is the content of, through any chain ("said
    /// that he hoped that …" gives the hoping first): the nearest one.
    #[must_use]
    pub fn said_in(&self, id: ClauseId, analysis: &Analysis, rules: &Rules) -> Option<ClauseId> {
        let mut below = id;
        for at in self.upwards(id).skip(1) {
            let link = self.get(below).link;
            let clause = self.get(at);
            if matches!(link, Link::Content | Link::Beside | Link::Open)
                && rules.saying.contains(analysis.lemma(clause.predicate))
            {
                return Some(at);
            }
            below = at;
        }
        // "Russia will help, he said": the saying hangs beside its own content.
        self.below(id).find(|&at| {
            let clause = self.get(at);
            clause.link == Link::Beside && rules.saying.contains(analysis.lemma(clause.predicate))
        })
    }
}

/// The clauses while they are found.
struct Builder<'a> {
    analysis: &'a Analysis,
    rules: &'a Rules,
    clauses: Vec<Clause>,
    /// The clause of each predicate; `NO_CLAUSE` elsewhere.
    of_predicate: Vec<ClauseId>,
}

impl Builder<'_> {
    /// True for a verb that is no auxiliary, participle before a noun or part of a name; and for
    /// an adjective or noun with a copula.
    fn is_predicate(&self, word: Word) -> bool {
        let rel = self.analysis.rel(word);
        match self.analysis.upos(word) {
            Upos::Verb => {
                !matches!(
                    rel,
                    Rel::Amod
                        | Rel::Compound
                        | Rel::Case
                        | Rel::Aux
                        | Rel::AuxPass
                        | Rel::Cop
                        | Rel::Fixed
                        | Rel::Flat
                ) || rel == Rel::Amod && self.analysis.xpos(word) == Xpos::Vbd
            }
            Upos::Aux => matches!(rel, Rel::Root | Rel::Ccomp | Rel::Advcl | Rel::AclRelcl | Rel::Parataxis),
            Upos::Adj | Upos::Noun | Upos::Propn | Upos::Pron | Upos::Num | Upos::Adv => {
                self.has(word, Rel::Cop)
                    // "was honoured to host".
                    || self.analysis.upos(word) == Upos::Adj && self.has(word, Rel::AuxPass)
                    || matches!(rel, Rel::Xcomp | Rel::Conj)
                        && self.analysis.upos(word) == Upos::Adj
                        && (self.has(word, Rel::Ccomp) || self.has(word, Rel::Xcomp))
            }
            _ => false,
        }
    }

    fn has(&self, word: Word, rel: Rel) -> bool {
        self.analysis.child(word, rel).is_some()
    }

    /// What the words around a predicate say of its clause; subjects shared with other clauses
    /// and parents come later.
    fn clause(&self, predicate: Word) -> Clause {
        let analysis = self.analysis;
        let mut clause = Clause {
            predicate,
            group: predicate..predicate + 1,
            extent: analysis.subtree(predicate),
            mark: None,
            link: link(analysis.rel(predicate)),
            parent: None,
            subjects: Vec::new(),
            own_subject: false,
            objects: Vec::new(),
            obliques: Vec::new(),
            agents: Vec::new(),
            passive: false,
            negated: false,
            time: Time::None,
            mood: Mood::Plain,
            perfect: false,
            infinitive: false,
        };
        for child in analysis.children(predicate) {
            match analysis.rel(child) {
                // "The President received the minister": a second subject behind the verb is its object.
                Rel::Nsubj
                    if child > predicate
                        && !clause.subjects.is_empty()
                        && !self.has(predicate, Rel::Obj)
                        && !self.has(predicate, Rel::Ccomp) =>
                {
                    clause.objects.extend(conjuncts(analysis, child));
                }
                Rel::Nsubj => clause.subjects.extend(conjuncts(analysis, child)),
                Rel::NsubjPass => {
                    clause.passive = true;
                    clause.subjects.extend(conjuncts(analysis, child));
                }
                Rel::Obj | Rel::Iobj => clause.objects.extend(conjuncts(analysis, child)),
                Rel::Mark => clause.mark = clause.mark.or(Some(child)),
                _ => {}
            }
        }
        clause.own_subject = !clause.subjects.is_empty();
        self.verb_group(&mut clause);
        self.obliques(&mut clause);
        clause
    }

    /// True for a word before a predicate that is no verb and inside its phrase: "will be *the first*
    /// visit".
    fn is_before_predicate(&self, predicate: Word, word: Word) -> bool {
        let mut above = std::iter::successors(Some(word), |&at| self.analysis.head(at));
        let below = above.find(|&at| at == predicate || self.analysis.head(at) == Some(predicate));
        below.is_some_and(|below| below != predicate && !self.analysis.rel(below).is_subject())
    }

    /// Reads tense, mood and voice from the words before the verb, whatever the tree says.
    fn verb_group(&self, clause: &mut Clause) {
        let (analysis, rules) = (self.analysis, self.rules);
        let predicate = clause.predicate;
        let start = self.sentence_start(predicate);
        let verbal = matches!(analysis.upos(predicate), Upos::Verb | Upos::Aux);
        let mut first = predicate;
        let mut finite_auxiliary = None;
        let mut be = false;
        for word in (start..predicate).rev() {
            let (upos, form) = (analysis.upos(word), analysis.form(word));
            let is_auxiliary = upos == Upos::Aux
                && (matches!(analysis.rel(word), Rel::Aux | Rel::AuxPass | Rel::Cop)
                    || predicate - word <= 3);
            let is_infinitive_mark = upos == Upos::Part && rules.infinitive.contains(form);
            if is_auxiliary {
                if finite_auxiliary.is_none() {
                    be = analysis.rel(word) != Rel::Cop;
                }
                finite_auxiliary = Some(word);
                if rules.future.contains(form) {
                    clause.time = Time::Future;
                } else if rules.past_future.contains(form) {
                    (clause.time, clause.mood) = (Time::Future, Mood::Would);
                } else if rules.may.contains(form) {
                    clause.mood = Mood::May;
                } else if rules.must.contains(form) {
                    clause.mood = Mood::Must;
                }
                first = word;
            } else if is_infinitive_mark {
                clause.infinitive = true;
                first = word;
                break;
            } else if rules.negators.contains(form) {
                clause.negated = true;
                first = word;
            } else if upos == Upos::Adv || (!verbal && self.is_before_predicate(predicate, word)) {
                // "has also met", "is very ready": the group may go on before it.
                continue;
            } else {
                break;
            }
        }
        clause.group = first..predicate + 1;
        clause.negated |= self
            .analysis
            .children(predicate)
            .any(|child| analysis.rel(child) == Rel::Advmod && rules.negators.contains(analysis.form(child)));
        let features =
            analysis.features(if verbal { predicate } else { finite_auxiliary.unwrap_or(predicate) });
        let participle = verbal && features.is_past() && !features.is_finite();
        if let Some(auxiliary) = finite_auxiliary {
            let own = analysis.features(auxiliary);
            if clause.time == Time::None && clause.mood == Mood::Plain {
                clause.time = if own.is_past() { Time::Past } else { Time::Present };
            } else if clause.time == Time::None {
                clause.time = Time::Present;
            }
            let be_word = be && self.is_be(predicate, first);
            // "has been in Tanzania".
            let been = !verbal
                && clause.time != Time::Future
                && clause.mood == Mood::Plain
                && self.is_be(predicate, first)
                && !rules.be.contains(analysis.lemma(auxiliary));
            clause.perfect = participle && !be_word || been;
            clause.passive |= participle && be_word;
            if clause.perfect && clause.time == Time::Present {
                clause.time = Time::Past;
            }
            // "is to be received": an infinitive in the passive has no time of its own either.
            if clause.infinitive && clause.passive && !clause.perfect && clause.mood == Mood::Plain {
                clause.time = Time::None;
            }
        } else if verbal && !clause.infinitive {
            if features.is_finite() {
                clause.time = if features.is_past() { Time::Past } else { Time::Present };
            } else if participle && matches!(clause.link, Link::Participle | Link::Adverbial) {
                clause.passive = true;
            }
        }
        if clause.mark.is_some_and(|mark| rules.conditions.contains(analysis.form(mark))) {
            clause.mood = Mood::If;
        }
    }

    /// True where the auxiliary next before the participle is a form of "to be" and not "to have":
    /// tagged as passive by the tree, or with the lemma of the copula of the tree's own.
    fn is_be(&self, predicate: Word, first: Word) -> bool {
        let analysis = self.analysis;
        for word in (first..predicate).rev() {
            if analysis.upos(word) == Upos::Aux {
                return analysis.rel(word) == Rel::AuxPass || self.rules.be.contains(analysis.lemma(word));
            }
        }
        false
    }

    /// Prepositional parts of the verb and of its objects, and the agent of a passive.
    fn obliques(&self, clause: &mut Clause) {
        let analysis = self.analysis;
        let mut found = Vec::new();
        for word in std::iter::once(clause.predicate).chain(clause.objects.iter().copied()) {
            for child in analysis.children(word) {
                if matches!(
                    analysis.rel(child),
                    Rel::Conj | Rel::Nsubj | Rel::Obj | Rel::Advcl | Rel::Acl | Rel::AclRelcl
                ) {
                    continue;
                }
                if let Some(before) = preposition(analysis, child) {
                    found.extend(conjuncts(analysis, child).into_iter().map(|head| {
                        let own = preposition(analysis, head).unwrap_or(before);
                        Oblique { preposition: own, head }
                    }));
                }
            }
        }
        found.sort_unstable_by_key(|oblique| oblique.head);
        found.dedup();
        if clause.passive {
            let by = |oblique: &Oblique| self.rules.agent.contains(analysis.form(oblique.preposition));
            clause.agents = found.iter().filter(|oblique| by(oblique)).map(|oblique| oblique.head).collect();
        }
        clause.obliques = found;
    }

    fn sentence_start(&self, word: Word) -> Word {
        let sentences = self.analysis.sentences();
        let at = sentences.partition_point(|sentence| sentence.words.end <= word);
        sentences.get(at).map_or(word, |sentence| sentence.words.start)
    }

    /// Finds parents, and the subjects, tense and doubt that come from them.
    fn join(&mut self) {
        for at in 0..self.clauses.len() {
            let predicate = self.clauses[at].predicate;
            self.clauses[at].parent = self.parent(predicate);
        }
        for at in 0..self.clauses.len() {
            if self.is_misjoined(at)
                && let Some(before) = self.joined_to(at)
                && !self.is_under(before, at)
            {
                self.clauses[at].parent = Some(before as ClauseId);
            }
        }
        // Parents first, so that what they hand down is complete: the nearer to the root the earlier.
        let mut order: Vec<(u32, usize)> = (0..self.clauses.len()).map(|at| (self.depth(at), at)).collect();
        order.sort_unstable();
        for (_, at) in order {
            self.inherit(at);
        }
    }

    /// True for a finite verb that the tree joins to a bare one: "would resume talks, and pledged …"
    /// goes on from the verb above.
    fn is_misjoined(&self, at: usize) -> bool {
        let clause = &self.clauses[at];
        let Some(parent) = clause.parent.filter(|_| clause.link == Link::Conjunct) else { return false };
        let parent = &self.clauses[parent as usize];
        !clause.own_subject
            && clause.group.start == clause.predicate
            && matches!(self.analysis.xpos(clause.predicate), Xpos::Vbd | Xpos::Vbz)
            && self.analysis.xpos(parent.predicate) == Xpos::Vb
            && parent.predicate < clause.predicate
    }

    /// The clauses of "to be" alone, each with the infinitive right behind it: "is to start".
    fn arranged(&self) -> Vec<(ClauseId, ClauseId)> {
        let of = |(at, clause): (usize, &Clause)| {
            let be = clause.parent.filter(|_| self.is_arranged(clause))?;
            let verb = self.clauses[be as usize].predicate;
            (verb < clause.predicate && clause.group.start <= verb + 2).then_some((be, at as ClauseId))
        };
        self.clauses.iter().enumerate().filter_map(of).collect()
    }

    /// True for an infinitive that the tree hangs on the verb "to be" itself: "the ministers are to meet".
    fn is_arranged(&self, clause: &Clause) -> bool {
        clause.infinitive
            && matches!(clause.link, Link::Content | Link::Open)
            && clause.parent.is_some_and(|parent| {
                let verb = self.clauses[parent as usize].predicate;
                self.analysis.upos(verb) == Upos::Aux || self.rules.be.contains(self.analysis.lemma(verb))
            })
    }

    /// True where a clause hangs on another, however far above.
    fn is_under(&self, at: usize, above: usize) -> bool {
        let mut next = Some(at as ClauseId);
        for _ in 0..=self.clauses.len().min(64) {
            match next {
                Some(id) if id as usize == above => return true,
                Some(id) => next = self.clauses[id as usize].parent,
                None => return false,
            }
        }
        true
    }

    fn depth(&self, at: usize) -> u32 {
        let mut depth = 0;
        let mut at = at;
        while let Some(parent) = self.clauses[at].parent {
            depth += 1;
            at = parent as usize;
            if depth > 64 {
                break;
            }
        }
        depth
    }

    /// The clause of the nearest predicate above.
    fn parent(&self, predicate: Word) -> Option<ClauseId> {
        let mut at = predicate;
        for _ in 0..64 {
            at = self.analysis.head(at)?;
            let clause = self.of_predicate[at as usize];
            if clause != NO_CLAUSE {
                return Some(clause);
            }
        }
        None
    }

    fn inherit(&mut self, at: usize) {
        let clause = &self.clauses[at];
        let parent = clause.parent.map(|parent| &self.clauses[parent as usize]);
        let mut subjects = clause.subjects.clone();
        let (mut time, mut mood, mut negated) = (clause.time, clause.mood, clause.negated);
        let mut infinitive = clause.infinitive;
        let head = self.analysis.head(clause.predicate);
        match clause.link {
            Link::Relative
                if (subjects.iter().any(|&subject| self.is_relative(subject)) || subjects.is_empty()) =>
            {
                subjects = head.into_iter().collect();
            }
            Link::Participle => {
                if let (true, Some(head)) = (subjects.is_empty(), head) {
                    subjects = match parent {
                        // "expressed readiness to …": done by the one who is ready.
                        Some(parent) if clause.infinitive && parent.objects.contains(&head) => {
                            parent.subjects.clone()
                        }
                        _ => vec![head],
                    };
                }
            }
            _ => {}
        }
        // "…, who is in Russia": whatever the tree hangs the clause on, "who" is the noun before it.
        for subject in &mut subjects {
            if self.is_relative(*subject) {
                let start = self.sentence_start(*subject);
                let noun = (start..*subject)
                    .rev()
                    .take(3)
                    .find(|&word| matches!(self.analysis.upos(word), Upos::Noun | Upos::Propn));
                *subject = noun.unwrap_or(*subject);
            }
        }
        // "the visit which the minister made": what is made is the noun before.
        let mut objects = clause.objects.clone();
        if clause.link == Link::Relative
            && let Some(head) = head
        {
            for object in objects.iter_mut().filter(|object| **object < clause.predicate) {
                if self.is_relative(*object) {
                    *object = head;
                }
            }
        }
        // "the talks I had with the minister": with nothing that stands for them in the clause itself.
        if clause.link == Link::Relative
            && let Some(head) = head
            && clause.own_subject
            && !clause.passive
            && objects.is_empty()
            && head < clause.predicate
            && !subjects.iter().any(|&subject| self.is_relative(subject) || subject == head)
            && matches!(self.analysis.upos(clause.predicate), Upos::Verb)
            && !self.analysis.children(clause.predicate).any(|child| {
                matches!(self.analysis.rel(child), Rel::Ccomp | Rel::Xcomp | Rel::Mark)
                    || self.is_relative(child)
                    || preposition(self.analysis, child).is_some_and(|before| self.is_relative(before))
                    || self.analysis.children(child).any(|below| self.is_relative(below))
            })
        {
            objects.push(head);
        }
        if let Some(parent) = parent {
            let arranged = self.is_arranged(clause);
            if subjects.is_empty() {
                subjects = match clause.link {
                    Link::Open => {
                        let by_subject = parent.objects.is_empty()
                            || self.rules.subject_control.contains(self.analysis.lemma(parent.predicate));
                        let source = if by_subject { &parent.subjects } else { &parent.objects };
                        if by_subject && parent.passive || !source.is_empty() {
                            source.clone()
                        } else {
                            parent.subjects.clone()
                        }
                    }
                    Link::Conjunct | Link::Adverbial | Link::Beside => parent.subjects.clone(),
                    Link::Content if arranged => parent.subjects.clone(),
                    Link::Content | Link::Subject | Link::Main | Link::Relative | Link::Participle => {
                        Vec::new()
                    }
                };
            }
            if time == Time::None {
                time = parent.time;
                if mood == Mood::Plain && matches!(clause.link, Link::Open | Link::Conjunct) {
                    mood = parent.mood;
                }
                if arranged
                    || self.rules.arranged.contains(self.analysis.lemma(parent.predicate))
                    || self.rules.arranged.contains(self.analysis.form(parent.predicate))
                {
                    time = Time::Future;
                }
            } else if clause.link == Link::Conjunct && parent.mood == Mood::If {
                mood = Mood::If;
            }
            // "will hold talks and meet …", "to hold talks and be received …": one auxiliary for both.
            let first = clause.group.start;
            let bare = self.analysis.form(first) == self.analysis.lemma(first)
                && !clause.own_subject
                && !clause.infinitive
                && (first == clause.predicate && clause.link == Link::Conjunct
                    || first < clause.predicate && self.is_be(clause.predicate, first));
            if bare && (parent.time == Time::Future || parent.infinitive || parent.mood != Mood::Plain) {
                (time, mood) = (parent.time, parent.mood);
                infinitive |= parent.infinitive;
            }
            let denied = matches!(clause.link, Link::Open)
                && (parent.negated || self.rules.failing.contains(self.analysis.lemma(parent.predicate)));
            negated |= denied;
        }
        if subjects.is_empty() && !clause.infinitive && clause.link != Link::Content {
            match self.joined_to(at) {
                // "decided to lift the ban on Gabon and requested …": the one who decided requests.
                Some(before) => subjects = self.clauses[before].subjects.clone(),
                None => subjects.extend(self.noun_before(self.clauses[at].group.start)),
            }
        }
        let clause = &mut self.clauses[at];
        (clause.subjects, clause.time, clause.mood, clause.negated) = (subjects, time, mood, negated);
        (clause.objects, clause.infinitive) = (objects, infinitive);
    }

    /// The finite clause that a finite verb behind "and" goes on from: the last one before it in the
    /// sentence with the same tense.
    fn joined_to(&self, at: usize) -> Option<usize> {
        let clause = &self.clauses[at];
        let start = self.sentence_start(clause.predicate);
        let joined = (start..clause.group.start)
            .rev()
            .find(|&word| self.analysis.upos(word) != Upos::Adv)
            .is_some_and(|word| self.analysis.upos(word) == Upos::Cconj);
        if !joined || clause.time == Time::None {
            return None;
        }
        (0..at).rev().take_while(|&other| self.clauses[other].predicate >= start).find(|&other| {
            let other = &self.clauses[other];
            other.time == clause.time && !other.infinitive && !other.subjects.is_empty()
        })
    }

    fn is_relative(&self, word: Word) -> bool {
        self.rules.relatives.contains(self.analysis.form(word))
    }

    /// The head of the noun group before a verb, where the tree gives it no subject.
    fn noun_before(&self, verb: Word) -> Option<Word> {
        let start = self.sentence_start(verb);
        (start..verb).rev().take(6).find_map(|word| match self.analysis.upos(word) {
            Upos::Noun | Upos::Propn | Upos::Pron => Some(Some(word)),
            Upos::Verb | Upos::Aux | Upos::Sconj | Upos::Adp | Upos::Part => Some(None),
            _ => None,
        })?
    }
}

fn link(rel: Rel) -> Link {
    match rel {
        Rel::Conj => Link::Conjunct,
        Rel::Ccomp => Link::Content,
        Rel::Xcomp => Link::Open,
        Rel::Advcl => Link::Adverbial,
        Rel::AclRelcl => Link::Relative,
        Rel::Acl => Link::Participle,
        Rel::Parataxis | Rel::List | Rel::Discourse | Rel::Appos => Link::Beside,
        Rel::Csubj | Rel::CsubjPass => Link::Subject,
        _ => Link::Main,
    }
}

/// The word and those coordinated with it, in text order.
#[must_use]
pub fn conjuncts(analysis: &Analysis, word: Word) -> Vec<Word> {
    let mut found = vec![word];
    let mut next = 0;
    while let Some(&at) = found.get(next) {
        found.extend(analysis.children(at).filter(|&child| analysis.rel(child) == Rel::Conj));
        next += 1;
    }
    found.sort_unstable();
    found
}

/// The preposition before a word, the last one where several stand.
#[must_use]
pub fn preposition(analysis: &Analysis, word: Word) -> Option<Word> {
    analysis.children(word).rfind(|&child| child < word && analysis.rel(child) == Rel::Case)
}
