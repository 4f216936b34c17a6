//! The knowledge base.

use serde::Serialize;

use super::FormMark;

/// `/kb`. A GET form: `q`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct KnowledgeList {
    /// The words that are searched; may be empty.
    pub words: String,
    /// What was found, or everything.
    pub sections: Vec<ArticleSection>,
}

/// Articles under one heading.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ArticleSection {
    /// The heading; may be empty.
    pub title: String,
    /// The articles.
    pub articles: Vec<ArticleLink>,
}

/// A link to an article.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ArticleLink {
    /// Its title.
    pub title: String,
    /// Its path.
    pub href: String,
    /// A line of it; may be empty.
    pub line: String,
}

/// `/kb/SLUG`. Posts `do=helped` or `do=not-helped` to itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Article {
    /// The hidden fields.
    pub form: FormMark,
    /// Its path.
    pub href: String,
    /// Its title.
    pub title: String,
    /// Its text as Markdown, without the title. HTML in it is shown as text.
    pub markdown: String,
    /// Whether somebody was asked, and what they said.
    pub helped: Helped,
    /// Whether only some can read it, in words; may be empty.
    pub audience: String,
}

/// What a reader says of an article.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Helped {
    /// Not asked: nobody counts.
    NotAsked,
    /// Asked.
    Ask,
    /// They said yes.
    Yes,
    /// They said no.
    No,
}

/// `/new/suggest?q=…`: a fragment of a page, without a frame, for the script. Empty: nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Suggestions {
    /// The articles, the best first.
    pub articles: Vec<ArticleLink>,
}
