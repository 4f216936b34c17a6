//! A mail of a story as the posting that says the same (P9).
//!
//! Comes in: a mail's bytes, what became of it when it was played as a mail, and its ticket as it stands. Goes out: the
//! posting, with the words that are left when everything that the mail asks for is a value; or why no page can say it.

use jiff::Timestamp;
use sha2::{Digest, Sha256};

use crate::desk::act::{Act, Wish};
use crate::desk::command::Command;
use crate::desk::end::End;
use crate::desk::field::Fields;
use crate::desk::form::{fill_in, read_lines};
use crate::desk::intake::{self, Entered};
use crate::desk::policy::Policy;
use crate::desk::posting::{ChosenValue, PostedPerson, Posting};
use crate::desk::ticket::Ticket;
use crate::flow::posting::{NewPage, PageProof};
use crate::mail::authentic::Proof;
use crate::mail::compose::Enclosure;
use crate::mail::origin::{Origin, vouched};
use crate::mail::parse::attachment_bytes;
use crate::mail::{Contact, Inbound, understand};

use super::browser::session_of;
use super::comparison::Kept;
use super::fate::Fate;

/// A mail on its way in.
#[derive(Debug, Clone, Copy)]
pub(super) struct ArrivedMail<'a> {
    pub(super) bytes: &'a [u8],
    /// The first mailbox that it comes to.
    pub(super) mailbox: &'a str,
    pub(super) at: Timestamp,
}

/// The form of a mail, or why it has none.
pub(super) fn turn(
    policy: &Policy,
    mail: ArrivedMail<'_>,
    fate: &Fate,
    ticket: Option<&Ticket>,
) -> Result<NewPage, Kept> {
    let understood = understand(mail.bytes, &policy.own);
    let size = mail.bytes.len() as u64;
    let entered = Entered {
        number: 0,
        mailbox: mail.mailbox,
        received_at: mail.at,
        released: false,
        sent: false,
        old_since: None,
        size,
        kept: size,
        signed: None,
    };
    let act = intake::act(policy, &understood, entered);
    let author = author(policy, &act, fate, ticket)?;
    let is_agent = policy.people.agents.find_by_address(&author.address).is_some();
    let base = Posting {
        ticket: fate.ticket.filter(|_| fate.end == Some(End::Commented)).map(|number| number.0),
        address: author.address.to_string(),
        name: author.name().to_owned(),
        subject: act.subject.as_str().to_owned(),
        ..Posting::default()
    };
    let posting =
        if is_agent { of_agent(policy, &act, fate, base) } else { of_customer(policy, &act, ticket, fate, base) };
    Ok(NewPage {
        proof: PageProof::Session(session_of(&author.address)),
        // The same mail again is the same form again.
        nonce: data_encoding::HEXLOWER.encode(&Sha256::digest(mail.bytes)),
        seen: None,
        posting,
        files: files(mail.bytes, &understood.inbound),
        mailbox: mail.mailbox.to_owned(),
    })
}

/// Who would be signed in.
fn author(policy: &Policy, act: &Act, fate: &Fate, ticket: Option<&Ticket>) -> Result<Contact, Kept> {
    let Origin::Person(person) = &act.origin else { return Err(Kept::Program) };
    let author = person.contact();
    let proven = policy.holding.is_proven(act) || !(policy.holding.can_prove() || matches!(act.proof, Proof::Fail(_)));
    let is_customers = policy.people.agents.find_by_address(&author.address).is_none();
    let known = ticket.map(|ticket| ticket.fields.clone()).unwrap_or_default();
    let filled = fill_in(&policy.fields, &known, &act.asks.form);
    let has_words = !below_form(&act.own, act.asks.form.len()).is_empty() || !act.files.is_empty();
    if !proven {
        Err(Kept::Unproven)
    } else if act.asks.question.is_some() {
        Err(Kept::Question)
    } else if fate.is_inquiry {
        Err(Kept::Inquiry)
    } else if fate.names_ticket {
        Err(Kept::NamesTicket)
    } else if fate.stays_text {
        Err(Kept::StaysText)
    } else if is_customers && filled.iter().any(|filled| filled.value.is_err()) {
        Err(Kept::WrongValue)
    } else if is_customers && ticket.is_some() && !filled.is_empty() && !has_words {
        Err(Kept::FieldsAlone)
    } else {
        Ok(author.clone())
    }
}

fn of_agent(policy: &Policy, act: &Act, fate: &Fate, base: Posting) -> Posting {
    let asked = &act.asks.commands;
    let mut commands: Vec<String> = asked.lines.iter().map(|line| line.written.trim().to_owned()).collect();
    let says_note = asked.commands().any(|command| matches!(command, Command::Note | Command::Spam));
    if fate.is_note && !says_note && !asked.has_faults() {
        // By mail, an answer to a note is one. A page has a box for notes.
        commands.push("#note".to_owned());
    }
    let lines = read_lines(&policy.fields, &asked.text);
    let fields = if base.ticket.is_none() { chosen(policy, &Fields::default(), &lines) } else { Vec::new() };
    let text = if fields.is_empty() { asked.text.to_string() } else { below_form(&asked.text, lines.len()) };
    Posting { commands, fields, text, people: Vec::new(), ..base }
}

fn of_customer(policy: &Policy, act: &Act, ticket: Option<&Ticket>, fate: &Fate, base: Posting) -> Posting {
    let people = people(policy, act, ticket);
    if let Some(score) = fate.rated {
        let comment = act.asks.rating.as_ref().map_or(act.own.trim(), |rating| rating.comment.as_str());
        return Posting { rating: Some(score), text: comment.to_owned(), ..base };
    }
    if let (Some(Wish { name, below }), Some(_)) = (&act.asks.wish, ticket)
        && policy.workflow.find_transition(name).is_some()
    {
        return Posting { transition: Some(name.clone()), text: below.clone(), people, ..base };
    }
    if let (Some(colleague), None) = (&act.asks.colleague, ticket) {
        let colleague = Some(posted(&colleague.who));
        let text = act.asks.colleague.as_ref().map(|it| it.below.clone()).unwrap_or_default();
        return Posting { text, colleague, people, ..base };
    }
    let known = ticket.map(|ticket| ticket.fields.clone()).unwrap_or_default();
    let fields = chosen(policy, &known, &act.asks.form);
    let text = below_form(&act.own, act.asks.form.len());
    Posting { fields, judgement: fate.judged, text, people, ..base }
}

/// The values that form lines choose. A page has no others to choose from.
fn chosen(policy: &Policy, known: &Fields, lines: &[crate::desk::form::FormLine]) -> Vec<ChosenValue> {
    let filled = fill_in(&policy.fields, known, lines);
    let value =
        |value: Result<String, _>, field: &str| Some(ChosenValue { field: field.to_owned(), value: value.ok()? });
    filled.into_iter().filter_map(|filled| value(filled.value.map_err(drop), &filled.field.name)).collect()
}

/// The text below so many form lines.
pub(super) fn below_form(text: &str, lines: usize) -> String {
    let mut left = lines;
    let below = text.lines().skip_while(|line| {
        let is_form = left > 0;
        if is_form && !line.trim().is_empty() {
            left -= 1;
        }
        is_form
    });
    below.collect::<Vec<_>>().join("\n").trim().to_owned()
}

/// The people who would be added: those copied in who aren't on it.
fn people(policy: &Policy, act: &Act, ticket: Option<&Ticket>) -> Vec<PostedPerson> {
    let is_new = |who: &&Contact| {
        Some(&who.address) != act.sender()
            && vouched((*who).clone(), &policy.own).is_ok()
            && policy.people.agents.find_by_address(&who.address).is_none()
            && !ticket.is_some_and(|ticket| ticket.has_customer(&who.address))
    };
    act.copied.iter().filter(is_new).filter(|_| policy.copied_join).map(posted).collect()
}

fn posted(who: &Contact) -> PostedPerson {
    PostedPerson { address: who.address.to_string(), name: who.name().to_owned() }
}

fn files(bytes: &[u8], inbound: &Inbound) -> Vec<Enclosure> {
    let file = |file: &crate::mail::inbound::Attachment| {
        Some(Enclosure {
            name: file.name.clone(),
            content_type: file.content_type.clone(),
            bytes: attachment_bytes(bytes, file.index)?,
            picture: None,
        })
    };
    inbound.attachments.iter().filter_map(file).collect()
}
