//! Addresses mentioned in prose: in reports, in forward blocks, in subjects.
//!
//! Comes in: a line of text. Goes out: the addresses in it, each with what stands before and behind. Nothing is decoded.

use super::Address;

/// The most addresses of one line that are looked at.
const MAX_MENTIONS: usize = 20;

/// The addresses of a line with what stands before and behind each. In `x@a.example <y@b.example>` the first is only what
/// the other is called.
pub fn mentions(line: &str) -> Vec<(Address, &str, &str)> {
    let mut found: Vec<(Address, &str, &str)> = Vec::new();
    for (at, _) in line.match_indices('@').take(MAX_MENTIONS) {
        let (head, tail) = (line.get(..at).unwrap_or_default(), line.get(at + 1..).unwrap_or_default());
        let from = local_start(head);
        let domain = tail.find(|c: char| !c.is_alphanumeric() && !matches!(c, '.' | '-' | '_')).unwrap_or(tail.len());
        let text = line.get(from..at + 1 + domain).unwrap_or_default();
        let text = text.trim_matches(['.', '\'', '*', '=', '-']);
        let text = text.strip_prefix("smtp=").or_else(|| text.strip_prefix("SMTP=")).unwrap_or(text);
        // `https://x.example/@name` is no address
        let word = head.rsplit(char::is_whitespace).next().unwrap_or_default();
        if let Some(address) = Address::parse(text).filter(|_| !word.contains("://")) {
            let mut before = line.get(..from).unwrap_or_default();
            let called = found.last().filter(|(name, _, after)| {
                let between = after.get(..after.len().saturating_sub(line.len() - from)).unwrap_or_default();
                *name != address && matches!(between.trim_matches([' ', '\t', '"', '\'', ')']), "<" | "(")
            });
            if let Some((_, above, _)) = called {
                before = above;
                found.pop();
            }
            found.push((address, before, tail.get(domain..).unwrap_or_default()));
        }
    }
    found
}

/// Where the local part at the end of `head` begins.
fn local_start(head: &str) -> usize {
    if let Some(open) = head.strip_suffix('"').and_then(|inner| inner.rfind('"')) {
        return open;
    }
    let of_local = |c: char| {
        c.is_alphanumeric()
            || matches!(
                c,
                '.' | '_' | '-' | '+' | '=' | '/' | '&' | '!' | '#' | '\'' | '%' | '~' | '*' | '?' | '^' | '$'
            )
    };
    head.char_indices().rev().take_while(|(_, c)| of_local(*c)).last().map_or(head.len(), |(at, _)| at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_in_prose() {
        let check = |line: &str, expected: &[&str]| {
            let found: Vec<String> = mentions(line).into_iter().map(|(address, _, _)| address.to_string()).collect();
            assert_eq!(found, expected, "{line:?}");
        };
        check("write to ada@x.example.", &["ada@x.example"]);
        check("<ada@x.example>: no; bob@y.example", &["ada@x.example", "bob@y.example"]);
        check("ada@x.example <bob@y.example>: no", &["bob@y.example"]);
        check("\"ada@x.example\" <bob@y.example>, <cem@z.example>", &["bob@y.example", "cem@z.example"]);
        check("'ada@x.example' (bob@y.example) on 14.10.2026", &["bob@y.example"]);
        check("ada@x.example <ada@x.example>", &["ada@x.example", "ada@x.example"]);
        check("[mailto:ada@x.example]", &["ada@x.example"]);
        check("\"a b\"@x.example", &[]);
        check("\"ab\"@x.example", &["\"ab\"@x.example"]);
        check("https://x.example/@ada", &[]);
        check("SMTP=ada@x.example", &["ada@x.example"]);
        check("@", &[]);
        check("日本 名前@例え.example です", &["名前@例え.example"]);
    }
}
