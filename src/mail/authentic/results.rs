//! One `Authentication-Results` field (RFC 8601 §2.2): the server that wrote it, and what each method found.
//!
//! Comes in: the unfolded value of one field. Goes out: the name of the server and a verdict for each method. Comments
//! may stand anywhere, values may be quoted. Total: what is no result is passed over. Linear and bounded.

/// The most words of a field that are read; servers write some dozens.
const MAX_WORDS: usize = 2_000;

/// What one server tells of a message.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Results {
    /// The authserv-id, lower case.
    pub(super) server: String,
    /// Each method with its result, in order.
    pub(super) verdicts: Vec<Verdict>,
}

/// What one method found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Verdict {
    /// `dmarc`, `dkim`, `spf`, `auth` …, lower case, without its version.
    pub(super) method: String,
    /// `pass`, `fail`, `none` …, lower case.
    pub(super) result: String,
    /// `header.d`, `smtp.mailfrom` … (lower case) with their values.
    properties: Vec<(String, String)>,
}

impl Verdict {
    /// The value of a property.
    pub(super) fn property(&self, name: &str) -> Option<&str> {
        self.properties.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}

/// A piece of the value.
#[derive(Debug, Clone, PartialEq, Eq)]
enum ResultToken {
    Word(String),
    Equals,
    Semicolon,
}

/// Reads a field.
pub(super) fn parse(value: &str) -> Results {
    let tokens = tokens(value);
    let mut statements = tokens.split(|token| *token == ResultToken::Semicolon);
    let server = statements.next().and_then(|head| head.first()).map(|token| match token {
        ResultToken::Word(word) => word.to_lowercase(),
        ResultToken::Equals | ResultToken::Semicolon => String::new(),
    });
    Results { server: server.unwrap_or_default(), verdicts: statements.filter_map(verdict).collect() }
}

/// `dkim/1=pass reason="…" header.d=customer.example`; nothing for `none`.
fn verdict(statement: &[ResultToken]) -> Option<Verdict> {
    let mut pairs = pairs(statement).into_iter();
    let (method, result) = pairs.next()?;
    let method = method.split('/').next().unwrap_or_default().to_owned();
    Some(Verdict { method, result: result.to_lowercase(), properties: pairs.collect() })
}

/// Names (lower case) with their values: what stands before and behind each sign of equality.
fn pairs(statement: &[ResultToken]) -> Vec<(String, String)> {
    let mut pairs = Vec::new();
    let mut name = String::new();
    let mut tokens = statement.iter().peekable();
    while let Some(token) = tokens.next() {
        match token {
            ResultToken::Word(word) => glue(&mut name, word),
            ResultToken::Equals => {
                if let Some(ResultToken::Word(value)) = tokens.peek().filter(|_| !name.is_empty()) {
                    pairs.push((std::mem::take(&mut name).to_lowercase(), value.clone()));
                    tokens.next();
                }
            }
            ResultToken::Semicolon => {}
        }
    }
    pairs
}

/// A comment may stand inside a name: `dkim (why) / 1`, `policy (a) . (b) expired`.
fn glue(name: &mut String, word: &str) {
    if !(name.ends_with(['.', '/']) || word.starts_with(['.', '/'])) {
        name.clear();
    }
    name.push_str(word);
}

/// Words, signs of equality and semicolons; comments are left out, quoted words are one word each.
fn tokens(value: &str) -> Vec<ResultToken> {
    let mut tokens = Vec::new();
    let mut word = String::new();
    let mut chars = value.chars();
    let close = |word: &mut String, tokens: &mut Vec<ResultToken>| {
        if !word.is_empty() {
            tokens.push(ResultToken::Word(std::mem::take(word)));
        }
    };
    while let Some(c) = chars.next() {
        if tokens.len() >= MAX_WORDS {
            break;
        }
        match c {
            '(' => {
                close(&mut word, &mut tokens);
                skip_comment(&mut chars);
            }
            '"' => word.push_str(&quoted(&mut chars)),
            ';' | '=' => {
                close(&mut word, &mut tokens);
                tokens.push(if c == ';' { ResultToken::Semicolon } else { ResultToken::Equals });
            }
            c if c.is_whitespace() => close(&mut word, &mut tokens),
            c => word.push(c),
        }
    }
    close(&mut word, &mut tokens);
    tokens
}

/// Passes over the rest of a comment; comments nest.
fn skip_comment(chars: &mut std::str::Chars<'_>) {
    let mut depth = 1_usize;
    while let Some(c) = chars.next() {
        match c {
            '\\' => drop(chars.next()),
            '(' => depth += 1,
            ')' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return;
        }
    }
}

/// The rest of a quoted word.
fn quoted(chars: &mut std::str::Chars<'_>) -> String {
    let mut word = String::new();
    while let Some(c) = chars.next() {
        match c {
            '"' => break,
            '\\' => word.extend(chars.next()),
            c => word.push(c),
        }
    }
    word
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `server: method=result name=value, …`
    fn shown(value: &str) -> String {
        let Results { server, verdicts } = parse(value);
        let verdict = |verdict: &Verdict| {
            let properties = verdict.properties.iter().map(|(name, value)| format!(" {name}={value}"));
            format!("{}={}{}", verdict.method, verdict.result, properties.collect::<String>())
        };
        format!("{server}: {}", verdicts.iter().map(verdict).collect::<Vec<_>>().join(", "))
    }

    #[test]
    fn fields_as_servers_write_them() {
        let check = |value: &str, expected: &str| assert_eq!(shown(value), expected, "{value:?}");
        check("mx.desk.example; none", "mx.desk.example: ");
        check(
            "MX.Desk.Example 1; spf=pass smtp.mailfrom=a.example",
            "mx.desk.example: spf=pass smtp.mailfrom=a.example",
        );
        check("m;dkim=PASS header.d=a.example", "m: dkim=pass header.d=a.example");
        check(
            "m; dkim=pass (2048-bit key; unprotected) header.d=a.example header.i=@a.example header.b=\"a=b;c\"; dmarc=pass (p=none dis=none) header.from=a.example",
            "m: dkim=pass header.d=a.example header.i=@a.example header.b=a=b;c, dmarc=pass header.from=a.example",
        );
        check(
            "m; dkim=fail reason=\"bad; (signature)\" header.d=a.example",
            "m: dkim=fail reason=bad; (signature) header.d=a.example",
        );
        // RFC 8601, appendix B.7
        check(
            "foo.example.net (foobar) 1 (baz); dkim (Because I like it) / 1 (One yay) = (wait for it) fail policy (A dot can go here) . (like that) expired (this surprised me) = (as I wanted to see it) 1362471462",
            "foo.example.net: dkim=fail policy.expired=1362471462",
        );
        check("\"mx.desk.example\"; spf=none", "mx.desk.example: spf=none");
        check("m; dkim=pass header.b=abc= header.d=a.example", "m: dkim=pass header.b=abc header.d=a.example");
        check("m (a (nested \\) one) here); spf=pass", "m: spf=pass");
        check("m; spf=pass (never closed", "m: spf=pass");
        check("m; =pass; spf=; dkim", "m: ");
        check("", ": ");
        check(";;;", ": ");
        check("=", ": ");
    }

    #[test]
    fn a_huge_field_is_read_as_far_as_it_makes_sense() {
        let value = format!("m; spf=pass{}", " a=b".repeat(1_000_000));
        assert!(parse(&value).verdicts[0].properties.len() < MAX_WORDS);
    }
}
