//! What pages become, which of their lines say given words, and what is never kept.

use super::*;

/// Lines in short: styles as marks, links and pictures by what they are.
fn told(text: &FormattedText) -> String {
    let line = |line: &Line| {
        let kind = match &line.kind {
            LineKind::Words => String::new(),
            LineKind::Heading => "= ".to_owned(),
            LineKind::Item { depth, mark } => format!("{}{mark}", "  ".repeat(*depth)),
            LineKind::Preformatted => "| ".to_owned(),
            LineKind::Row => "row".to_owned(),
            LineKind::Rule => "----".to_owned(),
        };
        let pieces: String = line.pieces.iter().map(|piece| piece_told(text, piece)).collect();
        format!("{}{}{kind}{pieces}", if line.gap { "\n" } else { "" }, "    ".repeat(line.indents))
    };
    text.lines.iter().map(line).collect::<Vec<_>>().join("\n")
}

fn piece_told(text: &FormattedText, piece: &Piece) -> String {
    let styles = [
        (Style::Bold, "*"),
        (Style::Italic, "/"),
        (Style::Underlined, "_"),
        (Style::Struck, "~"),
        (Style::Code, "`"),
        (Style::Below, ","),
        (Style::Above, "^"),
    ];
    let marks: String = styles.iter().filter(|(style, _)| piece.styles.has(*style)).map(|(_, mark)| *mark).collect();
    let link = text.link_of(piece).map(|link| format!("({})", link.address)).unwrap_or_default();
    let misleads = text.link_of(piece).is_some_and(|link| link.misleads);
    match &piece.content {
        Content::Text(words) => format!("{marks}{words}{marks}{link}"),
        Content::Alternative(words) => format!("{{{words}}}"),
        Content::Picture(picture, width) => format!("{{{} {width:?}}}{link}", picture.name),
        Content::Address => if misleads { "!" } else { "" }.to_owned(),
        Content::Cell => " | ".to_owned(),
        Content::Break => " / ".to_owned(),
    }
}

fn pictures() -> BTreeMap<String, Picture> {
    let picture = |id: &str, name: &str| {
        let id_of = Picture::id_of(Some(id), "image/png");
        (id.to_owned(), Picture { id: id_of, name: name.to_owned() })
    };
    [picture("a@x", "a.png"), picture("image001.png@01DC.1", "image001.png")].into_iter().collect()
}

fn read(html: &str) -> FormattedText {
    formatted(html, &pictures())
}

#[test]
fn pages_become_lines() {
    let check = |html: &str, expected: &str| assert_eq!(told(&read(html)), expected, "{html}");
    check("One<br>Two", "One\nTwo");
    check("<p>One</p><p>Two</p>", "One\n\nTwo");
    check("<div>One</div><div><br></div><div>Two</div>", "One\n\nTwo");
    check("<p class=MsoNormal>One</p><p class=MsoNormal>&nbsp;</p><p class=MsoNormal>Two</p>", "One\n\nTwo");
    check(
        "a <b>bold</b> <i>it</i><u>un</u><s>st</s><code>co</code><sub>s</sub><sup>p</sup>",
        "a *bold* /it/_un_~st~`co`,s,^p^",
    );
    check("<span style='font-weight: 700'>x</span><b style='font-weight:normal'>y</b>", "*x*y");
    check("<b style='mso-bidi-font-weight:normal'>x</b>", "*x*");
    check("<span style='font-family: \"Courier New\"'>x</span>", "`x`");
    check("<h2>Head</h2>words", "= Head\n\nwords");
    check("<ul><li>One<li>Two<ul><li>In</ul></ul>After", "- One\n- Two\n  - In\n\nAfter");
    check("<ol start=3><li>c</li><li><p>d</p><p>more</p></li></ol>", "3. c\n4. d\n\nmore");
    check("<blockquote>said</blockquote>", "    said");
    check("<pre>\nlet a;\n\n  b</pre>", "| let a;\n| \n|   b");
    check("<span style='white-space:pre-wrap'>a\nb  c</span>", "a\nb  c");
    check("One<hr>Two", "One\n----\nTwo");
}

#[test]
fn word_lists_are_lists() {
    let item = |level: u8, mark: &str, words: &str| {
        format!(
            "<p class=MsoListParagraph style='margin-left:36.0pt;text-indent:-18.0pt;mso-list:l0 level{level} lfo1'>\
             <![if !supportLists]><span style='font-family:Symbol'><span style='mso-list:Ignore'>{mark}\
             <span style='font:7.0pt \"Times New Roman\"'>&nbsp;&nbsp;&nbsp;&nbsp; </span></span></span><![endif]>{words}</p>"
        )
    };
    let html = [item(1, "·", "One <b>bold</b>"), item(2, "o", "In"), item(1, "1.", "Two")].concat();
    assert_eq!(told(&read(&html)), "- One *bold*\n  - In\n1. Two");
}

#[test]
fn tables_of_data_are_rows() {
    let check = |html: &str, expected: &str| assert_eq!(told(&read(html)), expected, "{html}");
    check("<table><tr><th>A<th>B<tr><td>1<td><p>2</p><p>3</p></table>x", "row | *A* | *B*\nrow | 1 | 2 / 3\n\nx");
    check("<table><tr><td>All of it<ul><li>One</ul></td></tr></table>", "All of it\n- One");
    check("<table><tr><td>a<td>b</tr></table>", "row | a | b");
    check("<table><tr><td>a<br>c<td>b</tr></table>", "a\nc\nb");
    check("<table><tr><td colspan=2>Head<tr><td>a<td>b</table>", "row | Head | \nrow | a | b");
    check("<table><tr><td><table><tr><td>1<td>2<tr><td>3<td>4</table></td></tr></table>", "row | 1 | 2\nrow | 3 | 4");
}

#[test]
fn links_and_pictures_are_kept_if_harmless() {
    let check = |html: &str, expected: &str| assert_eq!(told(&read(html)), expected, "{html}");
    check("<a href='https://x.example/a'>here</a>.", "here(https://x.example/a).");
    check("<a href='javascript:alert(1)'>here</a>", "here");
    check("<a href='https://evil.example'>bank.example</a>", "bank.example(https://evil.example)!");
    check("<img src='cid:a@x' width=100>", "{a.png Some(100)}");
    check("<img src='CID:a%40x' width=9000>", "{a.png None}");
    check("<img src='https://x.example/p.gif' width=1 height=1>", "");
    check("<img src='https://x.example/p.gif' alt='Logo'>x", "{[Logo]}x");
    check("<img src='data:image/png;base64,AAAA'>x", "x");
    check("<img src='cid:a@x' width=1 height=1>x", "x");
    check("<img src='cid:other@x'>x", "x");
    check("a<script>b</script><style>c</style><span style='display:none'>d</span>e", "ae");
    check("a<span style='font-size:0'>b</span><span style='opacity:0'>c</span>", "a");
    check("<p onclick='x()' style='position:fixed;color:red'>a</p><form><input value=b></form>", "a");
}

/// The lines of a page that say words.
fn check(html: &str, words: &str, expected: Option<&str>) {
    let said = read(html).saying(words);
    assert_eq!(said.as_ref().map(told).as_deref(), expected, "{html} / {words}");
}

#[test]
fn only_lines_that_say_the_words_are_kept() {
    check("<p>#resolved</p><p>Use the <b>new</b> key.</p>", "Use the new key.", Some("Use the *new* key."));
    check("<p>Use it.</p><blockquote type=cite>Quoted</blockquote>", "Use it.", Some("Use it."));
    check("<p>Use it.</p><div class=gmail_signature>Anna</div>", "Use it.", Some("Use it."));
    check("<p>#resolved</p><p>Resolved</p>", "Resolved", Some("Resolved"));
    check("<p>Use it.</p><p>Anna</p><p>Use it.</p>", "Use it.", Some("Use it."));
    check("<p>External mail</p><p>Use it.</p><p>Anna</p>", "Use it.", Some("Use it."));
    check("<p>Use <b>*this*</b> one</p>", "Use **this** one", Some("Use **this** one"));
    check("<ul><li>One</li><li>Two</li></ul>", "   - One\n   - Two", Some("- One\n- Two"));
    check("<ol><li>One</li><li>Two</li></ol>", "1. One\n2. Two", Some("1. One\n2. Two"));
    check("<p>A line that\nis long</p>", "A line\nthat is long", Some("A line that is long"));
    check("<p>Grüße 🙂</p><p>🙂</p>", "Grüße 🙂\n🙂", Some("Grüße 🙂\n\n🙂"));
    check("One<hr>Two<hr>Anna", "One\nTwo", Some("One\n----\nTwo"));
}

#[test]
fn what_programs_add_may_be_missing() {
    let link = "<a href='https://x.example/a'>here</a> it is";
    for words in ["here <https://x.example/a> it is", "here<https://x.example/a> it is", "here it is"] {
        check(link, words, Some("here(https://x.example/a) it is"));
    }
    check(link, "here (https://x.example/a) it is", Some("here(https://x.example/a) it is"));
    let url = "<a href='https://x.example/a'>https://x.example/a</a>";
    check(url, "<https://x.example/a>", Some("https://x.example/a(https://x.example/a)"));
    check(url, "https://x.example/a<https://x.example/a>", Some("https://x.example/a(https://x.example/a)"));
    for words in ["See:\n[image: a.png]\nDone", "See:\n[cid:a@x]\nDone", "See:\n[picture: a.png]\nDone", "See:\n\nDone"]
    {
        check("See:<br><img src='cid:a@x'><br>Done", words, Some("See:\n{a.png None}\nDone"));
    }
    check("A <img src='https://x.example/s.png' alt='Logo'> b", "A b", Some("A  b"));
    check("A <img src='https://x.example/s.png' alt='Logo'> b", "A [Logo] b", Some("A {[Logo]} b"));
}

#[test]
fn where_page_and_words_disagree_there_is_no_formatting() {
    for (html, words) in [
        ("<p>Use it.</p>", "Use it. And more."),
        ("<p>Use it. And more.</p>", "Use it."),
        ("<p>Do not use it.</p>", "Do use it."),
        ("<p>Two</p><p>One</p>", "One\nTwo"),
        ("<p>Use it. #resolved</p>", "Use it."),
        ("<p>#resolved</p>", "Resolved"),
        ("<p>＃note</p>", "Note"),
        ("<p><a href='https://x.example'>Use it.</a></p><p>Use it.</p>", "Use it."),
        ("<p>Use it.</p><p>Anna</p><p><b>Use it.</b></p>", "Use it."),
        ("<blockquote type=cite>Use it.</blockquote>", "Use it."),
        ("", "Use it."),
        ("<p>Use it.</p>", ""),
    ] {
        check(html, words, None);
    }
}

#[test]
fn text_has_marks_and_addresses() {
    let check = |html: &str, expected: &str| assert_eq!(read(html).to_text(), expected, "{html}");
    check("<p>One <b>two</b></p><p>Three</p>", "One two\n\nThree");
    check("<ul><li>One<ol><li>In</ol><li>Two</ul>After", "- One\n  1. In\n- Two\n\nAfter");
    check("<a href='https://x.example/a'>here</a>.", "here <https://x.example/a>.");
    check("<a href='https://x.example/a'>https://x.example/a</a>.", "https://x.example/a.");
    check("<a href='mailto:ada@x.example?subject=Hi'>Ada</a>", "Ada <ada@x.example>");
    check("See <img src='cid:a@x'>", "See [picture: a.png]");
    check("<table><tr><td>A<td>B<tr><td>1<td>2</table>", "A | B\n1 | 2");
    check("<blockquote>said</blockquote><pre>a\n  b</pre>", "    said\n\na\n  b");
}
