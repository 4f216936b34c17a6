//! Is a message without machine-readable status a delivery report? What speaks for it is counted.
//!
//! A single sign decides nothing: people write about bounces, and vacation notices have a null sender too. The text is
//! looked at only when the head already raised the question.

use super::super::Inbound;
use super::super::clean::truncated;

/// Only so many bytes of a text are looked at.
const MAX_TEXT: usize = 64 * 1024;

/// How subjects of delivery reports begin, or what is in them (lower case).
#[rustfmt::skip]
const SUBJECTS: &[&str] = &[
    "undeliver", "undelivered", "non-delivery", "nondeliverable", "non delivery", "returned mail", "mail delivery",
    "delivery failure", "delivery status", "delivery notification", "failure notice", "failure delivery",
    "delivery error", "mail failure", "mail delayed", "failed mail", "failed delivery", "delivery failed",
    "returned to sender", "returning to sender", "returning message", "could not be delivered", "not delivered",
    "cannot be delivered", "mail system error", "message delivery", "message status", "message could not",
    "delivery has failed", "permanent delivery", "undeliverable", "unzustellbar", "nicht zugestellt", "zustellung",
    "onbestelbaar", "niet bezorgd", "non remis", "échec de la remise", "non distribu", "no se puede entregar",
    "no entregado", "devuelto", "mancato recapito", "impossibile recapitare", "não entregue", "kunde inte levereras",
    "kunne ikke leveres", "ikke levert", "nie dostarczon", "недоставленн", "не доставлено",
    "не может быть доставлено", "配信", "送信できません", "エラー", "退信", "无法投递", "传送失败", "投递失败", "배달 실패", "returned:",
    "delivery problem", "user unknown", "error sending", "processing error", "rejected", "nameserver error",
    "delayed", "warning:", "errors from", "delivery report", "email bounce", "nachricht nicht", "teslim edilemedi",
    "delivery incomplete", "not deliverable",
];

/// What the text of a delivery report says (lower case).
#[rustfmt::skip]
const PHRASES: &[&str] = &[
    "could not be delivered", "couldn't be delivered", "cannot be delivered", "can't be delivered",
    "could not deliver", "couldn't deliver", "unable to deliver", "unable to be delivered", "not be delivered",
    "failed to deliver", "was not delivered", "were not delivered", "not able to deliver", "delivery failed",
    "delivery failure", "delivery to the following", "delivery has failed", "failed permanently", "permanent error",
    "permanent fatal error", "fatal errors", "undeliverable", "undelivered", "did not reach", "have not reached",
    "wasn't delivered", "user unknown", "unknown user", "no such user", "does not exist", "mailbox full",
    "mailbox is full", "over quota", "quota exceeded", "returned to sender", "returned message",
    "transcript of session", "not found", "unknown address", "invalid recipient", "unknown recipient", "unrouteable",
    "this message was created automatically by", "i wasn't able to deliver", "giving up on it",
    "the following addresses had", "the following recipient", "the following address", "error occurred", "rejected",
    "rcpt to", "host unknown", "not yet been delivered", "delayed", "returned to you", "bounced", "nicht zugestellt",
    "konnte nicht", "unzustellbar", "non remis", "n'a pas pu être", "no se ha podido", "no pudo",
    "non è stato possibile", "não pôde", "не может быть доставлено", "не доставлено", "не было доставлено",
    "配信できませんでした", "送信できませんでした", "届けられません", "見つかりません", "存在しません", "宛先不明", "エラー", "退回", "无法", "失败", "不存在", "投递",
    "delivery status", "error sending", "does not like recipient", "blocked", "address rejected", "message size",
    "too large", "mailbox unavailable", "account has been", "unable to relay", "relaying denied", "undelivrable",
    "not listed in", "couldn't find any host", "non-deliverable", "nondelivery", "disabled", "inactive",
];

/// Does enough speak for a delivery report?
pub(super) fn is_report(inbound: &Inbound) -> bool {
    let content_type = inbound.header("content-type").unwrap_or_default().to_ascii_lowercase();
    let mut sender = 0;
    if content_type.starts_with("multipart/report") && content_type.contains("delivery-status")
        || !inbound.reports.is_empty()
    {
        sender += 3;
    }
    sender += 3 * usize::from(inbound.header("x-failed-recipients").is_some());
    sender += 2 * usize::from(is_daemon(inbound));
    sender += usize::from(null_path(inbound));
    let subject = inbound.subject.as_str().to_lowercase();
    let answered = subject.starts_with("re:") || subject.starts_with("aw:") || subject.starts_with("fwd:");
    let named = !answered && SUBJECTS.iter().any(|words| subject.contains(words));
    if sender == 0 && !named {
        return false;
    }
    let text = truncated(&inbound.text, MAX_TEXT).to_lowercase();
    let said = PHRASES.iter().filter(|words| text.contains(*words)).take(2).count();
    let coded = super::wording::enhanced(&text).is_some() || super::wording::reply_code(&text).is_some();
    let points = sender + 2 * usize::from(named) + said + usize::from(said > 0) + usize::from(coded);
    let told = said > 0 || coded || named;
    told && (sender > 0 && points >= 4 || sender == 0 && points >= 5 && returns_mail(inbound, &text))
}

/// The head of a returned message is inside.
fn returns_mail(inbound: &Inbound, text: &str) -> bool {
    !inbound.enclosed.is_empty()
        || text.contains("\nreceived:")
        || text.contains("\nreturn-path:")
        || text.contains("message-id:")
}

/// Complaints that carry the message alone, without a report (Hotmail's JMRP, seen since 2005): from the provider's staff,
/// with the words that all of them use.
pub(super) fn is_bare_complaint(inbound: &Inbound) -> bool {
    let subject = inbound.subject.as_str().trim().to_lowercase();
    let staff = inbound.from.as_ref().is_some_and(|from| {
        ["staff", "fbl", "feedback", "feedbackloop", "abuse", "complaints", "noreply-fbl"]
            .contains(&from.address.local().to_ascii_lowercase().as_str())
    });
    let worded = ["complaint about message from", "email feedback report for", "abuse report", "[spam report]"];
    staff && !inbound.enclosed.is_empty() && worded.iter().any(|words| subject.starts_with(words))
}

fn null_path(inbound: &Inbound) -> bool {
    let path = inbound.header("return-path").unwrap_or_default().trim().to_ascii_lowercase();
    path == "<>" || path.trim_start_matches('<').starts_with("mailer-daemon")
}

/// The sender is a mail system by its name or address, or nobody at all.
fn is_daemon(inbound: &Inbound) -> bool {
    #[rustfmt::skip]
    const DAEMONS: &[&str] = &[
        "mailer-daemon", "mailer_daemon", "mailerdaemon", "mdaemon@", "postmaster", "post_master", "poostmaster",
        "mail delivery", "mail.delivery.system", "delivery subsystem", "delivery system", "system administrator",
        "mail system", "mailsystem", "maildaemon", "mail-daemon", "smtp_mail_service", "symantec_antivirus",
        "bounce@", "bounces@", "mailgateway", "imss@", "interscan", "ndr administrator", "mailadmin",
        "mail administrator", "microsoft outlook", "microsoftexchange", "no-reply@sns.amazonaws", "mail server",
        "mailserver", "daemon@",
    ];
    let Some(from) = inbound.header("from").map(str::to_lowercase) else { return false };
    from.trim().is_empty() || from.contains("<>") || DAEMONS.iter().any(|name| from.contains(name))
}
