//! Text as it is written into HTML: nothing of it can become markup, neither between tags nor within a value.

/// `&`, `<`, `>` and both quotes as entities.
pub fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 16);
    push_escaped(&mut out, text);
    out
}

/// The same behind what stands there already.
pub fn push_escaped(out: &mut String, text: &str) {
    let mut rest = text;
    while let Some((at, entity)) = rest.bytes().enumerate().find_map(|(at, byte)| Some((at, entity(byte)?))) {
        out.push_str(rest.get(..at).unwrap_or_default());
        out.push_str(entity);
        rest = rest.get(at + 1..).unwrap_or_default();
    }
    out.push_str(rest);
}

fn entity(byte: u8) -> Option<&'static str> {
    match byte {
        b'&' => Some("&amp;"),
        b'<' => Some("&lt;"),
        b'>' => Some("&gt;"),
        b'"' => Some("&quot;"),
        b'\'' => Some("&#39;"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_becomes_markup() {
        let check = |text: &str, expected: &str| assert_eq!(escaped(text), expected);
        check("", "");
        check("Größe", "Größe");
        check("<b title=\"x\">", "&lt;b title=&quot;x&quot;&gt;");
        check("it's ä&ö", "it&#39;s ä&amp;ö");
        check("&lt;", "&amp;lt;");
    }
}
