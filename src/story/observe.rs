//! Reads from the store what became of tickets, mails and letters: for a claim, for an author's report, and to compare
//! two plays.

use crate::desk::end::End;
use crate::desk::event::EventKind;
use crate::desk::form::read_lines;
use crate::desk::people::Role;
use crate::desk::policy::Policy;
use crate::desk::reason::Reason;
use crate::desk::reference::ReferenceStyle;
use crate::desk::ticket::Visibility;
use crate::desk::token::without_tokens;
use crate::mail::Contact;
use crate::store::read::{FileLine, LetterFilter, MailFilter, Story, TicketFilter, Told};
use crate::store::{MailId, Store, StoreError};

use super::format_instant::format_instant;
use super::sent_letter::SendAttempt;
use super::ticket_assertions::TicketState;
use super::turned::below_form;
use super::world::LOST;

/// More than any story has.
const ALL: usize = 1_000_000;

/// A ticket, or `None` if no ticket has that reference.
pub(super) async fn case(
    store: &Store,
    style: &ReferenceStyle,
    reference: &str,
) -> Result<Option<TicketState>, StoreError> {
    let Some(number) = style.parse_typed(reference) else { return Ok(None) };
    let Some(story) = store.read(move |reading| reading.story(number)).await? else { return Ok(None) };
    let mails = store.read(move |reading| reading.mails(MailFilter::All, ALL)).await?;
    let of_mails =
        mails.into_iter().filter(|mail| mail.ticket == Some(number)).flat_map(|mail| sentences(&mail.reasons));
    Ok(Some(case_of(story, of_mails.collect())))
}

fn sentences(reasons: &[Reason]) -> Vec<String> {
    reasons.iter().map(Reason::to_string).collect()
}

fn case_of(story: Story, mut reasons: Vec<String>) -> TicketState {
    let (mut comments, mut files) = (Vec::new(), Vec::new());
    for entry in story.entries {
        match entry.told {
            Told::Comment { visibility, text, files: brought, .. } => {
                comments.push((visibility, text));
                files.extend(brought.into_iter().map(|file| (file.name, file.refused.is_some())));
            }
            Told::Opened { reasons: why, .. } => reasons.extend(sentences(&why)),
            Told::Event { reason, .. } => reasons.push(reason.to_string()),
            Told::Letter(_) => {}
        }
    }
    let ticket = story.ticket;
    TicketState {
        subject: ticket.subject.as_str().to_owned(),
        status: ticket.status.0,
        assignee: ticket.assignee,
        team: ticket.team,
        fields: ticket.fields,
        requester: ticket.requester.map(|contact| contact.address),
        feedback: ticket.feedback,
        clocks: story.clocks,
        comments,
        reasons,
        files,
    }
}

/// How the newest mail of the ledger ended, and why.
pub(super) async fn newest_mail(store: &Store) -> Result<(Option<End>, Vec<String>), StoreError> {
    let mut mails = store.read(|reading| reading.mails(MailFilter::All, 1)).await?;
    Ok(mails.pop().map_or((None, Vec::new()), |mail| (mail.end.and_then(Result::ok), sentences(&mail.reasons))))
}

/// The newest mail that is held or was quarantined.
pub(super) async fn set_aside(store: &Store) -> Result<Option<MailId>, StoreError> {
    let newest = |end| store.read(move |reading| reading.mails(MailFilter::Ended(end), 1));
    let (held, quarantined) = (newest(End::Held).await?, newest(End::Quarantined).await?);
    Ok(held.iter().chain(&quarantined).map(|mail| mail.id).max())
}

/// All tickets and their events, for an author's report.
pub(super) async fn so_far(store: &Store, style: &ReferenceStyle) -> Result<Vec<String>, StoreError> {
    let mut lines = Vec::new();
    for story in stories(store).await? {
        let ticket = &story.ticket;
        let assignee = ticket.assignee.as_deref().unwrap_or("nobody");
        let reference = style.print(ticket.number);
        lines.push(format!("{reference} \"{}\": {}, assignee {assignee}", ticket.subject, ticket.status));
        lines
            .extend(story.entries.iter().map(|entry| format!("  {}  {}", format_instant(entry.at), line(&entry.told))));
    }
    Ok(lines)
}

/// All results of a story, in lines that are equal for two plays that ended alike.
pub(super) async fn record(store: &Store, letters: &[SendAttempt]) -> Result<Vec<String>, StoreError> {
    let mut record = Vec::new();
    for story in stories(store).await? {
        let ticket = &story.ticket;
        record.push(format!("{ticket:?} {:?}", story.clocks));
        let lasting = story.entries.iter().map(|entry| &entry.told).filter(|told| !is_of_the_crash(told));
        record.extend(lasting.map(|told| format!("ticket {}: {told:?}", ticket.number)));
    }
    for mail in store.read(|reading| reading.mails(MailFilter::All, ALL)).await? {
        record.push(format!(
            "mail {} from {:?}: {:?} because {:?}",
            mail.id.0,
            mail.from,
            mail.end,
            sentences(&mail.reasons)
        ));
    }
    let outbox = store.read(|reading| reading.letters(LetterFilter::All, ALL)).await?;
    let mut kept: Vec<String> = outbox
        .iter()
        .map(|letter| {
            format!("{} to {} {}: {}", letter.notice_name(), letter.to, letter.message_id, letter.state.as_str())
        })
        .collect();
    for letter in letters.iter().filter(|letter| letter.arrived()) {
        let (subject, text, id) = (&letter.inbound.subject, &letter.inbound.text, &letter.inbound.message_id);
        kept.push(format!("{} to {} {id:?} arrived: {subject}\n{text}", letter.kind_name(), letter.to));
    }
    // The order of recipients doesn't matter, nor that the same letter came twice.
    kept.sort();
    kept.dedup();
    record.extend(kept);
    Ok(record)
}

/// All that can be seen of tickets and letters, a line each: what two plays must have in common that came in different ways.
///
/// What only explains the way in is left out: form lines, which stay in a mail's words, and how a value was given.
pub(super) async fn seen(store: &Store, policy: &Policy, letters: &[SendAttempt]) -> Result<Vec<String>, StoreError> {
    let mut lines = Vec::new();
    for story in stories(store).await? {
        let ticket = &story.ticket;
        let number = ticket.number;
        let people: Vec<&str> = ticket.participants.iter().map(|who| who.address.as_str()).collect();
        let requester = ticket.requester.as_ref().map(ToString::to_string);
        lines.extend([
            format!("{number} subject {}", ticket.subject),
            format!("{number} status {} since {}", ticket.status, ticket.status_since),
            format!("{number} assignee {:?}, team {:?}", ticket.assignee, ticket.team),
            format!("{number} requester {requester:?} of {:?}", ticket.organisation),
            format!("{number} participants {}", people.join(", ")),
            format!("{number} fields {:?}", ticket.fields.0),
            format!("{number} partners {:?}, merged into {:?}", ticket.partners, ticket.merged_into),
            format!("{number} feedback {:?}, spam {}, language {:?}", ticket.feedback, ticket.spam, ticket.language),
            format!("{number} mailbox {}", ticket.mailbox),
            format!("{number} clocks {:?}", story.clocks),
        ]);
        for entry in &story.entries {
            lines.extend(entry_lines(policy, &entry.told).into_iter().map(|line| format!("{number} {line}")));
        }
    }
    let mut told: Vec<&SendAttempt> = Vec::new();
    for letter in letters.iter().filter(|letter| letter.arrived()) {
        if !told.iter().any(|before| before.is_same(letter)) {
            told.push(letter);
            lines.extend(letter_lines(policy, letter));
        }
    }
    Ok(lines)
}

/// What a story tells of an entry, without what only its way in explains.
fn entry_lines(policy: &Policy, told: &Told) -> Vec<String> {
    match told {
        Told::Comment { author, role, visibility, text, files, .. } => {
            let who = who(author.as_ref(), *role);
            let file = |file: &FileLine| format!("file {} refused {}", file.name, file.refused.is_some());
            let text = without_form(policy, text);
            let words = format!("comment {} by {who}: {}", visibility.as_str(), text.trim());
            files.iter().map(file).chain([words]).collect()
        }
        Told::Opened { reasons, .. } => {
            sentences(reasons).iter().map(|why| format!("opened because {}", without_way(why))).collect()
        }
        Told::Event { kind, actor, before, after, reason, .. } => {
            let reason = without_way(&reason.to_string());
            vec![format!("event {kind:?} by {actor:?}: {before:?} → {after:?} ({reason})")]
        }
        Told::Letter(_) => Vec::new(),
    }
}

/// The words below form lines.
fn without_form(policy: &Policy, text: &str) -> String {
    let lines = read_lines(&policy.fields, text).len();
    if lines == 0 { text.to_owned() } else { below_form(text, lines) }
}

/// A reason without the way in which it was given: a form line of a mail, an answer, a field or a button of a page.
fn without_way(reason: &str) -> String {
    let way = |reason: &str| match reason.split_once("form line \"") {
        Some((before, rest)) => format!("{before}form line{}", rest.split_once('"').map_or("", |(_, after)| after)),
        None => reason.to_owned(),
    };
    way(reason).replace("a reply about the priority", "a button on the ticket's page")
}

fn letter_lines(policy: &Policy, letter: &SendAttempt) -> Vec<String> {
    let head = format!("letter {} to {}", letter.kind_name(), letter.to);
    let files = letter.inbound.attachments.iter().map(|file| format!("{head} with file {}", file.name));
    let text = without_tokens(&letter.inbound.text);
    let is_form = |line: &str| !read_lines(&policy.fields, line.trim_start_matches(['>', ' '])).is_empty();
    let is_said = |line: &&str| !line.trim_matches(['>', ' ']).is_empty() && !is_form(line);
    let is_agents = policy.people.agents.find_by_address(&letter.to).is_some();
    // Agents read in brackets how a change was asked for.
    let shown = |line: &str| match line.trim().split_once(" (") {
        Some((what, way)) if is_agents && way.ends_with(')') => what.to_owned(),
        _ => line.trim().to_owned(),
    };
    let words = text.lines().filter(is_said).map(|line| format!("{head} | {}", shown(line)));
    let subject = format!("{head} with subject {}", letter.inbound.subject);
    files.chain([subject]).chain(words).collect()
}

async fn stories(store: &Store) -> Result<Vec<Story>, StoreError> {
    let read = store.read(|reading| {
        let tickets = reading.tickets(&TicketFilter::default())?;
        tickets.iter().map(|ticket| reading.story(ticket.brief.number)).collect::<Result<Vec<_>, _>>()
    });
    Ok(read.await?.into_iter().flatten().collect())
}

/// Lines that differ anyway: letters are compared separately, and a killed house notes unknown deliveries.
fn is_of_the_crash(told: &Told) -> bool {
    match told {
        Told::Letter(_) => true,
        Told::Event { kind, reason, .. } => *kind == Ok(EventKind::LetterUnknown) && reason.to_string() != LOST,
        Told::Opened { .. } | Told::Comment { .. } => false,
    }
}

/// One event as a line.
fn line(told: &Told) -> String {
    match told {
        Told::Comment { author, role, visibility, text, .. } => {
            let verb = match visibility {
                Visibility::Public => "wrote",
                Visibility::Internal => "noted",
                Visibility::Withheld => "wrote from outside",
            };
            format!("{} {verb}: {}", who(author.as_ref(), *role), shortened(text))
        }
        Told::Opened { reasons, .. } => happening(told.word(), "", &Reason::join(reasons)),
        Told::Event { before, after, reason, .. } => {
            let from_to: Vec<&str> = [before, after].into_iter().flatten().map(String::as_str).collect();
            happening(told.word(), &from_to.join(" → "), &reason.to_string())
        }
        Told::Letter(letter) => {
            format!("letter {} to {}: {}", letter.notice_name(), letter.to.address, letter.state.as_str())
        }
    }
}

fn happening(word: &str, from_to: &str, reason: &str) -> String {
    let reason = if reason.is_empty() { String::new() } else { format!("({reason})") };
    [word, from_to, &reason].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}

fn who(author: Option<&Contact>, role: Role) -> String {
    author.map_or_else(|| "maildesk".to_owned(), |author| format!("{} ({role})", author.address))
}

/// The beginning of a text, on one line.
fn shortened(text: &str) -> String {
    const CHARS: usize = 70;
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= CHARS { line } else { line.chars().take(CHARS).chain(['…']).collect() }
}
