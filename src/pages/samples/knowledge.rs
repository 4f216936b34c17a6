//! The knowledge base.

use super::sample::{Sample, ada, mark, nobody};
use super::values::text;
use crate::pages::page::Page;
use crate::pages::views::{Article, ArticleLink, ArticleSection, Helped, KnowledgeList, Suggestions};

pub(super) fn samples() -> Vec<Sample> {
    let list = KnowledgeList {
        words: String::new(),
        sections: vec![
            ArticleSection { title: text("Presses"), articles: links() },
            ArticleSection { title: String::new(), articles: links() },
        ],
    };
    let found = KnowledgeList {
        words: text("gripper"),
        sections: vec![ArticleSection { title: String::new(), articles: links() }],
    };
    let none = KnowledgeList { words: text("unicorn"), sections: Vec::new() };
    let article = Article {
        form: mark(),
        href: text("/kb/gripper-reset"),
        title: text("Reset the gripper"),
        markdown: text(
            "When the gripper stays open, reset it at the **panel**.\n\n## At the panel\n\n1. Press `F3`.\n2. Wait for the \
             green light.\n3. Press *Start*.\n\n| Code | Meaning |\n|---|---|\n| E-417 | The interlock is open |\n| E-418 | No \
             pressure |\n\n> Never reach into the press while the light is red.\n\nSee also [the fuse box](/kb/fuse-box).",
        ),
        helped: Helped::Ask,
        audience: String::new(),
    };
    let page = |name, page| Sample { name, frame: ada(), page };
    let said = |helped| Page::Article(Article { helped, ..article.clone() });
    vec![
        page("knowledge", Page::Knowledge(list)),
        page("knowledge-found", Page::Knowledge(found)),
        page("knowledge-none", Page::Knowledge(none)),
        page("article-helped", said(Helped::Yes)),
        page("article-not-helped", said(Helped::No)),
        Sample { name: "article-anyone", frame: nobody(), page: said(Helped::NotAsked) },
        page("article", Page::Article(Article { audience: text("Only for customers"), ..article })),
        page("suggestions", Page::Suggestions(Suggestions { articles: links() })),
        page("suggestions-none", Page::Suggestions(Suggestions { articles: Vec::new() })),
    ]
}

pub(super) fn links() -> Vec<ArticleLink> {
    let link =
        |title: &str, href: &str, line: &str| ArticleLink { title: text(title), href: text(href), line: text(line) };
    vec![
        link("Reset the gripper", "/kb/gripper-reset", "When the gripper stays open, reset it at the panel."),
        link("The fuse box of the P3", "/kb/fuse-box", "Which fuse belongs to which station, and how to change one."),
        link("Error codes", "/kb/codes", ""),
    ]
}
