//! Articles of the knowledge base: Markdown becomes HTML.
//!
//! HTML in an article is shown as text. Links go to the web, to mail addresses, to our own pages, or to another article by the name
//! of its file. Pictures of other places
//! become links, because pages load nothing from elsewhere.

use pulldown_cmark::{CowStr, Event, Options, Parser, Tag, TagEnd, html};

use super::text::{shown, wanted};

/// The HTML of an article. The page has its title as the first heading, so that no other is as high.
pub(super) fn article(markdown: &str) -> String {
    let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH;
    let mut out = String::with_capacity(markdown.len() * 3 / 2);
    let (wanted, mut foreign) = (wanted(markdown), Vec::new());
    html::push_html(&mut out, Parser::new_ext(&wanted, options).map(|event| harmless(event, &mut foreign)));
    out
}

/// `foreign` has the pictures that are open, and whether each became a link.
fn harmless<'a>(event: Event<'a>, foreign: &mut Vec<bool>) -> Event<'a> {
    match event {
        Event::Html(text) | Event::InlineHtml(text) => Event::Text(text),
        Event::Start(Tag::Heading { level, .. }) => Event::Html(format!("<h{}>", below_title(level as u8)).into()),
        Event::End(TagEnd::Heading(level)) => Event::Html(format!("</h{}>\n", below_title(level as u8)).into()),
        Event::Start(Tag::Link { dest_url, .. }) => Event::Html(link(&dest_url)),
        Event::End(TagEnd::Link) => Event::Html("</a>".into()),
        Event::Start(Tag::Image { ref dest_url, .. }) => {
            let is_foreign = !is_own(dest_url);
            foreign.push(is_foreign);
            if is_foreign { Event::Html(link(dest_url)) } else { event }
        }
        Event::End(TagEnd::Image) if foreign.pop() == Some(true) => Event::Html("</a>".into()),
        other => other,
    }
}

fn below_title(level: u8) -> u8 {
    level.max(2)
}

fn link(to: &str) -> CowStr<'static> {
    if let Some(path) = other_article(to) {
        return format!("<a href=\"{}\">", shown(&path)).into();
    }
    let scheme = to.split_once(':').map(|(scheme, _)| scheme.to_ascii_lowercase());
    let is_web = scheme.as_deref().is_some_and(|scheme| matches!(scheme, "http" | "https" | "mailto"));
    match (is_own(to), is_web) {
        (true, _) => format!("<a href=\"{}\">", shown(to)).into(),
        (false, true) => format!("<a href=\"{}\" rel=\"nofollow noopener noreferrer\">", shown(to)).into(),
        (false, false) => "<a>".into(),
    }
}

/// The path of another article: `fuse-box.md`, `../presses/fuse-box.md#left`. Names are the same in all directories.
fn other_article(to: &str) -> Option<String> {
    let (file, place) = to.split_once('#').map_or((to, String::new()), |(file, place)| (file, format!("#{place}")));
    let name = file.strip_suffix(".md")?.rsplit('/').next()?;
    let slug = name.to_ascii_lowercase().replace('_', "-");
    let is_plain = !slug.is_empty() && slug.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    (is_plain && !file.contains([':', '\\']) && !file.starts_with('/')).then(|| format!("/kb/{slug}{place}"))
}

/// A path or a place on this site.
fn is_own(to: &str) -> bool {
    let is_path = to.starts_with('/') && !to.starts_with("//") && !to.starts_with("/\\");
    is_path || to.starts_with('#')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn articles_are_harmless() {
        let check = |markdown: &str, expected: &str| assert_eq!(article(markdown).trim_end(), expected, "{markdown}");
        check("", "");
        check("# Reset\n\nPress **F3**.", "<h2>Reset</h2>\n<p>Press <strong>F3</strong>.</p>");
        check("<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;");
        check("a <b onclick=x>b", "<p>a &lt;b onclick=x&gt;b</p>");
        check("[a](/kb/a)", "<p><a href=\"/kb/a\">a</a></p>");
        let web = "<a href=\"https://a.example/\" rel=\"nofollow noopener noreferrer\">";
        check("[a](https://a.example/)", &format!("<p>{web}a</a></p>"));
        check("![fuse](https://a.example/)", &format!("<p>{web}fuse</a></p>"));
        check("![fuse](/kb/fuse.png)", "<p><img src=\"/kb/fuse.png\" alt=\"fuse\" /></p>");
        check("[a](fuse-box.md)", "<p><a href=\"/kb/fuse-box\">a</a></p>");
        check("[a](../presses/Fuse_Box.md#left)", "<p><a href=\"/kb/fuse-box#left\">a</a></p>");
        for evil in [
            "javascript:alert(1)",
            "JaVaScript:x",
            "data:text/html,x",
            "//evil.example",
            "/\\evil.example",
            "x",
            "javascript:a.md",
            "//evil.example/a.md",
            "..md",
            "é.md",
        ] {
            check(&format!("[a](<{evil}>)"), "<p><a>a</a></p>");
        }
    }
}
