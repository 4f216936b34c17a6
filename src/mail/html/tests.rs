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
    render(&format!("<a {}>x", (0..10_000).map(|n| format!("a{n} ")).collect::<String>()));
    render(&"</div>".repeat(20_000));
    render(&"x".repeat(500_000));
}
