//! The page with all letters of `maildesk template preview --all`: each as HTML, as wide as on a desktop and as on a
//! phone, and as plain text. It fetches nothing.

use std::fmt::Write as _;

use crate::desk::notice::NoticeKind;
use crate::mail::html::escaped;
use crate::templates::RenderedLetter;

/// A letter on the page.
pub(super) struct GalleryLetter<'a> {
    pub(super) kind: NoticeKind,
    pub(super) language: &'a str,
    /// Its HTML file, beside the page.
    pub(super) file: String,
    pub(super) letter: RenderedLetter,
}

const HEAD: &str = "<!DOCTYPE html>
<html lang=\"en\">
<head>
<meta charset=\"utf-8\">
<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">
<meta name=\"color-scheme\" content=\"light dark\">
<title>Letters</title>
<style>
:root { color-scheme: light dark; }
body { margin: 24px; font: 15px/1.5 system-ui, sans-serif; }
h2 { margin: 48px 0 4px; }
h3 { margin: 24px 0 8px; font-weight: 600; }
nav a { margin-right: 12px; white-space: nowrap; }
.letter { display: flex; flex-wrap: wrap; gap: 16px; align-items: flex-start; }
iframe, pre { box-sizing: border-box; height: 620px; margin: 0; border: 1px solid #8884; border-radius: 6px; }
.desk { width: 660px; } .phone { width: 375px; }
pre { width: 620px; padding: 16px; overflow: auto; font: 13px/1.45 ui-monospace, monospace; }
.quiet { opacity: .7; }
</style>
</head>
<body>
<h1>Letters</h1>
";

/// The page.
pub(super) fn page(shown: &[GalleryLetter<'_>]) -> String {
    let mut page = HEAD.to_owned();
    page.push_str("<nav>");
    for kind in NoticeKind::ALL {
        let _ = write!(page, "<a href=\"#{0}\">{0}</a> ", kind.as_str());
    }
    page.push_str("</nav>\n");
    for kind in NoticeKind::ALL {
        let name = kind.as_str();
        let _ = write!(page, "<h2 id=\"{name}\">{name}</h2>\n<p class=\"quiet\">to: {}</p>\n", escaped(kind.readers()));
        for letter in shown.iter().filter(|letter| letter.kind == kind) {
            push_letter(&mut page, letter);
        }
    }
    page.push_str("</body>\n</html>\n");
    page
}

fn push_letter(page: &mut String, shown: &GalleryLetter<'_>) {
    let GalleryLetter { language, file, letter, .. } = shown;
    let (subject, text) = (escaped(letter.subject.as_str()), escaped(&letter.text));
    let (language, file) = (escaped(language), escaped(file));
    let _ = write!(
        page,
        "<h3 dir=\"auto\">{language}: <a href=\"{file}\">{subject}</a></h3>\n<div class=\"letter\">\n\
         <iframe class=\"desk\" loading=\"lazy\" src=\"{file}\"></iframe>\n\
         <iframe class=\"phone\" loading=\"lazy\" src=\"{file}\"></iframe>\n<pre dir=\"auto\">{text}</pre>\n</div>\n"
    );
}
