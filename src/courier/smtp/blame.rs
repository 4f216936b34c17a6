//! Whom a refusal is about: our sender, login, address or quota, which are wrong for every letter until the operator
//! changes something, or this recipient or letter.
//!
//! Comes in: a 5xx reply behind MAIL. Goes out: whether it is about us. Servers have few codes of their own for that and
//! say it at RCPT, DATA or after the text, so their words count; addresses in them do not.

use super::reply::SmtpReply;

/// Enhanced status codes (RFC 3463, and what providers add).
#[rustfmt::skip]
const STATUSES: &[&str] = &[
    // the sender's address, RFC 3463 §3.2, RFC 7505
    "5.1.7", "5.1.8", "5.7.27",
    // log in first, RFC 4954 §6
    "5.7.3", "5.7.8", "5.7.9", "5.7.11",
    // hosted servers: the daily limit, "send as" refused, the tenant's limits
    "5.4.5", "5.2.252", "5.7.60", "5.7.64", "5.7.232", "5.7.233", "5.7.705", "5.7.708",
];

/// What servers say of us, in lower case.
#[rustfmt::skip]
const WORDS: &[&str] = &[
    "relay", "authenticat", "log in first", "login first", "must login", "must log in", "not logged in",
    "sender address rejected", "sender rejected", "sender denied", "sender not allowed", "sender is not allowed", "sender verif",
    "sender address verif", "sender domain", "bad outbound sender", "bad sender", "invalid sender", "unauthorized sender",
    "sender not authorized", "envelope sender", "not owned by", "return path", "return-path",
    "allowed to send", "permitted to send", "authorized to send", "permission to send", "permissions to send", "rights to send",
    "send as this", "sendasdenied", "send-as", "send on behalf",
    "sending limit", "sending quota", "send limit", "send quota", "daily limit", "daily user", "daily message", "daily quota", "hourly limit",
    "messages per day", "messages per hour", "outbound limit", "outgoing message limit", "message rate", "rate limit",
    "your account", "sending account", "client host", "helo command", "your ip", "your host",
];

/// Words that name a recipient: whatever else stands beside them, it is theirs.
const RECIPIENT: &[&str] = &["recipient address rejected", "tried to reach", "user unknown", "mailbox unavailable"];

/// Whether a refusal is about us.
pub(super) fn is_about_us(reply: &SmtpReply) -> bool {
    if STATUSES.iter().any(|status| reply.has_status(status)) {
        return true;
    }
    let said = reply.lines.join(" ").to_lowercase();
    let words: Vec<&str> = said.split_whitespace().filter(|word| !word.contains('@')).collect();
    let said = words.join(" ");
    WORDS.iter().any(|words| said.contains(words)) && !RECIPIENT.iter().any(|words| said.contains(words))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whom_a_refusal_is_about() {
        let check = |code: u16, text: &str, expected: bool| {
            let reply = SmtpReply { code, lines: text.lines().map(str::to_owned).collect() };
            assert_eq!(is_about_us(&reply), expected, "{code} {text}");
        };
        for (code, us) in [
            (554, "5.7.1 <>: Sender address rejected: Access denied"),
            (553, "5.7.1 <desk@desk.example>: Sender address rejected: not owned by user desk"),
            (554, "5.2.252 SendAsDenied; desk@desk.example not allowed to send as help@desk.example"),
            (550, "5.7.60 SMTP; Client does not have permissions to send as this sender"),
            (550, "5.4.5 Daily user sending limit exceeded"),
            (550, "5.1.8 Access denied, bad outbound sender"),
            (554, "5.7.1 <ada@x.example>: Relay access denied"),
            (550, "5.7.1 Unauthenticated email is not accepted"),
            (554, "5.7.1 <mx.desk.example[192.0.2.1]>: Client host rejected: Access denied"),
            (550, "Sender verify failed"),
            (550, "sender domain desk.example has no MX"),
            (554, "you are not\nauthorized to send from this address"),
            (550, "5.7.27 Sender address has null MX"),
        ] {
            check(code, us, true);
        }
        for (code, them) in [
            (550, "5.1.1 <ada@x.example>: Recipient address rejected: User unknown"),
            (550, "5.1.1 <relay@x.example>: no such user"),
            (554, "5.7.1 <ada@x.example>: Recipient address rejected: Access denied"),
            (552, "5.2.2 mailbox over quota"),
            (550, "5.2.1 The email account that you tried to reach is disabled"),
            (550, "5.2.1 The email account that you tried to reach is over a rate limit"),
            (552, "5.7.0 this message was blocked because its content presents a security issue"),
            (554, "5.7.1 message looks like spam"),
            (550, "no"),
        ] {
            check(code, them, false);
        }
    }
}
