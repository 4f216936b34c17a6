//! The shipped config.toml documents every setting, and nothing that doesn't exist.

use super::{parse, told};
use crate::config::SHIPPED;
use crate::site::Site;

/// Sections that exclude each other. A file has one of each group.
const CHOICES: [&[&str]; 2] = [
    &["[mailbox.support.maildir]", "[mailbox.support.imap]"],
    &["[courier.maildir]", "[courier.smtp]", "[courier.sendmail]"],
];

/// The shipped config with every setting enabled.
fn all_in_use() -> String {
    let setting = |line: &&str| !line.is_empty() && !line.starts_with(' ');
    let in_use = |line| str::strip_prefix(line, "#").filter(setting).unwrap_or(line);
    SHIPPED.lines().map(in_use).collect::<Vec<&str>>().join("\n")
}

/// The text with one section of each group: the `choice`th, or the last.
fn chosen(choice: usize) -> String {
    let mut text = all_in_use();
    for group in CHOICES {
        let kept = group[choice.min(group.len() - 1)];
        for header in group.iter().filter(|header| **header != kept) {
            let (before, rest) = text.split_once(&format!("\n{header}")).unwrap();
            let behind = rest.split_once("\n[").map_or_else(String::new, |(_, behind)| format!("\n[{behind}"));
            text = format!("{before}{behind}");
        }
    }
    text
}

#[test]
fn every_setting_that_is_shown_is_valid_when_used() {
    for choice in 0..3 {
        let config = parse(&chosen(choice)).unwrap_or_else(|faults| panic!("{faults}"));
        assert_eq!(config.remarks.to_string(), "");
    }
}

#[test]
fn what_is_shown_as_default_is_the_default() {
    let (shown, plain) = (parse(&chosen(0)).unwrap(), parse(SHIPPED).unwrap());
    assert_eq!((shown.limits, shown.retry, shown.log), (plain.limits, plain.retry, plain.log));
    assert_eq!(shown.policy.files, plain.policy.files);
    let minimal_portal = super::good("[portal]\nurl = 'https://help.desk.example'").site.unwrap();
    let shown_portal = shown.site.clone().unwrap();
    let (tls, operators, knowledge, oidc) = (None, Vec::new(), None, None);
    assert_eq!(Site { tls, operators, knowledge, oidc, ..shown_portal }, minimal_portal);
    assert_eq!((shown.state_dir, shown.policy.machines_that_open), (plain.state_dir, plain.policy.machines_that_open));
    assert_eq!(format!("{:?}", shown.mailboxes[0].source), format!("{:?}", plain.mailboxes[0].source));
    let minimal = |section: &str| {
        let text = super::completed(section);
        let config = parse(&text).unwrap_or_else(|faults| panic!("{faults}"));
        format!("{:?} {:?}", config.mailboxes[0].source, config.courier)
    };
    let imap = "host = \"mail.desk.example\"\nuser = \"support@desk.example\"\npassword.file = \"imap-password\"";
    let smtp = "host = \"mail.desk.example\"\nuser = \"support@desk.example\"\npassword.file = \"smtp-password\"";
    let mailbox = "[mailbox.support]\naddress = 'support@desk.example'\n[mailbox.support.imap]";
    let expected = minimal(&format!("{mailbox}\n{imap}\n[courier.smtp]\n{smtp}"));
    let shown = parse(&chosen(1).replace("\nca_file = ", "\n# ")).unwrap();
    assert_eq!(format!("{:?} {:?}", shown.mailboxes[0].source, shown.courier), expected);
}

#[test]
fn every_known_key_is_shown() {
    let headers = [
        "[desk]",
        "[[agent]]",
        "[mailbox.support]",
        "[mailbox.support.maildir]",
        "[mailbox.support.imap]",
        "[courier.maildir]",
        "[courier.smtp]",
        "[courier.sendmail]",
        "[workflow]",
        "[lists]",
        "[portal]",
        "[portal.oidc]",
        "[authentication]",
        "[[field]]",
        "[[field.value]]",
        "[[team]]",
        "[[route]]",
        "[machines]",
        "[calendar.office]",
        "[calendar.office.hours]",
        "[promises]",
        "[[promise]]",
        "[feedback]",
        "[limits]",
        "[retry]",
        "[templates]",
        "[log]",
    ];
    let text = all_in_use();
    for header in headers {
        let (before, behind) = text.split_once(&format!("\n{header}\n")).unwrap();
        let section = behind.split("\n[").next().unwrap();
        let told = told(&format!("{before}\n{header}\nzzzzzzzzz = 1\n{behind}"));
        let unknown = told.iter().find(|line| line.contains("`zzzzzzzzz`")).unwrap();
        // What the section has already isn't offered.
        let offered = unknown.split_once("choose from: ").map_or("", |(_, keys)| keys.trim_end_matches(')'));
        for key in offered.split(", ").filter(|key| !key.is_empty()) {
            let path = header.trim_matches(['[', ']']);
            let shown =
                format!("\n{section}").contains(&format!("\n{key} = ")) || text.contains(&format!("[{path}.{key}]"));
            let later = ["transition", "timer"].contains(&key);
            assert!(shown || later, "{header} knows `{key}`, and config.toml does not show it");
        }
    }
}
