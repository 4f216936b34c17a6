//! What a mail's HTML may have: elements, attributes, styles, addresses.

/// Elements that are shown.
#[rustfmt::skip]
pub(super) const TAGS: [&str; 69] = [
    "a", "abbr", "acronym", "address", "article", "aside", "b", "bdi", "bdo", "big", "blockquote", "br", "caption",
    "center", "cite", "code", "col", "colgroup", "dd", "del", "dfn", "div", "dl", "dt", "em", "figcaption", "figure",
    "font", "footer", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "i", "img", "ins", "kbd", "li", "main",
    "mark", "ol", "p", "pre", "q", "s", "samp", "section", "small", "span", "strike", "strong", "sub", "sup", "table",
    "tbody", "td", "tfoot", "th", "thead", "tr", "tt", "u", "ul", "var", "wbr",
];

/// Attributes of every element.
pub(super) const ATTRIBUTES: [&str; 5] = ["dir", "lang", "title", "align", "style"];

/// Attributes of some.
#[rustfmt::skip]
pub(super) const OWN_ATTRIBUTES: [(&str, &[&str]); 10] = [
    ("a", &["href"]),
    ("img", &["src", "alt", "width", "height"]),
    ("font", &["color", "face", "size"]),
    ("ol", &["start", "type"]),
    ("li", &["value"]),
    ("table", &["border", "cellpadding", "cellspacing", "width", "bgcolor"]),
    ("td", &["colspan", "rowspan", "valign", "width", "bgcolor"]),
    ("th", &["colspan", "rowspan", "valign", "width", "bgcolor"]),
    ("tr", &["valign", "bgcolor"]),
    ("col", &["span", "width"]),
];

/// What a style may say: nothing that moves an element over others, nothing that is fetched.
#[rustfmt::skip]
pub(super) const STYLES: [&str; 31] = [
    "background-color", "border", "border-bottom", "border-collapse", "border-color", "border-left", "border-right",
    "border-spacing", "border-style", "border-top", "border-width", "color", "direction", "font-family", "font-size",
    "font-style", "font-weight", "line-height", "list-style-type", "padding", "padding-bottom", "padding-left",
    "padding-right", "padding-top", "text-align", "text-decoration", "text-transform", "unicode-bidi",
    "vertical-align", "white-space", "width",
];

/// `cid:` in any case, and nothing before it.
pub(super) fn has_scheme(url: &str, scheme: &str) -> bool {
    url.split_once(':').is_some_and(|(found, _)| found.eq_ignore_ascii_case(scheme))
}
