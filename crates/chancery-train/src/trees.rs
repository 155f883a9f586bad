//! Trains the parser, with a dynamic oracle: it goes its own way while it learns, and is told at
//! every step which actions lose the least.

use chancery_core::grammar::{
    Rel,
    parser::{ACTION_FEATURES, ACTIONS, Action, Parser, REL_FEATURES, State},
    tagger::Tag,
};

use crate::{
    learn::{Dice, Learner, Trainee, Weights, best},
    treebank::Sentence,
};

/// Weights for actions and for relations.
#[derive(Clone, Debug, Default)]
pub(crate) struct TreeWeights {
    pub(crate) actions: Weights,
    pub(crate) rels: Weights,
}

/// How many right arcs each action makes impossible.
fn costs(state: &State, sentence: &Sentence) -> [u32; 3] {
    let head = |word: u32| sentence.words[word as usize].head;
    let next = state.next();
    let root = state.words();
    let stack = state.stack();
    let mut costs = [0; 3];
    if let Some((&top, below)) = stack.split_last() {
        let under = below.last().copied();
        // Children of the top that are still to be read are lost with it.
        let children = (next..root).filter(|&word| head(word) == top).count() as u32;
        let top_head = head(top);
        costs[Action::Left as usize] =
            children + u32::from(top_head != next && (top_head > next || Some(top_head) == under));
        costs[Action::Right as usize] = children + u32::from(top_head >= next);
    }
    if next < root {
        let next_head = head(next);
        let below = &stack[..stack.len().saturating_sub(1)];
        costs[Action::Shift as usize] = u32::from(below.contains(&next_head))
            + stack.iter().filter(|&&word| head(word) == next).count() as u32;
    }
    costs
}

/// Learns from sentences with the tags that the tagger gives them.
pub(crate) fn train(
    sentences: &[Sentence],
    tags: &[Vec<u8>],
    classes: &[Tag],
    epochs: usize,
    seed: u64,
) -> TreeWeights {
    let (mut actions, mut rels) = (Trainee::default(), Learner::default());
    let mut dice = Dice(seed);
    let mut order: Vec<usize> = (0..sentences.len()).collect();
    let mut state = State::default();
    let mut list = [0; ACTION_FEATURES];
    let mut rel_list = [0; REL_FEATURES];
    for epoch in 0..epochs {
        dice.shuffle(&mut order);
        for &at in &order {
            let sentence = &sentences[at];
            state.begin(&sentence.looks, &tags[at], |tag| classes[usize::from(tag)].upos);
            while !state.is_done() {
                let costs = costs(&state, sentence);
                let allowed = |action: usize| state.allows(ACTIONS[action]);
                let least =
                    (0..3).filter(|&action| allowed(action)).map(|action| costs[action]).min().unwrap_or(0);
                let good = |action: usize| allowed(action) && costs[action] == least;
                let choices = (0..3).filter(|&action| allowed(action)).count();
                let mut action = (0..3).find(|&action| allowed(action)).unwrap_or(0);
                if choices > 1 {
                    state.action_features(&mut list);
                    let scores = actions.score(&list);
                    actions.tick();
                    let right = best(&scores, good).unwrap_or(action);
                    let mut guess = right;
                    if let Some(rival) = best(&scores, |action| allowed(action) && !good(action)) {
                        if scores[right] < scores[rival] + 1.0 {
                            actions.update(&list, right, rival);
                        }
                        if scores[rival] >= scores[right] {
                            guess = rival;
                        }
                    }
                    action = if epoch > 0 && dice.chance(0.9) { guess } else { right };
                }
                let action = ACTIONS[action];
                let mut rel = Rel::Root as u8;
                if let Some((head, word)) = state.arc_of(action)
                    && head != state.words()
                {
                    let gold = &sentence.words[word as usize];
                    state.rel_features(head, word, &mut rel_list);
                    let mut scores = [0.0; 256];
                    rels.score(&rel_list, &mut scores);
                    let count = Rel::ALL.len();
                    let root = Rel::Root as usize;
                    rel = best(&scores[..count], |rel| rel != root).unwrap_or(0) as u8;
                    if gold.head == head {
                        rels.tick();
                        let right = gold.rel as usize;
                        let rival = best(&scores[..count], |rel| rel != root && rel != right).unwrap_or(0);
                        if scores[right] < scores[rival] + 1.0 {
                            rels.update(&rel_list, right, rival);
                        }
                        if epoch == 0 {
                            rel = right as u8;
                        }
                    }
                }
                state.apply(action, rel);
            }
        }
    }
    TreeWeights { actions: actions.averaged(), rels: rels.averaged() }
}

/// The file of the weights.
pub(crate) fn write(weights: &TreeWeights, bits: u32) -> Vec<u8> {
    Parser::write(&weights.actions.trio(bits), &weights.rels.table(2, 150_000))
}
