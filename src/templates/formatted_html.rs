//! Writes formatted words as HTML. Comes in: lines of values. Goes out: the few elements that letters have; words, names and
//! addresses are escaped, and nothing else of anybody's is written.

use std::fmt::Write as _;

use crate::mail::compose::picture_source;
use crate::mail::html::formatted::{Content, FormattedText, Line, LineKind, Link, Piece, Style};
use crate::mail::html::{escaped, push_escaped};

use super::text_to_html::{push_line, push_spaced, push_words};

const CODE: &str = "font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;font-size:14px;";
const INDENT: &str = "margin:12px 0;padding:0 0 0 14px;border-left:3px solid #c3cad3;";
const CELL: &str = "padding:4px 10px;border:1px solid #d5dbe3;text-align:left;vertical-align:top;";
/// Elements of styles; the outer ones first.
const ELEMENTS: [(Style, &str); 7] = [
    (Style::Bold, "strong"),
    (Style::Italic, "em"),
    (Style::Underlined, "u"),
    (Style::Struck, "s"),
    (Style::Code, "code"),
    (Style::Below, "sub"),
    (Style::Above, "sup"),
];

/// The words as HTML.
pub(super) fn written(words: &FormattedText) -> String {
    let mut writer = HtmlWriter { words, out: String::new(), block: Block::None, lists: Vec::new(), indents: 0 };
    for line in &words.lines {
        writer.line(line);
    }
    writer.indent(0);
    writer.close();
    writer.out.trim_end().to_owned()
}

/// What is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Block {
    None,
    Paragraph,
    Lists,
    Code,
    Table,
}

struct HtmlWriter<'a> {
    words: &'a FormattedText,
    out: String,
    block: Block,
    /// The lists that are open, by their element.
    lists: Vec<&'static str>,
    indents: usize,
}

impl HtmlWriter<'_> {
    fn line(&mut self, line: &Line) {
        self.indent(line.indents);
        match &line.kind {
            LineKind::Item { depth, mark } if !mark.is_empty() => self.item(*depth, mark),
            LineKind::Item { .. } if self.block == Block::Lists => self.out.push_str("<br>\n"),
            LineKind::Words | LineKind::Item { .. } => self.words(line.gap),
            LineKind::Heading => {
                self.close();
                self.out.push_str("<p style=\"font-size:18px;\"><strong>");
                self.pieces(&line.pieces);
                return self.out.push_str("</strong></p>\n");
            }
            LineKind::Preformatted => {
                let is_first = self.begin(Block::Code);
                let start = format!("<pre style=\"{CODE}white-space:pre-wrap;margin:12px 0;\">");
                self.out.push_str(if is_first { &start } else { "\n" });
            }
            LineKind::Row => return self.row(line),
            LineKind::Rule => {
                self.close();
                let rule = "<hr class=\"line\" style=\"border:0;border-top:1px solid #d5dbe3;margin:16px 0;\">\n";
                return self.out.push_str(rule);
            }
        }
        self.pieces(&line.pieces);
    }

    fn words(&mut self, gap: bool) {
        if gap {
            self.close();
        }
        let start = if self.begin(Block::Paragraph) { "<p>" } else { "<br>\n" };
        self.out.push_str(start);
    }

    /// Opens a block, unless it is open already; whether it was opened.
    fn begin(&mut self, block: Block) -> bool {
        if self.block == block {
            return false;
        }
        self.close();
        self.block = block;
        true
    }

    fn close(&mut self) {
        match self.block {
            Block::None => return,
            Block::Paragraph => self.out.push_str("</p>\n"),
            Block::Lists => self.close_lists(0),
            Block::Code => self.out.push_str("</pre>\n"),
            Block::Table => self.out.push_str("</table>\n"),
        }
        self.block = Block::None;
    }

    fn close_lists(&mut self, depth: usize) {
        while self.lists.len() > depth {
            let list = self.lists.pop().unwrap_or_default();
            let _ = writeln!(self.out, "</li>\n</{list}>");
        }
    }

    fn indent(&mut self, indents: usize) {
        if indents == self.indents {
            return;
        }
        self.close();
        for _ in self.indents..indents {
            let _ = writeln!(self.out, "<blockquote class=\"line\" style=\"{INDENT}\">");
        }
        for _ in indents..self.indents {
            self.out.push_str("</blockquote>\n");
        }
        self.indents = indents;
    }

    fn item(&mut self, depth: usize, mark: &str) {
        self.begin(Block::Lists);
        let depth = depth.min(self.lists.len());
        let number = number(mark);
        let list = if number.is_some() { "ol" } else { "ul" };
        self.close_lists(depth + 1);
        if self.lists.get(depth).is_some_and(|open| *open != list) {
            self.close_lists(depth);
        }
        if self.lists.len() > depth {
            self.out.push_str("</li>\n");
        } else {
            let kind = if number.is_some_and(|(_, is_letter)| is_letter) { " type=\"a\"" } else { "" };
            let margin = if depth == 0 { "12px" } else { "0" };
            let _ = writeln!(self.out, "<{list}{kind} style=\"margin:{margin} 0;padding-left:28px;\">");
            self.lists.push(list);
        }
        let _ = match number {
            Some((number, _)) => write!(self.out, "<li value=\"{number}\">"),
            None => write!(self.out, "<li>"),
        };
    }

    fn row(&mut self, line: &Line) {
        if line.gap {
            self.close();
        }
        if self.begin(Block::Table) {
            self.out.push_str("<table style=\"border-collapse:collapse;margin:12px 0;\">\n");
        }
        self.out.push_str("<tr>");
        for cell in line.pieces.split(|piece| piece.content == Content::Cell).skip(1) {
            let _ = write!(self.out, "<td class=\"line\" style=\"{CELL}\">");
            self.pieces(cell);
            self.out.push_str("</td>");
        }
        self.out.push_str("</tr>\n");
    }

    fn pieces(&mut self, pieces: &[Piece]) {
        let mut open: Option<&str> = None;
        for (at, piece) in pieces.iter().enumerate() {
            let link = self.words.link_of(piece);
            let is_words = piece.content != Content::Address;
            let wanted = link.filter(|link| is_words && !link.misleads).map(|link| link.address.as_str());
            if open != wanted {
                self.out.push_str(if open.is_some() { "</a>" } else { "" });
                self.open_link(wanted);
                open = wanted;
            }
            match (&piece.content, link) {
                (Content::Address, Some(Link { address, misleads: true })) => {
                    self.out.push_str(" &lt;");
                    self.open_link(Some(address));
                    push_escaped(&mut self.out, address);
                    self.out.push_str("</a>&gt;");
                }
                (Content::Address, _) => {}
                _ => self.piece(piece, at == 0, open.is_some()),
            }
        }
        self.out.push_str(if open.is_some() { "</a>" } else { "" });
    }

    fn open_link(&mut self, link: Option<&str>) {
        if let Some(link) = link {
            let _ = write!(self.out, "<a href=\"{}\">", escaped(link));
        }
    }

    fn piece(&mut self, piece: &Piece, is_first: bool, is_link: bool) {
        let elements: Vec<&str> =
            ELEMENTS.iter().filter(|(style, _)| piece.styles.has(*style)).map(|(_, name)| *name).collect();
        for name in &elements {
            let _ = match *name {
                "code" => write!(self.out, "<code style=\"{CODE}\">"),
                name => write!(self.out, "<{name}>"),
            };
        }
        match &piece.content {
            Content::Text(text) if self.block == Block::Code => push_escaped(&mut self.out, text),
            Content::Text(text) if is_link || piece.styles.has(Style::Code) => push_spaced(&mut self.out, text),
            Content::Text(text) if is_first => push_line(&mut self.out, text),
            Content::Text(text) => push_words(&mut self.out, text),
            Content::Alternative(text) => push_escaped(&mut self.out, text),
            Content::Picture(picture, width) => match &picture.id {
                Some(id) => {
                    let width = width.map(|width| format!(" width=\"{width}\"")).unwrap_or_default();
                    let (source, name) = (picture_source(id), escaped(&picture.name));
                    let style = "max-width:100%;height:auto;";
                    let _ = write!(self.out, "<img {source} alt=\"{name}\"{width} style=\"{style}\">");
                }
                None => push_escaped(&mut self.out, &picture.marker()),
            },
            Content::Break => self.out.push_str("<br>"),
            Content::Address | Content::Cell => {}
        }
        for name in elements.iter().rev() {
            let _ = write!(self.out, "</{name}>");
        }
    }
}

/// The number of an item, and whether it is written as a letter.
fn number(mark: &str) -> Option<(u64, bool)> {
    let mark = mark.trim().trim_end_matches(['.', ')']);
    let mut letters = mark.bytes();
    match (letters.next(), letters.next()) {
        (Some(letter), None) if letter.is_ascii_alphabetic() => {
            Some((u64::from(letter.to_ascii_lowercase() - b'a') + 1, true))
        }
        _ => mark.parse().ok().map(|number| (number, false)),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::mail::html::formatted::{Picture, formatted};

    fn html(page: &str) -> String {
        let picture = |name: &str, id: Option<&str>| Picture { id: id.map(str::to_owned), name: name.to_owned() };
        let pictures = [("a@x", picture("a\".png", Some("1@picture"))), ("b@x", picture("b.png", None))];
        let pictures: BTreeMap<String, Picture> =
            pictures.into_iter().map(|(id, picture)| (id.to_owned(), picture)).collect();
        written(&formatted(page, &pictures))
    }

    /// The HTML without styles and line ends.
    fn bare(page: &str) -> String {
        let html = html(page).replace('\n', "");
        let mut bare = String::new();
        for (at, part) in html.split(" style=\"").enumerate() {
            bare.push_str(if at == 0 { part } else { part.split_once('"').unwrap().1 });
        }
        bare
    }

    #[test]
    fn words_become_few_elements() {
        let check = |page: &str, expected: &str| assert_eq!(bare(page), expected, "{page}");
        check("<div>One</div><div>Two</div><p>Three", "<p>One<br>Two</p><p>Three</p>");
        check("a <b>b<i>c</i></b>", "<p>a <strong>b</strong><strong><em>c</em></strong></p>");
        check("<ul><li>a<ul><li>b</ul><li>c</ul>d", "<ul><li>a<ul><li>b</li></ul></li><li>c</li></ul><p>d</p>");
        check("<ol start=3><li>a<li>b</ol>", "<ol><li value=\"3\">a</li><li value=\"4\">b</li></ol>");
        check("<ol type=a><li>a</ol><ul><li>b</ul>", "<ol type=\"a\"><li value=\"1\">a</li></ol><ul><li>b</li></ul>");
        check("<pre>a\n <b>b</b></pre>", "<pre>a <strong>b</strong></pre>");
        check("x <code>a  b</code>", "<p>x <code>a b</code></p>");
        check(
            "<blockquote>a<blockquote>b</blockquote></blockquote>c",
            "<blockquote class=\"line\"><p>a</p><blockquote class=\"line\"><p>b</p></blockquote></blockquote><p>c</p>",
        );
        check("<h1>a</h1>b", "<p><strong>a</strong></p><p>b</p>");
        check("a<hr>b", "<p>a</p><hr class=\"line\"><p>b</p>");
        check(
            "<table><tr><th>A<td>B<tr><td>1<td>2</table>",
            "<table><tr><td class=\"line\"><strong>A</strong></td><td class=\"line\">B</td></tr><tr><td class=\"line\">1</td><td class=\"line\">2</td></tr></table>",
        );
    }

    #[test]
    fn links_and_pictures_are_written_by_us() {
        let check = |page: &str, expected: &str| assert_eq!(bare(page), expected, "{page}");
        check(
            "<a href='https://x.example/?a=1&amp;b=2'>he<b>re</b></a>.",
            "<p><a href=\"https://x.example/?a=1&amp;b=2\">he<strong>re</strong></a>.</p>",
        );
        check("see https://x.example/a.", "<p>see <a href=\"https://x.example/a\">https://x.example/a</a>.</p>");
        check(
            "<a href='https://evil.example/'>bank.example</a>",
            "<p>bank.example &lt;<a href=\"https://evil.example/\">https://evil.example/</a>&gt;</p>",
        );
        check("<img src='cid:a@x' width=90>", "<p><img src=\"cid:1@picture\" alt=\"a&quot;.png\" width=\"90\"></p>");
        check("<img src='cid:b@x'>", "<p>[picture: b.png]</p>");
    }

    #[test]
    fn nothing_becomes_markup() {
        for page in [
            "&lt;script&gt;x&lt;/script&gt;",
            "<p title='\"><script>'>x",
            "<a href='https://x.example/&quot;><script>'>x</a>",
            "<pre>&lt;script&gt;</pre>",
        ] {
            assert!(!html(page).contains("<script"), "{page} → {}", html(page));
        }
    }
}
