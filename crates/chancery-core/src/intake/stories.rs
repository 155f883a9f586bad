//! Other stories on the page of an article: titles printed twice with a paragraph under each, and lists
//! of links under a heading of their own.

use super::{
    BlockKind,
    layout::{Page, Verdict, Why},
    rules::Opens,
};

impl Page<'_> {
    /// Where the same short line comes again at most three lines later with only short lines between.
    fn echo(&self, at: usize) -> Option<usize> {
        let line = &self.lines[at];
        if line.words < 3 || line.words > 30 || self.words[at].is_some() {
            return None;
        }
        let last = (at + 3).min(self.lines.len() - 1);
        let again = (at + 1..=last).find(|next| self.said[*next] == self.said[at])?;
        (at + 1..again)
            .all(|between| self.lines[between].words <= 6 && !self.lines[between].is_prose())
            .then_some(again)
    }

    /// Other stories, each with its title printed twice and one paragraph.
    pub(super) fn teasers(&mut self, headline: Option<usize>) {
        let mut echoes: Vec<(usize, usize)> = Vec::new();
        let mut at = 0;
        while at < self.lines.len() {
            match self.echo(at) {
                Some(again) => {
                    echoes.push((at, again));
                    at = again + 1;
                }
                None => at += 1,
            }
        }
        // The headline of the article itself can stand twice above it.
        if let (Some(headline), Some(&(first, again))) = (headline, echoes.first())
            && self.said[headline] == self.said[first]
        {
            echoes.remove(0);
            for line in first..=again {
                if line != headline && self.said[line] == self.said[headline] {
                    self.set(line, BlockKind::Furniture, Why::Twice);
                }
            }
        }
        let ended = |page: &Page, before: usize| {
            (0..before).any(|at| {
                matches!(page.opens(at), Some(Opens::End | Opens::Stories)) || page.ends_article(at)
            })
        };
        // Names that come again in a list of names have no paragraph each.
        let told = |&(number, &(_, again)): &(usize, &(usize, usize))| {
            let next = echoes.get(number + 1).map_or(self.lines.len(), |(next, _)| *next);
            (again + 1..next).take(2).any(|at| self.is_prose(at))
        };
        if echoes.iter().enumerate().filter(told).count() * 2 <= echoes.len() {
            return;
        }
        for (number, &(first, again)) in echoes.iter().enumerate() {
            // A single title that stands twice in the middle is no list of stories.
            if echoes.len() < 2 && !ended(self, first) {
                continue;
            }
            let next = echoes.get(number + 1).map_or(self.lines.len(), |(next, _)| *next);
            // The name of the section above it.
            for above in (0..first).rev().take(2) {
                if self.lines[above].words > 4 || self.lines[above].is_prose() {
                    break;
                }
                self.set(above, BlockKind::Furniture, Why::Teaser);
            }
            let mut told = 0;
            for at in first..next {
                told += usize::from(at > again && self.is_prose(at));
                if told > 1 && !ended(self, first) {
                    break;
                }
                if self.verdicts[at].is_none_or(|verdict| verdict.kind.is_read()) {
                    self.verdicts[at] = Some(Verdict { kind: BlockKind::Furniture, why: Why::Teaser });
                }
            }
        }
    }

    /// "Related news" and what hangs on it.
    pub(super) fn lists_of_stories(&mut self) {
        let count = self.lines.len();
        let mut prose_before = 0;
        let mut at = 0;
        while at < count {
            prose_before += usize::from(self.is_open(at) && self.is_prose(at));
            match self.opens(at) {
                Some(Opens::Stories) => at = self.close_list(at + 1, prose_before),
                Some(Opens::Link) => {
                    at += 1;
                    if at < count && self.is_open(at) && self.is_link(at) {
                        self.set(at, BlockKind::Furniture, Why::LinkList);
                        at += 1;
                    }
                }
                _ => at += 1,
            }
        }
    }

    /// Marks a list of stories from `from` on and gives the line where the article goes on.
    fn close_list(&mut self, from: usize, prose_before: usize) -> usize {
        let count = self.lines.len();
        let mut at = from;
        let mut links = 0;
        while at < count {
            if !self.is_open(at) {
                at += 1;
            } else if self.lines[at].is_short() && !self.lines[at].ends {
                self.set(at, BlockKind::Furniture, Why::LinkList);
                links += 1;
                at += 1;
            } else {
                // A teaser's paragraph stands alone under its title; the article goes on in
                // paragraphs that follow each other. Before its first paragraph nothing is a teaser.
                let next = at + 1;
                let alone = next >= count
                    || !self.is_open(next)
                    || (self.lines[next].is_short() && !self.lines[next].ends);
                let titled = links > 0 && at > 0 && self.lines[at - 1].is_short();
                if prose_before > 0 && titled && alone {
                    self.set(at, BlockKind::Furniture, Why::LinkList);
                    at = next;
                } else {
                    return at;
                }
            }
        }
        at
    }
}
