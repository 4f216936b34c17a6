//! A command as people and programs dress it: in bold, behind a list mark or a quote mark, with a blank behind `#`, in full
//! width, among invisible characters.
//!
//! Comes in: a line. Goes out: the command that it would be, bare; or none. Costs nothing for a line without a `#`.

use icu_normalizer::ComposingNormalizerBorrowed;

use crate::mail::clean::hides;

/// A line that is a command, once it is undressed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Bare {
    /// The word behind `#`, in lower case.
    pub(super) word: String,
    /// What stands behind the word.
    pub(super) argument: String,
    /// It was written `##word`: the words mean themselves.
    pub(super) is_literal: bool,
    /// A blank stands between `#` and the word, as above a Markdown section.
    pub(super) is_heading: bool,
}

/// The most characters of a line that are looked at. No command is as long.
const MAX_CHARS: usize = 2_000;

/// What may stand in front of `#`, besides blanks and marks: the number of a list's item.
const MAX_ITEM: usize = 3;

/// The most bytes between `#` and the word.
const MAX_BETWEEN: usize = 12;
/// Longer lines say more than that a note follows.
const MAX_NOTE: usize = 120;
/// The most places within a line that are looked at.
const MAX_WITHIN: usize = 20;

/// Undresses a line.
pub(super) fn undress(line: &str) -> Option<Bare> {
    let line = plain(line)?;
    let line = line.trim_start();
    let hash = line.find('#')?;
    let (before, marked) = line.split_at(hash);
    if !is_dressing(before) {
        return None;
    }
    let bare = marked.trim_start_matches('#');
    let hashes = marked.len() - bare.len();
    let word = bare.trim_start_matches(|c: char| !c.is_alphanumeric() && c != '#');
    let between = bare.len() - word.len();
    if !word.starts_with(char::is_alphabetic) || between > MAX_BETWEEN {
        return None;
    }
    let end = word.find(|c: char| !(c.is_alphanumeric() || matches!(c, '-' | '_'))).unwrap_or(word.len());
    let (word, behind) = word.split_at(end);
    // `#assign=ben`, `#assign: ben`, `**#assign** ben`
    let argument = behind.trim_start_matches(|c: char| is_emphasis(c) || c.is_whitespace() || matches!(c, '=' | ':'));
    Some(Bare {
        word: word.trim_end_matches(['_', '-']).to_lowercase(),
        argument: without_end(argument).to_owned(),
        is_literal: hashes == 2 && before.is_empty() && between == 0,
        is_heading: bare.starts_with([' ', '\t']),
    })
}

/// What may be commands within a line, each from its `#` to the end of the line.
pub(super) fn within(line: &str) -> Vec<Bare> {
    let Some(line) = plain(line) else { return Vec::new() };
    let stands_alone = |at: usize| {
        let before = line.get(..at).and_then(|before| before.chars().next_back());
        before
            .is_none_or(|c| !c.is_alphanumeric() && !matches!(c, '#' | '/' | '\\' | '&' | '=' | '.' | '@' | '-' | '_'))
    };
    let starts = line.match_indices('#').map(|(at, _)| at).filter(|at| stands_alone(*at));
    starts.take(MAX_WITHIN).filter_map(|at| undress(line.get(at..)?)).filter(|bare| !bare.is_literal).collect()
}

/// Whether a line says that a note follows, and nothing else: mail programs make a heading of `# note`, and put the sign
/// behind the word where text runs to the left.
pub(super) fn says_note(line: &str) -> bool {
    const WORDS: [&str; 8] =
        ["note", "internal note", "internal", "intern", "notiz", "interne notiz", "notitie", "interne notitie"];
    if line.len() > MAX_NOTE || line.trim_start().starts_with("##") {
        return false;
    }
    let seen: String =
        ComposingNormalizerBorrowed::new_nfkc().normalize(line).chars().filter(|c| !is_invisible(*c)).collect();
    let words = seen.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
    WORDS.contains(&words.as_str())
}

/// The line in plain characters (NFKC of Unicode, TR 15), without invisible ones; none without any `#`.
fn plain(line: &str) -> Option<String> {
    if !line.contains(SIGNS) {
        return None;
    }
    let visible = line.trim().chars().take(MAX_CHARS).filter(|c| !is_invisible(*c));
    let visible: String = visible.map(|c| if SIGNS.contains(&c) { '#' } else { c }).collect();
    Some(if visible.is_ascii() {
        visible
    } else {
        ComposingNormalizerBorrowed::new_nfkc().normalize(&visible).chars().map(|c| alike(blank(c))).collect()
    })
}

/// What people type, and programs make of it.
const SIGNS: [char; 8] = ['#', '＃', '﹟', '♯', '№', '⌗', '⋕', '⧣'];

/// The letter of ASCII that a Cyrillic or Greek one cannot be told from.
fn alike(c: char) -> char {
    const ALIKE: [(char, char); 27] = [
        ('а', 'a'),
        ('е', 'e'),
        ('о', 'o'),
        ('р', 'p'),
        ('с', 'c'),
        ('у', 'y'),
        ('х', 'x'),
        ('і', 'i'),
        ('ј', 'j'),
        ('ѕ', 's'),
        ('һ', 'h'),
        ('ԁ', 'd'),
        ('ո', 'n'),
        ('т', 't'),
        ('п', 'n'),
        ('Т', 'T'),
        ('О', 'O'),
        ('Е', 'E'),
        ('Н', 'H'),
        ('А', 'A'),
        ('ο', 'o'),
        ('ν', 'v'),
        ('τ', 't'),
        ('ε', 'e'),
        ('α', 'a'),
        ('ρ', 'p'),
        ('ι', 'i'),
    ];
    if c.is_ascii() { c } else { ALIKE.iter().find(|(other, _)| *other == c).map_or(c, |(_, ascii)| *ascii) }
}

/// An argument without what closes around the command.
fn without_end(argument: &str) -> &str {
    let kept = argument.trim_end_matches(|c: char| is_emphasis(c) || c.is_whitespace());
    if kept.chars().all(|c| !c.is_alphanumeric()) {
        return "";
    }
    let opens = |c: char| match c {
        ')' => '(',
        ']' => '[',
        '}' => '{',
        _ => '<',
    };
    match kept.chars().next_back() {
        Some(c) if matches!(c, ')' | ']' | '}' | '>') && !kept.contains(opens(c)) => {
            kept.get(..kept.len() - c.len_utf8()).unwrap_or_default().trim_end()
        }
        _ => kept,
    }
}

/// All blanks are one.
fn blank(c: char) -> char {
    if c.is_whitespace() { ' ' } else { c }
}

/// Characters that nobody sees, and the frame of a key.
fn is_invisible(c: char) -> bool {
    c == '\u{20E3}' || (hides(c) && c != '\t')
}

/// Marks and blanks, perhaps with the number or letter of a list's item among them.
fn is_dressing(before: &str) -> bool {
    let mut words = before.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let is_item = |word: &str| {
        word.chars().count() == 1 || (word.len() <= MAX_ITEM && word.bytes().all(|byte| byte.is_ascii_digit()))
    };
    match (words.next(), words.next()) {
        (None, _) => true,
        (Some(item), None) => is_item(item) && before.trim_end().ends_with(['.', ')', ']', ':']),
        _ => false,
    }
}

fn is_emphasis(c: char) -> bool {
    matches!(c, '*' | '_' | '~' | '`' | '"' | '\'' | '“' | '”' | '„' | '‘' | '’' | '«' | '»' | '\\')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(line: &str, expected: Option<(&str, &str)>) {
        let found = undress(line).filter(|bare| !bare.is_literal);
        let found = found.as_ref().map(|bare| (bare.word.as_str(), bare.argument.as_str()));
        assert_eq!(found, expected, "{line:?}");
    }

    #[test]
    fn whatever_a_command_wears_it_is_seen() {
        let note = Some(("note", ""));
        for line in [
            "#note",
            "  #note",
            "\t#note",
            "**#note**",
            "*#note*",
            "_#note_",
            "__#note__",
            "~~#note~~",
            "`#note`",
            "\"#note\"",
            "“#note”",
            "«#note»",
            "(#note)",
            "[#note]",
            "{#note}",
            "<#note>",
            "- #note",
            "-#note",
            "* #note",
            "+ #note",
            "• #note",
            "•#note",
            "◦ #note",
            "– #note",
            "1. #note",
            "1) #note",
            "12. #note",
            "a) #note",
            "(a) #note",
            "> #note",
            ">#note",
            "> > #note",
            "| #note",
            "\\#note",
            "#\\note",
            "# note",
            "#\u{A0}note",
            "#\u{3000}note",
            "＃note",
            "＃ｎｏｔｅ",
            "﹟note",
            "♯note",
            "\u{FEFF}#note",
            "\u{200B}#note",
            "#\u{200B}note",
            "#no\u{200B}te",
            "\u{2068}#note\u{2069}",
            "\u{202E}#note",
            "#note\u{200E}",
            "#no\u{AD}te",
            "#NOTE",
            "#Note:",
            "#note.",
            "#note!",
            "**#note:**",
            "#**note**",
            "# *note*",
            "→ #note",
            "…#note",
            "#\u{FE0F}note",
            "#𝐧𝐨𝐭𝐞",
        ] {
            check(line, note);
        }
        check("**#assign ben**", Some(("assign", "ben")));
        check("#assign=ben", Some(("assign", "ben")));
        check("#assign: ben", Some(("assign", "ben")));
        check("- **#assign** ben", Some(("assign", "ben")));
        check("#cc add ada@customer.example", Some(("cc", "add ada@customer.example")));
        check("#split The \"second\" press", Some(("split", "The \"second\" press")));
    }

    #[test]
    fn other_lines_are_none() {
        for line in [
            "",
            "note",
            "#",
            "##",
            "#1",
            "# 1",
            "C# note",
            "see #note",
            "It is #1 of ours",
            "Hi #note",
            "ab) #note",
            "1 #note",
            "issue #note",
            "a #note",
            "https://x.example/#note",
        ] {
            check(line, None);
        }
        check("##note", None);
        assert!(undress("##note").is_some_and(|bare| bare.is_literal && bare.word == "note"));
        assert!(undress("## note").is_some_and(|bare| !bare.is_literal && bare.is_heading));
        assert!(undress("# note").is_some_and(|bare| bare.is_heading));
        check(&format!("{}#note", " ".repeat(3_000)), Some(("note", "")));
        check(&format!("{}#note", "-".repeat(3_000)), None);
    }

    #[test]
    fn first_lines_that_say_that_a_note_follows() {
        for line in [
            "note",
            "Note:",
            "*note*",
            "note#",
            "note\u{200F}#",
            "\u{202B}note#\u{202C}",
            "(note)",
            "[Note]",
            "/note",
            "INTERNAL NOTE",
            "Notiz:",
            "**Interne notitie**",
            "ｎｏｔｅ",
        ] {
            assert!(says_note(line), "{line:?}");
        }
        for line in ["", "Notes", "Note: the fuse", "Noted.", "Internal server error", "note it", "international"] {
            assert!(!says_note(line), "{line:?}");
        }
    }

    #[test]
    fn commands_are_seen_within_a_line() {
        let check = |line: &str, expected: &[&str]| {
            let found = within(line);
            assert_eq!(found.iter().map(|bare| bare.word.as_str()).collect::<Vec<_>>(), expected, "{line:?}");
        };
        check("Hi Ben, #note", &["note"]);
        check("Hi, #NOTE: she", &["note"]);
        check("(#note) and #assign ben", &["note", "assign"]);
        check("x #no\u{200B}te.", &["note"]);
        check("all done. #closed", &["closed"]);
        check("https://x.example/#note C:\\x\\#note a#note ##note x.#note", &[]);
        check("#notes #note-book", &["notes", "note-book"]);
        check("nothing", &[]);
    }
}
