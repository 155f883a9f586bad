//! Of what kind an event is, and of what level a visit: the words around the trigger decide.

use std::ops::Range;

use super::{
    Rules,
    draft::{DraftReader, is_person},
    place_time,
};
use crate::{
    claims::{
        Context,
        clauses::{Link, Time},
        frames::Trigger,
        model::{EventKind, VisitLevel},
    },
    grammar::{Rel, Upos, Word, Xpos},
    intake::BlockKind,
    lexicon::ActorKind,
    mentions::{EntityId, EntityKind, Form},
};

/// How many words of its name may stand between an office and the body that it is of.
const OFFICE_BEFORE: u32 = 8;

/// How many words before "meeting" may name who meets.
const NAME_BEFORE: u32 = 10;

/// How long the short form of a name is that stands in brackets behind it, in bytes.
const SHORT: u32 = 8;

/// How many words behind "meeting" may name the body that meets.
const BODY_BEHIND: u32 = 10;

impl DraftReader<'_, '_> {
    /// True where nothing but the words of a name stands between somebody's title and a proper noun:
    /// "Chairman of the State Duma of the Federal *Assembly*".
    fn is_of_an_office(&self, noun: Word) -> bool {
        let (analysis, mentions) = (self.context.analysis, self.context.mentions);
        let start = place_time::sentence(self.context, noun).start.max(noun.saturating_sub(OFFICE_BEFORE));
        let named = |word: &Word| match analysis.upos(*word) {
            Upos::Propn | Upos::Adj | Upos::Det | Upos::Part => true,
            Upos::Adp => self.context.mention_rules.is_of(analysis.form(*word)),
            _ => false,
        };
        let mut before = (start..noun).rev().take_while(named);
        analysis.upos(noun) == Upos::Propn
            && before.any(|word| {
                mentions.at(word).is_some_and(|mention| {
                    let mut title = mention.words.start..noun;
                    matches!(mention.form, Form::Name | Form::Office)
                        && title.any(|word| self.context.mention_rules.is_of(analysis.form(word)))
                        && mentions.entity(mention.refers[0]).kind != EntityKind::Organisation
                })
            })
    }

    /// The word behind a noun, and behind its short form in brackets: "the Pacific Islands Forum (PIF)
    /// *leaders*".
    fn behind_short_form(&self, noun: Word) -> Word {
        let (context, analysis) = (self.context, self.context.analysis);
        let bracket =
            |word: Word, what: &str| word < analysis.len() && context.text(analysis.span(word)) == what;
        let short =
            bracket(noun + 1, "(") && bracket(noun + 3, ")") && analysis.span(noun + 2).len() <= SHORT;
        if short { noun + 4 } else { noun + 1 }
    }

    /// The kind, where the words around the trigger decide it: talks by telephone are a call, a
    /// meeting of a council is a session; none where it is no event between states.
    pub(super) fn refined(&self, center: Word) -> Option<EventKind> {
        let (analysis, rules) = (self.context.analysis, self.rules);
        let has = |list: &crate::lexicon::List, words: Range<Word>| {
            words
                .clone()
                .any(|word| list.contains(analysis.lemma(word)) || list.contains(analysis.form(word)))
        };
        let subtree = analysis.subtree(center);
        match self.kind {
            EventKind::Meeting => {
                // "leaders hosted by the Premier": a participle tells who they are.
                let aside = self.frame.trigger == Trigger::Verb
                    && self.hit.object.is_none()
                    && self.hit.clause.is_some_and(|id| {
                        let clause = self.context.clauses.get(id);
                        clause.passive && clause.link == Link::Participle
                    });
                if aside {
                    return None;
                }
                let before = subtree.start.max(center.saturating_sub(4))..center;
                // "a conversation by telephone".
                let by = center + 2..(center + 4).min(place_time::sentence(self.context, center).end);
                let by_phone = analysis.upos(center) == Upos::Noun
                    && analysis.upos(center + 1) == Upos::Adp
                    && has(&rules.phone, by);
                // "consulted by telephone with his counterpart".
                let rung = analysis.upos(center) == Upos::Verb
                    && analysis.children(center).any(|child| {
                        analysis.rel(child) == Rel::Obl && rules.phone.contains(analysis.lemma(child))
                    });
                if rung || by_phone || has(&rules.phone, before.clone()) {
                    return Some(EventKind::Call);
                }
                // "The G20 energy ministers will meet in Oslo": a session of theirs.
                if self.is_met_by_members() || self.is_gathering_hosted() {
                    return Some(EventKind::Session);
                }
                let is_noun = analysis.upos(center) != Upos::Verb;
                if is_noun && has(&rules.several, before.clone()) {
                    return Some(EventKind::Session);
                }
                // "a meeting of the Council", "the Supreme Council meeting".
                let sentence = place_time::sentence(self.context, center);
                // "a meeting on 5 September of the Review Group".
                let timed = |word: Word| word < sentence.end && place_time::is_time(self.context, word);
                let after = (center + 1..sentence.end)
                    .find(|&word| !timed(word) && !(analysis.upos(word) == Upos::Adp && timed(word + 1)))
                    .unwrap_or(center + 1);
                let behind = after..(after + BODY_BEHIND).min(sentence.end).max(after);
                let verb = behind.clone().find(|&word| {
                    let stops = match analysis.upos(word) {
                        Upos::Adp => !self.context.mention_rules.is_of(analysis.form(word)),
                        upos => matches!(upos, Upos::Verb | Upos::Punct),
                    };
                    stops && analysis.xpos(word) != Xpos::Hyph
                });
                let behind = behind.start..verb.unwrap_or(behind.end);
                let assembles = rules.assembling.contains(analysis.lemma(center));
                let is_noun = is_noun && assembles;
                let of_body = is_noun
                    && behind.clone().next().is_some_and(|next| {
                        next < analysis.len() && self.context.mention_rules.is_of(analysis.form(next))
                    })
                    && has(&rules.bodies, behind);
                let of_organisation = is_noun
                    && after < sentence.end
                    && self.context.mention_rules.is_of(analysis.form(after))
                    && self
                        .context
                        .mentions
                        .within(after..(after + 4).min(sentence.end.max(after)))
                        .first()
                        .is_some_and(|mention| self.is_of_organisation(mention.refers[0]));
                // "the G20 foreign ministers' meeting".
                let by_organisation = is_noun
                    && self
                        .context
                        .mentions
                        .within(self.listed_before_noun(center).min(before.start)..center)
                        .iter()
                        .any(|mention| {
                            let mut words = mention.words.clone();
                            let several = mention.form != Form::Name
                                && words.any(|word| analysis.features(word).is_plural());
                            mention.refers.iter().any(|&id| {
                                self.is_of_organisation(id) || several && self.is_for_organisation(id)
                            })
                        });
                // "the Heads of Government at their meeting".
                let by_own = is_noun
                    && assembles
                    && self.frame.trigger == Trigger::Noun
                    && self.fillers("who").iter().any(|mention| {
                        matches!(mention.form, Form::Possessive | Form::Group | Form::Pronoun)
                            && mention.refers.iter().any(|&id| {
                                self.is_for_organisation(id)
                                    && self.context.mentions.entity(id).kind != EntityKind::Person
                            })
                    });
                // "met the needs of": nobody is met.
                let met = self.context.frames.role(self.hit, "whom");
                let thing = self.hit.object.is_none()
                    && !met.is_empty()
                    && met.iter().all(|&head| rules.things.contains(analysis.lemma(head)));
                // "received no reply": what is received is nobody.
                let nobody = self.frame.set.contains_key("persons") && {
                    let whom = self.context.frames.role(self.hit, "whom");
                    !whom.is_empty()
                        && whom.iter().all(|&head| {
                            analysis.upos(head) == Upos::Noun
                                && self.context.mentions.at(head).is_none()
                                && !self.context.mention_rules.is_of_persons(analysis.form(head))
                        })
                };
                // "called on Iceland for help": no person is seen.
                let unseen = self.lacks_person("whom");
                // "discussed relations with X".
                let bond = self.frame.set.contains_key("weak")
                    && self.context.frames.role(self.hit, "whom").iter().any(|&head| {
                        crate::claims::clauses::preposition(analysis, head).is_some_and(|before| {
                            before > center + 1 && rules.bonds.contains(analysis.lemma(before - 1))
                        })
                    });
                if thing || nobody || unseen || bond {
                    return None;
                }
                // "The Commission held its second meeting".
                let body_meets = assembles
                    && self.hit.object == Some(center)
                    && self.hit.clause.is_some_and(|id| {
                        let subjects = &self.context.clauses.get(id).subjects;
                        subjects.iter().any(|&head| {
                            rules.bodies.contains(analysis.lemma(head))
                                && !self.context.mention_rules.is_of_persons(analysis.form(head))
                        })
                    });
                // "the Mechanism of Political Consultations": a name, and nothing that takes place.
                let start = self.run_before(center);
                let part = self.frame.trigger == Trigger::Noun
                    && !assembles
                    && analysis.upos(center) == Upos::Propn
                    && start > sentence.start
                    && self.context.mention_rules.is_of(analysis.form(start - 1));
                if part {
                    return None;
                }
                // "the Commonwealth Heads of Government Meeting".
                let capital = self.context.text(analysis.span(center)).starts_with(char::is_uppercase)
                    && center > sentence.start
                    && analysis.upos(center - 1) == Upos::Propn;
                let by_name = is_noun
                    && (capital || analysis.upos(center) == Upos::Propn)
                    && has(&rules.bodies, sentence.start.max(center.saturating_sub(5))..center);
                if body_meets
                    || by_name
                    || by_organisation
                    || by_own
                    || of_body
                    || of_organisation
                    || is_noun && has(&rules.bodies, before)
                {
                    return Some(EventKind::Session);
                }
                Some(EventKind::Meeting)
            }
            EventKind::Call => {
                let means = self.context.frames.role(self.hit, "means");
                let needs_phone = self.frame.set.contains_key("means");
                if needs_phone && !means.iter().any(|&word| rules.phone.contains(analysis.lemma(word))) {
                    return None;
                }
                // "called the President this morning", not "called the President a friend".
                let called = self.frame.set.contains_key("persons");
                let one =
                    || self.hit.clause.is_some_and(|id| self.context.clauses.get(id).objects.len() == 1);
                let person = || self.fillers("whom").iter().any(|whom| is_person(self.context, whom));
                if called && !(one() && person()) {
                    return None;
                }
                Some(EventKind::Call)
            }
            EventKind::Signing => {
                let object = self
                    .hit
                    .object
                    .or_else(|| self.context.frames.role(self.hit, "what").first().copied())?;
                let near = analysis.subtree(object).start..object + 1;
                // What is to be concluded some day is an undertaking, no ceremony.
                let undertaken = rules.undertaken.contains(analysis.lemma(self.hit.trigger))
                    && self.hit.clause.is_some_and(|id| {
                        let clause = self.context.clauses.get(id);
                        // "the largest agreement that Peru has ever concluded".
                        let recalled = clause.link == Link::Relative && clause.perfect && !clause.passive;
                        clause.infinitive || clause.time == Time::Future || recalled
                    });
                if undertaken {
                    return None;
                }
                (!has(&rules.domestic, near)).then_some(EventKind::Signing)
            }
            EventKind::Session => {
                // "a press conference" is none; nor is the committee inside a title what meets.
                let noun = match self.context.frames.role(self.hit, "session").first() {
                    Some(&noun) => noun,
                    None => center,
                };
                let before = analysis.subtree(noun).start.max(noun.saturating_sub(2))..noun;
                let titled = self.frame.trigger == Trigger::Verb
                    && self
                        .context
                        .mentions
                        .at(noun)
                        .is_some_and(|mention| matches!(mention.form, Form::Name | Form::Office));
                // "Chairman of the State Duma of the Federal Assembly": a part of the office.
                let office = self.frame.trigger == Trigger::Noun && self.is_of_an_office(noun);
                // "National Assembly Chairman", "the Assembly's committee", "Forum (PIF) leaders".
                let next = self.behind_short_form(noun);
                let goes_on = self.frame.trigger == Trigger::Noun
                    && analysis.upos(noun) == Upos::Propn
                    && next < place_time::sentence(self.context, noun).end
                    && !place_time::is_time(self.context, next)
                    && (matches!(analysis.upos(next), Upos::Noun | Upos::Propn)
                        || analysis.xpos(next) == Xpos::Pos);
                // "senators of the US Congress".
                let chamber = self.frame.trigger == Trigger::Noun
                    && analysis.upos(noun) == Upos::Propn
                    && rules.chambers.contains(analysis.lemma(noun))
                    && self.context.mentions.within(self.run_before(noun)..noun + 1).iter().any(|mention| {
                        let entity = self.context.mentions.entity(mention.refers[0]);
                        entity.kind == EntityKind::State
                    });
                if titled || office || goes_on || chamber || has(&rules.press, before) {
                    return None;
                }
                // "the World Economic Forum" is an organisation unless it is said to take place.
                let inside = self.frame.trigger == Trigger::Noun
                    && !rules.named.iter().any(|(name, _)| *name == analysis.form(center))
                    && self.context.mentions.at(center).is_some_and(|mention| {
                        self.context.mentions.entity(mention.refers[0]).kind == EntityKind::Organisation
                    });
                let held = self.hit.clause.is_some_and(|id| {
                    let clause = self.context.clauses.get(id);
                    clause.subjects.contains(&center)
                        && rules.light.contains(analysis.lemma(clause.predicate))
                });
                // "East Asia Summit (EAS) December 13 − 14": its days stand behind it.
                let sentence = place_time::sentence(self.context, center);
                let dated = (center + 1..sentence.end.min(center + NAME_BEFORE))
                    .take_while(|&word| {
                        matches!(analysis.upos(word), Upos::Punct)
                            || analysis.span(word).len() < SHORT
                            || place_time::is_time(self.context, word)
                    })
                    .any(|word| place_time::is_time(self.context, word));
                (!inside || held || dated).then_some(EventKind::Session)
            }
            EventKind::Ceremony => {
                // "agreed to reopen the crossing" undertakes something, and no ceremony is told.
                let undertaken = self.frame.trigger == Trigger::Verb
                    && self.hit.object.is_some_and(|object| rules.built.contains(analysis.lemma(object)))
                    && self.hit.clause.is_some_and(|id| self.context.clauses.get(id).infinitive);
                // "I pay tribute to our soldiers" says so, and nothing more.
                let said =
                    self.hit.object.is_some_and(|object| rules.tributes.contains(analysis.lemma(object)))
                        && self.context.frames.role(self.hit, "at").is_empty()
                        && self.fillers("who").iter().any(|who| {
                            who.form == Form::Pronoun
                                && who.refers.iter().all(|&id| {
                                    self.context.mentions.entity(id).kind == EntityKind::State
                                        || self.context.block_of(self.hit.trigger) == BlockKind::Speech
                                })
                        });
                // "congratulated her on her inauguration": what a message is about.
                let wished = self.frame.trigger == Trigger::Noun
                    && self.hit.clause.is_some_and(|id| {
                        let clause = self.context.clauses.get(id);
                        rules.wishing.contains(analysis.lemma(clause.predicate))
                            && clause.obliques.iter().any(|oblique| oblique.head == center)
                    });
                (!undertaken && !said && !wished).then_some(EventKind::Ceremony)
            }
            EventKind::Visit => {
                // "Egypt, which was invited": to what, nobody says.
                let sentence = place_time::sentence(self.context, center);
                let invites = self.frame.set.contains_key("status")
                    && rules.invited.contains(analysis.lemma(self.hit.trigger));
                let aim = !self.context.frames.role(self.hit, "where").is_empty()
                    || !place_time::inside(self.triggers, &(self.hit.trigger + 1..sentence.end)).is_empty();
                // "welcomed the contribution to Chad": nobody comes.
                let who = self.context.frames.role(self.hit, "who");
                let things = self.frame.trigger == Trigger::Verb
                    && !self.context.frames.role(self.hit, "host").is_empty()
                    && !who.is_empty()
                    && who.iter().all(|&head| {
                        analysis.upos(head) == Upos::Noun
                            && self.context.mentions.at(head).is_none()
                            && !self.context.mention_rules.is_of_persons(analysis.form(head))
                    });
                // "sent the minister to Kyiv", not "sent troops to Kyiv".
                let unseen = self.lacks_person("who");
                (!things && !unseen && (!invites || aim)).then_some(EventKind::Visit)
            }
            kind => Some(kind),
        }
    }

    /// True where the frame is of persons only, and nobody fills a role.
    fn lacks_person(&self, role: &str) -> bool {
        self.frame.set.get("persons").is_some_and(|persons| persons == "only")
            && !self.fillers(role).iter().any(|filler| is_person(self.context, filler))
    }

    /// True for "will host the G20", "will host CHOGM": the organisation that meets is no guest.
    fn is_gathering_hosted(&self) -> bool {
        let context = self.context;
        let whom = context.frames.role(self.hit, "whom");
        let gathering = |&head: &Word| {
            context.mentions.at(head).is_some_and(|mention| {
                let named = mention.form == Form::Side
                    && matches!(mention.refers[..], [id] if context.mentions.entity(id).kind == EntityKind::Organisation);
                named && self.rules.bodies.contains(context.analysis.form(mention.words.end - 1))
            })
        };
        self.frame.set.contains_key("persons") && !whom.is_empty() && whom.iter().all(gathering)
    }

    /// True where the ministers or leaders of one organisation, or it itself, meet by themselves.
    fn is_met_by_members(&self) -> bool {
        let context = self.context;
        let meets = || self.rules.meeting.contains(context.analysis.lemma(self.hit.trigger));
        let holds = |object| self.rules.assembling.contains(context.analysis.lemma(object));
        let verb = self.frame.trigger == Trigger::Verb && self.hit.object.map_or_else(meets, holds);
        if !verb || !context.frames.role(self.hit, "whom").is_empty() {
            return false;
        }
        let heads = context.frames.role(self.hit, "who");
        let several = |&head: &Word| {
            let of = context.mentions.at(head).filter(|mention| {
                mention.refers.iter().all(|&id| {
                    self.is_of_organisation(id) || context.mentions.entity(id).kind == EntityKind::Group
                })
            });
            let body = context.mentions.at(head).is_some_and(|mention| {
                matches!(mention.refers[..], [id] if context.mentions.entity(id).kind == EntityKind::Organisation)
            });
            let offices = context.mentions.at(head).is_some_and(|mention| {
                let plural = |word: Word| context.analysis.features(word).is_plural();
                mention.form != Form::Name
                    && (plural(mention.head) || plural(mention.words.end - 1))
                    && mention.refers.iter().all(|&id| self.is_for_organisation(id))
            });
            body || offices
                || of.is_some_and(|mention| mention.refers.iter().any(|&id| self.is_of_organisation(id)))
                || context.analysis.features(head).is_plural() && self.is_inside_organisation(head)
        };
        !heads.is_empty() && heads.iter().all(several)
    }

    /// True for "ministers" in "the EU's foreign ministers", "leaders of ASEAN": the nouns below name one
    /// organisation and no state.
    fn is_inside_organisation(&self, head: Word) -> bool {
        let context = self.context;
        let inside = context.analysis.subtree(head);
        let start = inside.start.min(self.listed_before_noun(head));
        let mut organisation = false;
        for mention in context.mentions.within(start..inside.end.max(head + 1)) {
            let own = mention.refers.iter().all(|&id| self.is_of_organisation(id));
            if !own {
                return false;
            }
            organisation = true;
        }
        organisation
    }

    /// Where the nouns before "meeting" begin, those that an "and" joins among them: "the G20 Finance
    /// Ministers' and Central Bank Governors' meeting".
    fn listed_before_noun(&self, noun: Word) -> Word {
        let analysis = self.context.analysis;
        let start = place_time::sentence(self.context, noun).start.max(noun.saturating_sub(NAME_BEFORE));
        let run = (start..noun).rev().take_while(|&word| {
            matches!(analysis.upos(word), Upos::Adj | Upos::Noun | Upos::Propn | Upos::Num | Upos::Cconj)
                || matches!(analysis.xpos(word), Xpos::Hyph | Xpos::Pos)
        });
        let first = run.last().unwrap_or(noun);
        if analysis.upos(first) == Upos::Cconj { first + 1 } else { first }
    }

    /// True for whoever acts for an organisation.
    fn is_for_organisation(&self, id: EntityId) -> bool {
        let actor = self.context.mentions.entity(id).actor;
        let actor = actor.and_then(|actor| self.context.world.actor(actor));
        actor.is_some_and(|actor| actor.kind == ActorKind::Organisation)
    }

    /// True for an organisation, and for its leaders or members without a name.
    fn is_of_organisation(&self, id: EntityId) -> bool {
        let entity = self.context.mentions.entity(id);
        entity.kind == EntityKind::Organisation
            || entity.kind == EntityKind::Group && self.is_for_organisation(id)
    }

    /// The level of the visit that the words tell of; an invitation names it behind the verb.
    pub(super) fn level_of_visit(&self, center: Word) -> Option<VisitLevel> {
        let noun = if self.frame.trigger == Trigger::Noun || self.hit.object.is_some() {
            Some(center)
        } else {
            let sentence = place_time::sentence(self.context, center);
            let near = center + 1..sentence.end.min(center + 14).max(center + 1);
            place_time::inside(self.triggers, &near).first().copied()
        };
        // "Working Visit to Peru" over a report, whatever the words were tagged as.
        let heading = || self.context.block_of(center) != BlockKind::Body;
        noun.and_then(|noun| level(self.context, self.rules, noun))
            .or_else(|| if heading() { level(self.context, self.rules, center) } else { None })
    }
}

/// The level of a visit, from the words before the noun.
pub(super) fn level(context: &Context<'_>, rules: &Rules, center: Word) -> Option<VisitLevel> {
    let analysis = context.analysis;
    let start = analysis.sentences()[analysis.sentence_of(center)].words.start.max(center.saturating_sub(4));
    let mut levels: Vec<VisitLevel> = Vec::new();
    for word in (start..center).rev() {
        if !matches!(
            analysis.upos(word),
            Upos::Adj | Upos::Noun | Upos::Cconj | Upos::Propn | Upos::Verb | Upos::Punct
        ) {
            break;
        }
        for (list, level) in &rules.levels {
            if list.contains(analysis.form(word)) {
                levels.push(*level);
            }
        }
    }
    // "official working visit" is a working visit; "official friendship visit" an official one.
    if levels.contains(&VisitLevel::Working) { Some(VisitLevel::Working) } else { levels.first().copied() }
}
