//! When and where an event takes place: by its own clause, by what stands next to it, by the
//! dateline and the day of publication.

use std::ops::Range;

use super::Rules;
use crate::{
    calendar::When,
    claims::{
        Context,
        clauses::Link,
        model::{Dated, Place},
    },
    grammar::{Rel, Upos, Word},
    intake::BlockKind,
    lexicon::List,
    mentions::{Form, PlaceMention},
    times::{Anchor, TimeExpression, Timex},
};

/// What stands between a trigger and another word: the more verbs and events, the less one
/// belongs to the other.
fn barriers(context: &Context<'_>, from: Word, to: Word, triggers: &[Word], purposes: bool) -> u32 {
    let (start, end) = if from < to { (from + 1, to) } else { (to + 1, from) };
    let mut count = 0;
    // A purpose belongs to its verb: "visited Russia to attend the summit in Kazan in October".
    let own = context.clauses.of(from);
    let is_purpose = |word: Word| {
        !purposes
            && context.clauses.of(word).is_some_and(|id| {
                context.clauses.get(id).infinitive
                    && !context.clauses.get(id).own_subject
                    && Some(id) != own
                    && context.clauses.get(id).parent == own
                    && own.is_some()
            })
    };
    for word in start..end {
        if is_purpose(word) {
            continue;
        }
        let verb = context.clauses.of(word).is_some_and(|id| context.clauses.get(id).predicate == word)
            && context.analysis.upos(word) == Upos::Verb;
        count += u32::from(verb);
    }
    count + inside(triggers, &(start..end)).iter().filter(|&&other| !is_purpose(other)).count() as u32
}

/// The triggers that lie in a stretch of words; triggers are sorted.
pub(super) fn inside<'a>(triggers: &'a [Word], words: &Range<Word>) -> &'a [Word] {
    let start = triggers.partition_point(|&trigger| trigger < words.start);
    let end = triggers.partition_point(|&trigger| trigger < words.end);
    &triggers[start..end.max(start)]
}

/// True where the tree hangs a word on the trigger, or on the clause whose predicate it is.
fn belongs(context: &Context<'_>, trigger: Word, word: Word, noun: bool) -> bool {
    if context.analysis.subtree(trigger).contains(&word)
        && (noun || context.clauses.of(word) == context.clauses.of(trigger))
    {
        return !noun || !is_of_object(context, trigger, word);
    }
    let Some(own) = context.clauses.of(word) else { return false };
    // "the talks that followed on Monday": what a noun's own relative clause says is said of it.
    let clause = context.clauses.get(own);
    let describes = noun
        && matches!(clause.link, Link::Relative | Link::Participle)
        && clause.subjects.contains(&trigger)
        && clause.predicate > trigger
        && !is_of_object(context, clause.predicate, word);
    describes || Some(own) == context.clauses.of(trigger)
}

/// "opened on Tuesday at a ceremony attended by X", "The session was held on Tuesday, chaired by X": what the
/// clause says in which the occasion stands is said of it too. The verb of that clause.
fn is_of_occasion(context: &Context<'_>, (trigger, center): (Word, Word), word: Word) -> Option<Word> {
    let own = context.clauses.of(center).filter(|_| center != trigger)?;
    let clause = context.clauses.get(own);
    let is_held = || {
        clause.subjects.contains(&center)
            && context.clauses.of(trigger).is_some_and(|acting| acting != own)
            && !is_of_object(context, clause.predicate, word)
    };
    let stands = context.analysis.rel(center) == Rel::Obl || is_held();
    (stands && context.clauses.of(word) == Some(own)).then_some(clause.predicate)
}

/// "The talks are expected to begin on Monday in Lima": what is said of the talks by the verb behind. That verb.
fn is_of_start(context: &Context<'_>, rules: &Rules, trigger: Word, word: Word) -> Option<Word> {
    let (own, id) = (context.clauses.of(trigger)?, context.clauses.of(word)?);
    let clause = context.clauses.get(id);
    let starts = clause.infinitive
        && clause.parent == Some(own)
        && clause.predicate > trigger
        && context.clauses.get(own).subjects.contains(&trigger)
        && rules.light.contains(context.analysis.lemma(clause.predicate))
        && !is_of_object(context, clause.predicate, word);
    starts.then_some(clause.predicate)
}

/// The verb by which the clause of a word tells of an event that has another verb, or none: see
/// [`is_of_occasion`] and [`is_of_start`].
fn held(context: &Context<'_>, rules: &Rules, (trigger, center): (Word, Word), word: Word) -> Option<Word> {
    is_of_occasion(context, (trigger, center), word).or_else(|| is_of_start(context, rules, trigger, word))
}

/// "arrived on Wednesday and met the president": the same subject goes on to act, and the day is told once.
fn goes_on(context: &Context<'_>, rules: &Rules, trigger: Word, time: Word) -> bool {
    let (Some(id), Some(before)) = (context.clauses.of(trigger), context.clauses.of(time)) else {
        return false;
    };
    let (clause, told) = (context.clauses.get(id), context.clauses.get(before));
    clause.predicate == trigger
        && clause.link == Link::Conjunct
        && clause.parent == Some(before)
        && !clause.own_subject
        && told.predicate < time
        && time < trigger
        && told.time == clause.time
        && told.negated == clause.negated
        && (!is_of_object(context, told.predicate, time)
            // "held a summit in Lima and signed a treaty".
            || rules.light.contains(context.analysis.lemma(told.predicate)))
}

/// Where the way to a word begins: at the verb of its clause where that tells of the occasion behind it.
fn from(trigger: Word, held: Option<Word>) -> Word {
    held.filter(|&verb| verb > trigger).unwrap_or(trigger)
}

/// True for a word below another that is inside the object of a verb: "a visit, which marks the start of
/// the year" tells no time.
fn is_of_object(context: &Context<'_>, above: Word, word: Word) -> bool {
    let steps = std::iter::successors(Some(word), |&at| context.analysis.head(at));
    steps.take(64).take_while(|&at| at != above).any(|at| context.analysis.rel(at) == Rel::Obj)
}

/// "discussed the situation in Chad": a place below a thing that is no event and nobody; "exchanged views in
/// Lima": they did so there.
fn is_of_thing(
    context: &Context<'_>,
    exchanged: &List,
    (trigger, center): (Word, Word),
    place: Word,
) -> bool {
    let analysis = context.analysis;
    let steps = std::iter::successors(Some(place), |&at| analysis.head(at));
    // "held a round of talks in Lima": what hangs on the talks is theirs.
    steps.take(64).take_while(|&at| at != trigger && at != center).any(|at| {
        analysis.rel(at) == Rel::Obj
            && at != place
            && analysis.upos(at) == Upos::Noun
            && context.mentions.at(at).is_none()
            && !context.mention_rules.is_of_persons(analysis.form(at))
            && !(exchanged.contains(analysis.lemma(at)) && at == trigger + 1)
    })
}

/// "will now meet": says nothing of the day (TIMEX3, section 2.3).
const PRESENT: &str = "PRESENT_REF";

/// True for a day, month or year that something can have been on.
fn can_date(time: &TimeExpression) -> bool {
    matches!(time.timex, Timex::Date | Timex::Time)
        && time.when.is_some()
        && time.value != PRESENT
        // "the 50th anniversary" is when something else was.
        && !time.value.is_empty()
        && !matches!(time.anchor, Anchor::Event(_))
}

/// The time that dates an event.
pub(super) fn when(
    context: &Context<'_>,
    rules: &Rules,
    (trigger, center): (Word, Word),
    noun: bool,
    triggers: &[Word],
) -> Option<Dated> {
    let sentence = sentence(context, trigger);
    let usable = |time: &&TimeExpression| {
        can_date(time)
            && !(time.words.start > 0 && rules.since.contains(context.analysis.form(time.words.start - 1)))
            && sentence.contains(&time.words.start)
            && !is_of_name(context, time, [trigger, center])
    };
    let first = context.times.partition_point(|time| time.words.start < sentence.start);
    let best = context.times[first..]
        .iter()
        .take_while(|time| time.words.start < sentence.end)
        .filter(usable)
        .filter_map(|time| {
            let at = time.words.start;
            // "the visit in May, and the talks in June": the first date closes what stands before.
            let mut rest =
                (time.words.end..trigger).skip_while(|&at| context.analysis.upos(at) == Upos::Punct);
            let is_closed = noun && rest.next().is_some_and(|at| context.analysis.upos(at) == Upos::Cconj);
            let held = held(context, rules, (trigger, center), at);
            let nearest = belongs(context, trigger, at, noun) && !is_closed || held.is_some();
            let own = nearest || !noun && goes_on(context, rules, trigger, at);
            // "will meet on 11 December with X, who is visiting": the date of the verb before it.
            let elsewhere = context.clauses.of(at).filter(|id| Some(*id) != context.clauses.of(trigger));
            let other = elsewhere.map(|id| context.clauses.get(id).predicate);
            if !own && at < trigger && other.is_some_and(|verb| verb < at) {
                return None;
            }
            let between = barriers(context, from(trigger, held), at, triggers, false);
            // A date before the verb opens the sentence; one behind it is its own.
            let fits = own && between <= 1 || between == 0;
            let before = noun && at < trigger;
            fits.then_some((between, u32::from(!nearest), u32::from(before), trigger.abs_diff(at), time))
        })
        .min_by_key(|(between, own, before, far, _)| (*between, *own, *before, *far))
        .map(|(between, _, _, _, time)| (between, time))?;
    // "this week from 11 to 13 October": the finer of two that agree.
    let (between, best) = best;
    let finer =
        context.times[first..].iter().take_while(|time| time.words.start < sentence.end).filter(usable).find(
            |time| {
                let (Some(fine), Some(coarse)) = (&time.when, &best.when) else { return false };
                coarse.contains(fine)
                    && !fine.contains(coarse)
                    && barriers(context, trigger, time.words.start, triggers, false) <= between
            },
        );
    let best = finer.unwrap_or(best);
    Some(Dated { when: best.when.clone()?, span: Some(best.span), reason: best.note.clone() })
}

/// "in early May" is some time in May: days that are only about right are given as their month, months
/// as their year.
pub(super) fn plain(when: &When) -> When {
    let edtf = when.edtf();
    let coarse = edtf.split_once('/').filter(|_| when.is_approximate()).and_then(|(first, last)| {
        let length = if first.len() > "2024-01~".len() { "2024-01".len() } else { "2024".len() };
        let (from, to) = (first.get(..length)?, last.get(..length)?);
        if from == to { When::parse(from).ok() } else { None }
    });
    coarse.unwrap_or_else(|| when.clone())
}

/// "signed the 2002 protocol": a year inside the name of something else.
fn is_of_name(context: &Context<'_>, time: &TimeExpression, own: [Word; 2]) -> bool {
    let (analysis, year) = (context.analysis, time.words.start);
    let end = sentence(context, year).end;
    let named = (year + 1..end).take_while(|&word| {
        matches!(analysis.upos(word), Upos::Noun | Upos::Propn | Upos::Adj)
            || matches!(context.text(analysis.span(word)), "/" | "-")
    });
    let head = analysis.head(year);
    let of_noun = named.clone().any(|word| Some(word) == head);
    let behind_preposition = year > 0 && analysis.upos(year - 1) == Upos::Adp;
    time.words.len() == 1
        && analysis.upos(year) == Upos::Num
        && of_noun
        && !behind_preposition
        && named.last().is_some_and(|last| !own.contains(&last))
}

/// What a clause of its own says of a noun: "the summit, to be held in Oslo from 6 to 7 May".
pub(super) fn told_of(
    context: &Context<'_>,
    (verb, words): (Word, Range<Word>),
) -> (Option<Dated>, Option<(Place, Range<Word>)>) {
    let first = context.times.partition_point(|time| time.words.start < words.start);
    let times = || context.times[first..].iter().take_while(|time| time.words.start < words.end);
    let dates = || times().filter(|time| can_date(time) && !is_of_object(context, verb, time.words.start));
    let dated = dates().next().and_then(|time| {
        Some(Dated { when: time.when.clone()?, span: Some(time.span), reason: time.note.clone() })
    });
    let place = context.mentions.places_within(words).iter().find(|place| is_placed(context, place));
    (
        dated,
        place
            .map(|place| (Place { name: place.name.clone(), state: Some(place.state) }, place.words.clone())),
    )
}

/// True for a word of a time expression.
pub(super) fn is_time(context: &Context<'_>, word: Word) -> bool {
    let end = context.times.partition_point(|time| time.words.start <= word);
    context.times[..end].iter().rev().take(4).any(|time| time.words.contains(&word))
}

/// The date that stands close behind a word: "Japan from 18 to 21 September".
pub(super) fn behind(context: &Context<'_>, word: Word, end: Word) -> Option<Dated> {
    let first = context.times.partition_point(|time| time.words.start < word);
    let time = context.times[first..]
        .iter()
        .find(|time| time.when.is_some() && !matches!(time.anchor, Anchor::Event(_)))?;
    let near = time.words.start < word + 3 && time.words.start < end;
    near.then(|| time.when.clone()).flatten().map(|when| Dated {
        when,
        span: Some(time.span),
        reason: time.note.clone(),
    })
}

/// The day of publication as the date of what is told as news; a speech tells mostly of other days.
pub(super) fn published(context: &Context<'_>) -> Option<Dated> {
    if context.is_speech {
        return None;
    }
    let day = context.document.day()?;
    Some(Dated {
        when: When::day(day),
        span: None,
        reason: "told as news of the day of publication".to_owned(),
    })
}

/// The place that the words next to an event name.
pub(super) fn place(
    context: &Context<'_>,
    rules: &Rules,
    (trigger, center): (Word, Word),
    noun: bool,
    triggers: &[Word],
) -> Option<(Place, Range<Word>)> {
    let sentence = sentence(context, trigger);
    let places = context.mentions.places_within(sentence.clone());
    let found = places
        .iter()
        .filter(|place| is_placed(context, place))
        .filter_map(|place| {
            let at = place.words.start;
            let carried = !noun && goes_on(context, rules, trigger, at);
            if !noun && !carried && is_of_thing(context, &rules.exchanged, (trigger, center), at) {
                return None;
            }
            let held = held(context, rules, (trigger, center), at);
            let own = carried || held.is_some() || belongs(context, trigger, at, noun);
            let between = barriers(context, from(trigger, held), at, triggers, true);
            let fits = own && between <= 1 || between == 0;
            fits.then_some((between, u32::from(!own), u32::from(at < trigger), trigger.abs_diff(at), place))
        })
        .min_by_key(|(between, own, before, far, _)| (*between, *own, *before, *far))
        .map(|(.., place)| place)?;
    Some((Place { name: found.name.clone(), state: Some(found.state) }, found.words.clone()))
}

/// True where the words say that something is there: behind a preposition of place, not behind
/// "from" or inside a title.
pub(super) fn is_placed(context: &Context<'_>, place: &PlaceMention) -> bool {
    let inside_title = context.mentions.at(place.words.start).is_some_and(|mention| {
        mention.words.start < place.words.start && mention.words.end >= place.words.end
            || matches!(mention.form, Form::Name | Form::Office)
    });
    if inside_title {
        return false;
    }
    let mut before = place.words.start;
    while before > 0
        && matches!(
            context.analysis.upos(before - 1),
            Upos::Det | Upos::Propn | Upos::Adj | Upos::Noun | Upos::Punct
        )
        && place.words.start - before < 6
        && context.analysis.sentence_of(before - 1) == context.analysis.sentence_of(place.words.start)
    {
        before -= 1;
    }
    before > 0 && context.analysis.upos(before - 1) == Upos::Adp && place_preposition(context, before - 1)
}

fn place_preposition(context: &Context<'_>, word: Word) -> bool {
    context.mention_rules.is_inside(context.analysis.form(word))
}

/// The place that the story is from: a dateline on a line of its own, at the head of the text, or at
/// its foot as declarations have it.
pub(super) fn dateline(context: &Context<'_>) -> Option<Place> {
    let sentences = context.analysis.sentences();
    let kind = |at: usize| context.document.blocks[sentences[at].block as usize].kind;
    let line = sentences
        .iter()
        .filter(|sentence| context.document.blocks[sentence.block as usize].kind == BlockKind::Dateline)
        .find_map(|sentence| best(context.mentions.places_within(sentence.words.clone())));
    let opens = |at: &usize| *at == 0 || sentences[*at].block != sentences[*at - 1].block;
    let bodies = || (0..sentences.len()).filter(|&at| kind(at) == BlockKind::Body);
    let head = || bodies().filter(opens).take(2).find_map(|at| head_line(context, &sentences[at].words));
    let foot = || {
        let last = bodies().next_back().filter(opens)?;
        stamp(context, &sentences[last].words)
            .filter(|stamp| stamp.whole && stamp.dated)
            .map(|stamp| stamp.place)
    };
    line.or_else(head).or_else(foot)
}

/// "HANOI —", "Lima, 8 May (Andina) -", "ASTANA, August 21." before the first words of a report.
fn head_line(context: &Context<'_>, words: &Range<Word>) -> Option<Place> {
    let stamp = stamp(context, words)?;
    let capitals =
        context.text(context.analysis.span(words.start)).chars().all(|letter| !letter.is_lowercase());
    // "Oslo - Bergen trains": what follows a bare name may belong to it.
    let alone = context.mentions.place_at(stamp.end).is_none() || stamp.dated || capitals;
    let closed = stamp.dash && alone || stamp.whole && (stamp.dated || capitals);
    closed.then_some(stamp.place)
}

/// A place with what may stand beside it in a dateline: its state, a day, an agency in brackets.
struct Stamp {
    place: Place,
    /// True where a day stands with it.
    dated: bool,
    /// True where a dash closes it.
    dash: bool,
    /// True where it is all the words there are.
    whole: bool,
    /// The word behind it.
    end: Word,
}

/// How far a dateline reaches, in words and marks.
const LONGEST_STAMP: Word = 16;

fn stamp(context: &Context<'_>, words: &Range<Word>) -> Option<Stamp> {
    let analysis = context.analysis;
    let first = context.mentions.place_at(words.start).filter(|place| place.words.start == words.start)?;
    let mut stamp = Stamp {
        place: Place { name: first.name.clone(), state: Some(first.state) },
        dated: false,
        dash: false,
        whole: false,
        end: first.words.end,
    };
    let limit = words.end.min(words.start + LONGEST_STAMP);
    let mut brackets = false;
    while stamp.end < limit {
        let word = stamp.end;
        let printed = context.text(analysis.span(word));
        let time = context.times.iter().find(|time| time.words.contains(&word));
        let spaced = word > 0 && analysis.span(word - 1).end() < analysis.span(word).start();
        match printed {
            "(" | "[" => brackets = true,
            ")" | "]" => brackets = false,
            "—" | "–" | "--" | "-" | ":" if !brackets && (spaced || printed != "-") => {
                stamp.dash = true;
                stamp.end += 1;
                return Some(stamp);
            }
            "," | "/" | "." | "|" => {}
            _ if time.is_some() => {
                stamp.dated = true;
                stamp.end = time.map_or(word, |time| time.words.end - 1);
            }
            _ if brackets || printed.starts_with(|letter: char| letter.is_ascii_digit()) => {}
            _ => match context
                .mentions
                .at(word)
                .map(|mention| mention.words.end)
                .or_else(|| context.mentions.place_at(word).map(|place| place.words.end))
            {
                Some(end) if context.mentions.at(word).is_none_or(|mention| mention.form == Form::Side) => {
                    stamp.end = end - 1;
                }
                _ => return None,
            },
        }
        stamp.end += 1;
    }
    stamp.whole = stamp.end >= words.end;
    stamp.whole.then_some(stamp)
}

/// Of several places the nearest to a point on the map: a city before a province.
fn best(places: &[PlaceMention]) -> Option<Place> {
    let place = places.iter().find(|place| !place.wide).or(places.first())?;
    Some(Place { name: place.name.clone(), state: Some(place.state) })
}

pub(super) fn sentence(context: &Context<'_>, word: Word) -> Range<Word> {
    context.analysis.sentences()[context.analysis.sentence_of(word)].words.clone()
}
