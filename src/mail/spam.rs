//! What the operator's own spam filter wrote into a message.
//!
//! Comes in: an [`Inbound`] and the names of the operator's mail servers. Goes out: the field that says spam. Filters write at
//! the top, below their server's `Received`, or at the very end of the head (milters append); what stands between two
//! `Received` of foreign servers is theirs and is not believed. Whoever writes such a field into a mail of their own has it set aside, and no
//! more. Of one field's repetitions the topmost counts. Linear; nothing is computed here.

use super::Inbound;
use super::clean::truncated;

/// The field by which the filter of one of these servers calls a message spam. `servers` are in lower case.
pub fn find_spam(inbound: &Inbound, servers: &[String]) -> Option<String> {
    let foreign = Foreign::of(inbound, servers);
    let mut known: Vec<&str> = Vec::new();
    for (at, field) in inbound.headers.iter().enumerate() {
        let Some(is_spam) = says_spam(&field.name, &field.value).filter(|_| !foreign.wrote(at)) else { continue };
        if known.contains(&field.name.as_str()) {
            continue;
        }
        if is_spam {
            return Some(format!("{}: {}", field.name, truncated(field.value.trim(), 120)));
        }
        known.push(&field.name);
    }
    None
}

/// The part of a head that foreign servers wrote.
struct Foreign {
    /// The topmost `Received` of theirs.
    from: usize,
    /// The last `Received` of all: what stands below it may be anybody's, our milter's among them.
    to: usize,
}

impl Foreign {
    fn of(inbound: &Inbound, servers: &[String]) -> Self {
        let received = || inbound.headers.iter().enumerate().filter(|(_, field)| field.name == "received");
        let delivering = received().next().and_then(|(_, field)| receiver(&field.value));
        let is_ours = |host: &str| {
            let near = |known: &str| organisation(known) == organisation(host);
            delivering.as_deref().is_some_and(near) || servers.iter().any(|server| near(server))
        };
        let foreign = received().find(|(_, field)| receiver(&field.value).is_some_and(|host| !is_ours(&host)));
        let from = foreign.map_or(usize::MAX, |(at, _)| at);
        Self { from, to: received().next_back().map_or(0, |(at, _)| at) }
    }

    fn wrote(&self, at: usize) -> bool {
        self.from < at && at < self.to
    }
}

/// The server that wrote a `Received` field, in lower case.
fn receiver(value: &str) -> Option<String> {
    let mut words = value.split([' ', '\t', ';']).filter(|word| !word.is_empty());
    words.find(|word| word.eq_ignore_ascii_case("by"))?;
    words.next().map(str::to_ascii_lowercase)
}

/// The last two labels of a host.
fn organisation(host: &str) -> &str {
    let end = host.rmatch_indices('.').nth(1).map_or(0, |(at, _)| at + 1);
    host.get(end..).unwrap_or(host)
}

/// Whether a field's value says spam (or not); none if the field is no filter's.
fn says_spam(name: &str, value: &str) -> Option<bool> {
    if !name.starts_with("x-") {
        return None;
    }
    let value = value.trim().to_ascii_lowercase();
    let begins = |words: &[&str]| words.iter().any(|word| value.starts_with(word));
    match name {
        // SpamAssassin, Amavis, rspamd, Barracuda, ASSP
        "x-spam-flag"
        | "x-spam-status"
        | "x-spam"
        | "x-spam-flag2"
        | "x-barracuda-spam-flag"
        | "x-barracuda-spam-status"
        | "x-assp-spam"
        | "x-suspected-spam"
        | "x-purgate"
        | "x-vr-spamstate"
        | "x-klms-antispam-status"
        | "x-crm114-status"
        | "x-dspam-result"
        | "x-spampanel-class"
        | "x-spamexperts-class" => Some(begins(&["yes", "true", "spam"])),
        "x-bogosity" => Some(begins(&["spam", "yes"])),
        // greylisting and a try later leave no mark on what comes in
        "x-rspamd-action" => {
            Some(begins(&["add header", "add_header", "rewrite subject", "rewrite_subject", "reject"]))
        }
        "x-spamd-result" => {
            let told = value.split([':', '[']).nth(1).map(str::trim);
            Some(told.is_some_and(|told| told == "true"))
        }
        "x-proofpoint-spam-details" => rule(&value).map(|rule| rule.ends_with("spam") && !rule.ends_with("notspam")),
        "x-ses-spam-verdict" => Some(value == "fail"),
        "x-ms-exchange-organization-scl" => Some(value.parse::<i32>().is_ok_and(|level| level >= SCL)),
        "x-forefront-antispam-report" => Some(says_forefront(&value)),
        _ => None,
    }
}

/// Exchange's confidence from which on it puts mail into the junk folder.
const SCL: i32 = 5;

/// `SFV:` is the verdict: spam by the filter, by a rule, by a list of senders; `SCL:` its confidence.
fn says_forefront(value: &str) -> bool {
    value.split(';').filter_map(|told| told.trim().split_once(':')).any(|(name, told)| match name {
        "sfv" => matches!(told, "spm" | "sks" | "skb"),
        "scl" => told.parse::<i32>().is_ok_and(|level| level >= SCL),
        _ => false,
    })
}

/// `rule=inbound_notspam policy=…`: the rule.
fn rule(value: &str) -> Option<&str> {
    value.split([' ', ';']).find_map(|word| word.strip_prefix("rule="))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mail::parse::parse;

    fn found(head: &str) -> Option<String> {
        let raw = format!("{head}From: ada@customer.example\nSubject: x\n\nx\n");
        find_spam(&parse(raw.as_bytes()), &["mx.desk.example".to_owned()])
    }

    #[test]
    fn filters_and_what_they_say() {
        let check =
            |field: &str, expected: bool| assert_eq!(found(&format!("{field}\n")).is_some(), expected, "{field:?}");
        check("X-Spam-Flag: YES", true);
        check("X-Spam-Flag: NO", false);
        check("X-Spam-Status: Yes, score=19.1 required=5.0 tests=BAYES_99", true);
        check("X-Spam-Status: No, score=-1.9 required=5.0", false);
        check("X-Spam: Yes", true);
        check("X-Spam-Level: *******", false);
        check("X-Barracuda-Spam-Status: Yes, SCORE=6.00", true);
        check("X-DSPAM-Result: Innocent", false);
        check("X-DSPAM-Result: Spam", true);
        check("X-VR-SPAMSTATE: OK", false);
        check("X-VR-SPAMSTATE: SPAM", true);
        check("X-Bogosity: Spam, tests=bogofilter, spamicity=0.999", true);
        check("X-Bogosity: Ham, tests=bogofilter", false);
        check("X-Bogosity: Unsure, tests=bogofilter", false);
        check("X-Rspamd-Action: add header", true);
        check("X-Rspamd-Action: no action", false);
        check("X-Rspamd-Action: greylist", false);
        check("X-Spamd-Result: default: True [15.20 / 15.00]; BAYES_SPAM(5.10)", true);
        check("X-Spamd-Result: default: False [1.20 / 15.00]", false);
        check("X-Proofpoint-Spam-Details: rule=inbound_spam policy=inbound score=100", true);
        check("X-Proofpoint-Spam-Details: rule=spam policy=default score=80", true);
        check("X-Proofpoint-Spam-Details: rule=notspam policy=default score=0", false);
        check("X-Proofpoint-Spam-Details: rule=inbound_notspam policy=inbound score=0", false);
        check("X-MS-Exchange-Organization-SCL: 9", true);
        check("X-MS-Exchange-Organization-SCL: 5", true);
        check("X-MS-Exchange-Organization-SCL: 1", false);
        check("X-MS-Exchange-Organization-SCL: -1", false);
        check("X-Forefront-Antispam-Report: CIP:192.0.2.1;CTRY:US;LANG:en;SCL:5;SFV:SPM;H:mx.x.example", true);
        check("X-Forefront-Antispam-Report: CIP:192.0.2.1;SFV:NSPM;SCL:1", false);
        check("X-Forefront-Antispam-Report: CIP:192.0.2.1;SFV:SKN;SCL:-1", false);
        check("X-SES-Spam-Verdict: FAIL", true);
        check("X-SES-Spam-Verdict: PASS", false);
        check("Subject: ***SPAM*** x", false);
    }

    #[test]
    fn only_ours_counts_and_the_topmost() {
        const OURS: &str = "Received: from out.x.example (out.x.example [192.0.2.1]) by mx.desk.example; Mon\n";
        const INNER: &str = "Received: from mx.desk.example by store.desk.example with LMTP\n";
        const THEIRS: &str = "Received: from pc.x.example by out.x.example with ESMTPS\n";
        const SPAM: &str = "X-Spam-Flag: YES\n";
        let check = |fields: &[&str], expected: bool| {
            assert_eq!(found(&fields.concat()).is_some(), expected, "{fields:?}");
        };
        check(&[SPAM, OURS, THEIRS], true);
        check(&[INNER, SPAM, OURS, THEIRS], true);
        check(&[INNER, OURS, THEIRS, SPAM], true);
        check(&[OURS, SPAM, THEIRS], true);
        check(&[OURS, THEIRS, SPAM, "Received: from nat by pc.x.example\n"], false);
        check(&["X-Spam-Flag: NO\n", OURS, THEIRS, SPAM], false);
        check(&["X-Spam-Status: No, score=1\n", SPAM], true);
        check(&[SPAM, "X-Spam-Flag: NO\n"], true);
        check(&[], false);
    }
}
