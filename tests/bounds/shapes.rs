//! Mails built to be expensive, in any size. The test for linear time and the bench share them.

/// A kind of mail: its name, its size, and how to make it.
pub(crate) struct Shape {
    /// Its name.
    pub(crate) name: &'static str,
    /// A size that must be read in less than a second.
    pub(crate) full: usize,
    /// Makes a mail of a size.
    pub(crate) make: fn(usize) -> Vec<u8>,
}

/// All shapes.
#[rustfmt::skip]
pub(crate) const SHAPES: &[Shape] = &[
    Shape { name: "10 MB of text", full: 200_000, make: |n| plain("The press stopped again, nobody touched anything.\n", n) },
    Shape { name: "10 MB of quoted text", full: 200_000, make: |n| plain("> The press stopped again, nobody touched it. \n", n) },
    Shape { name: "100,000 quote marks a line", full: 100_000, make: |n| plain(&format!("{} old\n", ">".repeat(n)), 50) },
    Shape { name: "100,000 attributions", full: 100_000, make: |n| plain("On Mon, 5 Jan 2026, Ada wrote:\n> old\nnew\n", n) },
    Shape { name: "100,000 blocks of fields", full: 100_000, make: |n| plain("From: Ada\nSent: Monday\nTo: B\nSubject: x\n\n", n) },
    Shape { name: "100,000 separators", full: 100_000, make: |n| plain("-----Original Message-----\n\n", n) },
    Shape { name: "100,000 signatures", full: 100_000, make: |n| plain("text\n-- \nAda\n> old\n", n) },
    Shape { name: "100,000 rules of lists", full: 100_000, make: |n| plain("________________________________________\n", n) },
    Shape { name: "1,000,000 empty lines", full: 1_000_000, make: |n| plain("\n", n) },
    Shape { name: "one line of 5 MB", full: 5_000_000, make: |n| plain("x", n) },
    Shape { name: "one line of 5 MB of words", full: 1_000_000, make: |n| plain("word ", n) },
    Shape { name: "one line of 5 MB of colons", full: 5_000_000, make: |n| plain(":", n) },
    Shape { name: "one quoted line of 5 MB", full: 5_000_000, make: |n| plain(">", n) },
    Shape { name: "flowed text of 5 MB", full: 1_000_000, make: |n| mail("Content-Type: text/plain; format=flowed\n", "word \n", n) },
    Shape { name: "quoted-printable of 5 MB", full: 1_500_000, make: |n| mail("Content-Transfer-Encoding: quoted-printable\n", "=3D", n) },
    Shape { name: "uuencode begun 100,000 times", full: 100_000, make: |n| plain("begin 644 a.txt\n", n) },
    Shape { name: "100,000 failed recipients", full: 100_000, make: |n| {
        mail("From: mailer-daemon@x.example\nSubject: Undelivered mail\n", "<ada@x.example>: 550 no such user\n", n) } },
    Shape { name: "100,000 nested blockquotes", full: 100_000, make: |n| html("<blockquote type=cite>x", n) },
    Shape { name: "100,000 nested divs", full: 100_000, make: |n| html("<div>x", n) },
    Shape { name: "100,000 divs with quotes", full: 100_000, make: |n| html("<div class=gmail_quote><p>x", n) },
    Shape { name: "100,000 nested tables", full: 100_000, make: |n| html("<table><tr><td>x", n) },
    Shape { name: "100,000 rows", full: 100_000, make: |n| html("<tr><td>a<td>b<td>c", n) },
    Shape { name: "100,000 links", full: 100_000, make: |n| html("<a href=https://x.example/>here</a> ", n) },
    Shape { name: "100,000 unclosed links", full: 100_000, make: |n| html("<a href=https://x.example/a>here", n) },
    Shape { name: "100,000 hidden elements", full: 100_000, make: |n| html("<p style=display:none>x", n) },
    Shape { name: "1 MB of <", full: 1_000_000, make: |n| html("<", n) },
    Shape { name: "1 MB of words behind <", full: 250_000, make: |n| html(&format!("< {}", "word ".repeat(n)), 1) },
    Shape { name: "1 MB of &", full: 1_000_000, make: |n| html("&", n) },
    Shape { name: "1 MB of <!--", full: 250_000, make: |n| html("<!--", n) },
    Shape { name: "1,000,000 tiny tags", full: 1_000_000, make: |n| html("<b>", n) },
    Shape { name: "1,000,000 end tags", full: 1_000_000, make: |n| html("</b>", n) },
    Shape { name: "one line of 5 MB in HTML", full: 5_000_000, make: |n| html("x", n) },
    Shape { name: "a tag with 100,000 attributes", full: 100_000, make: |n| html(&format!("<p {}>", "a ".repeat(n)), 1) },
    Shape { name: "a field of 1 MB", full: 1_000_000, make: |n| mail(&format!("Subject: {}\n", "x".repeat(n)), "x", 1) },
    Shape { name: "a folded field of 1 MB", full: 250_000, make: |n| mail(&format!("Subject:{}\n", " xx\n".repeat(n).trim_end()), "x", 1) },
    Shape { name: "1 MB of fields", full: 100_000, make: |n| mail(&"X-Field: x\n".repeat(n), "x", 1) },
    Shape { name: "1 MB of encoded words", full: 50_000, make: |n| mail(&format!("Subject: {}\n", "=?utf-8?q?=41?= ".repeat(n)), "x", 1) },
    Shape { name: "1 MB of addresses", full: 60_000, make: |n| mail(&format!("To: {}\n", "ada@x.example, ".repeat(n)), "x", 1) },
    Shape { name: "1 MB of (", full: 1_000_000, make: |n| mail(&format!("To: {}\n", "(".repeat(n)), "x", 1) },
    Shape { name: "1 MB of ids", full: 100_000, make: |n| mail(&format!("References: {}\n", "<a@x.ex> ".repeat(n)), "x", 1) },
    Shape { name: "1 MB of parameters", full: 60_000, make: |n| mail(&format!("Content-Type: text/plain{}\n", "; a*1*=utf-8''x".repeat(n)), "x", 1) },
    Shape { name: "10,000 parts", full: 10_000, make: |n| parts("Content-Type: text/plain\n\nx\n", n) },
    Shape { name: "10,000 HTML parts", full: 10_000, make: |n| parts("Content-Type: text/html\n\n<p>x\n", n) },
    Shape { name: "10,000 files", full: 10_000, make: |n| parts("Content-Disposition: attachment; filename=a.txt\n\nx\n", n) },
    Shape { name: "10,000 messages inside", full: 10_000, make: |n| parts("Content-Type: message/rfc822\n\nSubject: x\n\nx\n", n) },
    Shape { name: "10,000 delivery reports", full: 10_000, make: |n| {
        parts("Content-Type: message/delivery-status\n\nFinal-Recipient: rfc822;a@x.example\nAction: failed\n", n) } },
    Shape { name: "10,000 nested multiparts", full: 10_000, make: |n| {
        mail("", "Content-Type: multipart/mixed; boundary=b\n\n--b\n", n) } },
];

fn mail(head: &str, unit: &str, times: usize) -> Vec<u8> {
    let from = if head.contains("From:") { "" } else { "From: ada@x.example\n" };
    let mut raw = format!("{from}{head}\n").into_bytes();
    raw.extend_from_slice(unit.repeat(times).as_bytes());
    raw
}

fn plain(unit: &str, times: usize) -> Vec<u8> {
    mail("Subject: x\n", unit, times)
}

fn html(unit: &str, times: usize) -> Vec<u8> {
    mail("Content-Type: text/html\n", unit, times)
}

fn parts(part: &str, times: usize) -> Vec<u8> {
    mail("Content-Type: multipart/mixed; boundary=b\n", &format!("--b\n{part}"), times)
}
