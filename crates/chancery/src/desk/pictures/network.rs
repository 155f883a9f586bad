//! Who met whom: the persons of the one side left, of the other right, lines as thick as they
//! met often.

use std::fmt::Write;

use super::{escape, shorten};

/// A person in the picture.
pub(crate) struct Node {
    pub(crate) label: String,
    pub(crate) detail: String,
    pub(crate) link: String,
}

const WIDTH: usize = 760;
const ROW: usize = 34;
const COLUMN: usize = 250;

/// Draws both columns and the lines between them: `(left, right, meetings)`.
pub(crate) fn network(left: &[Node], right: &[Node], lines: &[(usize, usize, usize)]) -> String {
    let rows = left.len().max(right.len());
    let height = rows * ROW + 12;
    let mut svg =
        format!(r#"<svg class="network" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}">"#);
    let middle = |at: usize| at * ROW + ROW / 2 + 2;
    for (a, b, meetings) in lines {
        let _ = write!(
            svg,
            r#"<path class="tie" d="M{COLUMN} {} C{} {} {} {} {} {}" stroke-width="{}"><title>{} – {}: {meetings}</title></path>"#,
            middle(*a),
            WIDTH / 2,
            middle(*a),
            WIDTH / 2,
            middle(*b),
            WIDTH - COLUMN,
            middle(*b),
            (*meetings).min(8) + 1,
            escape(&left[*a].label),
            escape(&right[*b].label),
        );
    }
    for (nodes, x, anchor, inner) in
        [(left, COLUMN - 12, "end", COLUMN), (right, WIDTH - COLUMN + 12, "start", WIDTH - COLUMN)]
    {
        for (at, node) in nodes.iter().enumerate() {
            let y = middle(at);
            let _ = write!(
                svg,
                r#"<circle class="node" cx="{inner}" cy="{y}" r="5"/><a href="{}"><text text-anchor="{anchor}" x="{x}" y="{}">{}</text></a><text class="detail" text-anchor="{anchor}" x="{x}" y="{}">{}</text>"#,
                escape(&node.link),
                y,
                escape(&shorten(&node.label, 34)),
                y + 13,
                escape(&shorten(&node.detail, 40)),
            );
        }
    }
    svg.push_str("</svg>");
    svg
}
