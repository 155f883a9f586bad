//! When and where an event takes place: by its own clause, by what stands next to it, by the
//! dateline and the day of publication.

use std::ops::Range;

use crate::{
    calendar::When,
    claims::{
        Context,
        model::{Dated, Place},
    },
    grammar::{Upos, Word},
    intake::BlockKind,
    mentions::PlaceMention,
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
        return true;
    }
    context.clauses.of(word).is_some() && context.clauses.of(word) == context.clauses.of(trigger)
}

/// The time that dates an event.
pub(super) fn when(context: &Context<'_>, trigger: Word, noun: bool, triggers: &[Word]) -> Option<Dated> {
    let sentence = sentence(context, trigger);
    let usable = |time: &&TimeExpression| {
        matches!(time.timex, Timex::Date | Timex::Time)
            && time.when.is_some()
            && !matches!(time.anchor, Anchor::Event(_))
            && sentence.contains(&time.words.start)
    };
    let first = context.times.partition_point(|time| time.words.start < sentence.start);
    let best = context.times[first..]
        .iter()
        .take_while(|time| time.words.start < sentence.end)
        .filter(usable)
        .filter_map(|time| {
            let at = time.words.start;
            let own = belongs(context, trigger, at, noun);
            // "will meet on 11 December with X, who is visiting": the date of the verb before it.
            let elsewhere = context.clauses.of(at).filter(|id| Some(*id) != context.clauses.of(trigger));
            let other = elsewhere.map(|id| context.clauses.get(id).predicate);
            if !own && at < trigger && other.is_some_and(|verb| verb < at) {
                return None;
            }
            let between = barriers(context, trigger, at, triggers, false);
            // A date before the verb opens the sentence; one behind it is its own.
            let fits = own && between <= 1 || between == 0;
            let before = noun && at < trigger;
            fits.then_some((between, u32::from(!own), u32::from(before), trigger.abs_diff(at), time))
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

/// The day of publication as the date of what is told as news.
pub(super) fn published(context: &Context<'_>) -> Option<Dated> {
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
    trigger: Word,
    noun: bool,
    triggers: &[Word],
) -> Option<(Place, Range<Word>)> {
    let sentence = sentence(context, trigger);
    let places = context.mentions.places_within(sentence.clone());
    let found = places
        .iter()
        .filter(|place| is_placed(context, place))
        .filter_map(|place| {
            let own = belongs(context, trigger, place.words.start, noun);
            let between = barriers(context, trigger, place.words.start, triggers, true);
            let fits = own && between <= 1 || between == 0;
            fits.then_some((
                between,
                u32::from(!own),
                u32::from(place.words.start < trigger),
                trigger.abs_diff(place.words.start),
                place,
            ))
        })
        .min_by_key(|(between, own, before, far, _)| (*between, *own, *before, *far))
        .map(|(.., place)| place)?;
    Some((Place { name: found.name.clone(), state: Some(found.state) }, found.words.clone()))
}

/// True where the words say that something is there: behind a preposition of place, not behind
/// "from" or inside a title.
fn is_placed(context: &Context<'_>, place: &PlaceMention) -> bool {
    let inside_title = context.mentions.at(place.words.start).is_some_and(|mention| {
        mention.words.start < place.words.start && mention.words.end >= place.words.end
            || matches!(mention.form, crate::mentions::Form::Name | crate::mentions::Form::Office)
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

/// The place that the story is from: a dateline on a line of its own, or at the head of the text.
pub(super) fn dateline(context: &Context<'_>) -> Option<Place> {
    let of_blocks = context
        .analysis
        .sentences()
        .iter()
        .filter(|sentence| context.document.blocks[sentence.block as usize].kind == BlockKind::Dateline)
        .find_map(|sentence| best(context.mentions.places_within(sentence.words.clone())));
    of_blocks.or_else(|| {
        // "HANOI — …": the first words of the first paragraph, before a dash.
        context
            .analysis
            .sentences()
            .iter()
            .filter(|sentence| context.document.blocks[sentence.block as usize].kind == BlockKind::Body)
            .take(2)
            .find_map(|sentence| {
                let end = sentence.words.end.min(sentence.words.start + 10);
                let dash = (sentence.words.start..end).find(|&word| {
                    let text = context.text(context.analysis.span(word));
                    matches!(text, "—" | "–" | "--" | "-" | ":") && word > sentence.words.start
                })?;
                let places = context.mentions.places_within(sentence.words.start..dash);
                let capitals = places.first().is_some_and(|place| {
                    context
                        .text(context.analysis.span_of(place.words.clone()))
                        .chars()
                        .all(|letter| !letter.is_lowercase())
                });
                if capitals { best(places) } else { None }
            })
    })
}

/// Of several places the nearest to a point on the map: a city before a province.
fn best(places: &[PlaceMention]) -> Option<Place> {
    let place = places.iter().find(|place| !place.wide).or(places.first())?;
    Some(Place { name: place.name.clone(), state: Some(place.state) })
}

pub(super) fn sentence(context: &Context<'_>, word: Word) -> Range<Word> {
    context.analysis.sentences()[context.analysis.sentence_of(word)].words.clone()
}
