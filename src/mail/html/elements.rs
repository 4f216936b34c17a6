//! What the elements of HTML are by their name alone (WHATWG HTML, "The elements of HTML"): blocks, cells, empty ones.

use html5ever::tokenizer::TokenSinkResult;
use html5ever::tokenizer::states::RawKind;

/// Elements without contents and end tag, less those that mean something to us.
pub(super) fn is_void(name: &str) -> bool {
    matches!(
        name,
        "area"
            | "base"
            | "basefont"
            | "bgsound"
            | "br"
            | "col"
            | "embed"
            | "hr"
            | "img"
            | "input"
            | "link"
            | "meta"
            | "param"
            | "source"
            | "track"
            | "wbr"
    )
}

/// Elements that a tree builder opens again in the next block when they were not closed.
pub(super) fn is_formatting(name: &str) -> bool {
    matches!(
        name,
        "a" | "b" | "big" | "code" | "em" | "font" | "i" | "nobr" | "s" | "small" | "strike" | "strong" | "tt" | "u"
    )
}

/// Tables and what may stand directly inside them.
pub(super) fn is_table_part(name: &str) -> bool {
    matches!(name, "table" | "caption" | "colgroup" | "thead" | "tbody" | "tfoot" | "tr" | "td" | "th")
}

/// Where text stands in a table.
pub(super) fn is_cell(name: &str) -> bool {
    matches!(name, "td" | "th" | "caption")
}

/// How many lines part an element from what stands before it: none, a new line, an empty line.
pub(super) fn breaks(name: &str) -> u8 {
    match name {
        "p" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "pre" | "table" | "blockquote" | "dl" | "fieldset" => 2,
        "div" | "tr" | "ul" | "ol" | "li" | "dt" | "dd" | "center" | "section" | "article" | "header" | "footer"
        | "nav" | "aside" | "address" | "main" | "figure" | "figcaption" | "form" | "legend" | "caption" | "body"
        | "tbody" | "thead" | "tfoot" | "details" | "summary" | "option" => 1,
        _ => 0,
    }
}

/// Whether an open element ends where `name` begins, because its end tag may be left out.
pub(super) fn ends_before(open: &str, name: &str) -> bool {
    let row_group = |name: &str| matches!(name, "thead" | "tbody" | "tfoot");
    match open {
        "p" => breaks(name) > 0 || is_cell(name),
        "li" => name == "li",
        "dt" | "dd" => matches!(name, "dt" | "dd"),
        "td" | "th" => matches!(name, "td" | "th" | "tr") || row_group(name),
        "tr" | "caption" | "colgroup" => name == "tr" || row_group(name),
        "thead" | "tbody" | "tfoot" => row_group(name),
        "head" => name == "body",
        _ => false,
    }
}

/// What follows a start tag: more markup, or text that is not markup.
pub(super) fn contents_of(name: &str) -> TokenSinkResult<()> {
    match name {
        "script" => TokenSinkResult::RawData(RawKind::ScriptData),
        "style" | "xmp" | "iframe" | "noembed" | "noframes" => TokenSinkResult::RawData(RawKind::Rawtext),
        "title" | "textarea" => TokenSinkResult::RawData(RawKind::Rcdata),
        _ => TokenSinkResult::Continue,
    }
}
