//! Hostile headers, file names and HTML. `0` is what everybody writes.

use maildesk::mail::Inbound;

/// A From or Cc field's value, and the writer's own words in it.
pub(crate) fn author(hostile: usize, address: &str) -> String {
    match hostile % 10 {
        1 => format!("=?utf-8?Q?Ada=0D=0ABcc:_victim=40victim.example?= <{address}>"),
        2 => format!("\"Ada\r\n Bcc: victim@victim.example\" <{address}>"),
        // "Ada\r\nX-Injected: yes\r\n\r\nHello"
        3 => format!("=?utf-8?B?QWRhDQpYLUluamVjdGVkOiB5ZXMNCg0KSGVsbG8=?= <{address}>"),
        4 => format!("\"A\0da\rX-Injected: yes\" <{address}>"),
        5 => format!("=?utf-8?Q?A=E2=80=AEda=00_=D8=9C?= <{address}>"),
        6 => format!("\"\\\"><script src=http://evil.example/x.js></script>\" <{address}>"),
        7 => format!("{address}, victim@victim.example"),
        8 => format!("\"{{{{text}}}} {{{{> frame}}}}\" <{address}>"),
        9 => format!("\"victim@victim.example\" <{address}> <victim@victim.example>"),
        _ => format!("\"Ada Lovelace\" <{address}>"),
    }
}

/// A subject around a word. The word comes first, so that nothing hostile begins a line of the letter's text.
pub(crate) fn subject(hostile: usize, word: &str) -> String {
    match hostile % 10 {
        1 => format!("{word} =?utf-8?Q?=0D=0ABcc:_victim=40victim.example=0D=0A=0D=0AHello?="),
        2 => format!("{word}\r\n\tX-Injected: yes"),
        3 => format!("{word} <img src=http://evil.example/x.gif onerror=alert(1)>"),
        4 => format!("{word}\0 a\rX-Injected: yes"),
        5 => format!("{word} =?utf-8?Q?=E2=80=AEtxt.exe=E2=80=A8_=E2=81=A7?="),
        6 => format!("{word} {{{{{{text}}}}}} {{{{#each comments}}}}"),
        7 => format!("{word} {}", "long ".repeat(800)),
        8 => format!("{word} =?iso-2022-jp?B?GyRCJCIbKEINCkJjYzogeA==?="),
        9 => format!("{word} \"); background:url(http://evil.example/x.png)"),
        _ => format!("{word} The press stops"),
    }
}

/// Further header lines, each with its line end.
pub(crate) fn headers(hostile: usize) -> &'static str {
    match hostile % 7 {
        1 => "Reply-To: victim@victim.example\r\n",
        2 => "Sender: victim@victim.example\r\nReturn-Path: <victim@victim.example>\r\n",
        3 => "References: <a@x.example> <b\r\n X-Injected: yes@x.example>\r\n",
        4 => "In-Reply-To: <\"a\\\r\n b\"@x.example>\r\nX-Injected: yes\r\n",
        5 => "Disposition-Notification-To: victim@victim.example\r\nErrors-To: victim@victim.example\r\n",
        6 => "Cc: =?utf-8?Q?x=0D=0ABcc:_y?= <bob@acme.example>\r\n",
        _ => "",
    }
}

/// The parameters of a file's Content-Disposition, around a word.
pub(crate) fn file_name(hostile: usize, word: &str) -> String {
    match hostile % 12 {
        1 => format!("filename=\"../../../etc/{word}\""),
        2 => format!("filename=\"C:\\\\Windows\\\\{word}.exe\""),
        3 => format!("filename*=utf-8''{word}%E2%80%AEfdp.exe"),
        4 => format!("filename*=utf-8''{word}%0D%0AX-Injected:%20yes.txt"),
        5 => format!("filename=\"=?utf-8?Q?{word}=0D=0AX-Injected:_yes.html?=\""),
        6 => format!("filename=\"{word}\\\"; x=\\\"y.html\""),
        7 => format!("filename*=utf-8''{word}%00.exe"),
        8 => format!("filename=\"{word}{}.pdf\"", "a".repeat(600)),
        9 => format!("filename*=utf-8''..%2F{word}%D8%9C%E2%81%A7gpj.exe"),
        10 => format!("filename*0=\"{word}\"; filename*1=\"/../x\""),
        11 => format!("filename=\"{word}<img src=x onerror=alert(1)>.png\""),
        _ => format!("filename=\"{word}.pdf\""),
    }
}

/// A file's Content-Type.
pub(crate) fn file_type(hostile: usize) -> &'static str {
    match hostile % 5 {
        1 => "text/html",
        2 => "text/plain; charset=\"x\r\n X-Injected: yes\"",
        3 => "application/x\0y; name=\"a\r\n b\"",
        4 => "multipart/x",
        _ => "application/pdf",
    }
}

/// A text, and perhaps the same as HTML, around a word.
pub(crate) fn body(hostile: usize, word: &str) -> (String, Option<String>) {
    match hostile % 6 {
        1 => {
            (format!("{word} <script>alert(1)</script> <img src=\"http://evil.example/x.gif\"> {{{{{{text}}}}}}"), None)
        }
        2 => (
            String::new(),
            Some(format!(
                "<p onclick=\"x()\" style=\"background:url(http://evil.example/a.png)\">{word}<script>alert(1)</script><img src=\"http://evil.example/t.gif\"><iframe src=http://evil.example></iframe></p>"
            )),
        ),
        3 => (format!("{word} http://evil.example/?q=<b> javascript:alert(1) \"onmouseover=\"alert(1)"), None),
        4 => (
            String::new(),
            Some(format!(
                "<base href=http://evil.example/><link rel=stylesheet href=x.css><style>@import url(http://evil.example/x.css);</style><div><a href=\"javascript:alert(1)\">{word}</a></div>"
            )),
        ),
        5 => (format!("{word}\0 a\u{202E}b \u{2066}c\u{061C}\r\n\r\n.\r\n--b--\r\nmore"), None),
        _ => (format!("{word}: it stops after ten minutes."), None),
    }
}

/// A line that makes a mail a note, or stops it, as people and their programs may write it.
pub(crate) fn note(hostile: usize) -> &'static str {
    const NOTES: [&str; 24] = [
        "#note",
        "**#note**",
        "*#note*",
        "`#note`",
        "- #note",
        "• #note",
        "1. #note",
        "> #note",
        "# note",
        "#\u{A0}note",
        "＃ｎｏｔｅ",
        "\u{200B}#note",
        "#no\u{200B}te",
        "\u{202E}#note",
        "(#note)",
        "\"#note\"",
        "#Note:",
        "#internal",
        "#notte",
        "#note for us",
        "Hi Ben,\n\n#note",
        "Hi Ben, #note",
        "CAUTION: This email originated from outside of the organization.\n\n#note",
        "Hallo zusammen,\n\n  * **#note**",
    ];
    NOTES[hostile % NOTES.len()]
}

/// A letter of ours as programs save it, as a further part of a mail.
pub(crate) fn saved(hostile: usize, letter: &Inbound) -> String {
    let text = letter.text.replace('\n', "\r\n");
    let mail = format!(
        "From: support@desk.example\r\nSubject: {}\r\nX-Maildesk-Loop: desk.example\r\n\r\n{text}",
        letter.subject.as_str()
    );
    let (kind, name, body) = match hostile % 3 {
        0 => ("message/rfc822", "letter.eml", mail),
        1 => ("application/octet-stream", "letter.eml", mail),
        _ => ("text/plain; charset=utf-8", "letter.txt", text),
    };
    format!("--outer\r\nContent-Type: {kind}\r\nContent-Disposition: attachment; filename={name}\r\n\r\n{body}\r\n")
}
