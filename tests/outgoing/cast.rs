//! The people of the test, and their desk.

use std::path::Path;

use maildesk::config::{Config, System};

/// The people who aren't agents: two of a company that shares its tickets, one of a company that doesn't, somebody of
/// none, a stranger, one each of two partners, and the group of the company.
pub(crate) const OTHERS: [&str; 8] = [
    "ada@acme.example",
    "bob@acme.example",
    "carl@bolt.example",
    "dora@free.example",
    "eve@evil.example",
    "pat@prov.example",
    "pam@web.example",
    "helpdesk@acme.example",
];

/// The addresses of agents.
pub(crate) const AGENTS: [&str; 3] = ["anna@desk.example", "ben@desk.example", "anna.adler@home.example"];

/// An address that nobody writes to on purpose: only headers injected into a letter could reach it.
pub(crate) const VICTIM: &str = "victim@victim.example";

/// The mailboxes: one takes every mail, the other holds unproven ones.
pub(crate) const SUPPORT: &str = "support@desk.example";
pub(crate) const GUARDED: &str = "guarded@desk.example";

const DESK: &str = r#"
[desk]
name = "Press Support"
language = "en"
host = "desk.example"

[mailbox.support]
address = "support@desk.example"
maildir = { path = "support" }

[mailbox.guarded]
address = "guarded@desk.example"
unproven = "hold"
maildir = { path = "guarded" }

[authentication]
trusted = ["mx.desk.example"]

[courier]
maildir = { path = "letters" }

[people]
copied_join = true

[[agent]]
name = "anna"
address = "anna@desk.example"
aliases = ["anna.adler@home.example"]
full_name = "Anna Adler"

[[agent]]
name = "ben"
address = "ben@desk.example"
full_name = "Ben Berg"

[[team]]
name = "presses"
members = ["ben"]

[[field]]
name = "dossier"
labels = { en = ["Dossier"] }
customers = "ignore"
free = true

[[field]]
name = "urgency"
labels = { en = ["Urgency"] }
[[field.value]]
name = "high"
[[field.value]]
name = "low"

[[partner]]
name = "prov"
title = "Provider"
domains = ["prov.example"]
group = ["operations@prov.example"]

[[partner]]
name = "web"
title = "Web Provider"
domains = ["web.example"]
group = ["support@web.example"]

[[organisation]]
name = "acme"
domains = ["acme.example"]
shares = true
group = ["helpdesk@acme.example"]
partners = ["prov", "web"]

[[organisation]]
name = "bolt"
domains = ["bolt.example"]
partners = ["web"]

[workflow]
initial = "new"
reopen_within = "14d"

[workflow.status]
new         = { stage = "open" }
assigned    = { stage = "open" }
on-customer = { stage = "waiting" }
on-partner  = { stage = "waiting" }
resolved    = { stage = "done", asks_feedback = true }
closed      = { stage = "done" }

[[workflow.rule]]
name = "a comment reopens"
when = { comment_by = ["requester", "participant", "member", "partner"], status = ["on-customer", "on-partner", "resolved", "closed"] }
then = { status = "new", tell = ["agents"] }

[[workflow.rule]]
name = "the first answer takes it"
when = { comment_by = ["agent"], visibility = "public", assigned = false }
then = { assign = "author", status = "assigned" }

[[workflow.transition]]
name = "to-customer"
by = ["agent", "partner"]
then = { status = "on-customer", tell = ["requester", "organisation"] }

[[workflow.transition]]
name = "to-PARTNER"
by = ["agent", "requester", "participant", "member", "partner"]
then = { status = "on-partner", tell = ["partner"] }

[[workflow.timer]]
name = "nobody answers"
when = { status = ["on-customer"], for = "2d" }
then = { status = "resolved", tell = ["requester", "assignee"] }

[[workflow.timer]]
name = "resolved tickets close"
when = { status = ["resolved"], for = "7d" }
then = { status = "closed", tell = ["requester", "organisation"] }
"#;

/// The desk of the test. Nothing that it names is opened.
pub(crate) fn config() -> Config {
    Config::parse(DESK, Path::new("/desk/config.toml"), &System).unwrap_or_else(|faults| panic!("{faults}"))
}
