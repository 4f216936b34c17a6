//! Recipients out of the prose of servers that follow no RFC: qmail, Exim, Exchange, Notes, Sendmail, the providers' own.
//!
//! Every address in the report, above the returned mail, is weighed by where it stands; the heaviest are the recipients.

use super::super::clean::{one_line, truncated};
use super::super::mentions::mentions;
use super::super::{Address, Inbound};
use super::{Action, Bounce, wording};

/// The most lines of a report that are read.
const MAX_LINES: usize = 400;
/// The most bytes of each line.
const MAX_LINE: usize = 1_000;
/// The returned message is looked for within this many bytes.
const MAX_REPORT: usize = 256 * 1024;
/// The most recipients that are taken.
const MAX_RECIPIENTS: usize = 100;
/// What is said of an address stands within this many lines below it.
const REACH: usize = 12;
/// The longest diagnostic kept, in bytes.
const MAX_DIAGNOSTIC: usize = 500;

/// An address in the text with what speaks for it.
struct ScoredAddress {
    address: Address,
    weight: i32,
    line: usize,
}

/// What the prose of a report says.
pub(super) fn read(inbound: &Inbound) -> Vec<Bounce> {
    let report = report(&inbound.text);
    let lines: Vec<&str> = report.lines().take(MAX_LINES).map(|line| truncated(line, MAX_LINE)).collect();
    let lower: Vec<String> = lines.iter().map(|line| line.to_lowercase()).collect();
    let whole = format!("{} {}", inbound.subject.as_str().to_lowercase(), lower.join("\n"));
    let action = match (wording::speaks_of_delay(&whole), wording::speaks_of_success(&whole)) {
        (true, _) => Action::Delayed,
        (false, true) => Action::Delivered,
        (false, false) => Action::Failed,
    };
    let found = recipients(inbound, &lines, &lower);
    let alone = found.len() < 2;
    let bounce = |recipient: Option<Address>, at: Option<usize>| {
        let diagnostic = diagnostic(&lines, &lower, at);
        let near = lower.iter().skip(at.unwrap_or(0)).take(REACH).cloned().collect::<Vec<_>>().join("\n");
        let status = status(&diagnostic.to_lowercase(), &near, &whole, alone);
        Bounce { recipient, status, action, diagnostic, message_id: None }
    };
    if found.is_empty() {
        return vec![bounce(elsewhere(inbound), None)];
    }
    found.into_iter().map(|(address, line)| bounce(Some(address), line)).collect()
}

/// What a text says above the returned mail.
pub(super) fn report(text: &str) -> &str {
    text.get(..returned_at(text)).unwrap_or(text)
}

/// The recipients, heaviest first.
fn recipients(inbound: &Inbound, lines: &[&str], lower: &[String]) -> Vec<(Address, Option<usize>)> {
    let declared = inbound.header("x-failed-recipients").map(|value| {
        value
            .split([',', ';', ' '])
            .filter_map(Address::parse)
            .take(MAX_RECIPIENTS)
            .map(|address| (address, None))
            .collect::<Vec<_>>()
    });
    if let Some(declared) = declared.filter(|declared| !declared.is_empty()) {
        return declared;
    }
    let mut all: Vec<ScoredAddress> = Vec::new();
    for at in 0..lines.len() {
        for (address, weight, alone) in weighed(lines, lower, at) {
            let weight = weight - penalty(inbound, &address, alone);
            let room = all.len() < MAX_RECIPIENTS;
            match all.iter_mut().find(|known| known.address == address) {
                Some(known) if known.weight < weight => (known.weight, known.line) = (weight, at),
                None if room => all.push(ScoredAddress { address, weight, line: at }),
                _ => {}
            }
        }
    }
    let most = all.iter().map(|candidate| candidate.weight).max().unwrap_or(0);
    if most < 4 {
        all.extend(bare_names(inbound, lines, lower));
    }
    let most = all.iter().map(|candidate| candidate.weight).max().unwrap_or(0);
    let least = if most >= 5 { most - 1 } else { most };
    let chosen = all.into_iter().filter(|candidate| most > 0 && candidate.weight >= least);
    let aliases = aliases(lines, lower);
    let mut found: Vec<(Address, Option<usize>)> = Vec::new();
    for ScoredAddress { address, line, .. } in chosen {
        let meant = aliases.iter().find(|(failed, _)| *failed == address).map(|(_, meant)| meant.clone());
        let address = meant.unwrap_or(address);
        if !found.iter().any(|(known, _)| *known == address) {
            found.push((address, Some(line)));
        }
    }
    found
}

/// The addresses that failed, each with the one that the letter was written to, where an alias lies between:
/// `(expanded from: <ada@x.example>)` (Sendmail, Postfix), `(generated from ada@x.example)` (Exim).
fn aliases(lines: &[&str], lower: &[String]) -> Vec<(Address, Address)> {
    let told = lower.iter().enumerate().filter(|(_, low)| is_alias(low)).take(MAX_RECIPIENTS);
    let pair = |at: usize| {
        let above = lines.get(at.saturating_sub(2)..at)?.join(" ");
        let rest = lines.get(at..)?.iter().take(2).copied().collect::<Vec<_>>().join(" ");
        let words = ["expanded from", "generated from"];
        let (start, end) = words.iter().find_map(|words| rest.find(words).map(|at| (at, at + words.len())))?;
        let head = format!("{above} {}", rest.get(..start)?);
        let failed = mentions(&head).into_iter().next_back().map(|(address, _, _)| address)?;
        let meant = mentions(rest.get(end..)?).into_iter().next().map(|(address, _, _)| address)?;
        Some((failed, meant))
    };
    told.filter_map(|(at, _)| pair(at)).collect()
}

fn is_alias(low: &str) -> bool {
    low.contains("expanded from") || low.contains("generated from")
}

/// Names without a domain below a heading: users of the reporting system itself (seen: AOL, Yale). The returned mail
/// may know the rest of the address.
fn bare_names(inbound: &Inbound, lines: &[&str], lower: &[String]) -> Vec<ScoredAddress> {
    let Some(domain) = inbound.from.as_ref().map(|from| from.address.domain()) else { return Vec::new() };
    let indented = lines.iter().enumerate().filter_map(|(at, line)| {
        let name = line.strip_prefix([' ', '\t'])?.trim_start();
        // a reason may follow, behind a gap
        let name = name.split(['\t', '(']).next()?.split("  ").next()?.trim();
        let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-');
        (name.len() > 1 && name.chars().all(plain)).then_some((at, name))
    });
    let found = indented.filter(|(at, _)| {
        let above =
            lower.get(at.saturating_sub(2)..*at).unwrap_or_default().iter().rev().find(|line| !line.trim().is_empty());
        above.is_some_and(|line| line.trim_end().ends_with(':') || line.contains("recipients could not"))
    });
    found
        .take(MAX_RECIPIENTS)
        .filter_map(|(line, name)| {
            let address = known_by_name(&inbound.text, name).or_else(|| Address::parse(&format!("{name}@{domain}")))?;
            Some(ScoredAddress { address, weight: 4, line })
        })
        .collect()
}

/// `<ada@x.example>` somewhere in a text, for `ada`.
fn known_by_name(text: &str, name: &str) -> Option<Address> {
    let text = truncated(text, MAX_REPORT);
    let at = text.find(&format!("<{name}@"))?;
    mentions(text.get(at..)?.lines().next()?).into_iter().next().map(|(address, _, _)| address)
}

/// The addresses of a line, what their place says, and whether a line begins with it.
fn weighed(lines: &[&str], lower: &[String], at: usize) -> Vec<(Address, i32, bool)> {
    let (Some(line), Some(low)) = (lines.get(at), lower.get(at)) else { return Vec::new() };
    // what an address is called says nothing of its line
    let named = |word| if str::contains(word, '@') { "x" } else { word };
    let words = || low.split(' ').map(named).collect::<Vec<_>>().join(" ");
    if !line.contains('@') || is_about_something_else(low) && is_about_something_else(&words()) {
        return Vec::new();
    }
    let near =
        |from: usize, to: usize| (from..to).filter_map(|at| lower.get(at)).any(|line| wording::speaks_of_failure(line));
    let context = 2 * i32::from(wording::speaks_of_failure(low))
        + i32::from(near(at + 1, at + 3))
        + i32::from(near(at.saturating_sub(2), at));
    let labelled = 4 * i32::from(is_labelled(low));
    let heading = 2 * i32::from(is_under_heading(lower, at));
    let mut found = Vec::new();
    for (address, before, after) in mentions(line) {
        if is_alias(&before.to_lowercase()) {
            continue;
        }
        let alone = before.trim_matches([' ', '\t', '<', '*', '-', '>', '"', '\'', ':', '.', '|']).is_empty();
        let ends = after.trim_start_matches(['>', '"', '\'', ' ', '\t', ')']);
        let shape = match (alone, ends.starts_with(':'), ends.is_empty()) {
            (true, true, _) => 5,
            (true, _, true) => 4,
            (true, _, _) => 3,
            _ => 1,
        };
        let blank_above = at.checked_sub(1).and_then(|at| lower.get(at)).is_none_or(|line| line.trim().is_empty());
        let heads = alone && blank_above && ends.trim_end() == ":";
        let certain = 6 * i32::from(heads || alone && is_dated(ends) || is_addressed(&before.to_lowercase()));
        found.push((address, shape + labelled + context + heading + certain, alone));
    }
    found
}

/// What our letter was to, in the words of who returns it; no server's answer stands before.
fn is_addressed(before: &str) -> bool {
    #[rustfmt::skip]
    const TO: &[&str] = &[
        "message to", "mail to", "delivered to", "failed address:", "failed recipient:", "nachricht an", "mail an",
        "message à", "mensaje a", "messaggio a", "mensagem para", "bericht aan", "besked til", "melding til",
        "meddelande till", "wiadomość do", "сообщение для", "письмо для", "повідомлення для", "zpráva pro", "správa pre",
    ];
    let before = before.trim_end_matches([' ', '\t', '<', '"', '\'', '(', '*']);
    TO.iter().any(|words| before.ends_with(words)) && wording::reply_code(before).is_none()
}

/// `on 10/14/2026 9:12`, as Exchange writes behind a recipient.
fn is_dated(after: &str) -> bool {
    let mut words = after.split_whitespace();
    let short = words.next().is_some_and(|word| word.chars().count() <= 3 && word.chars().all(char::is_alphabetic));
    short && words.next().is_some_and(|word| word.starts_with(|c: char| c.is_ascii_digit()))
}

/// `RCPT TO:<…>`, `Final-Recipient: …`, `Recipient: …`.
fn is_labelled(low: &str) -> bool {
    #[rustfmt::skip]
    const LABELS: &[&str] = &[
        "rcpt to", "final-recipient", "original-recipient", "recipient", "failed address", "addressee",
        "unknown user", "user unknown", "delivery to", "deliver to", "delivered to", "no such user", "to address",
        "destination", "empfänger", "destinataire", "destinatario", "ontvanger", "宛先", "受信者", "收件人", "адресат",
        "送信先", "收信人", "was addressed", "addressed to", "intended recipient", "message to", "mail to", "sent mail to",
        "nachricht wurde nicht an", "收件者", "받는 사람", "affected",
    ];
    let low = low.trim_start_matches([' ', '\t', '>', '<', '*', '-']);
    low.starts_with("to:") || LABELS.iter().any(|label| low.contains(label)) && !low.starts_with("received")
}

/// The nearest text above speaks of addresses that failed.
fn is_under_heading(lower: &[String], at: usize) -> bool {
    let above = (1..=4).filter_map(|back| at.checked_sub(back)).filter_map(|at| lower.get(at));
    let heading = above.map(|line| line.trim()).find(|line| !line.is_empty());
    heading.is_some_and(|line| {
        line.ends_with(':')
            || line.contains("following")
            || line.contains("fatal errors")
            || line.contains("failed")
            || line.contains("recipient")
    })
}

/// Lines about the sender, a contact or an id: their addresses are not the recipient.
fn is_about_something_else(low: &str) -> bool {
    #[rustfmt::skip]
    const OTHERS: &[&str] = &[
        "message-id", "message id", "mail from:", "from:", "from <", "sender:", "reply-to", "contact", "assistance",
        "further help", "content-id", "reporting-mta", "x-postfix-sender", "return-path", "received:", "abuse",
        "send an e-mail to", "questions", "date:", "helo", "cid:", "if you believe", "report this", "mail from ",
        "return address", "reply to", "hello ", "dear ",
    ];
    OTHERS.iter().any(|words| low.contains(words)) && !low.contains("rcpt to")
}

/// Our own address and the system's own count against an address; not the name alone of one that a line is about.
fn penalty(inbound: &Inbound, address: &Address, alone: bool) -> i32 {
    let local = address.local().to_ascii_lowercase();
    let system = ["postmaster", "mailer-daemon", "abuse", "root", "support", "helpdesk"].contains(&local.as_str());
    let to_us = inbound.recipients().any(|to| to == address)
        || inbound.from.as_ref().is_some_and(|from| from.address == *address);
    3 * i32::from(system && !alone) + 4 * i32::from(to_us)
}

/// The line that says why, near the address, with the indented lines that go on with it.
fn diagnostic(lines: &[&str], lower: &[String], at: Option<usize>) -> String {
    let from = at.unwrap_or(0);
    let mut near = lower.iter().enumerate().skip(from).take(if at.is_some() { REACH } else { MAX_LINES });
    let Some((said, _)) = near.find(|(_, low)| wording::speaks_of_failure(low)) else { return String::new() };
    let first = lines.get(said).copied().unwrap_or_default();
    let more = lines.iter().skip(said + 1).take(4).take_while(|line| {
        let indent = |line: &str| line.len() - line.trim_start().len();
        !line.trim().is_empty() && indent(line) > indent(first) && mentions(line).is_empty()
    });
    let whole = std::iter::once(first).chain(more.copied()).collect::<Vec<_>>().join(" ");
    truncated(&one_line(&whole), MAX_DIAGNOSTIC).to_owned()
}

/// The status: an enhanced one near the address, else what the server's words mean, the clearest first. Where one
/// recipient only is told of, all of the report is about it.
fn status(diagnostic: &str, near: &str, whole: &str, alone: bool) -> Option<String> {
    let clear = |status: &String| !wording::is_vague(status);
    let given = wording::refusal(diagnostic).or_else(|| wording::refusal(near)).filter(clear);
    let given = given.or_else(|| wording::refusal(whole).filter(|_| alone).filter(clear));
    let told = || wording::clear_status_of(diagnostic).or_else(|| wording::clear_status_of(near));
    let loosely = || wording::status_of(diagnostic).or_else(|| wording::status_of(near));
    given.or_else(told).or_else(|| wording::status_of(whole).filter(clear)).or_else(loosely)
}

/// The report names nobody: the returned message was for somebody.
fn elsewhere(inbound: &Inbound) -> Option<Address> {
    let ours = |address: &Address| inbound.recipients().any(|to| to == address);
    let subject =
        mentions(inbound.subject.as_str()).into_iter().map(|(address, _, _)| address).find(|address| !ours(address));
    let enclosed = || inbound.enclosed.iter().find_map(|enclosed| enclosed.to.first()).map(|to| to.address.clone());
    let field = || {
        returned_field(&inbound.text, "to")
            .and_then(|value| mentions(value).into_iter().map(|(address, _, _)| address).next())
    };
    subject.or_else(enclosed).or_else(field)
}

/// Where the returned message begins in the text.
fn returned_at(text: &str) -> usize {
    #[rustfmt::skip]
    const BEGINS: &[&str] = &[
        "--- below this line", "---- original message", "----- original message follows", "----- unsent message",
        "----- message header follows", "------ this is a copy", "--- original message", "received: ",
        "return-path: ", "----- message follows", "----- header", "original message follows",
        "the header of the original message", "----- returned message", "--------- returned", "--- copy of",
        "----- original message header", "message contents follow", "--- the header", "-----original message",
        "content of the original", "----- forwarded message", "--- attached is", "----- copy of",
        "original message header", "original headers", "original mail as follows", "below is a copy of the original",
        "old message:", "the following is a copy", "------- returned message", "your original message",
        "original message as received", "--------unsent message", "|------------------------- message text",
        "message text follows", "------ original message", "-- the header and top", "----- non-delivered",
        "possibly truncated original", "----- original mail", "===== original",
    ];
    let mut at = 0;
    for line in truncated(text, MAX_REPORT).split_inclusive('\n') {
        let low = truncated(line, 60).trim_start().to_lowercase();
        if at > 0 && BEGINS.iter().any(|words| low.starts_with(words)) {
            return at;
        }
        at += line.len();
    }
    text.len()
}

/// A field of the returned message's head in the text.
pub(super) fn returned_field<'t>(text: &'t str, name: &str) -> Option<&'t str> {
    let returned = text.get(returned_at(text)..)?;
    returned.lines().take(MAX_LINES).find_map(|line| {
        let line = truncated(line, MAX_LINE);
        let (found, value) = line.split_once(':')?;
        found.trim().eq_ignore_ascii_case(name).then(|| value.trim())
    })
}

/// A field of a message's head anywhere in the text, indented or not.
pub(super) fn any_field<'t>(text: &'t str, name: &str) -> Option<&'t str> {
    text.lines().take(MAX_LINES).find_map(|line| {
        let line = truncated(line, MAX_LINE);
        let (found, value) = line.split_once(':')?;
        found.trim().eq_ignore_ascii_case(name).then(|| value.trim())
    })
}

/// From the first group of fields with a `Final-Recipient:` or an `Original-Recipient:` in the text on.
pub(super) fn written_fields(text: &str) -> Option<&str> {
    let (mut at, mut group) = (0, 0);
    for line in truncated(text, MAX_REPORT).split_inclusive('\n') {
        let name = truncated(line, 60).split(':').next().unwrap_or_default().trim();
        if name.eq_ignore_ascii_case("final-recipient") || name.eq_ignore_ascii_case("original-recipient") {
            return text.get(group..);
        }
        at += line.len();
        if line.trim().is_empty() {
            group = at;
        }
    }
    None
}
