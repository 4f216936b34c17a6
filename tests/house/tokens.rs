//! Rust source as tokens: words, `::`, literals and single signs, each with its line. No comments, and on demand no
//! test-only code.

/// A piece of source.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Token<'a> {
    pub(crate) text: &'a str,
    /// Counted from 1.
    pub(crate) line: usize,
}

impl Token<'_> {
    /// A name or a keyword.
    pub(crate) fn is_word(&self) -> bool {
        self.text != "_" && !self.text.starts_with(|c: char| c.is_numeric()) && self.text.chars().all(in_word)
    }
}

/// Everything in a text except blanks and comments.
pub(crate) fn tokens(text: &str) -> Vec<Token<'_>> {
    let mut found = Vec::new();
    let (mut rest, mut line) = (text, 1);
    while !rest.is_empty() {
        let (token, behind) = rest.split_at(length(rest));
        let comment = token.starts_with("//") || token.starts_with("/*");
        if !comment && !token.trim().is_empty() {
            let name = token.strip_prefix("r#").filter(|name| name.starts_with(in_word));
            found.push(Token { text: name.unwrap_or(token), line });
        }
        line += token.matches('\n').count();
        rest = behind;
    }
    found
}

/// Leaves out items under `#[cfg(test)]`.
pub(crate) fn shipped<'a>(all: &[Token<'a>]) -> Vec<Token<'a>> {
    const MARK: [&str; 7] = ["#", "[", "cfg", "(", "test", ")", "]"];
    let mut kept = Vec::new();
    let mut rest = all;
    while let Some((token, behind)) = rest.split_first() {
        let marked = rest.iter().map(|token| token.text).take(MARK.len()).eq(MARK);
        rest = if marked { behind_item(&rest[MARK.len()..]) } else { behind };
        if !marked {
            kept.push(*token);
        }
    }
    kept
}

/// Skips an item: it ends with its braces or with a semicolon.
fn behind_item<'a, 'b>(tokens: &'b [Token<'a>]) -> &'b [Token<'a>] {
    let mut depth = 0_i32;
    for (at, token) in tokens.iter().enumerate() {
        match token.text {
            "{" | "(" | "[" => depth += 1,
            "}" | ")" | "]" => depth -= 1,
            _ => {}
        }
        if depth < 0 {
            return &tokens[at..];
        }
        if depth == 0 && matches!(token.text, "}" | ";") {
            return &tokens[at + 1..];
        }
    }
    &[]
}

fn in_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// The length of a text's first token in bytes.
fn length(text: &str) -> usize {
    let word = text.find(|c| !in_word(c)).unwrap_or(text.len());
    match text.as_bytes()[0] {
        b'/' if text.starts_with("//") => text.find('\n').unwrap_or(text.len()),
        b'/' if text.starts_with("/*") => text.find("*/").map_or(text.len(), |at| at + 2),
        b':' if text.starts_with("::") => 2,
        b'"' => quoted(text, '"'),
        b'\'' => length_after_tick(text),
        _ if word > 0 => word + literal(&text[..word], &text[word..]),
        _ => text.chars().next().map_or(0, char::len_utf8),
    }
}

/// A character, or a lifetime.
fn length_after_tick(text: &str) -> usize {
    let mut chars = text.char_indices().skip(1);
    match (chars.next(), chars.next()) {
        (Some((_, '\\')), _) => quoted(text, '\''),
        (_, Some((at, '\''))) => at + 1,
        _ => 1 + text[1..].find(|c| !in_word(c)).unwrap_or(text.len() - 1),
    }
}

/// The rest of a word that is the prefix of a string (`b"…"`, `r#"…"#`) or of a raw name (`r#type`).
fn literal(word: &str, behind: &str) -> usize {
    if !["r", "b", "br", "c", "cr"].contains(&word) {
        return 0;
    }
    let hashes = behind.len() - behind.trim_start_matches('#').len();
    match behind[hashes..].chars().next() {
        Some('"') if word.ends_with('r') => {
            let end = format!("\"{}", "#".repeat(hashes));
            let opened = hashes + 1;
            behind[opened..].find(&end).map_or(behind.len(), |at| opened + at + end.len())
        }
        Some('"') if hashes == 0 => quoted(behind, '"'),
        Some('\'') if hashes == 0 && word == "b" => length_after_tick(behind),
        Some(c) if hashes == 1 && in_word(c) => 1 + behind[1..].find(|c| !in_word(c)).unwrap_or(behind.len() - 1),
        _ => 0,
    }
}

/// The length up to the closing quote without a backslash.
fn quoted(text: &str, quote: char) -> usize {
    let mut escaped = false;
    for (at, c) in text.char_indices().skip(1) {
        if c == quote && !escaped {
            return at + 1;
        }
        escaped = c == '\\' && !escaped;
    }
    text.len()
}

#[test]
fn texts_hide_what_is_in_them() {
    let texts = |source| tokens(source).iter().map(|token| token.text).collect::<Vec<_>>().join(" ");
    assert_eq!(texts("a::b // c\n/* d */ 'e' \"f \\\" g\""), "a :: b 'e' \"f \\\" g\"");
    assert_eq!(texts("r#\"h \" i\"# b\"j\" b'\\'' r#type"), "r#\"h \" i\"# b\"j\" b'\\'' type");
    assert_eq!(texts("&'a str '\\u{1F}' '\\''"), "& 'a str '\\u{1F}' '\\''");
}

#[test]
fn what_tests_see_is_left_out() {
    let kept = |source| shipped(&tokens(source)).iter().map(|token| token.text).collect::<String>();
    assert_eq!(kept("a; #[cfg(test)] mod t { fn f() {} } b"), "a;b");
    assert_eq!(kept("#[cfg(test)]\n#[rustfmt::skip]\nuse t; struct S { #[cfg(test)] t: T }"), "structS{}");
}
