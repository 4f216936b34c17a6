//! What providers, lists and forwarders stamp on people's mail as on programs': alone it proves no program.
//!
//! Comes in: an [`Inbound`] and who we are. Goes out: the stamps that say something, each with the field that showed it, for
//! `weighing`; and what is known of lists. All mail of Fastmail, Zoho and Amazon SES has a Feedback-ID, a rule that redirects
//! leaves its mark, and a group that is the desk's own address delivers people's mail like a list's.

use super::super::clean::truncated;
use super::super::{Address, Inbound};
use super::{Caution, MESSAGE_ID_START, MachineKind, Own, Sign};

/// A stamp that says something beside others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stamp {
    /// A service that sends for many, people among them: `Feedback-ID`.
    Service,
    /// `List-Unsubscribe`.
    Unsubscribe,
    /// `Precedence: junk`: forms on web sites and old absence notices.
    Junk,
    /// `Return-Path: <>`.
    NoReturn,
    /// A rule of the sender's own mailbox answered or forwarded: the mark names their own address.
    OwnRule,
    /// A rule of another mailbox at the sender's domain: a colleague's that redirects, or theirs under another address.
    Rule,
    /// A rule forwarded it: `Auto-Submitted: auto-forwarded`.
    Forwarded,
    /// A rule of another mailbox sent it on as it was (Exchange).
    Redirected,
    /// The envelope is a list's: `Return-Path: <press-bounces@…>`.
    ListReturn,
}

/// A stamp with the field that showed it.
pub(super) type Stamped = (Stamp, String);

/// Fields that name the list a mail came through.
const NAMES_LIST: &[&str] = &["list-id", "list-post", "mailing-list", "x-mailing-list", "x-beenthere", "x-ml-name"];

/// Fields of services that send mass mail, and of providers that people write at.
const SERVICES: &[&str] = &["feedback-id", "x-csa-complaints", "x-campaignid", "x-mailgun-tag-newsletter"];

/// What a rule that forwards says of a mail in Auto-Submitted.
pub(super) const FORWARDED: &str = "auto-forwarded";

/// The field of Exchange's rules, on their answers and on what they redirect.
pub(super) const GENERATED: &str = "x-ms-exchange-generated-message-source";

/// What is known of the way that a mail came.
pub(super) struct Way {
    /// It answers a letter of ours: nobody sends such a one to a list.
    pub(super) answers_us: bool,
    /// A rule of another mailbox sent it on: the rule's marks say nothing of who wrote it.
    pub(super) is_redirected: bool,
    /// It came through a group that is an address of the desk, and through no other list.
    by_own_group: bool,
}

impl Way {
    pub(super) fn of(inbound: &Inbound, own: &Own) -> Self {
        let mut named = inbound.headers.iter().filter(|field| NAMES_LIST.contains(&field.name.as_str()));
        let mut named = named.by_ref().filter_map(|field| is_own_list(&field.value, own)).peekable();
        let by_own_group = named.peek().is_some() && named.all(|is_own| is_own);
        Self { answers_us: answers_us(inbound, own), is_redirected: is_redirected(inbound), by_own_group }
    }

    /// Whether the marks of lists and of mass mail are to be passed over.
    pub(super) fn excuses_lists(&self) -> bool {
        self.answers_us || self.by_own_group
    }

    /// The list that a field names, if it is a list's and another than the desk's own group.
    pub(super) fn list(&self, name: &str, value: &str) -> Option<MachineKind> {
        let names = NAMES_LIST.contains(&name) && !matches!(value.trim(), "" | "<>");
        (names && !self.excuses_lists()).then_some(MachineKind::List)
    }
}

/// Whether a rule of a mailbox that is not the author's sent it on (RFC 5322 §3.6.6): nobody resends an answer of their own.
fn is_redirected(inbound: &Inbound) -> bool {
    let resent = inbound
        .header("resent-from")
        .and_then(|value| Address::parse(value.rsplit('<').next().unwrap_or_default().trim_end_matches(['>', ' '])));
    let by_other = resent.zip(inbound.from.as_ref()).is_some_and(|(resent, from)| resent != from.address);
    by_other && inbound.header(GENERATED).is_some()
}

/// Whether it answers a letter of ours, by its Message-ID.
fn answers_us(inbound: &Inbound, own: &Own) -> bool {
    let is_ours =
        |domain: &str| !own.message_id_domain.is_empty() && domain.eq_ignore_ascii_case(&own.message_id_domain);
    let mut ids = inbound.in_reply_to.iter().chain(&inbound.references);
    ids.any(|id| id.as_str().starts_with(MESSAGE_ID_START) && is_ours(id.domain()))
}

/// Whether a field names a group that is our own address; none if it names no list.
fn is_own_list(value: &str, own: &Own) -> Option<bool> {
    let words = || value.split([' ', '\t', '<', '>', ',', ';', ':', '"', '(', ')']).filter(|word| word.contains('.'));
    let is_own = |word: &str| {
        let is_address = Address::parse(word).is_some_and(|address| own.has(&address));
        is_address
            || own.addresses.iter().any(|address| address.key().replacen('@', ".", 1) == word.to_ascii_lowercase())
    };
    // a link says nothing of whose list it is
    let names = |word: &&str| !word.starts_with("//");
    words().find(names)?;
    Some(words().any(is_own))
}

/// The stamps of a message.
pub(super) fn find(inbound: &Inbound, way: &Way, own: &Own) -> Vec<Stamped> {
    let from = inbound.from.as_ref().map(|from| &from.address);
    let mut found: Vec<Stamped> = Vec::new();
    for field in &inbound.headers {
        let stamp = match field.name.as_str() {
            "list-unsubscribe" | "x-list-unsubscribe" if !way.excuses_lists() => unsubscribe(&field.value),
            "precedence" | "x-precedence" => is_word(&field.value, "junk").then_some(Stamp::Junk),
            "auto-submitted" if is_word(&field.value, FORWARDED) => Some(Stamp::Forwarded),
            GENERATED if way.is_redirected => Some(Stamp::Redirected),
            "return-path" => return_path(&field.value, way),
            "x-loop" | "x-ms-exchange-inbox-rules-loop" if inbound.header("resent-from").is_none() => {
                from.and_then(|from| rule(&field.value, from, own))
            }
            name if SERVICES.contains(&name) && !way.excuses_lists() => Some(Stamp::Service),
            _ => None,
        };
        if let Some(stamp) = stamp
            && !found.iter().any(|(known, _)| *known == stamp)
        {
            found.push((stamp, format!("{}: {}", field.name, truncated(field.value.trim(), 120))));
        }
    }
    found
}

/// Whose rule left its mark.
fn rule(value: &str, from: &Address, own: &Own) -> Option<Stamp> {
    let owner = Address::parse(value).filter(|owner| !own.has(owner))?;
    let is_near = owner.domain() == from.domain();
    is_near.then_some(if owner == *from { Stamp::OwnRule } else { Stamp::Rule })
}

fn unsubscribe(value: &str) -> Option<Stamp> {
    (!matches!(value.trim(), "" | "<>")).then_some(Stamp::Unsubscribe)
}

/// The first word of a value.
pub(super) fn is_word(value: &str, word: &str) -> bool {
    value.split([';', '(', ' ', ',']).next().is_some_and(|first| first.trim().eq_ignore_ascii_case(word))
}

/// RFC 5321 §4.5.5: the null sender is for what must not be answered; forwarders empty that of people's mail, too.
fn return_path(value: &str, way: &Way) -> Option<Stamp> {
    let path = value.replace([' ', '\t'], "");
    if path == "<>" {
        return Some(Stamp::NoReturn);
    }
    let local = path.trim_start_matches('<').rsplit_once('@').map_or("", |(local, _)| local).to_ascii_lowercase();
    (is_list_program(&local) && !way.excuses_lists()).then_some(Stamp::ListReturn)
}

/// Local parts from which programs of lists write: `owner-press`, `press-bounces+ada=customer.example`, `press-request`.
pub(super) fn is_list_program(local: &str) -> bool {
    let base = local.split(['+', '=']).next().unwrap_or_default();
    let is_end = |end: &str| base.strip_suffix(end).is_some_and(|name| !name.is_empty());
    let is_start = base.strip_prefix("owner-").is_some_and(|name| !name.is_empty());
    is_start || ["-owner", "-bounces", "-bounce", "-request"].iter().any(|end| is_end(end))
}

/// What two stamps of different sorts prove together; or one with another sign of a program: that it `asks` for silence, or
/// that its text or address `sounds` like one.
pub(super) fn prove(stamps: &[Stamped], asks: Option<&String>, sounds: Option<&String>) -> Option<Sign> {
    let has = |wanted: Stamp| stamps.iter().any(|(stamp, _)| *stamp == wanted);
    let counts = |stamp: Stamp| match stamp {
        Stamp::Service => has(Stamp::Unsubscribe) || has(Stamp::Junk),
        Stamp::Rule => asks.is_some(),
        Stamp::Forwarded | Stamp::Redirected => false,
        _ => true,
    };
    let mut counted = stamps.iter().filter(|(stamp, _)| counts(*stamp)).map(|(_, shown)| shown);
    let first = counted.next()?;
    let second = counted.chain(asks).chain(sounds).next()?;
    let kind = match () {
        () if has(Stamp::ListReturn) => MachineKind::List,
        () if has(Stamp::Unsubscribe) => MachineKind::Bulk,
        () if sounds.is_none() && (has(Stamp::OwnRule) || asks.is_some()) => MachineKind::AutoReply,
        () => MachineKind::AutoGenerated,
    };
    Some((kind, format!("{first}, and {second}")))
}

/// The stamp that alone is a reason to be careful. Where the author is proven most of them say nothing; what also `answers`
/// something may be a notice of absence.
pub(super) fn careful(stamps: &[Stamped], answers: bool) -> Option<Caution> {
    let (stamp, shown) = stamps.iter().find(|(stamp, _)| !matches!(stamp, Stamp::Service | Stamp::Rule))?;
    let speaks = match stamp {
        Stamp::ListReturn | Stamp::Redirected => true,
        Stamp::Junk | Stamp::NoReturn | Stamp::OwnRule => answers,
        _ => false,
    };
    let shown = shown.clone();
    Some(if speaks { Caution::PerhapsMachine(shown) } else { Caution::Stamped(shown) })
}
