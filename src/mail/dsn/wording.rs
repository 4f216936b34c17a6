//! Statuses out of codes and words: `550 5.1.1 User unknown` and what servers say instead.

/// What servers say, and the status (RFC 3463) that it means. The first that is found counts; lower case.
#[rustfmt::skip]
const MEANING: &[(&str, &str)] = &[
    ("mailbox is full", "5.2.2"), ("mailbox full", "5.2.2"), ("over quota", "5.2.2"), ("quota exceeded", "5.2.2"),
    ("exceeded storage", "5.2.2"), ("quota", "5.2.2"), ("insufficient system storage", "4.3.1"),
    ("user unknown", "5.1.1"), ("unknown user", "5.1.1"), ("no such user", "5.1.1"), ("no such mailbox", "5.1.1"),
    ("user not found", "5.1.1"), ("recipient not found", "5.1.1"), ("does not exist", "5.1.1"),
    ("doesn't exist", "5.1.1"), ("doesn't have", "5.1.1"), ("not listed in", "5.1.1"), ("no mailbox", "5.1.1"),
    ("unknown recipient", "5.1.1"), ("invalid recipient", "5.1.1"), ("not recognized", "5.1.1"),
    ("address unknown", "5.1.1"), ("unknown address", "5.1.1"), ("mailbox unavailable", "5.1.1"),
    ("mailbox not found", "5.1.1"), ("unrouteable address", "5.1.2"), ("unknown local", "5.1.1"),
    ("not a valid mailbox", "5.1.1"), ("addressee unknown", "5.1.1"), ("disabled", "5.2.1"), ("inactive", "5.2.1"),
    ("suspended", "5.2.1"), ("host unknown", "5.1.2"), ("host not found", "5.1.2"), ("unknown host", "5.1.2"),
    ("domain not found", "5.1.2"), ("no such domain", "5.1.2"), ("name service error", "5.1.2"),
    ("couldn't find any host", "5.1.2"), ("too large", "5.3.4"), ("too big", "5.3.4"), ("size limit", "5.3.4"),
    ("message size", "5.3.4"), ("too many hops", "5.4.6"), ("loop", "5.4.6"), ("relay", "5.7.1"), ("spam", "5.7.1"),
    ("blocked", "5.7.1"), ("blacklist", "5.7.1"), ("access denied", "5.7.1"), ("not authorized", "5.7.1"),
    ("virus", "5.7.1"), ("exceeds allowed size", "5.2.2"), ("exceeded the local limit", "5.2.2"),
    ("addresses were unknown", "5.1.1"), ("recipient unknown", "5.1.1"), ("wasn't found at", "5.1.1"),
    ("address couldn't be found", "5.1.1"), ("not a valid user", "5.1.1"), ("no longer valid", "5.1.1"),
    ("地址不存在", "5.1.1"), ("宛先不明", "5.1.1"), ("受信者が見つかりません", "5.1.1"), ("rejected", "5.7.1"), ("connection refused", "4.4.1"), ("timed out", "4.4.1"),
    ("connection", "4.4.2"),
];

/// The first enhanced status (RFC 3463 §2) in a text.
pub(super) fn enhanced(text: &str) -> Option<String> {
    let words = text.split(|c: char| !c.is_ascii_digit() && c != '.');
    words.map(|word| word.trim_matches('.')).find(|word| is_enhanced(word)).map(str::to_owned)
}

/// The first enhanced status that refuses (class 4 or 5); transcripts show what was accepted, too.
pub(super) fn refusal(text: &str) -> Option<String> {
    let words = text.split(|c: char| !c.is_ascii_digit() && c != '.');
    let refuses = |word: &&str| word.starts_with(['4', '5']) && is_enhanced(word);
    words.map(|word| word.trim_matches('.')).find(refuses).map(str::to_owned)
}

fn is_enhanced(word: &str) -> bool {
    let mut parts = word.split('.');
    let class = parts.next().is_some_and(|class| matches!(class, "2" | "4" | "5"));
    let number = |part: Option<&str>| part.is_some_and(|part| (1..=3).contains(&part.len()));
    class && number(parts.next()) && number(parts.next()) && parts.next().is_none()
}

/// The first SMTP reply code (RFC 5321 §4.2) that refuses.
pub(super) fn reply_code(text: &str) -> Option<&str> {
    text.split(|c: char| !c.is_ascii_digit()).find(|word| {
        word.len() == 3
            && word.starts_with(['4', '5'])
            && word.get(1..2).is_some_and(|digit| matches!(digit, "0" | "2" | "3" | "5" | "7"))
    })
}

/// Whether a status only says that the failure is final or not (`5.0.0`).
pub(super) fn is_vague(status: &str) -> bool {
    status.ends_with(".0.0")
}

/// A status by all means: given, from a reply code, or from the words (lower case).
pub(super) fn status_of(lower: &str) -> Option<String> {
    if let Some(found) = refusal(lower) {
        return Some(found);
    }
    let meant = MEANING.iter().find(|(words, _)| lower.contains(words)).map(|(_, status)| *status);
    let code = reply_code(lower).and_then(|code| code.get(..1));
    match (code, meant) {
        (Some(class), Some(status)) => Some(format!("{class}{}", status.get(1..).unwrap_or(".0.0"))),
        (Some(class), None) => Some(format!("{class}.0.0")),
        (None, Some(status)) => Some(status.to_owned()),
        (None, None) => None,
    }
}

/// The same as [`status_of`], for words that say more than that something was rejected.
pub(super) fn clear_status_of(lower: &str) -> Option<String> {
    let told = MEANING.iter().any(|(words, _)| *words != "rejected" && lower.contains(words));
    status_of(lower).filter(|status| told || enhanced(lower).is_some() && !is_vague(status))
}

/// Words that speak of a refusal, near an address (lower case).
pub(super) fn speaks_of_failure(lower: &str) -> bool {
    reply_code(lower).is_some() || enhanced(lower).is_some() || MEANING.iter().any(|(words, _)| lower.contains(words))
}

/// Words that say that it is still being tried (lower case).
pub(super) fn speaks_of_delay(lower: &str) -> bool {
    #[rustfmt::skip]
    const DELAYED: &[&str] = &[
        "warning message only", "warning only", "still being retried", "has not yet been delivered",
        "have not yet been delivered", "not yet been delivered", "delivery is delayed", "delivery has been delayed",
        "is delayed", "will be retried", "will continue to be", "will keep trying", "still trying",
        "temporary failure", "delayed mail", "you do not need to resend", "no action is required on your part",
        "could not be delivered yet", "will try again", "noch nicht zugestellt", "wird weiter versucht",
        "delivery temporarily suspended", "has been deferred", "delivery delayed", "transient non-fatal errors",
        "four hours", "delivery attempts will continue",
    ];
    DELAYED.iter().any(|words| lower.contains(words))
}

/// Words that say that it arrived, or was passed on (lower case).
pub(super) fn speaks_of_success(lower: &str) -> bool {
    #[rustfmt::skip]
    const ARRIVED: &[&str] = &[
        "successful delivery notification", "successfully delivered", "delivery to these recipients or groups is complete",
        "was successfully relayed", "has been successfully relayed", "has been delivered to the following",
        "was delivered to the following", "delivered to the following recipient", "erfolgreich zugestellt",
        "your message has been delivered", "your message was delivered", "has been successfully delivered",
    ];
    let denied = ["not be delivered", "not been delivered", "failed", "undeliver", "unable to", "could not"];
    ARRIVED.iter().any(|words| lower.contains(words)) && !denied.iter().any(|words| lower.contains(words))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statuses() {
        let check = |text: &str, expected: Option<&str>| assert_eq!(status_of(text).as_deref(), expected, "{text:?}");
        check("550 5.1.1 user unknown", Some("5.1.1"));
        check("#5.2.2 smtp;552 full", Some("5.2.2"));
        check("550 no such user here", Some("5.1.1"));
        check("450 mailbox full", Some("4.2.2"));
        check("unknown user: ada", Some("5.1.1"));
        check("554 no", Some("5.0.0"));
        check("10.1.1.1 said hello", None);
        check("hello", None);
    }
}
