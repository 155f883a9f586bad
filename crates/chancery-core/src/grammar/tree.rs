//! The best tree of a sentence, from a score for each pair of words.
//!
//! Most sentences are done when each word takes the head that scores highest; where that is no tree
//! with one root and without arcs that cross, the best such tree is searched (Eisner 1996).

use multiversion::multiversion;

/// Finds trees; keeps its tables from sentence to sentence.
#[derive(Clone, Debug, Default)]
pub(super) struct Trees {
    heads: Vec<u32>,
    steps: Vec<u32>,
    /// Spans that are done: their head on the left, by left end; the same by right end; their head
    /// on the right, by right end; the same by left end.
    right: Vec<f32>,
    right_turned: Vec<f32>,
    left: Vec<f32>,
    left_turned: Vec<f32>,
    /// Spans that an arc closes: from left to right, by left end; from right to left, by right end.
    arc_right: Vec<f32>,
    arc_left: Vec<f32>,
    spans: Vec<Span>,
}

/// A stretch of words whose best tree is read back from the tables.
#[derive(Clone, Copy, Debug)]
struct Span {
    from: usize,
    to: usize,
    kind: Kind,
}

#[derive(Clone, Copy, Debug)]
enum Kind {
    /// The head is the first word.
    Right,
    /// The head is the last word.
    Left,
    /// An arc from the first word to the last closes it.
    ArcRight,
    /// An arc from the last word to the first closes it.
    ArcLeft,
}

impl Trees {
    /// The head of each word, the number of words for the root. `arcs` holds for each word a row of
    /// one score for each head, `roots` the scores of the words as root.
    pub(super) fn best(&mut self, arcs: &[f32], roots: &[f32]) -> &[u32] {
        let count = roots.len();
        self.heads.clear();
        for (word, (row, &root)) in arcs.chunks_exact(count.max(1)).zip(roots).enumerate() {
            let mut best = (count, root);
            for (head, &score) in row.iter().enumerate() {
                if score > best.1 && head != word {
                    best = (head, score);
                }
            }
            self.heads.push(best.0 as u32);
        }
        if !self.is_tree() {
            search(self, arcs, roots);
            self.read_back(count);
        }
        &self.heads
    }

    /// True where the heads make one tree without arcs that cross.
    fn is_tree(&mut self) -> bool {
        let count = self.heads.len();
        if self.heads.iter().filter(|&&head| head as usize == count).count() != 1 {
            return false;
        }
        // Each word carries the number of the walk that came by; a walk that meets itself is a circle.
        self.steps.clear();
        self.steps.resize(count, u32::MAX);
        for word in 0..count {
            let mut at = word;
            while at < count && self.steps[at] == u32::MAX {
                self.steps[at] = word as u32;
                at = self.heads[at] as usize;
            }
            if at < count && self.steps[at] == word as u32 {
                return false;
            }
        }
        // Inside an arc no word may have a head outside; the root's arc spans nothing.
        let over = |word: usize| {
            let head = self.heads[word] as usize;
            (head < count).then(|| (word.min(head), word.max(head)))
        };
        (0..count).filter_map(over).all(|(from, to)| {
            (from + 1..to).all(|word| {
                let head = self.heads[word] as usize;
                from <= head && head <= to
            })
        })
    }

    /// Sets the heads from the tables, span by span.
    fn read_back(&mut self, count: usize) {
        let at = |row: usize, column: usize| row * count + column;
        while let Some(Span { from, to, kind }) = self.spans.pop() {
            if from == to {
                continue;
            }
            match kind {
                Kind::Right => {
                    let middle = from
                        + 1
                        + place(
                            &self.arc_right[at(from, from + 1)..=at(from, to)],
                            &self.right_turned[at(to, from + 1)..=at(to, to)],
                        );
                    self.spans.push(Span { from, to: middle, kind: Kind::ArcRight });
                    self.spans.push(Span { from: middle, to, kind: Kind::Right });
                }
                Kind::Left => {
                    let middle = from
                        + place(
                            &self.left_turned[at(from, from)..at(from, to)],
                            &self.arc_left[at(to, from)..at(to, to)],
                        );
                    self.spans.push(Span { from, to: middle, kind: Kind::Left });
                    self.spans.push(Span { from: middle, to, kind: Kind::ArcLeft });
                }
                Kind::ArcRight | Kind::ArcLeft => {
                    let (word, head) = if matches!(kind, Kind::ArcRight) { (to, from) } else { (from, to) };
                    self.heads[word] = head as u32;
                    let middle = from
                        + place(
                            &self.right[at(from, from)..at(from, to)],
                            &self.left[at(to, from + 1)..=at(to, to)],
                        );
                    self.spans.push(Span { from, to: middle, kind: Kind::Right });
                    self.spans.push(Span { from: middle + 1, to, kind: Kind::Left });
                }
            }
        }
    }
}

/// Fills the tables for the best tree without arcs that cross, and begins to read it back with its root.
#[multiversion(targets("x86_64+avx512f+avx512vl", "x86_64+avx2"))]
fn search(trees: &mut Trees, arcs: &[f32], roots: &[f32]) {
    let count = roots.len();
    let tables = [
        &mut trees.right,
        &mut trees.right_turned,
        &mut trees.left,
        &mut trees.left_turned,
        &mut trees.arc_right,
        &mut trees.arc_left,
    ];
    for table in tables {
        table.clear();
        table.resize(count * count, 0.0);
    }
    let at = |row: usize, column: usize| row * count + column;
    for length in 1..count {
        for from in 0..count - length {
            let to = from + length;
            let inner =
                best(&trees.right[at(from, from)..at(from, to)], &trees.left[at(to, from + 1)..=at(to, to)]);
            trees.arc_right[at(from, to)] = inner + arcs[at(to, from)];
            trees.arc_left[at(to, from)] = inner + arcs[at(from, to)];
            let right = best(
                &trees.arc_right[at(from, from + 1)..=at(from, to)],
                &trees.right_turned[at(to, from + 1)..=at(to, to)],
            );
            trees.right[at(from, to)] = right;
            trees.right_turned[at(to, from)] = right;
            let left = best(
                &trees.left_turned[at(from, from)..at(from, to)],
                &trees.arc_left[at(to, from)..at(to, to)],
            );
            trees.left[at(to, from)] = left;
            trees.left_turned[at(from, to)] = left;
        }
    }
    let total = |root: usize| trees.left[at(root, 0)] + trees.right[at(root, count - 1)] + roots[root];
    let root = (1..count).fold(0, |best, root| if total(root) > total(best) { root } else { best });
    trees.heads[root] = count as u32;
    trees.spans.clear();
    trees.spans.push(Span { from: 0, to: root, kind: Kind::Left });
    trees.spans.push(Span { from: root, to: count - 1, kind: Kind::Right });
}

/// The highest sum of two numbers that stand at the same place.
#[inline(always)]
fn best(one: &[f32], other: &[f32]) -> f32 {
    const LANES: usize = 8;
    let mut lanes = [f32::NEG_INFINITY; LANES];
    let ((ones, one), (others, other)) = (one.as_chunks::<LANES>(), other.as_chunks::<LANES>());
    for (one, other) in ones.iter().zip(others) {
        for at in 0..LANES {
            let sum = one[at] + other[at];
            lanes[at] = if sum > lanes[at] { sum } else { lanes[at] };
        }
    }
    let rest = one.iter().zip(other).map(|(one, other)| one + other);
    lanes.into_iter().chain(rest).fold(f32::NEG_INFINITY, f32::max)
}

/// Where that highest sum stands, the first of equals.
fn place(one: &[f32], other: &[f32]) -> usize {
    let highest = best(one, other);
    one.iter().zip(other).position(|(one, other)| one + other >= highest).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The score of a tree.
    fn score(heads: &[u32], arcs: &[f32], roots: &[f32]) -> f32 {
        let count = roots.len();
        let one = |(word, &head): (usize, &u32)| match head as usize {
            head if head == count => roots[word],
            head => arcs[word * count + head],
        };
        heads.iter().enumerate().map(one).sum()
    }

    #[test] // of a law: what is found is a tree, and no other tree of few words scores higher
    fn the_best_tree_is_found() {
        arbtest::arbtest(|u| {
            let count: usize = u.int_in_range(1..=5)?;
            let mut number =
                || -> arbtest::arbitrary::Result<f32> { Ok(f32::from(u.int_in_range(-8_i8..=8)?)) };
            let mut arcs = Vec::new();
            for _ in 0..count * count {
                arcs.push(number()?);
            }
            let mut roots = Vec::new();
            for _ in 0..count {
                roots.push(number()?);
            }
            let mut trees = Trees::default();
            let found = trees.best(&arcs, &roots).to_vec();
            assert!(trees.is_tree());
            let mut other = Trees::default();
            let all = (count as u32 + 1).pow(count as u32);
            for mut code in 0..all {
                other.heads.clear();
                for _ in 0..count {
                    other.heads.push(code % (count as u32 + 1));
                    code /= count as u32 + 1;
                }
                if other.heads.iter().enumerate().all(|(word, &head)| head as usize != word)
                    && other.is_tree()
                {
                    assert!(score(&other.heads, &arcs, &roots) <= score(&found, &arcs, &roots));
                }
            }
            Ok(())
        });
    }
}
