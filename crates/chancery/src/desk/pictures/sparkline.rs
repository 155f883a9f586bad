//! A row of small bars: how much happened in each of the last quarters.

use std::fmt::Write;

/// Width of one bar with its gap, in pixels.
const STEP: usize = 7;
/// Height of the picture, in pixels.
const HEIGHT: usize = 24;

/// Draws one bar a value, the last value rightmost.
pub(crate) fn sparkline(values: &[usize], label: &str) -> String {
    let top = values.iter().copied().max().unwrap_or(0).max(1);
    let width = values.len() * STEP;
    let mut svg = format!(
        r#"<svg class="sparkline" viewBox="0 0 {width} {HEIGHT}" width="{width}" height="{HEIGHT}" role="img" aria-label="{}">"#,
        super::escape(label)
    );
    for (at, value) in values.iter().enumerate() {
        let height = if *value == 0 { 1 } else { (value * HEIGHT).div_ceil(top).max(3) };
        let class = if *value == 0 { "none" } else { "some" };
        let _ = write!(
            svg,
            r#"<rect class="{class}" x="{}" y="{}" width="{}" height="{height}"/>"#,
            at * STEP,
            HEIGHT - height,
            STEP - 2
        );
    }
    svg.push_str("</svg>");
    svg
}
