//! Whom the words of a refusal are about: our sender, login, address or quota, which are wrong for every letter until
//! the operator changes something; our number of letters; the size of this one; or its recipient.
//!
//! Comes in: what a server or program says. Goes out: what it is about. Servers have few codes of their own for that and
//! say it at any step, so their words count; addresses in them do not.

use std::time::Duration;

use super::contract::{Extent, Obstacle};

/// What is to be mended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Blame {
    /// Our login, or that there is none.
    Login,
    /// Our sender's address.
    Sender,
    /// How much this account may send.
    Quota,
    /// This machine: its address, its name.
    Host,
}

/// Enhanced status codes (RFC 3463, and what providers add), the first digit left out: 4.x.x says for now what 5.x.x
/// says for good.
#[rustfmt::skip]
const STATUSES: &[(Blame, &[&str])] = &[
    // the sender's address, RFC 3463 §3.2, RFC 7505; "send as" refused
    (Blame::Sender, &[".1.7", ".1.8", ".7.27", ".2.252", ".7.60"]),
    // log in first, RFC 4954 §6
    (Blame::Login, &[".7.3", ".7.8", ".7.9", ".7.11", ".7.57", ".7.64"]),
    // hosted servers: the daily limit, the tenant's limits
    (Blame::Quota, &[".4.5", ".7.232", ".7.233", ".7.705", ".7.708"]),
    // the reverse name of our address, RFC 7372
    (Blame::Host, &[".7.25"]),
];

/// What servers say of us, in lower case.
#[rustfmt::skip]
const WORDS: &[(Blame, &[&str])] = &[
    (Blame::Login, &["relay", "authenticat", "log in first", "login first", "must login", "must log in", "not logged in"]),
    (Blame::Sender, &[
        "sender address rejected", "sender rejected", "sender denied", "sender not allowed", "sender is not allowed", "sender verif",
        "sender address verif", "sender domain", "bad outbound sender", "bad sender", "invalid sender", "unauthorized sender",
        "sender not authorized", "envelope sender", "envelope from", "not owned by", "return path", "return-path",
        "allowed to send", "permitted to send", "authorized to send", "permission to send", "permissions to send", "rights to send",
        "send as this", "sendasdenied", "send-as", "send on behalf",
    ]),
    (Blame::Quota, &[
        "sending limit", "sending quota", "send limit", "send quota", "daily limit", "daily user", "daily message", "daily quota",
        "hourly limit", "messages per day", "messages per hour", "outbound limit", "outgoing message limit", "message rate", "rate limit",
        "your account", "sending account",
    ]),
    (Blame::Host, &["client host", "helo command", "your ip", "your host"]),
];

/// Words that name a recipient: whatever else stands beside them, it is theirs.
#[rustfmt::skip]
const RECIPIENT: &[&str] = &[
    "recipient address rejected", "tried to reach", "trying to reach", "trying to contact", "tried to contact",
    "user unknown", "unknown user", "unknown recipient", "recipient unknown", "mailbox unavailable", "mailbox unknown", "unknown mailbox",
    "mailbox not found", "user not found", "recipient not found", "no such user", "no such recipient", "no such mailbox", "no such address",
    "no such person", "no such account", "no mailbox here", "not a valid mailbox", "invalid recipient", "invalid mailbox",
    "does not exist", "doesn't exist", "mailbox full", "mailbox is full", "over quota", "quota exceeded", "unrouteable address",
    "unroutable address", "no such domain", "no such host", "host not found", "domain not found", "account has been disabled", "mailbox disabled",
    // our own words for what a server cannot take
    "does not offer",
];

/// RFC 3463 §3.2 and §3.3, and the exit codes of sendmail: nobody there, no host, no room.
#[rustfmt::skip]
const RECIPIENT_STATUSES: &[&str] = &[
    "5.1.1", "5.1.2", "5.1.3", "5.1.4", "5.1.6", "5.1.10", "5.2.0", "5.2.1", "5.2.2", "5.4.4", "5.7.51",
];
const RECIPIENT_EXITS: &[&str] = &["(exit code 67)", "(exit code 68)"];

#[rustfmt::skip]
const TOO_LARGE: &[&str] = &[
    "too large", "too big", "size limit", "message size", "maximum size", "max size", "fixed maximum", "maximum message", "exceeds size",
    "exceeded size", "exceeds the size", "exceeds the maximum", "message length", "larger than",
];

/// Whom a refusal is about, if not a recipient or letter.
pub(super) fn blame(said: &str) -> Option<Blame> {
    let status = |(_, ends): &&(Blame, &[&str])| {
        statuses(said).any(|status| ends.iter().any(|end| status.get(1..) == Some(*end)))
    };
    if let Some((blame, _)) = STATUSES.iter().find(status) {
        return Some(*blame);
    }
    let said = without_addresses(said);
    if has_any(&said, RECIPIENT) || has_any(&said, &["greylist", "graylist"]) {
        return None;
    }
    WORDS.iter().find(|(_, words)| has_any(&said, words)).map(|(blame, _)| *blame)
}

/// Whether a refusal for now is about how many letters come, and not about one of them.
pub(super) fn is_about_rate(said: &str) -> bool {
    let plain = without_addresses(said);
    let has_word = plain.split(|letter: char| !letter.is_alphanumeric()).any(|word| word == "rate");
    let counts = has_word
        || has_any(&plain, &["too many", "too much mail", "throttl", "too fast", "slow down", "limit exceeded"]);
    let theirs = is_too_large(said)
        || has_any(&plain, RECIPIENT)
        || has_any(&plain, &["receiving mail", "in mailbox", "recipient's", "hops"])
        || statuses(said).any(|status| status.get(1..) == Some(".2.2"));
    counts && !theirs || statuses(said).any(|status| status.get(1..) == Some(".7.28"))
}

/// The pause that a server asks for: "try again in 30 seconds".
pub(super) fn asked_pause(said: &str) -> Option<Duration> {
    let said = said.to_lowercase();
    let words: Vec<&str> =
        said.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    words.windows(3).find_map(|three| {
        let [before, number, unit] = three else { return None };
        let (true, Ok(number)) = (matches!(*before, "in" | "after" | "for" | "wait"), number.parse::<u64>()) else {
            return None;
        };
        match *unit {
            "s" | "sec" | "secs" | "second" | "seconds" => Some(Duration::from_secs(number)),
            "m" | "min" | "mins" | "minute" | "minutes" => Some(Duration::from_secs(number.saturating_mul(60))),
            _ => None,
        }
    })
}

/// Whether a refusal is about the size of the letter. A recipient whose mailbox is full is another matter.
pub(super) fn is_too_large(said: &str) -> bool {
    let plain = without_addresses(said);
    let words =
        has_any(&plain, TOO_LARGE) && !has_any(&plain, &["over quota", "mailbox full", "mailbox is full", "header"]);
    words || statuses(said).any(|status| matches!(status, "5.3.4" | "5.2.3"))
}

/// Whether the words are a refusal for good, wherever they stand: 5xx, 5.x.x, or of a recipient.
pub(super) fn is_refusal(said: &str) -> bool {
    let codes = said.split(|letter: char| !letter.is_ascii_digit() && letter != '.').filter(|word| word.len() == 3);
    let has_code = codes.filter_map(|word| word.parse::<u16>().ok()).any(|code| (550..=559).contains(&code));
    let for_now = statuses(said).any(|status| status.starts_with('4'));
    !for_now
        && (has_code
            || statuses(said).any(|status| status.starts_with('5'))
            || has_any(&without_addresses(said), RECIPIENT))
}

/// Whether a refusal clearly speaks of its recipient, so that it needs no comparing with others.
pub fn names_recipient(said: &str) -> bool {
    statuses(said).any(|status| RECIPIENT_STATUSES.contains(&status))
        || has_any(&without_addresses(said), RECIPIENT)
        || has_any(said, RECIPIENT_EXITS)
}

/// The words without all that differs between two letters: addresses, names of hosts, numbers.
pub fn similar_words(said: &str) -> String {
    let same = |word: &&str| !word.contains(['@', '.']) && !word.chars().any(|letter| letter.is_ascii_digit());
    let trimmed = without_addresses(said);
    let words: Vec<&str> = trimmed.split(' ').map(|word| word.trim_end_matches(['.', ',', ':'])).filter(same).collect();
    words.join(" ")
}

/// Whether a login is refused for now only.
pub(super) fn is_passing(said: &str) -> bool {
    #[rustfmt::skip]
    const NOT_NOW: &[&str] = &["temporar", "try again later", "try later", "unavailable", "overloaded", "too busy", "connection lost to"];
    is_about_rate(said) || has_any(&without_addresses(said), NOT_NOW)
}

impl Blame {
    /// The obstacle, in the server's words and with what to mend. An account's limit holds for all that it sends.
    pub(super) fn obstacle(self, words: &str) -> Obstacle {
        let extent = if self == Self::Quota { Extent::All } else { Extent::Sender };
        Obstacle { extent, words: format!("{words}; {}", self.hint()) }
    }

    fn hint(self) -> &'static str {
        match self {
            Self::Login => "the courier must log in (user and password), or the relay must know this machine",
            Self::Sender => "the login must be allowed to send as this address; for <> write envelope = \"mailbox\"",
            Self::Quota => "the account's limit is reached: wait, or have it raised",
            Self::Host => "the server refuses this machine: its address, its reverse name or [desk] host",
        }
    }
}

/// The enhanced status codes in a text.
fn statuses(said: &str) -> impl Iterator<Item = &str> {
    let words =
        said.split(|letter: char| !letter.is_ascii_digit() && letter != '.').map(|word| word.trim_end_matches('.'));
    words.filter(|word| word.starts_with(['4', '5']) && word.split('.').count() == 3 && word.get(1..2) == Some("."))
}

fn without_addresses(said: &str) -> String {
    let said = said.to_lowercase();
    said.split_whitespace().filter(|word| !word.contains('@')).collect::<Vec<_>>().join(" ")
}

fn has_any(said: &str, words: &[&str]) -> bool {
    words.iter().any(|words| said.contains(words))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_said_of_us() {
        let check = |said: &str, expected: Blame| assert_eq!(blame(said), Some(expected), "{said}");
        check("554 5.7.1 <>: Sender address rejected: Access denied", Blame::Sender);
        check("553 5.7.1 <desk@desk.example>: Sender address rejected: not owned by user desk", Blame::Sender);
        check("554 5.2.252 SendAsDenied; desk@desk.example not allowed to send as help@desk.example", Blame::Sender);
        check("550 5.7.60 SMTP; Client does not have permissions to send as this sender", Blame::Sender);
        check("550 5.4.5 Daily user sending limit exceeded", Blame::Quota);
        check("550 5.1.8 Access denied, bad outbound sender", Blame::Sender);
        check("554 5.7.1 <ada@x.example>: Relay access denied", Blame::Login);
        check("454 4.7.1 <ada@x.example>: Relay access denied", Blame::Login);
        check("550 5.7.1 Unauthenticated email is not accepted", Blame::Login);
        check("554 5.7.1 <mx.desk.example[192.0.2.1]>: Client host rejected: Access denied", Blame::Host);
        check("550 Sender verify failed", Blame::Sender);
        check("550 sender domain desk.example has no MX", Blame::Sender);
        check("554 you are not authorized to send from this address", Blame::Sender);
        check("550 5.7.27 Sender address has null MX", Blame::Sender);
        check("msmtp: envelope from address a@desk.example not accepted by the server", Blame::Sender);
    }

    #[test]
    fn what_is_said_of_a_recipient_or_a_letter() {
        let check = |said: &str, names: bool| {
            assert_eq!((blame(said), names_recipient(said)), (None, names), "{said}");
        };
        check("550 5.1.1 <ada@x.example>: Recipient address rejected: User unknown", true);
        check("550 5.1.1 <relay@x.example>: no such user", true);
        check("554 5.7.1 <ada@x.example>: Recipient address rejected: Access denied", true);
        check("552 5.2.2 mailbox over quota", true);
        check("550 5.2.1 The email account that you tried to reach is disabled", true);
        check("550 5.2.1 The email account that you tried to reach is over a rate limit", true);
        check("no such recipient (exit code 67)", true);
        check("552 5.7.0 this message was blocked because its content presents a security issue", false);
        check("554 5.7.1 message looks like spam", false);
        check("450 4.7.1 greylisted, your IP is new here", false);
        check("550 no", false);
    }

    #[test]
    fn what_is_said_of_many_letters() {
        let check = |said: &str, expected: bool, pause: Option<u64>| {
            let found = (is_about_rate(said), asked_pause(said));
            assert_eq!(found, (expected, pause.map(Duration::from_secs)), "{said}");
        };
        check("450 4.7.1 Error: too much mail from 192.0.2.1", true, None);
        check("421 4.7.0 Too many connections from your host", true, None);
        check("451 4.7.0 rate limit exceeded, try again in 30 seconds", true, Some(30));
        check("450 Rate exceeded, retry after 2 minutes", true, Some(120));
        check("452 4.5.3 too many recipients", true, None);
        check("421 4.7.28 unusual amount of mail", true, None);
        check("454 4.7.0 Throttled", true, None);
        check("450 4.2.1 The user you are trying to contact is receiving mail at a rate that", false, None);
        check("451 4.7.1 Greylisted, please try again in 300 seconds", false, Some(300));
        check("452 4.2.2 too many messages in mailbox", false, None);
        check("452 4.2.2 storage limit exceeded", false, None);
        check("452 4.3.1 message size limit exceeded", false, None);
        check("451 corporate policy", false, None);
        check("554 5.4.14 too many hops", false, None);
    }

    #[test]
    fn what_is_said_of_the_size() {
        let check = |said: &str, expected: bool| assert_eq!(is_too_large(said), expected, "{said}");
        check("552 5.3.4 Message size exceeds fixed limit", true);
        check("552 message size exceeds maximum permitted", true);
        check("554 5.2.3 no", true);
        check("sendmail: fatal: desk(1000): message file too big", true);
        check("552 5.2.2 mailbox over quota", false);
        check("552 5.2.2 the maximum size of the mailbox is reached: over quota", false);
        check("550 no", false);
    }

    #[test]
    fn what_is_a_refusal_for_good() {
        let check = |said: &str, expected: bool| assert_eq!(is_refusal(said), expected, "{said}");
        check("sendmail: RCPT TO:<ada@x.example> (550 5.1.1 nobody here)", true);
        check("5.1.1 nobody", true);
        check("ada@x.example: Unknown user", true);
        check("server message: 554 no", true);
        check("450 4.2.1 busy, not 550", false);
        check("cannot open file 551234", false);
        check("out of memory", false);
    }

    #[test]
    fn what_two_refusals_have_in_common() {
        let check = |one: &str, other: &str| assert_eq!(similar_words(one), similar_words(other));
        check("550 <ada@x.example> nope (id 17A)", "550 <bob@y.example> nope (id 99F)");
        check("554 5.7.1 No, mx.x.example.", "554 5.7.1 No, mx.y.example.");
        assert_ne!(similar_words("550 nope"), similar_words("550 spam"));
    }
}
