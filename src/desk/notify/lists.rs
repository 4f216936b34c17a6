//! What was asked for: tickets in a list, and a whole ticket.

use crate::mail::Contact;

use super::super::facts::{EntryFact, TicketFact};
use super::super::letter::{List, Whole};
use super::super::policy::Policy;
use super::super::question::{Brief, Listed, Shown, ShownComment};
use super::super::reason::{Reason, Remark};
use super::super::status::Stage;
use super::super::ticket::Visibility;
use super::super::title::TitleReader;
use super::scene::Scene;

/// The tickets as whoever asked reads them. Customers are not told who works on them.
pub(super) fn list(scene: Scene<'_>, listed: &Listed) -> List {
    let reader = if scene.agent().is_some() { TitleReader::Agent } else { TitleReader::Customer };
    let mut tickets: Vec<TicketFact> = listed.tickets.iter().map(|brief| ticket(scene, brief, reader)).collect();
    if reader == TitleReader::Customer {
        for ticket in &mut tickets {
            ticket.assignee.clear();
        }
    }
    List { tickets, more: listed.more, ..List::default() }
}

fn ticket(scene: Scene<'_>, brief: &Brief, reader: TitleReader) -> TicketFact {
    let policy = scene.policy;
    let language = match (reader, scene.act.sender()) {
        (TitleReader::Customer, Some(sender)) => {
            policy.languages.of_person(sender, &scene.act.mailbox, &policy.people.organisations)
        }
        _ => &policy.languages.desk,
    };
    let dates = scene.dates(language);
    let done = policy.workflow.stage(&brief.status) == Stage::Done;
    let is_waiting = reader == TitleReader::Agent && !done;
    TicketFact {
        reference: policy.style.print(brief.number),
        subject: brief.subject.as_str().to_owned(),
        status: policy.workflow.title(&brief.status, language, reader),
        done,
        requester: brief.requester.as_ref().map(|contact| contact.display().to_owned()).unwrap_or_default(),
        assignee: brief.assignee.as_deref().map(|name| policy.people.agents.full_name(name)).unwrap_or_default(),
        opened: dates.day(brief.opened_at),
        changed: dates.day(brief.changed_at),
        age: if is_waiting { dates.age(brief.opened_at) } else { String::new() },
        priority: if reader == TitleReader::Agent { priority(policy, brief, language) } else { String::new() },
    }
}

/// The value of the field by which agents judge a ticket.
fn priority(policy: &Policy, brief: &Brief, language: &str) -> String {
    let field = policy.slas.judged_by.as_deref().and_then(|name| policy.fields.find(name));
    let value = field.and_then(|field| Some(field.shown(brief.fields.get(&field.name)?, language)));
    value.unwrap_or_default()
}

/// All that is known of a ticket, for agents.
pub(super) fn whole(scene: Scene<'_>, shown: &Shown, written: &str, has_more: bool) -> Whole {
    let shown_ticket = &shown.ticket;
    let brief = Brief {
        number: shown_ticket.number,
        subject: shown_ticket.subject.clone(),
        status: shown_ticket.status.clone(),
        requester: shown_ticket.requester.clone(),
        assignee: shown_ticket.assignee.clone(),
        fields: shown_ticket.fields.clone(),
        opened_at: shown.opened_at,
        changed_at: shown.changed_at,
    };
    Whole {
        list: List {
            written: written.to_owned(),
            remark: has_more.then(|| Remark::Unused.into()),
            tickets: vec![ticket(scene, &brief, TitleReader::Agent)],
            more: shown.more,
        },
        organisation: shown_ticket.organisation.clone().unwrap_or_default(),
        involved: shown_ticket.participants.iter().map(Contact::to_string).collect(),
        entries: shown.said.iter().map(|said| entry(scene, said)).collect(),
    }
}

fn entry(scene: Scene<'_>, said: &ShownComment) -> EntryFact {
    let author = said.author.as_ref().map_or_else(|| "maildesk".to_owned(), Contact::to_string);
    let files = said.files.iter().map(|name| format!("\n[{name}]"));
    EntryFact {
        at: scene.dates(&scene.policy.languages.desk).time(said.at),
        author,
        role: said.role.as_str().to_owned(),
        internal: said.visibility == Visibility::Internal,
        text: std::iter::once(said.text.trim_end().to_owned()).chain(files).collect(),
        note: said.author.is_none().then(|| Reason::read(&said.text)),
    }
}
