//! Recipients out of the prose of servers that follow no RFC: qmail, Exim, Exchange, Notes, Sendmail, the providers' own.
//!
//! Every address in the report, above the returned mail, is weighed by where it stands; the heaviest are the recipients.

use super::super::clean::{one_line, truncated};
use super::super::mentions::mentions;
use super::super::{Address, Inbound};
use super::{Action, Bounce, wording};

/// Only so many lines of a report are read.
const MAX_LINES: usize = 400;
/// At most so many recipients are taken.
const MAX_RECIPIENTS: usize = 100;
/// The longest diagnostic kept, in bytes.
const MAX_DIAGNOSTIC: usize = 500;

/// An address in the text with what speaks for it.
struct Candidate {
    address: Address,
    weight: i32,
    line: usize,
}

/// What the prose of a report says.
pub(super) fn read(inbound: &Inbound) -> Vec<Bounce> {
    let end = returned_at(&inbound.text);
    let report = inbound.text.get(..end).unwrap_or(&inbound.text);
    let lines: Vec<&str> = report.lines().take(MAX_LINES).collect();
    let lower: Vec<String> = lines.iter().map(|line| line.to_lowercase()).collect();
    let whole = format!("{} {}", inbound.subject.as_str().to_lowercase(), lower.join("\n"));
    let action = if wording::speaks_of_delay(&whole) { Action::Delayed } else { Action::Failed };
    let found = recipients(inbound, &lines, &lower);
    let bounce = |recipient: Option<Address>, at: Option<usize>| {
        let diagnostic = diagnostic(&lines, &lower, at);
        let status = wording::status_of(&diagnostic.to_lowercase()).or_else(|| wording::status_of(&whole));
        Bounce { recipient, status, action, diagnostic, message_id: None }
    };
    if found.is_empty() {
        return vec![bounce(elsewhere(inbound), None)];
    }
    found.into_iter().map(|(address, line)| bounce(Some(address), line)).collect()
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
    let mut all: Vec<Candidate> = Vec::new();
    for at in 0..lines.len() {
        for (address, weight) in weighed(lines, lower, at) {
            let weight = weight - penalty(inbound, &address);
            let room = all.len() < MAX_RECIPIENTS;
            match all.iter_mut().find(|known| known.address == address) {
                Some(known) if known.weight < weight => (known.weight, known.line) = (weight, at),
                Some(_) => {}
                None if room => all.push(Candidate { address, weight, line: at }),
                None => {}
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
    chosen.map(|candidate| (candidate.address, Some(candidate.line))).collect()
}

/// Names without a domain below a heading: users of the reporting system itself (seen: AOL).
fn bare_names(inbound: &Inbound, lines: &[&str], lower: &[String]) -> Vec<Candidate> {
    let Some(domain) = inbound.from.as_ref().map(|from| from.address.domain()) else { return Vec::new() };
    let name =
        |text: &str| text.len() > 1 && text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-'));
    let indented = lines.iter().enumerate().filter(|(_, line)| line.starts_with([' ', '\t']) && name(line.trim()));
    let found = indented.filter(|(at, _)| {
        let above =
            lower.get(at.saturating_sub(2)..*at).unwrap_or_default().iter().rev().find(|line| !line.trim().is_empty());
        above.is_some_and(|line| line.trim_end().ends_with(':') || line.contains("recipients could not"))
    });
    found
        .filter_map(|(line, text)| {
            Some(Candidate { address: Address::parse(&format!("{}@{domain}", text.trim()))?, weight: 4, line })
        })
        .take(MAX_RECIPIENTS)
        .collect()
}

/// The addresses of a line, and what their place says.
fn weighed(lines: &[&str], lower: &[String], at: usize) -> Vec<(Address, i32)> {
    let (Some(line), Some(low)) = (lines.get(at), lower.get(at)) else { return Vec::new() };
    if !line.contains('@') || is_about_something_else(low) {
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
        let alone = before.trim_matches([' ', '\t', '<', '*', '-', '>', '"', '\'', ':', '.', '|']).is_empty();
        let ends = after.trim_start_matches(['>', '"', '\'', ' ', '\t', ')']);
        let shape = match (alone, ends.starts_with(':'), ends.is_empty()) {
            (true, true, _) => 5,
            (true, _, true) => 4,
            (true, _, _) => 3,
            _ => 1,
        };
        found.push((address, shape + labelled + context + heading));
    }
    found
}

/// `RCPT TO:<…>`, `Final-Recipient: …`, `Recipient: …`.
fn is_labelled(low: &str) -> bool {
    #[rustfmt::skip]
    const LABELS: &[&str] = &[
        "rcpt to", "final-recipient", "original-recipient", "recipient", "failed address", "addressee",
        "unknown user", "user unknown", "delivery to", "deliver to", "delivered to", "no such user", "to address",
        "destination", "empfänger", "destinataire", "destinatario", "ontvanger", "宛先", "受信者", "收件人", "адресат",
        "送信先", "收信人",
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
        "send an e-mail to", "questions", "date:", "helo", "cid:", "if you believe", "report this",
    ];
    OTHERS.iter().any(|words| low.contains(words)) && !low.contains("rcpt to")
}

/// Our own address and the system's own count against an address.
fn penalty(inbound: &Inbound, address: &Address) -> i32 {
    let local = address.local().to_ascii_lowercase();
    let system = ["postmaster", "mailer-daemon", "abuse", "root", "support", "helpdesk"].contains(&local.as_str());
    let to_us = inbound.recipients().any(|to| to == address)
        || inbound.from.as_ref().is_some_and(|from| from.address == *address);
    3 * i32::from(system) + 4 * i32::from(to_us)
}

/// The line that says why, near the address.
fn diagnostic(lines: &[&str], lower: &[String], at: Option<usize>) -> String {
    let from = at.unwrap_or(0);
    let near = lower.iter().zip(lines).skip(from).take(if at.is_some() { 12 } else { MAX_LINES });
    let said = near.filter(|(low, _)| wording::speaks_of_failure(low)).map(|(_, line)| *line).next();
    truncated(&one_line(said.unwrap_or_default()), MAX_DIAGNOSTIC).to_owned()
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
        "original message header", "original headers",
    ];
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let low = line.get(..60).unwrap_or(line).trim_start().to_lowercase();
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
        let (found, value) = line.split_once(':')?;
        found.trim().eq_ignore_ascii_case(name).then(|| value.trim())
    })
}
