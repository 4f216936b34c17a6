//! Removes login data that a server repeats.
//!
//! Comes in: a server's words, and the name and password that it got. Goes out: the words without the password, in
//! every form that is sent. Some servers repeat a command that they don't accept (`BAD unknown command: LOGIN ada
//! hunter2`), and their words go into logs, `status` and the database.

use data_encoding::{BASE64, BASE64_NOPAD};
use secrecy::{ExposeSecret as _, SecretString};

/// The replacement for the password.
const MASK: &str = "[password]";
/// A shorter password is part of too many words to remove it from a sentence.
const SHORT: usize = 4;
/// The replacement for a sentence with a short password.
const WITHHELD: &str = "[the server's words are withheld: they contain the password]";

/// The words without the password.
pub fn without_login(words: &str, user: &str, password: &SecretString) -> String {
    let secret = password.expose_secret();
    if secret.len() < SHORT && !secret.is_empty() && words.contains(secret) {
        return WITHHELD.to_owned();
    }
    let forms = forms(user, secret);
    forms
        .iter()
        .filter(|form| form.len() >= SHORT)
        .fold(words.to_owned(), |words, form| words.replace(form.as_str(), MASK))
}

/// Every form that is sent or that a codec prints, the longer ones first.
fn forms(user: &str, secret: &str) -> Vec<String> {
    // RFC 9051 §4.3: a quoted string.
    let quoted = secret.replace('\\', "\\\\").replace('"', "\\\"");
    let plain = format!("\0{user}\0{secret}");
    let mut forms = vec![
        BASE64.encode(plain.as_bytes()),
        BASE64_NOPAD.encode(plain.as_bytes()),
        BASE64.encode(secret.as_bytes()),
        BASE64_NOPAD.encode(secret.as_bytes()),
        quoted.escape_debug().to_string(),
        secret.escape_debug().to_string(),
        quoted,
        secret.to_owned(),
    ];
    forms.sort_by_key(|form| std::cmp::Reverse(form.len()));
    forms
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_taken_out_in_every_form() {
        let check = |password: &str, words: &str, expected: &str| {
            let found = without_login(words, "ada", &SecretString::from(password.to_owned()));
            assert_eq!(found, expected, "{password:?} {words:?}");
        };
        check("hunter2", "NO wrong password", "NO wrong password");
        check("hunter2", "BAD unknown: LOGIN ada hunter2", "BAD unknown: LOGIN ada [password]");
        check("hunter2", "501 AUTH PLAIN AGFkYQBodW50ZXIy?", "501 AUTH PLAIN [password]?");
        check("hunter2", "501 aHVudGVyMg== is wrong", "501 [password] is wrong");
        check("hunter2", "501 aHVudGVyMg is wrong", "501 [password] is wrong");
        check("hun\"ter2", "BAD LOGIN \"ada\" \"hun\\\"ter2\"", "BAD LOGIN \"ada\" \"[password]\"");
        check("hun\"ter2", "info: Some(\"LOGIN \\\"hun\\\\\\\"ter2\\\"\")", "info: Some(\"LOGIN \\\"[password]\\\"\")");
        check("abc", "BAD LOGIN ada abc", WITHHELD);
        check("abc", "NO wrong", "NO wrong");
    }
}
