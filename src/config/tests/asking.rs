//! The faults of `[lists]`, `[authentication]` and mailboxes that require proof, and what these sections mean.

use super::{check, completed, parse};

#[test]
fn lists() {
    let words = "(write words = { en = [\"tickets\", \"my tickets\"] })";
    let list = |line: &str, expected: &str| check(&format!("[lists]\n{line}"), expected);
    list("words = { en = ['tickets', ''] }", &format!("2:28 error: this must be one line that isn't empty {words}"));
    list("words = ['tickets']", "2:9 error: `words` must be a table (write a section [lists.words])");
    list(
        "words = { en = ['tickets?'] }",
        "2:17 error: `tickets?` starts or ends with punctuation, which is ignored in subjects \
         (write only words, such as \"my tickets\")",
    );
    list("a_day = 0", "2:9 error: `a_day` must be between 1 and 1000 (write a_day = 10)");
    list("a_week = 5", "2:1 error: unknown key `a_week` in [lists] (choose from: words, a_day)");
}

#[test]
fn authentication() {
    check("[authentication]", "1:1 error: [authentication] has no `trusted` (write trusted = [\"mx.desk.example\"])");
    check(
        "[authentication]\ntrusted = ['mx.desk.example; spf=pass']",
        "2:12 error: `mx.desk.example; spf=pass` isn't the name of a mail server (write the first word after \
         Authentication-Results: in emails that came in, such as \"mx.desk.example\")",
    );
    let signatures = "[authentication]\ntrusted = []\ndkim = true";
    if cfg!(feature = "dmarc") {
        let held = "[mailbox.a]\naddress = 'a@x.example'\nmaildir.path = 'in'\nunproven = 'hold'\n";
        let holding = parse(&completed(&format!("{held}{signatures}"))).unwrap().policy.holding;
        assert!(holding.dkim && holding.trusted.is_empty() && holding.mailboxes == ["a"], "{holding:?}");
    } else {
        check(
            signatures,
            "3:8 error: this maildesk was built without DKIM (build it with cargo build \
             --release --features dmarc, or remove `dkim`)",
        );
    }
    let mailbox = "[mailbox.a]\naddress = 'a@x.example'\nmaildir.path = 'in'";
    check(
        &format!("{mailbox}\nunproven = 'refuse'"),
        "4:12 error: `refuse` is an unknown value for `unproven` (write one of: \"take\", \"hold\", \"trust\")",
    );
    let told = |text: &str| super::told(&super::completed(text)).join("\n");
    let nobody = told(&format!("{mailbox}\nunproven = 'hold'\n[authentication]\ntrusted = []"));
    assert!(nobody.contains("4:12 error: mailbox `a` would hold every email: no server is trusted"), "{nobody}");
    let opened = told("[authentication]\ntrusted = []");
    assert!(opened.contains("2:11 warning: no server is trusted to verify senders"), "{opened}");
    let trusting = told(&format!("{mailbox}\nunproven = 'trust'"));
    assert!(trusting.contains("4:12 warning: mailbox `a` trusts every sender"), "{trusting}");
}

#[test]
fn what_they_mean() {
    let policy = |text: &str| parse(&completed(text)).unwrap_or_else(|faults| panic!("{faults}")).policy;
    let usual = policy("").lists;
    assert_eq!((usual.words.len(), usual.a_day), (5, 10));
    let own = policy("[lists]\nwords = { de = [' Meine   Tickets ', 'VORGÄNGE'], en = ['vorgänge'] }\na_day = 3").lists;
    assert_eq!((own.words, own.a_day), (vec!["meine tickets".to_owned(), "vorgänge".to_owned()], 3));
    assert_eq!(policy("[lists]\nwords = {}").lists.words, Vec::<String>::new());
    let holding = policy(
        "[mailbox.a]\naddress = 'a@x.example'\nmaildir.path = 'in'\nunproven = 'hold'\n\
         [mailbox.b]\naddress = 'b@x.example'\nmaildir.path = 'b'\nunproven = 'take'\n\
         [authentication]\ntrusted = ['MX.desk.example']",
    )
    .holding;
    assert_eq!(holding.mailboxes, ["a"]);
    assert_eq!(holding.trusted, ["mx.desk.example"]);
    let off = policy("[authentication]\ntrusted = ['mx.desk.example']\nhold_spam = false").holding;
    assert!(policy("").holding.holds_spam && !off.holds_spam);
    assert_eq!((policy("").holding.mailboxes, policy("").holding.trusting), (Vec::new(), Vec::new()));
}
