//! Titles, read by their parts: states, words of the office, head, what stands behind "of".

use std::ops::Range;

use super::{Found, Geo, Raw, Scanner, Title};
use crate::{
    grammar::{Rel, Upos, Word, Xpos},
    lexicon::{ActorCode, How, List},
};

/// The states of several names, and where the last of them ends.
type Owned = (Vec<ActorCode>, Word);

impl Scanner<'_> {
    /// A title with the names behind it.
    pub(super) fn titled(&self, at: Word, end: Word) -> Option<Found> {
        let mut title = self.title(at, end)?;
        if let Some(post) = self.post_behind(&title, end) {
            title.words.end = post;
        }
        let (names, own) = self.names_behind(&title, end);
        let mut close = None;
        if let Some((states, last)) = own {
            (title.states, close) = (states, Some(last));
        }
        // "Premier Li Qiang of China": the state behind the name.
        if let [name] = names.as_slice()
            && title.states.is_empty()
            && let Some(geo) = self.state_of(name.end, end)
        {
            title.states.push(geo.actor);
            close = Some(geo.words.end);
        }
        let weak = self.rules.weak_heads.contains(self.analysis.form(title.head))
            || title.plural
                && self
                    .rules
                    .singular
                    .get(&self.analysis.form(title.head))
                    .is_some_and(|&one| self.rules.weak_heads.contains(one));
        if names.is_empty() && weak && title.states.is_empty() && !self.is_capital(title.head) {
            return None;
        }
        if title.states.is_empty()
            && !title.plural
            && title.office.start == at
            && let Some(place) = self.place_before(at)
        {
            title.states.push(place.actor);
            title.office.start = place.words.start;
            title.words.start = place.words.start;
        }
        let last = names.last().map_or(title.words.end, |name| name.end);
        let head = names.first().map_or(title.head, |name| name.end - 1);
        Some(Found {
            words: title.words.start..close.unwrap_or(last).max(title.words.end),
            head,
            raw: Raw::Title { title, names },
        })
    }

    /// The end of where an envoy is sent: "ambassador of Uruguay *to Egypt*", "Special Envoy *for the
    /// Horn of Africa*".
    fn post_behind(&self, title: &Title, end: Word) -> Option<Word> {
        let (rules, analysis) = (self.rules, self.analysis);
        let to = title.words.end;
        let sent = !title.plural
            && rules.envoys.contains(analysis.form(title.head))
            && to + 1 < end
            && rules.accredited.contains(analysis.form(to));
        if !sent {
            return None;
        }
        let article = rules.marks.articles.contains(analysis.form(to + 1));
        self.geo_from(to + 1 + Word::from(article)).map(|geo| geo.words.end).filter(|&post| post <= end)
    }

    /// The names behind a title: "President Putin", "foreign minister, Abbas Araghchi", "Presidents
    /// Putin and Xi"; and the state of each with the end of the last, where every name has its own:
    /// "Presidents A of Chad and B of Togo".
    pub(super) fn names_behind(&self, title: &Title, end: Word) -> (Vec<Range<Word>>, Option<Owned>) {
        let (rules, analysis) = (self.rules, self.analysis);
        let marks = &rules.marks;
        let mut names = Vec::new();
        let mut states = Vec::new();
        let mut at = title.words.end;
        let behind_comma = at < end && marks.comma.contains(analysis.form(at));
        let mut ranked = false;
        if behind_comma {
            at += 1;
            // "the Vice Minister, Ambassador Lucia Ferro": a rank of the same person; "the Governor-General,
            // His Excellency Major General Paul Reid".
            let first = at;
            let honour = |at: Word| {
                rules.ranks.contains(analysis.form(at))
                    || rules.honorifics.contains(analysis.form(at))
                    || at == first && rules.possessives.contains(analysis.form(at))
            };
            let ranks = (at..end).take_while(|&at| honour(at) && self.is_capital(at)).count() as Word;
            ranked = at + ranks < end && rules.ranks.contains(analysis.form(at + ranks.max(1) - 1));
            if ranked {
                at += ranks;
            }
        }
        while let Some(name) = self.name(at, end) {
            let count = self.parts(&name);
            // "Presidents A and B, Bavaria Premier C": a word before a head is no name.
            let heads = name.end < end
                && (rules.heads.contains(analysis.form(name.end))
                    || rules.before.contains(analysis.form(name.end)))
                && self.is_capital(name.end);
            if title.plural && !names.is_empty() && count == 1 && heads {
                break;
            }
            let loose = name.start == at && (count < 2 || title.states.is_empty());
            if behind_comma
                && names.is_empty()
                && (self.is_subject(at..name.end) || loose && !ranked && !self.is_apposed(title, &name, end))
            {
                break;
            }
            at = name.end;
            names.push(name);
            if !title.plural {
                break;
            }
            if let Some(geo) = self.state_of(at, end).filter(|_| states.len() + 1 == names.len()) {
                states.push(geo.actor);
                at = geo.words.end;
            }
            let mut next = at;
            while next < end
                && (marks.comma.contains(analysis.form(next)) || marks.and.contains(analysis.form(next)))
            {
                next += 1;
            }
            if next == at {
                break;
            }
            at = next;
        }
        if states.len() > 1 && states.len() == names.len() {
            let last = self.state_of(names[names.len() - 1].end, end).map_or(at, |geo| geo.words.end);
            return (names, Some((states, last)));
        }
        // "Presidents A of Chad and B": who stands behind the state is told apart.
        if !states.is_empty() {
            names.truncate(
                names.iter().position(|name| self.state_of(name.end, end).is_some()).unwrap_or(0) + 1,
            );
        }
        (names, None)
    }

    /// "In his message to the Minister, *Mr Lind* said": a name behind a comma that does something itself.
    fn is_subject(&self, mut words: Range<Word>) -> bool {
        words.any(|word| matches!(self.analysis.rel(word), Rel::Nsubj | Rel::NsubjPass))
    }

    /// "met the President, *Jorge Luis Brito*, in Lima": by the tree and between commas.
    fn is_apposed(&self, title: &Title, name: &Range<Word>, end: Word) -> bool {
        let (marks, analysis) = (&self.rules.marks, self.analysis);
        let closed = name.end >= end || analysis.upos(name.end) == Upos::Punct;
        let whole = self.parts(name) > 1 && !marks.hyphen.contains(analysis.form(name.start));
        let of_title = |&word: &Word| {
            analysis.rel(word) == Rel::Appos
                && analysis.head(word).is_some_and(|head| title.words.contains(&head))
        };
        closed && whole && name.clone().any(|word| of_title(&word))
    }

    /// The place right before a title: "Queensland Premier", "Casablanca's mayor"; not "in
    /// Geneva Minister …".
    fn place_before(&self, at: Word) -> Option<&Geo> {
        let (marks, analysis) = (&self.rules.marks, self.analysis);
        let start = analysis.sentences()[analysis.sentence_of(at)].words.start;
        let mut end = at;
        if end > start && marks.possessive.contains(analysis.form(end - 1)) {
            end -= 1;
        }
        let geo = self.geo_of(end.checked_sub(1).filter(|&word| word >= start)?)?;
        let before = geo.words.start.checked_sub(1).filter(|&before| before >= start);
        let placed = before.is_some_and(|before| {
            marks.places.contains(analysis.form(before)) || analysis.upos(before) == Upos::Adp
        });
        (geo.words.end == end && geo.how == How::Place && !placed).then_some(geo)
    }

    /// The state behind "of" at a word.
    pub(super) fn state_of(&self, at: Word, end: Word) -> Option<&Geo> {
        let (marks, analysis) = (&self.rules.marks, self.analysis);
        if at + 1 >= end || !marks.of.contains(analysis.form(at)) {
            return None;
        }
        let next = at + 1 + Word::from(marks.articles.contains(analysis.form(at + 1)));
        self.party_from(next).filter(|geo| geo.organisation || matches!(geo.how, How::Name | How::Former))
    }

    /// True for the name of a crowned head that is a given name behind another office: "foreign minister
    /// *Amir* Khan".
    pub(super) fn is_given_too(&self, word: Word, end: Word) -> bool {
        let (rules, analysis) = (self.rules, self.analysis);
        let office = |before: Word| rules.heads.contains(analysis.form(before));
        rules.given_too.contains(analysis.form(word))
            && word.checked_sub(1).is_some_and(office)
            && word + 1 < end
            && analysis.upos(word + 1) == Upos::Propn
    }

    /// A title at a word: "[the] [Russian] Deputy Prime Minister", "President of the Republic of
    /// Korea", "Vietnam's State President", "Chairman of the State Duma".
    pub(super) fn title(&self, at: Word, end: Word) -> Option<Title> {
        let (rules, analysis, marks) = (self.rules, self.analysis, &self.rules.marks);
        let mut word = at;
        if marks.articles.contains(analysis.form(word)) {
            word += 1;
        }
        let mut states = Vec::new();
        let mut listed = false;
        while word < end {
            let Some(geo) = self.party_from(word) else { break };
            listed |= !states.is_empty() && !marks.hyphen.contains(analysis.form(word - 1));
            states.push(geo.actor);
            word = geo.words.end;
            if word < end && marks.possessive.contains(analysis.form(word)) {
                word += 1;
            }
            let mut next = word;
            while next < end
                && (marks.comma.contains(analysis.form(next))
                    || marks.and.contains(analysis.form(next))
                    || marks.hyphen.contains(analysis.form(next)))
            {
                next += 1;
            }
            if next > word && next < end && self.party_from(next).is_some() {
                word = next;
            }
        }
        let first = word;
        // "White House Chief of Staff": a seat of power is a part of the office, and tells whose it is.
        let seat = self.geo_from(word).filter(|geo| geo.how == How::Metonym && geo.words.len() > 1);
        if let Some(seat) = seat.filter(|_| states.is_empty()) {
            states.push(seat.actor);
            word = seat.words.end;
        }
        let mut head = None;
        while word < end {
            let form = analysis.form(word);
            // "Business Minister", though business leaders hold no office.
            let portfolio = || {
                rules.private.contains(form)
                    && self.is_capital(word)
                    && word + 1 < end
                    && self.is_capital(word + 1)
                    && rules.heads.contains(analysis.form(word + 1))
                    && !rules.weak_heads.contains(analysis.form(word + 1))
            };
            // "under President A": no under-secretary.
            let under = rules.unders.contains(form)
                && (word + 1 >= end
                    || !rules.secretaries.contains(analysis.form(word + 1)) && !self.is_joined(word));
            // "office" is a head in "chairman-in-office" alone.
            let tail = rules
                .tails
                .get(&form)
                .is_some_and(|before| word == first || !before.contains(analysis.form(word - 1)));
            // "Executive Office deputy chief": a body whose office follows.
            let goes_on = || {
                word > first
                    && word + 1 < end
                    && rules.behind.contains(form)
                    && (rules.before.contains(analysis.form(word + 1))
                        || rules.heads.contains(analysis.form(word + 1)))
            };
            if tail && !under && goes_on() {
                word += 1;
                continue;
            }
            if under || tail {
                break;
            }
            if head.is_some() && self.is_given_too(word, end) {
                break;
            }
            // "The president *heads* to Riyadh".
            if head.is_some()
                && matches!(analysis.xpos(word), Xpos::Vbz | Xpos::Vbd)
                && !self.is_capital(word)
            {
                break;
            }
            if rules.heads.contains(form) || rules.plural_heads.contains(form) {
                head = Some(word);
            } else if portfolio() {
                // Belongs to the office.
            } else if rules.before.contains(form) {
                // Belongs to the office where a head follows.
            } else if marks.hyphen.contains(form) && word > first && self.is_joined(word) {
                // "Secretary-General", "vice-president".
            } else if head.is_none()
                && word > first
                && word + 1 < end
                && (marks.and.contains(form) || marks.comma.contains(form) || marks.possessive.contains(form))
                && rules.before.contains(analysis.form(word + 1))
            {
                // "Industry and Trade Minister", "People's Committee Chairman".
            } else {
                break;
            }
            word += 1;
        }
        let head = head?;
        if self.geo_of(head).is_some_and(|geo| geo.words.len() > 1) {
            return None;
        }
        let plural = rules.plural_heads.contains(analysis.form(head));
        // "At the UN General Assembly, Fijian Prime Minister X": the last of them alone is the state.
        if listed && !plural {
            return None;
        }
        if head > first
            && !self.is_capital(first)
            && self.is_capital(head)
            && !rules.heads.contains(analysis.form(first))
        {
            // "the state President": an adjective before it, no part of the office.
        }
        let mut office_end = head + 1;
        let mut close = head + 1;
        let sent = rules.envoys.contains(analysis.form(head))
            && rules.accredited.contains(analysis.form(close.min(end - 1)));
        // "the ministers responsible for water of Chad and Niger".
        let charged = close + 2 < end && rules.charged.contains(analysis.form(close));
        let of = close + Word::from(charged);
        if of + 1 < end && marks.of.contains(analysis.form(of)) && !sent {
            self.behind(of + 1, end, plural, &mut states, &mut office_end, &mut close);
        }
        let mut title = Title { words: at..close, head, plural, states, office: first..office_end };
        // "Party General Secretary and State President Tô Lâm": two offices of one person.
        if !plural
            && title.words.end + 1 < end
            && marks.and.contains(analysis.form(title.words.end))
            && let Some(second) = self.title(title.words.end + 1, end)
        {
            let own = !marks.articles.contains(analysis.form(second.words.start));
            if own && !second.plural && second.states.is_empty() && self.name(second.words.end, end).is_some()
            {
                title.office.end = second.office.end;
                title.words.end = second.words.end;
            } else if own
                && !second.plural
                && title.words.end == title.office.end
                && self.name(second.words.end, end).is_some()
                && title.states.is_empty()
            {
                title.office.end = second.office.end;
                title.words.end = second.words.end;
                title.states = second.states;
            }
        }
        Some(title)
    }

    /// What belongs to a title behind "of".
    pub(super) fn behind(
        &self,
        from: Word,
        end: Word,
        plural: bool,
        states: &mut Vec<ActorCode>,
        office_end: &mut Word,
        close: &mut Word,
    ) {
        let (rules, analysis) = (self.rules, self.analysis);
        let marks = &rules.marks;
        let mut word = from;
        // A state closes the title, but for a body of that state ("Việt Nam Central Committee")
        // or, behind a plural, more states.
        let mut after_state = false;
        while word < end {
            let form = analysis.form(word);
            if let Some(geo) = self.geo_from(word).filter(|geo| {
                !matches!(geo.how, How::Region | How::RegionAdjective | How::Together)
                    && !self.is_given_name(geo)
            }) {
                let is_place =
                    !geo.organisation && matches!(geo.how, How::Place | How::Capital | How::Metonym);
                // "the Chile - Vietnam Friendship Group": what joins two states is no third.
                let joined = word > from && marks.hyphen.contains(analysis.form(word - 1));
                if after_state && !plural && !joined {
                    break;
                }
                if is_place {
                    // "Mayor of Hanoi": the place belongs to the office.
                    *office_end = geo.words.end;
                }
                if !states.contains(&geo.actor) && (plural || states.is_empty()) {
                    states.push(geo.actor);
                }
                after_state = !is_place;
                if geo.organisation {
                    *office_end = geo.words.end;
                }
                word = geo.words.end;
                *close = word;
            } else if rules.behind.contains(form)
                && !(after_state && *close != word && !marks.possessive.contains(analysis.form(word - 1)))
            {
                word += 1;
                *close = word;
                *office_end = word;
                after_state = false;
            } else if rules.links.contains(form) {
                word += 1;
            } else {
                break;
            }
        }
        if *close == from - 1 {
            // Nothing behind "of" belongs to the title.
            *close = (*close).max(from - 1);
        }
    }

    /// The parties of a list and the word behind it: "Tajik, Kyrgyz and Uzbek".
    fn listed(&self, word: Word, end: Word) -> (Vec<ActorCode>, Word) {
        let marks = &self.rules.marks;
        let mut states = Vec::new();
        let (mut at, mut behind) = (word, word);
        while at < end
            && let Some(geo) = self.party_from(at)
        {
            states.push(geo.actor);
            behind = geo.words.end;
            at = behind;
            let joins = |word: Word, list: &List| word < end && list.contains(self.analysis.form(word));
            at += Word::from(joins(at, &marks.comma));
            // "the article" before the name of a state: "of Japan and the Philippines".
            at += Word::from(joins(at, &marks.and));
            if at == behind {
                break;
            }
            at += Word::from(joins(at, &marks.articles));
        }
        (states, behind)
    }

    /// "his Russian counterpart Mikhail Mishustin".
    pub(super) fn counterpart(&self, at: Word, end: Word) -> Option<Found> {
        let (rules, analysis) = (self.rules, self.analysis);
        let mut word = at;
        if rules.possessives.contains(analysis.form(word))
            || rules.marks.articles.contains(analysis.form(word))
        {
            word += 1;
        }
        let (mut states, behind) = self.listed(word, end);
        word = behind;
        if word < end && rules.marks.possessive.contains(analysis.form(word)) {
            word += 1;
        }
        // "her French opposite number".
        if word + 1 < end
            && rules.opposite.contains(analysis.form(word))
            && rules.number.contains(analysis.form(word + 1))
        {
            word += 1;
        } else if word >= end || !rules.counterparts.contains(analysis.form(word)) {
            return None;
        }
        let head = word;
        word += 1;
        if states.is_empty()
            && word + 1 < end
            && (rules.marks.of.contains(analysis.form(word))
                || rules.marks.places.contains(analysis.form(word)))
        {
            let (listed, behind) = self.listed(word + 1, end);
            if !listed.is_empty() {
                (states, word) = (listed, behind);
            }
        }
        let mut from = word;
        if from < end && rules.marks.comma.contains(analysis.form(from)) {
            from += 1;
        }
        let name =
            self.name(from, end).filter(|name| states.len() < 2 && (from == word || self.parts(name) > 1));
        let last = name.as_ref().map_or(word, |name| name.end);
        if name.is_none() && states.is_empty() && word == at + 1 {
            return None;
        }
        Some(Found {
            words: at..last,
            head: name.as_ref().map_or(head, |name| name.end - 1),
            raw: Raw::Counterpart { states, names: name.into_iter().collect() },
        })
    }
}
