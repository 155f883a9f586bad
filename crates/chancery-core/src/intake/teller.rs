//! Who tells the story: the agency that is credited, the one in the brackets of a dateline, the
//! outlet that the source names, the host of its address. In this order.

use super::{Block, BlockKind, Metadata, lines};
use crate::text::{Span, Text};

/// How far into the first paragraph a dateline can reach, in words and marks.
const HEAD: usize = 16;
/// The longest name of an agency in a dateline, in words.
const NAME: usize = 4;

/// Who tells the story; `None` where nothing says it.
pub(super) fn teller(
    text: &Text,
    blocks: &[Block],
    credited: Option<Span>,
    metadata: &Metadata,
) -> Option<String> {
    credited
        .or_else(|| {
            blocks
                .iter()
                .take_while(|block| !is_second(blocks, block))
                .find_map(|block| bracketed(text, block))
        })
        .map(|span| text[span].to_owned())
        .or_else(|| metadata.outlet.clone().filter(|outlet| !outlet.trim().is_empty()))
        .or_else(|| host(metadata.source.as_deref()?))
}

/// True for a paragraph behind the first one.
fn is_second(blocks: &[Block], block: &Block) -> bool {
    let first = blocks.iter().find(|block| block.kind == BlockKind::Body);
    first.is_some_and(|first| block.span.start() > first.span.start())
}

/// The name in the brackets before the dash of a dateline: `HANOI, Jan. 14 (VNA) — …`.
fn bracketed(text: &Text, block: &Block) -> Option<Span> {
    if !matches!(block.kind, BlockKind::Body | BlockKind::Dateline) {
        return None;
    }
    let string = &text[block.span];
    let mut tokens = lines::tokens(&string[..string.floor_char_boundary(HEAD * 12)], block.span.start());
    tokens.truncate(HEAD);
    let is = |at: usize, mark: &str| tokens.get(at).is_some_and(|token| token.mark && &*token.word == mark);
    let dash = (0..tokens.len()).find(|&at| is(at, "—"));
    // A block that is nothing but a dateline may have lost its dash.
    let end = dash.or((block.kind == BlockKind::Dateline).then_some(tokens.len()))?;
    let close = end.checked_sub(1).filter(|&at| is(at, ")"))?;
    let open = (0..close).rev().find(|&at| is(at, "("))?;
    let name = &tokens[open + 1..close];
    let fits = !name.is_empty()
        && name.len() <= NAME
        && name.iter().all(|token| !token.mark)
        && text[name[0].span].starts_with(|c: char| c.is_uppercase());
    fits.then(|| Span::new(name[0].span.start(), name[name.len() - 1].span.end()))
}

/// The host of an address, without `www.`; nothing for the path of a file.
fn host(source: &str) -> Option<String> {
    let (scheme, rest) = source.split_once("://")?;
    let host = rest.split(['/', '?', '#', ':']).next()?.trim_start_matches("www.");
    (scheme.starts_with("http") && host.contains('.')).then(|| host.to_lowercase())
}

#[cfg(test)]
mod tests {
    use crate::intake::{Metadata, Rules};
    use crate::lexicon::Problems;

    fn told_by(text: &str, metadata: Metadata) -> Option<String> {
        let mut problems = Problems::default();
        let rules = Rules::compile(&crate::lexicon::tests::shipped(), &mut problems);
        rules.document(text, metadata).unwrap().outlet
    }

    #[test]
    fn the_teller_is_the_agency_of_the_dateline_or_the_host() {
        let none = Metadata::default;
        let talks =
            |head: &str| format!("Talks held\n\n{head}The two ministers held talks on Monday about trade.");
        assert_eq!(told_by(&talks("OSLO, Jan. 14 (Fjord Wire) — "), none()).as_deref(), Some("Fjord Wire"));
        assert_eq!(told_by(&talks("HANOI (VNA) - "), none()).as_deref(), Some("VNA"));
        assert_eq!(told_by(&talks("The bloc (ASEAN) met again. "), none()), None);
        let source = Metadata { source: Some("https://www.Example.org/a?b".into()), ..none() };
        assert_eq!(told_by(&talks(""), source.clone()).as_deref(), Some("example.org"));
        let both = Metadata { outlet: Some("The Example".into()), ..source };
        assert_eq!(told_by(&talks(""), both).as_deref(), Some("The Example"));
        let file = Metadata { source: Some("reports/a.txt".into()), ..none() };
        assert_eq!(told_by(&talks(""), file), None);
    }
}
