//! Charts as inline SVG: columns over time, and bars. The page's style sheet has the colours, for light and dark. Every
//! mark shows its figure when pointed at.

use std::fmt::Write as _;

use crate::mail::html::escaped;

/// The width of every chart, in its own units. The page scales it.
const WIDTH: usize = 900;
/// The height of a chart over time, and the space for its axes.
const HEIGHT: usize = 260;
const LEFT: usize = 44;
const BELOW: usize = 26;
const ABOVE: usize = 10;
/// About how many labels a chart has.
const LABELS: usize = 10;
/// The height of a bar and its space.
const ROW: usize = 34;
/// The left end of bars, to the right of their labels.
const BARS_LEFT: usize = 170;
/// The space for the figure after the longest bar.
const BARS_RIGHT: usize = 150;

/// The figures of a bucket of time.
pub(super) struct Column {
    pub(super) label: String,
    /// The height of each series, in order.
    pub(super) values: [usize; 2],
}

/// Columns over time in two series, which the style sheet calls `one` and `two`.
pub(super) fn columns(names: [&str; 2], columns: &[Column]) -> String {
    let most = columns.iter().flat_map(|column| column.values).max().unwrap_or_default();
    let (step, top) = scale(most);
    let plot = HEIGHT - ABOVE - BELOW;
    let y = |value: usize| ABOVE + plot - value * plot / top;
    let mut svg =
        format!("<svg viewBox=\"0 0 {WIDTH} {HEIGHT}\" role=\"img\" aria-label=\"{} and {}\">", names[0], names[1]);
    for value in (0..=top).step_by(step) {
        let at = y(value);
        let _ = write!(svg, "<line class=\"grid\" x1=\"{LEFT}\" x2=\"{WIDTH}\" y1=\"{at}\" y2=\"{at}\"/>");
        let _ =
            write!(svg, "<text class=\"axis\" x=\"{}\" y=\"{}\" text-anchor=\"end\">{value}</text>", LEFT - 8, at + 4);
    }
    let room = (WIDTH - LEFT) * 10 / columns.len().max(1);
    let wide = (room * 3 / 10).clamp(10, 240);
    let every = columns.len().div_ceil(LABELS).max(1);
    for (index, column) in columns.iter().enumerate() {
        let middle = LEFT * 10 + index * room + room / 2;
        let _ = write!(
            svg,
            "<g><title>{}: {} {}, {} {}</title>",
            escaped(&column.label),
            column.values[0],
            names[0],
            column.values[1],
            names[1]
        );
        for (x, class, value) in [(middle - wide - 5, "one", column.values[0]), (middle + 5, "two", column.values[1])] {
            let at = y(value);
            let _ = write!(
                svg,
                "<rect class=\"{class}\" x=\"{}\" y=\"{at}\" width=\"{}\" height=\"{}\" rx=\"2\"/>",
                tenths(x),
                tenths(wide),
                HEIGHT - BELOW - at
            );
        }
        svg.push_str("</g>");
        if index % every == 0 {
            let _ = write!(
                svg,
                "<text class=\"axis\" x=\"{}\" y=\"{}\" text-anchor=\"middle\">{}</text>",
                tenths(middle),
                HEIGHT - 6,
                escaped(&column.label)
            );
        }
    }
    svg.push_str("</svg>");
    svg
}

/// A bar with its label and figure.
pub(super) struct Bar {
    pub(super) label: String,
    pub(super) value: usize,
    /// The whole. A second part of the bar shows the rest.
    pub(super) of: usize,
    pub(super) words: String,
}

/// Bars, all to one scale.
pub(super) fn bars(name: &str, bars: &[Bar]) -> String {
    let most = bars.iter().map(|bar| bar.value.max(bar.of)).max().unwrap_or_default().max(1);
    let height = bars.len() * ROW;
    let long = |value: usize| value * (WIDTH - BARS_LEFT - BARS_RIGHT) / most;
    let mut svg = format!("<svg viewBox=\"0 0 {WIDTH} {height}\" role=\"img\" aria-label=\"{}\">", escaped(name));
    for (index, bar) in bars.iter().enumerate() {
        let (top, middle) = (index * ROW + 6, index * ROW + ROW / 2 + 5);
        let _ = write!(svg, "<g><title>{}: {}</title>", escaped(&bar.label), escaped(&bar.words));
        let _ = write!(
            svg,
            "<text class=\"name\" x=\"{}\" y=\"{middle}\" text-anchor=\"end\">{}</text>",
            BARS_LEFT - 12,
            escaped(&bar.label)
        );
        let rect = |class: &str, width: usize| {
            format!(
                "<rect class=\"{class}\" x=\"{BARS_LEFT}\" y=\"{top}\" width=\"{width}\" height=\"{}\" rx=\"3\"/>",
                ROW - 12
            )
        };
        svg.push_str(&rect("rest", long(bar.of)));
        svg.push_str(&rect("one", long(bar.value)));
        let behind = BARS_LEFT + long(bar.value.max(bar.of)) + 10;
        let _ = write!(svg, "<text class=\"name\" x=\"{behind}\" y=\"{middle}\">{}</text></g>", escaped(&bar.words));
    }
    svg.push_str("</svg>");
    svg
}

/// A step of 1, 2 or 5 times a power of ten, so that about four of them reach `most`, and the end of the last.
fn scale(most: usize) -> (usize, usize) {
    let wanted = most.div_ceil(4).max(1);
    let mut power = 1_usize;
    let step = loop {
        if let Some(step) = [1, 2, 5].map(|times| times * power).into_iter().find(|step| *step >= wanted) {
            break step;
        }
        power = power.saturating_mul(10);
    };
    (step, most.max(1).div_ceil(step) * step)
}

/// A number of tenths as SVG writes it.
fn tenths(number: usize) -> String {
    format!("{}.{}", number / 10, number % 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scales_are_round() {
        let check = |most, expected| assert_eq!(scale(most), expected, "{most}");
        check(0, (1, 1));
        check(1, (1, 1));
        check(4, (1, 4));
        check(5, (2, 6));
        check(12, (5, 15));
        check(40, (10, 40));
        check(41, (20, 60));
        check(9_999, (5_000, 10_000));
    }

    #[test]
    fn names_are_never_markup() {
        let bar = Bar { label: "<b>\"A\" & B</b>".to_owned(), value: 1, of: 1, words: "1".to_owned() };
        let svg = bars("teams", &[bar]);
        assert!(svg.contains("&lt;b&gt;&quot;A&quot; &amp; B&lt;/b&gt;") && !svg.contains("<b>"), "{svg}");
    }

    #[test]
    fn nothing_is_divided_by_nothing() {
        assert!(columns(["opened", "closed"], &[]).ends_with("</svg>"));
        assert!(bars("none", &[]).ends_with("</svg>"));
        let flat = Column { label: "05-01".to_owned(), values: [0, 0] };
        assert!(columns(["opened", "closed"], &[flat]).contains("height=\"0\""));
    }
}
