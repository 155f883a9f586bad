//! Finds the clauses: what the words around each predicate say of it, then what comes from the clauses above.

use std::collections::BTreeMap;

use super::{
    Clause, ClauseId, Clauses, Link, Mood, NO_CLAUSE, Oblique, Rules, Time, heads, link, preposition,
};
use crate::grammar::{Analysis, Rel, Upos, Word, Xpos};

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
            if let Some(&deed) = arranged.get(of)
                && clauses[*of as usize].predicate as usize != word
            {
                *of = deed;
            }
        }
        let sentences = clauses.iter().map(|clause| analysis.sentence_of(clause.predicate) as u32).collect();
        Clauses { clauses, sentences, of_word }
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
                    clause.objects.extend(heads(analysis, self.rules, child));
                }
                Rel::Nsubj => clause.subjects.extend(heads(analysis, self.rules, child)),
                Rel::NsubjPass => {
                    clause.passive = true;
                    clause.subjects.extend(heads(analysis, self.rules, child));
                }
                Rel::Obj | Rel::Iobj => clause.objects.extend(heads(analysis, self.rules, child)),
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
        let (analysis, rules) = (self.analysis, self.rules);
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
                    let measured = |head| rules.carrier(analysis, head) != head;
                    found.extend(heads(analysis, rules, child).into_iter().map(|head| {
                        let own = preposition(analysis, head).filter(|_| !measured(head)).unwrap_or(before);
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

    /// The clauses of "to be" alone, each with the first infinitive right behind it: "is to start".
    fn arranged(&self) -> BTreeMap<ClauseId, ClauseId> {
        let of = |(at, clause): (usize, &Clause)| {
            let be = clause.parent.filter(|_| self.is_arranged(clause))?;
            let verb = self.clauses[be as usize].predicate;
            (verb < clause.predicate && clause.group.start <= verb + 2).then_some((be, at as ClauseId))
        };
        self.clauses.iter().enumerate().rev().filter_map(of).collect()
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
            if let Some(bidden) = self.bidden(clause, parent) {
                subjects = vec![bidden];
            }
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

    /// Who is to do what somebody is bidden to do: "conveyed an invitation to *the minister* to visit",
    /// "handed *the minister* a request to help".
    fn bidden(&self, clause: &Clause, parent: &Clause) -> Option<Word> {
        let open = clause.infinitive
            && !clause.own_subject
            && matches!(clause.link, Link::Open | Link::Adverbial | Link::Participle);
        let bids = |&&object: &&Word| self.rules.bidding.contains(self.analysis.lemma(object));
        let noun = *parent.objects.iter().filter(|_| open).find(bids)?;
        let first = clause.group.start;
        let to = |word: Word| {
            let before = preposition(self.analysis, word);
            before.is_some_and(|before| self.rules.infinitive.contains(self.analysis.form(before)))
                && (noun < word && word < first || word < noun)
        };
        let obliques = parent.obliques.iter().map(|oblique| oblique.head);
        let below = self.analysis.children(noun).filter(|&child| self.analysis.rel(child) == Rel::Nmod);
        let other = || parent.objects.iter().copied().find(|&object| object < noun);
        obliques.chain(below).find(|&word| to(word)).or_else(other)
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
