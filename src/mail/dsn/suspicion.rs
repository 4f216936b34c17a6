//! Decides whether a message without machine-readable status is a delivery report. Signs that speak for it are counted.
//!
//! A single sign decides nothing: people write about bounces, and vacation notices have a null sender too. The text is
//! looked at only when the head already raised the question.

use super::super::clean::truncated;
use super::super::mentions::mentions;
use super::super::prefix::prefix_of;
use std::sync::LazyLock;

use super::super::wordlist::Wordlist;
use super::super::{Address, Inbound};

/// Programs that return mail, as they call themselves before the `@`.
#[rustfmt::skip]
pub(in crate::mail) const MAILERS: &[&str] = &[
    "mailer-daemon", "mailer_daemon", "mailerdaemon", "postmaster", "post_master", "post-master", "mail-daemon",
    "maildaemon", "mdaemon",
];

/// The most bytes of a text that are looked at.
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
    "delivery incomplete", "not deliverable", "non recapitabile", "mancata consegna", "não é possível entregar",
    "não foi possível entregar", "falha na entrega", "kan ikke leveres", "olevererbar", "går inte att leverera",
    "ei voi toimittaa", "ei voida toimittaa", "toimitus epäonnistui", "niedostarcz", "nie można dostarczyć",
    "nedoručiteln", "nedoručiteľn", "nedoručen", "kézbesíthetetlen", "sikertelen kézbesítés", "не удается доставить",
    "не удалось доставить", "неможливо доставити", "недоставлене", "teslim edileme", "teslim edilmedi", "nelivrabil",
    "nu poate fi livrat", "δεν παραδόθηκε", "δεν είναι δυνατή η παράδοση", "לא נמסר", "לא ניתן למסור", "未送达", "無法傳遞",
    "無法投遞", "未传递", "邮件退回", "退回郵件", "配信不能", "届けられません", "배달되지 않음", "배달할 수 없", "전송 실패", "반송", "loop alert",
    "non-deliverable", "entrega fallida", "error de entrega", "échec de la distribution", "erreur de remise",
    "postmaster notify", "rejected mail", "blocked by", "not been delivered",
    "was not accepted", "kon niet worden bezorgd", "bezorging mislukt", "bounce message", "zustellfehler",
    "zustellungsfehler", "trouble delivering", "there was an error sending", "mail failed",
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
    "not a valid user", "n'a pas pu etre", "duplicated message-id", "were affected", "delivery problems",
    "not accepting mail", "has not been delivered", "automatically rejected", "is not accepting", "may not exist",
    "mailbox exceeds", "fehler bei der nachrichtenzustellung", "nicht erreicht", "échec de la remise",
    "n'est pas parvenu", "impossible de joindre", "error de entrega", "no llegó a", "no se pudo", "recapito non",
    "impossibile", "falha na entrega", "não atingiu", "não foi possível", "entrega", "mislukt", "niet bereikt",
    "niet bezorgd", "mislykke", "mislyktes", "kunne ikke", "gick inte att leverera", "kunde inte", "epäonnistui",
    "ei voitu toimittaa", "nie powiodło się", "nie dotarł", "nie można", "se nezdařilo", "nezdařil", "zlyhalo",
    "nepodarilo", "nepodařilo", "sikertelen", "nem sikerült", "не удалось", "не вдалося", "неможливо", "başarısız",
    "nu a reușit", "nu a putut", "απέτυχε", "δεν ήταν δυνατή", "נכשלה", "לא ניתן", "未能", "無法", "退信", "被退", "失敗", "실패",
    "못했습니다", "できませんでした", "未送达", "abgelehnt", "zurückgewiesen", "rejeté", "refusé", "rechazad", "rifiutat", "respint", "rejeitad", "recusad", "geweigerd", "afvist",
    "avvisad", "avvisat", "avvist", "hylätt", "odrzucon", "odmítnut", "odmietnut", "visszautasít", "elutasít", "отклонен", "отвергнут", "відхилен", "reddedil", "respins", "απορρίφθηκε",
    "נדחת", "拒否", "拒绝", "拒絕", "거부", "was refused", "was returned", "was blocked", "was declined",
];

static NAMES: LazyLock<Wordlist> = LazyLock::new(|| Wordlist::new(SUBJECTS));
static WORDS: LazyLock<Wordlist> = LazyLock::new(|| Wordlist::new(PHRASES));

/// Whether enough signs speak for a delivery report.
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
    sender += usize::from(null_path(inbound)) + usize::from(is_list_server(inbound));
    let named = is_named(&inbound.subject.as_str().to_lowercase());
    if sender == 0 && !named {
        return false;
    }
    let text = truncated(&inbound.text, MAX_TEXT).to_lowercase();
    let said = WORDS.count(&text, 2);
    let coded = super::wording::enhanced(&text).is_some() || super::wording::reply_code(&text).is_some();
    let points = sender + 2 * usize::from(named) + said + usize::from(said > 0) + usize::from(coded);
    let told = said > 0 || coded || named;
    let proven = || shows_proof(inbound, &text) || is_one_sentence(inbound, &text);
    match sender {
        // whoever writes newsletters about bounces, or asks about one, has none of a system's own signs
        0 => told && points >= 5 && !is_mass_mail(inbound) && proven(),
        // a vacation notice has a null sender too, and a postmaster is sometimes a person
        1 | 2 if !named => told && points >= 4 && (coded || proven()),
        _ => told && points >= 4,
    }
}

/// Does a subject (lower case) speak of a failed delivery? One that answers does so only behind what it answers, in
/// words of its own: `re: press (delivery failed)`.
fn is_named(subject: &str) -> bool {
    if prefix_of(subject).is_none() {
        return NAMES.find(subject).is_some();
    }
    let closed = subject.trim_end_matches(|c: char| !c.is_alphanumeric());
    let parted = |head: &str| head.trim_end().ends_with(['(', '[', ':', '-', '*', '–']) && head.len() > 5;
    NAMES.before_end(closed).any(parted)
}

fn is_mass_mail(inbound: &Inbound) -> bool {
    inbound.header("list-unsubscribe").is_some() || inbound.header("feedback-id").is_some()
}

/// What a person who writes about a bounce does not do: the mail comes back with it, or it names the recipient at once,
/// below the words for the failure; and nobody speaks of themselves.
fn shows_proof(inbound: &Inbound, text: &str) -> bool {
    let head = || text.lines().map(str::trim).filter(|line| !line.is_empty()).take(6);
    let spoken = || head().take_while(|line| !line.starts_with("received:")).any(is_personal);
    names_recipient(text) || returns_mail(inbound, text) && !spoken()
}

/// A person speaks: of themselves, with a greeting, or asking.
fn is_personal(line: &str) -> bool {
    const WORDS: [&str; 20] = [
        "i", "my", "we", "our", "hi", "hello", "hey", "dear", "thanks", "ich", "wir", "mein", "meine", "hallo", "je",
        "bonjour", "ik", "mijn", "yo", "hola",
    ];
    let mut words = line.split(|c: char| !c.is_alphanumeric() && c != '\'');
    line.contains('?') || words.any(|word| WORDS.contains(&word))
}

/// An address with what stands before and behind it.
type Mention<'t> = (Address, &'t str, &'t str);

/// Within the first lines, an address alone on its line below words of a failure.
fn names_recipient(text: &str) -> bool {
    let mut above = "";
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()).take(10) {
        if is_personal(line) {
            return false;
        }
        let told = WORDS.find(above).is_some();
        let named = mentions(line);
        let lone = |(first, last): (&Mention<'_>, &Mention<'_>)| first.1.len() < 40 && last.2.len() < 20;
        if told && named.first().zip(named.last()).is_some_and(lone) {
            return true;
        }
        above = line;
    }
    false
}

/// A mailer says no more than whose mail failed: `Your message to ada@x.example was rejected.`
fn is_one_sentence(inbound: &Inbound, text: &str) -> bool {
    let mailer = inbound.from.as_ref().is_some_and(|from| {
        let local = from.address.local().to_ascii_lowercase();
        MAILERS.contains(&local.as_str())
    });
    let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let said = lines.by_ref().take(3).collect::<Vec<_>>().join(" ");
    mailer
        && lines.next().is_none()
        && said.len() < 400
        && !said.contains('?')
        && mentions(&said).len() == 1
        && WORDS.find(&said).is_some()
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

/// A list's program speaks itself (fml): what it passes on has the list's name and a number too.
fn is_list_server(inbound: &Inbound) -> bool {
    inbound.header("x-mlserver").is_some()
        && inbound.header("x-ml-name").is_none()
        && inbound.header("x-mail-count").is_none()
}

fn null_path(inbound: &Inbound) -> bool {
    let path = inbound.header("return-path").unwrap_or_default().trim().to_ascii_lowercase();
    let nobody = inbound.header("from").is_some_and(|from| from.trim() == "<>");
    nobody || path == "<>" || path.trim_start_matches('<').starts_with("mailer-daemon")
}

/// The sender is a mail system by its name or address, or nobody at all.
fn is_daemon(inbound: &Inbound) -> bool {
    #[rustfmt::skip]
    const DAEMONS: &[&str] = &[
        "poostmaster", "mail delivery", "mail.delivery.system", "delivery subsystem", "delivery system",
        "system administrator", "mail system", "mailsystem", "smtp_mail_service", "symantec_antivirus",
        "bounce@", "bounces@", "mailgateway", "imss@", "interscan", "ndr administrator", "mailadmin",
        "mail administrator", "microsoft outlook", "microsoftexchange", "no-reply@sns.amazonaws", "mail server",
        "mailserver", "<daemon@", "mailmarshal", "email server", "mail sieve", "antispam", "mailscanner",
        "delivery report", "mail gateway", "mailsweeper", "smtp gateway", "mail transport",
    ];
    let Some(from) = inbound.header("from").map(str::to_lowercase) else { return false };
    from.trim().is_empty() || from.contains("<>") || DAEMONS.iter().chain(MAILERS).any(|name| from.contains(name))
}
