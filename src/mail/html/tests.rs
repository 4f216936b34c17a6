//! HTML as people send it, and the text that is made of it.

use super::*;

fn check(html: &str, expected: &str) {
    assert_eq!(render(html).text, expected, "{html:?}");
}

#[test]
fn text_reads_like_a_mail() {
    check("Hello", "Hello");
    check("<p>One</p><p>Two</p>", "One\n\nTwo");
    check("<div>One</div><div>Two</div>", "One\nTwo");
    check("One<br>Two<br><br>Three", "One\nTwo\n\nThree");
    check("<p>One<p>Two", "One\n\nTwo");
    check("a  b\n c", "a b c");
    check("caf&eacute; &amp; t&#233;&nbsp;!", "café & té !");
    check("<ul><li>a</li><li>b<ul><li>c</li></ul></li></ul>", "- a\n- b\n  - c");
    check("<ol><li>a<li>b</ol>", "1. a\n2. b");
    check("<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>", "a b\nc");
    check("<a href=\"https://x.example/\">x.example</a>", "x.example");
    check("<a href=\"https://x.example/a\">here</a>", "here <https://x.example/a>");
    check("<a href=\"javascript:alert(1)\">here</a>", "here");
    check("<pre>a\n  b</pre>", "a\n  b");
    check("<img src=x alt=\"A chart\"><img src=y>", "[A chart]");
    check("<blockquote type=cite><p>old</p></blockquote>new", "> old\n\nnew");
    check("<blockquote type=cite><blockquote>older</blockquote>old</blockquote>", ">> older\n>\n> old");
    check("<blockquote>moved</blockquote>new<blockquote>old</blockquote>", "moved\n\nnew\n\n> old");
    check("Ada wrote:<blockquote>old</blockquote>", "Ada wrote:\n\n> old");
}

#[test]
fn what_is_not_text_is_left_out() {
    check("<head><title>t</title><style>p {}</style></head><body>x</body>", "x");
    check("<script>if (a < b) { alert('<p>') }</script>x", "x");
    check("<!-- c -->x<!--[if mso]><p>y</p><![endif]-->", "x");
    check("<div style=\"display: none\">preheader</div>x", "x");
    check("x\u{200B}\0y", "xy");
    check("", "");
    check("<", "<");
    check("a < b", "a < b");
}

#[test]
fn lists_keep_their_numbers() {
    check("<ol start=3><li>a<li value=7>b<li>c</ol>", "3. a\n7. b\n8. c");
    check("<ol type=a><li>x<li>y</ol>", "a. x\nb. y");
    check("<ul><li><p>a</p></li><li><div>b</div></li><li></li></ul>", "- a\n- b");
    check("<ol><li>a<ul><li>b</ul><li>c</ol>", "1. a\n  - b\n2. c");
    let word = |mark: &str, level: u8| {
        format!(
            "<p class=MsoListParagraph style='mso-list:l0 level{level} lfo1'><span style='font-family:Symbol'>{mark}<span>&nbsp;&nbsp; </span></span>x</p>"
        )
    };
    check(&word("·", 1), "- x");
    check(&word("o", 2), "  - x");
    check(&word("3.", 1), "3. x");
    check("<p>o&nbsp;&nbsp; x</p>", "o  x");
}

#[test]
fn tables_of_data_have_columns() {
    let rows = "<tr><td>a<td>b<td>c<tr><td>d<td>e<td>f";
    check(&format!("<table>{rows}</table>"), "a | b | c\nd | e | f");
    check(&format!("<table role=presentation>{rows}</table>"), "a b c\nd e f");
    check("<table border=1><tr><td><p>a</p></td><td><p>b<br>c</p></td></tr><tr><td>d<td>e</table>", "a | b c\nd | e");
    check("<table><tr><th>Total:</th><td>5</td></tr><tr><th>Tax:</th><td>1</td></tr></table>", "Total: 5\nTax: 1");
    check("<table border=1><tr><td>a<td><td>b<tr><td>c<td>d<td></table>", "a | | b\nc | d");
    check("<table border=1><tr><td>a<td>b<tr><td><table><tr><td>c<td>d</table><td>e</table>", "a b\n\nc d\n\ne");
    check("<table><tr><td>One<p>Two<td>Three</table>x", "One\n\nTwo\n\nThree\n\nx");
    check(
        "<blockquote type=cite><table border=1><tr><td>a<td>b<tr><td>c<td>d</table></blockquote>",
        "> a | b\n> c | d",
    );
    check("<table border=1><tr><td><p>a<td><p>b<tr><td><p>c<td><p>d</table>", "a | b\nc | d");
    check("<tr><td>a<td>b", "a\nb");
}

#[test]
fn links_are_told_once() {
    check(
        "<a href=https://x.example/a><img src=b alt=Shop></a> <a href=https://x.example/a>Shop</a>",
        "[Shop] <https://x.example/a> Shop",
    );
    check("<a href=https://x.example/a><div>Pay now</div></a><p>x", "Pay now <https://x.example/a>\n\nx");
    check("<a href=mailto:ada@x.example>Ada</a>", "Ada <ada@x.example>");
}

#[test]
fn what_is_hidden_is_not_read() {
    check("<div style='max-height:0;overflow:hidden'>preheader</div>x", "x");
    check("<td style='font-size:0'>y<div style='font-size:14px'>x</div>y</td>", "x");
    check("<div>&#847;&zwnj;&nbsp;&#847;&zwnj;&nbsp;&shy;</div>x", "x");
    check("<img alt=pixel width=1 height=1>x", "x");
    check("a<br style='mso-hide:all'><span style='mso-hide:all'>b</span>", "a\nb");
    check("<div style='display:none'>all of it</div>", "all of it");
    check("<style>p{}</style>", "");
}

#[test]
fn what_programs_write() {
    check(
        "<p class=MsoNormal>a<o:p></o:p></p><p class=MsoNormal><o:p>&nbsp;</o:p></p><p class=MsoNormal>b</p>",
        "a\n\nb",
    );
    check("<span style='font-family:Wingdings'>J</span> Jo", "☺ Jo");
    check("a<br><br><br><br><br><br>b", "a\n\n\nb");
    check("<div style='white-space:pre-wrap'>a\n  b</div>", "a\n  b");
    check("<pre>\na\n\n\n\nb</pre>", "a\n\n\n\nb");
    check("می\u{200C}خواهم \u{200C} 👩\u{200D}👧", "می\u{200C}خواهم 👩\u{200D}👧");
    check("<![CDATA[x]]>y<![if !mso]>z<![endif]>", "yz");
    check("<div><table><tr><td>a</div></td><td>b</td></tr></table>c", "a b\n\nc");
    check("<p>a<b>b<i>c</b>d</i><div>e", "abcd\n\ne");
}

#[test]
fn structure_is_marked() {
    let marks = |html: &str| render(html).marks.len();
    assert_eq!(marks("new<div id=divRplyFwdMsg>From</div>old"), 1);
    assert_eq!(marks("new<div class=\"yahoo_quoted\">old</div>"), 2);
    assert_eq!(marks("new<div class=gmail_signature>Ada</div>"), 2);
    assert_eq!(marks("new<div class=other>x</div>"), 0);
}

#[test]
fn nothing_takes_long() {
    render(&"<div>".repeat(20_000));
    render(&"<blockquote>x".repeat(10_000));
    render(&"<p>x".repeat(20_000));
    let attributes: Vec<String> = (0..10_000).map(|n| format!("a{n}")).collect();
    render(&format!("<a {}>x", attributes.join(" ")));
    let prose = render(&format!("a < b {}<b>c</b>", "word ".repeat(2_000)));
    assert!(prose.text.starts_with("a < b word") && prose.text.ends_with("word c"));
    render(&format!("< {}", "word ".repeat(100_000)));
    render(&"</div>".repeat(20_000));
    render(&"x".repeat(500_000));
}

/// Pieces of mails in HTML, to be put together in any order.
#[rustfmt::skip]
const PIECES: &[&str] = &[
    "one", " ", "\n", "&nbsp;", "&zwnj;", "<br>", "<p>", "</p>", "<div>", "</div>", "<div style=display:none>", "<td style=font-size:0>",
    "<table border=1>", "<tr>", "<td>", "<th>", "</td>", "</table>", "<ul>", "<ol start=3>", "<li>", "</ul>", "<pre>", "</pre>", "<hr>",
    "<blockquote type=cite>", "<blockquote>", "</blockquote>", "<div class=gmail_signature>", "<div id=divRplyFwdMsg>", "<img alt=two>",
    "<div class=yahoo_quoted>", "<a href=https://x.example/>", "<a href=mailto:a@x.example>", "</a>", "<p class=MsoListParagraph>·&nbsp; ",
    "<span style='white-space:pre'>", "</span>", "<style>", "</style>", "<!--", "-->", "<script>", "</script>", "\u{1F}", "\r", "<b", ">", "<",
];

proptest::proptest! {
    #[test]
    fn any_html_is_read(picked in proptest::collection::vec(0..PIECES.len(), 0..40)) {
        let html: String = picked.iter().map(|&at| PIECES[at]).collect();
        let page = render(&html);
        proptest::prop_assert_eq!(&render(&html), &page);
        proptest::prop_assert!(!page.text.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\t')), "{:?}", page.text);
        let starts_a_line = |at: usize| at == 0 || at >= page.text.len() || page.text.as_bytes()[at - 1] == b'\n';
        proptest::prop_assert!(page.marks.is_sorted_by_key(|mark| mark.at));
        proptest::prop_assert!(page.marks.iter().all(|mark| starts_a_line(mark.at)), "{:?} {:?}", page.marks, page.text);
        let lf = html.replace('\r', "");
        proptest::prop_assert_eq!(render(&lf), render(&lf.replace('\n', "\r\n")));
    }
}
