//! One article. Comes in: a file's text, and where it was. Goes out: its title, its text, and its words for searching; or what is
//! wrong with the file. Pure.

use crate::desk::looked_for::FoldedText;

/// The longest title and line, in characters.
const MAX_LINE: usize = 160;
/// The longest name in addresses, in bytes.
const MAX_SLUG: usize = 80;

/// Who can read an article. Each may read what those before may.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Readers {
    /// Whoever can read the knowledge base.
    Anyone,
    /// Who is signed in.
    SignedIn,
    /// Agents.
    Agents,
}

/// An article.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Article {
    /// Its name in addresses.
    pub(super) slug: String,
    /// Its heading in the list; empty: none.
    pub(super) section: String,
    /// Who can read it.
    pub(super) readers: Readers,
    /// Its title.
    pub(super) title: String,
    /// Its first line; may be empty.
    pub(super) line: String,
    /// Its text, without the title.
    pub(super) markdown: String,
    /// The words of its title.
    pub(super) title_words: FoldedText,
    /// All its words.
    pub(super) all_words: FoldedText,
}

/// What is wrong with an article.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(super) enum ArticleFault {
    /// It has no heading.
    #[error("it has no title: begin it with `# Title`")]
    NoTitle,
    /// Its name can't be in an address.
    #[error("its name isn't made of the letters a to z, digits and dashes")]
    Name,
    /// It isn't UTF-8.
    #[error("it isn't UTF-8")]
    NotUtf8,
}

impl Article {
    /// Reads a file of this name, below a heading.
    pub(super) fn parse((name, section): (&str, &str), readers: Readers, bytes: Vec<u8>) -> Result<Self, ArticleFault> {
        let slug = slug(name).ok_or(ArticleFault::Name)?;
        let text = String::from_utf8(bytes).map_err(|_| ArticleFault::NotUtf8)?;
        let text = text.trim_start_matches('\u{feff}');
        let (title, markdown) = without_title(text).ok_or(ArticleFault::NoTitle)?;
        let mut all_words = FoldedText::default();
        for part in [title.as_str(), markdown.as_str()] {
            all_words.push(part);
        }
        Ok(Self {
            slug,
            section: section_title(section),
            readers,
            line: first_line(&markdown),
            title_words: std::iter::once(title.as_str()).collect(),
            all_words,
            title,
            markdown,
        })
    }
}

/// The name of a file as it is in addresses.
pub(super) fn slug(name: &str) -> Option<String> {
    let slug = name.to_ascii_lowercase().replace(['_', ' '], "-");
    let is_plain = |slug: &str| slug.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    (!slug.is_empty() && slug.len() <= MAX_SLUG && is_plain(&slug)).then_some(slug)
}

/// A directory's name as a heading: `power-supply` is `Power supply`.
fn section_title(name: &str) -> String {
    let words = name.replace(['-', '_'], " ");
    let mut letters = words.trim().chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// The first heading, and the text without it. What looks like one inside of code is none.
fn without_title(text: &str) -> Option<(String, String)> {
    let mut in_code = false;
    let mut rest = String::with_capacity(text.len());
    let mut title = None;
    for line in text.lines() {
        let bare = line.trim_start();
        in_code ^= bare.starts_with("```") || bare.starts_with("~~~");
        let heading = if title.is_none() && !in_code { heading(bare) } else { None };
        match heading {
            Some(heading) => title = Some(heading),
            None => {
                rest.push_str(line);
                rest.push('\n');
            }
        }
    }
    title.map(|title| (title, rest.trim().to_owned()))
}

fn heading(line: &str) -> Option<String> {
    let words = line.trim_start_matches('#');
    let level = line.len() - words.len();
    let is_heading = (1..=6).contains(&level) && words.starts_with([' ', '\t']);
    let words = without_marks(words.trim().trim_end_matches('#'));
    (is_heading && !words.is_empty()).then_some(words)
}

/// The first line of words.
fn first_line(markdown: &str) -> String {
    let is_words = |line: &&str| !line.is_empty() && !line.starts_with(['#', '|', '`', '~', '!', '<', '-', '=']);
    let line = markdown.lines().map(str::trim).find(is_words).unwrap_or_default();
    without_marks(line.trim_start_matches(['>', '*', ' ']))
}

/// Without the marks of emphasis, code and links, and not too long.
fn without_marks(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, link)) = rest.split_once("](") {
        out.push_str(before);
        rest = link.split_once(')').map_or("", |(_, after)| after);
    }
    out.push_str(rest);
    let words: String = out.chars().filter(|c| !matches!(c, '*' | '`' | '[' | ']')).collect();
    let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
    if words.chars().count() <= MAX_LINE {
        return words;
    }
    words.chars().take(MAX_LINE).chain(std::iter::once('…')).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(name: &str, text: &str) -> Result<Article, ArticleFault> {
        Article::parse((name, "power-supply"), Readers::Anyone, text.as_bytes().to_vec())
    }

    #[test]
    fn titles_and_texts() {
        let check = |text: &str, title: &str, line: &str, markdown: &str| {
            let article = parse("reset", text).unwrap();
            let found = (article.title.as_str(), article.line.as_str(), article.markdown.as_str());
            assert_eq!(found, (title, line, markdown), "{text:?}");
        };
        check("# Reset\n\nPress **F3**.\n", "Reset", "Press F3.", "Press **F3**.");
        check("\u{feff}# Reset #\r\n\r\nPress.", "Reset", "Press.", "Press.");
        check("## The `panel`\n## More\nSee [it](/kb/a).", "The panel", "See it.", "## More\nSee [it](/kb/a).");
        check("First\n# Title", "Title", "First", "First");
        check("```\n# no\n```\n# Yes", "Yes", "", "```\n# no\n```");
        check("# A\n\n| a | b |\n|--|--|\n\n> Never.", "A", "Never.", "| a | b |\n|--|--|\n\n> Never.");
        check("# A", "A", "", "");
        check("# [A](x", "A", "", "");
        assert_eq!(parse("reset", &format!("# {}", "ü".repeat(500))).unwrap().title.chars().count(), MAX_LINE + 1);
        assert_eq!(parse("reset", "# A").unwrap().section, "Power supply");
    }

    #[test]
    fn what_is_wrong_is_said() {
        let check = |name: &str, text: &[u8], expected: ArticleFault| {
            let found = Article::parse((name, ""), Readers::Anyone, text.to_vec());
            assert_eq!(found, Err(expected), "{name}");
        };
        check("reset", b"No heading", ArticleFault::NoTitle);
        check("reset", b"", ArticleFault::NoTitle);
        check("reset", b"#nospace\n####### seven\n#", ArticleFault::NoTitle);
        check("reset", b"# \xff", ArticleFault::NotUtf8);
        check("", b"# A", ArticleFault::Name);
        check("..", b"# A", ArticleFault::Name);
        check("st\u{f6}rung", b"# A", ArticleFault::Name);
        check(&"a".repeat(81), b"# A", ArticleFault::Name);
        assert_eq!(slug("Gripper_Reset 2").as_deref(), Some("gripper-reset-2"));
    }
}
