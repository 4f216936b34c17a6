//! Measures the length of functions and files, and prints it with `--nocapture`.

use crate::tokens::{Token, shipped, tokens};

/// The lines of every function that ships, from its name to its closing brace.
pub(crate) fn functions(text: &str) -> Vec<(usize, String)> {
    let tokens = shipped(&tokens(text));
    let named = tokens.windows(2).enumerate().filter(|(_, pair)| pair[0].text == "fn" && pair[1].is_word());
    let measured = named.filter_map(|(at, pair)| Some((lines(&tokens[at..])?, pair[1].text.to_owned())));
    measured.collect()
}

/// From `fn` to the end of the body. `None`: it has no body.
fn lines(tokens: &[Token<'_>]) -> Option<usize> {
    let mut depth = 0_i32;
    for token in tokens {
        match token.text {
            "{" | "(" | "[" => depth += 1,
            "}" | ")" | "]" => depth -= 1,
            ";" if depth == 0 => return None,
            _ => {}
        }
        if depth == 0 && token.text == "}" {
            return Some(token.line - tokens[0].line + 1);
        }
    }
    None
}

/// The 95th percentile, and the greatest value with its name.
pub(crate) fn told(what: &str, mut sizes: Vec<(usize, &str)>) -> String {
    sizes.sort_unstable();
    let p95 = sizes[sizes.len() * 95 / 100].0;
    let (longest, name) = sizes[sizes.len() - 1];
    format!("{} {what}: p95 {p95} lines, longest {longest} ({name})", sizes.len())
}

#[test]
fn counts_the_lines_of_functions() {
    let code = "fn a(\n    b: [u8; 2],\n) {\n    fn c() {}\n}\ntrait D {\n    fn e();\n}\n#[cfg(test)]\nfn f() {}\n";
    assert_eq!(functions(code), [(5, "a".to_owned()), (1, "c".to_owned())]);
    let sizes = (1..=100).map(|lines| (lines, "g")).collect();
    assert_eq!(told("things", sizes), "100 things: p95 96 lines, longest 100 (g)");
}
