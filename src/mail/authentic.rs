//! Decides whether a message comes from its From. Only what the operator's own mail server wrote into it is believed.
//!
//! Comes in: an [`Inbound`] and the names of the servers that are trusted. Goes out: a [`Proof`] with its reason. Of the
//! `Authentication-Results` fields (RFC 8601) only those of a trusted server are looked at, and of these the topmost: a
//! server puts its own above what came in. Everybody can write such a field, so a server that is trusted must take out
//! those that come in under its name (RFC 8601 §5). Nothing is computed or looked up here.

mod basis;
mod results;

use super::{Address, Inbound};
pub use basis::Basis;
use results::{Results, Verdict};

/// Whether a message comes from its From address, and how that is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Proof {
    /// It does.
    Pass(Basis),
    /// It claims to, and does not.
    Fail(Basis),
    /// No server that we trust says anything about it.
    Unknown(Basis),
}

impl Proof {
    /// Whether it was proven.
    pub fn is_pass(&self) -> bool {
        matches!(self, Self::Pass(_))
    }

    /// How it is known, or why it is not.
    pub fn basis(&self) -> &Basis {
        match self {
            Self::Pass(basis) | Self::Fail(basis) | Self::Unknown(basis) => basis,
        }
    }
}

/// Looks for the proof that a message comes from its From address. `trusted` are authserv-ids in lower case.
pub fn find_proof(inbound: &Inbound, trusted: &[String]) -> Proof {
    if trusted.is_empty() {
        return Proof::Unknown(Basis::NobodyTrusted);
    }
    let Some(from) = inbound.from.as_ref().map(|from| &from.address) else {
        return Proof::Unknown(Basis::NoFrom);
    };
    let told = inbound.headers_named("authentication-results").map(results::parse);
    match told.into_iter().find(|results| trusted.contains(&results.server)) {
        Some(results) => judge(&results, from),
        None => Proof::Unknown(Basis::NoField { servers: trusted.join(" or ") }),
    }
}

/// DMARC asked just this question: its answer counts. Without one, any other method that speaks for From's domain. SPF alone
/// proves nothing, because many domains send by the same servers; where it passes, it takes the weight off a broken signature.
fn judge(results: &Results, from: &Address) -> Proof {
    let (server, domain) = (results.server.clone(), from.domain());
    let said = |verdict: &Verdict| {
        let (method, result) = (verdict.method.clone(), verdict.result.clone());
        Basis::ServerSays { server: server.clone(), method, result, domain: domain.to_owned() }
    };
    let dmarc = results.verdicts.iter().find(|verdict| verdict.method == "dmarc" && is_about(verdict, domain));
    match dmarc.map(|verdict| (verdict, verdict.result.as_str())) {
        Some((verdict, "pass")) => return Proof::Pass(said(verdict)),
        Some((verdict, "fail")) => return Proof::Fail(said(verdict)),
        _ => {}
    }
    let speaking = || results.verdicts.iter().filter(|verdict| speaks_for(verdict, from));
    let passing = || speaking().filter(|verdict| verdict.result == "pass");
    if let Some(verdict) = passing().find(|verdict| verdict.method != "spf") {
        return Proof::Pass(said(verdict));
    }
    let failing = speaking().find(|verdict| matches!(verdict.result.as_str(), "fail" | "hardfail"));
    match failing.filter(|_| passing().next().is_none()) {
        Some(verdict) => Proof::Fail(said(verdict)),
        None => Proof::Unknown(Basis::ServerSaysNothing { server, domain: domain.to_owned() }),
    }
}

/// Whether a DMARC result is about this domain; one that does not say is about the message's From.
fn is_about(dmarc: &Verdict, domain: &str) -> bool {
    dmarc.property("header.from").is_none_or(|told| ascii(told) == ascii(domain))
}

/// Whether the identity that a method looked at is From's: the address that logged in, or a domain in line with From's.
fn speaks_for(verdict: &Verdict, from: &Address) -> bool {
    let property = |name: &str| verdict.property(name);
    match verdict.method.as_str() {
        "dkim" => property("header.d").or(property("header.i")).is_some_and(|told| is_in_line(told, from.domain())),
        "spf" => property("smtp.mailfrom").is_some_and(|told| is_in_line(told, from.domain())),
        "auth" => {
            let login = property("smtp.auth").or(property("smtp.mailfrom"));
            login.and_then(Address::parse).is_some_and(|login| login == *from)
        }
        _ => false,
    }
}

/// Whether who speaks for `told` (a domain, or an address at it) speaks for `domain`: the same, or one above it. One below
/// it does not, because without the list of public suffixes nobody can tell a company's from a stranger's (`a.co.example`
/// speaks for no `co.example`).
pub fn is_in_line(told: &str, domain: &str) -> bool {
    let told = ascii(told.rsplit('@').next().unwrap_or_default());
    let domain = ascii(domain);
    told == domain || (told.contains('.') && domain.strip_suffix(&told).is_some_and(|below| below.ends_with('.')))
}

/// A domain as DNS writes it.
fn ascii(domain: &str) -> String {
    idna::domain_to_ascii(domain).unwrap_or_else(|_| domain.to_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mail::parse::parse;

    /// The proof of a mail of `ada@customer.example` with these header lines: `pass: reason`.
    fn proof(lines: &str) -> String {
        let inbound = parse(format!("{lines}From: Ada <ada@customer.example>\r\nSubject: x\r\n\r\nx\r\n").as_bytes());
        let proof = find_proof(&inbound, &["mx.desk.example".to_owned(), "mx2.desk.example".to_owned()]);
        let word = match &proof {
            Proof::Pass(_) => "pass",
            Proof::Fail(_) => "fail",
            Proof::Unknown(_) => "unknown",
        };
        format!("{word}: {}", proof.basis())
    }

    /// What the trusted server wrote, and what follows.
    fn check(results: &str, expected: &str) {
        let found = proof(&format!("Authentication-Results: mx.desk.example; {results}\r\n"));
        assert!(found.starts_with(expected), "{results:?}: {found}");
    }

    #[test]
    fn dmarc_counts_before_all() {
        check(
            "dmarc=pass (p=reject) header.from=customer.example",
            "pass: mx.desk.example reports dmarc=pass for customer.example",
        );
        check("dmarc=fail header.from=customer.example", "fail: mx.desk.example reports dmarc=fail");
        check("dmarc=fail header.from=customer.example; dkim=pass header.d=customer.example", "fail");
        check("dkim=pass header.d=evil.example; dmarc=pass header.from=Customer.Example", "pass");
        check("dmarc=pass", "pass");
        check("dmarc=pass header.from=evil.example", "unknown");
        check("dmarc=fail header.from=evil.example; dkim=pass header.d=customer.example", "pass");
        check("dmarc=none header.from=customer.example", "unknown");
        check("dmarc=temperror header.from=customer.example; dkim=pass header.d=customer.example", "pass");
        check("dmarc=temperror header.from=customer.example; spf=pass smtp.mailfrom=ada@customer.example", "unknown");
    }

    #[test]
    fn without_dmarc_what_speaks_for_froms_domain_counts() {
        check("dkim=pass header.d=customer.example", "pass: mx.desk.example reports dkim=pass for customer.example");
        check("dkim=pass header.i=@customer.example", "pass");
        check("dkim=pass header.d=customer.example header.i=@evil.example", "pass");
        check("dkim=pass header.d=evil.example", "unknown");
        check("dkim=pass header.d=evil.example; dkim=pass header.d=customer.example", "pass");
        check("dkim=pass header.d=mail.customer.example", "unknown");
        check("dkim=pass header.d=notcustomer.example", "unknown");
        check("dkim=pass header.d=example", "unknown");
        check("dkim=fail header.d=customer.example", "fail");
        check("dkim=fail header.d=customer.example; spf=pass smtp.mailfrom=customer.example", "unknown");
        check("dkim=neutral header.d=customer.example", "unknown");
        check("spf=pass smtp.mailfrom=bounce@customer.example", "unknown");
        check("spf=pass smtp.mailfrom=customer.example; dkim=none", "unknown");
        check("spf=pass smtp.mailfrom=customer.example; dkim=pass header.d=customer.example", "pass");
        check("spf=pass smtp.mailfrom=list.example", "unknown");
        check("spf=pass smtp.helo=customer.example", "unknown");
        check("spf=softfail smtp.mailfrom=customer.example", "unknown");
        check("spf=fail smtp.mailfrom=customer.example", "fail");
        check("auth=pass smtp.auth=ADA@customer.example", "pass");
        check("auth=pass smtp.auth=bob@customer.example", "unknown");
        check("iprev=pass policy.iprev=192.0.2.1", "unknown");
        check("arc=pass", "unknown");
        check("none", "unknown: mx.desk.example reports nothing that verifies customer.example");
        check("", "unknown");
    }

    #[test]
    fn only_the_topmost_field_of_a_trusted_server_counts() {
        let field = |server: &str, result: &str| {
            format!("Authentication-Results: {server};\r\n\tdmarc={result} header.from=customer.example\r\n")
        };
        let check = |fields: &[(&str, &str)], expected: &str| {
            let lines: String = fields.iter().map(|(server, result)| field(server, result)).collect();
            let found = proof(&lines);
            assert!(found.starts_with(expected), "{fields:?}: {found}");
        };
        check(&[], "unknown: there's no Authentication-Results field from mx.desk.example or mx2.desk.example");
        check(&[("mx.evil.example", "pass")], "unknown");
        check(&[("mx.evil.example", "pass"), ("mx.desk.example", "fail")], "fail");
        check(&[("mx.desk.example", "fail"), ("mx.desk.example", "pass")], "fail");
        check(&[("MX2.desk.example 1", "pass"), ("mx.desk.example", "fail")], "pass");
        check(&[("mx.desk.example.evil.example", "pass")], "unknown");
        check(&[("(mx.desk.example) mx.evil.example", "pass")], "unknown");
    }

    #[test]
    fn who_trusts_nobody_knows_nothing() {
        let line = "Authentication-Results: mx.desk.example; dmarc=pass\r\n";
        let inbound = parse(format!("{line}From: ada@customer.example\r\n\r\nx").as_bytes());
        assert!(matches!(find_proof(&inbound, &[]), Proof::Unknown(_)));
        let nobody = parse(format!("{line}Subject: x\r\n\r\nx").as_bytes());
        assert!(matches!(find_proof(&nobody, &["mx.desk.example".to_owned()]), Proof::Unknown(_)));
    }

    #[test]
    fn names_with_umlauts_are_one_name() {
        let line = "Authentication-Results: mx.desk.example; dmarc=pass header.from=xn--mller-kva.example\r\n";
        let inbound = parse(format!("{line}From: ada@müller.example\r\n\r\nx").as_bytes());
        assert!(find_proof(&inbound, &["mx.desk.example".to_owned()]).is_pass());
    }
}
