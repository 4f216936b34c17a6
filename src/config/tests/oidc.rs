//! `[portal.oidc]`: its defaults, and its faults.

use super::*;
use crate::site::Oidc;
use secrecy::ExposeSecret;

const WHOLE: &str = "issuer = 'https://id.example/realms/desk'\nclient_id = 'desk'\nsecret.file = 'imap-password'\n";

/// The first four lines are good, and stand below three others.
fn text(lines: &str) -> String {
    format!("[portal]\nurl = 'https://help.example'\n[portal.oidc]\n{WHOLE}{lines}")
}

#[track_caller]
fn oidc(lines: &str, expected: &str) {
    super::check(&text(lines), expected);
}

fn read(lines: &str) -> Oidc {
    good(&text(lines)).site.unwrap().oidc.unwrap()
}

#[test]
fn what_is_not_said_is_usual() {
    let found = read("for = 'agents'");
    assert_eq!(found.secret.0.expose_secret(), "hunter2");
    let expected = Oidc {
        issuer: "https://id.example/realms/desk".to_owned(),
        client_id: "desk".to_owned(),
        secret: found.secret.clone(),
        title: "id.example".to_owned(),
        agents: true,
        domains: Vec::new(),
        only: false,
        verified_by: "email_verified".to_owned(),
        ca_file: None,
    };
    assert_eq!(found, expected);
    assert!(!format!("{found:?}").contains("hunter2"), "a secret is never shown");
}

#[test]
fn what_is_said_counts() {
    let found = read(
        "domains = ['Customer.example', 'bücher.example']\nonly = true\ntitle = 'Acme'\nverified_by = 'xms_edov'\n\
         ca_file = 'ca.pem'",
    );
    assert_eq!(found.domains, ["customer.example", "xn--bcher-kva.example"]);
    assert_eq!((found.agents, found.only, found.title.as_str()), (false, true, "Acme"));
    assert_eq!(found.verified_by, "xms_edov");
    assert_eq!(found.ca_file, Some(PathBuf::from("/desk/ca.pem")));
}

#[test]
fn who_signs_in_there() {
    let check = |lines: &str, domain: &str, is_agent: bool, expected: bool| {
        assert_eq!(read(lines).is_for(domain, is_agent), expected, "{lines} {domain} {is_agent}");
    };
    check("for = 'agents'", "desk.example", true, true);
    check("for = 'agents'", "desk.example", false, false);
    check("domains = ['customer.example']", "customer.example", false, true);
    check("domains = ['customer.example']", "sub.customer.example", false, false);
    check("domains = ['customer.example']", "customer.example", true, false);
    check("for = 'agents'\ndomains = ['customer.example']", "other.example", true, true);
}

#[test]
fn the_issuer_is_an_address_that_others_cannot_read_along() {
    let issuer = |issuer: &str, expected: &str| {
        let rest = "client_id = 'desk'\nsecret.file = 'imap-password'\nfor = 'agents'";
        let text = format!("[portal]\nurl = 'https://help.example'\n[portal.oidc]\nissuer = '{issuer}'\n{rest}");
        let place = if expected.is_empty() { "" } else { "4:10 error: " };
        super::check(&text, &format!("{place}{expected}"));
    };
    issuer("https://id.example", "");
    issuer("https://id.example/", "");
    issuer("https://id.example:8443/realms/desk", "");
    issuer("http://localhost:9000/realms/desk", "");
    issuer("http://127.0.0.1:9000", "");
    issuer(
        "http://id.example/realms/desk",
        "`http://id.example/realms/desk` isn't encrypted: others on the network could sign in as anybody \
         (write issuer = \"https://id.example/realms/desk\")",
    );
    issuer(
        "id.example/realms/desk",
        "`id.example/realms/desk` isn't a web address (write issuer = \"https://id.desk.example\")",
    );
    issuer(
        "https://id.example/a?b",
        "`https://id.example/a?b` has more than a path behind its host (write issuer = \"https://id.example\")",
    );
    issuer(
        "https://ada@id.example/a",
        "`https://ada@id.example/a` has a user in it (write issuer = \"https://id.desk.example\")",
    );
    issuer(
        "https://id.example/a/.well-known/openid-configuration",
        "`https://id.example/a/.well-known/openid-configuration` is where the provider describes itself \
         (write issuer = \"https://id.example/a\")",
    );
}

#[test]
fn what_is_missing_or_wrong() {
    super::check(
        "[portal]\nurl = 'https://help.example'\n[portal.oidc]",
        "3:1 error: [portal.oidc] has no `issuer` (write issuer = \"https://id.desk.example\")\n\
         3:1 error: [portal.oidc] has no `client_id` (write client_id = \"maildesk\")\n\
         3:1 error: [portal.oidc] has no `secret` (write secret = { file = \"oidc-secret\" })\n\
         3:1 error: [portal.oidc] doesn't say who signs in there \
         (write for = \"agents\", domains = [\"customer.example\"], or both)",
    );
    oidc("for = 'customers'", "7:7 error: `customers` is an unknown value for `for` (write one of: \"agents\")");
    oidc("domains = []", "7:11 error: `domains` is empty (write domains = [\"customer.example\"], or leave it out)");
    oidc(
        "domains = ['@customer.example']",
        "7:12 error: `@customer.example` is not a domain name (write customer.example)",
    );
    oidc(
        "domains = ['customer.example', 'Customer.Example']",
        "7:32 error: customer.example is listed twice (remove one of them)",
    );
    oidc(
        "domains = ['gmail.com']",
        "7:12 warning: anybody can get an address at gmail.com \
         (keep it only if the provider is the one that gives these addresses out)",
    );
    oidc(
        &format!("for = 'agents'\ntitle = '{}'", "a".repeat(41)),
        "8:9 error: `title` has more than 40 characters, which is too long for a button (write title = \"Acme\")",
    );
    oidc(
        "for = 'agents'\nscope = 'email'",
        "8:1 error: unknown key `scope` in [portal.oidc] (choose from: domains, only, title, verified_by, ca_file)",
    );
    super::check(
        &text("for = 'agents'").replace("[portal.oidc]", "agents = false\n[portal.oidc]"),
        "8:7 warning: `for` has no effect: agents = false (write agents = true in [portal], or leave `for` out)",
    );
}

#[test]
fn a_secret_in_the_config_is_never_shown() {
    let literal = text("for = 'agents'").replace("secret.file = 'imap-password'", "secret = 'hunter2'");
    let told = super::told(&completed(&literal)).join("\n");
    assert!(told.contains("6:10 warning: `secret` is in the config, where others may read it"), "{told}");
    assert!(!told.contains("hunter2"), "{told}");
}
