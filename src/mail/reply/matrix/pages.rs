//! HTML replies as mail programs build them: where the structure says whose words are whose, and where only the text does.

use super::super::Reply;
use super::told_html;

/// What is quoted in all of them.
const OLD: &str = "<p>Hello,</p><p>the press does not start.</p><p>Kind regards<br>Bob</p>";

/// Above and below `{old}` stands what a program writes.
#[rustfmt::skip]
const TOP: &[&str] = &[
    // Gmail, and what Outlook makes of its classes
    "<div dir=\"ltr\">It works now.</div><br><div class=\"gmail_quote\"><div dir=\"ltr\" class=\"gmail_attr\">On Mon, Jan 5, 2026 at 9:00 AM Bob &lt;<a href=\"mailto:bob@y.example\">bob@y.example</a>&gt; wrote:<br></div><blockquote class=\"gmail_quote\" style=\"margin:0px 0px 0px 0.8ex;border-left:1px solid rgb(204,204,204);padding-left:1ex\">{old}</blockquote></div>",
    "<div dir=\"ltr\">It works now.</div><br><div class=\"gmail_quote gmail_quote_container\"><div dir=\"ltr\" class=\"gmail_attr\">Am Mo., 5. Jan. 2026 um 09:00 Uhr schrieb Bob &lt;bob@y.example&gt;:<br></div><blockquote class=\"gmail_quote\" style=\"margin:0 0 0 .8ex\">{old}</blockquote></div>",
    "<div dir=\"auto\">It works now.</div><br><div class=\"gmail_quote\"><div dir=\"ltr\">On Mon, Jan 5, 2026, 9:00 AM Bob &lt;bob@y.example&gt; wrote:<br></div><blockquote class=\"gmail_quote\">{old}</blockquote></div>",
    "<div>It works now.</div><div class=\"gmail_extra\"><br><div class=\"gmail_quote\">2016-01-05 9:00 GMT+01:00 Bob <span dir=\"ltr\">&lt;bob@y.example&gt;</span>:<br><blockquote class=\"gmail_quote\">{old}</blockquote></div></div>",
    "<div class=\"x_gmail_default\">It works now.</div><div class=\"x_gmail_quote\"><div class=\"x_gmail_attr\">On Mon, Jan 5, 2026 at 9:00 AM Bob wrote:</div><blockquote class=\"x_gmail_quote\">{old}</blockquote></div>",
    "<div dir=\"ltr\">It works now.</div><div class=\"gmail_quote\"><div class=\"gmail_attr\">---------- Forwarded message ---------<br>From: <b>Bob</b> &lt;bob@y.example&gt;<br>Date: Mon, Jan 5, 2026 at 9:00 AM<br>Subject: x<br>To: ada@x.example<br></div>{old}</div>",
    // an hr above fields in a language that nobody told us; a blockquote without a name above a quote
    "<div>It works now.</div><hr tabindex=\"-1\" style=\"display:inline-block;width:98%\"><div id=\"divRplyFwdMsg\" dir=\"ltr\"><b>Oddi wrth:</b> Bob<br><b>Anfonwyd:</b> dydd Llun<br><b>Pwnc:</b> gwasg</div>{old}",
    "<div>It works now.</div><hr><blockquote type=\"cite\">{old}</blockquote>",
    "<p>It works now.</p><hr><div class=\"moz-cite-prefix\">Bob wrote:</div><blockquote type=\"cite\">{old}</blockquote>",
    "<div>It works now.</div><blockquote><div>Does it?</div></blockquote><blockquote class=\"gmail_quote\">{old}</blockquote>",
    "<div>It works now.</div><br><blockquote>Does it?<blockquote>Will it?</blockquote></blockquote><br><div class=\"yahoo_quoted\">{old}</div>",
    // Outlook on the web, on phones, on the desk
    "<div>It works now.</div><div id=\"appendonsend\"></div><hr style=\"display:inline-block;width:98%\" tabindex=\"-1\"><div id=\"divRplyFwdMsg\" dir=\"ltr\"><font><b>From:</b> Bob &lt;bob@y.example&gt;<br><b>Sent:</b> Monday, January 5, 2026 9:00 AM<br><b>To:</b> Ada<br><b>Subject:</b> press</font><div>&nbsp;</div></div>{old}",
    "<div>It works now.</div><hr style=\"display:inline-block;width:98%\" tabindex=\"-1\"><div id=\"x_divRplyFwdMsg\" dir=\"ltr\"><b>Von:</b> Bob<br><b>Gesendet:</b> Montag<br><b>An:</b> Ada<br><b>Betreff:</b> press</div>{old}",
    "<div>It works now.</div><div id=\"ms-outlook-mobile-body-separator-line\" dir=\"ltr\"><br></div><div id=\"mail-editor-reference-message-container\" dir=\"ltr\"><hr style=\"display:inline-block;width:98%\"><div id=\"divRplyFwdMsg\"><b>From:</b> Bob<br><b>Sent:</b> Monday<br></div>{old}</div>",
    "<div>It works now.</div><div class=\"ms-outlook-ios-reference-expand\">&#8203;</div><div class=\"ms-outlook-mobile-reference-message\"><hr><b>From:</b> Bob &lt;bob@y.example&gt;<br><b>Date:</b> Monday<br>{old}</div>",
    "<div class=WordSection1><p class=MsoNormal>It works now.<o:p></o:p></p><p class=MsoNormal><o:p>&nbsp;</o:p></p><div><div style='border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0in 0in 0in'><p class=MsoNormal><b>From:</b> Bob &lt;bob@y.example&gt; <br><b>Sent:</b> Monday, January 5, 2026 9:00 AM<br><b>To:</b> Ada<br><b>Subject:</b> press<o:p></o:p></p></div></div>{old}</div>",
    "<div class=WordSection1><p class=MsoNormal>It works now.</p><div style='border:none;border-top:solid #B5C4DF 1.0pt;padding:3.0pt 0cm 0cm 0cm'><p class=MsoNormal><b>De&nbsp;:</b> Bob [mailto:bob@y.example] <br><b>Envoyé&nbsp;:</b> lundi 5 janvier 2026 09:00<br><b>À&nbsp;:</b> Ada<br><b>Objet&nbsp;:</b> presse</p></div>{old}</div>",
    "<div class=\"WordSection1\"><p class=\"MsoNormal\">It works now.</p><div id=\"mail-editor-reference-message-container\"><div><div style=\"border-right:none;border-bottom:none;border-left:none;border-top:1pt solid rgb(181, 196, 223);padding:3pt 0cm 0cm\"><p class=\"MsoNormal\"><b>From: </b>Bob &lt;bob@y.example&gt;<br><b>Date: </b>Monday, 5 January 2026 at 09:00<br><b>To: </b>Ada<br><b>Subject: </b>press</p></div></div>{old}</div></div>",
    "<div class=\"WordSection1\"><p class=\"MsoNormal\">It works now.</p><div style=\"border:none;border-top:solid #B5C4DF 1.0pt;padding:3.0pt 0in 0in 0in\"><p class=\"MsoNormal\"><b><span style=\"font-size:12.0pt;color:black\">From: </span></b><span>Bob &lt;bob@y.example&gt;<br><b>Date: </b>Monday<br><b>To: </b>Ada<br><b>Subject: </b>press</span></p></div>{old}</div>",
    "<div>It works now.</div><span id=\"OLK_SRC_BODY_SECTION\"><div style=\"BORDER-TOP: #b5c4df 1pt solid\"><b>From: </b> Bob &lt;bob@y.example&gt;<br><b>Date: </b> Monday<br></div>{old}</span>",
    "<p>It works now.</p><p>-----Original Message-----<br>From: Bob &lt;bob@y.example&gt;<br>Sent: Monday<br>To: Ada<br>Subject: press</p>{old}",
    "<div>It works now.</div><blockquote style=\"PADDING-LEFT: 5px; MARGIN-LEFT: 5px; BORDER-LEFT: #000000 2px solid\"><div>----- Original Message -----</div><div><b>From:</b> Bob</div><div><b>To:</b> Ada</div><div><b>Subject:</b> press</div>{old}</blockquote>",
    // Apple Mail, Thunderbird, Entourage
    "It works now.<br><div><br><blockquote type=\"cite\"><div>On 5 Jan 2026, at 09:00, Bob &lt;<a href=\"mailto:bob@y.example\">bob@y.example</a>&gt; wrote:</div><br class=\"Apple-interchange-newline\"><div>{old}</div></blockquote></div>",
    "<div dir=\"ltr\">It works now.</div><div dir=\"ltr\"><br><blockquote type=\"cite\">Am 05.01.2026 um 09:00 schrieb Bob &lt;bob@y.example&gt;:<br><br></blockquote></div><blockquote type=\"cite\"><div dir=\"ltr\">{old}</div></blockquote>",
    "<div>It works now.</div><div><div>On 5 Jan 2026, at 09:00, Bob wrote:</div><br><blockquote type=\"cite\">{old}</blockquote></div>",
    "<p>It works now.</p><div class=\"moz-cite-prefix\">On 05/01/2026 09:00, Bob wrote:<br></div><blockquote type=\"cite\" cite=\"mid:abc@y.example\">{old}</blockquote>",
    "<p>It works now.</p><div class=\"moz-forward-container\">-------- Forwarded Message --------<table class=\"moz-email-headers-table\"><tr><th>Subject: </th><td>press</td></tr><tr><th>Date: </th><td>Mon, 5 Jan 2026</td></tr><tr><th>From: </th><td>Bob &lt;bob@y.example&gt;</td></tr></table>{old}</div>",
    "<p>It works now.</p><div class=\"moz-cite-prefix\">Le 05/01/2026 à 09:00, Bob a écrit&nbsp;:<br></div><blockquote type=\"cite\">{old}</blockquote>",
    // Yahoo, Zoho, Proton, Tutanota, GMX, Zimbra, Spark, Airmail, Mailbird, Yandex, Mail.ru, NetEase, QQ, Notes
    "<div class=\"ydp1\">It works now.</div><div id=\"ydp2yahoo_quoted_123\" class=\"ydp2yahoo_quoted\"><div><div>On Monday, January 5, 2026 at 09:00:00 AM GMT+1, Bob &lt;bob@y.example&gt; wrote: </div>{old}</div></div>",
    "<div>It works now.</div><div class=\"yahooQuotedWrapper\"><div>On Monday, January 5, 2026, 9:00 AM, Bob wrote:</div>{old}</div>",
    "<div>It works now.</div><blockquote style=\"margin: 0 0 20px 0;\"><div>On Mon, Jan 5, 2026 at 9:00 AM, Bob</div><div>&lt;bob@y.example&gt; wrote:</div><div>{old}</div></blockquote>",
    "<div>It works now.</div><div class=\"zmail_extra\"><br>---- On Mon, 05 Jan 2026 09:00:00 +0100 <b>Bob &lt;bob@y.example&gt;</b> wrote ----<br><br><blockquote>{old}</blockquote></div>",
    "<div>It works now.</div><div class=\"zmail_extra_hr\" style=\"border-top: 1px solid rgb(204, 204, 204)\"><br></div><div class=\"zmail_extra\"><div id=\"Zm-_Id_-Sgn1\">---- On Mon, 05 Jan 2026 <b>Bob</b> wrote ---<br></div><blockquote id=\"blockquote_zmail\">{old}</blockquote></div>",
    "<div>It works now.</div><div class=\"protonmail_quote\">On Monday, January 5th, 2026 at 9:00 AM, Bob &lt;bob@y.example&gt; wrote:<br><blockquote class=\"protonmail_quote\" type=\"cite\">{old}</blockquote></div>",
    "<div>It works now.</div><div class=\"protonmail_quote\">‐‐‐‐‐‐‐ Original Message ‐‐‐‐‐‐‐<br>On Monday, Bob wrote:<br><blockquote class=\"protonmail_quote\">{old}</blockquote></div>",
    "<div>It works now.</div><div>5 Jan 2026, 09:00 by bob@y.example:<br></div><blockquote class=\"tutanota_quote\" style=\"border-left: 1px solid #93A3B8;\">{old}</blockquote>",
    "<div>It works now.</div><div name=\"quote\" style=\"margin:10px 5px; border-left:2px solid #C3D9E5;\"><div style=\"margin:0 0 10px 0;\"><b>Gesendet:</b>&nbsp;Montag, 05. Januar 2026 um 09:00 Uhr<br><b>Von:</b>&nbsp;\"Bob\" &lt;bob@y.example&gt;<br><b>An:</b>&nbsp;ada@x.example<br><b>Betreff:</b>&nbsp;Presse</div><div name=\"quoted-content\">{old}</div></div>",
    "<div>It works now.</div><hr id=\"zwchr\" data-marker=\"__DIVIDER__\"><div data-marker=\"__HEADERS__\"><b>From: </b>\"Bob\" &lt;bob@y.example&gt;<br><b>To: </b>Ada<br><b>Sent: </b>Monday<br></div><div data-marker=\"__QUOTED_TEXT__\">{old}</div>",
    "<div name=\"messageBodySection\"><div>It works now.</div></div><div name=\"messageReplySection\">On 5 Jan 2026, 09:00 +0100, Bob &lt;bob@y.example&gt;, wrote:<br><blockquote type=\"cite\">{old}</blockquote></div>",
    "<div>It works now.</div><p class=\"airmail_on\">On 5 January 2026 at 09:00:00, Bob (<a>bob@y.example</a>) wrote:</p><blockquote type=\"cite\" class=\"clean_bq\">{old}</blockquote>",
    "<div>It works now.</div><blockquote class=\"history_container\" type=\"cite\"><p>On 05/01/2026 09:00:00, Bob &lt;bob@y.example&gt; wrote:</p>{old}</blockquote>",
    "<div>It works now.</div><div>&nbsp;</div><div>05.01.2026, 09:00, \"Bob\" &lt;bob@y.example&gt;:</div><blockquote><div>{old}</div></blockquote>",
    "<div>It works now.</div><blockquote style=\"border-left:1px solid #0857A6;margin:10px;padding:0 0 0 10px;\">Понедельник, 5 января 2026, 9:00 +03:00 от Bob &lt;bob@y.example&gt;:<br>&nbsp;<div id=\"\">{old}</div></blockquote>",
    "<div>It works now.</div><div class=\"mail-quote-collapse\"><blockquote style=\"border-left:1px solid #005FF9\">Понедельник, 5 января 2026 от Bob:<br>{old}</blockquote></div>",
    "<div>It works now.</div><div id=\"isReplyContent\"><br>在 2026-01-05 09:00:00，\"Bob\" &lt;bob@y.example&gt; 写道：<br><blockquote id=\"isReplyContent\" style=\"PADDING-LEFT: 1ex; BORDER-LEFT: #ccc 1px solid\">{old}</blockquote></div>",
    "<div>It works now.</div><pre>At 2026-01-05 09:00:00, \"Bob\" &lt;bob@y.example&gt; wrote:</pre><blockquote id=\"isReplyContent\">{old}</blockquote>",
    "<div>It works now.</div><div><includetail><div>&nbsp;</div><div style=\"font-size: 12px;\">------------------&nbsp;原始邮件&nbsp;------------------</div><div style=\"background:#efefef;\"><div><b>发件人:</b>&nbsp;\"Bob\"&lt;bob@y.example&gt;;</div><div><b>发送时间:</b>&nbsp;2026年1月5日</div><div><b>收件人:</b>&nbsp;\"Ada\";</div></div>{old}</includetail></div>",
    "<div>It works now.</div><div class=\"domino-section\"><font color=\"#990099\">-----Bob &lt;bob@y.example&gt; wrote: -----</font><br><div>To: Ada<br>From: Bob<br>Date: 01/05/2026<br>Subject: press</div>{old}</div>",
    // Front, Missive, Superhuman, HEY, Help Scout, Freshdesk, Zendesk, HubSpot, Edison, Canary, eM Client, Roundcube
    "<div>It works now.</div><div class=\"front-signature\"></div><blockquote type=\"cite\" class=\"front-blockquote\">On January 5, 2026 at 9:00 AM GMT+1 <a>bob@y.example</a> wrote:<br>{old}</blockquote>",
    "<div>It works now.</div><div class=\"missive_quote\"><blockquote type=\"cite\">On January 5, 2026 at 9:00 AM, Bob wrote:<br>{old}</blockquote></div>",
    "<div>It works now.</div><div class=\"gmail_quote sh-quoted-content\"><div>On Mon, Jan 5, 2026 at 9:00 AM, Bob &lt;bob@y.example&gt; wrote:</div><blockquote class=\"gmail_quote sh-quoted-content\">{old}</blockquote></div>",
    "<div class=\"trix-content\">It works now.</div><div><br>On January 5, 2026, Bob &lt;bob@y.example&gt; wrote:<br></div><blockquote>{old}</blockquote>",
    "<div>It works now.</div><div class=\"freshdesk_quote\"><blockquote class=\"freshdesk_quote\">On Mon, 5 Jan at 9:00 AM, Bob wrote:<br>{old}</blockquote></div>",
    "<p>It works now.</p><div><hr>##- Please type your reply above this line -##</div>{old}",
    "<div>It works now.</div><div class=\"hs_reply\"><div class=\"gmail_quote\">On Mon, Jan 5, 2026 at 9:00 AM, Bob, &lt;bob@y.example&gt; wrote:<blockquote class=\"gmail_quote\">{old}</blockquote></div></div>",
    "<div>It works now.</div><div id=\"edo-original\"><div><blockquote type=\"cite\">On Jan 5, 2026 at 9:00 AM, Bob wrote:<br>{old}</blockquote></div></div>",
    "<div>It works now.</div><div id=\"CanaryDropbox\"></div><blockquote id=\"CanaryBlockquote\"><div>On Monday, Jan 05, 2026 at 9:00 AM, Bob &lt;bob@y.example&gt; wrote:<br></div>{old}</blockquote>",
    "<div>It works now.</div><div>------ Original Message ------</div><div>From: \"Bob\" &lt;bob@y.example&gt;</div><div>To: \"Ada\"</div><div>Sent: 05/01/2026 09:00:00</div><div>Subject: press</div><div id=\"x123\"><blockquote cite=\"mid:1\" type=\"cite\" class=\"cite2\">{old}</blockquote></div>",
    "<div>It works now.</div><p id=\"reply-intro\">On 2026-01-05 09:00, Bob wrote:</p><blockquote type=\"cite\" style=\"padding: 0 0.4em; border-left: #1010ff 2px solid; margin: 0\"><div id=\"replybody1\">{old}</div></blockquote>",
    // by text alone
    "<div>It works now.</div><div>On Mon, Jan 5, 2026 at 9:00 AM Bob &lt;bob@y.example&gt; wrote:</div><div>{old}</div>",
    "<p>It works now.</p><hr><p><b>From:</b> Bob &lt;bob@y.example&gt;<br><b>Sent:</b> Monday, 5 January 2026<br><b>To:</b> Ada<br><b>Subject:</b> press</p>{old}",
    "<p>It works now.</p><table><tr><td>From:</td><td>Bob &lt;bob@y.example&gt;</td></tr><tr><td>To:</td><td>Ada</td></tr><tr><td>Date:</td><td>05/01/2026 09:00</td></tr><tr><td>Subject:</td><td>press</td></tr></table>{old}",
];

/// The quote stands above the answer.
#[rustfmt::skip]
const BOTTOM: &[&str] = &[
    "<div class=\"moz-cite-prefix\">On 05/01/2026 09:00, Bob wrote:<br></div><blockquote type=\"cite\">{old}</blockquote><p>It works now.</p>",
    "<div class=\"gmail_quote\"><div class=\"gmail_attr\">On Mon, Jan 5, 2026 at 9:00 AM Bob wrote:<br></div><blockquote class=\"gmail_quote\">{old}</blockquote><div><br></div><div>It works now.</div></div>",
    "<div><blockquote type=\"cite\"><div>On 5 Jan 2026, at 09:00, Bob wrote:</div>{old}</blockquote><br>It works now.</div>",
];

fn check(rows: &[&str]) {
    let mut missed = Vec::new();
    for row in rows {
        let Reply { new_text, quoted_text, signature, .. } = told_html(&row.replace("{old}", OLD));
        if new_text.as_str() != "It works now." {
            missed
                .push(format!("{row}\n    new {new_text:?}\n    quoted {quoted_text:?}\n    signature {signature:?}"));
        }
    }
    assert!(missed.is_empty(), "{} of {}\n{}", missed.len(), rows.len(), missed.join("\n"));
}

#[test]
fn answers_above() {
    check(TOP);
}

#[test]
fn answers_below() {
    check(BOTTOM);
}

/// The sender's own blockquotes, tables and lists stay.
#[test]
fn stays_the_senders() {
    let check = |html: &str, part: &str| {
        let new = told_html(html).new_text;
        assert!(new.contains(part), "{html}: {part:?} is not in {new:?}");
    };
    check(
        "<ul><li>one</li><li>two</li></ul><div class=\"gmail_quote\"><blockquote class=\"gmail_quote\">old</blockquote></div>",
        "- two",
    );
    check("<blockquote type=cite>one?</blockquote><p>yes</p><blockquote type=cite>two?</blockquote><p>no</p>", "yes");
    check(
        "<div class=\"gmail_quote\"><blockquote class=\"gmail_quote\">one?</blockquote>yes<blockquote class=\"gmail_quote\">two?</blockquote>no</div>",
        "yes",
    );
    check(
        "<blockquote type=\"cite\"><div>one?</div></blockquote><div>yes</div><blockquote type=\"cite\">two?</blockquote><div>no</div>",
        "no",
    );
    check("<p>From: the start<br>To: the end</p><p>it was broken.</p>", "it was broken.");
    check(
        "<div style=\"border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0in 0in 0in\"><p>a box of mine</p></div>",
        "a box of mine",
    );
    check("<div id=\"appendonsend\"></div><div id=\"divRplyFwdMsg\"><b>From:</b> Bob</div>old", "old");
}
