//! Masks secrets in the lines that faults show, so that a typo beside a password doesn't put it into a log.
//!
//! Works on the text, because a line that isn't TOML has no values. If in doubt, it masks. The masked text has the same
//! length in bytes and lines, so columns stay right.

use std::ops::Range;

/// Parts of key names that announce a secret, also in Dutch and German.
const SECRET_WORDS: [&str; 6] = ["pass", "pwd", "secret", "token", "wachtwoord", "kennwort"];
/// Keys in a secret's table that only say where it is.
const POINTERS: [&str; 3] = ["file", "env", "credential"];

/// The text with asterisks for every value of a secret-looking key and for everything in `spans`.
pub(super) fn masked(text: &str, spans: &[Range<usize>]) -> String {
    let mut bytes = text.as_bytes().to_vec();
    for span in secret_values(text).iter().chain(spans) {
        for byte in bytes.get_mut(span.clone()).unwrap_or_default() {
            if !matches!(byte, b'\n' | b'\r' | b' ') {
                *byte = b'*';
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// Probable secrets: from the `=` after a secret-looking key to the end of the line or string.
fn secret_values(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut open = None;
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let secret = match open {
            Some(_) => Some(line),
            None => secret_value(line),
        };
        if let Some(secret) = secret {
            found.push(start + line.len() - secret.len()..start + line.len());
            open = still_open(open, secret);
        }
        start += line.len();
    }
    found
}

/// The rest of a line after its first secret-looking key, unless it only says where the secret is.
fn secret_value(line: &str) -> Option<&str> {
    let lower = line.to_ascii_lowercase();
    let word = SECRET_WORDS.iter().filter_map(|word| lower.find(word)).min()?;
    let value = line.get(word..)?.split_once('=')?.1;
    (!is_pointer(value)).then_some(value)
}

/// `{ file = "…" }` and nothing more.
fn is_pointer(value: &str) -> bool {
    let inside = value.trim_start().strip_prefix('{').map(str::trim_start).unwrap_or_default();
    POINTERS.iter().any(|pointer| {
        let behind = inside.strip_prefix(pointer).map(str::trim_start).and_then(|rest| rest.strip_prefix('='));
        behind.is_some_and(|rest| !rest.contains('='))
    })
}

/// The quotes that end a multi-line string, if it continues after this line.
fn still_open<'a>(open: Option<&'a str>, secret: &str) -> Option<&'a str> {
    match open {
        Some(quotes) => secret.matches(quotes).count().is_multiple_of(2).then_some(quotes),
        None => ["\"\"\"", "'''"].into_iter().find(|quotes| !secret.matches(quotes).count().is_multiple_of(2)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_behind_secret_keys_are_hidden() {
        let check = |text: &str, expected: &str| assert_eq!(masked(text, &[]), expected);
        check("user = \"ada\"\n", "user = \"ada\"\n");
        check("password = \"hunter2\"\n", "password = *********\n");
        check("Passwort=hunter2", "Passwort=*******");
        check("x = { host = 'h', password = 'hunter2' }", "x = { host = 'h', password = ********* *");
        check("password = { file = \"imap.txt\" }", "password = { file = \"imap.txt\" }");
        check("password = { file = 'a', value = 'hunter2' }", "password = * **** * **** ***** * ********* *");
        check("password = \"\"\"\nhunter2\n\"\"\"\nb = 1", "password = ***\n*******\n***\nb = 1");
        check("password = 'ü'", "password = ****");
        check("password", "password");
    }

    #[test]
    fn spans_are_hidden() {
        let spans = [5..14, 100..200];
        assert_eq!(masked("pw = 'hunter2'", &spans), "pw = *********");
        assert_eq!(masked("pw", &spans), "pw");
    }
}
