//! A ticket as its people see it. Comes in: the ticket with its public comments. Nothing else is asked for, so notes, reasons and
//! other people's letters can't be shown by mistake (P10).

use jiff::Timestamp;

use crate::desk::field::FieldReader;
use crate::desk::offer::{OfferReader, offers};
use crate::desk::people::Role;
use crate::desk::policy::Policy;
use crate::desk::quantity::print_size;
use crate::desk::status::Stage;
use crate::desk::ticket::{FeedbackState, Ticket, Visibility};
use crate::desk::title::TitleReader;
use crate::desk::workflow::Occasion;
use crate::mail::{Address, Contact};
use crate::pages::views::{self, Comment, Fact, FormMark, Moment, OfferButton, Rating, TicketFile, TicketPerson};
use crate::store::read::{Conversation, PublicComment, StoredFile};

use super::super::portal::{Portal, shown_stage};

/// The most public comments on one page.
pub(in crate::portal) const MOST_COMMENTS: usize = 100;

/// Who reads a ticket.
#[derive(Debug, Clone, Copy)]
pub(in crate::portal) struct TicketReader<'a> {
    /// What they are to it.
    pub(in crate::portal) role: Role,
    /// Their address.
    pub(in crate::portal) address: &'a Address,
    /// Their language.
    pub(in crate::portal) language: &'a str,
    /// Now.
    pub(in crate::portal) now: Timestamp,
}

/// The ticket for one of its people.
pub(in crate::portal) fn ticket(
    portal: &Portal,
    conversation: &Conversation,
    reader: TicketReader<'_>,
    form: FormMark,
) -> views::Ticket {
    let policy = portal.policy();
    let Conversation { ticket, said, earlier, .. } = conversation;
    let reference = policy.style.print(ticket.number);
    let href = format!("/t/{reference}");
    let stage = policy.workflow.stage(&ticket.status);
    let is_past = policy.workflow.is_past(ticket, reader.now);
    let moment = |at| portal.moment(at, reader.language, reader.now);
    // A button without words leaves an empty comment, which says nothing.
    let speaks = |comment: &PublicComment| !comment.text.trim().is_empty() || !comment.files.is_empty();
    let spoken = said.iter().enumerate().filter(|(_, comment)| speaks(comment));
    let comments = spoken.map(|(index, comment)| Comment {
        number: earlier + index as u64 + 1,
        author: author(policy, comment),
        is_you: comment.author.as_ref().is_some_and(|author| author.address == *reader.address),
        is_desk: comment.role == Role::Agent || comment.author.is_none(),
        at: moment(comment.at),
        text: comment.text.clone(),
        files: comment.files.iter().map(|file| stored_file(&href, file)).collect(),
    });
    views::Ticket {
        subject: ticket.subject_for(reader.address),
        status: policy.workflow.title(&ticket.status, reader.language, TitleReader::Customer),
        stage: shown_stage(stage),
        on_you: is_on(policy, ticket, reader.role),
        facts: facts(portal, conversation, reader),
        comments: comments.collect(),
        earlier: *earlier,
        earlier_href: String::new(),
        notice: None,
        can_write: true,
        text: String::new(),
        files_allowed: portal.site.files,
        file_limit: print_size(policy.files.each),
        kept_files: Vec::new(),
        reopens_to: if is_past { String::new() } else { reopens_to(policy, ticket, reader) },
        offers: buttons(policy, ticket, reader),
        people: people(portal, ticket, reader),
        can_add: portal.site.people && policy.copied_join,
        person: String::new(),
        can_leave: ticket.participants.iter().any(|who| who.address == *reader.address),
        file_count: said.iter().map(|comment| comment.files.len() as u64).sum(),
        files_href: format!("{href}/files"),
        rating: rating(policy, conversation, reader.role),
        can_ask_judgement: can_ask_judgement(policy, reader.role),
        faults: Vec::new(),
        reference,
        href,
        form,
    }
}

/// Whether it waits for somebody of this role: for the customer, or for the partner who has it.
pub(in crate::portal) fn is_on(policy: &Policy, ticket: &Ticket, role: Role) -> bool {
    let waits = policy.workflow.stage(&ticket.status) == Stage::Waiting;
    let is_partners = policy
        .workflow
        .transitions()
        .iter()
        .any(|transition| transition.to == ticket.status && transition.partner.is_some());
    waits && (role == Role::Partner) == is_partners
}

fn author(policy: &Policy, comment: &PublicComment) -> String {
    let Some(author) = &comment.author else { return String::new() };
    let agent = policy.people.agents.find_by_address(&author.address);
    agent.map_or(author, |agent| &agent.contact).display().to_owned()
}

/// A file, by the path that it is fetched from.
pub(in crate::portal) fn stored_file(href: &str, file: &StoredFile) -> TicketFile {
    TicketFile {
        name: file.name.clone(),
        href: format!("{href}/f/{}/{}", file.comment, file.place),
        size: print_size(file.size),
        is_picture: matches!(file.content_type.as_str(), "image/png" | "image/jpeg" | "image/gif" | "image/webp"),
        author: String::new(),
        at: Moment::default(),
        version: 0,
    }
}

fn facts(portal: &Portal, conversation: &Conversation, reader: TicketReader<'_>) -> Vec<Fact> {
    let (policy, ticket) = (portal.policy(), &conversation.ticket);
    let fields = policy.fields.shown(&ticket.fields, reader.language, FieldReader::Customer);
    let fields = fields.into_iter().map(|fact| Fact { label: fact.label, value: fact.value, time: None });
    let assignee = ticket.assignee.as_deref().filter(|_| portal.site.assignee_shown);
    let assignee = assignee.map(|name| Fact {
        label: portal.pages.word(reader.language, "fact.assignee"),
        value: policy.people.agents.full_name(name),
        time: None,
    });
    let opened = Fact {
        label: portal.pages.word(reader.language, "fact.opened"),
        value: String::new(),
        time: Some(portal.moment(conversation.opened_at, reader.language, reader.now)),
    };
    fields.chain(assignee).chain([opened]).collect()
}

/// The status that a comment of theirs brings about, if the ticket is done.
fn reopens_to(policy: &Policy, ticket: &Ticket, reader: TicketReader<'_>) -> String {
    if policy.workflow.stage(&ticket.status) != Stage::Done {
        return String::new();
    }
    let occasion = Occasion::on(ticket, reader.role, Visibility::Public);
    let to = policy.workflow.fitting(occasion).find_map(|rule| rule.then.status.as_ref());
    let to = to.filter(|to| **to != ticket.status);
    to.map(|to| policy.workflow.title(to, reader.language, TitleReader::Customer)).unwrap_or_default()
}

fn buttons(policy: &Policy, ticket: &Ticket, reader: TicketReader<'_>) -> Vec<OfferButton> {
    let TicketReader { role, address, language, .. } = reader;
    let offered = offers(&policy.workflow, &policy.people, ticket, OfferReader { role, address, language });
    let button = |offer: crate::desk::facts::Offer| OfferButton {
        value: offer.command,
        label: offer.label,
        description: String::new(),
    };
    offered.into_iter().map(button).collect()
}

fn people(portal: &Portal, ticket: &Ticket, reader: TicketReader<'_>) -> Vec<TicketPerson> {
    let policy = portal.policy();
    let person = |who: &Contact, is_requester: bool| TicketPerson {
        name: who.display().to_owned(),
        address: who.address.to_string(),
        is_you: who.address == *reader.address,
        is_requester,
        organisation: String::new(),
        can_remove: !is_requester && reader.role == Role::Requester && portal.site.people,
    };
    let partners = policy.people.having(ticket).map(|partner| TicketPerson {
        name: partner.title.clone(),
        address: String::new(),
        is_you: false,
        is_requester: false,
        organisation: partner.title.clone(),
        can_remove: false,
    });
    let requester = ticket.requester.iter().map(|who| person(who, true));
    requester.chain(ticket.participants.iter().map(|who| person(who, false))).chain(partners).collect()
}

fn rating(policy: &Policy, conversation: &Conversation, role: Role) -> Option<Rating> {
    let ticket = &conversation.ticket;
    let asked = ticket.feedback != FeedbackState::NotAsked;
    let done = policy.workflow.stage(&ticket.status) == Stage::Done;
    let given = conversation.rating.as_ref();
    let open = role == Role::Requester && asked && done;
    (open || given.is_some()).then(|| Rating {
        score: given.map_or(0, |given| given.score),
        comment: given.map(|given| given.comment.clone()).unwrap_or_default(),
        open,
    })
}

/// Where the desk tells how it judged, it can be asked to judge again.
fn can_ask_judgement(policy: &Policy, role: Role) -> bool {
    role == Role::Requester && policy.fields.0.iter().any(|field| field.tells)
}
