//! The faults of partners, of organisations that involve them, and of transitions that hand tickets over.

use super::{check, good};

#[test]
fn partners() {
    let partner = |lines: &str, expected: &str| check(&format!("[[partner]]\n{lines}"), expected);
    partner("name = 'it'\ndomains = ['it.example']", "");
    partner("domains = ['it.example']", "1:1 error: [partner] has no `name` (write name = \"web-it\")");
    partner(
        "name = 'it'",
        "2:8 error: partner `it` has no members (write domains = [\"web-it.example\"], or members or group)",
    );
    partner(
        "name = 'Web IT'\ndomains = ['it.example']",
        "2:8 error: `Web IT` isn't a name for a partner: use lower-case letters, digits and `-` \
         (write web-it, for the command #web-it)",
    );
    partner("name = 'it'\ndomains = ['it']", "3:12 error: `it` is not a domain name (write web-it.example)");
    partner(
        "name = 'it'\ngroup = ['anna@desk.example']",
        "3:10 error: anna@desk.example is the address of agent `anna`, who sees every ticket \
         (write an address of the partner)",
    );
    partner(
        "name = 'it'\ngroup = ['support@desk.example']",
        "3:10 error: support@desk.example is the address of mailbox `support`: maildesk would write to itself \
         (write an address of the partner)",
    );
    partner(
        "name = 'it'\ndomains = ['gmail.com']",
        "3:12 error: anybody can get an address at gmail.com and would write as this partner \
         (list single addresses in members)",
    );
    let second = |lines: &str, expected: &str| {
        partner(
            &format!("name = 'it'\ndomains = ['it.example']\nmembers = ['a@x.example']\n[[partner]]\n{lines}"),
            expected,
        );
    };
    second(
        "name = 'it'\ndomains = ['x.example']",
        "6:8 error: there are two partners `it` (give one of them another name)",
    );
    second(
        "name = 'b'\ndomains = ['IT.example']",
        "7:12 error: it.example belongs to `it` already (leave it out in one of them. Single addresses go into members)",
    );
    second(
        "name = 'b'\nmembers = ['A@x.example']",
        "7:12 error: A@x.example writes for `it` already (leave it out in one of them)",
    );
}

#[test]
fn who_is_involved_with_whom() {
    let involved = |names: &str, expected: &str| {
        let partner = "[[partner]]\nname = 'web-it'\ndomains = ['it.example']";
        let organisation = "[[organisation]]\nname = 'acme'\ndomains = ['acme.example']";
        check(&format!("{partner}\n{organisation}\npartners = {names}"), expected);
    };
    involved("['web-it']", "");
    involved("['webit']", "7:13 error: there is no [[partner]] `webit` (did you mean `web-it`?)");
    check(
        "[[organisation]]\nname = 'acme'\ndomains = ['acme.example']\npartners = ['it']",
        "4:13 error: there is no [[partner]] `it` (add a [[partner]] with name = \"it\")",
    );
}

const STATUSES: &str = "[workflow]\ninitial = 'new'\nstatus = { new = { stage = 'open' }, away = { stage = 'done' } }";
const PARTNERS: &str = "[[partner]]\nname = 'it'\ntitle = 'IT Provider'\ngroup = ['s@it.example']\n\
                        [[partner]]\nname = 'web-it'\ndomains = ['web-it.example']\n\
                        [[organisation]]\nname = 'acme'\ndomains = ['acme.example']\npartners = ['it', 'web-it']";

#[test]
fn transitions_that_hand_over() {
    let transition = |lines: &str, expected: &str| {
        check(&format!("{STATUSES}\n[[workflow.transition]]\n{lines}\n{PARTNERS}"), expected);
    };
    let then = "then = { status = 'away', tell = ['partner'] }";
    transition(&format!("name = 'to-it'\nby = ['agent', 'partner']\npartner = 'it'\n{then}"), "");
    transition(
        &format!("name = 'to-it'\nby = ['agent']\npartner = 'ti'\n{then}"),
        "7:11 error: there is no [[partner]] `ti` (did you mean `it`?)",
    );
    transition(
        &format!("name = 'to-it'\nby = ['agent']\n{then}"),
        "7:35 error: a partner is notified, but the transition doesn't hand the ticket to one \
         (write partner = \"web-it\" next to `name`, or leave it out)",
    );
    transition(
        "name = 'to-it'\nby = ['agent']\npartner = 'it'\nthen.status = 'away'",
        "8:1 warning: the ticket is handed to `it`, but nobody there is notified (write tell = [\"partner\"])",
    );
    transition(
        &format!("name = 'to-w'\nby = ['agent']\npartner = 'web-it'\n{then}"),
        "8:8 warning: `web-it` can't be notified: its [[partner]] has no `group` \
         (write group = [\"support@web-it.example\"] there)",
    );
    transition(
        &format!("name = 'to-PARTNER'\nby = ['agent']\npartner = 'it'\n{then}"),
        "4:1 warning: `web-it` can't be notified: its [[partner]] has no `group` \
         (write group = [\"support@web-it.example\"] there)\n\
         7:11 error: `to-PARTNER` means every partner, but `partner` names one (leave `partner` out)",
    );
    check(
        &format!("{STATUSES}\n[[workflow.transition]]\nname = 'to-PARTNER'\nby = ['agent']\n{then}"),
        "5:8 error: `to-PARTNER` means every partner, but there is no [[partner]] \
         (add a [[partner]], or remove the transition)",
    );
}

#[test]
fn one_transition_stands_for_every_partner() {
    let text = format!(
        "{STATUSES}\n[[workflow.transition]]\nname = 'to-PARTNER'\ntitle = 'To PARTNER'\ntitles.de = 'An PARTNER'\nby = ['agent']\n\
         then = {{ status = 'away', tell = ['partner'] }}\n{PARTNERS}\n"
    )
    .replace("domains = ['web-it.example']", "group = ['s@web-it.example']");
    let config = good(&text);
    let transitions = config.policy.workflow.transitions();
    let shown: Vec<_> = transitions
        .iter()
        .map(|it| {
            let partner = it.partner.as_deref().unwrap_or("nobody");
            format!("#{} {} / {} hands to {partner}", it.name, it.called("en"), it.called("de"))
        })
        .collect();
    assert_eq!(
        shown,
        ["#to-it To IT Provider / An IT Provider hands to it", "#to-web-it To web-it / An web-it hands to web-it"]
    );
}
