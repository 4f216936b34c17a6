//! Hostile HTML, a line each; and what must hold of everything that comes out.

use html5ever::tendril::StrTendril;
use html5ever::tokenizer::{BufferQueue, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts};

use super::*;

/// Every tag of some HTML must be harmless.
struct Watchman;

impl TokenSink for Watchman {
    type Handle = ();

    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
        match token {
            Token::TagToken(tag) => {
                assert!(TAGS.contains(&&*tag.name), "<{}>", tag.name);
                tag.attrs.iter().for_each(|found| is_harmless(&tag.name, &found.name.local, &found.value));
            }
            Token::CommentToken(text) => panic!("a comment: {text}"),
            Token::DoctypeToken(_) => panic!("a doctype"),
            _ => {}
        }
        TokenSinkResult::Continue
    }
}

fn is_harmless(tag: &str, name: &str, value: &str) {
    let scheme = value.split(':').next().unwrap_or_default().to_ascii_lowercase();
    match (tag, name) {
        ("img", "src") => assert_eq!(scheme, "cid", "{value}"),
        ("a", "href") => assert!(["http", "https", "mailto", "tel"].contains(&scheme.as_str()), "{value}"),
        ("a", "rel") => assert_eq!(value, "noopener noreferrer"),
        (_, "style") => {
            for word in ["url", "expression", "import", "position", "http", "\\", "behavior"] {
                assert!(!value.to_ascii_lowercase().contains(word), "{value}");
            }
        }
        _ => {
            let own = OWN_ATTRIBUTES.iter().any(|(of, names)| *of == tag && names.contains(&name));
            assert!(own || ATTRIBUTES.contains(&name), "{tag} {name}={value}");
        }
    }
}

fn watched(html: &str) -> String {
    let safe = safe_html(html);
    let queue = BufferQueue::default();
    queue.push_back(StrTendril::from_slice(safe.as_str()));
    let tokenizer = Tokenizer::new(Watchman, TokenizerOpts::default());
    let _ = tokenizer.feed(&queue);
    tokenizer.end();
    safe.to_string()
}

#[test]
fn what_is_said_stays() {
    let check = |html: &str, expected: &str| assert_eq!(watched(html), expected, "{html:?}");
    check("<p>One <b>two</b></p>", "<p>One <b>two</b></p>");
    check("a & b < c", "a &amp; b &lt; c");
    check("<p>a<p>b", "<p>a</p><p>b</p>");
    check("<img src=\"cid:a@x\" alt=A>", "<img src=\"cid:a@x\" alt=\"A\">");
    check("<img src=https://x.example/a.png alt='A chart'>", "[A chart]");
    check("<img src=https://x.example/a.png>", "");
    check("<a href=\"http\ns://x.example/\">x</a>", "<a rel=\"noopener noreferrer\">x</a>");
    check(
        "<a href=\"https://x.example/?a&b\" target=_top>x</a>",
        "<a href=\"https://x.example/?a&amp;b\" rel=\"noopener noreferrer\">x</a>",
    );
    check("<p style='color:red;position:fixed'>x</p>", "<p style=\"color:red\">x</p>");
    check("<table><tr><td>a<td>b</table>", "<table><tbody><tr><td>a</td><td>b</td></tr></tbody></table>");
    check("<ol start=3><li>a</ol>", "<ol start=\"3\"><li>a</li></ol>");
    check("<p><b>a<div>c</div>", "<p><b>a</b></p><b><div>c</div></b>");
    check(
        "<p>a<a href=tel:1><div>b</div></a>",
        "<p>a<a href=\"tel:1\" rel=\"noopener noreferrer\"></a></p><a href=\"tel:1\" rel=\"noopener noreferrer\"><div>b</div></a>",
    );
    check(
        "<p style='font-family:\"Times New Roman\"'>x</p>",
        "<p style=\"font-family:&quot;Times New Roman&quot;\">x</p>",
    );
    check("<form action=x><input value=y>z<button>q</button></form>", "zq");
    check("<o:p>x</o:p>", "x");
    check("", "");
}

/// Each must come out harmless; what the watchman sees is judged, not a spelling.
#[rustfmt::skip]
const HOSTILE: &[&str] = &[
    "<script>alert(1)</script>",
    "<SCRIPT SRC=//x.example/x.js></SCRIPT>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<script/x>alert(1)</script >",
    "<<script>alert(1);//<</script>",
    "<script>alert(1)",
    "<img src=x onerror=alert(1)>",
    "<img src=cid:a onerror=alert(1)>",
    "<img/src/onerror=alert(1)//",
    "<img src=`cid:a` onerror=`alert(1)`>",
    "<img \"\"\"><script>alert(1)</script>\">",
    "<img src='cid:a\"onerror=\"alert(1)'>",
    "<img src=javascript:alert(1)>",
    "<img src=data:image/svg+xml;base64,PHN2Zz4=>",
    "<img srcset='https://x.example/a 1x' src=cid:a>",
    "<img src=cid:a lowsrc=https://x.example/ dynsrc=https://x.example/>",
    "<img src=' cid:a' style=background:url(//x.example)>",
    "<a href=javascript:alert(1)>x</a>",
    "<a href=' javascript:alert(1)'>x</a>",
    "<a href='java\tscript:alert(1)'>x</a>",
    "<a href='java\nscript:alert(1)'>x</a>",
    "<a href='&#106;avascript:alert(1)'>x</a>",
    "<a href='javascript&colon;alert(1)'>x</a>",
    "<a href='\u{1}javascript:alert(1)'>x</a>",
    "<a href=vbscript:x>x</a>",
    "<a href='data:text/html,<script>alert(1)</script>'>x</a>",
    "<a href=//x.example/>x</a>",
    "<a href=cid:a>x</a>",
    "<a href='https://x.example/' onclick=alert(1) style='position:fixed;top:0;left:0;width:100%;height:100%'>x</a>",
    "<a href='https://x.example/' rel=opener target=_blank ping=https://x.example/>x</a>",
    "<body onload=alert(1) background=https://x.example/a>",
    "<table background='https://x.example/a'><tr><td background=javascript:alert(1)>",
    "<div style='background-image:url(https://x.example/a)'>x</div>",
    "<div style='background-color:red;background-image:u\\72l(https://x.example)'>x</div>",
    "<div style=\"width:expression(alert(1))\">x</div>",
    "<div style='color:red;/*x*/behavior:url(x.htc)'>x</div>",
    "<div style='-moz-binding:url(https://x.example)'>x</div>",
    "<div style='font-family:\"a;position:fixed;\"'>x</div>",
    "<div style='color:var(--x,url(https://x.example))'>x</div>",
    "<div style='border-image:url(https://x.example)'>x</div>",
    "<div style='list-style:url(https://x.example)'>x</div>",
    "<div style='color:rgb(url(https://x.example))'>x</div>",
    "<style>@import 'https://x.example/a.css';</style>x",
    "<style><img src=x onerror=alert(1)></style>",
    "<style></style ><img src=x onerror=alert(1)>",
    "<link rel=stylesheet href=https://x.example/a.css>",
    "<meta http-equiv=refresh content='0;url=javascript:alert(1)'>",
    "<base href=javascript:alert(1)//><a href=x>y</a>",
    "<iframe src=https://x.example/></iframe>",
    "<iframe srcdoc='<script>alert(1)</script>'>",
    "<object data=https://x.example/><param name=src value=x>y</object>",
    "<embed src=https://x.example/a.swf>",
    "<applet code=x>",
    "<form action=https://x.example/><input name=password type=password><button formaction=javascript:alert(1)>x",
    "<isindex action=javascript:alert(1) type=image>",
    "<input type=image src=https://x.example/a onfocus=alert(1) autofocus>",
    "<textarea><img src=x onerror=alert(1)></textarea>",
    "<select><option><img src=x onerror=alert(1)></select>",
    "<video poster=https://x.example/a src=https://x.example/b onerror=alert(1)><source src=https://x.example/c></video>",
    "<audio src=https://x.example/a autoplay>",
    "<svg onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<svg><a xlink:href=javascript:alert(1)><text>x</text></a></svg>",
    "<svg><animate onbegin=alert(1) attributeName=x dur=1s>",
    "<svg></p><style><a id=\"</style><img src=1 onerror=alert(1)>\">",
    "<math><mtext><table><mglyph><style><!--</style><img title=\"--&gt;&lt;img src=1 onerror=alert(1)&gt;\">",
    "<math><mi//xlink:href='data:x,<script>alert(1)</script>'>",
    "<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
    "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">",
    "<template><script>alert(1)</script></template>",
    "<xmp><p title=\"</xmp><img src=x onerror=alert(1)>\">",
    "<noembed><img title=\"</noembed><img src onerror=alert(1)>\"></noembed>",
    "<title></title><img src=x onerror=alert(1)>",
    "<plaintext><img src=x onerror=alert(1)>",
    "<listing>&lt;img onerror=alert(1) src=x&gt;</listing>",
    "<![CDATA[<img src=x onerror=alert(1)>]]>",
    "<!--><img src=x onerror=alert(1)>-->",
    "<!--[if gte IE 4]><script>alert(1)</script><![endif]-->",
    "<!-- --!><img src=x onerror=alert(1)> -->",
    "<!DOCTYPE x [<!ENTITY y SYSTEM 'https://x.example/'>]>&y;",
    "<?xml version='1.0'?><?import namespace=t implementation='#default#time2'>",
    "<t:set attributename=innerHTML to='<img src=x onerror=alert(1)>'>",
    "<div onmouseover='alert(1)'\u{c}onclick=alert(1)>x</div>",
    "<div/onclick/=alert(1)//x>y</div>",
    "<div\u{b}onclick=alert(1)>x</div>",
    "<a\0href=javascript:alert(1)>x</a>",
    "<p title='&quot;onclick=alert(1)'>x</p>",
    "<p title='<script>alert(1)</script>'>x</p>",
    "<details open ontoggle=alert(1)>x</details>",
    "<marquee onstart=alert(1)>x</marquee>",
    "<table><tr><td><form><script>alert(1)</script>",
    "<table><img src=x onerror=alert(1)><td>x",
    "<blockquote cite=javascript:alert(1)>x</blockquote>",
    "<q cite=https://x.example/>x</q>",
    "<area href=javascript:alert(1)><map name=x>",
    "<p id=document class=x name=y>x</p>",
    "<font color=red size=7 face='x' onclick=alert(1)>x</font>",
    "+ADw-script+AD4-alert(1)+ADw-/script+AD4-",
];

#[test]
fn hostile_html_is_tamed() {
    for html in HOSTILE {
        let safe = watched(html);
        assert!(!safe.contains("<script"), "{html:?}");
        // once more, and inside what others write around it
        assert_eq!(watched(&safe), safe, "{html:?}");
        watched(&format!("<table><tr><td>{html}</td></tr></table><p><b>{html}</b>"));
    }
}

#[test]
fn nothing_takes_long() {
    let check = |unit: &str, times: usize| drop(watched(&unit.repeat(times)));
    check("<div>", 4_000);
    check("<b>", 4_000);
    check("<p><b><i><u><s><em><tt><font color=red>x", 600);
    check("<div><marquee></div></marquee>", 2_000);
    check("<table><tr><td>", 2_000);
    check("<table><b>", 2_000);
    check("<a href=https://x.example/>x", 2_000);
    check("</p>", 4_000);
    check("<svg><style>", 2_000);
    check("<", 4_000);
    assert!(watched(&"x".repeat(MAX_BALANCED + 1)).starts_with("<pre>xxx"));
}

/// Pieces of tags, to be put together in any order.
#[rustfmt::skip]
const PIECES: &[&str] = &[
    "<", ">", "</", "/>", "\"", "'", "=", " ", "`", "<!--", "-->", "<![CDATA[", "]]>", "<script>", "</script>", "<style>",
    "</style>", "<svg>", "</svg>", "<math>", "<mtext>", "<table>", "<td>", "<tr>", "</table>", "<p>", "</p>", "<b>", "</b>",
    "<a href=", "javascript:", "https://x.example/", "cid:a", "<img src=", " onerror=", "alert(1)", " style=", "url(", ")",
    "position:fixed", "<form>", "<template>", "<select>", "<noscript>", "<title>", "<textarea>", "</textarea>", "x", "&#x3c;",
    "&lt;", "\0", "<iframe srcdoc=", "<xmp>", "</xmp>", "<div", " title=\"", "<li>", "<font color=red>", "</div>", "<plaintext>",
];

proptest::proptest! {
    #[test]
    fn anything_is_tamed(picked in proptest::collection::vec(0..PIECES.len(), 0..40)) {
        let html: String = picked.iter().map(|&at| PIECES[at]).collect();
        let safe = watched(&html);
        proptest::prop_assert_eq!(watched(&html), safe);
    }

    #[test]
    fn any_text_is_tamed(html in "(\\PC|<|>|\"|=|/){0,120}") {
        watched(&html);
    }
}
