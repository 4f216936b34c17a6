//! Tests with mails and keys signed here, and a name server on 127.0.0.1 that only knows these keys.

use std::collections::HashMap;
use std::net::{IpAddr, Ipv4Addr};

use data_encoding::BASE64;
use mail_auth::common::crypto::Ed25519Key;
use mail_auth::common::headers::HeaderWriter as _;
use mail_auth::dkim::DkimSigner;
use mail_auth::hickory_resolver::config::{ConnectionConfig, NameServerConfig, ResolverConfig, ResolverOpts};
use tokio::net::UdpSocket;

use super::*;
use crate::mail::parse::parse;

/// The name server's answer to other questions.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Mood {
    /// No such name.
    Well,
    /// SERVFAIL to everything.
    Failing,
    /// Nothing.
    Silent,
}

/// A name server with these TXT records.
async fn keys(texts: HashMap<String, String>, mood: Mood) -> Keys {
    let socket = UdpSocket::bind("127.0.0.1:0").await.unwrap();
    let port = socket.local_addr().unwrap().port();
    tokio::spawn(async move {
        let mut query = [0; 1500];
        while let Ok((length, from)) = socket.recv_from(&mut query).await {
            if mood != Mood::Silent {
                let _ = socket.send_to(&answer(&query[..length], &texts, mood), from).await;
            }
        }
    });
    let mut udp = ConnectionConfig::udp();
    udp.port = port;
    let server = NameServerConfig::new(IpAddr::V4(Ipv4Addr::LOCALHOST), true, vec![udp]);
    let mut options = ResolverOpts::default();
    (options.timeout, options.attempts) = (Duration::from_millis(200), 1);
    (options.try_tcp_on_error, options.case_randomization) = (false, false);
    let config = ResolverConfig::from_parts(None, Vec::new(), vec![server]);
    Keys { resolver: MessageAuthenticator::new(config, options).unwrap(), patience: Duration::from_secs(5) }
}

/// RFC 1035 §4: the query's head and question again, followed by the text, if there is one.
fn answer(query: &[u8], texts: &HashMap<String, String>, mood: Mood) -> Vec<u8> {
    let (mut at, mut name) = (12, String::new());
    while query[at] != 0 {
        let label = &query[at + 1..=at + usize::from(query[at])];
        name += &String::from_utf8_lossy(label).to_lowercase();
        name.push('.');
        at += 1 + label.len();
    }
    let question = &query[12..at + 5];
    let text = texts.get(&name).filter(|_| mood == Mood::Well);
    let code = match (mood, text) {
        (_, Some(_)) => 0,
        (Mood::Failing, _) => 2,
        _ => 3,
    };
    let mut reply = query[..2].to_vec();
    reply.extend([0x81, 0x80 | code, 0, 1, 0, u8::from(text.is_some()), 0, 0, 0, 0]);
    reply.extend(question);
    if let Some(text) = text {
        let length = u8::try_from(text.len()).unwrap();
        reply.extend([0xc0, 12, 0, 16, 0, 1, 0, 0, 0, 60, 0, length + 1, length]);
        reply.extend(text.as_bytes());
    }
    reply
}

const MAIL: &str = "From: Ada <ada@customer.example>\r\nTo: support@desk.example\r\nSubject: The press stops\r\n\
                    Date: Mon, 5 Jan 2026 09:00:00 +0000\r\n\r\nIt stops after ten minutes.\r\n";

/// A signing key.
struct Signer(Vec<u8>);

impl Signer {
    fn new() -> Self {
        Self(Ed25519Key::generate_pkcs8().unwrap())
    }

    fn key(&self) -> Ed25519Key {
        Ed25519Key::from_pkcs8_der(&self.0).unwrap()
    }

    /// RFC 8463 §4.
    fn text(&self) -> String {
        format!("v=DKIM1; k=ed25519; p={}", BASE64.encode(&self.key().public_key()))
    }

    fn sign(&self, domain: &str, headers: &[&str], mail: &str) -> String {
        let signer = DkimSigner::from_key(self.key()).domain(domain).selector("s").headers(headers.iter().copied());
        format!("{}{mail}", signer.sign(mail.as_bytes()).unwrap().to_header())
    }
}

fn proof_word(proof: &Proof) -> &'static str {
    match proof {
        Proof::Pass(_) => "pass",
        Proof::Fail(_) => "fail",
        Proof::Unknown(_) => "unknown",
    }
}

#[track_caller]
fn is(proof: &Proof, expected: &str, what: &str) {
    assert_eq!(proof_word(proof), expected, "{what}: {proof:?}");
}

/// A name server with the key of `signer` for `domain`, and these policies.
async fn world(signer: &Signer, domain: &str, policies: &[(&str, &str)], mood: Mood) -> Keys {
    let mut texts = HashMap::from([(format!("s._domainkey.{domain}."), signer.text())]);
    let policy = |&(domain, text): &(&str, &str)| (format!("_dmarc.{domain}."), text.to_owned());
    texts.extend(policies.iter().map(policy));
    keys(texts, mood).await
}

async fn proven(keys: &Keys, mail: &str) -> Proof {
    keys.prove(mail.as_bytes(), &parse(mail.as_bytes())).await
}

const REJECT: &str = "v=DMARC1; p=reject; rua=mailto:d@customer.example";
const STRICT: &str = "v=DMARC1; p=reject; adkim=s; rua=mailto:d@customer.example";
const NONE: &str = "v=DMARC1; p=none; rua=mailto:d@customer.example";

#[tokio::test]
async fn a_signature_in_line_with_from_proves_it() {
    let check = async |domain: &str, policies: &[(&str, &str)], expected: &str| {
        let signer = Signer::new();
        let keys = world(&signer, domain, policies, Mood::Well).await;
        let mail = signer.sign(domain, &["From", "Subject"], MAIL);
        is(&proven(&keys, &mail).await, expected, &format!("{domain} {policies:?}"));
    };
    check("customer.example", &[("customer.example", REJECT)], "pass").await;
    check("customer.example", &[("customer.example", STRICT)], "pass").await;
    check("customer.example", &[], "pass").await;
    // Relaxed: the organisation's domain is enough. Strict: it isn't.
    check("mail.customer.example", &[("customer.example", REJECT)], "pass").await;
    check("mail.customer.example", &[("customer.example", STRICT)], "fail").await;
    check("mail.customer.example", &[], "unknown").await;
    check("evil.example", &[("customer.example", REJECT)], "fail").await;
    check("evil.example", &[("customer.example", NONE)], "unknown").await;
    check("evil.example", &[], "unknown").await;
    check("example", &[], "unknown").await;
}

#[tokio::test]
async fn what_was_changed_under_a_signature_is_not_proven() {
    let signer = Signer::new();
    let good = signer.sign("customer.example", &["From", "Subject"], MAIL);
    for (policy, expected) in [(REJECT, "fail"), (NONE, "unknown")] {
        let keys = world(&signer, "customer.example", &[("customer.example", policy)], Mood::Well).await;
        is(&proven(&keys, &good).await, "pass", "as it was signed");
        let check = async |mail: &str, what: &str| is(&proven(&keys, mail).await, expected, what);
        check(&good.replace("ten minutes", "ten days"), "another text").await;
        check(&good.replace("The press stops", "The press runs"), "another subject").await;
        check(&good.replace("ada@customer", "bob@customer"), "another From").await;
        check(MAIL, "no signature").await;
        check(&signer.sign("customer.example", &["Subject"], MAIL), "From is not signed").await;
        let stranger = Signer::new().sign("customer.example", &["From", "Subject"], MAIL);
        check(&stranger, "a key that the domain does not know").await;
    }
}

#[tokio::test]
async fn two_authors_are_none() {
    let signer = Signer::new();
    let keys = world(&signer, "customer.example", &[("customer.example", REJECT)], Mood::Well).await;
    let good = signer.sign("customer.example", &["From", "Subject"], MAIL);
    is(&proven(&keys, &format!("From: ceo@customer.example\r\n{good}")).await, "unknown", "a From above");
    let both = MAIL.replace("From: Ada <ada@customer.example>", "From: ada@customer.example, ceo@customer.example");
    let both = signer.sign("customer.example", &["From", "Subject"], &both);
    is(&proven(&keys, &both).await, "unknown", "two addresses");
    let many = good.clone() + "";
    let many = format!("{}{many}", "DKIM-Signature: v=1; a=x\r\n".repeat(MAX_SIGNATURES));
    is(&proven(&keys, &many).await, "unknown", "too many signatures");
}

#[tokio::test]
async fn trouble_with_the_dns_is_never_a_failure() {
    let signer = Signer::new();
    let good = signer.sign("customer.example", &["From", "Subject"], MAIL);
    for mood in [Mood::Failing, Mood::Silent] {
        let keys = world(&signer, "customer.example", &[("customer.example", REJECT)], mood).await;
        for mail in [good.as_str(), MAIL, &good.replace("ten minutes", "ten days")] {
            is(&proven(&keys, mail).await, "unknown", mail);
        }
    }
    let never = Keys { patience: Duration::ZERO, ..world(&signer, "customer.example", &[], Mood::Silent).await };
    is(&proven(&never, &good).await, "unknown", "no time at all");
}
