//! What each paragraph of a document is for, told by its place and its looks.
//!
//! The rules of words come first ([`super::rules`]); what they leave open is told by shape: the
//! headline is the short line above the first paragraphs that shares most words with them; other
//! stories are told by their titles ([`super::stories`]); what follows the end of the article is not
//! the article; a paragraph printed twice is read once.

use std::collections::{HashMap, HashSet};

use super::{
    Block, BlockKind,
    lines::{self, Line},
    rules::{LineRules, Opens, Rule},
};
use crate::{
    evidence::RuleId,
    text::{Span, Text},
};

/// The blocks of a document and the agency that is credited in it.
pub(super) struct Layout {
    pub(super) blocks: Vec<Block>,
    pub(super) agency: Option<Span>,
}

/// What is decided about one line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Verdict {
    pub(super) kind: BlockKind,
    pub(super) why: Why,
}

/// The rules of shape; the names are what `explain` prints.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Why {
    Words,
    Headline,
    Paragraph,
    Heading,
    Place,
    Twice,
    Teaser,
    AfterEnd,
    LinkList,
    Menu,
    AboveHeadline,
    UnderPicture,
    Ornament,
    Below,
    Address,
    MenuLine,
}

impl Why {
    fn name(self) -> &'static str {
        match self {
            Why::Words => "intake.words",
            Why::Headline => "intake.headline",
            Why::Paragraph => "intake.paragraph",
            Why::Heading => "intake.heading",
            Why::Place => "intake.place",
            Why::Twice => "intake.twice",
            Why::Teaser => "intake.teaser",
            Why::AfterEnd => "intake.after-end",
            Why::LinkList => "intake.link-list",
            Why::Menu => "intake.menu",
            Why::AboveHeadline => "intake.above-headline",
            Why::UnderPicture => "intake.under-picture",
            Why::Ornament => "intake.ornament",
            Why::Below => "intake.below",
            Why::Address => "intake.address",
            Why::MenuLine => "intake.menu-line",
        }
    }
}

pub(super) struct Page<'a> {
    text: &'a Text,
    pub(super) lines: &'a [Line],
    rules: &'a LineRules,
    /// The rule of words for each line.
    pub(super) words: Vec<Option<&'a Rule>>,
    /// The folded text of each short line, the same for lines that say the same.
    pub(super) said: Vec<u32>,
    pub(super) verdicts: Vec<Option<Verdict>>,
}

/// Decides on every line and cuts what does not belong off the ends of paragraphs.
pub(super) fn lay_out(text: &Text, lines: &[Line], rules: &LineRules, title: Option<&str>) -> Layout {
    let words: Vec<Option<&Rule>> = lines.iter().map(|line| rules.of_line(line)).collect();
    let mut numbers: HashMap<String, u32> = HashMap::new();
    let said = lines
        .iter()
        .map(|line| {
            let next = numbers.len() as u32;
            *numbers.entry(plain(&text[line.span])).or_insert(next)
        })
        .collect();
    let mut page = Page { text, lines, rules, words, said, verdicts: vec![None; lines.len()] };
    page.words_decide();
    page.addresses_and_menu_lines();
    page.repeated_paragraphs();
    let headline = page.headline(title);
    page.teasers(headline);
    page.above(headline);
    page.after_end();
    page.lists_of_stories();
    page.below();
    page.the_rest(headline);
    page.blocks()
}

/// A line without case, marks and spacing, to see whether two say the same.
fn plain(string: &str) -> String {
    let mut plain = String::with_capacity(string.len().min(400));
    for c in string.chars().filter(|c| c.is_alphanumeric()) {
        plain.extend(c.to_lowercase());
    }
    plain
}

impl Page<'_> {
    pub(super) fn set(&mut self, at: usize, kind: BlockKind, why: Why) {
        if self.verdicts[at].is_none() {
            self.verdicts[at] = Some(Verdict { kind, why });
        }
    }

    pub(super) fn is_open(&self, at: usize) -> bool {
        self.verdicts[at].is_none()
    }

    pub(super) fn opens(&self, at: usize) -> Option<Opens> {
        self.words[at].and_then(|rule| rule.opens)
    }

    /// True for a sentence or more that no rule has taken.
    pub(super) fn is_prose(&self, at: usize) -> bool {
        self.words[at].is_none() && self.lines[at].is_prose()
    }

    /// True for a title that can be a link: short, and no statement.
    pub(super) fn is_link(&self, at: usize) -> bool {
        let line = &self.lines[at];
        line.is_short() && !line.small && (!line.ends || self.text[line.span].ends_with(['?', '!']))
    }

    fn words_decide(&mut self) {
        for at in 0..self.lines.len() {
            if let Some(rule) = self.words[at] {
                self.set(at, rule.kind, Why::Words);
                // The words under a picture name; a picture can have none.
                let next = at + 1;
                if rule.opens == Some(Opens::Caption)
                    && next < self.lines.len()
                    && !self.lines[next].apart
                    && self.words[next].is_none()
                {
                    self.set(next, BlockKind::Caption, Why::UnderPicture);
                }
            }
        }
    }

    /// Lines that are only an address of the net or a telephone number, and lines that are nothing
    /// but the names of sections.
    fn addresses_and_menu_lines(&mut self) {
        for at in 0..self.lines.len() {
            let line = &self.lines[at];
            let string = &self.text[line.span];
            let mut words = string.split_whitespace();
            let only = words.next().filter(|_| words.next().is_none());
            let address = only.is_some_and(|word| {
                word.starts_with("http")
                    || word.starts_with("www.")
                    || (word.contains('@') && word.contains('.'))
            });
            let digits = string.bytes().filter(u8::is_ascii_digit).count();
            let telephone = digits >= 7
                && string.chars().all(|c| c.is_ascii_digit() || c.is_whitespace() || "+()-–./".contains(c))
                && string.starts_with(['+', '(', '0']);
            let names = line.tokens.iter().filter(|token| !token.mark);
            let menu = line.whole
                && line.words >= 3
                && names.clone().all(|token| {
                    self.rules.is_in("section", std::slice::from_ref(token)) || &*token.word == "home"
                });
            if address || telephone {
                self.set(at, BlockKind::Furniture, Why::Address);
            } else if menu {
                self.set(at, BlockKind::Furniture, Why::MenuLine);
            }
        }
    }

    /// Once the buttons under an article have begun, the short lines that follow are more of them.
    fn below(&mut self) {
        let count = self.lines.len();
        let is_text = |page: &Self, at: usize| {
            let line = &page.lines[at];
            page.is_open(at) && (line.is_prose() || line.bullet || (line.ends && line.words >= 4))
        };
        let Some(last) = (0..count).rfind(|at| is_text(self, *at)) else { return };
        // Only words tell that they have begun: a row of stars or an address can stand in an article.
        let begun = |page: &Self, at: usize| {
            page.verdicts[at]
                .is_some_and(|verdict| verdict.kind == BlockKind::Furniture && verdict.why == Why::Words)
        };
        let Some(first) = (last + 1..count).find(|at| begun(self, *at)) else { return };
        for at in first..count {
            if self.lines[at].words > 0 && self.lines[at].is_short() {
                self.set(at, BlockKind::Furniture, Why::Below);
            }
        }
    }

    /// A long paragraph that is there word for word a second time is read once: the first time.
    fn repeated_paragraphs(&mut self) {
        let mut seen = HashSet::new();
        for at in 0..self.lines.len() {
            if self.lines[at].words >= 12 && !seen.insert(self.said[at]) {
                self.set(at, BlockKind::Furniture, Why::Twice);
            }
        }
    }

    /// The line of the headline.
    fn headline(&mut self, given: Option<&str>) -> Option<usize> {
        let count = self.lines.len();
        // The first two sentences in a row, or the first of all, begin the article.
        let prose: Vec<usize> = (0..count).filter(|at| self.is_prose(*at)).take(4).collect();
        let first = prose.first().copied().unwrap_or(count);
        if let Some(given) = given.map(plain).filter(|given| !given.is_empty()) {
            let limit = (first + 6).min(count);
            if let Some(at) = (0..limit).find(|at| plain(&self.text[self.lines[*at].span]) == given) {
                self.verdicts[at] = Some(Verdict { kind: BlockKind::Title, why: Why::Headline });
                return Some(at);
            }
        }
        let mut lead: HashSet<&str> = HashSet::new();
        for at in &prose {
            lead.extend(
                self.lines[*at].tokens.iter().filter(|token| token.word.len() > 3).map(|token| &*token.word),
            );
        }
        let mut best: Option<(i64, usize)> = None;
        for at in 0..first {
            let line = &self.lines[at];
            if !self.is_open(at) || line.words < 2 || line.bullet || line.small {
                continue;
            }
            let long: Vec<&str> = line.tokens.iter().filter(|t| t.word.len() > 3).map(|t| &*t.word).collect();
            let shared = long.iter().filter(|word| lead.contains(**word)).count();
            // Words shared with the lead count most; then a blank line around it, mixed case, the
            // distance to the lead. A place before the lead shares little with it.
            let score = shared as i64 * 6
                + i64::from(line.apart) * 2
                + i64::from(!line.capitals) * 4
                + i64::from(line.words >= 5) * 4
                - i64::from(line.ends) * 3
                + i64::from(at == 0 && !line.capitals) * 6
                - i64::from(self.is_place_and_day(at)) * 30
                - (line.words as i64 - 14).max(0) * 2
                - ((first - at) as i64).min(12);
            if best.is_none_or(|(before, _)| score > before) {
                best = Some((score, at));
            }
        }
        let at = best?.1;
        self.verdicts[at] = Some(Verdict { kind: BlockKind::Title, why: Why::Headline });
        Some(at)
    }

    /// True where a paragraph ends with the mark that ends an article.
    pub(super) fn ends_article(&self, at: usize) -> bool {
        self.tail(&self.lines[at]).is_some_and(|(_, rule)| rule.opens == Some(Opens::End))
    }

    /// Menus and banners above the headline.
    fn above(&mut self, headline: Option<usize>) {
        let Some(headline) = headline else { return };
        // A banner stands with the buttons; a kicker ("Joint statement") stands alone.
        let menu = headline > 2
            || (0..headline).any(|at| self.verdicts[at].is_some_and(|v| v.kind == BlockKind::Furniture));
        for at in 0..headline {
            let line = &self.lines[at];
            if self.is_open(at) && line.is_short() && (menu || line.capitals || line.words <= 3) {
                let place = line.words <= 8
                    && self.is_place(at)
                    && line.tokens.iter().any(|token| &*token.word == ",");
                if !place {
                    self.set(at, BlockKind::Furniture, Why::AboveHeadline);
                }
            }
        }
    }

    /// What follows the end of the article.
    fn after_end(&mut self) {
        let count = self.lines.len();
        let mut prose_before = 0;
        for at in 0..count {
            prose_before += usize::from(self.is_open(at) && self.is_prose(at));
            let ends = self.opens(at) == Some(Opens::End) || self.ends_article(at);
            if !ends || prose_before == 0 || !self.story_over(at + 1) {
                continue;
            }
            for after in at + 1..count {
                self.set(after, BlockKind::Furniture, Why::AfterEnd);
            }
            return;
        }
    }

    /// True where what follows is not the text of a story: no three open paragraphs of prose in a
    /// row, and no more than half of it open prose.
    fn story_over(&self, from: usize) -> bool {
        let mut row = 0;
        for at in from..self.lines.len() {
            row = if self.is_open(at) && self.is_prose(at) { row + 1 } else { 0 };
            if row == 3 {
                return false;
            }
        }
        true
    }

    /// A line of names of places: every word of weight with a capital letter, few words, no end.
    fn is_place(&self, at: usize) -> bool {
        let line = &self.lines[at];
        let string = &self.text[line.span];
        line.is_short()
            && !line.ends
            && !line.capitals
            && line.words <= 7
            && string.split_whitespace().all(|word| {
                word.chars().find(|c| c.is_alphabetic()).is_none_or(char::is_uppercase)
                    || self.rules.is_in("name-link", &lines::tokens(word, 0))
            })
    }

    /// A line like `Oslo, 5 March 2024`.
    fn is_place_and_day(&self, at: usize) -> bool {
        let line = &self.lines[at];
        line.words <= 8
            && line.tokens.iter().any(|token| self.rules.month(&token.word).is_some())
            && line
                .tokens
                .iter()
                .any(|token| token.word.len() == 4 && token.word.bytes().all(|b| b.is_ascii_digit()))
    }

    fn the_rest(&mut self, headline: Option<usize>) {
        let count = self.lines.len();
        let first = (0..count).find(|at| self.is_open(*at) && self.is_prose(*at)).unwrap_or(count);
        let last = (0..count).rfind(|at| self.is_open(*at) && self.is_prose(*at)).unwrap_or(0);
        let after_headline = headline.map_or(0, |at| at + 1);
        for at in 0..count {
            if !self.is_open(at) {
                continue;
            }
            let line = &self.lines[at];
            if line.words == 0 {
                self.set(at, BlockKind::Furniture, Why::Ornament);
            } else if !line.is_short()
                || line.ends
                || line.small
                || line.words > 18
                || self.tail(line).is_some()
            {
                self.set(at, BlockKind::Body, Why::Paragraph);
            } else if at >= after_headline && at < first && (self.is_place(at) || self.is_place_and_day(at)) {
                self.set(at, BlockKind::Dateline, Why::Place);
            } else if at > last && self.is_menu(at) {
                self.set(at, BlockKind::Furniture, Why::Menu);
            } else {
                self.set(at, BlockKind::Heading, Why::Heading);
            }
        }
    }

    /// True where a line stands among five or more in a row of at most three words.
    fn is_menu(&self, at: usize) -> bool {
        let tiny = |at: &usize| {
            let line = &self.lines[*at];
            line.words <= 3 && !line.ends && !line.bullet
        };
        let after = (at..self.lines.len()).take_while(tiny).count();
        let before = (0..at).rev().take_while(tiny).count();
        tiny(&at) && after + before >= 5
    }

    /// The words at the end of a paragraph that are not its own. An agency's name is a credit only
    /// after a full sentence; within one it is a word of it.
    fn tail(&self, line: &Line) -> Option<(Span, &Rule)> {
        self.rules.tail(line).filter(|(span, tail)| {
            tail.kind != BlockKind::Credit
                || lines::ends(&self.text[Span::new(line.span.start(), span.start())])
        })
    }

    /// The blocks, with what is no part of a paragraph cut off its ends.
    fn blocks(self) -> Layout {
        let mut blocks = Vec::with_capacity(self.lines.len() + 4);
        let mut agency = None;
        for (at, line) in self.lines.iter().enumerate() {
            let verdict = self.verdicts[at].expect("every line has been decided on");
            let rule = match verdict.why {
                Why::Words => self.words[at].map_or(RuleId::new(verdict.why.name()), |rule| rule.id.clone()),
                why => RuleId::new(why.name()),
            };
            let block =
                |span: Span, kind, rule: &RuleId| Block { span, kind, rule: rule.clone(), speaker: None };
            if verdict.kind == BlockKind::Credit && agency.is_none() {
                agency = self.rules.first_of("agency", &line.tokens);
            }
            if verdict.kind != BlockKind::Body {
                blocks.push(block(line.span, verdict.kind, &rule));
                continue;
            }
            let mut rest = line.span;
            if let Some((span, head)) = self.rules.head(line) {
                blocks.push(block(self.text.trim(span), head.kind, &head.id));
                rest = Span::new(span.end(), rest.end());
            }
            let tail = self.tail(line).filter(|(span, _)| span.start() > rest.start());
            if let Some((span, tail)) = tail {
                if tail.kind == BlockKind::Credit {
                    let from = line.tokens.partition_point(|token| token.span.start() < span.start());
                    agency = self.rules.first_of("agency", &line.tokens[from..]).or(agency);
                }
                rest = Span::new(rest.start(), span.start());
            }
            let trimmed = self.text.trim(rest);
            if !trimmed.is_empty() {
                blocks.push(block(trimmed, BlockKind::Body, &rule));
            }
            if let Some((span, tail)) = tail {
                blocks.push(block(self.text.trim(span), tail.kind, &tail.id));
            }
        }
        Layout { blocks, agency }
    }
}
